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


def in_parts(*parts: bytes) -> list[Part]:
    body = b"".join(b"--b\r\n" + part + b"\r\n" for part in parts) + b"--b--"
    return parts_of(body, "b")


@pytest.mark.parametrize(
    ("head", "part"),
    [
        (b'Content-Disposition: form-data; name="a"', Part("a", b"x")),
        (b"content-disposition:form-data;name=a", Part("a", b"x")),
        (b'Content-Disposition: form-data; name="a"; filename=""', Part("a", b"x", "")),
        ('Content-Disposition: form-data; name="ü"; filename="ü%0A"'.encode(),
         Part("ü", b"x", "ü\n")),
        (b'Content-Disposition: form-data; name="%22%0D%0A%41"', Part('"\r\n%41', b"x")),
        (b'CONTENT-TYPE:  text/plain; a=b \r\nContent-Disposition: form-data; name="a"',
         Part("a", b"x", None, "text/plain; a=b")),
        (b'Content-Disposition: form-data; name="a"\r\nX: 1:2', Part("a", b"x")),
    ],
)  # fmt: skip
def test_the_head_of_a_part(head: bytes, part: Part) -> None:
    assert in_parts(head + b"\r\n\r\nx") == [part]


@pytest.mark.parametrize(
    "part",
    [
        b"\r\nx",
        b"Content-Disposition: form-data\r\n\r\nx",
        b'Content-Disposition: attachment; name="a"\r\n\r\nx',
        b'Content-Disposition: form-data; name="a"',
        b'Content-Type: form-data; name="a"\r\n\r\nx',
    ],
)
def test_a_part_without_a_name(part: bytes) -> None:
    with pytest.raises(Malformed, match="has a part without a name"):
        in_parts(part)


def test_a_body_without_parts_has_none() -> None:
    assert parts_of(b"--b--", "b") == []
    with pytest.raises(Malformed, match="cut off"):
        parts_of(b"--b", "b")
