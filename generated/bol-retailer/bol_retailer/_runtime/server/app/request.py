"""A request as it came, with bounds."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, MutableMapping
from typing import Any
from urllib.parse import quote

from .answers import Refusal

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


class Disconnected(Exception):
    """The client went away before it had sent its whole request."""


class Request:
    """Method, path, query and header fields of an ASGI request; its body on demand."""

    __slots__ = ("_receive", "client", "fields", "method", "path", "query", "scheme", "scope")

    def __init__(self, scope: Scope, receive: Receive) -> None:
        self.scope = scope
        self._receive = receive
        self.method: str = scope["method"].upper()
        self.scheme: str = scope.get("scheme", "http")
        self.path = _path(scope)
        """Path below the mount point, still percent-encoded."""
        self.query: str = scope.get("query_string", b"").decode("latin-1")
        """Query string without its `?`, still percent-encoded."""
        client = scope.get("client")
        self.client: str = client[0] if client else ""
        """Address of the client, empty when unknown."""
        pairs: list[tuple[bytes, bytes]] = scope["headers"]
        fields = dict(pairs)
        self.fields = fields if len(fields) == len(pairs) else _joined(pairs)
        """Header fields as bytes, by lower-case name; several of a name are joined."""

    def header(self, name: str) -> str | None:
        """The value of a header field, by its name in lower case; or None (RFC 9110, 5.3)."""
        value = self.fields.get(name.encode())
        if value is None:
            return None
        try:
            return value.decode("utf-8").strip(" \t")
        except UnicodeDecodeError:
            return value.decode("latin-1").strip(" \t")

    @property
    def url(self) -> str:
        """Scheme, host and the whole path as the client sees them, without the query."""
        host = self.header("host") or "localhost"
        root = quote(self.scope.get("root_path", "").rstrip("/"), safe="/")
        return f"{self.scheme}://{host}{root}{self.path}"

    async def body(self, limit: int) -> bytes:
        """The whole body.

        Args:
            limit: Most bytes that are taken.

        Raises:
            Refusal: 413, it is longer; 400, its Content-Length is no number.
            Disconnected: The client went away.
        """
        length = self.fields.get(b"content-length")
        if length is not None:
            length = length.strip(b" \t")
            if not length.isdigit():
                raise Refusal(400, message="the Content-Length is not a number")
            if len(length) > 18 or int(length) > limit:
                raise _too_large(limit)
        chunks: list[bytes] = []
        size = 0
        while True:
            message = await self._receive()
            if message["type"] == "http.disconnect":
                raise Disconnected
            chunk: bytes = message.get("body", b"")
            if chunk:
                size += len(chunk)
                if size > limit:
                    raise _too_large(limit)
                chunks.append(chunk)
            if not message.get("more_body", False):
                return chunks[0] if len(chunks) == 1 else b"".join(chunks)

    async def until_gone(self, work: Coroutine[Any, Any, None]) -> None:
        """Do something for as long as the client is there; it is cancelled when it goes away."""
        doing = asyncio.ensure_future(work)
        leaving = asyncio.ensure_future(self._left())
        try:
            await asyncio.wait({doing, leaving}, return_when=asyncio.FIRST_COMPLETED)
            if doing.done():
                doing.result()
        finally:
            for task in (doing, leaving):
                task.cancel()
            await asyncio.gather(doing, leaving, return_exceptions=True)

    async def _left(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass


def _too_large(limit: int) -> Refusal:
    return Refusal(413, message=f"the body is larger than {limit} bytes", reason="too-large")


def _path(scope: Scope) -> str:
    """The path below `root_path`, from the bytes that were sent where the server has them."""
    raw: bytes | None = scope.get("raw_path")
    sent = quote(scope["path"], errors="replace") if raw is None else _ascii(raw)
    root: str = scope.get("root_path", "")
    if root:
        root = root.rstrip("/")
        path: str = scope["path"]
        if path == root or path.startswith(root + "/"):
            return "/" + "/".join(sent.split("/")[root.count("/") + 1 :])
    return sent or "/"


def _ascii(raw: bytes) -> str:
    try:
        return raw.decode("ascii")
    except UnicodeDecodeError:
        return quote(raw, safe="/%:@!$&'()*+,;=~")


def _joined(pairs: list[tuple[bytes, bytes]]) -> dict[bytes, bytes]:
    joined: dict[bytes, bytes] = {}
    for name, value in pairs:
        if name in joined:
            separator = b"; " if name == b"cookie" else b", "
            joined[name] += separator + value
        else:
            joined[name] = value
    return joined
