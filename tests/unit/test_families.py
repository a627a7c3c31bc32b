"""The kinds of a discriminated base, whichever way they extend it."""

from __future__ import annotations

from typing import Any

import pytest

from generator.understand import ir
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


def _kind(value: Any, *, required: bool = True) -> dict[str, Any]:
    return {"type": "object", "properties": {"k": value}, **({"required": ["k"]} if required else {})}  # fmt: skip


def _one(value: Any) -> dict[str, Any]:
    return {"enum": value} if isinstance(value, list) else {"const": value}


def _by(tree: dict[str, Any]) -> ir.By | None:
    """How the branches of its one union are told apart."""
    types = [schema.type for schema in built(tree)[0].schemas]
    (found,) = [type_ for type_ in types if isinstance(type_, ir.OneOf)]
    return found.by


@pytest.mark.parametrize(
    ("branches", "values"),
    [
        # A list of values for each, and none of them twice.
        ([["a"], ["b"]], [["a"], ["b"]]),
        ([["a", "b"], "c"], [["a", "b"], ["c"]]),
        ([["a"], "b"], [["a"], ["b"]]),
        ([["a", "b"], ["b", "c"]], None),
        # Constants tell branches apart by themselves.
        (["a", "b"], None),
        (["a", ["b", "c"]], [["a"], ["b", "c"]]),
    ],
)
def test_a_member_that_tells_branches_apart(branches: list[Any], values: Any) -> None:
    schemas = {f"B{number}": _kind(_one(value)) for number, value in enumerate(branches)}
    union = {"oneOf": [ref(name) for name in schemas]}
    paths = {"/a": {"get": operation("a", responses={"200": answer(union)})}}
    assert _by(document(paths, schemas)) == (values and ir.By("k", tuple(map(tuple, values)), open=True))  # fmt: skip
    loose = {name: _kind(_one(one), required=False) for name, one in zip(schemas, branches, strict=True)}  # fmt: skip
    assert _by(document(paths, loose)) is None
