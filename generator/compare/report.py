"""What a comparison comes to: its changes, what they are together, and the next version."""

from __future__ import annotations

from generator.compare.change import ORDER, READERS, Change, Verdict, worst
from generator.compare.engine import compare
from generator.compare.policy import Policy, settle
from generator.compare.same import Same
from generator.compare.sides import Side
from generator.compare.version import moved, next_version
from generator.ground.records import record


@record(frozen=True, slots=True)
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
    readers: tuple[str, ...] = READERS
    """Those whose verdicts count; the others' are told."""
    met: frozenset[int] = frozenset()
    """Which of the accepted changes there are."""

    def verdict(self, change: Change) -> Verdict:
        """What a change is to the readers who count."""
        return change.verdicts.of(self.readers)

    @property
    def worst(self) -> Verdict:
        """The gravest verdict of all that count."""
        return worst(map(self.verdict, self.changes))

    def of(self, reader: str) -> Verdict:
        """The gravest verdict for a reader."""
        return worst(change.verdicts.of((reader,)) for change in self.changes)


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
    changes, met = settle(found, old, new, policy)
    changes.sort(key=lambda change: -ORDER.index(change.verdicts.of(policy.counted)))
    gravest = worst(change.verdicts.of(policy.counted) for change in changes)
    before, after = old.api.version, new.api.version
    wanted = before
    if changes:
        wanted = next_version(before, gravest, policy.versions, policy.today)
    right = moved(before, after, gravest, policy.versions, policy.today)
    counted = tuple(reader for reader in READERS if reader in policy.counted)
    return Report(name or new.api.name, before, after, wanted, right, tuple(changes), counted, met)
