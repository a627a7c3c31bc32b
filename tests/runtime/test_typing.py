"""The runtime and what is written with it, as strict type checkers see them."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
CONFIG = ("--config-file", str(ROOT / "pyproject.toml"))


def test_mypy() -> None:
    command = [sys.executable, "-m", "mypy", *CONFIG, "--strict", "tests/runtime/typed.py"]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=240)
    assert ran.returncode == 0, ran.stdout


def test_pyright(tmp_path: Path) -> None:
    file = str(ROOT / "tests" / "runtime" / "typed.py")
    config = tmp_path / "pyrightconfig.json"
    config.write_text(json.dumps({"include": [file], "extraPaths": [str(ROOT)]}))
    command = [sys.executable, "-m", "pyright", "--pythonpath", sys.executable, "-p", str(config)]
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=240)
    assert ran.returncode == 0, ran.stdout
