"""The toolkit works with what `make generate` installs: no test library, no extra of a package."""

from __future__ import annotations

import re
import subprocess
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from tests.support import ROOT

_PROGRAM = """
import sys

absent = frozenset(sys.argv[1].split(","))

class Absent:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in absent:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Absent())
from generator.command.cli import main
sys.exit(main(sys.argv[2:]))
"""


def _locked(name: str) -> set[str]:
    text = (ROOT / ".locks" / name).read_text(encoding="utf-8")
    return {found.lower() for found in re.findall(r"^([\w.-]+)==", text, re.MULTILINE)}


def _absent() -> str:
    """Modules of what only the tests install."""
    extra = _locked("test.txt") - _locked("generate.txt")
    return ",".join(
        module
        for module, distributions in packages_distributions().items()
        if {re.sub(r"[-_.]+", "-", one).lower() for one in distributions} <= extra
    )


@pytest.mark.parametrize(
    "arguments", [["validate", "-q"], ["generate", "-q", "-j", "1", "specs/shoprocket-public"]]
)
def test_documents_of_all_conventions_are_judged_and_written(
    arguments: list[str], tmp_path: Path
) -> None:
    absent = _absent()
    assert {"jiter", "uvicorn", "redis", "pytest"} <= set(absent.split(","))
    out = ["--out", str(tmp_path / "out")] if arguments[0] == "generate" else []
    done = subprocess.run(
        [sys.executable, "-c", _PROGRAM, absent, *arguments, *out],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
        timeout=240,
    )
    assert done.returncode == 0, done.stdout + done.stderr
