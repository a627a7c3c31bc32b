"""Sequences of items: however the bytes are cut, the same events and lines (HTML, section 9.2)."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.runtime.wire.sequence import Event, Events, Lines, marked, written

STREAM = (
    "\ufeffdata: first\n\n: a comment\nevent: sale\nid: 7\ndata:two\ndata:  lines\n\n"
    "retry: 500\ndata\n\nid: a\0b\nretry: soon\ndata: {\"a\": 1}\r\n\r\n"
    "event: nothing\n\nid:\rdata: last\r\rdata: cut off"
).encode()  # fmt: skip
TOLD = [
    Event("first"),
    Event("two\n lines", "sale", "7"),
    Event("", "", "7", 500),
    Event('{"a": 1}', "", "7", 500),
    Event("last", "", "", 500),
]


def cut(data: bytes, places: list[int]) -> list[bytes]:
    """The data in pieces."""
    ends = sorted(place % (len(data) + 1) for place in places)
    return [data[a:b] for a, b in zip([0, *ends], [*ends, len(data)], strict=True)]


def read(reader: Any, pieces: list[bytes]) -> list[Any]:
    return [*(item for piece in pieces for item in reader.feed(piece)), *reader.rest()]


@given(st.lists(st.integers(0, 400), max_size=12))
def test_events_are_the_same_however_they_are_cut(places: list[int]) -> None:
    assert read(Events(), cut(STREAM, places)) == TOLD


def test_events_come_as_soon_as_they_end() -> None:
    reader = Events()
    assert list(reader.feed(b"data: a\n")) == []
    assert list(reader.feed(b"\ndata: b")) == [Event("a")]
    assert list(reader.feed(b"\n\n")) == [Event("b")]


@given(st.lists(st.integers(0, 100), max_size=8), st.sampled_from([b"", b"\x1e"]))
def test_lines_are_the_same_however_they_are_cut(places: list[int], mark: bytes) -> None:
    data = b"\n".join(mark + line for line in (b"1", b"", b'{"a":2}\r', b"3\r", b"4"))
    lines = [b"1", b"", b'{"a":2}', b"3", b"4"]
    assert read(Lines(mark), cut(data, places)) == lines


@pytest.mark.parametrize(
    ("item", "media", "text"),
    [
        ({"a": 1}, "application/x-ndjson", b'{"a": 1}\n'),
        ({"a": 1}, "application/json-seq", b'\x1e{"a": 1}\n'),
        ({"a": 1}, "text/event-stream", b'data: {"a": 1}\n\n'),
        ("a\nb", "text/event-stream", b"data: a\ndata: b\n\n"),
        (Event("x", "sale", "7", 0), "text/event-stream", b"event: sale\nid: 7\nretry: 0\ndata: x\n\n"),
        (Event([1], "two\nlines"), "text/event-stream", b"event: two lines\ndata: [1]\n\n"),
    ],
)  # fmt: skip
def test_what_is_written_is_read_again(item: Any, media: str, text: bytes) -> None:
    made = written(item, media, lambda value: json.dumps(value).encode())
    assert made == text
    if media != "text/event-stream":
        assert [json.loads(line) for line in read(Lines(marked(media)), [made])] == [item]
