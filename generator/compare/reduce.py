"""Two revisions without what is the same in both, so that nobody reads that.

An operation that is untouched, with all that it refers to, keeps what names it; a component
that nothing else needs is left out. Places stay, as what is kept is kept as it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.compare.same import Same, references, targets
from generator.read.document.grammar import METHODS
from generator.read.source import Mapping, mapping
from generator.understand.notes import escape

_EVERYWHERE = ("security", "servers", "openapi", "swagger", "consumes", "produces", "basePath")
"""What of a document's root every operation means."""
_NAMING = ("operationId", "tags", "x-py-name", "x-status", "summary", "servers", "security")
"""What an untouched operation keeps: what it is called, and what the client's constructor needs."""
_ALWAYS = ("securitySchemes",)
_SECTIONS = ("definitions", "parameters", "responses")
"""Where Swagger 2.0 keeps what is shared."""


def is_whole(tree: Mapping) -> bool:
    """Whether everything that a document refers to stands in it, at components of its own."""
    todo: list[Any] = [tree]
    while todo:
        node = todo.pop()
        if isinstance(node, dict):
            ref = node.get("$ref")
            if isinstance(ref, str) and not ref.startswith(("#/components/", "#/definitions/")):
                return False
            if not _LOOSE.isdisjoint(node):
                return False
            todo += [value for value in node.values() if isinstance(value, dict | list)]
        else:
            todo += [item for item in node if isinstance(item, dict | list)]
    return True


_LOOSE = frozenset({"$id", "$anchor", "$dynamicRef", "$dynamicAnchor", "$recursiveRef"})


def reduced(old: Mapping, new: Mapping) -> tuple[Mapping, Mapping]:
    """What of two documents differs, with what it leads to.

    Args:
        old: A document whose references all lead to components of its own.
        new: Another.
    """
    words = {w for tree in (old, new) for w in tree if w in _EVERYWHERE or w.startswith("x-")}
    if any(old.get(word) != new.get(word) for word in words):
        return old, new
    same = Same(old, new)
    ours, theirs = _items(old), _items(new)
    touched = {
        path
        for path in ours.keys() | theirs.keys()
        if path not in ours or path not in theirs or not same(ours[path], theirs[path])
    }
    for tree in (old, new):
        touched |= set(_needed(tree, touched))
    outlines = _outline(old, touched), _outline(new, touched)
    kept = _kept(old, outlines[0], same.changed) | _kept(new, outlines[1], same.changed)
    return _with_components(outlines[0], kept), _with_components(outlines[1], kept)


def _items(tree: Mapping) -> Mapping:
    paths = tree.get("paths")
    return paths if isinstance(paths, Mapping) else mapping({}, tree.place)


def _needed(tree: Mapping, touched: set[str]) -> Iterator[str]:
    """Paths of the operations that touched ones name: where a process tells its state."""
    items = _items(tree)
    named = set(_texts([tree.get("x-process"), *(items[p] for p in touched if p in items)]))
    for path, item in items.items():
        if path not in touched and isinstance(item, dict):
            ids = (n.get("operationId") for n in item.values() if isinstance(n, dict))
            if any(one in named for one in ids if isinstance(one, str)):
                yield path


def _texts(nodes: list[Any]) -> Iterator[str]:
    """Texts of extensions, and of what stands in them."""
    todo = [(node, False) for node in nodes]
    while todo:
        node, within = todo.pop()
        if isinstance(node, str) and within:
            yield node
        elif isinstance(node, dict):
            todo += [(value, within or key.startswith("x-")) for key, value in node.items()]
        elif isinstance(node, list):
            todo += [(item, within) for item in node]


def _outline(tree: Mapping, touched: set[str]) -> Mapping:
    """A document whose untouched operations say no more than their names."""
    items = _items(tree)
    paths = mapping(
        {
            path: item if path in touched or not isinstance(item, Mapping) else _stub(item)
            for path, item in items.items()
        },
        items.place,
    )
    return mapping({**tree, "paths": paths}, tree.place) if "paths" in tree else tree


def _kept(tree: Mapping, outline: Mapping, changed: set[str]) -> set[str]:
    """The components that changed, and those that anything in an outline leads to."""
    held = dict(targets(tree))
    kept = set(changed)
    rest = [value for name, value in outline.items() if name not in ("components", *_SECTIONS)]
    todo = [*references(rest), *changed]
    todo += [p for p in held if p.split("/")[2] in _ALWAYS]
    while todo:
        pointer = todo.pop()
        if pointer in held and (pointer not in kept or pointer in changed):
            kept.add(pointer)
            node = held.pop(pointer)
            todo += references(node)
    return kept


def _stub(item: Mapping) -> Mapping:
    """A path item whose operations say no more than their names."""
    return mapping(
        {
            key: mapping(
                {
                    **{k: node[k] for k in _NAMING if k in node},
                    "responses": mapping({}, node.place),
                },
                node.place,
            )
            if key in METHODS and isinstance(node, Mapping)
            else node
            for key, node in item.items()
            if key in METHODS or key == "servers"
        },
        item.place,
    )


def _named(operation: Mapping) -> Mapping:
    """An operation that says no more than its names."""
    kept = {key: operation[key] for key in _NAMING if key in operation}
    return mapping({**kept, "responses": mapping({}, operation.place)}, operation.place)


def _with_components(tree: Mapping, kept: set[str]) -> Mapping:
    def narrowed(held: Any, start: str) -> Any:
        if not isinstance(held, Mapping):
            return held
        names = {pointer.rpartition("/")[2] for pointer in kept if pointer.startswith(start)}
        members = {k: v for k, v in held.items() if escape(k) in names}
        return mapping(members, held.place)

    made = mapping(dict(tree), tree.place)
    for section in _SECTIONS:
        if section in made:
            made[section] = narrowed(made[section], f"#/{section}/")
    components = made.get("components")
    if isinstance(components, Mapping):
        sections = {s: narrowed(held, f"#/components/{s}/") for s, held in components.items()}
        made["components"] = mapping(sections, components.place)
    return made
