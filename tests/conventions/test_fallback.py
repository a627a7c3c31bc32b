"""`x-deadline`: a page that must render goes on without the vendor, and in time."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import socket
import threading
import time
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

import pytest

from tests.conventions.compiled import (
    WAYS,
    BlackHole,
    got,
    opened,
    package,
    part,
    refusing,
    served,
)
from tests.support import answer, built, document, operation, query

TOTAL = 0.5
SECRET = "sk-very-secret-key"
ITEMS = {
    "type": "object",
    "required": ["items"],
    "properties": {"items": {"type": "array", "items": {"type": "integer"}}},
    "example": {"items": [1, 2]},
}
DEADLINE = {"x-deadline": {"total": TOTAL, "fallback": True}}


def tree() -> dict[str, Any]:
    listed = {"style": "page", "items": "/items", "page": "page"}
    made = document(
        {
            "/popular": {"get": operation("popular", responses={"200": answer(ITEMS)}, **DEADLINE)},
            "/listed": {
                "get": operation(
                    "listed", parameters=[query("page", {"type": "integer"})],
                    responses={"200": answer(ITEMS)}, **DEADLINE, **{"x-pagination": listed},
                )
            },
            "/plain": {"get": operation("plain", responses={"200": answer(ITEMS)})},
        },
        security=[{"key": []}],
    )  # fmt: skip
    key = {"type": "apiKey", "in": "query", "name": "apiKey"}
    made["components"] = {"securitySchemes": {"key": key}}
    return made


@pytest.fixture(scope="module")
def shop() -> ModuleType:
    return package("Recommender", tree())


@contextlib.contextmanager
def trickling(start: bytes, more: bytes) -> Iterator[str]:
    """A server that goes on sending a little, for ever."""
    listener = socket.create_server(("127.0.0.1", 0))
    stop = threading.Event()

    def serve(connection: socket.socket) -> None:
        with connection, contextlib.suppress(OSError):
            connection.recv(65536)
            connection.sendall(start)
            while not stop.wait(0.02):
                connection.sendall(more)

    def accept() -> None:
        with contextlib.suppress(OSError):
            while True:
                connection, _ = listener.accept()
                threading.Thread(target=serve, args=(connection,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    stop.set()
    listener.shutdown(socket.SHUT_RDWR)
    listener.close()


@contextlib.contextmanager
def refused() -> Iterator[str]:
    yield refusing()


@contextlib.contextmanager
def slow() -> Iterator[str]:
    """A vendor that accepts connections and never answers."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"


@contextlib.contextmanager
def failing() -> Iterator[str]:
    module = package("Recommender", tree())
    fault = part(module, "_runtime.server.app.faults").Fault
    with served(
        module, faults=lambda attempt: fault(status=503, headers={"retry-after": "1"})
    ) as url:
        yield url


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n"
DOWN: dict[str, Callable[[], Any]] = {
    "refused": refused,
    "black hole": BlackHole,
    "slow": slow,
    "503": failing,
    "header by header": lambda: trickling(HEAD, b"X-More: 1\r\n"),
    "byte by byte": lambda: trickling(HEAD + b"Content-Length: 100000\r\n\r\n", b" "),
    "no status line": lambda: trickling(b"", b"HTTP"),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("down", DOWN)
def test_a_vendor_that_is_down(
    shop: ModuleType, way: str, down: str, caplog: pytest.LogCaptureFixture
) -> None:
    """Connecting and repeats included; a busy machine makes no ten deadlines of one."""

    async def main(url: str) -> float:
        async with opened(shop, way, base_url=url, key=SECRET) as client:
            started = time.perf_counter()
            assert await got(client.things.popular(fallback=[7])) == [7]
            return time.perf_counter() - started

    with DOWN[down]() as url, caplog.at_level(logging.DEBUG):
        assert asyncio.run(main(url)) < TOTAL * 10
    last = [record for record in caplog.records if record.levelno == logging.WARNING]
    assert len(last) == 1
    assert last[0].getMessage().startswith("popular: ")
    assert last[0].getMessage().endswith("; going on with the fall-back")
    assert SECRET not in caplog.text


@pytest.mark.parametrize("way", WAYS)
def test_without_a_fall_back_the_deadline_is_an_error(shop: ModuleType, way: str) -> None:
    errors = part(shop, "errors")

    async def main(url: str) -> None:
        async with opened(shop, way, base_url=url, key="k") as client:
            with pytest.raises(errors.DeadlineExceeded) as caught:
                await got(client.things.popular())
            assert isinstance(caught.value, TimeoutError)
            assert (caught.value.operation, caught.value.attempts) == ("popular", 1)

    with slow() as url:
        asyncio.run(main(url))


@pytest.mark.parametrize("way", WAYS)
def test_values_that_are_fall_backs(shop: ModuleType, way: str) -> None:
    """None is one; what is answered is not replaced; a caller's own mistake is raised."""
    errors = part(shop, "errors")

    async def main(url: str) -> None:
        async with opened(shop, way, base_url=refusing(), key="k", retries=0) as client:
            assert await got(client.things.popular(fallback=None)) is None
            assert await got(client.things.popular(fallback=())) == ()
            with pytest.raises(errors.ConnectionFailed):
                await got(client.things.popular())
            there = client.with_options(base_url=url)
            assert (await got(there.things.popular(fallback=None))).items == [1, 2]
            with pytest.raises(errors.UsageError):
                await got(client.things.popular(fallback=None, options={"no": 1}))
        with pytest.raises(errors.ClientClosed):
            await got(client.things.popular(fallback=None))

    with served(shop) as url:
        asyncio.run(main(url))


@pytest.mark.parametrize("way", WAYS)
def test_raw(shop: ModuleType, way: str) -> None:
    raw = shop.raw if way == "sync" else shop.raw_async

    async def main(down: str, up: str, failed: str) -> None:
        async with opened(shop, way, base_url=down, key="k", retries=0) as client:
            response = await got(raw(client.things.popular)(fallback=[7]))
            assert (response.value, response.status, dict(response.headers)) == ([7], 0, {})
            assert response.elapsed == 0
            there = client.with_options(base_url=up)
            response = await got(raw(there.things.popular)(fallback=[7]))
            assert (response.value.items, response.status) == ([1, 2], 200)
            there = client.with_options(base_url=failed)
            response = await got(raw(there.things.popular)(fallback=[7]))
            assert (response.value, response.status, response.attempts) == ([7], 503, 1)
            assert response.headers["retry-after"] == "1"
            assert response.request_id

    with served(shop) as up, failing() as failed:
        asyncio.run(main(refusing(), up, failed))


@pytest.mark.parametrize("way", WAYS)
def test_modes_that_have_none(shop: ModuleType, way: str) -> None:
    errors = part(shop, "errors")
    stream = shop.stream if way == "sync" else shop.stream_async

    async def main() -> None:
        async with opened(shop, way, base_url=refusing(), key="k", retries=0) as client:
            with pytest.raises(errors.ConnectionFailed):
                await got(stream(client.things.popular)(fallback=None))
            with pytest.raises(TypeError):
                client.things.plain(fallback=None)
            with pytest.raises(TypeError):
                client.things.listed(fallback=None)

    asyncio.run(main())


@pytest.mark.parametrize("way", WAYS)
def test_the_deadline_of_a_client_or_a_call_comes_first(shop: ModuleType, way: str) -> None:
    """The document's is half a second: what ends a call tells which deadline it had."""
    errors = part(shop, "errors")

    async def ended(url: str, options: Any, **settings: Any) -> tuple[type[Exception], float]:
        async with opened(shop, way, base_url=url, key="k", **settings) as client:
            started = time.monotonic()
            with pytest.raises(TimeoutError) as caught:
                await got(client.things.popular(options=options))
            return type(caught.value), time.monotonic() - started

    async def main(url: str) -> None:
        shorter = {"timeout": 0.2, "retries": 0}
        longer = {"timeout": 0.8, "retries": 0}
        late = errors.DeadlineExceeded
        assert (await ended(url, {"deadline": 0.1, **shorter}))[0] is late
        assert (await ended(url, None, deadline=0.1, **shorter))[0] is late
        for options, settings in (
            ({"deadline": None, **longer}, {}),
            (None, {"deadline": None, **longer}),
        ):
            kind, took = await ended(url, options, **settings)
            assert kind is errors.TimeoutExceeded
            assert took >= 0.7

    with slow() as url:
        asyncio.run(main(url))


@pytest.mark.parametrize("way", WAYS)
def test_with_a_breaker(shop: ModuleType, way: str) -> None:
    """After a few slow calls the vendor is not asked at all, so nothing is waited for."""
    breaker = shop.Breaker(failures=2, reset=300)

    async def main(url: str) -> None:
        async with opened(shop, way, base_url=url, key="k", breaker=breaker) as client:
            for _ in range(5):
                await got(client.things.popular(fallback=None, options={"deadline": 0.1}))

    with socket.create_server(("127.0.0.1", 0)) as listener:
        asyncio.run(main(f"http://127.0.0.1:{listener.getsockname()[1]}"))
        listener.setblocking(False)
        asked = 0
        with contextlib.suppress(BlockingIOError):
            while True:
                listener.accept()[0].close()
                asked += 1
    assert asked == 2


def test_typed(shop: ModuleType) -> None:
    source = part(shop, "api.things").__file__
    with open(source, encoding="utf-8") as file:
        text = file.read()
    assert "fallback: F | Unset = UNSET" in text
    assert "-> PopularResponse | F:" in text


def test_one_operation_may_have_no_deadline_where_the_document_has_one() -> None:
    made = tree() | DEADLINE
    made["paths"]["/plain"]["get"]["x-deadline"] = None
    api, diagnostics = built(made)
    assert not diagnostics
    found = {one.id: (one.deadline, one.fallback) for one in api.operations}
    assert found == {"popular": (TOTAL, True), "listed": (TOTAL, True), "plain": (None, False)}
