"""What a type mentions: named schemas, and the formats of its values."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from collections.abc import Mapping as AnyMapping

from generator.runtime.wire.formats import words_of
from generator.understand import ir


def references(*types: ir.Type) -> list[ir.Pointer]:
    """The named schemas that types mention."""
    return [leaf.pointer for leaf in _leaves(types) if isinstance(leaf, ir.Ref)]


def wires(*types: ir.Type) -> list[str]:
    """The wire formats that types mention, those of named schemas apart."""
    return [leaf.wire for leaf in _leaves(types) if isinstance(leaf, ir.Prim) and leaf.wire]


def _leaves(types: Iterable[ir.Type]) -> list[ir.Type]:
    """What types are made of in the end, in its order."""
    found: list[ir.Type] = []
    todo = [*types][::-1]
    while todo:
        match todo.pop():
            case ir.Ref() | ir.Prim() as leaf:
                found.append(leaf)
            case ir.ListOf(inner) | ir.MapOf(inner) | ir.Emptied(inner):
                todo.append(inner)
            case ir.Perhaps(inner) | ir.Nullable(inner):
                todo.append(inner)
            case ir.OneOf(members, _) | ir.TupleOf(members):
                todo += members[::-1]
            case _:
                pass
    return found


def mentioned(types: Iterable[ir.Type]) -> dict[str, tuple[str, ...]]:
    """What types mention, as a schema that they are of says it: `refs` and `wires`."""
    several = {id(type_): type_ for type_ in types}.values()
    leaves = _leaves(
        [type_ for type_ in several if type(type_) is not ir.Prim or type_.wire is not None]
    )
    refs = [leaf.pointer for leaf in leaves if isinstance(leaf, ir.Ref)]
    formats = [leaf.wire for leaf in leaves if isinstance(leaf, ir.Prim) and leaf.wire]
    return {"refs": tuple(dict.fromkeys(refs)), "wires": tuple(dict.fromkeys(formats))}


def reached(
    types: Iterable[ir.Type], schemas: AnyMapping[ir.Pointer, ir.Schema]
) -> Iterator[ir.Schema]:
    """The named schemas within types, however deep."""
    todo, seen = references(*types), set[ir.Pointer]()
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
