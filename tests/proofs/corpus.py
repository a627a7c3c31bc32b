"""What becomes of every document of a folder, as a table.

    python -m tests.proofs.corpus [FOLDER] [--mypy] [--pyright] [--match TEXT]

For each document: whether its package was written, the operations that it has and that the
client has, what was left out, whether every module imports and every model builds, what type
checkers say, lines an operation, seconds and memory. Exit status 1 where a package was not
written, does not import or is not clean.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, fields
from pathlib import Path

from generator.command.settings import NOTHING_SET
from generator.command.workspace import Outcome, process
from tests.proofs.mutants import apart, corpus, documents, imported


@dataclass
class Row:
    """One document in the table."""

    document: str
    written: str = "no"
    operations: int = 0
    client: int = 0
    left: int = 0
    imports: str = ""
    mypy: str = ""
    pyright: str = ""
    lines: float = 0.0
    seconds: float = 0.0
    mib: int = 0
    said: str = ""


def row(path: Path, folder: Path, options: argparse.Namespace) -> Row:
    """Compile one document, and look at what came out."""
    found = Row(path.relative_to(options.folder).as_posix())
    began = time.perf_counter()
    outcome = process(path, NOTHING_SET._replace(out=str(folder)))
    found.seconds = round(time.perf_counter() - began, 2)
    found.mib = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    found.operations, found.client = outcome.declared, outcome.operations
    found.left = len(outcome.left_out)
    found.said = _said(outcome)
    if outcome.failed or outcome.crash:
        return found
    found.written = "yes"
    made = folder / outcome.name
    code = [p for p in made.rglob("*.py") if "_runtime" not in p.parts]
    lines = sum(len(p.read_text(encoding="utf-8").splitlines()) for p in code)
    found.lines = round(lines / max(found.client, 1), 1)
    fault = apart(lambda: imported(made))
    found.imports = fault.strip().splitlines()[-1][:80] if fault else "yes"
    if options.mypy:
        found.mypy = _clean(["mypy", "--strict", "--no-error-summary"], made)
    if options.pyright:
        found.pyright = _clean(
            ["pyright", "--level", "error", "--pythonpath", sys.executable], made
        )
    return found


def _said(outcome: Outcome) -> str:
    """The codes of errors, with how often each was met."""
    if outcome.crash:
        return outcome.crash.splitlines()[0][:80]
    codes = Counter(d.code for d in outcome.diagnostics if d.code.startswith("E"))
    return " ".join(f"{code}*{count}" for code, count in sorted(codes.items()))


def _clean(command: list[str], folder: Path) -> str:
    tool = Path(sys.executable).with_name(command[0])
    done = subprocess.run(
        [tool, *command[1:], "."], cwd=folder, capture_output=True, text=True, check=False
    )
    faults = [line for line in done.stdout.splitlines() if "error" in line]
    return "yes" if not done.returncode else f"{len(faults)} errors"


def main() -> int:
    """Print the table.

    Returns:
        The exit status: 1 where a package was not written, does not import or is not clean.
    """
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", nargs="?", type=Path, default=corpus())
    parser.add_argument("--mypy", action="store_true")
    parser.add_argument("--pyright", action="store_true")
    parser.add_argument("--match", default="", help="only documents whose path has this text")
    options = parser.parse_args()
    if not options.folder.is_dir():
        print(f"{options.folder} is no folder of documents", file=sys.stderr)
        return 2
    names = [field.name for field in fields(Row)]
    print("| " + " | ".join(names) + " |\n|" + "---|" * len(names), flush=True)
    rows: list[Row] = []
    for path in documents(options.folder):
        if options.match in path.as_posix():
            with tempfile.TemporaryDirectory() as folder:
                rows.append(_alone(path, Path(folder), options))
            cells = [str(getattr(rows[-1], name)) for name in names]
            print("| " + " | ".join(cells) + " |", flush=True)
    written = [r for r in rows if r.written == "yes"]
    declared, client = sum(r.operations for r in rows), sum(r.client for r in rows)
    print(
        f"\n{len(written)} of {len(rows)} written; {client:,} of {declared:,} operations; "
        f"{sum(r.imports == 'yes' for r in rows)} import"
    )
    bad = [r for r in rows if {r.imports, r.mypy, r.pyright} - {"", "yes"} or r.written != "yes"]
    return 1 if bad else 0


def _alone(path: Path, folder: Path, options: argparse.Namespace) -> Row:
    """A row made in a process of its own, so that its memory is its own."""
    from concurrent.futures import ProcessPoolExecutor

    with ProcessPoolExecutor(1) as pool:
        return pool.submit(row, path, folder, options).result()


if __name__ == "__main__":
    os.environ.setdefault("PYTHONHASHSEED", "0")
    raise SystemExit(main())
