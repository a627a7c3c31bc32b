"""Trips for the operations of a package: arguments, bodies and answers that can travel."""

from __future__ import annotations

import re
from typing import Any

from generator.runtime.server.app.negotiate import is_json, is_text, is_xml
from generator.runtime.server.app.parameters import parameters_of
from generator.runtime.server.schemas.shapes import Shape
from generator.runtime.server.schemas.values import read, write
from tests.proofs.journey import TOKEN, Line, Outcome
from tests.proofs.same import concrete, dumped, filled, hollow, names, without_null
from tests.proofs.values import UNKNOWN, Direction, Values, respelt

BYTES = b"\x00\xff\r\n--bytes"
FORM = "application/x-www-form-urlencoded"
_DELIMITERS = {"spaceDelimited": " ", "pipeDelimited": "|"}
"""What parts the items of a style, and so cannot be in them."""


_ATTEMPTS = 20
_ELEMENT = re.compile(r"(?!xmlns\b)[A-Za-z_][\w.-]*")


class Unsaid(Exception):
    """No value was found that the wire has a spelling for; says which rule there is none by."""


def _together(operation: Any, number: int) -> tuple[set[str], set[str]]:
    """Parameters that must be given, and that must not, by what goes with what."""
    needed, barred = set[str](), set[str]()
    groups = [(kind, members) for kind, members, *_ in operation.groups if kind != "text"]
    for kind, members in groups:
        if kind != "all-or-none":
            chosen = members[number % len(members)]
            needed |= {chosen} if kind == "exactly-one" else set()
            barred |= {*members} - {chosen}
    for kind, members in groups:
        if kind == "all-or-none":
            barred |= {*members} if barred & {*members} else set()
            needed |= {*members} if needed & {*members} else set()
    return needed, barred


def _held_back(group: Any, name: str, value: Any) -> bool:
    """Whether a group holds a text back that is not to be sent."""
    return group.kind == "text" and name in group.names and not group.fits(value)


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
            known = next(p for p in operation.params if p.name == parameter.name)
            rule = None
            for attempt in range(_ATTEMPTS):
                value = "text"
                if parameter.schema is not None:
                    value = self._made(parameter.schema, "request", 2 if attempt else number, True)
                spread = known.style in (None, "form", "cookie") and known.explode is not False
                if spread and isinstance(value, dict):
                    value = self._shown(operation, parameter, value)
                rule = self._unsaid(parameter, value, known)
                if any(_held_back(group, known.name, value) for group in operation.groups):
                    rule = "the client refuses such a text (x-unsent)"
                if rule is None:
                    found[parameter.name] = value
                    break
            if rule is not None and (parameter.required or parameter.name in needed):
                raise Unsaid(rule)
        return found

    def _shown(self, operation: Any, parameter: Any, value: dict[str, Any]) -> dict[str, Any]:
        """The members of an object among those of others of which it shows whose they are."""
        named, others = self._spread(parameter)[0], set[str]()
        alone = True
        for other in parameters_of(self.line.document, operation):
            if other.where == parameter.where and other.key != parameter.key:
                names, is_open = self._spread(other)
                others |= {other.key, *names}
                alone &= not is_open
        return {
            name: item
            for name, item in value.items()
            if name not in others and (name in named or (alone and name != UNKNOWN))
        }

    def _spread(self, parameter: Any) -> tuple[set[str], bool]:
        """The members that a parameter knows, and whether it takes others as its own."""
        if parameter.schema is None:
            return set(), False
        shape = Shape(self.line.document, self.line.document.at(parameter.schema))
        return set(shape.names), "object" in shape.types and shape.open

    def _unsaid(self, parameter: Any, value: Any, known: Any) -> str | None:
        """Why the standard has no spelling for it in a parameter that says no other value."""
        if parameter.where == "header" and not TOKEN.fullmatch(parameter.key):
            return "no header can be called so (RFC 9110, section 5.1)"
        if value is None:
            return "null has no text (RFC 6570, section 2.3)"
        if known.media is None and parameter.schema is not None:
            schema = parameter.schema
            if any(self.values.valid(schema, other, "request") for other in respelt(value)):
                return "the same text says another value of the same schema"
        if isinstance(value, dict | list):
            return self._unsaid_whole(parameter, value, known)
        listed = known.media is None and parameter.schema is not None
        if listed and self.values.valid(parameter.schema, [value], "request"):
            return "the same text says another value of the same schema"
        return _unsaid_text(parameter, value)

    def _unsaid_whole(self, parameter: Any, value: Any, known: Any) -> str | None:
        """The same of a list or an object."""
        items = list(value.values()) if isinstance(value, dict) else value
        if known.media and is_json(known.media):
            ascii_only = dumped(value).isascii() or parameter.where == "query"
            return None if ascii_only else "a header holds no other letters than ASCII's"
        if not items:
            return "an empty list or object has no text (RFC 6570, section 2.3)"
        style = known.style or ""
        parted = known.explode is False or style in _DELIMITERS or parameter.where != "query"
        if value == [""] and (parted or style in ("deepObject", "brackets")):
            return "a list of one empty text is written as a list of nothing is"
        delimiter = _DELIMITERS.get(style, "")
        deep = style in ("deepObject", "brackets") and isinstance(value, dict)
        for item in items:
            if item is None:
                return "null has no text (RFC 6570, section 2.3)"
            if isinstance(item, dict | list) and not deep:
                return "what is nested has no text in this style"
            if deep and hollow(item):
                return "an empty list or object has no text (RFC 6570, section 2.3)"
            if delimiter and delimiter in str(item):
                return "the delimiter of the style stands in an item"
        alone = isinstance(value, list) and len(value) == 1 and style != "brackets"
        schema = parameter.schema
        if alone and schema is not None and self.values.valid(schema, items[0], "request"):
            return "the same text says another value of the same schema"
        return next(filter(None, (_unsaid_text(parameter, item) for item in items)), None)

    def body(self, media: str, schema: str | None, number: int) -> Any:
        """A value for a body."""
        return self._content(media, schema, "request", number)

    def answer(self, operation: Any, outcome: Outcome, number: int) -> Any:
        """A value for an answer."""
        media = outcome.concrete
        if media is None:
            return None
        if outcome.many and outcome.schema is not None:
            made = [self._made(outcome.schema, "response", number) for _ in range(2)]
            return [item for item in made if item not in ("", None)]  # no event is of no data
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
        media = concrete(media, schema).partition(";")[0].strip().lower()
        if schema is None:
            if is_json(media):
                return {"free": [1, "two", None]}
            return "text é" if is_text(media) else BYTES
        if is_json(media):
            return self._made(schema, direction, number)
        form = media == FORM or media.startswith("multipart/")
        if form or is_xml(media):
            if form and self._is_raw(schema, direction):
                return BYTES
            return self._filled(schema, direction, number, is_xml(media), form and media != FORM)
        if is_text(media):
            value = self._made(schema, direction, number, True)
            return value if isinstance(value, str) else "text é"  # how text spells it nobody says
        return BYTES

    def _made(
        self,
        schema: str,
        direction: Direction,
        number: int,
        textual: bool = False,
        raw: bool = False,
    ) -> Any:
        """A value; `textual` where everything is text, so that free members can be nothing else."""
        if not self.values.possible(schema):
            raise Unsaid("nothing fits: all branches of a oneOf are one schema")
        value = self.values.of(schema, direction, min(number, 2), textual, raw)
        return without_null(value) if self.line.package.api.omit_null else value

    def _is_raw(self, schema: str, direction: Direction) -> bool:
        """Whether what the media type has members for is bytes as a whole."""
        types = Shape(self.line.document, self.line.document.at(schema)).types
        return direction == "response" or bool(types and "object" not in types)

    def _filled(self, schema: str, direction: Direction, number: int, xml: bool, raw: bool) -> Any:
        """A value with nothing empty in it."""
        rule = ""
        for attempt in range(_ATTEMPTS):
            value = filled(self._made(schema, direction, 2 if attempt else number, True, raw))
            rule = "null and what is empty have no pair in a form, and no element in XML"
            if not self.values.valid(schema, value, direction):
                continue
            if not xml or all(map(_ELEMENT.fullmatch, names(value))):
                return value
            rule = "no element of XML can be called so (XML 1.0, 2.3; Namespaces, 3)"
        raise Unsaid(rule)


def _unsaid_text(parameter: Any, value: Any) -> str | None:
    """Why a parameter cannot hold a text, if it cannot."""
    if not isinstance(value, str):
        return None
    if parameter.where in ("header", "cookie"):
        free = value.isascii() and value.isprintable() and value == value.strip()
        said = free and value != "" and not set(value) & set(';,"\\= ')
        return None if said else "a header has letters that mean something else (RFC 9110, 5.5)"
    if value in ("", ".", "..") and parameter.where == "path":
        return "a path has no segment that is empty or dots (RFC 3986, section 5.2.4)"
    return None
