"""Turns what went wrong into the error to raise. Runs only when something did."""

from __future__ import annotations

from typing import Any

from ..ground.errors import (
    ApiError,
    RedirectRefused,
    ReportedFailure,
    StatusError,
    class_for,
)
from ..ground.log import masked_target
from ..ground.operation import Operation
from ..ground.trouble import from_response, no_response
from ..ground.words import Exchange
from ..wire.problem import described
from .core import Core
from .decode import decode_error
from .plan import Plan


def safe_url(core: Core, plan: Plan, exchange: Exchange) -> str:
    """The URL of a request as it may be shown."""
    url = exchange.request.url
    target = masked_target(url.raw_path.decode("ascii"), plan.safe_query)
    return core.mask(exchange.endpoint.origin + target)


def facts(core: Core, operation: Operation[Any], attempts: int) -> dict[str, Any]:
    """The attributes that every error has."""
    return {"operation": operation.id, "method": operation.method, "attempts": attempts}


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
        **from_response(core.mask, core.api.request_id_headers, response, content),
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
        " and to another origin only where the document tells of it",
        **known,
        **from_response(core.mask, core.api.request_id_headers, response, response.content),
        location=location,
    )


def broken_off(core: Core, operation: Operation[Any]) -> tuple[Any, Any]:
    """What a download needs to turn the HTTP library's exceptions into ours."""

    def failed(error: Exception) -> ApiError:
        known = facts(core, operation, 1)
        return no_response(core.mask, core.library.failure(error), known, late=False)

    return core.library.errors, failed
