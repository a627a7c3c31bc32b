"""Whether one pattern admits all that another does, where that is plain to see.

Alternatives of sequences of characters and classes, each so many times, are understood (of
ECMA-262); of anything else, such as groups that repeat or look around, nothing is said.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import reduce
from math import inf
from typing import Literal, TypeAlias

from generator.ground.records import record

_ATOM = re.compile(
    r"(?P<class>\[\^?(?:[^\]\\]|\\.)*\])|\\(?P<escape>[^a-zA-Z1-9]|[dDwWsStnr])"
    r"|(?P<plain>[^\\\[\](){}|*+?^$])",
    re.DOTALL,
)
_TIMES = re.compile(r"\{(\d{1,6})(?:(,)(\d{1,6})?)?\}|[*+?]")
_WHOLE = re.compile(r"(\^?)\((?:\?:)?([^()]*)\)(\$?)")
_PART = re.compile(r"\\([^a-zA-Z1-9]|[dwstnr])|([^\\])", re.DOTALL)
_DIGITS = frozenset("0123456789")
_WORD = _DIGITS | frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_")
_SPACE = frozenset(" \t\n\r\f\v\u00a0\u1680\u2028\u2029\u202f\u205f\u3000\ufeff") | frozenset(
    map(chr, range(0x2000, 0x200B))
)
_NAMED = {"d": _DIGITS, "w": _WORD, "s": _SPACE, "t": frozenset("\t"), "n": frozenset("\n"),
          "r": frozenset("\r")}  # fmt: skip
_COUNTS: dict[str, tuple[int, float]] = {"*": (0, inf), "+": (1, inf), "?": (0, 1), "": (1, 1)}
_LARGEST = 1000
"""Characters of a pattern that is looked at, and of a range in it."""

Order: TypeAlias = Literal["wider", "narrower", ""]


@record(frozen=True, slots=True)
class _Set:
    """Characters: those, or all but those."""

    held: frozenset[str]
    but: bool = False

    def within(self, other: _Set) -> bool:
        if self.but:
            return other.but and other.held <= self.held
        return self.held.isdisjoint(other.held) if other.but else self.held <= other.held


@record(frozen=True, slots=True)
class _Run:
    """Characters of a set, so many of them."""

    set: _Set
    least: float = 1
    most: float = 1

    def within(self, other: _Run) -> bool:
        fits = other.least <= self.least and self.most <= other.most
        return fits and self.set.within(other.set)


_NOTHING = _Run(_Set(frozenset()), 0, 0)


@record(frozen=True, slots=True)
class _Way:
    """One alternative: where it must begin and end, and what is between."""

    begins: bool
    ends: bool
    runs: tuple[_Run, ...]

    def within(self, other: _Way) -> bool:
        if other.begins > self.begins or other.ends > self.ends:
            return False
        if len(self.runs) == len(other.runs):
            return all(a.within(b) for a, b in zip(self.runs, other.runs, strict=True))
        if len(other.runs) != 1:
            return False
        least, most = sum(run.least for run in self.runs), sum(run.most for run in self.runs)
        return all(_Run(run.set, least, most).within(other.runs[0]) for run in self.runs)


def order(old: Sequence[str], new: Sequence[str]) -> Order:
    """Whether the texts that match all new patterns are more, or fewer, than those of the old.

    Args:
        old: Patterns that all had to match.
        new: Those that have to now.

    Returns:
        `wider` where they are the same; an empty text where it is not plain.
    """
    wider = all(any(_within(one, other) for one in old) for other in new)
    narrower = all(any(_within(other, one) for other in new) for one in old)
    return "wider" if wider else "narrower" if narrower else ""


def _within(one: str, other: str) -> bool:
    """Whether whatever matches one pattern matches another; False where that is not plain."""
    if one == other:
        return True
    ours, theirs = _ways(one), _ways(other)
    if not ours or not theirs:
        return False
    return all(any(way.within(there) for there in theirs) for way in ours)


def _ways(pattern: str) -> list[_Way]:
    """The alternatives of a pattern; none where it is not understood."""
    if len(pattern) > _LARGEST:
        return []
    begins, ends = "", ""
    if whole := _WHOLE.fullmatch(pattern):
        begins, pattern, ends = whole.groups()
    found = [_way(part, begins, ends) for part in _split(pattern)]
    return [way for way in found if way] if all(found) else []


def _split(pattern: str) -> list[str]:
    parts = re.findall(r"(?:\[\^?(?:[^\]\\]|\\.)*\]|\\.|[^|])+|(?<=\|)(?=\||$)", pattern)
    return parts if "|".join(parts) == pattern else ["("]


def _way(text: str, begins: str, ends: str) -> _Way | None:
    starts = bool(begins) or text.startswith("^")
    text = text.removeprefix("^")
    stops = bool(ends) or (text.endswith("$") and not text.endswith("\\$"))
    text = text.removesuffix("$") if stops and not ends else text
    runs: list[_Run] = []
    at = 0
    while at < len(text):
        atom = _ATOM.match(text, at)
        held = _set(atom) if atom else None
        if atom is None or held is None:
            return None
        times = _TIMES.match(text, atom.end())
        at = times.end() if times else atom.end()
        run = _Run(held, *_counts(times))
        if runs and runs[-1].set == run.set:
            before = runs.pop()
            run = _Run(held, before.least + run.least, before.most + run.most)
        runs.append(run)
    return _Way(starts, stops, tuple(runs) or (_NOTHING,))


def _counts(times: re.Match[str] | None) -> tuple[float, float]:
    if times is None or not times[1]:
        return _COUNTS[times[0] if times else ""]
    least = int(times[1])
    return least, int(times[3]) if times[3] else inf if times[2] else least


def _set(atom: re.Match[str]) -> _Set | None:
    if atom["class"]:
        return _class(atom["class"][1:-1])
    if atom["escape"]:
        letter = atom["escape"]
        held = _NAMED.get(letter.lower()) if letter.isalpha() else frozenset(letter)
        return None if held is None else _Set(held, but=letter.isupper())
    if atom["plain"] == ".":
        return _Set(frozenset("\n\r\u2028\u2029"), but=True)
    return _Set(frozenset(atom["plain"]))


def _class(text: str) -> _Set | None:
    but = text.startswith("^")
    text = text.removeprefix("^")
    held: list[frozenset[str]] = []
    at = 0
    while at < len(text):
        one = _PART.match(text, at)
        if one is None:
            return None
        at = one.end()
        last = _PART.match(text, at + 1) if text[at : at + 1] == "-" else None
        if last is None or (one[1] or "").isalpha() or (last[1] or "").isalpha():
            held.append(_NAMED.get(one[1] or "", frozenset(one[1] or one[2])))
            continue
        first, end = ord(one[1] or one[2]), ord(last[1] or last[2])
        if not 0 <= end - first < _LARGEST:
            return None
        held.append(frozenset(map(chr, range(first, end + 1))))
        at = last.end()
    return _Set(reduce(frozenset.union, held, frozenset[str]()), but)
