"""What examples show beside what fits: members that are almost called so, or go the other way."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple, cast

from generator.check.bodies import alternatives
from generator.check.look import Look, Node, Rule, held
from generator.check.media import examples_of
from generator.ground.diagnostics import Diagnostic, nearest, short
from generator.read.source import Mapping, Sequence

_DEEPEST = 20
_MOST = 20
"""Findings in one example."""


class _Members(NamedTuple):
    """What a schema and all that it is made of say of an object's members and a list's items."""

    named: dict[str, list[Any]]
    items: list[Any]
    free: bool
    """Whether names are data."""


class _Shown:
    """The schemas of a document, each looked at once."""

    def __init__(self, look: Look) -> None:
        self.look = look
        self._known: dict[tuple[int, ...], _Members] = {}
        self.turned = {
            id(node.value) for node in look.having("schema", "readOnly", "writeOnly", "$ref")
        }
        """Schemas that may say in which direction they go: most do not."""
        self._met: set[tuple[int, int, str]] = set()

    def members(self, schemas: list[Any]) -> _Members:
        """What schemas together say of the values within."""
        key = tuple(map(id, schemas))
        if key not in self._known:
            named: dict[str, list[Any]] = {}
            items: list[Any] = []
            free = False
            for part in alternatives(self.look, schemas):
                for name, schema in held(part, "properties").items():
                    named.setdefault(name, []).append(schema)
                items += [part["items"]] if isinstance(part.get("items"), Mapping) else []
                more = part.get("additionalProperties", False)
                free = free or more is not False or "patternProperties" in part
            self._known[key] = _Members(named, items, free)
        return self._known[key]

    def examples(self, node: Node, way: str = "") -> Iterator[tuple[list[Any], Any]]:
        """Schema and value of each example of an object, unless they met before."""
        schema = node.value.get("schema")
        if not isinstance(schema, Mapping):
            return
        same = self.look.deref(schema) if len(schema) == 1 else schema
        for value, _ in examples_of(self.look, node.value):
            if isinstance(value, Mapping | Sequence):
                met = id(same), id(value), way
                if met not in self._met:
                    self._met.add(met)
                    yield [schema], value

    def one_way(self, schemas: list[Any], word: str) -> bool:
        """Whether a member travels one way only."""
        found = [self.look.deref(schema) for schema in schemas]
        both = any(s.get("readOnly") is s.get("writeOnly") for s in found)  # which W465 tells
        return bool(found) and not both and all(s.get(word) is True for s in found)


def _shown(look: Look) -> _Shown:
    """The one of a document: both rules go through the same schemas."""
    found = look.kept.get(_Shown.__name__)
    if found is None:
        found = look.kept[_Shown.__name__] = _Shown(look)
    return cast(_Shown, found)


def w401_almost(look: Look) -> Iterator[Diagnostic]:
    """A member of an example that is no property, but is almost one that the example has not."""
    shown = _shown(look)
    for node in look.of("mediaType", "parameter", "header"):
        for schemas, value in shown.examples(node):
            found = _almost(shown, schemas, value, 0)
            yield from (d for _, d in zip(range(_MOST), found, strict=False))


def _almost(
    shown: _Shown, schemas: list[Any], value: Mapping | Sequence, depth: int
) -> Iterator[Diagnostic]:
    if depth > _DEEPEST:
        return
    members = shown.members(schemas)
    if isinstance(value, Sequence):
        for item in value if members.items else ():
            if isinstance(item, Mapping | Sequence):
                yield from _almost(shown, members.items, item, depth + 1)
        return
    absent = None
    for name, inner in value.items():
        if name in members.named:
            if isinstance(inner, Mapping | Sequence):
                yield from _almost(shown, members.named[name], inner, depth + 1)
        elif members.named and not members.free:
            absent = members.named.keys() - value.keys() if absent is None else absent
            near = nearest(name, absent, cutoff=0.8)
            near = near or next((n for n in members.named if n.lower() == name.lower()), "")
            if near:
                message = f"example: {short(name, 40)} is no property"
                yield value.place.report("W401", message, f"did you mean {near}?", key=name)


def h477_other_way(look: Look) -> Iterator[Diagnostic]:
    """What is read only is in no request, what is written only in no response (Schema Object)."""
    if not any(True for _ in look.having("schema", "readOnly", "writeOnly")):
        return
    shown = _shown(look)
    for node in look.of("mediaType"):
        word, what = _direction(node)
        for schemas, value in shown.examples(node, word) if word else ():
            told = _against(shown, schemas, value, word, 0)
            for holder, name in (pair for _, pair in zip(range(_MOST), told, strict=False)):
                message = f"example: {short(name, 40)} is {word}: it is in no {what}"
                yield holder.place.report("H477", message, "remove it", key=name)


def _direction(node: Node) -> tuple[str, str]:
    """The word whose members a body has not, and what the body is of."""
    parent = node.parent
    if parent is None or parent.kind not in _WAYS or node.is_within("webhooks", "callbacks"):
        return "", ""
    return _WAYS[parent.kind]


_WAYS = {"requestBody": ("readOnly", "request"), "response": ("writeOnly", "response")}


def _against(
    shown: _Shown, schemas: list[Any], value: Mapping | Sequence, word: str, depth: int
) -> Iterator[tuple[Mapping, str]]:
    if depth > _DEEPEST:
        return
    members = shown.members(schemas)
    if isinstance(value, Sequence):
        for item in value if members.items else ():
            if isinstance(item, Mapping | Sequence):
                yield from _against(shown, members.items, item, word, depth + 1)
        return
    for name, inner in value.items():
        found = members.named.get(name, [])
        if not shown.turned.isdisjoint(map(id, found)) and shown.one_way(found, word):
            yield value, name
        elif found and isinstance(inner, Mapping | Sequence):
            yield from _against(shown, found, inner, word, depth + 1)


RULES: tuple[Rule, ...] = (w401_almost, h477_other_way)
