"""Placeholders of paths that have no parameter: which one is meant, and what is made of it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.support import NOTHING, compiled, document, operation

WHOLE = {"type": "integer"}


def _param(name: str, where: str = "path", **more: Any) -> dict[str, Any]:
    return {"name": name, "in": where, "required": True, "schema": WHOLE, **more}


TEXT = {"type": "string"}


@pytest.mark.parametrize(
    ("path", "given", "made", "path_made"),
    [
        ("/t/{id}", [], {"id": TEXT}, None),
        ("/t/{id}/{part}", [_param("id")], {"id": WHOLE, "part": TEXT}, None),
        # Names that differ in case alone are one; the parameter's own words hold.
        ("/t/{Id}", [_param("id")], {"Id": WHOLE}, None),
        ("/t/{Id}/{part}", [_param("id")], {"Id": WHOLE, "part": TEXT}, None),
        ("/t/{Id}/{PART}", [_param("id"), _param("part", schema=TEXT)], {"Id": WHOLE, "PART": TEXT}, None),
        # But not where the other is in the path itself.
        ("/t/{id}/{Id}", [_param("id")], {"id": WHOLE, "Id": TEXT}, None),
        ("/t/{Id}", [_param("id", "query")], {"Id": TEXT}, None),
        # What is the parameter's affair, written in the path.
        ("/t/{;id*}", [_param("id", style="matrix", explode=True)], {"id": WHOLE}, "/t/{id}"),
        ("/t/{+id}", [_param("id")], {"id": WHOLE}, "/t/{id}"),
        ("/t/{id}", [_param("id", "query", explode=False)], {"id": WHOLE}, None),
    ],
)  # fmt: skip
def test_what_a_placeholder_without_parameter_means(
    path: str, given: Any, made: dict[str, Any], path_made: str | None
) -> None:
    tree = document({path: {"get": operation("a", parameters=given, responses=NOTHING)}})
    result = compiled(tree)
    assert result.left_out == []
    ((written, item),) = json.loads(result.files["acme/server/openapi.json"])["paths"].items()
    assert written == (path_made or path)
    found = {p["name"]: p for p in item["get"]["parameters"] if f"{{{p['name']}}}" in written}
    assert {name: p["schema"] for name, p in found.items()} == made
    assert all(p["in"] == "path" and p["required"] is True for p in found.values())
