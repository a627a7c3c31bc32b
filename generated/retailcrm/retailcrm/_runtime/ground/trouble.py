"""What went wrong on the way, as the error to raise. Imported only when something did."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from .errors import (
    ApiError,
    ConnectionFailed,
    DeadlineExceeded,
    DecodeError,
    ResponseTooLarge,
    TimeoutExceeded,
)
from .headers import Headers, request_id
from .http import Failure

Mask: TypeAlias = "Callable[[str], str]"
"""Hides secrets in a text."""

_HINTS = {
    "connect": "the connection could not be made",
    "network": "the connection broke off",
    "protocol": "the HTTP exchange failed",
}


def from_response(
    mask: Mask, ids: tuple[str, ...], response: Any, content: bytes
) -> dict[str, Any]:
    """The attributes of errors that come with a response.

    Args:
        mask: hides secrets.
        ids: headers that name an exchange, the first that came is taken.
        response: the HTTP library's.
        content: its body.
    """
    sent = Headers.of(response.headers.raw)
    headers = Headers((name, mask(value)) for name in sent for value in sent.all(name))
    return {
        "status": response.status_code,
        "headers": headers,
        "request_id": request_id(headers, ids),
        "content": content,
    }


def no_response(mask: Mask, failure: Failure, known: dict[str, Any], *, late: bool) -> ApiError:
    """The error of an attempt that got no (whole) response."""
    scrub(failure.error, mask)
    said = mask(" ".join(str(failure.error).split()))
    error: ApiError
    if failure.kind == "deadline" or (late and failure.kind == "timeout"):
        error = DeadlineExceeded("the deadline came before the response", **known)
    elif failure.kind == "timeout":
        error = TimeoutExceeded(
            f"the {failure.phase} timeout ran out", **known, sent=failure.sent, phase=failure.phase
        )
    elif failure.kind == "large":
        error = ResponseTooLarge(said, **known)
    elif failure.kind == "decode":
        error = DecodeError(f"the body could not be decompressed: {said}", **known)
    else:
        hint = _HINTS[failure.kind]
        error = ConnectionFailed(f"{hint}: {said}" if said else hint, **known, sent=failure.sent)
    return error


def scrub(error: BaseException | None, mask: Mask) -> None:
    """Rid an exception of the HTTP library, and its causes, of credentials.

    The local variables of its frames hold the request, and tools that print
    tracebacks with locals would show it: the frames go, type and text stay.
    """
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        error.__traceback__ = None
        error.args = tuple(mask(arg) if isinstance(arg, str) else arg for arg in error.args)
        if hasattr(error, "_request"):
            setattr(error, "_request", None)  # noqa: B010
        error = error.__cause__ or error.__context__
