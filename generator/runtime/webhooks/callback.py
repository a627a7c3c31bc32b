"""Callbacks of an operation (OpenAPI 3.1, section 4.8.18): messages to a URL that a caller gave.

The caller's half reads them as it does webhooks (`receive.Webhook`). The half of the one
that sends them says from the call where they go, and sends them: an implementation of the
stub, or a test that plays the vendor.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Generic, TypeVar
from urllib.parse import parse_qs, unquote_plus, urlsplit

from ..ground.errors import UsageError
from ..ground.http import library_of
from ..ground.operation import Body, TypeRef
from ..ground.unset import UNSET
from ..wire.body import BodyWriter
from ..wire.pointer import pick, steps
from .receive import Webhook
from .signature import Key, Signature

T = TypeVar("T")

_EXPRESSION = re.compile(r"\{(\$[^{}]*)\}")


class Callback(Webhook[T], Generic[T]):
    """One kind of message that a call asks for. `T` is its payload."""

    __slots__ = ("expression", "media", "method", "operation")

    def __init__(
        self,
        name: str,
        type: TypeRef | None,
        *,
        operation: str,
        expression: str,
        method: str = "POST",
        media: str | None = None,
        form: bool = False,
        json_members: tuple[str, ...] = (),
        signature: Signature | None = None,
        loose: bool = False,
    ) -> None:
        super().__init__(
            *(name, type), form=form, json_members=json_members, signature=signature, loose=loose
        )
        self.operation = operation
        """The id of the operation that asks for it."""
        self.expression = expression
        """Where it goes, in runtime expressions (section 4.8.20.3)."""
        self.method = method
        self.media = media
        """Media type of its payload; None: it has none."""

    def __repr__(self) -> str:
        return f"<Callback {self.name} of {self.operation}>"

    def url(self, call: Any, answer: Any = None) -> str:
        """Where a call wants the message.

        Args:
            call: The call as the server has it: `server.current()`.
            answer: The body that was answered, for `$response.body`.

        Raises:
            UsageError: The call does not say, or says no URL of http or https.
        """
        found = _EXPRESSION.sub(lambda match: _said(match[1], call, answer), self.expression)
        if found.startswith("$"):
            found = _said(found, call, answer)
        parsed = urlsplit(found)
        if parsed.scheme not in ("http", "https") or not parsed.hostname:
            raise UsageError(f"{self.name}: {found[:100]!r} is no URL to send to")
        return found

    def content(self, payload: T) -> tuple[dict[str, str], bytes]:
        """Header fields and body of a message.

        Raises:
            UsageError: The payload cannot be written.
        """
        if self.media is None:
            return {}, b""
        written = BodyWriter(Body((self.media,), self.type, True)).write(
            {"body": payload}, {}, None
        )
        if written is None or not isinstance(written.content, bytes):
            raise UsageError(f"{self.name}: a payload is written from a value, not from a file")
        return {"content-type": written.media}, written.content

    def send(
        self,
        payload: T,
        url: str,
        *,
        key: Key | None = None,
        headers: Mapping[str, str] | None = None,
        timeout: float = 10.0,
    ) -> int:
        """Send a message, as the vendor does; the status that came back.

        Redirects are not followed. It waits for the answer: in an asynchronous
        implementation run it in a thread (`asyncio.to_thread`).

        Args:
            payload: What it says.
            url: Where to; see `url`.
            key: Signs it, where the document says how.
            headers: More header fields.
            timeout: Seconds for each phase.

        Raises:
            UsageError: The payload cannot be written, or the URL is none.
            ConnectionError: It was not taken.
        """
        fields, body = self.content(payload)
        fields |= headers or {}
        if key is not None:
            fields |= self.sign(body, key, headers=fields)
        library = library_of()
        try:
            response = library.module.request(
                self.method, url, content=body, headers=fields, timeout=timeout, trust_env=False
            )
        except library.errors as error:
            raise ConnectionError(f"{self.name} was not taken: {error}") from error
        status: int = response.status_code
        return status


def _said(expression: str, call: Any, answer: Any) -> str:
    """What a runtime expression is for a call."""
    request = call.request
    if expression == "$url":
        return f"{request.url}?{request.query}" if request.query else str(request.url)
    if expression == "$method":
        return str(request.method)
    source, _, pointer = expression.partition("#")
    value: Any = UNSET
    if source == "$request.body":
        value = pick(call.body, steps(pointer))
    elif source == "$response.body":
        value = pick(answer, steps(pointer))
    elif source.startswith("$request.query."):
        named = parse_qs(request.query, keep_blank_values=True)
        value = next(iter(named.get(source.removeprefix("$request.query."), ())), UNSET)
    elif source.startswith("$request.path."):
        value = call.path.get(source.removeprefix("$request.path."), UNSET)
    elif source.startswith("$request.header."):
        value = request.header(source.removeprefix("$request.header.").lower())
    if value is UNSET or value is None or isinstance(value, (dict, list)):
        raise UsageError(f"the call does not say {unquote_plus(expression)}")
    return str(value).lower() if isinstance(value, bool) else str(value)
