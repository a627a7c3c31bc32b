"""What is said of a change, word for word: of what, from what to what, where, and to whom."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from generator.compare.change import Change
from tests.evolution.comparing import compared
from tests.evolution.pairs import (
    BODY,
    GET,
    GONE,
    INTEGER,
    NEW,
    OK,
    ONE,
    PAIRS,
    PARAMETERS,
    POST,
    THING,
    base,
    edited,
)
from tests.evolution.test_kinds import CALLED, HOOK, KEYS, MOVED, NAME, SCHEMES, SIZE
from tests.support import STRING, answer, ref

HOOKS: dict[str, Any] = {"/webhooks": {"made": HOOK}}
MADE = "/webhooks/made/post"
CALL = f"{POST}/callbacks/made/{{$request.body#~1note}}/post"
TAGS: dict[str, Any] = {"/tags": [{"name": "things", "description": "Ours."}]}
SENT = "requestBody/content/application~1json/schema"
CHANGES: list[tuple[str, dict[str, Any], dict[str, Any]]] = [
    ("the words of the document", {}, {"/info/description": "Of things."}),
    ("the words of a tag", TAGS, {"/tags/0/description": "Yours."}),
    ("the words of an operation", {}, {f"{ONE}/description": "Of one."}),
    ("the words of an answer", {}, {f"{OK}/description": "Here."}),
    (
        "the words of a shared answer",
        {
            "/components/responses": {"Fine": answer(ref("Thing"))},
            OK: {"$ref": "#/components/responses/Fine"},
        },
        {"/components/responses/Fine/description": "Fine."},
    ),
    ("links", {}, {f"{OK}/links": {"next": {"operationId": "listThings"}}}),
    ("a method of a webhook", HOOKS, {"/webhooks/made/put": HOOK["post"]}),
    (
        "no method of a webhook",
        {"/webhooks": {"made": {**HOOK, "put": HOOK["post"]}}},
        {"/webhooks/made/put": GONE},
    ),
    ("what a webhook sends", HOOKS, {f"{MADE}/{SENT}": ref("NewThing")}),
    ("the words of a webhook", HOOKS, {f"{MADE}/summary": "Made."}),
    ("what a callback sends", CALLED, {f"{CALL}/{SENT}": ref("NewThing")}),
    ("another callback", CALLED, {f"{POST}/callbacks/made": {"{$request.body#/name}": HOOK}}),
    ("a new callback", CALLED, {f"{POST}/callbacks/sold": {"{$request.body#/note}": HOOK}}),
    ("multiples: set", {}, {f"{SIZE}/multipleOf": 2}),
    ("multiples: freed", {f"{SIZE}/multipleOf": 2}, {f"{SIZE}/multipleOf": GONE}),
    ("multiples: finer", {f"{SIZE}/multipleOf": 4}, {f"{SIZE}/multipleOf": 2}),
    ("multiples: coarser", {f"{SIZE}/multipleOf": 2}, {f"{SIZE}/multipleOf": 4}),
    ("multiples: others", {f"{SIZE}/multipleOf": 4}, {f"{SIZE}/multipleOf": 6}),
    (
        "items once",
        {f"{PARAMETERS}/3/schema/uniqueItems": True},
        {f"{PARAMETERS}/3/schema/uniqueItems": GONE},
    ),
    ("items no more twice", {}, {f"{PARAMETERS}/3/schema/uniqueItems": True}),
    ("required, but not described", {}, {f"{NEW}/required/-": "extra"}),
    (
        "no more required, and not described",
        {f"{NEW}/required/-": "extra"},
        {f"{NEW}/required": ["name"]},
    ),
    (
        "values of a pattern",
        {f"{NEW}/patternProperties": {"^x-": STRING}},
        {f"{NEW}/patternProperties/^x-": INTEGER},
    ),
    (
        "names of members",
        {f"{NEW}/propertyNames": {"maxLength": 9}},
        {f"{NEW}/propertyNames/maxLength": 5},
    ),
    (
        "what other members are",
        {f"{NEW}/additionalProperties": STRING},
        {f"{NEW}/additionalProperties": INTEGER},
    ),
    (
        "a member hidden in both",
        {f"{NEW}/properties/size/readOnly": True},
        {f"{NEW}/properties/size/description": "By us."},
    ),
    ("a planned operation is a trial", {}, {f"{ONE}/x-status": "beta"}),
    (
        "another alternative",
        {f"{THING}/anyOf": [{"required": ["note"]}, {"required": ["state"]}]},
        {f"{THING}/anyOf": GONE},
    ),
    (
        "alternatives that come",
        {},
        {f"{THING}/anyOf": [{"required": ["note"]}, {"required": ["state"]}]},
    ),
    (
        "the kind's member",
        {
            "/components/schemas/Any": {
                "oneOf": [ref("Thing"), ref("NewThing")],
                "discriminator": {"propertyName": "note"},
            },
            f"{OK}/content/application~1json/schema": ref("Any"),
        },
        {"/components/schemas/Any/discriminator/propertyName": "name"},
    ),
    ("an example", {}, {f"{NAME}/example": "a"}),
    ("a server less", {"/servers/-": {"url": "https://eu.example.com"}}, {"/servers/1": GONE}),
    ("a server is another", {}, {"/servers/0/url": "https://eu.example.com"}),
    ("a limit", {f"{NAME}/maxLength": GONE}, {f"{NAME}/maxLength": 7}),
    (
        "the end of a member",
        {f"{NAME}/deprecated": True, f"{NAME}/x-deprecation": {"sunset": "2027-01-01"}},
        {f"{NAME}/x-deprecation/sunset": "2028-01-01"},
    ),
    ("a scheme's place", KEYS, {f"{SCHEMES}/other/in": "query"}),
    (
        "scopes",
        {**KEYS, f"{ONE}/security": [{"key": ["read"]}]},
        {f"{ONE}/security/0/key": ["write"]},
    ),
    ("open no more", {**KEYS}, {f"{ONE}/security": [{"key": []}, {"other": []}]}),
    (
        "a component nobody uses",
        {"/components/schemas/Spare": {"type": "object", "properties": {"a": STRING}}},
        {"/components/schemas/Spare/properties/a/maxLength": 5},
    ),
]
CHANGES += [
    ("another tag", {}, {f"{ONE}/tags": ["others"]}),
    ("another id", {}, {f"{ONE}/operationId": "fetchThing"}),
    ("another name in Python", {}, {f"{ONE}/x-py-name": "fetch"}),
]
CHANGES += [(pair.id, dict(pair.before), dict(pair.after)) for pair in PAIRS]
CHANGES += [(f"{kind} {number}", *edits) for number, (kind, *edits) in enumerate(MOVED)]
COLOURS = ["red", "blue", "a", "b", "c", "d", "e", "f"]
MANY = f"{THING}/properties/many"
ADDRESS: dict[str, Any] = {"type": "object", "properties": {"street": STRING}}
UNION = f"{THING}/properties/union"
CHANGES += [
    # Members
    ("a member is called otherwise", {}, {f"{NAME}/x-py-name": "title"}),
    ("a member is needed and written in another way", {}, {f"{NEW}/required/-": "size"}),
    ("a member that was needed is not", {}, {f"{NEW}/required": ["size"]}),
    ("a member with a default is needed", {}, {f"{NEW}/required/-": "note"}),
    ("a member of an answer is needed", {}, {f"{THING}/required/-": "note"}),
    ("a member of an answer may be missing", {}, {f"{THING}/required": ["id", "name"]}),
    ("what both ways have is only read", {}, {f"{NEW}/properties/note/readOnly": True}),
    ("what was only read is sent and needed", {f"{NEW}/properties/size/readOnly": True, f"{NEW}/required/-": "size"},
     {f"{NEW}/properties/size/readOnly": GONE}),
    ("what was only sent comes back", {f"{THING}/properties/note/writeOnly": True}, {f"{THING}/properties/note/writeOnly": GONE}),
    ("a needed member that is only read goes", {f"{NEW}/properties/at": {**STRING, "readOnly": True}, f"{NEW}/required/-": "at"},
     {f"{NEW}/properties/at": GONE, f"{NEW}/required": ["name"]}),
    ("others are refused", {}, {f"{NEW}/additionalProperties": False}),
    ("others are taken", {f"{NEW}/additionalProperties": False}, {f"{NEW}/additionalProperties": True}),
    ("others get a type", {}, {f"{NEW}/additionalProperties": STRING}),
    ("others lose their type", {f"{NEW}/additionalProperties": STRING}, {f"{NEW}/additionalProperties": GONE}),
    ("a pattern of names less", {f"{NEW}/patternProperties": {"^x-": STRING, "^y-": STRING}}, {f"{NEW}/patternProperties/^y-": GONE}),
    ("names are limited", {}, {f"{NEW}/propertyNames": {"maxLength": 5}}),
    ("another member needs others", {f"{NEW}/dependentRequired": {"note": ["size"]}}, {f"{NEW}/dependentRequired": {"note": ["weight"], "colour": ["size"]}}),
    # Values
    ("many values come", {f"{MANY}": {"enum": ["z"]}}, {f"{MANY}/enum": ["z", *COLOURS]}),
    ("a default is no value any more", {f"{PARAMETERS}/1/schema/default": "size"}, {f"{PARAMETERS}/1/schema/enum": ["name"]}),
    ("a value of a parameter comes", {}, {f"{PARAMETERS}/1/schema/enum/-": "age"}),
    ("a constant is an open set", {MANY: {"const": "a"}}, {MANY: {"enum": ["a", "b"]}}),
    ("a null alone is any value", {MANY: {"enum": [None]}}, {MANY: {}}),
    ("a limit of each kind comes", {MANY: {"type": "array", "items": STRING}}, {f"{MANY}/minItems": 1, f"{MANY}/maxItems": 3}),
    ("members are counted", {MANY: {"type": "object", "additionalProperties": STRING}}, {f"{MANY}/minProperties": 1, f"{MANY}/maxProperties": 9}),
    ("limits move", {f"{SIZE}/minimum": 1, f"{SIZE}/maximum": 9}, {f"{SIZE}/minimum": 2, f"{SIZE}/maximum": 10}),
    ("limits move the other way", {f"{SIZE}/exclusiveMinimum": 2, f"{SIZE}/exclusiveMaximum": 9}, {f"{SIZE}/exclusiveMinimum": 1, f"{SIZE}/exclusiveMaximum": 8}),
    ("a length moves", {f"{NAME}/minLength": 1}, {f"{NAME}/minLength": 0, f"{NAME}/maxLength": 30}),
    ("a pattern is wider", {}, {f"{THING}/properties/note/pattern": "^[a-z0-9]+$"}),
    ("a pattern is narrower", {}, {f"{NEW}/properties/note/pattern": "^[a-c]+$"}),
    ("what bytes are", {MANY: {"type": "string", "contentMediaType": "image/png"}}, {f"{MANY}/contentMediaType": "image/jpeg"}),
    ("no item may be there", {MANY: {"type": "array", "prefixItems": [STRING], "items": False}}, {f"{MANY}/items": True}),
    ("conditions", {}, {f"{NEW}/if": {"required": ["note"]}, f"{NEW}/then": {"required": ["size"]}}),
    ("what it contains", {MANY: {"type": "array", "items": STRING, "contains": {"const": "a"}, "minContains": 1}}, {f"{MANY}/minContains": 2}),
    # Unions
    ("an inline branch is another", {UNION: {"anyOf": [STRING, ADDRESS]}}, {UNION: {"anyOf": [STRING, {"type": "array", "items": STRING}]}}),
    ("a branch's member goes", {UNION: {"anyOf": [INTEGER, ADDRESS]}}, {UNION: {"anyOf": [INTEGER, {"type": "object", "properties": {"town": STRING}}]}}),
    ("two branches come", {UNION: {"anyOf": [STRING, INTEGER]}}, {UNION: {"anyOf": [STRING, INTEGER, {"type": "boolean"}, ADDRESS]}}),
    ("one of them alone", {UNION: {"oneOf": [STRING]}}, {UNION: {"oneOf": [STRING, INTEGER]}}),
    ("null is one of them", {UNION: {"oneOf": [STRING, INTEGER]}}, {UNION: {"oneOf": [STRING, INTEGER, {"type": "null"}]}}),
    ("a component is a branch", {UNION: ref("Problem")}, {UNION: {"oneOf": [ref("Problem"), ref("NewThing")]}}),
    ("a union of two is one", {UNION: {"oneOf": [ref("Problem"), ref("NewThing")]}}, {UNION: ref("Problem")}),
    ("values of a discriminator", {
        "/components/schemas/Any": {"oneOf": [ref("Thing"), ref("NewThing")],
            "discriminator": {"propertyName": "note", "mapping": {"a": "#/components/schemas/Thing", "b": "#/components/schemas/NewThing"}}},
        f"{OK}/content/application~1json/schema": ref("Any")},
     {"/components/schemas/Any/discriminator/mapping": {"a": "#/components/schemas/NewThing", "b": "#/components/schemas/Thing"}}),
    # Operations
    ("another path", {}, {"/paths/~1things~1{id}": GONE, "/paths/~1items~1{id}": base()["paths"]["/things/{id}"]}),
    ("another name in the path", {}, {"/paths/~1things~1{id}": GONE, "/paths/~1things~1{key}": json.loads(
        json.dumps(base()["paths"]["/things/{id}"]).replace('"id", "in"', '"key", "in"'))}),
    ("a parameter in another place", {}, {f"{PARAMETERS}/2/in": "header"}),
    ("a header in another case", {f"{PARAMETERS}/-": {"name": "X-Shop", "in": "header", "schema": STRING}}, {f"{PARAMETERS}/4/name": "x-shop"}),
    ("a list is written otherwise", {}, {f"{PARAMETERS}/3/explode": False}),
    ("a list with spaces", {}, {f"{PARAMETERS}/3/style": "spaceDelimited", f"{PARAMETERS}/3/explode": False}),
    ("a shared parameter", {"/components/parameters": {"Q": {"name": "z", "in": "query", "schema": STRING}},
                            f"{PARAMETERS}/-": {"$ref": "#/components/parameters/Q"}},
     {"/components/parameters/Q/required": True}),
    ("a parameter that is needed goes", {f"{PARAMETERS}/2/required": True}, {f"{PARAMETERS}/2": GONE}),
    ("a parameter is needed no more", {f"{PARAMETERS}/2/required": True}, {f"{PARAMETERS}/2/required": GONE}),
    ("the words of a parameter", {}, {f"{PARAMETERS}/2/description": "Words."}),
    ("another media type", {}, {f"{BODY}/content": {"application/merge-patch+json": {"schema": ref("NewThing")}}}),
    ("a media type in another case", {}, {f"{BODY}/content": {"Application/JSON": {"schema": ref("NewThing")}}}),
    ("an example of a body", {}, {f"{BODY}/content/application~1json/example": {"name": "a"}}),
    ("a body with a type", {f"{BODY}/content/application~1json": {}}, {f"{BODY}/content/application~1json/schema": ref("NewThing")}),
    ("two statuses for one", {}, {f"{ONE}/responses/404": GONE, f"{ONE}/responses/409": answer(ref("Problem")), f"{ONE}/responses/410": answer(ref("Problem"))}),
    ("a range of statuses", {}, {f"{ONE}/responses/404": GONE, f"{ONE}/responses/4XX": answer(ref("Problem"))}),
    ("a header of an answer", {f"{OK}/headers": {"X-Age": {"schema": INTEGER}}}, {f"{OK}/headers/X-Age/schema": STRING}),
    ("a header that is not one", {}, {f"{OK}/headers": {"Content-Type": {"schema": STRING}}}),
    ("a header of an answer goes", {f"{OK}/headers": {"X-Age": {"schema": INTEGER}, "X-Other": {"schema": INTEGER}}}, {f"{OK}/headers/X-Age": GONE}),
    ("the end of an operation is said", {f"{ONE}/deprecated": True}, {f"{ONE}/x-deprecation": {"sunset": "2027-01-01"}}),
    ("the end of an operation is not said any more", {f"{ONE}/deprecated": True, f"{ONE}/x-deprecation": {"sunset": "2027-01-01"}}, {f"{ONE}/x-deprecation": GONE}),
    ("the end of an operation is nearer", {f"{ONE}/deprecated": True, f"{ONE}/x-deprecation": {"sunset": "2027-01-01"}}, {f"{ONE}/x-deprecation/sunset": "2026-12-01"}),
    ("a narrower limit of calls", {f"{ONE}/x-rate-limit": {"limit": 10, "per": 1}}, {f"{ONE}/x-rate-limit": {"limit": 10, "per": 1, "limits": [{"limit": 60, "per": 60}]}}),
    ("no limit of calls", {f"{ONE}/x-rate-limit": {"limit": 10, "per": 1}}, {f"{ONE}/x-rate-limit": GONE}),
    ("a limit of the document", {}, {"/x-rate-limit": {"limit": 10, "per": 1}}),
    ("one may come in otherwise", {**KEYS, f"{ONE}/security": [{"key": ["read"], "other": []}]}, {f"{ONE}/security": [{"key": ["read", "write"], "other": []}, {"other": []}]}),
    # Methods
    ("arguments are a body", {}, {f"{NEW}/additionalProperties": STRING, f"{NEW}/properties": {}, f"{NEW}/required": []}),
    ("an answer that was nothing", {f"{ONE}/responses/200": {"description": "d"}}, {OK: answer(ref("Thing"))}),
    ("an answer is nothing", {}, {f"{ONE}/responses/200": {"description": "d"}}),
    ("an answer is a list", {}, {f"{OK}/content/application~1json/schema": {"type": "array", "items": ref("Thing")}}),
    ("two kinds of answers", {}, {f"{OK}/content/text~1csv": {"schema": STRING}}),
    ("another kind of callbacks", CALLED, {f"{CALL}/summary": "Told."}),
    ("an extension of a callback", CALLED, {f"{POST}/callbacks/made/x-note": "Told."}),
    ("an operation comes", {}, {"/paths/~1others": {"get": {"operationId": "o", "tags": ["things"], "summary": "Others", "responses": {"204": {"description": "d"}}}}}),
    ("an operation goes", {}, {GET: GONE}),
    ("a server of an operation", {}, {f"{ONE}/servers": [{"url": "https://one.example.com"}]}),
    ("a server more of a path", {"/paths/~1things/servers": [{"url": "https://api.example.com"}]}, {"/paths/~1things/servers/-": {"url": "https://two.example.com"}}),
    ("a server of an operation goes", {f"{ONE}/servers": [{"url": "https://one.example.com"}]}, {f"{ONE}/servers": GONE}),
    ("a server of the document, but for one operation", {f"{ONE}/servers": [{"url": "https://one.example.com"}]}, {"/servers/0/url": "https://x.example.com"}),
    ("a type that nothing leads to", {"/components/schemas/Spare": {"type": "object", "properties": {"a": STRING}}}, {"/components/schemas/Spare/properties/a": INTEGER}),
    ("the variables of a server", {"/servers": [{"url": "https://{at}.x.test", "variables": {"at": {"default": "a", "enum": ["a", "b"]}}}]},
     {"/servers/0/variables/at/enum": ["a", "c"]}),
]  # fmt: skip
LETTERS = {"none": "-", "additive": "a", "doubtful": "d", "breaking": "b"}
TOLD = Path(__file__).with_name("told.txt").read_text(encoding="utf-8")
EXPECTED = {
    title.removeprefix("# "): lines
    for title, *lines in (block.strip().splitlines() for block in TOLD.split("\n\n"))
}


def said(change: Change) -> str:
    """A change in a line: kind, subject, detail, verdicts, where it was and is, and its uses."""
    old, new = (spot.pointer if spot else "-" for spot in (change.old, change.new))
    verdicts = "".join(LETTERS[verdict] for verdict in change.verdicts.all)
    at = new if old == new else f"{old} → {new}"
    words = change.kind, change.subject, change.detail, verdicts, at, ", ".join(change.uses)
    return " | ".join(words).rstrip(" |")


@pytest.mark.parametrize(
    ("title", "before", "after"), CHANGES, ids=[title for title, _, _ in CHANGES]
)
def test_a_change_is_told_word_for_word(
    title: str, before: dict[str, Any], after: dict[str, Any]
) -> None:
    old = edited(json.loads(json.dumps(base())), before)
    lines = [said(change) for change in compared(old, edited(old, after)).changes]
    assert lines == EXPECTED[title]


def test_each_expectation_is_looked_at() -> None:
    assert list(EXPECTED) == [title for title, _, _ in CHANGES]
