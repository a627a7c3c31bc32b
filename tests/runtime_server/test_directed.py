"""What a document directs its sandbox to do, word by word of `x-sandbox` (docs/vocabulary.md)."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from generator.runtime.ground.operation import Api, Body, Operation, Param
from generator.runtime.server import Application
from tests.runtime_server.support import calling

JSON = "application/json"
Told = dict[str, Any]


def op(example: Any = None, said: Told | None = None, **more: Any) -> Told:
    """An operation: the example of its success, and what is said of it."""
    return {"example": example, "said": said, **more}


class Client:
    """Calls; of a success the JSON comes back, of an error the status."""

    def __init__(self, client: Any, app: Application, now: list[float]) -> None:
        self._client, self.app, self._now = client, app, now

    def __call__(self, text: str, body: Any = None, who: str | None = None, **headers: str) -> Any:
        method, _, url = text.partition(" ")
        fields = {**headers, **({"who": who} if who else {})}
        fields = {name.replace("_", "-"): value for name, value in fields.items()}
        given = {} if body is None else {"json": body}
        response = self._client.request(method, url, headers=fields, **given)
        if response.is_error:
            return response.status_code
        return response.json() if response.content else response.status_code

    def response(self, text: str) -> Any:
        """The response to a call, whole."""
        method, _, url = text.partition(" ")
        return self._client.request(method, url)

    def later(self, seconds: float) -> None:
        self._now[0] += seconds


@contextmanager
def vendor(
    operations: dict[str, Told], world: Told | None = None, **options: Any
) -> Iterator[Client]:
    """A vendor whose visitors are told by the header `who`; the documented one is `doc`."""
    paths: Told = {}
    known: list[Operation[Any]] = []
    for text, told in operations.items():
        method, path = text.split(" ")
        names = [part[1:-1] for part in path.split("/") if part.startswith("{")]
        query = told.get("query", [])
        parameters = [
            *({"name": n, "in": "path", "required": True, "schema": {"type": "string"}} for n in names),
            *({"name": n, "in": "query", "schema": {}} for n in query),
        ]  # fmt: skip
        params = [Param(n, "path", required=True) for n in names] + [
            Param(n, "query") for n in query
        ]
        if told.get("visited"):
            schema = {"type": "string"}
            parameters.append({"name": "who", "in": "header", "example": "doc", "schema": schema})
            params.append(Param("who", "header"))
        examples = told.get("examples") or {"first": {"value": told["example"]}}
        media = {"schema": told.get("schema", {"additionalProperties": True}), "examples": examples}
        node: Told = {"parameters": parameters, "responses": {
            told.get("status", "200"): {"description": "", "content": {JSON: media}},
            **told.get("responses", {}),
        }}  # fmt: skip
        if told["said"] is not None:
            node["x-sandbox"] = told["said"]
        body = None
        if method in ("POST", "PUT", "PATCH"):
            node["requestBody"] = {"content": {JSON: {"schema": {}}}}
            body = Body((JSON,))
        paths.setdefault(path, {})[method.lower()] = node
        known.append(Operation[Any](text, method, path, params=tuple(params), body=body))
    now = [0.0]
    document = {"openapi": "3.1.0", "x-sandbox": world or {}, "paths": paths}
    app = Application(Api("p", "t", "1"), tuple(known), document, clock=lambda: now[0], **options)
    with calling(app) as client:
        yield Client(client, app, now)


VISITED = {"visitor": "Who"}
THING = {"type": "object", "properties": {n: {} for n in ("id", "code", "n", "m", "tags", "map", "state", "who")}}  # fmt: skip
LIST = {"type": "object", "properties": {"items": {"type": "array", "items": THING}}}


def things(*, said: Told | None = None, **more: Any) -> dict[str, Told]:
    """A list of things, each of which can be read."""
    examples = [{"id": "a", "code": "A", "n": 1}, {"id": "b", "code": "B", "n": 2}]
    return {
        "GET /things": op({"items": examples}, said, schema=LIST, **more),
        "GET /things/{id}": op(examples[0], schema=THING, **more),
    }


# About, effects --------------------------------------------------------------------------------


def test_an_operation_is_about_a_thing_elsewhere() -> None:
    cart = {"id": "c1", "n": 1}
    operations = {
        "GET /cart": op(cart, schema=THING),
        "POST /cart/fill": op({"id": "other", "m": 5}, {"about": "/cart"}, schema=THING),
        "GET /cart/total": op({"n": 0}, {"about": "/cart"}, schema={"properties": {"n": {}}}),
    }
    with vendor(operations) as call:
        assert call("POST /cart/fill", {"n": 7}) == {"id": "c1", "m": 5, "n": 7}
        assert call("GET /cart") == {"id": "c1", "n": 7, "m": 5}
        assert call("GET /cart/total") == {"n": 7}, "what its schema has no place for is not shown"


@pytest.mark.parametrize(
    ("effects", "body", "found"),
    [
        ({"/things/a": {"n": 5}}, {}, {"id": "a", "code": "A", "n": 5}),
        ({"/things/{request.body.id}": {"n": "=there.n + 1"}}, {"id": "a"},
         {"id": "a", "code": "A", "n": 2}),
        ({"/things/{request.body.code}": {"n": 7}}, {"code": "A"}, {"id": "a", "code": "A", "n": 7}),
        ({"/things/{request.body.id}": {"n": 5}}, {}, {"id": "a", "code": "A", "n": 1}),
        ({"/things/a": {"n": "=request.body.none"}}, {}, {"id": "a", "code": "A", "n": 1}),
        ({"/things/a": {}}, {}, {"id": "a", "code": "A", "n": 1}),
        ({"/things/a": {"n": "=answer.done"}}, {}, {"id": "a", "code": "A", "n": 8}),
        ({"/things/a": {"tags/name=x": {"v": 1}}}, {},
         {"id": "a", "code": "A", "n": 1, "tags": [{"name": "x", "v": 1}]}),
        ({"/things/a": {"map/{answer.done}": 1}}, {},
         {"id": "a", "code": "A", "n": 1, "map": {"8": 1}}),
        ({"/things/a": None}, {}, 404),
        ({"/things/b": {"n": 5}}, {}, {"id": "a", "code": "A", "n": 1}),
    ],
)  # fmt: skip
def test_effects_on_a_thing(effects: Told, body: Told, found: Any) -> None:
    with vendor({**things(), "POST /do": op({"done": 8}, {"effects": effects})}) as call:
        assert call("POST /do", body) == {"done": 8}
        assert call("GET /things/a") == found
        listed = call("GET /things")["items"]
        assert [one for one in listed if one["id"] == "a"] == ([found] if found != 404 else [])
        assert len(listed) == (2 if found != 404 else 1)


def test_one_more_thing_is_made() -> None:
    effects = {"/things/{new}": {"id": "=new", "n": "=request.body.n"}}
    with vendor({**things(), "POST /do": op({"x": 1}, {"effects": effects})}) as call:
        call("POST /do", {"n": 5})
        call("POST /do", {"n": 6})
        made = call("GET /things")["items"][2:]
        assert [one["n"] for one in made] == [5, 6]
        assert "code" not in made[0], "it is whole: nothing of the example is in it"
        assert call(f"GET /things/{made[0]['id']}")["n"] == 5
        assert made[0]["id"] != made[1]["id"]


def test_a_thing_that_nobody_knows_is_made_by_an_effect() -> None:
    effects = {"/things/{request.body.id}": {"n": 9}}
    with vendor({**things(), "POST /do": op({"x": 1}, {"effects": effects})}) as call:
        call("POST /do", {"id": "c"})
        assert call("GET /things")["items"][2] == {"id": "c", "code": "A", "n": 9}


def test_an_effect_that_comes_to_nothing_makes_nothing() -> None:
    effects = {"/things/{request.body.id}": {"n": "=request.body.none"}}
    with vendor({**things(), "POST /do": op({"x": 1}, {"effects": effects})}) as call:
        call("POST /do", {"id": "c"})
        assert [one["id"] for one in call("GET /things")["items"]] == ["a", "b"]


def test_a_thing_with_another_id_moves() -> None:
    effects = {"/things/{request.body.old}": {"id": "=request.body.new", "m": 1}}
    with vendor({**things(), "POST /do": op({"x": 1}, {"effects": effects})}) as call:
        call("POST /do", {"old": "a", "new": "z/1"})
        assert call("GET /things/a") == 404
        assert call("GET /things/z%2F1") == {"id": "z/1", "code": "A", "n": 1, "m": 1}
        assert [one["id"] for one in call("GET /things")["items"]] == ["b", "z/1"]


def test_effects_for_each_item() -> None:
    one = {"each": "rows", "effects": {"/things/{item.id}": {"n": "=item.n"}}}
    two = {"each": {"request.body.rows": {"/things/{item.id}": {"n": "=item.n"}}},
           "effects": {"/things/b": {"m": 1}}}  # fmt: skip
    for said, other in ((one, None), (two, 1)):
        with vendor({**things(), "POST /do": op({"x": 1}, said)}) as call:
            call("POST /do", {"rows": [{"id": "a", "n": 7}, {"id": "b", "n": 8}]})
            assert [(i["n"], i.get("m")) for i in call("GET /things")["items"]] == [
                (7, None),
                (8, other),
            ]
            call("POST /do", {"rows": 5})
            call("POST /do", {})


@pytest.mark.parametrize(("options", "wait"), [({}, 5.0), ({"processing": 2.0}, 2.0), ({"processing": 0.0}, 0.0)])  # fmt: skip
def test_what_comes_later(options: Told, wait: float) -> None:
    said = {"later": {"after": 5, "effects": {"/things/a": {"n": 9}}}}
    with vendor({**things(), "POST /do": op({"x": 1}, said)}, **options) as call:
        call("POST /do", {})
        if wait:
            call.later(wait - 0.1)
            assert call("GET /things/a")["n"] == 1
            call.later(0.1)
        assert call("GET /things/a")["n"] == 9


def test_effects_see_other_things_as_they_were() -> None:
    said = {
        "known": {"other": "/things/{request.body.id}"},
        "effects": {"/things/b": {"n": 50}, "/things/a": {"n": "=other.n", "m": "=other.none"}},
    }
    with vendor({**things(), "POST /do": op({"x": 1}, said)}) as call:
        call("POST /do", {"id": "b"})
        assert [one["n"] for one in call("GET /things")["items"]] == [2, 50]


def test_the_answer_is_of_the_status_that_is_said() -> None:
    with vendor({"POST /do": op({"x": 1}, {"status": 202}, responses={"202": {"description": ""}})}) as call:  # fmt: skip
        response = call._client.post("/do", json={})
        assert (response.status_code, response.json()) == (202, {"x": 1})


# Formulas --------------------------------------------------------------------------------------


def test_members_follow_from_others_after_each_change() -> None:
    with vendor({
        "GET /cart": op({"id": 1, "n": 2, "m": 0}, {"about": "/cart", "formulas": {"/m": "n * 2"}}),
        "POST /set": op({"id": 1, "n": 0, "m": 0}, {"about": "/cart"}),
    }) as call:  # fmt: skip
        assert call("POST /set", {"n": 5}) == {"id": 1, "n": 5, "m": 10}
        assert call("GET /cart")["m"] == 10


def test_an_answer_is_worked_out_and_nothing_changes() -> None:
    said = {"about": "/cart", "formulas": {"/sum": "n * request.body.by", "/was": "answer.was + 1"}}
    with vendor({
        "GET /cart": op({"id": 1, "n": 2}),
        "POST /quote": op({"sum": 0, "was": 1}, said),
        "POST /alone": op({"sum": 3}, {"formulas": {"/sum": "sum + 1"}}),
    }) as call:  # fmt: skip
        assert call("POST /quote", {"by": 4}) == {"sum": 8, "was": 2}
        assert call("POST /alone", {}) == {"sum": 4}
        assert call("GET /cart") == {"id": 1, "n": 2}
        assert call.app.contents()["things"] == {}


def test_amounts_are_taken_and_told() -> None:
    world = {"money": {"number": "amount", "text": "text", "languages": {"de": "1.850,00 €"}}}
    price = {"amount": 950, "text": "€9.50"}
    with vendor({
        "GET /a": op({"price": price, "name": "x"}),
        "PUT /a": op({"price": price, "name": "x"}),
    }, world) as call:  # fmt: skip
        assert call("PUT /a", {"price": 1000}) == {"price": {"amount": 1000, "text": "€10.00"}, "name": "x"}  # fmt: skip
        german = call("GET /a", accept_language="de-AT, en;q=0.5")
        assert german == {"price": {"amount": 1000, "text": "10,00 €"}, "name": "x"}
        assert call("GET /a", accept_language="it")["price"]["text"] == "€10.00"


def test_members_of_a_thing_that_a_request_says_in_another_way() -> None:
    said = {"members": {"n": "=request.body.stock", "who": "=path"}}
    with vendor({
        **things(),
        "PUT /things/{id}": op({"id": "a", "code": "A", "n": 1}, said, schema=THING),
    }) as call:  # fmt: skip
        changed = call("PUT /things/a", {"stock": 7})
        assert changed == {"id": "a", "code": "A", "n": 7}
        assert call("GET /things/a")["n"] == 7


# Requirements ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rule", "body", "status"),
    [
        ({"that": "n > 1"}, {}, 409),
        ({"that": "n > 0"}, {}, None),
        ({"that": "request.body.x == 1"}, {"x": 1}, None),
        ({"that": "request.body.x == 1"}, {"x": 2}, 409),
        ({"if": "request.body.x", "that": "n > 1"}, {}, None),
        ({"if": "request.body.x", "that": "n > 1"}, {"x": 1}, 409),
        ({"of": "/things/{request.body.id}"}, {"id": "b"}, None),
        ({"of": "/things/{request.body.id}"}, {"id": "z"}, 409),
        ({"of": "/things/{request.body.id}"}, {}, 409),
        ({"of": "/things/{request.body.id}", "that": "n == 2"}, {"id": "b"}, None),
        ({"of": "/things/{request.body.id}", "that": "n == 2"}, {"id": "a"}, 409),
        ({"of": "/things/{request.body.code}"}, {"code": "B"}, None),
        ({"that": "answer.done == 8"}, {}, None),
        ({"that": "request.query.q == 'x'"}, {}, 409),
        ({"of": "/none", "that": "not n"}, {}, None),
    ],
)
def test_what_must_hold(rule: Told, body: Told, status: int | None) -> None:
    said = {"about": "/cart", "require": [{"status": 409, **rule}]}
    with vendor({
        **things(),
        "GET /cart": op({"id": 1, "n": 1}),
        "POST /do": op({"id": 1, "done": 8}, said),
    }) as call:  # fmt: skip
        answer = call("POST /do", body)
        assert (answer["done"] if status is None else answer) == (status or 8)


def test_the_first_requirement_that_does_not_hold_counts() -> None:
    rules = [{"status": 404, "that": "true"}, {"status": 409, "that": "false"}, {"status": 422, "that": "false"}]  # fmt: skip
    with vendor(
        {"POST /do": op({"x": 1}, {"require": rules, "effects": {"/a": {"n": 1}}})}
    ) as call:
        assert call("POST /do", {}) == 409
        assert call.app.contents()["things"] == {}


def test_what_a_body_lists_by_id_is_looked_up() -> None:
    said = {"resolve": {"rows": "/things/{id}"}, "require": [{"status": 409, "that": "sum(request.body.rows.n) < 3"}]}  # fmt: skip
    with vendor({**things(), "POST /do": op({"x": 1}, said)}) as call:
        assert call("POST /do", {"rows": [{"id": "b"}]}) == {"x": 1}
        assert call("POST /do", {"rows": [{"id": "a"}, {"id": "b"}, 5]}) == 409
        assert call("POST /do", {"rows": [{"id": "b", "n": 9}]}) == 409, "what was sent counts"
        assert call("POST /do", {"rows": [{"id": "z", "n": 1}]}) == {"x": 1}
        assert call("POST /do", {"rows": 5}) == {"x": 1}
        assert call("POST /do", {}) == {"x": 1}


# Examples --------------------------------------------------------------------------------------


def test_the_example_that_a_request_is_for() -> None:
    examples = {
        "first": {"value": {"x": 1}},
        "second": {"value": {"x": 2}, "x-sandbox": {
            "when": {"body": {"by": "bank"}}, "effects": {"/things/a": {"n": 7}}}},
        "third": {"value": {"x": 3}, "x-sandbox": {"when": {"query": {"q": "y"}}}},
    }  # fmt: skip
    failed = {"422": {"description": "", "content": {JSON: {"schema": {}, "examples": {
        "bad": {"value": {"e": 1}, "x-sandbox": {"when": {"body": {"by": "card"}}}}}}}}}  # fmt: skip
    with vendor({**things(), "POST /do": op(None, {}, examples=examples, responses=failed, query=["q"])}) as call:  # fmt: skip
        assert call("POST /do", {}) == {"x": 1}
        assert call("GET /things/a")["n"] == 1
        assert call("POST /do", {"by": "bank"}) == {"x": 2}
        assert call("GET /things/a")["n"] == 7
        assert call("POST /do", {"by": "card"}) == 422
        assert call("POST /do?q=y", {}) == {"x": 3}


def test_the_first_example_has_its_effects_without_a_word() -> None:
    examples = {
        "first": {"value": {"x": 1}, "x-sandbox": {"effects": {"/things/a": {"n": 7}}}},
        "second": {"value": {"x": 2}, "x-sandbox": {"effects": {"/things/a": {"n": 8}}}},
    }
    with vendor({**things(), "POST /do": op(None, None, examples=examples)}) as call:
        assert call("POST /do", {}) == {"x": 1}
        assert call("GET /things/a")["n"] == 7
        assert call("POST /do", {}, prefer="example=second") == {"x": 2}
        assert call("GET /things/a")["n"] == 8


# Visitors --------------------------------------------------------------------------------------

FRESH = {"full": {"value": {"id": "c1", "n": 5}}, "new": {"value": {"id": "c1", "n": 0}}}


def carts(**said: Any) -> dict[str, Told]:
    return {
        "GET /cart": op(None, {"about": "/cart", **said}, examples=FRESH, visited=True),
        "PUT /cart": op({"id": "c1", "n": 5}, {"about": "/cart"}, visited=True),
        "DELETE /cart": op(None, None, visited=True, status="204"),
    }


def test_each_visitor_has_things_of_their_own() -> None:
    with vendor(carts(fresh="new"), VISITED) as call:
        assert call("GET /cart", who="doc") == {"id": "c1", "n": 5}
        assert call("GET /cart") == {"id": "c1", "n": 5}
        ann, bob = call("GET /cart", who="ann"), call("GET /cart", who="b/ob")
        assert (ann["n"], bob["n"]) == (0, 0)
        assert len({"c1", ann["id"], bob["id"]}) == 3
        assert call("PUT /cart", {"n": 7}, who="ann") == {**ann, "n": 7}
        assert call("GET /cart", who="ann") == {**ann, "n": 7}
        assert [call("GET /cart", who=who)["n"] for who in ("b/ob", "doc")] == [0, 5]
        assert set(call.app.contents()["things"]) == {"ann/cart", "b%2Fob/cart"}
        assert call("GET /cart", who="b%2Fob")["id"] != call("GET /cart", who="b/ob")["id"]
        assert call("DELETE /cart", who="ann") == 204
        assert call("GET /cart", who="ann") == 404


def test_where_nothing_is_fresh_a_visitor_begins_with_the_example() -> None:
    with vendor(carts(), VISITED) as call:
        assert call("GET /cart", who="ann") == {"id": "c1", "n": 5}
        call("PUT /cart", {"n": 7}, who="ann")
        assert call("GET /cart", who="ann")["n"] == 7
        assert call("GET /cart", who="bob")["n"] == 5


@pytest.mark.parametrize("status", ["400", "404"])
def test_what_is_not_there_at_first(status: str) -> None:
    missing = {status: {"description": "", "content": {JSON: {"schema": {}, "examples": {"none": {"value": {"e": 1}}}}}}}  # fmt: skip
    operations = carts(fresh="none")
    operations["GET /cart"]["responses"] = missing
    with vendor(operations, VISITED) as call:
        assert call("GET /cart", who="doc") == {"id": "c1", "n": 5}
        assert call("GET /cart", who="ann") == int(status)
        made = call("PUT /cart", {"n": 7}, who="ann")
        assert made["n"] == 7
        assert made["id"] != "c1"
        assert call("GET /cart", who="ann")["n"] == 7
    with vendor(carts(fresh="unknown"), VISITED) as call:
        assert call("GET /cart", who="ann") == 404


def test_lists_of_visitors() -> None:
    examples = {
        "some": {"value": {"items": [{"id": "a", "n": 1}]}},
        "none": {"value": {"items": []}},
    }
    with vendor({
        "GET /things": op(None, {"fresh": "none"}, examples=examples, schema=LIST, visited=True),
        "GET /things/{id}": op({"id": "a", "n": 1}, schema=THING, visited=True),
        "POST /do": op({"x": 1}, {"effects": {"/things/{new}": {"id": "=new", "n": 2}}}, visited=True),
    }, VISITED) as call:  # fmt: skip
        assert call("GET /things", who="ann") == {"items": []}
        call("POST /do", {}, who="ann")
        assert [one["n"] for one in call("GET /things", who="ann")["items"]] == [2]
        assert call("GET /things", who="bob") == {"items": []}
        assert [one["n"] for one in call("GET /things", who="doc")["items"]] == [1]


def test_requirements_of_what_is_a_visitors() -> None:
    said = {"require": [{"status": 409, "of": "/cart", "that": "n > 4"}]}
    with vendor({
        **carts(fresh="new"),
        "POST /mine": op({"x": 1}, said, visited=True),
        "POST /all": op({"x": 1}, {"require": [{"status": 401, "of": "/cart"}]}),
    }, VISITED) as call:  # fmt: skip
        assert call("POST /mine", {}, who="doc") == {"x": 1}
        assert call("POST /mine", {}, who="ann") == 409
        assert call("POST /all", {}) == 401, "nobody's"
        assert call("POST /all", {}, who="ann") == {"x": 1}
        call("PUT /cart", {"n": 9}, who="ann")
        assert call("POST /mine", {}, who="ann") == {"x": 1}


def test_visitors_who_do_nothing_for_long() -> None:
    world = {**VISITED, "idle": [
        {"after": 10, "effects": {"/cart": {"n": 77}}},
        {"after": 20, "forget": ["/cart"]},
    ]}  # fmt: skip
    with vendor(carts(fresh="new"), world) as call:
        for who in ("ann", "doc"):
            call("PUT /cart", {"n": 3}, who=who)
        call.later(10)
        assert call("GET /cart", who="ann")["n"] == 3
        call.later(10.1)
        assert call("GET /cart", who="ann")["n"] == 77
        call.later(20.1)
        assert call("GET /cart", who="ann")["n"] == 0
        assert call("GET /cart", who="doc")["n"] == 3


# Realms, filters -------------------------------------------------------------------------------


def test_things_are_in_one_part_of_the_vendors_system() -> None:
    def thing(said: Told | None = None) -> Told:
        return op({"id": "a", "n": 1}, said, schema={"properties": {**THING["properties"], "site": {}}}, query=["site"])  # type: ignore[dict-item]  # fmt: skip

    with vendor({
        "GET /things/{id}": thing(), "PUT /things/{id}": thing(), "POST /things": thing(),
    }, {"realm": "site"}) as call:  # fmt: skip
        made = call("POST /things?site=s", {"n": 5})
        key = made["id"]
        assert made["site"] == "s"
        assert call(f"GET /things/{key}?site=s")["n"] == 5
        assert call(f"GET /things/{key}?site=t") == 404
        assert call(f"GET /things/{key}?site=")["n"] == 5
        nowhere = call("POST /things", {"n": 7, "site": None})["id"]
        assert call(f"GET /things/{nowhere}?site=t")["n"] == 7
        assert call(f"GET /things/{key}")["n"] == 5
        assert call(f"PUT /things/{key}?site=t", {}) == 404
        assert call(f"PUT /things/{key}", {"site": "s", "n": 6})["n"] == 6


def test_a_path_that_says_the_part_of_the_vendors_system_is_right() -> None:
    def thing() -> Told:
        return op({"id": "a", "n": 1}, schema={"properties": {**THING["properties"], "site": {}}})  # type: ignore[dict-item]  # fmt: skip

    paths = ("GET /sites/{site}/things/{id}", "PUT /sites/{site}/things/{id}")
    with vendor({path: thing() for path in paths}, {"realm": "site"}) as call:
        assert call("PUT /sites/s/things/a", {"site": "s"})["site"] == "s"
        assert call("PUT /sites/s/things/a", {"site": "t", "n": 2})["n"] == 2


@pytest.mark.parametrize(
    ("world", "said", "query", "ids"),
    [
        ({}, {"filters": ["n"]}, "n=2", ["b"]),
        ({}, {"filters": {"q": "request.query.q == code"}}, "q=B", ["b"]),
        ({"filters": ["n"]}, None, "n=2", ["b"]),
        ({"filters": {"q": "code"}}, None, "q=b", ["b"]),
        ({"filters": ["n"]}, {"filters": ["code"]}, "n=2", ["a", "b"]),
        ({"filters": ["n"]}, {"filters": {"q": "code"}}, "n=2&q=B", ["b"]),
        ({"filters": ["n"]}, {"filters": {"q": "code"}}, "n=1&q=B", []),
        ({"filters": {"q": "n"}}, {"filters": {"q": "code"}}, "q=B", ["b"]),
        ({}, {"sort": "sort"}, "sort=-n", ["b", "a"]),
        ({}, {"sort": "sort"}, "n=2", ["a", "b"]),
        ({}, None, "n=2&sort=-n", ["a", "b"]),
    ],
)
def test_lists_are_narrowed_and_ordered(
    world: Told, said: Told | None, query: str, ids: list[str]
) -> None:
    names = ["n", "q", "code", "sort"]
    with vendor(things(said=said, query=names), world) as call:
        assert [one["id"] for one in call(f"GET /things?{query}")["items"]] == ids


# Things below paths with values ------------------------------------------------------------------


def test_an_operation_is_about_the_thing_in_its_path() -> None:
    about = {"about": "/things/{id}", "effects": {"/things/{id}": {"n": "=n + 1"}}}
    with vendor({
        **things(),
        "POST /things/{id}/raise": op({"id": "a", "code": "A", "n": 1}, about, schema=THING),
        "DELETE /things/{id}": op(None, None, status="204"),
        "POST /need": op({"x": 1}, {"require": [{"status": 409, "of": "/things/{request.body.id}"}]}),
    }) as call:  # fmt: skip
        assert call("POST /things/b/raise", {}) == {"id": "b", "code": "B", "n": 3}
        assert call("POST /things/b/raise", {}) == {"id": "b", "code": "B", "n": 4}
        assert call("GET /things/b")["n"] == 4
        assert call("GET /things/a")["n"] == 1
        assert call("POST /things/z/raise", {})["id"] == "z", "an example's twin"
        assert call("POST /need", {"id": "b"}) == {"x": 1}
        assert call("DELETE /things/b") == 204
        assert call("POST /things/b/raise", {}) == 404
        assert call("POST /need", {"id": "b"}) == 409
        assert call("POST /need", {"id": "B"}) == 409, "by its code, too"


def test_an_effect_on_what_a_visitor_has_not_begun_begins_it() -> None:
    effects = {"/cart": {"m": "=request.body.m"}}
    operations = {
        **carts(fresh="new"),
        "POST /do": op({"x": 1}, {"effects": effects}, visited=True),
    }
    operations["GET /cart"]["schema"] = THING
    with vendor(operations, VISITED) as call:
        call("POST /do", {"m": 5}, who="ann")
        assert (call("GET /cart", who="ann")["n"], call("GET /cart", who="ann")["m"]) == (0, 5)
        call("POST /do", {"m": 6}, who="ann")
        assert call("GET /cart", who="ann")["m"] == 6
        assert "m" not in call("GET /cart", who="bob")
        call("POST /do", {"m": 7}, who="doc")
        assert call("GET /cart", who="doc") == {"id": "c1", "n": 5, "m": 7}


def test_an_effect_on_what_begins_as_the_example_leaves_the_rest_of_it() -> None:
    operations = {
        **carts(),
        "POST /do": op({"x": 1}, {"effects": {"/cart": {"m": 5}}}, visited=True),
        "POST /need": op({"x": 1}, {"require": [
            {"status": 409, "of": "/cart", "that": "n == 5 and m == 5"}]}, visited=True),
    }  # fmt: skip
    operations["GET /cart"]["schema"] = THING
    with vendor(operations, VISITED) as call:
        call("POST /do", {}, who="ann")
        assert call("POST /need", {}, who="ann") == {"x": 1}
        assert call("POST /need", {}, who="bob") == 409
        assert call("GET /cart", who="ann") == {"id": "c1", "n": 5, "m": 5}
        assert call("GET /cart", who="bob") == {"id": "c1", "n": 5}


def test_lines_of_a_thing_by_the_document() -> None:
    lines = {
        "within": "rows", "same": ["sku"], "count": "many", "member": "row",
        "source": "/things/{request.body.row.sku}", "members": {"n": "=n"}, "most": "n",
        "refusal": 422,
    }  # fmt: skip
    said = {"about": "/cart", "lines": lines}
    cart = {"id": 1, "rows": [{"id": "r-1", "sku": "x", "many": 1, "n": 0}], "sum": 0}
    shape = {"type": "object", "properties": {name: {} for name in ("id", "rows", "sum")}}
    with vendor({
        **things(),
        "GET /cart": op(cart, {"about": "/cart", "formulas": {"/sum": "sum(rows.n)"}}, schema=shape),
        "POST /cart/rows": op(cart, said, schema=shape),
        "PUT /cart/rows/{row}": op(cart, said, schema=shape),
        "DELETE /cart/rows/{row}": op(cart, said, schema=shape),
    }) as call:  # fmt: skip
        made = call("POST /cart/rows", {"row": {"sku": "b", "many": 2}})
        row = made["rows"][1]
        assert (row["sku"], row["many"], row["n"], made["sum"]) == ("b", 2, 2, 2)
        assert row["id"] == "r-1001"
        assert call("POST /cart/rows", {"row": {"sku": "b", "many": 1}}) == 422
        changed = call("PUT /cart/rows/r-1001", {"row": {"many": 1}})
        assert [(one["id"], one["many"]) for one in changed["rows"]] == [("r-1", 1), ("r-1001", 1)]
        assert call("POST /cart/rows", {"row": {"sku": "b", "many": 1}})["rows"][1]["many"] == 2
        assert call("DELETE /cart/rows/r-1")["rows"] == [{**row, "many": 2}]
        assert call("DELETE /cart/rows/r-1") == 404
