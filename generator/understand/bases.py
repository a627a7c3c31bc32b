"""Which classes a class extends: objects that its schema refers to and that stay what they are."""

from __future__ import annotations

from collections.abc import Mapping

from generator.understand import ir
from generator.understand.form import Member
from generator.understand.kinds import Families
from generator.understand.large import Large
from generator.understand.notes import is_component
from generator.understand.wants import Wanted


class Bases:
    """The bases of every class of a document.

    Args:
        large: The document's objects.
        families: Its discriminated bases.
        wanted: Its schemas that would have a name; more may come.
    """

    def __init__(
        self, large: Large, families: Families, wanted: Mapping[ir.Pointer, Wanted]
    ) -> None:
        self._large = large
        self._families = families
        self._wanted = wanted
        self._found: dict[ir.Pointer, tuple[ir.Pointer, ...]] = {}

    def of(self, pointer: ir.Pointer) -> tuple[ir.Pointer, ...]:
        """The objects that a class extends: where each member is what it is in the base."""
        if pointer not in self._found:
            self._found[pointer] = ()  # nothing extends what extends it
            self._found[pointer] = self._settled(pointer, self._candidates(pointer))
        return self._found[pointer]

    def above(self, pointer: ir.Pointer) -> set[ir.Pointer]:
        """All that a class extends, at every level."""
        found: set[ir.Pointer] = set()
        for base in self.of(pointer):
            found |= {base} | self.above(base)
        return found

    def members(self, pointer: ir.Pointer) -> Mapping[str, Member]:
        """Every member of a class, those of its bases too."""
        return self._large.members(self._wanted[pointer].key)

    def _candidates(self, pointer: ir.Pointer) -> list[ir.Pointer]:
        wanted, forms = self._wanted[pointer], self._large.forms
        if len(wanted.key) != 1:
            return []
        node = forms.node(wanted.key[0])
        places = [f"{wanted.key[0]}/allOf/{i}" for i in range(len(node.get("allOf") or ()))]
        targets = [forms.key([place]) for place in places]
        targets += [forms.key([node["$ref"]])] if "$ref" in node else []
        found = [key[0] for key in targets if len(key) == 1 and is_component(key[0])]
        return [
            base
            for base in dict.fromkeys(found)
            if base != pointer
            and self._wanted[base].kind == "object"
            and pointer not in self.above(base)
        ]

    def _settled(self, pointer: ir.Pointer, bases: list[ir.Pointer]) -> tuple[ir.Pointer, ...]:
        above = {one for base in bases for one in self.above(base)}
        bases = [base for base in bases if base not in above]
        told = [base for base in bases if self._families.property_of(base)]
        told += [base for base in bases if self._families.bases(base)]
        if self._families.property_of(pointer) and not told:
            return ()  # what tells kinds apart is the first of its line
        mine, seen = self.members(pointer), set[str]()
        for base in bases:
            members = self.members(base)
            clear = all(alike(one, mine.get(name)) for name, one in members.items())
            if not clear or members.keys() & seen:
                return tuple(dict.fromkeys(told))[:1]
            seen |= members.keys()
        return tuple(bases)


def alike(one: Member, two: Member | None) -> bool:
    """Whether a member is the same in a base and in what extends it."""
    return two is not None and (one.keys, one.required) == (two.keys, two.required)
