"""Objects at large: every member that a value may have, whichever branch it follows."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from generator.understand.form import Form, Key, Pointer, Union
from generator.understand.forms import Forms


class Wide(NamedTuple):
    """A member as all branches together leave it."""

    keys: tuple[Key, ...]
    """What it may be: any of these forms."""
    required: bool
    read_only: bool
    write_only: bool
    places: tuple[Pointer, ...]


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
        self._known: dict[Key, dict[str, Wide]] = {}

    def members(self, key: Key) -> dict[str, Wide]:
        """Every member, by its name on the wire; one that some branches lack is optional."""
        if key in self._known:
            return self._known[key]
        self._known[key] = {}  # a branch that leads back adds nothing
        form = self.forms.of(key)
        found = {
            name: Wide(
                (member.key,),
                name in form.members.required,
                member.read_only,
                member.write_only,
                member.places,
            )
            for name, member in form.members.named.items()
        }
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

    def _drawn(self, own: dict[str, Wide], union: Union) -> dict[str, Wide]:
        options = [key for _, key in self.options(union)]
        branches = [self.members(key) for key in options]
        asked = [
            {name for name, wide in branch.items() if wide.required}
            | self.forms.of(key).members.required
            for key, branch in zip(options, branches, strict=True)
        ]
        always = set[str].intersection(*asked) if asked else set[str]()
        found = {
            name: wide._replace(required=wide.required or name in always)
            for name, wide in own.items()
        }
        for name in dict.fromkeys(name for branch in branches for name in branch):
            there = [branch[name] for branch in branches if name in branch]
            mine = own.get(name)
            keys = [key for wide in there for key in wide.keys]
            if mine is not None:
                everywhere = len(there) == len(branches)
                joined = [join((one, key)) for one in mine.keys for key in keys]
                keys = joined if everywhere else list(mine.keys)
                there = [mine, *there]
            found[name] = Wide(
                tuple(dict.fromkeys(keys)),
                (mine is not None and mine.required) or name in always,
                any(wide.read_only for wide in there),
                any(wide.write_only for wide in there),
                tuple(dict.fromkeys(place for wide in there for place in wide.places)),
            )
        return found
