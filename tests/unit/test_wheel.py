"""The tool as it is installed: from a wheel, with the words that its findings are explained by."""

from __future__ import annotations

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from generator.command.cli import main
from generator.ground.codes import CODES, RETIRED
from tests.support import ROOT


def test_an_installed_wheel_explains_its_findings(tmp_path: Path):
    build = [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)]
    subprocess.run(build, cwd=ROOT, check=True, capture_output=True, timeout=120)
    site = tmp_path / "site"
    with zipfile.ZipFile(next(tmp_path.glob("*.whl"))) as wheel:
        wheel.extractall(site)
    said = subprocess.run(
        [sys.executable, "-m", "generator", "explain", "e304"],
        cwd=site,
        env={**os.environ, "PYTHONPATH": str(site)},
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    assert said.stdout.startswith("E304 path placeholder without parameter")
    assert "Mend: add the parameter" in said.stdout
    assert (site / "generator" / "diagnostics.md").is_file()


@pytest.mark.parametrize(("old", "new"), sorted(RETIRED.items()))
def test_a_retired_code_leads_to_the_one_of_today(
    old: str, new: str, capsys: pytest.CaptureFixture[str]
):
    assert old not in CODES
    assert main(["explain", old]) == 0
    said = capsys.readouterr().out
    assert said.startswith(f"{old} is called {new} today.")
    assert f"{new} {CODES[new]}" in said


def test_a_code_whose_level_changed_is_found_by_its_number(capsys: pytest.CaptureFixture[str]):
    assert main(["explain", "W402"]) == 0
    assert "E402 default does not fit its schema" in capsys.readouterr().out
