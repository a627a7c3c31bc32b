"""Types of members that became others: what it is to HTTP, to callers, to those who implement."""

from __future__ import annotations

from typing import Any

from tests.evolution.comparing import compared
from tests.evolution.pairs import INTEGER, NEW, NUMBER, THING, base, edited
from tests.evolution.test_told import LETTERS
from tests.support import STRING

Schema = dict[str, Any]
BOOLEAN: Schema = {"type": "boolean"}
NULL: Schema = {"type": "null"}


def many(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def keyed(values: Schema | bool) -> Schema:
    return {"type": "object", "additionalProperties": values}


def row(*items: Schema) -> Schema:
    return {"type": "array", "prefixItems": list(items), "items": False, "minItems": len(items)}


def formed(name: str, kind: str = "string") -> Schema:
    return {"type": kind, "format": name}


def among(*values: Any, closed: bool = False) -> Schema:
    return {"enum": list(values), **({"x-enum": "closed"} if closed else {})}


def either(*ways: Schema) -> Schema:
    return {"anyOf": list(ways)}


def perhaps(schema: Schema) -> Schema:
    return {"type": [schema["type"], "null"]}


MOVED: list[tuple[Schema, Schema, str, str]] = [
    (STRING, INTEGER, "type-changed bbb", "type-changed bbb"),
    (INTEGER, NUMBER, "type-widened bb-", "type-widened a-b"),
    (NUMBER, INTEGER, "type-narrowed a-b", "type-narrowed bb-"),
    (INTEGER, STRING, "type-changed bbb", "type-changed bbb"),
    (
        {"type": "string", "minLength": 3, "pattern": "a"},
        {"type": "integer", "minimum": 2, "multipleOf": 2},
        "type-changed bbb",
        "type-changed bbb",
    ),
    (
        {**many(STRING), "maxItems": 3, "uniqueItems": True},
        {**keyed(STRING), "maxProperties": 3},
        "type-changed bbb",
        "type-changed bbb",
    ),
    (STRING, BOOLEAN, "type-changed bbb", "type-changed bbb"),
    (STRING, {}, "type-widened bb-", "type-widened a-b"),
    ({}, STRING, "type-narrowed a-b", "type-narrowed bb-"),
    (STRING, perhaps(STRING), "became-nullable b--", "became-nullable a--"),
    (perhaps(STRING), STRING, "became-not-nullable a--", "became-not-nullable b--"),
    (perhaps(STRING), perhaps(INTEGER), "type-changed bbb", "type-changed bbb"),
    (perhaps(STRING), NULL, "type-narrowed a-b", "type-narrowed bb-"),
    (formed("date"), STRING, "format-removed bbb", "format-removed abb"),
    (STRING, formed("date"), "format-added abb", "format-added bbb"),
    (formed("date"), formed("date-time"), "format-changed bbb", "format-changed bbb"),
    (formed("uuid"), STRING, "format-removed bbb", "format-removed abb"),
    (formed("time"), formed("uuid"), "format-changed bbb", "format-changed bbb"),
    (formed("email"), STRING, "format-removed b--", "format-removed a--"),
    (STRING, formed("email"), "format-added a--", "format-added b--"),
    (formed("decimal", "number"), NUMBER, "precision-changed dbb", "precision-changed dbb"),
    (NUMBER, formed("decimal", "number"), "precision-changed dbb", "precision-changed dbb"),
    (INTEGER, formed("decimal", "number"), "type-widened bbb", "type-widened abb"),
    (formed("decimal"), STRING, "format-removed bbb", "format-removed abb"),
    (formed("int32", "integer"), INTEGER, "precision-changed d--", "precision-changed d--"),
    (formed("date"), formed("email"), "format-changed bbb", "format-changed bbb"),
    (many(STRING), many(INTEGER), "type-changed bbb", "type-changed bbb"),
    (many(INTEGER), many(NUMBER), "type-widened bb-", "type-widened a-b"),
    (many(NUMBER), many(INTEGER), "type-narrowed a-b", "type-narrowed bb-"),
    (many(STRING), STRING, "type-changed bbb", "type-changed bbb"),
    (STRING, many(STRING), "type-changed bbb", "type-changed bbb"),
    (many(STRING), many(perhaps(STRING)), "became-nullable bb-", "became-nullable a-b"),
    (many(STRING), many({}), "type-widened bb-", "type-widened a-b"),
    (many(formed("date")), many(STRING), "format-removed bbb", "format-removed abb"),
    (keyed(STRING), keyed(INTEGER), "type-changed bbb", "type-changed bbb"),
    (keyed(INTEGER), keyed(NUMBER), "type-widened bb-", "type-widened a-b"),
    (keyed(STRING), many(STRING), "type-changed bbb", "type-changed bbb"),
    (keyed(INTEGER), keyed(True), "type-widened bb-", "type-widened a-b"),
    (row(STRING, INTEGER), row(STRING, STRING), "type-changed bbb", "type-changed bbb"),
    (row(STRING, INTEGER), row(STRING, NUMBER), "type-widened bb-", "type-widened a-b"),
    (row(STRING, NUMBER), row(STRING, INTEGER), "type-narrowed a-b", "type-narrowed bb-"),
    (
        row(STRING, STRING),
        row(STRING, STRING, STRING),
        "limit-tightened a--; tuple-changed dbb",
        "limit-tightened b--; tuple-changed dbb",
    ),
    (
        row(STRING, STRING),
        many(STRING),
        "limit-removed a--; tuple-changed dbb",
        "limit-removed a--; tuple-changed dbb",
    ),
    (among("a", "b"), STRING, "values-freed a--", "values-freed a-b"),
    (STRING, among("a", "b"), "values-restricted a--", "values-restricted bb-"),
    (among("a", "b"), among("a", "b", "c"), "enum-value-added a--", "enum-value-added a-d"),
    (among("a", "b"), among("a"), "enum-value-removed a--", "enum-value-removed bb-"),
    (among("a", "b", closed=True), STRING, "values-freed bb-", "values-freed a-b"),
    (among("a", "b", closed=True), among("a", "b"), "enum-opened db-", "enum-opened ---"),
    (
        among("a", "b", closed=True),
        among("a", "b", "c", closed=True),
        "enum-value-added bb-",
        "enum-value-added a-d",
    ),
    (
        among("a", "b", closed=True),
        among("a", closed=True),
        "enum-value-removed a-b",
        "enum-value-removed bb-",
    ),
    (
        among(1, 2),
        among("a"),
        "enum-value-added abb; enum-value-removed abb; type-changed bbb",
        "enum-value-added add; enum-value-removed bbb; type-changed bbb",
    ),
    (among(1, 2), INTEGER, "values-freed a--", "values-freed a-b"),
    (INTEGER, among(1, 2), "values-restricted a--", "values-restricted bb-"),
    (
        among("a", 1),
        among("a"),
        "enum-value-removed a-b; type-narrowed a-b",
        "enum-value-removed bb-; type-narrowed bb-",
    ),
    (
        {"const": "a"},
        {"const": "b"},
        "enum-value-added bbb; enum-value-removed abb",
        "enum-value-added add; enum-value-removed bbb",
    ),
    ({"const": "a"}, STRING, "values-freed bb-", "values-freed a-b"),
    (STRING, {"const": "a"}, "values-restricted a-b", "values-restricted bb-"),
    (
        {"const": "a"},
        among("a", "b"),
        "enum-opened db-; enum-value-added bb-",
        "enum-opened --b; enum-value-added a-d",
    ),
    ({"const": 1}, INTEGER, "values-freed bb-", "values-freed a-b"),
    (among("a", closed=True), {"const": "a"}, "", ""),
    (
        either(STRING, INTEGER),
        either(STRING, INTEGER, BOOLEAN),
        "variant-added bb-",
        "variant-added a-b",
    ),
    (either(STRING, INTEGER), STRING, "variant-removed a-b", "variant-removed bb-"),
    (STRING, either(STRING, INTEGER), "variant-added bb-", "variant-added a-b"),
    (either(STRING, INTEGER), either(INTEGER, STRING), "", ""),
    (
        either(STRING, INTEGER),
        either(STRING, NUMBER),
        "type-widened bb-; type-widened bb-",
        "type-widened a-b; type-widened a-b",
    ),
    (either(STRING, NULL), STRING, "became-not-nullable a--", "became-not-nullable b--"),
    (
        {"type": "string", "contentEncoding": "base64"},
        STRING,
        "content-changed b--",
        "content-changed b--",
    ),
    (among(None, "a"), among("a"), "became-not-nullable a-b", "became-not-nullable bb-"),
    (among("a"), among(None, "a"), "became-nullable bb-", "became-nullable a-b"),
]
"""Before and after; what is told where it is answered, and where it is sent, with verdicts in
letters: additive, doubtful, breaking or none for HTTP, callers, implementers."""


def test_a_type_that_is_another_is_told_to_whom_it_matters() -> None:
    before: dict[str, Any] = {}
    after: dict[str, Any] = {}
    for index, (one, other, _, _) in enumerate(MOVED):
        for model in (THING, NEW):
            before[f"{model}/properties/p{index:02}"] = one
            after[f"{model}/properties/p{index:02}"] = other
    old = edited(base(), before)
    changes = compared(old, edited(old, after)).changes
    told: dict[str, list[str]] = {}
    for change in changes:
        verdicts = "".join(LETTERS[verdict] for verdict in change.verdicts.all)
        model, _, member = change.subject.partition(".")
        told.setdefault(f"{model}.{member[:3]}", []).append(f"{change.kind} {verdicts}")
    for index, (one, other, answered, sent) in enumerate(MOVED):
        for model, expected in (("Thing", answered), ("NewThing", sent)):
            found = "; ".join(sorted(told.get(f"{model}.p{index:02}", [])))
            assert (one, other, model, found) == (one, other, model, expected)
