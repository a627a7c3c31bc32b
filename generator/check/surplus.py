"""Extensions that say nothing where they stand, or what holds without them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from generator.check.conjunction import Conjunction
from generator.check.look import Look, Node, Rule, held, listed
from generator.check.said import (
    called,
)
from generator.ground.diagnostics import Diagnostic, nearest, short
from generator.read.source import Mapping
from generator.understand.values import same

_CALLED = ("x-rate-limit", "x-retry", "x-pagination", "x-background", "x-envelope",
           "x-parameter-groups", "x-process", "x-query-style")  # fmt: skip
"""Extensions that say something of calls, and nothing of what is received."""


_HOLDER = frozenset({"object", "array"})


def w488_received(look: Look) -> Iterator[Diagnostic]:
    """A webhook is received: what is said of calls does nothing for it; and the other way."""
    for operation in look.operations:
        for name in _CALLED if operation.webhook else ():
            if name in operation.value:
                message = f"{name} does nothing for a webhook, which is received"
                yield operation.place.report("W488", message, "remove it", key=name)
        name = "x-webhook-signature"
        if not operation.webhook and name in operation.value and "callbacks" not in operation.value:
            message = f"{name} does nothing for an operation that is called"
            yield operation.place.report("W488", message, "remove it", key=name)


def w488_said_already(look: Look) -> Iterator[Diagnostic]:
    """What an operation says of itself is not what holds anyway."""
    for node in look.of("pathItem", "operation"):
        for name in ("x-envelope", "x-errors", "x-retry"):
            if name not in node.value:
                continue
            value, above = node.value[name], _above(look, node, name)
            if value is None and above is None:
                message = f"there is no {name} that null could lift"
            elif above is not None and same(value, above):
                message = f"{name} says what holds anyway"
            else:
                continue
            yield node.place.report("W488", message, "remove it", key=name)


def _above(look: Look, node: Node, name: str) -> Any:
    if node.kind == "operation" and node.parent is not None and name in node.parent.value:
        return node.parent.value[name]
    return look.tree.get(name)


def w488_without_effect(look: Look) -> Iterator[Diagnostic]:
    """Brackets for nothing, groups that others imply, prefixes of what is no key, the same path."""
    if look.tree.get("x-query-style") == "brackets" and not any(
        Conjunction(look, look.deref(p.get("schema"))).types & _HOLDER
        for o in called(look)
        for p in look.parameters(o)
        if p.get("in") in ("query", "querystring") and "schema" in p
    ):
        message, mend = "no query parameter is a list or an object", "remove it"
        yield look.tree.place.report("W488", message, mend, key="x-query-style")
    for node in look.of("document", "pathItem", "operation"):
        yield from _groups(node)
    for node in look.of("securityScheme"):
        prefixes = listed(node.value, "x-foreign-keys")
        if prefixes and str(node.value.get("scheme")).lower() in ("basic", "digest"):
            message = f"credentials of {node.value['scheme']} begin with no key"
            yield node.place.report("W488", message, "remove it", key="x-foreign-keys")
        for index, prefix in enumerate(prefixes):
            if isinstance(prefix, str) and re.match(r"(?:Bearer|Token|Basic)\s", prefix, re.I):
                message = f"{short(prefix, 30)}: the scheme's word is no part of the key"
                mend = f"write {prefix.split(None, 1)[-1][:40]}"
                yield node.value["x-foreign-keys"].place.child(index).report("W488", message, mend)
    for node in look.of("server"):
        yield from _paths(look, node)
    origins = listed(look.tree, "x-cors")
    if "*" in origins and len(origins) > 1:
        message, mend = "`*` is any origin: the others say nothing", "keep `*`, or the others"
        yield look.tree.place.report("W488", message, mend, key="x-cors")
    for index, origin in enumerate(origins):
        if isinstance(origin, str) and "*" in origin.strip("*"):
            message = f"{short(origin, 40)} is no origin: `*` stands alone, for any"
            place = look.tree["x-cors"].place.child(index)
            yield place.report("W488", message, "write out each origin, or `*`")
        if origin in origins[:index]:
            message = f"{short(origin, 40)} stands twice"
            yield look.tree["x-cors"].place.child(index).report("W488", message, "remove one")


def _groups(node: Node) -> Iterator[Diagnostic]:
    """Two rules for the same parameters of which one says what the other does."""
    groups = listed(node.value, "x-parameter-groups")
    if "x-parameter-groups" in node.value and node.value["x-parameter-groups"] == []:
        message, mend = "the list of groups is empty", "add one, or remove it"
        yield node.place.report("W488", message, mend, key="x-parameter-groups")
    seen: dict[frozenset[str], tuple[str, int]] = {}
    for index, group in enumerate(groups):
        for word, names in group.items() if isinstance(group, Mapping) else ():
            key = frozenset(map(str, names)) if isinstance(names, list) else frozenset[str]()
            other, first = seen.setdefault(key, (word, index))
            place = node.value["x-parameter-groups"].place.child(index)
            if first != index and {other, word} in ({word}, {"exactly-one", "at-most-one"}):
                message = "another group says this of the same parameters"
                yield place.report("W488", message, "remove one of them")


def _paths(look: Look, node: Node) -> Iterator[Diagnostic]:
    """Beginnings that a path of the document has, and that change."""
    for values in held(node.value, "x-paths").values():
        for pairs in values.values() if isinstance(values, Mapping) else ():
            for begin, other in pairs.items() if isinstance(pairs, Mapping) else ():
                if begin == other:
                    message = f"{short(begin, 40)} is written as it is"
                    yield pairs.place.report("W488", message, "remove it", key=begin)
                elif not any(f"{o.path}/".startswith(_whole(begin)) for o in called(look)):
                    paths = {o.path for o in called(look)}
                    near = nearest(begin, paths)
                    message = f"no path begins with {short(begin, 40)}"
                    mend = f"did you mean {near}?" if near else "correct it, or remove it"
                    yield pairs.place.report("W488", message, mend, key=begin)


def _whole(begin: str) -> str:
    """The beginning of a path that ends with a segment: `/tree` is none of `/trees`."""
    return begin if begin.endswith("/") else f"{begin}/"


RULES: tuple[Rule, ...] = (
    w488_received,
    w488_said_already,
    w488_without_effect,
)
