"""Patterns: of another dialect, that match nothing, and that say less than they seem to."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.check.look import Look, Rule, held
from generator.ground.diagnostics import Diagnostic, short
from generator.read.source import Place

_UNICODE = re.compile(r"\\[pPu]\{[^{}]*\}")
_CLASS = re.compile(r"\[(?!\[:)(?:\\.|[^\]\\])*\]")
_FOREIGN = re.compile(
    r"(?<!\\)(?:\\\\)*(?:"
    r"(?P<named>\(\?P[<=])|(?P<flags>\(\?[a-zA-Z]+(?:-[a-zA-Z]+)?[:)])|(?P<atomic>\(\?>)"
    r"|(?P<comment>\(\?#)|(?P<possessive>[*+?}]\+)|(?P<anchor>\\[AZzG])|(?P<posix>\[\[:\w+:\]\])"
    r"|(?P<braced>\\[hHRX])"
    r")"
)
_POSIX = re.compile(r"(?P<posix>\[\[:\w+:\]\])")
_SAID = {
    "named": ("`(?P<…>`", "write (?<name>…)"),
    "flags": ("inline flags", "remove them, and write both cases"),
    "atomic": ("an atomic group", "write (?:…)"),
    "comment": ("a comment", "remove it"),
    "possessive": ("a possessive quantifier", "remove the +"),
    "anchor": ("an anchor that ECMA-262 has not", "write ^ or $"),
    "posix": ("a POSIX class", "write the characters, [0-9A-Za-z]"),
    "braced": ("an escape that ECMA-262 has not", "write the characters"),
}
_PIECE = re.compile(r"\\.|\[(?:\\.|[^\]\\])*\]|.", re.DOTALL)
_OPEN = re.compile(r"\A\^.*(?:\]|\\[wdWD]|\))[+*]\Z", re.DOTALL)
"""Begins at the beginning, and repeats something up to no end."""
_WIDE = re.compile(r"\[(?:\\.|[^\]\\])*?(?<!\\)A-z")
"""A range over both cases takes in the six signs between them."""


def _patterns(look: Look) -> Iterator[tuple[str, Place, str | None]]:
    """Every pattern, and where it was written: the place of its value, or who has it as a key."""
    for node in look.having("schema", "pattern", "patternProperties"):
        pattern = node.value.get("pattern")
        if isinstance(pattern, str):
            yield pattern, node.place.child("pattern"), None
        named = held(node.value, "patternProperties")
        for name in named:
            yield name, named.place, name


def w469_foreign_pattern(look: Look) -> Iterator[Diagnostic]:
    """A pattern in another dialect than ECMA-262 (JSON Schema 2020-12, section 6.3.3)."""
    for pattern, place, key in _patterns(look):
        match = _FOREIGN.search(_plain(pattern)) or _POSIX.search(pattern)
        if match is not None and match.lastgroup:
            what, mend = _SAID[match.lastgroup]
            yield place.report("W469", f"{short(pattern, 40)} has {what}", mend, key=key)


def _plain(pattern: str) -> str:
    """A pattern with a letter for each class of characters."""
    return _CLASS.sub("c", _UNICODE.sub("c", pattern))


def w469_pattern(look: Look) -> Iterator[Diagnostic]:
    """A pattern as other languages write it, and one that can match nothing."""
    for pattern, place, key in _patterns(look):
        slashed = re.fullmatch(r"/(\^.*|.*\$)/[dgimsuvy]*", pattern, re.DOTALL)
        if slashed:
            message = f"{short(pattern, 40)} has slashes around it, which are part of the text"
            yield place.report("W469", message, f"write {short(slashed[1], 40)}", key=key)
        elif re.search(r"(?<!\\)(?:\\\\){1}(?:[dwsDWS](?![A-Za-z]))", pattern):
            message = f"{short(pattern, 40)} has two backslashes, which mean one in the text"
            yield place.report("W469", message, "write one backslash", key=key)
        elif _dead(pattern):
            message = f"nothing matches {short(pattern, 40)}: an anchor stands within"
            yield place.report("W460", message, "put ^ first and $ last", key=key)


def _dead(pattern: str) -> bool:
    """Whether a `$` stands before, or a `^` after, what must be there."""
    if any(sign in pattern for sign in "|(?*{"):
        return False
    pieces = _PIECE.findall(pattern)
    return "$" in pieces[:-1] or "^" in pieces[1:]


def h476_loose(look: Look) -> Iterator[Diagnostic]:
    """A range that takes in signs between its letters, and anchors for one alternative only."""
    for pattern, place, key in _patterns(look):
        if _WIDE.search(pattern):
            message = f"{short(pattern, 40)}: A-z takes in [, ], ^, _ and two signs more"
            yield place.report("H476", message, "write A-Za-z", key=key)
            continue
        parts = _alternatives(pattern)
        if len(parts) == 1 and _OPEN.search(pattern):
            message = f"{short(pattern, 40)}: anything may follow, its {pattern[-1]} says nothing"
            yield place.report("H476", message, f"write {short(pattern + '$', 60)}", key=key)
        if len(parts) > 1 and _half_anchored(parts):
            message = f"{short(pattern, 40)}: ^ and $ hold for one alternative each"
            yield place.report("H476", message, "write ^(?:…|…)$", key=key)


def _alternatives(pattern: str) -> list[str]:
    """The alternatives of a pattern that no group holds together."""
    found, depth = [""], 0
    for piece in _PIECE.findall(pattern):
        depth += {"(": 1, ")": -1}.get(piece, 0)
        if piece == "|" and depth == 0:
            found.append("")
        else:
            found[-1] += piece
    return found


def _half_anchored(parts: list[str]) -> bool:
    """Whether ^ stands before the first alternative only, and $ after the last one only."""
    first, last = parts[0], parts[-1]
    begins = first.startswith("^") and not any(part.startswith("^") for part in parts[1:])
    ends = last.endswith("$") and not any(part.endswith("$") for part in parts[:-1])
    return begins and ends and first != "^" and last != "$"


def w460_length(look: Look) -> Iterator[Diagnostic]:
    """A text that matches the pattern has a length that the schema's bounds admit."""
    for node in look.having("schema", "pattern"):
        pattern, least, most = map(node.value.get, ("pattern", "minLength", "maxLength"))
        widths = _widths(pattern) if isinstance(pattern, str) else None
        if widths is None:
            continue
        if isinstance(most, int) and widths[0] > most >= 0:
            message = f"the pattern asks for {widths[0]} characters, maxLength admits {most}"
            mend = f"raise it to {widths[0]}, or correct the pattern"
            yield node.place.report("W460", message, mend, key="maxLength")
        if isinstance(least, int) and widths[1] is not None and widths[1] < least:
            message = f"the pattern admits {widths[1]} characters, minLength asks for {least}"
            mend = f"lower it to {widths[1]}, or correct the pattern"
            yield node.place.report("W460", message, mend, key="minLength")


_QUANTIFIED = re.compile(
    r"(?P<one>\\[^bBk0-9]|\[(?:\\.|[^\]\\])*\]|[^\\()|?*+{}\[\]^$])"
    r"(?:(?P<sign>[?*+])|\{(?P<least>\d{1,6})(?P<comma>,)?(?P<most>\d{1,6})?\})?\??",
    re.DOTALL,
)


def _widths(pattern: str) -> tuple[int, int | None] | None:
    """The least and the most characters of what matches a pattern without groups.

    The most is None where anything may stand around it or repeat without end.
    """
    body = pattern.removeprefix("^").removesuffix("$")
    whole = len(body) == len(pattern) - 2 and not body.endswith("\\")
    at, low, high = 0, 0, 0 if whole else None
    if re.search(r"\\[pPuxc]", body):
        return None
    while at < len(body):
        found = _QUANTIFIED.match(body, at)
        if found is None:
            return None
        at = found.end()
        least, most = _counts(found)
        low += least
        high = None if high is None or most is None else high + most
    return low, high


def _counts(found: re.Match[str]) -> tuple[int, int | None]:
    if found["least"] is not None:
        least = int(found["least"])
        return least, int(found["most"]) if found["most"] else None if found["comma"] else least
    signs: dict[str | None, tuple[int, int | None]] = {"?": (0, 1), "*": (0, None), "+": (1, None)}
    return signs.get(found["sign"], (1, 1))


RULES: tuple[Rule, ...] = (w469_foreign_pattern, w469_pattern, h476_loose, w460_length)
