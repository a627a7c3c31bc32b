"""Where time comes from. Tests bring a clock of their own."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from contextlib import AbstractAsyncContextManager


class Clock:
    """The real time. Runs under asyncio, and under trio through anyio."""

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
        await _events().sleep(seconds)

    def within(self, seconds: float) -> AbstractAsyncContextManager[Any]:
        """A block that ends with TimeoutError after so long."""
        events = _events()
        block: AbstractAsyncContextManager[Any] = (
            events.timeout(seconds)
            if hasattr(events, "timeout")
            else _Synchronous(events.fail_after(seconds))
        )
        return block


class _Synchronous:
    """A plain context manager where an asynchronous one is wanted."""

    def __init__(self, block: Any) -> None:
        self.block = block

    async def __aenter__(self) -> Any:
        return self.block.__enter__()

    async def __aexit__(self, *exc: Any) -> Any:
        return self.block.__exit__(*exc)


def _events() -> Any:
    import asyncio

    try:
        asyncio.get_running_loop()
    except RuntimeError:
        import anyio

        return anyio
    return asyncio
