"""specwright's own extensions: their names, values, and what those point at."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import Any

import jsonschema_rs

from generator.check.bodies import failure, leads, missing_part, success
from generator.check.conjunction import Conjunction
from generator.check.faults import cut, deeper, faults, locate
from generator.check.look import Look, Operation, Rule, listed
from generator.ground.diagnostics import Diagnostic, nearest, short
from generator.ground.vocabulary import DECLARED, extensions, misspelt, rule_matches
from generator.read.source import Mapping, Place, escape, unescape

_PAGES = ("items", "total", "last", "next")
_PARAMETERS = ("page", "size")
_OPERATIONS = {
    "x-process": (("status-operation",), ("bulk-operation",)),
    "x-background": (("batch", "operation"),),
    "x-deprecation": (("use",),),
    "x-webhook-signature": (("key-operation",),),
}


def e420_unknown_extension(look: Look) -> Iterator[Diagnostic]:
    """An `x-` name that is almost one of ours; other tools' names are let alone."""
    if DECLARED not in look.tree:
        return
    for place, _, name, _ in _all(look):
        if name not in extensions():
            near = misspelt(name)
            if near:
                yield place.report(
                    "E420", f"unknown extension {name[:40]}", f"did you mean {near}?", key=name
                )


def e421_malformed_extension(look: Look) -> Iterator[Diagnostic]:
    """A value that the extension's schema refuses."""
    for place, kind, name, value in _all(look):
        extension = extensions().get(name)
        if extension is None or not extension.may_stand_on(kind):
            continue
        for found in faults(_schema(name), value):
            fault = deeper(found)
            at = locate(value, place.child(name), fault.way)
            way = ".".join([name, *(str(step) for step in fault.way)])
            if fault.keyword == "additionalProperties":
                for extra in fault.names:
                    near = nearest(extra, _members(extension.schema, fault.way))
                    mend = f"did you mean {near}?" if near else "remove it, or put it in x-note"
                    yield at.report("E421", f"{way} has no member {short(extra, 40)}", mend,
                                    key=extra)  # fmt: skip
            else:
                yield at.report("E421", cut(f"{way}: {fault.message}"), fault.mend)


def e422_misplaced_extension(look: Look) -> Iterator[Diagnostic]:
    """An extension where it says nothing."""
    for place, kind, name, _ in _all(look):
        extension = extensions().get(name)
        if extension is not None and not extension.may_stand_on(kind):
            message = f"{name} has no meaning on {_KINDS.get(kind, f'a {kind}')}"
            where = ", ".join(_KINDS.get(k, f"a {k}") for k in sorted(extension.stands_on))
            yield place.report("E422", message, f"put it on {where}", key=name)


def e423_envelope(look: Look) -> Iterator[Diagnostic]:
    """The member that holds the result is in each success body."""
    misspelt_one = _envelope_of_all(look)
    if misspelt_one is not None:
        yield misspelt_one
        return
    for operation in _served(look):
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
    bodies = [b for o in _served(look) if "x-envelope" not in o.value for b in success(look, o)]
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


def e423_errors(look: Look) -> Iterator[Diagnostic]:
    """The pointers of x-errors lead to something in the error bodies."""
    for owner, operations in _owners(look, "x-errors"):
        bodies = [body for operation in operations for body in failure(look, operation)]
        value = owner["x-errors"]
        for name in ("code", "message", "fields"):
            yield from _pointer(look, value, name, bodies, "error body")
        said = value.get("failure")
        if isinstance(said, Mapping):
            good = [body for operation in operations for body in success(look, operation)]
            yield from _pointer(look, said, "pointer", good + bodies, "body")


def e423_pagination(look: Look) -> Iterator[Diagnostic]:
    """The pointers of x-pagination lead to something in the success body."""
    for operation in _served(look):
        value = operation.value.get("x-pagination")
        if isinstance(value, Mapping):
            bodies = success(look, operation)
            since = value.get("style") == "since"
            for name in _PAGES:
                if name == "next" and since:
                    yield from _pointer(look, value, name, _items(look, value, bodies), "items")
                else:
                    yield from _pointer(look, value, name, bodies, "success body")


def _items(look: Look, value: Mapping, bodies: list[Any]) -> list[Any]:
    """The schemas of a list's items; style since points into the last of them."""
    pointer = f"{value.get('items')}/0"
    return [item for body in bodies for item in leads(look, body, pointer) or ()]


def e423_process(look: Look) -> Iterator[Diagnostic]:
    """The id is in the operation's answer, state and result in the status operation's."""
    known = {operation.id: operation for operation in look.operations if operation.id}
    for operation in _served(look):
        value = operation.value.get("x-process")
        if not isinstance(value, Mapping):
            continue
        yield from _pointer(look, value, "id", success(look, operation), "success body")
        shared = look.tree.get("x-process")
        whole = {**(shared if isinstance(shared, Mapping) else {}), **value}
        status = known.get(str(whole.get("status-operation")))
        if status:
            bodies = success(look, status)
            for name in ("state", "result"):
                yield from _pointer(look, value, name, bodies, f"answer of {status.id}")


def w446_shared_pieces(look: Look) -> Iterator[Diagnostic]:
    """What x-pagination and x-process say on the document is so for operations that use it."""
    known = {operation.id: operation for operation in look.operations if operation.id}
    for operation in _served(look):
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
                if not isinstance(name, str) or name in names or _leads_into(look, operation, name):
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
    for _, _, name, value in _all(look):
        keys = value.get("keys") if isinstance(value, Mapping) else None
        if name != "x-webhook-signature" or not isinstance(keys, Mapping):
            continue
        operation = known.get(str(value.get("key-operation")))
        if operation is not None:
            bodies = success(look, operation)
            what = f"answer of {operation.id}"
            yield from _pointer(look, keys, "items", bodies, what)
            for key in ("id", "key"):
                yield from _pointer(look, keys, key, _items(look, keys, bodies), what)


def e429_unsigned_timestamp(look: Look) -> Iterator[Diagnostic]:
    """A time that is not signed can be changed by whoever replays a message."""
    for _, _, name, value in _all(look):
        if name != "x-webhook-signature" or not isinstance(value, Mapping):
            continue
        said, signed = value.get("timestamp"), value.get("signed", "{body}")
        if not isinstance(said, Mapping) or not isinstance(signed, str) or "pointer" in said:
            continue
        header = f"{{header:{said.get('header')}}}".lower()
        if "{timestamp}" not in signed and header not in signed.lower():
            mend = "write {timestamp} where it stands in what is signed, or leave it out"
            message = "the timestamp is no part of what is signed"
            yield value.place.report("E429", message, mend, key="timestamp")


def e424_pagination_parameter(look: Look) -> Iterator[Diagnostic]:
    """`page` and `size` are wire names of query parameters, or of members: `filter[sinceId]`."""
    for operation in _served(look):
        value = operation.value.get("x-pagination")
        if not isinstance(value, Mapping):
            continue
        names = {p["name"] for p in look.parameters(operation) if p.get("in") == "query"}
        for key in _PARAMETERS:
            name = value.get(key)
            if isinstance(name, str) and name not in names:
                if _leads_into(look, operation, name):
                    continue
                near = nearest(name, names)
                mend = f"did you mean {near}?" if near else "add the query parameter"
                message = f"{operation.name} has no query parameter {short(name, 40)}"
                yield value.place.child(key).report("E424", message, mend)


def _leads_into(look: Look, operation: Operation, name: str) -> bool:
    """Whether `filter[sinceId]` names a member of a query parameter."""
    outer, *inner = re.findall(r"[^\[\]]+", name)
    for param in look.parameters(operation):
        if inner and param["name"] == outer and param.get("in") == "query":
            pointer = "".join(f"/{escape(part)}" for part in inner)
            return leads(look, param.get("schema"), pointer) != []
    return False


def e425_unknown_operation(look: Look) -> Iterator[Diagnostic]:
    """Operations that extensions name exist."""
    known = {operation.id for operation in look.operations if operation.id}
    for at, name, said in named_operations(look):
        if said not in known:
            near = nearest(said, known)
            mend = f"did you mean {near}?" if near else "name an operationId of this document"
            yield at.report("E425", f"{name}: there is no operation {short(said, 40)}", mend)


def named_operations(look: Look) -> Iterator[tuple[Place, str, str]]:
    """Every operation that an extension names: where, which extension, the operationId."""
    for place, kind, name, value in _all(look):
        for way in _OPERATIONS.get(name, ()):
            said, at = value, place.child(name)
            for step in way:
                at = said.place.child(step) if isinstance(said, Mapping) else at
                said = said.get(step) if isinstance(said, Mapping) else None
            if isinstance(said, str) and _names_operation(name, kind):
                yield at, name, said


def w426_rate_limit_rule(look: Look) -> Iterator[Diagnostic]:
    """A rule that matches no operation limits nothing."""
    value = look.tree.get("x-rate-limit")
    rules = listed(value, "rules") if isinstance(value, Mapping) else []
    for rule in rules:
        path = rule.get("path") if isinstance(rule, Mapping) else None
        if (
            isinstance(path, str)
            and path.startswith("/")
            and not _misnamed(rule)
            and not any(rule_matches(rule, o.method, o.path) for o in _served(look))
        ):
            paths = {re.sub(r"\{[^{}]*\}", "*", o.path) for o in _served(look)}
            near = nearest(path, paths)
            mend = (
                f"did you mean {near}?" if near else "`*` stands for one segment, `**` for several"
            )
            if path in paths:
                mend = "correct the methods"
            message = f"no operation has the path {short(path, 60)} with these methods"
            yield rule.place.report("W426", message, mend, key="path")


def _misnamed(rule: Mapping) -> bool:
    """Whether a rule's methods are none at all, which is told already."""
    return any(str(method) != str(method).upper() for method in listed(rule, "methods"))


def _names_operation(name: str, kind: str) -> bool:
    """x-deprecation's `use` names a parameter or property on those."""
    return name != "x-deprecation" or kind == "operation"


def _all(look: Look) -> Iterator[tuple[Place, str, str, Any]]:
    """Every extension in the tree: the place of its owner, its owner's kind, name, value."""
    for kind, nodes in look.nodes.items():
        for node in nodes:
            for name, value in node.value.items():
                if name.startswith("x-"):
                    yield node.place, kind, name, value


def _served(look: Look) -> list[Operation]:
    return [operation for operation in look.operations if not operation.webhook]


def _owners(look: Look, name: str) -> Iterator[tuple[Mapping, list[Operation]]]:
    """Who has an extension, with the operations it is said for."""
    if isinstance(look.tree.get(name), Mapping):
        shared = [o for o in _served(look) if name not in o.value and name not in o.item]
        yield look.tree, shared
    items = {id(o.item): o.item for o in _served(look) if isinstance(o.item.get(name), Mapping)}
    for item in items.values():
        yield item, [o for o in _served(look) if o.item is item and name not in o.value]
    for operation in _served(look):
        if isinstance(operation.value.get(name), Mapping):
            yield operation.value, [operation]


def _pointer(
    look: Look, owner: Mapping, key: str, bodies: list[Any], what: str
) -> Iterator[Diagnostic]:
    pointer = owner.get(key)
    if not isinstance(pointer, str) or not pointer.startswith("/") or not bodies:
        return
    if any(leads(look, body, pointer) != [] for body in bodies):
        return
    part, near = missing_part(look, bodies[0], pointer)
    parts = pointer.split("/")
    meant = "/".join(escape(near) if unescape(p) == part else p for p in parts)
    mend = f"did you mean {meant}?" if near else f"add it to the {what}'s schema"
    message = f'{key} {short(pointer, 60)} leads nowhere: no "{part[:40]}" in the {what}'
    yield owner.place.child(key).report("E423", message, mend)


@cache
def _schema(name: str) -> Any:
    schema = dict(extensions()[name].schema)
    return jsonschema_rs.Draft202012Validator(schema, validate_formats=True, offline=True)


def _members(schema: Any, way: tuple[str | int, ...]) -> list[str]:
    """The members that an object within an extension may have."""
    for step in way:
        schema = schema.get("properties", {}).get(step, schema.get("items", {}))
    return list(schema.get("properties", ()))


_KINDS = {
    "any": "anything",
    "document": "the document",
    "pathItem": "a path item",
    "operation": "an operation",
    "securityScheme": "a security scheme",
    "mediaType": "a media type",
    "requestBody": "a request body",
    "info": "the info object",
    "paths": "all paths",
    "components": "all components",
    "responses": "all responses",
}

RULES: tuple[Rule, ...] = (
    e420_unknown_extension,
    e421_malformed_extension,
    e422_misplaced_extension,
    e423_envelope,
    e423_errors,
    e423_pagination,
    e423_process,
    e423_signature_keys,
    e424_pagination_parameter,
    e425_unknown_operation,
    w426_rate_limit_rule,
    e429_unsigned_timestamp,
    w446_shared_pieces,
)
