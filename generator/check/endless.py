"""Schemas whose every value holds another one of them, without end: nothing fits those."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.check.conjunction import types_of
from generator.check.look import Look, Rule, held, listed
from generator.ground.diagnostics import Diagnostic
from generator.read.source import Mapping, Place

_PASSES = 50
"""Looks at the schemas that are not known to have an end; what needs more is let alone."""

_ASKING = ("$ref", "allOf", "oneOf", "anyOf", "required", "minItems")
"""Words by which a schema asks for another one."""

_ASKED = frozenset(_ASKING)

Step = tuple[Mapping, tuple[Place, str | int] | None]
"""A schema that a value must hold, and what says so, where that is a word of its own: where it
stands, and which of it."""


def w460_endless(look: Look) -> Iterator[Diagnostic]:
    """A value that must hold a value of its own schema has no end."""
    needs: dict[int, list[set[int]]] = {}
    pending: dict[int, Mapping] = {}
    for node in look.having("schema", *_ASKING):
        unions = [_members(look, node.value, w) for w in ("oneOf", "anyOf") if w in node.value]
        alone = [[schema] for schema, _ in _needs(look, node.value)]
        groups = [{*map(id, group)} for group in (*alone, *unions) if group and _all_ask(group)]
        if groups:
            needs[id(node.value)], pending[id(node.value)] = groups, node.value
    for _ in range(_PASSES):
        ended = [k for k in pending if not any(those <= pending.keys() for those in needs[k])]
        for key in ended:
            del pending[key]
        if not ended:
            break
    else:
        return
    done: set[int] = set()
    for value in pending.values():
        yield from _circle(look, value, pending, done)


def _circle(
    look: Look, value: Mapping, pending: dict[int, Mapping], done: set[int]
) -> Iterator[Diagnostic]:
    """The circle that a schema leads into, told where a word of it asks for the next one."""
    path: dict[int, tuple[Place, str | int] | None] = {}
    while id(value) not in done and id(value) not in path:
        steps = [*_needs(look, value), *((member, None) for member in _members(look, value))]
        path[id(value)], value = next((at, step) for step, at in steps if id(step) in pending)
    keys = list(path)
    circle = keys[keys.index(id(value)) :] if id(value) in path else []
    done.update(path)
    places = [at[0].child(at[1]) for key in circle if (at := path[key]) is not None]
    if places:
        place = min(places, key=lambda place: place.span())
        message = "it must hold a value of its own schema, and that another, without end"
        mend = "make it optional, or let it be null"
        if place.key == "minItems":
            mend = "write `minItems: 0`, or let items be something else too"
        yield place.report("W460", message, mend)


def _all_ask(schemas: list[Mapping]) -> bool:
    """Whether none of some schemas has an end for all that it asks for."""
    return not any(map(_ASKED.isdisjoint, schemas))


def _members(look: Look, schema: Mapping, *words: str) -> list[Mapping]:
    """The members of a schema's unions."""
    found = [m for word in words or ("oneOf", "anyOf") for m in listed(schema, word)]
    return [look.deref(member) for member in found]


def _needs(look: Look, schema: Mapping) -> list[Step]:
    """The schemas that every value of a schema holds or fits."""
    if schema.keys() & {"enum", "const"}:
        return []
    found: list[Step] = []
    for part in (*([schema] if "$ref" in schema else []), *listed(schema, "allOf")):
        target = look.document.deref(part)
        if isinstance(target, Mapping) and target is not schema:
            found.append((target, None))
    for word in ("oneOf", "anyOf"):
        members = listed(schema, word)
        if len(members) == 1 and isinstance(found_one := look.document.deref(members[0]), Mapping):
            found.append((found_one, None))
    types = types_of(schema)
    if types == ["object"]:
        properties = held(schema, "properties")
        for index, name in enumerate(listed(schema, "required")):
            member: Any = properties.get(name) if isinstance(name, str) else None
            if isinstance(member, Mapping) and not _ASKED.isdisjoint(member):
                found.append((look.deref(member), (schema["required"].place, index)))
    least = schema.get("minItems")
    items = schema.get("items")
    if types == ["array"] and isinstance(least, int) and least > 0 and isinstance(items, Mapping):
        found.append((look.deref(items), (schema.place, "minItems")))
    return found


RULES: tuple[Rule, ...] = (w460_endless,)
