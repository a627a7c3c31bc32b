"""How access tokens are come by: what the schemes of a document name."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ..ground.operation import Scheme
    from .caller import Caller
    from .oauth import Source


def client_credentials(caller: Caller, scheme: Scheme, url: str, scopes: tuple[str, ...]) -> Source:
    """Tokens for a client id and secret (RFC 6749, section 4.4).

    Raises:
        UsageError: The token URL is none.
    """
    from .oauth import Source

    return Source(caller, scheme, url, scopes)
