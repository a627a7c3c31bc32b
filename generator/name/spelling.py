"""How words become the names of things: shared by all that is named."""

from __future__ import annotations

from generator.ground.text import words

_SYMBOLS = {
    "<": "lt", ">": "gt", "=": "eq", "!": "not", "+": "plus", "-": "minus", "@": "at",
    "$": "dollar", "*": "star", "#": "hash", "%": "percent", "&": "and", "~": "tilde",
    ".": "dot", "/": "slash", "'": "quote", "_": "underscore",
}  # fmt: skip


def words_of(wire: str) -> list[str]:
    """The words of a name on the wire; of one that has none, what its signs are called."""
    return words(wire) or symbols(wire)


def symbols(wire: str) -> list[str]:
    """What the signs in a name are called."""
    return [_SYMBOLS[character] for character in wire if character in _SYMBOLS]


def case_words(wire: str) -> list[str]:
    """A word for the case that a name is written in, where that tells it apart."""
    return ["upper"] if wire.isupper() else ["camel"] if wire != wire.lower() else []
