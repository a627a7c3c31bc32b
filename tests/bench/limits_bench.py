"""What keeping a rate limit costs: a decision, and a call with a limit beside one without.

python -m tests.bench.limits_bench
"""

from __future__ import annotations

import json
from functools import partial
from typing import Any

import httpx

from generator.runtime.client.clients import BaseClient
from generator.runtime.ground.clock import Clock
from generator.runtime.ground.operation import Operation, Rule, Throttle
from generator.runtime.limits.limiter import MemoryLimiter
from tests.bench.cpu import of_call
from tests.runtime.bench import API, BODY, GET

HEADERS = {
    "content-type": "application/json",
    "x-ratelimit-limit": "1000",
    "x-ratelimit-remaining": "990",
    "x-ratelimit-reset": "1",
}
RULE = Rule("k", 1000, 0.01)
"""So short that a single caller never waits."""


def decision(rules: int) -> float:
    """CPU seconds to admit a call that keeps so many rules."""
    limiter, clock = MemoryLimiter(), Clock()
    logs = limiter.logs("p", "c", [Rule(f"k{n}", 10**6, 60.0) for n in range(rules)])
    return of_call(lambda: limiter.admit(logs, clock), calls=1000, runs=50)


def calls() -> tuple[float, float]:
    """CPU seconds of a call without a limit and of the same with one, taken in turns."""
    api = API._replace(
        throttle=Throttle(429, "X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset")
    )
    transport = httpx.MockTransport(lambda _: httpx.Response(200, content=BODY, headers=HEADERS))
    client = BaseClient(api, {"key": "k"}, transport=transport)
    limited: Operation[Any] = Operation(
        "getOrder", "GET", GET.path, params=GET.params, replies=GET.replies, limits=(RULE,)
    )
    args = {"order": "o1", "lang": "en", "page": 2, "trace": "t"}
    best = [float("inf")] * 2
    for _ in range(60):
        for index, operation in enumerate((GET, limited)):
            taken = of_call(partial(client.call, operation, args), calls=100, runs=1)
            best[index] = min(best[index], taken)
    return best[0], best[1]


if __name__ == "__main__":
    plain, kept = calls()
    print(json.dumps({"one": decision(1), "two": decision(2), "without": plain, "with": kept}))
