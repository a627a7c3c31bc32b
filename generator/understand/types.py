"""The types of values and the schemas that have names, as a document says them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, TypeAlias

from generator.ground.records import record
from generator.read.source import Place

Pointer: TypeAlias = str
"""JSON pointer into the bundled document, `#/components/schemas/Order`."""


@record(frozen=True, slots=True)
class Prim:
    """A JSON primitive with its `format`."""

    kind: Literal["string", "integer", "number", "boolean", "null"]
    format: str | None = None
    wire: str | None = None
    """How the vendor writes it, where the standard does not say (extension `x-wire`)."""


@record(frozen=True, slots=True)
class Ref:
    """A schema that has a name."""

    pointer: Pointer


@record(frozen=True, slots=True)
class ListOf:
    """An array."""

    item: Type


@record(frozen=True, slots=True)
class TupleOf:
    """An array whose every item has a type of its own, and which has no more."""

    items: tuple[Type, ...]


@record(frozen=True, slots=True)
class MapOf:
    """An object whose member names are data."""

    value: Type


@record(frozen=True, slots=True)
class Emptied:
    """An object that is `[]` on the wire when it is empty (`x-wire`: `empty-map: list`)."""

    inner: Type


@record(frozen=True, slots=True)
class Perhaps:
    """A type where a value fits it, and else anything."""

    inner: Type


@record(frozen=True, slots=True)
class Nullable:
    """A type or null."""

    inner: Type


@record(frozen=True, slots=True)
class By:
    """How the members of a union are told apart: by what a property says."""

    property: str
    values: tuple[tuple[str, ...], ...]
    """For each member, what the property may be."""
    open: bool = False
    """Whether a value that is not among them may be of any member."""


@record(frozen=True, slots=True)
class OneOf:
    """Any of several types."""

    members: tuple[Type, ...]
    by: By | None = None


@record(frozen=True, slots=True)
class Const:
    """One value."""

    value: str | int | bool


@record(frozen=True, slots=True)
class Enum:
    """One of several values."""

    values: tuple[Any, ...]
    kinds: tuple[Literal["string", "integer", "number", "boolean"], ...]
    closed: bool
    """Whether there will never be more of them (extension `x-enum`)."""


@record(frozen=True, slots=True)
class Binary:
    """Bytes that are not JSON."""


@record(frozen=True, slots=True)
class Text:
    """A body of characters that is not JSON (XML, CSV, plain text)."""


@record(frozen=True, slots=True)
class Anything:
    """Any JSON value."""


@record(frozen=True, slots=True)
class Nothing:
    """No body."""


Type: TypeAlias = (
    Prim
    | Ref
    | ListOf
    | TupleOf
    | MapOf
    | Emptied
    | Perhaps
    | Nullable
    | OneOf
    | Const
    | Enum
    | Binary
    | Text
    | Anything
    | Nothing
)


def one_of(types: list[Type]) -> Type:
    """Any of several types, each once; null last."""
    solid: dict[Type, None] = {}
    if len(types) == 1 and not isinstance(types[0], Nullable | OneOf):
        return types[0]
    if not types or any(isinstance(type_, Anything) for type_ in types):
        return Anything()
    for type_ in types:
        inner = without_null(type_)
        solid |= dict.fromkeys(
            inner.members if isinstance(inner, OneOf) and inner.by is None else [inner]
        )
    null = any(isinstance(type_, Nullable) for type_ in types)
    return or_null(next(iter(solid)) if len(solid) == 1 else OneOf(tuple(solid)), null)


def without_null(type_: Type) -> Type:
    """A type without null."""
    return type_.inner if isinstance(type_, Nullable) else type_


def or_null(type_: Type, null: bool) -> Type:
    """A type, or null beside it."""
    if not null or isinstance(type_, Nullable | Anything) or type_ == Prim("null"):
        return type_
    return Nullable(type_)


# Schemas -------------------------------------------------------------------------

SchemaKind: TypeAlias = Literal["object", "enum", "union", "alias"]


@record(frozen=True, slots=True)
class Field:
    """A member of an object."""

    wire: str
    type: Type
    required: bool
    read_only: bool
    """Whether it is in answers alone (section 4.8.24.6.1), and required of those only."""
    write_only: bool
    places: tuple[Pointer, ...]
    """Where it is written, the nearest first."""
    default: tuple[Any, ...] = ()
    """What it is where it does not come, alone; nothing: the document does not say."""


@record(frozen=True, slots=True)
class Family:
    """The kinds of an object that one of its members tells apart (section 4.8.25)."""

    property: str
    kinds: tuple[tuple[str, Pointer], ...]
    """Value of the member → the schema that extends this one."""


@record(frozen=True, slots=True)
class Schema:
    """A schema that gets a name: a component, or one written where it is used."""

    pointer: Pointer
    kind: SchemaKind
    parent: Pointer | None
    """The named schema it stands in; None for components and operation roots."""
    hint: str
    """The wanted name (component key), or what to add to the parent's name."""
    component: bool
    refs: tuple[Pointer, ...]
    wires: tuple[str, ...]
    """The wire formats of what it holds itself."""
    pinned: str | None
    property_pins: Mapping[str, tuple[str | None, Place]]
    """Where members are written, and the names that they are to have."""
    place: Place
    type: Type | None = None
    """What it stands for, where it is no object."""
    fields: tuple[Field, ...] = ()
    """The members of an object, but for those of its bases."""
    bases: tuple[Pointer, ...] = ()
    """Objects that it extends."""
    extras: Type | None = None
    """What members are that it does not name; None: anything."""
    family: Family | None = None

    @property
    def properties(self) -> tuple[str, ...]:
        """The names of its own members on the wire."""
        return tuple([field.wire for field in self.fields])


Direction: TypeAlias = Literal["request", "response", "both", "neither"]
