"""Alternatives of two schemas: which are the same, which came and which went."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.compare.context import Findings, Pair, Told
from generator.compare.sides import Side
from generator.compare.words import from_to, listed
from generator.understand.form import Key, Union
from generator.understand.notes import is_component
from generator.understand.values import same


def unions(told: Told) -> Findings:
    """What differs between the alternatives of a pair, one union after the other."""
    for old, new in zip(told.old.unions, told.new.unions, strict=False):
        if old.way != new.way:
            yield told.change("way-changed", f"{old.way} → {new.way}", old.way, new.way)
        yield from _discriminator(told, old, new)
        yield from _options(told, list(old.options), list(new.options))
    for lost in told.old.unions[len(told.new.unions) :]:
        yield told.change("condition-changed", lost.way, lost.way, typed=True)
    for won in told.new.unions[len(told.old.unions) :]:
        yield told.change("condition-changed", won.way, won.way, typed=True)


def plain(told: Told) -> Findings:
    """A schema that became one of several alternatives, or was one."""
    pair = told.pair
    walk = told.walk
    old = list(told.old.unions[0].options) if told.old.unions else [_only(walk.old, pair.old)]
    new = list(told.new.unions[0].options) if told.new.unions else [_only(walk.new, pair.new)]
    yield from _options(told, old, new)


def _only(side: Side, key: Key) -> Key:
    """What a schema is that has one alternative; else itself."""
    node = side.forms.node(key[0]) if len(key) == 1 else {}
    for way in ("oneOf", "anyOf"):
        held = node.get(way) if isinstance(node, dict) else None
        if isinstance(held, list) and len(held) == 1:
            return side.forms.key([f"{key[0]}/{way}/0"])
    return key


def _discriminator(told: Told, old: Union, new: Union) -> Findings:
    if old.property != new.property:
        detail = from_to(old.property, new.property)
        yield told.change("discriminator-changed", detail, "discriminator", typed=True)
    kept = set(new.options)
    moved = [
        value
        for value, target in old.mapping.items()
        if new.mapping.get(value) != target and (value in new.mapping or (target,) in kept)
    ]
    if old.property == new.property and moved:
        yield told.change("discriminator-changed", listed(moved), "discriminator", typed=True)


def _options(told: Told, old: list[Key], new: list[Key]) -> Findings:
    walk, pair = told.walk, told.pair
    old = [key for key in old if not _is_null(walk.old, key)]
    new = [key for key in new if not _is_null(walk.new, key)]
    for one, other in _matched(told, old, new):
        old.remove(one)
        new.remove(other)
        label = pair.label
        if len(told.old.unions) + len(told.new.unions) > 1 and not is_component("&".join(one)):
            label = f"{label} ({_called(walk.old, one)})"
        yield Pair(one, other, pair.way, label, pair.at, pair.slot)
    for kind, keys, side in (
        ("variant-removed", old, walk.old),
        ("variant-added", new, walk.new),
    ):
        for key in keys:
            called = _called(side, key)
            yield told.change(kind, called, "oneOf", "anyOf", typed=True)


def _is_null(side: Side, key: Key) -> bool:
    return side.forms.of(key).kinds == {"null"}


def _called(side: Side, key: Key) -> str:
    """What a branch is called: its component, what tells it apart, its type."""
    if len(key) == 1 and is_component(key[0]):
        return key[0].rpartition("/")[2]
    told = side.api.branches.get("&".join(key))
    kinds = sorted(side.forms.of(key).kinds)
    return told or (kinds[0] if len(kinds) == 1 else "object" if "object" in kinds else "a branch")


def _matched(told: Told, old: list[Key], new: list[Key]) -> Iterator[tuple[Key, Key]]:
    """The branches that are one: by name, by what tells them apart, as written, by type."""
    walk = told.walk
    ours, theirs = list(old), list(new)

    def tells(side: Side, key: Key) -> list[Any]:
        named = "&".join(key) if len(key) == 1 and is_component(key[0]) else None
        branch = side.api.branches.get("&".join(key))
        nodes = [side.forms.node(pointer) for pointer in key]
        return [named, branch, nodes, sorted(side.forms.of(key).kinds) if not named else None]

    for rank in range(4):
        for one in list(ours):
            told_one = tells(walk.old, one)[rank]
            for other in list(theirs):
                if told_one is not None and same(told_one, tells(walk.new, other)[rank]):
                    ours.remove(one)
                    theirs.remove(other)
                    yield one, other
                    break
    if len(ours) == len(theirs) == 1 and not all(map(is_component, (*ours[0], *theirs[0]))):
        yield ours[0], theirs[0]
