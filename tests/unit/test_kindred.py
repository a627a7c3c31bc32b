"""Unions of the kinds of one base, which say nothing of a discriminator: the base's is theirs."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support import STRING, document, loaded, ref

HOME = "#/components/schemas/"


def _kind(*bases: str, **members: Any) -> dict[str, Any]:
    own = {"type": "object", "properties": members}
    return {"allOf": [*map(ref, bases), own]}


BASE = {"type": "object", "properties": {"type": STRING}, "discriminator": {"propertyName": "type"}}
MAPPED = {
    **BASE,
    "discriminator": {"propertyName": "type", "mapping": {"c": f"{HOME}Cat", "k": f"{HOME}Cat"}},
}
ONE = {"Cat": _kind("Base"), "Dog": _kind("Base"), "Other": _kind(), "Base": BASE}


def _mapping(union: Any, schemas: Any) -> dict[str, str] | None:
    """What the union's values lead to, without their common beginning."""
    tree = loaded(document({}, {**schemas, "It": union})).tree["components"]["schemas"]
    said = tree["It"].get("discriminator")
    if said is None:
        return None
    assert said["propertyName"] == "type"
    return {value: to.removeprefix(HOME) for value, to in said["mapping"].items()}


CATS, BOTH = {"Cat": "Cat"}, {"Cat": "Cat", "Dog": "Dog"}
NULL = {"type": "null"}


@pytest.mark.parametrize(
    ("union", "schemas", "mapping"),
    [
        ({"oneOf": [ref("Cat"), ref("Dog")]}, ONE, BOTH),
        ({"anyOf": [ref("Cat"), ref("Dog")]}, ONE, BOTH),
        ({"oneOf": [ref("Cat"), ref("Dog"), NULL]}, ONE, BOTH),
        ({"oneOf": [ref("Cat")]}, ONE, None),
        ({"oneOf": [ref("Cat"), NULL]}, ONE, None),
        ({"oneOf": [ref("Cat"), STRING]}, ONE, None),
        ({"oneOf": [ref("Cat"), ref("Other")]}, ONE, None),
        ({"allOf": [ref("Cat"), ref("Dog")]}, ONE, None),
        # How each kind is called: as mapped, as it says itself, by its name.
        ({"oneOf": [ref("Cat"), ref("Dog")]}, {**ONE, "Base": MAPPED}, {"c": "Cat", "k": "Cat", "Dog": "Dog"}),
        ({"oneOf": [ref("Cat"), ref("Dog")]},
         {**ONE, "Cat": _kind("Base", type={"const": "cat"}), "Dog": _kind("Base", type={"enum": ["d", 1, "e"]})},
         {"cat": "Cat", "d": "Dog", "e": "Dog"}),
        ({"oneOf": [ref("Cat"), ref("Dog")]}, {**ONE, "Cat": _kind("Base", type=STRING)}, BOTH),
        ({"oneOf": [ref("Cat"), ref("Dog")]}, {**ONE, "Cat": _kind("Base", type={"const": 5})}, BOTH),
        ({"oneOf": [ref("Cat"), ref("Dog")]}, {**ONE, "Cat": {"allOf": [ref("Base"), True]}}, BOTH),
        ({"oneOf": [ref("Cat"), ref("Dog")]},
         {**ONE, "Cat": {"allOf": [{**ref("Base"), "properties": {"type": {"const": "cat"}}}]}}, {"cat": "Cat", "Dog": "Dog"}),
        ({"oneOf": [ref("Cat"), ref("Dog")]},
         {**ONE, "Cat": {"properties": {"type": STRING}, "allOf": [{"properties": {"type": {"const": "cat"}}}, ref("Base")]}}, {"cat": "Cat", "Dog": "Dog"}),
        # Names that two kinds have tell nothing.
        ({"oneOf": [ref("Cat"), ref("Dog")]}, {**ONE, "Cat": _kind("Base", type={"const": "Dog"})}, None),
        # A base of a base; the nearest that is discriminated and that all extend.
        ({"oneOf": [ref("Cat"), ref("Dog")]}, {**ONE, "Base": BASE, "Cat": _kind("Pet"), "Pet": _kind("Base")}, BOTH),
        ({"oneOf": [ref("Cat"), ref("Dog")]},
         {**ONE, "Pet": {**BASE, "allOf": [ref("Base")], "discriminator": {"propertyName": "type", "mapping": {"p": f"{HOME}Cat"}}},
          "Cat": _kind("Pet"), "Dog": _kind("Pet")}, {"p": "Cat", "Dog": "Dog"}),
        ({"oneOf": [ref("Cat"), ref("Dog")]},
         {**ONE, "Pet": {**MAPPED, "allOf": [ref("Base")]}, "Cat": _kind("Pet")}, BOTH),
        # Bases that are unions themselves, or say no name, are none.
        ({"oneOf": [ref("Cat"), ref("Dog")]}, {**ONE, "Base": {**BASE, "oneOf": [ref("Other")]}}, None),
        # Kinds that lead back to themselves.
        ({"oneOf": [ref("Cat"), ref("Dog")]}, {**ONE, "Cat": _kind("Cat", "Base")}, BOTH),
    ],
)  # fmt: skip
def test_what_a_union_takes_from_the_base_of_all_its_kinds(
    union: Any, schemas: Any, mapping: Any
) -> None:
    assert _mapping(union, schemas) == mapping


def test_what_a_union_says_itself_holds() -> None:
    own = {"propertyName": "type", "mapping": {"x": f"{HOME}Cat"}}
    union = {"oneOf": [ref("Cat"), ref("Dog")], "discriminator": own}
    assert _mapping(union, ONE) == {"x": "Cat"}


def test_members_are_sorted_and_places_stay() -> None:
    union = {"oneOf": [ref("Cat"), ref("Dog")], "description": "Any."}
    tree = loaded(document({}, {**ONE, "It": union})).tree
    made = tree["components"]["schemas"]["It"]
    assert list(made) == ["description", "discriminator", "oneOf"]
    assert list(made["discriminator"]) == ["mapping", "propertyName"]
    assert made.place.pointer == "/components/schemas/It"
    assert list(tree) == sorted(tree)
