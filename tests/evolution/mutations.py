"""Documents changed at random, as their vendors might: by a seed, each a little."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from random import Random
from typing import Any

Tree = dict[str, Any]
METHODS = ("get", "put", "post", "delete", "patch")


def mutated(tree: Tree, seed: object, count: int = 3) -> Tree:
    """A revision of a document, some changes later; its version moves by one.

    Args:
        tree: A document in one file.
        seed: The same seed makes the same changes.
        count: How many changes.
    """
    chance, tree = Random(str(seed)), copy.deepcopy(tree)
    for _ in range(count):
        for _ in range(20):
            if chance.choice(CHANGES)(tree, chance):
                break
    return tree


def _objects(tree: Tree) -> list[Tree]:
    """Component objects with properties."""
    schemas = tree.get("components", {}).get("schemas", {})
    return [s for s in schemas.values() if isinstance(s, dict) and s.get("properties")]


def _operations(tree: Tree) -> list[Tree]:
    items = [item for item in tree["paths"].values() if isinstance(item, dict)]
    return [item[m] for item in items for m in METHODS if isinstance(item.get(m), dict)]


def _leaves(tree: Tree) -> Iterator[Tree]:
    for one in _objects(tree):
        for schema in one["properties"].values():
            if isinstance(schema, dict) and isinstance(schema.get("type"), str):
                yield schema


def _property_added(tree: Tree, chance: Random) -> bool:
    objects = _objects(tree)
    if not objects:
        return False
    one = chance.choice(objects)
    name = f"extra{chance.randrange(1000)}"
    one["properties"][name] = {"type": chance.choice(["string", "integer"])}
    if chance.random() < 0.3:
        one.setdefault("required", []).append(name)
    return True


def _property_removed(tree: Tree, chance: Random) -> bool:
    objects = [one for one in _objects(tree) if len(one["properties"]) > 1]
    if not objects:
        return False
    one = chance.choice(objects)
    name = chance.choice(sorted(one["properties"]))
    del one["properties"][name]
    one["required"] = [wanted for wanted in one.get("required", ()) if wanted != name]
    if not one["required"]:
        del one["required"]
    return True


def _required(tree: Tree, chance: Random) -> bool:
    objects = _objects(tree)
    if not objects:
        return False
    one = chance.choice(objects)
    name = chance.choice(sorted(one["properties"]))
    wanted = one.setdefault("required", [])
    (wanted.remove if name in wanted else wanted.append)(name)
    if not wanted:
        del one["required"]
    return True


def _type(tree: Tree, chance: Random) -> bool:
    leaves = [leaf for leaf in _leaves(tree) if leaf["type"] in ("integer", "number", "boolean")]
    if not leaves:
        return False
    leaf = chance.choice(leaves)
    before = leaf["type"]
    leaf.clear()
    leaf["type"] = "number" if before == "integer" else "string"
    return True


def _limit(tree: Tree, chance: Random) -> bool:
    leaves = [leaf for leaf in _leaves(tree) if leaf["type"] == "string" and "enum" not in leaf]
    if not leaves:
        return False
    chance.choice(leaves)["maxLength"] = chance.choice([5, 50, 500])
    return True


def _value(tree: Tree, chance: Random) -> bool:
    leaves = [leaf for leaf in _leaves(tree) if isinstance(leaf.get("enum"), list)]
    if not leaves:
        return False
    values = chance.choice(leaves)["enum"]
    if len(values) > 1 and chance.random() < 0.5:
        values.pop()
    else:
        values.append("extra")
    return True


def _operation_removed(tree: Tree, chance: Random) -> bool:
    if len(tree["paths"]) < 3:
        return False
    del tree["paths"][chance.choice(sorted(tree["paths"]))]
    return True


def _parameter_added(tree: Tree, chance: Random) -> bool:
    operations = _operations(tree)
    if not operations or "swagger" in tree:
        return False
    chance.choice(operations).setdefault("parameters", []).append(
        {"name": f"extra{chance.randrange(1000)}", "in": "query",
         "required": chance.random() < 0.3, "schema": {"type": "string"}}
    )  # fmt: skip
    return True


def _deprecated(tree: Tree, chance: Random) -> bool:
    operations = [one for one in _operations(tree) if not one.get("deprecated")]
    if not operations:
        return False
    chance.choice(operations)["deprecated"] = True
    return True


def _words(tree: Tree, chance: Random) -> bool:
    operations = _operations(tree)
    if not operations:
        return False
    chance.choice(operations)["summary"] = f"Other words {chance.randrange(1000)}"
    return True


CHANGES: tuple[Callable[[Tree, Random], bool], ...] = (
    _property_added,
    _property_removed,
    _required,
    _type,
    _limit,
    _value,
    _operation_removed,
    _parameter_added,
    _deprecated,
    _words,
)
