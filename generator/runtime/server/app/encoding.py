"""Values as bytes: models by alias and without what was not set, JSON, text, XML."""

from __future__ import annotations

import json
from typing import Any

from ...ground.operation import Reply
from ..schemas.values import is_array, is_object
from .negotiate import is_json, is_xml


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
    try:
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False).encode(
            "utf-8", "replace"
        )
    except TypeError:
        from ...ground.adapters import serializer_for
        from ...wire.scalar import write_json

        kind, value = _typed(value, described)
        return write_json(serializer_for(kind), value)


def plain(value: Any, described: Reply | None = None) -> Any:
    """A value as plain JSON data: models become objects."""
    if value is None or isinstance(value, str | int | float | bool):
        return value
    from ...ground.adapters import adapter_for

    kind, value = _typed(value, described)
    return adapter_for(kind).dump_python(value, mode="json", by_alias=True, exclude_unset=True)


def _typed(value: Any, described: Reply | None) -> tuple[Any, Any]:
    """A value as its documented type, where it fits that, with the type."""
    from pydantic import ValidationError

    from ...ground.adapters import adapter_for

    if described is None or described.type is None:
        return Any, value
    kind = described.type()
    try:
        return kind, adapter_for(kind).validate_python(value)
    except ValidationError:
        return Any, value
