"""Which items of a list a parameter asks for by its name, and in which order."""

from __future__ import annotations

from typing import Any

import pytest

from generator.runtime.ground.operation import Operation, Param
from generator.runtime.server.app.call import Call
from generator.runtime.server.app.request import Request
from generator.runtime.server.sandbox.formulas import Formulas, Money
from generator.runtime.server.sandbox.narrow import narrowed, ordered

ITEMS: list[dict[str, Any]] = [
    {"id": 1, "status": "new", "managerId": 7, "price": {"amount": 300}, "createdAt": "2027-01-01 09:00:00",
     "customer": {"id": 5, "externalId": "c"}, "tags": ["a", "b"], "county": "x", "vip": True, "custom": {"nps": 3}},
    {"id": 2, "status": "paid", "managerId": 8, "price": {"amount": 100}, "createdAt": "2027-01-02 09:00:00",
     "customer": {"id": 6, "externalId": "d"}, "tags": [], "vip": False, "custom": {"nps": 9}},
    {"id": 3, "status": "paid", "managerId": 8, "createdAt": "2027-01-02T10:00:00Z",
     "tags": ["b"], "vip": False, "custom": {}},
]  # fmt: skip


SCOPE = {"type": "http", "method": "GET", "path": "/things", "headers": []}


def ids(name: str, value: Any, filters: Any = None) -> list[int]:
    operation: Operation[Any] = Operation(
        "list", "GET", "/things", params=(Param("value", "query", name),)
    )
    call = Call(operation, Request(SCOPE, None), {})  # type: ignore[arg-type]
    call.arguments["value"] = value
    found = narrowed(
        ITEMS, [] if filters else [name], filters or {}, call, Formulas(Money("amount"))
    )
    return [item["id"] for item in found]


@pytest.mark.parametrize(
    ("name", "value", "wanted"),
    [
        ("status", "paid", [2, 3]),
        ("status", "PAID", [2, 3]),
        ("statuses", ["new", "other"], [1]),
        ("ids", ["2", "3"], [2, 3]),
        ("manager", 7, [1]),
        ("managers", ["8"], [2, 3]),
        ("customerId", 6, [2]),
        ("customerExternalIds", ["c", "d"], [1, 2]),
        ("customer", "c", [1]),
        ("tags", ["a"], [1]),
        ("vip", True, [1]),
        ("createdAtFrom", "2027-01-02", [2, 3]),
        ("createdAtTo", "2027-01-01", [1]),
        ("dateTo", "2027-01-01", [1]),
        ("startDate", "2027-01-02 09:30:00", [3]),
        ("minId", 2, [2, 3]),
        ("maxId", 2, [1, 2]),
        ("sinceId", 2, [3]),
        ("filter", {"custom": {"nps": {"min": 5}}}, [2]),
        ("filter", {"custom": {"nps": 3}}, [1]),
        ("filter", {"status": "paid", "ids": [3, 1]}, [3]),
        ("nothing", "x", [1, 2, 3]),
        ("count", "x", [1, 2, 3]),  # no word of its own: `county` is another
        ("status", "", [1, 2, 3]),
        ("status", [], [1, 2, 3]),
    ],
)
def test_a_name_says_what_is_compared_with_what(name: str, value: Any, wanted: list[int]) -> None:
    assert ids(name, value) == wanted


def test_a_place_is_compared_where_a_name_says_something_else() -> None:
    assert ids("who", "c", {"who": "customer.externalId"}) == [1]
    assert ids("score", 9, {"score": "custom.*"}) == [2]
    assert ids("word", ["b", "z"], {"word": "tags"}) == [1, 3]
    assert ids("minScore", 4, {"minScore": "custom.nps"}) == [2]
    assert ids("who", "", {"who": "customer.externalId"}) == [1, 2, 3]


def test_a_member_of_a_parameter_has_its_own_place_and_the_others_their_names() -> None:
    asked = {"who": "d", "status": "paid"}
    assert ids("filter", asked, {"filter.who": "customer.externalId"}) == [2]
    assert (
        ids("filter", {"who": "d"}, {"filter.who": "within(request.query.filter.who, tags)"}) == []
    )


def test_a_formula_says_it_where_a_name_does_not() -> None:
    formula = "request.query.cheap and price <= request.query.cheap"
    assert ids("cheap", 200, {"cheap": formula}) == [2, 3]
    assert ids("cheap", None, {"cheap": formula}) == [1, 2, 3]


@pytest.mark.parametrize(
    ("by", "wanted"),
    [
        ("price", [2, 1, 3]),
        ("-price", [1, 2, 3]),
        ("status", [1, 2, 3]),
        ("-id", [3, 2, 1]),
        ("nothing", [1, 2, 3]),
        (None, [1, 2, 3]),
    ],
)
def test_the_order_is_of_a_member(by: Any, wanted: list[int]) -> None:
    found = ordered(ITEMS, by, Formulas(Money("amount")))
    assert [item["id"] for item in found] == wanted
