"""What a discriminator tells apart is read as its kind, and may be written as any of them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from tests.meaning.echo import Line, line
from tests.meaning.test_objects import DAY, INTEGER, obj
from tests.support import STRING, ref


def base(mapping: dict[str, str] | None = None, **more: Any) -> dict[str, Any]:
    """A base whose children a property tells apart."""
    told: dict[str, Any] = {"propertyName": "petKind"}
    if mapping:
        told["mapping"] = mapping
    return {**obj(("petKind",), petKind=STRING), "discriminator": told, **more}


def child(of: str, *required: str, **properties: Any) -> dict[str, Any]:
    """What extends a base."""
    return {"allOf": [ref(of), obj(required, **properties)]}


PETS = {
    "Pet": base(
        {"cat": "#/components/schemas/Cat", "tom": "Cat", "dog": "#/components/schemas/Dog"}
    ),
    "Cat": child("Pet", "born", born=DAY),
    "Dog": child("Pet", size=INTEGER, legCount=INTEGER),
    "Puppy": child("Dog", weeks=INTEGER),
    "Zoo": obj(star=ref("Pet"), pets={"type": "array", "items": ref("Pet")}),
}


def test_reading_picks_the_class_and_writing_takes_any() -> None:
    with line("Pets", PETS) as wire:
        m = wire.models
        cat = m.Cat(pet_kind="cat", born=date(2026, 1, 2))
        tom = m.Cat(pet_kind="tom", born=date(2026, 1, 3))
        dog = m.Dog(pet_kind="dog", size=4)
        puppy = m.Puppy(pet_kind="Puppy", size=2, weeks=3)
        back = wire.same("pet", cat, tom, dog, puppy)
        assert [type(one) for one in back] == [m.Cat, m.Cat, m.Dog, m.Puppy]
        assert back[0].born == date(2026, 1, 2)
        assert all(isinstance(one, m.Pet) for one in back)
        assert isinstance(back[3], m.Dog)
        (zoo,) = wire.same("zoo", m.Zoo(star=cat, pets=[dog, puppy]))
        assert [type(one) for one in (zoo.star, *zoo.pets)] == [m.Cat, m.Dog, m.Puppy]


def test_a_kind_that_adds_nothing_is_a_class_of_its_own() -> None:
    schemas = {
        "Pet": base(),
        "Cat": child("Pet", "born", born=DAY),
        "Rock": {"allOf": [ref("Pet")]},
        "Tom": {"allOf": [ref("Cat")], "description": "A cat."},
        "Beast": ref("Pet"),
        "Zoo": obj(beasts={"type": "array", "items": ref("Beast")}),
    }
    with line("PlainKinds", schemas, ["Pet", "Tom", "Zoo"]) as wire:
        m = wire.models
        rock, tom = m.Rock(pet_kind="Rock"), m.Tom(pet_kind="Tom", born=date(2026, 1, 2))
        back = wire.same("pet", rock, tom, m.Pet(pet_kind="Beast"))
        assert [type(one) for one in back] == [m.Rock, m.Tom, m.Pet]
        assert isinstance(tom, m.Cat)
        (zoo,) = wire.same("zoo", m.Zoo(beasts=[rock]))
        assert type(zoo.beasts[0]) is m.Rock


def test_a_union_of_kinds_is_told_apart_as_their_base_is() -> None:
    some = {"anyOf": [ref("Dog"), ref("Tom"), {"type": "null"}]}
    schemas = {
        "Pet": base({"dog": "#/components/schemas/Dog", "cat": "#/components/schemas/Cat"}),
        "Dog": child("Pet"),
        "Cat": child("Pet", lives=INTEGER),
        "Tom": child("Cat", "petKind", petKind={"const": "tom"}),
        "Either": {"oneOf": [ref("Dog"), ref("Cat")]},
        "Zoo": obj(some=some, other={"oneOf": [ref("Dog"), INTEGER]}),
    }
    with line("Kindred", schemas, ["Either", "Zoo"], frozenset({"W470"})) as wire:
        m = wire.models
        dog, cat, tom = m.Dog(pet_kind="dog"), m.Cat(pet_kind="cat"), m.Tom(pet_kind="tom", lives=9)
        back = wire.same("either", dog, cat)
        assert [type(one) for one in back] == [m.Dog, m.Cat]
        (zoo, other) = wire.same("zoo", m.Zoo(some=tom), m.Zoo(some=None, other=dog))
        assert type(zoo.some) is m.Tom
        assert type(other.other) is m.Dog


def test_a_base_may_list_what_extends_it() -> None:
    listed = {**PETS["Pet"], "oneOf": [ref("Cat"), ref("Dog")]}
    schemas = {"Pet": listed, "Cat": PETS["Cat"], "Dog": PETS["Dog"]}
    with line("SelfListed", schemas, ["Pet"], frozenset({"E407"})) as wire:
        m = wire.models
        cat = m.Cat(pet_kind="cat", born=date(2026, 1, 2))
        back = wire.same("pet", cat, m.Dog(pet_kind="dog", size=4))
        assert [type(one) for one in back] == [m.Cat, m.Dog]


def test_an_unknown_kind_stays_the_base_and_is_kept() -> None:
    with line("Pets", PETS) as wire:
        m = wire.models
        unknown = m.Pet.model_validate({"petKind": "fish", "fins": 2})
        (back,) = wire.same("pet", unknown)
        assert type(back) is m.Pet
        assert back.model_extra == {"fins": 2}


def test_a_kind_may_be_given_as_a_mapping() -> None:
    with line("Pets", PETS) as wire:
        seen, back = wire.carry("pet", {"petKind": "cat", "born": "2026-01-02"})
        assert type(seen[0]) is type(back[0]) is wire.models.Cat


def test_the_stub_refuses_what_is_not_of_its_kind() -> None:
    with line("Pets", PETS) as wire, pytest.raises(wire.errors.BadRequest):
        wire.carry("pet", {"petKind": "cat", "born": 5})


def test_the_stub_holds_a_kind_to_its_limits_wherever_it_stands() -> None:
    small = {"type": "integer", "maximum": 9}
    schemas = {
        "Beast": base({"bug": "Bug"}),
        "Bug": child("Beast", "legs", legs=small),
        "Larva": child("Bug", length=small),
        "Nest": obj(first=ref("Beast"), all={"type": "array", "items": ref("Beast")}),
    }
    with line("HeldKinds", schemas) as wire:
        m = wire.models
        good = m.Bug(pet_kind="bug", legs=6)
        larva = m.Larva(pet_kind="Larva", legs=6, length=1)
        wire.same("nest", m.Nest(first=good, all=[good, larva]))
        wire.same("beast", m.Beast(pet_kind="unknown"))
        for bad in (m.Bug(pet_kind="bug", legs=10), m.Larva(pet_kind="Larva", legs=6, length=10)):
            for name, value in (("beast", bad), ("nest", m.Nest(all=[good, bad]))):
                with pytest.raises(wire.errors.BadRequest):
                    wire.carry(name, value)


def test_a_class_made_by_name_is_of_that_class() -> None:
    with line("Pets", PETS) as wire:
        assert type(wire.models.Pet(pet_kind="cat")) is wire.models.Pet


def test_names_of_python_are_read_where_no_wire_is() -> None:
    with line("Pets", PETS) as wire:
        for name in ("leg_count", "legCount"):
            dog = wire.models.Pet.model_validate({"petKind": "dog", name: 4})
            assert (type(dog), dog.leg_count) == (wire.models.Dog, 4)


def test_a_base_without_mapping_goes_by_the_names_of_its_kinds() -> None:
    schemas = {
        "Event": base(),
        "Opened": child("Event", by=STRING),
        "Closed": {"allOf": [ref("Event"), obj(petKind={"const": "closed"}, at=DAY)]},
    }
    with line("Events", schemas) as wire:
        m = wire.models
        back = wire.same(
            "event",
            m.Opened(pet_kind="Opened", by="Ann"),
            m.Closed(pet_kind="closed", at=date(2026, 1, 2)),
        )
        assert [type(one) for one in back] == [m.Opened, m.Closed]


# Unions ------------------------------------------------------------------------------------

CARDS = {
    "Card": obj(("payBy",), payBy=STRING, number=STRING),
    "Cash": obj(("payBy",), payBy=STRING, number=STRING),
    "Payment": {
        "anyOf": [ref("Card"), ref("Cash")],
        "discriminator": {
            "propertyName": "payBy",
            "mapping": {"card": "Card", "cash": "Cash", "coins": "Cash"},
        },
    },
    "Till": obj(last=ref("Payment"), all={"type": "array", "items": ref("Payment")}),
    "Basic": obj(authType=STRING),
    "Key": {"allOf": [ref("Basic"), obj(secret=STRING)]},
    "Login": {"allOf": [ref("Basic"), obj(secret=STRING)]},
    "Config": {
        **obj(authType=STRING),
        "discriminator": {"propertyName": "authType", "mapping": {"key": "Key", "login": "Login"}},
    },
}


def _kinds(wire: Line, name: str, *values: Any) -> list[str]:
    return [type(one).__name__ for one in wire.same(name, *values)]


def test_a_property_of_another_python_name_tells_kinds_apart() -> None:
    with line("Cards", CARDS, codes=frozenset({"W468"})) as wire:
        m = wire.models
        card, coins = m.Card(pay_by="card", number="1"), m.Cash(pay_by="coins", number="2")
        assert _kinds(wire, "payment", card, coins) == ["Card", "Cash"]
        (till,) = wire.same("till", m.Till(last=coins, all=[card, coins]))
        assert [type(one) for one in (till.last, *till.all)] == [m.Cash, m.Card, m.Cash]


def test_mapped_schemas_that_do_not_extend_the_base_are_its_kinds() -> None:
    with line("Cards", CARDS, codes=frozenset({"W468"})) as wire:
        m = wire.models
        key, login = m.Key(auth_type="key", secret="a"), m.Login(auth_type="login", secret="b")
        assert _kinds(wire, "config", key, login) == ["Key", "Login"]


def test_lists_of_values_tell_kinds_apart_without_a_discriminator() -> None:
    def shape(*kinds: str) -> dict[str, Any]:
        return obj(
            ("form",), form={"type": "string", "enum": list(kinds)}, size=INTEGER, label=STRING
        )

    schemas = {
        "Round": shape("circle", "oval"),
        "Square": shape("square"),
        "Shape": {"anyOf": [ref("Round"), ref("Square")]},
    }
    with line("Shapes", schemas, ["Shape"]) as wire:
        m = wire.models
        assert _kinds(wire, "shape", m.Square(form="square", size=1), m.Round(form="oval")) == [
            "Square",
            "Round",
        ]


def test_a_base_of_kinds_may_extend_what_tells_none_apart() -> None:
    schemas = {
        "Animal": obj(("petType",), petType=STRING),
        "Tame": {
            "type": "object",
            "allOf": [ref("Animal")],
            "discriminator": {"propertyName": "petType", "mapping": {"cachorro": "Hound"}},
        },
        "Hound": child("Tame", bark=STRING),
    }
    with line("Tamed", schemas) as wire:
        (back,) = wire.same("tame", wire.models.Hound(pet_type="cachorro", bark="w"))
        assert type(back) is wire.models.Hound


def test_kinds_without_the_property_that_tells_them_apart_are_what_they_fit() -> None:
    told = {"propertyName": "kind", "mapping": {"a": "Left", "b": "Right"}}
    schemas = {
        "Left": obj(n=INTEGER),
        "Right": obj(m=INTEGER),
        "Side": {"oneOf": [ref("Left"), ref("Right")], "discriminator": told},
    }
    with line("Sides", schemas, ["Side"], frozenset({"E406"})) as wire:
        seen, back = wire.carry("side", {"kind": "b", "m": 2})
        assert seen[0].m == back[0].m == 2
