"""Values as bytes: models by alias and without what was not set, JSON, text, XML."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from typing import Any

from ..operation import Xml
from .negotiate import is_json, is_xml
from .values import is_array, is_object


def to_bytes(
    value: Any, media: str, xml: Callable[[], Xml] | None = None, omit_null: bool = False
) -> bytes:
    """A value in a media type: bytes as they are, text as UTF-8, anything else as JSON or XML.

    Args:
        value: The value.
        media: The media type.
        xml: How the value stands in XML, where the operation says so.
        omit_null: Whether members that are null are left out.

    Raises:
        TypeError: The value cannot be written in this media type.
    """
    if isinstance(value, bytes | bytearray):
        return bytes(value)
    if omit_null and not isinstance(value, str):
        value = without_null(plain(value))
    if is_json(media):
        return to_json(value)
    if isinstance(value, str):
        return value.encode()
    if is_xml(media):
        return _to_xml(plain(value), xml() if xml else Xml("any"))
    return to_json(value)


def _to_xml(value: Any, shape: Xml) -> bytes:
    from ..xml import XmlError, write

    try:
        return write(value, shape)
    except XmlError as error:
        raise TypeError(f"the answer cannot be written as XML: {error}") from None


def without_null(value: Any) -> Any:
    """A JSON value without the members that are null, however deep they are."""
    if is_object(value):
        return {key: without_null(item) for key, item in value.items() if item is not None}
    return [without_null(item) for item in value] if is_array(value) else value


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
