"""Everything a call can raise.

    ApiError
    ├── UsageError (also ValueError)        the call cannot be made so; nothing was sent
    │   └── ClientClosed                    the client was closed before
    ├── ConnectionFailed                    no response came
    │   ├── TimeoutExceeded (also TimeoutError)   one of the four timeouts
    │   └── CircuitOpen                     not sent: too many calls failed before
    ├── DeadlineExceeded (also TimeoutError)      the total time for the call is over
    ├── RateLimited                         its turn would come too late: not sent
    ├── LimiterUnavailable                  where processes share their limits is down: not sent
    ├── StatusError                         a response came and says no
    │   ├── ClientError                     4XX
    │   │   ├── BadRequest                  400
    │   │   ├── Unauthorized                401
    │   │   ├── Forbidden                   403
    │   │   ├── NotFound                    404
    │   │   │   └── ProcessForgotten        work that is asked for too late
    │   │   ├── MethodNotAllowed            405
    │   │   ├── NotAcceptable               406
    │   │   ├── Conflict                    409
    │   │   ├── Gone                        410
    │   │   ├── UnsupportedMedia            415
    │   │   ├── Unprocessable               422
    │   │   └── TooManyRequests             429
    │   ├── ServerError                     5XX
    │   ├── RedirectRefused                 3XX that is not followed
    │   ├── ReportedFailure                 2XX whose body says that it failed
    │   └── UnexpectedStatus                any other that the document does not name
    ├── ResponseError                       a response came and cannot be used
    │   ├── DecodeError                     garbage, cut short, or of another type
    │   ├── UnexpectedContentType           an HTML page where JSON was promised
    │   └── ResponseTooLarge                over `max_response_bytes`
    ├── ProcessFailed                       work that was accepted was not done
    ├── ProcessTimeout (also TimeoutError)  nor was it in the time given
    ├── PagingError                         pages that repeat or lead to another host
    └── SignatureRefused                    a webhook that the vendor did not sign

All of them carry the same attributes, survive pickle and copy, and read as one
line that names operation, status, code and message. None holds a credential.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from .headers import NO_HEADERS, Headers

# fmt: off
__all__ = [
    "ApiError", "BadRequest", "CircuitOpen", "ClientClosed", "ClientError", "Conflict",
    "ConnectionFailed", "DeadlineExceeded", "DecodeError", "Forbidden", "Gone",
    "LimiterUnavailable", "MethodNotAllowed", "NotAcceptable", "NotFound", "PagingError",
    "ProcessFailed", "ProcessForgotten", "ProcessTimeout", "RateLimited", "RedirectRefused",
    "ReportedFailure", "ResponseError", "ResponseTooLarge", "ServerError", "SignatureRefused",
    "StatusError", "TimeoutExceeded", "TooManyRequests", "Unauthorized",
    "UnexpectedContentType", "UnexpectedStatus", "Unprocessable", "UnsupportedMedia",
    "UsageError",
]
# fmt: on


class ApiError(Exception):
    """The base of all errors of this package."""

    message: str
    """What happened: the vendor's words where it said some."""
    operation: str = ""
    """Operation id, as in the document."""
    method: str = ""
    url: str = ""
    """URL of the request with secrets and query values masked."""
    status: int | None = None
    headers: Headers = NO_HEADERS
    """Headers of the response."""
    request_id: str | None = None
    """The vendor's id of the exchange, to quote to their support."""
    body: Any = None
    """Body of the response: the document's model, or JSON or text as it came."""
    content: bytes = b""
    """Body of the response as it came."""
    code: str | None = None
    """The vendor's code for what went wrong."""
    fields: Mapping[str, list[str]] = {}
    """Field name -> what the vendor says is wrong with it."""
    retry_after: float | None = None
    """Seconds the server asked to wait."""
    attempts: int = 0
    """How often the request was sent."""
    resume_token: str | None = None
    """Where it broke off. Of a list: pass it as `options={"resume": …}` to go on from that page;
    of a process: pass it to `client.resume`."""

    def __init__(self, message: str = "", **facts: Any) -> None:
        super().__init__(message)
        self.message = message
        self.__dict__.update(facts)

    def __reduce__(self) -> tuple[Any, ...]:
        """Keep every attribute over pickle and copy."""
        return type(self), self.args, self.__dict__.copy()

    def __str__(self) -> str:
        parts = [self.operation] if self.operation else []
        if self.status is not None:
            parts.append(f"{self.status} {phrase(self.status)}".rstrip())
        if self.code:
            parts.append(self.code)
        if self.message:
            parts.append(self.message)
        text = ": ".join(parts)
        if self.request_id:
            text += f" [request {self.request_id}]"
        return " ".join(text.split())

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self}>"


class UsageError(ApiError, ValueError):
    """The call cannot be made as asked. Nothing was sent."""


class ClientClosed(UsageError):
    """The client was closed before the call."""


class ConnectionFailed(ApiError):
    """No response came: refused, reset, name not found, certificate not trusted."""

    sent: bool = True
    """False when the server cannot have acted on the request."""


class TimeoutExceeded(ConnectionFailed, TimeoutError):
    """One of the timeouts ran out."""

    phase: str = ""
    """connect, read, write or pool."""


class CircuitOpen(ConnectionFailed):
    """Too many calls failed before: this one was not sent (see `breaker.py`)."""


class DeadlineExceeded(ApiError, TimeoutError):
    """The time for the whole call, with its waits and repeats, is over."""


class RateLimited(ApiError):
    """The call's turn would come too late; `retry_after` says in how many seconds it comes.

    It was not sent; a repeat of it was not when `attempts` is not 0.
    """


class LimiterUnavailable(ApiError):
    """The limiter that processes share cannot be reached, and was told to fail then.

    The call was not sent.
    """


class StatusError(ApiError):
    """A response came, and it is not a success."""


class ClientError(StatusError):
    """4XX: the request was refused."""


class BadRequest(ClientError):
    """400: the request is not one that the server understands."""


class Unauthorized(ClientError):
    """401: no credentials, or not valid (any more)."""


class Forbidden(ClientError):
    """403: valid credentials that do not allow this."""


class NotFound(ClientError):
    """404: there is no such thing."""


class ProcessForgotten(NotFound):
    """The vendor knows the process no more: it keeps finished ones for a while only."""


class MethodNotAllowed(ClientError):
    """405: the method is not for this address."""


class NotAcceptable(ClientError):
    """406: nothing is there in a media type that was asked for."""


class Conflict(ClientError):
    """409: the state that the thing is in does not allow it."""


class Gone(ClientError):
    """410: it was there once, and is gone for good."""


class UnsupportedMedia(ClientError):
    """415: the body's media type is not taken."""


class Unprocessable(ClientError):
    """422: understood and not valid; see `fields`."""


class TooManyRequests(ClientError):
    """429: see `retry_after`."""


class ServerError(StatusError):
    """5XX: the server failed."""


class RedirectRefused(StatusError):
    """A redirect that is not followed: another origin, too many, or not a GET."""

    location: str = ""
    """Where it leads, with query values masked."""


class ReportedFailure(StatusError):
    """The status says success, and the body says failure."""


class UnexpectedStatus(StatusError):
    """A status that the document does not name."""


class ResponseError(ApiError):
    """A response came, and it cannot be used."""


class DecodeError(ResponseError):
    """The body is not what the document promises."""

    places: tuple[str, ...] = ()
    """Where it is not: JSON pointers with what is wrong there."""


class UnexpectedContentType(ResponseError):
    """The body is of a media type that the document does not promise."""


class ResponseTooLarge(ResponseError):
    """The body is longer than `max_response_bytes`."""


class ProcessFailed(ApiError):
    """The vendor did not do the work; `code` is the state it ended in, `body` all of it."""


class ProcessTimeout(ApiError, TimeoutError):
    """The work was not done in the time given; it may be done later: keep the token."""


class PagingError(ApiError):
    """The pages of a list repeat, or lead to another host."""


class SignatureRefused(ApiError):
    """A webhook was not signed by the vendor, or is too old to be trusted."""


_BY_STATUS: dict[int, type[StatusError]] = {
    400: BadRequest,
    401: Unauthorized,
    403: Forbidden,
    404: NotFound,
    405: MethodNotAllowed,
    406: NotAcceptable,
    409: Conflict,
    410: Gone,
    415: UnsupportedMedia,
    422: Unprocessable,
    429: TooManyRequests,
}


def class_for(status: int) -> type[StatusError]:
    """The class for a status that is no success."""
    if status in _BY_STATUS:
        return _BY_STATUS[status]
    if 400 <= status < 500:
        return ClientError
    return ServerError if 500 <= status < 600 else UnexpectedStatus


def phrase(status: int) -> str:
    """The standard's name of a status, or nothing for one it does not know."""
    from http import HTTPStatus

    try:
        return HTTPStatus(status).phrase
    except ValueError:
        return ""
