"""Clients and applications in one process: what either sees of the other."""

from __future__ import annotations

import asyncio
import threading
from typing import Any

import httpx
import pytest

from generator.runtime import server
from generator.runtime.server.testing import InProcess

Told = dict[str, Any]


class App:
    """An ASGI application that keeps what it is told, and answers in pieces."""

    def __init__(self, *messages: Told) -> None:
        start = {"type": "http.response.start", "status": 203, "headers": [(b"x-a", b"1")]}
        self.messages = [start, *messages]
        self.scopes: list[Told] = []
        self.received: list[Told] = []
        self.threads: list[str] = []
        self.loops: list[Any] = []

    async def __call__(self, scope: Told, receive: Any, send: Any) -> None:
        self.threads.append(threading.current_thread().name)
        self.loops.append(asyncio.get_running_loop())
        self.scopes.append(scope)
        self.received.append(await receive())
        for message in self.messages:
            await send(message)
        if self.messages[-1].get("more_body") is None:
            self.received.append(await receive())


PIECES = (
    {"type": "http.response.body", "body": b"a", "more_body": True},
    {"type": "http.response.body", "more_body": True},
    {"type": "http.response.body", "body": b"b"},
)


def test_the_server_half_has_it_by_its_name_and_what_it_has_not_is_told() -> None:
    assert server.InProcess is InProcess
    assert {getattr(server, name) is not None for name in server.__all__} == {True}
    with pytest.raises(AttributeError, match="no attribute 'Nobody'"):
        server.Nobody  # noqa: B018


def test_an_application_sees_the_request_as_a_server_gives_it() -> None:
    app = App(*PIECES)
    with httpx.Client(transport=InProcess(app)) as client:
        response = client.post("http://h.example:81/a%2Fb/%20?q=1%20", content=b"in", headers={"X-B": "2"})  # fmt: skip
        client.get("https://h.example/c")
    assert (response.status_code, response.headers["x-a"], response.content) == (203, "1", b"ab")
    first, second = app.scopes
    assert {key: first[key] for key in first.keys() - {"headers"}} == {
        "type": "http", "asgi": {"version": "3.0", "spec_version": "2.4"}, "http_version": "1.1",
        "method": "POST", "scheme": "http", "path": "/a/b/ ", "raw_path": b"/a%2Fb/%20",
        "query_string": b"q=1%20", "root_path": "", "client": ("127.0.0.1", 50000),
        "server": ("h.example", 81),
    }  # fmt: skip
    assert (b"x-b", b"2") in first["headers"]
    assert (second["scheme"], second["query_string"]) == ("https", b"")
    assert app.received == [
        {"type": "http.request", "body": b"in", "more_body": False}, {"type": "http.disconnect"},
        {"type": "http.request", "body": b"", "more_body": False}, {"type": "http.disconnect"},
    ]  # fmt: skip


def test_the_caller_stays_until_the_answer_is_whole() -> None:
    gone: list[bool] = []

    async def answering(scope: Told, receive: Any, send: Any) -> None:
        await receive()
        left = asyncio.ensure_future(receive())
        for message in App(*PIECES).messages:
            await send(message)
            for _ in range(3):  # turns for whoever waits
                await asyncio.sleep(0)
            gone.append(left.done())

    with httpx.Client(transport=InProcess(answering)) as client:
        assert client.get("http://h.example/").content == b"ab"
    assert gone[:3] == [False] * 3


def test_an_application_may_be_told_another_address() -> None:
    app = App(*PIECES)
    with httpx.Client(transport=InProcess(app, client="192.0.2.7")) as client:
        client.get("http://h.example/")
    assert app.scopes[0]["client"] == ("192.0.2.7", 50000)


def test_an_answer_that_breaks_off_is_a_protocol_error() -> None:
    with (
        httpx.Client(transport=InProcess(App(*PIECES[:2]))) as client,
        pytest.raises(httpx.RemoteProtocolError, match="the answer breaks off") as caught,
    ):
        client.get("http://h.example/")
    assert caught.value.request.url == "http://h.example/"


def test_the_read_timeout_of_a_client_is_kept() -> None:
    async def never(scope: Told, receive: Any, send: Any) -> None:
        await asyncio.Event().wait()

    with (
        httpx.Client(transport=InProcess(never), timeout=httpx.Timeout(60, read=0.01)) as client,
        pytest.raises(httpx.ReadTimeout, match="the read timeout is over") as caught,
    ):
        client.get("http://h.example/")
    assert caught.value.request.method == "GET"


def test_synchronous_calls_share_one_thread_until_they_are_closed() -> None:
    app, before = App(*PIECES), set(threading.enumerate())
    transport = InProcess(app)
    for _ in range(2):
        with httpx.Client(transport=transport) as client:
            client.get("http://h.example/")
            client.get("http://h.example/")
        assert set(threading.enumerate()) == before
    transport.close()
    assert app.threads == ["in-process"] * 4
    assert [loop.is_closed() for loop in app.loops] == [True] * 4
    assert len({id(loop) for loop in app.loops[:2]}) == 1


def test_asynchronous_calls_run_where_they_are_made() -> None:
    app = App(*PIECES)

    async def call() -> None:
        async with httpx.AsyncClient(transport=InProcess(app)) as client:
            response = await client.post("http://h.example/", content=b"in")
        assert response.content == b"ab"
        assert app.loops == [asyncio.get_running_loop()]
        transport = InProcess(app)
        transport.handle_request(httpx.Request("GET", "http://h.example/"))  # beside a running loop
        async with transport as entered:
            assert entered is transport
        assert app.loops[1].is_closed()

    asyncio.run(call())
    assert app.received[0]["body"] == b"in"
    assert app.threads == ["MainThread", "in-process"]


def test_it_is_closed_where_its_block_ends() -> None:
    app = App(*PIECES)
    with InProcess(app) as transport:
        transport.handle_request(httpx.Request("GET", "http://h.example/"))
        assert not app.loops[0].is_closed()
    assert app.loops[0].is_closed()
