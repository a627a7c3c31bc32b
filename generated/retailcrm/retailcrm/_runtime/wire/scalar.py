"""Single values as wire text: what a parameter or a form field holds.

Where the vendor's spelling is not the standard's, a `Param.format` or
`Encoding.format` says how: date and flag formats of `formats.py`, several joined
by `|`, each for its own Python type.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from enum import Enum
from math import isfinite
from typing import Any, TypeAlias, cast
from uuid import UUID

from pydantic import BaseModel
from pydantic_core import SchemaSerializer

from ..ground.adapters import adapter_for
from ..ground.clock import NAIVE
from ..ground.errors import UsageError
from ..ground.parts import part
from ..ground.shape import is_dict, is_list, is_mapping
from ..ground.unset import UNSET
from .numbers import EXACT, unquoted

Scalar: TypeAlias = Callable[[Any], str]

_PLAIN = frozenset({str, int, bytes, bytearray, list, dict})
_SET: dict[str, Any] = {"by_alias": True, "exclude_unset": True, "warnings": False}
_NAIVE = re.compile(rb'T..:..:..(?:"|\.\d+")', re.DOTALL)  # dots are quicker than digits
_NAN = re.compile(rb"NaN")
_INFINITE = re.compile(rb"Infinity")


def to_json(value: Any) -> bytes:
    """Any value as compact JSON: models by alias, and of them only what was set.

    Raises:
        UsageError: something in it that JSON cannot hold.
    """
    return write_json(adapter_for(Any).serializer, value)


def write_json(serializer: SchemaSerializer, value: Any, omit_null: bool = False) -> bytes:
    """The same, by the serializer of a type's adapter, which knows its members' formats."""
    try:
        written = serializer.to_json(
            value,
            by_alias=True,
            exclude_unset=True,
            exclude_none=omit_null,
            warnings=False,
            context=EXACT,
        )
    except (ValueError, RecursionError) as error:
        raise UsageError(f"{_unwritable(value)}cannot be written as JSON: {error}") from None
    # The text tells where a closer look may find something. Of the ways to search, a pattern is
    # quicker than `in`, and a look for a single byte quicker than both.
    if (
        ((at := written.find(b"T")) >= 0 and _NAIVE.search(written, at))
        or (b"N" in written and _NAN.search(written))
        or (b"I" in written and _INFINITE.search(written))
    ):
        refuse_senseless(serializer, value)
    return unquoted(written)


def _unwritable(value: Any, place: str = "") -> str:
    """The place of the first member or item that JSON cannot hold."""
    value = plain(value) if len(place) < 1000 else None
    for key, one in value.items() if is_dict(value) else enumerate(value if is_list(value) else ()):
        try:
            adapter_for(Any).serializer.to_json(one)
        except (ValueError, RecursionError):
            return _unwritable(one, f"{place}{key}.")
    return f"{place[:-1]}: " if 0 < len(place) < 1000 else ""


def refuse_senseless(serializer: SchemaSerializer | None, value: Any) -> None:
    """Refuse what has no meaning on the wire, however deep: see `text`.

    Members with a format of their own are as that writes them (`formats.Wire`).

    Raises:
        UsageError: a number that is not finite, or a date-time without a time zone.
    """
    try:
        whole = (serializer or adapter_for(Any).serializer).to_python(value, mode="wire", **_SET)
    except (ValueError, RecursionError) as error:
        raise UsageError(f"cannot be written: {error}") from None
    waiting: list[tuple[str, Any]] = [("", whole)]
    while waiting:
        place, item = waiting.pop()
        if is_dict(item):
            waiting += [(f"{place}.{key}", one) for key, one in item.items()]
        elif isinstance(item, (list, tuple, set, frozenset)):
            sequence = cast("list[Any]", item)
            waiting += [(f"{place}.{index}", one) for index, one in enumerate(sequence)]
        elif isinstance(item, (datetime, float, Decimal)):
            try:
                text(item)
            except UsageError as error:
                said = f"{place[1:]}: {error.message}" if place else error.message
                raise UsageError(said) from None


def json_ready(serializer: SchemaSerializer | None, value: Any, omit_null: bool = False) -> Any:
    """A value as dicts, lists, text and numbers, spelt as its JSON would be.

    Raises:
        UsageError: as `refuse_senseless`, or there is no JSON for it.
    """
    try:
        writer = serializer or adapter_for(Any).serializer
        ready = writer.to_python(value, mode="json", exclude_none=omit_null, **_SET)
    except (ValueError, RecursionError) as error:
        raise UsageError(f"cannot be written: {error}") from None
    refuse_senseless(serializer, value)
    return ready


def plain(value: Any) -> Any:
    """A model as the dict of its wire names, any iterable as a list; the rest as it is.

    Members of models keep their Python types, so that a format can write them.
    """
    if isinstance(value, BaseModel):
        value = value.model_dump(by_alias=True, exclude_unset=True, warnings=False)
    if type(value) in _PLAIN or isinstance(value, str) or not hasattr(value, "__iter__"):
        return value
    return dict(value) if is_mapping(value) else list(value)


def given(value: Any) -> bool:
    """Whether a parameter's value is one at all (RFC 6570, section 2.3: null is undefined)."""
    return value is not None and value is not UNSET


def text(value: Any) -> str:
    """A scalar as the standard writes it.

    Raises:
        UsageError: no scalar, not finite, or a date-time without a time zone,
            which RFC 3339 does not know.
    """
    kind: type[Any] = value.__class__
    write = _BY_TYPE.get(kind)
    if write is None and isinstance(value, Enum):  # it may be text or a number, too
        return text(value.value)
    if write is None:
        for base in kind.__mro__[1:]:
            if base in _BY_TYPE:
                write = _BY_TYPE[base]
                break
        else:
            raise UsageError(f"a {kind.__name__} cannot be written as text")
    return write(value)


def formatted(format: str | None) -> Scalar:
    """The writer for a format; `text` when there is none."""
    if not format:
        return text
    formats = part("wire.formats")  # carried where anything has a format
    codes = format.split("|")
    dates = [one for code in codes if (one := formats.format_of(code))]
    dates.sort(key=lambda one: one.kind is not datetime)  # a datetime is a date, too
    words = next((pair for code in codes if (pair := formats.words_of(code))), None)

    def write(value: Any) -> str:
        if words and isinstance(value, bool):
            return str(words[not value])
        if dates and isinstance(value, (date, time)):
            fitting = next((one for one in dates if one.takes(value)), dates[0])
            try:
                return str(fitting.write(value))
            except ValueError as error:
                raise UsageError(str(error)) from None
        return text(value)

    return write


def _datetime(value: datetime) -> str:
    if value.tzinfo is None:
        raise UsageError(NAIVE)
    written = value.isoformat()
    return f"{written[:-6]}Z" if written.endswith("+00:00") else written


def _float(value: float) -> str:
    if not isfinite(value):
        raise UsageError(f"{value} is not a number that can be sent")
    return repr(float(value)).removesuffix(".0")  # 5 given for a number means 5


def _decimal(value: Decimal) -> str:
    if not value.is_finite():
        raise UsageError(f"{value} is not a number that can be sent")
    return format(value, "f")


_BY_TYPE: dict[type[Any], Scalar] = {
    str: str,
    bool: lambda value: "true" if value else "false",
    int: str,
    float: _float,
    Decimal: _decimal,
    datetime: _datetime,
    date: lambda value: value.isoformat(),
    time: lambda value: value.isoformat(),
    timedelta: lambda value: to_json(value).decode().strip('"'),
    UUID: str,
    bytes: lambda value: b64encode(value).decode(),
}
