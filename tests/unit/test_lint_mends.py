"""Mends of the planted mistakes, done as edits: the finding is gone, and no other comes in its stead."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from tests.unit.marked import check, unmark
from tests.unit.mending import JUDGED, JUDGED_WORDS, edits
from tests.unit.planted import ROWS

_TRIED = 300
"""Ways to take one mend that are tried."""


@pytest.mark.parametrize(("prelude", "code", "text"), [row[:3] for row in ROWS])
def test_doing_what_the_mend_says_clears_the_finding(
    tmp_path: Path, prelude: str, code: str, text: str
):
    plain, _ = unmark(text)
    if plain.startswith("info:"):
        prelude = prelude.rpartition("info:")[0]
    found = check(tmp_path, plain, prelude=prelude, unused=code == "H370")
    wanted = next(d for d in found if d.code == code)
    if f"{code} {re.sub(JUDGED_WORDS, '…', wanted.mend)}" in JUDGED:
        return  # more than one edit, or one that only the author can choose
    before = Counter(d.code for d in found)
    for number, made in enumerate(edits(prelude + plain, wanted.pointer, wanted.mend)):
        after = check(tmp_path, made, prelude="", unused=code == "H370")
        told = Counter(d.code for d in after)
        if told[code] < before[code] and told <= before:
            return
        if number > _TRIED:
            break
    pytest.fail(f"{wanted.mend!r} of {wanted.code} does not clear it")
