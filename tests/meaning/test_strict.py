"""What the stub refuses, a strict client refuses; others keep it as it came and tell the place."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from datetime import date
from typing import Any

import httpx
import pytest

from generator.ground.text import snake, words
from tests.conventions.compiled import package, part
from tests.meaning.echo import Echo, Line, line, line_of, tree
from tests.meaning.test_objects import DAY, INTEGER, obj
from tests.support import STRING, ref

NUMBER = {"type": "number"}
SCHEMAS = {
    "Count": {"type": "integer"},
    "Rate": NUMBER,
    "Moment": {"type": ["integer", "string"], "format": "date-time"},
    "Flag": {"type": "boolean"},
    "Part": obj(on=DAY),
    "Open": {**obj(("id",), id=INTEGER), "additionalProperties": ref("Part")},
    "Round": obj(("r",), kind=STRING, r=NUMBER),
    "Square": obj(("a",), kind=STRING, a=NUMBER),
    "Shape": {"oneOf": [ref("Round"), ref("Square")], "discriminator": {"propertyName": "kind"}},
    "Pair": {"type": "array", "prefixItems": [INTEGER, DAY], "items": False, "minItems": 2},
    "Triple": {"type": "array", "prefixItems": [INTEGER, DAY, STRING], "items": False},
    "Sorted": {**obj(a=INTEGER), "patternProperties": {"^d": DAY}},
    "Priced": obj(exact={"type": "number", "format": "decimal"}, free={}, n=INTEGER),
}
CODES = frozenset({"W468"})


@pytest.fixture(scope="module")
def wire() -> Iterator[Line]:
    with line("StrictReading", SCHEMAS, codes=CODES) as held:
        yield held


def read(wire: Line, name: str, value: Any, *, strict: bool = True) -> Any:
    """What a client makes of a value that the server answers with."""

    async def answering(scope: Any, receive: Any, send: Any) -> None:
        while (await receive()).get("more_body"):
            pass
        headers = [(b"content-type", b"application/json")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": json.dumps([value]).encode()})

    within = part(wire.module, "testing").InProcess(answering)
    with wire.module.Client(base_url="http://x.test", transport=within, strict=strict) as client:
        return getattr(client.things, f"echo_{snake(words(name))}")(body=[])[0]


def sent(name: str, value: Any) -> int:
    """The status that the stub answers with to a value."""
    module = package("StrictReading", tree(SCHEMAS), CODES)
    methods = part(module, "server.app").OPERATIONS
    echo = type("Echoing", (Echo,), dict.fromkeys(methods, Echo.echo))()
    app = part(module, "server").create_app(echo, strict=True)
    with part(module, "_runtime.server.serve").running(app) as url:
        return httpx.post(f"{url}/{name}", json=[value], trust_env=False).status_code


@pytest.mark.parametrize(
    ("name", "value", "told"),
    [
        ("Count", "5", "not valid (int_type), not string"),
        ("Count", True, "not valid (int_type), not boolean"),
        ("Rate", "1.5", "not string"),
        ("Rate", True, "not boolean"),
        ("Moment", 1.5, "not number"),
        ("Flag", "true", "not valid (bool_type), not string"),
        ("Open", {"id": 1, "x": {"on": "2026-99-01"}}, "/*/*/on"),
        ("Shape", {"kind": "Square", "r": 1}, "/*/a: missing"),
        ("Shape", {"kind": "Oval", "r": 1}, "of no known kind"),
        ("Pair", [1], "/*: 1 items, not 2"),
        ("Pair", [1, "2026-01-02", 3], "/*: 3 items, not 2"),
        ("Triple", ["2026-01-02", 1], "/*"),
        ("Priced", {"n": "5"}, "/*/n"),
    ],
)
def test_a_strict_client_refuses_what_the_stub_refuses(
    wire: Line, name: str, value: Any, told: str
) -> None:
    with pytest.raises(wire.errors.DecodeError) as caught:
        read(wire, name, value)
    assert told in str(caught.value)
    assert sent(name, value) == 400


FORBIDDEN: dict[str, tuple[dict[str, Any], Any, Any, str]] = {
    "Closed": ({**obj(a=INTEGER), "additionalProperties": False}, {"a": 1}, {"b": 1}, "/*/b"),
    "ClosedParts": (
        {"type": "object", "allOf": [obj(a=INTEGER)], "unevaluatedProperties": False},
        {"a": 1}, {"a": 1, "b": 1}, "/*/b",
    ),
    "NoNull": (obj(a=STRING), {}, {"a": None}, "/*/a"),
    "NamedSo": ({"type": "object", "propertyNames": {"pattern": "^x"}}, {"xa": 1}, {"a": 1}, "/*"),
    "Needs": (
        {"type": "object", "required": ["en"], "additionalProperties": STRING},
        {"en": "a"}, {"de": "a"}, "/*/en",
    ),
    "Few": ({**obj(), "minProperties": 1, "maxProperties": 2}, {"a": 1}, {}, "/*"),
    "Once": ({"type": "array", "items": INTEGER, "uniqueItems": True}, [1, 2], [1, 1], "/*"),
    "Holds": ({"type": "array", "contains": {"const": 1}}, [2, 1], [2], "/*"),
    "Asks": ({**obj(a=STRING, b=STRING), "dependentRequired": {"a": ["b"]}}, {"b": ""}, {"a": ""}, "/*/b"),
    "Other": ({"type": "string", "not": {"pattern": "^x"}}, "a", "xa", "/*"),
    "When": (
        {
            **obj(kind=STRING, a=INTEGER),
            "if": {"properties": {"kind": {"const": "a"}}, "required": ["kind"]},
            "then": {"required": ["a"]},
        },
        {"kind": "b"}, {"kind": "a"}, "/*/a",
    ),
    "Short": ({"type": "string", "maxLength": 2, "pattern": "^[a-z]*$"}, "ab", "abc", "/*"),
    "Word": ({"type": "string", "enum": ["a", "b"], "maxLength": 3}, "new", "newer", "/*"),
    "Worded": (obj(word={"enum": ["a", None], "pattern": "^[a-z]$"}), {"word": "n"}, {"word": "N"}, "/*/word"),
    "Kept": (
        {"oneOf": [obj(("name", "secret"), name=STRING, secret={**STRING, "writeOnly": True}), obj(("n",), n=INTEGER)]},
        {"name": "a"}, {"name": 1}, "/*/name",
    ),
}  # fmt: skip
"""What types do not say: schema, a value that fits as an answer, one that does not, and where."""


@pytest.fixture(scope="module")
def forbidding() -> Iterator[Line]:
    with line("Forbidding", {name: one[0] for name, one in FORBIDDEN.items()}) as held:
        yield held


@pytest.mark.parametrize("name", FORBIDDEN)
def test_a_strict_client_refuses_what_types_do_not_say(forbidding: Line, name: str) -> None:
    _, good, bad, place = FORBIDDEN[name]
    read(forbidding, name, good)
    with pytest.raises(forbidding.errors.DecodeError) as caught:
        read(forbidding, name, bad)
    assert any(said.startswith(f"{place}:") for said in caught.value.places), caught.value.places


@pytest.mark.parametrize("name", sorted(FORBIDDEN.keys() - {"Kept"}))
def test_others_take_it_as_it_came(forbidding: Line, name: str) -> None:
    bad = FORBIDDEN[name][2]
    back = read(forbidding, name, bad, strict=False)
    assert (back.model_dump(exclude_unset=True) if hasattr(back, "model_dump") else back) == bad


def test_without_the_document_types_alone_are_held(
    forbidding: Line, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(part(forbidding.module, "_runtime.call.held"), "_known", [])
    monkeypatch.setitem(sys.modules, "forbidding._runtime.server.app.held", None)
    assert read(forbidding, "Closed", {"b": 1}).b == 1
    assert "held against their types alone" in caplog.text
    with pytest.raises(forbidding.errors.DecodeError):
        read(forbidding, "Closed", {"a": "x"})


def test_five_as_a_float_is_an_integer(wire: Line) -> None:
    assert read(wire, "Count", 5.0) == 5
    assert sent("Count", 5.0) == 200


def test_a_tuple_may_be_as_short_as_the_document_lets_it(wire: Line) -> None:
    assert wire.same("triple", (1, date(2026, 1, 2), "x"), (1, date(2026, 1, 2)), (1,), ())


def test_members_by_pattern_have_their_type_and_others_any(wire: Line) -> None:
    (back,) = wire.same("sorted", {"a": 1, "d1": date(2026, 1, 2), "z": [True]})
    assert back.model_extra == {"d1": date(2026, 1, 2), "z": [True]}


def test_numbers_beside_decimals_stay_numbers(wire: Line) -> None:
    seen, back = wire.carry("priced", {"exact": 1.5, "free": [1, 1.0, 0.1, {"deep": 2.5}]})
    for one in (seen[0], back[0]):
        assert one.free == [1, 1.0, 0.1, {"deep": 2.5}]
        assert isinstance(one.free[1], float)


@pytest.mark.parametrize(
    ("name", "value", "meant"),
    [("Count", "5", 5), ("Rate", "1.5", 1.5), ("Flag", "0", False), ("Flag", 1, True)],
)
def test_scalars_that_the_document_says_come_loosely_are_no_drift(
    name: str, value: Any, meant: Any
) -> None:
    said = {**tree({key: SCHEMAS[key] for key in ("Count", "Rate", "Flag", "Priced")})}
    module = package("LooseReading", {**said, "x-wire": {"scalars": "loose"}})
    with line_of(module) as loose:
        assert read(loose, name, value) == meant
        found = read(loose, "Priced", {"n": "5", "exact": "0.10", "free": {}})
        assert (found.n, str(found.exact)) == (5, "0.10")
        with pytest.raises(loose.errors.DecodeError):
            read(loose, "Count", "five")
