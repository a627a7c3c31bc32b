"""Which values fit a schema (JSON Schema 2020-12), a row for each word."""

from __future__ import annotations

from typing import Any

import pytest

from generator.understand.forms import Forms
from generator.understand.values import is_multiple
from tests.support import document, loaded, ref

STRING, INTEGER = {"type": "string"}, {"type": "integer"}


def _fits(schema: Any, **more: Any) -> Any:
    known = Forms(loaded(document({}, {"It": schema, **more})))
    key = known.key(["#/components/schemas/It"])
    return lambda value: known.fits(key, value)


@pytest.mark.parametrize(
    ("schema", "fit", "others"),
    [
        ({}, [None, True, 1, 1.5, "a", [], {}], []),
        ({"type": "null"}, [None], [0, False, ""]),
        ({"type": "boolean"}, [True, False], [0, 1, None]),
        (INTEGER, [1, 1.0, -3], [1.5, True, "1"]),
        ({"type": "number"}, [1, 1.5], [True, "1"]),
        (STRING, ["", "a"], [1, None]),
        ({"type": "array"}, [[], [1]], [{}, "a"]),
        ({"type": "object"}, [{}, {"a": 1}], [[], "a"]),
        ({"type": ["integer", "null"]}, [1, None], [1.5, "a"]),
        ({"enum": [1, "a", [1], {"a": 1}, None]}, [1, 1.0, "a", [1], [1.0], {"a": 1}, None], [True, 2, [2], {}, {"a": 2}]),
        ({"const": True}, [True], [1, "true"]),
        ({"const": 1, "enum": [1, 2]}, [1], [2]),
        ({"type": "string", "enum": [1, "a"]}, ["a"], [1]),
        # Numbers.
        ({"minimum": 1, "maximum": 3}, [1, 2.5, 3, "x"], [0.9, 3.1]),
        ({"exclusiveMinimum": 1, "exclusiveMaximum": 3}, [1.1, 2.9], [1, 3]),
        ({"multipleOf": 2}, [0, 4, -2, 4.0], [3, 2.5]),
        ({"multipleOf": 0.1}, [0.3, 1.1, 2, 0.7], [0.35, 0.05]),
        ({"multipleOf": 0.01}, [19.99, 4.35, 1.1], [0.001]),
        # Texts.
        ({"minLength": 1, "maxLength": 2}, ["a", "ab", "\U0001f600\U0001f600", 5], ["", "abc"]),
        ({"pattern": "^a"}, ["a", "ab", 5], ["ba", ""]),
        ({"pattern": "b"}, ["abc"], ["ac"]),
        # Arrays.
        ({"items": INTEGER}, [[], [1], "x"], [["a"], [1, "a"]]),
        ({"prefixItems": [STRING, INTEGER]}, [[], ["a"], ["a", 1], ["a", 1, None]], [[1], ["a", "b"]]),
        ({"prefixItems": [STRING], "items": INTEGER}, [["a"], ["a", 1]], [["a", "b"], [1]]),
        ({"prefixItems": [STRING], "items": False}, [[], ["a"]], [["a", 1]]),
        ({"minItems": 1, "maxItems": 2}, [[1], [1, 2]], [[], [1, 2, 3]]),
        ({"uniqueItems": True}, [[], [1, True], [1, "1"], [[1], [2]]], [[1, 1], [1, 1.0], [{"a": 1}, {"a": 1}]]),
        ({"uniqueItems": False}, [[1, 1]], []),
        # Objects.
        ({"properties": {"a": INTEGER}}, [{}, {"a": 1}, {"b": "x"}, []], [{"a": "x"}]),
        ({"required": ["a"]}, [{"a": None}, "x"], [{}, {"b": 1}]),
        ({"additionalProperties": INTEGER, "properties": {"a": STRING}}, [{"a": "x"}, {"b": 1}], [{"b": "x"}]),
        ({"additionalProperties": False, "patternProperties": {"^x": INTEGER}}, [{}, {"xa": 1}], [{"a": 1}, {"xa": "b"}]),
        ({"patternProperties": {"a": INTEGER}, "properties": {"ba": {"minimum": 3}}}, [{"ba": 3}, {"c": "x"}], [{"ba": 1}, {"ba": "x"}]),
        ({"propertyNames": {"maxLength": 1}}, [{}, {"a": 1}], [{"ab": 1}]),
        ({"minProperties": 1, "maxProperties": 2}, [{"a": 1}], [{}, {"a": 1, "b": 1, "c": 1}]),
        ({"dependentRequired": {"a": ["b"]}}, [{}, {"b": 1}, {"a": 1, "b": 1}], [{"a": 1}]),
        ({"allOf": [{"properties": {"a": {}}}], "unevaluatedProperties": False}, [{"a": 1}], [{"b": 1}]),
        ({"allOf": [{"properties": {"a": {}}}], "additionalProperties": False}, [{}], [{"a": 1}, {"b": 1}]),
        ({"patternProperties": {"^x": {}}, "unevaluatedProperties": INTEGER}, [{"xa": "b"}, {"a": 1}], [{"a": "b"}]),
        # Several schemas.
        ({"allOf": [INTEGER, {"minimum": 3}]}, [3], [2, 3.5, "a"]),
        ({"allOf": [{"minimum": 1}, {"minimum": 3}, {"maximum": 9}, {"maximum": 5}]}, [3, 5], [2, 6]),
        ({"allOf": [{"enum": [1, 2]}, {"enum": [2, 3]}]}, [2], [1, 3]),
        ({"anyOf": [INTEGER, STRING]}, [1, "a"], [None]),
        ({"oneOf": [{"minimum": 1}, {"maximum": 3}]}, [0, 4], [1, 2, 3]),
        ({"anyOf": [{"minimum": 1}, {"maximum": 3}]}, [0, 2, 4], []),
        ({"not": STRING}, [1, None], ["a"]),
        ({"type": "string", "not": {"enum": ["a"]}}, ["b"], ["a", 1]),
        ({**ref("Short"), "minLength": 1}, ["a"], ["", "abcd"]),
        ({"allOf": [ref("Short")], "type": "string"}, ["abc"], ["abcd", 1]),
        (True, [1], []),
        (False, [], [1, None, {}]),
        ({"properties": {"a": False}}, [{}], [{"a": 1}]),
        ({"items": ref("It")}, [[], [[[]]], 5], []),
        ({"type": "array", "items": ref("It")}, [[], [[], [[]]]], [[5], [[5]], 5]),
    ],
)  # fmt: skip
def test_what_fits(schema: Any, fit: list[Any], others: list[Any]) -> None:
    fits = _fits(schema, Short={"maxLength": 3})
    assert [value for value in fit if not fits(value)] == []
    assert [value for value in others if fits(value)] == []


@pytest.mark.parametrize(
    ("schema", "lost"),
    [
        ({"minimum": 1, "allOf": [STRING], "anyOf": [INTEGER, STRING], "not": STRING}, []),
        ({"if": STRING}, ["if"]), ({"contains": STRING}, ["contains"]),
        ({"dependentSchemas": {"a": STRING}}, ["dependentSchemas"]),
        ({"unevaluatedProperties": False}, []),
        ({"unevaluatedProperties": False, "anyOf": [STRING, INTEGER]}, ["unevaluatedProperties"]),
        ({"unevaluatedItems": False, "oneOf": [STRING, INTEGER]}, ["unevaluatedItems"]),
        ({"unevaluatedItems": False, "contains": STRING}, ["contains", "unevaluatedItems"]),
        ({"not": {"if": STRING}}, ["not"]),
        ({"not": {"properties": {"a": {"contains": STRING}}}}, ["not"]),
        ({"allOf": [{"if": STRING}]}, ["if"]),
    ],
)  # fmt: skip
def test_what_a_form_does_not_say(schema: Any, lost: list[str]) -> None:
    known = Forms(loaded(document({}, {"It": schema})))
    key = known.key(["#/components/schemas/It"])
    assert [loss.keyword for loss in known.of(key).losses] == lost
    assert known.exact(key) is (not lost)


def test_a_verdict_is_that_of_the_value_and_not_of_one_before_it() -> None:
    """Values that are gone leave their places in memory to others."""
    fits = _fits({"items": INTEGER})
    for number in range(50):
        assert fits([number])
        assert not fits([str(number)])


@pytest.mark.parametrize(
    ("value", "step", "is_one"),
    [(4, 2, True), (5, 2, False), (5, 1, True), (0, 3, True), (0.3, 0.1, True), (0.35, 0.1, False), (1e300, 1e-9, True), (-6, 4, False), (5, 0, False), (0, 0, False)],
)  # fmt: skip
def test_multiples_as_numbers_are_written(value: float, step: float, is_one: bool) -> None:
    """Nothing is a multiple of 0, which no schema may say."""
    assert is_multiple(value, step) is is_one
