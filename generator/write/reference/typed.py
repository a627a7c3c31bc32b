"""JSON values → the Python that makes them: models by keyword, dates, decimals."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import Any
from uuid import UUID

from generator.ground.text import py_string
from generator.name.naming import Names
from generator.runtime.wire.formats import format_of
from generator.understand import ir
from generator.write.reference.code import Brackets, Code, call
from generator.write.types import Import

_DEEPEST = 40


class Typed:
    """Writes values as objects of the package's models.

    Args:
        api: What there is.
        names: What it is called.
    """

    def __init__(self, api: ir.Api, names: Names) -> None:
        self._schemas = {schema.pointer: schema for schema in api.schemas}
        self._names = names

    def fields(self, schema: ir.Schema) -> dict[str, tuple[str, ir.Field]]:
        """Wire name → Python name and field, of an object and its bases."""
        own = self._names.fields.get(schema.pointer, {})
        found = {field.wire: (own.get(field.wire, field.wire), field) for field in schema.fields}
        for base in schema.bases:
            for wire, known in self.fields(self._schemas[base]).items():
                found.setdefault(wire, known)
        return found

    def of(self, value: Any, type_: ir.Type, used: set[Import], way: str, depth: int = 0) -> Code:
        """The source of a value.

        Args:
            value: A JSON value.
            type_: Its type.
            used: Gets what the source needs imported.
            way: `in`: what a caller gives, without what is read only; `out`: what comes back.
            depth: How deep it stands.
        """
        if depth > _DEEPEST:
            return "…"

        def inner(one: Any, its: ir.Type) -> Code:
            return self.of(one, its, used, way, depth + 1)

        match type_:
            case ir.Nullable(of) | ir.Perhaps(of):
                return "None" if value is None else inner(value, of)
            case ir.Emptied(of):
                return inner({} if value == [] else value, of)
            case ir.Ref(pointer):
                return self._named(value, self._schemas[pointer], used, way, depth)
            case ir.ListOf(item) if isinstance(value, list):
                return Brackets("[", tuple(("", inner(one, item)) for one in value), "]")
            case ir.TupleOf(items) if isinstance(value, list) and len(value) == len(items):
                parts = zip(value, items, strict=True)
                return Brackets("(", tuple(("", inner(*pair)) for pair in parts), ")")
            case ir.MapOf(of) if isinstance(value, dict):
                return _display({key: inner(one, of) for key, one in value.items()})
            case ir.OneOf():
                return inner(value, self._member(value, type_))
            case ir.Prim():
                return _primitive(value, type_, used)
            case _:
                return plain(value)

    def _named(
        self, value: Any, schema: ir.Schema, used: set[Import], way: str, depth: int
    ) -> Code:
        if schema.type is not None or schema.kind != "object":
            return self.of(value, schema.type or ir.Anything(), used, way, depth + 1)
        if not isinstance(value, dict):
            return plain(value)
        if schema.family is not None:
            said = value.get(schema.family.property)
            kind = dict(schema.family.kinds).get(str(said))
            if kind is not None and kind != schema.pointer and depth < _DEEPEST:
                return self._named(value, self._schemas[kind], used, way, depth + 1)
        name = self._names.schemas[schema.pointer]
        used.add((".models", name))
        fields = self.fields(schema)
        items: list[tuple[str, Code]] = []
        rest: dict[str, Code] = {}
        for wire, one in value.items():
            python, field = fields.get(wire, ("", None))
            if field is None:
                rest[wire] = self.of(one, schema.extras or ir.Anything(), used, way, depth + 1)
            elif not (field.read_only if way == "in" else field.write_only):
                items.append((f"{python}=", self.of(one, field.type, used, way, depth + 1)))
        if rest:
            items.append(("**", _display(rest)))
        return call(name, items)

    def _member(self, value: Any, union: ir.OneOf) -> ir.Type:
        """The member of a union that a value is meant for: as it says, else the best fit."""
        if union.by is not None and isinstance(value, dict):
            said = str(value.get(union.by.property))
            for member, values in zip(union.members, union.by.values, strict=False):
                if said in values:
                    return member
        return max(union.members, key=lambda member: self._fit(value, member, 0))

    def _fit(self, value: Any, type_: ir.Type, depth: int) -> int:
        """How well a value fits a type, roughly: 0 for not at all."""
        if depth > _DEEPEST:
            return 0
        match type_:
            case ir.Nullable(of) | ir.Perhaps(of) | ir.Emptied(of):
                return 9 if value is None else self._fit(value, of, depth + 1)
            case ir.Ref(pointer):
                schema = self._schemas[pointer]
                if schema.kind != "object":
                    return self._fit(value, schema.type or ir.Anything(), depth + 1)
                return self._fit_object(value, schema)
            case ir.OneOf(members):
                return max(self._fit(value, member, depth + 1) for member in members)
            case ir.ListOf(item):
                if not isinstance(value, list):
                    return 0
                return 3 + self._fit(value[0], item, depth + 1) if value else 3
            case ir.Const(said):
                return 9 if said == value else 0
            case ir.Enum(values):
                return 8 if value in values else 1
            case ir.Prim(kind):
                return 4 if _KINDS[kind](value) else 0
            case ir.MapOf():
                return 2 if isinstance(value, dict) else 0
            case _:
                return 1

    def _fit_object(self, value: Any, schema: ir.Schema) -> int:
        if not isinstance(value, dict):
            return 0
        fields = self.fields(schema)
        needed = {wire for wire, (_, field) in fields.items() if field.required}
        if needed - value.keys():
            return 1
        return 10 + len(fields.keys() & value.keys()) - len(value.keys() - fields.keys())


_KINDS: Mapping[str, Any] = {
    "string": lambda value: isinstance(value, str),
    "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
    "number": lambda value: isinstance(value, int | float) and not isinstance(value, bool),
    "boolean": lambda value: isinstance(value, bool),
    "null": lambda value: value is None,
}


def plain(value: Any) -> Code:
    """A JSON value as Python writes it."""
    if isinstance(value, dict):
        return _display({key: plain(one) for key, one in value.items()})
    if isinstance(value, list):
        return Brackets("[", tuple(("", plain(one)) for one in value), "]")
    return py_string(value) if isinstance(value, str) else repr(value)


def _display(items: Mapping[str, Code]) -> Brackets:
    return Brackets(
        "{", tuple((f"{py_string(str(key))}: ", one) for key, one in items.items()), "}"
    )


def _primitive(value: Any, type_: ir.Prim, used: set[Import]) -> Code:
    try:
        found = _value(value, type_)
    except (ValueError, InvalidOperation, ArithmeticError):
        return plain(value)  # not what its format says: as it stands
    if isinstance(found, datetime | date | time):
        used.add(("datetime", type(found).__name__))
        text = repr(found).removeprefix("datetime.")
        if isinstance(found, datetime | time) and found.tzinfo is not None:
            return f"{type(found).__name__}.fromisoformat({py_string(found.isoformat())})"
        return text
    if isinstance(found, UUID):
        used.add(("uuid", "UUID"))
        return f"UUID({py_string(str(found))})"
    if isinstance(found, Decimal):
        used.add(("decimal", "Decimal"))
        return f"Decimal({py_string(str(found))})"
    return plain(value)


def _value(value: Any, type_: ir.Prim) -> Any:
    if type_.wire and type_.kind != "boolean" and isinstance(value, str | int | float):
        known = format_of(type_.wire)
        return known.read(str(value)) if known is not None else value
    if type_.format == "decimal" and isinstance(value, str | int | float):
        return Decimal(str(value))
    if type_.kind != "string" or not isinstance(value, str):
        return value
    match type_.format:
        case "date-time":
            return datetime.fromisoformat(value)
        case "date":
            return date.fromisoformat(value)
        case "time":
            return time.fromisoformat(value)
        case "uuid":
            return UUID(value)
    return value
