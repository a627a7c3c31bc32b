"""The way of a document, from its files to its package: the table of contents."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from generator.command.culprits import culprit
from generator.command.settings import NOTHING_SET, Entry, Settings
from generator.ground.diagnostics import Diagnostic, SpecError, left_out, severity
from generator.name.lock import Lock, read, text_of
from generator.name.naming import name_all
from generator.read.canonical import canonical
from generator.read.document import Document, Opened, opened
from generator.read.document.grammar import METHODS
from generator.read.files import as_files
from generator.read.source import Mapping
from generator.read.wire import explicit
from generator.understand.build import build

if TYPE_CHECKING:
    from generator.read.mend import Mender


@dataclass(slots=True)
class Result:
    """What came of a document."""

    name: str = ""
    """Folder of the package; empty when there is no package."""
    files: dict[str, bytes] = field(default_factory=dict[str, bytes])
    inputs: tuple[Path, ...] = ()
    diagnostics: list[Diagnostic] = field(default_factory=list[Diagnostic])
    timings: list[tuple[str, float]] = field(default_factory=list[tuple[str, float]])
    operations: int = 0
    lock: str = ""
    """The text that its lock is to have."""
    written: Document | None = None
    """The document that was compiled: bundled and mended, as its author wrote it."""
    met: frozenset[int] = frozenset()
    """Which of the settings' accepted findings were met."""
    declared: int = 0
    """Operations in the document; `operations` is those in the package."""
    left_out: list[str] = field(default_factory=list[str])
    """What the package lacks, one line each, accepted or not."""
    refused: bool = False
    """Whether strict settings keep the package from being written."""

    @property
    def failed(self) -> bool:
        """Whether an error stands in the way: there is no package."""
        return self.refused or any(diagnostic.stops for diagnostic in self.diagnostics)


@contextmanager
def uncollected() -> Iterator[None]:
    """A block without the collector of cycles: trees of documents have none, and are many."""
    on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if on:
            gc.freeze()  # what is left is old, and not looked through as if it were new
            gc.enable()
            gc.unfreeze()


@uncollected()
def validate(
    path: Path, settings: Settings = NOTHING_SET
) -> tuple[Document | None, list[Diagnostic]]:
    """Everything that is wrong with a document: all that `generate` would say before it writes.

    A reference that leads nowhere does not hide the rest, and what cannot be built or named is
    told too: the document is mended in memory for that. Findings are as they were made,
    whatever the compiler could take them for and whatever is set for them.
    """
    document, found = read_document(path, settings)
    if document is None:
        return None, found
    mender: Mender | None = None
    whole = not any(d.stops for d in found)
    if whole:
        linted = _linted(document)
        sound, told = document, linted
    else:
        mender = _mender()
        sound, told = _sound(document, found, mender, looked=False)
        around = _around(found)
        linted = [d for d in told if not _follows(d, around)]
    errors = sum(d.stops for d in linted)
    if 0 < errors <= _MENDED:
        sound, told = _sound(sound, linted, mender or _mender())
    if not any(d.stops for d in told):
        try:
            linted += _named(sound, lock_of(path, settings))
        except SpecError as error:
            linted += error.diagnostics
    found = [replace(d, severity=severity(d.code), taken="") for d in [*found, *linted]]
    return (document if whole else None), _once(found)


def _once(found: list[Diagnostic]) -> list[Diagnostic]:
    """Findings, each once: of what the standard refuses the rule that knows more tells."""
    known = {_at(d) for d in found if d.code.startswith("E") and d.code not in _WRITTEN}
    read = {_at(d): d for d in found if d.code in _READ}
    refused = {_at(d) for d in found if d.code in ("E260", "E261")} & read.keys() - known
    retyped = {d.span for d in found if d.code in ("E202", "E421") and d.mend.startswith("write ")}
    once: list[Diagnostic] = []
    for finding in found:
        at = _at(finding)
        if finding.code == "W013" and finding.span in retyped:
            continue  # what is to stand there is told already
        if finding.code in _WRITTEN and at in known:
            continue
        if at in refused and finding.code in _READ:
            continue
        if at in refused and finding.code == "E261":
            finding = replace(finding, message=read[at].message, mend=read[at].mend)
        once.append(finding)
    return list(dict.fromkeys(once))


_READ = ("W114", "W117", "W205")
"""What is told of a document that is read as it was meant."""


def _at(found: Diagnostic) -> tuple[str, str]:
    return found.span.file, found.pointer


_MENDED = 200
"""Errors up to which building and naming are asked too; over that they wait for the mends."""

_ABSENT = frozenset({"E150", "E304", "H370", "W321", "W371", "W310", "W369", "E423", "E424"})
"""What is found because something is not there: it may be what was left out."""


def _follows(found: Diagnostic, around: set[tuple[str, str]]) -> bool:
    """Whether a finding may only come of what was left out for others."""
    return found.code in _ABSENT or _at(found) in around


def _around(causes: list[Diagnostic]) -> set[tuple[str, str]]:
    """Where errors stand, and all that they stand within."""
    found: set[tuple[str, str]] = set()
    for cause in causes:
        file, pointer = _at(cause)
        while cause.stops and (file, pointer) not in found:
            found.add((file, pointer))
            pointer = pointer.rpartition("/")[0]
    return found


def _named(document: Document, lock: Lock) -> list[Diagnostic]:
    """What building and naming find in a sound document; nothing is written."""
    try:
        api, built = build(as_files(explicit(canonical(document))))
        _, named = name_all(api, lock)
    except SpecError:
        raise
    except Exception as error:
        found_at = culprit(document, partial(_unnamed, lock=lock), error)
        if found_at is None:
            raise
        return [found_at]
    return [*built, *named]


def _unnamed(document: Document, lock: Lock) -> bool:
    """Whether a document cannot even be built and named."""
    try:
        name_all(build(as_files(explicit(canonical(document))))[0], lock)
    except SpecError:
        return False
    except Exception:
        return True
    return False


def lock_of(path: Path, settings: Settings) -> Lock:
    """The names that a document's package has already."""
    place = settings.lock(path)
    return read(place, named=bool(settings.entry(path).name)) if place else Lock()


Writer: TypeAlias = Callable[..., tuple[dict[str, bytes], list[Diagnostic]]]
"""What makes files of a document that was built and named: as `package_files` does."""


def generate(path: Path, settings: Settings = NOTHING_SET, writer: Writer | None = None) -> Result:
    """Compile a document into the files of its package; nothing is written.

    What an error spoils is left out (see `read.mend`), and the rest is compiled. Where
    settings are strict, an error that they do not accept stops the document instead.

    Args:
        path: An OpenAPI file, or a folder that holds one.
        settings: What holds for it.
        writer: What makes its files; a package if none is given.
    """
    result = Result()
    try:
        _compile(path, settings, result, writer)
    except SpecError as error:
        result.diagnostics += error.diagnostics
    result.left_out = left_out(result.diagnostics)
    result.declared = result.declared or result.operations
    _judge(result, settings, settings.name(path))
    return result


def _judge(result: Result, settings: Settings, name: str) -> None:
    """Give findings their levels, without what is accepted; what stops is always told."""
    stopping = [d for d in result.diagnostics if d.stops]
    result.refused = result.failed
    kept, result.met = settings.judged(name, _once(result.diagnostics))
    if settings.strict and result.refused:
        kept = [replace(d, taken="") for d in kept]  # nothing came of it
    if result.refused and not any(d.severity == "error" for d in kept):
        kept += stopping
    result.diagnostics = kept


def _compile(path: Path, settings: Settings, result: Result, writer: Writer | None) -> None:
    lap = _stopwatch(result)
    mender = _mender()
    entry, name = settings.entry(path), settings.name(path)
    lock = lock_of(path, settings)

    def stopped() -> bool:
        judged, _ = settings.judged(name, result.diagnostics)
        result.refused = settings.strict and any(d.severity == "error" for d in judged)
        return result.refused

    document, found = read_document(path, settings)
    looked = settings.strict and not any(d.stops for d in found)
    if document is not None:
        result.declared = _count(document)
        if looked:
            found += _linted(document)
    result.diagnostics = found
    if document is None or stopped():
        lap("validate")
        return
    if not settings.strict or any(d.stops for d in found):
        document, result.diagnostics = _sound(document, found, mender, looked=looked)
    lap("validate")
    for _ in range(_LOOKS):
        if stopped() or result.failed:
            return
        result.inputs = document.files
        found = result.diagnostics
        try:
            if _compiled(document, result, lap, entry, lock, writer) or stopped():
                return
        except SpecError:
            raise
        except Exception as error:
            fails = partial(_crashes, entry=entry, lock=lock, writer=writer)
            found_at = culprit(document, fails, error)
            if found_at is None or settings.strict:
                raise
            result.diagnostics = [*found, found_at]
        refused = [d for d in result.diagnostics if d.stops]
        document, told = _sound(document, refused, mender)
        result.diagnostics = [*found, *told]


def _crashes(document: Document, entry: Entry, lock: Lock, writer: Writer | None) -> bool:
    """Whether a document cannot even be tried."""
    try:
        _compiled(document, Result(), lambda stage: None, entry, lock, writer)
    except SpecError:
        return False
    except Exception:
        return True
    return False


def read_document(path: Path, settings: Settings) -> tuple[Document | None, list[Diagnostic]]:
    """A document with its overlays, faulty or not, and what reading it found."""
    try:
        return open_document(path, settings).closed(broken=True)
    except SpecError as error:
        return None, list(error.diagnostics)


def open_document(path: Path, settings: Settings) -> Opened:
    """A document's own file with its overlays; what it refers to is not read yet.

    Raises:
        SpecError: It cannot be read.
    """
    entry = settings.entry(path)
    overlays = tuple(map(Path, entry.overlays))
    return opened(path, name=entry.name, copies=settings.resolve, overlays=overlays)


_WRITTEN = frozenset({"E260", "E261", "E262"})
"""What the text says against the standard, whatever has been made of it."""

_LOOKS = 20
"""How often a document is looked at: each look mends, or gives up something larger."""


def _linted(document: Document, *, mended: Mapping | None = None) -> list[Diagnostic]:
    from generator import check as lint

    return lint.run(document, mended=mended)


def mended(document: Document, found: list[Diagnostic]) -> tuple[Document, list[Diagnostic]]:
    """A document as `generate` takes it: what is faulty read as meant, or left out.

    Args:
        document: As it was loaded.
        found: What loading it has found.
    """
    return _sound(document, found, _mender())


def _mender() -> Mender:
    from generator.read.mend import Mender  # here, as few documents need one

    return Mender()


def _sound(
    document: Document, found: list[Diagnostic], mender: Mender, *, looked: bool = True
) -> tuple[Document, list[Diagnostic]]:
    """A document in which the critic finds no error, and all that was found and made of it.

    *looked* says whether what was found is the critic's, or only that of reading.
    """
    from generator.read.mend.loose import loose_ends
    from generator.read.mend.touched import Touched

    told = [d for d in found if not d.stops]
    warned, touched, part = looked, Touched(), document.tree
    for _ in range(_LOOKS):
        errors = [d for d in found if d.stops]
        if errors:
            before = document.tree
            document, made = mender.mend(document, errors)
            touched.note(before, document.tree, mender.fresh(errors))
            told += made
            if any(d.stops for d in made):  # nothing comes of it; what else is wrong is told
                return document, told if warned else told + mender.fresh(_linted(document))
            part = touched.part(document.tree) if warned else document.tree
            found = loose_ends(document, part)
            if found:
                continue
        found = mender.fresh(_linted(document, mended=part if warned else None))
        if not warned:
            told += [d for d in found if not d.stops]
        warned, touched, part = True, Touched(), document.tree
        if not any(d.stops for d in found):
            return document, told
    return document, told + [d for d in found if d.stops]


def _count(document: Document) -> int:
    """The operations of a document."""
    paths = document.tree.get("paths")
    items = paths.values() if isinstance(paths, Mapping) else ()
    return sum(m in item for item in items if isinstance(item, Mapping) for m in METHODS)


def _compiled(
    document: Document,
    result: Result,
    lap: Callable[[str], None],
    entry: Entry,
    lock: Lock,
    writer: Writer | None,
) -> bool:
    """Fill in the package; False where a later stage refused something."""
    # Here, as `validate` writes nothing and is to start at once.
    from generator.name.layout import place_all
    from generator.write.metadata import Form
    from generator.write.package import package_files
    from generator.write.ranks import TangledError
    from generator.write.views.package import distribution

    document = canonical(document)
    written, document = document, as_files(explicit(document))
    api, diagnostics = build(document)
    names, more = name_all(api, lock)
    result.diagnostics = [*result.diagnostics, *diagnostics, *more]
    layout = place_all(api, names)
    lap("build")
    for tree in (document.written, *document.others):
        tree.place.file.fold()
    if result.failed:
        return False
    lost = left_out(result.diagnostics)
    form = Form(entry.halves, entry.metadata, entry.engines)
    files_of = partial(
        writer or package_files, document, written, api, names, lap=lap, left_out=lost, form=form
    )
    try:
        made = files_of(layout)
    except TangledError:
        made = files_of(place_all(api, names, apart=False))
    result.files, diagnostics = made
    result.written = written
    result.diagnostics += diagnostics
    result.name = distribution(names.package)
    result.operations = len(api.operations)
    result.lock = text_of({**lock.names, **names.kept} if lost else names.kept)
    return not result.failed


def _stopwatch(result: Result) -> Callable[[str], None]:
    last = time.perf_counter()

    def lap(stage: str) -> None:
        nonlocal last
        now = time.perf_counter()
        result.timings.append((stage, now - last))
        last = now

    return lap
