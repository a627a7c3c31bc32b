"""Pools as one transport: which of them a call gets, and when their connections are closed."""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import pytest

from generator.runtime.transport.shards import Shards


class Pool(httpx.AsyncBaseTransport):
    """Answers at once; counts calls, and how often it was closed."""

    def __init__(self, size: int, kept: int) -> None:
        self.size, self.kept = size, kept
        self.calls = self.closed = 0

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        self.calls += 1
        if request.url.path == "/down":
            raise httpx.ConnectError("down")
        return httpx.Response(200, stream=httpx.ByteStream(b"x"))

    async def aclose(self) -> None:
        self.closed += 1


class Desk:
    def __init__(self, most: int, kept: int) -> None:
        self.pools: list[Pool] = []
        self.shards = Shards(httpx, self._made, most, kept)

    def _made(self, size: int, kept: int) -> Pool:
        self.pools.append(Pool(size, kept))
        return self.pools[-1]

    async def call(self, path: str = "/") -> Any:
        request = httpx.Request("GET", f"https://h.test{path}")
        return await self.shards.handle_async_request(request)

    @property
    def calls(self) -> list[int]:
        return [pool.calls for pool in self.pools]

    @property
    def closed(self) -> list[int]:
        return [pool.closed for pool in self.pools]


@pytest.mark.parametrize(
    ("most", "kept", "sizes"),
    [
        (100, 20, [(20, 20)] + [(4, 4)] * 20),
        (10, 2, [(4, 2), (4, 2), (2, 2)]),
        (4, 2, [(4, 2)]),
        (3, 9, [(3, 9)]),
        (5, 5, [(5, 5)]),
        (6, 5, [(5, 5), (1, 1)]),
        (9, 0, [(4, 0), (4, 0), (1, 0)]),
    ],
)
def test_pools_have_so_many_connections_in_all(
    most: int, kept: int, sizes: list[tuple[int, int]]
) -> None:
    async def main() -> None:
        desk = Desk(most, kept)
        assert len(desk.pools) == 1  # the others are made when they are needed
        for _ in range(most):
            await desk.call()
        assert [(pool.size, pool.kept) for pool in desk.pools] == sizes
        assert desk.calls == [size for size, _ in sizes]

    asyncio.run(main())


def test_a_call_gets_the_first_pool_with_a_place_and_else_the_shortest_queue() -> None:
    async def main() -> None:
        desk = Desk(10, 2)
        held = [await desk.call() for _ in range(10)]
        assert desk.calls == [4, 4, 2]
        await held[1].aclose()
        await held[1].aclose()  # a place is given back once
        await desk.call()
        assert desk.calls == [5, 4, 2]
        for _ in range(5):  # all full: by how many wait for each of its connections
            await desk.call()
        assert desk.calls == [7, 6, 3]
        await desk.shards.aclose()
        assert desk.closed == [1, 1, 1]

    asyncio.run(main())


def test_a_call_that_fails_gives_its_place_back() -> None:
    async def main() -> None:
        desk = Desk(4, 4)
        for _ in range(9):
            with pytest.raises(httpx.ConnectError):
                await desk.call("/down")
        await asyncio.gather(*(desk.call() for _ in range(4)))
        assert desk.calls == [13]
        assert len(desk.pools) == 1

    asyncio.run(main())


def test_a_body_is_read_and_then_its_place_is_free() -> None:
    async def main() -> None:
        desk = Desk(5, 4)
        for _ in range(8):
            response = await desk.call()
            assert [chunk async for chunk in response.stream] == [b"x"]
            await response.aclose()
        assert desk.calls == [8]

    asyncio.run(main())


def test_calls_one_after_another_leave_one_connection_idle() -> None:
    """However many they were: what another pool has is not closed for them."""

    async def main() -> None:
        desk = Desk(10, 4)
        for _ in range(9):
            await (await desk.call()).aclose()
        held = [await desk.call() for _ in range(5)]
        assert desk.calls == [13, 1]
        await held[4].aclose()
        assert desk.closed == [0, 0]

    asyncio.run(main())


def test_what_nobody_uses_is_closed_but_for_what_is_kept() -> None:
    async def main() -> None:
        desk = Desk(12, 4)
        held = [await desk.call() for _ in range(12)]
        assert [pool.size for pool in desk.pools] == [4, 4, 4]
        for response in held[8:]:  # four are idle: as many as may be kept
            await response.aclose()
        assert desk.closed == [0, 0, 0]
        for response in held[4:7]:
            await response.aclose()
        assert desk.closed == [0, 0, 0]  # a pool in use stays
        await held[7].aclose()
        assert desk.closed == [0, 1, 0]
        for response in held[:4]:
            await response.aclose()
        assert desk.closed == [0, 1, 1]  # the first stays, whatever others did
        again = [await desk.call() for _ in range(12)]
        assert desk.calls == [8, 8, 8]
        for response in again:
            await response.aclose()
        assert desk.closed == [0, 2, 2]

    asyncio.run(main())


@pytest.mark.parametrize(
    ("more", "steps"),
    [
        # Seven may be idle. Numbers: calls that end, -1: a new one; then what was closed so far.
        (0, [([0, 1, 2, 7, 8, 9, 10], [0, 0, 0])]),
        (0, [([0, 1, 2, 3, 7, 8, 9, 10], [0, 1, 0])]),
        (0, [([0, 1, 2, 3, 7, 8, 9, 10], [0, 1, 0]), ([-1, 11, 12, 13, 14], [0, 1, 0])]),
        (0, [([0, 1, 2, 3, 7, 8, 9, 10], [0, 1, 0]), ([11, 12, 13, 14], [0, 1, 1])]),
        (0, [([0, 1, 2, 7, 8, 9, 10, -1, -1], [0, 0, 0]), ([11, 12, 13, 14], [0, 0, 1])]),
        # A place that somebody waited for is not idle when it is given back.
        (1, [([0, 1, 2, 3, 7, 8, 9, 10], [0, 0, 0])]),
        (1, [([0, 1, 2, 3, 4, 7, 8, 9, 10], [0, 1, 0])]),
        (2, [([0, 1, 2, 3, 7, 8, 9, 10], [0, 0, 0]), ([4, 11, 12, 13], [0, 0, 0])]),
    ],
)
def test_how_many_may_be_idle(more: int, steps: list[tuple[list[int], list[int]]]) -> None:
    async def main() -> None:
        desk = Desk(15, 7)
        held = [await desk.call() for _ in range(15 + more)]
        for ends, closed in steps:
            for index in ends:
                if index < 0:
                    await desk.call()
                else:
                    await held[index].aclose()
            assert desk.closed == closed
        assert [pool.size for pool in desk.pools] == [7, 4, 4]

    asyncio.run(main())
