"""Old words of schemas in today's, after OpenAPI's list of differences between 3.0 and 3.1."""

from __future__ import annotations

from typing import Any

import pytest

from generator.read.document import load
from tests.support import written

NULL = {"type": "null"}
STRING = {"type": "string"}
Z = {"$ref": "#/components/schemas/Z"}
ANY = ("3.0.3", "3.1.0")
OLD, NEW = ("3.0.3",), ("3.1.0",)


def _read(version: str, schema: Any) -> tuple[Any, list[str]]:
    tree = {
        "openapi": version, "info": {"title": "T", "version": "1"}, "paths": {},
        "components": {"schemas": {"It": schema, "Z": STRING}},
    }  # fmt: skip
    with written(tree) as folder:
        found, said = load(folder)
    assert found is not None, said
    return found.tree["components"]["schemas"]["It"], [d.code for d in said]


@pytest.mark.parametrize(
    ("versions", "schema", "meant", "codes"),
    [
        # Bounds.
        (OLD, {"minimum": 1, "exclusiveMinimum": True}, {"exclusiveMinimum": 1}, []),
        (OLD, {"maximum": 1, "exclusiveMaximum": True}, {"exclusiveMaximum": 1}, []),
        (OLD, {"minimum": 1, "exclusiveMinimum": False}, {"minimum": 1}, []),
        (OLD, {"exclusiveMinimum": False}, {}, []),
        (OLD, {"exclusiveMinimum": True}, {}, ["W114"]),
        (OLD, {"maximum": 2, "exclusiveMinimum": True}, {"maximum": 2}, ["W114"]),
        (NEW, {"minimum": 1, "exclusiveMinimum": True}, {"exclusiveMinimum": 1}, ["W114"]),
        (NEW, {"exclusiveMaximum": True}, {}, ["W114", "W114"]),
        (ANY, {"exclusiveMinimum": 5, "minimum": 1}, {"exclusiveMinimum": 5, "minimum": 1}, []),
        # Lists item by item.
        (ANY, {"items": [STRING, NULL]}, {"prefixItems": [STRING, NULL]}, ["W114"]),
        (ANY, {"items": [STRING], "additionalItems": NULL}, {"prefixItems": [STRING], "items": NULL}, ["W114"]),
        (ANY, {"items": [STRING], "prefixItems": [NULL]}, {"prefixItems": [NULL]}, ["W114"]),
        (ANY, {"items": STRING}, {"items": STRING}, []),
        # An enum that allows nothing.
        (ANY, {"enum": []}, {}, ["W117"]),
        # Examples.
        (ANY, {"example": 1}, {"examples": [1]}, []),
        (NEW, {"example": 1, "examples": [2]}, {"examples": [2, 1]}, []),
        (NEW, {"example": 1, "examples": [1]}, {"examples": [1]}, []),
        (ANY, {"example": None}, {"examples": [None]}, []),
        (ANY, {"type": "string", "example": None}, {"type": "string"}, []),
        (OLD, {"type": "string", "nullable": True, "example": None}, {"type": ["string", "null"], "examples": [None]}, []),
        (NEW, {"type": ["string", "null"], "example": None}, {"type": ["string", "null"], "examples": [None]}, []),
        (NEW, {"examples": {"a": {"value": 1}, "b": {"summary": "s"}, "c": 5}}, {"examples": [1]}, ["W114"]),
        # Formats that name an encoding.
        (ANY, {**STRING, "format": "binary"}, {**STRING, "format": "binary", "contentMediaType": "application/octet-stream"}, []),
        (ANY, {**STRING, "format": "byte"}, {**STRING, "format": "byte", "contentEncoding": "base64"}, []),
        (NEW, {"type": ["string", "null"], "format": "byte"},
         {"type": ["string", "null"], "format": "byte", "contentEncoding": "base64"}, []),
        (NEW, {**STRING, "format": "binary", "contentMediaType": "image/png"},
         {**STRING, "format": "binary", "contentMediaType": "image/png"}, []),
        (NEW, {**STRING, "format": "byte", "contentEncoding": "base64url"}, {**STRING, "format": "byte", "contentEncoding": "base64url"}, []),
        (ANY, {"type": "integer", "format": "byte"}, {"type": "integer", "format": "byte"}, []),
        # Null.
        (OLD, {**STRING, "nullable": True}, {"type": ["string", "null"]}, []),
        (NEW, {**STRING, "nullable": True}, {"type": ["string", "null"]}, ["W114"]),
        (NEW, {**STRING, "nullable": False}, STRING, ["W114"]),
        (OLD, {**STRING, "nullable": False}, STRING, []),
        (NEW, {"type": ["string", "null"], "nullable": True}, {"type": ["string", "null"]}, ["W114"]),
        (NEW, {"type": ["string", "integer"], "nullable": True}, {"type": ["string", "integer", "null"]}, ["W114"]),
        (NEW, {"type": "null", "nullable": True}, {"type": "null"}, ["W114"]),
        (OLD, {"nullable": True}, {}, []),
        (OLD, {"nullable": True, "enum": ["a"]}, {"enum": ["a", None]}, []),
        (OLD, {"nullable": True, "enum": ["a", None]}, {"enum": ["a", None]}, []),
        (OLD, {"nullable": True, "properties": {}}, {"type": ["object", "null"], "properties": {}}, []),
        (OLD, {"nullable": True, "additionalProperties": False}, {"type": ["object", "null"], "additionalProperties": False}, []),
        (OLD, {"nullable": True, "items": STRING}, {"type": ["array", "null"], "items": STRING}, []),
        (OLD, {"nullable": True, "allOf": [Z]}, {"anyOf": [Z, NULL]}, []),
        (OLD, {"nullable": True, "allOf": [Z], "type": "string"}, {"anyOf": [{"type": "string", "allOf": [Z]}, NULL]}, []),
        (OLD, {"nullable": True, "allOf": [Z, STRING]}, {"anyOf": [{"allOf": [Z, STRING]}, NULL]}, []),
        (OLD, {"nullable": True, "oneOf": [Z], "title": "T", "x-own": 1},
         {"title": "T", "x-own": 1, "anyOf": [{"oneOf": [Z]}, NULL]}, []),
        (OLD, {"allOf": [Z, {"nullable": True}]}, {"anyOf": [Z, NULL]}, []),
        (OLD, {"allOf": [Z, {"nullable": True, "description": "D."}]}, {"anyOf": [Z, NULL], "description": "D."}, []),
        (OLD, {"allOf": [Z, {"nullable": True, "description": "D."}], "description": "Own."}, {"anyOf": [Z, NULL], "description": "Own."}, []),
        (OLD, {"allOf": [Z, {"nullable": True, "maxLength": 3}]}, {"allOf": [Z, {"maxLength": 3}]}, []),
    ],
)  # fmt: skip
def test_what_old_words_of_a_schema_mean(
    versions: tuple[str, ...], schema: Any, meant: Any, codes: list[str]
) -> None:
    for version in versions:
        assert _read(version, schema) == (meant, codes)


@pytest.mark.parametrize(
    ("beside", "told"),
    [
        ({}, []),
        ({"description": "D."}, []),
        ({"x-own": 1}, []),
        ({"nullable": False}, []),
        ({"nullable": True}, ["nullable"]),
        ({"maxLength": 3}, ["maxLength"]),
        ({"maxLength": 3, "pattern": "a"}, ["maxLength", "pattern"]),
    ],
)
def test_what_stands_beside_a_reference(beside: Any, told: list[str]) -> None:
    """It is ignored before 3.1, and that is told; 3.1 has both."""
    for version in ANY:
        tree = {
            "openapi": version, "info": {"title": "T", "version": "1"}, "paths": {},
            "components": {"schemas": {"It": {"properties": {"a": {"$ref": Z["$ref"], **beside}}}, "Z": STRING}},
        }  # fmt: skip
        with written(tree) as folder:
            _, said = load(folder)
        found = [d.message.split('"')[1] for d in said if d.code == "W111"]
        assert found == (told if version in OLD else [])
