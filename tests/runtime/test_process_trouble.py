"""Many processes are waited for together, and a question about them fails."""

from __future__ import annotations

import logging
from typing import Any

import pytest

from generator.runtime.client.process import Process, ProcessTimeout, wait_all
from generator.runtime.ground.errors import ServerError

from .conftest import still
from .sdk import Client
from .test_process import POLLING, Scripts, starting, state

BAD = (503, {})


def told(*states: str) -> tuple[int, Any]:
    """The answer to a question about all: each process's state."""
    return 200, {"states": [state(said, str(n)) for n, said in enumerate(states)]}


def begun(script: Scripts, *answers: Any, interval: float = 1.0) -> tuple[list[Any], Any]:
    """Two processes that were just started, and their client's clock."""
    server = script((202, state(id_="0")), (202, state(id_="1")), *answers)
    client = Client(transport=server.transport, retries=0)
    clock = still(client)
    polling = POLLING._replace(interval=interval)
    return [Process.start(client, starting(polling), {}) for _ in range(2)], clock


@pytest.mark.parametrize(
    ("headers", "waits"),
    [({}, [0.5, 0.75, 1.125]), ({"retry-after": "20"}, [0.5, 20, 1.125])],
)
def test_it_is_asked_again_at_the_next_turn_or_when_the_vendor_says(
    script: Scripts, caplog: pytest.LogCaptureFixture, headers: dict[str, str], waits: list[float]
) -> None:
    bad = (503, {}, headers)
    processes, clock = begun(
        script, bad, told("PENDING", "SUCCESS"), (200, state("SUCCESS", "0")), interval=0.5
    )
    with caplog.at_level(logging.WARNING):
        assert wait_all(processes) == processes
    assert all(process.succeeded for process in processes)
    assert clock.waits == pytest.approx(waits)
    assert caplog.text.count("asked again later") == 1


def test_three_troubles_in_a_row_are_raised_not_three_in_all(script: Scripts) -> None:
    one = (200, state("PENDING", "0"))
    half, done = told("PENDING", "SUCCESS"), (200, state("SUCCESS", "0"))
    processes, _ = begun(script, BAD, BAD, half, BAD, BAD, one, BAD, done)
    assert all(process.succeeded for process in wait_all(processes))
    processes, clock = begun(script, BAD, BAD, BAD, half, done)
    with pytest.raises(ServerError):
        wait_all(processes)
    assert len(clock.waits) == 3


def test_what_is_late_says_who_and_why(script: Scripts) -> None:
    processes, clock = begun(script, told("SUCCESS", "PENDING"), BAD)
    with pytest.raises(ProcessTimeout, match="1 of 2 processes are not done in time") as caught:
        wait_all(processes, timeout=3)
    assert isinstance(caught.value.__cause__, ServerError)
    assert (caught.value.code, caught.value.resume_token) == ("PENDING", processes[1].token)
    assert "the first of them 1: PENDING" in str(caught.value)
    assert clock.waits == pytest.approx([1, 1.5, 0.5])


def test_processes_that_were_resumed_are_asked_at_once(script: Scripts) -> None:
    """Nobody knows for how long they have been running."""
    server = script(told("PENDING", "SUCCESS"), (200, state("SUCCESS", "0")))
    client = Client(transport=server.transport)
    clock = still(client)
    known = [Process[Any](client, starting(), client._settings, id_) for id_ in "01"]
    assert all(process.succeeded for process in wait_all(known))
    assert clock.waits == pytest.approx([0, 1])
