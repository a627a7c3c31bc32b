"""JSON of requests: strict where readers disagree, and quick where nothing is in doubt."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any, NoReturn

from jiter import from_json

from ..schemas.values import deeper_than
from .styles import Malformed

MAX_DEPTH = 100


def read_json(data: bytes, exact: bool = False) -> Any:
    """A JSON value (RFC 8259): UTF-8, no NaN, no name twice, no lone surrogates, not bottomless.

    Args:
        data: The body.
        exact: Whether numbers with a fraction become decimals, which keep every digit.

    Raises:
        Malformed: It is not JSON, or nested too deep.
    """
    try:
        value = from_json(
            data,
            allow_inf_nan=False,
            cache_mode="keys",
            catch_duplicate_keys=True,
            float_mode="decimal" if exact else "float",
        )
    except ValueError:
        value = _carefully(data, exact)
    if data.count(b"[") + data.count(b"{") > MAX_DEPTH and deeper_than(value, MAX_DEPTH):
        raise Malformed(f"is nested more than {MAX_DEPTH} deep")
    return value


def _carefully(data: bytes, exact: bool) -> Any:
    """The value, or what is wrong with it."""
    try:
        value = json.loads(
            data.decode(),
            parse_constant=_no_constant,
            parse_float=Decimal if exact else None,
            object_pairs_hook=_no_name_twice,
        )
        if b"\\u" in data:
            json.dumps(value, ensure_ascii=False, default=str).encode()
    except RecursionError:
        raise Malformed(f"is nested more than {MAX_DEPTH} deep") from None
    except UnicodeEncodeError:
        raise Malformed("holds half of a surrogate pair") from None
    except ValueError as error:
        raise Malformed(f"is not JSON: {_reason(error)}") from None
    return value


def _reason(error: ValueError) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"{error.msg} at line {error.lineno}, column {error.colno}"
    return "not UTF-8" if isinstance(error, UnicodeDecodeError) else "a number is out of range"


def _no_name_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object; readers disagree about which of two members of one name counts."""
    made = dict(pairs)
    if len(made) != len(pairs):
        raise json.JSONDecodeError("a name stands twice in an object", "", 0)
    return made


def _no_constant(name: str) -> NoReturn:
    raise json.JSONDecodeError(f"{name} is no JSON number", name, 0)
