"""What the thing in a response may look like, told by the response's schema."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from ..schemas.directions import valid_answer
from ..schemas.document import Document, Node
from ..schemas.shapes import Shape
from ..schemas.values import is_array, is_object, read, without
from .store import overlay

_REMEMBERED = 20_000


def shown(value: Any, shape: Shape) -> Any:
    """A value without the members that are for requests alone (`writeOnly`)."""
    if is_array(value):
        item = shape.item
        return [shown(part, item) for part in value]
    if is_object(value):
        return {
            name: shown(part, shape.member(name))
            for name, part in value.items()
            if not shape.says(name, "writeOnly")
        }
    return value


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
        self._overlaid: dict[tuple[int, int], tuple[Any, Any, dict[str, Any]]] = {}
        """What things with members became, as long as neither is replaced: lists are long."""

    def _at(self, place: str) -> str | None:
        shape = Shape(self._document, self._document.at(self._schema)) if self._schema else None
        node: Node | None = None
        for token in place.split("/")[1:]:
            node = shape.node(token) if shape else None
            shape = Shape(self._document, node) if node else None
        return node.pointer if node else self._schema if not place else None

    def valid(self, body: Any) -> bool:
        """Whether a whole response is valid."""
        return self._schema is None or valid_answer(self._document, self._schema)(body)

    def without_strangers(self, body: Any, example: Any, *pointers: str | None) -> Any:
        """A response without what stands at pointers that schema and example know nothing of."""
        for pointer in pointers if self._schema is not None else ():
            tokens = (pointer or "").split("/")[1:]
            for end in range(1, len(tokens) + 1):
                place = "/" + "/".join(tokens[:end])
                if self._at(place) is None and read(example, place) is None:
                    body = without(body, place)
                    break
        return body

    def with_members(self, thing: dict[str, Any], members: dict[str, Any]) -> dict[str, Any]:
        """A thing with those of the members that it can have."""
        if self._thing is None or not members:
            return thing
        known = self._overlaid.get((id(thing), id(members)))
        if known is not None and known[0] is thing and known[1] is members:
            return known[2]
        told = shown(members, self._shape)
        valid = valid_answer(self._document, self._thing)
        made = overlay(thing, told, self._shape.names, valid)
        if len(self._overlaid) >= _REMEMBERED:
            self._overlaid.clear()
        self._overlaid[id(thing), id(members)] = thing, members, made
        return made

    @cached_property
    def _shape(self) -> Shape:
        return Shape(self._document, self._document.at(self._thing or ""))

    def is_item_of(self, listing: Kind) -> bool:
        """Whether the thing has the schema that the items of another response have."""
        if self._thing is None:
            return False
        item = listing.item(listing.place)._schema
        own = self._document.follow(self._document.at(self._thing))
        return item is not None and self._document.follow(self._document.at(item)) == own

    def item(self, place: str) -> Kind:
        """The kind of the items of an array, or of a map of things, in the response."""
        known = self._items.get(place)
        if known is None:
            pointer = self._at(place)
            shape = Shape(self._document, self._document.at(pointer)) if pointer else None
            node = (shape.item_node() or shape.node("")) if shape else None
            known = Kind(self._document, node.pointer if node else None, "")
            self._items[place] = known
        return known
