"""Answers that are given again as long as their `Cache-Control` allows, and no longer."""

from __future__ import annotations

import asyncio
import contextlib
import gzip
import json
import threading
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest

from generator.runtime.client import Breaker, Cache, raw
from generator.runtime.ground.errors import ApiError, ConnectionFailed, RateLimited, UsageError
from generator.runtime.ground.operation import Operation, Rule

from .conftest import Script, still
from .sdk import API, GET, KEY, AsyncClient, Client, product

Make = Callable[..., Script]
KEEP = {"content-type": "application/json", "cache-control": "public, max-age=60"}


def good(**headers: str) -> Any:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return 200, {"data": product()}, {"content-type": "application/json", **named}


@pytest.mark.parametrize(
    ("headers", "times"),
    [
        ({"cache_control": "public, max-age=60"}, 1),
        ({"cache_control": "Private, Max-Age=60, must-revalidate"}, 1),
        ({"cache_control": 'max-age="60"'}, 1),
        ({"cache_control": "max-age=60", "vary": "Accept-Encoding, Accept"}, 1),
        ({"cache_control": "max-age=60", "age": "59"}, 1),
        ({"cache_control": "max-age=60", "age": "60"}, 2),
        ({"cache_control": "max-age=60", "age": "old"}, 1),
        ({"cache_control": "max-age=1", "age": "old"}, 1),
        ({"cache_control": "max-age=9999999999"}, 1),
        ({"cache_control": "max-age=99999999999"}, 2),  # longer than three centuries: nonsense
        ({}, 2),
        ({"cache_control": ""}, 2),
        ({"cache_control": "max-age=0"}, 2),
        ({"cache_control": "max-age=-5"}, 2),
        ({"cache_control": "max-age=soon"}, 2),
        ({"cache_control": "s-maxage=60"}, 2),
        ({"cache_control": "max-age=60, no-store"}, 2),
        ({"cache_control": "no-cache, max-age=60"}, 2),
        ({"cache_control": 'private="set-cookie", no-cache="x", max-age=60'}, 2),
        ({"cache_control": "max-age=60", "vary": "*"}, 2),
        ({"expires": "Wed, 21 Oct 2099 07:28:00 GMT", "etag": '"e"'}, 2),
    ],
)
def test_what_is_kept(script: Make, headers: dict[str, str], times: int) -> None:
    server = script(good(**headers))
    with Client(transport=server.transport, cache=Cache()) as client:
        still(client)
        first, second = (raw(client.products.get)("p") for _ in range(2))
    assert len(server.requests) == times
    assert (first.attempts, second.attempts) == (1, times - 1)
    assert second.value == first.value
    assert second.value is not first.value  # a model may be changed by who got it
    assert second.content == first.content
    assert dict(second.headers) == dict(first.headers)


def test_an_answer_is_for_all_that_was_asked(script: Make) -> None:
    """Other values of a header are another request: a language, somebody else's key."""
    server = script(good(cache_control="max-age=60"))
    with Client(transport=server.transport, cache=Cache()) as client:
        still(client)
        for asked in ({"x-key": "a"}, {"x-key": "b"}, {"x-own": "a"}, {"x-key": "a"}):
            client.products.get("p", options={"headers": asked})
        client.products.get("q", options={"headers": {"x-key": "a"}})
    assert [request.headers.get("x-key") for request in server.requests] == ["a", "b", None, "a"]


def test_until_it_is_over(script: Make) -> None:
    server = script(good(cache_control="max-age=60", age="20"))
    cache = Cache()
    with Client(transport=server.transport, cache=cache) as client:
        clock = still(client)
        for at, asked in ((0, 1), (39.9, 1), (40, 2), (79, 2), (80, 3)):
            clock.now = 1000.0 + at
            client.products.get("p")
            assert len(server.requests) == asked
        assert repr(cache) == "<Cache of 1 answers>"
        cache.clear()
        client.products.get("p")
    assert len(server.requests) == 4


def test_to_whom_an_answer_belongs(script: Make) -> None:
    """Path, query, headers and credentials are all of it; an id of the request is not."""
    server = script(good(cache_control="max-age=60"))
    cache = Cache()
    named = API._replace(request_id_header="X-Request-Id")
    one = Client(api=named, transport=server.transport, cache=cache)
    other = Client(api=named, transport=server.transport, cache=cache, key="pk_other_key")
    german = one.with_options(headers={"Accept-Language": "de"})
    calls: list[Any] = [
        lambda: one.products.get("p"),
        lambda: one.products.get("q"),
        lambda: one.products.get("p", options={"query": {"stock": 1}}),
        lambda: german.products.get("p"),
        lambda: other.products.get("p"),
    ]
    for _ in range(3):
        for call in calls:
            call()
    assert len(server.requests) == len(calls)
    assert KEY not in repr(cache)
    assert KEY.encode() not in b"".join((*cache._kept, *cache._targets))


def test_what_is_asked_for_anew(script: Make) -> None:
    server = script(good(cache_control="max-age=60"))
    with Client(transport=server.transport, cache=Cache()) as client:
        for wanted, asked in (("no-cache", 1), (None, 1), ("no-cache", 2), ("no-store", 3)):
            headers = {"Cache-Control": wanted} if wanted else {}
            client.products.get("p", options={"headers": headers})
            assert len(server.requests) == asked
        client.products.get("p", options={"headers": {"Cache-Control": "no-store"}})
        client.products.get("p")
    assert len(server.requests) == 4


@pytest.mark.parametrize(
    "answer",
    [
        (203, {"data": product()}, KEEP),
        (404, {}, KEEP),
        (200, {"error": {"message": "no"}}, KEEP),
        (200, b"<p>", {**KEEP, "content-type": "text/html"}),
    ],
    ids=["another status", "an error", "no product", "a page"],
)
def test_failures_are_not_kept(script: Make, answer: Any) -> None:
    server = script(answer)
    with Client(transport=server.transport, cache=Cache(), retries=0, strict=True) as client:
        for _ in range(2):
            with pytest.raises(ApiError):
                client.products.get("p")
    assert len(server.requests) == 2


def test_what_is_no_plain_get(script: Make) -> None:
    """Other methods, downloads, credentials that are functions, and where redirects lead."""
    server = script(good(cache_control="max-age=60"))
    with Client(transport=server.transport, cache=Cache()) as client:
        for _ in range(2):
            client.products.create(name="n")
    with Client(transport=server.transport, cache=Cache(), key=lambda: KEY) as client:
        for _ in range(2):
            client.products.get("p")
    assert len(server.requests) == 4
    moved = (302, b"", {"location": "/v3/public/x/products/other", "cache-control": "max-age=9"})
    server = script(moved, good(cache_control="max-age=60"), moved, good())
    with Client(transport=server.transport, cache=Cache()) as client:
        for _ in range(2):
            client.products.get("p")
    assert len(server.requests) == 4


def test_it_is_bounded(script: Make) -> None:
    server = script(good(cache_control="max-age=60"))
    assert Cache(1).size == 1
    cache = Cache(20_000)
    with Client(transport=server.transport, cache=cache) as client:
        client.products.get("kept")
        for number in range(50):
            client.products.get(f"p{number}")
            client.products.get("kept")  # what is used stays
        assert len(server.requests) == 51
        assert 2 <= len(cache) <= 4
        small = client.with_options()
        assert small.core.cache is cache
    with Client(transport=server.transport, cache=Cache(100)) as client:
        client.products.get("p")
        client.products.get("p")
    assert len(server.requests) == 53
    with pytest.raises(UsageError, match="at least 1 byte"):
        Cache(0)


def test_packed_answers(script: Make) -> None:
    body = gzip.compress(json.dumps({"data": product()}).encode())
    server = script((200, body, {**KEEP, "content-encoding": "gzip"}))
    with Client(transport=server.transport, cache=Cache()) as client:
        assert client.products.get("p").id == client.products.get("p").id == "p1"
    assert len(server.requests) == 1


def test_it_takes_no_turn(script: Make) -> None:
    server = script(good(cache_control="max-age=60"))
    limited: Operation[Any] = Operation(
        "limited", "GET", "/products/{product}", params=GET.params, replies=GET.replies,
        limits=(Rule("*", 1, 60.0, ("partner",)),),
    )  # fmt: skip
    with Client(transport=server.transport, cache=Cache(), wait=False) as client:
        for _ in range(3):
            client.call(limited, {"product": "p"})
        with pytest.raises(RateLimited):
            client.call(limited, {"product": "q"})
    assert len(server.requests) == 1


def test_it_is_no_sign_of_life(script: Make, http: ModuleType) -> None:
    """An answer from here says nothing of the vendor: failures before and after it are a row."""
    server = script(good(cache_control="max-age=60"), *[http.ConnectError("down")] * 2)
    breaker = Breaker(failures=2)
    settings: Any = {"transport": server.transport, "retries": 0, "cache": Cache()}
    with Client(**settings, breaker=breaker) as client:
        client.products.get("kept")
        for name in ("a", "kept", "b"):
            with contextlib.nullcontext() if name == "kept" else pytest.raises(ConnectionFailed):
                client.products.get(name)
    assert "open, 2" in repr(breaker)


def test_threads(script: Make) -> None:
    server = script(good(cache_control="max-age=60"))
    cache = Cache(30_000)
    with Client(transport=server.transport, cache=cache) as client:

        def work(start: int) -> None:
            for number in range(200):
                assert client.products.get(f"p{(start + number) % 12}").id == "p1"

        threads = [threading.Thread(target=work, args=(n,)) for n in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert cache._used == sum(size for _, _, size, _ in cache._kept.values()) <= 30_000


def test_asynchronous(http: ModuleType) -> None:
    server = Script(http, good(cache_control="max-age=60"))

    async def main() -> None:
        async with AsyncClient(transport=server.transport, cache=Cache()) as client:
            assert (await client.products.get("p")).id == "p1"
            assert (await client.products.get("p")).id == "p1"

    asyncio.run(main())
    assert len(server.requests) == 1


def test_answers_that_fill_a_cache_to_the_byte_are_all_kept() -> None:
    import httpx

    from generator.runtime.call.cache import _OVERHEAD, Cache

    answer = httpx.Response(200, content=b"x" * 100, headers={"cache-control": "max-age=60"})
    cache = Cache(size=2 * (100 + _OVERHEAD))

    def place(name: str, cache: Cache = cache) -> Any:
        return cache.find(httpx.Request("GET", f"https://x.test/{name}"), None, 0.0)[0]

    def kept() -> list[bytes]:
        return list(cache._kept)

    a, b, c = map(place, "abc")
    for one in (a, b):
        cache.keep(one, answer, 0.0, 0.0)
    assert kept() == [a[0], b[0]]
    cache.keep(c, answer, 0.0, 0.0)
    assert kept() == [b[0], c[0]]
    cache.clear()
    for one in (place("a"), place("b")):
        cache.keep(one, answer, 0.0, 0.0)
    assert kept() == [a[0], b[0]]
    one = Cache(size=100 + _OVERHEAD)
    a = place("a", one)
    one.keep(a, answer, 0.0, 0.0)
    one.keep(None, answer, 0.0, 0.0)
    assert len(one) == 1
    one.keep(a, httpx.Response(200, content=b"x"), 0.0, 1.0)  # it says nothing of being kept
    assert len(one) == 0
    assert Cache().size == 10_000_000


def test_an_answer_is_fresh_until_the_moment_that_it_names() -> None:
    import httpx

    request = httpx.Request("GET", "https://x.test/")
    answer = httpx.Response(200, content=b"x", headers={"cache-control": "max-age=60", "age": "10"})
    cache = Cache()
    place, found = cache.find(request, None, 100.0)
    assert found is None
    cache.keep(place, answer, 100.0, 150.0)  # over when it came
    assert len(cache) == 0
    cache.keep(place, answer, 100.0, 149.9)
    assert cache.find(request, None, 149.9)[1].content == b"x"
    assert cache.find(request, None, 150.0) == (place, None)
    assert len(cache) == 0
