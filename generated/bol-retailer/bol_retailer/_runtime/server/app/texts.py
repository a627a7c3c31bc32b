"""JSON that means something else once it is Python's: dates beside text, tuples beside lists.

pydantic reads text in JSON as a date where it can, and text in Python as text.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from pydantic import TypeAdapter

from ...ground.adapters import BY_WIRE
from ...ground.shape import is_tuple
from ..schemas.values import is_object


def read(adapter: TypeAdapter[Any], value: Any) -> Any:
    """A JSON value as the client reads it: text may be a date there, where Python has `str`."""
    return adapter.validate_json(json.dumps(value), **BY_WIRE)


def those(adapters: Mapping[str, TypeAdapter[Any]]) -> frozenset[str]:
    """The names of types that are told by their text."""
    return frozenset(name for name, adapter in adapters.items() if told(adapter))


_TEXTS = frozenset({"str", "datetime", "date", "time", "timedelta", "uuid", "url", "enum"})
_ARRAYS = frozenset({"list", "tuple"})


def told(adapter: TypeAdapter[Any]) -> bool:
    """Whether a type has a union of several things that are text in JSON, or arrays."""
    todo: list[Any] = [adapter.core_schema]
    while todo:
        part = todo.pop()
        if is_object(part):
            choices: Any = part.get("choices") if part.get("type") == "union" else None
            kinds = [_kind(choice) for choice in choices or ()]
            if any(sum(kind in of for kind in kinds) > 1 for of in (_TEXTS, _ARRAYS)):
                return True
            todo += part.values()
        elif isinstance(part, list | tuple):
            todo += part
    return False


def _kind(branch: Any) -> str:
    """What a branch of a union reads, below what only looks at it."""
    choice = branch[0] if is_tuple(branch) else branch
    while is_object(choice) and (inner := choice.get("schema") or choice.get("python_schema")):
        choice = inner
    return str(choice["type"]) if is_object(choice) else ""
