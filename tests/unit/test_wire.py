"""`x-wire` in the compiler: refused where it says nothing, and on the schema that it is for."""

from __future__ import annotations

from typing import Any

import pytest

from generator.check import run
from generator.read.document import load
from generator.read.wire import ALIASES, date_format, empties, explicit, letters_of
from tests.support import document, loaded, ref, written

LOCAL = "Y-m-d H:i:s"
STRING = {"type": "string"}


def faults(**tree: Any) -> list[tuple[str, str, str]]:
    """Code, place and mend of what lint says of `x-wire`."""
    with written(document(**tree)) as path:
        found, _ = load(path)
        assert found is not None
        return [
            (d.code, d.pointer, d.mend) for d in run(found) if d.code in ("E421", "E427", "E428")
        ]


def schema(**said: Any) -> list[tuple[str, str, str]]:
    return faults(schemas={"A": said})


@pytest.mark.parametrize(
    ("said", "code", "mend"),
    [
        ({**STRING, "x-wire": "Y-m-d h:i:s"}, "E427", "did you mean Y-m-d H:i:s?"),
        ({**STRING, "x-wire": "yyyy"}, "E427", "the value is text"),
        ({"type": "boolean", "x-wire": "1"}, "E427", "two words"),
        ({"type": "integer", "x-wire": "Y-m-d"}, "E428", "write type: string"),
        ({"type": "integer", "x-wire": "U.v"}, "E428", "write type: number"),
        ({"x-wire": "Y-m-d"}, "E428", "write type: string"),
        ({**STRING, "x-wire": "1/0"}, "E428", "type: boolean"),
        ({**STRING, "format": "date", "x-wire": LOCAL}, "E428", "write format: date-time"),
        ({**STRING, "x-wire": {"null": "omit"}}, "E428", "move it there"),
        ({**STRING, "x-wire": {"scalars": "loose"}}, "E428", "move it there"),
        ({**STRING, "x-wire": {"date": LOCAL}}, "E428", "put it under date-time"),
        ({**STRING, "x-wire": {"date-time": "Y"}}, "E427", "the value is text"),
        ({**STRING, "x-wire": {"dates": LOCAL}}, "E421", "did you mean date?"),
        ({**STRING, "x-wire": ""}, "E421", ""),
        ({**STRING, "x-wire": 5}, "E421", ""),
    ],
)
def test_what_says_nothing_is_an_error(said: Any, code: str, mend: str) -> None:
    found = schema(**said)
    assert [one[0] for one in found] == [code]
    assert found[0][1].startswith("/components/schemas/A/x-wire")
    assert mend in found[0][2]


def test_a_document_has_defaults_only() -> None:
    assert faults(**{"x-wire": "Y-m-d"}) == [
        ("E428", "/x-wire", "write an object such as {date-time: Y-m-d H:i:s}")
    ]


def test_every_known_format_is_accepted_on_its_type() -> None:
    assert (
        schema(
            type="object",
            properties={
                f"p{n}": {"type": kind, "x-wire": letters}
                for n, (letters, kind) in enumerate(ALIASES)
            },
        )
        == []
    )
    assert schema(type=["string", "null"], **{"x-wire": "H:i"}) == []
    parameter = {"name": "at", "in": "query", "x-wire": "Ymd"}
    for inner in (STRING, {"type": "array", "items": STRING}, ref("A")):
        operation = {"parameters": [{**parameter, "schema": inner}], "responses": {}}
        assert faults(paths={"/": {"get": operation}}, schemas={"A": STRING}) == []


def test_defaults_reach_what_has_no_format_of_its_own() -> None:
    tree = document(
        schemas={
            "A": {
                "type": "object",
                "properties": {
                    "at": {**STRING, "format": "date-time"},
                    "own": {**STRING, "format": "date-time", "x-wire": r"Y-m-d\TH:i:sP"},
                    "day": {**STRING, "format": "date"},
                    "text": STRING,
                    "map": {"type": "object", "additionalProperties": STRING},
                    "either": {
                        "anyOf": [
                            {"type": "object", "additionalProperties": STRING},
                            {"type": "array", "items": STRING},
                        ]
                    },
                },
            },
            "B": {
                "type": "object",
                "x-wire": {"date": "d.m.Y"},
                "properties": {"day": {**STRING, "format": "date"}, "other": ref("A")},
            },
        },
        **{"x-wire": {"date-time": LOCAL, "empty-map": "list"}},
    )
    found = explicit(loaded(tree)).tree["components"]["schemas"]
    a, b = found["A"]["properties"], found["B"]["properties"]
    assert [letters_of(a[name]) for name in ("at", "own", "day", "text")] == [
        LOCAL, r"Y-m-d\TH:i:sP", None, None,
    ]  # fmt: skip
    assert letters_of(b["day"]) == "d.m.Y"
    assert empties(a["map"])
    assert not empties(a["either"]["anyOf"][0])


@pytest.mark.parametrize("word", ["anyOf", "oneOf"])
def test_an_object_or_an_empty_list_is_one_shape(word: str) -> None:
    nothing = {"type": "array", "maxItems": 0}
    tree = document(
        schemas={
            "Nothing": nothing,
            "Map": {word: [{"type": "object", "additionalProperties": STRING}, ref("Nothing")]},
            "Phone": {"type": "object", "properties": {"number": STRING}},
            "MaybePhone": {word: [ref("Phone"), nothing, {"type": "null"}]},
            "Texts": {word: [{"type": "array", "items": STRING}, nothing]},
            "Three": {word: [ref("Phone"), ref("Map"), nothing]},
        }
    )
    found = explicit(loaded(tree)).tree["components"]["schemas"]
    assert [name for name in found if empties(found[name])] == ["Map", "MaybePhone"]
    assert len(found["MaybePhone"][word]) == 2


@pytest.mark.parametrize(
    ("text", "known"),
    [("Y-m-d H:i:s", True), ("H:i:s d.m.Y", False), ("true/false", False), ("Y", False), (5, False), (None, False)],
)  # fmt: skip
def test_formats_of_dates_that_models_can_have(text: Any, known: bool) -> None:
    """Others are told, and read as text."""
    assert (date_format(text) is not None) is known
