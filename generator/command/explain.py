"""`specwright explain CODE`: what a code means, from `docs/diagnostics.md`."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from generator.ground.diagnostics import CODES, nearest

_PLACES = ("../../docs/diagnostics.md", "../diagnostics.md")
"""Beside this file: in a checkout, and in an installed wheel."""


def explain(code: str) -> int:
    """Print the section of a code.

    Returns:
        The exit status: 2 where there is no such code.
    """
    section = section_of(_today(code.upper()))
    if not section:
        near = nearest(code.upper(), CODES)
        hint = f"did you mean {near}?" if near else "codes are as E304 and W401"
        print(f"specwright: there is no code {code[:20]!r}; {hint}", file=sys.stderr)
        return 2
    print(section)
    return 0


def _today(code: str) -> str:
    """The code that has the number now: one whose level changed has another letter."""
    return next((c for c in (code, *CODES) if c in CODES and c[1:] == code[1:]), code)


def section_of(code: str) -> str:
    """The text of a code, its title where the documentation is not there, or an empty string."""
    if code not in CODES:
        return ""
    here = Path(__file__).parent
    text = next((path.read_text("utf-8") for p in _PLACES if (path := here / p).is_file()), "")
    found = re.search(rf"^### ({code} .*?)(?=^##|\Z)", text, re.MULTILINE | re.DOTALL)
    return found[1].strip() if found else f"{code} {CODES[code]}"
