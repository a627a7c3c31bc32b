"""Two revisions of an operation: its place, parameters, body and answers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from generator.compare.both import Both, called
from generator.compare.change import Verdicts
from generator.compare.context import Pair
from generator.compare.exchange import answers, bodies
from generator.compare.found import Found
from generator.compare.notes import parameter_notes
from generator.compare.promises import promises
from generator.compare.sides import Side
from generator.compare.slots import Slot, added, removed
from generator.compare.words import from_to
from generator.understand import ir
from generator.understand.notes import escape


def shape(operation: ir.Operation) -> tuple[str, str]:
    """What tells an operation apart on the wire: its method, and its path without names."""
    return operation.method, re.sub(r"\{[^{}]*\}", "{}", operation.path)


def matched(
    old: tuple[ir.Operation, ...], new: tuple[ir.Operation, ...]
) -> tuple[list[tuple[ir.Operation, ir.Operation]], list[ir.Operation], list[ir.Operation]]:
    """Operations that are one: by method and path, else by operationId; the gone, the new."""
    theirs = {shape(operation): operation for operation in new}
    pairs = [(one, theirs[shape(one)]) for one in old if shape(one) in theirs]
    known = {shape(one) for one, _ in pairs}
    rest = [one for one in new if shape(one) not in known]
    gone = [one for one in old if shape(one) not in known]
    by_key = {one.key: one for one in rest}
    moved = [(one, by_key[one.key]) for one in gone if one.key in by_key]
    pairs += moved
    left = {id(one) for pair in moved for one in pair}
    return pairs, [o for o in gone if id(o) not in left], [o for o in rest if id(o) not in left]


def compare_operation(both: Both) -> Iterator[Found]:
    """What differs; schemas are left to the walk."""
    yield from _place(both)
    yield from _parameters(both)
    yield from bodies(both)
    yield from answers(both)
    yield from promises(both.walk, both.old, both.new, both.use)


def _place(both: Both) -> Iterator[Found]:
    walk, old, new = both.walk, both.old, both.new
    if shape(old) != shape(new):
        yield both.found("path-changed", called(old), f"now {called(new)}")
    ours, theirs = walk.old.names, walk.new.names
    before, after = ours.operations[old.id], theirs.operations[new.id]
    method = f"{ours.tags[old.tag].module}.{before.method}"
    now = f"{theirs.tags[new.tag].module}.{after.method}"
    client, handler = method != now, before.handler != after.handler
    named = Verdicts("none", "breaking" if client else "none", "breaking" if handler else "none")
    kind = "operation-renamed" if old.key != new.key else "name-changed"
    if old.tag != new.tag:
        detail = f"{old.tag} → {new.tag}" + (f": {method} is {now}" if client else "")
        yield both.found("operation-moved", both.use, detail, named=named, key="tags")
    elif client or handler or (old.key != new.key and shape(old) == shape(new)):
        detail = f"{old.key} → {new.key}" if kind == "operation-renamed" else f"{method} is {now}"
        yield both.found(kind, both.use, detail, named=named, key="operationId")
    one, other = both.nodes()
    for word in ("summary", "description", "externalDocs"):
        if one.get(word) != other.get(word):
            yield both.found("text-changed", both.use, word, key=word)
            break


# Parameters ------------------------------------------------------------------------


def _slot_of(operation: ir.Operation, param: ir.Param) -> tuple[str, str]:
    """What makes a parameter the same: its place, and its name; in a path its position."""
    if param.where == "path":
        names = re.findall(r"\{([^{}]*)\}", operation.path)
        return "path", str(names.index(param.wire)) if param.wire in names else param.wire
    name = param.wire.lower() if param.where == "header" else param.wire
    return param.where, name


def _subject(param: ir.Param, use: str) -> str:
    called_ = f'{param.where} parameter "{param.wire}"'
    return called_ if param.pointer.startswith("#/components/") else f"{called_} of {use}"


def _parameters(both: Both) -> Iterator[Found]:
    walk, use = both.walk, both.use
    ours = {_slot_of(both.old, param): param for param in both.old.params}
    theirs = {_slot_of(both.new, param): param for param in both.new.params}
    for key, one in ours.items():
        if key not in theirs:
            named = removed("request", "argument", required=one.required)
            yield Found(
                "parameter-removed", _subject(one, use), "", "request",
                walk.old.spot(one.pointer), walk.new.spot(both.new.pointer, "parameters"), named,
            )  # fmt: skip
        else:
            yield from _parameter(both, one, theirs[key])
    for key, other in theirs.items():
        if key not in ours:
            kind = "required-parameter-added" if other.required else "parameter-added"
            named = added("request", "argument", required=other.required)
            yield Found(
                kind, _subject(other, use), "", "request",
                walk.old.spot(both.old.pointer, "parameters"), walk.new.spot(other.pointer), named,
            )  # fmt: skip


def _parameter(both: Both, one: ir.Param, other: ir.Param) -> Iterator[Found]:
    walk, subject = both.walk, _subject(other, both.use)
    spots = walk.old.spot(one.pointer), walk.new.spot(other.pointer)

    def found(kind: str, detail: str = "", named: Verdicts | None = None) -> Found:
        return Found(kind, subject, detail, "request", *spots, named=named)

    if one.wire != other.wire and one.where == "path":
        argument = _argument(walk.old, both.old, one), _argument(walk.new, both.new, other)
        same = argument[0] == argument[1]
        yield found(
            "parameter-renamed", from_to(one.wire, other.wire), Verdicts() if same else None
        )
    if one.required != other.required:
        kind = "parameter-became-required" if other.required else "parameter-became-optional"
        named = Verdicts("none", "breaking", "none")
        yield found(kind, "", named if other.required else Verdicts("none", "none", "breaking"))
    if _style(one) != _style(other):
        changed = [
            f"{word} {from_to(a, b)}"
            for word, a, b in zip(_STYLE, _style(one), _style(other), strict=True)
            if a != b
        ]
        yield found("parameter-style-changed", ", ".join(changed))
    at = _schema_at(one), _schema_at(other)
    keys = walk.old.forms.key([at[0]]), walk.new.forms.key([at[1]])
    slot = Slot("argument", one.type, other.type)
    pair = Pair(*keys, "request", subject, at, slot)
    yield from parameter_notes(walk, pair, (one.pointer, other.pointer))
    walk.compare(pair, both.use)


_STYLE = ("style", "explode", "allowReserved", "content")


def _style(param: ir.Param) -> tuple[Any, ...]:
    """How it is written, with the defaults of the standard (section 4.8.12.2)."""
    style = param.style or ("form" if param.where in ("query", "cookie") else "simple")
    explode = param.explode if param.explode is not None else style == "form"
    return style, explode, param.allow_reserved, param.media


def _schema_at(param: ir.Param) -> str:
    if param.media is not None:
        return f"{param.pointer}/content/{escape(param.media)}/schema"
    return f"{param.pointer}/schema"


def _argument(side: Side, operation: ir.Operation, param: ir.Param) -> str:
    names = side.names.operations[operation.id].arguments
    return names.get((param.where, param.wire), param.wire)
