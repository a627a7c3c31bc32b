"""What holds for a client, for a view of it, or for one call: ready for use."""

from __future__ import annotations

from collections.abc import Mapping
from math import inf
from typing import Any, NamedTuple

from .unset import UNSET, Unset


class Timeouts(NamedTuple):
    """Seconds for each phase of an attempt. There is always one: nothing waits for ever."""

    connect: float = 5.0
    read: float = 30.0
    write: float = 30.0
    pool: float = 5.0


IN_MEMORY = 256 * 2**20
"""Bytes of a decompressed body that is held in memory, unless a caller says more."""


class Settings:
    """Options, checked and ready for use. Never changed: see `merge` in `client/options.py`."""

    __slots__ = (
        "accept",
        "base_url",
        "body",
        "content_type",
        "deadline",
        "headers",
        "idempotency_key",
        "limit",
        "media_version",
        "planned",
        "query",
        "resume",
        "retries",
        "strict",
        "timeouts",
        "wait",
    )

    def __init__(self) -> None:
        self.timeouts: dict[str, float] = Timeouts()._asdict()
        self.deadline: float | Unset | None = UNSET
        """UNSET: what the operation says."""
        self.retries: int | None = None
        self.headers: tuple[tuple[bytes, bytes], ...] = ()
        self.query: tuple[str, ...] = ()
        self.body: Mapping[str, Any] = {}
        self.accept: str | None = None
        self.media_version: str | None = None
        self.planned = False
        self.content_type: str | None = None
        self.idempotency_key: str | None = None
        self.base_url: str | None = None
        self.strict = False
        self.limit: int | Unset | None = UNSET
        """UNSET: no bound for what is read as it comes, `IN_MEMORY` for what is held whole."""
        self.resume: str | None = None
        self.wait = inf
        """Seconds to wait for a turn, at most."""

    def most(self, *, held: bool) -> int | None:
        """Bytes of a decompressed body, at most; None for no bound.

        Args:
            held: Whether it is held in memory whole: a small compressed answer may be gigabytes.
        """
        if isinstance(self.limit, Unset):
            return IN_MEMORY if held else None
        return self.limit
