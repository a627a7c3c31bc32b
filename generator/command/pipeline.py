"""The way of a document, from its files to its package: the table of contents."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

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

    @property
    def failed(self) -> bool:
        """Whether an error stands in the way."""
        return any(diagnostic.severity == "error" for diagnostic in self.diagnostics)


def validate(path: Path) -> tuple[Document | None, list[Diagnostic]]:
    """Load a document and lint it."""
    document, diagnostics = load(path)
    if document is not None:
        from generator import check as lint

        diagnostics = [*diagnostics, *lint.run(document)]
    return document, diagnostics


def generate(path: Path) -> Result:
    """Compile a document into the files of its package; nothing is written.

    Args:
        path: An OpenAPI file, or a folder that holds one.
    """
    result = Result()
    lap = _stopwatch(result)
    try:
        document, diagnostics = validate(path)
        result.diagnostics += diagnostics
        lap("validate")
        if document is None or result.failed:
            return result
        result.inputs = document.files
        document = canonical(document)
        written, document = document, explicit(document)
        api, diagnostics = build(document)
        result.diagnostics += diagnostics
        names, diagnostics = name_all(api)
        result.diagnostics += diagnostics
        layout = place_all(api, names)
        lap("build")
        if result.failed:
            return result
        result.files, diagnostics = package_files(document, written, api, names, layout, lap)
        result.diagnostics += diagnostics
        result.name = distribution(names.package)
        result.operations = len(api.operations)
    except SpecError as error:
        result.diagnostics += error.diagnostics
    return result


def _stopwatch(result: Result) -> Callable[[str], None]:
    last = time.perf_counter()

    def lap(stage: str) -> None:
        nonlocal last
        now = time.perf_counter()
        result.timings.append((stage, now - last))
        last = now

    return lap
