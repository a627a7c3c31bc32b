"""Values of one JSON type that are several things: each arrives as what it is, on both ends."""

from __future__ import annotations

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from tests.meaning.echo import line
from tests.meaning.test_objects import DAY, INTEGER, obj
from tests.support import STRING, ref

MOMENT = {"type": "string", "format": "date-time"}
CODE = {"type": "string", "format": "uuid"}
NOW = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
UNIQUE = UUID("f81d4fae-7dec-11d0-a765-00a0c91e6bf6")


def test_text_beside_a_format_is_read_alike_on_both_ends() -> None:
    schemas = {
        "When": {"anyOf": [MOMENT, STRING]},
        "Event": obj(key={"anyOf": [CODE, STRING]}, at={"anyOf": [MOMENT, DAY]}),
    }
    with line("Texts", schemas) as wire:
        assert wire.same("when", NOW, "soon") == [NOW, "soon"]
        event = wire.models.Event
        (one, two) = wire.same("event", event(key=UNIQUE, at=NOW), event(key="mine", at=NOW.date()))
        assert (one.key, two.key) == (UNIQUE, "mine")
        assert (type(one.at), type(two.at)) == (datetime, date)


def test_true_is_no_listed_number() -> None:
    listed = {"type": "number", "enum": [1, 2]}
    schemas = {"Held": obj(level={"oneOf": [listed, {"type": "boolean", "enum": [True, False]}]})}
    with line("Levels", schemas) as wire:
        held = wire.models.Held
        levels = [one.level for one in wire.same("held", held(level=True), held(level=1))]
        assert levels == [True, 1]
        assert [type(level) for level in levels] == [bool, int]


def test_a_closed_tuple_may_be_shorter_where_nothing_asks_for_more() -> None:
    pair = {"type": "array", "prefixItems": [INTEGER, DAY], "items": False}
    with line("Shorter", {"Pair": pair}) as wire:
        day = date(2026, 1, 2)
        assert wire.same("pair", (1, day), (1,), ()) == [(1, day), (1,), ()]
        with pytest.raises(wire.errors.BadRequest):
            wire.carry("pair", [1, day, 3])


def test_of_alternatives_the_one_counts_that_the_property_says() -> None:
    """Kinds with the same members: to JSON Schema every value fits them all, so that none would."""
    told = {"propertyName": "kind", "mapping": {"a": "Audio", "v": "Video"}}
    media = obj(("kind",), kind=STRING, seconds=INTEGER)
    schemas = {
        "Audio": media,
        "Video": obj(("kind",), kind=STRING, seconds=INTEGER, frames=INTEGER),
        "Media": {"oneOf": [ref("Audio"), ref("Video")], "discriminator": told},
    }
    with line("Mediums", schemas) as wire:
        m = wire.models
        back = wire.same("media", m.Audio(kind="a", seconds=1), m.Video(kind="v", frames=2))
        assert [type(one) for one in back] == [m.Audio, m.Video]
        with pytest.raises(wire.errors.BadRequest, match="frames"):
            wire.carry("media", {"kind": "v", "frames": "many"})


def test_a_map_of_patterns_may_lead_back_to_itself() -> None:
    tree = {"type": "object", "patternProperties": {"^n": ref("Tree")}}
    with line("Trees", {"Tree": tree}) as wire:
        value = {"n1": {"n2": {}}, "other": "text"}
        assert wire.same("tree", value) == [value]


def test_digits_beside_a_date_are_text_and_no_time_since_1970() -> None:
    schemas = {"Day": {"anyOf": [DAY, CODE, STRING]}, "Moment": {"anyOf": [MOMENT, STRING]}}
    with line("Digitsbeside", schemas) as wire:
        days = ["0", "86400", "1700000000", date(2024, 1, 2), "x"]
        assert wire.same("day", *days) == days
        moments = ["0", "12.5", "-1", "1700000000", NOW, "x"]
        assert wire.same("moment", *moments) == moments
