"""`operations/<tag>.py`: one declarative value for each operation."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace

from generator.ground.records import record
from generator.ground.text import Source, py_docstring, py_string
from generator.name.naming import Names, Slot, argument_slot
from generator.read.source import escape
from generator.understand import ir
from generator.understand.bodies import is_json
from generator.understand.mentions import reached
from generator.understand.patterns import in_python
from generator.write.fill import filled
from generator.write.types import Import, evaluated, py_type
from generator.write.views.common import (
    call,
    data,
    dict_of,
    import_lines,
    literal,
    tuple_of,
    unless,
)
from generator.write.views.results import result_of, sorted_operations
from generator.write.views.xml import xml_thunk

_JSON = "application/json"


@record(frozen=True, slots=True)
class OperationView:
    """One operation constant."""

    constant: Source
    result: Source
    arguments: Source


@record(frozen=True, slots=True)
class OperationsView:
    """One module of operations."""

    doc: Source
    imports: tuple[Source, ...]
    typing_imports: tuple[Source, ...]
    operations: tuple[OperationView, ...]


def operations_view(api: ir.Api, names: Names, tag: ir.Tag) -> OperationsView:
    """The operations of one tag as data; names are those of `Names.qualified`."""
    imports: set[Import] = {("._runtime", "Operation")}
    typing_imports: set[Import] = set()
    views = tuple(
        _operation(operation, api, names, imports, typing_imports)
        for operation in sorted_operations(api, names, tag)
    )
    return OperationsView(
        doc=py_docstring(f"Operations of {tag.name}, as data.", 0),
        imports=import_lines(imports, depth=1),
        typing_imports=import_lines(typing_imports - imports, depth=1),
        operations=views,
    )


def _operation(
    operation: ir.Operation,
    api: ir.Api,
    names: Names,
    imports: set[Import],
    typing_imports: set[Import],
) -> OperationView:
    name = names.operations[operation.id]
    result, _ = result_of(operation, names)
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
    params = [
        _param(param, name.arguments, names, imports, _respelt(param, names))
        for param in operation.params
    ]
    say("params", tuple_of(params) if params else None, "Param")
    if operation.body:
        say("body", _body(operation.body, name.arguments, names, imports), "Body")
    replies = [_reply(response, names, imports) for response in operation.responses]
    say("replies", tuple_of(replies) if replies else None, "Reply")
    say("unwrap", literal(operation.envelope))
    if operation.errors:
        say("errors", errors_call(operation.errors), "ErrorShape")
    if operation.servers:
        # The first, as of the document's; the others are for `base_url`.
        say("servers", tuple_of([server_call(operation.servers[0], names)]), "Server")
    if operation.paging:
        say("paging", _paging(operation.paging, operation, name.arguments), "Paging")
    if operation.security is not None:
        say("security", tuple_of(tuple_of(map(py_string, names_)) for names_ in operation.security))
    if operation.retry is not None:
        say("retry", retry_call(operation.retry), "Retry")
    rules = [
        call(
            "Rule",
            py_string(rule.key),
            literal(rule.limit),
            literal(rule.per),
            tuple_of(map(py_string, rule.scope)) if rule.scope else None,
        )
        for rule in operation.limits
    ]
    say("limits", tuple_of(rules) if rules else None, "Rule")
    if operation.process:
        say("process", _process(operation.process, operation.tag, api, names, imports), "Polling")
    say("deadline", literal(operation.deadline))
    if operation.background:
        say(
            "background",
            _background(operation, operation.background, api, names, imports),
            "Background",
        )
    links = [_link(link) for link in operation.links]
    say("links", tuple_of(links) if links else None, "Link")
    groups = [
        call(
            "Group",
            py_string(group.kind),
            tuple_of(py_string(name.arguments[slot]) for slot in group.params),
        )
        for group in operation.groups
    ]
    for kind, places, text in _unsent(operation, name.arguments):
        most = Source(repr(text.most))
        tried = (py_string(in_python(one) or "") for one in (text.pattern, text.refused))
        held = (tuple_of(map(py_string, places)), Source(repr(text.least)), most, *tried)
        groups.append(call("Group", py_string(kind), *held))
    if groups:
        say("groups", tuple_of(groups))
        imports.add(("._runtime.ground.groups", "Group"))
    if operation.switch:
        place, wire = operation.switch
        keyword = wire if place == "body" else name.arguments[operation.switch]
        say("switch", py_string(keyword))
    say("planned", unless(False, operation.status == "planned"))
    say("deprecated", unless(False, operation.deprecated))
    if operation.deprecation:
        say("deprecation", _ending(operation_ending(operation, api, names)), "Deprecation")
    ends = deprecated_arguments(operation, names)
    if ends:
        values = [(py_string(name), _ending(said)) for name, said in ends.items()]
        say("deprecated_arguments", dict_of(values), "Deprecation")
    return OperationView(
        constant=Source(name.constant),
        result=Source(result.text),
        arguments=filled(arguments, 4, ")"),
    )


def _unsent(
    operation: ir.Operation, arguments: Mapping[Slot, str]
) -> Iterator[tuple[str, list[str], ir.Unsent]]:
    """What texts are held against: each argument by itself, places in the body together."""
    within: dict[ir.Unsent, list[str]] = {}
    for text in operation.unsent:
        if text.slot[0] == "within":
            within.setdefault(replace(text, slot=("within", "")), []).append(text.slot[1])
        else:
            yield "text", [arguments[text.slot]], text
    for text, places in within.items():
        yield "within", sorted(places), text


def _param(
    param: ir.Param,
    arguments: Mapping[tuple[str, str], str],
    names: Names,
    imports: set[Import],
    respelt: bool,
) -> Source:
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
        explode=unless(style == "form", param.explode)
        if param.explode is not None and style != "brackets"
        else None,
        media=literal(param.media),
        allow_reserved=unless(False, param.allow_reserved),
        format=literal(param.format),
        type=thunk(param.type, names, imports) if param.typed or respelt else None,
    )


def _respelt(param: ir.Param, names: Names) -> bool:
    """Whether members within a parameter have other names in Python than on the wire."""
    return any(
        wire != python
        for schema in reached([param.type], names.sent)
        for wire, python in names.fields.get(schema.pointer, {}).items()
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
            format=literal(how.format),
            allow_reserved=literal(how.allow_reserved),
        )
        encoding.append((py_string(wire), value))
    if fields:
        imports.add(("._runtime", "Field"))
    if encoding:
        imports.add(("._runtime", "Encoding"))
    return call(
        "Body",
        tuple_of(map(py_string, body.media)),
        _FILE
        if isinstance(body.type, ir.Binary) and any(map(is_json, body.media))
        else thunk(body.type, names, imports),
        required=unless(False, body.required),
        fields=tuple_of(fields) if fields else None,
        encoding=dict_of(encoding) if encoding else None,
        xml=xml_thunk(body.xml, names, imports),
        wrap=literal(body.wrap),
        others=tuple_of(_body(other, arguments, names, imports) for other in body.others)
        if body.others
        else None,
    )


def _reply(response: ir.Response, names: Names, imports: set[Import]) -> Source:
    statuses = tuple_of(
        str(status) if isinstance(status, int) else py_string(status)
        for status in response.statuses
    )
    if response.media is None:
        return call("Reply", statuses)
    item = thunk(response.item, names, imports) if response.item else None
    textual = is_json(response.media) or not isinstance(response.type, ir.Binary | ir.Text)
    kind = thunk(response.type, names, imports) if textual else None
    if isinstance(response.type, ir.Binary) and (is_json(response.media) or "*" in response.media):
        kind = _FILE
    xml = xml_thunk(response.xml, names, imports)
    event = unless(False, response.event)
    return call("Reply", statuses, py_string(response.media), kind, xml=xml, item=item, event=event)


_FILE = Source("lambda: bytes")
"""What is a file though its media type may be JSON, which else is a value."""


def thunk(type_: ir.Type, names: Names, imports: set[Import]) -> Source | None:
    """`lambda: models.Order`: a type, named but not yet imported; None when it is no JSON."""
    if isinstance(type_, ir.Binary | ir.Text | ir.Nothing):
        return None
    wanted = evaluated(py_type(type_, names, "out"))
    imports |= wanted.imports
    return Source(f"lambda: {wanted.text}")


def _paging(
    paging: ir.Paging, operation: ir.Operation, arguments: Mapping[tuple[str, str], str]
) -> Source:
    keywords = {param.wire: arguments[argument_slot(param)] for param in operation.params}
    outer, *inner = re.findall(r"[^\[\]]+", paging.page or "") or [""]
    page = keywords.get(outer)
    if page and inner:  # a member of an argument: `filter[sinceId]`
        page = "".join(f"/{escape(part)}" for part in (page, *inner))
    return call(
        "Paging",
        py_string(paging.style),
        py_string(paging.items),
        page=literal(page),
        size=literal(keywords.get(paging.size or "")),
        first=unless(1, paging.first),
        last=literal(paging.last),
        total=literal(paging.total),
        next=literal(paging.next),
        until=unless("last", paging.until),
    )


def _thunk_of(
    operation_id: str, tag: str, api: ir.Api, names: Names, imports: set[Import]
) -> Source:
    """`lambda: BATCH`: another operation, looked up when it is needed."""
    operation = next(op for op in api.operations if op.id == operation_id)
    constant = names.operations[operation_id].constant
    if operation.tag == tag:
        return Source(f"lambda: {constant}")
    module = names.tags[operation.tag].module
    imports.add((".operations", f"{module} as _{module}"))
    return Source(f"lambda: _{module}.{constant}")


def _process(
    process: ir.Process, tag: str, api: ir.Api, names: Names, imports: set[Import]
) -> Source:
    status = names.operations[process.status]
    by_wire = {wire: name for (_, wire), name in status.arguments.items()}
    bulk = None
    if process.bulk:
        arguments = names.operations[process.bulk.operation].arguments
        imports.add(("._runtime", "Bulk"))
        bulk = call(
            "Bulk",
            _thunk_of(process.bulk.operation, tag, api, names, imports),
            py_string(arguments["body", process.bulk.member]),
            py_string(process.bulk.query or ""),
            py_string(process.bulk.items),
            most=literal(process.bulk.most),
            wrap=literal(process.bulk.wrap),
        )
    return call(
        "Polling",
        py_string(process.id),
        _thunk_of(process.status, tag, api, names, imports),
        py_string(by_wire[process.argument]),
        py_string(process.state),
        tuple_of(map(py_string, process.success)),
        tuple_of(map(py_string, process.failure)),
        pending=tuple_of(map(py_string, process.pending)) if process.pending else None,
        result=literal(process.result),
        interval=literal(process.interval),
        retention=literal(process.retention),
        bulk=bulk,
    )


def _background(
    operation: ir.Operation,
    background: ir.Background,
    api: ir.Api,
    names: Names,
    imports: set[Import],
) -> Source:
    spelt = {wire: name for (_, wire), name in names.operations[operation.id].arguments.items()}
    known = any(other.id == background.batch for other in api.operations)
    batch = (
        _thunk_of(background.batch, operation.tag, api, names, imports)
        if background.batch and known
        else None
    )
    most = literal(background.most) if batch else None
    time = literal(spelt.get(background.time or ""))
    return call("Background", batch, wrap=literal(background.wrap), most=most, time=time)


def _link(link: ir.Link) -> Source:
    return call(
        "Link",
        py_string(link.name),
        literal(link.status) or Source("None"),
        py_string(link.operation),
        dict_of((py_string(name), data(value)) for name, value in link.parameters)
        if link.parameters
        else None,
        body=None if link.body is None else data(link.body),
    )


def operation_ending(operation: ir.Operation, api: ir.Api, names: Names) -> ir.Deprecation:
    """What is known of an operation's end; `use` names another method as it is spelt."""
    known = operation.deprecation or ir.Deprecation(None, None, None, None, None)
    use = next((op for op in api.operations if op.id == known.use), None)
    if use is None:
        return known
    return replace(known, use=f"{names.tags[use.tag].module}.{names.operations[use.id].method}")


def deprecated_arguments(operation: ir.Operation, names: Names) -> dict[str, ir.Deprecation]:
    """Arguments that will go, by their Python names; `use` names one of them as it is spelt."""
    arguments = names.operations[operation.id].arguments
    spelt = {wire: name for (_, wire), name in arguments.items()}
    taken: list[tuple[Slot, ir.Param | ir.Member]] = [
        (argument_slot(param), param) for param in operation.params
    ]
    taken += [
        (("body", member.wire), member)
        for member in (operation.body.arguments if operation.body else ())
    ]
    ends: dict[str, ir.Deprecation] = {}
    for slot, said in taken:
        if said.deprecated:
            known = said.deprecation or ir.Deprecation(None, None, None, None, None)
            use = spelt.get(known.use, known.use) if known.use else None
            ends[arguments[slot]] = replace(known, use=use)
    return ends


def _ending(known: ir.Deprecation) -> Source:
    return call(
        "Deprecation",
        since=literal(known.since),
        sunset=literal(known.sunset),
        header=literal(known.header),
        link=literal(known.link),
        use=literal(known.use),
    )


def server_call(server: ir.Server, names: Names) -> Source:
    """A server with its variables: their defaults, and the arguments that give them."""
    if not server.variables:
        return call("Server", py_string(server.url))
    return call(
        "Server",
        py_string(server.url),
        dict_of(
            (py_string(name), literal(default or None) or "None")
            for name, default in server.variables.items()
        ),
        dict_of((py_string(name), py_string(names.variables[name])) for name in server.variables),
        choices=dict_of(
            (py_string(name), tuple_of(map(py_string, values)))
            for name, values in server.choices.items()
        )
        if server.choices
        else None,
        paths=literal(server.paths) if server.paths else None,
    )


def errors_call(errors: ir.Errors) -> Source:
    """Where error bodies keep what they say."""
    return call(
        "ErrorShape",
        code=literal(errors.code),
        message=literal(errors.message),
        fields=literal(errors.fields),
        field_name=literal(errors.field_name),
        field_message=literal(errors.field_message),
        failure=literal(errors.failure),
    )


def retry_call(retry: ir.Retry) -> Source:
    """Departures from the default retry policy."""
    return call(
        "Retry",
        statuses=literal(retry.statuses),
        not_processed=literal(retry.not_processed),
        attempts=literal(retry.attempts),
        base=literal(retry.base),
        throttle_base=literal(retry.throttle_base),
        cap=literal(retry.cap),
        idempotency_header=literal(retry.idempotency_header),
    )
