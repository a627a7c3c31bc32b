"""What is written is read anew: writes end what a cache keeps of a URI (RFC 9111, section 4.4)."""

from __future__ import annotations

import asyncio
import gc
import threading
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest

from generator.runtime.client import Cache, raw, raw_async, stream
from generator.runtime.ground.errors import ApiError
from generator.runtime.ground.operation import Operation, Reply

from .conftest import Script
from .sdk import GET, KEY, AsyncClient, Client, product

Make = Callable[..., Script]
KEEP = {"content-type": "application/json", "cache-control": "max-age=60"}
DONE: Any = (204, b"")
URL = "https://api.shop.test/v3/public/pk_live_very%2Fsecret%2Bkey/products"


def writing(method: str, path: str = "/products/{product}") -> Operation[None]:
    params = GET.params[:1] if "{" in path else ()
    return Operation("write", method, path, params=params, replies=(Reply((200, 201, 204)),))


def serving(written: Any = DONE) -> Callable[[Any], Any]:
    """Answers to GET with what may be kept, and with this to all else."""

    def answer(request: Any) -> Any:
        if request.method == "GET":
            one = request.url.path.endswith("/p")
            return 200, {"data": product() if one else [product()]}, KEEP
        return written(request) if callable(written) else written

    return answer


def attempts(client: Client, **options: Any) -> int:
    """What reading the product takes now: 0 where the answer is kept."""
    return raw(client.products.get)("p", options=options or None).attempts


@pytest.mark.parametrize("method", ["PATCH", "PUT", "DELETE", "POST", "LOCK"])
def test_a_write_ends_what_is_kept_of_its_uri(script: Make, method: str) -> None:
    """Of the very URI: its query, and the collection it is in, are other ones."""
    server = script(serving())
    with Client(transport=server.transport, cache=Cache()) as client:
        german = {"headers": {"Accept-Language": "de"}}
        reads: list[Callable[[], int]] = [
            lambda: attempts(client),
            lambda: attempts(client, **german),
            lambda: attempts(client, query={"with": "stock"}),
            lambda: raw(client.products.list)().attempts,
        ]
        assert [[read() for read in reads] for _ in range(2)] == [[1] * 4, [0] * 4]
        client.call(writing(method), {"product": "p"})
        assert [[read() for read in reads] for _ in range(2)] == [[1, 1, 0, 0], [0] * 4]
        client.call(writing(method), {"product": "p"}, {"query": {"with": "stock"}})
        assert [read() for read in reads] == [0, 0, 1, 0]


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "QUERY", "TRACE"])
def test_what_only_reads_ends_nothing(script: Make, method: str) -> None:
    server = script(serving((200, b"")))
    with Client(transport=server.transport, cache=Cache()) as client:
        attempts(client)
        client.call(writing(method), {"product": "p"})
        assert attempts(client) == 0


@pytest.mark.parametrize(
    ("answer", "again"),
    [
        ((303, b"", {"location": "/elsewhere"}), 1),
        ((404, {}), 0),
        ((422, {}), 0),
        ((400, {}), 0),
        ((500, {}), 1),  # it may have been done nevertheless
        ("no answer", 1),
    ],
)
def test_a_refusal_ends_nothing(script: Make, http: ModuleType, answer: Any, again: int) -> None:
    failed = http.ReadTimeout("late")
    server = script(serving(failed if answer == "no answer" else answer))
    with Client(transport=server.transport, cache=Cache(), retries=0) as client:
        attempts(client)
        with pytest.raises(ApiError):
            client.products.delete("p")
        assert attempts(client) == again


@pytest.mark.parametrize(
    ("header", "place", "again"),
    [
        ("Location", "/v3/public/pk_live_very%2Fsecret%2Bkey/products/p", 1),
        ("Content-Location", f"{URL}/p", 1),
        ("Content-Location", "products/p", 1),
        ("Location", "products/p#top", 1),
        ("Location", "products/p?with=stock", 0),
        ("Location", "https://other.test/products/p", 0),
        ("Location", "http://api.shop.test/products/p", 0),
        ("Location", "https://[", 0),
        ("Link", f"<{URL}/p>", 0),
    ],
)
def test_what_an_answer_names_ends_too(script: Make, header: str, place: str, again: int) -> None:
    """Where it is of the same origin; what another server says of this one is nobody's word."""
    server = script(serving((201, b"", {header: place})))
    with Client(transport=server.transport, cache=Cache()) as client:
        attempts(client)
        client.call(writing("POST", "/products"), {})
        assert attempts(client) == again


def test_whoever_writes(script: Make) -> None:
    """Another client with the same cache, credentials that are functions, an answer as it comes."""
    server, cache = script(serving()), Cache()
    reader = Client(transport=server.transport, cache=cache)
    for writer in (
        Client(transport=server.transport, cache=cache),
        Client(transport=server.transport, cache=cache, key=lambda: KEY),
        reader.with_options(headers={"x-own": "a"}),
    ):
        attempts(reader)
        assert attempts(reader) == 0
        writer.products.delete("p")
        assert attempts(reader) == 1
    with stream(reader.products.delete)("p") as download:
        assert attempts(reader) == 1
        download.read()
    apart = Client(transport=server.transport, cache=Cache())
    apart.products.delete("p")
    assert attempts(reader) == 0
    for client in (reader, apart):
        client.close()


@pytest.mark.parametrize("end", ["write", "clear"])
def test_an_answer_on_its_way_is_not_kept(script: Make, end: str) -> None:
    """It may have been read before the write was done, and comes after."""
    between: list[Callable[[], Any]] = []

    def answer(request: Any) -> Any:
        if request.method == "GET" and between:
            between.pop()()
        return serving()(request)

    server, cache = script(answer), Cache()
    with Client(transport=server.transport, cache=cache) as client:
        between += [cache.clear if end == "clear" else lambda: client.products.delete("p")]
        assert [attempts(client) for _ in range(3)] == [1, 1, 0]
        between += [lambda: client.products.delete("q")]
        assert attempts(client, query={"a": 1}) == 1
        assert attempts(client, query={"a": 1}) == 0  # another URI was written


def test_a_read_that_began_while_the_write_was_on_its_way(script: Make) -> None:
    """What was kept in between is of before, as far as anybody knows."""
    between: list[Callable[[], Any]] = []

    def written(_: Any) -> Any:
        between.pop()()
        return DONE

    server = script(serving(written))
    with Client(transport=server.transport, cache=Cache()) as client:
        between += [lambda: attempts(client)]
        client.products.delete("p")
        assert attempts(client) == 1


def test_threads(script: Make) -> None:
    """A counter that several write and read: nobody reads less than was written before."""
    count = done = 0
    lock = threading.Lock()
    mine = threading.local()
    wrong: list[tuple[int, int]] = []

    def answer(request: Any) -> Any:
        nonlocal count
        with lock:
            if request.method != "GET":
                count += 1
                mine.count = count
                return DONE
            return 200, {"data": product(note=str(count))}, KEEP

    server, cache = script(answer), Cache()

    def work() -> None:
        nonlocal done
        for number in range(150):
            if number % 3 == 0:
                client.products.delete("p")
                with lock:
                    done = max(done, mine.count)
            least = done
            found = int(client.products.get("p").note or 0)
            if found < least:
                wrong.append((found, least))

    with Client(transport=server.transport, cache=cache) as client:
        threads = [threading.Thread(target=work) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert int(client.products.get("p").note or 0) == count == 200
    assert not wrong
    assert cache._used == sum(size for _, _, size, _ in cache._kept.values())
    assert len(server.requests) > count


def test_asynchronous(http: ModuleType) -> None:
    """Also when the caller gives up a write that was on its way."""
    given_up = asyncio.Event()

    server = Script(http, serving())

    async def handle(request: Any) -> Any:
        if request.method == "PUT":
            given_up.set()
            await asyncio.sleep(60)
        return server(request)

    async def main() -> None:
        async with AsyncClient(transport=http.MockTransport(handle), cache=Cache()) as client:

            async def took() -> int:
                return (await raw_async(client.products.get)("p")).attempts

            assert [await took() for _ in range(2)] == [1, 0]
            await client.call(writing("DELETE"), {"product": "p"})
            assert [await took() for _ in range(2)] == [1, 0]
            task = asyncio.ensure_future(client.call(writing("PUT"), {"product": "p"}))
            await given_up.wait()
            task.cancel()
            with pytest.raises(asyncio.CancelledError):
                await task
            assert [await took() for _ in range(2)] == [1, 0]

    asyncio.run(main())


def test_nothing_stays_of_calls_that_are_over(script: Make) -> None:
    """What is known of a URI goes with its answers; a failed read leaves nothing."""
    server, cache = script((404, {})), Cache()
    with Client(transport=server.transport, cache=cache, retries=0) as client:
        for number in range(20):
            with pytest.raises(ApiError):
                client.products.get(f"p{number}")
            with pytest.raises(ApiError):
                client.products.delete(f"p{number}")
    gc.collect()
    assert len(cache._targets) == len(cache) == 0
