"""What operations do to things, told by paths, verbs and schemas: the sandbox's roles and kinds."""

from __future__ import annotations

from typing import Any

import pytest

from generator.runtime.ground.operation import Operation, Paging
from generator.runtime.server.app.call import Call
from generator.runtime.server.sandbox.kinds import Kind, shown
from generator.runtime.server.sandbox.resources import Role, id_member, key_of, roles
from generator.runtime.server.sandbox.store import Store
from generator.runtime.server.sandbox.verbs import done
from generator.runtime.server.schemas.document import Document
from generator.runtime.server.schemas.shapes import Shape
from tests.runtime_server.test_incoming import request

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
        (Role("create", by_verb=True), [1], {}, None),
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
    made = Call(Operation[Any]("op", "POST", "/x"), request(), {})
    made.body, made.path = body, given.pop("path", {})
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
