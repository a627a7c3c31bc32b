"""Many connections of an asynchronous client, in pools of a few.

The HTTP library's pool looks through its whole list of connections several times a
call, so that a call costs more the more there are. Here the first pool holds those that
are kept alive, further ones a few each, and a call goes to the first that has a place.
A further pool is made when it is needed. What it has is kept while any call is on its
way, as far as connections may be kept, and closed after: the library closes those that
were idle for too long only when it is called.
"""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Callable
from importlib.util import find_spec
from typing import Any

A_FEW = 4
"""Connections of a further pool."""


def know_the_loop() -> None:
    """Spare httpcore 1 the question which event loop it is in, asked several times a call.

    It imports `sniffio` to know, each time, and takes asyncio where there is none: a failed
    import costs more than most of a call. Where there is none, we answer for it. The place is
    not public; where it looks different, nothing changes.
    """
    asked = sys.modules.get("httpcore._synchronization")
    if hasattr(asked, "current_async_library") and find_spec("sniffio") is None:
        setattr(asked, "current_async_library", _asyncio)  # noqa: B010


def _asyncio() -> str:
    return "asyncio"


class Shards:
    """Pools as one transport, within one number of connections."""

    def __init__(self, module: Any, make: Callable[[int, int], Any], most: int, kept: int) -> None:
        """Prepare; nothing is connected.

        Args:
            module: the HTTP library.
            make: a transport of so many connections, of which so many are kept alive.
            most: connections in all.
            kept: connections kept alive in all.
        """
        first = min(max(kept, A_FEW), most)
        full, rest = divmod(most - first, A_FEW)
        self._sizes = [first, *[A_FEW] * full, *([rest] if rest else [])]
        self._free = self._sizes.copy()
        self._make = make
        self._pools: dict[int, Any] = {0: make(first, kept)}
        self._kept = kept
        self._open = [0] * len(self._sizes)  # as many connections as a pool had calls at once
        self._idle = 0  # connections of all pools that no call uses
        self._body = _body_class(module)

    async def handle_async_request(self, request: Any) -> Any:
        """See `engines.Engine`."""
        index = self._taken()
        try:
            response = await self._pools[index].handle_async_request(request)
        except BaseException:
            await self._done(index)
            raise
        response.stream = self._body(response.stream, self._done, index)
        return response

    def _taken(self) -> int:
        """The pool of a call: the first that has a place, else that with the shortest queue."""
        free, sizes = self._free, self._sizes
        index = next((index for index, places in enumerate(free) if places > 0), -1)
        if index < 0:
            index = max(range(len(free)), key=lambda index: free[index] / sizes[index])
        elif index not in self._pools:
            self._pools[index] = self._make(sizes[index], min(self._kept, sizes[index]))
        free[index] -= 1
        if free[index] >= 0:
            fresh = sizes[index] - free[index] > self._open[index]
            self._open[index] += fresh
            self._idle -= not fresh
        return index

    async def _done(self, index: int) -> None:
        """A call has left a pool; what is closed opens anew when it is needed."""
        free, sizes = self._free, self._sizes
        free[index] += 1
        self._idle += free[index] > 0
        for one in self._pools.copy() if free == sizes else (index,) * (self._idle > self._kept):
            # While others are closed a call may have come.
            if one and self._open[one] and free[one] == sizes[one]:
                self._idle -= self._open[one]
                self._open[one] = 0
                await self._pools[one].aclose()

    async def aclose(self) -> None:
        """Close the connections."""
        for pool in self._pools.values():
            await pool.aclose()


def _body_class(module: Any) -> Any:
    class Body(module.AsyncByteStream):  # type: ignore[misc]
        """A response's body, whose place is free once it is read or closed."""

        def __init__(self, inner: Any, done: Callable[[int], Any], index: int) -> None:
            self._inner = inner
            self._done = done
            self._index: int | None = index

        def __aiter__(self) -> AsyncIterator[bytes]:
            chunks: AsyncIterator[bytes] = self._inner.__aiter__()
            return chunks

        async def aclose(self) -> None:
            try:
                await self._inner.aclose()
            finally:
                index, self._index = self._index, None
                if index is not None:
                    await self._done(index)

    return Body
