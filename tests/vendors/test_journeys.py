"""The journeys in docs/: each program runs as it stands, and prints what is said there."""

from __future__ import annotations

import re
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.vendors import GENERATED
from tests.vendors.package import Package

FOLDER = GENERATED.parent / "docs" / "journeys"
JOURNEYS = sorted(path for path in FOLDER.glob("*.md") if path.name != "README.md")
SERVED = re.compile(r"^specwright serve (\S+) --port (\d+)$", re.MULTILINE)
PROGRAM = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PRINTED = re.compile(r"^```text\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def run(text: str) -> str:
    """What the program in a journey prints, against the sandboxes that it names."""
    (program,) = PROGRAM.findall(text)
    with ExitStack() as running:
        for name, port in SERVED.findall(text):
            url, _ = running.enter_context(Package(name).sandbox())
            program = program.replace(f"http://127.0.0.1:{port}", url)
        assert ":800" not in program, "it calls a sandbox that it does not start"
        done = subprocess.run(
            [sys.executable, "-W", "error", "-c", program],
            env={"PYTHONPATH": ":".join(sys.path), "PYTHONIOENCODING": "utf-8"},
            capture_output=True,
            text=True,
            timeout=60,
            check=False,
        )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("path", JOURNEYS, ids=lambda path: path.stem)
def test_journey_prints_what_is_said(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert run(text) == PRINTED.findall(text)[0]
