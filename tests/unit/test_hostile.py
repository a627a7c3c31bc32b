"""Documents that are made to hurt: each ends, with what is wrong, at a cost that was foreseen."""

from __future__ import annotations

import ast
import os
import subprocess
import sys
from pathlib import Path

import pytest

from generator.check.expressions import w381_link_parameter
from generator.check.look import Look
from generator.command.cli import main
from generator.command.explain import section_of
from generator.command.pipeline import generate, validate
from generator.command.settings_file import find
from generator.command.surface import surface
from generator.ground.diagnostics import CODES, nearest
from generator.ground.vocabulary import rule_matches
from generator.read.document import load
from generator.understand.build import build
from tests.steps import steps
from tests.unit.marked import PRELUDE, check

DIGITS = "9" * 310
MEMBERS = ", ".join(
    f"{{type: object, required: [k{i}], properties: {{k{i}: {{}}}}}}" for i in range(400)
)
OK = "responses: {'200': {description: d}}"


def codes(folder: Path, text: str) -> set[str]:
    """What is found in a document."""
    file = folder / "openapi.yaml"
    file.write_text(PRELUDE + text, encoding="utf-8")
    return {d.code for d in validate(file)[1]}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (f"components: {{schemas: {{A: {{oneOf: [{MEMBERS}], examples: [3]}}}}}}", {"H370", "W401"}),
        (f"components: {{schemas: {{A: {{minimum: {DIGITS}, maximum: 5}}}}}}", {"E409", "H370"}),
        (f"components: {{schemas: {{A: {{type: string, example: {DIGITS}}}}}}}", {"H370", "W401"}),
        (f"paths: {{/a: {{get: {{operationId: a, tags: [{'t' * 300}], {OK}}}}}}}", set[str]()),
        ("components: {schemas: {A: {pattern: '^(a+)+$', example: " + "a" * 60 + "!}}}", {"H370", "W401"}),
    ],
    ids=["union", "bounds", "digits", "tag", "pattern"],
)  # fmt: skip
def test_large_things_are_judged_as_small_ones(tmp_path: Path, text: str, expected: set[str]):
    assert codes(tmp_path, text) >= expected


def test_many_errors_are_told_without_building(tmp_path: Path):
    paths = "".join(f"  /a{i}: {{get: {{operationId: same, {OK}}}}}\n" for i in range(400))
    file = tmp_path / "openapi.yaml"
    file.write_text(PRELUDE + "paths:\n" + paths, encoding="utf-8")
    assert [d.code for d in validate(file)[1]].count("E301") == 399


def test_what_generate_would_refuse_is_told_and_nothing_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(tmp_path)
    text = f"""
paths:
  /a: {{get: {{operationId: a, {OK}}}}}
  /b: {{get: {{operationId: b, security: [{{S: []}}], x-py-name: class, {OK}}}}}
components: {{securitySchemes: {{S: {{type: http, scheme: digest}}}}}}
"""
    assert codes(tmp_path, text) >= {"E510", "E603"}
    assert os.listdir(tmp_path) == ["openapi.yaml"]


def test_a_reference_that_leads_nowhere_hides_nothing_else(tmp_path: Path):
    text = f"""
paths:
  /a: {{get: {{operationId: a, parameters: [{{$ref: '#/components/parameters/No'}}], {OK}}}}}
  /b: {{get: {{operationId: a, {OK}}}}}
"""
    assert codes(tmp_path, text) == {"E104", "E301"}


@pytest.mark.parametrize("kind", ["fifo", "device", "sparse", "folder", "binary"])
def test_files_that_are_no_documents_are_refused(
    tmp_path: Path, kind: str, capsys: pytest.CaptureFixture[str]
):
    path = tmp_path / "openapi.yaml"
    if kind == "fifo":
        os.mkfifo(path)
    elif kind == "device":
        path = Path("/dev/zero")
    elif kind == "sparse":
        with path.open("wb") as file:
            file.truncate(10 * 1024**3)
    elif kind == "folder":
        path.mkdir()
    else:
        path.write_bytes(bytes(range(256)))
    assert main(["validate", str(path)]) == 1
    assert len(capsys.readouterr().out) < 500


def test_rules_are_compared_by_what_they_say_first():
    assert not rule_matches({"path": "/a/*"}, "GET", "/b/1")
    assert rule_matches({"path": "/a"}, "GET", "/a")
    assert not rule_matches({"path": "/a"}, "GET", "/a/b")


@pytest.mark.parametrize("code", sorted(CODES))
def test_every_code_is_explained(code: str):
    assert section_of(code).startswith(f"{code} {CODES[code]}")


def test_explain_prints_the_section_and_helps_with_a_misspelt_code(
    capsys: pytest.CaptureFixture[str],
):
    assert main(["explain", "e304"]) == 0
    assert "Mend:" in capsys.readouterr().out
    assert main(["explain", "E3O4"]) == 2
    assert "did you mean E304?" in capsys.readouterr().err


def test_schemas_that_end_nowhere_are_told_once_a_circle(tmp_path: Path):
    schemas = "".join(
        f"    A{i}: {{type: object, required: [a], properties: {{a: {{$ref: "
        f"'#/components/schemas/A{(i + 1) % 400}'}}}}}}\n"
        for i in range(400)
    )
    found = check(tmp_path, f"components:\n  schemas:\n{schemas}")
    assert [d.code for d in found] == ["W460"]


def test_groups_of_parameters_are_tried_once_for_all_that_they_tie(tmp_path: Path):
    params = ", ".join(f"{{name: p{i}, in: query, schema: {{}}}}" for i in range(12))
    groups = ", ".join(f"{{at-most-one: [p{i % 12}, p{(i + 1) % 12}]}}" for i in range(150))
    ok = 'responses: {"200": {description: ok}}'
    operation = f"parameters: [{params}], x-parameter-groups: [{groups}], {ok}"
    found = check(tmp_path, f"paths: {{/a: {{get: {{operationId: a, {operation}}}}}}}\n")
    assert {d.code for d in found} <= {"E421", "W488"}


def test_extensions_of_any_shape_are_told_and_nothing_else_happens(tmp_path: Path):
    odd = ("1", "[]", "{}", "text", "[1, {}, null]", "{a: [b]}")
    names = (
        *("x-envelope", "x-errors", "x-rate-limit", "x-retry", "x-pagination", "x-process"),
        *("x-parameter-groups", "x-sandbox", "x-request-id", "x-webhook-signature", "x-wire"),
        *("x-deadline", "x-background", "x-deprecation", "x-media-version", "x-query-style"),
    )
    members = ("pending", "sizes", "statuses", "rules", "lines", "filters", "keys", "timestamp")
    for name in names:
        for value in (*odd, *(f"{{{member}: {each}}}" for member in members for each in odd[:4])):
            text = f"{name}: {value}\npaths: {{/a: {{post: {{{name}: {value}, operationId: a, "
            text += 'responses: {"202": {description: d}}}}}\n'
            assert check(tmp_path, text), (name, value)


def test_a_default_of_unions_within_unions_is_judged(tmp_path: Path):
    """Sixty levels, each in two ways: as many ways as a clock has ticks."""
    schemas = "".join(
        f"    A{i}: {{oneOf: [{{$ref: '#/components/schemas/A{i + 1}'}}, {{type: object, "
        f"properties: {{n: {{$ref: '#/components/schemas/A{i + 1}'}}}}}}], "
        "default: {n: {n: {n: 5}}}}\n"
        for i in range(60)
    )
    schemas += "    A60: {type: object, properties: {k: {type: string}}}\n"
    user = f"paths: {{/a: {{get: {{operationId: a, parameters: [{{name: q, in: query, schema: {{$ref: '#/components/schemas/A0'}}}}], {OK}}}}}}}\n"
    assert "E402" in codes(tmp_path, f"{user}components:\n  schemas:\n{schemas}")


def test_groups_of_the_document_are_told_at_one_operation(tmp_path: Path):
    groups = ", ".join(f"{{exactly-one: [p{i}, p{i + 1}]}}" for i in range(3))
    params = ", ".join(
        f"{{name: p{i}, in: query, required: true, schema: {{type: string}}}}" for i in range(4)
    )
    paths = "".join(
        f"  /a{j}: {{get: {{operationId: a{j}, parameters: [{params}], {OK}}}}}\n" for j in range(5)
    )
    found = check(tmp_path, f"x-parameter-groups: [{groups}]\npaths:\n{paths}")
    assert [d.code for d in found].count("E434") == 3


def test_of_thousands_of_names_the_nearest_is_found():
    names = {f"name{i}" for i in range(5000)} | {f"other{i}" for i in range(200)}
    assert nearest("zther7", names) == ""  # it begins otherwise
    assert nearest("otehr7", names) == "other7"
    assert nearest("other7x", names) == "other7"
    assert nearest("name7x", names) == ""  # too many begin so
    assert nearest("other7x", {*names} - {"other7"}) != "other7"


def test_a_schema_that_is_made_of_thousands_within_each_other_is_refused(tmp_path: Path):
    schemas = "".join(
        f"    A{i}: {{allOf: [{{$ref: '#/components/schemas/A{i + 1}'}}, {{properties: {{p{i}: {{}}}}}}]}}\n"
        for i in range(500)
    )
    found = check(tmp_path, f"components:\n  schemas:\n{schemas}    A500: {{type: object}}\n")
    assert [d.code for d in found].count("E407") == 10


def written(folder: Path, text: str) -> dict[str, str]:
    """The files of a package, by their paths in it."""
    file = folder / "acme.yaml"
    file.write_text(PRELUDE + text, encoding="utf-8")
    result = generate(file)
    assert not result.failed, result.diagnostics
    return {path.removeprefix("acme/"): data.decode() for path, data in result.files.items()}


def test_a_dynamic_reference_to_hundreds_of_schemas_is_anything(tmp_path: Path):
    schemas = "".join(
        f"    A{i}: {{$dynamicAnchor: n, type: object, properties: {{c: {{$dynamicRef: '#n'}}}}}}\n"
        for i in range(60)
    )
    file = tmp_path / "openapi.yaml"
    file.write_text(PRELUDE + f"paths: {{}}\ncomponents:\n  schemas:\n{schemas}", "utf-8")
    document, found = load(file)
    assert document is not None
    assert [d.code for d in found] == ["W172"] * 60
    assert document.tree["components"]["schemas"]["A7"]["properties"]["c"] == {}


def test_a_rate_limit_has_a_bounded_number_of_rules(tmp_path: Path):
    rules = ", ".join(f"{{path: '/**', limit: {i + 1}, per: 1}}" for i in range(201))
    found = check(tmp_path, f"x-rate-limit: {{rules: [{rules}]}}\npaths: {{}}\n")
    assert [d.code for d in found if d.stops] == ["E421"]


def test_a_server_of_hundreds_of_tags_is_a_class_of_few_bases(tmp_path: Path):
    paths = "".join(
        f"  /a{i}: {{get: {{operationId: a{i}, tags: [t{i}], {OK}}}}}\n" for i in range(120)
    )
    text = written(tmp_path, f"paths:\n{paths}")["server/protocol.py"]
    tree = {c.name: c for c in ast.parse(text).body if isinstance(c, ast.ClassDef)}
    assert max(len(c.bases) for c in tree.values()) <= 51
    whole = [base.id for base in tree["Implementation"].bases if isinstance(base, ast.Name)]
    parts = [
        base.id for name in whole[:-1] for base in tree[name].bases if isinstance(base, ast.Name)
    ]
    assert {f"T{i}Service" for i in range(120)} <= set(parts)


def test_a_union_of_hundreds_is_told_in_the_list_of_what_a_package_offers(tmp_path: Path):
    kinds = ", ".join(
        f"{{type: object, properties: {{p{i}: {{type: string}}}}}}" for i in range(400)
    )
    answer = "content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}"
    text = f"""
paths: {{/a: {{get: {{operationId: a, responses: {{'200': {{description: d, {answer}}}}}}}}}}}
components: {{schemas: {{A: {{oneOf: [{kinds}]}}}}}}
"""
    files = written(tmp_path, text)
    offered = surface("acme", {f"acme/{path}": body.encode() for path, body in files.items()})
    assert max(line.count(" | ") for line in offered.splitlines()) == 399


def test_a_tag_may_be_called_annotations(tmp_path: Path):
    """Every module that imports it from `__future__` has something of that name."""
    files = written(
        tmp_path, f"paths: {{/a: {{get: {{operationId: a, tags: [annotations], {OK}}}}}}}\n"
    )
    assert "operations/annotations.py" in files
    assert "annotations" not in files["operations/__init__.py"]


def test_links_of_a_shared_response_are_looked_at_once(tmp_path: Path):
    """Twice the operations, and links to each: twice the work but for what is written of each."""

    def work(count: int) -> int:
        links = ", ".join(
            f"l{i}: {{operationId: a{i}, parameters: {{q: $request.query.q}}}}"
            for i in range(count)
        )
        rows = "".join(
            f"  /a{i}: {{get: {{operationId: a{i}, responses: {{'200': {{$ref: '#/components/responses/R'}}}}}}}}\n"
            for i in range(count)
        )
        text = f"paths:\n{rows}components:\n  responses: {{R: {{description: d, links: {{{links}}}}}}}\n"
        (tmp_path / "openapi.yaml").write_text(PRELUDE + text, encoding="utf-8")
        document, _ = load(tmp_path)
        assert document is not None
        return steps(lambda: (list(w381_link_parameter(Look(document))), build(document)))

    assert work(80) < 2.7 * work(40)


@pytest.mark.parametrize("name", ["names.lock", "specwright.toml", "other.yaml"])
@pytest.mark.parametrize("kind", ["fifo", "sparse", "device"])
def test_files_beside_a_document_that_are_no_such_files_are_not_read(
    tmp_path: Path, name: str, kind: str, monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
):  # fmt: skip
    monkeypatch.chdir(tmp_path)
    (tmp_path / "openapi.yaml").write_text(f"{PRELUDE}paths: {{}}\n", encoding="utf-8")
    odd = tmp_path / name
    if kind == "fifo":
        os.mkfifo(odd)
    elif kind == "sparse":
        with odd.open("wb") as file:
            file.truncate(10 * 1024**3)
    else:
        odd.symlink_to("/dev/zero")
    status = main(["generate", ".", "-j", "1"])
    said = capsys.readouterr().err
    told = {"names.lock": 1, "specwright.toml": 1 if kind == "sparse" else 0, "other.yaml": 0}[name]
    assert (status == 0) == (told == 0), said
    assert len(said) < 1000


def test_settings_with_hundreds_of_faults_are_read_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.chdir(tmp_path)

    def work(count: int) -> int:
        rows = "".join(f'X{i:04} = "off"\n' for i in range(count))
        (tmp_path / "specwright.toml").write_text(f"[rules]\n{rows}", encoding="utf-8")
        return steps(lambda: find(tmp_path))

    assert work(200) < 2.5 * work(100)


def test_models_in_a_long_circle_can_be_imported(tmp_path: Path):
    """Python's stack is too short to build them: that is given up, and they are there."""
    schemas = "".join(
        f"    A{i}: {{type: object, properties: {{a: {{$ref: '#/components/schemas/A{(i + 1) % 120}'}}}}}}\n"
        for i in range(120)
    )
    answer = "content: {application/json: {schema: {$ref: '#/components/schemas/A0'}}}"
    text = f"paths: {{/a: {{get: {{operationId: a, responses: {{'200': {{description: d, {answer}}}}}}}}}}}\ncomponents:\n  schemas:\n{schemas}"
    for path, body in written(tmp_path, text).items():
        file = tmp_path / "out" / "acme" / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(body, encoding="utf-8")
    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); import acme; print(acme.models.A7.__name__)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, str(tmp_path / "out")],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.stdout == "A7\n", done.stderr
