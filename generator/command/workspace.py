"""Many documents, one output folder: which are stale, and their packages written.

Nothing heavy is imported here before a document is known to need work.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from generator.command.freshness import (
    input_hashes,
    is_fresh,
    left_out_of,
    libraries,
    relative,
    tool_key,
)
from generator.command.locking import as_written, write_lock
from generator.command.settings import MAIN, Settings, itself

if TYPE_CHECKING:
    from generator.ground.diagnostics import Diagnostic
    from generator.write.files import Change

SPECS = "specs"


class Outcome:
    """What became of one document. (No dataclass: importing that costs half of a no-op run.)"""

    def __init__(self, path: Path, name: str = "", *, fresh: bool = False) -> None:
        self.path = path
        self.name = name
        self.fresh = fresh
        self.note = ""
        self.changes: list[Change] = []
        self.lock = ""
        """The lock, where it is not what it should be."""
        self.surface: list[str] = []
        self.breaking = False
        self.diagnostics: list[Diagnostic] = []
        self.timings: list[tuple[str, float]] = []
        self.operations = 0
        self.met: frozenset[int] = frozenset()
        """Which of the settings' accepted findings were met."""
        self.declared = 0
        self.refused = False
        self.left_out: list[str] = []
        """What the document has and the package has not."""
        self.lacking: list[str] = []
        """What of that nobody accepted."""
        self.evolution: list[str] = []
        """What breaks those who use the package as it is, and the version that tells of it."""
        self.crash = ""

    @property
    def failed(self) -> bool:
        """Whether an error stands in the way: there is no new package."""
        return bool(self.crash) or self.refused


def documents(folder: Path) -> list[Path]:
    """The documents in a folder of documents: sub-folders with an `openapi.*`, and files."""
    found: list[Path] = []
    for path in sorted(folder.iterdir()):
        if path.name.startswith("."):
            continue
        if path.is_dir():
            if any((path / name).is_file() for name in MAIN):
                found.append(path)
        elif path.suffix in {".yaml", ".yml", ".json"}:
            from generator.read.document import is_document

            if is_document(path):
                found.append(path)
    return found


def chosen(settings: Settings) -> list[Path]:
    """The documents of a run that names none: those of the settings, and all of `specs/`."""
    named = [Path(entry.path) for entry in settings.documents]
    known = {os.path.realpath(itself(path)) for path in named}
    folder = Path(settings.base, SPECS)
    found = documents(folder) if folder.is_dir() else []
    return [*named, *(path for path in found if os.path.realpath(itself(path)) not in known)]


def orphans(out: Path, names: Collection[str]) -> list[Path]:
    """Packages in a folder that none of the named documents makes (any more)."""
    if not out.is_dir():
        return []
    return sorted(
        folder
        for folder in out.iterdir()
        if folder.name not in names and (folder / "manifest.json").is_file()
    )


def base_of(path: Path) -> Path:
    """The folder that a document's input paths are relative to."""
    return itself(path).parent


def document_name(path: Path) -> str:
    """The name of a document in its manifest, however it was named by the user."""
    return itself(path).name


def process(
    path: Path, settings: Settings, *, check: bool = False, force: bool = False, again: bool = False
) -> Outcome:
    """Bring one package up to date, or find out how it is not.

    Args:
        path: A document.
        settings: What holds for it; where its package stands among that.
        check: Compare only; write nothing.
        force: Overwrite what was edited by hand.
        again: Compile what is up to date too where it had findings, as they are kept nowhere.
    """
    if not check and (fresh := _fresh(path, settings, again=again)) is not None:
        return fresh
    outcome = Outcome(path, settings.name(path))
    from generator.command.evolving import changed, debt
    from generator.command.evolving import told as told_of
    from generator.command.evolving import write as write_changelog
    from generator.command.pipeline import generate
    from generator.command.surface import README, SURFACE, calls, surface, surface_diff
    from generator.ground.diagnostics import SpecError, left_out
    from generator.write.files import MANIFEST, compare, manifest, other_tools, write

    try:
        result = generate(path, settings)
        outcome.diagnostics, outcome.timings = result.diagnostics, result.timings
        outcome.operations, outcome.declared = result.operations, result.declared
        outcome.left_out, outcome.met = result.left_out, result.met
        outcome.lacking = left_out(result.diagnostics)
        outcome.refused = result.failed
        if result.failed:
            return outcome
        outcome.name, folder = result.name, Path(settings.out, result.name)
        files = result.files
        package = result.name.replace("-", "_")
        said = surface(package, files, outcome.left_out)
        files[SURFACE] = said.encode()
        files[README] += calls(said).encode()
        inputs = input_hashes(result.inputs, base_of(path))
        lock, kept, same = settings.lock(path), b"", True
        if lock is not None:
            kept, same = as_written(lock, result.lock)
            inputs[relative(lock, base_of(path))] = sha256(kept).hexdigest()
            outcome.lock = "" if same else lock.as_posix()
        told = {"findings": len(result.diagnostics), "left_out": outcome.left_out}
        accepted = [line for line in outcome.left_out if line not in outcome.lacking]
        errors = sum(d.severity == "error" and not d.taken for d in result.diagnostics)
        more = {"errors": errors, "accepted": accepted, "settings": settings.key(path)}
        told |= {name: value for name, value in more.items() if value}
        files[MANIFEST] = manifest(
            document_name(path), files, inputs, tool_key(), libraries(), told
        )
        old = folder / SURFACE
        before = old.read_text(encoding="utf-8") if old.is_file() else ""
        outcome.surface, outcome.breaking = surface_diff(before, files[SURFACE].decode())
        report = changed(path, settings, result, folder, files)
        outcome.evolution = [] if report is None else told_of(report)
        if check:
            outcome.diagnostics += debt(path, settings, result, folder, report)
            outcome.changes = compare(folder, files)
            if [change.path for change in outcome.changes] == [MANIFEST]:
                made = other_tools(folder, files[MANIFEST])
                if made is not None:  # what would be written is what is there
                    outcome.changes = []
                    outcome.note = f"made with {made or 'another specwright'}; the same bytes"
        else:
            outcome.changes = write(folder, files, force=force)
            if lock is not None and not same:
                write_lock(lock, kept)
            if report is not None:
                write_changelog(path, settings, folder, report)
    except SpecError as error:
        outcome.diagnostics += error.diagnostics
        outcome.refused = True
    except Exception as error:  # a bug of ours: say so, and let the other documents go on
        import traceback

        outcome.crash = f"{type(error).__name__}: {error}\n{traceback.format_exc()}"
    return outcome


def _fresh(path: Path, settings: Settings, *, again: bool) -> Outcome | None:
    """The outcome of a document whose package needs no work."""
    outcome = Outcome(path, settings.name(path), fresh=True)
    folder, base = Path(settings.out, outcome.name), base_of(path)
    known, key, lock = document_name(path), settings.key(path), settings.lock(path)
    if not is_fresh(folder, base, known, key, lock=lock, silent=again):
        return None
    outcome.left_out, accepted = left_out_of(folder)
    outcome.lacking = [line for line in outcome.left_out if line not in accepted]
    return None if settings.strict and outcome.lacking else outcome


def process_all(
    paths: Sequence[Path],
    settings: Settings,
    *,
    check: bool = False,
    force: bool = False,
    again: bool = False,
    jobs: int | None = None,
    done: Callable[[Outcome], None] = lambda outcome: None,
) -> list[Outcome]:
    """Bring several packages up to date, in parallel processes where that helps."""
    found: list[Outcome] = []
    stale: list[Path] = []
    for path in paths:
        if not check and (fresh := _fresh(path, settings, again=again)) is not None:
            found.append(fresh)
        else:
            stale.append(path)
    workers = min(jobs or os.cpu_count() or 1, len(stale))
    if workers <= 1:
        for path in stale:
            found.append(process(path, settings, check=check, force=force, again=again))
            done(found[-1])
    else:
        from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait

        waiting = sorted(stale, key=_weight)  # the biggest first, so that none is left alone
        running: set[Future[Outcome]] = set()
        with ProcessPoolExecutor(workers) as pool:
            while waiting or running:
                while (
                    waiting and len(running) < workers
                ):  # no more: what is queued cannot be stopped
                    path = waiting.pop()
                    with _interrupts_held_back():
                        running.add(
                            pool.submit(
                                process, path, settings, check=check, force=force, again=again
                            )
                        )
                finished, running = wait(running, return_when=FIRST_COMPLETED)
                for future in finished:
                    found.append(future.result())
                    done(found[-1])
    order = {path: index for index, path in enumerate(paths)}
    return sorted(found, key=lambda outcome: order[outcome.path])


def _weight(path: Path) -> int:
    """Bytes of a document, with all that stands beside it."""
    path = itself(path)
    files = path.rglob("*") if path.is_dir() else [path]
    return sum(file.stat().st_size for file in files if file.is_file())


@contextmanager
def _interrupts_held_back() -> Iterator[None]:
    """A block in which Ctrl-C waits; processes forked in it never hear of one.

    Only this process decides what to do then: a worker finishes the package it is at.
    """
    import signal

    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)
