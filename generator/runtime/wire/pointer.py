"""JSON pointers (RFC 6901) into decoded values: models, dicts and lists alike."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from ..ground.adapters import wires
from ..ground.shape import is_list, is_mapping
from ..ground.unset import UNSET


def steps(pointer: str) -> tuple[str, ...]:
    """The steps of a pointer: `/meta/last~1page` -> `meta`, `last/page`."""
    if not pointer:
        return ()
    return tuple(
        step.replace("~1", "/").replace("~0", "~") for step in pointer.removeprefix("/").split("/")
    )


def member(value: Any, name: str) -> Any:
    """One member by its wire name; UNSET when it is not there."""
    if isinstance(value, BaseModel):
        kind = type(value)
        attribute = wires(kind).get(name)
        if attribute is not None:
            return value.__dict__.get(attribute, UNSET)
        if "root" in kind.model_fields and kind.__pydantic_root_model__:
            return member(value.__dict__.get("root"), name)
        return (value.model_extra or {}).get(name, UNSET)
    if is_mapping(value):
        return value.get(name, UNSET)
    if is_list(value) and name.isdecimal() and int(name) < len(value):
        return value[int(name)]
    return UNSET


def pick(value: Any, path: tuple[str, ...]) -> Any:
    """The value at the end of a path; UNSET when the path breaks off."""
    for name in path:
        value = member(value, name)
        if value is UNSET:
            return UNSET
    return value
