"""Which schemas get a name, and what each is: its type, or its members and bases."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from generator.understand import ir
from generator.understand.mentions import is_nested
from tests.support import STRING, answer, built, document, operation, ref

INTEGER, NULL = {"type": "integer"}, {"type": "null"}
OBJECT = {"type": "object", "properties": {"a": STRING}}


def spelt(type_: ir.Type | None) -> str:
    """A type in few signs: `[x]` a list, `{x}` a map, `x?` or null, `(x|y)` one of, `<x,y>` a tuple."""
    match type_:
        case ir.Prim(kind, format_, _):
            return f"{kind}:{format_}" if format_ else kind
        case ir.Ref(pointer):
            return pointer.replace("#/components/schemas/", "")
        case ir.ListOf(item):
            return f"[{spelt(item)}]"
        case ir.MapOf(value):
            return f"{{{spelt(value)}}}"
        case ir.TupleOf(items):
            return f"<{','.join(map(spelt, items))}>"
        case ir.Nullable(inner):
            return f"{spelt(inner)}?"
        case ir.Emptied(inner):
            return f"^{spelt(inner)}"
        case ir.Perhaps(inner):
            return f"~{spelt(inner)}"
        case ir.OneOf(members, by):
            return f"({'|'.join(map(spelt, members))}{f' by {by.property}' if by else ''})"
        case ir.Const(value):
            return repr(value)
        case ir.Enum(values, _, closed):
            return f"{'|'.join(map(repr, values))}{'!' if closed else ''}"
        case None:
            return ""
        case _:
            return {ir.Anything(): "*", ir.Binary(): "bytes"}[type_]  # type: ignore[index]


EMPTY = {"empty-map": "list"}
KIND = {"type": "object", "required": ["k"], "properties": {"k": STRING}}
COMPONENTS = {
    "Thing": OBJECT,
    "Other": {"type": "object", "required": ["b"], "properties": {"b": STRING}},
    "Id": STRING,
}


def _of_kinds(one: str, other: str) -> dict[str, Any]:
    mapping = {"a": f"#/components/schemas/{one}", "b": f"#/components/schemas/{other}"}
    return {**KIND, "discriminator": {"propertyName": "k", "mapping": mapping}}


def _made(**schemas: Any) -> dict[str, ir.Schema]:
    api, _ = built(document({}, {**COMPONENTS, **schemas}))
    return {schema.pointer.replace("#/components/schemas/", ""): schema for schema in api.schemas}


@pytest.mark.parametrize(
    ("schema", "kind", "type_"),
    [
        (STRING, "alias", "string"),
        ({**STRING, "format": "date", "maxLength": 5}, "alias", "string:date"),
        ({}, "alias", "*"),
        ({"type": "null"}, "alias", "null"),
        ({"type": ["string", "null"]}, "alias", "string?"),
        ({"type": ["integer", "string"]}, "alias", "(integer|string)"),
        ({"const": "a"}, "alias", "'a'"),
        ({"const": None}, "alias", "null"),
        ({"const": 1.5}, "alias", "number"),
        ({"enum": ["a", "b"]}, "enum", "'a'|'b'"),
        ({"enum": ["a"]}, "enum", "'a'"),
        ({"enum": ["a", None]}, "enum", "'a'?"),
        ({"enum": ["a"], "x-enum": "closed"}, "enum", "'a'!"),
        ({"enum": [1, "a"]}, "enum", "1|'a'"),
        ({"enum": [True, False]}, "alias", "True|False"),
        ({"enum": [True, None]}, "alias", "True?"),
        ({"type": "object"}, "object", ""),
        ({"type": ["object", "null"]}, "object", ""),
        (OBJECT, "object", ""),
        ({"properties": {"a": STRING}}, "object", ""),
        ({"type": "object", "additionalProperties": INTEGER}, "alias", "{integer}"),
        ({"type": "object", "patternProperties": {"^x": INTEGER}}, "alias", "{~integer}"),
        ({"type": "object", "patternProperties": {"^x": INTEGER}, "additionalProperties": STRING}, "alias", "{(integer|string)}"),
        ({"type": "object", "patternProperties": {"^x": INTEGER}, "additionalProperties": False}, "alias", "{integer}"),
        ({"additionalProperties": INTEGER}, "alias", "{integer}"),
        ({**OBJECT, "additionalProperties": INTEGER}, "object", ""),
        ({"type": "array", "items": INTEGER}, "alias", "[integer]"),
        ({"type": "array"}, "alias", "[*]"),
        ({"items": INTEGER}, "alias", "[integer]"),
        ({"type": "array", "items": ref("Thing")}, "alias", "[Thing]"),
        ({"type": "array", "items": OBJECT}, "alias", "[It/items]"),
        ({"type": "array", "prefixItems": [STRING, INTEGER], "items": False, "minItems": 2}, "alias", "<string,integer>"),
        ({"type": "array", "prefixItems": [STRING, INTEGER], "maxItems": 2, "minItems": 2}, "alias", "<string,integer>"),
        ({"type": "array", "prefixItems": [STRING, INTEGER], "maxItems": 2, "minItems": 1}, "alias", "(<string,integer>|<string>)"),
        ({"type": "array", "prefixItems": [STRING, INTEGER], "maxItems": 3}, "alias", "[*]"),
        ({"type": "array", "prefixItems": [STRING, INTEGER], "items": STRING}, "alias", "[(string|integer)]"),
        ({"type": "array", "prefixItems": [STRING] * 5, "items": False, "minItems": 1}, "alias",
         "(<string,string,string,string,string>|<string,string,string,string>|<string,string,string>|<string,string>|<string>)"),
        ({"type": "array", "prefixItems": [STRING] * 5, "items": False}, "alias", "(<string,string,string,string,string>|[string])"),
        ({"type": "array", "unevaluatedItems": INTEGER}, "alias", "[integer]"),
        ({"type": "array", "items": STRING, "unevaluatedItems": INTEGER}, "alias", "[string]"),
        ({"type": "array", "prefixItems": [STRING], "unevaluatedItems": INTEGER}, "alias", "[(string|integer)]"),
        ({"type": "array", "prefixItems": [STRING], "unevaluatedItems": False, "minItems": 1}, "alias", "<string>"),
        ({"type": "array", "allOf": [{"prefixItems": [STRING]}], "unevaluatedItems": False, "minItems": 1}, "alias", "<string>"),
        ({"type": "array", "allOf": [{"items": STRING}], "unevaluatedItems": False}, "alias", "[string]"),
        # Another name, with limits of its own or without.
        (ref("Thing"), "alias", "Thing"),
        ({"allOf": [ref("Thing")]}, "alias", "Thing"),
        ({"allOf": [ref("Thing")], "required": ["a"]}, "object", ""),
        ({"type": "object", "allOf": [ref("Thing")]}, "object", ""),
        ({"allOf": [ref("Id")], "pattern": "x"}, "alias", "string"),
        ({"allOf": [ref("Thing"), {"properties": {"c": STRING}}]}, "object", ""),
        ({"allOf": [ref("Thing"), ref("Other")]}, "object", ""),
        ({"anyOf": [ref("Thing"), NULL]}, "alias", "Thing?"),
        ({"anyOf": [ref("Id"), NULL]}, "alias", "string?"),
        # Unions: of what a reader would name, or spelt out.
        ({"oneOf": [ref("Thing"), ref("Other")]}, "union", "(Thing|Other)"),
        ({"oneOf": [ref("Thing"), ref("Other"), NULL]}, "union", "(Thing|Other)?"),
        ({"oneOf": [STRING, INTEGER]}, "alias", "(string|integer)"),
        ({"oneOf": [STRING, INTEGER, NULL]}, "alias", "(string|integer)?"),
        ({"oneOf": [STRING, {"type": "array", "items": STRING}]}, "union", "(string|[string])"),
        ({"oneOf": [STRING, ref("Thing")]}, "union", "(string|Thing)"),
        ({"oneOf": [STRING, STRING]}, "alias", "string"),
        ({"oneOf": [STRING]}, "alias", "string"),
        ({"oneOf": [NULL]}, "alias", "null"),
        ({"oneOf": [{}, STRING]}, "union", "*"),
        ({"anyOf": [{"enum": [1]}, {"type": "boolean"}]}, "union", "(boolean|It/anyOf/0)"),
        ({"type": ["string", "integer"], "oneOf": [{"type": "string"}, {"type": "integer"}]}, "alias", "(string|integer)"),
        ({"type": "string", "anyOf": [{"minLength": 1}, {"maxLength": 3}]}, "alias", "string"),
        ({"type": "string", "oneOf": [{"format": "date"}, {"format": "uuid"}]}, "union", "(string:date|string:uuid)"),
        # What a discriminator names, where neither extends it.
        (_of_kinds("Thing", "Other"), "union", "(Thing|Other by k)"),
        (_of_kinds("Thing", "Thing"), "union", "Thing"),
        (_of_kinds("Thing", "It"), "object", ""),
        (_of_kinds("Thing", "Sub"), "object", ""),
        ({**_of_kinds("Thing", "Other"), "oneOf": [ref("Thing"), ref("Other")]}, "object", ""),
    ],
)  # fmt: skip
def test_what_a_component_is(schema: Any, kind: str, type_: str) -> None:
    more = {"Sub": {"allOf": [ref("It")]}} if "schemas/Sub" in str(schema) else {}
    found = _made(It=schema, **more)["It"]
    assert (found.kind, spelt(found.type)) == (kind, type_)
    assert (found.component, found.parent, found.hint) == (True, None, "It")


@pytest.mark.parametrize(
    ("schema", "fields"),
    [
        ({"a": STRING, "b": {"type": ["integer", "null"]}}, {"a": "string", "b": "integer?"}),
        ({"a": ref("Thing"), "b": ref("Id"), "c": {"anyOf": [ref("Thing"), NULL]}}, {"a": "Thing", "b": "string", "c": "Thing?"}),
        ({"a": OBJECT, "b": {"enum": ["x", "y"]}}, {"a": "It/properties/a", "b": "It/properties/b"}),
        ({"a": {"type": "array", "items": {"enum": ["x"]}}}, {"a": "[It/properties/a/items]"}),
        ({"a": {"type": "object", "additionalProperties": OBJECT}}, {"a": "{It/properties/a/additionalProperties}"}),
        ({"a": {"oneOf": [OBJECT, STRING]}}, {"a": "It/properties/a"}),
        ({"a": {"type": "string", "format": "binary"}, "b": True, "c": {}}, {"a": "bytes", "b": "*", "c": "*"}),
        # An empty list is how an empty object is written.
        ({"a": {"type": "object", "additionalProperties": STRING, "x-wire": EMPTY}, "b": {**ref("Thing"), "x-wire": EMPTY}},
         {"a": "^{string}", "b": "^Thing"}),
    ],
)  # fmt: skip
def test_members_are_spelt_out_or_have_names(schema: Any, fields: Any) -> None:
    made = _made(It={"type": "object", "properties": schema})
    assert {field.wire: spelt(field.type) for field in made["It"].fields} == fields
    inner = {name: made[name] for name in made if name.startswith("It/")}
    outer = {"It/properties/a/oneOf/0": "It/properties/a"}
    for name, found in inner.items():
        assert found.parent == f"#/components/schemas/{outer.get(name, 'It')}"
        assert not found.component


def _branch(*required: str, **members: Any) -> dict[str, Any]:
    return {"properties": members, **({"required": list(required)} if required else {})}


@pytest.mark.parametrize(
    ("branches", "fields"),
    [
        ([_branch(b=INTEGER), _branch(c=INTEGER)], {"a": "string", "b": "integer", "c": "integer"}),
        # What every branch has or asks for is required, whoever describes it.
        ([_branch("b", b=INTEGER), _branch("b", b=INTEGER)], {"a": "string", "b!": "integer"}),
        ([_branch("b", b=INTEGER), _branch(b=INTEGER)], {"a": "string", "b": "integer"}),
        ([_branch("a", b=INTEGER), _branch("a")], {"a!": "string", "b": "integer"}),
        ([_branch("a"), _branch("b", b=INTEGER)], {"a": "string", "b": "integer"}),
        ([_branch("a", b=INTEGER), {"type": "null"}], {"a!": "string", "b": "integer"}),
        # A member of several branches is any of theirs.
        ([_branch(b=INTEGER), _branch(b=STRING)], {"a": "string", "b": "(integer|string)"}),
        ([_branch(b=INTEGER), _branch(b=INTEGER)], {"a": "string", "b": "integer"}),
        # What a branch says of a member of the whole narrows it where all do.
        ([_branch(a={"enum": ["x"]}), _branch(b=INTEGER)], {"a": "string", "b": "integer"}),
        ([_branch(a={"const": "x"}), _branch(a={"const": "y"})], {"a": "('x'|'y')"}),
        ([_branch(b={**STRING, "readOnly": True}), _branch(b=STRING)], {"a": "string", "b-": "string"}),
        ([{"allOf": [_branch(b=INTEGER)]}, {"anyOf": [_branch(c=INTEGER), _branch(d=INTEGER)]}],
         {"a": "string", "b": "integer", "c": "integer", "d": "integer"}),
    ],
)  # fmt: skip
def test_members_of_a_class_and_of_its_branches(branches: Any, fields: dict[str, str]) -> None:
    """One class, unions drawn out over it; `!` is required, `-` is in answers alone."""
    found = _made(It={"type": ["object", "null"], "properties": {"a": STRING}, "oneOf": branches})
    assert found["It"].kind == "object"
    told = {
        f"{field.wire}{'!' * field.required}{'-' * field.read_only}": spelt(field.type)
        for field in found["It"].fields
    }
    assert told == fields


@pytest.mark.parametrize(
    ("member", "default"),
    [
        ({**STRING, "default": "x"}, ("x",)),
        ({**STRING, "default": 5}, ()),
        ({**STRING, "default": None}, ()),
        ({"type": ["string", "null"], "default": None}, ()),
        ({"enum": ["a"], "default": "b"}, ()),
        ({"enum": ["a"], "default": "a"}, ("a",)),
        (ref("Withal"), ("far",)),
        ({**ref("Withal"), "default": "near"}, ("near",)),
        ({"allOf": [ref("Withal")]}, ("far",)),
        ({"type": "array", "items": INTEGER, "default": []}, ([],)),
        ({"type": "array", "items": INTEGER, "default": ["x"]}, ()),
        (STRING, ()),
    ],
)  # fmt: skip
def test_a_default_is_one_of_the_member_s_own_values(member: Any, default: Any) -> None:
    made = _made(
        It={"type": "object", "properties": {"m": member}}, Withal={**STRING, "default": "far"}
    )
    assert made["It"].fields[0].default == default


def test_presence_direction_pins_and_what_a_class_is_called() -> None:
    members = {
        "a": {**STRING, "readOnly": True},
        "b": {**STRING, "writeOnly": True, "x-py-name": "bee"},
        "c": {**STRING, "x-py-name": 5},
    }
    schema = {"type": "object", "required": ["a", "c"], "properties": members, "x-py-name": "Own"}
    found = _made(It=schema, Odd={**OBJECT, "x-py-name": 5})
    fields = [(f.wire, f.required, f.read_only, f.write_only) for f in found["It"].fields]
    assert fields == [("a", True, True, False), ("b", False, False, True), ("c", True, False, False)]  # fmt: skip
    pins = {name: pin for name, (pin, _) in found["It"].property_pins.items() if pin}
    assert (found["It"].pinned, pins) == ("Own", {"b": "bee"})
    assert found["Odd"].pinned is None
    assert found["It"].fields[0].places == ("#/components/schemas/It/properties/a",)  # fmt: skip


@pytest.mark.parametrize(
    ("schema", "extras"),
    [
        (OBJECT, ""), ({**OBJECT, "additionalProperties": True}, ""), ({**OBJECT, "additionalProperties": {}}, ""),
        ({**OBJECT, "additionalProperties": INTEGER}, "integer"),
        ({**OBJECT, "additionalProperties": OBJECT}, "It/additionalProperties"),
        ({**OBJECT, "patternProperties": {"^x": INTEGER}}, "~integer"),
        ({**OBJECT, "allOf": [{"additionalProperties": INTEGER}]}, "integer"),
    ],
)  # fmt: skip
def test_members_that_have_no_name(schema: Any, extras: str) -> None:
    assert spelt(_made(It=schema)["It"].extras) == extras


ALL = ("Thing", "Other")


@pytest.mark.parametrize(
    ("schema", "bases", "own"),
    [
        ({"allOf": [ref("Thing")], "properties": {"c": STRING}}, ["Thing"], ["c"]),
        ({**ref("Thing"), "properties": {"c": STRING}}, ["Thing"], ["c"]),
        ({"allOf": [ref("Thing"), ref("Other")]}, ["Thing", "Other"], []),
        ({"allOf": [ref("Thing"), {"properties": {"c": STRING}}]}, ["Thing"], ["c"]),
        # What a member is in the base it must be in the class.
        ({"allOf": [ref("Thing")], "properties": {"a": {"minLength": 1}}}, [], ["a"]),
        ({"allOf": [ref("Thing")], "required": ["a"]}, [], ["a"]),
        # Two bases with one member are none.
        ({"allOf": [ref("Thing"), ref("Twin")]}, [], ["a"]),
        # What one base extends already goes without saying.
        ({"allOf": [ref("Thing"), ref("Child")]}, ["Child"], []),
        ({"allOf": [ref("Child"), ref("Other")]}, ["Child", "Other"], []),
        ({"allOf": [ref("Id"), ref("Thing")], "properties": {"c": STRING}}, None, None),
        ({"allOf": [ref("It"), ref("Thing")], "properties": {"c": STRING}}, ["Thing"], ["c"]),
    ],
)  # fmt: skip
def test_what_a_class_extends(schema: Any, bases: Any, own: Any) -> None:
    child = {"allOf": [ref("Thing")], "properties": {"d": STRING}}
    found = _made(It=schema, Twin={"type": "object", "properties": {"a": STRING}}, Child=child)["It"]  # fmt: skip
    if bases is None:
        assert found.kind != "object"
        return
    assert [spelt(ir.Ref(base)) for base in found.bases] == bases
    assert [field.wire for field in found.fields] == own
    assert set(bases) <= {spelt(ir.Ref(pointer)) for pointer in found.refs}


def test_of_two_bases_that_tell_its_kinds_a_class_extends_the_first() -> None:
    mapping = {"i": "#/components/schemas/It"}
    base = {**KIND, "discriminator": {"propertyName": "k", "mapping": mapping}}
    schema = {"allOf": [ref("A"), ref("B")], "properties": {"q": STRING}}
    found = _made(A=base, B=base, It=schema)["It"]
    assert [base.rpartition("/")[2] for base in found.bases] == ["A"]


@pytest.mark.parametrize("kinds", [["string", "integer", "number", "boolean", "null"], ["boolean"]])
def test_a_component_of_plain_kinds_is_used_as_what_it_is(kinds: list[str]) -> None:
    found = _made(It={"type": "object", "properties": {"m": ref("Any")}}, Any={"type": kinds})["It"]
    assert not isinstance(found.fields[0].type, ir.Ref)


def test_whether_a_type_is_nested_ends_where_it_refers_to_itself() -> None:
    at = "#/components/schemas/It"
    union = _made(It={"oneOf": [STRING, {"enum": ["a"]}]})["It"]
    for more, nested in ((ir.Prim("string"), False), (ir.ListOf(ir.Ref(at)), True)):
        loop = {at: replace(union, type=ir.OneOf((ir.Ref(at), more), None))}
        assert is_nested(ir.Ref(at), loop) is nested


def test_a_member_that_two_parts_describe_is_a_class_of_its_own() -> None:
    parts = [{"properties": {"a": ref("Thing")}}, {"properties": {"a": ref("Other")}}]
    made = _made(It={"allOf": parts})
    assert spelt(made["It"].fields[0].type) == "Thing&Other"
    joined = made["Thing&Other"]
    assert (joined.bases, [field.wire for field in joined.fields]) == ((), ["a", "b"])


@pytest.mark.parametrize(
    ("more", "extras"),
    [
        ({}, None),
        ({"additionalProperties": True}, None),
        ({"additionalProperties": False}, None),
        ({"additionalProperties": STRING}, ir.Prim("string", None, None)),
        # What no pattern is about may be there too.
        ({"patternProperties": {"^x": STRING}}, ir.Perhaps(ir.Prim("string", None, None))),
        # A branch may have members that the object does not name.
        ({"additionalProperties": STRING, "anyOf": [{"required": ["a"]}, {"required": ["b"]}]}, None),
    ],
)  # fmt: skip
def test_what_members_are_that_an_object_does_not_name(more: Any, extras: Any) -> None:
    whole = {"type": "object", "properties": {"a": STRING, "b": STRING}, **more}
    paths = {"/a": {"get": operation("a", responses={"200": answer(ref("It"))})}}
    (found,) = [s for s in built(document(paths, {"It": whole}))[0].schemas if s.hint == "It"]
    assert found.extras == extras
