"""The documented responses of an operation: which there are, and what they hold."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, NamedTuple

from ..schemas.document import Document, Node
from ..schemas.generate import Generator
from ..schemas.values import is_array, is_object
from .negotiate import is_json
from .styles import MISSING

_OF_BODIES = frozenset({"content-type", "content-encoding", "content-length", "transfer-encoding"})


class Response(NamedTuple):
    """A documented response, for one status."""

    status: int
    node: Node | None
    """The Response Object; None: the operation documents nothing of the kind."""
    media: tuple[str, ...]
    """Its media types, in the document's order; none: it has no body."""


class Responses:
    """What an operation may answer.

    Args:
        document: The document.
        node: The Operation Object.
        generator: Makes bodies and headers that have no example.
    """

    def __init__(self, document: Document, node: Node, generator: Generator) -> None:
        self._document = document
        self._generator = generator
        self._nodes = dict(document.items(document.step(node, "responses")))
        self._headers: dict[str, dict[str, str]] = {}

    @property
    def statuses(self) -> tuple[str, ...]:
        """Documented statuses as they stand: `200`, `4XX`, `default`."""
        return tuple(self._nodes)

    def documents(self, status: int) -> bool:
        """Whether a status is named, itself or as a range."""
        return str(status) in self._nodes or f"{status // 100}XX" in self._nodes

    def at(self, status: int) -> Response | None:
        """The response for a status: exact, else its range, else the default."""
        for key in (str(status), f"{status // 100}XX", f"{status // 100}xx", "default"):
            if key in self._nodes:
                return self._response(status, self._nodes[key])
        return None

    def success(self) -> Response:
        """The lowest documented 2XX; failing that, the lowest 3XX, or the default as 200."""
        for kind in ("2", "3"):
            exact = sorted(key for key in self._nodes if key.startswith(kind) and key.isdecimal())
            if exact:
                return self._response(int(exact[0]), self._nodes[exact[0]])
            found = self._nodes.get(f"{kind}XX") or self._nodes.get(f"{kind}xx")
            if found:
                return self._response(int(kind) * 100, found)
        default = self._nodes.get("default")
        if default and not any(key[0] in "45" for key in self._nodes):
            return self._response(200, default)
        return Response(200 if not self._nodes else 204, None, ())

    def _response(self, status: int, node: Node) -> Response:
        content = node.value.get("content")
        return Response(status, node, tuple(content) if is_object(content) else ())

    def schema(self, response: Response, media: str) -> str | None:
        """Pointer to the schema of a response's body."""
        node = self._document.step(response.node, "content", media) if response.node else None
        for key in ("schema", "itemSchema") if node else ():
            if node and key in node.value:
                return f"{node.pointer}/{key}"
        return None

    def example(self, response: Response, media: str, name: str | None = None) -> Any:
        """The documented example of a body, the first or the named one, or `MISSING`."""
        node = self._document.step(response.node, "content", media) if response.node else None
        found = _example(self._document, node, name) if node else MISSING
        if found is None or isinstance(found, str):
            return self._meant(found, self.schema(response, media), media)
        return found

    def _meant(self, found: str | None, schema: str | None, media: str) -> Any:
        """What an example means: null may stand for none, and text for the JSON in it."""
        if schema is None or not is_json(media):
            return MISSING if found is None else found
        validator = self._document.validator(schema)
        if validator.is_valid(found):
            return found
        if found is None:
            return MISSING
        try:
            inside = json.loads(found)
        except (ValueError, RecursionError):
            return found
        return inside if validator.is_valid(inside) else found

    def refusal_with(self, name: str) -> int | None:
        """The lowest 4XX status whose response has an example of that name."""
        for status in sorted(int(key) for key in self._nodes if key.isdecimal() and key[0] == "4"):
            response = self._response(status, self._nodes[str(status)])
            if any(self.example(response, media, name) is not MISSING for media in response.media):
                return status
        return None

    def examples(self, response: Response, media: str) -> list[Any]:
        """All documented examples of a body."""
        node = self._document.step(response.node, "content", media) if response.node else None
        named = self._document.items(self._document.step(node, "examples") if node else None)
        found = [example.value["value"] for _, example in named if "value" in example.value]
        return [*found, *([node.value["example"]] if node and "example" in node.value else [])]

    def body(self, response: Response, media: str, name: str | None = None) -> Any:
        """The example of a body, else one made from its schema; `MISSING` without either.

        Raises:
            DocumentError: There is no example, and the schema allows no value we can find.
        """
        found = self.example(response, media, name)
        pointer = self.schema(response, media)
        if found is MISSING and pointer is not None:
            return self._generator.value(pointer)
        return found

    def headers(self, response: Response) -> dict[str, str]:
        """The documented header fields that have an example or must be there."""
        if response.node is None:
            return {}
        known = self._headers.get(response.node.pointer)
        if known is None:
            known = self._headers[response.node.pointer] = self._made_headers(response.node)
        return known

    def _made_headers(self, response: Node) -> dict[str, str]:
        made: dict[str, str] = {}
        for name, node in self._document.items(self._document.step(response, "headers")):
            value = _example(self._document, node, None)
            schema = self._document.step(node, "schema")
            if value is MISSING and schema is not None:
                known = schema.value if is_object(schema.value) else {}
                if node.value.get("required") or {"example", "examples", "const"} & set(known):
                    value = self._generator.value(schema.pointer)
            if value is not MISSING and name.lower() not in _OF_BODIES:
                made[name.lower()] = header_text(value)
        return made


def _example(document: Document, node: Node, name: str | None) -> Any:
    """`examples` or `example` of a media type, parameter or header (section 4.8.14)."""
    for key, example in document.items(document.step(node, "examples")):
        if (name is None or key == name) and "value" in example.value:
            return example.value["value"]
    return node.value.get("example", MISSING) if name is None else MISSING


def header_text(value: Any) -> str:
    """A JSON value as a header field writes it: style `simple`, not exploded."""
    if is_array(value):
        return ",".join(map(header_text, value))
    if is_object(value):
        return ",".join(f"{key},{header_text(item)}" for key, item in value.items())
    if isinstance(value, bool):
        return "true" if value else "false"
    text = "" if value is None else str(value)
    return "".join(character for character in text if character.isprintable())


def joined(told: dict[str, str], headers: dict[str, str]) -> dict[str, str]:
    """Header fields of an operation and of its answer, which may both have links."""
    links = [fields["link"] for fields in (told, headers) if "link" in fields]
    return {**told, **headers, **({"link": ", ".join(links)} if links else {})}


def field_lines(headers: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    """Header fields as ASGI sends them; what a header cannot carry is left out."""
    return [
        (name.lower().encode("latin-1", "ignore"), header_text(value).encode("utf-8"))
        for name, value in headers.items()
    ]
