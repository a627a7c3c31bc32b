"""Two forms side by side, and how what is found there is told."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from generator.compare.change import Spot, Verdicts, Way
from generator.compare.found import Found
from generator.compare.same import Same
from generator.compare.sides import Side
from generator.compare.slots import Slot, Types, presence
from generator.understand import ir
from generator.understand.form import Form, Key
from generator.understand.forms import Forms

At: TypeAlias = tuple[str, str]
"""Where a pair stands, for what has no place of its own: pointers of both sides."""
PairId: TypeAlias = tuple[Key, Key, Way, bool]


@dataclass(slots=True)
class Pair:
    """A pair of forms that is to be compared."""

    old: Key
    new: Key
    way: Way
    label: str
    """What messages call it."""
    at: At
    slot: Slot | None
    arguments: bool = False
    """Whether its members are arguments of a method."""
    above: set[PairId] = field(default_factory=set[PairId])
    uses: set[str] = field(default_factory=set[str])
    found: list[Found] = field(default_factory=list[Found])

    @property
    def id(self) -> PairId:
        """What it is known by."""
        return self.old, self.new, self.way, self.arguments


Findings: TypeAlias = Iterator[Found | Pair]


class Context:
    """Both revisions.

    Args:
        old: The old revision.
        new: The new one.
        same: What of their trees is the same.
        strict: Whether those who read an answer are said to know all values of a set.
    """

    def __init__(self, old: Side, new: Side, same: Same, *, strict: bool = False) -> None:
        self.old = old
        self.new = new
        self.same = same
        self.strict = strict
        self.types = Types(old, new, self.direction)
        self.rates: dict[tuple[int, int], tuple[str, str] | None] = {}
        """How rates changed, by the identities of the rules: many operations share them."""

    def direction(self, side: Side, pointer: str) -> str:
        """Whether a named schema is sent, received, both or neither."""
        parts = pointer.split("&")[0].split("/")
        if parts[1:3] == ["components", "schemas"]:
            return self.same.direction("/".join(parts[:4]))
        return side.api.directions.get(pointer, "both")

    def spelt(self, side: Side, schema: ir.Schema) -> ir.Type:
        """What a named schema stands for."""
        return self.types.spelt(schema, side)

    def presence(self, side: Side, found: tuple[ir.Schema, ir.Field]) -> tuple[ir.Type, bool]:
        """The type that a member has in its class, and whether it must be given."""
        return presence(found[1], self.direction(side, found[0].pointer))

    def named(self, pair: Pair, slot: Slot | None = None) -> Verdicts:
        """What a change of a pair's type is to those who name it."""
        slot = slot or pair.slot
        return self.types.verdicts(slot, pair.way) if slot else Verdicts()

    def spot(self, side: Side, parts: Iterable[str], at: str, *keywords: str) -> Spot:
        """Where a side says one of some keywords, or where it might."""
        known = list(parts)
        for keyword in keywords:
            for part in known:
                node: Any = side.forms.node(part)
                if isinstance(node, dict) and keyword in node:
                    return side.spot(part, keyword)
        return side.spot(known[0] if known else at)


class Told:
    """A pair with its forms, and how what is found there is told."""

    def __init__(self, walk: Context, pair: Pair, old: Form, new: Form) -> None:
        self.walk = walk
        self.pair = pair
        self.old = old
        self.new = new
        self.kinds = effective(walk.old.forms, old), effective(walk.new.forms, new)

    @property
    def retyped(self) -> bool:
        """Whether they are of other types, which is told."""
        return self.kinds[0] - {"null"} != self.kinds[1] - {"null"}

    def shaped(self) -> bool:
        """Whether both say members or items of their own, beside what one chooses from."""
        return bool(self.old.members.named) and bool(self.new.members.named)

    def change(
        self,
        kind: str,
        detail: str,
        *keywords: str,
        typed: bool = False,
        subject: str = "",
        wire: Verdicts | None = None,
    ) -> Found:
        """A finding at the keywords that say it."""
        walk, pair = self.walk, self.pair
        return Found(
            kind,
            subject or pair.label,
            detail,
            pair.way,
            walk.spot(walk.old, self.old.parts, pair.at[0], *keywords),
            walk.spot(walk.new, self.new.parts, pair.at[1], *keywords),
            named=walk.named(pair) if typed else Verdicts(),
            wire=wire,
        )

    def has(self, kind: str) -> bool:
        """Whether values of a kind fit both."""
        return kind in self.kinds[0] and kind in self.kinds[1]

    def said(self, form: Form, side: Any, keyword: str) -> list[Any]:
        """What the parts of a form say by a keyword."""
        nodes = [side.forms.node(part) for part in form.parts]
        return [n[keyword] for n in nodes if isinstance(n, dict) and keyword in n]


def effective(forms: Forms, form: Form, depth: int = 0) -> frozenset[str]:
    """The kinds of values that fit, as far as alternatives say."""
    kinds: frozenset[str] = form.kinds
    if depth < 8:
        for union in form.unions:
            options = [effective(forms, forms.of(key), depth + 1) for key in union.options]
            kinds &= frozenset(kind for option in options for kind in option)
    return kinds
