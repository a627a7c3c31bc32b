"""Two revisions of a document to what changed between them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from generator.compare.around import around, messages
from generator.compare.both import Both, called
from generator.compare.change import ORDER, Change, Verdicts
from generator.compare.found import Found, merged
from generator.compare.operations import compare_operation, matched
from generator.compare.same import NOWHERE, Same, held_otherwise
from generator.compare.schemas import Walk
from generator.compare.sides import Side
from generator.compare.surface import surface
from generator.understand import ir
from generator.understand.notes import escape


def compare(
    old: Side, new: Side, same: Same | None = None, *, strict: bool = False
) -> list[Change]:
    """What changed, each change once, the gravest first.

    Args:
        old: The old revision.
        new: The new one.
        same: What their documents have in common, where these were narrowed to what differs.
        strict: Whether another value of an open set in an answer breaks those who read it.
    """
    same = same or Same(old.document.tree, new.document.tree)
    walk = Walk(old, new, same, strict=strict)
    pairs, gone, come = matched(old.api.operations, new.api.operations)
    found: list[tuple[Found, set[str]]] = []
    every = held_otherwise(old.document.tree, new.document.tree)
    for one, other in pairs:
        both = Both(walk, one, other)
        if every or not _untouched(both):
            found += [(f, {both.use}) for f in compare_operation(both)]
            found += [(f, {both.use}) for f in _callbacks(both)]
    walk.components()
    found += [(_whole(walk, "operation-removed", one), {called(one)}) for one in gone]
    found += [(_whole(walk, "operation-added", one), {called(one)}) for one in come]
    found += [(f, set[str]()) for f in around(walk)]
    found += walk.findings()
    order = {called(op): i for i, op in enumerate((*new.api.operations, *old.api.operations))}
    changes = [_unused(change) for change in merged(found, order)]
    changes += merged(((f, {use}) for f, use in surface(walk, pairs, changes)), order)
    return sorted(changes, key=_order)


def _order(change: Change) -> tuple[object, ...]:
    spot = change.new or change.old
    at = (spot.span.file, spot.span.line, spot.span.column) if spot else ("", 0, 0)
    gravest = -ORDER.index(change.verdicts.worst)
    return gravest, *at, change.kind, change.subject, change.detail


def _unused(change: Change) -> Change:
    """A change of what no operation leads to is nothing on the wire."""
    if change.uses != (NOWHERE,):
        return replace(change, uses=tuple(use for use in change.uses if use != NOWHERE))
    verdicts = Verdicts("none", change.verdicts.client, change.verdicts.server)
    return replace(change, uses=(), verdicts=verdicts)


def _untouched(both: Both) -> bool:
    """Whether nothing that an operation says or leads to is another."""
    walk = both.walk
    one, other = (
        side.document.at(operation.pointer.rpartition("/")[0])
        for side, operation in ((walk.old, both.old), (walk.new, both.new))
    )
    names = walk.old.names, walk.new.names
    return (
        walk.same(one, other)
        and both.old.pointer == both.new.pointer
        and names[0].operations[both.old.id] == names[1].operations[both.new.id]
        and names[0].tags[both.old.tag] == names[1].tags[both.new.tag]
    )


def _whole(walk: Walk, kind: str, operation: ir.Operation) -> Found:
    """An operation that came or went."""
    side, at = (walk.new, operation.pointer) if kind.endswith("added") else (walk.old, "")
    spots = walk.old.spot("#", "paths"), walk.new.spot("#", "paths")
    if side is walk.new:
        return Found(kind, called(operation), operation.summary, None, spots[0], side.spot(at))
    where = side.spot(operation.pointer)
    return Found(kind, called(operation), operation.summary, None, where, spots[1])


def _callbacks(both: Both) -> Iterator[Found]:
    one, other = both.nodes()
    ours, theirs = one.get("callbacks") or {}, other.get("callbacks") or {}
    for name in dict.fromkeys((*ours, *theirs)):
        subject = f'callback "{name}" of {both.use}'
        if name not in ours or name not in theirs:
            yield both.found("callback-changed", subject, "gone" if name in ours else "new")
            continue
        starts = (
            f"{both.old.pointer}/callbacks/{escape(name)}",
            f"{both.new.pointer}/callbacks/{escape(name)}",
        )
        old, before = both.walk.old.at(ours[name], starts[0])
        new, after = both.walk.new.at(theirs[name], starts[1])
        if both.walk.same(old, new):
            continue
        for expression in dict.fromkeys((*old, *new)):
            if expression in old and expression in new:
                at = f"{before}/{escape(expression)}", f"{after}/{escape(expression)}"
                yield from messages(both.walk, at, subject, both.use)
            elif not expression.startswith("x-"):
                yield both.found("callback-changed", subject, expression)
