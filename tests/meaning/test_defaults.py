"""What the document gives a default reads as that when it does not come."""

from __future__ import annotations

import ast
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from generator.runtime.ground.defaults import read_as
from tests.meaning.echo import line
from tests.meaning.test_objects import obj
from tests.support import STRING, ref

SCHEMAS: dict[str, Any] = {
    "Colour": {"type": "string", "enum": ["red", "blue"], "default": "red"},
    "Size": obj(w={"type": "integer"}),
    "Record": obj(
        ("id",),
        id={"type": "integer", "default": 1},
        tags={"type": "array", "items": STRING, "default": []},
        some={"type": "array", "items": {"type": "integer"}, "default": [1, 2]},
        by={"type": "object", "additionalProperties": STRING, "default": {}},
        word={**STRING, "default": 'a "b" \\ c'},
        count={"type": "integer", "default": 3},
        ratio={"type": "number", "default": 0.5},
        flag={"type": "boolean", "default": False},
        on={"type": "string", "format": "date", "default": "2026-01-02"},
        at={"type": "string", "format": "date-time", "default": "2026-01-02T03:04:05Z"},
        amount={"type": "number", "format": "decimal", "default": 1.5},
        colour=ref("Colour"),
        maybe={"type": ["string", "null"], "default": "x"},
        size={**ref("Size"), "default": {"w": 1}},
        sizes={"type": "array", "items": ref("Size"), "default": [{"w": 2}]},
        day={**STRING, "x-wire": "d.m.Y", "default": "31.12.2026"},
        free={"default": {"a": [1, None]}},
        either={"anyOf": [{"type": "integer"}, STRING], "default": "x"},
        none={"type": ["string", "null"], "default": None},
    ),
}


def test_what_does_not_come_reads_as_its_default() -> None:
    with line("Defaults", SCHEMAS, ["Record"]) as wire:
        (back,) = wire.same("record", wire.models.Record(id=7))
        assert back.model_fields_set == {"id"}
        assert (back.tags, back.some, back.by) == ([], [1, 2], {})
        assert (back.word, back.count, back.ratio, back.flag) == ('a "b" \\ c', 3, 0.5, False)
        assert (back.on, back.amount) == (date(2026, 1, 2), Decimal("1.5"))
        assert back.at == datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
        assert (back.colour, back.maybe) == ("red", "x")
        assert back.size == wire.models.Size(w=1)
        assert (back.sizes, back.none) == ([wire.models.Size(w=2)], None)
        assert back.day == date(2026, 12, 31)
        assert back.free == {"a": [1, None]}
        assert back.either == "x"


def test_a_default_is_no_value_that_two_things_share() -> None:
    with line("Defaults", SCHEMAS, ["Record"]) as wire:
        one, two = wire.models.Record(id=1), wire.models.Record(id=2)
        one.tags.append("a")
        assert two.tags == []


def test_a_default_is_not_sent_and_is_told() -> None:
    with line("Defaults", SCHEMAS, ["Record"]) as wire:
        assert wire.models.Record(id=7).model_dump(exclude_unset=True) == {"id": 7}
        source = Path(__import__(wire.models.Record.__module__, fromlist=["x"]).__file__)
        texts = [
            node.value.value
            for node in ast.walk(ast.parse(source.read_text()))
            if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)
        ]
        assert "Default: `[1, 2]`." in texts
        assert 'Default: `{"w": 1}`.' in texts


def test_null_that_may_come_is_kept_beside_a_default() -> None:
    with line("Defaults", SCHEMAS, ["Record"]) as wire:
        (back,) = wire.same("record", wire.models.Record(id=1, maybe=None))
        assert back.maybe is None


def test_a_default_that_its_type_refuses_reads_as_it_is_written() -> None:
    assert read_as(lambda: list[date], '["2026-01-02"]')() == [date(2026, 1, 2)]
    assert read_as(lambda: list[date], '["soon"]')() == ["soon"]
