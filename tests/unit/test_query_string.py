"""A query string that is a form (OpenAPI 3.2, `in: querystring`) in older words; what is lost is told."""

from __future__ import annotations

from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from generator.read.document import load
from tests.unit.test_versions import V32, tree

FORM = "application/x-www-form-urlencoded"
QUERY = {"name": "q", "in": "query", "style": "form", "explode": True}


def parameter(content: str) -> str:
    return f"""
        paths:
          /a:
            get:
              operationId: a
              parameters: [{{name: q, in: querystring, content: {{{content}}}}}]
              responses: {{'204': {{description: Done.}}}}
    """


@pytest.mark.parametrize(
    ("content", "made"),
    [
        (f"{FORM}: {{schema: {{type: object}}}}", {**QUERY, "schema": {"type": "object"}}),
        (f"{FORM}: {{}}", {**QUERY, "schema": True}),
        (f'"{FORM.title()}; charset=utf-8": {{}}', {**QUERY, "schema": True}),
        (f"{FORM}: {{example: {{a: 1}}}}", {**QUERY, "schema": True, "example": {"a": 1}}),
        (f"{FORM}: {{examples: {{a: {{value: 1}}}}}}", {**QUERY, "schema": True, "examples": {"a": {"value": 1}}}),
        ("text/plain: {}", None),
        (f"text/plain: {{}}, {FORM}: {{}}", None),
    ],
)  # fmt: skip
def test_a_form_is_an_exploded_object_in_the_query(
    tmp_path: Path, content: str, made: dict[str, Any] | None
) -> None:
    (found,) = tree(tmp_path, parameter(content), V32)["paths"]["/a"]["get"]["parameters"]
    if made is None:
        assert found["in"] == "querystring"
        assert "schema" not in found
    else:
        assert found == made


def test_how_its_members_are_encoded_is_told_to_have_no_effect(tmp_path: Path) -> None:
    path = tmp_path / "openapi.yaml"
    for said, told in (("{a: {style: pipeDelimited}}", ["W174"]), ("{}", [])):
        content = f"{FORM}: {{schema: {{type: object}}, encoding: {said}}}"
        path.write_text(V32 + dedent(parameter(content)))
        document, found = load(path)
        assert document is not None
        (made,) = document.tree["paths"]["/a"]["get"]["parameters"]
        assert made == {**QUERY, "schema": {"type": "object"}}
        assert [one.code for one in found] == told
        assert [one.pointer.rpartition("/")[2] for one in found] == ["encoding"] * len(told)
