"""A document's package in a folder that goes away: to serve it without generating.

The document is compiled in a process of its own, so that what the compiler needs does not
stay in memory beside the server, and nothing is written beside the document.
"""

from __future__ import annotations

import json
import shutil
import signal
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from multiprocessing import get_context
from pathlib import Path
from typing import TypeAlias

from generator.command.settings import HALVES, Settings, itself
from generator.command.workspace import Outcome, base_of, process

Stamp: TypeAlias = dict[Path, tuple[int, int]]
"""Files, with the time of their last change and their size."""

_SUFFIXES = (".yaml", ".yml", ".json")


def build(path: Path, settings: Settings, into: Path) -> Outcome:
    """Compile a document, both halves; the package is in `into` under the outcome's name.

    Args:
        path: The document.
        settings: What holds for it; where packages and locks are kept does not.
        into: An empty folder.
    """
    whole = tuple(entry._replace(halves=HALVES) for entry in settings.documents)
    here = settings._replace(
        out=str(into), halves=HALVES, documents=whole, locks=str(into / ".locks")
    )
    known, lock = settings.lock(path), here.lock(path)
    if known is not None and lock is not None and known.is_file():
        lock.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(known, lock)  # its names stay
    context = get_context("spawn")  # a server's threads do not outlive a fork
    with ProcessPoolExecutor(1, context, signal.signal, (signal.SIGINT, signal.SIG_IGN)) as pool:
        return pool.submit(process, path, here).result()


def stamp(path: Path, package: Path | None) -> Stamp:
    """What a document was made of, as it is now.

    Args:
        path: The document.
        package: Its package, whose manifest names the files; None: it could not be compiled.
    """
    found: Stamp = {}
    for file in _files(path, package):
        with suppress(OSError):
            status = file.stat()
            found[file] = (status.st_mtime_ns, status.st_size)
    return found


def _files(path: Path, package: Path | None) -> Iterator[Path]:
    own = itself(path)
    if own.is_dir():
        yield from (file for file in own.rglob("*") if file.suffix in _SUFFIXES)
    else:
        yield own
    if package is not None:
        told = json.loads((package / "manifest.json").read_text(encoding="utf-8"))
        yield from (base_of(path) / name for name in told.get("inputs", {}))
