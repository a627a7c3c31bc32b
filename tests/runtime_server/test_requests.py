"""Decoding and validating requests, and the errors they get."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from generator.runtime.ground.operation import Api, Body, Encoding, Operation, Param
from generator.runtime.server import Application, current
from tests.runtime_server.support import application, calling, refused


class Echo:
    """Answers with the arguments that it was given."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)

        def method(**arguments: Any) -> dict[str, Any]:
            return {key: value for key, value in arguments.items() if value or value is False}

        return method


def one(operation: Operation[Any], document: dict[str, Any], **options: Any) -> Application:
    """An application of one operation whose answer is the arguments it was given."""
    node = {
        **document,
        "responses": {"200": {"description": "", "content": {"application/json": {}}}},
    }
    root = {"openapi": "3.1.0", "paths": {operation.path: {operation.method.lower(): node}}}
    return Application(Api("p", "t", "1"), (operation,), root, Echo(), **options)


PARAMETERS = Operation[Any](
    "read",
    "GET",
    "/{id}",
    params=(
        Param("id", "path", required=True),
        Param("rows", "query", media="application/json"),
        Param("filter", "query", style="brackets"),
        Param("trace", "header", "X-Trace"),
        Param("session", "cookie", "sid"),
    ),
)
PARAMETERS_DOCUMENT = {
    "operationId": "read",
    "parameters": [
        {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}},
        {"name": "rows", "in": "query",
         "content": {"application/json": {"schema": {"type": "array", "maxItems": 2}}}},
        {"name": "filter", "in": "query", "schema": {"type": "object", "properties": {
            "a": {"type": "object", "properties": {"b": {"type": "integer"}}}}}},
        {"name": "X-Trace", "in": "header",
         "schema": {"type": "array", "items": {"type": "integer"}}},
        {"name": "sid", "in": "cookie", "schema": {"type": "integer"}},
        {"name": "Accept", "in": "header", "required": True, "schema": {"type": "integer"}},
    ],
}  # fmt: skip


def test_parameters_of_every_place() -> None:
    app = one(PARAMETERS, PARAMETERS_DOCUMENT)
    with calling(app) as client:
        response = client.get(
            "/a%2Fb?rows=%5B1,2%5D&filter[a][b]=3",
            headers={"x-trace": "1, 2", "cookie": "sid=7"},
        )
    assert response.json() == {
        "id": "a/b", "rows": [1, 2], "filter": {"a": {"b": 3}}, "trace": [1, 2], "session": 7,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("query", "field"),
    [
        ("rows=[1,2,3]", "rows"),
        ("rows={", "rows"),
        ("filter[a][b]=x", "filter.a.b"),
        ("rows=1&rows=2", "rows"),
    ],
)
def test_wrong_parameter_is_named(query: str, field: str) -> None:
    document = {**PARAMETERS_DOCUMENT}
    with calling(one(PARAMETERS, document)) as client:
        response = client.get(f"/x?{query}")
    assert response.status_code == 400
    assert response.headers["content-type"] == "application/problem+json"
    assert list(response.json()["errors"]) == [field]


def test_unknown_query_is_ignored_or_refused_as_asked() -> None:
    with calling(application()) as client:
        assert client.get("/products?utm=1").status_code == 200
    with calling(application(strict_query=True)) as client:
        assert refused(client.get("/products?utm=1&page=1"), 422)["fields"] == {
            "utm": ["is not known here"]
        }
        assert client.get("/products?price[min]=1&page=1").status_code == 200


def test_field_errors_are_collected_with_their_paths() -> None:
    with calling(application(strict=True)) as client:
        error = refused(
            client.get("/products?page=0&perPage=x&price[min]=-1&sizes=1,b&inStock=1&sort=z"), 422
        )
    assert error["code"] == "validation_failed"
    assert set(error["fields"]) == {"page", "perPage", "price.min", "sizes.1", "inStock", "sort"}


def test_body_errors_are_collected_with_their_paths() -> None:
    with calling(application(strict=True)) as client:
        error = refused(client.post("/products", json={"price": "1", "tags": [1], "x": 1}), 422)
        assert error["fields"] == {
            "name": ["is required"],
            "price": ['is not of type "integer"'],
            "tags.0": ['is not of type "string"'],
            "x": ["is not known here"],
        }
        refused(client.post("/products", json=[1]), 422)


@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"{", "line 1"),
        (b'{"a":NaN}', "NaN"),
        (b'"\xff"', "UTF-8"),
        (b'{"name":"\\ud800"}', "surrogate"),
        (b"[" * 5000, "deep"),
        (b"[" * 150 + b"]" * 150, "deep"),
        (b'{"price":' + b"9" * 5000 + b"}", "range"),
        (b"\xef\xbb\xbf{}", "BOM"),
        (b"{} {}", "line 1"),
        (b'{"name":"a","name":"b"}', "twice"),
    ],
)
def test_malformed_json_is_400(content: bytes, complaint: str) -> None:
    with calling(application()) as client:
        error = refused(
            client.post("/products", content=content, headers={"content-type": "application/json"}),
            400,
        )
    assert complaint in error["message"]
    assert "fields" not in error


def test_missing_body_is_said() -> None:
    with calling(application()) as client:
        assert refused(client.post("/products"), 422)["fields"] == {"body": ["is required"]}


@pytest.mark.parametrize(
    "headers",
    [
        {"content-type": "text/plain"},
        {"content-type": "nonsense"},
        {"content-type": "application/json", "content-encoding": "gzip"},
        {},
    ],
)
def test_wrong_media_type_is_415(headers: dict[str, str]) -> None:
    with calling(application()) as client:
        refused(client.post("/products", content=b"{}", headers=headers), 415)


def test_json_of_another_name_and_charset() -> None:
    with calling(application()) as client:
        body = b'{"name":"a","price":1}'
        kind = {"content-type": 'Application/JSON; Charset="utf-8"'}
        assert client.post("/products", content=body, headers=kind).status_code == 201


def test_body_is_bounded() -> None:
    with calling(application(max_body=100)) as client:
        refused(client.post("/products", json={"name": "x" * 200}), 413)
        chunks = (b'{"name":"' + b"x" * 90, b'x"}' * 30)
        kind = {"content-type": "application/json"}
        refused(client.post("/products", content=iter(chunks), headers=kind), 413)


def test_without_a_word_bodies_have_16_mib() -> None:
    with calling(application()) as client:
        assert client.post("/products", json={"name": "x" * (2 << 20)}).status_code != 413
        kind = {"content-type": "application/json", "content-length": str((16 << 20) + 1)}
        refused(client.post("/products", content=b"", headers=kind), 413)


def test_form_with_a_json_member() -> None:
    token = {"x-cart-token": "t"}
    with calling(application()) as client:
        good = {"productId": "p", "quantity": "2", "options": '{"gift":true}'}
        assert client.post("/cart/items", data=good, headers=token).status_code == 200
        for change, field in (
            ({"options": '{"gift":2}'}, "options.gift"),
            ({"quantity": "two"}, "quantity"),
            ({"other": "1"}, "other"),
        ):
            bad = client.post("/cart/items", data={**good, **change}, headers=token)
            assert list(refused(bad, 422)["fields"]) == [field]
        bad = client.post("/cart/items", data={**good, "options": "{"}, headers=token)
        assert "options" in refused(bad, 400)["message"]


FORM = Operation[Any](
    "send",
    "POST",
    "/",
    body=Body(
        ("application/x-www-form-urlencoded",), encoding={"filter": Encoding(style="brackets")}
    ),
)
FORM_DOCUMENT = {
    "operationId": "send",
    "requestBody": {"content": {"application/x-www-form-urlencoded": {
        "schema": {"type": "object", "properties": {
            "filter": {"type": "object", "properties": {
                "ids": {"type": "array", "items": {"type": "integer"}}}},
            "many": {"type": "array", "items": {"type": "integer"}},
            "packed": {"type": "array", "items": {"type": "string"}},
            "map": {"type": "object", "additionalProperties": {"type": "boolean"}},
        }},
        "encoding": {"packed": {"style": "pipeDelimited"}, "map": {"style": "deepObject"}},
    }}},
}  # fmt: skip


def test_form_members_in_their_styles() -> None:
    with calling(one(FORM, FORM_DOCUMENT)) as client:
        response = client.post(
            "/",
            content="filter[ids][]=1&filter[ids][]=2&many=3&many=4&packed=a|b&map[x]=true&more=z",
            headers={"content-type": "application/x-www-form-urlencoded"},
        )
    assert response.json() == {"body": {
        "filter": {"ids": [1, 2]}, "many": [3, 4], "packed": ["a", "b"], "map": {"x": True},
        "more": "z",
    }}  # fmt: skip


def test_multipart_gives_text_json_and_files() -> None:
    kept: dict[str, Any] = {}

    class Images:
        def upload_image(self, title: str, file: bytes) -> dict[str, int]:
            kept.update(title=title, file=file)
            return {"size": len(file)}

    with calling(application(Images())) as client:
        response = client.post(
            "/images", data={"title": "caf\u00e9"}, files={"file": ("a.png", b"\x89\r\n--x\r\n")}
        )
        assert (response.status_code, response.json()) == (201, {"size": 8})
        assert kept == {"title": "caf\u00e9", "file": b"\x89\r\n--x\r\n"}
        long = client.post("/images", data={"title": "x" * 30}, files={"file": b"1"})
        assert list(refused(long, 422)["fields"]) == ["title"]
        assert set(refused(client.post("/images", files={"other": b"1"}), 422)["fields"]) == {
            "title", "file",
        }  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "content"),
    [
        ("multipart/form-data", b"--b--\r\n"),
        ("multipart/form-data; boundary=b", b"nothing"),
        ("multipart/form-data; boundary=b",
         b'--b\r\ncontent-disposition: form-data; name="a"\r\n\r\nx'),
        ("multipart/form-data; boundary=b", b"--b\r\n\r\nx\r\n--b--\r\n"),
        ("multipart/form-data; boundary=b",
         b'--b\r\ncontent-disposition: form-data; name="title"\r\n\r\n\xff\r\n--b--\r\n'),
        ("multipart/form-data; boundary=b",
         b'--b\r\ncontent-disposition: form-data; name="title"\r\nx-a: ' + b"a" * 20_000
         + b"\r\n\r\nx\r\n--b--\r\n"),
    ],
)  # fmt: skip
def test_broken_multipart_is_400(kind: str, content: bytes) -> None:
    with calling(application()) as client:
        refused(client.post("/images", content=content, headers={"content-type": kind}), 400)


def test_raw_bodies() -> None:
    short = {"schema": {"type": "string", "maxLength": 5}}
    document = {"requestBody": {"content": {"text/*": short, "application/octet-stream": {}}}}
    operation = Operation[Any]("put", "PUT", "/", body=Body(("text/*", "application/octet-stream")))
    seen: list[Any] = []

    class Store:
        def put(self, body: Any) -> None:
            seen.append(body)

    node = {**document, "responses": {"204": {"description": ""}}}
    root = {"openapi": "3.1.0", "paths": {"/": {"put": node}}}
    app = Application(Api("p", "t", "1"), (operation,), root, Store())
    with calling(app) as client:
        for content, kind, status in (
            ("h\u00e9".encode("latin-1"), "text/plain; charset=latin-1", 204),
            (b"\xff\x00", "application/octet-stream", 204),
            (b"toolong", "text/html", 400),
            (b"\xff", "text/plain", 400),
            (b"x", "text/plain; charset=nonsense", 400),
        ):
            response = client.put("/", content=content, headers={"content-type": kind})
            assert response.status_code == status
    assert seen == ["h\u00e9", b"\xff\x00"]


def test_path_value_that_is_not_valid_is_404_where_only_that_is_documented() -> None:
    with calling(application()) as client:
        refused(client.get("/feeds/other.xml"), 404)


def test_read_only_member_is_not_asked_of_requests() -> None:
    schema = {
        "type": "object",
        "required": ["id", "n"],
        "properties": {"id": {"type": "string", "readOnly": True}, "n": {"type": "integer"}},
    }
    document = {"requestBody": {"content": {"application/json": {"schema": schema}}}}
    operation = Operation[Any]("put", "PUT", "/", body=Body(("application/json",)))
    with calling(one(operation, document)) as client:
        assert client.put("/", json={"n": 1}).status_code == 200
        assert client.put("/", json={"id": "x"}).json()["errors"] == {"n": ["is required"]}


def test_vendors_own_dates_and_booleans() -> None:
    document = {
        "parameters": [
            {
                "name": "on",
                "in": "query",
                "x-wire": {"boolean": "1/0"},
                "schema": {"type": "boolean"},
            },
            {"name": "at", "in": "query", "schema": {"type": "string", "format": "date-time"}},
            {
                "name": "on_day",
                "in": "query",
                "schema": {"type": "string", "format": "date", "x-wire": {"date": "d.m.Y"}},
            },
        ],
        "responses": {"204": {"description": ""}},
    }
    operation = Operation[Any](
        "read",
        "GET",
        "/",
        params=(Param("on", "query"), Param("at", "query", format="Y-m-d H:i:s")),
    )
    root = {
        "openapi": "3.1.0",
        "x-wire": {"date-time": "Y-m-d H:i:s"},
        "paths": {"/": {"get": document}},
    }
    seen: list[Any] = []

    class Clock:
        def read(self, on: bool, at: datetime) -> None:
            seen.append((on, at))

    app = Application(Api("p", "t", "1"), (operation,), root, Clock(), strict=True)
    with calling(app) as client:
        assert client.get("/?on=1&at=2026-01-02%2003:04:05").status_code == 204
        assert client.get("/?on=1&at=2026-01-02T03:04:05Z").status_code == 400
        assert client.get("/?on=1&at=2026-01-02%2003:04:05&on_day=2026-01-02").status_code == 400
    assert seen == [(True, datetime(2026, 1, 2, 3, 4, 5))]


def test_an_implementation_sees_its_call() -> None:
    class Shop:
        def get_product(self, product: str, **rest: Any) -> dict[str, Any]:
            call = current()
            return {
                "id": product,
                "name": call.request.header("x-who"),
                "slug": call.server["publishable_key"],
            }

    with calling(application(Shop())) as client:
        url = "/v3/public/pk_9/products/7"
        product = client.get(url, headers={"x-who": "me"}).json()["data"]
    assert product == {"id": "7", "name": "me", "slug": "pk_9"}


def test_a_slash_at_the_end_is_overlooked_where_no_path_has_it() -> None:
    with calling(application()) as client:
        plain, slashed = client.get("/status"), client.get("/status/")
        assert (slashed.status_code, slashed.content) == (200, plain.content)
        assert client.get("/status//").status_code == 404
        assert client.get("/nothing/").status_code == 404
