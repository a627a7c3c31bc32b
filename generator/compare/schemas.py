"""Two revisions of the schemas, walked side by side: which values fit no more, or newly.

The walk is over pairs of forms (`understand.form`), each pair once for each way that it is
used. Where the pair has a place of its own in the generated code, a type or a member, the
types of that place tell what a change is to those who name it.
"""

from __future__ import annotations

from collections.abc import Iterator

from generator.compare.change import Way
from generator.compare.context import Context, Pair, PairId
from generator.compare.forms import compare
from generator.compare.found import Found
from generator.compare.same import NOWHERE, Same
from generator.compare.sides import Side, component_of
from generator.compare.slots import Slot
from generator.understand.form import Key
from generator.understand.notes import is_component
from generator.understand.values import same


class Walk(Context):
    """Compares what operations send and receive."""

    def __init__(self, old: Side, new: Side, same: Same, *, strict: bool = False) -> None:
        """Begin with nothing compared; the arguments are those of `Context`."""
        super().__init__(old, new, same, strict=strict)
        self._pairs: dict[PairId, Pair] = {}
        self._todo: list[Pair] = []

    def compare(self, pair: Pair, use: str) -> None:
        """Compare a pair, and all that it leads to, for an operation."""
        known = self._enter(pair)
        if known is not None:
            known.uses.add(use)
        while self._todo:
            self._look(self._todo.pop())

    def components(self) -> None:
        """Compare the schemas that are another in themselves, wherever they are used.

        A body whose members are arguments has been compared with its operation: nobody
        gives or gets its class.
        """
        for pointer in sorted(self.same.changed):
            if not is_component(pointer) or not (self.old.has(pointer) and self.new.has(pointer)):
                continue
            keys = self.old.forms.key([pointer]), self.new.forms.key([pointer])
            uses: dict[Way, set[str]] = self.same.uses(pointer) or {"response": {NOWHERE}}
            for way, names in uses.items():
                label = component_of(pointer)
                spread = self._pairs.get((*keys, way, True))
                for use in sorted(names - (spread.uses if spread else set())):
                    self.compare(Pair(*keys, way, label, (pointer, pointer), None), use)

    def findings(self) -> Iterator[tuple[Found, set[str]]]:
        """What was found, with the operations that it reaches."""
        for pair in self._pairs.values():
            if pair.found:
                uses = self._reached(pair)
                for found in pair.found:
                    yield found, uses

    def _reached(self, pair: Pair) -> set[str]:
        uses: set[str] = set()
        seen = {pair.id}
        todo = [pair]
        while todo:
            one = todo.pop()
            uses |= one.uses
            for above in one.above - seen:
                seen.add(above)
                todo.append(self._pairs[above])
        return uses

    def _enter(self, pair: Pair) -> Pair | None:
        """Note a pair that is to be compared; None where there is nothing to compare."""
        if self._unchanged(pair.old, pair.new):
            return None
        known = self._pairs.get(pair.id)
        if known is None:
            known = self._pairs[pair.id] = pair
            self._todo.append(pair)
        return known

    def _unchanged(self, old: Key, new: Key) -> bool:
        """Whether both are written alike; what they refer to is looked at where it stands."""
        if len(old) != len(new):
            return False
        forms = self.old.forms, self.new.forms
        return all(
            (a == b or not (is_component(a) or is_component(b)))
            and same(forms[0].node(a), forms[1].node(b))
            for a, b in zip(old, new, strict=True)
        )

    def _look(self, pair: Pair) -> None:
        self._name(pair)
        for found in compare(self, pair):
            if isinstance(found, Pair):
                known = self._enter(found)
                if known is not None:
                    known.above.add(pair.id)
            else:
                pair.found.append(found)

    def _name(self, pair: Pair) -> None:
        """Call a pair by its component, and find its own place in the generated code."""
        ours, theirs = "&".join(pair.old), "&".join(pair.new)
        if len(pair.old) == 1 and is_component(ours):
            pair.label = component_of(ours)
        elif len(pair.new) == 1 and is_component(theirs):
            pair.label = component_of(theirs)
        one, other = self.old.schemas.get(ours), self.new.schemas.get(theirs)
        if one is None or other is None:
            return
        if one.type is not None and other.type is not None:
            pair.slot = Slot("alias", self.spelt(self.old, one), self.spelt(self.new, other))
        elif one.type is None and other.type is None:
            pair.slot = None
        name, now = self.old.names.schemas[ours], self.new.names.schemas[theirs]
        if name != now:
            spots = self.old.spot(pair.old[0]), self.new.spot(pair.new[0])
            subject = f"model {name}"
            pair.found.append(Found("model-renamed", subject, f"now {now}", pair.way, *spots))
