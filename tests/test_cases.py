"""Every case compiles to what was accepted."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests import snapshots
from tests.snapshots import CASES, Case, cases, difference
from tests.support import ROOT

ALL = cases()


@pytest.mark.parametrize("case", ALL, ids=[case.name for case in ALL])
def test_case(case: Case) -> None:
    if found := difference(case):
        pytest.fail(f"{case.name} is not what was accepted\n{found}", pytrace=False)


@pytest.mark.parametrize("case", ALL, ids=[case.name for case in ALL])
def test_case_is_small_and_says_its_idea(case: Case) -> None:
    lines = (case.folder / "spec.yaml").read_text(encoding="utf-8").splitlines()
    assert lines[0].startswith("# ")
    assert len(lines) <= 80


def _run(*arguments: str, **env: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "tests.snapshots", *arguments],
        cwd=ROOT,
        env={**os.environ, "CI": "", **env},
        capture_output=True,
        text=True,
        check=False,
    )


def test_ci_writes_no_snapshot() -> None:
    before = {path: path.read_bytes() for path in CASES.glob("security/none/**/*.py")}
    done = _run("security/none", CI="true")
    assert done.returncode == 1
    assert "make snapshots" in done.stderr
    assert {path: path.read_bytes() for path in CASES.glob("security/none/**/*.py")} == before


def test_an_unknown_case_is_refused() -> None:
    done = _run("security/nothing-of-the-kind")
    assert done.returncode == 1
    assert "there is no case security/nothing-of-the-kind" in done.stderr


def test_a_difference_is_shown_and_accepted(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(snapshots, "CASES", tmp_path)
    monkeypatch.setenv("CI", "")
    folder = tmp_path / "security" / "none"
    shutil.copytree(CASES / "security" / "none", folder)
    client = folder / "expected" / "acme" / "client.py"
    accepted = client.read_text()
    client.write_text(accepted.replace("class Client", "class Customer") + "x = 1\n" * 200)
    (folder / "expected" / "stale.txt").write_text("stale\n")

    said = difference(snapshots.load(folder))
    assert "-class Customer(BaseClient):\n+class Client(BaseClient):" in said
    assert "accept with: make snapshots CASE=security/none" in said
    assert len(said.splitlines()) <= snapshots.MAX_DIFF + 2

    assert snapshots.main(["security/none"]) == 0
    assert client.read_text() == accepted
    assert not (folder / "expected" / "stale.txt").exists()
    assert capsys.readouterr().out.splitlines() == [
        "tests/cases/security/none/expected/acme/client.py",
        "tests/cases/security/none/expected/stale.txt",
    ]
    assert difference(snapshots.load(folder)) == ""
