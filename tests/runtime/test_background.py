"""Events in the background: order, batches, bounds, counts, and the end of things."""

from __future__ import annotations

import asyncio
import gc
import json
import logging
import os
import subprocess
import sys
import threading
import weakref
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from pydantic import Field as Spelt

from generator.runtime.client import background as module
from generator.runtime.client.background import later, later_async
from generator.runtime.client.clients import AsyncResource, Resource, core_of
from generator.runtime.ground.errors import ClientClosed, UsageError
from generator.runtime.ground.operation import Background, Body, Field, Operation, Param, Reply

from .conftest import Script, still
from .sdk import AsyncClient, Client, Model

SHOP = Param("shop", "query", "shopId", required=True)
JSON = "application/json"


class Event(Model):
    product: int | None = None


BATCH: Operation[None] = Operation(
    "sendMany",
    "POST",
    "/events",
    params=(Param("store", "query", "shopId"),),
    body=Body((JSON,), lambda: list[Any], required=True),
    replies=(Reply((200,)),),
)


def event(id_: str, wrap: str | None = "", **more: Any) -> Operation[None]:
    params = (SHOP, *more.pop("params", ()))
    known: dict[str, Any] = {
        "body": Body((JSON,), lambda: Event, fields=(Field("product", "productId"),)),
        "background": Background(lambda: BATCH, wrap=id_ if wrap == "" else wrap, most=4),
        **more,
    }
    return Operation(id_, "POST", f"/{id_}", params=params, replies=(Reply((200,)),), **known)


VIEW = event("view")
BUY = event("buy")
ALONE = event("alone", background=Background())
WHOLE = event("whole", wrap=None, body=Body((JSON,), lambda: Event))
EXTRA = event("extra", params=(Param("debug", "query"),))


class Events(Resource):
    def send(self, operation: Operation[Any], /, *, options: Any = None, **args: Any) -> None:
        return self._client.call(operation, {"shop": "s", **args}, options)


class AsyncEvents(AsyncResource):
    async def send(self, operation: Operation[Any], /, *, options: Any = None, **args: Any) -> None:
        return await self._client.call(operation, {"shop": "s", **args}, options)


class Gate:
    """A server that answers when it is let."""

    def __init__(self, http: Any) -> None:
        self.http = http
        self.open = threading.Event()
        self.arrived = threading.Event()
        self.requests: list[tuple[str, Any]] = []
        self.status = 200

    def __call__(self, request: Any) -> Any:
        body = json.loads(request.content) if request.content else None
        self.requests.append(
            (f"{request.url.path.rpartition('/')[2]}?{request.url.query.decode()}", body)
        )
        self.arrived.set()
        assert self.open.wait(10)
        return self.http.Response(self.status)


@pytest.fixture
def gate(http: Any) -> Gate:
    return Gate(http)


def client_of(gate: Gate) -> tuple[Client, Callable[..., bool]]:
    client = Client(transport=gate.http.MockTransport(gate))
    still(client)
    return client, later(Events(client).send)


def stopped(gate: Gate) -> tuple[Client, Callable[..., bool]]:
    """A client whose worker is held up with a first event in hand."""
    client, send = client_of(gate)
    assert send(ALONE, product=0) is True
    assert gate.arrived.wait(10)
    return client, send


def test_returns_at_once_and_sends_in_order(gate: Gate) -> None:
    client, send = stopped(gate)
    for number, operation in enumerate((VIEW, BUY, ALONE, VIEW), 1):
        assert send(operation, product=number) is True
    assert client.background.stats == (5, 0, 0, 0, 5)
    gate.open.set()
    assert client.background.flush() is True
    assert client.background.stats == (5, 5, 0, 0, 0)
    assert gate.requests == [
        ("alone?shopId=s", {"productId": 0}),
        ("events?shopId=s", [{"view": {"productId": 1}}, {"buy": {"productId": 2}}]),
        ("alone?shopId=s", {"productId": 3}),
        ("view?shopId=s", {"productId": 4}),  # one event needs no batch
    ]
    client.close()


def test_a_batch_is_bounded(gate: Gate) -> None:
    client, send = stopped(gate)
    for number in range(9):
        send(VIEW, product=number)
    gate.open.set()
    client.close()
    sizes = [len(body) if isinstance(body, list) else 1 for _, body in gate.requests]
    assert sizes == [1, 4, 4, 1]


def test_what_does_not_go_together(gate: Gate) -> None:
    """Other parameters, other settings, extra members, parameters that the batch has not."""
    client, send = stopped(gate)
    other = later(Events(client.with_options(headers={"x": "1"})).send)
    send(VIEW, product=1)
    send(VIEW, product=2, shop="t")
    other(VIEW, product=3)
    other(VIEW, product=4)
    more = later(Events(client.with_options(body={"extra": 1})).send)
    for number in (5, 6):
        more(VIEW, product=number)
    for number in (7, 8):
        send(EXTRA, product=number, debug="1")
    for number in (9, 10):
        send(EXTRA, product=number)
    send(WHOLE, body={"productId": 11})
    send(WHOLE, body={"productId": 11})
    keyed = later(Events(client.with_options(idempotency_key="k")).send)
    for _ in range(2):
        keyed(VIEW, product=12)
    gate.open.set()
    client.close()
    assert gate.requests[1:] == [
        ("view?shopId=s", {"productId": 1}),
        ("view?shopId=t", {"productId": 2}),
        ("events?shopId=s", [{"view": {"productId": 3}}, {"view": {"productId": 4}}]),
        ("view?shopId=s", {"productId": 5, "extra": 1}),
        ("view?shopId=s", {"productId": 6, "extra": 1}),
        ("extra?shopId=s&debug=1", {"productId": 7}),
        ("extra?shopId=s&debug=1", {"productId": 8}),
        (
            "events?shopId=s",
            [{"extra": {"productId": 9}}, {"extra": {"productId": 10}},
             {"productId": 11}, {"productId": 11}],
        ),
        ("view?shopId=s", {"productId": 12}),
        ("view?shopId=s", {"productId": 12}),
    ]  # fmt: skip


class Line(Model):
    product_id: int | None = Spelt(None, alias="productId")
    on: date | None = None


class Visit(Model):
    at: date | None = None
    line: Line | None = None


def test_an_event_in_a_batch_is_written_as_it_is_alone(gate: Gate) -> None:
    """Dicts by the names of Python, values of types, a mistake that is one event's own."""
    lines = event("line", body=Body((JSON,), lambda: Visit, fields=(Field("at"), Field("line"))))
    whole = event("all", body=Body((JSON,), lambda: Visit))
    client, send = stopped(gate)
    for _ in range(2):
        send(lines, line={"product_id": 1, "on": date(2026, 1, 2)}, at=date(2026, 1, 3))
        send(whole, body={"line": {"product_id": 2}})
    send(lines, line=5)
    send(lines, line=None)
    gate.open.set()
    client.close()
    one = {"line": {"line": {"productId": 1, "on": "2026-01-02"}, "at": "2026-01-03"}}
    two = {"all": {"line": {"productId": 2}}}
    assert gate.requests[1:] == [
        ("events?shopId=s", [one, two, one, two]),
        ("line?shopId=s", {"line": None}),
    ]
    assert client.background.stats == (7, 6, 1, 0, 0)


def test_a_batch_whose_list_is_a_member(gate: Gate) -> None:
    many: Operation[None] = Operation(
        "many", "POST", "/many", params=(SHOP,), replies=(Reply((200,)),),
        body=Body((JSON,), lambda: Model, fields=(Field("items", "eventList"),)),
    )  # fmt: skip
    one = event("one", background=Background(lambda: many, wrap=None))
    client, send = stopped(gate)
    send(one, product=1)
    send(one)
    gate.open.set()
    client.close()
    assert gate.requests[1] == ("many?shopId=s", {"eventList": [{"productId": 1}, {}]})


def test_a_full_queue_drops(
    gate: Gate, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr(module, "QUEUE", 3)
    client, send = stopped(gate)
    with caplog.at_level(logging.WARNING):
        assert [send(ALONE, product=n) for n in range(6)] == [True] * 3 + [False] * 3
    assert [r.getMessage() for r in caplog.records] == ["alone: dropped, 3 events wait already"]
    assert client.background.stats == (7, 0, 0, 3, 4)
    gate.open.set()
    client.close()
    assert client.background.stats == (7, 4, 0, 3, 0)


def test_failures_are_counted_and_logged_never_raised(
    gate: Gate, caplog: pytest.LogCaptureFixture
) -> None:
    client, send = stopped(gate)
    gate.status = 400
    with caplog.at_level(logging.WARNING):
        send(VIEW, product=1)
        send(VIEW, product=2)
        send(ALONE, product=object())  # cannot be written
        gate.open.set()
        client.close()
    assert client.background.stats == (4, 0, 4, 0, 0)
    assert "2 background events failed: sendMany: 400 Bad Request" in caplog.text
    assert len(caplog.records) == 3


def test_events_are_repeated_as_other_calls_are(script: Callable[..., Script]) -> None:
    server = script((503, b"", {"retry-after": "1"}), (200, b""))
    client = Client(transport=server.transport)
    still(client)
    later(Events(client).send)(ALONE, product=1)
    client.close()
    assert client.background.stats == (1, 1, 0, 0, 0)
    assert len(server.requests) == 2


def test_close_is_bounded_and_final(gate: Gate, caplog: pytest.LogCaptureFixture) -> None:
    client, send = stopped(gate)
    for number in range(3):
        send(ALONE, product=number)
    with caplog.at_level(logging.WARNING):
        client.background.close(timeout=0.05)
    assert "3 background events dropped, unsent" in caplog.text
    assert client.background.stats == (4, 0, 0, 3, 1)
    assert send(ALONE, product=9) is False  # it is closing
    gate.open.set()
    client.close()
    assert client.background.stats == (5, 1, 0, 4, 0)
    with pytest.raises(ClientClosed):
        send(ALONE, product=1)
    client.close()


def test_what_is_no_event(script: Callable[..., Script]) -> None:
    client = Client(transport=script((200, b"")).transport)
    with pytest.raises(UsageError, match="getProduct: the document does not say"):
        later(client.products.get)("p")
    with pytest.raises(UsageError, match="listProducts: is neither streamed nor"):
        later(client.products.list)()
    assert client.background.stats.submitted == 0


def test_an_idle_worker_ends_and_another_begins(
    gate: Gate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "_IDLE", 0.01)
    gate.open.set()
    client, send = client_of(gate)
    for round_ in (1, 2):
        send(ALONE, product=round_)
        client.background.flush()
        worker: Any = client.background._worker
        if worker is not None:
            worker.join(5)
        assert client.background._worker is None
    assert client.background.stats.sent == 2
    found = weakref.ref(client.background)
    del client, send, worker
    gc.collect()
    assert found() is None  # neither the thread nor the end of the program holds it


def test_threads_make_one_queue(gate: Gate) -> None:
    gate.open.set()
    client, send = client_of(gate)
    threads = [
        threading.Thread(target=lambda: [send(VIEW, product=1) for _ in range(50)])
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    client.close()
    assert client.background.stats == (400, 400, 0, 0, 0)
    assert sum(len(b) if isinstance(b, list) else 1 for _, b in gate.requests) == 400


@pytest.mark.filterwarnings("ignore:.*fork:DeprecationWarning")
def test_a_forked_child_sends_its_own_events_only(gate: Gate) -> None:
    client, send = stopped(gate)
    send(ALONE, product=1)
    read, write = os.pipe()
    child = os.fork()
    if child == 0:  # pragma: no cover
        before = client.background.stats
        gate.open = threading.Event()
        gate.open.set()
        gate.requests = []
        send(VIEW, product=7)
        client.background.flush()
        found = [before, client.background.stats, gate.requests]
        os.write(write, json.dumps(found).encode())
        os._exit(0)
    os.close(write)
    with os.fdopen(read) as pipe:
        before, after, requests = json.loads(pipe.read())
    os.waitpid(child, 0)
    assert before == [0, 0, 0, 0, 0]
    assert after == [1, 1, 0, 0, 0]
    assert requests == [["view?shopId=s", {"productId": 7}]]
    gate.open.set()
    client.close()
    assert client.background.stats == (2, 2, 0, 0, 0)


AT_EXIT = """
import sys, time
sys.path.insert(0, {root!r})
import httpx
from tests.runtime.test_background import ALONE, Client, Events, later

def answer(request):
    time.sleep(0.02)
    print(request.content.decode(), flush=True)
    return httpx.Response(200)

client = Client(transport=httpx.MockTransport(answer))
for number in range(10):
    later(Events(client).send)(ALONE, product=number)
"""


def test_what_waits_is_sent_at_exit() -> None:
    root = str(Path(__file__).resolve().parents[2])
    done = subprocess.run(
        [sys.executable, "-c", AT_EXIT.format(root=root)],
        capture_output=True, text=True, timeout=60, check=True,
    )  # fmt: skip
    assert [json.loads(line)["productId"] for line in done.stdout.splitlines()] == list(range(10))
    assert done.stderr == ""


# Asynchronous ---------------------------------------------------------------------------------


class AsyncGate:
    def __init__(self, http: Any) -> None:
        self.http = http
        self.open = asyncio.Event()
        self.requests: list[Any] = []
        self.status = 200

    async def __call__(self, request: Any) -> Any:
        self.requests.append(json.loads(request.content))
        await self.open.wait()
        return self.http.Response(self.status)


def async_client(gate: AsyncGate) -> tuple[AsyncClient, Any]:
    client = AsyncClient(transport=gate.http.MockTransport(gate))
    return client, later_async(AsyncEvents(client).send)


def test_asynchronous(http: Any, caplog: pytest.LogCaptureFixture) -> None:
    async def main() -> None:
        gate = AsyncGate(http)
        client, send = async_client(gate)
        assert await send(ALONE, product=0) is True
        await asyncio.sleep(0)
        for number in range(5):
            await send(VIEW, product=number)
        assert client.background.stats == (6, 0, 0, 0, 6)
        assert await client.background.flush(0.01) is False
        gate.open.set()
        assert await client.background.flush() is True
        gate.status = 400
        await send(VIEW, product=5)
        await client.aclose()
        assert client.background.stats == (7, 6, 1, 0, 0)
        assert [len(body) for body in gate.requests if isinstance(body, list)] == [4]
        with pytest.raises(ClientClosed):
            await send(VIEW, product=6)

    asyncio.run(main())


def test_asynchronous_close_is_bounded(http: Any) -> None:
    async def main() -> None:
        gate = AsyncGate(http)
        client, send = async_client(gate)
        for number in range(4):
            await send(ALONE, product=number)
        await client.background.close(0.02)
        assert client.background.stats == (4, 0, 1, 3, 0)
        assert await send(ALONE, product=9) is False
        await client.aclose()
        with pytest.raises(UsageError):
            await later_async(client.products.get)("p")

    asyncio.run(main())


def test_an_event_loop_that_ends_accounts_for_all(http: Any) -> None:
    client: Any = None

    async def first() -> None:
        nonlocal client
        client, send = async_client(AsyncGate(http))
        for number in range(4):
            await send(ALONE, product=number)
        await asyncio.sleep(0)

    asyncio.run(first())
    assert client.background.stats == (4, 0, 1, 3, 0)

    async def second() -> None:
        core_of(client).wiring.transport.handler.open = asyncio.Event()
        core_of(client).wiring.transport.handler.open.set()
        await later_async(AsyncEvents(client).send)(ALONE, product=1)
        await client.aclose()

    asyncio.run(second())
    assert client.background.stats == (5, 1, 1, 3, 0)


@pytest.mark.parametrize("end", ["cancelled", "answered"])
def test_an_event_loop_that_is_left_behind(http: Any, end: str) -> None:
    """Another worker takes over; the old one counts nothing any more, however it ends."""
    gate = AsyncGate(http)
    client, send = async_client(gate)
    first = gate.open

    async def fill() -> set[asyncio.Task[Any]]:
        for number in range(3):
            await send(ALONE, product=number)
        await asyncio.sleep(0)
        return asyncio.all_tasks() - {asyncio.current_task()}

    left = asyncio.new_event_loop()
    (worker,) = left.run_until_complete(fill())

    async def go_on() -> None:
        gate.open = asyncio.Event()
        gate.open.set()
        await send(ALONE, product=3)
        await client.aclose()

    asyncio.run(go_on())
    assert client.background.stats == (4, 3, 1, 0, 0)
    if end == "cancelled":
        worker.cancel()
    else:
        left.call_soon(first.set)
    left.run_until_complete(asyncio.gather(worker, return_exceptions=True))
    left.close()
    assert client.background.stats == (4, 3, 1, 0, 0)
