"""Which operations are about one thing: collections, their items, and what is done to them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any, Literal, NamedTuple

from ..operation import Operation

Action = Literal["list", "create", "read", "change", "delete", "other"]
_PARAMETER = re.compile(r"\{([^{}]+)\}")
_ITEM = re.compile(r"(.*)/\{([^{}/]+)\}")


class Role(NamedTuple):
    """What an operation does to the things of its path."""

    action: Action
    parameter: str | None = None
    """Wire name of the path parameter that is the thing's id; None: it has none."""


def roles(operations: Iterable[Operation[Any]]) -> dict[str, Role]:
    """The role of each operation, by id, told by methods and paths alone.

    `/products` is a collection when there is a `/products/{product}`. POST to it
    creates, if what it creates can be seen: listed, or read by its path.
    """
    known = list(operations)
    methods: dict[str, set[str]] = {}
    items: dict[str, str] = {}
    for operation in known:
        methods.setdefault(operation.path, set()).add(operation.method)
        match = _ITEM.fullmatch(operation.path)
        if match:
            items[match[1]] = operation.path
    return {operation.id: _role(operation, methods, items) for operation in known}


def _role(operation: Operation[Any], methods: dict[str, set[str]], items: dict[str, str]) -> Role:
    method, path = operation.method, operation.path
    match = _ITEM.fullmatch(path)
    item = items.get(path)
    if method == "GET" and (item or operation.paging):
        return Role("list", _ITEM.fullmatch(item)[2] if item else None)  # type: ignore[index]
    if method == "POST" and item and ("GET" in methods[path] or "GET" in methods[item]):
        return Role("create", _ITEM.fullmatch(item)[2])  # type: ignore[index]
    seen = match or "GET" in methods[path]
    parameter = match[2] if match else None
    if method == "GET":
        return Role("read", parameter)
    if method in ("PUT", "PATCH") and seen:
        return Role("change", parameter)
    if method == "POST" and match:
        return Role("change", parameter)
    if method == "DELETE" and seen:
        return Role("delete", parameter)
    return Role("other")


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
