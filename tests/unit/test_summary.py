"""What a run says of each document to people, line by line; which command mends; what is asked at first."""

from __future__ import annotations

import argparse
import io
import sys
from pathlib import Path
from typing import Any

import pytest

from generator.command import cli
from generator.command.cli import main
from generator.command.settings_file import find
from generator.command.workspace import Outcome, chosen, documents, orphans
from generator.ground.diagnostics import Diagnostic, Severity, Span
from generator.write.files import Change

Out = pytest.CaptureFixture[str]
WHERE = "out/acme"


def outcome(**more: Any) -> Outcome:
    made = Outcome(Path("specs/acme"), "acme")
    for name, value in more.items():
        assert hasattr(made, name)
        setattr(made, name, value)
    return made


def changes(count: int) -> list[Change]:
    return [Change(f"f{n}.py", "changed") for n in range(count)]


def found(severity: Severity) -> Diagnostic:
    return Diagnostic("E101", severity, "It is wrong.", Span("a.yaml", 1, 1))


def options(**more: Any) -> argparse.Namespace:
    plain = {"check": False, "quiet": False, "verbose": False, "format": "text", "strict": None}
    return argparse.Namespace(**{**plain, **more})


def summary(made: Outcome, capsys: Out, **more: Any) -> list[str]:
    cli._summary(made, Path("out"), options(**more))
    said = capsys.readouterr()
    assert said.out == ""
    return said.err.splitlines()


@pytest.mark.parametrize(
    ("more", "lines"),
    [
        ({"crash": "KeyError: 'x'"}, ["specs/acme: a bug in specwright, please report this text:", "KeyError: 'x'"]),
        ({"refused": True, "diagnostics": [found("error")]}, [f"specs/acme: 1 error; {WHERE} is as it was"]),
        ({"refused": True, "diagnostics": [found("error"), found("error"), found("warning")]}, [f"specs/acme: 2 errors; {WHERE} is as it was"]),
        ({"refused": True, "diagnostics": [], "evolution": ["breaks"]}, [f"specs/acme: 0 errors; {WHERE} is as it was"]),
        ({"fresh": True}, [f"{WHERE}: up to date"]),
        ({"fresh": True, "changes": changes(1)}, [f"{WHERE}: up to date"]),
        ({"note": "made with another specwright"}, [f"{WHERE}: up to date (made with another specwright)"]),
        ({"left_out": ["a"] * 1200}, [f"{WHERE}: up to date; 1,200 left out"]),
        ({"changes": changes(1), "operations": 1, "declared": 1}, [f"{WHERE}: 1 operation, 1 file changed"]),
        ({"changes": changes(2), "operations": 1200, "declared": 1200}, [f"{WHERE}: 1,200 operations, 2 files changed"]),
        ({"changes": changes(2), "operations": 3, "declared": 0}, [f"{WHERE}: 3 operations, 2 files changed"]),
        ({"changes": changes(2), "operations": 0, "declared": 1, "left_out": ["a"]}, [f"{WHERE}: 0 of 1 operation; 1 left out, 2 files changed"]),
        ({"changes": changes(1), "evolution": ["breaks HTTP", "version 1"]}, [f"{WHERE}: 0 operations, 1 file changed", f"{WHERE}: breaks HTTP", f"{WHERE}: version 1"]),
    ],
)  # fmt: skip
def test_what_became_of_a_document(more: dict[str, Any], lines: list[str], capsys: Out) -> None:
    assert summary(outcome(**more), capsys) == lines


def test_what_breaks_is_said_though_quiet(capsys: Out) -> None:
    surface = ["-Order(id: int)", "-Item(id: int)", "+Item(id: str)"]
    made = outcome(changes=changes(1), surface=surface, breaking=True)
    full = summary(made, capsys)
    assert full[0] == f"{WHERE}: 0 operations, 1 file changed"
    assert full[1:] == [f"{WHERE}: breaking: gone: Order; changed: Item"]
    assert summary(made, capsys, quiet=True) == full[1:]
    assert summary(made, capsys, check=True)[len(surface) :] == [
        *full[1:],
        f"{WHERE}/f0.py: changed",
    ]
    made.breaking = False
    assert summary(made, capsys, quiet=True) == []


def test_what_differs_is_listed_and_not_without_end(capsys: Out) -> None:
    made = outcome(changes=changes(20), surface=[f"+{n}" for n in range(41)], lock="names.lock")
    lines = summary(made, capsys, check=True)
    assert lines[:40] == [f"{WHERE}/api.txt: +{n}" for n in range(40)]
    assert lines[40] == "names.lock: not the names that are generated now"
    assert lines[41:] == [f"{WHERE}/f{n}.py: changed" for n in range(20)]
    made = outcome(changes=changes(23))
    lines = summary(made, capsys, check=True)
    assert lines[20:] == [f"{WHERE}: and 3 more files"]
    assert summary(outcome(lock="l"), capsys, check=True) == [
        "l: not the names that are generated now"
    ]
    assert summary(outcome(), capsys, check=True) == [f"{WHERE}: up to date"]


def test_the_time_of_each_stage_is_said_where_asked(capsys: Out) -> None:
    made = outcome(timings=[("read", 0.0125), ("naming", 1.0)])
    assert summary(made, capsys, verbose=True)[1:] == [
        "  read            12 ms",
        "  naming        1000 ms",
    ]
    assert len(summary(made, capsys)) == 1


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ([f"-M{n}(id: int)" for n in range(6)], 5),
        ([f"-M{n}(id: int)" for n in range(5)], 5),
    ],
)
def test_of_many_names_that_are_gone_five_are_said(lines: list[str], said: int) -> None:
    text = cli._breaking(outcome(surface=lines))
    assert text == "gone: M0, M1, M2, M3, M4" + (" and 1 more" if len(lines) > said else "")


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_counts_documents_on_a_terminal_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    long = Outcome(Path("a" * 100))
    for stream, quiet, shown in ((Terminal(), False, True), (Terminal(), True, False), (io.StringIO(), False, False)):  # fmt: skip
        monkeypatch.setattr(sys, "stderr", stream)
        progress = cli._Progress(2, options(quiet=quiet))
        progress.done(Outcome(Path("specs/a")))
        progress.done(long)
        progress.clear()
        text = f"\r\x1b[K1/2 specs/a\r\x1b[K2/2 {'a' * 74}\r\x1b[K"
        assert stream.getvalue() == (text if shown else "")


# Which command ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("files", "more", "command"),
    [
        ({}, {}, "specwright generate"),
        ({"Makefile": "all:\ngenerate:\n\ttrue\n"}, {}, "make generate"),
        ({"Makefile": "generate : all\n"}, {}, "make generate"),
        ({"GNUmakefile": "all:\n", "Makefile": "generate:\n"}, {}, "specwright generate"),
        ({"makefile": "generate:\n", "Makefile": "all:\n"}, {}, "make generate"),
        ({"Makefile": "generated:\n\tgenerate: no\n"}, {}, "specwright generate"),
        ({"Makefile": b"\xff"}, {}, "specwright generate"),
        ({"Makefile": "generate:\n"}, {"out": "here"}, "specwright generate --out here"),
        ({"Makefile": "generate:\n"}, {"specs": [Path("a"), Path("b")]}, "specwright generate a b"),
        ({}, {"specs": [Path("a")], "out": "o"}, "specwright generate a --out o"),
    ],
)
def test_which_command_mends(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    files: dict[str, str | bytes], more: dict[str, Any], command: str,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    for name, text in files.items():
        (tmp_path / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    assert cli._mend(argparse.Namespace(**{"specs": [], "out": None, **more})) == command


# Which documents -------------------------------------------------------------------------


def test_documents_are_folders_with_one_and_files_that_are_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    text = '{"openapi": "3.1.0", "info": {"title": "a", "version": "1"}, "paths": {}}'
    specs = tmp_path / "specs"
    for name in ("b/openapi.yaml", "a/openapi.json", "c/other.yaml", ".hidden/openapi.json", "d.yml", "e.json", "f.txt", ".g.json", "h.yaml"):  # fmt: skip
        (specs / name).parent.mkdir(parents=True, exist_ok=True)
        (specs / name).write_text("{}" if name == "h.yaml" else text)
    assert [path.name for path in documents(specs)] == ["a", "b", "d.yml", "e.json"]
    monkeypatch.chdir(tmp_path)
    (tmp_path / "specwright.toml").write_text('[documents]\nmine = "specs/e.json"\n')
    settings, _ = find(tmp_path)
    assert [path.name for path in chosen(settings)] == ["e.json", "a", "b", "d.yml"]
    out = tmp_path / "generated"
    assert orphans(out, []) == []
    for name in ("a", "z", "y", "mine"):
        (out / name).mkdir(parents=True)
        if name != "mine":
            (out / name / "manifest.json").touch()
    assert orphans(out, ["a"]) == [out / "y", out / "z"]


# Beginning -------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "so"),
    [("acme", True), ("acme-2", True), ("4u", True), ("a2-b", True), ("Acme", False), ("a-B2", False),
     ("a--b", False), ("-a", False), ("a_b", False), ("a/b", False), ("a.b", False)],
)  # fmt: skip
def test_a_name_is_small_letters_digits_and_hyphens(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Out, name: str, so: bool
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["init", f"--vendor={name}"]) == (0 if so else 2)
    said = capsys.readouterr().err
    if so:
        assert said.splitlines()[-1] == f"next: specwright validate specs/{name}"
        assert main(["validate", "--strict"]) == 0
    else:
        assert said == (
            f"specwright: {name} cannot be a document's name: small letters, digits and hyphens\n"
        )
        assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("typed", "more", "files", "words"),
    [
        ("\n", [], ["specwright.toml"], ""),
        ("acme\n\n\n\n", [], ["specs/acme/openapi.yaml", "specwright.toml"], 'title: "Acme"|url: "https://api.example.com/v1"'),
        ("the-shop\n\nA Shop\nhttps://a.test\n", [], ["specs/the-shop/openapi.yaml", "specwright.toml"], 'title: "A Shop"|url: "https://a.test"'),
        ("the-shop\n\n\n\n", ["--title", "T", "--url", "https://b.test"], ["specs/the-shop/openapi.yaml", "specwright.toml"], 'title: "T"|url: "https://b.test"'),
        ("acme\ntheirs.yaml\n", [], ["specs/acme/openapi.yaml", "specs/acme/overlay.yaml", "specwright.toml"], "theirs: yes"),
        ("acme\n\n", ["--from", "theirs.yaml"], ["specs/acme/openapi.yaml", "specs/acme/overlay.yaml", "specwright.toml"], "theirs: yes"),
    ],
)  # fmt: skip
def test_what_is_left_out_is_asked_for_on_a_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Out,
    typed: str, more: list[str], files: list[str], words: str,
) -> None:  # fmt: skip
    monkeypatch.chdir(tmp_path)
    theirs = tmp_path / "theirs.yaml"
    theirs.write_text("theirs: yes\n")
    terminal = Terminal(typed)
    monkeypatch.setattr(sys, "stdin", terminal)
    assert main(["init", *more]) == 0
    made = {path for path in tmp_path.rglob("*") if path.is_file()} - {theirs}
    assert sorted(path.relative_to(tmp_path).as_posix() for path in made) == files
    text = "".join(path.read_text() for path in made)
    for word in words.split("|"):
        assert word in text
    assert terminal.read() == ""
    asked = capsys.readouterr().err
    assert asked.startswith("name of a first document, in small letters (empty: none): ")
    if "--title" in more:
        assert "what the API is called [T]: where it is [https://b.test]: " in asked


def test_what_was_named_is_not_asked_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Out
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "stdin", Terminal("other\n"))
    assert main(["init", "--vendor", "acme"]) == 0
    assert (tmp_path / "specs/acme/openapi.yaml").is_file()
    assert main(["init", "--vendor", "acme"]) == 0
    assert capsys.readouterr().err.count("is there already, and stays as it is") == 2
    for more in (["--title", "x"], ["--url", "x"], ["--from", "x"]):
        monkeypatch.setattr(sys, "stdin", io.StringIO())
        assert main(["init", *more]) == 2
        assert capsys.readouterr().err == (
            "specwright: a first document needs a name: --vendor NAME\n"
        )
