"""A first call of an API, for the README: the simplest that only reads."""

from __future__ import annotations

from generator.ground.text import Source
from generator.name.naming import Names, Slot
from generator.understand import ir
from generator.write.views.results import result_of

_VALUES = {"string": '"…"', "integer": "1", "number": "1.5", "boolean": "True"}


def first_call(api: ir.Api, names: Names) -> tuple[Source, ...]:
    """The lines below `with Client(…) as client:`."""
    reading = [op for op in api.operations if _reads(op)]
    if not reading:
        return (Source("...  # a method of the table below"),)
    order = {tag.name: index for index, tag in enumerate(api.tags)}
    first = min(reading, key=lambda op: (len(_needed(op)), order.get(op.tag, 0), op.key))
    known = names.operations[first.id]
    said = ", ".join(
        f"{known.arguments[param.where, param.wire]}={_value(param.type)}"
        for param in _needed(first)
    )
    call = f"client.{names.tags[first.tag].module}.{known.method}({said})"
    if result_of(first, names)[1] in ("Page", "Stream"):
        return (Source(f"for item in {call}:"), Source("    print(item)"))
    return (Source(f"print({call})"),)


def _reads(operation: ir.Operation) -> bool:
    plain = operation.method.upper() == "GET" and operation.body is None
    return plain and not (operation.deprecated or operation.status or operation.process)


def _needed(operation: ir.Operation) -> list[ir.Param]:
    """The parameters that a call must have, with the first that a group wants."""
    needed: set[Slot] = {(param.where, param.wire) for param in operation.params if param.required}
    for group in operation.groups:
        if group.kind == "exactly-one" and needed.isdisjoint(group.params):
            needed.add(group.params[0])
    for group in operation.groups:
        if group.kind == "all-or-none" and not needed.isdisjoint(group.params):
            needed.update(group.params)
    return [param for param in operation.params if (param.where, param.wire) in needed]


def _value(type_: ir.Type) -> str:
    """A placeholder that a reader replaces."""
    return _VALUES.get(type_.kind, "...") if isinstance(type_, ir.Prim) else "..."
