"""Where a vendor departs from its document: counted, and told once for each place."""

from __future__ import annotations

from collections.abc import Iterable

from ..ground.log import warn

_LIMIT = 1000


class DriftWarning(UserWarning):
    """A response is not what the document promises; what was there was kept."""


class Drift:
    """Counts by place: `listOrders: /data/*/createdAt: …`. Holds no received values."""

    __slots__ = ("counts",)

    def __init__(self) -> None:
        self.counts: dict[str, int] = {}

    def report(self, operation: str, places: Iterable[str]) -> None:
        """Count the places of one response, and warn of those not seen before."""
        for key in self.count(operation, places):
            warn(key, DriftWarning)

    def count(self, operation: str, places: Iterable[str]) -> list[str]:
        """Count the places of one response; those not seen before."""
        fresh: list[str] = []
        for place in dict.fromkeys(places):
            key = f"{operation}: {place}"
            if key in self.counts:
                self.counts[key] += 1
            elif len(self.counts) < _LIMIT:
                self.counts[key] = 1
                fresh.append(key)
        return fresh
