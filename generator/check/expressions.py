"""Runtime expressions of links and callbacks (OpenAPI 3.1, section 4.8.20.3)."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from generator.check.bodies import missing_part
from generator.check.look import Look, Node, Operation, Rule, held
from generator.check.said import of_other_types
from generator.ground.diagnostics import Diagnostic, nearest, short
from generator.read.source import Mapping, Place

_EXPRESSION = re.compile(
    r"\$(?:url|method|statusCode"
    r"|(?:request|response)\."
    r"(?:header\.[A-Za-z0-9!#$%&'*+.^_`|~-]+|(?:query|path)\.[^{}]+|body(?:#(?:/[^{}]*)?)?))\Z"
)
_EMBEDDED = re.compile(r"\{([^{}]*)\}")


def w380_expression(look: Look) -> Iterator[Diagnostic]:
    """A value that begins with `$`, or a part in braces, is a runtime expression."""
    for operation, node in _links(look):
        for value, place, key in _values(node):
            yield from _checked(look, operation, value, place, key, of_response=True)
    for operation, callback in _callbacks(look):
        for expression in callback:
            if not expression.startswith("x-"):
                yield from _checked(look, operation, expression, callback.place, expression)
                yield from _no_address(look, operation, expression, callback)


def _no_address(
    look: Look, operation: Operation, expression: str, callback: Mapping
) -> Iterator[Diagnostic]:
    """A callback goes to an address, which is text."""
    whole = re.fullmatch(r"\{?\$request\.body#(/[^{}]*)\}?", expression)
    bodies = _bodies(look, operation, "request") if whole else []
    if whole and of_other_types(look, bodies, whole[1], frozenset({"string"})):
        message = f"{short(expression, 40)} is no text, and so no address"
        mend = "point at the address that is called"
        yield callback.place.report("W380", message, mend, key=expression)


def w381_link_parameter(look: Look) -> Iterator[Diagnostic]:
    """A link's parameters are those of the operation it leads to (Link Object)."""
    by_id = look.by_id
    for _, node in _links(look):
        target = by_id.get(str(node.value.get("operationId")))
        ref = node.value.get("operationRef")
        if isinstance(ref, str) and ref.startswith("#"):
            target = _at(look, ref)
            if target is None:
                message = f"the link leads to no operation: {short(ref, 40)}"
                mend = "write #/paths/~1the~1path/get, or an operationId"
                yield node.place.report("W381", message, mend, key="operationRef")
        if target is None:
            continue
        known = {str(p["name"]): str(p.get("in")) for p in look.parameters(target)}
        parameters = held(node.value, "parameters")
        for name in parameters:
            where, dot, plain = name.partition(".")
            if name in known or (dot and known.get(plain) == where):
                continue
            near = nearest(plain if dot else name, known)
            mend = f"did you mean {near}?" if near else "name a parameter of that operation"
            message = f"{target.name[:40]} has no parameter {short(name, 40)}"
            yield parameters.place.report("W381", message, mend, key=name)


def _links(look: Look) -> Iterator[tuple[Operation, Node]]:
    """Each link with the operation whose response has it; every link once."""
    by_place = {id(node.value): node for node in look.of("link")}
    seen: set[int] = set()
    for operation in look.operations:
        for _, response in look.responses(operation):
            if id(response) in seen:
                continue
            seen.add(id(response))
            for value in held(response, "links").values():
                node = by_place.get(id(look.deref(value)))
                if node is not None and id(node.value) not in seen:
                    seen.add(id(node.value))
                    yield operation, node


def _callbacks(look: Look) -> Iterator[tuple[Operation, Mapping]]:
    seen: set[int] = set()
    for operation in look.operations:
        for value in held(operation.value, "callbacks").values():
            callback = look.deref(value)
            if id(callback) not in seen:
                seen.add(id(callback))
                yield operation, callback


def _values(node: Node) -> Iterator[tuple[Any, Place, str]]:
    parameters = held(node.value, "parameters")
    for name, value in parameters.items():
        yield value, parameters.place, name
    if "requestBody" in node.value:
        yield node.value["requestBody"], node.place, "requestBody"


def _checked(
    look: Look,
    operation: Operation,
    value: Any,
    place: Place,
    key: str,
    *,
    of_response: bool = False,
) -> Iterator[Diagnostic]:
    if not isinstance(value, str):
        return
    whole = value.startswith("$")
    said = _unmarked(value, of_response=of_response)
    if said:
        yield place.report("W380", said[0], said[1], key=key)
        return
    for expression in [value] if whole else _EMBEDDED.findall(value):
        if not whole and not expression.startswith("$") and of_response:
            continue  # text with braces
        if not _EXPRESSION.match(expression):
            message = f"{short(expression, 50)} is no runtime expression"
            mend = "write $request.path.id, $response.body#/id …"
            yield place.report("W380", message, mend, key=key)
            continue
        said = _nowhere(look, operation, expression)
        if said:
            yield place.report("W380", said[0], said[1], key=key)


def _unmarked(value: str, *, of_response: bool) -> tuple[str, str] | None:
    """An expression without its sign or braces, or an address of a callback that has none."""
    if of_response:
        if re.match(r"(?:request|response)\.(?:body|path|query|header)\b", value):
            return f"{short(value, 40)} is plain text, no expression", f"write ${value[:60]}"
        return None
    outside = _EMBEDDED.sub("", value)
    if not value.startswith("$") and re.search(r"\$(?:request|response|url|method)\b", outside):
        return f"{short(value, 40)} has an expression without braces", "write {$request.…}"
    if "$" not in value and "/" not in value and "{" not in value:
        message = f"callback {short(value, 40)} has no address: it is the key's expression"
        return message, "write '{$request.body#/url}'"
    return None


def _nowhere(look: Look, operation: Operation, expression: str) -> tuple[str, str] | None:
    """What an expression asks for that the operation has not: message and mend."""
    side, _, rest = expression[1:].partition(".")
    kind, _, name = rest.partition(".")
    if side == "request" and kind in ("path", "query"):  # a client may send other headers
        known = {str(p["name"]) for p in look.parameters(operation) if p.get("in") == kind}
        if name in known:
            return None
        near = nearest(name, known)
        mend = f"did you mean {near}?" if near else f"name a {kind} parameter of the operation"
        return f"{operation.name[:40]} has no {kind} parameter {short(name, 30)}", mend
    if side == "response" and kind == "header":
        return _no_header(look, operation, name)
    if rest.startswith("body#/"):
        pointer = rest.removeprefix("body#")
        bodies = _bodies(look, operation, side)
        if side == "request" and "requestBody" not in operation.value:
            return f"{operation.name[:50]} takes no body", "name a parameter, or describe a body"
        answers = [a for s, a in look.responses(operation) if s[:1] in "2d3"]
        if side == "response" and answers and not any("content" in a for a in answers):
            return f"no answer of {operation.name[:40]} has a body", "describe its content"
        gaps = [missing_part(look, schema, pointer) for schema in bodies]
        if gaps and all(part for part, _ in gaps):
            part, near = gaps[0]
            mend = f"did you mean {near}?" if near else f"name a member of the {side} body"
            return f"the {side} body has no {short(part, 40)}", mend
    return None


def _no_header(look: Look, operation: Operation, name: str) -> tuple[str, str] | None:
    """A header that answers of success do not have, where they say which they have."""
    answers = [a for status, a in look.responses(operation) if status[:1] in "23d"]
    known = {header for answer in answers for header in held(answer, "headers")}
    if not known or name.lower() in {header.lower() for header in known}:
        return None
    near = nearest(name, known)
    mend = f"did you mean {near}?" if near else "add it to the response's headers"
    return f"no answer of {operation.name[:40]} has a header {short(name, 30)}", mend


def _bodies(look: Look, operation: Operation, side: str) -> list[Any]:
    """The JSON schemas of a request's body, or of the bodies of success."""
    if side == "request":
        return _contents(look.deref(operation.value.get("requestBody")))
    answers = [answer for status, answer in look.responses(operation) if status[:1] in "2d"]
    return [schema for answer in answers for schema in _contents(answer)]


def _contents(owner: Mapping) -> list[Any]:
    return [
        media["schema"]
        for name, media in held(owner, "content").items()
        if isinstance(media, Mapping) and "schema" in media and "json" in name
    ]


def _at(look: Look, ref: str) -> Operation | None:
    from urllib.parse import unquote

    pointer = unquote(ref[1:])
    return next((o for o in look.operations if o.pointer == pointer), None)


def w381_link_lacks(look: Look) -> Iterator[Diagnostic]:
    """A link gives what its operation cannot do without, and no body to one that takes none."""
    known = look.by_id
    for node in look.of("link"):
        operation = known.get(str(node.value.get("operationId")))
        said = node.value.get("parameters")
        if operation is None or not (said is None or isinstance(said, Mapping)):
            continue
        given = {name.rpartition(".")[2] for name in held(node.value, "parameters")}
        parameters = look.parameters(operation)
        known_names = {str(parameter["name"]) for parameter in parameters}
        for parameter in parameters if given <= known_names else ():  # else one is misspelt
            name = str(parameter["name"])
            if parameter.get("in") == "path" and name not in given:
                message = f"the link gives no {short(name, 40)}, which {operation.name[:40]} needs"
                mend = f"add `parameters: {{{name[:40]}: $response.body#/…}}`"
                yield node.place.report("W381", message, mend)
        if "requestBody" in node.value and "requestBody" not in operation.value:
            message = f"{operation.name[:50]} takes no body"
            yield node.place.report("W381", message, "remove it", key="requestBody")


RULES: tuple[Rule, ...] = (w380_expression, w381_link_parameter, w381_link_lacks)
