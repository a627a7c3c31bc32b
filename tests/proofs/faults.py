"""Would the tests notice? Faults planted into the modules that decide, one at a time.

    python -m tests.proofs.faults [--count 60] [--seed 1] [--jobs 2] [--least 0.8] [MODULE…]

A fault is one change of meaning in a copy of the tree: a comparison, a condition or a sum
turned round, a number off by one (a large one doubled), a result or a branch left out, two
arguments exchanged. Then the tests of that module run, and nothing else; a fault is noticed when
one fails, or when they do not end; that test must pass without the fault. Which faults are planted depends
on the seed and the source alone (`watched.py` says which modules, and which tests watch them).
Not every one that goes unnoticed is a missing test: some change nothing that can be seen.
"""

from __future__ import annotations

import argparse
import ast
import os
import random
import re
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from queue import SimpleQueue
from typing import Any, NamedTuple, TypeGuard

from tests.proofs.watched import DECIDING

ROOT = Path(__file__).resolve().parents[2]

_COPIED = ("docs", "generated", "generator", "specs", "templates", "tests", "pyproject.toml", "Makefile",
           "README.md", ".importlinter", ".gitignore", "CONTRIBUTING.md", "CHANGELOG.md", "LICENSE")  # fmt: skip
_FLIPPED: dict[type[ast.cmpop], type[ast.cmpop]] = {
    ast.Eq: ast.NotEq, ast.NotEq: ast.Eq, ast.Lt: ast.LtE, ast.LtE: ast.Lt, ast.Gt: ast.GtE, ast.GtE: ast.Gt,
    ast.In: ast.NotIn, ast.NotIn: ast.In, ast.Is: ast.IsNot, ast.IsNot: ast.Is,
}  # fmt: skip
_OPPOSITE: dict[type[ast.operator], type[ast.operator]] = {
    ast.Add: ast.Sub, ast.Sub: ast.Add, ast.Mult: ast.FloorDiv, ast.BitOr: ast.BitAnd, ast.BitAnd: ast.BitOr
}  # fmt: skip
_FAILED = re.compile(r"^(?:FAILED|ERROR) (\S+?(?:\[.*\])?)(?: - .*)?$", re.MULTILINE)
_PATIENCE = 300
"""Seconds that the tests of one module may take; the longest take a fifth, on a busy machine."""
_LARGE = 1000
_QUOTES = re.compile(r":([3-9]\d|\d{3})")
_SEEN_BY_NOBODY = {"__repr__", "__str__", "__dir__"}


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


def _sites(tree: ast.Module) -> Iterator[tuple[int, str, Callable[[], None]]]:
    """Line, words and deed of each change that can be made; deeds change the tree in place."""
    todo: list[ast.AST] = [tree]
    while todo:
        node = todo.pop()
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            if node.name in _SEEN_BY_NOBODY:
                continue
            todo += [*node.body, *node.args.defaults, *filter(None, node.args.kw_defaults)]
            continue
        if isinstance(node, ast.AnnAssign):
            todo += [node.value] if node.value else []
            continue
        if isinstance(node, ast.Raise | ast.Import | ast.ImportFrom):
            continue  # what a message says, and how the module is put together
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "short":
            todo += node.args[:1]  # how much of a long text a message quotes
            continue
        if isinstance(node, ast.Subscript) and _QUOTES.fullmatch(ast.unparse(node.slice)):
            todo.append(node.value)  # the same, written as `text[:60]`
            continue
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            continue
        yield from _changes(node)
        todo += ast.iter_child_nodes(node)


def _changes(node: ast.AST) -> Iterator[tuple[int, str, Callable[[], None]]]:
    if isinstance(node, ast.Compare):
        other = _FLIPPED[type(node.ops[0])]
        yield (
            node.lineno,
            f"comparison turned round: {_short(node)}",
            lambda: node.ops.__setitem__(0, other()),
        )
    elif isinstance(node, ast.BoolOp):
        word, swapped = ("and", ast.Or) if isinstance(node.op, ast.And) else ("or", ast.And)
        yield (
            node.lineno,
            f"`{word}` is the other: {_short(node)}",
            lambda: setattr(node, "op", swapped()),
        )
    elif isinstance(node, ast.BinOp) and type(node.op) in _OPPOSITE:
        opposite = _OPPOSITE[type(node.op)]
        yield (
            node.lineno,
            f"sum turned round: {_short(node)}",
            lambda: setattr(node, "op", opposite()),
        )
    elif isinstance(node, ast.Constant) and type(node.value) in (int, float):
        value = node.value
        # Of a large number it does not matter where exactly it is.
        word, other = ("one more", value + 1) if abs(value) < _LARGE else ("twice that", value * 2)
        yield node.lineno, f"{value} is {word}", lambda: setattr(node, "value", other)
    elif isinstance(node, ast.Return) and node.value is not None and not _says_no(node.value):
        none = ast.Constant(None)
        yield (
            node.lineno,
            f"result left out: {_short(node)}",
            lambda: setattr(node, "value", none),
        )
    elif _has_two(node):
        order = [node.args[1], node.args[0], *node.args[2:]]
        yield (
            node.lineno,
            f"arguments exchanged: {_short(node)}",
            lambda: setattr(node, "args", order),
        )
    if isinstance(node, ast.If | ast.While | ast.IfExp):
        negated = ast.UnaryOp(ast.Not(), node.test)
        yield (
            node.lineno,
            f"condition turned round: {_short(node.test)}",
            lambda: setattr(node, "test", negated),
        )
    if isinstance(node, ast.If):
        yield (
            node.lineno,
            f"branch left out: if {_short(node.test)}",
            lambda: setattr(node, "body", [ast.Pass()]),
        )


def _says_no(value: ast.expr) -> bool:
    """Whether nothing is what it says already: no condition tells False from None."""
    return isinstance(value, ast.Constant) and (value.value is None or value.value is False)


def _has_two(node: ast.AST) -> TypeGuard[ast.Call]:
    """Whether it is a call with two arguments that have places."""
    return (
        isinstance(node, ast.Call)
        and len(node.args) > 1
        and ast.unparse(node.func) not in {"max", "min", "same"}  # which say the same either way
        and not any(isinstance(argument, ast.Starred) for argument in node.args[:2])
    )


def _short(node: ast.AST) -> str:
    text = " ".join(ast.unparse(node).split())
    return text if len(text) <= 60 else f"{text[:57]}..."


def planted(module: Path, index: int) -> Fault | None:
    """A module with one of its changes made; None where it says the same as before."""
    tree = ast.parse((ROOT / module).read_text(encoding="utf-8"))
    plain = ast.unparse(tree)
    line, what, deed = list(_sites(tree))[index]
    deed()
    source = ast.unparse(ast.fix_missing_locations(tree))
    return Fault(module, line, what, f"{source}\n") if source != plain else None


def chosen(modules: list[str], count: int, seed: int) -> list[tuple[str, Fault]]:
    """So many faults, spread evenly over the modules."""
    chance = random.Random(seed)
    waiting: dict[str, list[int]] = {}
    for end in modules:
        tree = ast.parse((ROOT / found(end)).read_text(encoding="utf-8"))
        waiting[end] = list(range(sum(1 for _ in _sites(tree))))
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

    def __init__(self, folder: Path) -> None:
        self.root = folder
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
            try:
                status = running.wait(_PATIENCE)
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
        if status in (None, 3):  # they did not end, or the whole run broke down
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
    parser.add_argument("--least", type=float, default=0.8, help="the part that is to be noticed")
    options = parser.parse_args()
    modules: list[str] = options.modules or list(DECIDING)
    picked = chosen(modules, options.count, options.seed)
    with tempfile.TemporaryDirectory(prefix="specwright-faults-") as place:
        copies: SimpleQueue[Copy] = SimpleQueue()
        for number in range(options.jobs):
            copies.put(Copy(Path(place, str(number))))
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
