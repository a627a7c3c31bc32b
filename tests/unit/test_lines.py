"""Lines and columns of a text, held against counting them one by one."""

from __future__ import annotations

import re

import pytest

from generator.ground.lines import Lines

_LONG = "a" * 3998
"""Not quite as long as what lies between two lines whose numbers are kept."""

TEXTS = {
    "nothing": "",
    "one line": "one",
    "line feeds": "a\nbc\n\nd\n",
    "carriage returns": "a\rbc\r\rd\r",
    "both together": "a\r\nbc\r\n\r\nd",
    "all three": "\na\r\n\rb\n\r\nc\r",
    "other marks end no line": "a\x0bb\x0cc\x85d\u2028e\u2029f\ng",
    "a long line": f"{_LONG * 3}\nb",
    "a long line in between": f"a\n{_LONG * 3}\r\nb\rc\n{_LONG}\nd",
    "ends where a number is kept": "\n".join([_LONG, "b", _LONG, "c", "d", _LONG, "e"]),
    "both together where a number is kept": "\r\n".join([_LONG, "b", _LONG, "c", "d", _LONG, "e"]),
    "one more before it": "\r\n".join([f"{_LONG}a", "b", _LONG, "c"]),
    "short lines after a long one": f"{_LONG}aa\n" + "b\n" * 2500,
    "short lines, ended by both": "b\r\n" * 2500,
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_each_character_has_its_line_and_column(text: str) -> None:
    lines = Lines(text)
    begins = [0, *(end.end() for end in re.finditer(r"\r\n|\r|\n", text))]
    begins.append(len(text) + 1)  # the end of the text is a place of its last line
    number = 1
    for offset in range(len(text) + 1):
        number += offset == begins[number]
        if len(text) < 100 or offset % 17 == 0 or abs(offset % 4000 - 5) < 9:
            assert lines.at(offset) == (number, offset - begins[number - 1] + 1)


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_each_line_is_given_by_its_number(text: str) -> None:
    lines = Lines(text)
    said = re.split(r"\r\n|\r|\n", text)
    step = max(1, len(said) // 50)
    for number in {*range(1, len(said) + 1, step), len(said)}:
        assert lines.line(number) == said[number - 1]
    assert [lines.line(number) for number in (-1, 0, len(said) + 1, len(said) + 9)] == [""] * 4
