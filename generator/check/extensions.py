"""specwright's own extensions: their names, their values by the vocabulary, and their places."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import jsonschema_rs

from generator.check.faults import Fault, cut, deeper, faults, locate
from generator.check.look import Look, Rule
from generator.check.said import (
    everything,
)
from generator.ground.diagnostics import Diagnostic, nearest, short
from generator.ground.vocabulary import DECLARED, extensions, misspelt
from generator.read.source import Mapping

_KINDS = {
    "any": "anything",
    "document": "the document",
    "pathItem": "a path item",
    "operation": "an operation",
    "securityScheme": "a security scheme",
    "mediaType": "a media type",
    "requestBody": "a request body",
    "info": "the info object",
    "paths": "all paths",
    "components": "all components",
    "responses": "all responses",
}


def e420_unknown_extension(look: Look) -> Iterator[Diagnostic]:
    """An `x-` name that is almost one of ours; other tools' names are let alone."""
    if DECLARED not in look.tree:
        return
    for place, _, name, value in everything(look):
        if name not in extensions():
            near = misspelt(name) or _by_members(name, value)
            if near:
                yield place.report(
                    "E420", f"unknown extension {name[:40]}", f"did you mean {near}?", key=name
                )


def _by_members(name: str, value: Any) -> str:
    """The extension that begins as a name does, and whose members or words a value has."""
    for known, extension in extensions().items():
        if name[:_BEGIN] != known[:_BEGIN] or len(name) <= _BEGIN:
            continue
        members = extension.schema.get("properties", {})
        if isinstance(value, Mapping) and value and value.keys() <= members.keys():
            return known
        if isinstance(value, str) and value in extension.schema.get("enum", ()):
            return known
    return ""


_BEGIN = len("x-") + 4
"""Letters that a name has in common with the one that was meant."""


def e421_malformed_extension(look: Look) -> Iterator[Diagnostic]:
    """A value that the extension's schema refuses."""
    for place, kind, name, value in everything(look):
        extension = extensions().get(name)
        if extension is None or not extension.may_stand_on(kind):
            continue
        for found in faults(_schema(name), value):
            fault = deeper(found)
            at = locate(value, place.child(name), fault.way)
            way = ".".join([name, *(str(step) for step in fault.way)])
            if fault.keyword == "additionalProperties":
                for extra in fault.names:
                    near = nearest(extra, _members(extension.schema, fault.way))
                    mend = f"did you mean {near}?" if near else "remove it, or put it in x-note"
                    yield at.report("E421", f"{way} has no member {short(extra, 40)}", mend,
                                    key=extra)  # fmt: skip
            else:
                message, mend = _words(fault)
                yield at.report("E421", cut(f"{way}: {message}"), mend)


def e422_misplaced_extension(look: Look) -> Iterator[Diagnostic]:
    """An extension where it says nothing."""
    for place, kind, name, _ in everything(look):
        extension = extensions().get(name)
        if extension is not None and not extension.may_stand_on(kind):
            message = f"{name} has no meaning on {_KINDS.get(kind, f'a {kind}')}"
            where = ", ".join(_KINDS.get(k, f"a {k}") for k in sorted(extension.stands_on))
            yield place.report("E422", message, f"put it on {where}", key=name)


def _words(fault: Fault) -> tuple[str, str]:
    """What is wrong with a value, and how to mend it, in the vocabulary's terms."""
    if fault.wanted == ("array",) and isinstance(fault.value, dict):
        return fault.message, "put a `-` before it"
    if fault.keyword == "oneOf" and not fault.names:
        return "two members of which only one may stand", "keep one of them"
    if fault.keyword != "pattern" or fault.wanted[0] not in _FORMS:
        return fault.message, fault.mend
    what, mend = _FORMS[fault.wanted[0]]
    return f"{short(fault.value, 40)} is no {what}", mend


_FORMS = {
    "^(/([^~/]|~[01])*)*$": ("JSON pointer", "write a JSON pointer, such as /data/items"),
    "^/": ("path", "begin it with /"),
    "^[A-Za-z_][A-Za-z0-9_]*$": (
        "Python name",
        "write a Python name: letters, digits and `_`, a letter first",
    ),
    "^(\\*|https?://[^/\\s]+)$": ("origin", "write https://example.com, without a path, or `*`"),
    "^[^/]+/[^/]+$": ("pair of words", "write two words, such as 1/0"),
    "^[A-Za-z0-9-]+$": ("name of a charset", "write UTF-8"),
    "\\{version\\}": ("template: it has no {version}", "write {version} where the version stands"),
    "^([^{}]|\\{(body|timestamp|key-id|header:[A-Za-z0-9-]+)\\})*$": (
        "template of what is signed",
        "in braces write body, timestamp, key-id or header:Name",
    ),
}
"""Forms of the vocabulary, with what each is called and how to write it."""


@cache
def _schema(name: str) -> Any:
    schema = dict(extensions()[name].schema)
    return jsonschema_rs.Draft202012Validator(schema, validate_formats=True, offline=True)


def _members(schema: Any, way: tuple[str | int, ...]) -> list[str]:
    """The members that an object within an extension may have."""
    for step in way:
        schema = schema.get("properties", {}).get(step, schema.get("items", {}))
    return list(schema.get("properties", ()))


RULES: tuple[Rule, ...] = (
    e420_unknown_extension,
    e421_malformed_extension,
    e422_misplaced_extension,
)
