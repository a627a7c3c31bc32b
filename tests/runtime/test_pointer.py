"""JSON pointers (RFC 6901) into what came: models, dicts and lists alike."""

from __future__ import annotations

from types import MappingProxyType
from typing import Any

import pytest
from pydantic import Field, RootModel

from generator.runtime.ground.adapters import wires
from generator.runtime.ground.unset import UNSET
from generator.runtime.wire.pointer import member, pick, steps

from .sdk import Model

# The document of section 5 of the standard, and what its pointers evaluate to.
STANDARD: dict[str, Any] = {
    "foo": ["bar", "baz"], "": 0, "a/b": 1, "c%d": 2, "e^f": 3, "g|h": 4, "i\\j": 5, 'k"l': 6,
    " ": 7, "m~n": 8,
}  # fmt: skip


@pytest.mark.parametrize(
    ("pointer", "value"),
    [
        ("", STANDARD), ("/foo", ["bar", "baz"]), ("/foo/0", "bar"), ("/foo/1", "baz"), ("/", 0),
        ("/a~1b", 1), ("/c%d", 2), ("/e^f", 3), ("/g|h", 4), ("/i\\j", 5), ('/k"l', 6), ("/ ", 7),
        ("/m~0n", 8),
        ("/foo/2", UNSET), ("/foo/-", UNSET), ("/foo/-1", UNSET), ("/foo/bar", UNSET),
        ("/foo/0/x", UNSET), ("/none", UNSET), ("/none/at/all", UNSET),
        ("foo", ["bar", "baz"]),
    ],
)  # fmt: skip
def test_the_examples_of_the_standard(pointer: str, value: Any) -> None:
    assert pick(STANDARD, steps(pointer)) == value
    assert pick(MappingProxyType(STANDARD), steps(pointer)) == value


@pytest.mark.parametrize(
    ("pointer", "path"),
    [("/~01", ("~1",)), ("/~10", ("/0",)), ("/a//b", ("a", "", "b")), ("/~0~1~00", ("~/~0",))],
)
def test_steps_are_unescaped_in_the_standards_order(pointer: str, path: tuple[str, ...]) -> None:
    assert steps(pointer) == path


class Rooted(RootModel[dict[str, int]]):
    pass


class Listed(RootModel[list[Rooted]]):
    pass


class Named(Model):
    root: str = "r"
    page_size: int = Field(1, alias="pageSize")
    written: int = Field(2, validation_alias="read", serialization_alias="write")


def test_members_of_models_have_their_wire_names() -> None:
    named = Named.model_validate({"pageSize": 5, "more": {"a": 1}})
    assert wires(Named) == {"root": "root", "pageSize": "page_size", "write": "written"}
    assert [member(named, name) for name in ("pageSize", "write", "root", "more")] == [
        5,
        2,
        "r",
        {"a": 1},
    ]
    assert [member(named, name) for name in ("page_size", "written", "read", "x")] == [UNSET] * 4
    assert pick(named, ("more", "a")) == 1
    assert member(Named.model_construct(), "pageSize") == 1
    assert member(Named.model_construct(), "more") is UNSET
    assert pick(Listed([Rooted({"a": 7})]), ("0", "a")) == 7
    assert pick(Listed([Rooted({"a": 7})]), ("1", "a")) is UNSET


@pytest.mark.parametrize("value", [None, 5, "text", b"bytes", True, UNSET])
def test_what_has_no_members_has_none(value: Any) -> None:
    assert member(value, "0") is UNSET
    assert pick(value, ()) is value
