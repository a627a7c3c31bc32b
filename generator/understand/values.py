"""JSON values: of which kind they are, and when two are the same."""

from __future__ import annotations

from fractions import Fraction
from typing import Any, Literal, TypeAlias

JsonKind: TypeAlias = Literal["null", "boolean", "integer", "number", "string", "array", "object"]


def kind_of(value: Any) -> JsonKind:
    """The kind of a decoded value; a number without a fraction is an integer (2020-12, 6.1.1)."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int | float):
        return "integer" if value == value // 1 else "number"
    if isinstance(value, str):
        return "string"
    return "array" if isinstance(value, list) else "object"


def same(one: Any, two: Any) -> bool:
    """Whether two values are one in JSON: 1 and 1.0 are, 1 and true are not."""
    return bool(one == two) and (repr(one) == repr(two) or _same_booleans(one, two))


def _same_booleans(one: Any, two: Any) -> bool:
    """Whether two values that Python takes for one have booleans in the same places."""
    todo = [(one, two)]
    while todo:
        one, two = todo.pop()
        if isinstance(one, bool) is not isinstance(two, bool):
            return False
        if isinstance(one, dict):
            todo += [(value, two[key]) for key, value in one.items()]
        elif isinstance(one, list | tuple):
            todo += zip(one, two, strict=True)
    return True


def is_multiple(value: float, step: float) -> bool:
    """Whether a number is a multiple of another as both are written: 0.3 is one of 0.1."""
    return step != 0 and Fraction(str(value)) % Fraction(str(step)) == 0
