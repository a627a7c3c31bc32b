"""Who may see the console, and what browsers may do with it.

It answers programs of this machine alone, under a name of this machine (so that no page
can reach it through a name that it points here), and changes nothing for another site's
page. What is not let in is answered as if there were no console.
"""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Mapping, MutableMapping
from ipaddress import ip_address
from typing import Any

Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]

HEADER = "x-specwright-console"
"""Must be in every request of the page's script; another site's page cannot send it."""

_AUTHORITY = re.compile(r"(\[[0-9a-fA-F:.]+\]|[^:\[\]]+)(?::[0-9]{1,5})?")

HEADERS = (
    (
        b"content-security-policy",
        b"default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; "
        b"img-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'; "
        b"require-trusted-types-for 'script'; trusted-types 'none'",
    ),
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"no-referrer"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cache-control", b"no-store"),
)
"""Header fields of all that the console answers."""
_ISOLATED = (
    (b"content-security-policy", b"sandbox"),
    (b"x-content-type-options", b"nosniff"),
)


def isolated(scope: Mapping[str, Any], send: Send) -> Send:
    """What sends the application's answer: to a browser that would show it, as no page of ours.

    A page that the vendor's document holds, or that a request put there, has the console's
    address: without this, its script could turn the console. Programs get what they always get.
    """
    if fields_of(scope).get("sec-fetch-dest", "empty") == "empty":
        return send

    async def sent(message: Message) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*message["headers"], *_ISOLATED]}
        await send(message)

    return sent


def fields_of(scope: Mapping[str, Any]) -> dict[str, str]:
    """Header fields by lower-case name; of several of a name the last."""
    return {name.decode("latin-1").lower(): v.decode("latin-1") for name, v in scope["headers"]}


def is_local(scope: Mapping[str, Any]) -> bool:
    """Whether a request comes from this machine, and knows the server by this machine's name."""
    client = scope.get("client")
    hosts = [value for name, value in scope["headers"] if name.lower() == b"host"]
    if not client or len(hosts) != 1 or not _is_loopback(client[0]):
        return False
    match = _AUTHORITY.fullmatch(hosts[0].decode("latin-1"))
    return match is not None and _is_loopback(match[1].strip("[]"))


def is_own(scope: Mapping[str, Any]) -> bool:
    """Whether a request was made by the console's own page, or by a program and not a page."""
    fields = fields_of(scope)
    if fields.get(HEADER) != "1":
        return False
    if fields.get("sec-fetch-site", "same-origin") != "same-origin":
        return False
    origin = fields.get("origin")
    own = f"{scope.get('scheme', 'http')}://{fields.get('host', '')}"
    return origin is None or origin.lower() == own.lower()


def _is_loopback(name: str) -> bool:
    if name.lower() == "localhost":
        return True
    try:
        return ip_address(name).is_loopback
    except ValueError:
        return False
