"""Files that are read whole: regular ones, of a size that a person could have written."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

MOST = 64 << 20
"""Bytes."""


def regular(path: Path) -> bytes:
    """What a file holds. A pipe would hang, and a device has no end: neither is opened.

    Raises:
        OSError: It is no regular file, is larger than 64 MiB, or cannot be read.
    """
    about = os.stat(path)
    if not stat.S_ISREG(about.st_mode):
        raise OSError(errno.EINVAL, "not a regular file", str(path))
    if about.st_size > MOST:
        raise OSError(errno.EFBIG, "larger than 64 MiB", str(path))
    return path.read_bytes()
