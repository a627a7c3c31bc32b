"""How a message of the vendor's proves who sent it (extension `x-webhook-signature`).

A `Signature` checks the raw body and headers of a message, and signs messages as the
vendor does, so that a receiver can be tried out. RSA needs the extra `webhooks`.
"""

from __future__ import annotations

import hmac
import re
import time
from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, Literal, NamedTuple, TypeAlias

from ..ground.errors import SignatureRefused, UsageError
from ..ground.shape import is_list, is_tuple

Key: TypeAlias = str | bytes
"""A shared secret, or an RSA key in PEM or in base64 of DER."""
Keys: TypeAlias = Key | list[Key] | Mapping[str, Any] | Callable[[str], Any]
"""A key, several that are good at once (while they change), keys by id, or what finds one."""
Headers: TypeAlias = Mapping[str, Any] | Iterable[tuple[Any, Any]]
"""Header fields, as any framework has them: text or bytes, in any case."""

_PLACE = re.compile(r"\{(body|timestamp|key-id|header:[A-Za-z0-9-]+)\}")

_MOST = 10
"""Signatures in one header that are looked at: each costs a pass over the body."""


class At(NamedTuple):
    """Where a message says something about itself."""

    header: str | None = None
    """A header of its own."""
    part: str | None = None
    """A part of the signature's header."""
    pointer: str | None = None
    """A member of the body, as a JSON pointer."""


class Signature(NamedTuple):
    """How messages are signed."""

    header: str
    algorithm: Literal["hmac-sha1", "hmac-sha256", "hmac-sha512", "rsa-sha256"]
    """HMAC (RFC 2104), or RSA PKCS#1 v1.5 with SHA-256 (RFC 8017, section 8.2)."""
    encoding: Literal["base64", "hex"] = "base64"
    part: str | None = None
    """The part of the header that is the signature: `v1` in `t=1,v1=ab`."""
    prefix: str = ""
    """What stands before the signature."""
    signed: str = "{body}"
    """What is signed: the raw body, `{timestamp}`, `{key-id}`, `{header:Name}`, and text."""
    timestamp: At | None = None
    """When the message was sent."""
    unit: Literal["seconds", "milliseconds", "date-time"] = "seconds"
    """How the time is written: since 1970, or as RFC 3339 says."""
    tolerance: float | None = None
    """Seconds that a message may be old, or ahead; None: its age does not matter."""
    key_id: At | None = None
    """Which of several keys."""
    secret_prefix: str = ""
    """What a shared secret begins with that is no part of it."""
    secret_encoding: Literal["text", "base64", "hex"] = "text"

    def verify(
        self, headers: Headers, body: bytes | str, keys: Keys, *, now: float | None = None
    ) -> None:
        """Check that the vendor sent a message, and when.

        A message that was seen before is good again for as long as it is young enough:
        keep the ids of those that were acted on.

        Args:
            headers: Of the request.
            body: Its raw body, unchanged.
            keys: The secret or public key, or several by id.
            now: Seconds since 1970; the clock's if not given.

        Raises:
            SignatureRefused: The signature is missing or wrong, or the message is too old.
            UsageError: A key of yours that is no key, or the extra is not installed.
        """
        raw = body.encode() if isinstance(body, str) else body
        fields = _fields(headers)
        parts = _parts(_only(fields, self.header)) if self._has_parts else []
        said = next((value for name, value in parts if name == "algorithm"), self.algorithm)
        if said.lower() != self.algorithm:
            raise SignatureRefused(
                f"the message is signed by another algorithm than {self.algorithm}"
            )
        key_id = self._find(self.key_id, fields, parts, raw) if self.key_id else ""
        found = _keys(keys, key_id)
        shown = self._shown(fields, parts)[:_MOST]
        proofs = [proof for proof in map(self._decoded, shown) if proof]
        if not proofs:
            raise SignatureRefused(f"the header {self.header} holds no signature")
        stamp = self._find(self.timestamp, fields, parts, raw) if self._stamped else ""
        text = self._text(raw, stamp, key_id, lambda name: _only(fields, name))
        # Every pair is tried, so that time tells nothing of which of them fits.
        fits = [self._fits(key, proof, text) for key in found for proof in proofs]
        if not any(fits):
            raise SignatureRefused("the signature does not fit the message")
        if self.tolerance is not None and self.timestamp is not None:
            stamp = stamp or self._find(self.timestamp, fields, parts, raw)
            check_age(self._moment(stamp), self.tolerance, now)

    def sign(
        self,
        body: bytes | str,
        key: Key,
        *,
        key_id: str = "",
        headers: Mapping[str, str] | None = None,
        now: float | None = None,
    ) -> dict[str, str]:
        """Sign a message as the vendor does, to try a receiver out.

        Args:
            body: The raw body.
            key: The shared secret; for RSA the private key (PKCS #8) in PEM.
            key_id: The id of the key, where messages name it.
            headers: Others of the message, which may be signed too.
            now: When it was sent, in seconds since 1970; the clock's if not given.

        Returns:
            The headers to send with it, the given ones among them.

        Raises:
            UsageError: The key is none, or a header that is signed is not given.
        """
        raw = body.encode() if isinstance(body, str) else body
        given = dict(headers or {})
        made = dict(given)
        stamp = self._written(time.time() if now is None else now)
        parts: list[tuple[str, str]] = []
        for at, value in ((self.timestamp, stamp), (self.key_id, key_id)):
            if at is not None and at.header:
                made[at.header] = value
            elif at is not None and at.part:
                parts.append((at.part, value))
        known = {name.lower(): value for name, value in made.items()}

        def header(name: str) -> str:
            if name.lower() not in known:
                raise UsageError(f"the header {name} is signed: give it in headers=")
            return known[name.lower()]

        if self._stamped and self.timestamp and self.timestamp.pointer is not None:
            stamp = _member(raw, self.timestamp.pointer)
        text = self._text(raw, stamp, key_id, header)
        proof = self._proof(key, text)
        shown = self.prefix + (proof.hex() if self.encoding == "hex" else b64encode(proof).decode())
        parts.append((self.part or "", shown))
        made[self.header] = ",".join(f"{n}={v}" for n, v in parts) if self._has_parts else shown
        return made

    @property
    def _has_parts(self) -> bool:
        return self.part is not None

    @property
    def _stamped(self) -> bool:
        return "{timestamp}" in self.signed

    def _shown(self, fields: dict[str, list[str]], parts: list[tuple[str, str]]) -> list[str]:
        """Signatures as they were sent; there may be several while keys change."""
        if self.part is not None:
            shown = [value for name, value in parts if name == self.part.lower()]
        else:
            shown = _only(fields, self.header).split()
        start = len(self.prefix)
        return [value[start:] for value in shown if value.startswith(self.prefix)]

    def _decoded(self, shown: str) -> bytes | None:
        try:
            if self.encoding == "hex":
                return bytes.fromhex(shown)
            return b64decode(shown, validate=True)
        except ValueError:
            return None

    def _find(
        self, at: At | None, fields: dict[str, list[str]], parts: list[tuple[str, str]], raw: bytes
    ) -> str:
        """What a message says at a place.

        Raises:
            SignatureRefused: Nothing.
        """
        if at is None:
            return ""
        if at.header is not None:
            return _only(fields, at.header)
        if at.part is not None:
            found = [value for name, value in parts if name == at.part.lower()]
            if len(found) != 1:
                raise SignatureRefused(f"the header {self.header} has no {at.part}")
            return found[0]
        return _member(raw, at.pointer or "")

    def _text(self, raw: bytes, stamp: str, key_id: str, header: Callable[[str], str]) -> bytes:
        """What is signed."""

        def piece(name: str) -> bytes:
            if name == "body":
                return raw
            if name.startswith("header:"):
                return header(name.removeprefix("header:")).encode()
            return (stamp if name == "timestamp" else key_id).encode()

        found = _PLACE.split(self.signed)
        return b"".join(
            piece(text) if index % 2 else text.encode() for index, text in enumerate(found)
        )

    def _hmac(self, key: Key, text: bytes) -> bytes:
        secret = key.encode() if isinstance(key, str) else key
        secret = secret.removeprefix(self.secret_prefix.encode())
        try:
            if self.secret_encoding == "base64":
                secret = b64decode(secret, validate=True)
            elif self.secret_encoding == "hex":
                secret = bytes.fromhex(secret.decode())
        except ValueError:
            raise UsageError(f"the secret is not {self.secret_encoding}") from None
        if not secret:
            raise UsageError("the secret is empty")
        return hmac.digest(secret, text, self.algorithm.removeprefix("hmac-"))

    def _proof(self, key: Key, text: bytes) -> bytes:
        if self.algorithm != "rsa-sha256":
            return self._hmac(key, text)
        from .rsa import signed

        return signed(key, text)

    def _fits(self, key: Key, proof: bytes, text: bytes) -> bool:
        if self.algorithm != "rsa-sha256":
            return hmac.compare_digest(self._hmac(key, text), proof)
        from .rsa import fits

        return fits(key, proof, text)

    def _moment(self, stamp: str) -> float:
        try:
            if self.unit == "date-time":
                moment = datetime.fromisoformat(stamp)
                return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp()
            if not re.fullmatch(r"[0-9]{1,20}(\.[0-9]+)?", stamp):
                raise ValueError
            return float(stamp) / (1000 if self.unit == "milliseconds" else 1)
        except (ValueError, OverflowError):
            raise SignatureRefused("the message does not say when it was sent") from None

    def _written(self, now: float) -> str:
        if self.unit == "date-time":
            return datetime.fromtimestamp(now, UTC).isoformat().replace("+00:00", "Z")
        return str(int(now * 1000) if self.unit == "milliseconds" else int(now))


def check_age(sent: float, tolerance: float, now: float | None = None) -> None:
    """Refuse a message that is too old, or from too far ahead.

    Args:
        sent: When it was sent, in seconds since 1970.
        tolerance: Seconds.
        now: Seconds since 1970; the clock's if not given.

    Raises:
        SignatureRefused: It is.
    """
    age = (time.time() if now is None else now) - sent
    if not abs(age) <= tolerance:
        raise SignatureRefused(f"the message is {age:.0f} s old: it may be a replay")


def _keys(keys: Keys, key_id: str) -> list[Key]:
    """The keys that may fit.

    Raises:
        SignatureRefused: There is none of that id.
    """
    found: Any = keys
    if callable(keys):
        found = keys(key_id)
    elif isinstance(keys, Mapping):
        found = keys.get(key_id)
    if not found:
        raise SignatureRefused(f"the message is signed with an unknown key, {key_id[:20]!r}")
    return list(found) if is_list(found) or is_tuple(found) else [found]


def _fields(headers: Headers) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    items: Any = getattr(headers, "items", None)
    pairs: Any = headers if items is None else items()
    for name, value in pairs:
        found.setdefault(_plain(name).lower(), []).append(_plain(value))
    return found


def _plain(value: Any) -> str:
    return value.decode("latin-1") if isinstance(value, bytes) else str(value)


def _only(fields: dict[str, list[str]], name: str) -> str:
    """The one field of a name: of two it is not known which of them others look at."""
    found = fields.get(name.lower(), [])
    if len(found) != 1 or not found[0]:
        raise SignatureRefused(
            f"the message has no header {name}"
            if not any(found)
            else f"the message has several headers {name}"
        )
    return found[0]


def _parts(value: str) -> list[tuple[str, str]]:
    """`keyId=0, algorithm="rsa-sha256"` by names in lower case."""
    found = [part.partition("=") for part in value.split(",")]
    return [(part[0].strip().lower(), part[2].strip().strip('"')) for part in found]


def _member(raw: bytes, pointer: str) -> str:
    from ..ground.errors import DecodeError
    from ..wire.json import loads
    from ..wire.pointer import pick, steps

    try:
        found = pick(loads(raw), steps(pointer))
    except DecodeError:
        found = None
    if isinstance(found, bool) or not isinstance(found, (str, int, float)):
        raise SignatureRefused(f"the message has no {pointer}")
    return str(found)


def verify_rsa_sha256(
    body: bytes,
    signature: str,
    keys: Mapping[str, str] | Callable[[str], str | None],
    *,
    timestamp: datetime | None = None,
    tolerance: float = 300.0,
    now: datetime | None = None,
) -> None:
    """Check a header like `keyId=0, algorithm="rsa-sha256", signature=<base64>` over the body.

    Where a document says how its webhooks are signed, their `verify` is better.

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
    scheme = Signature("signature", "rsa-sha256", part="signature", key_id=At(part="keyId"))
    scheme.verify({"signature": signature}, body, keys)
    if timestamp is not None:
        moment = now.timestamp() if now is not None and now.tzinfo else None
        if now is not None and moment is None:
            moment = now.replace(tzinfo=UTC).timestamp()
        sent = timestamp if timestamp.tzinfo else timestamp.replace(tzinfo=UTC)
        check_age(sent.timestamp(), tolerance, moment)
