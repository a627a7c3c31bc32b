"""What holds where neither document nor caller says anything: docs/generated-package.md has it so."""

from __future__ import annotations

from inspect import signature
from math import inf
from typing import Any

import pytest

from generator.runtime.call.cache import Cache
from generator.runtime.client.background import QUEUE
from generator.runtime.ground.errors import UsageError
from generator.runtime.ground.operation import Background, Bulk, Polling, Retry, Throttle
from generator.runtime.ground.settings import Settings, Timeouts
from generator.runtime.limits.breaker import Breaker
from generator.runtime.limits.redis import RedisLimiter
from generator.runtime.transport.wiring import Limits, Wiring
from generator.runtime.webhooks.callback import Callback
from generator.runtime.webhooks.receive import PublicKeys

NEVER: Any = lambda: None  # noqa: E731


def test_numbers() -> None:
    assert Timeouts() == (5, 30, 30, 5)
    assert Limits() == (100, 20, 5)
    assert (Wiring().limits, Wiring(limits=None).limits) == (Limits(), Limits())
    retry = Retry()
    assert (retry.attempts, retry.base, retry.throttle_base, retry.cap) == (3, 0.25, 1, 20)
    assert retry.patience == 120
    assert Throttle().status == 429
    assert (Breaker().failures, Breaker().reset) == (5, 30)
    assert Cache().size == 10_000_000
    assert Background(NEVER).most == 100
    assert QUEUE == 10_000
    assert signature(Callback.send).parameters["timeout"].default == 10
    assert signature(RedisLimiter).parameters["timeout"].default == 0.5
    assert signature(PublicKeys).parameters["pause"].default == 600
    assert Bulk(NEVER, "a", "b", "/c").most == 1000
    assert Polling("/id", NEVER, "id", "/s", ("A",), ()).interval == 1


def test_settings() -> None:
    settings = Settings()
    assert (settings.most(held=True), settings.most(held=False)) == (256 * 1024 * 1024, None)
    settings.limit = 5
    assert (settings.most(held=True), settings.most(held=False)) == (5, 5)
    settings.limit = None
    assert (settings.most(held=True), settings.most(held=False)) == (None, None)
    assert (settings.strict, settings.planned, settings.retries, settings.wait) == (
        False, False, None, inf,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({"limits": (1, 1, 1)}, r"limits must be Limits\(…\)"),
        ({"http2": 1}, "http2 must be True or False"),
        ({"trust_env": None}, "trust_env must be True or False"),
        ({"limiter": object()}, "limiter must be a MemoryLimiter, a RedisLimiter or None"),
    ],
)
def test_what_a_wiring_does_not_take(given: Any, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        Wiring(**given)
    assert repr(Wiring(proxy="http://user:pass@h")) == "<Wiring>"
