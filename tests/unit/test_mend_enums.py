"""Enums whose values their own type refuses: what each of them is read as."""

from __future__ import annotations

import json
from typing import Any

from tests.support import compiled, document, operation, query

READ: list[tuple[dict[str, Any], dict[str, Any]]] = [
    # Values of the type, spelt otherwise.
    ({"type": "string", "enum": [1, True, 2.5]}, {"type": "string", "enum": ["1", "true", "2.5"]}),
    ({"type": "integer", "enum": ["1", " 2 ", "3.0"]}, {"type": "integer", "enum": [1, 2, 3.0]}),
    ({"type": "number", "enum": ["1", "2.5"]}, {"type": "number", "enum": [1, 2.5]}),
    ({"type": "boolean", "enum": ["true", "False"]}, {"type": "boolean", "enum": [True, False]}),
    ({"type": ["null", "integer"], "enum": ["1"]}, {"type": ["null", "integer"], "enum": [1]}),
    (
        {"type": "integer", "enum": ["1", "2"], "default": "2"},
        {"type": "integer", "enum": [1, 2], "default": 2},
    ),
    ({"type": "integer", "enum": ["1"], "default": 1}, {"type": "integer", "enum": [1], "default": 1}),
    ({"type": "string", "enum": [1], "default": None}, {"type": "string", "enum": ["1"], "default": None}),
    # The list holds, and no type does.
    ({"type": "integer", "enum": ["1", [2]]}, {"enum": ["1", [2]]}),
    ({"type": "string", "enum": [1, {"a": 1}]}, {"enum": [1, {"a": 1}]}),
    ({"type": "integer", "enum": ["1", "b"]}, {"enum": ["1", "b"]}),
    ({"type": "integer", "enum": ["1", "2.5"]}, {"enum": ["1", "2.5"]}),
    ({"type": "integer", "enum": ["true", "false"]}, {"enum": ["true", "false"]}),
    ({"type": "integer", "enum": ["1e999"]}, {"enum": ["1e999"]}),
    ({"type": "number", "enum": ["1e999", "-1e999"]}, {"enum": ["1e999", "-1e999"]}),
    ({"type": "number", "enum": ["[" * 9000]}, {"enum": ["[" * 9000]}),
    ({"type": "boolean", "enum": ["1", "0"]}, {"enum": ["1", "0"]}),
    ({"type": "boolean", "enum": ["yes"]}, {"enum": ["yes"]}),
    ({"type": "object", "enum": ["a", "b"]}, {"enum": ["a", "b"]}),
    # One of the items each.
    (
        {"type": "array", "enum": ["a"]},
        {"type": "array", "items": {"enum": ["a"]}},
    ),
    (
        {"type": "array", "items": {"type": "string"}, "enum": ["a"]},
        {"type": "array", "items": {"type": "string", "enum": ["a"]}},
    ),
    ({"type": "string", "format": "date", "enum": ["today"]}, {"type": "string", "enum": ["today"]}),
]  # fmt: skip


def test_what_an_enum_can_mean() -> None:
    given = [query(f"q{number}", schema) for number, (schema, _) in enumerate(READ)]
    result = compiled(document({"/a": {"get": operation("a", parameters=given)}}))
    assert not result.failed, result.diagnostics
    tree = json.loads(result.files["acme/server/openapi.json"])
    taken = {p["name"]: p["schema"] for p in tree["paths"]["/a"]["get"]["parameters"]}
    wanted = {f"q{number}": schema for number, (_, schema) in enumerate(READ)}
    assert json.dumps(taken, sort_keys=True) == json.dumps(wanted, sort_keys=True)
