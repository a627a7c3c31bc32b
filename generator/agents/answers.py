"""Answers that fit: long ones are shortened, and the rest is kept under a handle."""

from __future__ import annotations

import json
from collections import OrderedDict
from typing import Any

MOST = 20_000
"""Characters of one answer."""
KEPT = 20
"""Answers whose rest is kept; the oldest goes first."""


class Answers:
    """The rests of long answers."""

    def __init__(self, most: int = MOST) -> None:
        self.most = most
        self._rests: OrderedDict[str, str] = OrderedDict()
        self._made = 0

    def text(self, content: bytes, media: str) -> str:
        """What an agent is given of a body.

        Args:
            content: The body as it came.
            media: Its media type.
        """
        text = _readable(content, media)
        if len(text) <= self.most:
            return text
        self._made += 1
        handle = f"answer-{self._made}"
        self._rests[handle] = text
        while len(self._rests) > KEPT:
            self._rests.popitem(last=False)
        return self.more(handle, 0)

    def more(self, handle: str, offset: int) -> str:
        """A piece of a long answer, and how to get the next.

        Raises:
            LookupError: Nothing is kept under this handle; the text says so.
        """
        text = self._rests.get(handle)
        if text is None:
            raise LookupError(f"nothing is kept under {handle!r} any more; call the tool again")
        piece = text[offset : offset + self.most]
        end = offset + len(piece)
        if end >= len(text):
            return piece
        return (
            f"{piece}\n\n[{len(text) - end} of {len(text)} characters are left: call"
            f" read_more with handle {handle!r} and offset {end}]"
        )


def _readable(content: bytes, media: str) -> str:
    if media.endswith(("/json", "+json")):
        try:
            value: Any = json.loads(content)
        except ValueError:
            pass
        else:
            return json.dumps(value, ensure_ascii=False, indent=1)
    text = content.decode("utf-8", "replace")
    if media.startswith("text/") or media.endswith(("/xml", "+xml", "json", "jsonl")):
        return text
    if not content:
        return ""
    return f"[{len(content)} bytes of {media or 'an unnamed type'}]"
