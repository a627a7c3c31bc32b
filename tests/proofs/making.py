"""Trips for the operations of a package: arguments, bodies and answers that can travel."""

from __future__ import annotations

import json
from typing import Any

from generator.runtime.server.app.negotiate import is_json, is_text, is_xml
from generator.runtime.server.app.parameters import parameters_of
from generator.runtime.server.schemas.values import read, write
from tests.proofs.journey import Line, Outcome
from tests.proofs.same import dumped, filled, without_null
from tests.proofs.values import UNKNOWN, Direction, Values

BYTES = b"\x00\xff\r\n--bytes"
FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data"
_DELIMITERS = {"spaceDelimited": " ", "pipeDelimited": "|"}
"""What parts the items of a style, and so cannot be in them."""


def _together(operation: Any, number: int) -> tuple[set[str], set[str]]:
    """Parameters that must be given, and that must not, by what goes with what."""
    needed, barred = set[str](), set[str]()
    for kind, names in operation.groups:
        if kind != "all-or-none":
            chosen = names[number % len(names)]
            needed |= {chosen} if kind == "exactly-one" else set()
            barred |= {*names} - {chosen}
    for kind, names in operation.groups:
        if kind == "all-or-none":
            barred |= {*names} if barred & {*names} else set()
            needed |= {*names} if needed & {*names} else set()
    return needed, barred


class Maker:
    """Makes trips for the operations of a line."""

    def __init__(self, line: Line, values: Values) -> None:
        self.line, self.values = line, values

    def arguments(self, operation: Any, number: int) -> dict[str, Any]:
        """Values for the parameters of an operation; 1: only the required ones."""
        found: dict[str, Any] = {}
        needed, barred = _together(operation, number)
        for parameter in parameters_of(self.line.document, operation):
            wanted = parameter.required or parameter.name in needed
            wanted = wanted or number == 0 or (number > 1 and bool(number % 2))
            if (
                not wanted
                or parameter.name in barred
                or parameter.name not in {p.name for p in operation.params}
            ):
                continue
            for attempt in range(20):
                value = "text"
                if parameter.schema is not None:
                    value = self._made(parameter.schema, "request", 2 if attempt else number, True)
                known = next(p for p in operation.params if p.name == parameter.name)
                spread = known.style in (None, "form", "cookie") and known.explode is not False
                if spread and isinstance(value, dict):
                    value.pop(UNKNOWN, None)  # nothing shows whose member it is
                if self._travels(parameter, value, known):
                    found[parameter.name] = value
                    break
            else:
                if parameter.required or parameter.name in needed:
                    raise LookupError(f"nothing that can be sent as {parameter.key} was found")
        return found

    def _travels(self, parameter: Any, value: Any, known: Any) -> bool:
        """Whether the standard has a spelling for it in a parameter that says no other value."""
        if isinstance(value, dict | list):
            items = list(value.values()) if isinstance(value, dict) else value
            if known.media and is_json(known.media):
                return dumped(value).isascii() or parameter.where == "query"
            delimiter = _DELIMITERS.get(known.style or "", "")
            deep = known.style in ("deepObject", "brackets") and isinstance(value, dict)
            flat = not any(
                i is None or (isinstance(i, dict | list) and not (i and deep)) for i in items
            )
            parted = delimiter and any(delimiter in str(item) for item in items)
            whole = bool(items) and flat and not parted
            return whole and all(self._travels_text(parameter, i) for i in items)
        if isinstance(value, str) and parameter.schema is not None:
            try:
                other = json.loads(value)
            except ValueError:
                other = value
            if other != value and self.values.valid(parameter.schema, other, "request"):
                return False  # the same text says another value of the same schema
        return value is not None and self._travels_text(parameter, value)

    def _travels_text(self, parameter: Any, value: Any) -> bool:
        if not isinstance(value, str):
            return True
        if parameter.where in ("header", "cookie"):
            return value.isascii() and value.isprintable() and value == value.strip() and not (
                set(value) & set(';,"\\= ')
            ) and value != ""  # fmt: skip
        return value != "" or parameter.where == "query"

    def body(self, media: str, schema: str | None, number: int) -> Any:
        """A value for a body."""
        return self._content(media, schema, "request", number)

    def answer(self, operation: Any, outcome: Outcome, number: int) -> Any:
        """A value for an answer."""
        media = outcome.concrete
        if media is None:
            return None
        answer = self._content(media, outcome.schema, "response", number)
        if (
            operation.process
            and outcome.status < 300
            and read(answer, operation.process.id) is None
        ):
            whole = self._content(media, outcome.schema, "response", 0)
            return write(whole, operation.process.id, "id-1")
        return answer

    def _content(self, media: str, schema: str | None, direction: Direction, number: int) -> Any:
        textual = media in (FORM, MULTIPART) or is_xml(media)
        if schema is None:
            if is_json(media):
                return {"free": [1, "two", None]}
            return "text é" if is_text(media) else BYTES
        if is_json(media) or textual or is_text(media):
            return self._made(schema, direction, number, textual)
        return BYTES

    def _made(self, schema: str, direction: Direction, number: int, textual: bool) -> Any:
        """A value; `textual` where everything is text, so that free members can be nothing else."""
        value = self.values.of(schema, direction, min(number, 2), textual)
        if textual and self.values.valid(schema, full := filled(value), direction):
            value = full
        return without_null(value) if self.line.package.api.omit_null else value
