"""The normal form of a schema: which JSON values fit, however that is written.

A form joins what a schema and all that `$ref` and `allOf` add to it ask for. Other forms
are mentioned by their keys: the places of the schemas that must hold together, so that
recursion ends and members that two parts share are joined deeply. What the form cannot
say exactly admits more than the schema does, never less, and is noted as a loss.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field
from typing import Any, Literal, NamedTuple, TypeAlias

from generator.ground.records import record
from generator.read.source import Mapping as Node
from generator.understand.notes import escape
from generator.understand.patterns import matches
from generator.understand.values import JsonKind

Pointer: TypeAlias = str
Key: TypeAlias = tuple[Pointer, ...]
"""The schemas that must hold together, each by its place; none: anything fits."""

ALL: frozenset[JsonKind] = frozenset(
    {"null", "boolean", "integer", "number", "string", "array", "object"}
)


@record(frozen=True, slots=True)
class Limits:
    """Bounds of a number, a length or a count; None: no bound."""

    least: float | None = None
    most: float | None = None
    above: float | None = None
    """An exclusive least."""
    below: float | None = None
    """An exclusive most."""

    def hold(self, value: float) -> bool:
        """Whether a value is within them."""
        return (
            (self.least is None or value >= self.least)
            and (self.most is None or value <= self.most)
            and (self.above is None or value > self.above)
            and (self.below is None or value < self.below)
        )


@record(frozen=True, slots=True)
class Text:
    """What a string must be."""

    length: Limits = Limits()
    patterns: tuple[str, ...] = ()
    format: str | None = None
    media: str | None = None
    """`contentMediaType`: it stands for a file of this type."""
    encoding: str | None = None
    """`contentEncoding`."""


@record(frozen=True, slots=True)
class Items:
    """What an array must hold."""

    prefix: tuple[Key, ...] = ()
    rest: Key = ()
    """What follows the prefix."""
    count: Limits = Limits()
    unique: bool = False


class Member(NamedTuple):
    """A member of an object that the schema names."""

    keys: tuple[Key, ...]
    """What it may be, any of these: more than one where branches of a union are drawn together."""
    places: tuple[Pointer, ...]
    """Where it is written, the nearest first: there its notes are."""
    required: bool
    read_only: bool = False
    write_only: bool = False

    @property
    def key(self) -> Key:
        """What it must be, as a form says it."""
        return self.keys[0]


@record(frozen=True, slots=True)
class Extra:
    """What members must be that are neither among `names` nor match one of `patterns`."""

    key: Key
    names: frozenset[str]
    patterns: tuple[str, ...]

    def governs(self, name: str) -> bool:
        """Whether it is about a member of this name."""
        return name not in self.names and not any(matches(p, name) for p in self.patterns)


@record(frozen=True, slots=True)
class Members:
    """What an object must have, and may."""

    named: Mapping[str, Member] = field(default_factory=dict[str, Member])
    required: frozenset[str] = frozenset()
    needs: tuple[tuple[str, frozenset[str]], ...] = ()
    """Members that ask for others (`dependentRequired`)."""
    patterns: tuple[tuple[str, Key], ...] = ()
    extras: tuple[Extra, ...] = ()
    names: Key = ()
    """What every name must be, as a string."""
    count: Limits = Limits()


@record(frozen=True, slots=True)
class Union:
    """Alternatives: at least one must hold, or exactly one."""

    place: Pointer
    way: Literal["anyOf", "oneOf"]
    options: tuple[Key, ...]
    property: str | None = None
    """The member that tells them apart, where the document names one (`discriminator`)."""
    mapping: Mapping[str, Pointer] = field(default_factory=dict[str, Pointer])


@record(frozen=True, slots=True)
class Loss:
    """What a form does not say of a schema."""

    keyword: str
    place: Pointer
    reason: str


class Form(NamedTuple):
    """Which JSON values fit."""

    key: Key
    parts: tuple[Pointer, ...]
    """Every schema that it joins."""
    kinds: frozenset[JsonKind] = ALL
    typed: bool = False
    """Whether the schema says so, by a type or by values."""
    literals: tuple[Any, ...] | None = None
    number: Limits = Limits()
    multiples: tuple[float, ...] = ()
    wire: str | None = None
    text: Text = Text()
    items: Items = Items()
    members: Members = Members()
    unions: tuple[Union, ...] = ()
    excluded: tuple[Key, ...] = ()
    """Forms that must not fit (`not`)."""
    losses: tuple[Loss, ...] = ()

    @property
    def never(self) -> bool:
        """Whether no value fits, as far as it shows."""
        return not self.kinds or self.literals == ()


def discriminator_of(node: Node) -> tuple[str | None, dict[str, Pointer]]:
    """The property that tells kinds apart, and the schemas of its values (section 4.8.25)."""
    stated = node.get("discriminator")
    if not isinstance(stated, Node) or not isinstance(stated.get("propertyName"), str):
        return None, {}
    mapping = stated.get("mapping")
    pairs = mapping.items() if isinstance(mapping, Node) else ()
    return stated["propertyName"], {
        str(value): target if target.startswith("#/") else f"#/components/schemas/{escape(target)}"
        for value, target in pairs
        if isinstance(target, str)
    }


def mentioned(form: Form) -> Iterator[Key]:
    """The forms that a form is made of."""
    yield from form.items.prefix
    yield form.items.rest
    for member in form.members.named.values():
        yield member.key
    for _, key in form.members.patterns:
        yield key
    for extra in form.members.extras:
        yield extra.key
    yield form.members.names
    for union in form.unions:
        yield from union.options
    yield from form.excluded
