"""Defaults that Python has no literal for: objects of classes, dates in a vendor's own way."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from pydantic import ValidationError
from pydantic_core import from_json

from .adapters import BY_WIRE, adapter_for


def read_as(kind: Callable[[], Any], text: str) -> Callable[[], Any]:
    """A factory of a value that the document writes as JSON; one that does not fit stays JSON.

    Args:
        kind: Gives the type, once all types are there.
        text: The value.
    """

    def make() -> Any:
        try:
            return adapter_for(kind()).validator.validate_json(text, **BY_WIRE)
        except ValidationError:
            return from_json(text)

    return make
