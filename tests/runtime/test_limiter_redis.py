"""Limits shared through a real Redis, and a real Valkey, synchronously and asynchronously."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import multiprocessing
import socket
import sys
import threading
import time
from collections.abc import Callable, Generator, Iterator
from itertools import chain
from types import ModuleType
from typing import Any

import pytest
import redis
import redis.asyncio

from generator.runtime.client.clients import AsyncBaseClient, BaseClient, core_of
from generator.runtime.ground.clock import Clock
from generator.runtime.ground.errors import (
    LimiterUnavailable,
    RateLimited,
    TooManyRequests,
    UsageError,
)
from generator.runtime.ground.operation import Rule
from generator.runtime.limits.limiter import Place
from generator.runtime.limits.quota import Quota
from generator.runtime.limits.redis import RedisLimiter
from generator.runtime.limits.window import Log

from .conftest import FakeClock, Script, still
from .redis_server import SERVERS, RedisServer, redis_server
from .test_limiter import worst
from .test_limiter_client import API, KEY, OK, left, operation

CLOCK = Clock()


@pytest.fixture(scope="module", params=SERVERS)
def server(request: pytest.FixtureRequest) -> Iterator[RedisServer]:
    with redis_server(request.param) as running:
        yield running


@pytest.fixture
def store(server: RedisServer) -> Iterator[Any]:
    with redis.Redis.from_url(server.url) as client:
        client.flushall()
        yield client


@pytest.fixture
def limiter(server: RedisServer, store: Any) -> Iterator[RedisLimiter]:
    made = RedisLimiter(server.url)
    yield made
    made.close()


def logs(limiter: RedisLimiter, *rules: tuple[int, float]) -> tuple[Log, ...]:
    return limiter.logs("p", "c", [Rule(f"r{n}", *rule) for n, rule in enumerate(rules)])


def hit(limiter: RedisLimiter, buckets: tuple[Log, ...], place: Place | None = None) -> float:
    return limiter.talk(limiter.reserve(buckets, place or Place(0.0)), CLOCK)


def test_so_many_in_a_window_and_no_more(limiter: RedisLimiter) -> None:
    buckets = logs(limiter, (3, 10))
    waits = [hit(limiter, buckets) for _ in range(5)]
    assert waits[:3] == [0, 0, 0]
    assert all(5 < wait <= 10.01 for wait in waits[3:])


def test_two_limiters_share_a_count(server: RedisServer, limiter: RedisLimiter) -> None:
    other = RedisLimiter(server.url)
    first, second = logs(limiter, (2, 10)), logs(other, (2, 10))
    assert [hit(limiter, first), hit(other, second)] == [0, 0]
    assert hit(limiter, first) > 5
    assert hit(other, second) > 5
    other.close()


def test_all_rules_or_none(limiter: RedisLimiter, store: Any) -> None:
    buckets = logs(limiter, (100, 60), (1, 60))
    waits = [hit(limiter, buckets) for _ in range(5)]
    assert [wait > 0 for wait in waits] == [False, True, True, True, True]
    assert [store.llen(limiter._name(log)) for log in buckets] == [1, 1]


def test_a_window_may_be_a_part_of_a_second(limiter: RedisLimiter) -> None:
    buckets = logs(limiter, (2, 0.9))
    assert [hit(limiter, buckets) for _ in range(2)] == [0, 0]
    wait = hit(limiter, buckets)
    assert 0 < wait <= 0.903
    time.sleep(wait)
    assert hit(limiter, buckets) == 0
    odd = logs(limiter, (1, 10.5))
    assert hit(limiter, odd) == 0
    assert 5 < hit(limiter, odd) <= 10.6


def test_it_is_the_server_that_it_is_said_to_be(server: RedisServer, store: Any) -> None:
    assert store.info("server").get("server_name", "redis") == server.kind


def test_the_time_is_the_servers(limiter: RedisLimiter) -> None:
    """A process whose clock is wrong counts as all others."""
    place = Place(0.0)
    wrong = FakeClock()
    assert limiter.talk(limiter.reserve(logs(limiter, (2, 10)), place), wrong) == 0
    assert abs(place.shared - time.time()) < 60


@pytest.mark.parametrize("way", ["sync", "async"])
def test_one_script_and_one_round_trip(way: str, limiter: RedisLimiter, store: Any) -> None:
    """Redis is told the script's hash, and its text only where it does not know it."""
    buckets = logs(limiter, (10, 60), (20, 600))
    store.script_flush()
    store.config_resetstat()
    if way == "sync":
        assert [hit(limiter, buckets) for _ in range(5)] == [0] * 5
    else:

        async def main() -> list[float]:
            talks = (limiter.reserve(buckets, Place(0.0)) for _ in range(5))
            found = [await limiter.atalk(talk, CLOCK) for talk in talks]
            await close(limiter)
            return found

        assert asyncio.run(main()) == [0] * 5
    ran = {name.removeprefix("cmdstat_"): s for name, s in store.info("commandstats").items()}
    assert ran["eval"]["calls"] == 1
    assert ran["evalsha"]["calls"] == 5
    assert not {"multi", "script|load", "watch"} & set(ran)


def test_an_answer_that_teaches_nothing_is_told_to_nobody(
    limiter: RedisLimiter, store: Any, script: Any
) -> None:
    made = client(script(OK), limiter)
    still(made)
    what = operation(Rule("k", 9, 60.0))
    made.call(what, {})
    store.config_resetstat()
    for _ in range(3):
        made.call(what, {})
    assert store.info("commandstats")["cmdstat_evalsha"]["calls"] == 3


def test_a_log_holds_no_more_than_decides(limiter: RedisLimiter, store: Any) -> None:
    buckets = logs(limiter, (3, 60))
    name = limiter._name(buckets[0])
    store.lpush(name, 1, 2, 3)  # long ago
    assert [hit(limiter, buckets) for _ in range(2)] == [0, 0]
    moments = [int(moment) for moment in store.lrange(name, 0, -1)]
    assert len(moments) == 3
    assert moments[0] >= moments[1] > moments[2] == 3
    assert 0 < store.pttl(name) <= 60_033


def test_a_lower_ceiling_of_one_process_keeps_what_others_need(
    server: RedisServer, limiter: RedisLimiter, store: Any
) -> None:
    """One process was told a lower limit by the vendor; another must still see all calls."""
    other = RedisLimiter(server.url)
    all_, few = logs(limiter, (4, 60)), logs(other, (4, 60))
    other.learn(few, [Quota(2)], CLOCK)
    assert [hit(other, few) > 0 for _ in range(3)] == [False, False, True]
    assert [hit(limiter, all_) > 0 for _ in range(3)] == [False, False, True]
    assert 59 < hit(other, few) <= 60.1
    other.close()


def test_several_rules_while_many_ask(server: RedisServer, store: Any) -> None:
    """Threads, each with a limiter of its own: counted in all rules or in none."""
    granted: list[float] = []

    def race() -> None:
        own = RedisLimiter(server.url)
        buckets = logs(own, (40, 60), (7, 60), (90, 60))
        granted.extend(wait for _ in range(20) if not (wait := hit(own, buckets)))
        own.close()

    threads = [threading.Thread(target=race) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(30)
    assert len(granted) == 7
    assert {store.llen(name) for name in store.keys("*")} == {7}


def test_a_block_holds_for_all(server: RedisServer, limiter: RedisLimiter) -> None:
    buckets = logs(limiter, (100, 60))
    talk = limiter.tell(buckets, Place(0.0), 0.0, 7.0, [], CLOCK)
    assert talk is not None
    limiter.talk(talk, CLOCK)
    other = RedisLimiter(server.url)
    assert 6.5 < hit(other, logs(other, (100, 60))) <= 7
    other.close()


def test_a_late_call_counts_from_its_arrival(limiter: RedisLimiter) -> None:
    buckets = logs(limiter, (2, 10))
    first, second = Place(0.0), Place(0.0)
    assert hit(limiter, buckets, first) == 0
    assert hit(limiter, buckets, second) == 0
    before = hit(limiter, buckets)
    talk = limiter.tell(buckets, first, 2.0, 0.0, [], CLOCK)
    assert talk is not None
    limiter.talk(talk, CLOCK)
    assert hit(limiter, buckets) == pytest.approx(before + 2.0, abs=0.2)
    again = limiter.tell(buckets, first, 2.0, 0.0, [], CLOCK)  # it is not there any more
    assert again is not None
    limiter.talk(again, CLOCK)
    assert hit(limiter, buckets) == pytest.approx(before + 2.0, abs=0.3)


def test_calls_that_nobody_knows_of_block(limiter: RedisLimiter, store: Any) -> None:
    """The vendor says that nothing is left, and the count says otherwise."""
    buckets = logs(limiter, (5, 10))
    name = f"{limiter._name(buckets[0])}:blocked"
    hit(limiter, buckets)

    def told(*quotas: Quota) -> int:
        limiter.learn(buckets, list(quotas), CLOCK)
        talk = limiter.tell(buckets, Place(0.0), 0.0, 0.0, list(quotas), CLOCK)
        if talk is not None:
            limiter.talk(talk, CLOCK)
        found: int = store.pttl(name)
        store.delete(name)
        return found

    assert told(Quota(5, 4, b"3")) < 0
    assert 2500 < told(Quota(5, 0, b"3")) <= 3000
    assert 9500 < told(Quota(5, 0)) <= 10_000
    assert 9500 < told(Quota(5, 0, b"500")) <= 10_000
    for _ in range(4):
        hit(limiter, buckets)
    assert told(Quota(5, 0, b"3")) < 0  # all of them are ours
    assert buckets[0]._foreign == 0
    limiter.learn(buckets, [Quota(2, 1)], CLOCK)
    assert buckets[0].ceiling == 2
    store.flushall()
    assert 2500 < told(Quota(2, 0, b"3")) <= 3000
    assert limiter.tell(buckets, Place(0.0), 0.0, 0.0, [Quota(600, 0, b"3")], CLOCK) is None
    assert limiter.tell(buckets, Place(0.0), 1.0, 0.0, [], CLOCK) is None  # never counted there


def test_a_lower_limit_counts(limiter: RedisLimiter) -> None:
    buckets = logs(limiter, (5, 10))
    limiter.learn(buckets, [Quota(2)], CLOCK)
    assert [hit(limiter, buckets) > 0 for _ in range(3)] == [False, False, True]


def test_the_keys_hold_no_secret_and_go_away(
    limiter: RedisLimiter, store: Any, script: Any
) -> None:
    made = BaseClient(API, {"key": KEY}, transport=script(OK).transport, limiter=limiter)
    made.call(operation(Rule("k", 2, 10.0)), {})
    names = store.keys("*")
    assert len(names) == 1
    assert KEY.encode() not in b"".join(names)
    assert 0 < store.ttl(names[0]) <= 11


# Through clients.


def client(script: Script, limiter: RedisLimiter, **settings: Any) -> BaseClient:
    return BaseClient(API, {"key": KEY}, transport=script.transport, limiter=limiter, **settings)


def test_clients_of_two_processes_take_turns(
    server: RedisServer, limiter: RedisLimiter, script: Any
) -> None:
    other = RedisLimiter(server.url)
    what = operation(Rule("k", 4, 0.3))
    start = time.monotonic()
    for _ in range(3):
        for one in (limiter, other):
            client(script(OK), one).call(what, {})
            client(script(OK), one).call(what, {})
    assert time.monotonic() - start > 0.55
    other.close()


def test_who_does_not_wait_is_told_the_time_of_all(
    server: RedisServer, limiter: RedisLimiter, script: Any
) -> None:
    other = RedisLimiter(server.url)
    what = operation(Rule("k", 2, 10.0))
    made = client(script(OK), limiter)
    for _ in range(2):
        client(script(OK), other).call(what, {})
    with pytest.raises(RateLimited) as caught:
        made.call(what, {}, {"wait": False})
    assert caught.value.retry_after is not None
    assert 5.5 < caught.value.retry_after <= 10.6
    with pytest.raises(RateLimited, match="after its deadline"):
        made.call(what, {}, {"deadline": 5.0})
    (log,) = limiter.logs("acme", what_of(made, what), what.limits)
    assert log.queue == []
    assert len(log.moments) == 0
    other.close()


def what_of(made: BaseClient, what: Any) -> str:
    """The credential's digest in the key of an operation's log."""
    (log,) = core_of(made).bound[what].turn._buckets  # type: ignore[union-attr]
    return str(log.key[3])


def test_a_refusal_of_one_process_holds_for_all(
    server: RedisServer, limiter: RedisLimiter, script: Any
) -> None:
    what = operation(Rule("k", 100, 10.0))
    refused = client(script((429, {}, {"Retry-After": "7"})), limiter, retries=0)
    with pytest.raises(TooManyRequests):
        refused.call(what, {})
    other = RedisLimiter(server.url)
    with pytest.raises(RateLimited) as caught:
        client(script(OK), other).call(what, {}, {"wait": False})
    assert 3 < caught.value.retry_after <= 7.5
    other.close()


def test_nothing_left_for_one_process_holds_for_all(
    server: RedisServer, limiter: RedisLimiter, script: Any
) -> None:
    what = operation(Rule("k", 2, 10.0))
    client(script(left(0)), limiter).call(what, {})
    other = RedisLimiter(server.url)
    with pytest.raises(RateLimited) as caught:
        client(script(OK), other).call(what, {}, {"wait": False})
    assert 1 < caught.value.retry_after <= 4.5
    other.close()


def test_calls_without_limits_ask_redis_nothing(
    server: RedisServer, script: Any, http: ModuleType
) -> None:
    limiter = RedisLimiter("redis://127.0.0.1:1/0")
    made = client(script((429, {}, {"Retry-After": "0.01"}), OK), limiter)
    still(made)
    made.call(operation(), {})
    made.call(operation(), {})
    assert limiter._sync is None or limiter._down_until == 0


def test_tasks_and_threads(server: RedisServer, limiter: RedisLimiter, http: ModuleType) -> None:
    """Real time: tasks in two loops and threads, two limiters, one count."""
    served: list[Any] = []
    other = RedisLimiter(server.url)
    what = operation(Rule("k", 8, 0.4))

    def answer(request: Any) -> Any:
        served.append(request)
        return http.Response(200, json={})

    async def tasks(shared: RedisLimiter) -> None:
        transport = http.MockTransport(answer)
        async with AsyncBaseClient(API, {"key": KEY}, transport=transport, limiter=shared) as made:
            await asyncio.gather(*(made.call(what, {}) for _ in range(6)))
        await shared.aclose()

    def thread(shared: RedisLimiter) -> None:
        made = BaseClient(API, {"key": KEY}, transport=http.MockTransport(answer), limiter=shared)
        for _ in range(3):
            made.call(what, {})

    work: list[Callable[[], None]] = [
        lambda: asyncio.run(tasks(limiter)),
        lambda: asyncio.run(tasks(other)),
        *[lambda: thread(limiter)] * 2,
        *[lambda: thread(other)] * 2,
    ]
    threads = [threading.Thread(target=one) for one in work]
    start = time.monotonic()
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)
    assert len(served) == 24
    assert time.monotonic() - start >= 0.79  # three windows of eight
    other.close()


def test_a_client_of_redis_may_be_handed_in(store: Any, server: RedisServer, script: Any) -> None:
    what = operation(Rule("k", 1, 10.0))
    limiter = RedisLimiter(store)
    made = client(script(OK), limiter, wait=False)
    made.call(what, {})
    with pytest.raises(RateLimited):
        made.call(what, {})
    limiter.close()
    assert store.ping()

    async def main() -> None:
        async with redis.asyncio.Redis.from_url(server.url, decode_responses=True) as own:
            await own.flushall()
            shared = RedisLimiter(own)
            transport = script(OK).transport
            async with AsyncBaseClient(
                API, {"key": KEY}, transport=transport, limiter=shared, wait=False
            ) as other:
                await other.call(what, {})
                with pytest.raises(RateLimited):
                    await other.call(what, {})
                await shared.aclose()
                assert await own.ping()
            with pytest.raises(UsageError, match="an asynchronous Redis client"):
                client(script(OK), RedisLimiter(own)).call(what, {})
            with pytest.raises(UsageError, match="a synchronous Redis client"):
                async with AsyncBaseClient(
                    API, {"key": KEY}, transport=script(OK).transport, limiter=RedisLimiter(store)
                ) as other:
                    await other.call(what, {})

    asyncio.run(main())


def test_without_an_event_loop_of_asyncio(limiter: RedisLimiter) -> None:
    talk = limiter.atalk(limiter.reserve(logs(limiter, (1, 1)), Place(0.0)), CLOCK)
    with pytest.raises(UsageError, match="needs asyncio"):
        talk.send(None)


def test_the_extra_is_needed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "redis.exceptions", None)
    with pytest.raises(UsageError, match="install the extra redis"):
        RedisLimiter("redis://127.0.0.1/0")


@pytest.mark.parametrize("wrong", ["http://127.0.0.1", "127.0.0.1:6379", "", None, 6379])
def test_what_is_no_redis(wrong: Any) -> None:
    with pytest.raises(UsageError, match="a URL that starts with redis://, or a client"):
        RedisLimiter(wrong)


def test_a_password_is_not_shown(script: Any, caplog: pytest.LogCaptureFixture) -> None:
    limiter = RedisLimiter("redis://:hunter2@127.0.0.1:1/0")
    with caplog.at_level(logging.DEBUG):
        client(script(OK), limiter).call(operation(Rule("k", 9, 3.0)), {})
    assert "Redis cannot be used" in caplog.text
    assert "hunter2" not in caplog.text + repr(limiter)


# While Redis does not answer.


@pytest.mark.parametrize("way", ["sync", "async"])
def test_down_and_up_again(
    way: str, script: Any, caplog: pytest.LogCaptureFixture, http: ModuleType
) -> None:
    """The process counts on alone, says so once, and asks again after a while."""
    what = operation(Rule("k", 2, 3.0))

    def talk(limiter: RedisLimiter, clock: Clock) -> Generator[bool, None, None]:
        """Whether each of some calls goes at once."""
        buckets = limiter.logs("p", "c", what.limits)
        while True:
            place = limiter.admit(buckets, clock)
            if place is None:
                yield False
                continue
            steps = limiter.reserve(buckets, place)
            if way == "sync":
                yield limiter.talk(steps, clock) == 0
            else:
                yield loop.run_until_complete(limiter.atalk(steps, clock)) == 0

    loop = asyncio.new_event_loop()
    with redis_server() as server, caplog.at_level(logging.WARNING):
        limiter = RedisLimiter(server.url)
        clock = FakeClock()
        calls = talk(limiter, clock)
        assert next(calls)
        server.stop()
        assert next(calls)
        assert not next(calls)  # the first one counts, too
        clock.now += 3.01
        assert next(calls)
        assert caplog.text.count("Redis cannot be used; limits are kept by this process") == 1
        server.start()
        clock.now += 3.01
        other = RedisLimiter(server.url)
        shared = logs_of(other, what)
        assert [hit(other, shared) for _ in range(2)] == [0, 0]
        assert not next(calls)  # Redis is asked again, and another process used it up
        other.close()
        limiter.close()
        loop.run_until_complete(close(limiter))
    loop.close()


def logs_of(limiter: RedisLimiter, what: Any) -> tuple[Log, ...]:
    return limiter.logs("p", "c", what.limits)


async def close(limiter: RedisLimiter) -> None:
    await limiter.aclose()


def test_down_may_be_an_error(script: Any) -> None:
    what = operation(Rule("k", 2, 3.0))
    answers = script(OK)
    made = client(answers, RedisLimiter("redis://127.0.0.1:1/0", when_down="raise"))
    for _ in range(2):
        with pytest.raises(LimiterUnavailable, match="Redis cannot be used"):
            made.call(what, {})
    assert answers.requests == []


def asked(listener: socket.socket) -> int:
    """How many connections were made to a port since it was last looked at."""
    count = 0
    with contextlib.suppress(BlockingIOError):
        while True:
            listener.accept()[0].close()
            count += 1
    return count


def test_a_call_that_redis_did_not_count_is_not_moved_there() -> None:
    limiter = RedisLimiter("redis://127.0.0.1:9")
    buckets = logs(limiter, (2, 10.0))
    told = limiter.tell(buckets, Place(0.0), 5.0, 0.0, [], CLOCK)
    assert told is None
    counted = Place(0.0)
    counted.shared = 1.0
    assert limiter.tell(buckets, counted, 5.0, 0.0, [], CLOCK) is not None
    assert limiter.tell(buckets, Place(0.0), 0.0, 0.1, [], CLOCK) is not None
    assert limiter.tell(buckets, counted, 0.0, 0.0, [Quota(2, 1)], CLOCK) is None
    assert limiter.tell(buckets, counted, 0.0, 0.0, [Quota(2, 0)], CLOCK) is not None


def test_a_redis_that_hangs_is_not_waited_for_long(script: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        url = f"redis://127.0.0.1:{deaf.getsockname()[1]}/0"
        made = client(script(OK), RedisLimiter(url, timeout=0.05))
        deaf.setblocking(False)
        made.call(operation(Rule("k", 9, 3.0)), {})
        assert asked(deaf) > 0
        for _ in range(2):
            made.call(operation(Rule("k", 9, 3.0)), {})
        assert asked(deaf) == 0  # nobody asks again what just failed to answer


def test_what_an_answer_taught_is_lost_when_redis_is_down(script: Any) -> None:
    made = client(
        script((429, {}, {"Retry-After": "7"}), OK), RedisLimiter("redis://127.0.0.1:1/0")
    )
    what = operation(Rule("k", 9, 3.0))
    with pytest.raises(TooManyRequests):
        made.call(what, {}, {"retries": 0})
    with pytest.raises(RateLimited):  # but not to this process
        made.call(what, {}, {"wait": False})


def test_across_processes(server: RedisServer, store: Any) -> None:
    """Two processes, as fast as they can: never more than the limit between them."""
    context = multiprocessing.get_context("spawn")
    with context.Pool(2) as pool:
        moments = [*chain.from_iterable(pool.starmap(race, [(server.url, 12)] * 2))]
    assert len(moments) == 24
    assert worst(moments, 0.5) <= 6


def race(url: str, calls: int) -> list[float]:
    """The moments, on the server's clock, of some calls."""
    limiter = RedisLimiter(url)
    buckets = logs(limiter, (6, 0.5))
    moments: list[float] = []
    while len(moments) < calls:
        place = Place(0.0)
        wait = hit(limiter, buckets, place)
        if wait:
            time.sleep(wait)
        else:
            moments.append(place.shared)
    limiter.close()
    return moments
