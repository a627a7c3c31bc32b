"""`server/protocol.py` and `server/app.py`: what to implement, and the app around it."""

from __future__ import annotations

from generator.ground.records import record
from generator.ground.text import Source, clean, comment, first_sentence, py_docstring, py_string
from generator.name.naming import Names
from generator.understand import ir
from generator.understand.bodies import is_json
from generator.write.fill import WIDTH, filled_call, filled_display, imported
from generator.write.types import Import, py_type
from generator.write.views.common import import_lines
from generator.write.views.resource import arguments_of
from generator.write.views.results import sorted_operations


@record(frozen=True, slots=True)
class HandlerView:
    """One method to implement."""

    arguments: tuple[Source, ...]
    signature: Source
    doc: Source
    operation: Source
    route: Source | None
    """Beside it where the docstring has no room for it."""


@record(frozen=True, slots=True)
class ServiceView:
    """One group of methods to implement."""

    cls: Source
    doc: Source
    handlers: tuple[HandlerView, ...]


@record(frozen=True, slots=True)
class ProtocolView:
    """`server/protocol.py`."""

    doc: Source
    imports: tuple[Source, ...]
    services: tuple[ServiceView, ...]
    parts: tuple[Source, ...]
    """How classes of some of them begin, where they are many."""
    whole: Source
    """How the class of all of them begins."""


@record(frozen=True, slots=True)
class AppView:
    """`server/app.py`."""

    doc: Source
    imported: Source
    operations: Source


_ITERABLES = ("AsyncIterable", "Iterable")
_BASES = 50
"""Of a class."""


def service_class(names: Names, tag: ir.Tag) -> str:
    """The class to implement for a tag."""
    return names.tags[tag.name].cls.removesuffix("Api") + "Service"


def protocol_view(api: ir.Api, names: Names) -> ProtocolView:
    """Everything that a server of this API has to do, with its types."""
    names = names.qualified()
    imports: set[Import] = set()
    services: list[ServiceView] = []
    for tag in sorted(api.tags, key=lambda tag: names.tags[tag.name].module):
        handlers = tuple(_handler(op, names, imports) for op in sorted_operations(api, names, tag))
        services.append(
            ServiceView(
                cls=Source(service_class(names, tag)),
                doc=py_docstring(first_sentence(tag.doc) or f"Operations of {tag.name}."),
                handlers=handlers,
            )
        )
    imports |= {("._runtime.server", "Answer"), ("._runtime.server", "Unimplemented")}
    if any("UNSET" in a for s in services for h in s.handlers for a in h.arguments):
        imports |= {("._runtime", "UNSET"), ("._runtime", "Unset")}
    parts, bases = _bases([service.cls for service in services])
    return ProtocolView(
        doc=py_docstring(f"{clean(api.title).strip()}: what a server implements.", 0),
        imports=import_lines(imports, depth=1),
        services=tuple(services),
        parts=parts,
        whole=_class("Implementation", bases),
    )


def _bases(services: list[str]) -> tuple[tuple[Source, ...], list[str]]:
    """What the class of all services extends: those, or classes of some of them each.

    The order of a class's bases takes Python a time that grows with the cube of their number.
    """
    if len(services) <= _BASES:
        return (), services
    chunks = [services[at : at + _BASES] for at in range(0, len(services), _BASES)]
    names = [f"_Services{number}" for number in range(1, len(chunks) + 1)]
    return tuple(_class(name, chunk) for name, chunk in zip(names, chunks, strict=True)), names


def _class(name: str, bases: list[str]) -> Source:
    return filled_call(f"class {name}(", [*bases, "Protocol"], "):", 0)


def _handler(operation: ir.Operation, names: Names, imports: set[Import]) -> HandlerView:
    name = names.operations[operation.id]
    arguments = arguments_of(operation, names, imports, "served")
    stream = operation.stream
    returned = py_type(stream or _returned(operation), names, "out")
    imports |= returned.imports
    if stream is not None:
        imports |= {("collections.abc", name) for name in (*_ITERABLES, "Awaitable")}
    signature = [a.source for a in arguments if a.positional]
    keywords = [a.source for a in arguments if not a.positional]
    if keywords:
        signature += [Source("*"), *keywords]
    head = operation.summary or first_sentence(operation.doc) or operation.id
    returns = f"{returned.text} | Answer" if stream is None else _streamed(returned.text)
    if operation.aside is not None:
        item = py_type(operation.aside, names, "out")
        imports |= {*item.imports, *((("collections.abc", n)) for n in _ITERABLES)}
        returns = " | ".join((returned.text, *(f"{n}[{item.text}]" for n in _ITERABLES), "Answer"))
    said = clean(head).strip()
    route = f"{operation.method} {operation.path}"
    whole = f"{said} ({route})"
    apart = len(whole) + 14 > WIDTH or "\n" in said
    word = "async def" if stream is None else "def"
    return HandlerView(
        arguments=tuple(signature),
        signature=filled_call(
            f"{word} {name.handler}(", ["self", *signature], f") -> {returns}:", 4
        ),
        doc=py_docstring(said if apart else whole, 8),
        operation=py_string(operation.id),
        route=comment(route) if apart else None,
    )


def _streamed(item: str) -> str:
    """What a handler of items gives: they come as it yields them, or from what it returns."""
    whole = f"AsyncIterable[{item}] | Iterable[{item}] | Answer"
    return f"AsyncIterable[{item}] | Iterable[{item}] | Awaitable[{whole}]"


def _returned(operation: ir.Operation) -> ir.Type:
    """What a handler returns: the result, or of a paged list the whole body."""
    if not operation.paging:
        return operation.result
    for response in operation.responses:
        if response.success and response.media and is_json(response.media):
            return response.type
    return operation.result


def app_view(api: ir.Api, names: Names) -> AppView:
    """The app of a package."""
    used = sorted({names.tags[tag.name].module for tag in api.tags})
    title = clean(api.title).strip()
    operations = [
        f"{py_string(name.handler)}: _{names.tags[tag.name].module}.{name.constant}"
        for tag in sorted(api.tags, key=lambda tag: names.tags[tag.name].module)
        for name in (names.operations[op.id] for op in sorted_operations(api, names, tag))
    ]
    return AppView(
        doc=py_docstring(
            f"The server of {title}: a stub around an implementation, or the sandbox.", 0
        ),
        imported=imported("..operations", ["API", *(f"{name} as _{name}" for name in used)], 0),
        operations=filled_display("OPERATIONS: dict[str, Operation[Any]] = {", operations, "}", 0),
    )
