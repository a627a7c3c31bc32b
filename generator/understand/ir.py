"""The intermediate representation: what a document says, in values that know no Python.

Frozen and slotted; built by `build.py`, read by every later stage. Names, modules
and source text are decided later. What a schema means is in here whole: which members
an object has, what an alias stands for, how kinds are told apart.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, replace
from typing import Any, Literal, TypeAlias

from generator.ground.records import record
from generator.read.source import Place
from generator.understand.signatures import At as At
from generator.understand.signatures import PublicKeys as PublicKeys
from generator.understand.signatures import Signature as Signature
from generator.understand.told import Background as Background
from generator.understand.told import Bulk as Bulk
from generator.understand.told import Deprecation as Deprecation
from generator.understand.told import Group as Group
from generator.understand.told import Link as Link
from generator.understand.told import Retry as Retry
from generator.understand.told import Rule as Rule
from generator.understand.told import Throttle as Throttle
from generator.understand.told import Unsent as Unsent
from generator.understand.types import Anything as Anything
from generator.understand.types import Binary as Binary
from generator.understand.types import By as By
from generator.understand.types import Const as Const
from generator.understand.types import Direction as Direction
from generator.understand.types import Emptied as Emptied
from generator.understand.types import Enum as Enum
from generator.understand.types import Family as Family
from generator.understand.types import Field as Field
from generator.understand.types import ListOf as ListOf
from generator.understand.types import MapOf as MapOf
from generator.understand.types import Nothing as Nothing
from generator.understand.types import Nullable as Nullable
from generator.understand.types import OneOf as OneOf
from generator.understand.types import Perhaps as Perhaps
from generator.understand.types import Pointer as Pointer
from generator.understand.types import Prim as Prim
from generator.understand.types import Ref as Ref
from generator.understand.types import Schema as Schema
from generator.understand.types import SchemaKind as SchemaKind
from generator.understand.types import Text as Text
from generator.understand.types import TupleOf as TupleOf
from generator.understand.types import Type as Type

# Operations ----------------------------------------------------------------------


@record(frozen=True, slots=True)
class Param:
    """A parameter of an operation."""

    wire: str
    where: Literal["path", "query", "querystring", "header", "cookie"]
    required: bool
    type: Type
    style: str | None
    explode: bool | None
    media: str | None
    allow_reserved: bool
    format: str | None
    """Wire formats of what it holds, joined by `|`."""
    typed: bool
    """Whether named schemas within it hold values with formats of their own."""
    deprecated: bool
    deprecation: Deprecation | None
    doc: str
    pinned: str | None
    pointer: Pointer
    place: Place


@record(frozen=True, slots=True)
class Member:
    """A member of an object body, given as an argument of its own."""

    wire: str
    required: bool
    type: Type
    doc: str
    deprecated: bool
    deprecation: Deprecation | None
    pinned: str | None
    pointer: Pointer
    place: Place


@record(frozen=True, slots=True)
class Encoding:
    """How a member of a form or multipart body is written."""

    media: str | None
    style: str | None
    explode: bool | None
    format: str | None = None
    """Words for true and false (a flag format)."""
    allow_reserved: bool | None = None


XmlKind: TypeAlias = Literal[
    "object", "map", "array", "string", "integer", "number", "boolean", "any"
]


@record(frozen=True, slots=True)
class Xml:
    """How a value stands in an XML document (the `xml` objects of its schema)."""

    kind: XmlKind
    name: str = ""
    namespace: str = ""
    prefix: str = ""
    attribute: bool = False
    wrapped: bool = False
    required: bool = False
    members: tuple[tuple[str, Xml], ...] = ()
    item: Xml | None = None
    ref: Pointer | None = None
    """The named object whose members it has."""


@record(frozen=True, slots=True)
class Body:
    """A request body: what it is in its preferred media type."""

    media: tuple[str, ...]
    required: bool
    type: Type
    members: tuple[Member, ...]
    encoding: Mapping[str, Encoding]
    xml: Xml | None
    """How it stands in XML, where that is one of its media types."""
    doc: str
    place: Place
    item: Type | None = None
    """What each of its items is, where it is a sequence of them (`itemSchema`)."""
    wrap: str | None = None
    """The only member on the wire, which holds it (`x-envelope`)."""
    others: tuple[Body, ...] = ()
    """What it may be instead, in other media types."""

    @property
    def every(self) -> tuple[Body, ...]:
        """What it may be, the preferred one first."""
        return (self, *self.others)

    @property
    def arguments(self) -> tuple[Member, ...]:
        """Members that are arguments, of whatever media type; required are those of all."""
        found: dict[str, list[Member]] = {}
        for body in self.every:
            for member in body.members:
                found.setdefault(member.wire, []).append(member)
        return tuple(_joined(members, len(self.every)) for members in found.values())

    @property
    def whole(self) -> tuple[Type, ...]:
        """What it is as one argument, in media types where its members are none."""
        return tuple(dict.fromkeys(body.type for body in self.every if not body.members))


def _joined(members: list[Member], bodies: int) -> Member:
    """One argument for members of one name in several media types."""
    types = tuple(dict.fromkeys(member.type for member in members))
    return replace(
        members[0],
        type=types[0] if len(types) == 1 else OneOf(types),
        required=len(members) == bodies and all(member.required for member in members),
    )


@record(frozen=True, slots=True)
class Response:
    """Statuses that are answered alike."""

    statuses: tuple[int | str, ...]
    media: str | None
    type: Type
    docs: Mapping[int | str, str]
    """What each status means."""
    xml: Xml | None
    """How it stands in XML, where its media type is that."""
    place: Place
    item: Type | None = None
    """What each of its items is, where it is a sequence of them (`itemSchema`)."""
    event: bool = False
    """Whether an item is a server-sent event itself, and not its data."""

    @property
    def success(self) -> bool:
        """Whether every status is 2XX."""
        return all(str(status).startswith("2") for status in self.statuses)


@record(frozen=True, slots=True)
class Paging:
    """How a list turns its pages (extension `x-pagination`)."""

    style: str
    items: str
    item: Type
    page: str | None
    size: str | None
    first: int
    last: str | None
    total: str | None
    next: str | None
    until: str


@record(frozen=True, slots=True)
class Process:
    """Work that is done later (extension `x-process`)."""

    id: str
    status: str
    argument: str
    state: str
    type: Type
    pending: tuple[str, ...]
    success: tuple[str, ...]
    failure: tuple[str, ...]
    result: str | None
    interval: float | None
    retention: float | None
    bulk: Bulk | None


@record(frozen=True, slots=True)
class Operation:
    """One operation."""

    id: str
    key: str
    """What it is known by: its operationId, else method and path."""
    tag: str
    method: str
    path: str
    summary: str
    doc: str
    link: str
    params: tuple[Param, ...]
    body: Body | None
    responses: tuple[Response, ...]
    result: Type
    envelope: str | None
    errors: Errors | None
    """Where its error bodies keep what they say; None: as the document says."""
    servers: tuple[Server, ...]
    """Its own servers or those of its path item; none: the document's."""
    security: tuple[tuple[str, ...], ...] | None
    paging: Paging | None
    retry: Retry | None
    limits: tuple[Rule, ...]
    process: Process | None
    deadline: float | None
    fallback: bool
    background: Background | None
    status: str | None
    deprecated: bool
    deprecation: Deprecation | None
    pinned: str | None
    pointer: Pointer
    place: Place
    links: tuple[Link, ...] = ()
    groups: tuple[Group, ...] = ()
    """Which of its parameters go with each other."""
    unsent: tuple[Unsent, ...] = ()
    """What its arguments are held against before they are sent."""
    switch: tuple[str, str] | None = None
    """Place and wire name of the argument that asks for items instead of a whole answer."""

    @property
    def taken(self) -> tuple[Type, ...]:
        """The types of its arguments."""
        body = self.body
        of_body = (*(member.type for member in body.arguments), *body.whole) if body else ()
        return (*(param.type for param in self.params), *of_body)

    @property
    def stream(self) -> Type | None:
        """What it answers item by item; None where a success may be whole."""
        return None if self.paging or any(map(_whole, self.responses)) else self._items

    @property
    def aside(self) -> Type | None:
        """What it answers item by item if asked to, and else whole: a second method's result."""
        return self._items if any(map(_whole, self.responses)) else None

    @property
    def _items(self) -> Type | None:
        items = tuple(dict.fromkeys(r.item for r in self.responses if r.success and r.item))
        if not items or self.process:
            return None
        return items[0] if len(items) == 1 else OneOf(items)


def _whole(response: Response) -> bool:
    """Whether a success is one value."""
    return response.success and response.media is not None and response.item is None


@record(frozen=True, slots=True)
class Webhook:
    """A message that the vendor sends by itself (section 4.8.1, `webhooks`; callbacks)."""

    name: str
    summary: str
    form: bool
    json_members: tuple[str, ...]
    type: Type
    signature: Signature | None
    keys: PublicKeys | None
    pinned: str | None
    pointer: Pointer
    place: Place
    method: str = "POST"
    media: str | None = None
    operation: str = ""
    """Of a callback: the operation that asks for it."""
    expression: str = ""
    """Of a callback: where it goes (section 4.8.18)."""


@record(frozen=True, slots=True)
class Tag:
    """A group of operations."""

    name: str
    doc: str
    pinned: str | None
    place: Place
    summary: str = ""
    parent: str | None = None
    """The tag it stands below (OpenAPI 3.2)."""
    kind: str | None = None


# The whole -----------------------------------------------------------------------


SchemeKind: TypeAlias = Literal["bearer", "basic", "key", "oauth2", "mutual-tls"]


@record(frozen=True, slots=True)
class Scheme:
    """A security scheme."""

    name: str
    kind: SchemeKind
    where: str
    wire: str
    token_url: str | None
    scopes: tuple[str, ...]
    foreign: tuple[str, ...]
    """What credentials of another kind begin with (`x-foreign-keys`)."""
    doc: str
    pinned: str | None
    place: Place


@record(frozen=True, slots=True)
class Server:
    """A server URL with its variables; a variable without a sensible default is None."""

    url: str
    variables: Mapping[str, str | None]
    doc: str
    choices: Mapping[str, tuple[str, ...]] = field(default_factory=dict[str, tuple[str, ...]])
    """Variable -> the values that it may have, where they are enumerated."""
    paths: Mapping[str, Mapping[str, Mapping[str, str]]] = field(
        default_factory=dict[str, Mapping[str, Mapping[str, str]]]
    )
    """Variable -> value -> beginning of paths -> the one that they have then (`x-paths`)."""


@record(frozen=True, slots=True)
class Errors:
    """Where error bodies keep what they say (extension `x-errors`)."""

    code: str | None = None
    message: str | None = None
    fields: str | None = None
    field_name: str | None = None
    field_message: str | None = None
    failure: tuple[str, Any] | None = None


@record(frozen=True, slots=True)
class Api:
    """A whole document."""

    name: str
    title: str
    version: str
    summary: str
    doc: str
    link: str
    license: str
    servers: tuple[Server, ...]
    schemes: tuple[Scheme, ...]
    security: tuple[tuple[str, ...], ...]
    errors: Errors
    retry: Retry | None
    request_id_headers: tuple[str, ...]
    request_id_header: str | None
    throttle: Throttle | None
    http2: bool
    """Whether the vendor asks for HTTP/2 (extension `x-http2`)."""
    omit_null: bool
    """Whether members that are null are left out, both ways (extension `x-wire`)."""
    loose_scalars: bool
    """Whether answers may write scalars in other JSON types (extension `x-wire`)."""
    media_version: tuple[str, str] | None
    tags: tuple[Tag, ...]
    operations: tuple[Operation, ...]
    webhooks: tuple[Webhook, ...]
    callbacks: tuple[Webhook, ...]
    schemas: tuple[Schema, ...]
    branches: Mapping[Pointer, str]
    """What branches of unions say that they are."""
    xml: Mapping[Pointer, Xml]
    """The named objects that stand in XML documents."""
    directions: Mapping[Pointer, Direction]
