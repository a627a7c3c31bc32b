"""A document in one fixed order, and what is told in one place told where it holds.

The order of an object's members means nothing in JSON, so it must not mean
anything to us: members are sorted once, here, and every later stage may walk them
as they come. Arrays keep their order.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from generator.read.document import Document
from generator.read.kindred import Kindred
from generator.read.source import Mapping, Sequence, sequence
from generator.read.wire import NAME

_HOLDERS = frozenset({Mapping, Sequence})


def canonical(document: Document) -> Document:
    """The same document with the members of every object sorted by name; see `kindred`, too."""
    done: dict[int, Any] = {}
    kindred = Kindred(document.tree)
    spelt = False

    def sort(node: Any) -> Any:
        nonlocal spelt
        made = done.get(id(node))
        if made is not None:
            return made
        if isinstance(node, Mapping):
            made = Mapping()
            made.place = node.place
            for key in sorted(node):
                value = node[key]
                made[key] = sort(value) if type(value) in _HOLDERS else value
            made = kindred.told(made) if kindred.bases else made
            spelt = spelt or NAME in node or node.get("maxItems") == 0
        elif _HOLDERS.isdisjoint(map(type, node)):
            made = node
        else:
            items = [sort(item) if type(item) in _HOLDERS else item for item in node]
            made = sequence(items, node.place)
        done[id(node)] = made
        return made

    tree = sort(document.tree)
    return replace(document, tree=tree, spelt=spelt)
