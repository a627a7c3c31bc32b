"""What operations do whose paths end in a verb: `/orders/create`, `/orders/{id}/edit`."""

from __future__ import annotations

from typing import Any

from ..app.call import Call
from ..schemas.values import is_object
from .kinds import Kind
from .resources import Role, key_of
from .store import Store


def done(
    store: Store,
    call: Call,
    role: Role,
    key: str,
    kind: Kind,
    body: Any,
    known: dict[str, Any],
) -> Any:
    """Do it; the answer tells the thing's ids, and the thing, where it has room for them.

    Args:
        store: What was done to things.
        call: The call.
        role: What the operation does: creates, changes or deletes.
        key: What the thing or the collection is known by.
        kind: What the answer may look like.
        body: The answer's example.
        known: The example of the thing, where there is one.
    """
    if role.action == "delete":
        store.delete(key)
        return body
    told = body if is_object(body) else {}
    sent = dict(role.thing(call.body))
    sent.pop("id", None)  # the vendor's to give
    if role.parameter in sent and sent[role.parameter] == "":
        del sent[role.parameter]  # an empty id is none
    if role.action == "change":
        store.change(key, sent)
        return kind.with_members(told, _answer(role, told, {**known, **store.members(key)}))
    if "id" in told:
        sent["id"] = store.fresh_id(told["id"])
    own = sent.get(role.parameter or "", sent.get("id"))
    if own is not None:
        store.make(key, f"{key}/{key_of('{id}', {'id': own})}", sent)
    return kind.with_members(told, _answer(role, told, sent))


def _answer(role: Role, told: dict[str, Any], members: dict[str, Any]) -> dict[str, Any]:
    """What an answer tells of a thing."""
    found = {name: members[name] for name in ("id", role.parameter) if name and name in members}
    shown = told.get(role.member or "")
    if role.member and is_object(shown):
        found[role.member] = {**shown, **members}
    return found
