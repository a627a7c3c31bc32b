"""Media types: those that are misspelt, and schemas that a media type cannot hold."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from generator.check.conjunction import Conjunction
from generator.check.look import Look, Node, Rule, held, listed
from generator.ground.diagnostics import Diagnostic, nearest, short
from generator.read.source import Mapping

_TOP = ("application", "audio", "example", "font", "haptics", "image", "message", "model",
        "multipart", "text", "video", "chemical", "x-world")  # fmt: skip
"""Top-level types that IANA has registered, and two that are in use without it."""
_KNOWN = (
    *("application/json", "application/xml", "application/x-www-form-urlencoded"),
    *("application/octet-stream", "application/pdf", "application/zip", "application/gzip"),
    *("application/problem+json", "application/problem+xml", "application/hal+json"),
    *("application/vnd.api+json", "application/ld+json", "application/json-patch+json"),
    *("application/merge-patch+json", "application/x-ndjson", "application/jsonl"),
    *("application/yaml", "application/javascript", "application/cbor", "application/msgpack"),
    *("multipart/form-data", "multipart/mixed", "multipart/related", "text/plain", "text/html"),
    *("text/csv", "text/xml", "text/css", "text/markdown", "text/event-stream", "image/png"),
    *("image/jpeg", "image/gif", "image/svg+xml", "image/webp", "image/tiff", "image/bmp"),
    *("audio/mpeg", "audio/wav", "audio/ogg", "video/mp4", "video/mpeg", "video/webm"),
    *("text/json", "application/jsonlines", "application/graphql", "application/graphql+json"),
    *("text/calendar", "application/ndjson", "application/soap+xml", "application/x-yaml"),
    *("application/x-protobuf", "application/protobuf", "application/jwt", "application/jose"),
    *("application/json-seq", "application/geo+json", "application/x-json", "image/jpg"),
    *("application/x-gzip", "application/x-zip", "application/x-tar", "application/tar"),
    *("application/xhtml+xml", "application/atom+xml", "application/rss+xml", "text/yaml"),
    *("text/x-yaml", "application/msword", "application/rtf", "application/hal+xml"),
    *("application/csv", "application/x-xml", "application/json5", "application/jose+json"),
)
_BYTES = re.compile(
    r"(?:image/(?!svg)|audio/|video/|font/|application/(?:pdf|zip|gzip|octet-stream)\b)"
)
_JSON = re.compile(r"(?:application|text)/(?:[^;]+\+)?json\b", re.IGNORECASE)
_DEPTH = 4
"""Objects and lists within each other in which bytes are looked for."""


def w379_misspelt(look: Look) -> Iterator[Diagnostic]:
    """A media type that is almost a common one, of no registered kind, or half a wildcard."""
    for node in look.of("requestBody", "response", "parameter", "header"):
        content = held(node.value, "content")
        if "content" in node.value and node.value["content"] == {} and node.kind == "requestBody":
            message = "the body has no media type"
            yield node.place.report("W379", message, "add `application/json: …`", key="content")
        for name in content:
            said = _misspelt(name)
            if said:
                yield content.place.report("W379", *said, key=name)
    for kind, key in (("encoding", "contentType"), ("schema", "contentMediaType")):
        for node in look.having(kind, key):
            written = str(node.value[key])
            parts = written.split(",") if kind == "encoding" else [written]
            for said in filter(None, map(_misspelt, map(str.strip, parts))):
                yield node.place.report("W379", *said, key=key)


def _misspelt(name: str) -> tuple[str, str] | None:
    plain = name.partition(";")[0].strip().lower()
    top, _, sub = plain.partition("/")
    if not sub or plain in _KNOWN:
        return None
    if "*" in plain and plain != "*/*" and sub != "*":
        message = f"{short(name, 40)} is no media type or range"
        return message, f"write {top}/*, or a whole media type"
    if plain.startswith("application/x-www"):
        near = nearest(plain, _KNOWN, cutoff=0.85)
    elif "*" in plain or ("+" in sub and top in _TOP) or sub.startswith(("vnd.", "x-", "prs.")):
        near = ""
    else:
        near = nearest(plain, _KNOWN, cutoff=0.88)
    known = [each for each in _KNOWN if each.endswith(f"/{sub}")] if top == "application" else []
    if near or known:
        return f"media type {short(name, 40)} is not known", f"did you mean {[*known, near][0]}?"
    return None if top in _TOP or top == "*" else _unknown(name, top)


def _unknown(name: str, top: str) -> tuple[str, str]:
    sub = name.partition("/")[2].partition(";")[0].strip().lower()
    near = f"{sub}/{top}" if f"{sub}/{top}" in _KNOWN else nearest(top, _TOP)
    mend = f"did you mean {near}?" if near else "write application/…"
    return f"media type {short(name, 40)} is of no known kind", mend


def w379_cannot_hold(look: Look) -> Iterator[Diagnostic]:
    """Bytes are no object, and bytes as they are cannot stand in JSON text."""
    for node in look.of("mediaType"):
        name = str(node.way[-1])
        schema = node.value.get("schema")
        if _BYTES.match(name.lower()) and isinstance(schema, Mapping):
            whole = Conjunction(look, look.deref(schema))
            said = any("type" in part for part in whole.parts)
            if said and whole.types and not whole.types & {"string", "null"}:
                kind = sorted(whole.types)[0]
                message = f"{short(name, 40)} holds bytes, never {kind}"
                own = "type" in schema
                place, key = (schema.place, "type") if own else (node.place, "schema")
                mend = "remove the schema, or write `format: binary` text"
                yield place.report("W379", message, mend, key=key)
        if _JSON.match(name) and isinstance(schema, Mapping):
            yield from _bytes_within(node, schema)


def _bytes_within(node: Node, schema: Mapping) -> Iterator[Diagnostic]:
    """Binary members of what is written here; what is shared may be for a form too."""
    todo: list[tuple[Any, int]] = [(schema, 0)]
    while todo:
        value, depth = todo.pop()
        if not isinstance(value, Mapping) or "$ref" in value:
            continue
        if value.get("format") == "binary" and value.get("type") == "string":
            message = "JSON cannot hold bytes as they are"
            mend = "write `format: byte` for base64, or send a form"
            if not depth:
                message = "JSON is no bytes: the body is taken as a file of it"
                mend = "name the file's own media type, or write the schema of its JSON"
            yield value.place.report("W379", message, mend, key="format")
        if depth < _DEPTH:
            inner = [*held(value, "properties").values(), value.get("items")]
            todo += [(each, depth + 1) for each in inner]
        todo += [(each, depth) for each in listed(value, "allOf")]


RULES: tuple[Rule, ...] = (w379_misspelt, w379_cannot_hold)
