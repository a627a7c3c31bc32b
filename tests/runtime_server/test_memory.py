"""What a sandbox without directions remembers, and what it answers with."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest

from generator.runtime.ground.operation import Api, Body, Operation, Paging, Param
from generator.runtime.server import Application
from tests.runtime_server.support import calling

JSON = "application/json"
THING: dict[str, Any] = {
    "type": "object",
    "properties": {
        "id": {"type": "integer"},
        "slug": {"type": "string"},
        "name": {"type": "string"},
        "state": {"enum": ["new", "old"]},
        "pin": {"type": "string", "writeOnly": True},
        "gone": {"type": ["string", "null"]},
    },
}
ONE = {"id": 1, "slug": "one", "name": "One", "state": "new"}
TWO = {"id": 2, "slug": "two", "name": "Two", "state": "old"}


def answering(example: Any, schema: Any = THING, status: str = "200", **more: Any) -> Any:
    media = {"schema": schema, **({} if example is None else {"example": example})}
    return {status: {"description": "", "content": {JSON: media}, **more}}


LIST = {"type": "object", "properties": {"items": {"type": "array", "items": THING}}}
NOTHING: dict[str, Any] = {"204": {"description": ""}}


@contextmanager
def vendor(
    paths: dict[str, Any],
    paging: Paging | None = None,
    unwrap: str | None = None,
    api: Api | None = None,
    **options: Any,
) -> Iterator[httpx.Client]:
    """A sandbox of operations `GET /things/{id}` with these responses."""
    tree: dict[str, Any] = {}
    operations: list[Operation[Any]] = []
    for text, responses in paths.items():
        method, path = text.split(" ")
        params = [p[1:-1] for p in path.split("/") if p.startswith("{")]
        query = ["state", "page", "size"] if method == "GET" and not path.endswith("}") else []
        node = {
            "responses": responses,
            "parameters": [
                *({"name": n, "in": "path", "required": True, "schema": {}} for n in params),
                *({"name": n, "in": "query", "schema": {"type": ["integer", "string"]}}
                  for n in query),
            ],
        }  # fmt: skip
        if method in ("POST", "PUT", "PATCH"):
            node["requestBody"] = {"content": {JSON: {"schema": {}}}}
        tree.setdefault(path, {})[method.lower()] = node
        operations.append(
            Operation[Any](
                text,
                method,
                path,
                params=(
                    *(Param(n, "path", required=True) for n in params),
                    *(Param(n, "query") for n in query),
                ),
                body=Body((JSON,)) if "requestBody" in node else None,
                paging=paging if method == "GET" and query else None,
                unwrap=unwrap,
            )
        )
    document = {"openapi": "3.1.0", "paths": tree}
    app = Application(api or Api("p", "t", "1"), tuple(operations), document, **options)
    with calling(app) as client:
        yield client


CRUD = {
    "GET /things": answering({"items": [ONE, TWO]}, LIST),
    "POST /things": answering(
        ONE, THING, "201", headers={"Location": {"schema": {"type": "string"}, "example": "/x"}}
    ),
    "GET /things/{id}": answering(ONE),
    "PUT /things/{id}": answering(ONE),
    "DELETE /things/{id}": NOTHING,
    "GET /things/{id}/parts/{part}": answering({"id": 5}),
}


def test_the_life_of_a_thing() -> None:
    with vendor(CRUD) as client:
        made = client.post("/things", json={"name": "New", "pin": "1", "id": 9, "state": "wrong"})
        assert made.json() == {"id": 1002, "slug": "one", "name": "New", "state": "new"}
        assert made.headers["location"] == "http://shop.test/things/1002"
        assert client.get("/things/1002").json() == made.json()
        assert client.get("/things").json()["items"] == [ONE, TWO, made.json()]
        changed = client.put("/things/1002", json={"name": "Newer", "other": 5})
        assert changed.json() == {**made.json(), "name": "Newer"}
        assert client.get("/things").json()["items"][-1]["name"] == "Newer"
        assert client.delete("/things/1002").status_code == 204
        assert client.get("/things/1002").status_code == 404
        assert client.put("/things/1002", json={}).status_code == 404
        assert client.delete("/things/1002").status_code == 404
        assert client.get("/things/1002/parts/5").status_code == 404
        assert client.get("/things").json()["items"] == [ONE, TWO]
        again = client.post("/things", json={})
        assert again.json()["id"] == 1003


def test_examples_are_changed_and_deleted_like_things_that_were_made() -> None:
    with vendor(CRUD) as client:
        assert client.put("/things/2", json={"name": "Zwei"}).json() == {**TWO, "name": "Zwei"}
        assert client.get("/things/2").json()["name"] == "Zwei"
        assert client.get("/things").json()["items"][1]["name"] == "Zwei"
        assert client.delete("/things/1").status_code == 204
        assert [item["id"] for item in client.get("/things").json()["items"]] == [2]
        assert client.get("/things/1").status_code == 404
        assert client.get("/things/3").json() == {**ONE, "id": 3}
        assert client.get("/things/x").json() == ONE, "no id of this kind"


@pytest.mark.parametrize(
    ("asked", "known"),
    [("1", ONE), ("2", TWO), ("two", TWO), ("one", ONE), ("7", {**ONE, "id": 7}), ("new", ONE)],
)
def test_a_thing_is_the_lists_or_the_examples_twin(asked: str, known: Any) -> None:
    with vendor(CRUD) as client:
        assert client.get(f"/things/{asked}").json() == known
        client.post("/things", json={})
        assert client.get(f"/things/{asked}").json() == known, "whether anything was done or not"


def test_what_is_for_requests_alone_is_kept_and_never_shown() -> None:
    secret = {**ONE, "pin": "0000"}
    paths = {**CRUD, "GET /things/{id}": answering(secret),
             "GET /things": answering({"items": [secret]}, LIST)}  # fmt: skip
    with vendor(paths) as client:
        assert "pin" not in client.get("/things/1").json()
        assert "pin" not in client.get("/things").json()["items"][0]
        client.put("/things/1", json={"pin": "1", "name": "x"})
        assert client.get("/things/1").json() == {**ONE, "name": "x"}


def test_a_list_is_narrowed_for_what_was_made() -> None:
    with vendor(CRUD) as client:
        client.post("/things", json={"state": "old"})
        client.post("/things", json={"state": "new"})
        ids = [[item["id"] for item in client.get(f"/things?state={state}").json()["items"]]
               for state in ("old", "new", "ALL")]  # fmt: skip
    assert ids == [[1, 2, 1002], [1, 2, 1003], [1, 2, 1002, 1003]]


def test_a_list_without_an_example_and_a_map() -> None:
    by_code = {"type": "object", "additionalProperties": THING}
    paths = {
        "GET /things": answering({"one": ONE, "two": TWO}, by_code),
        "POST /things": answering(ONE, THING, "201"),
        "GET /things/{slug}": answering(ONE),
        "DELETE /things/{slug}": NOTHING,
    }
    with vendor(paths) as client:
        client.delete("/things/one")
        made = client.post("/things", json={"name": "Three"}).json()
        assert made["slug"] == "1001"
        assert client.get("/things").json() == {"two": TWO, "1001": made}
    bare = {**paths, "GET /things": answering(None, by_code)}
    with vendor(bare) as client:
        assert client.get("/things").status_code == 200


def test_things_within_an_envelope() -> None:
    def wrapped(schema: Any) -> Any:
        return {"type": "object", "properties": {"data": schema}}

    paths = {
        "GET /things": answering({"data": [ONE, TWO]}, wrapped({"type": "array", "items": THING})),
        "POST /things": answering({"data": ONE}, wrapped(THING), "201"),
        "GET /things/{id}": answering({"data": ONE}, wrapped(THING)),
        "PATCH /things/{id}": answering({"data": ONE}, wrapped(THING)),
    }
    with vendor(paths, unwrap="data") as client:
        made = client.post("/things", json={"name": "New"})
        assert made.json() == {"data": {**ONE, "id": 1002, "name": "New"}}
        assert "location" not in made.headers
        assert client.get("/things").json()["data"][2] == made.json()["data"]
        client.patch("/things/2", json={"name": "x"})
        assert client.get("/things/2").json() == {"data": {**TWO, "name": "x"}}


def test_pages_of_what_is_remembered() -> None:
    paging = Paging("page", "/items", page="page", size="size", total="/total")
    schema = {"properties": {**LIST["properties"], "total": {"type": "integer"}}}  # type: ignore[dict-item]
    paths = {**CRUD, "GET /things": answering({"items": [ONE, TWO], "total": 9}, schema)}
    with vendor(paths, paging) as client:
        client.post("/things", json={})
        page = client.get("/things?page=2&size=2").json()
        assert (page["total"], [item["id"] for item in page["items"]]) == (3, [1002])
    with vendor(paths, paging) as client:
        pages = [client.get(f"/things?page={n}&size=1").json()["items"] for n in (1, 2, 1)]
        assert pages == [[ONE], [TWO], [ONE]]
        assert client.get("/things?size=2").json()["items"] == [ONE, TWO]


def test_a_page_that_is_asked_for_in_the_query_alone() -> None:
    """Links to the next page name one, whether the operation has a parameter for it or not."""
    paging = Paging("next-url", "/items", size="size", next="/next")
    example = {"items": [ONE, TWO], "next": "x"}
    with vendor({**CRUD, "GET /things": answering(example, {})}, paging) as client:
        first = client.get("/things?size=1").json()
        assert first == {"items": [ONE], "next": "http://shop.test/things?size=1&page=2"}
        assert client.get(first["next"]).json() == {"items": [TWO], "next": None}
        assert client.get("/things?size=1&page=x").json()["items"] == [ONE]


def test_what_an_answer_has_no_place_for_is_left_out_of_a_page() -> None:
    paging = Paging("cursor", "/items", page="page", size="size", next="/next", total="/total")
    schema = {
        "type": "object",
        "properties": {**LIST["properties"], "next": {"type": "string"}},  # type: ignore[dict-item]
    }
    with vendor({"GET /things": answering({"items": [ONE, TWO]}, schema)}, paging) as client:
        first = client.get("/things?size=1").json()
        assert first.keys() == {"items", "next"}
        last = client.get(f"/things?size=1&page={first['next']}").json()
        assert last == {"items": [TWO]}, "null is no text"


@pytest.mark.parametrize(
    ("method", "paths", "status"),
    [
        ("POST", {"POST /a": answering({"x": 1}, {})}, 200),
        ("PUT", {"PUT /a": answering({"x": 1}, {}), "GET /a": answering({"x": 1}, {})}, 200),
    ],
)
def test_what_is_no_thing_is_answered_by_its_example(method: str, paths: Any, status: int) -> None:
    with vendor(paths) as client:
        response = client.request(method, "/a", json={"y": 2})
        assert (response.status_code, response.json()) == (status, {"x": 1})


def test_a_thing_that_is_alone_is_changed_and_comes_back() -> None:
    alone = {"type": "object", "properties": {"x": {"type": "integer"}, "y": {"type": "integer"}}}
    paths = {
        "GET /a": answering({"x": 1}, alone),
        "PUT /a": answering({"x": 1}, alone),
        "DELETE /a": NOTHING,
    }
    with vendor(paths) as client:
        assert client.put("/a", json={"y": 2}).json() == {"x": 1, "y": 2}
        assert client.get("/a").json() == {"x": 1, "y": 2}
        assert client.delete("/a").status_code == 204
        assert client.get("/a").status_code == 404
        assert client.put("/a", json={"x": 3}).json() == {"x": 3}
        assert client.get("/a").json() == {"x": 3}


def test_what_is_added_where_nothing_shows_it_is_answered_by_the_example() -> None:
    paths = {
        "POST /carts/{cart}/lines": answering({"cart": 1}, {}),
        "DELETE /carts/{cart}/lines/{line}": answering({"cart": 1}, {}),
    }
    with vendor(paths) as client:
        assert client.post("/carts/1/lines", json={}).json() == {"cart": 1}
        assert client.delete("/carts/1/lines/5").status_code == 200
        assert client.delete("/carts/1/lines/5").status_code == 404
        client.post("/carts/1/lines", json={})
        assert client.delete("/carts/1/lines/5").status_code == 200, "it may be there once more"


def test_null_says_nothing_where_the_vendor_leaves_it_out() -> None:
    with vendor(CRUD, api=Api("p", "t", "1", omit_null=True)) as client:
        client.put("/things/1", json={"gone": None, "name": "x"})
        assert client.get("/things/1").json() == {**ONE, "name": "x"}
    with vendor(CRUD) as client:
        client.put("/things/1", json={"gone": None})
        assert client.get("/things/1").json() == {**ONE, "gone": None}


# What a request prefers ------------------------------------------------------------------------


def named(**examples: Any) -> dict[str, Any]:
    return {"description": "", "content": {
        JSON: {"schema": {}, "examples": {n: {"value": v} for n, v in examples.items()}},
        "text/csv": {"schema": {"type": "string"}, "example": "a"}}}  # fmt: skip


PREFERRED = {
    "GET /a": {
        "200": named(first=1, second=2),
        "202": named(later=3),
        "404": named(none=4, lost=5),
        "5XX": named(broken=6),
    }
}


@pytest.mark.parametrize(
    ("prefer", "status", "body", "applied"),
    [
        ("", 200, 1, None),
        ("wait=5", 200, 1, None),
        ("code=200", 200, 1, "code=200"),
        ("code=202", 202, 3, "code=202"),
        ("code=404", 404, 4, "code=404"),
        ("code=404, example=lost", 404, 5, "code=404, example=lost"),
        ("code=503", 503, 6, "code=503"),
        ("example=second", 200, 2, "example=second"),
        ("example=later", 202, 3, "example=later"),
        ("example=lost", 404, 5, "example=lost"),
        ("example=unknown", 200, 1, None),
        ("code=404, example=second", 200, 1, None),
        ("code=201", 200, 1, None),
        ("code=20", 200, 1, None),
        ("code=2000", 200, 1, None),
        ("code=x", 200, 1, None),
        ("code=409", 409, None, "code=409"),
        ("code=399", 200, 1, None),
        ("code=600", 200, 1, None),
        ("code=599", 599, 6, "code=599"),
        ("code=400", 400, None, "code=400"),
    ],
)
def test_a_request_prefers_an_answer(
    prefer: str, status: int, body: Any, applied: str | None
) -> None:
    with vendor(PREFERRED) as client:
        response = client.get("/a", headers={"prefer": prefer} if prefer else {})
    assert response.status_code == status
    assert response.headers.get("preference-applied") == applied
    if body is not None:
        assert response.json() == body
    else:
        assert response.is_error


def test_a_preferred_answer_comes_in_the_media_type_that_is_accepted() -> None:
    paths: dict[str, Any] = {"GET /a": {**PREFERRED["GET /a"], "410": {"content": {
        "text/plain": {"schema": {}, "example": "t"}, "text/csv": {"schema": {}, "example": "c"}}}}}  # fmt: skip
    with vendor(paths) as client:
        for accept, body in (("text/csv", "c"), ("text/plain;q=0.5, */*;q=0.1", "t"), (JSON, "t")):
            headers = {"prefer": "code=410", "accept": accept}
            assert client.get("/a", headers=headers).text == body
        csv = client.get("/a", headers={"prefer": "code=404", "accept": "text/csv"})
        assert (csv.headers["content-type"], csv.text) == ("text/csv", "a")


def test_what_is_remembered_can_be_seen_and_forgotten() -> None:
    operation = Operation[Any]("delete", "DELETE", "/things/{id}", params=(Param("id", "path"),))
    document = {"openapi": "3.1.0", "paths": {"/things/{id}": {"delete": {
        "parameters": [{"name": "id", "in": "path", "required": True, "schema": {}}],
        "responses": NOTHING}}}}  # fmt: skip
    app = Application(Api("p", "t", "1"), (operation,), document)
    with calling(app) as client:
        assert app.contents()["things"] == {}
        client.delete("/things/1")
        assert app.contents()["things"] == {"/things/1": None}
        assert client.delete("/things/1").status_code == 404
        app.reset()
        assert app.contents()["things"] == {}
        assert client.delete("/things/1").status_code == 204


def test_each_request_has_its_own_answer_however_often_it_is_sent() -> None:
    """Answers are kept while nothing is done: by media type, path and page."""
    paging = Paging("offset", "/items", page="page", size="size")
    paths = {
        "GET /a": PREFERRED["GET /a"],
        "GET /things": answering({"items": [ONE, TWO]}, LIST),
        "GET /things/{id}": answering(ONE),
        "GET /other/{id}": answering({"id": 1, "other": True}, {}),
    }
    with vendor(paths, paging) as client:
        for _ in range(2):
            assert client.get("/things/1").json() == ONE
            assert client.get("/things/2").json() == TWO
            assert client.get("/other/1").json() == {"id": 1, "other": True}
            assert client.get("/things?page=1").json()["items"] == [TWO]
            assert client.get("/things?page=0&size=1").json()["items"] == [ONE]
            assert client.get("/things?page=0").json()["items"] == [ONE, TWO]
    with vendor({"GET /a": PREFERRED["GET /a"]}) as client:
        for _ in range(2):
            assert client.get("/a", headers={"accept": "text/csv"}).text == "a"
            assert client.get("/a", headers={"accept": JSON}).json() == 1


def test_where_a_thing_that_was_made_is() -> None:
    located = {"Location": {"schema": {"type": "string"}, "example": "/x"}}
    paths = {
        "POST /things/": answering(ONE, THING, "201", headers=located),
        "GET /things/{id}": answering(ONE),
        "POST /odd": answering({"name": "x"}, THING, "201", headers=located),
        "GET /odd/{id}": answering(ONE),
        "POST /text": answering("made", {"type": "string"}, "201"),
        "GET /text/{id}": answering(ONE),
        "POST /none": {"201": {"description": ""}},
        "GET /none/{id}": answering(ONE),
    }
    with vendor(paths) as client:
        assert client.post("/odd", json={}).headers["location"] == "/x", "there is no id to tell"
        assert client.post("/text", json={"a": 1}).json() == "made"
        assert client.post("/none", json={"a": 1}).content == b""
        assert client.post("/things/", json={}).status_code == 201
