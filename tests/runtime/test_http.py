"""Where an API lives as the HTTP library is told; what comes of a URL that is none."""

from __future__ import annotations

from types import ModuleType

import pytest

from generator.runtime.ground.errors import UsageError
from generator.runtime.ground.http import Endpoint, library_called, library_of, root_of


@pytest.mark.parametrize(
    ("url", "origin", "host", "name", "prefix"),
    [
        ("https://h.test", "https://h.test", b"h.test", "h.test", ""),
        ("https://h.test/", "https://h.test", b"h.test", "h.test", ""),
        ("HTTPS://H.test/v1/", "https://h.test", b"h.test", "h.test", "/v1"),
        ("http://h.test:80/v1", "http://h.test", b"h.test", "h.test", "/v1"),
        ("http://h.test:443/a%2Fb", "http://h.test:443", b"h.test:443", "h.test", "/a%2Fb"),
        ("https://[::1]:8443/", "https://[::1]:8443", b"[::1]:8443", "::1", ""),
        ("https://bücher.test", "https://xn--bcher-kva.test", b"xn--bcher-kva.test", "bücher.test", ""),
    ],
)  # fmt: skip
def test_the_parts_of_a_base_url(
    http: ModuleType, url: str, origin: str, host: bytes, name: str, prefix: str
) -> None:
    found = Endpoint(library_called(http.__name__), url)
    assert (found.origin, found.host, found.name, found.prefix) == (origin, host, name, prefix)


@pytest.mark.parametrize(
    ("url", "message"),
    [
        ("h.test", "must be absolute"),
        ("//h.test", "must be absolute"),
        ("ftp://h.test", "must be absolute"),
        ("https://", "must be absolute"),
        ("https:///v1", "must be absolute"),
        ("https://h.test?a=b", "no user, query or fragment"),
        ("https://h.test#a", "no user, query or fragment"),
        ("https://user@h.test", "no user, query or fragment"),
        ("https://user:pw@h.test", "no user, query or fragment"),
        ("https://h.test:port", "not a URL"),
        ("https://h.test/\x00", "not a URL"),
    ],
)
def test_what_is_no_base_url(http: ModuleType, url: str, message: str) -> None:
    with pytest.raises(UsageError, match=message) as refused:
        Endpoint(library_called(http.__name__), url)
    assert "pw" not in str(refused.value)


@pytest.mark.parametrize(
    "target", ["/a/b?c=d&e", "/a", "/a?", "/?x=%20", "/", "/a;b=c?d=e?f", "/%C3%BC"]
)
@pytest.mark.parametrize("quick", [True, False])
def test_a_url_is_what_the_library_makes_of_the_whole(
    http: ModuleType, target: str, quick: bool
) -> None:
    endpoint = Endpoint(library_called(http.__name__), "https://h.test:8443/v1")
    if not quick:
        endpoint._parts = None  # another version of the library looks different inside
    made, whole = endpoint.url(target), http.URL(f"https://h.test:8443{target}")
    assert str(made) == str(whole)
    assert made.raw_path == whole.raw_path == target.encode()
    assert (made.host, made.port, made.scheme) == ("h.test", 8443, "https")
    assert type(made) is http.URL


def test_beginnings_of_paths_are_exchanged_whole() -> None:
    endpoint = Endpoint(library_of(), "https://h.test", {"/v1": "/v2", "/v1/old": "/new"})
    found = [endpoint.path(path) for path in ("/v1", "/v1/a", "/v10", "/v1/old/x", "/x/v1", "")]
    assert found == ["/v2", "/v2/a", "/v10", "/v2/old/x", "/x/v1", ""]
    assert Endpoint(library_of(), "https://h.test").path("/v1") == "/v1"


def test_whose_a_thing_is(http: ModuleType) -> None:
    client = http.MockTransport(lambda request: http.Response(200))
    assert root_of(client, ("httpx", "httpx2")) == http.__name__
    assert library_of(None, client).module is http
    assert root_of(object(), ("httpx",)) is None
    assert library_of(object(), None).module.__name__ in ("httpx", "httpx2")

    class Own(http.MockTransport):  # type: ignore[misc, name-defined]
        pass

    assert library_of(Own(lambda request: http.Response(200))) is library_called(http.__name__)
    with pytest.raises(UsageError, match=r"the package nosuchthing is needed"):
        library_called("nosuchthing")
