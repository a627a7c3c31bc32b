"""Bounds of a call: what is left of its time, and how much of a body is read."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

PIECE = 1 << 18
"""Bytes of a body that the other side has to take within the write timeout."""


class TooLarge(Exception):
    """A body went over its bound while it was read."""


class Late(Exception):
    """The deadline came while a body was read."""


class Left(float):
    """A timeout as it is now; `now` tells it anew (see `bounded.py`)."""

    __slots__ = ("_all", "_own")
    _all: TimeLeft
    _own: float

    def __new__(cls, own: float, all_: TimeLeft) -> Left:
        """The phase's own timeout, or what is left when that is less; never zero."""
        made = super().__new__(cls, max(0.001, min(own, all_.left())))
        made._own = own
        made._all = all_
        return made

    def now(self) -> float:
        """The same, at this moment."""
        return max(0.001, min(self._own, self._all.left()))


class TimeLeft(dict[str, float]):
    """Timeouts that also end with the deadline, however late a phase begins."""

    __slots__ = ("_end", "_now")

    def __init__(self, timeouts: dict[str, float], end: float, now: Callable[[], float]) -> None:
        self.update(timeouts)
        self._end = end
        self._now = now

    def left(self) -> float:
        """Seconds until the deadline."""
        return self._end - self._now()

    def get(self, key: str, default: Any = None, /) -> Any:
        """The timeout of a phase, or what is left when that is less; never zero."""
        return Left(self[key], self)


def read(response: Any, limit: int | None, timeouts: dict[str, float]) -> None:
    """Read a response's body, within a size and a deadline.

    One that was never on a wire (a test's) is read already.

    Raises:
        TooLarge: it is longer than `limit` bytes, decompressed.
        Late: the deadline came.
    """
    if hasattr(response, "_content"):
        _check(len(response.content), limit, timeouts)
        return
    chunks: list[bytes] = []
    size = 0
    for chunk in response.iter_bytes() if _packed(response) else response.stream:
        size += len(chunk)
        _check(size, limit, timeouts)
        chunks.append(chunk)
    response.close()
    # What the library's own read() does after the same loop.
    response._content = b"".join(chunks)


async def aread(response: Any, limit: int | None) -> None:
    """The same, asynchronously; the deadline is the event loop's business here."""
    if hasattr(response, "_content"):
        _check(len(response.content), limit, {})
        return
    chunks: list[bytes] = []
    size = 0
    async for chunk in response.aiter_bytes() if _packed(response) else response.stream:
        size += len(chunk)
        _check(size, limit, {})
        chunks.append(chunk)
    await response.aclose()
    response._content = b"".join(chunks)


def _packed(response: Any) -> bool:
    """Whether a body has to be decompressed; else the library's layers around it do nothing."""
    packed: bool | None = getattr(response, "packed", None)
    return "content-encoding" in response.headers if packed is None else packed


def _check(size: int, limit: int | None, timeouts: dict[str, float]) -> None:
    if limit is not None and size > limit:
        raise TooLarge(f"the body is longer than {limit} bytes")
    if isinstance(timeouts, TimeLeft) and timeouts.left() <= 0:
        raise Late("the deadline came while the body was read")
