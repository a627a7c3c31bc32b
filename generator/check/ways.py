"""The way on from page to page, from state to state, and to the list that takes many."""

from __future__ import annotations

from collections.abc import Iterator

from generator.check.bodies import success
from generator.check.look import Look, Operation, Rule, held, listed
from generator.check.said import (
    called,
    of_other_types,
    said_of,
)
from generator.ground.diagnostics import Diagnostic, short
from generator.read.source import Mapping

_TEXT = frozenset({"string"})


_VALUE = frozenset({"string", "integer", "number"})


def w482_way_on(look: Look) -> Iterator[Diagnostic]:
    """The next page is asked for by what the style says, and by nothing else."""
    for operation in called(look):
        own, shared = operation.value.get("x-pagination"), look.tree.get("x-pagination")
        if not isinstance(own, Mapping):
            continue
        whole = {**(shared if isinstance(shared, Mapping) else {}), **own}
        style, bodies = whole.get("style"), success(look, operation)
        unused = {"next-url": ("page",), "link": ("page", "next")}.get(str(style), ())
        for key in unused:
            if key in own:
                message = f"{key} does nothing for style {style}"
                yield own.place.report("W482", message, "remove it", key=key)
        following = own.get("next") if style == "cursor" else None
        if of_other_types(look, bodies, following, _VALUE):
            message = f"next {short(following, 40)} is no text or number"
            yield own.place.report("W482", message, "point at the next cursor", key="next")
        if isinstance(own.get("total"), str) and own.get("total") == own.get("last"):
            message = "total and last are one member: items are no pages"
            yield own.place.report("W482", message, "remove one of them", key="last")
        answers = [a for s, a in look.responses(operation) if s[:1] == "2"]
        if answers and not any(a.get("content") for a in answers):
            message = "the operation answers nothing that has pages"
            yield operation.place.report("W482", message, "remove it", key="x-pagination")
        yield from _of_enum(look, operation, own)


def _of_enum(look: Look, operation: Operation, own: Mapping) -> Iterator[Diagnostic]:
    """Sizes are among the values that their parameter has."""
    named = [p for p in look.parameters(operation) if p["name"] == own.get("size")]
    values = [v for p in named for v in listed(look.deref(p.get("schema")), "enum")]
    for index, size in enumerate(listed(own, "sizes") if values else ()):
        if size not in values:
            message = f"size {short(size, 20)} is none of its parameter's values"
            mend = f"write one of {', '.join(map(str, values[:4]))}"
            yield own["sizes"].place.child(index).report("W482", message, mend)


def w483_kinds(look: Look) -> Iterator[Diagnostic]:
    """An id and a state are single values, and the result is another member than the state."""
    known = {operation.id: operation for operation in look.operations if operation.id}
    for operation in called(look):
        value = operation.value.get("x-process")
        if not isinstance(value, Mapping):
            continue
        shared = look.tree.get("x-process")
        whole = {**(shared if isinstance(shared, Mapping) else {}), **value}
        status = known.get(str(whole.get("status-operation")))
        told = success(look, status) if status else []
        for key, bodies, types, what in (
            ("id", success(look, operation), _VALUE, "a text or number"),
            ("state", told, _TEXT, "a text"),
        ):
            if of_other_types(look, bodies, value.get(key), types):
                message = f"{key} {short(value[key], 40)} is not {what}"
                yield value.place.report("W483", message, f"point at {what}", key=key)
        if "result" in value and value.get("result") == whole.get("state"):
            message = "result and state are one member"
            yield value.place.report("W483", message, "point at the result", key="result")


def w484_no_list(look: Look) -> Iterator[Diagnostic]:
    """The operation that takes many has a body."""
    known = {operation.id: operation for operation in look.operations if operation.id}
    for node, value in said_of(look, "x-background"):
        batch = held(value, "batch")
        operation = known.get(str(batch.get("operation")))
        if operation is None or operation.value is node.value:
            continue
        if "requestBody" not in operation.value:
            message = f"{short(operation.id, 40)} takes no body"
            mend = "name one that takes a list"
            yield batch.place.report("W484", message, mend, key="operation")


RULES: tuple[Rule, ...] = (
    w482_way_on,
    w483_kinds,
    w484_no_list,
)
