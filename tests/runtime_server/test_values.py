"""JSON values as the stub handles them: read, written and narrowed by pointers and names."""

from __future__ import annotations

from typing import Any

import pytest

from generator.runtime.server.sandbox.lists import agrees, asked, by_id, is_keyed, list_in
from generator.runtime.server.schemas.values import deeper_than, read, without, write

VALUE: dict[str, Any] = {"a": {"b/c": [1, {"~": 2}]}, "n": None, "s": "text"}


@pytest.mark.parametrize(
    ("pointer", "found"),
    [
        ("", VALUE),
        ("/a/b~1c/0", 1),
        ("/a/b~1c/1/~0", 2),
        ("/a/b~1c/2", None),
        ("/a/b~1c/-1", None),
        ("/a/b~1c/x", None),
        ("/n/x", None),
        ("/s/0", None),
        ("/none", None),
    ],
)
def test_read(pointer: str, found: Any) -> None:
    assert read(VALUE, pointer) == found


@pytest.mark.parametrize(
    ("value", "pointer", "made"),
    [
        ({"a": 1}, "", 7),
        ({"a": 1}, "/a", {"a": 7}),
        ({"a": 1}, "/b/c~1d", {"a": 1, "b": {"c/d": 7}}),
        (None, "/a", {"a": 7}),
        ({"a": None}, "/a/b", {"a": {"b": 7}}),
        ([1, 2, 3], "/1", [1, 7, 3]),
        ([{"a": 1}, 2], "/0/a", [{"a": 7}, 2]),
        ([1], "/1", [1]),
        ([1], "/x", [1]),
        ({"a": "text"}, "/a/b", {"a": "text"}),
    ],
)
def test_write_leaves_the_old_value_as_it_was(value: Any, pointer: str, made: Any) -> None:
    before = repr(value)
    assert write(value, pointer, 7) == made
    assert repr(value) == before


@pytest.mark.parametrize(
    ("pointer", "left"),
    [
        ("/a", {"b": {"c/d": 2, "e": 3}}),
        ("/b/c~1d", {"a": 1, "b": {"e": 3}}),
        ("/b/none", {"a": 1, "b": {"c/d": 2, "e": 3}}),
        ("/a/none", {"a": 1, "b": {"c/d": 2, "e": 3}}),
        ("/none/a", {"a": 1, "b": {"c/d": 2, "e": 3}}),
    ],
)
def test_without(pointer: str, left: Any) -> None:
    assert without({"a": 1, "b": {"c/d": 2, "e": 3}}, pointer) == left
    assert without({"~1": 1, "/": 2}, "/~01") == {"/": 2}


def test_what_is_not_there_is_not_made_to_be_left_out() -> None:
    value = {"a": [1]}
    assert without(value, "/a/0") is value
    assert without(value, "/b/c") is value


@pytest.mark.parametrize(
    ("value", "depth"), [(1, 0), ([], 0), ({}, 0), ([1], 0), ([[]], 1), ({"a": {"b": [1, {}]}}, 3)]
)
def test_depth(value: Any, depth: int) -> None:
    assert [deeper_than(value, limit) for limit in range(6)] == [
        limit < depth for limit in range(6)
    ]


ITEM = {"id": 1, "state_name": "new", "tags": ["a"], "size": None, "owner": {"id": 2}}


@pytest.mark.parametrize(
    ("word", "value", "fits"),
    [
        ("statename", "new", True),
        ("statename", "old", False),
        ("statename", ["old", "new"], True),
        ("statename", ["old"], False),
        ("nothing", "x", True),
        ("tags", "b", True),
        ("owner", "b", True),
        ("size", 3, False),
        ("size", None, True),
    ],
)
def test_an_item_has_what_a_parameter_of_the_name_asks_for(
    word: str, value: Any, fits: bool
) -> None:
    assert agrees(ITEM, word, value) is fits


def test_where_a_list_is() -> None:
    assert list_in({"data": {"items": [], "total": 1}}, "/data") == "/data/items"
    assert list_in({"data": {"items": [], "more": []}}, "/data") == "/data"
    assert list_in({"items": []}, "") == "/items"
    assert list_in([1], "") == ""


def test_maps_of_things() -> None:
    assert is_keyed({"a": {}, "b": {"x": 1}})
    assert not is_keyed({})
    assert not is_keyed({"a": {}, "b": 1})
    things = [{"code": "a", "id": 1}, {"code": "b", "id": 2}, {"name": "c"}]
    assert by_id(things, "code") == {"a": things[0], "b": things[1]}


def test_what_a_request_gives_for_a_keyword() -> None:
    given = {"page": 2, "filter": {"sinceId": 5}}
    assert asked("page", given) == 2
    assert asked("/filter/sinceId", given) == 5
    assert asked("other", given) is None
    assert asked(None, given) is None
