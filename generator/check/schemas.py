"""Schemas: values against types, names against properties, composition."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from generator.check.examples import BOUNDS, checker
from generator.check.faults import kind_of
from generator.check.look import Look, Node, Rule, held, listed
from generator.ground.diagnostics import Diagnostic, nearest, short
from generator.read.document.versions import is_old, version_of
from generator.read.source import Mapping, Place, Sequence
from generator.understand.patterns import compiles

_BASE64 = re.compile(r"(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?\Z")
_DEEPEST = 100
"""Schemas one in the other, with no property or item in between: each is joined with all below."""
_COMPOSING = ("allOf", "anyOf", "oneOf")
_MADE_OF = frozenset((*_COMPOSING, "if", "then", "else"))


def w401_schema_example(look: Look) -> Iterator[Diagnostic]:
    """A schema's own example that it refuses."""
    values = checker(look)
    nodes = {n.pointer: n for n in look.having("schema", "examples") if listed(n.value, "examples")}
    values.expect(nodes)
    for pointer, node in nodes.items():
        examples = node.value["examples"]
        for index, value in enumerate(examples):
            place = examples.place.child(index)
            yield from values.check("W401", "example", value, pointer, place)
            yield from _out_of_format("W401", place, value, node.value.get("format"))


def e402_default(look: Look) -> Iterator[Diagnostic]:
    """A default that its schema refuses."""
    values = checker(look)
    nodes = {node.pointer: node for node in look.having("schema", "default")}
    values.expect(nodes)
    for pointer, node in nodes.items():
        place, value = node.place.child("default"), node.value["default"]
        yield from values.check("E402", "default", value, pointer, place)
        yield from _out_of_format("E402", place, value, node.value.get("format"))


def _out_of_format(code: str, place: Place, value: Any, format_: Any) -> Iterator[Diagnostic]:
    """A number out of the range of its format (OpenAPI's registry of formats)."""
    bits = {"int32": 31, "int64": 63}.get(format_) if isinstance(format_, str) else None
    if bits and isinstance(value, int) and not -(2**bits) <= value < 2**bits:
        what = "default" if code == "E402" else "example"
        message = f"{what}: {short(value, 40)} is out of the range of {format_}"
        yield place.report(code, message, "write a number in range")
    if format_ == "byte" and code == "E402" and isinstance(value, str) and not _BASE64.match(value):
        message = f"default: {short(value, 40)} is no base64"
        yield place.report("E402", message, "write it in base64")


def e411_enum_type(look: Look) -> Iterator[Diagnostic]:
    """An enum without any value of the schema's own type."""
    for node in look.having("schema", "enum"):
        types, amiss = _types(node.value), _of_no_type(node.value)
        if amiss and all(amiss):
            message = f"none of the enum's values is of type {_or(types)}"
            mend = "write values of the type, or the type of the values"
            yield node.place.report("E411", message, mend, key="enum")


def _of_no_type(schema: Mapping) -> list[bool]:
    """Which values of an enum are of no type that the schema allows."""
    types = _types(schema)
    values = listed(schema, "enum") if types else []
    if types == ["string"]:
        return [not isinstance(value, str) for value in values]
    return [not any(_is(value, kind) for kind in types) for value in values]


def w403_enum_type(look: Look) -> Iterator[Diagnostic]:
    """An enum value of a type that the schema does not allow, beside others that are of it."""
    for node in look.having("schema", "enum"):
        types, values = _types(node.value), listed(node.value, "enum")
        amiss = _of_no_type(node.value)
        if all(amiss):
            continue
        for index, value in enumerate(values):
            if amiss[index]:
                message = f"enum value {short(value, 40)} is {kind_of(value)}, not {_or(types)}"
                mend = "change the value or the type"
                if value is None:
                    mend = f'write `type: [{types[0]}, "null"]`'
                elif "string" in types:
                    mend = "put it in quotes"
                yield node.value["enum"].place.child(index).report("W403", message, mend)


def e261_duplicate_enum(look: Look) -> Iterator[Diagnostic]:
    """Enum values are unique: they should be (JSON Schema 2020-12, 6.1.2), and must before 3.1."""
    code = "E261" if is_old(version_of(look.document.written)) else "W404"
    for node in look.having("schema", "enum"):
        seen: set[str] = set()
        for index, value in enumerate(listed(node.value, "enum")):
            text = value if isinstance(value, str) else short(value, 10_000)
            key = f"{kind_of(value)} {text}"
            if key in seen:
                message = f"enum value {short(value, 40)} stands twice"
                yield node.value["enum"].place.child(index).report(code, message, "remove one")
            seen.add(key)


def e410_required_unknown(look: Look) -> Iterator[Diagnostic]:
    """A required name that is no property, here or in what the schema is made of.

    openapi-spec-validator refuses it beside `allOf`, so there it is an error.
    """
    for node in look.having("schema", "required"):
        names = node.value.get("required")
        whole = "allOf" in node.value and _is_whole(node)
        described = whole or isinstance(node.value.get("properties"), Mapping)
        if not isinstance(names, Sequence) or not (described or _is_condition(node)):
            continue
        known = properties_around(look, node)
        if not described and not known:
            continue
        code = "E410" if whole else "W405"
        absent = [(i, n) for i, n in enumerate(names) if isinstance(n, str) and n not in known]
        for index, name in absent:
            near = nearest(name, known.difference([n for n in names if isinstance(n, str)]))
            mend = f"did you mean {near}?" if near else "add the property, or remove the name"
            message = f"required name {short(name, 40)} is no property"
            yield names.place.child(index).report(code, message, mend)


def e406_discriminator(look: Look) -> Iterator[Diagnostic]:
    """Each member of a union must have the property that tells them apart."""
    for node in look.having("schema", "discriminator"):
        name = held(node.value, "discriminator").get("propertyName")
        if not isinstance(name, str):
            continue
        for word in ("oneOf", "anyOf"):
            members = listed(node.value, word)
            shared = _for_all(look, members, name)
            if shared is not None:
                near = nearest(name, shared) or min(shared, default="")
                mend = f"did you mean {near}?" if near else "name a property that all members have"
                message = f'no member has "{name[:40]}", by which the union is told apart'
                place = node.value["discriminator"].place
                yield place.report("E406", message, mend, key="propertyName")
                continue
            for index, member in enumerate(members):
                schema = look.deref(member)
                known = _all_properties(look, schema)
                if schema.get("type") == "null" or name in known or not known:
                    continue
                near = nearest(name, known)
                mend = f"did you mean {near}?" if near else f"add the property `{name}`"
                message = f'{_called(member)} has no "{name}", by which the union is told apart'
                place = node.value[word].place.child(index)
                yield place.report("E406", message, mend, related=[schema.place.span()])


def _for_all(look: Look, members: list[Any], name: str) -> set[str] | None:
    """What all members have, where several have properties and none has the one of a name."""
    known = [_all_properties(look, look.deref(member)) for member in members]
    known = [names for names in known if names]
    if len(known) < 2 or any(name in names for names in known):
        return None
    return set[str].intersection(*known)


def e407_endless_composition(look: Look) -> Iterator[Diagnostic]:
    """A schema that is made of itself, without a property or item in between, is endless."""
    done: set[int] = set()
    for start in look.having("schema", *_COMPOSING, "$ref"):
        path: dict[int, Mapping] = {}
        todo: list[tuple[Mapping, Iterator[Any]]] = []
        following: Any = start.value
        while True:
            if isinstance(following, Mapping) and id(following) in path:
                yield _endless(following, path)
            elif isinstance(following, Mapping) and id(following) not in done:
                path[id(following)] = following
                if len(path) % _DEEPEST == 0 and _made_of(look, following):
                    yield _too_deep(following)
                todo.append((following, iter(_made_of(look, following))))
            while todo and (following := next(todo[-1][1], None)) is None:
                finished, _ = todo.pop()
                del path[id(finished)]
                done.add(id(finished))
            if not todo:
                break


def e408_pattern(look: Look) -> Iterator[Diagnostic]:
    """A pattern is an ECMA-262 regular expression (JSON Schema 2020-12, section 6.3.3)."""
    for node in look.having("schema", "pattern", "patternProperties"):
        patterns: list[tuple[Any, Place, str | None]]
        patterns = [(node.value.get("pattern"), node.place.child("pattern"), None)]
        named = held(node.value, "patternProperties")
        patterns += [(name, named.place, name) for name in named]
        for pattern, place, key in patterns:
            if not isinstance(pattern, str):
                continue
            if not compiles(pattern):
                message = f"{short(pattern, 50)} is no regular expression"
                yield place.report("E408", message, "correct it, or remove it", key=key)


def e409_bounds(look: Look) -> Iterator[Diagnostic]:
    """Bounds between which nothing lies."""
    for node in look.having("schema", *(low for low, _ in BOUNDS)):
        for low, high in BOUNDS:
            least: Any = node.value.get(low)
            most: Any = node.value.get(high)
            sizes = low != "minimum"
            if sizes and _number(most) and most < 0:
                continue  # which the standard refuses
            if _number(least) and _number(most) and least > most:
                message = f"{low} {short(least, 20)} is above {high} {short(most, 20)}"
                yield node.place.report("E409", message, "exchange them", key=low)


def _is_condition(node: Node) -> bool:
    """Whether a schema says what else must be there of what the one around it describes."""
    words, above = node.pointer.split("/"), node.parent
    part = words[-1] in ("if", "then", "else") or words[-2] in ("anyOf", "oneOf")
    return part and above is not None and "properties" in above.value


def _is_whole(node: Node) -> bool:
    """Whether a schema is no part of another one."""
    return node.parent is None or node.parent.kind != "schema"


def _types(schema: Mapping) -> list[str]:
    kind = schema.get("type")
    if isinstance(kind, str):
        return [kind]
    return [k for k in kind if isinstance(k, str)] if isinstance(kind, Sequence) else []


def _is(value: Any, kind: str) -> bool:
    if kind == "integer":
        return _number(value) and value == int(value)
    if kind == "number":
        return _number(value)
    kinds: dict[str, type[Any] | tuple[type[Any], ...]] = {
        "string": str,
        "boolean": bool,
        "null": type(None),
        "object": dict,
        "array": list,
    }
    return isinstance(value, kinds.get(kind, object))


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)


def _or(types: list[str]) -> str:
    return " or ".join(types)


def _called(member: Any) -> str:
    ref = member.get("$ref") if isinstance(member, Mapping) else None
    return ref.rsplit("/", 1)[-1] if isinstance(ref, str) else "a member"


def properties_around(look: Look, node: Node) -> set[str]:
    """The properties of a schema and of those it is composed with, above and below."""
    known = _all_properties(look, node.value)
    above = node.parent
    while above is not None and above.kind == "schema":
        if node.way[0] not in (*_COMPOSING, "if", "then", "else", "not"):
            break
        known |= _all_properties(look, above.value)
        node, above = above, above.parent
    return known


def _all_properties(look: Look, schema: Mapping) -> set[str]:
    known: set[str] = set()
    seen: set[int] = set()
    todo: list[Any] = [schema]
    while todo:
        value = look.document.deref(todo.pop())
        if not isinstance(value, Mapping) or id(value) in seen:
            continue
        seen.add(id(value))
        known |= held(value, "properties").keys()
        if _MADE_OF.isdisjoint(value):
            continue  # most are made of nothing else
        for word in _COMPOSING:
            todo += listed(value, word)
        todo += [value[w] for w in ("then", "else", "if") if w in value]
        if len(seen) > 500:
            break
    return known


def _made_of(look: Look, value: Mapping) -> list[Any]:
    parts = [part for word in _COMPOSING for part in listed(value, word)]
    if isinstance(value.get("$ref"), str):
        parts.append(look.document.at(value["$ref"]))
    return parts


def _endless(value: Mapping, path: dict[int, Mapping]) -> Diagnostic:
    order = list(path)
    circle = [path[key] for key in order[order.index(id(value)) + 1 :]]
    related = sorted({above.place.span() for above in circle})[:5]
    mend = "put a property or list in between, or remove one reference"
    name = str(value.place.key)[:40]
    return value.place.report("E407", f"schema {name} is made of itself", mend, related=related)


def _too_deep(value: Mapping) -> Diagnostic:
    name = value.place.pointer.removeprefix("/components/schemas/")[:40]
    message = f"schema {name} is the {_DEEPEST}th of those that one is made of, one in the other"
    return value.place.report("E407", message, "write out what it is made of")


RULES: tuple[Rule, ...] = (
    w401_schema_example,
    e402_default,
    e411_enum_type,
    w403_enum_type,
    e261_duplicate_enum,
    e410_required_unknown,
    e406_discriminator,
    e407_endless_composition,
    e408_pattern,
    e409_bounds,
)
