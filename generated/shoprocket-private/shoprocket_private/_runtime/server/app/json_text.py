"""JSON of requests: strict where readers disagree, and quick where nothing is in doubt."""

from __future__ import annotations

import json
from typing import Any, NoReturn

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
    from jiter import from_json  # of the extra: the toolkit, which only checks, does without

    try:
        value = from_json(
            data,
            allow_inf_nan=False,
            cache_mode="keys",
            catch_duplicate_keys=True,
            float_mode="decimal" if exact else "float",
        )
    except ValueError:
        raise Malformed(_fault(data)) from None
    if data.count(b"[") + data.count(b"{") > MAX_DEPTH and deeper_than(value, MAX_DEPTH):
        raise Malformed(f"is nested more than {MAX_DEPTH} deep")
    return value


def _fault(data: bytes) -> str:
    """What is wrong with what jiter refused, as Python's own parser sees it."""
    try:
        value = json.loads(
            data.decode(), parse_constant=_no_constant, object_pairs_hook=_no_name_twice
        )
        json.dumps(value, ensure_ascii=False).encode()
    except RecursionError:
        return f"is nested more than {MAX_DEPTH} deep"
    except UnicodeEncodeError:
        return "holds half of a surrogate pair"
    except json.JSONDecodeError as error:
        return f"is not JSON: {error.msg} at line {error.lineno}, column {error.colno}"
    except UnicodeDecodeError:
        return "is not JSON: not UTF-8"
    except ValueError:
        return "is not JSON: a number is out of range"
    return f"is not JSON, or nested more than {MAX_DEPTH} deep"


def _no_name_twice(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object; readers disagree about which of two members of one name counts."""
    made = dict(pairs)
    if len(made) != len(pairs):
        raise json.JSONDecodeError("a name stands twice in an object", "", 0)
    return made


def _no_constant(name: str) -> NoReturn:
    raise json.JSONDecodeError(f"{name} is no JSON number", name, 0)
