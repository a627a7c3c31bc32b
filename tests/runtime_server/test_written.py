"""Small things on the way out: header fields, bytes, what is wrong in words, media versions."""

from __future__ import annotations

from typing import Any

import pytest

from generator.runtime.server.app.encoding import plain, to_bytes, to_json, without_null
from generator.runtime.server.app.parameters import Problem
from generator.runtime.server.app.responses import field_lines, header_text
from generator.runtime.server.app.validation import body_problems, closest, collect, faults
from generator.runtime.server.app.versions import versions_of
from generator.runtime.server.schemas.document import Document

JSON, NUMBER = "application/json", {"type": "integer"}


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ([1, "a", True], "1,a,true"), ({"a": 1, "b": [2, 3]}, "a,1,b,2,3"), (False, "false"),
        (None, ""), (1.5, "1.5"), ("a\r\nb\tc", "abc"), ("ü", "ü"),
    ],
)  # fmt: skip
def test_a_value_in_a_header(value: Any, text: str) -> None:
    assert header_text(value) == text
    assert field_lines({"X-Ü": value}) == [(b"x-\xfc", text.encode())]


@pytest.mark.parametrize(
    ("value", "media", "omit", "data"),
    [
        (b"\xff", JSON, False, b"\xff"),
        (bytearray(b"x"), "a/b", True, b"x"),
        ("x", "text/plain", True, b"x"),
        ("x", JSON, False, b'"x"'),
        ({"a": None, "b": [{"c": None}]}, JSON, True, b'{"b":[{}]}'),
        ({"a": None}, JSON, False, b'{"a":null}'),
        ({"ü": 1}, JSON, False, '{"ü":1}'.encode()),
        ([1, 2.5, True], "text/csv", False, b"[1,2.5,true]"),
        (None, JSON, True, b"null"),
    ],
)
def test_values_as_bytes(value: Any, media: str, omit: bool, data: bytes) -> None:
    assert to_bytes(value, media, None, omit) == data


def test_what_cannot_be_written() -> None:
    with pytest.raises(TypeError, match="no schema for this answer in XML"):
        to_bytes({"a": 1}, "application/xml")
    with pytest.raises(ValueError, match="JSON compliant"):
        to_json({"a": float("nan")})
    assert to_json({"a": "\ud800"}) == b'{"a":"?"}'
    assert without_null([None, {"a": None, "b": 0}]) == [None, {"b": 0}]
    assert plain("x") == "x"


SCHEMAS = Document(
    {
        "s": {
            "type": "object",
            "required": ["id", "name"],
            "additionalProperties": False,
            "properties": {
                "id": {"type": "integer", "readOnly": True},
                "pin": {"type": "string", "writeOnly": True},
                "name": {"type": "string", "maxLength": 3},
                "rows": {"type": "array", "items": {"anyOf": [
                    {"$ref": "#/one"}, {"$ref": "#/two"}]}},
            },
        },
        "one": {"type": "object", "required": ["kind", "a", "b"],
                "properties": {"kind": {"const": "one"}, "a": {}, "b": {"type": "integer"}}},
        "two": {"type": "object", "required": ["kind", "c"],
                "properties": {"kind": {"const": "two"}, "c": {"type": "integer"}}},
        "pin": {"type": "object", "required": ["pin", "x"],
                "properties": {"pin": {"writeOnly": True}, "x": {"readOnly": True}}},
        "many": {"type": "array", "items": {"type": "integer"}},
        "left": {"type": "object", "unevaluatedProperties": {
            "type": "object", "required": ["a/b"], "unevaluatedProperties": False,
            "properties": {"a/b": {"unevaluatedProperties": {"$ref": "#/one"}}}}},
        "deep": {"anyOf": [{"type": "array", "items": {"anyOf": [{"type": "integer"}]}}]},
    }
)  # fmt: skip


@pytest.mark.parametrize(
    ("pointer", "value", "problems"),
    [
        ("/s", {"name": "a"}, {}),
        ("/s", {}, {"name": ["is required"]}),
        ("/s", {"name": "abcd"}, {"name": ["is longer than 3 characters"]}),
        ("/s", {"name": "a", "x": 1, "y": 2},
         {"x": ["is not known here"], "y": ["is not known here"]}),
        ("/s", 5, {"body": ['is not of type "object"']}),
        ("/s", {"name": "a", "rows": [{"kind": "two", "c": "x"}]},
         {"rows.0.c": ['is not of type "integer"']}),
        ("/s", {"name": "a", "rows": [{"kind": "one"}]},
         {"rows.0.a": ["is required"], "rows.0.b": ["is required"]}),
        ("/s", {"name": "a", "rows": [{"kind": "one", "a": 1, "b": 1}, {"kind": "two"}]},
         {"rows.1.c": ["is required"]}),
        ("/pin", {}, {"pin": ["is required"]}),
        ("/left", {"k": 5}, {"k": ['is not of type "object"']}),
        ("/left", {"k": {}}, {"k.a/b": ["is required"]}),
        ("/left", {"k": {"a/b": {}, "z": 1}}, {"k.z": ["is not known here"]}),
        ("/left", {"k": {"a/b": {"q": {"kind": "one", "a": 1, "b": "x"}}}},
         {"k.a/b.q.b": ['is not of type "integer"']}),
        ("/deep", ["x"], {"0": ['is not of type "integer"']}),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_body(pointer: str, value: Any, problems: Any) -> None:
    assert collect(body_problems(SCHEMAS, pointer, value)) == problems


def test_as_much_is_told_as_helps() -> None:
    wrong = body_problems(SCHEMAS, "/many", ["x"] * 99)
    assert [problem.name for problem in wrong] == [str(n) for n in range(50)]
    unknown = body_problems(SCHEMAS, "/s", {"name": "a", **{f"x{n}": 1 for n in range(99)}})
    assert len(unknown) == 50
    left = body_problems(SCHEMAS, "/left", {f"x{n}": 5 for n in range(99)})
    assert [problem.name for problem in left] == [f"x{n}" for n in range(50)]
    long = body_problems(SCHEMAS, "/s", {"name": "a", "x" * 200: 1})
    assert long[0].name == "x" * 100


def test_what_is_wrong_with_an_answer() -> None:
    assert faults(SCHEMAS, "/pin", {}) == ['the body "x" is a required property']
    assert faults(SCHEMAS, "/pin", {"x": 1}) == []
    assert faults(SCHEMAS, "/s", {"id": "x", "name": "a"})[0].startswith("id ")


def test_a_union_is_told_by_its_closest_branch_however_deep() -> None:
    def nested(depth: int) -> Any:
        return (
            {"anyOf": [nested(depth - 1), {"type": "null", "const": 5}]}
            if depth
            else {"type": "string"}
        )

    for depth in (1, 5, 8, 9):
        document = Document({"s": nested(depth)})
        (error,) = document.validator("/s").iter_errors(5)
        assert [type(one.kind).__name__ for one in closest(error)] == ["Type"]


def test_messages_of_a_field_are_told_once() -> None:
    problems = [Problem("a", "x"), Problem("a", "y"), Problem("b", "x"), Problem("a", "x")]
    assert collect(problems) == {"a": ["x", "y"], "b": ["x"]}


VERSIONED = ("application/vnd.x.v{version}+json", "10")


@pytest.mark.parametrize(
    ("asked", "documented", "answered"),
    [
        (None, None, "application/vnd.x.v10+json"),
        ("application/vnd.x.v10+json", "application/vnd.x.v10+json", "application/vnd.x.v10+json"),
        ("application/vnd.x.v9+json", "application/vnd.x.v10+json", "application/vnd.x.v9+json"),
        ("APPLICATION/vnd.x.v8+JSON;q=1", "APPLICATION/vnd.x.v10+JSON;q=1",
         "application/vnd.x.v8+json"),
        ("application/vnd.x.v7+json", "application/vnd.x.v7+json", "application/vnd.x.v10+json"),
        ("application/vnd.x.v91+json", "application/vnd.x.v91+json", "application/vnd.x.v10+json"),
        ("application/vnd.x.v9+json, a/b", "application/vnd.x.v10+json, a/b",
         "application/vnd.x.v9+json"),
        ("*/*", "*/*", "application/vnd.x.v10+json"),
    ],
)  # fmt: skip
def test_other_versions_of_a_media_type(
    asked: str | None, documented: str | None, answered: str
) -> None:
    versions = versions_of(VERSIONED, ("8", "9", "10"))
    assert versions is not None
    assert versions.documented(asked) == documented
    assert versions.as_asked("application/vnd.x.v10+json", asked) == answered
    assert versions.as_asked(None, asked) is None
    assert versions.as_asked("a/b", asked) == "a/b"


def test_no_other_versions() -> None:
    assert versions_of(None, ("9",)) is None
    assert versions_of(VERSIONED, ()) is None
    same = versions_of(VERSIONED, ("10",))
    assert same is not None
    assert same.documented("application/vnd.x.v9+json") == "application/vnd.x.v9+json"
    with pytest.raises(ValueError, match="media_versions"):
        versions_of(VERSIONED, ("9 0",))


@pytest.mark.parametrize(
    ("kind", "text", "valid"),
    [
        *(("duration", text, True) for text in (
            "P1Y2M3DT4H5M6S", "P2W", "PT0.5S", "PT1H5S", "P1DT2S", "PT0S", "P0D", "-P1D", "PT1,5M")),
        *(("duration", text, False) for text in (
            "", "P", "PT", "P1DT", "1D", "P1", "PS", "P1S", "PT1D", "P1D ", "P-1D", "P1.D", "P٣D")),
        *(("time", text, True) for text in (
            "10:20:30", "10:20", "10:20:30.123", "10:20:30Z", "10:20:30+02:00", "23:59:59.9-11:30")),
        *(("time", text, False) for text in (
            "", "24:00:00", "10:60", "10:20:61", "10", "10:20:30+2", "10:20:30.", " 10:20", "1:20")),
    ],
)  # fmt: skip
def test_durations_and_times_are_those_of_iso_8601(kind: str, text: str, valid: bool) -> None:
    """RFC 3339 has no half seconds, no seconds without minutes, and no time without an offset."""
    document = Document({"s": {"type": "string", "format": kind}})
    assert document.validator("/s").is_valid(text) is valid
