"""The types of values, as a document says them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, TypeAlias

Pointer: TypeAlias = str
"""JSON pointer into the bundled document, `#/components/schemas/Order`."""


@dataclass(frozen=True, slots=True)
class Prim:
    """A JSON primitive with its `format`."""

    kind: Literal["string", "integer", "number", "boolean", "null"]
    format: str | None = None
    wire: str | None = None
    """How the vendor writes it, where the standard does not say (extension `x-wire`)."""


@dataclass(frozen=True, slots=True)
class Ref:
    """A schema that has a name."""

    pointer: Pointer


@dataclass(frozen=True, slots=True)
class ListOf:
    """An array."""

    item: Type


@dataclass(frozen=True, slots=True)
class TupleOf:
    """An array whose every item has a type of its own, and which has no more."""

    items: tuple[Type, ...]


@dataclass(frozen=True, slots=True)
class MapOf:
    """An object whose member names are data."""

    value: Type


@dataclass(frozen=True, slots=True)
class Emptied:
    """An object that is `[]` on the wire when it is empty (`x-wire`: `empty-map: list`)."""

    inner: Type


@dataclass(frozen=True, slots=True)
class Perhaps:
    """A type where a value fits it, and else anything."""

    inner: Type


@dataclass(frozen=True, slots=True)
class Nullable:
    """A type or null."""

    inner: Type


@dataclass(frozen=True, slots=True)
class By:
    """How the members of a union are told apart: by what a property says."""

    property: str
    values: tuple[tuple[str, ...], ...]
    """For each member, what the property may be."""


@dataclass(frozen=True, slots=True)
class OneOf:
    """Any of several types."""

    members: tuple[Type, ...]
    by: By | None = None


@dataclass(frozen=True, slots=True)
class Const:
    """One value."""

    value: str | int | bool


@dataclass(frozen=True, slots=True)
class Enum:
    """One of several values."""

    values: tuple[Any, ...]
    kinds: tuple[Literal["string", "integer", "number", "boolean"], ...]
    closed: bool
    """Whether there will never be more of them (extension `x-enum`)."""


@dataclass(frozen=True, slots=True)
class Binary:
    """Bytes that are not JSON."""


@dataclass(frozen=True, slots=True)
class Text:
    """A body of characters that is not JSON (XML, CSV, plain text)."""


@dataclass(frozen=True, slots=True)
class Anything:
    """Any JSON value."""


@dataclass(frozen=True, slots=True)
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
