"""Values of schemas, chosen to find fault: every branch of every union, edges of every kind.

What is made is valid by the schema in the eyes of jsonschema-rs, the referee. Choices are
random by a seed; of branches, enumerated values and edges those come next that came least.
Numbers that are `format: decimal` are `Decimal`, bytes are text of latin-1.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from decimal import Decimal
from functools import cached_property
from random import Random
from typing import Any, Literal
from urllib.parse import unquote

from jsonschema_rs import ValidationErrorKind

from generator.runtime.server.app.validation import body_problems
from generator.runtime.server.schemas.document import Document, DocumentError
from generator.runtime.server.schemas.merge import Unsatisfiable, both, discriminated
from generator.runtime.server.schemas.numeric import number_for
from generator.runtime.server.schemas.strings import text_for
from generator.runtime.server.schemas.values import read

Direction = Literal["request", "response"]

TEXTS = ("", "text", " ", "0", "null", "true", "é 日本 🎉", "a b&c=d/e?f#g%20+;,", 'a "quoted" \\ one', "line\nbreak\ttab", "x" * 300)  # fmt: skip
INTEGERS = (0, 1, -1, 2**31 - 1, -(2**31), 2**53 + 1, 2**63 - 1, 2**63, -(2**63))
NUMBERS = (0, -0.0, 5, 1.5, -0.25, 1e-7, 1e21, 0.1, 2**53 + 1, 2**63)
DIGITS = "1234567890123456789012345678.901234567890"
DECIMALS = (Decimal(DIGITS), Decimal("0.10"), Decimal("-0.5"), 7)
FREE: tuple[Any, ...] = (5, "text", None, True, 1.5, [], {}, [1, "two", None], {"deep": {"er": []}})
FORMATS = {
    "date-time": ("2024-02-29T23:59:59Z", "2026-01-02T03:04:05.678901Z", "1999-12-31T23:59:59+05:30"),
    "date": ("2024-02-29", "0001-01-01", "9999-12-31"),
    "time": ("23:59:59Z", "03:04:05.678Z", "03:04:05+02:00"),
    "decimal": (DIGITS, "0.10", "-7"),
    "byte": ("", "c2FtcGxl", "/+8="),
    "uuid": ("00000000-0000-0000-0000-000000000000", "f81d4fae-7dec-11d0-a765-00a0c91e6bf6"),
    "uri": ("https://example.com/a?b=c#d", "urn:isbn:0451450523"),
    "duration": ("P1D", "PT1H30M", "P1Y2M3DT4H5M6S"),
    "binary": ("\x00\xff\r\n--", "text"),
}  # fmt: skip
UNKNOWN = "x_unknown-member"
_KINDS = {
    "object": ("properties", "required", "additionalProperties", "patternProperties", "minProperties", "maxProperties"),
    "array": ("items", "prefixItems", "minItems", "contains"),
    "string": ("pattern", "minLength", "maxLength", "format"),
    "number": ("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf"),
}  # fmt: skip
_SAYING = frozenset({"title", "description", "example", "examples"})
_CHECKED = frozenset({"oneOf", "not", "if"})
_TRIES = 12
_ATTEMPTS = 25
_DEEP = 6
_BUDGET = 250


class Values:
    """Makes values for the schemas of a document.

    Args:
        document: The document.
        chance: Where choices come from.
    """

    def __init__(self, document: Document, chance: Random) -> None:
        self._document = document
        self._chance = chance
        self._chosen: Counter[tuple[int, int]] = Counter()
        self._kept: list[Any] = []
        """Keeps alive what identities are counted of."""
        self._direction: Direction = "request"
        self._textual = self._raw = False
        self._full = 1.0
        self._budget = 0

    def of(
        self,
        pointer: str,
        direction: Direction,
        number: int = 2,
        textual: bool = False,
        raw: bool = False,
    ) -> Any:
        """A valid value of the schema at a pointer.

        Args:
            pointer: Where the schema is.
            direction: Whether read-only or write-only members stay away.
            number: 0 has every member, 1 the required ones; others are in between.
            textual: Whether what no schema describes is text alone, as in a query.
            raw: Whether `binary` may be bytes that are no text, as in a multipart form.

        Raises:
            DocumentError: None was found.
        """
        self._direction, self._textual, self._raw = direction, textual, raw
        for attempt in range(_ATTEMPTS):
            nearly = (1.0, 0.0, 0.5)[min(number, 2)]
            self._full = nearly if attempt < 8 else self._chance.choice((0.0, 0.2, 0.6))
            self._budget = _BUDGET
            try:
                value = self._value({"$ref": f"#{pointer}"}, "", 0)
            except Unsatisfiable:
                continue
            if self.valid(pointer, value, direction):
                return value
        raise DocumentError(f"no valid value was found for #{pointer}")

    def possible(self, pointer: str) -> bool:
        """Whether a schema is no `oneOf` of one schema several times, which nothing fits.

        What they are called and how they are described does not tell them apart.
        """
        parts = self._document.at(pointer).value
        parts = parts.get("oneOf") if isinstance(parts, dict) else None
        return not parts or len(parts) < 2 or len({self._bare(part, 0) for part in parts}) > 1

    def _bare(self, node: Any, depth: int, names: bool = False) -> str:
        """What a schema says of values, as text; `names` of members are said whatever they are."""
        if isinstance(node, dict) and isinstance(node.get("$ref"), str) and depth < _DEEP:
            return self._bare(self._document.at(unquote(node["$ref"][1:])).value, depth + 1)
        if isinstance(node, dict):
            told = ((k, v) for k, v in sorted(node.items()) if names or k not in _SAYING)
            inner = (f"{k!r}: {self._bare(v, depth, k == 'properties')}" for k, v in told)
            return f"{{{', '.join(inner)}}}"
        if isinstance(node, list):
            return f"[{', '.join(self._bare(item, depth) for item in node)}]"
        return repr(node)

    def valid(self, pointer: str, value: Any, direction: Direction) -> bool:
        """Whether a value is valid by the schema at a pointer, as far as it is used so."""
        if direction == "request":
            return not body_problems(self._document, pointer, value)
        validator = self._document.validator(pointer)
        return all(self._write_only(error) for error in validator.iter_errors(value))

    def _write_only(self, error: Any) -> bool:
        """Whether an error is but that a member is not there that only requests have."""
        if not isinstance(error.kind, ValidationErrorKind.Required):
            return False
        place = "".join(
            f"/{str(token).replace('~', '~0').replace('/', '~1')}"
            for token in error.schema_path[:-1]
        )
        schema = read(self._document.root, place)
        member = schema.get("properties", {}).get(error.kind.property) if schema else None
        return member is not None and self._flat(member, 0).get("writeOnly") is True

    def _least(self, owner: Any, options: Sequence[Any]) -> list[int]:
        """Indices, those that were chosen least first."""
        self._kept.append(owner)
        return sorted(
            range(len(options)),
            key=lambda i: (self._chosen[id(owner), i], self._chance.random()),
        )

    def _pick(self, owner: Any, options: Sequence[Any]) -> Any:
        index = self._least(owner, options)[0]
        self._chosen[id(owner), index] += 1
        return options[index]

    def _flat(self, schema: Any, depth: int) -> dict[str, Any]:
        """A schema without references and compositions; of each choice one branch."""
        if schema is True:
            return {}
        if not isinstance(schema, dict) or depth > 60:
            raise Unsatisfiable
        flat = {k: v for k, v in schema.items() if k not in ("$ref", "allOf", "anyOf", "oneOf")}
        if "$ref" in schema:
            target = self._document.at(unquote(schema["$ref"][1:])).value
            flat = both(flat, self._flat(target, depth + 1))
        for part in schema.get("allOf", ()):
            flat = both(flat, self._flat(part, depth + 1))
        for word in ("anyOf", "oneOf"):
            if word in schema:
                flat = both(flat, self._branch(schema, schema[word], depth))
        return flat

    def _branch(self, schema: dict[str, Any], parts: list[Any], depth: int) -> dict[str, Any]:
        for index in self._least(parts, parts):
            self._chosen[id(parts), index] += 1
            part = parts[index]
            try:
                flat = self._flat(part, depth + 1)
            except Unsatisfiable:
                continue
            ref = part.get("$ref") if isinstance(part, dict) else None
            return both(flat, discriminated(schema.get("discriminator"), ref))
        raise Unsatisfiable

    @cached_property
    def _places(self) -> dict[int, str]:
        """Where the schemas stand that say more than a value can be made by at once."""
        found: dict[int, str] = {}
        todo: list[tuple[str, Any]] = [("", self._document.root)]
        while todo:
            place, node = todo.pop()
            if isinstance(node, dict):
                if _CHECKED & node.keys():
                    found[id(node)] = place
                inner = ((str(key), item) for key, item in node.items())
                todo += (
                    (f"{place}/{key.replace('~', '~0').replace('/', '~1')}", item)
                    for key, item in inner
                )
            elif isinstance(node, list):
                todo += ((f"{place}/{index}", item) for index, item in enumerate(node))
        return found

    def _value(self, schema: Any, name: str, depth: int) -> Any:
        """A value; of what must fit one branch and no other, one that does, if there is one."""
        owner = schema
        for _ in range(10):
            if not isinstance(owner, dict) or id(owner) in self._places or "$ref" not in owner:
                break
            owner = self._document.at(unquote(owner["$ref"][1:])).value
        place = self._places.get(id(owner))
        if place is None:
            return self._made(schema, name, depth)
        for attempt in range(_TRIES):
            if self._budget < -_BUDGET:
                break
            try:
                value = self._made(schema, name, depth)
            except Unsatisfiable:
                continue
            if attempt >= _TRIES // 2 and not self.valid(place, value, self._direction):
                value = self._apart(owner, value)
            if self.valid(place, value, self._direction):
                return value
        raise Unsatisfiable

    def _apart(self, owner: Any, value: Any) -> Any:
        """An object with some members that other branches of its union have, and not as these."""
        if not isinstance(value, dict) or not isinstance(owner, dict):
            return value
        found = dict(value)
        for part in owner.get("oneOf", ()):
            try:
                members = self._flat(part, 0).get("properties", {})
                for name in members.keys() - found.keys():
                    if self._chance.random() < 0.5:
                        flat = self._flat(members[name], 0)
                        text = self._kind(flat, flat, 0) in ("integer", "number", "boolean", "null")
                        found[name] = "text" if text else 5
            except Unsatisfiable:
                continue
        return found

    def _made(self, schema: Any, name: str, depth: int) -> Any:
        self._budget -= 1
        if depth > 40:
            raise Unsatisfiable
        flat = self._flat(schema, 0)
        if "const" in flat:
            return flat["const"]
        if "enum" in flat:
            if not flat["enum"]:
                raise Unsatisfiable
            return self._pick(flat["enum"], flat["enum"])
        kind = self._kind(schema, flat, depth)
        if kind == "object":
            return self._object(flat, depth)
        if kind == "array":
            return self._array(flat, name, depth)
        if kind == "string":
            return self._text(flat, name)
        if kind in ("integer", "number"):
            return self._number(flat, kind == "integer")
        if kind == "boolean":
            return self._chance.random() < 0.5
        return None if kind == "null" else self._free()

    def _free(self) -> Any:
        return "text" if self._textual else self._chance.choice(FREE)

    def _kind(self, schema: Any, flat: dict[str, Any], depth: int) -> str:
        stated = flat.get("type")
        if isinstance(stated, list):
            if not stated:
                raise Unsatisfiable
            if "null" in stated and depth > _DEEP:
                return "null"
            owner = schema["type"] if isinstance(schema, dict) and "type" in schema else stated
            return str(
                self._pick(owner, stated) if owner == stated else self._chance.choice(stated)
            )
        if stated is not None:
            return str(stated)
        return next((kind for kind, words in _KINDS.items() if any(w in flat for w in words)), "")

    def _text(self, flat: dict[str, Any], name: str) -> str:
        own = flat.get("x-wire") or self._document.root.get("x-wire")
        least, most = flat.get("minLength", 0), flat.get("maxLength", 10**6)
        form = flat.get("format")
        if isinstance(own, str) or (isinstance(own, dict) and form in own) or "pattern" in flat:
            return text_for(flat, name, self._chance, own)
        edges = FORMATS.get(form, TEXTS if form is None or form == "password" else ())
        if form == "binary" and not self._raw:
            edges = ("text",)
        fit = [edge for edge in edges if least <= len(edge) <= most]
        return str(self._chance.choice(fit)) if fit else text_for(flat, name, self._chance, own)

    def _number(self, flat: dict[str, Any], whole: bool) -> Any:
        low, high = flat.get("minimum", float("-inf")), flat.get("maximum", float("inf"))
        limits = {"int32": 2**31 - 1, "int64": 2**63 - 1}
        most = limits.get(flat.get("format", ""), 2**70)
        edges: Sequence[Any] = INTEGERS if whole else NUMBERS
        if self._textual:
            edges = INTEGERS if whole else (1.5, -0.25, 0.1)  # 0 and 0.0 are one text
        if not whole and flat.get("format") == "decimal":
            edges = DECIMALS
        fit = [edge for edge in edges if low <= edge <= high and -most - 1 <= edge <= most]
        bound = {"exclusiveMinimum", "exclusiveMaximum", "multipleOf"} & flat.keys()
        if fit and not (bound and self._chance.random() < 0.5):
            return self._chance.choice(fit)
        return number_for(flat, whole, self._chance)

    def _array(self, flat: dict[str, Any], name: str, depth: int) -> list[Any]:
        least, most = flat.get("minItems", 0), flat.get("maxItems", 10**6)
        prefix = flat.get("prefixItems", [])
        found = [self._value(part, name, depth + 1) for part in prefix[:most]]
        if "contains" in flat:
            found += [
                self._value(flat["contains"], name, depth + 1)
                for _ in range(flat.get("minContains", 1))
            ]
        spare = self._chance.choice((0, 1, 2)) if self._full and not self._over(depth) else 0
        items = flat.get("items", True)
        wanted = min(max(least, spare), most) if items is not False else 0
        for _ in range(10 * wanted):
            if len(found) >= wanted:
                break
            try:
                item = self._value(items, name, depth + 1)
            except Unsatisfiable:
                break
            if not (flat.get("uniqueItems") and item in found):
                found.append(item)
        return found

    def _over(self, depth: int) -> bool:
        return depth > _DEEP or self._budget < 0

    def _object(self, flat: dict[str, Any], depth: int) -> dict[str, Any]:
        members: dict[str, Any] = flat.get("properties", {})
        required = set(flat.get("required", ()))
        found: dict[str, Any] = {}
        for name in dict.fromkeys((*members, *sorted(required))):
            schema = members.get(name, flat.get("additionalProperties", True))
            if self._other_way(schema):
                continue
            try:
                if name in required or (
                    not self._over(depth) and self._chance.random() < self._full
                ):
                    found[name] = self._value(schema, name, depth + 1)
            except Unsatisfiable:
                if name in required:
                    raise
        for name, value in self._extras(flat, depth):
            if len(found) < flat.get("maxProperties", 10**6):
                found.setdefault(name, value)
        return found

    def _other_way(self, schema: Any) -> bool:
        """Whether a member is of the other direction alone."""
        word = "readOnly" if self._direction == "request" else "writeOnly"
        try:
            return self._flat(schema, 0).get(word) is True
        except Unsatisfiable:
            return False

    def _extras(self, flat: dict[str, Any], depth: int) -> Iterator[tuple[str, Any]]:
        """Members that no property describes."""
        rest = flat.get("additionalProperties", True)
        wanted = flat.get("minProperties", 0)
        if self._full and not self._over(depth) and flat.get("unevaluatedProperties") is not False:
            wanted = max(wanted, self._chance.choice((0, 1) if "properties" in flat else (0, 1, 2)))
        for pattern, schema in flat.get("patternProperties", {}).items():
            if wanted:
                name = text_for({"pattern": pattern}, "key", self._chance)
                yield name, self._value(schema, "", depth + 1)
        names = flat.get("propertyNames", True)
        for number in range(wanted if rest is not False else 0):
            name = UNKNOWN if not number else f"key {number}"
            if names is not True:
                name = str(self._value({"type": "string", "allOf": [names]}, "key", depth + 1))
            try:
                yield name, self._value(rest, "", depth + 1)
            except Unsatisfiable:
                return


def smaller(value: Any) -> Iterator[Any]:
    """A value with one member or item less, anywhere in it; the outermost first."""
    if isinstance(value, dict):
        for name in value:
            yield {key: item for key, item in value.items() if key != name}
        for name, item in value.items():
            yield from ({**value, name: less} for less in smaller(item))
    elif isinstance(value, list):
        for index in range(len(value)):
            yield value[:index] + value[index + 1 :]
        for index, item in enumerate(value):
            yield from ([*value[:index], less, *value[index + 1 :]] for less in smaller(item))


def respelt(value: Any) -> Iterator[Any]:
    """A value with one text in it read as the other value that it spells: `true`, `5`."""
    for place in _places(value):
        text = value
        for key in place:
            text = text[key]
        if isinstance(text, str):
            with suppress(ValueError):
                if (other := json.loads(text)) not in (text, None):
                    yield _changed(value, place, other)


def broken(value: Any, chance: Random) -> Iterator[Any]:
    """A value with one place in it changed into something else."""
    others = [None, 5, "", [], {}, True, 2**70, -1.5, "x" * 5000, [[]], {"a": {"b": 1}}]
    chance.shuffle(others)
    places = list(_places(value))
    chance.shuffle(places)
    for place in places[:20]:
        for other in others[:3]:
            yield _changed(value, place, other)


def _places(value: Any, here: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    yield here
    pairs = value.items() if isinstance(value, dict) else ()
    pairs = enumerate(value) if isinstance(value, list) else pairs
    for key, item in pairs:
        yield from _places(item, (*here, key))


def _changed(value: Any, place: tuple[Any, ...], new: Any) -> Any:
    if not place:
        return new
    copy = value.copy()
    copy[place[0]] = _changed(value[place[0]], place[1:], new)
    return copy
