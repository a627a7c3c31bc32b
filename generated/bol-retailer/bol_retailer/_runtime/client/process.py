"""Work that the vendor accepts now and does later: handles to wait with.

An operation that answers 202 names a process; its state is asked for again and
again, ever more slowly, until it is one of the final ones. Every question is a call
of its own, with its own repeats, limits and deadline; a question that fails for the
vendor's reasons is asked again at the next turn, and the third such in a row raises.
What is asked and when is decided here without I/O (`_until_all_done`); the two kinds of
handle only drive.

A handle's `token` is text that outlives the program: `client.resume(token)` gives the
handle back, in another process or after a restart.
"""

from __future__ import annotations

import json
from collections.abc import Generator, Iterable, Mapping
from importlib import import_module
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from ..ground.errors import (
    ApiError,
    ConnectionFailed,
    DeadlineExceeded,
    NotFound,
    ProcessFailed,
    ProcessForgotten,
    ProcessTimeout,
    ResponseError,
    ServerError,
    TooManyRequests,
    UsageError,
)
from ..ground.headers import Headers
from ..ground.operation import Operation, Polling
from ..ground.settings import Settings
from ..ground.shape import is_list
from ..ground.unset import UNSET
from ..ground.words import Effect, Wait
from ..limits.retry import server_delay
from ..wire.pointer import pick, steps
from .clients import settings_of, whole_settings
from .options import merge
from .shared import Shared

if TYPE_CHECKING:
    from ..call.response import Response
    from .clients import AsyncBaseClient, BaseClient, ClientBase
    from .keywords import Options

T = TypeVar("T")
S = TypeVar("S")

LONGEST = 20.0
"""Seconds between two questions, at most; but for a longer `Retry-After`."""
PATIENCE = 900.0
"""Seconds to wait in all, when the caller names no time."""
_GROWTH = 1.5
_TROUBLES = 3
"""Questions that may fail in a row before the waiting is given up."""
_LAST = 1.0
"""Seconds that a question under way when the time is over is still given."""
_VERSION = 1
_TROUBLE = (ConnectionFailed, DeadlineExceeded, ServerError, TooManyRequests)
_ONCE = frozenset({"body", "content_type", "idempotency_key", "query", "resume"})
"""Options that are for the call that begins a process, not for the questions after it."""


class _Handle(Generic[T]):
    """What handles of both kinds know."""

    __slots__ = (
        "_due",
        "_forgotten",
        "_settings",
        "client",
        "id",
        "operation",
        "polling",
        "result_id",
        "state",
        "status",
    )

    def __init__(self, client: Any, operation: Operation[Any], settings: Settings, id: str) -> None:
        assert operation.process is not None
        self.client = client
        self.operation = operation
        self.polling: Polling = operation.process
        self.id = id
        """The vendor's id of the process."""
        self.state: T | None = None
        """The last state that was learnt; None after `resume`, until it is asked for."""
        self.status: str | None = None
        """The name of that state: `PENDING`, `SUCCESS` and the like."""
        self.result_id: str | None = None
        """The id of what came of it, where the vendor tells."""
        self._settings = settings
        self._due = 0.0
        self._forgotten: ProcessForgotten | None = None

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
        """Whether the vendor gave up, or knows nothing of the process any more."""
        return self.status in self.polling.failure or self._forgotten is not None

    @property
    def token(self) -> str:
        """The process as text, for `client.resume`."""
        return json.dumps(
            {"v": _VERSION, "tag": self.operation.tag, "of": self.operation.id, "id": self.id}
        )

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.operation.id} {self.id}: {self.status}>"

    def learn(self, state: T, body: Any, headers: Headers) -> None:
        """Take note of a state.

        Args:
            state: What the operation's method gives.
            body: What the document's pointers point into.
            headers: Of the response; `Retry-After` says when to ask again.
        """
        polling, core = self.polling, self.client.core
        before, self.state = self.status, state
        self.status = _text(pick(body, steps(polling.state)))
        self.result_id = _text(pick(body, steps(polling.result))) if polling.result else None
        self._due = core.clock.monotonic() + (server_delay(headers, None, core.clock.time()) or 0)
        known = (*polling.pending, *polling.success, *polling.failure)
        if self.status not in known and self.status != before:
            core.logger.warning(
                "%s: the state %s of process %s is not in the document: taken for running",
                self.operation.id,
                core.mask(str(self.status)),
                self.id,
            )

    def lose(self, error: NotFound) -> ProcessForgotten:
        """Take note that the vendor does not know the process."""
        kept = self.polling.retention
        until = f": finished ones are kept for {kept:g} s" if kept else ""
        facts = {name: fact for name, fact in vars(error).items() if name != "message"}
        self._forgotten = ProcessForgotten(
            f"the process {self.id} is not known, or no more{until}", **facts
        )
        return self._forgotten

    def outcome(self) -> T:
        """The final state, or the error it stands for."""
        if self._forgotten is not None:
            raise self._forgotten
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

    @staticmethod
    def start(
        client: BaseClient,
        operation: Operation[S],
        args: Mapping[str, Any],
        options: Options | None = None,
    ) -> Process[S]:
        """Start work that is done later; a handle to wait with."""
        settings, raw = whole_settings(client, operation, options)
        response = client.send(operation, args, settings)
        handle = _begun(Process, client, operation, options, response)
        return response.replace(handle) if raw else handle  # type: ignore[return-value]

    @staticmethod
    def resume(client: BaseClient, token: str) -> Process[Any]:
        """The handle of a process that was started before, from its `token`.

        Raises:
            UsageError: It is no token of this package.
        """
        operation, id_ = operation_of(token)
        return Process(client, operation, settings_of(client), id_)

    def poll(self) -> T:
        """Ask for the state once.

        Raises:
            ProcessForgotten: The vendor does not know the process (any more).
        """
        return self.client.drive(_ask(self.client.core, self, None))

    def wait(self, timeout: float | None = None) -> T:
        """Wait until the work is done.

        Args:
            timeout: Seconds; None for 15 minutes. At their end it is asked once more, for
                a second at most.

        Returns:
            The final state.

        Raises:
            ProcessFailed: The vendor did not do it.
            ProcessForgotten: The vendor does not know the process (any more).
            ProcessTimeout: The time is over, or will be before the vendor wants to be asked.
        """
        self.client.drive(_until_all_done(self.client.core, [self], timeout))
        return self.outcome()


class AsyncProcess(_Handle[T]):
    """A process, on an asynchronous client."""

    __slots__ = ()
    client: AsyncBaseClient

    @staticmethod
    async def start(
        client: AsyncBaseClient,
        operation: Operation[S],
        args: Mapping[str, Any],
        options: Options | None = None,
    ) -> AsyncProcess[S]:
        """Start work that is done later; see `Process.start`."""
        settings, raw = whole_settings(client, operation, options)
        response = await client.send(operation, args, settings)
        handle = _begun(AsyncProcess, client, operation, options, response)
        return response.replace(handle) if raw else handle  # type: ignore[return-value]

    @staticmethod
    def resume(client: AsyncBaseClient, token: str) -> AsyncProcess[Any]:
        """The handle of a process that was started before; see `Process.resume`."""
        operation, id_ = operation_of(token)
        return AsyncProcess(client, operation, settings_of(client), id_)

    async def poll(self) -> T:
        """Ask for the state once; see `Process.poll`."""
        return await self.client.drive(_ask(self.client.core, self, None))

    async def wait(self, timeout: float | None = None) -> T:
        """Wait until the work is done; see `Process.wait`."""
        await self.client.drive(_until_all_done(self.client.core, [self], timeout))
        return self.outcome()


def wait_all(processes: Iterable[Process[T]], timeout: float | None = None) -> list[Process[T]]:
    """Wait for many processes of one client together, with bulk questions where there are any.

    Args:
        processes: Handles; of any operations.
        timeout: Seconds; None for 15 minutes.

    Returns:
        The processes, all done; each tells by itself whether it succeeded.

    Raises:
        ProcessTimeout: Some are not done in time.
        UsageError: They are of several clients.
    """
    found = list(processes)
    if found:
        found[0].client.drive(_until_all_done(_core_of(found), found, timeout))
    return found


async def wait_all_async(
    processes: Iterable[AsyncProcess[T]], timeout: float | None = None
) -> list[AsyncProcess[T]]:
    """The same for an asynchronous client."""
    found = list(processes)
    if found:
        await found[0].client.drive(_until_all_done(_core_of(found), found, timeout))
    return found


# Decisions, without I/O ------------------------------------------------------------------


def _begun(
    kind: type[Any],
    client: ClientBase,
    operation: Operation[Any],
    options: Options | None,
    response: Response[Any],
) -> Any:
    """The handle of the process that an answer tells of."""
    id_ = accepted(client.core, operation, response)
    handle = kind(client, operation, lasting(settings_of(client), options), id_)
    handle.learn(response.value, response.body, response.headers)
    return handle


def accepted(core: Shared, operation: Operation[Any], response: Response[Any]) -> str:
    """The id of the process that an answer names.

    Raises:
        ResponseError: It names none. The change may have been accepted all the same.
    """
    assert operation.process is not None
    found = _text(pick(response.body, steps(operation.process.id)))
    if found is not None:
        return found
    from ..ground.trouble import from_response

    known = from_response(core.mask, core.api.request_id_headers, response.http, response.content)
    known["request_id"] = known["request_id"] or response.request_id
    raise ResponseError(
        "the answer names no process; what was asked for may be done all the same",
        operation=operation.id,
        method=operation.method,
        attempts=response.attempts,
        body=response.body,
        **known,
    )


def lasting(settings: Settings, options: Options | None) -> Settings:
    """The settings of a process's questions: its call's, but for what was for that call only."""
    kept: Any = {name: value for name, value in (options or {}).items() if name not in _ONCE}
    return merge(settings, kept) if kept else settings


def _text(found: Any) -> str | None:
    return None if found is UNSET or found is None else str(found)


def _core_of(handles: Iterable[_Handle[Any]]) -> Shared:
    cores: list[Shared] = [handle.client.core for handle in handles]
    if any(core is not cores[0] for core in cores):
        raise UsageError("processes of several clients cannot be waited for together")
    return cores[0]


def _within(settings: Settings, operation: Operation[Any], left: float | None) -> Settings:
    """Settings with a deadline that comes no later than the end of the waiting."""
    if left is None:
        return settings
    own = operation.deadline if settings.deadline is UNSET else settings.deadline
    left = max(left, _LAST)
    return merge(settings, {"deadline": left if not own else min(own, left)})


def _ask(core: Shared, handle: _Handle[T], left: float | None) -> Generator[Effect, Any, T]:
    polling = handle.polling
    operation = polling.status()
    settings = _within(handle._settings, operation, left)  # pyright: ignore[reportPrivateUsage]
    try:
        response = yield from core.run(core, settings, operation, {polling.argument: handle.id})
    except NotFound as error:
        raise handle.lose(error) from error
    handle.learn(response.value, response.body, response.headers)
    return response.value  # type: ignore[no-any-return]


def _ask_many(
    core: Shared, handles: list[_Handle[Any]], left: float
) -> Generator[Effect, Any, list[_Handle[Any]]]:
    """Ask for many states in as few calls as the document allows; those not told of."""
    first, *others = handles
    bulk = first.polling.bulk
    if bulk is None or not others:
        return handles
    operation = bulk.operation()
    settings = _within(first._settings, operation, left)  # pyright: ignore[reportPrivateUsage]
    name = steps(first.polling.id)
    untold = {id(handle): handle for handle in handles}
    for start in range(0, len(handles), bulk.most):
        part: dict[str, list[_Handle[Any]]] = {}
        for handle in handles[start : start + bulk.most]:
            part.setdefault(handle.id, []).append(handle)
        queries = [{bulk.member: id_} for id_ in part] if bulk.member else list(part)
        response = yield from core.run(core, settings, operation, {bulk.argument: queries})
        states = pick(response.body, steps(bulk.items))
        for state in states if is_list(states) else []:
            body = {bulk.wrap: state} if bulk.wrap else state
            for handle in part.get(str(pick(body, name)), ()):
                handle.learn(state, body, response.headers)
                untold.pop(id(handle), None)
    return list(untold.values())


def _ask_all(
    core: Shared, handles: list[_Handle[Any]], left: float
) -> Generator[Effect, Any, None]:
    """Ask for the states of all, together where they have a bulk operation in common."""
    groups: dict[Any, list[_Handle[Any]]] = {}
    for handle in handles:
        bulk = handle.polling.bulk
        together = (bulk.operation().id, id(handle._settings)) if bulk else id(handle)  # pyright: ignore[reportPrivateUsage]
        groups.setdefault(together, []).append(handle)
    for group in groups.values():
        for handle in (yield from _ask_many(core, group, left)):
            try:
                yield from _ask(core, handle, left)
            except ProcessForgotten:
                continue  # The handle knows, and tells when it is asked.


def _until_all_done(
    core: Shared, handles: list[Any], timeout: float | None
) -> Generator[Effect, Any, None]:
    clock = core.clock
    end = clock.monotonic() + (PATIENCE if timeout is None else timeout)
    pause = min(handle.polling.interval for handle in handles)
    if any(handle.state is None for handle in handles):
        pause = 0.0  # They were resumed: nobody knows for how long they have been running.
    troubles: list[ApiError] = []
    while waiting := [handle for handle in handles if not handle.done]:
        now = clock.monotonic()
        early = min(handle._due for handle in waiting) - now
        if now >= end or now + early > end:
            late = _late(waiting, len(handles), early)
            raise late from (troubles[-1] if troubles else None)
        yield Wait(max(min(pause, end - now), early))
        pause = min((pause or waiting[0].polling.interval / _GROWTH) * _GROWTH, LONGEST)
        now = clock.monotonic()
        due = [handle for handle in waiting if handle._due <= now]
        try:
            yield from _ask_all(core, due, end - now)
        except _TROUBLE as error:
            troubles.append(error)
            if len(troubles) >= _TROUBLES:
                raise
            core.logger.warning("%s; asked again later", core.mask(str(error)))
            for handle in due:
                handle._due = max(handle._due, clock.monotonic() + (error.retry_after or 0))
        else:
            troubles = []


def _late(waiting: list[_Handle[Any]], total: int, early: float) -> ProcessTimeout:
    first = waiting[0]
    return ProcessTimeout(
        f"{len(waiting)} of {total} processes are not done in time, "
        f"the first of them {first.id}: {first.status}",
        operation=first.operation.id,
        body=first.state,
        code=first.status,
        retry_after=early if early > 0 else None,
        resume_token=first.token,
    )


def operation_of(token: str) -> tuple[Operation[Any], str]:
    """The operation and the process id that a token names.

    Raises:
        UsageError: It is no token of this package.
    """
    try:
        state: Mapping[str, Any] = json.loads(token)
        if state["v"] != _VERSION or not str(state["tag"]).isidentifier():
            raise KeyError
        module = import_module(f"...operations.{state['tag']}", __package__)
        operation: Operation[Any] = next(
            one for one in vars(module).values() if getattr(one, "id", 0) == state["of"]
        )
        if operation.process is None:
            raise KeyError
        return operation, str(state["id"])
    except (ValueError, KeyError, TypeError, ImportError, AttributeError, StopIteration):
        raise UsageError("not a token of a process of this API") from None
