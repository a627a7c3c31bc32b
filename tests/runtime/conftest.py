"""Fixtures: both HTTP libraries, a clock that stands still, a server that is scripted."""

from __future__ import annotations

import contextlib
import importlib
import json
from collections.abc import AsyncIterator, Callable
from types import ModuleType
from typing import Any

import pytest

from generator.runtime.client.clients import ClientBase, core_of
from generator.runtime.ground.clock import Clock


class FakeClock(Clock):
    """Time that passes only when somebody waits."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.waits: list[float] = []

    def monotonic(self) -> float:
        return self.now

    def time(self) -> float:
        return 1_800_000_000.0 + self.now

    def sleep(self, seconds: float) -> None:
        self.waits.append(seconds)
        self.now += seconds

    async def asleep(self, seconds: float) -> None:
        self.sleep(seconds)

    def within(self, seconds: float) -> Any:
        @contextlib.asynccontextmanager
        async def block() -> AsyncIterator[None]:
            yield

        return block()


def still(client: ClientBase, random: float = 1.0) -> FakeClock:
    """Give a client a fake clock and a constant for chance."""
    clock = FakeClock()
    core_of(client).clock = clock
    core_of(client).random = lambda: random
    return clock


class Script:
    """A server that answers with what it is told, one after the other, and keeps what it got."""

    def __init__(self, module: ModuleType, *answers: Any) -> None:
        self.module = module
        self.answers = list(answers)
        self.requests: list[Any] = []
        self.closed = False

    def __call__(self, request: Any) -> Any:
        self.requests.append(request)
        answer = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
        if callable(answer):
            answer = answer(request)
        if isinstance(answer, Exception):
            raise answer
        if isinstance(answer, tuple):
            status, body, *rest = answer
            headers = dict(rest[0]) if rest else {}
            if not isinstance(body, bytes):
                body = json.dumps(body).encode()
                headers.setdefault("content-type", "application/json")
            return self.module.Response(status, content=body, headers=headers)
        return answer

    @property
    def transport(self) -> Any:
        return self.module.MockTransport(self)

    @property
    def last(self) -> Any:
        return self.requests[-1]


@pytest.fixture(params=["httpx", "httpx2"])
def http(request: pytest.FixtureRequest) -> ModuleType:
    """Each of the two HTTP libraries."""
    return importlib.import_module(request.param)


@pytest.fixture
def script(http: ModuleType) -> Callable[..., Script]:
    return lambda *answers: Script(http, *answers)
