"""Two revisions of an operation: its place, parameters, body and answers."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from generator.compare.change import Spot, Verdicts
from generator.compare.context import Pair
from generator.compare.found import Found
from generator.compare.notes import parameter_notes
from generator.compare.promises import promises
from generator.compare.schemas import Walk
from generator.compare.sides import Side
from generator.compare.slots import Slot, added, removed
from generator.compare.words import from_to
from generator.understand import ir
from generator.understand.bodies import essence
from generator.understand.notes import escape

_IGNORED = ("content-type", "accept", "authorization")


@dataclass(frozen=True, slots=True)
class Both:
    """An operation of both revisions."""

    walk: Walk
    old: ir.Operation
    new: ir.Operation

    @property
    def use(self) -> str:
        """What it is called."""
        return called(self.new)

    def nodes(self) -> tuple[Any, Any]:
        """Both as they are written."""
        at = self.walk.old.document.at, self.walk.new.document.at
        return at[0](self.old.pointer), at[1](self.new.pointer)

    def spots(self, key: str | None = None) -> tuple[Spot, Spot]:
        """Where both stand, or where they say something."""
        walk = self.walk
        return walk.old.spot(self.old.pointer, key), walk.new.spot(self.new.pointer, key)

    def found(
        self, kind: str, subject: str, detail: str = "", *, named: Verdicts | None = None,
        key: str | None = None,
    ) -> Found:  # fmt: skip
        """A finding where the operation stands."""
        return Found(kind, subject, detail, None, *self.spots(key), named=named)


def called(operation: ir.Operation) -> str:
    """`GET /orders`."""
    return f"{operation.method} {operation.path}"


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
    yield from _bodies(both)
    yield from _answers(both)
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


# Bodies ------------------------------------------------------------------------------


def _bodies(both: Both) -> Iterator[Found]:
    walk = both.walk
    one, other = both.nodes()
    old, at = walk.old.at(one.get("requestBody"), f"{both.old.pointer}/requestBody")
    new, now = walk.new.at(other.get("requestBody"), f"{both.new.pointer}/requestBody")
    subject = f"body of {both.use}"
    if not isinstance(old, Mapping) or not isinstance(new, Mapping):
        if old is not None and new is None:
            named = removed("request", "argument", required=bool(old.get("required")))
            spots = walk.old.spot(at), walk.new.spot(both.new.pointer)
            yield Found("body-removed", subject, "", "request", *spots, named=named)
        elif new is not None and old is None:
            required = bool(new.get("required"))
            kind = "required-body-added" if required else "body-added"
            spots = walk.old.spot(both.old.pointer), walk.new.spot(now)
            named = added("request", "argument", required=required)
            yield Found(kind, subject, "", "request", *spots, named=named)
        return
    if bool(old.get("required")) != bool(new.get("required")):
        kind = "body-became-required" if new.get("required") else "body-became-optional"
        named = Verdicts("none", "breaking", "none")
        if not new.get("required"):
            named = Verdicts("none", "none", "breaking")
        spots = walk.old.spot(at, "required"), walk.new.spot(now, "required")
        yield Found(kind, subject, "", "request", *spots, named=named)
    types = _body_types(both.old), _body_types(both.new)
    yield from content(walk, (old, new), (at, now), "request", subject, both.use, types)


def _body_types(operation: ir.Operation) -> dict[str, tuple[ir.Type, bool]]:
    """Media type → the type, and whether its members are arguments."""
    bodies = operation.body.every if operation.body else ()
    return {m: (body.type, bool(body.members)) for body in bodies for m in body.media}


def content(
    walk: Walk,
    nodes: tuple[Any, Any],
    at: tuple[str, str],
    way: Any,
    subject: str,
    use: str,
    types: tuple[Mapping[str, tuple[ir.Type, bool]], Mapping[str, tuple[ir.Type, bool]]],
) -> Iterator[Found]:
    """The media types of a body or an answer, and what is in them."""
    old, new = (node.get("content") or {} for node in nodes)
    now = {_media(media): media for media in new}
    for media in old:
        spots = walk.old.spot(f"{at[0]}/content", media), walk.new.spot(f"{at[1]}", "content")
        if _media(media) not in now:
            yield Found("media-type-removed", subject, media, way, *spots)
            continue
        other = now[_media(media)]
        places = f"{at[0]}/content/{escape(media)}", f"{at[1]}/content/{escape(other)}"
        one, two = old[media] or {}, new[other] or {}
        if way == "request" and one.get("encoding") != two.get("encoding"):
            where = walk.old.spot(places[0], "encoding"), walk.new.spot(places[1], "encoding")
            yield Found("encoding-changed", subject, media, way, *where)
        if any(one.get(word) != two.get(word) for word in ("example", "examples")):
            where = walk.old.spot(places[0]), walk.new.spot(places[1])
            yield Found("example-changed", subject, "", way, *where)
        ours, theirs = types[0].get(media), types[1].get(other)
        slot = Slot("result", ours[0], theirs[0]) if ours and theirs else None
        for word in ("schema", "itemSchema"):
            if word not in one and word not in two:
                continue
            schemas = f"{places[0]}/{word}", f"{places[1]}/{word}"
            keys = (
                walk.old.forms.key([schemas[0]]) if word in one else (),
                walk.new.forms.key([schemas[1]]) if word in two else (),
            )
            arguments = bool(ours and theirs and ours[1] and theirs[1])
            walk.compare(Pair(*keys, way, subject, schemas, slot, arguments), use)
    before = {_media(media) for media in old}
    for media in new:
        if _media(media) not in before:
            spots = walk.old.spot(at[0], "content"), walk.new.spot(f"{at[1]}/content", media)
            yield Found("media-type-added", subject, media, way, *spots)


def _media(media: str) -> str:
    """A media type as it is compared: its name is the same in any case."""
    return f"{essence(media)};{media.partition(';')[2].replace(' ', '')}"


# Answers -----------------------------------------------------------------------------


def _answers(both: Both) -> Iterator[Found]:
    one, other = both.nodes()
    old = {s.upper(): s for s in map(str, one.get("responses") or {}) if not s.startswith("x-")}
    new = {s.upper(): s for s in map(str, other.get("responses") or {}) if not s.startswith("x-")}
    pairs = [(old[status], new[status]) for status in old if status in new]
    for what in ("success", "error"):
        gone = [old[s] for s in old if s not in new and _sort(s) == what]
        come = [new[s] for s in new if s not in old and _sort(s) == what]
        if len(gone) == len(come) == 1:
            pairs.append((gone[0], come[0]))
            yield _status(both, f"{what}-status-changed", gone[0], come[0])
            continue
        for status in gone:
            yield _status(both, f"{what}-status-removed", status, None)
        for status in come:
            yield _status(both, f"{what}-status-added", None, status)
    for was, now in pairs:
        yield from _answer(both, was, now)


def _sort(status: str) -> str:
    return "success" if status.startswith("2") else "error"


def _status(both: Both, kind: str, old: str | None, new: str | None) -> Found:
    walk = both.walk
    spots = (
        walk.old.spot(f"{both.old.pointer}/responses", old),
        walk.new.spot(f"{both.new.pointer}/responses", new),
    )
    detail = f"{old} → {new}" if old and new else ""
    subject = f"answer {old or new} of {both.use}" if not detail else f"answers of {both.use}"
    return Found(kind, subject, detail, "response", *spots)


def _answer(both: Both, was: str, now: str) -> Iterator[Found]:
    walk = both.walk
    one, other = both.nodes()
    at = (
        f"{both.old.pointer}/responses/{escape(was)}",
        f"{both.new.pointer}/responses/{escape(now)}",
    )
    old, before = walk.old.at(one["responses"][was], at[0])
    new, after = walk.new.at(other["responses"][now], at[1])
    if walk.same(old, new) or not isinstance(old, Mapping) or not isinstance(new, Mapping):
        return
    subject = f"answer {now} of {both.use}"
    if before.startswith("#/components/") and after == before:
        subject = f"answer {before.rpartition('/')[2]}"
    if old.get("description") != new.get("description"):
        spots = walk.old.spot(before, "description"), walk.new.spot(after, "description")
        yield Found("text-changed", subject, "description", "response", *spots)
    if old.get("links") != new.get("links"):
        spots = walk.old.spot(before, "links"), walk.new.spot(after, "links")
        yield Found("convention-changed", subject, "links", "response", *spots)
    types = _types(both.old, was), _types(both.new, now)
    yield from content(walk, (old, new), (before, after), "response", subject, both.use, types)
    yield from _headers(both, (old, new), (before, after), subject)


def _types(operation: ir.Operation, status: str) -> dict[str, tuple[ir.Type, bool]]:
    code = int(status) if status.isdigit() else status
    return {
        response.media: (response.type, False)
        for response in operation.responses
        if code in response.statuses and response.media and response.success
    }


def _headers(
    both: Both, nodes: tuple[Any, Any], at: tuple[str, str], subject: str
) -> Iterator[Found]:
    walk = both.walk
    ours, theirs = ({n.lower(): n for n in node.get("headers") or {}} for node in nodes)
    for name in dict.fromkeys((*ours, *theirs)):
        if name in _IGNORED:
            continue
        called_ = f'header "{theirs.get(name) or ours[name]}" of {subject}'
        if name not in theirs:
            spots = walk.old.spot(f"{at[0]}/headers", ours[name]), walk.new.spot(at[1])
            yield Found("header-removed", called_, "", "response", *spots)
            continue
        if name not in ours:
            spots = walk.old.spot(at[0]), walk.new.spot(f"{at[1]}/headers", theirs[name])
            yield Found("header-added", called_, "", "response", *spots)
            continue
        old, before = _header(walk.old, nodes[0], at[0], ours[name])
        new, after = _header(walk.new, nodes[1], at[1], theirs[name])
        if bool(old.get("required")) != bool(new.get("required")):
            kind = "required" if new.get("required") else "optional"
            spots = walk.old.spot(before), walk.new.spot(after)
            yield Found(f"header-became-{kind}", called_, "", "response", *spots)
        schemas = f"{before}/schema", f"{after}/schema"
        keys = (
            walk.old.forms.key([schemas[0]]) if "schema" in old else (),
            walk.new.forms.key([schemas[1]]) if "schema" in new else (),
        )
        walk.compare(Pair(*keys, "response", called_, schemas, None), both.use)


def _header(side: Side, node: Any, at: str, name: str) -> tuple[Any, str]:
    return side.at(node["headers"][name], f"{at}/headers/{escape(name)}")
