"""Servers that break the rules: a typed error that names the operation and keeps the body."""

from __future__ import annotations

import asyncio
import gzip
import json
import pickle
from typing import Any

import pytest
from shoprocket_public import AsyncClient, Client, errors
from shoprocket_public.errors import DriftWarning

from tests.behaviour.bad import Bad, Script, misbehaving, response, saying, unused_port
from tests.behaviour.shop import KEY, TOKEN

STORE = json.dumps({"data": {"id": "str_1", "name": "Café"}}, ensure_ascii=False).encode()
HTML = b"<!doctype html><title>Maintenance</title><p>Back soon.</p>"


@pytest.fixture(params=["sync", "async"])
def call(request: pytest.FixtureRequest) -> Any:
    """Makes a call to a URL with a client of either kind."""
    asynchronous = request.param == "async"

    def calling(url: str, use: Any = None, **settings: Any) -> Any:
        use = use or (lambda client: client.store.get())
        made: dict[str, Any] = {
            "publishable_key": KEY,
            "base_url": f"{url}/v3/public/{{publishable_key}}",
            "trust_env": False,
            "retries": 0,
            **settings,
        }
        if not asynchronous:
            with Client(**made) as client:
                return use(client)

        async def main() -> Any:
            async with AsyncClient(**made) as client:
                return await use(client)

        return asyncio.run(main())

    return calling


def failed(call: Any, kind: type[Exception], bad: Bad | str, **settings: Any) -> Any:
    """The error of a call, checked for what all of them must have."""
    with pytest.raises(kind) as caught:
        call(bad if isinstance(bad, str) else bad.url, **settings)
    error: Any = caught.value
    assert type(error) is kind
    assert error.operation == "getStore"
    assert str(error).startswith("getStore: ")
    assert KEY not in str(error) + repr(error.__dict__)
    twin = pickle.loads(pickle.dumps(error))
    assert (str(twin), twin.body, twin.content) == (str(error), error.body, error.content)
    return error


# A body that is not what was promised ----------------------------------------------------


def test_a_page_of_html(call: Any) -> None:
    with misbehaving(saying(response(HTML, "text/html; charset=utf-8"))) as bad:
        error = failed(call, errors.UnexpectedContentType, bad)
    assert error.message == "got text/html where the document promises application/json"
    assert (error.status, error.request_id) == (200, "bad-1")
    assert error.content == HTML
    assert error.body == HTML.decode()


BROKEN = {
    "nothing at all": (b"", "the body is empty"),
    "HTML that is called JSON": (HTML, "no JSON"),
    "JSON that is cut short": (STORE[:-4], "no JSON"),
    "JSON in which bytes are broken": (STORE.replace("é".encode(), b"\xff"), "no JSON"),
    "two values": (STORE + STORE, "no JSON"),
    "an array": (b"[]", "the body is an array"),
    "text": (b'"store"', "the body is a string"),
    "a value without its envelope": (b'{"id":"str_1"}', "data is missing"),
    "an array in the envelope": (b'{"data":[]}', "data is an array"),
    "a depth that no one needs": (b"[" * 200_000, "no JSON"),
}


@pytest.mark.parametrize("name", BROKEN)
def test_json_that_cannot_be_used(name: str, call: Any) -> None:
    body, said = BROKEN[name]
    with misbehaving(saying(response(body))) as bad:
        error = failed(call, errors.DecodeError, bad)
    assert said in error.message
    assert (error.status, error.attempts) == (200, 1)
    assert error.content == body
    assert error.body == body.decode("utf-8", "replace")
    assert error.request_id == "bad-1"
    assert error.method == "GET"


def test_a_body_that_is_not_compressed_as_it_says(call: Any) -> None:
    garbled = response(STORE, headers="Content-Encoding: gzip")
    with misbehaving(saying(garbled)) as bad:
        error = failed(call, errors.DecodeError, bad)
    assert "could not be decompressed" in error.message


USABLE = {
    "with a byte order mark": response(b"\xef\xbb\xbf" + STORE),
    "in another charset": response(
        STORE.decode().encode("latin-1"), "application/json; charset=iso-8859-1"
    ),
    "compressed": response(gzip.compress(STORE), headers="Content-Encoding: gzip"),
    "without a media type": response(STORE, None),
    "of a vendor's media type": response(STORE, "application/vnd.shoprocket.v3+json"),
    "with white space around": response(b"\r\n " + STORE + b"\n"),
}


@pytest.mark.parametrize("name", USABLE)
def test_json_that_can_be_used(name: str, call: Any) -> None:
    with misbehaving(saying(USABLE[name])) as bad:
        assert call(bad.url, strict=True).name == "Café"


def test_json_under_another_name_is_used_and_noted(call: Any) -> None:
    with (
        misbehaving(saying(response(STORE, "text/plain"))) as bad,
        pytest.warns(DriftWarning, match="getStore: content type text/plain"),
    ):
        assert call(bad.url).name == "Café"


def test_no_content_where_a_body_was_promised_is_noted(call: Any) -> None:
    empty = b"HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n"
    with misbehaving(saying(empty)) as bad:
        with pytest.warns(DriftWarning, match="getStore: status 204 is not in the document"):
            assert call(bad.url) is None
        failed(call, errors.DecodeError, bad, strict=True)


# Errors that are not in the vendor's envelope --------------------------------------------


def test_an_error_page_of_a_proxy(call: Any) -> None:
    with misbehaving(saying(response(HTML, "text/html", status="502 Bad Gateway"))) as bad:
        error = failed(call, errors.ServerError, bad)
    assert (error.status, error.code, error.message, dict(error.fields)) == (502, None, "", {})
    assert (error.content, error.body) == (HTML, HTML.decode())
    assert str(error) == "getStore: 502 Bad Gateway [request bad-1]"


@pytest.mark.parametrize(
    ("body", "kept"),
    [
        (b"", None),
        (b'{"error":', '{"error":'),
        (b'{"error":"no"}', {"error": "no"}),
        (b'{"problem":{"why":1}}', {"problem": {"why": 1}}),
        (b'["no"]', ["no"]),
        (b'{"error":{"code":7,"message":null,"fields":["a"]}}', ...),
    ],
)
def test_an_error_that_is_not_in_the_envelope(body: bytes, kept: Any, call: Any) -> None:
    with misbehaving(saying(response(body, status="401 Unauthorized"))) as bad:
        error = failed(call, errors.Unauthorized, bad)
    assert error.content == body
    if kept is not ...:
        assert _plain(error.body) == kept
    else:
        assert error.code == "7"
        assert error.body.error.code == "7"


def _plain(value: Any) -> Any:
    if hasattr(value, "model_dump"):
        return value.model_dump(by_alias=True, exclude_unset=True, warnings=False)
    return value


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        ("418 I'm a teapot", errors.ClientError),
        ("410 Gone", errors.Gone),
        ("599 Whatever", errors.ServerError),
        ("304 Not Modified", errors.UnexpectedStatus),
    ],
)
def test_statuses_that_the_document_does_not_know(status: str, kind: Any, call: Any) -> None:
    with misbehaving(saying(response(b"", None, status=status))) as bad:
        error = failed(call, kind, bad)
    assert error.status == int(status[:3])


def test_a_redirect_to_another_server_is_not_followed(call: Any) -> None:
    with misbehaving(saying(response(STORE))) as other:
        away = response(b"", None, status="302 Found", headers=f"Location: {other.url}/x?k=1")
        with misbehaving(saying(away)) as bad:
            error = failed(call, errors.RedirectRefused, bad)
        assert other.requests == []
    assert error.location.startswith(other.url)
    assert "k=1" not in str(error)


def test_a_redirect_on_the_same_server_is(call: Any) -> None:
    on = response(b"", None, status="307 Temporary Redirect", headers="Location: /moved")
    with misbehaving(saying(on), saying(response(STORE))) as bad:
        assert call(bad.url).name == "Café"
    assert bad.requests[1].startswith(b"GET /moved HTTP/1.1")


def test_redirects_in_a_circle_end(call: Any) -> None:
    on = response(b"", None, status="302 Found", headers="Location: /again")
    with misbehaving(saying(on)) as bad:
        failed(call, errors.RedirectRefused, bad)
    assert len(bad.requests) == 6


# No response, or half of one -------------------------------------------------------------


def test_nobody_listens(call: Any) -> None:
    error = failed(call, errors.ConnectionFailed, f"http://127.0.0.1:{unused_port()}")
    assert error.sent is False
    assert error.status is None
    assert "the connection could not be made" in error.message


LOST = {
    "closed without a word": Script(),
    "reset without a word": Script(reset=True),
    "reset within the head": Script((b"HTTP/1.1 200 OK\r\nContent-Le",), reset=True),
    "closed within the body": saying(response(STORE, length=len(STORE) + 9)),
    "reset within the body": Script((response(STORE, length=len(STORE) + 9),), reset=True),
    "something that is not HTTP": saying(b"220 mail.example.com ESMTP\r\n"),
    "a head without end": saying(b"HTTP/1.1 200 OK\r\n" + b"X-Long: " + b"y" * 200_000),
}


@pytest.mark.parametrize("name", LOST)
def test_a_connection_that_breaks(name: str, call: Any) -> None:
    with misbehaving(LOST[name]) as bad:
        error = failed(call, errors.ConnectionFailed, bad)
        assert len(bad.requests) == 1
    assert error.sent is True
    assert error.status is None
    assert error.__cause__ is not None
    assert error.__cause__.__traceback__ is None


def test_a_broken_connection_is_tried_again_where_that_is_safe(call: Any) -> None:
    with misbehaving(Script(reset=True), saying(response(STORE))) as bad:
        assert call(bad.url, retries=2).name == "Café"
        assert len(bad.requests) == 2
        assert bad.requests[0] == bad.requests[1]


def test_a_payment_is_not_tried_again(call: Any) -> None:
    def pay(client: Any) -> Any:
        return client.cart.checkout(cart_token=TOKEN, payment_method="pm_x")

    with misbehaving(Script(reset=True)) as bad:
        with pytest.raises(errors.ConnectionFailed) as caught:
            call(bad.url, pay, retries=2)
        assert len(bad.requests) == 1
    assert caught.value.operation == "checkout"
    assert caught.value.attempts == 1


def test_a_read_that_stalls(call: Any) -> None:
    head = response(b"", length=len(STORE))
    with misbehaving(Script((head, STORE), pause=30.0)) as bad:
        error = failed(call, errors.TimeoutExceeded, bad, timeout=0.2)
    assert error.phase == "read"
    assert isinstance(error, TimeoutError)


def test_a_body_that_drips_ends_with_the_deadline(call: Any) -> None:
    chunks = tuple(bytes([byte]) for byte in STORE)
    script = Script((response(b"", length=len(STORE)), *chunks), pause=0.08)
    with misbehaving(script) as bad:
        failed(call, errors.DeadlineExceeded, bad, timeout=1.0, deadline=0.4)


def test_a_body_without_end_is_not_read_to_the_end(call: Any) -> None:
    head = response(b"", length=1 << 40)
    with misbehaving(Script((head, *(b" " * 65536,) * 64))) as bad:
        error = failed(call, errors.ResponseTooLarge, bad, max_response_bytes=100_000)
    assert "100000" in error.message


def test_a_bomb_is_not_unpacked_to_the_end(call: Any) -> None:
    bomb = response(gzip.compress(b" " * 50_000_000), headers="Content-Encoding: gzip")
    with misbehaving(saying(bomb)) as bad:
        failed(call, errors.ResponseTooLarge, bad, max_response_bytes=1_000_000)
