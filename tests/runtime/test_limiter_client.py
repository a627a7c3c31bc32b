"""Limits as a call meets them: waiting, refusing to, learning; with both HTTP libraries."""

from __future__ import annotations

import asyncio
import copy
import logging
import pickle
import subprocess
import sys
import threading
import time
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from generator.runtime.client.clients import AsyncBaseClient, BaseClient, core_of
from generator.runtime.ground.errors import (
    ApiError,
    RateLimited,
    ServerError,
    TooManyRequests,
    UsageError,
)
from generator.runtime.ground.operation import (
    Api,
    Operation,
    Reply,
    Retry,
    Rule,
    Scheme,
    Server,
    Throttle,
)
from generator.runtime.limits.limiter import MemoryLimiter

from .conftest import FakeClock, Script, still

ROOT = Path(__file__).parents[2]
KEY = "key-that-nobody-may-see"
API = Api(
    "acme",
    "Acme",
    "1",
    (Server("https://h.test"),),
    (Scheme("bearer", "key", "bearer"), Scheme("login", "login", "basic")),
    (("bearer",), ("login",), ()),
    throttle=Throttle(429, "X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset"),
)


def operation(*rules: Rule, name: str = "getThing", **more: Any) -> Operation[Any]:
    return Operation(
        name, "GET", "/x", limits=rules, replies=(Reply((200,), "application/json"),), **more
    )


GET = operation(Rule("k", 2, 10.0))
FREE = operation(name="getFree")
OK = (200, {})


def about(*waits: float) -> Any:
    """Waits, and the little more that is added to windows."""
    return pytest.approx(list(waits), rel=0.001, abs=0.003)


def client(script: Script, api: Api = API, **settings: Any) -> tuple[BaseClient, FakeClock]:
    made = BaseClient(
        api, {"key": settings.pop("key", KEY)}, transport=script.transport, **settings
    )
    return made, still(made)


def left(remaining: int, limit: int = 2, reset: str = "4") -> tuple[int, Any, dict[str, str]]:
    return (
        200,
        {},
        {
            "X-RateLimit-Limit": str(limit),
            "X-RateLimit-Remaining": str(remaining),
            "X-RateLimit-Reset": reset,
        },
    )


def test_a_call_waits_its_turn(script: Any) -> None:
    made, clock = client(script(OK))
    for _ in range(5):
        made.call(GET, {})
    assert clock.waits == about(10.0, 10.0)


def test_views_and_copies_share_the_count(script: Any) -> None:
    made, clock = client(script(OK))
    for view in (made, made.with_options(retries=0), copy.copy(made)):
        view.call(GET, {})
    assert clock.waits == about(10.0)


def test_other_rules_and_calls_without_any_are_not_held_up(script: Any) -> None:
    made, clock = client(script(OK))
    other = operation(Rule("l", 2, 10.0))
    for what in (GET, GET, other, other, FREE, FREE, FREE):
        made.call(what, {})
    assert clock.waits == []


def test_who_does_not_wait_is_told_the_time(script: Any) -> None:
    answers = script(OK)
    made, clock = client(answers)
    made.call(GET, {})
    clock.now += 3
    made.call(GET, {})
    told = r"getThing: its turn comes in 7\.\d{3} s: longer than this call waits"
    with pytest.raises(RateLimited, match=told) as caught:
        made.call(GET, {}, {"wait": False})
    error = caught.value
    assert [error.retry_after] == about(7.0)
    assert (error.attempts, error.status) == (0, None)
    assert (error.operation, error.method) == ("getThing", "GET")
    assert pickle.loads(pickle.dumps(error)).retry_after == error.retry_after
    with pytest.raises(RateLimited):
        made.with_options(wait=6.9).call(GET, {})
    made.with_options(wait=7.1).call(GET, {})
    assert clock.waits == about(7.0)
    assert len(answers.requests) == 3


def test_a_client_may_never_wait(script: Any) -> None:
    made, _ = client(script(OK), wait=False)
    made.call(GET, {})
    made.call(GET, {})
    with pytest.raises(RateLimited):
        made.call(GET, {})
    made.call(FREE, {}, {"wait": True})
    for wrong in (-1.0, "yes", None):
        with pytest.raises(UsageError):
            made.call(GET, {}, {"wait": wrong})  # type: ignore[typeddict-item]


def test_the_deadline_bounds_the_wait_and_is_told_at_once(script: Any) -> None:
    made, clock = client(script(OK))
    for _ in range(2):
        made.call(GET, {}, {"deadline": 1.0})
    with pytest.raises(RateLimited, match="after its deadline") as caught:
        made.call(GET, {}, {"deadline": 10.0})
    assert [caught.value.retry_after] == about(10.0)
    assert clock.waits == []
    made.call(GET, {}, {"deadline": 10.1})
    assert clock.waits == about(10.0)
    assert core_of(made).bound[GET].turn._buckets[0].queue == []  # type: ignore[union-attr]


def test_every_attempt_waits_its_turn(script: Any) -> None:
    made, clock = client(script((500, {}), (500, {}), OK))
    made.call(GET, {})
    assert clock.waits == about(0.25, 0.5, 9.25)


def test_a_repeat_that_would_come_too_late(script: Any) -> None:
    made, _ = client(script((500, {}), (500, {}), OK))
    with pytest.raises(RateLimited) as caught:
        made.call(GET, {}, {"deadline": 5.0})
    assert caught.value.attempts == 2


def test_retry_after_holds_for_all_callers(script: Any) -> None:
    made, clock = client(script((429, {}, {"Retry-After": "7"}), OK))
    with pytest.raises(TooManyRequests):
        made.call(GET, {}, {"retries": 0})
    made.call(operation(Rule("other", 2, 10.0)), {})
    assert clock.waits == []
    made.call(GET, {})
    assert clock.waits == about(7.0)


@pytest.mark.parametrize(
    ("status", "throttle", "headers", "wait"),
    [
        (429, 429, {"Retry-After": "7"}, [7.0]),
        (429, 429, {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "3"}, [3.0]),
        (429, 429, {"X-RateLimit-Reset": "1800001005"}, [5.0]),
        (429, 429, {"X-RateLimit-Reset": "1800001005500"}, [5.5]),
        (429, 503, {}, [1.0]),
        (503, 503, {}, [1.0]),
        (503, 503, {"Retry-After": "3"}, [3.0]),
        (503, 429, {"Retry-After": "3"}, [3.0]),
        (503, 429, {}, []),
        (500, 429, {"Retry-After": "3"}, []),
        (418, 418, {}, [1.0]),
    ],
)
def test_which_answers_block(
    script: Any, status: int, throttle: int, headers: dict[str, str], wait: list[float]
) -> None:
    api = API._replace(throttle=API.throttle._replace(status=throttle))
    made, clock = client(script((status, {}, headers), OK), api=api, retries=0)
    with pytest.raises(ApiError):
        made.call(GET, {})
    made.call(GET, {})
    assert clock.waits == about(*wait)


def test_a_delay_longer_than_patience_fails_at_once(script: Any) -> None:
    made, clock = client(script((429, {}, {"Retry-After": "600"}), OK))
    with pytest.raises(TooManyRequests) as refused:
        made.call(GET, {})
    assert refused.value.retry_after == 600
    clock.now += 100
    with pytest.raises(RateLimited, match="the vendor asks for too long a wait") as caught:
        made.call(GET, {})
    assert caught.value.retry_after == 500
    clock.now += 400
    made.call(GET, {})
    assert clock.waits == about(100.0)


def test_a_documented_wait_may_be_long(script: Any) -> None:
    made, clock = client(script(OK))
    hourly = operation(Rule("h", 1, 3600.0))
    made.call(hourly, {})
    made.call(hourly, {})
    assert clock.waits == about(3600.0)


def test_headers_lower_what_is_allowed(script: Any) -> None:
    made, clock = client(script(left(0), OK))
    made.call(GET, {})
    made.call(GET, {})  # somebody else took the second place
    assert clock.waits == about(4.0)


def test_headers_do_not_raise_what_is_allowed(script: Any) -> None:
    made, clock = client(script(left(99, limit=100)))
    for _ in range(3):
        made.call(GET, {})
    assert clock.waits == about(10.0)


def test_a_shared_limiter_counts_by_package_and_credential(script: Any) -> None:
    shared = MemoryLimiter()
    clock = FakeClock()

    def waits(api: Api = API, what: Operation[Any] = GET, **given: Any) -> int:
        made = BaseClient(api, given, transport=script(OK).transport, limiter=shared, wait=False)
        core_of(made).clock = clock
        try:
            made.call(what, {})
        except RateLimited:
            return 1
        return 0

    assert [waits(key="a") for _ in range(3)] == [0, 0, 1]
    assert [waits(key="b") for _ in range(3)] == [0, 0, 1]
    assert [waits(api=API._replace(package="other"), key="a") for _ in range(3)] == [0, 0, 1]
    assert [waits() for _ in range(3)] == [0, 0, 1]
    assert [waits(key=lambda: "z") for _ in range(2)] == [1, 1]  # a function's keys are not known
    by_ip = operation(Rule("i", 2, 10.0, ("ip",)))
    assert [waits(key=key, what=by_ip) for key in "abc"] == [0, 0, 1]
    login = API._replace(security=(("login",),))
    calls = [waits(api=login, login=("me", password)) for password in ("old", "new", "newer")]
    assert calls == [0, 0, 1]  # the same account


@pytest.mark.parametrize("wrong", ["memory", True, 5])
def test_what_is_no_limiter(script: Any, wrong: Any) -> None:
    with pytest.raises(UsageError, match="limiter must be"):
        client(script(OK), limiter=wrong)


def test_no_limiter_no_limits(script: Any) -> None:
    answers = script((429, {}, {"Retry-After": "7"}), OK)
    made, clock = client(answers, limiter=None)
    with pytest.raises(TooManyRequests):
        made.call(GET, {}, {"retries": 0})
    for _ in range(9):
        made.call(GET, {})
    answers.answers.insert(0, (429, {}))
    with pytest.raises(TooManyRequests):
        made.call(FREE, {}, {"retries": 0})
    made.call(FREE, {})
    assert clock.waits == []


def test_calls_without_limits_slow_down_after_the_first_refusal(script: Any) -> None:
    answers = script(*[OK] * 20, (429, {}), OK)
    made, clock = client(answers, retries=0)
    for _ in range(20):
        made.call(FREE, {})
        clock.now += 0.05
    assert clock.waits == []
    with pytest.raises(TooManyRequests):
        made.call(FREE, {})
    made.call(operation(name="getOther"), {})  # whatever has no limits
    made.call(FREE, {})
    assert clock.waits == pytest.approx([1 / 14, 1 / 14], rel=0.2)


def test_the_repeat_of_a_refused_call_without_limits_waits_too(script: Any) -> None:
    made, clock = client(script((429, {}, {"Retry-After": "3"}), OK))
    made.call(FREE, {})
    assert clock.waits[0] == pytest.approx(3.6)
    assert len(clock.waits) == 1
    made.call(FREE, {})
    assert clock.waits[1] <= 2


def test_other_errors_do_not_slow_calls_without_limits_down(script: Any) -> None:
    made, clock = client(script((503, {}), (404, {}), OK), retries=0)
    for kind in (ServerError, ApiError):
        with pytest.raises(kind):
            made.call(FREE, {})
    for _ in range(50):
        made.call(FREE, {})
    assert clock.waits == []
    assert core_of(made).turn is None


def test_nothing_left_of_an_undocumented_limit_blocks(script: Any) -> None:
    answers = script((429, {}, {"Retry-After": "1"}), left(0, limit=50, reset="8"), OK)
    made, clock = client(answers)
    made.call(FREE, {})
    made.call(FREE, {})
    assert clock.waits[-1] == pytest.approx(8.0)


def test_a_lost_connection_has_used_its_turn(script: Any, http: ModuleType) -> None:
    made, clock = client(script(http.ConnectError("no"), http.ConnectError("no"), OK))
    made.call(GET, {})
    assert clock.waits[:2] == [0.25, 0.5]
    assert sum(clock.waits) == pytest.approx(10.0, abs=0.01)


def test_calls_that_took_longer_than_the_shortest_count_from_later(script: Any) -> None:
    """They may have been held up on their way; the shortest is known after 50 calls."""
    took = [0.3]
    made, clock = client(script(lambda _: (setattr(clock, "now", clock.now + took[0]), OK)[1]))
    what = operation(Rule("k", 1000, 1000.0))

    def late() -> float:
        start = clock.now
        made.call(what, {})
        (log,) = core_of(made).bound[what].turn._buckets  # type: ignore[union-attr]
        return round(log.moments[-1] - start, 6)

    assert [late() for _ in range(50)] == [0.3] * 50
    assert [late() for _ in range(50)] == [0.0] * 50
    took[0] = 0.8
    assert late() == 0.5
    took[0] = 0.1
    assert late() == 0.0
    took[0] = 0.3
    assert late() == 0.2


def test_the_wait_is_logged(script: Any, caplog: pytest.LogCaptureFixture) -> None:
    made, _ = client(script(OK))
    with caplog.at_level(logging.DEBUG, "acme"):
        for _ in range(3):
            made.call(GET, {})
    assert "getThing: its turn comes in 10.0" in caplog.text
    assert KEY not in caplog.text


@pytest.mark.parametrize(
    ("per", "level"), [(4.0, None), (5.0, "INFO"), (59.0, "INFO"), (60.0, "WARNING")]
)
def test_a_long_wait_is_told_once_with_its_rule(
    per: float, level: str | None, script: Any, caplog: pytest.LogCaptureFixture
) -> None:
    made, _ = client(script(OK))
    slow = operation(Rule("k", 1, per))
    with caplog.at_level(logging.INFO, "acme"):
        for _ in range(2):
            made.call(slow, {})
    told = [(record.levelname, record.getMessage()) for record in caplog.records]
    assert [name for name, _ in told] == ([level] if level else [])
    for _, text in told:
        assert text.startswith(f"getThing: its turn comes in {per:.0f}.")
        assert text.endswith(f"(1 calls in {per:g} s)")


def test_no_secret_in_the_limiters_state(script: Any) -> None:
    shared = MemoryLimiter()
    made, _ = client(script(OK), limiter=shared)
    made.call(GET, {})
    assert KEY not in repr(shared._buckets)
    assert KEY not in repr(shared)


def test_tasks_take_turns(http: ModuleType) -> None:
    """Real time: 12 tasks, 4 in 0.1 s; the first in line goes first."""
    answers = Script(http, OK)
    went: list[int] = []

    async def main() -> None:
        transport = http.MockTransport(answers)
        async with AsyncBaseClient(API, {"key": KEY}, transport=transport) as made:
            what = operation(Rule("k", 4, 0.1))

            async def one(me: int) -> None:
                await made.call(what, {})
                went.append(me)

            await asyncio.gather(*(one(me) for me in range(12)))

    start = asyncio.run(timed(main()))
    assert start >= 0.2
    assert [sorted(went[n : n + 4]) for n in (0, 4, 8)] == [
        [0, 1, 2, 3],
        [4, 5, 6, 7],
        [8, 9, 10, 11],
    ]


async def timed(work: Any) -> float:
    start = asyncio.get_running_loop().time()
    await work
    return asyncio.get_running_loop().time() - start


def test_a_cancelled_task_leaves_the_queue(http: ModuleType) -> None:
    answers = Script(http, OK)

    async def main() -> None:
        async with AsyncBaseClient(API, {}, transport=http.MockTransport(answers)) as made:
            what = operation(Rule("k", 1, 0.2))
            await made.call(what, {})
            first = asyncio.create_task(made.call(what, {}))
            await asyncio.sleep(0)
            second = asyncio.create_task(made.call(what, {}))
            await asyncio.sleep(0)
            (log,) = core_of(made).bound[what].turn._buckets  # type: ignore[union-attr]
            assert len(log.queue) == 2
            first.cancel()
            with pytest.raises(asyncio.CancelledError):
                await first
            assert len(log.queue) == 1
            await second  # after 0.4 s at the latest: it asks again after its first wait
            assert log.queue == []

    asyncio.run(main())


def test_an_interrupted_sleep_leaves_the_queue(script: Any) -> None:
    made, clock = client(script(OK))

    def interrupt(seconds: float) -> None:
        raise KeyboardInterrupt

    made.call(GET, {})
    made.call(GET, {})
    clock.sleep = interrupt  # type: ignore[method-assign]
    with pytest.raises(KeyboardInterrupt):
        made.call(GET, {})
    (log,) = core_of(made).bound[GET].turn._buckets  # type: ignore[union-attr]
    assert log.queue == []


def test_threads_and_tasks_share_one_limiter(http: ModuleType) -> None:
    """Real time: a thread with a synchronous client beside tasks with an asynchronous one."""
    served: list[Any] = []
    shared = MemoryLimiter()
    what = operation(Rule("k", 5, 0.1))

    def answer(request: Any) -> Any:
        served.append(request)
        return http.Response(200, json={})

    one = BaseClient(API, {"key": KEY}, transport=http.MockTransport(answer), limiter=shared)

    def thread() -> None:
        for _ in range(8):
            one.call(what, {})

    async def tasks() -> None:
        transport = http.MockTransport(answer)
        async with AsyncBaseClient(API, {"key": KEY}, transport=transport, limiter=shared) as other:
            await asyncio.gather(*(other.call(what, {}) for _ in range(8)))

    start = time.monotonic()
    worker = threading.Thread(target=thread)
    worker.start()
    asyncio.run(tasks())
    worker.join(60)
    assert len(served) == 16
    assert time.monotonic() - start >= 0.29  # four windows of five, the first at once


def test_nothing_of_it_is_imported_before_it_is_needed() -> None:
    code = (
        "import sys\n"
        "import httpx\n"
        "from generator.runtime.client import BaseClient\n"
        "from generator.runtime.ground.operation import Api, Operation, Reply, Server\n"
        "answer = lambda _: httpx.Response(204)\n"
        "api = Api('p', 'P', '1', (Server('https://h.test'),))\n"
        "client = BaseClient(api, {}, transport=httpx.MockTransport(answer))\n"
        "client.call(Operation('get', 'GET', '/x', replies=(Reply((204,)),)), {})\n"
        "names = ('limiter', 'redis', 'adaptive', 'turn', 'quota', 'window')\n"
        "mine = (name for name in sys.modules if name.startswith('generator.runtime.'))\n"
        "print([name for name in mine if name.rpartition('.')[2] in names])\n"
    )
    out = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, check=True, timeout=60
    )
    assert out.stdout.decode().strip() == "[]"


def test_patience_is_the_operations(script: Any) -> None:
    what = operation(Rule("k", 2, 10.0), retry=Retry(patience=5.0))
    made, _ = client(script((429, {}, {"Retry-After": "6"}), OK), retries=0)
    with pytest.raises(TooManyRequests):
        made.call(what, {})
    with pytest.raises(RateLimited, match="too long"):
        made.call(what, {})
