"""A call's request: everything in it that stays the same over its attempts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from urllib.parse import unquote

from ..access.auth import Placed
from ..ground.bounds import TimeLeft
from ..ground.http import Endpoint
from ..ground.ids import request_id, uuid
from ..ground.operation import Operation
from ..ground.parts import part
from ..ground.settings import Settings
from ..ground.words import Exchange
from ..wire.body import Payload, essence, is_json
from ..wire.json import loads
from .core import Bound, Core
from .plan import Plan

_DEFAULT_KEY_HEADER = "Idempotency-Key"


class Draft:
    """The request of one call, encoded once and sent as often as needed."""

    __slots__ = (
        "base",
        "bound",
        "cookies",
        "core",
        "first",
        "headers",
        "keyed",
        "method",
        "operation",
        "payload",
        "plan",
        "query",
        "request_id",
        "settings",
        "target",
    )

    def __init__(
        self,
        core: Core,
        settings: Settings,
        operation: Operation[Any],
        plan: Plan,
        bound: Bound,
        args: Mapping[str, Any],
        url: str | None,
    ) -> None:
        """Encode the arguments.

        Raises:
            UsageError: one of them cannot be written, or a required one is missing.
        """
        self.core = core
        self.settings = settings
        self.operation = operation
        self.plan = plan
        self.bound = bound
        self.method = operation.method
        self.keyed = False
        self.first = True
        self.request_id: str | None = None
        """What we sent as the id of this call, where the vendor takes one."""
        self.target = url
        """A whole path and query that the server gave, instead of our own."""
        if operation.groups and url is None:
            besides = {unquote(pair.partition("=")[0]) for pair in settings.query}
            part("ground.groups").check(operation, args, besides)
        self.base = plan.path(args) if url is None else ""
        self.query = plan.write_query(args) if plan.query and url is None else []
        self.cookies = plan.write_cookies(args) if plan.cookies else ()
        headers: list[tuple[bytes, bytes]] = []
        if plan.headers:
            plan.write_headers(args, headers)
        self.payload: Payload | None = None
        if plan.body is not None:
            self.payload = plan.body.write(
                args, settings.body, settings.content_type, core.api.omit_null
            )
            if operation.groups:
                part("ground.groups").check_body(operation, self._written)
        self.headers = headers
        self._add_keys()
        if settings.headers or settings.query:
            self._add_options()

    def _written(self) -> Any:
        """The body as it goes out, decoded; None: it is no JSON."""
        payload = self.payload
        if payload and isinstance(payload.content, bytes) and is_json(essence(payload.media)):
            return loads(payload.content)
        return None

    def _add_keys(self) -> None:
        """The idempotency key (one for all attempts) and a request id of our own."""
        retry, settings = self.bound.retry, self.settings
        header = self.bound.key_header
        if settings.idempotency_key is not None:
            header = retry.idempotency_header or _DEFAULT_KEY_HEADER
            self._set(header, settings.idempotency_key)
            self.keyed = True
        elif header is not None:
            given = header.lower().encode("ascii")
            if not any(name.lower() == given for name, _ in self.headers):
                self._set(header, uuid())
            self.keyed = True
        id_header = self.bound.id_header
        if id_header is not None:
            if settings.headers or self.bound.id_argument:
                self.request_id = self._given(id_header)
            if self.request_id is None:
                self.request_id = made = request_id()
                self.headers.append((id_header, made.encode("ascii")))

    def _given(self, header: bytes) -> str | None:
        """A header that the caller gave this request."""
        wire = header.lower()
        for name, value in (*self.settings.headers, *self.headers):
            if name.lower() == wire:
                return value.decode("utf-8", "replace")
        return None

    def _set(self, name: str, value: str) -> None:
        from ..wire.encode import raw

        wire = name.lower().encode("ascii")
        self.headers = [pair for pair in self.headers if pair[0].lower() != wire]
        self.headers.append((name.encode("ascii"), raw(value).encode()))

    def _add_options(self) -> None:
        """The caller's own headers and query, which replace ours of the same name."""
        own = {name.lower() for name, _ in self.settings.headers}
        self.headers = [pair for pair in self.headers if pair[0].lower() not in own]
        self.headers.extend(self.settings.headers)
        if self.target is None:
            names = {pair.partition("=")[0] for pair in self.settings.query}
            self.query = [pair for pair in self.query if pair.partition("=")[0] not in names]
            self.query.extend(self.settings.query)

    def exchange(
        self,
        endpoint: Endpoint,
        asked: Placed | None,
        attempt: int,
        timeouts: dict[str, float],
        *,
        stream: bool,
        url: str | None = None,
    ) -> Exchange:
        """One attempt's request.

        Args:
            endpoint: where to send it.
            asked: credentials that functions gave for this attempt.
            attempt: 1 for the first.
            timeouts: seconds by phase.
            stream: leave the body of a success unread.
            url: another path and query, where a redirect leads.
        """
        bound = self.bound
        headers = [(b"Host", endpoint.host), *bound.headers]
        cookies, fields = [*self.cookies, *bound.fixed.cookies], bound.fixed.form
        query = bound.fixed.query
        if asked is not None:
            headers += asked.headers
            if asked.query or asked.form or asked.cookies:
                query, fields = query + asked.query, fields + asked.form
                cookies += asked.cookies
        if self.headers:
            # What the caller says replaces what goes with every call: `Accept-Encoding`.
            own = {name.lower() for name, _ in self.headers}
            headers = [pair for pair in headers if pair[0].lower() not in own] + self.headers
        if cookies:
            headers.append((b"Cookie", "; ".join(cookies).encode("ascii")))
        if attempt > 1 and bound.retry.attempt_header:
            headers.append((bound.retry.attempt_header.encode("ascii"), b"%d" % (attempt - 1)))
        body: Any = b""
        if self.payload is not None or fields:
            body = self._body(headers, fields)
        elif self.method in ("POST", "PUT", "PATCH"):
            headers.append((b"Content-Length", b"0"))
        target = self._target(endpoint, query, url)
        request = endpoint.request(self.method, target, headers, body, timeouts)
        return Exchange(endpoint, request, timeouts, self.settings.most(held=not stream), stream)

    def _target(self, endpoint: Endpoint, secret: list[tuple[str, str]], url: str | None) -> str:
        target = url or self.target
        if target is None:
            path = endpoint.path(self.base)
            # The root of a base URL with a path is that path, without a slash after it.
            path = endpoint.prefix if path == "/" and endpoint.prefix else endpoint.prefix + path
            query = self.query
            if secret:
                own = {pair.partition("=")[0] for pair in query}
                query = query + [pair for name, pair in secret if name not in own]
            if query and "?" in path:  # what is given stands in place of what the path says
                own = {pair.partition("=")[0] for pair in query}
                path, _, said = path.partition("?")
                query = [p for p in said.split("&") if p.partition("=")[0] not in own] + query
            return f"{path}?{'&'.join(query)}" if query else path
        if target.startswith("~"):
            target = endpoint.prefix + target[1:]
        for name, pair in secret:
            _, _, query_text = target.partition("?")
            if name not in (one.partition("=")[0] for one in query_text.split("&")):
                target += f"{'&' if query_text else '?'}{pair}"
        return target

    def _body(self, headers: list[tuple[bytes, bytes]], fields: list[tuple[str, str]]) -> Any:
        payload = self.payload or Payload("application/x-www-form-urlencoded", b"")
        for name, value in fields:
            payload = payload.with_field(name, value)
        if not any(name.lower() == b"content-type" for name, _ in headers):
            headers.append((b"Content-Type", payload.media.encode("ascii")))
        content = payload.content
        if isinstance(content, bytes):
            headers.append((b"Content-Length", b"%d" % len(content)))
            return content
        if content.length is not None:
            headers.append((b"Content-Length", b"%d" % content.length))
        else:
            headers.append((b"Transfer-Encoding", b"chunked"))
        return content

    def timeouts(self, end: float | None) -> dict[str, float]:
        """The timeouts of an attempt, cut where the deadline comes before."""
        if end is None:
            return self.settings.timeouts
        return TimeLeft(self.settings.timeouts, end, self.core.clock.monotonic)

    def __repr__(self) -> str:
        return f"<Draft of {self.operation.id}>"
