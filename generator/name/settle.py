"""Names that several want: who gets which, and what the others take instead.

All that shares a namespace is settled at once, in phases: pins, then what its author
spelt as a name, then what nobody else wants, then longer spellings. So a name depends
on its own wish and on the wishes it collides with, never on order.
"""

from __future__ import annotations

import keyword
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from generator.ground.diagnostics import Diagnostic
from generator.ground.text import LONGEST
from generator.read.source import Place


@dataclass(slots=True)
class Wish:
    """A name that something wants, and what it may fall back to."""

    key: object
    wanted: list[str]
    kind: str
    place: Place
    pointer: str
    pinned: str | None = None
    firm: int = 0
    """Who keeps a name that several want: the one of the highest rank above zero."""
    own: str = ""
    """The author's spelling where it is a name already: nobody takes that away."""
    more: list[list[str]] = field(default_factory=list[list[str]])
    """Longer spellings to take, in order, when the wanted one is taken."""


class Namer:
    """Settles wishes, and keeps what is to be said of them."""

    def __init__(self) -> None:
        self.diagnostics: list[Diagnostic] = []

    def settle(
        self,
        wishes: list[Wish],
        spell: Callable[[list[str]], str],
        taken: Iterable[str],
        *,
        used: Iterable[str] = (),
        fold: bool = False,
        suffix: str = "_",
    ) -> dict[object, str]:
        """Give each wish a name of its own.

        Args:
            wishes: All that share one namespace.
            spell: Words → identifier.
            taken: Names that are not to be had; they get the suffix.
            used: Names given before, in the same namespace.
            fold: Whether names that differ by case alone collide.
            suffix: What a name that is not to be had gets.
        """
        key = str.casefold if fold else str
        reserved = {key(name) for name in taken}
        given: dict[object, str] = {}
        used = {key(name) for name in used}
        for wish in wishes:
            if wish.pinned is not None:
                self._check_pin(wish, key(wish.pinned) in used | reserved)
                given[wish.key] = wish.pinned
                used.add(key(wish.pinned))
        for wish in wishes:
            free = key(wish.own) not in reserved and wish.own not in given.values()
            if wish.own and wish.pinned is None and free:
                given[wish.key] = wish.own
                used.add(key(wish.own))
        waiting = [wish for wish in wishes if wish.key not in given]
        phases = 1 + max((len(wish.more) for wish in waiting), default=0)
        for phase in range(phases):
            groups: dict[str, list[tuple[Wish, str]]] = defaultdict(list)
            for wish in waiting:
                spellings = [wish.wanted, *wish.more]
                name = self._legal(wish, spell(spellings[min(phase, len(spellings) - 1)]))
                if key(name) in reserved:
                    name += suffix
                groups[key(name)].append((wish, name))
            waiting = []
            for folded, group in groups.items():
                rank = max(wish.firm for wish, _ in group)
                first = [pair for pair in group if pair[0].firm == rank]
                winner = first[0] if len(first) == 1 and (rank or len(group) == 1) else None
                if winner is not None and folded not in used:
                    given[winner[0].key] = winner[1]
                    used.add(folded)
                    group = [pair for pair in group if pair is not winner]
                waiting += [wish for wish, _ in group]
            if not waiting:
                return given
        for wish in sorted(waiting, key=lambda wish: wish.pointer):
            base, number = self._legal(wish, spell(wish.wanted)), 2
            while key(name := spell([*wish.wanted, str(number)])) in used | reserved:
                number += 1
            given[wish.key] = name
            used.add(key(name))
            self._report(
                wish,
                "W601",
                f'the name "{base}" of {wish.kind} is wanted twice; this one is "{name}"',
                "give it a name of its own: x-py-name, or a named component",
            )
        return given

    def _legal(self, wish: Wish, name: str) -> str:
        if name and name.isidentifier():
            return name
        self._report(
            wish,
            "E602",
            f"no Python name can be made for {wish.kind}",
            "pin one with x-py-name: some_name",
        )
        return "unnamed"

    def _check_pin(self, wish: Wish, repeated: bool) -> None:
        name = wish.pinned or ""
        legal = name.isidentifier() and name.isascii() and not name.startswith("_")
        if len(name) > LONGEST:
            self._report(
                wish,
                "E603",
                f"x-py-name of {wish.kind} has {len(name)} characters",
                f"at most {LONGEST}: a file may be named after it",
            )
        elif not legal or keyword.iskeyword(name):
            self._report(
                wish,
                "E603",
                f'x-py-name "{name}" of {wish.kind} is not a Python name',
                "letters, digits and underscores, a letter first, no keyword",
            )
        elif repeated:
            self._report(
                wish,
                "E604",
                f'x-py-name "{name}" of {wish.kind} is taken already',
                "pin another name",
            )

    def _report(self, wish: Wish, code: str, message: str, mend: str) -> None:
        found = wish.place.report(code, message, mend)
        if found not in self.diagnostics:
            self.diagnostics.append(found)
