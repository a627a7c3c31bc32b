"""Pointers of extensions lead to something in the bodies that they are for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from generator.check.bodies import failure, leads, success, taken
from generator.check.conjunction import Conjunction
from generator.check.inherited import Finding, Said, everywhere, settled
from generator.check.look import Look, Rule
from generator.check.said import (
    called,
    everything,
    items_of,
    leads_into,
    leads_nowhere,
    meant_pointer,
    owners,
)
from generator.ground.diagnostics import Diagnostic, nearest, short
from generator.read.source import Mapping, Place, escape

_PAGES = ("items", "total", "last", "next")


_PARAMETERS = ("page", "size")


def e423_envelope(look: Look) -> Iterator[Diagnostic]:
    """The member that holds the result is in each success body."""
    misspelt_one = _envelope_of_all(look)
    if misspelt_one is not None:
        yield misspelt_one
        return
    for operation in called(look):
        member = look.extension(operation, "x-envelope")
        if isinstance(member, Mapping):
            member = member.get("response")
        bodies = success(look, operation)
        if not isinstance(member, str) or not bodies:
            continue
        pointer = f"/{escape(member)}"
        if all(leads(look, body, pointer) == [] for body in bodies):
            message = f'success bodies of {operation.name} have no "{member}" (x-envelope)'
            mend = "add the member, or `x-envelope: null` to the operation"
            found = operation.place.report("E423", message, mend)
            own = "x-envelope" in operation.value
            yield replace(found, span=operation.place.key_span("x-envelope")) if own else found


def _envelope_of_all(look: Look) -> Diagnostic | None:
    """A member that no success body has: it is mended where it is said."""
    member = look.tree.get("x-envelope")
    place: Place = look.tree.place.child("x-envelope")
    if isinstance(member, Mapping):
        place, member = member.place.child("response"), member.get("response")
    bodies = [b for o in called(look) if "x-envelope" not in o.value for b in success(look, o)]
    if not isinstance(member, str) or not member or not bodies:
        return None
    pointer = f"/{escape(member)}"
    if not all(leads(look, body, pointer) == [] for body in bodies):
        return None
    found = [Conjunction(look, look.deref(body)).properties() for body in bodies]
    names, plain = set[str].intersection(*found), member.strip("/")
    near = plain if plain in names else nearest(member, names)
    message = f"no success body has {short(member, 40)} (x-envelope)"
    mend = f"did you mean {near}?" if near else "correct it, or add the member to the bodies"
    return place.report("E423", message, mend)


def e423_request_envelope(look: Look) -> Iterator[Diagnostic]:
    """The member around what is sent is in some body that is sent."""
    for owner, operations in owners(look, "x-envelope"):
        said = owner["x-envelope"]
        member = said.get("request") if isinstance(said, Mapping) else None
        bodies = [body for o in operations for body in taken(look, o)]
        if not isinstance(member, str) or not bodies:
            continue
        found = [Conjunction(look, look.deref(body)).properties() for body in bodies]
        if any(member in names for names in found):
            continue
        near = nearest(member, set[str]().union(*found))
        message = f"no request body has {short(member, 40)} (x-envelope)"
        mend = f"did you mean {near}?" if near else "correct it, or remove `request`"
        yield said.place.report("E423", message, mend, key="request")


def e423_errors(look: Look) -> Iterator[Diagnostic]:
    """The pointers of x-errors lead to something in the error bodies."""
    for owner, operations in owners(look, "x-errors"):
        bodies = [body for operation in operations for body in failure(look, operation)]
        value = owner["x-errors"]
        for name in ("code", "message", "fields"):
            yield from leads_nowhere(look, value, name, bodies, "error body")
        said = value.get("failure")
        if isinstance(said, Mapping):
            good = [body for operation in operations for body in success(look, operation)]
            yield from leads_nowhere(look, said, "pointer", good + bodies, "body")


def e423_pagination(look: Look) -> Iterator[Diagnostic]:
    """The pointers of x-pagination lead to something in the success body."""
    for operation in called(look):
        value = operation.value.get("x-pagination")
        if isinstance(value, Mapping):
            bodies = success(look, operation)
            since = value.get("style") == "since"
            for name in _PAGES:
                if name == "next" and since:
                    yield from leads_nowhere(
                        look, value, name, items_of(look, value, bodies), "items"
                    )
                else:
                    yield from leads_nowhere(look, value, name, bodies, "success body")


def e423_process(look: Look) -> Iterator[Diagnostic]:
    """The id is in the operation's answer, state and result in the status operation's."""
    known = look.by_id
    for operation in called(look):
        value = operation.value.get("x-process")
        if not isinstance(value, Mapping):
            continue
        yield from leads_nowhere(look, value, "id", success(look, operation), "success body")
        shared = look.tree.get("x-process")
        whole = {**(shared if isinstance(shared, Mapping) else {}), **value}
        status = known.get(str(whole.get("status-operation")))
        if status:
            bodies = success(look, status)
            for name in ("state", "result"):
                yield from leads_nowhere(look, value, name, bodies, f"answer of {status.id}")


def w446_shared_pieces(look: Look) -> Iterator[Diagnostic]:
    """What x-pagination and x-process say on the document is so for operations that use it."""
    yield from settled(look, "x-pagination", _shared_paging(look))
    yield from settled(look, "x-process", _shared_process(look))


def _shared_paging(look: Look) -> Iterator[Finding]:
    for said in everywhere(look, "x-pagination"):
        bodies = success(look, said.operation)
        elsewhere = said.whole.get("style") in ("since", "link")  # in an item, in a header
        for key in _PAGES:
            unused = elsewhere if key == "next" else said.whole.get("until") == "no-next"
            if key == "items" or not unused:
                yield from _inherited(look, said, key, bodies, "success body")
        query = [p for p in look.parameters(said.operation) if p.get("in") == "query"]
        names = {str(p["name"]) for p in query}
        for key in _PARAMETERS:
            name = said.text(key)
            if not name or not said.inherits(key) or name in names:
                continue
            if leads_into(look, said.operation, name):
                continue
            parameter = f"query parameter {short(name, 40)}"
            message = f"{said.operation.name} has no {parameter}"
            message += f", which x-pagination of the document names as {key}"
            mend = f"say its own {key} here, or add the parameter"
            near = nearest(name, names - {said.text(other) for other in _PARAMETERS})
            of_all = f"did you mean {near}?" if near else "correct it, or add the parameter"
            shared = (f"no operation that is paged has a {parameter}", of_all)
            yield said.report("W446", key, message, mend, of_all=shared)


def _shared_process(look: Look) -> Iterator[Finding]:
    known = look.by_id
    for said in everywhere(look, "x-process"):
        status = known.get(said.text("status-operation"))
        if status is said.operation:
            continue  # W483
        told = success(look, status) if status else []
        pieces = {"id": success(look, said.operation), "state": told, "result": told}
        for key, bodies in pieces.items():
            yield from _inherited(look, said, key, bodies, "answer")


def _inherited(look: Look, said: Said, key: str, bodies: list[Any], what: str) -> Iterator[Finding]:
    pointer = said.text(key)
    if not said.inherits(key) or not pointer.startswith("/") or not bodies:
        return
    if all(leads(look, body, pointer) == [] for body in bodies):
        message = f"{key} {short(pointer, 60)} of the document leads nowhere in the {what} here"
        mend = f"say its own {key} here, or add the member to the {what}'s schema"
        meant = meant_pointer(look, bodies[0], pointer)
        of_all = f"did you mean {meant}?" if meant else f"add it to the {what}'s schema"
        shared = (f"{key} {short(pointer, 60)} leads nowhere in any {what}", of_all)
        yield said.report("W446", key, message, mend, of_all=shared)


def e423_signature_keys(look: Look) -> Iterator[Diagnostic]:
    """The keys of webhook signatures are where x-webhook-signature says."""
    known = look.by_id
    for _, _, name, value in everything(look):
        keys = value.get("keys") if isinstance(value, Mapping) else None
        if name != "x-webhook-signature" or not isinstance(keys, Mapping):
            continue
        operation = known.get(str(value.get("key-operation")))
        if operation is not None:
            bodies = success(look, operation)
            what = f"answer of {operation.id}"
            yield from leads_nowhere(look, keys, "items", bodies, what)
            for key in ("id", "key"):
                yield from leads_nowhere(look, keys, key, items_of(look, keys, bodies), what)


RULES: tuple[Rule, ...] = (
    e423_envelope,
    e423_request_envelope,
    e423_errors,
    e423_pagination,
    e423_process,
    w446_shared_pieces,
    e423_signature_keys,
)
