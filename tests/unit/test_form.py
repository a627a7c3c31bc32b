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
from tests.meaning.schemas import DOCUMENTS, VALUES
from tests.support import document, loaded, ref

ROOT = "#/components/schemas/"


def forms(**schemas: Any) -> Forms:
    """The forms of a document that has these components."""
    return Forms(loaded(document({}, schemas)))


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


@given(DOCUMENTS, st.lists(VALUES, min_size=1, max_size=12))
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
def testVALUES_are_one_by_what_json_says_of_them(one: Any, two: Any, alike: bool) -> None:
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
