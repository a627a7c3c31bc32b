"""What response headers say of a rate limit.

- `X-RateLimit-Limit`, `-Remaining`, `-Reset`, by the names that the document gives
- `RateLimit: "default";r=5;t=30` (draft-ietf-httpapi-ratelimit-headers-08 and later)
- `RateLimit: limit=10, remaining=5, reset=30` (draft 07)
- `RateLimit-Limit`, `-Remaining`, `-Reset` (drafts before)
"""

from __future__ import annotations

import re
from typing import NamedTuple

from ..ground.fields import Found

_MEMBER = re.compile(rb"(?:^|[;,\s])(limit|remaining|reset|r|t)=(\d{1,15})(?![\d.])")
_LONG = {b"r": "remaining", b"t": "reset"}
_NUMBER = re.compile(rb"\s*(\d{1,15}(?:\.\d{1,9})?)\s*(?:[,;]|$)")
_EPOCH = 1_000_000_000
"""Larger resets are moments since 1970 in seconds, or in milliseconds."""
_EPOCH_MS = 100_000_000_000


class Quota(NamedTuple):
    """What is left of one limit."""

    limit: int | None = None
    remaining: int | None = None
    reset: bytes | None = None
    """When there is more, as it came."""


def read(found: Found) -> list[Quota]:
    """The limits that were found among a response's fields; mostly one."""
    _, _, limit, remaining, reset, standard, _ = found
    quotas: list[Quota] = []
    for item in _items(standard or b""):
        members: dict[str, bytes] = {}
        for name, number in _MEMBER.findall(item):
            members[_LONG.get(name) or name.decode()] = number
        quotas += _quota(members.get("limit"), members.get("remaining"), members.get("reset"))
    quotas += _quota(limit, remaining, reset)
    return quotas


def _items(standard: bytes) -> list[bytes]:
    """The members of the `RateLimit` field: each of the later drafts' policies, or all of it."""
    return standard.split(b",") if b";" in standard else [standard]


def _quota(limit: bytes | None, remaining: bytes | None, reset: bytes | None) -> tuple[Quota, ...]:
    most, left = _whole(limit), _whole(remaining)
    return () if most is None and left is None else (Quota(most, left, reset),)


def _whole(value: bytes | None) -> int | None:
    number = _number(value)
    return None if number is None else int(number)


def seconds(reset: bytes | None, time: float) -> float | None:
    """Seconds until a reset; None where that is not said, or over.

    Seconds, an epoch and an epoch in milliseconds are told apart by their size, as a
    vendor may use all three. Seconds would have to be thirty years to look like an
    epoch, so that their size says more than what the document claims.

    Args:
        reset: the field's value.
        time: seconds since 1970.
    """
    number = _number(reset)
    if number is None:
        return None
    if number >= _EPOCH:
        number = (number / 1000 if number >= _EPOCH_MS else number) - time
    return number if number > 0 else None


def _number(value: bytes | None) -> float | None:
    """The first number of a field: `100` of `100, 100;w=60`."""
    found = _NUMBER.match(value or b"")
    return float(found[1]) if found else None
