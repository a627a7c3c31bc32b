"""Reports written out: for people, for scripts, for a pull request, for a changelog."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any

from generator.compare.change import ORDER, READERS, Change, Spot, Verdict
from generator.compare.kinds import KINDS
from generator.compare.report import Report
from generator.ground.diagnostics import Diagnostic, Severity, render
from generator.ground.text import md_text

_USES = 3
"""Operations that one line names."""
_BREAKS = {"wire": "HTTP", "client": "client", "server": "server"}
_LEVELS: dict[str, Severity] = {"breaking": "error", "doubtful": "warning", "additive": "hint"}
GROUPS: dict[Verdict, str] = {
    "breaking": "Breaking",
    "doubtful": "To be looked at",
    "additive": "Added and changed",
    "none": "Words",
}
"""The headings of a changelog."""
_TOLD = 5
"""Breaking changes that `generate` names."""


def text(reports: Iterable[Report]) -> str:
    """For a terminal."""
    return "".join(f"{_clean(line)}\n" for report in reports for line in _lines(report))


def _lines(report: Report) -> Iterator[str]:
    if not report.changes:
        yield f"{report.name}: nothing changed"
        return
    for change in report.changes:
        verdict = report.verdict(change)
        yield f"{verdict}: {sentence(change)} [{change.kind}]"
        said = ", ".join(f"{r} {v}" for r, v in zip(READERS, change.verdicts.all, strict=True))
        reach = uses(change)
        yield f"    {said}" + (f"; in {reach}" if reach else "")
        yield f"    {_at('old', change.old)}   {_at('new', change.new)}".rstrip()
        for note in change.notes:
            yield f"    {note}"
    yield f"{report.name}: {summary(report)}"
    yield f"{report.name}: {version_line(report)}"


def _at(which: str, spot: Spot | None) -> str:
    return f"{which} {spot}" if spot else ""


def sentence(change: Change) -> str:
    """`property "status" of Order: value added "LOST"`."""
    said = f"{change.subject}: {KINDS[change.kind].title}"
    return f"{said}: {change.detail}" if change.detail else said


def uses(change: Change) -> str:
    """The operations that a change reaches, in few words."""
    if len(change.uses) == 1 and change.uses[0] in change.subject:
        return ""
    more = len(change.uses) - _USES
    return ", ".join(change.uses[:_USES]) + (f" and {more} more" if more > 0 else "")


def summary(report: Report) -> str:
    """How many changes are what to whom, in one line."""
    parts: list[str] = []
    for index, reader in enumerate(READERS):
        each = [change.verdicts.all[index] for change in report.changes]
        said = [f"{each.count(v)} {v}" for v in reversed(ORDER[1:]) if v in each]
        parts.append(f"{reader}: {', '.join(said) or 'nothing'}")
    return "; ".join(parts)


def breaking_lines(report: Report) -> list[str]:
    """What breaks whom, for a run that was asked for something else."""
    lines = [
        f"breaks {_broken(change)}: {_clean(sentence(change))}"
        for change in report.changes
        if report.verdict(change) == "breaking"
    ]
    more = [f"and {len(lines) - _TOLD} more breaking changes"] if len(lines) > _TOLD else []
    return lines[:_TOLD] + more


def _broken(change: Change) -> str:
    pairs = zip(READERS, change.verdicts.all, strict=True)
    return ", ".join(_BREAKS[reader] for reader, verdict in pairs if verdict == "breaking")


def version_line(report: Report) -> str:
    """What the version is, and what it should be."""
    said = f"version {report.old} → {report.new}"
    if report.moved:
        return said if report.old != report.new else f"version {report.new}, next {report.wanted}"
    return f"{said}: a breaking change asks for {report.wanted}"


def as_json(reports: Iterable[Report]) -> str:
    """For scripts: a list of documents, each with its changes."""
    rows = [
        {
            "document": report.name,
            "old": report.old,
            "new": report.new,
            "next": report.wanted,
            "moved": report.moved,
            "verdict": report.worst,
            **{reader: report.of(reader) for reader in READERS},
            "changes": [_row(change, report) for change in report.changes],
        }
        for report in reports
    ]
    return json.dumps(rows, indent=2, ensure_ascii=False) + "\n"


def _row(change: Change, report: Report) -> dict[str, Any]:
    def spot(at: Spot | None) -> dict[str, Any] | None:
        if at is None:
            return None
        place = {"file": at.span.file, "line": at.span.line, "column": at.span.column}
        return {**place, "pointer": at.pointer}

    return {
        "kind": change.kind,
        "title": KINDS[change.kind].title,
        "subject": change.subject,
        "detail": change.detail,
        "ways": sorted(change.ways),
        "verdict": report.verdict(change),
        **dict(zip(READERS, change.verdicts.all, strict=True)),
        "old": spot(change.old),
        "new": spot(change.new),
        "uses": list(change.uses),
        "notes": list(change.notes),
    }


def workflow(reports: Iterable[Report]) -> str:
    """Workflow commands of GitHub at the lines of the new revision; what is none is left out."""
    found: list[Diagnostic] = []
    for one, change in ((report, c) for report in reports for c in report.changes):
        level = _LEVELS.get(one.verdict(change))
        spot = change.new or change.old
        if level and spot:
            breaks = [r for r, v in zip(READERS, change.verdicts.all, strict=True) if v != "none"]
            reach = uses(change)
            said = f"{sentence(change)} ({', '.join(breaks)}{f'; in {reach}' if reach else ''})"
            found.append(Diagnostic(change.kind, level, said, spot.span))
    return render(found, "github")


def markdown(reports: Iterable[Report]) -> str:
    """A section of a changelog for each document."""
    return "\n".join(
        f"## {md_text(f'{r.name} {r.new}')}\n\n{section(r) or 'Nothing changed.'}\n"
        for r in reports
    )


def section(report: Report) -> str:
    """The changes under their headings; empty where there are none."""
    blocks: list[str] = []
    for verdict, title in GROUPS.items():
        lines = [bullet(c) for c in report.changes if report.verdict(c) == verdict]
        if lines:
            blocks.append(f"### {title}\n\n" + "\n".join(dict.fromkeys(lines)))
    return "\n\n".join(blocks)


def bullet(change: Change) -> str:
    """A change as an item of a list, with the readers that it breaks."""
    kind = KINDS[change.kind]
    said = f"{_prose(change.subject)}: {kind.title}"
    if change.detail:
        said += f": {_prose(change.detail)}"
    broken = _broken(change)
    said += f" (breaks {broken})" if broken else ""
    return f"- {said}" + "".join(f"; {_prose(note)}" for note in change.notes)


def _prose(words: str) -> str:
    """Text of the document on one line of Markdown."""
    return str(md_text(" ".join(words.split())))


def _clean(line: str) -> str:
    """Documents are untrusted: no control characters reach a terminal."""
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in line)


FORMS = {"text": text, "json": as_json, "markdown": markdown, "github": workflow}
"""How a report may be written."""
