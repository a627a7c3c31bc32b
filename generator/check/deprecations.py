"""What ends: since when, until when, and what replaces it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from generator.check.look import Look, Node, Rule, held, listed
from generator.check.said import (
    said_of,
)
from generator.ground.diagnostics import Diagnostic, nearest, short
from generator.read.source import Mapping


def w486_deprecation(look: Look) -> Iterator[Diagnostic]:
    """What ends is deprecated, it ends after that began, and what replaces it is there."""
    for node, value in said_of(look, "x-deprecation"):
        if node.kind in ("operation", "parameter") and node.value.get("deprecated") is not True:
            message = "there is x-deprecation, but not `deprecated: true`"
            mend = "add `deprecated: true`"
            yield node.place.report("W486", message, mend, key="x-deprecation")
        since, sunset = _day(value.get("since")), _day(value.get("sunset"))
        if since and sunset and sunset < since:
            message = f"it is gone ({sunset}) before it is deprecated ({since})"
            yield value.place.report("W486", message, "correct one of the dates", key="sunset")
        use = value.get("use")
        if node.kind == "operation" and use and use == node.value.get("operationId"):
            message = "it is to be used in place of itself"
            yield value.place.report("W486", message, "name the one that replaces it", key="use")
        yield from _replaced(look, node, value)


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _replaced(look: Look, node: Node, value: Mapping) -> Iterator[Diagnostic]:
    """`use` on a parameter or property names another one beside it."""
    use, parent = value.get("use"), node.parent
    if not isinstance(use, str) or parent is None:
        return
    names: set[str] = set()
    if node.kind == "parameter" and parent.kind in ("operation", "pathItem"):
        found = next((o for o in look.operations if o.value is parent.value), None)
        params = (
            look.parameters(found) if found else map(look.deref, listed(parent.value, "parameters"))
        )
        names = {str(p.get("name")) for p in params}
    elif node.kind == "schema" and node.way[0] == "properties":
        names = set(held(parent.value, "properties"))
    if names and use not in names:
        near = nearest(use, names)
        message = f"use: there is no {short(use, 40)} beside it"
        mend = f"did you mean {near}?" if near else f"write one of {', '.join(sorted(names)[:3])}"
        yield value.place.report("W486", message, mend, key="use")


def w486_replaced(look: Look) -> Iterator[Diagnostic]:
    """What replaces something else is not deprecated, nor the thing itself."""
    gone = {o.id for o in look.operations if o.value.get("deprecated") is True}
    for node, value in said_of(look, "x-deprecation"):
        use, own = value.get("use"), node.value.get("operationId")
        if node.kind == "operation" and use in gone and use != own:
            message = f"{short(use, 40)} is deprecated itself"
            mend = "name one that is not"
            yield value.place.report("W486", message, mend, key="use")
        name = node.value.get("name") if node.kind == "parameter" else node.place.key
        if node.kind in ("parameter", "schema") and use and use == name:
            message = "it is to be used in place of itself"
            yield value.place.report("W486", message, "name the one that replaces it", key="use")
        if node.kind == "schema" and node.value.get("deprecated") is not True:
            message = "there is x-deprecation, but not `deprecated: true`"
            mend = "add `deprecated: true`"
            yield node.place.report("W486", message, mend, key="x-deprecation")


RULES: tuple[Rule, ...] = (
    w486_deprecation,
    w486_replaced,
)
