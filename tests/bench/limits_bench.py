"""What keeping a rate limit costs: a decision, and a call with a limit beside one without.

python -m tests.bench.limits_bench
"""

from __future__ import annotations

import asyncio
import json
import time
from functools import partial
from typing import Any

import httpx
import redis

from generator.runtime.client.clients import BaseClient
from generator.runtime.ground.clock import Clock
from generator.runtime.ground.operation import Operation, Rule, Throttle
from generator.runtime.limits.limiter import MemoryLimiter, Place
from generator.runtime.limits.redis import RedisLimiter
from tests.bench.cpu import of_call
from tests.runtime.bench import API, BODY, GET
from tests.runtime.redis_server import redis_server

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


def shared() -> dict[str, float]:
    """CPU seconds of a decision of Redis: ours, sync and async, and its own by the window's size."""
    clock = Clock()
    with redis_server() as server, redis.Redis.from_url(server.url) as store:
        limiter = RedisLimiter(server.url)

        def logs(limit: int) -> Any:
            return limiter.logs("p", str(limit), [Rule("k", limit, 3600.0)])

        def ask(buckets: Any) -> float:
            return limiter.talk(limiter.reserve(buckets, Place(0.0)), clock)

        async def tasks(buckets: Any) -> float:
            best = float("inf")
            for _ in range(5):
                start = time.process_time()
                for _ in range(500):
                    await limiter.atalk(limiter.reserve(buckets, Place(0.0)), clock)
                best = min(best, (time.process_time() - start) / 500)
            await limiter.aclose()
            return best

        def own(limit: int) -> float:
            buckets = logs(limit)
            while not ask(buckets):
                pass
            store.config_resetstat()
            for _ in range(1000):
                ask(buckets)
            found: Any = store.info("commandstats")
            return float(found["cmdstat_evalsha"]["usec_per_call"]) / 1e6

        found = {
            "sync": of_call(partial(ask, logs(10**6)), calls=500),
            "async": asyncio.run(tasks(logs(10**6))),
            "redis, 100": own(100),
            "redis, 8000": own(8000),
        }
        limiter.close()
    return found


if __name__ == "__main__":
    plain, kept = calls()
    found = {"one": decision(1), "two": decision(2), "without": plain, "with": kept}
    print(json.dumps({**found, "shared": shared()}))
