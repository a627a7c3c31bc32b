"""The sandbox of the pytest plugin in this process: what it keeps of requests, and which fault one meets."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from importlib import import_module
from typing import Any

import httpx
import pytest

from generator.command.testing import Sandbox

NAME = "shoprocket_public"
KEY = {"authorization": "Bearer pk_test_1"}
STORE = "/"


def calling(sandbox: Sandbox) -> httpx.Client:
    return httpx.Client(transport=sandbox.transport, base_url="http://shop.test", headers=KEY)


@pytest.fixture
def sandbox() -> Iterator[Sandbox]:
    made = Sandbox(NAME)
    yield made
    made.close()


def test_a_request_is_kept_as_it_came(sandbox: Sandbox) -> None:
    with calling(sandbox) as client:
        client.get("/a%2Fb?x=1&x=&y=a+b", headers=[("X-A", "1"), ("x-a", "2")])
        client.post("/nowhere", content=iter([b'{"a"', b": 1}"]))
    first, second = sandbox.requests
    assert (first.method, first.path, first.operation, first.status) == ("GET", "/a%2Fb", "", 404)
    assert first.query == [("x", "1"), ("x", ""), ("y", "a b")]
    assert first.headers["x-a"] == "1, 2"
    assert first.headers["authorization"] == "Bearer pk_test_1"
    assert first.body == b""
    with pytest.raises(ValueError, match="Expecting value"):
        _ = first.json
    assert second.method == "POST"
    assert repr(first) == "Recorded(method='GET', operation='', status=404)"


def test_a_fault_is_met_by_those_it_is_for_and_as_often_as_was_said(sandbox: Sandbox) -> None:
    def statuses(*paths: str) -> list[int]:
        with calling(sandbox) as client:
            return [client.get(path).status_code for path in paths]

    sandbox.fail("getStore", status=503, times=2)
    sandbox.fail(status=409)
    assert statuses(STORE, STORE, STORE, STORE) == [503, 503, 409, 200]
    sandbox.fail("getStore", status=500, times=None)
    sandbox.fail("getStore", status=501)
    assert statuses(*[STORE] * 4) == [500] * 4
    assert {one.operation for one in sandbox.requests} == {"getStore"}
    sandbox.reset()
    assert sandbox.requests == []
    assert statuses(STORE) == [200]
    sandbox.fail("addCartItem", status=500)
    assert statuses(STORE) == [200]
    sandbox.fail(status=404)
    assert [one.status for one in sandbox.requests] == [200, 200]


def test_faults_of_ones_own_come_after_those_that_are_said() -> None:
    fault = import_module(f"{NAME}.testing").Fault
    met: list[str] = []

    def own(attempt: Any) -> Any:
        met.append(attempt.operation)
        return fault(status=418)

    sandbox = Sandbox(import_module(NAME), faults=own)
    sandbox.fail(status=409)
    with calling(sandbox) as client:
        assert [client.get(STORE).status_code for _ in range(2)] == [409, 418]
    assert met == ["getStore"]
    sandbox.close()


def test_it_is_strict_unless_asked_and_tells_what_was_spelt_otherwise(sandbox: Sandbox) -> None:
    with calling(sandbox) as client:
        assert client.get("/products?page=1.0").status_code == 422
    assert sandbox.drift == {}
    liberal = Sandbox(NAME, strict=False)
    with calling(liberal) as client:
        assert client.get("/products?page=1.0").status_code == 200
    assert list(liberal.drift.values()) == [1]
    liberal.close()


def test_what_is_no_request_is_passed_on(sandbox: Sandbox) -> None:
    sent: list[Any] = []
    messages = [{"type": "lifespan.startup"}, {"type": "lifespan.shutdown"}]

    async def receive() -> Any:
        return messages.pop(0)

    async def send(message: Any) -> None:
        sent.append(message["type"])

    asyncio.run(sandbox({"type": "lifespan"}, receive, send))
    assert sent == ["lifespan.startup.complete", "lifespan.shutdown.complete"]
    assert sandbox.requests == []
    assert repr(sandbox) == f"<Sandbox of {sandbox.app.title}: 0 requests>"
