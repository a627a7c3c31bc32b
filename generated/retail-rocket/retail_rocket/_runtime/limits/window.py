"""What is counted of calls that a document limits: the sliding log of a rule.

A log holds the moments of a rule's last `limit` calls. A call may go when the call
`limit` places before it is `per` seconds old, so there are never more than `limit` in
any window, wherever the vendor's own windows begin. As it is the vendor who counts, on
another clock and when calls arrive, a little is added to `per`, and a call that may
have been held up on its way counts from when it arrived.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import deque

from ..ground.clock import Clock
from ..ground.fields import Found
from ..ground.operation import Rule
from .bucket import Bucket
from .quota import Quota, seconds

_DRIFT = 0.0005
"""By how much of the time that passes the vendor's clock may lag behind ours."""
_JITTER = 0.002
"""Seconds by which a call may take longer to the vendor than another, unnoticed."""
LOOSE = 1.05
"""Our calls of so many windows are compared with what the vendor counted in one."""


class Log(Bucket):
    """The sliding log of a rule."""

    documented = True
    __slots__ = ("_foreign", "_said", "_until", "ceiling", "key", "moments", "rule", "window")

    def __init__(self, rule: Rule, key: tuple[str, ...]) -> None:
        super().__init__()
        self.rule = rule
        self.key = key
        self.window = rule.per * (1 + _DRIFT) + _JITTER
        """Seconds for which a call counts."""
        self.ceiling = rule.limit
        """Calls in a window: the rule's, or fewer where the vendor says fewer."""
        self.moments: deque[float] = deque(maxlen=rule.limit)
        self._said = b"%d" % rule.limit
        self._foreign = 0
        self._until = 0.0

    def take(self, now: float) -> bool:
        """See `Bucket`: the usual case, in short."""
        moments, most = self.moments, self.ceiling
        if (
            (len(moments) < most or moments[-most] + self.window <= now)
            and not self.queue
            and not self._foreign
            and self.blocked <= now
            and self.later <= now
        ):
            moments.append(now)
            return True
        return super().take(now)

    def due(self, now: float, ahead: int) -> float:
        """See `Bucket`: when the call `limit` places before has left the window."""
        moment = self._free(now, ahead, self.ceiling)
        if self._foreign and now < self._until:
            limit = self.ceiling - self._foreign
            lifted = max(moment, self._until)
            moment = min(self._free(now, ahead, limit), lifted) if limit > 0 else lifted
        return max(moment, self.blocked, self.later)

    def _free(self, now: float, ahead: int, limit: int) -> float:
        moments, per = self.moments, self.window
        index = len(moments) + ahead - limit
        if index < 0:
            return now
        if index < len(moments):
            return max(now, moments[index] + per)
        # The call `limit` places before waits itself, perhaps for one that waits.
        rounds = (index - len(moments)) // limit + 1
        first = index - rounds * limit
        return (now if first < 0 else max(now, moments[first] + per)) + rounds * per

    def add(self, now: float) -> None:
        """Count a call; the one that falls out has left the window."""
        self.moments.append(now)

    def remove(self, moment: float) -> None:
        """See `Bucket`."""
        index = self._index(moment)
        if index is not None:
            del self.moments[index]

    def settle(self, moment: float, late: float, now: float) -> None:
        """Count a call from when it arrived, at the latest, instead of from when it left.

        The vendor counts arrivals. A call that was held up on the way arrives
        closer to the ones after it than it left, and they would be one too many.
        """
        index = self._index(moment)
        if index is not None:
            self.moments[index] = moment + min(late, self.rule.per)

    def refuse(self, moment: float, now: float, delay: float | None) -> None:
        """See `Bucket`; without a delay, a second, or the window if that is shorter."""
        super().refuse(moment, now, min(self.rule.per, 1.0) if delay is None else delay)

    def expects(self, found: Found, now: float) -> bool:
        """Whether headers say what is known: the usual case of `learn`, without the lock."""
        _, _, limit, remaining, _, standard, _ = found
        if limit != self._said or standard is not None or self._foreign:
            return limit is None and remaining is None and standard is None
        if remaining is None or not remaining.isdigit() or len(remaining) > 9:
            return False
        used = self.ceiling - int(remaining)
        return used <= 0 or self._made(used, now)

    def _made(self, used: int, now: float) -> bool:
        """Whether we made so many calls in about a window ourselves."""
        try:
            return self.moments[-used] > now - self.rule.per * LOOSE
        except IndexError:
            return False

    def learn(self, quota: Quota, now: float, clock: Clock) -> None:
        """Allow less where the vendor counts more calls than ours.

        Never more than the rule, see `match`: what the vendor grants beyond it is not promised.
        """
        if quota.limit:
            self.ceiling = quota.limit
            self._said = b"%d" % self.ceiling
        if quota.remaining is None:
            return
        if self._foreign and now >= self._until:
            self._foreign = 0
        used, per = self.ceiling - quota.remaining, self.rule.per
        foreign = used - len(self.moments) + bisect_right(self.moments, now - per * LOOSE)
        if foreign > self._foreign:
            reset = seconds(quota.reset, clock.time())
            self._foreign = foreign
            self._until = now + (per if reset is None else min(reset, per))

    def _index(self, moment: float) -> int | None:
        for index in range(-1, -len(self.moments) - 1, -1):
            if self.moments[index] == moment:
                return index
        return None


def match(buckets: tuple[Bucket, ...], quota: Quota) -> Log | None:
    """The rule that a vendor's headers speak of: the one with their limit, or the only one.

    An only rule that allows less than they say is another: None, as where several could be.
    """
    first = buckets[0]
    if len(buckets) == 1:
        fits = isinstance(first, Log) and (quota.limit or 0) <= first.rule.limit
        return first if fits else None  # type: ignore[return-value]
    logs = [bucket for bucket in buckets if isinstance(bucket, Log)]
    named = [log for log in logs if log.rule.limit == quota.limit]
    return named[0] if len(named) == 1 else None
