"""A document that does not say that it speaks our vocabulary has none of it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from generator.command.cli import main
from generator.ground.vocabulary import extensions
from generator.read.document import load
from tests.support import answer, built, compiled, document, operation, query, sources
from tests.unit.marked import check, expect

THEIRS = 'openapi: "3.0.3"\ninfo: {title: Test, version: "1"}\n'


def boards(**more: object) -> dict[str, object]:
    """Another tool's extensions, called as ours are, and ours misused by name alone."""
    rows = answer({"type": "object", "properties": {"boards": {"type": "array", "items": {}}}})
    listing = operation(
        "listBoards",
        parameters=[query("count", {"type": "integer"}) | {"x-py-name": "Not a name!"}],
        responses={"200": rows},
        **{"x-pagination": {"limitParam": "count"}, "x-retry": True, "x-paginations": 1},
    )
    tree = document({"/boards": {"get": listing}}, **{"x-request-id": ["a"], **more})
    del tree["x-specwright"]
    return tree


def test_another_tools_extensions_are_let_alone_with_one_hint():
    result = compiled(boards())
    assert [(d.code, d.severity) for d in result.diagnostics] == [("H440", "hint")]
    (hint,) = result.diagnostics
    assert hint.message.startswith("x-pagination, x-py-name, x-request-id, x-retry: another tool")
    assert "x-specwright: 1" in hint.mend
    assert "count: int" in sources(result)["acme/api/things.py"]  # and not "Not a name!"
    kept = json.loads(result.files["acme/server/openapi.json"])
    assert "x-pagination" not in json.dumps(kept).replace("x-paginations", "")
    assert kept["paths"]["/boards"]["get"]["x-paginations"] == 1  # no name of ours: it stays


def test_the_same_extensions_are_ours_where_the_document_says_so():
    found = compiled({**boards(), "x-specwright": 1}).diagnostics
    assert {"E420", "E421"} <= {d.code for d in found}
    assert "H440" not in {d.code for d in found}


def test_a_convention_works_only_when_it_is_declared():
    tree = document({"/a": {"get": operation("get")}}, **{"x-retry": {"idempotency-header": "Key"}})
    assert built(tree)[0].retry is not None
    del tree["x-specwright"]
    assert built(tree)[0].retry is None


def test_a_hint_fails_nothing_strict_neither(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "openapi.json"
    tree = boards(tags=[{"name": "things"}])
    file.write_text(json.dumps(tree))
    assert main(["validate", "--strict", str(file)]) == 0
    assert "H440" in capsys.readouterr().out
    assert main(["validate", "--strict", "--format", "github", str(file)]) == 0
    assert capsys.readouterr().out.startswith("::notice ")
    assert main(["validate", "--strict", "--format", "sarif", str(file)]) == 0
    (run,) = json.loads(capsys.readouterr().out)["runs"]
    assert [result["level"] for result in run["results"]] == ["note"]


def test_the_hint_stands_at_the_first_of_them(tmp_path: Path):
    text = """
        paths:
          /b: {get: {responses: {"200": {description: Ok}}, ▸x-retry: {}}}
        components: {schemas: {A: {x-enum: [a], type: string}}}
        """
    found = expect(tmp_path, "H440", text, "write `x-specwright: 1` at the root", prelude=THEIRS)
    assert found.message.startswith("x-enum, x-retry: ")
    assert found.pointer == "/paths/~1b/get/x-retry"


def test_names_that_authors_chose_are_no_extensions(tmp_path: Path):
    text = """
        paths: {}
        components: {schemas: {x-retry: {type: object, properties: {x-enum: {type: string}}}}}
        """
    assert check(tmp_path, text, prelude=THEIRS) == []
    loaded, _ = load(tmp_path)
    assert loaded is not None
    assert "x-enum" in loaded.at("#/components/schemas/x-retry/properties")


def test_files_that_are_referred_to_speak_as_the_document_does(tmp_path: Path):
    schema = "{$ref: shared.yaml#/A}"
    body = f"{{description: Ok, content: {{application/json: {{schema: {schema}}}}}}}"
    text = f"paths: {{/a: {{get: {{operationId: getA, responses: {{'200': {body}}}}}}}}}"
    shared = "x-specwright: 1\nA: {type: string, enum: [a], x-enum: closed}\n"
    assert [d.code for d in check(tmp_path, text, prelude=THEIRS, shared__yaml=shared)] == ["H440"]
    assert check(tmp_path, text, shared__yaml=shared) == []


@pytest.mark.parametrize("version", ["2", '"1"', "1.0", "true", "null", "{}"])
def test_a_version_that_does_not_exist(tmp_path: Path, version: str):
    text = f"▸x-specwright: {version}\nx-retry: maybe\npaths: {{}}"
    found = expect(tmp_path, "E441", text, "write `x-specwright: 1`", prelude=THEIRS)
    assert found.pointer == "/x-specwright"
    assert [d.code for d in check(tmp_path, text.replace("▸", ""), prelude=THEIRS)] == ["E441"]


@pytest.mark.parametrize(
    ("code", "text", "mend"),
    [
        ("E420", "▸x-spec-wright: 1\npaths: {}", "did you mean `x-specwright: 1`?"),
        ("E420", "▸x-specright: 1\nx-retry: {}\npaths: {}", "did you mean `x-specwright: 1`?"),
        ("E422", "paths: {▸x-specwright: 1}\nx-retry: {}", "at the root"),
    ],
)
def test_a_declaration_that_is_misspelt_or_misplaced(
    tmp_path: Path, code: str, text: str, mend: str
):
    expect(tmp_path, code, text, mend, prelude=THEIRS)
    assert "H440" not in {d.code for d in check(tmp_path, text.replace("▸", ""), prelude=THEIRS)}


def test_a_second_declaration_within_a_document_is_out_of_place(tmp_path: Path):
    expect(tmp_path, "E422", "paths: {▸x-specwright: 1}", "the document")


def test_every_extension_is_known_by_the_declared_version():
    assert extensions()["x-specwright"].stands_on == {"document"}
    assert extensions()["x-specwright"].schema["enum"] == [1]


@pytest.mark.parametrize(
    ("names", "said"),
    [
        ("x-enum", "x-enum"),
        ("x-enum x-retry x-wire x-process", "x-enum, x-process, x-retry, x-wire"),
        ("x-enum x-retry x-wire x-process x-envelope", "x-enum, x-envelope, x-process, x-retry and 1 more"),
        ("x-enum x-retry x-media-version x-webhook-signature", "x-enum, x-media-version, x-retry and 1 more"),
        ("x-foreign-keys x-media-version x-parameter-groups x-webhook-signature", "x-foreign-keys, x-media-version and 2 more"),
    ],
)  # fmt: skip
def test_the_hint_names_as_many_as_have_room(tmp_path: Path, names: str, said: str):
    text = "paths: {}\n" + "".join(f"{name}: 1\n" for name in names.split())
    (found,) = [d for d in check(tmp_path, text, prelude=THEIRS) if d.code == "H440"]
    assert found.message.startswith(f"{said}: another tool's")
