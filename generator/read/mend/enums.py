"""What an enum means whose values its schema's own type or format refuses, all of them."""

from __future__ import annotations

import json
from math import isfinite
from typing import Any

from generator.ground.diagnostics import Diagnostic
from generator.read.mend.tree import Location
from generator.read.mend.whole import Tree
from generator.read.source import Mapping, Sequence, mapping, sequence


def meant(tree: Tree, at: Location, found: Diagnostic) -> str | None:
    """The list says more than what stands beside it: so that is read as it can be meant.

    Values are of the type where each of them spells one, in quotes or without; those of an
    array are its items; else the type is left out, as is a format.
    """
    node = at.holder.node
    if at.key == "format":
        at.remove()
        return "without the format"
    values = node.get("enum") if isinstance(node, Mapping) else None
    if not isinstance(values, Sequence):
        return None
    kinds = node.get("type")
    kind = kinds if isinstance(kinds, str) else next((k for k in kinds or () if k != "null"), "")
    if kind == "array":
        items = node.get("items")
        held = dict(items) if isinstance(items, Mapping) else {}
        node["items"] = mapping({**held, "enum": node.pop("enum")}, values.place)
        return "each item is one of them"
    told = [None if value is None else _as(kind, value) for value in values]
    if None in [one for one, value in zip(told, values, strict=True) if value is not None]:
        node.pop("type")
        return "whatever their type is"
    node["enum"] = sequence(told, values.place)
    if "default" in node and (default := _as(kind, node["default"])) is not None:
        node["default"] = default
    return f"values of type {kind}"


def _as(kind: str, value: Any) -> Any:
    """The value of a type that another one spells; None: it spells none."""
    if kind == "string" and isinstance(value, bool | int | float):
        return json.dumps(value)
    if kind not in ("integer", "number", "boolean") or not isinstance(value, str):
        return None
    try:
        read = json.loads(value.strip().lower())
    except (ValueError, RecursionError):
        return None
    if kind == "boolean":
        return read if isinstance(read, bool) else None
    fits = isinstance(read, int | float) and not isinstance(read, bool) and isfinite(read)
    return read if fits and (kind == "number" or read == int(read)) else None
