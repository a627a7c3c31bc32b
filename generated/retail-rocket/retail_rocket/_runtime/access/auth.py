"""Credentials as data: what was given, what an operation needs, where it stands in a request.

Where a document asks for any, `keyring.py` knows them.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from ..ground.operation import Api, Operation, Scheme
from ..ground.secret import Masker, SecretValue

if TYPE_CHECKING:
    from .source import Token, TokenStore


class Credential:
    """A credential as it was given: a value, or a function to ask."""

    __slots__ = ("ask", "value")

    def __init__(self, value: SecretValue | None, ask: Callable[[], Any] | None = None) -> None:
        self.value = value
        self.ask = ask

    def __repr__(self) -> str:
        return "<Credential>"


class Access:
    """What one operation needs to be let in: its schemes with the credentials given."""

    __slots__ = ("schemes",)

    def __init__(self, schemes: tuple[tuple[Scheme, Credential], ...]) -> None:
        self.schemes = schemes

    def __repr__(self) -> str:
        return f"<Access {' and '.join(scheme.name for scheme, _ in self.schemes)}>"


class Placed:
    """Credentials at their places in a request, encoded."""

    __slots__ = ("cookies", "form", "headers", "query", "tokens")

    def __init__(self) -> None:
        self.tokens: list[tuple[TokenStore, Token]] = []
        """(store, token) of those that can be renewed."""
        self.headers: list[tuple[bytes, bytes]] = []
        self.query: list[tuple[str, str]] = []
        """(encoded name, encoded pair)"""
        self.cookies: list[str] = []
        self.form: list[tuple[str, str]] = []

    def same(self, other: Placed) -> bool:
        """Whether the other would be sent just so."""
        return (self.headers, self.query, self.cookies, self.form) == (
            other.headers,
            other.query,
            other.cookies,
            other.form,
        )

    def __repr__(self) -> str:
        return "<Placed>"


class Keys:
    """What a client was given, by argument name: nothing, where its document asks for nothing."""

    __slots__ = ("masker",)

    def __init__(self) -> None:
        self.masker = Masker()

    def learn(self, value: str, *, passing: bool = False) -> None:
        """Hide a secret wherever text is made."""
        self.masker.learn(value, passing=passing)

    def get(self, argument: str) -> Credential | None:
        """What was given for an argument."""
        return None

    def access(self, api: Api, operation: Operation[Any]) -> Access:
        """What an operation needs to be let in.

        Raises:
            UsageError: It was not given.
        """
        return Access(())

    def place(self, placed: Placed, scheme: Scheme, secret: str) -> None:
        """Put a credential where its scheme says; here there is none."""
