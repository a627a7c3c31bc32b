"""Objects at large: every member that a value may have, whichever branch it follows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from generator.understand.form import Form, Key, Member, Union
from generator.understand.forms import Forms


def join(keys: Iterable[Key]) -> Key:
    """What must hold where all of several keys must."""
    return tuple(dict.fromkeys(pointer for key in keys for pointer in key))


class Large:
    """The members of objects, unions drawn out over them.

    Args:
        forms: Of the document.
    """

    def __init__(self, forms: Forms) -> None:
        self.forms = forms
        self._known: dict[Key, Mapping[str, Member]] = {}

    def members(self, key: Key) -> Mapping[str, Member]:
        """Every member, by its name on the wire; one that some branches lack is optional."""
        if key in self._known:
            return self._known[key]
        self._known[key] = {}  # a branch that leads back adds nothing
        form = self.forms.of(key)
        found = form.members.named
        for union in form.unions:
            if not self.returns(form, union):
                found = self._drawn(found, union)
        self._known[key] = found
        return found

    def options(self, union: Union) -> list[tuple[int, Key]]:
        """The branches of a union that are not null, each with its index."""
        return [
            (index, key)
            for index, key in enumerate(union.options)
            if self.forms.of(key).kinds != {"null"}
        ]

    def returns(self, form: Form, union: Union) -> bool:
        """Whether a branch extends the very schema: the kinds of a base that lists them."""
        return any(set(form.key) & set(self.forms.of(key).parts) for _, key in self.options(union))

    def _drawn(self, own: Mapping[str, Member], union: Union) -> Mapping[str, Member]:
        options = [key for _, key in self.options(union)]
        branches = [self.members(key) for key in options]
        asked = [
            {name for name, member in branch.items() if member.required}
            | self.forms.of(key).members.required
            for key, branch in zip(options, branches, strict=True)
        ]
        always = set[str].intersection(*asked) if asked else set[str]()
        found = {
            name: member._replace(required=member.required or name in always)
            for name, member in own.items()
        }
        for name in dict.fromkeys(name for branch in branches for name in branch):
            there = [branch[name] for branch in branches if name in branch]
            mine = own.get(name)
            keys = [key for member in there for key in member.keys]
            if mine is not None:
                everywhere = len(there) == len(branches)
                joined = [join((one, key)) for one in mine.keys for key in keys]
                keys = joined if everywhere else list(mine.keys)
                there = [mine, *there]
            found[name] = Member(
                tuple(dict.fromkeys(keys)),
                tuple(dict.fromkeys(place for member in there for place in member.places)),
                (mine is not None and mine.required) or name in always,
                any(member.read_only for member in there),
                any(member.write_only for member in there),
            )
        return found
