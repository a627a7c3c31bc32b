"""Hostile requests, faults, limits, and how the application is reached."""

from __future__ import annotations

import asyncio
import os
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx
import httpx2
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.applications import Starlette
from starlette.routing import Mount

from generator.runtime.server import Attempt, Fault, running
from generator.runtime.server.app.faults import MAX_DELAY, preferred
from generator.runtime.server.serve import ServerError
from generator.runtime.server.testing import InProcess
from tests.runtime_server.support import BEARER, ERROR, application, calling, refused

ROOT = Path(__file__).parents[2]


async def raw(app: Any, method: str, path: bytes, query: bytes, headers: Any, body: bytes) -> Any:
    """One ASGI exchange with bytes that no HTTP library would send."""
    sent: list[Any] = []
    scope = {
        "type": "http", "method": method, "path": path.decode("utf-8", "replace"),
        "raw_path": path, "query_string": query, "headers": headers, "scheme": "http",
        "client": None,
    }  # fmt: skip

    async def receive() -> Any:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    await app(scope, receive, send)
    return sent


def check(app: Any, method: str, path: bytes, query: bytes, headers: Any, body: bytes) -> int:
    """The status of a response, which is no 500, and in the envelope when it is an error."""
    start, *bodies = asyncio.run(raw(app, method, path, query, headers, body))
    status: int = start["status"]
    assert status < 500, (method, path, query, headers, body)
    if status >= 400 and method != "HEAD":
        text = b"".join(message["body"] for message in bodies)
        ERROR.validate(__import__("json").loads(text))
        for name, value in start["headers"]:
            assert b"\r" not in name + value
            assert b"\n" not in name + value
    return status


BASE = [(b"authorization", BEARER["authorization"].encode()), (b"x-cart-token", b"t")]
JSON = (b"content-type", b"application/json")


@pytest.mark.parametrize(
    ("method", "path", "query", "headers", "body"),
    [
        ("GET", b"/products/%ff", b"", [], b""),
        ("GET", b"/products/%", b"", [], b""),
        ("GET", b"/products/%zz%00", b"", [], b""),
        ("GET", b"/products/\xff\xfe", b"", [], b""),
        ("GET", b"/products/..%2f..%2fetc", b"", [], b""),
        ("GET", b"//products", b"", [], b""),
        ("GET", b"", b"", [], b""),
        ("GET", b"*", b"", [], b""),
        ("GET", b"/products", b"%ff=%ff&page=%ff", [], b""),
        ("GET", b"/products", b"\xff\xfe=\x00", [], b""),
        ("GET", b"/products", b"&&&==&=&page", [], b""),
        ("GET", b"/products", b"price" + b"[a]" * 999 + b"=1", [], b""),
        ("GET", b"/products", b"price[[]]=1&price[=1&price]=1", [], b""),
        ("GET", b"/products", b"page=" + b"9" * 10000, [], b""),
        ("GET", b"/products", b"a=1&" * 20000, [], b""),
        ("GET", b"/products", b"", [(b"x" * 70000, b"y" * 70000)], b""),
        ("GET", b"/products", b"", [(b"accept", b'";;;,,,q=q=\xff')], b""),
        ("GET", b"/products", b"", [(b"accept", b"text/html;q=-1, a/b;q=nan, */*;q=inf")], b""),
        ("GET", b"/products", b"", [(b"prefer", b'code="\xff\x00;;,=')], b""),
        ("GET", b"/products", b"", [(b"prefer", "code=\u0661\u0662\u0663".encode())], b""),
        ("GET", b"/products", b"", [(b"cookie", b";;=\xff; a")], b""),
        ("GET", b"/products", b"", [(b"x-request-id", b"a\r\nset-cookie: x")], b""),
        ("POST", b"/products", b"", [(b"content-type", b"\xff/\x00")], b"{}"),
        ("POST", b"/products", b"", [JSON, (b"content-length", b"-1")], b"{}"),
        ("POST", b"/products", b"", [JSON, (b"content-length", b"9" * 30)], b"{}"),
        ("POST", b"/products", b"", [JSON, (b"content-length", b"x")], b"{}"),
        ("POST", b"/products", b"", [JSON], b'{"name":"\x00","price":1}'),
        ("POST", b"/products", b"", [JSON], b'{"name":"\\u0000","price":1e999}'),
        ("POST", b"/products", b"", [JSON], b'{"name":"\\ud800","price":1}'),
        ("POST", b"/products", b"", [JSON], b"[" * 100000 + b"]" * 100000),
        ("POST", b"/products", b"", [JSON], b'{"":' * 90 + b"1" + b"}" * 90),
        ("POST", b"/products", b"", [JSON], b""),
        ("POST", b"/cart/items", b"", [(b"content-type", b"application/x-www-form-urlencoded")],
         b"productId=%ff&quantity=%00&options[a"),
        ("POST", b"/images", b"", [(b"content-type", b"multipart/form-data; boundary=x")],
         b'--x\r\ncontent-disposition: form-data; name="\xff"\r\n\r\n\r\n--x--'),
        ("BREW", b"/products", b"", [], b""),
        ("TRACE", b"/products/1", b"", [], b""),
    ],
)  # fmt: skip
def test_hostile_requests(
    method: str, path: bytes, query: bytes, headers: Any, body: bytes
) -> None:
    check(application(), method, path, query, [*BASE, *headers], body)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(
    st.sampled_from(["GET", "POST", "PATCH", "DELETE", "OPTIONS"]),
    st.sampled_from([b"/products", b"/products/", b"/cart/items", b"/images", b"/feeds/"]),
    st.binary(max_size=20),
    st.binary(max_size=60),
    st.sampled_from([b"application/json", b"application/x-www-form-urlencoded",
                     b"multipart/form-data; boundary=b", b"text/plain"]),
    st.binary(max_size=80),
)  # fmt: skip
def test_arbitrary_bytes(
    method: str, path: bytes, tail: bytes, query: bytes, kind: bytes, body: bytes
) -> None:
    app = application()
    check(app, method, path + tail, query, [*BASE, (b"content-type", kind)], body)


def test_client_that_goes_away_gets_no_answer() -> None:
    async def run() -> list[Any]:
        sent: list[Any] = []

        async def receive() -> Any:
            return {"type": "http.disconnect"}

        async def send(message: Any) -> None:
            sent.append(message)

        scope = {
            "type": "http", "method": "POST", "path": "/products", "query_string": b"",
            "headers": [*BASE, JSON],
        }  # fmt: skip
        await application()(scope, receive, send)
        return sent

    assert asyncio.run(run()) == []


def test_broken_bytes_on_a_socket() -> None:
    with running(application()) as url:
        host, _, port = url.removeprefix("http://").partition(":")
        for request in (
            b"GET /products HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n",
            b"\x00\xff\r\n\r\n",
        ):
            with socket.create_connection((host, int(port)), timeout=5) as connection:
                connection.sendall(request)
                connection.shutdown(socket.SHUT_WR)
                connection.recv(1000)
        with httpx.Client(base_url=url, headers=BEARER) as client:
            huge = client.get("/products", headers={"x-huge": "y" * 30000})
            assert huge.status_code == 200


def test_faults() -> None:
    def trouble(attempt: Attempt) -> Fault | None:
        return {1: Fault(status=503, headers={"Retry-After": "1"}), 2: Fault(reset=True),
                3: Fault(truncate=5), 4: Fault(delay=0.05)}.get(attempt.number)  # fmt: skip

    app = application(faults=trouble)
    with calling(app) as client:
        response = client.get("/status")
        refused(response, 503)
        assert response.headers.get_list("retry-after") == ["1"]
        for _ in range(2):
            with pytest.raises(httpx.RemoteProtocolError):
                client.get("/status")
        begin = time.monotonic()
        assert client.get("/status").status_code == 200
        assert time.monotonic() - begin >= 0.05
        assert client.get("/status").status_code == 200


def test_faults_that_a_request_asks_for() -> None:
    with calling(application()) as client:
        for kind in ("reset", "truncate"):
            with pytest.raises(httpx.RemoteProtocolError):
                client.get("/status", headers={"prefer": f"fault={kind}"})
        with pytest.raises(httpx.ReadTimeout):
            client.get("/status", headers={"prefer": "delay=5"}, timeout=0.3)
        for nothing in ("delay=x", "delay=nan", "fault=other", "delay=-1"):
            assert client.get("/status", headers={"prefer": nothing}).status_code == 200


def test_faults_over_a_socket() -> None:
    with running(application()) as url, httpx.Client(base_url=url) as client:
        for kind in ("reset", "truncate"):
            with pytest.raises(httpx.RemoteProtocolError):
                client.get("/status", headers={"prefer": f"fault={kind}"})
        assert client.get("/status").status_code == 200


def test_limits_count_on_a_clock() -> None:
    now = [100.0]
    app = application(limits=True, clock=lambda: now[0])
    with calling(app) as client:
        left = [client.get("/products/1").headers["x-ratelimit-remaining"] for _ in range(3)]
        assert left == ["2", "1", "0"]
        now[0] += 20
        response = client.get("/products/1")
        assert refused(response, 429)["code"] == "rate_limited"
        assert response.headers["retry-after"] == "40"
        assert response.headers["x-ratelimit-limit"] == "3"
        assert response.headers["x-ratelimit-remaining"] == "0"
        assert client.get("/products").headers["x-ratelimit-limit"] == "600"
        now[0] += 40
        assert client.get("/products/1").status_code == 200
    elsewhere: Any = InProcess(app, client="192.0.2.1")
    with httpx.Client(transport=elsewhere, base_url="http://t", headers=BEARER) as other:
        assert other.get("/products/1").headers["x-ratelimit-remaining"] == "2"


def test_limits_are_off_by_default() -> None:
    with calling(application()) as client:
        assert {client.get("/products/1").status_code for _ in range(5)} == {200}


def test_mounted_below_another_application() -> None:
    app = Starlette(routes=[Mount("/vendor", application())])
    with calling(app) as client:
        assert client.get("/vendor/products/a%2Fb").json()["data"]["id"] == "a/b"
        assert client.get("/vendor/v3/public/pk_1/products/7").json()["data"]["id"] == "7"
        created = client.post("/vendor/products", json={"name": "x", "price": 1})
        assert "/vendor/products/prod_" in created.headers["location"]
        refused(client.get("/vendor/other"), 404)
        assert client.get("/vendor/openapi.json").status_code == 200


def test_server_behind_a_root_path() -> None:
    async def run() -> int:
        scope = {
            "type": "http", "method": "GET", "path": "/api/products/1", "root_path": "/api",
            "query_string": b"", "headers": BASE,
        }  # fmt: skip
        sent: list[Any] = []

        async def send(message: Any) -> None:
            sent.append(message)

        async def receive() -> Any:
            raise AssertionError("there is no body to read")

        await application()(scope, receive, send)
        return int(sent[0]["status"])

    assert asyncio.run(run()) == 200


@pytest.mark.parametrize("library", [httpx, httpx2])
def test_in_process_for_either_library(library: Any) -> None:
    app = application()
    with library.Client(
        transport=InProcess(app), base_url="http://shop.test", headers=BEARER
    ) as client:
        response = client.get("/products/a%2Fb?x=1")
        assert type(response).__module__.startswith(library.__name__)
        assert response.json()["data"]["id"] == "a/b"

    async def later() -> int:
        transport = InProcess(app)
        async with library.AsyncClient(
            transport=transport, base_url="http://shop.test", headers=BEARER
        ) as client:
            both = await asyncio.gather(*(client.get("/products") for _ in range(5)))
            return sum(response.status_code for response in both)

    assert asyncio.run(later()) == 1000


def test_in_process_sync_inside_a_running_loop() -> None:
    async def run() -> int:
        with calling(application()) as client:
            return client.get("/products").status_code

    assert asyncio.run(run()) == 200


def test_asgi_transport_of_the_library() -> None:
    async def run() -> int:
        transport = httpx.ASGITransport(application())
        async with httpx.AsyncClient(transport=transport, base_url="http://t") as client:
            return (await client.get("/products", headers=BEARER)).status_code

    assert asyncio.run(run()) == 200


def test_port_that_is_taken() -> None:
    with running(application()) as url:
        port = int(url.rpartition(":")[2])
        with pytest.raises(ServerError, match=f"port {port}"), running(application(), port=port):
            pass


def test_serve_prints_its_address_and_stops() -> None:
    script = (
        "from tests.runtime_server.support import application\n"
        "from generator.runtime.server import serve\n"
        "serve(application())\n"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", script], cwd=ROOT, stdout=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )  # fmt: skip
    try:
        assert process.stdout is not None
        line = process.stdout.readline()
        url = line.split()[-1]
        assert line.startswith("Shop 3.0 listens on http://127.0.0.1:")
        assert httpx.get(f"{url}/status").status_code == 200
        process.send_signal(2)
        assert process.wait(10) == 0
    finally:
        process.kill()
        process.wait()
        if process.stdout:
            process.stdout.close()


def test_web_socket_is_closed() -> None:
    async def run() -> list[Any]:
        sent: list[Any] = []

        async def send(message: Any) -> None:
            sent.append(message)

        async def receive() -> Any:
            return {}

        await application()({"type": "websocket"}, receive, send)
        return sent

    assert asyncio.run(run()) == [{"type": "websocket.close", "code": 1000}]


@pytest.mark.parametrize(
    ("asked", "fault"),
    [
        ({"fault": "reset"}, Fault(reset=True)),
        ({"fault": "truncate"}, Fault(truncate=1)),
        ({"delay": "0.5"}, Fault(delay=0.5)),
        ({"fault": "truncate", "delay": "2"}, Fault(delay=2.0, truncate=1)),
        ({"delay": "1e9"}, Fault(delay=MAX_DELAY)),
        ({"delay": "x", "fault": "reset"}, Fault(reset=True)),
        ({}, None),
        ({"delay": "0"}, None),
        ({"delay": "-1"}, None),
        ({"delay": "nan"}, None),
        ({"fault": "other"}, None),
    ],
)
def test_a_request_asks_for_trouble_itself(asked: dict[str, str], fault: Fault | None) -> None:
    assert preferred(asked) == fault
