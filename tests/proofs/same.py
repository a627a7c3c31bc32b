"""Whether two values are the same: as JSON, as Python's types, as text of one moment."""

from __future__ import annotations

import json
import typing
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from pydantic import BaseModel, TypeAdapter, ValidationError


def differs(one: Any, two: Any, place: str) -> tuple[str, str, Any, Any] | None:
    """The first difference of two values: kind, place, one, two. Types count, but of sequences."""
    if isinstance(one, BaseModel) and isinstance(two, BaseModel) and type(one) is type(two):
        return differs(_members(one), _members(two), place)
    if isinstance(one, dict) and isinstance(two, dict):
        for key in {**one, **two}:
            if key not in one or key not in two:
                word = "a member is lost" if key in one else "a member is added"
                return word, f"{place}/{key}", one.get(key), two.get(key)
            if found := differs(one[key], two[key], f"{place}/{key}"):
                return found
        return None
    if isinstance(one, list | tuple) and isinstance(two, list | tuple):
        if len(one) != len(two):
            return "another length", place, one, two
        pairs = enumerate(zip(one, two, strict=True))
        return next((f for i, (a, b) in pairs if (f := differs(a, b, f"{place}/{i}"))), None)
    if isinstance(one, str) and isinstance(two, str):
        return None if one == two or _same_text(one, two) else ("another text", place, one, two)
    if isinstance(one, float) and isinstance(two, Decimal):
        one = Decimal(repr(one))  # as JSON had it
    floats = isinstance(one, float) and isinstance(two, float)  # one may keep its digits
    if type(one) is not type(two) and not floats:
        return f"{_said(one)} becomes {_said(two)}", place, one, two
    if isinstance(one, set | frozenset):
        return None if one == two else ("another set", place, one, two)
    alike = one == two and str(one)[:1] == str(two)[:1] if isinstance(one, float) else one == two
    return None if alike else ("another value", place, one, two)


def _members(model: BaseModel) -> dict[str, Any]:
    """What was set of a model."""
    extra = model.model_extra or {}
    return {
        name: getattr(model, name) for name in model.model_fields_set if name not in extra
    } | extra


def _said(value: Any) -> str:
    if isinstance(value, BaseModel):
        return "model"
    return "null" if value is None else type(value).__name__


def _same_text(one: str, two: str) -> bool:
    """Whether two texts are the same moment, or the same number of it, spelt otherwise."""
    for of in (datetime.fromisoformat, date.fromisoformat, time.fromisoformat, Decimal, _seconds):
        try:
            return bool(of(one) == of(two))
        except (ValueError, ArithmeticError):
            continue
    return one.lower() == two.lower() and len(one) == 36


def _seconds(text: str) -> Any:
    try:
        return TypeAdapter(timedelta).validate_python(text)
    except ValidationError:
        raise ValueError(text) from None


_ANY = (500, 503, 599, 418, 499)
"""Statuses that `default` may be for."""


class _Digits(float):
    """A float whose JSON is a decimal's digits."""

    def __new__(cls, value: Decimal) -> _Digits:
        made = super().__new__(cls, float(value))
        made.text = format(value, "f")
        return made

    text: str


def dumped(value: Any) -> bytes:
    """A value as JSON, its decimals with every digit."""
    holes: list[str] = []

    def hole(item: Any) -> Any:
        if isinstance(item, Decimal):
            holes.append(format(item, "f"))
            return f"\x00{len(holes) - 1}\x00"
        if isinstance(item, dict):
            return {key: hole(held) for key, held in item.items()}
        return [hole(held) for held in item] if isinstance(item, list) else item

    text = json.dumps(hole(value), ensure_ascii=False)
    for index, digits in enumerate(holes):
        text = text.replace(f'"\\u0000{index}\\u0000"', digits)
    return text.encode("utf-8", "replace")


def exact(value: Any) -> Any:
    """A value as JSON says it: fractions as decimals."""
    return json.loads(dumped(value), parse_float=Decimal)


def maps_as_lists(value: Any) -> Any:
    """A value whose empty maps are lists, as some vendors write them (`x-wire`)."""
    if isinstance(value, dict):
        return {key: maps_as_lists(item) for key, item in value.items()} or []
    return [maps_as_lists(item) for item in value] if isinstance(value, list) else value


def holds(value: Any, kinds: Any) -> bool:
    """Whether a value of these types is in it."""
    if isinstance(value, dict):
        return any(holds(item, kinds) for item in value.values())
    if isinstance(value, list):
        return any(holds(item, kinds) for item in value)
    return isinstance(value, kinds)


_EMPTY: tuple[Any, ...] = (None, [], {}, [""])


def filled(value: Any) -> Any:
    """A value without what is empty in it: a form has no pair for an empty list or a null."""
    if isinstance(value, dict):
        inner = {key: filled(item) for key, item in value.items()}
        return {key: item for key, item in inner.items() if item not in _EMPTY}
    if isinstance(value, list):
        return [item for item in map(filled, value) if item not in _EMPTY]
    return value


def hollow(value: Any) -> bool:
    """Whether an empty list or object is in it, or is it."""
    if not isinstance(value, dict | list):
        return False
    return not value or any(map(hollow, value.values() if isinstance(value, dict) else value))


def names(value: Any) -> Iterator[str]:
    """What the members in a value are called."""
    inner: Any = ()
    if isinstance(value, dict):
        yield from value
        inner = value.values()
    elif isinstance(value, list):
        inner = value
    for item in inner:
        yield from names(item)


def without_null(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: without_null(item) for key, item in value.items() if item is not None}
    return [without_null(item) for item in value] if isinstance(value, list) else value


def takes(kind: Any, wanted: type) -> bool:
    return kind is wanted or any(takes(part, wanted) for part in typing.get_args(kind))


def status_of(key: str, others: Iterable[str]) -> int:
    """A status that a documented answer is for, and none of the others."""
    if key.isdecimal():
        return int(key)
    wanted = {"4": (418, 499)}.get(key[0], (int(key[0]) * 100,)) if key[0].isdecimal() else _ANY
    taken = set(others) - {key}
    free = [status for status in wanted if not {str(status), f"{status // 100}XX"} & taken]
    return next(iter(free), wanted[0])


def same_media(one: str, two: str) -> bool:
    return one.partition(";")[0].strip().lower() == two.partition(";")[0].strip().lower()


def concrete(media: str, schema: str | None) -> str:
    """A media type for a range."""
    if "*" not in media:
        return media
    if media == "*/*":
        return "application/json" if schema else "application/octet-stream"
    return media.replace("/*", "/plain" if media.startswith("text/") else "/x-some")
