"""How access tokens are come by: what the schemes of a document name."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from .core import Core
    from .oauth import Source
    from .operation import Scheme


def client_credentials(core: Core, scheme: Scheme, url: str, scopes: tuple[str, ...]) -> Source:
    """Tokens for a client id and secret (RFC 6749, section 4.4).

    Raises:
        UsageError: The token URL is none.
    """
    from .oauth import Source

    return Source(core, scheme, url, scopes)
