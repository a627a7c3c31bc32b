"""What stands for a reference that the standard does not allow, or that leads to another kind.

Only what has one evident reading: a thing of the right kind, or one that holds all that the
right kind would say (the content of a request body is that of a response).
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from generator.read.document.grammar import Slot, kind_at
from generator.read.document.references import Target
from generator.read.source import Mapping, SourceFile, mapping, unescape

_JSON = "application/json"


def standing(node: Mapping, end: Target, wanted: Slot, main: SourceFile) -> Mapping | None:
    """What a reference stands for where none is allowed.

    Args:
        node: The reference.
        end: Where it leads.
        wanted: What should stand there.
        main: The document's own file, whose pointers say what kind a thing is.
    """
    inside = node.place.file is end.file and f"{node.place.pointer}/".startswith(f"{end.pointer}/")
    if not isinstance(end.node, Mapping) or "$ref" in end.node or inside:
        return None
    found = _kind(end, main)
    if found is None or found == wanted:
        return end.node
    return None


def read_as(kind: str, node: Mapping, end: Target, main: SourceFile) -> Mapping | None:
    """A reference to another kind of object as one of *kind*; None where that cannot be told."""
    found = _kind(end, main)
    if found is None or found.many != "one" or not isinstance(end.node, Mapping):
        return None
    rule = _READINGS.get((kind, found.kind))
    made = rule(node, end.node) if rule else None
    return mapping(made, node.place) if made is not None else None


def _kind(end: Target, main: SourceFile) -> Slot | None:
    if end.file is not main:
        return None
    return kind_at(unescape(part) for part in end.pointer.split("/")[1:])


def _body(node: Mapping, found: Mapping) -> dict[str, Any] | None:
    return {k: found[k] for k in ("description", "content") if k in found} or None


def _json(node: Mapping, found: Mapping) -> dict[str, Any]:
    place = node.place.child("content")
    media = mapping(_holds_schema(node, found), place.child(_JSON))
    return {"description": "", "content": mapping({_JSON: media}, place)}


def _holds_schema(node: Mapping, found: Mapping) -> dict[str, Any]:
    return {"schema": mapping({"$ref": node["$ref"]}, node.place.child("schema"))}


def _header(node: Mapping, found: Mapping) -> dict[str, Any]:
    return {key: value for key, value in found.items() if key not in ("name", "in")}


def _own_schema(node: Mapping, found: Mapping) -> dict[str, Any] | None:
    schema = found.get("schema")
    return dict(schema) if isinstance(schema, Mapping) else None


def _content_schema(node: Mapping, found: Mapping) -> dict[str, Any] | None:
    content = found.get("content")
    media = list(content.values()) if isinstance(content, Mapping) else []
    return (
        _own_schema(node, media[0]) if len(media) == 1 and isinstance(media[0], Mapping) else None
    )


_READINGS: dict[tuple[str, str], Callable[[Mapping, Mapping], dict[str, Any] | None]] = {
    ("response", "requestBody"): _body,
    ("requestBody", "response"): _body,
    ("response", "schema"): _json,
    ("requestBody", "schema"): _json,
    ("mediaType", "schema"): _holds_schema,
    ("header", "schema"): _holds_schema,
    ("header", "parameter"): _header,
    ("schema", "parameter"): _own_schema,
    ("schema", "header"): _own_schema,
    ("schema", "mediaType"): _own_schema,
    ("schema", "response"): _content_schema,
    ("schema", "requestBody"): _content_schema,
}
"""(What should stand there, what the reference leads to) → what it says as the former."""
