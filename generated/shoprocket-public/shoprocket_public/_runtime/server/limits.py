"""Rate limits that count (`x-rate-limit`), refused as the vendor refuses."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

from ..operation import Operation
from .answers import Refusal
from .document import Document
from .values import is_array, is_object

_SWEEP = 10_000
Clock = Callable[[], float]


class Limit(NamedTuple):
    """So many requests in so many seconds."""

    limit: int
    per: float
    scope: tuple[str, ...]
    status: int
    headers: Mapping[str, str]
    """What the response tells (`limit`, `remaining`, `reset`) -> name of the header field."""


def limit_of(document: Document, operation: Operation[Any]) -> Limit | None:
    """The limit of an operation: its own, its path's, or the document's nearest rule."""
    item, node = document.operation(operation)
    root = document.root.get("x-rate-limit")
    shared: dict[str, Any] = root if is_object(root) else {}
    own: Any = document.extension("x-rate-limit", node, item)
    rule: dict[str, Any] = own if is_object(own) else {}
    if own is root:
        rule = _rule(shared, operation)
    known = {**shared, **rule}
    if not isinstance(known.get("limit"), int):
        return None
    return Limit(
        known["limit"],
        float(known.get("per", 60)),
        tuple(known.get("scope", ("endpoint", "ip"))),
        int(known.get("status", 429)),
        known.get("headers", {}),
    )


def _rule(root: dict[str, Any], operation: Operation[Any]) -> dict[str, Any]:
    """The most specific of the root's rules for an operation: the one with the most literals."""
    found: tuple[int, dict[str, Any]] = (-1, {})
    rules = root.get("rules")
    for rule in rules if is_array(rules) else []:
        if operation.method not in rule.get("methods", (operation.method,)):
            continue
        pattern: str = rule.get("path", "*")
        wanted = "/".join(
            "[^/]+" if part == "*" else re.escape(part) for part in pattern.split("/")
        )
        weight = sum(part not in ("", "*") for part in pattern.split("/"))
        if pattern == "*" or re.fullmatch(wanted, operation.path):
            found = max(found, (weight, rule), key=lambda pair: pair[0])
    return found[1]


class Counter:
    """Counts the requests of each window; a window begins with its first request.

    Args:
        clock: Seconds; tests turn it.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._windows: dict[tuple[str, ...], tuple[float, int]] = {}

    def count(
        self, operation: Operation[Any], limit: Limit, ip: str, credential: str
    ) -> dict[str, str]:
        """Count a request; returns the header fields that tell what is left.

        Raises:
            Refusal: The limit is reached; it says when to come again.
        """
        now = self._clock()
        parts = {"endpoint": operation.id, "ip": ip, "credential": credential}
        key = tuple(parts.get(scope, "") for scope in limit.scope)
        key = (*key, str(limit.limit), str(limit.per))
        began, used = self._windows.get(key, (now, 0))
        if now >= began + limit.per:
            began, used = now, 0
        left = began + limit.per - now
        headers = _headers(limit, max(0, limit.limit - used - 1), left, now)
        if used >= limit.limit:
            retry = {"retry-after": str(math.ceil(left))}
            raise Refusal(limit.status, headers={**headers, **retry})
        if len(self._windows) > _SWEEP:
            self._windows = {k: v for k, v in self._windows.items() if v[0] + 3600 > now}
        self._windows[key] = (began, used + 1)
        return headers


def _headers(limit: Limit, remaining: int, left: float, now: float) -> dict[str, str]:
    unit = limit.headers.get("reset-unit", "seconds")
    moment = {"epoch": now + left, "epoch-ms": (now + left) * 1000}.get(unit, left)
    values = {
        "limit": str(limit.limit),
        "remaining": str(remaining),
        "reset": str(math.ceil(moment)),
    }
    return {
        limit.headers[name].lower(): value
        for name, value in values.items()
        if name in limit.headers
    }
