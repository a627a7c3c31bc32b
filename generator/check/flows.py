"""Paging, processes and batches, by sense: what they point at is what they need."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.check.bodies import leads, success
from generator.check.conjunction import Conjunction
from generator.check.examples import exclude
from generator.check.inherited import Finding, Said, everywhere, settled
from generator.check.look import Look, Operation, Rule, held, listed
from generator.ground.diagnostics import Diagnostic, nearest, short
from generator.read.source import Mapping, escape

_NUMBERS = frozenset({"integer", "number"})
_LONG = 900
"""Seconds between questions that are meant to be milliseconds."""
_SETS = ("pending", "success", "failure")


def w482_paging(look: Look) -> Iterator[Diagnostic]:
    """Items are a list, totals are numbers, and there is a way to the next page."""
    yield from settled(look, "x-pagination", _paging(look))


def _paging(look: Look) -> Iterator[Finding]:
    for said in everywhere(look, "x-pagination"):
        bodies = success(look, said.operation)
        yield from _kind(look, said, bodies, "items", frozenset({"array"}), "a list")
        yield from _kind(look, said, bodies, "total", _NUMBERS, "a number")
        yield from _kind(look, said, bodies, "last", _NUMBERS, "a number")
        if said.whole.get("style") == "next-url":
            yield from _kind(look, said, bodies, "next", frozenset({"string"}), "text")
        for key, message, mend in _lacks(said.whole):
            if key in said.own or "nothing" not in message:  # a shared piece may be for others
                lacking = key == "items" and "style" not in said.own  # the document's to say
                yield said.report("W482", "" if lacking else key, message, mend)
        yield from _sizes(look, said)
        yield from _first(look, said)


def _first(look: Look, said: Said) -> Iterator[Finding]:
    """Page and size are two parameters, and the first page is the one that comes unasked."""
    if said.text("page") and said.text("page") == said.text("size"):
        message = f"page and size are the same parameter {short(said.text('page'), 30)}"
        yield said.report("W482", "size", message, "name another parameter")
    first = said.whole.get("first")
    for parameter in look.parameters(said.operation):
        default = held(parameter, "schema").get("default")
        named = parameter["name"] == said.text("page")
        least: Any = held(parameter, "schema").get("minimum")
        if named and isinstance(least, int) and isinstance(first, int) and first < least:
            message = f"first is {first}, but its parameter begins with {least}"
            yield said.report("W482", "first", message, f"write first: {least}")
        elif named and isinstance(default, int) and first not in (None, default):
            message = f"first is {first}, but without a page comes {default}"
            yield said.report("W482", "first", message, f"write first: {default}")


def _lacks(whole: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Members that a style or an end needs or does not use."""
    style, until = whole.get("style"), whole.get("until")
    if style is None:
        yield "style", "the paging has no style", "add `style: page` or another"
    if "items" not in whole and style is not None:
        yield "items", "the paging does not say where the items are", "add `items: /…`"
    if style in ("page", "offset", "cursor", "since") and "page" not in whole:
        yield "style", f"style {style} has no parameter that asks for a page", "add `page: <name>`"
    if style in ("cursor", "next-url") and "next" not in whole:
        yield "style", f"style {style} does not say where the next one is", "add `next: /…`"
    if "first" in whole and style not in ("page", "offset", None):
        yield "first", f"`first` does nothing for style {style}", "remove it"
    if until == "last" and not whole.keys() & {"last", "total"}:
        yield "until", "until last, but neither `last` nor `total` is said", "add `total: /…`"
    if until == "no-next" and "next" not in whole and style != "link":
        yield "until", "until no-next, but `next` is not said", "add `next: /…`"
    if "sizes" in whole and "size" not in whole:
        yield "sizes", "there are sizes, but no parameter that asks for one", "add `size: <name>`"


def _sizes(look: Look, said: Said) -> Iterator[Finding]:
    """Sizes are numbers that their parameter takes."""
    parameters = {p["name"]: p for p in look.parameters(said.operation) if p.get("in") == "query"}
    numbered = ["size", *(["page"] if said.whole.get("style") in ("page", "offset") else [])]
    for key in numbered:
        schema = look.deref(parameters.get(said.text(key), {})).get("schema")
        if isinstance(schema, Mapping) and not Conjunction(look, schema).types & _NUMBERS:
            message = f"{key}: parameter {short(said.text(key), 40)} is no number"
            yield said.report("W482", key, message, "write `type: integer` in its schema")
    if said.whole.get("style") in ("cursor", "since"):
        schema = look.deref(parameters.get(said.text("page"), {})).get("schema")
        types = Conjunction(look, schema).types if isinstance(schema, Mapping) else frozenset()
        if types and types <= {"object", "array", "boolean"}:
            message = f"page: parameter {short(said.text('page'), 40)} takes no cursor"
            yield said.report("W482", "page", message, "name one that is text or a number")
    schema = look.deref(look.deref(parameters.get(said.text("size"), {})).get("schema"))
    bounds = [(schema.get("minimum"), -1), (schema.get("maximum"), 1)]
    listed_sizes = said.whole.get("sizes")
    sizes: list[Any] = listed_sizes if isinstance(listed_sizes, list) else []
    numbers = {n: index for index, n in enumerate(sizes) if isinstance(n, int)}
    crossed = exclude(schema.get("minimum"), schema.get("maximum"))
    for bound, sign in () if crossed else bounds:
        if isinstance(bound, int | float) and any((n - bound) * sign > 0 for n in numbers):
            odd = max(numbers) if sign > 0 else min(numbers)
            word = "over the maximum" if sign > 0 else "under the minimum"
            message = f"size {odd} is {word} {bound} of its parameter"
            mend = "make the two agree"
            yield said.report("W482", "sizes", message, mend, item=numbers[odd])


def w483_process(look: Look) -> Iterator[Diagnostic]:
    """States are those of the status operation, each in one set, and 202 says that it goes on."""
    yield from settled(look, "x-process", _processes(look))


def _processes(look: Look) -> Iterator[Finding]:
    known = look.by_id
    for said in everywhere(look, "x-process"):
        operation = said.operation
        if not any(status in ("202", "2XX", "default") for status, _ in look.responses(operation)):
            message = f"{operation.name} has a process, but no 202"
            mend = "answer 202 for what is not done yet, or remove x-process"
            yield said.report("W483", "x", message, mend)
        if said.text("status-operation") == operation.id:
            message = "the status operation is the operation itself"
            mend = "name the one that tells the state"
            yield said.report("W483", "status-operation", message, mend)
            continue
        yield from _twice(said)
        status = known.get(said.text("status-operation"))
        if status is not None:
            yield from _states(look, said, status)
        yield from _times(said)


def _twice(said: Said) -> Iterator[Finding]:
    seen: dict[Any, str] = {}
    for name in _SETS:
        for index, state in _states_in(said, name):
            other = seen.setdefault(state, name)
            if other != name:
                message = f"state {short(state, 40)} is in {other} and in {name}"
                yield said.report("W483", name, message, "remove one of them", item=index)


def _states_in(said: Said, name: str) -> list[tuple[int, str]]:
    """The states of a set, each with its place in the list."""
    found = said.whole.get(name)
    states = enumerate(found) if isinstance(found, list) else ()
    return [(index, state) for index, state in states if isinstance(state, str)]


def _states(look: Look, said: Said, status: Operation) -> Iterator[Finding]:
    """The states that are told are the enum's, and each of the enum's is told."""
    bodies = success(look, status)
    pointer = said.text("state")
    found = [schema for body in bodies for schema in leads(look, body, pointer) or ()]
    values = {value for schema in found for value in _values(look, schema) if value is not None}
    if not pointer or not values:
        return
    told = {s: (name, index) for name in _SETS for index, s in _states_in(said, name)}
    for state, (name, index) in told.items():
        if state not in values:
            near = nearest(state, [str(v) for v in values])
            mend = f"did you mean {near}?" if near else "add it to the enum, or remove it"
            message = f"state {short(state, 40)} is not in the enum of {status.id}"
            yield said.report("W483", name, message, mend, item=index)
    missing = sorted(str(value) for value in values - told.keys())
    if missing and told.keys() <= values:
        message = f"state {short(missing[0], 40)} is neither pending, success nor failure"
        yield said.report("W483", "failure", message, "put it into one of the three")


def _values(look: Look, schema: Any) -> list[Any]:
    for part in Conjunction(look, look.deref(schema)).parts:
        if "const" in part:
            return [part["const"]]
        if listed(part, "enum"):
            return [value for value in part["enum"] if isinstance(value, str | int)]
    return []


def _times(said: Said) -> Iterator[Finding]:
    both = [said.whole.get(key) for key in ("interval", "retention")]
    interval, retention = (n if isinstance(n, int | float) else None for n in both)
    if isinstance(interval, int) and interval >= _LONG and interval % 50 == 0:
        message = f"interval {interval} is in seconds: {interval // 60} minutes"
        yield said.report("W483", "interval", message, f"write {interval / 1000:g}")
    if interval is not None and retention is not None and interval >= retention:
        message = "the state is gone before it is asked for again"
        yield said.report("W483", "interval", message, "write an interval under the retention")


def w484_batch(look: Look) -> Iterator[Diagnostic]:
    """A batch takes a list of what the operation takes, each under `wrap`."""
    known = look.by_id
    for said in everywhere(look, "x-background"):
        batch = said.whole.get("batch")
        if not isinstance(batch, Mapping):
            continue
        name, wrap = batch.get("operation"), batch.get("wrap")
        if name == said.operation.id:
            message = "the batch operation is the operation itself"
            yield batch.place.report("W484", message, "name one that takes a list", key="operation")
            continue
        taken = _taken(look, known.get(str(name)))
        if taken is None:
            continue
        whole = Conjunction(look, taken)
        if "array" not in whole.types:
            message = f"the body of {short(name, 40)} is no list"
            yield batch.place.report("W484", message, "name one that takes a list", key="operation")
            continue
        items = next((p["items"] for p in whole.parts if isinstance(p.get("items"), Mapping)), None)
        if items is None or not isinstance(wrap, str):
            continue
        if leads(look, items, f"/{escape(wrap)}") == []:
            near = nearest(wrap, Conjunction(look, look.deref(items)).properties())
            message = f"items of {short(name, 40)} have no member {short(wrap, 40)}"
            mend = f"did you mean {near}?" if near else "name the member that an event is under"
            yield batch.place.report("W484", message, mend, key="wrap")


def _taken(look: Look, operation: Operation | None) -> Mapping | None:
    """The schema of an operation's JSON body."""
    if operation is None:
        return None
    body = look.deref(operation.value.get("requestBody"))
    for name, media in held(body, "content").items():
        if (
            "json" in name
            and isinstance(media, Mapping)
            and isinstance(media.get("schema"), Mapping)
        ):
            return look.deref(media["schema"])
    return None


def _kind(
    look: Look, said: Said, bodies: list[Any], key: str, types: frozenset[str], what: str
) -> Iterator[Finding]:
    """A pointer leads to something of a type, where the schemas say one."""
    pointer = said.text(key)
    if not pointer.startswith("/"):
        return
    found = [schema for body in bodies for schema in leads(look, body, pointer) or ()]
    wholes = [Conjunction(look, schema) for schema in found if isinstance(schema, Mapping)]
    if wholes and not any(_may_be(look, whole, types) for whole in wholes):
        message = f"{key} {short(pointer, 40)} is not {what}"
        yield said.report("W482", key, message, f"point at {what}")


def _may_be(look: Look, whole: Conjunction, types: frozenset[str]) -> bool:
    """Whether a schema may be of a type; a union may where a member may."""
    members = [m for p in whole.parts for w in ("oneOf", "anyOf") for m in listed(p, w)]
    if not members:
        return bool(whole.types & types)
    return any(
        look.deref(m).get("oneOf") or Conjunction(look, look.deref(m)).types & types
        for m in members
    )


def e424_time(look: Look) -> Iterator[Diagnostic]:
    """`time` of x-background names a parameter or member of the body, which is a moment."""
    yield from settled(look, "x-background", _moments(look))


def _moments(look: Look) -> Iterator[Finding]:
    wire = look.tree.get("x-wire")
    plain = wire.get("date-time", "") if isinstance(wire, Mapping) else ""
    for said in everywhere(look, "x-background"):
        name = said.text("time")
        if not name:
            continue
        known = {
            str(p["name"]): look.deref(p.get("schema")) for p in look.parameters(said.operation)
        }
        body = _taken(look, said.operation)
        if body is not None:
            for part in Conjunction(look, body).parts:
                known |= {n: look.deref(s) for n, s in held(part, "properties").items()}
        if name not in known:
            near = nearest(name, known)
            mend = f"did you mean {near}?" if near else "name a parameter or member of the body"
            message = f"{said.operation.name} has neither parameter nor member {short(name, 40)}"
            yield said.report("E424", "time", message, mend)
            continue
        form = str(known[name].get("x-wire", plain))
        dated = known[name].get("format") == "date-time" and (not form or "P" in form)
        if not dated and form not in ("U", "Uv", "U.v"):
            mend = "name one of `format: date-time`, or with `x-wire: U`"
            yield said.report("E424", "time", f"{short(name, 40)} is no moment with its zone", mend)


RULES: tuple[Rule, ...] = (w482_paging, w483_process, w484_batch, e424_time)
