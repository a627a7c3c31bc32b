"""Cases: a small document, and the files of its package that the case is about.

    python -m tests.snapshots [FEATURE/CASE …]

writes the expected files anew: of the cases named, or of all. A case is a folder
`tests/cases/<feature>/<case>/` with a `spec.yaml`, a `case.toml` (`files`: paths in
the package; `fails`: true where the document must be refused), the files under
`expected/`, and `stderr.txt` with the diagnostics, if there are any.
"""

from __future__ import annotations

import difflib
import os
import shutil
import sys
import tempfile
import tomllib
from collections.abc import Sequence
from contextlib import chdir
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from generator.command.pipeline import generate
from generator.command.surface import SURFACE, surface
from generator.ground.diagnostics import render

CASES = Path(__file__).resolve().parent / "cases"
PACKAGE = "acme"
MAX_DIFF = 60


@dataclass(frozen=True, slots=True)
class Case:
    """One folder of `tests/cases`."""

    folder: Path
    files: tuple[str, ...]
    fails: bool

    @property
    def name(self) -> str:
        """`feature/case`."""
        return self.folder.relative_to(CASES).as_posix()


def load(folder: Path) -> Case:
    """Read a case; what its `case.toml` says must be known here."""
    settings = tomllib.loads((folder / "case.toml").read_text(encoding="utf-8"))
    files, fails = settings.pop("files", []), settings.pop("fails", False)
    if settings or bool(files) is bool(fails):
        raise ValueError(f"{folder}/case.toml: either `files` or `fails`, and nothing else")
    return Case(folder, tuple(files), fails)


def cases(names: Sequence[str] = ()) -> list[Case]:
    """The cases of these names (a feature stands for all of its own), or all."""
    found = [load(path.parent) for path in sorted(CASES.glob("*/*/case.toml"))]
    for name in names:
        if not any(case.name == name or case.name.startswith(f"{name}/") for case in found):
            raise SystemExit(f"there is no case {name} in tests/cases")
    if not names:
        return found
    return [c for c in found if any(c.name == n or c.name.startswith(f"{n}/") for n in names)]


@cache
def package(case: Case) -> tuple[dict[str, bytes], str, bool]:
    """Compile a case, once in a process.

    Returns:
        The files of its package, the diagnostics as text, and whether it failed.
    """
    with tempfile.TemporaryDirectory() as folder, chdir(folder):
        document = Path("specs", PACKAGE, "openapi.yaml")
        document.parent.mkdir(parents=True)
        shutil.copyfile(case.folder / "spec.yaml", document)
        result = generate(document.parent)
        said = render(result.diagnostics)
    if not result.failed:
        result.files[SURFACE] = surface(PACKAGE, result.files).encode()
    return result.files, said, result.failed


def outcome(case: Case) -> dict[str, str]:
    """What is kept of a case: path in its folder → text."""
    files, said, failed = package(case)
    if failed is not case.fails:
        raise AssertionError(f"{case.name} {'fails' if failed else 'does not fail'}:\n{said}")
    kept = {f"expected/{name}": files[name].decode() for name in case.files}
    return kept | ({"stderr.txt": said} if said else {})


def accepted(case: Case) -> dict[str, str]:
    """What was accepted of a case, in the same form."""
    paths = [p for p in case.folder.glob("expected/**/*") if p.is_file()]
    paths += case.folder.glob("stderr.txt")
    return {p.relative_to(case.folder).as_posix(): p.read_bytes().decode() for p in paths}


def difference(case: Case) -> str:
    """A unified diff of what was accepted and what is, or nothing where they are the same."""
    old, new = accepted(case), outcome(case)
    lines: list[str] = []
    for name in sorted(old | new):
        before, after = (texts.get(name, "").splitlines() for texts in (old, new))
        label = f"tests/cases/{case.name}/{name}"
        lines += difflib.unified_diff(before, after, label, "now", lineterm="")
        if old.get(name) != new.get(name) and before == after:
            lines.append(f"{label}: is {'new' if name not in old else 'gone or ends otherwise'}")
    if not lines:
        return ""
    if len(lines) > MAX_DIFF:
        lines[MAX_DIFF:] = [f"… and {len(lines) - MAX_DIFF} more lines"]
    return "\n".join([*lines, f"accept with: make snapshots CASE={case.name}"])


def accept(case: Case) -> list[str]:
    """Write what is as what is expected.

    Returns:
        The paths that changed.
    """
    old, new = accepted(case), outcome(case)
    for name in sorted(old.keys() - new.keys()):
        (case.folder / name).unlink()
    for name, text in new.items():
        if old.get(name) != text:
            path = case.folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text.encode())
    for path in sorted(case.folder.glob("expected/**/"), reverse=True):
        if path.is_dir() and not any(path.iterdir()):
            path.rmdir()
    changed = {name for name in old | new if old.get(name) != new.get(name)}
    return [f"tests/cases/{case.name}/{name}" for name in sorted(changed)]


def main(names: Sequence[str]) -> int:
    """Accept the cases of these names.

    Returns:
        The exit status.
    """
    if os.environ.get("CI", "").lower() not in {"", "0", "false"}:
        print("snapshots are not written in CI: run `make snapshots` and commit", file=sys.stderr)
        return 1
    for case in cases(names):
        for path in accept(case):
            print(path)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
