"""How a call is written; for the README the one that needs least of those that only read."""

from __future__ import annotations

from collections.abc import Iterable

from generator.ground.records import record
from generator.ground.text import Source
from generator.name.naming import Names, Slot
from generator.understand import ir
from generator.write.views.results import result_of

_VALUES = {"string": '"…"', "integer": "1", "number": "1.5", "boolean": "True"}


@record(frozen=True, slots=True)
class Spoken:
    """What stands around a call of a method, but for the call itself."""

    before: str
    after: str
    loops: bool
    """Whether the result is gone through, item by item; with `async for` by the asynchronous."""
    waits: bool
    """Whether the asynchronous call is awaited."""


def method_of(operation: ir.Operation, names: Names) -> str:
    """`client.orders.list`."""
    return f"client.{names.tags[operation.tag].module}.{names.operations[operation.id].method}"


def spoken(operation: ir.Operation, names: Names, item: str, whole: str) -> Spoken:
    """How the result of a call is used.

    Args:
        operation: What is called.
        names: What everything is called.
        item: What an item of a list or a stream is called.
        whole: What a whole result is given to: `print(`, `order = `.
    """
    loops = result_of(operation, names)[1] in ("Page", "Stream")
    if loops:
        return Spoken(f"for {item} in ", ":", True, False)
    return Spoken(whole, ")" if whole.endswith("(") else "", False, True)


def first_call(api: ir.Api, names: Names) -> tuple[Source, ...]:
    """The lines below `with Client(…) as client:`."""
    first = first_operation(api)
    if first is None:
        return (Source("...  # a method of the table below"),)
    known = names.operations[first.id]
    said = ", ".join(
        f"{known.arguments[param.where, param.wire]}={_value(param.type)}"
        for param in _needed(first)
    )
    how = spoken(first, names, "item", "print(")
    call = Source(f"{how.before}{method_of(first, names)}({said}){how.after}")
    return (call, Source("    print(item)")) if how.loops else (call,)


def first_operation(api: ir.Api) -> ir.Operation | None:
    """The operation that a newcomer may call first, if there is one."""
    reading = [op for op in api.operations if _reads(op)]
    order = {tag.name: index for index, tag in enumerate(api.tags)}
    return min(
        reading, key=lambda op: (len(_needed(op)), order.get(op.tag, 0), op.key), default=None
    )


def _reads(operation: ir.Operation) -> bool:
    plain = operation.method.upper() == "GET" and operation.body is None
    return plain and not (operation.deprecated or operation.status or operation.process)


def allowed(operation: ir.Operation, wanted: Iterable[Slot] = ()) -> set[Slot]:
    """The parameters of a call that goes out: its groups hold (extension `x-parameter-groups`).

    Args:
        operation: What is called.
        wanted: What is to be given besides what is required, as far as it may.
    """
    required = {(param.where, param.wire) for param in operation.params if param.required}
    given, gone = required.union(wanted), set[Slot]()
    for group in operation.groups:
        if group.kind == "all-or-none":
            continue
        open_ = [slot for slot in group.params if slot not in gone]
        rivals = [slot for slot in open_ if slot in given]
        if not rivals and group.kind == "exactly-one":
            rivals = open_
        if rivals:
            gone.update(slot for slot in group.params if slot != rivals[0])
            given = (given | {rivals[0]}) - gone
    for group in operation.groups:
        if group.kind == "all-or-none" and not given.isdisjoint(group.params):
            whole = gone.isdisjoint(group.params)
            given = given.union(group.params) if whole else given.difference(group.params)
    return given


def _needed(operation: ir.Operation) -> list[ir.Param]:
    """The parameters that a call must have, with the first that a group wants."""
    needed = allowed(operation)
    return [param for param in operation.params if (param.where, param.wire) in needed]


def _value(type_: ir.Type) -> str:
    """A placeholder that a reader replaces."""
    return _VALUES.get(type_.kind, "...") if isinstance(type_, ir.Prim) else "..."
