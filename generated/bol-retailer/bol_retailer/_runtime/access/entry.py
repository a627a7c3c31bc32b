"""How a call is let in: credentials that are asked for, or fetched, for each attempt."""

from __future__ import annotations

from collections.abc import Generator
from typing import TYPE_CHECKING, Any, Protocol

from ..ground.errors import UsageError
from ..ground.http import Endpoint
from ..ground.operation import Operation
from ..ground.secret import SecretValue, refused
from ..ground.settings import Settings
from ..ground.words import Ask, Effect
from .address import Address
from .auth import Placed

if TYPE_CHECKING:
    from ..ground.operation import Scheme
    from .caller import Caller
    from .source import Token, TokenSource


class Holder(Protocol):
    """Who keeps what an operation asks for."""

    @property
    def asks(self) -> tuple[tuple[Scheme, Any], ...]:
        """Schemes with a function to ask, or a source of tokens."""
        ...

    held: Placed | None
    """A token as it was last sent."""


class Entry:
    """The credentials of one call that are not there beforehand."""

    __slots__ = (
        "_address",
        "_bound",
        "_caller",
        "_end",
        "_operation",
        "_renewed",
        "_settings",
        "endpoint",
        "placed",
    )

    def __init__(
        self,
        caller: Caller,
        settings: Settings,
        operation: Operation[Any],
        address: Address,
        bound: Holder,
        end: float | None,
        placed: Placed | None = None,
    ) -> None:
        self._caller = caller
        self._settings = settings
        self._operation = operation
        self._address = address
        self._bound = bound
        self._end = end
        self._renewed = False
        self.endpoint = address.endpoint
        """Where the next attempt goes; known when it is ready."""
        self.placed = placed
        """What it shows."""

    def ready(self) -> Generator[Effect, Any, None]:
        """Get what the next attempt needs.

        Raises:
            ApiError: There is no token to be had, or a credential cannot be sent.
        """
        if not self._renewed:
            self.endpoint, self.placed = yield from self._get()
        self._renewed = False

    def _get(self) -> Generator[Effect, Any, tuple[Endpoint, Placed | None]]:
        """Ask each of the caller's functions once, and get the tokens."""
        answers: dict[int, SecretValue] = {}

        def asking(function: Any) -> Generator[Effect, Any, SecretValue]:
            if id(function) not in answers:
                answers[id(function)] = secret = yield Ask(function)
                self._caller.keyring.learn(secret.reveal(), passing=True)
            return answers[id(function)]

        placed: Placed | None = None
        try:
            endpoint = self._address.endpoint
            if endpoint is None:
                found: dict[str, SecretValue] = {}
                for name, function in self._address.asks:
                    found[name] = yield from asking(function)
                endpoint = self._address.resolve(found)
            if self._bound.asks:
                placed = Placed()
                for scheme, asked in self._bound.asks:
                    if scheme.secret_argument is not None:
                        if self._address.named:
                            self._caller.check_token_url(scheme, endpoint)
                        token = yield from self._token(asked)
                        placed.tokens.append((asked.store, token))
                        self._caller.keyring.place(placed, scheme, token.value)
                        if len(self._bound.asks) == 1:
                            self._bound.held = placed
                        continue
                    secret = yield from asking(asked)
                    self._caller.keyring.place(placed, scheme, secret.reveal())
        except UsageError as error:
            raise refused(error, self._operation) from None
        return endpoint, placed

    def _token(self, source: TokenSource) -> Generator[Effect, Any, Token]:
        token = source.store.fresh(self._caller.clock.monotonic())
        if token is None:
            token = yield from source.obtain(self._settings, self._operation, self._end)
        self._caller.keyring.learn(token.value, passing=True)
        return token

    def renew(self) -> Generator[Effect, Any, bool]:
        """After a 401: get others than those that were refused; False where there are none."""
        old, placed = self.endpoint, self.placed
        for store, token in placed.tokens if placed is not None else ():
            store.reject(token)
        self.endpoint, self.placed = new, again = yield from self._get()
        self._renewed = True
        if old is None or (new.origin, new.prefix) != (old.origin, old.prefix):
            return True
        return placed is not None and again is not None and not again.same(placed)

    def __repr__(self) -> str:
        return f"<Entry to {self._operation.id}>"
