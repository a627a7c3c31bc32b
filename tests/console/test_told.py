"""What the console says of requests, calls and the application: word for word."""

from __future__ import annotations

import asyncio
import base64
from typing import Any

import httpx
import pytest

from generator.console import console as console_module
from generator.console.calls import Outgoing, call
from generator.console.console import Console
from generator.console.desk import Desk
from generator.console.guard import is_local, is_own
from generator.console.records import Records, line_of
from generator.console.served import Served
from generator.console.switches import Clock
from generator.runtime.ground.operation import Operation, Scheme, Server
from generator.runtime.server import Application, running
from generator.runtime.server.testing import InProcess
from tests.console.test_console import OWN, PREFIX, ask, desk_of, state
from tests.runtime_server.shop import API, DOCUMENT, KEY, METHODS, OPERATIONS
from tests.runtime_server.support import BEARER, application


def client_of(desk: Desk) -> httpx.Client:
    transport: Any = InProcess(Console(desk))  # type: ignore[arg-type]
    return httpx.Client(transport=transport, base_url="http://localhost", timeout=60)


# A line for a terminal -------------------------------------------------------------------

RECORD = {"method": "GET", "path": "/a", "status": 200, "told": True, "operation": "getA", "ms": 1.5}  # fmt: skip
REFUSED = {"message": "", "reason": None, "fields": {}}


@pytest.mark.parametrize(
    ("more", "line"),
    [
        ({}, "GET /a 200 getA 1.5 ms"),
        ({"ms": 2.0}, "GET /a 200 getA 2 ms"),
        ({"status": None}, "GET /a --- getA 1.5 ms"),
        ({"operation": None}, "GET /a 200 no operation 1.5 ms"),
        ({"told": False, "operation": None}, "GET /a 200 1.5 ms"),
        ({"fault": "status 503"}, "GET /a 200 getA 1.5 ms (on purpose: status 503)"),
        ({"refused": REFUSED}, "GET /a 200 getA 1.5 ms: refused"),
        ({"refused": {**REFUSED, "reason": "missing-credentials"}}, "GET /a 200 getA 1.5 ms: missing credentials"),
        ({"refused": {**REFUSED, "message": "no", "reason": "a-b"}}, "GET /a 200 getA 1.5 ms: no"),
        ({"refused": {**REFUSED, "message": "no", "fields": {"id": ["is long", "is odd"], "to": ["is needed"]}}},
         "GET /a 200 getA 1.5 ms: id is long, is odd; to is needed"),
        ({"fault": "status 503", "refused": REFUSED}, "GET /a 200 getA 1.5 ms (on purpose: status 503)"),
        ({"spelt": ["query a", "query b"]}, "GET /a 200 getA 1.5 ms (spelt otherwise than documented: query a; query b)"),
        ({"path": "/a\x1b[31m\n"}, "GET /a?[31m? 200 getA 1.5 ms"),
    ],
)  # fmt: skip
def test_a_record_in_one_line(more: dict[str, Any], line: str) -> None:
    assert line_of({**RECORD, **more}) == line
    assert len(line_of({**RECORD, "path": "/" + "a" * 9000})) == 500


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ({"delay": 0.001, "status": 503}, "0.001 s late, status 503"),
        ({"reset": True, "truncate": True}, "connection reset"),
        ({"truncate": True}, "answer breaks off"),
        ({"delay": 0.001, "truncate": True, "status": 500}, "0.001 s late, status 500, answer breaks off"),
        ({"throttled": True}, "status 429"),
    ],
)  # fmt: skip
def test_a_fault_is_recorded_as_it_was_met(fault: dict[str, Any], said: str) -> None:
    with running(Console(desk_of())) as url, httpx.Client(base_url=url, timeout=60) as client:  # type: ignore[arg-type]
        ask(client, "faults", faults=[{**fault, "times": 1}])
        try:
            client.get("/products/mug", headers=BEARER)
        except httpx.RemoteProtocolError:
            assert {"reset", "truncate"} & fault.keys()
        (record,) = state(client)["records"]
        assert record["fault"] == said
        assert (record["status"] is None) == fault.get("reset", False)


def basic(text: str) -> dict[str, str]:
    return {"authorization": f"Basic {base64.b64encode(text.encode()).decode()}"}


@pytest.mark.parametrize(
    ("scheme", "headers", "query", "body", "shown"),
    [
        (Scheme("k", "k", "bearer"), {"authorization": "Bearer abcd"}, "", ["abcd", "xabcdx", {"abcd": "abc"}], ["***", "x***x", {"***": "abc"}]),
        (Scheme("k", "k", "bearer"), {"authorization": "Bearer  abc "}, "", ["abc", "xabcx"], ["***", "xabcx"]),
        (Scheme("k", "k", "bearer"), {}, "", ["", "a"], ["", "a"]),
        (Scheme("k", "k", "bearer"), {"authorization": "Bearer abcd%/()"}, "", ["xabcd%/()x"], ["x***x"]),
        (Scheme("k", "k", "basic"), basic("user1:pass1:x"), "", ["user1", "pass1:x", "a pass1:x", "user1:pass1:x"], ["***", "***", "a ***", "***"]),
        (Scheme("k", "k", "basic"), {"authorization": "Basic ####"}, "", ["####", "user"], ["***", "user"]),
        (Scheme("k", "k", "key", where="header", wire="X-Key"), {"x-key": "abcd"}, "", ["abcd"], ["***"]),
        (Scheme("k", "k", "key", where="query", wire="key"), {"key": "efgh"}, "?key=abcd&other=wxyz", ["abcd", "efgh", "wxyz"], ["***", "efgh", "wxyz"]),
        (Scheme("k", "k", "key", where="form", wire="key"), {}, "?key=abcd", ["abcd"], ["***"]),
        (Scheme("k", "k", "key", where="cookie", wire="key"), {}, "?key=abcd", ["abcd"], ["abcd"]),
    ],
)  # fmt: skip
def test_what_was_shown_as_a_credential_is_hidden_wherever_it_stands(
    scheme: Scheme, headers: dict[str, str], query: str, body: Any, shown: Any
) -> None:
    desk = Desk()
    (one,) = [operation for operation in OPERATIONS if operation.id == "updateProduct"]
    free = Operation(
        one.id, one.method, one.path, params=one.params, body=one.body, replies=one.replies,
        security=(),
    )  # fmt: skip
    app = Application(API, [free], DOCUMENT, methods=METHODS, **desk.options())
    desk.put(Served(app, API._replace(schemes=(scheme,)), [free]))
    with client_of(desk) as client:
        client.patch(f"/products/mug{query}", headers=headers, json={"a": body})
        (record,) = state(client)["records"]
    assert record["operation"] == "updateProduct"
    assert record["body"] == {"a": shown}


def test_of_two_credentials_the_longer_is_hidden_whole() -> None:
    desk = desk_of()
    with client_of(desk) as client:
        longer = f"{KEY}-and-more"
        body = {"name": f"of {longer} or {KEY}"}
        client.patch(f"/products/mug?widget_key={longer}", headers=BEARER, json=body)
        assert state(client)["records"][0]["body"] == {"name": "of *** or ***"}


# Who is let in ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("client", "hosts", "local"),
    [
        (("127.0.0.1", 1), ["localhost"], True),
        (("::1", 1), ["[::1]:80"], True),
        (("127.0.0.1", 1), ["LOCALHOST:12345"], True),
        (("127.0.0.1", 1), ["localhost:123456"], False),
        (("127.0.0.1", 1), ["localhost:"], False),
        (("127.0.0.1", 1), ["[localhost"], False),
        (("127.0.0.1", 1), ["localhost", "localhost"], False),
        (("127.0.0.1", 1), [], False),
        (("127.0.0.1", 1), ["192.0.2.1"], False),
        (("192.0.2.1", 1), ["localhost"], False),
        (("localhost.evil", 1), ["localhost"], False),
        (None, ["localhost"], False),
    ],
)
def test_a_program_of_this_machine_that_calls_it_so(
    client: Any, hosts: list[str], local: bool
) -> None:
    headers = [(b"Host", host.encode()) for host in hosts]
    assert is_local({"client": client, "headers": headers}) is local


@pytest.mark.parametrize(
    ("headers", "own"),
    [
        ({"x-specwright-console": "1"}, True),
        ({}, False),
        ({"x-specwright-console": "2"}, False),
        ({"x-specwright-console": "1", "origin": "http://A.test"}, True),
        ({"x-specwright-console": "1", "origin": "http://a.test:1"}, False),
        ({"x-specwright-console": "1", "origin": "https://a.test"}, False),
        ({"x-specwright-console": "1", "sec-fetch-site": "same-origin"}, True),
        ({"x-specwright-console": "1", "sec-fetch-site": "none"}, False),
        ({"x-specwright-console": "1", "sec-fetch-site": "cross-site", "origin": "http://a.test"}, False),
    ],
)  # fmt: skip
def test_its_own_page_or_a_program(headers: dict[str, str], own: bool) -> None:
    fields = [(name.encode(), value.encode()) for name, value in {"host": "a.test", **headers}.items()]  # fmt: skip
    assert is_own({"headers": fields}) is own


# A call from a form ----------------------------------------------------------------------


def called(*messages: Any, raises: Exception | None = None) -> dict[str, Any]:
    """What is told of a call to an application that sends so much."""

    async def app(scope: Any, receive: Any, send: Any) -> None:
        assert (await receive())["body"] == b"{}"
        for message in messages:
            await send(message)

    request = Outgoing("POST", "/a b", "x=1", [("X-A", "é")], b"{}")
    app_: Any = app
    return asyncio.run(call(app_, request, "http://127.0.0.1:80"))


START = {"type": "http.response.start", "status": 201, "headers": [(b"x-b", b"\xe9")]}


def body(data: bytes, *, more: bool = False) -> dict[str, Any]:
    return {"type": "http.response.body", "body": data, "more_body": more}


@pytest.mark.parametrize(
    ("messages", "status", "text", "size", "whole"),
    [
        ((START, body(b"ab")), 201, "ab", 2, True),
        ((START, body(b"")), 201, "", 0, True),
        ((START, body(b"a", more=True), body(b"b")), 201, "ab", 2, True),
        ((START, body(b"a", more=True)), 201, "a", 1, False),
        ((START, body(b"", more=True)), None, "", 0, False),
        ((START,), None, "", 0, False),
        ((), None, "", 0, False),
        ((START, body(b"\xff")), 201, "\ufffd", 1, True),
        ((START, body(b"x" * 262_145)), 201, "x" * 262_144, 262_145, True),
    ],
)
def test_what_came_of_a_call(
    messages: Any, status: int | None, text: str, size: int, whole: bool
) -> None:
    told = called(*messages)
    assert (told["status"], told["size"], told["whole"]) == (status, size, whole)
    assert told["body"] == text
    assert told["headers"] == ([("x-b", "é")] if messages else [])
    assert told["request"] == {"method": "POST", "target": "/a b?x=1"}
    assert told["curl"] == (
        "curl -i -X POST 'http://127.0.0.1:80/a b?x=1' -H 'X-A: é' --data-binary '{}'"
    )
    assert 0 <= told["ms"] < 60_000


def test_a_call_is_a_request_as_a_server_would_pass_it_on() -> None:
    met: list[Any] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        met.append((scope, await receive()))
        await send(START)
        await send(body(b""))

    app_: Any = app
    asyncio.run(call(app_, Outgoing("PUT", "/a%20b", "", [("X-A", "1")], b"{}"), "http://[::1]:80"))
    asyncio.run(call(app_, Outgoing("GET", "/", "q=1", [], b""), "http://localhost"))
    (one, said), (other, _) = met
    assert said == {"type": "http.request", "body": b"{}", "more_body": False}
    assert dict(one["headers"]) == {
        b"host": b"[::1]:80", b"accept": b"*/*", b"user-agent": b"console", b"x-a": b"1",
        b"content-length": b"2",
    }  # fmt: skip
    assert (one["method"], one["path"], one["raw_path"]) == ("PUT", "/a%20b", b"/a%20b")
    assert (one["type"], one["scheme"], one["client"][0]) == ("http", "http", "127.0.0.1")
    assert b"content-length" not in dict(other["headers"])
    assert (other["query_string"], other["root_path"]) == (b"q=1", "")


# What is served --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("scheme", "default", "key"),
    [
        (Scheme("k", "k", "bearer"), None, {"k": "sandbox"}),
        (Scheme("k", "k", "basic"), None, {"k": "sandbox:sandbox"}),
        (Scheme("k", "k", "key", where="query", wire="x"), None, {"k": "sandbox"}),
        (Scheme("k", "k", "key", where="query", wire="x"), "of the URL", {"k": "of the URL"}),
        (Scheme("k", "k", "basic"), "a:b", {"k": "a:b"}),
        (Scheme("k", "k", "mutual-tls"), "a", {}),
    ],
)
def test_a_key_that_looks_right(scheme: Scheme, default: str | None, key: dict[str, str]) -> None:
    server = Server("https://a.test/{v}", {"v": default}, arguments={"v": "k", "w": "other"})
    served = Served(application(), API._replace(schemes=(scheme,), servers=(server,)), OPERATIONS)
    assert served.keys == key


@pytest.mark.parametrize(
    ("url", "path", "shown"),
    [
        ("https://a.test/v1/{key}", "/v1/abc/x", "/v1/***/x"),
        ("https://a.test/v1/{key}", "/v1/abc", "/v1/***"),
        ("https://a.test/v1/{key}", "/v2/abc/x", "/v2/abc/x"),
        ("https://a.test/v1/{key}", "/x/v1/abc", "/x/v1/abc"),
        ("https://a.test/{region}.v/{key}/", "/eu.v/abc/abc", "/eu.v/***/abc"),
        ("https://a.test/{region}.v/{key}/", "/eu-v/abc/abc", "/eu-v/abc/abc"),
        ("https://{key}.a.test/v1", "/v1/abc", "/v1/abc"),
        ("https://a.test/{region}", "/eu/abc", "/eu/abc"),
        ("/v1/{key}", "/v1/abc", "/v1/abc"),
    ],
)
def test_a_credential_in_a_path_is_masked(url: str, path: str, shown: str) -> None:
    server = Server(url, {"key": None, "region": None}, arguments={"key": "k", "region": "region"})
    api = API._replace(schemes=(Scheme("k", "k", "key", where="path", wire="key"),), servers=(server,))  # fmt: skip
    assert Served(application(), api, OPERATIONS).shown(path) == shown


@pytest.mark.parametrize(
    ("urls", "paths", "prefix", "root"),
    [
        (["https://a.test/v1"], ["/a"], "/_specwright", False),
        (["https://a.test/_specwright/v1"], ["/a"], "/_specwright_", False),
        (["https://a.test"], ["/_specwright", "/_specwright_/a", "/"], "/_specwright__", True),
        (["https://_specwright"], ["/a/_specwright", ""], "/_specwright", True),
    ],
)
def test_the_console_has_a_prefix_of_its_own(
    urls: list[str], paths: list[str], prefix: str, root: bool
) -> None:
    api = API._replace(servers=tuple(Server(url, {}) for url in urls))
    operations = [Operation(f"o{n}", "GET", path) for n, path in enumerate(paths)]
    served = Served(application(), api, operations)
    assert (served.prefix, served.has_root) == (prefix, root)
    assert served.title == "Shop 3.0"
    assert served.webhooks() == {}
    assert Served(application(), api, operations, "tests.console").webhooks() == {}


class Remembering:
    """An application that remembers more than is shown."""

    drift: dict[str, int] = {"query a": 2}  # noqa: RUF012
    document = application().document

    def contents(self) -> dict[str, Any]:
        many = range(console_module.SHOWN + 1)
        return {"things": {f"/{n}": n for n in many}, "processes": [{"id": n} for n in many]}


def test_of_much_that_is_remembered_the_last_is_shown() -> None:
    desk = Desk(limits=True)
    desk.put(Served(Remembering(), API, OPERATIONS))
    desk.clock.turn(5)
    with client_of(desk) as client:
        found = state(client)
        about = client.get(f"{PREFIX}/api/about", headers=OWN).json()
    assert list(found["things"]) == [f"/{n}" for n in range(1, 201)]
    assert found["touched"] == 201
    assert found["processes"] == [{"id": n} for n in range(1, 201)]
    assert (found["drift"], found["faults"], found["ahead"]) == ({"query a": 2}, [], 5)
    assert about["limited"] is True
    assert about["throttled"] == 429
    assert about["base"] == "http://localhost"
    assert about["title"] == "Shop 3.0"
    assert about["schemes"] == [
        {"name": "key", "kind": "bearer", "where": "header", "wire": "Authorization"},
        {"name": "account", "kind": "basic", "where": "header", "wire": "Authorization"},
        {"name": "widget", "kind": "key", "where": "query", "wire": "widget_key"},
    ]


def test_what_is_no_request_goes_to_the_application_and_is_not_recorded() -> None:
    met: list[str] = []

    class App:
        async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
            met.append(scope["type"])

    desk = Desk()
    desk.put(Served(App(), API, OPERATIONS))
    nothing: Any = None
    asyncio.run(Console(desk)({"type": "lifespan"}, nothing, nothing))
    assert met == ["lifespan"]
    assert desk.records.number == 0
    run, _, count = desk.loaded.rpartition("-")
    assert (len(run), count) == (8, "1")
    desk.put(desk.served)
    assert desk.loaded == f"{run}-2"


def test_the_largest_that_a_page_may_send() -> None:
    with client_of(desk_of()) as client:
        headers = {**OWN, "content-type": "application/json; charset=utf-8"}
        most = b"{}".ljust(4 << 20)
        clear = f"{PREFIX}/api/clear"
        assert client.post(clear, content=most, headers=headers).status_code == 200
        refused = client.post(clear, content=most + b" ", headers=headers)
        assert (refused.status_code, refused.json()) == (400, {"error": "at most 4194304 bytes"})
        for method, path in (("GET", "clear"), ("PUT", "clear"), ("POST", "state"), ("POST", "x")):
            answer = client.request(method, f"{PREFIX}/api/{path}", headers=headers, content=b"{}")
            assert (answer.status_code, answer.json()) == (404, {"error": "there is nothing here"})
        assert client.post(f"{PREFIX}/clear", headers=headers, content=b"{}").status_code == 404
        page = client.head(f"{PREFIX}/console.js")
        assert (page.status_code, page.content) == (200, b"")
        assert page.headers["content-type"] == "text/javascript; charset=utf-8"
        assert client.get(PREFIX).headers["location"] == f"{PREFIX}/"


def test_a_clock_goes_400_days_ahead_at_once() -> None:
    clock = Clock()
    clock.turn(400 * 86_400)
    with pytest.raises(ValueError, match="400 days"):
        clock.turn(400 * 86_400 + 1)


@pytest.mark.parametrize(
    ("method", "path", "answered"),
    [
        ("POST", "/other/token", "(access token of p)"),
        ("POST", "/token", "(access token of o)"),
        ("GET", "/openapi.json", "(document)"),
        ("OPTIONS", "/products", "(allowed methods)"),
        ("GET", "/nowhere", None),
        ("GET", "/status", "getStatus"),
    ],
)
def test_what_answers_besides_operations_is_named(
    method: str, path: str, answered: str | None
) -> None:
    schemes = tuple(
        Scheme(name, name, "oauth2", token_url=f"https://a.test{place}")
        for name, place in (("o", "/token"), ("p", "/other/token"))
    )
    desk, api = Desk(), API._replace(schemes=(*API.schemes, *schemes))
    app = Application(api, OPERATIONS, DOCUMENT, methods=METHODS, **desk.options())
    desk.put(Served(app, api, OPERATIONS))
    with client_of(desk) as client:
        client.request(method, path, headers=BEARER)
        (record,) = state(client)["records"]
    assert record["operation"] == answered


def test_200_records_are_kept() -> None:
    records = Records()
    for _ in range(201):
        records.add({"path": "/"})
    assert [one["number"] for one in records.since(0)] == [*range(2, 202)]
    assert records.since(200) == [{"number": 201, "path": "/"}]
