"""Numbers for schemas: bounds and steps."""

from __future__ import annotations

from fractions import Fraction
from math import inf
from random import Random
from typing import Any

from .merge import Unsatisfiable


def number_for(flat: dict[str, Any], whole: bool, random: Random) -> int | float:
    """A number for a flat schema.

    Args:
        flat: Its bounds and `multipleOf` count.
        whole: Whether it is an integer.
        random: Where choices come from.

    Raises:
        Unsatisfiable: There is none.
    """
    low = flat.get("minimum", flat.get("exclusiveMinimum"))
    high = flat.get("maximum", flat.get("exclusiveMaximum"))
    step = flat.get("multipleOf") or (1 if whole else None)
    if low is None:
        low = min(1, high - (step or 1) * 10) if high is not None else 1
    if high is None:
        high = low + (step or 1) * 100
    if step is None:
        for number in (round(random.uniform(low, high), 2), (low + high) / 2, low):
            if _within(number, flat):
                return number
        raise Unsatisfiable
    if whole:
        step = Fraction(str(step)).numerator  # of n * 5/2 every second one is whole
    first = -int(-low // step)
    last = int(high // step)
    for multiple in (random.randint(first, max(first, last)), first, first + 1, last):
        number = multiple * step
        if _within(number, flat):
            return int(number) if whole else number
    raise Unsatisfiable


def _within(number: float, flat: dict[str, Any]) -> bool:
    low, above = flat.get("minimum", -inf), flat.get("exclusiveMinimum", -inf)
    high, below = flat.get("maximum", inf), flat.get("exclusiveMaximum", inf)
    return bool(low <= number <= high and above < number < below)
