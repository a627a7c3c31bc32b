"""Model modules: what is in them is what was named, and pydantic agrees with the document."""

from __future__ import annotations

import ast
import importlib
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from generator.command.pipeline import Result
from tests.support import STRING, answer, compiled, document, named, operation, ref, sources

Load = Callable[..., Any]


@pytest.fixture
def load(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Load]:
    """Compiles schemas and imports their package's `models`."""

    def made(schemas: dict[str, Any], **more: Any) -> Any:
        result = compiled(document(more.pop("paths", {}), schemas, **more))
        for name, data in result.files.items():
            path = tmp_path / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        monkeypatch.syspath_prepend(str(tmp_path))
        importlib.invalidate_caches()
        return importlib.import_module("acme.models")

    yield made
    for name in [name for name in sys.modules if name.partition(".")[0] == "acme"]:
        del sys.modules[name]


def _obj(required: tuple[str, ...] = (), /, **properties: Any) -> dict[str, Any]:
    return {"type": "object", "required": list(required), "properties": properties}


# Presence and null -----------------------------------------------------------------------


def test_presence_and_null_are_told_apart(load: Load) -> None:
    nullable = {"type": ["string", "null"]}
    models = load(
        {"T": _obj(("req", "reqNull"), req=STRING, reqNull=nullable, opt=STRING, optNull=nullable)}
    )
    value = models.T.model_validate({"req": "a", "reqNull": None})
    assert value.model_fields_set == {"req", "req_null"}
    assert value.model_dump(by_alias=True, exclude_unset=True) == {"req": "a", "reqNull": None}
    assert models.T.model_validate(
        {"req": "a", "reqNull": "b", "optNull": None}
    ).model_fields_set >= {"opt_null"}
    for missing in ({"req": "a"}, {"reqNull": None}):
        with pytest.raises(ValidationError):
            models.T.model_validate(missing)


def test_a_default_of_the_document_is_not_sent(load: Load) -> None:
    models = load({"T": _obj(a={"type": "integer", "default": 3})})
    assert models.T().model_dump(exclude_unset=True) == {}
    assert models.T().a == 3


def test_unknown_members_are_kept(load: Load) -> None:
    models = load(
        {"T": _obj(a=STRING), "Closed": {**_obj(a=STRING), "additionalProperties": False}}
    )
    for cls in (models.T, models.Closed):
        assert cls.model_validate({"a": "x", "new": [1]}).model_dump() == {"a": "x", "new": [1]}


def test_limits_are_the_server_s_to_enforce(load: Load) -> None:
    models = load(
        {
            "T": _obj(
                a={"type": "string", "maxLength": 1, "pattern": "^x$"},
                n={"type": "integer", "maximum": 1},
            )
        }
    )
    assert models.T.model_validate({"a": "long", "n": 9}).n == 9


# Enums -------------------------------------------------------------------------------------


def test_an_open_enum_keeps_what_it_does_not_know(load: Load) -> None:
    get = {"/x": {"get": operation("get", responses={"200": answer(ref("T"))})}}
    models = load(
        {
            "T": _obj(a=ref("Colour"), n=ref("Level")),
            "Colour": {"type": "string", "enum": ["red"]},
            "Level": {"type": "integer", "enum": [1]},
        },
        paths=get,
    )
    value = models.T.model_validate({"a": "mauve", "n": 7})
    assert (value.a, value.n) == ("mauve", 7)


@pytest.mark.parametrize("closing", [{"x-enum": "closed"}, {"enum": ["red", 1]}])
def test_a_closed_enum_does_not(load: Load, closing: dict[str, Any]) -> None:
    models = load({"Colour": {"enum": ["red"], **closing}, "T": _obj(a=ref("Colour"))})
    with pytest.raises(ValidationError):
        models.T.model_validate({"a": "mauve"})


def test_an_enum_that_is_only_sent_is_closed(load: Load) -> None:
    post = {
        "/x": {
            "post": operation(
                "go", requestBody={"content": {"application/json": {"schema": ref("T")}}}
            )
        }
    }
    models = load({"T": _obj(a={"type": "string", "enum": ["red"]})}, paths=post)
    with pytest.raises(ValidationError):
        models.T.model_validate({"a": "mauve"})


def test_a_huge_enum_is_its_plain_type() -> None:
    result = compiled(
        document({}, {"Word": {"type": "string", "enum": [f"w{n}" for n in range(50_000)]}})
    )
    assert 'TypeAliasType("Word", str)' in sources(result)["acme/models/other.py"]


# Unions ------------------------------------------------------------------------------------


def _tagged(mapping: dict[str, str] | None, cat: Any = STRING, dog: Any = STRING) -> dict[str, Any]:
    return {
        "Cat": _obj(("kind",), kind=cat, lives={"type": "integer"}),
        "Dog": _obj(("kind",), kind=dog, lives={"type": "integer"}),
        "Pet": {
            "oneOf": [ref("Cat"), ref("Dog")],
            "discriminator": {"propertyName": "kind", **({"mapping": mapping} if mapping else {})},
        },
    }


@pytest.mark.parametrize(
    ("schemas", "tags"),
    [
        (_tagged(None), {"Cat": "Cat", "Dog": "Dog"}),
        (_tagged({"cat": "#/components/schemas/Cat", "dog": "Dog"}), {"cat": "Cat", "dog": "Dog"}),
        (
            _tagged({"cat": "Cat", "kitten": "Cat", "dog": "Dog"}),
            {"cat": "Cat", "kitten": "Cat", "dog": "Dog"},
        ),
        (_tagged({"cat": "Cat"}), {"cat": "Cat", "Dog": "Dog"}),
        (
            _tagged(None, {"const": "c"}, {"enum": ["d", "puppy"]}),
            {"c": "Cat", "d": "Dog", "puppy": "Dog"},
        ),
    ],
)
def test_the_tag_decides(load: Load, schemas: dict[str, Any], tags: dict[str, str]) -> None:
    models = load(schemas)
    adapter: TypeAdapter[Any] = TypeAdapter(models.Pet)
    for tag, cls in tags.items():
        assert type(adapter.validate_python({"kind": tag, "lives": 9})) is getattr(models, cls)
    with pytest.raises(ValidationError):
        adapter.validate_python({"kind": "fish"})


def test_a_tagged_union_may_be_null_and_be_nested(load: Load) -> None:
    schemas = _tagged({"cat": "Cat", "dog": "Dog"})
    schemas["Maybe"] = {"anyOf": [ref("Pet"), {"type": "null"}]}
    schemas["Zoo"] = _obj(pets={"type": "array", "items": ref("Pet")}, star=ref("Maybe"))
    models = load(schemas)
    value = models.Zoo.model_validate({"pets": [{"kind": "dog"}], "star": None})
    assert isinstance(value.pets[0], models.Dog)
    assert value.star is None


# Recursion ---------------------------------------------------------------------------------


def test_recursion_of_every_kind(load: Load) -> None:
    models = load(
        {
            "Node": _obj(next=ref("Node"), all={"type": "array", "items": ref("Node")}),
            "Man": _obj(wife=ref("Woman")),
            "Woman": _obj(husband=ref("Man")),
            "Tree": {"type": "object", "additionalProperties": ref("Tree")},
            "Value": {"oneOf": [STRING, {"type": "array", "items": ref("Value")}]},
            "Base": _obj(child=ref("Derived")),
            "Derived": {"allOf": [ref("Base")], "properties": {"extra": STRING}},
        }
    )
    assert models.Node.model_validate({"next": {"all": [{}]}}).next.all[0] is not None
    assert isinstance(models.Man.model_validate({"wife": {"husband": {}}}).wife.husband, models.Man)
    assert TypeAdapter(models.Tree).validate_python({"a": {"b": {}}}) == {"a": {"b": {}}}
    assert TypeAdapter(models.Value).validate_python(["a", ["b"]]) == ["a", ["b"]]
    assert models.Derived.model_validate({"child": {"extra": "x"}}).child.extra == "x"


# Names -------------------------------------------------------------------------------------


def test_every_odd_wire_name_goes_out_as_it_came_in(load: Load) -> None:
    wires = [
        "class", "é", "日本", "a-b", "a_b", "self", "copy", "json", "list", "1st", "+1", "-1", "model_config", "A", "a",
        "fooBar", "foo_bar", "", "ﬁle", "file", "_id", "id", "with space", "__init__", "None", "dict", "date", 'quote"d',
        "back\\slash", "new\nline", "_", "-", "to_dict", "cls", "a.b", "a.c", "model_dump", "schema", "Literal", "Model", "{{ x }}",
    ]  # fmt: skip
    models = load({"Odd": _obj(**dict.fromkeys(wires, STRING))})
    payload = {wire: f"value {number}" for number, wire in enumerate(wires)}
    value = models.Odd.model_validate(payload)
    assert value.model_dump(by_alias=True) == payload
    assert not value.model_extra


@pytest.mark.parametrize(
    "name",
    [
        "list",
        "dict",
        "str",
        "int",
        "bool",
        "float",
        "date",
        "time",
        "datetime",
        "bytes",
        "any",
        "type",
        "object",
        "uuid",
        "decimal",
        "literal",
        "annotated",
        "field",
    ],
)
def test_a_member_called_like_a_type_hides_none(load: Load, name: str) -> None:
    types = {
        "zlist": {"type": "array", "items": STRING}, "zdict": {"type": "object", "additionalProperties": STRING}, "zstr": STRING,
        "zint": {"type": "integer"}, "zbool": {"type": "boolean"}, "zdate": {"type": "string", "format": "date"},
        "ztime": {"type": "string", "format": "time"}, "zdatetime": {"type": "string", "format": "date-time"}, "zany": {},
        "zuuid": {"type": "string", "format": "uuid"}, "z-alias": STRING,
    }  # fmt: skip
    models = load({"T": _obj(**{name: STRING}, **types)})
    value = models.T.model_validate(
        {
            name: "a",
            "zlist": ["a"],
            "zdict": {"a": "b"},
            "zdate": "2026-01-01",
            "zint": 1,
            "z-alias": "x",
        }
    )
    assert value.model_dump(by_alias=True, exclude_unset=True)[name] == "a"


def _made(text: str) -> dict[str, dict[str, str]]:
    """Class → wire name → Python name; aliases of types have no members."""
    found: dict[str, dict[str, str]] = {}
    for node in ast.parse(text).body:
        if isinstance(node, ast.ClassDef):
            fields: dict[str, str] = {}
            for item in node.body:
                if isinstance(item, ast.AnnAssign) and isinstance(item.target, ast.Name):
                    aliases = [
                        ast.literal_eval(keyword.value)
                        for call in ast.walk(item.annotation)
                        if isinstance(call, ast.Call)
                        for keyword in call.keywords
                        if keyword.arg == "alias"
                    ]
                    fields[aliases[0] if aliases else item.target.id] = item.target.id
            found[node.name] = fields
        elif isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name):
            found[node.targets[0].id] = {}
    return found


KEYS = st.one_of(
    st.sampled_from(["Item", "item", "Field", "a.B", "my_thing", "N1"]),
    st.from_regex(r"[A-Za-z][A-Za-z0-9._-]{0,8}", fullmatch=True),
)
WIRES = st.lists(
    st.one_of(st.sampled_from(["id", "a.b", "class", "list", "A", "a"]), st.text(max_size=6)),
    max_size=5,
    unique=True,
)


@settings(max_examples=25, deadline=None)
@given(st.dictionaries(KEYS, WIRES, min_size=1, max_size=4))
def test_the_model_generator_changes_no_name(wires: dict[str, list[str]]) -> None:
    tree = document(
        {}, {key: _obj(**dict.fromkeys(members, STRING)) for key, members in wires.items()}
    )
    api, names, diagnostics = named(tree)
    if any(d.severity == "error" for d in diagnostics):
        return
    result = compiled(tree)
    if result.failed:  # a key that the standard does not allow
        return
    assert _made(sources(result)["acme/models/other.py"]) == {
        names.schemas[s.pointer]: dict(names.fields[s.pointer]) for s in api.schemas
    }


def test_pinned_classes_keep_their_spelling() -> None:
    schemas = {
        "a": {**_obj(x=STRING), "x-py-name": "My_Thing"},
        "b": {**_obj(y=ref("a")), "x-py-name": "lower"},
    }
    assert set(_made(sources(compiled(document({}, schemas)))["acme/models/other.py"])) == {
        "My_Thing",
        "lower",
    }


# Compositions ------------------------------------------------------------------------------


def test_a_composition_is_a_subclass_unless_it_narrows(load: Load) -> None:
    models = load(
        {
            "Named": _obj(("name",), name=STRING),
            "Box": {"allOf": [ref("Named"), _obj(lid={"type": "boolean"})]},
            "Narrow": {"allOf": [ref("Named"), _obj(name={"const": "x"})]},
            "Asks": {"allOf": [ref("Box")], "required": ["lid"]},
        }
    )
    assert issubclass(models.Box, models.Named)
    assert not issubclass(models.Narrow, models.Named)
    assert models.Narrow.model_validate({"name": "x"}).name == "x"
    with pytest.raises(ValidationError):
        models.Asks.model_validate({"name": "a"})


def test_read_only_and_write_only_members_are_required_of_their_own_side(load: Load) -> None:
    user = _obj(
        ("id", "password"), id={**STRING, "readOnly": True}, password={**STRING, "writeOnly": True}
    )
    paths = {"/u": {"get": operation("get", responses={"200": answer(ref("User"))})}}
    models = load({"User": user}, paths=paths)
    assert models.User.model_validate({"id": "1"}).password is None


@pytest.mark.parametrize(
    ("more", "type_"),
    [
        ({"items": False, "minItems": 2}, "tuple[str, int]"),
        ({"items": False}, "tuple[str, int] | tuple[str] | tuple[()]"),
        ({"items": {"type": "boolean"}}, "list[str | int | bool]"),
        ({}, "list[Any]"),
    ],
)
def test_a_tuple_has_positions_where_nothing_follows_them(more: dict[str, Any], type_: str) -> None:
    pair = {"type": "array", "prefixItems": [STRING, {"type": "integer"}], **more}
    text = sources(compiled(document({}, {"Pair": pair})))["acme/models/other.py"]
    assert f'TypeAliasType("Pair", {type_})' in text


def test_no_schema_no_models() -> None:
    result: Result = compiled(document({"/x": {"get": operation("get")}}))
    assert [path for path in sources(result) if path.startswith("acme/models/")] == [
        "acme/models/__init__.py"
    ]


def test_an_ampersand_in_a_name_is_part_of_it() -> None:
    inner = {"type": "object", "properties": {"a": {"type": "string"}}}
    tree = document(
        {"/r&d": {"get": operation("get", responses={"200": answer(inner)})}},
        {"Firm": {"type": "object", "properties": {"R&D": inner}}},
    )
    made = sources(compiled(tree))
    assert 'r_d: Annotated[FirmRD | None, Field(alias="R&D")]' in "".join(made.values())


def test_kinds_that_hold_each_other_are_told_apart(load: Load) -> None:
    def node(name: str) -> dict[str, Any]:
        inner = {"type": "array", "items": ref("Node")}
        return _obj(("type",), type={"const": name}, children=inner, first=ref("Node"))

    names = ["Zebra", "Apple", "Mango"]
    listed = {"oneOf": [ref(name) for name in names], "discriminator": {"propertyName": "type"}}
    models = load({"Node": listed, **{name: node(name) for name in names}})
    value = models.Apple.model_validate(
        {
            "type": "Apple",
            "children": [{"type": "Zebra"}, {"type": "Mango", "first": {"type": "Apple"}}],
        }
    )
    assert [type(one) for one in value.children] == [models.Zebra, models.Mango]
    assert type(value.children[1].first) is models.Apple
