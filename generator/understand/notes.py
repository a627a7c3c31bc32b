"""What in a schema is for people, how its places are written, and what is called after them."""

from __future__ import annotations

from generator.read import source

_NOTES = frozenset(
    {
        *("title", "description", "example", "examples", "default", "deprecated", "$comment"),
        *("readOnly", "writeOnly", "externalDocs", "xml", "nullable", "discriminator"),
        *("$defs", "definitions", "$id", "$schema", "$anchor"),
    }
)


def is_note(keyword: str) -> bool:
    """Whether a keyword changes nothing about which values fit."""
    return keyword in _NOTES or (keyword.startswith("x-") and keyword != "x-wire")


def escape(token: str) -> str:
    """One token of a JSON pointer in a URI fragment (RFC 6901, sections 3 and 6).

    An ampersand is escaped too: it joins the places of schemas that must hold together.
    """
    if token.isidentifier():  # most names
        return token
    return source.escape(token).replace("%", "%25").replace("&", "%26")


def is_component(pointer: str) -> bool:
    """Whether a place is that of a component schema."""
    return pointer.startswith("#/components/schemas/") and pointer.count("/") == 3


def item_hint(hint: str) -> str:
    """The hint for an item of a list: the singular is found when names are made."""
    return f"{hint}\nitem" if hint else "item"


def spelt(number: int) -> str:
    """A number as words: what stands at a place is called by it, but no name ends in digits."""
    digits = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
    return " ".join(digits[int(digit)] for digit in str(number))
