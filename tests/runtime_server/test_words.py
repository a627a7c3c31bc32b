"""What documents tell their sandbox, one by one: directions, effects within things, lines."""

from __future__ import annotations

from typing import Any

import pytest

from generator.runtime.ground.operation import Operation
from generator.runtime.server import Refusal
from generator.runtime.server.app.call import Call
from generator.runtime.server.sandbox.directions import (
    NOTHING,
    Directions,
    Later,
    Lines,
    Requirement,
    directions_of,
    filled,
    matches,
    path_of,
)
from generator.runtime.server.sandbox.effects import named_by, within
from generator.runtime.server.sandbox.formulas import Formulas
from generator.runtime.server.sandbox.lines import with_line
from generator.runtime.server.sandbox.money import Money
from generator.runtime.server.sandbox.store import Store
from generator.runtime.server.schemas.document import Node
from tests.runtime_server.test_incoming import request

FORMULAS = Formulas(Money("amount"))


# Directions ----------------------------------------------------------------------------------


def test_everything_that_can_be_said_of_an_operation() -> None:
    said = {
        "about": "/a", "subject": "/id", "fresh": "new", "formulas": {"/x": "y"},
        "resolve": {"rows": "/r/{id}"}, "members": {"n": "=m"}, "status": 202, "filters": ["q"],
        "sort": "by", "known": {"k": "/k"}, "effects": {"/a": {"x": 1}}, "when": {"body": {"x": 1}},
        "require": [{"status": "409", "example": "out", "of": "/a", "that": "x", "if": "y"},
                    {"status": 404}],
        "lines": {"within": "rows"},
        "later": {"effects": {"/b": None}},
        "each": {"rows": {"/c": {}}}, "leaves": {"left": 1},
    }  # fmt: skip
    assert directions_of(Node("", {"x-sandbox": said})) == Directions(
        "/a", "/id", "new", {"/x": "y"}, {"rows": "/r/{id}"}, {"n": "=m"},
        (Requirement(409, "out", "/a", "x", "y"), Requirement(404, None, None, None, None)),
        202, ["q"], "by", Lines("rows", (), "quantity", None, None, {}, None, 409), {"k": "/k"},
        {"rows": {"/c": {}}}, {"/a": {"x": 1}}, {"left": 1}, Later(1.0, {"/b": None}),
        {"body": {"x": 1}},
    )  # fmt: skip
    lines = {
        "within": "rows", "same": ["a"], "count": None, "member": "m", "source": "/s",
        "members": {"x": 1}, "most": "y", "refusal": "422",
    }  # fmt: skip
    more = {"lines": lines, "later": {"after": 5, "effects": {}}}
    found = directions_of(Node("", {"x-sandbox": more}))
    assert found.lines == Lines("rows", ("a",), None, "m", "/s", {"x": 1}, "y", 422)
    assert found.later == Later(5.0, {})


@pytest.mark.parametrize("value", [{}, {"x-sandbox": None}, 5, {"x-sandbox": {}}])
def test_nothing_is_said(value: Any) -> None:
    assert directions_of(Node("", value)) == NOTHING


def test_effects_of_each_item_are_for_its_items_alone() -> None:
    said = {"each": "rows", "effects": {"/a/{item.id}": {"x": 1}}}
    found = directions_of(Node("", {"x-sandbox": said}))
    assert found.each == {"request.body.rows": {"/a/{item.id}": {"x": 1}}}
    assert found.effects is None
    assert directions_of(Node("", {"x-sandbox": {"each": "rows"}})).each == {
        "request.body.rows": {}
    }


def test_what_an_example_says_comes_before_the_operation() -> None:
    own = Directions(about="/a", effects={"/a": {}}, later=Later(1, {"/a": {}}))
    case = Directions(about="/b", effects={"/b": {}}, later=Later(2, {"/b": {}}))
    assert own.with_case(None) is own
    assert own.with_case(case) == own._replace(effects=case.effects, later=case.later)
    assert own.with_case(NOTHING) == own


@pytest.mark.parametrize(
    ("when", "fits"),
    [
        ({}, True),
        ({"body": {"a": 1}}, True),
        ({"body": {"a": 2}}, False),
        ({"body": {"a": 1, "b": "x"}, "query": {"q": True}}, True),
        ({"body": {"a": 1}, "query": {"q": False}}, False),
        ({"body": {"none": None}}, False),
        ({"body": {"n": None}}, True),
        ({"body": {"o": {"x": 1}}}, False),
        ({"body": {"l": [1]}}, False),
        ({"header": {"h": 1}}, False),
        ({"text": {"h": 1}}, False),
    ],
)
def test_the_requests_that_an_example_is_for(when: Any, fits: bool) -> None:
    body = {"a": 1, "b": "x", "n": None, "o": {"x": 1}, "l": [1]}
    assert matches(when, {"body": body, "query": {"q": True}, "text": "x"}) is fits


@pytest.mark.parametrize(
    ("template", "made"),
    [
        ("=a + 1", 2),
        ("a", "a"),
        (" =a", " =a"),
        (5, 5),
        ({"x": "=a", "y": ["=b", "c"], "z": None}, {"x": 1, "y": ["B", "c"], "z": None}),
        ({"x": "=none", "y": {"z": "=none"}}, {"y": {}}),
        (["=none", "=a"], [None, 1]),
    ],
)
def test_templates_are_filled(template: Any, made: Any) -> None:
    assert filled(template, FORMULAS, {"a": 1, "b": "B"}) == made


@pytest.mark.parametrize(
    ("template", "path"),
    [
        ("/a", "/a"),
        ("/a/{id}", "/a/p%2F1"),
        ("/a/{x.y}/b/{n + 1}", "/a/50%25/b/3"),
        ("/a/{none}", "/a/"),
        ("/a/{zero}", "/a/0"),
        ("/a/{id}x{id}", "/a/p%2F1xp%2F1"),
    ],
)
def test_paths_are_filled(template: str, path: str) -> None:
    scope = {"x": {"y": "50%"}, "n": 2, "id": "scope", "zero": 0}
    assert path_of(template, FORMULAS, scope, {"id": "p/1"}) == path


# Effects -------------------------------------------------------------------------------------

KNOWN: dict[str, Any] = {
    "n": 1,
    "map": {"a": {"x": 1, "y": 2}, "b": 5},
    "tags": [{"name": "p", "v": 1}, {"name": "q"}, 7],
    "deep": [{"k": {"id": 3}, "v": 1}],
}


@pytest.mark.parametrize(
    ("given", "made"),
    [
        ({"n": 2, "new": None}, {"n": 2, "new": None}),
        ({"map/a": {"x": 9}}, {"map": {"a": {"x": 9, "y": 2}, "b": 5}}),
        ({"map/b": {"z": 1}}, {"map": {"a": {"x": 1, "y": 2}, "b": {"z": 1}}}),
        ({"map/c": 3}, {"map": {"a": {"x": 1, "y": 2}, "b": 5, "c": 3}}),
        ({"map/a": None}, {"map": {"b": 5}}),
        ({"none/a": 1}, {"none": {"a": 1}}),
        ({"n/a": 1}, {"n": {"a": 1}}),
        ({"map/{key}": 1}, {"map": {"a": {"x": 1, "y": 2}, "b": 5, "K": 1}}),
        ({"map": {"z": 1}, "map/c": 3}, {"map": {"z": 1, "c": 3}}),
        ({"tags/name=p": {"v": 2, "w": 3}},
         {"tags": [{"name": "p", "v": 2, "w": 3}, {"name": "q"}, 7]}),
        ({"tags/name=q": None}, {"tags": [{"name": "p", "v": 1}, 7]}),
        ({"tags/name=r": {"v": 9}},
         {"tags": [{"name": "p", "v": 1}, {"name": "q"}, 7, {"name": "r", "v": 9}]}),
        ({"tags/name=r": None}, {"tags": [{"name": "p", "v": 1}, {"name": "q"}, 7]}),
        ({"tags/name=p": 5}, {"tags": [5, {"name": "q"}, 7]}),
        ({"tags/name={none}": {"v": 9}}, {}),
        ({"none/name=r": {"v": 9}}, {"none": [{"name": "r", "v": 9}]}),
        ({"deep/k.id=3": {"v": 2}}, {"deep": [{"k": {"id": 3}, "v": 2}]}),
        ({"deep/k.id=4": {"v": 2}}, {"deep": [{"k": {"id": 3}, "v": 1}, {"k": {"id": "4"}, "v": 2}]}),
    ],
)  # fmt: skip
def test_members_within_members(given: Any, made: Any) -> None:
    before = repr(KNOWN)
    assert within(KNOWN, given, FORMULAS, {"key": "K"}) == made
    assert repr(KNOWN) == before


def test_a_thing_is_found_by_whichever_of_its_ids() -> None:
    store = Store()
    examples = [{"id": 5, "code": "e"}, {"code": "f"}]

    def kept(asked: str, *names: str) -> str:
        return named_by(store, "/a", names, asked, examples, "id")

    assert kept("x", "code") == "x"
    assert kept("e", "code") == "5"
    assert kept("e", "none") == "e"
    assert kept("f", "code") == "f"
    store.change("/a/9", {"code": "e"})
    assert kept("e", "none", "code") == "9"
    store.change("/a/e", {"n": 1})
    assert kept("e", "code") == "e"


# Lines ---------------------------------------------------------------------------------------

LINES = Lines("rows", ("p", "size"), "count", None, "/p", {"price": "=price", "gift": "=gift"}, "stock", 409)  # fmt: skip
MUG = {"id": 1, "p": "mug", "size": None, "count": 2, "price": 9, "gift": True, "stock": 5}
SAMPLE = {"rows": [{"id": 7, "p": "sample", "count": 1, "gift": False, "note": "x"}]}
SOURCE = {"price": 4, "stock": 5}


def lined(method: str, body: Any, thing: Any = None, path: str = "/c", **more: Any) -> Any:
    lines = more.pop("lines", LINES)
    made = Call(Operation[Any]("op", method, path), request(), {})
    made.body, made.path, sample = body, more.pop("ids", {}), more.pop("sample", SAMPLE)
    given = {"rows": [MUG], "n": 1} if thing is None else thing
    source = more.pop("source", SOURCE)
    found = with_line(Store(), made, lines, given, sample, source, FORMULAS)
    assert {name: item for name, item in found.items() if name != "rows"} == {
        name: item for name, item in given.items() if name != "rows"
    }
    return found["rows"]


NEW = {"id": 1008, "p": "cup", "count": 3, "note": "x", "price": 4}


@pytest.mark.parametrize(
    ("body", "more", "rows"),
    [
        ({"p": "cup", "count": 3}, {}, [MUG, NEW]),
        ({"p": "cup", "count": 3}, {"thing": {"rows": None}}, [NEW]),
        ({"p": "cup", "count": 3}, {"thing": {"rows": [5]}}, [NEW]),
        ({"p": "cup"}, {}, [MUG, {**NEW, "count": 1}]),
        ({"p": "cup"}, {"sample": {"rows": []}}, [MUG, {"p": "cup", "count": 1, "price": 4}]),
        ({"p": "cup"}, {"sample": {"rows": {"0": 1}}}, [MUG, {"p": "cup", "count": 1, "price": 4}]),
        ({"p": "cup"}, {"sample": {}}, [MUG, {"p": "cup", "count": 1, "price": 4}]),
        ({"p": "cup", "count": "x"}, {}, [MUG, {**NEW, "count": 1}]),
        ({"p": "cup", "count": 0}, {}, [MUG]),
        ({"p": "cup", "count": -1}, {}, [MUG]),
        ({"p": "mug", "count": 3}, {}, [{**MUG, "count": 5}]),
        ({"p": "mug", "count": -2}, {}, []),
        ({"p": "mug", "size": "L", "count": 1}, {}, [MUG, {**NEW, "p": "mug", "size": "L", "count": 1}]),
        ({"p": "cup", "count": 3, "price": 1}, {}, [MUG, NEW]),
        ({"p": "cup", "count": 3}, {"source": None},
         [MUG, {**NEW, "price": None, "gift": False}]),
        ({"p": "cup", "count": 9}, {"source": None},
         [MUG, {**NEW, "count": 9, "price": None, "gift": False}]),
        ({"p": "cup", "count": 9}, {"source": {"price": 4}}, [MUG, {**NEW, "count": 9}]),
        ({"p": "cup", "count": 9}, {"lines": LINES._replace(most=None)}, [MUG, {**NEW, "count": 9}]),
        ([1], {}, [MUG, {**NEW, "p": "sample", "count": 1}]),
        ({"row": {"p": "cup", "count": 3}, "z": 1}, {"lines": LINES._replace(member="row")}, [MUG, NEW]),
        ({"row": 5}, {"lines": LINES._replace(member="row")}, [MUG, {**NEW, "p": "sample", "count": 1}]),
    ],
)  # fmt: skip
def test_a_line_is_added(body: Any, more: dict[str, Any], rows: Any) -> None:
    found = lined("POST", body, **more)
    wanted = [{n: v for n, v in row.items() if v is not None or n == "size"} for row in rows]
    assert found == wanted


def test_more_than_there_is_cannot_be_added() -> None:
    for body in ({"p": "cup", "count": 6}, {"p": "mug", "count": 4}):
        with pytest.raises(Refusal) as refusal:
            lined("POST", body, lines=LINES._replace(refusal=422))
        assert refusal.value.status == 422


def test_one_of_each_where_nothing_is_counted() -> None:
    lines = LINES._replace(amount=None, most=None, same=("p",))
    assert lined("POST", {"p": "cup", "x": 1}, lines=lines)[1] == {
        "id": 1008, "p": "cup", "count": 1, "note": "x", "x": 1, "price": 4,
    }  # fmt: skip
    again = lined("POST", {"p": "mug", "x": 1}, lines=lines)
    assert again == [{"id": 1, "p": "mug", "count": 2, "note": "x", "x": 1, "price": 9,
                      "size": None, "gift": True, "stock": 5}]  # fmt: skip
    assert lined("PUT", {"count": 9}, ids={"id": 1}, lines=lines)[0]["count"] == 9


@pytest.mark.parametrize(
    ("method", "path", "body", "ids", "rows"),
    [
        ("PUT", "/c", {"count": 3}, {"c": 9, "id": 1}, [{**MUG, "count": 3}]),
        ("PATCH", "/c", {"count": 9}, {"id": 1}, [{**MUG, "count": 5}]),
        ("PUT", "/c", {"count": 0}, {"id": 1}, []),
        ("PUT", "/c", None, {"id": 1}, [MUG]),
        ("DELETE", "/c", None, {"id": 1}, []),
        ("DELETE", "/c", None, {"row_id": 1}, []),
        ("POST", "/c/remove", {"p": "mug", "size": None}, {}, []),
        ("POST", "/c/delete", {"p": "cup"}, {}, [MUG]),
    ],
)
def test_a_line_is_changed_or_removed(
    method: str, path: str, body: Any, ids: dict[str, Any], rows: Any
) -> None:
    assert lined(method, body, path=path, ids=ids) == rows


@pytest.mark.parametrize("ids", [{"id": 2}, {"id": 1, "x": 5}, {"id": "1"}])
def test_a_line_that_is_not_there(ids: dict[str, Any]) -> None:
    for method in ("PUT", "DELETE"):
        with pytest.raises(Refusal) as refusal:
            lined(method, {"count": 1}, ids=ids)
        assert refusal.value.status == 404
