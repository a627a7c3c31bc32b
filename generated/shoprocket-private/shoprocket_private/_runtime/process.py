"""Work that the vendor accepts now and does later: handles to wait with.

An operation that answers 202 names a process; its state is asked for again and
again, ever more slowly, until it is one of the final ones. Every question is a call
of its own, with its own repeats, limits and deadline. What is asked and when is
decided here without I/O (`_until_done`, `_until_all_done`); the two handles only drive.

A handle's `token` is text that outlives the program: `client.resume(token)` gives the
handle back, in another process or after a restart.
"""

from __future__ import annotations

import json
from collections.abc import Generator, Iterable, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from .core import Core
from .errors import ApiError, ProcessFailed, ProcessTimeout, UsageError
from .operation import Operation, Polling
from .options import Settings
from .pointer import pick, steps
from .shape import is_list
from .transport import Effect, Wait
from .unset import UNSET

if TYPE_CHECKING:
    from .client import AsyncBaseClient, BaseClient

T = TypeVar("T")

LONGEST = 20.0
"""Seconds between two questions, at most."""
PATIENCE = 900.0
"""Seconds to wait in all, when the caller names no time."""
_GROWTH = 1.5
_VERSION = 1
_BULK = 1000


class _Handle(Generic[T]):
    """What handles of both kinds know."""

    __slots__ = ("client", "id", "operation", "polling", "settings", "state")

    def __init__(
        self, client: Any, operation: Operation[Any], settings: Settings, id: str, state: Any
    ) -> None:
        assert operation.process is not None
        self.client = client
        self.operation = operation
        self.polling: Polling = operation.process
        self.settings = settings
        self.id = id
        """The vendor's id of the process."""
        self.state: T | None = state
        """The last state that was learnt; None after `resume`, until it is asked for."""

    @property
    def status(self) -> str | None:
        """The name of the state: `PENDING`, `SUCCESS` and the like."""
        found = pick(self.state, steps(self.polling.state)) if self.state is not None else UNSET
        return str(found) if found is not UNSET and found is not None else None

    @property
    def done(self) -> bool:
        """Whether the state is a final one. A state that the document does not know is not."""
        return self.succeeded or self.failed

    @property
    def succeeded(self) -> bool:
        """Whether the work was done."""
        return self.status in self.polling.success

    @property
    def failed(self) -> bool:
        """Whether the vendor gave up."""
        return self.status in self.polling.failure

    @property
    def result_id(self) -> str | None:
        """The id of what came of it, where the vendor tells."""
        if self.state is None or self.polling.result is None:
            return None
        found = pick(self.state, steps(self.polling.result))
        return None if found is UNSET or found is None else str(found)

    @property
    def token(self) -> str:
        """The process as text, for `client.resume`."""
        return json.dumps(
            {"v": _VERSION, "tag": self.operation.tag, "of": self.operation.id, "id": self.id}
        )

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.operation.id} {self.id}: {self.status}>"

    def learn(self, state: Any) -> None:
        """Take note of a state."""
        self.state = state

    def _outcome(self) -> T:
        """The final state, or the error it stands for."""
        if self.failed:
            raise ProcessFailed(
                f"the process {self.id} ended in {self.status}",
                operation=self.operation.id,
                code=self.status,
                body=self.state,
            )
        assert self.state is not None
        return self.state


class Process(_Handle[T]):
    """A process, on a synchronous client."""

    __slots__ = ()
    client: BaseClient

    def poll(self) -> T:
        """Ask for the state once."""
        return self.client.drive(_ask(self.client.core, self.settings, self))

    def wait(self, timeout: float | None = None) -> T:
        """Wait until the work is done.

        Args:
            timeout: Seconds; None for 15 minutes.

        Returns:
            The final state.

        Raises:
            ProcessFailed: The vendor did not do it.
            ProcessTimeout: The time is over.
        """
        flow = _until_all_done(self.client.core, self.settings, [self], timeout)
        self.client.drive(flow)
        return self._outcome()


class AsyncProcess(_Handle[T]):
    """A process, on an asynchronous client."""

    __slots__ = ()
    client: AsyncBaseClient

    async def poll(self) -> T:
        """Ask for the state once."""
        return await self.client.drive(_ask(self.client.core, self.settings, self))

    async def wait(self, timeout: float | None = None) -> T:
        """Wait until the work is done; see `Process.wait`."""
        flow = _until_all_done(self.client.core, self.settings, [self], timeout)
        await self.client.drive(flow)
        return self._outcome()


def wait_all(processes: Iterable[Process[T]], timeout: float | None = None) -> list[Process[T]]:
    """Wait for many processes of one client together, with bulk questions where there are any.

    Returns:
        The processes, all done; each tells by itself whether it succeeded.

    Raises:
        ProcessTimeout: Some are not done in time.
    """
    found = list(processes)
    if found:
        client = found[0].client
        client.drive(_until_all_done(client.core, found[0].settings, found, timeout))
    return found


async def wait_all_async(
    processes: Iterable[AsyncProcess[T]], timeout: float | None = None
) -> list[AsyncProcess[T]]:
    """The same for an asynchronous client."""
    found = list(processes)
    if found:
        client = found[0].client
        await client.drive(_until_all_done(client.core, found[0].settings, found, timeout))
    return found


# Decisions, without I/O ------------------------------------------------------------------


def accepted(operation: Operation[Any], body: Any) -> str:
    """The id of the process that an answer names.

    Raises:
        ApiError: It names none.
    """
    assert operation.process is not None
    found = pick(body, steps(operation.process.id))
    if found is UNSET or found is None:
        raise ApiError("the answer names no process", operation=operation.id, body=body)
    return str(found)


def _ask(core: Core, settings: Settings, handle: _Handle[T]) -> Generator[Effect, Any, T]:
    polling = handle.polling
    response = yield from core.run(core, settings, polling.status(), {polling.argument: handle.id})
    handle.learn(response.value)
    return response.value  # type: ignore[no-any-return]


def _ask_many(
    core: Core, settings: Settings, handles: list[_Handle[Any]]
) -> Generator[Effect, Any, None]:
    """Ask for many states in as few calls as the document allows."""
    bulk = handles[0].polling.bulk
    if bulk is None or len(handles) == 1:
        for handle in handles:
            yield from _ask(core, settings, handle)
        return
    name = steps(handles[0].polling.id)
    for start in range(0, len(handles), _BULK):
        part = {handle.id: handle for handle in handles[start : start + _BULK]}
        queries = [{bulk.member: id_} for id_ in part]
        response = yield from core.run(core, settings, bulk.operation(), {bulk.argument: queries})
        states = pick(response.body, steps(bulk.items))
        for state in states if is_list(states) else []:
            handle_of = part.get(str(pick(state, name)))
            if handle_of is not None:
                handle_of.learn(state)


def _until_all_done(
    core: Core, settings: Settings, handles: list[Any], timeout: float | None
) -> Generator[Effect, Any, None]:
    clock = core.clock
    end = clock.monotonic() + (PATIENCE if timeout is None else timeout)
    pause = min(handle.polling.interval for handle in handles)
    while waiting := [handle for handle in handles if not handle.done]:
        left = end - clock.monotonic()
        if left <= 0:
            first = waiting[0]
            raise ProcessTimeout(
                f"{len(waiting)} of {len(handles)} processes are not done in time, "
                f"the first of them {first.id}: {first.status}",
                operation=first.operation.id,
                body=first.state,
            )
        yield Wait(min(pause, left))
        pause = min(pause * _GROWTH, LONGEST)
        yield from _ask_many(core, settings, waiting)


def operation_of(token: str) -> tuple[Operation[Any], str]:
    """The operation and the process id that a token names.

    Raises:
        UsageError: It is no token of this package.
    """
    try:
        state: Mapping[str, Any] = json.loads(token)
        if state["v"] != _VERSION or not str(state["tag"]).isidentifier():
            raise KeyError
        module = import_module(f"..operations.{state['tag']}", __package__)
        operations: Iterable[Operation[Any]] = module.OPERATIONS
        operation = next(op for op in operations if op.id == state["of"] and op.process)
    except (ValueError, KeyError, TypeError, ImportError, AttributeError, StopIteration):
        raise UsageError("not a token of a process of this API") from None
    return operation, str(state["id"])
