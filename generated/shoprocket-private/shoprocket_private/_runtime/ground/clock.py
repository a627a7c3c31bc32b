"""Where time comes from. Tests bring a clock of their own."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from contextlib import AbstractAsyncContextManager

NAIVE = (
    "a date-time without a time zone; say which one is meant, for example "
    "datetime.now(timezone.utc) or value.astimezone()"
)
"""Why a moment that is none cannot be sent."""


class Clock:
    """The real time."""

    monotonic: Callable[[], float] = staticmethod(time.monotonic)
    """Seconds since some moment, never going back."""
    time: Callable[[], float] = staticmethod(time.time)
    """Seconds since 1970."""

    def sleep(self, seconds: float) -> None:
        """Wait."""
        time.sleep(seconds)

    async def asleep(self, seconds: float) -> None:
        """Wait, letting other tasks run."""
        import asyncio

        await asyncio.sleep(seconds)

    def within(self, seconds: float) -> AbstractAsyncContextManager[Any]:
        """A block that ends with TimeoutError after so long."""
        import asyncio

        return asyncio.timeout(seconds)
