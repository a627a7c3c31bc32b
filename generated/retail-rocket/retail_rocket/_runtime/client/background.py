"""Events that need no answer: sent from a bounded queue, while the caller goes on.

    later(client.events.view)(product_id=7)

puts a call into the queue and returns at once: True, or False where the queue is full
and the event is dropped. Where the document names the member that says when an event
happened, that is when it was put there, unless the caller says otherwise. One worker
sends them in order, one call after the other (so no two calls are about one visitor at
once), many in one call where the document names a batch operation and others are waiting
already. A call that fails is repeated as any other; an event whose call fails in the end
is counted and logged, never raised. Closing
the client sends what is waiting first; so does the end of the program, for a
synchronous client. At any time and in the end

    submitted = sent + failed + dropped + waiting

A forked child begins with an empty queue: what its parent has not sent, its parent sends.
"""

from __future__ import annotations

import os
import weakref
from collections import deque
from collections.abc import Awaitable, Callable, Generator, Mapping
from datetime import UTC, datetime
from threading import Condition, Lock, Thread
from typing import TYPE_CHECKING, Any, NamedTuple, ParamSpec, cast

from ..ground.adapters import construct
from ..ground.errors import UsageError
from ..ground.operation import Operation
from ..ground.parts import part
from ..ground.settings import Settings
from ..ground.unset import UNSET
from ..ground.words import Effect
from .clients import client_of, in_mode
from .options import merge
from .shared import Shared

if TYPE_CHECKING:
    import asyncio

    from .clients import AsyncBaseClient, BaseClient

P = ParamSpec("P")

QUEUE = 10_000
"""Events that may wait; more are dropped."""
FLUSH = 5.0
"""Seconds that closing waits for what is in the queue."""
_IDLE = 2.0
"""Seconds after which a worker without work ends; the next event starts another."""


_making = Lock()


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


def _stamped(event: _Event, now: float) -> _Event:
    """An event that says when it happened: not when it was sent, which may be much later.

    In whole seconds, which every vendor's date-time takes.
    """
    background = event.operation.background
    if background is None or background.time is None:
        return event
    if event.args.get(background.time, UNSET) is not UNSET:
        return event
    moment = datetime.fromtimestamp(int(now), UTC)
    return event._replace(args={**event.args, background.time: moment})


class _Queue:
    """What waits, and the counters. Callers hold the lock where there is one."""

    def __init__(self, core: Shared) -> None:
        self.core = core
        self.events: deque[_Event] = deque()
        self.in_hand: list[_Event] = []
        self.submitted = self.sent = self.failed = self.dropped = 0
        self.closed = False

    def put(self, event: _Event) -> bool:
        if event.operation.background is None:
            raise UsageError(
                "the document does not say that this may be sent in the background",
                operation=event.operation.id,
                method=event.operation.method,
            )
        if event.operation.groups:
            part("ground.groups").check(event.operation, event.args, ())
        self.core.check_open()
        self.submitted += 1
        event = _stamped(event, self.core.clock.time())
        if not self.closed and len(self.events) < QUEUE:
            self.events.append(event)
            return True
        self.dropped += 1
        if self.dropped == 1:
            why = "the client is closing" if self.closed else f"{QUEUE} events wait already"
            self.core.logger.warning("%s: dropped, %s", event.operation.id, why)
        return False

    def take(self) -> list[_Event]:
        """The next events that can go in one call."""
        first = self.events.popleft()
        self.in_hand = [first]
        batch = _Batch.of(first)
        while batch and self.events and len(self.in_hand) < batch.most:
            if _Batch.of(self.events[0]) != batch:
                break
            self.in_hand.append(self.events.popleft())
        return self.in_hand

    def settle(self, error: BaseException | None) -> None:
        """Count what was in hand."""
        count, self.in_hand = len(self.in_hand), []
        if error is None:
            self.sent += count
            return
        self.failed += count
        said = self.core.mask(str(error) or type(error).__name__)
        self.core.logger.warning("%d background events failed: %s", count, said)

    def drop_all(self) -> None:
        """Count what waits as dropped."""
        if self.events:
            self.core.logger.warning("%d background events dropped, unsent", len(self.events))
        self.dropped += len(self.events)
        self.events.clear()

    @property
    def stats(self) -> BackgroundStats:
        waiting = len(self.events) + len(self.in_hand)
        return BackgroundStats(self.submitted, self.sent, self.failed, self.dropped, waiting)


class _Batch(NamedTuple):
    """The call that an event can share; events with equal ones go together."""

    operation: Operation[Any]
    settings: Settings
    args: dict[str, Any]
    """What is not of the event itself, by the batch operation's keywords."""
    most: int

    @classmethod
    def of(cls, event: _Event) -> _Batch | None:
        """None where the event must go alone: with parameters that the batch has not, say."""
        background, settings = event.operation.background, event.settings
        if background is None or background.batch is None:
            return None
        if settings.body or settings.idempotency_key:
            return None
        try:
            _element(event)
        except UsageError:
            return None  # a mistake fails by itself
        operation = background.batch()
        wires = {param.name: (param.where, param.key) for param in event.operation.params}
        names = {(param.where, param.key): param.name for param in operation.params}
        args: dict[str, Any] = {}
        for name, value in event.args.items():
            if name in wires and value is not UNSET:
                if wires[name] not in names:
                    return None
                args[names[wires[name]]] = value
        return cls(operation, settings, args, background.most)


def _element(event: _Event) -> Any:
    """An event as one element of a batch's list.

    Raises:
        UsageError: It cannot be written.
    """
    body, background = event.operation.body, event.operation.background
    kind = body.type() if body and body.type else None
    given = part("wire.given")
    if body is not None and body.fields:
        values = {field.key: event.args.get(field.name, UNSET) for field in body.fields}
        members = {wire: value for wire, value in values.items() if value is not UNSET}
        element = construct(kind, given.members(kind, members) if given else members)
    else:
        element = event.args.get("body")
        element = given.read(kind, element, "body") if given and kind else element
    return {background.wrap: element} if background and background.wrap else element


def _sending(core: Shared, events: list[_Event]) -> Generator[Effect, Any, None]:
    """One call for events that go together."""
    first = events[0]
    settings = first.settings
    if settings.deadline is UNSET:  # the document's is for callers who wait, and here nobody does
        settings = merge(settings, {"deadline": None})
    batch = _Batch.of(first) if len(events) > 1 else None
    if batch is None:
        yield from core.run(core, settings, first.operation, first.args)
        return
    body = batch.operation.body
    keyword = body.fields[0].name if body and body.fields else "body"
    args = {**batch.args, keyword: [_element(event) for event in events]}
    yield from core.run(core, settings, batch.operation, args)


class Background:
    """The queue and worker thread of a synchronous client."""

    def __init__(self, client: BaseClient) -> None:
        self._client = client
        self._begin()
        _flush_at_exit(self)

    @classmethod
    def of(cls, client: BaseClient) -> Background:
        """That of a client and its views, made when it is first asked for."""
        core = client.core
        with _making:
            core.background = core.background or cls(client.with_options())
        return core.background  # type: ignore[no-any-return]

    def _begin(self) -> None:
        self._queue = _Queue(self._client.core)
        self._changed = Condition()
        self._worker: Thread | None = None
        self._process = os.getpid()

    def _own(self) -> Condition:
        """The lock; in a forked child, where neither lock nor thread works, all is new."""
        if self._process != os.getpid():
            self._begin()
        return self._changed

    @property
    def stats(self) -> BackgroundStats:
        """What became of the events so far."""
        with self._own():
            return self._queue.stats

    def submit(
        self, operation: Operation[Any], args: Mapping[str, Any], settings: Settings
    ) -> bool:
        """Put a call into the queue; False where it is full.

        Raises:
            UsageError: The document does not say that the operation is an event.
        """
        with self._own():
            accepted = self._queue.put(_Event(operation, dict(args), settings))
            if accepted and self._worker is None:
                self._worker = Thread(target=self._work, name="background events", daemon=True)
                self._worker.start()
            self._changed.notify_all()
            return accepted

    def flush(self, timeout: float = FLUSH) -> bool:
        """Wait until nothing waits; whether that was reached in time (seconds)."""
        with self._own():
            return self._changed.wait_for(lambda: self._queue.stats.waiting == 0, timeout)

    def close(self, timeout: float = FLUSH) -> None:
        """Send what waits, then stop; what is left after `timeout` seconds is dropped."""
        with self._own():
            self._queue.closed = True
            self._changed.notify_all()
        self.flush(timeout)
        with self._changed:
            self._queue.drop_all()

    def _work(self) -> None:
        changed, queue = self._changed, self._queue
        while True:
            with changed:
                changed.wait_for(lambda: bool(queue.events) or queue.closed, _IDLE)
                if not queue.events:
                    self._worker = None
                    return
                taken = queue.take()
            error: Exception | None = None
            try:
                self._client.drive(_sending(queue.core, taken))
            except Exception as failure:
                # Even an argument that cannot be written, or a bug: nobody is there to catch it.
                error = failure
            with changed:
                queue.settle(error)
                changed.notify_all()


def _flush_at_exit(background: Background) -> None:
    """Close it when the program ends, if it is still there by then."""
    import atexit

    found = weakref.ref(background)

    def close() -> None:
        still = found()
        if still is not None:
            still.close()

    atexit.register(close)
    weakref.finalize(background, atexit.unregister, close).atexit = False


class AsyncBackground:
    """The queue and worker task of an asynchronous client."""

    def __init__(self, client: AsyncBaseClient) -> None:
        self._client = client
        self._begin()

    @classmethod
    def of(cls, client: AsyncBaseClient) -> AsyncBackground:
        """That of a client and its views, made when it is first asked for."""
        core = client.core
        core.background = core.background or cls(client.with_options())
        return core.background  # type: ignore[no-any-return]

    def _begin(self) -> None:
        self._queue = _Queue(self._client.core)
        self._worker: asyncio.Task[None] | None = None
        self._process = os.getpid()

    def _own(self) -> _Queue:
        """The queue; in a forked child a new one."""
        if self._process != os.getpid():
            self._begin()
        return self._queue

    @property
    def stats(self) -> BackgroundStats:
        """What became of the events so far."""
        return self._own().stats

    def submit(
        self, operation: Operation[Any], args: Mapping[str, Any], settings: Settings
    ) -> bool:
        """Put a call into the queue; False where it is full.

        Raises:
            UsageError: The document does not say that the operation is an event.
        """
        import asyncio

        queue = self._own()
        accepted = queue.put(_Event(operation, dict(args), settings))
        if accepted and self._working() is None:
            self._worker = asyncio.get_running_loop().create_task(self._work(queue))
        return accepted

    def _working(self) -> asyncio.Task[None] | None:
        """The worker that is at work in this event loop."""
        import asyncio

        worker = self._worker
        if worker is None or worker.done():
            return None
        if worker.get_loop() is asyncio.get_running_loop():
            return worker
        self._worker = None
        self._queue.settle(RuntimeError("the event loop ended"))
        return None

    async def flush(self, timeout: float = FLUSH) -> bool:
        """Wait until nothing waits; whether that was reached in time (seconds)."""
        import asyncio

        queue, worker = self._own(), self._working()
        if worker is not None:
            await asyncio.wait([worker], timeout=timeout)
        return queue.stats.waiting == 0

    async def close(self, timeout: float = FLUSH) -> None:
        """Send what waits, then stop; what is left after `timeout` seconds is dropped."""
        import asyncio

        queue = self._own()
        queue.closed = True
        await self.flush(timeout)
        worker = self._working()
        if worker is not None and worker.cancel():
            await asyncio.wait([worker])
        queue.drop_all()

    async def _work(self, queue: _Queue) -> None:
        while queue.events:
            taken = queue.take()
            error: BaseException | None = None
            try:
                await self._client.drive(_sending(queue.core, taken))
            except Exception as failure:  # see `Background._work`
                error = failure
            except BaseException as stopped:  # cancelled: the loop ends, or the client closes
                if queue.in_hand is taken:
                    queue.settle(stopped)
                    queue.drop_all()
                raise
            if queue.in_hand is not taken:
                return  # Another worker, in another event loop, has taken over.
            queue.settle(error)


def later(method: Callable[P, Any]) -> Callable[P, bool]:
    """The method, sent in the background: `later(client.events.view)(product_id=7)`."""
    found = in_mode(method, "later")
    Background.of(client_of(found))
    return cast("Callable[P, bool]", found)


def later_async(method: Callable[P, Awaitable[Any]]) -> Callable[P, Awaitable[bool]]:
    """The same for methods of an asynchronous client; awaiting it only fills the queue."""
    found = in_mode(method, "later")
    AsyncBackground.of(client_of(found))
    return cast("Callable[P, Awaitable[bool]]", found)
