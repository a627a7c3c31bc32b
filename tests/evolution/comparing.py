"""Two revisions compared as `specwright diff` does."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from generator.compare.policy import Policy
from generator.compare.report import Report, report
from generator.compare.sides import sided
from generator.name.lock import Lock
from tests.support import loaded

TODAY = date(2026, 11, 26)


def compared(
    old: Mapping[str, Any], new: Mapping[str, Any], policy: Policy | None = None
) -> Report:
    """What changed; names that the old revision had are kept."""
    one = sided(loaded(old), Lock(), "old:")
    other = sided(loaded(new), Lock(names=dict(one.names.kept)), "new:")
    return report(one, other, policy or Policy(today=TODAY))
