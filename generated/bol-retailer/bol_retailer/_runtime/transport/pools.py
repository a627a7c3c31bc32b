"""Drivers: they do what a flow asks for, and know nothing of why.

A pool holds connections; it is made at the first request, and made anew in a
forked child or another event loop, where the old connections must not be used.
"""

from __future__ import annotations

import os
from threading import Lock
from typing import Any, TypeVar

from ..ground.bounds import Late, TimeLeft, aread, read
from ..ground.clock import Clock
from ..ground.errors import UsageError
from ..ground.http import Endpoint, proxy_for
from ..ground.secret import SecretValue
from ..ground.words import Ask, Exchange, Flow, Join, Reach, Wait
from .engines import Engine
from .wiring import Wiring

R = TypeVar("R")


def _transport(
    engine: Engine, wiring: Wiring, endpoint: Endpoint, pools: dict[Any, Any], *, sync: bool
) -> Any:
    """What sends to an endpoint: one for each proxy, with TLS and without."""
    proxy = wiring.proxy or (proxy_for(endpoint) if wiring.trust_env else None)
    secure = endpoint.origin.startswith("https:") or bool(proxy)
    found = pools.get((proxy, secure))
    if found is None:
        found = pools[proxy, secure] = engine.connect(wiring, proxy, secure=secure, sync=sync)
    return found


class Pool:
    """Connections of a synchronous client."""

    def __init__(self, wiring: Wiring, engine: Engine) -> None:
        engine.check(wiring, sync=True)
        self._engine = engine
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
            if exchange.stream:
                exchange.request.extensions["streamed"] = True
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
                handle: Any = self._engine.through(wiring.http_client, sync=True)
            elif wiring.transport is not None:
                handle = wiring.transport.handle_request
            else:
                made = _transport(self._engine, wiring, endpoint, self._pools, sync=True)
                handle = made.handle_request
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

    def __init__(self, wiring: Wiring, engine: Engine) -> None:
        engine.check(wiring, sync=False)
        self._engine = engine
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
            for pool in self._pools.values():
                getattr(pool, "forget", int)()
            self._home, self._pools, self._handlers = home, {}, {}
        handle = self._handlers.get(exchange.endpoint.origin) or self._handler(exchange.endpoint)
        if exchange.stream:
            exchange.request.extensions["streamed"] = True
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
            handle: Any = self._engine.through(wiring.http_client, sync=False)
        elif wiring.transport is not None:
            handle = wiring.transport.handle_async_request
        else:
            made = _transport(self._engine, wiring, endpoint, self._pools, sync=False)
            handle = made.handle_async_request
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
