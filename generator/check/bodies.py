"""Whether a JSON pointer leads to something in the bodies that a schema describes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.check.look import Look, Operation, held, listed
from generator.ground.diagnostics import nearest
from generator.read.source import Mapping, Sequence, unescape

_MANY = 500


def leads(look: Look, schema: Any, pointer: str) -> list[Any] | None:
    """The schemas at a pointer in a body.

    Returns:
        The schemas, an empty list if there is nothing, or None where the schema
        leaves open what a body holds.
    """
    at = [schema]
    for part in (unescape(p) for p in pointer.split("/")[1:]):
        following: list[Any] = []
        for alternative in alternatives(look, at):
            step = _step(alternative, part)
            if step is None:
                return None
            following += step
        at = following
    return at


def missing_part(look: Look, schema: Any, pointer: str) -> tuple[str, str]:
    """The first part of a pointer that leads nowhere, and the nearest name there is."""
    parts = pointer.split("/")
    for end in range(2, len(parts) + 1):
        if leads(look, schema, "/".join(parts[:end])) == []:
            before = leads(look, schema, "/".join(parts[: end - 1])) or []
            names = {n for s in alternatives(look, before) for n in held(s, "properties")}
            part = unescape(parts[end - 1])
            return part, nearest(part, names)
    return "", ""


def success(look: Look, operation: Any) -> list[Any]:
    """The JSON schemas of an operation's success bodies."""
    return _schemas(look, operation, "2")


def failure(look: Look, operation: Any) -> list[Any]:
    """The JSON schemas of an operation's error bodies."""
    return _schemas(look, operation, "45d")


def _schemas(look: Look, operation: Any, first: str) -> list[Any]:
    found: list[Any] = []
    for status, response in look.responses(operation):
        if status[:1] in first:
            for name, media in held(response, "content").items():
                if "json" in name and isinstance(media, Mapping) and "schema" in media:
                    found.append(media["schema"])
    return found


def alternatives(look: Look, schemas: list[Any]) -> Iterator[Mapping]:
    """Schemas with all that they are composed of, each once."""
    seen: set[int] = set()
    todo = list(schemas)
    while todo and len(seen) < _MANY:
        schema = look.document.deref(todo.pop())
        if isinstance(schema, Mapping) and id(schema) not in seen:
            seen.add(id(schema))
            yield schema
            for word in ("allOf", "anyOf", "oneOf"):
                todo += listed(schema, word)


def _step(schema: Mapping, part: str) -> list[Any] | None:
    properties = held(schema, "properties")
    if part in properties:
        return [properties[part]]
    found: list[Any] = []
    if part.isdecimal():
        prefix = listed(schema, "prefixItems")
        if int(part) < len(prefix):
            return [prefix[int(part)]]
        if isinstance(schema.get("items"), Mapping):
            found.append(schema["items"])
    more = schema.get("additionalProperties")
    if isinstance(more, Mapping):
        found.append(more)
    known = properties or found or schema.keys() & {"allOf", "anyOf", "oneOf"}
    kind = schema.get("type")
    if kind in ("array", ["array"]) and not part.isdecimal():
        return []
    scalar = isinstance(kind, str) and kind not in ("object", "array")
    scalar = scalar or (
        isinstance(kind, Sequence) and not {"object", "array"} & set(map(str, kind))
    )
    if more is True or not (known or scalar):
        return None
    return found


def taken(look: Look, operation: Operation) -> list[Any]:
    """The schemas of the bodies that an operation takes."""
    content = held(look.deref(operation.value.get("requestBody")), "content")
    return [m["schema"] for m in content.values() if isinstance(m, Mapping) and "schema" in m]
