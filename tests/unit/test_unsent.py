"""Texts that a client holds against their schema before it sends them (`x-unsent`)."""

from __future__ import annotations

from typing import Any

import pytest

from generator.understand import ir
from tests.support import STRING, built, document, operation, query, ref

JSON = "application/json"
HELD = {**STRING, "x-unsent": True}


def _unsent(body: Any = None, parameters: Any = (), media: str = JSON, **schemas: Any) -> tuple[ir.Unsent, ...]:  # fmt: skip
    sent = {"requestBody": {"content": {media: {"schema": body}}}} if body is not None else {}
    more = operation("a", parameters=list(parameters), **sent)
    return built(document({"/a": {"post": more}}, schemas))[0].operations[0].unsent


def _slots(*given: Any, **more: Any) -> list[tuple[str, str]]:
    return sorted(found.slot for found in _unsent(*given, **more))


@pytest.mark.parametrize(
    ("schema", "held"),
    [
        (STRING, None),
        ({**STRING, "x-unsent": False, "maxLength": 3}, None),
        (HELD, (0, None, "", "")),
        ({**HELD, "minLength": 2, "maxLength": 5, "pattern": "^a", "not": {"pattern": "@"}}, (2, 5, "^a", "@")),
        ({**HELD, "not": {}}, (0, None, "", "")),
        ({**HELD, "not": True}, (0, None, "", "")),
        (ref("Held"), (3, None, "", "")),
    ],
)  # fmt: skip
def test_what_a_text_is_held_against(schema: Any, held: Any) -> None:
    """In a parameter and in an argument that is a member of the body, by reference too."""
    found = _unsent({"type": "object", "properties": {"m": schema}}, [query("q", schema)], Held={**HELD, "minLength": 3})  # fmt: skip
    slots = (("query", "q"), ("body", "m"))
    assert found == (tuple(ir.Unsent(slot, *held) for slot in slots) if held else ())


def _of(schema: Any) -> dict[str, Any]:
    return {"type": "object", "properties": {"it": schema}}


@pytest.mark.parametrize(
    ("body", "slots"),
    [
        (_of(_of(HELD)), ["/it/it"]),
        (_of({"type": "array", "items": HELD}), ["/it/*"]),
        (_of({"type": "array", "items": _of(HELD)}), ["/it/*/it"]),
        (_of({"type": "object", "additionalProperties": HELD}), ["/it/*"]),
        ({"type": "array", "items": HELD}, ["/*"]),
        (HELD, [""]),
        (_of({"type": "object", "properties": {"a/b~": HELD}}), ["/it/a~1b~0"]),
        (_of({"allOf": [_of(HELD), {"oneOf": [{"properties": {"x": HELD}}]}]}), ["/it/it", "/it/x"]),
        (_of(ref("Loop")), ["/it" * n + "/x" for n in range(1, 10)]),
        # Compositions and items are levels, too: none is looked into for ever.
        (_of(ref("Whole")), ["/it" * n + "/x" for n in range(1, 6)]),
        (_of(ref("List")), ["/it" + "/it/*" * n + "/x" for n in range(5)]),
        (_of(STRING), []),
    ],
)  # fmt: skip
def test_texts_wherever_they_are_in_a_body(body: Any, slots: list[str]) -> None:
    loop = {"type": "object", "properties": {"it": ref("Loop"), "x": HELD}}
    whole = {"type": "object", "properties": {"it": {"allOf": [ref("Whole")]}, "x": HELD}}
    items = {"properties": {"it": {"type": "array", "items": ref("List")}, "x": HELD}}
    slots_ = _slots(body, Loop=loop, Whole=whole, List=items)
    found = [place for where, place in slots_ if where == "within"]
    assert sorted(found) == sorted(slots)


def test_only_bodies_of_json_are_looked_into() -> None:
    deep = _of(_of(HELD))
    assert _slots(deep, media="application/merge-patch+json") == [("within", "/it/it")]
    assert _slots(deep, media="multipart/form-data") == []
