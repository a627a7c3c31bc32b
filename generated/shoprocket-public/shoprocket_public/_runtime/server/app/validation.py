"""Validation by JSON Schema, and what the vendor's field errors say about it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import islice
from typing import Any

import jsonschema_rs

from ...ground.parts import part
from ..schemas.directions import unmissed
from ..schemas.document import Document
from .parameters import Parameter, Problem

MAX_PROBLEMS = 50
_WHERE = ("path", "query", "header", "cookie")
Kind = jsonschema_rs.ValidationErrorKind


class ParameterRules:
    """All parameters of an operation as one schema, so that a request is one validation."""

    def __init__(self, document: Document, parameters: Sequence[Parameter]) -> None:
        self._document = document
        properties: dict[str, Any] = {}
        for where in _WHERE:
            here = [parameter for parameter in parameters if parameter.where == where]
            if here:
                properties[where] = {
                    "type": "object",
                    "properties": {
                        item.key: document.reference(item.schema) for item in here if item.schema
                    },
                    "required": [item.key for item in here if item.required],
                }
        schema = {"type": "object", "properties": properties, "required": list(properties)}
        self._validator = document.compile(schema)

    def problems(self, values: Mapping[str, Mapping[str, Any]]) -> list[Problem]:
        """What is wrong with values by place and wire name."""
        if self._validator.is_valid(values):
            return []
        found: list[Problem] = []
        for error in islice(self._validator.iter_errors(values), MAX_PROBLEMS):
            for said in closest(error):
                where, *path = said.instance_path
                for tail, message in said_of(self._document, said):
                    found.append(Problem(".".join(map(str, (*path, *tail))), message, str(where)))
        return found


def body_problems(document: Document, pointer: str, value: Any) -> list[Problem]:
    """What is wrong with a body by the schema at a pointer.

    A required member that is read-only binds responses only.
    """
    validator = document.validator(pointer)
    if validator.is_valid(value):
        return []
    problems: list[Problem] = []
    for error in islice(validator.iter_errors(value), MAX_PROBLEMS):
        branch = branch_of(error)
        said = [one for one in closest(error) if not unmissed(document, pointer, one, "readOnly")]
        for one in said[:MAX_PROBLEMS]:
            for tail, message in said_of(document, one):
                place = ".".join(map(str, (*one.instance_path, *tail))) or "body"
                problems.append(Problem(place, f"{message}{branch}"))
    return problems


def closest(
    error: jsonschema_rs.ValidationError, depth: int = 0
) -> list[jsonschema_rs.ValidationError]:
    """What is wrong: of a union that nothing fits, what is so with its closest branch."""
    kind = error.kind
    if not isinstance(kind, Kind.AnyOf | Kind.OneOfNotValid) or not kind.context or depth > 8:
        return [error]
    best = _best(error)
    return [leaf for one in best for leaf in closest(one, depth + 1)] if best else [error]


def _best(error: Any) -> list[jsonschema_rs.ValidationError]:
    """The errors of the branch whose kind and constants agree, and that has the fewest."""
    at = len(error.instance_path)

    def distance(branch: list[jsonschema_rs.ValidationError]) -> tuple[int, int, int]:
        other = sum(isinstance(one.kind, Kind.Constant | Kind.Enum) for one in branch)
        kinds = sum(
            isinstance(one.kind, Kind.Type) and len(one.instance_path) == at for one in branch
        )
        return kinds, other, len(branch)

    return min(error.kind.context, key=distance)


def branch_of(error: jsonschema_rs.ValidationError) -> str:
    """The name of a union's closest branch, for a message; empty where there is no name."""
    kind = error.kind
    if not isinstance(kind, Kind.AnyOf | Kind.OneOfNotValid) or not kind.context:
        return ""
    match [str(token) for one in _best(error)[:1] for token in one.schema_path]:
        case ["components", "schemas", name, *_]:
            return f" (as {name[:60]}, the closest of {len(kind.context)})"
        case _:
            return ""


def faults(document: Document, pointer: str, value: Any) -> list[str]:
    """What is wrong with an answer, for a log: place and reason."""
    return [
        f"{'.'.join(map(str, error.instance_path)) or 'the body'} {error.message}"
        for error in islice(document.validator(pointer).iter_errors(value), MAX_PROBLEMS)
        if not unmissed(document, pointer, error, "writeOnly")
    ]


def collect(problems: Iterable[Problem]) -> dict[str, list[str]]:
    """Problems as the fields of an error body: name -> messages."""
    fields: dict[str, list[str]] = {}
    for problem in problems:
        messages = fields.setdefault(problem.name, [])
        if problem.message not in messages:
            messages.append(problem.message)
    return fields


def said_of(
    document: Document, error: jsonschema_rs.ValidationError
) -> list[tuple[tuple[str | int, ...], str]]:
    """The members below the error's place that it is about, with a message for each."""
    kind = error.kind
    if isinstance(kind, Kind.Required):
        return [((kind.property,), "is required")]
    if isinstance(kind, Kind.AdditionalProperties | Kind.UnevaluatedProperties):
        left = part("server.app.leftover")
        described = left.said_of_left(document, error) if left else ()
        return [*islice(described, MAX_PROBLEMS)] or [
            ((name[:100],), "is not known here") for name in kind.unexpected[:MAX_PROBLEMS]
        ]
    return [((), error.message.removeprefix("value ")[:300])]
