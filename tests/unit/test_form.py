"""The normal form of a schema says of every value what JSON Schema says of it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.read.document import Document
from generator.read.source import mapping, sequence
from generator.read.source.tree import Place, SourceFile
from generator.understand.forms import Forms
from generator.understand.values import kind_of, same
from tests.support import document, loaded, ref

ROOT = "#/components/schemas/"
NAMES = ("Root", "Middle", "Leaf")


def forms(**schemas: Any) -> Forms:
    """The forms of a document that has these components."""
    return Forms(loaded(document({}, schemas)))


# Random schemas and values ---------------------------------------------------------------

_words = st.sampled_from(["a", "b", "ab", "c"])
_small = st.integers(-1, 3)
_counts = st.integers(0, 3)
_scalars = st.none() | st.booleans() | _small | st.sampled_from([0.5, 1.0, "", "a", "ab", "b"])
_values = st.recursive(
    _scalars,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_words, inner, max_size=3),
    max_leaves=8,
)
_kinds = st.sampled_from(["null", "boolean", "integer", "number", "string", "array", "object"])
_patterns = st.sampled_from(["^a", "b$", "c"])


def _leaves() -> st.SearchStrategy[Any]:
    return st.one_of(
        st.sampled_from([True, False, {}]),
        st.fixed_dictionaries(
            {"type": _kinds | st.lists(_kinds, min_size=1, max_size=3, unique=True)}
        ),
        st.fixed_dictionaries({"enum": st.lists(_values, min_size=1, max_size=3, unique_by=repr)}),
        st.fixed_dictionaries({"const": _values}),
        st.fixed_dictionaries(
            {},
            optional={
                "minimum": _small,
                "exclusiveMaximum": _small,
                "multipleOf": st.sampled_from([1, 2, 0.5]),
                "minLength": _counts,
                "maxLength": _counts,
                "pattern": _patterns,
            },
        ),
    )


def _composed(inner: st.SearchStrategy[Any], far: st.SearchStrategy[Any]) -> Any:
    """Schemas around others: `inner` for the same value, `far` for what is within it."""
    some = st.lists(inner, min_size=1, max_size=3)
    objects = st.fixed_dictionaries(
        {},
        optional={
            "type": st.just("object"),
            "properties": st.dictionaries(_words, far, max_size=3),
            "required": st.lists(_words, max_size=2, unique=True),
            "additionalProperties": far,
            "patternProperties": st.dictionaries(_patterns, far, max_size=2),
            "propertyNames": st.fixed_dictionaries({"maxLength": st.just(1)}),
            "maxProperties": _counts,
            "dependentRequired": st.just({"a": ["b"]}),
            "unevaluatedProperties": far,
            "allOf": some,
            "anyOf": some,
        },
    )
    arrays = st.fixed_dictionaries(
        {},
        optional={
            "type": st.just("array"),
            "prefixItems": st.lists(far, min_size=1, max_size=2),
            "items": far,
            "unevaluatedItems": far,
            "uniqueItems": st.just(True),
            "minItems": _counts,
            "contains": far,
            "allOf": some,
        },
    )
    unions = st.fixed_dictionaries(
        {}, optional={"allOf": some, "anyOf": some, "oneOf": some, "not": inner, "type": _kinds}
    )
    tests = st.fixed_dictionaries({"if": inner, "then": inner})
    return objects | arrays | unions | tests


def _schemas(near: tuple[str, ...]) -> st.SearchStrategy[Any]:
    """Schemas that refer to some components for the same value, and to all for what is within."""
    more = {"required": st.just(["a"]), "type": st.just("object"), "maxProperties": _counts}
    anywhere = st.sampled_from(NAMES).map(ref)
    here: Any = _leaves()
    if near:
        here |= st.builds(
            lambda name, beside: {**ref(name), **beside},
            st.sampled_from(near),
            st.fixed_dictionaries({}, optional=more),
        )
    return st.recursive(here, lambda inner: _composed(inner, _leaves() | anywhere), max_leaves=5)


_documents = st.fixed_dictionaries(
    {"Root": _schemas(("Middle", "Leaf")), "Middle": _schemas(("Leaf",)), "Leaf": _schemas(())}
)


def _validator(schemas: dict[str, Any]) -> jsonschema_rs.Draft202012Validator:
    return jsonschema_rs.Draft202012Validator(
        {"$ref": f"{ROOT}Root", "components": {"schemas": schemas}}
    )


def _located(node: Any, place: Place) -> Any:
    if isinstance(node, dict):
        return mapping({key: _located(value, place) for key, value in node.items()}, place)
    return sequence([_located(v, place) for v in node], place) if isinstance(node, list) else node


def _forms(schemas: dict[str, Any]) -> Forms:
    """As `forms`, without a file and without a look at it: hypothesis makes thousands."""
    path = Path("x")
    place = Place(SourceFile(path, "x", ""), None, "")
    tree = _located({"components": {"schemas": schemas}}, place)
    return Forms(Document(path, "x", tree, (), tree))


@given(_documents, st.lists(_values, min_size=1, max_size=12))
@settings(
    max_examples=600,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
    derandomize=True,
)
def test_what_fits_the_form_is_what_the_schema_allows(
    schemas: dict[str, Any], values: list[Any]
) -> None:
    validator, known = _validator(schemas), _forms(schemas)
    key = known.key([f"{ROOT}Root"])
    for value in values:
        allowed, fits = validator.is_valid(value), known.fits(key, value)
        assert fits or not allowed, (value, schemas)
        assert allowed or not fits or not known.exact(key), (value, schemas)


# What a form says ------------------------------------------------------------------------


def test_members_that_two_parts_share_are_joined_deeply() -> None:
    def side(name: str) -> dict[str, Any]:
        info = {"type": "object", "required": [name], "properties": {name: {"type": "string"}}}
        return {"type": "object", "properties": {"info": info}}

    known = forms(Left=side("a"), Right=side("b"), Both={"allOf": [ref("Left"), ref("Right")]})
    info = known.of(known.of((f"{ROOT}Both",)).members.named["info"].key)
    assert set(info.members.named) == {"a", "b"}
    assert info.members.required == {"a", "b"}


def test_recursion_is_kept_by_name() -> None:
    tree = {"type": "object", "properties": {"next": ref("Tree")}}
    known = forms(Tree=tree)
    assert known.of((f"{ROOT}Tree",)).members.named["next"].key == (f"{ROOT}Tree",)


def test_a_reference_with_notes_beside_it_is_what_it_refers_to() -> None:
    known = forms(Name={"type": "string"}, Its={"allOf": [{**ref("Name"), "description": "Its."}]})
    assert known.key([f"{ROOT}Its/allOf/0"]) == (f"{ROOT}Name",)
    assert known.key([f"{ROOT}Its"]) == (f"{ROOT}Its",), "a component is itself"


def test_what_a_form_does_not_say_is_told_with_its_place() -> None:
    known = forms(Odd={"type": "array", "contains": {"type": "integer"}})
    (loss,) = known.of((f"{ROOT}Odd",)).losses
    assert (loss.keyword, loss.place) == ("contains", f"{ROOT}Odd")
    assert not known.exact((f"{ROOT}Odd",))


@pytest.mark.parametrize(
    ("one", "two", "alike"),
    [
        (1, 1.0, True),
        (1, True, False),
        (0, False, False),
        (True, True, True),
        (False, False, True),
        (True, False, False),
        ("a", "a", True),
        ("1", 1, False),
        (None, None, True),
        (None, False, False),
        ([1, [True]], [1.0, [True]], True),
        ([1], [True], False),
        ([1], [1, 1], False),
        ({"a": 1, "b": [2]}, {"b": [2.0], "a": 1}, True),
        ({"a": 1}, {"a": True}, False),
        ({"a": 1}, {"b": 1}, False),
        ({}, [], False),
    ],
)
def test_values_are_one_by_what_json_says_of_them(one: Any, two: Any, alike: bool) -> None:
    assert same(one, two) is same(two, one) is alike


@pytest.mark.parametrize(
    ("value", "kind"),
    [
        (None, "null"), (True, "boolean"), (0, "integer"), (2.0, "integer"), (-3.0, "integer"),
        (2.5, "number"), (-0.5, "number"), ("", "string"), ([], "array"), ({}, "object"),
    ],
)  # fmt: skip
def test_a_number_without_a_fraction_is_an_integer(value: Any, kind: str) -> None:
    assert kind_of(value) == kind
