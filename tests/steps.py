"""What a piece of work takes, counted: a busy machine changes nothing about it."""

from __future__ import annotations

import gc
import sys
from collections.abc import Callable
from types import FrameType


def steps(work: Callable[[], object]) -> int:
    """How many calls a piece of work makes, of functions in Python and in C.

    The first run is not counted: it imports, fills caches and compiles patterns.
    """
    count = 0

    def note(_: FrameType, event: str, __: object) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    work()
    collecting, before = gc.isenabled(), sys.getprofile()
    gc.disable()  # finalizers would be counted, whenever they run
    try:
        sys.setprofile(note)
        work()
    finally:
        sys.setprofile(before)
        if collecting:
            gc.enable()
    return count
