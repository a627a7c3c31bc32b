"""The console over a real socket: who is let in, what it shows, and that the vendor's paths stay."""

from __future__ import annotations

import asyncio
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from generator.console import console as console_module
from generator.console.calls import outgoing
from generator.console.console import Console
from generator.console.desk import Desk
from generator.console.records import KEPT, line_of
from generator.console.served import Served
from generator.runtime.ground.operation import Operation, Scheme
from generator.runtime.server import Application, running
from tests.runtime_server.shop import API, DOCUMENT, KEY, METHODS, OPERATIONS
from tests.runtime_server.support import BEARER, application
from tests.support import compiled
from tests.unit.test_features import PLAIN
from tests.unit.test_features import document as whole

OWN = {"x-specwright-console": "1"}
HTML = {"accept": "text/html,*/*;q=0.8"}
PREFIX = "/_specwright"


def desk_of(*more: Any, **options: Any) -> Desk:
    """A desk with the shop's sandbox on it, and perhaps other operations."""
    desk = Desk(**options)
    paths = {one.path: {one.method.lower(): {"responses": {}}} for one in more}
    document = {**DOCUMENT, "paths": {**DOCUMENT["paths"], **paths}}
    operations = (*OPERATIONS, *more)
    app = Application(API, operations, document, methods=METHODS, **desk.options())
    desk.put(Served(app, API, operations))
    return desk


@pytest.fixture
def desk() -> Desk:
    return desk_of(limits=True)


@pytest.fixture
def client(desk: Desk) -> Iterator[httpx.Client]:
    with running(Console(desk)) as url, httpx.Client(base_url=url, timeout=60) as found:  # type: ignore[arg-type]
        yield found


def ask(client: httpx.Client, word: str, **said: Any) -> Any:
    """What the page's script would be answered."""
    response = client.post(f"{PREFIX}/api/{word}", json=said, headers=OWN)
    return (
        response.json() if response.status_code == 200 else (response.status_code, response.json())
    )


def state(client: httpx.Client, since: int = 0) -> Any:
    return client.get(f"{PREFIX}/api/state?since={since}", headers=OWN).json()


# Where it is -----------------------------------------------------------------------------


def test_a_browser_finds_it_and_a_program_finds_the_vendor_s_404(client: httpx.Client) -> None:
    found = client.get("/", headers=HTML)
    assert (found.status_code, found.headers["location"]) == (307, f"{PREFIX}/")
    page = client.get(found.headers["location"])
    assert page.status_code == 200
    assert "<title>Sandbox console</title>" in page.text
    for file in re.findall(r'(?:src|href)="([^"]+)"', page.text):
        assert client.get(f"{PREFIX}/{file}").status_code == 200
    program = client.get("/", headers=BEARER)
    assert program.status_code == 404
    assert program.json()["error"]["code"]


def test_the_vendor_s_paths_are_as_without_it(client: httpx.Client) -> None:
    with running(application(limits=True)) as url, httpx.Client(base_url=url, timeout=60) as plain:
        for method, path in (
            ("GET", "/products/mug"), ("GET", "/nowhere"), ("PUT", "/products"),
            ("OPTIONS", "/products"), ("GET", "/openapi.json"), ("GET", "/_specwrightish"),
        ):  # fmt: skip
            given = {**BEARER, **HTML, "x-request-id": "same"}
            one, other = (each.request(method, path, headers=given) for each in (client, plain))
            assert (one.status_code, one.content) == (other.status_code, other.content)
            kept = [{k: v for k, v in each.headers.items() if k not in ("date", "x-ratelimit-reset")}
                    for each in (one, other)]  # fmt: skip
            assert kept[0] == kept[1]


def test_what_a_browser_would_show_of_the_vendor_s_is_no_page_of_ours(client: httpx.Client) -> None:
    shown = client.get("/products", headers={**BEARER, "sec-fetch-dest": "document"}).headers
    assert shown["content-security-policy"] == "sandbox"
    for dest in ({}, {"sec-fetch-dest": "empty"}):
        asked = client.get("/products", headers={**BEARER, **dest}).headers
        assert "content-security-policy" not in asked


def test_a_vendor_with_something_at_the_root_keeps_it() -> None:
    desk = desk_of(Operation("getRoot", "GET", "/", security=()))
    assert Console(desk).path == f"{PREFIX}/"
    with running(Console(desk)) as url, httpx.Client(base_url=url, timeout=60) as client:  # type: ignore[arg-type]
        assert client.get("/", headers=HTML).content == b""
        assert client.get(f"{PREFIX}/").status_code == 200


def test_a_prefix_that_the_vendor_has_is_another() -> None:
    desk = desk_of(Operation("own", "GET", "/_specwright/things", security=()))
    with running(Console(desk)) as url, httpx.Client(base_url=url, timeout=60) as client:  # type: ignore[arg-type]
        assert client.get("/_specwright/things").status_code == 200
        assert client.get("/_specwright/").status_code == 404
        assert client.get("/", headers=HTML).headers["location"] == "/_specwright_/"
        assert client.get("/_specwright_/").status_code == 200


# Who is let in ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    "host",
    [
        "evil.example",
        "evil.example:8000",
        "127.0.0.1.evil.example",
        "127.0.0.1@evil",
        "",
        "203.0.113.7",
        "localhost:x",
    ],
)
def test_a_name_that_somebody_points_here_finds_no_console(client: httpx.Client, host: str) -> None:
    for path in ("/", f"{PREFIX}/", f"{PREFIX}/api/state"):
        response = client.get(path, headers={**HTML, **OWN, "host": host})
        assert response.status_code in (400, 404)
        assert b"Sandbox" not in response.content
        assert "records" not in response.text


@pytest.mark.parametrize(
    "host", ["localhost", "localhost:8000", "127.0.0.1:9", "[::1]:8000", "127.9.9.9"]
)
def test_names_of_this_machine_find_it(client: httpx.Client, host: str) -> None:
    assert client.get(f"{PREFIX}/", headers={"host": host}).status_code == 200


@pytest.mark.parametrize("peer", [None, ("203.0.113.7", 5), ("10.0.0.2", 5), ("unknown", 0)])
def test_another_machine_finds_none(desk: Desk, peer: Any) -> None:
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        return {"type": "http.request", "body": b"", "more_body": False}

    scope = {
        "type": "http", "method": "GET", "path": f"{PREFIX}/", "raw_path": f"{PREFIX}/".encode(),
        "query_string": b"", "headers": [(b"host", b"localhost")], "client": peer,
    }  # fmt: skip
    asyncio.run(Console(desk)(scope, receive, send))
    assert sent[0]["status"] == 404
    assert json.loads(sent[1]["body"])["error"]["code"]


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"x-specwright-console": "0"},
        {**OWN, "origin": "http://evil.example"},
        {**OWN, "origin": "null"},
        {**OWN, "origin": "https://127.0.0.1"},
        {**OWN, "sec-fetch-site": "cross-site"},
        {**OWN, "sec-fetch-site": "same-site"},
    ],
)
def test_another_site_s_page_turns_and_reads_nothing(
    client: httpx.Client, desk: Desk, headers: dict[str, str]
) -> None:
    for word in ("reset", "clock", "faults", "call", "clear", "webhook"):
        response = client.post(f"{PREFIX}/api/{word}", json={"ahead": 5}, headers=headers)
        assert response.status_code == 403
    assert client.get(f"{PREFIX}/api/state", headers=headers).status_code == 403
    assert desk.clock.ahead == 0
    asked = client.options(
        f"{PREFIX}/api/clock", headers={**headers, "access-control-request-method": "POST"}
    )
    assert not any(name.startswith("access-control") for name in asked.headers)


def test_its_own_page_may(client: httpx.Client, desk: Desk) -> None:
    own = {**OWN, "origin": str(client.base_url).rstrip("/"), "sec-fetch-site": "same-origin"}
    assert client.post(f"{PREFIX}/api/clock", json={"ahead": 5}, headers=own).status_code == 200
    assert desk.clock.ahead == 5


def test_browsers_are_told_to_run_nothing_else(client: httpx.Client) -> None:
    for path in (f"{PREFIX}/", f"{PREFIX}/console.js", f"{PREFIX}/api/state", f"{PREFIX}/none"):
        told = client.get(path, headers=OWN).headers
        policy = told["content-security-policy"]
        assert "default-src 'none'" in policy
        assert "script-src 'self'" in policy
        assert "unsafe" not in policy
        assert "frame-ancestors 'none'" in policy
        assert told["x-content-type-options"] == "nosniff"
        assert not any(name.startswith("access-control") for name in told)


def test_the_page_is_plain_files_without_a_sink_for_text() -> None:
    page = Path(console_module.__file__).with_name("page")
    names = {path.name for path in page.iterdir()}
    assert names == {file for file, _ in console_module._FILES.values()}
    for path in page.iterdir():
        text = path.read_text(encoding="utf-8")
        assert len(text.splitlines()) < 300
        assert not re.search(r"https?://(?!127\.0\.0\.1|www\.w3\.org/2000/svg)", text), path
        sinks = r"innerHTML|outerHTML|insertAdjacent|document\.write|eval\(|new Function|\bstyle="
        assert not re.search(sinks, text), path
        assert not re.search(r"<script(?![^>]* src=)|<style|\son[a-z]+=\"", text), path


@pytest.mark.parametrize(
    ("content", "media"),
    [(b"[]", "application/json"), (b"{", "application/json"), (b"{}", "text/plain"), (b"[" * 100_000, "application/json")],
)  # fmt: skip
def test_what_is_no_object_is_refused(client: httpx.Client, content: bytes, media: str) -> None:
    headers = {**OWN, "content-type": media}
    assert client.post(f"{PREFIX}/api/reset", content=content, headers=headers).status_code == 400


# What it shows ---------------------------------------------------------------------------


def test_what_was_decided_is_shown_without_credentials(client: httpx.Client) -> None:
    client.get(f"/v3/public/{KEY}/products/mug", headers=BEARER)
    client.get("/products?widget_key=wk-secret-1&inStock=yes")
    client.get("/products/mug", headers={"authorization": "Bearer stolen-secret-2"})
    client.get(f"/v3/public/{KEY}/nowhere", headers=BEARER)
    client.patch("/products/mug", json={"price": "cheap", "name": KEY}, headers=BEARER)
    text = json.dumps(state(client))
    for secret in (KEY, "wk-secret-1", "stolen-secret-2"):
        assert secret not in text
    first, second, _, lost, invalid = state(client)["records"]
    assert first["operation"] == "getProduct"
    assert first["path"] == "/v3/public/***/products/mug"
    assert first["arguments"] == {"product": "mug"}
    assert first["credentials"] == {"key": "*** (9 characters)"}
    assert first["left"] == {"3 in 60 s": 2}
    assert second["spelt"]
    assert lost["path"] == "/v3/public/***/nowhere"
    assert lost["operation"] is None
    assert "price" in invalid["refused"]["fields"]


def test_only_the_last_are_kept_and_only_new_ones_are_sent(
    client: httpx.Client, desk: Desk
) -> None:
    for _ in range(KEPT + 3):
        desk.records.add({"path": "/"})
    found = state(client)
    assert [found["records"][0]["number"], found["records"][-1]["number"]] == [4, KEPT + 3]
    assert [one["number"] for one in state(client, KEPT + 1)["records"]] == [KEPT + 2, KEPT + 3]
    ask(client, "clear")
    assert state(client)["records"] == []
    assert state(client)["number"] == KEPT + 3


def test_long_values_are_cut(client: httpx.Client) -> None:
    client.patch("/products/mug", json={"name": "x" * 500_000}, headers=BEARER)
    assert len(json.dumps(state(client))) < 30_000
    shown = state(client)["records"][-1]["body"]
    assert shown.startswith('{"name": "xxx')
    assert shown.endswith("x…")


def test_every_operation_has_a_form_that_calls_it(client: httpx.Client) -> None:
    about = client.get(f"{PREFIX}/api/about", headers=OWN).json()
    assert len(about["operations"]) == len(OPERATIONS)
    for operation in about["operations"]:
        form = client.get(f"{PREFIX}/api/form?id={operation['id']}", headers=OWN).json()
        values = {
            one["name"]: one["sample"] or ("x" if one["where"] == "path" else "")
            for one in form["params"]
            if one["required"]
        }
        said = {
            "operation": operation["id"],
            "values": values,
            "keys": {name: about["keys"][name] for name in form["security"][0]},
        }
        if form["bodies"]:
            said |= form["bodies"][0]
        answer = ask(client, "call", **said)
        assert answer["status"] is not None, answer
        assert answer["status"] < 400 or answer["status"] == 501, (operation, answer)
    assert client.get(f"{PREFIX}/api/form?id=none", headers=OWN).status_code == 400
    assert ask(client, "call", operation="none")[0] == 400
    assert ask(client, "call", operation="getProduct") == (
        400,
        {"error": "product is missing: it is a part of the path"},
    )


def test_a_call_has_the_wire_form_of_its_parameters(client: httpx.Client) -> None:
    values = {"sizes": "[1, 2]", "price": '{"min": 3}', "category": "a b"}
    answer = ask(
        client, "call", operation="listProducts", values=values, keys={"widget": "sandbox"}
    )
    assert (
        answer["request"]["target"]
        == "/products?category=a%20b&sizes=1,2&price%5Bmin%5D=3&widget_key=sandbox"
    )
    assert answer["status"] == 200
    assert state(client)["records"][-1]["arguments"] == {
        "category": "a b",
        "sizes": [1, 2],
        "price": {"min": 3},
    }
    body = '{"productId": "mug", "quantity": 2, "options": {"gift": true}}'
    answer = ask(
        client, "call", operation="addCartItem", values={"cart_token": "c"}, keys={"key": "sandbox"},
        media="application/x-www-form-urlencoded", body=body,
    )  # fmt: skip
    assert answer["status"] == 200, answer
    assert "productId=mug" in answer["curl"]
    hostile = ask(client, "call", operation="addCartItem", values={"cart_token": "a\r\nx: y"})
    assert hostile[0] == 400


# What it turns ---------------------------------------------------------------------------


def test_the_clock_ends_a_limit(client: httpx.Client) -> None:
    statuses = [client.get("/products/mug", headers=BEARER).status_code for _ in range(4)]
    assert statuses == [200, 200, 200, 429]
    ask(client, "clock", ahead=60)
    assert client.get("/products/mug", headers=BEARER).status_code == 200
    for wrong in (-1, 1e12, "x", None, True if False else [1]):
        assert ask(client, "clock", ahead=wrong)[0] == 400


def test_faults_are_met_as_often_as_was_said(client: httpx.Client) -> None:
    faults = [{"operation": "getProduct", "status": 503, "times": 2}, {"status": 500, "times": 1}]
    ask(client, "faults", faults=faults)
    statuses = [client.get("/products/mug", headers=BEARER).status_code for _ in range(4)]
    assert statuses == [503, 503, 500, 200]
    assert state(client)["faults"] == []
    assert state(client)["records"][0]["fault"] == "status 503"
    ask(client, "faults", faults=[{"throttled": True}])
    refused = client.get("/status")
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "2")
    ask(client, "faults", faults=[{"reset": True}])
    with pytest.raises(httpx.RemoteProtocolError):
        client.get("/status")
    assert state(client)["records"][-1]["status"] is None
    ask(client, "reset")
    assert client.get("/status").status_code == 200


@pytest.mark.parametrize(
    "fault",
    [{}, {"status": 200}, {"status": "500"}, {"delay": 61}, {"delay": "1"}, {"delay": True}, {"colour": 1}, {"status": 500, "times": 0}, 3],
)  # fmt: skip
def test_what_is_no_fault_is_said(client: httpx.Client, fault: Any) -> None:
    assert ask(client, "faults", faults=[fault])[0] == 400
    assert ask(client, "faults", faults=[{"status": 500}] * 51)[0] == 400
    assert state(client)["faults"] == []


def test_a_reset_forgets(client: httpx.Client, desk: Desk) -> None:
    client.delete("/products/mug", headers=BEARER)
    ask(client, "clock", ahead=10)
    assert state(client)["things"] == {"/products/mug": None}
    ask(client, "reset")
    found = state(client)
    assert (found["things"], found["ahead"]) == ({}, 0)
    assert client.get("/products/mug", headers=BEARER).status_code == 200


def test_a_package_has_nothing_of_it() -> None:
    files = compiled(whole(paths=PLAIN)).files
    assert not [name for name in files if "console" in name]
    assert not [name for name, data in files.items() if b"_specwright/" in data]


@pytest.mark.parametrize(
    ("scheme", "header", "target", "body"),
    [
        (Scheme("k", "k", "key", where="cookie", wire="sid"), ("Cookie", "sid=a%20b"), "/status", b""),
        (Scheme("k", "k", "key", where="query", wire="key"), None, "/status?key=a%20b", b""),
        (Scheme("k", "k", "key", where="header", wire="X-Key"), ("X-Key", "a b"), "/status", b""),
        (Scheme("k", "k", "basic"), ("Authorization", "Basic YSBi"), "/status", b""),
        (Scheme("k", "k", "bearer"), ("Authorization", "Bearer a b"), "/status", b""),
        (
            Scheme("k", "k", "key", where="form", wire="key"),
            ("Content-Type", "application/x-www-form-urlencoded"), "/status", b"key=a%20b",
        ),
    ],
)  # fmt: skip
def test_a_key_goes_where_it_belongs(scheme: Scheme, header: Any, target: str, body: bytes) -> None:
    api = API._replace(schemes=(scheme,))
    served = Served(application(), api, OPERATIONS)
    request = outgoing(served, {"operation": "getStatus", "keys": {"k": "a b"}})
    assert request.headers == ([header] if header else [])
    assert (request.target, request.body) == (target, body)


def test_a_package_that_tells_nothing_is_shown_as_far_as_it_goes() -> None:
    """As one that was generated before there were observers."""
    lines: list[str] = []
    desk = Desk(told=lambda record: lines.append(line_of(record)))
    server = API.servers[0]._replace(arguments={"publishable_key": "key"})
    desk.put(Served(application(), API._replace(servers=(server,)), OPERATIONS))
    with running(Console(desk)) as url, httpx.Client(base_url=url, timeout=60) as client:  # type: ignore[arg-type]
        client.get(f"/v3/public/{KEY}/products/mug", headers=BEARER)
        record = state(client)["records"][0]
    assert (record["path"], record["status"], record["told"]) == (
        "/v3/public/***/products/mug",
        200,
        False,
    )
    assert lines[0].startswith("GET /v3/public/***/products/mug 200 ")
    assert "no operation" not in lines[0]
