"""Strings that match a regular expression, for the common part of ECMA 262.

Literals, classes, escapes, groups, alternatives, repetition and anchors. Look-arounds
add nothing: what is made must be matched, and made again where one forbids it. What
cannot be turned round (back references) is refused.
"""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from unicodedata import category

_DIGITS = "0123456789"
_LOWER = "abcdefghijklmnopqrstuvwxyz"
_WORD = _LOWER + _LOWER.upper() + _DIGITS + "_"
_PRINTABLE = "".join(map(chr, range(32, 127)))
_SETS = {"d": _DIGITS, "w": _WORD, "s": " "}
_CONTROLS = {"n": "\n", "r": "\r", "t": "\t", "f": "\f", "v": "\v", "0": "\0"}
_PROPERTIES = {
    **dict.fromkeys(("Letter", "Alphabetic", "Latin"), "L"),
    **dict.fromkeys(("Number", "Decimal_Number"), "N"),
    "Punctuation": "P",
    "Symbol": "S",
    "Separator": "Z",
    "Uppercase_Letter": "Lu",
    "Lowercase_Letter": "Ll",
}
"""Long names of properties; the short ones are those that Python's table has."""
Sampler = Callable[[Random], str]


class Unsupported(ValueError):
    """A pattern that this module cannot turn round."""


def sampler(pattern: str, more: int = 3) -> Sampler:
    """What makes strings that match a pattern; unanchored ends add nothing.

    Args:
        pattern: The regular expression.
        more: How often a repetition may repeat beyond its least.

    Raises:
        Unsupported: The pattern uses what cannot be turned round, or is no pattern.
    """
    parser = _Parser(pattern, more)
    try:
        made = parser.alternatives()
    except (IndexError, RecursionError):
        raise Unsupported(f"the pattern {pattern!r} ends early") from None
    if parser.position != len(pattern):
        raise Unsupported(f"the pattern {pattern!r} has an unbalanced parenthesis")
    return made


class _Parser:
    def __init__(self, pattern: str, more: int) -> None:
        self.pattern = pattern
        self.more = more
        self.position = 0

    def peek(self) -> str:
        return self.pattern[self.position : self.position + 1]

    def take(self) -> str:
        self.position += 1
        return self.pattern[self.position - 1]

    def alternatives(self) -> Sampler:
        branches = [self.sequence()]
        while self.peek() == "|":
            self.take()
            branches.append(self.sequence())
        return branches[0] if len(branches) == 1 else lambda random: random.choice(branches)(random)

    def sequence(self) -> Sampler:
        parts: list[Sampler] = []
        while self.peek() not in ("", "|", ")"):
            parts.append(self.repeated(self.atom()))
        return lambda random: "".join(part(random) for part in parts)

    def repeated(self, atom: Sampler) -> Sampler:
        low, high = self.bounds()
        if (low, high) == (1, 1):
            return atom
        if self.peek() == "?":
            self.take()
        return lambda random: "".join(atom(random) for _ in range(random.randint(low, high)))

    def bounds(self) -> tuple[int, int]:
        simple = {"*": (0, self.more), "+": (1, 1 + self.more), "?": (0, 1)}.get(self.peek())
        if simple is not None:
            self.take()
            return simple
        if self.peek() != "{":
            return 1, 1
        inside, found, _ = self.pattern[self.position + 1 :].partition("}")
        low, comma, high = inside.partition(",")
        if not found or not low.isdecimal() or not (high.isdecimal() or not high):
            return 1, 1
        self.position += len(inside) + 2
        least = int(low)
        most = int(high) if high else least + self.more if comma else least
        if most > 10_000 or least > most:
            raise Unsupported(f"a repetition of {inside}")
        return least, min(most, least + self.more)

    def atom(self) -> Sampler:
        character = self.take()
        if character in "^$":
            return lambda random: ""
        if character == "(":
            return self.group()
        if character == "[":
            return _one_of(self.character_class())
        if character == ".":
            return _one_of(_WORD)
        if character == "\\":
            if self.peek() in ("b", "B"):
                self.take()
                return lambda random: ""
            return _one_of(self.escape())
        return lambda random: character

    def group(self) -> Sampler:
        kind = ":"
        if self.peek() == "?":
            self.take()
            kind = self.take()
            if kind == "<" and self.peek() in ("=", "!"):
                self.take()
                kind = "="
            elif kind == "<":
                while self.take() != ">":
                    pass
            elif kind not in ":=!":
                raise Unsupported(f"the group (?{kind}")
        inside = self.alternatives()
        if self.take() != ")":
            raise Unsupported("an open group")
        return (lambda random: "") if kind in "=!" else inside

    def escape(self) -> str:
        """The characters that an escape stands for."""
        character = self.take()
        if character in _SETS:
            return _SETS[character]
        if character.lower() in _SETS:
            return "".join(c for c in _PRINTABLE if c not in _SETS[character.lower()])
        if character in "xu":
            digits = "".join(self.take() for _ in range(2 if character == "x" else 4))
            try:
                return chr(int(digits, 16))
            except ValueError:
                raise Unsupported(f"the escape \\{character}{digits}") from None
        if character in "pP" and self.peek() == "{":
            return self.property(character == "P")
        if character in "pPk" or character in "123456789":
            raise Unsupported(f"the escape \\{character}")
        return _CONTROLS.get(character, character)

    def property(self, negated: bool) -> str:
        """The printable characters of ASCII that have a property of Unicode."""
        self.take()
        name = ""
        while (character := self.take()) != "}":
            name += character
        wanted = name.rpartition("=")[2]
        wanted = _PROPERTIES.get(wanted, wanted)
        found = "".join(c for c in _PRINTABLE if category(c).startswith(wanted) is not negated)
        if not found:
            raise Unsupported(f"the property {name}")
        return found

    def character_class(self) -> str:
        negated = self.peek() == "^"
        if negated:
            self.take()
        members: list[str] = []
        while True:
            character = self.take()
            if character == "]":
                break
            first = self.escape() if character == "\\" else character
            if self.peek() == "-" and self.pattern[self.position + 1] != "]" and len(first) == 1:
                self.take()
                character = self.take()
                last = self.escape() if character == "\\" else character
                members.extend(map(chr, range(ord(first), min(ord(last), ord(first) + 2000) + 1)))
            else:
                members.append(first)
        found = "".join(members)
        if negated:
            found = "".join(c for c in _PRINTABLE if c not in found)
        if not found:
            raise Unsupported("an empty class")
        return found


def _one_of(characters: str) -> Sampler:
    return lambda random: random.choice(characters)
