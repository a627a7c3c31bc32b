"""The request of a call, field by field: what is ours, what the caller says, what stands once."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest

from generator.runtime.ground.errors import ApiError
from generator.runtime.ground.operation import Body, Operation, Param, Retry, Scheme, Server
from generator.runtime.ground.operation import Field as BodyField
from generator.runtime.wire.multipart import multipart

from .conftest import Script, still
from .sdk import API, Client

Make = Callable[..., Script]
OPEN = API._replace(schemes=(), security=((),))
OK = (200, b"")
PARAMS = (
    Param("q", "query"),
    Param("r", "query"),
    Param("h", "header", "X-H"),
    Param("k", "header", "idempotency-key"),
)


def sent(
    script: Make,
    op: Operation[Any],
    args: dict[str, Any],
    options: Any = None,
    api: Any = OPEN,
    **settings: Any,
) -> Any:
    server = script(OK)
    client = Client(api=api, transport=server.transport, **settings)
    still(client)
    client.call(op, args, options)
    return server.last


def operation(method: str = "GET", path: str = "/x", **more: Any) -> Operation[Any]:
    return Operation("op", method, path, params=PARAMS, **more)


@pytest.mark.parametrize(
    ("path", "args", "options", "target"),
    [
        ("/x", {}, None, "/v3/x"),
        ("/x", {"q": "a b", "r": 1}, None, "/v3/x?q=a%20b&r=1"),
        ("/x", {"q": "a", "r": 1}, {"query": {"q": "b"}}, "/v3/x?r=1&q=b"),
        ("/x", {"q": "a"}, {"query": {"Q": "b", "s": [1, 2]}}, "/v3/x?q=a&Q=b&s=1&s=2"),
        ("/x?own=1&q=0", {}, None, "/v3/x?own=1&q=0"),
        ("/x?own=1&q=0", {"q": "a"}, None, "/v3/x?own=1&q=a"),
        ("/x?own=1", {"r": 2}, {"query": {"own": 3}}, "/v3/x?r=2&own=3"),
        ("/", {}, None, "/v3"),
        ("/", {"q": 1}, None, "/v3?q=1"),
    ],
)
def test_what_is_asked_for(script: Make, path: str, args: Any, options: Any, target: str) -> None:
    api = OPEN._replace(servers=(Server("https://h.test/v3"),))
    request = sent(script, operation(path=path), args, options, api)
    assert request.url.raw_path == target.encode()


def test_a_credential_in_a_query_stands_once(script: Make) -> None:
    api = API._replace(
        servers=(Server("https://h.test"),),
        schemes=(Scheme("key", "key", "key", "query", "api_key"),),
        security=(("key",),),
    )
    found = [
        sent(script, operation(path=path), {}, options, api, key="k1").url.raw_path
        for path, options in (
            ("/x", None),
            ("/x?a=b", None),
            ("/x?api_key=theirs&a=b", None),
            ("/x", {"query": {"api_key": "own"}}),
        )
    ]
    assert found == [
        b"/x?api_key=k1",
        b"/x?a=b&api_key=k1",
        b"/x?a=b&api_key=k1",
        b"/x?api_key=own",
    ]


@pytest.mark.parametrize(
    ("args", "options", "values"),
    [
        ({"h": "a"}, None, ["a"]),
        ({"h": "a"}, {"headers": {"x-h": "b"}}, ["b"]),
        ({}, {"headers": {"X-H": "b"}}, ["b"]),
        ({}, None, []),
    ],
)
def test_a_callers_header_replaces_an_argument(
    script: Make, args: Any, options: Any, values: list[str]
) -> None:
    assert sent(script, operation(), args, options).headers.get_list("x-h") == values


@pytest.mark.parametrize("name", ["User-Agent", "accept-encoding", "ACCEPT"])
def test_a_callers_header_replaces_what_goes_with_every_call(script: Make, name: str) -> None:
    usual = sent(script, operation(), {})
    assert len(usual.headers.get_list(name)) == 1
    assert sent(script, operation(), {}, {"headers": {name: "own"}}).headers.get_list(name) == [
        "own"
    ]


@pytest.mark.parametrize(
    ("args", "options", "given"),
    [
        ({}, None, None),
        ({"k": "theirs"}, None, "theirs"),
        ({}, {"headers": {"IDEMPOTENCY-KEY": "theirs"}}, "theirs"),
        ({}, {"idempotency_key": "own"}, "own"),
        ({"k": "theirs"}, {"idempotency_key": "own"}, "own"),
    ],
)
def test_an_idempotency_key_stands_once_and_makes_a_call_safe(
    script: Make, args: Any, options: Any, given: str | None
) -> None:
    retry = Retry(attempts=2, idempotency_header="Idempotency-Key")
    server = script((500, b""))
    client = Client(api=OPEN, transport=server.transport)
    still(client)
    with pytest.raises(ApiError):
        client.call(operation("POST", retry=retry), args, options)
    keys = [request.headers.get_list("idempotency-key") for request in server.requests]
    assert len(keys) == 2
    assert keys[0] == keys[1]
    assert len(keys[0]) == 1
    assert keys[0] == [given] if given else len(keys[0][0]) >= 16


def test_without_a_key_such_a_call_is_not_safe(script: Make) -> None:
    server = script((500, b""))
    client = Client(api=OPEN._replace(retry=Retry(attempts=3)), transport=server.transport)
    still(client)
    with pytest.raises(ApiError):
        client.call(operation("POST", retry=Retry(attempts=3)), {})
    assert len(server.requests) == 1
    with pytest.raises(ApiError):
        client.call(operation("POST", retry=Retry(attempts=3)), {}, {"idempotency_key": "k"})
    assert [request.headers["idempotency-key"] for request in server.requests[1:]] == ["k"] * 3


def test_the_number_of_repeats_is_told_where_the_vendor_wants_it(script: Make) -> None:
    server = script((500, b""), (500, b""), OK)
    client = Client(api=OPEN, transport=server.transport)
    still(client)
    client.call(operation(retry=Retry(attempts=3, attempt_header="X-Repeats")), {})
    assert [request.headers.get("x-repeats") for request in server.requests] == [None, "1", "2"]


@pytest.mark.parametrize(
    ("theirs", "own"),
    [(None, None), ({"X-Request-Id": "mine"}, "mine"), ({"x-request-id": "mine"}, "mine")],
)
def test_an_id_of_our_own_unless_the_caller_has_one(
    script: Make, theirs: Any, own: str | None
) -> None:
    api = OPEN._replace(request_id_header="X-Request-Id")
    server = script((404, b""))
    client = Client(api=api, transport=server.transport)
    with pytest.raises(ApiError) as caught:
        client.call(operation(), {}, {"headers": theirs} if theirs else None)
    (said,) = server.last.headers.get_list("x-request-id")
    assert caught.value.request_id == said
    assert said == own if own else len(said) >= 16


@pytest.mark.parametrize(
    ("method", "body", "args", "fields"),
    [
        ("GET", None, {}, (None, None, None)),
        ("DELETE", None, {}, (None, None, None)),
        ("POST", None, {}, ("0", None, None)),
        ("PUT", None, {}, ("0", None, None)),
        ("PATCH", None, {}, ("0", None, None)),
        ("POST", Body(("application/json",)), {}, ("0", None, None)),
        ("POST", Body(("application/json",)), {"body": [1]}, ("3", None, "application/json")),
        ("DELETE", Body(("application/json",)), {"body": [1]}, ("3", None, "application/json")),
        ("POST", Body(("a/b",)), {"body": lambda: io.BytesIO(b"12345")}, ("5", None, "a/b")),
        ("POST", Body(("a/b",)), {"body": lambda: iter([b"1"])}, (None, "chunked", "a/b")),
    ],
)
def test_how_long_a_body_is(
    script: Make, method: str, body: Body | None, args: Any, fields: tuple[str | None, ...]
) -> None:
    made = {name: value() if callable(value) else value for name, value in args.items()}
    headers = sent(script, operation(method, body=body), made).headers
    names = ("content-length", "transfer-encoding", "content-type")
    assert tuple(headers.get(name) for name in names) == fields
    assert all(len(headers.get_list(name)) <= 1 for name in names)


def test_a_content_type_of_the_callers_own(script: Make) -> None:
    op = operation("POST", body=Body(("application/json",)))
    for options in ({"headers": {"Content-Type": "a/b"}}, {"headers": {"content-type": "a/b"}}):
        assert sent(script, op, {"body": [1]}, options).headers.get_list("content-type") == ["a/b"]


def test_a_credential_in_a_form_and_in_a_cookie(script: Make) -> None:
    api = API._replace(
        schemes=(
            Scheme("form", "key", "key", "form", "token"),
            Scheme("cookie", "key", "key", "cookie", "sid"),
        ),
        security=(("form", "cookie"),),
    )
    form = Body(("application/x-www-form-urlencoded",), fields=(BodyField("a"),))
    op = Operation[Any]("op", "POST", "/x", body=form, params=(Param("c", "cookie"),))
    for key in ("k 1", lambda: "k 1"):
        request = sent(script, op, {"a": 1, "c": 2}, None, api, key=key)
        assert request.read() == b"a=1&token=k+1"
        assert request.headers["cookie"] == "c=2; sid=k%201"
        assert request.headers["content-length"] == "13"
        bare = sent(script, Operation[Any]("op", "POST", "/x"), {}, None, api, key=key)
        assert bare.read() == b"token=k+1"
        assert bare.headers["content-type"] == "application/x-www-form-urlencoded"


class Unseekable(io.RawIOBase):
    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        return 0


@pytest.mark.parametrize(
    ("members", "known", "again"),
    [
        ({"a": "ü", "b": [1, 2]}, True, True),
        ({"a": b"12345", "b": ("x.txt", b"1")}, True, True),
        ({"a": io.BytesIO(b"12345")}, True, True),
        ({"a": "x", "b": Unseekable()}, False, False),
        ({"b": Unseekable(), "a": "x"}, False, False),
        ({}, True, True),
    ],
)
def test_how_long_a_multipart_body_is(members: dict[str, Any], known: bool, again: bool) -> None:
    media, payload = multipart("multipart/form-data", members, {})
    assert payload.start()
    whole = b"".join(payload)
    assert payload.length == (len(whole) if known else None)
    assert payload.replayable is again
    assert payload.start() is again
    if again:
        assert b"".join(payload) == whole
    boundary = media.partition("boundary=")[2].encode()
    assert whole.endswith(b"--" + boundary + b"--\r\n")
    assert whole.count(b"--" + boundary) == 1 + sum(
        len(one) if isinstance(one, list) else 1 for one in members.values()
    )
