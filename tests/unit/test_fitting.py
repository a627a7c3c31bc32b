"""Values and schemas whose ways are too many for a validator: told as a validator tells it."""

from __future__ import annotations

from typing import Any

import jsonschema_rs
import pytest

from generator.check.examples import Checker
from generator.check.look import Look
from tests.support import document, loaded

TEXT, NUMBER = {"type": "string"}, {"type": "integer"}
SMALL = {"maximum": 5}
VALUES: list[Any] = [
    *(None, True, 0, 5, 7, "", "a", "abcdef", [], [1], ["a"], ["a", 1], ["a", 1, True], {}),
    *({"a": 1}, {"a": "x"}, {"a": 1, "b": 2}, {"x-a": 1}, {"x-a": "y"}, {"c": 7}, {"c": {"c": 7}}),
    *({"title": 1}, {"title": "x"}, {"title": 1, "description": {"example": 1}}),
    *({"title": 1, "description": "x"}, {"summary": "s"}, {"summary": "t"}),
]
SCHEMAS: list[Any] = [
    True,
    {},
    {"not": TEXT},
    {"not": {"required": ["a"]}},
    {"if": TEXT, "then": {"maxLength": 3}, "else": NUMBER},
    {"if": TEXT, "then": {"maxLength": 3}},
    {"if": TEXT, "else": NUMBER},
    {"if": {"required": ["a"]}, "then": {"properties": {"a": NUMBER}}, "else": {"maxProperties": 0}},
    {"allOf": [NUMBER, SMALL]},
    {"anyOf": [TEXT, {"minimum": 6}]},
    {"oneOf": [NUMBER, SMALL]},
    {"oneOf": [{"required": ["a"]}, {"required": ["b"]}]},
    {"type": "array", "items": TEXT},
    {"prefixItems": [TEXT, NUMBER]},
    {"prefixItems": [TEXT, NUMBER], "items": False},
    {"prefixItems": [TEXT], "items": NUMBER},
    {"properties": {"a": NUMBER}},
    {"properties": {"a": NUMBER}, "additionalProperties": False},
    {"properties": {"a": NUMBER}, "additionalProperties": TEXT},
    {"type": "object", "additionalProperties": SMALL},
    {"type": "object", "properties": {"a": True, "b": False}},
    {"$ref": "#/components/schemas/Number", "maximum": 5},
    {"properties": {"c": {"anyOf": [NUMBER, {"$ref": "#/components/schemas/Whole"}]}}},
    {"properties": {"title": NUMBER, "description": {"properties": {"example": TEXT}}}},
    {"properties": {"summary": {"$ref": "#/components/schemas/description"}}},
    {"const": {"title": 1, "description": "x"}},
    {"enum": [{"summary": "s"}, {"title": 1}]},
]  # fmt: skip


@pytest.mark.parametrize("schema", SCHEMAS, ids=str)
def test_the_bounded_answer_is_the_validators(schema: Any) -> None:
    schemas = {"Whole": schema, "Number": NUMBER, "description": {"const": "s"}}
    validator = jsonschema_rs.Draft202012Validator(
        {"components": {"schemas": schemas}, "$ref": "#/components/schemas/Whole"}
    )
    read = loaded(document({}, schemas, **{"x-values": VALUES}))
    checker = Checker(Look(read))
    bounded = checker._bounded
    for value in read.tree["x-values"]:
        assert bounded.fits("/components/schemas/Whole", value) == validator.is_valid(value), value
        assert checker.fits("/components/schemas/Whole", value) == validator.is_valid(value), value


def test_patterns_stay_open() -> None:
    schemas = {"Whole": {"patternProperties": {"^x-": NUMBER}, "additionalProperties": TEXT}}
    read = loaded(document({}, schemas, **{"x-values": [{"x-a": "y"}, {"b": 1}]}))
    bounded = Checker(Look(read))._bounded
    for value in read.tree["x-values"]:
        assert bounded.fits("/components/schemas/Whole", value)
