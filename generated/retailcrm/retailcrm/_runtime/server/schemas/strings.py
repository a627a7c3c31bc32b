"""Strings for schemas: formats, patterns and lengths."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from random import Random
from typing import Any
from uuid import UUID

from ...ground.parts import part
from .values import is_object
from .wire import format_of

_EPOCH = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
_FORMATS: dict[str, Callable[[Random, str], str]] = {
    "date-time": lambda random, name: _moment(random).strftime("%Y-%m-%dT%H:%M:%SZ"),
    "date": lambda random, name: _moment(random).date().isoformat(),
    "time": lambda random, name: _moment(random).strftime("%H:%M:%SZ"),
    "duration": lambda random, name: f"P{random.randint(1, 30)}D",
    "email": lambda random, name: f"user{random.randint(1, 999)}@example.com",
    "idn-email": lambda random, name: f"user{random.randint(1, 999)}@example.com",
    "hostname": lambda random, name: "shop.example.com",
    "idn-hostname": lambda random, name: "shop.example.com",
    "ipv4": lambda random, name: f"192.0.2.{random.randint(1, 254)}",
    "ipv6": lambda random, name: f"2001:db8::{random.randint(1, 9999)}",
    "uri": lambda random, name: f"https://example.com/{random.randint(1, 9999)}",
    "iri": lambda random, name: f"https://example.com/{random.randint(1, 9999)}",
    "uri-reference": lambda random, name: f"/{random.randint(1, 9999)}",
    "iri-reference": lambda random, name: f"/{random.randint(1, 9999)}",
    "uri-template": lambda random, name: "/items/{id}",
    "uuid": lambda random, name: str(UUID(int=random.getrandbits(128), version=4)),
    "regex": lambda random, name: "^[a-z]+$",
    "json-pointer": lambda random, name: "/items/0",
    "relative-json-pointer": lambda random, name: "1/items",
    "byte": lambda random, name: "c2FtcGxl",
}


def _moment(random: Random) -> datetime:
    return _EPOCH + timedelta(seconds=random.randint(0, 30_000_000))


def written(form: Any, random: Random) -> str:
    """A moment in one of the vendor's formats."""
    moment = _moment(random)
    if form.kind is time:
        return str(form.write(moment.time()))
    return str(form.write(moment if form.aware else moment.replace(tzinfo=None)))


def text_for(schema: dict[str, Any], name: str, random: Random, wire: Any = None) -> str:
    """A string for a flat string schema.

    Args:
        schema: Its `format`, `pattern`, `minLength` and `maxLength` count.
        name: The member it is for; plain text is made of it.
        random: Where choices come from.
        wire: `x-wire`: the schema's own, or the document's.
    """
    least = schema.get("minLength", 0)
    most = schema.get("maxLength", max(least, 200))
    form = schema.get("format")
    letters = wire.get(form) if is_object(wire) and form else wire
    dated = format_of(letters) if isinstance(letters, str) else None
    if dated is not None:
        return written(dated, random)
    stated = schema.get("pattern")
    if isinstance(stated, str):
        return _matching(stated, least, most, random)
    made = _FORMATS.get(form or "")
    if made is not None:
        return made(random, name)
    word = name or "text"
    text = word if random.random() < 0.5 else f"{word}-{random.randint(1, 9999)}"
    while len(text) < least:
        text += "-" + word
    return text[:most]


def _matching(stated: str, least: int, most: int, random: Random) -> str:
    """A string of a pattern, with longer and longer repetitions until it is long enough."""
    text = ""
    patterns = part("server.schemas.patterns")
    for more in (3, 3, 12, 50, 200):
        try:
            make = patterns.sampler(stated, more)
        except patterns.Unsupported:
            return "x" * least
        for _ in range(20):
            text = str(make(random))
            if least <= len(text) <= most:
                return text
            longer = text + "x" * (least - len(text))
            if not stated.endswith("$") and len(longer) <= most:
                return longer
    return text
