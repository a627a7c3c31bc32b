"""The house stays clean: what is tracked, what tools leave behind, what a stray file can break."""

from __future__ import annotations

import ast
import difflib
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.proofs.faults import DECIDING, chosen, found, noticed_by
from tests.support import ROOT

LEFT_BEHIND = re.compile(
    r"(^|/)(\.schemathesis|\.hypothesis|\.pytest_cache|\.mypy_cache|\.ruff_cache|\.cache|__pycache__"
    r"|\.import_linter_cache|\.coverage[^/]*|\.venv|[^/]+\.egg-info|dist|build|node_modules)/"
    r"|\.(orig|rej|log|pyc|swp|bak|tmp)$|(^|/)(\.coverage|\.DS_Store|core)$|~$"
)
BIN = Path(sys.executable).parent
ENV = {k: v for k, v in os.environ.items() if not k.startswith(("PYTEST", "MAKE", "MFLAGS"))}


def tracked() -> list[str]:
    """The files of the repository, or of the archive that was unpacked here."""
    listed = subprocess.run(
        ["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return [name for name in listed.stdout.split("\0") if name]


def test_nothing_that_a_tool_left_behind_is_tracked() -> None:
    assert [name for name in tracked() if LEFT_BEHIND.search(name)] == []


@pytest.mark.parametrize(
    "name",
    [".schemathesis/default/cache/x.json", ".hypothesis/examples/0", "tests/__pycache__/x.pyc", "a/b.orig", "x.rej",
     "notes.py~", ".mypy_cache/3.11/x.json", "run.log", ".venv/bin/python", "specwright.egg-info/PKG-INFO"],
)  # fmt: skip
def test_what_a_tool_leaves_behind_is_known(name: str) -> None:
    assert LEFT_BEHIND.search(name)


@pytest.mark.parametrize(
    "name", ["generator/build.py", "generator/runtime/cache.py", "docs/log.md"]
)
def test_what_is_ours_is_not_taken_for_it(name: str) -> None:
    assert not LEFT_BEHIND.search(name)


# Proofs ----------------------------------------------------------------------------------


@pytest.mark.parametrize("end", DECIDING)
def test_the_modules_that_faults_are_planted_into_are_there(end: str) -> None:
    assert (ROOT / found(end)).is_file()
    assert all((ROOT / name).is_file() for name in noticed_by(end))


def test_a_fault_changes_one_thing_and_the_same_one_each_time() -> None:
    modules = ["server/routing.py", "generator/swap.py"]
    first, again = chosen(modules, 12, 7), chosen(modules, 12, 7)
    assert first == again != chosen(modules, 12, 8)
    assert len({fault.source for _, fault in first}) == 12
    for _, fault in first:
        before = ast.unparse(ast.parse((ROOT / fault.module).read_text())).splitlines()
        changed = list(difflib.unified_diff(before, fault.source.splitlines(), n=0))[3:]
        assert [line for line in changed if line[0] in "+-"]
        assert len([line for line in changed if line[0] == "+"]) <= 1


# Strays ----------------------------------------------------------------------------------

WRONG = "import os, sys\ndef f(a): return a.nothing\nx: int = 'text'\nassert False, 'a stray file was run'\n"
STRAYS = {
    "foo.py": WRONG,
    "conftest.py": WRONG,
    "test_stray.py": WRONG,
    "pyrightconfig.json": '{"include": ["foo.py"], "typeCheckingMode": "strict"}',
    "pytest.ini": "[pytest]\naddopts = --no-such-option\n",
    "mypy.ini": "[mypy]\nfiles = foo.py\n",
    "ruff.toml": 'select = ["ALL"]\nline-length = 20\n',
    "setup.cfg": "[tool:pytest]\naddopts = --no-such-option\n",
}


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small repository with our Makefile, strays in its root and in the folder above."""
    above = tmp_path_factory.mktemp("above")
    root = above / "repository"
    for folder in ("generator", "generated", "tests"):
        (root / folder).mkdir(parents=True)
    for name in ("Makefile", "pyproject.toml"):
        shutil.copy(ROOT / name, root / name)
    (root / "generator" / "__init__.py").write_text('"""One module."""\n\nNUMBER = 1\n')
    (root / "tests" / "__init__.py").write_text('"""Tests."""\n')
    (root / "tests" / "test_it.py").write_text(
        "from generator import NUMBER\n\n\ndef test_it() -> None:\n    assert NUMBER == 1\n"
    )
    for place in (above, root):
        for name, text in STRAYS.items():
            (place / name).write_text(text)
    return root


def commands(target: str) -> list[str]:
    """The lines that `make` would run for a target, with the interpreter of this run."""
    said = subprocess.run(
        ["make", "--no-print-directory", "-n", "-o", ".venv/.test", target],
        cwd=ROOT, env=ENV, capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    return [line.replace(".venv/bin", str(BIN)) for line in said.splitlines()]


@pytest.mark.parametrize("tool", ["ruff check", "ruff format", "mypy", "pyright", "pytest"])
def test_a_stray_file_breaks_nothing(tree: Path, tool: str) -> None:
    (command,) = [
        line for line in commands("test" if tool == "pytest" else "check") if tool in line
    ]
    done = subprocess.run(
        command.replace("-n auto --dist worksteal", "-p no:xdist"),
        shell=True, cwd=tree, env=ENV, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("tool", ["ruff check", "mypy", "pyright", "pytest"])
def test_what_is_wrong_with_our_own_is_found_all_the_same(tree: Path, tool: str) -> None:
    path = tree / ("tests/test_it.py" if tool == "pytest" else "generator/wrong.py")
    before = path.read_text() if path.exists() else None
    path.write_text(WRONG)
    try:
        with pytest.raises(AssertionError):
            test_a_stray_file_breaks_nothing(tree, tool)
    finally:
        path.unlink() if before is None else path.write_text(before)


def test_tools_keep_what_they_note_in_the_environment(tree: Path) -> None:
    """Nothing is new in the tree but byte code and what stands below `.venv/`."""
    before = {path.relative_to(tree) for path in tree.rglob("*")}
    for tool in ("ruff check", "mypy", "pytest"):
        test_a_stray_file_breaks_nothing(tree, tool)
    new = {path.relative_to(tree) for path in tree.rglob("*")} - before
    assert [
        path for path in new if ".venv" not in path.parts and "__pycache__" not in path.parts
    ] == []
