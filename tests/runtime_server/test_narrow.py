"""Which items of a list a parameter asks for by its name, and in which order."""

from __future__ import annotations

from typing import Any

import pytest

from generator.runtime.ground.operation import Operation, Param
from generator.runtime.server.app.call import Call
from generator.runtime.server.app.request import Request
from generator.runtime.server.sandbox.formulas import Formulas
from generator.runtime.server.sandbox.money import FormulaError, Money
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


ROWS: list[dict[str, Any]] = [
    {"id": 1, "name": "Ann", "on": True, "at": "2027-01-01 09:00", "createdAt": "2027-01-01T09:00:00Z",
     "boxes": [{"w": 1}, {"w": 3}], "city": "x", "categoryId": 4, "big": {"in": {"n": 1}}, "z": None,
     "owner": {"name": "Bo", "code": None}, "price": 10, "dateAt": "2027-01-05"},
    {"id": 2, "name": "bob", "on": False, "at": "2027-01-02 09:00", "createdAt": "2027-01-02T09:00:00Z",
     "boxes": [{"w": 2}], "city": "y", "categoryId": 5, "big": {"in": {"n": 2}}, "z": 1,
     "owner": {"name": "Cy"}, "price": 20},
]  # fmt: skip


def narrow(value: Any, names: list[str], rules: dict[str, str], wire: str = "v") -> list[int]:
    operation = Operation[Any]("list", "GET", "/things", params=(Param("v", "query", wire),))
    made = Call(operation, Request(SCOPE, None), {})  # type: ignore[arg-type]
    made.arguments["v"] = value
    known = {"others": [{"id": 2, "name": "three"}]}
    found = narrowed([*ROWS, 7], names, rules, made, Formulas(Money("amount")), lambda: known)
    return [item["id"] if isinstance(item, dict) else item for item in found]


@pytest.mark.parametrize(
    ("name", "value", "found"),
    [
        ("name", "ANN", [1]),
        ("name", "Ann Lee", []),
        ("name", "Ann the first", []),
        ("names", ["ann", "BOB"], [1, 2]),
        ("cities", "y", [2]),
        ("category", 4, [1]),
        ("categories", ["4", 5], [1, 2]),
        ("on", True, [1]),
        ("on", "True", []),
        ("on", 1, []),
        ("priceFrom", 20, [2]),
        ("priceTo", 10, [1]),
        ("priceMin", 11, [2]),
        ("priceMax", "19.5", [1]),
        ("minPrice", 20, [2]),
        ("maxPrice", 10, [1]),
        ("sincePrice", 10, [2]),
        ("sincePrice", 20, []),
        ("startAt", "2027-01-02", [2]),
        ("startAt", "2027-01-01T09:00", [1, 2]),
        ("sinceAt", "2027-01-01T09:00", [2]),
        ("endAt", "2027-01-01", [1]),
        ("endAt", "2027-01-01T08", []),
        ("startCreatedAt", "2027-01-02 09:00:00Z", [2]),
        ("createdFrom", "2027-01-02", [2]),
        ("createdAt", "2027-01-02", [2]),
        ("createdAt", "2027-01", []),
        ("dateFrom", "2027-01-02", [1]),
        ("boxes", 5, []),
        ("ownerName", "bo", [1]),
        ("owner", "cy", [2]),
        ("owner", "none", []),
        ("big", {"in": {"n": 2}}, [2]),
        ("big", {"n": 2}, [2]),
        ("big", {"n": 3}, []),
        ("price", {"min": 11}, [2]),
        ("price", {"max": 11}, [1]),
        ("price", {"min": 5, "max": 11}, [1]),
        ("price", {"min": None, "max": 11}, [1]),
        ("z", 1, [2]),
        ("none", 1, [1, 2, 7]),
        ("name", None, [1, 2, 7]),
        ("name", "", [1, 2, 7]),
        ("name", [], [1, 2, 7]),
        ("s", "x", [1, 2, 7]),
        ("zs", 1, [1, 2, 7]),
    ],
)
def test_a_parameter_narrows_by_its_name(name: str, value: Any, found: list[int]) -> None:
    if isinstance(value, dict):
        value = {name: value}
        name = "filter"
    assert narrow(value, [name], {}, name) == found


@pytest.mark.parametrize(
    ("rule", "wire", "value", "found"),
    [
        ("boxes.w", "v", 3, [1]),
        ("boxes.w", "minW", 3, [1]),
        ("boxes.w", "maxW", 2, [1, 2]),
        ("big.*.n", "v", 2, [2]),
        ("big.in.n", "v", 1, [1]),
        ("none.n", "v", 1, []),
        ("name", "v", "ann", [1]),
        ("price > 15", "v", 1, [2, 7]),
        ("price > request.query.v", "v", 15, [2, 7]),
        ("price > 15", "v", "", [1, 2, 7]),
        ("price > 15", "v", [], [1, 2, 7]),
        ("price > 15", "v", 0, [2, 7]),
        ("=max(boxes.w)", "v", 3, [1]),
        ("=max(boxes.w)", "maxW", 2, [2]),
        ("=max(boxes.w)", "wFrom", 3, [1]),
        ("=boxes.w", "v", [1, 2], [1, 2]),
        ("=named(others, id).name", "v", "THREE", [2]),
        ("=named(others, id).name", "v", None, [1, 2, 7]),
        ("=request.query.v", "v", 1, [1, 2]),
    ],
)
def test_a_parameter_narrows_by_its_rule(
    rule: str, wire: str, value: Any, found: list[int]
) -> None:
    assert narrow(value, [], {wire: rule}, wire) == found
    assert narrow(value, [wire], {wire: rule}, wire) == found


def test_members_of_a_parameter_have_rules_of_their_own() -> None:
    rules = {"filter.who": "owner.name", "filter.deep.min": "price > request.query.filter.deep.min"}
    assert narrow({"who": "cy"}, ["filter"], rules, "filter") == [2]
    assert narrow({"deep": {"min": 15}}, [], rules, "filter") == [2, 7]
    assert narrow({"who": "bo", "city": "y"}, ["filter"], rules, "filter") == []
    with pytest.raises(FormulaError):
        narrow(1, [], {"v": "name - 1"})


@pytest.mark.parametrize(
    ("by", "found"),
    [
        ("v", [2, 4, 1, 3, 5]), ("-v", [1, 4, 2, 3, 5]), ("+v", [2, 4, 1, 3, 5]),
        ("text", [3, 1, 2, 4, 5]), ("mixed", [2, 1, 3, 4, 5]), ("", [1, 2, 3, 4, 5]),
        (5, [1, 2, 3, 4, 5]), ("none", [1, 2, 3, 4, 5]),
    ],
)  # fmt: skip
def test_items_in_order(by: Any, found: list[int]) -> None:
    items = [
        {"id": 1, "v": {"amount": 10}, "text": "b", "mixed": "x"},
        {"id": 2, "v": 9, "text": "C", "mixed": 10},
        {"id": 3, "v": None, "text": "A"},
        {"id": 4, "v": 9.5},
        {"id": 5, "v": [1]},
    ]
    assert [item["id"] for item in ordered(items, by, Formulas(Money("amount")))] == found
    assert ordered([7, {"v": 1}], "v", Formulas(Money("amount"))) == [{"v": 1}, 7]
