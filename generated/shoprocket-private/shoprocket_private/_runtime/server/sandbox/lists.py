"""Lists as the store has them: without what was deleted, with what was made, in pages."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from typing import Any

from ...ground.operation import Operation
from ...ground.parts import part
from ..app.call import Call
from ..app.plan import Plan
from ..schemas.values import is_array, is_object, read, without, write
from .kinds import Kind
from .resources import Role, id_member, key_of
from .store import Store

Thing = dict[str, Any]
_BARE: Thing = {}
"""What a thing that is whole has of an example; one value, as kinds remember by identity."""


class Lists:
    """Answers what lists things.

    Args:
        store: What was done to them.
    """

    def __init__(self, store: Store) -> None:
        self._store = store

    def answer(
        self,
        call: Call,
        plan: Plan,
        role: Role,
        key: str,
        kind: Kind,
        body: Any,
        told: list[Thing] | None,
        sample: Thing,
        wanted: Callable[[list[Any]], list[Any]],
    ) -> tuple[Any, dict[str, str]]:
        """The body of a list, and header fields.

        Args:
            call: The call.
            plan: Its operation's.
            role: What the operation does.
            key: What the collection is known by.
            kind: What the response may look like.
            body: The example.
            told: The items, where something else than the store knows them.
            sample: What an item that was made is like.
            wanted: Takes what a request asks for, in its order.
        """
        paging = plan.operation.paging
        place = paging.items if paging else list_in(body, kind.place)
        items = read(body, place)
        keyed = is_object(items) and is_keyed(items)
        if keyed:
            items = list(items.values())
        if not is_array(items):
            return body, {}
        if told is None:
            item = kind.item(place)
            told = wanted(self._known(call, role, key, item, items, sample))
        items = told
        if paging is None:
            return write(body, place, by_id(items, role.parameter) if keyed else items), {}
        query = call.request.query
        pairs = {p.partition("=")[0]: [p.partition("=")[2]] for p in query.split("&") if p}
        arguments = call.arguments
        if paging.page is None and pairs.get("page", [""])[0].isdecimal():
            paging = paging._replace(page="page")
            arguments = {**arguments, "page": int(pairs["page"][0][:9])}
        pages = part("server.sandbox.paging")
        cut = pages.cut(paging, arguments, items)
        url = call.request.url
        made, headers = pages.paged(plan.operation, paging, body, items, cut, url, pairs)
        next_ = None if paging.style == "since" else paging.next
        made = kind.without_strangers(made, body, paging.total, paging.last, next_, paging.more)
        if paging.next and not cut.more and not kind.valid(made):
            made = without(made, paging.next)
        return made, headers

    def _known(
        self, call: Call, role: Role, key: str, kind: Kind, items: list[Any], sample: Thing
    ) -> list[Any]:
        """The example's items as they were changed, without those deleted, and those made."""
        found: list[Any] = []
        kept: set[str] = set()
        for item in items:
            name = id_member(item, role.parameter) if is_object(item) else None
            if name is None:
                found.append(item)
                continue
            path = f"{key}/{key_of('{id}', {'id': item[name]})}"
            kept.add(path)
            if not self._store.gone(path):
                found.append(kind.with_members(item, self._store.members(path)))
        return found + self._made(call, role, key, kind, sample, kept)

    def _made(
        self, call: Call, role: Role, key: str, kind: Kind, sample: Thing, kept: set[str]
    ) -> list[Thing]:
        """The items that were made, as far as the request asks for them."""
        found: list[Thing] = []
        wanted = filters(call.operation, call.arguments)
        for path, whole in self._store.made(key):
            if path in kept:  # one of the example's, made once more
                continue
            members = self._store.members(path)
            item = kind.with_members(_BARE if whole else sample, members)
            name = id_member(item, role.parameter)
            if name is not None and name not in members:
                item = kind.with_members(item, {name: path.rpartition("/")[2]})
                self._store.change(path, {name: item[name]})  # so that it is found again at once
            if all(agrees(item, word, value, kind) for word, value in wanted.items()):
                found.append(item)
        return found


def is_keyed(value: dict[str, Any]) -> bool:
    """Whether an object is a map of things."""
    return bool(value) and all(is_object(item) for item in value.values())


def by_id(items: list[Thing], parameter: str | None) -> dict[str, Thing]:
    """A map of things by their ids."""
    names = [(id_member(item, parameter), item) for item in items]
    return {str(item[name]): item for name, item in names if name is not None}


def list_in(body: Any, place: str) -> str:
    """Where the list is in a body: at the place itself, or the only list within."""
    holder = read(body, place)
    lists = [name for name, value in holder.items() if is_array(value)] if is_object(holder) else []
    return f"{place}/{lists[0]}" if len(lists) == 1 else place


def filters(operation: Operation[Any], arguments: Mapping[str, Any]) -> dict[str, Any]:
    """The query parameters that a request has, by the letters and digits of their names."""
    return {
        _word(param.key): arguments[param.name]
        for param in operation.params
        if param.where == "query" and param.name in arguments
    }


def agrees(item: Thing, word: str, value: Any, kind: Kind | None = None) -> bool:
    """Whether an item has what a parameter of the same name asks for.

    It does where it has no such member, and where the value is none that the member
    could have: words such as `ALL` are no value to look for.
    """
    name = next((name for name in item if _word(name) == word), None)
    if name is None or item[name] == value or is_array(item[name]) or is_object(item[name]):
        return True
    if is_array(value):
        return item[name] in value
    return kind is not None and kind.with_members(item, {name: value}).get(name) != value


def _word(name: str) -> str:
    return re.sub("[^a-z0-9]", "", name.lower())


def asked(keyword: str | None, arguments: Mapping[str, Any]) -> Any:
    """What a request gives for a keyword; `/filter/sinceId` is a member of one."""
    if keyword and keyword.startswith("/"):
        return read(dict(arguments), keyword)
    return arguments.get(keyword or "")
