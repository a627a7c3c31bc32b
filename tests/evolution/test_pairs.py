"""Each kind of change is told, once, and with the right verdict for each reader."""

from __future__ import annotations

import pytest

from tests.evolution.comparing import compared
from tests.evolution.pairs import PAIRS, Pair

LETTERS = {"-": "none", "a": "additive", "d": "doubtful", "b": "breaking"}


@pytest.mark.parametrize("pair", PAIRS, ids=[pair.id for pair in PAIRS])
def test_a_change_is_told_once_for_each_reader(pair: Pair) -> None:
    found = compared(pair.old(), pair.new())
    kinds = sorted(change.kind for change in found.changes)
    assert kinds == sorted([pair.kind, *pair.beside])
    (change,) = (change for change in found.changes if change.kind == pair.kind)
    expected = tuple(LETTERS[letter] for letter in (pair.wire, pair.client, pair.server))
    assert change.verdicts.all == expected


@pytest.mark.parametrize("pair", PAIRS, ids=[pair.id for pair in PAIRS])
def test_a_document_is_no_other_than_itself(pair: Pair) -> None:
    assert compared(pair.new(), pair.new()).changes == ()


def test_there_is_a_pair_for_each_row_of_the_table() -> None:
    assert [pair.number for pair in PAIRS] == list(range(1, 82))
