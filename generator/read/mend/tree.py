"""A document's tree while it is mended: where a finding is in it, and a copy that may be changed.

Findings name a file and a pointer in it. A tree can hold what was written there at several
places (path items are put where they are referred to) or deeper than it was written
(`nullable` puts a schema in a union), so places are looked up, never walked to.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, TypeAlias

from generator.ground.diagnostics import Diagnostic
from generator.ground.records import record
from generator.read.document.grammar import METHODS, PLAIN, Slot, slot
from generator.read.source import Mapping, Sequence, mapping, sequence, unescape

_HOLDERS = (Mapping, Sequence)
_KINDS = frozenset(_HOLDERS)
_Step: TypeAlias = "tuple[Any, Any, _Step | None]"
"""An object or list, its key in what it stands in, and the step to that."""

_DEEP = 3
"""How far down operations, webhooks and components stand: what a finding is about is in one."""

GONE: Any = object()
"""Stands in a list for an item that is left out, so that the others keep their index."""


@dataclass(slots=True, eq=False)
class Spot:
    """An object or list of the tree: what kind it is, and what it stands in."""

    node: Any
    slot: Slot
    parent: Spot | None
    key: Any

    @property
    def kind(self) -> str:
        """The kind of this one object; `plain` for lists, maps and data."""
        return self.slot.kind if self.slot.many == "one" else PLAIN

    def above(self) -> Iterator[Spot]:
        """This, and what it stands in, to the outermost."""
        spot: Spot | None = self
        while spot is not None:
            yield spot
            spot = spot.parent

    @property
    def way(self) -> tuple[Any, ...]:
        """The keys from the outermost to this."""
        return tuple(spot.key for spot in self.above() if spot.parent is not None)[-2::-1]

    @property
    def attached(self) -> bool:
        """Whether this is still a part of the tree."""
        return all(s.parent is None or _get(s.parent.node, s.key) is s.node for s in self.above())

    def inner(self, key: Any) -> Slot:
        """What the member *key* is by its place, whatever stands there."""
        if self.slot.many != "one":
            return Slot(self.slot.kind, "one")
        return slot(self.slot.kind, str(key)) or Slot(PLAIN, "one")


@record(frozen=True, slots=True)
class Location:
    """A member of an object, or an item of a list."""

    holder: Spot
    key: Any

    @property
    def value(self) -> Any:
        """What stands there; `GONE` where nothing does."""
        return _get(self.holder.node, self.key)

    @property
    def kind(self) -> str:
        """The kind of object that belongs here; `plain` for lists, maps and data."""
        found = self.holder.inner(self.key)
        return found.kind if found.many == "one" else PLAIN

    @property
    def attached(self) -> bool:
        """Whether it is still a part of the tree, or could be."""
        gone = isinstance(self.holder.node, Sequence) and self.value is GONE
        return self.holder.attached and not gone

    def put(self, value: Any) -> None:
        """Let something else stand here."""
        self.holder.node[self.key] = value

    def remove(self) -> None:
        """Leave it out."""
        if isinstance(self.holder.node, Mapping):
            self.holder.node.pop(self.key, None)
        else:
            self.holder.node[self.key] = GONE

    def rename(self, key: str) -> None:
        """Give the member another name, at the same place among its neighbours."""
        node = self.holder.node
        renamed = [(key if k == self.key else k, v) for k, v in node.items()]
        node.clear()
        node.update(renamed)


class Index:
    """Where findings are in a tree."""

    def __init__(self, tree: Mapping, findings: Iterable[Diagnostic]) -> None:
        outside = mapping({"": tree}, tree.place)
        self._outside = Spot(outside, Slot("document", "map"), None, None)
        self.root = Spot(tree, Slot("document", "one"), self._outside, "")
        self._wanted: set[tuple[str, str]] = set()
        for found in findings:
            pointer = found.pointer
            while pointer:
                self._wanted.add((found.span.file, pointer))
                pointer = pointer.rpartition("/")[0]
        self._spots: dict[tuple[str, str], list[Spot]] = {}
        self._known: dict[int, tuple[_Step, Spot]] = {}
        top: _Step = (tree, "", None)
        self._known[id(top)] = top, self.root
        last = {unescape(pointer.rpartition("/")[2]) for _, pointer in self._wanted}
        keys = last | {int(key) for key in last if key.isdecimal()}
        todo: list[_Step] = [top]  # every object and list, each as often as it stands somewhere
        while todo:
            step = todo.pop()
            node = step[0]
            place = node.place
            if place.key in keys or step is top:
                at = (place.file.name, place.pointer)
                if at in self._wanted or step is top:
                    self._spots.setdefault(at, []).append(self._spot(step))
            pairs: Any = node.items() if isinstance(node, Mapping) else enumerate(node)
            for key, value in pairs:
                if type(value) in _KINDS:
                    todo.append((value, key, step))

    def copied(self, findings: Iterable[Diagnostic] | None) -> Mapping:
        """A copy of the tree, whose places are known from now on; what was shared is shared.

        Args:
            findings: What is to be changed: what is far from it (see `_DEEP`) is not copied, of a
                large document nearly all. None: any of it may be.
        """
        told = [spot.way[:_DEEP] for spots in self._spots.values() for spot in spots]
        told += [(*at.holder.way, at.key)[:_DEEP] for f in findings or () for at in self.locate(f)]
        wanted, done = set(told), dict[int, Any]()

        def copy(node: Any, way: tuple[Any, ...] | None) -> Any:
            if way is not None and len(way) == _DEEP:
                if way not in wanted:
                    return node
                way = None
            if id(node) not in done:
                made: Any
                pairs: Any
                if isinstance(node, Mapping):
                    made, pairs = mapping(node, node.place), node.items()
                else:
                    made, pairs = sequence(node, node.place), enumerate(node)
                done[id(node)] = made
                for key, value in pairs:
                    if isinstance(value, _HOLDERS):
                        made[key] = copy(value, way if way is None else (*way, key))
            return done[id(node)]

        tree: Mapping = copy(self.root.node, None if findings is None else ())
        self._outside.node[""] = tree
        for _, spot in self._known.values():  # what a spot stands in was known before it
            assert spot.parent is not None
            spot.node = spot.parent.node[spot.key]
        return tree

    def _spot(self, step: _Step) -> Spot:
        """The spot that steps lead to: few of them are asked for."""
        found = self._known.get(id(step))
        if found is None:
            node, key, above = step
            assert above is not None
            parent = self._spot(above)
            inner = parent.inner(key)
            wanted = Sequence if inner.many == "list" else Mapping
            fits = inner.kind == PLAIN or isinstance(node, wanted)
            found = step, Spot(node, inner if fits else Slot(PLAIN, "one"), parent, key)
            self._known[id(step)] = found
        return found[1]

    def tidy(self) -> None:
        """Let the items go that were left out of lists."""
        for _, spot in self._known.values():
            if isinstance(spot.node, Sequence):
                spot.node[:] = [item for item in spot.node if item is not GONE]

    def locate(self, found: Diagnostic) -> list[Location]:
        """Every place of the tree that a finding is about; the outer of two within each other."""
        parts: list[str] = []
        pointer = found.pointer
        while pointer and (found.span.file, pointer) not in self._spots:
            pointer, _, last = pointer.rpartition("/")
            parts.insert(0, unescape(last))
        known = [s for s in self._spots.get((found.span.file, pointer), []) if s.attached]
        if parts:
            having = [s for s in known if _get(s.node, _key(s.node, parts[0])) is not GONE]
            return [Location(s, _key(s.node, parts[0])) for s in having or known]
        return [
            Location(s.parent, s.key)
            for s in known
            if s.parent is not None and not any(o in known for o in s.parent.above())
        ]


def named(location: Location) -> str:
    """What a place of the document is called, for its author: `GET /pets: parameter limit`."""
    way: list[Spot] = list(location.holder.above())[::-1]
    keys = [*(str(spot.key) for spot in way[2:]), str(location.key)]
    owner, rest = _owner(keys)
    value = location.value
    name = value.get("name") if isinstance(value, Mapping) else None
    what = "/".join(part for part in rest if part not in _SILENT)
    if location.kind in ("parameter", "tag") and isinstance(name, str):
        what = f"{location.kind} {name}"
    return ": ".join(part for part in (owner, what) if part) or "the document"


_SILENT = frozenset({"schema", "content", "properties", "responses", "schemas"})
_WORDS = {"schemas": "schema", "parameters": "parameter", "responses": "response",
          "requestBodies": "request body", "headers": "header",
          "securitySchemes": "security scheme", "pathItems": "path item",
          "examples": "example", "links": "link", "callbacks": "callback"}  # fmt: skip


def _owner(keys: list[str]) -> tuple[str, list[str]]:
    """The operation, path or component that a way leads into, and the rest of the way."""
    match keys:
        case ["paths" | "webhooks", path, method, *rest] if method in METHODS:
            return f"{method.upper()} {path}", rest
        case ["paths" | "webhooks", path, *rest]:
            return path, rest
        case ["components", section, key, *rest] if section in _WORDS:
            return f"{_WORDS[section]} {key}", rest
        case _:
            return "", keys


def _key(node: Any, part: str) -> Any:
    return int(part) if isinstance(node, Sequence) and part.isdecimal() else part


def _get(node: Any, key: Any) -> Any:
    if isinstance(node, Mapping):
        return node.get(key, GONE)
    if isinstance(node, Sequence) and isinstance(key, int) and key < len(node):
        return node[key]
    return GONE
