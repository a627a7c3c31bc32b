"""What the text of a parameter may become, told by its schema.

On the wire of a query or a form everything is text. A `Shape` is what a schema
says about that text: the JSON types it may stand for, the shapes of its items
and members. Whether the value is then valid is for JSON Schema to say.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import cached_property
from typing import Any

from .document import Document, Node
from .values import is_array, is_object
from .wire import booleans, stated_in

_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]*)")
_NUMBER = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?")
_COMPOSED = ("allOf", "anyOf", "oneOf")
_JSON_TYPES: dict[type, str] = {
    str: "string",
    bool: "boolean",
    int: "integer",
    float: "number",
    type(None): "null",
    list: "array",
    dict: "object",
}


def branches(document: Document, node: Node) -> list[Node]:
    """A schema and all that it is composed of, through `$ref`, `allOf`, `anyOf` and `oneOf`."""
    found: dict[str, Node] = {}
    waiting = [node]
    while waiting:
        node = waiting.pop(0)
        if node.pointer in found or not is_object(node.value):
            continue
        found[node.pointer] = node
        if isinstance(node.value.get("$ref"), str):
            waiting.append(document.follow(node))
        for keyword in _COMPOSED:
            parts = node.value.get(keyword)
            if is_array(parts):
                place = f"{node.pointer}/{keyword}"
                waiting += [Node(f"{place}/{index}", part) for index, part in enumerate(parts)]
    return list(found.values())


class Shape:
    """The types, items and members that a schema gives to text.

    Args:
        document: Where the schema's references lead.
        node: The schema; None: any text.
        words: The words for true and false.
    """

    def __init__(
        self, document: Document, node: Node | None, words: Mapping[str, bool] | None = None
    ) -> None:
        self.document = document
        self._node = node
        self._branches = branches(document, node) if node is not None else []
        self._words = {"true": True, "false": False} if words is None else words
        self._members: dict[str, Shape] = {}
        self._said: dict[tuple[str, str], bool] = {}

    @cached_property
    def types(self) -> frozenset[str]:
        """JSON types that the value may have; empty: not said.

        What names members and no type is meant for an object: so clients write it.
        """
        found: set[str] = set()
        for _, schema in self._branches:
            stated = schema.get("type")
            if isinstance(stated, str):
                found.add(stated)
            elif is_array(stated):
                found.update(stated)
            elif "const" in schema or "enum" in schema:
                values = schema.get("enum") or [schema.get("const")]
                found.update(_JSON_TYPES[type(value)] for value in values)
        return frozenset(found or ({"object"} if self.names else ()))

    def admits(self, value: Any) -> bool:
        """Whether a value is valid by the schema."""
        return self._node is None or self.document.validator(self._node.pointer).is_valid(value)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Names of the members that the schema knows."""
        return tuple(dict.fromkeys(name for name, _ in self._children("properties")))

    @cached_property
    def pointers(self) -> tuple[str, ...]:
        """Where the schema and all that it is composed of stand in the document."""
        return tuple(node.pointer for node in self._branches)

    @property
    def schemas(self) -> list[dict[str, Any]]:
        """The schema and all that it is composed of."""
        return [node.value for node in self._branches]

    @cached_property
    def required(self) -> frozenset[str]:
        """Members that one of the schemas says must be there."""
        stated = [schema.get("required") for _, schema in self._branches]
        return frozenset(name for names in stated if is_array(names) for name in names)

    @cached_property
    def open(self) -> bool:
        """Whether an object takes members beside `names`: it says so, or it names none."""
        stated = [schema.get("additionalProperties") for _, schema in self._branches]
        closed = any(value is False for value in stated)
        return not closed and (not self.names or any(stated))

    @cached_property
    def item(self) -> Shape:
        """The shape of an array's items."""
        return Shape(self.document, self.item_node(), self._words)

    def item_node(self) -> Node | None:
        """The schema of an array's items."""
        for node in self._branches:
            if is_object(node.value.get("items")):
                return Node(f"{node.pointer}/items", node.value["items"])
        return None

    def member(self, name: str) -> Shape:
        """The shape of an object's member."""
        key = name if name in self.names else ""
        known = self._members.get(key)
        if known is None:
            known = self._members[key] = Shape(self.document, self.node(name), self._words)
        return known

    def node(self, name: str) -> Node | None:
        """The schema of an object's member."""
        for known, node in self._children("properties"):
            if known == name:
                return node
        for node in self._branches:
            if is_object(node.value.get("additionalProperties")):
                pointer = f"{node.pointer}/additionalProperties"
                return Node(pointer, node.value["additionalProperties"])
        return None

    def says(self, name: str, keyword: str) -> bool:
        """Whether a part of the schema says `readOnly` or `writeOnly` of a member."""
        if (name, keyword) not in self._said:
            self._said[name, keyword] = any(
                schema.get(keyword) is True
                for known, node in self._children("properties")
                if known == name
                for _, schema in branches(self.document, node)
            )
        return self._said[name, keyword]

    def _children(self, keyword: str) -> list[tuple[str, Node]]:
        return [
            (name, child)
            for node in self._branches
            if is_object(node.value.get(keyword))
            for name, child in self.document.items(
                Node(f"{node.pointer}/{keyword}", node.value[keyword])
            )
        ]

    @cached_property
    def comma(self) -> bool:
        """Whether its text may hold a comma, as free text may; numbers do not, nor most enums."""
        if self.types and "string" not in self.types:
            return bool(self.types & {"array", "object"})
        values: list[Any] = []
        for _, schema in self._branches:
            stated = schema.get("enum") or ([schema["const"]] if "const" in schema else [])
            if not stated and "string" in str(schema.get("type")):
                return True
            values += stated
        return not values or any("," in value for value in values if isinstance(value, str))

    @cached_property
    def scalar(self) -> Callable[[str], Any]:
        """Text as the number, boolean or null that it spells, where the schema wants one.

        Text that spells none of them stays text, for the schema to refuse; so does text that
        the schema admits, but not the value: `0` beside an integer of at least 1.
        """
        types = self.types
        stated = (stated_in(schema) for _, schema in self._branches)
        own = next((said for said in stated if said), dict[str, Any]())
        words = booleans(own) if "boolean" in own else self._words
        if types <= {"null", "string"}:
            return str
        nullable = "null" in types and "string" not in types
        decimal = any(schema.get("format") == "decimal" for _, schema in self._branches)

        def read(text: str) -> Any:
            if "boolean" in types and text in words:
                return words[text]
            if "integer" in types and _INTEGER.fullmatch(text) and len(text) < 400:
                return int(text)
            if "number" in types and _NUMBER.fullmatch(text) and len(text) < 400:
                if _INTEGER.fullmatch(text):
                    return int(text)
                if decimal:
                    return Decimal(text)
                number = float(text)
                return number if math.isfinite(number) else text
            return None if nullable and text in ("", "null") else text

        def read_either(text: str) -> Any:
            value = read(text)
            if value is text or self.admits(value) or not self.admits(text):
                return value
            return text

        return read_either if "string" in types else read
