"""What a document and its vendor's responses say of an operation's end.

Headers: `Deprecation` (RFC 9745, and the drafts before it), `Sunset` (RFC 8594), `Warning`
with the code 299 (RFC 7234, 5.5), a link with the relation `deprecation`, and the
vendor's own (`x-deprecation`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from ..ground.fields import ANNOUNCING
from ..ground.operation import Deprecation, Operation

_WARNING = re.compile(r'(?:^|,)\s*299\s+\S+\s+(?:"((?:[^"\\]|\\.)*)"|([^",]+))')
_LONGEST = 200


def deprecation_text(operation: Operation[Any], headers: Mapping[str, str]) -> str:
    """The warning: since when, until when, what to use and what the vendor says.

    Args:
        operation: Whose end it is.
        headers: Of a response, found by names in lower case; empty where none has come.
    """
    known = operation.deprecation or Deprecation()
    known = known._replace(
        since=_since(headers.get("deprecation", "")) or known.since,
        sunset=headers.get("sunset") or known.sunset,
    )
    if "link" in headers:
        from ..wire.links import link

        known = known._replace(link=link(headers["link"], "deprecation") or known.link)
    return _text(operation.id, known, _words(headers, known.header))


def argument_text(operation: Operation[Any], name: str, known: Deprecation) -> str:
    """The warning of an argument that will go."""
    return _text(f"argument {name} of {operation.id}", known, "")


def _text(what: str, known: Deprecation, words: str) -> str:
    said = [
        f"{what} is deprecated by the vendor",
        f"since {known.since}" if known.since else "",
        f"gone after {known.sunset}" if known.sunset else "",
        f"use {known.use}" if known.use else "",
        f"see {known.link}" if known.link else "",
        f"it says: {words}" if words else "",
    ]
    return " ".join(", ".join(filter(None, said)).split())


def _since(value: str) -> str | None:
    """The day in a `Deprecation` header, which may say nothing but `true`."""
    from datetime import UTC, datetime
    from email.utils import parsedate_to_datetime

    try:
        if value.startswith("@"):
            moment = datetime.fromtimestamp(int(value[1:]), UTC)
        else:
            moment = parsedate_to_datetime(value)
    except (ValueError, OverflowError, OSError, TypeError):
        return None
    return f"{moment:%Y-%m-%d}"


def _words(headers: Mapping[str, str], own: str | None) -> str:
    """The vendor's own words: of a 299 warning, or of its own header."""
    found = _WARNING.search(headers.get("warning", ""))
    if found:
        text: str = found.group(1) or found.group(2) or ""
        return re.sub(r"\\(.)", r"\1", text).strip()[:_LONGEST]
    said = headers.get(own.lower(), "") if own and own.lower().encode() not in ANNOUNCING else ""
    return said.strip()[:_LONGEST]
