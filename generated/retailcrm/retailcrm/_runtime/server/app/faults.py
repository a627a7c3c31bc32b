"""Trouble on purpose: late, broken and failing answers, for testing clients.

    app = create_app(faults=lambda attempt: Fault(status=503) if attempt.number < 3 else None)

Beside the hook, a sandbox does what a request's `Prefer` header asks for:
`Prefer: delay=0.5`, `Prefer: fault=reset`, `Prefer: fault=truncate`.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from .answers import Refusal
from .request import Request, Send

MAX_DELAY = 60.0


@dataclass(frozen=True)
class Fault:
    """What goes wrong with a request.

    Attributes:
        status: Answer with this error instead, in the vendor's envelope.
        delay: Seconds to wait first.
        reset: Close the connection without an answer.
        truncate: Send only this many bytes of the body, then close the connection.
        headers: Header fields to add, such as `Retry-After`.
    """

    status: int | None = None
    delay: float = 0.0
    reset: bool = False
    truncate: int | None = None
    headers: Mapping[str, str] = field(default_factory=dict[str, str])


@dataclass(frozen=True)
class Attempt:
    """A request as a fault hook sees it."""

    operation: str
    """Operation id; the name of the security scheme for a token request."""
    request: Request
    number: int
    """How many requests this operation has had, this one included."""


Faults = Callable[[Attempt], Fault | None]


def preferred(preferences: Mapping[str, str]) -> Fault | None:
    """The fault that a request asks for itself; what is no number asks for nothing."""
    kind = preferences.get("fault", "")
    try:
        delay = min(max(float(preferences.get("delay", "0")), 0.0), MAX_DELAY)
    except ValueError:
        delay = 0.0
    if delay != delay or (not delay and kind not in ("reset", "truncate")):
        return None
    return Fault(delay=delay, reset=kind == "reset", truncate=1 if kind == "truncate" else None)


async def endure(fault: Fault) -> None:
    """What goes wrong before anything is answered.

    Raises:
        Refusal: It is answered with an error.
    """
    await asyncio.sleep(fault.delay)
    if fault.status is not None:
        raise Refusal(fault.status, headers=fault.headers)


async def break_off(
    send: Send, status: int, fields: list[tuple[bytes, bytes]], body: bytes
) -> None:
    """Promise more than is sent, then stop: the server closes the connection."""
    promised = [field for field in fields if field[0] != b"content-length"]
    promised.append((b"content-length", str(len(body) + 1000).encode()))
    await send({"type": "http.response.start", "status": status, "headers": promised})
    if body:
        await send({"type": "http.response.body", "body": body, "more_body": True})
