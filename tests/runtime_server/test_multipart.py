"""Multipart bodies: the parts as they were sent, and bounds on what is read of one."""

from __future__ import annotations

import pytest

from generator.runtime.server.app.multipart import MAX_HEAD, MAX_PARTS, Part, parts_of
from generator.runtime.server.app.styles import Malformed

HEAD = b'Content-Disposition: form-data; name="a"'


def body(*parts: bytes, end: bytes = b"--b--\r\n") -> bytes:
    return b"".join(b"--b\r\n" + part + b"\r\n" for part in parts) + end


def test_as_many_parts_as_are_allowed() -> None:
    part = HEAD + b"\r\n\r\nx"
    assert parts_of(body(*[part] * MAX_PARTS), "b") == [Part("a", b"x")] * MAX_PARTS
    with pytest.raises(Malformed, match="has more than 1000 parts"):
        parts_of(body(*[part] * (MAX_PARTS + 1)), "b")


def test_as_long_a_head_as_is_allowed() -> None:
    more = b"\r\nX-More: "
    room = MAX_HEAD - len(HEAD) - len(more)
    assert parts_of(body(HEAD + more + b"m" * room + b"\r\n\r\nx"), "b") == [Part("a", b"x")]
    with pytest.raises(Malformed, match="more than 16 KiB of headers"):
        parts_of(body(HEAD + more + b"m" * (room + 1) + b"\r\n\r\nx"), "b")


@pytest.mark.parametrize("boundary", [None, "", "b" * 71])
def test_no_boundary_that_can_be_used(boundary: str | None) -> None:
    with pytest.raises(Malformed, match="no usable multipart boundary"):
        parts_of(body(), boundary)


def test_the_longest_boundary() -> None:
    long = "b" * 70
    whole = body(HEAD + b"\r\n\r\nx").replace(b"--b", b"--" + long.encode())
    assert parts_of(whole, long) == [Part("a", b"x")]


@pytest.mark.parametrize("data", [b"", b"nothing", body(HEAD + b"\r\n\r\nx", end=b"--b\r\n")])
def test_what_is_cut_off(data: bytes) -> None:
    with pytest.raises(Malformed, match="cut off"):
        parts_of(data, "b")


def test_data_is_kept_to_the_byte() -> None:
    data = b"\r\n--c\r\n\x00--b\r\n "
    file = HEAD + b'; filename="%22x%0D.bin"\r\nContent-Type: a/b\r\n\r\n' + data
    assert parts_of(body(file), "b") == [Part("a", data, '"x\r.bin', "a/b")]
    assert parts_of(b"before\r\n" + body(HEAD + b"\r\n\r\n"), "b") == [Part("a", b"")]
