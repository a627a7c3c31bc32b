"""When two values are one in JSON: 1 and true are two, though Python takes them for one; 1 and 1.0 are one."""

from __future__ import annotations

from typing import Any

import pytest

from generator.compare.reduce import reduced
from tests.evolution.comparing import compared
from tests.evolution.pairs import BODY, GET, NEW, OK, PARAMETERS, THING, base, edited
from tests.support import answer, loaded, ref

SIZE = f"{NEW}/properties/size"
MEDIA = "content/application~1json"
PLACES: list[tuple[str, Any, set[str]]] = [
    (SIZE, lambda one: {"const": one}, {"enum-value-added", "enum-value-removed", "type-changed"}),
    (
        SIZE,
        lambda one: {"enum": [one, "all"]},
        {"enum-value-added", "enum-value-removed", "type-changed"},
    ),
    (SIZE, lambda one: {"default": one}, {"default-changed"}),
    (f"{PARAMETERS}/0/schema", lambda one: {"default": one}, {"default-changed"}),
    (SIZE, lambda one: {"example": one}, {"example-changed"}),
    (SIZE, lambda one: {"examples": [{"a": [one]}]}, {"example-changed"}),
    (SIZE, lambda one: {"not": {"const": one}}, {"condition-changed"}),
    (SIZE, lambda one: {"anyOf": [{"const": one}, {"type": "string"}]}, {"enum-value-added", "enum-value-removed", "type-changed"}),
    (f"{BODY}/{MEDIA}", lambda one: {"schema": ref("NewThing"), "example": one}, {"example-changed"}),
    (OK, lambda one: {**answer(ref("Thing")), "links": {"a": {"operationId": "listThings", "parameters": {"limit": one}}}}, {"convention-changed"}),
    (f"{GET}/x-sandbox", lambda one: {"a": one}, {"example-changed"}),
    ("/x-sandbox", lambda one: {"a": one}, {"example-changed"}),
    ("/x-errors", lambda one: {"failure": {"pointer": "/ok", "value": one}}, {"errors-changed"}),
    (f"{GET}/x-errors", lambda one: {"failure": {"pointer": "/ok", "value": one}}, {"errors-changed"}),
    ("/info/x-a", lambda one: one, {"text-changed"}),
]  # fmt: skip


def narrowed(old: Any, new: Any) -> Any:
    """As the command compares: without what both have in common."""
    one, other, _ = reduced(loaded(old).tree, loaded(new).tree)
    return one, other


@pytest.mark.parametrize(
    ("at", "said", "kinds"), PLACES, ids=[f"{at}-{min(kinds)}" for at, _, kinds in PLACES]
)
def test_one_is_not_true_and_is_one_point_nought(at: str, said: Any, kinds: set[str]) -> None:
    for old, new in ((1, True), (False, 0.0)):
        two = edited(base(), {at: said(old)}), edited(base(), {at: said(new)})
        for one, other in (two, narrowed(*two)):
            assert {change.kind for change in compared(one, other).changes} == kinds
    two = edited(base(), {at: said(1)}), edited(base(), {at: said(1.0)})
    for one, other in (two, narrowed(*two)):
        assert not compared(one, other).changes


def test_numbers_that_are_one_are_no_change_beside_another() -> None:
    """As the rest of the schema is compared, since it is another."""
    said = {"type": "integer", "enum": [1, 2], "default": 1, "minimum": 1, "multipleOf": 1}
    also = {"type": "integer", "enum": [1.0, 2.0], "default": 1.0, "minimum": 1.0, "multipleOf": 1.0}  # fmt: skip
    for place in (THING, NEW):
        at = f"{place}/properties/size"
        old = edited(base(), {at: said})
        new = edited(base(), {at: {**also, "description": "New."}})
        assert [change.kind for change in compared(old, new).changes] == ["text-changed"]
        wider = edited(base(), {at: {**also, "enum": [1.0, 2.0, 3]}})
        exact = edited(base(), {at: {**said, "enum": [1, 2, 3]}})
        (change,), (same,) = compared(old, wider).changes, compared(old, exact).changes
        assert (change.kind, change.verdicts) == (same.kind, same.verdicts)
