"""The one module that names the HTTP library whose requests and responses we speak in.

The default is the import below; a caller may choose the other library of the same
API, or hand in a client or transport of it. Everything else in this package takes the
library's classes from a `Library`. What makes connections may be another library
altogether: an engine (see `transport/engines.py`).
"""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping
from functools import cache
from importlib import import_module
from typing import Any, TypeAlias

import httpx

from .bounds import PIECE, Late, TooLarge
from .errors import UsageError

FAMILY = ("httpx", "httpx2")

LOGGERS = (
    *("httpx", "httpx2", "hpack.hpack", "hpack.table"),
    *(f"httpcore.{part}" for part in ("connection", "http11", "http2", "proxy", "socks")),
    *(f"httpcore2.{part}" for part in ("connection", "http11", "http2", "proxy", "socks")),
    *("aiohttp.client", "aiohttp.internal", "reqwest.connect", "reqwest.retry"),
)
"""Loggers below the library that tell URLs or headers."""

RawResponse: TypeAlias = httpx.Response
Request: TypeAlias = httpx.Request


class Failure:
    """No response came."""

    __slots__ = ("error", "kind", "permanent", "phase", "sent")

    status_code = 0
    """What tells a failure from a response, at a glance."""

    def __init__(
        self,
        error: Exception,
        kind: str,
        sent: bool = True,
        permanent: bool = False,
        phase: str = "",
    ) -> None:
        self.error = error
        self.kind = kind
        """timeout, connect, network, protocol, decode, large or deadline."""
        self.sent = sent
        """Whether the server may have seen the request."""
        self.permanent = permanent
        """Whether it would fail the same way again."""
        self.phase = phase
        """Of a timeout: connect, read, write or pool."""


class Endpoint:
    """A base URL, taken apart once."""

    __slots__ = ("_beginnings", "_parts", "_url", "host", "library", "name", "origin", "prefix")

    def __init__(
        self, library: Library, url: str, beginnings: Mapping[str, str] | None = None
    ) -> None:
        try:
            parsed = library.module.URL(url)
        except library.module.InvalidURL as error:
            raise UsageError(f"not a URL: {error}") from None
        if parsed.scheme not in ("http", "https") or not parsed.host:
            raise UsageError("the base URL must be absolute and start with http:// or https://")
        if parsed.query or parsed.fragment or parsed.userinfo:
            raise UsageError("the base URL may have no user, query or fragment: give them apart")
        self.library = library
        self.host: bytes = parsed.netloc
        self.name: str = parsed.host
        self.origin = f"{parsed.scheme}://{self.host.decode('ascii')}"
        self.prefix: str = parsed.raw_path.decode("ascii").rstrip("/")
        self._url = parsed
        self._parts: Any = getattr(parsed, "_uri_reference", None)
        self._beginnings = beginnings

    def path(self, path: str) -> str:
        """A path of the document as it is here."""
        for start, other in (self._beginnings or {}).items():
            if path == start or path.startswith(f"{start}/"):
                return other + path[len(start) :]
        return path

    def url(self, target: str) -> Any:
        """The library's URL for a path and query that are encoded already.

        Parsing a URL takes longer than all the rest of a request, and ours is
        parsed: we swap path and query in its parsed form. That form is not
        public; where it looks different, the URL is parsed after all.
        """
        path, mark, query = target.partition("?")
        try:
            parts = self._parts._replace(path=path, query=query if mark else None)
            url: Any = object.__new__(self._url.__class__)
            url._uri_reference = parts
        except (AttributeError, ValueError, TypeError):
            return self.library.module.URL(self.origin + target)
        return url

    def request(
        self,
        method: str,
        target: str,
        headers: list[tuple[bytes, bytes]],
        body: bytes | Iterable[bytes],
        timeouts: dict[str, float],
    ) -> Any:
        """A request for a path and query that are encoded already."""
        return self.library.request(self, method, target, headers, body, timeouts)

    def __repr__(self) -> str:
        return f"<Endpoint {self.origin}>"


def pairs_of(message: Any) -> list[tuple[bytes, bytes]]:
    """Headers of a request or response, as they came or go."""
    pairs: list[tuple[bytes, bytes]] | None = getattr(message, "pairs", None)
    return message.headers.raw if pairs is None else pairs


class Library:
    """One HTTP library: its classes, and what its exceptions mean."""

    def __init__(self, module: Any) -> None:
        self.module = module
        self.upload, self._held = _stream_classes(module)
        """A source as a request's stream."""
        self._request = module.Request
        self.errors: tuple[type[Exception], ...] = (
            module.TransportError,
            module.DecodingError,
            module.StreamError,
            OSError,
            TooLarge,
            Late,
        )

    def request(
        self,
        endpoint: Endpoint,
        method: str,
        target: str,
        headers: list[tuple[bytes, bytes]],
        body: bytes | Iterable[bytes],
        timeouts: dict[str, float],
    ) -> Any:
        """A request that carries its content, unless that is a source to be read once."""
        held = isinstance(body, bytes)
        stream = self._held(body) if held else self.upload(body)
        extensions = {"timeout": timeouts}
        url = endpoint.url(target)
        made = self._request(method, url, headers=headers, stream=stream, extensions=extensions)
        if held:
            made.read()
        return made

    def failure(self, error: Exception) -> Failure:
        """What an exception while sending means for the call."""
        m = self.module
        if isinstance(error, m.TimeoutException):
            phase = type(error).__name__.removesuffix("Timeout").lower()
            return Failure(error, "timeout", phase not in ("connect", "pool"), phase=phase)
        if isinstance(error, m.ConnectError):
            return Failure(error, "connect", False, _untrusted(error))
        if isinstance(error, (m.UnsupportedProtocol, m.LocalProtocolError)):
            return Failure(error, "protocol", False, True)
        if isinstance(error, m.ProxyError):
            return Failure(error, "connect", False)
        if isinstance(error, m.DecodingError):
            return Failure(error, "decode", True, True)
        if isinstance(error, TooLarge):
            return Failure(error, "large", True, True)
        if isinstance(error, Late):
            return Failure(error, "deadline", True, True)
        return Failure(error, "network")


def _stream_classes(module: Any) -> tuple[Callable[..., Any], Callable[..., Any]]:
    class Upload(module.SyncByteStream, module.AsyncByteStream):  # type: ignore[misc]
        """A source as the library's request stream."""

        def __init__(self, source: Iterable[bytes]) -> None:
            self.source = source

        def __iter__(self) -> Iterator[bytes]:
            return iter(self.source)

        async def __aiter__(self) -> AsyncIterator[bytes]:
            source: Any = self.source
            if hasattr(source, "__aiter__"):
                async for chunk in source:
                    yield chunk
            else:
                for chunk in source:
                    yield chunk

    class Held(module.ByteStream):  # type: ignore[misc]
        """Content; asynchronously in pieces, as asyncio takes all of what it is given at once."""

        async def __aiter__(self) -> AsyncIterator[bytes]:
            content: bytes = b"".join(self)
            for at in range(0, len(content), PIECE):
                yield content[at : at + PIECE]

    return Upload, Held


def _untrusted(error: BaseException | None) -> bool:
    """Whether a connection failed for the server's certificate, which waiting does not mend."""
    while error is not None:
        if "CERTIFICATE_VERIFY_FAILED" in str(error):
            return True
        error = error.__cause__ or error.__context__
    return False


_libraries: dict[str, Library] = {}


def root_of(thing: Any, roots: Iterable[str]) -> str | None:
    """Which of some packages an object's class comes from, or is derived from."""
    for base in type(thing).__mro__:
        root = base.__module__.partition(".")[0]
        if root in roots:
            return root
    return None


def library_of(*injected: Any) -> Library:
    """The library that an injected client or transport belongs to, else the default."""
    for thing in injected:
        root = root_of(thing, FAMILY)
        if root is not None:
            return _library(sys.modules[root])
    return _library(httpx)


def library_called(name: str) -> Library:
    """A library by its name, which may have to be imported.

    Raises:
        UsageError: it is not installed.
    """
    return _library(needed(name, name))


def needed(package: str, extra: str) -> Any:
    """A package that only some users need, imported.

    Raises:
        UsageError: it is not installed.
    """
    try:
        return import_module(package)
    except ImportError:
        raise UsageError(f"the package {package} is needed: install the extra {extra}") from None


def _library(module: Any) -> Library:
    found = _libraries.get(module.__name__)
    if found is None:
        found = _libraries[module.__name__] = Library(module)
    return found


@cache
def tls_context(trust_env: bool) -> Any:
    """The TLS settings all clients share: made once, as reading the certificates is slow.

    Args:
        trust_env: whether `SSL_CERT_FILE` and `SSL_CERT_DIR` count.
    """
    return httpx.create_ssl_context(trust_env=trust_env)


def proxy_for(endpoint: Endpoint) -> str | None:
    """The proxy that the environment names for a host (`HTTPS_PROXY`, `NO_PROXY`)."""
    from urllib.request import getproxies, proxy_bypass

    proxies = getproxies()
    scheme = endpoint.origin.partition(":")[0]
    proxy = proxies.get(scheme) or proxies.get("all")
    if not proxy or proxy_bypass(endpoint.host.decode("ascii")):
        return None
    return proxy if "://" in proxy else f"http://{proxy}"
