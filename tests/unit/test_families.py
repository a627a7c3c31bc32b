"""The kinds of a discriminated base, whichever way they extend it."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support import STRING, answer, built, document, operation, ref

TOLD = {"type": "object", "required": ["k"], "properties": {"k": STRING}}
BASE = {**TOLD, "discriminator": {"propertyName": "k"}}
MORE = {"properties": {"a": STRING}}


def _mapped(**names: str) -> dict[str, Any]:
    mapping = {tag: f"#/components/schemas/{name}" for tag, name in names.items()}
    return {**TOLD, "discriminator": {"propertyName": "k", "mapping": mapping}}


def _says(value: str) -> dict[str, Any]:
    return {"allOf": [ref("Base"), {"properties": {"k": {"enum": [value]}}}]}


@pytest.mark.parametrize(
    ("schemas", "families"),
    [
        ({"Base": BASE}, {}),
        # By a part of `allOf`, first or not, or by a reference with words beside it.
        ({"Base": BASE, "A": {"allOf": [ref("Base"), MORE]}}, {"Base": {"A": "A"}}),
        ({"Base": BASE, "A": {"allOf": [MORE, ref("Base")]}}, {"Base": {"A": "A"}}),
        ({"Base": BASE, "A": {**ref("Base"), **MORE}}, {"Base": {"A": "A"}}),
        # Another name is no kind.
        ({"Base": BASE, "A": ref("Base")}, {}),
        # At every level; what stands between has the kinds below it.
        ({"Base": BASE, "A": {"allOf": [ref("Base")], **MORE}, "B": {"allOf": [ref("A")]}, "C": {**ref("A"), "minProperties": 1}, "D": {"allOf": [ref("B")]}},
         {"Base": {"A": "A", "B": "B", "C": "C", "D": "D"}, "A": {"B": "B", "C": "C", "D": "D"}, "B": {"D": "D"}}),
        # Called as mapped, by each name; as it says itself; else by its key.
        ({"Base": _mapped(x="A", y="A"), "A": {"allOf": [ref("Base")]}, "B": {"allOf": [ref("Base")]}},
         {"Base": {"x": "A", "y": "A", "B": "B"}}),
        ({"Base": BASE, "A": _says("x"), "B": {"allOf": [ref("A")]}}, {"Base": {"x": "A"}, "A": {"x": "B"}}),
        ({"Base": _mapped(z="A"), "A": _says("x")}, {"Base": {"z": "A"}}),
        ({"Base": {**BASE, "properties": {"k": {"enum": ["x", "y"]}}}, "A": {"allOf": [ref("Base")]}, "B": {"allOf": [ref("Base")]}},
         {"Base": {"A": "A", "B": "B"}}),
    ],
)  # fmt: skip
def test_families(schemas: dict[str, Any], families: dict[str, dict[str, str]]) -> None:
    uses = {f"/{name}": {"get": operation(f"get{name}", responses={"200": answer(ref(name))})} for name in schemas}  # fmt: skip
    api, said = built(document(uses, schemas))
    assert said == []
    found = {
        schema.hint: {tag: kind.rpartition("/")[2] for tag, kind in schema.family.kinds}
        for schema in api.schemas
        if schema.family is not None
    }
    assert found == families
