"""What a client and all its views share: connections, hooks, and what its calls share."""

from __future__ import annotations

import sys
from collections.abc import Callable, Generator, Mapping
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ..call.core import Core
from ..ground.operation import Api, Operation
from ..ground.settings import Settings
from ..transport.engines import engine_of
from ..transport.wiring import Wiring

if TYPE_CHECKING:
    from ..call.response import Response
    from ..ground.words import Effect
    from ..limits.breaker import Breaker

_TRACING = "opentelemetry.trace"
"""Imported by an application that traces, and never from here."""


class Shared(Core):
    """One client's state. Views share it; closing any of them closes it."""

    def __init__(
        self, api: Api, given: Mapping[str, Any], base_url: str | None, wiring: Wiring
    ) -> None:
        owner = wiring.transport or wiring.http_client
        self.engine = engine_of(wiring)
        super().__init__(api, given, base_url, self.engine.library, owner, wiring.limiter)
        self.wiring = wiring
        self.hooks: tuple[Any, ...] = ()
        self.breaker: Breaker | None = None
        self.background: Any = None

    @cached_property
    def run(self) -> Callable[..., Generator[Effect, Any, Response[Any]]]:
        """`flow.run`, imported with all it needs at the first call."""
        from ..call.flow import run

        breaker = self.breaker

        def around(
            core: Shared, settings: Settings, operation: Operation[Any], *given: Any, **named: Any
        ) -> Generator[Effect, Any, Response[Any]]:
            flow = run(core, settings, operation, *given, **named)
            if breaker is not None:
                flow = breaker.guard(operation, flow, core.clock)
            hooks = core.hooks
            if _TRACING in sys.modules:
                from .spans import span_hook

                span = span_hook(core)
                hooks = hooks if span is None else (span, *hooks)
            if hooks:
                from .hooks import observed

                flow = observed(flow, core, settings, operation, hooks)
            return flow

        return around
