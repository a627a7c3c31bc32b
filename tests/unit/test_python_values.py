"""What may be given for models, and what defaults are, as Python writes them."""

from __future__ import annotations

import json
from typing import Any

import pytest

from generator.name.naming import Names
from generator.understand import ir
from generator.write.defaults import MAX_TOLD, literal, told, with_defaults
from generator.write.types import py_type
from tests.support import compiled, document, loaded, sources

PLACE = loaded({"openapi": "3.1.0", "info": {"title": "A", "version": "1"}, "paths": {}}).tree.place
TEXT, WHOLE, NUMBER, FLAG = (ir.Prim(kind) for kind in ("string", "integer", "number", "boolean"))  # type: ignore[arg-type]


def _at(name: str) -> str:
    return f"#/components/schemas/{name}"


def _ref(name: str) -> ir.Ref:
    return ir.Ref(_at(name))


def _named(name: str, type_: ir.Type | None = None) -> ir.Schema:
    kind: Any = "alias" if type_ else "object"
    return ir.Schema(_at(name), kind, None, name, True, (), (), None, {}, PLACE, type_)


SCHEMAS = {
    schema.pointer: schema
    for schema in (
        _named("Order"), _named("Free"), _named("Orders", ir.ListOf(_ref("Order"))),
        _named("Names", ir.ListOf(TEXT)), _named("Loop", ir.ListOf(_ref("Loop"))),
        _named("Either", ir.OneOf((_ref("Order"), TEXT, _ref("Free")))),
        _named("Colour", ir.Enum(("red", 1, True), ("string",), False)),
        _named("Deep", _ref("Deeper")), _named("Deeper", _ref("Colour")),
    )
}  # fmt: skip


# What is given for models ---------------------------------------------------------------

NAMES = Names(
    package="acme",
    schemas={pointer: pointer.rpartition("/")[2] for pointer in SCHEMAS},
    fields={}, tags={}, operations={}, credentials={}, variables={}, webhooks={},
    sent=SCHEMAS, inputs={_at("Order"): "inputs.Order"},
)  # fmt: skip
FREE = "Free | Mapping[str, object]"


@pytest.mark.parametrize(
    ("type_", "text"),
    [
        (_ref("Order"), "Order | inputs.Order"),
        (_ref("Free"), FREE),
        (ir.Nullable(_ref("Order")), "Order | inputs.Order | None"),
        (_ref("Orders"), "Orders | Sequence[Order | inputs.Order]"),
        (_ref("Names"), "Names"),
        (_ref("Loop"), "Loop"),
        (_ref("Either"), "Either | inputs.Order | Mapping[str, object]"),
        (ir.ListOf(_ref("Free")), f"Sequence[{FREE}]"),
        (ir.MapOf(_ref("Order")), "Mapping[str, Order | inputs.Order]"),
        (ir.OneOf((_ref("Order"), _ref("Free"))), f"Order | inputs.Order | {FREE}"),
        (ir.Perhaps(_ref("Order")), "Order | inputs.Order | object"),
        (ir.Emptied(ir.MapOf(_ref("Order"))), "Mapping[str, Order | inputs.Order]"),
        (_ref("Colour"), "Colour"),
    ],
)
def test_dicts_may_be_given_for_models(type_: ir.Type, text: str) -> None:
    assert py_type(type_, NAMES, "in").text == text


@pytest.mark.parametrize(
    ("meant", "text"),
    [
        (ir.ListOf(ir.ListOf(_ref("Order"))), "Sequence[List[Order] | Sequence[Order | inputs.Order]]"),
        (ir.ListOf(ir.Nullable(_ref("Order"))), "Sequence[Order | inputs.Order | None]"),
        (ir.ListOf(ir.Perhaps(_ref("Order"))), "Sequence[Perhaps[Order] | inputs.Order]"),
        (ir.ListOf(ir.Emptied(_ref("Order"))), "Sequence[EmptyAsList[Order] | inputs.Order]"),
        (ir.MapOf(_ref("Free")), "Mapping[str, Free | Mapping[str, object]]"),
        (ir.MapOf(TEXT), ""),
        (_ref("Orders"), "Sequence[Order | inputs.Order]"),
        (ir.OneOf((TEXT, ir.ListOf(_ref("Order")))), "Sequence[Order | inputs.Order]"),
    ],
)  # fmt: skip
def test_dicts_within_what_has_a_name(meant: ir.Type, text: str) -> None:
    named = _named("Named", meant)
    names = Names(
        package="acme", schemas={**NAMES.schemas, _at("Named"): "Named"},
        fields={}, tags={}, operations={}, credentials={}, variables={}, webhooks={},
        sent={**SCHEMAS, _at("Named"): named}, inputs=NAMES.inputs,
    )  # fmt: skip
    found = py_type(_ref("Named"), names, "in").text
    assert found == (f"Named | {text}" if text else "Named")
    assert py_type(_ref("Named"), names, "out").text == "Named"


@pytest.mark.parametrize(
    ("type_", "way", "text"),
    [
        (ir.Enum(("a", 'b"'), ("string",), False), "in", """Literal["a", 'b"'] | str"""),
        (ir.Enum((1, True), ("integer", "boolean"), False), "out", "Literal[1, True] | int | bool"),
        (ir.Enum((1.5,), ("number",), False), "in", "Literal[1.5] | float"),
        (ir.TupleOf(()), "out", "tuple[()]"),
        (ir.Perhaps(TEXT), "out", "Perhaps[str]"),
        (ir.Emptied(ir.MapOf(TEXT)), "out", "EmptyAsList[dict[str, str]]"),
        (ir.Prim("string", None, "Ymd"), "in", "date"),
        (ir.Prim("integer", None, "U"), "in", "datetime"),
        (ir.Prim("string", None, "H:i"), "in", "time"),
        (ir.Prim("integer", None, "U"), "out", "UnixSeconds"),
        (ir.Prim("boolean", None, "Y/N"), "in", "bool"),
    ],
)  # fmt: skip
def test_types_of_lists_of_values_and_of_the_vendor_s_own_formats(
    type_: ir.Type, way: Any, text: str
) -> None:
    found = py_type(type_, NAMES, way)
    assert found.text == text
    assert all(name in text for _, name in found.imports)


@pytest.mark.parametrize(
    ("type_", "text"),
    [
        (ir.ListOf(TEXT), "Sequence[str]"),
        (ir.MapOf(NUMBER), "Mapping[str, JsonNumber]"),
        (ir.Anything(), "object"),
        (ir.Binary(), "bytes"),
        (_ref("Order"), "Order"),
        (ir.Emptied(ir.MapOf(TEXT)), "EmptyAsList[Mapping[str, str]]"),
        (ir.Prim("string", None, "Ymd"), "DateCompact"),
    ],
)
def test_what_an_implementation_gets(type_: ir.Type, text: str) -> None:
    assert py_type(type_, NAMES, "served").text == text


def test_modules_that_dicts_need() -> None:
    found = py_type(ir.ListOf(_ref("Either")), NAMES, "in").imports
    assert found == {
        (".models", "Either"), (".", "inputs"),
        ("collections.abc", "Mapping"), ("collections.abc", "Sequence"),
    }  # fmt: skip
    within = py_type(_ref("Order"), NAMES.within_inputs(), "in")
    assert (within.text, within.imports) == ("models.Order | Order", {(".", "models")})


# Defaults -------------------------------------------------------------------------------


def _field(type_: ir.Type, *default: Any) -> ir.Field:
    return ir.Field("it", type_, False, False, False, ("#/it",), default)


def _deep(depth: int) -> ir.Type:
    type_: ir.Type = WHOLE
    for _ in range(depth):
        type_ = ir.ListOf(type_)
    return type_


def _lists(depth: int) -> Any:
    value: Any = 1
    for _ in range(depth):
        value = [value]
    return value


READ = "json:"
"""What stands for: read from its JSON."""


@pytest.mark.parametrize(
    ("type_", "value", "text"),
    [
        (TEXT, 'a"b', "'a\"b'"),
        (TEXT, 1, READ),
        (WHOLE, 3, "3"), (WHOLE, True, READ), (WHOLE, 2.0, READ), (WHOLE, "3", READ),
        (NUMBER, 3, "3"), (NUMBER, 0.5, "0.5"), (NUMBER, True, READ),
        (FLAG, True, "True"), (FLAG, 1, READ), (FLAG, "true", READ),
        (ir.Prim("string", "email"), "a@b", '"a@b"'),
        (ir.Prim("string", "date"), "2026-01-02", "date(2026, 1, 2)"),
        (ir.Prim("string", "date"), "tomorrow", None),
        (ir.Prim("string", "date"), 20260102, READ),
        (ir.Prim("string", "date-time"), "2026-01-02T03:04:05Z", 'datetime.fromisoformat("2026-01-02T03:04:05+00:00")'),
        (ir.Prim("string", "time"), "03:04", 'time.fromisoformat("03:04:00")'),
        (ir.Prim("string", "uuid"), "00000000-0000-0000-0000-00000000000A", 'UUID("00000000-0000-0000-0000-00000000000a")'),
        (ir.Prim("string", "uuid"), "none", None),
        (ir.Prim("string", "decimal"), "1.50", 'Decimal("1.50")'),
        (ir.Prim("string", "decimal"), "a lot", None),
        (ir.Prim("number", "decimal"), 1.5, 'Decimal("1.5")'),
        (ir.Prim("number", "decimal"), "1.5", READ),
        (ir.Prim("string", None, "d.m.Y"), "31.12.2026", READ),
        (ir.Nullable(WHOLE), 3, "3"), (ir.Perhaps(WHOLE), 3, "3"), (ir.Nullable(WHOLE), None, READ),
        (ir.Const("a"), "a", '"a"'), (ir.Enum(("a",), ("string",), False), "a", '"a"'),
        (ir.Enum((), ("array",), False), [1], READ),
        (ir.ListOf(WHOLE), [], "[]"), (ir.ListOf(WHOLE), [1, 2], "[1, 2]"),
        (ir.ListOf(WHOLE), [1, "2"], READ), (ir.ListOf(WHOLE), {}, READ),
        (ir.MapOf(WHOLE), {}, "{}"), (ir.MapOf(WHOLE), {"a": 1}, READ), (ir.MapOf(WHOLE), [], READ),
        (ir.OneOf((WHOLE, TEXT)), "a", '"a"'), (ir.OneOf((WHOLE, TEXT)), 1, "1"), (ir.OneOf((WHOLE, TEXT)), 1.5, READ),
        (_ref("Order"), {"a": 1}, READ), (_ref("Deep"), "red", '"red"'), (_ref("Names"), ["a"], '["a"]'),
        (ir.Anything(), "a", READ),
        (_deep(8), _lists(8), "[[[[[[[[1]]]]]]]]"), (_deep(9), _lists(9), READ),
    ],
)  # fmt: skip
def test_a_default_is_a_literal_or_read_when_it_is_needed(
    type_: ir.Type, value: Any, text: str | None
) -> None:
    """A literal of the type, else its JSON; none where it is no value of its format."""
    wanted = f"json:{json.dumps(value)}" if text == READ else text
    assert literal(_field(type_, value), SCHEMAS) == wanted


def test_no_default_is_none() -> None:
    assert literal(_field(TEXT), SCHEMAS) is None
    assert told(_field(TEXT)) == ""


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (None, "Default: `null`."), (0, "Default: `0`."), ("é", 'Default: `"é"`.'),
        ({"a": [1]}, 'Default: `{"a": [1]}`.'), ("`", ""),
        ("a" * (MAX_TOLD - 2), 'Default: `"' + "a" * (MAX_TOLD - 2) + '"`.'), ("a" * (MAX_TOLD - 1), ""),
    ],
)  # fmt: skip
def test_what_a_docstring_says_of_a_default(value: Any, text: str) -> None:
    assert told(_field(ir.Anything(), value)) == text


@pytest.mark.parametrize(
    ("field", "default", "null", "made"),
    [
        ("a: int | None = None", "3", False, "a: int = 3"),
        ("a: int | None = None", "3", True, "a: int | None = 3"),
        ("a: int = None", "3", False, "a: int = 3"),
        ("a: int | str | None = None", "3", False, "a: int | str = 3"),
        ("a: Annotated[int | None, Field(alias='A')] = None", "3", False, "a: Annotated[int, Field(alias='A')] = 3"),
        ("a: Annotated[\n        int | None,\n        Field(alias='A'),\n    ] = None", "3", False,
         "a: Annotated[int, Field(alias='A')] = 3"),
        ("a: int", "3", False, "a: int"),
        ("a: int = Field(1)", "3", False, "a: int = Field(1)"),
        ("b: int | None = None", "3", False, "b: int | None = None"),
        # What is read from its JSON: of the type alone, without what is said of the field.
        ("a: Size | None = None", "json:{}", False, "a: Size = Field(default_factory=read_as(lambda: Size, \"{}\"))"),
        ("a: 'Size | None' = None", "json:{}", True, "a: 'Size | None' = Field(default_factory=read_as(lambda: Size | None, \"{}\"))"),
        ("a: List['Size'] | None = None", "json:[]", False,
         "a: List['Size'] = Field(default_factory=read_as(lambda: List[Size], \"[]\"))"),
        ("a: Annotated[Size | None, Field(alias='A')] = None", "json:{}", False,
         "a: Annotated[Size, Field(alias='A')] = Field(default_factory=read_as(lambda: Size, \"{}\"))"),
        ("a: Annotated['X' | None, Kinds('k')] = None", "json:{}", False,
         "a: Annotated['X', Kinds('k')] = Field(default_factory=read_as(lambda: Annotated[X, Kinds('k')], \"{}\"))"),
        ("a: Literal['x'] | None = None", "json:1", False,
         "a: Literal['x'] = Field(default_factory=read_as(lambda: Literal['x'], \"1\"))"),
    ],
)  # fmt: skip
def test_a_field_gets_its_default(field: str, default: str, null: bool, made: str) -> None:
    """Without the None that stood for what did not come, but where null is a value."""
    body = "class Other(Base):\n    a: int | None = None\n\n\nclass It(Base):\n    x: int\n    {}\n    y: int | None = None\n"
    nullable = frozenset({("It", "a")}) if null else frozenset[tuple[str, str]]()
    found = with_defaults(body.format(field), {"It": {"a": default}}, nullable)
    assert found == body.format(made)


def test_a_default_that_would_never_end_is_none() -> None:
    """A thing that has one of its own kind; and where a member is called as what reads it."""
    of: Any = {"type": "object", "additionalProperties": {"type": "integer"}, "default": {"a": 1}}
    node = {"$ref": "#/components/schemas/Node", "default": {}}
    schemas = {
        "Node": {"type": "object", "properties": {"next": node}},
        "Named": {"type": "object", "properties": {"read_as": {"type": "string"}, "named": of}},
        "Plain": {"type": "object", "properties": {"plain": of}},
    }
    made = sources(compiled(document({}, schemas)))["acme/models/other.py"]
    factories = [line.strip() for line in made.splitlines() if "default_factory" in line]
    assert [line.partition(":")[0] for line in factories] == ["plain"]
