"""Whether values of the document fit its own schemas, and if not, where they begin not to.

A compiled validator answers whether a value fits, in time that grows with the
value. Asked for its errors it would list those of every branch of every union,
which can be exponentially many; so the way down to the cause is ours: only into
the part that does not fit, and of a union only into the member that fits best.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import Any, cast
from urllib.parse import unquote

import jsonschema_rs

from generator.check.excerpts import PROSE, Excerpt, Excerpts
from generator.check.faults import Fault, faults, locate
from generator.check.fitting import MANY_WAYS, Fitting, Ways
from generator.check.look import Look, fragment
from generator.check.spelling import Formats, spelt, whole, words
from generator.ground.diagnostics import Diagnostic, short
from generator.read.document import Document
from generator.read.source import Mapping, Place, Sequence, escape, mapping

_URI = "urn:document"
_VALUE = "value"
_MOST = 5
"""Faults told of one example; an example of another shape has as many as members."""

_KEPT = 256
"""Compiled schemas that are kept: each holds all that it refers to, megabytes of it at times."""

_MOST_ALONE = 1000
"""The same of schemas that refer to nothing."""

_MAX_WAY = 300
"""Steps from a schema to the cause; only schemas made of themselves need more."""

_PARTS = frozenset(
    (
        *("$ref", "allOf", "anyOf", "oneOf", "not", "if", "then", "else", "items", "prefixItems"),
        *("contains", "properties", "patternProperties", "dependentSchemas", "propertyNames"),
        *("unevaluatedItems", "unevaluatedProperties", "additionalProperties"),
    )
)
_UNASKED = _PARTS | PROSE
"""What is not asked for where a schema's own words are."""
_SILENT = (_PARTS - {"additionalProperties"}) | {"type", "title", "description", "example"}
"""Keywords beside which only `type` speaks of the value itself."""

_WHOLE = frozenset({"enum", "const"})
"""Words of a schema's own that are about all of an object, and not about members' names alone."""

_OF_NAMES = frozenset({"required", "additionalProperties", "dependentRequired"})
"""Keywords whose faults are told by the names of members alone."""

_TYPE = {"type"} | PROSE
"""The members of a schema that says no more than of which type a value is."""

_KINDS = {str: "string", bool: "boolean", int: "integer", float: "number", type(None): "null"}
_TYPES = (*_KINDS.values(), "object", "array")

BOUNDS = (
    ("minimum", "maximum"),
    ("minLength", "maxLength"),
    ("minItems", "maxItems"),
    ("minProperties", "maxProperties"),
    ("minContains", "maxContains"),
)
"""Pairs of bounds: the least, and the most."""

_Part = tuple[str, Any, tuple[str | int, ...]]


def checker(look: Look) -> Checker:
    """The one checker of a document, so that no schema is compiled twice."""
    found = look.kept.get(Checker.__name__)
    if found is None:
        found = look.kept[Checker.__name__] = Checker(look)
    return cast(Checker, found)


class Checker:
    """Compiles schemas of one document when they are first asked for."""

    def __init__(self, look: Look) -> None:
        """Begin with nothing compiled."""
        self.look = look
        self._compiled: dict[str, Any] = {}
        self._alone: dict[str, Any] = {}
        """Schemas that hold no other, by what they say: many say the same."""
        self._kept = 0
        self._together: Any = None
        self._expected: frozenset[str] = frozenset()
        self._document = spelt(look)
        self._spelt = self._document is not look.document
        self._formats: Formats = {}
        self._overlaps: set[tuple[str, str]] = set()
        self._at = _Nodes(self._document).at
        self._excerpts = Excerpts(self._at)
        self._excerpt = Excerpt({}, set())
        self._registry: Any = None
        self._words = _Words(self._formats)
        self._ways = Ways(self._at)
        self._bounded = Fitting(self._at, self._words.hold)

    def check(
        self, code: str, what: str, value: Any, pointer: str, place: Place
    ) -> Iterator[Diagnostic]:
        """The faults of a value against a schema.

        Args:
            code: The code to report them under.
            what: What the value is to its author, for the message.
            value: The value.
            pointer: Where the schema is in the tree.
            place: Where the value was written.
        """
        if self.fits(pointer, value):
            return
        told = 0
        for fault in self._causes(pointer, value, (), 0):
            if not fault.keyword:
                continue  # the schema is at fault, which others tell
            if fault.keyword == "oneOf" and self._known(code, fault):
                continue
            told += 1
            if told > _MOST:
                return
            at = locate(value, place, fault.way)
            way = ".".join(str(step)[:30] for step in fault.way[-3:])
            message = f"{what}: {way + ': ' if way else ''}{fault.message}"
            yield at.report(code, message, fault.mend)

    def _known(self, code: str, fault: Fault) -> bool:
        """Whether another value has shown the same: members that overlap are one mistake."""
        key = (code, fault.names[0] if fault.names else "")
        known = key in self._overlaps
        self._overlaps.add(key)
        return known

    def expect(self, pointers: Iterable[str]) -> None:
        """Compile as one what will be asked for: each by itself would bring along all it refers to.

        One that is broken spoils the whole; then each is compiled when it is asked for.
        """
        few = [p for p in dict.fromkeys(pointers) if self._is_of_parts(p)]
        if few:
            self._excerpt = self._excerpts.of(few)  # much that is asked for later is within it
            self._registry = self._read(self._excerpt)
        self._together = self._compile({p: p for p in few}) if few else None
        self._expected = frozenset(few if self._together is not None else ())

    def _is_of_parts(self, pointer: str) -> bool:
        """Whether a schema holds others, and not so many that only `Fitting` bears it."""
        schema = self._at(pointer)
        alone = isinstance(schema, Mapping) and _PARTS.isdisjoint(schema)
        return not alone and self._ways.count(pointer) <= MANY_WAYS

    def fits(self, pointer: str, value: Any) -> bool:
        """Whether a value fits; true where the schema itself is broken, which others tell."""
        if pointer in self._expected:
            return bool(self._together.is_valid({pointer: value}))
        pointer, schema = self._end(pointer)
        if pointer in self._expected:
            return bool(self._together.is_valid({pointer: value}))
        if isinstance(schema, Mapping) and _PARTS.isdisjoint(schema):
            if schema.keys() <= _TYPE:
                return "type" not in schema or _is_of(value, schema["type"])
            validator = self._by_itself(schema)
            return validator is None or validator.is_valid(value)
        if self._ways.count(pointer) > MANY_WAYS:
            return self._bounded.fits(pointer, value)
        if pointer not in self._compiled:
            self._make_room(self._ways.count(pointer))
            self._compiled[pointer] = self._compile({_VALUE: pointer})
        validator = self._compiled[pointer]
        return validator is None or validator.is_valid({_VALUE: value})

    def _by_itself(self, schema: Mapping) -> Any:
        """The validator of a schema that holds no other."""
        own = {word: said for word, said in schema.items() if word not in PROSE}
        said = repr(own)
        if said not in self._alone:
            if len(self._alone) >= _MOST_ALONE:
                self._alone.clear()
            own |= words(own, self._formats) if self._spelt else {}
            self._alone[said] = _compiled(own, None, self._formats)
        return self._alone[said]

    def _end(self, pointer: str) -> tuple[str, Any]:
        """Where a schema is, and itself; for one that only refers to another, that other."""
        schema = self._at(pointer)
        for _ in range(20):
            ref = schema.get("$ref") if isinstance(schema, Mapping) and len(schema) == 1 else None
            if not isinstance(ref, str):
                break
            schema = self._at(pointer := unquote(ref[1:]))
        return pointer, schema

    def _make_room(self, ways: int) -> None:
        """Forget compiled schemas, the oldest first, until another may be kept."""
        self._kept += ways
        while self._compiled and (len(self._compiled) >= _KEPT or self._kept > MANY_WAYS):
            oldest = next(iter(self._compiled))
            del self._compiled[oldest]
            self._kept -= self._ways.count(oldest)

    def own_fault(self, schema: dict[str, Any], value: Any) -> Fault | None:
        """What a schema's own words have against a value, without the schemas within it."""
        own = _shallow(mapping(schema, self.look.tree.place), self._formats)
        validator = self._words.saying(own)
        return next(faults(validator, value), None) if validator is not None else None

    def _compile(self, pointers: dict[str, str]) -> Any:
        """What tells of an object whether its members fit: name → pointer of a schema."""
        registry = self._registry
        if not all(map(self._excerpt.holds, pointers.values())):
            registry = self._read(self._excerpts.of(pointers.values()))
        members = {name: {"$ref": _URI + fragment(at)} for name, at in pointers.items()}
        return _compiled({"properties": members}, registry, self._formats)

    def _read(self, excerpt: Excerpt) -> Any:
        """What stands in an excerpt, for schemas to refer to."""
        tree = excerpt.tree
        return _registry(whole(tree, self._formats) if self._spelt else tree)

    def _causes(
        self, pointer: str, value: Any, way: tuple[str | int, ...], depth: int
    ) -> Iterator[Fault]:
        if self.fits(pointer, value) or depth > _MAX_WAY:
            return
        schema = self._at(pointer)
        found = False
        if isinstance(value, Mapping) and value.keys() == {"$ref"}:
            message = "a $ref within a value is not followed"
            yield Fault(way, "$ref", message, "write what it leads to, or `$ref` in place of value")
            return
        if isinstance(schema, Mapping):
            for fault in self._within(pointer, schema, value, way, depth):
                found = True
                if not self._one_way(schema, fault, way):
                    yield fault
        if not found:
            message = f"{short(value, 40)} does not fit its schema"
            keyword = "" if self._words.are_broken(schema) else "schema"
            yield Fault(way, keyword, message, "change the value or the schema")

    def _within(
        self, pointer: str, schema: Mapping, value: Any, way: tuple[str | int, ...], depth: int
    ) -> Iterator[Fault]:
        """The causes in a schema's parts, then those in its own words."""
        for part, inner, step in _parts(pointer, schema, value):
            yield from self._causes(part, inner, (*way, *step), depth + 1)
        for word in ("anyOf", "oneOf"):
            members = schema.get(word)
            if isinstance(members, Sequence) and members:
                pointers = [f"{pointer}/{word}/{index}" for index in range(len(members))]
                fitting = sum(self.fits(p, value) for p in pointers)
                if not fitting:
                    best = min(pointers, key=lambda p: self._distance(p, value))
                    yield from self._causes(best, value, way, depth + 1)
                elif fitting > 1 and word == "oneOf":
                    message = f"{short(value, 40)} fits {fitting} members of oneOf"
                    mend = "make the members exclude each other, or write anyOf"
                    yield Fault(way, "oneOf", message, mend, (pointer,))
        for fault in self._words.against(schema, value):
            yield Fault((*way, *fault.way), fault.keyword, fault.message, fault.mend, fault.names)

    def _distance(self, pointer: str, value: Any) -> tuple[bool, int, int]:
        """How far a union's member is from fitting: by type, constants, missing members."""
        schema = self._at(pointer)
        for _ in range(20):
            if not isinstance(schema, Mapping) or not isinstance(schema.get("$ref"), str):
                break
            schema = self._at(unquote(schema["$ref"][1:]))
        if not isinstance(schema, Mapping):
            return (True, 0, 0)
        validator = _compiled({"type": schema.get("type", [])}, None) if "type" in schema else None
        wrong_type = validator is not None and not validator.is_valid(value)
        if not isinstance(value, Mapping):
            return (wrong_type, 0, 0)
        properties = schema.get("properties")
        named: Mapping | dict[str, Any] = properties if isinstance(properties, Mapping) else {}
        required = schema.get("required")
        needed: list[Any] = required if isinstance(required, Sequence) else []
        missing = sum(isinstance(name, str) and name not in value for name in needed)
        other = sum(
            isinstance(rule, Mapping)
            and (("const" in rule and rule["const"] != value[name])
                 or (isinstance(rule.get("enum"), Sequence) and value[name] not in rule["enum"]))
            for name, rule in named.items()
            if name in value
        )  # fmt: skip
        return (wrong_type, other, missing - sum(name in value for name in named))

    def _one_way(self, schema: Mapping, fault: Fault, way: tuple[str | int, ...]) -> bool:
        """Whether what is missing travels in one direction only, where examples may omit it."""
        properties = schema.get("properties")
        if fault.keyword != "required" or fault.way != way or not isinstance(properties, Mapping):
            return False
        member = self.look.deref(properties.get(fault.names[0]))
        return member.get("readOnly") is True or member.get("writeOnly") is True


class _Words:
    """What schemas say in their own words, without the schemas within them."""

    def __init__(self, formats: Formats) -> None:
        self._known: dict[int, Any] = {}
        self._said: dict[str, Any] = {}
        """The same by what is said: many schemas say the same."""
        self._formats = formats

    def of(self, schema: Mapping) -> Any:
        """The validator of a schema's own words; None where they are broken."""
        if id(schema) not in self._known:
            self._known[id(schema)] = self.saying(_shallow(schema, self._formats))
        return self._known[id(schema)]

    def saying(self, own: dict[str, Any]) -> Any:
        """The validator of some words; None where they are broken."""
        said = repr(own)
        if said not in self._said:
            self._said[said] = _compiled(own, None, self._formats)
        return self._said[said]

    def against(self, schema: Mapping, value: Any) -> list[Fault]:
        """What they have against a value: most often that its outermost part lacks a member."""
        own = self.of(schema)
        if own is None:
            return []
        if isinstance(value, Mapping) and _WHOLE.isdisjoint(schema):
            found = [*faults(own, dict.fromkeys(value))]  # the rest of it may be large
            if all(fault.keyword in _OF_NAMES for fault in found):
                return found
        return [*faults(own, value)]

    def are_broken(self, schema: Any) -> bool:
        """Whether they are wrong in themselves: no value is to blame then."""
        if not isinstance(schema, Mapping):
            return False
        crossed = any(exclude(schema.get(low), schema.get(high)) for low, high in BOUNDS)
        return crossed or self.of(schema) is None

    def hold(self, schema: Mapping, value: Any) -> bool:
        """Whether a value fits them."""
        if "type" in schema and not schema.keys() - _SILENT:
            return _is_of(value, schema["type"])  # a validator would read the whole value
        own = self.of(schema)
        return own is None or own.is_valid(value)


class _Nodes:
    """What stands at pointers of a document: many are asked for again."""

    def __init__(self, document: Document) -> None:
        self._document = document
        self._known: dict[str, Any] = {}

    def at(self, pointer: str) -> Any:
        """The value at a JSON pointer, None where there is none."""
        if pointer not in self._known:
            try:
                self._known[pointer] = self._document.at(pointer)
            except KeyError:
                self._known[pointer] = None
        return self._known[pointer]


def _parts(pointer: str, schema: Mapping, value: Any) -> Iterator[_Part]:
    """The schemas that a value or its members must all fit."""
    if isinstance(schema.get("$ref"), str):
        yield unquote(schema["$ref"][1:]), value, ()
    all_of = schema.get("allOf")
    for index in range(len(all_of)) if isinstance(all_of, Sequence) else ():
        yield f"{pointer}/allOf/{index}", value, ()
    if isinstance(value, Mapping):
        properties = schema.get("properties")
        named: Any = properties if isinstance(properties, Mapping) else {}
        more = schema.get("additionalProperties")
        for name in value:
            if name in named:
                yield f"{pointer}/properties/{escape(name)}", value[name], (name,)
            elif "patternProperties" not in schema and isinstance(more, Mapping):
                yield f"{pointer}/additionalProperties", value[name], (name,)
    if isinstance(value, Sequence) and isinstance(schema.get("items"), Mapping):
        prefix = schema.get("prefixItems")
        first = len(prefix) if isinstance(prefix, Sequence) else 0
        for index in range(first, len(value)):
            yield f"{pointer}/items", value[index], (index,)


def _shallow(schema: Mapping, formats: Formats) -> dict[str, Any]:
    """What a schema says in its own words, without the schemas within it."""
    own: dict[str, Any] = {
        k: v for k, v in schema.items() if k not in _UNASKED and not k.startswith("x-")
    }
    for low, high in BOUNDS:
        if exclude(own.get(low), own.get(high)):
            del own[low], own[high]  # exchanged, as rules tell of them
    if schema.get("additionalProperties") is False:
        own["additionalProperties"] = False
        for word in ("properties", "patternProperties"):
            names = schema.get(word)
            own[word] = dict.fromkeys(names, True) if isinstance(names, Mapping) else {}
    return own | words(schema, formats)


def exclude(least: Any, most: Any) -> bool:
    """Whether two bounds admit nothing."""
    return isinstance(least, int | float) and isinstance(most, int | float) and least > most


def _is_of(value: Any, kinds: Any) -> bool:
    """Whether a value is of a type (JSON Schema 2020-12 validation, section 6.1.1)."""
    kinds = kinds if isinstance(kinds, list) else [kinds]
    if not all(kind in _TYPES for kind in kinds):
        return True  # others tell of that
    kind = _KINDS.get(type(value), "object" if isinstance(value, Mapping) else "array")
    whole = isinstance(value, float) and value.is_integer() and "integer" in kinds
    return kind in kinds or whole or (kind == "integer" and "number" in kinds)


def _registry(tree: Any) -> Any:
    """A resource for schemas to refer to."""
    return jsonschema_rs.Registry([(_URI, tree)], draft=jsonschema_rs.Draft202012)


def _compiled(schema: dict[str, Any], registry: Any, formats: Formats | None = None) -> Any:
    try:
        return jsonschema_rs.Draft202012Validator(
            json.loads(json.dumps(schema)),
            registry=registry,
            formats=formats or None,
            validate_formats=True,
            offline=True,
        )
    except (ValueError, jsonschema_rs.ValidationError, jsonschema_rs.ReferencingError):
        return None
