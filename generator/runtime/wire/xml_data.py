"""How values stand in XML documents, as data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal, NamedTuple


class Shape(NamedTuple):
    """How a value stands in an XML document (OpenAPI 3.1, section 4.8.26)."""

    kind: Literal["object", "map", "array", "string", "integer", "number", "boolean", "any"]
    name: str = ""
    """Of its element or attribute; empty: as the member or list is called."""
    namespace: str = ""
    prefix: str = ""
    attribute: bool = False
    wrapped: bool = False
    """Whether a list has an element of its own around those of its items."""
    required: bool = False
    """Whether a list is there even when it has no items."""
    members: Mapping[str, Shape] = {}
    item: Shape | None = None
    """The items of a list, the values of a map."""
    shape: Callable[[], Shape] | None = None
    """Where the members of a named object are said."""
