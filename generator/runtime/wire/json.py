"""JSON as it comes."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from pydantic_core import from_json

from ..ground.errors import DecodeError
from ..ground.parts import part


def loads(content: bytes, exact: bool = False) -> Any:
    """JSON without a type.

    Args:
        content: UTF-8.
        exact: whether numbers with a fraction keep every digit, for those that are decimals.

    Raises:
        DecodeError: it is no JSON, or cut short.
    """
    try:
        content = content.removeprefix(b"\xef\xbb\xbf")
        if exact:
            digits: Any = part("wire.decimals").Digits
            return json.loads(content, parse_float=digits, parse_constant=_no_constant)
        return from_json(content)
    except ValueError as error:
        # The parser names line and column, and none of the content.
        raise DecodeError("the body is empty" if not content else f"no JSON: {error}") from None


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")
