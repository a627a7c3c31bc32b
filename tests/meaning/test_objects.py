"""Unions beside members, joined parts, maps and tuples arrive as they were sent."""

from __future__ import annotations

from datetime import date, time
from typing import Any

import pytest

from tests.meaning.echo import line
from tests.support import STRING, ref

DAY = {"type": "string", "format": "date"}
INTEGER = {"type": "integer"}


def obj(required: tuple[str, ...] = (), /, **properties: Any) -> dict[str, Any]:
    """An object schema."""
    return {"type": "object", "required": list(required), "properties": properties}


# Unions beside members -------------------------------------------------------------------

ADDRESS = {
    **obj(("street",), street=STRING, since=DAY),
    "oneOf": [obj(("zip",), zip=STRING), obj(("county",), county=STRING)],
}
HOST = {
    **obj(v4=STRING, v6=STRING, since=DAY),
    "anyOf": [{"required": ["v4"]}, {"required": ["v6"]}],
}
UNIONS = {
    "Address": ADDRESS,
    "Host": HOST,
    "Named": obj(("name",), name=STRING),
    "Guest": {
        "allOf": [
            ref("Named"),
            {"oneOf": [obj(("room",), room=INTEGER), obj(("tent",), tent=STRING)]},
        ]
    },
}


def test_a_union_beside_members_is_one_class_of_its_own_name() -> None:
    with line("Besides", UNIONS) as wire:
        m = wire.models
        wire.same("address", m.Address(street="a", zip="1", since=date(2026, 1, 2)))
        wire.same("address", m.Address(street="a", county="Kent"))
        wire.same("host", m.Host(v4="127.0.0.1"), m.Host(v6="::1", since=date(2026, 1, 2)))
        wire.same("guest", m.Guest(name="Ann", room=4), m.Guest(name="Bo", tent="red"))
        assert issubclass(m.Guest, m.Named)


def test_the_stub_refuses_what_fits_no_branch() -> None:
    with line("Besides", UNIONS) as wire:
        m = wire.models
        for name, value in (
            ("host", m.Host(since=date(2026, 1, 2))),
            ("address", m.Address(street="a", zip="1", county="Kent")),
            ("guest", m.Guest(name="Ann")),
        ):
            with pytest.raises(wire.errors.BadRequest):
                wire.carry(name, value)


# Parts that are joined -------------------------------------------------------------------


def test_parts_that_share_a_member_are_joined_deeply() -> None:
    schemas = {
        "Left": obj(info=obj(("a",), a=DAY, deep=obj(x=DAY))),
        "Right": obj(info=obj(("b",), b=INTEGER, deep=obj(y=INTEGER))),
        "Both": {"allOf": [ref("Left"), ref("Right")]},
    }
    with line("Joined", schemas, ["Both"]) as wire:
        m = wire.models
        value = {"info": {"a": "2026-01-02", "b": 1, "deep": {"x": "2026-01-03", "y": 2}}}
        (back,) = wire.same("both", m.Both.model_validate(value))
        assert (back.info.a, back.info.b) == (date(2026, 1, 2), 1)
        assert (back.info.deep.x, back.info.deep.y) == (date(2026, 1, 3), 2)


def test_what_a_part_requires_of_another_is_required() -> None:
    schemas = {
        "Base": obj(name=STRING, size=INTEGER),
        "Strict": {"allOf": [ref("Base"), {"required": ["size"]}]},
    }
    with line("Asked", schemas, ["Strict"]) as wire:
        assert wire.models.Strict.model_fields["size"].is_required()
        assert not wire.models.Strict.model_fields["name"].is_required()


# Maps ------------------------------------------------------------------------------------

MAPS = {
    "Part": obj(on=DAY),
    "Mixed": {**obj(("id",), id=INTEGER), "additionalProperties": ref("Part")},
    "More": {"allOf": [ref("Part"), obj(id=INTEGER)], "unevaluatedProperties": DAY},
    "Grid": {
        "type": "object",
        "patternProperties": {"^c": ref("Part"), "^n": INTEGER},
        "additionalProperties": False,
    },
    "Loose": {"type": "object", "patternProperties": {"^c": ref("Part")}},
}


def test_members_without_a_name_are_typed() -> None:
    with line("Maps", MAPS) as wire:
        m = wire.models
        mixed = m.Mixed.model_validate({"id": 1, "x": {"on": "2026-01-02"}})
        (back,) = wire.same("mixed", mixed)
        assert back.model_extra == {"x": m.Part(on=date(2026, 1, 2))}
        (more,) = wire.same("more", m.More.model_validate({"id": 1, "x": "2026-01-02"}))
        assert more.model_extra == {"x": date(2026, 1, 2)}
        with pytest.raises(wire.errors.BadRequest):
            wire.carry("mixed", {"id": 1, "x": 5})


def test_patterns_give_the_types_of_members() -> None:
    with line("Maps", MAPS) as wire:
        part = wire.models.Part(on=date(2026, 1, 2))
        wire.same("grid", {"c1": part, "n1": 5})
        wire.same("loose", {"c1": part, "other": [1, "x"]})
        with pytest.raises(wire.errors.BadRequest):
            wire.carry("grid", {"n1": part})


# Tuples ----------------------------------------------------------------------------------

TUPLES = {
    "Pet": obj(born=DAY),
    "Closed": {
        "type": "array",
        "prefixItems": [INTEGER, ref("Pet")],
        "items": False,
        "minItems": 2,
    },
    "Fixed": {"type": "array", "prefixItems": [STRING, DAY], "minItems": 2, "maxItems": 2},
    "Open": {"type": "array", "prefixItems": [DAY], "items": INTEGER},
    "Nested": {"type": "array", "items": ref("Fixed")},
}


def test_a_closed_tuple_keeps_positions_and_formats() -> None:
    with line("Tuples", TUPLES) as wire:
        born = wire.models.Pet(born=date(2026, 1, 2))
        assert wire.same("closed", (1, born)) == [(1, born)]
        assert wire.same("fixed", ("a", date(2026, 1, 2))) == [("a", date(2026, 1, 2))]
        assert wire.same("nested", [("a", date(2026, 1, 2))]) == [[("a", date(2026, 1, 2))]]
        assert wire.same("open", [date(2026, 1, 2), 5, 6]) == [[date(2026, 1, 2), 5, 6]]
        with pytest.raises(wire.errors.BadRequest):
            wire.carry("closed", (1,))


# Times ---------------------------------------------------------------------------------------


def test_times_of_day_and_durations_as_libraries_write_them() -> None:
    """A time without an offset is what a naive `time` is; half seconds are Java's and .NET's."""
    times = {"type": "string", "format": "time"}
    lasting = {"type": "string", "format": "duration"}
    hours = {
        "Hours": obj(
            ("opens",), opens=times, lasts=lasting, rests={"type": "array", "items": lasting}
        )
    }
    with line("Openinghours", hours) as wire:
        hour = wire.models.Hours(opens=time(9, 30), lasts="PT1H5.5S", rests=["-P1D", "PT0S"])
        (back,) = wire.same("hours", hour)
        assert back.opens == time(9, 30)
        for wrong in ({"lasts": "1 hour"}, {"rests": ["PT"]}):
            with pytest.raises(wire.errors.BadRequest):
                wire.same("hours", wire.models.Hours(opens=time(9, 30), **wrong))
