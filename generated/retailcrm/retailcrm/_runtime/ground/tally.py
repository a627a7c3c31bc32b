"""Counts of places by operation, bounded: what departs from the document, and how often."""

from __future__ import annotations

from collections.abc import Iterable

_LIMIT = 1000


class Tally:
    """Counts by place: `listOrders: /data/*/createdAt: …`. Holds no received values."""

    __slots__ = ("counts",)

    def __init__(self) -> None:
        self.counts: dict[str, int] = {}

    def count(self, operation: str, places: Iterable[str]) -> list[str]:
        """Count the places of one message; those not seen before."""
        fresh: list[str] = []
        for place in dict.fromkeys(places):
            key = f"{operation}: {place}"
            if key in self.counts:
                self.counts[key] += 1
            elif len(self.counts) < _LIMIT:
                self.counts[key] = 1
                fresh.append(key)
        return fresh
