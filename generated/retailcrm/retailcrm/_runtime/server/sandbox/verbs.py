"""What operations do whose paths end in a verb: `/orders/create`, `/orders/{id}/edit`."""

from __future__ import annotations

from typing import Any

from ..app.call import Call
from ..schemas.values import is_array, is_object
from .kinds import Kind
from .resources import Role, key_of
from .store import Store, agree

Thing = dict[str, Any]


def done(
    store: Store,
    call: Call,
    role: Role,
    key: str,
    kind: Kind,
    body: Any,
    known: dict[str, Any],
    part: dict[str, Any],
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
        part: Members of the things among which it is.
    """
    if role.action == "delete":
        for item in [key] if not role.many else _named(call.body, key):
            store.delete(item)
        return body
    told = body if is_object(body) else {}
    many = role.things(call.body)
    if many is not None:
        made = [_make(store, role, key, told, {**part, **sent}, part) for sent in many]
        return kind.with_members(told, {n: _like(v, made, role) for n, v in told.items() if v})
    sent = _without_ids(role, role.thing(call.body))
    if role.action == "change":
        if role.listed and not role.readable and not known and not store.members(key):
            # What can be listed only, and nobody knows yet, is made by an edit.
            asked = {role.parameter: call.path[role.parameter]} if role.parameter else {}
            store.make(key.rpartition("/")[0], key, {**part, **asked, **sent})
        store.change(key, sent)
        return kind.with_members(told, _answer(role, told, {**known, **store.members(key)}))
    sent = _make(store, role, key, told, {**part, **sent}, part)
    return kind.with_members(told, _answer(role, told, sent))


def _make(store: Store, role: Role, key: str, told: Thing, sent: Thing, part: Thing) -> Thing:
    """Make a thing; returns it with its ids."""
    sent = _without_ids(role, sent)
    if role.many:
        sent["id"] = store.fresh_id(next((v["id"] for v in _things(told) if "id" in v), 1))
    elif "id" in told:
        sent["id"] = store.fresh_id(told["id"])
    own = sent.get(role.parameter or "", sent.get("id"))
    if own is not None:
        item = f"{key}/{key_of('{id}', {'id': own})}"
        if not agree(store.members(item), part):  # the same name, elsewhere
            item = f"{item}@{'@'.join(map(str, part.values()))}"
        store.make(key, item, sent)
    return sent


def _without_ids(role: Role, sent: Thing) -> Thing:
    """What was sent of a thing, without an id that is the vendor's to give, or empty."""
    return {n: v for n, v in sent.items() if n != "id" and (n != role.parameter or v != "")}


def _named(body: Any, collection: str) -> list[str]:
    """The things of a collection whose ids a body lists."""
    lists = [v for v in body.values() if is_array(v)] if is_object(body) else []
    return [f"{collection}/{key_of('{id}', {'id': id})}" for listed in lists for id in listed]


def _things(told: Thing) -> list[Thing]:
    """The things that an answer tells of in lists."""
    return [item for v in told.values() if is_array(v) for item in v if is_object(item)]


def _like(value: Any, made: list[Thing], role: Role) -> Any:
    """A list of an answer with what was made in the place of its examples."""
    if not is_array(value) or not value:
        return value
    if is_object(value[0]):
        return [{n: item[n] for n in item if n in value[0]} for item in made]
    return [item.get("id") for item in made]


def _answer(role: Role, told: dict[str, Any], members: dict[str, Any]) -> dict[str, Any]:
    """What an answer tells of a thing."""
    found = {name: members[name] for name in ("id", role.parameter) if name and name in members}
    shown = told.get(role.member or "")
    if role.member and is_object(shown):
        found[role.member] = {**shown, **members}
    return found
