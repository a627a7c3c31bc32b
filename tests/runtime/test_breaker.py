"""The circuit breaker: what opens it, who may try again, what shows nothing."""

from __future__ import annotations

import asyncio
import pickle
from collections.abc import Callable, Generator
from types import SimpleNamespace
from typing import Any

import pytest

from generator.runtime.ground.clock import Clock
from generator.runtime.ground.errors import (
    ApiError,
    CircuitOpen,
    ConnectionFailed,
    DeadlineExceeded,
    NotFound,
    RateLimited,
    ServerError,
    TooManyRequests,
    UsageError,
)
from generator.runtime.limits.breaker import Breaker

from .conftest import FakeClock, Script, still
from .sdk import GET, AsyncClient, Client, product

GOOD = (200, {"data": product()})
BAD = (500, {})


def outcome(
    breaker: Breaker, clock: Clock, error: BaseException | None = None, result: object = "fine"
) -> Any:
    """Run a call that ends so through a breaker."""

    def flow() -> Generator[Any, Any, object]:
        if error is not None:
            raise error
        return result
        yield

    try:
        next(breaker.guard(GET, flow(), clock))
    except StopIteration as stop:
        return stop.value
    except BaseException as raised:
        return raised
    raise AssertionError("it goes on")


def opened(clock: Clock) -> Breaker:
    breaker = Breaker(failures=1, reset=30)
    outcome(breaker, clock, ServerError(attempts=1))
    return breaker


@pytest.mark.parametrize("kind", [ConnectionFailed, DeadlineExceeded, ServerError])
def test_opens_after_failures_in_a_row(kind: type[ApiError]) -> None:
    clock, breaker = FakeClock(), Breaker(failures=3, reset=30)
    for error in (kind(attempts=1), kind(attempts=3), None, kind(attempts=1), kind(attempts=1)):
        assert not isinstance(outcome(breaker, clock, error), CircuitOpen)
    assert outcome(breaker, clock) == "fine"  # two in a row do not open it
    for _ in range(3):
        outcome(breaker, clock, kind(attempts=1))
    clock.now += 10
    refused = outcome(breaker, clock)
    assert isinstance(refused, CircuitOpen)
    assert (refused.operation, refused.method, refused.attempts) == ("getProduct", "GET", 0)
    assert refused.retry_after == pytest.approx(20)
    assert str(refused) == "getProduct: 3 calls failed in a row; not tried for another 20.0 s"
    assert pickle.loads(pickle.dumps(refused)).retry_after == pytest.approx(20)
    assert repr(breaker) == "<Breaker open, 3 failures in a row>"


@pytest.mark.parametrize("error", [NotFound(attempts=1), TooManyRequests(attempts=3), None])
def test_any_other_answer_closes_it(error: ApiError | None) -> None:
    clock, breaker = FakeClock(), Breaker(failures=2)
    outcome(breaker, clock, ServerError(attempts=1))
    outcome(breaker, clock, error)
    outcome(breaker, clock, ServerError(attempts=1))
    assert outcome(breaker, clock) == "fine"
    assert repr(breaker) == "<Breaker closed, 0 failures in a row>"


@pytest.mark.parametrize(
    "error",
    [
        UsageError("a mistake"),
        RateLimited(attempts=0),
        RateLimited(attempts=1),
        DeadlineExceeded("in a queue of our own", attempts=0),
        asyncio.CancelledError(),
        ValueError("a bug"),
    ],
)
def test_what_was_not_sent_shows_nothing(error: BaseException) -> None:
    clock, breaker = FakeClock(), Breaker(failures=2)
    outcome(breaker, clock, ServerError(attempts=1))
    assert outcome(breaker, clock, error) is error
    assert "1 failures" in repr(breaker)
    # Nor does it keep others from trying again.
    breaker = opened(clock)
    clock.now += 31
    assert outcome(breaker, clock, error) is error
    assert outcome(breaker, clock) == "fine"


def test_one_call_tries_again() -> None:
    clock = FakeClock()
    breaker = opened(clock)
    clock.now += 31

    def waiting() -> Generator[Any, Any, str]:
        yield "sent"
        return "fine"

    trial = breaker.guard(GET, waiting(), clock)
    assert next(trial) == "sent"
    refused = outcome(breaker, clock)
    assert isinstance(refused, CircuitOpen)
    assert (refused.retry_after, "while another call tries" in str(refused)) == (0, True)
    with pytest.raises(StopIteration):
        next(trial)
    assert outcome(breaker, clock) == "fine"


def test_a_trial_that_fails_opens_it_anew() -> None:
    clock = FakeClock()
    breaker = opened(clock)
    clock.now += 31
    assert isinstance(outcome(breaker, clock, ServerError(attempts=1)), ServerError)
    clock.now += 29
    assert isinstance(outcome(breaker, clock), CircuitOpen)
    clock.now += 2
    assert outcome(breaker, clock) == "fine"


def test_a_call_from_before_does_not_disturb_the_trial() -> None:
    """Its failure puts nothing off, and its end is not the trial's."""
    clock, breaker = FakeClock(), Breaker(failures=1, reset=30)

    def failing() -> Generator[Any, Any, str]:
        yield "sent"
        raise ServerError(attempts=1)

    old = breaker.guard(GET, failing(), clock)
    next(old)
    outcome(breaker, clock, ServerError(attempts=1))
    clock.now += 31
    trial = breaker.guard(GET, failing(), clock)
    next(trial)
    with pytest.raises(ServerError):
        next(old)
    assert isinstance(outcome(breaker, clock), CircuitOpen)
    trial.close()  # cancelled: another may try
    assert outcome(breaker, clock) == "fine"


def test_without_numbers_five_failures_open_it_for_half_a_minute() -> None:
    clock, breaker = FakeClock(), Breaker()
    for _ in range(4):
        outcome(breaker, clock, ServerError(attempts=1))
    assert not isinstance(outcome(breaker, clock, ServerError(attempts=1)), CircuitOpen)
    clock.now += 29.9
    assert isinstance(outcome(breaker, clock), CircuitOpen)
    clock.now += 0.1  # the moment itself is late enough
    assert outcome(breaker, clock) == "fine"


def test_what_is_told_without_attempts_of_its_own_is_an_answer() -> None:
    """Only what says that nothing was sent comes from elsewhere, such as a cache."""
    clock = FakeClock()
    for result, closes in (
        (SimpleNamespace(attempts=1), True),
        (SimpleNamespace(attempts=0), False),
    ):
        breaker = Breaker(failures=2)
        outcome(breaker, clock, ServerError(attempts=1))
        assert outcome(breaker, clock, result=result) is result
        assert ("0 failures" in repr(breaker)) is closes


@pytest.mark.parametrize("reset", [0.1, 1])
def test_a_short_reset_is_a_reset(reset: float) -> None:
    assert Breaker(1, reset).reset == reset


@pytest.mark.parametrize("numbers", [(0, 1), (1, 0), (1, float("nan"))])
def test_numbers_that_make_no_sense(numbers: Any) -> None:
    with pytest.raises(UsageError, match="at least 1 failure"):
        Breaker(*numbers)


def test_clients_share_one(script: Callable[..., Script]) -> None:
    breaker = Breaker(failures=2, reset=30)
    server = script(BAD, BAD, GOOD)
    clients = [Client(transport=server.transport, breaker=breaker, retries=0) for _ in range(2)]
    clock = still(clients[0])
    still(clients[1])
    for client in clients:
        with pytest.raises(ServerError):
            client.products.get("p")
    with pytest.raises(CircuitOpen):
        clients[0].products.get("p")
    assert len(server.requests) == 2
    clock.now += 31
    assert clients[0].products.get("p").id == "p1"
    assert clients[1].products.get("p").id == "p1"


def test_an_asynchronous_client(script: Callable[..., Script]) -> None:
    server = script(BAD)

    async def main() -> list[Any]:
        client = AsyncClient(transport=server.transport, breaker=Breaker(failures=1), retries=0)
        return await asyncio.gather(
            *(client.products.get("p") for _ in range(2)), return_exceptions=True
        ) + [await asyncio.gather(client.products.get("p"), return_exceptions=True)]

    first, second, (third,) = asyncio.run(main())
    assert {type(first), type(second)} <= {ServerError, CircuitOpen}
    assert type(third) is CircuitOpen
