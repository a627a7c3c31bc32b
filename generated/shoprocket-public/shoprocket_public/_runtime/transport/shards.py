"""Many connections of an asynchronous client, in pools of a few.

The HTTP library's pool looks through its whole list of connections several times a
call, so that a call costs more the more there are. Here the first pool holds those that
are kept alive, further ones a few each, and a call goes to the first that has a place.
A further pool keeps what it has while calls are on their way in it, and nothing after.
"""

from __future__ import annotations

import sys
from collections.abc import AsyncIterator, Callable
from importlib.util import find_spec
from typing import Any

A_FEW = 10
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
        keeps = [kept, *[min(kept, A_FEW)] * len(self._sizes)]
        self._pools = [make(size, keep) for size, keep in zip(self._sizes, keeps, strict=False)]
        self._free = self._sizes.copy()
        self._body = _body_class(module)

    async def handle_async_request(self, request: Any) -> Any:
        """See `engines.Engine`."""
        free = self._free
        index = next((index for index, places in enumerate(free) if places > 0), None)
        if index is None:  # all are taken: wait in the one with the shortest queue
            index = max(range(len(free)), key=free.__getitem__)
        free[index] -= 1
        try:
            response = await self._pools[index].handle_async_request(request)
        except BaseException:
            await self._done(index)
            raise
        response.stream = self._body(response.stream, self._done, index)
        return response

    async def _done(self, index: int) -> None:
        """A call has left a pool."""
        self._free[index] += 1
        if index and self._free[index] == self._sizes[index]:
            await self._pools[index].aclose()  # it opens anew when it is needed

    async def aclose(self) -> None:
        """Close the connections."""
        for pool in self._pools:
            await pool.aclose()


def _body_class(module: Any) -> Any:
    class Body(module.AsyncByteStream):  # type: ignore[misc]
        """A response's body, whose place is free once it is read or closed."""

        def __init__(self, inner: Any, done: Callable[[int], Any], index: int) -> None:
            self._inner = inner
            self._done = done
            self._index = index

        def __aiter__(self) -> AsyncIterator[bytes]:
            chunks: AsyncIterator[bytes] = self._inner.__aiter__()
            return chunks

        async def aclose(self) -> None:
            try:
                await self._inner.aclose()
            finally:
                index, self._index = self._index, -1
                if index >= 0:
                    await self._done(index)

    return Body
