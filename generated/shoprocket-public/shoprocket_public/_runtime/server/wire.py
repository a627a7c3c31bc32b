"""How the vendor writes values where JSON Schema's formats do not say (`x-wire`).

A wire format is written with PHP's date letters, as vendors document it:
`Y-m-d H:i:s` is `2026-01-02 03:04:05`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from .values import is_array, is_object

_LETTERS = {"Y": "%Y", "m": "%m", "d": "%d", "H": "%H", "i": "%M", "s": "%S", "u": "%f", "P": "%z"}
_FORMATS = ("date", "date-time", "time")
_DATA = frozenset({"x-wire", "example", "examples", "const", "enum", "default"})


def pattern(letters: str) -> str:
    """PHP's date letters as a `strptime` pattern.

    >>> pattern("Y-m-d H:i:s")
    '%Y-%m-%d %H:%M:%S'
    """
    return "".join(_LETTERS.get(letter, letter.replace("%", "%%")) for letter in letters)


def to_iso(letters: str, text: str) -> str:
    """A date or date-time in the vendor's spelling as ISO 8601; other text as it is."""
    try:
        moment = datetime.strptime(text, pattern(letters))
    except ValueError:
        return text
    return moment.isoformat() if re.search("[His]", letters) else moment.date().isoformat()


Check = Callable[[str], bool]


def respelt(value: Any, wire: Mapping[str, Any], checks: dict[str, Check]) -> Any:
    """A document whose formats are named after the vendor's spelling, for validation.

    Args:
        value: The document or a part of it, which stays as it is.
        wire: The `x-wire` that holds here.
        checks: Takes a check for each format that was renamed.
    """
    if is_array(value):
        items = [respelt(item, wire, checks) for item in value]
        return items if any(a is not b for a, b in zip(items, value, strict=True)) else value
    if not is_object(value):
        return value
    own = value.get("x-wire")
    wire = {**wire, **own} if is_object(own) else wire
    changed: dict[str, Any] = {}
    form = value.get("format")
    letters = wire.get(form) if isinstance(form, str) and form in _FORMATS else None
    if isinstance(letters, str) and any(letter in letters for letter in _LETTERS):
        changed["format"] = f"{form} as {letters}"
        checks[changed["format"]] = _check(pattern(letters))
    for key, child in value.items():
        new = child if key in _DATA else respelt(child, wire, checks)
        if new is not child:
            changed[key] = new
    return {**value, **changed} if changed else value


def _check(template: str) -> Check:
    def matches(text: str) -> bool:
        try:
            datetime.strptime(text, template)
        except ValueError:
            return False
        return True

    return matches


def booleans(wire: Mapping[str, Any]) -> dict[str, bool]:
    """The words for true and false on the wire: `true` and `false`, or as `x-wire` has them."""
    words = wire.get("boolean")
    if isinstance(words, str) and words.count("/") == 1:
        yes, no = words.split("/")
        return {yes: True, no: False, "true": True, "false": False}
    return {"true": True, "false": False}
