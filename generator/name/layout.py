"""Which module each schema lives in.

A schema that the operations of one tag alone reach travels with that tag; what
several reach is shared; what none does stands in `other`. So `shared` imports
nothing, tags import `shared`, nothing imports `other`, and no cycle crosses a
module. Which module holds a model is nobody's business but the package's: every
model is imported from `models`.
"""

from __future__ import annotations

from collections.abc import Mapping

from generator.ground.records import record
from generator.name.naming import Names
from generator.understand import ir
from generator.understand.mentions import references

SHARED = "shared"
OTHER = "other"
WEBHOOKS = "webhooks"


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
    if not apart:
        return Layout({schema.pointer: SHARED for schema in api.schemas})
    by_pointer = {schema.pointer: schema for schema in api.schemas}
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
    return Layout(modules)


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
