"""Rates of calls: which of many rules an operation keeps, and how a change of them is told."""

from __future__ import annotations

from typing import Any

import pytest

from tests.evolution.comparing import compared
from tests.steps import steps
from tests.support import built, document, operation

GET = ["GET"]


def limited(said: Any, *ids: str) -> dict[str, Any]:
    paths = {f"/{one}": {"get": operation(one)} for one in ids or ("a",)}
    return document(paths, **{"x-rate-limit": said})


def rules(*numbers: int, **more: Any) -> dict[str, Any]:
    each = [{"path": "/**", **more, "limit": n, "per": n} for n in numbers]
    return {"limit": 1, "per": 1, "rules": each}


@pytest.mark.parametrize(
    ("ways", "kept"),
    [
        ([{"path": "/a"}, {"path": "/**"}, {"path": "/a"}], {"a": [0, 2], "b": [1]}),
        ([{"path": "/*"}, {"path": "/a"}, {"path": "/b", "methods": GET}], {"a": [1], "b": [2]}),
        ([{"path": "/**"}, {}, {"path": "/**"}, {}], {"a": [0, 2]}),
        ([{"methods": GET}, {"path": "/**", "methods": GET}, {"methods": GET}], {"a": [1]}),
        ([{"methods": GET}, {"methods": ["GET", "PUT"]}, {"methods": ["PUT"]}], {"a": [0, 1]}),
        ([{"path": "/a", "methods": ["PUT"]}, {"path": "/a"}], {"a": [1], "b": []}),
        ([{"path": "/b"}, {"path": "/c"}], {"a": [], "b": [0], "c": [1]}),
        ([{"path": "/a*"}, {"path": "/*b"}, {"path": "/a*"}, {"path": "/*b"}], {"a": [], "ab": [0, 1, 2, 3]}),
    ],
)  # fmt: skip
def test_the_most_specific_rules_are_kept_in_the_order_they_are_written(
    ways: list[dict[str, Any]], kept: dict[str, list[int]]
) -> None:
    said = {"rules": [{**way, "limit": 10 + n, "per": 1} for n, way in enumerate(ways)]}
    api, _ = built(limited(said, *kept))
    found = {one.id: [rule.limit - 10 for rule in one.limits] for one in api.operations}
    assert found == kept


@pytest.mark.parametrize(
    ("old", "new", "kind", "detail"),
    [
        ({"limit": 5, "per": 1}, {"limit": 6, "per": 1}, "raised", "5 in 1 s → 6 in 1 s"),
        ({"limit": 5, "per": 1}, {"limit": 5, "per": 0.5}, "raised", "5 in 1 s → 5 in 0.5 s"),
        ({"limit": 5, "per": 1}, {"limit": 5, "per": 2}, "lowered", "5 in 1 s → 5 in 2 s"),
        ({}, {"limit": 5, "per": 2}, "lowered", "no limit → 5 in 2 s"),
        ({"limit": 5, "per": 2}, {}, "raised", "5 in 2 s → no limit"),
        (rules(1, 2), rules(1), "raised", "1 in 1 s and 2 in 2 s → 1 in 1 s"),
        (rules(*range(2, 8)), rules(2), "raised", "2 in 2 s and 3 in 3 s and 4 in 4 s and 5 in 5 s"
         " and 6 in 6 s and 7 in 7 s → 2 in 2 s"),
        (rules(*range(1, 9)), rules(*range(1, 8), 9), "raised",
         "8 in 8 s and 7 more → 9 in 9 s and 7 more"),
        (rules(*range(1, 9)), rules(1), "raised", "2 in 2 s and 3 in 3 s and 4 in 4 s and 5 in 5 s"
         " and 6 in 6 s and 7 in 7 s and 2 more → 1 in 1 s"),
        (rules(1), rules(1, methods=GET), "raised", "1 in 1 s → 1 in 1 s"),
    ],
)  # fmt: skip
def test_a_change_of_rates_is_told_and_of_many_rules_what_differs(
    old: Any, new: Any, kind: str, detail: str
) -> None:
    (change,) = compared(limited(old, "a", "b"), limited(new, "a", "b")).changes
    assert (change.kind, change.detail) == (f"rate-limit-{kind}", detail)
    assert change.uses == ("GET /a", "GET /b")


def test_rules_and_operations_cost_what_they_are_together_not_each_with_each() -> None:
    def cost(count: int, size: int) -> int:
        ids = [f"a{n}" for n in range(size)]
        old, new = (limited(rules(*range(1, count), last), *ids) for last in (count, count + 1))
        return steps(lambda: compared(old, new))

    both, few_rules, few_operations = cost(300, 30), cost(10, 30), cost(300, 2)
    assert both < 1.5 * (few_rules + few_operations)
