"""Durations and times of day as ISO 8601 has them.

RFC 3339, to which JSON Schema refers, knows no half second in a duration, none without its
minutes (`PT1H5S`), and no time of day without an offset. Vendors and their libraries write both.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

_NUMBER = r"\d+(?:[.,]\d+)?"
_OFFSET = r"(?:Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)"
_DURATION = re.compile(
    rf"[+-]?P(?=.)(?:{_NUMBER}Y)?(?:{_NUMBER}M)?(?:{_NUMBER}W)?(?:{_NUMBER}D)?"
    rf"(?:T(?=.)(?:{_NUMBER}H)?(?:{_NUMBER}M)?(?:{_NUMBER}S)?)?",
    re.ASCII,
)
_TIME = re.compile(
    rf"(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d+)?)?{_OFFSET}?", re.ASCII | re.IGNORECASE
)
MOMENTS: Mapping[str, Callable[[str], bool]] = {
    "duration": lambda text: _DURATION.fullmatch(text) is not None,
    "time": lambda text: _TIME.fullmatch(text) is not None,
}
"""Format → whether text is one."""
