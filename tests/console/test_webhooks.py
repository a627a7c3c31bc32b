"""Messages of the vendor's that a person sends: signed, to a receiver on this machine alone."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from types import ModuleType
from typing import Any

import httpx
import pytest

from generator.console.console import Console
from generator.console.desk import Desk
from generator.console.served import Served
from generator.runtime.server import running
from tests.console.test_console import OWN, PREFIX, ask
from tests.conventions.compiled import package, part
from tests.support import STRING, document, operation

SALE = {"type": "object", "properties": {"id": STRING}}


def hook(name: str, media: str, example: Any, **more: Any) -> dict[str, Any]:
    body = {"content": {media: {"schema": SALE, "example": example}}}
    return operation(name, requestBody=body, summary=f"It was {name}.", **more)


SIGNED = {
    "x-webhook-signature": {
        "header": "X-Sign",
        "algorithm": "hmac-sha256",
        "encoding": "hex",
        "key-id": {"header": "X-Key"},
    }
}
TREE = document(
    {"/a": {"get": operation("getA")}},
    webhooks={
        "sold": {"post": hook("sold", "application/json", {"id": "s1"}, **SIGNED)},
        "lost": {"put": hook("lost", "application/x-www-form-urlencoded", {"id": "a b"})},
    },
)


@pytest.fixture(scope="module")
def module() -> ModuleType:
    return package("Hooking", TREE)


@pytest.fixture
def client(module: ModuleType) -> Iterator[httpx.Client]:
    desk, server = Desk(), part(module, "server.app")
    app = server.create_app(**desk.options())
    desk.put(Served(app, server.API, tuple(server.OPERATIONS.values()), module.__name__))
    with running(Console(desk)) as url, httpx.Client(base_url=url, timeout=60) as found:  # type: ignore[arg-type]
        yield found


@pytest.fixture
def receiver() -> Iterator[tuple[str, list[tuple[str, str, dict[str, str], bytes]]]]:
    """A program of the user's: where it listens, and what it got."""
    got: list[tuple[str, str, dict[str, str], bytes]] = []

    class Receiver(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            got.append(
                (self.command, self.path, {k.lower(): v for k, v in self.headers.items()}, body)
            )
            if self.path == "/odd":
                self.wfile.write(b"heard\r\n\r\n")
                return
            self.send_response(202)
            self.end_headers()
            self.wfile.write(b"x" * 16_385 if self.path == "/long" else b"heard")

        do_PUT = do_POST

        def log_message(self, format: str, *args: Any) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
    thread = Thread(target=server.serve_forever, args=(0.01,), daemon=True)
    thread.start()
    yield f"http://localhost:{server.server_port}", got
    server.shutdown()
    server.server_close()
    thread.join()


def test_messages_are_shown_with_a_body_and_how_they_are_signed(client: httpx.Client) -> None:
    found = client.get(f"{PREFIX}/api/about", headers=OWN).json()["webhooks"]
    lost, sold = sorted(found, key=lambda one: str(one["name"]))
    assert (sold["name"], sold["method"], sold["summary"]) == ("sold", "POST", "It was sold.")
    assert (sold["media"], sold["body"]) == ("application/json", '{\n  "id": "s1"\n}')
    assert (sold["algorithm"], sold["header"], sold["names_key"]) == ("hmac-sha256", "X-Sign", True)
    assert (lost["method"], lost["body"], lost["algorithm"]) == ("PUT", "id=a+b", None)


def test_what_is_sent_arrives_signed(
    client: httpx.Client, module: ModuleType, receiver: Any
) -> None:
    url, got = receiver
    answer = ask(
        client, "webhook", name="sold", url=f"{url}/in?x=1", body='{"id": "s2"}', key="secret", key_id="k1",
    )  # fmt: skip
    assert (answer["status"], answer["body"]) == (202, "heard")
    ((method, path, headers, body),) = got
    assert (method, path, body) == ("POST", "/in?x=1", b'{"id": "s2"}')
    assert headers["content-type"] == "application/json"
    assert headers["x-key"] == "k1"
    sold = part(module, "webhooks").WEBHOOKS["sold"]
    assert sold.verify(headers, body, "secret") is None
    with pytest.raises(part(module, "errors").SignatureRefused):
        sold.verify(headers, body, "another")


def test_without_a_key_it_goes_as_it_is(client: httpx.Client, receiver: Any) -> None:
    url, got = receiver
    assert ask(client, "webhook", name="sold", url=url, body="{}")["status"] == 202
    assert ask(client, "webhook", name="lost", url=url, body="id=1", key="secret")["status"] == 202
    (_, path, headers, _), (method, _, other, _) = got
    assert (path, method) == ("/", "PUT")
    assert "x-sign" not in {*headers, *other}


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/hooks",
        "http://192.0.2.1/",
        "https://127.0.0.1/",
        "file:///etc/passwd",
        "http://",
        "",
    ],
)
def test_nothing_leaves_this_machine(client: httpx.Client, url: str) -> None:
    status, told = ask(client, "webhook", name="sold", url=url, body="{}")
    assert status == 400
    assert "127.0.0.1" in told["error"]


def test_what_cannot_be_sent_is_said(client: httpx.Client, receiver: Any) -> None:
    url, got = receiver
    status, told = ask(client, "webhook", name="bought", url=url, body="{}")
    assert (status, told["error"]) == (400, "there is no such message")
    assert got == []


@pytest.mark.parametrize("host", ["127.0.0.1", "LocalHost"])
def test_an_answer_is_read_as_far_as_it_is_shown(
    client: httpx.Client, receiver: Any, host: str
) -> None:
    url, got = receiver
    at = url.replace("localhost", host)
    answer = ask(client, "webhook", name="sold", url=f"{at}/long", body="é")
    assert (answer["status"], answer["body"]) == (202, "x" * 16_384)
    assert answer["sent"] == {"Content-Type": "application/json"}
    assert got[0][3] == "é".encode()


def test_what_answers_otherwise_is_told(client: httpx.Client, receiver: Any) -> None:
    def told(url: str, **more: Any) -> Any:
        return ask(client, "webhook", name="sold", url=url, body="{}", **more)

    url, _ = receiver
    assert told(f"{url}/odd") == (
        502,
        {"error": "nothing answers there: what answers speaks no HTTP: BadStatusLine"},
    )
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    assert told(f"http://127.0.0.1:{port}") == (
        502,
        {"error": "nothing answers there: Connection refused"},
    )
    assert told(url, key="secret", key_id="a\nb")[0] == 400
    assert told("http://127.0.0.1:99999/")[0] == 400
