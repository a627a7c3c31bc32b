"""What a package's new document changes for those who use the package as it is."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from generator.command.pipeline import Result, lock_of
from generator.command.settings import Settings
from generator.ground.diagnostics import Diagnostic, SpecError
from generator.name.lock import Lock, parse
from generator.read.document import load
from generator.write.files import MANIFEST

if TYPE_CHECKING:
    from generator.compare.report import Report

CHANGELOG = "CHANGELOG.md"
_SERVED = "server/openapi.json"


def changed(
    path: Path, settings: Settings, result: Result, folder: Path, files: Mapping[str, bytes]
) -> Report | None:
    """What a package's next document changes; None where there was none, or nothing is told.

    The document that the package was made from is the one that its server holds; where it has
    no such half, the one that was committed last.

    Args:
        path: The document.
        settings: What holds for it; its lock is as it was.
        result: What was made of it.
        folder: The package as it is.
        files: The package as it will be.
    """
    served = f"{result.name.replace('-', '_')}/{_SERVED}"
    before = folder / served
    if served not in files and _differs(folder, files):
        return _since_commit(path, settings)
    if served not in files or result.written is None or not before.is_file():
        return None
    if before.read_bytes() == files[served]:
        return None
    # Here, as most packages are as they were.
    from generator.command.diffing import policy_of
    from generator.compare.reduce import reduced
    from generator.compare.report import report
    from generator.compare.sides import sided

    try:
        old, _ = load(before, broken=True)
        if old is None:
            return None
        one, other, same = reduced(old.tree, result.written.tree)
        lock = lock_of(path, settings)
        was = sided(replace(old, tree=one, name=result.written.name), lock)
        names = parse(result.lock, "").names or dict(was.names.kept)
        now = sided(replace(result.written, tree=other), Lock(names=names))
    except (SpecError, LookupError, TypeError, ValueError, AttributeError):
        return None  # made by another version of the toolkit, or by hand
    policy = policy_of(settings, path, result.name, date.today())
    return report(was, now, policy, result.name, same)


def _differs(folder: Path, files: Mapping[str, bytes]) -> bool:
    """Whether a package is there, and its surface or its code will be another."""
    there = [name for name in files if name != MANIFEST]
    return (folder / MANIFEST).is_file() and any(
        not (folder / name).is_file() or (folder / name).read_bytes() != files[name]
        for name in there
    )


def _since_commit(path: Path, settings: Settings) -> Report | None:
    """What a document changes since git last kept it; None where git does not."""
    from generator.command.diffing import compared
    from generator.command.revisions import Revision, RevisionError

    try:
        return compared(Revision("HEAD", path), Revision("", path), settings, date.today())
    except (RevisionError, SpecError, OSError):
        return None


def told(found: Report) -> list[str]:
    """What `generate` says of a report: what breaks, and the version."""
    from generator.compare.told import breaking_lines, version_line

    lines = breaking_lines(found)
    return [*lines, version_line(found)] if lines else []


def debt(
    path: Path, settings: Settings, result: Result, folder: Path, found: Report | None
) -> list[Diagnostic]:
    """E730 where a breaking change is not told by the version."""
    file = folder / CHANGELOG
    if result.written is None or not (found or file.is_file()):
        return []
    from generator.command.diffing import policy_of
    from generator.compare.changelog import owed

    version, today = str(result.written.tree["info"].get("version") or "0"), date.today()
    policy = policy_of(settings, path, result.name, today)
    wanted = "" if found is None or found.moved else found.wanted
    if not wanted and file.is_file():
        wanted = owed(file.read_text(encoding="utf-8"), version, policy.versions, today)
    if not wanted:
        return []
    info = result.written.tree["info"]
    message = f"version {version} does not tell of a breaking change"
    mend = f"make it {wanted}; {CHANGELOG} says what breaks"
    judged, _ = settings.judged(
        result.name, [info.place.report("E730", message, mend, key="version")]
    )
    return judged


def write(path: Path, settings: Settings, folder: Path, found: Report) -> None:
    """Bring a package's changelog up to date; it is the users' file as much as ours."""
    from generator.command.diffing import policy_of
    from generator.compare.changelog import updated

    policy = policy_of(settings, path, found.name, date.today())

    file = folder / CHANGELOG
    before = file.read_text(encoding="utf-8") if file.is_file() else ""
    after = updated(before, found, policy.versions, policy.today)
    if after != before:
        fresh = file.with_name(f".{CHANGELOG}-{os.getpid()}")
        fresh.write_text(after, encoding="utf-8")
        os.replace(fresh, file)
