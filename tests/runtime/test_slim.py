"""Requests and responses of the other engines: the HTTP library's own, for whoever looks at them."""

from __future__ import annotations

import asyncio
import gzip
from typing import Any

import httpx
import pytest

from generator.runtime.client import raw, raw_async, stream, stream_async
from generator.runtime.client.hooks import Hook
from generator.runtime.ground.http import Endpoint
from generator.runtime.ground.slim import SlimResponse, slim_library
from generator.runtime.ground.tally import Tally

from .sdk import AsyncClient, Client, product
from .test_engines import keeps, serving
from .test_faults import BODY, PDF, head, says

WAYS = pytest.mark.parametrize("way", ["async aiohttp", "sync pyreqwest", "async pyreqwest"])
TIMEOUTS = {"connect": 1.0, "read": 2.0, "write": 3.0, "pool": 4.0}


def call(way: str, port: int, work: Any, later: Any, **settings: Any) -> Any:
    kind, _, engine = way.partition(" ")
    given: dict[str, Any] = {"base_url": f"http://127.0.0.1:{port}", "trust_env": False}
    given |= {"engine": engine, **settings}

    async def main() -> Any:
        async with AsyncClient(**given) as client:
            return await later(client)

    if kind == "async":
        return asyncio.run(main())
    with Client(**given) as client:
        return work(client)


@WAYS
def test_a_whole_response_is_one_of_the_library(way: str) -> None:
    packed = gzip.compress(BODY)
    answer = head(len(packed), more="Content-Encoding: gzip\r\nX-A: 1\r\nX-A: 2\r\n") + packed
    got: list[bytes] = []
    with serving(keeps(got, answer)) as server:
        found = call(
            way,
            server.port,
            lambda client: raw(client.products.create)(name="n"),
            lambda client: raw_async(client.products.create)(name="n"),
        )
    response: Any = found.http
    assert isinstance(response, httpx.Response)
    assert (response.status_code, response.is_success, response.content) == (200, True, BODY)
    assert response.headers.get_list("x-a") == ["1", "2"]
    assert response.headers is response.headers
    assert (found.headers["x-a"], found.headers["content-encoding"]) == ("1, 2", "gzip")
    assert response.json() == {"data": product()}
    assert (response.text, response.encoding) == (BODY.decode(), "utf-8")
    assert (response.http_version, response.is_closed, response.history) == ("HTTP/1.1", True, [])
    assert response.next_request is None
    assert isinstance(response.request, httpx.Request)
    url = f"http://127.0.0.1:{server.port}/products"
    assert (response.request.method, str(response.url)) == ("POST", url)
    assert response.request.content == got[0].partition(b"\r\n\r\n")[2] == b'{"name":"n"}'
    assert response.request.headers["content-length"] == "12"
    assert response.request.url is response.request.url


@WAYS
def test_a_body_that_is_read_as_it_comes_is_unpacked_and_closed(way: str) -> None:
    body = b"%PDF" * 1000
    packed = gzip.compress(body)
    answer = head(len(packed), media=PDF, more="Content-Encoding: gzip\r\n") + packed

    def sync(client: Any) -> tuple[bytes, Any]:
        with stream(client.files.download)("f") as download:
            return download.read(), download.response.http

    async def later(client: Any) -> tuple[bytes, Any]:
        async with await stream_async(client.files.download)("f") as download:
            return await download.read(), download.response.http

    with serving(says(answer)) as server:
        got, response = call(way, server.port, sync, later)
    assert (got, response.is_closed, response.is_stream_consumed) == (body, True, True)


@WAYS
def test_what_a_hook_changes_of_a_request_is_sent(way: str) -> None:
    """A transport in between may do so with httpx, too."""
    got: list[bytes] = []

    class Changes(Hook):
        def on_attempt(self, attempt: Any) -> None:
            request = attempt._exchange.request
            request.headers = httpx.Headers({**request.headers, "X-Own": "1"})
            request.url = request.url.copy_merge_params({"own": "2"})

    with serving(keeps(got, head(len(BODY)) + BODY)) as server:
        call(
            way,
            server.port,
            lambda client: client.products.get("p1"),
            lambda client: client.products.get("p1"),
            hooks=[Changes()],
        )
    assert got[0].startswith(b"GET /products/p1?own=2 HTTP/1.1\r\n")
    assert b"x-own: 1\r\n" in got[0].lower()


def test_a_request_is_made_of_pairs_and_shows_them() -> None:
    library = slim_library()
    endpoint = Endpoint(library, "https://h.test/v1")
    pairs = [(b"Host", b"h.test"), (b"X-oDd", b"1"), (b"X-oDd", b"2")]
    whole = endpoint.request("PUT", "/v1/a?b=c", pairs, b"abc", TIMEOUTS)
    assert (whole.where, whole.pairs, whole.body) == ("https://h.test/v1/a?b=c", pairs, b"abc")
    assert (str(whole.url), whole.url.raw_path) == (whole.where, b"/v1/a?b=c")
    assert (whole.headers.get_list("x-odd"), whole.headers.raw) == (["1", "2"], pairs)
    assert (whole.content, whole.extensions) == (b"abc", {"timeout": TIMEOUTS})
    source = endpoint.request("PUT", "/v1/a", pairs, [b"a", b"b"], TIMEOUTS)
    assert (source.body, list(source.stream)) == (None, [b"a", b"b"])
    whole.headers = httpx.Headers([("A", "b")])
    whole.url = httpx.URL("https://h.test/other")
    assert (whole.pairs, whole.where) == ([(b"A", b"b")], "https://h.test/other")
    assert (whole.headers["a"], str(whole.url)) == ("b", "https://h.test/other")
    assert slim_library() is library


class Closes(httpx.SyncByteStream, httpx.AsyncByteStream):
    """A body that counts how often it is closed."""

    times = 0

    def close(self) -> None:
        self.times += 1

    async def aclose(self) -> None:
        self.times += 1


def test_a_response_is_closed_once() -> None:
    for close in (lambda one: one.close(), lambda one: asyncio.run(one.aclose())):
        body = Closes()
        response = SlimResponse(204, headers=iter([(b"A", b"b")]), stream=body)
        assert (response.is_closed, response.pairs) == (False, [(b"A", b"b")])
        close(response)
        close(response)
        assert (response.is_closed, body.times) == (True, 1)
        empty = SlimResponse(204)
        close(empty)
        assert (empty.is_closed, empty.extensions, len(empty.headers)) == (True, {}, 0)
        empty.headers = httpx.Headers({"C": "d"})
        assert (empty.pairs, empty.headers["c"]) == ([(b"C", b"d")], "d")


def test_places_are_counted_within_a_bound_and_new_ones_told() -> None:
    tally = Tally()
    assert tally.count("a", ["/x", "/y", "/x"]) == ["a: /x", "a: /y"]
    assert tally.count("a", iter(["/y", "/z"])) == ["a: /z"]
    assert tally.count("b", ["/x"]) == ["b: /x"]
    assert tally.counts == {"a: /x": 1, "a: /y": 2, "a: /z": 1, "b: /x": 1}
    assert len(tally.count("c", map(str, range(5000)))) == 996
    assert tally.count("c", ["4999", "0"]) == []
    assert (len(tally.counts), tally.counts["c: 0"]) == (1000, 2)
