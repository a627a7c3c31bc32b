"""Where access tokens come from, as types: what a scheme's `grant` makes, and `tokens.py` keeps."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any, Protocol

from ..ground.operation import Operation
from ..ground.settings import Settings
from ..ground.words import Effect


class Token(Protocol):
    """An access token."""

    value: str
    renew: float
    """When it is to be renewed."""


class TokenStore(Protocol):
    """One token, shared by all who use it."""

    @property
    def token(self) -> Token | None:
        """The last that came, unless it was refused."""
        ...

    def fresh(self, now: float) -> Token | None:
        """The token, when nothing is to be done about it."""
        ...

    def reject(self, token: Any) -> None:
        """Drop a token that was refused."""
        ...


class TokenSource(Protocol):
    """Where a client gets the tokens of a scheme: what a scheme's `grant` makes."""

    @property
    def store(self) -> TokenStore:
        """Where its token is kept."""
        ...

    def obtain(
        self, settings: Settings, operation: Operation[Any], end: float | None
    ) -> Generator[Effect, Any, Token]:
        """A token to use now; `end` is the call's deadline."""
        ...
