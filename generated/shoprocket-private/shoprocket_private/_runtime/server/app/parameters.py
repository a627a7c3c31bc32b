"""The parameters of an operation: read from the request, named as its method names them."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from ...ground.operation import Operation, Param, Where
from ...ground.parts import part
from ..schemas.document import Document, Node
from ..schemas.shapes import Shape
from ..schemas.wire import booleans
from .negotiate import is_json
from .request import Request
from .styles import (
    MISSING,
    Claimed,
    Malformed,
    Missing,
    Pairs,
    from_content,
    is_scalar,
    plain,
    scalar_reader,
)

_IGNORED = frozenset(
    {"accept", "content-type", "authorization", "content-length", "transfer-encoding"}
)
"""Header parameters that section 4.8.12.1 tells to ignore; where a body ends what sends it says."""
_AUTOMATIC = frozenset({("header", "accept-encoding"), ("header", "user-agent")})
"""Header parameters that every request has, whatever the document says of their values."""


class Problem(NamedTuple):
    """What is wrong with one part of a request."""

    name: str
    """Name of the parameter, or path of the member in the body (`items.0.quantity`)."""
    message: str
    where: Where | str = "body"
    malformed: bool = False
    """It cannot be read at all; otherwise it is read, and not valid."""


class Parameter(NamedTuple):
    """A documented parameter, ready to be read."""

    name: str
    """Keyword of the method."""
    key: str
    """Name on the wire."""
    where: Where
    required: bool
    schema: str | None
    """Pointer to its schema."""
    read: Callable[[Any], Any]
    """From its place (see `Source.place`) to a JSON value or `MISSING`."""
    format: str | None


class Source:
    """The parts of a request that parameters are read from, each parsed once."""

    __slots__ = ("_cookies", "_query", "path", "request")

    def __init__(self, request: Request, path: dict[str, str]) -> None:
        self.request = request
        self.path = path
        self._query: Pairs | None = None
        self._cookies: Pairs | None = None

    def query(self) -> Pairs:
        """The pairs of the query string."""
        if self._query is None:
            self._query = Pairs.parse(self.request.query)
        return self._query

    def cookies(self) -> Pairs:
        """The pairs of the `Cookie` header."""
        if self._cookies is None:
            self._cookies = Pairs.cookies(self.request.header("cookie") or "")
        return self._cookies

    def place(self, where: Where) -> Any:
        """What parameters read from: pairs (query, cookie), texts by name (path), the whole query
        string, the request.

        Raises:
            Malformed: A name in the query is not UTF-8.
        """
        if where == "query":
            return self.query()
        if where == "path":
            return self.path
        if where == "querystring":
            return self.request.query
        return self.request if where == "header" else self.cookies()


def parameters_of(document: Document, operation: Operation[Any]) -> tuple[Parameter, ...]:
    """The parameters of an operation, those of its path item included.

    Raises:
        DocumentError: The document does not have the operation.
    """
    documented = {
        _identity(node.value["in"], node.value["name"]): node
        for node in document.parameters(*document.operation(operation))
    }
    described = {_identity(param.where, param.key): param for param in operation.params}
    claimed = {key for where, key in documented if where == "query"} | _keys_in_query(document)
    spread = {key: _spread(document, node) for (_, key), node in documented.items()}
    found: list[Parameter] = []
    for identity in dict.fromkeys((*documented, *described)):
        if identity[0] == "header" and identity[1] in _IGNORED:
            continue
        if identity[0] == "path" and identity not in described:
            continue  # its path has no place for it
        node = documented.get(identity)
        param = described.get(identity) or _described(node)
        others = frozenset(n for key, names in spread.items() if key != param.key for n in names)
        found.append(_parameter(document, param, node, (frozenset(claimed), others)))
    return tuple(found)


def _spread(document: Document, node: Node) -> list[str]:
    """Names of the members that stand in the query themselves: of exploded objects."""
    exploded = node.value.get("style", "form") == "form" and node.value.get("explode", True)
    if node.value["in"] != "query" or not exploded or "schema" not in node.value:
        return []
    schema = Node(f"{node.pointer}/schema", node.value["schema"])
    return list(Shape(document, schema).names)


def _keys_in_query(document: Document) -> set[str]:
    """Names of the query parameters that carry credentials."""
    schemes = document.step(Node("", document.root), "components", "securitySchemes")
    found = (node.value for _, node in document.items(schemes))
    return {scheme["name"] for scheme in found if scheme.get("in") == "query"}


def _identity(where: str, name: str) -> tuple[str, str]:
    return where, name.lower() if where == "header" else name


def _described(node: Node | None) -> Param:
    """A descriptor for a parameter that only the document knows."""
    value: Any = node.value if node else {}
    return Param(
        value["name"],
        value["in"],
        required=value.get("required", False),
        style=value.get("style"),
        explode=value.get("explode"),
        media=next(iter(value.get("content", ())), None),
    )


def _parameter(document: Document, param: Param, node: Node | None, claimed: Claimed) -> Parameter:
    schema: Node | None = None
    if node is not None and param.media:
        schema = document.step(node, "content", param.media, "schema")
    elif node is not None and "schema" in node.value:
        schema = Node(f"{node.pointer}/schema", node.value["schema"])
    shape = Shape(document, schema, booleans(document.wire(schema, node)))
    read = _reader(param, shape, claimed)
    if _identity(param.where, param.key) in _AUTOMATIC:
        read = _meant(read, shape)
    empty = node is not None and node.value.get("allowEmptyValue") and param.where == "query"
    if empty and "string" not in shape.types:
        read = _empty_allowed(param.key, read)
    return Parameter(
        param.name,
        param.key,
        param.where,
        param.required,
        schema.pointer if schema else None,
        read,
        param.format,
    )


def _reader(param: Param, shape: Shape, claimed: Claimed) -> Callable[[Any], Any]:
    where, key = param.where, param.key
    style = param.style or ("simple" if where in ("path", "header") else "form")
    explode = style in ("form", "cookie") if param.explode is None else param.explode
    content = from_content(is_json(param.media)) if param.media else None
    if where == "querystring":
        whole = content or plain
        return lambda text: whole(plain(text)) if text else MISSING
    if content is None and is_scalar(shape, style):
        if where == "header":
            return _header(key, shape.scalar)
        if where == "path":
            return _segment(key, lambda text: shape.scalar(plain(text)))
        return scalar_reader(key, shape.scalar)
    structures = part("server.app.structures")
    if where == "header":
        return _header(key, content or structures.from_header(shape, explode))
    if where == "path":
        if content is not None:
            return _segment(key, lambda text: content(plain(text)))
        return _segment(key, structures.from_text(key, shape, style, explode))
    if content is not None:
        text_of = structures.from_pairs(key, Shape(shape.document, None), "form", False)
        return lambda pairs: _through(content, text_of(pairs))
    if style == "cookie":
        read = structures.from_pairs(key, shape, "form", explode, claimed)
        return lambda pairs: read(_undecoded(pairs))
    return structures.from_pairs(key, shape, style, explode, claimed)  # type: ignore[no-any-return]


def _undecoded(pairs: Pairs) -> Pairs:
    """Pairs whose values are as they stand: what is decoded later is encoded here."""
    values = {name: [v.replace("%", "%25") for v in held] for name, held in pairs.values.items()}
    return Pairs(values)


def _header(key: str, read: Callable[[str], Any]) -> Callable[[Request], Any]:
    name = key.lower()

    def from_request(request: Request) -> Any:
        text = request.header(name)
        return MISSING if text is None else read(text)

    return from_request


def _meant(read: Callable[[Any], Any], shape: Shape) -> Callable[[Any], Any]:
    """What a header says, unless it is what HTTP libraries say there by themselves."""

    def meant(request: Any) -> Any:
        value = read(request)
        return value if value is MISSING or shape.admits(value) else MISSING

    return meant


def _segment(key: str, read: Callable[[str], Any]) -> Callable[[dict[str, str]], Any]:
    def from_path(segments: dict[str, str]) -> Any:
        text = segments.get(key)
        return MISSING if text is None else read(text)

    return from_path


def _through(content: Callable[[str], Any], text: Any) -> Any:
    if isinstance(text, Missing):
        return text
    if not isinstance(text, str):
        raise Malformed("is given more than once")
    return content(text)


def _empty_allowed(key: str, read: Callable[[Any], Any]) -> Callable[[Any], Any]:
    """`allowEmptyValue`: `?flag=` counts as not given, where the schema has no empty value."""

    def allowed(pairs: Pairs) -> Any:
        return MISSING if pairs.values.get(key) == [""] else read(pairs)

    return allowed
