"""The sandbox against schemathesis: every phase, every check, nothing excused."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from generator.runtime.server import running
from tests.runtime_server.shop import KEY
from tests.runtime_server.support import application

ROOT = Path(__file__).parents[2]
CONFIG = f"""
[auth.openapi.key]
bearer = "{KEY}"
[auth.openapi.account]
username = "user"
password = "pass"
[auth.openapi.widget]
api_key = "{KEY}"
"""


def test_sandbox_has_no_failures(tmp_path: Path) -> None:
    (tmp_path / "schemathesis.toml").write_text(CONFIG)
    with running(application(credentials={KEY, "user:pass"}, planned=True, strict=True)) as url:
        result = subprocess.run(
            [
                *(sys.executable, "-m", "schemathesis.cli"),
                *("--config-file", "schemathesis.toml", "run", f"{url}/openapi.json"),
                *("--url", url, "-n", "20", "--seed", "1", "--checks", "all"),
                *("--phases", "examples,coverage,fuzzing,stateful", "--continue-on-failure"),
            ],
            cwd=tmp_path,
            env={
                **os.environ,
                "PYTHONPATH": str(ROOT),
                "SCHEMATHESIS_HOOKS": "tests.contract.form_hooks",
                "NO_COLOR": "1",
            },
            capture_output=True,
            text=True,
            timeout=300,
        )
    assert result.returncode == 0, result.stdout[-6000:] + result.stderr[-2000:]
    assert "12 selected / 12 total" in result.stdout
