"""Processes: 202 with a status operation → intermediate representation (`x-process`)."""

from __future__ import annotations

from collections.abc import Mapping as AnyMapping
from typing import Any

from generator.read.source import Mapping, mapping
from generator.understand import ir
from generator.understand.bodies import Builder, is_json
from generator.understand.notes import escape


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
            _said(builder, node, "status-operation"),
            "name one with a single required parameter as status-operation",
            "status-operation",
        )
        return None
    bulk = operations.get(str(node.get("bulk-operation")))
    missing = [key for key in ("id", "state", "success") if not node.get(key)]
    if missing:
        builder.report(
            "E512",
            f"a process needs {', '.join(missing)}",
            node,
            "add it here, or to x-process on the root, which all operations share",
        )
        return None
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
        bulk=_bulk(builder, bulk, node, status.envelope) if bulk else None,
    )


def _said(builder: Builder, node: Mapping, key: str) -> Mapping:
    """Where a member was said: by the document for all processes, or by the operation."""
    shared = builder.document.tree.get("x-process")
    if isinstance(shared, Mapping) and shared.get(key) == node.get(key):
        return shared
    return node


def _names(node: Mapping, key: str) -> tuple[str, ...]:
    return tuple(str(name) for name in node.get(key) or ())


def _bulk(
    builder: Builder, operation: ir.Operation, node: Mapping, wrap: str | None
) -> ir.Bulk | None:
    """The list of queries in the body, the list of states in the answer.

    A query is an object that holds the id as each state does, or the id itself. The states
    of a list have no envelope of their own; `wrap` is the one that a single state has.
    """
    members = operation.body.members if operation.body else ()
    lists = [member for member in members if isinstance(member.type, ir.ListOf)]
    answers = _answers(builder, operation)
    if len(lists) != 1 or len(answers) != 1:
        builder.report(
            "E512",
            "the bulk operation of a process must take one list and answer with one",
            _said(builder, node, "bulk-operation"),
            "name one with a list in its body's object and one in its answer's",
            "bulk-operation",
        )
        return None
    schema, at = builder.follow(builder.document.at(lists[0].pointer), lists[0].pointer)
    query, _ = builder.follow(schema.get("items") or mapping({}, node.place), f"{at}/items")
    scalar = query.get("type") in ("string", "integer")
    return ir.Bulk(
        operation=operation.id,
        member=lists[0].wire,
        query=None if scalar else str(node["id"]).rpartition("/")[2],
        items=answers[0],
        most=schema.get("maxItems"),
        wrap=wrap,
    )


def _answers(builder: Builder, operation: ir.Operation) -> list[str]:
    """Pointers to the lists that an operation may answer with: its result, or members of it."""
    outer = f"/{escape(operation.envelope)}" if operation.envelope else ""
    if isinstance(operation.result, ir.ListOf):
        return [outer]
    results = (
        [operation.result]
        if operation.envelope
        else [
            response.type
            for response in operation.responses
            if response.success and response.media and is_json(response.media)
        ]
    )
    names = dict.fromkeys(name for type_ in results for name in _list_members(builder, type_))
    return [f"{outer}/{escape(name)}" for name in names]


def most_in_batch(builder: Builder, node: Mapping) -> int | None:
    """How many events a batch operation takes: `maxItems` of the list in its body."""
    body, _ = builder.follow(node.get("requestBody") or mapping({}, node.place), "")
    for media, content in (body.get("content") or {}).items():
        if is_json(media) and isinstance(content.get("schema"), Mapping):
            schema, _ = builder.follow(content["schema"], "")
            lists = [
                found
                for found in (schema, *(schema.get("properties") or {}).values())
                if isinstance(found, Mapping) and "maxItems" in found
            ]
            return int(lists[0]["maxItems"]) if lists else None
    return None


def _list_members(builder: Builder, type_: ir.Type) -> list[str]:
    if not isinstance(type_, ir.Ref):
        return []
    fields = builder.book.members(type_.pointer).values()
    return [field.wire for field in fields if isinstance(_value(field.type), ir.ListOf)]


def _value(type_: ir.Type) -> ir.Type:
    return type_.inner if isinstance(type_, ir.Nullable) else type_
