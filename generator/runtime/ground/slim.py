"""Requests and responses of engines: they make only what somebody looks at.

Both are the HTTP library's own kind, for hooks and callers, but an engine reads and
writes plain pairs; the library's objects around those cost more than the rest of a call.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from .http import Endpoint, Library, RawResponse, Request, library_of

Pairs = list[tuple[bytes, bytes]]


class SlimRequest(Request):
    """A request whose URL and headers are made when asked for."""

    def __init__(
        self,
        endpoint: Endpoint,
        method: str,
        target: str,
        pairs: Pairs,
        body: bytes | None,
        stream: Any,
        timeouts: dict[str, float],
    ) -> None:
        self.method = method
        self.extensions = {"timeout": timeouts}
        self.where = endpoint.origin + target
        """The URL as text."""
        self.pairs = pairs
        """Headers, in order and as they are spelt."""
        self.body = body
        """None where it is a source, in `stream`."""
        self.stream = stream
        self._endpoint = endpoint
        self._made: dict[str, Any] = {}
        if body is not None:
            self._content = body

    @property
    def url(self) -> Any:
        """See the base class."""
        if "url" not in self._made:
            target = self.where[len(self._endpoint.origin) :]
            self._made["url"] = self._endpoint.url(target)
        return self._made["url"]

    @url.setter
    def url(self, value: Any) -> None:
        self._made["url"], self.where = value, str(value)

    @property
    def headers(self) -> Any:
        """See the base class."""
        if "headers" not in self._made:
            self._made["headers"] = self._endpoint.library.module.Headers(self.pairs)
        return self._made["headers"]

    @headers.setter
    def headers(self, value: Any) -> None:
        self._made["headers"], self.pairs = value, list(value.raw)


class SlimResponse(RawResponse):
    """A response whose headers are made when asked for."""

    def __init__(
        self,
        status_code: int,
        *,
        headers: Any = (),
        stream: Any = None,
        extensions: dict[str, Any] | None = None,
        packed: bool = False,
    ) -> None:
        self.status_code = status_code
        self.pairs: Pairs = headers if isinstance(headers, list) else [*headers]
        """Headers as they came."""
        self.packed = packed
        """Whether the body is still to be decompressed."""
        self.stream = stream
        self.extensions = extensions or {}
        self.history = []
        self.next_request = None
        self.is_closed = False
        self.is_stream_consumed = False
        self.default_encoding = "utf-8"
        self._request = None
        self._num_bytes_downloaded = 0
        self._made: Any = None

    @property
    def headers(self) -> Any:
        """See the base class."""
        if self._made is None:
            self._made = library_of().module.Headers(self.pairs)
        return self._made

    @headers.setter
    def headers(self, value: Any) -> None:
        self._made, self.pairs = value, list(value.raw)

    def close(self) -> None:
        """See the base class."""
        if not self.is_closed:
            self.is_closed = True
            stream: Any = self.stream
            if stream is not None:
                stream.close()

    async def aclose(self) -> None:
        """See the base class."""
        if not self.is_closed:
            self.is_closed = True
            stream: Any = self.stream
            if stream is not None:
                await stream.aclose()


class SlimLibrary(Library):
    """The HTTP library, for engines that make the connections themselves."""

    def __init__(self, module: Any) -> None:
        super().__init__(module)
        self._empty = module.ByteStream(b"")

    def request(
        self,
        endpoint: Endpoint,
        method: str,
        target: str,
        headers: Pairs,
        body: bytes | Iterable[bytes],
        timeouts: dict[str, float],
    ) -> Any:
        """See `Library`."""
        if isinstance(body, bytes):
            return SlimRequest(endpoint, method, target, headers, body, self._empty, timeouts)
        return SlimRequest(endpoint, method, target, headers, None, self.upload(body), timeouts)


_slim: SlimLibrary | None = None


def slim_library() -> SlimLibrary:
    """The default library as engines use it."""
    global _slim
    if _slim is None:
        _slim = SlimLibrary(library_of().module)
    return _slim
