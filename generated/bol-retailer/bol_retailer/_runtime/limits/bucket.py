"""What all counts of calls have in common."""

from __future__ import annotations

DAY = 86400.0
"""Seconds for which a vendor's word blocks, at most."""


class Bucket:
    """What is counted together. `MemoryLimiter` holds the lock while it asks."""

    documented = False
    """Whether it is what a document says: a `window.Log`."""
    __slots__ = ("blocked", "later", "queue")

    def __init__(self) -> None:
        self.queue: list[int] = []
        """Numbers of the calls that wait, in order."""
        self.blocked = 0.0
        """The vendor wants no call before this moment."""
        self.later = 0.0
        """Other processes have used up what there is until this moment."""

    def free(self, now: float) -> bool:
        """Whether a call may go at once, and nobody is before it."""
        return not self.queue and self.due(now, 0) <= now

    def take(self, now: float) -> bool:
        """Count a call that may go at once; False when it has to wait."""
        if not self.free(now):
            return False
        self.add(now)
        return True

    def due(self, now: float, ahead: int) -> float:
        """The moment when a call may go that has so many before it; now or earlier: at once."""
        return max(self.blocked, self.later)

    def add(self, now: float) -> None:
        """Count a call."""

    def remove(self, moment: float) -> None:
        """Forget a call that was counted and did not go."""

    def settle(self, moment: float, late: float, now: float) -> None:
        """A call was answered, which may have arrived so many seconds late."""

    def refuse(self, moment: float, now: float, delay: float | None) -> None:
        """The vendor refused a call, and names a delay, or does not."""
        if delay is not None:
            self.blocked = max(self.blocked, now + min(delay, DAY))
