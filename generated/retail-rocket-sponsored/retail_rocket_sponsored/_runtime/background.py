"""Events that need no answer: sent from a bounded queue, while the caller goes on.

    later(client.events.view)(product_id=7)

puts a call into the queue and returns at once: True, or False where the queue is full
and the event is dropped. One worker sends them in order, one call after the other, many
in one call where the document names a batch operation. A call that fails is repeated
as any other; an event whose call fails in the end is counted and logged, never raised.
Closing the client sends what is waiting first. At any time and in the end

    submitted = sent + failed + dropped + waiting
"""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Awaitable, Callable, Generator, Mapping
from threading import Condition, Thread
from typing import TYPE_CHECKING, Any, NamedTuple, ParamSpec, cast

from .adapters import construct
from .client import in_mode
from .core import Core
from .errors import ApiError, UsageError
from .operation import Operation
from .options import Settings
from .transport import Effect
from .unset import UNSET

if TYPE_CHECKING:
    import asyncio

    from .client import AsyncBaseClient, BaseClient

P = ParamSpec("P")

QUEUE = 10_000
"""Events that may wait; more are dropped."""
BATCH = 100
"""Events in one call of a batch operation, at most."""
FLUSH = 5.0
"""Seconds that closing waits for what is in the queue."""


class BackgroundStats(NamedTuple):
    """What became of the events of a client."""

    submitted: int
    sent: int
    failed: int
    dropped: int
    waiting: int


class _Event(NamedTuple):
    operation: Operation[Any]
    args: Mapping[str, Any]
    settings: Settings


class _Queue:
    """What waits, and the counters. Callers hold the lock where there is one."""

    def __init__(self, core: Core) -> None:
        self.core = core
        self.events: deque[_Event] = deque()
        self.in_hand = 0
        self.submitted = self.sent = self.failed = self.dropped = 0
        self.closed = False

    def put(self, event: _Event) -> bool:
        if event.operation.background is None:
            raise UsageError(
                "the document does not say that this may be sent in the background",
                operation=event.operation.id,
            )
        self.core.check_open()
        self.submitted += 1
        if self.closed or len(self.events) >= QUEUE:
            self.dropped += 1
            if self.dropped == 1:
                self.core.logger.warning("%s: the queue is full", event.operation.id)
            return False
        self.events.append(event)
        return True

    def take(self) -> list[_Event]:
        """The next events that can go in one call."""
        first = self.events.popleft()
        taken = [first]
        while self.events and len(taken) < BATCH and _go_together(first, self.events[0]):
            taken.append(self.events.popleft())
        self.in_hand = len(taken)
        return taken

    def settle(self, taken: list[_Event], error: BaseException | None) -> None:
        self.in_hand = 0
        if error is None:
            self.sent += len(taken)
            return
        self.failed += len(taken)
        said = self.core.mask(str(error) or type(error).__name__)
        self.core.logger.warning("%d background events failed: %s", len(taken), said)

    def drop_all(self) -> None:
        self.closed = True
        if self.events:
            self.core.logger.warning("%d background events dropped at close", len(self.events))
        self.dropped += len(self.events)
        self.events.clear()

    @property
    def stats(self) -> BackgroundStats:
        waiting = len(self.events) + self.in_hand
        return BackgroundStats(self.submitted, self.sent, self.failed, self.dropped, waiting)


def _batch_of(event: _Event) -> Operation[Any] | None:
    background = event.operation.background
    return background.batch() if background and background.batch else None


def _go_together(one: _Event, other: _Event) -> bool:
    """Whether two events fit into one call: same batch, same settings, same parameters."""
    batch = _batch_of(one)
    return (
        batch is not None
        and batch is _batch_of(other)
        and one.settings is other.settings
        and _split(one)[1] == _split(other)[1]
    )


def _split(event: _Event) -> tuple[dict[str, Any], dict[str, Any]]:
    """The members of the body by wire name, and all other arguments."""
    body = event.operation.body
    fields = {field.name: field.key for field in body.fields} if body else {}
    members = {
        fields[name]: value
        for name, value in event.args.items()
        if name in fields and value is not UNSET
    }
    rest = {
        name: value
        for name, value in event.args.items()
        if name not in fields and value is not UNSET
    }
    return members, rest


def _sending(core: Core, events: list[_Event]) -> Generator[Effect, Any, None]:
    """One call for events that go together."""
    first = events[0]
    batch = _batch_of(first) if len(events) > 1 else None
    if batch is None:
        yield from core.run(core, first.settings, first.operation, first.args)
        return
    elements: list[Any] = []
    for event in events:
        members, _ = _split(event)
        body, background = event.operation.body, event.operation.background
        kind = body.type() if body and body.type else dict
        element = construct(kind, members)
        wrap = background.wrap if background else None
        elements.append({wrap: element} if wrap else element)
    args = {**_split(first)[1], "body": elements}
    yield from core.run(core, first.settings, batch, args)


class Background:
    """The queue and worker thread of a synchronous client."""

    def __init__(self, client: BaseClient) -> None:
        self._client = client
        self._queue = _Queue(client.core)
        self._changed = Condition()
        self._worker: Thread | None = None
        self._process = 0

    @property
    def stats(self) -> BackgroundStats:
        """What became of the events so far."""
        with self._changed:
            return self._queue.stats

    def submit(self, operation: Operation[Any], args: Mapping[str, Any], settings: Any) -> bool:
        """Put a call into the queue; False where it is full."""
        with self._changed:
            self._start()
            accepted = self._queue.put(_Event(operation, dict(args), settings))
            self._changed.notify_all()
            return accepted

    def flush(self, timeout: float = FLUSH) -> bool:
        """Wait until nothing waits; whether that was reached in time."""
        with self._changed:
            return self._changed.wait_for(lambda: self._queue.stats.waiting == 0, timeout)

    def close(self, timeout: float = FLUSH) -> None:
        """Send what waits, then stop; what is left after `timeout` seconds is dropped."""
        self.flush(timeout)
        with self._changed:
            self._queue.drop_all()
            self._changed.notify_all()

    def _start(self) -> None:
        """A worker of this process: threads do not come along with a fork."""
        if self._worker is None or self._process != os.getpid():
            import atexit

            self._process = os.getpid()
            self._worker = Thread(target=self._work, name="background events", daemon=True)
            self._worker.start()
            atexit.register(self.close)

    def _work(self) -> None:
        queue = self._queue
        while True:
            with self._changed:
                self._changed.wait_for(lambda: bool(queue.events) or queue.closed)
                if not queue.events:
                    return
                taken = queue.take()
            error: BaseException | None = None
            try:
                self._client.drive(_sending(queue.core, taken))
            except ApiError as failure:
                error = failure
            except (
                Exception
            ) as failure:  # an argument that cannot be written, or a bug: not ours to raise here
                error = failure
            with self._changed:
                queue.settle(taken, error)
                self._changed.notify_all()


class AsyncBackground:
    """The queue and worker task of an asynchronous client."""

    def __init__(self, client: AsyncBaseClient) -> None:
        self._client = client
        self._queue = _Queue(client.core)
        self._worker: asyncio.Task[None] | None = None

    @property
    def stats(self) -> BackgroundStats:
        """What became of the events so far."""
        return self._queue.stats

    def submit(self, operation: Operation[Any], args: Mapping[str, Any], settings: Any) -> bool:
        """Put a call into the queue; False where it is full."""
        import asyncio

        accepted = self._queue.put(_Event(operation, dict(args), settings))
        if self._worker is None or self._worker.done():
            self._worker = asyncio.get_running_loop().create_task(self._work())
        return accepted

    async def flush(self, timeout: float = FLUSH) -> bool:
        """Wait until nothing waits; whether that was reached in time."""
        import asyncio

        if self._worker is not None and not self._worker.done():
            await asyncio.wait([self._worker], timeout=timeout)
        return self._queue.stats.waiting == 0

    async def close(self, timeout: float = FLUSH) -> None:
        """Send what waits, then stop; what is left after `timeout` seconds is dropped."""
        await self.flush(timeout)
        if self._worker is not None and not self._worker.done():
            self._worker.cancel()
        self._queue.drop_all()

    async def _work(self) -> None:
        queue = self._queue
        while queue.events:
            taken = queue.take()
            try:
                await self._client.drive(_sending(queue.core, taken))
            except Exception as failure:  # see `Background._work`
                queue.settle(taken, failure)
            except BaseException as stopped:
                queue.settle(taken, stopped)
                raise
            else:
                queue.settle(taken, None)


def later(method: Callable[P, Any]) -> Callable[P, bool]:
    """The method, sent in the background: `later(client.events.view)(product_id=7)`."""
    return cast("Callable[P, bool]", in_mode(method, "later"))


def later_async(method: Callable[P, Awaitable[Any]]) -> Callable[P, Awaitable[bool]]:
    """The same for methods of an asynchronous client; awaiting it only fills the queue."""
    return cast("Callable[P, Awaitable[bool]]", in_mode(method, "later"))
