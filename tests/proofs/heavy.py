"""Documents that are made to hurt: validated, compiled, compared, imported and served within bounds.

    python -m tests.proofs.heavy [NAME ...] [--only validate]

Each run is a process of its own, with 2 GB of address space and 60 seconds of the processor: it ends with 0, 1 or 2
and without a traceback; a package that is written can be imported, and its server starts. What does
not is marked, and the exit status is 1. The shapes are in `tests/proofs/shapes.py`.
"""

from __future__ import annotations

import argparse
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.proofs.shapes import SHAPES, Files

MEMORY = 2_000_000 * 1024
SECONDS = 60
"""Of the processor: a busy machine changes nothing about it. What waits instead has four times that."""
_IMPORTED = """
import importlib, sys
name = sys.argv[1]
package = importlib.import_module(name)
for module in ("client", "errors", "operations"):
    importlib.import_module(f"{name}.{module}")
for each in package.models.__all__[:3000]:
    getattr(package.models, each)
testing = importlib.import_module(f"{name}.testing")
with testing.running(testing.create_app()) as url:
    import httpx
    assert httpx.get(f"{url}/no/such/path").status_code >= 400
"""


def lay(files: Files, folder: Path) -> Path:
    """Write a shape, and tell which file is the document."""
    folder.mkdir(parents=True)
    for name, content in files.items():
        path = folder / name.rstrip("@!")
        if name.endswith("@"):
            path.symlink_to(str(content))
        elif content == "fifo":
            os.mkfifo(path)
        elif content == "folder":
            path.mkdir()
        elif content == "sparse":
            with path.open("wb") as file:
                file.truncate(10 * 1024**3)
        else:
            text = content if isinstance(content, bytes) else content.encode("utf-8")
            path.write_bytes(text)
    return next(path for path in folder.glob("openapi.*") if path.suffix in (".yaml", ".json"))


def _special(folder: Path) -> list[str]:
    return [p.name for p in folder.iterdir() if not p.is_file() or p.stat().st_size > 2**30]


def run(arguments: list[str], folder: Path) -> tuple[str, bool]:
    """Run Python in a process of its own: what it took, and whether it was borne."""

    def bound() -> None:
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
        resource.setrlimit(resource.RLIMIT_CPU, (SECONDS, SECONDS))

    said = folder / "said"
    began = time.monotonic()
    with said.open("wb") as out:
        process = subprocess.Popen(
            [sys.executable, *arguments], cwd=folder, stdout=out, stderr=out, stdin=subprocess.DEVNULL,
            preexec_fn=bound, start_new_session=True, env={**os.environ, "PYTHONPATH": os.getcwd()},
        )  # fmt: skip
        while True:
            pid, status, used = os.wait4(process.pid, os.WNOHANG)
            if pid:
                break
            if time.monotonic() - began > 4 * SECONDS:
                os.killpg(process.pid, 9)
            time.sleep(0.02)
    process.returncode = code = os.waitstatus_to_exitcode(status)
    text = said.read_bytes()[-200_000:]
    borne = code in (0, 1, 2) and b"Traceback (most" not in text and b": E55" not in text
    seconds = used.ru_utime + used.ru_stime
    return f"{code:3} {seconds:5.1f} s {used.ru_maxrss // 1024:4} MB", borne


def borne(name: str, folder: Path, only: str) -> bool:
    """Put one shape through everything, and print a line of it."""
    document = lay(SHAPES[name](), folder)
    out = folder.with_name(f"{folder.name}-out")
    later = folder.with_name(f"{folder.name}-later")
    shutil.copytree(folder, later, symlinks=True, ignore=lambda *_: ["said", *_special(folder)])
    after = later / document.name
    after.write_bytes(after.read_bytes().replace(b'"1"', b'"2"', 1))
    command = ["-m", "generator"]
    steps: dict[str, list[str]] = {
        "validate": [*command, "validate", document.name],
        "generate": [*command, "generate", document.name, "-j", "1", "--out", str(out)],
        "diff": [*command, "diff", document.name, str(after)],
    }
    cells, well = [], True
    for step, arguments in steps.items():
        if only in ("", step):
            cell, good = run(arguments, folder)
            cells.append(f"{step} {cell}{'' if good else ' <<<'}")
            well &= good
    for client in out.glob("*/*/client.py"):
        code = ["-c", f"import sys; sys.path.insert(0, {str(client.parent.parent)!r})\n{_IMPORTED}"]
        cell, good = run([*code, client.parent.name], folder)
        good &= cell.startswith("  0")
        cells.append(f"import {cell}{'' if good else ' <<<'}")
        well &= good
    print(f"{name:38} " + " | ".join(cells), flush=True)
    return well


def main() -> int:
    """Run all shapes, or those that are named; the status is 1 if any is not borne."""
    parser = argparse.ArgumentParser()
    parser.add_argument("names", nargs="*")
    parser.add_argument("--only", default="")
    parser.add_argument("--work", type=Path)
    options = parser.parse_args()
    root = options.work or Path(tempfile.mkdtemp(prefix="heavy-"))
    failed = []
    for name in options.names or SHAPES:
        folder = root / name
        for old in ("", "-out", "-later"):
            shutil.rmtree(root / f"{name}{old}", ignore_errors=True)
        if not borne(name, folder, options.only):
            failed.append(name)
        for made in ("-out", "-later"):
            shutil.rmtree(root / f"{name}{made}", ignore_errors=True)
    print(f"{len(options.names or SHAPES)} shapes, {len(failed)} not borne: {' '.join(failed)}")
    return bool(failed)


if __name__ == "__main__":
    raise SystemExit(main())
