"""Where a vendor departs from its document: counted, and told once for each place."""

from __future__ import annotations

from collections.abc import Iterable

from ..ground.log import warn
from ..ground.tally import Tally


class DriftWarning(UserWarning):
    """A response is not what the document promises; what was there was kept."""


class Drift(Tally):
    """The places of responses that depart from the document."""

    __slots__ = ()

    def report(self, operation: str, places: Iterable[str]) -> None:
        """Count the places of one response, and warn of those not seen before."""
        for key in self.count(operation, places):
            warn(key, DriftWarning)
