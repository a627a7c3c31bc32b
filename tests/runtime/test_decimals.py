"""Decimals in JSON: every digit goes out and comes in, wherever in a type they stand."""

from __future__ import annotations

import copy
import pickle
from decimal import Decimal
from typing import Annotated, Any

import pytest
from pydantic import Field, ValidationError
from typing_extensions import TypeAliasType

from generator.runtime.call.decode import decode_error
from generator.runtime.call.plan import plan_of
from generator.runtime.ground.adapters import adapter_for
from generator.runtime.ground.errors import UsageError
from generator.runtime.ground.operation import Operation, Reply
from generator.runtime.wire.decimals import Digits, JsonDecimal, digits, is_exact, those
from generator.runtime.wire.scalar import to_json

from .sdk import Model


class Sum(Model):
    amount: JsonDecimal
    parts: list[Sum] = []  # noqa: RUF012
    note: str | None = None


class Rough(Model):
    amount: float


class Plain(Model):
    amount: float
    written: Decimal  # in a text


Sum.model_rebuild()
Alias = TypeAliasType("Alias", Annotated[dict[str, JsonDecimal | None], "of somebody's"])


@pytest.mark.parametrize(
    ("kind", "exact"),
    [
        (JsonDecimal, True),
        (Sum, True),
        (list[Sum], True),
        (dict[str, list[Sum | None]], True),
        (tuple[str, JsonDecimal], True),
        (Plain | Sum, True),
        (Alias, True),
        (Annotated[JsonDecimal, Field(ge=0)], True),
        (Annotated[Sum, ["has no hash"]], True),
        (Plain, False),
        (Decimal, False),
        (float, False),
        (list[dict[str, str]], False),
        (Annotated[Plain, ["has no hash"]], False),
        (Any, False),
    ],
)
def test_which_types_hold_decimals(kind: Any, exact: bool) -> None:
    for _ in range(2):  # worked out, then known
        assert is_exact(kind) is exact
    assert those({"a": adapter_for(kind), "b": adapter_for(str)}) == ({"a"} if exact else set())


@pytest.mark.parametrize(
    ("given", "read", "written"),
    [
        (Digits("0.10"), Decimal("0.10"), b"0.10"),
        (Digits("1E+2"), Decimal("1E+2"), b"100"),
        (5, Decimal(5), b"5"),
        (0.1, Decimal("0.1"), b"0.1"),
        (10**30 + 1, Decimal(10**30 + 1), str(10**30 + 1).encode()),
        (Decimal("-0.0050"), Decimal("-0.0050"), b"-0.0050"),
        ("7.50", Decimal("7.50"), b"7.50"),
    ],
)
def test_each_digit_goes_and_comes(given: Any, read: Decimal, written: bytes) -> None:
    found = Sum.model_validate({"amount": given}).amount
    assert (found, str(found)) == (read, str(read))
    made = Sum(amount=found, parts=[Sum(amount=found)], note=str(found))
    assert to_json(made) == b'{"amount":%b,"parts":[{"amount":%b}],"note":"%b"}' % (
        written, written, str(found).encode(),
    )  # fmt: skip


@pytest.mark.parametrize("given", [True, False, "x", None, [1]])
def test_what_is_no_decimal(given: Any) -> None:
    with pytest.raises(ValidationError):
        Sum.model_validate({"amount": given})


@pytest.mark.parametrize("value", ["NaN", "Infinity", "-Infinity"])
def test_what_is_no_number_is_not_sent(value: str) -> None:
    with pytest.raises(UsageError, match="is not a number that can be sent"):
        to_json(Sum.model_construct(amount=Decimal(value)))


def test_others_who_write_json_get_numbers_of_python() -> None:
    whole, part = Sum(amount=Decimal("2.00")), Sum(amount=Decimal("2.50"))
    found = [made.model_dump(mode="json", exclude_unset=True) for made in (whole, part)]
    assert found == [{"amount": 2}, {"amount": 2.5}]
    assert [type(one["amount"]) for one in found] == [int, float]
    odd: Any = Sum.model_construct(amount="as it came")
    assert odd.model_dump(mode="json", exclude_unset=True, warnings=False) == {
        "amount": "as it came"
    }


def test_decoded_json_is_numbers_again() -> None:
    given = {"a": [Decimal("0.10"), 1, "x"], "b": {"c": Decimal(5)}, "d": None}
    found = digits(given)
    assert found == {"a": [0.1, 1, "x"], "b": {"c": 5.0}, "d": None}
    assert [type(one) for one in (*found["a"], found["b"]["c"])] == [Digits, int, str, Digits]
    assert found["a"][0].text == "0.10"


def test_a_number_that_knows_its_digits_is_a_float_to_all_others() -> None:
    number = Digits("0.10")
    assert (number, number + 1, f"{number}") == (0.1, 1.1, "0.1")
    for twin in (copy.copy(number), copy.deepcopy(number), pickle.loads(pickle.dumps(number))):
        assert (twin, type(twin)) == (0.1, float)


def test_an_error_body_keeps_each_digit_too() -> None:
    """As a success does; where nothing is exact, numbers are what JSON readers make of them."""
    said = "0.10000000000000000555"
    body = b'{"amount": %b, "note": "x"}' % said.encode()
    for kind, amount in ((Sum, Decimal(said)), (Rough, float(said))):
        replies = (Reply((200,)), Reply((404,), "application/json", lambda kind=kind: kind))
        op: Operation[Any] = Operation("op", "GET", "/x", replies=replies)
        found = decode_error(plan_of(op), 404, b"application/json", body)
        assert (found.amount, type(found.amount)) == (amount, type(amount))
