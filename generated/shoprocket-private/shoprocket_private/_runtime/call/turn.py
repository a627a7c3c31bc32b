"""A call's turn: what the limiter has to do with a call, before each attempt and after.

The steps between `flow.py`, which knows calls, and `limiter.py`, which knows limits.
Imported when an operation has limits, or when a vendor refuses a call for its rate.
"""

from __future__ import annotations

import logging
from collections.abc import Generator
from hashlib import blake2b
from math import inf
from typing import TYPE_CHECKING, Any, Protocol

from ..access.caller import Caller
from ..ground.errors import RateLimited
from ..ground.fields import Found
from ..ground.words import Effect, Reach, Wait
from ..limits.adaptive import Adaptive
from ..limits.bucket import Bucket
from ..limits.budget import THROTTLED
from ..limits.limiter import MemoryLimiter, Place
from ..limits.quota import Quota, read
from ..limits.retry import server_delay

if TYPE_CHECKING:
    from collections import deque

    from ..access.auth import Access
    from ..ground.operation import Operation, Retry, Rule
    from ..ground.settings import Settings

_SETTLED = 0.001
"""Seconds: calls that are late by less are left where they are."""
_LOUD = ((60.0, logging.WARNING), (5.0, logging.INFO))
"""Seconds from which a wait is told at a level; shorter ones at DEBUG."""
_CALLS = 50
"""So many calls, the last and those before, show how fast an answer can be."""


class Keeper(Caller, Protocol):
    """What a client is to the limits that its calls keep."""

    @property
    def throttles(self) -> frozenset[int]:
        """Statuses that may refuse a call for its rate."""
        ...

    @property
    def sent(self) -> deque[float]:
        """Moments of the last calls without documented limits."""
        ...

    def limiter(self) -> MemoryLimiter | None:
        """Where calls are counted; None: nowhere."""
        ...


class Turn:
    """The limits that some calls of a client keep."""

    __slots__ = (
        "_adaptive",
        "_best",
        "_buckets",
        "_calls",
        "_keeper",
        "_known",
        "_limiter",
        "_log",
        "_retry",
    )

    def __init__(
        self, keeper: Keeper, limiter: MemoryLimiter, buckets: tuple[Bucket, ...], retry: Retry
    ) -> None:
        self._keeper = keeper
        self._limiter = limiter
        self._buckets = buckets
        self._retry = retry
        self._adaptive = isinstance(buckets[0], Adaptive)
        only = len(buckets) == 1 and limiter.remote is None
        self._log: Any = buckets[0] if only and buckets[0].documented else None
        """The only rule, where nobody else counts."""
        self._known = 0.0
        """Seconds: the shortest time that an answer took; 0 before enough came to say."""
        self._best = inf
        self._calls = 0

    def now(self) -> Place | None:
        """A place for a call that need not wait, nor ask elsewhere."""
        limiter, log = self._limiter, self._log
        if log is not None:  # the usual case, in short
            with limiter.lock:
                now = self._keeper.clock.monotonic()
                return Place(now) if log.take(now) else None
        if limiter.remote is not None:
            return None
        return limiter.admit(self._buckets, self._keeper.clock)

    def wait(
        self, operation: Operation[Any], settings: Settings, end: float | None, sent: int
    ) -> Generator[Effect, Any, Place]:
        """Wait for a place.

        Args:
            operation: what is called.
            settings: its options.
            end: the moment of its deadline.
            sent: how often it was sent before.

        Raises:
            RateLimited: the place would come too late. Nobody's turn is used.
        """
        limiter, buckets, clock = self._limiter, self._buckets, self._keeper.clock
        remote = limiter.remote
        number = limiter.enter(buckets)
        level = 0
        try:
            while True:
                place, delay = limiter.ask(buckets, number, clock)
                if place is not None:
                    if remote is not None:
                        delay = yield Reach(remote, remote.reserve(buckets, place))
                    if delay <= 0:
                        return place
                    limiter.put_back(buckets, number, place, clock.monotonic() + delay)
                why = self._too_late(delay, settings, end)
                if why:
                    raise RateLimited(
                        f"its turn comes in {delay:.3f} s: {why}",
                        operation=operation.id,
                        method=operation.method,
                        attempts=sent,
                        retry_after=delay,
                    )
                level = max(level, self._tell(operation, delay, level))
                yield Wait(delay)
        finally:
            limiter.leave(buckets, number)

    def _tell(self, operation: Operation[Any], delay: float, told: int) -> int:
        """Log a wait, once for each level: long ones so that somebody sees them."""
        logger = self._keeper.logger
        level = next((level for most, level in _LOUD if delay >= most), logging.DEBUG)
        if level > told and logger.isEnabledFor(level):
            logs: list[Any] = [b for b in self._buckets if b.documented]
            rules = [log.rule for log in logs]
            named = "; ".join(f"{rule.limit} calls in {rule.per:g} s" for rule in rules)
            logger.log(
                level,
                "%s: its turn comes in %.3f s (%s)",
                operation.id,
                delay,
                named or "the vendor refused calls before",
            )
        return level

    def _too_late(self, delay: float, settings: Settings, end: float | None) -> str:
        """Why a call does not wait so long; empty when it does."""
        now = self._keeper.clock.monotonic()
        if delay > settings.wait:
            return "longer than this call waits"
        if end is not None and now + delay >= end:
            return "after its deadline"
        if self._limiter.pause(self._buckets, now) > self._retry.patience:
            return "the vendor asks for too long a wait"
        return ""

    def heard(self, place: Place, outcome: Any, found: Found) -> Effect | None:
        """Learn from an answer, or from a failure to get one. Other processes may be told.

        Args:
            place: of the call.
            outcome: the answer, or a `Failure`.
            found: what its header fields say.

        What takes longer than the shortest answer may have been held up on its way there.
        """
        now = self._keeper.clock.monotonic()
        took, known = now - place.moment, self._known
        if took < self._best:
            self._best = took
        late = took - (known if known < self._best else self._best)
        self._calls += 1
        if self._calls >= _CALLS:
            self._known, self._best, self._calls = self._best, inf, 0
        log = self._log
        if (
            log is not None
            and late <= _SETTLED
            and 200 <= outcome.status_code < 300
            and log.expects(found, now)
        ):
            return None  # the usual case
        return self._learn(place, outcome, found, now, late)

    def _learn(
        self, place: Place, outcome: Any, found: Found, now: float, late: float
    ) -> Effect | None:
        limiter, buckets, keeper = self._limiter, self._buckets, self._keeper
        if late > _SETTLED or self._adaptive:
            limiter.settle(buckets, place.moment, late, now)
        if outcome.status_code == 0:
            return None
        quotas: list[Quota] = []
        if outcome.status_code in keeper.throttles and is_throttled(keeper, outcome):
            self.refused(place.moment, outcome)
        else:
            first: Any = buckets[0]
            only = first if len(buckets) == 1 and first.documented else None
            if (only is None or not only.expects(found, now)) and (quotas := read(found)):
                limiter.learn(buckets, quotas, keeper.clock)
        remote = limiter.remote
        if remote is None:
            return None
        late = late if late > _SETTLED else 0.0
        talk = remote.tell(buckets, place, late, limiter.pause(buckets, now), quotas, keeper.clock)
        return None if talk is None else Reach(remote, talk)

    def refused(self, moment: float, outcome: Any) -> None:
        """The vendor refused a call that went at this moment: nobody goes before its delay ends."""
        keeper = self._keeper
        headers = {n.decode("latin-1").lower(): v.decode("latin-1") for n, v in outcome.headers.raw}
        reset = self._retry.reset_header or keeper.api.throttle.reset
        delay = server_delay(headers, reset, keeper.clock.time())
        self._limiter.refuse(self._buckets, moment, keeper.clock.monotonic(), delay)


def is_throttled(keeper: Keeper, outcome: Any) -> bool:
    """Whether a vendor refuses a call for its rate: 429, its own status, or 503 with a delay."""
    status = outcome.status_code
    if status in (429, keeper.api.throttle.status):
        return True
    return status in THROTTLED and "retry-after" in outcome.headers


def turn_of(keeper: Keeper, rules: tuple[Rule, ...], access: Access, retry: Retry) -> Turn | None:
    """The turn of an operation with documented limits; None where a client keeps none."""
    limiter = keeper.limiter()
    if limiter is None:
        return None
    package = keeper.api.package
    return Turn(
        keeper, limiter, limiter.logs(package, credential_of(package, access), rules), retry
    )


def adaptive_turn(keeper: Keeper, operation: Operation[Any]) -> Turn | None:
    """The turn of all calls of a client that have no documented limits, since the first refusal."""
    limiter = keeper.limiter()
    if limiter is None:
        return None
    package, now = keeper.api.package, keeper.clock.monotonic()
    credential = credential_of(package, keeper.keyring.access(keeper.api, operation))
    bucket = limiter.bucket((package, "", credential), lambda: Adaptive(keeper.sent, now))
    return Turn(keeper, limiter, (bucket,), keeper.api.retry)


def credential_of(package: str, access: Access) -> str:
    """What stands for a caller's credentials in the key of a count: a short digest.

    It cannot be turned back, and leaves out what changes while the account stays
    the same: passwords, and what functions give.
    """
    known: list[str] = []
    for scheme, credential in access.schemes:
        text = credential.value.reveal() if credential.value is not None else ""
        known.append(text.partition(":")[0] if scheme.kind == "basic" else text)
    if not any(known):
        return "-"
    return blake2b("\0".join([package, *known]).encode(), digest_size=8).hexdigest()
