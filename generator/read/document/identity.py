"""What schemas call themselves: `$id`, `$anchor`, `$dynamicAnchor`, and a document's `$self`.

JSON Schema 2020-12, section 8.2; OpenAPI 3.2, section 4.1.2. A reference is
relative to the nearest `$id` around it, else to the file (or its `$self`). Names
are looked up among the files that were read; nothing is ever fetched by one.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any
from urllib.parse import urldefrag, urljoin

from generator.read.document.grammar import slot
from generator.read.source import Mapping, Place, Sequence

_MARK = re.compile(r'\$(?:id"|id:|self|anchor|dynamicAnchor|recursiveAnchor)')
_HOLDERS = (Mapping, Sequence)
_DATA = frozenset(("example", "examples", "default", "enum", "const", "value", "dataValue"))
"""Members that hold no schemas, whatever is in them."""


class Identities:
    """The names in some files, each file looked through once, if it has any."""

    def __init__(self) -> None:
        """Know nothing yet."""
        self.resources: dict[str, Mapping] = {}
        """Absolute URI → what has it."""
        self.dynamic: dict[str, list[Mapping]] = {}
        """Name → the schemas with that `$dynamicAnchor`."""
        self._anchors: dict[tuple[Path, str], Mapping] = {}
        self._within: dict[tuple[int, str], Mapping] = {}
        self._seen: dict[Path, str] = {}

    def read(self, tree: Mapping) -> None:
        """Learn the names in a file."""
        file = tree.place.file
        if file.path in self._seen:
            return
        own = tree.get("$self") or tree.get("$id")
        base = file.path.as_uri()
        base = urljoin(base, urldefrag(own)[0]) if isinstance(own, str) else base
        self._seen[file.path] = base
        if not _MARK.search(file.text):
            return
        self.resources.setdefault(base, tree)
        todo: list[tuple[Any, str, Mapping]] = [(tree, base, tree)]
        while todo:
            node, base, root = todo.pop()
            if isinstance(node, Sequence):
                todo += [(item, base, root) for item in node if isinstance(item, _HOLDERS)]
            elif isinstance(node, Mapping):
                base, root = self._learn(node, base, root)
                todo += [
                    (value, base, root)
                    for key, value in reversed(node.items())
                    if isinstance(value, _HOLDERS) and key not in _DATA and key[:2] != "x-"
                ]

    def base(self, place: Place, tree: Mapping) -> tuple[str, Mapping]:
        """What a reference is relative to, and the resource that it stands in.

        Args:
            place: Where the reference is written.
            tree: The file that it is written in.
        """
        base, root = self._seen[tree.place.file.path], tree
        if base not in self.resources:
            return base, root  # nothing in the file has a name
        for node in around(place, tree)[1:]:
            own = node.get("$id")
            if isinstance(own, str) and urldefrag(own)[0]:
                base, root = urljoin(base, urldefrag(own)[0]), node
        return base, root

    def anchor(self, root: Mapping, name: str) -> Mapping | None:
        """The schema of a name: in its own resource, else in the same file."""
        return self._within.get((id(root), name)) or self._anchors.get((root.place.file.path, name))

    def anchors(self, tree: Mapping) -> list[str]:
        """All names in a file."""
        return [name for path, name in self._anchors if path == tree.place.file.path]

    def _learn(self, node: Mapping, base: str, root: Mapping) -> tuple[str, Mapping]:
        own = node.get("$id")
        names = [node.get("$anchor"), node.get("$dynamicAnchor")]
        if isinstance(own, str) and node is not root:
            uri, fragment = urldefrag(own)
            if uri:
                base, root = urljoin(base, uri), node
                self.resources.setdefault(base, node)
            elif not fragment.startswith("/"):
                names.append(fragment)  # how drafts before 2019-09 wrote an anchor
        for name in names:
            if isinstance(name, str):
                self._within.setdefault((id(root), name), node)
                self._anchors.setdefault((node.place.file.path, name), node)
        dynamic = node.get("$dynamicAnchor")
        if isinstance(dynamic, str):
            self.dynamic.setdefault(dynamic, []).append(node)
        return base, root


def around(place: Place, tree: Mapping) -> list[Mapping]:
    """The objects of a file that a place lies in, from the outermost."""
    found: list[Mapping] = []
    node: Any = tree
    for key in [*_keys(place), None]:
        if isinstance(node, Mapping):
            found.append(node)
            node = node.get(str(key)) if key is not None else None
        elif isinstance(node, Sequence) and isinstance(key, int) and key < len(node):
            node = node[key]
        else:
            break
    return found


def outermost(place: Place, tree: Mapping) -> Mapping | None:
    """The outermost schema that a place lies in; the file itself, if it is no document."""
    if "openapi" not in tree and "swagger" not in tree:
        return tree
    node: Any = tree
    kind, many = "document", "one"
    for key in _keys(place):
        if kind == "schema" and many == "one":
            return node if isinstance(node, Mapping) else None
        if many != "one":
            many = "one"
        elif key == "definitions" and kind == "document":
            kind, many = "schema", "map"
        else:
            place_of = slot(kind, str(key))
            if kind in ("parameter", "response") and key == "schema":
                kind, many = "schema", "one"
            elif place_of is None:
                return None
            else:
                kind, many = place_of
        if isinstance(node, Sequence):
            node = node[int(key)]
        elif isinstance(node, Mapping):
            node = node.get(str(key))
        else:
            return None
    whole = kind == "schema" and many == "one"
    return node if whole and isinstance(node, Mapping) else None


def _keys(place: Place) -> list[str | int]:
    keys: list[str | int] = []
    here: Place | None = place
    while here is not None and here.parent is not None:
        keys.append(here.key)
        here = here.parent
    return keys[::-1]
