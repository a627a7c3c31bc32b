"""What of the generated code is another thing, and no change of the document has told of.

The names and types are those that `api.txt` is written from: the arguments of methods and
handlers, and what they give.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from generator.compare.both import called
from generator.compare.change import Change, Verdicts
from generator.compare.context import Context
from generator.compare.found import Found
from generator.compare.sides import Side
from generator.understand import ir
from generator.write.types import Way
from generator.write.views.resource import ArgumentView, arguments_of
from generator.write.views.results import result_of


def surface(
    walk: Context,
    pairs: Iterable[tuple[ir.Operation, ir.Operation]],
    told: list[Change],
) -> Iterator[tuple[Found, str]]:
    """What callers and implementers lose, operation by operation, where nothing tells of it."""
    known = [
        {use for change in told if change.verdicts.all[reader] == "breaking" for use in change.uses}
        for reader in (1, 2)
    ]
    touched = {use for change in told for use in change.uses}
    old, new, types = walk.old, walk.new, walk.types
    for one, other in pairs:
        use = called(other)
        if use not in touched:
            continue
        lost = [_arguments(old, new, one, other, way) for way in ("in", "served")]
        gives = _gives(old, one), _gives(new, other)
        if gives[0] != gives[1]:
            lost[0] = lost[0] or f"gives {gives[0]} → {gives[1]}"
        elif not types.taken(one.result, other.result, old, new):
            lost[0] = lost[0] or "gives something else"
        if not types.taken(other.result, one.result, new, old):
            lost[1] = lost[1] or "is to give something else"
        news = [bool(text) and use not in seen for text, seen in zip(lost, known, strict=True)]
        if any(news):
            client, server = news
            verdicts = Verdicts(
                "none", "breaking" if client else "none", "breaking" if server else "none"
            )
            detail = lost[0] if news[0] else lost[1]
            spots = old.spot(one.pointer), new.spot(other.pointer)
            yield Found("name-changed", use, detail, None, *spots, named=verdicts), use


def _gives(side: Side, operation: ir.Operation) -> str:
    """What holds a method's result."""
    return result_of(operation, side.names)[1] or "the value itself"


def _arguments(old: Side, new: Side, one: ir.Operation, other: ir.Operation, way: Way) -> str:
    """What is gone or needed newly of a method's arguments; empty where nothing is."""
    before, after = _listed(old, one, way), _listed(new, other, way)
    gone = [name for name in before if name not in after]
    needed = [name for name in after if after[name].required and name not in before]
    if way == "served":
        gone = [name for name in gone if before[name].required]
        needed = [name for name in after if name not in before]
    if gone:
        return f"argument {', '.join(gone)} is gone"
    if needed:
        return f"argument {', '.join(needed)} is new"
    turned = [n for n in before if n in after and after[n].required and not before[n].required]
    return f"argument {', '.join(turned)} is needed" if turned and way == "in" else ""


def _listed(side: Side, operation: ir.Operation, way: Way) -> dict[str, ArgumentView]:
    return {one.name: one for one in arguments_of(operation, side.names, set(), way)}
