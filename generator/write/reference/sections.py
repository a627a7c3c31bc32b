"""What is too much for one page, in sections: operations by their paths, models by their names.

A section is called after what is in it, so that a page keeps its address when others come.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import TypeVar

from generator.ground.text import words as words_of
from generator.understand import ir

OPERATIONS = 50
"""Operations that one page shows."""
MODELS = 200
"""Models that one page shows."""
_DEEPEST = 4
_SAFE = re.compile(r"[^a-z0-9_-]+")
_T = TypeVar("_T")


def by_path(operations: Sequence[ir.Operation]) -> Mapping[str, Sequence[ir.Operation]]:
    """Section → its operations; one without a name where they are few.

    Sections are the first parts of paths in which these differ; where nearly every operation
    would have one of its own, the letters and words that those begin with.
    """
    ways = {op.id: _literal(op.path) for op in operations}
    shared = _shared(list(ways.values()))
    first = {id: "".join(way[shared : shared + 1]) for id, way in ways.items()}
    if len(set(first.values())) > len(operations) // 2:
        ways, shared = {id: _spelling(word) for id, word in first.items()}, 0
    return _split(operations, lambda op: ways[op.id][shared:], OPERATIONS)


def by_name(names: Sequence[str]) -> Mapping[str, Sequence[str]]:
    """Section → the models in it, by the letters that they begin with, and then by words."""
    return _split(names, _spelling, MODELS)


def _spelling(name: str) -> list[str]:
    """The first letter of a name, and its words."""
    words = words_of(name)
    return [words[0][:1], *words] if words else []


def _shared(ways: Sequence[Sequence[str]]) -> int:
    """How many parts all ways begin with."""
    count = 0
    for parts in zip(*ways, strict=False):
        if len(set(parts)) > 1:
            break
        count += 1
    return count


def _literal(path: str) -> list[str]:
    """The parts of a path that are no parameters."""
    return [part for part in path.split("/") if part and "{" not in part]


def _split(
    all_: Sequence[_T], way: Callable[[_T], Sequence[str]], most: int, depth: int = 0
) -> dict[str, list[_T]]:
    if len(all_) <= most or depth == _DEEPEST:
        return {"": list(all_)}
    groups: dict[str, list[_T]] = {}
    for one in all_:
        label = _label(way(one)[depth : depth + 1])
        groups.setdefault(label, []).append(one)
    found: dict[str, list[_T]] = {}
    for label in sorted(groups):
        for inner, held in _split(groups[label], way, most, depth + 1).items():
            name = ".".join(filter(None, (label, inner)))
            found.setdefault(name or "other", []).extend(held)
    return found


def _label(parts: Iterable[str]) -> str:
    return _SAFE.sub("-", "".join(parts).lower()).strip("-")
