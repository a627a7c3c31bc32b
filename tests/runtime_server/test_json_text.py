"""JSON of requests: the quick reader and the careful one agree in all that they take or refuse."""

from __future__ import annotations

import json
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.runtime.server.app.json_text import MAX_DEPTH, read_json
from generator.runtime.server.app.styles import Malformed

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@given(JSON, st.sampled_from([None, 1, "\t"]), st.sampled_from([":", " : ", "\t:", "\n:", ": "]))
def test_any_value_is_read_as_it_was_written(value: object, indent: object, colon: str) -> None:
    text = json.dumps(value, indent=indent, separators=(",", colon), ensure_ascii=False)  # type: ignore[arg-type]
    try:
        data = text.encode()
    except UnicodeEncodeError:
        return
    assert repr(read_json(data)) == repr(json.loads(data))


@pytest.mark.parametrize(
    "data",
    [
        b'{"a":1,"a":2}',
        b'{"a" :1,"a" :2}',
        b'{"a"\n:1,"a":2,"x":"\\":"}',
        b'{"a":{"b":1,"\\u0062":2}}',
        b'[{"a":[{"b":1},{"b":1,"b":1}]}]',
        b'{"x":"\\":","a" :1,"a":2}',
        b"NaN",
        b'{"a":-Infinity}',
        b'"\\ud800"',
        b'"\xff"',
        b"\xef\xbb\xbf{}",
        b"[1,]",
        b"01",
        b'"\x00"',
        b"{}{}",
        b"",
        b"[" * 150 + b"]" * 150,
        b"1" * 5000,
    ],
)
def test_what_readers_disagree_about_is_refused(data: bytes) -> None:
    with pytest.raises(Malformed):
        read_json(data)


@pytest.mark.parametrize("data", [b'{"a":1,"b":{"a":1}}', b'[{"a":1},{"a":2}]', b'{"a":"\\":"}'])
def test_a_name_may_stand_again_elsewhere(data: bytes) -> None:
    assert read_json(data) == json.loads(data)


@pytest.mark.parametrize("exact", [False, True])
def test_sound_json_is_read_by_one_parser_once(
    monkeypatch: pytest.MonkeyPatch, exact: bool
) -> None:
    """The slow one only says what is wrong."""
    monkeypatch.setattr(json, "loads", None)
    data = b'{ "a" :\t[1, 2.50],\r\n"b":{"a":"\\":"}}'
    number = Decimal("2.50") if exact else 2.5
    assert repr(read_json(data, exact)) == repr({"a": [1, number], "b": {"a": '":'}})


def test_what_is_wide_is_not_deep() -> None:
    wide = b"[" + b",".join([b"{}"] * 500) + b"]"
    assert read_json(wide) == [{}] * 500
    text = b'"' + b"[{" * 500 + b'"'
    assert read_json(text) == "[{" * 500


@pytest.mark.parametrize(("opening", "closing"), [(b"[", b"]"), (b'{"a":', b"}")])
def test_as_deep_as_is_allowed(opening: bytes, closing: bytes) -> None:
    inner = b"" if opening == b"[" else b"{}"
    depth = MAX_DEPTH + 1 - bool(inner)
    assert read_json(opening * depth + inner + closing * depth) is not None
    for deeper in (depth + 1, depth * 3, depth * 100):
        with pytest.raises(Malformed, match="nested more than 100 deep"):
            read_json(opening * deeper + inner + closing * deeper)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"[1,]", "is not JSON: .+ at line 1, column [0-9]+"),
        (b"{\n'a'}", "is not JSON: .+ at line 2, column 1"),
        (b'{"a":1,"a":2}', "is not JSON: a name stands twice in an object"),
        (b"[NaN]", "is not JSON: NaN is no JSON number"),
        (b'"\\ud800"', "holds half of a surrogate pair"),
        (b'"\xff"', "is not JSON: not UTF-8"),
        (b"9" * 5000, "is not JSON: a number is out of range"),
    ],
)
def test_what_is_wrong_is_told(data: bytes, words: str) -> None:
    with pytest.raises(Malformed, match=words):
        read_json(data)


def test_digits_are_kept_where_they_are_asked_for() -> None:
    assert repr(read_json(b"[1.10, 5]", True)) == repr([Decimal("1.10"), 5])
    assert repr(read_json(b"[1.10, 5]")) == repr([1.1, 5])
