"""The type of a fall-back: nothing, unless a caller brings one."""

from __future__ import annotations

from typing import Never

from typing_extensions import TypeVar

F = TypeVar("F", default=Never)
"""What a method may return besides its result, where the caller gives `fallback=`."""
