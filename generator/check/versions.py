"""What the standard says in the version that a document names, of the document as it was written.

The tree that later stages see is in one form, whatever it was written in. What the compiler
reads as it was meant (`read.document.upgrade`) stays wrong for everybody else: it is told here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.check.faults import Fault, at_way, deeper, locate
from generator.check.look import Look, Rule
from generator.check.pieces import Piece, pieces
from generator.check.standard import (
    REMOVE,
    UNKNOWN,
    against,
    code_of,
    is_open,
    placed,
    told,
    unknown,
)
from generator.ground.diagnostics import Diagnostic, Span
from generator.read.document.grammar import NEWER
from generator.read.document.versions import SWAGGER, version_of
from generator.read.source import Mapping, Place, Sequence

_LATER = 'say `openapi: "3.1.1"` at the top'
_TO_32 = 'say `openapi: "3.2.0"` at the top'

_IN_30 = {
    "const": "write `enum` with this one value",
    "examples": "write `example` with one of them",
    "if": "write `oneOf` of both cases",
    "then": "write `oneOf` of both cases",
    "else": "write `oneOf` of both cases",
    "$defs": "put them under components.schemas",
    "prefixItems": "write `items` for all of them",
    "contains": "say it in the description",
    "contentMediaType": "write `format: binary`",
    "contentEncoding": "write `format: byte` for base64",
    "patternProperties": "write `additionalProperties`",
    "propertyNames": "say it in the description",
    "unevaluatedProperties": "write `additionalProperties`",
    "unevaluatedItems": "write `maxItems`",
    "dependentRequired": "say it in the description",
    "dependentSchemas": "write `oneOf` of both cases",
    "webhooks": "write them as `callbacks`",
    "jsonSchemaDialect": "remove it",
    "summary": "write it into the description",
    "identifier": "write the licence's `url`",
    "pathItems": "write the path item under paths",
}
"""How OpenAPI 3.0 says what only 3.1 has a word for."""

_SINCE_30 = _IN_30.keys() | {
    "$schema", "$id", "$anchor", "$comment", "$dynamicRef", "$dynamicAnchor",
    "minContains", "maxContains", "contentSchema",
}  # fmt: skip

_AMISS = (("links",), "server")
"""The schema of 3.1 has forgotten it: the text has it (OpenAPI 3.1, Link Object)."""


_TOLD = ("paths", "responses")
"""Whose keys other rules look at, each of them (E306, E309)."""


def e260_word_of_another_version(look: Look) -> Iterator[Diagnostic]:
    """A word that the version at the top does not have, though another version does."""
    version = version_of(look.document.written)
    for piece in pieces(look) if version in ("3.0", "3.1") else ():
        for fault in piece.faults:
            yield from _foreign(look, piece, fault)


def e261_as_meant(look: Look) -> Iterator[Diagnostic]:
    """What the version at the top refuses, and the compiler reads as it was meant."""
    version = version_of(look.document.written)
    if version not in ("3.0", "3.1", "3.2"):
        return
    in_tree = [d for f in against(look) for d in told(f, look.tree)]
    known: set[object] = {(d.span, said) for d in in_tree for said in (d.code, d.message)}
    for piece in pieces(look):
        foreign = {fault.way[:-1] for fault in piece.faults if _foreign(look, piece, fault)}
        for fault in piece.faults:
            if fault.keyword in UNKNOWN or fault.way in foreign or _foreign(look, piece, fault):
                continue
            if fault.keyword == "oneOf" and not isinstance(at_way(piece.value, fault.way), Mapping):
                continue  # what is no object has no members that exclude each other
            if fault.names == ("default",) and _ends(piece, fault) == "responses":
                continue  # follows from an empty object or from a key that is no status
            fault = deeper(fault)
            found = placed(fault, piece.value, "E261")
            holder = at_way(piece.value, fault.way[:-1])
            if fault.keyword == "pattern" and _has_format(holder, fault):
                message = f"bearerFormat does nothing for scheme {holder['scheme']}"
                mend = "remove it, or write `scheme: bearer`"
                found = holder.place.report("E261", message, mend, key="bearerFormat")
            if not known & {(found.span, code_of(fault)), (found.span, found.message)}:
                yield found


def _has_format(holder: Any, fault: Fault) -> bool:
    """Whether what is refused of a scheme is that it is not bearer, beside `bearerFormat`."""
    scheme = fault.way[-1:] == ("scheme",) and isinstance(holder, Mapping)
    return scheme and "bearerFormat" in holder and isinstance(holder.get("scheme"), str)


def _ends(piece: Piece, fault: Fault) -> str | int:
    return fault.way[-1] if fault.way else piece.kind


def e262_refused_member(look: Look) -> Iterator[Diagnostic]:
    """A member that no version knows, or that this kind of its object has not."""
    seen: set[Span] = set()
    for member in unknown(look):
        if member.near or not is_open(look, member.kind):
            message, key = f'unknown member "{member.key[:40]}"', member.key
            found = member.place.report("E262", message, member.mend or REMOVE, key=key)
            seen.add(found.span)
            if not member.near:
                yield found
    for piece in pieces(look) if version_of(look.document.written) not in ("", SWAGGER) else ():
        yield from _refused(look, piece, seen)


def _refused(look: Look, piece: Piece, seen: set[Span]) -> Iterator[Diagnostic]:
    ways = {f.way[:size] for f in piece.faults for size in range(len(f.way) + 1)}
    others = {
        fault.way[:size]
        for fault in piece.faults
        if fault.keyword not in UNKNOWN
        for size in range(len(fault.way) + 1)
    }
    for fault in piece.faults:
        if fault.keyword not in UNKNOWN or fault.way in others:
            continue  # a faulty object does not say which of its members are known
        if piece.kind_at(fault.way) in _TOLD:
            continue
        place = locate(piece.value, piece.value.place, fault.way)
        for name in fault.names:
            if (*fault.way, name) in ways:
                continue  # it is refused for what is in it
            if _came_later(look, piece, fault, name) or (fault.way[-2:-1], name) == _AMISS:
                continue
            found = place.report("E262", f'"{name[:40]}" cannot stand here', REMOVE, key=name)
            if found.span not in seen:
                yield found


def _foreign(look: Look, piece: Piece, fault: Fault) -> list[Diagnostic]:
    place = locate(piece.value, piece.value.place, fault.way)
    version = version_of(look.document.written)
    if fault.keyword in UNKNOWN:
        return [
            _later(place, name, version)
            for name in fault.names
            if _came_later(look, piece, fault, name)
        ]
    said = _value(piece.value, fault) if version == "3.0" else None
    return [place.report("E260", *said)] if said is not None else []


def _later(place: Place, name: str, version: str) -> Diagnostic:
    """What is said of a member that a later version has."""
    mend = _TO_32
    if version == "3.0" and name in _SINCE_30:
        mend = f"{_IN_30[name]}, or {_LATER}" if name in _IN_30 else _LATER
    return place.report("E260", f'"{name}" is not in OpenAPI {version}', mend, key=name)


def _list_of_types(types: Sequence) -> tuple[str, str]:
    one = next((str(kind) for kind in types if kind != "null"), "string")
    mend = f"write `type: {one}`" + (" and `nullable: true`" if "null" in types else "")
    return "a list of types is not in OpenAPI 3.0", f"{mend}, or {_LATER}"


def _came_later(look: Look, piece: Piece, fault: Fault, name: str) -> bool:
    """Whether a later version than the document's has the member; of 3.2's the reader tells."""
    version = version_of(look.document.written)
    newer = NEWER.get(piece.kind_at(fault.way), ())
    return (version == "3.0" and name in _SINCE_30) or name in newer


def _value(written: Mapping, fault: Fault) -> tuple[str, str] | None:
    """A value that only a later version than 3.0 allows."""
    value = at_way(written, fault.way)
    last = fault.way[-1] if fault.way else ""
    if last == "type" and isinstance(value, Sequence):
        return _list_of_types(value)
    if last == "type" and value == "null":
        return (
            "type null is not in OpenAPI 3.0",
            f"write `nullable: true` beside the other type, or {_LATER}",
        )
    number = isinstance(value, int | float) and not isinstance(value, bool)
    if last in ("exclusiveMinimum", "exclusiveMaximum") and number:
        bound = str(last).removeprefix("exclusive").lower()
        return (
            f"{last} is no number in OpenAPI 3.0",
            f"write `{bound}: {value}`, `{last}: true`, or {_LATER}",
        )
    if last == "type" and value == "mutualTLS":
        return "mutualTLS is not in OpenAPI 3.0", f"leave the scheme out, or {_LATER}"
    return None


RULES: tuple[Rule, ...] = (e260_word_of_another_version, e261_as_meant, e262_refused_member)
