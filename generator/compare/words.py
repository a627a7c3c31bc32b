"""How parts of documents and their values are called in sentences."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

_MAX = 60


def shown(value: Any) -> str:
    """A JSON value, short enough for a line."""
    text = json.dumps(value, ensure_ascii=False, sort_keys=True, default=str)
    return text if len(text) <= _MAX else text[: _MAX - 1] + "…"


def listed(values: Iterable[Any], most: int = 6) -> str:
    """Several JSON values."""
    texts = [shown(value) for value in values]
    more = f" and {len(texts) - most} more" if len(texts) > most else ""
    return ", ".join(texts[:most]) + more


def kinds_text(kinds: Iterable[str]) -> str:
    """The types of JSON values as a document lists them; a number may be whole."""
    named = set(kinds)
    if named >= {"null", "boolean", "integer", "number", "string", "array", "object"}:
        return "anything"
    if "number" in named:
        named.discard("integer")
    return " or ".join(sorted(named)) or "nothing"


def from_to(old: Any, new: Any) -> str:
    """`10 → 20`; what was not there is left out."""
    return f"{shown(old)} → {shown(new)}"
