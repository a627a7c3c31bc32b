"""Named schemas → what a Python class can say of them: names, types, presence.

The document that comes out has no inline schema left that would want a name, and its
component keys are `module.Class`.
"""

from __future__ import annotations

from collections.abc import Iterator
from collections.abc import Mapping as AnyMapping
from typing import Any
from urllib.parse import unquote

from generator.ground.text import clean, wrap
from generator.name.layout import Layout
from generator.name.naming import Names
from generator.read.document import Document
from generator.read.source import Mapping, unescape
from generator.read.wire import ALIASES, empties, kind_of, letters_of
from generator.understand import ir
from generator.understand.conventions import ending_of, said_of
from generator.understand.schemas import (
    composed,
    escape,
    is_bare,
    structural,
    types_of,
    without_null,
)

MAX_LITERALS = 500
"""An enum with more values is spelt as its plain type: a checker chokes on the rest."""

_KEPT = {
    *("type", "properties", "required", "items", "enum", "const", "allOf", "oneOf", "anyOf"),
    *("additionalProperties", "patternProperties", "prefixItems", "discriminator", "deprecated"),
}
EMPTIED = "EmptyAsList"
"""The type of `runtime.wire.formats` for objects that are `[]` when they are empty."""

_FORMATS = {"date-time", "date", "time", "uuid", "decimal", "binary"}
_WIDTH = 94


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

    def key(self, pointer: ir.Pointer) -> str:
        """The component key of a schema: `module.Class`."""
        return f"{self.layout.modules[pointer]}.{self.names.schemas[pointer]}"

    def reference(self, pointer: ir.Pointer) -> dict[str, Any]:
        """A reference to a named schema."""
        return {"$ref": f"#/components/schemas/{self.key(pointer)}"}

    def fields(self, schema: ir.Schema) -> dict[str, str]:
        """Wire name → Python name of its members, its own and those it is composed of."""
        found: dict[str, str] = {}
        for _, at in self._parts(self.document.at(schema.pointer), schema.pointer):
            for wire, python in self.names.fields.get(at, {}).items():
                found.setdefault(wire, python)
        return found

    def schema(self, schema: ir.Schema) -> dict[str, Any]:
        """A named schema, to stand among the components."""
        node = self.document.at(schema.pointer)
        direction = self.directions.get(schema.pointer, "neither")
        plain = self._copy(node, schema.pointer, direction)
        kinds = plain.get("type")
        if schema.kind == "object" and isinstance(kinds, list) and not schema.component:
            plain["type"] = "object"  # null is said where it is used
        return plain

    def use(self, node: Any, pointer: ir.Pointer, direction: str) -> Any:
        """A schema where it is used: a reference when it has a name."""
        if not isinstance(node, Mapping):
            return True if node is not False else {"not": {}}
        if isinstance(target := node.get("$ref"), str):
            target = self._through(target)
            found = self.document.at(target)
            if target in self.named and not (isinstance(found, Mapping) and is_bare(found)):
                return {**self.reference(target), **_notes(node)}
            return {**self._copy(found, target, direction), **_notes(node)}
        if pointer in self.named:
            named = self.reference(pointer)
            if "null" in types_of(node) and "enum" not in node:
                return {"anyOf": [named, {"type": "null"}], **_notes(node)}
            return {**named, **_notes(node)}
        return self._copy(node, pointer, direction)

    def _through(self, target: ir.Pointer) -> ir.Pointer:
        """Where a chain of references ends."""
        seen: set[str] = set()
        while target not in seen:
            seen.add(target)
            node = self.document.at(target)
            following = node.get("$ref") if isinstance(node, Mapping) else None
            if not isinstance(following, str):
                break
            target = following
        return target

    def _copy(self, node: Mapping, pointer: ir.Pointer, direction: str) -> dict[str, Any]:
        if empties(node):
            # Such keys do not exist: `models.py` makes the type of it that this stands for.
            marked = {"propertyNames": {"enum": [EMPTIED]}, **_notes(node)}
            inner = self._whole(node, pointer, direction)
            return {"type": "object", "additionalProperties": inner, **marked}
        return self._whole(node, pointer, direction)

    def _whole(self, node: Mapping, pointer: ir.Pointer, direction: str) -> dict[str, Any]:
        if isinstance(target := node.get("$ref"), str):
            return {"anyOf": [self.reference(self._through(target))], **_notes(node)}
        if "enum" in node:
            return {**self._enum(node, direction), **_notes(node)}
        if self._narrows(node):
            return self._flat(node, pointer, direction)
        if (only := self._only_part(node, pointer, direction)) is not None:
            return {**only, **_notes(node)}
        if letters := letters_of(node):
            return {**self._wired(node, letters), **_notes(node)}
        plain = {key: node[key] for key in _KEPT if key in node}
        plain |= _notes(node)
        if node.get("format") in _FORMATS:
            plain["format"] = node["format"]
        for key in ("items", "additionalProperties"):
            if key in plain:
                plain[key] = self.use(plain[key], f"{pointer}/{key}", direction)
        for key in ("allOf", "oneOf", "anyOf", "prefixItems"):
            if key in plain:
                plain[key] = [
                    self._part(part, f"{pointer}/{key}/{index}", direction, key)
                    for index, part in enumerate(plain[key])
                ]
        for key in ("properties", "patternProperties"):
            if key in plain:
                plain[key] = {
                    name: self.use(prop, f"{pointer}/{key}/{escape(name)}", direction)
                    for name, prop in self._ordered(node, plain[key])
                }
        return self._settled(node, plain, direction)

    def _only_part(self, node: Mapping, pointer: ir.Pointer, direction: str) -> Any:
        """A primitive that is written as the one part of `allOf`: there is no class to make."""
        parts = node.get("allOf")
        if not isinstance(parts, list) or len(parts) != 1 or structural(node) - {"allOf", "type"}:
            return None
        only = self.use(parts[0], f"{pointer}/allOf/0", direction)
        plain = isinstance(only, dict) and isinstance(only.get("type"), str)
        return only if plain and only["type"] not in {"object", "array"} else None

    def _wired(self, node: Mapping, letters: str) -> dict[str, Any]:
        """A date or time that is written in the vendor's own way."""
        kind = kind_of(node) or "string"
        path = f"{self.names.package}._runtime.wire.formats.{ALIASES[letters, kind]}"
        typed = {"type": kind, "x-python-type": path}
        return {"anyOf": [typed, {"type": "null"}]} if "null" in types_of(node) else typed

    def _narrows(self, node: Mapping) -> bool:
        """Whether parts of a composition say the same member twice, or ask more of it.

        A subclass may not change the type of a field, so such a class stands alone.
        """
        parts = [part for part in node.get("allOf") or () if isinstance(part, Mapping)]
        if not any("$ref" in part for part in parts):
            return False
        seen = set(node.get("properties") or {})
        asked = set(node.get("required") or ())
        asked |= {name for p in parts if "$ref" not in p for name in p.get("required") or ()}
        for part in parts:
            names = {
                name for found, _ in self._parts(part, "") for name in found.get("properties") or {}
            }
            given = {
                name for found, _ in self._parts(part, "") for name in found.get("required") or ()
            }
            if names & seen or ("$ref" in part and names & asked - given):
                return True
            seen |= names
        return False

    def _parts(self, node: Mapping, pointer: ir.Pointer) -> Iterator[tuple[Mapping, ir.Pointer]]:
        """A schema and all that its composition adds, each with its pointer."""
        todo, seen = [(node, pointer)], set[int]()
        while todo:
            part, at = todo.pop(0)
            if isinstance(target := part.get("$ref"), str):
                at = self._through(target)
                part = self.document.at(at)
            if id(part) in seen or not isinstance(part, Mapping):
                continue
            seen.add(id(part))
            yield part, at
            todo += composed(part, at)

    def _flat(self, node: Mapping, pointer: ir.Pointer, direction: str) -> dict[str, Any]:
        """A composition as one object; what is nearer to the schema itself wins."""
        found: dict[str, Any] = {}
        required: set[str] = set()
        for part, at in self._parts(node, pointer):
            required |= set(self._required(part, direction)) if "required" in part else set()
            for name, prop in (part.get("properties") or {}).items():
                if name not in found:
                    found[name] = self.use(prop, f"{at}/properties/{escape(name)}", direction)
        ordered = sorted(found, key=lambda name: (name not in required, name))
        return {
            "type": "object",
            "properties": {name: found[name] for name in ordered},
            "required": sorted(required),
            **_notes(node),
        }

    def _part(self, part: Any, pointer: ir.Pointer, direction: str, key: str) -> Any:
        if key == "allOf" and isinstance(part, Mapping) and "$ref" not in part:
            return self._copy(part, pointer, direction)
        return self.use(part, pointer, direction)

    def _ordered(self, node: Mapping, properties: AnyMapping[str, Any]) -> list[tuple[str, Any]]:
        """What is always there first, then by name: never by the order of writing."""
        required = set(node.get("required") or ())
        return sorted(properties.items(), key=lambda item: (item[0] not in required, item[0]))

    def _settled(self, node: Mapping, plain: dict[str, Any], direction: str) -> dict[str, Any]:
        if "properties" in plain:
            plain.pop("additionalProperties", None)  # unknown members are kept anyway
            plain.pop("patternProperties", None)
        if plain.get("additionalProperties") == {"not": {}}:
            plain["additionalProperties"] = True
        if "required" in plain:
            plain["required"] = self._required(node, direction)
        if isinstance(plain.get("discriminator"), Mapping):
            plain["discriminator"] = self._discriminator(plain["discriminator"], node)
        if "prefixItems" in plain:
            after = plain.pop("items", True)
            members = [*plain.pop("prefixItems"), *([] if after == {"not": {}} else [after])]
            plain["items"] = True if True in members else {"anyOf": members}
        if plain.get("const", "") is None:
            return {"type": "null", **_notes(node)}
        if not isinstance(plain.get("const", ""), str | int):
            plain.pop("const")  # no literal of Python's
        for key in ("oneOf", "anyOf"):
            if key in plain and len(without_null(node[key])) <= 1:
                plain.pop("discriminator", None)
        return plain

    def _required(self, node: Mapping, direction: str) -> list[str]:
        """What both directions must have (section 4.8.24.6.1: readOnly, writeOnly)."""
        properties = node.get("properties") or {}
        skipped: set[str] = set()
        for name, prop in properties.items():
            if isinstance(prop, Mapping) and (
                (prop.get("readOnly") and direction != "response")
                or (prop.get("writeOnly") and direction != "request")
            ):
                skipped.add(name)
        return sorted(str(name) for name in node["required"] if name not in skipped)

    def _discriminator(self, node: Mapping, union: Mapping) -> dict[str, Any]:
        """Every tag: as mapped, as a member says itself, else the key of its component."""
        name = str(node.get("propertyName"))
        tags = {
            tag: self._through(_as_pointer(pointer))
            for tag, pointer in (node.get("mapping") or {}).items()
        }
        mapped = set(tags.values())
        for key in ("oneOf", "anyOf"):
            for member in union.get(key) or ():
                target = member.get("$ref") if isinstance(member, Mapping) else None
                if isinstance(target, str) and (at := self._through(target)) not in mapped:
                    own = unescape(unquote(target.rsplit("/", 1)[1]))
                    tags |= dict.fromkeys(self._own_tags(at, name) or [own], at)
        mapping = {
            tag: self.reference(tags[tag])["$ref"]
            for tag in sorted(tags)
            if tags[tag] in self.named
        }
        return {"propertyName": name, **({"mapping": mapping} if mapping else {})}

    def _own_tags(self, pointer: ir.Pointer, name: str) -> list[str]:
        """The values that a schema allows its own discriminating property."""
        for part, _ in self._parts(self.document.at(pointer), pointer):
            prop = (part.get("properties") or {}).get(name)
            if isinstance(prop, Mapping) and ("const" in prop or "enum" in prop):
                values = prop.get("enum", [prop.get("const")])
                return [value for value in values if isinstance(value, str)]
        return []

    def _enum(self, node: Mapping, direction: str) -> dict[str, Any]:
        values = [value for value in node["enum"] if value is not None]
        nullable = len(values) < len(node["enum"]) or "null" in types_of(node)
        kinds = [kind for kind in types_of(node) if kind != "null"] or _kinds(values)
        closed = direction == "request" or node.get("x-enum") == "closed" or len(kinds) != 1
        members: list[dict[str, Any]] = []
        if values and len(values) <= MAX_LITERALS:
            members.append({"enum": values, **({"type": kinds[0]} if len(kinds) == 1 else {})})
        if not closed or not members:
            members += [{"type": kind} for kind in kinds]
        if nullable:
            members.append({"type": "null"})
        return members[0] if len(members) == 1 else {"anyOf": members}


def _kinds(values: list[Any]) -> list[str]:
    kinds: dict[str, None] = {}
    for value in values:
        kind = {bool: "boolean", int: "integer", float: "number", str: "string"}.get(type(value))
        kinds[kind or "object"] = None
    return list(kinds)


def _as_pointer(target: str) -> ir.Pointer:
    return target if target.startswith("#/") else f"#/components/schemas/{escape(target)}"


def _notes(node: Mapping) -> dict[str, Any]:
    """The description, wrapped as it will stand in a docstring; before it, what will end."""
    deprecated, known = ending_of(node)
    text = node.get("description")
    said = [said_of(known)] if deprecated else []
    said += [clean(text).strip()] if isinstance(text, str) and text.strip() else []
    if not said:
        return {}
    wrapped = wrap("\n\n".join(said), _WIDTH)
    # A quotation mark must not touch the closing quotes; those of a long text stand alone.
    end = "\n" if "\n" in wrapped else " " if wrapped.endswith('"') else ""
    return {"description": wrapped + end}
