"""What response headers say of a rate limit.

    X-RateLimit-Limit, -Remaining, -Reset      by the names that the document gives
    RateLimit: "default";r=5;t=30              draft-ietf-httpapi-ratelimit-headers-08 and later
    RateLimit: limit=10, remaining=5, reset=30 draft 07
    RateLimit-Limit, -Remaining, -Reset        before
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import NamedTuple

from .operation import Throttle

_PARTS = ("limit", "remaining", "reset")
_STANDARD = b"ratelimit"
_MEMBER = re.compile(r"(?:^|[;,\s])(limit|remaining|reset|r|t)=(\d{1,15})(?![\d.])")
_LONG = {"r": "remaining", "t": "reset"}
_EPOCH = 1_000_000_000
"""Larger resets are moments since 1970 in seconds, or in milliseconds."""
_EPOCH_MS = 100_000_000_000


class Quota(NamedTuple):
    """What is left of one limit."""

    limit: int | None = None
    remaining: int | None = None
    reset: float | None = None
    """Seconds until there is more; None where that is not said or over."""


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

    def read(self, headers: Iterable[tuple[bytes, bytes]], time: float) -> list[Quota]:
        """The limits that headers speak of; mostly none or one.

        Args:
            headers: of a response, as they came.
            time: seconds since 1970.
        """
        names = self._names
        found = [(name.lower(), value) for name, value in headers if name.lower() in names]
        if not found:
            return []
        parts: dict[str, str] = {}
        quotas: list[Quota] = []
        for name, value in found:
            text = value.decode("latin-1")
            if name == _STANDARD:
                quotas += _standard(text, time)
            else:
                parts.setdefault(names[name], text)
        return quotas + _quota(parts, time)


def _standard(text: str, time: float) -> list[Quota]:
    """The members of the `RateLimit` field; each of the later drafts' policies apart."""
    quotas: list[Quota] = []
    for item in text.split(",") if ";" in text else [text]:
        members = {_LONG.get(name, name): value for name, value in _MEMBER.findall(item)}
        quotas += _quota(members, time)
    return quotas


def _quota(parts: dict[str, str], time: float) -> list[Quota]:
    limit, remaining = (_number(parts.get(part)) for part in ("limit", "remaining"))
    reset = seconds(parts.get("reset"), time)
    if limit is None and remaining is None:
        return []
    return [
        Quota(
            None if limit is None else int(limit),
            None if remaining is None else int(remaining),
            reset,
        )
    ]


def seconds(value: str | None, time: float) -> float | None:
    """Seconds until a reset, told apart by size: seconds, an epoch, an epoch in milliseconds.

    A vendor may use all three. Seconds would have to be thirty years to look like an
    epoch, so that their size says more than what the document claims.
    """
    number = _number(value)
    if number is None:
        return None
    if number >= _EPOCH:
        number = (number / 1000 if number >= _EPOCH_MS else number) - time
    return number if number > 0 else None


def _number(value: str | None) -> float | None:
    """The first number of a field: `100` of `100, 100;w=60`."""
    found = re.match(r"\s*(\d{1,15}(?:\.\d{1,9})?)\s*(?:[,;]|$)", value or "")
    return float(found[1]) if found else None
