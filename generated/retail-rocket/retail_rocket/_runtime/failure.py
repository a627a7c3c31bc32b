"""Turns what went wrong into the error to raise. Runs only when something did."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from .core import Core
from .decode import decode_error
from .errors import (
    ApiError,
    ConnectionFailed,
    DeadlineExceeded,
    DecodeError,
    RedirectRefused,
    ReportedFailure,
    ResponseTooLarge,
    StatusError,
    TimeoutExceeded,
    class_for,
)
from .headers import Headers
from .http import Failure
from .log import masked_target
from .operation import Operation
from .plan import Plan
from .problem import described
from .response import request_id
from .transport import Exchange

_HINTS = {
    "connect": "the connection could not be made",
    "network": "the connection broke off",
    "protocol": "the HTTP exchange failed",
}


def safe_url(core: Core, plan: Plan, exchange: Exchange) -> str:
    """The URL of a request as it may be shown."""
    url = exchange.request.url
    target = masked_target(url.raw_path.decode("ascii"), plan.safe_query)
    return core.mask(exchange.endpoint.origin + target)


def facts(core: Core, operation: Operation[Any], attempts: int) -> dict[str, Any]:
    """The attributes that every error has."""
    return {"operation": operation.id, "method": operation.method, "attempts": attempts}


def from_response(core: Core, response: Any, content: bytes) -> dict[str, Any]:
    """The attributes of errors that come with a response."""
    sent = Headers.of(response.headers.raw)
    headers = Headers((name, core.mask(value)) for name in sent for value in sent.all(name))
    return {
        "status": response.status_code,
        "headers": headers,
        "request_id": request_id(headers, core.api.request_id_headers),
        "content": content,
    }


def status_error(core: Core, plan: Plan, response: Any, known: dict[str, Any]) -> StatusError:
    """The error of a response that is no success."""
    kind = class_for(response.status_code)
    return _said(core, plan, response, known, kind)


def reported(core: Core, plan: Plan, response: Any, known: dict[str, Any]) -> StatusError:
    """The error of a response whose status says success and whose body says failure."""
    return _said(core, plan, response, known, ReportedFailure)


def _said(
    core: Core, plan: Plan, response: Any, known: dict[str, Any], kind: type[StatusError]
) -> StatusError:
    content: bytes = response.content
    header = response.headers.get("content-type")
    media = header.encode("latin-1", "replace") if header else None
    body = decode_error(plan, response.status_code, media, content)
    code, message, fields = described(plan.operation.errors or core.api.errors, body)
    return kind(
        core.mask(message),
        **known,
        **from_response(core, response, content),
        body=body,
        code=core.mask(code) if code else None,
        fields=fields,
    )


def redirected(core: Core, plan: Plan, response: Any, known: dict[str, Any]) -> StatusError:
    """The error of a redirect that is not followed."""
    header = response.headers.get("location") or ""
    location = core.mask(masked_target(header, frozenset()))
    return RedirectRefused(
        f"not followed to {location or 'nowhere'}: only GET and HEAD are, up to 5 times,"
        " and never to another origin",
        **known,
        **from_response(core, response, response.content),
        location=location,
    )


def no_response(core: Core, failure: Failure, known: dict[str, Any], *, late: bool) -> ApiError:
    """The error of an attempt that got no (whole) response."""
    scrub(failure.error, core.mask)
    said = core.mask(" ".join(str(failure.error).split()))
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


def scrub(error: BaseException | None, mask: Callable[[str], str]) -> None:
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


def broken_off(core: Core, operation: Operation[Any]) -> tuple[Any, Any]:
    """What a download needs to turn the HTTP library's exceptions into ours."""

    def failed(error: Exception) -> ApiError:
        known = facts(core, operation, 1)
        return no_response(core, core.library.failure(error), known, late=False)

    return core.library.errors, failed
