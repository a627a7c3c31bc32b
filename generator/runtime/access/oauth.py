"""OAuth 2.0 client credentials (RFC 6749, section 4.4): how a token is got.

A token belongs to token URL, credentials and scopes, and is shared by all clients of the
process, synchronous and asynchronous; `tokens.py` says who renews it when. A renewal that
fails while the old token is good is logged; one that callers wait for is raised to all of
them. Nothing here does I/O: `obtain` is a part of a call's flow, and the caller that
renews makes the token request itself.
"""

from __future__ import annotations

import os
import re
from collections.abc import Generator
from copy import copy
from hashlib import blake2b
from typing import Any
from urllib.parse import quote_plus, urlsplit

from ..ground.bounds import TimeLeft
from ..ground.errors import (
    ApiError,
    DeadlineExceeded,
    DecodeError,
    RedirectRefused,
    UsageError,
    class_for,
)
from ..ground.http import Endpoint, Failure
from ..ground.operation import ErrorShape, Operation, Retry, Scheme
from ..ground.secret import SecretValue
from ..ground.settings import Settings
from ..ground.shape import is_mapping
from ..ground.words import Ask, Effect, Exchange, Join, Wait
from ..wire.json import loads
from .auth import Credential
from .caller import Caller
from .keyring import basic
from .tokens import PATIENCE, Flight, Token, store_for

_LARGEST = 1 << 20
_salt = os.urandom(16)
_TOKEN = re.compile(r"[ -~]+")
_SAID = ErrorShape(code="/error", message="/error_description")
"""Section 5.2."""


class Source:
    """Where one client gets the tokens of a scheme."""

    __slots__ = ("_id", "_scopes", "_secret", "_target", "caller", "endpoint", "store")

    def __init__(self, caller: Caller, scheme: Scheme, url: str, scopes: tuple[str, ...]) -> None:
        """Nothing is sent yet.

        Raises:
            UsageError: The token URL is none.
        """
        self.caller = caller
        self._id = _given(caller.keyring.get(scheme.argument))
        self._secret = _given(caller.keyring.get(scheme.secret_argument or ""))
        self._scopes = scopes
        parsed = urlsplit(url)
        if parsed.scheme not in ("http", "https") or not parsed.hostname or parsed.username:
            raise UsageError(
                f"the token URL of {scheme.name} must be absolute, without a user in it:"
                " give token_url=…"
            )
        self.endpoint = Endpoint(caller.library, f"{parsed.scheme}://{parsed.netloc}")
        self._target = (parsed.path or "/") + (f"?{parsed.query}" if parsed.query else "")
        identity, secret = self._id, self._secret
        key = (url, identity.ask, secret.ask, _digest(identity, secret), scopes)
        self.store = store_for(key, caller.owner)

    @property
    def name(self) -> str:
        """The token endpoint as it may be shown."""
        return self.caller.mask(f"{self.endpoint.origin}{self._target.partition('?')[0]}")

    def obtain(
        self, settings: Settings, operation: Operation[Any], end: float | None
    ) -> Generator[Effect, Any, Token]:
        """A token to use now; see `obtain`."""
        return obtain(self, settings, operation, end)

    def credentials(self) -> Generator[Effect, Any, list[SecretValue]]:
        """Client id and secret; functions are asked."""
        found: list[SecretValue] = []
        for credential in (self._id, self._secret):
            if credential.value is not None:
                found.append(credential.value)
                continue
            secret: SecretValue = yield Ask(credential.ask)
            self.caller.keyring.learn(secret.reveal(), passing=True)
            found.append(secret)
        return found

    def exchange(self, credentials: list[SecretValue], timeouts: dict[str, float]) -> Exchange:
        """A token request (sections 4.4.2 and 2.3.1)."""
        # Both parts are form-encoded before they are put into HTTP Basic.
        pair = ":".join(quote_plus(credential.reveal()) for credential in credentials)
        self.caller.keyring.learn(pair, passing=bool(self._id.ask or self._secret.ask))
        body = "grant_type=client_credentials"
        if self._scopes:
            body += f"&scope={quote_plus(' '.join(self._scopes))}"
        endpoint = self.endpoint
        request = endpoint.request(
            "POST",
            self._target,
            [
                (b"Host", endpoint.host),
                (b"Accept", b"application/json"),
                (b"Accept-Encoding", b"gzip, deflate"),
                (b"User-Agent", self.caller.user_agent),
                (b"Authorization", basic(pair).encode("ascii")),
                (b"Content-Type", b"application/x-www-form-urlencoded"),
                (b"Content-Length", b"%d" % len(body)),
            ],
            body.encode("ascii"),
            timeouts,
        )
        return Exchange(endpoint, request, timeouts, _LARGEST, False, token=True)

    def __repr__(self) -> str:
        return f"<Source {self.name}>"


def _given(credential: Credential | None) -> Credential:
    assert credential is not None  # `Keyring.access` asked for both
    return credential


def _digest(*credentials: Credential) -> bytes:
    """Tells credentials apart without keeping them."""
    digest = blake2b(key=_salt, digest_size=16)
    for credential in credentials:
        value = credential.value.reveal().encode() if credential.value else b""
        digest.update(b"%d:%b" % (len(value), value))
    return digest.digest()


# Decisions, without I/O ------------------------------------------------------------------


def obtain(
    source: Source, settings: Settings, operation: Operation[Any], end: float | None
) -> Generator[Effect, Any, Token]:
    """A token to use now.

    Args:
        source: Where it comes from.
        settings: The call's.
        operation: What it is for, as errors say.
        end: The call's deadline.

    Raises:
        ApiError: None can be had.
    """
    clock, store = source.caller.clock, source.store
    while True:
        now = clock.monotonic()
        claim = store.claim(now)
        flight = claim.flight
        if flight is None:
            assert claim.token is not None
            return claim.token
        if claim.leads:
            return (yield from _lead(source, settings, operation, end, flight))
        if end is not None and now >= end:
            raise DeadlineExceeded(
                f"the deadline came before a token did from {source.name}",
                operation=operation.id,
                method=operation.method,
            )
        until = flight.since + PATIENCE
        outcome = yield Join(flight.future, (until if end is None else min(until, end)) - now)
        if isinstance(outcome, Token):
            return outcome
        if isinstance(outcome, ApiError):
            error = copy(outcome)
            error.operation = operation.id
            raise error


def _lead(
    source: Source,
    settings: Settings,
    operation: Operation[Any],
    end: float | None,
    flight: Flight,
) -> Generator[Effect, Any, Token]:
    """Make the token request that others wait for, or need not make."""
    caller, store = source.caller, source.store
    outcome: Token | ApiError | None = None
    now = caller.clock.monotonic()
    until, own = now + PATIENCE, False
    if end is not None:
        # A renewal ahead of time must leave time for the call itself.
        end = end if flight.spare is None else now + (end - now) / 2
        until, own = min(until, end), end <= until
    try:
        outcome = yield from _fetch(source, settings, operation, until, flight.spare is None)
        return outcome
    except ApiError as error:
        if flight.spare is None:
            if not isinstance(error, UsageError) and not (
                own and isinstance(error, DeadlineExceeded)
            ):  # those are the leader's alone
                outcome = copy(error)
            raise
        caller.logger.warning("%s; going on with the token there is", caller.mask(str(error)))
        return flight.spare
    finally:
        store.land(flight, outcome, caller.clock.monotonic())


def _fetch(
    source: Source, settings: Settings, operation: Operation[Any], end: float, repeats: bool
) -> Generator[Effect, Any, Token]:
    """Ask the token endpoint, again where that is safe: a token request changes nothing."""
    from ..limits.retry import Trouble, decide

    caller, clock = source.caller, source.caller.clock
    policy = Retry()
    attempts = policy.attempts if settings.retries is None else settings.retries + 1
    credentials = yield from source.credentials()
    attempt = 0
    while True:
        attempt += 1
        started = clock.monotonic()
        timeouts = TimeLeft(settings.timeouts, end, clock.monotonic)
        outcome: Any = yield source.exchange(credentials, timeouts)
        if 200 <= outcome.status_code < 300:
            return _token(source, outcome, operation, started)
        status: int | None = outcome.status_code or None
        failed: Failure | None = None if status else outcome
        left = end - clock.monotonic()
        trouble = Trouble(
            method="GET",
            attempt=attempt,
            attempts=attempts if repeats else 1,
            status=status,
            permanent=failed.permanent if failed else False,
            headers={} if failed else {k.lower(): v for k, v in outcome.headers.items()},
            left=left,
        )
        decision = decide(trouble, policy, now=clock.time(), random=caller.random or _random())
        if decision.delay is None:
            error = _error(source, outcome, operation, attempt, late=left <= 0.001)
            error.retry_after = decision.asked
            raise error
        caller.logger.debug("%s: again in %.3f s", source.name, decision.delay)
        del outcome
        yield Wait(decision.delay)


def _random() -> Any:
    from random import random

    return random


def _token(source: Source, response: Any, operation: Operation[Any], started: float) -> Token:
    """The token in an answer (section 5.1).

    Raises:
        DecodeError: There is none. What there is is not kept: it may hold secrets.
    """
    token = _read(response.content, started)
    if isinstance(token, str):
        raise DecodeError(
            f"token endpoint {source.name}: {token}",
            operation=operation.id,
            method="POST",
            url=source.name,
            status=response.status_code,
        )
    return token


def _read(content: bytes, started: float) -> Token | str:
    """The token, or why there is none."""
    try:
        said = loads(content)
    except DecodeError:
        return "the answer is no JSON"
    value = said.get("access_token") if is_mapping(said) else None
    if not is_mapping(said) or not isinstance(value, str) or not _TOKEN.fullmatch(value):
        return "no access_token in the answer"
    kind = said.get("token_type", "Bearer")
    if not isinstance(kind, str) or kind.lower() != "bearer":
        return "the token is not of the type Bearer"
    return Token(value, _lifetime(said.get("expires_in")), started)


def _lifetime(said: Any) -> float | None:
    """Seconds from `expires_in`, which some send as text; None where it says nothing."""
    if isinstance(said, bool) or not isinstance(said, (int, float, str)):
        return None
    try:
        seconds = float(said)
    except ValueError:
        return None
    return max(seconds, 0.0) if seconds < float("inf") else None


def _error(
    source: Source, outcome: Any, operation: Operation[Any], attempts: int, *, late: bool
) -> ApiError:
    """What to raise for a token request without success (section 5.2)."""
    from ..ground.trouble import from_response, no_response
    from ..wire.problem import described

    caller = source.caller
    known: dict[str, Any] = {
        "operation": operation.id,
        "method": "POST",
        "url": source.name,
        "attempts": attempts,
    }
    error: ApiError
    if outcome.status_code == 0:
        error = no_response(caller.mask, outcome, known, late=late)
        error.__cause__ = outcome.error
    else:
        text = caller.mask(outcome.content.decode("utf-8", "replace"))
        body: Any = text
        if text.lstrip()[:1] == "{":
            try:
                body = loads(text.encode())
            except DecodeError:
                body = text
        code, message, _ = described(_SAID, body)
        redirect = 300 <= outcome.status_code < 400
        kind = RedirectRefused if redirect else class_for(outcome.status_code)
        facts = from_response(caller.mask, caller.api.request_id_headers, outcome, text.encode())
        error = kind(message, **known, **facts, body=body, code=code)
    error.message = " ".join(f"token endpoint {source.name}: {error.message}".split()).rstrip(":")
    error.args = (error.message,)
    return error
