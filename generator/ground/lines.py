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
        self._returns = "\r" in text  # few texts have any
        self._begins, self._numbers = _every_so_often(text, self._returns)

    def at(self, offset: int) -> tuple[int, int]:
        """The line and column of a character, or of the end."""
        last = bisect_right(self._begins, offset) - 1
        begin, line = self._begins[last], self._numbers[last]
        far = min(offset, begin + _STRETCH)
        if not self._returns:
            line += self._text.count("\n", begin, far)
            begin = max(begin, self._text.rfind("\n", begin, far) + 1)
            return line, offset - begin + 1
        for end in _END.finditer(self._text, begin, far + 1):
            if end.end() <= far:
                begin, line = end.end(), line + 1
        return line, offset - begin + 1

    def line(self, number: int) -> str:
        """A line without its end; empty where there is none."""
        last = bisect_right(self._numbers, number) - 1
        begin, *end = self._begins[max(0, last) : last + 2]
        stretch = self._text[begin : end[0] if end else None]
        lines = _END.split(stretch) if self._returns else stretch.split("\n")
        index = number - self._numbers[last]
        return lines[index] if last >= 0 and index < len(lines) else ""


def _every_so_often(text: str, returns: bool) -> tuple[list[int], list[int]]:
    """Where a line begins every few thousand characters, and its number: counting is fast.

    From there on for as many characters there are other lines, and then only the rest of one.
    """
    begins: list[int] = []
    numbers: list[int] = []
    begin, line = 0, 1
    while begin or not begins:
        begins.append(begin)
        numbers.append(line)
        following = text.find("\n", begin + _STRETCH) + 1
        if returns:
            ending = _END.search(text, begin + _STRETCH)
            following = ending.end() if ending else 0
            line += text.count("\r", begin, following) - text.count("\r\n", begin, following)
        line += text.count("\n", begin, following)
        begin = following
    return begins, numbers
