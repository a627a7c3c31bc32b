"""What the thing in a response may look like, told by the response's schema."""

from __future__ import annotations

from typing import Any

from .document import Document, Node
from .shapes import Shape
from .store import overlay


class Kind:
    """The schema of the thing in a response: which members it may have.

    Args:
        document: The document.
        schema: Pointer to the schema of the response; None: nothing is known.
        place: JSON pointer to the thing in the response.
    """

    def __init__(self, document: Document, schema: str | None, place: str) -> None:
        self._document = document
        self._schema = schema
        self.place = place
        self._thing = self._at(place)
        self._items: dict[str, Kind] = {}

    def _at(self, place: str) -> str | None:
        shape = Shape(self._document, self._document.at(self._schema)) if self._schema else None
        node: Node | None = None
        for token in place.split("/")[1:]:
            node = shape.node(token) if shape else None
            shape = Shape(self._document, node) if node else None
        return node.pointer if node else self._schema if not place else None

    def valid(self, body: Any) -> bool:
        """Whether a whole response is valid."""
        return self._schema is None or self._document.validator(self._schema).is_valid(body)

    def with_members(self, thing: dict[str, Any], members: dict[str, Any]) -> dict[str, Any]:
        """A thing with those of the members that it can have."""
        if self._thing is None:
            return thing
        names = Shape(self._document, self._document.at(self._thing)).names
        return overlay(thing, members, names, self._document.validator(self._thing).is_valid)

    def item(self, place: str) -> Kind:
        """The kind of the items of an array in the response."""
        known = self._items.get(place)
        if known is None:
            pointer = self._at(place)
            shape = Shape(self._document, self._document.at(pointer)) if pointer else None
            node = shape.item_node() if shape else None
            known = Kind(self._document, node.pointer if node else None, "")
            self._items[place] = known
        return known
