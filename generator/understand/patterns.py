"""Regular expressions of a document: ECMA 262 (JSON Schema 2020-12, section 6.4), read in one way.

What the compiler itself asks goes to the engine that servers use, too. A client has Python's
alone, so what it is to try is written for that.
"""

from __future__ import annotations

import re
import warnings
from functools import lru_cache
from typing import Any

_SPACE = r"\t-\r \u00a0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000\ufeff"
_PIECE = re.compile(
    r"\\u\{(?P<point>[0-9A-Fa-f]{1,6})\}|\\c(?P<control>[A-Za-z])|\\k<(?P<again>\w+)>"
    r"|\\(?P<escaped>.)|\(\?<(?P<named>\w+)>|\[(?P<but>\^?)(?P<class>(?:\\.|[^\]\\])*)\]"
    r"|(?P<brace>\{(?!\d+(?:,\d*)?\}))|(?P<plain>.)",
    re.DOTALL,
)
_PLAIN = {".": r"[^\n\r\u2028\u2029]", "$": r"\Z"}


def compiles(pattern: str) -> bool:
    """Whether a pattern is one."""
    return _engine(pattern) is not None


def matches(pattern: str, text: str) -> bool:
    """Whether a pattern is found in a text; one that is broken never is."""
    found = _engine(pattern)
    return found is not None and bool(found.is_valid(text))


@lru_cache(1024)
def _engine(pattern: str) -> Any:
    import jsonschema_rs  # heavy, and few documents ask

    try:
        return jsonschema_rs.Draft202012Validator({"pattern": pattern}, offline=True)
    except (ValueError, jsonschema_rs.ValidationError):
        return None


@lru_cache(1024)
def in_python(pattern: str) -> str | None:
    r"""The same pattern for Python's `re` with `re.ASCII`, whose `\d`, `\w` and `\b` are ECMA's.

    None: Python cannot tell, as with properties of Unicode (`\p{L}`).
    """
    written = "".join(map(_piece, _PIECE.finditer(pattern)))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")  # of what will mean something else one day
            re.compile(written, re.ASCII)
    except (re.error, RecursionError, OverflowError, FutureWarning, DeprecationWarning):
        return None
    return written


def _piece(found: re.Match[str]) -> str:
    if found["class"] is not None:
        return _class(found["class"], bool(found["but"]))
    if found["named"]:
        return f"(?P<{found['named']}>"
    if found["again"]:
        return f"(?P={found['again']})"
    if found["brace"]:
        return r"\{"
    if found["escaped"] in ("s", "S"):
        return f"[{'^' if found['escaped'] == 'S' else ''}{_SPACE}]"
    return _escape(found) or _PLAIN.get(found[0], found[0])


def _escape(found: re.Match[str]) -> str:
    """A character that Python writes otherwise; empty: it does not."""
    if found["point"]:
        return rf"\U{int(found['point'], 16):08x}"
    if found["control"]:
        return rf"\x{ord(found['control']) % 32:02x}"
    return ""


def _class(text: str, but: bool) -> str:
    """A class of characters; what it has of all but spaces stands beside it, as Python asks."""
    if not text:
        return r"[\s\S]" if but else "(?!)"
    pieces = list(_PIECE.finditer(text.replace("[", r"\[")))
    rest = "".join(
        _SPACE if piece[0] == r"\s" else _escape(piece) or piece[0]
        for piece in pieces
        if piece[0] != r"\S"
    )
    if not any(piece[0] == r"\S" for piece in pieces):
        return f"[{'^' if but else ''}{rest}]"
    if but:
        return f"(?:{f'(?![{rest}])' if rest else ''}[{_SPACE}])"
    return f"(?:[^{_SPACE}]{f'|[{rest}]' if rest else ''})"
