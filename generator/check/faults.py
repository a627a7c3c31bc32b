"""What a JSON Schema validator found, in words for the author of the document."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import Any

import jsonschema_rs

from generator.check.spelling import sample
from generator.ground.diagnostics import nearest, short
from generator.ground.records import record
from generator.read.source import Mapping, Place, Sequence

_TYPES = {
    "string": "text",
    "integer": "a whole number",
    "number": "a number",
    "boolean": "true or false",
    "object": "an object",
    "array": "a list",
    "null": "null",
}

_MOST = 5000
"""Faults of one value that are looked at: nobody mends more at once."""


@record(frozen=True, slots=True)
class Fault:
    """One fault of a value: the way to it, the keyword it breaks, and words for it."""

    way: tuple[str | int, ...]
    keyword: str
    message: str
    mend: str
    names: tuple[str, ...] = ()
    value: Any = None
    """The value at fault."""
    wanted: tuple[Any, ...] = ()
    """Of a type or a choice: what there may be."""


def faults(validator: Any, value: Any) -> Iterator[Fault]:
    """The faults of a value, one for each root cause; the first some thousand."""
    for error in islice(validator.iter_errors(value), _MOST):
        yield from explain(error)


def cut(message: str) -> str:
    """A message that fits a line of a terminal."""
    return message if len(message) < 100 else message[:98] + "…"


def deeper(fault: Fault) -> Fault:
    """A fault of a list of types or of a list with an item twice, as one of that item."""
    found = fault.value
    if fault.keyword == "uniqueItems" and isinstance(found, list):
        seen: list[Any] = []
        for index, item in enumerate(found):
            if item in seen:
                message = f"{short(item, 40)} stands twice"
                return replace(fault, way=(*fault.way, index), message=message, value=item)
            seen.append(item)
    if fault.way[-1:] == ("type",) and isinstance(found, list) and fault.keyword == "enum":
        for index, item in enumerate(found):
            if item in found[:index]:
                way, message = (*fault.way, index), f"{short(item, 40)} stands twice"
                return replace(fault, way=way, value=item, message=message, mend="remove one")
        for index, item in enumerate(found):
            if item not in fault.wanted:
                near = nearest(str(item), [str(option) for option in fault.wanted])
                mend = f"did you mean {near}?" if near else fault.mend
                message = f"{short(item, 40)} is no type"
                way = (*fault.way, index)
                return replace(fault, way=way, value=item, message=message, mend=mend)
    return fault


def explain(error: Any) -> Iterator[Fault]:
    """One error as faults; of a union's branches, those of the branch that fits best."""
    keyword = error.kind.name
    branches = getattr(error.kind, "context", None)
    if isinstance(error.kind, jsonschema_rs.ValidationErrorKind.OneOfMultipleValid):
        yield _described(error)
        return
    if keyword in ("anyOf", "oneOf") and branches:
        branches = _meant(branches, len(error.instance_path))
        missing = _alternatives(branches) if len(branches) > 1 else []
        if missing:
            names = _listed(missing)
            yield _fault(error, f"{names} must be given", f"add {names}", tuple(missing))
            return
        best = min(branches, key=_distance)
        if best:
            for inner in best:
                yield from explain(inner)
            return
    yield _described(error)


def locate(value: Any, place: Place, way: tuple[str | int, ...]) -> Place:
    """The place of what lies *way* within a value that stands at *place*."""
    for step in way:
        if isinstance(value, Mapping | Sequence):
            place = value.place
        if isinstance(value, Mapping):
            step = _key(value, step)
            if step not in value:
                return place
            value = value[step]
        elif isinstance(value, Sequence) and isinstance(step, int) and step < len(value):
            value = value[step]
        else:
            return place
        place = place.child(step)
    return value.place if isinstance(value, Mapping | Sequence) else place


def _key(value: Mapping, step: str | int) -> str:
    """The key that a step means: the validator takes one of digits (`200`, `+1`) for an index."""
    if str(step) in value or not isinstance(step, int):
        return str(step)
    digits = (key for key in value if key.lstrip("+0") == str(step))
    return next(digits, str(step))


def at_way(value: Any, way: tuple[str | int, ...]) -> Any:
    """What lies at a way that the validator told; None where that is nothing."""
    for step in way:
        if isinstance(value, Mapping):
            value = value.get(_key(value, step))
        elif isinstance(value, Sequence) and isinstance(step, int) and step < len(value):
            value = value[step]
        else:
            return None
    return value


def kind_of(value: Any) -> str:
    """The JSON type of a value, in words."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return "text"
    if isinstance(value, int | float):
        return "a number"
    return "an object" if isinstance(value, dict) else "a list"


def _meant(branches: list[list[Any]], depth: int) -> list[list[Any]]:
    """The branches that may have been meant: none that only asks for a reference, and none whose
    value of a tag (`in`, `type`) is not the value that is there, while another's is.
    """
    whole = [b for b in branches if not (len(b) == 1 and _asks_for(b[0], "$ref"))] or branches
    refused = [_tags(branch, depth) for branch in whole]
    tags = set[_Way]().union(*refused).difference(refused[0].intersection(*refused))
    return [b for b, ways in zip(whole, refused, strict=True) if not ways & tags] or whole


_Way = tuple[str | int, ...]


def _tags(branch: list[Any], depth: int) -> set[_Way]:
    """Where a branch refuses a value for another one, below the union itself."""
    ways = (tuple(e.instance_path) for e in branch if e.kind.name in ("enum", "const"))
    return {way for way in ways if len(way) > depth}


def _asks_for(error: Any, name: str) -> bool:
    return bool(error.kind.name == "required" and error.kind.property == name)


def _distance(branch: list[Any]) -> tuple[int, int, int]:
    """How far a branch is from fitting: another type altogether is farthest."""
    depths = [len(e.instance_path) for e in branch]
    top = min(depths, default=0)
    wrong_type = any(e.kind.name == "type" and len(e.instance_path) == top for e in branch)
    return (int(wrong_type), -max(depths, default=0), len(branch))


def _alternatives(branches: list[list[Any]]) -> list[str]:
    """The members one of which is missing, where each branch only asks for one."""
    if all(len(b) == 1 and b[0].kind.name == "required" for b in branches):
        return [b[0].kind.property for b in branches]
    return []


def _listed(names: list[str]) -> str:
    quoted = [f'"{name}"' for name in names]
    return " or ".join([", ".join(quoted[:-1]), quoted[-1]] if len(quoted) > 1 else quoted)


def _fault(error: Any, message: str, mend: str, names: tuple[str, ...] = ()) -> Fault:
    return Fault(tuple(error.instance_path), error.kind.name, message, mend, names)


def _described(error: Any) -> Fault:
    kind, value = error.kind, error.instance
    words = jsonschema_rs.ValidationErrorKind
    match kind:
        case words.Required():
            name = kind.property
            return _fault(error, f'"{name}" is missing', f"add `{name}`", (name,))
        case words.Type():
            wanted = " or ".join(_TYPES.get(t, t) for t in kind.types)
            return replace(
                _fault(
                    error,
                    _unlike(value, wanted),
                    _typed(kind, value),
                ),
                value=value,
                wanted=tuple(kind.types),
            )
        case words.Enum():
            options = [short(o, 30) for o in kind.options]
            near = nearest(str(value), [str(o) for o in kind.options])
            shown = ", ".join(options[:6]) + (", …" if len(options) > 6 else "")
            within = [o for o in kind.options if str(value) and str(value) in str(o)]
            mend = f"did you mean {near}?" if near else f"write one of {shown}"
            if len(within) > 1 and isinstance(value, str):
                mend = f"write {' or '.join(map(str, within[:3]))}"
            found = _fault(error, f"{short(value, 40)} is none of {shown}", mend)
            return replace(found, value=value, wanted=tuple(kind.options))
        case words.Constant():
            wanted = short(kind.expected_value, 40)
            return _fault(error, f"{short(value, 40)} is not {wanted}", f"write {wanted}")
        case words.Pattern():
            mend = _PATTERNS.get(kind.pattern, "change the one or the other")
            message = f"{short(value, 40)} does not match {short(kind.pattern, 50)}"
            return replace(_fault(error, message, mend), value=value, wanted=(kind.pattern,))
        case words.Format() if (own := sample(kind.format)) is not None:
            message = f"{short(value, 40)} is not written {own[0]}"
            return _fault(error, message, f"write it as {own[1]}")
        case words.Format():
            message = f"{short(value, 40)} is no {kind.format}"
            return _fault(error, message, f"write it as {_FORMATS.get(kind.format, kind.format)}")
        case words.AdditionalProperties() | words.UnevaluatedProperties():
            names = ", ".join(f'"{_cut(n)}"' for n in kind.unexpected[:4])
            message = (
                f"{names} is not foreseen"
                if len(kind.unexpected) == 1
                else (f"{names} are not foreseen")
            )
            return _fault(error, message, "remove it, or add it to the schema",
                          tuple(kind.unexpected))  # fmt: skip
        case words.OneOfMultipleValid():
            message = f"{short(value, 40)} fits several members of oneOf"
            return _fault(error, message, "make the members exclude each other, or use anyOf")
        case words.PropertyNames():
            inner = _described(kind.error)
            name = str(kind.error.instance)
            mend = inner.mend if inner.keyword == "pattern" else "rename it"
            return _fault(error, f"the name {inner.message}", mend, (name,))
        case _:
            return _limit(error)


def _unlike(value: Any, wanted: str) -> str:
    shown, kind = short(value, 40), kind_of(value)
    return f"{shown} is not {wanted}" if shown == kind else f"{shown} is {kind}, not {wanted}"


def _limit(error: Any) -> Fault:
    kind, value = error.kind, error.instance
    limit = getattr(kind, "limit", None)
    said = kind.name + (f" {limit}" if limit is not None else "")
    mend = _LIMITS[kind.name].format(limit) if kind.name in _LIMITS else _CHANGE
    mend = re.sub(r"\b1 (member|character)s\b", r"1 \1", mend)
    return replace(_fault(error, f"{short(value, 40)} breaks {said}", mend), value=value)


_CHANGE = "change the value or the schema"
_LIMITS = {
    "minimum": "write {} or more",
    "maximum": "write {} or less",
    "exclusiveMinimum": "write more than {}",
    "exclusiveMaximum": "write less than {}",
    "minLength": "write {} characters or more",
    "maxLength": "write {} characters or less",
    "minItems": "list {} or more",
    "maxItems": "list {} or less",
    "minProperties": "write {} members or more",
    "maxProperties": "write {} members or less",
    "uniqueItems": "remove one of the two",
}
"""How a value is mended that breaks a limit."""


def _typed(kind: Any, value: Any) -> str:
    """How to write a value so that it has the type."""
    if isinstance(value, str):
        low = value.lower()
        if "boolean" in kind.types and low in ("yes", "on", "true", "no", "off", "false"):
            return f"write {'true' if low in ('yes', 'on', 'true') else 'false'}"
        if "integer" in kind.types or "number" in kind.types:
            is_number = re.fullmatch(r"[-+]?[0-9]+(\.[0-9]+)?", value)
            return "remove the quotes" if is_number else "write a number"
    if "integer" in kind.types and isinstance(value, float):
        return "write a whole number"
    if list(kind.types) == ["boolean"] and isinstance(value, int | float):
        return "write true or false"
    if "string" in kind.types and isinstance(value, list) and len(value) == 1:
        return "write it without brackets" if isinstance(value[0], str) else _RETYPE
    if "string" in kind.types and not isinstance(value, dict | list):
        return "put it in quotes" if value is not None else "write text, or remove it"
    if "array" in kind.types:
        return "write a list"
    if "object" in kind.types:
        return "write an object"
    return _RETYPE


_RETYPE = "change the value or the type"
_PATTERNS = {
    "^3\\.1\\.\\d+(-.+)?$": 'write "3.1.1"',
    "^[a-zA-Z0-9._-]+$": "use letters, digits, `.`, `-` and `_` only",
}

_FORMATS = {
    "date": "2026-01-31",
    "date-time": "2026-01-31T12:00:00Z",
    "time": "12:00:00Z",
    "uuid": "123e4567-e89b-12d3-a456-426614174000",
    "email": "name@example.com",
    "uri": "https://example.com/path",
    "duration": "P1DT2H",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
    "uri-reference": "/path",
    "hostname": "example.com",
    "json-pointer": "/data/id",
    "idn-email": "name@example.com",
}


def _cut(text: str) -> str:
    return text if len(text) <= 40 else text[:39] + "…"
