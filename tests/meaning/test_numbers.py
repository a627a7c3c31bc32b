"""Numbers arrive as they were sent: no integer becomes a float, no digit is lost."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from tests.meaning.echo import line
from tests.meaning.test_objects import obj

NUMBER = {"type": "number"}
AMOUNT = {"type": "number", "format": "decimal"}
SCHEMAS: dict[str, Any] = {
    "Number": NUMBER,
    "Any": {},
    "Unlimited": {"minimum": -(10**30)},
    "Either": {"type": ["string", "number"]},
    "Moment": {"type": ["string", "integer"], "format": "date-time"},
    "Price": obj(price=NUMBER, free={}, all={"type": "array", "items": NUMBER}),
    "Money": obj(amount=AMOUNT, all={"type": "array", "items": AMOUNT}),
    "Amount": AMOUNT,
}
INTEGERS = [0, 5, -1, 2**53 + 1, 2**63, 10**20]


@pytest.mark.parametrize("name", ["number", "any", "unlimited", "either"])
def test_an_integer_stays_one_and_a_float_too(name: str) -> None:
    with line("AllNumbers", SCHEMAS) as wire:
        back = wire.same(name, *INTEGERS, 1.5, -0.25)
        assert back == [*INTEGERS, 1.5, -0.25]
        assert [type(one) for one in back] == [int] * len(INTEGERS) + [float, float]


def test_integers_in_members_stay_integers() -> None:
    with line("AllNumbers", SCHEMAS) as wire:
        m = wire.models
        (back,) = wire.same("price", m.Price(price=2**53 + 1, free=5, all=[1, 1.5, 2**60 + 1]))
        assert (back.price, back.free, back.all) == (2**53 + 1, 5, [1, 1.5, 2**60 + 1])
        assert [type(one) for one in (back.price, back.free, *back.all)] == [
            int,
            int,
            int,
            float,
            int,
        ]


def test_a_number_beside_text_of_a_format_is_no_moment() -> None:
    with line("AllNumbers", SCHEMAS) as wire:
        assert wire.same("moment", 5) == [5]


def test_a_decimal_is_a_json_number_without_loss() -> None:
    exact = Decimal("0.1234567890123456789012345678901234567890")
    large = Decimal("123456789012345678901234567890.5")
    with line("AllNumbers", SCHEMAS) as wire:
        m = wire.models
        some = [exact, large, Decimal("1.50"), Decimal(7), Decimal("-0.1")]
        assert wire.same("amount", *some) == some
        (back,) = wire.same("money", m.Money(amount=exact, all=some))
        assert (back.amount, back.all) == (exact, some)
        assert all(isinstance(one, Decimal) for one in (back.amount, *back.all))
