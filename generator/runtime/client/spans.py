"""One OpenTelemetry span per operation, where the application has set OpenTelemetry up.

Nothing is imported from here on: an application that has a tracer provider has imported
`opentelemetry.trace` itself. Names follow the semantic conventions of HTTP client spans;
the span is the current one during the call, so that a transport's spans stand below it.
"""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ..call.core import Core
    from .hooks import AttemptFacts, CallFacts, Watch


def span_hook(core: Core) -> Spans | None:
    """The hook that makes a call's span; None where no provider is set."""
    trace: Any = sys.modules.get("opentelemetry.trace")
    provider = getattr(trace, "get_tracer_provider", lambda: None)()
    if provider is None or isinstance(provider, trace.ProxyTracerProvider):
        return None
    return Spans(trace, provider.get_tracer(core.api.package, core.api.version))


class Spans:
    """The span of one call."""

    def __init__(self, trace: Any, tracer: Any) -> None:
        self._trace = trace
        self._tracer = tracer
        self._span: Any = None

    def on_call(self, call: CallFacts) -> Watch:
        """From the call to its result."""
        trace = self._trace
        self._span = span = self._tracer.start_span(
            f"{call.method} {call.template}",
            kind=trace.SpanKind.CLIENT,
            attributes={"http.request.method": call.method, "url.template": call.template},
        )
        try:
            with trace.use_span(span, record_exception=False, set_status_on_exception=False):
                outcome = yield
            if outcome.status is not None:
                span.set_attribute("http.response.status_code", outcome.status)
            if outcome.attempts > 1:
                span.set_attribute("http.request.resend_count", outcome.attempts - 1)
            if outcome.error is not None:
                refused = outcome.status is not None and outcome.status >= 400
                kind = str(outcome.status) if refused else type(outcome.error).__name__
                span.set_attribute("error.type", kind)
                span.set_status(trace.StatusCode.ERROR)
        finally:
            span.end()

    def on_attempt(self, attempt: AttemptFacts) -> None:
        """The server is known when the first request is ready."""
        if attempt.number == 1 and not attempt.token:
            self._span.set_attribute("server.address", attempt.host)
            if attempt.port is not None:
                self._span.set_attribute("server.port", attempt.port)
