"""Where a redirect leads: within the origin with all that a call has, elsewhere with nothing of it."""

from __future__ import annotations

from typing import Any

import pytest

from generator.runtime.call.redirect import other_origin, same_origin
from generator.runtime.ground.errors import ApiError, RedirectRefused
from generator.runtime.ground.operation import Operation, Reply

from .sdk import Client

AT = "https://h.test/a/b?x=1"


@pytest.mark.parametrize(
    ("location", "target"),
    [
        (None, None),
        ("", None),
        ("c", "/a/c"),
        ("/c?d=1&e", "/c?d=1&e"),
        ("?y=2", "/a/b?y=2"),
        ("..", "/"),
        ("//h.test/c", "/c"),
        ("https://h.test", "/"),
        ("https://h.test?x", "/?x"),
        ("HTTPS://H.test/c", "/c"),
        ("https://h.test:443/c", "/c"),
        (" /c ", "/c"),
        ("/c#part", "/c"),
        ("/ü b", "/%C3%BC%20b"),
        ("/a%20b~c!$&'()*+,;=:@[]", "/a%20b~c!$&'()*+,;=:@[]"),
        ("/a\x7fb", "/a%7Fb"),
        ('/<"{|}^>?`', "/%3C%22%7B%7C%7D%5E%3E?%60"),
        ("/a\x80", "/a%C2%80"),
        ("https://h.test:444/c", None),
        ("https://h.test:80/c", None),
        ("http://h.test/c", None),
        ("http://h.test:443/c", None),
        ("https://evil.test/c", None),
        ("https://h.test.evil.test/c", None),
        ("https://user@h.test/c", None),
        ("https://:@h.test/c", None),
        ("//evil.test", None),
        ("https://h.test:no/c", None),
        ("https://[::1/c", None),
        ("mailto:a@h.test", None),
    ],
)
def test_within_the_origin(location: str | None, target: str | None) -> None:
    assert same_origin("https://h.test", AT, location) == target


@pytest.mark.parametrize(
    ("origin", "location", "target"),
    [
        ("http://h.test", "http://h.test:80/c", "/c"),
        ("http://h.test:8080", "http://h.test:8080/c", "/c"),
        ("http://h.test:8080", "http://h.test/c", None),
        ("http://[::1]:80", "http://[::1]/c", None),
        ("http://[::1]", "http://[::1]:80/c", "/c"),
        ("http://[::1]:81", "http://[0:0::1]:81/c", None),
        ("http://h.test:0", "http://h.test:0/c", "/c"),
    ],
)
def test_ports_and_addresses(origin: str, location: str, target: str | None) -> None:
    assert same_origin(origin, f"{origin}/a", location) == target


@pytest.mark.parametrize(
    ("current", "location", "url"),
    [
        (AT, "https://files.test/a?b=c", "https://files.test/a?b=c"),
        (AT, "https://files.test", "https://files.test/"),
        (AT, "https://files.test:8443?x", "https://files.test:8443/?x"),
        (AT, "//files.test/a", "https://files.test/a"),
        (AT, " https://files.test/ü#part ", "https://files.test/%C3%BC"),
        (AT, "http://files.test/a", None),  # never from https to http
        ("http://h.test/a", "http://files.test/a", "http://files.test/a"),
        ("http://h.test/a", "https://files.test/a", "https://files.test/a"),
        ("http://h.test/a", "ftp://files.test/a", None),
        (AT, "https://user:pw@files.test/a", None),
        (AT, "https://@files.test/a", None),
        (AT, "https://bücher.test/a", None),
        ("http://h.test/a", "https:///a", None),
        (AT, "https://files.test:port/a", None),
        (AT, "data:text/plain,x", None),
        (AT, None, None),
        (AT, "", None),
    ],
)
def test_to_another_origin(current: str, location: str | None, url: str | None) -> None:
    assert other_origin(current, location) == url


# Through a client ----------------------------------------------------------------------------

FILES = "https://files.test"
HOME = "https://api.shop.test"


@pytest.mark.parametrize(
    ("documented", "chain", "asked"),
    [
        # Within the origin, whoever tells of it, with all that the call has.
        ((), [(302, "/a"), (301, "/b"), 200], [(HOME, True), (HOME, True)]),
        ((302,), [(302, "/a"), 200], [(HOME, True)]),
        # To others where the document tells of it: with nothing of the call's own.
        ((302,), [(302, f"{FILES}/a"), 200], [(FILES, False)]),
        ((302,), [(302, f"{FILES}/a"), (302, f"{FILES}/b"), 200], [(FILES, False)] * 2),
        ((302,), [(302, f"{FILES}/a"), (301, "/b"), 200], [(FILES, False)] * 2),
        # And never back with credentials.
        ((302,), [(302, f"{FILES}/a"), (302, f"{HOME}/b"), 200], [(FILES, False), (HOME, False)]),
        ((302,), [(302, "/a"), (302, f"{FILES}/b"), 200], [(HOME, True), (FILES, False)]),
        # What the document does not tell of is refused, as is what leads nowhere.
        ((), [(302, f"{FILES}/a")], []),
        ((307,), [(302, f"{FILES}/a")], []),
        ((302,), [(302, "http://files.test/a")], []),
        ((302,), [(302, "/a"), (302, "")], [(HOME, True)]),
        ((), [(302, None)], []),
        # Five, and no more.
        ((), [(302, "/a")] * 5 + [200], [(HOME, True)] * 5),
        ((), [(302, "/a")] * 6, [(HOME, True)] * 5),
        ((302,), [(302, f"{FILES}/a")] * 6, [(FILES, False)] * 5),
        # What is no redirect ends it.
        ((302,), [(302, f"{FILES}/a"), 404], [(FILES, False)]),
        ((), [(304, "/a")], []),
    ],
)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_chain(
    script: Any, documented: tuple[int, ...], chain: list[Any], asked: list[Any], method: str
) -> None:
    answers = [
        (one, b"")
        if isinstance(one, int)
        else (one[0], b"", {"location": one[1]} if one[1] is not None else {})
        for one in chain
    ]
    replies = Reply((200,), "application/pdf"), *(Reply((status,)) for status in documented)
    op: Operation[Any] = Operation("op", method, "/x", replies=replies)
    server = script(*answers)
    client = Client(transport=server.transport, retries=0)
    options: Any = {"headers": {"x-own": "secret"}}
    if chain[-1] == 200:
        client.call(op, {}, options)
    else:
        with pytest.raises(ApiError) as caught:
            client.call(op, {}, options)
        last = chain[-1] if isinstance(chain[-1], int) else chain[-1][0]
        assert caught.value.status == last
        assert isinstance(caught.value, RedirectRefused) is (last == 302)
    found = [
        (f"{request.url.scheme}://{request.url.host}", "authorization" in request.headers)
        for request in server.requests
    ]
    assert found == [(HOME, True), *asked]
    assert {request.method for request in server.requests} == {method}
    for request in server.requests[1:]:
        assert request.headers["host"] == request.url.host
        assert request.read() == b""
    for request in server.requests:  # a credential may stand in any header
        assert ("x-own" in request.headers) is ("authorization" in request.headers)


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_a_call_that_acts_is_not_repeated_elsewhere(script: Any, method: str) -> None:
    server = script((307, b"", {"location": "/a", "x-should-retry": "true"}))
    with pytest.raises(RedirectRefused):
        Client(transport=server.transport).call(Operation("op", method, "/x"), {})
    assert len(server.requests) == 1
