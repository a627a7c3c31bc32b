"""The token endpoint of an `oauth2` scheme: client credentials (RFC 6749, 4.4 and 5).

It is served at the path of the scheme's token URL, whatever its host. The client may
show its credentials in HTTP Basic or in the form (2.3.1), never in the query.
"""

from __future__ import annotations

import base64
import binascii
import json
import secrets
from collections.abc import Callable
from functools import cached_property, partial
from typing import Any
from urllib.parse import parse_qs, unquote_plus, urlsplit

from ...ground.operation import Api, Scheme
from ..schemas.document import Document
from ..schemas.values import is_object, read
from .answers import Refusal
from .clock import Clock
from .replies import Reply
from .request import Request

_LARGEST = 1 << 16
_KEPT = 10_000
_NO_STORE = {"cache-control": "no-store", "pragma": "no-cache"}


def issuers_of(
    api: Api,
    document: Document,
    credentials: Any,
    clock: Clock,
    lifetime: float | None,
    strict: bool,
) -> dict[str, Issuer]:
    """The issuers of an API's schemes, by scheme name."""

    def known(scheme: Scheme, pair: str) -> bool:
        if credentials is None:
            return True
        return bool(
            credentials(scheme.name, pair) if callable(credentials) else pair in credentials
        )

    return {
        scheme.name: Issuer(scheme, document, partial(known, scheme), clock, lifetime, strict)
        for scheme in api.schemes
        if scheme.token_url
    }


class Issuer:
    """Issues access tokens, and knows them again until they expire.

    Args:
        scheme: Whose tokens they are.
        document: Says which scopes there are, and how long a token lives.
        known: Whether a pair `client_id:client_secret` is one that gets a token.
        clock: Seconds; tests turn it.
        lifetime: Seconds that a token lives; None: as the document says, else 300.
        strict: Whether other tokens than these are refused.
    """

    def __init__(
        self,
        scheme: Scheme,
        document: Document,
        known: Callable[[str], bool],
        clock: Clock,
        lifetime: float | None,
        strict: bool,
    ) -> None:
        self.name = scheme.name
        self.path = f"/{urlsplit(scheme.token_url or '').path.lstrip('/')}"
        self._document = document
        self._lifetime = lifetime
        self.strict = strict
        self.requests = 0
        """Token requests so far, the refused ones too."""
        self._known = known
        self._clock = clock
        self._tokens: dict[str, tuple[str, float]] = {}
        """Token -> client id, and when it expires."""

    @cached_property
    def lifetime(self) -> float:
        """Seconds that a token lives."""
        return float(self._lifetime or self._said.get("lifetime", 300))

    @cached_property
    def _said(self) -> dict[str, Any]:
        """What the document says of the vendor's tokens (`x-sandbox`)."""
        found = read(self._document.root, "/x-sandbox/token")
        return found if is_object(found) else {}

    def admits(self, token: str) -> bool:
        """Whether a token is one of these, and still good."""
        known = self._tokens.get(token)
        return known is not None and self._clock() < known[1]

    def owner(self, token: str) -> str | None:
        """The client id that a token was issued to."""
        known = self._tokens.get(token)
        return known[0] if known else None

    def revoke(self, token: str | None = None) -> None:
        """Refuse a token from now on; None: all that were issued so far."""
        if token is None:
            self._tokens.clear()
        else:
            self._tokens.pop(token, None)

    async def answer(self, request: Request) -> Reply:
        """The answer to a token request.

        Raises:
            Refusal: 405, 413.
        """
        if request.method != "POST":
            raise Refusal(405, headers={"allow": "POST"})
        self.requests += 1
        body = (await request.body(_LARGEST)).decode("latin-1")
        form = parse_qs(body, keep_blank_values=True)
        query = parse_qs(request.query, keep_blank_values=True)
        if any(len(values) > 1 for values in form.values()):
            return _refused(400, "invalid_request", "A parameter is there twice.")
        if {"client_id", "client_secret"} & query.keys():
            return _refused(400, "invalid_request", "Credentials do not belong into the query.")
        # Some clients put the grant type into the query.
        grants = form.get("grant_type") or query.get("grant_type") or [""]
        if not grants[0]:
            return _refused(400, "invalid_request", "The grant_type is missing.")
        if grants[0] != "client_credentials":
            return _refused(400, "unsupported_grant_type", "Only client_credentials is known.")
        pair = _in_header(request.header("authorization")) or _in_form(form)
        if pair is None or not self._known(":".join(pair)):
            return _refused(401, "invalid_client", "Bad client credentials")
        return self._issue(pair[0], form.get("scope", [""])[0])

    def _issue(self, client: str, scope: str) -> Reply:
        now = self._clock()
        if len(self._tokens) >= _KEPT:
            self._tokens = {t: known for t, known in self._tokens.items() if now < known[1]}
        token = secrets.token_urlsafe(24)
        self._tokens[token] = (client, now + self.lifetime)
        said: dict[str, str | int] = {
            "access_token": token,
            "token_type": "Bearer",
            "expires_in": int(self.lifetime),
        }
        scope = scope or self._said.get("scope", "")
        if scope:
            said["scope"] = scope
        return Reply(200, json.dumps(said).encode(), "application/json", _NO_STORE)


def _refused(status: int, code: str, message: str) -> Reply:
    """An error of the token endpoint (5.2)."""
    body = json.dumps({"error": code, "error_description": message}).encode()
    challenge = {"www-authenticate": 'Basic realm="token"'} if status == 401 else {}
    return Reply(status, body, "application/json", {**_NO_STORE, **challenge})


def _in_header(value: str | None) -> tuple[str, str] | None:
    """Client id and secret in HTTP Basic, each form-encoded (2.3.1)."""
    word, _, encoded = (value or "").partition(" ")
    if word.lower() != "basic":
        return None
    try:
        pair = base64.b64decode(encoded.strip(), validate=True).decode()
    except (binascii.Error, ValueError):
        return None
    identity, colon, secret = pair.partition(":")
    return (unquote_plus(identity), unquote_plus(secret)) if colon and identity else None


def _in_form(form: dict[str, list[str]]) -> tuple[str, str] | None:
    if not form.get("client_id", [""])[0]:
        return None
    return form["client_id"][0], form.get("client_secret", [""])[0]
