"""The credentials a client was given: which of them an operation needs, and where they go."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from typing import Any, cast

from ..ground.errors import UsageError
from ..ground.operation import Api, Operation, Scheme
from ..ground.secret import SecretValue
from ..wire.encode import quote, raw
from .auth import Access, Credential, Keys, Placed


def basic(secret: str) -> str:
    """The header of HTTP Basic for `user:password` (RFC 7617)."""
    return f"Basic {b64encode(secret.encode()).decode()}"


def _check_kind(scheme: Scheme, secret: str) -> None:
    """Refuse a credential of another kind, such as a secret key where a public one belongs."""
    for start in scheme.foreign:
        if secret.startswith(start):
            raise UsageError(
                f"{scheme.argument} begins with {start!r}: it is a key of another kind, and"
                " was not sent"
            )


def _arguments(scheme: Scheme) -> tuple[str, ...]:
    """The keywords of the client's constructor that a scheme needs."""
    second = scheme.secret_argument
    return (scheme.argument, second) if second else (scheme.argument,)


def _header(placed: Placed, scheme: Scheme, value: str) -> None:
    try:  # ASCII only: of other bytes a header does not say what they mean (RFC 9110, 5.5)
        placed.headers.append((scheme.wire.encode("ascii"), raw(value).encode("ascii")))
    except (UsageError, UnicodeEncodeError):
        raise UsageError(f"{scheme.argument} holds characters no header can") from None


class Keyring(Keys):
    """The credentials and server variables a client was given, by argument name."""

    __slots__ = ("_given",)

    def __init__(self, api: Api, given: Mapping[str, Any]) -> None:
        super().__init__()
        self._given: dict[str, Credential] = {}
        # What a scheme uses is a secret wherever else it may stand, the URL too.
        secret = {name for scheme in api.schemes for name in _arguments(scheme)}
        for argument, value in given.items():
            if value is None:
                continue
            if isinstance(value, tuple):
                value = ":".join(cast("tuple[str, str]", value))
            if callable(value):
                self._given[argument] = Credential(None, value)
                continue
            if not isinstance(value, str) or not value:
                raise UsageError(
                    f"{argument} must be text (not empty) or a function that returns it,"
                    f" not {'an empty string' if value == '' else type(value).__name__}"
                )
            if argument in secret:
                for scheme in api.schemes:
                    if scheme.argument == argument:
                        _check_kind(scheme, value)
                self.learn(value)
            self._given[argument] = Credential(SecretValue(value))

    def learn(self, value: str, *, passing: bool = False) -> None:
        """Hide a secret, and its form in HTTP Basic, wherever text is made."""
        self.masker.learn(value, passing=passing)
        if ":" in value:
            self.masker.learn(basic(value).removeprefix("Basic "), passing=passing)

    def get(self, argument: str) -> Credential | None:
        """What was given for an argument."""
        return self._given.get(argument)

    def access(self, api: Api, operation: Operation[Any]) -> Access:
        """The first alternative of an operation's security whose credentials were all given.

        An alternative without any scheme (anonymous) is taken only when no other can be.

        Raises:
            UsageError: none can be met; the message says what to give.
        """
        alternatives = operation.security if operation.security is not None else api.security
        schemes = {scheme.name: scheme for scheme in api.schemes}
        missing: list[str] = []
        for names in alternatives:
            needed = [schemes[name] for name in names]
            held = [(scheme, self._credential(scheme)) for scheme in needed]
            if names and all(credential is not None for _, credential in held):
                return Access(cast("tuple[tuple[Scheme, Credential], ...]", tuple(held)))
            wanted = [name for scheme in needed for name in _arguments(scheme)]
            missing.append(" and ".join(f"{name}=…" for name in wanted))
        if not alternatives or () in alternatives:
            return Access(())
        raise UsageError(
            f"needs credentials: give the client {' or '.join(dict.fromkeys(missing))}"
        )

    def place(self, placed: Placed, scheme: Scheme, secret: str) -> None:
        """Put a credential where its scheme says.

        Raises:
            UsageError: it cannot stand in a header, or is of another kind.
        """
        if scheme.kind == "mutual-tls":
            return
        _check_kind(scheme, secret)
        if scheme.kind in ("bearer", "oauth2"):
            _header(placed, scheme, f"Bearer {secret}")
        elif scheme.kind == "basic":
            _header(placed, scheme, basic(secret))
        elif scheme.where == "header":
            _header(placed, scheme, secret)
        elif scheme.where == "query":
            name = quote(scheme.wire)
            placed.query.append((name, f"{name}={quote(secret)}"))
        elif scheme.where == "cookie":
            placed.cookies.append(f"{quote(scheme.wire)}={quote(secret)}")
        else:
            placed.form.append((scheme.wire, secret))

    def _credential(self, scheme: Scheme) -> Credential | None:
        if scheme.kind == "mutual-tls":  # met by the certificate in the client's TLS settings
            return Credential(SecretValue(""))
        if any(name not in self._given for name in _arguments(scheme)):
            return None
        return self._given[scheme.argument]

    def __repr__(self) -> str:
        return f"<Keyring {', '.join(self._given)}>"
