"""What a golden request is: a call, and what the vendor must get for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, NamedTuple


class Golden(NamedTuple):
    """A call, and the request that it must become."""

    call: Callable[[Any], Any]
    target: str
    """Method and whole URL."""
    headers: Mapping[str, str] = {}
    """Beside host, user agent, encodings and length."""
    body: Any = None
    """Bytes as they are, or the value of a JSON body; None: there is none."""
