"""What a comparison comes to: its changes, what they are together, and the next version."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Any

from generator.compare.change import READERS, Change, Verdict, worst
from generator.compare.engine import compare
from generator.compare.policy import Policy, settle
from generator.compare.same import Same
from generator.compare.sides import Side
from generator.compare.version import moved, next_version


@dataclass(frozen=True, slots=True)
class Report:
    """What changed between two revisions of a document."""

    name: str
    """What the document is called."""
    old: str
    """The version before."""
    new: str
    wanted: str
    """The smallest version that tells of the changes."""
    moved: bool
    """Whether the version went as far."""
    changes: tuple[Change, ...]
    met: frozenset[int] = frozenset()
    """Which of the accepted changes there are."""

    @property
    def worst(self) -> Verdict:
        """The gravest verdict of all."""
        return worst(change.verdicts.worst for change in self.changes)

    def of(self, reader: str) -> Verdict:
        """The gravest verdict for a reader."""
        index = READERS.index(reader)
        return worst(change.verdicts.all[index] for change in self.changes)

    def seen_by(self, readers: Collection[str]) -> Report:
        """The same for some of the readers: what the others would say is none."""
        if set(readers) >= set(READERS):
            return self
        hidden: dict[str, Any] = {reader: "none" for reader in READERS if reader not in readers}
        changes = (replace(c, verdicts=replace(c.verdicts, **hidden)) for c in self.changes)
        return replace(self, changes=tuple(changes))


def report(
    old: Side, new: Side, policy: Policy, name: str = "", same: Same | None = None
) -> Report:
    """Compare two revisions.

    Args:
        old: The old revision.
        new: The new one.
        policy: What its owners have settled.
        name: What the document is called; as in its new revision if empty.
        same: As `engine.compare` takes it.
    """
    found = compare(old, new, same, strict=policy.reading == "strict")
    changes, met = settle(found, old, policy)
    gravest = worst(change.verdicts.worst for change in changes)
    before, after = old.api.version, new.api.version
    wanted = before
    if changes:
        wanted = next_version(before, gravest, policy.versions, policy.today)
    right = moved(before, after, gravest, policy.versions, policy.today)
    return Report(name or new.api.name, before, after, wanted, right, tuple(changes), met)
