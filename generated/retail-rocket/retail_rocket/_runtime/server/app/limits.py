"""Rate limits that count, refused as the vendor refuses (extension `x-rate-limit`)."""

from __future__ import annotations

import math
from collections import deque

from ...ground.operation import Api, Rule, Throttle
from .answers import Refusal
from .clock import Clock

MAX_COUNTS = 10_000


class Limiter:
    """Counts the requests of the last `per` seconds, for each thing that a rule counts by.

    Args:
        api: How the vendor tells of its limits.
        clock: Seconds since the epoch; tests turn it.
    """

    def __init__(self, api: Api, clock: Clock) -> None:
        self._throttle = api.throttle
        self._clock = clock
        self._counts: dict[tuple[Rule, str, str], deque[float]] = {}

    def reset(self) -> None:
        """Forget all requests."""
        self._counts.clear()

    def admit(self, rules: tuple[Rule, ...], ip: str, credential: str) -> dict[str, str]:
        """Count a request; returns the header fields that tell what is left.

        Raises:
            Refusal: A limit is reached; it says when to come again.
        """
        now = self._clock()
        counted = [(rule, self._count(rule, ip, credential, now)) for rule in rules]
        full = [
            (moments[0] + rule.per - now, rule)
            for rule, moments in counted
            if len(moments) >= rule.limit
        ]
        if full:
            wait, rule = max(full, key=lambda pair: pair[0])
            raise refusal(self._throttle, rule, wait, now)
        for _, moments in counted:
            moments.append(now)
        rule, moments = min(counted, key=lambda pair: pair[0].limit - len(pair[1]))
        left = rule.limit - len(moments)
        return told(self._throttle, rule, left, moments[0] + rule.per - now, now)

    def left(self, rules: tuple[Rule, ...], ip: str, credential: str) -> dict[str, int]:
        """What is left of each rule, for people; counts nothing."""
        now = self._clock()
        return {
            f"{rule.limit} in {rule.per:g} s": rule.limit
            - len(self._count(rule, ip, credential, now))
            for rule in rules
        }

    def _count(self, rule: Rule, ip: str, credential: str, now: float) -> deque[float]:
        by_ip = ip if "ip" in rule.scope else ""
        key = (rule, by_ip, credential if rule.by_credential else "")
        if key not in self._counts and len(self._counts) >= MAX_COUNTS:
            del self._counts[next(iter(self._counts))]
        moments = self._counts.setdefault(key, deque())
        while moments and moments[0] <= now - rule.per:
            moments.popleft()
        return moments


def told(throttle: Throttle, rule: Rule, left: int, wait: float, now: float) -> dict[str, str]:
    """The header fields in which the vendor tells of a limit."""
    moment = {"epoch": now + wait, "epoch-ms": (now + wait) * 1000}.get(throttle.reset_unit, wait)
    values = (
        (throttle.limit, rule.limit),
        (throttle.remaining, left),
        (throttle.reset, math.ceil(moment)),
    )
    return {name.lower(): str(value) for name, value in values if name}


def refusal(throttle: Throttle, rule: Rule, wait: float, now: float) -> Refusal:
    """The vendor's refusal of a request that is too early by `wait` seconds."""
    retry = {"retry-after": str(max(1, math.ceil(wait)))}
    return Refusal(
        throttle.status,
        headers={**told(throttle, rule, 0, wait, now), **retry},
        reason="rate-limited",
    )
