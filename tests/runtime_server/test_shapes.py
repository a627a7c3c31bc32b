"""What schemas say of values: types of text, members, kinds told apart, the way of members."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from generator.runtime.server.schemas.directions import unmissed, valid_answer
from generator.runtime.server.schemas.document import Document
from generator.runtime.server.schemas.families import asking
from generator.runtime.server.schemas.shapes import Shape
from generator.runtime.server.schemas.wire import booleans, respelt


def shape(schema: Any, words: dict[str, bool] | None = None, **defs: Any) -> Shape:
    document = Document({"schema": schema, "defs": defs})
    return Shape(document, document.at("/schema"), words)


NAMED = {"type": "object", "properties": {"n": {"type": "integer"}}}


@pytest.mark.parametrize(
    ("schema", "types"),
    [
        ({}, set()),
        (True, set()),
        ({"type": "string"}, {"string"}),
        ({"type": ["string", "null"]}, {"string", "null"}),
        ({"enum": [1, "a", None, True, 1.5, [], {}]},
         {"integer", "string", "null", "boolean", "number", "array", "object"}),
        ({"const": 0}, {"integer"}),
        ({"const": None}, {"null"}),
        ({"type": "string", "enum": [1]}, {"string"}),
        ({"anyOf": [{"type": "integer"}, {"const": "a"}]}, {"integer", "string"}),
        ({"oneOf": [{"type": "integer"}, {"allOf": [{"type": "array"}]}]}, {"integer", "array"}),
        ({"$ref": "#/defs/Named"}, {"object"}),
        ({"properties": {"n": {}}}, {"object"}),
        ({"properties": {}}, set()),
        ({"$ref": "#/defs/Loop"}, {"string"}),
    ],
)  # fmt: skip
def test_types(schema: Any, types: set[str]) -> None:
    loop = {"type": "string", "anyOf": [{"$ref": "#/defs/Loop"}]}
    assert shape(schema, Named=NAMED, Loop=loop).types == types


@pytest.mark.parametrize(
    ("schema", "names", "required", "open_"),
    [
        ({}, (), set(), True),
        (NAMED, ("n",), set(), False),
        ({**NAMED, "additionalProperties": False}, ("n",), set(), False),
        ({**NAMED, "additionalProperties": True}, ("n",), set(), True),
        ({**NAMED, "additionalProperties": {"type": "string"}}, ("n",), set(), True),
        ({"additionalProperties": False}, (), set(), False),
        ({"required": ["x", "n"]}, (), {"x", "n"}, True),
        ({"allOf": [NAMED, {"properties": {"m": {}, "n": {}}, "required": ["m"]}],
          "required": ["n"]}, ("n", "m"), {"n", "m"}, False),
        ({"allOf": [{"additionalProperties": True}, {**NAMED, "additionalProperties": False}]},
         ("n",), set(), False),
    ],
)  # fmt: skip
def test_members(schema: Any, names: tuple[str, ...], required: set[str], open_: bool) -> None:
    found = shape(schema)
    assert (found.names, found.required, found.open) == (names, required, open_)


def test_members_and_items_have_shapes_of_their_own() -> None:
    schema = {
        "allOf": [{"properties": {"a": {"type": "integer"}}}],
        "properties": {"b": {"$ref": "#/defs/Text"}},
        "additionalProperties": {"type": "boolean"},
        "items": {"type": "number"},
    }
    found = shape(schema, {"Y": True, "N": False}, Text={"type": "string"})
    assert found.member("a").types == {"integer"}
    assert found.member("b").types == {"string"}
    assert found.member("other").types == {"boolean"}
    assert found.member("other") is found.member("another")
    assert found.member("a") is found.member("a")
    assert found.member("other").scalar("Y") is True
    assert found.item.types == {"number"}
    item, member, rest = found.item_node(), found.node("a"), found.node("x")
    assert item is not None
    assert item.pointer == "/schema/items"
    assert member is not None
    assert member.pointer == "/schema/allOf/0/properties/a"
    assert rest is not None
    assert rest.pointer == "/schema/additionalProperties"
    assert found.pointers == ("/schema", "/schema/allOf/0")
    assert found.schemas == [schema, schema["allOf"][0]]  # type: ignore[index]


def test_what_is_not_described_has_no_schema() -> None:
    found = shape({"properties": {"a": {}}, "items": True, "additionalProperties": False})
    assert found.item_node() is None
    assert found.node("b") is None
    assert found.item.types == set()
    assert found.item.admits(object)
    nothing = Shape(Document({}), None)
    assert nothing.types == set()
    assert nothing.admits(5)
    assert nothing.scalar("5") == "5"


def test_a_value_is_admitted_by_the_whole_schema() -> None:
    assert shape({"type": "integer", "minimum": 1}).admits(1)
    assert not shape({"type": "integer", "minimum": 1}).admits(0)


@pytest.mark.parametrize(
    ("schema", "comma"),
    [
        ({}, True),
        ({"type": "string"}, True),
        ({"type": "integer"}, False),
        ({"type": ["number", "boolean"]}, False),
        ({"type": ["number", "string"]}, True),
        ({"type": "array"}, True),
        ({"type": "object"}, True),
        ({"type": "string", "enum": ["a", "b"]}, False),
        ({"type": "string", "enum": ["a", "b,c"]}, True),
        ({"type": "string", "const": "a"}, False),
        ({"const": "a,b"}, True),
        ({"enum": [1, "a"]}, False),
        ({"anyOf": [{"type": "string", "enum": ["a"]}, {"type": "integer"}]}, False),
        ({"anyOf": [{"type": "string", "enum": ["a"]}, {"type": "string"}]}, True),
    ],
)
def test_whether_text_may_hold_a_comma(schema: Any, comma: bool) -> None:
    assert shape(schema).comma is comma


BIG, HUGE = "9" * 399, "9" * 400


@pytest.mark.parametrize(
    ("schema", "text", "value"),
    [
        ({}, "1", "1"),
        ({"type": "string"}, "1", "1"),
        ({"type": ["string", "null"]}, "null", "null"),
        ({"type": ["string", "null"]}, "", ""),
        ({"type": "null"}, "", ""),
        ({"type": "integer"}, "-5", -5),
        ({"type": "integer"}, "0", 0),
        ({"type": "integer"}, "05", "05"),
        ({"type": "integer"}, "+5", "+5"),
        ({"type": "integer"}, "5.0", "5.0"),
        ({"type": "integer"}, "٣", "٣"),
        ({"type": "integer"}, BIG, int(BIG)),
        ({"type": "integer"}, HUGE, HUGE),
        ({"type": "number"}, "5", 5),
        ({"type": "number"}, "5.50", 5.5),
        ({"type": "number"}, "-1e2", -100.0),
        ({"type": "number"}, "1E+2", 100.0),
        ({"type": "number"}, ".5", ".5"),
        ({"type": "number"}, "1.", "1."),
        ({"type": "number"}, "NaN", "NaN"),
        ({"type": "number"}, "1e400", "1e400"),
        ({"type": "number"}, HUGE, HUGE),
        ({"type": "number", "format": "decimal"}, "5.50", Decimal("5.50")),
        ({"type": "number", "format": "decimal"}, "5", 5),
        ({"type": "boolean"}, "true", True),
        ({"type": "boolean"}, "false", False),
        ({"type": "boolean"}, "True", "True"),
        ({"type": "boolean"}, "1", "1"),
        ({"type": ["boolean", "integer"]}, "1", 1),
        ({"type": "boolean", "x-wire": "Y/N"}, "Y", True),
        ({"type": "boolean", "x-wire": "Y/N"}, "N", False),
        ({"type": "boolean", "x-wire": "Y/N"}, "0", False),
        ({"type": "boolean", "x-wire": {"boolean": "Y/N"}}, "Y", True),
        ({"type": "boolean", "x-wire": {"date": "d.m.Y"}}, "true", True),
        ({"type": ["integer", "null"]}, "", None),
        ({"type": ["integer", "null"]}, "null", None),
        ({"type": ["integer", "null"]}, "none", "none"),
        ({"type": ["integer", "string", "null"]}, "", ""),
        ({"type": ["integer", "string"]}, "5", 5),
        ({"type": ["integer", "string"], "minimum": 1}, "0", "0"),
        ({"type": ["integer", "string"], "minimum": 1, "maxLength": 0}, "0", 0),
        ({"anyOf": [{"type": "boolean"}, {"type": "string"}]}, "false", False),
    ],
)
def test_text_as_the_value_that_it_spells(schema: Any, text: str, value: Any) -> None:
    found = shape(schema).scalar(text)
    assert found == value
    assert type(found) is type(value)


def test_the_words_of_the_document_hold_where_a_schema_has_none() -> None:
    words = booleans({"boolean": "Y/N"})
    assert words == {
        **dict.fromkeys(("1", "true", "True", "Y"), True),
        **dict.fromkeys(("0", "false", "False", "N"), False),
    }
    assert booleans({}) == {"true": True, "false": False}
    assert shape({"type": "boolean"}, words).scalar("N") is False
    assert shape({"type": "boolean", "x-wire": "J/K"}, words).scalar("N") == "N"


# Which way a member goes -------------------------------------------------------------------

SECRET = {"type": "object", "required": ["s", "v"], "properties": {
    "s": {"type": "string", "writeOnly": True}, "v": {"type": "string"}}}  # fmt: skip
BEHIND = {"type": "object", "required": ["s"], "properties": {"s": {"$ref": "#/defs/Word"}}}


@pytest.mark.parametrize(
    ("schema", "value", "valid"),
    [
        (SECRET, {"v": "x"}, True),
        (SECRET, {"v": "x", "s": "y"}, True),
        (SECRET, {"v": 1}, False),
        (SECRET, {}, False),
        (SECRET, {"s": "y"}, False),
        (BEHIND, {}, True),
        ({"items": SECRET}, [{"v": "x"}, {"v": "y"}], True),
        ({"items": SECRET}, [{"v": "x"}, {}], False),
        ({"properties": {"a": SECRET}}, {"a": {"v": "x"}}, True),
        ({"properties": {"a": SECRET}}, {"a": {}}, False),
        ({"additionalProperties": SECRET}, {"k": {"v": "x"}}, True),
        ({"oneOf": [SECRET, {"type": "integer"}]}, {"v": "x"}, True),
        ({"oneOf": [{"type": "integer"}, SECRET]}, {"v": "x"}, True),
        ({"anyOf": [SECRET, {"type": "integer"}]}, {"v": "x"}, True),
        ({"anyOf": [SECRET, {"type": "integer"}]}, {"v": 3}, False),
        ({"anyOf": [SECRET, {"type": "integer"}]}, "x", False),
        ({"allOf": [SECRET, {"required": ["s"]}]}, {"v": "x"}, True),
        ({"allOf": [SECRET, {"required": ["t"]}]}, {"v": "x"}, False),
    ],
)
def test_an_answer_may_lack_what_is_for_requests(schema: Any, value: Any, valid: bool) -> None:
    word = {"type": "string", "writeOnly": True}
    document = Document({"schema": schema, "defs": {"Word": word}})
    assert valid_answer(document, "/schema")(value) is valid


def test_each_way_lacks_the_members_of_the_other() -> None:
    document = Document({"schema": SECRET})
    (error,) = document.validator("/schema").iter_errors({"v": "x"})
    assert unmissed(document, "/schema", error, "writeOnly")
    assert not unmissed(document, "/schema", error, "readOnly")
    (error,) = document.validator("/schema").iter_errors({"s": "x"})
    assert not unmissed(document, "/schema", error, "writeOnly")


def test_any_part_of_a_schema_may_say_which_way_a_member_goes() -> None:
    part = {"properties": {"a": {"readOnly": True}, "b": {"readOnly": False}}}
    found = shape({"allOf": [part], "properties": {"a": {}, "c": {"allOf": [{"readOnly": True}]}}})
    assert [found.says(name, "readOnly") for name in "abcd"] == [True, False, True, False]
    assert not found.says("a", "writeOnly")


# Kinds told apart --------------------------------------------------------------------------

HOME = "#/components/schemas/"


def kind(name: str, **members: Any) -> dict[str, Any]:
    return {"allOf": [{"$ref": f"{HOME}{name}"}], "properties": members}


PETS: dict[str, Any] = {
    "Pet": {
        "type": "object",
        "required": ["kind"],
        "properties": {"kind": {"type": "string"}},
        "discriminator": {"propertyName": "kind", "mapping": {"meow": f"{HOME}Cat"}},
    },
    "Cat": kind("Pet", lives={"type": "integer"}),
    "Dog": kind("Pet", bark={"type": "string"}),
    "Puppy": kind("Dog", age={"type": "integer"}),
    "Fish": kind("Pet", kind={"enum": ["cod", "eel"]}, fins={"type": "integer"}),
    "Bird": {
        "allOf": [
            {"$ref": f"{HOME}Pet"},
            {"properties": {"kind": {"const": "tweet"}, "wings": {"type": "integer"}}},
        ]
    },
    "Anything": True,
    "Cod": {"allOf": [True, {"$ref": f"{HOME}Pet"}, {"properties": {"kind": {"const": "dry"}}}]},
    "Sea": {"properties": {"n": {"type": "integer"}}, "discriminator": {"propertyName": "n"}},
    "Cow": {"properties": {"kind": {"type": "string"}, "milk": {"type": "integer"}}},
    "Hen": {"properties": {"kind": {"type": "string"}, "eggs": {"type": "integer"}}},
    "Farm": {
        "oneOf": [{"$ref": f"{HOME}Cow"}, {"$ref": f"{HOME}Hen"}],
        "discriminator": {"propertyName": "kind", "mapping": {"moo": f"{HOME}Cow"}},
    },
    "Farms": {"type": "array", "items": {"$ref": f"{HOME}Farm"}},
    "Either": {
        "anyOf": [
            {
                "oneOf": [{"$ref": f"{HOME}Cow"}, {"$ref": f"{HOME}Hen"}],
                "discriminator": {"propertyName": "kind", "mapping": {"moo": "Cow"}},
            }
        ]
    },
    "Loose": {
        "oneOf": [{"$ref": f"{HOME}Cow"}, {"type": "object", "required": ["x"]}],
        "discriminator": {"propertyName": "kind"},
    },
    "Same": {
        "oneOf": [{"$ref": f"{HOME}Cow"}, {"$ref": f"{HOME}Hen"}],
        "discriminator": {"propertyName": "kind", "mapping": {"x": "Cow", "y": "Hen", "z": "Hen"}},
    },
}


@pytest.mark.parametrize(
    ("name", "value", "valid"),
    [
        ("Pet", {"kind": "meow", "lives": 9}, True),
        ("Pet", {"kind": "meow", "lives": "x"}, False),
        ("Pet", {"kind": "Cat", "lives": "x"}, True),
        ("Pet", {"kind": "Dog", "bark": 5}, False),
        ("Pet", {"kind": "Puppy", "age": "x"}, False),
        ("Pet", {"kind": "Puppy", "age": 1, "bark": 5}, False),
        ("Pet", {"kind": "cod", "fins": "x"}, False),
        ("Pet", {"kind": "eel", "fins": "x"}, False),
        ("Pet", {"kind": "Fish", "fins": "x"}, True),
        ("Pet", {"kind": "tweet", "wings": "x"}, False),
        ("Pet", {"kind": "tweet", "wings": 2}, True),
        ("Pet", {"kind": "new", "wings": "x"}, True),
        ("Pet", {"kind": "Cow", "milk": "x"}, True),
        ("Pet", {}, False),
        ("Cat", {"kind": "meow", "lives": 9}, True),
        ("Cat", {"kind": "meow", "lives": "x"}, False),
        ("Cat", {"lives": 9}, False),
        ("Puppy", {"kind": "Puppy", "bark": 5}, False),
        ("Sea", {"n": 5}, True),
        ("Anything", 5, True),
        ("Pet", {"kind": "Cod", "lives": "x"}, True),
        ("Cod", {"kind": "dry"}, True),
        ("Pet", {"kind": "dry"}, True),
        ("Farm", {"kind": "moo", "milk": 1}, True),
        ("Farm", {"kind": "moo", "milk": "x"}, False),
        ("Farm", {"kind": "moo", "eggs": "x"}, True),
        ("Farm", {"kind": "Hen", "eggs": "x"}, False),
        ("Farm", {"kind": "Cow", "milk": "x"}, True),
        ("Farm", {"milk": 1}, True),
        ("Farm", {"milk": "x"}, True),
        ("Farm", {"milk": "x", "eggs": "x"}, False),
        ("Farms", [{"kind": "moo", "milk": 1}], True),
        ("Farms", [{"kind": "moo", "milk": "x"}], False),
        ("Either", {"kind": "moo", "milk": 1, "eggs": "x"}, True),
        ("Either", {"kind": "moo", "milk": "x"}, False),
        ("Loose", {"kind": "Cow", "milk": 1}, True),
        ("Loose", {"kind": "Cow", "milk": 1, "x": 1}, False),
        ("Same", {"kind": "y", "eggs": "x"}, False),
        ("Same", {"kind": "z", "eggs": "x"}, False),
        ("Same", {"kind": "x", "eggs": "x"}, True),
    ],
)
def test_the_kind_that_a_value_says_is_what_it_must_be(name: str, value: Any, valid: bool) -> None:
    document = Document({"components": {"schemas": PETS}})
    assert document.validator(f"/components/schemas/{name}").is_valid(value) is valid


def test_what_extends_a_base_does_not_ask_it_for_its_kinds_again() -> None:
    """A validator that follows references would go round for ever."""
    schemas = asking({"components": {"schemas": PETS}})["components"]["schemas"]
    for name in ("Cat", "Dog", "Fish", "Bird"):
        base = schemas[name]["allOf"][0]["$ref"].removeprefix(HOME)
        assert (base == "Pet", "allOf" in schemas[base]) == (False, False)
    assert schemas["Pet"]["allOf"], "the base asks"


@pytest.mark.parametrize(
    "root",
    [
        {"paths": {}},
        {"components": {"securitySchemes": {}}},
        {"components": {"schemas": [5]}},
        {"components": 5},
        {"components": {"schemas": {"A": {"type": "object"}, "B": {"allOf": [{"$ref": "#/x"}]}}}},
        {"components": {"schemas": {"A": {"discriminator": {"propertyName": "k"}}}}},
        {"components": {"schemas": {"A": {"oneOf": [{"type": "object"}]}}}},
        {"components": {"schemas": {"A": {
            "oneOf": [{"$ref": f"{HOME}A"}, {"$ref": f"{HOME}A"}],
            "discriminator": {"propertyName": "k"}}}}},
        {"components": {"schemas": {"A": {
            "oneOf": [{"$ref": f"{HOME}B"}, {"$ref": f"{HOME}C"}],
            "discriminator": {"propertyName": "k", "mapping": {"b": "B", "C": "B"}}}, "B": {},
            "C": {}}}},
    ],
)  # fmt: skip
def test_a_document_whose_kinds_say_nothing_stays_the_same(root: dict[str, Any]) -> None:
    assert asking(root) is root


# How the vendor writes ---------------------------------------------------------------------


@pytest.mark.parametrize(
    ("schema", "good", "bad"),
    [
        ({"type": "string", "format": "date"}, ["24.12.2026"], ["2026-12-24"]),
        ({"type": ["string", "null"], "format": "date"}, ["24.12.2026", None], ["2026-12-24"]),
        ({"type": "string", "x-wire": "H:i"}, ["07:30"], ["24.12.2026", "7"]),
        ({"type": "string", "format": "date", "x-wire": {"date": "Y/m/d"}},
         ["2026/12/24"], ["24.12.2026"]),
        ({"type": "object", "x-wire": {"date": "Y/m/d"},
          "properties": {"d": {"type": "string", "format": "date"}}},
         [{"d": "2026/12/24"}], [{"d": "24.12.2026"}]),
        ({"type": "object", "properties": {"d": {"type": "string", "format": "date"}}},
         [{"d": "24.12.2026"}], [{"d": "2026-12-24"}]),
        ({"type": "array", "x-wire": "H:i", "items": {"type": "string"}}, [["07:30"]], [["x"]]),
        ({"anyOf": [{"type": "integer"}, {"type": "string", "format": "date"}]},
         [5, "24.12.2026"], ["2026-12-24"]),
        ({"type": "string", "format": "time"}, ["07:30:00Z"], []),
        ({"type": "object", "properties": {"format": {"type": "string"}}},
         [{"format": "date"}], []),
        ({"const": {"type": "string", "format": "date"}},
         [{"type": "string", "format": "date"}], [{"type": "string"}]),
        ({"type": "object", "additionalProperties": {"type": "integer"}},
         [{"a": 1}, {}, []], [[1], {"a": "x"}]),
        ({"type": "object", "properties": {"a": {}}, "additionalProperties": True},
         [{"a": 1}], [[]]),
        ({"type": "object"}, [{}], [[]]),
        ({"type": "array", "items": {"type": "object", "additionalProperties": True}},
         [[[]], [{}]], [[[1]]]),
        ({"oneOf": [{"type": "object", "additionalProperties": True}, {"type": "array"}]},
         [[], {}, [1]], [5]),
        ({"x-wire": {"empty-map": "map"}, "type": "object", "additionalProperties": True},
         [{}], [[]]),
    ],
)  # fmt: skip
def test_values_are_valid_as_the_vendor_writes_them(
    schema: Any, good: list[Any], bad: list[Any]
) -> None:
    document = Document({"x-wire": {"date": "d.m.Y", "empty-map": "list"}, "schema": schema})
    fits = document.validator("/schema").is_valid
    assert [value for value in good if not fits(value)] == []
    assert [value for value in bad if fits(value)] == []


def test_the_format_of_a_parameter_is_its_schemas() -> None:
    document = Document({"p": {"in": "query", "x-wire": "d.m.Y", "schema": {"type": "string"}},
                         "f": {"x-wire": "d.m.Y", "schema": {"type": "string"}}})  # fmt: skip
    assert document.validator("/p/schema").is_valid("24.12.2026")
    assert not document.validator("/p/schema").is_valid("x")
    assert document.validator("/f/schema").is_valid("x")


@pytest.mark.parametrize(
    "value",
    [
        {"a": [{"type": "string", "format": "date"}]},
        {"example": {"type": "string", "format": "date", "x-wire": "d.m.Y"}},
        {"type": "integer", "format": "date"},
        {"type": "string", "format": "int32"},
        5,
    ],
)
def test_what_is_written_as_usual_stays_the_same(value: Any) -> None:
    checks: dict[str, Any] = {}
    assert respelt(value, {}, checks) is value
    assert checks == {}
