"""Work that is accepted now and done later: 202, and states to ask for.

A process is pending for a while (the option `processing`, or the document's polling
interval) on the application's clock, and then done. `Prefer: process=FAILURE` on the
request that begins it names another end, `Prefer: process=PENDING` none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from ..operation import Operation, Polling
from .answers import Refusal
from .call import Call
from .limits import Clock
from .store import Store
from .values import is_array, is_object, read, without, write

MAX_PROCESSES = 10_000


class _Process(NamedTuple):
    """A process that was begun."""

    began: float
    end: str
    """The state it ends in."""
    answer: Any
    """What the request that began it was answered."""


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

    def answer(self, call: Call, body: Any, valid: Callable[[Any], bool]) -> Any:
        """The example of a response as the process it is about has it.

        Args:
            call: The call.
            body: The example.
            valid: Whether a body is valid by the response's schema.

        Raises:
            Refusal: 404, there was such a process, and it is forgotten.
        """
        operation = call.operation
        if operation.process is not None:
            return self._begin(call, operation.process, body, valid)
        polling = self._asked.get(operation.id)
        if polling is not None:
            return self._state(polling, str(call.arguments.get(polling.argument)), body, valid)
        polling = self._asked_many[operation.id]
        return self._states(call, polling, body)

    def _begin(self, call: Call, polling: Polling, body: Any, valid: Callable[[Any], bool]) -> Any:
        known = read(body, polling.id)
        id = self._store.fresh_id("process-1" if known is None else known)
        body = write(body, polling.id, id)
        if polling.pending and read(body, polling.state) is not None:
            body = _without_result(polling, body, valid)
            body = write(body, polling.state, polling.pending[0])
        end = call.preferences.get("process", "")
        if end not in (*polling.failure, *polling.pending):
            end = polling.success[0]
        if len(self._known) >= MAX_PROCESSES:
            del self._known[next(iter(self._known))]
        self._known[str(id)] = _Process(self._clock(), end, body)
        return body

    def _state(self, polling: Polling, id: str, body: Any, valid: Callable[[Any], bool]) -> Any:
        """A status response; a process that nobody began is as the example has it."""
        process = self._known.get(id)
        if process is None:
            known = read(body, polling.id)
            return write(body, polling.id, id) if isinstance(known, str) else body
        age = self._clock() - process.began
        takes = polling.interval if self._takes is None else self._takes
        if polling.retention is not None and age > takes + polling.retention:
            raise Refusal(404)
        pending = polling.pending[0] if polling.pending else process.end
        state = pending if age < takes else process.end
        body = write(body, polling.id, read(process.answer, polling.id))
        if state not in polling.success:
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
        found: list[Any] = []
        for query in queries if is_array(queries) else []:
            id = str(query.get(bulk.member)) if is_object(query) else str(query)
            try:
                found.append(self._state(polling, id, sample, lambda state: True))
            except Refusal:
                continue
        return write(body, bulk.items, found)


def _without_result(polling: Polling, body: Any, valid: Callable[[Any], bool]) -> Any:
    """A state that has no result yet: it is not there, or null, as the schema allows."""
    if polling.result is None:
        return body
    for candidate in (without(body, polling.result), write(body, polling.result, None)):
        if valid(candidate):
            return candidate
    return body
