"""Wire formats made explicit: each schema says itself how its values are written.

The defaults of `x-wire` (on the document, a parameter, a schema: for what stands
within it) are written onto the schemas that they are for. Later stages look at one
schema only, whose `x-wire` is then either text, its format, or
`{empty-map: list}`: an object that is `[]` when it is empty.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from generator.read.document import Document
from generator.read.document.grammar import children, is_simple
from generator.read.source import Mapping, Sequence, mapping, sequence
from generator.runtime.wire.formats import Format, format_of, words_of

NAME = "x-wire"
DATES = ("date", "date-time", "time")
"""The standard's formats (RFC 3339) that a vendor may write in another way."""

_SPEAKING = frozenset({NAME, "anyOf", "oneOf"})
"""Words without which a schema says nothing of how it is written."""

ALIASES: dict[tuple[str, str], str] = {
    ("Y-m-d", "string"): "DateYmd",
    ("Ymd", "string"): "DateCompact",
    ("d.m.Y", "string"): "DateDmyDotted",
    ("d/m/Y", "string"): "DateDmySlashed",
    ("m/d/Y", "string"): "DateMdySlashed",
    ("Y-m-d H:i:s", "string"): "DateTimeYmdHis",
    ("Y-m-d H:i:sP", "string"): "DateTimeYmdHisP",
    ("Y-m-d H:i", "string"): "DateTimeYmdHi",
    ("YmdHis", "string"): "DateTimeCompact",
    ("d.m.Y H:i:s", "string"): "DateTimeDmyHis",
    ("d.m.Y H:i", "string"): "DateTimeDmyHi",
    (r"Y-m-d\TH:i:sP", "string"): "DateTimeIso",
    (r"Y-m-d\TH:i:s.vP", "string"): "DateTimeIsoMillis",
    (r"Y-m-d\TH:i:s", "string"): "DateTimeIsoLocal",
    ("H:i:s", "string"): "TimeHis",
    ("H:i", "string"): "TimeHi",
    ("U", "integer"): "UnixSeconds",
    ("U", "number"): "UnixSeconds",
    ("U", "string"): "UnixSecondsText",
    ("Uv", "integer"): "UnixMillis",
    ("Uv", "number"): "UnixMillis",
    ("Uv", "string"): "UnixMillisText",
    ("U.v", "number"): "UnixFraction",
    ("U.v", "string"): "UnixFractionText",
}
"""Format and JSON type → the type of `runtime.wire.formats` that models have for it."""

_Defaults = tuple[tuple[str, Any], ...]


def explicit(document: Document) -> Document:
    """The same document with every wire format on the schema that it is for."""
    if not document.spelt:
        return document
    return replace(document, tree=_Pass(document).visit("document", document.tree, ()))


def kind_of(schema: Mapping) -> str | None:
    """The one JSON type of a schema, null aside; None when it has several or none."""
    declared = schema.get("type")
    kinds = (
        [declared] if isinstance(declared, str) else declared if isinstance(declared, list) else []
    )
    solid = [kind for kind in kinds if isinstance(kind, str) and kind != "null"]
    return solid[0] if len(solid) == 1 else None


def letters_of(schema: Mapping) -> str | None:
    """The date format of a schema (after `explicit`); None where it has none."""
    stated = schema.get(NAME)
    if isinstance(stated, str) and (stated, kind_of(schema) or "") in ALIASES:
        return stated
    return None


def flags_of(schema: Mapping) -> str | None:
    """The flag format of a boolean schema (after `explicit`)."""
    stated = schema.get(NAME)
    flagged = isinstance(stated, str) and kind_of(schema) == "boolean" and words_of(stated)
    return stated if flagged else None


def empties(schema: Any) -> bool:
    """Whether a schema's value (after `explicit`) is `[]` when it is empty."""
    stated = schema.get(NAME) if isinstance(schema, Mapping) else None
    return isinstance(stated, Mapping) and stated.get("empty-map") == "list"


def names_of(format_: Format) -> str:
    """The standard's name for what a format writes: `date`, `date-time` or `time`."""
    return {"date": "date", "time": "time"}.get(format_.kind.__name__, "date-time")


class _Pass:
    def __init__(self, document: Document) -> None:
        self.document = document
        self.done: dict[tuple[int, str, _Defaults], Any] = {}

    def visit(self, kind: str, node: Any, defaults: _Defaults) -> Any:
        """An object of the document with what stands within it."""
        if not isinstance(node, Mapping):
            return node
        if kind == "schema" and not defaults and is_simple(node):
            return node
        key = (id(node), kind, defaults)
        if key not in self.done:
            self.done[key] = self._visited(kind, node, defaults)
        return self.done[key]

    def _visited(self, kind: str, node: Mapping, defaults: _Defaults) -> Mapping:
        stated = node.get(NAME)
        if isinstance(stated, Mapping):
            said = {name: value for name, value in stated.items() if isinstance(value, str)}
            defaults = tuple({**dict(defaults), **said}.items())
        if kind == "parameter" and isinstance(stated, str):
            node = self._handed_down(node, stated)
        changed: dict[str, Any] = {}
        for inner, value, _, way in children(kind, node):
            made = self.visit(inner, value, defaults)
            if made is not value:
                _put(changed, node, way, made)
        if changed:
            node = mapping({**node, **changed}, node.place)
        return self._schema(node, dict(defaults)) if kind == "schema" else node

    def _handed_down(self, node: Mapping, stated: str) -> Mapping:
        """A parameter whose schema, or the items of its list, has the parameter's format."""
        schema = self.document.deref(node.get("schema"))
        if not isinstance(schema, Mapping):
            return node
        items = self.document.deref(schema.get("items"))
        if kind_of(schema) == "array" and isinstance(items, Mapping):
            inner = mapping({**items, NAME: stated}, items.place)
            schema = mapping({**schema, "items": inner}, schema.place)
        else:
            schema = mapping({**schema, NAME: stated}, schema.place)
        return mapping({**node, "schema": schema}, node.place)

    def _schema(self, node: Mapping, defaults: dict[str, Any]) -> Mapping:
        if "$ref" in node or "enum" in node or "const" in node:
            return node
        if not defaults and _SPEAKING.isdisjoint(node):
            return node  # most schemas
        if (members := self._or_empty_list(node)) is not None:
            key = "anyOf" if "anyOf" in node else "oneOf"
            held = sequence([_plain(member) for member in members], node[key].place)
            listed = mapping({"empty-map": "list"}, node.place)
            return mapping({**node, key: held, NAME: listed}, node.place)
        node = self._told_apart(node)
        stated, kind = node.get(NAME), kind_of(node)
        if kind == "object" and "additionalProperties" in node and not node.get("properties"):
            wanted = {"empty-map": "list"} if defaults.get("empty-map") == "list" else None
            return _with(node, mapping(wanted, node.place) if wanted else None)
        if not isinstance(stated, str):
            stated = None
            if kind == "string" and node.get("format") in DATES:
                stated = defaults.get(str(node["format"]))
            elif kind == "boolean":
                stated = defaults.get("boolean")
        return _with(node, stated)

    def _told_apart(self, node: Mapping) -> Mapping:
        """Maps beside lists in one union: there `[]` is a list."""
        for key in ("anyOf", "oneOf"):
            union = node.get(key)
            if not isinstance(union, Sequence):
                continue
            kinds = [kind_of(m) for m in map(self.document.deref, union) if isinstance(m, Mapping)]
            if "array" in kinds and any(empties(member) for member in union):
                told = sequence([_plain(member) for member in union], union.place)
                node = mapping({**node, key: told}, node.place)
        return node

    def _or_empty_list(self, node: Mapping) -> list[Any] | None:
        """The members of a union of an object and an empty list, without that list."""
        union = node.get("anyOf", node.get("oneOf"))
        if not isinstance(union, Sequence) or ("anyOf" in node and "oneOf" in node):
            return None
        kept: list[Any] = []
        objects = lists = 0
        for member in union:
            found = self.document.deref(member)
            if not isinstance(found, Mapping):
                return None
            if kind_of(found) == "array" and found.get("maxItems") == 0:
                lists += 1
                continue
            kept.append(member)
            if found.get("type") != "null":
                if not self._is_object(found):
                    return None
                objects += 1
        return kept if (lists, objects) == (1, 1) else None

    def _is_object(self, schema: Mapping) -> bool:
        if kind_of(schema) == "object" or schema.get("properties"):
            return True
        parts = schema.get("allOf")
        return isinstance(parts, Sequence) and any(
            isinstance(found := self.document.deref(part), Mapping) and self._is_object(found)
            for part in parts
        )


def _plain(member: Any) -> Any:
    return _with(member, None) if empties(member) else member


def _with(node: Mapping, stated: Any) -> Mapping:
    """The node with this format, or without one."""
    if stated == node.get(NAME):
        return node
    rest = {key: value for key, value in node.items() if key != NAME}
    return mapping({**rest, NAME: stated} if stated is not None else rest, node.place)


def _put(changed: dict[str, Any], node: Mapping, way: tuple[str | int, ...], value: Any) -> None:
    """Note a new child; lists and maps that hold children are copied once."""
    name = str(way[0])
    if len(way) == 1:
        changed[name] = value
        return
    holder = changed.get(name)
    if holder is None:
        old = node[name]
        copied = mapping(old, old.place) if isinstance(old, Mapping) else sequence(old, old.place)
        holder = changed[name] = copied
    step: Any = way[1]
    holder[step] = value


def is_format(text: str) -> bool:
    """Whether text is a date or flag format at all."""
    return words_of(text) is not None or any(text == letters for letters, _ in ALIASES)


def date_format(text: Any) -> Format | None:
    """The date format that text names, of those that models can have."""
    known = isinstance(text, str) and any(text == letters for letters, _ in ALIASES)
    return format_of(text) if known else None
