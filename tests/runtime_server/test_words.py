"""The sandbox's words, one by one: roles of paths, directions, lines, effects, what narrows."""

from __future__ import annotations

from typing import Any

import pytest

from generator.runtime.ground.operation import Operation, Paging, Param
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
from generator.runtime.server.sandbox.formulas import FormulaError, Formulas, Money
from generator.runtime.server.sandbox.kinds import Kind, shown
from generator.runtime.server.sandbox.lines import with_line
from generator.runtime.server.sandbox.narrow import narrowed, ordered
from generator.runtime.server.sandbox.resources import Role, id_member, key_of, roles
from generator.runtime.server.sandbox.store import Store
from generator.runtime.server.sandbox.verbs import done
from generator.runtime.server.schemas.document import Document, Node
from generator.runtime.server.schemas.shapes import Shape
from tests.runtime_server.test_incoming import request

FORMULAS = Formulas(Money("amount"))


def call(
    method: str = "GET", path: str = "/", body: Any = None, /, *params: Param, **arguments: Any
) -> Call:
    operation = Operation[Any]("op", method, path, params=params)
    made = Call(operation, request(), {})
    made.body = body
    made.arguments.update(arguments)
    made.path = {
        p.key: arguments[p.name] for p in params if p.where == "path" and p.name in arguments
    }
    return made


# Roles ---------------------------------------------------------------------------------------


def told(*operations: str, paged: str = "", unwrap: str | None = None) -> dict[str, Role]:
    paging = Paging("page", "/items")
    return roles(
        Operation[Any](
            text, *text.split(" "), paging=paging if text == paged else None, unwrap=unwrap
        )
        for text in operations
    )


@pytest.mark.parametrize(
    ("operation", "beside", "role"),
    [
        ("GET /a", ["GET /a/{id}"], ("list", "id", True, None, "/a")),
        ("GET /a", [], ("read", None, True, None, "/a")),
        ("POST /a", ["GET /a/{id}"], ("create", "id", True, None, "/a")),
        ("POST /a", ["GET /a", "PUT /a/{id}"], ("create", "id", True, None, "/a")),
        ("POST /a", ["PUT /a/{id}"], ("add", "id", True, None, "/a")),
        ("PUT /a", ["GET /a/{id}"], ("other", None, False, None, "/a")),
        ("PUT /a", ["GET /a", "GET /a/{id}"], ("change", None, True, None, "/a")),
        ("GET /a/{id}", ["GET /a"], ("read", "id", True, "GET /a", "/a/{id}")),
        ("GET /a/{id}", ["POST /a"], ("read", "id", True, None, "/a/{id}")),
        ("PUT /a/{id}", ["GET /a"], ("change", "id", False, "GET /a", "/a/{id}")),
        ("PATCH /a/{id}", ["GET /a/{id}"], ("change", "id", True, None, "/a/{id}")),
        ("DELETE /a/{id}", [], ("delete", "id", False, None, "/a/{id}")),
        ("POST /a/{id}", [], ("change", "id", False, None, "/a/{id}")),
        ("POST /a", [], ("other", None, False, None, "/a")),
        ("POST /a", ["GET /a"], ("other", None, True, None, "/a")),
        ("DELETE /a", ["GET /a"], ("delete", None, True, None, "/a")),
        ("DELETE /a", [], ("other", None, False, None, "/a")),
        ("GET /a/{id}.xml", [], ("read", None, True, None, "/a/{id}.xml")),
        ("GET /{x}/b", ["GET /{x}/b/{id}"], ("list", "id", True, None, "/{x}/b")),
    ],
)
def test_what_an_operation_does_is_told_by_methods_and_paths(
    operation: str, beside: list[str], role: tuple[Any, ...]
) -> None:
    found = told(operation, *beside)[operation]
    listed = found.listed.id if found.listed else None
    assert (found.action, found.parameter, found.readable, listed, found.path) == role
    assert not found.by_verb


@pytest.mark.parametrize(
    ("operation", "beside", "role"),
    [
        ("POST /a/create", ["GET /a/{id}"], ("create", "id", True, None, "/a", "m", False)),
        ("POST /a/create", ["GET /a", "POST /a/{id}/edit"],
         ("create", "id", False, "GET /a", "/a", None, False)),
        ("POST /a/{id}/edit", ["GET /a/{id}"],
         ("change", "id", True, None, "/a/{id}", "m", False)),
        ("POST /a/{id}/update", ["GET /a"],
         ("change", "id", False, "GET /a", "/a/{id}", None, False)),
        ("POST /a/{id}/delete", ["GET /a/{id}"],
         ("delete", "id", True, None, "/a/{id}", "m", False)),
        ("POST /a/{id}/remove", [], ("delete", "id", False, None, "/a/{id}", None, False)),
        ("POST /a/upload", ["GET /a", "GET /a/{id}"],
         ("create", "id", True, "GET /a", "/a", "m", True)),
        ("POST /a/delete", ["GET /a", "GET /a/{id}"],
         ("delete", "id", True, "GET /a", "/a", "m", True)),
        ("POST /a/delete", ["GET /a/{id}"], ("other", None, True, None, "/a/delete", None, False)),
        ("POST /a/upload", ["GET /a/{id}"], ("other", None, True, None, "/a/upload", None, False)),
        ("POST /a/create", [], ("other", None, True, None, "/a/create", None, False)),
        ("POST /a/edit", ["GET /a/{id}"], ("other", None, True, None, "/a/edit", None, False)),
    ],
)  # fmt: skip
def test_a_verb_at_the_end_of_a_path(
    operation: str, beside: list[str], role: tuple[Any, ...]
) -> None:
    found = told(operation, *beside, unwrap="m")[operation]
    listed = found.listed.id if found.listed else None
    assert (found.action, found.parameter, found.readable, listed, found.path) == role[:5]
    assert (found.member, found.many) == role[5:]
    assert found.by_verb is (found.action != "other")


def test_a_list_is_told_by_its_pages_and_a_verb_by_its_method() -> None:
    assert told("GET /a", paged="GET /a")["GET /a"].action == "list"
    assert told("PUT /a", "GET /a", paged="PUT /a")["PUT /a"].action == "change"
    assert told("GET /a/create", "GET /a/{id}")["GET /a/create"] == Role(
        "read", path="/a/create", readable=True
    )


@pytest.mark.parametrize(
    ("role", "body", "thing", "things"),
    [
        (Role("create"), {"a": 1}, {"a": 1}, None),
        (Role("create"), [1], {}, None),
        (Role("create", by_verb=True), {"a": {"b": 1}, "by": "x"}, {"b": 1}, None),
        (Role("create", by_verb=True), {"a": {"b": 1}, "c": {}}, {"a": {"b": 1}, "c": {}}, None),
        (Role("create", by_verb=True, member="c"), {"a": {"b": 1}, "c": {"d": 1}}, {"d": 1}, None),
        (Role("create", by_verb=True), {"a": 1}, {"a": 1}, None),
        (Role("create", by_verb=True), {"": {"x": 1}, "b": {"y": 1}}, {"x": 1}, None),
        (Role("create", by_verb=True, many=True), {"a": [{"b": 1}, 5]}, {"a": [{"b": 1}, 5]},
         [{"b": 1}]),
        (Role("create", by_verb=True, many=True), {"a": [], "b": []}, {"a": [], "b": []}, None),
        (Role("create", by_verb=True, many=True), {"a": 1}, {"a": 1}, None),
        (Role("create", many=True), {"a": [{"b": 1}]}, {"a": [{"b": 1}]}, None),
        (Role("create", by_verb=True), {"a": [{"b": 1}]}, {"a": [{"b": 1}]}, None),
    ],
)  # fmt: skip
def test_what_a_body_says_of_the_thing(role: Role, body: Any, thing: Any, things: Any) -> None:
    assert (role.thing(body), role.things(body)) == (thing, things)


@pytest.mark.parametrize(
    ("members", "parameter", "member"),
    [
        (["id", "productId"], "product_id", "productId"),
        (["id", "code"], "product_id", "id"),
        (["ID"], "x", "ID"),
        (["code", "name"], "country_code", "code"),
        (["e", "code", "ycode"], "country_code", "ycode"),
        (["e"], "country_code", None),
        (["name"], "country_code", None),
        (["id", "x"], None, "id"),
        (["x"], None, None),
        ([], "id", None),
    ],
)
def test_the_member_that_is_the_id(
    members: list[str], parameter: str | None, member: str | None
) -> None:
    assert id_member(members, parameter) == member


def test_the_key_of_a_thing() -> None:
    assert key_of("/a/{x}/b/{y}", {"x": "1/2", "y": "5%"}) == "/a/1%2F2/b/5%25"
    assert key_of("/a/{x}", {}) == "/a/"


# Verbs ---------------------------------------------------------------------------------------


class _Anything:
    """A kind of answers that may have any member."""

    def with_members(self, thing: dict[str, Any], members: dict[str, Any]) -> dict[str, Any]:
        return {**thing, **members}


def verb(role: Role, key: str, body: Any, example: Any, store: Store, **more: Any) -> Any:
    given: dict[str, Any] = {"known": {}, "part": {}, **more}
    made = call("POST", "/x", body)
    made.path = given.pop("path", {})
    return done(store, made, role, key, _Anything(), example, **given)  # type: ignore[arg-type]


def test_verbs_make_change_and_delete() -> None:
    store = Store()
    create = Role("create", "code", True, None, "/a", True)
    assert verb(create, "/a", {"thing": {"code": "x/y", "n": 1, "id": 9}}, {"id": 5}, store) == {
        "id": 1006, "code": "x/y",
    }  # fmt: skip
    assert store.members("/a/x%2Fy") == {"code": "x/y", "n": 1, "id": 1006}
    verb(create, "/a", {"thing": {"code": "", "n": 2}}, {"id": 5}, store)
    assert store.members("/a/1007") == {"n": 2, "id": 1007}
    assert verb(create, "/a", {"thing": {"n": 3}}, {}, store) == {}
    change = Role("change", "code", True, None, "/a/{code}", True, "thing")
    shown_ = verb(change, "/a/x%2Fy", {"thing": {"n": 5, "id": 3}}, {"thing": {"z": 1}}, store)
    assert shown_["thing"] == {"z": 1, "code": "x/y", "n": 5, "id": 1006}
    assert store.members("/a/x%2Fy")["n"] == 5
    example = {"done": True}
    remove = Role("delete", "code", True, None, "/a/{code}", True)
    assert verb(remove, "/a/x%2Fy", {}, example, store) is example
    assert store.gone("/a/x%2Fy")
    many = remove._replace(many=True)
    verb(many, "/a", {"codes": ["b", "c/d"], "by": "x"}, example, store)
    assert store.gone("/a/b")
    assert store.gone("/a/c%2Fd")
    assert not store.gone("/a")


def test_the_same_code_at_another_site_is_another_thing() -> None:
    store = Store()
    create = Role("create", "code", True, None, "/a", True)
    for site, n in (("s", 1), ("t", 2), ("s", 3)):
        verb(create, "/a", {"thing": {"code": "x", "n": n}}, {}, store, part={"site": site})
    assert store.members("/a/x") == {"site": "s", "code": "x", "n": 3}
    assert store.members("/a/x@t") == {"site": "t", "code": "x", "n": 2}


def test_what_can_be_listed_only_is_made_by_an_edit() -> None:
    listed = Operation[Any]("list", "GET", "/a")
    edit = Role("change", "code", False, listed, "/a/{code}", True)
    made = Store()
    verb(edit, "/a/x", {"n": 1}, {}, made, path={"code": "x"}, part={"site": "s"})
    assert made.made("/a") == [("/a/x", False)]
    assert made.members("/a/x") == {"site": "s", "code": "x", "n": 1}
    verb(edit, "/a/x", {"n": 2}, {}, made, path={"code": "x"})
    assert made.members("/a/x") == {"site": "s", "code": "x", "n": 2}
    for role, known in (
        (edit._replace(readable=True), {}),
        (edit._replace(listed=None), {}),
        (edit, {"n": 9}),
    ):
        store = Store()
        verb(role, "/a/x", {"n": 1}, {}, store, path={"code": "x"}, known=known)
        assert store.made("/a") == []
        assert store.members("/a/x") == {"n": 1}


def test_many_things_at_once() -> None:
    store = Store()
    role = Role("create", "code", True, None, "/a", True, None, True)
    example = {"made": [{"id": 5, "code": "z"}], "ids": [5], "none": [], "n": 3}
    body = {"things": [{"code": "x", "n": 1}, {"code": "y"}]}
    found = verb(role, "/a", body, example, store, part={"site": "s"})
    assert found == {
        "made": [{"code": "x", "id": 1006}, {"code": "y", "id": 1007}],
        "ids": [1006, 1007],
        "none": [],
        "n": 3,
    }
    assert store.members("/a/x") == {"site": "s", "code": "x", "n": 1, "id": 1006}
    bare = Store()
    verb(role, "/a", {"things": [{"n": 1}]}, {"n": 1}, bare)
    assert bare.made("/a") == [("/a/1002", False)]


# Kinds ---------------------------------------------------------------------------------------

SECRET = {
    "type": "object",
    "properties": {
        "id": {"type": "integer"},
        "pin": {"type": "string", "writeOnly": True},
        "kids": {"type": "array", "items": {"$ref": "#/defs/Kid"}},
    },
}
KID = {"properties": {"name": {"type": "string"}, "pin": {"type": "string", "writeOnly": True}}}
KINDS = Document(
    {
        "thing": SECRET,
        "defs": {"Kid": KID, "Secret": SECRET},
        "one": {"properties": {"data": {"$ref": "#/defs/Secret"}}},
        "list": {
            "properties": {
                "items": {"type": "array", "items": {"$ref": "#/defs/Secret"}},
                "meta": {"properties": {"total": {"type": "integer"}}},
            }
        },
        "map": {"additionalProperties": {"$ref": "#/defs/Kid"}},
    }
)


def test_what_is_for_requests_is_not_shown() -> None:
    value = {"id": 1, "pin": "1", "kids": [{"name": "a", "pin": "2"}, 5], "more": {"pin": "3"}}
    assert shown(value, Shape(KINDS, KINDS.at("/thing"))) == {
        "id": 1, "kids": [{"name": "a"}, 5], "more": {"pin": "3"},
    }  # fmt: skip


def test_a_thing_takes_the_members_that_it_can_have() -> None:
    kind = Kind(KINDS, "/one", "/data")
    thing, members = {"id": 1}, {"id": 2, "pin": "x", "other": 5}
    assert kind.with_members(thing, members) == {"id": 2}
    assert kind.with_members(thing, members) is kind.with_members(thing, members)
    assert kind.with_members(thing, {"id": 3}) == {"id": 3}
    assert kind.with_members({"id": 7}, members) == {"id": 2}
    assert kind.with_members(thing, {"id": "wrong"}) == {"id": 1}
    assert kind.with_members(thing, {}) is thing
    for unknown in (Kind(KINDS, None, ""), Kind(KINDS, "/one", "/none")):
        assert unknown.with_members(thing, members) is thing
    assert kind.valid({"data": {"id": 1}})
    assert not kind.valid({"data": {"id": "x"}})
    assert Kind(KINDS, None, "").valid({"data": {"id": "x"}})


def test_the_kind_of_an_item() -> None:
    listing, one = Kind(KINDS, "/list", "/items"), Kind(KINDS, "/one", "/data")
    assert one.is_item_of(listing)
    assert not Kind(KINDS, "/one", "").is_item_of(listing)
    assert not Kind(KINDS, "/one", "/none").is_item_of(listing)
    assert not one.is_item_of(Kind(KINDS, "/list", "/none"))
    assert listing.item("/items").with_members({}, {"id": 1, "name": "x"}) == {"id": 1}
    assert listing.item("/items") is listing.item("/items")
    assert listing.item("/none").with_members({}, {"id": 1}) == {}
    assert Kind(KINDS, "/map", "").item("").with_members({}, {"id": 1, "name": "x"}) == {
        "name": "x"
    }


def test_strangers_are_taken_out_of_an_answer() -> None:
    kind = Kind(KINDS, "/list", "/items")
    body = {"items": [], "meta": {"total": 1, "pages": 2}, "next": 5, "known": {"x": {"y": 1}}}
    example = {"known": {}}
    assert kind.without_strangers(
        body, example, "/meta/total", "/meta/pages", "/next", "/known/x/y", None
    ) == {"items": [], "meta": {"total": 1}, "known": {}}
    assert kind.without_strangers(body, {"next": 1, "known": {"x": {"y": 0}}}, "/next") == body
    assert Kind(KINDS, None, "").without_strangers(body, {}, "/next") is body


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
        "each": {"rows": {"/c": {}}},
    }  # fmt: skip
    assert directions_of(Node("", {"x-sandbox": said})) == Directions(
        "/a", "/id", "new", {"/x": "y"}, {"rows": "/r/{id}"}, {"n": "=m"},
        (Requirement(409, "out", "/a", "x", "y"), Requirement(404, None, None, None, None)),
        202, ["q"], "by", Lines("rows", (), "quantity", None, None, {}, None, 409), {"k": "/k"},
        {"rows": {"/c": {}}}, {"/a": {"x": 1}}, Later(1.0, {"/b": None}), {"body": {"x": 1}},
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
    made = call(method, path, body)
    made.path = more.pop("ids", {})
    given = {"rows": [MUG], "n": 1} if thing is None else thing
    source = more.pop("source", SOURCE)
    found = with_line(Store(), made, lines, given, SAMPLE, source, FORMULAS)
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


# What narrows a list -------------------------------------------------------------------------

ROWS: list[dict[str, Any]] = [
    {"id": 1, "name": "Ann", "on": True, "at": "2027-01-01 09:00", "createdAt": "2027-01-01T09:00:00Z",
     "boxes": [{"w": 1}, {"w": 3}], "city": "x", "categoryId": 4, "big": {"in": {"n": 1}}, "z": None,
     "owner": {"name": "Bo", "code": None}, "price": 10, "dateAt": "2027-01-05"},
    {"id": 2, "name": "bob", "on": False, "at": "2027-01-02 09:00", "createdAt": "2027-01-02T09:00:00Z",
     "boxes": [{"w": 2}], "city": "y", "categoryId": 5, "big": {"in": {"n": 2}}, "z": 1,
     "owner": {"name": "Cy"}, "price": 20},
]  # fmt: skip


def narrow(value: Any, names: list[str], rules: dict[str, str], wire: str = "v") -> list[int]:
    made = call("GET", "/x", None, Param("v", "query", wire), v=value)
    found = narrowed([*ROWS, 7], names, rules, made, FORMULAS)
    return [item["id"] if isinstance(item, dict) else item for item in found]


@pytest.mark.parametrize(
    ("name", "value", "found"),
    [
        ("name", "ANN", [1]),
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
        ("endAt", "2027-01-01", [1]),
        ("endAt", "2027-01-01T08", []),
        ("sinceAt", "2027-01-01 09:00", [2]),
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
    assert [item["id"] for item in ordered(items, by, FORMULAS)] == found
    assert ordered([7, {"v": 1}], "v", FORMULAS) == [{"v": 1}, 7]
