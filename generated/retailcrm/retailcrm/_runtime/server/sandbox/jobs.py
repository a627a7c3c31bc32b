"""What processes do once they succeed: the thing that was asked for is made, changed or deleted."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from typing import Any

from ..app.answers import Refusal
from ..app.call import Call
from ..schemas.values import is_object, read
from .consequences import Consequences
from .directed_things import DirectedThings
from .directions import NOTHING, Directions
from .processes import Job
from .resources import Role, id_member, key_of
from .store import Store


def job_of(
    store: Store, consequences: Consequences, call: Call, role: Role, said: Directions
) -> Job | None:
    """What a call's process is about, and does; None: the call begins none.

    Args:
        store: What was done to things.
        consequences: What calls do to things.
        call: The call.
        role: What its operation does, told by method and path.
        said: What the document says of it.
    """
    operation, things = call.operation, consequences.things
    if operation.process is None:
        return None
    key = things.key(call, operation.path)
    sent = call.body if is_object(call.body) else {}
    if role.action == "create" and said.subject is None:
        like = _like(things, operation.path, role)
        if like is None:
            return Job(new=True)
        id = store.fresh_id(like)
        item = f"{key}/{key_of('{id}', {'id': id})}"
        return Job(id, lambda: store.make(key, item, sent), new=True)
    named = next(reversed(call.path.values()), None)
    if said.subject is not None:
        named = read(sent, said.subject)
    if said._replace(subject=None) != NOTHING:

        def perform() -> None:
            with suppress(Refusal):  # the thing may be gone by now
                thing = things.thing(store, call, said.about or call.operation.path)
                consequences.perform(store, call, thing, {}, said)

        return Job(named, perform)
    effects: dict[str, Callable[[], None]] = {
        "change": lambda: store.change(key, sent),
        "delete": lambda: store.delete(key),
    }
    return Job(named, effects.get(role.action))


def _like(things: DirectedThings, path: str, role: Role) -> Any:
    """An id such as the things below a path have."""
    item = next((known for known in things.paths if known.rpartition("/{")[0] == path), None)
    if item is None:
        return None
    for example in things.examples(item):
        name = id_member(example, role.parameter)
        if name is not None:
            return example[name]
    return things.parameter_example(item, "path", role.parameter or "")
