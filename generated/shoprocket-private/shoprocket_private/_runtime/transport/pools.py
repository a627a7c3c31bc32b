"""Drivers: they do what a flow asks for, and know nothing of why.

A pool holds connections; it is made at the first request, and made anew in a
forked child or another event loop, where the old connections must not be used.
"""

from __future__ import annotations

import os
from threading import Lock
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from ..ground.clock import Clock
from ..ground.errors import UsageError
from ..ground.http import (
    Endpoint,
    Late,
    Library,
    TimeLeft,
    aread,
    library_of,
    proxy_for,
    read,
    tls_context,
)
from ..ground.secret import SecretValue
from ..ground.unset import UNSET, Unset
from ..ground.words import Ask, Exchange, Flow, Join, Reach, Wait

if TYPE_CHECKING:
    from ..limits.limiter import MemoryLimiter

R = TypeVar("R")


class Limits(NamedTuple):
    """How many connections a client may hold."""

    connections: int = 100
    kept_alive: int = 20
    kept_for: float = 5.0
    """Seconds."""


def _check(name: str, value: object, kind: type, said: str) -> None:
    if not isinstance(value, kind):
        raise UsageError(f"{name} must be {said}, not {value!r}")


class Wiring:
    """How a client reaches the network. See `CommonSettings` for what each means."""

    __slots__ = (
        "http2",
        "http_client",
        "limiter",
        "limits",
        "proxy",
        "tls",
        "transport",
        "trust_env",
    )

    def __init__(
        self,
        *,
        transport: Any = None,
        http_client: Any = None,
        limits: Limits | None = None,
        http2: bool = False,
        proxy: str | None = None,
        trust_env: bool = True,
        tls: Any = None,
        limiter: MemoryLimiter | Unset | None = UNSET,
    ) -> None:
        self.transport = transport
        if limiter and not hasattr(limiter, "admit"):
            raise UsageError("limiter must be a MemoryLimiter, a RedisLimiter or None")
        _check("limits", limits or Limits(), Limits, "Limits(…)")
        _check("http2", http2, bool, "True or False")
        _check("trust_env", trust_env, bool, "True or False")
        self.http_client = http_client
        self.limiter = limiter
        self.limits = limits or Limits()
        self.http2 = http2
        self.proxy = proxy
        self.trust_env = trust_env
        self.tls = tls

    def library(self) -> Library:
        """The HTTP library of what was injected, or the default."""
        return library_of(self.http_client, self.transport)

    def __repr__(self) -> str:
        """Without the proxy's URL, which may hold a password."""
        return "<Wiring>"


def _made(wiring: Wiring, endpoint: Endpoint, kind: str, pools: dict[Any, Any]) -> Any:
    """The pool for an endpoint: one for each proxy, with TLS and without."""
    proxy = wiring.proxy or (proxy_for(endpoint) if wiring.trust_env else None)
    secure = endpoint.origin.startswith("https:") or bool(proxy)
    pool = pools.get((proxy, secure))
    if pool is None:
        module = endpoint.library.module
        limits = module.Limits(
            max_connections=wiring.limits.connections,
            max_keepalive_connections=wiring.limits.kept_alive,
            keepalive_expiry=wiring.limits.kept_for,
        )
        pool = getattr(module, kind)(
            # Without TLS the certificates need not be read.
            verify=wiring.tls or (tls_context() if secure else _no_tls()),
            http2=wiring.http2,
            limits=limits,
            proxy=proxy,
            trust_env=wiring.trust_env,
        )
        if not kind.startswith("Async"):
            from .bounded import bound

            bound(pool)
        pools[proxy, secure] = pool
    return pool


def _no_tls() -> Any:
    import ssl

    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


class Pool:
    """Connections of a synchronous client."""

    def __init__(self, wiring: Wiring) -> None:
        client = wiring.http_client
        if wiring.transport is not None and not hasattr(wiring.transport, "handle_request"):
            raise UsageError("transport must be a synchronous one")
        if client is not None and (not hasattr(client, "send") or hasattr(client, "aclose")):
            raise UsageError("http_client must be a synchronous one")
        self._wiring = wiring
        self._pools: dict[Any, Any] = {}
        self._handlers: dict[str, Any] = {}
        self._lock = Lock()
        self._pid = os.getpid()

    def send(self, exchange: Exchange) -> Any:
        """A response, or a `Failure`."""
        library = exchange.endpoint.library
        response: Any = None
        try:
            handle = self._handlers.get(exchange.endpoint.origin)
            if handle is None or self._pid != os.getpid():
                handle = self._handler(exchange.endpoint)
            response = handle(exchange.request)
            response.request = exchange.request
            if not exchange.stream or not 200 <= response.status_code < 300:
                read(response, exchange.limit, exchange.timeouts)
        except library.errors as error:
            if response is not None:
                response.close()
            return library.failure(error)
        except BaseException:
            if response is not None:
                response.close()
            raise
        return response

    def _handler(self, endpoint: Endpoint) -> Any:
        wiring = self._wiring
        with self._lock:
            if self._pid != os.getpid():
                # A forked child shares its parent's sockets: leave them alone.
                self._pid, self._pools, self._handlers = os.getpid(), {}, {}
            if wiring.http_client is not None:
                handle: Any = _Through(wiring.http_client).send
            elif wiring.transport is not None:
                handle = wiring.transport.handle_request
            else:
                handle = _made(wiring, endpoint, "HTTPTransport", self._pools).handle_request
            self._handlers[endpoint.origin] = handle
            return handle

    def drive(self, flow: Flow[R], clock: Clock) -> R:
        """Run a flow to its end."""
        answer: Any = None
        try:
            while True:
                try:
                    effect = flow.send(answer)
                except StopIteration as stop:
                    return stop.value  # type: ignore[no-any-return]
                if type(effect) is Exchange:
                    answer = self.send(effect)
                elif isinstance(effect, Wait):
                    clock.sleep(effect.seconds)
                    answer = None
                elif isinstance(effect, Ask):
                    answer = _secret(effect.function())
                elif isinstance(effect, Join):
                    answer = effect.wait()
                elif isinstance(effect, Reach):
                    answer = effect.limiter.talk(effect.talk, clock)
        except BaseException:
            flow.close()  # it may hold a place in a queue, or what others wait for
            raise

    def close(self) -> None:
        """Close what this client opened; what was handed in is its owner's, but a transport."""
        if self._wiring.transport is not None:
            self._wiring.transport.close()
        for pool in self._pools.values():
            pool.close()
        self._pools = {}
        self._handlers = {}


class AsyncPool:
    """Connections of an asynchronous client."""

    def __init__(self, wiring: Wiring) -> None:
        given = wiring.transport
        if given is not None and not hasattr(given, "handle_async_request"):
            raise UsageError("transport must be an asynchronous one")
        if wiring.http_client is not None and not hasattr(wiring.http_client, "aclose"):
            raise UsageError("http_client must be an asynchronous one")
        self._wiring = wiring
        self._pools: dict[Any, Any] = {}
        self._handlers: dict[str, Any] = {}
        self._home: Any = None

    async def send(self, exchange: Exchange, clock: Clock) -> Any:
        """A response, or a `Failure`."""
        library = exchange.endpoint.library
        timeouts = exchange.timeouts
        try:
            if isinstance(timeouts, TimeLeft):
                try:
                    async with clock.within(timeouts.left()):
                        return await self._send(exchange)
                except TimeoutError:
                    raise Late("the deadline came before the response") from None
            return await self._send(exchange)
        except library.errors as error:
            return library.failure(error)

    async def _send(self, exchange: Exchange) -> Any:
        home = (os.getpid(), _loop())
        if home != self._home:
            # Connections belong to the loop (and process) they were opened in.
            self._home, self._pools, self._handlers = home, {}, {}
        handle = self._handlers.get(exchange.endpoint.origin) or self._handler(exchange.endpoint)
        response = await handle(exchange.request)
        response.request = exchange.request
        try:
            if not exchange.stream or not 200 <= response.status_code < 300:
                await aread(response, exchange.limit)
        except BaseException:
            await response.aclose()
            raise
        return response

    def _handler(self, endpoint: Endpoint) -> Any:
        wiring = self._wiring
        if wiring.http_client is not None:
            handle: Any = _Through(wiring.http_client).send
        elif wiring.transport is not None:
            handle = wiring.transport.handle_async_request
        else:
            pool = _made(wiring, endpoint, "AsyncHTTPTransport", self._pools)
            handle = pool.handle_async_request
        self._handlers[endpoint.origin] = handle
        return handle

    async def drive(self, flow: Flow[R], clock: Clock) -> R:
        """Run a flow to its end."""
        answer: Any = None
        try:
            while True:
                try:
                    effect = flow.send(answer)
                except StopIteration as stop:
                    return stop.value  # type: ignore[no-any-return]
                if type(effect) is Exchange:
                    answer = await self.send(effect, clock)
                elif isinstance(effect, Wait):
                    await clock.asleep(effect.seconds)
                    answer = None
                elif isinstance(effect, Ask):
                    said = effect.function()
                    answer = _secret(await said if hasattr(said, "__await__") else said)
                elif isinstance(effect, Join):
                    answer = await effect.await_()
                elif isinstance(effect, Reach):
                    answer = await effect.limiter.atalk(effect.talk, clock)
        except BaseException:
            flow.close()  # it may hold a place in a queue, or what others wait for
            raise

    async def aclose(self) -> None:
        """Close what this client opened; what was handed in is its owner's, but a transport."""
        if self._wiring.transport is not None:
            await self._wiring.transport.aclose()
        if self._home == (os.getpid(), _loop()):
            for pool in self._pools.values():
                await pool.aclose()
        self._pools = {}
        self._handlers = {}


def _secret(said: Any) -> SecretValue:
    if not isinstance(said, str):
        if hasattr(said, "close"):
            said.close()  # a coroutine that nobody will await
        raise UsageError(
            f"a credential's function must return text, not {type(said).__name__}"
            " (coroutines need the asynchronous client)"
        )
    return SecretValue(said)


def _loop() -> Any:
    import asyncio

    return asyncio.get_running_loop()


class _Through:
    """Sends through a client that was handed in: its auth, hooks, headers and cookies hold."""

    def __init__(self, client: Any) -> None:
        self._client = client

    def send(self, request: Any) -> Any:
        client = self._client
        for name, value in client.headers.raw:
            if name.decode("latin-1") not in request.headers:
                request.headers[name.decode("latin-1")] = value.decode("latin-1")
        if client.cookies:
            client.cookies.set_cookie_header(request)
        return client.send(request, stream=True, follow_redirects=False)
