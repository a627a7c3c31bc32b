"""From the wire to JSON values: pairs, and values with nothing in them to split.

Lists, objects and the styles that only they have are in `structures.py`.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from typing import Any, TypeAlias
from urllib.parse import unquote

from ..schemas.shapes import Shape
from ..schemas.values import ABSENT

MAX_PAIRS = 10_000
Reader: TypeAlias = Callable[["Pairs"], Any]
Claimed: TypeAlias = tuple[frozenset[str], frozenset[str]]
"""Names of parameters, and of members that stand among them."""


class Missing:
    """Stands for a value that was not sent."""


MISSING = Missing()


class Malformed(Exception):
    """Text on the wire that cannot be read at all."""


def plain(text: str) -> str:
    """Percent-decoded text.

    Raises:
        Malformed: It is not UTF-8.
    """
    if "%" not in text:
        return text
    try:
        return unquote(text, errors="strict")
    except UnicodeDecodeError:
        raise Malformed("is not UTF-8 when percent-decoded") from None


class Pairs:
    """Names and values as they stand in a query string, a form or a cookie.

    Names are decoded; values are not, since only a style knows its delimiters.
    """

    __slots__ = ("values",)

    def __init__(self, values: dict[str, list[str]]) -> None:
        self.values = values

    @classmethod
    def parse(cls, text: str) -> Pairs:
        """The pairs of a query string or an urlencoded form; `+` is a space.

        Raises:
            Malformed: A name is not UTF-8, or there are too many pairs.
        """
        if text.count("&") > MAX_PAIRS:
            raise Malformed(f"has more than {MAX_PAIRS} members")
        values: dict[str, list[str]] = {}
        for part in text.split("&") if text else ():
            if part:
                name, _, value = part.partition("=")
                if "+" in part:
                    name, value = name.replace("+", " "), value.replace("+", "%20")
                values.setdefault(plain(name), []).append(value)
        return cls(values)

    def but(self, names: Collection[str]) -> Pairs:
        """The pairs of other names."""
        return Pairs({name: item for name, item in self.values.items() if name not in names})

    @classmethod
    def cookies(cls, header: str) -> Pairs:
        """The pairs of a `Cookie` header (RFC 6265, section 4.2.1)."""
        values: dict[str, list[str]] = {}
        for part in header.split(";"):
            name, found, value = part.strip().partition("=")
            if found:
                values.setdefault(plain(name), []).append(value.removeprefix('"').removesuffix('"'))
        return cls(values)


def one_of(values: list[str]) -> str:
    """The only one of the values.

    Raises:
        Malformed: There are more.
    """
    if len(values) > 1:
        raise Malformed("is given more than once")
    return values[0]


def scalar_reader(key: str, scalar: Callable[[str], Any]) -> Reader:
    """The reader of nearly all parameters: one value, with nothing in it to split."""

    def read(pairs: Pairs) -> Any:
        values = pairs.values.get(key)
        if values is None:
            return MISSING
        text = values[0] if len(values) == 1 else one_of(values)
        return scalar(plain(text) if "%" in text else text)

    return read


def is_scalar(shape: Shape, style: str) -> bool:
    """Whether a value is known to have nothing in it to split, in a style of plain values."""
    types = shape.types
    return style in ("simple", "form") and bool(types) and not types & {"array", "object"}


def decoded(data: bytes, charset: str) -> str:
    """Text of a body.

    Raises:
        Malformed: It is not text in that charset.
    """
    try:
        return data.decode(charset)
    except (UnicodeDecodeError, LookupError):
        raise Malformed(f"is not text in {charset[:40]}") from None


def from_content(is_json: bool) -> Callable[[str], Any]:
    """How a value described by `content` is read, after percent-decoding."""

    def read(text: str) -> Any:
        if not is_json:
            return text
        if text.strip().lower() in ABSENT:
            return None  # for the schema to refuse, or to overlook
        try:
            return json.loads(text)
        except (ValueError, RecursionError):
            raise Malformed("is not JSON") from None

    return read
