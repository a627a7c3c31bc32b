"""Servers (OpenAPI 3.1, sections 4.8.5 and 4.8.6): which hold for which operation, and where they are."""

from __future__ import annotations

from typing import Any

import pytest

from generator.understand import ir
from tests.support import built, document, operation

POINT = {"url": "{endpoint}/api", "variables": {"endpoint": {"default": ""}}}
BASE = {"url": "{base}", "variables": {"base": {"default": "https://api.example.com/v1/"}}}
PATH = {"url": "{base}/v1", "variables": {"base": {"default": "/api"}}}
WHOLE = {"url": "https://api.example.com/v1/"}
OTHER = {"url": "https://other.example.com"}
THIRD = {"url": "https://third.example.com"}


def _api(servers: Any, own: Any = None, item: Any = None, second: Any = None) -> ir.Api:
    paths = {
        "/a": {"get": operation("a", **({"servers": own} if own else {}))},
        "/b": {"get": operation("b", **({"servers": second} if second else {}))},
    }
    if item:
        paths["/a"]["servers"] = item
    return built(document(paths, servers=servers))[0]


@pytest.mark.parametrize(
    ("servers", "own", "item", "urls"),
    [
        ([WHOLE], None, None, []),
        ([WHOLE], [OTHER], None, [OTHER["url"]]),
        ([WHOLE], None, [OTHER], [OTHER["url"]]),
        ([WHOLE], [THIRD], [OTHER], [THIRD["url"]]),
        ([WHOLE], [OTHER, THIRD], None, [OTHER["url"], THIRD["url"]]),
        ([WHOLE], [WHOLE], None, []),  # the same as the document's
        ([{"url": "/v1"}], [{"url": "v2"}], None, ["v2"]),  # to a document that may be anywhere
        # One that is relative is on the document's server, as RFC 3986, section 5.2 resolves it.
        ([WHOLE], [{"url": "/v2"}], None, ["https://api.example.com/v2"]),
        ([WHOLE], [{"url": "v2"}], None, ["https://api.example.com/v1/v2"]),
        ([WHOLE], [{"url": "../v2"}], None, ["https://api.example.com/v2"]),
        ([WHOLE], [{"url": "//cdn.example.com/x"}], None, ["https://cdn.example.com/x"]),
        ([{"url": "/v1"}], [{"url": "/v2"}], None, ["/v2"]),
        ([{"url": "/v1"}], [OTHER], None, [OTHER["url"]]),
        # A variable may hold scheme and host.
        ([POINT], [{"url": "/v2"}], None, ["{endpoint}/v2"]),
        ([POINT], [{"url": "v2/{v}"}], None, ["{endpoint}/v2/{v}"]),
        ([POINT], [{"url": "//cdn.example.com/x"}], None, ["https://cdn.example.com/x"]),
        ([BASE], [{"url": "/v2"}], None, ["{base}/v2"]),
        ([PATH], [{"url": "/v2"}], None, ["/v2"]),
        ([WHOLE], [POINT], None, ["{endpoint}/api"]),
        ([{"url": "{region}.example.com"}], [{"url": "/v2"}], None, ["/v2"]),
    ],
)  # fmt: skip
def test_an_operation_s_own_servers(servers: Any, own: Any, item: Any, urls: list[str]) -> None:
    api = _api(servers, own, item)
    assert [server.url for server in api.servers] == [server["url"] for server in servers]
    assert {o.id: [server.url for server in o.servers] for o in api.operations} == {
        "a": urls, "b": [],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("servers", "own", "second", "urls"),
    [
        # Where all operations have servers of their own, the first one's stand for the document's.
        ([], [OTHER], [THIRD], [OTHER["url"]]),
        ([], [OTHER], None, []),
        ([{"url": "/v1"}], [OTHER], [THIRD], [OTHER["url"]]),
        ([{"url": "/v1"}], [OTHER], None, ["/v1"]),
        ([{"url": "/v1"}], [{"url": "/v2"}], [THIRD], ["/v1"]),
        ([WHOLE], [OTHER], [THIRD], [WHOLE["url"]]),
        ([WHOLE, {"url": "/v1"}], [OTHER], [THIRD], [WHOLE["url"], "/v1"]),
        ([{"url": "/v1"}, WHOLE], [OTHER], [THIRD], [OTHER["url"]]),
    ],
)
def test_servers_of_the_document(servers: Any, own: Any, second: Any, urls: list[str]) -> None:
    found = [server.url for server in _api(servers, own, None, second).servers]
    assert [url for url in found if url != "/"] == urls


def test_variables_their_choices_and_what_is_said_of_a_server() -> None:
    server = {
        "url": "https://{region}.example.com/{version}",
        "name": "Live",
        "description": "For all.",
        "variables": {
            "region": {"default": "eu", "enum": ["eu", "us"]},
            "version": {"default": 2},
            "free": {"description": "Ask us."},
        },
    }
    (found,) = _api([server]).servers
    assert found.doc == "Live: For all."
    assert found.variables == {"region": "eu", "version": "2", "free": None}
    assert found.choices == {"region": ("eu", "us")}


def test_a_relative_server_has_the_variables_that_stand_in_its_address() -> None:
    base = {
        "url": "https://{region}.example.com/{version}/",
        "variables": {
            "region": {"default": "eu", "enum": ["eu", "us"]},
            "version": {"default": "1", "enum": ["1", "2"]},
        },
    }
    own = {
        "url": "/{area}",
        "description": "Ours.",
        "variables": {"area": {"default": "x", "enum": ["x", "y"]}},
    }
    (found,) = _api([base], [own]).operations[0].servers
    assert (found.url, found.doc) == ("https://{region}.example.com/{area}", "Ours.")
    assert found.variables == {"region": "eu", "area": "x"}
    assert found.choices == {"region": ("eu", "us"), "area": ("x", "y")}
    own = {"url": "/", "variables": {"region": {"default": "us", "enum": ["us"]}}}
    (found,) = _api([base], [own]).operations[0].servers
    assert (found.variables, found.choices) == ({"region": "us"}, {"region": ("us",)})
