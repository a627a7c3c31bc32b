"""The header fields that a call reads, found in one pass whatever their spelling."""

from __future__ import annotations

import pytest

from generator.runtime.ground.fields import (
    LIMIT,
    MEDIA,
    NOTHING,
    NOTICE,
    REMAINING,
    RESET,
    STANDARD,
    FieldReader,
    announces,
)
from generator.runtime.ground.operation import Throttle

OWN = Throttle(429, "Quota", "Quota-Left", "Quota-Reset")


def test_each_at_its_place() -> None:
    reader = FieldReader(OWN, {b"sunset"})
    raw = [
        (b"Content-Type", b"text/plain"),
        (b"QUOTA", b"10"),
        (b"quota-left", b"3"),
        (b"Quota-reset", b"60"),
        (b"RateLimit", b"limit=10"),
        (b"Sunset", b"soon"),
        (b"Date", b"today"),
    ]
    for _ in range(2):  # the second time the spellings are known
        found = reader.read(raw)
        assert found[MEDIA] == b"text/plain"
        assert found[LIMIT : RESET + 1] == [b"10", b"3", b"60"]
        assert (found[STANDARD], found[NOTICE]) == (b"limit=10", b"soon")
    assert reader.read([]) == NOTHING == [None] * 7
    assert FieldReader(OWN).read([(b"Server", b"x"), (b"Sunset", b"soon")]) == NOTHING


def test_the_first_that_says_something_counts() -> None:
    reader = FieldReader(Throttle(), {b"link"})
    said = reader.read(
        [
            (b"x-ratelimit-remaining", b""),
            (b"x-ratelimit-remaining", b"4"),
            (b"x-ratelimit-remaining", b"9"),
            (b"link", b'</next>; rel="next"'),
            (b"Link", b'</end>; rel="deprecation"'),
        ]
    )
    assert (said[REMAINING], said[NOTICE]) == (b"4", b'</end>; rel="deprecation"')


def test_a_server_cannot_fill_the_memory_with_names() -> None:
    reader = FieldReader(OWN)
    for number in range(5000):
        reader.read([(b"x-%d" % number, b"1")])
    assert reader.read([(b"qUoTa", b"7")])[LIMIT] == b"7"
    known: dict[bytes, int] = getattr(reader, "_places")  # noqa: B009
    assert len(known) <= 256


@pytest.mark.parametrize(
    ("name", "value", "end"),
    [
        (b"deprecation", b"@1767225600", True),
        (b"deprecation", b"true", True),
        (b"deprecation", b"false", False),
        (b"deprecation", b" ?0 ", False),
        (b"deprecation", b"", False),
        (b"sunset", b"Wed, 01 Jul 2026 00:00:00 GMT", True),
        (b"link", b'</end>; rel="deprecation"', True),
        (b"link", b'</next>; rel="next"', False),
        (b"warning", b'299 - "Old"', True),
        (b"warning", b'  299 - "Old"', True),
        (b"warning", b'112 - "Off", 299 - "Old"', True),
        (b"warning", b'199 - "299"', False),
        (b"warning", b'112 - "Off"', False),
        (b"x-notice", b"soon", True),
        (b"x-notice", b"  ", False),
    ],
)
def test_which_headers_announce_an_end(name: bytes, value: bytes, end: bool) -> None:
    assert announces(name, value) is end
