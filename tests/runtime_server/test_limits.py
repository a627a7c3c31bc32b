"""What the stub counts: the requests of any `per` seconds, for whom the rule says."""

from __future__ import annotations

from typing import Any

import pytest

from generator.runtime.ground.operation import Rule, Throttle
from generator.runtime.server.app import limits
from generator.runtime.server.app.answers import Refusal
from generator.runtime.server.app.limits import Limiter

from .shop import API

NOW = 1_800_000_000.0


class Gate:
    """A limiter on a clock that is turned by hand."""

    def __init__(self, unit: Any = "seconds") -> None:
        self.now = NOW
        throttle = Throttle(429, "Limit", "Left", "Reset", unit)
        self.limiter = Limiter(API._replace(throttle=throttle), lambda: self.now)

    def admit(self, *rules: Rule, ip: str = "", who: str = "") -> dict[str, str]:
        return self.limiter.admit(rules, ip, who)

    def retry(self, *rules: Rule, ip: str = "", who: str = "") -> int:
        """Seconds to wait; 0 when it is let in."""
        try:
            self.admit(*rules, ip=ip, who=who)
        except Refusal as refusal:
            return int(refusal.headers["retry-after"])
        return 0


def test_the_window_slides() -> None:
    gate, rule = Gate(), Rule("k", 2, 10.0)
    assert gate.retry(rule) == 0
    gate.now += 4
    assert [gate.retry(rule), gate.retry(rule)] == [0, 6]
    gate.now += 5.9
    assert gate.retry(rule) == 1
    gate.now += 0.2
    assert [gate.retry(rule), gate.retry(rule)] == [0, 4]


def test_what_is_refused_is_not_counted() -> None:
    gate, rule = Gate(), Rule("k", 1, 10.0)
    assert [gate.retry(rule) for _ in range(3)] == [0, 10, 10]
    gate.now += 10
    assert gate.retry(rule) == 0


def test_several_rules_are_kept_together() -> None:
    gate = Gate()
    rules = (Rule("k", 5, 1.0), Rule("k", 6, 60.0))
    assert [gate.retry(*rules) for _ in range(6)] == [0, 0, 0, 0, 0, 1]
    gate.now += 1
    assert [gate.retry(*rules) for _ in range(3)] == [0, 59, 59]
    assert gate.retry(rules[0]) == 0  # the refused ones used nothing of it


def test_the_rule_that_leaves_least_is_told() -> None:
    gate = Gate()
    mine, ours = Rule("mine", 3, 10.0), Rule("ours", 2, 10.0, ("ip",))
    told = [gate.admit(mine, ours, ip=ip) for ip in "112"]
    assert [(one["limit"], one["left"]) for one in told] == [("2", "1"), ("2", "0"), ("3", "0")]


@pytest.mark.parametrize(("first", "second"), [("a", "b"), ("b", "a")])
def test_the_longest_wait_is_told(first: str, second: str) -> None:
    gate = Gate()
    rules = (Rule(first, 1, 5.0), Rule(second, 1, 60.0))
    assert [gate.retry(*rules), gate.retry(*rules)] == [0, 60]


@pytest.mark.parametrize(
    ("unit", "reset"),
    [
        ("seconds", "10"),
        ("unknown", "10"),
        ("epoch", "1800000010"),
        ("epoch-ms", "1800000010000"),
    ],
)
def test_what_is_told(unit: str, reset: str) -> None:
    gate = Gate(unit)
    tight, loose = Rule("a", 2, 10.0), Rule("b", 50, 60.0)
    assert gate.admit(loose, tight) == {"limit": "2", "left": "1", "reset": reset}


@pytest.mark.parametrize(
    ("scope", "by_ip", "by_credential"),
    [
        ((), False, True),
        (("ip",), True, False),
        (("endpoint", "ip"), True, False),
        (("credential",), False, True),
        (("partner",), False, True),
        (("ip", "credential"), True, True),
    ],
)
def test_who_is_counted_apart(scope: tuple[str, ...], by_ip: bool, by_credential: bool) -> None:
    gate, rule = Gate(), Rule("k", 1, 10.0, scope)
    assert gate.retry(rule, ip="1", who="a") == 0
    assert (gate.retry(rule, ip="2", who="a") == 0) is by_ip
    assert (gate.retry(rule, ip="1", who="b") == 0) is by_credential


def test_it_remembers_so_many_and_no_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(limits, "MAX_COUNTS", 2)
    gate, rule = Gate(), Rule("k", 1, 10.0)
    assert [gate.retry(rule, who=who) for who in "abca"] == [0, 0, 0, 0]
    assert gate.retry(rule, who="c") == 10


def test_ten_thousand_are_counted_and_no_more() -> None:
    gate, rule = Gate(), Rule("k", 1, 10.0, ("ip",))
    for number in range(10_001):
        gate.admit(rule, ip=str(number))
    assert gate.retry(rule, ip="0") == 0, "the first is forgotten"
    assert gate.retry(rule, ip="2") == 10
