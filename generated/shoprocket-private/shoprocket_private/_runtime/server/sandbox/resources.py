"""Which operations are about one thing: collections, their items, and what is done to them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Literal, NamedTuple

from ...ground.operation import Operation
from ..schemas.values import is_array, is_object

Action = Literal["list", "create", "add", "read", "change", "delete", "other"]
_PARAMETER = re.compile(r"\{([^{}]+)\}")
_CHANGES: dict[str, Action] = {"PUT": "change", "PATCH": "change", "DELETE": "delete"}
_ITEM = re.compile(r"(.*)/\{([^{}/]+)\}")
_VERB = re.compile(r"(.*)/(create|upload|edit|update|delete|remove)")
_VERBS: dict[str, Action] = {
    "create": "create", "upload": "create", "edit": "change", "update": "change",
}  # fmt: skip


class Role(NamedTuple):
    """What an operation does to the things of its path."""

    action: Action
    parameter: str | None = None
    """Wire name of the path parameter that is the thing's id; None: it has none."""
    readable: bool = True
    """Whether the thing can be read by its path, so that a response to it is the thing."""
    listed: Operation[Any] | None = None
    """What lists things of the kind."""
    path: str = ""
    """Path of the thing or collection: the operation's, as far as that is no verb."""
    by_verb: bool = False
    """Whether the path ends in a verb, as in APIs that know POST only."""
    member: str | None = None
    """With a verb: the member that holds the thing in bodies, where one is known."""
    many: bool = False
    """Whether the verb is one for many things at once."""

    def thing(self, body: Any) -> dict[str, Any]:
        """What a request's body says of the thing, where the path ends in a verb."""
        if not is_object(body):
            return {}
        held = body.get(self.member or "")
        objects = [held] if is_object(held) else [v for v in body.values() if is_object(v)]
        return objects[0] if len(objects) == 1 else body

    def things(self, body: Any) -> list[dict[str, Any]] | None:
        """The many things of which a request's body is a list; None: it is about one."""
        lists = [v for v in body.values() if is_array(v)] if is_object(body) else []
        if not self.by_verb or not self.many or len(lists) != 1:
            return None
        return [item for item in lists[0] if is_object(item)]


def roles(operations: Iterable[Operation[Any]]) -> dict[str, Role]:
    """The role of each operation, by id, told by methods and paths alone.

    `/products` is a collection when there is a `/products/{product}`. POST to it
    creates, if what it creates can be seen: listed, or read by its path. Otherwise,
    as with the lines of a cart, it adds: the answer is not what was added.

    POST to `/products/create`, `/products/{product}/edit` and `…/delete` is the same
    in the words of another kind of API.
    """
    known = list(operations)
    paths: dict[str, dict[str, Operation[Any]]] = {}
    items: dict[str, re.Match[str]] = {}
    for operation in known:
        paths.setdefault(operation.path, {})[operation.method] = operation
        match = _ITEM.fullmatch(_place(operation)[0])
        if match:
            items[match[1]] = match
    return {operation.id: _role(operation, paths, items) for operation in known}


def _place(operation: Operation[Any]) -> tuple[str, str | None]:
    """The path that an operation is about, and the verb behind it."""
    match = _VERB.fullmatch(operation.path) if operation.method == "POST" else None
    return (match[1], match[2]) if match else (operation.path, None)


def _role(
    operation: Operation[Any],
    paths: dict[str, dict[str, Operation[Any]]],
    items: dict[str, re.Match[str]],
) -> Role:
    method, path = operation.method, operation.path
    place, verb = _place(operation)
    below, own = items.get(place), _ITEM.fullmatch(place)
    here = paths.get(place, {})
    if verb is not None:
        return _verbal(verb, place, below, own, paths)
    if below is not None:
        if method == "GET":
            return Role("list", below[2], path=path)
        if method == "POST":
            seen = "GET" in here or "GET" in paths.get(below[0], {})
            return Role("create" if seen else "add", below[2], path=path)
    elif method == "GET" and operation.paging:
        return Role("list", path=path)
    readable = "GET" in here
    action: Action = "other"
    if method == "GET":
        action = "read"
    elif own is not None or readable:
        action = _CHANGES.get(method, "change" if own else "other")
    listed = paths.get(own[1], {}).get("GET") if own else None
    return Role(action, own[2] if own else None, readable, listed, path)


def _verbal(
    verb: str,
    place: str,
    below: re.Match[str] | None,
    own: re.Match[str] | None,
    paths: dict[str, dict[str, Operation[Any]]],
) -> Role:
    """The role of an operation whose path ends in a verb."""
    action = _VERBS.get(verb, "delete")
    many = verb == "upload" or (action == "delete" and own is None)
    item = below if action == "create" or many else own
    if item is None or (many and "GET" not in paths.get(item[1], {})):
        return Role("other", path=f"{place}/{verb}")
    read = paths.get(item[0], {}).get("GET")
    listed = paths.get(item[1], {}).get("GET")
    member = read.unwrap if read else None
    return Role(action, item[2], read is not None, listed, place, True, member, many)


def key_of(path: str, values: dict[str, Any]) -> str:
    """The path with its values in it: what a thing is known by."""
    return _PARAMETER.sub(
        lambda match: str(values.get(match[1], "")).replace("%", "%25").replace("/", "%2F"), path
    )


def id_member(members: Iterable[str], parameter: str | None) -> str | None:
    """The member of a thing that holds what a path parameter asks for.

    The parameter's own name counts most (`productId` for `product_id`), then `id`,
    then the longest name that the parameter's ends with (`code` for `country_code`).
    """
    words = {re.sub(r"[^a-z0-9]", "", name.lower()): name for name in members}
    wanted = re.sub(r"[^a-z0-9]", "", (parameter or "id").lower())
    if wanted in words or "id" in words:
        return words.get(wanted) or words.get("id")
    tails = [word for word in words if len(word) > 1 and wanted.endswith(word)]
    return words[max(tails, key=len)] if tails else None
