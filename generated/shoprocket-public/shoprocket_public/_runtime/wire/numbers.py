"""Numbers as JSON has them: integers stay integers, and decimals keep every digit.

A JSON number has no size (RFC 8259, section 6): 5 is not 5.0 to those who count, and
0.10 has a digit that a float has not.
"""

from __future__ import annotations

import os
import re
from decimal import Decimal
from typing import Annotated, Any

from pydantic_core import CoreSchema, core_schema

from ..ground.adapters import adapter_for
from ..ground.shape import is_dict, is_list, is_tuple

_TOKEN = os.urandom(12).hex()
"""Stands before digits until they are written without quotes; nobody else knows it."""
_QUOTED = re.compile(rb'"' + _TOKEN.encode() + rb'([^"]*)"')
EXACT: dict[str, Any] = {"digits": _TOKEN}
"""Context for a serializer whose output goes through `unquoted`."""


class _Number:
    """An integer where it came as one, else a float."""

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> CoreSchema:
        # The float first: it is exact for what has a fraction, and then no other is tried.
        return core_schema.union_schema(
            [handler(source), core_schema.int_schema(strict=True)],
            serialization=core_schema.simple_ser_schema("any"),
        )


class _Digits:
    """A decimal that is a number in JSON."""

    used = False
    """Whether a type of this process has one: few documents do."""

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> CoreSchema:
        _Digits.used = True
        return core_schema.no_info_before_validator_function(
            _read,
            handler(source),
            metadata={"exact": True},
            serialization=core_schema.plain_serializer_function_ser_schema(
                _write, info_arg=True, when_used="json-unless-none"
            ),
        )


JsonNumber = Annotated[float, _Number()]
"""A number: an `int` where it is written as one, however large."""
JsonDecimal = Annotated[Decimal, _Digits()]
"""A decimal number, with all its digits (`format: decimal`)."""


def _read(value: Any) -> Any:
    if isinstance(value, bool):
        raise ValueError("true and false are no numbers")
    return Decimal(repr(value)) if isinstance(value, float) else value


def _write(value: Any, info: Any) -> Any:
    if not isinstance(value, Decimal):
        return value
    if not value.is_finite():
        raise ValueError(f"{value} is not a number that can be sent")
    if info.context is EXACT:
        return f"{_TOKEN}{value:f}"
    return int(value) if value == value.to_integral_value() else float(value)


def unquoted(data: bytes) -> bytes:
    """JSON that was written with `EXACT`, its decimals as numbers."""
    return _QUOTED.sub(rb"\1", data) if _Digits.used and _TOKEN.encode() in data else data


_known: dict[Any, bool] = {}


def is_exact(kind: Any) -> bool:
    """Whether values of a type hold decimals, so that their JSON must not be read as floats."""
    adapter = adapter_for(kind)
    if not _Digits.used:
        return False
    try:
        if kind not in _known:
            _known[kind] = _marked(adapter.core_schema)
        return _known[kind]
    except TypeError:  # no hash
        return _marked(adapter.core_schema)


def _marked(schema: Any) -> bool:
    todo: list[Any] = [schema]
    seen: set[int] = set()
    while todo:
        part = todo.pop()
        if id(part) in seen:
            continue
        seen.add(id(part))
        if is_dict(part):
            if part.get("metadata") == {"exact": True}:
                return True
            todo += part.values()
        elif is_list(part) or is_tuple(part):
            todo += part
    return False
