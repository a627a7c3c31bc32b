"""Values as bytes: models by alias and without what was not set, JSON, text, XML."""

from __future__ import annotations

import json
from functools import cache
from types import NoneType
from typing import Any

from ...ground.operation import Reply
from ..schemas.values import is_array, is_object
from .negotiate import is_json, is_xml

_JSON = frozenset({dict, list, str, int, float, bool, NoneType})


def to_bytes(
    value: Any, media: str, described: Reply | None = None, omit_null: bool = False
) -> bytes:
    """A value in a media type: bytes as they are, text as UTF-8, anything else as JSON or XML.

    Args:
        value: The value.
        media: The media type.
        described: What the operation says of such an answer: its type, whose formats
            dates and times have, and how it stands in XML.
        omit_null: Whether members that are null are left out.

    Raises:
        TypeError: The value cannot be written in this media type.
    """
    if isinstance(value, bytes | bytearray):
        return bytes(value)
    if omit_null and not isinstance(value, str):
        value = without_null(plain(value, described))
    if is_json(media):
        return to_json(value, described)
    if isinstance(value, str):
        return value.encode()
    if is_xml(media):
        return _to_xml(plain(value, described), described)
    return to_json(value, described)


def _to_xml(value: Any, described: Reply | None) -> bytes:
    if described is None or described.xml is None:
        raise TypeError("the document says no schema for this answer in XML: answer with text")
    try:
        return described.xml().write(value)
    except ValueError as error:
        raise TypeError(f"the answer cannot be written as XML: {error}") from None


def without_null(value: Any) -> Any:
    """A JSON value without the members that are null, however deep they are."""
    if is_object(value):
        return {key: without_null(item) for key, item in value.items() if item is not None}
    return [without_null(item) for item in value] if is_array(value) else value


def to_json(value: Any, described: Reply | None = None) -> bytes:
    """A JSON value, a model or anything made of them, as JSON.

    Raises:
        TypeError, ValueError, UsageError: There is no JSON for it.
    """
    if type(value) in _JSON:
        try:
            text = json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
            return text.encode("utf-8", "replace")
        except TypeError:
            pass  # there are models in it
    written: bytes = _typed().to_json(value, described)
    return written


def plain(value: Any, described: Reply | None = None) -> Any:
    """A value as plain JSON data: models become objects."""
    return _typed().plain(value, described)


@cache
def _typed() -> Any:
    """Imported at the first value that is a model: a sandbox has none."""
    from . import typed

    return typed
