"""`specwright watch`: packages follow their documents."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from generator.command.settings import Settings
from generator.command.temporary import Stamp, stamp

_EVERY = 0.3
"""Seconds between two looks at the files."""


def watch(
    settings: Settings, documents: Callable[[], list[Path]], generate: Callable[[], int]
) -> int:
    """Generate at once, and again whenever a file of a document changes; until interrupted.

    Args:
        settings: What holds; a change of its file ends the run, as it may change everything.
        documents: What is to be watched, asked for anew at each look: documents come and go.
        generate: Brings packages up to date and tells what came of it; its exit status.

    Returns:
        Exit status: 1, the settings have changed. (Interrupted, the command returns 130.)
    """
    rules = _stamp_of(settings)
    while True:
        known = documents()
        before = _now(settings, known)
        generate()
        # What is read for the first time, and the names that generating itself keeps.
        kept = {os.path.realpath(lock) for lock in map(settings.lock, known) if lock}
        for file, found in _now(settings, known).items():
            if file not in before or os.path.realpath(file) in kept:
                before[file] = found
        print("watching; Ctrl-C ends it", file=sys.stderr, flush=True)
        while _now(settings, documents()) == before:
            time.sleep(_EVERY)
            if _stamp_of(settings) != rules:
                print(f"specwright: {settings.file} has changed; start again", file=sys.stderr)
                return 1


def _now(settings: Settings, documents: list[Path]) -> Stamp:
    found: Stamp = {}
    for path in documents:
        package = Path(settings.out, settings.name(path))
        made = package if (package / "manifest.json").is_file() else None
        with suppress(OSError, ValueError):
            found |= stamp(path, made)
    return found


def _stamp_of(settings: Settings) -> Stamp:
    found: Stamp = {}
    with suppress(OSError):
        file = Path(settings.file)
        if settings.file:
            status = file.stat()
            found[file] = (status.st_mtime_ns, status.st_size)
    return found
