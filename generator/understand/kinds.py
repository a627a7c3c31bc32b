"""The kinds of things: which schemas are alternatives, and which member tells them apart."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import unquote

from generator.read.source import Mapping, unescape
from generator.understand import ir
from generator.understand.form import Key, Member, Union, discriminator_of
from generator.understand.forms import Forms
from generator.understand.large import Large
from generator.understand.notes import is_component


def tags_of(large: Large, key: Key, name: str) -> tuple[str, ...]:
    """The values that a schema allows its own discriminating property."""
    member = large.members(key).get(name)
    found: list[str] = []
    for one in member.keys if member else ():
        literals = large.forms.of(one).literals
        if literals is None:
            return ()
        found += [value for value in literals if isinstance(value, str)]
    return tuple(dict.fromkeys(found))


def key_of_component(pointer: ir.Pointer) -> str:
    """The name of a component, which is its kind where nothing else is said."""
    return unescape(unquote(pointer.rsplit("/", 1)[1]))


def by_of(large: Large, union: Union) -> ir.By | None:
    """How branches are told apart: as mapped, as a branch says itself, by its name."""
    name = union.property
    if name is None:
        return _found(large, union)
    values: list[tuple[str, ...]] = []
    for _, key in large.options(union):
        targets = {tag: large.forms.key([target]) for tag, target in union.mapping.items()}
        tags = tuple(sorted(tag for tag, target in targets.items() if target == key))
        tags = tags or tags_of(large, key, name)
        if not tags and len(key) == 1 and is_component(key[0]):
            tags = (key_of_component(key[0]),)
        if not tags or not large.members(key):
            return None
        values.append(tags)
    spelt = [tag for tags in values for tag in tags]
    return ir.By(name, tuple(values)) if len(spelt) == len(set(spelt)) else None


def _found(large: Large, union: Union) -> ir.By | None:
    """A member that every branch requires, with lists of values that share none.

    Constants need no more than their own types: a branch of another fits no value. Lists
    are open, so that any branch would fit.
    """
    options = [key for _, key in large.options(union)]
    members = [large.members(key) for key in options]
    for name, member in members[0].items() if len(members) > 1 else ():
        if not all(name in own and own[name].required for own in members):
            continue
        values = tuple(tags_of(large, key, name) for key in options)
        spelt = [tag for tags in values for tag in tags]
        listed = any(len(tags) > 1 for tags in values) or _is_listed(large, member)
        if all(values) and len(spelt) == len(set(spelt)) and listed:
            return ir.By(name, values, open=True)
    return None


def _is_listed(large: Large, member: Member) -> bool:
    nodes = [large.forms.node(p) for key in member.keys for p in large.forms.of(key).parts]
    return any(isinstance(node, Mapping) and "enum" in node for node in nodes)


class Families:
    """The discriminated bases of a document, with all that extend them, whatever the level.

    Args:
        large: The document's objects.
        components: Pointers of its schemas.
    """

    def __init__(self, large: Large, components: list[ir.Pointer]) -> None:
        self.large = large
        self.forms: Forms = large.forms
        self._property: dict[ir.Pointer, str] = {}
        self._mapping: dict[ir.Pointer, dict[str, ir.Pointer]] = {}
        self._children: dict[ir.Pointer, list[ir.Pointer]] = {}
        for pointer in components:
            node = self.forms.node(pointer)
            name, mapping = discriminator_of(node) if isinstance(node, Mapping) else (None, {})
            if name is not None:
                self._property[pointer] = name
                self._mapping[pointer] = mapping
        for pointer in components if self._property else ():
            if self.forms.key([pointer]) != (pointer,):
                continue  # another name of a schema is no kind of it
            for base in self.forms.of((pointer,)).parts[1:]:
                if base in self._property and base != pointer:
                    self._children.setdefault(base, []).append(pointer)

    def bases(self, pointer: ir.Pointer) -> list[ir.Pointer]:
        """The discriminated bases that a schema extends."""
        return [base for base, found in self._children.items() if pointer in found]

    def property_of(self, pointer: ir.Pointer) -> str | None:
        """The member that tells the kinds of a base apart; None: there are none."""
        return self._property[pointer] if pointer in self._children else None

    def family(self, pointer: ir.Pointer) -> ir.Family | None:
        """The kinds of a base, or of a schema between it and the last of its kinds."""
        for base in (pointer, *self.bases(pointer)):
            kinds = tuple(self._kinds(base, pointer)) if base in self._children else ()
            if kinds:
                return ir.Family(self._property[base], kinds)
        return None

    def _kinds(self, base: ir.Pointer, of: ir.Pointer) -> Iterator[tuple[str, ir.Pointer]]:
        name = self._property[base]
        children = [
            child for child in self._children[base] if of in self.forms.of((child,)).parts[1:]
        ]
        mapped = {tag: self.forms.key([to]) for tag, to in self._mapping[base].items()}
        found: dict[str, ir.Pointer] = {}
        for child in children:
            tags = [tag for tag, to in mapped.items() if to == (child,)]
            for tag in tags or self._own(child, base, name) or [key_of_component(child)]:
                found.setdefault(tag, child)
        yield from sorted(found.items())

    def _own(self, child: ir.Pointer, base: ir.Pointer, name: str) -> list[str]:
        """What a kind says of itself, where that is more than its base says of all."""
        tags = tags_of(self.large, (child,), name)
        return [] if tags == tags_of(self.large, (base,), name) else list(tags)
