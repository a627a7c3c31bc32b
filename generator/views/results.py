"""What methods give, and in which order they stand."""

from __future__ import annotations

from generator import ir
from generator.naming import Names
from generator.types import PyType, py_type


def sorted_operations(api: ir.Api, names: Names, tag: ir.Tag) -> list[ir.Operation]:
    """The operations of a tag, by method name."""
    mine = [operation for operation in api.operations if operation.tag == tag.name]
    return sorted(mine, key=lambda operation: names.operations[operation.id].method)


def result_of(operation: ir.Operation, names: Names) -> tuple[PyType, str, str]:
    """What a method gives: its type, what that is held by, and the client's method to call."""
    if operation.paging:
        return py_type(operation.paging.item, names, "out"), "Page", "page"
    if operation.process:
        return py_type(operation.process.type, names, "out"), "Process", "process"
    return py_type(operation.result, names, "out"), "", "call"
