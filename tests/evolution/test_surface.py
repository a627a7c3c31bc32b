"""What is lost of methods and handlers where no change of the document tells: arguments, and what they give."""

from __future__ import annotations

from typing import Any

import pytest

from tests.evolution.comparing import compared
from tests.evolution.pairs import GONE, edited
from tests.evolution.test_narrow import MAKE, tree
from tests.evolution.test_told import LETTERS
from tests.support import STRING, answer, document, operation, query, ref

LIST, PUT = "/paths/~1all/get", "/paths/~1all/put"
HELD = {"type": "object", "required": ["item"], "properties": {"item": ref("Item")}}
ITEMS = {"type": "object", "properties": {"data": {"type": "array", "items": ref("Item")}, "more": STRING}}  # fmt: skip


def plain() -> dict[str, Any]:
    return document(
        {
            "/all": {
                "get": operation("listAll", parameters=[query("page"), query("q")], responses={"200": answer(ITEMS)}),
                "put": operation("setAll", requestBody={"required": True, **answer(HELD)}),
            }
        },
        {"Item": {"type": "object", "required": ["n"], "properties": {"n": STRING, "m": STRING}}},
    )  # fmt: skip


PAGED = {"style": "page", "page": "page", "items": "/data"}
ROWS: list[tuple[dict[str, Any], dict[str, Any], list[str]]] = [
    ({}, {f"{LIST}/x-envelope": "data"}, ["envelope-changed --- ", "name-changed -bb gives something else"]),
    ({f"{LIST}/x-envelope": "data"}, {f"{LIST}/x-envelope": GONE},
     ["envelope-changed --- ", "name-changed -bb gives something else"]),
    ({}, {f"{LIST}/x-pagination": PAGED}, ['pagination-added ab- null → "page"']),
    ({}, {f"{PUT}/x-envelope": {"request": "item"}}, ["envelope-changed --- ", "name-changed -bb argument item is gone"]),
    ({}, {f"{LIST}/description": "More."}, ["text-changed --- description"]),
]  # fmt: skip


@pytest.mark.parametrize(("before", "after", "told"), ROWS)
def test_what_is_lost(before: dict[str, Any], after: dict[str, Any], told: list[str]) -> None:
    old = edited(plain(), before)
    found = compared(old, edited(old, after)).changes
    said = [f"{c.kind} {''.join(LETTERS[v] for v in c.verdicts.all)} {c.detail}" for c in found]
    assert sorted(said) == sorted(told)


def test_a_process_that_is_none_any_more_gives_the_value_itself() -> None:
    new = edited(tree(), {f"{MAKE}/x-process": GONE})
    for old, other, detail in (
        (tree(), new, "gives Process → the value itself"),
        (new, tree(), "gives the value itself → Process"),
    ):
        found = {c.kind: c.detail for c in compared(old, other).changes}
        assert found["name-changed"] == detail


GROUP = {"exactly-one": ["page", "q"]}
PROMISES: list[tuple[dict[str, Any], dict[str, Any], list[str]]] = [
    ({}, {f"{LIST}/x-parameter-groups": [GROUP]}, ["condition-changed d-- exactly-one: page, q"]),
    ({}, {"/x-parameter-groups": [GROUP]}, ["condition-changed d-- exactly-one: page, q"]),
    ({f"{LIST}/x-parameter-groups": [GROUP]}, {f"{LIST}/x-parameter-groups": GONE},
     ["condition-changed d-- no longer exactly-one: page, q"]),
    ({f"{LIST}/x-parameter-groups": [GROUP]}, {f"{LIST}/x-parameter-groups": [{"at-most-one": ["page", "q"]}]},
     ["condition-changed d-- at-most-one: page, q", "condition-changed d-- no longer exactly-one: page, q"]),
    ({}, {"/x-http2": True}, ["convention-changed a-- x-http2"]),
]  # fmt: skip


@pytest.mark.parametrize(("before", "after", "told"), PROMISES)
def test_what_the_vendor_asks_besides(
    before: dict[str, Any], after: dict[str, Any], told: list[str]
) -> None:
    test_what_is_lost(before, after, told)
