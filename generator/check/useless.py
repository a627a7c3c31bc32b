"""Words of a schema that say nothing beside the others, or nothing where they stand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from generator.check.conjunction import types_of
from generator.check.look import Look, Node, Rule, held, listed
from generator.ground.diagnostics import Diagnostic, short
from generator.read.source import Mapping
from generator.understand.answered import answered, asked, is_within

_COMPOSED = frozenset({"$ref", "allOf", "anyOf", "oneOf", "enum", "const", "not", "$dynamicRef"})
_BESIDE = (
    *("unevaluatedProperties", "unevaluatedItems", "then", "else"),
    *("minimum", "maximum", "pattern"),
)
"""Words that another one may leave nothing to say."""
_XML_NAME = re.compile(r"[^\W\d][\w.-]*(?::[^\W\d][\w.-]*)?\Z")


def w463_beside(look: Look) -> Iterator[Diagnostic]:
    """A keyword that another one beside it leaves nothing to say (sections 11.2 and 11.3)."""
    for node in look.having("schema", *_BESIDE):
        schema = node.value
        for word, other in (
            ("unevaluatedProperties", "additionalProperties"),
            ("unevaluatedItems", "items"),
        ):
            if word in schema and other in schema and not schema.keys() & _COMPOSED:
                message = f"{word} does nothing beside {other}, which is for all that are left"
                yield node.place.report("W463", message, "remove it", key=word)
        for word in ("then", "else"):
            if schema.get(word) in ({}, True) and "if" in schema and word in schema:
                alone = not schema.keys() >= {"then", "else"}
                mend = "write what holds then, or remove it" + (" and `if`" if alone else "")
                yield node.place.report("W462", f"{word} says nothing", mend, key=word)
        yield from _bounds(node)
        if schema.get("pattern") == "" and "pattern" in schema:
            message = "the pattern is empty: every text matches it"
            yield node.place.report(
                "W463", message, "write the pattern, or remove it", key="pattern"
            )


def w463_nullable(look: Look) -> Iterator[Diagnostic]:
    """`nullable` adds null to a type (OpenAPI 3.0.3, Schema Object)."""
    for node in look.of("schema"):
        if isinstance(node.value.get("type"), str):
            continue  # most
        untyped = not types_of(node.value)
        if untyped and not node.value.keys() & _COMPOSED and node.place.wrote("nullable"):
            message = "nullable does nothing without type"
            yield node.place.report("W463", message, "add `type`", key="nullable")


def _bounds(node: Node) -> Iterator[Diagnostic]:
    """Of a bound and its exclusive twin the narrower one counts."""
    for word, other, sign in (
        ("minimum", "exclusiveMinimum", 1),
        ("maximum", "exclusiveMaximum", -1),
    ):
        both: list[Any] = [node.value.get(word), node.value.get(other)]
        if all(isinstance(n, int | float) and not isinstance(n, bool) for n in both):
            idle, counts = (word, other) if sign * both[0] <= sign * both[1] else (other, word)
            message = f"{idle} does nothing beside {counts}, which is narrower"
            yield node.place.report("W463", message, "remove it", key=idle)


def w463_whole_number(look: Look) -> Iterator[Diagnostic]:
    """A whole number has whole bounds and steps."""
    for node in look.having("schema", "multipleOf", "minimum", "maximum"):
        if types_of(node.value) != ["integer"]:
            continue
        step = node.value.get("multipleOf")
        if isinstance(step, float) and step > 0 and (1 / step).is_integer() and step < 1:
            message = f"every integer is a multiple of {short(step, 20)}"
            mend = "remove it, or write `type: number`"
            yield node.place.report("W463", message, mend, key="multipleOf")
        for word, up in (("minimum", 1), ("maximum", 0)):
            bound = node.value.get(word)
            if isinstance(bound, float) and not bound.is_integer() and abs(bound) < 2**53:
                message = f"{word} {short(bound, 20)} of an integer is no integer"
                mend = f"write {int(bound // 1) + up}, or `type: number`"
                yield node.place.report("W463", message, mend, key=word)


def w463_direction(look: Look) -> Iterator[Diagnostic]:
    """`readOnly` and `writeOnly` are for properties (OpenAPI 3.1, Schema Object)."""
    for node in look.having("schema", "readOnly", "writeOnly"):
        parent = node.parent
        if parent is None or parent.kind not in ("parameter", "header"):
            continue
        for word in ("readOnly", "writeOnly"):
            if node.value.get(word) is True and not node.value.keys() & {"properties"}:
                message = f"{word} does nothing here: it is for properties of an object"
                yield node.place.report("W463", message, "remove it", key=word)


def w463_never_sent(look: Look) -> Iterator[Diagnostic]:
    """A member that is required and `readOnly` is in some answer (section 4.8.24.6.1)."""
    requests: frozenset[str] | None = None
    answers: frozenset[str] | None = None
    for node in look.having("schema", "readOnly"):
        parent, name = node.parent, node.way[-1]
        if node.value["readOnly"] is not True or parent is None or node.way[:1] != ("properties",):
            continue
        if node.value.get("writeOnly") is True or name not in listed(parent.value, "required"):
            continue
        requests = asked(look.tree) if requests is None else requests
        pointer = f"#{node.pointer}"
        if not is_within(pointer, requests) and (
            not node.is_within("requestBody") or node.is_within("webhooks", "callbacks")
        ):
            continue
        answers = answered(look.tree) if answers is None else answers
        if not is_within(pointer, answers):
            message = f"required {short(name, 40)} is readOnly, and no answer has it"
            mend = "remove `readOnly` if requests have it, else the property"
            yield node.place.report("W463", message, mend, key="readOnly")


def w463_xml(look: Look) -> Iterator[Diagnostic]:
    """What the XML Object says is possible for the schema's type (section 4.8.26)."""
    for node in look.of("xml"):
        owner = node.parent
        types = set(types_of(owner.value)) - {"null"} if owner is not None else set()
        xml = node.value
        if xml.get("wrapped") is True and types and "array" not in types:
            message = "wrapped is for lists: it does nothing here"
            yield node.place.report("W463", message, "remove it", key="wrapped")
        if xml.get("attribute") is True and types and types <= {"object", "array"}:
            message = f"an attribute holds text, never {sorted(types)[0]}"
            yield node.place.report("W463", message, "remove `attribute`", key="attribute")
        if isinstance(xml.get("prefix"), str) and "namespace" not in xml and not _named(look, xml):
            message = f"prefix {short(xml['prefix'], 30)} has no namespace"
            yield node.place.report("W463", message, "add `namespace: https://…`", key="prefix")
        for word in ("name", "prefix"):
            name = xml.get(word)
            if isinstance(name, str) and not _XML_NAME.match(name):
                message = f"{short(name, 30)} is no name in XML"
                mend = "write letters, digits, `-`, `_` and `.`, a letter first"
                yield node.place.report("W463", message, mend, key=word)


def _named(look: Look, xml: Mapping) -> bool:
    """Whether another object gives the prefix its namespace."""
    return any(
        node.value.get("prefix") == xml["prefix"] and "namespace" in node.value
        for node in look.of("xml")
    )


def h474_next_to_nothing(look: Look) -> Iterator[Diagnostic]:
    """Words that leave only what is empty, and one value that looks like several."""
    empty = {"maxLength": "text", "maxItems": "list", "maxProperties": "object"}
    for node in look.having("schema", "maxLength", "maxItems", "maxProperties", "enum"):
        for word, what in empty.items():
            union = node.way[:1] in (("oneOf",), ("anyOf",))
            if node.value.get(word) == 0 and not union and not isinstance(node.value[word], bool):
                message = f"{word} 0: only the empty {what} fits"
                yield node.place.report("H474", message, "raise it, or remove it", key=word)
        values = listed(node.value, "enum")
        if len(values) == 1 and isinstance(values[0], str):
            parts = [part.strip() for part in re.split(r"[,|]", values[0])]
            words = values[0].split()
            if len(words) > 2 and all(re.fullmatch(r"[a-z0-9_-]+", word) for word in words):
                parts = words
            if len(parts) > 1 and all(re.fullmatch(r"[\w-]+", part) for part in parts):
                message = f"one value, {short(values[0], 40)}, looks like several"
                mend = f"write [{', '.join(parts)[:60]}]"
                yield node.value["enum"].place.child(0).report("H474", message, mend)


def w468_told_apart(look: Look) -> Iterator[Diagnostic]:
    """A union is told apart by text, and by names that its members have (Discriminator Object)."""
    for node in look.having("schema", "discriminator"):
        name = held(node.value, "discriminator").get("propertyName")
        word = "oneOf" if listed(node.value, "oneOf") else "anyOf"
        members = listed(node.value, word)
        if not isinstance(name, str) or len(members) < 2:
            continue
        mapped = {str(v) for v in held(held(node.value, "discriminator"), "mapping").values()}
        for index, member in enumerate(members):
            schema = look.deref(member)
            if types_of(schema) == ["null"] or not isinstance(member, Mapping):
                continue
            place = node.value[word].place.child(index)
            if "$ref" not in member and "allOf" not in member:
                message = "the discriminator does not see this member, which has no name"
                mend = "move it to components.schemas, and refer to it"
                yield place.report("W468", message, mend)
                continue
            yield from _tagged(look, node, name, member, mapped)


def _tagged(
    look: Look, node: Node, name: str, member: Mapping, mapped: set[str]
) -> Iterator[Diagnostic]:
    tag = look.deref(held(look.deref(member), "properties").get(name))
    types = set(types_of(tag))
    if types and "string" not in types:
        message = f'"{name[:40]}" tells the union apart, and is no text'
        yield tag.place.report("W468", message, "write `type: string`", key="type")
    ref = str(member.get("$ref"))
    called = ref.rpartition("/")[2]
    values = [tag["const"]] if "const" in tag else listed(tag, "enum")
    told = not mapped or bool(mapped & {ref, called}) or bool(mapped - _names(node))
    if values and called not in values and not told and "$ref" in member:
        message = f'{called[:30]} is told by its own name, but its "{name[:30]}" is never that'
        mend = f"add `mapping: {{{values[0]}: '{ref[:50]}'}}`"
        yield node.value["discriminator"].place.report("W468", message, mend)


def _names(node: Node) -> set[str]:
    """The references of a union's members, and the names of their components."""
    members = [*listed(node.value, "oneOf"), *listed(node.value, "anyOf")]
    refs = {str(m.get("$ref")) for m in members if isinstance(m, Mapping)}
    return refs | {ref.rpartition("/")[2] for ref in refs}


RULES: tuple[Rule, ...] = (
    w463_beside,
    w463_nullable,
    w463_whole_number,
    w463_direction,
    w463_never_sent,
    w463_xml,
    h474_next_to_nothing,
    w468_told_apart,
)
