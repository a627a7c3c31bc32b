"""Bodies, media types, and the examples that stand beside a schema."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import Any
from urllib.parse import unquote

from generator.check.examples import checker
from generator.check.look import Look, Node, Rule, held
from generator.ground.diagnostics import Diagnostic, short
from generator.read.source import Mapping, Place

_TOKEN = r"[A-Za-z0-9!#$&^_.+*'`|~-]+"
_MEDIA_TYPE = re.compile(rf"{_TOKEN}/{_TOKEN}(?:\s*;.*)?\Z")
_JSON = re.compile(r"(?:application|text)/(?:[^;]+\+)?json\b|\*/\*|application/\*", re.IGNORECASE)
_BODILESS = frozenset({"get", "head", "trace"})


def w311_body_without_meaning(look: Look) -> Iterator[Diagnostic]:
    """A body of GET, HEAD or TRACE has no defined meaning (RFC 9110, section 9.3)."""
    for operation in look.operations:
        if operation.method in _BODILESS and "requestBody" in operation.value:
            message = f"{operation.method.upper()} {operation.path} has a request body"
            mend = "make its members query parameters, or use POST"
            yield operation.place.report("W311", message, mend, key="requestBody")


def w312_media_type(look: Look) -> Iterator[Diagnostic]:
    """A key of `content` is a media type or range (RFC 9110, section 8.3.1)."""
    for node in look.of("requestBody", "response", "parameter", "header"):
        content = held(node.value, "content")
        for name in content:
            if not _MEDIA_TYPE.match(name):
                message = f"{short(name, 40)} is no media type"
                yield content.place.report("W312", message, "write `application/json`", key=name)


def w312_content_type(look: Look) -> Iterator[Diagnostic]:
    """`contentMediaType` is a media type, `contentType` a list of them or of ranges."""
    for kind, key in (("schema", "contentMediaType"), ("encoding", "contentType")):
        for node in look.of(kind):
            said = node.value.get(key)
            parts = said.split(",") if isinstance(said, str) and kind == "encoding" else [said]
            for part in parts:
                if isinstance(part, str) and not _MEDIA_TYPE.match(part.strip()):
                    message = f"{short(part.strip(), 40)} is no media type"
                    mend = "write `application/json`, `image/png` …"
                    yield node.place.report("W312", message, mend, key=key)


def e204_both_examples(look: Look) -> Iterator[Diagnostic]:
    """`example` and `examples` exclude each other (Media Type, Parameter, Header Object)."""
    for node in look.of("mediaType", "parameter", "header"):
        if {"example", "examples"} <= node.value.keys():
            message = "example and examples stand beside each other"
            found = node.place.report("E204", message, "keep one of them")
            yield replace(found, span=node.place.key_span("example"))


def w401_example(look: Look) -> Iterator[Diagnostic]:
    """An example that its schema refuses; the sandbox answers with examples."""
    values = checker(look)
    said = list(_compared(look))
    values.expect(pointer for _, pointer, _ in said)
    for value, pointer, place in said:
        yield from values.check("W401", "example", value, pointer, place)


def _compared(look: Look) -> Iterator[tuple[Any, str, Place]]:
    """Examples, each with the pointer of its schema and its place."""
    for node in look.of("mediaType", "parameter", "header"):
        schema = node.value.get("schema")
        if not isinstance(schema, Mapping | bool):
            continue
        pointer = _schema_pointer(node, schema)
        for value, place in examples_of(look, node.value):
            if _comparable(look, node, value):
                yield value, pointer, place


def examples_of(look: Look, owner: Mapping) -> Iterator[tuple[Any, Place]]:
    """The examples beside a schema, each with its place."""
    if owner.get("example") is not None:  # some generators write null for "none"
        yield owner["example"], owner.place.child("example")
    for example in held(owner, "examples").values():
        said = look.deref(example)
        if "value" in said:
            yield said["value"], said.place.child("value")


def _schema_pointer(node: Node, schema: Any) -> str:
    """Where the schema is; that of a reference, so that it is compiled once."""
    bare = isinstance(schema, Mapping) and schema.keys() == {"$ref"} and "x-wire" not in node.value
    return unquote(str(schema["$ref"])[1:]) if bare else f"{node.pointer}/schema"


def _comparable(look: Look, node: Node, value: Any) -> bool:
    """Whether an example is the value itself, and not its text in another format."""
    if node.kind != "mediaType":
        return True
    if not isinstance(value, str):
        schema = look.deref(node.value.get("schema"))
        return bool(schema.get("format") != "binary")  # which JSON cannot show
    return _JSON.match(str(node.way[-1])) is not None


RULES: tuple[Rule, ...] = (
    w311_body_without_meaning,
    w312_media_type,
    w312_content_type,
    e204_both_examples,
    w401_example,
)
