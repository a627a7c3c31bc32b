"""How values stand in XML documents; what reads and writes them is imported when it is needed."""

from __future__ import annotations

from typing import Any

from .xml_data import Shape


class Xml(Shape):
    """How a value stands in an XML document (OpenAPI 3.1, section 4.8.26)."""

    __slots__ = ()

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
