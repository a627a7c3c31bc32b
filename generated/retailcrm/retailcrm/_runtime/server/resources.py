"""Which operations are about one thing: collections, their items, and what is done to them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Literal, NamedTuple

from ..operation import Operation

Action = Literal["list", "create", "add", "read", "change", "delete", "other"]
_PARAMETER = re.compile(r"\{([^{}]+)\}")
_CHANGES: dict[str, Action] = {"PUT": "change", "PATCH": "change", "DELETE": "delete"}
_ITEM = re.compile(r"(.*)/\{([^{}/]+)\}")


class Role(NamedTuple):
    """What an operation does to the things of its path."""

    action: Action
    parameter: str | None = None
    """Wire name of the path parameter that is the thing's id; None: it has none."""
    readable: bool = True
    """Whether the thing can be read by its path, so that a response to it is the thing."""
    listed: Operation[Any] | None = None
    """What lists things of the kind."""


def roles(operations: Iterable[Operation[Any]]) -> dict[str, Role]:
    """The role of each operation, by id, told by methods and paths alone.

    `/products` is a collection when there is a `/products/{product}`. POST to it
    creates, if what it creates can be seen: listed, or read by its path. Otherwise,
    as with the lines of a cart, it adds: the answer is not what was added.
    """
    known = list(operations)
    paths: dict[str, dict[str, Operation[Any]]] = {}
    items: dict[str, re.Match[str]] = {}
    for operation in known:
        paths.setdefault(operation.path, {})[operation.method] = operation
        match = _ITEM.fullmatch(operation.path)
        if match:
            items[match[1]] = match
    return {operation.id: _role(operation, paths, items) for operation in known}


def _role(
    operation: Operation[Any],
    paths: dict[str, dict[str, Operation[Any]]],
    items: dict[str, re.Match[str]],
) -> Role:
    method, path = operation.method, operation.path
    below = items.get(path)
    if below is not None:
        if method == "GET":
            return Role("list", below[2])
        if method == "POST":
            seen = "GET" in paths[path] or "GET" in paths[below[0]]
            return Role("create" if seen else "add", below[2])
    elif method == "GET" and operation.paging:
        return Role("list")
    own = _ITEM.fullmatch(path)
    readable = "GET" in paths[path]
    action: Action = "other"
    if method == "GET":
        action = "read"
    elif own is not None or readable:
        action = _CHANGES.get(method, "change" if own else "other")
    listed = paths.get(own[1], {}).get("GET") if own else None
    return Role(action, own[2] if own else None, readable, listed)


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
