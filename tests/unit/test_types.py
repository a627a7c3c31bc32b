"""Types of the intermediate representation → annotations."""

from __future__ import annotations

import ast
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.name.naming import Names
from generator.understand import ir
from generator.write.types import PyType, Way, evaluated, py_type, union

NAMES = Names(
    package="acme",
    schemas={"#/components/schemas/Order": "Order", "#/components/schemas/Item": "Item"},
    fields={}, tags={}, operations={}, credentials={}, variables={}, webhooks={},
)  # fmt: skip
ORDER, ITEM = ir.Ref("#/components/schemas/Order"), ir.Ref("#/components/schemas/Item")
TEXT = ir.Prim("string")


@pytest.mark.parametrize(
    ("type_", "given_", "got"),
    [
        (TEXT, "str", "str"),
        (ir.Prim("string", "date-time"), "datetime", "datetime"),
        (ir.Prim("string", "date"), "date", "date"),
        (ir.Prim("string", "time"), "time", "time"),
        (ir.Prim("string", "uuid"), "UUID", "UUID"),
        (ir.Prim("string", "decimal"), "Decimal", "Decimal"),
        (ir.Prim("string", "email"), "str", "str"),
        (ir.Prim("integer", "int64"), "int", "int"),
        (ir.Prim("number"), "float", "JsonNumber"),
        (ir.Prim("number", "decimal"), "Decimal", "JsonDecimal"),
        (ir.TupleOf((TEXT, ORDER)), "tuple[str, Order]", "tuple[str, Order]"),
        (ir.Prim("boolean"), "bool", "bool"),
        (ir.Prim("null"), "None", "None"),
        (ORDER, "Order", "Order"),
        (ir.ListOf(TEXT), "Sequence[str]", "List[str]"),
        (ir.ListOf(ir.ListOf(ORDER)), "Sequence[Sequence[Order]]", "List[List[Order]]"),
        (ir.MapOf(TEXT), "Mapping[str, str]", "dict[str, str]"),
        (ir.MapOf(ir.ListOf(ORDER)), "Mapping[str, Sequence[Order]]", "dict[str, List[Order]]"),
        (ir.Nullable(TEXT), "str | None", "str | None"),
        (ir.Nullable(ir.Nullable(TEXT)), "str | None", "str | None"),
        (ir.Nullable(ir.OneOf((TEXT, ir.Prim("null"), ORDER))), "str | Order | None", "str | Order | None"),
        (ir.OneOf((TEXT, TEXT)), "str", "str"),
        (ir.OneOf((ORDER, ir.Nothing())), "Order | None", "Order | None"),
        (ir.OneOf((ir.ListOf(TEXT), TEXT)), "Sequence[str] | str", "List[str] | str"),
        (ir.ListOf(ir.Nullable(ORDER)), "Sequence[Order | None]", "List[Order | None]"),
        (ir.Const("a"), 'Literal["a"]', 'Literal["a"]'),
        (ir.Const(3), "Literal[3]", "Literal[3]"),
        (ir.Const(True), "Literal[True]", "Literal[True]"),
        (ir.Binary(), "File", "bytes"),
        (ir.Anything(), "object", "Any"),
        (ir.Nothing(), "None", "None"),
        (ir.Text(), "str", "str"),
    ],
)  # fmt: skip
def test_annotation(type_: ir.Type, given_: str, got: str) -> None:
    assert py_type(type_, NAMES, "in").text == given_
    assert py_type(type_, NAMES, "out").text == got


@pytest.mark.parametrize(
    ("type_", "way", "imports"),
    [
        (ORDER, "in", {(".models", "Order")}),
        (ir.ListOf(ORDER), "in", {(".models", "Order"), ("collections.abc", "Sequence")}),
        (ir.ListOf(ORDER), "out", {(".models", "Order"), ("._runtime", "List")}),
        (ir.MapOf(ir.Anything()), "in", {("collections.abc", "Mapping")}),
        (ir.MapOf(ir.Anything()), "out", {("typing", "Any")}),
        (ir.OneOf((ir.Prim("string", "date"), ir.Prim("string", "uuid"))), "in", {("datetime", "date"), ("uuid", "UUID")}),
        (ir.Const("a"), "in", {("typing", "Literal")}),
        (ir.Binary(), "in", {("._runtime.wire.upload", "File")}),
        (TEXT, "in", set()),
    ],
)  # fmt: skip
def test_imports(type_: ir.Type, way: Way, imports: set[tuple[str, str]]) -> None:
    assert py_type(type_, NAMES, way).imports == imports


def test_a_union_says_each_type_once_and_none_last() -> None:
    options = [
        PyType("None"),
        PyType("A"),
        PyType("B | None"),
        PyType("A"),
        PyType("dict[str, A | None]"),
    ]
    assert union(options).text == "A | B | dict[str, A | None] | None"


NUMBER = ir.Prim("number")


@pytest.mark.parametrize(
    ("type_", "text"),
    [
        (ir.Nullable(NUMBER), "Optional[JsonNumber]"),
        (ir.Nullable(ir.OneOf((NUMBER, TEXT))), "Optional[JsonNumber | str]"),
        (ir.Nullable(ir.Emptied(ir.MapOf(TEXT))), "Optional[EmptyAsList[dict[str, str]]]"),
        (ir.Emptied(ir.Nullable(ir.MapOf(TEXT))), "Optional[EmptyAsList[dict[str, str]]]"),
        (ir.ListOf(ir.Nullable(NUMBER)), "List[JsonNumber | None]"),
        (ir.OneOf((NUMBER, TEXT)), "JsonNumber | str"),
        (ir.Nullable(TEXT), "str | None"),
        (ir.Prim("null"), "None"),
    ],
)
def test_an_expression(type_: ir.Type, text: str) -> None:
    found = evaluated(py_type(type_, NAMES, "out"))
    assert found.text == text
    assert (("typing", "Optional") in found.imports) is text.startswith("Optional")


LEAVES: st.SearchStrategy[ir.Type] = st.one_of(
    st.sampled_from([TEXT, ir.Prim("null"), ORDER, ITEM, ir.Binary(), ir.Anything(), ir.Nothing()]),
    st.builds(ir.Const, st.one_of(st.text(max_size=10), st.integers(), st.booleans())),
)


def _deeper(inner: st.SearchStrategy[ir.Type]) -> st.SearchStrategy[Any]:
    several = st.lists(inner, min_size=1, max_size=3).map(tuple)
    return st.one_of(
        st.builds(ir.ListOf, inner), st.builds(ir.MapOf, inner),
        st.builds(ir.Nullable, inner), st.builds(ir.OneOf, several),
    )  # fmt: skip


@given(st.recursive(LEAVES, _deeper, max_leaves=8), st.sampled_from(["in", "out"]))
def test_an_annotation_is_one_expression_of_names_that_are_imported(
    type_: ir.Type, way: Way
) -> None:
    found = py_type(type_, NAMES, way)
    tree = ast.parse(found.text, mode="eval")
    named = {node.id for node in ast.walk(tree) if isinstance(node, ast.Name)}
    builtin = {"str", "int", "float", "bool", "bytes", "dict", "object"}
    assert named - builtin == {name for _, name in found.imports}
