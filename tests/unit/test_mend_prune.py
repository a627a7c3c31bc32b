"""The smallest thing that a fault spoils: what is left of the document without it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from generator.read.mend.prune import leave_out
from generator.read.mend.tree import Index
from generator.read.source import unescape
from tests.support import STRING, answer, document, loaded, operation, query

TREE = document(
    {
        "/a": {
            "parameters": [query("p")],
            "get": operation("getA", parameters=[query("q", {"type": "array", "items": STRING})]),
            "put": operation("putA", requestBody={**answer(STRING), "description": "B."}),
        },
        "/b": {"get": operation("getB", responses={"200": answer(STRING), "default": answer(STRING)})},
    },
    {"It": {"type": "object", "title": "T", "description": " D. ", "x-py-name": "Own", "properties": {"a": STRING}, "enum": [5]}},
)  # fmt: skip
GET, PUT, B = "/paths/~1a/get", "/paths/~1a/put", "/paths/~1b/get"
WHY = "Anything: the document's own schema cannot be used (E999: It is bad)."
ANY = {"description": WHY}
GONE = object()


def _left(at: str, reach: Any, climb: int = 0) -> tuple[str | None, Any]:
    """What was left out, in words; the document after it."""
    made = loaded(TREE)
    holder, _, key = at.rpartition("/")
    step: Any = int(key) if key.isdecimal() and "parameters" in holder else unescape(key)
    found = made.at(holder).place.report("E999", "It is bad", "mend it", key=step)
    assert found.pointer == at
    index = Index(made.tree, [found])
    root = index.copied([found])
    (location,) = index.locate(found)
    said = leave_out(location, reach, climb, found)
    index.tidy()
    return said, json.loads(json.dumps(root))


def _at(tree: Any, pointer: str) -> Any:
    for key in pointer.split("/")[1:]:
        step = unescape(key)
        if isinstance(tree, list):
            tree = tree[int(step)] if int(step) < len(tree) else GONE
        elif step in tree:
            tree = tree[step]
        else:
            return GONE
    return tree


@pytest.mark.parametrize(
    ("at", "reach", "climb", "place", "left"),
    [
        # A schema accepts anything, and says why; what readers and callers know of it stays.
        ("/components/schemas/It/properties/a", "schema", 0, "/components/schemas/It/properties/a", ANY),
        ("/components/schemas/It/properties/a/type", "schema", 0, "/components/schemas/It/properties/a", ANY),
        ("/components/schemas/It/enum/0", "schema", 0, "/components/schemas/It",
         {"title": "T", "x-py-name": "Own", "description": f" D.\n\n{WHY}"}),
        (f"{GET}/parameters/0/schema/items", "schema", 0, f"{GET}/parameters/0/schema/items", ANY),
        (f"{GET}/parameters/0/schema/items", "schema", 1, f"{GET}/parameters/0/schema", ANY),
        (f"{GET}/parameters/0/schema/items", "schema", 2, f"{GET}/parameters/0", GONE),
        (f"{GET}/parameters/0/schema/items", "schema", 3, GET, GONE),
        (f"{GET}/parameters/0/schema/items", "schema", 4, "/paths/~1a", GONE),
        # A value goes; then what it is in.
        ("/components/schemas/It/title", "value", 0, "/components/schemas/It/title", GONE),
        ("/components/schemas/It/title", "value", 1, "/components/schemas/It", {"title": "T", "x-py-name": "Own", "description": f" D.\n\n{WHY}"}),
        ("/components/schemas/It/enum/0", "value", 1, "/components/schemas/It", {"title": "T", "x-py-name": "Own", "description": f" D.\n\n{WHY}"}),
        # Answers and bodies may hold anything.
        (f"{B}/responses/200", "response", 0, f"{B}/responses/200", {"description": "Ok.", "content": {"*/*": {"schema": ANY}}}),
        (f"{B}/responses/200/content/application~1json", "response", 0, f"{B}/responses/200",
         {"description": "Ok.", "content": {"*/*": {"schema": ANY}}}),
        (f"{B}/responses/200/content/application~1json", "object", 0, f"{B}/responses/200/content/application~1json", {"schema": ANY}),
        (f"{PUT}/requestBody", "object", 0, f"{PUT}/requestBody", {"description": "B.", "content": {"application/json": {"schema": ANY}}}),
        (f"{PUT}/requestBody/content/application~1json/schema", "operation", 0, PUT, GONE),
        (f"{GET}/parameters/0", "object", 0, f"{GET}/parameters/0", GONE),
        ("/paths/~1a/parameters/0", "operation", 0, "/paths/~1a", GONE),
        (f"{GET}/operationId", "path", 0, "/paths/~1a", GONE),
    ],
)  # fmt: skip
def test_what_is_left(at: str, reach: Any, climb: int, place: str, left: Any) -> None:
    said, tree = _left(at, reach, climb)
    assert said
    assert _at(tree, place) == left
    whole = json.loads(json.dumps(loaded(TREE).tree))
    assert set(tree["paths"]) == set(whole["paths"]) - ({"/a"} if place == "/paths/~1a" else set())
    assert len(tree["paths"].get("/a", {})) == (0 if place == "/paths/~1a" else 2 if left is GONE and place in (GET, PUT) else 3)  # fmt: skip


@pytest.mark.parametrize(
    ("at", "reach", "said"),
    [
        (GET, "operation", "GET /a"),
        ("/paths/~1a", "path", "/a (2 operations)"),
        ("/paths/~1b", "path", "/b (1 operation)"),
        ("/paths/~1a/parameters/0", "operation", "/a (2 operations)"),
        ("/components/schemas/It", "schema", "schema It"),
        ("/info/title", "object", "info"),
        ("/x-specwright", "object", None),
    ],
)
def test_how_it_is_called(at: str, reach: Any, said: str | None) -> None:
    assert _left(at, reach)[0] == said


def test_nothing_is_left_out_above_the_document() -> None:
    before = json.loads(json.dumps(loaded(TREE).tree))
    assert _left(GET, "operation", 9) == (None, before)


def test_why_is_said_once() -> None:
    schema = {**STRING, "description": WHY}
    made = loaded(document({}, {"It": schema}))
    found = made.at("/components/schemas").place.report("E999", "It is bad", "mend it", key="It")
    root = made.tree
    for _ in range(2):
        (location,) = Index(root, [found]).locate(found)
        leave_out(location, "schema", 0, found)
    assert root["components"]["schemas"]["It"] == {"description": WHY}
