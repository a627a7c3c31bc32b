"""Answers held against a document: which place departs from it, and why."""

from __future__ import annotations

import json
from typing import Any

import pytest

from generator.runtime.ground.operation import Operation
from generator.runtime.server.app.held import Held
from generator.runtime.server.schemas.document import Document

JSON = "application/json"
READ = Operation[Any]("read", "GET", "/things")
TEXT = {"type": "string"}
THING = {
    "type": "object",
    "required": ["id", "secret"],
    "properties": {
        "id": {"type": "integer"},
        "n": {"type": "integer", "maximum": 9},
        "secret": {**TEXT, "writeOnly": True},
        "state": {"enum": ["a", "b", None]},
        "closed": {"enum": ["a"], "x-enum": "closed"},
        "mixed": {"enum": ["a", 1]},
        "a/b~c": TEXT,
        "rows": {"type": "array", "items": {"properties": {"n": {"maximum": 3}, "s": {"enum": ["x"]}}}},
        "map": {"type": "object", "additionalProperties": {"properties": {"n": {"maximum": 3}}},
                "propertyNames": {"maxLength": 3}},
    },
}  # fmt: skip


def held(content: Any, *keys: str) -> Held:
    responses = {key: {"description": "", "content": content} for key in keys or ("200",)}
    tree = {"openapi": "3.1.0", "paths": {"/things": {"get": {"responses": responses}}}}
    return Held(Document(tree))


def told(value: Any, **options: Any) -> tuple[str, ...]:
    content = json.dumps(value).encode()
    found = held({JSON: {"schema": THING}})
    return found.departures(READ, 200, JSON, content, False, **options)


@pytest.mark.parametrize(
    ("value", "places"),
    [
        ({"id": 1}, []),
        ({}, ["/id: is required"]),
        ([], ['/: is not of type "object"']),
        ({"id": "x"}, ['/id: is not of type "integer"']),
        ({"id": 1, "n": 10}, ["/n: is greater than the maximum of 9"]),
        ({"id": 1, "state": "new"}, []),
        ({"id": 1, "state": 5}, ['/state: is not one of "a", "b" or null']),
        ({"id": 1, "closed": "b"}, ['/closed: is not one of "a"']),
        ({"id": 1, "mixed": "b"}, ['/mixed: is not one of "a" or 1']),
        ({"id": 1, "a/b~c": 5}, ['/a~1b~0c: is not of type "string"']),
        (
            {"id": 1, "rows": [{"n": 1}, {"n": 4}, {"n": 5}]},
            ["/rows/*/n: is greater than the maximum of 3"],
        ),
        ({"id": 1, "rows": [{"s": "y"}]}, []),
        ({"id": 1, "map": {"a": {"n": 4}}}, ["/map/*/n: is greater than the maximum of 3"]),
        ({"id": 1, "map": {"long": {}}}, ["/map: has a name that is not admitted"]),
    ],
)
def test_a_departure_is_told_by_its_place_and_reason(value: Any, places: list[str]) -> None:
    assert list(told(value)) == places


def test_types_of_scalars_that_come_loosely_are_left() -> None:
    assert told({"id": "5", "n": 10}, loose=True) == ("/n: is greater than the maximum of 9",)


@pytest.mark.parametrize(
    ("content", "keys", "status", "media", "item", "departs"),
    [
        ({JSON: {"schema": TEXT}}, ("200",), 200, JSON, False, True),
        ({JSON: {"schema": TEXT}}, ("200",), 201, JSON, False, False),
        ({JSON: {"schema": TEXT}}, ("2XX",), 201, JSON, False, True),
        ({JSON: {"schema": TEXT}}, ("2xx",), 201, JSON, False, True),
        ({JSON: {"schema": TEXT}}, ("default",), 404, JSON, False, True),
        ({JSON: {"schema": TEXT}}, ("default",), 404, "text/plain", False, False),
        ({"text/plain": {"schema": TEXT}}, ("200",), 200, "text/plain", False, False),
        ({"application/*": {"schema": TEXT}}, ("200",), 200, JSON, False, True),
        ({JSON: {}}, ("200",), 200, JSON, False, False),
        ({JSON: {"schema": {"$ref": "#/nowhere"}}}, ("200",), 200, JSON, False, False),
        ({JSON: {"itemSchema": TEXT}}, ("200",), 200, JSON, False, False),
        ({"x/lines": {"itemSchema": TEXT}}, ("200",), 200, "x/lines", True, True),
        ({"x/lines": {"itemSchema": TEXT, "schema": {}}}, ("200",), 200, "x/lines", True, True),
        ({"x/lines": {"schema": {"type": "array", "items": TEXT}}}, ("200",), 200, "x/lines", True, True),
        ({"x/lines": {"schema": TEXT}}, ("200",), 200, "x/lines", True, True),
        ({"x/lines": {}}, ("200",), 200, "x/lines", True, False),
        (None, ("200",), 200, JSON, False, False),
        ({JSON: None}, ("200",), 200, JSON, False, False),
    ],
)  # fmt: skip
def test_it_is_held_by_what_is_documented_for_its_status_and_media_type(
    content: Any, keys: tuple[str, ...], status: int, media: str, item: bool, departs: bool
) -> None:
    found = held(content, *keys).departures(READ, status, media, b"5", item)
    assert len(found) == departs


def test_the_nearest_response_of_several_counts() -> None:
    exact = {"description": "", "content": {JSON: {"schema": TEXT}}}
    loose = {"description": "", "content": {JSON: {"schema": {}}}}
    tree = {"/things": {"get": {"responses": {"default": loose, "2XX": loose, "200": exact}}}}
    both = Held(Document({"openapi": "3.1.0", "paths": tree}))
    assert both.departures(READ, 200, JSON, b"5", False)
    assert not both.departures(READ, 201, JSON, b"5", False)


def test_what_is_no_json_is_not_held() -> None:
    assert held({JSON: {"schema": TEXT}}).departures(READ, 200, JSON, b"\xff{", False) == ()
