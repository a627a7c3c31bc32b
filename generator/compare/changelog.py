"""A package's `CHANGELOG.md`: what changed in its document, generation after generation.

The section on top is of what was generated since the version last moved; when it moves,
the section takes its name. What stands there is kept, whoever wrote it; a change that is
listed already is not listed again.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import date
from typing import NamedTuple

from generator.compare.change import ORDER, Verdict, worst
from generator.compare.kinds import KINDS
from generator.compare.report import Report
from generator.compare.told import GROUPS, bullet
from generator.compare.version import Versions, moved, next_version

_HEAD = """\
# Changelog

What changed in the document that this package is made from, and whom it breaks: programs that
speak HTTP, those written with the client, and implementations of the server. `specwright
generate` adds to the section on top; write in it what you like.
"""
_UNRELEASED = re.compile(r"## Unreleased \(after (.*)\)")
_TITLES = "|".join(re.escape(kind.title) for kind in KINDS.values())
_BULLET = re.compile(rf"- (?P<subject>.+?): (?P<title>{_TITLES})(?P<rest>(?:: |; | \().*)?")
_ADDED = frozenset(kind.title for kind in KINDS.values() if kind.code in (
    "operation-added", "parameter-added", "required-parameter-added", "property-added",
    "required-property-added", "model-added", "webhook-added"))  # fmt: skip


def updated(text: str, report: Report, versions: Versions, today: date) -> str:
    """A changelog with what a report tells; the same where it tells nothing.

    Args:
        text: What the file holds; empty where there is none.
        report: The changes since the package was last generated.
        versions: What versions mean.
        today: For calendar versions.
    """
    groups = _told(report)
    head, top, rest = _split(text)
    pending = _UNRELEASED.match(top)
    since = pending[1] if pending else report.old
    gravest = worst([*_gravest(top if pending else ""), *groups])
    title = f"## Unreleased (after {since})"
    if report.new != report.old and moved(since, report.new, gravest, versions, today):
        title = f"## {report.new}"
    if not groups and not (pending and title != pending[0]):
        return text
    if not (pending or top.startswith(f"{title}\n")):
        top, rest = "", top + rest
    section = _merged(top, groups)
    return f"{head}{title}\n\n{section}\n" + (f"\n{rest}" if rest else "")


def owed(text: str, version: str, way: Versions, today: date) -> str:
    """The version that what is unreleased asks for; empty where a document's is right.

    Args:
        text: What the file holds.
        version: The version of the document.
        way: What versions mean.
        today: For calendar versions.
    """
    _, top, _ = _split(text)
    pending = _UNRELEASED.match(top)
    if pending is None:
        return ""
    gravest = worst(_gravest(top))
    if moved(pending[1], version, gravest, way, today):
        return ""
    return next_version(pending[1], gravest, way, today)


def _gravest(section: str) -> list[Verdict]:
    """The verdicts that a section has headings of."""
    return [verdict for verdict, title in GROUPS.items() if f"### {title}\n" in section]


def _told(report: Report) -> dict[Verdict, list[str]]:
    """The lines of each group; words alone are no change of the package."""
    found: dict[Verdict, list[str]] = {
        verdict: list(
            dict.fromkeys(bullet(c) for c in report.changes if report.verdict(c) == verdict)
        )
        for verdict in reversed(ORDER[1:])
    }
    return {verdict: lines for verdict, lines in found.items() if lines}


def _split(text: str) -> tuple[str, str, str]:
    """What stands before the first section, that section, and the rest."""
    if not text.strip():
        return f"{_HEAD}\n", "", ""
    starts = [match.start() for match in re.finditer(r"^## ", text, re.MULTILINE)]
    if not starts:
        return f"{text.rstrip()}\n\n", "", ""
    end = starts[1] if len(starts) > 1 else len(text)
    return text[: starts[0]], text[starts[0] : end], text[end:]


def _merged(section: str, groups: Mapping[Verdict, list[str]]) -> str:
    """A section without its heading, with lines that it does not have yet."""
    known = set(section.splitlines())
    blocks = re.split(r"^(?=### )", section.partition("\n")[2].strip(), flags=re.MULTILINE)
    titles = {f"### {title}": verdict for verdict, title in GROUPS.items()}
    written = {titles.get(block.partition("\n")[0].strip()): block.strip() for block in blocks}
    own = [b.strip() for b in blocks if titles.get(b.partition("\n")[0].strip()) is None]
    for verdict, lines in groups.items():
        new = [line for line in lines if line not in known]
        before = written.get(verdict) or f"### {GROUPS[verdict]}\n"
        if new:
            written[verdict] = "\n".join([before, *new])
    ordered = [written[verdict] for verdict in GROUPS if verdict in written]
    return "\n\n".join(block for block in (*own, *ordered) if block)


class Entry(NamedTuple):
    """A change that a changelog lists."""

    version: str
    subject: str
    text: str
    """What became of the subject, as Markdown."""
    added: bool


def entries(text: str) -> Iterator[Entry]:
    """The changes that a changelog lists, in its order; what others wrote into it is left out."""
    version = ""
    for line in text.splitlines():
        if line.startswith("## "):
            version = "the next version" if _UNRELEASED.match(line) else line[3:].strip()
        elif version and (found := _BULLET.fullmatch(line)):
            said = found["title"] + (found["rest"] or "")
            subject = found["subject"].replace("&lt;", "<")
            yield Entry(version, subject, said, found["title"] in _ADDED)
