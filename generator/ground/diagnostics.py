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
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

Severity = Literal["error", "warning", "hint"]
Format = Literal["text", "json", "github", "sarif"]

CODES: Mapping[str, str] = MappingProxyType(
    {
        # 0xx source
        "E001": "file cannot be read",
        "E002": "file is not UTF-8",
        "E003": "file is empty",
        "E004": "syntax error",
        "E005": "duplicate key",
        "E006": "value that JSON cannot hold",
        "E007": "nested too deeply",
        "E008": "alias loop or too many aliases",
        "E009": "custom tag",
        "E010": "several documents in one file",
        "E011": "not an object",
        "W012": "number with a leading zero",
        "W013": "value that others read otherwise",
        # 1xx document
        "E101": "not an OpenAPI 3 document",
        "E102": "reference to the network",
        "E103": "reference out of the document's folder",
        "E104": "reference to nothing",
        "E105": "reference loop",
        "E106": "reference where none can stand",
        "E107": "reference to another kind of object",
        "E109": "document expands too far",
        "E110": "malformed reference",
        "W111": "member beside a reference",
        "W112": "component renamed",
        "W113": "newer OpenAPI version",
        "W114": "outdated schema keyword",
        "E115": "unknown schema dialect",
        "E116": "no single document found",
        "E150": "reference to what was left out",
        "W117": "left out, read as meant",
        "W118": "older schema dialect",
        "W170": "reference read as meant",
        "W171": "list without a style",
        "W172": "dynamic reference to several schemas",
        "W173": "body and form fields together",
        "W174": "read, not compiled",
        "W175": "sequence handed over whole",
        "E176": "tag below no tag",
        "W177": "reference beside a reference",
        # 2xx the standard
        "E201": "required member missing",
        "E202": "value of the wrong type",
        "E203": "value not allowed",
        "E204": "members that exclude each other",
        "W205": "description of the wrong type",
        "E206": "misspelt member",
        "W207": "unknown member",
        "E260": "word of another version",
        "E261": "against the standard, read as meant",
        "E262": "member that the standard refuses",
        # 3xx paths, operations, media, security
        "E301": "duplicate operationId",
        "W302": "no operationId",
        "E303": "ambiguous paths",
        "E304": "path placeholder without parameter",
        "E305": "path parameter without placeholder",
        "E306": "malformed path",
        "E307": "duplicate parameter",
        "W308": "ignored header parameter",
        "E309": "response key that is no status",
        "W310": "undeclared tag",
        "W311": "body in a method that has none",
        "W312": "malformed media type",
        "E313": "server variable undefined",
        "W314": "link to no operation",
        "E315": "duplicate tag",
        "E320": "undefined security scheme",
        "W321": "unused security scheme",
        "W322": "undeclared scope",
        "W323": "two credentials in one place",
        "W360": "malformed header name",
        "W361": "ignored response header",
        "W362": "content of an empty answer",
        "W363": "style that does not fit",
        "W364": "encoding of nothing",
        "W365": "query key written twice",
        "E366": "address that is none",
        "W367": "server that cannot be meant",
        "W368": "unknown HTTP authentication scheme",
        "W369": "no response of success",
        "H370": "unused component",
        "W371": "unused tag",
        "W372": "empty description",
        "W373": "default of a required parameter",
        "W374": "address without a scheme",
        "W375": "said twice",
        "H376": "paths that both fit",
        "W380": "malformed runtime expression",
        "W381": "link to no parameter",
        # 4xx schemas and extensions
        "W401": "example does not fit its schema",
        "E402": "default does not fit its schema",
        "W403": "enum value does not fit the type",
        "W404": "duplicate enum value",
        "W405": "required name is no property",
        "E406": "discriminator property missing",
        "E407": "schema made of itself",
        "E408": "pattern is no regular expression",
        "E409": "bounds that nothing can meet",
        "E410": "required name that no part has",
        "E420": "unknown extension",
        "E421": "malformed extension",
        "E422": "extension out of place",
        "E423": "pointer to nothing in the body",
        "E424": "parameter that the operation does not have",
        "E425": "operation that does not exist",
        "W426": "rate limit rule for no operation",
        "W446": "convention of the document that an operation has not",
        "E427": "unknown wire format",
        "E428": "wire format that does not fit",
        "E429": "timestamp that is not signed",
        "E430": "formula that is none",
        "E431": "path that nothing is read at",
        "E432": "example that does not exist",
        "W433": "directions that cannot be followed",
        "E434": "parameters that cannot go together",
        "E435": "parameter that does not exist",
        "H440": "extensions of another tool",
        "E441": "version of the vocabulary that does not exist",
        "W460": "schema that nothing fits",
        "W461": "closed part of a composition",
        "W462": "condition without consequence",
        "W463": "keyword that does nothing",
        "W464": "format that does not fit",
        "W465": "in neither direction",
        "W466": "null that the enum refuses",
        "W467": "array without items",
        "W468": "discriminator that leads astray",
        "W469": "pattern of another dialect",
        "W470": "members of a union that overlap",
        "W471": "value that its own schema refuses",
        "W472": "space around a value",
        "H473": "rule that types do not say",
        "W480": "rate limit that cannot be meant",
        "W481": "retry that cannot be meant",
        "W482": "paging that cannot be meant",
        "W483": "process that cannot be meant",
        "W484": "batch that cannot be meant",
        "W485": "media version of no media type",
        "W486": "deprecation that cannot be meant",
        "W487": "extension names a malformed header",
        "W488": "extension without effect",
        "W489": "error words that cannot be meant",
        "W490": "deadline that cannot be meant",
        "W491": "status that cannot be meant",
        "W492": "signature that cannot be meant",
        # 5xx building
        "E510": "security scheme that cannot be compiled",
        "W511": "request media type left out",
        "E512": "unusable status operation",
        "W520": "remark of the model generator",
        "E550": "operation that cannot be written",
        "E551": "schema that cannot be written",
        # 6xx naming
        "W601": "name that is wanted twice",
        "E603": "pinned name that is no Python name",
        "E604": "pinned name that is taken",
        "E620": "lock that cannot be read",
        "E621": "named twice in the lock",
        "E622": "name of the lock that cannot be had",
        "W623": "package that would hide a library",
        # 7xx files and the command line
        "E701": "file out of the output folder",
        "E702": "folder of someone else",
        "E703": "file edited by hand",
        "E704": "file cannot be written",
        "E720": "unknown setting",
        "E721": "setting of the wrong kind",
        "W722": "accepted finding that is not found",
        "E723": "malformed overlay",
        "E724": "target that is no JSONPath",
        "W725": "target that matches nothing",
        "E726": "action that does not fit its target",
        "E730": "version that does not tell of a breaking change",
    }
)
"""Every code that can be emitted, with its title."""


_COMPARED = 300
"""Words that one word is compared with, at most."""

_SHOWN = 1000
"""Findings that are printed for people; of the rest there is a count."""

_QUOTED = 64 * 1024 * 1024
"""Bytes of the largest file that a line is quoted from; a larger one is not read at all."""


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A place in a file: path as the user gave it, line and column from 1."""

    file: str
    line: int
    column: int

    def __str__(self) -> str:
        """The clickable form, `file:line:column`."""
        return f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, slots=True)
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
        if d.severity == "error" and d.taken.startswith(LEFT_OUT)
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


def nearest(word: str, words: Iterable[str], *, cutoff: float = 0.6) -> str:
    """The one of *words* most like *word*, or an empty string; *cutoff* 1 is equality."""
    known = set(words)
    if len(known) > _COMPARED:  # else thousands of misspelt names would take minutes
        start = word[:2]
        known = {name for name in known if name.startswith(start)}
    if len(known) > _COMPARED:
        return ""
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
    sources: dict[str, list[str]] = {}
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


def _quoted(span: Span, sources: dict[str, list[str]]) -> list[str]:
    """The line a span is in and a caret under its column, if the file is there."""
    if span.file not in sources:
        text = _text_of(Path(span.file))
        sources[span.file] = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    lines = sources[span.file]
    if not 1 <= span.line <= len(lines) or not lines[span.line - 1].strip():
        return []
    line = lines[span.line - 1]
    start = max(0, span.column - 60)
    piece = _clean(line[start : start + 100].replace("\t", " "))
    return [f"    | {piece}", f"    | {' ' * (span.column - 1 - start)}^"]


def _text_of(path: Path) -> str:
    """What a file holds, if it is one that could have been a document."""
    try:
        # A pipe would hang, and a device has no end: only regular files are opened.
        if not path.is_file() or path.stat().st_size > _QUOTED:
            return ""
        return path.read_bytes().decode("utf-8-sig")
    except (OSError, ValueError):
        return ""


def _clean(text: str) -> str:
    """Text for a terminal: documents are untrusted, so no control characters."""
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
        return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")

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
