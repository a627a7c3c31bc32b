"""What methods give, and in which order they stand."""

from __future__ import annotations

from generator.name.naming import Names
from generator.understand import ir
from generator.write.types import PyType, py_type


def sorted_operations(api: ir.Api, names: Names, tag: ir.Tag) -> list[ir.Operation]:
    """The operations of a tag, by method name."""
    mine = [operation for operation in api.operations if operation.tag == tag.name]
    return sorted(mine, key=lambda operation: names.operations[operation.id].method)


def result_of(operation: ir.Operation, names: Names, aside: bool = False) -> tuple[PyType, str]:
    """What a method gives, or the one beside it (`aside`): its type, and what that is held by."""
    if aside and operation.aside is not None:
        return py_type(operation.aside, names, "out"), "Stream"
    if operation.paging:
        return py_type(operation.paging.item, names, "out"), "Page"
    if operation.process:
        return py_type(operation.process.type, names, "out"), "Process"
    if operation.stream is not None:
        return py_type(operation.stream, names, "out"), "Stream"
    return py_type(operation.result, names, "out"), ""
