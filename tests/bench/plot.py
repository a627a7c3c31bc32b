"""A table of comparisons as a picture: one SVG, bars of ratios, nothing but text and rectangles."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import NamedTuple

_WIDTH, _ROW, _LEFT, _BAR, _TOP = 860, 34, 430, 300, 40
_MOST = 3.0
"""The ratio at which a bar is cut."""


class Row(NamedTuple):
    """One comparison."""

    what: str
    beside: str
    ratio: float
    gate: float | None


def svg(title: str, rows: Sequence[Row]) -> str:
    """The picture: what ours costs as a part of the rival's, which is the upright line at 1."""
    height = _TOP + _ROW * len(rows) + 24
    most = min(_MOST, max(1.25, *(row.ratio for row in rows), *(row.gate or 0 for row in rows)))
    unit = _BAR / most
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}"'
        f' font-family="sans-serif" font-size="12" role="img" aria-label="{escape(title)}">',
        f'<rect width="{_WIDTH}" height="{height}" fill="#fff"/>',
        f'<text x="12" y="22" font-size="14" font-weight="bold">{escape(title)}</text>',
    ]
    for index, row in enumerate(rows):
        y = _TOP + _ROW * index
        missed = row.gate is not None and row.ratio > row.gate
        length = min(row.ratio, most) * unit
        parts += [
            f'<text x="12" y="{y + 13}">{escape(row.what)}</text>',
            f'<text x="12" y="{y + 26}" fill="#666" font-size="10">beside {escape(row.beside)}</text>',
            f'<rect x="{_LEFT}" y="{y + 4}" width="{length:.0f}" height="18"'
            f' fill="{"#c0504d" if missed else "#4f81bd"}"/>',
            f'<text x="{_LEFT + length + 6:.0f}" y="{y + 18}">{row.ratio:.2f} ×</text>',
        ]
        if row.gate is not None and row.gate <= most:
            x = _LEFT + row.gate * unit
            parts.append(
                f'<path d="M{x:.0f} {y + 1}v24" stroke="#000" stroke-dasharray="3 2" fill="none"/>'
            )
    x = _LEFT + unit
    parts += [
        f'<path d="M{x:.0f} {_TOP - 4}V{height - 20}" stroke="#666" fill="none"/>',
        f'<text x="{x:.0f}" y="{height - 6}" text-anchor="middle" fill="#666">the rival: 1;'
        " dashed: the gate</text>",
        "</svg>",
    ]
    return "\n".join(parts) + "\n"
