"""Names that several want: who gets which, and what the others take instead.

All that shares a namespace is settled at once, in phases: pins, then names that were
given before (the lock), then what its author spelt as a name, then what nobody else
wants, then longer spellings. So a name depends on its own wish and on the wishes it
collides with, never on order; and what had a name keeps it, whatever is new beside it.
"""

from __future__ import annotations

import keyword
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from generator.ground.diagnostics import Diagnostic
from generator.ground.text import letters
from generator.name.lock import Lock
from generator.name.spelling import LONGEST
from generator.read.source import Place


@dataclass(slots=True)
class Wish:
    """A name that something wants, and what it may fall back to."""

    key: object
    wanted: list[str]
    kind: str
    place: Place
    pointer: str
    identity: str
    """What the lock knows it by."""
    pinned: str | None = None
    firm: int = 0
    """Who keeps a name that several want: the one of the highest rank above zero."""
    own: str = ""
    """The author's spelling where it is a name already: nobody takes that away."""
    more: list[list[str]] = field(default_factory=list[list[str]])
    """Longer spellings to take, in order, when the wanted one is taken."""


class Namer:
    """Settles wishes, and keeps what is to be said of them.

    Args:
        lock: The names that were given before.
    """

    def __init__(self, lock: Lock) -> None:
        self.lock = lock
        self.names: dict[str, str] = {}
        """The names that were given now, by what the lock knows things by."""
        self.found: dict[object, Diagnostic] = {}

    def keep(
        self, wishes: list[Wish], taken: Iterable[str], *, fold: bool = False
    ) -> dict[object, str]:
        """Give what is pinned, then what was given before; the arguments are those of `settle`."""
        key = str.casefold if fold else str
        reserved = frozenset(map(key, taken) if fold else taken)
        given: dict[object, str] = {}
        used: dict[str, Wish] = {}
        for wish in wishes:
            if wish.pinned is not None:
                self._check_pin(wish, wish.pinned in used or key(wish.pinned) in reserved)
                used.setdefault(wish.pinned, wish)
                given[wish.key] = wish.pinned
        for wish in wishes:
            name = self.lock.names.get(wish.identity)
            if name is None or wish.pinned is not None:
                continue
            if not _legal(name) or len(name) > LONGEST:
                why, mend = (
                    "is not a Python name",
                    "letters, digits and underscores, a letter first",
                )
            elif key(name) in reserved:
                why, mend = "is the package's own", "write another name, or remove the line"
            elif other := used.get(name):
                why = f"is that of {other.kind} too"
                mend = "keep the one that users have, and remove the other line"
            else:
                given[wish.key] = name
                used[name] = wish
                continue
            message = f'the name "{name}" of {wish.kind} {why}'
            self._add(self.lock.report("E622", wish.identity, message, mend))
        self.names |= {wish.identity: given[wish.key] for wish in wishes if wish.key in given}
        return given

    def single(self, thing: str, wanted: str, taken: Iterable[str] = ()) -> str:
        """The name of what shares its namespace with nothing: as given before, else as wanted."""
        name = self.lock.names.get(thing, wanted)
        if name != wanted and (not _legal(name) or name in taken):
            message = f'the name "{name}" of {thing} cannot be had'
            mend = "write another name, or remove the line"
            self._add(self.lock.report("E622", thing, message, mend))
        self.names[thing] = name
        return name

    def settle(
        self,
        wishes: list[Wish],
        spell: Callable[[list[str]], str],
        taken: Iterable[str],
        *,
        used: Iterable[str] = (),
        fold: bool = False,
        unreserved: Callable[[str], str] = "{}_".format,
    ) -> dict[object, str]:
        """Give each wish a name of its own.

        Args:
            wishes: All that share one namespace.
            spell: Words → identifier.
            taken: Names that are not to be had; they get the suffix.
            used: Names given before, in the same namespace.
            fold: Whether names that differ by case alone collide.
            unreserved: What a name that is not to be had becomes.
        """
        given = self.keep(wishes, taken, fold=fold)
        waiting = [wish for wish in wishes if wish.key not in given]
        given |= self._share_out(
            waiting,
            spell,
            taken,
            {*used, *given.values()},
            unreserved,
            fold=fold,
        )
        self.names |= {wish.identity: given[wish.key] for wish in waiting}
        return given

    def _share_out(
        self,
        wishes: list[Wish],
        spell: Callable[[list[str]], str],
        taken: Iterable[str],
        before: set[str],
        unreserved: Callable[[str], str],
        *,
        fold: bool,
    ) -> dict[object, str]:
        """Names for what has none yet."""
        key = str.casefold if fold else str
        reserved = frozenset(map(key, taken) if fold else taken)
        given: dict[object, str] = {}
        for wish in wishes:
            if wish.own and key(wish.own) not in reserved and wish.own not in before:
                given[wish.key] = wish.own
                before.add(wish.own)
        used = {key(name) for name in before}
        waiting = [wish for wish in wishes if wish.key not in given]
        phases = 1 + max((len(wish.more) for wish in waiting), default=0)
        for phase in range(phases):
            groups: dict[str, list[tuple[Wish, str]]] = defaultdict(list)
            for wish in waiting:
                spellings = [wish.wanted, *wish.more]
                name = spell(spellings[min(phase, len(spellings) - 1)])
                if key(name) in reserved:
                    name = unreserved(name)
                groups[key(name)].append((wish, name))
            waiting = []
            for folded, group in groups.items():
                if len(group) == 1 and folded not in used:  # nobody else wants it
                    given[group[0][0].key] = group[0][1]
                    used.add(folded)
                    continue
                rank = max(wish.firm for wish, _ in group)
                first = [pair for pair in group if pair[0].firm == rank]
                winner = first[0] if len(first) == 1 and rank else None
                if winner is not None and folded not in used:
                    given[winner[0].key] = winner[1]
                    used.add(folded)
                    group = [pair for pair in group if pair is not winner]
                waiting += [wish for wish, _ in group]
            if not waiting:
                return given
        for wish in sorted(waiting, key=lambda wish: wish.pointer):
            base, seed = spell(wish.wanted), wish.identity
            while (same := key(name := spell([*wish.wanted, letters(seed)]))) in used or (
                same in reserved
            ):
                seed += "+"
            given[wish.key] = name
            used.add(key(name))
            self.report(
                wish.place,
                "W601",
                f'the name "{base}" of {wish.kind} is wanted twice; this one is "{name}"',
                "give it a name of its own: x-py-name, or a named component",
            )
        return given

    def _check_pin(self, wish: Wish, repeated: bool) -> None:
        name = wish.pinned or ""
        if len(name) > LONGEST:
            self.report(
                wish.place,
                "E603",
                f"x-py-name of {wish.kind} has {len(name)} characters",
                f"at most {LONGEST}: a file may be named after it",
            )
        elif not _legal(name):
            self.report(
                wish.place,
                "E603",
                f'x-py-name "{name}" of {wish.kind} is not a Python name',
                "letters, digits and underscores, a letter first, no keyword",
            )
        elif repeated:
            self.report(
                wish.place,
                "E604",
                f'x-py-name "{name}" of {wish.kind} is taken already',
                "pin another name",
            )

    def report(self, place: Place, code: str, message: str, mend: str) -> None:
        """Note what the document's author should know, at its place."""
        pinned = code in ("E603", "E604") and place.wrote("x-py-name")
        self._add(place.report(code, message, mend, key="x-py-name" if pinned else None))

    def _add(self, found: Diagnostic) -> None:
        """Note it, once; one pin may name several things."""
        said = "" if found.code.startswith("E") else found.message
        self.found.setdefault((found.code, found.span, found.pointer, said), found)


def _legal(name: str) -> bool:
    """Whether a name may stand in a package as its users' own word for something."""
    spelt = name.isidentifier() and name.isascii() and not name.startswith("_")
    return spelt and not keyword.iskeyword(name)
