"""Documents for tests: written inline, with `▸` in front of what is at fault."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from textwrap import dedent
from typing import NamedTuple

from generator import check as lint
from generator.ground.diagnostics import Diagnostic
from generator.read.document import load
from tests.unit.findings import held

MARK = "▸"
PRELUDE = 'openapi: "3.1.1"\nx-specwright: 1\ninfo: {title: Test, version: "1"}\n'


def unmark(text: str) -> tuple[str, tuple[int, int]]:
    """The text without its mark, and the mark's line and column (0, 0 without one)."""
    text = dedent(text).lstrip("\n")
    before, found, after = text.partition(MARK)
    if not found:
        return text, (0, 0)
    return before + after, (before.count("\n") + 1, len(before.rsplit("\n", 1)[-1]) + 1)


def check(
    folder: Path, text: str, *, prelude: str = PRELUDE, unused: bool = False, **files: str
) -> list[Diagnostic]:
    """Everything found in a document that is written to a folder of its own.

    Most of these documents are a component and nothing else: that it is unused is left out.
    """
    for name, content in files.items():
        (folder / name.replace("__", ".")).write_text(
            dedent(content).lstrip("\n"), encoding="utf-8"
        )
    file = folder / "openapi.yaml"
    file.write_text(prelude + dedent(text).lstrip("\n"), encoding="utf-8")
    document, found = load(file)
    if document:
        looked = lint.run(document)
        again = lint.run(document, mended=document.tree)  # as it is looked at after mending
        written = ("E260", "E261", "E262")
        stopping = [d for d in looked if d.stops and d.code not in written]
        assert [d for d in again if d.stops] == stopping
        found += looked
    return [d for d in found if unused or d.code != "H370"]


def expect(
    folder: Path, code: str, text: str, mend: str, *, prelude: str = PRELUDE, **files: str
) -> Diagnostic:
    """Assert that a marked document has one fault of a code, at the mark, and give it.

    What else is found there is held against `findings.txt`.
    """
    plain, (line, column) = unmark(text)
    found = check(folder, plain, prelude=prelude, unused=code == "H370", **files)
    held(code, "".join((prelude, text, *files.values())), MARK, found)
    wanted = [d for d in found if d.code == code]
    assert wanted, f"{code} not in {[(d.code, d.message) for d in found]}"
    diagnostic = wanted[0]
    at = (diagnostic.span.line - prelude.count("\n"), diagnostic.span.column)
    assert at == (line, column), (at, (line, column), diagnostic)
    assert mend in diagnostic.mend, diagnostic
    assert diagnostic.severity == {"E": "error", "W": "warning", "H": "hint"}[code[0]]
    return diagnostic


def in_lines(
    folder: Path,
    head: str,
    rows: Sequence[tuple[str, str]],
    *,
    prelude: str = PRELUDE,
    end: str = "",
) -> list[tuple[str, str]]:
    """A document of a row a line, below its head: the rows, each with the codes found in its line.

    What is said there is held against `findings.txt`. That something is unused, or leaves a type
    wide, is left out.
    """
    text = "".join((head, *(f"{row}\n" for row, _ in rows), end))
    found = check(folder, text, prelude=prelude)
    held("lines", prelude + text, head, found)
    first = (prelude + head).count("\n") + 1
    told: list[list[str]] = [[] for _ in rows]
    for one in found:
        if one.code not in ("H370", "H473") and 0 <= one.span.line - first < len(rows):
            told[one.span.line - first].append(one.code)
    return [(row, " ".join(sorted(codes))) for (row, _), codes in zip(rows, told, strict=True)]


def in_schemas(
    folder: Path, rows: Sequence[tuple[str, str]], end: str = "", prelude: str = PRELUDE
) -> list[tuple[str, str]]:
    """The same of schemas, each a component of its own."""
    named = [(f"    S{number}: {row}", codes) for number, (row, codes) in enumerate(rows)]
    told = in_lines(folder, "components:\n  schemas:\n", named, prelude=prelude, end=end)
    return [(row, codes) for (row, _), (_, codes) in zip(rows, told, strict=True)]


class Table(NamedTuple):
    """Rows, each a line of a document."""

    rows: list[tuple[str, str]]
    line: str
    """A line, with `§` for the row and `#` for its number."""
    head: str = "paths:\n"
    end: str = ""

    def told(self, folder: Path) -> list[tuple[str, str]]:
        """The rows with the codes that are found in each."""
        lines = [
            (self.line.replace("#", str(number)).replace("§", row).replace("‡", "#"), codes)
            for number, (row, codes) in enumerate(self.rows)
        ]
        found = in_lines(folder, self.head, lines, end=self.end.lstrip("\n"))
        return [(row, codes) for (row, _), (_, codes) in zip(self.rows, found, strict=True)]
