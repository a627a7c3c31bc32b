"""How words become the names of things: shared by all that is named."""

from __future__ import annotations

import re

from generator.ground.text import letters, words

_SYMBOLS = {
    "<": "lt", ">": "gt", "=": "eq", "!": "not", "+": "plus", "-": "minus", "@": "at",
    "$": "dollar", "*": "star", "#": "hash", "%": "percent", "&": "and", "~": "tilde",
    ".": "dot", "/": "slash", "'": "quote", "_": "underscore",
}  # fmt: skip


MAX = 60
"""Characters of the longest name of a class, a module or a method."""
LONGEST = 100
"""Characters of a name that its author gives: a file may be called so."""
_HEAD, _TAIL = 32, 22
"""Characters that are kept at least of a longer one's beginning and end, in whole words."""


def words_of(wire: str, noun: str = "name") -> list[str]:
    """The words of a name on the wire; of one that has none, what its signs are called.

    What has neither is the noun and letters that are always the same for it.
    """
    return words(wire) or symbols(wire) or ([noun, letters(wire)] if wire else [noun])


def within(name: str) -> str:
    """A name of at most `MAX` characters: of a longer one the middle becomes four letters.

    The letters stand for the whole name, so that two names which differ in the middle do so
    still; nothing else decides them.
    """
    if len(name) <= MAX:
        return name
    parts = _PARTS.findall(name)
    middle = letters(name)
    head, tail = "", ""
    while parts and len(head + parts[0]) <= _HEAD:
        head += parts.pop(0)
    while parts and len(parts[-1] + tail) <= _TAIL:
        tail = parts.pop() + tail
    head, tail = head or name[: _HEAD - 2], tail or name[-_TAIL + 2 :].lstrip("_")
    if "_" in name or name.islower():
        return "_".join([head.strip("_"), middle, tail.strip("_")])
    return head + middle.capitalize() + tail[:1].upper() + tail[1:]


_PARTS = re.compile(r"_*[^_A-Z]+|_*[A-Z]+(?![a-z])[^_A-Z]*|_*[A-Z][^_A-Z]*|_+")


def symbols(wire: str) -> list[str]:
    """What the signs in a name are called."""
    return [_SYMBOLS[character] for character in wire if character in _SYMBOLS]


def apart(parts: list[str], wire: str) -> list[list[str]]:
    """Longer spellings of a name: what its signs are called, then the case it is written in."""
    case = ["upper"] if wire.isupper() else ["camel"] if wire != wire.lower() else []
    return [[*parts, *symbols(wire)], [*parts, *symbols(wire), *case]]
