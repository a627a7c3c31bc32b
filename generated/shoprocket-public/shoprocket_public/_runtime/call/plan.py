"""What can be worked out about an operation before any call: made once and kept."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from typing import Any

from ..ground.errors import UsageError
from ..ground.fields import ANNOUNCING
from ..ground.operation import Operation, Param, Reply
from ..ground.unset import UNSET
from ..wire.body import BodyWriter, is_json
from ..wire.encode import (
    Query,
    Writer,
    compile_header,
    compile_path,
    compile_query,
    quote,
    quote_path,
    raw,
)
from ..wire.pointer import steps

REDIRECTS = frozenset({301, 302, 303, 307, 308})
_PLACE = r"\{([^{}]*)\}"


class Plan:
    """An operation, ready to write its requests."""

    __slots__ = (
        "accept",
        "body",
        "cookies",
        "decoders",
        "elsewhere",
        "ending",
        "handed",
        "headers",
        "notices",
        "operation",
        "pieces",
        "query",
        "safe_query",
        "unwrap",
        "variants",
    )

    def __init__(self, operation: Operation[Any]) -> None:
        self.operation = operation
        places = {param.key: param for param in operation.params if param.where == "path"}
        self.pieces: tuple[str | tuple[Param, Writer], ...] = tuple(
            (places[piece], compile_path(places[piece])) if index % 2 else quote_path(piece)
            for index, piece in enumerate(re.split(_PLACE, operation.path.partition("#")[0]))
            if index % 2 or piece
        )
        self.query = _once(operation, _writers(operation, "query", compile_query))
        self.query += _writers(operation, "querystring", compile_query)
        self.cookies = _writers(operation, "cookie", compile_query)
        self.headers = tuple(
            (param.name, param.key.encode("ascii"), compile_header(param), param.required)
            for param in operation.params
            if param.where == "header"
        )
        self.ending = operation.deprecated or bool(operation.deprecated_arguments)
        """Whether a call may have to warn of what the vendor will remove."""
        self.accept = _accept(operation)
        said = {status for reply in operation.replies for status in reply.statuses}
        documented = {status for status in range(300, 400) if said & {status, "3XX", "3xx"}}
        self.elsewhere = frozenset(documented & REDIRECTS)
        """Redirects that the document tells of: they may lead to another origin."""
        gets = operation.method in ("GET", "HEAD")
        self.handed = frozenset(documented - REDIRECTS if gets else documented)
        """Statuses besides 2XX that are no error: what they say is handed out."""
        self.body = BodyWriter(operation.body) if operation.body else None
        self.unwrap = steps(f"/{operation.unwrap}") if operation.unwrap else ()
        self.decoders: dict[tuple[int, bytes | None], Any] = {}
        """Filled by `decode.py`: (status, content type) -> decoder."""
        self.safe_query = frozenset(
            param.key
            for param in operation.params
            if operation.paging and param.name in (operation.paging.page, operation.paging.size)
        )
        """Query names whose values may be logged."""
        own = operation.deprecation.header if operation.deprecation else None
        self.notices = ANNOUNCING | {own.lower().encode("latin-1")} if own else ANNOUNCING
        """Response headers that may announce the operation's end."""
        self.variants: dict[tuple[str | None, str | None], Plan] = {}
        """Filled by `variant.py`: (media type, version) -> plan."""

    def path(self, args: Mapping[str, Any]) -> str:
        """The path with its parameters written in.

        Raises:
            UsageError: a parameter is missing or empty, or would lead to another resource.
        """
        parts: list[str] = []
        whole = True
        for piece in self.pieces:
            if isinstance(piece, str):
                parts.append(piece)
                continue
            param, write = piece
            value = args.get(param.name, UNSET)
            if value is UNSET:
                raise UsageError(f"path parameter {param.name} is missing")
            try:
                part = write(value)
            except UsageError as error:
                raise _named(error, param.name) from None
            whole = whole and "." not in part
            parts.append(part)
        path = "".join(parts)
        # A dot segment would climb out of the resource, and cannot be escaped
        # either: RFC 3986 (6.2.2.2) reads %2E as a dot.
        if not whole and any(segment in (".", "..") for segment in path.split("/")):
            raise UsageError(
                f"the path may not hold the segment '.' or '..': {self.operation.path}"
            )
        return path

    def write_query(self, args: Mapping[str, Any]) -> list[str]:
        """The query as `name=value` pairs, in the document's order."""
        return _pairs(self.query, args)

    def write_cookies(self, args: Mapping[str, Any]) -> list[str]:
        """The cookies as `name=value` pairs."""
        return _pairs(self.cookies, args)

    def write_headers(self, args: Mapping[str, Any], out: list[tuple[bytes, bytes]]) -> None:
        """Add the header parameters to a header list."""
        for name, wire, write, required in self.headers:
            value = args.get(name, UNSET)
            if value is UNSET or value is None:
                if required:
                    raise UsageError(f"parameter {name} is missing")
                continue
            try:
                out.append((wire, write(value).encode()))
            except UsageError as error:
                raise _named(error, name) from None


def plan_of(operation: Operation[Any]) -> Plan:
    """The plan of an operation, made at its first call."""
    plan: Plan | None = operation.plan
    if plan is None:
        plan = operation.plan = Plan(operation)
    return plan


def _writers(
    operation: Operation[Any], where: str, compile: Callable[[Param], Query]
) -> tuple[tuple[str, Query, bool], ...]:
    return tuple(
        (param.name, compile(param), param.required)
        for param in operation.params
        if param.where == where
    )


def _once(
    operation: Operation[Any], writers: tuple[tuple[str, Query, bool], ...]
) -> tuple[tuple[str, Query, bool], ...]:
    """The writers, none of which writes a key that is another parameter's own.

    Members of an exploded object are keys themselves (section 4.8.12.4); where a parameter
    has that very name, it is the key's value.
    """
    keys = {param.name: param.key for param in operation.params if param.where == "query"}
    if len(keys) < 2:
        return writers
    open_ = {
        param.name
        for param in operation.params
        if param.where == "query" and param.style in (None, "form") and param.explode is not False
    }

    def but(name: str, write: Query) -> Query:
        taken = {quote(key) for other, key in keys.items() if other != name}

        def once(value: Any, out: list[str]) -> None:
            own: list[str] = []
            write(value, own)
            out += (pair for pair in own if pair.partition("=")[0] not in taken)

        return once

    return tuple(
        (name, but(name, write) if name in open_ else write, required)
        for name, write, required in writers
    )


def _pairs(writers: tuple[tuple[str, Query, bool], ...], args: Mapping[str, Any]) -> list[str]:
    out: list[str] = []
    for name, write, required in writers:
        value = args.get(name, UNSET)
        if value is UNSET or value is None:
            if required:
                raise UsageError(f"parameter {name} is missing")
            continue
        try:
            write(value, out)
        except UsageError as error:
            raise _named(error, name) from None
    return out


def _named(error: UsageError, name: str) -> UsageError:
    return UsageError(f"parameter {name}: {error.message}")


def is_mixed(replies: Iterable[Reply]) -> bool:
    """Whether successes come whole or item by item: two methods, each asks for its own."""
    successes = (r for r in replies if r.media and any(str(s)[0] == "2" for s in r.statuses))
    return len({bool(reply.item) for reply in successes}) > 1


def _accept(operation: Operation[Any]) -> bytes:
    """Accept: what a success is, JSON first; then, less wanted, what else there may be.

    An error that is a page for people is not asked for.
    """
    wanted: dict[str, None] = {}
    others: dict[str, None] = {}
    mixed = is_mixed(operation.replies)
    for reply in operation.replies:
        if reply.media and not (mixed and reply.item):
            success = any(str(status).startswith("2") for status in reply.statuses)
            if success or not reply.media.startswith("text/"):
                (wanted if success else others)[reply.media] = None
    if not wanted:
        return ", ".join(others or ("*/*",)).encode("ascii")
    json = next((media for media in wanted if is_json(media)), None)
    if json:
        wanted, others = {json: None}, {**wanted, **others}
    less = [f"{media};q=0.9" for media in others if media not in wanted]
    return raw(", ".join([*wanted, *less])).encode("ascii")
