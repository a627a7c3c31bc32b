"""Decimals as JSON has them, with every digit: 0.10 has one that a float has not."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated, Any

from pydantic import TypeAdapter
from pydantic_core import CoreSchema, core_schema

from ..ground.adapters import adapter_for
from ..ground.shape import is_dict, is_list, is_tuple
from .numbers import EXACT, TOKEN


class Digits(float):
    """A number with a fraction and how it was written: a float, but to those that want decimals."""

    __slots__ = ("text",)

    text: str

    def __new__(cls, text: str) -> Digits:
        """A number as JSON writes it."""
        made = super().__new__(cls, text)
        made.text = text
        return made

    def __reduce__(self) -> tuple[type[float], tuple[float]]:
        """A copy is a float."""
        return float, (float(self),)


class _Digits:
    """A decimal that is a number in JSON."""

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> CoreSchema:
        EXACT["digits"] = TOKEN
        return core_schema.no_info_before_validator_function(
            _read,
            handler(source),
            metadata={"exact": True},
            serialization=core_schema.plain_serializer_function_ser_schema(
                _write, info_arg=True, when_used="json-unless-none"
            ),
        )


JsonDecimal = Annotated[Decimal, _Digits()]
"""A decimal number, with all its digits (`format: decimal`)."""


def _read(value: Any) -> Any:
    if isinstance(value, bool):
        raise ValueError("true and false are no numbers")
    if isinstance(value, Digits):
        return Decimal(value.text)
    return Decimal(repr(value)) if isinstance(value, (int, float)) else value


def _write(value: Any, info: Any) -> Any:
    if not isinstance(value, Decimal):
        return value
    if not value.is_finite():
        raise ValueError(f"{value} is not a number that can be sent")
    if info.context is EXACT:
        return f"{TOKEN}{value:f}"
    return int(value) if value == value.to_integral_value() else float(value)


def digits(value: Any) -> Any:
    """Decoded JSON whose decimals are numbers again, for types with other numbers beside them."""
    if isinstance(value, Decimal):
        return Digits(str(value))
    if is_dict(value):
        return {name: digits(item) for name, item in value.items()}
    return [digits(item) for item in value] if is_list(value) else value


_known: dict[Any, bool] = {}


def is_exact(kind: Any) -> bool:
    """Whether values of a type hold decimals, so that their JSON must not be read as floats."""
    adapter = adapter_for(kind)
    try:
        if kind not in _known:
            _known[kind] = has_decimals(adapter.core_schema)
        return _known[kind]
    except TypeError:  # no hash
        return has_decimals(adapter.core_schema)


def those(adapters: Mapping[str, TypeAdapter[Any]]) -> frozenset[str]:
    """The names of types that have decimals in them."""
    return frozenset(name for name, known in adapters.items() if has_decimals(known.core_schema))


def has_decimals(schema: Any) -> bool:
    """Whether pydantic's schema of a type has decimals somewhere."""
    todo: list[Any] = [schema] if EXACT else []
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
