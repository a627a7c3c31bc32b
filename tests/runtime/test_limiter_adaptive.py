"""A rate for calls without documented limits."""

from __future__ import annotations

import pytest

from generator.runtime.limits.adaptive import Adaptive

NOW = 1000.0


def sent(rate: int) -> list[float]:
    return [NOW - n / rate for n in range(rate)]


def drive(adaptive: Adaptive, limit: float, seconds: float, start: float = NOW) -> list[float]:
    """Call as fast as allowed at a vendor who refuses above a rate; when calls were refused."""
    now, window, refused = start, [start], []
    while now < start + seconds:
        now = max(now, adaptive.due(now, 0)) + 1e-6
        adaptive.add(now)
        window = [moment for moment in window if moment > now - 1] + [now]
        adaptive.settle(now, 0.0, now)
        if len(window) > limit:
            window.pop()
            adaptive.refuse(now, now, None)
            refused.append(now)
    return refused


def test_the_first_refusal_cuts_to_seven_tenths_of_what_was_sent() -> None:
    adaptive = Adaptive(sent(20), NOW)
    assert adaptive.rate == pytest.approx(14)
    assert adaptive.due(NOW, 0) == pytest.approx(NOW + 1 / 14)
    assert adaptive.due(NOW, 3) == pytest.approx(NOW + 4 / 14)


def test_never_slower_than_one_in_two_seconds() -> None:
    adaptive = Adaptive([], NOW)
    for step in range(1, 10):
        adaptive.refuse(NOW + step / 10, NOW + step / 10, None)
    assert adaptive.rate == 0.5
    assert adaptive.due(NOW + 1, 0) <= NOW + 3


def test_a_burst_that_is_refused_counts_once() -> None:
    adaptive = Adaptive(sent(20), NOW)
    for _ in range(16):
        adaptive.refuse(NOW - 0.1, NOW, None)
    assert adaptive.rate == pytest.approx(14)
    adaptive.refuse(NOW + 0.1, NOW + 0.2, None)
    assert adaptive.rate == pytest.approx(14 * 0.7)


def test_a_named_delay_holds() -> None:
    adaptive = Adaptive(sent(20), NOW)
    adaptive.refuse(NOW - 1, NOW, 5.0)
    assert adaptive.due(NOW, 0) == NOW + 5


def test_the_rate_climbs_back_and_beyond() -> None:
    adaptive = Adaptive(sent(20), NOW)
    rates = []
    for second in range(1, 9):
        for n in range(20):
            adaptive.add(NOW + second + n / 20)
        adaptive.settle(NOW, 0.0, NOW + second)
        rates.append(adaptive.rate)
    assert rates == sorted(rates)
    plateau = (20 * 0.3 / 0.4) ** (1 / 3)
    assert 2 < plateau < 3
    assert rates[1] < 20 <= rates[2]
    assert rates[-1] <= 2 * adaptive.measured


def test_never_over_twice_what_is_used() -> None:
    adaptive = Adaptive(sent(20), NOW)
    for second in range(60):
        adaptive.add(NOW + second)
        adaptive.settle(NOW, 0.0, NOW + second)
    assert adaptive.measured == pytest.approx(1, abs=0.1)
    assert adaptive.rate == pytest.approx(2, abs=0.2)


def test_it_finds_the_vendors_limit() -> None:
    """At least half of what the vendor takes, and hardly ever refused."""
    adaptive = Adaptive(sent(40), NOW)
    refused = drive(adaptive, 10, 60)
    assert len(refused) <= 0.06 * 10 * 60
    assert 5 <= adaptive.measured <= 12


def test_tokens_do_not_pile_up() -> None:
    adaptive = Adaptive(sent(10), NOW)
    later = NOW + 1000
    went = 0
    while adaptive.due(later, 0) <= later:
        adaptive.add(later)
        went += 1
    assert went == 7
