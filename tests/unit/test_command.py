"""The command line: what was meant, an example of each command, completion, watching."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path
from queue import Empty, Queue

import pytest

from generator.command.cli import main
from generator.command.parser import SHELLS, parser
from tests.support import ROOT, document, operation

COMMAND = [sys.executable, "-m", "generator"]
Out = pytest.CaptureFixture[str]


def commands() -> dict[str, object]:
    (found,) = [action for action in parser()._actions if action.dest == "==SUPPRESS=="]
    return dict(found.choices or {})  # type: ignore[call-overload]


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["genrate"], "there is no genrate, did you mean generate?"),
        (["quux"], "there are init, validate, explain"),
        (["generate", "--strickt"], "there is no argument --strickt, did you mean --strict?"),
        (["serve", "acme", "--prot=1"], "did you mean --port?"),
        (["validate", "--format", "jsn"], "there is no jsn, did you mean json?"),
        (["explain"], "required: CODE"),
        (["explain", "E304", "E305"], "there is no argument E305"),
        ([], "name a command, as: specwright validate"),
    ],
)
def test_a_wrong_word_is_one_line_with_what_was_meant(
    arguments: list[str], said: str, capsys: Out
) -> None:
    with pytest.raises(SystemExit) as stopped:
        main(arguments)
    assert stopped.value.code == 2
    told = capsys.readouterr().err
    assert said in told
    assert len(told.splitlines()) == 1
    assert "--help" in told


@pytest.mark.parametrize("name", sorted(commands()))
def test_the_help_of_each_command_has_an_example_that_parses(name: str, capsys: Out) -> None:
    with pytest.raises(SystemExit):
        main([name, "--help"])
    text = " ".join(capsys.readouterr().out.split())
    example = text.partition("example: specwright ")[2].partition(" >")[0]
    assert example.startswith(name)
    assert parser().parse_args(example.split()).run


@pytest.mark.parametrize("name", sorted(commands()))
def test_a_command_is_parsed_alike_whether_others_are_looked_at_or_not(name: str) -> None:
    alone = parser(name)
    (found,) = [action for action in alone._actions if action.dest == "==SUPPRESS=="]
    assert list(found.choices or ()) == [name]
    example = commands()[name].epilog.partition("specwright ")[2].partition(" >")[0]  # type: ignore[attr-defined]
    every, only = (vars(one.parse_args(example.split())) for one in (parser(), alone))
    assert {**every, "parser": None} == {**only, "parser": None}


@pytest.mark.parametrize("shell", SHELLS)
def test_a_shell_is_told_every_command(shell: str, capsys: Out) -> None:
    assert main(["completion", shell]) == 0
    script = capsys.readouterr().out
    for name in commands():
        assert name in script


def test_bash_completes(tmp_path: Path, capsys: Out) -> None:
    assert main(["completion", "bash"]) == 0
    (tmp_path / "it").write_text(capsys.readouterr().out)
    code = (
        "source ./it; COMP_WORDS=(specwright val); COMP_CWORD=1; _shtab_specwright;"
        ' echo "${COMPREPLY[@]}"'
    )
    done = subprocess.run(
        ["bash", "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert done.stdout.split() == ["validate"], done.stderr


class Lines:
    """What a process says on standard error, a line at a time."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._queue: Queue[str] = Queue()
        threading.Thread(target=self._read, args=(process,), daemon=True).start()

    def _read(self, process: subprocess.Popen[str]) -> None:
        assert process.stderr is not None
        for line in process.stderr:
            self._queue.put(line)

    def until(self, word: str) -> str:
        """Everything up to the line that holds a word."""
        said = ""
        while word not in said:
            try:
                said += self._queue.get(timeout=120)
            except Empty:
                raise AssertionError(f"no {word!r} in {said!r}") from None
        return said


def test_packages_follow_their_documents(tmp_path: Path) -> None:
    def write(name: str, *ids: str) -> None:
        paths = {f"/{one}": {"get": operation(one)} for one in ids}
        path = tmp_path / "specs" / name / "openapi.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(document(paths)))

    write("acme", "listThings")
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        [*COMMAND, "watch"], cwd=tmp_path, env=env, stderr=subprocess.PIPE, text=True
    ) as process:
        try:
            lines = Lines(process)
            assert "1 operation," in lines.until("watching")
            write("acme", "listThings", "listOthers")
            assert "2 operations," in lines.until("watching")
            (tmp_path / "specs/acme/openapi.json").write_text("{")
            assert "as it was" in lines.until("watching")
            write("acme", "listThings")
            write("other", "listMore")  # one that is new
            lines.until("generated/other: 1 operation")
            lines.until("watching")
            assert (tmp_path / "generated/other/manifest.json").is_file()
        finally:
            process.send_signal(signal.SIGINT)
        assert process.wait(60) == 130


def test_other_settings_end_it(tmp_path: Path) -> None:
    settings = tmp_path / "specwright.toml"
    settings.write_text("strict = true\n")
    path = tmp_path / "specs" / "acme" / "openapi.json"
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps(document({"/things": {"get": operation("listThings")}})))
    env = {**os.environ, "PYTHONPATH": str(ROOT)}
    with subprocess.Popen(
        [*COMMAND, "watch", "--no-strict"],
        cwd=tmp_path,
        env=env,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        try:
            lines = Lines(process)
            lines.until("watching")
            settings.write_text("strict = false\n\n")
            assert "start again" in lines.until("has changed")
            assert process.wait(60) == 1
        finally:
            process.kill()
