"""Models as JSON, by what the operation says of its answer; the module needs pydantic."""

from __future__ import annotations

from typing import Any

from pydantic import TypeAdapter, ValidationError

from ...ground.adapters import adapter_for
from ...ground.operation import Reply
from ...wire.scalar import write_json


def to_json(value: Any, described: Reply | None) -> bytes:
    """A value as JSON; UsageError where there is none for it."""
    adapter, value = _typed(value, described)
    return write_json(adapter.serializer, value)


def plain(value: Any, described: Reply | None) -> Any:
    """A value as plain JSON data."""
    adapter, value = _typed(value, described)
    return adapter.dump_python(value, mode="json", by_alias=True, exclude_unset=True)


def _typed(value: Any, described: Reply | None) -> tuple[TypeAdapter[Any], Any]:
    """A value as its documented type, where it fits that, with the type's adapter."""
    if described is not None and described.type is not None:
        adapter = adapter_for(described.type())
        try:
            return adapter, adapter.validator.validate_python(value)
        except ValidationError:
            pass
    return adapter_for(Any), value
