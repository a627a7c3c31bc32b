"""The way of a document, from its files to its package: the table of contents."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from generator.ground.diagnostics import Diagnostic, SpecError, left_out
from generator.name.layout import place_all
from generator.name.naming import name_all
from generator.read.canonical import canonical
from generator.read.document import Document, load
from generator.read.document.grammar import METHODS
from generator.read.files import as_files
from generator.read.mend import Mender
from generator.read.mend.loose import loose_ends
from generator.read.wire import explicit
from generator.understand.build import build
from generator.write.models import TangledError
from generator.write.package import package_files
from generator.write.views.package import distribution


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

    declared: int = 0
    """Operations in the document; `operations` is those in the package."""

    @property
    def failed(self) -> bool:
        """Whether an error stands in the way: there is no package."""
        return any(diagnostic.stops for diagnostic in self.diagnostics)


def validate(path: Path) -> tuple[Document | None, list[Diagnostic]]:
    """Load a document and lint it."""
    document, diagnostics = load(path)
    if document is not None:
        from generator import check as lint

        diagnostics = [*diagnostics, *lint.run(document)]
    return document, diagnostics


def generate(path: Path, *, strict: bool = False) -> Result:
    """Compile a document into the files of its package; nothing is written.

    Args:
        path: An OpenAPI file, or a folder that holds one.
        strict: Whether any error stops the document. Else what an error spoils is left out
            (see `read.mend`), and the rest is compiled.
    """
    result = Result()
    lap = _stopwatch(result)
    mender = Mender()
    try:
        document, found = load(path, broken=not strict)
        if document is None or strict:
            found += _linted(document)
        else:
            result.declared = _count(document)
            document, found = _sound(document, found, mender)
        result.diagnostics = found
        lap("validate")
        for _ in range(_LOOKS):
            if document is None or result.failed:
                return result
            result.inputs = document.files
            if _compiled(document, result, lap) or strict:
                break
            refused = [d for d in result.diagnostics if d.stops]
            document, told = _sound(document, refused, mender)
            result.diagnostics = [*found, *told]
            found = result.diagnostics
    except SpecError as error:
        result.diagnostics += error.diagnostics
    result.declared = result.declared or result.operations
    return result


_LOOKS = 20
"""How often a document is looked at: each look mends, or gives up something larger."""


def _linted(document: Document | None) -> list[Diagnostic]:
    if document is None:
        return []
    from generator import check as lint

    return lint.run(document)


def _sound(
    document: Document, found: list[Diagnostic], mender: Mender
) -> tuple[Document, list[Diagnostic]]:
    """A document in which the critic finds no error, and all that was found and made of it."""
    told = [d for d in found if not d.stops]
    warned = any(d.stops and not d.code.startswith(("E0", "E1")) for d in found)
    for _ in range(_LOOKS):
        errors = [d for d in found if d.stops]
        if errors:
            document, made = mender.mend(document, errors)
            told += made
            if any(d.stops for d in made):
                return document, told
            found = loose_ends(document)
            if found:
                continue
        found = mender.fresh(_linted(document))
        if not warned:
            told += [d for d in found if not d.stops]
            warned = True
        if not any(d.stops for d in found):
            return document, told
    return document, told + [d for d in found if d.stops]


def _count(document: Document) -> int:
    """The operations of a document."""
    paths = document.tree.get("paths")
    items = [item for path, item in paths.items() if not path.startswith("x-")] if paths else []
    return sum(m in item for item in items if isinstance(item, dict) for m in METHODS)


def _compiled(document: Document, result: Result, lap: Callable[[str], None]) -> bool:
    """Fill in the package; False where a later stage refused something."""
    document = canonical(document)
    written, document = document, as_files(explicit(document))
    api, diagnostics = build(document)
    names, more = name_all(api)
    result.diagnostics = [*result.diagnostics, *diagnostics, *more]
    layout = place_all(api, names)
    lap("build")
    if result.failed:
        return False
    lost = left_out(result.diagnostics)
    try:
        made = package_files(document, written, api, names, layout, lap, lost)
    except TangledError:
        layout = place_all(api, names, apart=False)
        made = package_files(document, written, api, names, layout, lap, lost)
    result.files, diagnostics = made
    result.diagnostics += diagnostics
    result.name = distribution(names.package)
    result.operations = len(api.operations)
    return not result.failed


def _stopwatch(result: Result) -> Callable[[str], None]:
    last = time.perf_counter()

    def lap(stage: str) -> None:
        nonlocal last
        now = time.perf_counter()
        result.timings.append((stage, now - last))
        last = now

    return lap
