"""`multipart/form-data` (RFC 7578) from bytes that are already bounded."""

from __future__ import annotations

from typing import NamedTuple

from .negotiate import parse
from .styles import Malformed

MAX_PARTS = 1000
MAX_HEAD = 16 * 1024
"""Bytes of the header fields of one part."""


class Part(NamedTuple):
    """One part: a field, or a file when it has a file name."""

    name: str
    data: bytes
    filename: str | None = None
    media_type: str | None = None


def parts_of(body: bytes, boundary: str | None) -> list[Part]:
    """The parts of a body.

    Raises:
        Malformed: It is cut off, has no boundary, or a part has no name.
    """
    if not boundary or len(boundary) > 70:
        raise Malformed("has no usable multipart boundary")
    delimiter = b"--" + boundary.encode("latin-1", "replace")
    pieces = (b"\r\n" + body).split(b"\r\n" + delimiter)
    if len(pieces) < 2 or not pieces[-1].startswith(b"--"):
        raise Malformed("is not multipart, or is cut off")
    if len(pieces) - 2 > MAX_PARTS:  # what stands before the first and after the last is none
        raise Malformed(f"has more than {MAX_PARTS} parts")
    return [_part(piece) for piece in pieces[1:-1]]


def _part(piece: bytes) -> Part:
    head, found, data = piece.lstrip(b" \t").removeprefix(b"\r\n").partition(b"\r\n\r\n")
    if len(head) > MAX_HEAD:
        raise Malformed(f"has a part with more than {MAX_HEAD >> 10} KiB of headers")
    headers: dict[str, str] = {}
    for line in head.split(b"\r\n"):
        field, _, value = line.decode("utf-8", "replace").partition(":")
        headers[field.strip().lower()] = value.strip()
    disposition = parse(headers.get("content-disposition", ""))
    name = disposition.parameters.get("name")
    if not found or disposition.name != "form-data" or name is None:
        raise Malformed("has a part without a name")
    filename = disposition.parameters.get("filename")
    filename = None if filename is None else _unescaped(filename)
    return Part(_unescaped(name), data, filename, headers.get("content-type"))


def _unescaped(name: str) -> str:
    """A name in a part's head, by HTML's rules for form data."""
    return name.replace("%22", '"').replace("%0D", "\r").replace("%0A", "\n")
