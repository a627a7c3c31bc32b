"""Bodies that are sequences of items: server-sent events, JSON lines, JSON text sequences.

Server-sent events are HTML's, section 9.2; lines of JSON are one value each
(NDJSON, JSON Lines); a JSON text sequence (RFC 7464) puts a record separator before each.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from ..ground.errors import ResponseTooLarge

EVENTS = "text/event-stream"
LARGEST = 16 << 20
"""Bytes of one item."""
_DIGITS = re.compile(r" ?[0-9]{1,15}")
_END = re.compile(r"\r\n|\r|\n")


class Event(NamedTuple):
    """A server-sent event."""

    data: Any = ""
    event: str = ""
    """Its kind; empty: a message."""
    id: str = ""
    """Where to go on after it (`Last-Event-ID`)."""
    retry: int | None = None
    """Milliseconds to wait before connecting anew."""


class Events:
    """Reads server-sent events from chunks of bytes."""

    def __init__(self) -> None:
        self._lines = Lines(b"")
        self._said: dict[str, list[str]] = {}
        self.last_id = ""
        self.retry: int | None = None
        self._mark = "\ufeff"  # of byte order: one, at the very beginning

    def feed(self, chunk: bytes) -> Iterator[Event]:
        """The events that a chunk ends."""
        for line in self._lines.feed(chunk):
            text = line.decode("utf-8", "replace").removeprefix(self._mark)
            self._mark = ""
            if not text:
                event = self._event()
                if event is not None:
                    yield event
                continue
            name, _, value = text.partition(":")
            if name == "id" and "\0" not in value:
                self.last_id = value.removeprefix(" ")
            elif name == "retry" and _DIGITS.fullmatch(value):
                self.retry = int(value)
            self._said.setdefault(name, []).append(value.removeprefix(" "))

    def rest(self) -> Iterator[Event]:
        """What is left at the end: nothing, as an event that is cut off does not count."""
        return iter(())

    def _event(self) -> Event | None:
        said, self._said = self._said, {}
        if "data" not in said:
            return None
        kind = said.get("event", [""])[-1]
        return Event("\n".join(said["data"]), kind, self.last_id, self.retry)


class Lines:
    """Reads the lines of chunks of bytes.

    Args:
        mark: What stands before each item, besides the ends of lines.
    """

    def __init__(self, mark: bytes) -> None:
        self._mark = mark
        self._held = b""
        self._carriage = False

    def feed(self, chunk: bytes) -> Iterator[bytes]:
        """The lines that a chunk ends, without their ends.

        Raises:
            ResponseTooLarge: A line is longer than `LARGEST`.
        """
        if not chunk:
            return  # nothing came: whatever ends a line may still be in two parts
        if self._carriage and chunk[:1] == b"\n":
            chunk = chunk[1:]
        self._carriage = chunk[-1:] == b"\r"
        *lines, self._held = (
            (self._held + chunk).replace(b"\r\n", b"\n").replace(b"\r", b"\n").split(b"\n")
        )
        if len(self._held) > LARGEST:
            raise ResponseTooLarge(f"an item is longer than {LARGEST} bytes")
        for line in lines:
            yield line.removeprefix(self._mark)

    def rest(self) -> Iterator[bytes]:
        """What is left at the end."""
        if self._held.strip():
            yield self._held.removeprefix(self._mark)


def marked(media: str) -> bytes:
    """What stands before each item of a sequence in a media type."""
    return b"\x1e" if "json-seq" in media else b""


def written(item: Any, media: str, write: Callable[[Any], bytes]) -> bytes:
    """One item as it stands in a sequence.

    Args:
        item: A value, an `Event` around one, or, for server-sent events, a comment in bytes.
        media: The media type.
        write: Writes a value as JSON.
    """
    if not media.startswith(EVENTS):
        return marked(media) + write(item) + b"\n"
    event = item if isinstance(item, Event) else Event(item)
    data = event.data if isinstance(event.data, str) else write(event.data).decode()
    fields = [("event", event.event), ("id", event.id)]
    fields += [("retry", "" if event.retry is None else str(event.retry))]
    lines = [f"{name}: {' '.join(value.splitlines())}" for name, value in fields if value]
    lines += [f"data: {line}" for line in _END.split(data)]
    return "".join(f"{line}\n" for line in (*lines, "")).encode()
