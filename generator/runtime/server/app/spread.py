"""Lists in a query written `name[0]=a&name[1]=b`, where no brackets are documented."""

from __future__ import annotations

from typing import Any, Protocol

from ..schemas.document import Document
from ..schemas.shapes import Shape
from .call import Call
from .parameters import Parameter
from .spellings import Spellings
from .structures import from_pairs
from .styles import MISSING, Pairs


class Settings(Protocol):
    """What is needed of an application's settings."""

    @property
    def document(self) -> Document:
        """The document."""
        ...

    @property
    def spellings(self) -> Spellings | None:
        """Tells of what is spelt otherwise."""
        ...


def spread(settings: Settings, call: Call, parameter: Parameter, pairs: Pairs) -> Any:
    """The list that a parameter is, written so; `MISSING` where it is not.

    Raises:
        Malformed: It cannot be read.
    """
    if all("[" not in name for name in pairs.values):
        return MISSING
    document = settings.document
    shape = Shape(document, document.at(parameter.schema) if parameter.schema else None)
    if "array" not in shape.types:
        return MISSING
    value = from_pairs(parameter.key, shape, "brackets", True)(pairs)
    if value is not MISSING and settings.spellings is not None:
        settings.spellings.tell(call, [f"query {parameter.key}: brackets for a list"])
    return value
