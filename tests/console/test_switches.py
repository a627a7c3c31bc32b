"""What a person turns by hand, each to its edge: faults, and the clock."""

from __future__ import annotations

import time
from typing import Any

import pytest

from generator.console.switches import MAX_FAULTS, MAX_TURN, Clock, Faults, Switch, switch_of


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"status": 400}, "status 400"),
        ({"status": 599}, "status 599"),
        ({"delay": 60}, "60 s late"),
        ({"delay": 0.25}, "0.25 s late"),
        ({"status": 500, "times": 1}, "status 500"),
        ({"operation": "a", "throttled": True}, "too many requests"),
        ({"reset": True, "truncate": True}, "connection reset, answer breaks off"),
        ({"delay": 1, "status": 503}, "1 s late, status 503"),
    ],
)
def test_a_fault_is_said_in_a_few_words(said: dict[str, Any], words: str) -> None:
    switch = switch_of(said)
    assert switch.said == words
    assert switch == Switch(**said)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ({"status": 399}, "400 to 599"),
        ({"status": 600}, "400 to 599"),
        ({"status": True}, "400 to 599"),
        ({"status": 500.0}, "400 to 599"),
        ({"delay": -1}, "0 to 60 seconds"),
        ({"delay": 60.5}, "0 to 60 seconds"),
        ({"delay": float("nan")}, "0 to 60 seconds"),
        ({"delay": True}, "0 to 60 seconds"),
        ({"delay": None}, "0 to 60 seconds"),
        ({"status": 500, "times": 0}, "1 request or more"),
        ({"status": 500, "times": 1.0}, "1 request or more"),
        ({"status": 500, "times": True}, "1 request or more"),
        ({"status": 500, "operation": 3}, "a fault is a delay"),
        ({"delay": 0}, "a fault is a delay"),
        ({"operation": "a"}, "a fault is a delay"),
        ({"status": 500, "zebra": 1, "colour": 1}, "a fault has no colour"),
        ([], "a fault is an object"),
        ("500", "a fault is an object"),
    ],
)
def test_what_is_no_fault_says_why(said: Any, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        switch_of(said)


def test_a_fault_of_an_operation_goes_before_one_for_all_and_each_counts() -> None:
    faults = Faults()
    every, own = Switch(status=500), Switch("a", status=503, times=2)
    faults.set([every, own])
    assert [faults.meet("a") for _ in range(2)] == [own, own._replace(times=1)]
    assert faults.on == [every]
    assert faults.meet("a") is faults.meet("b") is every
    faults.set([Switch("a", status=503)])
    assert faults.meet("b") is None
    faults.set([every] * MAX_FAULTS)
    with pytest.raises(ValueError, match="at most 50 faults"):
        faults.set([every] * (MAX_FAULTS + 1))


def test_a_clock_is_turned_ahead_and_back_to_the_real_time() -> None:
    clock = Clock()
    for seconds in (0, 10, MAX_TURN):
        clock.turn(seconds)
    assert clock.ahead == MAX_TURN + 10
    before = time.time()
    assert before + clock.ahead <= clock() <= time.time() + clock.ahead
    for wrong in (-1, MAX_TURN + 1, float("nan")):
        with pytest.raises(ValueError, match="0 to 400 days"):
            clock.turn(wrong)
    clock.reset()
    assert clock.ahead == 0
