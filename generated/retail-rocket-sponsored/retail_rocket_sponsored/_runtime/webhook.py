"""What the vendor sends by itself: typed payloads, and proof of who sent them.

A webhook's payload is read like a response: by pydantic first, and where it departs
from the document, tolerantly. Verify the signature over the raw body before reading
it; whatever framework receives the call, both take bytes and headers.
"""

from __future__ import annotations

from base64 import b64decode
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any, Generic, TypeVar

from pydantic import ValidationError

from .adapters import adapter_for
from .drift import DriftWarning
from .errors import DecodeError, UsageError
from .log import warn
from .operation import TypeRef

T = TypeVar("T")

MAX_BODY = 8 << 20
"""Bytes; a longer payload is refused unread."""


class Webhook(Generic[T]):
    """One kind of message that the vendor sends. `T` is its payload."""

    __slots__ = ("form", "json_members", "name", "type")

    def __init__(
        self,
        name: str,
        type: TypeRef | None,
        *,
        form: bool = False,
        json_members: tuple[str, ...] = (),
    ) -> None:
        self.name = name
        self.type = type
        self.form = form
        """Whether the payload is a form (application/x-www-form-urlencoded)."""
        self.json_members = json_members
        """Members of a form that hold JSON."""

    def __repr__(self) -> str:
        return f"<Webhook {self.name}>"

    def parse(self, body: bytes | str, *, strict: bool = False) -> T:
        """Read a payload.

        Args:
            body: The raw body of the request.
            strict: Raise where the payload departs from the document; else warn
                (`DriftWarning`) and keep what is there.

        Raises:
            DecodeError: It cannot be read at all, or departs from the document.
        """
        raw = body.encode() if isinstance(body, str) else body
        if len(raw) > MAX_BODY:
            raise DecodeError(f"{self.name}: the payload is longer than {MAX_BODY} bytes")
        data = self._form(raw) if self.form else None
        kind = self.type() if self.type else Any
        try:
            validator = adapter_for(kind).validator
            value = validator.validate_python(data) if self.form else validator.validate_json(raw)
        except ValidationError:
            return self._tolerant(kind, data, raw, strict)
        return value  # type: ignore[no-any-return]

    def _tolerant(self, kind: Any, data: Any, raw: bytes, strict: bool) -> T:
        from pydantic_core import from_json

        from .tolerant import tolerant

        if data is None:
            try:
                data = from_json(raw)
            except ValueError:
                raise DecodeError(f"{self.name}: the payload is not JSON") from None
        places: list[str] = []
        value = tolerant(kind, data, places)
        if strict:
            raise DecodeError(f"{self.name}: {'; '.join(places[:5])}")
        warn(f"{self.name} departs from its document: {'; '.join(places[:5])}", DriftWarning)
        return value  # type: ignore[no-any-return]

    def _form(self, raw: bytes) -> dict[str, Any]:
        from urllib.parse import parse_qsl

        from pydantic_core import from_json

        try:
            pairs = parse_qsl(raw.decode(), keep_blank_values=True, max_num_fields=10_000)
            return {
                name: from_json(text) if name in self.json_members else text for name, text in pairs
            }
        except ValueError:
            raise DecodeError(f"{self.name}: the payload is not a form") from None


class SignatureRefused(UsageError):
    """A message was not signed by the vendor, or is too old to be true."""


def verify_rsa_sha256(
    body: bytes,
    signature: str,
    keys: Mapping[str, str] | Callable[[str], str | None],
    *,
    timestamp: datetime | None = None,
    tolerance: float = 300.0,
    now: datetime | None = None,
) -> None:
    """Check a header like `keyId=0, algorithm="rsa-sha256", signature=<base64>`.

    The signature is RSA PKCS#1 v1.5 with SHA-256 over the raw body (RFC 8017, section
    8.2); the comparison takes the same time whatever is wrong. Needs the extra
    `webhooks`.

    Args:
        body: The raw body, unchanged.
        signature: The header.
        keys: Public keys (base64 of DER, X.509 SubjectPublicKeyInfo) by key id, or a
            function that finds one.
        timestamp: When the message says it was sent, for protection against replays.
        tolerance: Seconds that it may be old, or ahead.
        now: The time to compare with; the clock's if not given.

    Raises:
        SignatureRefused: It does not prove what it should.
    """
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
    from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
    from cryptography.hazmat.primitives.hashes import SHA256
    from cryptography.hazmat.primitives.serialization import load_der_public_key

    parts = _parts(signature)
    if parts.get("algorithm", "rsa-sha256").lower() != "rsa-sha256":
        raise SignatureRefused("the message is signed by another algorithm than rsa-sha256")
    key_id = parts.get("keyid", "")
    found = keys(key_id) if callable(keys) else keys.get(key_id)
    if not found:
        raise SignatureRefused(f"the message is signed with an unknown key, {key_id[:20]!r}")
    try:
        key = load_der_public_key(b64decode(found))
        proof = b64decode(parts.get("signature", ""), validate=True)
    except ValueError:
        raise SignatureRefused("the key or the signature is not what it should be") from None
    if not isinstance(key, RSAPublicKey):
        raise SignatureRefused("the key is no RSA key")
    try:
        key.verify(proof, body, PKCS1v15(), SHA256())
    except InvalidSignature:
        raise SignatureRefused("the signature does not fit the message") from None
    if timestamp is not None:
        age = abs(((now or datetime.now(UTC)) - timestamp).total_seconds())
        if age > tolerance:
            raise SignatureRefused(f"the message is {age:.0f} s old: it may be a replay")


def _parts(header: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for part in header.split(","):
        name, _, value = part.strip().partition("=")
        found[name.lower()] = value.strip('"')
    return found
