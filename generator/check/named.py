"""Parameters, operations and paths that extensions name."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.check.look import Look, Rule, listed
from generator.check.said import (
    called,
    everything,
    leads_into,
)
from generator.ground.diagnostics import Diagnostic, nearest, short
from generator.ground.vocabulary import rule_matches
from generator.read.source import Mapping, Place

_PARAMETERS = ("page", "size")


_OPERATIONS = {
    "x-process": (("status-operation",), ("bulk-operation",)),
    "x-background": (("batch", "operation"),),
    "x-deprecation": (("use",),),
    "x-webhook-signature": (("key-operation",),),
}


def e424_pagination_parameter(look: Look) -> Iterator[Diagnostic]:
    """`page` and `size` are wire names of query parameters, or of members: `filter[sinceId]`."""
    for operation in called(look):
        value = operation.value.get("x-pagination")
        if not isinstance(value, Mapping):
            continue
        names = {p["name"] for p in look.parameters(operation) if p.get("in") == "query"}
        for key in _PARAMETERS:
            name = value.get(key)
            if isinstance(name, str) and name not in names:
                if leads_into(look, operation, name):
                    continue
                near = nearest(name, names)
                mend = f"did you mean {near}?" if near else "add the query parameter"
                message = f"{operation.name} has no query parameter {short(name, 40)}"
                yield value.place.child(key).report("E424", message, mend)


def e425_unknown_operation(look: Look) -> Iterator[Diagnostic]:
    """Operations that extensions name exist."""
    known = look.by_id
    for at, name, said in named_operations(look):
        if said not in known:
            near = nearest(said, known)
            mend = f"did you mean {near}?" if near else "name an operationId of this document"
            yield at.report("E425", f"{name}: there is no operation {short(said, 40)}", mend)


def named_operations(look: Look) -> Iterator[tuple[Place, str, str]]:
    """Every operation that an extension names: where, which extension, the operationId."""
    for place, kind, name, value in everything(look):
        for way in _OPERATIONS.get(name, ()):
            said, at = value, place.child(name)
            for step in way:
                at = said.place.child(step) if isinstance(said, Mapping) else at
                said = said.get(step) if isinstance(said, Mapping) else None
            if isinstance(said, str) and _names_operation(name, kind):
                yield at, name, said


def _names_operation(name: str, kind: str) -> bool:
    """x-deprecation's `use` names a parameter or property on those."""
    return name != "x-deprecation" or kind == "operation"


def w426_rate_limit_rule(look: Look) -> Iterator[Diagnostic]:
    """A rule that matches no operation limits nothing."""
    value = look.tree.get("x-rate-limit")
    rules = listed(value, "rules") if isinstance(value, Mapping) else []
    for rule in rules:
        path = rule.get("path") if isinstance(rule, Mapping) else None
        if (
            isinstance(path, str)
            and path.startswith("/")
            and not _misnamed(rule)
            and not any(rule_matches(rule, o.method, o.path) for o in called(look))
        ):
            paths = {re.sub(r"\{[^{}]*\}", "*", o.path) for o in called(look)}
            near = nearest(path, paths)
            mend = (
                f"did you mean {near}?" if near else "`*` stands for one segment, `**` for several"
            )
            if path in paths:
                mend = "correct the methods"
            message = f"no operation has the path {short(path, 60)} with these methods"
            yield rule.place.report("W426", message, mend, key="path")


def _misnamed(rule: Mapping) -> bool:
    """Whether a rule's methods are none at all, which is told already."""
    return any(str(method) != str(method).upper() for method in listed(rule, "methods"))


RULES: tuple[Rule, ...] = (
    e424_pagination_parameter,
    e425_unknown_operation,
    w426_rate_limit_rule,
)
