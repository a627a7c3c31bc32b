"""Clients as users have them, over each HTTP library."""

from __future__ import annotations

import asyncio
import contextlib
import copy
import gc
import gzip
import os
import pickle
import threading
import warnings
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import httpx
import pytest

from generator.runtime.client import Response, raw, raw_async, stream, stream_async
from generator.runtime.client.clients import core_of
from generator.runtime.ground.errors import (
    ClientClosed,
    DecodeError,
    NotFound,
    RedirectRefused,
    ResponseTooLarge,
    Unauthorized,
    UsageError,
)
from generator.runtime.ground.http import library_of
from generator.runtime.ground.operation import (
    Api,
    Deprecation,
    Operation,
    Param,
    Reply,
    Scheme,
    Server,
)
from generator.runtime.ground.settings import Timeouts

from .conftest import Script, still
from .sdk import API, KEY, AsyncClient, Client, Product, product
from .test_faults import Server as Loopback
from .test_faults import fine

Make = Callable[..., Script]
OK = (200, {"data": product()}, {"content-type": "application/json", "X-Request-ID": "r1"})


def test_a_call(script: Make) -> None:
    server = script(OK)
    with Client(transport=server.transport) as client:
        got = client.products.get("a/b", lang="de")
    assert type(got) is Product
    assert server.last.headers["accept-language"] == "de"
    assert server.last.url.raw_path.endswith(b"/products/a%2Fb")


def test_an_asynchronous_call(script: Make) -> None:
    async def main() -> Product:
        async with AsyncClient(transport=server.transport) as client:
            return await client.products.get("p1")

    server = script((500, {}), OK)
    assert asyncio.run(main()).id == "p1"
    assert len(server.requests) == 2


def test_bodies_arrive(script: Make) -> None:
    server = script((201, {"data": product()}))
    client = Client(transport=server.transport)
    client.products.create(name="é", note=None, options={"body": {"extra": 1}})
    assert server.last.content == '{"name":"é","note":null,"extra":1}'.encode()
    assert server.last.headers["content-length"] == str(len(server.last.content))
    assert server.last.headers["content-type"] == "application/json"
    server.answers = [(204, b"")]
    assert client.products.delete("p1") is None
    client.files.put("f", iter([b"ab", b"c"]))
    assert server.last.content == b"abc"
    assert server.last.headers["transfer-encoding"] == "chunked"
    client.files.upload(file=("a.pdf", b"x" * 10), about={"a": 1})
    assert int(server.last.headers["content-length"]) == len(server.last.content)


def test_asynchronous_bodies_arrive(script: Make, tmp_path: Path) -> None:
    file = tmp_path / "f"
    file.write_bytes(b"abc")

    async def chunks() -> Any:
        for chunk in (b"a", b"bc"):
            yield chunk

    async def main() -> None:
        client = AsyncClient(transport=server.transport)
        for body in (chunks(), file, b"abc"):
            await client.files.put("f", body)
            assert server.last.content == b"abc"

    server = script((204, b""))
    asyncio.run(main())


def test_a_consumed_iterator_is_not_sent_again(script: Make, tmp_path: Path) -> None:
    file = tmp_path / "f"
    file.write_bytes(b"abc")
    server = script((503, {}), (204, b""))
    client = Client(transport=server.transport)
    still(client)
    with pytest.raises(Exception, match="503"):
        client.files.put("f", iter([b"abc"]))
    server.answers = [(503, {}), (204, b"")]
    client.files.put("f", file)
    assert [request.content for request in server.requests] == [b"abc"] * 3


def test_the_root_has_no_slash_after_it(script: Make) -> None:
    server = script((200, b"x", {"content-type": "application/octet-stream"}))
    assert Client(key="pk", transport=server.transport).store() == b"x"
    assert server.last.url.raw_path == b"/v3/public/pk"
    Client(base_url="https://h.test", transport=server.transport).store()
    assert server.last.url.raw_path == b"/"


# Responses


def test_raw_gives_the_whole_response(script: Make) -> None:
    server = script((500, {}), OK)
    client = Client(transport=server.transport)
    still(client)
    response = raw(client.products.get)("p1")
    assert isinstance(response, Response)
    assert response.value.id == "p1"
    assert response.body.data is response.value
    assert (response.status, response.attempts, response.request_id) == (200, 2, "r1")
    assert response.headers["X-Request-Id"] == "r1"
    assert b'"id": "p1"' in response.content
    assert response.http is not None
    assert response.http.status_code == 200
    assert response.elapsed == 0.25
    again = pickle.loads(pickle.dumps(response))
    assert (again.value, again.http, again.request_id) == (response.value, None, "r1")
    assert type(client.products.get("p1")) is Product
    assert raw(client.store.__self__.store)  # methods of the client itself, too
    with pytest.raises(UsageError, match="method of a client"):
        raw(len)


def test_raw_async(script: Make) -> None:
    async def main() -> None:
        client = AsyncClient(transport=script(OK).transport)
        response = await raw_async(client.products.get)("p1")
        assert (response.status, response.value.id) == (200, "p1")

    asyncio.run(main())


def test_downloads_are_read_as_they_come(script: Make, tmp_path: Path) -> None:
    pdf = {"content-type": "application/pdf; v=1", "content-length": "6"}
    server = script((200, b"abcdef", pdf))
    client = Client(transport=server.transport)
    assert client.files.download("f") == b"abcdef"
    with stream(client.files.download)("f") as download:
        assert (download.status, download.size, download.media_type) == (200, 6, "application/pdf")
        assert b"".join(download.iter_bytes(4)) == b"abcdef"
    packed = gzip.compress(b"abcdef")
    of_what_was_packed = {"content-encoding": "gzip", "content-length": str(len(packed))}
    server.answers = [(200, packed, {**pdf, **of_what_was_packed}), (200, b"abcdef", pdf)]
    with stream(client.files.download)("f") as download:
        assert (download.size, download.read()) == (None, b"abcdef")
    with stream(client.files.download)("f") as download:
        assert download.save(tmp_path / "f") == 6
    assert (tmp_path / "f").read_bytes() == b"abcdef"
    with stream(client.files.download)("f", options={"max_response_bytes": 6}) as download:
        assert download.read() == b"abcdef"
    with (
        pytest.raises(ResponseTooLarge),
        stream(client.files.download)("f", options={"max_response_bytes": 5}) as download,
    ):
        download.read()
    server.answers = [(404, {"error": {"code": "gone"}})]
    with pytest.raises(NotFound, match="gone"):
        stream(client.files.download)("f")


def test_asynchronous_downloads(script: Make, tmp_path: Path) -> None:
    async def main() -> None:
        client = AsyncClient(transport=server.transport)
        async with await stream_async(client.files.download)("f") as download:
            assert await download.read() == b"abcdef"
        async with await stream_async(client.files.download)("f") as download:
            assert await download.save(tmp_path / "f") == 6

    server = script((200, b"abcdef", {"content-type": "application/pdf"}))
    asyncio.run(main())


def test_a_response_may_be_bounded(script: Make) -> None:
    client = Client(transport=script(OK).transport)
    assert client.products.get("p1", options={"max_response_bytes": 1000}).id == "p1"
    with pytest.raises(ResponseTooLarge, match="longer than 10 bytes"):
        client.products.get("p1", options={"max_response_bytes": 10})


def test_strict_and_drift(script: Make) -> None:
    client = Client(transport=script((200, {"data": product(createdAt="soon")})).transport)
    with pytest.warns(UserWarning, match="getProduct: /data/createdAt: not valid") as caught:
        assert client.products.get("p1").created_at == "soon"
    assert len(caught) == 1
    with pytest.raises(DecodeError) as error:
        client.products.get("p1", options={"strict": True})
    assert error.value.status == 200
    assert error.value.content
    assert list(client.drift.values()) == [2]


def test_garbage_keeps_the_body_and_no_json_traceback(script: Make) -> None:
    client = Client(
        transport=script((200, b"<h1>Sorry</h1>", {"content-type": "application/json"})).transport
    )
    with pytest.raises(DecodeError, match="getProduct: 200 OK: no JSON") as caught:
        client.products.get("p1")
    error = caught.value
    assert (error.body, error.content, error.__cause__) == (
        "<h1>Sorry</h1>",
        b"<h1>Sorry</h1>",
        None,
    )


# Options


def test_options_of_calls_and_views(script: Make) -> None:
    server = script(OK)
    client = Client(transport=server.transport, headers={"X-A": "1", "X-B": "2"})
    view = client.with_options(headers={"x-b": "3"}, timeout=2.5)
    view.products.get("p1", lang="de", options={"headers": {"X-C": "4"}, "query": {"q": [1, 2]}})
    sent = server.last
    assert {name: sent.headers[name] for name in ("x-a", "x-b", "x-c")} == {
        "x-a": "1",
        "x-b": "3",
        "x-c": "4",
    }
    assert sent.url.query == b"q=1&q=2"
    assert sent.extensions["timeout"] == dict.fromkeys(("connect", "read", "write", "pool"), 2.5)
    client.products.get("p1")
    assert server.last.headers["x-b"] == "2"
    assert server.last.extensions["timeout"] == {"connect": 5, "read": 30, "write": 30, "pool": 5}
    client.products.get("p1", options={"timeout": Timeouts(1, 2, 3, 4)})
    assert server.last.extensions["timeout"] == {"connect": 1, "read": 2, "write": 3, "pool": 4}


def test_a_header_of_the_callers_replaces_ours(script: Make) -> None:
    server = script(OK)
    client = Client(transport=server.transport)
    client.products.get(
        "p1",
        lang="de",
        options={
            "headers": {
                "authorization": "Bearer other",
                "Accept-Language": "fr",
                "User-Agent": "me",
            }
        },
    )
    for name, value in (
        ("Authorization", "Bearer other"),
        ("Accept-Language", "fr"),
        ("User-Agent", "me"),
    ):
        assert server.last.headers.get_list(name) == [value]


def test_another_base_url(script: Make) -> None:
    server = script(OK)
    client = Client(key="pk", transport=server.transport)
    client.products.get("p1", options={"base_url": "http://localhost:8000/x/"})
    assert str(server.last.url) == "http://localhost:8000/x/products/p1"
    assert server.last.headers["host"] == "localhost:8000"
    client.with_options(base_url="https://t.test/{publishable_key}").products.get("p1")
    assert str(server.last.url) == "https://t.test/pk/products/p1"


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"timeouts": 3}, "timeouts; did you mean timeout"),
        ({"timeout": 0}, "positive number"),
        ({"timeout": float("inf")}, "positive number"),
        ({"deadline": -1}, "positive number"),
        ({"retries": -1}, "0 or more"),
        ({"max_response_bytes": -1}, "0 or more"),
        ({"headers": {"X": "a\nb"}}, "line breaks"),
        ({"base_url": "/relative"}, "absolute"),
        ({"base_url": "https://user@h.test"}, "user, query or fragment"),
        ({"base_url": "https://h.test?x=1"}, "user, query or fragment"),
        ({"base_url": "ftp://h.test"}, "http:// or https://"),
        ({"base_url": "https://h.test:port"}, "not a URL"),
        ({"base_url": "https://{other}.test"}, "needs other=…"),
    ],
)  # fmt: skip
def test_options_that_cannot_be(script: Make, options: Any, message: str) -> None:
    client = Client(transport=script(OK).transport)
    with pytest.raises(UsageError, match=message):
        client.products.get("p1", options=options)
    with pytest.raises(UsageError, match=message):
        Client(**options)


# Credentials


def secured(*schemes: Scheme, security: Any = None) -> Api:
    return API._replace(
        servers=(Server("https://h.test"),),
        schemes=schemes,
        security=security or tuple((scheme.name,) for scheme in schemes),
    )


@pytest.mark.parametrize(
    ("scheme", "value", "find", "expected"),
    [
        (Scheme("s", "key", "bearer"), "t", lambda r: r.headers["authorization"], "Bearer t"),
        (Scheme("s", "key", "oauth2"), "t", lambda r: r.headers["authorization"], "Bearer t"),
        (Scheme("s", "key", "basic"), ("u", "p"), lambda r: r.headers["authorization"],
         "Basic dTpw"),
        (Scheme("s", "key", "basic"), "u:p", lambda r: r.headers["authorization"], "Basic dTpw"),
        (Scheme("s", "key", "key", "header", "X-Key"), "t", lambda r: r.headers["x-key"], "t"),
        (Scheme("s", "key", "key", "query", "api key"), "t&", lambda r: r.url.query,
         b"api%20key=t%26"),
        (Scheme("s", "key", "key", "cookie", "sid"), "t", lambda r: r.headers["cookie"], "sid=t"),
        (Scheme("s", "key", "mutual-tls"), "", lambda r: "authorization" in r.headers, False),
    ],
)  # fmt: skip
def test_where_credentials_stand(
    script: Make, scheme: Scheme, value: Any, find: Any, expected: Any
) -> None:
    for given in (value, lambda: ":".join(value) if isinstance(value, tuple) else value):
        server = script(OK)
        Client(key=given or None, api=secured(scheme), transport=server.transport).products.get("p")
        assert find(server.last) == expected


def test_a_credential_in_a_form(script: Make) -> None:
    server = script((204, b""))
    post = Operation("op", "POST", "/x")
    api = secured(Scheme("s", "key", "key", "form", "apiKey"))
    for key in ("s&t", lambda: "s&t"):
        Client(key=key, api=api, transport=server.transport).call(post, {})
        assert server.last.content == b"apiKey=s%26t"
        assert server.last.headers["content-type"] == "application/x-www-form-urlencoded"


def test_a_credential_for_a_form_needs_one(script: Make) -> None:
    server = script((204, b""))
    api = secured(Scheme("s", "key", "key", "form", "apiKey"))
    with pytest.raises(UsageError, match="createProduct: the credential apiKey goes into a form"):
        Client(key="k", api=api, transport=server.transport).products.create(name="x")
    assert server.requests == []


def test_what_the_librarys_exceptions_mean(http: ModuleType) -> None:
    library = library_of(http.Client())
    untrusted = http.ConnectError("TLS")
    untrusted.__cause__ = OSError("[SSL: CERTIFICATE_VERIFY_FAILED] self-signed certificate")
    for error, kind, sent, permanent in (
        (http.ConnectError("x"), "connect", False, False),
        (untrusted, "connect", False, True),
        (http.ProxyError("x"), "connect", False, False),
        (http.UnsupportedProtocol("x"), "protocol", False, True),
        (http.ConnectTimeout("x"), "timeout", False, False),
        (http.PoolTimeout("x"), "timeout", False, False),
        (http.WriteTimeout("x"), "timeout", True, False),
        (http.ReadError("x"), "network", True, False),
        (http.RemoteProtocolError("x"), "network", True, False),
        (http.DecodingError("x"), "decode", True, True),
        (OSError("x"), "network", True, False),
    ):
        failure = library.failure(error)
        assert (failure.kind, failure.sent, failure.permanent) == (kind, sent, permanent)


BEARER = Scheme("bearer", "token", "bearer")
HEADER = Scheme("header", "key", "key", "header", "X-Key")
QUERY = Scheme("query", "key", "key", "query", "key")


@pytest.mark.parametrize(
    ("security", "expected"),
    [
        ((("bearer",), ("header",)), {"x-key": "k"}),
        ((("header", "query"),), {"x-key": "k", "query": b"key=k"}),
        ((("bearer", "header"), ("query",)), {"query": b"key=k"}),
        (((), ("header",)), {"x-key": "k"}),
        (((), ("bearer",)), {}),
        ((), {}),
    ],
)
def test_alternatives(script: Make, security: Any, expected: Any) -> None:
    server = script(OK)
    api = secured(BEARER, HEADER, QUERY, security=security or ((),))
    Client(key="k", api=api, transport=server.transport).products.get("p")
    found = {"x-key": server.last.headers.get("x-key"), "query": server.last.url.query or None}
    assert {name: value for name, value in found.items() if value} == expected


def test_what_a_call_says_stands_in_place_of_a_credential(script: Make) -> None:
    server = script(OK)
    api = secured(QUERY, HEADER, security=(("query", "header"),))
    own: Any = {"query": {"key": "own"}, "headers": {"X-Key": "mine"}}
    Client(key="k", api=api, transport=server.transport).products.get("p", options=own)
    assert server.last.url.query == b"key=own"
    assert server.last.headers.get("x-key") == "mine"


def test_missing_credentials_say_what_to_give() -> None:
    api = secured(BEARER, HEADER, security=(("bearer", "header"), ("bearer",)))
    with pytest.raises(UsageError, match=r"token=… and key=… or token=…") as caught:
        Client(key="k", api=api).products.get("p")
    assert caught.value.operation == "getProduct"
    for bad in ("", 7):
        with pytest.raises(UsageError, match="key must be text"):
            Client(key=bad)


def test_a_function_is_asked_before_every_attempt(script: Make) -> None:
    keys = iter(["k1", "k2", "k3"])
    server = script((500, {}), OK)
    client = Client(key=lambda: next(keys), transport=server.transport)
    still(client)
    client.products.get("p")
    # One argument serves the URL and the header, and is asked once for both.
    assert [
        (r.url.raw_path.split(b"/")[3], r.headers["authorization"]) for r in server.requests
    ] == [
        (b"k1", "Bearer k1"),
        (b"k2", "Bearer k2"),
    ]
    with pytest.raises(UsageError, match="must return text"):
        Client(key=lambda: None, transport=server.transport).products.get("p")
    for key in ("a\nb", "schlüssel"):
        with pytest.raises(UsageError, match="characters no header can"):
            Client(key=lambda key=key: key, transport=server.transport).products.get("p")

    async def later() -> str:
        return "k4"

    with pytest.raises(UsageError, match="asynchronous client"):
        Client(key=later, transport=server.transport).products.get("p")

    async def main() -> None:
        for key in (later, lambda: "k4"):
            await AsyncClient(key=key, transport=server.transport).products.get("p")
            assert server.last.headers["authorization"] == "Bearer k4"

    asyncio.run(main())


def test_server_variables_cannot_lead_elsewhere(script: Make) -> None:
    api = API._replace(
        servers=(
            Server("https://a.{shop}.test/{key}", {"shop": "demo", "key": "v1/x"}, {"shop": "key"}),
        )
    )
    server = script(OK)
    Client(key="mine", api=api, transport=server.transport).products.get("p")
    assert str(server.last.url) == "https://a.mine.test/v1/x/products/p"
    for bad in ("evil.test/", "a@b", "a?b", "a b"):
        with pytest.raises(UsageError, match="part of a host"):
            Client(key=bad, api=api)
    with pytest.raises(UsageError, match="dots"):
        Client(key="..")
    with pytest.raises(UsageError, match="part of a host"):
        Client(key=lambda: "evil.test/", api=api, transport=server.transport).products.get("p")


def test_no_server_at_all() -> None:
    for servers in ((), (Server("/api/v3"),)):
        with pytest.raises(UsageError, match=r"base_url='https://api\.example\.com"):
            Client(api=API._replace(servers=servers))


# Redirects


def moved(location: str, status: int = 302) -> tuple[int, bytes, dict[str, str]]:
    return status, b"", {"location": location}


def test_redirects_within_the_origin_are_followed(script: Make) -> None:
    server = script(moved("/other?x=1"), moved("https://api.shop.test/last", 308), OK)
    Client(transport=server.transport).products.get("p1")
    assert [r.url.raw_path for r in server.requests[1:]] == [b"/other?x=1", b"/last"]
    assert all(r.headers["authorization"] == f"Bearer {KEY}" for r in server.requests)


@pytest.mark.parametrize(
    "location", ["https://evil.test/", "http://api.shop.test/", "//evil.test", ""]
)
def test_redirects_elsewhere_are_not(script: Make, location: str) -> None:
    server = script(moved(location))
    with pytest.raises(RedirectRefused, match="not followed"):
        Client(transport=server.transport).products.get("p1")
    assert len(server.requests) == 1


def test_redirects_have_an_end_and_unsafe_ones_none(script: Make) -> None:
    server = script(moved("/again?token=abc"))
    with pytest.raises(RedirectRefused) as caught:
        Client(transport=server.transport).products.get("p1")
    assert len(server.requests) == 6
    assert caught.value.location == "/again?token=***"
    server.requests.clear()
    with pytest.raises(RedirectRefused):
        Client(transport=server.transport).products.create(name="x")
    assert len(server.requests) == 1


# Life


def test_closed_is_closed_for_views_too(script: Make) -> None:
    client = Client(transport=script(OK).transport)
    view = client.with_options(retries=0)
    client.close()
    client.close()
    for closed in (client, view):
        with pytest.raises(ClientClosed, match="make a new one"):
            closed.products.get("p1")
    with pytest.raises(ClientClosed), client:
        pass
    assert repr(client).endswith("(closed)>")

    async def main() -> None:
        other = AsyncClient(transport=script(OK).transport)
        await other.aclose()
        with pytest.raises(ClientClosed):
            await other.products.get("p1")
        with pytest.raises(ClientClosed):
            async with other:
                pass

    asyncio.run(main())


def test_copies_share_and_pickle_refuses(script: Make) -> None:
    client = Client(transport=script(OK).transport)
    for twin in (copy.copy(client), copy.deepcopy({"c": client})["c"]):
        assert twin.products.get("p1").id == "p1"
        assert core_of(twin) is core_of(client)
    with pytest.raises(TypeError, match="one in each process"):
        pickle.dumps(client)


def test_a_view_is_let_go_of() -> None:
    client = Client()
    view = client.with_options(retries=0)
    assert view.products is view.products
    assert view.products is not client.products
    del view
    gc.collect()
    assert client.products._client is client


def test_injected_clients_keep_what_their_owner_set(http: ModuleType, script: Make) -> None:
    server = script(moved("/other"), OK)
    seen: list[Any] = []
    own = http.Client(
        transport=server.transport,
        headers={"X-Mine": "1", "User-Agent": "theirs"},
        cookies={"c": "d"},
        event_hooks={"request": [seen.append]},
        follow_redirects=True,
    )
    client = Client(http_client=own)
    client.products.get("p1")
    assert server.last.headers["x-mine"] == "1"
    assert server.last.headers["user-agent"] == "sdk/3"
    assert server.last.headers["cookie"] == "c=d"
    assert len(seen) == 2
    client.close()
    assert not own.is_closed
    own.close()

    async def main() -> None:
        other = http.AsyncClient(transport=server.transport, headers={"X-Mine": "1"})
        await AsyncClient(http_client=other).products.get("p1")
        assert server.last.headers["x-mine"] == "1"
        await other.aclose()

    asyncio.run(main())


def test_what_is_injected_must_be_of_the_right_kind(http: ModuleType) -> None:
    with pytest.raises(UsageError, match="transport must be a synchronous"):
        Client(transport=http.AsyncHTTPTransport())
    with pytest.raises(UsageError, match="transport must be an asynchronous"):
        AsyncClient(transport=http.HTTPTransport())
    with pytest.raises(UsageError, match="http_client must be an asynchronous"):
        AsyncClient(http_client=http.Client())
    with pytest.raises(UsageError, match="http_client must be a synchronous"):
        Client(http_client=http.AsyncClient())


def test_the_library_is_found_by_what_is_injected(http: ModuleType) -> None:
    assert library_of(http.Client()).module is http
    assert library_of(None, http.MockTransport(lambda r: None)).module is http
    assert library_of(None).module is httpx

    class Own(http.BaseTransport):  # type: ignore[misc, name-defined]
        pass

    assert library_of(Own()).module is http


def test_a_wsgi_and_an_asgi_application(http: ModuleType) -> None:
    body = (
        b'{"data": {"id": "w", "createdAt": "2026-01-01T00:00:00Z",'
        b' "price": {"amount": 1, "currency": "EUR"}}}'
    )

    def wsgi(environ: Any, start: Any) -> Any:
        assert environ["PATH_INFO"].endswith("/products/a b")
        start("200 OK", [("Content-Type", "application/json")])
        return [body]

    assert Client(transport=http.WSGITransport(wsgi)).products.get("a b").id == "w"

    async def asgi(scope: Any, receive: Any, send: Any) -> None:
        assert scope["path"].endswith("/products/a b")
        await send(
            {
                "type": "http.response.start",
                "status": 200,
                "headers": [(b"content-type", b"application/json")],
            }
        )
        await send({"type": "http.response.body", "body": body})

    async def main() -> str:
        client = AsyncClient(transport=http.ASGITransport(asgi))
        return (await client.products.get("a b")).id

    assert asyncio.run(main()) == "w"


def test_where_the_librarys_insides_differ_urls_are_parsed(http: ModuleType, script: Make) -> None:
    server = script(OK)
    client = Client(transport=server.transport)
    endpoint = core_of(client).address.endpoint
    assert endpoint is not None
    fast = endpoint.url("/a%2Fb?c=%26")
    endpoint._parts = None
    assert endpoint.url("/a%2Fb?c=%26") == fast
    assert client.products.get("a/b").id == "p1"
    assert server.last.url.raw_path.endswith(b"/a%2Fb")


def test_many_threads_share_a_client(script: Make) -> None:
    server = script(OK)
    client = Client(transport=server.transport)
    got: list[str] = []

    def work() -> None:
        got.extend(client.products.get("p").id for _ in range(20))

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert got == ["p1"] * 160


def test_a_transport_is_closed_with_its_client(script: Make) -> None:
    server = script(OK)
    transport = server.transport
    closed: list[bool] = []
    transport.close = lambda: closed.append(True)
    Client(transport=transport).close()
    assert closed == [True]


# Deprecation


def test_deprecation_is_told_once(script: Make) -> None:
    headers = {
        "content-type": "application/json",
        "deprecation": "@1767225600",
        "sunset": "Sat, 31 Oct 2026 23:59:59 GMT",
        "link": '<https://docs.shop.test/old>; rel="deprecation"; type="text/html"',
    }
    client = Client(transport=script((200, {"data": product()}, headers)).transport)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        client.products.get("p1")
        client.products.get("p1")
    assert [str(warning.message) for warning in caught] == [
        "getProduct is deprecated by the vendor, since 2026-01-01, gone after Sat, 31 Oct 2026"
        " 23:59:59 GMT, see https://docs.shop.test/old"
    ]


def test_a_documented_deprecation_is_told_too(script: Make) -> None:
    old = Operation("old", "GET", "/old", deprecated=True, replies=(Reply((200,)),))
    client = Client(transport=script((200, b"")).transport)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        client.call(old, {})
        client.call(old, {})
    assert [str(warning.message) for warning in caught] == ["old is deprecated by the vendor"]


def test_the_document_says_more_of_it(script: Make) -> None:
    end = Deprecation("2025-01-01", "2026-06-30", link="https://d.test", use="orders.list")
    old = Operation("old", "GET", "/old", deprecated=True, deprecation=end)
    with pytest.warns(
        DeprecationWarning,
        match="old is deprecated by the vendor, since 2025-01-01, gone after 2026-06-30,"
        " use orders.list, see https://d.test",
    ):
        Client(transport=script((200, b"")).transport).call(old, {})


def test_planned_operations_refuse(script: Make) -> None:
    server = script((200, b""))
    with pytest.raises(UsageError, match="soon: specified by the vendor, but not yet served"):
        Client(transport=server.transport).call(Operation("soon", "GET", "/", planned=True), {})
    assert server.requests == []


def test_a_link_alone_is_no_deprecation(script: Make) -> None:
    headers = {"content-type": "application/json", "link": "</next>; rel=next"}
    client = Client(transport=script((200, {"data": product()}, headers)).transport)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        client.products.get("p1")


# Small promises


def test_cookies_and_a_request_id_of_our_own(script: Make) -> None:
    api = API._replace(request_id_header="X-Request-ID")
    op = Operation("op", "GET", "/x", params=(Param("sid", "cookie"), Param("tags", "cookie", "t")))
    server = script((500, {}), (200, b""))
    client = Client(api=api, transport=server.transport)
    still(client)
    client.call(op, {"sid": "a b", "tags": [1, 2]})
    assert server.last.headers["cookie"] == "sid=a%20b; t=1; t=2"
    ids = {request.headers["x-request-id"] for request in server.requests}
    assert len(ids) == 1


def test_required_parameters(script: Make) -> None:
    op = Operation(
        "op",
        "GET",
        "/x",
        params=(Param("q", "query", required=True), Param("h", "header", required=True)),
    )
    client = Client(transport=script((200, b"")).transport)
    with pytest.raises(UsageError, match="op: parameter q is missing"):
        client.call(op, {"h": "x"})
    with pytest.raises(UsageError, match="op: parameter h is missing"):
        client.call(op, {"q": "x", "h": None})
    with pytest.raises(UsageError, match="op: parameter h: a header value"):
        client.call(op, {"q": "x", "h": "a\nb"})
    with pytest.raises(UsageError, match="op: parameter q: a object"):
        client.call(op, {"q": object(), "h": "x"})


def test_accept_prefers_what_a_success_is(script: Make) -> None:
    server = script((200, b"x", {"content-type": "application/pdf"}))
    client = Client(transport=server.transport)
    client.files.download("f")
    assert server.last.headers["accept"] == "application/pdf, application/json;q=0.9"
    client.call(Operation("op", "GET", "/x"), {})
    assert server.last.headers["accept"] == "*/*"


def test_accept_asks_for_one_kind_of_json_and_for_no_page(script: Make) -> None:
    server = script((200, b"{}", {"content-type": "application/json"}))
    replies = (
        Reply((200,), "application/vnd.shop+json"),
        Reply((200,), "application/vnd.other+json"),
        Reply((500,), "text/html"),
    )
    client = Client(transport=server.transport)
    client.call(Operation("op", "GET", "/x", replies=replies), {})
    accept = server.last.headers["accept"]
    assert accept == "application/vnd.shop+json, application/vnd.other+json;q=0.9"


def test_a_forked_child_makes_its_own_connections() -> None:
    """A real fork: what the parent opened is the parent's, and works on afterwards."""
    server = Loopback(fine)
    try:
        with Client(base_url=f"http://127.0.0.1:{server.port}", trust_env=False) as client:
            for _ in range(2):
                assert client.products.get("p1").id == "p1"
            assert server.connections == 1
            with warnings.catch_warnings():  # Python warns of forks beside threads
                warnings.simplefilter("ignore", DeprecationWarning)
                child = os.fork()
            if child == 0:
                status = 1
                with contextlib.suppress(BaseException):
                    status = 0 if client.products.get("p1").id == "p1" else 2
                os._exit(status)
            _, ended = os.waitpid(child, 0)
            assert os.waitstatus_to_exitcode(ended) == 0
            assert server.connections == 2
            assert client.products.get("p1").id == "p1"
            assert server.connections == 2
    finally:
        server.stop()


def test_the_environments_proxy_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    from generator.runtime.ground.http import proxy_for

    core = core_of(Client())
    endpoint = core.address.endpoint
    assert endpoint is not None
    for name in ("http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)
    assert proxy_for(endpoint) is None
    monkeypatch.setenv("HTTPS_PROXY", "proxy.test:3128")
    assert proxy_for(endpoint) == "http://proxy.test:3128"
    monkeypatch.setenv("NO_PROXY", "shop.test")
    assert proxy_for(endpoint) is None


def test_unauthorized_is_raised(script: Make) -> None:
    with pytest.raises(Unauthorized):
        Client(transport=script((401, {})).transport).products.get("p")
