"""The page of a resource: every operation of a tag, whole."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from generator.ground.records import record
from generator.ground.text import clean, first_sentence
from generator.name.naming import Names, argument_slot
from generator.read.document import Document
from generator.read.source import Mapping, escape
from generator.understand import ir
from generator.understand.conventions import said_of
from generator.write.reference.exchange import Exchange, Exchanges, error_class
from generator.write.reference.facts import Fact, facts_of
from generator.write.reference.history import History, Past
from generator.write.reference.site import Part, Site, outside, said
from generator.write.reference.told import Note, doc_of, limits_of, node_at, notes_of
from generator.write.types import PyType, py_type
from generator.write.views.operations import deprecated_arguments, operation_ending
from generator.write.views.resource import body_type
from generator.write.views.results import result_of

Common = dict[tuple[int | str, str], ir.Response]
"""Errors that most operations tell alike, by status and words: told once for all."""


@record(frozen=True, slots=True)
class ArgumentLine:
    """An argument of a method."""

    name: str
    type: tuple[Part, ...]
    required: bool
    where: str
    """Where it goes, and under which name if that is another; see `_where`."""
    doc: str
    limits: str
    ends: str
    """What is said of its end, if it is deprecated."""
    notes: tuple[Note, ...]
    past: Past


@record(frozen=True, slots=True)
class ErrorLine:
    """A status that is no success, and what to catch."""

    status: str
    cls: str
    href: str
    body: tuple[Part, ...]
    """What `error.body` is, where the document says."""
    doc: str


@record(frozen=True, slots=True)
class AnswerLine:
    """A success, and what the vendor says of it."""

    status: str
    doc: str


def _answers(operation: ir.Operation) -> Iterator[AnswerLine]:
    seen: set[int | str] = set()
    for response in operation.responses:
        for status in response.statuses:
            if response.success and status not in seen:
                seen.add(status)
                yield AnswerLine(str(status), response.docs.get(status, ""))


@record(frozen=True, slots=True)
class OperationView:
    """One operation."""

    anchor: str
    call: str
    """`client.orders.list`."""
    id: str
    method: str
    path: str
    summary: str
    doc: str
    link: str
    status: str
    """`planned`, `beta`, or nothing."""
    ends: tuple[Part, ...]
    notes: tuple[Note, ...]
    facts: tuple[Fact, ...]
    arguments: tuple[ArgumentLine, ...]
    returns: tuple[Part, ...]
    holder: str
    """`Page`, `Process`, `Stream`, or nothing."""
    answers: tuple[AnswerLine, ...]
    errors: tuple[ErrorLine, ...]
    common: tuple[str, ...]
    """Statuses of errors that are told for all operations."""
    exchanges: tuple[Exchange, ...]
    """A call, and what it is answered."""
    more: tuple[Exchange, ...]
    """Further examples, and those of errors."""
    past: Past

    @property
    def deprecated(self) -> bool:
        """Whether it will go."""
        return bool(self.ends)

    @property
    def unverified(self) -> bool:
        """Whether something of it is not certain."""
        notes = (*self.notes, *(note for line in self.arguments for note in line.notes))
        return any(note.kind == "Unverified" for note in notes)


def common_errors(api: ir.Api) -> Common:
    """Errors that more than half of the operations tell in the same words."""
    counted: Counter[tuple[int | str, str]] = Counter()
    first: Common = {}
    for operation in api.operations:
        for status, response in _failing(operation):
            key = status, response.docs.get(status, "")
            counted[key] += 1
            first.setdefault(key, response)
    many = max(4, len(api.operations) // 2)
    return {key: first[key] for key, count in counted.items() if count > many}


def _failing(operation: ir.Operation) -> Iterator[tuple[int | str, ir.Response]]:
    """The statuses that are no success, each once, in order."""
    seen: dict[int | str, ir.Response] = {}
    for response in operation.responses:
        for status in response.statuses:
            if not str(status).startswith("2"):
                seen.setdefault(status, response)
    yield from sorted(seen.items(), key=lambda item: str(item[0]))


def _where(place: str, wire: str, name: str) -> str:
    """Where an argument goes: `query per-page`; nothing for a member of the body by its name."""
    if wire and wire != name:
        return f"{place} {wire}"
    return "" if place == "body" else place


def error_body(response: ir.Response, names: Names, site: Site, page: str) -> tuple[Part, ...]:
    """What the body of an error is; nothing where that is anything, or text."""
    if isinstance(response.type, ir.Ref | ir.ListOf | ir.OneOf):
        return site.typed(py_type(response.type, names, "out"), page)
    return ()


class Operations:
    """Views of operations.

    Args:
        document: The document that they were built from.
        api: What it says.
        names: What everything is called.
        site: Where everything stands.
        exchanges: What writes their examples.
        common: Errors that are told once for all.
        history: What is known of the past.
    """

    def __init__(
        self,
        document: Document,
        api: ir.Api,
        names: Names,
        site: Site,
        exchanges: Exchanges,
        common: Common,
        history: History,
    ) -> None:
        self._document = document
        self._api = api
        self._names = names
        self._site = site
        self._exchanges = exchanges
        self._common = common
        self._history = history

    def of(self, found: Iterable[ir.Operation], page: str) -> tuple[OperationView, ...]:
        """Operations of a tag, as they are shown on a page."""
        return tuple(self._view(operation, page) for operation in found)

    def _view(self, operation: ir.Operation, page: str) -> OperationView:
        known = self._names.operations[operation.id]
        result, holder = result_of(operation, self._names)
        summary = clean(operation.summary).strip() or first_sentence(operation.doc)
        own = {
            status: response
            for status, response in _failing(operation)
            if (status, response.docs.get(status, "")) not in self._common
        }
        told = tuple(str(status) for status, _ in _failing(operation) if status not in own)
        asked = self._exchanges.requests(operation)
        answered = self._exchanges.answers(operation)
        success = next((r for r in operation.responses if r.success), None)
        doc = "" if operation.doc.strip() == summary.strip() else operation.doc
        return OperationView(
            anchor=known.method,
            call=self._site.method(operation),
            id=operation.id,
            method=operation.method,
            path=operation.path,
            summary=summary.rstrip("."),
            doc=doc,
            link=outside(operation.link),
            status=operation.status or "",
            ends=self._ends(operation, page),
            notes=notes_of(node_at(self._document, operation.pointer)),
            facts=(
                *facts_of(operation, self._api, self._site, page, known.arguments),
                *self._headers(operation, success),
            ),
            arguments=tuple(self._arguments(operation, page)),
            returns=self._site.typed(result, page),
            holder=holder,
            answers=tuple(_answers(operation)),
            errors=tuple(self._error(status, own[status], page) for status in own),
            common=told,
            exchanges=(*asked[:1], *answered[:1]),
            more=(*asked[1:], *answered[1:], *self._exchanges.errors(operation, set(own))),
            past=self._history.operation(operation),
        )

    def _ends(self, operation: ir.Operation, page: str) -> tuple[Part, ...]:
        if not operation.deprecated:
            return ()
        ending = operation_ending(operation, self._api, self._names)
        text = said_of(ending).replace("`", "")
        if text == "Deprecated.":
            text = "Deprecated: the vendor will remove it."
        use = operation.deprecation.use if operation.deprecation else None
        if use not in self._site.operations:
            return (Part(text),)
        return (Part(text + " "), self._site.leads_to(str(use), page))

    def _error(self, status: int | str, response: ir.Response, page: str) -> ErrorLine:
        cls = error_class(status)
        href = self._site.error(cls, page)
        body = error_body(response, self._names, self._site, page)
        return ErrorLine(str(status), cls, href, body, response.docs.get(status, ""))

    def _headers(self, operation: ir.Operation, success: ir.Response | None) -> Iterator[Fact]:
        if success is None:
            return
        place = f"{operation.pointer}/responses/{escape(str(success.statuses[0]))}"
        response: Any = self._document.deref(node_at(self._document, place))
        headers: Any = response.get("headers") if isinstance(response, Mapping) else None
        for name in sorted(headers or ()):
            node: Any = self._document.deref(headers[name])
            doc = first_sentence(str(node.get("description") or ""))
            yield Fact("Header", said(Part(name, code=True), f" {doc}"))

    def _arguments(self, operation: ir.Operation, page: str) -> Iterator[ArgumentLine]:
        spelt = self._names.operations[operation.id].arguments
        ends = deprecated_arguments(operation, self._names)
        lines: list[ArgumentLine] = []

        def line(
            name: str,
            type_: PyType,
            required: bool,
            place: str,
            wire: str,
            doc: str,
            at: str,
            past: Past,
        ) -> ArgumentLine:
            node = node_at(self._document, at)
            schema = node.get("schema") if node is not None else None
            return ArgumentLine(
                name=name,
                type=self._site.typed(type_, page),
                required=required,
                where=_where(place, wire, name),
                doc=doc or doc_of(self._document, node, schema),
                limits=limits_of(node, schema),
                ends=said_of(ends[name]).replace("`", "") if name in ends else "",
                notes=notes_of(node),
                past=past,
            )

        for param in operation.params:
            if argument_slot(param) == operation.switch:
                continue
            name = spelt[argument_slot(param)]
            type_ = py_type(param.type, self._names, "in")
            place = "query string" if param.where == "querystring" else param.where
            past = self._history.parameter(operation, param)
            lines.append(
                line(name, type_, param.required, place, param.wire, param.doc, param.pointer, past)
            )
        if body := operation.body:
            body_ = f"body of {operation.method.upper()} {operation.path}"
            for member in body.arguments:
                if ("body", member.wire) == operation.switch:
                    continue
                name = spelt["body", member.wire]
                needed = member.required and body.required
                type_ = py_type(member.type, self._names, "in")
                past = self._history.member([member.pointer], body_)
                lines.append(
                    line(name, type_, needed, "body", member.wire, member.doc, member.pointer, past)
                )
            if body.whole:
                needed = body.required and not body.arguments
                type_ = body_type(body, self._names)
                lines.append(line("body", type_, needed, "body", "", body.doc, "", Past()))
        in_path = [one for one in lines if one.where.partition(" ")[0] == "path"]
        order = {"{" + p.wire + "}": spelt[argument_slot(p)] for p in operation.params}
        places = {name: operation.path.find(slot) for slot, name in order.items()}
        in_path.sort(key=lambda one: places[one.name])
        rest = [one for one in lines if one not in in_path]
        yield from (*in_path, *sorted(rest, key=lambda one: not one.required))
