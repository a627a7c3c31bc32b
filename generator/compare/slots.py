"""What a change of type is to programs that name it: those that give values, those that read.

Callers give what is sent and read what comes back; implementers the other way round. A type
may become wider for who gives, and narrower for who reads.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal, TypeAlias

from generator.compare.change import Verdict, Verdicts, Way
from generator.compare.sides import Side
from generator.ground.records import record
from generator.understand import ir
from generator.understand.values import kind_of

What: TypeAlias = Literal["argument", "field", "result", "alias"]
"""An argument of a method, a member of a model, what a method gives, a type of its own."""

_NULL = ir.Prim("null")
_NARROWER = {"number": "integer"}
"""What a kind of values takes besides its own: `int` is a `float` to type checkers (PEP 484)."""


@record(frozen=True, slots=True)
class Slot:
    """A place that the generated code gives a type, on both sides."""

    what: What
    old: ir.Type
    new: ir.Type


class Types:
    """Which values of one side's types the other side's take."""

    def __init__(self, old: Side, new: Side, direction: Callable[[Side, ir.Pointer], str]) -> None:
        """Compare the types of two sides; *direction* tells how a named schema is used."""
        self.old = old
        self.new = new
        self.direction = direction

    def verdicts(self, slot: Slot, way: Way) -> Verdicts:
        """What a change of a slot's type is to callers and implementers."""
        given = self.taken(slot.new, slot.old, self.new, self.old)
        read = self.taken(slot.old, slot.new, self.old, self.new)
        gives: Verdict = "none" if given else "breaking"
        reads: Verdict = "none" if read else "breaking"
        client, server = (gives, reads) if way == "request" else (reads, gives)
        return Verdicts("none", client, server)

    def taken(self, wanted: ir.Type, given: ir.Type, at: Side, of: Side) -> bool:
        """Whether every value of a given type is one of the wanted type.

        Args:
            wanted: What is taken.
            given: What is given.
            at: The side of what is wanted.
            of: The side of what is given.
        """
        if (
            isinstance(wanted, ir.Ref)
            and isinstance(given, ir.Ref)
            and _name(wanted, at) == _name(given, of)
        ):
            return True  # what it stands for is told where that stands
        return all(
            any(self._one(want, give, at, of) for want in self._options(wanted, at))
            for give in self._options(given, of)
        )

    def _one(self, want: ir.Type, give: ir.Type, at: Side, of: Side) -> bool:
        match want, give:
            case (ir.Anything(), _):
                return True
            case (ir.Ref(), ir.Ref()):
                return _name(want, at) == _name(give, of)
            case (ir.ListOf(a) | ir.MapOf(a) | ir.Emptied(a) | ir.Perhaps(a), _) if type(
                want
            ) is type(give):
                return self.taken(a, _held(give), at, of)
            case (ir.TupleOf(a), ir.TupleOf(b)):
                return len(a) == len(b) and all(
                    self.taken(one, other, at, of) for one, other in zip(a, b, strict=True)
                )
            case (ir.Prim(a, f, w), ir.Prim(b, g, v)):
                if (a, b) == ("number", "integer"):
                    return f != "decimal" and w == v
                return a == b and _python(a, f) == _python(b, g) and w == v
            case (ir.Prim(kind, f, None), ir.Const(value)):
                return kind_of(value) in (kind, _NARROWER.get(kind)) and not _python(kind, f)
            case (ir.Const(a), ir.Const(b)):
                return a == b and type(a) is type(b)
            case _:
                return type(want) is type(give) and want == give

    def _options(self, type_: ir.Type, side: Side) -> tuple[ir.Type, ...]:
        """The alternatives of a type; aliases are what they stand for, open sets their kinds."""
        match type_:
            case ir.Nullable(inner):
                return (*self._options(inner, side), _NULL)
            case ir.OneOf(members):
                return tuple(one for member in members for one in self._options(member, side))
            case ir.Enum(values, kinds, closed):
                if closed and all(isinstance(value, str | int | bool) for value in values):
                    return tuple(ir.Const(value) for value in values)
                return tuple(ir.Prim(kind) for kind in kinds)
            case ir.Ref(pointer):
                schema = side.schemas.get(pointer)
                if schema is None or schema.kind == "object" or schema.type in (None, type_):
                    return (type_,)
                return self._options(self.spelt(schema, side), side) if schema.type else (type_,)
            case _:
                return (type_,)

    def spelt(self, schema: ir.Schema, side: Side) -> ir.Type:
        """What a named schema stands for: values that are only sent are a closed set."""
        type_ = schema.type or ir.Anything()
        sent = self.direction(side, schema.pointer) == "request"
        if sent and isinstance(type_, ir.Enum):
            return ir.Enum(type_.values, type_.kinds, True)
        return type_


def _name(type_: ir.Ref, side: Side) -> str | None:
    return side.names.schemas.get(type_.pointer)


def _held(type_: ir.Type) -> ir.Type:
    match type_:
        case ir.ListOf(inner) | ir.MapOf(inner) | ir.Emptied(inner) | ir.Perhaps(inner):
            return inner
        case _:
            return type_


def _python(kind: str, format_: str | None) -> str:
    """What Python makes of a format."""
    formats = {"string": ("date-time", "date", "time", "uuid", "decimal"), "number": ("decimal",)}
    return format_ if format_ and format_ in formats.get(kind, ()) else ""


def presence(field: ir.Field, direction: str) -> tuple[ir.Type, bool]:
    """The type that a member has in its class, and whether it must be given."""
    required = (
        field.required
        and not (field.read_only and direction != "response")
        and not (field.write_only and direction != "request")
    )
    bare = required or (field.default and field.default[0] is not None)
    return (field.type if bare else ir.Nullable(field.type)), required


def added(way: Way, what: What, *, required: bool) -> Verdicts:
    """What something new is to those that give it, and those that read it.

    Who overrides a method must take a new argument, even one that is optional.
    """
    gives: Verdict = "breaking" if required else "additive"
    reads: Verdict = "breaking" if what == "argument" else "additive"
    client, server = (gives, reads) if way == "request" else (reads, gives)
    return Verdicts("none", client, server)


def removed(way: Way, what: What, *, required: bool) -> Verdicts:
    """What it is that something is gone."""
    reads: Verdict = "breaking"
    if what == "argument" and not required:  # who overrides the method has a default for it
        reads = "none"
    client, server = ("breaking", reads) if way == "request" else (reads, "breaking")
    return Verdicts("none", client, server)  # type: ignore[arg-type]
