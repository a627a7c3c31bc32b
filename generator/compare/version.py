"""The smallest version that tells of a change, by Semantic Versioning or by calendar."""

from __future__ import annotations

import re
from datetime import date
from typing import Literal, TypeAlias

from generator.compare.change import ORDER, Verdict

Versions: TypeAlias = Literal["semver", "calendar"]
_SEMVER = re.compile(r"(v?)(\d+)(?:\.(\d+))?(?:\.(\d+))?(.*)", re.IGNORECASE | re.DOTALL)
_DATE = re.compile(r"\d{4}[-.](0[1-9]|1[0-2])\b.*")
_NUMBERS = re.compile(r"\d+")


def next_version(old: str, verdict: Verdict, way: Versions, today: date) -> str:
    """The smallest version that a revision may have that changes so much.

    Args:
        old: The version before.
        verdict: The gravest of its changes.
        way: What versions mean; one that is a date is of the calendar anyhow.
        today: For calendar versions, which say when.
    """
    if way == "calendar" or _DATE.fullmatch(old):
        return _calendar(old, today)
    return _semver(old, verdict)


def moved(old: str, new: str, verdict: Verdict, way: Versions, today: date) -> bool:
    """Whether a version went as far as its changes ask."""
    if verdict in ("none", "additive", "doubtful"):
        return True
    if way == "calendar" or _DATE.fullmatch(old):
        return _order(new) > _order(old)
    return _order(new) >= _order(next_version(old, verdict, way, today))


def _semver(old: str, verdict: Verdict) -> str:
    """Semantic Versioning 2.0, section 8; before 1.0 a break moves the second number."""
    found = _SEMVER.fullmatch(old.strip())
    if found is None:
        return f"{old}+1" if verdict != "none" else old
    prefix, *numbers, rest = found.groups(default="")
    major, minor, patch = (int(number or 0) for number in numbers)
    place = 2 - min(ORDER.index(verdict), 1)  # none: 2, additive and doubtful: 1
    if verdict == "breaking":
        place = 0
    if major == 0:
        place = min(place + 1, 2)
    if rest.startswith("-") and place >= (0 if not (minor or patch) else 1 if not patch else 2):
        return old  # a pre-release of a version that says so much already
    moved_to = [major + 1, 0, 0] if place == 0 else [major, minor + 1, 0]
    if place == 2:
        moved_to = [major, minor, patch + 1]
    given = sum(bool(number) for number in numbers)
    return prefix + ".".join(map(str, moved_to[: max(given, place + 1)]))


def _calendar(old: str, today: date) -> str:
    """A date in the form of the old one; where that is of today or later, a number after it."""
    parts = _NUMBERS.findall(old)
    mark = next((letter for letter in old if letter in ".-"), "-")
    digits = [f"{today.year}", f"{today.month:02}", f"{today.day:02}"]
    size = 3 if len(parts) > 2 or mark == "-" else 2
    new = mark.join(digits[:size])
    if _order(new) > _order(old):
        return new
    last = int(parts[size]) + 1 if len(parts) > size else 1
    return f"{mark.join(parts[:size])}.{last}"


def _order(version: str) -> tuple[int, ...]:
    return tuple(int(number) for number in _NUMBERS.findall(version)[:4])
