"""What effects give things: members of objects and lists within them (extension `x-sandbox`)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ..schemas.values import is_array, is_object
from .directions import path_of
from .formulas import Formulas
from .store import Store

Thing = dict[str, Any]


def named_by(
    store: Store, collection: str, names: Iterable[str], asked: str, examples: list[Thing], own: str
) -> str:
    """What a thing is kept under, whichever of its ids it is named by.

    Args:
        store: What was done to things.
        collection: Path of the things.
        names: Members that may hold the id.
        asked: The id.
        examples: Examples of the things.
        own: The member whose value things are kept under.
    """
    if store.members(f"{collection}/{asked}"):
        return asked
    for name in names:
        kept = store.named(collection, name, asked, {})
        if kept is not None:
            return kept
        for example in examples:
            if str(example.get(name)) == asked and own in example:
                return str(example[own])
    return asked


def within(known: Thing, given: Thing, formulas: Formulas, scope: Mapping[str, Any]) -> Thing:
    """Members that effects give, with those inside of members put there.

    `payments/{answer.id}` is a member of the map `payments`, `tags/name={…}` the item of the
    list `tags` with that name, a new one where none has it. What is null is taken out.

    Args:
        known: The thing as it is.
        given: The members, formulas in them worked out.
        formulas: Works out those in the names.
        scope: What these see.
    """
    made = {name: value for name, value in given.items() if "/" not in name}
    for name in given.keys() - made.keys():
        head, _, inner = path_of(name, formulas, scope, {}).partition("/")
        holder = made.get(head, known.get(head))
        key, told, value = inner.partition("=")
        if told and not value:
            continue  # there is nothing that it is about
        if told:
            items = holder if is_array(holder) else []
            made[head] = _item(items, key.split("."), value, given[name])
        else:
            made[head] = _member(holder if is_object(holder) else {}, inner, given[name])
    return made


def _member(holder: Thing, name: str, value: Any) -> Thing:
    if value is None:
        return {key: item for key, item in holder.items() if key != name}
    old = holder.get(name)
    return {**holder, name: {**old, **value} if is_object(old) and is_object(value) else value}


def _item(items: list[Any], path: list[str], wanted: str, value: Any) -> list[Any]:
    """A list with the item that has a value at a path changed, added, or taken out."""
    place = next((i for i, item in enumerate(items) if str(_at(item, path)) == wanted), len(items))
    old = items[place] if place < len(items) else _nested(path, wanted)
    made = [] if value is None else [{**old, **value} if is_object(value) else value]
    return [*items[:place], *made, *items[place + 1 :]]


def _at(item: Any, path: list[str]) -> Any:
    for name in path:
        item = item.get(name) if is_object(item) else None
    return item


def _nested(path: list[str], value: Any) -> Any:
    for name in reversed(path):
        value = {name: value}
    return value
