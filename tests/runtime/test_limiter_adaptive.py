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
    adaptive.refuse(NOW, NOW + 0.1, None)  # it left when the rate was cut, and knew nothing of it
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


def cubic(rate: float, since: float) -> float:
    """RFC 9438, section 4.2: C (t - K)^3 + W_max, with K as in section 4.2 and beta 0.7."""
    plateau = (rate * (1 - 0.7) / 0.4) ** (1 / 3)
    return float(0.4 * (since - plateau) ** 3 + rate)


@pytest.mark.parametrize("since", [0.25, 1.0, 2.0, 2.5, 3.0, 4.0])
def test_the_rate_climbs_as_the_standard_has_it(since: float) -> None:
    adaptive = Adaptive(sent(20), NOW)
    adaptive.settle(NOW, 0.0, NOW + since)
    assert adaptive.rate == pytest.approx(cubic(20, since))


def test_a_second_refusal_begins_from_what_was_reached() -> None:
    adaptive = Adaptive(sent(20), NOW)
    adaptive.settle(NOW, 0.0, NOW + 1)
    reached = adaptive.rate
    adaptive.refuse(NOW + 1, NOW + 1, None)
    assert adaptive.rate == pytest.approx(0.7 * reached)
    adaptive.settle(NOW, 0.0, NOW + 2.5)
    assert adaptive.rate == pytest.approx(cubic(reached, 1.5))


@pytest.mark.parametrize(
    ("moments", "first"),
    [
        ([NOW - 0.9, NOW - 0.5, NOW], 3),
        ([NOW - 1.0, NOW - 0.5, NOW], 2),  # a second ago is too long ago
        ([NOW - 30, NOW - 20], 1),
        ([], 1),
    ],
)
def test_the_first_rate_is_what_went_in_the_last_second(moments: list[float], first: float) -> None:
    adaptive = Adaptive(moments, NOW)
    assert adaptive.measured == first
    assert adaptive.rate == pytest.approx(max(0.5, 0.7 * first))


def test_what_is_measured_is_of_half_a_second_and_mostly_the_newest() -> None:
    adaptive = Adaptive(sent(20), NOW)
    for n in range(4):
        adaptive.add(NOW + n / 10)
    assert adaptive.measured == 20
    adaptive.add(NOW + 0.5)  # 5 calls in half a second
    assert adaptive.measured == pytest.approx(0.2 * 20 + 0.8 * 10)
    for n in range(3):
        adaptive.add(NOW + 0.6 + n / 10)
    assert adaptive.measured == pytest.approx(12)
    adaptive.add(NOW + 1.5)  # 4 in a second
    assert adaptive.measured == pytest.approx(0.2 * 12 + 0.8 * 4)


def test_tokens_come_at_the_rate() -> None:
    adaptive = Adaptive(sent(20), NOW)
    assert adaptive.due(NOW + 1 / 28, 0) == pytest.approx(NOW + 1 / 14)
    assert adaptive.due(NOW + 1 / 14, 0) == pytest.approx(NOW + 1 / 14)
    adaptive.add(NOW + 1 / 14)
    assert adaptive.due(NOW + 1 / 14, 1) == pytest.approx(NOW + 3 / 14)
    adaptive.add(NOW + 1 / 14)  # one that went before its time is owed
    assert adaptive.due(NOW + 1 / 14, 0) == pytest.approx(NOW + 3 / 14)


def test_a_slow_rate_saves_one_call_and_a_refusal_leaves_one() -> None:
    slow = Adaptive([], NOW)
    assert slow.due(NOW + 60, 0) == NOW + 60
    assert slow.due(NOW + 60, 1) == pytest.approx(NOW + 60 + 1 / 0.7)
    saved = Adaptive(sent(10), NOW)
    assert saved.due(NOW + 60, 6) == NOW + 60
    saved.refuse(NOW + 60, NOW + 60, None)
    assert saved.due(NOW + 60, 0) == NOW + 60
    assert saved.due(NOW + 60, 1) > NOW + 60


def test_other_processes_are_waited_for() -> None:
    adaptive = Adaptive(sent(20), NOW)
    adaptive.later = NOW + 7
    assert adaptive.due(NOW, 0) == NOW + 7


def test_a_clock_that_is_read_late_takes_nothing_away() -> None:
    """Threads ask in another order than they looked at the clock."""
    adaptive = Adaptive(sent(20), NOW)
    adaptive.due(NOW + 1, 0)
    assert adaptive.due(NOW + 0.5, 0) == NOW + 0.5
