"""Small values that fit a schema: witnesses for what the critic claims."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.check.conjunction import Conjunction
from generator.check.look import Look, held, listed
from generator.read.source import Mapping

_DEPTH = 6
_MEMBERS = 40
_TEXTS = {
    "date": "2026-01-31",
    "date-time": "2026-01-31T12:00:00Z",
    "time": "12:00:00Z",
    "duration": "P1D",
    "uuid": "123e4567-e89b-12d3-a456-426614174000",
    "email": "name@example.com",
    "uri": "https://example.com/",
    "ipv4": "192.0.2.1",
    "ipv6": "2001:db8::1",
    "hostname": "example.com",
}


def witnesses(look: Look, schema: Any) -> Iterator[Any]:
    """Values that may fit a schema; whether they do is for its validator to say.

    At most one for each literal that the schema names, else the least of each of
    its types: an object with its required members, the same with all of them.
    """
    schema = look.deref(schema)
    said = [*listed(schema, "enum")[:_MEMBERS], *listed(schema, "examples")[:3]]
    yield from [schema["const"]] if "const" in schema else said
    for whole in (False, True):
        yield _least(look, schema, whole, 0)


def _least(look: Look, schema: Any, whole: bool, depth: int) -> Any:
    """The least value of a schema; with all its members when *whole*."""
    schema = look.deref(schema)
    parts = Conjunction(look, schema).parts
    for part in parts:
        if "const" in part:
            return part["const"]
        if listed(part, "enum"):
            return part["enum"][0]
    for part in parts:
        for word in ("oneOf", "anyOf"):
            members = listed(part, word)
            if members and depth < _DEPTH and "properties" not in part:
                return _least(look, members[0], whole, depth + 1)
    return _of_type(look, parts, whole, depth)


def _of_type(look: Look, parts: list[Mapping], whole: bool, depth: int) -> Any:
    kind = _kind(parts)
    low = _most(parts, "minimum", "exclusiveMinimum")
    match kind:
        case "object":
            return _object(look, parts, whole, depth)
        case "array":
            count = min(int(_most(parts, "minItems") or 0), 5)
            items: Any = next((part["items"] for part in parts if "items" in part), {})
            return [_least(look, items, whole, depth + 1) for _ in range(count)]
        case "string":
            format_ = next((part["format"] for part in parts if "format" in part), None)
            text = _TEXTS.get(format_, "") if isinstance(format_, str) else ""
            return text.ljust(min(int(_most(parts, "minLength") or 0), 1000), "a")
        case "boolean":
            return True
        case "null":
            return None
        case _:
            exclusive = any("exclusiveMinimum" in part for part in parts)
            return (low or 0) + (1 if exclusive else 0)


def _object(look: Look, parts: list[Mapping], whole: bool, depth: int) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if depth >= _DEPTH:
        return found
    required = dict.fromkeys(  # in its order: the same document has the same findings each time
        name for part in parts for name in listed(part, "required") if isinstance(name, str)
    )
    for part in parts:
        for name, schema in list(held(part, "properties").items())[:_MEMBERS]:
            if name not in found and (whole or name in required):
                found[name] = _least(look, schema, whole, depth + 1)
    return found | {name: None for name in required if name not in found}


def _kind(parts: list[Mapping]) -> str:
    for part in parts:
        declared = part.get("type")
        kinds = [declared] if isinstance(declared, str) else listed(part, "type")
        if kinds:
            return str(kinds[0])
    for kind, words in (("object", ("properties", "required")), ("array", ("items",))):
        if any(word in part for part in parts for word in words):
            return kind
    return "string"


def _most(parts: list[Mapping], *words: str) -> Any:
    found = [
        part[word]
        for part in parts
        for word in words
        if isinstance(part.get(word), int | float) and not isinstance(part[word], bool)
    ]
    return max(found, default=None)
