"""The engine aiohttp, for asynchronous clients. Needs the extra `aiohttp`.

aiohttp bounds how long it connects and reads. How many connections there are, how long
a call waits for one, and how long the other side may take to take a piece of a body are
bounded here.
"""

from __future__ import annotations

from asyncio import Semaphore, get_running_loop, timeout
from collections.abc import AsyncIterator
from contextlib import suppress
from functools import lru_cache
from typing import Any

from ..ground.errors import UsageError
from ..ground.http import needed, tls_context
from ..ground.slim import SlimResponse, slim_library
from .wiring import Limits, Wiring

_LINE = 1 << 16
"""Bytes that a line or a field of a response's head may have."""
_PIECE = 1 << 16
"""Longer bodies are sent in pieces of so many bytes, each within the write timeout."""
_ADDED = ("Accept", "Accept-Encoding", "Content-Type", "User-Agent")
"""Headers that aiohttp would add."""


class Engine:
    """See `engines.Engine`."""

    def __init__(self) -> None:
        self.library = slim_library()
        self._aiohttp = needed("aiohttp", "aiohttp")

    def check(self, wiring: Wiring, *, sync: bool) -> None:
        """See `engines.Engine`."""
        limits = wiring.limits
        if sync:
            raise UsageError("the engine aiohttp is asynchronous: use an AsyncClient")
        if wiring.http2:
            raise UsageError("the engine aiohttp speaks no HTTP/2: use httpx or pyreqwest")
        if limits != Limits() and 0 < limits.kept_alive < limits.connections:
            raise UsageError("the engine aiohttp keeps all its connections alive, or none (0)")
        if wiring.proxy and not wiring.proxy.startswith(("http://", "https://")):
            raise UsageError("the engine aiohttp goes through HTTP proxies only")
        client = wiring.http_client
        if client is not None and not hasattr(client, "connector"):
            raise UsageError("http_client must be a ClientSession of aiohttp")

    def connect(self, wiring: Wiring, proxy: str | None, *, secure: bool, sync: bool) -> Any:
        """See `engines.Engine`."""
        aiohttp, limits = self._aiohttp, wiring.limits
        session = aiohttp.ClientSession(
            connector=aiohttp.TCPConnector(
                ssl=wiring.tls or (tls_context(wiring.trust_env) if secure else True),
                limit=0,
                force_close=not limits.kept_alive,
                **({"keepalive_timeout": limits.kept_for} if limits.kept_alive else {}),
            ),
            cookie_jar=aiohttp.DummyCookieJar(),
            skip_auto_headers=_ADDED,
            auto_decompress=False,
            proxy=proxy,
            max_line_size=_LINE,
            max_field_size=_LINE,
        )
        # It would send what came to nothing once more, unasked.
        session._retry_connection = False
        return _Transport(aiohttp, self.library.module, session, limits.connections)

    def through(self, client: Any, *, sync: bool) -> Any:
        """See `engines.Engine`."""
        return _Transport(self._aiohttp, self.library.module, client, None).handle_async_request


class _Transport:
    """A session as a transport."""

    def __init__(self, aiohttp: Any, module: Any, session: Any, connections: int | None) -> None:
        self._session = session
        self._module = module
        self._aiohttp = aiohttp
        self._free = None if connections is None else Semaphore(connections)
        self._loop = get_running_loop()
        self._body = _body_class(module)
        self._Upload = _upload_class(aiohttp, module)

    async def handle_async_request(self, request: Any) -> Any:
        """See `engines.Engine`."""
        timeouts = request.extensions["timeout"]
        free = self._free
        if free is not None:
            await self._take(free, timeouts["pool"])
        try:
            return await self._send(request, timeouts)
        except BaseException:
            if free is not None:
                free.release()
            raise

    async def _take(self, free: Semaphore, seconds: float) -> None:
        """Wait for a connection that may be used."""
        if not free.locked():
            await free.acquire()
            return
        try:
            async with timeout(seconds):
                await free.acquire()
        except TimeoutError:
            raise self._module.PoolTimeout("no connection became free") from None

    async def _send(self, request: Any, timeouts: dict[str, float]) -> Any:
        pairs, body = request.pairs, request.body
        if body is None:  # aiohttp says itself that a body comes in chunks
            pairs = [pair for pair in pairs if pair[0].lower() != b"transfer-encoding"]
        given: dict[str, Any] = {
            "headers": [(name.decode("ascii"), value.decode()) for name, value in pairs],
            "timeout": self._aiohttp.ClientTimeout(
                total=None, sock_connect=timeouts["connect"], sock_read=timeouts["read"]
            ),
            "allow_redirects": False,
            "raise_for_status": False,
        }
        url = _url(request.where)
        try:
            if body is not None and len(body) <= _PIECE:
                found = await self._session.request(request.method, url, data=body or None, **given)
            else:
                found = await self._upload(request, url, body, timeouts["write"], given)
        except Exception as error:
            raise self._meaning(error) from None
        if found.status == 101:
            found.close()
            raise self._module.RemoteProtocolError("it switched protocols, unasked")
        return self._response(found)

    async def _upload(
        self, request: Any, url: Any, body: bytes | None, seconds: float, given: dict[str, Any]
    ) -> Any:
        """Send a body piece by piece, each of which the other side has to take in time."""
        upload = self._Upload(request.stream if body is None else _pieces(body), seconds)
        try:
            return await self._session.request(request.method, url, data=upload, **given)
        except Exception:
            if upload.failed is not None:
                raise upload.failed from None
            raise

    def _response(self, found: Any) -> Any:
        headers = list(found.raw_headers)
        packed = "Content-Encoding" in found.headers
        if packed and self._session.auto_decompress:  # a session that was handed in
            gone = (b"content-encoding", b"content-length")
            headers = [pair for pair in headers if pair[0].lower() not in gone]
            packed = False
        return SlimResponse(
            found.status,
            headers=headers,
            stream=self._body(found, self._free, self._meaning),
            packed=packed,
            extensions={
                "http_version": b"HTTP/1.1",
                "reason_phrase": (found.reason or "").encode("ascii", "replace"),
            },
        )

    def _meaning(self, error: Exception) -> Exception:
        """An exception of aiohttp as one of our HTTP library; others as they are."""
        a, m = self._aiohttp, self._module
        if not isinstance(error, (a.ClientError, a.InvalidURL, TimeoutError)):
            return error
        kinds = (
            (a.ConnectionTimeoutError, m.ConnectTimeout),
            (a.ServerTimeoutError, m.ReadTimeout),
            (a.ClientHttpProxyError, m.ProxyError),
            (a.ClientConnectorError, m.ConnectError),
            (a.ClientConnectorCertificateError, m.ConnectError),
            (a.InvalidURL, m.UnsupportedProtocol),
            (a.ClientResponseError, m.RemoteProtocolError),
            (TimeoutError, m.ReadTimeout),
        )
        kind = next((ours for theirs, ours in kinds if isinstance(error, theirs)), m.ReadError)
        said = str(error)
        # Some name the URL, which may hold a secret.
        made: Exception = kind(said if said and "://" not in said else type(error).__name__)
        return made

    def forget(self) -> None:
        """Let go of a session whose loop has ended: it would complain."""
        connector = self._session.connector
        if connector is not None and self._loop.is_closed():
            self._session.detach()
            with suppress(StopIteration):  # where the loop has ended, there is nothing to wait for
                connector.close().send(None)

    async def aclose(self) -> None:
        """Close the connections."""
        await self._session.close()


@lru_cache(256)
def _url(url: str) -> Any:
    return needed("yarl", "aiohttp").URL(url, encoded=True)


def _body_class(module: Any) -> Any:
    class Body(module.AsyncByteStream):  # type: ignore[misc]
        """A response's body; gives its connection back once it is read or closed."""

        def __init__(self, found: Any, free: Semaphore | None, meaning: Any) -> None:
            self._found = found
            self._free = free
            self._meaning = meaning

        async def __aiter__(self) -> AsyncIterator[bytes]:
            try:
                read = self._found.content.readany
                while chunk := await read():
                    yield chunk
            except Exception as error:
                raise self._meaning(error) from None

        async def aclose(self) -> None:
            self._found.close()  # nothing but a release where it is read to its end
            if self._free is not None:
                self._free.release()
                self._free = None

    return Body


def _upload_class(aiohttp: Any, module: Any) -> Any:
    class Upload(aiohttp.Payload):  # type: ignore[misc]
        """A body whose every piece has to be taken within so many seconds."""

        def __init__(self, source: Any, seconds: float) -> None:
            aiohttp.Payload.__init__(self, source)
            self._source = source
            self._seconds = seconds
            self.failed: Exception | None = None

        def decode(self, encoding: str = "utf-8", errors: str = "strict") -> str:
            raise TypeError("it is sent as it comes")

        async def write(self, writer: Any) -> None:
            connection = writer.transport
            try:
                async for piece in self._source:
                    try:
                        async with timeout(self._seconds):
                            await writer.write(piece)
                    except TimeoutError:
                        raise module.WriteTimeout("the body was not taken") from None
            except BaseException as error:
                if connection is not None:
                    connection.abort()  # what waits to be sent would keep it open
                if isinstance(error, Exception):
                    self.failed = error
                raise

    return Upload


async def _pieces(body: bytes) -> AsyncIterator[bytes]:
    for begin in range(0, len(body), _PIECE):
        yield body[begin : begin + _PIECE]
