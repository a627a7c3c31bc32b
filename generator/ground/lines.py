"""The lines of a text: where each begins, worked out for the few that somebody asks for."""

from __future__ import annotations

import re
from bisect import bisect_right
from typing import Final

_STRETCH: Final = 4000
"""Characters between lines whose numbers are kept."""

_END = re.compile(r"\r\n|\n|\r")


class Lines:
    """Lines and columns of a text, from 1."""

    def __init__(self, text: str) -> None:
        """Count its lines once."""
        self._text = text
        self._begun = _every_so_often(text)

    def at(self, offset: int) -> tuple[int, int]:
        """The line and column of a character, or of the end."""
        last = bisect_right(self._begun, offset, key=lambda begun: begun[0]) - 1
        begin, line = self._begun[last]
        far = min(offset, begin + _STRETCH)
        for end in _END.finditer(self._text, begin, far + 1):
            if end.end() <= far:
                begin, line = end.end(), line + 1
        return line, offset - begin + 1

    def line(self, number: int) -> str:
        """A line without its end; empty where there is none."""
        last = bisect_right(self._begun, number, key=lambda begun: begun[1]) - 1
        if last < 0:
            return ""
        begin, line = self._begun[last]
        while line < number:
            end = _END.search(self._text, begin)
            if end is None:
                return ""
            begin, line = end.end(), line + 1
        end = _END.search(self._text, begin)
        return self._text[begin : end.start() if end else None]


def _every_so_often(text: str) -> list[tuple[int, int]]:
    """Where a line begins every few thousand characters, and its number: counting is fast.

    From there on for as many characters there are other lines, and then only the rest of one.
    """
    found: list[tuple[int, int]] = []
    begin, line = 0, 1
    returns = "\r" in text  # few texts have any
    while begin or not found:
        found.append((begin, line))
        ending = _END.search(text, begin + _STRETCH)
        following = ending.end() if ending else 0
        line += text.count("\n", begin, following)
        if returns:
            line += text.count("\r", begin, following) - text.count("\r\n", begin, following)
        begin = following
    return found
