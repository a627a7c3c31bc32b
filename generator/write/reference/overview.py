"""The first page: what the API is, how to begin, what holds for every call; and the errors."""

from __future__ import annotations

import inspect
from collections import Counter
from collections.abc import Iterator, Sequence

from generator.ground.records import record
from generator.ground.text import clean, first_sentence
from generator.name.naming import Names
from generator.runtime.ground import errors
from generator.understand import ir
from generator.write.reference.exchange import Exchange, Exchanges, Piece, error_class, joined
from generator.write.reference.facts import limit_text, retry_text
from generator.write.reference.operations import Common, ErrorLine, OperationView, error_body
from generator.write.reference.samples import Samples
from generator.write.reference.site import INDEX, Site, outside
from generator.write.views.client import constructor_arguments
from generator.write.views.first import first_operation
from generator.write.views.package import distribution


@record(frozen=True, slots=True)
class SettingLine:
    """An argument of the client: a credential, or a variable of its server."""

    name: str
    required: bool
    doc: str


@record(frozen=True, slots=True)
class ServerLine:
    """A server."""

    url: str
    doc: str


@record(frozen=True, slots=True)
class SectionView:
    """A page of operations: all of a tag's, or those of one part of paths."""

    name: str
    """That part; empty where it is all."""
    page: str
    operations: tuple[OperationView, ...]


@record(frozen=True, slots=True)
class ResourceView:
    """A tag and its operations."""

    name: str
    """`client.orders`."""
    short: str
    """`orders`."""
    page: str
    summary: str
    doc: str
    sections: tuple[SectionView, ...]

    @property
    def operations(self) -> tuple[OperationView, ...]:
        """The operations of all sections."""
        return tuple(op for section in self.sections for op in section.operations)

    @property
    def split(self) -> bool:
        """Whether its sections have pages of their own."""
        return len(self.sections) > 1


@record(frozen=True, slots=True)
class IndexView:
    """The first page."""

    title: str
    version: str
    summary: str
    doc: str
    link: str
    license: str
    distribution: str
    package: str
    first: tuple[Piece, ...]
    settings: tuple[SettingLine, ...]
    servers: tuple[ServerLine, ...]
    limits: tuple[str, ...]
    """Limits that most operations share."""
    retries: str
    errors: tuple[ErrorLine, ...]
    """Errors that most operations tell alike."""
    failures: tuple[Exchange, ...]
    resources: tuple[ResourceView, ...]
    left_out: tuple[str, ...]
    client: bool
    """Whether the package has a client half at all."""

    @property
    def count(self) -> int:
        """How many operations there are."""
        return sum(len(resource.operations) for resource in self.resources)


def index_view(
    api: ir.Api,
    names: Names,
    site: Site,
    exchanges: Exchanges,
    samples: Samples,
    common: Common,
    resources: Sequence[ResourceView],
    left_out: Sequence[str],
    client: bool,
) -> IndexView:
    """Everything that is said once."""
    title = clean(api.title).strip()
    order = sorted(common, key=lambda key: str(key[0]))
    return IndexView(
        title=title,
        version=clean(api.version),
        summary=first_sentence(api.summary),
        doc=api.doc,
        link=outside(api.link),
        license=clean(api.license),
        distribution=distribution(names.package),
        package=names.package,
        first=_first(api, names, exchanges),
        settings=tuple(_settings(api, names)),
        servers=tuple(dict.fromkeys(ServerLine(s.url, s.doc) for s in api.servers)),
        limits=tuple(_shared(api)),
        retries=retry_text(api.retry, "GET"),
        errors=tuple(
            ErrorLine(
                str(status),
                error_class(status),
                site.error(error_class(status)),
                error_body(common[status, doc], names, site, INDEX),
                doc,
            )
            for status, doc in order
        ),
        failures=tuple(_failures(api, exchanges, samples, common)),
        resources=tuple(resources),
        left_out=tuple(left_out),
        client=client,
    )


def _first(api: ir.Api, names: Names, exchanges: Exchanges) -> tuple[Piece, ...]:
    """A client, and a first call of it."""
    first = next(iter(api.security), ())
    wanted = {names.credentials[name] for name in first if name in names.credentials}
    needed = [
        argument.name
        for argument in constructor_arguments(api, names)
        if " = " not in argument.argument
        or argument.name.removesuffix("_id").removesuffix("_secret") in wanted
        or argument.name in wanted
    ]
    made = ", ".join(f'{name}="…"' for name in needed)
    pieces = [
        Piece(f"from {names.package} import "),
        Piece("Async", "async"),
        Piece("Client\n"),
    ]
    operation = first_operation(api)
    call = exchanges.requests(operation)[0].python if operation else (Piece("..."),)
    opening, lead = call[0], ""
    if opening.text.startswith("from ") and not opening.only:
        lead, _, rest = opening.text.partition("\n\n")
        call = (Piece(rest), *call[1:])
        lead += "\n"
    pieces += [Piece(f"{lead}\n"), Piece("async ", "async"), Piece("with ")]
    pieces += [Piece("Async", "async"), Piece(f"Client({made}) as client:\n    ")]
    pieces += [Piece(piece.text.replace("\n", "\n    "), piece.only) for piece in call]
    return joined(pieces)


def _settings(api: ir.Api, names: Names) -> Iterator[SettingLine]:
    for argument in constructor_arguments(api, names):
        yield SettingLine(argument.name, " = " not in argument.argument, argument.doc)


def _shared(api: ir.Api) -> Iterator[str]:
    rules: Counter[ir.Rule] = Counter(rule for op in api.operations for rule in op.limits)
    for rule, count in sorted(rules.items(), key=lambda item: (-item[1], item[0].key)):
        if count > len(api.operations) // 2:
            yield f"{limit_text(rule, None, api)}: {count} operations together"


def _failures(
    api: ir.Api, exchanges: Exchanges, samples: Samples, common: Common
) -> Iterator[Exchange]:
    """An example of each error that most operations tell alike."""
    seen: set[int | str] = set()
    for status, doc in sorted(common, key=lambda key: str(key[0])):
        response = common[status, doc]
        operation = next((op for op in api.operations if response in op.responses), None)
        if operation is None or response.media is None or status in seen:
            continue
        for sample in samples.of_answer(operation, status, response.media):
            if not sample.made and status not in seen:
                seen.add(status)
                yield exchanges.error(None, status, response, sample)


# Errors ----------------------------------------------------------------------------------


@record(frozen=True, slots=True)
class ErrorClass:
    """A class that a call may raise."""

    name: str
    base: str
    depth: int
    doc: str


@record(frozen=True, slots=True)
class ErrorFact:
    """What errors carry."""

    name: str
    doc: str


ERROR_FACTS = (
    ErrorFact("message", "What happened, in the vendor's words where it said some."),
    ErrorFact("code", "The vendor's code for what went wrong."),
    ErrorFact("fields", "Field name → what the vendor says is wrong with it."),
    ErrorFact("status, headers", "Of the response; None and empty where none came."),
    ErrorFact("body, content", "The body: the document's model, JSON or text; and its bytes."),
    ErrorFact("request_id", "The vendor's id of the exchange, to quote to their support."),
    ErrorFact("retry_after", "Seconds the server asked to wait."),
    ErrorFact("attempts", "How often the request was sent."),
    ErrorFact("resume_token", "Where a list or a process broke off, to go on from there."),
)


def error_classes() -> tuple[ErrorClass, ...]:
    """Every class of errors, each below its base."""
    children: dict[str, list[type[errors.ApiError]]] = {}
    for found in vars(errors).values():
        if inspect.isclass(found) and issubclass(found, errors.ApiError):
            children.setdefault(found.__bases__[0].__name__, []).append(found)
    return tuple(_below("Exception", children, 0))


def _below(
    base: str, children: dict[str, list[type[errors.ApiError]]], depth: int
) -> Iterator[ErrorClass]:
    for found in children.get(base, ()):
        doc = " ".join((inspect.getdoc(found) or "").split())
        yield ErrorClass(found.__name__, base, depth, doc.partition(" (see `")[0])
        yield from _below(found.__name__, children, depth + 1)
