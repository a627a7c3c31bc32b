"""Rate limits under load, over sockets: nothing refused, and next to nothing left unused.

    python -m tests.proofs.rate_limits [--seconds 60] [redis] [valkey] [memory] [burst]

A stub that enforces bol's rules, in a process of its own, is called as fast as the
rules allow by 4 processes of 4 threads that share a real Redis, then a real Valkey, then by
16 threads of one process that count in memory. The last proof is an adversary's: one call, a
rest of nearly a window, then all at once. Exits with 1 where a call was refused, or there were
more in a window than the rule has; and, if the machine was idle before, where less than 95 % of
what the vendor permits was used. On a busy one that is a measurement.
"""

from __future__ import annotations

import argparse
import asyncio
import importlib
import json
import multiprocessing
import os
import sys
import threading
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import Any

from tests.conventions.compiled import folder, package, part
from tests.runtime.redis_server import redis_server
from tests.support import answer, document, operation

LEAST = 0.95
SPAWN = multiprocessing.get_context("spawn")
RULES: dict[str, tuple[str, str, int, float]] = {
    # bol's illustrative rules, and some that its API was seen to have
    "list_orders": ("get", "/retailer/orders", 7, 180),
    "get_order": ("get", "/retailer/orders/{id}", 8, 60),
    "cancel_order": ("post", "/retailer/orders/{id}/cancellation", 25, 60),
    "list_inventory": ("get", "/retailer/inventory", 20, 60),
    "get_offer": ("get", "/retailer/offers/{id}", 25, 1),
    "create_offer": ("post", "/retailer/offers", 50, 1),
    "get_commission": ("get", "/retailer/commission/{id}", 28, 1),
    "search": ("get", "/retailer/insights/search-terms", 10, 1),
}
FAST = ["get_offer", "create_offer", "get_commission"]
SLOW = ["list_orders", "get_order", "cancel_order", "list_inventory"]


def bol() -> dict[str, Any]:
    """The document."""
    found: dict[str, Any] = {}
    rules: list[dict[str, Any]] = []
    for name, (method, path, limit, per) in RULES.items():
        parameters = (
            [{"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}]
            if "{id}" in path
            else []
        )
        responses = {"200": answer({"type": "object"}), "429": {"description": "Too many."}}
        found.setdefault(path, {})[method] = operation(
            name, parameters=parameters, responses=responses
        )
        wild = path.replace("{id}", "*")
        rules.append({"methods": [method.upper()], "path": wild, "limit": limit, "per": per})
    return document(
        found,
        components={"securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}},
        security=[{"token": []}],
        **{
            "x-rate-limit": {
                "scope": ["credential"],
                "status": 429,
                "headers": {
                    "limit": "X-RateLimit-Limit",
                    "remaining": "X-RateLimit-Remaining",
                    "reset": "X-RateLimit-Reset",
                },
                "rules": rules,
            }
        },
    )


class Counted:
    """The stub, with the moments of what it took and refused, by method and path."""

    def __init__(self, app: Any) -> None:
        self._app = app
        self._counts: dict[str, tuple[list[float], list[float]]] = {}

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        if scope["path"] == "/counts":
            body = json.dumps(self._counts).encode()
            self._counts = {}
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": body})
            return
        moment = time.monotonic()

        async def sent(message: Any) -> None:
            if message["type"] == "http.response.start":
                path = scope["path"].replace("/1", "/{id}")
                key = f"{scope['method'].lower()} {path}"
                took, refused = self._counts.setdefault(key, ([], []))
                (refused if message["status"] == 429 else took).append(moment)
            await send(message)

        await self._app(scope, receive, sent)


def serve(place: str, pipe: Any) -> None:
    """In a process of its own: the stub, until something comes through the pipe."""
    sys.path.insert(0, place)
    server = importlib.import_module("bolproof.server")
    app = Counted(server.create_app(limits=True))
    with importlib.import_module("bolproof._runtime.server.serve").running(app) as url:
        pipe.send(url)
        pipe.recv()


@contextmanager
def stub(place: str) -> Iterator[str]:
    """The stub's URL."""
    ours, theirs = SPAWN.Pipe()
    process = SPAWN.Process(target=serve, args=(place, theirs))
    process.start()
    try:
        yield ours.recv()
    finally:
        ours.send("stop")
        process.join(10)


def clients(
    place: str, url: str, redis: str | None, ready: Any, seconds: float, threads: int
) -> None:
    """In a process of its own: threads that call as fast as their limits let them.

    They begin once all processes are `ready`, however long a busy machine takes for that.
    """
    sys.path.insert(0, place)
    module = importlib.import_module("bolproof")
    limiter: Any = importlib.import_module("bolproof._runtime.limits.limiter").MemoryLimiter()
    if redis is not None:
        limiter = importlib.import_module("bolproof._runtime.limits.redis").RedisLimiter(redis)
    with module.Client(
        base_url=url, token="t", limiter=limiter, retries=0, trust_env=False
    ) as client:

        def call(name: str, **options: Any) -> None:
            arguments = {"id": "1"} if "{id}" in RULES[name][1] else {}
            getattr(client.things, name)(**arguments, options=options)

        def fast(name: str) -> None:
            while (left := end - time.monotonic()) > 0:
                try:
                    call(name, wait=left)
                except module.errors.RateLimited:
                    return
                except module.ApiError as error:
                    print(f"  {error!r}", file=sys.stderr)

        def slow() -> None:
            while time.monotonic() < end:
                for name in SLOW:
                    try:
                        call(name, wait=False)
                    except module.errors.RateLimited:
                        continue
                    except module.ApiError as error:
                        print(f"  {error!r}", file=sys.stderr)
                time.sleep(0.05)

        work: list[Callable[[], None]] = []
        for number in range(threads):
            name = [*FAST, None][number % 4]
            work.append(slow if name is None else lambda name=name: fast(name))  # type: ignore[misc]
        ready.wait(60)
        end = time.monotonic() + seconds
        run(work)


def run(work: list[Callable[[], None]]) -> None:
    """All at once, each in a thread."""
    threads = [threading.Thread(target=one) for one in work]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def counts(url: str) -> dict[str, tuple[list[float], list[float]]]:
    """What the stub took and refused since it was asked last."""
    with urllib.request.urlopen(f"{url}/counts", timeout=10) as response:
        found: dict[str, Any] = json.load(response)
    keys = {f"{method} {path}": name for name, (method, path, _, _) in RULES.items()}
    return {keys[key]: pair for key, pair in found.items()}


def most(moments: list[float], per: float) -> int:
    """The most moments in any window."""
    moments, first, best = sorted(moments), 0, 0
    for last, moment in enumerate(moments):
        while moments[first] <= moment - per:
            first += 1
        best = max(best, last - first + 1)
    return best


def report(title: str, url: str, seconds: float, idle: bool, names: list[str]) -> bool:
    """Print what became of the calls; whether the proof holds.

    Args:
        title: What was done.
        url: The stub.
        seconds: For how long.
        idle: Whether the machine was; where not, what was left unused says nothing of us.
        names: The operations that were called.
    """
    print(title if idle else f"{title}, on a busy machine")
    found, fine = counts(url), True
    for name in names:
        _, _, limit, per = RULES[name]
        took, refused = found.get(name, ([], []))
        permitted = limit * max(1.0, seconds / per)
        used = len(took) / permitted
        peak = most(took, per)
        fine = fine and not refused and peak <= limit and (used >= LEAST or not idle)
        print(
            f"  {name:15} {limit:3} in {per:3.0f} s: {len(took):5} taken, {len(refused)} refused,"
            f" {used:6.1%} of what is permitted, at most {peak} in a window"
        )
    return fine


def is_idle() -> bool:
    """Whether nobody else keeps the machine busy."""
    return os.getloadavg()[0] <= (os.cpu_count() or 1)


def shared(place: str, url: str, seconds: float, kind: str) -> bool:
    """4 processes of 4 threads, through Redis or Valkey."""
    idle = is_idle()
    with redis_server(kind) as server:
        given = (place, url, server.url, SPAWN.Barrier(4), seconds, 4)
        processes = [SPAWN.Process(target=clients, args=given) for _ in range(4)]
        for process in processes:
            process.start()
        for process in processes:
            process.join()
    title = f"4 processes x 4 threads through {kind}, {seconds:.0f} s"
    return report(title, url, seconds, idle, SLOW + FAST)


def alone(place: str, url: str, seconds: float) -> bool:
    """16 threads of a process, in memory."""
    idle = is_idle()
    given = (place, url, None, SPAWN.Barrier(1), seconds, 16)
    process = SPAWN.Process(target=clients, args=given)
    process.start()
    process.join()
    return report(f"16 threads in memory, {seconds:.0f} s", url, seconds, idle, SLOW + FAST)


def burst(place: str, url: str, seconds: float) -> bool:
    """One call, 0.93 s of rest, then 32 callers at once: threads, and tasks."""
    sys.path.insert(0, place)
    module = importlib.import_module("bolproof")
    fine = True
    begin = time.monotonic()
    while time.monotonic() < begin + seconds / 4:
        with module.Client(base_url=url, token="t", retries=0, trust_env=False) as client:
            client.things.search()
            time.sleep(0.93)
            run([client.things.search] * 32)
        time.sleep(1.1)
    found = counts(url).get("search", ([], []))
    print(f"bursts of 32 threads after a rest, {seconds / 4:.0f} s")
    print(
        f"  search: {len(found[0])} taken, {len(found[1])} refused, at most"
        f" {most(found[0], 1)} in a second"
    )
    fine = fine and not found[1]

    async def tasks() -> None:
        async with module.AsyncClient(
            base_url=url, token="t", retries=0, trust_env=False
        ) as client:
            await client.things.search()
            await asyncio.sleep(0.93)
            await asyncio.gather(*(client.things.search() for _ in range(32)))

    begin = time.monotonic()
    while time.monotonic() < begin + seconds / 4:
        asyncio.run(tasks())
        time.sleep(1.1)
    found = counts(url).get("search", ([], []))
    print(f"bursts of 32 tasks after a rest, {seconds / 4:.0f} s")
    print(
        f"  search: {len(found[0])} taken, {len(found[1])} refused, at most"
        f" {most(found[0], 1)} in a second"
    )
    return fine and not found[1]


PROOFS: dict[str, Callable[[str, str, float], bool]] = {
    "redis": partial(shared, kind="redis"),
    "valkey": partial(shared, kind="valkey"),
    "memory": alone,
    "burst": burst,
}


def main() -> int:
    """Run the proofs that were named, or all.

    Returns:
        The exit status.
    """
    parser = argparse.ArgumentParser(description="Rate limits under load.")
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("proofs", nargs="*", help=f"of {', '.join(PROOFS)}; all when none is named")
    given = parser.parse_args()
    if unknown := set(given.proofs) - set(PROOFS):
        parser.error(f"there is no proof {', '.join(sorted(unknown))}")
    package("Bolproof", bol())
    part(sys.modules["bolproof"], "server")
    place = str(folder())
    fine = []
    for name in given.proofs or PROOFS:
        with stub(place) as url:
            fine.append(PROOFS[name](place, url, given.seconds))
    print("holds" if all(fine) else "DOES NOT HOLD")
    return 0 if all(fine) else 1


if __name__ == "__main__":
    raise SystemExit(main())
