"""Bytes that no client of ours would send, over a socket: each is answered, and the stub goes on."""

from __future__ import annotations

import gzip
import socket
from collections.abc import Iterator

import pytest

from generator.runtime.server import running
from tests.runtime_server.support import BEARER, application

AUTH = f"authorization: {BEARER['authorization']}\r\n".encode()
END = AUTH + b"host: shop.test\r\nconnection: close\r\n"
JSON = b"content-type: application/json\r\n"


@pytest.fixture(scope="module")
def address() -> Iterator[tuple[str, int]]:
    """A stub on loopback."""
    with running(application()) as url:
        host, _, port = url.removeprefix("http://").partition(":")
        yield host, int(port)


def answer(address: tuple[str, int], data: bytes) -> bytes:
    """All that comes back for some bytes until the connection ends."""
    with socket.create_connection(address, timeout=30) as connection:
        connection.sendall(data)
        pieces = b""
        while piece := connection.recv(65536):
            pieces += piece
        return pieces


def get(target: bytes) -> bytes:
    return b"GET " + target + b" HTTP/1.1\r\n" + END + b"\r\n"


def post(body: bytes, more: bytes = JSON, target: bytes = b"/products") -> bytes:
    length = b"content-length: %d\r\n" % len(body)
    return b"POST " + target + b" HTTP/1.1\r\n" + END + more + length + b"\r\n" + body


def chunked(body: bytes) -> bytes:
    return (
        b"POST /products HTTP/1.1\r\n" + END + JSON + b"transfer-encoding: chunked\r\n\r\n" + body
    )


FORM = b"content-type: multipart/form-data; boundary=B\r\n"
PART = b'--B\r\ncontent-disposition: form-data; name="title"\r\n\r\nx\r\n'
NEXT = b"GET /products/featured HTTP/1.1\r\n" + END + b"\r\n"

SENT: dict[str, tuple[bytes, set[int]]] = {
    "15,000 query pairs": (get(b"/products?" + b"category=a&" * 5_500 * 2), {400}),
    "brackets in brackets": (get(b"/products?filter" + b"[a]" * 5_000 + b"=1"), {200, 400, 422}),
    "a path that is no UTF-8": (get(b"/products/%ff%fe"), {400, 404, 422}),
    "a query that is no UTF-8": (get(b"/products?category=%ff"), {400, 422}),
    "line breaks in a path": (get(b"/products/a%0d%0ax-injected:%201"), {200, 404, 422}),
    "lists in lists": (post(b"[" * 200_000 + b"]" * 200_000), {400}),
    "objects in objects": (post(b'{"a":' * 100_000 + b"1" + b"}" * 100_000), {400}),
    "a million digits": (post(b'{"price":' + b"1" * 1_000_000 + b"}"), {400}),
    "JSON that is no UTF-8": (post(b'{"name":"\xff\xfe"}'), {400}),
    "a body in gzip": (post(gzip.compress(b" " * 1_000_000), JSON + b"content-encoding: gzip\r\n"), {415}),
    "20,000 parts": (post(PART * 20_000 + b"--B--\r\n", FORM, b"/images"), {400}),
    "chunks without end": (chunked(b"100000\r\n" + b" " * 0x100000 + b"\r\n") + (b"100000\r\n" + b" " * 0x100000 + b"\r\n") * 19 + b"0\r\n\r\n", {400, 413}),
    "many tiny chunks": (chunked(b"1\r\n \r\n" * 50_000 + b"1\r\n1\r\n0\r\n\r\n"), {400, 422}),
    "chunks that are none": (chunked(b"zz\r\n\x00\xff\r\n"), {400}),
    "a chunk of 2^72 bytes": (chunked(b"ffffffffffffffffff\r\nab\r\n"), {400}),
    "a length and chunks": (b"POST /products HTTP/1.1\r\n" + END + JSON + b"content-length: 6\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n" + NEXT, {400}),
    "two lengths": (b"POST /products HTTP/1.1\r\n" + END + JSON + b"content-length: 1\r\ncontent-length: 30\r\n\r\n1" + NEXT, {400}),
    "another encoding of the transfer": (b"POST /products HTTP/1.1\r\n" + END + JSON + b"transfer-encoding: xchunked\r\n\r\n0\r\n\r\n" + NEXT, {400}),
    "a length with a sign": (b"POST /products HTTP/1.1\r\n" + END + JSON + b"content-length: +1\r\n\r\n1" + NEXT, {400}),
    "a space before a colon": (b"POST /products HTTP/1.1\r\n" + END + JSON + b"transfer-encoding : chunked\r\ncontent-length: 1\r\n\r\n1" + NEXT, {400}),
    "bytes": (bytes(range(256)) * 40, {400}),
    "a hello of TLS": (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"a" * 500, {400}),
}  # fmt: skip


@pytest.mark.parametrize("name", SENT)
def test_it_is_answered_once_and_the_next_caller_is_served(address: tuple[str, int], name: str):
    data, statuses = SENT[name]
    try:
        told = answer(address, data)
    except ConnectionError:
        told = b"HTTP/1.1 400 \r\n"  # it was refused before all of it was sent
    lines = [line for line in told.split(b"\r\n") if line.startswith(b"HTTP/1.1 ")]
    assert len(lines) == 1, lines  # what stands behind a body is no second request
    assert {int(line.split()[1]) for line in lines} <= statuses, told[:500]
    assert b"x-injected" not in told.partition(b"\r\n\r\n")[0].lower()
    assert answer(address, NEXT).startswith(b"HTTP/1.1 200 ")


def test_half_a_request_takes_nobody_elses_turn(address: tuple[str, int]):
    drips = [socket.create_connection(address, timeout=30) for _ in range(50)]
    for drip in drips:
        drip.sendall(b"POST /products HTTP/1.1\r\n" + END + JSON + b"content-length: 100\r\n\r\n{")
    assert answer(address, NEXT).startswith(b"HTTP/1.1 200 ")
    for drip in drips:
        drip.close()
    assert answer(address, NEXT).startswith(b"HTTP/1.1 200 ")
