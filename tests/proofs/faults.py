"""Would the tests notice? Faults planted into the modules that decide, one at a time.

    python -m tests.proofs.faults [--count 60] [--seed 1] [--jobs 2] [--least 0.8] [MODULE…]

A fault is one change of meaning in a copy of the tree (`changes.py` says of what kinds, and what
is nobody's). Then the tests of that module run, and nothing else; a fault is noticed when one
fails, or when they do not end; that test must pass without the fault. Which faults are planted
depends on the seed and the source alone (`watched.py` says which modules, and which tests watch
them).
Not every one that goes unnoticed is a missing test: some change nothing that can be seen.
"""

from __future__ import annotations

import argparse
import ast
import os
import random
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from queue import SimpleQueue
from typing import Any, NamedTuple

from tests.proofs.changes import sites
from tests.proofs.watched import DECIDING

ROOT = Path(__file__).resolve().parents[2]

_COPIED = ("docs", "generated", "generator", "specs", "templates", "tests", "pyproject.toml", "Makefile",
           "README.md", ".importlinter", ".gitignore", "CONTRIBUTING.md", "CHANGELOG.md", "LICENSE")  # fmt: skip
_FAILED = re.compile(r"^(?:FAILED|ERROR) (\S+?(?:\[.*\])?)(?: - .*)?$", re.MULTILINE)
_MEMORY = 4 << 30
"""Bytes that the tests of one module may take: a loop without end fills the machine's."""
_PATIENCE = 300
"""Seconds that the tests of one module may take; the longest take a fifth, on a busy machine."""


class Fault(NamedTuple):
    """One change of meaning."""

    module: Path
    """Below the root."""
    line: int
    what: str
    source: str
    """The whole module with the fault in it."""

    def __str__(self) -> str:
        return f"{self.module.as_posix()}:{self.line}: {self.what}"


def found(end: str) -> Path:
    """The module whose path ends so, wherever it stands; the folder's name may have moved.

    Raises:
        LookupError: There is none, or more than one.
    """
    name = end.rpartition("/")[2]
    ours = [path for path in (ROOT / "generator").rglob(name) if "__pycache__" not in path.parts]
    exact = [path for path in ours if path.as_posix().endswith(f"/{end}")]
    chosen = exact or ours
    if len(chosen) != 1:
        raise LookupError(f"{end}: {len(chosen)} modules are called so; mend the table DECIDING")
    return chosen[0].relative_to(ROOT)


def noticed_by(end: str) -> tuple[str, ...]:
    """The tests of a module, below the root."""
    return tuple(f"tests/{name}" for name in DECIDING[end].split())


# Planting ----------------------------------------------------------------------------------


def planted(module: Path, index: int) -> Fault | None:
    """A module with one of its changes made; None where it says the same as before."""
    tree = ast.parse((ROOT / module).read_text(encoding="utf-8"))
    plain = ast.unparse(tree)
    line, what, deed = list(sites(tree))[index]
    deed()
    source = ast.unparse(ast.fix_missing_locations(tree))
    return Fault(module, line, what, f"{source}\n") if source != plain else None


def chosen(modules: list[str], count: int, seed: int) -> list[tuple[str, Fault]]:
    """So many faults, spread evenly over the modules."""
    chance = random.Random(seed)
    waiting: dict[str, list[int]] = {}
    for end in modules:
        tree = ast.parse((ROOT / found(end)).read_text(encoding="utf-8"))
        waiting[end] = list(range(sum(1 for _ in sites(tree))))
        chance.shuffle(waiting[end])
    picked: list[tuple[str, Fault]] = []
    while len(picked) < count and any(waiting.values()):
        for end in chance.sample(modules, len(modules)):
            if waiting[end] and len(picked) < count:
                fault = planted(found(end), waiting[end].pop())
                picked += [(end, fault)] if fault else []
    return picked


# Trying ------------------------------------------------------------------------------------


class Copy:
    """A copy of the tree that faults are planted into, one at a time."""

    def __init__(self, folder: Path, patience: float = _PATIENCE) -> None:
        self.root = folder
        self._patience = patience
        unwanted = shutil.ignore_patterns(".*_cache")  # byte code comes along: it saves time
        for name in _COPIED:
            source = ROOT / name
            if source.is_dir():
                shutil.copytree(source, folder / name, ignore=unwanted)
            elif source.exists():
                shutil.copy2(source, folder / name)

    def run(self, *tests: str) -> tuple[int | None, str]:
        """Run tests until one fails.

        Returns:
            The exit status, None where they did not end in time, and which test failed, if one did.
        """
        env = {k: v for k, v in os.environ.items() if not k.startswith(("PYTEST", "MAKE"))}
        env["PYTHONPATH"] = str(self.root)
        env["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = (
            "1"  # importing schemathesis takes longer than most tests
        )
        said = self.root.with_suffix(".log")
        with said.open("wb") as out:
            running = subprocess.Popen(
                [
                    *(sys.executable, "-m", "pytest", "-x", "-q", "--tb=no"),
                    *("-c", "pyproject.toml", "--rootdir", ".", "--confcutdir", "tests", *tests),
                ],
                cwd=self.root, env=env, stdout=out, stderr=subprocess.STDOUT,
                start_new_session=True,
            )  # fmt: skip
            resource.prlimit(running.pid, resource.RLIMIT_DATA, (_MEMORY, _MEMORY))
            try:
                status = running.wait(self._patience)
            except subprocess.TimeoutExpired:
                return None, ""
            finally:
                with suppress(ProcessLookupError):
                    os.killpg(running.pid, signal.SIGKILL)
                running.wait()
        failed = _FAILED.search(said.read_text(encoding="utf-8", errors="replace"))
        return status, failed[1] if failed else ""

    def _places(self, module: Path) -> list[Path]:
        """A module, and where packages have a copy of it: they would be generated anew."""
        runtime = Path("generator", "runtime")
        if not module.is_relative_to(runtime):
            return [self.root / module]
        copied = f"generated/*/*/_runtime/{module.relative_to(runtime).as_posix()}"
        return [self.root / module, *sorted(self.root.glob(copied))]

    def try_out(self, fault: Fault, tests: tuple[str, ...]) -> str | None:
        """The test that notices a fault, None where all of them pass.

        Raises:
            RuntimeError: The tests could not be run.
        """
        whole = {path: path.read_bytes() for path in self._places(fault.module)}
        for path in whole:
            path.write_text(fault.source, encoding="utf-8")
        try:
            status, failed = self.run(*tests)
        finally:
            for path, before in whole.items():
                path.write_bytes(before)
        if status == 0:
            return None
        if status is None or status == 3 or status < 0:  # no end, a breakdown, or killed
            return "no end"
        if status == 4 and self.run(*tests)[0] != 4:  # what all tests import cannot be
            return "no end"
        if not failed and status == 2:  # it interrupts whoever runs it
            return "no end"
        if not failed:
            raise RuntimeError(f"pytest could not run {' '.join(tests)} (status {status})")
        return failed


def main() -> int:
    """Plant, try, and say what was noticed.

    Returns:
        1 when less was noticed than is asked for.
    """
    parser = argparse.ArgumentParser(prog="python -m tests.proofs.faults")
    parser.add_argument(
        "modules", nargs="*", help="keys of the table, such as runtime/limits/retry.py"
    )
    parser.add_argument("--count", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--jobs", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--patience", type=int, default=_PATIENCE, help="seconds for one module")
    parser.add_argument("--least", type=float, default=0.8, help="the part that is to be noticed")
    options = parser.parse_args()
    modules: list[str] = options.modules or list(DECIDING)
    picked = chosen(modules, options.count, options.seed)
    with tempfile.TemporaryDirectory(prefix="specwright-faults-") as place:
        copies: SimpleQueue[Copy] = SimpleQueue()
        for number in range(options.jobs):
            copies.put(Copy(Path(place, str(number)), options.patience))
        with ThreadPoolExecutor(options.jobs) as pool:

            def with_copy(work: Callable[[Copy], Any]) -> Any:
                own = copies.get()
                try:
                    return work(own)
                finally:
                    copies.put(own)

            sound: set[str] = {"no end"}

            def passes(test: str) -> bool:
                return bool(with_copy(lambda own: own.run(test)[0] == 0))

            def tried(item: tuple[str, Fault]) -> bool:
                end, fault = item
                failed = with_copy(lambda own: own.try_out(fault, noticed_by(end)))
                if failed and failed not in sound and passes(failed):
                    sound.add(failed)
                word = "noticed  " if failed in sound else "UNNOTICED"
                print(f"{word} {fault}" + (f"  [{failed}]" if failed else ""), flush=True)
                return failed in sound

            outcomes = list(pool.map(tried, picked))
    rate = sum(outcomes) / len(outcomes) if outcomes else 0.0
    print(f"{sum(outcomes)} of {len(outcomes)} faults noticed ({rate:.0%}), seed {options.seed}")
    return int(rate < options.least)


if __name__ == "__main__":
    raise SystemExit(main())
