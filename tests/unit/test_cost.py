"""What decides the cost of looking at a large document, counted; never its time."""

from __future__ import annotations

import gc
import json
import weakref
from pathlib import Path
from typing import Any

import pytest

from generator import check as lint
from generator.check import examples
from generator.check.look import Look
from generator.command.pipeline import read_document, validate
from generator.command.settings import NOTHING_SET
from generator.read.document import Document
from generator.read.source import SourceFile, json_text
from tests.support import answer, document, operation, ref


def _thing(**more: Any) -> dict[str, Any]:
    text = {"type": "string", "description": "Some text.", **more}
    return {"type": "object", "description": "A thing.", "properties": {"name": text}}


def _written(folder: Path, count: int, **more: Any) -> Path:
    """A document of so many operations, each with an example of the one schema they share."""
    reply = answer(ref("Thing"))
    reply["content"]["application/json"]["example"] = {"name": "a"}
    paths = {
        f"/things{number}": {"get": operation(f"getThing{number}", responses={"200": reply})}
        for number in range(count)
    }
    made = document(paths, schemas={"Thing": _thing(**more)})
    path = folder / f"of{count}.json"
    path.write_text(json.dumps(made, indent=1), encoding="utf-8")
    return path


def _read(path: Path) -> Document:
    found, _ = read_document(path, NOTHING_SET)
    assert found is not None
    return found


def test_schemas_are_compiled_once_however_many_examples_there_are(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    compiled: list[Any] = []
    real = examples._compiled
    monkeypatch.setattr(examples, "_compiled", lambda *said: compiled.append(1) or real(*said))
    counts: list[int] = []
    for count in (2, 40):
        compiled.clear()
        lint.run(_read(_written(tmp_path, count)))
        counts.append(len(compiled))
    assert counts[0] == counts[1] > 0


def test_schemas_of_defaults_are_compiled_together(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    members: list[int] = []
    real = examples._compiled
    monkeypatch.setattr(
        examples,
        "_compiled",
        lambda schema, *rest: (
            members.append(len(schema.get("properties", ()))) or real(schema, *rest)
        ),
    )
    schemas = {f"Thing{number}": _thing(default="a") for number in range(30)}
    path = tmp_path / "openapi.json"
    path.write_text(json.dumps(document({}, schemas=schemas)), encoding="utf-8")
    lint.run(_read(path))
    assert members == [30]


def test_a_broken_schema_leaves_the_others_checked(tmp_path: Path):
    schemas = {"Broken": _thing(default="a", pattern="("), "Thing": _thing(default=7)}
    path = tmp_path / "openapi.json"
    path.write_text(json.dumps(document({}, schemas=schemas)), encoding="utf-8")
    found = {(d.code, d.pointer) for d in lint.run(_read(path))}
    assert ("E402", "/components/schemas/Thing/properties/name/default") in found


def test_a_document_that_was_mended_is_looked_at_for_errors_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    asked: list[str] = []

    def e000_error(look: Look) -> list[Any]:
        return asked.append("error") or []

    def w000_warning(look: Look) -> list[Any]:
        return asked.append("warning") or []

    monkeypatch.setattr(lint, "RULES", (*lint.RULES, e000_error, w000_warning))
    _, found = validate(_written(tmp_path, 2, default=7))
    assert [d.code for d in found if d.stops] == ["E402"]
    assert asked == ["error", "warning", "error"]


def test_what_is_sound_pays_for_no_places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    asked: list[Any] = []
    real = json_text._Locator.__call__
    monkeypatch.setattr(
        json_text._Locator, "__call__", lambda self, at: asked.append(at) or real(self, at)
    )
    _, found = validate(_written(tmp_path, 5))
    assert (found, asked) == ([], [])


def test_what_a_look_kept_ends_with_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    looks: list[weakref.ref[Look]] = []

    class Watched(Look):
        def __init__(self, document: Document) -> None:
            super().__init__(document)
            looks.append(weakref.ref(self))

    monkeypatch.setattr(lint, "Look", Watched)
    gc.disable()
    try:
        lint.run(_read(_written(tmp_path, 5)))
        assert [look() for look in looks] == [None]
    finally:
        gc.enable()


def test_objects_that_have_a_member_come_in_order_without_references(tmp_path: Path):
    look = Look(_read(_written(tmp_path, 3)))
    nodes = [node for node in look.of("schema") if node.value.keys() & {"type", "properties"}]
    assert list(look.having("schema", "type", "properties")) == nodes
    assert [n.value["properties"] for n in look.having("schema", "properties")]
    assert list(look.having("schema", "nothing")) == list(look.having("nothing", "type")) == []
    assert all("$ref" not in node.value for node in look.having("response", "description"))


def test_a_folded_text_says_the_same_places():
    file = SourceFile(Path("a.json"), "a.json", '{"a":\n "\U0001f600", "b": 1}')
    before = (file.text, file.span(16))
    file.fold()
    assert (file.text, file.span(16)) == before
