"""Pages of other origins that may call the API (extension `x-cors`), as browsers ask for it.

The rules are those of the Fetch standard, section 3.2: a browser hands an answer to a page
of another origin only where the answer says so, and asks first (OPTIONS) before it sends
what no form could.
"""

from __future__ import annotations

from collections.abc import Sequence

from .replies import Reply
from .request import Request

_KEPT = "600"
"""Seconds that a browser may keep a leave."""


class Cors:
    """Leave for pages of other origins.

    Args:
        origins: Whose pages may call; `*` is any.
    """

    def __init__(self, origins: Sequence[str]) -> None:
        self._any = "*" in origins
        self._origins = frozenset(origin.rstrip("/") for origin in origins)

    def told(self, request: Request, reply: Reply) -> Reply:
        """The reply with what a browser must hear; what asks no leave stays as it is."""
        origin = request.header("origin")
        if not origin or not (self._any or origin in self._origins):
            return reply
        said = {
            "access-control-allow-origin": "*" if self._any else origin,
            "access-control-expose-headers": "*",
        }
        if not self._any:
            said["vary"] = "Origin"
        if request.method == "OPTIONS" and request.header("access-control-request-method"):
            said = {
                **said,
                "access-control-allow-methods": reply.headers.get("allow", ""),
                "access-control-allow-headers": request.header("access-control-request-headers")
                or "*",
                "access-control-max-age": _KEPT,
            }
        return reply._replace(headers={**reply.headers, **said})
