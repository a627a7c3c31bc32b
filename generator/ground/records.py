"""Values that nobody changes: what the stages hand on to each other.

A frozen dataclass sets each field through `object.__setattr__`, so that a large document,
which becomes some hundred thousand of them, spends a tenth of its time on it. What the type
checkers hold here is the same; only at run time nobody stands guard.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dataclasses import dataclass as record
else:
    from dataclasses import dataclass

    def record(*, frozen: bool, slots: bool):
        """A dataclass that is compared and hashed by its fields, as a frozen one is."""
        return dataclass(slots=slots, unsafe_hash=frozen)


__all__ = ["record"]
