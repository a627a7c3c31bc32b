"""`operations/<tag>.py`: one declarative value for each operation."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from generator import ir
from generator.build_body import is_json
from generator.naming import Names, argument_slot
from generator.text import Source, py_docstring, py_string
from generator.types import Import, py_type
from generator.views.common import call, dict_of, import_lines, literal, tuple_of, unless

_JSON = "application/json"


@dataclass(frozen=True, slots=True)
class OperationView:
    """One operation constant."""

    constant: Source
    result: Source
    doc: Source
    arguments: tuple[Source, ...]


@dataclass(frozen=True, slots=True)
class OperationsView:
    """One module of operations."""

    doc: Source
    imports: tuple[Source, ...]
    typing_imports: tuple[Source, ...]
    operations: tuple[OperationView, ...]


def operations_view(api: ir.Api, names: Names, tag: ir.Tag) -> OperationsView:
    """The operations of one tag as data."""
    imports: set[Import] = {("._runtime", "Operation")}
    typing_imports: set[Import] = set()
    views = tuple(
        _operation(operation, names, imports, typing_imports)
        for operation in sorted_operations(api, names, tag)
    )
    return OperationsView(
        doc=py_docstring(f"Operations of {tag.name}, as data.", 0),
        imports=import_lines(imports, depth=1),
        typing_imports=import_lines(typing_imports - imports, depth=1),
        operations=views,
    )


def sorted_operations(api: ir.Api, names: Names, tag: ir.Tag) -> list[ir.Operation]:
    """The operations of a tag, by method name."""
    mine = [operation for operation in api.operations if operation.tag == tag.name]
    return sorted(mine, key=lambda operation: names.operations[operation.id].method)


def _operation(
    operation: ir.Operation, names: Names, imports: set[Import], typing_imports: set[Import]
) -> OperationView:
    name = names.operations[operation.id]
    result = py_type(operation.paging.item if operation.paging else operation.result, names, "out")
    typing_imports |= result.imports
    arguments: list[Source] = [
        py_string(operation.id),
        py_string(operation.method),
        py_string(operation.path),
    ]

    def say(keyword: str, value: Source | None, *used: str) -> None:
        if value is not None:
            arguments.append(Source(f"{keyword}={value}"))
            imports.update(("._runtime", symbol) for symbol in used)

    say("tag", py_string(names.tags[operation.tag].module))
    params = [_param(param, name.arguments) for param in operation.params]
    say("params", tuple_of(params) if params else None, "Param")
    if operation.body:
        say("body", _body(operation.body, name.arguments, names, imports), "Body")
    replies = [_reply(response, names, imports) for response in operation.responses]
    say("replies", tuple_of(replies) if replies else None, "Reply")
    say("unwrap", literal(operation.envelope))
    if operation.paging:
        say("paging", _paging(operation.paging, operation, name.arguments), "Paging")
    if operation.security is not None:
        say("security", tuple_of(tuple_of(map(py_string, names_)) for names_ in operation.security))
    if operation.retry is not None:
        say("retry", retry_call(operation.retry), "Retry")
    say("deprecated", unless(False, operation.deprecated))
    return OperationView(
        constant=Source(name.constant),
        result=Source(result.text),
        doc=py_docstring(operation.summary or f"{operation.method} {operation.path}", 0),
        arguments=tuple(arguments),
    )


def _param(param: ir.Param, arguments: Mapping[tuple[str, str], str]) -> Source:
    name = arguments[argument_slot(param)]
    default_style = "form" if param.where in {"query", "cookie"} else "simple"
    style = param.style or default_style
    return call(
        "Param",
        py_string(name),
        py_string(param.where),
        None if param.wire == name else py_string(param.wire),
        required=unless(False, param.required),
        style=unless(default_style, style),
        explode=unless(None if param.explode is None else style == "form", param.explode),
        media=literal(param.media),
        allow_reserved=unless(False, param.allow_reserved),
        format=literal(param.format if param.format in {"date", "date-time", "time"} else None),
    )


def _body(
    body: ir.Body,
    arguments: Mapping[tuple[str, str], str],
    names: Names,
    imports: set[Import],
) -> Source:
    fields: list[Source] = []
    for member in body.members:
        name = arguments["body", member.wire]
        fields.append(call("Field", py_string(name), unless(name, member.wire)))
    encoding: list[tuple[str, str]] = []
    for wire, how in body.encoding.items():
        value = call(
            "Encoding",
            media=literal(how.media),
            style=literal(how.style),
            explode=literal(how.explode),
        )
        encoding.append((py_string(wire), value))
    if fields:
        imports.add(("._runtime", "Field"))
    if encoding:
        imports.add(("._runtime", "Encoding"))
    return call(
        "Body",
        tuple_of(map(py_string, body.media)),
        _thunk(body.type, names, imports),
        required=unless(False, body.required),
        fields=tuple_of(fields) if fields else None,
        encoding=dict_of(encoding) if encoding else None,
    )


def _reply(response: ir.Response, names: Names, imports: set[Import]) -> Source:
    statuses = tuple_of(
        str(status) if isinstance(status, int) else py_string(status)
        for status in response.statuses
    )
    if response.media is None:
        return call("Reply", statuses)
    textual = is_json(response.media) or not isinstance(response.type, ir.Binary | ir.Text)
    thunk = _thunk(response.type, names, imports) if textual else None
    return call("Reply", statuses, py_string(response.media), thunk)


def _thunk(type_: ir.Type, names: Names, imports: set[Import]) -> Source | None:
    """`lambda: models.Order`: a type, named but not yet imported."""
    if isinstance(type_, ir.Binary | ir.Text | ir.Nothing):
        return None
    wanted = py_type(type_, names, "out")
    text = wanted.text
    for module, name in sorted(wanted.imports):
        if module == ".models":
            text = qualified(text, name)
            imports.add((".", "models"))
        elif (module, name) == ("._runtime", "List"):
            text = text.replace("List[", "list[")
        else:
            imports.add((module, name))
    return Source(f"lambda: {text}")


def qualified(text: str, name: str) -> str:
    """A type's text with a model spelt `models.Name`."""
    return re.sub(rf"(?<![\w.]){re.escape(name)}(?!\w)", f"models.{name}", text)


def _paging(
    paging: ir.Paging, operation: ir.Operation, arguments: Mapping[tuple[str, str], str]
) -> Source:
    keywords = {param.wire: arguments[argument_slot(param)] for param in operation.params}
    return call(
        "Paging",
        py_string(paging.style),
        py_string(paging.items),
        page=literal(keywords.get(paging.page or "")),
        size=literal(keywords.get(paging.size or "")),
        first=unless(1, paging.first),
        last=literal(paging.last),
        total=literal(paging.total),
        next=literal(paging.next),
        until=unless("last", paging.until),
    )


def retry_call(retry: ir.Retry) -> Source:
    """Departures from the default retry policy."""
    return call(
        "Retry",
        statuses=literal(retry.statuses),
        attempts=literal(retry.attempts),
        base=literal(retry.base),
        throttle_base=literal(retry.throttle_base),
        cap=literal(retry.cap),
        idempotency_header=literal(retry.idempotency_header),
    )
