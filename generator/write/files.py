"""Files of a package: formatted in memory, written whole or not at all.

A package's folder is replaced in one step: the new tree is made beside it (files
that did not change are linked over, and so keep their times; a user's own files
come along), then the two folders change places. A killed run leaves the old tree
or the new one. The manifest says which files are ours: only those are ever
replaced or removed, and only while nobody has edited them.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path, PurePosixPath

from generator.ground.diagnostics import Diagnostic, Span, SpecError
from generator.ground.records import record
from generator.ground.regular import MOST, regular
from generator.write.swap import swap

MANIFEST = "manifest.json"


@record(frozen=True, slots=True)
class Change:
    """A difference between a folder and what should be in it."""

    path: str
    kind: str
    """`added`, `changed`, `removed`."""


def digest(data: bytes) -> str:
    """The hash that manifests hold."""
    return sha256(data).hexdigest()


def fault(code: str, path: Path | str, message: str, mend: str) -> SpecError:
    """An error about a file or folder as a whole."""
    name = path.as_posix() if isinstance(path, Path) else path
    return SpecError(Diagnostic(code, "error", message, Span(name, 1, 1), mend=mend))


# Formatting ----------------------------------------------------------------------------


def format_python(files: Mapping[str, str]) -> dict[str, str]:
    """Sort imports, drop unused ones and format.

    Args:
        files: Relative path → source of each Python file.

    Raises:
        RuntimeError: The formatter cannot read a file: a bug of ours.
    """
    from ruff import find_ruff_bin

    ruff = find_ruff_bin()
    with tempfile.TemporaryDirectory(prefix="specwright-") as folder:
        for name, text in files.items():
            path = Path(folder, name)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8", newline="\n")
        common = ["--isolated", "--no-cache", "--quiet", *_WIDTH]
        rules = ["--select", "I,F401,TC005", "--fix", "--config", _ISORT]
        for command in (["check", *common, *rules], ["format", *common]):
            done = subprocess.run(
                [ruff, *command, "."], cwd=folder, capture_output=True, text=True, check=False
            )
            if done.returncode:
                raise RuntimeError(f"ruff {command[0]} failed:\n{done.stdout}{done.stderr}")
        return {name: Path(folder, name).read_text(encoding="utf-8") for name in files}


_WIDTH = ["--config", "line-length = 100", "--config", 'target-version = "py311"']
_ISORT = "lint.isort.combine-as-imports = true"


# Manifests -----------------------------------------------------------------------------


def read_manifest(folder: Path) -> dict[str, object] | None:
    """The manifest of a generated folder, or None when it has none that can be read."""
    try:
        found = json.loads(regular(folder / MANIFEST))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def manifest(
    document: str,
    files: Mapping[str, bytes],
    inputs: Mapping[str, str],
    tool: str,
    libraries: Mapping[str, str],
    told: Mapping[str, object] | None = None,
) -> bytes:
    """The manifest of a package: what it was made of and what was made.

    Args:
        document: Name of the document.
        files: Path → content of every file but the manifest.
        inputs: Path → hash of every file that was read.
        tool: Key of the toolkit that made it.
        libraries: Versions of the libraries that it did so with.
        told: What was left out of the document and the like, by name; nothing for a sound one.
    """
    content = {
        "document": document,
        "generator": tool,
        "libraries": dict(libraries),
        **(told or {}),
        "inputs": dict(sorted(inputs.items())),
        "files": {name: [digest(files[name]), len(files[name])] for name in sorted(files)},
    }
    return (_compact(content) + "\n").encode()


def _compact(content: Mapping[str, object]) -> str:
    """JSON with one line for each file, so that differences read well."""
    blocks: list[str] = []
    for key, value in content.items():
        if isinstance(value, dict):
            lines = ",\n".join(f"  {json.dumps(k)}: {json.dumps(v)}" for k, v in value.items())
            blocks.append(f" {json.dumps(key)}: {{\n{lines}\n }}")
        else:
            blocks.append(f" {json.dumps(key)}: {json.dumps(value)}")
    return "{\n" + ",\n".join(blocks) + "\n}"


def other_tools(folder: Path, data: bytes) -> str | None:
    """What other tools made a folder, when nothing else of its manifest is different.

    Args:
        folder: The package's folder.
        data: The manifest as these tools write it.

    Returns:
        Libraries and their versions there and here, "" when the toolkit itself is another;
        None when more than the tools is different.
    """
    there, here = read_manifest(folder), json.loads(data)
    told = ("generator", "libraries")
    if there is None or {**there, **dict.fromkeys(told)} != {**here, **dict.fromkeys(told)}:
        return None
    known = there.get("libraries")
    old = known if isinstance(known, dict) else {}
    return ", ".join(
        f"{name} {old[name]} (here: {version})"
        for name, version in here["libraries"].items()
        if old.get(name, version) != version
    )


def recorded(folder: Path) -> dict[str, str]:
    """Path → hash of the files that a folder's manifest says are ours."""
    found = (read_manifest(folder) or {}).get("files")
    if not isinstance(found, dict):
        return {}
    return {
        str(name): str(entry[0])
        for name, entry in found.items()
        if isinstance(entry, list) and entry
    }


# Writing -------------------------------------------------------------------------------


def compare(folder: Path, files: Mapping[str, bytes]) -> list[Change]:
    """How a folder differs from what should be in it; a user's own files do not count."""
    changes: list[Change] = []
    for name, data in sorted(files.items()):
        path = folder / name
        if not path.is_file():
            changes.append(Change(name, "added"))
        elif not _says(path, data):
            changes.append(Change(name, "changed"))
    stale = set(recorded(folder)) - set(files)
    changes += [Change(name, "removed") for name in sorted(stale) if (folder / name).is_file()]
    return changes


def write(folder: Path, files: Mapping[str, bytes], *, force: bool = False) -> list[Change]:
    """Make a folder hold exactly these files, and whatever in it is the user's own.

    Args:
        folder: The package's folder; made if missing.
        files: Relative POSIX path → content, the manifest among them.
        force: Overwrite files that were edited by hand.

    Returns:
        What changed.

    Raises:
        SpecError: E701 a path that leaves the folder, E702 a folder that is not
            ours, E703 files edited by hand, E704 the system refused.
    """
    _check_paths(folder, files)
    changes = compare(folder, files)
    if not changes:
        return []
    if not force:
        _check_ours(folder, files, changes)
    try:
        _replace(folder, files)
    except OSError as error:
        where = Path(str(error.filename)) if error.filename else folder
        raise fault(
            "E704",
            folder,
            f"cannot write {_relative(where, folder)}: {error.strerror or error}",
            "make room or give permission, and run again; nothing was changed",
        ) from error
    return changes


def _relative(path: Path, folder: Path) -> str:
    for base in (folder, folder.parent):
        if path.is_relative_to(base):
            return (Path(base.name) / path.relative_to(base)).as_posix()
    return path.name


def _check_paths(folder: Path, files: Iterable[str]) -> None:
    for name in files:
        parts = PurePosixPath(name).parts
        if not parts or name.startswith("/") or ".." in parts or "\\" in name or "\0" in name:
            raise fault(
                "E701",
                folder,
                f'the file "{name}" would leave the output folder',
                "rename the document or tag that it is named after",
            )


def _check_ours(folder: Path, files: Mapping[str, bytes], changes: list[Change]) -> None:
    known = recorded(folder)
    if folder.is_dir() and not known and any(folder.iterdir()):
        raise fault(
            "E702",
            folder,
            "the folder has files in it and was not made by specwright",
            "choose another folder with --out, or empty this one",
        )
    edited: list[str] = []
    for change in changes:
        path = folder / change.path
        if change.path != MANIFEST and path.is_file():
            large = path.stat().st_size > MOST
            if large or known.get(change.path) != digest(path.read_bytes()):
                edited.append(change.path)
    if edited:
        shown = ", ".join(edited[:5]) + (f" and {len(edited) - 5} more" if edited[5:] else "")
        raise fault(
            "E703",
            folder,
            f"edited by hand, or not ours: {shown}",
            "move the change to the document or out of the folder, or generate with --force",
        )


def _replace(folder: Path, files: Mapping[str, bytes]) -> None:
    folder.parent.mkdir(parents=True, exist_ok=True)
    fresh = Path(tempfile.mkdtemp(prefix=f".{folder.name}-", dir=folder.parent))
    try:
        os.chmod(fresh, (folder.stat().st_mode & 0o777) if folder.is_dir() else 0o755)
        mine = set(files) | set(recorded(folder))
        if folder.is_dir():
            _carry_over(folder, fresh, mine)
        for name, data in files.items():
            target, old = fresh / name, folder / name
            target.parent.mkdir(parents=True, exist_ok=True)
            if old.is_file() and not old.is_symlink() and _says(old, data):
                _link(old, target)
            else:
                target.write_bytes(data)
        if folder.is_dir():
            swap(fresh, folder)
        else:
            fresh.rename(folder)
    finally:
        shutil.rmtree(fresh, ignore_errors=True)


def _carry_over(folder: Path, fresh: Path, mine: set[str]) -> None:
    """Link a user's own files into the new tree."""
    for current, folders, names in os.walk(folder):
        folders[:] = [name for name in folders if name != "__pycache__"]
        here = Path(current)
        for name in names:
            path = here / name
            relative = path.relative_to(folder)
            if relative.as_posix() not in mine:
                (fresh / relative).parent.mkdir(parents=True, exist_ok=True)
                _link(path, fresh / relative)
        for name in folders:
            path = here / name
            if path.is_symlink():
                (fresh / path.relative_to(folder)).symlink_to(os.readlink(path))


def _says(path: Path, data: bytes) -> bool:
    """Whether a file holds this; it is not read where it cannot."""
    return path.stat().st_size == len(data) and path.read_bytes() == data


def _link(old: Path, new: Path) -> None:
    try:
        os.link(old, new, follow_symlinks=False)
    except OSError:
        if not old.is_symlink() and not old.is_file():
            raise  # a pipe or a device, which has no end to copy to
        shutil.copy2(old, new, follow_symlinks=False)
