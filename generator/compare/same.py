"""Which parts of two trees are the same, with all that they refer to: nobody looks at those."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.read.source import Mapping
from generator.understand.notes import escape


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
            if pointer not in ours or pointer not in theirs or ours[pointer] != theirs[pointer]
        }
        users: dict[str, list[str]] = {}
        for pointer, node in theirs.items():
            for target in self._mentioned(node):
                users.setdefault(target, []).append(pointer)
        todo = list(self.changed)
        while todo:
            for user in users.get(todo.pop(), ()):
                if user not in self.changed:
                    self.changed.add(user)
                    todo.append(user)

    def __call__(self, old: Any, new: Any) -> bool:
        """Whether two nodes are the same, and all that they lead to."""
        return bool(old == new) and self.changed.isdisjoint(self._mentioned(new))

    def _mentioned(self, node: Any) -> frozenset[str]:
        """The components that a node refers to."""
        if not isinstance(node, dict | list):
            return frozenset()
        if id(node) not in self._refs:
            self._kept.append(node)
            self._refs[id(node)] = frozenset(references(node))
        return self._refs[id(node)]


def references(node: Any) -> Iterator[str]:
    """The components that anything within a node refers to: `#/section/…/key`."""
    todo = [node]
    while todo:
        one = todo.pop()
        if isinstance(one, dict):
            for key, value in one.items():
                if isinstance(value, dict | list):
                    todo.append(value)
                elif isinstance(value, str) and value.startswith("#/") and key != "description":
                    yield _whole(value)
        elif isinstance(one, list):
            todo += [item for item in one if isinstance(item, dict | list)]


def _whole(pointer: str) -> str:
    """The component that a reference leads to, or into."""
    parts = pointer.split("/")
    return "/".join(parts[: 4 if parts[1] == "components" else 3])


def targets(tree: Mapping) -> Iterator[tuple[str, Any]]:
    """What references can lead to, with its pointer."""
    components = tree.get("components")
    for section, held in components.items() if isinstance(components, Mapping) else ():
        for key, node in held.items() if isinstance(held, Mapping) else ():
            yield f"#/components/{section}/{escape(key)}", node
    for section in ("definitions", "parameters", "responses"):
        held = tree.get(section)
        for key, node in held.items() if isinstance(held, Mapping) else ():
            yield f"#/{section}/{escape(key)}", node
