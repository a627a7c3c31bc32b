"""How much a client may repeat before it stops trying."""

from __future__ import annotations

THROTTLED = (429, 503)
"""Statuses by which a server asks for fewer calls."""


class Budget:
    """Repeats a client may still make: a repeat costs, a success pays back.

    An empty budget means that most calls fail, and that repeating them would
    only make it worse.
    """

    __slots__ = ("left", "size")

    def __init__(self, size: int = 500) -> None:
        self.size = size
        self.left = size

    def take(self, cost: int) -> bool:
        """Pay for a repeat; False when there is not enough."""
        if self.left < cost:
            return False
        self.left -= cost
        return True

    def give(self, amount: int) -> None:
        """Pay back after a success."""
        self.left = min(self.size, self.left + amount)


def cost_of(status: int | None) -> int:
    """What a repeat costs; being throttled is the server's own remedy, and cheaper."""
    return 5 if status in THROTTLED else 14
