"""Two revisions without what is the same in both, so that nobody reads that.

An operation that is untouched, with all that it refers to, keeps what names it; a component
that nothing else needs is left out. Places stay, as what is kept is kept as it is.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.compare.lean import COMPOSED, lean, parts, points_inward
from generator.compare.same import SWAGGER as _SECTIONS
from generator.compare.same import Same, held_otherwise, objects, references, targets
from generator.read.document.grammar import METHODS
from generator.read.source import Mapping, Sequence, mapping, sequence
from generator.understand.notes import escape

_SHAPING = ("swagger", "jsonSchemaDialect", "x-specwright")
"""What of a document's root every schema means; wire formats are written onto the schemas."""
_NAMING = ("operationId", "tags", "x-py-name", "x-status", "summary", "servers", "security")
"""What an untouched operation keeps: what it is called, and what the client's constructor needs."""
_ALWAYS = ("securitySchemes",)


def is_whole(tree: Mapping) -> bool:
    """Whether everything that a document refers to stands in it, at components of its own.

    What looks like a reference in an example is none; one at a member that is called so is found
    later, when its target is not there.
    """
    return all(
        _LOOSE.isdisjoint(node) and _leads_here(node.get("$ref")) for node in objects(tree, _DATA)
    )


def _leads_here(ref: Any) -> bool:
    return not isinstance(ref, str) or ref.startswith(("#/components/", "#/definitions/"))


_DATA = ("example", "examples")
_LOOSE = frozenset({"$id", "$anchor", "$dynamicRef", "$dynamicAnchor", "$recursiveRef"})


def reduced(old: Mapping, new: Mapping) -> tuple[Mapping, Mapping, Same]:
    """What of two documents differs, and what they have in common.

    Args:
        old: A document whose references all lead to components of its own.
        new: Another.
    """
    same = Same(old, new)
    if _version(old) != _version(new) or any(old.get(w) != new.get(w) for w in _SHAPING):
        return old, new, same
    every = held_otherwise(old, new)
    ours, theirs = _items(old), _items(new)
    touched = {
        path
        for path in ours.keys() | theirs.keys()
        if every or path not in ours or path not in theirs or not same(ours[path], theirs[path])
    }
    for tree in (old, new):
        touched |= set(_needed(tree, touched))
    whole: set[str] = set()
    for tree in (old, new):
        whole |= _whole(tree, touched, same)
    outlines = _outline(old, touched), _outline(new, touched)
    named = whole | {
        pointer
        for outline in outlines
        for pointer in (*references(_rest(outline)), *_mentioned(outline, whole))
    }
    leaner = _leaner(outlines, whole, touched, same)
    made = [
        _with_components(outline, whole, named, held)
        for outline, held in zip(outlines, leaner, strict=True)
    ]
    return made[0], made[1], same


def _version(tree: Mapping) -> list[str]:
    """The version of the standard, without the patch that changes nothing in documents."""
    return str(tree.get("openapi")).split(".")[:2]


def _leaner(
    trees: tuple[Mapping, Mapping], whole: set[str], touched: set[str], same: Same
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Schemas that changed, without what stands below their members that did not.

    Not those that others are composed of, nor what a convention's pointers may lead into.
    """
    if points_inward([*_rest(trees[0]), *_rest(trees[1])]):
        return {}, {}
    looked = [held[path] for held in map(_items, trees) for path in touched & held.keys()]
    ours, theirs = (dict(targets(tree)) for tree in trees)
    looked += [held[pointer] for held in (ours, theirs) for pointer in whole & held.keys()]
    composed = set(parts(looked))
    pairs = {
        pointer: lean(ours[pointer], theirs[pointer], same)
        for pointer in same.changed - same.moved - composed
        if pointer.startswith("#/components/schemas/") and pointer in ours and pointer in theirs
    }
    return {k: pair[0] for k, pair in pairs.items()}, {k: pair[1] for k, pair in pairs.items()}


def _rest(tree: Mapping) -> list[Any]:
    return [value for name, value in tree.items() if name not in ("components", *_SECTIONS)]


def _mentioned(tree: Mapping, whole: set[str]) -> Iterator[str]:
    for pointer, node in targets(tree):
        if pointer in whole:
            yield from references(node)


def _whole(tree: Mapping, touched: set[str], same: Same) -> set[str]:
    """The components that are kept as they are: those that changed, and what these are made of.

    What is referred to newly, or no more, is compared with something else: all of it is kept.
    """
    held = dict(targets(tree))
    items = _items(tree)
    found: set[str] = set()
    todo: list[tuple[str, bool]] = [(pointer, False) for pointer in same.changed]
    todo += [(pointer, False) for pointer in held if pointer.split("/")[2] not in ("schemas",)]
    todo += [(pointer, True) for pointer in same.moved]
    for path in touched & items.keys():
        todo += [(pointer, False) for pointer in same.mentioned(items[path])]
    everything: set[str] = set()
    while todo:
        pointer, deep = todo.pop()
        if pointer not in held or pointer in (everything if deep else found):
            continue
        found.add(pointer)
        if deep:
            everything.add(pointer)
            todo += [(target, True) for target in same.mentioned(held[pointer])]
        elif pointer.startswith("#/components/schemas/"):
            todo += [(target, False) for target in _made_of(held[pointer])]
    return found


def _made_of(schema: Any) -> Iterator[str]:
    """The schemas that a schema is composed of: what has to be read to know what it is."""
    todo = [schema]
    while todo:
        node = todo.pop()
        if not isinstance(node, dict):
            continue
        if isinstance(node.get("$ref"), str):
            yield from references({"$ref": node["$ref"]})
        for word in COMPOSED:
            held = node.get(word)
            todo += held if isinstance(held, list) else []


def _blank(schema: Any) -> Any:
    """A schema that is only mentioned: of its kind, without what it leads to."""
    if not isinstance(schema, Mapping):
        return schema
    if any(True for _ in _made_of(schema)):
        kept = {key: schema[key] for key in ("x-py-name", "title") if key in schema}
        return mapping({**kept, "type": "object"}, schema.place)
    kept = {key: _without(value) for key, value in schema.items() if key != "properties"}
    if isinstance(members := schema.get("properties"), Mapping):
        kept["properties"] = mapping(dict.fromkeys(members, True), members.place)
    return mapping(kept, schema.place)


def _without(value: Any) -> Any:
    """What stands in a schema, with anything in the place of what refers."""
    if isinstance(value, Mapping):
        if "$ref" in value or any(w in value for w in COMPOSED):
            return mapping({}, value.place)
        return mapping({key: _without(one) for key, one in value.items()}, value.place)
    if isinstance(value, Sequence):
        return sequence([_without(one) for one in value], value.place)
    return value


def _items(tree: Mapping) -> Mapping:
    paths = tree.get("paths")
    return paths if isinstance(paths, Mapping) else mapping({}, tree.place)


def _needed(tree: Mapping, touched: set[str]) -> Iterator[str]:
    """Paths of the operations that touched ones name: where a process tells its state."""
    items = _items(tree)
    shared = {"x-process": tree.get("x-process")}
    named = set(_texts([shared, *(items[p] for p in touched if p in items)]))
    for path, item in items.items():
        if path not in touched and isinstance(item, dict):
            ids = (n.get("operationId") for n in item.values() if isinstance(n, dict))
            if any(one in named for one in ids if isinstance(one, str)):
                yield path


def _texts(nodes: list[Any]) -> Iterator[str]:
    """Texts of extensions, and of what stands in them."""
    said = [value for one in objects(nodes) for key, value in one.items() if key.startswith("x-")]
    while said:
        value = said.pop()
        if isinstance(value, str):
            yield value
        elif isinstance(value, dict | list):
            said += value.values() if isinstance(value, dict) else value


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


def _with_components(
    tree: Mapping, whole: set[str], named: set[str], leaner: dict[str, Any]
) -> Mapping:
    """A document with the components that are needed, those that are only named as blanks."""
    made = mapping(dict(tree), tree.place)

    def narrowed(held: Any, section: str) -> Any:
        if not isinstance(held, Mapping):
            return held
        members = {k: (f"#/components/{section}/{escape(k)}", v) for k, v in held.items()}
        kept = {
            key: leaner.get(pointer, node) if pointer in whole else _blank(node)
            for key, (pointer, node) in members.items()
            if pointer in named or section in _ALWAYS
        }
        return mapping(kept, held.place)

    for section, name in _SECTIONS.items():
        if section in made:
            made[section] = narrowed(made[section], name)
    components = made.get("components")
    if isinstance(components, Mapping):
        sections = {s: narrowed(held, s) for s, held in components.items()}
        made["components"] = mapping(sections, components.place)
    return made
