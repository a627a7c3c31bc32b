"""A rate for calls that the document sets no limit for, found by being refused.

The arithmetic is CUBIC's (RFC 9438, section 4), on calls per second: a refusal cuts
the rate to 0.7 of what it was; then it climbs back to there fast, stays near it for
a while and goes on upwards. Nothing is held back before the first refusal.
"""

from __future__ import annotations

from collections.abc import Sequence

from .bucket import Bucket

_BETA = 0.7
_SCALE = 0.4
_SLOWEST = 0.5
"""Calls per second that are always allowed."""
_SMOOTH = 0.8
"""Weight of the newest interval in the measured rate."""
_INTERVAL = 0.5
"""Seconds over which calls are counted to measure their rate."""


class Adaptive(Bucket):
    """Tokens that come at a rate; a call takes one.

    Args:
        sent: moments of the last calls, from which the first rate is measured.
        now: the moment of the refusal.
    """

    __slots__ = (
        "_began",
        "_cut",
        "_filled",
        "_peak",
        "_plateau",
        "_sent",
        "_tokens",
        "measured",
        "rate",
    )

    def __init__(self, sent: Sequence[float], now: float) -> None:
        super().__init__()
        recent = sum(moment > now - 1.0 for moment in sent)
        self.measured = float(max(recent, 1))
        """Calls per second that were made, smoothed."""
        self.rate = self.measured
        """Calls per second that are allowed."""
        self._began = now
        self._sent = 0
        self._tokens = 0.0
        self._filled = now
        self._lower(now)

    def due(self, now: float, ahead: int) -> float:
        """See `Bucket`: when there are tokens for those before, and for this one."""
        self._fill(now)
        missing = ahead + 1 - self._tokens
        return max(now + max(0.0, missing) / self.rate, self.blocked, self.later)

    def add(self, now: float) -> None:
        """Take a token."""
        self._fill(now)
        self._tokens -= 1
        self._sent += 1
        passed = now - self._began
        if passed >= _INTERVAL:
            self.measured += (self._sent / passed - self.measured) * _SMOOTH
            self._began, self._sent = now, 0

    def settle(self, moment: float, late: float, now: float) -> None:
        """An answer came: the rate climbs, to twice what is used at most."""
        self._fill(now)
        climbed = _SCALE * (now - self._cut - self._plateau) ** 3 + self._peak
        self.rate = max(_SLOWEST, min(climbed, 2 * self.measured))

    def refuse(self, moment: float, now: float, delay: float | None) -> None:
        """Cut the rate; calls that left before the last cut do not count again."""
        super().refuse(moment, now, delay)
        if moment > self._cut:
            self._fill(now)
            self._lower(now)

    def _lower(self, now: float) -> None:
        self._peak = min(self.rate, self.measured)
        self._plateau = (self._peak * (1 - _BETA) / _SCALE) ** (1 / 3)
        self._cut = now
        self.rate = max(_SLOWEST, self._peak * _BETA)
        self._tokens = min(self._tokens, 1.0)

    def _fill(self, now: float) -> None:
        most = max(1.0, self.rate)
        self._tokens = min(most, self._tokens + max(0.0, now - self._filled) * self.rate)
        self._filled = now
