"""What a sandbox remembers: things by their path, as requests have changed them."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from heapq import heappop, heappush
from random import Random
from typing import Any
from uuid import UUID

_UUID = re.compile(r"[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")
MAX_THINGS = 100_000


class Store:
    """Things that were made, changed and deleted.

    A thing that nobody has touched is not here: it is as the document's example has it.
    """

    def __init__(self) -> None:
        self._members: dict[str, dict[str, Any]] = {}
        self._deleted: dict[str, Mapping[str, Any]] = {}
        self._made: dict[str, dict[str, bool]] = {}
        self._coming: list[tuple[float, int, Callable[[], None]]] = []
        self._named: dict[tuple[str, str, str], dict[str, None]] = {}
        self._count = 1000
        self.untouched = True
        """Whether nothing was ever done."""

    def later(self, moment: float, effect: Callable[[], None]) -> None:
        """Do something once a moment (of the application's clock) has come."""
        self.untouched = False
        if len(self._coming) < MAX_THINGS:
            self._count += 1
            heappush(self._coming, (moment, self._count, effect))

    def settle(self, now: float) -> None:
        """Do what was to be done by now, in its order."""
        while self._coming and self._coming[0][0] <= now:
            heappop(self._coming)[2]()

    def contents(self) -> dict[str, dict[str, Any] | None]:
        """Paths of what requests have touched, with the members they gave; None: deleted."""
        return {**self._members, **dict.fromkeys(sorted(self._deleted))}

    def gone(self, key: str) -> bool:
        """Whether the thing at a path, or one that it belongs to, was deleted."""
        while key and key not in self._deleted:
            key = key.rpartition("/")[0]
        return key != ""

    def members(self, key: str) -> dict[str, Any]:
        """The members of a thing that differ from the example."""
        return self._members.get(key, {})

    def named(
        self, collection: str, member: str, value: str, part: Mapping[str, Any]
    ) -> str | None:
        """The last segment of the path of a thing that has a member of that value.

        Of several it is the last that has the members in `part`, or says nothing of them; what
        was deleted counts where there is no other.
        """
        found = ""
        for key in self._named.get((collection, member, value), {}):
            known = self.members(key)
            same = str(known.get(member)) == value and agree(known, part) and not self.gone(key)
            if same or (not found and key in self._deleted):
                found = key
        return found.rpartition("/")[2].replace("%2F", "/").replace("%25", "%") or None

    def change(self, key: str, members: Mapping[str, Any]) -> None:
        """Change members of a thing."""
        self.untouched = False
        if len(self._members) >= MAX_THINGS:
            self._members.pop(next(iter(self._members)))
        self._members[key] = {**self._members.pop(key, {}), **members}
        for name, value in members.items():
            if name.lower().endswith(("id", "code")) and isinstance(value, (str, int)):
                if len(self._named) >= 4 * MAX_THINGS:
                    self._named.pop(next(iter(self._named)))
                place = key.rpartition("/")[0], name, str(value)
                self._named.setdefault(place, {})[key] = None

    def make(
        self, collection: str, key: str, members: Mapping[str, Any], *, whole: bool = False
    ) -> None:
        """Add a thing to a collection, or put it in the place of the one that is there.

        One that is whole has nothing of the example.
        """
        self.restore(key)
        self._members.pop(key, None)
        self.change(key, members)
        made = self._made.setdefault(collection, {})
        made[key] = whole
        if len(made) > MAX_THINGS:
            made.pop(next(iter(made)))

    def delete(self, key: str, left: Mapping[str, Any] | None = None) -> None:
        """Delete a thing, and all that was below it; what is left of it is told instead."""
        self.untouched = False
        self._members.pop(key, None)
        if len(self._deleted) >= MAX_THINGS:
            self._deleted.pop(next(iter(self._deleted)))
        self._deleted[key] = left or {}

    def left(self, key: str) -> Mapping[str, Any]:
        """What is told of a thing that was deleted."""
        return self._deleted.get(key, {})

    def forget(self, start: str) -> None:
        """Forget all about a thing, and what is below it."""
        for key in [key for key in self._members if f"{key}/".startswith(f"{start}/")]:
            del self._members[key]
        for key in [key for key in self._deleted if f"{key}/".startswith(f"{start}/")]:
            del self._deleted[key]

    def restore(self, key: str) -> None:
        """Forget that a thing was deleted."""
        self._deleted.pop(key, None)

    def restore_below(self, collection: str) -> None:
        """Forget that things of a collection were deleted: some were added, unknown which."""
        for key in [key for key in self._deleted if key.startswith(f"{collection}/")]:
            del self._deleted[key]

    def made(self, collection: str) -> list[tuple[str, bool]]:
        """Paths of the things that were added to a collection and are still there.

        With each comes whether it is whole.
        """
        return [
            (key, whole)
            for key, whole in self._made.get(collection, {}).items()
            if key not in self._deleted and key in self._members
        ]

    def fresh_id(self, like: Any) -> Any:
        """An id that was not given before, in the manner of an example."""
        self._count += 1
        number = self._count
        if isinstance(like, int):
            return like + number
        text = str(like)
        if _UUID.fullmatch(text):
            return str(UUID(int=Random(number).getrandbits(128), version=4))
        if text.isdecimal():
            return str(int(text) + number).zfill(len(text))
        prefix = re.match(r".*[_-]|", text)
        return f"{prefix[0] if prefix else ''}{number}"


def agree(members: Mapping[str, Any], part: Mapping[str, Any]) -> bool:
    """Whether a thing says nothing else of some members."""
    return all(members.get(name) in (None, value) for name, value in part.items())


def overlay(
    base: dict[str, Any],
    members: Mapping[str, Any],
    known: Collection[str],
    valid: Callable[[Any], bool],
) -> dict[str, Any]:
    """An object with the members that it can have: known ones that leave it valid."""
    wanted = {name: value for name, value in members.items() if name in base or name in known}
    if not wanted:
        return base
    merged = {**base, **wanted}
    if valid(merged):
        return merged
    merged = base
    for name, value in wanted.items():
        candidate = {**merged, name: value}
        if valid(candidate):
            merged = candidate
    return merged
