"""How much of a body is read, and until when."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import AsyncIterator, Iterator
from typing import Any

import httpx
import pytest

from generator.runtime.ground.bounds import Late, Left, TimeLeft, TooLarge, aread, read

TIMEOUTS = {"connect": 5.0, "read": 30.0, "write": 30.0, "pool": 5.0}


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


class Chunks(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A body that comes in pieces, each of which takes its time."""

    def __init__(self, clock: Clock, *chunks: bytes, each: float = 0.0) -> None:
        self.clock, self.chunks, self.each = clock, chunks, each
        self.closed = False
        self.times = 0

    def __iter__(self) -> Iterator[bytes]:
        self.times += 1
        for chunk in self.chunks:
            self.clock.now += self.each
            yield chunk

    async def __aiter__(self) -> AsyncIterator[bytes]:
        for chunk in self:
            yield chunk

    def close(self) -> None:
        self.closed = True

    async def aclose(self) -> None:
        self.closed = True


def response(stream: Chunks, **headers: str) -> httpx.Response:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return httpx.Response(200, headers=named, stream=stream)


def body(answer: httpx.Response, limit: int | None, timeouts: Any, way: str) -> bytes:
    if way == "sync":
        read(answer, limit, timeouts)
    else:
        asyncio.run(aread(answer, limit))
    return answer.content


@pytest.mark.parametrize("way", ["sync", "async"])
@pytest.mark.parametrize(
    ("limit", "whole"), [(None, True), (6, True), (7, True), (5, False), (3, False), (0, False)]
)
def test_a_body_of_six_bytes(way: str, limit: int | None, whole: bool) -> None:
    stream = Chunks(Clock(), b"abc", b"", b"def")
    answer = response(stream)
    if whole:
        assert body(answer, limit, TIMEOUTS, way) == b"abcdef"
        assert stream.closed
        assert body(answer, limit, TIMEOUTS, way) == b"abcdef"  # read already
        assert stream.times == 1
    else:
        with pytest.raises(TooLarge, match=f"the body is longer than {limit} bytes"):
            body(answer, limit, TIMEOUTS, way)


@pytest.mark.parametrize("way", ["sync", "async"])
def test_an_empty_body_and_one_that_is_read_already(way: str) -> None:
    assert body(response(Chunks(Clock())), 0, TIMEOUTS, way) == b""
    done = httpx.Response(200, content=b"abc")
    assert body(done, 3, TIMEOUTS, way) == b"abc"
    with pytest.raises(TooLarge):
        body(done, 2, TIMEOUTS, way)


@pytest.mark.parametrize("way", ["sync", "async"])
def test_what_is_packed_counts_unpacked(way: str) -> None:
    packed = gzip.compress(b"x" * 10_000)
    assert body(response(Chunks(Clock(), packed), content_encoding="gzip"), 10_000, TIMEOUTS, way)
    with pytest.raises(TooLarge):
        body(response(Chunks(Clock(), packed), content_encoding="gzip"), 9_999, TIMEOUTS, way)
    marked = response(Chunks(Clock(), packed), content_encoding="gzip")
    marked.packed = False  # an engine unpacked it, and left the header
    assert body(marked, None, TIMEOUTS, way) == packed


@pytest.mark.parametrize(
    ("left", "each", "late"),
    [(1.0, 0.3, False), (1.0, 0.5, True), (1.0, 0.6, True), (0.001, 0.0, False)],
)
def test_the_deadline_may_come_between_chunks(left: float, each: float, late: bool) -> None:
    clock = Clock()
    bound = TimeLeft(TIMEOUTS, clock.now + left, clock)
    answer = response(Chunks(clock, b"abc", b"def", each=each))
    if late:
        with pytest.raises(Late, match="the deadline came while the body was read"):
            read(answer, None, bound)
    else:
        read(answer, None, bound)
        assert answer.content == b"abcdef"


@pytest.mark.parametrize(
    ("own", "left", "told"),
    [(5.0, 9.0, 5.0), (5.0, 3.0, 3.0), (5.0, 0.0, 0.001), (5.0, -7.0, 0.001)],
)
def test_a_timeout_is_never_longer_than_what_is_left_and_never_none(
    own: float, left: float, told: float
) -> None:
    clock = Clock()
    bound = TimeLeft({"read": own}, clock.now + left, clock)
    assert bound.left() == left
    found = bound.get("read")
    assert isinstance(found, Left)
    assert float(found) == found.now() == told
    clock.now += 1
    assert float(found) == told
    assert found.now() == max(0.001, min(own, left - 1))
