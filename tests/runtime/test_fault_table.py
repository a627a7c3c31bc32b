"""What can go wrong on a wire: the error, the attempts made, and nothing unsafe sent twice.

Each row is tried with a call that may be repeated (GET, or PUT where a body is needed)
and with one that may not (POST without an idempotency key), by both kinds of client.
"""

from __future__ import annotations

import asyncio
import datetime
import gzip
import importlib
import logging
import pickle
import socket
import ssl
import threading
import time
import traceback
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from generator.runtime.client.clients import core_of
from generator.runtime.ground.errors import (
    ApiError,
    ConnectionFailed,
    DeadlineExceeded,
    DecodeError,
    RedirectRefused,
    ResponseTooLarge,
    ServerError,
    TimeoutExceeded,
    UnexpectedContentType,
)
from generator.runtime.transport import bounded

from .sdk import AsyncClient, Client
from .test_faults import (
    BODY,
    Behave,
    Server,
    drips,
    hangs,
    head,
    never_reads,
    resets,
    says,
    unused_port,
)
from .test_secrets import clean
from .ways import ways

HUGE = "x" * 8_000_000
WAYS = ways("sync httpx", "async httpx", "async aiohttp", "sync pyreqwest", "async pyreqwest")


class Row(NamedTuple):
    """One fault."""

    behave: Behave | None
    error: type[ApiError]
    safe: int
    """Attempts of a call that may be repeated."""
    unsafe: int
    """Attempts of one that may not."""
    options: dict[str, Any] = {}  # noqa: RUF012
    said: str = ""
    requests: int | None = None
    """Connections that the safe call makes, where they are not as many as attempts."""
    path: str = "http://127.0.0.1:{port}"
    huge: bool = False


LAST = "Connection: close\r\n"


def redirect(target: str) -> Behave:
    def behave(connection: socket.socket) -> None:
        port = connection.getsockname()[1]
        says(head(0, "302 Found", more=f"Location: {target.format(port=port)}\r\n{LAST}"))(
            connection
        )

    return behave


def greets(connection: socket.socket) -> None:
    connection.sendall(b"220 mail.test ready\r\n")
    connection.recv(65536)


BOMB = gzip.compress(b" " * 5_000_000)
HINTS = b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n"
PAGE = head(13, media="text/html", more=LAST) + b"<h1>Hello</h1"
CHUNKED = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n"
ENDLESS = (b"4000\r\n" + b" " * 0x4000 + b"\r\n") * 20
FLOOD = b"X-A: b\r\n" * 100_000
PACKED = head(len(BOMB), more="Content-Encoding: gzip\r\n") + BOMB
SMALL = {"max_response_bytes": 100_000}
SOON = {"deadline": 0.5}
LATER = {"deadline": 30.0}

ROWS = {
    "refused": Row(None, ConnectionFailed, 3, 3, said="could not be made"),
    "no such name": Row(None, ConnectionFailed, 3, 3, path="http://no.invalid"),
    "refused, in time": Row(
        None, ConnectionFailed, 3, 3, LATER, "not be made", path="http://localhost:{port}"
    ),
    # A resolver that takes its time makes this a connect timeout, which is one of these.
    "no such name, in time": Row(None, ConnectionFailed, 3, 3, LATER, path="http://no.invalid"),
    "no TLS": Row(greets, ConnectionFailed, 3, 3, path="https://127.0.0.1:{port}"),
    "read timeout": Row(hangs(), TimeoutExceeded, 3, 1, {"timeout": 0.1}, "the read timeout"),
    "write timeout": Row(
        never_reads, TimeoutExceeded, 3, 1, {"timeout": 0.1}, "the write timeout", huge=True
    ),
    "reset before headers": Row(resets(), ConnectionFailed, 3, 1, said="broke off"),
    "reset in headers": Row(resets(head(9)[:20]), ConnectionFailed, 3, 1, said="broke off"),
    "reset after headers": Row(resets(head(len(BODY))), ConnectionFailed, 3, 1, said="broke off"),
    "reset in the body": Row(resets(head(len(BODY)), BODY[:9]), ConnectionFailed, 3, 1),
    "closed in the body": Row(says(head(len(BODY)), BODY[:9]), ConnectionFailed, 3, 1),
    "JSON cut short": Row(says(head(20) + BODY[:20]), DecodeError, 1, 1, said="no JSON"),
    "garbage": Row(says(head(5) + b"\x00\xff{]!"), DecodeError, 1, 1, said="no JSON"),
    "HTML": Row(says(PAGE), UnexpectedContentType, 1, 1, said="text/html"),
    "HTML of a gateway": Row(
        says(PAGE.replace(b"200 OK", b"502 Bad Gateway")), ServerError, 3, 1, said="502"
    ),
    "101": Row(says(head(0, "101 Switching Protocols")), ConnectionFailed, 3, 1),
    "a loop": Row(redirect("/v1/products"), RedirectRefused, 1, 1, requests=6),
    "another host": Row(redirect("http://evil.test/?a=b"), RedirectRefused, 1, 1, said="evil.test"),
    "another port": Row(redirect("http://127.0.0.1:1/"), RedirectRefused, 1, 1),
    "huge": Row(says(head(200_000) + b" " * 200_000), ResponseTooLarge, 1, 1, SMALL),
    "a bomb": Row(says(PACKED), ResponseTooLarge, 1, 1, SMALL),
    "chunks without end": Row(says(CHUNKED, ENDLESS), ResponseTooLarge, 1, 1, SMALL),
    "headers without end": Row(says(b"HTTP/1.1 200 OK\r\n", FLOOD), ConnectionFailed, 3, 1),
    "lists in lists": Row(says(head(200_000) + b"[" * 200_000), DecodeError, 1, 1),
    "slow body": Row(drips(head(9999), b" "), DeadlineExceeded, 1, 1, SOON),
    "slow headers": Row(drips(head(9)[:-2], b"A: b\r\n"), DeadlineExceeded, 1, 1, SOON),
    "slow 1xx": Row(drips(b"", HINTS), DeadlineExceeded, 1, 1, SOON),
    "hangs": Row(hangs(), DeadlineExceeded, 1, 1, SOON),
}


def do(way: str, row: Row, server: Server | None, *, safe: bool) -> ApiError:
    """Make the call; the error it raises."""
    port = server.port if server else unused_port()
    options: dict[str, Any] = {"base_url": f"{row.path.format(port=port)}/v1/{{publishable_key}}"}
    kind, _, engine = way.partition(" ")
    settings = {**options, **row.options, "trust_env": False, "engine": engine or None}

    def start(client: Any) -> Any:
        core_of(client).random = lambda: 0.0
        if row.huge and safe:
            return client.files.put("f", HUGE.encode())
        if safe:
            return client.products.get("p1")
        return client.products.create(name=HUGE if row.huge else "n")

    async def main() -> None:
        async with AsyncClient(**settings) as client:
            await start(client)

    def run() -> None:
        if kind == "sync":
            with Client(**settings) as client:
                start(client)
        else:
            asyncio.run(main())

    with pytest.raises(row.error) as caught:
        run()
    return caught.value


def discreet(error: ApiError, log: str) -> None:
    """The key appears nowhere."""
    printed = traceback.TracebackException.from_exception(error, capture_locals=True)
    places = (error, repr(error), pickle.dumps(error), error.url, log, "".join(printed.format()))
    for place in places:
        clean(place)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("safe", [True, False], ids=["safe", "unsafe"])
@pytest.mark.parametrize("name", ROWS)
def test_fault(name: str, safe: bool, way: str, caplog: pytest.LogCaptureFixture) -> None:
    row = ROWS[name]
    server = Server(row.behave) if row.behave else None
    try:
        with caplog.at_level(logging.DEBUG):
            error = do(way, row, server, safe=safe)
    finally:
        if server:
            server.stop()
    attempts = row.safe if safe else row.unsafe
    assert error.attempts == attempts
    assert row.said in str(error)
    assert error.operation
    if server:
        wanted = row.requests if safe and row.requests else attempts
        # aiohttp keeps a connection that switched protocols: a repeat may fail on it first.
        spare = name == "101" and safe and way == "async aiohttp"
        assert wanted - spare <= server.connections <= wanted
    discreet(error, caplog.text)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("safe", [True, False], ids=["safe", "unsafe"])
def test_connect_timeout(way: str, safe: bool) -> None:
    """A port that neither accepts nor refuses."""
    listener = socket.create_server(("127.0.0.1", 0), backlog=0)
    fillers = [socket.socket() for _ in range(8)]
    for filler in fillers:
        filler.setblocking(False)
        filler.connect_ex(listener.getsockname())
    path = f"http://127.0.0.1:{listener.getsockname()[1]}"
    try:
        row = Row(None, TimeoutExceeded, 3, 3, {"timeout": 0.1}, path=path)
        error: Any = do(way, row, None, safe=safe)
    finally:
        for filler in (*fillers, listener):
            filler.close()
    assert (error.phase, error.sent, error.attempts) == ("connect", False, 3)


@pytest.mark.parametrize("way", ["sync", "async"])
def test_a_name_that_is_looked_up_for_ever(way: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The resolver hangs: calls with a deadline end in time, and hold one thread at most."""
    free, asked = threading.Event(), [0]

    def getaddrinfo(*_: Any, **__: Any) -> Any:
        asked[0] += 1
        free.wait(60)
        raise socket.gaierror(socket.EAI_AGAIN, "no answer")

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    monkeypatch.setattr(bounded, "getaddrinfo", getaddrinfo)
    row = Row(None, DeadlineExceeded, 1, 1, {"deadline": 0.5}, path="http://slow.test")
    before = threading.active_count()

    def late() -> None:
        error = do(way, row, None, safe=True)
        assert error.attempts == 1

    if way == "async":  # the loop waits at its end for the thread that looks up
        threading.Timer(0.6, free.set).start()
        late()
        return
    try:
        for _ in range(3):
            late()
        assert asked == [1]  # it hangs still, so no call waited for it
        assert threading.active_count() == before + 1
    finally:
        free.set()
    end = time.monotonic() + 30
    while bounded._lookups and time.monotonic() < end:
        time.sleep(0.01)
    assert not bounded._lookups


@pytest.mark.parametrize("library", ["httpx", "httpx2"])
def test_the_next_address_of_a_host(library: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first refuses; each has the time that is left, and the last one's failure is told."""
    http = importlib.import_module(library)
    good = Server(says(head(len(BODY)) + BODY))
    found = ["127.0.0.9", "127.0.0.1"]
    monkeypatch.setattr(
        bounded, "getaddrinfo", lambda *_, **__: [(0, 0, 0, "", (address, 0)) for address in found]
    )
    transport = http.HTTPTransport(trust_env=False)
    bounded.bound(transport)
    url = f"http://two.test:{good.port}"
    try:
        settings: Any = {"base_url": url, "deadline": 5.0, "retries": 0, "transport": transport}
        with Client(**settings) as client:
            assert client.products.get("p1").id == "p1"
            found[1:] = ["127.0.0.8"]
            with pytest.raises(ConnectionFailed):
                client.products.get("p1")
    finally:
        good.stop()


def test_no_further_address_is_tried_when_the_time_is_over(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The first never answers."""
    good = Server(says(head(len(BODY)) + BODY))
    silent = socket.create_server(("127.0.0.9", good.port), backlog=0)
    fillers = [socket.socket() for _ in range(8)]
    for filler in fillers:
        filler.setblocking(False)
        filler.connect_ex(silent.getsockname())
    found = [(0, 0, 0, "", (address, 0)) for address in ("127.0.0.9", "127.0.0.1")]
    monkeypatch.setattr(bounded, "getaddrinfo", lambda *_, **__: found)
    row = Row(None, ApiError, 1, 1, SOON, path=f"http://two.test:{good.port}")
    try:
        do("sync", row, None, safe=True)
    finally:
        for one in (*fillers, silent):
            one.close()
        good.stop()
    assert good.connections == 0


def test_a_transport_of_another_make_is_let_alone() -> None:
    other: Any = object()
    bounded.bound(other)


@pytest.fixture(scope="module")
def untrusted(tmp_path_factory: pytest.TempPathFactory) -> ssl.SSLContext:
    """TLS of a server whose certificate nobody vouches for."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.UTC)
    day = datetime.timedelta(days=1)
    made = x509.CertificateBuilder(name, name, key.public_key(), 1, now - day, now + day)
    pem = made.sign(key, SHA256()).public_bytes(Encoding.PEM)
    secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    path: Path = tmp_path_factory.mktemp("tls") / "server.pem"
    path.write_bytes(pem + secret)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(path)
    return context


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("safe", [True, False], ids=["safe", "unsafe"])
def test_a_certificate_that_is_not_trusted(untrusted: ssl.SSLContext, way: str, safe: bool) -> None:
    """Waiting does not mend it: it is not tried again."""

    def behave(connection: socket.socket) -> None:
        with untrusted.wrap_socket(connection, server_side=True) as secured:
            secured.recv(1)

    server = Server(behave)
    try:
        row = Row(None, ConnectionFailed, 1, 1, path="https://127.0.0.1:{port}")
        error: Any = do(way, row, server, safe=safe)
    finally:
        server.stop()
    assert "CERTIFICATE_VERIFY_FAILED" in str(error)
    assert (error.attempts, error.sent, server.connections) == (1, False, 1)


@pytest.mark.parametrize("way", ["sync", "async"])
def test_informational_responses_are_passed_over(way: str) -> None:
    good = says(b"HTTP/1.1 100 Continue\r\n\r\n", HINTS * 3, head(len(BODY)) + BODY)
    server = Server(good)
    try:
        url = f"http://127.0.0.1:{server.port}"

        async def main() -> Any:
            async with AsyncClient(base_url=url, trust_env=False) as client:
                return await client.products.get("p1")

        if way == "sync":
            with Client(base_url=url, trust_env=False) as client:
                assert client.products.get("p1").id == "p1"
        else:
            assert asyncio.run(main()).id == "p1"
    finally:
        server.stop()
    assert server.connections == 1
