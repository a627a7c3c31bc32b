"""One schema out of several: what `allOf`, a chosen branch and a discriminator ask for together."""

from __future__ import annotations

from typing import Any

from .values import is_object

_LEAST = ("minimum", "exclusiveMinimum", "minLength", "minItems", "minProperties", "minContains")
_MOST = ("maximum", "exclusiveMaximum", "maxLength", "maxItems", "maxProperties")


class Unsatisfiable(Exception):
    """This way leads to no value."""


def discriminated(discriminator: Any, ref: Any) -> dict[str, Any]:
    """What a discriminator (section 4.8.25) adds to the branch that was chosen."""
    if not is_object(discriminator) or not isinstance(ref, str):
        return {}
    short = ref.rpartition("/")[2]
    mapping: dict[str, str] = discriminator.get("mapping", {})
    word = next((word for word, to in mapping.items() if to in (ref, short)), short)
    name = discriminator["propertyName"]
    return {"properties": {name: {"const": word}}, "required": [name]}


def both(one: dict[str, Any], two: dict[str, Any]) -> dict[str, Any]:
    """One schema that asks for what two ask for; the first decides what cannot be joined."""
    joined = dict(one)
    for key, value in two.items():
        if key not in joined:
            joined[key] = value
            continue
        mine = joined[key]
        if key == "properties":
            names = dict.fromkeys((*mine, *value))
            joined[key] = {
                name: {"allOf": [mine[name], value[name]]}
                if name in mine and name in value
                else mine.get(name, value.get(name))
                for name in names
            }
        elif key == "required":
            joined[key] = list(dict.fromkeys((*mine, *value)))
        elif key == "type":
            joined[key] = _common_types(mine, value)
        elif key == "enum":
            joined[key] = [item for item in mine if item in value]
        elif key in _LEAST:
            joined[key] = max(mine, value)
        elif key in _MOST:
            joined[key] = min(mine, value)
        elif key in ("items", "additionalProperties", "propertyNames"):
            joined[key] = (
                {"allOf": [mine, value]} if mine is not False and value is not False else False
            )
    return joined


def _common_types(one: Any, two: Any) -> list[str]:
    first = [one] if isinstance(one, str) else list(one)
    second = [two] if isinstance(two, str) else list(two)
    common = [kind for kind in first if kind in second]
    if "integer" not in common and {"integer", "number"} <= {*first, *second}:
        common.append("integer")
    return common
