"""The order of classes in their modules: what needs nothing that needs it comes first.

datamodel-code-generator goes through all schemas by key, again and again, and takes each
whose references it has taken; classes that we write ourselves keep the places that it
would give them. What is in a circle, or needs one that is, comes last, in its order.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

_ROUNDS = 500
"""How often it goes through them, at least."""

Rank = tuple[int, int]
"""The round in which a schema is taken, its number by key."""


class TangledError(Exception):
    """Modules of models need each other: those models must stand in one module."""


def module_of(key: str) -> str:
    """The module of `module.Class`."""
    return key.partition(".")[0]


def name_of(key: str) -> str:
    """The class of `module.Class`."""
    return key.partition(".")[2]


def references(node: Any) -> Iterator[str]:
    """The keys of the schemas that a schema names, each as often as it does."""
    todo = [node]
    while todo:
        inner = todo.pop()
        if isinstance(inner, dict):
            if isinstance(inner.get("$ref"), str):
                yield inner["$ref"].rpartition("/")[2]
            todo += inner.values()
        elif isinstance(inner, list):
            todo += inner


def targets(schema: Any) -> list[str]:
    """The same, each once."""
    return list(dict.fromkeys(references(schema)))


def ranks(schemas: dict[str, Any]) -> dict[str, Rank]:
    """The ranks of all schemas that are in no circle and need none that is."""
    numbers = {key: number for number, key in enumerate(sorted(schemas))}
    needs = {
        key: {other for other in targets(schema) if other in numbers and other != key}
        for key, schema in schemas.items()
    }
    needed: dict[str, list[str]] = {key: [] for key in schemas}
    for key, others in needs.items():
        for other in others:
            needed[other].append(key)
    waiting = {key: len(others) for key, others in needs.items()}
    rounds = dict.fromkeys(schemas, 0)
    found: dict[str, Rank] = {}
    todo = [key for key, count in waiting.items() if not count]
    while todo:
        key = todo.pop()
        if rounds[key] >= _ROUNDS:
            continue
        found[key] = rounds[key], numbers[key]
        for other in needed[key]:
            later = numbers[key] > numbers[other]
            rounds[other] = max(rounds[other], rounds[key] + later)
            waiting[other] -= 1
            if not waiting[other]:
                todo.append(other)
    return found


def check_modules(schemas: dict[str, Any]) -> None:
    """Refuse modules that would have to import each other.

    Raises:
        TangledError: Some would.
    """
    needs: dict[str, set[str]] = {}
    for key, schema in schemas.items():
        others = needs.setdefault(module_of(key), set())
        others |= {module_of(other) for other in references(schema)} - {module_of(key)}
    while needs:
        free = {module for module, others in needs.items() if not others & needs.keys()}
        if not free:
            raise TangledError(f"models of a circle of modules: {', '.join(sorted(needs))}")
        needs = {module: others for module, others in needs.items() if module not in free}
