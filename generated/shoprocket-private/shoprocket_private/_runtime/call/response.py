"""Responses as a whole, for callers who want more than the value."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from os import PathLike
from types import TracebackType
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from ..ground.bounds import TooLarge
from ..ground.headers import Headers, request_id
from ..ground.http import pairs_of

if TYPE_CHECKING:
    from ..ground.errors import ApiError
    from ..ground.http import RawResponse

T_co = TypeVar("T_co", covariant=True)


class Response(Generic[T_co]):
    """What a call brought back: its typed value, and everything around it."""

    __slots__ = (
        "_headers",
        "_ids",
        "_sent_id",
        "attempts",
        "body",
        "content",
        "elapsed",
        "http",
        "status",
        "value",
    )

    def __init__(
        self,
        value: T_co,
        body: Any,
        http: RawResponse,
        content: bytes,
        ids: tuple[str, ...],
        attempts: int,
        elapsed: float,
        sent_id: str | None = None,
    ) -> None:
        self.value = value
        """What the method returns by itself."""
        self.body = body
        """The whole decoded body: the envelope of what `value` was taken out of."""
        self.status: int = http.status_code
        self.content = content
        """The body as it came, decompressed."""
        self.http: RawResponse | None = http
        """The HTTP library's own response; not kept by pickle, as it holds the request."""
        self.attempts = attempts
        """How often the request was sent."""
        self.elapsed = elapsed
        """Seconds that the call took, with waits and repeats."""
        self._ids = ids
        self._sent_id = sent_id
        self._headers: Headers | None = None

    @classmethod
    def instead(cls, value: Any, error: ApiError, ids: tuple[str, ...]) -> Response[Any]:
        """A fall-back where a call failed: status 0 if no response came."""
        made = cast("Response[Any]", object.__new__(cls))
        made.value, made.body, made.content = value, error.body, error.content
        made.status, made.attempts, made.elapsed = error.status or 0, error.attempts, 0.0
        made.http, made._headers, made._ids = None, error.headers, ids
        made._sent_id = error.request_id
        return made

    @property
    def headers(self) -> Headers:
        """Headers of the response."""
        if self._headers is None:
            assert self.http is not None
            self._headers = Headers.of(pairs_of(self.http))
        return self._headers

    @property
    def request_id(self) -> str | None:
        """The vendor's id of the exchange, or else the one that was sent."""
        return request_id(self.headers, self._ids) or self._sent_id

    def replace(self, value: Any) -> Response[Any]:
        """The same response with another value."""
        copy = cast("Response[Any]", object.__new__(type(self)))
        for slot in Response.__slots__:
            setattr(copy, slot, getattr(self, slot))
        copy.value = value
        return copy

    def __getstate__(self) -> dict[str, Any]:
        _ = self.headers
        return {slot: getattr(self, slot) for slot in self.__slots__} | {"http": None}

    def __setstate__(self, state: dict[str, Any]) -> None:
        for slot, value in state.items():
            setattr(self, slot, value)

    def __repr__(self) -> str:
        return f"<Response {self.status}, {len(self.content)} bytes>"


class _Body:
    """What the two kinds of download share."""

    def __init__(
        self,
        response: Response[Any],
        limit: int | None,
        errors: tuple[type[Exception], ...],
        failed: Callable[[Exception], Exception],
    ) -> None:
        self.response = response
        self._http: Any = response.http
        self._limit = limit
        self._errors = errors
        self._failed = failed

    @property
    def status(self) -> int:
        """Status of the response."""
        return self.response.status

    @property
    def headers(self) -> Headers:
        """Headers of the response."""
        return self.response.headers

    @property
    def media_type(self) -> str:
        """Media type of the body, without parameters."""
        return self.headers.get("content-type", "").partition(";")[0].strip()

    @property
    def size(self) -> int | None:
        """Bytes that the server announced; None when it did not, or sends them compressed."""
        length = self.headers.get("content-length", "")
        if not length.isdecimal() or "content-encoding" in self.headers:
            return None
        return int(length)

    def _count(self, size: int) -> None:
        if self._limit is not None and size > self._limit:
            raise TooLarge(f"the body is longer than {self._limit} bytes")

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.status} {self.media_type}>"


class Download(_Body):
    """A body that is read as it comes. Use it with `with`: the connection goes back after."""

    def iter_bytes(self, chunk_size: int | None = None) -> Iterator[bytes]:
        """The body in chunks, decompressed; once.

        Raises:
            ConnectionFailed: the body broke off.
            ResponseTooLarge: it is longer than `max_response_bytes`.
        """
        size = 0
        try:
            for chunk in self._http.iter_bytes(chunk_size):
                self._count(size := size + len(chunk))
                yield chunk
        except self._errors as error:
            self.close()
            raise self._failed(error) from error

    def read(self) -> bytes:
        """The whole body."""
        return b"".join(self.iter_bytes())

    def save(self, path: str | PathLike[str]) -> int:
        """Write the body to a file; returns its size in bytes."""
        with open(path, "wb") as file:
            return sum(file.write(chunk) for chunk in self.iter_bytes())

    def close(self) -> None:
        """Give the connection back."""
        self._http.close()

    def __enter__(self) -> Download:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()


class AsyncDownload(_Body):
    """The same, asynchronously: `async with await stream_async(…)(…) as download`."""

    async def iter_bytes(self, chunk_size: int | None = None) -> AsyncIterator[bytes]:
        """The body in chunks, decompressed; once.

        Raises:
            ConnectionFailed: the body broke off.
            ResponseTooLarge: it is longer than `max_response_bytes`.
        """
        size = 0
        try:
            async for chunk in self._http.aiter_bytes(chunk_size):
                self._count(size := size + len(chunk))
                yield chunk
        except self._errors as error:
            await self.aclose()
            raise self._failed(error) from error

    async def read(self) -> bytes:
        """The whole body."""
        return b"".join([chunk async for chunk in self.iter_bytes()])

    async def save(self, path: str | PathLike[str]) -> int:
        """Write the body to a file; returns its size in bytes."""
        size = 0
        with open(path, "wb") as file:
            async for chunk in self.iter_bytes():
                size += file.write(chunk)
        return size

    async def aclose(self) -> None:
        """Give the connection back."""
        await self._http.aclose()

    async def __aenter__(self) -> AsyncDownload:
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        await self.aclose()
