"""Numbers as JSON has them: integers stay integers.

A JSON number has no size (RFC 8259, section 6): 5 is not 5.0 to those who count.
"""

from __future__ import annotations

import os
import re
from typing import Annotated, Any

from pydantic_core import CoreSchema, core_schema

TOKEN = os.urandom(12).hex()
"""Stands before digits until they are written without quotes; nobody else knows it."""
_QUOTED = re.compile(rb'"' + TOKEN.encode() + rb'([^"]*)"')
EXACT: dict[str, Any] = {}
"""Context for a serializer whose output goes through `unquoted`; empty: nothing has decimals."""


def unquoted(data: bytes) -> bytes:
    """JSON that was written with `EXACT`, its decimals as numbers."""
    return _QUOTED.sub(rb"\1", data) if EXACT and TOKEN.encode() in data else data


class _Number:
    """An integer where it came as one, else a float."""

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> CoreSchema:
        # The float first: it is exact for what has a fraction, and then no other is tried.
        return core_schema.union_schema(
            [handler(source), core_schema.int_schema(strict=True)],
            serialization=core_schema.simple_ser_schema("any"),
        )


JsonNumber = Annotated[float, _Number()]
"""A number: an `int` where it is written as one, however large."""
