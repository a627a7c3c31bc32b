"""The engine pyreqwest, for clients of both kinds. Needs the extra `pyreqwest`.

Its clients have one timeout for each phase, so calls with other timeouts have a client,
and connections, of their own. What it calls the read timeout begins before a body is
sent: longer bodies are sent without it, bounded by the kernel (what a peer does not
acknowledge within the write timeout ends the connection) and by a timeout for all.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta
from threading import Lock
from typing import Any

from ..ground.bounds import TimeLeft
from ..ground.errors import UsageError
from ..ground.http import needed
from ..ground.slim import SlimResponse, slim_library
from .wiring import Wiring

_PIECE = 1 << 16
"""Bodies of more bytes may take longer than the read timeout to be sent."""
_MOST = 8
"""So many clients are kept; calls with timeouts beyond them make connections anew."""


class Engine:
    """See `engines.Engine`."""

    def __init__(self) -> None:
        self.library = slim_library()
        self._pyreqwest = needed("pyreqwest.client", "pyreqwest")
        needed("pyreqwest.exceptions", "pyreqwest")

    def check(self, wiring: Wiring, *, sync: bool) -> None:
        """See `engines.Engine`."""
        if wiring.tls is not None:
            raise UsageError(
                "the engine pyreqwest takes no SSLContext: name certificates in SSL_CERT_FILE,"
                " or hand in a client of its own"
            )
        client = wiring.http_client
        kind = self._pyreqwest.SyncClient if sync else self._pyreqwest.Client
        if client is not None and not isinstance(client, kind):
            raise UsageError(f"http_client must be a {kind.__name__} of pyreqwest")

    def connect(self, wiring: Wiring, proxy: str | None, *, secure: bool, sync: bool) -> Any:
        """See `engines.Engine`."""
        kind = _Sync if sync else _Async
        return kind(self.library.module, _Clients(wiring, proxy, secure, sync))

    def through(self, client: Any, *, sync: bool) -> Any:
        """See `engines.Engine`."""
        if sync:
            return _Sync(self.library.module, _Given(client)).handle_request
        return _Async(self.library.module, _Given(client)).handle_async_request


class _Given:
    """A client that was handed in, with its own timeouts."""

    def __init__(self, client: Any) -> None:
        self._client = client

    def of(self, timeouts: dict[str, float], *, long: bool) -> Any:
        return self._client


class _Clients:
    """Clients by their timeouts, made when first needed."""

    def __init__(self, wiring: Wiring, proxy: str | None, secure: bool, sync: bool) -> None:
        self._wiring = wiring
        self._proxy = proxy
        self._secure = secure
        self._sync = sync
        self._lock = Lock()
        self.made: dict[tuple[float | None, ...], Any] = {}

    def of(self, timeouts: dict[str, float], *, long: bool) -> Any:
        """The client for a call; `long`: its body may take longer than the read timeout."""
        read = None if long else timeouts["read"]
        key = timeouts["connect"], read, timeouts["write"], timeouts["pool"]
        found = self.made.get(key)
        if found is None:
            with self._lock:
                if len(self.made) >= _MOST:
                    self.made.pop(next(iter(self.made)))
                found = self.made.setdefault(key, self._make(*key))
        return found

    def _make(self, connect: float, read: float | None, write: float, pool: float) -> Any:
        client: Any = needed("pyreqwest.client", "pyreqwest")
        wiring = self._wiring
        limits = wiring.limits
        builder = client.SyncClientBuilder() if self._sync else client.ClientBuilder()
        builder = (
            builder.follow_redirects(False).referer(False).no_proxy().http2(wiring.http2)
            .gzip(False).brotli(False).zstd(False).deflate(False)
            .max_connections(limits.connections)
            .pool_max_idle_per_host(limits.kept_alive)
            .pool_idle_timeout(timedelta(seconds=limits.kept_for))
            .connect_timeout(timedelta(seconds=connect))
            .pool_timeout(timedelta(seconds=pool))
            .tcp_user_timeout(timedelta(seconds=write))
        )  # fmt: skip
        if read is not None:  # it runs while a connection is made, which is to end first
            builder = builder.read_timeout(
                timedelta(seconds=max(read, connect * 1.1, connect + 0.1))
            )
        if self._proxy is not None:
            proxies: Any = needed("pyreqwest.proxy", "pyreqwest")
            builder = builder.proxy(proxies.ProxyBuilder.all(self._proxy))
        bundle = os.environ.get("SSL_CERT_FILE") if wiring.trust_env and self._secure else None
        if bundle:
            with open(bundle, "rb") as file:
                builder = builder.add_root_certificate_pem(file.read())
        try:
            return builder.build()
        except RuntimeError as error:  # it says so where its threads were left in a parent
            raise UsageError(str(error)) from None


class _Watched:
    """A source that remembers how it failed."""

    def __init__(self, source: Any) -> None:
        self._source = source
        self.failed: Exception | None = None


class _SyncWatched(_Watched):
    def __iter__(self) -> Iterator[bytes]:
        try:
            yield from self._source
        except Exception as error:
            self.failed = error
            raise


class _AsyncWatched(_Watched):
    async def __aiter__(self) -> AsyncIterator[bytes]:
        try:
            async for chunk in self._source:
                yield chunk
        except Exception as error:
            self.failed = error
            raise


class _Transport:
    """What both kinds share: how a request is built, and what came of it."""

    _watched: type[_Watched]

    def __init__(self, module: Any, clients: Any) -> None:
        self._module = module
        self._clients = clients
        self._errors: Any = needed("pyreqwest.exceptions", "pyreqwest")
        self._bodies = _body_classes(module)

    def _built(self, request: Any) -> tuple[Any, Any]:
        """What to send, and the source that its body is read from."""
        timeouts = request.extensions["timeout"]
        body = request.body
        upload = None
        total = timeouts.left() if isinstance(timeouts, TimeLeft) else None
        long = body is None or len(body) > _PIECE
        client = self._clients.of(timeouts, long=long)
        pairs = request.pairs
        if body is None:  # it says itself that a body comes in chunks
            pairs = [pair for pair in pairs if pair[0].lower() != b"transfer-encoding"]
        builder = client.request(request.method, request.where).headers(
            [(name.decode("ascii"), value.decode()) for name, value in pairs]
        )
        if "streamed" in request.extensions:  # else it waits until a buffer is full
            builder = builder.streamed_read_buffer_limit(0)
        if body is None:
            upload = self._watched(request.stream)
            builder = builder.body_stream(upload)
        elif body:
            builder = builder.body_bytes(body)
        if long and total is None:
            total = _whole(timeouts, request.headers.get("content-length"))
        if total is not None:
            builder = builder.timeout(timedelta(seconds=max(0.001, total)))
        return builder.build_streamed(), upload

    def _response(self, found: Any, body: Any) -> Any:
        if found.status == 101:
            raise self._module.RemoteProtocolError("it switched protocols, unasked")
        return SlimResponse(
            found.status,
            headers=[
                (name.encode(), value.encode("latin-1")) for name, value in found.headers.items()
            ],
            stream=body,
            packed=found.get_header("content-encoding") is not None,
            extensions={"http_version": found.version.encode("ascii")},
        )

    def _meaning(self, error: Exception, upload: _Watched | None = None) -> Exception:
        """An exception of pyreqwest as one of our HTTP library; others as they are."""
        e, m = self._errors, self._module
        if upload is not None and upload.failed is not None:
            return upload.failed
        if not isinstance(error, e.PyreqwestError):
            return error
        details: Any = getattr(error, "details", None) or {}
        causes = [str(cause["message"]) for cause in details.get("causes") or ()]
        # The first names the URL, which may hold a secret.
        said = next((cause for cause in reversed(causes) if "://" not in cause), "")
        # Its classes call all that happens before a response connecting: the causes know more.
        connecting = "client error (Connect)" in causes
        if isinstance(error, e.PoolTimeoutError):
            kind = m.PoolTimeout
        elif isinstance(error, e.RequestTimeoutError):
            stuck = isinstance(error, e.WriteTimeoutError) or "os error 110" in said
            kind = m.ConnectTimeout if connecting else m.WriteTimeout if stuck else m.ReadTimeout
        elif connecting:
            kind = m.ConnectError
        else:
            kind = m.LocalProtocolError if isinstance(error, e.BuilderError) else m.ReadError
        if "certificate" in said:
            said = f"CERTIFICATE_VERIFY_FAILED: {said}"
        made: Exception = kind(said or type(error).__name__)
        return made


class _Sync(_Transport):
    _watched = _SyncWatched

    def handle_request(self, request: Any) -> Any:
        built, upload = self._built(request)
        try:
            found = built.__enter__()
        except Exception as error:
            raise self._meaning(error, upload) from None
        return self._response(found, self._bodies[0](built, found, self._meaning))

    def close(self) -> None:
        clients, self._clients.made = self._clients.made, {}
        for client in clients.values():
            client.close()


class _Async(_Transport):
    _watched = _AsyncWatched

    async def handle_async_request(self, request: Any) -> Any:
        built, upload = self._built(request)
        try:
            found = await built.__aenter__()
        except Exception as error:
            raise self._meaning(error, upload) from None
        return self._response(found, self._bodies[1](built, found, self._meaning))

    async def aclose(self) -> None:
        clients, self._clients.made = self._clients.made, {}
        for client in clients.values():
            await client.close()


def _whole(timeouts: dict[str, float], length: str | None) -> float:
    """Seconds for a call with a longer body: as many write timeouts as it has pieces.

    Raises:
        UsageError: nobody knows how long the body is.
    """
    if length is None:
        raise UsageError(
            "the engine pyreqwest needs a deadline to send a body whose length nobody knows"
        )
    pieces = int(length) // _PIECE + 1
    return timeouts["connect"] + timeouts["pool"] + timeouts["read"] + pieces * timeouts["write"]


def _body_classes(module: Any) -> tuple[Any, Any]:
    class Body(module.SyncByteStream):  # type: ignore[misc]
        """A response's body."""

        def __init__(self, built: Any, found: Any, meaning: Any) -> None:
            self._built = built
            self._read = found.body_reader.read_chunk
            self._meaning = meaning

        def __iter__(self) -> Iterator[bytes]:
            try:
                while (chunk := self._read()) is not None:
                    yield bytes(chunk)
            except Exception as error:
                raise self._meaning(error) from None

        def close(self) -> None:
            self._built.__exit__(None, None, None)

    class AsyncBody(module.AsyncByteStream):  # type: ignore[misc]
        """The same, asynchronously."""

        def __init__(self, built: Any, found: Any, meaning: Any) -> None:
            self._built = built
            self._read = found.body_reader.read_chunk
            self._meaning = meaning

        async def __aiter__(self) -> AsyncIterator[bytes]:
            try:
                while (chunk := await self._read()) is not None:
                    yield bytes(chunk)
            except Exception as error:
                raise self._meaning(error) from None

        async def aclose(self) -> None:
            await self._built.__aexit__(None, None, None)

    return Body, AsyncBody
