"""What a schema's own words say together: its values, how many there are, who depends on whom."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from typing import Any

from generator.check.conjunction import Conjunction, types_of
from generator.check.examples import checker
from generator.check.faults import kind_of
from generator.check.look import Look, Rule, held, listed
from generator.check.schemas import properties_around
from generator.check.senseless import mapped
from generator.ground.diagnostics import Diagnostic, nearest, short
from generator.read.source import Mapping, Sequence, mapping, sequence

_LEAST = {"date": 10, "date-time": 20, "uuid": 36, "ipv4": 7, "email": 3, "time": 9}
"""Characters of the shortest text of a format (RFC 3339, 9562, 791, 5322)."""

_ASKING = ("not", "minItems", "minProperties", "multipleOf", "maxLength", "contains")
"""Words that may ask for more than there can be."""

_HOLDERS = {
    "minContains": ("contains",),
    "maxContains": ("contains",),
    "contentSchema": ("contentMediaType",),
    "additionalItems": ("items", "prefixItems"),
}
"""Keywords that say something beside another one only (JSON Schema 2020-12, 6.4.4, 8.5)."""

_ENCODINGS = (
    *("7bit", "8bit", "binary", "quoted-printable"),
    *("base16", "base32", "base32hex", "base64", "base64url"),
)
"""Content encodings of RFC 2045 and RFC 4648 (JSON Schema 2020-12, section 8.3)."""


def w460_too_few(look: Look) -> Iterator[Diagnostic]:
    """More items are asked for than there can be, or a text shorter than its format has any."""
    for node in look.having("schema", *_ASKING):
        schema = node.value
        if schema.get("not") is True or (schema.get("not") == {} and "not" in schema):
            message, mend = "nothing fits `not: {}`", "write a schema into it, or remove it"
            yield node.place.report("W460", message, mend, key="not")
        least, most = schema.get("minItems"), _most_items(look, schema)
        if isinstance(least, int) and most is not None and least > most:
            message = f"minItems {least}, but there are at most {most} such items"
            yield node.place.report("W460", message, f"lower it to {most}", key="minItems")
        wanted_members, named = schema.get("minProperties"), held(schema, "properties")
        closed = schema.get("additionalProperties") is False and "patternProperties" not in schema
        if closed and isinstance(wanted_members, int) and wanted_members > len(named):
            message = f"minProperties {wanted_members}, but the object has {len(named)} members"
            mend = f"lower it to {len(named)}"
            yield node.place.report("W460", message, mend, key="minProperties")
        if _no_multiple(schema):
            message = f"no multiple of {short(schema['multipleOf'], 20)} is between the bounds"
            yield node.place.report("W460", message, "widen the bounds", key="multipleOf")
        shortest = _LEAST.get(str(schema.get("format")))
        length = schema.get("maxLength")
        if shortest and isinstance(length, int) and length < shortest and "type" in schema:
            message = f"no {schema['format']} has {length} characters or less"
            yield node.place.report("W460", message, f"raise it to {shortest}", key="maxLength")
        wanted = types_of(look.deref(schema.get("contains")))
        given = types_of(look.deref(schema.get("items")))
        if wanted and given and not _wide(wanted) & _wide(given) and schema.get("minContains") != 0:
            message = f"contains asks for {wanted[0]}, but items are {given[0]}"
            yield node.place.report("W460", message, "make them agree", key="contains")
        elif schema.get("minContains") != 0 and (said := _apart(look, schema)):
            message = f"no item is what contains asks for: {said}"
            yield node.place.report("W460", message, "make it agree with items", key="contains")


def _apart(look: Look, schema: Mapping) -> str:
    """Why no item that `items` admits is what `contains` asks for; empty where one may be."""
    parts = [schema.get(word) for word in ("contains", "items")]
    if not all(isinstance(part, Mapping) for part in parts) or "prefixItems" in schema:
        return ""
    whole = mapping({"allOf": sequence(parts, schema.place)}, schema.place)
    found = Conjunction(look, whole).contradiction()
    return found[0] if found is not None else ""


def _no_multiple(schema: Mapping) -> bool:
    """Whether no multiple of `multipleOf` is between minimum and maximum."""
    step, low, high = (schema.get(word) for word in ("multipleOf", "minimum", "maximum"))
    numbers = [n for n in (step, low, high) if isinstance(n, int) and not isinstance(n, bool)]
    if len(numbers) < 3 or numbers[0] <= 0 or numbers[1] > numbers[2]:
        return False
    return numbers[2] // numbers[0] * numbers[0] < numbers[1]


def e411_enum_format(look: Look) -> Iterator[Diagnostic]:
    """An enum without any value of the schema's own format."""
    for node in look.having("schema", "enum"):
        said = [value for value in listed(node.value, "enum") if value is not None]
        if said and _misses_format(look, node.value, said):
            message = f"none of the enum's values is of format {node.value['format']}"
            yield node.place.report("E411", message, "remove it", key="format")


def _misses_format(look: Look, schema: Mapping, said: list[Any]) -> bool:
    """Whether no value is of the standard's format, where none is spelt in the vendor's way."""
    if not isinstance(schema.get("format"), str) or "x-wire" in look.document.tree:
        return False
    form = {"type": "string", "format": schema["format"]}
    values = checker(look)
    return "x-wire" not in schema and all(
        isinstance(value, str) and values.own_fault(form, value) is not None for value in said
    )


def w471_own_value(look: Look) -> Iterator[Diagnostic]:
    """A value of `enum` or `const` that other words of the same schema refuse."""
    values = checker(look)
    for node in look.having("schema", "enum", "const"):
        schema = node.value
        if not schema.keys() & _LIMITING:
            continue
        rest = {k: v for k, v in schema.items() if k not in ("enum", "const", "type", "default")}
        said = [value for value in listed(schema, "enum") if value is not None]
        wired = "x-wire" in schema or "x-wire" in look.document.tree
        if wired or _misses_format(look, schema, said):
            rest.pop("format", None)
        found = [(v, "enum", i) for i, v in enumerate(listed(schema, "enum"))]
        found += [(schema["const"], "const", -1)] if "const" in schema else []
        for value, word, index in found:
            fault = values.own_fault(rest, value)
            if fault is not None:
                holder = schema[word].place if index >= 0 else node.place
                place = holder.child(index if index >= 0 else word)
                mend = "correct the one or the other"
                yield place.report("W471", f"{word}: {fault.message}", mend)


_LIMITING = frozenset(
    (
        *("pattern", "minLength", "maxLength", "minimum", "maximum", "multipleOf"),
        *("exclusiveMinimum", "exclusiveMaximum", "format"),
    )
)


def w472_space_around(look: Look) -> Iterator[Diagnostic]:
    """A value of an enum that begins or ends with a space, which nobody sees."""
    for node in chain(look.having("schema", "enum"), look.of("serverVariable")):
        for index, value in enumerate(listed(node.value, "enum")):
            if isinstance(value, str) and value != value.strip() and value.strip():
                message = f"{short(value, 40)} has a space around it"
                mend = f"write {short(value.strip(), 40)}"
                yield node.value["enum"].place.child(index).report("W472", message, mend)


def w463_depending_keyword(look: Look) -> Iterator[Diagnostic]:
    """A keyword that says nothing without another one, and content that is none."""
    for node in look.having("schema", *_HOLDERS, "propertyNames", "contentEncoding"):
        for word, holders in _HOLDERS.items():
            if word in node.value and not node.value.keys() & set(holders):
                message = f"{word} does nothing without {holders[0]}"
                yield node.place.report("W463", message, f"add {holders[0]}", key=word)
        names = types_of(held(node.value, "propertyNames"))
        if names and "string" not in names:
            message = f"names of members are text, never {names[0]}"
            place = node.value["propertyNames"].place
            yield place.report("W463", message, "write `type: string`", key="type")
        encoding = node.value.get("contentEncoding")
        if isinstance(encoding, str) and encoding.lower() not in _ENCODINGS:
            near = nearest(encoding.lower(), _ENCODINGS)
            message = f"content encoding {short(encoding, 30)} is not known"
            mend = f"did you mean {near}?" if near else "write base64 or base64url"
            yield node.place.report("W464", message, mend, key="contentEncoding")


def w405_dependent(look: Look) -> Iterator[Diagnostic]:
    """Names of `dependentRequired` and `dependentSchemas` are properties."""
    words = ("dependentRequired", "dependentSchemas")
    for node in look.having("schema", "dependentRequired", "dependentSchemas"):
        if "patternProperties" in node.value:
            continue
        known = properties_around(look, node) if "properties" in node.value else set()
        for word in words if known else ():
            said = held(node.value, word)
            for name, needed in said.items():
                if name not in known:
                    yield said.place.report("W405", *_no_property(name, known), key=name)
                for index, other in enumerate(needed if isinstance(needed, Sequence) else ()):
                    if isinstance(other, str) and other not in known:
                        place = said[name].place.child(index)
                        yield place.report("W405", *_no_property(other, known))


def w468_alone(look: Look) -> Iterator[Diagnostic]:
    """A discriminator without a union, on a schema that no other one extends."""
    extended = _extended(look)
    for node in look.having("schema", "discriminator"):
        if node.value.keys() & {"oneOf", "anyOf", "allOf"}:
            continue
        part = node.parent is not None and node.parent.kind == "schema"
        if id(node.value) not in extended and not part:
            message = "discriminator without oneOf or anyOf, and nothing extends the schema"
            mend = "add oneOf, or remove it"
            yield node.place.report("W468", message, mend, key="discriminator")


def _extended(look: Look) -> set[int]:
    """The schemas that others are built on."""
    nodes = look.having("schema", "allOf")
    return {id(look.deref(part)) for node in nodes for part in listed(node.value, "allOf")}


def w468_family(look: Look) -> Iterator[Diagnostic]:
    """A base's discriminator maps to schemas that are built on it (section 4.8.25)."""
    extended = _extended(look)
    for node in look.having("schema", "discriminator"):
        if node.value.keys() & {"oneOf", "anyOf"} or id(node.value) not in extended:
            continue
        discriminator = held(node.value, "discriminator")
        whole, name = Conjunction(look, node.value), str(discriminator.get("propertyName"))
        known = whole.properties()
        if known and name not in known:
            near = nearest(name, known)
            mend = f"did you mean {near}?" if near else f"add the property `{name[:40]}`"
            message = f"the schema has no {short(name, 40)}, by which its kinds are told apart"
            yield discriminator.place.report("W468", message, mend, key="propertyName")
        elif known and name not in whole.required():
            message = f'"{name[:40]}" tells the kinds apart, but is not required'
            mend = f"add `{name[:40]}` to required"
            yield discriminator.place.report("W468", message, mend, key="propertyName")
        mapping_ = held(discriminator, "mapping")
        for value in mapping_:
            schema = mapped(look, mapping_[value])
            if schema is None or any(p is node.value for p in Conjunction(look, schema).parts):
                continue
            message = f"{short(value, 40)} is mapped to a schema that is not built on this one"
            mend = "name one with this schema in its `allOf`, or remove it"
            related = [schema.place.span()]
            yield mapping_.place.report("W468", message, mend, key=value, related=related)


def _no_property(name: str, known: set[str]) -> tuple[str, str]:
    near = nearest(name, known)
    mend = f"did you mean {near}?" if near else "add the property, or remove the name"
    return f"dependent name {short(name, 40)} is no property", mend


def _wide(types: list[str]) -> set[str]:
    return {*types, *(("integer", "number") if {"integer", "number"} & set(types) else ())}


def _most_items(look: Look, schema: Mapping) -> int | None:
    """The most items that a list can have, where its other words bound it."""
    if "prefixItems" in schema and not isinstance(schema["prefixItems"], Sequence):
        return None
    if schema.get("items") is False:
        return len(listed(schema, "prefixItems"))
    if schema.get("uniqueItems") is not True or "prefixItems" in schema:
        return None
    parts = Conjunction(look, look.deref(schema.get("items"))).parts
    counts = [
        len({f"{kind_of(v)} {v}" for v in listed(p, "enum")}) for p in parts if listed(p, "enum")
    ]
    kinds = {"boolean": 2, "null": 1}
    counts += [
        sum(kinds[k] for k in types_of(p))
        for p in parts
        if types_of(p) and set(types_of(p)) <= kinds.keys()
    ]
    return min(counts, default=None)


RULES: tuple[Rule, ...] = (
    w460_too_few,
    e411_enum_format,
    w471_own_value,
    w472_space_around,
    w463_depending_keyword,
    w405_dependent,
    w468_alone,
    w468_family,
)
