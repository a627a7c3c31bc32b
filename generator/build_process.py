"""Processes: 202 with a status operation → intermediate representation (`x-process`)."""

from __future__ import annotations

from collections.abc import Mapping as AnyMapping
from typing import Any

from generator import ir
from generator.build_body import Builder, is_json
from generator.source import Mapping


def build_process(
    builder: Builder, node: Any, operations: AnyMapping[str, ir.Operation]
) -> ir.Process | None:
    """What an operation promises for later, tied to the operations that tell of it.

    Args:
        builder: For diagnostics.
        node: The extension's value, the root's settings included.
        operations: All operations by their operationId.
    """
    if not isinstance(node, Mapping):
        return None
    status = operations.get(str(node.get("status-operation")))
    needed = [param.wire for param in status.params if param.required] if status else []
    if status is None or len(needed) != 1:
        builder.report(
            "E512",
            "the status operation of a process must take its id and require nothing else",
            node,
            "name one with a single required parameter as status-operation",
        )
        return None
    bulk = operations.get(str(node.get("bulk-operation")))
    return ir.Process(
        id=str(node.get("id")),
        status=status.id,
        argument=needed[0],
        state=str(node.get("state")),
        type=status.result,
        pending=_names(node, "pending"),
        success=_names(node, "success"),
        failure=_names(node, "failure"),
        result=node.get("result"),
        interval=node.get("interval"),
        retention=node.get("retention"),
        bulk=_bulk(builder, bulk, str(node.get("id"))) if bulk else None,
    )


def _names(node: Mapping, key: str) -> tuple[str, ...]:
    return tuple(str(name) for name in node.get(key) or ())


def _bulk(builder: Builder, operation: ir.Operation, id_: str) -> ir.Bulk | None:
    """The list of queries in the body, the list of states in the answer."""
    members = operation.body.members if operation.body else ()
    lists = [member for member in members if isinstance(member.type, ir.ListOf)]
    answers = [
        name
        for response in operation.responses
        if response.success and response.media and is_json(response.media)
        for name in _list_members(builder, response.type)
    ]
    if len(lists) != 1 or not answers:
        return None
    return ir.Bulk(operation.id, lists[0].wire, id_.rsplit("/", 1)[-1], f"/{answers[0]}")


def _list_members(builder: Builder, type_: ir.Type) -> list[str]:
    if not isinstance(type_, ir.Ref):
        return []
    schema, _ = builder.follow(builder.document.at(type_.pointer), type_.pointer)
    found: list[str] = []
    for name, prop in (schema.get("properties") or {}).items():
        target, _ = builder.follow(prop, "") if isinstance(prop, Mapping) else ({}, "")
        if target.get("type") == "array":
            found.append(name)
    return found
