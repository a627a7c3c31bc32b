"""What is given for a model: the model, a dict of its members, and what can be neither."""

from __future__ import annotations

from typing import Any, Union

import pytest
from pydantic import BaseModel

from generator.runtime.ground.errors import UsageError
from generator.runtime.ground.unset import UNSET
from generator.runtime.wire.given import read

from .sdk import Cat, Dog

TOM: dict[str, Any] = {"kind": "cat", "lives": 7}


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        (Cat, TOM),
        (Cat | Dog, TOM),
        (Cat | None, TOM),
        (Union[Cat, str], TOM),  # noqa: UP007
        (Cat | list[Cat], TOM),
    ],
)
def test_a_dict_becomes_the_model_that_it_is_for(kind: Any, value: Any) -> None:
    found = read(kind, value, "pet")
    assert isinstance(found, Cat)
    assert found.lives == 7


@pytest.mark.parametrize(
    "kind", [list[Cat], list[Cat | Dog], dict[str, Cat], tuple[Cat, int], Cat | list[Cat]]
)
def test_models_are_made_within_containers(kind: Any) -> None:
    given: Any = (
        {"a": TOM} if kind == dict[str, Cat] else [TOM, 3] if "tuple" in str(kind) else [TOM]
    )
    found = read(kind, given, "pets")
    first = next(iter(found.values())) if isinstance(found, dict) else found[0]
    assert isinstance(first, BaseModel | dict)
    assert (first if isinstance(first, dict) else first.model_dump(exclude_unset=True)) == TOM


@pytest.mark.parametrize("value", [5, "x", None, UNSET, Cat(kind="cat", lives=1)])
def test_what_may_be_something_else_is_let_alone(value: Any) -> None:
    assert read(Cat | str | int, value, "pet") is value


@pytest.mark.parametrize("kind", [Cat, Cat | Dog, Cat | None])
def test_where_a_model_is_wanted_nothing_else_will_do(kind: Any) -> None:
    with pytest.raises(UsageError, match=r"^pet"):
        read(kind, 5, "pet")
    with pytest.raises(UsageError, match=r"^pets\.1"):
        read(list[kind], [TOM, 5], "pets")
