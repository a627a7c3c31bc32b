"""Engines: the HTTP libraries that can make a client's connections.

An engine makes transports, which take a request of our HTTP library and give back a
response of it, unread; what goes wrong they raise as that library's exceptions. So
whatever stands above, from retries to hooks, is the same on every engine. The engine
of httpx and httpx2 is below; others have a module each, imported when asked for.
"""

from __future__ import annotations

import ssl
from typing import Any, Protocol

from ..ground.errors import UsageError
from ..ground.http import FAMILY, Library, library_called, library_of, root_of, tls_context
from .wiring import Wiring

_OTHERS = ("aiohttp", "pyreqwest")


class Engine(Protocol):
    """What makes the connections of a client."""

    library: Library
    """Whose requests it takes."""

    def check(self, wiring: Wiring, *, sync: bool) -> None:
        """Refuse what it cannot do.

        Raises:
            UsageError: it was asked for that.
        """
        ...

    def connect(self, wiring: Wiring, proxy: str | None, *, secure: bool, sync: bool) -> Any:
        """A transport: `handle_request` and `close`, or `handle_async_request` and `aclose`.

        Args:
            wiring: what was asked for.
            proxy: URL of the proxy to go through.
            secure: whether there will be TLS.
            sync: for a synchronous client.
        """
        ...

    def through(self, client: Any, *, sync: bool) -> Any:
        """What sends a request through a client or session that was handed in."""
        ...


def engine_of(wiring: Wiring) -> Engine:
    """The engine that was asked for, by name or by a client of its library; else httpx.

    Raises:
        UsageError: there is none of that name, or its library is not installed.
    """
    name, given = wiring.engine, wiring.transport or wiring.http_client
    if name not in (None, *FAMILY, *_OTHERS):
        raise UsageError(f"no engine {name!r}; there are {', '.join((*FAMILY, *_OTHERS))}")
    own = root_of(given, (*FAMILY, *_OTHERS))
    if name is not None and given is not None and own != name:
        raise UsageError(f"engine={name!r} is not what was handed in: give one of them")
    name = name or own
    if name in _OTHERS:
        if wiring.transport is not None:
            raise UsageError(f"a {name} client is handed in as http_client, not as transport")
        from ..ground.parts import part

        module = part(f"transport.{name}")
        if module is None:
            raise UsageError(
                f"this package was made without the engine {name}:"
                " add it to `engines` of specwright.toml, and generate"
            )
        made: Engine = module.Engine()
        return made
    return _Httpx(library_called(wiring.engine) if wiring.engine else library_of(given))


class _Httpx:
    """The engine of httpx, and of httpx2."""

    def __init__(self, library: Library) -> None:
        self.library = library

    def check(self, wiring: Wiring, *, sync: bool) -> None:
        """See `Engine`."""
        kind = "a synchronous one" if sync else "an asynchronous one"
        transport, client = wiring.transport, wiring.http_client
        wanted = "handle_request" if sync else "handle_async_request"
        if transport is not None and not hasattr(transport, wanted):
            raise UsageError(f"transport must be {kind}")
        if client is not None and (
            not hasattr(client, "send") or hasattr(client, "aclose") == sync
        ):
            raise UsageError(f"http_client must be {kind}")

    def connect(self, wiring: Wiring, proxy: str | None, *, secure: bool, sync: bool) -> Any:
        """See `Engine`."""
        module, limits = self.library.module, wiring.limits
        # Without TLS the certificates need not be read.
        verify = wiring.tls or (
            tls_context(wiring.trust_env) if secure else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        )

        def pool(connections: int, kept_alive: int) -> Any:
            kind = module.HTTPTransport if sync else module.AsyncHTTPTransport
            return kind(
                verify=verify,
                http2=wiring.http2,
                limits=module.Limits(
                    max_connections=connections,
                    max_keepalive_connections=kept_alive,
                    keepalive_expiry=limits.kept_for,
                ),
                proxy=proxy,
            )

        if sync:
            made = pool(limits.connections, limits.kept_alive)
            from .bounded import bound

            bound(made)
            return made
        from .shards import A_FEW, Shards, know_the_loop

        one = max(limits.kept_alive, A_FEW)
        if wiring.http2 or limits.connections <= one:  # HTTP/2 has one for many calls
            made = pool(limits.connections, limits.kept_alive)
        else:
            made = Shards(module, pool, limits.connections, limits.kept_alive)
        know_the_loop()
        return made

    def through(self, client: Any, *, sync: bool) -> Any:
        """See `Engine`."""
        return _Through(client).send


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
