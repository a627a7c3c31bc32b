"""What branches of a union are called that have no name: the first thing that tells them apart."""

from __future__ import annotations

import re
from typing import Any

import pytest

from generator.understand.branches import tells
from tests.support import STRING, document, loaded, ref

INTEGER = {"type": "integer"}
NONE = "option"
"""What nothing tells apart: letters."""


def _of(*required: str, **members: Any) -> dict[str, Any]:
    more = {"required": list(required)} if required else {}
    return {"type": "object", "properties": members, **more}


def _const(value: Any) -> dict[str, Any]:
    return {"const": value}


def _told(branches: list[Any], **more: Any) -> list[str]:
    schemas = {"Cat": STRING, "Dog": STRING, "It": {"oneOf": branches, **more}}
    union = loaded(document({}, schemas)).tree["components"]["schemas"]["It"]
    found = tells(union, "oneOf")
    return [found[index].text if index in found else "" for index in range(len(branches))]


@pytest.mark.parametrize(
    ("branches", "texts"),
    [
        # Titles, where each has its own; else what comes next.
        ([{"title": "One"}, {"title": "Two"}], ["One", "Two"]),
        ([{"title": "One", **STRING}, {"title": "one!", **INTEGER}], ["text", "integer"]),
        ([{"title": "One"}, {"title": 5, **STRING}], ["One", "text"]),
        ([{"title": "?", **STRING}, INTEGER], ["text", "integer"]),
        # The value of the member that is fixed, `type`, `kind` and `object` before others.
        ([_of(a=_const("X")), _of(a=_const("Y"))], ["x", "y"]),
        ([_of(a={"enum": ["x"]}), _of(a={"enum": ["y", "z"]})], ["x", "object"]),
        ([_of(a=_const("n"), kind=_const("x")), _of(a=_const("n"), kind=_const("y"))], ["x", "y"]),
        ([_of(a=_const("n"), object=_const("x")), _of(a=_const("n"), type=_const("y"))], ["x", "y"]),
        ([_of(b=_const(1)), _of(b=_const(2))], ["b 1", "b 2"]),
        ([_of(b=_const(True)), _of(b=_const(False))], ["b true", "b false"]),
        ([_of(b=_const(1.5)), _of(b=_const(None))], [NONE, NONE]),
        ([{"allOf": [_of(a=_const("x"))]}, {"allOf": [_of(a=_const("y"))]}], ["x", "y"]),
        ([{**_of(a=_const("x")), "allOf": [_of(a=_const("far"))]}, _of(a=_const("y"))], ["x", "y"]),
        # The one value that a branch is.
        ([_const("Auto"), INTEGER], ["auto", "integer"]),
        ([_const(0), _const(True), STRING], ["0", "true", "text"]),
        ([{"enum": ["a"]}, {"enum": ["b", "c"]}], ["a", "choice"]),
        # What it alone demands, or has, or lacks; one or two names.
        ([_of("a", a=STRING, b=STRING), _of("b", a=STRING, b=STRING)], ["with a", "with b"]),
        ([_of("a", "b", a=STRING, b=STRING), _of("c", c=STRING)], ["with a b", "with c"]),
        ([_of("a", "b", "c"), _of("d")], [NONE, "with d"]),
        ([_of(a=STRING), _of(b=STRING)], ["with a", "with b"]),
        ([_of(a=STRING, b=STRING), _of(b=STRING)], ["with a", NONE]),
        ([_of("a", a=STRING, b=STRING), _of(b=STRING)], ["with a", "without a"]),
        ([_of("a", "c", a=STRING, b=STRING, c=STRING), _of(b=STRING)], ["with a c", "without a c"]),
        ([_of("a", "c", "d", a=STRING, c=STRING, d=STRING), _of(b=STRING)], [NONE, "with b"]),
        ([_of("a", "c", "d", a=STRING, b=STRING, c=STRING, d=STRING), _of(b=STRING)], [NONE, NONE]),
        # What it is made of, or lists.
        ([{"allOf": [ref("Cat")]}, {"allOf": [ref("Dog")]}], ["Cat", "Dog"]),
        ([{"allOf": [ref("Cat"), ref("Dog")]}, {"allOf": [ref("Dog")]}], ["Cat Dog", "Dog"]),
        ([{"items": ref("Cat")}, {"items": ref("Dog")}], ["Cat list", "Dog list"]),
        ([{"items": ref("Cat")}, {"items": STRING}], ["Cat list", NONE]),
        # Its kind.
        ([STRING, INTEGER, {"type": "array"}, {"type": "object"}, {"type": "boolean"}],
         ["text", "integer", "list", "object", "boolean"]),
        ([{"type": ["string", "null"]}, {"type": ["integer", "string"]}], ["text", "integer or text"]),
        ([{**STRING, "format": "date"}, STRING], ["date", "text"]),
        ([{"format": "date"}, {"type": ["string", "integer"], "format": "date"}], [NONE, "text or integer"]),
        ([{"anyOf": [STRING, {"type": "null"}]}, {"anyOf": [STRING, INTEGER]}], ["text", "union"]),
        ([{"oneOf": [INTEGER]}, {**STRING, "anyOf": [INTEGER, {}]}], ["integer", "text"]),
        ([{"properties": {}, "items": {}}, {"properties": {"a": STRING}}], ["list", "object"]),
        # What differs in a member that all have.
        ([_of(a=STRING), _of(a=INTEGER)], ["a text", "a integer"]),
        ([_of(a={"title": "One"}), _of(a={"title": "Two"})], ["a One", "a Two"]),
        ([_of(a=ref("Cat")), _of(a=ref("Dog"))], ["a Cat", "a Dog"]),
        ([_of(a={"allOf": [ref("Cat")]}), _of(a={"allOf": [ref("Dog")]})], ["a Cat", "a Dog"]),
        ([_of(a=STRING, b=STRING), _of(a=STRING, b=INTEGER)], ["b text", "b integer"]),
        ([_of(a=_of(b=_of(c=STRING))), _of(a=_of(b=_of(c=INTEGER)))], ["a b c text", "a b c integer"]),
        ([_of(a=_of(b=_of(c=_of(d=STRING)))), _of(a=_of(b=_of(c=_of(d=INTEGER))))], [NONE, NONE]),
        # References have names.
        ([ref("Cat"), STRING, ref("Dog")], ["", "text", ""]),
        ([ref("Cat"), {"type": "null"}], ["", NONE]),
    ],
)  # fmt: skip
def test_branches_are_called_after_the_first_thing_that_tells_them_apart(
    branches: list[Any], texts: list[str]
) -> None:
    told = _told(branches)
    plain = [NONE if re.fullmatch("option [a-z]{4}", text) else text for text in told]
    assert plain == texts
    named = [text for text in told if text]
    assert len(set(named)) == len(named)


@pytest.mark.parametrize(
    ("name", "texts"),
    [("which", ["x", "y"]), (None, ["n", "with b"]), ("absent", ["n", "with b"]), (7, ["n", "with b"])],
)  # fmt: skip
def test_the_discriminator_s_value_goes_before_other_members(name: Any, texts: list[str]) -> None:
    branches = [
        _of(kind=_const("n"), which=_const("x")),
        _of("b", b=STRING, kind=_const("n"), which=_const("y")),
    ]
    if name != "which":
        branches[1]["properties"] |= {"kind": STRING, "which": STRING}
    more = {} if name is None else {"discriminator": {"propertyName": name}}
    assert _told(branches, **more) == texts


def test_letters_know_no_order_and_no_neighbours() -> None:
    one, other = {"minLength": 1, "maxLength": 2}, {"maxLength": 3}
    told = _told([one, other])
    assert _told([other, {"maxLength": 2, "minLength": 1}]) == told[::-1]
    assert _told([{"minLength": 5}, one, other])[1:] == told
    nested = [{"allOf": [{"minLength": 1}, {"maxLength": 2}]}, {"allOf": [{"minLength": 1}]}]
    assert len(set(_told(nested))) == 2


def test_what_a_branch_says_itself_is_told_from_what_its_siblings_leave_it() -> None:
    branches = [{"title": "One"}, _const("two"), STRING, {"minimum": 1}]
    tree = loaded(document({}, {"It": {"anyOf": branches}})).tree
    found = tells(tree["components"]["schemas"]["It"], "anyOf")
    assert [found[index].own for index in range(4)] == [True, True, False, False]
    assert tells(tree["components"]["schemas"]["It"], "oneOf") == {}
