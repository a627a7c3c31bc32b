"""A call that the console makes in this process: what the application meets, and what came of it."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from generator.console.calls import Outgoing, call


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
