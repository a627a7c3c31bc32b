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
from .decode import loads
from .drift import DriftWarning
from .errors import DecodeError, SignatureRefused, UsageError
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
        validator = adapter_for(kind).validator
        try:
            value = (
                validator.validate_json(raw) if data is None else validator.validate_python(data)
            )
        except ValidationError:
            return self._tolerant(kind, self._json(raw) if data is None else data, strict)
        return value  # type: ignore[no-any-return]

    def _tolerant(self, kind: Any, data: Any, strict: bool) -> T:
        from .tolerant import tolerant

        places: list[str] = []
        value = tolerant(kind, data, places)
        said = f"{self.name} departs from its document: {'; '.join(places[:5])}"
        if strict or value is data:
            raise DecodeError(said, places=tuple(places))
        warn(said, DriftWarning)
        return value  # type: ignore[no-any-return]

    def _json(self, raw: bytes) -> Any:
        try:
            return loads(raw)
        except DecodeError as error:
            raise DecodeError(f"{self.name}: {error.message}") from None

    def _form(self, raw: bytes) -> dict[str, Any]:
        from urllib.parse import parse_qsl

        try:
            pairs = parse_qsl(raw.decode(), keep_blank_values=True, max_num_fields=10_000)
        except ValueError:
            raise DecodeError(f"{self.name}: the payload is not a form") from None
        data: dict[str, Any] = dict(pairs)
        for name in self.json_members:
            if name in data:
                try:
                    data[name] = loads(data[name].encode())
                except DecodeError:
                    continue  # The text does not fit the document: reported as other drift is.
        return data


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
        signature: The header's value.
        keys: Public keys (base64 of DER, X.509 SubjectPublicKeyInfo) by key id, or a
            function that finds one.
        timestamp: When the message says it was sent (in what is signed, not in a header that
            is not), for protection against replays. Within `tolerance` a message may still
            come twice: keep the ids of those that were acted on.
        tolerance: Seconds that it may be old, or ahead.
        now: The time to compare with; the clock's if not given.

    Raises:
        SignatureRefused: It does not prove what it should.
        UsageError: A key of yours that is no key, or the extra is not installed.
    """
    try:
        from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
        from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
        from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
        from cryptography.hazmat.primitives.hashes import SHA256
        from cryptography.hazmat.primitives.serialization import load_der_public_key
    except ImportError as error:
        raise UsageError("signatures need cryptography: install the extra [webhooks]") from error

    parts = _parts(signature)
    if parts.get("algorithm", "rsa-sha256").lower() != "rsa-sha256":
        raise SignatureRefused("the message is signed by another algorithm than rsa-sha256")
    key_id = parts.get("keyid", "")
    found = keys(key_id) if callable(keys) else keys.get(key_id)
    if not found:
        raise SignatureRefused(f"the message is signed with an unknown key, {key_id[:20]!r}")
    try:
        key = load_der_public_key(b64decode(found))
    except (ValueError, UnsupportedAlgorithm):
        key = None
    if not isinstance(key, RSAPublicKey):
        raise UsageError(f"the public key {key_id[:20]!r} is no RSA key in base64 of DER")
    try:
        key.verify(b64decode(parts.get("signature", ""), validate=True), body, PKCS1v15(), SHA256())
    except (ValueError, InvalidSignature):
        raise SignatureRefused("the signature does not fit the message") from None
    if timestamp is not None:
        age = (_aware(now or datetime.now(UTC)) - _aware(timestamp)).total_seconds()
        if abs(age) > tolerance:
            raise SignatureRefused(f"the message is {age:.0f} s old: it may be a replay")


def _aware(moment: datetime) -> datetime:
    """A time without a zone is UTC."""
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _parts(header: str) -> dict[str, str]:
    found: dict[str, str] = {}
    for part in header.split(","):
        name, _, value = part.strip().partition("=")
        found[name.lower()] = value.strip('"')
    return found
