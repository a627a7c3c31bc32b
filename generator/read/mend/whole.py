"""The tree that is mended as a whole, and what a reading is."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from generator.ground.diagnostics import Diagnostic
from generator.read.document import Document
from generator.read.document.grammar import METHODS
from generator.read.mend.tree import Location
from generator.read.source import Mapping, Sequence, mapping

AS_IT_IS = "as it is"
"""What is said of a fault that needs no change: it is not told again."""


class Tree:
    """The tree that is mended, and what several readings want to know of it."""

    def __init__(self, root: Mapping, document: Document) -> None:
        self.root = root
        self.name = document.name
        self.unlisted = False
        """Whether the lists of bases are left out (E407)."""

    def deref(self, node: Any) -> Mapping:
        """What a node is or refers to; an empty object where that is none."""
        for _ in range(50):
            ref = node.get("$ref") if isinstance(node, Mapping) else None
            if not isinstance(ref, str):
                break
            parts = ref.split("/")
            node = self.root.get("components") if ref.startswith("#/components/") else None
            for part in parts[2:]:
                node = node.get(part) if isinstance(node, Mapping) else None
        return node if isinstance(node, Mapping) else mapping({}, self.root.place)

    def items(self) -> Iterator[tuple[str, Mapping]]:
        """The paths with their path items."""
        paths = self.root.get("paths")
        for path, item in list(paths.items()) if isinstance(paths, Mapping) else ():
            if isinstance(item, Mapping) and not path.startswith("x-"):
                yield path, item

    def operations(self) -> Iterator[tuple[str, str, Mapping]]:
        """Path, method and operation, webhooks among them."""
        hooks = self.root.get("webhooks")
        more = list(hooks.items()) if isinstance(hooks, Mapping) else []
        for path, item in [*self.items(), *more]:
            for method in METHODS:
                if isinstance(item, Mapping) and isinstance(item.get(method), Mapping):
                    yield path, method, item[method]


Reading = Callable[[Tree, Location, Diagnostic], str | None]
"""Changes the tree at the place of a finding; says in words what it took, or gives None."""


def listed(node: Any, key: str) -> list[Any]:
    """A member that is a list, as a new one; empty where it is none."""
    value = node.get(key) if isinstance(node, Mapping) else None
    return list(value) if isinstance(value, Sequence) else []
