"""What a flow may ask of its driver, as data: the words between them.

A flow yields these and is sent what came of them; it does no I/O itself. The drivers
(see `transport/`) do it with threads or tasks, tests with a clock and answers of their own.
"""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from concurrent.futures import Future

    from .http import Endpoint
    from .talk import Shared

R = TypeVar("R")


class Wait:
    """Effect: let time pass."""

    __slots__ = ("seconds",)

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds


class Ask:
    """Effect: ask the caller's function for a secret; the answer is a `SecretValue`."""

    __slots__ = ("function",)

    def __init__(self, function: Any) -> None:
        self.function = function


class Exchange:
    """Effect: send a request; the answer is a response, read, or a `Failure`."""

    __slots__ = ("endpoint", "limit", "request", "stream", "timeouts", "token")

    def __init__(
        self,
        endpoint: Endpoint,
        request: Any,
        timeouts: dict[str, float],
        limit: int | None,
        stream: bool,
        *,
        token: bool = False,
    ) -> None:
        self.endpoint = endpoint
        self.request = request
        self.timeouts = timeouts
        self.limit = limit
        self.stream = stream
        """Leave the body of a 2xx unread."""
        self.token = token
        """Whether it asks for an access token, and is not the call itself."""

    def __repr__(self) -> str:
        return f"<Exchange with {self.endpoint.origin}>"


class Join:
    """Effect: wait for what another call is about; the answer is what came of it, or None."""

    __slots__ = ("future", "seconds")

    def __init__(self, future: Future[Any], seconds: float) -> None:
        self.future = future
        self.seconds = seconds

    def wait(self) -> Any:
        """Wait in this thread."""
        try:
            return self.future.result(self.seconds)
        except TimeoutError:
            return None

    async def await_(self) -> Any:
        """Wait in this task, letting others run."""
        import asyncio

        wrapped = asyncio.wrap_future(self.future)
        try:
            await asyncio.wait((wrapped,), timeout=self.seconds)
            return wrapped.result() if wrapped.done() else None
        finally:
            wrapped.cancel()  # the future itself goes on for the others


class Reach:
    """Effect: talk to where processes share their limits; the answer is what came of it."""

    __slots__ = ("limiter", "talk")

    def __init__(self, limiter: Shared, talk: Generator[Any, Any, Any]) -> None:
        self.limiter = limiter
        self.talk = talk


Effect = Wait | Ask | Exchange | Join | Reach
Flow = Generator[Effect, Any, R]
