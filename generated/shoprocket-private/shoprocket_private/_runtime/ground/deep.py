"""A long stack, for models that refer to each other a long way round.

pydantic builds them by recursion, some 16 frames for each, so that Python's limit is reached at
60; and no order of building avoids that where they are in a circle.
"""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")

_FRAMES = 50_000
_STACK = 256 << 20
"""Bytes, of which only those used are ever taken; these frames need a quarter."""


def with_long_stack(work: Callable[[], T], here: threading.local) -> T:
    """Do something in a thread of its own: how long a stack is, is settled when its thread starts.

    Args:
        work: What builds.
        here: Where that thread says that it is `building`.

    Raises:
        RecursionError: Not even that is long enough: for thousands of models, or for more than
            400 with Python 3.12 and a pydantic before 2.14.
    """
    size, limit = threading.stack_size(_STACK), sys.getrecursionlimit()
    sys.setrecursionlimit(max(limit, _FRAMES))
    try:
        with ThreadPoolExecutor(1, initializer=setattr, initargs=(here, "building", True)) as room:
            return room.submit(work).result()
    finally:
        sys.setrecursionlimit(limit)
        threading.stack_size(size)
