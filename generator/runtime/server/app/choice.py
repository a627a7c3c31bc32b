"""Operations that share a path: told apart by what a request to each must hold.

A path of a document may end in a query (`/jobs?op=LIST`, `/search?city={city}`) or a fragment
(`/#Action=Invoke`), which the standard forbids (OpenAPI 3.1, section 4.8.8) and vendors of one
path for everything write all the same. A fragment is never sent. A query is, and so are the
parameters that may have one value only; they say which operation is meant.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple
from urllib.parse import unquote_plus

from ...ground.operation import Operation, Server
from ..schemas.document import Document, Node
from ..schemas.values import is_object
from .request import Request
from .routing import every

_END = re.compile(r"[?#]")
_TEMPLATE = re.compile(r"\{([^{}]*)\}")


class Meant(NamedTuple):
    """The operation that a request means."""

    operation: Operation[Any]
    values: dict[str, str]
    """Path parameters that stand in its query, still percent-encoded."""


class _Word(NamedTuple):
    """Something that a request holds when it means an operation."""

    where: str
    """`query` or `header`"""
    name: str
    value: str | None
    """None: whatever it may be."""
    parameter: str
    """The path parameter that its value is, if any."""
    required: bool


class Choice:
    """The operations of one path and method, of which a request means one."""

    def __init__(self, operations: list[Operation[Any]], document: Document) -> None:
        self._operations = operations
        self.params = operations[0].params
        self._document = document
        self._words: dict[str, tuple[_Word, ...]] = {}

    def of(self, request: Request) -> Meant:
        """The one of whose words the request holds most, and lacks none; or else the first."""
        query: dict[str, str] = {}
        for pair in request.query.split("&"):
            name, _, value = pair.partition("=")
            query.setdefault(unquote_plus(name), value)
        fitting: list[tuple[int, Meant]] = []
        for operation in self._operations:
            found = _held(self._of(operation), query, request)
            if found is not None:
                fitting.append((found[0], Meant(operation, found[1])))
        best = max(fitting, key=lambda one: one[0], default=None)
        return best[1] if best else Meant(self._operations[0], {})

    def _of(self, operation: Operation[Any]) -> tuple[_Word, ...]:
        words = self._words.get(operation.id)
        if words is None:
            words = (*_in_path(operation.path), *fixed(self._document, operation))
            self._words[operation.id] = words
        return words


def routes(
    operations: Iterable[Operation[Any]], servers: Iterable[Server], document: Document
) -> Iterator[tuple[str, str, Operation[Any] | Choice]]:
    """Method, path as it is sent, and what is there: an operation, or the choice of several."""
    servers = tuple(servers)
    found: dict[tuple[str, str], list[Operation[Any]]] = {}
    for operation in operations:
        for path in every(_END.split(operation.path)[0], servers):
            found.setdefault((operation.method, path), []).append(operation)
    for (method, path), those in found.items():
        those.sort(key=lambda operation: "#" in operation.path)  # a request has no fragment
        alone = len(those) == 1 and "?" not in those[0].path
        yield method, path, those[0] if alone else Choice(those, document)


def _held(
    words: tuple[_Word, ...], query: Mapping[str, str], request: Request
) -> tuple[int, dict[str, str]] | None:
    """How many words a request holds, and the parameters in them; None: one does not fit."""
    count, values = 0, dict[str, str]()
    for word in words:
        raw = query.get(word.name) if word.where == "query" else request.header(word.name.lower())
        if raw is None:
            if word.required:
                return None
            continue
        if word.value is not None:
            if word.value != (unquote_plus(raw) if word.where == "query" else raw):
                return None
        elif word.parameter:
            values[word.parameter] = raw
        count += 1
    return count, values


def _in_path(path: str) -> Iterator[_Word]:
    """What the query of a path template says."""
    query = path.partition("#")[0].partition("?")[2]
    for pair in filter(None, query.split("&")):
        name, _, value = pair.partition("=")
        template = _TEMPLATE.fullmatch(value)
        yield _Word(
            "query",
            unquote_plus(name),
            None if "{" in value else unquote_plus(value),
            template[1] if template else "",
            True,
        )


def fixed(document: Document, operation: Operation[Any]) -> Iterator[_Word]:
    """Parameters that may have one value only."""
    for node in document.parameters(*document.operation(operation)):
        where = node.value.get("in")
        value = _only(document.step(node, "schema")) if where in ("query", "header") else None
        if value is not None:
            name, required = node.value["name"], node.value.get("required", False)
            yield _Word(where, name, value, "", required)


def _only(schema: Node | None) -> str | None:
    """The one text that fits a schema."""
    value: Any = schema.value if schema else None
    if not is_object(value):
        return None
    values: list[Any] = [value["const"]] if "const" in value else value.get("enum", [])
    return values[0] if len(values) == 1 and isinstance(values[0], str) else None
