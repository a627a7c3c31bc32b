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
    # How often.
    ("^a$", "^a?$"), ("^a$", "^a*$"), ("^a$", "^a+$"), ("^a+$", "^a*$"), ("^a?$", "^a*$"),
    ("^a{2}$", "^a{2,}$"), ("^a{2,3}$", "^a{2,4}$"), ("^a{2,3}$", "^a{1,3}$"), ("^a{3,}$", "^a{2,}$"),
    ("^aa$", "^a{1,2}$"), ("^a{0,1}b{2}$", "^[ab]{2,3}$"), ("^ab?$", "^[ab]{1,2}$"),
    ("^a{123456}$", "^a{1,}$"),
    # Where it begins and ends.
    ("^a", "a"), ("a$", "a"), ("^(a|b)$", "^(a|b)"), ("^(?:a|b)$", "(?:a|b)$"), ("^a|^b", "a|b"),
    (r"a\$$", r"a\$"), ("^(a|)$", "^(a|b|)$"), ("^(ab|c)$", "^ab|c$"), ("^$", "^(a|)$"), ("^$", "^a*$"),
    # Characters.
    (r"^\d$", "^[0-9a]$"), (r"^\d$", r"^\w$"), (r"^\t$", r"^\s$"), (r"^\n$", r"^\s$"), (r"^\r$", r"^\s$"),
    ("^ $", r"^\s$"), (r"^\W$", r"^[^0-9]$"), (r"^\S$", r"^[^ ]$"), ("^[ \t\n\r\f\v]$", r"^\s$"), ("^[\u2000-\u200a\ufeff]$", r"^\s$"),
    (r"^\S$", "^[^\u3000\u1680]$"), (r"^\S$", "^[^\u00a0\u202f\u205f]$"), (r"^a$", r"^\D$"), ("^_$", r"^\w$"),
    ("^[^ab]$", "^[^a]$"), ("^[b]$", "^[^a]$"), ("^[^\\n\\r\u2028\u2029a]$", "^.$"), ("^.$", "^[^\n]$"),
    (r"^\.$", "^.$"), (r"^[.]$", r"^[.,]$"), (r"^[a\]]$", r"^[a-c\]]$"), ("^[-a]$", "^[-ab]$"),
    ("^[a-]$", "^[ab-]$"), (r"^[\d]$", r"^[\d-]$"), (r"^[\d-z]$", r"^[\d\-z_]$"), (r"^[a\-z]$", r"^[a-z\-]$"),
    ("^[a-b]$", "^[a-c]$"), ("^[b-c]$", "^[a-c]$"), ("^[a-a]$", "^[a-b]$"), (r"^[\n]$", r"^[\s]$"),
    ("^[\u0100-\u04e7]$", "^[^a]$"), ("^[|]$", "^[|a]$"), (r"^\|$", r"^[|a]$"), ("^[(]$", "^[()]$"),
]  # fmt: skip
SAME = [
    ("^a{1}$", "^a$"), ("^a{0,1}$", "^a?$"), ("^a{0,}$", "^a*$"), ("^a{1,}$", "^a+$"), ("^aa$", "^a{2}$"),
    ("^a?a+$", "^a{1,}$"), ("^(?:a|b)$", "^(b|a)$"), ("^[a-c]$", "^[abc]$"), (r"^[\w]$", r"^\w$"),
    (r"^\w$", "^[A-Za-z0-9_]$"), (r"^\d$", "^[0-9]$"), (r"^\.$", "^[.]$"), ("^.$", "^[^\n\r\u2028\u2029]$"),
    (r"^\D$", "^[^0-9]$"), ("^(a)$", "^a$"),
]  # fmt: skip
UNKNOWN = [
    ("^(a+)+$", "^(ab?)+$"), ("^(?=a)a$", "^(?=b)b$"), ("^a$", "^b$"), (r"^\bа$", "^a$"),
    ("^a$", "b$"), ("^a$", "^aa$"), ("^ab$", "^ba$"), ("^a{2,3}$", "^a{3,4}$"), ("^[ab]$", "^[bc]$"),
    ("^[^a]$", "^[^b]$"), ("^[^a]$", "^[ab]$"), ("^a", "a$"), ("^(a|b)$", "^(a|c)$"),
    ("^a+?$", "^a*$"), ("^a??$", "^a*$"), (r"^\1$", "^.$"), (r"^\cA$", "^[^b]$"), ("^[z-a]$", "^[^0]$"),
    ("^[\u0100-\u04e8]$", "^[^a]$"), ("^(a(b))$", "^[ab]{2}$"), ("^a)$", "^a$"), ("^a{1234567}$", "^a+$"),
    (f"^{'a' * 999}$", "^a+$"), ("^ab$", "^a+b+c?$"), (r"^\p{L}$", "^[^0]$"), (r"^[\b]$", "^[^0]$"),
    ("^$", "^a$"), ("^(a|)$", "^a+$"), ("^(|a)$", "^[ab]*$"), (r"^\s$", "^[\u200b]$"), ("^(a+|b)+$", "^[ab]+$"), ("^a(?!b)$", "^a$"), (r"^\$", "^$"),
]  # fmt: skip


@pytest.mark.parametrize(("one", "other"), WIDER)
def test_wider_and_back(one: str, other: str) -> None:
    assert order([one], [other]) == "wider"
    assert order([other], [one]) == ("wider" if one == other else "narrower")


@pytest.mark.parametrize(("one", "other"), SAME)
def test_what_means_the_same_is_no_narrower(one: str, other: str) -> None:
    assert order([one], [other]) == order([other], [one]) == "wider"


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
