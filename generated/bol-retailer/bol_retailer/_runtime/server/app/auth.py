"""Credentials: whether they are there, look right and, if asked to, are known.

A scheme is checked by its place and form (section 4.8.27). Whose credential it is
only `credentials=` can say; a sandbox without it takes any that look right.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Mapping
from typing import Any

from ...ground.operation import Api, Operation, Scheme
from .answers import Refusal
from .credentials import Credentials, Issued
from .parameters import Source
from .request import Request
from .responses import Responses
from .styles import Malformed, Pairs, plain

FORM = "application/x-www-form-urlencoded"
_TOKEN = re.compile(r"[A-Za-z0-9._~+/-]+=*")
MISSING = "missing-credentials"
WRONG = "wrong-credentials"
"""Names of examples: a 4XX that has one is what requests get for that."""


class Guard:
    """The security requirements of one operation.

    Args:
        api: Its schemes, and its requirements where the operation has none of its own.
        operation: The operation.
        responses: Whether it documents 401, or only 403.
        credentials: What is checked beyond the form.
        issuers: Scheme name -> who issues its tokens, where only those are let in.
    """

    def __init__(
        self,
        api: Api,
        operation: Operation[Any],
        responses: Responses,
        credentials: Credentials | None,
        issuers: Mapping[str, Issued],
    ) -> None:
        schemes = {scheme.name: scheme for scheme in api.schemes}
        wanted = api.security if operation.security is None else operation.security
        self._alternatives = [
            [schemes[name] for name in alternative if name in schemes] for alternative in wanted
        ]
        variables = {a: name for s in api.servers for name, a in s.arguments.items()}
        self._in_url = {
            s.name: variables[s.argument] for s in api.schemes if s.argument in variables
        }
        """Scheme name -> server variable that is the same argument of the client."""
        self._credentials = credentials
        self._issuers = issuers
        only_403 = responses.documents(403) and not responses.documents(401)
        usual = 403 if only_403 else 401
        self._statuses = {
            reason: responses.refusal_with(reason) or usual for reason in (MISSING, WRONG)
        }
        self._realm = re.sub(r'[^ -~]|["\\]', "", api.title)
        self.needs_form = any(
            scheme.where == "form" for schemes in self._alternatives for scheme in schemes
        )
        """Whether the body has to be read before the check."""
        self._key_in_query = any(
            scheme.where == "query" for schemes in self._alternatives for scheme in schemes
        )

    def wants_form(self, request: Request) -> bool:
        """Whether a request's form may hold its credential.

        A key that belongs into the query is taken from a form, too: servers that
        know only one kind of parameter do so, and clients make use of it.
        """
        if self.needs_form or not self._key_in_query:
            return self.needs_form
        return (request.header("content-type") or "").lower().startswith(FORM)

    def who(self, source: Source) -> str:
        """What tells callers apart before their credentials are checked; bodies are not read."""
        schemes = dict.fromkeys(scheme for schemes in self._alternatives for scheme in schemes)
        return " ".join(self._holder(scheme, _given(scheme, source, None)) for scheme in schemes)

    def _holder(self, scheme: Scheme, credential: str | None) -> str:
        """Who shows a credential: tokens change, and the client that they are issued to stays."""
        issuer = self._issuers.get(scheme.name)
        owner = issuer.owner(credential) if issuer and credential else None
        return owner or credential or ""

    def admit(self, source: Source, form: Pairs | None = None) -> dict[str, str]:
        """The credentials of a request by scheme name.

        Raises:
            Refusal: None of the alternatives is met. 401, or 403 where the operation
                documents only that, or documents it for credentials that are missing.
        """
        if not self._alternatives:
            return {}
        refused = False
        for alternative in self._alternatives:
            given: dict[str, str] = {}
            for scheme in alternative:
                credential = _given(scheme, source, form)
                if credential is None:
                    break
                if not self._known(scheme, credential):
                    refused = True
                    break
                given[scheme.name] = credential
            else:
                return given
        raise self._refusal(refused)

    def agree(self, credentials: Mapping[str, str], server: Mapping[str, str]) -> None:
        """A credential that stands in the URL, too, is the same there.

        Raises:
            Refusal: It is another one.
        """
        for name, credential in credentials.items():
            variable = self._in_url.get(name)
            if variable is not None and server.get(variable, credential) != credential:
                raise self._refusal(refused=True)

    def _known(self, scheme: Scheme, credential: str) -> bool:
        if credential.startswith(scheme.foreign):
            return False
        credentials = self._credentials
        issuer = self._issuers.get(scheme.name)
        if issuer is not None and issuer.strict:
            if issuer.admits(credential):
                return True
            if credentials is None:
                return False
        if credentials is None or scheme.kind == "mutual-tls":
            return True
        if callable(credentials):
            return credentials(scheme.name, credential)
        return credential in credentials

    def _refusal(self, refused: bool) -> Refusal:
        challenges: list[str] = []
        for scheme in (scheme for schemes in self._alternatives for scheme in schemes):
            word = {"bearer": "Bearer", "oauth2": "Bearer", "basic": "Basic"}.get(scheme.kind)
            challenge = f'{word or "ApiKey"} realm="{self._realm}"'
            if refused and word == "Bearer":
                challenge += ', error="invalid_token"'
            if scheme.kind != "mutual-tls" and challenge not in challenges:
                challenges.append(challenge)
        headers = {"www-authenticate": ", ".join(challenges)} if challenges else {}
        reason = WRONG if refused else MISSING
        status = self._statuses[reason]
        return Refusal(status, headers=headers if status == 401 else {}, reason=reason)


def _given(scheme: Scheme, source: Source, form: Pairs | None) -> str | None:
    """The credential in its place, if its form is right."""
    if scheme.kind == "mutual-tls":
        return ""
    header = source.request.header
    if scheme.kind in ("bearer", "oauth2", "basic"):
        word, _, credential = (header(scheme.wire.lower()) or "").partition(" ")
        credential = credential.strip()
        if word.lower() != ("basic" if scheme.kind == "basic" else "bearer"):
            return None
        if scheme.kind == "basic":
            return _basic(credential)
        return credential if _TOKEN.fullmatch(credential) else None
    if scheme.where == "header":
        return header(scheme.wire.lower()) or None
    try:
        pairs = {"query": source.query, "cookie": source.cookies}.get(scheme.where, lambda: form)()
        found = pairs.values.get(scheme.wire, []) if pairs else []
        if not found and scheme.where == "query" and form is not None:
            found = form.values.get(scheme.wire, [])
        return plain(found[0]) or None if len(found) == 1 else None
    except Malformed:
        return None


def _basic(credential: str) -> str | None:
    """`user:password` out of base64 (RFC 7617)."""
    try:
        pair = base64.b64decode(credential, validate=True).decode()
    except (binascii.Error, ValueError):
        return None
    return pair if ":" in pair else None
