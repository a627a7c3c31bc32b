"""Rate limits, kept by the client: which call goes now, and how long another waits.

A call that has several rules keeps all of them: they are looked at together, and
counted together or not at all.

Calls that wait stand in a queue and are counted only when they go. Whoever comes
later sees what is left over after all who came before, so nobody is overtaken for
a place, and a call that is given up leaves nothing behind.

Decisions are made under one lock and without any I/O: threads, tasks, views of a
client and several clients may share a `MemoryLimiter`.
"""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Callable, Generator, Iterable, Sequence
from functools import partial
from itertools import count
from threading import Lock
from typing import Any, Protocol, TypeVar

from ..ground.clock import Clock
from ..ground.operation import Rule
from ..ground.parts import part
from ..ground.talk import Shared
from .bucket import DAY, Bucket
from .quota import Quota, seconds

_EXACT = 1e-9
"""Seconds below which a wait is a rounding error."""

B = TypeVar("B", bound=Bucket)


class Place:
    """A call that may go, as it was counted."""

    __slots__ = ("moment", "shared")

    def __init__(self, moment: float) -> None:
        self.moment = moment
        self.shared = 0.0
        """The same on the clock that processes share."""


class Remote(Shared, Protocol):
    """Where other processes count too: what a `RedisLimiter` is."""

    def reserve(self, buckets: tuple[Bucket, ...], place: Place) -> Generator[Any, Any, float]:
        """Count a call: 0, or the seconds after which to try again."""
        ...

    def tell(
        self,
        buckets: tuple[Bucket, ...],
        place: Place,
        late: float,
        pause: float,
        quotas: Sequence[Quota],
        clock: Clock,
    ) -> Generator[Any, Any, None] | None:
        """Tell what an answer taught; None where that is nothing."""
        ...


class MemoryLimiter:
    """Keeps rate limits within a process. Clients that are given the same one share it.

    `MemoryLimiter()` needs no arguments; a client makes its own when it is not given
    one, and keeps no limits with `limiter=None`.
    """

    remote: Remote | None = None
    """Where other processes have a say."""
    host = ""
    """What stands for our address where the vendor counts by it."""

    def __init__(self) -> None:
        self.lock = Lock()
        """Held while a decision is made."""
        self._numbers = count(1)
        self._buckets: dict[tuple[str, ...], Bucket] = {}

    def logs(self, package: str, credential: str, rules: Iterable[Rule]) -> tuple[Any, ...]:
        """The logs of some rules (`window.Log`).

        Args:
            package: whose rules they are.
            credential: what stands for the caller's credentials.
            rules: rules whose scope names only `ip` are counted for all credentials together.
        """
        log = part("limits.window").Log
        found: list[Any] = []
        for rule in rules:
            host = self.host if "ip" in rule.scope else ""
            who = credential if rule.by_credential else ""
            key = (package, rule.key, host, who, str(rule.limit), f"{rule.per:g}")
            found.append(self.bucket(key, partial(log, rule, key)))
        return tuple(found)

    def bucket(self, key: tuple[str, ...], make: Callable[[], B]) -> B:
        """The bucket of a key, made where there is none."""
        with self.lock:
            found = self._buckets.get(key)
            if found is None:
                found = self._buckets[key] = make()
            return found  # type: ignore[return-value]  # the key says of which kind

    def admit(self, buckets: tuple[Bucket, ...], clock: Clock) -> Place | None:
        """A place for a call that nobody is before; None when it has to wait."""
        with self.lock:
            now = clock.monotonic()
            for bucket in buckets:
                if not bucket.free(now):
                    return None
            for bucket in buckets:
                bucket.add(now)
        return Place(now)

    def enter(self, buckets: tuple[Bucket, ...]) -> int:
        """Stand in the queue. Returns a number to ask with, and to leave with."""
        with self.lock:
            number = next(self._numbers)
            for bucket in buckets:
                bucket.queue.append(number)
        return number

    def ask(
        self, buckets: tuple[Bucket, ...], number: int, clock: Clock
    ) -> tuple[Place | None, float]:
        """A place, or how many seconds to wait before asking again."""
        with self.lock:
            now = clock.monotonic()
            moment = max(b.due(now, bisect_left(b.queue, number)) for b in buckets)
            if moment > now + _EXACT:
                return None, moment - now
            self._leave(buckets, number)
            for bucket in buckets:
                bucket.add(now)
        return Place(now), 0.0

    def leave(self, buckets: tuple[Bucket, ...], number: int) -> None:
        """Give up waiting."""
        with self.lock:
            self._leave(buckets, number)

    def _leave(self, buckets: tuple[Bucket, ...], number: int) -> None:
        for bucket in buckets:
            index = bisect_left(bucket.queue, number)
            if index < len(bucket.queue) and bucket.queue[index] == number:
                del bucket.queue[index]

    def put_back(
        self, buckets: tuple[Bucket, ...], number: int, place: Place, later: float
    ) -> None:
        """Take a place away again: other processes came first. The call keeps its number."""
        with self.lock:
            for bucket in buckets:
                bucket.remove(place.moment)
                insort(bucket.queue, number)
                bucket.later = max(bucket.later, later)

    def pause(self, buckets: tuple[Bucket, ...], now: float) -> float:
        """Seconds for which the vendor wants no call."""
        return max(0.0, max(bucket.blocked for bucket in buckets) - now)

    def settle(self, buckets: tuple[Bucket, ...], moment: float, late: float, now: float) -> None:
        """A call was answered that went at a moment, and may have arrived so many seconds late."""
        with self.lock:
            for bucket in buckets:
                bucket.settle(moment, late, now)

    def refuse(
        self, buckets: tuple[Bucket, ...], moment: float, now: float, delay: float | None
    ) -> None:
        """The vendor refused a call that went at a moment: nobody goes before the delay is over."""
        with self.lock:
            for bucket in buckets:
                bucket.refuse(moment, now, delay)

    def learn(self, buckets: tuple[Bucket, ...], quotas: list[Quota], clock: Clock) -> None:
        """Allow less where the vendor's headers say that less is left."""
        documented = part("limits.window")
        with self.lock:
            now = clock.monotonic()
            for quota in quotas:
                log = documented.match(buckets, quota) if documented else None
                if log is not None:
                    log.learn(quota, now, clock)
                elif quota.remaining == 0 and (reset := seconds(quota.reset, clock.time())):
                    for bucket in buckets:
                        bucket.blocked = max(bucket.blocked, now + min(reset, DAY))

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"
