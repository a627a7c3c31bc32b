"""What extensions point at is of the kind that they need, and what they say is not said already."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from generator.check.bodies import failure, leads, success
from generator.check.conjunction import Conjunction
from generator.check.look import Look, Node, Operation, Rule, held, listed
from generator.ground.diagnostics import Diagnostic, nearest, short
from generator.read.source import Mapping, Place

_TEXT = frozenset({"string"})
_VALUE = frozenset({"string", "integer", "number"})
_HOLDER = frozenset({"object", "array"})
_CALLED = ("x-rate-limit", "x-retry", "x-pagination", "x-background", "x-envelope",
           "x-parameter-groups", "x-process", "x-query-style")  # fmt: skip
"""Extensions that say something of calls, and nothing of what is received."""
_ALWAYS = frozenset({400, 405, 406, 411, 413, 414, 415, 422})
"""Statuses that the same request gets again, whenever it is sent."""
_LONG = 600
"""Seconds that nobody waits: they are milliseconds."""


def w488_received(look: Look) -> Iterator[Diagnostic]:
    """A webhook is received: what is said of calls does nothing for it; and the other way."""
    for operation in look.operations:
        for name in _CALLED if operation.webhook else ():
            if name in operation.value:
                message = f"{name} does nothing for a webhook, which is received"
                yield operation.place.report("W488", message, "remove it", key=name)
        name = "x-webhook-signature"
        if not operation.webhook and name in operation.value and "callbacks" not in operation.value:
            message = f"{name} does nothing for an operation that is called"
            yield operation.place.report("W488", message, "remove it", key=name)


def w488_said_already(look: Look) -> Iterator[Diagnostic]:
    """What an operation says of itself is not what holds anyway."""
    for node in look.of("pathItem", "operation"):
        for name in ("x-envelope", "x-errors", "x-retry"):
            if name not in node.value:
                continue
            value, above = node.value[name], _above(look, node, name)
            if value is None and above is None:
                message = f"there is no {name} that null could lift"
            elif above is not None and value == above:
                message = f"{name} says what holds anyway"
            else:
                continue
            yield node.place.report("W488", message, "remove it", key=name)


def _above(look: Look, node: Node, name: str) -> Any:
    if node.kind == "operation" and node.parent is not None and name in node.parent.value:
        return node.parent.value[name]
    return look.tree.get(name)


def w489_kinds(look: Look) -> Iterator[Diagnostic]:
    """Code and message are single values, fields are many, and their two words are two."""
    for node in look.of("document", "pathItem", "operation"):
        value = node.value.get("x-errors")
        if not isinstance(value, Mapping):
            continue
        bodies = [
            body
            for o in _called(look)
            if look.extension(o, "x-errors") is value
            for body in failure(look, o)
        ]
        for key, types, what in (
            ("code", _VALUE, "a text or number"),
            ("message", _TEXT, "a text"),
            ("fields", _HOLDER, "a list or an object"),
        ):
            if _other(look, bodies, value.get(key), types):
                message = f"{key} {short(value[key], 40)} is not {what}"
                yield value.place.report("W489", message, f"point at {what}", key=key)
        if value.get("field-name") is not None and value.get("field-name") == value.get(
            "field-message"
        ):
            message = "field-name and field-message are one member"
            yield value.place.report("W489", message, "name two members", key="field-message")


def w481_same_again(look: Look) -> Iterator[Diagnostic]:
    """What is sent again has another outcome, in a time that somebody waits."""
    changes = any(o.method in ("post", "patch") for o in _called(look))
    for node, value in _said(look, "x-retry"):
        statuses = listed(value, "statuses")
        for index, status in enumerate(statuses):
            if status in _ALWAYS:
                message = f"status {status} is answered to the same request each time"
                place = value["statuses"].place.child(index)
                yield place.report("W481", message, "remove it")
        for index, status in enumerate(listed(value, "not-processed")):
            if statuses and status not in statuses:
                message = f"status {short(status, 10)} is not repeated: statuses has not got it"
                place = value["not-processed"].place.child(index)
                yield place.report("W481", message, f"add {short(status, 10)} to statuses")
        for key in ("base", "throttle-base"):
            if value.get("attempts") == 1 and key in value:
                message = f"one attempt: {key} does nothing"
                yield value.place.report("W481", message, "write attempts: 2 or more", key=key)
            yield from _in_seconds(value, key, "W481")
        if "idempotency-header" in value and node.kind == "document" and not changes:
            message = "idempotency-header does nothing: there is neither POST nor PATCH"
            yield value.place.report("W481", message, "remove it", key="idempotency-header")


def w490_too_short(look: Look) -> Iterator[Diagnostic]:
    """A deadline leaves time for what is tried again before it."""
    for operation in _called(look):
        said = operation.value.get("x-deadline")
        retry = look.extension(operation, "x-retry")
        if not isinstance(said, Mapping):
            continue
        yield from _in_seconds(said, "total", "W490")
        total: Any = said.get("total")
        base: Any = retry.get("base") if isinstance(retry, Mapping) else None
        numbers = isinstance(total, int | float) and isinstance(base, int | float)
        if numbers and total <= base and retry.get("attempts") != 1:
            message = f"{total} s end before a second attempt, which comes after {base} s"
            yield said.place.report("W490", message, "raise total, or lower base", key="total")


def _in_seconds(value: Mapping, key: str, code: str) -> Iterator[Diagnostic]:
    number = value.get(key)
    if isinstance(number, int) and number >= _LONG and number % 100 == 0:
        message = f"{key} {number} is in seconds: {number // 60} minutes"
        yield value.place.report(code, message, f"write {number / 1000:g}", key=key)


def w482_way_on(look: Look) -> Iterator[Diagnostic]:
    """The next page is asked for by what the style says, and by nothing else."""
    for operation in _called(look):
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
        if style == "cursor" and "next" in own and _other(look, bodies, own["next"], _VALUE):
            message = f"next {short(own['next'], 40)} is no text or number"
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
    for operation in _called(look):
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
            if _other(look, bodies, value.get(key), types):
                message = f"{key} {short(value[key], 40)} is not {what}"
                yield value.place.report("W483", message, f"point at {what}", key=key)
        if "result" in value and value.get("result") == whole.get("state"):
            message = "result and state are one member"
            yield value.place.report("W483", message, "point at the result", key="result")


def w486_replaced(look: Look) -> Iterator[Diagnostic]:
    """What replaces something else is not deprecated, nor the thing itself."""
    gone = {o.id for o in look.operations if o.value.get("deprecated") is True}
    for node, value in _said(look, "x-deprecation"):
        use, own = value.get("use"), node.value.get("operationId")
        if node.kind == "operation" and use in gone and use != own:
            message = f"{short(use, 40)} is deprecated itself"
            mend = "name one that is not"
            yield value.place.report("W486", message, mend, key="use")
        name = node.value.get("name") if node.kind == "parameter" else node.place.key
        if node.kind in ("parameter", "schema") and use and use == name:
            message = "it is to be used in place of itself"
            yield value.place.report("W486", message, "name the one that replaces it", key="use")
        if node.kind == "schema" and node.value.get("deprecated") is not True:
            message = "there is x-deprecation, but not `deprecated: true`"
            mend = "add `deprecated: true`"
            yield node.place.report("W486", message, mend, key="x-deprecation")


def e423_parts(look: Look) -> Iterator[Diagnostic]:
    """Parts are those of a header that has some, each is one thing, and keys are a list."""
    known = {operation.id: operation for operation in look.operations if operation.id}
    for node, value in _said(look, "x-webhook-signature"):
        for key in ("timestamp", "key-id"):
            said = held(value, key)
            part = said.get("part")
            if part is not None and "part" not in value:
                message = f"{key} is a part of the header, but the signature is the whole of it"
                yield said.place.report("W492", message, "add `part: …` beside header", key="part")
            elif part is not None and part == value.get("part"):
                message = f"{key} is the signature's own part"
                yield said.place.report("W492", message, "name another part", key="part")
        keys = held(value, "keys")
        if keys and keys.get("id") == keys.get("key"):
            message = "the key and its id are one member"
            yield keys.place.report("W492", message, "point at the key", key="key")
        operation = known.get(str(value.get("key-operation")))
        bodies = success(look, operation) if operation is not None else []
        if _other(look, bodies, keys.get("items"), frozenset({"array"})):
            message = f"items {short(keys['items'], 40)} is no list"
            yield keys.place.report("W492", message, "point at the list of keys", key="items")
        yield from _moment(look, node, held(value, "timestamp"))


def _moment(look: Look, node: Node, said: Mapping) -> Iterator[Diagnostic]:
    """A timestamp in the body is there, and is a time."""
    pointer = said.get("pointer")
    body = look.deref(node.value.get("requestBody"))
    bodies = [
        media["schema"]
        for name, media in held(body, "content").items()
        if "json" in name and isinstance(media, Mapping) and "schema" in media
    ]
    if not isinstance(pointer, str) or not bodies:
        return
    if all(leads(look, each, pointer) == [] for each in bodies):
        message = f"timestamp: the body has nothing at {short(pointer, 40)}"
        yield said.place.report("E423", message, "point at the time", key="pointer")
    elif _other(look, bodies, pointer, _VALUE):
        message = f"timestamp {short(pointer, 40)} is no time"
        yield said.place.report("W492", message, "point at a text or number", key="pointer")


def w484_no_list(look: Look) -> Iterator[Diagnostic]:
    """The operation that takes many has a body."""
    known = {operation.id: operation for operation in look.operations if operation.id}
    for node, value in _said(look, "x-background"):
        batch = held(value, "batch")
        operation = known.get(str(batch.get("operation")))
        if operation is None or operation.value is node.value:
            continue
        if "requestBody" not in operation.value:
            message = f"{short(operation.id, 40)} takes no body"
            mend = "name one that takes a list"
            yield batch.place.report("W484", message, mend, key="operation")


def w488_without_effect(look: Look) -> Iterator[Diagnostic]:
    """Brackets for nothing, groups that others imply, prefixes of what is no key, the same path."""
    if look.tree.get("x-query-style") == "brackets" and not any(
        Conjunction(look, look.deref(p.get("schema"))).types & _HOLDER
        for o in _called(look)
        for p in look.parameters(o)
        if p.get("in") in ("query", "querystring") and "schema" in p
    ):
        message, mend = "no query parameter is a list or an object", "remove it"
        yield look.tree.place.report("W488", message, mend, key="x-query-style")
    for node in look.of("document", "pathItem", "operation"):
        yield from _groups(node)
    for node in look.of("securityScheme"):
        prefixes = listed(node.value, "x-foreign-keys")
        if prefixes and str(node.value.get("scheme")).lower() in ("basic", "digest"):
            message = f"credentials of {node.value['scheme']} begin with no key"
            yield node.place.report("W488", message, "remove it", key="x-foreign-keys")
        for index, prefix in enumerate(prefixes):
            if isinstance(prefix, str) and re.match(r"(?:Bearer|Token|Basic)\s", prefix, re.I):
                message = f"{short(prefix, 30)}: the scheme's word is no part of the key"
                mend = f"write {prefix.split(None, 1)[-1][:40]}"
                yield node.value["x-foreign-keys"].place.child(index).report("W488", message, mend)
    for node in look.of("server"):
        yield from _paths(look, node)


def _groups(node: Node) -> Iterator[Diagnostic]:
    """Two rules for the same parameters of which one says what the other does."""
    groups = listed(node.value, "x-parameter-groups")
    if "x-parameter-groups" in node.value and node.value["x-parameter-groups"] == []:
        message, mend = "the list of groups is empty", "add one, or remove it"
        yield node.place.report("W488", message, mend, key="x-parameter-groups")
    seen: dict[frozenset[str], tuple[str, int]] = {}
    for index, group in enumerate(groups):
        for word, names in group.items() if isinstance(group, Mapping) else ():
            key = frozenset(map(str, names)) if isinstance(names, list) else frozenset[str]()
            other, first = seen.setdefault(key, (word, index))
            place = node.value["x-parameter-groups"].place.child(index)
            if first != index and {other, word} in ({word}, {"exactly-one", "at-most-one"}):
                message = "another group says this of the same parameters"
                yield place.report("W488", message, "remove one of them")


def _paths(look: Look, node: Node) -> Iterator[Diagnostic]:
    """Beginnings that a path of the document has, and that change."""
    for values in held(node.value, "x-paths").values():
        for pairs in values.values() if isinstance(values, Mapping) else ():
            for begin, other in pairs.items() if isinstance(pairs, Mapping) else ():
                if begin == other:
                    message = f"{short(begin, 40)} is written as it is"
                    yield pairs.place.report("W488", message, "remove it", key=begin)
                elif not any(o.path.startswith(begin) for o in _called(look)):
                    paths = {o.path for o in _called(look)}
                    near = nearest(begin, paths)
                    message = f"no path begins with {short(begin, 40)}"
                    mend = f"did you mean {near}?" if near else "correct it, or remove it"
                    yield pairs.place.report("W488", message, mend, key=begin)


def w433_request(look: Look) -> Iterator[Diagnostic]:
    """What formulas of the sandbox read of a request is there; a realm is a parameter."""
    realm = held(look.tree, "x-sandbox").get("realm")
    names = {str(p["name"]) for o in _called(look) for p in look.parameters(o)}
    if isinstance(realm, str) and realm not in names:
        near = nearest(realm, names)
        message = f"realm: no operation has a parameter {short(realm, 40)}"
        mend = f"did you mean {near}?" if near else "name a parameter"
        yield look.tree["x-sandbox"].place.report("W433", message, mend, key="realm")
    for operation in _called(look):
        said = held(operation.value, "x-sandbox")
        known = {
            where: {str(p["name"]) for p in look.parameters(operation) if p.get("in") == where}
            for where in ("query", "path")
        }
        for holder, key, text in _texts(said):
            for where, name in re.findall(r"\brequest\.(query|path)\.([A-Za-z_]\w*)", text):
                if name not in known[where]:
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


def _other(look: Look, bodies: list[Any], pointer: Any, types: frozenset[str]) -> bool:
    """Whether a pointer leads to something that is of other types in every body."""
    if not isinstance(pointer, str) or not pointer.startswith("/"):
        return False
    found = [schema for body in bodies for schema in leads(look, body, pointer) or ()]
    wholes = [Conjunction(look, look.deref(s)) for s in found if isinstance(s, Mapping)]
    unions = any(p.keys() & {"oneOf", "anyOf"} for w in wholes for p in w.parts)
    return bool(wholes) and not unions and not any(whole.types & types for whole in wholes)


def _called(look: Look) -> list[Operation]:
    return [operation for operation in look.operations if not operation.webhook]


def _said(look: Look, name: str) -> Iterator[tuple[Node, Mapping]]:
    for nodes in list(look.nodes.values()):
        for node in nodes:
            if isinstance(value := node.value.get(name), Mapping):
                yield node, value


RULES: tuple[Rule, ...] = (
    w488_received,
    w488_said_already,
    w489_kinds,
    w481_same_again,
    w490_too_short,
    w482_way_on,
    w483_kinds,
    w486_replaced,
    e423_parts,
    w484_no_list,
    w488_without_effect,
    w433_request,
)
