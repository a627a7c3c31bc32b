"""The runtime and what is written with it, as strict type checkers see them."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_mypy() -> None:
    command = [sys.executable, "-m", "mypy", "--strict", "tests/runtime/typed.py"]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=240)
    assert ran.returncode == 0, ran.stdout


def test_pyright() -> None:
    file = str(ROOT / "tests" / "runtime" / "typed.py")
    command = [sys.executable, "-m", "pyright", "--pythonpath", sys.executable, file]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=240)
    assert ran.returncode == 0, ran.stdout
