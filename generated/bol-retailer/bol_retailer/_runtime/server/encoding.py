"""Values as bytes: models by alias and without what was not set, JSON, text, XML."""

from __future__ import annotations

import json
from functools import cache
from typing import Any
from xml.sax.saxutils import escape

from .negotiate import is_json
from .values import is_array, is_object


def to_bytes(value: Any, media: str) -> bytes:
    """A value in a media type: bytes as they are, text as UTF-8, anything else as JSON.

    Raises:
        TypeError: The value cannot be written in this media type.
    """
    if isinstance(value, bytes | bytearray):
        return bytes(value)
    if is_json(media):
        return to_json(value)
    if isinstance(value, str):
        return value.encode()
    if media.partition(";")[0].endswith("xml"):
        return ('<?xml version="1.0" encoding="UTF-8"?>\n' + _xml("root", plain(value))).encode()
    return to_json(value)


def to_json(value: Any) -> bytes:
    """A JSON value, a model or anything made of them, as JSON.

    Raises:
        TypeError: There is no JSON for it.
    """
    try:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode(
            "utf-8", "replace"
        )
    except TypeError:
        dumped: bytes = _adapter().dump_json(value, by_alias=True, exclude_unset=True)
        return dumped


def plain(value: Any) -> Any:
    """A value as plain JSON data: models become objects."""
    if value is None or isinstance(value, str | int | float | bool):
        return value
    return _adapter().dump_python(value, mode="json", by_alias=True, exclude_unset=True)


@cache
def _adapter() -> Any:
    from pydantic import TypeAdapter

    return TypeAdapter(Any)


def _xml(name: str, value: Any) -> str:
    """A simple element tree: members are elements, items repeat `item`."""
    if is_object(value):
        inside = "".join(_xml(key, member) for key, member in value.items())
    elif is_array(value):
        inside = "".join(_xml("item", item) for item in value)
    else:
        inside = escape("" if value is None else str(value))
    return f"<{name}>{inside}</{name}>"
