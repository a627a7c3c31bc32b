"""What is wrong with a document, where, and how to mend it.

A `Diagnostic` is the only way a stage speaks to the author of a document. Its
code is the contract: it never changes meaning, has a title here, an extent in
`reach.py` and a section in `docs/diagnostics.md`. Codes that start with E are
errors, and what an error costs is its reach; codes that start with W are warnings,
those that start with H hints, which fail nothing.

| codes | stage |
|---|---|
| 0xx | files and their syntax (`source`) |
| 1xx | references and versions (`document`) |
| 2xx | what the OpenAPI standard demands (`lint.standard`) |
| 3xx | paths, operations, parameters, media, security, tags (`lint`) |
| 4xx | schemas, examples, defaults, extensions (`lint`) |
| 5xx, 6xx, 7xx | building, naming, files and the command line |
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Literal

from generator.ground.codes import CODES as CODES
from generator.ground.kept import Kept
from generator.ground.lines import Lines
from generator.ground.records import record
from generator.ground.regular import regular

Severity = Literal["error", "warning", "hint"]
Format = Literal["text", "json", "github", "sarif"]

_COMPARED = 300
"""Words that one word is compared with, at most."""

_SHOWN = 1000
"""Findings that are printed for people; of the rest there is a count."""


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A place in a file: path as the user gave it, line and column from 1."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        """The clickable form, `file:line:column`."""
        return f"{self.file}:{self.line}:{self.column}"


@record(frozen=True, slots=True)
class Diagnostic:
    """One fault of a document.

    `message` says what is wrong in the document's own words, `mend` the edit
    that puts it right, `pointer` where in its file the node is (RFC 6901), and
    `related` the other places that take part in the fault. `taken` is what the
    compiler made of it, where it went on: what it read, or what it left out.
    """

    code: str
    severity: Severity
    message: str
    span: Span
    pointer: str = ""
    mend: str = ""
    related: tuple[Span, ...] = ()
    taken: str = ""

    @property
    def stops(self) -> bool:
        """Whether this keeps the document from being compiled, at whatever level it is told."""
        return self.code.startswith("E") and not self.taken


LEFT_OUT = "left out: "
"""How `taken` begins where something was lost."""


def left_out(diagnostics: Iterable[Diagnostic]) -> list[str]:
    """What was left out, one line each, with the reason: for a package's own records."""
    lines = {
        _clean(f"{d.taken.removeprefix(LEFT_OUT)} ({d.code} {d.message})")
        for d in diagnostics
        if d.taken.startswith(LEFT_OUT)
    }
    return sorted(lines)


class SpecError(Exception):
    """Raised by a stage that cannot go on; carries why."""

    def __init__(self, *diagnostics: Diagnostic) -> None:
        """Keep the diagnostics, at least one of them an error."""
        super().__init__(render(diagnostics, "text", quote=False))
        self.diagnostics = diagnostics


_SEVERITIES: Mapping[str, Severity] = {"E": "error", "W": "warning", "H": "hint"}


def severity(code: str) -> Severity:
    """The severity that a code's first letter stands for."""
    return _SEVERITIES[code[0]]


class _Begun:
    """The names of the last large collection by how they begin: it is often asked again."""

    def __init__(self) -> None:
        self._names: Collection[str] = ()
        self._size = 0
        self._by_start: dict[str, set[str]] = {}

    def so(self, start: str, names: Collection[str]) -> set[str]:
        """Those of *names* that begin with two letters."""
        if names is not self._names or len(names) != self._size:
            self._names, self._size, self._by_start = names, len(names), {}
            for name in names:
                self._by_start.setdefault(name[:2], set()).add(name)
        return self._by_start.get(start, set())


_BEGUN = _Begun()


def nearest(word: str, words: Iterable[str], *, cutoff: float = 0.6) -> str:
    """The one of *words* most like *word*, or an empty string; *cutoff* 1 is equality."""
    names = words if isinstance(words, Collection) else list(words)
    # Else thousands of misspelt names would take minutes.
    known = _BEGUN.so(word[:2], names) if len(names) > _COMPARED else set(names)
    if len(known) > _COMPARED:
        return ""
    low = word.lower()
    if word not in known and (same := sorted(name for name in known if name.lower() == low)):
        return same[0]
    close = get_close_matches(word, sorted(known), n=1, cutoff=cutoff)
    return close[0] if close else ""


def short(value: object, limit: int = 60) -> str:
    """A value of the document as one short piece of JSON, for a message."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= limit else text[: limit - 1] + "…"


def render(
    diagnostics: Iterable[Diagnostic], format: Format = "text", *, quote: bool = True
) -> str:
    """Write diagnostics out, sorted by file and line.

    `text` is for people (with the source line quoted where it can be read),
    `json` for scripts, `github` for workflow annotations, `sarif` (2.1.0) for
    code-scanning services.
    """
    ordered = sorted(diagnostics, key=lambda d: (d.span, d.code, d.message))
    if format == "text":
        rest = len(ordered) - _SHOWN
        return _text(ordered[:_SHOWN], quote) + (f"and {rest} more findings\n" if rest > 0 else "")
    return _PRINTERS[format](ordered)


def _text(diagnostics: list[Diagnostic], quote: bool) -> str:
    lines: list[str] = []
    sources: dict[str, Kept[int, str]] = {}
    for d in diagnostics:
        mend = f"; mend: {d.mend}" if d.mend else ""
        lines.append(f"{_clean(str(d.span))}: {d.code} {_clean(d.message)}{_clean(mend)}")
        if quote:
            lines += _quoted(d.span, sources)
        also = _clean(", ".join(_short_span(span, d.span.file) for span in d.related))
        if d.pointer or also:
            at = f"at #{_clean(d.pointer)}" if d.pointer else ""
            lines.append(
                f"    {at}   (also {also})" if at and also else f"    {at or 'also ' + also}"
            )
        if d.taken:
            lines.append(f"    {_clean(d.taken)}")
    return "".join(line + "\n" for line in lines)


def _short_span(span: Span, file: str) -> str:
    return f":{span.line}:{span.column}" if span.file == file else str(span)


def _quoted(span: Span, sources: dict[str, Kept[int, str]]) -> list[str]:
    """The line a span is in and a caret under its column, if the file is there."""
    if span.file not in sources:
        sources[span.file] = Kept(_decoded(Lines(_bytes_of(Path(span.file)).decode("latin-1"))))
    line = sources[span.file][span.line]
    if not line.strip():
        return []
    start = max(0, span.column - 60)
    piece = _clean(line[start : start + 100].replace("\t", " "))
    return [f"    | {piece}", f"    | {' ' * (span.column - 1 - start)}^"]


def _decoded(lines: Lines) -> Callable[[int], str]:
    """A line, of a text in which each byte is a character: few lines are text to anybody.

    There may be one alone, of megabytes: it is decoded once.
    """

    def line(number: int) -> str:
        try:
            return lines.line(number).encode("latin-1").decode("utf-8-sig")
        except UnicodeDecodeError:
            return ""

    return line


def _bytes_of(path: Path) -> bytes:
    """What a file holds, if it is one that could have been a document."""
    try:
        return regular(path)
    except (OSError, ValueError):
        return b""


def _clean(text: str) -> str:
    """Text for a terminal: documents are untrusted, so no control characters."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)


def _said(d: Diagnostic) -> str:
    """Message, mend and what was made of it, on one line."""
    mend = f"; mend: {d.mend}" if d.mend else ""
    return d.message + mend + (f"; {d.taken}" if d.taken else "")


def _json(diagnostics: list[Diagnostic]) -> str:
    def span(s: Span) -> dict[str, Any]:
        return {"file": s.file, "line": s.line, "column": s.column}

    rows = [
        {
            "code": d.code,
            "severity": d.severity,
            "message": d.message,
            **span(d.span),
            "pointer": d.pointer,
            "mend": d.mend,
            "related": [span(s) for s in d.related],
            **({"taken": d.taken} if d.taken else {}),
        }
        for d in diagnostics
    ]
    return json.dumps(rows, indent=2) + "\n"


def _github(diagnostics: list[Diagnostic]) -> str:
    """Workflow commands, escaped as GitHub's toolkit documents it."""

    def data(text: str) -> str:
        return _clean(text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A"))

    def value(text: str) -> str:
        return data(text).replace(":", "%3A").replace(",", "%2C")

    return "".join(
        f"::{_GITHUB.get(d.severity, d.severity)} "
        f"file={value(d.span.file)},line={d.span.line},col={d.span.column},"
        f"title={d.code}::{data(_said(d))}\n"
        for d in diagnostics
    )


def _sarif(diagnostics: list[Diagnostic]) -> str:
    """SARIF 2.1.0 (OASIS), one run with the rules that were broken."""

    def location(span: Span) -> dict[str, Any]:
        return {
            "physicalLocation": {
                "artifactLocation": {"uri": _uri(span.file)},
                "region": {"startLine": span.line, "startColumn": span.column},
            }
        }

    codes = sorted({d.code for d in diagnostics})
    results = [
        {
            "ruleId": d.code,
            "ruleIndex": codes.index(d.code),
            "level": _SARIF.get(d.severity, d.severity),
            "message": {"text": _said(d)},
            "locations": [location(d.span)],
            **({"relatedLocations": [location(s) for s in d.related]} if d.related else {}),
        }
        for d in diagnostics
    ]
    rules = [{"id": c, "shortDescription": {"text": CODES.get(c, c)}} for c in codes]
    log = {
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [
            {
                "tool": {"driver": {"name": "specwright", "rules": rules}},
                "columnKind": "unicodeCodePoints",
                "results": results,
            }
        ],
    }
    return json.dumps(log, indent=2) + "\n"


def _uri(file: str) -> str:
    from urllib.parse import quote

    return ("file://" if file.startswith("/") else "") + quote(file)


_GITHUB = {"hint": "notice"}
_SARIF = {"hint": "note"}
"""What others call a severity that they have under another name."""

_PRINTERS: dict[str, Callable[[list[Diagnostic]], str]] = {
    "json": _json,
    "github": _github,
    "sarif": _sarif,
}
