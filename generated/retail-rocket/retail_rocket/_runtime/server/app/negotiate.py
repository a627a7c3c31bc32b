"""Media types and preferences: `Accept` (RFC 9110, 12.5.1) and `Prefer` (RFC 7240)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

_LIST = re.compile(r'(?:[^,"]|"(?:[^"\\]|\\.)*"?)+')
_PARTS = re.compile(r'(?:[^;"]|"(?:[^"\\]|\\.)*"?)+')


class MediaType(NamedTuple):
    """A media type or range: lower-case `type/subtype`, and parameters."""

    name: str
    parameters: dict[str, str]

    def covers(self, other: MediaType) -> bool:
        """Whether this range includes a media type; parameters of the range must be there."""
        if self.name not in ("*/*", other.name):
            kind, _, subtype = self.name.partition("/")
            own, _, given = other.name.partition("/")
            if subtype[:1] != "*" or kind != own or not given.endswith(subtype[1:]):
                return False
        return all(_same(key, value, other.parameters) for key, value in self.parameters.items())

    @property
    def precision(self) -> tuple[int, int]:
        """How exact a range is: the most exact one decides (RFC 9110, 12.5.1)."""
        return 2 - self.name.count("*"), len(self.parameters)


def _same(key: str, value: str, others: dict[str, str]) -> bool:
    """Whether a parameter is there; a charset is so in any letters, and needs not be told."""
    if key == "charset":
        return others.get(key, value).lower() == value.lower()
    return others.get(key) == value


def parse(text: str) -> MediaType:
    """A media type with its parameters; names in lower case, values unquoted."""
    name, *rest = _PARTS.findall(text) or [""]
    return MediaType(name.strip().lower(), dict(_pairs(rest)))


def _pairs(parts: Sequence[str]) -> list[tuple[str, str]]:
    pairs: list[tuple[str, str]] = []
    for part in parts:
        key, _, value = part.partition("=")
        value = value.strip()
        if value.startswith('"'):
            value = re.sub(r"\\(.)", r"\1", value[1:].removesuffix('"'))
        pairs.append((key.strip().lower(), value))
    return pairs


def _accepted(header: str) -> list[tuple[MediaType, float]]:
    ranges: list[tuple[MediaType, float]] = []
    for item in _LIST.findall(header):
        media = parse(item)
        weight = media.parameters.pop("q", "1")
        # What is offered is UTF-8, whether it says so or not.
        media.parameters.pop("charset", None)
        if media.name == "*":
            media = media._replace(name="*/*")
        if media.name.count("/") != 1:
            continue
        try:
            quality = min(max(float(weight), 0.0), 1.0)
        except ValueError:
            continue
        ranges.append((media, quality if quality == quality else 0.0))
    return ranges


def choose(accept: str | None, offered: Sequence[str]) -> str | None:
    """The offered media type that the client likes best; None: none of them will do.

    A header that is missing, empty or not to be understood accepts anything.
    Offers come in the server's order of preference.
    """
    if not offered:
        return None
    ranges = _accepted(accept) if accept else []
    if not ranges:
        return offered[0]
    best: tuple[float, str | None] = (0.0, None)
    for offer in offered:
        media = parse(offer)
        matching = [(item.precision, weight) for item, weight in ranges if item.covers(media)]
        quality = max(matching)[1] if matching else 0.0
        if quality > best[0]:
            best = (quality, offer)
    return best[1]


def find(content_type: str, documented: Sequence[str]) -> str | None:
    """The documented media type or range that a Content-Type falls under, the most exact one.

    The charset is no part of it: the reader of the body sees to that.
    """
    media = parse(content_type)
    ranges = {item: parse(item) for item in documented}
    for item in ranges.values():
        item.parameters.pop("charset", None)
    found = [item for item, known in ranges.items() if known.covers(media)]
    return max(found, key=lambda item: ranges[item].precision, default=None)


@lru_cache(64)
def is_json(media_type: str) -> bool:
    """Whether a media type is JSON (`application/json`, `+json`, RFC 6839)."""
    name = media_type.partition(";")[0].strip().lower()
    return name.endswith(("/json", "+json"))


def is_xml(media_type: str) -> bool:
    """Whether a media type is XML (`application/xml`, `+xml`, RFC 7303)."""
    return media_type.partition(";")[0].strip().lower().endswith(("/xml", "+xml"))


def is_text(media_type: str) -> bool:
    """Whether a media type is read as characters."""
    name = media_type.partition(";")[0].strip().lower()
    return name.startswith("text/") or name.endswith(("/xml", "+xml", "+csv"))


def preferences(header: str | None) -> dict[str, str]:
    """The preferences of a `Prefer` header, the first of a name counts (RFC 7240, 2).

    `;` separates as `,` does, so `code=409; example=sold-out` and
    `code=409, example=sold-out` both ask for two things.
    """
    found: dict[str, str] = {}
    for item in _LIST.findall(header or ""):
        for key, value in _pairs(_PARTS.findall(item)):
            found.setdefault(key, value)
    return found
