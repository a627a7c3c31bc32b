"""Schemas that cannot be meant: nothing fits them, or a keyword in them does nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

from generator.check.conjunction import BINDING, Conjunction, types_of
from generator.check.examples import Checker, checker
from generator.check.look import Look, Node, Rule, held, listed
from generator.check.witness import witnesses
from generator.ground.diagnostics import Diagnostic, nearest, short
from generator.read.source import Mapping, Place, Sequence
from generator.understand.values import kind_of

_NUMBERS: tuple[str, ...] = ("integer", "number")
_TEXT: tuple[str, ...] = ("string",)
_LIST: tuple[str, ...] = ("array",)
_OBJECT: tuple[str, ...] = ("object",)
_MANY = 30
"""Members of a union that are compared with each other."""

_FOR: dict[str, tuple[str, ...]] = {
    word: kinds
    for kinds, words in (
        (_TEXT, "minLength maxLength pattern contentMediaType contentEncoding contentSchema"),
        (_NUMBERS, "minimum maximum exclusiveMinimum exclusiveMaximum multipleOf"),
        (_LIST, "items prefixItems contains unevaluatedItems minItems maxItems uniqueItems"),
        (_OBJECT, "properties patternProperties additionalProperties unevaluatedProperties"),
        (_OBJECT, "required propertyNames minProperties maxProperties dependentRequired"),
    )
    for word in words.split()
}
"""Keywords that say something of values of some types only (JSON Schema 2020-12)."""
_ONLY = frozenset(_FOR)

_FORMATS: dict[str, tuple[str, ...]] = {
    name: fits
    for fits, names in (
        (
            _NUMBERS,
            "int int8 int16 int32 uint uint8 uint16 uint32 double-int",
        ),
        (("number",), "float double"),
        (("integer", "number", "string"), "int64 uint64"),  # text where numbers lose digits
        (
            ("number", "string", "integer"),
            "decimal decimal128 unixtime unix-time sf-integer sf-decimal",
        ),
        (_TEXT, "date-time date time duration uuid byte base64url binary char password regex"),
        (_TEXT, "email idn-email hostname idn-hostname ipv4 ipv6 commonmark html http-date"),
        (_TEXT, "uri uri-reference iri iri-reference uri-template media-range"),
        (_TEXT, "json-pointer relative-json-pointer date-time-local time-local"),
    )
    for name in names.split()
}
"""Formats of JSON Schema and of OpenAPI's registry, with the types they are for."""

_TYPE_NAMES = frozenset({"string", "number", "integer", "boolean", "array", "object", "null"})
_CALLED = {
    **dict.fromkeys(("guid", "uuid4", "uuidv4"), "uuid"),
    **dict.fromkeys(("url",), "uri"),
    **dict.fromkeys(("iso8601", "iso-8601", "rfc3339", "iso8601-date-time"), "date-time"),
    **dict.fromkeys(("base64", "b64"), "byte"),
    **dict.fromkeys(("long", "bigint"), "int64"),
    **dict.fromkeys(("regexp", "regular-expression"), "regex"),
}
"""Formats that other tools call otherwise: taken as text, where the known one would be checked."""


def w460_nothing_fits(look: Look) -> Iterator[Diagnostic]:
    """No value at all fits: types, constants or bounds that exclude each other."""
    for node in look.having("schema", *BINDING):
        if node.value.keys() <= {"$ref"}:
            continue  # told at what it refers to
        said = Conjunction(look, node.value).contradiction()
        if said is not None:
            message, mend, key = said
            place = node.place
            yield place.report("W460", message, mend, key=key if key in node.value else None)


def w461_closed_part(look: Look) -> Iterator[Diagnostic]:
    """A closed part of `allOf` refuses what the other parts have (section 10.3.2.3)."""
    for node in look.having("schema", "allOf"):
        for index, part in enumerate(listed(node.value, "allOf")):
            schema = look.deref(part)
            if schema.get("additionalProperties") is not False or "patternProperties" in schema:
                continue
            own = held(schema, "properties").keys()
            others: set[str] = set(held(node.value, "properties"))
            for other, sibling in enumerate(listed(node.value, "allOf")):
                if other != index:
                    others |= Conjunction(look, look.deref(sibling)).properties()
            foreign = sorted(others - own)
            if foreign:
                message = f'part {index + 1} of allOf is closed: it refuses "{foreign[0][:40]}"'
                mend = "remove its additionalProperties; write unevaluatedProperties beside allOf"
                yield node.value["allOf"].place.child(index).report("W461", message, mend)


def w462_if_alone(look: Look) -> Iterator[Diagnostic]:
    """`if` without `then` or `else`, and the other way, do nothing (section 10.2.2)."""
    for node in look.having("schema", "if", "then", "else"):
        schema = node.value
        if "if" in schema and not schema.keys() & {"then", "else"}:
            mend = "add then or else, or remove it"
            yield node.place.report("W462", "if without then or else does nothing", mend, key="if")
        for word in ("then", "else"):
            if word in schema and "if" not in schema:
                message = f"{word} without if does nothing"
                yield node.place.report("W462", message, "add if, or remove it", key=word)


def w463_idle_keyword(look: Look) -> Iterator[Diagnostic]:
    """A keyword that says nothing of values of the schema's type."""
    for node in look.having("schema", "type"):
        if _ONLY.isdisjoint(node.value):
            continue  # most
        types = types_of(node.value)
        for word in sorted(node.value.keys() & _ONLY) if types else ():
            if word == "required" and not isinstance(node.value[word], Sequence):
                continue  # it was meant of this very property
            if not set(types) & set(_FOR[word]):
                message = f"{word} does nothing for type {types[0]}"
                mend = f"remove it, or write `type: {_FOR[word][0]}`"
                yield node.place.report("W463", message, mend, key=word)


def w464_format(look: Look) -> Iterator[Diagnostic]:
    """A format for another type, or one that is almost a known one."""
    for node in look.having("schema", "format"):
        format_ = node.value.get("format")
        if not isinstance(format_, str):
            continue
        types = types_of(node.value)
        fits = _FORMATS.get(format_)
        if fits is None:
            near = _meant(format_)
            if format_ in _TYPE_NAMES:
                message = f"format {format_} is the name of a type"
                yield node.place.report("W464", message, "remove it", key="format")
            elif near in _CALLED.values() and format_.lower() in _CALLED:
                message = f"format {format_} is called {near} by OpenAPI"
                yield node.place.report("H475", message, f"write {near}", key="format")
            elif near:
                message = f"format {short(format_, 40)} is not known"
                yield node.place.report("W464", message, f"did you mean {near}?", key="format")
            elif kind := nearest(format_, _TYPE_NAMES, cutoff=0.8):
                message = f"format {short(format_, 40)} is almost the name of the type {kind}"
                yield node.place.report("W464", message, "remove it", key="format")
        elif types and not set(types) & set(fits):
            message = f"format {format_} does nothing for type {types[0]}"
            mend = f"remove it, or write `type: {fits[0]}`"
            yield node.place.report("W464", message, mend, key="format")


def w465_both_ways(look: Look) -> Iterator[Diagnostic]:
    """What is readOnly and writeOnly is in neither direction."""
    for node in look.having("schema", "readOnly"):
        if node.value.get("readOnly") is True and node.value.get("writeOnly") is True:
            message = "readOnly and writeOnly: it would be in no request and in no response"
            yield node.place.report("W465", message, "remove one of them", key="writeOnly")


def w466_null_not_in_enum(look: Look) -> Iterator[Diagnostic]:
    """A type with null whose enum has no null does not admit null."""
    for node in look.having("schema", "enum"):
        values, types = node.value.get("enum"), types_of(node.value)
        if not isinstance(values, Sequence) or not values:
            continue
        if "null" not in types or len(types) == 1:
            continue
        # what `nullable` of 3.0 adds in reading was not written
        if None not in values or not values.place.wrote(list(values).index(None)):
            message = "the type admits null, but the enum does not"
            yield node.place.report("W466", message, "add null to the enum", key="enum")


def w467_array_without_items(look: Look) -> Iterator[Diagnostic]:
    """A list that does not say what it holds."""
    said = {"items", "prefixItems", "contains", "unevaluatedItems", "$ref", "enum", "const"}
    for node in look.having("schema", "type"):
        types = node.value["type"]
        listing = types == "array" or (isinstance(types, Sequence) and "array" in types)
        if listing and said.isdisjoint(node.value):
            part = node.parent is not None and node.pointer.split("/")[-2] == "allOf"
            if _said_elsewhere(look, node.value) or part or node.value.get("maxItems") == 0:
                continue
            message = "the array does not say what its items are"
            yield node.place.report("W467", message, "add items", key="type")


def w468_discriminator(look: Look) -> Iterator[Diagnostic]:
    """A discriminator that leads out of its union, or whose property may be missing."""
    for node in look.having("schema", "discriminator"):
        discriminator = held(node.value, "discriminator")
        name = discriminator.get("propertyName")
        members = [*listed(node.value, "oneOf"), *listed(node.value, "anyOf")]
        schemas = [look.deref(member) for member in members]
        told_apart = [schema for schema in schemas if types_of(schema) != ["null"]]
        if not isinstance(name, str) or len(told_apart) < 2:
            continue
        mapping = held(discriminator, "mapping")
        for key, target in mapping.items():
            schema = mapped(look, target)
            if schema is None or schema in schemas:
                if schema is not None:
                    yield from _tag(look, schema, name, key, mapping.place)
                continue
            message = f"{short(key, 40)} is mapped to no member of the union"
            mend = "add that schema to the union, or remove the mapping"
            yield mapping.place.report("W468", message, mend, key=key)
        for member, schema in zip(members, schemas, strict=True):
            whole = Conjunction(look, schema)
            if name in whole.properties() and name not in whole.required():
                message = f'"{name[:40]}" tells the union apart, but is not required'
                mend = f"add `{name[:40]}` to required"
                place = member.place if isinstance(member, Mapping) else node.place
                yield place.report("W468", message, mend, related=[schema.place.span()])


def w470_overlap(look: Look) -> Iterator[Diagnostic]:
    """Two members of `oneOf` that take the same value, which then fits neither."""
    values = checker(look)
    unions: list[tuple[Node, list[Any], list[str]]] = []
    for node in look.having("schema", "oneOf"):
        members = listed(node.value, "oneOf")
        told = "discriminator" in node.value or _of_types_apart(look, members)
        if 2 <= len(members) <= _MANY and not told:
            at = [_pointer(f"{node.pointer}/oneOf/{i}", m) for i, m in enumerate(members)]
            unions.append((node, members, at))
    values.expect(pointer for _, _, pointers in unions for pointer in pointers)
    for node, members, pointers in unions:
        types = Conjunction(look, node.value).types
        both = _shared(look, values, members, pointers, types)
        if both is not None:
            first, second, value = both
            message = f"members {first + 1} and {second + 1} of oneOf both take {short(value, 40)}"
            mend = "write anyOf, or require what tells them apart"
            place = node.value["oneOf"].place.child(second)
            yield place.report("W470", message, mend)


def _of_types_apart(look: Look, members: list[Any]) -> bool:
    """Whether each member of a union is of types that no other has."""
    seen: set[str] = set()
    for member in members:
        types = set(types_of(look.deref(member)))
        types |= {"integer"} if "number" in types else set()
        if not types or types & seen:
            return False
        seen |= types
    return True


def _shared(
    look: Look, values: Checker, members: list[Any], pointers: list[str], types: frozenset[str]
) -> tuple[int, int, Any] | None:
    """Two members of a union and a value of some types that fits both; None where none is shown."""
    for second, member in enumerate(members):
        for value in witnesses(look, member):
            if kind_of(value) not in types or not values.fits(pointers[second], value):
                continue
            for first in range(len(members)):
                if first != second and values.fits(pointers[first], value):
                    return min(first, second), max(first, second), value
    return None


def _pointer(at: str, member: Any) -> str:
    """Where a member's schema is; that of a bare reference, which is compiled once."""
    bare = isinstance(member, Mapping) and member.keys() == {"$ref"}
    return unquote(str(member["$ref"])[1:]) if bare else at


def _meant(format_: str) -> str:
    if format_.lower() in _CALLED:
        return _CALLED[format_.lower()]
    flat = re.sub(r"[-_ ]", "", format_).lower()
    for known in _FORMATS:
        if known.replace("-", "") == flat:
            return known
    turned = [known for known in _FORMATS if sorted(known) == sorted(flat) and len(flat) > 3]
    return turned[0] if turned else nearest(format_, _FORMATS, cutoff=0.85)


def _said_elsewhere(look: Look, schema: Mapping) -> bool:
    whole = [part for word in ("allOf", "oneOf", "anyOf") for part in listed(schema, word)]
    return any(look.deref(part).keys() & {"items", "prefixItems"} for part in whole)


def mapped(look: Look, target: Any) -> Mapping | None:
    """The schema that a mapping leads to; names of components are references since reading."""
    try:
        found = look.document.deref(look.document.at(target)) if isinstance(target, str) else None
    except KeyError:
        return None
    return found if isinstance(found, Mapping) else None


def _tag(look: Look, schema: Mapping, name: str, key: str, at: Place) -> Iterator[Diagnostic]:
    """A mapped value that the member's own property does not allow."""
    for part in Conjunction(look, schema).parts:
        prop = look.deref(held(part, "properties").get(name))
        if "const" in prop:
            allowed: list[Any] = [prop["const"]]
        else:
            allowed = listed(prop, "enum")
        if allowed and key not in allowed:
            message = f'{short(key, 40)} is mapped to a member whose "{name[:40]}" is never that'
            mend = f"write {short(allowed[0], 40)}"
            yield at.report("W468", message, mend, key=key, related=[prop.place.span()])


RULES: tuple[Rule, ...] = (
    w460_nothing_fits,
    w461_closed_part,
    w462_if_alone,
    w463_idle_keyword,
    w464_format,
    w465_both_ways,
    w466_null_not_in_enum,
    w467_array_without_items,
    w468_discriminator,
    w470_overlap,
)
