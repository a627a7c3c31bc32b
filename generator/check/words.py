"""Descriptions and summaries that say nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from string import ascii_letters, digits

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
    "server",
    "serverVariable",
    "externalDocs",
    "pathItem",
    "requestBody",
    "example",
    "link",
)
_LATER = re.compile(
    r"\s*(?:\.{2,}|…|(?i:todo|tbd|tba|fixme|lorem ipsum.*)[.:!?]*|TO[D]O\b:?.*|FIX[M]E\b:?.*)\s*\Z",
    re.DOTALL,
)
"""What stands where something is to be written one day."""
_BEGINNINGS = frozenset(ascii_letters + digits) - frozenset("TtFfLl")
"""What no such text begins with."""


def w372_empty_words(look: Look) -> Iterator[Diagnostic]:
    """A description or summary without a word."""
    for node in look.of(*_SPOKEN):
        for key in ("description", "summary"):
            text = node.value.get(key)
            if not isinstance(text, str) or text[:1] in _BEGINNINGS:
                continue  # most
            if not text.strip() and node.place.wrote(key):
                mend = "write what it is, or remove it"
                if node.kind == "response":
                    mend = "write what it is"
                yield node.place.report("W372", f"{key} is empty", mend, key=key)
            elif len(text) < 2000 and _LATER.match(text):
                message = f"{key} {short(text.strip(), 30)} says nothing yet"
                yield node.place.report("W372", message, "write what it is, or remove it", key=key)


def w372_empty_info(look: Look) -> Iterator[Diagnostic]:
    """The API has a title and a version (Info Object)."""
    for node in look.of("info"):
        for key in ("title", "version"):
            text = node.value.get(key)
            if isinstance(text, str) and not text.strip():
                yield node.place.report("W372", f"{key} is empty", f"write the {key}", key=key)


def h387_other_method(look: Look) -> Iterator[Diagnostic]:
    """A summary that begins with what another method does: it was copied (RFC 9110, 9.3)."""
    for operation in look.operations:
        summary = operation.value.get("summary")
        if operation.webhook or not isinstance(summary, str):
            continue
        verb = summary.split(None, 1)[0].lower() if summary.strip() else ""
        if verb in _OF_OTHERS.get(operation.method, ()):
            message = f"{operation.method.upper()}, but the summary says {short(verb, 20)}"
            yield operation.place.report("H387", message, "say what it does", key="summary")


_OF_OTHERS = {
    "get": ("delete", "remove", "create", "add", "update", "replace"),
    "put": ("get", "list", "fetch"),
    "patch": ("get", "list", "fetch"),
    "delete": ("get", "list", "fetch", "create", "add", "update", "replace"),
}
"""Verbs that summaries begin with, of what a method never does."""


RULES: tuple[Rule, ...] = (w372_empty_words, w372_empty_info, h387_other_method)
