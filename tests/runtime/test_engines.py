"""What a client promises, over real sockets, on every engine. Faults: see `test_faults.py`."""

from __future__ import annotations

import asyncio
import contextlib
import datetime
import gc
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterator
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import aiohttp
import httpx
import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from pyreqwest.client import ClientBuilder, SyncClientBuilder

from generator.runtime.client import raw, stream, stream_async
from generator.runtime.client.clients import core_of
from generator.runtime.client.hooks import Hook
from generator.runtime.ground.errors import (
    ApiError,
    ConnectionFailed,
    DeadlineExceeded,
    RedirectRefused,
    TimeoutExceeded,
    UsageError,
)
from generator.runtime.ground.http import tls_context
from generator.runtime.transport.pyreqwest import _whole
from generator.runtime.transport.wiring import Limits

from .sdk import AsyncClient, Client
from .test_faults import BODY, PDF, Server, fine, hangs, head, never_reads, says, unused_port
from .ways import ways

ENGINES = ("httpx", "httpx2", "aiohttp", "pyreqwest")
WAYS = ways("sync httpx", "sync httpx2", "sync pyreqwest",
        "async httpx", "async httpx2", "async aiohttp", "async pyreqwest")  # fmt: skip
OK = head(len(BODY)) + BODY
Run = Callable[..., Any]


@pytest.fixture(params=WAYS)
def way(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture
def run(way: str) -> Run:
    """Does what a function does with a client, which may be of either kind."""
    kind, _, engine = way.partition(" ")

    def go(port: int, work: Callable[[Any], Any], *, scheme: str = "http", **settings: Any) -> Any:
        base = {"base_url": f"{scheme}://127.0.0.1:{port}", "trust_env": False, "engine": engine}
        if kind == "sync":
            with Client(**{**base, **settings}) as client:
                core_of(client).random = lambda: 0.0
                return work(client)

        async def main() -> Any:
            async with AsyncClient(**{**base, **settings}) as client:
                core_of(client).random = lambda: 0.0
                return await work(client)

        return asyncio.run(main())

    return go


@contextlib.contextmanager
def serving(*behaviours: Callable[[socket.socket], None]) -> Iterator[Server]:
    server = Server(*behaviours)
    try:
        yield server
    finally:
        server.stop()


def more(connection: socket.socket) -> bytes:
    data = connection.recv(65536)
    if not data:
        raise OSError("gone")
    return data


def whole(connection: socket.socket) -> bytes:
    """A request with its body, be it in chunks."""
    got = b""
    while b"\r\n\r\n" not in got:
        got += more(connection)
    start, _, body = got.partition(b"\r\n\r\n")
    if b"chunked" in start.lower():
        while not body.endswith(b"0\r\n\r\n"):
            body += more(connection)
        return start + b"\r\n\r\n" + body
    length = int(start.lower().partition(b"content-length:")[2].partition(b"\r\n")[0] or 0)
    while len(body) < length:
        body += more(connection)
    return start + b"\r\n\r\n" + body


def unchunked(body: bytes) -> bytes:
    pieces = []
    while body:
        size, _, body = body.partition(b"\r\n")
        pieces.append(body[: int(size, 16)])
        body = body[int(size, 16) + 2 :]
    return b"".join(pieces)


def keeps(into: list[bytes], *answers: bytes) -> Callable[[socket.socket], None]:
    """Answers on one connection, the last answer over and over, and keeps what was asked."""

    def behave(connection: socket.socket) -> None:
        for number in range(10_000):
            into.append(whole(connection))
            connection.sendall(answers[min(number, len(answers) - 1)])

    return behave


NOTHING = head(0, "204 No Content").replace(b"Content-Length: 0\r\n", b"")


# What is sent


def test_headers_as_they_are_given(run: Run, way: str) -> None:
    """All are there once; in their own case and order where the engine can."""
    got: list[bytes] = []
    with serving(keeps(got, OK)) as server:
        run(server.port, lambda client: client.products.get(
            "p/1", lang="de", options={"headers": {"X-oDd-CaSe": "é 1"}}))  # fmt: skip
    first, *lines = got[0].partition(b"\r\n\r\n")[0].split(b"\r\n")
    assert first == b"GET /products/p%2F1 HTTP/1.1"
    names = [line.partition(b":")[0] for line in lines]
    assert len({name.lower() for name in names}) == len(names)
    assert f"127.0.0.1:{server.port}".encode() in lines[[n.lower() for n in names].index(b"host")]
    assert "é 1".encode() in got[0]
    expected = [b"Host", b"Accept", b"Accept-Encoding", b"User-Agent", b"Authorization"]
    if "pyreqwest" in way:  # it writes every name in title case
        assert b"X-Odd-Case" in names
    else:
        assert b"X-oDd-CaSe" in names
        assert names[0] == b"Host"
    assert {name.lower() for name in expected} <= {name.lower() for name in names}


@pytest.mark.parametrize("size", [0, 10, 300_000])
def test_bodies_arrive(run: Run, size: int) -> None:
    got: list[bytes] = []
    with serving(keeps(got, NOTHING)) as server:
        run(server.port, lambda client: client.files.put("f", b"x" * size))
    start, _, body = got[0].partition(b"\r\n\r\n")
    assert body == b"x" * size
    assert b"content-length: %d" % size in start.lower()
    assert b"transfer-encoding" not in start.lower()


def source(way: str) -> Any:
    async def later() -> AsyncIterator[bytes]:
        for _ in range(5):
            yield b"y" * 50_000

    return later() if way.startswith("async") else iter([b"y" * 50_000] * 5)


def test_a_source_is_sent_in_chunks(run: Run, way: str) -> None:
    got: list[bytes] = []
    with serving(keeps(got, NOTHING)) as server:
        run(server.port, lambda client: client.files.put("f", source(way), options={"deadline": 9}))
    start, _, body = got[0].partition(b"\r\n\r\n")
    assert start.lower().count(b"transfer-encoding: chunked") == 1
    assert unchunked(body) == b"y" * 250_000


def test_a_file_is_sent_again_from_its_start(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "body"
    path.write_bytes(b"z" * 200_000)
    got: list[bytes] = []
    busy = head(2, "503 Service Unavailable", more="retry-after-ms: 1\r\n") + b"{}"
    with serving(keeps(got, busy, NOTHING)) as server:
        run(server.port, lambda client: client.files.put("f", path))
    assert [request.partition(b"\r\n\r\n")[2] for request in got] == [b"z" * 200_000] * 2
    assert b"content-length: 200000" in got[0].lower()


def test_a_source_that_fails_is_told_as_it_is(run: Run, way: str) -> None:
    def broken() -> Iterator[bytes]:
        yield b"a"
        raise RuntimeError("the disk is gone")

    async def broken_later() -> AsyncIterator[bytes]:
        for piece in broken():
            yield piece

    given = broken if way.startswith("sync") else broken_later
    with serving(hangs()) as server, pytest.raises(RuntimeError, match="the disk is gone"):
        run(server.port, lambda client: client.files.put("f", given(), options={"deadline": 9}))


def test_a_slow_body_is_not_late(run: Run, way: str) -> None:
    """Its pieces come in time, all of them together take longer than a read may."""

    def slow(connection: socket.socket) -> None:
        time.sleep(0.6)
        left = 8_000_000
        while left > 0:
            left -= len(more(connection))
        connection.sendall(NOTHING)

    given = {"timeout": (1, 0.4, 5, 1), "retries": 0}
    with serving(slow) as server:
        run(server.port, lambda client: client.files.put("f", b"x" * 8_000_000, options=given))


@pytest.mark.parametrize("way", ["async httpx"])
def test_the_write_timeout_is_of_each_piece(run: Run, way: str) -> None:
    """asyncio takes all that it is given, and is done when nearly all of that is sent."""

    def slow(connection: socket.socket) -> None:
        left = 16_000_000
        while left > 0:
            time.sleep(0.05)
            left -= len(connection.recv(500_000)) or left
        connection.sendall(NOTHING)

    given = {"timeout": (5, 9, 0.8, 5), "retries": 0}
    with serving(slow) as server:
        run(server.port, lambda client: client.files.put("f", b"x" * 16_000_000, options=given))


# What comes back


def test_a_download_comes_as_it_is_sent(run: Run, way: str) -> None:
    free = threading.Event()

    def behave(connection: socket.socket) -> None:
        whole(connection)
        connection.sendall(head(200_003, media=PDF) + b"abc")
        free.wait(20)
        connection.sendall(b"d" * 200_000)

    def sync(client: Any) -> int:
        with stream(client.files.download)("f") as download:
            chunks = download.iter_bytes()
            assert next(chunks) == b"abc"
            free.set()
            return sum(map(len, chunks))

    async def later(client: Any) -> int:
        async with await stream_async(client.files.download)("f") as download:
            chunks = download.iter_bytes()
            assert await anext(chunks) == b"abc"
            free.set()
            return sum([len(chunk) async for chunk in chunks])

    with serving(behave) as server:
        assert run(server.port, sync if way.startswith("sync") else later) == 200_000


def test_a_download_that_is_left_gives_its_connection_up(run: Run, way: str) -> None:
    """One connection is all there is: the next call needs a place."""
    body = b"x" * 5_000_000

    def behave(connection: socket.socket) -> None:
        whole(connection)
        connection.sendall(head(len(body), media=PDF) + body)

    def sync(client: Any) -> str:
        with stream(client.files.download)("f") as download:
            next(download.iter_bytes())
        return str(client.products.get("p1").id)

    async def later(client: Any) -> str:
        async with await stream_async(client.files.download)("f") as download:
            await anext(download.iter_bytes())
        return str((await client.products.get("p1")).id)

    given: dict[str, Any] = {"limits": Limits(1, 1), "timeout": 5}
    with serving(behave, fine) as server:
        assert run(server.port, sync if way.startswith("sync") else later, **given) == "p1"


def test_redirects_are_ours(run: Run) -> None:
    got: list[bytes] = []
    moved = head(0, "302 Found", more="Location: /elsewhere\r\n")
    with serving(keeps(got, moved, OK)) as server:
        run(server.port, lambda client: client.products.get("p1"))
        assert got[1].startswith(b"GET /elsewhere HTTP/1.1")
        assert all(b"Bearer" in request for request in got)
    away = head(0, "302 Found", more="Location: http://evil.test/\r\n")
    with serving(says(away)) as server, pytest.raises(RedirectRefused):
        run(server.port, lambda client: client.products.get("p1"))


def test_cookies_of_answers_are_not_kept(run: Run, way: str) -> None:
    got: list[bytes] = []
    answer = head(len(BODY), more="Set-Cookie: a=b\r\n") + BODY

    async def twice(client: Any) -> None:
        for _ in range(2):
            await client.products.get("p1")

    def both(client: Any) -> None:
        for _ in range(2):
            client.products.get("p1")

    with serving(keeps(got, answer)) as server:
        named = f"http://localhost:{server.port}"  # of a bare address aiohttp keeps none
        run(server.port, both if way.startswith("sync") else twice, base_url=named)
    assert len(got) == 2
    assert not any(b"cookie" in request.lower() for request in got)


def test_what_was_asked_is_not_told_by_an_error(run: Run, way: str) -> None:
    """Some libraries name the whole URL in theirs."""

    def sync(client: Any) -> None:
        client.products.get("p1", lang="pri-vate")

    async def later(client: Any) -> None:
        await client.products.get("p1", lang="pri-vate")

    work = sync if way.startswith("sync") else later
    for answer in (b"HTTP/1.1 xyz\r\n\r\n", b"HTTP/1.1 200 OK\r\nno colon\r\n\r\n", b"\0" * 99):
        with serving(says(answer)) as server, pytest.raises(ApiError) as caught:
            run(server.port, work, retries=0)
        error = caught.value
        for shown in (error, repr(error), vars(error), repr(error.__cause__), error.__cause__):
            assert "pri-vate" not in str(shown)
    with pytest.raises(ApiError) as caught:
        run(unused_port(), work, retries=0)
    assert "pri-vate" not in f"{caught.value!r} {caught.value.__cause__!r}"


# Connections


def many(way: str, calls: int) -> Callable[[Any], Any]:
    """So many calls at once."""

    def threads(client: Any) -> list[Any]:
        got: list[Any] = []

        def work() -> None:
            try:
                got.append(client.products.get("p1").id)
            except ApiError as error:
                got.append(error)

        started = [threading.Thread(target=work) for _ in range(calls)]
        for thread in started:
            thread.start()
        for thread in started:
            thread.join(20)
        return got

    async def tasks(client: Any) -> list[Any]:
        async def work() -> Any:
            try:
                return (await client.products.get("p1")).id
            except ApiError as error:
                return error

        return await asyncio.gather(*(work() for _ in range(calls)))

    return threads if way.startswith("sync") else tasks


def test_no_more_connections_than_allowed(run: Run, way: str) -> None:
    lock, now, most = threading.Lock(), [0], [0]

    def behave(connection: socket.socket) -> None:
        while True:
            whole(connection)
            with lock:
                now[0] += 1
                most[0] = max(most[0], now[0])
            time.sleep(0.02)
            with lock:
                now[0] -= 1
            connection.sendall(OK)

    with serving(behave) as server:
        got = run(server.port, many(way, 12), limits=Limits(3, 3), timeout=10)
    assert got == ["p1"] * 12
    assert most[0] <= 3
    assert server.connections <= 3


def test_as_many_connections_as_allowed_however_few_are_kept(run: Run, way: str) -> None:
    together = threading.Barrier(3)  # three calls are under way at once, or none is answered

    def behave(connection: socket.socket) -> None:
        whole(connection)
        with contextlib.suppress(threading.BrokenBarrierError):
            together.wait(5)
            connection.sendall(OK)

    kept = 1 if "httpx" in way else 3
    with serving(behave) as server:
        got = run(server.port, many(way, 3), limits=Limits(3, kept), timeout=10, retries=0)
    assert got == ["p1"] * 3
    assert server.connections == 3


@pytest.mark.parametrize("engine", ["httpx", "httpx2"])
def test_many_connections_are_reused_and_counted_together(engine: str) -> None:
    """More than one pool holds: the limits are of all of them together."""
    lock, now, most, open_ = threading.Lock(), [0], [0], [0]

    def behave(connection: socket.socket) -> None:
        open_[0] += 1
        try:
            while True:
                whole(connection)
                with lock:
                    now[0] += 1
                    most[0] = max(most[0], now[0])
                time.sleep(0.02)
                with lock:
                    now[0] -= 1
                connection.sendall(OK)
        finally:
            open_[0] -= 1

    async def main(url: str) -> None:
        settings: dict[str, Any] = {"base_url": url, "trust_env": False, "engine": engine}
        async with AsyncClient(**settings, limits=Limits(35, 12, 60), timeout=20) as client:
            for _ in range(5):
                await client.products.get("p1")
            assert server.connections == 1
            await asyncio.gather(*(client.products.get("p1") for _ in range(80)))
            for _ in range(200):
                if open_[0] <= 12:
                    break
                await asyncio.sleep(0.02)
            assert open_[0] <= 12

    with serving(behave) as server:
        asyncio.run(main(f"http://127.0.0.1:{server.port}"))
    assert 12 < most[0] <= 35


@pytest.mark.parametrize("engine", ["httpx", "httpx2"])
def test_who_calls_again_and_again_keeps_its_connection(engine: str) -> None:
    """A pool that nobody uses for a moment is not closed while others are used."""

    def behave(connection: socket.socket) -> None:
        while True:
            whole(connection)
            time.sleep(0.005)
            connection.sendall(OK)

    async def main(url: str) -> None:
        settings: dict[str, Any] = {"base_url": url, "trust_env": False, "engine": engine}
        async with AsyncClient(**settings, limits=Limits(35, 12, 60), timeout=20) as client:

            async def work() -> None:
                for _ in range(40):
                    await client.products.get("p1")

            await asyncio.gather(*(work() for _ in range(13)))

    with serving(behave) as server:
        asyncio.run(main(f"http://127.0.0.1:{server.port}"))
    assert server.connections <= 20


def test_the_pool_does_not_ask_for_its_event_loop() -> None:
    """httpcore 1 imports sniffio several times a call, and fails, where it is not installed."""
    code = (
        "import asyncio, sys\n"
        "from tests.runtime.sdk import AsyncClient\n"
        "tried = []\n"
        "class Finder:\n"
        "    def find_spec(self, name, path=None, target=None):\n"
        "        tried.append(name)\n"
        "async def main():\n"
        "    async with AsyncClient(base_url=sys.argv[1], trust_env=False) as client:\n"
        "        await client.products.get('p1')\n"
        "        sys.meta_path.insert(0, Finder())\n"
        "        await client.products.get('p1')\n"
        "asyncio.run(main())\n"
        "assert 'sniffio' not in tried, tried\n"
    )
    with serving(fine) as server:
        url = f"http://127.0.0.1:{server.port}"
        root = Path(__file__).parents[2]
        subprocess.run([sys.executable, "-c", code, url], cwd=root, check=True, timeout=60)


def test_who_gets_no_connection_in_time_is_told(run: Run, way: str) -> None:
    free = threading.Event()

    def behave(connection: socket.socket) -> None:
        whole(connection)
        free.wait(1.0)
        connection.sendall(OK)

    given: dict[str, Any] = {"limits": Limits(1, 1), "timeout": (9, 9, 9, 0.2), "retries": 0}
    with serving(behave) as server:
        got = run(server.port, many(way, 2), **given)
    (error,) = [one for one in got if one != "p1"]
    assert isinstance(error, TimeoutExceeded)
    assert (error.phase, error.sent) == ("pool", False)


def test_calls_have_timeouts_of_their_own(run: Run, way: str) -> None:
    def sync(client: Any) -> None:
        with pytest.raises(TimeoutExceeded, match="the read timeout"):
            client.products.get("p1", options={"timeout": 0.1})
        assert client.products.get("p1").id == "p1"

    async def later(client: Any) -> None:
        with pytest.raises(TimeoutExceeded, match="the read timeout"):
            await client.products.get("p1", options={"timeout": 0.1})
        assert (await client.products.get("p1")).id == "p1"

    with serving(hangs(), fine) as server:
        run(server.port, sync if way.startswith("sync") else later, retries=0)


def test_a_deadline_that_is_over_while_a_body_is_sent(run: Run) -> None:
    big, got = b"x" * 30_000_000, [0]

    def slow(connection: socket.socket) -> None:
        while data := connection.recv(1_000_000):
            got[0] += len(data)
            time.sleep(0.1)

    for behave in (never_reads, slow):
        with serving(behave) as server, pytest.raises(DeadlineExceeded):
            run(server.port, lambda client: client.files.put("f", big, options={"deadline": 0.3}))
    assert 0 < got[0] < 25_000_000  # what was on its way, not all that there was


def relay(connection: socket.socket, seen: list[bytes]) -> None:
    """A proxy: absolute URLs for http, tunnels for https."""
    request = whole(connection)
    seen.append(request)
    if not request.startswith(b"CONNECT"):
        connection.sendall(OK)
        return
    port = int(request.split(b" ")[1].rpartition(b":")[2])
    with socket.create_connection(("127.0.0.1", port)) as other:
        connection.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")

        def pump(one: socket.socket, two: socket.socket) -> None:
            with contextlib.suppress(OSError):
                while data := one.recv(65536):
                    two.sendall(data)
                two.shutdown(socket.SHUT_WR)

        back = threading.Thread(target=pump, args=(other, connection))
        back.start()
        pump(connection, other)
        back.join(10)


def test_through_a_proxy(run: Run) -> None:
    seen: list[bytes] = []
    with serving(lambda connection: relay(connection, seen)) as proxy:
        url = f"http://user:pass@127.0.0.1:{proxy.port}"
        got = run(unused_port(), lambda client: client.products.get("p1"), proxy=url)
    assert got.id == "p1"
    assert seen[0].startswith(b"GET http://127.0.0.1:")
    assert b"proxy-authorization: basic dxnlcjpwyxnz" in seen[0].lower()


def test_the_environment_is_left_alone_where_it_does_not_count(
    run: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", f"http://127.0.0.1:{unused_port()}")
    monkeypatch.delenv("NO_PROXY", raising=False)
    with serving(fine) as server:
        assert run(server.port, lambda client: client.products.get("p1")).id == "p1"


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """An authority of our own, and a certificate of it with its key."""
    folder = tmp_path_factory.mktemp("tls")
    now, day = datetime.datetime.now(datetime.UTC), datetime.timedelta(days=1)
    keys = [ec.generate_private_key(ec.SECP256R1()) for _ in range(2)]
    names = [x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, n)]) for n in ("ca", "leaf")]

    def made(index: int, *extensions: x509.ExtensionType) -> bytes:
        builder = x509.CertificateBuilder(
            names[0], names[index], keys[index].public_key(), index + 1, now - day, now + day
        )
        for extension in extensions:
            builder = builder.add_extension(extension, critical=False)
        return builder.sign(keys[0], SHA256()).public_bytes(Encoding.PEM)

    ca, leaf = folder / "ca.pem", folder / "leaf.pem"
    ca.write_bytes(made(0, x509.BasicConstraints(ca=True, path_length=None)))
    address = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    secret = keys[1].private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    leaf.write_bytes(made(1, address) + secret)
    return ca, leaf


def secured(authority: tuple[Path, Path]) -> Callable[[socket.socket], None]:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(authority[1])

    def behave(connection: socket.socket) -> None:
        with context.wrap_socket(connection, server_side=True) as inner:
            inner.settimeout(5)
            fine(inner)

    return behave


def trust(
    way: str, authority: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> dict[str, Any]:
    """Settings that trust our certificate, in the way of the engine."""
    if "pyreqwest" in way:
        monkeypatch.setenv("SSL_CERT_FILE", str(authority[0]))
        return {"trust_env": True}
    return {"tls": ssl.create_default_context(cafile=str(authority[0]))}


def test_tls_with_certificates_of_ones_own(
    run: Run, way: str, authority: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    given = trust(way, authority, monkeypatch)
    monkeypatch.setenv("NO_PROXY", "*")
    with serving(secured(authority)) as server:
        got = run(server.port, lambda client: client.products.get("p1"), scheme="https", **given)
    assert got.id == "p1"


def test_certificates_that_the_environment_names(
    run: Run, way: str, authority: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    """They count where the environment does; pyreqwest's library looks for them by itself."""
    monkeypatch.setenv("SSL_CERT_FILE", str(authority[0]))
    monkeypatch.setenv("NO_PROXY", "*")
    tls_context.cache_clear()
    try:
        with serving(secured(authority)) as server:
            got = run(
                server.port,
                lambda client: client.products.get("p1"),
                scheme="https",
                trust_env=True,
            )
            assert got.id == "p1"
            if "pyreqwest" not in way:
                with pytest.raises(ConnectionFailed, match="CERTIFICATE_VERIFY_FAILED"):
                    run(server.port, lambda client: client.products.get("p1"), scheme="https")
    finally:
        tls_context.cache_clear()


def test_tls_through_a_proxy(
    run: Run, way: str, authority: tuple[Path, Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    given, seen = trust(way, authority, monkeypatch), list[bytes]()
    with (
        serving(secured(authority)) as server,
        serving(lambda connection: relay(connection, seen)) as proxy,
    ):
        given["proxy"] = f"http://127.0.0.1:{proxy.port}"
        got = run(server.port, lambda client: client.products.get("p1"), scheme="https", **given)
    assert got.id == "p1"
    assert seen[0].startswith(b"CONNECT 127.0.0.1:%d" % server.port)


def test_a_cancelled_call_leaves_the_client_usable(run: Run, way: str) -> None:
    async def later(client: Any) -> list[str]:
        with pytest.raises(TimeoutError):
            await asyncio.wait_for(client.products.get("p1"), 0.1)
        got = await asyncio.gather(*(client.products.get("p1") for _ in range(5)))
        return [one.id for one in got]

    if way.startswith("async"):
        with serving(hangs(), fine) as server:
            given: dict[str, Any] = {"limits": Limits(2, 2), "timeout": (1, 1, 1, 9)}
            assert run(server.port, later, **given) == ["p1"] * 5


@pytest.mark.filterwarnings("ignore::ResourceWarning", "ignore::pytest.PytestWarning")
@pytest.mark.parametrize("engine", ENGINES)
def test_an_asynchronous_client_lives_over_event_loops(engine: str) -> None:
    with serving(fine) as server:
        url = f"http://127.0.0.1:{server.port}"
        client = AsyncClient(base_url=url, trust_env=False, engine=engine)
        for _ in range(2):
            assert asyncio.run(client.products.get("p1")).id == "p1"
        assert server.connections == 2
        del client
        gc.collect()


FORKS = """
import asyncio, os, sys, warnings
warnings.simplefilter("ignore")
from tests.runtime.sdk import AsyncClient, Client
kind, engine, url = sys.argv[1:]
made = (Client if kind == "sync" else AsyncClient)(base_url=url, trust_env=False, engine=engine)
def get():
    got = made.products.get("p1")
    return (got if kind == "sync" else asyncio.run(got)).id
assert get() == "p1"
child = os.fork()
if child == 0:
    try:
        print(get(), flush=True)
    except Exception as error:
        print(type(error).__name__, error, flush=True)
    os._exit(0)
os.waitpid(child, 0)
assert get() == "p1"
"""


def test_a_forked_child_makes_its_own_connections_or_is_told(way: str) -> None:
    """In a process of its own: engines have threads, which no test runner's child should have."""
    with serving(fine) as server:
        url = f"http://127.0.0.1:{server.port}"
        done = subprocess.run(
            [sys.executable, "-c", FORKS, *way.split(), url],
            cwd=Path(__file__).parents[2], capture_output=True, text=True, timeout=60, check=True,
        )  # fmt: skip
    if "pyreqwest" in way:
        assert done.stdout.startswith("UsageError")
        assert "fork" in done.stdout
    else:
        assert done.stdout == "p1\n"


# What is handed in


def test_a_session_of_aiohttp() -> None:
    """Its headers hold, its redirects and its own decompression do no harm; it stays open."""
    import gzip

    got: list[bytes] = []
    packed = gzip.compress(BODY)
    answer = head(len(packed), more="Content-Encoding: gzip\r\n") + packed
    moved = head(0, "302 Found", more="Location: /elsewhere\r\n")

    async def main(url: str) -> None:
        async with aiohttp.ClientSession(headers={"X-Mine": "1", "User-Agent": "theirs"}) as own:
            async with AsyncClient(base_url=url, http_client=own) as client:
                response = await raw(client.products.get)("p1")
                assert response.value.id == "p1"
                assert response.headers["content-type"] == "application/json"
                assert "content-encoding" not in response.headers
            assert not own.closed

    with serving(keeps(got, moved, answer)) as server:
        asyncio.run(main(f"http://127.0.0.1:{server.port}"))
    assert len(got) == 2
    assert b"X-Mine: 1\r\n" in got[1]
    assert b"theirs" not in got[1]


def test_clients_of_pyreqwest() -> None:
    got: list[bytes] = []

    async def main(url: str) -> None:
        async with ClientBuilder().default_headers({"X-Mine": "1"}).no_proxy().build() as own:
            async with AsyncClient(base_url=url, http_client=own) as client:
                assert (await client.products.get("p1")).id == "p1"
            async with AsyncClient(base_url=url, http_client=own) as client:
                assert (await client.products.get("p1")).id == "p1"

    with serving(keeps(got, OK)) as server:
        url = f"http://127.0.0.1:{server.port}"
        asyncio.run(main(url))
        with SyncClientBuilder().no_proxy().build() as own:
            with Client(base_url=url, http_client=own) as client:
                assert client.products.get("p1").id == "p1"
            assert own.get(url).build().send().status == 200
    assert b"x-mine: 1" in got[0].lower()


# What an engine cannot do


@pytest.mark.parametrize(
    ("kind", "settings", "said"),
    [
        (Client, {"engine": "curl"}, "no engine 'curl'; there are httpx, httpx2, aiohttp"),
        (Client, {"engine": "aiohttp"}, "asynchronous: use an AsyncClient"),
        (AsyncClient, {"engine": "aiohttp", "http2": True}, "no HTTP/2"),
        (AsyncClient, {"engine": "aiohttp", "limits": Limits(9, 3)}, "all its connections alive"),
        (AsyncClient, {"engine": "aiohttp", "proxy": "socks5://p"}, "HTTP proxies only"),
        (Client, {"engine": "pyreqwest", "tls": ssl.create_default_context()}, "no SSLContext"),
        (Client, {"engine": "httpx2", "transport": httpx.HTTPTransport()}, "not what was handed"),
        (AsyncClient, {"http_client": aiohttp.FormData()}, "must be a ClientSession of aiohttp"),
        (Client, {"http_client": ClientBuilder().build()}, "must be a SyncClient of pyreqwest"),
        (AsyncClient, {"http_client": SyncClientBuilder().build()}, "must be a Client of"),
        (Client, {"transport": ClientBuilder().build()}, "as http_client, not as transport"),
    ],
)  # fmt: skip
def test_what_an_engine_cannot_do_is_said(kind: Any, settings: Any, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        kind(**settings)


def test_an_engine_that_is_not_installed(monkeypatch: pytest.MonkeyPatch) -> None:
    for package in ("aiohttp", "pyreqwest.client", "httpx2"):
        monkeypatch.setitem(sys.modules, package, None)
    with pytest.raises(UsageError, match="install the extra aiohttp"):
        AsyncClient(engine="aiohttp")
    with pytest.raises(UsageError, match="install the extra pyreqwest"):
        Client(engine="pyreqwest")
    with pytest.raises(UsageError, match="the package httpx2 is needed"):
        Client(engine="httpx2")


def test_pyreqwest_needs_a_deadline_where_nobody_knows_how_long_a_body_is() -> None:
    with serving(fine) as server:
        url = f"http://127.0.0.1:{server.port}"
        with (
            Client(base_url=url, engine="pyreqwest", trust_env=False) as client,
            pytest.raises(UsageError, match="needs a deadline"),
        ):
            client.files.put("f", iter([b"a"]))
    assert server.connections == 0


def test_pyreqwest_gives_a_longer_body_time_for_all_of_it() -> None:
    """As many write timeouts as it has pieces, besides the other phases."""

    def later(connection: socket.socket) -> None:
        whole(connection)
        time.sleep(1)
        connection.sendall(NOTHING)

    given = {"timeout": (0.2, 0.2, 5, 0.2), "retries": 0}
    with serving(later) as server:
        url = f"http://127.0.0.1:{server.port}"
        with Client(base_url=url, engine="pyreqwest", trust_env=False) as client:
            client.files.put("f", b"x" * 70_000, options=given)
            with pytest.raises(TimeoutExceeded):
                client.files.put("f", b"x" * 7000, options=given)


@pytest.mark.parametrize(("size", "pieces"), [(70_000, 2), (65_536, 2), (65_535, 1)])
def test_pyreqwest_has_all_phases_for_a_longer_body(size: int, pieces: int) -> None:
    timeouts = {"connect": 1.0, "pool": 20.0, "read": 300.0, "write": 4000.0}
    assert _whole(timeouts, str(size)) == 321 + pieces * 4000


def test_requests_carry_their_content() -> None:
    """Whoever hands in a transport of their own may read what is sent."""
    seen: list[bytes] = []

    class Reads(httpx.BaseTransport):
        def handle_request(self, request: httpx.Request) -> httpx.Response:
            seen.append(request.content)
            return httpx.Response(204 if request.method == "PUT" else 200, content=BODY)

    with Client(transport=Reads()) as client:
        client.files.put("f", b"abc")
        with contextlib.suppress(ApiError):
            client.products.get("p1")
    assert seen == [b"abc", b""]


def test_hooks_see_requests_of_every_engine(run: Run) -> None:
    seen: list[Any] = []

    class Seen(Hook):
        def on_attempt(self, attempt: Any) -> None:
            seen.append((attempt.method, attempt.url, attempt.port))

    with serving(fine) as server:
        run(server.port, lambda client: client.products.get("p1"), hooks=[Seen()])
        assert seen == [("GET", f"http://127.0.0.1:{server.port}/products/p1", server.port)]
