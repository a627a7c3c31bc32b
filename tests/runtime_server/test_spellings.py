"""What clients of other makes write for a value: taken, counted and told of, unless strict."""

from __future__ import annotations

import json
import logging
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest

from generator.runtime.ground.operation import Api, Body, Encoding, Operation, Param
from generator.runtime.server import Application
from tests.runtime_server.support import calling

MOMENT = {"type": "string", "format": "date-time"}
QUERY: dict[str, Any] = {
    "flag": {"type": "boolean"},
    "count": {"type": "integer", "minimum": 0},
    "rate": {"type": "number"},
    "day": {"type": "string", "format": "date"},
    "at": MOMENT,
    "local": {**MOMENT, "x-wire": {"date-time": "Y-m-d H:i:s"}},
    "kind": {"type": "string", "enum": ["a", "b"]},
    "kinds": {"type": "array", "items": {"type": "string", "enum": ["a", "b"]}},
    "q": {"type": "string"},
    "session": {"type": "string", "minLength": 1},
    "filter": {
        "type": "object",
        "additionalProperties": False,
        "properties": {"vip": {"type": "boolean"}, "ids": {"type": "array", "items": {"type": "integer"}}},
    },
}  # fmt: skip
BODY: dict[str, Any] = {
    "type": "object",
    "required": ["name"],
    "properties": {
        "name": {"type": "string"},
        "amount": {"type": "integer"},
        "open": {"type": "boolean"},
        "note": {"type": "string"},
        "from": MOMENT,
        "texts": {"type": "object", "additionalProperties": {"type": "string"}},
        "tags": {"type": "array", "items": {"type": "string"}},
        "inner": {"$ref": "#/components/schemas/Inner"},
    },
}
INNER = {"type": "object", "properties": {"size": {"type": "number"}}}
JSON, FORM = "application/json", "application/x-www-form-urlencoded"


class Echo:
    """Answers with what it was given."""

    def read(self, **given: Any) -> dict[str, Any]:
        return {key: value for key, value in given.items() if value or value in (False, 0)}

    write = post = read


def app(**options: Any) -> Application:
    """Three operations: a query, a JSON body, a form with a structure as JSON."""
    answer = {"200": {"description": "", "content": {JSON: {}}}}
    parameters = [
        {"name": name, "in": "query", "schema": schema}
        | ({"style": "deepObject"} if name == "filter" else {})
        for name, schema in QUERY.items()
    ]
    form = {"type": "object", "properties": {"site": {"type": "string"}, "order": BODY}}
    root = {
        "openapi": "3.1.0",
        "paths": {
            "/read": {"get": {"parameters": parameters, "responses": answer}},
            "/write": {
                "put": {
                    "requestBody": {"required": True, "content": {JSON: {"schema": BODY}}},
                    "responses": answer,
                }
            },
            "/form": {
                "post": {
                    "requestBody": {
                        "content": {
                            FORM: {"schema": form, "encoding": {"order": {"contentType": JSON}}}
                        }
                    },
                    "responses": answer,
                }
            },
        },
        "components": {"schemas": {"Inner": INNER}},
    }
    params = tuple(
        Param(name, "query", style="deepObject" if name == "filter" else None) for name in QUERY
    )
    operations = (
        Operation[Any]("read", "GET", "/read", params=params),
        Operation[Any]("write", "PUT", "/write", body=Body((JSON,))),
        Operation[Any](
            "post", "POST", "/form", body=Body((FORM,), encoding={"order": Encoding(media=JSON)})
        ),
    )
    return Application(Api("p", "t", "1"), operations, root, Echo(), **options)


TRUE = ("true", "True", "TRUE", "1", "yes", "on", "Yes")
FALSE = ("false", "False", "0", "no", "off")


@pytest.mark.parametrize(
    ("query", "read"),
    [
        *((f"flag={word}", {"flag": True}) for word in TRUE),
        *((f"flag={word}", {"flag": False}) for word in FALSE),
        ("count=5", {"count": 5}),
        ("count=5.0", {"count": 5}),
        ("count=%205", {"count": 5}),
        ("count=%2B5", {"count": 5}),
        ("rate=1.50", {"rate": 1.5}),
        ("day=2026-03-14T09:30:00%2B01:00", {"day": "2026-03-14"}),
        ("day=2026-03-14+09:30:00", {"day": "2026-03-14"}),
        ("at=2026-03-14", {"at": "2026-03-14T00:00:00+00:00"}),
        ("at=2026-03-14+09:30:00", {"at": "2026-03-14T09:30:00+00:00"}),
        ("local=2026-03-14", {"local": "2026-03-14 00:00:00"}),
        ("local=2026-03-14T09:30:00.250Z", {"local": "2026-03-14 09:30:00"}),
        *((f"count={word}", {}) for word in ("None", "null", "undefined", "NULL", "nil", "")),
        *((f"{name}=None", {}) for name in ("filter", "kind", "kinds", "flag", "at")),
        ("kinds=", {}),
        ("kinds[0]=a&kinds[1]=b", {"kinds": ["a", "b"]}),
        ("kinds%5B%5D=b&kinds%5B%5D=a", {"kinds": ["b", "a"]}),
        ("q=None", {"q": "None"}),
        ("filter[vip]=yes&filter[ids]=7", {"filter": {"vip": True, "ids": [7]}}),
        ("filter[vip]=undefined&filter[ids][]=", {"filter": {}}),
    ],
)
def test_a_query_in_every_spelling(query: str, read: dict[str, Any]) -> None:
    with calling(app()) as client:
        answer = client.get(f"/read?{query}")
    assert answer.status_code == 200, answer.text
    assert {k: v for k, v in answer.json().items() if v != {}} == {
        k: v for k, v in read.items() if v != {}
    }


@pytest.mark.parametrize(
    "query",
    ["flag=maybe", "session=", "count=five", "count=-1", "count=1.5", "kind=A", "day=14.3.26", "at=noon",
     "filter[vip]=maybe", "filter=all", "kinds=c", "kinds[0]=c"],
)  # fmt: skip
def test_what_can_mean_nothing_declared_is_refused(query: str) -> None:
    with calling(app()) as client:
        answer = client.get(f"/read?{query}")
    assert answer.status_code == 400
    assert next(iter(answer.json()["errors"])).startswith(query.replace("[", "=").partition("=")[0])


SPELT = {
    "name": 7,
    "amount": "12",
    "open": 1,
    "note": None,
    "from": "2026-03-14",
    "texts": {"a": 1, "b": True},
    "tags": "one",
    "inner": {"size": "1.5"},
}
MEANT = {
    "name": "7",
    "amount": 12,
    "open": True,
    "from": "2026-03-14T00:00:00+00:00",
    "texts": {"a": "1", "b": "true"},
    "tags": ["one"],
    "inner": {"size": 1.5},
}


def written(client: httpx.Client, body: Any) -> httpx.Response:
    return client.put("/write", json=body)


def test_a_body_in_every_spelling() -> None:
    with calling(app()) as client:
        assert written(client, SPELT).json() == {"body": MEANT}
        assert written(client, {"name": "x", "inner": []}).json()["body"]["inner"] == {}


def test_a_form_and_the_json_in_it() -> None:
    with calling(app()) as client:
        headers = {"content-type": FORM}
        for order in (SPELT, {**SPELT, "note": "", "amount": "12 "}):
            body = urlencode({"site": "main", "order": json.dumps(order)})
            found = client.post("/form", content=body, headers=headers).json()["body"]
            assert found["site"] == "main"
            assert {k: v for k, v in found["order"].items() if v != ""} == MEANT
        body = "order=None&site=main"
        assert client.post("/form", content=body, headers=headers).json()["body"] == {
            "site": "main"
        }


def test_an_empty_text_is_a_value_in_json() -> None:
    with calling(app()) as client:
        assert written(client, {"name": "x", "amount": ""}).status_code == 400
        assert written(client, {"name": "x", "note": ""}).json()["body"]["note"] == ""


def test_what_is_required_is_not_dropped() -> None:
    with calling(app()) as client:
        assert written(client, {"name": None}).status_code == 400


def test_each_place_is_counted_and_told_once_without_its_value(
    caplog: pytest.LogCaptureFixture,
) -> None:
    served = app()
    with calling(served) as client, caplog.at_level(logging.WARNING):
        for _ in range(3):
            client.get("/read?flag=yes&count=5&q=secret&filter[ids]=7")
        written(client, {"name": "x", "amount": "12"})
    assert served.drift == {
        "read: query flag: text for boolean": 3,
        "write: body/amount: text for integer": 1,
    }
    assert [record.getMessage() for record in caplog.records] == list(served.drift)
    served.reset()
    assert served.drift == {}


def test_strict_takes_what_is_declared_alone() -> None:
    with calling(app(strict=True)) as client:
        assert client.get("/read?flag=true&count=5").status_code == 200
        for query in ("flag=yes", "flag=1", "count=None", "at=2026-03-14", "filter=None", "kind="):
            assert client.get(f"/read?{query}").status_code == 400, query
        assert written(client, {"name": "x", "amount": 12}).status_code == 200
        for name, value in SPELT.items():
            assert written(client, {"name": "x", name: value}).status_code == 400, name


@pytest.mark.parametrize(
    "media",
    ["application/json", "APPLICATION/JSON", "application/json; charset=UTF-8",
     "application/json;CHARSET=utf-8", 'application/json; charset="Utf-8"'],
)  # fmt: skip
def test_a_media_type_in_any_letters(media: str) -> None:
    with calling(app(strict=True)) as client:
        answer = client.put("/write", content=b'{"name":"x"}', headers={"content-type": media})
    assert answer.json() == {"body": {"name": "x"}}


def test_a_get_may_say_what_it_does_not_send_and_take_any_coding() -> None:
    for headers in (
        {"content-type": "application/json"},
        {"content-type": FORM, "accept-encoding": "br;q=1.0, *;q=0.1"},
        {"content-type": "application/vnd.other.v1+json", "accept-encoding": "identity;q=0"},
    ):
        with calling(app(strict=True)) as client:
            assert client.get("/read?q=x", headers=headers).json() == {"q": "x"}


def test_json_where_a_form_is_wanted_is_refused_and_told_what_is() -> None:
    with calling(app()) as client:
        answer = client.post("/form", json={"order": {"name": "x"}})
    assert answer.status_code == 415
    assert answer.headers["accept"] == FORM
    assert answer.json()["detail"] == (
        f"the body is {JSON}, not {FORM}: send its members as fields of a form, "
        "structures (order) as JSON text"
    )


def test_deep_and_hostile_values_are_refused_not_followed() -> None:
    deep: Any = "x"
    for _ in range(90):
        deep = [deep]
    with calling(app()) as client:
        assert written(client, {"name": "x", "tags": deep}).status_code == 400
        assert written(client, {"name": deep}).status_code == 400
        assert client.get("/read?count=" + "9" * 5000).status_code == 400
        assert client.get("/read?count=" + "e" * 5000).status_code == 400


def fitting_both(required: bool = False, **options: Any) -> Application:
    """A query parameter and a body that both have members of `oneOf` which overlap."""
    texts = {"type": "object", "properties": {"a": {"type": "string"}}}
    others = {"type": "object", "properties": {"b": {"type": "string"}}}
    if required:
        texts |= {"required": ["a"]}
        others |= {"required": ["b"]}
    either = {"oneOf": [{"type": "integer"}, {"type": "number"}]}
    parameter = {"name": "q", "in": "query", "schema": either}
    content = {JSON: {"schema": {"properties": {"m": {"oneOf": [texts, others]}}}}}
    operation = {
        "parameters": [parameter],
        "requestBody": {"content": content},
        "responses": {"200": {"description": "", "content": {JSON: {}}}},
    }
    operations = (
        Operation[Any]("write", "PUT", "/write", params=(Param("q", "query"),), body=Body((JSON,))),
    )
    root = {"openapi": "3.1.0", "paths": {"/write": {"put": operation}}}
    return Application(Api("p", "t", "1"), operations, root, Echo(), **options)


def test_what_fits_several_members_of_a_union_is_taken_and_told_of() -> None:
    made = fitting_both()
    with calling(made) as client:
        answer = client.put("/write?q=1", json={"m": {"a": "x", "b": "y"}})
        assert answer.json() == {"q": 1, "body": {"m": {"a": "x", "b": "y"}}}
        assert client.put("/write?q=1", json={"m": 1}).status_code == 400
    assert sum("fits several members of its oneOf" in place for place in made.drift) == 2


def test_strictly_a_value_fits_one_member_of_a_union() -> None:
    with calling(fitting_both(strict=True)) as client:
        assert client.put("/write?q=1", json={}).status_code == 400
        assert client.put("/write", json={"m": {"a": "x"}}).status_code == 400


def test_where_each_member_of_a_union_requires_its_own_one_of_them_is_meant() -> None:
    with calling(fitting_both(required=True)) as client:
        assert client.put("/write?q=1", json={"m": {"a": "x", "b": "y"}}).status_code == 400
        assert client.put("/write?q=1", json={"m": {"b": "y"}}).status_code == 200
