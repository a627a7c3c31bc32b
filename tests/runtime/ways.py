"""Kinds of client on engines: a sample of them in `make test`, all of them in `make engines`."""

from __future__ import annotations

import os

ALL = os.environ.get("ENGINES") == "all"


def ways(*every: str) -> tuple[str, ...]:
    """Of ways such as `async aiohttp`: all, or one of each engine beside httpx."""
    if ALL:
        return every
    return tuple(way for way in every if "httpx2" not in way and way != "async pyreqwest")
