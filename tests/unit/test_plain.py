"""Named schemas in the plain words that the model generator reads, a row for each kind."""

from __future__ import annotations

import json
from typing import Any

import pytest

from generator.name.layout import place_all
from generator.name.naming import name_all
from generator.understand.build import build
from generator.write.plain import MAX_LITERALS, PlainSchemas, mark
from tests.support import NOTHING, STRING, answer, document, loaded, operation, ref

INTEGER, NULL = {"type": "integer"}, {"type": "null"}
NUMBER = {"type": "number", "x-python-type": "acme._runtime.wire.numbers.JsonNumber"}


def _wire(name: str, kind: str = "string") -> dict[str, str]:
    return {"type": kind, "x-python-type": f"acme._runtime.wire.formats.{name}"}


def _plain(schema: Any, way: str = "", **more: Any) -> dict[str, Any]:
    """The component `It`, which goes the ways that are told: `request`, `response`, both or none."""
    body = {"content": {"application/json": {"schema": ref("It")}}}
    used: dict[str, Any] = {
        "responses": {"200": answer(ref("It"))} if "response" in way else NOTHING
    }
    used |= {"requestBody": body} if "request" in way else {}
    paths = {"/a": {"post": operation("a", **used)}}
    other = {"type": "object", "properties": {"o": STRING}}
    made = loaded(document(paths, {"It": schema, "Other": other, **more}))
    api, _ = build(made)
    names, _ = name_all(api)
    plain = PlainSchemas(made, api, names, place_all(api, names, apart=False))
    found = next(s for s in api.schemas if s.pointer == "#/components/schemas/It")
    return json.loads(json.dumps(plain.schema(found)))  # type: ignore[no-any-return]


OTHER = {"$ref": "#/components/schemas/shared.Other"}


@pytest.mark.parametrize(
    ("schema", "plain"),
    [
        (STRING, STRING), ({**STRING, "maxLength": 3, "pattern": "a"}, STRING), ({}, {}),
        ({**STRING, "format": "date-time"}, {**STRING, "format": "date-time"}),
        ({**STRING, "format": "uuid"}, {**STRING, "format": "uuid"}),
        ({**STRING, "format": "email"}, STRING),
        ({"type": "integer", "format": "int64", "minimum": 1}, INTEGER),
        ({"type": "number"}, NUMBER),
        ({"type": "number", "format": "decimal"}, {"type": "number", "x-python-type": "acme._runtime.wire.decimals.JsonDecimal"}),
        ({"type": "boolean", "x-wire": "Y/N"}, {"type": "boolean"}),
        ({**STRING, "x-wire": "Ymd"}, _wire("DateCompact")),
        ({"type": "integer", "x-wire": "U"}, _wire("UnixSeconds", "integer")),
        ({**STRING, "format": "binary"}, {**STRING, "format": "binary"}),
        ({"type": ["string", "null"]}, {"anyOf": [STRING, NULL]}),
        ({"oneOf": [STRING, INTEGER]}, {"anyOf": [STRING, INTEGER]}),
        ({"oneOf": [STRING, STRING]}, STRING),
        ({"oneOf": [STRING, ref("Other")]}, {"anyOf": [STRING, OTHER]}),
        (ref("Other"), {"anyOf": [OTHER]}),
        ({"type": "array", "items": INTEGER}, {"type": "array", "items": INTEGER}),
        ({"type": "array"}, {"type": "array", "items": True}),
        ({"type": "object", "additionalProperties": INTEGER}, {"type": "object", "additionalProperties": INTEGER}),
        ({"type": "object", "patternProperties": {"^x": INTEGER}}, {"type": "object", "additionalProperties": mark("Perhaps", INTEGER)}),
        ({"type": "array", "prefixItems": [STRING, INTEGER], "items": False, "minItems": 2},
         mark("tuple", {"anyOf": [mark("0", STRING), mark("1", INTEGER)]})),
        ({"type": "array", "prefixItems": [STRING], "items": False, "minItems": 1}, mark("tuple", mark("0", STRING))),
        ({"const": "a"}, {"const": "a"}),
        ({"type": "object"}, {"type": "object"}),
        ({"type": "object", "required": ["b"], "properties": {"a": STRING, "b": INTEGER}},
         {"type": "object", "properties": {"b": INTEGER, "a": STRING}, "required": ["b"]}),
        ({"type": "object", "properties": {"a": ref("Other")}, "additionalProperties": INTEGER},
         {"type": "object", "properties": {"a": OTHER, "any_other_member": INTEGER}}),
        ({"type": "object", "properties": {"a": {}}}, {"type": "object", "properties": {"a": True}}),
        ({"allOf": [ref("Other")], "properties": {"a": STRING}}, {"allOf": [OTHER, {"type": "object", "properties": {"a": STRING}}]}),
    ],
)  # fmt: skip
def test_types_without_what_the_server_enforces(schema: Any, plain: Any) -> None:
    assert _plain(schema) == plain


ENUM = {"enum": ["a", "b"], "type": "string"}


@pytest.mark.parametrize(
    ("schema", "way", "plain"),
    [
        # New values may come; what is sent is what the document lists.
        ({"enum": ["a", "b"]}, "", {"anyOf": [ENUM, STRING]}),
        ({"enum": ["a", "b"]}, "response", {"anyOf": [ENUM, STRING]}),
        ({"enum": ["a", "b"]}, "request response", {"anyOf": [ENUM, STRING]}),
        ({"enum": ["a", "b"]}, "request", ENUM),
        ({"enum": ["a", "b"], "x-enum": "closed"}, "response", ENUM),
        ({"enum": ["a", 1]}, "response", {"enum": ["a", 1]}),
        ({"enum": ["a", "b", None]}, "request", {"anyOf": [ENUM, NULL]}),
        ({"enum": [f"v{n}" for n in range(MAX_LITERALS + 1)]}, "request", STRING),
        ({"enum": [f"v{n}" for n in range(MAX_LITERALS)]}, "request", {"enum": [f"v{n}" for n in range(MAX_LITERALS)], "type": "string"}),
        # Members of one direction are required there alone.
        ({"type": "object", "required": ["r", "w", "b"], "properties": {
            "r": {**STRING, "readOnly": True}, "w": {**STRING, "writeOnly": True}, "b": STRING}}, "request", ["b", "w"]),
        ({"type": "object", "required": ["r", "w", "b"], "properties": {
            "r": {**STRING, "readOnly": True}, "w": {**STRING, "writeOnly": True}, "b": STRING}}, "response", ["b", "r"]),
        ({"type": "object", "required": ["r", "w", "b"], "properties": {
            "r": {**STRING, "readOnly": True}, "w": {**STRING, "writeOnly": True}, "b": STRING}}, "request response", ["b"]),
    ],
)  # fmt: skip
def test_what_depends_on_who_sends_it(schema: Any, way: str, plain: Any) -> None:
    found = _plain(schema, way)
    assert (found["required"] if isinstance(plain, list) else found) == plain


@pytest.mark.parametrize(
    ("member", "notes"),
    [
        (STRING, {}),
        ({**STRING, "description": " A b. "}, {"description": "A b."}),
        ({**STRING, "description": "  "}, {}),
        ({**STRING, "description": 'So "called"'}, {"description": 'So "called" '}),
        ({**STRING, "description": "A.", "default": "x"}, {"description": 'A. Default: `"x"`.'}),
        ({**STRING, "description": "A", "default": "x"}, {"description": 'A\n\nDefault: `"x"`.'}),
        ({**STRING, "description": "(A)", "default": "x"}, {"description": '(A) Default: `"x"`.'}),
        ({**STRING, "description": "A.\nB.", "default": "x"}, {"description": 'A. B.\n\nDefault: `"x"`.'}),
        ({**STRING, "default": "x"}, {"description": 'Default: `"x"`.'}),
        ({**STRING, "deprecated": True}, {"description": "Deprecated.", "deprecated": True}),
        ({**STRING, "deprecated": True, "description": "A.", "x-deprecation": {"use": "b"}},
         {"description": "Deprecated: use `b`.\n\nA.", "deprecated": True}),
        ({**ref("Noted"), "description": "Near."}, {"description": "Near."}),
        ({**STRING, "description": "word " * 30}, {"description": ("word " * 19).strip() + "\n" + ("word " * 11).strip()}),
    ],
)  # fmt: skip
def test_what_is_said_of_a_member(member: Any, notes: Any) -> None:
    """The docstring of its own line; a quotation mark never touches the closing quotes."""
    noted = {**STRING, "description": "Far."}
    found = _plain({"type": "object", "properties": {"m": member}}, Noted=noted)["properties"]["m"]
    assert {k: v for k, v in found.items() if k != "type"} == notes


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("A.", "A."), ('So "called"', 'So "called" '), ("A.\n\nB.", "A.\n\nB.\n"), ("word " * 30, None),
    ],
)  # fmt: skip
def test_what_is_said_of_a_class(text: str, said: str | None) -> None:
    found = _plain({"type": "object", "description": text})["description"]
    assert found == said if said is not None else found.endswith("word\n")


def test_kinds_of_a_base_and_what_tells_them_apart() -> None:
    base = {"type": "object", "properties": {"k": STRING}, "discriminator": {"propertyName": "k"}}
    kinds = {name: {"allOf": [ref("It")], "properties": {"k": {"const": name.lower()}}} for name in ("Cat", "Dog")}  # fmt: skip
    found = _plain(base, **kinds)
    assert found["customBasePath"] == "acme._runtime.ground.kinds.ModelOfKinds"
    assert json.loads(found["properties"]["known_kinds"]["const"]) == ["k", [["cat", "Cat"], ["dog", "Dog"]]]  # fmt: skip


def test_a_union_that_a_member_tells_apart() -> None:
    kinds = {
        name: {"type": "object", "required": ["k"], "properties": {"k": {"const": name}}}
        for name in ("Cat", "Dog")
    }
    union = {"oneOf": [ref("Cat"), ref("Dog")], "discriminator": {"propertyName": "k"}}
    found = _plain(union, **kinds)
    (said,) = found["propertyNames"]["enum"]
    assert json.loads(said) == ["Kinds", "k", [["Cat"], ["Dog"]], False]
    assert found["additionalProperties"]["anyOf"] == [
        mark("0", {"$ref": "#/components/schemas/shared.Cat"}),
        mark("1", {"$ref": "#/components/schemas/shared.Dog"}),
    ]
