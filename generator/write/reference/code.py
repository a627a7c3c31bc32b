"""Source text with brackets in it, on as few lines as fit."""

from __future__ import annotations

from collections.abc import Iterable

from generator.ground.records import record

WIDTH = 58
"""Columns of an example: what stands beside another on a wide screen."""


@record(frozen=True, slots=True)
class Brackets:
    """A call or a display: what opens it, what is in it, what closes it."""

    opening: str
    items: tuple[tuple[str, Code], ...]
    """What stands before an item (`name=`, `"key": `), and the item."""
    closing: str


Code = str | Brackets


def call(name: str, items: Iterable[tuple[str, Code]]) -> Brackets:
    """`name(a=1, …)`."""
    return Brackets(f"{name}(", tuple(items), ")")


def written(code: Code, indent: int = 0, before: int = 0) -> str:
    """The text of a piece of source.

    Args:
        code: The piece.
        indent: Columns of the line that it stands on.
        before: Columns that are taken on that line, the indent not counted.
    """
    if isinstance(code, str) or not code.items:
        return _flat(code)
    flat = _flat(code)
    if "\n" not in flat and indent + before + len(flat) <= WIDTH:
        return flat
    inner = indent + 4
    lines = [
        f"{' ' * inner}{name}{written(item, inner, len(name) + 1)}," for name, item in code.items
    ]
    return "\n".join([code.opening, *lines, " " * indent + code.closing])


def _flat(code: Code) -> str:
    if isinstance(code, str):
        return code
    inner = ", ".join(name + _flat(item) for name, item in code.items)
    lone = "," if code.opening == "(" and len(code.items) == 1 else ""
    return f"{code.opening}{inner}{lone}{code.closing}"
