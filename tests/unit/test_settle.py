"""Names that several want: who gets which, phase by phase."""

from __future__ import annotations

import random
import re
from typing import Any

import pytest

from generator.name.lock import parse
from generator.name.settle import Namer, Wish
from generator.name.spelling import LONGEST
from tests.support import loaded

PLACE = loaded({"openapi": "3.1.0", "info": {"title": "A", "version": "1"}, "paths": {}}).tree.place


def _spell(words: list[str]) -> str:
    return "_".join(words)


def _wish(key: str, wanted: str, *more: str, **said: Any) -> Wish:
    longer = [one.split() for one in more]
    return Wish(key, wanted.split(), f'thing "{key}"', PLACE, f"/{key}", f"model {key}", more=longer, **said)  # fmt: skip


LETTERS = "-"
"""Stands for letters that no word gave."""


@pytest.mark.parametrize(
    ("wishes", "names"),
    [
        # What nobody else wants.
        ([_wish("1", "a"), _wish("2", "b")], {"1": "a", "2": "b"}),
        # What two want, neither has: both take the longer spelling.
        ([_wish("1", "a", "a x"), _wish("2", "a", "a y")], {"1": "a_x", "2": "a_y"}),
        # Who has no longer one waits, and has the name for itself then.
        ([_wish("1", "a"), _wish("2", "a", "a y")], {"1": "a", "2": "a_y"}),
        # The last spelling stays the last, whatever others still have.
        ([_wish("1", "a", "b"), _wish("2", "a", "b", "c")], {"1": "b", "2": "c"}),
        # Whose spelling it is already.
        ([_wish("1", "a", own="a"), _wish("2", "a", "a y")], {"1": "a", "2": "a_y"}),
        ([_wish("1", "b", own="a"), _wish("2", "b")], {"1": "a", "2": "b"}),
        # The one of the highest rank above zero; of two such neither.
        ([_wish("1", "a", "a x", firm=1), _wish("2", "a", "a y")], {"1": "a", "2": "a_y"}),
        ([_wish("1", "a", "a x", firm=1), _wish("2", "a", "a y", firm=2)], {"1": "a_x", "2": "a"}),
        ([_wish("1", "a", "a x", firm=2), _wish("2", "a", "a y", firm=2)], {"1": "a_x", "2": "a_y"}),
        # What is pinned or reserved is not to be had.
        ([_wish("1", "a", pinned="b"), _wish("2", "b", "b y")], {"1": "b", "2": "b_y"}),
        ([_wish("1", "taken")], {"1": "taken_"}),
        ([_wish("1", "taken"), _wish("2", "taken_", "a b")], {"1": "taken_", "2": "a_b"}),
        ([_wish("1", "b", own="taken")], {"1": "b"}),
        ([_wish("1", "used", "a b")], {"1": "a_b"}),
        ([_wish("1", "b", own="used")], {"1": "b"}),
        # Words that are used up: letters.
        ([_wish("1", "used")], {"1": LETTERS}),
        ([_wish("1", "a"), _wish("2", "a")], {"1": LETTERS, "2": LETTERS}),
        ([_wish("1", "a", "b"), _wish("2", "a", "b")], {"1": LETTERS, "2": LETTERS}),
        # Case is a difference, here.
        ([_wish("1", "a"), _wish("2", "A")], {"1": "a", "2": "A"}),
    ],
)  # fmt: skip
def test_who_gets_which(wishes: list[Wish], names: dict[str, str]) -> None:
    for seed in range(3):
        random.Random(seed).shuffle(wishes)
        namer = Namer(parse("", "names.lock"))
        given = namer.settle(wishes, _spell, ["taken"], used=["used"])
        lost = [key for key, name in names.items() if name == LETTERS]
        assert {key: LETTERS if key in lost else name for key, name in given.items()} == names
        assert all(re.fullmatch(r"[a-z]+_[a-z]{4}", given[key]) for key in lost)
        assert len(set(given.values())) == len(given)
        assert namer.names == {f"model {key}": name for key, name in given.items()}
        told = [d.message for d in namer.found.values()]
        assert [d.code for d in namer.found.values()] == ["W601"] * len(lost)
        assert all(
            f'this one is "{given[key]}"' in said for key, said in zip(lost, told, strict=True)
        )


@pytest.mark.parametrize(
    ("wishes", "taken", "names"),
    [
        ([_wish("1", "a", "a x"), _wish("2", "A", "a y")], [], {"1": "a_x", "2": "a_y"}),
        ([_wish("1", "a")], ["A"], {"1": "a_"}),
        ([_wish("1", "b", own="a")], ["A"], {"1": "b"}),
        ([_wish("1", "x", pinned="b"), _wish("2", "B", "c")], [], {"1": "b", "2": "c"}),
        # What its author spelt stays so, beside what differs by case alone.
        ([_wish("1", "a", own="a"), _wish("2", "A", own="A")], [], {"1": "a", "2": "A"}),
    ],
)
def test_where_case_is_no_difference(wishes: list[Wish], taken: list[str], names: Any) -> None:
    assert Namer(parse("", "f")).settle(wishes, _spell, taken, fold=True) == names


LOCK = """\
model 1 = old
model 2 = old
model 3 = taken
model 4 = no-name
model 5 = _hidden
model 6 = class
model 7 = été
model 8 = {long}
model 9 = {longer}
""".format(long="l" * LONGEST, longer="l" * (LONGEST + 1))


@pytest.mark.parametrize(
    ("key", "pinned", "name", "why"),
    [
        ("1", None, "old", None),
        ("1", "own", "own", None),
        ("3", None, "a", "is the package's own"),
        ("3", "own", "own", None),
        ("4", None, "a", "is not a Python name"),
        ("5", None, "a", "is not a Python name"),
        ("6", None, "a", "is not a Python name"),
        ("7", None, "a", "is not a Python name"),
        ("8", None, "l" * LONGEST, None),
        ("9", None, "a", "is not a Python name"),
        ("unknown", None, "a", None),
    ],
)
def test_what_was_given_before_is_kept_where_it_can_be(
    key: str, pinned: str | None, name: str, why: str | None
) -> None:
    namer = Namer(parse(LOCK, "names.lock"))
    assert namer.settle([_wish(key, "a", pinned=pinned)], _spell, ["taken"]) == {key: name}
    said = [(d.code, d.span.file, d.span.line) for d in namer.found.values()]
    assert said == ([("E622", "names.lock", int(key))] if why else [])
    assert all(why in d.message for d in namer.found.values() if why)


def test_a_name_given_to_two_is_the_first_one_s() -> None:
    namer = Namer(parse(LOCK, "names.lock"))
    given = namer.settle([_wish("1", "a"), _wish("2", "b")], _spell, [])
    assert given == {"1": "old", "2": "b"}
    (found,) = namer.found.values()
    assert found.message == 'the name "old" of thing "2" is that of thing "1" too'
    pinned = Namer(parse(LOCK, "names.lock"))
    assert pinned.settle([_wish("1", "a"), _wish("x", "b", pinned="old")], _spell, []) == {
        "1": "a", "x": "old",
    }  # fmt: skip
    assert [d.code for d in pinned.found.values()] == ["E622"]


@pytest.mark.parametrize(
    ("pins", "codes"),
    [
        (["fine"], []),
        (["p" * LONGEST], []),
        (["p" * (LONGEST + 1)], ["E603"]),
        (["no-name"], ["E603"]),
        (["_hidden"], ["E603"]),
        (["class"], ["E603"]),
        (["été"], ["E603"]),
        (["taken"], ["E604"]),
        (["same", "same"], ["E604"]),
        (["same", "other"], []),
    ],
)
def test_pins(pins: list[str], codes: list[str]) -> None:
    namer = Namer(parse("", "f"))
    wishes = [_wish(str(number), "a", pinned=pin) for number, pin in enumerate(pins)]
    given = namer.settle(wishes, _spell, ["taken"])
    assert [d.code for d in namer.found.values()] == codes
    assert list(given.values()) == pins


@pytest.mark.parametrize(
    ("lock", "name", "code"),
    [
        ("", "acme", None),
        ("package = shop", "shop", None),
        ("package = acme", "acme", None),
        ("package = no-name", "no-name", "E622"),
        ("package = json", "json", "E622"),
    ],
)
def test_what_shares_its_names_with_nothing(lock: str, name: str, code: str | None) -> None:
    namer = Namer(parse(lock, "names.lock"))
    assert namer.single("package", "acme", ["json"]) == name
    assert namer.names == {"package": name}
    assert [d.code for d in namer.found.values()] == ([code] if code else [])
    assert Namer(parse("", "f")).single("package", "json", ["json"]) == "json"


@pytest.mark.parametrize(
    ("name", "fold", "code"),
    [
        ("Taken", True, True),
        ("taken", True, True),
        ("Taken", False, False),
        ("taken", False, True),
        ("other", True, False),
    ],
)
def test_where_case_is_no_difference_a_name_in_another_is_the_package_s_own(
    name: str, fold: bool, code: bool
) -> None:
    """Pinned, or given before."""
    pinned = Namer(parse("", "f"))
    pinned.keep([_wish("1", "a", pinned=name)], ["taKen" if fold else "taken"], fold=fold)
    assert [d.code for d in pinned.found.values()] == ["E604"] * code
    locked = Namer(parse(f"model 1 = {name}", "names.lock"))
    given = locked.keep([_wish("1", "a")], ["taKen" if fold else "taken"], fold=fold)
    assert [d.code for d in locked.found.values()] == ["E622"] * code
    assert given == ({} if code else {"1": name})
