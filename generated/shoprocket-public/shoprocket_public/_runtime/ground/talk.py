"""Where processes share what they count, as a type."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any, Protocol, TypeVar

from .clock import Clock

R = TypeVar("R")


class Shared(Protocol):
    """Where processes share what they count."""

    def talk(self, steps: Generator[Any, Any, R], clock: Clock, /) -> R:
        """Do what a talk asks for, and return what it comes to."""
        ...

    async def atalk(self, steps: Generator[Any, Any, R], clock: Clock, /) -> R:
        """The same, asynchronously."""
        ...
