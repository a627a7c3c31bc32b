"""`x-parameter-groups`: the parameters are there, and the rules can be kept."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from generator.check.look import Look, Operation, Rule, listed
from generator.check.said import is_said
from generator.ground.diagnostics import Diagnostic, nearest, short
from generator.read.source import Mapping, Place

_KINDS = ("exactly-one", "at-most-one", "all-or-none")
_MOST = 12
"""Parameters that are looked at together: every call is tried."""
_RULES = 200
"""Rules for such parameters; of more nothing is said."""


def e424_parameter_groups(look: Look) -> Iterator[Diagnostic]:
    """`x-parameter-groups` names parameters: of the operation, or all of them of some operation."""
    for owner, operations in _grouped(look) if is_said(look, "x-parameter-groups") else ():
        whole = [{str(param["name"]) for param in look.parameters(o)} for o in operations]
        every = set[str]().union(*whole)
        for _, names, place in _groups(owner):
            missing = [name for name in names if name not in every]
            for name in missing:
                near = nearest(name, every)
                mend = f"did you mean {near}?" if near else "add the parameter"
                message = f"there is no parameter {short(name, 40)} here"
                yield place.report("E424", message, mend)
            if not missing and all(not known >= set(names) for known in whole):
                message = f"no operation has all of {short(', '.join(names), 60)}"
                yield place.report("E424", message, "name those of one operation")


def e434_parameter_groups(look: Look) -> Iterator[Diagnostic]:
    """Whatever the groups and the required parameters say together can be kept by a call."""
    if not is_said(look, "x-parameter-groups"):
        return
    known: set[tuple[Any, ...]] = set()
    shared = {id(look.tree): [*_groups(look.tree)]}
    for operation in _served(look):
        params = look.parameters(operation)
        there = {str(param["name"]) for param in params}
        always = {
            str(param["name"])
            for param in params
            if param.get("required") is True or param.get("in") == "path"
        }
        owners = (look.tree, operation.item, operation.value)
        for owner in owners:
            if id(owner) not in shared:
                shared[id(owner)] = [*_groups(owner)]
        said = [
            (kind, frozenset(names), names, place)
            for owner in owners
            for kind, names, place in shared[id(owner)]
            if there.issuperset(names)
        ]
        if not said:
            continue
        key = (frozenset(always), *(id(place) for *_, place in said))
        if key in known:
            continue  # told at the same groups for another operation
        known.add(key)
        rules = [(kind, each) for kind, each, _, _ in said]
        tried: dict[frozenset[str], list[set[str]] | None] = {}
        for _, _, names, place in said:
            fault = _never(rules, names, always, tried)
            if fault:
                message = f"{operation.name}: {fault} by what is required, or by other groups"
                mend = "leave it out of the group, or correct `required`"
                yield place.report("E434", message, mend)


_Rules = list[tuple[str, frozenset[str]]]


def _never(
    rules: _Rules,
    names: list[str],
    always: set[str],
    tried: dict[frozenset[str], list[set[str]] | None],
) -> str:
    """What can never be, or is always so, with the parameters of a group; "" where all is well."""
    known = next((each for each in tried if each.issuperset(names)), None)
    if known is None:
        known = _reach(rules, names)
        tried[known] = _calls(rules, known, always)
    calls = tried[known]
    if calls is None:
        return ""
    if not calls:
        return "no call can be right"
    for name in names:
        if all(name not in call for call in calls):
            return f"{short(name, 40)} can never be given"
        if name not in always and all(name in call for call in calls):
            return f"{short(name, 40)} must always be given"
    if set(names) <= always:
        return f"{short(names[0], 40)} is always given"
    return ""


def _reach(rules: _Rules, names: list[str]) -> frozenset[str]:
    """The parameters that rules tie to some, those of others among them."""
    reach = set(names)
    while len(grown := reach.union(*(each for _, each in rules if reach & each))) > len(reach):
        reach = grown
    return frozenset(reach)


def _calls(rules: _Rules, reach: frozenset[str], always: set[str]) -> list[set[str]] | None:
    """What may be given of some parameters; None where there are too many to try."""
    rules = [(kind, each) for kind, each in rules if reach >= each]
    free = sorted(reach - always)
    if len(free) > _MOST or len(rules) > _RULES:
        return None
    calls: list[set[str]] = []
    for number in range(1 << len(free)):
        given = always | {name for index, name in enumerate(free) if number >> index & 1}
        if all(_keeps(kind, len(given & each), len(each)) for kind, each in rules):
            calls.append(given)
    return calls


def _keeps(kind: str, there: int, of: int) -> bool:
    return {"exactly-one": there == 1, "at-most-one": there < 2, "all-or-none": there in (0, of)}[
        kind
    ]


def _groups(owner: Mapping) -> Iterator[tuple[str, list[str], Place]]:
    """Each group that something says: its kind, its names, and where it stands."""
    for group in listed(owner, "x-parameter-groups"):
        if isinstance(group, Mapping):
            for kind in group:
                names = listed(group, kind)
                if kind in _KINDS and all(isinstance(name, str) for name in names):
                    yield kind, names, group.place


def _grouped(look: Look) -> Iterator[tuple[Mapping, list[Operation]]]:
    """Who has groups, with the operations that they are said for."""
    served = _served(look)
    yield look.tree, served
    items: dict[int, list[Operation]] = {}
    for operation in served:
        items.setdefault(id(operation.item), []).append(operation)
    for operations in items.values():
        yield operations[0].item, operations
    for operation in served:
        yield operation.value, [operation]


def _served(look: Look) -> list[Operation]:
    return [operation for operation in look.operations if not operation.webhook]


RULES: tuple[Rule, ...] = (e424_parameter_groups, e434_parameter_groups)
