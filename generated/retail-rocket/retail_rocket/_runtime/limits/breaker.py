"""A circuit breaker: while a vendor is down, calls fail at once instead of waiting.

Off unless a client is given one; clients may share one. Connection failures,
deadlines and 5XX count; any other answer shows that the vendor is there. What was
never sent (a mistake, a limit of our own, a call that was cancelled, an answer from a
cache) shows nothing.
"""

from __future__ import annotations

from collections.abc import Generator
from threading import Lock
from typing import Any, TypeVar

from ..ground.clock import Clock
from ..ground.errors import (
    ApiError,
    CircuitOpen,
    ConnectionFailed,
    DeadlineExceeded,
    LimiterUnavailable,
    RateLimited,
    ServerError,
    UsageError,
)
from ..ground.operation import Operation

R = TypeVar("R")


class Breaker:
    """Opens after so many failures in a row, and lets one call try again after a while.

    Args:
        failures: Calls that fail in a row before it opens.
        reset: Seconds before one call may try again.

    Raises:
        UsageError: A number that makes no sense.
    """

    __slots__ = ("_count", "_lock", "_open_until", "_trying", "failures", "reset")

    def __init__(self, failures: int = 5, reset: float = 30.0) -> None:
        if failures < 1 or not reset > 0:
            raise UsageError("a breaker needs at least 1 failure, and a reset of more than 0 s")
        self.failures = failures
        self.reset = reset
        self._lock = Lock()
        self._count = 0
        self._open_until: float | None = None
        self._trying = False

    def guard(
        self, operation: Operation[Any], flow: Generator[Any, Any, R], clock: Clock
    ) -> Generator[Any, Any, R]:
        """Run a call's flow, unless the circuit is open.

        Raises:
            CircuitOpen: It is; nothing was sent.
        """
        trial = self._admit(operation, clock.monotonic())
        worked: bool | None = None
        try:
            result = yield from flow
            worked = True if getattr(result, "attempts", True) else None  # 0: from a cache
        except ApiError as error:
            if error.attempts and not isinstance(error, (RateLimited, LimiterUnavailable)):
                down = (ConnectionFailed, DeadlineExceeded, ServerError)
                worked = not isinstance(error, down)
            raise
        finally:
            self._settle(trial, worked, clock.monotonic())
        return result

    def _admit(self, operation: Operation[Any], now: float) -> bool:
        """Whether the call is the one that tries again."""
        with self._lock:
            if self._open_until is None:
                return False
            left = max(0.0, self._open_until - now)
            if left or self._trying:
                when = f"for another {left:.1f} s" if left else "while another call tries"
                raise CircuitOpen(
                    f"{self._count} calls failed in a row; not tried {when}",
                    operation=operation.id,
                    method=operation.method,
                    retry_after=left,
                )
            self._trying = True
            return True

    def _settle(self, trial: bool, worked: bool | None, now: float) -> None:
        with self._lock:
            if trial:
                self._trying = False
            if worked:
                self._count = 0
                self._open_until = None
            elif worked is False and (trial or self._open_until is None):
                self._count += 1
                if self._count >= self.failures:
                    self._open_until = now + self.reset

    def __repr__(self) -> str:
        state = "closed" if self._open_until is None else "open"
        return f"<Breaker {state}, {self._count} failures in a row>"
