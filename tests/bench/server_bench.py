"""What a request to the server half costs, beside bare Starlette.

    python -m tests.bench.server_bench [--requests 10000]

CPU seconds, the best of several runs: in process, and in a uvicorn process
driven over one loopback connection. Then the CPU from process start to the first
answer, how the cost grows with the routes, and what a large document's schemas
cost to compile.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import resource
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from generator.runtime.ground.operation import Api, Operation, Paging, Param, Scheme
from generator.runtime.server import Application
from generator.runtime.server.schemas.document import Document

ROOT = Path(__file__).parents[2]
ITEM = {
    "type": "object",
    "required": ["id", "name"],
    "properties": {
        "id": {"type": "string"},
        "name": {"type": "string"},
        "price": {"$ref": "#/components/schemas/Money"},
        "tags": {"type": "array", "items": {"type": "string"}},
    },
}
MONEY = {
    "type": "object",
    "required": ["amount", "currency"],
    "properties": {"amount": {"type": "integer"}, "currency": {"type": "string"}},
}
EXAMPLE = {
    "data": [
        {"id": f"id_{n}", "name": f"Thing {n}", "price": {"amount": 950, "currency": "EUR"}}
        for n in range(20)
    ],
    "meta": {"page": 1, "perPage": 20, "total": 20},
}
QUERY = [
    {"name": "page", "in": "query", "schema": {"type": "integer", "minimum": 1}},
    {"name": "perPage", "in": "query", "schema": {"type": "integer", "maximum": 100}},
    {"name": "sort", "in": "query", "schema": {"enum": ["name", "-name"]}},
]
PARAMS = (Param("page", "query"), Param("per_page", "query", "perPage"), Param("sort", "query"))
PAGING = Paging("page", "/data", page="page", size="per_page", total="/meta/total")
API = Api("bench", "Bench", "1", schemes=(Scheme("key", "key", "bearer"),), security=(("key",),))
HEADERS = [
    (b"host", b"127.0.0.1"),
    (b"accept", b"*/*"),
    (b"accept-encoding", b"gzip, deflate"),
    (b"connection", b"keep-alive"),
    (b"user-agent", b"bench/1"),
    (b"authorization", b"Bearer pk_test_1"),
]
SERVERS = {
    "ours": "validated GET of a page",
    "starlette": "bare Starlette",
    "nothing": "ready bytes",
}
VALIDATED = "page=1&perPage=5&sort=name"


def application(count: int, padding: int = 0) -> Application:
    """An API of `count` operations: lists and items in turn, `padding` schemas beside."""
    operations: list[Operation[Any]] = []
    paths: dict[str, Any] = {}
    for number in range(count // 2):
        path = f"/shop/things{number}"
        content = {"application/json": {"schema": {"type": "object"}, "example": EXAMPLE}}
        one = {"schema": {"$ref": "#/components/schemas/Item"}, "example": EXAMPLE["data"][0]}
        paths[path] = {
            "get": {
                "operationId": f"list{number}",
                "parameters": QUERY,
                "responses": {"200": {"content": content}},
            }
        }
        paths[path + "/{id}"] = {
            "get": {
                "operationId": f"get{number}",
                "parameters": [
                    {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
                ],
                "responses": {"200": {"content": {"application/json": one}}},
            }
        }
        operations += [
            Operation(f"list{number}", "GET", path, params=PARAMS, paging=PAGING),
            Operation(f"get{number}", "GET", path + "/{id}", params=(Param("id", "path"),)),
        ]
    schemas = {"Item": ITEM, "Money": MONEY, **{f"Pad{n}": ITEM for n in range(padding)}}
    document = {"openapi": "3.1.0", "paths": paths, "components": {"schemas": schemas}}
    return Application(API, operations, document)


def starlette() -> Any:
    """The least that Starlette can do: one route, one ready body."""
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import JSONResponse
    from starlette.routing import Route

    async def answer(request: Request) -> JSONResponse:
        return JSONResponse({**EXAMPLE, "data": EXAMPLE["data"][:5]})

    return Starlette(routes=[Route("/shop/things0", answer)])


def nothing() -> Any:
    """What uvicorn itself costs: an application that sends ready bytes."""
    body = b"x" * 500
    headers = [(b"content-type", b"text/plain"), (b"content-length", b"500")]

    async def answer(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    return answer


def in_process(app: Any, path: str, query: str, count: int) -> float:
    """CPU microseconds of one request, the best of five runs."""
    scope = {
        "type": "http", "method": "GET", "path": path, "raw_path": path.encode(),
        "query_string": query.encode(), "headers": HEADERS, "client": ("127.0.0.1", 1),
        "scheme": "http", "root_path": "", "http_version": "1.1", "server": ("127.0.0.1", 80),
    }  # fmt: skip
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": b"", "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    async def run() -> float:
        times: list[float] = []
        for _ in range(6):
            begin = time.process_time()
            for _ in range(count):
                await app(dict(scope), receive, send)
            times.append(time.process_time() - begin)
            assert sent[-2]["status"] == 200, sent[-2:]
            sent.clear()
        return min(times[1:]) / count * 1e6

    return asyncio.run(run())


def serve(name: str, port: str) -> None:
    """The child: serve one of the applications, and tell its own CPU time when asked."""
    import uvicorn

    app = {"starlette": starlette, "nothing": nothing}.get(name, lambda: application(60))()

    async def measured(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] != "http" or scope["path"] != "/cpu":
            await app(scope, receive, send)
            return
        body = str(time.process_time()).encode()
        headers = [(b"content-length", str(len(body)).encode())]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    config = uvicorn.Config(
        measured,
        port=int(port),
        log_level="error",
        access_log=False,
        lifespan="off",
        proxy_headers=False,
    )
    uvicorn.Server(config).run()


@contextmanager
def child(name: str) -> Any:
    """A serving child and sixteen connections to it."""
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "tests.bench.server_bench", "--serve", name, str(port)]
    process = subprocess.Popen(command, cwd=ROOT)
    try:
        for _ in range(200):
            try:
                connection = socket.create_connection(("127.0.0.1", port), timeout=10)
                break
            except ConnectionRefusedError:
                time.sleep(0.05)
        else:
            raise RuntimeError(f"the {name} server does not start")
        with ExitStack() as stack:
            stack.enter_context(connection)
            address = ("127.0.0.1", port)
            more = [stack.enter_context(socket.create_connection(address, 10)) for _ in range(15)]
            yield [connection, *more]
    finally:
        process.terminate()
        process.wait(10)


def ask(connection: socket.socket, path: str) -> None:
    """Send one request on a kept connection."""
    lines = "".join(f"{name.decode()}: {value.decode()}\r\n" for name, value in HEADERS)
    connection.sendall(f"GET {path} HTTP/1.1\r\n{lines}\r\n".encode())


def take(connection: socket.socket) -> bytes:
    """The body of one response."""
    data = b""
    while b"\r\n\r\n" not in data:
        data += connection.recv(65536)
    head, _, body = data.partition(b"\r\n\r\n")
    assert b" 200 " in head.split(b"\r\n")[0], data
    length = next(
        int(line.partition(b":")[2])
        for line in head.split(b"\r\n")
        if line.lower().startswith(b"content-length:")
    )
    while len(body) < length:
        body += connection.recv(65536)
    return body


def load(connections: list[socket.socket], path: str, rounds: int) -> float:
    """CPU seconds of the server for `rounds` requests on every connection at once."""
    ask(connections[0], "/cpu")
    begin = float(take(connections[0]))
    for _ in range(rounds):
        for connection in connections:
            ask(connection, path)
        for connection in connections:
            take(connection)
    ask(connections[0], "/cpu")
    return float(take(connections[0])) - begin


def over_socket(path: str, count: int) -> dict[str, float]:
    """CPU microseconds of server processes for one request, the best of ten runs.

    The servers take turns, so that a busy machine is busy for all of them.
    """
    times: dict[str, list[float]] = {name: [] for name in SERVERS}
    rounds = max(1, count // 160)
    with ExitStack() as stack:
        children = {name: stack.enter_context(child(name)) for name in SERVERS}
        for connections in children.values():
            load(connections, path, 20)
        for _ in range(10):
            for name, connections in children.items():
                times[name].append(load(connections, path, rounds))
    return {name: min(found) / rounds / 16 * 1e6 for name, found in times.items()}


def cpu_of_child(*arguments: str) -> float:
    """CPU seconds of a whole child process, the best of three."""
    times: list[float] = []
    for _ in range(3):
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        subprocess.run([sys.executable, *arguments], cwd=ROOT, check=True)
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
        times.append(after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime)
    return min(times)


def best(function: Callable[[], object], runs: int = 5) -> float:
    """Least CPU seconds of a call."""
    times: list[float] = []
    for _ in range(runs):
        begin = time.process_time()
        function()
        times.append(time.process_time() - begin)
    return min(times)


def compiling() -> tuple[float, float, float]:
    """Seconds to load a document of 1 MB, to compile a schema of it, and a second one."""
    app = application(60, padding=4000)
    text = json.dumps(app.document.root)
    path = Path(os.environ.get("TMPDIR", "/tmp")) / f"bench-{os.getpid()}.json"
    path.write_text(text)
    try:
        assert len(text) > 1_000_000, len(text)
        read = best(lambda: Document(path).root)
        schema = "/components/schemas/Item"

        def first() -> None:
            Document(json.loads(text)).validator(schema)

        parse = best(lambda: json.loads(text))
        document = Document(json.loads(text))
        document.validator(schema)
        again = best(lambda: document.compile(document.reference("/components/schemas/Pad7")))
        return read, best(first) - parse, again
    finally:
        path.unlink()


def measured(count: int) -> dict[str, float]:
    """Seconds by what was done."""
    path = f"/shop/things0?{VALIDATED}"
    ten, sixty, thousand = application(10), application(60), application(1000)
    micro = {
        "page": in_process(sixty, "/shop/things29", VALIDATED, count),
        "item": in_process(sixty, "/shop/things29/x", "", count),
        "starlette": in_process(starlette(), "/shop/things0", VALIDATED, count),
        "last of 10": in_process(ten, "/shop/things4", VALIDATED, count),
        "last of 1000": in_process(thousand, "/shop/things499", VALIDATED, count),
    }
    micro |= {f"uvicorn {name}": cost for name, cost in over_socket(path, count).items()}
    read, first, again = compiling()
    return {
        **{name: value / 1e6 for name, value in micro.items()},
        "start": cpu_of_child("-m", "tests.bench.server_bench", "--once"),
        "python": cpu_of_child("-c", "import asyncio"),
        "load": read,
        "first schema": first,
        "next schema": again,
    }


def main() -> None:
    """Print seconds, as JSON."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--requests", type=int, default=10_000)
    parser.add_argument("--serve", nargs=2)
    parser.add_argument("--once", action="store_true")
    arguments = parser.parse_args()
    if arguments.serve:
        serve(*arguments.serve)
    elif arguments.once:
        in_process(application(60), "/shop/things29", VALIDATED, 1)
    else:
        print(json.dumps(measured(arguments.requests)))


if __name__ == "__main__":
    main()
