"""Two folders change places in one step."""

from __future__ import annotations

import ctypes
import os
import sys
from pathlib import Path

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2
_RENAME_SWAP = 2


def swap(fresh: Path, folder: Path) -> None:
    """Exchange two folders of one file system.

    One system call on Linux (`renameat2` with RENAME_EXCHANGE) and macOS
    (`renamex_np` with RENAME_SWAP). Elsewhere, and on file systems that know
    neither, two renames: a run killed between them leaves the old tree under
    `<name>.old`, whole.

    Raises:
        OSError: The system refused; both folders are where they were.
    """
    if _exchange(os.fsencode(fresh), os.fsencode(folder)):
        return
    old = folder.with_name(f"{folder.name}.old")
    folder.rename(old)
    try:
        fresh.rename(folder)
    except OSError:
        old.rename(folder)
        raise
    old.rename(fresh)


def _exchange(one: bytes, other: bytes) -> bool:
    try:
        libc = ctypes.CDLL(None, use_errno=True)
        if sys.platform == "linux":
            done = libc.renameat2(_AT_FDCWD, one, _AT_FDCWD, other, _RENAME_EXCHANGE)
        elif sys.platform == "darwin":
            done = libc.renamex_np(one, other, _RENAME_SWAP)
        else:
            return False
    except (AttributeError, OSError, TypeError):
        return False
    return bool(done == 0)
