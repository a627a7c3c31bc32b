"""An operation of both revisions."""

from __future__ import annotations

from typing import Any

from generator.compare.change import Spot, Verdicts
from generator.compare.found import Found
from generator.compare.schemas import Walk
from generator.ground.records import record
from generator.understand import ir


@record(frozen=True, slots=True)
class Both:
    """An operation of both revisions."""

    walk: Walk
    old: ir.Operation
    new: ir.Operation

    @property
    def use(self) -> str:
        """What it is called."""
        return called(self.new)

    def nodes(self) -> tuple[Any, Any]:
        """Both as they are written."""
        at = self.walk.old.document.at, self.walk.new.document.at
        return at[0](self.old.pointer), at[1](self.new.pointer)

    def spots(self, key: str | None = None) -> tuple[Spot, Spot]:
        """Where both stand, or where they say something."""
        walk = self.walk
        return walk.old.spot(self.old.pointer, key), walk.new.spot(self.new.pointer, key)

    def found(
        self, kind: str, subject: str, detail: str = "", *, named: Verdicts | None = None,
        key: str | None = None,
    ) -> Found:  # fmt: skip
        """A finding where the operation stands."""
        return Found(kind, subject, detail, None, *self.spots(key), named=named)


def called(operation: ir.Operation) -> str:
    """`GET /orders`."""
    return f"{operation.method} {operation.path}"
