"""All that is found in each document with a planted fault, word for word: `findings.txt`.

    python -m tests.unit.findings [PYTEST ARGUMENTS]

writes it anew, from a run of the tests that hold documents against it (`marked.expect`); of
some of them, the findings in their documents. A document is known by a hash of its text; what
stands behind the hash is for readers.
"""

from __future__ import annotations

import hashlib
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from functools import cache
from pathlib import Path

from generator.ground.diagnostics import Diagnostic

FILE = Path(__file__).with_suffix(".txt")
_HOLDS = re.compile(
    r"^from tests\.unit\.(?:marked import .*(?:expect|in_|Table)|findings import held)",
    re.MULTILINE,
)
TESTS = sorted(
    path.as_posix()
    for path in Path(__file__).parent.glob("test_*.py")
    if _HOLDS.search(path.read_text(encoding="utf-8"))
)
_INTO = "FINDINGS_INTO"
_SHOWN = 70
"""Letters of a document that are shown behind its hash."""


def line(found: Diagnostic) -> str:
    """A finding in a line: code, place, other places, what it says, and how to mend it."""
    at = ", ".join(f"{span.line}:{span.column}" for span in (found.span, *found.related))
    pointer = f" {found.pointer}" if found.pointer else ""
    return f"{found.code} {at}{pointer} | {found.message} | {found.mend}".replace("\n", "⏎")


def held(code: str, text: str, mark: str, found: Iterable[Diagnostic]) -> None:
    """Assert that what was found in a document is what was found before, and nothing else."""
    known = hashlib.sha256(text.encode()).hexdigest()[:12]
    lines = [line(one) for one in found]
    if folder := os.environ.get(_INTO):
        where = " ".join(text.partition(mark)[2][:_SHOWN].split())
        entry = "\n".join((f"# {known} {code} {where}".rstrip(), *lines))
        Path(folder, f"{code} {known}").write_text(f"{entry}\n\n", encoding="utf-8")
        return
    assert known in _entries(), "a new document: `python -m tests.unit.findings` notes its findings"
    assert lines == _entries()[known]


@cache
def _entries() -> dict[str, list[str]]:
    blocks = FILE.read_text(encoding="utf-8").split("\n\n")
    each = [block.strip("\n").splitlines() for block in blocks if block.strip()]
    return {first[2:14]: lines for first, *lines in each}


def main() -> int:
    """Run the tests, and write down what they found.

    Returns:
        The exit status of the tests.
    """
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "pytest", "-q", *(sys.argv[1:] or TESTS)]
        status = subprocess.run(command, env={**os.environ, _INTO: folder}, check=False).returncode
        entries = [path.read_text(encoding="utf-8") for path in sorted(Path(folder).iterdir())]
    if status == 0:
        made = {entry[2:14]: entry for entry in entries}
        blocks = FILE.read_text(encoding="utf-8").split("\n\n") if sys.argv[1:] else []
        made = {block[2:14]: f"{block.rstrip()}\n\n" for block in blocks} | made
        whole = sorted(made.values(), key=lambda entry: (entry[15:].split()[0], entry))
        FILE.write_text("".join(whole).rstrip("\n") + "\n", encoding="utf-8")
    return status


if __name__ == "__main__":
    raise SystemExit(main())
