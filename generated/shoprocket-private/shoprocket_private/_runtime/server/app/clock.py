"""The server's time."""

from __future__ import annotations

from collections.abc import Callable

Clock = Callable[[], float]
"""Seconds; tests turn it."""
