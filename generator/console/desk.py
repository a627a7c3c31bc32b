"""The desk: an application with all that a person sees and turns of it."""

from __future__ import annotations

import time
from collections.abc import Callable
from secrets import token_hex
from typing import Any

from .guard import Message, Receive, Send
from .records import Records, record_of
from .served import Served
from .switches import Clock, Faults

_SEEN = "specwright.seen"


class Desk:
    """An ASGI application around one that may be exchanged, which keeps what was asked of it.

    Args:
        told: Called with the record of each request once it is answered.
        more: Options of `create_app` besides those that the desk needs.
    """

    def __init__(self, told: Callable[[dict[str, Any]], None] | None = None, **more: Any) -> None:
        self.records = Records()
        self.clock = Clock()
        self.faults = Faults()
        self.more = more
        self._run = token_hex(4)
        self._count = 0
        self._told = told
        self._served: Served | None = None

    @property
    def served(self) -> Served:
        """What is served."""
        assert self._served is not None, "nothing is served yet"
        return self._served

    @property
    def loaded(self) -> str:
        """Which application this is: another one is called otherwise, in another run too."""
        return f"{self._run}-{self._count}"

    def options(self) -> dict[str, Any]:
        """What `create_app` has to be given, so that the desk sees and turns its application."""
        return {
            "clock": self.clock,
            "faults": self._fault,
            "observer": self._observe,
            **self.more,
        }

    def put(self, served: Served) -> None:
        """Serve this from now on."""
        self._served = served
        self._count += 1

    def reset(self) -> None:
        """As if it had just been started: no things, no faults, the real time."""
        self.clock.reset()
        self.faults.set([])
        self.served.app.reset()

    async def __call__(self, scope: Message, receive: Receive, send: Send) -> None:
        """Serve one ASGI connection."""
        served = self.served
        if scope["type"] != "http":
            await served.app(scope, receive, send)
            return
        began = time.perf_counter()
        status: int | None = None
        scope[_SEEN] = []

        async def sent(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        try:
            await served.app(scope, receive, sent)
        finally:
            seen = next(iter(scope[_SEEN]), None)
            broken = seen is not None and seen.fault is not None and seen.fault.reset
            seconds = time.perf_counter() - began
            record = record_of(served, scope, seen, None if broken else status, seconds)
            self.records.add(record)
            if self._told is not None:
                self._told(record)

    def _observe(self, seen: Any) -> None:
        seen.request.scope.setdefault(_SEEN, []).append(seen)

    def _fault(self, attempt: Any) -> Any:
        """The fault of a request, in the words of the package's runtime."""
        switch = self.faults.meet(attempt.operation)
        if switch is None:
            return None
        status = self.served.api.throttle.status if switch.throttled else switch.status
        return self.served.runtime("server.app.faults").Fault(
            status=status,
            delay=float(switch.delay),
            reset=switch.reset,
            truncate=1 if switch.truncate else None,
            headers={"Retry-After": "2"} if switch.throttled else {},
        )
