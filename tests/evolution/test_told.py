"""What is said of a change, word for word: of what, from what to what, where, and to whom."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from generator.compare.change import Change
from tests.evolution.comparing import compared
from tests.evolution.pairs import (
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
LETTERS = {"none": "-", "additive": "a", "doubtful": "d", "breaking": "b"}
EXPECTED = Path(__file__).with_name("told.txt").read_text(encoding="utf-8")


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
    expected = EXPECTED.partition(f"# {title}\n")[2].partition("\n\n")[0]
    assert lines == expected.splitlines()


def test_each_expectation_is_looked_at() -> None:
    titles = [line[2:] for line in EXPECTED.splitlines() if line.startswith("# ")]
    assert titles == [title for title, _, _ in CHANGES]
