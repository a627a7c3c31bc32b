"""Which module each schema lives in.

A schema that the operations of one tag alone reach travels with that tag; what
several reach is shared; what none does stands in `other`. So `shared` imports
nothing, tags import `shared`, nothing imports `other`, and no cycle crosses a
module. A module that would be too large for type checkers is several, each of which
imports only those before it. Which module holds a model is nobody's business but the
package's: every model is imported from `models`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from itertools import count

from generator.ground.records import record
from generator.name.naming import Names
from generator.understand import ir
from generator.understand.mentions import references

SHARED = "shared"
OTHER = "other"
WEBHOOKS = "webhooks"
_MOST = 12_000
"""Schemas and members of one module; pyright looks at no module with some 25,000 of them."""


@record(frozen=True, slots=True)
class Layout:
    """The module of each schema, without the package's name."""

    modules: Mapping[ir.Pointer, str]

    def members(self, names: Names) -> dict[str, list[str]]:
        """The class names of each module, sorted."""
        found: dict[str, list[str]] = {}
        for pointer, module in self.modules.items():
            found.setdefault(module, []).append(names.schemas[pointer])
        return {module: sorted(found[module]) for module in sorted(found)}


def place_all(api: ir.Api, names: Names, *, apart: bool = True) -> Layout:
    """Give each schema its module.

    Args:
        api: The api.
        names: What its tags are called.
        apart: Whether tags have modules of their own; else all schemas share one.
    """
    by_pointer = {schema.pointer: schema for schema in api.schemas}
    if not apart:
        return Layout(_bounded(dict.fromkeys(by_pointer, SHARED), by_pointer))
    owners: dict[ir.Pointer, set[str]] = {}
    for tag in api.tags:
        for pointer in _reached(api, tag.name, by_pointer):
            owners.setdefault(pointer, set()).add(names.tags[tag.name].module)
    messages = (*api.webhooks, *api.callbacks)
    sent = references(*(message.type for message in messages))
    for pointer in _closure(sent, by_pointer):
        owners.setdefault(pointer, set()).add(WEBHOOKS)
    modules: dict[ir.Pointer, str] = {}
    for schema in api.schemas:
        reached = owners.get(schema.pointer, set())
        if not reached:
            modules[schema.pointer] = OTHER
        else:
            modules[schema.pointer] = next(iter(reached)) if len(reached) == 1 else SHARED
    return Layout(_bounded(modules, by_pointer))


def _bounded(
    modules: Mapping[ir.Pointer, str], schemas: Mapping[ir.Pointer, ir.Schema]
) -> dict[ir.Pointer, str]:
    """The same with no module too large: what is left of one goes to `<module>_2`, and so on."""
    within: defaultdict[str, list[ir.Pointer]] = defaultdict(list)
    for pointer, module in modules.items():
        within[module].append(pointer)
    found = dict(modules)
    for module, pointers in within.items():
        if sum(_weight(schemas[pointer]) for pointer in pointers) <= _MOST:
            continue
        names = (name for n in count(2) if (name := f"{module}_{n}") not in within)
        name, weight = module, 0
        for circle in _circles(sorted(pointers), schemas):
            more = sum(_weight(schemas[pointer]) for pointer in circle)
            if weight and weight + more > _MOST:
                name, weight = next(names), 0
            weight += more
            found |= dict.fromkeys(circle, name)
    return found


def _weight(schema: ir.Schema) -> int:
    return 1 + len(schema.fields)


def _circles(
    pointers: list[ir.Pointer], schemas: Mapping[ir.Pointer, ir.Schema]
) -> Iterator[list[ir.Pointer]]:
    """Schemas that need each other together, all others alone; what one needs comes before it.

    Both walks of Kosaraju's algorithm: along the references, then back from the last.
    """
    own = frozenset(pointers)
    needs = {p: [other for other in schemas[p].refs if other in own] for p in pointers}
    needed: dict[ir.Pointer, list[ir.Pointer]] = {pointer: [] for pointer in pointers}
    for pointer, others in needs.items():
        for other in others:
            needed[other].append(pointer)
    seen: set[ir.Pointer] = set()
    circles = [_walked([p], needed, seen) for p in reversed(_walked(pointers, needs, set()))]
    return filter(None, reversed(circles))


def _walked(
    starts: Iterable[ir.Pointer],
    ways: Mapping[ir.Pointer, Iterable[ir.Pointer]],
    seen: set[ir.Pointer],
) -> list[ir.Pointer]:
    """What can be reached and was not seen, each after what is reached from it."""
    done: list[ir.Pointer] = []
    for start in starts:
        going = [(start, iter(ways[start]))] if start not in seen else []
        seen.add(start)
        while going:
            at, others = going[-1]
            following = next((other for other in others if other not in seen), None)
            if following is None:
                going.pop()
                done.append(at)
            else:
                seen.add(following)
                going.append((following, iter(ways[following])))
    return done


def _reached(api: ir.Api, tag: str, schemas: Mapping[ir.Pointer, ir.Schema]) -> set[ir.Pointer]:
    todo: list[ir.Pointer] = []
    for operation in api.operations:
        if operation.tag == tag:
            todo += references(*types_in(operation))
    return _closure(todo, schemas)


def _closure(todo: list[ir.Pointer], schemas: Mapping[ir.Pointer, ir.Schema]) -> set[ir.Pointer]:
    seen: set[ir.Pointer] = set()
    while todo:
        pointer = todo.pop()
        if pointer not in seen and pointer in schemas:
            seen.add(pointer)
            todo += schemas[pointer].refs
    return seen


def types_in(operation: ir.Operation) -> list[ir.Type]:
    """Every type that an operation mentions."""
    found = [param.type for param in operation.params]
    for body in operation.body.every if operation.body else ():
        found += [body.type, *(member.type for member in body.members)]
        found += [body.item] if body.item else []
    found += [response.type for response in operation.responses]
    found += [response.item for response in operation.responses if response.item]
    return [*found, operation.result]
