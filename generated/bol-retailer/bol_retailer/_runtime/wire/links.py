"""Web links in headers (RFC 8288)."""

from __future__ import annotations

import re

_LINK = re.compile(
    r"<([^>]*)>((?:\s*;\s*[\w!#$&+.^`|~*-]+(?:\s*=\s*(?:\"(?:[^\"\\]|\\.)*\"|[^\s;,\"]*))?)*)"
)
_PARAMETER = re.compile(
    r";\s*([\w!#$&+.^`|~*-]+)(?:\s*=\s*(?:\"((?:[^\"\\]|\\.)*)\"|([^\s;,\"]*)))?"
)


def link(header: str, relation: str) -> str | None:
    """The target of the first link with a relation; None when there is none."""
    for target, parameters in _LINK.findall(header):
        for name, quoted, token in _PARAMETER.findall(parameters):
            if name.lower() == "rel":
                if relation in (quoted or token).lower().split():
                    return str(target).strip()
                break  # only the first rel counts
    return None
