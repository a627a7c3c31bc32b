"""Callbacks: where a message goes (OpenAPI 3.1, section 4.8.20.3), what it says, how it is sent."""

from __future__ import annotations

import io
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path
from typing import Any

import pytest

from generator.runtime.ground.errors import UsageError
from generator.runtime.ground.operation import Operation
from generator.runtime.server.app.call import Call
from generator.runtime.server.app.request import Request
from generator.runtime.webhooks.callback import Callback
from generator.runtime.webhooks.signature import Signature

QUERY = b"to=https%3A%2F%2Fq.test%2Fa+b&to=http%3A%2F%2Fsecond.test&empty="
BODY = {
    "urls": ["https://b.test", {"deep/er": "https://d.test"}],
    "n": 7,
    "none": None,
    "no": False,
}
ANSWER = {"id": "s-1", "list": []}


async def nothing() -> dict[str, Any]:
    return {}


def call(query: bytes = QUERY) -> Call:
    scope = {
        "type": "http", "method": "post", "path": "/subs/p.test", "raw_path": b"/subs/p.test",
        "query_string": query,
        "headers": [(b"host", b"shop.test:8443"), (b"x-to", b"https://h.test/x")],
        "scheme": "https",
    }  # fmt: skip
    made = Call(Operation("op", "POST", "/subs/{host}"), Request(scope, nothing), {})
    made.path, made.body = {"host": "p.test"}, BODY
    return made


def to(expression: str, **more: Any) -> Callback[Any]:
    return Callback("told", None, operation="op", expression=expression, **more)


@pytest.mark.parametrize(
    ("expression", "url"),
    [
        ("https://fixed.test/in", "https://fixed.test/in"),
        ("$request.query.to", "https://q.test/a b"),  # the first of several
        ("{$request.query.to}", "https://q.test/a b"),
        ("https://{$request.path.host}/{$method}", "https://p.test/POST"),
        ("$request.header.X-To", "https://h.test/x"),
        ("{$request.header.x-to}/{$request.body#/n}", "https://h.test/x/7"),
        ("$request.body#/urls/0", "https://b.test"),
        ("{$request.body#/urls/1/deep~1er}", "https://d.test"),
        ("https://x.test?id={$response.body#/id}&no={$request.body#/no}", "https://x.test?id=s-1&no=false"),
        ("https://x.test/{$request.query.empty}", "https://x.test/"),
        ("$url", f"https://shop.test:8443/subs/p.test?{QUERY.decode()}"),
    ],
)  # fmt: skip
def test_where_it_goes(expression: str, url: str) -> None:
    assert to(expression).url(call(), ANSWER) == url


def test_an_url_without_a_query() -> None:
    assert to("{$url}").url(call(b"")) == "https://shop.test:8443/subs/p.test"


@pytest.mark.parametrize(
    "expression",
    [
        "$request.query.other",
        "$request.path.other",
        "$request.header.other",
        "$request.body#/none",
        "$request.body#/other",
        "$request.body#/urls",
        "$request.body#/urls/1",
        "$response.body#/list",
        "$statusCode",
        "$request.other.to",
    ],
)
def test_what_a_call_does_not_say(expression: str) -> None:
    for written in (expression, f"https://x.test/{{{expression}}}"):
        with pytest.raises(UsageError) as refused:
            to(written).url(call(), ANSWER)
        assert refused.value.message == f"the call does not say {expression}"


@pytest.mark.parametrize(
    "url",
    ["ftp://x.test", "https:///in", "//x.test", "/in", "x.test", "http:x", "mailto:a@x.test", ""],
)
def test_what_is_no_url_to_send_to(url: str) -> None:
    with pytest.raises(UsageError, match=r"told: .* is no URL to send to"):
        to(url).url(call())


def test_what_it_says() -> None:
    assert to("$url").content(None) == ({}, b"")
    said = to("$url", media="application/json")
    said.type = lambda: dict[str, int]
    assert said.content({"a": 1}) == ({"content-type": "application/json"}, b'{"a":1}')
    with pytest.raises(UsageError, match="cannot be written as JSON"):
        said.content(object())


@pytest.mark.parametrize("payload", [io.BytesIO(b"x"), iter([b"x"]), Path(__file__)])
def test_a_payload_is_no_file(payload: Any) -> None:
    with pytest.raises(UsageError, match="from a value, not from a file"):
        to("$url", media="application/octet-stream").content(payload)


class Taker(BaseHTTPRequestHandler):
    """Takes a message, and answers with a redirect that is not to be followed."""

    taken: list[tuple[str, str, dict[str, str], bytes]]

    def do_PUT(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        fields = {name.lower(): value for name, value in self.headers.items()}
        self.taken.append((self.command, self.path, fields, body))
        self.send_response(302)
        self.send_header("location", "/elsewhere")
        self.send_header("content-length", "0")
        self.end_headers()

    do_GET = do_POST = do_PUT

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def taker() -> Iterator[tuple[str, list[Any]]]:
    kept: list[Any] = []
    server = HTTPServer(("127.0.0.1", 0), type("Own", (Taker,), {"taken": kept}))
    thread = threading.Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}", kept
    server.shutdown()
    thread.join()
    server.server_close()


def test_it_is_sent_signed_once_and_to_one_place(
    taker: tuple[str, list[Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:9")  # it goes straight there
    monkeypatch.delenv("NO_PROXY", raising=False)
    base, taken = taker
    signature = Signature(
        "X-Sign", "hmac-sha256", signed="{header:Content-Type} {header:X-More} {body}"
    )
    event = to("$url", media="application/json", method="PUT", signature=signature)
    status = event.send({"a": 1}, f"{base}/in", key="k3y", headers={"X-More": "yes"})
    assert status == 302
    ((method, path, fields, body),) = taken
    assert (method, path, json.loads(body)) == ("PUT", "/in", {"a": 1})
    assert (fields["content-type"], fields["x-more"]) == ("application/json", "yes")
    event.verify(fields, body, "k3y")
    assert to("$url").send(None, f"{base}/bare") == 302
    assert taken[1][0] == "POST"
    assert "x-sign" not in taken[1][2]


def test_one_that_is_not_taken() -> None:
    with pytest.raises(ConnectionError, match="told was not taken"):
        to("$url").send(None, "http://127.0.0.1:9/in")
