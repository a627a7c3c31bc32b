"""Texts that a client holds against their schema before it sends them (extension `x-unsent`)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from generator.read.source import Mapping
from generator.understand import ir

Follow = Callable[[Mapping, ir.Pointer], tuple[Mapping, ir.Pointer]]


def unsent_of(
    params: Iterable[tuple[ir.Param, Any]], members: Iterable[tuple[ir.Member, Any]], follow: Follow
) -> tuple[ir.Unsent, ...]:
    """What a call's own arguments are held against.

    Args:
        params: Parameters, with their schemas.
        members: Members of the body that are arguments, with their schemas.
        follow: What a reference leads to.
    """
    slots: list[tuple[tuple[str, str], Any]] = [((p.where, p.wire), node) for p, node in params]
    slots += [(("body", member.wire), node) for member, node in members]
    return tuple(_found(slots, follow))


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
