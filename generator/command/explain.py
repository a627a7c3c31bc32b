"""`specwright explain CODE`: what a code means, from `docs/diagnostics.md`."""

from __future__ import annotations

import re
import sys
from pathlib import Path

from generator.ground.codes import CODES, today
from generator.ground.diagnostics import nearest

_PLACES = ("../../docs/diagnostics.md", "../diagnostics.md")
"""Beside this file: in a checkout, and in an installed wheel."""


def explain(code: str) -> int:
    """Print the section of a code.

    Returns:
        The exit status: 2 where there is no such code.
    """
    now = today(code)
    section = section_of(now)
    if not section:
        near = nearest(code.upper(), CODES)
        hint = f"did you mean {near}?" if near else "codes are as E304 and W401"
        print(f"specwright: there is no code {code[:20]!r}; {hint}", file=sys.stderr)
        return 2
    if now != code.upper():
        print(f"{code.upper()} is called {now} today.\n")
    print(section)
    return 0


def section_of(code: str) -> str:
    """The text of a code, its title where the documentation is not there, or an empty string."""
    if code not in CODES:
        return ""
    here = Path(__file__).parent
    text = next((path.read_text("utf-8") for p in _PLACES if (path := here / p).is_file()), "")
    found = re.search(rf"^### ({code} .*?)(?=^##|\Z)", text, re.MULTILINE | re.DOTALL)
    return found[1].strip() if found else f"{code} {CODES[code]}"
