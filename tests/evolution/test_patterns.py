"""Patterns: whether a new one admits all that the old one did."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.compare.patterns import order

WIDER = [
    ("^[a-z]+$", "^[a-z0-9]+$"),
    (r"^\d{4}$", r"^\d{4,6}$"),
    ("^a$", "^a"),
    ("^(new|sold)$", "^(new|sold|lost)$"),
    (r"^[A-Z]{2}\d{4}$", "^[A-Z0-9]{6}$"),
    ("^[^/.]+$", "^[^/]+$"),
    ("^abc$", "^...$"),
    ("^(ab)*$", "^(ab)*$"),
]
UNKNOWN = [("^(a+)+$", "^(ab?)+$"), ("^(?=a)a$", "^(?=b)b$"), ("^a$", "^b$"), (r"^\bа$", "^a$")]


@pytest.mark.parametrize(("one", "other"), WIDER)
def test_wider_and_back(one: str, other: str) -> None:
    assert order([one], [other]) == "wider"
    assert order([other], [one]) == ("wider" if one == other else "narrower")


@pytest.mark.parametrize(("one", "other"), UNKNOWN)
def test_what_is_not_plain_is_not_said(one: str, other: str) -> None:
    assert order([one], [other]) == order([other], [one]) == ""


def test_all_patterns_of_a_value_count() -> None:
    assert order(["^a+$"], ["^a+$", "^.{3}$"]) == "narrower"
    assert order(["^a+$", "^.{3}$"], ["^a*$"]) == "wider"


atoms = st.sampled_from(["a", "b", "[ab]", "[a-c]", "[^a]", r"\d", r"\w", r"\.", "."])
times = st.sampled_from(["", "", "+", "*", "?", "{2}", "{1,3}", "{2,}"])
bodies = st.lists(st.tuples(atoms, times).map("".join), min_size=1, max_size=3).map("".join)
patterns = st.one_of(
    bodies.map("^{}$".format),
    bodies.map("^{}".format),
    bodies,
    st.lists(bodies, min_size=2, max_size=3).map(lambda ways: f"^({'|'.join(ways)})$"),
)


@given(patterns, patterns, st.data())
def test_what_is_said_to_be_wider_is(one: str, other: str, data: st.DataObject) -> None:
    """ASCII, as `\\d` and `\\w` mean ASCII in ECMA-262."""
    said = order([one], [other])
    if said == "narrower":
        one, other = other, one
    if said:
        text = data.draw(
            st.from_regex(re.compile(one, re.ASCII), alphabet=st.characters(max_codepoint=126))
        )
        if not text.endswith("\n"):  # where Python's `$` matches, and ECMA's does not
            assert re.search(other, text, re.ASCII)
