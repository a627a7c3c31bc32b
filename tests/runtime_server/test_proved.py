"""What of a body is read straight, and where JSON Schema is asked: type by type."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Any, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field, RootModel, TypeAdapter, ValidationError
from typing_extensions import TypedDict

from generator.runtime.ground.adapters import BY_WIRE
from generator.runtime.server.app.proof import proof_of
from generator.runtime.server.schemas.document import Document
from generator.runtime.wire.numbers import JsonNumber

PLACE = "/components/schemas/Body"


class Asked(Document):
    """A document that notes which of its schemas are asked."""

    def __init__(self, source: dict[str, Any]) -> None:
        super().__init__(source)
        self.asked: list[str] = []

    def validator(self, pointer: str) -> Any:
        self.asked.append(pointer)
        return super().validator(pointer)


class Point(BaseModel):
    x: int
    y: str | None = None
    long_name: str = Field("", alias="longName")


class Open(BaseModel):
    model_config = ConfigDict(extra="allow")
    x: int = 0


class Own(BaseModel):
    """What its own way to be made does with its members nobody knows."""

    x: int = 0

    def __init__(self, **members: Any) -> None:
        super().__init__(**members)


class One(BaseModel):
    x: int


class Pair(BaseModel):
    a: Point
    b: Point


class Tree(BaseModel):
    n: int = 0
    kids: list[Tree] = []


INTEGER, TEXT = {"type": "integer"}, {"type": "string"}
POINT = {
    "type": "object", "required": ["x"],
    "properties": {"x": INTEGER, "y": {"type": ["string", "null"]}, "longName": TEXT},
}  # fmt: skip
WORDS = {"type": "string", "enum": ["a", "b"]}


def proved(kind: Any, member: Any, required: bool = False, **more: Any) -> tuple[Any, list[str]]:
    """The proof of a body with one member, and the places below it that are asked."""
    body = {
        "type": "object",
        "properties": {"m": member},
        **({"required": ["m"]} if required else {}),
    }
    document = Asked({"components": {"schemas": {"Body": {**body, **more}, "Point": POINT}}})
    core = TypeAdapter[Any](TypedDict("Body", {"m": kind}, total=False)).core_schema  # type: ignore[operator]
    proof = proof_of(document, PLACE, core)
    return proof, [place.removeprefix(PLACE) for place in document.asked]


@pytest.mark.parametrize(
    ("kind", "member", "asked", "taken", "left"),
    [
        (int, INTEGER, 0, [0, -5, 2**60], [5.5, "5", True, None, [5]]),
        (int, {"type": "integer", "minimum": 1, "exclusiveMaximum": 4}, 0, [1, 3], [0, 4]),
        (int, {"type": "integer", "exclusiveMinimum": 1, "maximum": 4}, 0, [2, 4], [1, 5]),
        (int, {"type": "integer", "minimum": 2**53}, 0, [2**53], [2**53 - 1]),
        (int, {"type": "integer", "minimum": 2**53 + 1}, 1, [2**53 + 1], [2**53]),
        (int, {"type": "integer", "minimum": 0.5}, 1, [1], [0]),
        (int, {"type": "integer", "multipleOf": 2}, 1, [4], [3]),
        (int, True, 1, [4], ["x"]),
        (int, False, 1, [], [4]),
        (int, {"type": "integer", "x-own": 1, "title": "t", "description": "d"}, 0, [1], ["1"]),
        (str, TEXT, 0, ["", "ä"], [5, None]),
        (str, {"type": "string", "minLength": 1, "maxLength": 2}, 0, ["a", "ab"], ["", "abc"]),
        (str, {"type": "string", "pattern": "^a"}, 1, ["ab"], ["b"]),
        (str, {"type": "string", "format": "uuid"}, 1, [], ["b"]),
        (bool, {"type": "boolean"}, 0, [True, False], [1, "true", None]),
        (bool, {"type": "boolean", "const": True}, 1, [True], [False]),
        (JsonNumber, {"type": "number"}, 0, [5, 5.5, -1e3], ["5", None, True]),
        (JsonNumber, {"type": "number", "minimum": 1, "maximum": 2}, 0, [1, 1.5, 2], [0.9, 3]),
        (float, {"type": "number"}, 1, [5.5], ["5"]),
        (int | str, {"type": "number"}, 1, [5], [None, []]),
        (str | None, {"type": ["string", "null"]}, 0, ["a", None], [5]),
        (str | None, TEXT, 0, ["a"], [None, 5]),
        (str | None, {"type": ["string", "integer"]}, 1, ["a"], [5.5]),
        (Literal["a", "b"], WORDS, 0, ["a", "b"], ["c", 5, None]),
        (Literal["a", "b"], {"enum": ["a"]}, 0, ["a"], ["b"]),
        (Literal["a", "b"] | str, WORDS, 0, ["a", "b"], ["c", 5]),
        (Literal["a"], WORDS, 1, ["a"], ["b", "c"]),
        (Literal["a", "b"], {**WORDS, "maxLength": 1}, 1, ["a"], ["c"]),
        (Literal["a", 1], {"enum": ["a", 1]}, 1, ["a"], ["c"]),
        (datetime, {"type": "string", "format": "date-time"}, 0, ["2026-01-02T03:04:05Z"],
         ["2026-01-02", "2026-13-02T03:04:05Z", 5]),
        (date, {"type": "string", "format": "date"}, 1, ["2026-01-02"], ["x", 5]),
        (list[int], {"type": "array", "items": INTEGER}, 0, [[], [1, 2]], [["x"], 5, None]),
        (list[int], {"type": "array", "items": INTEGER, "minItems": 1, "maxItems": 2}, 0, [[1], [1, 2]],
         [[], [1, 2, 3]]),
        (list[int], {"type": "array", "items": INTEGER, "uniqueItems": True}, 1, [[1]], [[1, 1]]),
        (list[int], {"type": "array"}, 1, [[1]], [5]),
        (list[str], {"type": "array", "items": {"type": "string", "pattern": "^a"}}, 1, [["a"]], [["b"]]),
        (list[list[int]], {"type": "array", "items": {"type": "array", "items": INTEGER}}, 0, [[[1]], [[]]],
         [[1]]),
        (Point, POINT, 0, [{"x": 1}, {"x": 1, "y": None, "longName": "z"}],
         [{}, {"x": "1"}, {"x": 1, "longName": 5}, {"x": 1, "more": 1}]),
        (Point, {"$ref": "#/components/schemas/Point"}, 0, [{"x": 1}], [{}]),
        (Point, {"$ref": "#/components/schemas/Point", "minProperties": 2}, 1, [{"x": 1, "y": "a"}],
         [{"x": 1}]),
        (Point, {**POINT, "additionalProperties": False}, 0, [{"x": 1}], [{"x": 1, "more": 1}]),
        (Point, {**POINT, "minProperties": 1}, 1, [{"x": 1}], [{}]),
        (Point, {"type": "object", "properties": {"x": INTEGER}}, 1, [{"x": 1}], [{"x": "1"}]),
        (Open, {"type": "object", "properties": {"x": INTEGER}}, 0, [{"x": 1}, {}], [{"x": "1"}]),
        (Own, {"type": "object", "properties": {"x": INTEGER}}, 1, [{"x": 1}], [{"x": "1"}]),
        (RootModel[Point], POINT, 1, [{"x": 1}], [{}]),
        (One, {"type": "object", "properties": {"x": INTEGER}}, 0, [{"x": 1}], [{"x": "1"}, {}]),
        (Pair, {"type": "object", "properties": {"a": POINT, "b": POINT}}, 0,
         [{"a": {"x": 1}, "b": {"x": 2}}], [{"a": {"x": 1}, "b": {}}]),
        (list[Point], {"type": "array", "items": POINT}, 0, [[{"x": 1}]], [[{}]]),
        (dict[str, int], {"type": "object", "additionalProperties": INTEGER}, 1, [{"a": 1}], [{"a": "x"}]),
        (Any, {}, 1, [5, None], []),
    ],
)  # fmt: skip
def test_what_is_read_without_asking(
    kind: Any, member: Any, asked: int, taken: list[Any], left: list[Any]
) -> None:
    proof, places = proved(kind, member)
    assert proof is not None
    assert len(places) == asked
    for value in [*taken, *left]:
        data = json.dumps({"m": value}).encode()
        try:
            found = proof.validator.validate_json(data, **BY_WIRE)
        except ValidationError:
            assert repr(value) not in map(repr, taken)
        else:
            assert repr(value) in map(repr, taken)
            assert proof.weigh(found) <= data.count(b":")


def test_the_colons_of_a_body_are_counted() -> None:
    """One for each member, whatever it holds; two more in a moment: so that no name stands twice."""
    for kind, member, value, colons in (
        (int, INTEGER, 1, 1),
        (Point, POINT, {"x": 1, "y": "a"}, 3),
        (list[Point], {"type": "array", "items": POINT}, [{"x": 1}, {"x": 1, "y": None}], 4),
        (list[list[Point]], {"type": "array", "items": {"type": "array", "items": POINT}}, [[{"x": 1}]], 2),
        (datetime, {"type": "string", "format": "date-time"}, "2026-01-02T03:04:05Z", 3),
        (list[datetime], {"type": "array", "items": {"type": "string", "format": "date-time"}},
         ["2026-01-02T03:04:05Z"] * 2, 5),
        (Pair, {"type": "object", "properties": {"a": POINT, "b": POINT}},
         {"a": {"x": 1}, "b": {"x": 1, "y": None}}, 6),
        (Point | None, {**POINT, "type": ["object", "null"]}, None, 1),
        (Point | None, {**POINT, "type": ["object", "null"]}, {"x": 1}, 2),
    ):  # fmt: skip
        proof, _ = proved(kind, member)
        found = proof.validator.validate_json(json.dumps({"m": value}).encode(), **BY_WIRE)
        assert proof.weigh(found) == colons
    assert proof.weigh({}) == 0


@pytest.mark.parametrize(
    ("more", "required", "body", "taken"),
    [
        ({}, False, {}, True),
        ({}, True, {}, False),
        ({}, False, {"m": 1, "other": 2}, False),
        ({"additionalProperties": True}, False, {"m": 1}, True),
    ],
)
def test_a_whole_body(more: Any, required: bool, body: Any, taken: bool) -> None:
    proof, _ = proved(int, INTEGER, required, **more)
    if taken:
        assert proof.validator.validate_json(json.dumps(body).encode(), **BY_WIRE) == body
    else:
        with pytest.raises(ValidationError):
            proof.validator.validate_json(json.dumps(body).encode(), **BY_WIRE)


@pytest.mark.parametrize(
    "more", [{"minProperties": 1}, {"not": {}}, {"type": ["object", "string"]}]
)
def test_a_body_of_which_more_is_said_has_no_proof(more: Any) -> None:
    assert proved(int, INTEGER, **more)[0] is None


def test_an_argument_that_other_bodies_have_is_no_member_of_this_one() -> None:
    document = Document({"components": {"schemas": {"Body": {
        "type": "object", "properties": {"m": INTEGER}}}}})  # fmt: skip
    kind: Any = TypedDict("kind", {"m": int, "other": str}, total=False)
    proof = proof_of(document, PLACE, TypeAdapter[Any](kind).core_schema)
    assert proof is not None
    assert proof.validator.validate_json(b'{"m":1}', **BY_WIRE) == {"m": 1}
    with pytest.raises(ValidationError):
        proof.validator.validate_json(b'{"m":1,"other":"x"}', **BY_WIRE)


def test_types_within_themselves_are_read_straight_or_asked() -> None:
    tree = {"type": "object", "properties": {"n": INTEGER, "kids": {
        "type": "array", "items": {"$ref": "#/components/schemas/Body/properties/m"}}}}  # fmt: skip
    proof, _ = proved(Tree, tree)
    if proof is not None:
        good, bad = {"m": {"n": 1, "kids": [{"n": 2}]}}, {"m": {"kids": [{"kids": [{"n": "x"}]}]}}
        proof.validator.validate_json(json.dumps(good).encode(), **BY_WIRE)
        with pytest.raises(ValidationError):
            proof.validator.validate_json(json.dumps(bad).encode(), **BY_WIRE)
