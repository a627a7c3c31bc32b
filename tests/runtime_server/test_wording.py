"""A refusal in the vendor's words: which documented error it is put into, and how."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from generator.runtime.ground.operation import Api, ErrorShape, Operation
from generator.runtime.server import Application, Refusal
from tests.runtime_server.support import calling

JSON = "application/json"


def media(schema: Any = None, **examples: Any) -> dict[str, Any]:
    """A body in JSON with named examples; one named `example` is the only one."""
    found: dict[str, Any] = {"schema": {} if schema is None else schema}
    if "example" in examples:
        found["example"] = examples["example"]
    elif examples:
        found["examples"] = {name: {"value": value} for name, value in examples.items()}
    return {JSON: found}


def told(
    refusal: Refusal,
    responses: dict[str, Any],
    shape: ErrorShape | None = None,
    *,
    other: dict[str, Any] | None = None,
    other_shape: ErrorShape | None = None,
    url: str = "/things/b7",
) -> httpx.Response:
    """The answer of a vendor who documents these responses and refuses a request so."""

    class Vendor:
        def read(self, **_: Any) -> None:
            raise refusal

    def node(content: dict[str, Any]) -> dict[str, Any]:
        return {
            status: value if "content" in value or "headers" in value else {"content": value}
            for status, value in content.items()
        }

    paths: dict[str, Any] = {"/things/{id}": {"get": {"responses": node(responses)}}}
    operations = [Operation[Any]("read", "GET", "/things/{id}")]
    if other is not None:
        paths = {"/other": {"get": {"responses": node(other)}}, **paths}
        operations.append(Operation[Any]("other", "GET", "/other", errors=other_shape))
    app = Application(
        Api("p", "t", "1", errors=shape or ErrorShape()),
        tuple(operations),
        {"openapi": "3.1.0", "paths": paths},
        Vendor(),
    )
    with calling(app) as client:
        return client.get(url)


TEXT = {"type": "string"}
CM = ErrorShape(code="/code", message="/message")
ERROR = {"code": "gone", "message": "It is gone."}


@pytest.mark.parametrize(
    ("refusal", "example", "body"),
    [
        (Refusal(410), ERROR, ERROR),
        (Refusal(410, message="No."), ERROR, {"code": "gone", "message": "No."}),
        (Refusal(410, code="away"), ERROR, {"code": "away", "message": "It is gone."}),
        (Refusal(410), {"code": None, "message": ""}, {"code": "gone", "message": "Gone"}),
        (Refusal(410), {"code": 4}, {"code": 4, "message": "Gone"}),
        (Refusal(410, fields={"a": "is bad"}), ERROR, {"code": "gone", "message": "a is bad"}),
        (Refusal(410, fields={"a": ["x", "y"], "b": "z"}), ERROR,
         {"code": "gone", "message": "a x (and 2 more)"}),
        (Refusal(410, message="No.", fields={"a": "is bad"}), ERROR,
         {"code": "gone", "message": "No."}),
    ],
)  # fmt: skip
def test_what_was_said_comes_before_the_words_of_the_example(
    refusal: Refusal, example: Any, body: Any
) -> None:
    response = told(refusal, {"410": media(example=example)}, CM)
    assert (response.status_code, response.json()) == (410, body)


@pytest.mark.parametrize(
    ("known", "code"),
    [
        (499, 418),
        ("499", "418"),
        ("TOO_MANY", "I'M_A_TEAPOT"),
        ("Too Many", "I'm a Teapot"),
        ("too many", "I'm a Teapot"),
        ("Gone", "I'm a Teapot"),
        ("gone", "im_a_teapot"),
        ("a:b", 418),
        (None, "im_a_teapot"),
    ],
)
def test_a_code_is_spelt_like_the_one_of_another_status(known: Any, code: Any) -> None:
    """`4XX` is no example of this very status: its words are not those of it."""
    body = told(Refusal(418), {"4XX": media(example={"code": known, "message": "m"})}, CM).json()
    if known == "TOO_MANY":
        code = "IM_A_TEAPOT"
    assert body == {"code": code, "message": "I'm a Teapot"}


@pytest.mark.parametrize(
    ("schema", "code"),
    [
        ({"type": "integer"}, 404),
        ({"type": "string", "pattern": "^[0-9]+$"}, "404"),
        ({"enum": ["nope", "not_found"]}, "not_found"),
        ({"enum": ["nope"]}, "nope"),
        ({"type": "null"}, None),
    ],
)
def test_the_first_code_that_the_schema_allows(schema: Any, code: Any) -> None:
    whole = {"type": "object", "required": ["code"], "properties": {"code": schema}}
    assert told(Refusal(404), {"4XX": media(whole)}, CM).json()["code"] == code


@pytest.mark.parametrize(
    ("example", "body"),
    [
        ({"error": {"code": "c", "message": "m"}}, {"error": {"code": "gone", "message": "Gone"}}),
        ({"message": "m", "code": "c"}, {"message": "Gone", "code": "gone"}),
        ({"detail": "m", "code": 5}, {"detail": "Gone", "code": 410}),
        ({"error": "c", "error_description": "m"}, {"error": "c", "error_description": "Gone"}),
        ({"error": "c"}, {"error": "Gone"}),
        ({"error_code": "c", "message": "m"}, {"error_code": "gone", "message": "Gone"}),
        ({"title": "m"}, {"title": "Gone"}),
        ({"message": 5, "detail": "m"}, {"message": 5, "detail": "Gone"}),
        ({"title": "m", "detail": "n"}, {"title": "Gone", "detail": "Gone"}),
        ({"Message": "m", "Code": 5}, {"Message": "Gone", "Code": 410}),
        ({"description": "m"}, {"description": "Gone"}),
        ({"Error": {"Message": "m", "Code": "c"}}, {"Error": {"Message": "Gone", "Code": "gone"}}),
        ({"errors": ["m"]}, {"errors": ["Gone"]}),
        ({"errors": [{"code": "c", "message": "m"}]},
         {"errors": [{"code": "gone", "message": "Gone"}]}),
    ],
)  # fmt: skip
def test_usual_places_are_guessed_where_the_document_says_none(example: Any, body: Any) -> None:
    assert told(Refusal(410), {"4XX": media(example=example)}).json() == body


@pytest.mark.parametrize("status", ["410", "4XX"])
@pytest.mark.parametrize(
    ("name", "schema", "body"),
    [
        ("Message", TEXT, "Gone"),
        ("title", TEXT, "Gone"),
        ("errors", {"type": "array", "items": TEXT}, ["Gone"]),
        ("errors", {"type": "array", "items": {"required": ["detail"], "type": "object",
                                               "properties": {"detail": TEXT}}},
         [{"detail": "Gone"}]),
    ],
)  # fmt: skip
def test_what_is_made_of_a_schema_alone_is_no_message(
    name: str, schema: Any, body: Any, status: str
) -> None:
    """A text that was made up says nothing, at the very status neither."""
    whole = {"type": "object", "required": [name], "properties": {name: schema}}
    assert told(Refusal(410), {status: media(whole)}).json() == {name: body}


@pytest.mark.parametrize(
    ("example", "body"),
    [
        ({"message": "m", "status": 1}, {"message": "Gone", "status": 410}),
        ({"message": "m", "statusCode": "1"}, {"message": "Gone", "statusCode": "410"}),
        ({"message": "m", "http_status": 1}, {"message": "Gone", "http_status": 410}),
        ({"message": "m", "status": "failed"}, {"message": "Gone", "status": "failed"}),
        ({"message": "m", "state": 1}, {"message": "Gone", "state": 1}),
        ({"error": {"message": "m", "status": 1}}, {"error": {"message": "Gone", "status": 410}}),
    ],
)
def test_members_that_repeat_the_status(example: Any, body: Any) -> None:
    assert told(Refusal(410), {"4XX": media(example=example)}).json() == body


def test_a_title_of_the_very_status_stays() -> None:
    example = {"title": "Away", "detail": "m"}
    shape = ErrorShape(message="/detail")
    assert told(Refusal(410), {"410": media(example=example)}, shape).json() == example
    assert told(Refusal(410), {"4XX": media(example=example)}, shape).json() == {
        "title": "Gone",
        "detail": "Gone",
    }
    coded = ErrorShape(code="/title", message="/detail")
    body = told(Refusal(410, code="c"), {"4XX": media(example=example)}, coded).json()
    assert body == {"title": "c", "detail": "Gone"}


# Which documented error --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("responses", "other", "body"),
    [
        ({"410": media(example={"message": "own"})}, {"410": media(example={"message": "x"})},
         "own"),
        ({"200": media()}, {"410": media(example={"message": "others"})}, "others"),
        ({"200": media()}, {"404": media(example={"message": "near"})}, "Gone"),
        ({"404": media(example={"message": "own"})}, {"410": media(example={"message": "exact"})},
         "exact"),
        ({"default": media(example={"message": "own"})},
         {"410": media(example={"message": "exact"})}, "Gone"),
        ({"4xx": media(example={"message": "range"})}, None, "Gone"),
    ],
)  # fmt: skip
def test_the_nearest_documented_error(responses: Any, other: Any, body: str) -> None:
    shape = ErrorShape(message="/message")
    response = told(Refusal(410), responses, shape, other=other)
    assert (response.headers["content-type"], response.json()) == (JSON, {"message": body})


def test_an_operation_whose_errors_look_alike_comes_first() -> None:
    mine, others = ErrorShape(message="/message"), ErrorShape(message="/text")
    found = told(
        Refusal(410),
        {"404": media(example={"message": "m"})},
        mine,
        other={"404": media(example={"text": "t"})},
        other_shape=others,
    )
    assert found.json() == {"message": "Gone"}
    exact = told(
        Refusal(410),
        {"404": media(example={"message": "m"})},
        mine,
        other={"410": media(example={"text": "t"})},
        other_shape=others,
    )
    assert exact.json() == {"text": "t"}


def test_no_documented_error_is_a_problem() -> None:
    for responses in ({}, {"200": media(example={"message": "m"})}, {"410": {"headers": {}}}):
        response = told(Refusal(410, code="c", message="No."), responses)
        assert response.headers["content-type"] == "application/problem+json"
        assert response.json() == {
            "type": "c",
            "title": "Gone",
            "status": 410,
            "detail": "No.",
        }
    fields = told(Refusal(599, fields={"a": "x"}), {}).json()
    assert fields == {
        "type": "about:blank",
        "title": "Error",
        "status": 599,
        "detail": "a x",
        "errors": {"a": ["x"]},
    }


def test_headers_of_the_documented_error_and_of_the_refusal() -> None:
    headers = {"X-Own": {"example": "1"}, "X-Both": {"example": "1"}, "X-None": {}}
    own = {"410": {"headers": headers, "content": media(example={"message": "m"})}}
    response = told(Refusal(410, headers={"X-BOTH": "2", "x-more": "3"}), own)
    assert [response.headers.get(f"x-{name}") for name in ("own", "both", "more", "none")] == [
        "1",
        "2",
        "3",
        None,
    ]


def test_text_for_this_very_status() -> None:
    for media_type in ("text/plain", "text/html"):
        content = {media_type: {"example": "<busy>"}}
        response = told(Refusal(410), {"410": {"content": content}})
        assert (response.headers["content-type"], response.text) == (media_type, "<busy>")
        assert told(Refusal(410), {"4XX": {"content": content}}).json()["status"] == 410
    both = {"text/plain": {"example": "text"}, **media(example={"message": "m"})}
    assert told(Refusal(410), {"410": {"content": both}}).json() == {"message": "m"}


# Examples by their names -------------------------------------------------------------------


@pytest.mark.parametrize("status", ["410", "4XX"])
def test_an_example_of_the_reason_is_the_refusal_in_the_vendors_words(status: str) -> None:
    examples = {
        "other": {"code": "o", "message": "other", "fields": {"x": ["y"]}},
        "sold-out": {"code": "s", "message": "Sold out.", "fields": {"x": ["y"]}},
    }
    shape = ErrorShape(code="/code", message="/message", fields="/fields")
    responses = {status: media(**examples)}
    named = told(Refusal(410, message="No.", reason="sold-out"), responses, shape)
    assert named.json() == examples["sold-out"]
    coded = told(Refusal(410, code="c", fields={"a": "b"}, reason="sold-out"), responses, shape)
    assert coded.json() == {"code": "c", "message": "Sold out.", "fields": {"a": ["b"]}}
    unnamed = told(Refusal(410, message="No.", reason="none-such"), responses, shape)
    assert unnamed.json()["message"] == "No."
    assert "fields" not in unnamed.json()


def test_another_operations_example_of_the_reason() -> None:
    shape = ErrorShape(message="/message")
    other = {"410": media(**{"sold-out": {"message": "Sold out."}})}
    responses = {"200": media()}
    refusal = Refusal(410, message="No.", reason="sold-out")
    assert told(refusal, responses, shape, other=other).json() == {"message": "Sold out."}
    refusal = Refusal(410, message="No.", reason="none-such")
    assert told(refusal, responses, shape, other=other).json() == {"message": "No."}


def test_text_of_the_reason() -> None:
    content = {"text/plain": {"examples": {"a": {"value": "first"}, "b": {"value": "second"}}}}
    assert told(Refusal(410, reason="b"), {"410": {"content": content}}).text == "second"
    assert told(Refusal(410, reason="c"), {"410": {"content": content}}).text == "first"


# Failures that are sent as successes ---------------------------------------------------------

FAILURE = ErrorShape(message="/text", failure=("/ok", False))
SAID = {
    "good": {"ok": True},
    "bad": {"ok": False, "text": "bad"},
    "sold-out": {"ok": False, "text": "Sold out."},
}


@pytest.mark.parametrize(
    ("refusal", "status", "body"),
    [
        (Refusal(400), 200, {"ok": False, "text": "Bad Request"}),
        (Refusal(409, message="No."), 200, {"ok": False, "text": "No."}),
        (Refusal(422, message="No.", reason="sold-out"), 200, {"ok": False, "text": "Sold out."}),
        (Refusal(422, message="No.", reason="good"), 200, {"ok": False, "text": "No."}),
        (Refusal(404, reason="none-such"), 200, {"ok": False, "text": "Not Found"}),
        (Refusal(429), 429, None),
        (Refusal(500), 500, None),
    ],
)
def test_a_failure_that_is_a_success(refusal: Refusal, status: int, body: Any) -> None:
    response = told(refusal, {"200": media(**SAID)}, FAILURE)
    assert response.status_code == status
    if body is not None:
        assert response.json() == body
    else:
        assert response.json()["status"] == status


def test_a_failure_without_an_example_is_made_of_its_mark() -> None:
    for content in (media(), media(good=SAID["good"])):
        response = told(Refusal(400), {"201": content}, FAILURE)
        assert (response.status_code, response.json()) == (
            201,
            {"ok": False, "text": "Bad Request"},
        )
    text = {"200": {"content": {"text/plain": {"schema": TEXT}}}}
    assert told(Refusal(400), text, FAILURE).status_code == 400
    documented = {"200": media(**SAID), "400": media(example={"text": "own"})}
    response = told(Refusal(400), documented, FAILURE)
    assert (response.status_code, response.json()) == (400, {"text": "own"})


# What an example says of its own request -----------------------------------------------------


def test_an_example_speaks_of_this_request() -> None:
    example = {
        "instance": "https://v.example/things/a1/",
        "message": "There is no a1.",
        "list": ["a1 and a12", 5],
    }
    found = told(Refusal(410), {"410": media(example=example)}, ErrorShape(message="/message"))
    assert found.json() == {
        "instance": "http://shop.test/things/b7",
        "message": "There is no b7.",
        "list": ["b7 and b72", 5],
    }
    plain = told(Refusal(410), {"410": media(example={"message": "no a1"})}, ErrorShape())
    assert plain.json() == {"message": "no a1"}
    bare = told(Refusal(410), {"410": media(example={"instance": "", "message": "no"})})
    assert bare.json() == {"instance": "http://shop.test/things/b7", "message": "no"}
    other = told(Refusal(410), {"410": media(example={"instance": 5, "message": "no"})})
    assert other.json() == {"instance": 5, "message": "no"}


def test_an_example_says_how_long_to_wait() -> None:
    headers = {"Retry-After": {"example": "30"}}
    content = media(example={"message": "Wait 30 s, not 130 or 300."})
    responses = {"429": {"headers": headers, "content": content}}
    said = told(Refusal(429, headers={"Retry-After": "7"}), responses)
    assert (said.headers["retry-after"], said.json()) == (
        "7",
        {"message": "Wait 7 s, not 130 or 300."},
    )
    unsaid = told(Refusal(429), responses)
    assert (unsaid.headers["retry-after"], unsaid.json()["message"]) == (
        "30",
        "Wait 30 s, not 130 or 300.",
    )


# Fields ------------------------------------------------------------------------------------

WRONG = Refusal(422, message="m", fields={"rows.0.id": ["x", "y"], "b": "z"})
LISTED = ErrorShape(fields="/e", field_name="f", field_message="m")


def listed(*items: Any) -> dict[str, Any]:
    return {"e": list(items)}


@pytest.mark.parametrize(
    ("shape", "example", "schema", "errors"),
    [
        (ErrorShape(fields="/e"), {"e": {"a": ["t"]}}, None,
         {"rows.0.id": ["x", "y"], "b": ["z"]}),
        (ErrorShape(fields="/e"), {"e": {"a": "t"}}, {"additionalProperties": TEXT},
         {"rows.0.id": "x; y", "b": "z"}),
        (ErrorShape(fields="/e"), {"e": ["t"]}, {"type": "array"},
         ["rows.0.id x", "rows.0.id y", "b z"]),
        (LISTED, listed({"f": "a", "m": "t"}), None,
         [{"f": "rows.0.id", "m": "x"}, {"f": "rows.0.id", "m": "y"}, {"f": "b", "m": "z"}]),
        (LISTED, listed({"f": "a[1]", "m": "t", "k": 1}), None,
         [{"f": "rows[0].id", "m": "x", "k": 1}, {"f": "rows[0].id", "m": "y", "k": 1},
          {"f": "b", "m": "z", "k": 1}]),
        (LISTED, listed("t", {"f": "a"}), None,
         [{"f": "rows.0.id", "m": "x"}, {"f": "rows.0.id", "m": "y"}, {"f": "b", "m": "z"}]),
        (ErrorShape(fields="/e", field_message="m"), {"e": {"a": [{"m": "t", "c": 1}]}}, None,
         {"rows.0.id": [{"m": "x", "c": 1}, {"m": "y", "c": 1}], "b": [{"m": "z", "c": 1}]}),
        (ErrorShape(fields="/e"), {"e": {"a": {"m": "t", "c": 1}}}, None,
         {"rows.0.id": {"m": "x", "c": 1}, "b": {"m": "z", "c": 1}}),
        (ErrorShape(fields="/e", field_message="m"), {"e": {}},
         {"additionalProperties": {"type": "array", "items": {"type": "object"}}},
         {"rows.0.id": [{"m": "x"}, {"m": "y"}], "b": [{"m": "z"}]}),
        (ErrorShape(fields="/e", field_message="m"), {"e": {}},
         {"additionalProperties": {"type": "object"}},
         {"rows.0.id": {"m": "x; y"}, "b": {"m": "z"}}),
        (ErrorShape(fields="/e", field_message="m"), {"e": {"a": {"m": 5, "why": "t", "c": 1}}}, None,
         {"rows.0.id": {"m": "x", "why": "t", "c": 1}, "b": {"m": "z", "why": "t", "c": 1}}),
        (ErrorShape(fields="/e"), {"e": {"a": {"c": 1}}}, None,
         {"rows.0.id": {"c": 1}, "b": {"c": 1}}),
        (ErrorShape(fields="/e"), {"e": "t"}, {"type": "string"}, None),
    ],
)  # fmt: skip
def test_fields_in_the_manner_of_the_example(
    shape: ErrorShape, example: Any, schema: Any, errors: Any
) -> None:
    whole = {"properties": {"e": schema if schema is not None else {}}}
    body = told(WRONG, {"422": media(whole, example=example)}, shape).json()
    assert body.get("e") == errors


@pytest.mark.parametrize(
    ("shape", "required", "errors"),
    [
        (ErrorShape(message="/m", fields="/e"), [], None),
        (ErrorShape(message="/m", fields="/e"), ["e"], {}),
        (LISTED._replace(message="/m"), ["e"], []),
    ],
)
def test_no_field_is_wrong(shape: ErrorShape, required: list[str], errors: Any) -> None:
    schema = {"type": "object", "required": required}
    example = {"m": "t", "e": [{"f": "a", "m": "b"}] if shape.field_name else {"a": ["b"]}}
    body = told(Refusal(422), {"4XX": media(schema, example=example)}, shape).json()
    assert body.get("e") == errors
    assert body["m"] == "Unprocessable Entity"
