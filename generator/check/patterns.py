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
_WIDE = re.compile(r"\[(?:\\.|[^\]\\])*?(?<!\\)A-z")
"""A range over both cases takes in the six signs between them."""


def _patterns(look: Look) -> Iterator[tuple[str, Place]]:
    """Every pattern, and where it was written."""
    for node in look.having("schema", "pattern", "patternProperties"):
        pattern = node.value.get("pattern")
        if isinstance(pattern, str):
            yield pattern, node.place.child("pattern")
        named = held(node.value, "patternProperties")
        for name in named:
            yield name, named.place.child(name)


def w469_foreign_pattern(look: Look) -> Iterator[Diagnostic]:
    """A pattern in another dialect than ECMA-262 (JSON Schema 2020-12, section 6.3.3)."""
    for pattern, place in _patterns(look):
        match = _FOREIGN.search(_plain(pattern)) or _POSIX.search(pattern)
        if match is not None and match.lastgroup:
            what, mend = _SAID[match.lastgroup]
            yield place.report("W469", f"{short(pattern, 40)} has {what}", mend)


def _plain(pattern: str) -> str:
    """A pattern with a letter for each class of characters."""
    return _CLASS.sub("c", _UNICODE.sub("c", pattern))


def w469_pattern(look: Look) -> Iterator[Diagnostic]:
    """A pattern as other languages write it, and one that can match nothing."""
    for node in look.having("schema", "pattern"):
        pattern = node.value.get("pattern")
        if not isinstance(pattern, str):
            continue
        place = node.place.child("pattern")
        slashed = re.fullmatch(r"/(\^.*|.*\$)/[dgimsuvy]*", pattern, re.DOTALL)
        if slashed:
            message = f"{short(pattern, 40)} has slashes around it, which are part of the text"
            yield place.report("W469", message, f"write {short(slashed[1], 40)}")
        elif re.search(r"(?<!\\)(?:\\\\){1}(?:[dwsDWS](?![A-Za-z]))", pattern):
            message = f"{short(pattern, 40)} has two backslashes, which mean one in the text"
            yield place.report("W469", message, "write one backslash")
        elif _dead(pattern):
            message = f"nothing matches {short(pattern, 40)}: an anchor stands within"
            yield place.report("W460", message, "put ^ first and $ last")


def _dead(pattern: str) -> bool:
    """Whether a `$` stands before, or a `^` after, what must be there."""
    if any(sign in pattern for sign in "|(?*{"):
        return False
    pieces = _PIECE.findall(pattern)
    return "$" in pieces[:-1] or "^" in pieces[1:]


def h476_loose(look: Look) -> Iterator[Diagnostic]:
    """A range that takes in signs between its letters, and anchors for one alternative only."""
    for pattern, place in _patterns(look):
        if _WIDE.search(pattern):
            message = f"{short(pattern, 40)}: A-z takes in [, ], ^, _ and two signs more"
            yield place.report("H476", message, "write A-Za-z")
            continue
        parts = _alternatives(pattern)
        if len(parts) > 1 and _half_anchored(parts):
            message = f"{short(pattern, 40)}: ^ and $ hold for one alternative each"
            yield place.report("H476", message, "write ^(?:…|…)$")


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


RULES: tuple[Rule, ...] = (w469_foreign_pattern, w469_pattern, h476_loose)
