"""Which way to write ends up on which schema: `x-wire` at every place that may have it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from generator.read.wire import explicit
from tests.support import STRING, document, loaded, operation, ref

DAY, MOMENT = {**STRING, "format": "date"}, {**STRING, "format": "date-time"}
FLAG, INTEGER = {"type": "boolean"}, {"type": "integer"}
ALL = {"date": "d.m.Y", "boolean": "Y/N", "empty-map": "list"}
MAP = {"type": "object", "additionalProperties": STRING}
LISTED = {"empty-map": "list"}


def _said(schema: Any) -> Any:
    """The formats alone, where the schemas are that have them."""
    if isinstance(schema, dict):
        found = {
            key: told for key, one in schema.items() if key != "x-wire" and (told := _said(one))
        }
        return {**found, **({"=": schema["x-wire"]} if "x-wire" in schema else {})}
    if isinstance(schema, list):
        return [_said(one) for one in schema] if any(map(_said, schema)) else None
    return None


def _bare(schema: Any) -> Any:
    """The schema without formats, its members in one order."""
    if isinstance(schema, dict):
        return {key: _bare(one) for key, one in schema.items() if key != "x-wire"}
    return [_bare(one) for one in schema] if isinstance(schema, list) else schema


def _made(tree: Any) -> Any:
    return json.loads(json.dumps(explicit(loaded(tree)).tree))


@pytest.mark.parametrize(
    ("schema", "said"),
    [
        (DAY, {"=": "d.m.Y"}),
        ({"type": ["string", "null"], "format": "date"}, {"=": "d.m.Y"}),
        (MOMENT, {}), (STRING, {}), (INTEGER, {}),
        (FLAG, {"=": "Y/N"}),
        ({"type": ["boolean", "integer"]}, {}),
        ({**DAY, "x-wire": "Ymd"}, {"=": "Ymd"}),
        ({**DAY, "enum": ["2026-01-01"]}, {}), ({**FLAG, "const": True}, {}),
        ({"type": "integer", "format": "date"}, {}),
        (MAP, {"=": LISTED}),
        ({**MAP, "properties": {"a": STRING}}, {}),
        ({"type": "object"}, {}),
        ({"type": "object", "properties": {"a": DAY, "b": FLAG}}, {"properties": {"a": {"=": "d.m.Y"}, "b": {"=": "Y/N"}}}),
        ({"type": "array", "items": DAY}, {"items": {"=": "d.m.Y"}}),
        ({"type": "object", "additionalProperties": DAY}, {"additionalProperties": {"=": "d.m.Y"}, "=": LISTED}),
        ({"allOf": [{"properties": {"a": DAY}}]}, {"allOf": [{"properties": {"a": {"=": "d.m.Y"}}}]}),
        # The nearest default holds.
        ({"type": "object", "x-wire": {"date": "Ymd"}, "properties": {"a": DAY, "b": FLAG}},
         {"properties": {"a": {"=": "Ymd"}, "b": {"=": "Y/N"}}}),
        ({"type": "object", "properties": {"a": {"x-wire": {"date": "Ymd"}, "type": "array", "items": DAY}, "b": DAY}},
         {"properties": {"a": {"items": {"=": "Ymd"}}, "b": {"=": "d.m.Y"}}}),
        # Beside a list, an empty list is one.
        ({"anyOf": [MAP, {"type": "array", "items": STRING}]}, {}),
        ({"anyOf": [MAP, {"type": "null"}]}, {"anyOf": [{"=": LISTED}, {}]}),
        ({"oneOf": [MAP, {"type": "array", "maxItems": 0}]}, {"=": LISTED}),
        ({"oneOf": [{"properties": {"a": STRING}}, {"type": "array", "maxItems": 0}]}, {"=": LISTED}),
        ({"oneOf": [{"allOf": [ref("Object")]}, {"type": "array", "maxItems": 0}]}, {"=": LISTED}),
        ({"oneOf": [STRING, {"type": "array", "maxItems": 0}]}, {}),
        ({"oneOf": [{"allOf": [STRING, True]}, {"type": "array", "maxItems": 0}]}, {}),
        ({"oneOf": [ref("Object"), ref("Object"), {"type": "array", "maxItems": 0}]}, {}),
        ({"oneOf": [ref("Object"), {"type": "array", "maxItems": 1}]}, {}),
        ({"oneOf": [ref("Object"), {"type": "array", "maxItems": 0}, True]}, {}),
        ({"oneOf": [ref("Object"), {"type": "array", "maxItems": 0}], "anyOf": [STRING]}, {}),
    ],
)  # fmt: skip
def test_defaults_of_the_document_reach_every_schema(schema: Any, said: Any) -> None:
    schemas = {"It": schema, "Object": {"type": "object", "properties": {"a": STRING}}}
    made = _made(document({}, schemas, **{"x-wire": ALL}))
    found = made["components"]["schemas"]["It"]
    assert _said(found) == (said or {})
    if not ("oneOf" in schema and said):  # a map, or an empty list: that is a format of the map
        assert _bare(found) == _bare(schema)


@pytest.mark.parametrize(
    ("schema", "said"),
    [
        (STRING, {"=": "Ymd"}),
        ({**STRING, "x-wire": "d.m.Y"}, {"=": "Ymd"}),
        ({"type": "array", "items": STRING}, {"items": {"=": "Ymd"}}),
        ({"type": ["array", "null"], "items": STRING}, {"items": {"=": "Ymd"}}),
        ({"type": "array"}, {"=": "Ymd"}),
        (ref("Text"), {"=": "Ymd"}),
        (ref("Texts"), {"items": {"=": "Ymd"}}),
        ({"type": "array", "items": ref("Text")}, {"items": {"=": "Ymd"}}),
    ],
)
def test_a_parameter_hands_its_format_down(schema: Any, said: Any) -> None:
    """To its schema, or to the items of its list; what it refers to stays as it is for others."""
    param = {"name": "q", "in": "query", "schema": schema, "x-wire": "Ymd"}
    tree = document(
        {"/a": {"get": operation("a", parameters=[param])}},
        {"Text": STRING, "Texts": {"type": "array", "items": STRING}},
    )
    made = _made(tree)
    assert _said(made["paths"]["/a"]["get"]["parameters"][0]["schema"]) == said
    assert not _said(made["components"]["schemas"])


def test_a_document_without_formats_stays_what_it_is() -> None:
    made = loaded(document({}, {"It": DAY}))
    assert explicit(made).tree is made.tree
