"""Whether a call is sent again, and after how long: decided without any I/O.

- What: the statuses of the document's `Retry`, and lost connections.
- Safe: a call that may have been acted on is repeated only when its method is
  idempotent (RFC 9110, section 9.2.2) or it carries an idempotency key. Others
  are repeated when the server cannot have acted: it was never reached, or it
  refused with 429 or 503 and a delay, or with a status of which the document says
  that nothing was done (`not_processed`).
- When: the server's delay is honoured whole, and up to a fifth more, so that a
  crowd does not come back at one moment. Without one: full jitter, a random
  part of `base * 2^n`, at most `cap`.
- Never: past the deadline; after a delay longer than `patience`; when the body
  cannot be sent twice; when the client's budget for repeats is spent, which
  keeps a failing server from being flooded.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import isfinite
from typing import NamedTuple

from ..ground.operation import Retry
from .budget import THROTTLED

IDEMPOTENT = frozenset({"GET", "HEAD", "OPTIONS", "PUT", "DELETE", "TRACE", "QUERY"})
OVERRULES = ("x-should-retry", "stripe-should-retry")


class Trouble(NamedTuple):
    """One attempt that did not succeed."""

    method: str
    attempt: int
    """1 for the first."""
    attempts: int
    """How many are allowed in all."""
    status: int | None = None
    """None when no response came."""
    sent: bool = True
    """Whether the server may have seen the request."""
    permanent: bool = False
    """It would fail the same way again: a certificate, a broken request."""
    headers: Mapping[str, str] = {}
    """Of the response, names in lower case."""
    keyed: bool = False
    """Whether the request carries an idempotency key."""
    replayable: bool = True
    """Whether the body can be sent again."""
    left: float | None = None
    """Seconds until the deadline; None when there is none."""


class Decision(NamedTuple):
    """What to do after an attempt."""

    delay: float | None
    """Seconds to wait before the next attempt; None: do not repeat."""
    asked: float | None
    """Seconds the server asked for."""
    why: str
    """The reason, in a few words for the log."""


def decide(trouble: Trouble, policy: Retry, *, now: float, random: Callable[[], float]) -> Decision:
    """Whether and when to repeat.

    Args:
        trouble: the attempt.
        policy: the document's rules.
        now: the time, in seconds since 1970.
        random: gives numbers from 0 to 1.
    """
    asked = server_delay(trouble.headers, policy.reset_header, now)
    stop = _refusal(trouble, policy, asked)
    if stop:
        return Decision(None, asked, stop)
    if asked is not None:
        if asked > policy.patience:
            return Decision(None, asked, "the server asks for too long a wait")
        delay = asked * (1 + 0.2 * random())
    else:
        base = policy.throttle_base if trouble.status in THROTTLED else policy.base
        delay = random() * min(base * 2.0 ** (trouble.attempt - 1), policy.cap)
    if trouble.left is not None and delay >= trouble.left:
        return Decision(None, asked, "the deadline comes before the next attempt")
    return Decision(delay, asked, "repeated")


def _refusal(trouble: Trouble, policy: Retry, asked: float | None) -> str | None:
    """Why not to repeat; None where nothing speaks against it."""
    if trouble.attempt >= trouble.attempts:
        return "no attempt left"
    if not trouble.replayable:
        return "the body cannot be sent twice"
    if trouble.permanent:
        return "it would fail again"
    if trouble.status is None:
        if not trouble.sent or trouble.keyed or trouble.method in IDEMPOTENT:
            return None
        return "the server may have acted on it"
    for name in OVERRULES:
        said = trouble.headers.get(name, "").lower()
        if said in ("true", "false"):
            return None if said == "true" else "the server says not to repeat"
    if trouble.status in policy.not_processed:
        return None
    if trouble.status not in policy.statuses:
        return "this status is final"
    if trouble.keyed or trouble.method in IDEMPOTENT:
        return None
    if trouble.status in THROTTLED and asked is not None:
        return None
    return "the server may have acted on it"


def server_delay(headers: Mapping[str, str], reset: str | None, now: float) -> float | None:
    """Seconds the server asks to wait; None when it says nothing usable.

    In order: `retry-after-ms`, `Retry-After` as seconds or as an HTTP date
    (RFC 9110, section 10.2.3), `x-ms-retry-after-ms`, the vendor's own header.
    """
    delay = _positive(headers.get("retry-after-ms"), 1000)
    if delay is None:
        value = headers.get("retry-after")
        delay = _positive(value, 1)
        if delay is None and value:
            delay = _until(value, now)
    if delay is None:
        delay = _positive(headers.get("x-ms-retry-after-ms"), 1000)
    if delay is None and reset:
        delay = _positive(headers.get(reset.lower()), 1)
        if delay is not None and delay > 1_000_000_000:  # an epoch, perhaps in milliseconds
            epoch = delay / 1000 if delay > 100_000_000_000 else delay
            delay = epoch - now if epoch > now else None
    return delay


def _positive(value: str | None, scale: float) -> float | None:
    try:
        number = float(value or "") / scale
    except ValueError:
        return None
    return number if isfinite(number) and number > 0 else None


def _until(value: str, now: float) -> float | None:
    from email.utils import mktime_tz, parsedate_tz

    parsed = parsedate_tz(value)  # without a zone it means UTC
    if parsed is None:
        return None
    try:
        delay = mktime_tz(parsed) - now
    except (ValueError, OverflowError):
        return None
    return delay if delay > 0 else None
