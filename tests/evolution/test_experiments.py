"""A sample of the proof (`make evolution`): what the verdict says happens."""

from __future__ import annotations

import pytest

from tests.evolution.experiments import old_against_new, old_implementation
from tests.evolution.pairs import PAIRS

OUTCOMES = {
    2: "raises NotFound",
    18: "works",
    30: "raises BadRequest",
    38: "size does not arrive",
    57: "raises DecodeError",
    63: "works",
}


@pytest.mark.parametrize("number", OUTCOMES)
def test_an_old_client_meets_what_the_verdict_says(number: int) -> None:
    pair = PAIRS[number - 1]
    found = old_against_new(pair)
    assert found == OUTCOMES[number]
    assert (found != "works") == (pair.wire == "b")


def test_a_renamed_argument_breaks_an_implementation_that_type_checks() -> None:
    pair = PAIRS[5]
    assert pair.server == "b"
    assert old_implementation(pair) == "answers 500"
