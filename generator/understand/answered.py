"""Which components reach a client, and which a server: what `readOnly` has to do with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any

from generator.read.source import Mapping, Sequence, escape, mapping, unescape

_STARTS = ("#/components/schemas/", "#/components/requestBodies/", "#/components/parameters/")


def answered(tree: Mapping) -> frozenset[str]:
    """Pointers of the component schemas that answers hold, and what vendors send of themselves.

    Args:
        tree: A document without references to other files.
    """
    shared = [_part(tree, kind) for kind in ("responses", "headers", "callbacks")]
    return _reached(tree, [tree.get("webhooks"), *shared, *_within(tree, "responses", "callbacks")])


def asked(tree: Mapping) -> frozenset[str]:
    """Pointers of the component schemas that requests hold."""
    return _reached(tree, _within(tree, "requestBody", "parameters"))


def is_within(pointer: str, components: frozenset[str]) -> bool:
    """Whether what stands there is a part of one of some components."""
    return "/".join(pointer.split("/")[:4]) in components


def _within(tree: Mapping, *words: str) -> Iterator[Any]:
    """What path items and operations have in members of some names."""
    todo: list[Any] = [tree.get("paths"), _part(tree, "pathItems")]
    while todo:
        node = todo.pop()
        if isinstance(node, Mapping):
            yield from (node[word] for word in words if word in node)
            if "responses" not in node:
                todo += [value for key, value in node.items() if key not in words]


def _part(tree: Mapping, kind: str) -> Mapping:
    parts = tree.get("components")
    found = parts.get(kind) if isinstance(parts, Mapping) else None
    return found if isinstance(found, Mapping) else mapping({}, tree.place)


def _reached(tree: Mapping, roots: Iterable[Any]) -> frozenset[str]:
    """Components within reach; of a base with a discriminator, what is built on it, too."""
    built: dict[str, list[str]] = defaultdict(list)
    for name, schema in _part(tree, "schemas").items():
        parts = schema.get("allOf") if isinstance(schema, Mapping) else None
        for part in parts if isinstance(parts, Sequence) else ():
            if isinstance(part, Mapping) and "$ref" in part:
                built[str(part["$ref"])].append(f"{_STARTS[0]}{escape(name)}")
    seen: set[str] = set()
    todo = list(roots)
    while todo:
        value = todo.pop()
        if isinstance(value, str):
            if value.startswith(_STARTS):
                kind, name = value.split("/")[2:4]
                at = f"#/components/{kind}/{name}"
                if at not in seen:
                    seen.add(at)
                    target = _part(tree, kind).get(unescape(name))
                    todo.append(target)
                    if isinstance(target, Mapping) and "discriminator" in target:
                        todo += built[at]
        elif isinstance(value, Mapping):
            todo += [one for one in value.values() if type(one) is not str or one[:1] == "#"]
        elif isinstance(value, Sequence):
            todo += value
    return frozenset(seen)
