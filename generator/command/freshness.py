"""Whether a package is what its inputs say, told without importing anything heavy.

A manifest holds the hash of every file that the package was made from, and one
key for the toolkit itself: its code, its templates, the versions of the libraries
that shape the output. When all of them are the same, so is the package.
"""

from __future__ import annotations

import json
import os
import stat
import sys
from collections.abc import Iterable, Mapping
from contextlib import suppress
from functools import cache
from hashlib import sha256
from pathlib import Path
from types import MappingProxyType
from typing import Any

from generator.ground.regular import regular

HERE = Path(__file__).resolve().parents[1]
"""The toolkit's own code."""

_LIBRARIES = ("anyascii", "datamodel-code-generator", "jinja2", "pydantic", "ruff")
_KEPT = Path(__file__).with_name("__pycache__") / "tool.key"


@cache
def tool_key() -> str:
    """The hash of everything of ours that shapes the output.

    It is kept beside the byte code, and holds for as long as that does: while all files have the
    times and sizes that they had.
    """
    own = HERE / "templates"
    folders = (HERE, own if own.is_dir() else HERE.parent / "templates")
    files = [(path, len(str(top)) + 1) for top in folders for path in sorted(_walk(top))]
    stats = [os.stat(path) for path, _ in files]
    state = [files, [(stat.st_size, stat.st_mtime_ns) for stat in stats], libraries()]
    seen = sha256(repr(state).encode()).hexdigest()
    with suppress(OSError, ValueError):
        known, key = _KEPT.read_text().split()
        if known == seen:
            return key
    key = _key_of(files)
    if not sys.dont_write_bytecode:
        with suppress(OSError):
            fresh = _KEPT.with_name(f"{_KEPT.name}-{os.getpid()}")
            fresh.write_text(f"{seen} {key}")
            os.replace(fresh, _KEPT)
    return key


def _key_of(files: Iterable[tuple[str, int]]) -> str:
    """The key by the content of files; with each where its name in our folders begins."""
    total = sha256()
    for path, inside in files:
        total.update(path[inside:].encode())
        total.update(_hash(path).digest())
    for library, version in libraries().items():
        total.update(f"{library}=={version}".encode())
    return total.hexdigest()[:16]


@cache
def libraries() -> dict[str, str]:
    """Versions of the libraries that shape the output, from the names of their metadata folders.

    `importlib.metadata` says the same, but takes longer than all the rest of a no-op run.
    """
    found: dict[str, str] = {}
    for folder in map(Path, sys.path):
        if folder.name == "site-packages" and folder.is_dir():
            for name in os.listdir(folder):
                if name.endswith(".dist-info"):
                    library, _, version = name.removesuffix(".dist-info").rpartition("-")
                    found.setdefault(library.lower().replace("_", "-"), version)
    return {library: found.get(library, "?") for library in _LIBRARIES}


def _walk(folder: Path) -> Iterable[str]:
    """Files below a folder; templates in an installed package count on their own."""
    for current, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name not in ("__pycache__", "templates")]
        yield from (os.path.join(current, name) for name in names if not name.endswith(".pyc"))


def input_hashes(files: Iterable[Path], base: Path) -> dict[str, str]:
    """Path relative to `base` → hash of content, for the manifest."""
    return {relative(path, base): _hash(path).hexdigest() for path in files}


def _hash(path: str | Path) -> Any:
    return sha256(regular(Path(path)))


def relative(path: Path, base: Path) -> str:
    """The path of an input as manifests keep it."""
    inside = os.path.relpath(os.path.realpath(path), os.path.realpath(base))
    return inside.replace(os.sep, "/")


def left_out_of(folder: Path) -> tuple[list[str], list[str]]:
    """What a package's document has and the package has not, and what of that is accepted."""
    try:
        found = json.loads(regular(folder / "manifest.json"))
        return list(map(str, found["left_out"])), list(map(str, found.get("accepted", ())))
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return [], []


def is_fresh(
    folder: Path,
    base: Path,
    document: str,
    settings: Mapping[str, object] = MappingProxyType({}),
    *,
    lock: Path | None = None,
    silent: bool = False,
) -> bool:
    """Whether a generated folder needs no work.

    Args:
        folder: The generated package.
        base: The folder that the input paths of its manifest are relative to.
        document: Name of the document, as the manifest keeps it.
        settings: What is set for the package.
        lock: The file that keeps its names, if it has one.
        silent: Whether nothing may have been found in the document: findings are not kept.
    """
    try:
        manifest = json.loads(regular(folder / "manifest.json"))
        if manifest.get("errors"):  # a warning that was made an error is told each time
            return False
        if silent and manifest.get("findings") != 0:
            return False
        if manifest["document"] != document or manifest["generator"] != tool_key():
            return False
        if manifest.get("settings", {}) != settings:
            return False
        if lock is not None and relative(lock, base) not in manifest["inputs"]:
            return False
        for name, expected in manifest["inputs"].items():
            if _hash(f"{base}/{name}").hexdigest() != expected:
                return False
        for name, (_, size) in manifest["files"].items():
            there = os.stat(f"{folder}/{name}")
            if there.st_size != size or not stat.S_ISREG(there.st_mode):
                return False
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return False
    return True
