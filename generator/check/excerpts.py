"""As much of a document as a validator needs to hold values against some of its schemas.

A large document is prose and examples for the most part, and few of its schemas are asked for
at a time: what is handed over is their words, and those of the components that they refer to,
each where it stands in the document.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any
from urllib.parse import unquote

from generator.read.document.grammar import FIELDS
from generator.read.source import unescape

At = Callable[[str], Any]
"""What stands at a JSON pointer of the document, None where nothing does."""

PROSE = {"title", "summary", "description", "example", "examples", "externalDocs"}
"""Members that nothing is held against."""
_DATA = {"const", "enum", "default"}
_OF_NAMES = {"$defs", "definitions", "dependentRequired"} | {
    name
    for fields in FIELDS.values()
    for name, slot in fields.items()
    if slot.many == "map" or "*" in FIELDS.get(slot.kind, {})
}
"""Members whose own members have names that the document gives."""
_HOLDERS = (dict, list)


class Excerpt:
    """The tree of a document with some of its schemas, all they refer to, and nothing else."""

    def __init__(self, tree: dict[str, Any], begins: set[str]) -> None:
        """Args: begins: pointers of what is whole in the tree."""
        self.tree = tree
        self._begins = begins

    def holds(self, pointer: str) -> bool:
        """Whether what stands at a pointer of the document stands in this tree, too."""
        while pointer and pointer not in self._begins:
            pointer = pointer.rpartition("/")[0]
        return bool(pointer)


class Excerpts:
    """Makes excerpts of one document; reads each of them once."""

    def __init__(self, at: At) -> None:
        """Nothing is read yet."""
        self._at = at
        self._known: dict[str, _Bare] = {}

    def of(self, pointers: Iterable[str]) -> Excerpt:
        """The schemas at some JSON pointers, with all that they refer to."""
        tree: dict[str, Any] = {}
        begins: set[str] = set()
        todo = [*pointers]
        while todo:
            pointer = _unit(todo.pop())
            if pointer not in begins:
                begins.add(pointer)
                todo += self._bare(pointer).references
        for pointer in sorted(begins, key=lambda one: one.split("/")):  # the outer one first
            _put(tree, pointer, self._bare(pointer).value)
        return Excerpt(tree, begins)

    def _bare(self, pointer: str) -> _Bare:
        if pointer not in self._known:
            self._known[pointer] = _Bare(self._at(pointer))
        return self._known[pointer]


class _Bare:
    """Something of a document without prose, and the pointers of what it refers to."""

    def __init__(self, said: Any) -> None:
        self.references: list[str] = []
        self.value: Any = self._bare(said) if isinstance(said, _HOLDERS) else said

    def _bare(self, value: Any, *, named: bool = False) -> Any:
        """The same without what nothing is held against: in a large document it is most of it.

        Args:
            value: What stands in a document.
            named: Whether its keys are names that the document gives.
        """
        if isinstance(value, list):
            items: list[Any] = value
            return [self._bare(v) if isinstance(v, _HOLDERS) else v for v in items]
        made: dict[str, Any] = {}
        for key, held in value.items():
            if not isinstance(held, _HOLDERS):
                if named or key not in PROSE:
                    made[key] = held
                    if key == "$ref" and isinstance(held, str) and held.startswith("#/"):
                        self.references.append(unquote(held[1:]))
            elif named:
                made[key] = self._bare(held)
            elif key in _DATA:
                made[key] = plain(held)
            elif key not in PROSE:
                made[key] = self._bare(held, named=key in _OF_NAMES)
        return made


def plain(value: Any) -> Any:
    """Plain objects and lists for those of a tree; the texts are the same ones."""
    if isinstance(value, list):
        items: list[Any] = value
        return [plain(v) if isinstance(v, _HOLDERS) else v for v in items]
    return {k: plain(v) if isinstance(v, _HOLDERS) else v for k, v in value.items()}


def _unit(pointer: str) -> str:
    """What is read for a pointer: the component that it leads into, else what stands there."""
    parts = pointer.split("/", 4)
    return "/".join(parts[:4]) if parts[1:2] == ["components"] else pointer


def _put(tree: dict[str, Any], pointer: str, value: Any) -> None:
    """Let something stand at a pointer, unless what it stands in is there as a whole."""
    *ways, last = map(unescape, pointer.split("/")[1:])
    node: Any = tree
    for way in ways:
        if not isinstance(node, dict):
            return  # the list that it is an item of is there
        node = node.setdefault(way, {})
    if isinstance(node, dict):
        node.setdefault(last, value)
