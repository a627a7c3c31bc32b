"""What a flow asks for is done, with threads and with tasks alike: see `ground.words`."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Generator, Iterator
from concurrent.futures import Future
from types import ModuleType
from typing import Any

import pytest

from generator.runtime.ground.bounds import TimeLeft
from generator.runtime.ground.errors import UsageError
from generator.runtime.ground.http import Endpoint, Failure, library_called
from generator.runtime.ground.secret import SecretValue
from generator.runtime.ground.words import Ask, Exchange, Join, Reach, Wait
from generator.runtime.transport.engines import engine_of
from generator.runtime.transport.pools import AsyncPool, Pool
from generator.runtime.transport.wiring import Wiring

from .conftest import FakeClock

WAYS = pytest.mark.parametrize("way", ["sync", "async"])
TIMEOUTS = {"connect": 5.0, "read": 5.0, "write": 5.0, "pool": 5.0}


def body(http: ModuleType, *chunks: Any) -> Any:
    """Chunks; an exception among them is raised."""

    class Body(http.SyncByteStream, http.AsyncByteStream):  # type: ignore[misc, name-defined]
        closed = 0

        def __iter__(self) -> Iterator[bytes]:
            for chunk in chunks:
                if isinstance(chunk, BaseException):
                    raise chunk
                yield chunk

        async def __aiter__(self) -> AsyncIterator[bytes]:
            for chunk in self:
                yield chunk

        def close(self) -> None:
            type(self).closed += 1

        async def aclose(self) -> None:
            type(self).closed += 1

    return Body()


class Desk:
    """A pool over a transport that gives what it is told."""

    def __init__(self, http: ModuleType, way: str, answer: Any = None) -> None:
        self.library = library_called(http.__name__)
        self.clock = FakeClock()
        self.way = way
        wiring = Wiring(transport=http.MockTransport(lambda request: answer))
        made = Pool if way == "sync" else AsyncPool
        self.pool: Any = made(wiring, engine_of(wiring))

    def run(self, flow: Generator[Any, Any, Any]) -> Any:
        if self.way == "sync":
            return self.pool.drive(flow, self.clock)
        return asyncio.run(self.pool.drive(flow, self.clock))

    def exchange(
        self, *, stream: bool = False, limit: int | None = None, timeouts: Any = None
    ) -> Any:
        endpoint = Endpoint(self.library, "https://h.test")
        timeouts = timeouts or TIMEOUTS
        request = endpoint.request("GET", "/x", [(b"Host", b"h.test")], b"", timeouts)
        return Exchange(endpoint, request, timeouts, limit, stream)

    def ask(self, **more: Any) -> Any:
        exchange = self.exchange(**more)

        def flow() -> Generator[Any, Any, Any]:
            outcome = yield exchange
            return outcome

        outcome = self.run(flow())
        if not isinstance(outcome, Failure):
            assert outcome.request is exchange.request
        return outcome


@WAYS
@pytest.mark.parametrize("stream", [False, True])
@pytest.mark.parametrize("status", [200, 204, 299, 300, 302, 304, 404, 500])
def test_a_body_is_read_unless_it_is_a_success_that_is_read_as_it_comes(
    http: ModuleType, way: str, stream: bool, status: int
) -> None:
    desk = Desk(http, way, http.Response(status, stream=body(http, b"abc")))
    outcome = desk.ask(stream=stream)
    left = stream and status < 300
    assert hasattr(outcome, "_content") is not left
    assert left or outcome.content == b"abc"


@WAYS
def test_a_body_that_is_too_long_or_breaks_off_is_a_failure_and_is_closed(
    http: ModuleType, way: str
) -> None:
    long = body(http, b"abc", b"def")
    outcome = Desk(http, way, http.Response(200, stream=long)).ask(limit=5)
    assert (outcome.kind, outcome.permanent, outcome.sent) == ("large", True, True)
    assert long.closed >= 1
    broken = body(http, b"abc", http.ReadError("gone"))
    outcome = Desk(http, way, http.Response(200, stream=broken)).ask()
    assert (outcome.kind, outcome.permanent, outcome.sent) == ("network", False, True)
    assert broken.closed >= 1
    stopped = body(http, KeyboardInterrupt())
    with pytest.raises(KeyboardInterrupt):
        Desk(http, way, http.Response(200, stream=stopped)).ask()
    assert stopped.closed >= 1


@WAYS
def test_a_deadline_that_is_over(http: ModuleType, way: str) -> None:
    desk = Desk(http, way, http.Response(200, stream=body(http, b"abc")))
    over = TimeLeft(TIMEOUTS, 100.0, lambda: 100.0)
    outcome = desk.ask(timeouts=over)
    if way == "sync":  # tasks are stopped by the loop's clock
        assert (outcome.kind, outcome.permanent) == ("deadline", True)
    assert desk.ask(timeouts=TimeLeft(TIMEOUTS, 100.0, lambda: 99.0)).status_code == 200


@WAYS
def test_each_word_is_answered(http: ModuleType, way: str) -> None:
    desk = Desk(http, way)
    done: Future[Any] = Future()
    done.set_result("token")
    later: Future[Any] = Future()
    later.set_running_or_notify_cancel()  # as one who asks for a token does

    class Limiter:
        def talk(self, talk: Any, clock: Any) -> Any:
            return ("sync", talk, clock is desk.clock)

        async def atalk(self, talk: Any, clock: Any) -> Any:
            return ("async", talk, clock is desk.clock)

    async def coroutine() -> str:
        return "from a coroutine"

    words: list[Any] = [
        Wait(2.5),
        Ask(lambda: "said"),
        Join(done, 5.0),
        Join(done, -1.0),
        Join(later, -1.0),
        Join(later, 0.001),
        Reach(Limiter(), "a talk"),  # type: ignore[arg-type]
        *([Ask(coroutine)] if way == "async" else []),
    ]
    answers: list[Any] = []

    def flow() -> Generator[Any, Any, str]:
        for word in words:
            answer = yield word
            answers.append(answer)
        return "the end"

    assert desk.run(flow()) == "the end"
    shown = [one.reveal() if isinstance(one, SecretValue) else one for one in answers]
    assert shown[:7] == [None, "said", "token", "token", None, None, (way, "a talk", True)]
    assert shown[7:] == (["from a coroutine"] if way == "async" else [])
    assert desk.clock.waits == [2.5]
    assert not later.done()
    assert not later.cancelled()  # others wait for it


@WAYS
@pytest.mark.parametrize("said", [5, None, b"bytes"])
def test_a_function_that_says_no_text_ends_the_flow(http: ModuleType, way: str, said: Any) -> None:
    desk, closed = Desk(http, way), []

    def flow() -> Generator[Any, Any, None]:
        try:
            yield Ask(lambda: said)
        finally:
            closed.append(True)  # it may hold a place in a queue

    with pytest.raises(UsageError, match=f"must return text, not {type(said).__name__}"):
        desk.run(flow())
    assert closed == [True]


def test_a_coroutine_needs_the_asynchronous_client(http: ModuleType) -> None:
    async def coroutine() -> str:
        return "never"

    def flow() -> Generator[Any, Any, None]:
        yield Ask(coroutine)

    with pytest.raises(UsageError, match="must return text, not coroutine"):
        Desk(http, "sync").run(flow())


@WAYS
@pytest.mark.parametrize("shared", [False, True])
def test_what_is_handed_in_is_its_owners_but_a_transport(
    http: ModuleType, way: str, shared: bool
) -> None:
    closed: list[str] = []

    class Own(http.MockTransport):  # type: ignore[misc, name-defined]
        def close(self) -> None:
            closed.append("sync")

        async def aclose(self) -> None:
            closed.append("async")

    transport = Own(lambda request: http.Response(200))
    kind = http.Client if way == "sync" else http.AsyncClient
    wiring = (
        Wiring(http_client=kind(transport=transport)) if shared else Wiring(transport=transport)
    )
    pool: Any = (Pool if way == "sync" else AsyncPool)(wiring, engine_of(wiring))
    if way == "sync":
        pool.close()
    else:
        asyncio.run(pool.aclose())
    assert closed == ([] if shared else [way])
