"""The proof by round trips (`tests/proofs/trips.py`) finds what is planted, and nothing else."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.proofs.trips import Row, tried
from tests.support import STRING, answer, document, operation, ref

NOTE = {
    "type": "object",
    "required": ["text"],
    "properties": {"text": STRING, "stars": {"type": "integer"}},
}
FORM = "application/x-www-form-urlencoded"


def _tree() -> dict[str, Any]:
    body = {"required": True, "content": {"application/json": {"schema": ref("Note")}}}
    query = [{"name": "q", "in": "query", "schema": STRING}]
    save = operation("saveNote", requestBody=body, responses={"200": answer(ref("Note"))})
    find = operation("findNote", parameters=query, responses={"200": answer(ref("Note"))})
    return document({"/notes": {"post": save, "get": find}}, {"Note": NOTE})


@pytest.fixture
def trips(tmp_path: Path) -> Iterator[Callable[..., Row]]:
    """Tries a document; its package is gone afterwards."""
    before = list(sys.path)

    def go(name: str, tree: dict[str, Any], plant: Callable[[Path], None] | None = None) -> Row:
        path = tmp_path / name / "openapi.json"
        path.parent.mkdir()
        path.write_text(json.dumps(tree))
        return tried(path, name, seed=1, count=2, plant=plant)

    yield go
    sys.path[:] = before
    for module in [name for name in sys.modules if name.partition(".")[0].startswith("trips")]:
        del sys.modules[module]


def _changed(file: str, old: str, new: str) -> Callable[[Path], None]:
    def plant(root: Path) -> None:
        path = root / "_runtime" / file
        text = path.read_text()
        assert old in text, f"{file} no longer has what the fault is planted in"
        path.write_text(text.replace(old, new))

    return plant


def test_a_sound_package_is_whole(trips: Callable[..., Row]) -> None:
    row = trips("tripssound", _tree())
    assert (row.operations, row.whole, dict(row.kinds)) == (2, 2, {})
    assert row.tried > 8


def test_a_loss_is_found_with_the_least_that_shows_it(trips: Callable[..., Row]) -> None:
    lost = _changed(
        "server/app/binding.py", "validate_python(body, **BY_WIRE))\n", 'validate_python(body, **BY_WIRE), stars=UNSET)\n'
    )  # fmt: skip
    row = trips("tripslost", _tree(), lost)
    assert row.whole == 1
    (kind,) = row.kinds
    assert kind == "arrives otherwise at the stub: int becomes Unset"
    assert row.examples[kind][0].startswith("saveNote: at stars; found UNSET; expected")


def test_a_refusal_of_what_is_valid_is_found(trips: Callable[..., Row]) -> None:
    refused = _changed(
        "server/app/validation.py",
        "if validator.is_valid(value):\n        return []",
        'if validator.is_valid(value):\n        return [Problem("text", "is never right")]',
    )
    row = trips("tripsrefused", _tree(), refused)
    assert row.whole == 1
    assert list(row.kinds) == ["the stub refuses valid arguments"]


def test_a_stub_that_takes_all_is_found(trips: Callable[..., Row]) -> None:
    takes = _changed(
        "server/app/validation.py", "if validator.is_valid(value):", "if validator is not None:"
    )
    row = trips("tripstakes", _tree(), takes)
    assert "the stub takes what is not valid" in row.kinds


def test_an_answer_that_comes_back_otherwise_is_found(trips: Callable[..., Row]) -> None:
    other = _changed(
        "server/app/typed.py",
        "adapter, value = _typed(value, described)\n    return write_json",
        'value = value.model_copy(update={"text": "another"})\n'
        "    adapter, value = _typed(value, described)\n    return write_json",
    )
    row = trips("tripsother", _tree(), other)
    assert any("on the wire" in kind or "at the client" in kind for kind in row.kinds)


def test_what_no_form_can_say_is_counted_apart_by_its_rule(trips: Callable[..., Row]) -> None:
    nothing = {
        "type": "object",
        "required": ["tags"],
        "properties": {"tags": {"type": "array", "items": STRING, "maxItems": 0}},
    }
    body = {"required": True, "content": {FORM: {"schema": nothing}}}
    tree = document({"/n": {"post": operation("sendNothing", requestBody=body)}})
    row = trips("tripsunsaid", tree)
    assert (row.operations, row.whole, row.mute, dict(row.kinds)) == (1, 0, 1, {})
    (rule,) = row.unsaid
    assert "empty" in rule
    assert row.tried == 0


def test_a_text_that_says_two_values_is_no_trip_wherever_it_stands(
    trips: Callable[..., Row],
) -> None:
    """`true` for either of two members' values, and a list of nothing within an object."""
    either = {"enum": ["true", True], "type": ["string", "boolean"]}
    members = {
        "either": either,
        "map": {"type": "object", "additionalProperties": {"type": "array", "items": STRING}},
    }
    held = {"type": "object", "required": ["either"], "properties": members}
    deep = {"name": "filter", "in": "query", "style": "deepObject", "schema": held}
    tree = document({"/n": {"get": operation("find", parameters=[{**deep, "required": True}])}})
    row = trips("tripstwice", tree)
    assert (row.whole, dict(row.kinds)) == (1, {})


def test_a_name_in_python_is_not_read_from_the_wire(trips: Callable[..., Row]) -> None:
    """Where one member is called in Python as another is on the wire."""
    numbers = {"type": "array", "items": {"type": "integer"}}
    members = {
        "failedIds": {**numbers, "x-py-name": "failed_ids"},
        "failed_ids": {**numbers, "x-py-name": "other_ids"},
    }
    held = {"type": "object", "required": ["failed_ids"], "properties": members}
    tree = document({"/n": {"get": operation("find", responses={"200": answer(held)})}})
    row = trips("tripsnames", tree)
    assert (row.whole, dict(row.kinds)) == (1, {})
