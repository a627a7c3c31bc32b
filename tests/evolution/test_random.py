"""Revisions made at random: narrowed documents say what whole ones do, and back is the mirror."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from typing import Any

import pytest

from generator.compare.change import Change
from generator.compare.engine import compare
from generator.compare.reduce import reduced
from generator.compare.sides import Side, sided
from generator.name.lock import Lock
from generator.read.document import Document, load
from tests.evolution.mutations import mutated
from tests.support import ROOT, written

SEEDS = range(6)
MIRRORS = {
    "operation-added": "operation-removed",
    "parameter-removed": "parameter-added",
    "property-removed": "property-added",
    "limit-set": "limit-removed",
    "limit-tightened": "limit-loosened",
    "enum-value-added": "enum-value-removed",
    "type-widened": "type-narrowed",
    "operation-deprecated": "operation-undeprecated",
    "property-became-required": "property-became-optional",
}


@cache
def shop() -> Any:
    """One of our own documents, in one file."""
    document, found = load(ROOT / "specs" / "shoprocket-public")
    assert document is not None, found
    return json.loads(json.dumps(document.tree))


def without_conventions(node: Any) -> Any:
    """A part of a document as those write it who know none of our words."""
    if isinstance(node, dict):
        return {k: without_conventions(v) for k, v in node.items() if not k.startswith("x-")}
    return [without_conventions(item) for item in node] if isinstance(node, list) else node


def read(tree: Any) -> Document:
    with written(tree, "shop") as path:
        document, found = load(path)
    assert document is not None, found
    return document


def told(changes: list[Change]) -> set[tuple[object, ...]]:
    return {
        (c.kind, c.subject, c.detail, c.verdicts, c.uses, c.old and c.old.pointer)
        for c in changes
    }  # fmt: skip


def both(old: Document, new: Document) -> tuple[Side, Side]:
    one = sided(old, Lock())
    return one, sided(new, Lock(names=dict(one.names.kept)))


@pytest.mark.parametrize("bare", [False, True])
@pytest.mark.parametrize("seed", SEEDS)
def test_what_did_not_change_need_not_be_read(seed: int, bare: bool) -> None:
    before = without_conventions(shop()) if bare else shop()
    old, new = read(before), read(mutated(before, seed, 5))
    whole = compare(*both(old, new))
    tree, now, same = reduced(old.tree, new.tree)
    less = compare(*both(replace(old, tree=tree), replace(new, tree=now)), same)
    assert told(less) == told(whole)
    assert whole


def test_of_a_schema_that_changed_only_the_changed_members_are_read() -> None:
    tree = without_conventions(shop())
    held = tree["components"]["schemas"]
    name = max(held, key=lambda n: len(held[n].get("properties", ())) * ("allOf" not in held[n]))
    changed = next(iter(held[name]["properties"]))
    other = json.loads(json.dumps(tree))
    other["components"]["schemas"][name]["properties"][changed] = {"type": "integer"}
    less, now, _ = reduced(read(tree).tree, read(other).tree)
    for side in (less, now):
        left = side["components"]["schemas"][name]["properties"]
        assert changed in left
        assert len(left) * 2 < len(held[name]["properties"])


def test_hardly_anything_is_read_where_hardly_anything_changed() -> None:
    tree = shop()
    name = next(n for n, s in tree["components"]["schemas"].items() if "properties" in s)
    other = json.loads(json.dumps(tree))
    other["components"]["schemas"][name]["description"] = "Another."
    old, new = read(tree), read(other)
    less, now, _ = reduced(old.tree, new.tree)
    for before, after in ((old.tree, less), (new.tree, now)):
        assert len(json.dumps(after)) * 2 < len(json.dumps(before))
    assert other["components"]["schemas"][name] == now["components"]["schemas"][name]


@pytest.mark.parametrize("seed", SEEDS)
def test_the_way_back_is_the_mirror(seed: int) -> None:
    old, new = read(shop()), read(mutated(shop(), seed, 5))
    there = sorted(change.kind for change in compare(*both(old, new)))
    back = sorted(change.kind for change in compare(*both(new, old)))
    mirror = MIRRORS | {other: one for one, other in MIRRORS.items()}
    plain = {"required-property-added": "property-added"}
    plain |= {"required-parameter-added": "parameter-added"}
    assert sorted(mirror.get(k, k) for k in (plain.get(k, k) for k in there)) == sorted(
        plain.get(kind, kind) for kind in back
    )
