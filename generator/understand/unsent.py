"""Texts that a client holds against their schema before it sends them (extension `x-unsent`)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from generator.read.source import Mapping, Sequence, escape
from generator.understand import ir

Follow = Callable[[Mapping, ir.Pointer], tuple[Mapping, ir.Pointer]]


_DEEPEST, _MOST = 10, 5000
"""Levels of a body, and places in it, that are looked at."""


def unsent_of(
    params: Iterable[tuple[ir.Param, Any]],
    members: Iterable[tuple[ir.Member, Any]],
    bodies: Iterable[Any],
    follow: Follow,
) -> tuple[ir.Unsent, ...]:
    """What a call's own arguments are held against, and what is deeper in its body.

    Args:
        params: Parameters, with their schemas.
        members: Members of the body that are arguments, with their schemas.
        bodies: Schemas of bodies in JSON.
        follow: What a reference leads to.
    """
    slots: list[tuple[tuple[str, str], Any]] = [((p.where, p.wire), node) for p, node in params]
    slots += [(("body", member.wire), node) for member, node in members]
    known = {f"/{escape(slot[1])}" for slot, _ in slots if slot[0] == "body"}
    places = {
        place: node
        for body in bodies
        for place, node in _within(body, follow)
        if place not in known
    }
    slots += [(("within", place), node) for place, node in places.items()]
    return tuple(_found(slots, follow))


def _within(body: Any, follow: Follow) -> Iterator[tuple[str, Mapping]]:
    """The texts in a body that are not sent unless they fit: pointers, with `*` for any item."""
    todo: list[tuple[Any, str, int]] = [(body, "", 0)]
    for _ in range(_MOST):
        if not todo:
            return
        node, place, depth = todo.pop()
        if not isinstance(node, Mapping) or depth > _DEEPEST:
            continue
        schema, _at = follow(node, "")
        if schema.get("x-unsent") is True:
            yield place, schema
        for word in ("allOf", "anyOf", "oneOf"):
            parts = schema.get(word)
            todo += [(p, place, depth + 1) for p in (parts if isinstance(parts, Sequence) else ())]
        named = schema.get("properties")
        for name, inner in (named if isinstance(named, Mapping) else {}).items():
            todo.append((inner, f"{place}/{escape(str(name))}", depth + 1))
        for word in ("items", "additionalProperties"):
            todo.append((schema.get(word), f"{place}/*", depth + 1))


def _found(slots: Iterable[tuple[tuple[str, str], Any]], follow: Follow) -> Iterator[ir.Unsent]:
    for slot, node in slots:
        schema = follow(node, "")[0] if isinstance(node, Mapping) else {}
        if schema.get("x-unsent") is True:
            refused = schema.get("not")
            yield ir.Unsent(
                slot,
                int(schema.get("minLength") or 0),
                schema.get("maxLength"),
                str(schema.get("pattern") or ""),
                str(refused.get("pattern") or "") if isinstance(refused, Mapping) else "",
            )
