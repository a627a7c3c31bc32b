"""Where time comes from. Tests bring a clock of their own."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from contextlib import AbstractAsyncContextManager


class Clock:
    """The real time."""

    def monotonic(self) -> float:
        """Seconds since some moment, never going back."""
        return time.monotonic()

    def time(self) -> float:
        """Seconds since 1970."""
        return time.time()

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
