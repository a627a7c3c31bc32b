"""Generated packages are typed throughout, and their users' mistakes are found.

One run of mypy and one of pyright, both strict, at the same time, over a whole
generated package and two files that use it: `right.py`, where every expression
has the type that is asserted, and `wrong.py`, where every marked line has a mistake.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest

HERE = Path(__file__).parent
CACHE = Path(sys.prefix) / ".cache"
ROOT = HERE.parents[1]
PACKAGE = ROOT / "generated" / "shoprocket-public"
TARGETS = [PACKAGE / "shoprocket_public", HERE / "right.py", HERE / "wrong.py"]
PATIENCE = 300


class Finding(NamedTuple):
    """Something that a checker reports."""

    file: Path
    line: int
    text: str


@pytest.fixture(scope="module")
def findings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, list[Finding]]]:
    """What either checker reports."""
    config = tmp_path_factory.mktemp("pyright") / "pyrightconfig.json"
    config.write_text(
        json.dumps(
            {
                "include": [os.path.relpath(target, config.parent) for target in TARGETS],
                "extraPaths": [str(PACKAGE)],
                "typeCheckingMode": "strict",
                "pythonVersion": "3.11",
            }
        )
    )
    commands = {
        "mypy": [
            "mypy",
            "--strict",
            "--config-file=",
            "--python-version=3.11",
            "--no-error-summary",
            "--no-color-output",
            "--show-absolute-path",
            f"--cache-dir={CACHE / 'mypy-typing'}",
            *map(str, TARGETS),
        ],
        "pyright": ["pyright", "--outputjson", "--pythonpath", sys.executable, "-p", str(config)],
    }
    running = {
        name: subprocess.Popen(
            [sys.executable, "-m", *command],
            cwd=ROOT,
            env={**os.environ, "MYPYPATH": str(PACKAGE)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for name, command in commands.items()
    }
    try:
        said = {name: process.communicate(timeout=PATIENCE)[0] for name, process in running.items()}
        yield {"mypy": _of_mypy(said["mypy"]), "pyright": _of_pyright(said["pyright"])}
    finally:
        for process in running.values():
            process.kill()
            process.communicate()


def _of_mypy(text: str) -> list[Finding]:
    found: list[Finding] = []
    for line in text.splitlines():
        match = re.fullmatch(r"(.+?):(\d+): (?:error|warning): (.*)", line)
        if match:
            found.append(Finding(Path(match[1]), int(match[2]), match[3]))
        else:
            assert ": note: " in line, f"mypy failed:\n{text}"
    return found


def _of_pyright(text: str) -> list[Finding]:
    report: dict[str, Any] = json.loads(text[text.index("{") :])
    assert report["summary"]["filesAnalyzed"] > 30
    return [
        Finding(Path(item["file"]), item["range"]["start"]["line"] + 1, item["message"])
        for item in report["generalDiagnostics"]
        if item["severity"] in ("error", "warning")
    ]


def _in(findings: list[Finding], place: Path) -> list[str]:
    return [
        f"{finding.file.name}:{finding.line}: {finding.text}"
        for finding in findings
        if finding.file.is_relative_to(place)
    ]


@pytest.mark.parametrize("checker", ["mypy", "pyright"])
def test_the_whole_package_is_strictly_typed(
    checker: str, findings: dict[str, list[Finding]]
) -> None:
    found = _in(findings[checker], PACKAGE)
    assert not found, "\n".join(found)


@pytest.mark.parametrize("checker", ["mypy", "pyright"])
def test_what_is_right_has_the_types_it_should(
    checker: str, findings: dict[str, list[Finding]]
) -> None:
    found = _in(findings[checker], HERE / "right.py")
    assert not found, "\n".join(found)


@pytest.mark.parametrize("checker", ["mypy", "pyright"])
def test_what_is_wrong_is_found(checker: str, findings: dict[str, list[Finding]]) -> None:
    lines = (HERE / "wrong.py").read_text().splitlines()
    wrong = {number for number, line in enumerate(lines, 1) if line.endswith("# wrong")}
    assert len(wrong) > 35
    found = {one.line: one.text for one in findings[checker] if one.file == HERE / "wrong.py"}
    assert {number: lines[number - 1].strip() for number in wrong - set(found)} == {}
    assert {number: text for number, text in found.items() if number not in wrong} == {}
