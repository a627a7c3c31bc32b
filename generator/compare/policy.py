"""What a document's owners have settled about changes: sunset dates, stages, accepted ones."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from typing import Literal

from generator.compare.both import called
from generator.compare.change import Change, Verdicts
from generator.compare.notes import sunset_of
from generator.compare.sides import Side
from generator.compare.version import Versions
from generator.ground.records import record

_GONE = frozenset(
    {"operation-removed", "parameter-removed", "property-removed", "header-removed",
     "webhook-removed", "body-removed", "media-type-removed"}
)  # fmt: skip
_IGNORED = frozenset({"parameter-removed", "property-removed"})


@record(frozen=True, slots=True)
class Accepted:
    """A change that its owners know of."""

    kind: str
    at: str
    """A JSON pointer, for everything at or below it."""
    reason: str


@record(frozen=True, slots=True)
class Policy:
    """What holds for the changes of a document."""

    reading: Literal["tolerant", "strict"] = "tolerant"
    """Whether those who read an answer keep a value that they do not know."""
    unknown: Literal["refused", "ignored"] = "refused"
    """What the vendor does with members and parameters that it does not know."""
    media_window: int = 0
    """How many versions of a media type the vendor serves, the newest among them; 0: not said."""
    versions: Versions = "semver"
    today: date = date.min
    counted: tuple[str, ...] = ("wire", "client")
    """The readers whose verdicts are a change's, and move versions."""
    accepted: tuple[Accepted, ...] = ()


def settle(
    changes: Iterable[Change], old: Side, new: Side, policy: Policy
) -> tuple[list[Change], frozenset[int]]:
    """Changes as the policies see them, in the order given.

    Returns:
        The changes, and which of `policy.accepted` were met.
    """
    stages = {called(operation): operation.status for operation in old.api.operations}
    met: set[int] = set()
    settled: list[Change] = []
    for change in changes:
        change = _ended(change, old, policy.today)
        change = _ignored(change, policy)
        change = _followed(change, old, new, policy.media_window)
        change = _staged(change, stages)
        for index, accepted in enumerate(policy.accepted):
            if _covers(accepted, change):
                met.add(index)
                change = _softened(change, f"accepted: {accepted.reason}")
        settled.append(change)
    return settled, frozenset(met)


def _softened(change: Change, note: str, verdicts: Verdicts | None = None) -> Change:
    verdicts = verdicts or change.verdicts.capped("additive")
    return replace(change, verdicts=verdicts, notes=(*change.notes, note))


def _ended(change: Change, old: Side, today: date) -> Change:
    """What its vendor said would be gone by now breaks nobody."""
    if change.kind not in _GONE or change.old is None:
        return change
    try:
        node, _ = old.at(old.document.at(change.old.pointer), change.old.pointer)
    except KeyError:
        return change
    sunset = sunset_of(node)
    if sunset is None:
        return change
    try:
        day = date.fromisoformat(sunset[:10])
    except ValueError:
        return change
    if day > today:
        return replace(change, notes=(*change.notes, f"before its sunset, {sunset}"))
    return _softened(change, f"its sunset was {sunset}")


def _ignored(change: Change, policy: Policy) -> Change:
    """A vendor that ignores what it does not know refuses no old request."""
    if policy.unknown != "ignored" or change.kind not in _IGNORED or change.ways != {"request"}:
        return change
    verdicts = replace(change.verdicts, wire="additive")
    return _softened(change, "the vendor ignores what it does not know", verdicts)


def _followed(change: Change, old: Side, new: Side, window: int) -> Change:
    """A version of a media type that went when its time came, as newer ones are served."""
    if change.kind != "media-type-removed" or not window or change.new is None:
        return change
    said = old.document.tree.get("x-media-version")
    template = said.get("template") if isinstance(said, Mapping) else None
    number = _numbered(template if isinstance(template, str) else "")
    gone = number.search(change.detail)
    served = new.at(new.document.at(change.new.pointer), change.new.pointer)[0]
    newest = max((int(one[1]) for media in served if (one := number.search(media))), default=0)
    if gone is None or newest - int(gone[1]) < window:
        return change
    return _softened(change, f"version {newest} is served, and {window} are kept")


def _numbered(template: str) -> re.Pattern[str]:
    """What finds the version in a media type; where nothing says how it is written, `v10`."""
    before, mark, after = template.partition("{version}")
    if not mark:
        return re.compile(r"\bv(\d{1,9})\b", re.IGNORECASE)
    return re.compile(re.escape(before) + r"(\d{1,9})" + re.escape(after), re.IGNORECASE)


def _staged(change: Change, stages: dict[str, str | None]) -> Change:
    """What is beta, or only planned, may still change."""
    found = {stages.get(use) for use in change.uses}
    if not found or None in found:
        return change
    return _softened(change, f"{' and '.join(sorted(map(str, found)))}: may still change")


def _covers(accepted: Accepted, change: Change) -> bool:
    at = accepted.at.removeprefix("#").rstrip("/")
    spots = (spot for spot in (change.old, change.new) if spot)
    return accepted.kind == change.kind and any(
        f"{spot.pointer.removeprefix('#')}/".startswith(f"{at}/") for spot in spots
    )
