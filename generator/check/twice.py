"""What is said twice, and ways that meet: paths, parameters, tags, servers, media types."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.check.look import Look, Rule, held, listed
from generator.ground.diagnostics import Diagnostic, short
from generator.read.document.grammar import METHODS
from generator.read.source import Mapping, Sequence
from generator.understand.values import same

_MANY = 100
"""Paths of one shape that a path is compared with."""

_LINE = 72
"""Characters of a message that are for two paths."""

_PLACEHOLDER = re.compile(r"\{[^{}]*\}")


def w375_said_twice(look: Look) -> Iterator[Diagnostic]:
    """A tag, a server, a value of a variable or a media type that stands twice."""
    for operation in look.operations:
        yield from _repeated(operation.value, "tags", "tag")
    for node in look.of("serverVariable"):
        yield from _repeated(node.value, "enum", "value")
    for node in look.having("schema", "anyOf", "allOf", "discriminator"):
        yield from _parts(node.value)
    for node in look.having("schema", "type"):
        types = node.value["type"]
        if isinstance(types, Sequence) and "integer" in types and "number" in types:
            message = "number admits every integer"
            place = types.place.child(types.index("integer"))
            yield place.report("W375", message, "remove integer")
    for node in look.of("document", "operation"):
        yield from _requirements(node.value)
    for node in look.of("document", "pathItem", "operation"):
        seen: list[Mapping] = []
        for server in listed(node.value, "servers")[:_MANY]:
            if isinstance(server, Mapping) and server in seen:
                message = f"server {short(server.get('url'), 60)} stands twice"
                yield server.place.report("W375", message, "remove one", key="url")
            seen += [server] if isinstance(server, Mapping) else []
    for node in look.of("requestBody", "response"):
        content = held(node.value, "content")
        known: dict[str, str] = {}
        for name in content:
            if name.lower() in known:
                message = f"media type {short(name, 40)} stands twice: case says nothing"
                yield content.place.report("W375", message, "remove one", key=name)
            known[name.lower()] = name


def _parts(schema: Mapping) -> Iterator[Diagnostic]:
    """Members of a composition that are another one again."""
    words = ("anyOf", "allOf", *(("oneOf",) if "discriminator" in schema else ()))
    for word in words:
        members = listed(schema, word)[:_MANY]
        for index, member in enumerate(members if len(members) > 1 else ()):
            others = members[:index]
            if isinstance(member, Mapping) and member and any(same(member, m) for m in others):
                message = f"member {index + 1} of {word} stands twice"
                place = schema[word].place.child(index)
                yield place.report("W375", message, "remove one")


def _requirements(node: Mapping) -> Iterator[Diagnostic]:
    seen: list[Mapping] = []
    for requirement in listed(node, "security")[:_MANY]:
        if isinstance(requirement, Mapping) and requirement in seen:
            message = "the security requirement stands twice"
            yield requirement.place.report("W375", message, "remove one")
        seen += [requirement] if isinstance(requirement, Mapping) else []


def _repeated(node: Mapping, key: str, what: str) -> Iterator[Diagnostic]:
    seen: set[str] = set()
    for index, value in enumerate(listed(node, key)):
        if isinstance(value, str) and value in seen:
            message = f"{what} {short(value, 40)} stands twice"
            yield node[key].place.child(index).report("W375", message, "remove one")
        seen.add(str(value))


def w375_credential(look: Look) -> Iterator[Diagnostic]:
    """A parameter that a security scheme of the operation sends already."""
    schemes = held(held(look.tree, "components"), "securitySchemes")
    keys: dict[str, tuple[str, str]] = {}
    for name in schemes:
        scheme = look.deref(schemes[name])
        if scheme.get("type") == "apiKey":
            keys[name] = (str(scheme.get("in")), str(scheme.get("name")).lower())
    for operation in look.operations if keys else ():
        owner = operation.value if "security" in operation.value else look.tree
        required = {
            key: name
            for requirement in listed(owner, "security")
            if isinstance(requirement, Mapping)
            for name in requirement
            if (key := keys.get(name))
        }
        for parameter in look.parameters(operation):
            at = (str(parameter.get("in")), str(parameter["name"]).lower())
            if at in required and not operation.webhook:
                message = f"parameter {short(parameter['name'], 40)} is security scheme"
                message += f" {short(required[at], 40)}"
                mend = "remove it: the credential is sent by the scheme"
                yield parameter.place.report("W375", message, mend, key="name")


def h376_crossing_paths(look: Look) -> Iterator[Diagnostic]:
    """Two paths that one address fits, neither of which is the more special (Paths Object).

    A path that crosses several is told once, with the number of the others.
    """
    crossed: dict[str, set[str]] = {}
    for one, other in _pairs(look):
        crossed.setdefault(one, set()).add(other)
        crossed.setdefault(other, set()).add(one)
    place = held(look.tree, "paths").place
    order = {path: index for index, path in enumerate(held(look.tree, "paths"))}
    for path in sorted(crossed, key=lambda p: (-len(crossed[p]), -order[p])):
        others = sorted(crossed[path], key=order.__getitem__)
        if not others:
            continue
        for other in others:
            crossed[other].discard(path)
        crossed[path] = set()
        more = f" (and {len(others) - 1} more)" if len(others) > 1 else ""
        one, other = _apart(path, others[0])
        message = f"{one} and {other} both fit one address{more}"
        related = [place.key_span(other) for other in others[:5]]
        mend = "make their literal parts differ"
        yield place.report("H376", message, mend, key=path, related=related)


def _apart(path: str, other: str) -> tuple[str, str]:
    """Two paths from where they part, so that a message shows it."""
    one, two = path.split("/"), other.split("/")
    begin = next(i for i, (a, b) in enumerate(zip(one, two, strict=True)) if a != b)
    cut = begin > 1 and len(path) + len(other) > _LINE
    names = ("/…/" + "/".join(way[begin:]) if cut else "/".join(way) for way in (one, two))
    first, second = (name[: _LINE // 2] for name in names)
    return first, second


def _pairs(look: Look) -> Iterator[tuple[str, str]]:
    """Paths that cross: of one length, where a method of both could be meant."""
    groups: dict[tuple[bool, ...], list[tuple[str, ...]]] = {}
    for path in held(look.tree, "paths"):
        segments = tuple(path.split("/")[1:])
        plain = tuple(_PLACEHOLDER.sub("", s) == s for s in segments)
        whole = all(p or _PLACEHOLDER.fullmatch(s) for p, s in zip(plain, segments, strict=True))
        if path.startswith("/") and whole:
            groups.setdefault((*plain, path.endswith("/")), []).append(segments)
    for one, other in _crossing(list(groups)):
        common = [i for i in range(len(one) - 1) if one[i] and other[i]]
        known: dict[tuple[str, ...], list[str]] = {}
        for s in groups[one]:
            known.setdefault(tuple(s[i] for i in common), []).append("/" + "/".join(s))
        for segments in groups[other]:
            path = "/" + "/".join(segments)
            for early in known.get(tuple(segments[i] for i in common), ())[:_MANY]:
                if _methods(look, early) & _methods(look, path):
                    yield early, path


def _crossing(
    shapes: list[tuple[bool, ...]],
) -> Iterator[tuple[tuple[bool, ...], tuple[bool, ...]]]:
    """Pairs of shapes of one length, each literal where the other is not."""
    for index, one in enumerate(shapes):
        for other in shapes[:index]:
            if len(one) == len(other) and one[-1] == other[-1]:
                pairs = set(zip(one, other, strict=True))
                if {(True, False), (False, True)} <= pairs:
                    yield one, other


def _methods(look: Look, path: str) -> set[str]:
    return look.deref(held(look.tree, "paths").get(path)).keys() & set(METHODS)


RULES: tuple[Rule, ...] = (w375_said_twice, w375_credential, h376_crossing_paths)
