"""Descriptions and summaries that say nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator

from generator.check.look import Look, Rule
from generator.ground.diagnostics import Diagnostic, short

_SPOKEN = (
    "tag",
    "parameter",
    "response",
    "header",
    "operation",
    "schema",
    "securityScheme",
    "info",
)
_LATER = re.compile(
    r"\s*(?:\.{2,}|…|(?i:todo|tbd|tba|fixme|lorem ipsum.*)[.:!?]*|TO[D]O\b:?.*|FIX[M]E\b:?.*)\s*\Z",
    re.DOTALL,
)
"""What stands where something is to be written one day."""


def w372_empty_words(look: Look) -> Iterator[Diagnostic]:
    """A description or summary without a word."""
    for node in look.of(*_SPOKEN):
        for key in ("description", "summary"):
            text = node.value.get(key)
            if isinstance(text, str) and not text.strip() and node.place.wrote(key):
                mend = "write what it is, or remove it"
                if node.kind == "response":
                    mend = "write what it is"
                yield node.place.report("W372", f"{key} is empty", mend, key=key)
            elif isinstance(text, str) and len(text) < 2000 and _LATER.match(text):
                message = f"{key} {short(text.strip(), 30)} says nothing yet"
                yield node.place.report("W372", message, "write what it is, or remove it", key=key)


def w372_empty_info(look: Look) -> Iterator[Diagnostic]:
    """The API has a title and a version (Info Object)."""
    for node in look.of("info"):
        for key in ("title", "version"):
            text = node.value.get(key)
            if isinstance(text, str) and not text.strip():
                yield node.place.report("W372", f"{key} is empty", f"write the {key}", key=key)


RULES: tuple[Rule, ...] = (w372_empty_words, w372_empty_info)
