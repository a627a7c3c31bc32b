"""The command line: what it says, where it says it, and its exit status."""

from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from generator.command.cli import main
from tests.support import ROOT, STRING, document, operation, query

GOOD = document({"/things": {"get": operation("listThings")}})
WARNED = document({"/things": {"get": {"responses": {"204": {"description": "Nothing."}}}}})
BAD = {**document({"/things": {"get": operation("listThings")}}), "openapi": "4.0.0"}
MISSING = {"$ref": "#/components/parameters/None"}
Out = pytest.CaptureFixture[str]


@pytest.fixture
def place(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty folder to work in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def spec(name: str, tree: Any = GOOD) -> Path:
    """A document in `specs/`."""
    path = Path("specs", name, "openapi.json")
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(tree))
    return path.parent


def run(*arguments: str) -> int:
    """Run the command line in this process."""
    try:
        return main([*arguments, "-j1"] if arguments[:1] == ("generate",) else arguments)
    except SystemExit as error:  # argparse
        return int(str(error.code))


# Status ----------------------------------------------------------------------------------


def test_all_of_specs_goes_to_generated(place: Path, capsys: Out) -> None:
    spec("acme")
    spec("wile")
    Path("specs/notes.yaml").write_text("just: notes\n")
    Path("specs/shared").mkdir()
    assert run("generate") == 0
    assert sorted(os.listdir("generated")) == ["acme", "wile"]
    assert Path("generated/acme/acme/client.py").is_file()
    out, said = capsys.readouterr()
    assert out == ""
    assert "generated/acme: 1 operation, " in said
    assert run("generate") == 0
    assert "generated/acme: up to date" in capsys.readouterr().err


def test_a_document_that_fails_stops_no_other_and_nothing_is_written_for_it(
    place: Path, capsys: Out
) -> None:
    spec("bad", BAD)
    spec("good")
    assert run("generate") == 1
    assert os.listdir("generated") == ["good"]
    out, said = capsys.readouterr()
    assert out.startswith("specs/bad/openapi.json:1:")
    assert "E101" in out
    assert "specs/bad: 1 error; generated/bad is as it was" in said


def test_a_package_stays_when_its_document_breaks(place: Path) -> None:
    spec("acme")
    run("generate")
    before = {path: path.read_bytes() for path in Path("generated").rglob("*") if path.is_file()}
    spec("acme", BAD)
    assert run("generate") == 1
    assert {
        path: path.read_bytes() for path in Path("generated").rglob("*") if path.is_file()
    } == before


@pytest.mark.parametrize("command", ["generate", "check", "validate"])
def test_warnings_fail_under_strict_alone(place: Path, command: str) -> None:
    spec("acme", WARNED)
    run("generate")
    assert run(command) == 0
    assert run(command, "--strict") == 1
    assert run(command, "--strict") == 1


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["generat"],
        ["generate", "--out"],
        ["generate", "--formt", "json"],
        ["generate", "--format", "xml"],
        ["serve"],
        ["generate", "-j", "x"],
        *(["validate", "--resolve", text] for text in (
            "https://a.example/", "https://a.example/=", "=copies", "ftp://a.example/=copies",
        )),
    ],
)  # fmt: skip
def test_wrong_usage(place: Path, arguments: list[str], capsys: Out) -> None:
    assert run(*arguments) == 2
    out, said = capsys.readouterr()
    assert out == ""
    assert said.startswith("specwright")
    assert "--help" in said


@pytest.mark.parametrize("command", ["generate", "check", "validate"])
def test_nothing_to_do_is_said(place: Path, command: str, capsys: Out) -> None:
    assert run(command) == 2
    assert "there is no specs/ here" in capsys.readouterr().err
    Path("specs").mkdir()
    assert run(command) == 2
    assert "specs/ holds no document" in capsys.readouterr().err


def test_a_file_that_is_not_there(place: Path, capsys: Out) -> None:
    assert run("generate", "nowhere.yaml") == 1
    assert "E001" in capsys.readouterr().out


def test_a_bug_of_ours_says_so_and_stops_no_other(
    place: Path, capsys: Out, monkeypatch: pytest.MonkeyPatch
) -> None:
    spec("acme")
    spec("wile")
    real = __import__("generator.command.pipeline", fromlist=["generate"]).generate

    def broken(path: Path, settings: Any) -> Any:
        if path.name == "acme":
            raise ZeroDivisionError("oh")
        return real(path, settings)

    monkeypatch.setattr("generator.command.pipeline.generate", broken)
    assert run("generate") == 3
    said = capsys.readouterr().err
    assert "specs/acme: a bug in specwright" in said
    assert "ZeroDivisionError: oh" in said
    assert os.listdir("generated") == ["wile"]


def test_version(capsys: Out) -> None:
    assert run("--version") == 0
    assert capsys.readouterr().out.startswith("specwright 0.")


def test_help_names_every_command(capsys: Out) -> None:
    assert run("--help") == 0
    said = capsys.readouterr().out
    assert all(command in said for command in ("validate", "generate", "check", "serve"))


# Which documents --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "given", ["specs/acme", "specs/acme/", "specs/acme/openapi.json", "specs/../specs/acme", "."]
)
def test_a_document_may_be_named_in_any_way(
    place: Path, given: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    spec("acme")
    assert run("generate") == 0
    if given == ".":
        monkeypatch.chdir(place / "specs" / "acme")
    out = str(place / "generated")
    assert run("check", given, "--out", out) == 0
    stamp = (place / "generated/acme/manifest.json").stat()
    assert run("generate", given, "--out", out) == 0
    after = (place / "generated/acme/manifest.json").stat()
    assert (after.st_ino, after.st_mtime_ns) == (stamp.st_ino, stamp.st_mtime_ns)


def test_a_folder_with_one_document_of_another_name(place: Path, capsys: Out) -> None:
    for name in ("one", "two"):
        Path(name).mkdir()
        Path(name, "api.json").write_text(json.dumps(GOOD))
    assert run("generate", "one", "--out", "out") == 0
    assert run("generate", "one", "--out", "out") == 0
    assert "up to date" in capsys.readouterr().err
    assert run("generate", "one", "two", "--out", "out2") == 2
    assert "one and two would both become api/" in capsys.readouterr().err


@pytest.mark.parametrize("names", [("a-b", "a_b"), ("Acme", "acme"), ("aB", "a-b")])
def test_two_documents_that_want_one_folder(
    place: Path, names: tuple[str, str], capsys: Out
) -> None:
    for name in names:
        spec(name)
    assert run("generate") == 2
    assert "would both become" in capsys.readouterr().err
    assert not Path("generated").exists()


def test_a_document_may_stand_beside_folders(place: Path) -> None:
    Path("specs").mkdir()
    Path("specs/acme.json").write_text(json.dumps(GOOD))
    spec("wile")
    assert run("generate") == 0
    assert sorted(os.listdir("generated")) == ["acme", "wile"]


# --check ----------------------------------------------------------------------------------


@pytest.mark.parametrize("command", [["check"], ["generate", "--check"]])
def test_check_writes_nothing_and_says_what_differs(
    place: Path, command: list[str], capsys: Out
) -> None:
    spec("acme")
    assert run(*command) == 1
    assert not Path("generated").exists()
    assert "run: specwright generate\n" in capsys.readouterr().err
    run("generate")
    assert run(*command) == 0
    spec("acme", document({"/things": {"get": operation("searchThings")}}))
    before = {path: path.stat().st_mtime_ns for path in Path("generated").rglob("*")}
    capsys.readouterr()
    assert run(*command) == 1
    said = capsys.readouterr().err
    assert "-client.things.list() -> None" in said
    assert "+client.things.search() -> None" in said
    assert "breaking" in said
    assert "generated/acme/acme/api/things.py: changed" in said
    assert {path: path.stat().st_mtime_ns for path in Path("generated").rglob("*")} == before


def by_other_tools(name: str, **told: Any) -> Path:
    """The manifest of a package, as other tools would have written it."""
    path = Path("generated", name, "manifest.json")
    lines = path.read_text().splitlines(keepends=True)
    for key, value in told.items():
        (index,) = [n for n, line in enumerate(lines) if line.lstrip().startswith(f'"{key}": ')]
        lines[index] = f'  "{key}": {json.dumps(value)},\n'
    path.write_text("".join(lines))
    return path


def test_other_tools_that_write_the_same_bytes_are_noted_and_no_difference(
    place: Path, capsys: Out
) -> None:
    spec("acme")
    run("generate")
    path = by_other_tools("acme", generator="0123456789abcdef", jinja2="2.0.1")
    before = path.read_bytes()
    assert run("check", "--strict") == 0
    said = capsys.readouterr().err
    assert "generated/acme: up to date (made with jinja2 2.0.1 (here: " in said
    assert "the same bytes" in said
    assert path.read_bytes() == before
    assert run("check", "-q") == 0
    assert capsys.readouterr() == ("", "")


def test_another_toolkit_that_writes_the_same_bytes_is_no_difference(
    place: Path, capsys: Out
) -> None:
    spec("acme")
    run("generate")
    by_other_tools("acme", generator="0123456789abcdef")
    assert run("check") == 0
    assert "made with another specwright; the same bytes" in capsys.readouterr().err


def test_other_tools_and_other_bytes_are_a_difference(place: Path, capsys: Out) -> None:
    spec("acme")
    run("generate")
    by_other_tools("acme", generator="0123456789abcdef")
    path = Path("generated/acme/README.md")
    path.write_text(f"{path.read_text()}more\n")
    assert run("check") == 1
    assert "generated/acme/README.md: changed" in capsys.readouterr().err


def test_a_manifest_that_says_other_things_is_a_difference(place: Path) -> None:
    spec("acme")
    run("generate")
    path = Path("generated/acme/manifest.json")
    path.write_text(path.read_text().replace('"document": "acme"', '"document": "other"'))
    assert run("check") == 1
    path.write_text("[]")
    assert run("check") == 1


def test_a_package_beside_one_of_an_older_version(place: Path, capsys: Out) -> None:
    """The older one's manifest names no libraries, and a runtime that is not today's."""
    spec("acme")
    spec("wile")
    run("generate")
    old = Path("generated/wile/manifest.json")
    told = json.loads(old.read_bytes())
    del told["libraries"]
    runtime = Path("generated/wile/wile/_runtime/ground/errors.py")
    runtime.write_text("# older\n")
    from generator.write.files import digest

    told["files"]["wile/_runtime/ground/errors.py"] = [digest(b"# older\n"), 8]
    gone = Path("generated/wile/wile/_runtime/older.py")
    gone.write_text("")
    told["files"]["wile/_runtime/older.py"] = [digest(b""), 0]
    told["generator"] = "0123456789abcdef"
    old.write_text(json.dumps(told))
    capsys.readouterr()
    assert run("check") == 1
    said = capsys.readouterr().err
    assert "generated/acme: up to date" in said
    assert "generated/wile/wile/_runtime/ground/errors.py: changed" in said
    assert "generated/wile/wile/_runtime/older.py: removed" in said
    assert run("generate", "specs/acme") == 0
    assert runtime.read_text() == "# older\n", "nobody asked for it"
    assert run("generate") == 0
    assert run("check") == 0
    assert not gone.exists()


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("Makefile", "generate: x\n\t@true\n", "make generate"),
        ("makefile", ".PHONY: x\ngenerate :\n\t@true\n", "make generate"),
        ("Makefile", "regenerate:\n\ttrue\n", "specwright generate"),
        ("Makefile", "test:\n\tmake generate\n", "specwright generate"),
        ("README.md", "generate:\n", "specwright generate"),
    ],
)
def test_make_is_named_where_there_is_a_target(
    place: Path, capsys: Out, name: str, text: str, said: str
) -> None:
    Path(name).write_text(text)
    spec("acme")
    assert run("check") == 1
    assert f"run: {said}\n" in capsys.readouterr().err
    assert run("serve", "none") == 2
    assert f"run: {said}\n" in capsys.readouterr().err


def test_a_package_whose_document_is_gone(place: Path, capsys: Out) -> None:
    spec("acme")
    gone = spec("wile")
    assert run("generate") == run("check") == 0
    Path("generated/notes").mkdir()  # no package of ours
    (gone / "openapi.json").unlink()
    capsys.readouterr()
    text = "generated/wile: no document in specs/ makes this; remove the folder\n"
    assert run("check") == 1
    assert capsys.readouterr().err.count(text) == 1
    assert run("generate") == 0, "its files are the user's to remove"
    assert capsys.readouterr().err.count(text) == 1
    assert run("check", "specs/acme") == 0, "who names documents asks for no others"


def test_check_names_the_command_that_mends(place: Path, capsys: Out) -> None:
    spec("acme")
    assert run("check", "specs/acme", "--out", "out") == 1
    assert "run: specwright generate specs/acme --out out" in capsys.readouterr().err


def test_check_finds_an_edited_file(place: Path, capsys: Out) -> None:
    spec("acme")
    run("generate")
    path = Path("generated/acme/acme/client.py")
    path.write_text(path.read_text().replace("Acme", "Ecma", 1))
    assert run("check") == 1
    assert "acme/client.py: changed" in capsys.readouterr().err


def test_an_edited_file_is_overwritten_by_force_alone(place: Path, capsys: Out) -> None:
    spec("acme")
    run("generate")
    path = Path("generated/acme/acme/client.py")
    text = path.read_text()
    path.write_text(f"{text}# edited\n")
    assert run("generate") == 1
    assert "E703" in capsys.readouterr().out
    assert run("generate", "--force") == 0
    assert path.read_text() == text


# What is printed ---------------------------------------------------------------------------


@pytest.mark.parametrize("command", ["validate", "generate", "check"])
def test_json(place: Path, command: str, capsys: Out) -> None:
    spec("acme", WARNED)
    run("generate", "-q")
    capsys.readouterr()
    run(command, "--format", "json", "specs/acme/openapi.json") if command != "generate" else None
    if command == "generate":
        spec("acme", {**WARNED, "tags": []})
        run("generate", "--format", "json")
    rows = json.loads(capsys.readouterr().out)
    assert [(row["code"], row["severity"], row["line"]) for row in rows] == [("W302", "warning", 1)]


def test_json_of_nothing_is_an_empty_list(place: Path, capsys: Out) -> None:
    spec("acme")
    assert run("validate", "--format", "json") == 0
    assert json.loads(capsys.readouterr().out) == []


def test_github(place: Path, capsys: Out) -> None:
    spec("bad", BAD)
    assert run("generate", "--format", "github") == 1
    assert capsys.readouterr().out.startswith("::error file=specs/bad/openapi.json,line=1,col=")


def test_sarif(place: Path, capsys: Out) -> None:
    spec("bad", BAD)
    assert run("generate", "--format", "sarif") == 1
    (result,) = json.loads(capsys.readouterr().out)["runs"][0]["results"]
    assert result["ruleId"] == "E101"


def test_quiet_prints_diagnostics_alone(place: Path, capsys: Out) -> None:
    spec("acme")
    assert run("generate", "-q") == 0
    assert capsys.readouterr() == ("", "")
    assert run("validate", "-q") == 0
    assert capsys.readouterr() == ("", "")


def test_verbose_prints_the_time_of_each_stage(place: Path, capsys: Out) -> None:
    spec("acme")
    assert run("generate", "-v") == 0
    said = capsys.readouterr().err
    assert all(
        f"  {stage} " in said for stage in ("validate", "build", "models", "render", "format")
    )


def test_validate_says_what_is_valid_and_writes_nothing(place: Path, capsys: Out) -> None:
    spec("acme")
    assert run("validate") == 0
    assert "specs/acme: valid" in capsys.readouterr().err
    assert os.listdir(".") == ["specs"]


# Processes ---------------------------------------------------------------------------------

COMMAND = [sys.executable, "-m", "generator"]
ENV = {**os.environ, "PYTHONPATH": str(ROOT)}


def test_the_module_is_the_command_and_works_in_parallel(place: Path) -> None:
    for name in ("a", "b", "bad"):
        spec(name, BAD if name == "bad" else GOOD)
    done = subprocess.run(
        [*COMMAND, "generate", "-j", "2"], env=ENV, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert sorted(os.listdir("generated")) == ["a", "b"]
    assert done.stdout.count("E101") == 1
    assert "\x1b" not in done.stderr, "progress is for terminals"
    places = [done.stderr.index(f"{name}:") for name in ("generated/a", "generated/b", "specs/bad")]
    assert places == sorted(places), "in the order of the documents, whichever is done first"


def test_progress_on_a_terminal(place: Path) -> None:
    spec("acme")
    ours, theirs = pty.openpty()
    done = subprocess.run(
        [*COMMAND, "generate"], env=ENV, stdout=subprocess.DEVNULL, stderr=theirs, check=False
    )
    os.close(theirs)
    said = os.read(ours, 10_000).decode()
    os.close(ours)
    assert done.returncode == 0
    assert "1/1 specs/acme" in said
    assert "\x1b[K" in said


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_an_interrupt_leaves_whole_packages(place: Path, jobs: str) -> None:
    big = document(
        {
            f"/t{n}": {
                "get": operation(
                    f"get{n}", f"tag{n}", parameters=[query("q", {"enum": ["a", "b"]})]
                )
            }
            for n in range(60)
        }
    )
    for name in ("a", "b", "c"):
        spec(name, big)
    running = subprocess.Popen(
        [*COMMAND, "generate", "-j", jobs],
        env=ENV,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    until = time.monotonic() + 30
    while not list(Path().glob("generated/[!.]*")) and time.monotonic() < until:
        time.sleep(0.01)
    os.killpg(running.pid, signal.SIGINT)  # what a terminal does
    _, said = running.communicate(timeout=60)
    assert running.returncode == 130, said
    assert "interrupted" in said
    assert "Traceback" not in said
    assert not [path for path in os.listdir("generated") if path.startswith(".")]
    assert 0 < len(os.listdir("generated")) < 3
    for folder in Path("generated").iterdir():
        files = json.loads((folder / "manifest.json").read_bytes())["files"]
        assert all((folder / name).stat().st_size == size for name, (_, size) in files.items())


def test_a_reader_that_goes_away_is_no_bug(place: Path) -> None:
    spec(
        "bad",
        document({f"/{n}": {"get": operation(f"o{n}", parameters=[MISSING])} for n in range(2000)}),
    )
    running = subprocess.Popen(
        [*COMMAND, "generate"], env=ENV, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert running.stdout is not None
    assert running.stderr is not None
    running.stdout.readline()
    running.stdout.close()
    said = running.stderr.read().decode()
    running.stderr.close()
    assert running.wait(60) == 1
    assert "Traceback" not in said


def test_serving_what_is_not_there(place: Path, capsys: Out) -> None:
    spec("acme")
    run("generate")
    assert run("serve", "acmee") == 2
    assert "there is no package acmee in generated/ (there are: acme)" in capsys.readouterr().err


def test_strings_of_a_document_reach_a_terminal_without_control_characters(
    place: Path, capsys: Out
) -> None:
    spec(
        "bad",
        document(
            {"/x": {"get": operation("get", parameters=[query("\x1b[31m日本")])}},
            {"\x1b]0;evil\x07": STRING},
        ),
    )
    run("validate")
    run("generate")
    out, said = capsys.readouterr()
    assert "\x1b" not in out + said
