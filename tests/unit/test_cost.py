"""What decides the cost of looking at a large document, counted; never its time."""

from __future__ import annotations

import gc
import json
import weakref
from pathlib import Path
from typing import Any

import pytest

from generator import check as lint
from generator.check import examples, standard
from generator.check.look import Look
from generator.command.pipeline import read_document, validate
from generator.command.settings import NOTHING_SET
from generator.ground import lines
from generator.ground.diagnostics import Diagnostic, Span, SpecError, render
from generator.read.document import Document, survey
from generator.read.document.references import Resolver
from generator.read.mend import Mender
from generator.read.mend.touched import Touched
from generator.read.source import SourceFile, json_text, load
from generator.understand.forms import Forms
from generator.understand.schemas import SchemaBook
from tests.support import answer, document, operation, ref


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What each schema that is compiled may refer to, as it is compiled."""
    found: list[Any] = []
    real = examples._compiled
    monkeypatch.setattr(examples, "_compiled", lambda *said: found.append(said[1]) or real(*said))
    return found


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
    tmp_path: Path, compiled: list[Any]
):
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
    listed = {"type": "array", "items": {"type": "string"}, "default": ["a"]}
    schemas = {f"Thing{number}": listed for number in range(30)}
    path = tmp_path / "openapi.json"
    path.write_text(json.dumps(document({}, schemas=schemas)), encoding="utf-8")
    lint.run(_read(path))
    assert members == [30]


def test_a_validator_is_given_what_is_asked_for_and_not_the_document(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    given: list[str] = []
    real = examples._registry
    monkeypatch.setattr(
        examples, "_registry", lambda tree: given.append(json.dumps(tree)) or real(tree)
    )
    listed = {"type": "array", "items": {"$ref": "#/components/schemas/Used"}, "default": [1]}
    schemas = {
        "Asked": listed,
        "Used": {"type": "string", "description": "long prose"},
        "Other": {"type": "array", "items": {"type": "integer"}},
    }
    path = tmp_path / "openapi.json"
    path.write_text(json.dumps(document({}, schemas=schemas)), encoding="utf-8")
    codes = {d.code for d in lint.run(_read(path))}
    assert "E402" in codes
    asked = [tree for tree in given if '"Asked"' in tree]
    assert asked
    assert all('"Used"' in tree and '"Other"' not in tree for tree in asked)
    assert not any("prose" in tree for tree in given)


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


def test_after_a_mend_only_what_it_touched_is_looked_at_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    looked: list[int] = []
    real = Look._walk
    monkeypatch.setattr(
        Look,
        "_walk",
        lambda self: real(self) or looked.append(sum(map(len, self.nodes.values()))),
    )
    twice = {"/a/{x}": {"get": operation("getX")}, "/a/{y}": {"get": operation("getY")}}
    again: list[int] = []
    for count in (2, 40):
        made = json.loads(_written(tmp_path, count).read_text(encoding="utf-8"))
        for path, item in twice.items():
            parameter = {"name": path[4], "in": "path", "required": True, "schema": {}}
            made["paths"][path] = {**item, "parameters": [parameter]}
        del made["x-specwright"]  # as extensions may name what stands anywhere
        file = tmp_path / f"twice{count}.json"
        file.write_text(json.dumps(made), encoding="utf-8")
        looked.clear()
        _, found = validate(file)
        assert [d.code for d in found if d.stops] == ["E303"]
        whole, part = looked
        assert whole > part
        again.append(part)
    assert again[0] == again[1] > 0


def test_what_refers_to_a_mended_component_is_looked_at_again(tmp_path: Path):
    schemas: dict[str, Any] = {
        "Mended": {"type": "string", "pattern": "("},
        "User": {"type": "object", "properties": {"a": ref("Mended")}},
        "Users": {"type": "array", "items": ref("User")},
        "Other": {"type": "string"},
    }
    path = tmp_path / "openapi.json"
    made = document({}, schemas=schemas)
    del made["x-specwright"]
    path.write_text(json.dumps(made), encoding="utf-8")
    before = _read(path)
    errors = [d for d in lint.run(before) if d.stops]
    after, _ = Mender().mend(before, errors)
    touched = Touched()
    touched.note(before.tree, after.tree, errors)
    part = touched.part(after.tree)
    assert [*part["components"]["schemas"]] == ["Mended", "User", "Users"]


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
        def __init__(self, document: Document, part: Any) -> None:
            super().__init__(document, part)
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


def _repeating(folder: Path, count: int) -> Document:
    """A document of so many objects, whose members all say the same."""
    schemas = {f"Thing{number}": _thing() for number in range(count)}
    path = folder / f"repeating{count}.json"
    path.write_text(json.dumps(document({}, schemas=schemas)), encoding="utf-8")
    return _read(path)


def test_types_of_plain_schemas_are_worked_out_once_for_all_that_say_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    spelt: list[str] = []
    real = SchemaBook._one_kind
    monkeypatch.setattr(
        SchemaBook,
        "_one_kind",
        lambda self, kind, *rest: spelt.append(kind) or real(self, kind, *rest),
    )
    for count in (2, 40):
        spelt.clear()
        book = SchemaBook(Forms(_repeating(tmp_path, count)))
        assert len(book.schemas()) == count
        assert spelt == ["string"]


def test_schemas_that_hold_nothing_are_read_without_a_look_at_each_word(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    looked: list[Any] = []
    real = survey.children
    monkeypatch.setattr(survey, "children", lambda *said: looked.append(said) or real(*said))
    counts: list[int] = []
    for count in (2, 40):
        looked.clear()
        thing = {
            "type": "object",
            "properties": {f"a{i}": {"type": "string"} for i in range(count)},
        }
        path = tmp_path / f"simple{count}.json"
        path.write_text(json.dumps(document({}, schemas={"Thing": thing})), encoding="utf-8")
        _read(path)
        counts.append(len(looked))
    assert counts[0] == counts[1] > 0


def test_a_schema_that_only_refers_is_compiled_as_what_it_refers_to(
    tmp_path: Path, compiled: list[Any]
):
    counts: list[int] = []
    for count in (2, 40):
        names = [f"name{number}" for number in range(count)]
        all_of_it = {"type": "object", "properties": {name: ref("Thing") for name in names}}
        reply = answer(ref("All"))
        said: dict[str, Any] = {name: {"name": "a"} for name in names}
        said[names[-1]] = {"name": 1}  # whose cause is looked for in each of them
        reply["content"]["application/json"]["example"] = said
        paths = {"/things": {"get": operation("getThing", responses={"200": reply})}}
        path = tmp_path / f"refers{count}.json"
        made = document(paths, schemas={"Thing": _thing(), "All": all_of_it})
        path.write_text(json.dumps(made), encoding="utf-8")
        compiled.clear()
        assert any(d.code == "W401" for d in lint.run(_read(path)))
        counts.append(len(compiled))
    assert counts[0] == counts[1] > 0


def test_nothing_within_a_plain_member_is_looked_at_for_names(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    used: list[Any] = []
    real = SchemaBook._use
    monkeypatch.setattr(
        SchemaBook, "_use", lambda self, *said: used.append(said[0]) or real(self, *said)
    )
    SchemaBook(Forms(_repeating(tmp_path, 10)))
    assert not used


def test_what_schemas_without_others_refuse_is_compiled_once_for_all_that_say_the_same(
    tmp_path: Path, compiled: list[Any]
):
    counts: list[int] = []
    for count in (3, 30):
        names = [f"name{number}" for number in range(count)]
        thing = _thing()
        thing["properties"] = {
            name: {"type": "integer", "description": f"The {name}."} for name in names
        }
        reply = answer(ref("Thing"))
        reply["content"]["application/json"]["example"] = dict.fromkeys(names, 1) | {names[0]: "a"}
        paths = {"/things": {"get": operation("getThing", responses={"200": reply})}}
        path = tmp_path / f"wrong{count}.json"
        path.write_text(json.dumps(document(paths, schemas={"Thing": thing})), encoding="utf-8")
        compiled.clear()
        assert [d.code for d in lint.run(_read(path))].count("W401") == 1
        counts.append(len(compiled))
    assert counts[0] == counts[1] > 0


def test_schemas_that_refer_to_nothing_are_compiled_without_the_document(
    tmp_path: Path, compiled: list[Any]
):
    thing = {"type": "integer", "minimum": 1, "default": 0}
    path = tmp_path / "alone.json"
    path.write_text(json.dumps(document({}, schemas={"Thing": thing})), encoding="utf-8")
    assert any(d.code == "E402" for d in lint.run(_read(path)))
    assert compiled
    assert not any(compiled)


def test_a_pointer_is_followed_once_however_often_it_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    followed: list[str] = []
    real = Resolver._step
    monkeypatch.setattr(
        Resolver, "_step", lambda self, to, place: followed.append(to) or real(self, to, place)
    )
    _read(_written(tmp_path, 30))
    assert followed == ["#/components/schemas/Thing"]


def test_the_parameters_of_an_operation_are_joined_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    joined: list[str] = []
    real = Look._joined
    monkeypatch.setattr(
        Look, "_joined", lambda self, one: joined.append(one.pointer) or real(self, one)
    )
    lint.run(_read(_written(tmp_path, 5)))
    assert len(joined) == len(set(joined)) == 5


def test_the_standard_is_asked_once_in_a_look(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    asked: list[Any] = []
    real = standard.faults
    monkeypatch.setattr(
        standard, "faults", lambda validator, value: asked.append(value) or real(validator, value)
    )
    look_at = _read(_written(tmp_path, 2))
    lint.run(look_at)
    assert asked == [look_at.tree]


def test_the_collector_rests_while_a_document_is_validated(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    states: list[bool] = []

    def w000_state(look: Look) -> list[Any]:
        return states.append(gc.isenabled()) or []

    monkeypatch.setattr(lint, "RULES", (*lint.RULES, w000_state))
    validate(_written(tmp_path, 2))
    assert states == [False]
    assert gc.isenabled()


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", ""])
def test_lines_are_numbered_whatever_ends_them(end: str):
    lines = ["a" * (number * 7 % 90) for number in range(400)]
    lines[100] = "b" * 9000
    text = end.join(lines)
    file = SourceFile(Path("a.json"), "a.json", text)
    begin = 0
    for number, line in enumerate(lines if end else [text], 1):
        for column in {0, len(line) // 2, len(line)}:
            assert file.span(begin + column) == Span("a.json", number, column + 1)
        begin += len(line) + len(end)


def test_a_place_far_into_one_long_line_costs_no_look_at_all_of_it(
    monkeypatch: pytest.MonkeyPatch,
):
    looked: list[int] = []

    class Text(str):
        def count(self, *said: Any) -> int:
            looked.append(said[2] - said[1])
            return super().count(*said)

        rfind = count

    class Watched:
        def finditer(self, text: str, begin: int, end: int) -> list[Any]:
            looked.append(end - begin)
            return []

    known = [lines.Lines(Text(f"{end}{'x' * 100_000}")) for end in ("\n", "\r\n")]
    monkeypatch.setattr(lines, "_END", Watched())
    for one in known:
        looked.clear()
        one.at(90_000)
        assert 0 < max(looked) < 10_000


def test_a_line_of_megabytes_is_read_once_however_much_is_wrong_in_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    path = tmp_path / "all.json"
    path.write_text('{"a": 1, "b": 2, "c": 3}', encoding="utf-8")
    read: list[int] = []
    real = lines.Lines.line
    monkeypatch.setattr(
        lines.Lines, "line", lambda self, number: read.append(number) or real(self, number)
    )
    found = [
        Diagnostic("W372", "warning", "it is empty", Span(str(path), 1, column))
        for column in (2, 10, 18)
    ]
    told = render(found)
    assert told.count("^") == 3
    assert read == [1]


def test_pairs_of_surrogates_cost_no_look_at_each_word(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    looked: list[Any] = []
    real = json_text._check_surrogates
    monkeypatch.setattr(
        json_text, "_check_surrogates", lambda file: looked.append(file) or real(file)
    )
    path = tmp_path / "smile.json"
    path.write_text(json.dumps(document({}, summary="\N{GRINNING FACE} \\ud83d")), encoding="ascii")
    load(path)
    assert len(looked) == 1  # what may be written so
    looked.clear()
    path.write_text(json.dumps(document({}, summary="\N{GRINNING FACE}\n")), encoding="ascii")
    assert "\\ud83d\\ude00" in path.read_text()
    load(path)
    assert not looked


@pytest.mark.parametrize(
    "text", ["\\ud83d", "a\\ude00", "\\ud83dx\\ude00", "\\\\\\ude00", "\\\\ud83d\\ude00"]
)
def test_half_of_a_pair_of_surrogates_is_found_wherever_it_stands(tmp_path: Path, text: str):
    path = tmp_path / "half.json"
    path.write_text(f'{{"openapi": "3.1.1", "x-a": "{text}"}}', encoding="ascii")
    with pytest.raises(SpecError) as refused:
        load(path)
    assert [d.code for d in refused.value.diagnostics] == ["E006"]


def test_words_that_many_schemas_say_are_compiled_once(tmp_path: Path, compiled: list[Any]):
    text = {"type": "string", "minLength": 2}
    names = [f"name{number}" for number in range(9)]
    thing = {"properties": {name: {**text, "description": f"The {name}."} for name in names}}
    path = tmp_path / "words.json"
    path.write_text(json.dumps(document({}, schemas={"Thing": thing})), encoding="utf-8")
    members = _read(path).at("#/components/schemas/Thing/properties")
    words = examples._Words({})
    assert not any(words.of(members[name]).is_valid("a") for name in names)
    assert len(compiled) == 1


def test_values_of_a_list_are_held_against_what_is_compiled_once(
    tmp_path: Path, compiled: list[Any]
):
    counts: list[int] = []
    for count in (3, 30):
        values = [f"a{number}" for number in range(count)]
        thing = {"type": "string", "pattern": "^a", "enum": [*values, "b"], "x-names": values}
        path = tmp_path / f"values{count}.json"
        path.write_text(json.dumps(document({}, schemas={"Thing": thing})), encoding="utf-8")
        compiled.clear()
        assert [d.code for d in lint.run(_read(path))].count("W471") == 1
        counts.append(len(compiled))
    assert counts[0] == counts[1] > 0


@pytest.mark.parametrize(
    ("types", "few"), [(("string", "integer"), True), (("number", "integer"), False)]
)
def test_members_of_other_types_are_held_against_nothing(
    tmp_path: Path, compiled: list[Any], types: tuple[str, str], few: bool
):
    union = {"oneOf": [{"type": type_, "enum": [1, "a"]} for type_ in types]}
    path = tmp_path / "union.json"
    path.write_text(json.dumps(document({}, schemas={"Thing": union})), encoding="utf-8")
    found = {d.code for d in lint.run(_read(path))}
    assert ("W470" not in found) is few
    assert (not compiled) is few
