"""`specwright serve` as a process: documents, packages, what it says, and how it ends."""

from __future__ import annotations

import copy
import json
import os
import re
import socket
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pytest

from generator.command.cli import main
from tests.console.warehouse import DOCUMENT, KEY, generate, serving, write
from tests.support import ROOT

get, post = partial(httpx.get, timeout=60), partial(httpx.post, timeout=60)  # a busy machine
AUTHORIZED = {"authorization": f"Bearer {KEY}"}


def refused(*arguments: str, cwd: Path) -> tuple[int, str]:
    """Exit status and what was said of a run that does not serve."""
    done = subprocess.run(
        [sys.executable, "-m", "generator", "serve", *arguments],
        cwd=cwd, capture_output=True, text=True, timeout=120, check=False,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    assert "Traceback" not in done.stderr
    return done.returncode, done.stderr + done.stdout


def files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a document in specs/ and its package in generated/."""
    folder = tmp_path_factory.mktemp("place")
    write(folder / "specs")
    generate(folder)
    return folder


@pytest.mark.parametrize("signal", [2, 15])
def test_a_document_is_served_as_it_is_and_leaves_nothing(
    tmp_path: Path, signal: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = write(tmp_path)
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setenv("TMPDIR", str(scratch))
    with serving(document.relative_to(tmp_path).as_posix(), cwd=tmp_path) as command:
        assert get(f"{command.url}/things/t-1", headers=AUTHORIZED).json()["stock"] == 3
        assert files(scratch)
        command.process.send_signal(signal)
        assert command.process.wait(60) == 0
        command.wait(r"\(ended\)")
        assert not [line for line in command.lines if "Error" in line]
    assert files(tmp_path) == {"warehouse/openapi.json"}


def test_it_says_what_it_answers_and_each_request_in_a_line(place: Path) -> None:
    with serving("warehouse", "--limits", cwd=place) as command:
        url = command.url
        command.wait(r"answers  8 operations from the document's examples$")
        command.wait(r"key      Authorization: Bearer sandbox$")
        assert command.wait(r"console  (\S+)")[1] == f"{url}/"
        get(f"{url}/things?inStock=yes", headers=AUTHORIZED)
        post(f"{url}/things", json={"id": 3}, headers=AUTHORIZED)
        get(f"{url}/things")
        get(f"{url}/no%1Bwhere")
        command.wait(
            r"^\d\d:\d\d:\d\d GET /things 200 listThings [\d.]+ ms \(spelt .*query inStock"
        )
        command.wait(r"POST /things 400 addThing [\d.]+ ms: name is required")
        command.wait(r"GET /things 401 listThings [\d.]+ ms: ")
        command.wait(r"GET /no%1Bwhere 404 no operation")
        asked = [line for line in command.lines if re.match(r"\d\d:", line)]
        assert len(asked) == 4
        assert KEY not in "\n".join(command.lines)
        assert len(command.lines) == 5 + 4, "nothing is said twice"


def test_what_a_document_says_does_nothing_to_a_terminal(tmp_path: Path) -> None:
    tree: Any = copy.deepcopy(DOCUMENT)
    tree["info"]["title"] = "Ware\x1b]0;taken\x07house\x9b31m"
    write(tmp_path, tree)
    with serving("warehouse", cwd=tmp_path) as command:
        command.wait(r"^Ware.*house.* listens on ")
        assert command.stop() == 0
        assert not [line for line in command.lines if not line.isprintable()]


def test_quiet_and_without_a_console(place: Path) -> None:
    with serving("warehouse", "--no-console", "-q", cwd=place) as command:
        html = {"accept": "text/html", "x-specwright-console": "1"}
        for path in ("/", "/_specwright/", "/_specwright/api/state"):
            assert get(f"{command.url}{path}", headers=html).status_code == 404
        assert get(f"{command.url}/things", headers=AUTHORIZED).status_code == 200
        assert command.stop() == 0
        said = "\n".join(command.lines)
        assert "console" not in said
        assert "GET" not in said


def test_it_is_served_anew_when_the_document_changes(place: Path) -> None:
    """On the same address; a document with errors leaves what there is."""
    path = place / "specs" / "warehouse" / "openapi.json"
    before = files(place)
    changed: Any = copy.deepcopy(DOCUMENT)
    changed["paths"]["/parts"] = {
        "get": {
            "operationId": "listParts",
            "tags": ["parts"],
            "responses": {"204": {"description": "None."}},
        }
    }
    try:
        with serving("warehouse", "--reload", cwd=place) as command:
            url = command.url
            assert get(f"{url}/parts", headers=AUTHORIZED).status_code == 404
            path.write_text("{", encoding="utf-8")
            command.wait(r"changed, and has errors; the sandbox goes on as it was")
            command.wait(r"error\[E|E\d\d\d")
            assert get(f"{url}/things", headers=AUTHORIZED).status_code == 200
            path.write_text(json.dumps(changed), encoding="utf-8")
            command.wait(r"changed; 9 operations")
            assert get(f"{url}/parts", headers=AUTHORIZED).status_code == 204
            own = {"x-specwright-console": "1"}
            assert get(f"{url}/_specwright/api/state", headers=own).json()["loaded"][-2:] == "-2"
            assert command.stop() == 0
    finally:
        write(place / "specs")
    assert files(place) == before


def test_a_name_of_a_document_without_a_package_is_compiled(tmp_path: Path) -> None:
    write(tmp_path / "specs")
    with serving("warehouse", cwd=tmp_path) as command:
        assert get(f"{command.url}/things", headers=AUTHORIZED).status_code == 200


def test_a_document_with_errors_is_not_served(tmp_path: Path) -> None:
    write(tmp_path).write_text("{", encoding="utf-8")
    status, said = refused("warehouse", cwd=tmp_path)
    assert status == 1
    assert "warehouse/openapi.json:" in said


def test_a_port_that_is_taken_is_one_line(place: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        status, said = refused("warehouse", "--port", str(port), cwd=place)
    assert status == 2
    assert (
        said
        == f"specwright: cannot listen on 127.0.0.1, port {port}: address already in use; --port 0 takes any that is free\n"
    )


@pytest.mark.parametrize("port", ["65536", "-1", "http", "8_0", "٣", "", "1e3"])
def test_what_is_no_port_is_one_line(
    place: Path, port: str, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    monkeypatch.chdir(place)
    assert main(["serve", "warehouse", f"--port={port}"]) == 2
    assert capsys.readouterr().err == (
        f"specwright: --port {port}: a port is a number from 0 (any free one) to 65535\n"
    )


def test_an_unknown_name_has_a_nearest(
    place: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    monkeypatch.chdir(place)
    for name, mend in (
        ("warehose", "did you mean warehouse?"),
        ("shop", "run: specwright generate"),
    ):
        assert main(["serve", name]) == 2
        said = capsys.readouterr().err
        assert (
            said
            == f"specwright: there is no package {name} in generated/ (there are: warehouse); {mend}\n"
        )


def test_a_package_whose_document_is_unknown_is_not_served_anew(
    place: Path, tmp_path: Path
) -> None:
    status, said = refused(str(place / "generated" / "warehouse"), "--reload", cwd=tmp_path)
    assert status == 2
    assert (
        said == "specwright: --reload needs the document of warehouse: serve path/to/openapi.yaml\n"
    )
