"""Plain YAML values that readers of YAML 1.1 take for something else.

Most tools still read YAML 1.1 (yaml.org/type): `no` is false there, `12:30` is
750 and `2026-01-31` no text. We read YAML 1.2 and keep what was written.
"""

from __future__ import annotations

import re

from generator.read.source.tree import SourceFile, cut

_BOOLS = frozenset(
    word for name in ("yes", "no", "on", "off") for word in (name, name.capitalize(), name.upper())
)
_FORMS = (
    (re.compile(r"\d{4}-\d\d?-\d\d?(?:[Tt ].*)?\Z"), "a date"),
    (re.compile(r"[-+]?[1-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?\Z"), "a number to base 60"),
    (re.compile(r"[-+]?(?:0b[01_]+|[0-9][0-9_]*_[0-9_]*(?:\.[0-9_]*)?)\Z"), "a number"),
    (re.compile(r"[-+]?(?:0o[0-7]+|[0-9]+(?:\.[0-9]*)?[eE][0-9]+|[0-9]+[eE][-+][0-9]+)\Z"), "text"),
)
_BEGINNINGS = frozenset("0123456789+-")
BEGINNINGS = _BEGINNINGS | {word[0] for word in _BOOLS}
"""What such values begin with: few others do."""
_KEY = re.compile(r"[0-9]+\Z")
_EACH = 10


def read_elsewhere(text: str, key: bool) -> str:
    """What a reader of YAML 1.1 takes a plain scalar for; empty where it is the same."""
    if text in _BOOLS:
        return "true" if text.lower() in ("yes", "on") else "false"
    if text[:1] not in _BEGINNINGS:
        return ""
    if key and _KEY.match(text):
        return "a number"
    return next((what for form, what in _FORMS if form.match(text)), "")


class Elsewhere:
    """Gathers such values of one file; many of a kind are told once, with their count."""

    def __init__(self, file: SourceFile) -> None:
        """Begin with none."""
        self._file = file
        self._found: dict[tuple[str, bool], list[tuple[int, str]]] = {}

    def note(self, text: str, offset: int, *, key: bool = False) -> None:
        """Look at a plain scalar, or at a plain key."""
        what = read_elsewhere(text, key)
        if what:
            self._found.setdefault((what, key), []).append((offset, text))

    def tell(self) -> None:
        """Add the warnings to the file's."""
        for (what, key), found in self._found.items():
            most = 1 if key and what == "a number" else _EACH
            for index, (offset, text) in enumerate(found[:most]):
                more = len(found) - most
                also = f" ({more} more)" if more > 0 and index == most - 1 else ""
                subject = f"key {cut(text)}" if key else cut(text)
                message = f"{subject} is {what} to readers of YAML 1.1{also}"
                mend = f'write the decimal number, or "{cut(text)}"' if what == "text" else ""
                mend = mend or f'write "{cut(text)}"'
                self._file.warnings.append(self._file.fault("W013", offset, message, mend))
