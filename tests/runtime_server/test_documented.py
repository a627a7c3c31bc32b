"""The documented responses of an operation: which there are, and what they hold."""

from __future__ import annotations

from typing import Any

import pytest

from generator.runtime.ground.operation import Rule, Throttle
from generator.runtime.server.app.limits import refusal, told
from generator.runtime.server.app.responses import Response, Responses
from generator.runtime.server.app.styles import MISSING
from generator.runtime.server.schemas.document import Document, DocumentError
from generator.runtime.server.schemas.generate import Generator

JSON = "application/json"
INTEGER = {"type": "integer"}


def responses(**told_: Any) -> Responses:
    nodes = {status.lstrip("_"): node for status, node in told_.items()}
    document = Document({"paths": {"/a": {"get": {"responses": nodes}}}})
    return Responses(document, document.at("/paths/~1a/get"), Generator(document))


def media(schema: Any = None, name: str = JSON, **more: Any) -> dict[str, Any]:
    return {"content": {name: {**({} if schema is None else {"schema": schema}), **more}}}


@pytest.mark.parametrize(
    ("statuses", "success"),
    [
        ([], 200),
        (["200"], 200),
        (["204", "201"], 201),
        (["404", "202"], 202),
        (["2XX"], 200),
        (["2xx"], 200),
        (["2XX", "201"], 201),
        (["302"], 302),
        (["3XX", "404"], 300),
        (["302", "204"], 204),
        (["302", "2XX"], 200),
        (["default"], 200),
        (["default", "404"], 204),
        (["default", "5XX"], 204),
        (["404"], 204),
    ],
)
def test_the_success(statuses: list[str], success: int) -> None:
    made = responses(**{f"_{status}": media() for status in statuses})
    found = made.success()
    assert found.status == success
    assert bool(found.media) is (found.node is not None)
    assert made.statuses == tuple(statuses)


@pytest.mark.parametrize(
    ("statuses", "status", "at", "documents"),
    [
        (["404"], 404, "404", True),
        (["4XX"], 400, "4XX", True),
        (["4xx"], 400, "4xx", False),
        (["default"], 404, "default", False),
        (["default", "4XX", "404"], 404, "404", True),
        (["default", "4XX"], 404, "4XX", True),
        (["4XX"], 500, None, False),
        (["5XX"], 404, None, False),
    ],
)
def test_the_response_for_a_status(
    statuses: list[str], status: int, at: str | None, documents: bool
) -> None:
    made = responses(**{f"_{name}": {"description": name} for name in statuses})
    found = made.at(status)
    assert made.documents(status) is documents
    assert (found and found.node and found.node.value["description"]) == at
    assert found is None or (found.status, found.media) == (status, ())


def only(made: Responses) -> Response:
    found = made.at(200)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("node", "name", "example"),
    [
        (media({}, example=5), None, 5),
        (media({}, example=5), "x", MISSING),
        (media({}, examples={"x": {"value": 6}, "y": {"value": 7}}), None, 6),
        (media({}, examples={"x": {"value": 6}, "y": {"value": 7}}), "y", 7),
        (media({}, examples={"x": {"externalValue": "u"}, "y": {"value": 7}}), None, 7),
        (media({}, examples={"x": {"externalValue": "u"}}), "x", MISSING),
        (media({}, examples={"x": {"value": 6}}, example=5), None, 6),
        (media({}), None, MISSING),
        (media({}, example=None), None, None),
        (media({"type": "object"}, example=None), None, MISSING),
        (media({"type": ["object", "null"]}, example=None), None, None),
        (media(None, example=None), None, MISSING),
        (media({"type": "object"}, example='{"a":1}'), None, {"a": 1}),
        (media({"type": "string"}, example='{"a":1}'), None, '{"a":1}'),
        (media({"type": "object"}, example="[1]"), None, "[1]"),
        (media({"type": "object"}, example="words"), None, "words"),
        (media(None, example="{}"), None, "{}"),
        (media({"type": "object"}, "text/plain", example="{}"), None, "{}"),
        ({"description": ""}, None, MISSING),
    ],
)
def test_the_example_of_a_body(node: Any, name: str | None, example: Any) -> None:
    made = responses(_200=node)
    found = only(made)
    kind = next(iter(node.get("content", {JSON: {}})))
    assert made.example(found, kind, name) == example
    if example is MISSING and name is None and node == media({}):
        assert made.body(found, kind) is not MISSING


def test_bodies_are_made_where_there_is_no_example() -> None:
    made = responses(_200=media(INTEGER))
    assert isinstance(made.body(only(made), JSON), int)
    bare = responses(_200=media())
    assert bare.body(only(bare), JSON) is MISSING
    assert bare.schema(only(bare), JSON) is None
    assert bare.schema(Response(200, None, ()), JSON) is None
    named = responses(_200=media(INTEGER, examples={"x": {"value": 6}}))
    assert named.body(only(named), JSON, "x") == 6
    assert named.schema(only(named), JSON) == "/paths/~1a/get/responses/200/content/application~1json/schema"  # fmt: skip
    items = responses(_200={"content": {JSON: {"itemSchema": INTEGER}}})
    assert str(items.schema(only(items), JSON)).endswith("/itemSchema")
    impossible = responses(_200=media({"not": {}}))
    with pytest.raises(DocumentError):
        impossible.body(only(impossible), JSON)


def test_all_examples_of_a_body() -> None:
    both = responses(
        _200=media({}, examples={"x": {"value": 6}, "u": {"externalValue": ""}}, example=5)
    )
    assert both.examples(only(both), JSON) == [6, 5]
    assert both.examples(only(both), "text/plain") == []
    assert both.examples(Response(200, None, ()), JSON) == []


def test_which_refusal_has_an_example() -> None:
    made = responses(
        _404=media({}, examples={"a": {"value": 1}}),
        _403=media({}, examples={"b": {"value": 1}, "a": {"value": 1}}),
        _4XX=media({}, examples={"c": {"value": 1}}),
        _500=media({}, examples={"d": {"value": 1}}),
    )
    assert [made.refusal_with(name) for name in "abcd"] == [403, 403, None, None]


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ({"example": "x"}, "x"),
        ({"examples": {"a": {"value": [1, 2]}}}, "1,2"),
        ({"schema": {"example": "x"}}, "x"),
        ({"schema": {"examples": ["x"]}}, "x"),
        ({"schema": {"const": 5}}, "5"),
        ({"schema": INTEGER}, None),
        ({"schema": {"type": "integer", "minimum": 7, "maximum": 7}, "required": True}, "7"),
        ({"required": True}, None),
        ({"schema": True}, None),
        ({"example": True, "schema": INTEGER}, "true"),
    ],
)
def test_header_fields_of_a_response(header: Any, value: str | None) -> None:
    made = responses(_200={"headers": {"X-Own": header, "Content-Type": {"example": "a/b"}}})
    assert made.headers(only(made)) == ({} if value is None else {"x-own": value})
    assert made.headers(only(made)) is made.headers(only(made))
    assert made.headers(Response(200, None, ())) == {}


@pytest.mark.parametrize("name", ["Content-Encoding", "Content-Length", "Transfer-Encoding"])
def test_how_a_body_is_written_is_not_told_by_an_example(name: str) -> None:
    """The stub zips nothing, and knows the length of what it sends."""
    example = {"Content-Encoding": "gzip", "Content-Length": 5, "Transfer-Encoding": "chunked"}[
        name
    ]
    made = responses(_200={"headers": {name: {"example": example, "required": True}}})
    assert made.headers(only(made)) == {}


# How a limit is told ---------------------------------------------------------------------------

RULE = Rule("k", 10, 60.0)


@pytest.mark.parametrize(
    ("unit", "reset"), [("seconds", "8"), ("epoch", "1008"), ("epoch-ms", "1007100")]
)
def test_what_is_left_is_told_as_the_vendor_tells_it(unit: Any, reset: str) -> None:
    throttle = Throttle(429, "Limit", "Left", "Reset", unit)
    assert told(throttle, RULE, 3, 7.1, 1000.0) == {"limit": "10", "left": "3", "reset": reset}
    assert told(throttle._replace(remaining=None), RULE, 3, 7.1, 1000.0).keys() == {
        "limit",
        "reset",
    }


@pytest.mark.parametrize(("wait", "seconds"), [(7.1, "8"), (7.0, "7"), (0.2, "1"), (0.0, "1")])
def test_a_refusal_says_when_to_come_again(wait: float, seconds: str) -> None:
    refused = refusal(Throttle(503, "Limit", "Left", None, "seconds"), RULE, wait, 1000.0)
    assert (refused.status, refused.reason) == (503, "rate-limited")
    assert refused.headers == {"limit": "10", "left": "0", "retry-after": seconds}
