"""Paths that end in a verb, and things that go by several ids: what the sandbox remembers of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from generator.runtime.ground.operation import Api, Body, Operation, Param
from generator.runtime.server import Application
from tests.runtime_server.support import calling

JSON = "application/json"
INTEGER, STRING = {"type": "integer"}, {"type": "string"}
ORDER = {
    "type": "object",
    "properties": {"id": INTEGER, "code": STRING, "sum": INTEGER, "shop": STRING},
}
FIRST = {"id": 1, "code": "a/1", "sum": 5}
BY = {"name": "by", "in": "query", "schema": {"enum": ["id", "code"]}}
CODE = {"name": "code", "in": "path", "required": True, "schema": STRING}


def shape(**members: Any) -> dict[str, Any]:
    return {"type": "object", "properties": members}


def node(schema: Any, example: Any, sent: Any = None, *parameters: Any) -> dict[str, Any]:
    told = {"200": {"description": "", "content": {JSON: {"schema": schema, "example": example}}}}
    found: dict[str, Any] = {"responses": told, "parameters": list(parameters)}
    if sent is not None:
        found["requestBody"] = {"content": {JSON: {"schema": sent}}}
    return found


def post(name: str, path: str, *params: Param) -> Operation[Any]:
    return Operation[Any](name, "POST", path, params=params, body=Body((JSON,)))


def application() -> Application:
    code, by = Param("code", "path", required=True), Param("by", "query")
    ids = shape(id=INTEGER, code=STRING)
    one = shape(order=ORDER, by={"enum": ["id", "code"]})
    many = shape(orders={"type": "array", "items": ORDER})
    operations = (
        Operation[Any]("list", "GET", "/orders"),
        Operation[Any]("get", "GET", "/orders/{code}", params=(code, by), unwrap="order"),
        post("create", "/orders/create"),
        post("edit", "/orders/{code}/edit", code),
        post("upload", "/orders/upload"),
        post("delete", "/orders/{code}/delete", code),
        post("drop", "/orders/delete"),
    )
    paths = {
        "/orders": {"get": node(many, {"orders": [FIRST]})},
        "/orders/{code}": {"get": node(shape(order=ORDER), {"order": FIRST}, None, CODE, BY)},
        "/orders/create": {"post": node(ids, {"id": 1, "code": "a/1"}, one)},
        "/orders/{code}/edit": {"post": node(shape(id=INTEGER, order=ORDER), {"id": 1, "order": FIRST}, one, CODE)},
        "/orders/upload": {"post": node(
            shape(made={"type": "array", "items": ids}, ids={"type": "array", "items": INTEGER}),
            {"made": [{"id": 1, "code": "a/1"}], "ids": [1]}, many)},
        "/orders/{code}/delete": {"post": node(shape(done={"type": "boolean"}), {"done": True}, shape(), CODE)},
        "/orders/delete": {"post": node(
            shape(done={"type": "boolean"}), {"done": True}, shape(codes={"type": "array", "items": STRING}))},
    }  # fmt: skip
    return Application(Api("p", "t", "1"), operations, {"openapi": "3.1.0", "paths": paths})


class Shop:
    """A program that calls the sandbox."""

    def __init__(self, client: Any) -> None:
        self._client = client

    def post(self, path: str, **body: Any) -> Any:
        answer = self._client.post(path, json=body)
        assert answer.status_code == 200, answer.text
        return answer.json()

    def order(self, code: str, **query: Any) -> Any:
        answer = self._client.get(f"/orders/{code}", params=query)
        return answer.json()["order"] if answer.status_code == 200 else answer.status_code

    def sums(self) -> dict[str, int]:
        return {o["code"]: o["sum"] for o in self._client.get("/orders").json()["orders"]}


@pytest.fixture
def shop() -> Iterator[Shop]:
    with calling(application()) as client:
        yield Shop(client)


def test_what_is_created_is_read_by_each_of_its_ids(shop: Shop) -> None:
    made = shop.post("/orders/create", order={"code": "b", "sum": 7})
    assert made["code"] == "b"
    assert made["id"] != 1
    assert shop.order("b") == shop.order(made["id"], by="id") == {**made, "sum": 7}
    assert shop.order("a%2F1") == shop.order("1", by="id") == FIRST
    assert shop.sums() == {"a/1": 5, "b": 7}


def test_an_id_that_is_sent_is_not_taken(shop: Shop) -> None:
    first = shop.post("/orders/create", order={"id": 99, "code": "b", "sum": 7})
    second = shop.post("/orders/create", order={"id": 99, "code": "c", "sum": 8})
    assert len({99, first["id"], second["id"]}) == 3


def test_what_is_edited_is_found_by_the_id_that_the_body_chooses(shop: Shop) -> None:
    told = shop.post("/orders/a%2F1/edit", order={"sum": 6})
    assert (told["id"], told["order"]["sum"]) == (1, 6)
    assert shop.order("a%2F1") == {**FIRST, "sum": 6}
    made = shop.post("/orders/create", order={"code": "b", "sum": 7})
    shop.post(f"/orders/{made['id']}/edit", by="id", order={"sum": 9})
    assert shop.order("b")["sum"] == 9
    assert shop.sums() == {"a/1": 6, "b": 9}


def test_many_are_made_at_once_and_each_is_told(shop: Shop) -> None:
    told = shop.post("/orders/upload", orders=[{"code": "b", "sum": 7}, {"code": "c", "sum": 8}])
    assert [made["code"] for made in told["made"]] == ["b", "c"]
    assert [made["id"] for made in told["made"]] == told["ids"]
    assert len({1, *told["ids"]}) == 3
    assert shop.sums() == {"a/1": 5, "b": 7, "c": 8}


def test_one_or_several_are_deleted(shop: Shop) -> None:
    shop.post("/orders/upload", orders=[{"code": code, "sum": 7} for code in "bcd"])
    assert shop.post("/orders/b/delete") == {"done": True}
    assert shop.order("b") == 404
    assert shop.post("/orders/delete", codes=["c", "a/1"]) == {"done": True}
    assert (shop.order("c"), shop.order("a%2F1")) == (404, 404)
    assert shop.sums() == {"d": 7}
