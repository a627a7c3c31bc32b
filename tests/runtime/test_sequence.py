"""Sequences of items: however the bytes are cut, the same events and lines (HTML, section 9.2)."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.runtime.ground.errors import ResponseTooLarge
from generator.runtime.wire.sequence import LARGEST, Event, Events, Lines, marked, written

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
        ("a\rb\r\nc\n", "text/event-stream", b"data: a\ndata: b\ndata: c\ndata: \n\n"),
        ("", "text/event-stream", b"data: \n\n"),
        (Event("x", "", ""), "text/event-stream", b"data: x\n\n"),
        (Event("x", "two\r\nlines"), "text/event-stream", b"event: two lines\ndata: x\n\n"),
        (Event("x", "sale", "7", 0), "text/event-stream", b"event: sale\nid: 7\nretry: 0\ndata: x\n\n"),
        (Event([1], "two\nlines"), "text/event-stream", b"event: two lines\ndata: [1]\n\n"),
    ],
)  # fmt: skip
def test_what_is_written_is_read_again(item: Any, media: str, text: bytes) -> None:
    made = written(item, media, lambda value: json.dumps(value).encode())
    assert made == text
    if media != "text/event-stream":
        assert [json.loads(line) for line in read(Lines(marked(media)), [made])] == [item]
    else:
        (event,) = read(Events(), [made])
        given = item if isinstance(item, Event) else Event(item)
        said = given.data if isinstance(given.data, str) else json.dumps(given.data)
        assert event.data == "\n".join(said.replace("\r\n", "\n").replace("\r", "\n").split("\n"))
        assert (event.event, event.id) == (" ".join(given.event.splitlines()), given.id)
        assert event.retry == given.retry


@pytest.mark.parametrize(
    ("said", "retry"),
    [
        (b"5", 5), (b" 5", 5), (b"0", 0), (b"  5", None), (b"5 ", None), (b"-5", None), (b"5.0", None),
        (b"", None), ("\u0665".encode(), None), (b"9" * 15, 10**15 - 1), (b"9" * 5000, None),
    ],
)  # fmt: skip
def test_a_pause_is_ascii_digits(said: bytes, retry: int | None) -> None:
    reader = Events()
    assert read(reader, [b"retry:" + said + b"\ndata: x\n\n"]) == [Event("x", "", "", retry)]


def test_a_field_without_a_colon_and_one_that_nobody_knows() -> None:
    assert read(Events(), [b"event\ndata\ndata:  x\nother: y\n\n"]) == [Event("\n x")]


MARK = "\ufeff".encode()


@pytest.mark.parametrize(
    ("stream", "told"),
    [
        (MARK + b"data: a\n\n", ["a"]),
        (b"data: a\n\n", ["a"]),
        (MARK + b"\ndata: a\n\n", ["a"]),
        (MARK * 2 + b"data: a\n\ndata: b\n\n", ["b"]),
        (b"data: a\n" + MARK + b"data: b\n\n", ["a"]),
        (b"\n" + MARK + b"data: a\n\n", []),
        (b"data:" + MARK + b"a\n\n", ["\ufeffa"]),
    ],
)
def test_one_byte_order_mark_is_dropped_at_the_very_beginning(
    stream: bytes, told: list[str]
) -> None:
    """HTML, section 9.2.5: any further one belongs to the name of a field."""
    for pieces in ([stream], [stream[n : n + 1] for n in range(len(stream))]):
        assert [event.data for event in read(Events(), pieces)] == told


@pytest.mark.parametrize(
    "media", ["application/x-ndjson", "application/jsonl", "text/event-stream"]
)
def test_what_stands_before_each_item(media: str) -> None:
    assert (marked(media), marked("application/json-seq")) == (b"", b"\x1e")


def test_an_item_that_is_too_long_is_an_error_and_one_of_the_bound_is_not() -> None:
    reader = Lines(b"")
    assert list(reader.feed(b"1\n" + b"x" * LARGEST)) == [b"1"]
    assert LARGEST == 16 * 1024 * 1024
    with pytest.raises(ResponseTooLarge, match="16777216 bytes"):
        list(reader.feed(b"x"))


@pytest.mark.parametrize("rest", [b"", b" ", b"\r"])
def test_nothing_is_left_where_only_space_is(rest: bytes) -> None:
    assert read(Lines(b"\x1e"), [b"\x1e1\n" + rest]) == ([b"1", b""] if rest == b"\r" else [b"1"])
    assert read(Lines(b"\x1e"), [b"\x1e1\n" + rest + b"\x1e2"])[-1].endswith(b"2")
