"""`api/<tag>.py`: a tag's resource for both flavours, its methods and their arguments."""

from __future__ import annotations

from collections.abc import Mapping

from generator.ground.records import record
from generator.ground.text import Source, clean, first_sentence, py_docstring, py_string
from generator.name.naming import Names, OperationName, Slot, argument_slot
from generator.understand import ir
from generator.understand.conventions import said_of
from generator.write.fill import WIDTH, filled_call, filled_display
from generator.write.types import Import, PyType, Way, py_type, union
from generator.write.views.common import import_block
from generator.write.views.operations import deprecated_arguments, operation_ending
from generator.write.views.results import result_of, sorted_operations

_STATUS_CLASSES: dict[int | str, str] = {
    400: "BadRequest",
    404: "NotFound",
    405: "MethodNotAllowed",
    406: "NotAcceptable",
    409: "Conflict",
    410: "Gone",
    415: "UnsupportedMedia",
    422: "Unprocessable",
}
"""Statuses that a docstring names; what any call may meet (401, 403, 429, 5XX) is left out."""

_HOLDERS = {
    ("Page", False): ("Page", ".first"),
    ("Page", True): ("AsyncPages", ""),
    ("Process", False): ("Process", ".start"),
    ("Process", True): ("AsyncProcess", ".start"),
    ("Stream", False): ("Stream", ""),
    ("Stream", True): ("AsyncStream", ""),
}
"""What results are held by, and how it is begun."""
_CLIENT = "._runtime.client"
"""What has all names of the runtime that a client's methods want."""
_HOLDERS_ARE_IN = {
    "Page": "._runtime.client.paging",
    "Process": "._runtime.client.process",
    "Stream": "._runtime.client.events",
}


@record(frozen=True, slots=True)
class ArgumentView:
    """An argument of a method, as source."""

    name: str
    source: Source
    required: bool
    positional: bool
    doc: str


@record(frozen=True, slots=True)
class MethodView:
    """One method of one flavour."""

    decorator: Source | None
    arguments: tuple[Source, ...]
    signature: Source
    doc: Source
    call: Source


@record(frozen=True, slots=True)
class FlavourView:
    """One class of a resource: sync or async."""

    cls: Source
    base: Source
    doc: Source
    methods: tuple[MethodView, ...]


@record(frozen=True, slots=True)
class ResourceView:
    """`api/<tag>.py`."""

    doc: Source
    imports: tuple[Source, ...]
    typing_imports: tuple[Source, ...]
    flavours: tuple[FlavourView, ...]

    @property
    def filled(self) -> bool:
        """Whether an import goes on over lines that a formatter would lay out otherwise."""
        return any("\n" in line for line in (*self.imports, *self.typing_imports))


def resource_view(api: ir.Api, names: Names, tag: ir.Tag) -> ResourceView:
    """Both classes of one tag."""
    imports: set[Import] = {(_CLIENT, name) for name in ("AsyncResource", "Resource", "UNSET")}
    typing_imports: set[Import] = {(_CLIENT, "Options"), (_CLIENT, "Unset")}
    cls = names.tags[tag.name].cls
    operations = sorted_operations(api, names, tag)
    summary = clean(tag.doc).strip() or f"Operations of {tag.name}."
    whole = py_docstring(summary)
    twin = f"{first_sentence(summary).rstrip('.')}. See `{cls}`."
    flavours: list[FlavourView] = []
    for asynchronous in (False, True):
        methods = tuple(
            _method(operation, api, names, asynchronous, imports, typing_imports, aside)
            for operation in operations
            for aside in ((False, True) if operation.aside is not None else (False,))
        )
        flavours.append(
            FlavourView(
                cls=Source(f"Async{cls}" if asynchronous else cls),
                base=Source("AsyncResource" if asynchronous else "Resource"),
                doc=py_docstring(twin if asynchronous and "\n" in whole else summary),
                methods=methods,
            )
        )
    constants = {
        (f".operations.{names.tags[tag.name].module}", names.operations[op.id].constant)
        for op in operations
    }
    if any(operation.deprecated for operation in operations):
        imports.add(("._runtime.ground.marks", "deprecated"))
    if not any("UNSET" in a for f in flavours for m in f.methods for a in m.arguments):
        imports.discard((_CLIENT, "UNSET"))
        typing_imports.discard((_CLIENT, "Unset"))
    return ResourceView(
        doc=py_docstring(first_sentence(summary), 0),
        imports=import_block(imports | constants, 1),
        typing_imports=import_block(
            {(_CLIENT if where == "._runtime" else where, name) for where, name in typing_imports},
            1,
            4,
        ),
        flavours=tuple(flavours),
    )


def arguments_of(
    operation: ir.Operation, names: Names, imports: set[Import], way: Way = "in"
) -> tuple[ArgumentView, ...]:
    """The arguments of a method: path parameters in order of the path, then keywords."""
    name = names.operations[operation.id]
    ends = deprecated_arguments(operation, names)
    found: list[ArgumentView] = []
    rest: list[ArgumentView] = []
    # A client has a method for each of the two answers that it decides between.
    chosen = name.arguments.get(operation.switch) if operation.switch and way == "in" else None

    def add(
        python: str, type_: PyType, doc: str, *, required: bool, positional: bool = False
    ) -> None:
        if python == chosen:
            return
        said = [said_of(ends[python])] if python in ends else []
        said += [first_sentence(doc)] if doc.strip() else []
        argument = _argument(python, type_, required, positional, " ".join(said), imports)
        (found if positional else rest).append(argument)

    in_path = [p for p in operation.params if p.where == "path"]
    in_path.sort(key=lambda p: operation.path.find("{" + p.wire + "}"))
    for param in (*in_path, *(p for p in operation.params if p.where != "path")):
        add(
            name.arguments[argument_slot(param)],
            py_type(param.type, names, way),
            param.doc,
            required=param.required,
            positional=param.where == "path",
        )
    if body := operation.body:
        for member in body.arguments:
            type_ = py_type(member.type, names, way)
            required = member.required and body.required
            add(name.arguments["body", member.wire], type_, member.doc, required=required)
        if body.whole:
            type_ = body_type(body, names, way)
            required = body.required and not body.arguments
            add("body", type_, body.doc, required=required)
    rest.sort(key=lambda argument: not argument.required)
    return (*found, *rest)


def body_type(body: ir.Body, names: Names, way: Way = "in") -> PyType:
    """The annotation of a body that is one argument."""
    types = [
        ir.Binary() if isinstance(type_, ir.Text) and way == "in" else type_ for type_ in body.whole
    ]
    return union([py_type(type_, names, way) for type_ in types])


def _argument(
    name: str, type_: PyType, required: bool, positional: bool, doc: str, imports: set[Import]
) -> ArgumentView:
    imports |= type_.imports
    if required:
        source = f"{name}: {type_.text}"
    else:
        source = f"{name}: {union([type_, PyType('Unset')]).text} = UNSET"
    return ArgumentView(name, Source(source), required, positional, doc)


def _method(
    operation: ir.Operation,
    api: ir.Api,
    names: Names,
    asynchronous: bool,
    needed: set[Import],
    imports: set[Import],
    aside: bool = False,
) -> MethodView:
    """A method, or the one beside it that gives the same item by item."""
    name = names.operations[operation.id]
    arguments = arguments_of(operation, names, imports)
    signature = [a.source for a in arguments if a.positional]
    signature.append(Source("*"))
    signature += [a.source for a in arguments if not a.positional]
    signature.append(Source("options: Options | None = None"))
    values = [f"{py_string(a.name)}: {a.name}" for a in arguments]
    if operation.switch and operation.switch in name.arguments:
        values.append(f"{py_string(name.arguments[operation.switch])}: {aside}")
    result, outer = result_of(operation, names, aside)
    returns = result.text
    begin = "self._client.call("
    if outer:
        holder, start = _HOLDERS[outer, asynchronous]
        returns = f"{holder}[{result.text}]"
        begin = f"{holder}{start}(self._client, "
        needed.add((_HOLDERS_ARE_IN[outer], holder))
    imports |= result.imports
    takes_fallback = operation.fallback and not outer
    end = "options"
    if takes_fallback:
        signature.insert(-1, Source("fallback: F | Unset = UNSET"))
        returns = f"{returns} | F"
        end = "options, fallback"
        imports |= {(_CLIENT, "F"), (_CLIENT, "Unset")}
    waits = asynchronous and outer not in ("Page", "Stream")
    await_ = "await " if waits else ""
    ending = operation_ending(operation, api, names) if operation.deprecated else None
    said = said_of(ending) if ending else ""
    if said == "Deprecated.":
        said = "Deprecated: the vendor will remove it."
    documented = [(a.name, a.doc) for a in arguments if a.doc]
    if takes_fallback:
        documented.append(("fallback", "What to return where the call fails or finds nothing."))
    doc = _method_doc(operation, documented, said, name, aside)
    if asynchronous:
        twin = f"{names.tags[operation.tag].cls}.{name.stream if aside else name.method}"
        brief = _method_doc(operation, documented, said, name, aside, twin)
        doc = min(doc, brief, key=lambda text: text.count("\n"))
    return MethodView(
        decorator=Source(f"deprecated({py_string(said)}, category=None)") if said else None,
        arguments=tuple(signature),
        signature=filled_call(
            f"{'async def' if waits else 'def'} {name.stream if aside else name.method}(",
            ["self", *signature],
            f") -> {returns}:",
            4,
        ),
        doc=py_docstring(doc, 8),
        call=filled_display(f"return {await_}{begin}{name.constant}, {{", values, f"}}, {end})", 8),
    )


def _method_doc(
    operation: ir.Operation,
    documented: list[tuple[str, str]],
    ending: str,
    name: OperationName,
    aside: bool,
    twin: str = "",
) -> str:
    """What a method says; where a twin says all of it, no description and nothing it raises."""
    head = operation.summary or first_sentence(operation.doc) or operation.id
    route = f"{operation.method} {operation.path}"
    sent = f"`{operation.id}`: {route}"
    said = clean(head).strip().rstrip(".") + "."
    firsts = [f"{said} {one}" for one in (sent, route)]  # the constant below says the id, too
    first = next((one for one in firsts if len(one) + 11 <= WIDTH and "\n" not in said), "")
    together = bool(first) or (not twin and "\n" not in said)
    blocks = [sent if head == operation.id else first or (firsts[0] if together else said)]
    body = clean(operation.doc).strip()
    if twin:
        blocks.append(f"{'' if together or head == operation.id else f'{sent}. '}See `{twin}`.")
    elif body and body != head:
        blocks.append(body)
    if ending:
        blocks.append(ending)
    if operation.status == "planned":
        blocks.append("Planned: the vendor does not serve it yet, so the call is refused unsent.")
    if operation.status == "beta":
        blocks.append("Beta: the vendor serves it, and may still change it.")
    blocks += [f"{_together(group, name.arguments)}." for group in operation.groups]
    blocks += [f"Limit: {rule.limit} calls in {seconds(rule.per)}." for rule in operation.limits]
    if operation.body and operation.body.others:
        kinds = ", ".join(body.media[0] for body in operation.body.every)
        blocks.append(
            f"Media types of the body: {kinds}; the first that takes what is given is sent, or "
            "choose with `options={'content_type': …}`."
        )
    items = operation.aside is not None
    media = {
        r.media: None
        for r in operation.responses
        if r.success and r.media and (not items or (r.item is not None) is aside)
    }
    if items and not aside:
        blocks.append(f"Item by item: `{name.stream}`.")
    if aside:
        blocks.append(f"Item by item, as {' or '.join(media)}.")
    elif len(media) > 1:
        blocks.append(f"Media types: {', '.join(media)}; choose with `options={{'accept': …}}`.")
    if documented:
        blocks.append("Args:\n" + "\n".join(f"    {name}: {doc}" for name, doc in documented))
    raised = {
        status: first_sentence(response.docs[status])
        for response in operation.responses
        for status in response.statuses
        if status in _STATUS_CLASSES
    }
    if raised and not twin:
        lines = [f"    {_STATUS_CLASSES[s]}: {doc or f'Status {s}.'}" for s, doc in raised.items()]
        blocks.append("Raises:\n" + "\n".join(lines))
    if not together and head != operation.id and not twin:
        blocks.append(sent)
    if operation.link:
        blocks.append(f"See {operation.link}")
    return "\n\n".join(blocks)


def _together(group: ir.Group, spelt: Mapping[Slot, str]) -> str:
    """`Exactly one of a, b`: the arguments that go with each other."""
    words = f"{group.words} {', '.join(f'`{spelt[slot]}`' for slot in group.params)}"
    return words[0].upper() + words[1:]


def seconds(per: float) -> str:
    """`a minute`, `30 seconds`."""
    named = {1.0: "a second", 60.0: "a minute", 3600.0: "an hour", 86400.0: "a day"}
    return named.get(per, f"{per:g} seconds")
