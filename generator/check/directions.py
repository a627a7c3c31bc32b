"""Directions of `x-sandbox` stand where they are followed, and speak of what is there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from generator.check.bodies import leads, success, taken
from generator.check.conjunction import Conjunction
from generator.check.examples import checker
from generator.check.headers import is_token, token_mend
from generator.check.look import Look, Operation, Rule, held, listed
from generator.check.said import called, is_said
from generator.check.sandbox import NAME, effects_of, shape
from generator.ground.diagnostics import Diagnostic, nearest, short
from generator.read.source import Mapping, Place, escape, unescape

_WHERE = {
    "document": frozenset({"visitor", "token", "money", "realm", "filters", "idle"}),
    "operation": frozenset(
        {"about", "subject", "fresh", "formulas", "lines", "effects", "later", "known", "each"}
        | {"require", "resolve", "status", "filters", "sort", "members", "leaves"}
    ),
    "example": frozenset({"when", "effects", "later"}),
}
"""What is followed where (docs/vocabulary.md, x-sandbox)."""


def w433_where(look: Look) -> Iterator[Diagnostic]:
    """A direction where none follows it."""
    for kind, known in _WHERE.items():
        for node in look.of(kind):
            said = held(node.value, NAME)
            for key in said.keys() - known:
                there = [k for k, names in _WHERE.items() if key in names]
                if there:
                    message = f"x-sandbox: {key} is not followed on the {kind}"
                    yield said.place.report("W433", message, f"put it on the {there[0]}", key=key)
    for operation in look.operations:
        said = held(operation.value, NAME)
        for key in ("fresh", "filters", "sort") if operation.method != "get" else ():
            if key in said:
                message = f"x-sandbox: {key} is followed where a GET reads the thing"
                yield said.place.report("W433", message, "put it on that operation", key=key)


def w433_document(look: Look) -> Iterator[Diagnostic]:
    """What the document says: a header, tokens that something gives, two members of money."""
    said = held(look.tree, NAME)
    visitor = said.get("visitor")
    if isinstance(visitor, str) and not is_token(visitor):
        message = f"visitor: {short(visitor, 40)} is no header name"
        yield said.place.report("W433", message, token_mend(visitor), key="visitor")
    elif isinstance(visitor, str) and not any(
        parameter.get("in") == "header" and str(parameter["name"]).lower() == visitor.lower()
        for operation in look.operations
        for parameter in look.parameters(operation)
    ):
        message = f"visitor: no operation has a header parameter {short(visitor, 40)}"
        yield said.place.report("W433", message, "add the parameter, or correct it", key="visitor")
    flows = [f for node in look.of("flows") for f in node.value.values() if isinstance(f, Mapping)]
    if "token" in said and not any("tokenUrl" in flow for flow in flows):
        message = "token: no security scheme has a tokenUrl that gives one"
        yield said.place.report("W433", message, "remove it, or add the scheme", key="token")
    money = held(said, "money")
    if "number" in money and money.get("number") == money.get("text"):
        message = "money: its number and its text are one member"
        yield money.place.report("W433", message, "name two members", key="text")


def w433_when(look: Look) -> Iterator[Diagnostic]:
    """What a request is to have for an example is something that it can have."""
    for operation in look.operations if is_said(look, NAME) else ():
        for _, response in look.responses(operation):
            for media in held(response, "content").values():
                for value in held(media, "examples").values() if isinstance(media, Mapping) else ():
                    said = held(look.deref(value), NAME)
                    yield from _when(look, operation, held(said, "when"))


def _when(look: Look, operation: Operation, when: Mapping) -> Iterator[Diagnostic]:
    for place in ("path", "query", "header"):
        known = {
            str(p["name"]).lower() if place == "header" else str(p["name"])
            for p in look.parameters(operation)
            if p.get("in") == place
        }
        wanted = held(when, place)
        for name in wanted:
            if (name.lower() if place == "header" else name) not in known:
                message = f"{operation.name[:40]} has no {place} parameter {short(name, 30)}"
                yield wanted.place.report("W433", message, _near(name, known), key=name)
    bodies = taken(look, operation)
    wanted = held(when, "body")
    for name in wanted if bodies else ():
        if all(leads(look, body, f"/{escape(name)}") == [] for body in bodies):
            message = f"the body of {operation.name[:40]} has no {short(name, 30)}"
            yield wanted.place.report("W433", message, _near(name, _names(look, bodies)), key=name)


def w433_things(look: Look) -> Iterator[Diagnostic]:
    """Pointers and members of things lead somewhere; constants fit."""
    if not is_said(look, NAME):
        return
    things: dict[str, list[Any]] = {}
    for operation in look.operations:
        if operation.method == "get" and not operation.webhook:
            things[shape(operation.path)] = _roots(look, operation)
    for operation in look.operations:
        said = held(operation.value, NAME)
        subject, bodies = said.get("subject"), taken(look, operation)
        if isinstance(subject, str) and all(leads(look, b, subject) == [] for b in bodies):
            message = f"subject: the body of {operation.name[:40]} has no {short(subject, 40)}"
            yield said.place.report("W433", message, "point at its id", key="subject")
        about = said.get("about")
        at = shape(about if isinstance(about, str) else operation.path)
        lines, roots = held(said, "lines"), things.get(at, [])
        within = lines.get("within")
        near = nearest(within, _names(look, roots)) if isinstance(within, str) else ""
        if isinstance(within, str) and near and _missing(look, roots, within):
            message = f"lines: the thing has no {short(within, 40)}"  # others are its memory
            yield lines.place.report("W433", message, f"did you mean {near}?", key="within")
        yield from _formulas(look, operation, said, things.get(at, []))
        for effects in effects_of(said):
            for path, members in effects.items():
                if isinstance(members, Mapping):
                    yield from _members(look, things.get(shape(path), []), members)


def _formulas(
    look: Look, operation: Operation, said: Mapping, roots: list[Any]
) -> Iterator[Diagnostic]:
    """Members that formulas set, and members of the body that they read, but for a misspelling."""
    names = _names(look, roots)
    for pointer in held(said, "formulas") if operation.method == "get" else ():
        name = unescape(pointer[1:])
        near = nearest(name, names, cutoff=0.8) if "/" not in pointer[1:] else ""
        if near and name not in names and _missing(look, roots, name):
            message = f"formulas: the thing has no {short(name, 40)}"  # others are its memory
            yield held(said, "formulas").place.report(
                "W433", message, f"did you mean {near}?", key=pointer
            )
    yield from _filters(look, operation, held(said, "filters"))
    bodies = taken(look, operation)
    known = _names(look, bodies)
    for holder, key, text in _texts(said):
        for name in re.findall(r"\brequest\.body\.([A-Za-z_]\w*)", text) if known else ():
            gone = all(leads(look, body, f"/{escape(name)}") == [] for body in bodies)
            if name not in known and gone:
                message = f"the body of {operation.name[:40]} has no {short(name, 30)}"
                yield holder.report("W433", message, _near(name, known), key=key)


def _filters(look: Look, operation: Operation, filters: Mapping) -> Iterator[Diagnostic]:
    """Members of a list's items that filters read, but for a misspelling."""
    lists = _roots(look, operation) if filters else []
    names = _names(look, [item for root in lists for item in leads(look, root, "/0") or ()])
    for key, text in filters.items() if names else ():
        for name in (
            re.findall(r"(?<![\w.'\"])([A-Za-z_]\w*)", text) if isinstance(text, str) else ()
        ):
            near = nearest(name, names, cutoff=0.8)
            if near and name not in names and name not in _WORDS:
                message = f"filters: items have no {short(name, 40)}"  # others are its memory
                yield filters.place.report("W433", message, f"did you mean {near}?", key=key)


_WORDS = frozenset(
    {
        *("and", "or", "not", "in", "if", "else", "request", "there", "answer"),
        *("sum", "count", "first", "named", "within", "slug"),
    }
)
"""Words of formulas that are no members."""


def _members(look: Look, roots: list[Any], members: Mapping) -> Iterator[Diagnostic]:
    names, values = _names(look, roots), checker(look)
    for name, value in members.items():
        near = nearest(name, names, cutoff=0.8)
        alike = near and name.lower() not in near.lower() and near.lower() not in name.lower()
        if name not in names and alike and _missing(look, roots, name):
            message = f"effects: the thing has no {short(name, 40)}"  # others are its memory
            yield members.place.report("W433", message, f"did you mean {near}?", key=name)
        formula = isinstance(value, str) and value.startswith("=")
        if formula or value is None or isinstance(value, Mapping | list):
            continue
        found = [s for root in roots for s in leads(look, root, f"/{escape(name)}") or ()]
        faults = [_own_fault(look, values, schema, value) for schema in found]
        if faults and all(faults):
            message = f"effects: {faults[0]}"
            yield members.place.report("W433", message, "write a value that it may have", key=name)


def _own_fault(look: Look, values: Any, schema: Any, value: Any) -> str:
    for part in Conjunction(look, look.deref(schema)).parts:
        fault = values.own_fault(part, value)
        if fault is not None:
            return str(fault.message)
    return ""


def _roots(look: Look, operation: Operation) -> list[Any]:
    """The schemas of what a GET shows, in its envelope and out of it."""
    bodies = success(look, operation)
    member = look.extension(operation, "x-envelope")
    if isinstance(member, Mapping):
        member = member.get("response")
    if not isinstance(member, str):
        return bodies
    inner = [s for body in bodies for s in leads(look, body, f"/{escape(member)}") or ()]
    return inner or bodies


def _missing(look: Look, roots: list[Any], name: str) -> bool:
    return bool(roots) and all(leads(look, root, f"/{escape(name)}") == [] for root in roots)


def _names(look: Look, schemas: list[Any]) -> set[str]:
    return {n for s in schemas for n in Conjunction(look, look.deref(s)).properties()}


def _near(name: str, known: set[str]) -> str:
    near = nearest(name, known)
    return f"did you mean {near}?" if near else "correct the name, or remove it"


def w433_request(look: Look) -> Iterator[Diagnostic]:
    """What formulas of the sandbox read of a request is there; a realm is a parameter."""
    if not is_said(look, NAME):
        return
    realm = held(look.tree, "x-sandbox").get("realm")
    names = {str(p["name"]) for o in called(look) for p in look.parameters(o)}
    if isinstance(realm, str) and realm not in names:
        near = nearest(realm, names)
        message = f"realm: no operation has a parameter {short(realm, 40)}"
        mend = f"did you mean {near}?" if near else "name a parameter"
        yield look.tree["x-sandbox"].place.report("W433", message, mend, key="realm")
    for operation in called(look):
        said = held(operation.value, "x-sandbox")
        known = {
            where: {str(p["name"]) for p in look.parameters(operation) if p.get("in") == where}
            for where in ("query", "path")
        }
        for holder, key, text in _texts(said):
            for where, name in re.findall(r"\brequest\.(query|path)\.([A-Za-z_]\w*)", text):
                if name not in known[where] and name != key:  # of a filter's own name E435 tells
                    near = nearest(name, known[where])
                    mend = f"did you mean {near}?" if near else "name a parameter of the operation"
                    message = f"{operation.name[:40]} has no {where} parameter {short(name, 30)}"
                    yield holder.report("W433", message, mend, key=key)


def _texts(said: Mapping) -> Iterator[tuple[Place, str, str]]:
    """Formulas of an operation's directions, with who has them under which name."""
    for word in ("filters", "formulas"):
        for key, text in held(said, word).items():
            if isinstance(text, str):
                yield held(said, word).place, key, text
    for rule in listed(said, "require"):
        for key in ("if", "of", "that"):
            text = rule.get(key) if isinstance(rule, Mapping) else None
            if isinstance(text, str):
                yield rule.place, key, text


RULES: tuple[Rule, ...] = (w433_where, w433_document, w433_when, w433_things, w433_request)
