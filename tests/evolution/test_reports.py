"""A report word for word, in each form that it may be written in."""

from __future__ import annotations

import json
import re
from datetime import date
from typing import Any

import pytest

from generator.compare import told
from generator.compare.changelog import entries, updated
from generator.compare.report import Report
from generator.compare.words import kinds_text, listed, shown
from tests.evolution.comparing import compared
from tests.evolution.pairs import BODY, GONE, NEW, ONE, THING, base, edited
from tests.support import STRING

OTHER = {
    "get": {"operationId": "o", "tags": ["things"], "responses": {"200": {"description": "d"}}}
}
CHANGED: dict[str, Any] = {
    "/info/version": "1.1.0",
    "/info/title": "*New*",
    f"{THING}/properties/note": GONE,
    f"{THING}/properties/state/enum/-": "lost",
    f"{ONE}/description": "Of <one>.",
    f"{NEW}/required/-": "size",
    f"{NEW}/properties/tall\x1b": {"type": "string"},
    f"{NEW}/patternProperties": {"^x-": {"type": "string"}},
    f"{ONE}/parameters/-": {"name": "shop", "in": "query", "required": True, "schema": STRING},
    "/paths/~1others": OTHER,
}  # fmt: skip


def found() -> Report:
    old = edited(base(), {f"{ONE}/x-status": "beta"})
    return compared(old, edited(old, CHANGED))


def placed(text: str) -> str:
    """A text with `F` for the files of the revisions."""
    return re.sub(r"(/[\w./]+|%3A/[\w./]+)/openapi\.json(:\d+:\d+)?", "F", text)


def test_for_a_terminal() -> None:
    assert placed(told.text([found()])).splitlines() == [
        'breaking: property "note" of Thing: property removed [property-removed]',
        "    wire breaking, client breaking, server breaking; in GET /things, POST /things, GET /things/{id}",
        "    old old:F   new new:F",
        'breaking: property "size" of NewThing: property became required [property-became-required]',
        "    wire breaking, client breaking, server none; in POST /things",
        "    old old:F   new new:F",
        "doubtful: NewThing: properties by pattern changed [extras-changed]",
        "    wire doubtful, client none, server none; in POST /things",
        "    old old:F   new new:F",
        'additive: query parameter "shop" of GET /things/{id}: required parameter added [required-parameter-added]',
        "    wire additive, client additive, server additive",
        "    old old:F   new new:F",
        "    beta: may still change",
        "additive: GET /others: operation added [operation-added]",
        "    wire additive, client additive, server additive",
        "    old old:F   new new:F",
        'additive: Thing.state: value added: "lost" [enum-value-added]',
        "    wire additive, client none, server none; in GET /things, POST /things, GET /things/{id}",
        "    old old:F   new new:F",
        'additive: property "tall\N{REPLACEMENT CHARACTER}" of NewThing: optional property added [property-added]',
        "    wire additive, client additive, server additive; in POST /things",
        "    old old:F   new new:F",
        "none: the document: description changed: info [text-changed]",
        "    wire none, client none, server none",
        "    old old:F   new new:F",
        "none: GET /things/{id}: description changed: description [text-changed]",
        "    wire none, client none, server none",
        "    old old:F   new new:F",
        "    beta: may still change",
        "acme: wire: 2 breaking, 1 doubtful, 4 additive; client: 2 breaking, 3 additive; server: 1 breaking, 3 additive",
        "acme: version 1 → 1.1.0: a breaking change asks for 2",
    ]


def test_for_a_changelog() -> None:
    assert told.markdown([found()]).split("\n\n") == [
        "## acme 1.1.0",
        "### Breaking",
        '- property "note" of Thing: property removed (breaks HTTP, client, server)\n'
        '- property "size" of NewThing: property became required (breaks HTTP, client)',
        "### To be looked at",
        "- NewThing: properties by pattern changed",
        "### Added and changed",
        '- query parameter "shop" of GET /things/{id}: required parameter added; beta: may still change\n'
        "- GET /others: operation added\n"
        '- Thing.state: value added: "lost"\n'
        '- property "tall" of NewThing: optional property added',
        "### Words",
        "- the document: description changed: info\n"
        "- GET /things/{id}: description changed: description; beta: may still change\n",
    ]


def test_for_a_pull_request() -> None:
    lines = placed(told.workflow([found()])).splitlines()
    assert [re.sub(r"file=.*?,title", "title", line) for line in lines] == [
        '::notice title=required-parameter-added::query parameter "shop" of GET /things/{id}:'
        " required parameter added (wire, client, server)",
        "::notice title=operation-added::GET /others: operation added (wire, client, server)",
        '::error title=property-removed::property "note" of Thing: property removed'
        " (wire, client, server; in GET /things, POST /things, GET /things/{id})",
        '::notice title=enum-value-added::Thing.state: value added: "lost"'
        " (wire; in GET /things, POST /things, GET /things/{id})",
        '::error title=property-became-required::property "size" of NewThing: property became required'
        " (wire, client; in POST /things)",
        '::notice title=property-added::property "tall\N{REPLACEMENT CHARACTER}" of NewThing:'
        " optional property added (wire, client, server; in POST /things)",
        "::warning title=extras-changed::NewThing: properties by pattern changed (wire; in POST /things)",
    ]


def test_for_a_script() -> None:
    (document,) = json.loads(told.as_json([found()]))
    (change,) = [c for c in document["changes"] if c["kind"] == "property-removed"]
    changes = document.pop("changes")
    assert len(changes) == 9
    assert document == {
        "document": "acme",
        "old": "1",
        "new": "1.1.0",
        "next": "2",
        "moved": False,
        "verdict": "breaking",
        "wire": "breaking",
        "client": "breaking",
        "server": "breaking",
    }
    old, new = change.pop("old"), change.pop("new")
    assert old["pointer"] == "#/components/schemas/Thing/properties/note"
    assert new["pointer"] == "#/components/schemas/Thing/properties"
    assert old.keys() == {"file", "line", "column", "pointer"}
    assert change == {
        "kind": "property-removed",
        "title": "property removed",
        "detail": "",
        "subject": 'property "note" of Thing',
        "ways": ["response"],
        "notes": [],
        "verdict": "breaking",
        "wire": "breaking",
        "client": "breaking",
        "server": "breaking",
        "uses": ["GET /things", "POST /things", "GET /things/{id}"],
    }


def test_nothing_is_said_so() -> None:
    same = compared(base(), base())
    assert told.text([same]) == "acme: nothing changed\n"
    assert told.markdown([same]) == "## acme 1\n\nNothing changed.\n"
    assert told.workflow([same]) == ""
    assert told.version_line(same) == "version 1, next 1"
    assert told.summary(same) == "wire: nothing; client: nothing; server: nothing"


@pytest.mark.parametrize(
    ("count", "more"), [(5, []), (6, ["and 1 more breaking changes"]), (8, ["and 3 more breaking changes"])]
)  # fmt: skip
def test_a_run_that_was_asked_for_something_else_names_five(count: int, more: list[str]) -> None:
    after = {f"{NEW}/properties/m{index}": STRING for index in range(count)}
    new = edited(base(), {**after, f"{NEW}/required": ["name", *(f"m{i}" for i in range(count))]})
    lines = told.breaking_lines(compared(base(), new))
    assert lines == [
        *(f'breaks HTTP, client, server: property "m{i}" of NewThing: required property added' for i in range(5)),
        *more,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("new", "line"),
    [
        ("1", "version 1, next 1.1"),
        ("1.1", "version 1 → 1.1"),
        ("2", "version 1 → 2"),
    ],
)
def test_the_version_that_should_be(new: str, line: str) -> None:
    tree = edited(base(), {"/info/version": new, "/paths/~1others": OTHER})
    assert told.version_line(compared(base(), tree)) == line


def test_of_many_operations_three_are_named() -> None:
    used = {f"/paths/~1o{i}": {"get": {
        "operationId": f"o{i}", "tags": ["things"],
        "responses": base()["paths"]["/things/{id}"]["get"]["responses"]}} for i in range(2)}  # fmt: skip
    old = edited(base(), used)
    (change,) = compared(old, edited(old, {f"{THING}/properties/note": GONE})).changes
    assert told.uses(change) == "GET /o0, GET /o1, GET /things and 2 more"
    assert told.sentence(change) == 'property "note" of Thing: property removed'


def test_what_a_changelog_lists_is_read_back() -> None:
    first = updated("", found(), "semver", date(2026, 11, 26))
    listed_ = list(entries(first))
    assert {entry.version for entry in listed_} == {"the next version"}
    assert [(entry.subject, entry.text, entry.added) for entry in listed_] == [
        ('property "note" of Thing', "property removed (breaks HTTP, client, server)", False),
        ('property "size" of NewThing', "property became required (breaks HTTP, client)", False),
        ("NewThing", "properties by pattern changed", False),
        ('query parameter "shop" of GET /things/{id}', "required parameter added; beta: may still change", True),
        ("GET /others", "operation added", True),
        ("Thing.state", 'value added: "lost"', False),
        ('property "tall" of NewThing', "optional property added", True),
    ]  # fmt: skip
    text = "# Ours\n\n- GET /a: operation added\n\n## 2\n\n- GET /b: operation added\n- hello\n- GET &lt;c>: operation removed\n"
    assert [(e.version, e.subject, e.added) for e in entries(text)] == [
        ("2", "GET /b", True),
        ("2", "GET <c>", False),
    ]


# Words ------------------------------------------------------------------------------------


def test_values_in_sentences() -> None:
    assert shown({"b": 1, "a": "é"}) == '{"a": "é", "b": 1}'
    assert shown("x" * 58) == f'"{"x" * 58}"'
    assert shown("x" * 59) == f'"{"x" * 58}…'
    assert listed([1, 2, 3, 4, 5, 6]) == "1, 2, 3, 4, 5, 6"
    assert listed([1, 2, 3, 4, 5, 6, 7]) == "1, 2, 3, 4, 5, 6 and 1 more"
    assert listed([]) == ""
    assert kinds_text(["string", "null"]) == "null or string"
    assert kinds_text(["number", "integer"]) == "number"
    assert kinds_text([]) == "nothing"
    every = ["null", "boolean", "integer", "number", "string", "array", "object"]
    assert kinds_text(every) == "anything"
    assert kinds_text(every[1:]) == "array or boolean or number or object or string"


def test_the_body_is_where_it_was() -> None:
    new = edited(base(), {f"{BODY}/required": False})
    (change,) = compared(base(), new).changes
    assert (told.sentence(change), told.uses(change)) == (
        "body of POST /things: request body became optional",
        "",
    )
