from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from generator.ground.diagnostics import (
    CODES,
    Diagnostic,
    Span,
    SpecError,
    left_out,
    nearest,
    render,
    severity,
    short,
)

ROOT = Path(__file__).parents[2]


def fault(**changes: object) -> Diagnostic:
    values: dict[str, object] = {
        "code": "E304",
        "severity": "error",
        "message": "no parameter for {id}",
        "span": Span("specs/a/openapi.yaml", 3, 5),
        "pointer": "/paths/~1a~1{id}/get",
        "mend": "add it",
        "related": (Span("specs/a/openapi.yaml", 9, 2), Span("specs/b.yaml", 1, 1)),
    }
    return Diagnostic(**(values | changes))  # type: ignore[arg-type]


def test_text_is_clickable_and_names_the_mend_and_other_places():
    assert render([fault()], quote=False) == (
        "specs/a/openapi.yaml:3:5: E304 no parameter for {id}; mend: add it\n"
        "    at #/paths/~1a~1{id}/get   (also :9:2, specs/b.yaml:1:1)\n"
    )


def test_text_without_pointer_or_related_is_one_line():
    text = render([fault(pointer="", related=(), mend="")], quote=False)
    assert text == "specs/a/openapi.yaml:3:5: E304 no parameter for {id}\n"


@pytest.mark.parametrize(
    ("changed", "line"),
    [
        ({"related": ()}, "    at #/paths/~1a~1{id}/get\n"),
        ({"pointer": ""}, "    also :9:2, specs/b.yaml:1:1\n"),
    ],
)
def test_text_with_a_pointer_or_other_places_alone(changed: dict[str, object], line: str):
    assert render([fault(**changed)], quote=False).splitlines(keepends=True)[1:] == [line]


def test_of_many_findings_the_first_are_shown_and_the_rest_counted():
    many = [fault(span=Span("a", line, 1), pointer="", related=()) for line in range(1, 1004)]
    lines = render(many, quote=False).splitlines()
    assert lines[-2].startswith("a:1000:1: ")
    assert lines[-1] == "and 3 more findings"
    assert not render(many[:1000], quote=False).splitlines()[-1].startswith("and")


def test_the_nearest_of_many_names_is_of_those_that_are_given():
    one = [f"ab{number}" for number in range(400)]
    two = [f"ab{number}" for number in range(1, 400)] + ["required"]
    assert nearest("requried", one) == ""
    assert nearest("requried", two) == "required"
    two.append("requires")
    assert nearest("requirez", two) == "requires"


def test_a_name_is_held_against_300_others_and_not_against_more():
    names = [f"ab{number}" for number in range(100, 401)]
    assert nearest("ab155x", names) == ""
    assert nearest("ab155x", names[:-1]) == "ab155"
    assert nearest("ab155x", [*names[:-1], *(f"b{name}" for name in names)]) == "ab155"


@pytest.mark.parametrize("where", ["message", "mend", "pointer", "file", "related", "taken"])
def test_no_control_character_reaches_a_terminal(where: str):
    evil = "a\x1b[31m\x07\x9b\r\u202e"
    span = Span(evil, 1, 1)
    changed = {"file": {"span": span}, "related": {"related": (span,)}}.get(where, {where: evil})
    for quote in (True, False):
        text = render([fault(**changed)], quote=quote)
        assert text.count("a\N{REPLACEMENT CHARACTER}[31m") == 1
        assert not set("\x1b\x07\x9b\r\u202e") & set(text)


@pytest.mark.parametrize("where", ["message", "mend", "taken"])
def test_no_control_character_reaches_the_log_of_a_workflow(where: str):
    text = render([fault(**{where: "a\x1b[31m\x07\u202e"})], "github")
    assert text.endswith("\n")
    assert text[:-1].isprintable()


@pytest.mark.parametrize("where", ["message", "taken"])
def test_no_control_character_gets_into_the_records_of_a_package(where: str):
    """What was left out is one line each in its manifest and README."""
    said = {"taken": "left out: a", where: "left out: b\x1b[31m\r\nc\u202e"}
    (line,) = left_out([fault(**said)])
    assert line.isprintable()


def test_what_was_left_out_is_told_once_and_what_was_read_is_not():
    lost = fault(taken="left out: GET /b")
    found = [fault(taken="taken so: /a"), lost, fault(taken="left out: GET /a"), lost, fault()]
    assert left_out(found) == [f"GET /{name} (E304 no parameter for {{id}})" for name in "ab"]


def test_text_quotes_the_line_with_a_caret(tmp_path: Path):
    file = tmp_path / "x.yaml"
    file.write_bytes("\ufeffa: 1\r\n  b: é tail\r\n".encode())
    text = render([fault(span=Span(str(file), 2, 6), pointer="", related=())])
    assert text.splitlines()[1:] == ["    |   b: é tail", "    |      ^"]


def test_a_long_line_is_quoted_around_its_fault(tmp_path: Path):
    file = tmp_path / "x.json"
    file.write_text("[" + "0," * 5000 + "WRONG," + "0," * 5000 + "0]")
    text = render([fault(span=Span(str(file), 1, 10_002), pointer="", related=())])
    quoted, caret = text.splitlines()[1:]
    assert len(quoted) < 120
    assert quoted[caret.index("^") :].startswith("WRONG")


def test_control_characters_of_a_document_never_reach_the_terminal(tmp_path: Path):
    file = tmp_path / "x.yaml"
    file.write_text("a: \x1b[31mred\n")
    text = render([fault(message="bad \x1b[2J value\nnext", span=Span(str(file), 1, 4))])
    assert "\x1b" not in text
    assert "value\nnext" not in text


def test_an_unreadable_source_is_not_quoted():
    assert "|" not in render([fault(span=Span("nowhere.yaml", 1, 1))])


def test_all_findings_are_sorted_by_file_and_line():
    places = [Span("b", 1, 1), Span("a", 10, 1), Span("a", 2, 9), Span("a", 2, 1)]
    rows = json.loads(render([fault(span=s) for s in places], "json"))
    assert [(r["file"], r["line"], r["column"]) for r in rows] == [
        ("a", 2, 1),
        ("a", 2, 9),
        ("a", 10, 1),
        ("b", 1, 1),
    ]


def test_json_has_every_field():
    (row,) = json.loads(render([fault()], "json"))
    assert row == {
        "code": "E304",
        "severity": "error",
        "message": "no parameter for {id}",
        "file": "specs/a/openapi.yaml",
        "line": 3,
        "column": 5,
        "pointer": "/paths/~1a~1{id}/get",
        "mend": "add it",
        "related": [
            {"file": "specs/a/openapi.yaml", "line": 9, "column": 2},
            {"file": "specs/b.yaml", "line": 1, "column": 1},
        ],
    }


def test_github_annotations_are_escaped():
    text = render([fault(message="100%\nbad", span=Span("a,b:c.yaml", 1, 2), mend="")], "github")
    assert text == "::error file=a%2Cb%3Ac.yaml,line=1,col=2,title=E304::100%25%0Abad\n"


@pytest.mark.parametrize("where", ["message", "mend", "taken", "file"])
@pytest.mark.parametrize("end", ["\r", "\n", "\r\n"])
def test_no_end_of_a_line_makes_a_second_workflow_command(where: str, end: str):
    evil = f"a{end}::set-output name=x::y"
    changed = {"file": {"span": Span(evil, 1, 1)}}.get(where, {where: evil})
    (line, rest) = re.split(r"[\r\n]", render([fault(**changed)], "github"))
    assert line.startswith("::error ")
    assert rest == ""


def test_sarif_names_rules_results_and_places():
    log = json.loads(render([fault(), fault(code="W302", severity="warning", related=())], "sarif"))
    assert log["version"] == "2.1.0"
    (run,) = log["runs"]
    rules = run["tool"]["driver"]["rules"]
    assert [r["id"] for r in rules] == ["E304", "W302"]
    assert rules[0]["shortDescription"]["text"] == CODES["E304"]
    first, second = run["results"]
    assert (first["level"], second["level"]) == ("error", "warning")
    assert rules[first["ruleIndex"]]["id"] == first["ruleId"]
    place = first["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == "specs/a/openapi.yaml"
    assert place["region"] == {"startLine": 3, "startColumn": 5}
    assert len(first["relatedLocations"]) == 2
    assert "relatedLocations" not in second


@pytest.mark.parametrize("format", ["text", "json", "github", "sarif"])
def test_nothing_found_is_nothing_said(format):
    text = render([], format)
    assert text in ("", "[]\n") or json.loads(text)["runs"][0]["results"] == []


def test_spec_error_carries_its_diagnostics_and_says_them():
    error = SpecError(fault())
    assert error.diagnostics == (fault(),)
    assert "E304 no parameter" in str(error)


def test_severity_is_in_the_code():
    assert severity("E101") == "error"
    assert severity("W101") == "warning"
    assert all(re.fullmatch(r"[EHW][0-7]\d\d", code) for code in CODES)


def test_numbers_are_not_used_twice():
    numbers = [code[1:] for code in CODES]
    assert len(set(numbers)) == len(numbers)


def test_every_code_has_a_section_and_every_section_a_code():
    text = (ROOT / "docs" / "diagnostics.md").read_text(encoding="utf-8")
    sections = dict(re.findall(r"^### ([EHW]\d{3}) (.+)$", text, re.MULTILINE))
    assert sections == dict(CODES)


def test_every_code_that_is_emitted_is_registered():
    emitted = {
        code
        for file in (ROOT / "generator").rglob("*.py")
        for code in re.findall(r"\"([EHW]\d{3})\"", file.read_text(encoding="utf-8"))
    }
    assert emitted == set(CODES)


def test_nearest_and_short():
    assert nearest("requried", ["required", "properties"]) == "required"
    assert nearest("zebra", ["required"]) == ""
    assert nearest("PETS", ["pet", "pets", "Pets"]) == "Pets"
    assert nearest("ID", ["id", "idea"], cutoff=1) == "id"
    assert short({"a": "é"}) == '{"a": "é"}'
    assert len(short("x" * 500)) == 60
