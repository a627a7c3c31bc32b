"""Values that are spelt otherwise, by the table of `schemas.spelling`, and made patterns."""

from __future__ import annotations

import re
from random import Random
from typing import Any

import pytest

from generator.runtime.server.schemas.document import Document
from generator.runtime.server.schemas.patterns import Unsupported, sampler
from generator.runtime.server.schemas.spelling import Spelling, is_dropped

BOOLEAN, INTEGER, NUMBER, TEXT = ({"type": t} for t in ("boolean", "integer", "number", "string"))
DATE, MOMENT = ({"type": "string", "format": name} for name in ("date", "date-time"))
LIST = {"type": "array", "items": INTEGER}
OBJECT = {
    "type": "object",
    "required": ["id"],
    "properties": {
        "id": INTEGER, "n": INTEGER, "s": TEXT, "w": {"enum": ["a"]}, "k": {"const": "a"}, "d": DATE,
        "l": LIST, "t": {"type": "string", "maxLength": 2},
    },
    "additionalProperties": BOOLEAN,
}  # fmt: skip


def read(
    schema: Any, value: Any, texts: bool = False, optional: bool = False, root: Any = None
) -> tuple[Any, list[str]]:
    places: list[str] = []
    spelling = Spelling(Document({"s": schema, **(root or {})}), texts, places)
    found = (spelling.member if optional else spelling.read)("/s", value, "v")
    return found, places


SAME = object()


@pytest.mark.parametrize(
    ("schema", "value", "found", "told"),
    [
        *[(BOOLEAN, word, True, "v: text for boolean")
          for word in ("true", "TRUE", "Yes", "on", "1", " on ")],
        *[(BOOLEAN, word, False, "v: text for boolean") for word in ("false", "No", "OFF", "0")],
        (BOOLEAN, 1, True, "v: number for boolean"), (BOOLEAN, 0, False, "v: number for boolean"),
        (BOOLEAN, 2, SAME, ""), (BOOLEAN, "x", SAME, ""), (BOOLEAN, 1.0, SAME, ""),
        (BOOLEAN, None, SAME, ""), (BOOLEAN, "", SAME, ""), (BOOLEAN, True, SAME, ""),
        (INTEGER, "5", 5, "v: text for integer"), (INTEGER, " -5 ", -5, "v: text for integer"),
        (INTEGER, "+5", 5, "v: text for integer"), (INTEGER, "5.0", 5, "v: text for integer"),
        (INTEGER, "5e2", 500, "v: text for integer"), (INTEGER, "5.5", SAME, ""),
        (INTEGER, "1e400", SAME, ""), (INTEGER, "٣", SAME, ""), (INTEGER, "x", SAME, ""),
        (INTEGER, "9" * 400, int("9" * 400), "v: text for integer"), (INTEGER, "9" * 401, SAME, ""),
        (INTEGER, "1e15", 10**15, "v: text for integer"), (INTEGER, True, SAME, ""),
        (INTEGER, "", SAME, ""), (INTEGER, 5.0, SAME, ""), (INTEGER, 5.5, SAME, ""),
        ({"type": "integer", "maximum": 4}, "5", SAME, ""),
        (NUMBER, "5.50", 5.5, "v: text for number"), (NUMBER, "1e16", 1e16, "v: text for number"),
        (NUMBER, "-.5", SAME, ""),
        (NUMBER, "5", 5, "v: text for number"), (NUMBER, "NaN", SAME, ""),
        (TEXT, 5, "5", "v: number for string"), (TEXT, 5.5, "5.5", "v: number for string"),
        (TEXT, True, "true", "v: boolean for string"), (TEXT, False, "false", "v: boolean for string"),
        (TEXT, None, SAME, ""), (TEXT, [], SAME, ""), (TEXT, "x", SAME, ""),
        ({"type": "string", "pattern": "^[a-z]+$"}, 5, SAME, ""),
        ({"type": "object"}, [], {}, "v: array for object"), ({"type": "object"}, [1], SAME, ""),
        ({"type": ["object", "array"]}, [], SAME, ""),
        (LIST, 5, [5], "v: number for array"), (LIST, "5", [5], None), (LIST, [5, "6"], [5, 6], None),
        (LIST, ["x"], SAME, ""), (LIST, {}, SAME, ""), (LIST, None, SAME, ""),
        ({"type": "array"}, None, SAME, ""), ({"type": "array"}, "", [""], "v: empty text for array"),
        (DATE, "2026-01-02T03:04:05Z", "2026-01-02", "v: text for date"),
        (DATE, "2026-01-02 03:04", "2026-01-02", "v: text for date"),
        (DATE, " 2026-01-02T03:04:05+02:00", "2026-01-02", "v: text for date"),
        (DATE, "02.01.2026", SAME, ""), (DATE, 5, SAME, ""),
        (MOMENT, "2026-01-02", "2026-01-02T00:00:00+00:00", "v: text for date-time"),
        (MOMENT, "2026-01-02 03:04", "2026-01-02T03:04:00+00:00", "v: text for date-time"),
        (MOMENT, "2026-01-02T03:04:05", "2026-01-02T03:04:05+00:00", "v: text for date-time"),
        (MOMENT, "2026-01-02 03:04:05+02:00", "2026-01-02T03:04:05+02:00", "v: text for date-time"),
        (MOMENT, "2026-01-02T03:04+02:00", "2026-01-02T03:04:00+02:00", "v: text for date-time"),
        (MOMENT, "x", SAME, ""),
        ({"anyOf": [INTEGER, BOOLEAN]}, "5", 5, "v: text for integer"),
        ({"anyOf": [INTEGER, BOOLEAN]}, "1", True, "v: text for boolean"),
        ({"anyOf": [INTEGER, BOOLEAN]}, "yes", True, "v: text for boolean"),
    ],
)  # fmt: skip
def test_the_table(schema: Any, value: Any, found: Any, told: str | None) -> None:
    got, places = read(schema, value)
    if found is not SAME:
        assert got == found
        assert type(got) is type(found)
    elif told is not None:
        assert got == value
        assert type(got) is type(value)
    if told is not None:
        assert places == ([told] if told else [])


def test_dates_of_the_vendor() -> None:
    root = {"x-wire": {"date": "d.m.Y", "date-time": "d.m.Y H:i", "time": "H:i"}}
    assert read(DATE, "2026-01-02", root=root) == ("02.01.2026", ["v: text for d.m.Y"])
    assert read(DATE, "2026-01-02T03:04:05Z", root=root)[0] == "02.01.2026"
    assert read(MOMENT, "2026-01-02T03:04:05Z", root=root)[0] == "02.01.2026 03:04"
    assert read(MOMENT, "2026-01-02", root=root)[0] == "02.01.2026 00:00"
    assert read({"type": "string", "format": "time"}, "2026-01-02", root=root)[1] == []


@pytest.mark.parametrize(
    ("value", "found", "told"),
    [
        ({"id": "1", "n": "2"}, {"id": 1, "n": 2}, ["v/id: text for integer", "v/n: text for integer"]),
        ({"id": 1, "n": None}, {"id": 1}, ["v/n: nothing, written as a value"]),
        ({"id": None}, {"id": None}, []),
        ({"id": 1, "s": None}, {"id": 1}, ["v/s: nothing, written as a value"]),
        ({"id": 1, "n": "null"}, {"id": 1, "n": "null"}, []),
        ({"id": 1, "x": "yes"}, {"id": 1, "x": True}, ["v/*: text for boolean"]),
        ({"id": 1, "l": ["1", 2]}, {"id": 1, "l": [1, 2]}, ["v/l/*: text for integer"]),
        ({"id": 1, "l": {"a": 1}}, {"id": 1, "l": {"a": 1}}, []),
    ],
)  # fmt: skip
def test_members_of_an_object(value: Any, found: Any, told: list[str]) -> None:
    before = repr(value)
    assert read(OBJECT, value) == (found, told)
    assert repr(value) == before


def test_what_is_not_described_is_left() -> None:
    schema = {"type": "object", "properties": {"a": INTEGER}, "required": ["b"]}
    value = {"a": "1", "c": "1"}
    assert read(schema, value) == ({"a": 1, "c": "1"}, ["v/a: text for integer"])
    assert read({"type": "array", "uniqueItems": True}, ["1", "1"]) == (["1", "1"], [])


@pytest.mark.parametrize("word", ["", "null", "NONE", "nil", " undefined ", ["null"]])
def test_words_for_nothing_in_text(word: Any) -> None:
    dropped = [
        (name, is_dropped(read(OBJECT["properties"][name], word, True, True)[0]))  # type: ignore[index]
        for name in ("n", "s", "w", "k", "d")
    ]
    assert dropped == [("n", True), ("s", False), ("w", True), ("k", True), ("d", True)]
    assert not is_dropped(read(INTEGER, word, False, True)[0])
    assert read(INTEGER, word, True, True)[1] == ["v: nothing, written as a value"]
    assert not is_dropped(read(INTEGER, word, True)[0])


def test_words_that_are_something() -> None:
    assert not is_dropped(read(INTEGER, "x", True, True)[0])
    assert not is_dropped(read(INTEGER, ["null", "null"], True, True)[0])
    assert not is_dropped(read({"type": ["integer", "null"]}, None, True, True)[0])
    assert is_dropped(read(INTEGER, None, False, True)[0])


def test_what_is_nested_too_deep_is_left() -> None:
    schema = {"type": "object", "properties": {"a": {"$ref": "#/s"}, "n": INTEGER}}

    def nested(depth: int) -> Any:
        value: Any = {"n": "5"}
        for _ in range(depth):
            value = {"a": value}
        return value

    assert read(schema, nested(10))[1] == ["v" + "/a" * 10 + "/n: text for integer"]
    assert read(schema, nested(63))[1] != []
    assert read(schema, nested(64))[1] == []
    lists = {"anyOf": [INTEGER, {"type": "array", "items": {"$ref": "#/s"}}]}

    def listed(depth: int) -> Any:
        return [listed(depth - 1)] if depth else "5"

    assert read(lists, listed(10))[1] == ["v" + "/*" * 10 + ": text for integer"]
    assert read(lists, listed(64))[1] != []
    assert read(lists, listed(65))[1] == []


# Patterns --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("pattern", "texts"),
    [
        ("abc", {"abc"}), ("", {""}), ("a|b|c", {"a", "b", "c"}), ("a|", {"a", ""}),
        ("^a$", {"a"}), ("a?", {"", "a"}), ("a*", {"", "a", "aa", "aaa"}),
        ("a+", {"a", "aa", "aaa", "aaaa"}), ("a{2}", {"aa"}), ("a{1,3}", {"a", "aa", "aaa"}),
        ("a{2,}", {"aa", "aaa", "aaaa", "aaaaa"}), ("a{0,9}", {"", "a", "aa", "aaa"}),
        ("a{1}", {"a"}), ("a{,2}", {"a{,2}"}), ("a{x}", {"a{x}"}), ("a{1,x}", {"a{1,x}"}),
        ("a{1", {"a{1"}), ("a??", {"", "a"}), ("a{2}?", {"aa"}), ("a+?", {"a", "aa", "aaa", "aaaa"}),
        ("(ab)+", {"ab", "abab", "ababab", "abababab"}), ("(?:a|b)c", {"ac", "bc"}),
        ("(?<n>a)b", {"ab"}), ("a(?=b)", {"a"}), ("a(?!b)", {"a"}), ("(?<=b)a", {"a"}),
        ("(?<!b)a", {"a"}), ("\\ba\\B", {"a"}), ("[abc]", {"a", "b", "c"}), ("[a-c]", {"a", "b", "c"}),
        ("[a-]", {"a", "-"}), ("[-a]", {"a", "-"}), ("[\\d]", set("0123456789")),
        ("[a\\-c]", {"a", "-", "c"}), ("[\\x41-\\x43]", {"A", "B", "C"}), ("[\\d-x]", set("0123456789-x")),
        ("\\d", set("0123456789")), ("\\s", {" "}), ("\\n\\t\\r\\f\\v\\0", {"\n\t\r\f\v\0"}),
        ("\\x41\\u0042", {"AB"}), ("\\.\\/", {"./"}), ("\\p{Lu}", set("ABCDEFGHIJKLMNOPQRSTUVWXYZ")),
        ("\\p{Uppercase_Letter}", set("ABCDEFGHIJKLMNOPQRSTUVWXYZ")), ("\\p{Nd}", set("0123456789")),
        ("\\p{General_Category=Nd}", set("0123456789")), ("\\p{Separator}", {" "}),
        ("[^\\x21-\\x7e]", {" "}), ("\\W", set(" !\"#$%&'()*+,-./:;<=>?@[\\]^`{|}~")),
        ("[^ -\\]_-~]", {"^"}), ("[\\p{Nd}a]", set("0123456789a")), ("\\p{Symbol}", set("$+<=>^`|~")),
        ("\\p{Decimal_Number}", set("0123456789")), ("\\k", set()), ("\\P{L}", set()),
    ],
)  # fmt: skip
def test_all_that_a_pattern_makes(pattern: str, texts: set[str]) -> None:
    if pattern == "\\k":
        with pytest.raises(Unsupported):
            sampler(pattern)
        return
    make = sampler(pattern)
    found = {make(Random(seed)) for seed in range(900)}
    if texts:
        assert found == texts
    else:
        assert found == {chr(n) for n in range(32, 127)} - set(
            "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
        )


def test_repetitions_go_as_far_as_is_asked_for() -> None:
    made = {len(sampler("a+", 10)(Random(seed))) for seed in range(300)}
    assert (min(made), max(made)) == (1, 11)
    assert len(sampler("a{10000}")(Random(0))) == 10_000
    assert re.fullmatch(r"\w", sampler(".")(Random(0)))


@pytest.mark.parametrize(
    "pattern",
    ["a{10001}", "a{3,2}", "(a", "a)", "[a", "[]", "\\", "\\1", "\\9", "\\k<n>", "\\p{Q}", "\\pL",
     "\\p{", "\\xg1", "\\u00", "(?>a)", "(?", "(?<n", "(" * 5000],
)  # fmt: skip
def test_what_cannot_be_turned_round(pattern: str) -> None:
    with pytest.raises(Unsupported):
        sampler(pattern)(Random(0))
