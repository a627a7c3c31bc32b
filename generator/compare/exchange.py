"""What an operation is sent and what it answers, in two revisions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from generator.compare.both import Both
from generator.compare.change import Verdicts
from generator.compare.context import Pair
from generator.compare.found import Found
from generator.compare.schemas import Walk
from generator.compare.sides import Side
from generator.compare.slots import Slot, added, removed
from generator.understand import ir
from generator.understand.bodies import essence
from generator.understand.notes import escape
from generator.understand.values import same

_IGNORED = ("content-type", "accept", "authorization")


# Bodies ------------------------------------------------------------------------------


def bodies(both: Both) -> Iterator[Found]:
    """What differs between the bodies of the requests."""
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
        if way == "request" and not same(one.get("encoding"), two.get("encoding")):
            where = walk.old.spot(places[0], "encoding"), walk.new.spot(places[1], "encoding")
            yield Found("encoding-changed", subject, media, way, *where)
        if not all(same(one.get(word), two.get(word)) for word in ("example", "examples")):
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


def answers(both: Both) -> Iterator[Found]:
    """What differs between the answers: statuses, headers, and what is in them."""
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
    if not same(old.get("links"), new.get("links")):
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
