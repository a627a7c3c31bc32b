"""JSON values: narrowing, JSON pointers, bounds."""

from __future__ import annotations

from typing import Any, Final, TypeGuard

ABSENT: Final = frozenset({"", "null", "none", "nil", "undefined"})
"""What clients write for nothing where everything is text, in small letters."""


def is_object(value: object) -> TypeGuard[dict[str, Any]]:
    """Whether a JSON value is an object."""
    return isinstance(value, dict)


def is_array(value: object) -> TypeGuard[list[Any]]:
    """Whether a JSON value is an array."""
    return isinstance(value, list)


def tokens(pointer: str) -> list[str]:
    """The reference tokens of a JSON pointer (RFC 6901)."""
    return [part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:]]


def read(value: Any, pointer: str) -> Any:
    """The value at a JSON pointer, or None."""
    for token in tokens(pointer):
        if is_object(value):
            value = value.get(token)
        elif is_array(value) and token.isdecimal() and int(token) < len(value):
            value = value[int(token)]
        else:
            return None
    return value


def write(value: Any, pointer: str, new: Any) -> Any:
    """The value with another one at a JSON pointer; objects on the way are made.

    What is not on the way is shared with the old value, which stays as it was. A
    place that cannot be reached (a member of a string) is left alone.
    """
    return _written(value, tokens(pointer), new)


def _written(value: Any, keys: list[str], new: Any) -> Any:
    if not keys:
        return new
    key, *rest = keys
    if value is None or is_object(value):
        known = value or {}
        return {**known, key: _written(known.get(key), rest, new)}
    if is_array(value) and key.isdecimal() and int(key) < len(value):
        index = int(key)
        return [*value[:index], _written(value[index], rest, new), *value[index + 1 :]]
    return value


def without(value: Any, pointer: str) -> Any:
    """The value without the member at a JSON pointer."""
    holder, _, last = pointer.rpartition("/")
    known = read(value, holder)
    (name,) = tokens(f"/{last}")
    if not is_object(known) or name not in known:
        return value
    return write(value, holder, {key: item for key, item in known.items() if key != name})


def deeper_than(value: Any, limit: int) -> bool:
    """Whether arrays and objects are nested more than `limit` deep."""
    level: list[Any] = [value]
    for _ in range(limit + 1):
        inner: list[Any] = []
        for holder in level:
            if is_object(holder):
                inner.extend(holder.values())
            elif is_array(holder):
                inner.extend(holder)
        level = [child for child in inner if is_object(child) or is_array(child)]
        if not level:
            return False
    return True
