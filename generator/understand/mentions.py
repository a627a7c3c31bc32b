"""What a type mentions: named schemas, and the formats of its values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Mapping as AnyMapping
from dataclasses import replace
from typing import Any

from generator.runtime.wire.formats import words_of
from generator.understand import ir


def references(type_: ir.Type) -> Iterator[ir.Pointer]:
    """The named schemas that a type mentions."""
    match type_:
        case ir.Ref(pointer):
            yield pointer
        case ir.ListOf(inner) | ir.MapOf(inner) | ir.Emptied(inner):
            yield from references(inner)
        case ir.Perhaps(inner) | ir.Nullable(inner):
            yield from references(inner)
        case ir.OneOf(members, _) | ir.TupleOf(members):
            for member in members:
                yield from references(member)
        case _:
            return


def wires(type_: ir.Type) -> Iterator[str]:
    """The wire formats that a type mentions, those of named schemas apart."""
    match type_:
        case ir.Prim(_, _, str(wire)):
            yield wire
        case ir.ListOf(inner) | ir.MapOf(inner) | ir.Emptied(inner):
            yield from wires(inner)
        case ir.Perhaps(inner) | ir.Nullable(inner):
            yield from wires(inner)
        case ir.OneOf(members, _) | ir.TupleOf(members):
            for member in members:
                yield from wires(member)
        case _:
            return


def mentioning(schema: ir.Schema, types: list[ir.Type], **said: Any) -> ir.Schema:
    """A schema with what was found of it, and with what its types mention."""
    several = {id(type_): type_ for type_ in types}.values()
    types = [type_ for type_ in several if type(type_) is not ir.Prim or type_.wire is not None]
    return replace(
        schema,
        refs=tuple(dict.fromkeys(p for type_ in types for p in references(type_))),
        wires=tuple(dict.fromkeys(w for type_ in types for w in wires(type_))),
        **said,
    )


def reached(
    types: Iterable[ir.Type], schemas: AnyMapping[ir.Pointer, ir.Schema]
) -> Iterator[ir.Schema]:
    """The named schemas within types, however deep."""
    todo, seen = [pointer for type_ in types for pointer in references(type_)], set[ir.Pointer]()
    while todo:
        pointer = todo.pop()
        if pointer not in seen and (schema := schemas.get(pointer)):
            seen.add(pointer)
            yield schema
            todo += schema.refs


def formats_in(
    type_: ir.Type, schemas: AnyMapping[ir.Pointer, ir.Schema]
) -> tuple[list[str], list[str]]:
    """The date formats and the flag formats of a type and of all named schemas within it."""
    found = dict.fromkeys(wires(type_))
    for schema in reached([type_], schemas):
        found |= dict.fromkeys(schema.wires)
    return [w for w in found if not words_of(w)], [w for w in found if words_of(w)]


def is_nested(
    type_: ir.Type,
    schemas: AnyMapping[ir.Pointer, ir.Schema],
    seen: frozenset[ir.Pointer] = frozenset(),
) -> bool:
    """Whether a type is an object or a list, or may be one, by whatever name."""
    match type_:
        case ir.ListOf() | ir.TupleOf() | ir.MapOf() | ir.Emptied():
            return True
        case ir.Nullable(inner):
            return is_nested(inner, schemas, seen)
        case ir.OneOf(members, _):
            return any(is_nested(member, schemas, seen) for member in members)
        case ir.Ref(pointer) if pointer not in seen and (schema := schemas.get(pointer)):
            inner = schema.type or ir.Anything()
            return schema.kind == "object" or is_nested(inner, schemas, seen | {pointer})
        case _:
            return False
