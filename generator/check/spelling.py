"""Schemas as a vendor writes their values (`x-wire`): what examples and defaults must fit."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, time
from typing import Any

from generator.check.look import Look
from generator.check.said import is_said
from generator.read.document import Document
from generator.read.wire import NAME, explicit
from generator.runtime.wire.formats import format_of

_WRITTEN = "written as "
"""Begins the name of a format that is the vendor's own."""
_SAMPLE = datetime(2026, 1, 31, 12, tzinfo=UTC)

Formats = dict[str, Callable[[str], bool]]
"""What the formats of a document's schemas are called, and whether text is in them."""


def spelt(look: Look) -> Document:
    """The document with every wire format on the schema that it is for."""
    return explicit(look.document) if is_said(look, NAME) else look.document


def words(schema: dict[str, Any], formats: Formats) -> dict[str, Any]:
    """What the vendor's way to write changes in a schema's own words.

    Args:
        schema: A schema of a document that is `spelt`, or its JSON.
        formats: Takes the format, where it is a new one.
    """
    stated = schema.get(NAME)
    types = schema.get("type")
    text = "string" in types if isinstance(types, list) else types == "string"
    if isinstance(stated, str) and text and (form := format_of(stated)):
        formats[_WRITTEN + stated] = form.matches
        return {"format": _WRITTEN + stated}
    if isinstance(stated, dict) and stated.get("empty-map") == "list":
        return {"type": ["object", "array"], "maxItems": 0}
    return {}


def whole(tree: Any, formats: Formats) -> Any:
    """A document's JSON with those words in each of its schemas."""
    if isinstance(tree, list):
        return [whole(item, formats) for item in tree]
    if not isinstance(tree, dict):
        return tree
    return {name: whole(value, formats) for name, value in tree.items()} | words(tree, formats)


def sample(format_: str) -> tuple[str, str] | None:
    """A vendor's format without the word before it, and a time that is written so."""
    if not format_.startswith(_WRITTEN):
        return None
    letters = format_.removeprefix(_WRITTEN)
    form = format_of(letters)
    if form is None:
        return letters, letters
    moments = {date: _SAMPLE.date(), time: _SAMPLE.time()}
    moment = moments.get(form.kind, _SAMPLE if form.aware else _SAMPLE.replace(tzinfo=None))
    return letters, str(form.write(moment))
