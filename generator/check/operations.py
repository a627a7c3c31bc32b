"""Operations: their ids, lists of parameters, keys of responses, and links between them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.check.look import Look, Operation, Rule, listed
from generator.ground.diagnostics import Diagnostic, nearest, short
from generator.read.source import Place

_PLACEHOLDER = re.compile(r"\{([^{}]*)\}")
_PLAIN = re.compile(r"[\w.~:/{}()@$*+,;=!'#-]+\Z")
_STATUS = re.compile(r"[1-5](?:[0-9]{2}|XX)\Z")
_WRITTEN_HEADERS = frozenset(
    {"cookie", "host", "content-length", "connection", "transfer-encoding", "te", "upgrade"}
)
_IGNORED_HEADERS = frozenset({"accept", "content-type", "authorization"})


def e301_duplicate_operation_id(look: Look) -> Iterator[Diagnostic]:
    """An operationId "MUST be unique among all operations" (Operation Object)."""
    first: dict[str, Place] = {}
    for operation in look.operations:
        if not operation.id:
            continue
        if operation.id not in first:
            first[operation.id] = operation.place
            continue
        yield operation.place.report(
            "E301",
            f'operationId "{operation.id}" is taken',
            "give one of the two operations another operationId",
            key="operationId",
            related=[first[operation.id].child("operationId").span()],
        )


def w302_no_operation_id(look: Look) -> Iterator[Diagnostic]:
    """Without an operationId the method's name comes from the path, and moves with it."""
    for operation in look.operations:
        if operation.id and not _PLAIN.match(operation.id):
            written = "".join(w[0].upper() + w[1:] for w in re.findall(r"[\w.-]+", operation.id))
            mend = f"write {written[:1].lower() + written[1:50]}" if written else "write a name"
            message = f"operationId {short(operation.id, 40)} is no name that tools can use"
            yield operation.place.report("H377", message, mend, key="operationId")
        if operation.value.get("operationId") == "":
            mend = f"write `operationId: {_suggested(operation)}`"
            yield operation.place.report("W302", "operationId is empty", mend, key="operationId")
        elif not operation.id:
            yield operation.item.place.report(
                "W302",
                f"{operation.name} has no operationId",
                f"add `operationId: {_suggested(operation)}`",
                key=operation.method if operation.method in operation.item else None,
            )


def e307_duplicate_parameter(look: Look) -> Iterator[Diagnostic]:
    """A parameter is its name and place: one list names it once (Operation Object)."""
    for node in look.of("operation", "pathItem"):
        first: dict[tuple[str, str], Place] = {}
        for index, value in enumerate(listed(node.value, "parameters")):
            parameter = look.deref(value)
            key = (str(parameter.get("name")), str(parameter.get("in")))
            place = node.value["parameters"].place.child(index)
            if key in first and "name" in parameter:
                message = f'{key[1]} parameter "{key[0]}" stands twice in one list'
                related = [first[key].span()]
                yield place.report("E307", message, "remove one", related=related)
            first.setdefault(key, place)


def w308_ignored_header(look: Look) -> Iterator[Diagnostic]:
    """Accept, Content-Type and Authorization are not parameters (Parameter Object)."""
    for node in look.of("parameter"):
        name = node.value.get("name")
        if node.value.get("in") == "header" and str(name).lower() in _IGNORED_HEADERS:
            message = f'header parameter "{name}" is ignored by the standard'
            mend = "say it with content types or a security scheme"
            yield node.place.report("W308", message, mend, key="name")
        elif node.value.get("in") == "header" and str(name).lower() in _WRITTEN_HEADERS:
            message = f'header parameter "{name}" is written by what sends the request'
            mend = "remove it"
            if str(name).lower() == "cookie":
                mend = "write a parameter `in: cookie` for each"
            yield node.place.report("W308", message, mend, key="name")


def e309_response_key(look: Look) -> Iterator[Diagnostic]:
    """A response stands under a status, a range or `default` (Responses Object)."""
    for node in look.of("responses"):
        for key in node.value:
            if not key.startswith("x-") and key != "default" and not _STATUS.match(key):
                upper = key.strip().upper().replace("O", "0").replace("*", "X")[:3]
                mend = f'write "{upper}"' if _STATUS.match(upper) else 'write "200", "4XX", default'
                message = f"{short(key, 40)} is no HTTP status"
                yield node.place.report("E309", message, mend, key=key)


def w314_link(look: Look) -> Iterator[Diagnostic]:
    """A link's operation exists (Link Object)."""
    known = {operation.id for operation in look.operations}
    for node in look.of("link"):
        name = node.value.get("operationId")
        if isinstance(name, str) and name not in known:
            near = nearest(name, known)
            mend = f"did you mean {near}?" if near else "name an operation of this document"
            message = f"the link leads to no operation: {short(name, 40)}"
            yield node.place.report("W314", message, mend, key="operationId")


def _suggested(operation: Operation) -> str:
    words = [w for w in re.split(r"[^A-Za-z0-9]+", _PLACEHOLDER.sub("", operation.path)) if w]
    return operation.method + "".join(w[0].upper() + w[1:] for w in words[-2:])


RULES: tuple[Rule, ...] = (
    e301_duplicate_operation_id,
    w302_no_operation_id,
    e307_duplicate_parameter,
    w308_ignored_header,
    e309_response_key,
    w314_link,
)
