"""Where the revisions of a document come from: files, folders, and what git keeps of them."""

from __future__ import annotations

import io
import os
import subprocess
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

from generator.command.settings import Settings, itself

GIT = "git:"


class RevisionError(Exception):
    """A revision that cannot be had; the message says why."""


class Revision(NamedTuple):
    """A revision as its user names it."""

    rev: str
    """Of git; empty for what is in the working tree."""
    path: Path


def parse(text: str, other: str) -> Revision:
    """What a user means by `path`, `git:REV` or `git:REV:path`.

    Args:
        text: What was written.
        other: The other side, whose path `git:REV` has too.

    Raises:
        RevisionError: Neither side has a path.
    """
    if not text.startswith(GIT):
        return Revision("", Path(text))
    rev, _, path = text.removeprefix(GIT).partition(":")
    if not path:
        path = other.partition(":")[2].partition(":")[2] if other.startswith(GIT) else other
    if not path or not rev:
        raise RevisionError(f"{text} names no document; write {GIT}REV:path")
    return Revision(rev, Path(path))


class Found(NamedTuple):
    """A revision that can be read."""

    path: Path
    settings: Settings
    label: str
    """What stands before the names of its files."""
    base: str
    """What those begin with that nobody wants to see."""


@contextmanager
def had(revision: Revision, settings: Settings) -> Iterator[Found]:
    """A revision, on disk for as long as it is needed.

    Raises:
        RevisionError: git cannot be asked, or does not know it.
    """
    if not revision.rev:
        yield Found(revision.path, settings, "", "")
        return
    if revision.rev.startswith("-"):
        raise RevisionError(f"{revision.rev} is no revision")
    whole = itself(revision.path)
    root = Path(
        os.path.realpath(_git(_folder(whole), "rev-parse", "--show-toplevel").decode().strip())
    )
    real = Path(os.path.realpath(whole.parent), whole.name)
    if not real.is_relative_to(root):
        raise RevisionError(f"{revision.path} is not below {root}")
    wanted = [
        real.parent,
        *(Path(os.path.realpath(o)).parent for o in settings.entry(whole).overlays),
    ]
    names = sorted({os.path.relpath(path, root) for path in wanted if path.is_relative_to(root)})
    locks = Path(os.path.realpath(settings.locks)) if settings.locks else root.parent
    with TemporaryDirectory(prefix="specwright-") as held:
        base = Path(os.path.realpath(held))
        for name in names:
            _extract(root, revision.rev, name, base)
        if locks.is_relative_to(root):
            with suppress(RevisionError):  # it may have been without any
                _extract(root, revision.rev, os.path.relpath(locks, root), base)
        there = base / real.relative_to(root)
        if not there.exists():
            raise RevisionError(f"{revision.path} is not in {revision.rev}")
        prefix = os.path.relpath(root, Path.cwd())
        shown = "" if prefix == "." else f"{prefix}/"
        label = f"{GIT}{revision.rev}:{shown}"
        yield Found(there, _moved(settings, root, base), label, f"{base.as_posix()}/")


def _extract(root: Path, rev: str, name: str, into: Path) -> None:
    """Write what a revision has under a name, below a folder."""
    data = _git(root, "archive", "--format=tar", rev, "--", name)
    with tarfile.open(fileobj=io.BytesIO(data)) as archive:
        archive.extractall(into, filter="data")


def _folder(path: Path) -> Path:
    """The nearest folder that is there: a document may be gone since."""
    while not path.is_dir():
        path = path.parent
    return path


def _git(folder: Path, *arguments: str) -> bytes:
    try:
        done = subprocess.run(
            ["git", "-C", str(folder), *arguments], capture_output=True, check=True
        )
    except FileNotFoundError:
        raise RevisionError("git is not installed") from None
    except subprocess.CalledProcessError as error:
        lines = error.stderr.decode(errors="replace").strip().splitlines() or ["it failed"]
        raise RevisionError(f"git {arguments[0]}: {lines[0]}") from None
    return done.stdout


def _moved(settings: Settings, root: Path, base: Path) -> Settings:
    """Settings for documents that lie elsewhere: what they name moves along."""

    def there(path: str) -> str:
        real = Path(os.path.realpath(path))
        return (base / real.relative_to(root)).as_posix() if real.is_relative_to(root) else path

    documents = tuple(
        entry._replace(path=there(entry.path), overlays=tuple(map(there, entry.overlays)))
        for entry in settings.documents
    )
    locks = there(settings.locks) if settings.locks else ""
    return settings._replace(documents=documents, locks=locks)
