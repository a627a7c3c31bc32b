"""All packages from nothing, beside datamodel-code-generator alone for their models.

Both use as many processes as there are cores, the biggest document first, and are run in
turns. Wall time is what a user waits; CPU time says the same on a machine that is busy.

    python -m tests.bench.cold_bench
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PYTHON = sys.executable
RUNS = 2
RUFF = ("--formatters", "ruff-check", "ruff-format")


def models(document: str, target: str, *formatters: str) -> list[str]:
    """The command that makes a document's models with datamodel-code-generator alone."""
    return [
        *(str(Path(PYTHON).parent / "datamodel-codegen"), "--input", document),
        *("--input-file-type", "openapi", "--output-model-type", "pydantic_v2.BaseModel"),
        *("--target-python-version", "3.11", "--use-annotated"),
        *("--enum-field-as-literal", "all", "--output", target, *formatters),
    ]


def _rival(folder: Path, *formatters: str) -> None:
    found = sorted(
        (ROOT / "generated").glob("*/*/server/openapi.json"), key=lambda path: -path.stat().st_size
    )
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        commands = [
            models(str(path), str(folder / f"m{index}.py"), *formatters)
            for index, path in enumerate(found)
        ]
        list(
            pool.map(
                lambda command: subprocess.run(command, check=True, capture_output=True), commands
            )
        )


def _ours(folder: Path) -> None:
    target = folder / "out"
    shutil.rmtree(target, ignore_errors=True)
    command = [PYTHON, "-m", "generator", "generate", "-q", "--out", str(target)]
    subprocess.run(command, check=True, cwd=ROOT)


def _cost(work: Callable[[], None]) -> tuple[float, float]:
    """Wall and CPU seconds of what runs in processes of its own."""
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    work()
    took, after = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    return took, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def main() -> None:
    """Print the least of each, as JSON: what → [wall, CPU], in seconds."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        works: dict[str, Callable[[], None]] = {
            "ours": lambda: _ours(folder),
            "defaults": lambda: _rival(folder),
            "ruff": lambda: _rival(folder, *RUFF),
        }
        best = {what: (float("inf"), float("inf")) for what in works}
        for _ in range(RUNS):
            for what, work in works.items():
                wall, cpu = _cost(work)
                best[what] = min(best[what][0], wall), min(best[what][1], cpu)
    print(json.dumps(best))


if __name__ == "__main__":
    main()
