"""Large bodies over a socket of the loopback: our client, and hand-written httpx beside it.

15 MB of JSON sent (without and with members that are null), 500 MB read as they come,
and a page of 100 orders read into models. CPU seconds of this process, user and system,
the least of several runs taken in turns; the server is a process of its own.

    python -m tests.bench.bodies_bench [--runs 5]
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

import httpx
from pydantic import TypeAdapter

from tests.conventions.compiled import package
from tests.support import answer, document, operation, ref

DOWNLOAD = 500_000_000
ITEMS = 100_000
_TEXT = {"type": "string"}
_ITEM = {
    "type": "object",
    "required": ["id", "name"],
    "properties": {
        "id": {"type": "integer"},
        "name": _TEXT,
        "price": {"type": "number"},
        "made": {"type": "string", "format": "date-time"},
        "note": {"type": ["string", "null"]},
    },
}
_ORDER = {
    "type": "object",
    "required": ["id", "number"],
    "properties": {
        "id": _TEXT,
        "number": {"type": "integer"},
        "createdAt": {"type": "string", "format": "date-time"},
        "total": {"type": "number"},
        "tags": {"type": "array", "items": _TEXT},
        "lines": {"type": "array", "items": ref("Item")},
    },
}
_BATCH = {
    "type": "object",
    "required": ["items"],
    "properties": {"items": {"type": "array", "items": ref("Item")}},
}
_PAGE = {
    "type": "object",
    "required": ["data"],
    "properties": {"data": {"type": "array", "items": ref("Order")}},
}
_BYTES = {"type": "string", "contentMediaType": "application/octet-stream"}
_STAMP = "2026-01-02T03:04:05Z"
_SERVER = r"""
import socket, sys, threading
size, page = int(sys.argv[1]), sys.stdin.buffer.read()
block = memoryview(bytes(1 << 20))
ok = b"HTTP/1.1 200 OK\r\ncontent-type: %s\r\ncontent-length: %d\r\n\r\n"

def talk(connection):
    while True:
        head = b""
        while b"\r\n\r\n" not in head:
            got = connection.recv(1 << 16)
            if not got:
                return
            head += got
        top, _, rest = head.partition(b"\r\n\r\n")
        fields = dict(line.lower().split(b": ", 1) for line in top.split(b"\r\n")[1:])
        left = int(fields.get(b"content-length", 0)) - len(rest)
        while left > 0:
            left -= len(connection.recv(1 << 20))
        if b"/file" in top.split(b"\r\n")[0]:
            connection.sendall(ok % (b"application/octet-stream", size))
            for start in range(0, size, 1 << 20):
                connection.sendall(block[: min(1 << 20, size - start)])
        elif top.startswith(b"GET"):
            connection.sendall(ok % (b"application/json", len(page)) + page)
        else:
            connection.sendall(ok % (b"application/json", 2) + b"{}")

listener = socket.create_server(("127.0.0.1", 0))
print(listener.getsockname()[1], flush=True)
while True:
    threading.Thread(target=talk, args=(listener.accept()[0],), daemon=True).start()
"""


def made() -> Any:
    """The package of a small document with all three."""
    batch = {"required": True, "content": {"application/json": {"schema": ref("Batch")}}}
    done = answer({"type": "object"})
    file = answer(_BYTES, "application/octet-stream")
    paths = {
        "/batch": {"post": operation("sendBatch", requestBody=batch, responses={"200": done})},
        "/file": {"get": operation("getFile", responses={"200": file})},
        "/orders": {"get": operation("listOrders", responses={"200": answer(ref("OrderList"))})},
    }
    schemas = {"Item": _ITEM, "Batch": _BATCH, "Order": _ORDER, "OrderList": _PAGE}
    return package("Bodies", document(paths, schemas=schemas))


def _item(number: int, note: str | None = "a few words of no great length") -> dict[str, Any]:
    name = f"Thing number {number} of many things"
    return {"id": number, "name": name, "price": number / 7, "made": _STAMP, "note": note}


def page() -> bytes:
    """A page of 100 orders of five lines."""
    orders = [
        {
            "id": f"ord_{n}",
            "number": n,
            "createdAt": _STAMP,
            "total": n * 1.5,
            "tags": ["fragile", "gift"],
            "lines": [_item(line) for line in range(5)],
        }
        for n in range(100)
    ]
    return json.dumps({"data": orders}).encode()


@contextmanager
def serving() -> Iterator[str]:
    """The other side: swallows what is sent, and sends what is asked for."""
    command = [sys.executable, "-c", _SERVER, str(DOWNLOAD)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        try:
            assert process.stdin is not None
            assert process.stdout is not None
            process.stdin.write(page())
            process.stdin.close()
            port = int(process.stdout.readline())
            yield f"http://127.0.0.1:{port}"
        finally:
            process.kill()


def in_turns(
    calls: Mapping[str, Callable[[], object]], runs: int, times: int = 1
) -> dict[str, float]:
    """CPU seconds of each call, the least of several runs; the first warms up.

    Every other run goes backwards: what a call leaves of memory and caches is the next one's.
    """
    best = dict.fromkeys(calls, float("inf"))
    order = list(calls.items())
    for number in range(runs + 1):
        for name, call in order:
            start = time.process_time()
            for _ in range(times):
                call()
            if number:
                best[name] = min(best[name], (time.process_time() - start) / times)
        order.reverse()
    return best


def measured(url: str, runs: int) -> dict[str, float]:
    """Seconds by what was done, ours and by hand."""
    module = made()
    models = module.models
    whole = models.Batch.model_validate({"items": [_item(n) for n in range(ITEMS)]})
    nulls = models.Batch.model_validate({"items": [_item(n, None) for n in range(ITEMS)]})
    objects = [_item(n) for n in range(ITEMS)]
    headers = {"content-type": "application/json"}
    adapter = TypeAdapter(models.OrderList)
    found: dict[str, float] = {}
    with module.Client(base_url=url) as ours, httpx.Client() as hand:

        def post(batch: Any) -> None:
            content = batch.model_dump_json(by_alias=True, exclude_unset=True)
            hand.post(f"{url}/batch", content=content, headers=headers)

        def by_hand() -> None:
            with hand.stream("GET", f"{url}/file") as response:
                assert sum(map(len, response.iter_bytes())) == DOWNLOAD

        def download() -> None:
            with module.stream(ours.things.get_file)() as file:
                assert sum(map(len, file.iter_bytes())) == DOWNLOAD

        send = ours.things.send_batch
        calls: dict[str, Callable[[], object]] = {
            "send ours": lambda: send(items=whole.items),
            "send hand": lambda: post(whole),
            "nulls ours": lambda: send(items=nulls.items),
            "nulls hand": lambda: post(nulls),
            "objects ours": lambda: send(items=objects),
            "objects hand": lambda: hand.post(f"{url}/batch", json={"items": objects}),
        }
        found |= in_turns(calls, runs)
        found |= in_turns({"download ours": download, "download hand": by_hand}, 3 * runs)
        read = adapter.validate_json
        calls = {
            "page ours": ours.things.list_orders,
            "page hand": lambda: read(hand.get(f"{url}/orders").content),
        }
        found |= in_turns(calls, runs, 40)
    return found


def main() -> None:
    """Print seconds, as JSON."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=5)
    with serving() as url:
        print(json.dumps(measured(url, parser.parse_args().runs)))


if __name__ == "__main__":
    main()
