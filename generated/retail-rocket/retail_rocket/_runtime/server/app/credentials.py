"""What an application is told of credentials, as types: `auth.py` checks them."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Protocol, TypeAlias

Credentials: TypeAlias = Collection[str] | Callable[[str, str], bool]
"""Known credentials, or a function of scheme name and credential that says whether one is.

The credential of a basic scheme is `user:password`. The function may raise
`Refusal(403)` for one that is known and not allowed.
"""


class Issued(Protocol):
    """Who issues the access tokens of a scheme: see `tokens.py`."""

    @property
    def strict(self) -> bool:
        """Whether other tokens than these are refused."""
        ...

    def admits(self, token: str, /) -> bool:
        """Whether a token is one of these, and still good."""
        ...

    def owner(self, token: str, /) -> str | None:
        """The client id that a token was issued to."""
        ...
