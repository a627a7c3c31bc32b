"""What response headers say of a rate limit.

- `X-RateLimit-Limit`, `-Remaining`, `-Reset`, by the names that the document gives
- `RateLimit: "default";r=5;t=30` (draft-ietf-httpapi-ratelimit-headers-08 and later)
- `RateLimit: limit=10, remaining=5, reset=30` (draft 07)
- `RateLimit-Limit`, `-Remaining`, `-Reset` (drafts before)
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from .operation import Throttle

_PARTS = ("limit", "remaining", "reset")
_STANDARD = b"ratelimit"
_MEMBER = re.compile(rb"(?:^|[;,\s])(limit|remaining|reset|r|t)=(\d{1,15})(?![\d.])")
_LONG = {b"r": "remaining", b"t": "reset"}
_DIGITS = 15
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


class QuotaReader:
    """Reads the headers that a vendor uses.

    Args:
        throttle: names of the headers; the usual ones where it has none.
    """

    __slots__ = ("_names",)

    def __init__(self, throttle: Throttle) -> None:
        stated = (throttle.limit, throttle.remaining, throttle.reset)
        if not any(stated):
            stated = ("x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset")
        self._names = {_STANDARD: "", **{b"ratelimit-" + part.encode(): part for part in _PARTS}}
        for name, part in zip(stated, _PARTS, strict=True):
            if name:
                self._names[name.lower().encode("latin-1")] = part

    def read(self, headers: Iterable[tuple[bytes, bytes]]) -> list[Quota]:
        """The limits that the headers of a response speak of; mostly none or one."""
        names = self._names
        parts: dict[str, bytes] = {}
        quotas: list[Quota] = []
        for name, value in headers:
            part = names.get(name.lower())
            if part is None:
                continue
            if part:
                parts.setdefault(part, value)
            else:
                quotas += _standard(value)
        return quotas + _quota(parts) if parts else quotas


def _standard(value: bytes) -> list[Quota]:
    """The members of the `RateLimit` field; each of the later drafts' policies apart."""
    quotas: list[Quota] = []
    for item in value.split(b",") if b";" in value else [value]:
        members: dict[str, bytes] = {}
        for name, number in _MEMBER.findall(item):
            members[_LONG.get(name) or name.decode()] = number
        quotas += _quota(members)
    return quotas


def _quota(parts: dict[str, bytes]) -> list[Quota]:
    limit, remaining = _number(parts.get("limit")), _number(parts.get("remaining"))
    if limit is None and remaining is None:
        return []
    whole = None if limit is None else int(limit)
    return [Quota(whole, None if remaining is None else int(remaining), parts.get("reset"))]


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
    if value is None:
        return None
    if len(value) <= _DIGITS and value.isdigit():
        return int(value)
    found = _NUMBER.match(value)
    return float(found[1]) if found else None
