"""Values as small tables for notebooks: everything in them is escaped and cut short."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

from pydantic import BaseModel

from .shape import is_list

_ROWS, _COLUMNS, _LENGTH = 20, 8, 80


def table_of_members(model: BaseModel) -> str:
    """The members of a model that were set, one a row."""
    return _table(type(model).__name__, [(name, _cell(v)) for name, v in _members(model).items()])


def table_of_items(caption: str, items: Sequence[Any]) -> str:
    """Items of a list, one a row; the first members of models as columns."""
    found = [_members(item) for item in items]
    names = [*dict.fromkeys(name for members in found[:_ROWS] for name in members)][:_COLUMNS]
    rows = [
        [_cell(members.get(name, "")) for name in names] if members else [_cell(item)]
        for item, members in zip(items, found, strict=True)
    ]
    return _table(caption, rows, names)


def _members(value: Any) -> dict[str, Any]:
    if not isinstance(value, BaseModel):
        return {}
    names = (*type(value).model_fields, *(value.model_extra or ()))
    return {name: getattr(value, name) for name in names if name in value.model_fields_set}


def _cell(value: Any) -> str:
    if isinstance(value, BaseModel):
        return f"{type(value).__name__}(…)"
    if is_list(value) and value and isinstance(value[0], BaseModel):
        return f"{len(value)} × {type(value[0]).__name__}"
    said = str(value)
    return said if len(said) <= _LENGTH else f"{said[: _LENGTH - 1]}…"


def _table(caption: str, rows: Sequence[Sequence[str]], names: Sequence[str] = ()) -> str:
    def row(cells: Sequence[str], tag: str) -> str:
        return f"<tr>{''.join(f'<{tag}>{escape(cell)}</{tag}>' for cell in cells)}</tr>"

    shown = [*([row(names, "th")] if names else []), *(row(cells, "td") for cells in rows[:_ROWS])]
    if len(rows) > _ROWS:
        shown.append(row([f"… {len(rows) - _ROWS} more"], "td"))
    return f"<table><caption>{escape(caption)}</caption>{''.join(shown)}</table>"
