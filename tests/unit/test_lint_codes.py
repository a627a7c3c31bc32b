"""Every code has a document, or another file, in which its finding stands at a known place.

Those of the critic are planted by the tests of each room of rules; here are the others, and the
proof that none is without.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from generator.command.cli import main
from generator.command.pipeline import generate
from generator.ground.diagnostics import CODES, SpecError
from generator.write import models
from generator.write.files import write
from generator.write.package import package_files
from tests.unit.marked import MARK, PRELUDE, check, expect, unmark
from tests.unit.planted import ROWS

OK = "responses: {'200': {description: d}}"
V20 = 'swagger: "2.0"\ninfo: {title: T, version: "1"}\n'
V32 = PRELUDE.replace("3.1.1", "3.2.0")
FOREIGN = PRELUDE.replace("x-specwright: 1\n", "")


def _get(members: str, rest: str = "", method: str = "get") -> str:
    return f"{PRELUDE}paths: {{/a: {{{method}: {{operationId: a, {members}}}}}}}\n{rest}"


def _schemas(text: str) -> str:
    return f"{PRELUDE}paths: {{}}\ncomponents: {{schemas: {{{text}}}}}\n"


def _overlay(text: str) -> dict[str, str]:
    return {
        "openapi.yaml": _get(OK), "o.yaml": text,
        "specwright.toml": "[documents.a]\npath = 'openapi.yaml'\noverlays = ['o.yaml']\n",
    }  # fmt: skip


Q = "components: {parameters: {Q: {name: q, in: query, schema: {type: string}}}}\n"
STATE = "properties: {id: {type: string}, state: {type: string, enum: [S, F]}}"
HOOK = "{type: object, properties: {%s: {type: string}}}"
INFO = "info: {title: T, version: '1'}"

PLACED: dict[str, str | dict[str, str]] = {
    # Reading
    "E002": f"{PRELUDE}paths: {{}}\nx-a: ▸\udcff\n",
    "E003": "▸# nothing\n",
    "E004": f"{PRELUDE}paths: {{}}\nx-a: {{b: c▸: d}}\n",
    "E005": f"{PRELUDE}paths: {{}}\nx-a: {{b: 1, c: 2, ▸b: 3}}\n",
    "E006": f"{PRELUDE}paths: {{}}\nx-a: {{b: ▸.inf}}\n",
    "E007": f"{PRELUDE}paths: {{}}\nx-a: {'[' * 99}▸{'[' * 21}{']' * 120}\n",
    "E008": f"{PRELUDE}paths: {{}}\nx-a: &a {{b: ▸*a}}\n",
    "E009": f"{PRELUDE}paths: {{}}\nx-a: {{b: ▸!include c}}\n",
    "E010": f"{PRELUDE}paths: {{}}\n▸---\na: 1\n",
    "E011": "▸- a\n- b\n",
    "W012": f"{PRELUDE}paths: {{}}\nx-a: ▸012\n",
    "W013": f"{PRELUDE}paths: {{}}\nx-a: [▸no]\n",
    # References and versions
    "E101": f"▸openapi: 4.0.0\n{INFO}\npaths: {{}}\n",
    "E102": _schemas("A: {$ref: ▸'https://example.com/a.yaml'}"),
    "E105": _schemas("A: {$ref: '#/components/schemas/B'}, B: {$ref: ▸'#/components/schemas/A'}"),
    "E106": f"{PRELUDE}paths: {{}}\ncomponents: {{schemas: {{▸$ref: 'b.yaml'}}}}\n",
    "E107": _get(f"parameters: [{{name: q, in: query, schema: {{$ref: ▸'#/components/parameters/Q'}}}}], {OK}", Q),
    "E150": _get(f"parameters: [{{▸$ref: '#/components/parameters/P'}}], {OK}", "components: {parameters: {P: {name: p, in: nowhere, schema: {type: string}}}}\n"),
    "W111": _get(f"parameters: [{{$ref: '#/components/parameters/Q', ▸required: true}}], {OK}", Q),
    "W113": PRELUDE.replace("openapi:", "▸openapi:").replace("3.1.1", "3.9.0") + "paths: {}\n",
    "W114": _schemas("A: {type: string, ▸nullable: true}"),
    "W118": f"{PRELUDE}▸jsonSchemaDialect: http://json-schema.org/draft-07/schema\npaths: {{}}\n",
    "W170": _schemas("A: {properties: {l: {$ref: ▸'#/$defs/L'}}, $defs: {L: {type: object}}}"),
    "W171": f"{V20}paths: {{/a: {{get: {{operationId: a, parameters: [{{name: q, in: query, type: array, items: {{type: string}}, ▸collectionFormat: tsv}}], {OK}}}}}}}\n",
    "W172": _schemas("A: {$dynamicAnchor: n, type: string}, B: {$dynamicAnchor: n, type: integer}, C: {$dynamicRef: ▸'#n'}"),
    "W173": f"{V20}paths: {{/a: {{post: {{operationId: a, parameters: [▸{{name: b, in: body, schema: {{type: object}}}}, {{name: q, in: formData, type: string}}], {OK}}}}}}}\n",
    "W174": f"{V32}paths: {{}}\ncomponents: {{responses: {{A: {{description: d, content: {{multipart/mixed: {{▸prefixEncoding: [{{}}]}}}}}}}}}}\n",
    "W175": _get(f"requestBody: {{content: {{application/x-ndjson: ▸{{itemSchema: {{type: object}}}}}}}}, {OK}", method="post").replace("3.1.1", "3.2.0"),
    "E176": f"{V32}tags: [{{name: a, ▸parent: b}}]\npaths: {{}}\n",
    "W177": _schemas("A: {$ref: '#/components/schemas/B', ▸$dynamicRef: '#b'}, B: {$dynamicAnchor: b}"),
    # Extensions
    "E429": f"{PRELUDE}x-webhook-signature: {{header: X-S, algorithm: hmac-sha256, ▸timestamp: {{header: X-T}}}}\npaths: {{}}\nwebhooks: {{w: {{post: {{{OK}}}}}}}\n",
    "E430": _get(f"x-sandbox: {{formulas: {{/a: ▸'b ** c'}}}}, {OK}"),
    "E431": _get(f"x-sandbox: {{about: ▸/b}}, {OK}"),
    "E432": _get(f"x-sandbox: {{fresh: ▸emtpy}}, {OK}"),
    "E435": _get(f"x-sandbox: {{sort: ▸order}}, {OK}"),
    "H440": f"{FOREIGN}paths: {{/a: {{get: {{operationId: a, ▸x-pagination: {{a: b}}, {OK}}}}}}}\n",
    "E441": PRELUDE.replace("x-specwright: 1", "▸x-specwright: 2") + "paths: {}\n",
    # Building and naming
    "E510": _get(f"security: [{{s: []}}], {OK}", "components: {securitySchemes: {s: {type: http, ▸scheme: digest}}}\n"),
    "W511": f"{PRELUDE}paths: {{}}\nwebhooks: {{w: {{post: {{▸requestBody: {{content: {{application/json: {{schema: {HOOK % 'a'}}}, application/xml: {{schema: {HOOK % 'b'}}}}}}}, {OK}}}}}}}\n",
    "E512": f"""{PRELUDE}paths:
  /a: {{post: {{operationId: a, x-process: {{▸status-operation: b, id: /id, state: /state, success: [S], failure: [F]}}, responses: {{'202': {{description: d, content: {{application/json: {{schema: {{type: object, {STATE}}}}}}}}}}}}}}}
  /b: {{get: {{operationId: b, parameters: [{{name: p, in: query, required: true, schema: {{}}}}, {{name: q, in: query, required: true, schema: {{}}}}], responses: {{'200': {{description: d, content: {{application/json: {{schema: {{type: object, {STATE}}}}}}}}}}}}}}}
""",
    "W601": _get(
        "responses: {'200': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}}}",
        "components: {schemas: {A: {type: object, properties: {\ufb01le: ▸{type: string}, file: {type: string}}}}}\n",
    ),
    "E603": _get(f"▸x-py-name: class, {OK}"),
    "E604": f"{PRELUDE}paths: {{/a: {{get: {{operationId: a, x-py-name: c, {OK}}}, post: {{operationId: b, ▸x-py-name: c, {OK}}}}}}}\n",
    "W623": {"json.yaml": f"▸{_get(OK)}"},
    "E620": {"openapi.yaml": _get(OK), "names.lock": "package = a\n▸nothing\n"},
    "E621": {"openapi.yaml": _get(OK), "names.lock": "package = a\n▸package = b\n"},
    "E622": {"openapi.yaml": _get(OK), "names.lock": "package = a\n▸method default/a = class\n"},
    # Settings
    "E720": {"openapi.yaml": _get(OK), "specwright.toml": "strict = false\n▸ouut = 'b'\n"},
    "E721": {"openapi.yaml": _get(OK), "specwright.toml": "out = 'b'\n▸strict = 5\n"},
    "W722": {
        "openapi.yaml": _get(OK),
        "specwright.toml": "documents = {a = 'openapi.yaml'}\n[[accepted]]\ndocument = 'zz'\n▸code = 'W302'\nat = '/a'\nreason = 'r'\n",
    },
    "E723": _overlay(f"▸overlay: 2.0.0\n{INFO}\nactions: [{{target: $, update: {{x-a: 1}}}}]\n"),
    "E724": _overlay(f"overlay: 1.0.0\n{INFO}\nactions: [{{▸target: /a, update: {{x-a: 1}}}}]\n"),
    "W725": _overlay(f"overlay: 1.0.0\n{INFO}\nactions: [{{▸target: $.zz, update: {{x-a: 1}}}}]\n"),
    "E726": _overlay(f"overlay: 1.0.0\n{INFO}\nactions: [{{▸target: $, remove: true}}]\n"),
}  # fmt: skip
"""Code → a document, or the files of a folder, with the mark where the finding stands."""

APART = {
    "E001": "test_a_file_that_is_not_there_is_told_at_its_first_line",
    "E109": "test_a_document_that_expands_too_far_is_told_where_it_does",
    "E116": "test_a_folder_of_several_documents_is_told",
    "W117": "test_what_was_meant_is_told_where_it_is_read",
    "W520": "test_what_the_model_generator_says_is_told_of_the_document",
    "E550": "test_what_the_compiler_fails_at_is_told_at_its_place",
    "E551": "test_what_the_compiler_fails_at_is_told_at_its_place",
    "E701": "test_what_cannot_be_written_is_told_of_its_file",
    "E702": "test_what_cannot_be_written_is_told_of_its_file",
    "E703": "test_what_cannot_be_written_is_told_of_its_file",
    "E704": "test_what_cannot_be_written_is_told_of_its_file",
    "E730": "test_a_version_that_tells_nothing_is_told_where_it_stands",
}
"""Those that are of no line of a document alone, and the test of each."""


def test_every_code_has_a_place():
    planted = {code for _, code, text, *_ in ROWS if MARK in text}
    assert {*planted, *PLACED, *APART} == set(CODES)
    assert all(name in globals() for name in APART.values())


def found(
    folder: Path, capsys: pytest.CaptureFixture[str], *arguments: str, command: str = "generate"
) -> list[dict[str, Any]]:
    """What a run of the command line says, as it tells scripts."""
    main([command, *arguments, "--format", "json"])
    said = json.loads(capsys.readouterr().out)
    return list(said if isinstance(said, list) else said["diagnostics"])


@pytest.mark.parametrize("code", sorted(PLACED, key=lambda code: code[1:]))
def test_a_finding_stands_at_its_place(
    tmp_path: Path, code: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.chdir(tmp_path)
    said = PLACED[code]
    files = said if isinstance(said, dict) else {"openapi.yaml": said}
    at: tuple[str, int, int] | None = None
    for name, text in files.items():
        plain, place = unmark(text)
        at = (name, *place) if MARK in text else at
        (tmp_path / name).write_bytes(plain.encode("utf-8", "surrogateescape"))
    listed = "documents" in files.get("specwright.toml", "")
    told = found(tmp_path, capsys, *([] if listed else [next(iter(files))]), "-j", "1")
    places = [(d["file"], d["line"], d["column"]) for d in told if d["code"] == code]
    assert at in places, told


# Those of no line of a document alone ---------------------------------------------------------


def test_a_file_that_is_not_there_is_told_at_its_first_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.chdir(tmp_path)
    (told,) = found(tmp_path, capsys, "no.yaml", command="validate")
    assert (told["code"], told["file"], told["line"], told["column"]) == ("E001", "no.yaml", 1, 1)


def test_a_folder_of_several_documents_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.chdir(tmp_path)
    for name in ("a.yaml", "b.yaml"):
        (tmp_path / name).write_text(f"{PRELUDE}paths: {{}}\n", encoding="utf-8")
    (told,) = found(tmp_path, capsys, ".", command="validate")
    assert (told["code"], told["file"]) == ("E116", ".")
    assert "a.yaml, b.yaml" in told["message"]


def test_a_document_that_expands_too_far_is_told_where_it_does(tmp_path: Path):
    callbacks = ", ".join(f"c{n}: {{x: {{$ref: '#/components/pathItems/P%d'}}}}" for n in (1, 2))
    items = "".join(
        f"    P{i}: {{get: {{callbacks: {{{callbacks % (i + 1, i + 1)}}}, responses: {{}}}}}}\n"
        for i in range(30)
    )
    head = "paths: {/a: {$ref: '#/components/pathItems/P0'}}\ncomponents:\n  pathItems:\n"
    (told,) = check(tmp_path, f"{head}{items}    P30: {{get: {{responses: {{}}}}}}\n")
    assert told.code == "E109"
    assert (tmp_path / "openapi.yaml").read_text("utf-8").split("\n")[told.span.line - 1]


def test_what_was_meant_is_told_where_it_is_read(tmp_path: Path):
    text = "▸host: '{region}.a.test'\npaths: {}\n"
    expect(tmp_path, "W117", text, "base_url", prelude=V20)


@pytest.mark.parametrize(("code", "key"), [("E550", "get"), ("E551", "A")])
def test_what_the_compiler_fails_at_is_told_at_its_place(
    tmp_path: Path, code: str, key: str, monkeypatch: pytest.MonkeyPatch
):
    """The writer fails wherever the one or the other is in the document."""
    text = _get(
        "responses: {'200': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/B'}}}}}"
        if code == "E551" else OK,
        f"  /b: {{get: {{operationId: b, {OK}}}}}\ncomponents:\n  schemas:\n    A: {{type: object}}\n    B: {{type: string}}\n",
    ).replace("paths: {/a: {get", "paths:\n  /a: {get").replace("}}}\n  /b", "}}\n  /b")  # fmt: skip
    file = tmp_path / "acme.yaml"
    file.write_text(text, encoding="utf-8")

    def failing(document: Any, *rest: Any, **more: Any) -> Any:
        tree = document.tree
        schemas = tree.get("components", {}).get("schemas", {})
        held = tree["paths"].get("/a") if code == "E550" else "type" in schemas.get("A", {})
        if held:
            raise ZeroDivisionError
        return package_files(document, *rest, **more)

    told = [d for d in generate(file, writer=failing).diagnostics if d.code == code]
    assert [d.span.line for d in told] == [
        next(
            i
            for i, line in enumerate(text.split("\n"), 1)
            if ("/a:" if code == "E550" else "    A:") in line
        )
    ]


def test_what_the_model_generator_says_is_told_of_the_document(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    real = models._generate

    def remarking(*given: Any) -> tuple[dict[str, str], list[str]]:
        made, _ = real(*given)
        return made, ["too odd"]

    monkeypatch.setattr(models, "_generate", remarking)
    file = tmp_path / "acme.yaml"
    schema = "{application/json: {schema: {type: object, properties: {a: {not: {}}}}}}"
    file.write_text(_get(f"responses: {{'200': {{description: d, content: {schema}}}}}"), "utf-8")
    (told,) = [d for d in generate(file).diagnostics if d.code == "W520"]
    assert (told.message, told.span.line, told.span.column) == ("too odd", 1, 1)


def test_what_cannot_be_written_is_told_of_its_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "a.yaml").write_text(_get(OK), encoding="utf-8")

    def told() -> list[tuple[str, str, int]]:
        return [
            (d["code"], d["file"], d["line"])
            for d in found(tmp_path, capsys, "a.yaml", "-j", "1")
            if d["code"][:2] == "E7"
        ]

    folder = tmp_path / "generated" / "a"
    folder.mkdir(parents=True)
    (folder / "mine.txt").write_text("mine", encoding="utf-8")
    assert told() == [("E702", "generated/a", 1)]
    (folder / "mine.txt").unlink()
    assert told() == []
    (folder / "README.md").write_text("mine", encoding="utf-8")
    assert told() == [("E703", "generated/a", 1)]
    with pytest.raises(SpecError) as out:
        write(tmp_path / "generated" / "b", {"../x.py": b""})
    assert [(d.code, d.span.line) for d in out.value.diagnostics] == [("E701", 1)]
    (tmp_path / "generated" / "c").write_text("a file", encoding="utf-8")
    with pytest.raises(SpecError) as none:
        write(tmp_path / "generated" / "c" / "d", {"manifest.json": b"{}"})
    assert [(d.code, d.span.line) for d in none.value.diagnostics] == [("E704", 1)]


def test_a_version_that_tells_nothing_is_told_where_it_stands(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.chdir(tmp_path)
    file = tmp_path / "a.yaml"
    query = "parameters: [{name: q, in: query, schema: {type: string}}], "
    file.write_text(_get(query + OK), encoding="utf-8")
    assert found(tmp_path, capsys, "a.yaml", "-j", "1") == []
    file.write_text(_get(OK), encoding="utf-8")
    found(tmp_path, capsys, "a.yaml", "-j", "1")
    (told,) = found(tmp_path, capsys, "a.yaml", command="check")
    assert (told["code"], told["file"], told["line"], told["column"]) == ("E730", "a.yaml", 3, 21)
