"""The `xml` objects of schemas (section 4.8.26) → how values stand in XML documents."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import unquote

from generator.read.document import Document
from generator.read.source import Mapping, unescape
from generator.understand import ir
from generator.understand.wants import types_of

_SCALARS = {"string", "integer", "number", "boolean"}
_OF_VALUES = {bool: "boolean", int: "integer", float: "number", str: "string"}


class XmlBook:
    """Collects the mapping of each named object that XML documents hold.

    Args:
        document: The bundled document.
        named: The schemas that have a name, by pointer.
    """

    def __init__(self, document: Document, named: dict[ir.Pointer, ir.Schema]) -> None:
        self.document = document
        self.named = named
        self.shapes: dict[ir.Pointer, ir.Xml] = {}

    def structured(self, schema: Any) -> bool:
        """Whether a body in XML is a value, and not just text: a document that nobody describes."""
        kind = self._kind(schema, 0)
        return kind not in {"string", "any"}

    def root(self, schema: Any) -> ir.Xml:
        """The mapping of a whole document, whose element a component names that has no `xml.name`.

        So OpenAPI 3.2 infers it (XML Object), and tools did before; of a list the items are, too.
        """
        shape = self.use(schema)
        if shape.ref is not None:  # which the named object is called in any case
            return replace(shape, name="") if shape.name == self.shapes[shape.ref].name else shape
        item = shape.item
        if shape.kind == "array" and item is not None and not item.name:
            held = next((part["items"] for part in self._parts(schema) if "items" in part), None)
            item = replace(item, name=_component(held))
        return replace(shape, name=shape.name or _component(schema), item=item)

    def use(self, schema: Any, required: bool = False, depth: int = 0) -> ir.Xml:
        """The mapping of a schema where it is used."""
        said: dict[str, Any] = {}
        target = ""
        while isinstance(schema, Mapping) and isinstance(schema.get("$ref"), str):
            said = {**_said(schema), **said}
            target = schema["$ref"]
            schema = self.document.at(target)
        if not isinstance(schema, Mapping) or depth > 60:
            return ir.Xml("any")
        said = {**_said(schema), **said}
        kind = self._kind(schema, 0)
        members: tuple[tuple[str, ir.Xml], ...] = ()
        item: ir.Xml | None = None
        ref: ir.Pointer | None = None
        if kind == "object" and target in self.named:
            ref = target
            self._register(target, schema)
        elif kind == "object":
            members = tuple(self._members(schema, depth))
        elif kind in {"array", "map"}:
            key = "items" if kind == "array" else "additionalProperties"
            inner = next((part[key] for part in self._parts(schema) if key in part), True)
            item = self.use(inner, depth=depth + 1)
        return ir.Xml(
            kind=kind,
            name=str(said.get("name") or ""),
            namespace=str(said.get("namespace") or ""),
            prefix=str(said.get("prefix") or "") if said.get("namespace") else "",
            attribute=said.get("attribute") is True and kind in {*_SCALARS, "any"},
            wrapped=said.get("wrapped") is True and kind == "array",
            required=required and kind == "array",
            members=members,
            item=item,
            ref=ref,
        )

    def _register(self, pointer: ir.Pointer, schema: Mapping) -> None:
        if pointer in self.shapes:
            return
        said = _said(schema)
        name = str(said.get("name") or "") or _element(pointer)
        self.shapes[pointer] = whole = ir.Xml("object", name=name)
        members = tuple(self._members(schema, 0))
        self.shapes[pointer] = ir.Xml(
            "object",
            name=whole.name,
            namespace=str(said.get("namespace") or ""),
            prefix=str(said.get("prefix") or "") if said.get("namespace") else "",
            members=members,
        )

    def _members(self, schema: Mapping, depth: int) -> Iterator[tuple[str, ir.Xml]]:
        parts = list(self._parts(schema))
        required = {name for part in parts for name in part.get("required") or ()}
        found: dict[str, Any] = {}
        for part in parts:
            for name, prop in (part.get("properties") or {}).items():
                found.setdefault(str(name), prop)
        order = [name for part in parts for name in _written(part.get("properties"))]
        for name in dict.fromkeys([*(name for name in order if name in found), *sorted(found)]):
            yield name, self.use(found[name], name in required, depth + 1)

    def _parts(self, schema: Any) -> Iterator[Mapping]:
        """A schema and all that it is composed of, each once."""
        todo, seen = [schema], set[int]()
        while todo:
            part = self.document.deref(todo.pop(0))
            if isinstance(part, Mapping) and id(part) not in seen:
                seen.add(id(part))
                yield part
                for key in ("allOf", "anyOf", "oneOf"):
                    todo += part.get(key) or ()

    def _kind(self, schema: Any, depth: int) -> ir.XmlKind:
        """What a schema's values are; several kinds of scalars are read as text."""
        schema = self.document.deref(schema)
        if not isinstance(schema, Mapping) or depth > 60:
            return "any"
        kinds: set[str] = {kind for kind in types_of(schema) if kind != "null"}
        if schema.get("properties") and ("object" in kinds or not kinds):
            return "object"  # of a text with attributes only the text is a value
        if not kinds:
            values = schema.get("enum", [schema["const"]] if "const" in schema else [])
            kinds = {_OF_VALUES.get(type(value), "any") for value in values if value is not None}
        if "object" in kinds and "additionalProperties" in schema:
            kinds = kinds - {"object"} | {"map"}
        if kinds <= {"object"}:
            for key in ("allOf", "anyOf", "oneOf"):
                inner = {self._kind(part, depth + 1) for part in schema.get(key) or ()}
                kinds |= inner - ({"any"} if key == "allOf" or len(inner) > 1 else set())
        if "object" in kinds and kinds <= {"object", "map"}:
            return "object"
        if kinds <= _SCALARS and len(kinds) > 1:
            return "number" if kinds == {"integer", "number"} else "string"
        return kinds.pop() if len(kinds) == 1 else "any"  # type: ignore[return-value]


def _written(properties: Any) -> list[str]:
    """Members in the order of the document, which an XML schema's `sequence` is in."""
    return [*map(str, properties.place.written())] if isinstance(properties, Mapping) else []


def _component(schema: Any) -> str:
    """What the component is called that a schema refers to; nothing if it refers to none."""
    ref = schema.get("$ref") if isinstance(schema, Mapping) else None
    return _element(ref) if isinstance(ref, str) else ""


def _element(pointer: ir.Pointer) -> str:
    """The key of a component, if an element can be called so; else nothing."""
    key = unescape(unquote(pointer).rpartition("/")[2])
    return key if key[0].isalpha() or key[0] == "_" else ""


def _said(schema: Mapping) -> dict[str, Any]:
    xml = schema.get("xml")
    return dict(xml) if isinstance(xml, Mapping) else {}
