"""What a call costs over a real socket, by engine, beside the same written by hand.

python -m tests.bench.engines_bench [engine …]

CPU of this process for each GET of about 1 KB over loopback, whose server is another
process: one after the other, from 8 threads, and with 1, 10 and 100 tasks. Each engine and
its rival take turns.
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
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator, Mapping
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
    """CPU seconds of a call made by so many threads, once."""

    def work() -> None:
        for _ in range(CALLS // threads):
            call()

    start = time.process_time()
    started = [threading.Thread(target=work) for _ in range(threads)]
    for thread in started:
        thread.start()
    for thread in started:
        thread.join()
    return (time.process_time() - start) / (CALLS // threads * threads)


async def of_tasks(call: Callable[[], Awaitable[object]], tasks: int) -> float:
    """CPU seconds of a call made by so many tasks, once."""

    async def work() -> None:
        for _ in range(CALLS // tasks):
            await call()

    start = time.process_time()
    await asyncio.gather(*(work() for _ in range(tasks)))
    return (time.process_time() - start) / (CALLS // tasks * tasks)


Costs = dict[str, dict[str, float]]
"""Whose call → way of calling → CPU seconds."""


def note(costs: Costs, whose: str, way: str, took: float) -> None:
    """Keep the least: others on the machine only add."""
    known = costs.setdefault(whose, {})
    known[way] = min(known.get(way, took), took)


def sync_costs(calls: Mapping[str, Callable[[], object]], costs: Costs) -> None:
    """Several runs of ours and the other, in turns; the first is for making connections."""
    for number in range(RUNS + 1):
        for threads, way in ((1, "sync"), (8, "8 threads")):
            for whose, call in calls.items():
                took = of_threads(call, threads)
                if number:
                    note(costs, whose, way, took)


async def async_costs(calls: Mapping[str, Callable[[], Awaitable[object]]], costs: Costs) -> None:
    """The same with tasks."""
    for number in range(RUNS + 1):
        for tasks in (1, 10, 100):
            for whose, call in calls.items():
                took = await of_tasks(call, tasks)
                if number:
                    note(costs, whose, f"async {tasks}", took)


def of_engine(engine: str, url: str) -> Costs:
    """Costs of a generated call on an engine, and of the same by hand with its library."""
    costs: Costs = {}
    settings: dict[str, Any] = {"key": "k", "api": API, "base_url": url, "engine": engine}
    target = f"{url}/orders/o1?lang=en&page=2"
    if "sync" in ENGINES[engine]:
        with Client(**settings, trust_env=False) as client, SYNC[engine](target) as hand:
            sync_costs({"ours": lambda: client.call(GET, ARGS), "hand": hand}, costs)

    async def main() -> None:
        async with (
            AsyncClient(**settings, trust_env=False) as client,
            ASYNC[engine](target) as hand,
        ):
            await async_costs({"ours": lambda: client.call(GET, ARGS), "hand": hand}, costs)

    asyncio.run(main())
    return costs


# The same call by hand -----------------------------------------------------------------

validate = TypeAdapter(Order).validate_json


@contextlib.contextmanager
def sync_httpx(target: str) -> Iterator[Callable[[], Order]]:
    with httpx.Client(trust_env=False) as client:
        yield lambda: validate(client.get(target, headers=HEADERS).raise_for_status().content)


@contextlib.contextmanager
def sync_pyreqwest(target: str) -> Iterator[Callable[[], Order]]:
    with SyncClientBuilder().error_for_status().build() as client:
        yield lambda: validate(bytes(client.get(target).headers(HEADERS).build().send().bytes()))


@contextlib.asynccontextmanager
async def async_httpx(target: str) -> AsyncIterator[Callable[[], Awaitable[Order]]]:
    async with httpx.AsyncClient(trust_env=False) as client:

        async def call() -> Order:
            response = await client.get(target, headers=HEADERS)
            return validate(response.raise_for_status().content)

        yield call


@contextlib.asynccontextmanager
async def async_aiohttp(target: str) -> AsyncIterator[Callable[[], Awaitable[Order]]]:
    async with aiohttp.ClientSession() as session:

        async def call() -> Order:
            async with session.get(target, headers=HEADERS, raise_for_status=True) as response:
                return validate(await response.read())

        yield call


@contextlib.asynccontextmanager
async def async_pyreqwest(target: str) -> AsyncIterator[Callable[[], Awaitable[Order]]]:
    async with ClientBuilder().error_for_status().build() as client:

        async def call() -> Order:
            response = await client.get(target).headers(HEADERS).build().send()
            return validate(bytes(await response.bytes()))

        yield call


SYNC: dict[str, Any] = {"httpx": sync_httpx, "httpx2": sync_httpx, "pyreqwest": sync_pyreqwest}
ASYNC: dict[str, Any] = {
    "httpx": async_httpx,
    "httpx2": async_httpx,
    "aiohttp": async_aiohttp,
    "pyreqwest": async_pyreqwest,
}

if __name__ == "__main__":
    with server() as address:
        measured = {name: of_engine(name, address) for name in sys.argv[1:] or ENGINES}
    print(json.dumps(measured))
