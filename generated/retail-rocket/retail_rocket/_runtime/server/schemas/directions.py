"""Members that are `writeOnly`: they are for requests, and not missed in answers.

OpenAPI 3.1, section 4.8.24.6, says so of required ones.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import jsonschema_rs

from .document import Document
from .values import is_object, read


def unmissed(document: Document, error: jsonschema_rs.ValidationError) -> bool:
    """Whether an error is that a required member is not there that is for requests alone."""
    kind = error.kind
    if not isinstance(kind, jsonschema_rs.ValidationErrorKind.Required):
        return False
    place = "".join(
        f"/{str(token).replace('~', '~0').replace('/', '~1')}" for token in error.schema_path[:-1]
    )
    schema = read(document.root, place)
    node = read(schema, "/properties") if is_object(schema) else None
    member = node.get(kind.property) if is_object(node) else None
    if is_object(member) and "$ref" in member and member["$ref"].startswith("#/"):
        member = {**document.at(member["$ref"][1:]).value, **member}
    return is_object(member) and member.get("writeOnly") is True


def valid_answer(document: Document, pointer: str) -> Callable[[Any], bool]:
    """Whether a value is valid as an answer, by the schema at a pointer."""
    validator = document.validator(pointer)
    if not document.has_secrets:
        return validator.is_valid
    return lambda value: (
        validator.is_valid(value)
        or all(unmissed(document, error) for error in validator.iter_errors(value))
    )
