"""What the vendor sends by itself: typed payloads, and proof of who sent them.

A webhook's payload is read like a response: by pydantic first, and where it departs
from the document, tolerantly. Verify the signature over the raw body before reading
it; whatever framework receives the call, both take bytes and headers.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from threading import Lock
from typing import Any, Generic, TypeVar

from pydantic import ValidationError

from ..call.drift import DriftWarning
from ..ground.adapters import BY_WIRE, adapter_for
from ..ground.errors import DecodeError, UsageError
from ..ground.log import warn
from ..ground.operation import TypeRef
from ..ground.shape import is_list
from ..wire.json import loads
from ..wire.pointer import pick, steps
from .signature import Headers, Key, Keys, Signature
from .signature import verify_rsa_sha256 as verify_rsa_sha256

T = TypeVar("T")

MAX_BODY = 8 << 20
"""Bytes; a longer payload is refused unread."""


class Webhook(Generic[T]):
    """One kind of message that the vendor sends. `T` is its payload."""

    __slots__ = ("form", "json_members", "loose", "name", "signature", "type")

    def __init__(
        self,
        name: str,
        type: TypeRef | None,
        *,
        form: bool = False,
        json_members: tuple[str, ...] = (),
        signature: Signature | None = None,
        loose: bool = False,
    ) -> None:
        self.name = name
        self.type = type
        self.form = form
        """Whether the payload is a form (application/x-www-form-urlencoded)."""
        self.json_members = json_members
        """Members of a form that hold JSON."""
        self.signature = signature
        """How it is signed; None where the document does not say."""
        self.loose = loose or form
        """Whether scalars come in other types than the document's, as all of a form's do."""

    def __repr__(self) -> str:
        return f"<Webhook {self.name}>"

    def receive(
        self,
        headers: Headers,
        body: bytes | str,
        keys: Keys,
        *,
        strict: bool = False,
        now: float | None = None,
    ) -> T:
        """Check who sent a message, then read it.

        Args:
            headers: Of the request.
            body: Its raw body, unchanged.
            keys: See `verify`.
            strict: See `parse`.
            now: Seconds since 1970; the clock's if not given.

        Raises:
            SignatureRefused: The vendor did not send it, or it is too old.
            DecodeError: It cannot be read.
        """
        self.verify(headers, body, keys, now=now)
        return self.parse(body, strict=strict)

    def verify(
        self, headers: Headers, body: bytes | str, keys: Keys, *, now: float | None = None
    ) -> None:
        """Check who sent a message; see `Signature.verify`."""
        self._signature().verify(headers, body, keys, now=now)

    def sign(
        self,
        body: bytes | str,
        key: Key,
        *,
        key_id: str = "",
        headers: Mapping[str, str] | None = None,
        now: float | None = None,
    ) -> dict[str, str]:
        """The headers of a message signed as the vendor signs; see `Signature.sign`."""
        return self._signature().sign(body, key, key_id=key_id, headers=headers, now=now)

    def _signature(self) -> Signature:
        if self.signature is None:
            raise UsageError(f"the document does not say how {self.name} is signed")
        return self.signature

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
            if data is None:
                value = validator.validate_json(raw, strict=not self.loose, **BY_WIRE)
            else:
                value = validator.validate_python(data, **BY_WIRE)
        except ValidationError:
            return self._tolerant(kind, self._json(raw) if data is None else data, strict)
        return value  # type: ignore[no-any-return]

    def _tolerant(self, kind: Any, data: Any, strict: bool) -> T:
        from ..call.tolerant import Taken, tolerant

        places: list[str] = []
        value = tolerant(kind, data, places)
        if self.loose:
            places = [place for place in places if not isinstance(place, Taken)]
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


class PublicKeys:
    """The vendor's public keys, asked for when a message names one that is not known.

    Args:
        fetch: Makes the call; gives its whole response (`raw`).
        items: Pointer to their list.
        id: Pointer to the id of one.
        key: Pointer to the key itself.
        pause: Seconds between two calls at least: anyone can send messages that name keys.
    """

    def __init__(
        self, fetch: Callable[[], Any], items: str, id: str, key: str, *, pause: float = 600.0
    ) -> None:
        self._fetch = fetch
        self._items = items
        self._id = id
        self._key = key
        self._pause = pause
        self._known: dict[str, str] = {}
        self._asked: float | None = None
        self._lock = Lock()

    def __call__(self, key_id: str) -> str | None:
        """The key of an id; None when the vendor has none such.

        Raises:
            ApiError: The keys cannot be had.
        """
        with self._lock:
            now = time.monotonic()
            if key_id not in self._known and (
                self._asked is None or now - self._asked >= self._pause
            ):
                self._known = self._read(self._answer())
                self._asked = now
            return self._known.get(key_id)

    def _answer(self) -> Any:
        response = self._fetch()
        if hasattr(response, "__await__"):
            response.close()
            raise UsageError(
                "keys are asked for with a synchronous client; with an asynchronous one"
                " make a mapping of what its method gives"
            )
        return response.body

    def _read(self, body: Any) -> dict[str, str]:
        items = pick(body, steps(self._items))
        return {
            str(pick(item, steps(self._id))): str(pick(item, steps(self._key)))
            for item in (items if is_list(items) else ())
        }

    def __repr__(self) -> str:
        return f"<PublicKeys {', '.join(self._known) or 'not yet asked for'}>"
