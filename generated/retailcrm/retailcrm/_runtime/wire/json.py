"""JSON as it comes."""

from __future__ import annotations

from typing import Any

from pydantic_core import from_json

from ..ground.errors import DecodeError


def loads(content: bytes) -> Any:
    """JSON without a type.

    Raises:
        DecodeError: it is no JSON, or cut short.
    """
    try:
        return from_json(content.removeprefix(b"\xef\xbb\xbf"))
    except ValueError as error:
        # The parser names line and column, and none of the content.
        raise DecodeError("the body is empty" if not content else f"no JSON: {error}") from None
