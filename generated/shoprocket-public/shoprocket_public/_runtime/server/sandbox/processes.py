"""Work that is accepted now and done later: 202, and states to ask for.

A process is pending for a while (the option `processing`, or the document's polling
interval) on the application's clock, and then done: what was to be made, changed or
deleted is so from then on. `Prefer: process=FAILURE` on the request that begins it
names another end, `Prefer: process=PENDING` none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from ...ground.operation import Operation, Polling
from ..app.answers import Refusal
from ..app.call import Call
from ..app.clock import Clock
from ..schemas.values import is_array, is_object, read, without, write
from .lists import agrees, filters
from .store import Store

MAX_PROCESSES = 10_000


class Job(NamedTuple):
    """What a process is about, and does once it succeeds."""

    id: Any = None
    """Id of the thing; None: the example's."""
    effect: Callable[[], None] | None = None
    new: bool = False
    """Whether there is no such thing before the process succeeds."""


class _Process(NamedTuple):
    """A process that was begun."""

    began: float
    end: str
    """The state it ends in."""
    answer: Any
    """What the request that began it was answered."""
    job: Job
    polling: Polling
    operation: str
    """Id of the operation that began it."""


class Processes:
    """The processes of a sandbox.

    Args:
        operations: All operations.
        clock: Seconds.
        store: Gives new ids.
        takes: Seconds that a process is pending; None: the document's polling interval.
    """

    def __init__(
        self,
        operations: Iterable[Operation[Any]],
        clock: Clock,
        store: Store,
        takes: float | None = None,
    ) -> None:
        self._clock = clock
        self._takes = takes
        self._store = store
        self._known: dict[str, _Process] = {}
        self._asked: dict[str, Polling] = {}
        self._asked_many: dict[str, Polling] = {}
        for operation in operations:
            polling = operation.process
            if polling is not None:
                self._asked.setdefault(polling.status().id, polling)
                if polling.bulk is not None:
                    self._asked_many.setdefault(polling.bulk.operation().id, polling)

    def concerns(self, operation: Operation[Any]) -> bool:
        """Whether an operation begins a process, or asks for the state of some."""
        known = operation.id in self._asked or operation.id in self._asked_many
        return known or operation.process is not None

    def polling(self, operation: Operation[Any]) -> Polling | None:
        """Of the process that an operation begins, or asks for the state of."""
        return operation.process or self._asked.get(operation.id)

    def answer(
        self, call: Call, examples: list[Any], valid: Callable[[Any], bool], job: Job | None
    ) -> Any:
        """The example of a response as the process it is about has it.

        Args:
            call: The call.
            examples: The examples.
            valid: Whether a body is valid by the response's schema.
            job: What the process does, for a call that begins one.

        Raises:
            Refusal: 404, there was such a process, and it is forgotten.
        """
        operation = call.operation
        if operation.process is not None:
            return self._begin(call, operation.process, examples[0], valid, job or Job())
        polling = self._asked.get(operation.id)
        if polling is not None:
            return self._state(polling, str(call.arguments.get(polling.argument)), examples, valid)
        return self._states(call, self._asked_many[operation.id], examples[0])

    def told_of(self, call: Call) -> list[Any] | None:
        """The processes that a list of processes asks for; None: it lists none of those begun."""
        path, method = call.operation.path, call.operation.method
        for polling in self._asked.values():
            if method != "GET" or polling.status().path.rpartition("/{")[0] != path:
                continue
            wanted = filters(call.operation, call.arguments)
            states = [
                read(self._state(polling, id, [{}], lambda state: True), _holder(polling))
                for id, process in reversed(self._known.items())
                if is_object(process.answer) and not self._forgotten(polling, process)
            ]
            found = [
                state
                for state in states
                if all(agrees(state, word, value) for word, value in wanted.items())
            ]
            return found or None
        return None

    def contents(self) -> list[dict[str, Any]]:
        """The processes that were begun, as JSON values for people."""
        return [
            {
                "id": id,
                "operation": process.operation,
                "state": self._state_of(process),
                "ends": process.end,
                "left": max(0.0, self._takes_for(process.polling) - self._age(process)),
            }
            for id, process in self._known.items()
        ]

    def _age(self, process: _Process) -> float:
        return self._clock() - process.began

    def _state_of(self, process: _Process) -> str:
        polling = process.polling
        pending = polling.pending[0] if polling.pending else process.end
        return pending if self._age(process) < self._takes_for(polling) else process.end

    def _takes_for(self, polling: Polling) -> float:
        return polling.interval if self._takes is None else self._takes

    def _forgotten(self, polling: Polling, process: _Process) -> bool:
        if polling.retention is None:
            return False
        return self._age(process) > self._takes_for(polling) + polling.retention

    def _begin(
        self, call: Call, polling: Polling, body: Any, valid: Callable[[Any], bool], job: Job
    ) -> Any:
        known = read(body, polling.id)
        id = self._store.fresh_id("process-1" if known is None else known)
        body = write(_renamed(body, known, id), polling.id, id)
        if polling.result is not None and job.id is not None and not job.new:
            body = _renamed(body, read(body, polling.result), job.id)
        if polling.pending and read(body, polling.state) is not None:
            body = _without_result(polling, body, valid)
            body = write(body, polling.state, polling.pending[0])
            if not job.new:
                body = _with_result(polling, body, job.id, valid)
        end = call.preferences.get("process", "")
        if end not in (*polling.failure, *polling.pending):
            end = polling.success[0]
        if len(self._known) >= MAX_PROCESSES:
            del self._known[next(iter(self._known))]
        self._known[str(id)] = _Process(self._clock(), end, body, job, polling, call.operation.id)
        if job.effect is not None and end in polling.success:
            self._store.later(self._clock() + self._takes_for(polling), job.effect)
        return body

    def _state(
        self, polling: Polling, id: str, examples: list[Any], valid: Callable[[Any], bool]
    ) -> Any:
        """A status response; a process that nobody began is as an example has it."""
        process = self._known.get(id)
        if process is None:
            body = next((e for e in examples if read(e, polling.id) == id), examples[0])
            known = read(body, polling.id)
            return (
                write(_renamed(body, known, id), polling.id, id) if isinstance(known, str) else body
            )
        if self._forgotten(polling, process):
            raise Refusal(404)
        state = self._state_of(process)
        body = _nearest(examples, polling, state)
        body = write(body, polling.id, read(process.answer, polling.id))
        holder = _holder(polling)
        before, known = read(body, holder), read(process.answer, holder)
        if is_object(before) and is_object(known):
            told = write(body, holder, {**before, **known})
            body = told if valid(write(told, polling.state, state)) else body
        if state in polling.success:
            ended = write(body, polling.state, state)
            body = _with_result(polling, ended, process.job.id, valid)
        elif read(process.answer, polling.result or polling.id) is None:
            body = _without_result(polling, body, valid)
        return write(body, polling.state, state)

    def _states(self, call: Call, polling: Polling, body: Any) -> Any:
        bulk = polling.bulk
        assert bulk is not None
        fields = call.operation.body.fields if call.operation.body else ()
        wire = next((f.key for f in fields if f.name == bulk.argument), bulk.argument)
        sent = call.body.get(wire) if is_object(call.body) else None
        queries = sent if is_array(sent) else call.arguments.get(bulk.argument)
        examples = read(body, bulk.items)
        sample: Any = examples[0] if is_array(examples) and examples else {}
        sample = {bulk.wrap: sample} if bulk.wrap else sample
        found: list[Any] = []
        for query in queries if is_array(queries) else []:
            id = str(query.get(bulk.member)) if is_object(query) else str(query)
            try:
                state = self._state(polling, id, [sample], lambda state: True)
            except Refusal:
                continue
            found.append(state[bulk.wrap] if bulk.wrap else state)
        return write(body, bulk.items, found)


def _holder(polling: Polling) -> str:
    """Pointer to the object that tells of a process: the body, or what its envelope holds."""
    return polling.state.rpartition("/")[0]


def _with_result(polling: Polling, body: Any, id: Any, valid: Callable[[Any], bool]) -> Any:
    """A state with its result: the id, or its text, as the schema allows."""
    if polling.result is None or id is None:
        return body
    for candidate in (write(body, polling.result, id), write(body, polling.result, str(id))):
        if valid(candidate):
            return candidate
    return body


def _without_result(polling: Polling, body: Any, valid: Callable[[Any], bool]) -> Any:
    """A state that has no result yet: it is not there, or null, as the schema allows."""
    if polling.result is None:
        return body
    for candidate in (without(body, polling.result), write(body, polling.result, None)):
        if valid(candidate):
            return candidate
    return body


def _nearest(examples: list[Any], polling: Polling, state: str) -> Any:
    """The example of a state, else one of a success: a failure's says what went wrong."""
    for wanted in ((state,), polling.success):
        for example in examples:
            if read(example, polling.state) in wanted:
                return example
    return examples[0]


def _renamed(body: Any, known: Any, id: Any) -> Any:
    """A body with the id of an example replaced wherever a text has it, as in links."""
    if isinstance(body, str) and isinstance(known, str) and known:
        return body.replace(known, str(id))
    if is_object(body):
        return {name: _renamed(item, known, id) for name, item in body.items()}
    if is_array(body):
        return [_renamed(item, known, id) for item in body]
    return body
