"""Which schemas get a name, and what type a schema is where it is used.

A component always has a name. A schema written where it is used has one when a
reader would want to say it: objects with members, enums, unions of objects and
compositions. Everything else (a string, an array of something named, a map) is
spelt out at its place.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping as AnyMapping
from dataclasses import replace
from typing import Any

from generator.read.document import Document
from generator.read.source import Mapping
from generator.read.wire import empties, flags_of, letters_of
from generator.runtime.formats import words_of
from generator.understand import ir
from generator.understand.notes import escape as escape

_KINDS = {"string", "integer", "number", "boolean", "null"}
_ANNOTATIONS = {
    "title",
    "description",
    "example",
    "examples",
    "default",
    "deprecated",
    "readOnly",
    "writeOnly",
    "externalDocs",
    "xml",
    "$comment",
    "nullable",
}


def types_of(schema: Mapping) -> list[str]:
    """The `type` keyword as a list."""
    declared = schema.get("type")
    if isinstance(declared, str):
        return [declared]
    return [str(kind) for kind in declared] if isinstance(declared, list) else []


def structural(schema: Mapping) -> set[str]:
    """The keywords of a schema that are not notes for people."""
    return {key for key in schema if key not in _ANNOTATIONS and not key.startswith("x-")}


def without_null(members: list[Any]) -> list[tuple[int, Any]]:
    """The members of a union but for null, each with its index."""
    return [
        (index, member)
        for index, member in enumerate(members)
        if not (
            isinstance(member, Mapping) and types_of(member) == ["null"] and "enum" not in member
        )
    ]


def shape_of(schema: Mapping) -> ir.SchemaKind | None:
    """The kind of name a schema wants, or None when it is spelt out at its place."""
    if "$ref" in schema:
        return None
    enum = schema.get("enum")
    if isinstance(enum, list):
        booleans = all(isinstance(value, bool) or value is None for value in enum)
        return None if booleans or not enum else "enum"
    if schema.get("properties") or schema.get("patternProperties"):
        return "object"
    parts = schema.get("allOf")
    if isinstance(parts, list):
        return "object" if len(parts) > 1 or structural(schema) - {"allOf", "type"} else None
    for key in ("oneOf", "anyOf"):
        members = schema.get(key)
        if isinstance(members, list) and len(kept := without_null(members)) > 1:
            return "union" if any(not _plain(member) for _, member in kept) else None
    if schema.get("prefixItems"):
        return "alias"
    return None


def is_bare(schema: Mapping) -> bool:
    """Whether a component is a primitive behind a name: it is used as what it is."""
    kinds = types_of(schema)
    return shape_of(schema) is None and bool(kinds) and set(kinds) <= _KINDS


def _plain(member: Any) -> bool:
    return (
        isinstance(member, Mapping)
        and set(types_of(member)) <= _KINDS
        and bool(types_of(member))
        and "enum" not in member
    )


class SchemaBook:
    """Collects every schema that gets a name while types are asked for.

    Args:
        document: The bundled document that pointers are into.
    """

    def __init__(self, document: Document) -> None:
        self.document = document
        self.found: dict[ir.Pointer, ir.Schema] = {}
        self._wires: dict[str, None] = {}
        for key, schema in (document.tree.get("components", {}).get("schemas") or {}).items():
            if isinstance(schema, Mapping):
                self._register(
                    schema, f"#/components/schemas/{escape(key)}", None, key, component=True
                )

    # Types ---------------------------------------------------------------------

    def type_of(
        self, schema: Any, pointer: ir.Pointer, parent: ir.Pointer | None, hint: str
    ) -> ir.Type:
        """The type of a schema at its place; registers what gets a name on the way."""
        if not isinstance(schema, Mapping):
            return ir.Anything()
        if isinstance(target := schema.get("$ref"), str):
            return self._reference(target)
        if empties(schema):
            return ir.Emptied(self._spelt_out(schema, pointer, parent, hint))
        if kind := shape_of(schema):
            if pointer not in self.found:
                self._register(schema, pointer, parent, hint, component=False, kind=kind)
            named: ir.Type = ir.Ref(pointer)
            return ir.Nullable(named) if self._admits_null(schema) else named
        return self._spelt_out(schema, pointer, parent, hint)

    def _reference(self, target: ir.Pointer) -> ir.Type:
        """A component; a bare primitive behind a name is used as what it is."""
        seen: set[str] = set()
        while target not in seen:
            seen.add(target)
            schema = self.document.at(target)
            if not isinstance(schema, Mapping):
                break
            following = schema.get("$ref")
            if isinstance(following, str):
                target = following
                continue
            if is_bare(schema):
                return self._spelt_out(schema, target, None, "")
            break
        return ir.Ref(target)

    def _admits_null(self, schema: Mapping) -> bool:
        return "null" in types_of(schema) and "enum" not in schema

    def _spelt_out(
        self, schema: Mapping, pointer: ir.Pointer, parent: ir.Pointer | None, hint: str
    ) -> ir.Type:
        if "const" in schema and isinstance(schema["const"], str | int | bool):
            return ir.Const(schema["const"])
        parts = schema.get("allOf")
        if isinstance(parts, list) and len(parts) == 1:
            return self.type_of(parts[0], f"{pointer}/allOf/0", parent, hint)
        for key in ("oneOf", "anyOf"):
            members = schema.get(key)
            if isinstance(members, list) and members:
                return self._union(members, f"{pointer}/{key}", parent, hint)
        kinds = types_of(schema)
        if not kinds and "items" in schema:
            kinds = ["array"]
        if not kinds and "additionalProperties" in schema:
            kinds = ["object"]
        options = [self._one_kind(k, schema, pointer, parent, hint) for k in kinds if k != "null"]
        if not options:
            return ir.Prim("null") if kinds else ir.Anything()
        one = options[0] if len(options) == 1 else ir.OneOf(tuple(options))
        return ir.Nullable(one) if "null" in kinds else one

    def _one_kind(
        self, kind: str, schema: Mapping, pointer: ir.Pointer, parent: ir.Pointer | None, hint: str
    ) -> ir.Type:
        if kind == "array":
            items = schema.get("items", True)
            return ir.ListOf(self.type_of(items, f"{pointer}/items", parent, item_hint(hint)))
        if kind == "object":
            values = schema.get("additionalProperties", True)
            inner = self.type_of(values, f"{pointer}/additionalProperties", parent, f"{hint} value")
            return ir.MapOf(inner)
        declared = schema.get("format")
        format_ = declared if isinstance(declared, str) else None
        if kind == "string" and format_ == "binary":
            return ir.Binary()
        if kind in _KINDS:
            wire = letters_of(schema) if kind != "boolean" else flags_of(schema)
            return ir.Prim(kind, format_, wire)  # type: ignore[arg-type]
        return ir.Anything()

    def _union(
        self, members: list[Any], pointer: ir.Pointer, parent: ir.Pointer | None, hint: str
    ) -> ir.Type:
        kept = without_null(members)
        options: list[ir.Type] = []
        for index, member in kept:
            name = hint if len(kept) == 1 else f"{hint} {member_hint(member, index)}"
            option = self.type_of(member, f"{pointer}/{index}", parent, name)
            if option not in options:
                options.append(option)
        if not options:
            return ir.Prim("null")
        one = options[0] if len(options) == 1 else ir.OneOf(tuple(options))
        return ir.Nullable(one) if len(kept) < len(members) else one

    # Names wanted ----------------------------------------------------------------

    def _register(
        self,
        schema: Mapping,
        pointer: ir.Pointer,
        parent: ir.Pointer | None,
        hint: str,
        *,
        component: bool,
        kind: ir.SchemaKind | None = None,
    ) -> None:
        kind = kind or shape_of(schema) or "alias"
        if (
            kind == "alias"
            and types_of(schema) == ["object"]
            and "additionalProperties" not in schema
        ):
            kind = "object"
        pinned = schema.get("x-py-name")
        properties = own_properties(schema)
        pins = {
            name: prop["x-py-name"]
            for name, prop in properties.items()
            if isinstance(prop, Mapping) and isinstance(prop.get("x-py-name"), str)
        }
        record = ir.Schema(
            pointer=pointer,
            kind=kind,
            parent=parent,
            hint=hint,
            component=component,
            refs=(),
            wires=(),
            properties=tuple(properties),
            pinned=pinned if isinstance(pinned, str) else None,
            property_pins=pins,
            place=schema.place,
        )
        self.found[pointer] = record
        outer, self._wires = self._wires, {}
        refs = tuple(dict.fromkeys(self._children(schema, pointer, pointer, kind)))
        self.found[pointer] = replace(record, refs=refs, wires=tuple(self._wires))
        self._wires = outer

    def _children(
        self, schema: Mapping, pointer: ir.Pointer, named: ir.Pointer, kind: str
    ) -> Iterator[ir.Pointer]:
        if isinstance(target := schema.get("$ref"), str):
            yield target
        yield from mapped(schema)
        for key, child in (schema.get("properties") or {}).items():
            yield from self._child(child, f"{pointer}/properties/{escape(key)}", named, key)
        for key, child in (schema.get("patternProperties") or {}).items():
            yield from self._child(
                child, f"{pointer}/patternProperties/{escape(key)}", named, "value"
            )
        yield from self._child(
            schema.get("additionalProperties"), f"{pointer}/additionalProperties", named, "value"
        )
        items = schema.get("items")
        hint = "item"
        yield from self._child(items, f"{pointer}/items", named, hint)
        for index, part in enumerate(schema.get("prefixItems") or ()):
            yield from self._child(
                part, f"{pointer}/prefixItems/{index}", named, f"item {index + 1}"
            )
        for index, part in enumerate(schema.get("allOf") or ()):
            if isinstance(part, Mapping):
                yield from self._children(part, f"{pointer}/allOf/{index}", named, kind)
        for key in ("oneOf", "anyOf"):
            for index, part in enumerate(schema.get(key) or ()):
                where = f"{pointer}/{key}/{index}"
                yield from self._child(part, where, named, member_hint(part, index))

    def _child(
        self, schema: Any, pointer: ir.Pointer, named: ir.Pointer, hint: str
    ) -> Iterator[ir.Pointer]:
        if isinstance(schema, Mapping):
            type_ = self.type_of(schema, pointer, named, hint)
            self._wires |= dict.fromkeys(wires(type_))
            yield from references(type_)


def own_properties(schema: Mapping) -> dict[str, Any]:
    """The members that become fields of the schema's own class: its, and those of inline parts."""
    found = dict(schema.get("properties") or {})
    for part in schema.get("allOf") or ():
        if isinstance(part, Mapping) and "$ref" not in part:
            found |= own_properties(part)
    return found


def composed(schema: Mapping, pointer: ir.Pointer) -> list[tuple[Mapping, ir.Pointer]]:
    """The parts of `allOf` with their pointers; those written in place come before references."""
    parts = [
        (part, f"{pointer}/allOf/{index}")
        for index, part in enumerate(schema.get("allOf") or ())
        if isinstance(part, Mapping)
    ]
    return sorted(parts, key=lambda part: "$ref" in part[0])


def mapped(schema: Mapping) -> Iterator[ir.Pointer]:
    """The schemas that a discriminator maps to (section 4.8.25)."""
    discriminator = schema.get("discriminator")
    mapping = discriminator.get("mapping") if isinstance(discriminator, Mapping) else None
    for target in mapping.values() if isinstance(mapping, Mapping) else ():
        if isinstance(target, str):
            known = target.startswith("#/")
            yield target if known else f"#/components/schemas/{escape(target)}"


def references(type_: ir.Type) -> Iterator[ir.Pointer]:
    """The named schemas that a type mentions."""
    match type_:
        case ir.Ref(pointer):
            yield pointer
        case ir.ListOf(inner) | ir.MapOf(inner) | ir.Emptied(inner) | ir.Nullable(inner):
            yield from references(inner)
        case ir.OneOf(members):
            for member in members:
                yield from references(member)
        case _:
            return


def wires(type_: ir.Type) -> Iterator[str]:
    """The wire formats that a type mentions, those of named schemas apart."""
    match type_:
        case ir.Prim(_, _, str(wire)):
            yield wire
        case ir.ListOf(inner) | ir.MapOf(inner) | ir.Emptied(inner) | ir.Nullable(inner):
            yield from wires(inner)
        case ir.OneOf(members):
            for member in members:
                yield from wires(member)
        case _:
            return


def formats_in(
    type_: ir.Type, schemas: AnyMapping[ir.Pointer, ir.Schema]
) -> tuple[list[str], list[str]]:
    """The date formats and the flag formats of a type and of all named schemas within it."""
    found = dict.fromkeys(wires(type_))
    todo, seen = list(references(type_)), set[ir.Pointer]()
    while todo:
        pointer = todo.pop()
        if pointer not in seen and (schema := schemas.get(pointer)):
            seen.add(pointer)
            found |= dict.fromkeys(schema.wires)
            todo += schema.refs
    return [w for w in found if not words_of(w)], [w for w in found if words_of(w)]


def is_nested(type_: ir.Type, schemas: AnyMapping[ir.Pointer, ir.Schema]) -> bool:
    """Whether a type is an object or a list, not a single value."""
    match type_:
        case ir.ListOf() | ir.MapOf() | ir.Emptied():
            return True
        case ir.Nullable(inner):
            return is_nested(inner, schemas)
        case ir.OneOf(members):
            return any(is_nested(member, schemas) for member in members)
        case ir.Ref(pointer):
            schema = schemas.get(pointer)
            return schema is not None and schema.kind == "object"
        case _:
            return False


def item_hint(hint: str) -> str:
    """The hint for an item of a list: the singular is found when names are made."""
    return f"{hint}\nitem" if hint else "item"


def member_hint(member: Any, index: int) -> str:
    """What tells a union member from its siblings: its title, else its number."""
    if isinstance(member, Mapping) and isinstance(title := member.get("title"), str):
        return title
    return f"option {index + 1}"
