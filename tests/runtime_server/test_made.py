"""What values are made of: schemas joined, numbers within bounds, texts of a length."""

from __future__ import annotations

import re
from random import Random
from typing import Any

import pytest

from generator.runtime.server.schemas.document import Document, DocumentError
from generator.runtime.server.schemas.generate import Generator
from generator.runtime.server.schemas.merge import Unsatisfiable, both, discriminated
from generator.runtime.server.schemas.numeric import number_for
from generator.runtime.server.schemas.strings import text_for


def made(schema: Any, seed: int = 0, variant: int = 0, **defs: Any) -> Any:
    return Generator(Document({"schema": schema, "defs": defs}), seed).value("/schema", variant)


@pytest.mark.parametrize(
    ("one", "two", "joined"),
    [
        ({"a": 1}, {"b": 2}, {"a": 1, "b": 2}),
        ({"title": "one"}, {"title": "two"}, {"title": "one"}),
        ({"minimum": 1, "maxLength": 9}, {"minimum": 2, "maxLength": 8},
         {"minimum": 2, "maxLength": 8}),
        ({"minimum": 2, "maxLength": 8}, {"minimum": 1, "maxLength": 9},
         {"minimum": 2, "maxLength": 8}),
        *[({name: 3}, {name: 5}, {name: 5}) for name in
          ("exclusiveMinimum", "minLength", "minItems", "minProperties", "minContains")],
        *[({name: 3}, {name: 5}, {name: 3}) for name in
          ("maximum", "exclusiveMaximum", "maxItems", "maxProperties")],
        ({"required": ["a", "b"]}, {"required": ["b", "c"]}, {"required": ["a", "b", "c"]}),
        ({"enum": [1, 2, 3]}, {"enum": [3, 2, 7]}, {"enum": [2, 3]}),
        ({"type": "string"}, {"type": ["null", "string"]}, {"type": ["string"]}),
        ({"type": ["null", "string"]}, {"type": "null"}, {"type": ["null"]}),
        ({"type": "integer"}, {"type": "number"}, {"type": ["integer"]}),
        ({"type": "number"}, {"type": ["integer", "null"]}, {"type": ["integer"]}),
        ({"type": ["integer", "number"]}, {"type": "integer"}, {"type": ["integer"]}),
        ({"type": "number"}, {"type": "number"}, {"type": ["number"]}),
        ({"type": "string"}, {"type": "integer"}, {"type": []}),
        ({"type": ["null", "string"]}, {"type": ["string", "null"]}, {"type": ["null", "string"]}),
        ({"items": {"minimum": 1}}, {"items": {"maximum": 2}},
         {"items": {"allOf": [{"minimum": 1}, {"maximum": 2}]}}),
        ({"items": False}, {"items": {}}, {"items": False}),
        ({"items": {}}, {"items": False}, {"items": False}),
        ({"additionalProperties": True}, {"additionalProperties": False},
         {"additionalProperties": False}),
        ({"propertyNames": {"pattern": "a"}}, {"propertyNames": {"pattern": "b"}},
         {"propertyNames": {"allOf": [{"pattern": "a"}, {"pattern": "b"}]}}),
        ({"properties": {"a": {"minimum": 1}, "b": True}},
         {"properties": {"c": False, "a": {"maximum": 2}}},
         {"properties": {"a": {"allOf": [{"minimum": 1}, {"maximum": 2}]}, "b": True, "c": False}}),
    ],
)  # fmt: skip
def test_both_of_two_schemas_are_asked_for(
    one: dict[str, Any], two: dict[str, Any], joined: dict[str, Any]
) -> None:
    before = repr((one, two))
    assert both(one, two) == joined
    assert list(both(one, two)) == list(joined)
    assert repr((one, two)) == before


def test_what_holds_itself_is_made_as_small_as_it_can_be() -> None:
    node = {"oneOf": [{"$ref": "#/defs/Tree"}, {"type": "string"}]}
    left = {"left": {"$ref": "#/defs/Node"}}
    tree = {"type": "object", "required": ["left"], "properties": left}
    found = made({"$ref": "#/defs/Node"}, Node=node, Tree=tree)
    assert isinstance(found["left"], str)
    assert len(made({"type": "array", "items": {"type": "integer"}, "maxItems": 5})) == 1


@pytest.mark.parametrize(
    ("discriminator", "ref", "word"),
    [
        ({"propertyName": "k"}, "#/components/schemas/Cat", "Cat"),
        ({"propertyName": "k", "mapping": {"c": "#/components/schemas/Cat"}},
         "#/components/schemas/Cat", "c"),
        ({"propertyName": "k", "mapping": {"d": "Dog", "c": "Cat"}},
         "#/components/schemas/Cat", "c"),
        ({"propertyName": "k", "mapping": {"d": "Dog"}}, "#/components/schemas/Cat", "Cat"),
        ({"propertyName": "k"}, None, None),
        (None, "#/components/schemas/Cat", None),
    ],
)  # fmt: skip
def test_the_chosen_branch_says_its_name(discriminator: Any, ref: Any, word: str | None) -> None:
    said = {"properties": {"k": {"const": word}}, "required": ["k"]} if word else {}
    assert discriminated(discriminator, ref) == said


@pytest.mark.parametrize(
    ("flat", "all_of"),
    [
        ({"minimum": 1, "maximum": 3}, {1, 2, 3}),
        ({"exclusiveMinimum": 1, "exclusiveMaximum": 4}, {2, 3}),
        ({"exclusiveMinimum": 1, "exclusiveMaximum": 3}, {2}),
        ({"minimum": 7, "maximum": 7}, {7}),
        ({"minimum": -2, "maximum": 0}, {-2, -1, 0}),
        ({"minimum": 5, "maximum": 20, "multipleOf": 5}, {5, 10, 15, 20}),
        ({"minimum": 6, "maximum": 19, "multipleOf": 5}, {10, 15}),
        ({"minimum": 0.5, "maximum": 2.5}, {1, 2}),
        ({"minimum": 1, "maximum": 3, "multipleOf": 0.5}, {1, 2, 3}),
        ({"minimum": 1, "maximum": 9, "multipleOf": 0.3}, {3, 6, 9}),
        ({"minimum": 1, "maximum": 14, "multipleOf": 2.5}, {5, 10}),
        ({"minimum": 1, "maximum": 9, "multipleOf": 1e-9}, set(range(1, 10))),
    ],
)  # fmt: skip
def test_each_whole_number_that_fits_is_made_and_no_other(
    flat: dict[str, Any], all_of: set[int]
) -> None:
    numbers = [number_for(flat, True, Random(seed)) for seed in range(80)]
    assert set(numbers) == all_of
    assert {type(number) for number in numbers} == {int}


@pytest.mark.parametrize(
    ("flat", "low", "high"),
    [
        ({}, 1, 101),
        ({"minimum": 5}, 5, 105),
        ({"maximum": -5}, -15, -5),
        ({"maximum": 500}, 1, 500),
        ({"maximum": 3}, -7, 3),
        ({"exclusiveMinimum": 5}, 5, 105),
        ({"exclusiveMaximum": -5}, -15, -5),
        ({"minimum": 0, "maximum": 0.002}, 0, 0.002),
    ],
)
def test_a_number_is_near_the_one_bound_that_is_stated(
    flat: dict[str, Any], low: float, high: float
) -> None:
    """Prices and counts look like some: above nothing, and not of ten digits."""
    for whole in (False, True) if high >= 1 or high < 0 else (False,):
        found = {number_for(flat, whole, Random(seed)) for seed in range(60)}
        assert low <= min(found)
        assert max(found) <= high
        assert len(found) > 5 or high < 1


@pytest.mark.parametrize(
    ("flat", "whole"),
    [
        ({"minimum": 2, "maximum": 1}, False),
        ({"minimum": 2, "maximum": 1}, True),
        ({"minimum": 1, "exclusiveMaximum": 1}, False),
        ({"exclusiveMinimum": 1, "exclusiveMaximum": 2}, True),
        ({"minimum": 1, "maximum": 4, "multipleOf": 5}, True),
    ],
)
def test_no_number_is_made_where_none_fits(flat: dict[str, Any], whole: bool) -> None:
    with pytest.raises(Unsatisfiable):
        number_for(flat, whole, Random(0))


def test_a_number_between_exclusive_bounds_is_between_them() -> None:
    for low, high in ((0, 0.001), (5.001, 5.002), (-5.002, -5.001), (-0.001, 0.001)):
        flat = {"exclusiveMinimum": low, "exclusiveMaximum": high}
        assert all(low < number_for(flat, False, Random(seed)) < high for seed in range(20))
    assert number_for({"minimum": 0.1, "maximum": 0.1}, False, Random(0)) == 0.1


@pytest.mark.parametrize(
    ("schema", "name", "pattern"),
    [
        ({}, "city", r"city(-[0-9]{1,4})?"),
        ({}, "", r"text(-[0-9]{1,4})?"),
        ({"maxLength": 3}, "city", "cit"),
        ({"minLength": 8, "maxLength": 8}, "city", r"city-.{3}"),
        ({"minLength": 12}, "city", r"city(-[0-9]{1,4})?(-city)+"),
        ({"maxLength": 0}, "city", ""),
        ({"pattern": "^a+$", "minLength": 9, "maxLength": 13}, "", "a{9,13}"),
        ({"pattern": "^a*$", "maxLength": 0}, "", ""),
        ({"pattern": "b", "minLength": 4}, "", "bxxx"),
        ({"pattern": "b", "minLength": 4, "maxLength": 4}, "", "bxxx"),
        ({"pattern": "^b(?=x)"}, "", "b"),
        ({"pattern": r"(a)\1", "minLength": 3}, "", "xxx"),
        ({"pattern": "^a{300}$", "minLength": 300}, "", "a{300}"),
        ({"pattern": "^a{2,}$", "minLength": 40}, "", "a{40,}"),
        ({"pattern": "^[ab]$", "format": "date"}, "", "[ab]"),
        ({"format": "none such"}, "city", r"city(-[0-9]{1,4})?"),
        ({"format": "hostname"}, "", r"shop\.example\.com"),
        ({"format": "idn-hostname"}, "", r"shop\.example\.com"),
        ({"format": "uri-template"}, "", r"/items/\{id\}"),
        ({"format": "regex"}, "", r"\^\[a-z\]\+\$"),
        ({"format": "json-pointer"}, "", "/items/0"),
        ({"format": "relative-json-pointer"}, "", "1/items"),
        ({"format": "byte"}, "", "c2FtcGxl"),
    ],
)  # fmt: skip
def test_texts_have_the_length_and_form_that_is_asked_for(
    schema: dict[str, Any], name: str, pattern: str
) -> None:
    for seed in range(12):
        text = text_for(schema, name, Random(seed))
        assert re.fullmatch(pattern, text), text


@pytest.mark.parametrize(
    ("wire", "pattern"),
    [
        ("d.m.Y", r"\d\d\.\d\d\.2026"),
        ({"date": "d.m.Y"}, r"\d\d\.\d\d\.2026"),
        ({"date-time": "U"}, r"2026-\d\d-\d\d"),
        ({}, r"2026-\d\d-\d\d"),
        (None, r"2026-\d\d-\d\d"),
        ("Y-m-d H:i:s", r"2026-\d\d-\d\d \d\d:\d\d:\d\d"),
        ("Y-m-d H:i:sP", r"2026-\d\d-\d\d \d\d:\d\d:\d\d\+00:00"),
        ("U", r"17\d{8}"),
        ("H:i", r"\d\d:\d\d"),
    ],
)
def test_dates_are_made_as_the_vendor_writes_them(wire: Any, pattern: str) -> None:
    for seed in range(5):
        assert re.fullmatch(pattern, text_for({"format": "date"}, "", Random(seed), wire))


MONEY = {"type": "object", "required": ["a"], "properties": {"a": {"const": 1}, "b": {"const": 2}}}
DEEP = {
    "type": "object",
    "required": ["n"],
    "properties": {"n": {"const": 1}, "next": {"$ref": "#/defs/Deep"}},
}


@pytest.mark.parametrize(
    ("schema", "value"),
    [
        (MONEY, {"a": 1, "b": 2}),
        ({"type": "object", "properties": {"a": {"const": 1}}, "required": ["b"],
          "additionalProperties": {"const": 3}}, {"a": 1, "b": 3}),
        ({"type": "object", "additionalProperties": {"const": 3}}, {"key1": 3}),
        ({"type": "object", "additionalProperties": {"const": 3}, "maxProperties": 0}, {}),
        ({"type": "object"}, {}),
        ({"type": "object", "additionalProperties": True}, {}),
        ({"type": "object", "properties": {"a": {"const": 1}}, "additionalProperties": {"const": 3}},
         {"a": 1}),
        ({"type": "object", "additionalProperties": {"const": 3}, "minProperties": 3},
         {"key1": 3, "key2": 3, "key3": 3}),
        ({"type": "object", "additionalProperties": {"const": 3}, "minProperties": 1,
          "propertyNames": {"const": "k"}}, {"k": 3}),
        ({"type": "object", "properties": {"a": {"const": 1}, "b": {"const": 2}, "c": {"const": 3}},
          "required": ["c"], "maxProperties": 2}, {"a": 1, "c": 3}),
        ({"type": "object", "properties": {"a": {"const": 1}, "b": {"const": 2}, "c": {"const": 3}},
          "maxProperties": 2}, {"a": 1, "b": 2}),
        ({"type": "object", "properties": {"a": {"const": 1}, "b": {"const": 2}},
          "dependentRequired": {"a": ["b"]}}, {"b": 2}),
        ({"type": "object", "properties": {"a": {"const": 1}, "b": {"const": 2}},
          "required": ["a"], "dependentRequired": {"a": ["c"]},
          "additionalProperties": {"const": 3}}, {"a": 1, "b": 2, "c": 3}),
        ({"type": "object", "properties": {"a": {"const": 1}, "b": {"const": 2}},
          "dependentSchemas": {"a": {"required": ["c"]}}}, {"b": 2}),
        ({"type": "object", "properties": {"a": {"const": 1}, "b": False}}, {"a": 1}),
        ({"type": "object", "properties": {"a": {"const": 1},
                                           "b": {"const": 2, "writeOnly": True}}}, {"a": 1}),
        ({"type": "array", "items": {"const": 1}}, [1]),
        ({"type": "array", "items": {"const": 1}, "minItems": 3}, [1, 1, 1]),
        ({"type": "array", "items": {"const": 1}, "maxItems": 0}, []),
        ({"type": "array", "items": {"enum": [1, 2]}, "contains": {"const": 2}}, [2]),
        ({"type": "array", "contains": {"const": 2}, "minContains": 2}, [2, 2]),
        ({"type": "array", "items": {"const": 1}, "contains": {"const": 1}, "minItems": 3},
         [1, 1, 1]),
        ({"prefixItems": [{"const": 1}, {"const": 2}], "items": {"const": 3}, "minItems": 4},
         [1, 2, 3, 3]),
        ({"prefixItems": [{"const": 1}, {"const": 2}], "maxItems": 1}, [1]),
        ({"type": "array", "items": False}, []),
        ({"type": "array", "items": {"const": 1}, "uniqueItems": True, "minItems": 1}, [1]),
        ({"anyOf": [{"type": "null"}, {"const": 1}]}, 1),
        ({"oneOf": [False, {"const": 1}]}, 1),
        ({"type": ["null", "string"], "maxLength": 0}, ""),
        ({"type": ["null"]}, None),
        ({"type": "null"}, None),
        ({"enum": [4, 5]}, 4),
        ({"enum": [4, 5], "example": 5}, 5),
        ({"type": "string", "examples": ["x", "y"]}, "x"),
        ({"type": "string", "examples": [], "maxLength": 0}, ""),
        ({"type": "integer", "default": 6, "example": 7}, 7),
        ({"type": "string", "example": 7, "maxLength": 0}, ""),
        ({"$ref": "#/defs/Deep"}, {"n": 1, "next": {"n": 1, "next": {"n": 1}}}),
        ({"allOf": [{"properties": {"a": {"minimum": 2}}}, {"required": ["a"], "properties": {
            "a": {"maximum": 2, "type": "integer"}}}]}, {"a": 2}),
        ({"required": ["a"], "properties": {"a": {"const": 1}}}, {"a": 1}),
        ({"items": {"const": 1}}, [1]),
        ({"minItems": 1, "contains": {"const": 1}}, [1]),
        ({"minimum": 4, "maximum": 4, "type": ["integer", "null"]}, 4),
        ({"maxLength": 0}, ""),
        ({"exclusiveMinimum": 0, "exclusiveMaximum": 2, "multipleOf": 1}, 1),
    ],
)  # fmt: skip
def test_the_first_value_of_a_schema(schema: dict[str, Any], value: Any) -> None:
    """Full, with examples, the first of what may be chosen; what was not asked for is left out."""
    found = made(schema, Deep=DEEP)
    assert found == value
    assert type(found) is type(value)
    assert list(found) == list(value) if isinstance(value, dict) else True


def test_a_schema_within_itself_is_filled_in_three_deep_and_no_more() -> None:
    tree = {
        "type": "object",
        "required": ["kids"],
        "properties": {"kids": {"type": "array", "items": {"$ref": "#/defs/Tree"}}},
    }
    assert made({"$ref": "#/defs/Tree"}, Tree=tree) == {"kids": [{"kids": [{"kids": []}]}]}
    endless = {"type": "object", "required": ["n"], "properties": {"n": {"$ref": "#/defs/Deep"}}}
    with pytest.raises(DocumentError, match="#/schema"):
        made({"$ref": "#/defs/Deep"}, Deep=endless)
    with pytest.raises(DocumentError):
        made({"$ref": "#/defs/Deep"}, Deep={"allOf": [{"$ref": "#/defs/Deep"}]})


@pytest.mark.parametrize("kind", ["integer", "number"])
def test_moments_that_are_counted_are_numbers(kind: str) -> None:
    found = made({"type": kind, "x-wire": "U"})
    assert type(found) is (int if kind == "integer" else float)
    assert 1767323045 <= found < 1767323045 + 30_000_001


def test_a_wide_schema_makes_some_hundred_values_and_no_more() -> None:
    wide: dict[str, Any] = {"const": {}}
    for _ in range(3):
        wide = {"properties": {f"m{n}": wide for n in range(20)}}

    def count(value: Any) -> int:
        return 1 + sum(map(count, value.values()))

    assert 100 < count(made(wide)) < 1000


def test_another_number_makes_another_value_and_the_same_number_the_same() -> None:
    schema = {"type": "integer", "minimum": 1, "maximum": 1000}
    values = [made(schema, variant=variant) for variant in range(20)]
    assert len(set(values)) > 15
    assert values == [made(schema, variant=variant) for variant in range(20)]
    assert made({**schema, "example": 7}) == 7
    assert {made({**schema, "example": 7}, variant=n) for n in range(1, 9)} != {7}


def test_seeds_choose_each_branch_and_each_member_of_an_enum_at_last() -> None:
    """The first tries are plain; what they cannot meet is met by other choices."""
    schema = {"oneOf": [{"const": 1}, {"const": 2}, {"const": 3}], "not": {"enum": [1, 2]}}
    assert made(schema) == 3
    assert made({"enum": ["a", "b", "c"], "not": {"enum": ["a", "b"]}}) == "c"
    assert made({"type": ["string", "null"], "not": {"type": "string"}}) is None
    assert made({"type": "boolean", "not": {"const": False}}) is True
    assert made({"type": "boolean", "not": {"const": True}}) is False


@pytest.mark.parametrize("kind", ["a", "b"])
def test_what_a_condition_asks_for_is_there(kind: str) -> None:
    schema: dict[str, Any] = {
        "type": "object",
        "properties": {"kind": {"const": kind}},
        "required": ["kind"],
        "if": {"properties": {"kind": {"const": "a"}}},
        "then": {"required": ["x"], "properties": {"x": {"const": 1}}},
        "else": {"required": ["y"], "properties": {"y": {"const": 2}}},
    }
    wanted = {"x": 1} if kind == "a" else {"y": 2}
    for seed in range(4):
        assert made(schema, seed) == {"kind": kind, **wanted}
