"""What a call costs over a real socket, by engine, beside the same written by hand.

python -m tests.bench.engines_bench [engine …]

CPU of this process for each GET of about 1 KB over loopback, whose server is another
process: one after the other, from 8 threads, and with 1, 10 and 100 tasks.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import aiohttp
import httpx
from pydantic import TypeAdapter
from pyreqwest.client import ClientBuilder, SyncClientBuilder

from tests.runtime.bench import API, BODY, GET, Order
from tests.runtime.sdk import AsyncClient, Client

ENGINES = {
    "httpx": ("sync", "async"),
    "httpx2": ("sync", "async"),
    "aiohttp": ("async",),
    "pyreqwest": ("sync", "async"),
}
RUNS, CALLS = 5, 1000
ARGS = {"order": "o1", "lang": "en", "page": 2, "trace": "t"}
HEADERS = {"Authorization": "Bearer k", "X-Trace": "t"}

SERVER = """
import asyncio, sys
import uvloop
body = sys.stdin.buffer.read()
answer = b"HTTP/1.1 200 OK\\r\\nContent-Type: application/json\\r\\nContent-Length: %d\\r\\n" % len(body)
answer += b"Date: Thu, 26 Nov 2026 10:00:00 GMT\\r\\nServer: bench\\r\\n\\r\\n" + body
class Answers(asyncio.Protocol):
    def connection_made(self, transport):
        self.transport, self.got = transport, b""
    def data_received(self, data):
        self.got += data
        while b"\\r\\n\\r\\n" in self.got:
            self.got = self.got.partition(b"\\r\\n\\r\\n")[2]
            self.transport.write(answer)
async def main():
    server = await asyncio.get_running_loop().create_server(
        Answers, "127.0.0.1", int(sys.argv[1]), backlog=500)
    await server.serve_forever()
uvloop.run(main())
"""


@contextlib.contextmanager
def server() -> Iterator[str]:
    """A server in a process of its own; its URL."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = int(free.getsockname()[1])
    command = [sys.executable, "-c", SERVER, str(port)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE)
    assert process.stdin is not None
    process.stdin.write(BODY)
    process.stdin.close()
    try:
        for _ in range(500):
            with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
                break
            time.sleep(0.02)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(10)


def of_threads(call: Callable[[], object], threads: int) -> float:
    """CPU seconds of a call made by so many threads."""

    def work() -> None:
        for _ in range(CALLS // threads):
            call()

    best = float("inf")
    for _ in range(RUNS + 1):  # the first is for making connections
        start = time.process_time()
        started = [threading.Thread(target=work) for _ in range(threads)]
        for thread in started:
            thread.start()
        for thread in started:
            thread.join()
        best = min(best, (time.process_time() - start) / (CALLS // threads * threads))
    return best


async def of_tasks(call: Callable[[], Awaitable[object]], tasks: int) -> float:
    """CPU seconds of a call made by so many tasks, once."""

    async def work() -> None:
        for _ in range(CALLS // tasks):
            await call()

    start = time.process_time()
    await asyncio.gather(*(work() for _ in range(tasks)))
    return (time.process_time() - start) / (CALLS // tasks * tasks)


def sync_costs(call: Callable[[], object]) -> dict[str, float]:
    return {"sync": of_threads(call, 1), "8 threads": of_threads(call, 8)}


async def async_costs(call: Callable[[], Awaitable[object]]) -> dict[str, float]:
    """The least of several runs, taken in turns; the first is for making connections."""
    found: dict[str, float] = {}
    for number in range(RUNS + 1):
        for tasks in (1, 10, 100):
            took, name = await of_tasks(call, tasks), f"async {tasks}"
            if number:
                found[name] = min(found.get(name, took), took)
    return found


def ours(engine: str, url: str) -> dict[str, float]:
    """Costs of a generated call on an engine."""
    found: dict[str, float] = {}
    settings: dict[str, Any] = {"key": "k", "api": API, "base_url": url, "engine": engine}
    if "sync" in ENGINES[engine]:
        with Client(**settings, trust_env=False) as client:
            found |= sync_costs(lambda: client.call(GET, ARGS))

    async def main() -> dict[str, float]:
        async with AsyncClient(**settings, trust_env=False) as client:
            return await async_costs(lambda: client.call(GET, ARGS))

    return found | asyncio.run(main())


def by_hand(url: str) -> dict[str, dict[str, float]]:
    """The same call written by hand, with three libraries."""
    validate = TypeAdapter(Order).validate_json
    target = f"{url}/orders/o1?lang=en&page=2"
    found: dict[str, dict[str, float]] = {}

    async def with_aiohttp() -> dict[str, float]:
        async with aiohttp.ClientSession() as session:

            async def call() -> Order:
                async with session.get(target, headers=HEADERS, raise_for_status=True) as response:
                    return validate(await response.read())

            return await async_costs(call)

    async def with_pyreqwest() -> dict[str, float]:
        async with ClientBuilder().error_for_status().build() as client:

            async def call() -> Order:
                response = await client.get(target).headers(HEADERS).build().send()
                return validate(bytes(await response.bytes()))

            return await async_costs(call)

    async def with_httpx() -> dict[str, float]:
        async with httpx.AsyncClient(trust_env=False) as client:

            async def call() -> Order:
                response = await client.get(target, headers=HEADERS)
                return validate(response.raise_for_status().content)

            return await async_costs(call)

    with SyncClientBuilder().error_for_status().build() as own:
        found["pyreqwest"] = sync_costs(
            lambda: validate(bytes(own.get(target).headers(HEADERS).build().send().bytes()))
        )
    found["pyreqwest"] |= asyncio.run(with_pyreqwest())
    with httpx.Client(trust_env=False) as plain:
        found["httpx"] = sync_costs(
            lambda: validate(plain.get(target, headers=HEADERS).raise_for_status().content)
        )
    found["httpx"] |= asyncio.run(with_httpx())
    found["aiohttp"] = asyncio.run(with_aiohttp())
    return found


if __name__ == "__main__":
    with server() as address:
        measured = {
            "ours": {name: ours(name, address) for name in sys.argv[1:] or ENGINES},
            "hand": by_hand(address),
        }
    print(json.dumps(measured))
