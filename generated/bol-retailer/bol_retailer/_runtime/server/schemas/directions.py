"""Members that are `writeOnly`: they are for requests, and not missed in answers.

OpenAPI 3.1, section 4.8.24.6, says so of required ones.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Literal

import jsonschema_rs

from .document import Document
from .shapes import Shape

_Kind = jsonschema_rs.ValidationErrorKind


def unmissed(
    document: Document,
    pointer: str,
    error: jsonschema_rs.ValidationError,
    word: Literal["readOnly", "writeOnly"],
) -> bool:
    """Whether an error is that a required member is not there, and that is of the other way.

    Whichever part of the schema says of which way it is; a union lacks nothing where one of its
    branches does not.

    Args:
        document: The document.
        pointer: The schema of the whole value.
        error: What is wrong with the value.
        word: What members of the other way have.
    """
    kind = error.kind
    if isinstance(kind, _Kind.AnyOf | _Kind.OneOfNotValid):
        return any(
            branch and all(unmissed(document, pointer, one, word) for one in branch)
            for branch in kind.context
        )
    if not isinstance(kind, _Kind.Required):
        return False
    shape = Shape(document, document.at(pointer))
    for token in error.instance_path:
        shape = shape.item if isinstance(token, int) else shape.member(token)
    return shape.says(kind.property, word)


def valid_answer(document: Document, pointer: str) -> Callable[[Any], bool]:
    """Whether a value is valid as an answer, by the schema at a pointer."""
    validator = document.validator(pointer)
    return lambda value: (
        validator.is_valid(value)
        or all(
            unmissed(document, pointer, error, "writeOnly")
            for error in validator.iter_errors(value)
        )
    )
