"""The way on from page to page, from state to state, and to the list that takes many."""

from __future__ import annotations

from collections.abc import Iterator

from generator.check.bodies import success
from generator.check.inherited import Finding, everywhere, settled
from generator.check.look import Look, Operation, Rule, held, listed
from generator.check.said import (
    of_other_types,
    said_of,
)
from generator.ground.diagnostics import Diagnostic, short
from generator.read.source import Mapping

_TEXT = frozenset({"string"})


_VALUE = frozenset({"string", "integer", "number"})


def w482_way_on(look: Look) -> Iterator[Diagnostic]:
    """The next page is asked for by what the style says, and by nothing else."""
    yield from settled(look, "x-pagination", _way_on(look))
    for said in everywhere(look, "x-pagination"):
        operation = said.operation
        answers = [a for s, a in look.responses(operation) if s[:1] == "2"]
        if answers and not any(a.get("content") for a in answers):
            message = "the operation answers nothing that has pages"
            yield operation.place.report("W482", message, "remove it", key="x-pagination")
        yield from _of_enum(look, operation, said.own)


def _way_on(look: Look) -> Iterator[Finding]:
    for said in everywhere(look, "x-pagination"):
        style, bodies = said.whole.get("style"), success(look, said.operation)
        unused = {"next-url": ("page",), "link": ("page", "next")}.get(str(style), ())
        for key in unused:
            if key in said.own or (said.inherits(key) and said.inherits("style")):
                message = f"{key} does nothing for style {style}"
                yield said.report("W482", key, message, "remove it")
        following = said.text("next") if style == "cursor" else None
        if of_other_types(look, bodies, following, _VALUE):
            message = f"next {short(following, 40)} is no text or number"
            yield said.report("W482", "next", message, "point at the next cursor")
        if said.text("total") and said.text("total") == said.text("last"):
            message = "total and last are one member: items are no pages"
            yield said.report("W482", "last", message, "remove one of them")


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
    yield from settled(look, "x-process", _kinds(look))


def _kinds(look: Look) -> Iterator[Finding]:
    known = look.by_id
    for said in everywhere(look, "x-process"):
        status = known.get(said.text("status-operation"))
        told = success(look, status) if status else []
        for key, bodies, types, what in (
            ("id", success(look, said.operation), _VALUE, "a text or number"),
            ("state", told, _TEXT, "a text"),
        ):
            if of_other_types(look, bodies, said.text(key), types):
                message = f"{key} {short(said.text(key), 40)} is not {what}"
                yield said.report("W483", key, message, f"point at {what}")
        if said.text("result") and said.text("result") == said.text("state"):
            message = "result and state are one member"
            yield said.report("W483", "result", message, "point at the result")


def w484_no_list(look: Look) -> Iterator[Diagnostic]:
    """The operation that takes many has a body."""
    known = look.by_id
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
