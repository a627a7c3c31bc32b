"""A server that misbehaves on a real socket, against every kind of client."""

from __future__ import annotations

import asyncio
import gc
import gzip
import json
import select
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from ipaddress import ip_address
from typing import Any

import httpx
import pytest

from generator.runtime.client import stream, stream_async
from generator.runtime.ground.bounds import Left, TimeLeft
from generator.runtime.ground.errors import (
    ConnectionFailed,
    DeadlineExceeded,
    DecodeError,
    ResponseTooLarge,
    ServerError,
    TimeoutExceeded,
    UnexpectedContentType,
)
from generator.runtime.ground.settings import IN_MEMORY, Settings
from generator.runtime.transport.bounded import _addresses

from .sdk import AsyncClient, Client, product
from .ways import ways

BODY = json.dumps({"data": product()}).encode()
Behave = Callable[[socket.socket], None]


class Server:
    """Accepts connections and hands each to the next behaviour, the last one for all after."""

    def __init__(self, *behaviours: Behave) -> None:
        self.behaviours = list(behaviours)
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self.listener.getsockname()[1]
        self.connections = 0
        self.threads: list[threading.Thread] = []
        self.open: set[socket.socket] = set()
        self.start(self.accept)

    def start(self, target: Any, *args: Any) -> None:
        thread = threading.Thread(target=target, args=args, daemon=True)
        self.threads.append(thread)
        thread.start()

    def accept(self) -> None:
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            behave = self.behaviours[min(self.connections, len(self.behaviours) - 1)]
            self.connections += 1
            self.open.add(connection)
            self.start(self.serve, behave, connection)

    def serve(self, behave: Behave, connection: socket.socket) -> None:
        connection.settimeout(5)
        try:
            behave(connection)
        except OSError:
            pass
        finally:
            self.open.discard(connection)
            connection.close()

    def stop(self) -> None:
        self.listener.shutdown(socket.SHUT_RDWR)
        self.listener.close()
        self.threads[0].join(50)
        for connection in list(self.open):  # what a client keeps alive, or gave up
            with suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        for thread in self.threads:
            thread.join(50)
        assert not any(thread.is_alive() for thread in self.threads)


def request(connection: socket.socket) -> bytes:
    """Read one request, with its body."""
    got = b""
    while b"\r\n\r\n" not in got or len(got) < _whole(got):
        chunk = connection.recv(65536)
        if not chunk:
            raise OSError("gone")
        got += chunk
    return got


def _whole(got: bytes) -> int:
    """How long a request is, as its head says."""
    start, _, _ = got.partition(b"\r\n\r\n")
    _, _, length = start.lower().partition(b"content-length:")
    return len(start) + 4 + int(length.partition(b"\r\n")[0] or 0)


def head(
    length: int | None, status: str = "200 OK", media: str = "application/json", more: str = ""
) -> bytes:
    size = "" if length is None else f"Content-Length: {length}\r\n"
    return f"HTTP/1.1 {status}\r\nContent-Type: {media}\r\n{size}{more}\r\n".encode()


def says(*parts: bytes, pause: float = 0.0) -> Behave:
    def behave(connection: socket.socket) -> None:
        request(connection)
        for part in parts:
            connection.sendall(part)
            time.sleep(pause)

    return behave


def resets(*parts: bytes) -> Behave:
    def behave(connection: socket.socket) -> None:
        request(connection)
        for part in parts:
            connection.sendall(part)
        time.sleep(0.05)
        # Closing with nothing lingering sends RST.
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    return behave


def hangs(*parts: bytes) -> Behave:
    def behave(connection: socket.socket) -> None:
        request(connection)
        for part in parts:
            connection.sendall(part)
        connection.recv(1)  # until the client gives up

    return behave


def never_reads(connection: socket.socket) -> None:
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
    gone = select.poll()
    gone.register(connection, 0)
    gone.poll(20_000)  # until it is shut down, here or there


def drips(first: bytes, drop: bytes) -> Behave:
    def behave(connection: socket.socket) -> None:
        request(connection)
        connection.sendall(first)
        for _ in range(2000):  # a minute: far beyond any deadline here
            connection.sendall(drop)
            time.sleep(0.03)

    return behave


def fine(connection: socket.socket) -> None:
    """Answer requests on one connection until it is closed."""
    while True:
        request(connection)
        connection.sendall(head(len(BODY)) + BODY)


Call = Callable[..., Any]


HOW = ways(
    *("sync httpx", "sync httpx2", "sync pyreqwest", "sync transport"),
    *("async httpx", "async httpx2", "async aiohttp", "async pyreqwest", "async transport"),
)
"""Every engine, and a transport that is handed in."""


@pytest.fixture(params=HOW)
def how(request: pytest.FixtureRequest) -> tuple[str, str]:
    """Kind of client, and what makes its connections."""
    kind, _, engine = str(request.param).partition(" ")
    return kind, engine


def reaching(kind: str, engine: str) -> dict[str, Any]:
    """Settings of a client that makes its connections so."""
    if engine != "transport":
        return {"engine": engine, "trust_env": False}
    made = httpx.HTTPTransport if kind == "sync" else httpx.AsyncHTTPTransport
    return {"transport": made(trust_env=False)}


@pytest.fixture
def call(how: tuple[str, str]) -> Iterator[Call]:
    """Calls `get` on a client of its own, against a server that behaves as told."""
    servers: list[Server] = []

    def settings(server: Server | None, options: dict[str, Any]) -> dict[str, Any]:
        port = server.port if server else unused_port()
        base = {"base_url": f"http://127.0.0.1:{port}", "retries": 0}
        return {**base, **reaching(*how), **options}

    def run(*behaviours: Behave, times: int = 1, **options: Any) -> Any:
        server = Server(*behaviours) if behaviours else None
        if server:
            servers.append(server)
        if how[0] == "sync":
            with Client(**settings(server, options)) as client:
                got: Any = [client.products.get("p1") for _ in range(times)]
        else:

            async def main() -> Any:
                async with AsyncClient(**settings(server, options)) as client:
                    return [await client.products.get("p1") for _ in range(times)]

            got = asyncio.run(main())
        return got, server

    yield run
    for server in servers:
        server.stop()


def unused_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def test_a_good_server(call: Call) -> None:
    got, server = call(fine, times=3)
    assert [item.id for item in got] == ["p1"] * 3
    assert server.connections == 1


def test_refused(call: Call) -> None:
    with pytest.raises(ConnectionFailed, match="could not be made") as caught:
        call()
    assert caught.value.sent is False
    assert caught.value.__cause__ is not None


def test_no_such_host(call: Call) -> None:
    with pytest.raises(ConnectionFailed):
        call(base_url="http://does-not-exist.invalid")


@pytest.mark.parametrize(
    "behave",
    [
        resets(),
        resets(head(len(BODY)), BODY[:20]),
        says(),
        says(head(len(BODY)), BODY[:20]),
        says(b"SSH-2.0-OpenSSH_9.6\r\n"),
        says(head(None, more="Transfer-Encoding: chunked\r\n") + b"zz\r\n"),
    ],
    ids=["reset", "reset in body", "closed", "closed in body", "not http", "bad chunk"],
)
def test_broken_off(call: Call, behave: Behave) -> None:
    with pytest.raises(ConnectionFailed) as caught:
        call(behave)
    assert caught.value.sent is True
    assert caught.value.operation == "getProduct"


def test_broken_off_once_is_tried_again(call: Call) -> None:
    got, server = call(resets(), says(head(len(BODY)), BODY), retries=1)
    assert (got[0].id, server.connections) == ("p1", 2)


def test_slow(call: Call) -> None:
    with pytest.raises(TimeoutExceeded, match="the read timeout ran out") as caught:
        call(hangs(), timeout=0.1)
    assert caught.value.phase == "read"
    with pytest.raises(TimeoutExceeded):
        call(hangs(head(len(BODY)), BODY[:5]), timeout=0.1)


def test_the_deadline_holds_where_timeouts_do_not(call: Call) -> None:
    with pytest.raises(DeadlineExceeded):
        call(drips(head(10_000), b" "), deadline=0.3)
    with pytest.raises(DeadlineExceeded):
        call(hangs(), deadline=0.2)
    assert call(fine, deadline=30.0)[0][0].id == "p1"


@pytest.mark.parametrize(
    ("behave", "kind", "message"),
    [
        (says(head(20) + BODY[:20]), DecodeError, "no JSON"),
        (says(head(0)), DecodeError, "the body is empty"),
        (says(head(15, media="text/html") + b"<h1>Hello</h1>\n"), UnexpectedContentType,
         "text/html"),
        (says(head(4, more="Content-Encoding: gzip\r\n") + b"junk"), DecodeError, "decompressed"),
        (says(head(5, "502 Bad Gateway", "text/html") + b"<h1/>"), ServerError, "502 Bad Gateway"),
    ],
    ids=["cut short", "empty", "html", "bad gzip", "gateway"],
)  # fmt: skip
def test_unusable(call: Call, behave: Behave, kind: type[Exception], message: str) -> None:
    with pytest.raises(kind, match=message) as caught:
        call(behave)
    assert caught.value.operation == "getProduct"  # type: ignore[attr-defined]


def test_too_large(call: Call) -> None:
    bomb = gzip.compress(b" " * 5_000_000)
    behave = says(head(len(bomb), more="Content-Encoding: gzip\r\n") + bomb)
    with pytest.raises(ResponseTooLarge, match="longer than 100000 bytes"):
        call(behave, max_response_bytes=100_000)


def test_the_bound_itself_is_not_too_large(call: Call) -> None:
    chunks = b"".join(b"%x\r\n%s\r\n" % (1, BODY[n : n + 1]) for n in range(len(BODY)))
    pieces = says(head(None, more="Transfer-Encoding: chunked\r\n"), chunks + b"0\r\n\r\n")
    for behave in (says(head(len(BODY)) + BODY), pieces):
        assert call(behave, max_response_bytes=len(BODY))[0][0].id == "p1"
        with pytest.raises(ResponseTooLarge):
            call(behave, max_response_bytes=len(BODY) - 1)


def test_an_answer_in_memory_is_bounded_unless_somebody_says_otherwise() -> None:
    settings = Settings()
    assert settings.most(held=True) == IN_MEMORY
    assert settings.most(held=False) is None
    settings.limit = None
    assert settings.most(held=True) is None


def test_compressed_and_chunked(call: Call) -> None:
    packed = gzip.compress(BODY)
    plain = says(head(len(packed), more="Content-Encoding: gzip\r\n") + packed)
    assert call(plain)[0][0].id == "p1"
    chunks = b"".join(b"%x\r\n%s\r\n" % (1, BODY[n : n + 1]) for n in range(len(BODY)))
    chunked = says(head(None, more="Transfer-Encoding: chunked\r\n"), chunks + b"0\r\n\r\n")
    assert call(chunked, max_response_bytes=10_000)[0][0].id == "p1"


PDF = "application/pdf"


def test_a_download_that_breaks_off(how: tuple[str, str]) -> None:
    server = Server(resets(head(100, media=PDF), b"x" * 50))
    url = f"http://127.0.0.1:{server.port}"
    settings: dict[str, Any] = {"base_url": url, "retries": 0, **reaching(*how)}

    def run() -> None:
        with Client(**settings) as client, stream(client.files.download)("f") as download:
            download.read()

    async def main() -> None:
        async with AsyncClient(**settings) as client:
            download = await stream_async(client.files.download)("f")
            await download.read()

    try:
        with pytest.raises(ConnectionFailed, match="downloadFile: the connection broke off"):
            run() if how[0] == "sync" else asyncio.run(main())
    finally:
        server.stop()


def test_a_connection_is_returned_after_every_download() -> None:
    def behave(connection: socket.socket) -> None:
        while True:
            request(connection)
            connection.sendall(head(3, media=PDF) + b"abc")

    server = Server(behave)
    try:
        with Client(base_url=f"http://127.0.0.1:{server.port}", trust_env=False) as client:
            for _ in range(5):
                with stream(client.files.download)("f") as download:
                    assert download.read() == b"abc"
            assert client.files.download("f") == b"abc"
        assert server.connections == 1
    finally:
        server.stop()


@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestWarning")
def test_an_asynchronous_client_lives_over_event_loops() -> None:
    """The loop that ends takes its connection along, unclosed: nobody else could close it."""
    server = Server(fine)
    client = AsyncClient(base_url=f"http://127.0.0.1:{server.port}", trust_env=False)
    try:
        for _ in range(2):
            assert asyncio.run(client.products.get("p1")).id == "p1"
        assert server.connections == 2
        del client
        gc.collect()
    finally:
        server.stop()


def test_a_cancelled_call_leaves_the_client_usable() -> None:
    server = Server(hangs(), fine)
    client = AsyncClient(base_url=f"http://127.0.0.1:{server.port}", trust_env=False)

    async def main() -> str:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(client.products.get("p1"), 0.1)
        got = await asyncio.gather(*(client.products.get("p1") for _ in range(10)))
        await client.aclose()
        return got[-1].id

    try:
        assert asyncio.run(main()) == "p1"
    finally:
        server.stop()


def test_the_real_clock_waits_between_attempts() -> None:
    server = Server(
        says(head(2, "503 Service Unavailable", more="retry-after-ms: 20\r\n") + b"{}"), fine
    )
    base = f"http://127.0.0.1:{server.port}"
    try:
        started = time.monotonic()
        with Client(base_url=base, trust_env=False) as client:
            assert client.products.get("p1").id == "p1"
        assert time.monotonic() - started >= 0.02
        server.connections = 0

        async def main() -> str:
            async with AsyncClient(base_url=base, trust_env=False) as other:
                return (await other.products.get("p1")).id

        assert asyncio.run(main()) == "p1"
        assert server.connections == 2
    finally:
        server.stop()


def test_names_are_looked_up_apart_and_addresses_are_none(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """What the system answers is used, so that the deadline holds for the look-up too."""
    left = Left(60.0, TimeLeft({}, time.monotonic() + 60, time.monotonic))
    found = _addresses("localhost", left)
    assert found
    assert all(ip_address(one).is_loopback for one in found)
    monkeypatch.delattr("generator.runtime.transport.bounded.getaddrinfo")
    for address in ("127.0.0.1", "::1", "fe80::a"):
        assert _addresses(address, left) == [address]
