"""The way of a document, from its files to its package: the table of contents."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path

from generator.command.settings import NOTHING_SET, Settings
from generator.ground.diagnostics import Diagnostic, SpecError
from generator.name.layout import place_all
from generator.name.naming import name_all
from generator.read.canonical import canonical
from generator.read.document import Document, load
from generator.read.wire import explicit
from generator.understand.build import build
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
    met: frozenset[int] = frozenset()
    """Which of the settings' accepted findings were met."""

    @property
    def failed(self) -> bool:
        """Whether an error stands in the way."""
        return any(diagnostic.severity == "error" for diagnostic in self.diagnostics)


def validate(
    path: Path, settings: Settings = NOTHING_SET
) -> tuple[Document | None, list[Diagnostic]]:
    """Load a document and lint it; findings are as they were made, whatever is set for them."""
    entry = settings.entry(path)
    document, diagnostics = load(path, name=entry.name, copies=settings.resolve)
    if document is not None:
        from generator import check as lint

        diagnostics = [*diagnostics, *lint.run(document)]
    return document, diagnostics


def generate(path: Path, settings: Settings = NOTHING_SET) -> Result:
    """Compile a document into the files of its package; nothing is written.

    Args:
        path: An OpenAPI file, or a folder that holds one.
        settings: What holds for it.
    """
    result = Result()
    lap = _stopwatch(result)
    entry, document_name = settings.entry(path), settings.name(path)

    def note(found: Iterable[Diagnostic]) -> None:
        kept, met = settings.judged(document_name, found)
        result.diagnostics += kept
        result.met |= met

    try:
        document, diagnostics = validate(path, settings)
        note(diagnostics)
        lap("validate")
        if document is None or result.failed:
            return result
        result.inputs = document.files
        document = canonical(document)
        written, document = document, explicit(document)
        api, diagnostics = build(document)
        note(diagnostics)
        names, diagnostics = name_all(api)
        note(diagnostics)
        layout = place_all(api, names)
        lap("build")
        if result.failed:
            return result
        result.files, diagnostics = package_files(
            document, written, api, names, layout, lap, halves=entry.halves
        )
        note(diagnostics)
        result.name = distribution(names.package)
        result.operations = len(api.operations)
    except SpecError as error:
        note(error.diagnostics)
    return result


def _stopwatch(result: Result) -> Callable[[str], None]:
    last = time.perf_counter()

    def lap(stage: str) -> None:
        nonlocal last
        now = time.perf_counter()
        result.timings.append((stage, now - last))
        last = now

    return lap
