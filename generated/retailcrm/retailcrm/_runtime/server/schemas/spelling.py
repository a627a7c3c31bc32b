"""How clients of other makes spell values: a table by the type that the document declares.

A value that is valid is taken as it is, always. One that is not is read again, member
by member: where it can only mean one value of the declared type, that value takes its
place, and the place is noted. What then is not valid is refused.

| declared | also taken |
|---|---|
| boolean | 0 and 1, and `true`, `yes`, `on`, `1`, `false`, `no`, `off`, `0` in any letters |
| number, integer | the text of one; an integer with a fraction of zeros |
| string | a number or a boolean, as its text |
| date | a date-time: its day |
| date-time | a date: its first moment; another way to write it; UTC where an offset is missing |
| array | one item alone |
| object | an empty array |
| optional, whatever its type | null |
| optional, in text, but no free text | `null`, `None`, `nil`, `undefined` and nothing |

Strictly read (`strict=True`), nothing but what is declared is taken. Durations and times of day
are those of ISO 8601 in any case (`moments.py`).
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, time
from typing import Any, Final

from .document import Document, Node
from .shapes import Shape
from .values import ABSENT, is_array, is_object
from .wire import WRITTEN, format_of

_FLAGS: Final = {
    **dict.fromkeys(("true", "yes", "on", "1"), True),
    **dict.fromkeys(("false", "no", "off", "0"), False),
}
_NUMBER = re.compile(r"[+-]?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]{1,3})?", re.ASCII)
_LONGEST = 400
_DEEPEST = 64
_DATE, _MOMENT = "Y-m-d", r"Y-m-d\TH:i:sP"
_READABLE: Final = tuple(
    f"Y-m-d{rest}"
    for rest in ("", *(f"{mid}H:i{end}" for mid in (r"\T", " ") for end in (":sP", ":s", "P", "")))
)
_DROPPED: Final = object()


class Spelling:
    """Reads what is not valid as what it can only mean.

    Args:
        document: The document.
        texts: Whether the value comes from text (a query, a form), which has no null of its own.
        places: Takes a note for each place that was read otherwise, without its value.
    """

    def __init__(self, document: Document, texts: bool, places: list[str]) -> None:
        self._document = document
        self._texts = texts
        self._places = places

    def read(self, pointer: str, value: Any, where: str) -> Any:
        """A value as the schema at a pointer wants it, as far as it can be."""
        return self._read(self._document.at(pointer), value, where, 0)

    def member(self, pointer: str, value: Any, where: str) -> Any:
        """The same of what may be left out: `is_dropped` tells that nothing was meant."""
        return self._optional(self._document.at(pointer), value, where, 0)

    def _fits(self, node: Node, value: Any) -> bool:
        return self._document.validator(node.pointer).is_valid(value)

    def _optional(self, node: Node, value: Any, where: str, depth: int) -> Any:
        if self._fits(node, value):
            return value
        if value is None or (self._texts and _is_nothing(value) and not self._is_free(node)):
            self._places.append(f"{where}: nothing, written as a value")
            return _DROPPED
        return self._read(node, value, where, depth)

    def _is_free(self, node: Node) -> bool:
        """Whether a schema takes text of any kind, so that every word is one."""
        shape = Shape(self._document, node)
        listed = any({"enum", "const"} & set(branch) for branch in shape.schemas)
        return (
            "string" in shape.types
            and not listed
            and not any(self._document.formats(shape.pointers))
        )

    def _read(self, node: Node, value: Any, where: str, depth: int) -> Any:
        if depth > _DEEPEST or self._fits(node, value):
            return value
        shape = Shape(self._document, node)
        for wanted, candidate in self._candidates(shape, node, value):
            if self._fits(node, candidate):
                self._places.append(f"{where}: {_kind(value)} for {wanted}")
                return candidate
        if is_object(value) and "object" in shape.types:
            return self._object(shape, value, where, depth)
        if "array" in shape.types and value is not None and not is_object(value):
            if not is_array(value):
                self._places.append(f"{where}: {_kind(value)} for array")
                value = [value]
            item = shape.item_node()
            if item is not None:
                return [self._read(item, one, f"{where}/*", depth + 1) for one in value]
        return value

    def _object(self, shape: Shape, value: dict[str, Any], where: str, depth: int) -> Any:
        members: dict[str, Any] = {}
        for name, member in value.items():
            node = shape.node(name)
            if node is None:
                members[name] = member
                continue
            read = self._read if name in shape.required else self._optional
            place = f"{where}/{name if name in shape.names else '*'}"
            found = read(node, member, place, depth + 1)
            if found is not _DROPPED:
                members[name] = found
        return members

    def _candidates(self, shape: Shape, node: Node, value: Any) -> Iterator[tuple[str, Any]]:
        """What a value may stand for, with the type that is wanted; nothing is certain yet."""
        for kind, spellings in _TABLE.items():
            if kind in shape.types:
                yield from ((kind, candidate) for candidate in spellings(value))
        if "string" in shape.types and isinstance(value, str):
            for wanted in self._document.formats(shape.pointers):
                yield from (
                    (wanted.removeprefix(WRITTEN), text) for text in _moments(wanted, value)
                )


def is_dropped(value: Any) -> bool:
    """Whether `member` found that nothing was meant."""
    return value is _DROPPED


def _is_nothing(value: Any) -> bool:
    """Whether text, or a list that holds nothing else, is a word for nothing."""
    if is_array(value) and len(value) == 1:
        value = value[0]
    return isinstance(value, str) and value.strip().lower() in ABSENT


def _kind(value: Any) -> str:
    """The JSON name of a value's type; of text, whether it is empty."""
    if isinstance(value, str):
        return "text" if value else "empty text"
    if isinstance(value, bool):
        return "boolean"
    return "array" if is_array(value) else "object" if is_object(value) else "number"


def _flags(value: Any) -> Iterator[bool]:
    word = str(value).strip().lower() if isinstance(value, str | int) else ""
    if word in _FLAGS:
        yield _FLAGS[word]


def _numbers(value: Any) -> Iterator[float]:
    text = value.strip() if isinstance(value, str) else ""
    if len(text) > _LONGEST or not _NUMBER.fullmatch(text):
        return
    number = float(text)
    if text.lstrip("+-").isdecimal():
        yield int(text)
    elif math.isfinite(number):
        yield int(number) if number.is_integer() and abs(number) < 2**53 else number


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, bool):
        yield "true" if value else "false"
    elif isinstance(value, int | float):
        yield str(value)


def _objects(value: Any) -> Iterator[dict[str, Any]]:
    if value == []:
        yield {}


_TABLE: Mapping[str, Callable[[Any], Iterator[Any]]] = {
    "boolean": _flags,
    "integer": _numbers,
    "number": _numbers,
    "string": _texts,
    "object": _objects,
}


def _moments(wanted: str, text: str) -> Iterator[str]:
    """Text that is a date or time, in the format that is wanted."""
    letters = {"date": _DATE, "date-time": _MOMENT}.get(wanted, wanted.removeprefix(WRITTEN))
    form = format_of(letters)
    for readable in _READABLE if form is not None else ():
        try:
            found = format_of(readable).read(text.strip())
        except ValueError:
            continue
        yield from _written(form, found)


def _written(form: Any, found: date | time) -> Iterator[str]:
    if isinstance(found, time) or form.kind is time:
        return
    if form.kind is not date:
        moment = found if isinstance(found, datetime) else datetime.combine(found, time())
        if form.aware and moment.tzinfo is None:
            moment = moment.replace(tzinfo=UTC)
        found = moment if form.aware else moment.replace(tzinfo=None)
    yield form.write(found)
