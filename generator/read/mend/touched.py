"""What of a document a mend has touched: all that has to be looked at again.

A fault of one object comes of what stands in it and of what it refers to. So of a large
document, whose mends are few, a few path items and components are looked at twice.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, TypeAlias

from generator.ground.diagnostics import Diagnostic
from generator.ground.vocabulary import DECLARED
from generator.read.mend.loose import references
from generator.read.source import Mapping, mapping, unescape

Unit: TypeAlias = tuple[str, ...]
"""The way to a path item, a webhook or a component; to any other member of the document."""

_PATHS = ("paths", "webhooks")


class Touched:
    """Gathers what mends of a document touch, until it is looked at again."""

    def __init__(self) -> None:
        """Nothing is touched yet."""
        self._units: set[Unit] = set()
        self._all = False

    def note(self, before: Mapping, after: Mapping, errors: Iterable[Diagnostic]) -> None:
        """What a mend changed, and where the errors stand that it was to mend.

        Args:
            before: The tree as it was.
            after: As it is; what is the same may be another object.
            errors: Those that are not accepted as they are.
        """
        old, new = dict(_units(before)), dict(_units(after))
        self._units |= old.keys() - new.keys()
        self._units |= {unit for unit in new if unit not in old or old[unit] != new[unit]}
        for error in errors:
            unit = _unit_of(error, old)
            self._all = self._all or unit is None
            self._units.add(unit or ())
        # Extensions name operations, and what else a document says holds for all of it.
        self._all = self._all or DECLARED in after or any(len(unit) == 1 for unit in self._units)

    def part(self, tree: Mapping) -> Mapping:
        """The tree without what is neither touched nor refers to it, by whatever way."""
        if self._all:
            return tree
        units = dict(_units(tree))
        todo, kept = list(self._units), set(self._units)
        users = _users(units) if any(unit[0] == "components" for unit in todo) else {}
        while todo:
            found = users.get(todo.pop(), set()) - kept
            kept |= found
            todo += found
        return _only(tree, kept)


def _units(tree: Mapping) -> Iterator[tuple[Unit, Any]]:
    for word, value in tree.items():
        if word in _PATHS and isinstance(value, Mapping):
            yield from (((word, name), item) for name, item in value.items())
        elif word == "components" and isinstance(value, Mapping):
            for section, held in value.items():
                members = held.items() if isinstance(held, Mapping) else ()
                yield from (((word, section, name), member) for name, member in members)
                if not isinstance(held, Mapping):
                    yield (word,), held
        else:
            yield (word,), value


def _unit_of(error: Diagnostic, units: dict[Unit, Any]) -> Unit | None:
    """What an error stands in; None where the tree has that somewhere else than its file."""
    parts = tuple(map(unescape, error.pointer.split("/")[1:]))
    unit = parts[: 2 if parts[:1] in (("paths",), ("webhooks",)) else 3]
    place = getattr(units.get(unit), "place", None)
    if place is None or place.file.name != error.span.file:
        return None
    pointer = "/".join(error.pointer.split("/")[: len(unit) + 1])
    return unit if place.pointer == pointer else None


def _users(units: dict[Unit, Any]) -> dict[Unit, set[Unit]]:
    """Which parts of a document refer to each of its components."""
    users: dict[Unit, set[Unit]] = defaultdict(set)
    for unit, value in units.items():
        if not isinstance(value, Mapping):
            continue
        inner: Any = value
        for word in reversed(unit):
            inner = mapping({word: inner}, value.place)
        for _, node, key in references(inner):
            target = str(node[key]).split("/")
            users["components", *map(unescape, target[2:])].add(unit)
    return users


def _only(tree: Mapping, units: set[Unit]) -> Mapping:
    """A tree with some of its path items, webhooks and components, and all else."""

    def those(way: Unit, held: Any) -> Any:
        if not isinstance(held, Mapping):
            return held
        return mapping({n: v for n, v in held.items() if (*way, n) in units}, held.place)

    made = mapping(tree, tree.place)
    for word in _PATHS:
        if word in made:
            made[word] = those((word,), made[word])
    components = tree.get("components")
    if isinstance(components, Mapping):
        sections = {name: those(("components", name), held) for name, held in components.items()}
        made["components"] = mapping(sections, components.place)
    return made
