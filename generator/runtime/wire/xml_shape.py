"""How values stand in XML documents, as data; what reads and writes them is in `xml.py`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal, NamedTuple


class Xml(NamedTuple):
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
    members: Mapping[str, Xml] = {}
    item: Xml | None = None
    """The items of a list, the values of a map."""
    shape: Callable[[], Xml] | None = None
    """Where the members of a named object are said."""

    def read(self, data: bytes, charset: str | None = None) -> Any:
        """The JSON value of a document.

        Raises:
            XmlError: It is no XML, or has what is not read.
        """
        from .xml import read

        return read(data, self, charset)

    def write(self, value: Any) -> bytes:
        """A JSON value as a document.

        Raises:
            XmlError: XML cannot hold it.
        """
        from .xml import write

        return write(value, self)
