"""What a walk finds before it is known whom it reaches: findings, merged into changes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from generator.compare.change import Change, Spot, Verdicts, Way
from generator.compare.kinds import KINDS
from generator.ground.records import record


@record(frozen=True, slots=True)
class Found:
    """A difference at one place, read one way."""

    kind: str
    subject: str
    detail: str
    way: Way | None
    """What it describes; None: neither, and the kind's verdict on requests holds."""
    old: Spot | None
    new: Spot | None
    named: Verdicts | None = None
    """What it is to those who name things; None: what the kind says."""
    wire: Verdicts | None = None
    """What it is on the wire where the kind does not say."""
    notes: tuple[str, ...] = ()


def verdicts_of(found: Found) -> Verdicts:
    """What a finding is to each reader."""
    kind = KINDS[found.kind]
    named = found.named or Verdicts("none", kind.client, kind.server)
    wire = found.wire.wire if found.wire else kind.wire(found.way or "request")
    return Verdicts(wire, named.client, named.server)


def merged(found: Iterable[tuple[Found, Iterable[str]]], order: Mapping[str, int]) -> list[Change]:
    """Changes, each once: what was found twice is one change in all its ways and uses.

    Args:
        found: Findings, each with the operations that it reaches.
        order: The place of each operation in the document, for `uses`.
    """
    changes: dict[object, Change] = {}
    for one, uses in found:
        at = one.old and one.old.pointer, one.new and one.new.pointer
        key = one.kind, at, one.detail, one.subject if at == (None, None) else ""
        change = Change(
            kind=one.kind,
            subject=one.subject,
            detail=one.detail,
            ways=frozenset([one.way] if one.way else []),
            verdicts=verdicts_of(one),
            old=one.old,
            new=one.new,
            uses=tuple(uses),
            notes=one.notes,
        )
        before = changes.get(key)
        changes[key] = change if before is None else _both(before, change)
    return [
        replace(c, uses=tuple(sorted(set(c.uses), key=lambda use: (order.get(use, 0), use))))
        for c in changes.values()
    ]


def _both(one: Change, other: Change) -> Change:
    return replace(
        one,
        ways=one.ways | other.ways,
        verdicts=one.verdicts.joined(other.verdicts),
        uses=(*one.uses, *other.uses),
        notes=tuple(dict.fromkeys((*one.notes, *other.notes))),
    )
