"""The keywords of clients and calls, as types.

Imported by type checkers and by whoever asks for these names, but not by a
client at work, which would pay for classes that it never uses.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol, TypedDict

if TYPE_CHECKING:
    from ..call.cache import Cache
    from ..ground.settings import Timeouts
    from ..limits.breaker import Breaker
    from ..limits.limiter import MemoryLimiter
    from ..transport.wiring import Limits
    from .hooks import Hook


class Transport(Protocol):
    """A synchronous transport of either library."""

    def handle_request(self, request: Any, /) -> Any:
        """Send a request; return its response, unread."""

    def close(self) -> None:
        """Give back what it holds."""


class AsyncTransport(Protocol):
    """An asynchronous transport of either library."""

    async def handle_async_request(self, request: Any, /) -> Any:
        """Send a request; return its response, unread."""

    async def aclose(self) -> None:
        """Give back what it holds."""


class HttpClient(Protocol):
    """A synchronous client of either library."""

    headers: Any
    cookies: Any

    def send(self, request: Any, *, stream: bool = ..., follow_redirects: Any = ...) -> Any:
        """Send a request."""


class AsyncHttpClient(Protocol):
    """An asynchronous client of either library."""

    headers: Any
    cookies: Any

    async def send(self, request: Any, *, stream: bool = ..., follow_redirects: Any = ...) -> Any:
        """Send a request."""


class Options(TypedDict, total=False):
    """Settings of one call, as `options={…}`; of a view, as `client.with_options(…)`."""

    timeout: float | Timeouts
    """Seconds for each phase of an attempt, or for all of them."""
    deadline: float | None
    """Seconds for the whole call, with its waits and repeats."""
    retries: int
    """How often at most the request is sent again; 0 for never."""
    headers: Mapping[str, str]
    """Headers to send besides, or instead of ours of that name."""
    query: Mapping[str, Any]
    """Query parameters to send besides."""
    body: Mapping[str, Any]
    """Members to send in the body besides, by their wire names."""
    content_type: str
    """Which of the document's media types the body is."""
    accept: str
    """Which of the document's media types the answer is to have: no JSON is bytes or text."""
    media_version: str
    """Another version of the vendor's media types than the document's."""
    planned: bool
    """Call the operation although the vendor may not serve it yet."""
    idempotency_key: str
    """The key to send; with one, any call may be repeated."""
    base_url: str
    """Another server of the same API."""
    strict: bool
    """Raise `DecodeError` where a response departs from the document."""
    max_response_bytes: int | None
    """A longer body is not read but raises `ResponseTooLarge`."""
    resume: str
    """Go on with a list from a `resume_token`."""
    wait: bool | float
    """Whether to wait for a turn where calls are limited, or how many seconds at most.

    A call that would wait longer raises `RateLimited` at once. Default: True, as long as
    the deadline allows."""


class CommonSettings(TypedDict, total=False):
    """The keywords that clients of both kinds share."""

    base_url: str | None
    """Another server of the same API, or a test's; may hold the server's `{variables}`."""
    timeout: float | Timeouts | None
    """Seconds for each phase of an attempt: connect 5, read 30, write 30, pool 5."""
    token_url: str | None
    """Another token endpoint than the document's, or a test's."""
    scopes: Sequence[str] | None
    """Scopes to ask the token endpoint for; None for those of the document."""
    deadline: float | None
    """Seconds for a whole call, with its waits and repeats; None for no such bound."""
    retries: int | None
    """How often at most a call is sent again; None for what the document says."""
    headers: Mapping[str, str]
    """Headers to send with every call."""
    media_version: str | None
    """Another version of the vendor's media types than the document's."""
    strict: bool
    """Raise `DecodeError` where a response departs from the document."""
    max_response_bytes: int | None
    """A longer body raises `ResponseTooLarge`; None for no bound."""
    engine: str | None
    """What makes connections: `httpx`, `httpx2`, `aiohttp` or `pyreqwest`."""
    limits: Limits
    """How many connections are held."""
    http2: bool | None
    """Speak HTTP/2 where the server does (needs the extra `http2`). Default: where the vendor
    asks for it and the extra is installed."""
    proxy: str | None
    """URL of a proxy, instead of the environment's."""
    trust_env: bool
    """Whether the environment's proxies and certificates count."""
    tls: Any
    """An `ssl.SSLContext`, for certificates of your own."""
    limiter: MemoryLimiter | None
    """Where calls are counted that the vendor limits. Default: one of its own; None: nowhere.

    Clients may share a `MemoryLimiter`, processes and hosts share through a `RedisLimiter`."""
    wait: bool | float
    """Whether calls wait for their turn, or how many seconds at most; see `Options`."""
    hooks: Sequence[Hook]
    """Objects that see each call and each attempt: see `hooks.py`."""
    breaker: Breaker | None
    """Fail at once while the vendor is down; None for never. Clients may share one."""
    cache: Cache | None
    """Where answers are kept as long as their `Cache-Control` allows; None for nowhere."""


class ClientSettings(CommonSettings, total=False):
    """The keywords of a synchronous client besides credentials and server variables."""

    transport: Transport | None
    """A transport of the HTTP library to use instead of a pool; closed with the client."""
    http_client: HttpClient | None
    """A client of the HTTP library to send through; its owner closes it."""


class AsyncClientSettings(CommonSettings, total=False):
    """The keywords of an asynchronous client besides credentials and server variables."""

    transport: AsyncTransport | None
    """A transport of the HTTP library to use instead of a pool; closed with the client."""
    http_client: AsyncHttpClient | None
    """A client of the HTTP library to send through; its owner closes it."""
