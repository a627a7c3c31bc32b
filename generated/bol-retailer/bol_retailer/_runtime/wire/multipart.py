"""Multipart bodies (RFC 7578), streamed part by part."""

from __future__ import annotations

import os
import re
from collections.abc import Iterator, Mapping
from typing import Any

from ..ground.errors import UsageError
from ..ground.operation import Encoding
from ..ground.shape import is_list, is_tuple
from .encode import raw
from .scalar import formatted, to_json
from .upload import Source, guessed, is_file, named, source_of

_JSON = "application/json"
_TOKEN = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")

Part = tuple[bytes, bytes | Source]
"""Head of a part, and its content."""


class Multipart(Source):
    """A multipart body as a source: the same bytes each time it is sent."""

    def __init__(self, parts: list[Part], boundary: str) -> None:
        self._lead = f"--{boundary}\r\n".encode()
        self._tail = f"--{boundary}--\r\n".encode()
        self._parts = parts
        self.length = len(self._tail)
        self.replayable = all(
            isinstance(content, bytes) or content.replayable for _, content in parts
        )
        for head, content in parts:
            size = len(content) if isinstance(content, bytes) else content.length
            if size is None:
                self.length = None
                break
            self.length += len(self._lead) + len(head) + size + 2

    def start(self) -> bool:
        """Make every part ready."""
        ready = [isinstance(part, bytes) or part.start() for _, part in self._parts]
        return all(ready)

    def __iter__(self) -> Iterator[bytes]:
        for head, content in self._parts:
            if isinstance(content, bytes):
                yield b"".join((self._lead, head, content, b"\r\n"))
            else:
                yield self._lead + head
                yield from content
                yield b"\r\n"
        yield self._tail


def multipart(
    media: str, members: Mapping[str, Any], encoding: Mapping[str, Encoding]
) -> tuple[str, Multipart]:
    """The content type and body for members: lists are repeated parts.

    A file's media type is the document's for the member, or what its name says,
    or `application/octet-stream`; objects are JSON; the rest is plain text.
    """
    parts: list[Part] = []
    for name, value in members.items():
        how = encoding.get(name, Encoding())
        if is_list(value) and not is_json(how.media):
            parts.extend(_part(name, item, how) for item in value)
        else:
            parts.append(_part(name, value, how))
    boundary = os.urandom(16).hex()
    return f"{media}; boundary={boundary}", Multipart(parts, boundary)


def _part(name: str, value: Any, how: Encoding) -> Part:
    file_name: str | None = None
    media: str | None = None
    content: bytes | Source
    headers: Mapping[str, str] = {}
    if is_file(value):
        file_name, body, media = named(value)
        media = _media(media, file_name, how.media)
        file_name = file_name or "upload"
        headers = value[3] if is_tuple(value) and len(value) == 4 else headers
        content = source_of(body)
    elif isinstance(value, (dict, list)) or is_json(how.media):
        media, content = how.media if is_json(how.media) else _JSON, to_json(value)
    else:
        media = how.media
        content = formatted(how.format)(value).encode()
    head = f'Content-Disposition: form-data; name="{_escape(name)}"'
    if file_name is not None:
        head += f'; filename="{_escape(file_name)}"'
    if media:
        head += f"\r\nContent-Type: {raw(media)}"
    head += "".join(f"\r\n{_token(key)}: {raw(said)}" for key, said in headers.items())
    return f"{head}\r\n\r\n".encode(), content


def _media(own: str | None, name: str | None, documented: str | None) -> str:
    if own:
        return own
    allowed = [one.strip() for one in documented.split(",")] if documented else []
    guess = guessed(name)
    if allowed and "*" not in allowed[0]:
        return guess if guess in allowed else allowed[0]
    return guess or "application/octet-stream"


def is_json(media: str | None) -> bool:
    """Whether a part is JSON (RFC 6839, section 3.1)."""
    return (media or "").partition(";")[0].strip().lower().endswith(("/json", "+json"))


def _token(name: str) -> str:
    if not _TOKEN.fullmatch(name) or name.lower() in ("content-disposition", "content-type"):
        raise UsageError(f"{name!r} is no header that a part may be given")
    return name


def _escape(name: str) -> str:
    """Names in a part's head: HTML's rules for form data, which servers follow."""
    return name.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
