"""What two documents have in common, and which operations lead to what they have not."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import Any, TypeAlias

from generator.compare.change import Way
from generator.ground.vocabulary import extensions
from generator.read.document.grammar import methods_of
from generator.read.source import Mapping
from generator.understand.notes import escape
from generator.understand.values import same

NOWHERE = "no operation"
"""The use of what no operation leads to."""
_SCHEMAS = "#/components/schemas/"
SWAGGER = {"definitions": "schemas", "parameters": "parameters", "responses": "responses"}
"""Where Swagger 2.0 keeps what is shared, and where it is read as standing."""
_EVERYWHERE = ("security", "servers", "consumes", "produces", "basePath")
_SILENT = ("x-sandbox", "x-note", "x-unverified", "x-evidence")
_Uses: TypeAlias = dict[Way, set[str]]


class Same:
    """What two trees have in common.

    Args:
        old: A document whose references all lead into itself.
        new: Another.
    """

    def __init__(self, old: Mapping, new: Mapping) -> None:
        self._refs: dict[int, frozenset[str]] = {}
        self._kept: list[Any] = []
        ours, theirs = dict(targets(old)), dict(targets(new))
        self.changed: set[str] = {
            pointer
            for pointer in ours.keys() | theirs.keys()
            if pointer not in ours
            or pointer not in theirs
            or not same(ours[pointer], theirs[pointer])
        }
        """Components that are another in themselves, or are in one tree only."""
        self.moved: set[str] = set()
        """Components that a changed node refers to in one tree only."""
        for pointer in self.changed:
            one, other = (self.mentioned(held.get(pointer)) for held in (ours, theirs))
            self.moved |= one ^ other
        for pair in _changed_items(old, new):
            one, other = map(self.mentioned, pair)
            self.moved |= one ^ other
        self._users: dict[str, set[str]] = {}
        for pointer, node in (*ours.items(), *theirs.items()):
            for target in self.mentioned(node):
                self._users.setdefault(target, set()).add(pointer)
        self.touching = self._closed(self.changed)
        """Those, and what leads to them without a schema between."""
        self._roots: dict[str, list[tuple[Way, str]]] = {}
        for tree in (old, new):
            for way, use, nodes in _roots(tree):
                for target in self.mentioned(nodes):
                    self._roots.setdefault(target, []).append((way, use))
        self._known: dict[str, _Uses] = {}

    def _closed(self, changed: set[str]) -> set[str]:
        found, todo = set(changed), list(changed)
        while todo:
            for user in self._users.get(todo.pop(), ()):
                if user not in found and not user.startswith(_SCHEMAS):
                    found.add(user)
                    todo.append(user)
        return found

    def __call__(self, old: Any, new: Any) -> bool:
        """Whether two nodes are the same, and mention nothing that is not."""
        return same(old, new) and self.touching.isdisjoint(self.mentioned(new))

    def mentioned(self, node: Any) -> frozenset[str]:
        """The components that a node refers to itself."""
        if not isinstance(node, dict | list):
            return frozenset()
        if id(node) not in self._refs:
            self._kept.append(node)
            self._refs[id(node)] = frozenset(references(node))
        return self._refs[id(node)]

    def uses(self, component: str) -> _Uses:
        """The operations and webhooks that lead to a component, by what it describes there."""
        if component not in self._known:
            found: _Uses = {}
            seen, todo = {component}, [component]
            while todo:
                pointer = todo.pop()
                for way, use in self._roots.get(pointer, ()):
                    found.setdefault(way, set()).add(use)
                more = self._users.get(pointer, set()) - seen
                seen |= more
                todo += more
            self._known[component] = found
        return self._known[component]

    def direction(self, component: str) -> str:
        """Whether a component is sent, received, both or neither."""
        ways = self.uses(component).keys()
        return "both" if len(ways) == 2 else next(iter(ways), "neither")


def held_otherwise(old: Mapping, new: Mapping) -> bool:
    """Whether the roots of two documents say something else that holds for every operation."""
    known = extensions().keys() - _SILENT
    words = {w for tree in (old, new) for w in tree if w in _EVERYWHERE or w in known}
    return not all(same(old.get(word), new.get(word)) for word in words)


def objects(node: Any, but: Collection[str] = ()) -> Iterator[dict[str, Any]]:
    """Every object that stands anywhere within a node, but below some members."""
    todo = [node]
    while todo:
        one = todo.pop()
        if isinstance(one, dict):
            yield one
            todo += [v for key, v in one.items() if isinstance(v, dict | list) and key not in but]
        elif isinstance(one, list | tuple):
            todo += [item for item in one if isinstance(item, dict | list)]


def references(node: Any) -> Iterator[str]:
    """The components that anything within a node refers to: `#/components/…/key`."""
    for one in objects(node):
        for key, value in one.items():
            if isinstance(value, str) and value.startswith("#/") and key != "description":
                yield _whole(value)


def _whole(pointer: str) -> str:
    """The component that a reference leads to, or into."""
    parts = pointer.split("/")
    if parts[1] in SWAGGER and len(parts) > 2:
        return f"#/components/{SWAGGER[parts[1]]}/{parts[2]}"
    return "/".join(parts[:4])


def targets(tree: Mapping) -> Iterator[tuple[str, Any]]:
    """What references can lead to, with its pointer."""
    components = tree.get("components")
    for section, held in components.items() if isinstance(components, Mapping) else ():
        for key, node in held.items() if isinstance(held, Mapping) else ():
            yield f"#/components/{section}/{escape(key)}", node
    for section, name in SWAGGER.items():
        held = tree.get(section)
        for key, node in held.items() if isinstance(held, Mapping) else ():
            yield f"#/components/{name}/{escape(key)}", node


def _changed_items(old: Mapping, new: Mapping) -> Iterator[tuple[Any, Any]]:
    """Path items and webhooks that both have, and that differ."""
    for section in ("paths", "webhooks"):
        ours, theirs = old.get(section) or {}, new.get(section) or {}
        for path, item in ours.items():
            if path in theirs and not same(item, theirs[path]):
                yield item, theirs[path]


def _roots(tree: Mapping) -> Iterator[tuple[Way, str, list[Any]]]:
    """What is sent and what is received, by the operations and webhooks that say it."""
    for path, item in (tree.get("paths") or {}).items():
        if not isinstance(item, Mapping):
            continue
        for method, _, node in methods_of(item):
            use = f"{method.upper()} {path}"
            sent = [item.get("parameters"), node.get("parameters"), node.get("requestBody")]
            yield "request", use, sent
            yield "response", use, [node.get("responses"), node.get("callbacks")]
    for name, item in (tree.get("webhooks") or {}).items():
        yield "response", f'webhook "{name}"', [item]
