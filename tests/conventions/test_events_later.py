"""Events that are sent later: when they happened, and what becomes of them when they are refused."""

from __future__ import annotations

import asyncio
import json
import threading
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import ModuleType, TracebackType
from typing import Any

import pytest

from tests.conventions.compiled import WAYS, got, opened, package
from tests.support import STRING, document, operation, query

DONE = {"200": {"description": "Taken."}}
MOMENT = {"type": "string", "format": "date-time"}
NOON = datetime(2026, 3, 9, 12, 0, 0, tzinfo=UTC)


def event(name: str, members: dict[str, Any], background: dict[str, Any], **more: Any) -> Any:
    schema = {"type": "object", "required": ["id"], "properties": members}
    body = {"required": True, "content": {"application/json": {"schema": schema}}}
    return {
        "post": operation(
            name, "events", requestBody=body, responses=DONE, **{"x-background": background}, **more
        )
    }


MEMBERS = {"id": {"type": "integer"}, "at": MOMENT}
ENVELOPE = {"type": "object", "properties": {"view": {"type": "object", "properties": MEMBERS}}}
TREE: dict[str, Any] = document(
    {
        "/view": event(
            "view", MEMBERS, {"time": "at", "batch": {"operation": "many", "wrap": "view"}}
        ),
        "/ping": event(
            "ping",
            {"id": {"type": "integer"}},
            {"time": "moment"},
            parameters=[query("moment", {"type": "integer", "x-wire": "U"})],
        ),
        "/plain": event("plain", {"id": {"type": "integer"}, "at": STRING}, {}),
        "/many": {
            "post": operation(
                "many",
                "events",
                responses=DONE,
                requestBody={
                    "required": True,
                    "content": {
                        "application/json": {"schema": {"type": "array", "items": ENVELOPE}}
                    },
                },
            )
        },
    },
    **{
        "x-retry": {"not-processed": [429, 503], "attempts": 4, "base": 0.01, "throttle-base": 0.01}
    },
)


@pytest.fixture(scope="module")
def module() -> ModuleType:
    return package("Laters", TREE)


class Vendor:
    """Refuses the first requests, and keeps those that it takes."""

    def __init__(self, *refusals: int) -> None:
        self.refusals = list(refusals)
        self.taken: list[tuple[str, Any]] = []
        vendor = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = json.loads(self.rfile.read(int(self.headers["content-length"])))
                status = vendor.refusals.pop(0) if vendor.refusals else 200
                if status == 200:
                    vendor.taken.append((self.path, body))
                self.send_response(status)
                self.send_header("content-length", "0")
                self.end_headers()

            def log_message(self, *_: object) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_port}"
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.01,), daemon=True)

    def __enter__(self) -> Vendor:
        self.thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.server.shutdown()
        self.server.server_close()


def sender(module: ModuleType, way: str) -> Any:
    return module.later if way == "sync" else module.later_async


@pytest.mark.parametrize("way", WAYS)
def test_an_event_happened_when_it_was_queued(module: ModuleType, way: str) -> None:
    """Not when it was sent; one that says when it happened keeps that, and None is said, too."""

    async def main(vendor: Vendor) -> None:
        async with opened(module, way, base_url=vendor.url) as client:
            client.core.clock.time = lambda: NOON.timestamp() + 0.75
            later = sender(module, way)
            await got(later(client.events.ping)(id=1))
            await got(later(client.events.plain)(id=2))
            await got(later(client.events.view)(id=3, at=datetime(2025, 1, 2, tzinfo=UTC)))
            # The queue is asleep until here, for tasks; a thread may have sent some of them.
            client.core.clock.time = lambda: NOON.timestamp() + 7200
            await got(client.background.flush())
            await got(client.events.view(id=4))

    with Vendor() as vendor:
        asyncio.run(main(vendor))
    assert vendor.taken == [
        (f"/ping?moment={int(NOON.timestamp())}", {"id": 1}),
        ("/plain", {"id": 2}),
        ("/view", {"id": 3, "at": "2025-01-02T00:00:00Z"}),
        ("/view", {"id": 4}),  # a call that is waited for happens as it arrives
    ]


@pytest.mark.parametrize("way", WAYS)
def test_in_a_batch_each_has_its_own_time(module: ModuleType, way: str) -> None:
    async def main(vendor: Vendor) -> None:
        async with opened(module, way, base_url=vendor.url) as client:
            for number in range(3):
                client.core.clock.time = lambda number=number: NOON.timestamp() + number
                await got(sender(module, way)(client.events.view)(id=number))

    with Vendor() as vendor:
        asyncio.run(main(vendor))
    events = [
        one["view"] if path == "/many" else one
        for path, body in vendor.taken
        for one in (body if path == "/many" else [body])
    ]
    assert events == [{"id": n, "at": f"2026-03-09T12:00:0{n}Z"} for n in range(3)]


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("refusals", [(429,), (503, 429), (429, 503, 429)])
def test_a_queued_event_survives_its_first_refusals(
    module: ModuleType, way: str, refusals: tuple[int, ...]
) -> None:
    """The vendor says that it did nothing; the event keeps the time when it happened."""

    async def main(vendor: Vendor) -> Any:
        async with opened(module, way, base_url=vendor.url, limiter=None) as client:
            client.core.clock.time = NOON.timestamp
            await got(sender(module, way)(client.events.view)(id=1))
            assert await got(client.background.flush(30))
            return client.background.stats

    with Vendor(*refusals) as vendor:
        stats = asyncio.run(main(vendor))
    assert (stats.sent, stats.failed, stats.dropped) == (1, 0, 0)
    assert vendor.taken == [("/view", {"id": 1, "at": "2026-03-09T12:00:00Z"})]


@pytest.mark.parametrize("way", WAYS)
def test_one_that_is_refused_for_good_is_counted(module: ModuleType, way: str) -> None:
    async def main(vendor: Vendor) -> Any:
        async with opened(module, way, base_url=vendor.url, limiter=None) as client:
            await got(sender(module, way)(client.events.view)(id=1))
            await got(client.background.flush(30))
            await got(sender(module, way)(client.events.plain)(id=2))
            await got(client.background.flush(30))
            return client.background.stats

    with Vendor(429, 429, 429, 429) as vendor:
        stats = asyncio.run(main(vendor))
    assert (stats.sent, stats.failed, stats.dropped) == (1, 1, 0)
    assert vendor.taken == [("/plain", {"id": 2})]  # the next one goes on
