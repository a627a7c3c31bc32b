"""Named schemas → what a Python class can say of them: names, types, presence.

The document that comes out has no composition for the model generator to interpret, but
for what a class extends, no inline schema that would want a name, and component keys
that are `module.Class`. Types that JSON Schema has no words for are marked (`mark`).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import Any, assert_never

from generator.ground.text import clean, wrap
from generator.name.layout import Layout
from generator.name.naming import Names
from generator.read.document import Document
from generator.read.source import Mapping
from generator.read.wire import ALIASES
from generator.understand import ir
from generator.understand.conventions import ending_of, said_of
from generator.write.defaults import told

MAX_LITERALS = 500
"""An enum with more values is spelt as its plain type: a checker chokes on the rest."""

BESIDE = {"date": "IsoDate", "date-time": "IsoDateTime"}
"""Dates that are members of a union, by their format: the runtime's types for them."""
EMPTIED = "EmptyAsList"
"""The type of `runtime.wire.formats` for objects that are `[]` when they are empty."""
PERHAPS = "Perhaps"
"""The type of `runtime.wire.formats` for what has a type and may be anything else, too."""
TUPLE = "tuple"
KINDS = "Kinds"
"""The type of `runtime.ground.kinds` for unions that a property tells apart."""
EXTRAS = "any_other_member"
"""The field that stands for the type of members without a name."""
FAMILY = "known_kinds"
"""The field that stands for the kinds of a discriminated base."""

_FORMATS = {"date-time", "date", "time", "uuid", "decimal", "binary"}
_WIDTH = 94


def mark(name: str, inner: Any) -> dict[str, Any]:
    """A type around another: an object of keys that do not exist (`marks.py` has meanings)."""
    return {"type": "object", "propertyNames": {"enum": [name]}, "additionalProperties": inner}


class PlainSchemas:
    """Rewrites the named schemas of a document.

    Limits and patterns are for the server to enforce; in a client's model they
    would only turn a vendor's small departures into failures.
    """

    def __init__(self, document: Document, api: ir.Api, names: Names, layout: Layout) -> None:
        self.document = document
        self.names = names
        self.layout = layout
        self.named = {schema.pointer: schema for schema in api.schemas}
        self.directions = api.directions
        self.tags = _tags(api.schemas)

    def key(self, pointer: ir.Pointer) -> str:
        """The component key of a schema: `module.Class`."""
        return f"{self.layout.modules[pointer]}.{self.names.schemas[pointer]}"

    def fields(self, schema: ir.Schema) -> dict[str, str]:
        """Wire name → Python name of its members, its own and those of its bases."""
        found = dict(self.names.fields.get(schema.pointer, {}))
        for base in schema.bases:
            for wire, python in self.fields(self.named[base]).items():
                found.setdefault(wire, python)
        return found

    def schema(self, schema: ir.Schema) -> dict[str, Any]:
        """A named schema, to stand among the components."""
        direction = self.directions.get(schema.pointer, "neither")
        notes = _notes(self._nodes(schema.pointer.split("&")), of_class=schema.kind == "object")
        if schema.kind != "object":
            made = self.type(schema.type or ir.Anything(), direction)
            if made is True:
                return notes
            return {**({"anyOf": [made]} if "$ref" in made else made), **notes}
        own = self._object(schema, direction)
        if schema.family is not None:
            kinds = [(said, self.names.schemas[kind]) for said, kind in schema.family.kinds]
            said = json.dumps([schema.family.property, kinds])
            own.setdefault("properties", {})[FAMILY] = {"const": said}
        if not schema.bases:
            base = {"customBasePath": f"{self.names.package}._runtime.ground.kinds.ModelOfKinds"}
            return {**own, **notes, **(base if schema.family is not None else {})}
        return {"allOf": [*map(self._reference, schema.bases), own], **notes}

    def _object(self, schema: ir.Schema, direction: str) -> dict[str, Any]:
        ordered = sorted(schema.fields, key=lambda field: not field.required)
        properties = {field.wire: self._property(schema, field, direction) for field in ordered}
        if schema.extras is not None:
            properties[EXTRAS] = self.type(schema.extras, direction)
        required = sorted(field.wire for field in ordered if _is_required(field, direction))
        made = {"type": "object", "properties": properties, "required": required}
        return {key: value for key, value in made.items() if value}

    def _property(self, schema: ir.Schema, field: ir.Field, direction: str) -> Any:
        tags = self.tags.get((schema.pointer, field.wire))
        worded = isinstance(field.type, ir.Prim | ir.Enum | ir.Const)
        if tags and worded and not (isinstance(field.type, ir.Const) and len(tags) == 1):
            type_: Any = {"type": "string", "enum": list(tags)}
        else:
            type_ = self.type(field.type, direction)
        nodes = self._nodes(field.places)
        notes = _notes(nodes, field)
        if any(node.get("deprecated") is True for node in nodes):
            notes["deprecated"] = True
        return {**type_, **notes} if isinstance(type_, dict) else notes or True

    def _nodes(self, places: Iterable[ir.Pointer]) -> list[Mapping]:
        nodes = [self.document.at(place) for place in places]
        return [node for node in nodes if isinstance(node, Mapping)]

    def _reference(self, pointer: ir.Pointer) -> dict[str, Any]:
        return {"$ref": f"#/components/schemas/{self.key(pointer)}"}

    # Types ---------------------------------------------------------------------

    def type(self, type_: ir.Type, direction: str) -> Any:
        """A type as a schema; True: anything."""
        match type_:
            case ir.Prim():
                return self._primitive(type_)
            case ir.Ref(pointer):
                return self._reference(pointer)
            case ir.ListOf(item):
                return {"type": "array", "items": self.type(item, direction)}
            case ir.TupleOf(()):
                return mark(TUPLE, {"type": "null"})
            case ir.TupleOf(items):
                return mark(TUPLE, self._numbered(items, direction))
            case ir.MapOf(value):
                return {"type": "object", "additionalProperties": self.type(value, direction)}
            case ir.Emptied(inner):
                return mark(EMPTIED, self.type(inner, direction))
            case ir.Nullable(inner):
                return _any_of([self.type(inner, direction), {"type": "null"}])
            case ir.OneOf(members, by) if by is not None:
                said = json.dumps([KINDS, by.property, by.values, by.open])
                return mark(said, self._numbered(members, direction))
            case ir.OneOf(members):
                return _any_of([self._among(member, direction) for member in members])
            case ir.Perhaps(inner):
                return mark(PERHAPS, self.type(inner, direction))
            case ir.Const(value):
                return {"const": value}
            case ir.Enum():
                return _enum(type_, direction)
            case ir.Binary():
                return {"type": "string", "format": "binary"}
            case ir.Text():
                return {"type": "string"}
            case ir.Anything() | ir.Nothing():
                return True
            case _:
                assert_never(type_)

    def _numbered(self, types: Iterable[ir.Type], direction: str) -> Any:
        """Several types in an order that lasts."""
        return _any_of([mark(str(n), self.type(one, direction)) for n, one in enumerate(types)])

    def _among(self, type_: ir.Type, direction: str) -> Any:
        """A member of a union: text that is no date in ISO 8601 is for the others."""
        match type_:
            case ir.Prim("string", str(format_), None) if format_ in BESIDE:
                return self._own("string", f"formats.{BESIDE[format_]}")
            case _:
                return self.type(type_, direction)

    def _primitive(self, type_: ir.Prim) -> dict[str, Any]:
        if type_.wire and type_.kind != "boolean":
            return self._own(type_.kind, f"formats.{ALIASES[type_.wire, type_.kind]}")
        if type_.kind == "number":
            return self._own(type_.kind, number_of(type_))
        if type_.format in _FORMATS and type_.kind == "string":
            return {"type": type_.kind, "format": type_.format}
        return {"type": type_.kind}

    def _own(self, kind: str, alias: str) -> dict[str, Any]:
        """A type of the runtime's own."""
        path = f"{self.names.package}._runtime.wire.{alias}"
        return {"type": kind, "x-python-type": path}


def number_of(type_: ir.Prim) -> str:
    """The runtime's type for a number, by module and name."""
    return "decimals.JsonDecimal" if type_.format == "decimal" else "numbers.JsonNumber"


def _tags(schemas: Iterable[ir.Schema]) -> dict[tuple[ir.Pointer, str], tuple[str, ...]]:
    """What the unions that an object is in say of the member that tells them apart."""
    found: dict[tuple[ir.Pointer, str], dict[str, None]] = {}
    for schema in schemas:
        for union in _unions(schema):
            by = union.by if union.by and not union.by.open else ir.By("", ())
            for member, values in zip(union.members, by.values, strict=False):
                if isinstance(member, ir.Ref):
                    place = member.pointer, by.property
                    found.setdefault(place, {}).update(dict.fromkeys(values))
    return {place: tuple(values) for place, values in found.items()}


def _unions(schema: ir.Schema) -> Iterable[ir.OneOf]:
    todo = [field.type for field in schema.fields]
    todo += [type_ for type_ in (schema.type, schema.extras) if type_ is not None]
    while todo:
        match todo.pop():
            case ir.OneOf(members, by) as union:
                todo += members
                if by is not None:
                    yield union
            case ir.ListOf(inner) | ir.MapOf(inner) | ir.Emptied(inner):
                todo.append(inner)
            case ir.Perhaps(inner) | ir.Nullable(inner):
                todo.append(inner)
            case ir.TupleOf(items):
                todo += items
            case _:
                pass


def _any_of(options: list[Any]) -> Any:
    return True if True in options else options[0] if len(options) == 1 else {"anyOf": options}


def _is_required(field: ir.Field, direction: str) -> bool:
    """Whether both directions must have it (section 4.8.24.6.1: readOnly, writeOnly)."""
    return (
        field.required
        and not (field.read_only and direction != "response")
        and not (field.write_only and direction != "request")
    )


def _enum(type_: ir.Enum, direction: str) -> dict[str, Any]:
    values, kinds = list(type_.values), type_.kinds
    closed = direction == "request" or type_.closed or len(kinds) != 1
    members: list[dict[str, Any]] = []
    if values and len(values) <= MAX_LITERALS:
        members.append({"enum": values, **({"type": kinds[0]} if len(kinds) == 1 else {})})
    if not closed or not members:
        members += [{"type": kind} for kind in kinds]
    return members[0] if len(members) == 1 else {"anyOf": members}


def _notes(
    nodes: list[Mapping], member: ir.Field | None = None, *, of_class: bool = False
) -> dict[str, Any]:
    """The description, wrapped as for a docstring; before it, what will end; then the default."""
    deprecated, known = ending_of(*nodes)
    text = next((node["description"] for node in nodes if node.get("description")), None)
    said = [said_of(known)] if deprecated else []
    said += [clean(text).strip()] if isinstance(text, str) and text.strip() else []
    default = clean(told(member)) if member else ""
    if default and said and re.search(r"[\w.)]$", said[-1]) and "\n" not in said[-1]:
        said[-1] += f"{'' if said[-1].endswith(('.', ')')) else '.'} {default}"
    elif default:
        said.append(default)
    if not said:
        return {}
    wrapped = wrap("\n\n".join(said), _WIDTH)
    # A quotation mark must not touch the closing quotes. Those of a long text stand alone where
    # it is a class's, or its last line has no room for them.
    quoted = wrapped.endswith('"')
    alone = of_class or quoted or len(wrapped.rpartition("\n")[2]) >= _WIDTH
    end = "\n" if "\n" in wrapped and alone else " " if quoted else ""
    return {"description": wrapped + end}
