"""Every status goes out in the vendor's own envelope."""

from __future__ import annotations

import logging
from typing import Any

import httpx
import pytest

from generator.runtime.ground.operation import Api, ErrorShape, Operation
from generator.runtime.server import Application, Fault, Refusal, running
from generator.runtime.server.app.validation import branch_of
from generator.runtime.server.schemas.document import Document
from tests.runtime_server.support import BEARER, application, calling, refused

STATUSES = (400, 401, 403, 404, 405, 406, 409, 413, 415, 422, 429, 500, 501, 503)


@pytest.mark.parametrize("status", STATUSES)
def test_any_status_of_an_implementation(status: int) -> None:
    class Shop:
        def list_featured(self) -> None:
            raise Refusal(status, code="my_code", message="Mine.", headers={"Retry-After": "3"})

    with calling(application(Shop())) as client:
        response = client.get("/products/featured")
        assert refused(response, status) == {"code": "my_code", "message": "Mine."}
        assert response.headers["retry-after"] == "3"


@pytest.mark.parametrize("status", STATUSES)
def test_any_status_without_words_of_its_own(status: int) -> None:
    with calling(application(faults=lambda attempt: Fault(status=status))) as client:
        error = refused(client.get("/products/featured"), status)
        assert error["code"]
        assert error["message"]
        assert "fields" not in error


def test_over_a_socket() -> None:
    class Shop:
        def list_featured(self) -> None:
            raise RuntimeError("never shown")

    with running(application(Shop())) as url, httpx.Client(base_url=url, headers=BEARER) as client:
        refused(client.get("/nowhere"), 404)
        missing = client.put("/products")
        refused(missing, 405)
        assert missing.headers["allow"] == "GET, HEAD, OPTIONS, POST"
        refused(client.get("/products", headers={"authorization": ""}), 401)
        refused(client.post("/products", content=b"{", headers={"content-type": "a/b"}), 415)
        kind = {"content-type": "application/json"}
        refused(client.post("/products", content=b"{", headers=kind), 400)
        refused(client.post("/products", json={}), 422)
        refused(client.get("/products"), 501)
        assert "never shown" not in client.get("/products/featured").text
        refused(client.get("/products/featured"), 500)


def test_fields_of_an_implementation() -> None:
    class Shop:
        def create_product(self, **body: Any) -> None:
            raise Refusal(422, fields={"name": "is taken", "price": ["is odd", "is low"]})

    with calling(application(Shop())) as client:
        error = refused(client.post("/products", json={"name": "a", "price": 1}), 422)
    assert error["code"] == "validation_failed"
    assert error["fields"] == {"name": ["is taken"], "price": ["is odd", "is low"]}
    assert error["message"] == "name is taken (and 2 more)"


def test_code_that_the_schema_does_not_allow_is_replaced() -> None:
    class Shop:
        def list_featured(self) -> None:
            raise Refusal(404, code="NOT ALLOWED BY THE PATTERN")

    with calling(application(Shop())) as client:
        assert refused(client.get("/products/featured"), 404)["code"] == "not_found"


def test_a_bug_is_logged_and_not_told(caplog: pytest.LogCaptureFixture) -> None:
    class Shop:
        def list_featured(self) -> None:
            raise RuntimeError("secret details")

    with calling(application(Shop())) as client, caplog.at_level(logging.ERROR):
        error = refused(client.get("/products/featured"), 500)
    assert "secret" not in str(error)
    assert "secret details" in caplog.text


def alone(responses: dict[str, Any], errors: ErrorShape = ErrorShape(), **root: Any) -> Application:  # noqa: B008
    """An application of one operation that answers everything with 503."""
    document = {"openapi": "3.1.0", "paths": {"/": {"get": {"responses": responses}}}, **root}
    operation = Operation[None]("read", "GET", "/")
    api = Api("p", "t", "1", errors=errors)
    return Application(api, (operation,), document, faults=lambda attempt: Fault(status=503))


def body_of(app: Application, status: int = 503, path: str = "/") -> Any:
    with calling(app) as client:
        response = client.get(path)
    assert response.status_code == status
    return response.json()


def test_no_error_documented_is_a_problem() -> None:
    with calling(alone({"200": {"description": ""}})) as client:
        response = client.get("/")
    assert response.headers["content-type"] == "application/problem+json"
    assert response.json() == {
        "type": "about:blank",
        "title": "Service Unavailable",
        "status": 503,
        "detail": "Service Unavailable",
    }


def test_problems_of_the_vendor_repeat_the_status() -> None:
    schema = {
        "type": "object",
        "required": ["type", "title", "status"],
        "properties": {"status": {"type": "integer"}, "detail": {"type": "string"}},
    }
    content = {
        "application/problem+json": {
            "schema": schema,
            "example": {"type": "https://v.example/404", "title": "Not Found", "status": 404},
        }
    }
    app = alone(
        {"404": {"description": "", "content": content}},
        ErrorShape(message="/detail", code="/title", fields="/violations",
                   field_name="name", field_message="reason"),
    )  # fmt: skip
    body = body_of(app)
    assert body["status"] == 503
    assert body["detail"] == "Service Unavailable"


def test_violations_are_a_list_where_the_vendor_lists_them() -> None:
    violation = {
        "type": "object",
        "additionalProperties": False,
        "required": ["name", "reason"],
        "properties": {"name": {"type": "string"}, "reason": {"type": "string"}},
    }
    schema = {
        "type": "object",
        "properties": {"violations": {"type": "array", "items": violation}},
    }
    content = {"application/json": {"schema": schema}}
    document = {
        "openapi": "3.1.0",
        "paths": {"/": {"get": {
            "parameters": [{"name": "n", "in": "query", "schema": {"type": "integer"}}],
            "responses": {"400": {"description": "", "content": content}},
        }}},
    }  # fmt: skip
    shape = ErrorShape(fields="/violations", field_name="name", field_message="reason")
    app = Application(
        Api("p", "t", "1", errors=shape), (Operation[None]("read", "GET", "/"),), document
    )
    body = body_of(app, 400, "/?n=x")
    assert body == {"violations": [{"name": "n", "reason": 'is not of type "integer"'}]}


TEXT: dict[str, Any] = {"type": "string"}
WRONG = 'is not of type "integer"'


def refusing(example: Any, schema: Any = None, **shape: Any) -> Any:
    """The body of a refusal of `?n=x` by a vendor whose errors look so."""
    content: dict[str, Any] = {"schema": schema or {}}
    if example is not None:
        content["example"] = example
    responses = {"4XX": {"description": "", "content": {"application/json": content}}}
    parameter = {"name": "n", "in": "query", "schema": {"type": "integer"}}
    document = {
        "openapi": "3.1.0",
        "paths": {"/": {"get": {"parameters": [parameter], "responses": responses}}},
    }
    operations = (Operation[None]("read", "GET", "/"),)
    app = Application(Api("p", "t", "1", errors=ErrorShape(**shape)), operations, document)
    return body_of(app, 422, "/?n=x")


def fields(errors: Any) -> dict[str, Any]:
    return {"type": "object", "required": ["errors"], "properties": {"errors": errors}}


def by_name(value: Any) -> dict[str, Any]:
    return fields({"type": "object", "additionalProperties": value})


@pytest.mark.parametrize(
    ("example", "schema", "shape", "errors"),
    [
        ({"a": [{"why": "bad"}]}, None, {}, {"n": [{"why": WRONG}]}),
        ({"a": [{"why": "bad", "text": "t"}]}, None, {"field_message": "text"},
         {"n": [{"why": "bad", "text": WRONG}]}),
        ({"a": {"why": "bad"}}, None, {}, {"n": {"why": WRONG}}),
        (None, by_name({"type": "array", "items": {
            "type": "object", "required": ["text"], "properties": {"text": TEXT}}}),
         {"field_message": "text"}, {"n": [{"text": WRONG}]}),
        (None, by_name({"type": "object", "required": ["text"], "properties": {"text": TEXT}}),
         {"field_message": "text"}, {"n": {"text": WRONG}}),
        (None, by_name({"type": "array", "items": TEXT}), {}, {"n": [WRONG]}),
        (None, by_name(TEXT), {}, {"n": WRONG}),
        (None, fields({"type": "array", "items": TEXT}), {}, [f"n {WRONG}"]),
        ([{"f": "a", "m": "b", "x": 1}], None, {"field_name": "f", "field_message": "m"},
         [{"f": "n", "m": WRONG, "x": 1}]),
        ([{"f": "a", "m": "b", "x": 1}],
         fields({"type": "array", "items": {
             "type": "object", "additionalProperties": False, "properties": {"f": TEXT, "m": TEXT}}}),
         {"field_name": "f", "field_message": "m"}, [{"f": "n", "m": WRONG}]),
    ],
)  # fmt: skip
def test_fields_that_are_wrong_are_told_as_the_vendor_tells_them(
    example: Any, schema: Any, shape: dict[str, Any], errors: Any
) -> None:
    whole = None if example is None else {"errors": example}
    assert refusing(whole, schema, fields="/errors", **shape) == {"errors": errors}


@pytest.mark.parametrize(
    ("known", "code"),
    [
        (499, 422),
        ("499", "422"),
        ("TOO_MANY", "UNPROCESSABLE_ENTITY"),
        ("Too Many", "Unprocessable Entity"),
        ("too_many", "unprocessable_entity"),
    ],
)
def test_codes_are_spelt_as_the_vendor_spells_them(known: Any, code: Any) -> None:
    body = refusing({"code": known, "message": "m"}, code="/code", message="/message")
    assert body == {"code": code, "message": f"n {WRONG}"}


def test_members_that_repeat_the_status_say_the_one_that_is_sent() -> None:
    example = {"title": "Gone", "status": 499, "error": {"statusCode": "499"}}
    assert refusing(example, message="/detail") == {
        "title": "Unprocessable Entity",
        "status": 422,
        "error": {"statusCode": "422"},
        "detail": f"n {WRONG}",
    }


@pytest.mark.parametrize(
    ("schema", "body"),
    [
        (
            {"type": "object", "required": ["error"], "properties": {"error": {"type": "string"}}},
            {"error": "Service Unavailable"},
        ),
        (
            {
                "type": "object",
                "required": ["code", "message"],
                "properties": {"code": {"type": "integer"}, "message": {"type": "string"}},
            },
            {"code": 503, "message": "Service Unavailable"},
        ),
        (
            {
                "type": "object",
                "required": ["status"],
                "properties": {"status": {"const": "error"}, "message": {"enum": ["oh", "no"]}},
            },
            {"status": "error", "message": "oh"},
        ),
    ],
)
def test_schema_without_pointers_and_example(schema: dict[str, Any], body: Any) -> None:
    content = {"application/json": {"schema": schema}}
    assert body_of(alone({"5XX": {"description": "", "content": content}})) == body


def test_text_example_of_an_error() -> None:
    content = {"text/plain": {"example": "busy"}}
    with calling(alone({"503": {"description": "", "content": content}})) as client:
        response = client.get("/")
    assert (response.headers["content-type"], response.text) == ("text/plain", "busy")


def test_documented_headers_of_an_error() -> None:
    headers = {"Retry-After": {"required": True, "schema": {"type": "integer", "minimum": 1}}}
    with calling(alone({"503": {"description": "", "headers": headers}})) as client:
        response = client.get("/")
    assert int(response.headers["retry-after"]) >= 1
    assert response.json()["status"] == 503


def test_an_error_that_cannot_be_written_is_one_all_the_same() -> None:
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/Missing"}}}
    with calling(alone({"503": {"description": "", "content": content}})) as client:
        response = client.get("/")
    assert (response.status_code, response.json()["status"]) == (503, 503)
    assert response.headers["content-type"] == "application/problem+json"


def test_a_broken_document_is_logged_and_still_an_answer(
    caplog: pytest.LogCaptureFixture,
) -> None:
    content = {"application/json": {"schema": {"$ref": "#/components/schemas/Missing"}}}
    app = Application(
        Api("p", "t", "1"),
        (Operation[None]("read", "GET", "/"), Operation[None]("other", "GET", "/other")),
        {"openapi": "3.1.0", "paths": {"/": {"get": {"responses": {"200": {"content": content}}}}}},
    )
    with calling(app) as client:
        assert client.get("/").json()["status"] == 500
        assert client.get("/other").json()["status"] == 500
    assert "#/components/schemas/Missing" in caplog.text
    assert "no operation other (GET /other)" in caplog.text


def test_the_closest_branch_of_a_union_is_told_by_its_name() -> None:
    thing = {"type": "object", "required": ["id", "size"]}
    other = {"type": "object", "required": ["a", "b", "c"]}
    components = {"schemas": {"Thing": thing, "Other": other}}
    references = [{"$ref": f"#/components/schemas/{name}"} for name in ("Other", "Thing")]
    for branches, told in (
        (references, " (as Thing, the closest of 2)"),
        ([other, thing], ""),
        ([references[1]], " (as Thing, the closest of 1)"),
    ):
        for way in ("anyOf", "oneOf"):
            document = Document({"components": components, "schema": {way: branches}})
            (error,) = document.validator("/schema").iter_errors({"id": 1})
            assert branch_of(error) == told
    (error,) = Document({"schema": {"type": "string"}}).validator("/schema").iter_errors(1)
    assert branch_of(error) == ""
