"""Where a document's lock stands, and how it is written.

Beside the document: `names.lock` in a folder of its own, `x.names.lock` beside `x.yaml`.
Where nothing can be written and no lock is there, the document has none. Nothing heavy
is imported here: a run that finds everything up to date asks this module too.
"""

from __future__ import annotations

import os
import re
from pathlib import Path

from generator.ground.regular import regular

NAME = "names.lock"
MAIN = ("openapi.yaml", "openapi.yml", "openapi.json")
"""The names of a document that is called after its folder."""
_PACKAGE = re.compile(rb"\npackage = ([A-Za-z]\w*)\s*$", re.MULTILINE)


def lock_place(document: Path) -> Path | None:
    """The file of a document's lock, or None where there is no place for one.

    Args:
        document: An OpenAPI file, or a folder that holds one.
    """
    file = document_file(document)
    place = file.with_name(NAME if file.name in MAIN else f"{file.stem}.{NAME}")
    return place if place.is_file() or os.access(place.parent, os.W_OK) else None


def document_file(document: Path) -> Path:
    """The file that a document is read from, without a word when there is none."""
    if not document.is_dir():
        return document
    for name in MAIN:
        if (document / name).is_file():
            return document / name
    from generator.read.document import is_document

    files = [file for file in document.iterdir() if is_document(file)]
    return files[0] if len(files) == 1 else document / MAIN[0]


def package_in(lock: Path | None) -> str:
    """The package's name that a lock holds, or an empty string."""
    try:
        found = _PACKAGE.search(b"\n" + regular(lock)) if lock else None
    except OSError:
        return ""
    return found[1].decode() if found else ""


def as_written(lock: Path, text: str) -> tuple[bytes, bool]:
    """The bytes of a lock that says this, and whether its file says so already."""
    try:
        old = regular(lock)
    except OSError:
        return text.encode(), False
    same = old.replace(b"\r\n", b"\n") == text.encode()
    return (old, True) if same else (text.encode(), False)


def write_lock(lock: Path, data: bytes) -> None:
    """Put a lock in its place in one step.

    Raises:
        SpecError: E704, the system refused.
    """
    fresh = lock.with_name(f".{lock.name}-{os.getpid()}")
    try:
        lock.parent.mkdir(parents=True, exist_ok=True)
        fresh.write_bytes(data)
        os.replace(fresh, lock)
    except OSError as error:
        from generator.write.files import fault

        fresh.unlink(missing_ok=True)
        raise fault(
            "E704",
            lock,
            f"cannot write the lock: {error.strerror or error}",
            "make room or give permission, and run again",
        ) from error
