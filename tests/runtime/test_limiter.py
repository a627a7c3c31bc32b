"""Who goes now and who waits how long: decided with a clock that stands still."""

from __future__ import annotations

import random
import threading
import time
from functools import partial
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.runtime.ground.clock import Clock
from generator.runtime.ground.operation import Rule
from generator.runtime.limits.bucket import Bucket
from generator.runtime.limits.limiter import MemoryLimiter
from generator.runtime.limits.quota import Quota, read
from generator.runtime.limits.window import Log, match
from tests.steps import steps

from .conftest import FakeClock

START = 1000.0


class Desk:
    """A limiter, some rules, and a clock."""

    def __init__(self, *rules: tuple[int, float]) -> None:
        self.clock = FakeClock()
        self.limiter = MemoryLimiter()
        self.logs = self.limiter.logs(
            "p", "c", [Rule(f"r{n}", limit, per) for n, (limit, per) in enumerate(rules)]
        )

    @property
    def log(self) -> Log:
        return self.logs[0]

    def go(self, times: int = 1) -> int:
        """How many of so many calls may go at once."""
        return sum(self.limiter.admit(self.logs, self.clock) is not None for _ in range(times))

    def enter(self) -> int:
        return self.limiter.enter(self.logs)

    def ask(self, number: int) -> float:
        """Seconds to wait; 0 when it went."""
        place, delay = self.limiter.ask(self.logs, number, self.clock)
        assert (place is None) is (delay > 0)
        return round(delay, 1)

    def turn(self, seconds: float) -> None:
        """Let time pass, and the little more that is added to windows."""
        self.clock.now += seconds * 1.0005 + 0.002

    def learn(self, *quotas: Quota) -> None:
        self.limiter.learn(self.logs, list(quotas), self.clock)

    def refuse(self, delay: float | None) -> None:
        self.limiter.refuse(self.logs, self.clock.now, self.clock.now, delay)


def test_so_many_in_a_window_and_no_more() -> None:
    desk = Desk((3, 10))
    assert desk.go(5) == 3
    desk.clock.now += 10.0069
    assert desk.go() == 0
    desk.clock.now += 0.0002
    assert desk.go(5) == 3


def test_the_window_slides() -> None:
    desk = Desk((3, 10))
    for step in (1, 2, 3):
        assert desk.go() == 1
        desk.turn(step)
    assert desk.ask(desk.enter()) == 4  # calls went 6, 5 and 3 s ago
    desk.turn(4)
    assert desk.go() == 0  # there is one place, and somebody waits for it
    assert desk.ask(1) == 0
    assert desk.ask(desk.enter()) == 1


def test_all_rules_are_kept_and_counted_together_or_not_at_all() -> None:
    desk = Desk((100, 60), (1, 60))
    assert desk.go(5) == 1
    assert [len(log.moments) for log in desk.logs] == [1, 1]
    number = desk.enter()
    assert desk.ask(number) == 60
    assert [len(log.moments) for log in desk.logs] == [1, 1]
    desk.turn(60)
    assert desk.ask(number) == 0
    assert [len(log.moments) for log in desk.logs] == [2, 1]


def test_the_wait_is_the_longest_of_the_rules() -> None:
    desk = Desk((2, 1), (3, 60))
    assert desk.go(5) == 2
    assert desk.ask(desk.enter()) == 1
    desk.turn(1)
    assert desk.ask(1) == 0
    assert desk.ask(desk.enter()) == 59


def test_who_waits_is_told_the_wait_for_its_place_in_the_queue() -> None:
    desk = Desk((2, 10))
    desk.go()
    desk.turn(1)
    desk.go()
    numbers = [desk.enter() for _ in range(7)]
    assert [desk.ask(number) for number in numbers] == [9, 10, 19, 20, 29, 30, 39]


def test_a_queue_before_anything_went() -> None:
    desk = Desk((2, 10))
    numbers = [desk.enter() for _ in range(5)]
    assert [desk.ask(number) for number in reversed(numbers)] == [20, 10, 10, 0, 0]


def test_nobody_is_overtaken_for_a_place() -> None:
    desk = Desk((1, 10))
    assert desk.go() == 1
    first, second = desk.enter(), desk.enter()
    desk.turn(10)
    assert desk.ask(second) == 10
    assert desk.go() == 0
    assert desk.ask(first) == 0
    assert desk.ask(second) == 10


def test_who_needs_another_rule_does_not_stand_in_the_way() -> None:
    limiter, clock = MemoryLimiter(), FakeClock()
    both = limiter.logs("p", "c", [Rule("many", 3, 10), Rule("few", 1, 60)])
    many = both[:1]
    assert limiter.admit(both, clock) is not None
    number = limiter.enter(both)
    assert limiter.ask(both, number, clock)[1] == pytest.approx(60, rel=0.001)
    numbers = [limiter.enter(many) for _ in range(2)]
    assert limiter.ask(many, numbers[0], clock)[0] is not None
    assert limiter.ask(many, numbers[1], clock)[1] > 9.9  # the third place is kept for the first


def test_who_gives_up_leaves_nothing_behind() -> None:
    desk = Desk((1, 10))
    desk.go()
    first, second = desk.enter(), desk.enter()
    assert desk.ask(second) == 20
    desk.limiter.leave(desk.logs, first)
    desk.limiter.leave(desk.logs, first)
    assert desk.ask(second) == 10
    desk.turn(10)
    assert desk.ask(second) == 0
    assert desk.log.queue == []


def test_a_place_can_be_put_back() -> None:
    desk = Desk((2, 10))
    first, second = desk.enter(), desk.enter()
    place, _ = desk.limiter.ask(desk.logs, first, desk.clock)
    assert place is not None
    desk.limiter.put_back(desk.logs, first, place, desk.clock.now + 3)
    assert desk.log.queue == [first, second]
    assert len(desk.log.moments) == 0
    assert [desk.ask(first), desk.ask(second), desk.go()] == [3, 3, 0]
    desk.turn(3)
    assert [desk.ask(first), desk.ask(second)] == [0, 0]
    desk.limiter.put_back(desk.logs, first, place, 0.0)  # it is not there any more
    assert len(desk.log.moments) == 2


@pytest.mark.parametrize(
    ("delay", "wait"),
    [(5.0, 5.0), (0.2, 0.2), (None, 1.0), (1e9, 86400.0)],
    ids=["named", "short", "unnamed", "absurd"],
)
def test_a_refusal_blocks_for_all(delay: float | None, wait: float) -> None:
    desk = Desk((100, 60))
    desk.refuse(delay)
    assert desk.go() == 0
    assert desk.ask(desk.enter()) == wait
    assert desk.limiter.pause(desk.logs, desk.clock.now) == pytest.approx(wait)
    desk.refuse(0.1)  # a shorter one does not shorten it
    desk.turn(wait)
    assert desk.ask(1) == 0
    assert desk.limiter.pause(desk.logs, desk.clock.now) == 0


def test_an_unnamed_delay_is_no_longer_than_the_window() -> None:
    desk = Desk((10, 0.5))
    desk.refuse(None)
    assert desk.ask(desk.enter()) == 0.5


def test_a_call_that_was_late_counts_from_its_arrival() -> None:
    desk = Desk((2, 1.0))
    assert desk.go(2) == 2
    desk.limiter.settle(desk.logs, START, 0.1, START + 0.2)
    assert list(desk.log.moments) == [START, START + 0.1]
    desk.limiter.settle(desk.logs, START, 7.0, START + 7)
    assert list(desk.log.moments) == [START + 1.0, START + 0.1]  # a window at most
    desk.limiter.settle(desk.logs, START, 0.1, START + 7)  # both are settled
    assert list(desk.log.moments) == [START + 1.0, START + 0.1]
    desk.turn(1.9)
    assert desk.go() == 0
    desk.turn(0.1)
    assert desk.go(3) == 2


# What headers say: only ever less.


def test_calls_of_somebody_else_are_taken_off() -> None:
    desk = Desk((10, 60))
    assert desk.go(2) == 2
    desk.learn(Quota(10, 3, b"20"))  # 7 used: 2 by us
    assert desk.go(10) == 3
    assert desk.ask(desk.enter()) == 20
    desk.turn(20)
    assert desk.ask(1) == 0
    assert desk.go(10) == 4  # what we used ourselves still counts


def test_a_window_that_is_all_used_by_somebody_else() -> None:
    desk = Desk((10, 60))
    desk.learn(Quota(10, 0, b"20"))
    assert desk.go() == 0
    numbers = [desk.enter() for _ in range(12)]
    waits = [desk.ask(number) for number in numbers]
    assert waits[:10] == [20] * 10
    assert waits[10] >= 20
    desk.turn(20)
    assert [desk.ask(number) for number in numbers[:10]] == [0] * 10


def test_one_call_of_somebody_else_is_one_less() -> None:
    desk = Desk((10, 60))
    desk.learn(Quota(10, 9, b"60"))
    assert desk.go(10) == 9


def test_our_own_calls_are_not_somebody_elses() -> None:
    desk = Desk((10, 60))
    for used in range(1, 11):
        assert desk.go() == 1
        desk.learn(Quota(10, 10 - used, b"60"))
        desk.turn(1)
    assert desk.ask(desk.enter()) == 50
    assert desk.log._foreign == 0


@pytest.mark.parametrize(
    ("passed", "left"), [(58.0, 9), (61.0, 10), (62.9, 10), (63.0, 9), (64.0, 9)]
)
def test_for_a_window_and_a_twentieth_a_call_may_be_ours(passed: float, left: int) -> None:
    """The vendor's window begins elsewhere: what it still counts may be what we forgot."""
    desk = Desk((10, 60))
    assert desk.go() == 1
    desk.clock.now += passed
    desk.learn(Quota(10, 9, b"60"))
    assert desk.go(20) == left  # 58 s: it is ours, and counts; 63 s: it is somebody else's


def test_of_what_is_used_only_the_rest_is_somebody_elses() -> None:
    desk = Desk((10, 60))
    assert desk.go(2) == 2
    desk.clock.now += 62
    assert desk.go(1) == 1
    desk.clock.now += 2  # the first two are too old to be counted by anybody
    desk.learn(Quota(10, 6, b"20"))  # 4 used: 1 by us
    assert desk.go(20) == 6
    desk.learn(Quota(10, 0, b"20"))  # all used: 7 by us, and the same 3 by others
    desk.turn(20)
    assert desk.go(20) == 3


def test_an_answer_that_comes_late_does_not_raise_what_is_allowed() -> None:
    desk = Desk((10, 60))
    assert desk.go(4) == 4
    desk.learn(Quota(10, 1, None))  # 9 used, 5 of them by others
    desk.learn(Quota(10, 4, b"60"))  # an answer from before
    assert desk.go(10) == 1


def test_a_new_count_begins_when_the_old_one_is_over() -> None:
    desk = Desk((10, 60))
    desk.learn(Quota(10, 1, b"5"))
    desk.turn(5)
    desk.learn(Quota(10, 8, b"55"))  # now it is 2
    assert desk.go(10) == 8


def test_a_reset_beyond_the_window_is_cut() -> None:
    desk = Desk((10, 60))
    desk.learn(Quota(10, 0, b"99999"))
    assert desk.ask(desk.enter()) == 60


def test_a_reset_may_be_missing_or_over() -> None:
    for reset in (None, b"0", b"1000", b"1799999999", b"soon"):
        desk = Desk((10, 60))
        desk.learn(Quota(10, 0, reset))
        assert desk.ask(desk.enter()) == 60


def test_a_lower_limit_is_kept_and_a_higher_one_is_not() -> None:
    desk = Desk((10, 60))
    desk.learn(Quota(4, 4))
    assert desk.go(10) == 4
    desk.turn(60)
    desk.learn(Quota(25, 20))
    assert desk.log.ceiling == 4  # a limit above the rule's is of another rule
    desk.learn(Quota(10, 9))
    assert desk.go(20) == 10
    desk.learn(Quota(0, None))
    assert desk.log.ceiling == 10


def test_more_than_we_know_of_is_no_news() -> None:
    desk = Desk((10, 60))
    desk.go(5)
    desk.learn(Quota(None, 10), Quota(None, None), Quota(5, None))
    assert desk.log.ceiling == 5
    desk.turn(60)
    desk.learn(Quota(None, 500))
    assert desk.go(10) == 5


@pytest.mark.parametrize(
    ("limit", "remaining", "standard", "expected"),
    [
        (b"10", b"8", None, True),
        (b"10", b"10", None, True),
        (b"10", b"99", None, True),
        (b"10", b"7", None, False),  # somebody else's
        (b"10", b"0", None, False),
        (b"9", b"8", None, False),
        (None, b"8", None, False),
        (b"10", None, None, False),
        (b"10", b"-1", None, False),
        (b"10", b"1" * 20, None, False),
        (b"10", b"8", b'"a";r=0', False),
    ],
)
def test_what_is_expected_is_not_looked_at_further(
    limit: bytes | None, remaining: bytes | None, standard: bytes | None, expected: bool
) -> None:
    desk = Desk((10, 60))
    desk.go(2)
    found = [None, None, limit, remaining, b"5", standard, None]
    assert desk.log.expects(found, desk.clock.now) is expected
    if expected:
        desk.learn(*read(found))
        assert desk.go(20) == 8
    desk.turn(70)
    assert not desk.log.expects(
        [None, None, b"10", b"8", None, None, None], desk.clock.now
    )  # ours are over


def test_nothing_is_expected_while_somebody_else_calls() -> None:
    desk = Desk((10, 60))
    desk.learn(Quota(10, 5))
    assert not desk.log.expects([None, None, b"10", b"10", None, None, None], desk.clock.now)


def test_headers_of_an_unknown_rule_only_block_when_nothing_is_left() -> None:
    desk = Desk((10, 1))
    desk.learn(Quota(600, 3, b"30"))
    assert desk.go() == 1
    desk.learn(Quota(600, 0))
    assert desk.go() == 1
    desk.learn(Quota(600, 0, b"30"))
    assert desk.ask(desk.enter()) == 30
    desk.learn(Quota(600, 0, b"99999999"))
    assert desk.ask(1) == 86400


def test_headers_name_the_rule_with_their_limit() -> None:
    desk = Desk((10, 1), (100, 60))
    assert match(desk.logs, Quota(100)) is desk.logs[1]
    assert match(desk.logs, Quota(10)) is desk.logs[0]
    assert match(desk.logs, Quota(7)) is None
    assert match(desk.logs, Quota()) is None
    same = Desk((10, 1), (10, 60))
    assert match(same.logs, Quota(10)) is None
    one = Desk((10, 1))
    assert match(one.logs, Quota(7)) is one.log
    assert match(one.logs, Quota()) is one.log
    assert match(one.logs, Quota(11)) is None
    assert match((Bucket(),), Quota(1)) is None


def test_the_names_of_what_is_counted() -> None:
    limiter = MemoryLimiter()

    def logs(package: str = "p", credential: str = "c", **rule: Any) -> Log:
        return limiter.logs(
            package, credential, [Rule(**{"key": "k", "limit": 1, "per": 1, **rule})]
        )[0]

    assert logs() is logs()
    assert logs() is not logs(package="q")
    assert logs() is not logs(key="l")
    assert logs() is not logs(limit=2)
    assert logs() is not logs(per=2)
    for scope, shared in [
        ((), False),
        (("ip",), True),
        (("endpoint", "ip"), True),
        (("ip", "credential"), False),
        (("partner",), False),
        (("endpoint",), False),
    ]:
        assert (logs(scope=scope) is logs(scope=scope, credential="other")) is shared
        here = logs(scope=scope)
        limiter.host = "h" if limiter.host == "" else ""
        assert (logs(scope=scope) is here) is ("ip" not in scope)


def test_a_delay_begins_when_it_is_heard_of() -> None:
    limiter = MemoryLimiter()
    logs = limiter.logs("p", "c", [Rule("k", 1, 60)])
    limiter.refuse(logs, 1.0, 5.0, 7.0)
    assert limiter.pause(logs, 5.0) == 7.0


def test_a_bucket_knows_nothing_of_its_own() -> None:
    bucket = Bucket()
    assert bucket.free(START)
    bucket.later = START + 1
    assert not bucket.free(START)
    assert bucket.due(START, 5) == START + 1
    bucket.add(START)
    bucket.remove(START)
    bucket.settle(START, 1.0, START)
    bucket.refuse(START, START, None)
    assert bucket.due(START, 5) == START + 1


# Whatever happens, there are never more in a window.


def worst(moments: list[float], per: float) -> int:
    """The most moments in any window that is open at its end."""
    return max(
        (sum(begin <= other < begin + per - 1e-6 for other in moments) for begin in moments),
        default=0,
    )


RULES = st.lists(
    st.tuples(st.integers(1, 6), st.sampled_from([0.5, 1.0, 3.0, 10.0])), min_size=1, max_size=3
)
ACTS = st.lists(
    st.one_of(
        st.tuples(st.just("idle"), st.floats(0.0, 12.0)),
        st.tuples(st.just("burst"), st.integers(1, 12)),
        st.tuples(st.just("wait"), st.integers(1, 12)),
        st.tuples(st.just("give up"), st.integers(0, 5)),
        st.tuples(st.just("quota"), st.integers(0, 8)),
        st.tuples(st.just("late"), st.floats(0.0, 1.0)),
        st.tuples(st.just("refuse"), st.floats(0.0, 3.0)),
    ),
    max_size=30,
)


@settings(max_examples=300, deadline=None)
@given(RULES, ACTS)
def test_never_more_than_the_limit_in_any_window(
    rules: list[tuple[int, float]], acts: list[tuple[str, Any]]
) -> None:
    desk = Desk(*rules)
    clock, limiter = desk.clock, desk.limiter
    went: list[float] = []
    waiting: dict[int, float] = {}

    def wake(until: float) -> None:
        while waiting:
            number = min(waiting, key=waiting.__getitem__)
            if waiting[number] > until:
                break
            clock.now = max(clock.now, waiting.pop(number))
            place, delay = limiter.ask(desk.logs, number, clock)
            if place is None:
                waiting[number] = clock.now + delay
            else:
                went.append(clock.now)
        clock.now = max(clock.now, until)

    for act, amount in acts:
        if act == "idle":
            wake(clock.now + amount)
        elif act == "burst":
            went += [clock.now] * desk.go(amount)
        elif act == "wait":
            waiting |= {desk.enter(): clock.now for _ in range(amount)}
            wake(clock.now)
        elif act == "give up" and waiting:
            number = sorted(waiting)[amount % len(waiting)]
            del waiting[number]
            limiter.leave(desk.logs, number)
        elif act == "quota":
            desk.learn(Quota(rules[0][0], amount, b"2"))
        elif act == "late" and went:
            limiter.settle(desk.logs, went[-1], amount, clock.now)
        elif act == "refuse":
            desk.refuse(amount)
    blocked = max(log.blocked for log in desk.logs)
    wake(max(clock.now, blocked) + 400 + 11 * len(waiting))  # everybody gets there in the end
    assert waiting == {}
    assert all(log.queue == [] for log in desk.logs)
    for limit, per in rules:
        assert worst(went, per) <= limit


@settings(max_examples=100, deadline=None)
@given(st.integers(1, 8), st.integers(1, 40), st.randoms(use_true_random=False))
def test_a_queue_is_served_in_order_and_without_gaps(
    limit: int, calls: int, chance: random.Random
) -> None:
    desk = Desk((limit, 10))
    numbers = [desk.enter() for _ in range(calls)]
    served: list[int] = []
    for _ in range(-(-calls // limit)):
        asked = numbers[:]
        chance.shuffle(asked)
        now = [number for number in asked if desk.ask(number) == 0]
        served += sorted(now)
        numbers = [number for number in numbers if number not in now]
        desk.turn(10)
    assert served == sorted(served)
    assert numbers == []


def test_an_adversary_who_idles_before_a_burst() -> None:
    desk = Desk((10, 1.0))
    went: list[float] = []
    went += [desk.clock.now] * desk.go()
    desk.clock.now += 0.93
    for _ in range(1500):
        went += [desk.clock.now] * desk.go(3)
        desk.clock.now += 0.001
    assert worst(went, 1.0) == 10
    assert len(went) >= 20


def test_threads_share_what_there_is_fairly() -> None:
    """16 threads take turns in real time: each gets what it asks for, who came first goes first."""
    limiter, clock = MemoryLimiter(), Clock()
    logs = limiter.logs("p", "c", [Rule("r", 4, 0.02)])
    went: list[tuple[float, int]] = []
    ready = threading.Barrier(16)

    def work() -> None:
        ready.wait(60)
        for _ in range(6):
            number = limiter.enter(logs)
            place, delay = limiter.ask(logs, number, clock)
            while place is None:
                time.sleep(delay)
                place, delay = limiter.ask(logs, number, clock)
            went.append((place.moment, number))

    threads = [threading.Thread(target=work) for _ in range(16)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    went.sort()
    assert len(went) == 96
    assert worst([moment for moment, _ in went], 0.02) <= 4
    # Those that go in one window may pass each other on their way; nobody is overtaken twice.
    assert all(abs(place - number) <= 8 for place, (_, number) in enumerate(went, 1))


def test_a_decision_costs_little() -> None:
    """A few steps each, however much went before and however many wait."""
    clock = Clock()
    for rules, most in ([(10**6, 60.0)], 20), ([(10**6, 60.0), (10**6, 1.0)], 35):
        desk = Desk(*rules)
        admit = partial(desk.limiter.admit, desk.logs, clock)
        first = steps(admit)
        for _ in range(1000):
            admit()
        assert steps(admit) <= first + 2 <= most
    asked: list[int] = []
    for waiting in (10, 1000):
        desk = Desk((600, 60.0))
        desk.clock.now = clock.monotonic()
        desk.go(600)
        number = [desk.enter() for _ in range(waiting)][-1]
        asked.append(steps(partial(desk.limiter.ask, desk.logs, number, clock)))
    assert abs(asked[1] - asked[0]) <= 2
    assert max(asked) <= 20


def full(desk: Desk) -> None:
    desk.go(9)


def waiting(desk: Desk) -> None:
    desk.enter()


def foreign(desk: Desk) -> None:
    desk.learn(Quota(3, 1, b"20"))


def all_foreign(desk: Desk) -> None:
    desk.learn(Quota(3, 0, b"20"))


def foreign_before(desk: Desk) -> None:
    desk.learn(Quota(3, 0, b"20"))
    desk.turn(20)


def blocked(desk: Desk) -> None:
    desk.refuse(5.0)


def blocked_before(desk: Desk) -> None:
    desk.refuse(5.0)
    desk.clock.now += 5


def later(desk: Desk) -> None:
    desk.log.later = desk.clock.now + 5


def window_before(desk: Desk) -> None:
    desk.go(9)
    desk.turn(60)


@pytest.mark.parametrize(
    ("state", "goes"),
    [
        (lambda desk: None, [True, True, True, False]),
        (full, [False]),
        (waiting, [False]),
        (foreign, [True, False]),
        (all_foreign, [False]),
        (foreign_before, [True, True, True, False]),
        (blocked, [False]),
        (blocked_before, [True, True, True, False]),
        (later, [False]),
        (window_before, [True, True, True, False]),
    ],
)
def test_a_call_of_one_rule_is_counted_in_short_as_it_is_at_length(
    state: Any, goes: list[bool]
) -> None:
    short, long = Desk((3, 60)), Desk((3, 60))
    for desk in (short, long):
        state(desk)
    assert [short.log.take(short.clock.now) for _ in goes] == goes
    assert [bool(long.go()) for _ in goes] == goes
    assert list(short.log.moments) == list(long.log.moments)
