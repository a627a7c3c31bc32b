"""Models out of and into an implementation: what stands on the wire for them."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from enum import Enum
from typing import Annotated, Any
from uuid import UUID

import pytest
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, Tag, TypeAdapter

from generator.runtime.ground.operation import Api, Body, Operation, Param, Reply
from generator.runtime.ground.operation import Field as Member
from generator.runtime.ground.unset import UNSET, Unset
from generator.runtime.server import Answer, Application, Result
from generator.runtime.server.app import texts
from generator.runtime.server.app.encoding import plain, to_bytes, to_json
from tests.runtime_server.support import calling
from tests.runtime_server.test_order import get, serving

JSON, TEXT, CSV = "application/json", "text/plain", "text/csv"


class Item(BaseModel):
    model_config = ConfigDict(populate_by_name=True)

    id: int
    long_name: str | None = Field(None, alias="longName")
    on: date | None = None


class Items(BaseModel):
    data: list[Item]
    total: int = 0


ITEM, WIRE = Item(id=1, longName="x"), {"id": 1, "longName": "x"}


@pytest.mark.parametrize(
    ("value", "data"),
    [
        (ITEM, b'{"id":1,"longName":"x"}'),
        ([ITEM, 2], b'[{"id":1,"longName":"x"},2]'),
        ({"a": ITEM}, b'{"a":{"id":1,"longName":"x"}}'),
        ((1, 2), b"[1,2]"),
        (date(2026, 1, 2), b'"2026-01-02"'),
        (None, b"null"),
        (True, b"true"),
        (5, b"5"),
        (1.5, b"1.5"),
        ("ü", '"ü"'.encode()),
    ],
)
def test_json_of_what_python_has(value: Any, data: bytes) -> None:
    assert to_json(value) == data
    assert to_bytes(value, JSON) == data


def test_plain_data_of_models() -> None:
    assert plain(ITEM) == WIRE
    assert plain([ITEM]) == [WIRE]
    assert plain({"a": (ITEM, date(2026, 1, 2))}) == {"a": [WIRE, "2026-01-02"]}
    for value in (None, "x", 5, 1.5, True):
        assert plain(value) is value
    assert to_bytes(Item(id=1, on=None), JSON, omit_null=True) == b'{"id":1}'
    assert to_bytes(Item(id=1, on=None), JSON) == b'{"id":1,"on":null}'


@pytest.mark.parametrize(
    ("outcome", "body"),
    [
        ([ITEM], {"data": [WIRE]}),
        (Items(data=[ITEM], total=5), {"data": [WIRE], "total": 5}),
        (Result([ITEM], total=5), {"data": [WIRE], "total": 5}),
        (Result(Items(data=[ITEM]), total=5), {"data": {"data": [WIRE]}, "total": 5}),
        (ITEM, {"data": WIRE}),
    ],
)
@pytest.mark.parametrize("statuses", [(200,), ("2XX",)])
def test_a_model_of_the_whole_goes_out_as_it_is(outcome: Any, body: Any, statuses: Any) -> None:
    replies = (Reply(("4XX",), JSON, lambda: Item), Reply(statuses, JSON, lambda: Items))
    assert get(serving(outcome=outcome, unwrap="data", replies=replies)).json() == body


def test_members_beside_a_value_that_is_no_envelope() -> None:
    assert get(serving(outcome=Result(ITEM, total=5))).json() == {**WIRE, "total": 5}
    assert get(serving(outcome=Result([ITEM], total=5))).json() == [WIRE]
    assert get(serving(outcome=Result([ITEM]), unwrap="data")).json() == {"data": [WIRE]}


@pytest.mark.parametrize(
    ("offered", "kind", "outcome", "accept", "media"),
    [
        ([JSON, TEXT], int, "words", None, TEXT),
        ([JSON, TEXT], str, "words", None, JSON),
        ([JSON, TEXT], int, 5, None, JSON),
        ([JSON, CSV, TEXT], Item, "a,b", None, CSV),
        ([JSON], int, "words", None, JSON),
        ([JSON, "image/png"], int, "words", None, JSON),
        ([JSON, TEXT], None, "words", None, JSON),
        ([JSON, TEXT], int, "words", JSON, TEXT),
        ([TEXT, JSON], int, "words", None, TEXT),
        ([JSON, "application/xml"], int, "<a/>", None, "application/xml"),
    ],
)
def test_text_where_the_json_beside_it_is_none(
    offered: list[str], kind: Any, outcome: Any, accept: str | None, media: str
) -> None:
    content: dict[str, Any] = {name: {} for name in offered}
    replies = (Reply((200,), JSON, (lambda: kind) if kind else None),)
    app = serving({"responses": {"200": {"content": content}}}, outcome, replies=replies)
    response = get(app, headers={"accept": accept} if accept else {})
    assert response.headers["content-type"] == media
    assert response.content in (str(outcome).encode(), to_json(outcome))
    assert (response.content == to_json(outcome)) is (media == JSON or outcome == 5)


@pytest.mark.parametrize("status", [204, 205, 304])
def test_an_answer_that_has_no_body_by_its_status_has_none(status: int) -> None:
    responses = {"200": {"content": {JSON: {}}}, str(status): {"content": {JSON: {}}}}
    response = get(serving({"responses": responses}, Answer(status, {"a": 1})))
    assert (response.status_code, response.content) == (status, b"")
    assert "content-type" not in response.headers


def test_the_media_type_of_another_status() -> None:
    responses = {
        "200": {"content": {JSON: {}}},
        "404": {"content": {CSV: {}, JSON: {}}},
        "410": {"content": {CSV: {}, TEXT: {}}},
        "409": {"description": ""},
    }
    for status, accept, media in (
        (404, None, JSON), (410, None, CSV), (409, None, "application/json"), (500, None, JSON),
    ):  # fmt: skip
        app = serving({"responses": responses}, Answer(status, {"a": 1}))
        response = get(app, headers={"accept": accept} if accept else {})
        assert (response.status_code, response.headers["content-type"]) == (status, media)


# Arguments -------------------------------------------------------------------------------------


class Api_:
    """What an implementation is called with."""

    def __init__(self) -> None:
        self.seen: dict[str, Any] = {}

    def find(
        self,
        *,
        on: date | Unset = UNSET,
        at: datetime | date | str | Unset = UNSET,
        price: Decimal | Unset = UNSET,
        ids: list[int] | Unset = UNSET,
        item: Item | Unset = UNSET,
        when: date | Unset = UNSET,
    ) -> None:
        self.seen = {name: value for name, value in locals().items() if name != "self"}

    def make(
        self, *, id: int, long_name: str | Unset = UNSET, on: date | Unset | None = UNSET
    ) -> None:
        self.seen = {"id": id, "long_name": long_name, "on": on}

    def put(self, body: Item) -> None:
        self.seen = {"body": body}

    def few(self, *, id: int) -> None:
        self.seen = {"id": id}


def application(vendor: Api_) -> Application:
    fields = (Member("id"), Member("long_name", "longName"), Member("on"))
    query = ("on", "at", "price", "ids", "item", "when")
    nodes = [{"name": name, "in": "query", "schema": {}} for name in query]
    nodes[3]["schema"] = {"type": "array", "items": {"type": "integer"}}
    nodes[4] = {"name": "item", "in": "query", "content": {JSON: {"schema": {}}}}
    params = tuple(
        Param(name, "query", media=JSON if name == "item" else None,
              format="d.m.Y" if name == "when" else None)
        for name in query
    )  # fmt: skip
    taking = {"requestBody": {"content": {JSON: {"schema": {}}}}, "responses": {"204": {}}}
    paths = {
        "/find": {"get": {"parameters": nodes, "responses": {"204": {}}}},
        "/make": {"post": taking}, "/put": {"post": taking}, "/few": {"post": taking},
    }  # fmt: skip
    operations = (
        Operation[Any]("find", "GET", "/find", params=params),
        Operation[Any]("make", "POST", "/make", body=Body((JSON,), fields=fields)),
        Operation[Any]("put", "POST", "/put", body=Body((JSON,))),
        Operation[Any]("few", "POST", "/few", body=Body((JSON,), fields=fields)),
    )
    return Application(Api("p", "t", "1"), operations, {"openapi": "3.1.0", "paths": paths}, vendor)


@pytest.mark.parametrize(
    ("query", "seen"),
    [
        ("on=2026-01-02", {"on": date(2026, 1, 2)}),
        ("price=1.50", {"price": Decimal("1.50")}),
        ("ids=1&ids=2", {"ids": [1, 2]}),
        ("item=%7B%22id%22:1%7D", {"item": Item(id=1)}),
        ("when=02.01.2026", {"when": date(2026, 1, 2)}),
        ("", {}),
    ],
)
def test_arguments_have_the_types_that_a_method_says(query: str, seen: dict[str, Any]) -> None:
    vendor = Api_()
    with calling(application(vendor)) as client:
        assert client.get(f"/find?{query}").status_code == 204
    names = ("on", "at", "price", "ids", "item", "when")
    assert vendor.seen == {**dict.fromkeys(names, UNSET), **seen}


@pytest.mark.parametrize(
    ("path", "body", "seen"),
    [
        ("/make", {"id": 1, "longName": "x", "on": "2026-01-02"},
         {"id": 1, "long_name": "x", "on": date(2026, 1, 2)}),
        ("/make", {"id": 1, "on": None}, {"id": 1, "long_name": UNSET, "on": None}),
        ("/make", {"id": 1, "other": 2}, {"id": 1, "long_name": UNSET, "on": UNSET}),
        ("/put", {"id": 1, "longName": "x"}, {"body": ITEM}),
        ("/few", {"id": 1}, {"id": 1}),
    ],
)  # fmt: skip
def test_bodies_have_the_types_that_a_method_says(path: str, body: Any, seen: Any) -> None:
    vendor = Api_()
    with calling(application(vendor)) as client:
        assert client.post(path, json=body).status_code == 204
    assert vendor.seen == seen


@pytest.mark.parametrize(
    ("method", "url", "body", "fields"),
    [
        ("GET", "/find?on=x", None, ["on"]),
        ("GET", "/find?item=%7B%7D", None, ["item.id"]),
        ("POST", "/make", {"id": "x", "longName": 5}, ["id", "longName"]),
        ("POST", "/put", {"longName": 5}, ["id", "longName"]),
        ("POST", "/put", 5, ["body"]),
    ],
)
def test_what_no_python_type_takes_is_told_by_its_place(
    method: str, url: str, body: Any, fields: list[str]
) -> None:
    with calling(application(Api_())) as client:
        response = client.request(method, url, **({} if body is None else {"json": body}))
    assert response.status_code == 400
    assert sorted(response.json()["errors"]) == fields


def test_text_that_may_be_a_moment_is_read_as_clients_read_it() -> None:
    """pydantic reads text in JSON as a date where it can, and text in Python as text."""
    seen: list[Any] = []

    class Vendor:
        def query(self, *, at: datetime | str | Unset = UNSET) -> None:
            seen.append(at)

        def member(self, *, at: date | str | Unset = UNSET, n: int | Unset = UNSET) -> None:
            seen.append(at)

        def body(self, body: list[date | str]) -> None:
            seen.append(body)

    nodes = [{"name": "at", "in": "query", "schema": {}}]
    taking = {"requestBody": {"content": {JSON: {"schema": {}}}}, "responses": {"204": {}}}
    paths = {
        "/query": {"get": {"parameters": nodes, "responses": {"204": {}}}},
        "/member": {"post": taking}, "/body": {"post": taking},
    }  # fmt: skip
    operations = (
        Operation[Any]("query", "GET", "/query", params=(Param("at", "query"),)),
        Operation[Any]("member", "POST", "/member", body=Body((JSON,), fields=(Member("at"), Member("n")))),
        Operation[Any]("body", "POST", "/body", body=Body((JSON,))),
    )  # fmt: skip
    app = Application(
        Api("p", "t", "1"), operations, {"openapi": "3.1.0", "paths": paths}, Vendor()
    )
    with calling(app) as client:
        client.get("/query?at=2026-01-02T03:04:05").raise_for_status()
        client.get("/query?at=soon").raise_for_status()
        client.post("/member", json={"at": "2026-01-02", "n": 1}).raise_for_status()
        client.post("/member", json={"at": "soon"}).raise_for_status()
        client.post("/body", json=["2026-01-02", "soon"]).raise_for_status()
    assert seen == [
        datetime(2026, 1, 2, 3, 4, 5), "soon", date(2026, 1, 2), "soon", [date(2026, 1, 2), "soon"],
    ]  # fmt: skip


class Word(Enum):
    A = "a"


class Holder(BaseModel):
    inner: list[date | str]
    self: Holder | None = None


class Plain(BaseModel):
    inner: list[int | str]
    self: Plain | None = None


@pytest.mark.parametrize(
    ("kind", "several"),
    [
        (str, False), (date, False), (int | str, False), (str | None, False), (int | float, False),
        (date | str, True), (date | datetime, True), (UUID | str, True), (Word | str, True),
        (int | date | str, True), (date | str | None, True), (list[date | str], True),
        (dict[str, date | str], True), (list[int] | tuple[int, int], True), (list[int] | str, False),
        (list[int] | dict[str, int], False), (Holder, True), (Plain, False), (Plain | Holder, True),
        (Annotated[date, Field()] | Annotated[str, Field(max_length=3)], True),
        (Annotated[int, AfterValidator(abs)] | Annotated[str, AfterValidator(str.strip)], False),
        (Annotated[date, Tag("d")] | Annotated[str, Tag("s")], True),
        (Annotated[date, AfterValidator(lambda d: d)] | Annotated[str, AfterValidator(str.strip)], True),
    ],
)  # fmt: skip
def test_which_types_are_several_texts_in_json(kind: Any, several: bool) -> None:
    assert texts.told(TypeAdapter(kind)) is several
