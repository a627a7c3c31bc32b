"""Models as JSON, by what the operation says of its answer; the module needs pydantic."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError

from ...ground.adapters import adapter_for
from ...ground.operation import Reply
from ...wire.scalar import write_json


def to_json(value: Any, described: Reply | None) -> bytes:
    """A value as JSON; UsageError where there is none for it."""
    kind, value = _typed(value, described)
    return write_json(adapter_for(kind).serializer, value)


def plain(value: Any, described: Reply | None) -> Any:
    """A value as plain JSON data."""
    kind, value = _typed(value, described)
    return adapter_for(kind).dump_python(value, mode="json", by_alias=True, exclude_unset=True)


def _typed(value: Any, described: Reply | None) -> tuple[Any, Any]:
    """A value as its documented type, where it fits that, with the type."""
    if described is None or described.type is None:
        return Any, value
    kind = described.type()
    try:
        return kind, adapter_for(kind).validator.validate_python(value)
    except ValidationError:
        return Any, value
