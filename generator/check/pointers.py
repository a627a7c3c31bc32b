"""Pointers of extensions lead to something in the bodies that they are for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.check.bodies import failure, leads, success, taken
from generator.check.conjunction import Conjunction
from generator.check.look import Look, Rule
from generator.check.said import (
    called,
    everything,
    items_of,
    leads_into,
    leads_nowhere,
    owners,
)
from generator.ground.diagnostics import Diagnostic, nearest, short
from generator.read.source import Mapping, Place

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
        pointer = "/" + member.replace("~", "~0").replace("/", "~1")
        if all(leads(look, body, pointer) == [] for body in bodies):
            message = f'success bodies of {operation.name} have no "{member}" (x-envelope)'
            mend = "add the member, or `x-envelope: null` to the operation"
            yield operation.place.report("E423", message, mend)


def _envelope_of_all(look: Look) -> Diagnostic | None:
    """A member that no success body has, while all have one much like it."""
    member = look.tree.get("x-envelope")
    place: Place = look.tree.place.child("x-envelope")
    if isinstance(member, Mapping):
        place, member = member.place.child("response"), member.get("response")
    bodies = [b for o in called(look) if "x-envelope" not in o.value for b in success(look, o)]
    if not isinstance(member, str) or not member or not bodies:
        return None
    pointer = "/" + member.replace("~", "~0").replace("/", "~1")
    if not all(leads(look, body, pointer) == [] for body in bodies):
        return None
    found = [Conjunction(look, look.deref(body)).properties() for body in bodies]
    names, plain = set[str].intersection(*found), member.strip("/")
    near = plain if plain in names else nearest(member, names)
    if not near:
        return None
    message = f"no success body has {short(member, 40)} (x-envelope)"
    return place.report("E423", message, f"did you mean {near}?")


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
    known = {operation.id: operation for operation in look.operations if operation.id}
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
    known = {operation.id: operation for operation in look.operations if operation.id}
    for operation in called(look):
        own, shared = operation.value.get("x-pagination"), look.tree.get("x-pagination")
        if isinstance(own, Mapping) and isinstance(shared, Mapping):
            bodies = success(look, operation)
            whole = {**shared, **own}
            since = whole.get("style") == "since"
            for key in _PAGES:
                unused = since if key == "next" else whole.get("until") == "no-next"
                if key not in own and (key == "items" or not unused):
                    yield from _inherited(look, own, shared, key, bodies, "success body")
            names = {p["name"] for p in look.parameters(operation) if p.get("in") == "query"}
            for key in _PARAMETERS:
                name = shared.get(key) if key not in own else None
                if not isinstance(name, str) or name in names or leads_into(look, operation, name):
                    continue
                message = f"{operation.name} has no query parameter {short(name, 40)}"
                message += f", which x-pagination of the document names as {key}"
                mend = f"say its own {key} here, or add the parameter"
                yield own.place.report("W446", message, mend)
        own, shared = operation.value.get("x-process"), look.tree.get("x-process")
        if isinstance(own, Mapping) and isinstance(shared, Mapping):
            status = known.get(str({**shared, **own}.get("status-operation")))
            told = success(look, status) if status else []
            pieces = {"id": success(look, operation), "state": told, "result": told}
            for key, bodies in pieces.items():
                if key not in own:
                    yield from _inherited(look, own, shared, key, bodies, "answer")


def _inherited(
    look: Look, own: Mapping, shared: Mapping, key: str, bodies: list[Any], what: str
) -> Iterator[Diagnostic]:
    pointer = shared.get(key)
    if not isinstance(pointer, str) or not pointer.startswith("/") or not bodies:
        return
    if all(leads(look, body, pointer) == [] for body in bodies):
        message = f"{key} {short(pointer, 60)} of the document leads nowhere in the {what} here"
        mend = f"say its own {key} here, or add the member to the {what}'s schema"
        yield own.place.report("W446", message, mend)


def e423_signature_keys(look: Look) -> Iterator[Diagnostic]:
    """The keys of webhook signatures are where x-webhook-signature says."""
    known = {operation.id: operation for operation in look.operations if operation.id}
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
