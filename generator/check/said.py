"""What extensions say, of whom, and where their pointers lead: what several rules want to know."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, cast

from generator.check.bodies import leads, missing_part
from generator.check.conjunction import Conjunction
from generator.check.look import Look, Node, Operation
from generator.ground.diagnostics import Diagnostic, short
from generator.read.source import Mapping, Place, escape, unescape

_LONG = 600
"""Seconds that nobody waits: they are milliseconds."""


def everything(look: Look) -> Iterator[tuple[Place, str, str, Any]]:
    """Every extension in the tree: the place of its owner, its owner's kind, name, value."""
    for name, nodes in _index(look).items():
        for node in nodes:
            yield node.place, node.kind, name, node.value[name]


def said_of(look: Look, name: str) -> Iterator[tuple[Node, Mapping]]:
    """Every object that has an extension whose value is an object, with that."""
    for node in _index(look).get(name, ()):
        if isinstance(value := node.value[name], Mapping):
            yield node, value


def is_said(look: Look, name: str) -> bool:
    """Whether an extension stands anywhere in the document."""
    return name in _index(look)


def _index(look: Look) -> dict[str, list[Node]]:
    """Who has which extension; the tree is walked for it once."""
    found = look.kept.get(__name__)
    if found is None:
        index: dict[str, list[Node]] = {}
        for kind, nodes in look.nodes.items():
            for name, those in look.holders(kind).items():
                if name.startswith("x-"):
                    index.setdefault(name, []).extend(map(nodes.__getitem__, those))
        found = look.kept[__name__] = index
    return cast("dict[str, list[Node]]", found)


def called(look: Look) -> list[Operation]:
    """The operations that are called; webhooks are received."""
    return [operation for operation in look.operations if not operation.webhook]


def owners(look: Look, name: str) -> Iterator[tuple[Mapping, list[Operation]]]:
    """Who has an extension, with the operations it is said for."""
    if isinstance(look.tree.get(name), Mapping):
        shared = [o for o in called(look) if name not in o.value and name not in o.item]
        yield look.tree, shared
    items = {id(o.item): o.item for o in called(look) if isinstance(o.item.get(name), Mapping)}
    for item in items.values():
        yield item, [o for o in called(look) if o.item is item and name not in o.value]
    for operation in called(look):
        if isinstance(operation.value.get(name), Mapping):
            yield operation.value, [operation]


def items_of(look: Look, value: Mapping, bodies: list[Any]) -> list[Any]:
    """The schemas of a list's items; style since points into the last of them."""
    pointer = f"{value.get('items')}/0"
    return [item for body in bodies for item in leads(look, body, pointer) or ()]


def leads_nowhere(
    look: Look, owner: Mapping, key: str, bodies: list[Any], what: str
) -> Iterator[Diagnostic]:
    """A member of an extension that points at nothing in any of some bodies."""
    pointer = owner.get(key)
    if not isinstance(pointer, str) or not pointer.startswith("/") or not bodies:
        return
    if any(leads(look, body, pointer) != [] for body in bodies):
        return
    part, _ = missing_part(look, bodies[0], pointer)
    meant = meant_pointer(look, bodies[0], pointer)
    mend = f"did you mean {meant}?" if meant else f"add it to the {what}'s schema"
    message = f'{key} {short(pointer, 60)} leads nowhere: no "{part[:40]}" in the {what}'
    yield owner.place.child(key).report("E423", message, mend)


def meant_pointer(look: Look, body: Any, pointer: str) -> str:
    """A pointer with the member that was meant where it leads nowhere; empty if none is known."""
    part, near = missing_part(look, body, pointer)
    parts = pointer.split("/")
    return "/".join(escape(near) if unescape(p) == part else p for p in parts) if near else ""


def leads_into(look: Look, operation: Operation, name: str) -> bool:
    """Whether `filter[sinceId]` names a member of a query parameter."""
    outer, *inner = re.findall(r"[^\[\]]+", name)
    for param in look.parameters(operation):
        if inner and param["name"] == outer and param.get("in") == "query":
            pointer = "".join(f"/{escape(part)}" for part in inner)
            return leads(look, param.get("schema"), pointer) != []
    return False


def of_other_types(look: Look, bodies: list[Any], pointer: Any, types: frozenset[str]) -> bool:
    """Whether a pointer leads to something that is of other types in every body."""
    if not isinstance(pointer, str) or not pointer.startswith("/"):
        return False
    found = [schema for body in bodies for schema in leads(look, body, pointer) or ()]
    wholes = [Conjunction(look, look.deref(s)) for s in found if isinstance(s, Mapping)]
    unions = any(p.keys() & {"oneOf", "anyOf"} for w in wholes for p in w.parts)
    return bool(wholes) and not unions and not any(whole.types & types for whole in wholes)


def in_seconds(value: Mapping, key: str, code: str, *, least: int = _LONG) -> Iterator[Diagnostic]:
    """A time that nobody waits for: it was meant in milliseconds."""
    number = value.get(key)
    if isinstance(number, int) and number >= least and number % 50 == 0:
        minutes = f": {number // 60} minutes" if number >= 120 else ""
        message = f"{key} {number} is in seconds{minutes}"
        yield value.place.report(code, message, f"write {number / 1000:g}", key=key)
