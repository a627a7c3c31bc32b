"""The header fields of a response that a call reads, found in one pass.

Every response is looked through, and mostly there is nothing new in it. So names are
remembered as they are spelt: none is put into lower case twice, or looked for twice.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeAlias

from .operation import Throttle

MEDIA, LIMIT, REMAINING, RESET, STANDARD, NOTICE = range(1, 7)
"""Places in what is found: content type; limit, remaining and reset of a rate limit by the
vendor's names, and the standard's one field for all of it; the first that announces an end."""

ANNOUNCING = frozenset({b"deprecation", b"sunset", b"link", b"warning"})
"""Headers, in lower case, that may announce an end."""

Found: TypeAlias = "list[bytes | None]"
"""The fields as they came, by place; None where there was none. Place 0 is nobody's."""

NOTHING: Found = [None] * 7
_USUAL = ("x-ratelimit-limit", "x-ratelimit-remaining", "x-ratelimit-reset")
_STANDARD = {
    b"ratelimit": STANDARD,
    b"ratelimit-limit": LIMIT,
    b"ratelimit-remaining": REMAINING,
    b"ratelimit-reset": RESET,
}
_KEPT = 256
"""So many spellings are remembered: they are the server's to choose."""


def announces(name: bytes, value: bytes) -> bool:
    """Whether a header does: not every link, nor every warning."""
    if name == b"link":
        return b"deprecation" in value
    if name == b"warning":
        return value.lstrip().startswith(b"299") or b", 299 " in value
    return value.strip().lower() not in (b"false", b"?0", b"")


class FieldReader:
    """Finds the fields that matter to an operation."""

    __slots__ = ("_places",)

    def __init__(self, throttle: Throttle, notices: Iterable[bytes] = ()) -> None:
        """Prepare.

        Args:
            throttle: Names of the fields for rate limits; the usual ones where it has none.
            notices: Names, in lower case, of those that may announce an end.
        """
        stated = (throttle.limit, throttle.remaining, throttle.reset)
        self._places = {b"content-type": MEDIA, **dict.fromkeys(notices, NOTICE), **_STANDARD}
        for place, name in enumerate(stated if any(stated) else _USUAL, LIMIT):
            if name:
                self._places[name.lower().encode("latin-1")] = place

    def read(self, raw: Iterable[tuple[bytes, bytes]]) -> Found:
        """The fields among a response's; of those that came several times the first."""
        found = NOTHING.copy()
        places = self._places
        for name, value in raw:
            try:
                place = places[name]
            except KeyError:
                place = self._place(name)
            if place and not found[place] and (place != NOTICE or announces(name.lower(), value)):
                found[place] = value
        return found

    def _place(self, name: bytes) -> int:
        place = self._places.get(name.lower(), 0)
        if len(self._places) < _KEPT:
            self._places[name] = place
        return place
