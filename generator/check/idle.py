"""Deadlines, states of operations and signatures: right in form, without effect or unsafe."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.check.look import Look, Node, Rule, held
from generator.check.named import named_operations
from generator.check.said import said_of
from generator.ground.diagnostics import Diagnostic, short
from generator.read.source import Place, Sequence

_WRITTEN = frozenset(
    (
        *("accept", "authorization", "connection", "content-length"),
        *("content-type", "host", "transfer-encoding"),
    )
)
"""Headers that a client writes itself (RFC 9110, 9112)."""


def w490_deadline(look: Look) -> Iterator[Diagnostic]:
    """A deadline changes what holds already, and is for calls that are made."""
    name = "x-deadline"
    shared = look.tree.get(name)
    hooks = {id(o.value) for o in look.operations if o.webhook}
    for node in look.of("pathItem", "operation"):
        if name not in node.value:
            continue
        above = _above(node, name, shared)
        if id(node.value) in hooks or _called_back(node):
            message, mend = "a webhook is received: it has no deadline", "remove it"
        elif node.value[name] is None and above is None:
            message, mend = "there is no deadline that null could lift", "remove it"
        elif above is not None and above == node.value[name]:
            message, mend = "the deadline says what holds anyway", "remove it"
        else:
            continue
        yield node.place.report("W490", message, mend, key=name)


def _above(node: Node, name: str, shared: Any) -> Any:
    """What holds for an object, but for what it says itself."""
    if node.kind == "operation" and node.parent is not None and name in node.parent.value:
        return node.parent.value[name]
    return shared


def _called_back(node: Node) -> bool:
    while node.parent is not None:
        node = node.parent
        if node.kind == "callback":
            return True
    return False


def w491_status(look: Look) -> Iterator[Diagnostic]:
    """What is not there yet is not deprecated, nor received, nor used by others."""
    planned: set[str] = set()
    for operation in look.operations:
        said = operation.value.get("x-status")
        if said == "planned":
            planned.add(operation.id)
        if said == "planned" and operation.value.get("deprecated") is True:
            message, mend = "it is planned and deprecated at once", "remove one of them"
            yield operation.place.report("W491", message, mend, key="x-status")
        elif said is not None and operation.webhook:
            message, mend = "x-status is for operations that are called", "remove it"
            yield operation.place.report("W491", message, mend, key="x-status")
    for place, name, said in named_operations(look) if planned - {""} else ():
        if said in planned and name != "x-webhook-signature":  # its webhook may be planned too
            message = f"{name} names {short(said, 40)}, which is only planned"
            yield place.report("W491", message, "name one that is there")


def w487_written_header(look: Look) -> Iterator[Diagnostic]:
    """Headers that a client writes itself carry nothing else."""
    ways = (("x-retry", "idempotency-header"), ("x-request-id", "send"))
    for name, key in ways:
        for _, value in said_of(look, name):
            header = value.get(key)
            if isinstance(header, str) and header.lower() in _WRITTEN:
                message = f"{name}: {header} is written by the client for something else"
                yield value.place.report("W487", message, "name a header of its own", key=key)


def h378_request_id(look: Look) -> Iterator[Diagnostic]:
    """One header has one spelling, though its case says nothing (RFC 9110, section 5.1)."""
    said = held(look.tree, "x-request-id")
    spelt: dict[str, str] = {}
    for kind in ("parameter", "header"):
        for node in look.of(kind):
            name = node.value.get("name") if kind == "parameter" else node.place.key
            if isinstance(name, str) and (kind == "header" or node.value.get("in") == "header"):
                spelt.setdefault(name.lower(), name)
    received = said.get("receive")
    names: list[tuple[Place, str | int, Any]] = [(said.place, "send", said.get("send"))]
    if isinstance(received, Sequence):
        names += [(received.place, index, name) for index, name in enumerate(received)]
    seen: set[str] = set()
    for place, key, name in names:
        other = spelt.setdefault(name.lower(), name) if isinstance(name, str) else name
        if isinstance(key, int) and str(name).lower() in seen:
            message = f"{short(name, 40)} stands twice: case says nothing"
            yield place.child(key).report("W488", message, "remove one")
        elif other != name:
            message = f"x-request-id: {short(name, 30)} is written {short(other, 30)} elsewhere"
            yield place.child(key).report("H378", message, "write both alike")
        seen |= {str(name).lower()} if isinstance(key, int) else set()


RULES: tuple[Rule, ...] = (h378_request_id, w490_deadline, w491_status, w487_written_header)
