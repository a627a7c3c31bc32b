"""How the vendor writes values where JSON Schema's formats do not say (`x-wire`).

The formats themselves are those of the client: see `wire.formats`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from operator import is_not
from typing import Any

from ...ground.parts import part
from .values import is_array, is_object

WRITTEN = "written as "
"""Begins the format of a date that the vendor writes in a way of its own."""
_FORMATS = ("date", "date-time", "time")
_RANGES = {"int32": (-(2**31), 2**31 - 1), "int64": (-(2**63), 2**63 - 1)}
_DATA = frozenset({"x-wire", "example", "examples", "const", "enum", "default"})

Check = Callable[[str], bool]


def format_of(letters: str) -> Any:
    """The `Format` that letters name; None for none, and where the document has no dates."""
    formats = part("wire.formats")
    return formats.format_of(letters) if formats else None


def words_of(stated: Any) -> tuple[str, str] | None:
    """The words for true and false that `x-wire` says; None: it says none."""
    formats = part("wire.formats") if isinstance(stated, str) else None
    found: tuple[str, str] | None = formats.words_of(stated) if formats else None
    return found


def read_text(codes: str, text: str) -> Any:
    """The date or time that text stands for in one of several formats; other text as it is."""
    for code in codes.split("|"):
        form = format_of(code)
        try:
            if form is not None:
                return form.read(text)
        except ValueError:
            continue
    return text


def stated_in(holder: Any) -> dict[str, Any]:
    """What a schema, parameter or document says in `x-wire`, as an object."""
    stated = holder.get("x-wire") if is_object(holder) else None
    if isinstance(stated, str):
        return {"boolean": stated} if words_of(stated) else {}
    return stated if is_object(stated) else {}


def respelt(
    value: Any, wire: Mapping[str, Any], checks: dict[str, Check], forced: str | None = None
) -> Any:
    """A document whose schemas check the vendor's spelling, and the ranges of integer formats.

    Args:
        value: The document or a part of it, which stays as it is.
        wire: The `x-wire` that holds here, as an object.
        checks: Takes a check for each format that was renamed.
        forced: The format of the value itself, which a parameter says for its schema.
    """
    if is_array(value):
        items = [respelt(item, wire, checks) for item in value]
        return items if any(map(is_not, items, value)) else value
    if not is_object(value):
        return value
    own = value.get("x-wire")
    wire = {**wire, **own} if is_object(own) else wire
    forced = own if isinstance(own, str) else forced
    changed = _renamed(value, wire, forced, checks)
    # A parameter's format is its schema's, a list's that of its items.
    handed = forced if "in" in value or "array" in _types(value) else None
    for key, child in value.items():
        if key in _DATA:
            continue
        if key == "properties" and is_object(child):
            new: Any = {name: respelt(item, wire, checks) for name, item in child.items()}
            new = child if all(new[name] is item for name, item in child.items()) else new
        else:
            # In a oneOf, a map that is a list, too, would make two members fit.
            here = {**wire, "empty-map": "map"} if key == "oneOf" else wire
            down = handed if key in ("schema", "items") else None
            new = respelt(child, here, checks, down)
        if new is not child:
            changed[key] = new
    return {**value, **changed} if changed else value


def _renamed(
    schema: dict[str, Any], wire: Mapping[str, Any], own: str | None, checks: dict[str, Check]
) -> dict[str, Any]:
    """What the vendor's spelling and an integer's format change in a schema itself."""
    changed: dict[str, Any] = {}
    form = schema.get("format")
    if isinstance(form, str) and form in _RANGES and "integer" in _types(schema):
        # A format is text's alone in JSON Schema; OpenAPI's int32 and int64 bind numbers.
        low, high = _RANGES[form]
        changed["minimum"] = max(low, schema.get("minimum", low))
        changed["maximum"] = min(high, schema.get("maximum", high))
    letters = own or (wire.get(form) if form in _FORMATS else None)
    found = format_of(letters) if isinstance(letters, str) else None
    if found is not None and "string" in _types(schema):
        name = changed["format"] = f"{WRITTEN}{letters}"
        checks[name] = found.matches
    if wire.get("empty-map") == "list" and _is_map(schema):
        changed["type"] = [*_types(schema), "array"]
        changed["maxItems"] = 0
    return changed


def _types(schema: dict[str, Any]) -> list[Any]:
    stated = schema.get("type")
    return list(stated) if is_array(stated) else [stated]


def _is_map(schema: dict[str, Any]) -> bool:
    named = "properties" in schema or "array" in _types(schema)
    return "object" in _types(schema) and "additionalProperties" in schema and not named


def booleans(wire: Mapping[str, Any]) -> dict[str, bool]:
    """The words for true and false on the wire.

    `true` and `false`; where `x-wire` has other words those, and what clients in
    other languages make of a boolean.
    """
    words = words_of(wire.get("boolean"))
    if words is None:
        return {"true": True, "false": False}
    yes, no = words
    spellings = {"true": True, "True": True, "false": False, "False": False}
    return {"1": True, "0": False, **spellings, yes: True, no: False}
