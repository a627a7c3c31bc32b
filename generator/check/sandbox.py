"""What `x-sandbox` tells the sandbox to do can be done: its formulas, paths and examples."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Any

from generator.check.look import Look, Rule, held, listed
from generator.check.said import is_said
from generator.ground.diagnostics import Diagnostic, nearest, short
from generator.read.source import Mapping, Place, Sequence

NAME = "x-sandbox"
_PART = re.compile(r"\{([^{}]*)\}")
_HELP = "write one expression of members, such as `price * quantity if inStock else 0`"

_At = tuple[Place, str | None]
"""Where something was written: a value's place, or that of the member whose key it is."""


def e430_formula(look: Look) -> Iterator[Diagnostic]:
    """Formulas are expressions that the sandbox understands."""
    found = list(_formulas(look))
    if not found:
        return
    # Here, as it brings the server half with it, which few documents need.
    from generator.runtime.server.sandbox.formulas import fault_of

    for (place, key), formula in found:
        fault = fault_of(formula)
        if fault:
            message = f"{short(formula, 50)} is no formula: {fault[:60]}"
            yield place.report("E430", message, _HELP, key=key)


def e431_path(look: Look) -> Iterator[Diagnostic]:
    """Things are at paths that GET reads or that have an id at their end, or below one."""
    read = [o.path for o in look.operations if o.method == "get" and not o.webhook]
    below = {
        "/".join(parts[:end])
        for operation in look.operations
        for parts in [shape(operation.path).split("/")]
        for end in range(2, len(parts) + 1)
        if parts[end - 1] == "{}"
    }
    shapes = {shape(path): path for path in read}
    for (place, key), path, exact in _paths(look):
        form = shape(path)
        known = shapes.keys() | below
        if path in read or (not exact and {form, form.rpartition("/")[0]} & known):
            continue
        near = nearest(form, shapes)
        mend = f"did you mean {shapes[near]}?" if near else "write a path that GET reads"
        yield place.report("E431", f"nothing is read at {short(path, 60)}", mend, key=key)


def e432_example(look: Look) -> Iterator[Diagnostic]:
    """What a new visitor begins with, and what refuses, are examples of the operation's answers."""
    for operation in look.operations if is_said(look, NAME) else ():
        said = held(operation.value, NAME)
        known = {status: _examples(response) for status, response in look.responses(operation)}
        fresh = said.get("fresh")
        names = {name for found in known.values() for name in found}
        if isinstance(fresh, str) and fresh not in names:
            message = f"no answer of {operation.name} has an example {short(fresh, 40)}"
            yield said.place.child("fresh").report("E432", message, _mend(fresh, names))
        wanted = [(rule, rule.get("example")) for rule in _rules(said)]
        for holder, example in (*wanted, (said, None)):
            if not isinstance(number := holder.get("status"), int):
                continue
            key = next((key for key in _keys(number) if key in known), None)
            if key is None:
                message = f"{operation.name} documents no answer {number}"
                mend = "document it, or name one that is"
                yield holder.place.child("status").report("E432", message, mend)
            elif isinstance(example, str) and example not in known[key]:
                message = f"answer {key} of {operation.name} has no {short(example, 40)}"
                mend = _mend(example, known[key])
                yield holder.place.child("example").report("E432", message, mend)


def e435_parameter(look: Look) -> Iterator[Diagnostic]:
    """What narrows a list, or puts it in order, is among the operation's query parameters."""
    for operation in look.operations if is_said(look, NAME) else ():
        said = held(operation.value, NAME)
        query = [p for p in look.parameters(operation) if p.get("in") == "query"]
        known = {str(parameter["name"]): parameter for parameter in query}
        for (place, key), name in _parameters(said):
            whole, dot, member = name.partition(".")
            if dot and name not in known and whole in known:
                members = _members(look, known[whole].get("schema"))
                if member not in members:
                    message = f"{short(whole, 30)} of {operation.name} has no {short(member, 30)}"
                    yield place.report("E435", message, _mend(member, members), key=key)
            elif name not in known:
                message = f"{operation.name} has no query parameter {short(name, 40)}"
                yield place.report("E435", message, _mend(name, known), key=key)


def _members(look: Look, schema: Any) -> set[str]:
    """Names of the members of a parameter that is an object, those of its parts too."""
    found: set[str] = set()
    todo, seen = [look.deref(schema)], set[int]()
    while todo:
        node = todo.pop()
        if isinstance(node, Mapping) and id(node) not in seen:
            seen.add(id(node))
            found.update(map(str, held(node, "properties")))
            parts = node.get("allOf")
            todo += [look.deref(part) for part in parts] if isinstance(parts, Sequence) else []
    return found


def _parameters(said: Mapping) -> Iterator[tuple[_At, str]]:
    """The query parameters that an operation's directions name."""
    filters, sort = said.get("filters"), said.get("sort")
    if isinstance(filters, Mapping):
        for name in filters:
            yield (filters.place, name), name
    elif isinstance(filters, Sequence):
        for index, name in enumerate(filters):
            if isinstance(name, str):
                yield (filters.place.child(index), None), name
    if isinstance(sort, str):
        yield (said.place.child("sort"), None), sort


def _examples(response: Mapping) -> set[str]:
    """Names of the examples of a response."""
    return {
        name
        for media in held(response, "content").values()
        if isinstance(media, Mapping)
        for name in held(media, "examples")
    }


def _keys(status: int) -> tuple[str, ...]:
    """Where an answer of a status may be documented."""
    return str(status), f"{status // 100}XX", "default"


def _mend(name: str, known: Iterable[str]) -> str:
    near = nearest(name, known)
    return f"did you mean {near}?" if near else "add it to the operation, or correct the name"


def _rules(said: Mapping) -> Iterator[Mapping]:
    """What must hold before an operation is done."""
    listed = said.get("require")
    for rule in listed if isinstance(listed, Sequence) else ():
        if isinstance(rule, Mapping):
            yield rule


def _paths(look: Look) -> Iterator[tuple[_At, str, bool]]:
    """Paths of things: where, which, and whether it is the document's own, letter by letter."""
    for said in _directions(look):
        about = said.get("about")
        if isinstance(about, str):
            yield (said.place.child("about"), None), about, True
        for at, path in _templates(said):
            yield at, path, False


def _templates(said: Mapping) -> Iterator[tuple[_At, str]]:
    """Paths in whose braces formulas may stand."""
    lines = held(said, "lines")
    source = lines.get("source")
    if isinstance(source, str):
        yield (lines.place.child("source"), None), source
    for rule in _rules(said):
        if isinstance(of := rule.get("of"), str):
            yield (rule.place.child("of"), None), of
    for named in (held(said, "resolve"), held(said, "known")):
        for name, path in named.items():
            if isinstance(path, str):
                yield (named.place.child(name), None), path
    for effects in effects_of(said):
        for path in effects:
            yield (effects.place, path), path
    for index, path in enumerate(listed(said, "forget")):
        if isinstance(path, str):
            yield (said["forget"].place.child(index), None), path


def _formulas(look: Look) -> Iterator[tuple[_At, str]]:
    """All formulas, with their places."""
    parameters = {name for o in look.operations for name in _PART.findall(o.path)}
    for said in _directions(look):
        lines = held(said, "lines")
        maps = (held(said, "formulas"), held(said, "filters"))
        for holder, key in (
            *((each, name) for each in maps for name in each),
            (lines, "most"),
            *((rule, word) for rule in _rules(said) for word in ("if", "that")),
        ):
            formula = holder.get(key)
            if isinstance(formula, str) and not (holder is maps[1] and _is_place(formula)):
                own = formula.removeprefix("=") if holder is maps[1] else formula
                yield (holder.place.child(key), None), own
        each = held(said, "each")
        for formula in each:
            yield (each.place, formula), formula
        same = lines.get("same")
        if isinstance(same, Sequence):
            for index, formula in enumerate(same):
                yield (same.place.child(index), None), str(formula)
        for template in (
            held(lines, "members"),
            held(said, "members"),
            held(said, "leaves"),
            *effects_of(said),
        ):
            yield from _filled(template)
        for effects in effects_of(said):
            for path, members in effects.items():
                for name in members if isinstance(members, Mapping) else ():
                    for inner in _PART.findall(name):
                        yield (effects.place.child(path), name), inner
        for at, path in _templates(said):
            for inner in _PART.findall(path):
                if inner not in parameters:
                    yield at, inner


def _is_place(text: str) -> bool:
    """Whether a filter is no formula, but the place of a member."""
    from generator.runtime.server.sandbox.formulas import PLACE

    return PLACE.fullmatch(text) is not None


def _filled(template: Mapping) -> Iterator[tuple[_At, str]]:
    """The texts in a value that begin with `=`, without that."""
    todo: list[Mapping | Sequence] = [template]
    while todo:
        holder = todo.pop()
        pairs: Any = holder.items() if isinstance(holder, Mapping) else enumerate(holder)
        for key, value in pairs:
            if isinstance(value, Mapping | Sequence):
                todo.append(value)
            elif isinstance(value, str) and value.startswith("="):
                yield (holder.place.child(key), None), value[1:]


def effects_of(said: Mapping) -> tuple[Mapping, ...]:
    """All effects of an operation's, or an example's, directions."""
    each = [effects for effects in held(said, "each").values() if isinstance(effects, Mapping)]
    return held(said, "effects"), held(held(said, "later"), "effects"), *each


def _directions(look: Look) -> Iterator[Mapping]:
    """What stands on operations and examples, and what befalls idle visitors."""
    for node in look.of("operation", "example"):
        said = node.value.get(NAME)
        if isinstance(said, Mapping):
            yield said
    idle = held(look.tree, NAME).get("idle")
    for step in idle if isinstance(idle, Sequence) else ():
        if isinstance(step, Mapping):
            yield step


def shape(path: str) -> str:
    """A path whose parameters have no names."""
    return _PART.sub("{}", path)


RULES: tuple[Rule, ...] = (e430_formula, e431_path, e432_example, e435_parameter)
