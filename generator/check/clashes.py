"""Words of a schema that exclude each other: its members, its unions, what it must not be."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.check.conjunction import Conjunction, types_of
from generator.check.examples import checker
from generator.check.look import Look, Node, Rule, held, listed
from generator.ground.diagnostics import Diagnostic, short
from generator.read.source import Mapping, Sequence, mapping, sequence
from generator.understand.values import same

_MOST = {"date": 10, "uuid": 36, "ipv4": 15}
"""Characters of the longest text of a format (RFC 3339, 9562, 791)."""
_BITS = {"int32": 31, "int64": 63}
_MANY = 200
"""Properties, and parts of `allOf`, that are compared."""


def w460_not(look: Look) -> Iterator[Diagnostic]:
    """`not` names all that the schema's other words admit."""
    for node in look.having("schema", "not"):
        refused = node.value.get("not")
        if not isinstance(refused, Mapping) or not refused:
            continue
        types, others = set(types_of(node.value)), set(types_of(refused))
        values = [*listed(node.value, "enum"), *_constant(node.value)]
        banned = [*listed(refused, "enum"), *_constant(refused)]
        if refused.keys() <= {"type", "description"}:
            empty = bool(types) and types <= others
        else:
            plain = refused.keys() <= {"enum", "const", "type", "description"}
            empty = plain and bool(values) and all(_among(value, banned) for value in values)
        if empty:
            message = "nothing fits: `not` refuses all that the schema admits"
            yield node.place.report("W460", message, "correct or remove `not`", key="not")


def _among(value: Any, values: list[Any]) -> bool:
    return any(same(value, other) for other in values)


def _constant(schema: Mapping) -> list[Any]:
    return [schema["const"]] if "const" in schema else []


def w460_unions(look: Look) -> Iterator[Diagnostic]:
    """A member of a union is of a type that the schema around it may have."""
    for node in look.having("schema", "anyOf", "oneOf"):
        types = set(types_of(node.value))
        for word in ("anyOf", "oneOf") if types else ():
            members = listed(node.value, word)[:_MANY]
            dead = [i for i, m in enumerate(members) if _apart(look, types, m)]
            if members and len(dead) == len(members):
                message = f"nothing fits: no member of {word} is of type {sorted(types)[0]}"
                mend = "remove `type` beside it, or correct the members"
                yield node.place.report("W460", message, mend, key=word)
                continue
            for index in dead:
                message = f"member {index + 1} of {word} is never of type {sorted(types)[0]}"
                mend = "remove it, or the `type` beside the union"
                place = node.value[word].place.child(index)
                yield place.report("W460", message, mend)


def _apart(look: Look, types: set[str], member: Any) -> bool:
    wide = types | ({"integer"} if "number" in types else set())
    inner = Conjunction(look, look.deref(member)).types
    return bool(inner) and not wide & inner and not ("integer" in wide and "number" in inner)


def w460_same_member(look: Look) -> Iterator[Diagnostic]:
    """A property that two parts of `allOf` describe fits both descriptions."""
    for node in look.having("schema", "allOf"):
        parts = [node.value, *(look.deref(part) for part in listed(node.value, "allOf")[:_MANY])]
        known: dict[str, Any] = {}
        for index, part in enumerate(parts):
            own: dict[str, Any] = {}
            inner = [part] if index == 0 else Conjunction(look, part).parts
            for each in inner:
                own = {**held(each, "properties"), **own}
            for name, schema in own.items():
                said = _both(look, known.get(name), schema) if name in known else None
                if said:
                    message = f"{short(name, 30)} of allOf: {said}"
                    yield _place(node, schema).report("W460", message, "make the parts agree")
            known = {**own, **known}


def _place(node: Node, schema: Any) -> Any:
    """Where a property is told: in the schema itself, else at the parts that bring it."""
    inside = isinstance(schema, Mapping) and schema.place.pointer.startswith(node.place.pointer)
    here = inside and schema.place.file is node.place.file
    return schema.place if here else node.place.child("allOf")


def _both(look: Look, one: Any, other: Any) -> str:
    """Why no value fits two schemas at once; empty where one may."""
    if not isinstance(one, Mapping) or not isinstance(other, Mapping) or one is other:
        return ""
    if not one or not other:
        return ""
    whole = mapping({"allOf": sequence([one, other], one.place)}, one.place)
    found = Conjunction(look, whole).contradiction()
    return found[0] if found is not None else ""


def w460_never(look: Look) -> Iterator[Diagnostic]:
    """What is required may be there, what is counted has room, and a number fits its format."""
    for node in look.having("schema", "required", "minContains", "format"):
        schema = node.value
        if "required" in schema and False in held(schema, "properties").values():
            yield from _refused(schema)
        least, most = schema.get("minContains"), schema.get("maxItems")
        if (
            isinstance(least, int)
            and isinstance(most, int)
            and most < least
            and "contains" in schema
        ):
            message = f"minContains {least} of at most {most} items"
            yield node.place.report("W460", message, f"lower it to {most}", key="minContains")
        longest = _MOST.get(str(schema.get("format")))
        length = schema.get("minLength")
        if longest and isinstance(length, int) and length > longest and "type" in schema:
            message = f"no {schema['format']} has {length} characters or more"
            yield node.place.report("W460", message, f"lower it to {longest}", key="minLength")
        if "format" in schema:
            yield from _in_bits(node)


def _refused(schema: Mapping) -> Iterator[Diagnostic]:
    properties = held(schema, "properties")
    for index, name in enumerate(listed(schema, "required")):
        if isinstance(name, str) and properties.get(name) is False:
            message = f"{short(name, 40)} is required, and nothing fits it"
            place = schema["required"].place.child(index)
            yield place.report("W460", message, "write a schema for it, or remove the name")


def _in_bits(node: Node) -> Iterator[Diagnostic]:
    format_ = node.value.get("format")
    bits = _BITS.get(format_) if isinstance(format_, str) else None
    for word in ("minimum", "maximum") if bits else ():
        bound = node.value.get(word)
        if not isinstance(bound, int | float) or isinstance(bound, bool) or bits is None:
            continue
        first, last = -(2**bits), 2**bits - 1
        if first <= bound <= last or (isinstance(bound, float) and bound == 2.0**bits):
            continue
        out = bound > last if word == "minimum" else bound < first
        message = f"{word} {short(bound, 20)} is out of the range of {format_}"
        mend = "write `format: int64`" if bits == 31 else f"lower it to {last}, or remove it"
        yield node.place.report("W460" if out else "W463", message, mend, key=word)


def w471_property_name(look: Look) -> Iterator[Diagnostic]:
    """Properties have names that `propertyNames` admits, and fit the patterns that they match."""
    values = checker(look)
    for node in look.having("schema", "propertyNames", "patternProperties"):
        properties = held(node.value, "properties")
        names = held(node.value, "propertyNames")
        for name in list(properties)[:_MANY] if names and "$ref" not in names else ():
            fault = values.own_fault(dict(names), name)
            if fault is not None:
                message = f"property {short(name, 40)} is refused by propertyNames"
                mend = "rename it, or correct propertyNames"
                yield properties.place.report("W471", message, mend, key=name)
        patterns = held(node.value, "patternProperties")
        for pattern, more in list(patterns.items())[:20] if properties else ():
            for name in list(properties)[:_MANY]:
                if values.own_fault({"pattern": pattern}, name) is not None:
                    continue
                said = _both(look, properties[name], more)
                if said:
                    message = f"{short(name, 30)} matches it: {said}"
                    mend = "make the two agree, or correct the pattern"
                    yield patterns.place.report("W460", message, mend, key=pattern)
                    break


def w463_prefix(look: Look) -> Iterator[Diagnostic]:
    """`prefixItems` says no more items than there may be."""
    for node in look.having("schema", "prefixItems"):
        prefix, most = node.value.get("prefixItems"), node.value.get("maxItems")
        if isinstance(prefix, Sequence) and isinstance(most, int) and most < len(prefix):
            message = f"prefixItems says {len(prefix)} items, but there are at most {most}"
            yield node.place.report("W463", message, f"raise it to {len(prefix)}", key="maxItems")


RULES: tuple[Rule, ...] = (
    w460_not,
    w460_unions,
    w460_same_member,
    w460_never,
    w471_property_name,
    w463_prefix,
)
