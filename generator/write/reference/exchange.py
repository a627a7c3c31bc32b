"""A call in Python beside what goes over the wire for it, and the answer beside its object."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import Any, Literal

from generator.ground.records import record
from generator.ground.text import py_string, snake, words
from generator.name.naming import Names, argument_slot
from generator.runtime.ground import operation as data
from generator.runtime.ground.errors import class_for
from generator.runtime.server.schemas.values import read
from generator.runtime.wire.problem import described
from generator.understand import ir
from generator.write.reference import wire
from generator.write.reference.code import WIDTH, Code, call, written
from generator.write.reference.samples import NONE, Sample, Samples
from generator.write.reference.typed import Typed, plain
from generator.write.types import Import
from generator.write.views.first import allowed, method_of, spoken
from generator.write.views.results import result_of

_SHOWN = 3
"""Arguments that need not be given and are shown all the same, as they have an example."""
_LONGEST_NAME = 24


@record(frozen=True, slots=True)
class Piece:
    """A piece of source: of both flavours, or of one alone."""

    text: str
    only: Literal["", "sync", "async"] = ""


@record(frozen=True, slots=True)
class Exchange:
    """Two texts that mean the same: in Python, and over the wire."""

    title: str
    python: tuple[Piece, ...]
    wire: str
    made: bool = False
    """Whether the values were made up from the schema."""


class Exchanges:
    """Writes the examples of operations.

    Args:
        api: What there is.
        names: What it is called.
        samples: The document's examples.
    """

    def __init__(self, api: ir.Api, names: Names, samples: Samples) -> None:
        self._api = api
        self._names = names
        self._samples = samples
        self.typed = Typed(api, names)

    # What is asked ---------------------------------------------------------------

    def requests(self, operation: ir.Operation) -> list[Exchange]:
        """A call for each example of the body; one where it has none."""
        given = self._given(operation)
        body = operation.body
        bodies: list[Sample | None] = [None]
        if body is not None:
            bodies = list(self._samples.of_body(operation, body.media[0])) or [None]
        return [self._request(operation, given, sample) for sample in bodies]

    def _given(self, operation: ir.Operation) -> dict[tuple[str, str], Sample]:
        """The parameters that are shown: those that are needed, and a few with examples."""
        samples: dict[tuple[str, str], Sample] = {}
        shown: list[tuple[str, str]] = []
        for param in operation.params:
            sample = self._samples.param(operation, param)
            paged = operation.paging and param.wire == operation.paging.page
            wanted = not (sample.made or param.deprecated or paged or param.required)
            if wanted and sample.value is not NONE and len(shown) < _SHOWN:
                shown.append((param.where, param.wire))
            samples[param.where, param.wire] = sample
        given = allowed(operation, shown)
        return {
            argument_slot(param): samples[param.where, param.wire]
            for param in operation.params
            if (param.where, param.wire) in given
        }

    def _request(
        self,
        operation: ir.Operation,
        given: dict[tuple[str, str], Sample],
        sample: Sample | None,
    ) -> Exchange:
        used: set[Import] = set()
        body, value = operation.body, sample.value if sample is not None else NONE
        if body is not None and body.wrap and isinstance(value, dict):
            value = value.get(body.wrap, value)
        items = list(self._arguments(operation, given, value, used))
        kind, outer = result_of(operation, self._names)
        item = _variable(kind.text)
        whole = "process" if outer == "Process" else item
        how = spoken(operation, self._names, item, f"{whole} = " if kind.text != "None" else "")
        code = written(call(method_of(operation, self._names), items), before=len(how.before))
        pieces = [Piece(_imports(self._names.package, used))] if used else []
        pieces += [Piece("async ", "async")] if how.loops else []
        pieces.append(Piece(how.before))
        pieces += [Piece("await ", "async")] if how.waits else []
        pieces.append(Piece(code + how.after))
        if how.loops:
            pieces.append(Piece("\n    ..."))
        if outer == "Process":
            pieces += [Piece(f"\n{item} = "), Piece("await ", "async")]
            pieces.append(Piece("process.wait(timeout=60)"))
        values = {slot: one.value for slot, one in given.items() if one.value is not NONE}
        text = (
            wire.body_text(body, value, self._api.xml)
            if body is not None and value is not NONE
            else ""
        )
        media = body.media[0] if body is not None and text else None
        base = (operation.servers or self._api.servers or (ir.Server("", {}, ""),))[0].url
        sent = wire.request(operation, base, values, self._credentials(operation), media, text)
        made = sample is not None and sample.made
        return Exchange(_title(sample), joined(pieces), sent, made)

    def _arguments(
        self,
        operation: ir.Operation,
        given: dict[tuple[str, str], Sample],
        value: Any,
        used: set[Import],
    ) -> Iterator[tuple[str, Code]]:
        spelt = self._names.operations[operation.id].arguments
        in_path = [param for param in operation.params if param.where == "path"]
        in_path.sort(key=lambda param: operation.path.find("{" + param.wire + "}"))
        for param in (*in_path, *(p for p in operation.params if p.where != "path")):
            slot = argument_slot(param)
            if slot in given and slot != operation.switch:
                lead = "" if param.where == "path" else f"{spelt[slot]}="
                yield lead, self._typed(given[slot].value, param.type, used)
        body = operation.body
        if body is None or (value is NONE and not body.required):
            return
        if body.members:
            known = value if isinstance(value, dict) else {}
            for member in body.members:
                if ("body", member.wire) == operation.switch:
                    continue
                if member.wire in known or (value is NONE and member.required):
                    one = known.get(member.wire, NONE)
                    yield (
                        f"{spelt['body', member.wire]}=",
                        self._typed(one, member.type, used),
                    )
        else:
            yield "body=", self._typed(value, body.type, used)

    def _typed(self, value: Any, type_: ir.Type, used: set[Import]) -> Code:
        if isinstance(type_, ir.Binary) and not isinstance(value, str):
            return 'open("file", "rb")'
        if value is NONE:
            return "..."
        return self.typed.of(value, type_, used, "in")

    def _credentials(self, operation: ir.Operation) -> list[tuple[str, str, str]]:
        """Place, name and text of what lets a call in, by the first way that there is."""
        ways = operation.security if operation.security is not None else self._api.security
        wanted = next(iter(ways), ())
        found: list[tuple[str, str, str]] = []
        for scheme in self._api.schemes:
            if scheme.name in wanted and scheme.kind != "mutual-tls":
                lead = {"key": "", "basic": "Basic "}.get(scheme.kind, "Bearer ")
                found.append((scheme.where, scheme.wire, f"{lead}…"))
        return found

    # What is answered ------------------------------------------------------------

    def answers(self, operation: ir.Operation) -> list[Exchange]:
        """The examples of the first success that has a body."""
        for response in operation.responses:
            if response.success and response.media is not None:
                status = response.statuses[0]
                samples = self._samples.of_answer(operation, status, response.media)
                return [self._answer(operation, response, status, one) for one in samples]
        return [
            Exchange("", (Piece("None"),), wire.answer(response.statuses[0], None, ""))
            for response in operation.responses[:1]
            if response.success
        ]

    def _answer(
        self, operation: ir.Operation, response: ir.Response, status: int | str, sample: Sample
    ) -> Exchange:
        used: set[Import] = set()
        media = response.media or ""
        value, type_ = sample.value, operation.result
        if operation.paging is not None:
            items = read(value, operation.paging.items)
            type_ = operation.paging.item
            value = items[0] if isinstance(items, list) and items else NONE
        elif operation.process is not None:
            type_ = operation.process.type
        elif operation.stream is not None:
            type_ = operation.stream
        elif operation.envelope and isinstance(value, dict) and operation.envelope in value:
            value = value[operation.envelope]
        code: Code = "...  # no items in this example"
        if isinstance(response.type, ir.Binary):
            code = 'b"..."'
        elif value is not NONE:
            code = self.typed.of(value, type_, used, "out")
        text = wire.answer(status, media, wire.answer_text(response, sample.value, self._api.xml))
        return Exchange(_title(sample), (Piece(written(code)),), text, sample.made)

    def errors(self, operation: ir.Operation, statuses: set[int | str]) -> Iterator[Exchange]:
        """The document's examples of errors, of these statuses."""
        for response in operation.responses:
            for status in response.statuses:
                if response.media is None or response.success or status not in statuses:
                    continue
                for sample in self._samples.of_answer(operation, status, response.media):
                    if not sample.made:
                        yield self.error(operation.errors, status, response, sample)

    def error(
        self, shape: ir.Errors | None, status: int | str, response: ir.Response, sample: Sample
    ) -> Exchange:
        """An error as it is caught, beside the answer that it comes from."""
        told = shape or self._api.errors
        code, message, fields = described(
            data.ErrorShape(
                told.code, told.message, told.fields, told.field_name, told.field_message
            ),
            sample.value,
        )
        lines = [f"except errors.{error_class(status)} as error:"]
        facts: list[tuple[str, Code]] = [("code", py_string(code))] if code else []
        facts += [("message", py_string(message))] if message else []
        facts += [("fields", plain(fields))] if fields else []
        for name, found in facts:
            lines.append(f"    error.{name} == {written(found, 4, len(name) + 10)}")
        lines += [] if facts else ["    ..."]
        body = wire.answer_text(response, sample.value, self._api.xml)
        text = wire.answer(status, response.media, body)
        return Exchange(_title(sample), (Piece("\n".join(lines)),), text, sample.made)


def error_class(status: int | str) -> str:
    """The class to catch for a status as a document writes it."""
    if isinstance(status, int):
        return class_for(status).__name__
    families = {"3": "RedirectRefused", "4": "ClientError", "5": "ServerError"}
    return families.get(str(status)[:1], "StatusError")


def _title(sample: Sample | None) -> str:
    return (sample.summary or sample.name) if sample is not None else ""


def _variable(type_: str) -> str:
    """What a value of a type may be called."""
    kind = type_.removesuffix(" | None")
    name = snake(words(kind)) if kind.isidentifier() and kind[:1].isupper() else ""
    return name if 0 < len(name) <= _LONGEST_NAME else "result"


def _imports(package: str, used: set[Import]) -> str:
    """The lines that import what an example names."""
    modules: dict[str, list[str]] = {}
    for module, name in sorted(used, key=lambda one: (one[0].startswith("."), one)):
        where = f"{package}{module}" if module.startswith(".") else module
        modules.setdefault(where, []).append(name)
    lines: list[str] = []
    for module, names in modules.items():
        text = f"from {module} import {', '.join(names)}"
        if len(text) > WIDTH:
            listed = textwrap.wrap(", ".join(names) + ",", WIDTH - 4)
            text = "\n    ".join([f"from {module} import (", *listed]) + "\n)"
        lines.append(text)
    return "\n".join(lines) + "\n\n"


def joined(pieces: list[Piece]) -> tuple[Piece, ...]:
    """Pieces of one flavour that follow each other as one."""
    found: list[Piece] = []
    for piece in pieces:
        if found and piece.only == found[-1].only:
            found[-1] = Piece(found[-1].text + piece.text, piece.only)
        elif piece.text:
            found.append(piece)
    return tuple(found)
