"""`servers` of path items and operations: where calls go, and what goes along."""

from __future__ import annotations

import asyncio
import contextlib
from types import ModuleType
from typing import Any

import pytest

from tests.conventions.compiled import WAYS, got, opened, package, part, served
from tests.support import answer, document, operation

OK = {"200": answer({"type": "array", "items": {"type": "integer"}, "example": [1]})}
DEMO = {"default": "demo"}


def tree() -> dict[str, Any]:
    upload = {
        "url": "https://{region}.upload.example.com/files",
        "variables": {"region": {"default": "eu"}},
    }
    return document(
        {
            "/plain": {"get": operation("getPlain", responses=OK)},
            "/item": {
                "servers": [upload, {"url": "https://spare.example.com"}],
                "get": operation("getItem", responses=OK),
                "put": operation(
                    "putItem", responses=OK, servers=[{"url": "https://own.example.com"}]
                ),
                "post": operation("postItem", responses=OK, servers=[{"url": "../v2"}]),
                "delete": operation("deleteItem", responses=OK, servers=[]),
            },
        },
        servers=[{"url": "https://{tenant}.example.com/v1", "variables": {"tenant": DEMO}}],
        security=[{"key": []}],
        components={"securitySchemes": {"key": {"type": "http", "scheme": "bearer"}}},
    )


@pytest.fixture(scope="module")
def module() -> ModuleType:
    return package("Elsewhere", tree(), frozenset({"W367"}))


class Watched:
    """An application, with a record of where requests wanted to go and what they carried."""

    def __init__(self, app: Any) -> None:
        self.app = app
        self.seen: list[tuple[str, str, bytes]] = []

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "http":
            key = dict(scope["headers"]).get(b"authorization", b"")
            self.seen.append((scope["server"][0], scope["path"], key))
        await self.app(scope, receive, send)


def watched(module: ModuleType) -> tuple[Watched, Any]:
    app = Watched(part(module, "server").create_app())
    return app, part(module, "_runtime.server.testing").InProcess(app)


@pytest.mark.parametrize("way", WAYS)
def test_each_call_goes_to_the_nearest_server(module: ModuleType, way: str) -> None:
    app, transport = watched(module)

    async def main() -> None:
        async with opened(
            module, way, key="k1", tenant="acme", region="us", transport=transport
        ) as client:
            for name in ("get_plain", "get_item", "put_item", "post_item", "delete_item"):
                assert await got(getattr(client.things, name)()) == [1]

    asyncio.run(main())
    assert [(host, path) for host, path, _ in app.seen] == [
        ("acme.example.com", "/v1/plain"),
        ("us.upload.example.com", "/files/item"),
        ("own.example.com", "/item"),
        ("acme.example.com", "/v2/item"),
        ("us.upload.example.com", "/files/item"),
    ]
    assert {key for _, _, key in app.seen} == {b"Bearer k1"}


def test_the_callers_url_is_for_all(module: ModuleType) -> None:
    app, transport = watched(module)
    names = ("get_plain", "get_item", "put_item")
    with module.Client(key="k", base_url="http://one.test/v1", transport=transport) as client:
        for name in names:
            getattr(client.things, name)()
        client.things.put_item(options={"base_url": "http://two.test"})
    with module.Client(key="k", transport=transport) as client:
        client.things.put_item(options={"base_url": "http://three.test"})
    assert [(host, path) for host, path, _ in app.seen] == [
        ("one.test", "/v1/plain"),
        ("one.test", "/v1/item"),
        ("one.test", "/v1/item"),
        ("two.test", "/item"),
        ("three.test", "/item"),
    ]


def test_hooks_are_told_the_path_of_that_server(module: ModuleType) -> None:
    told: list[str] = []

    class Note(part(module, "_runtime.client.hooks").Hook):  # type: ignore[misc]
        def on_call(self, call: Any) -> None:
            told.append(call.template)

    _, transport = watched(module)
    with module.Client(key="k", transport=transport, hooks=[Note()]) as client:
        client.things.get_plain()
        client.things.get_item()
    assert told == ["/v1/plain", "/files/item"]


def test_over_a_socket(module: ModuleType) -> None:
    with served(module) as url, module.Client(key="k", base_url=url, trust_env=False) as client:
        assert [client.things.get_item(), client.things.put_item()] == [[1], [1]]


def test_errors_name_the_server_that_was_called(module: ModuleType) -> None:
    app = part(module, "server").create_app(credentials={"other"})
    transport = part(module, "_runtime.server.testing").InProcess(app)
    with (
        module.Client(key="k", transport=transport) as client,
        pytest.raises(part(module, "errors").Unauthorized) as caught,
    ):
        client.things.put_item()
    assert caught.value.url == "https://own.example.com/item"


def test_a_variable_without_a_default_is_asked_for_when_it_is_needed() -> None:
    own = {"url": "https://{shard}.example.com", "variables": {"shard": {"default": ""}}}
    module = package(
        "Sharded",
        document(
            {
                "/a": {"get": operation("getA", responses=OK)},
                "/b": {"get": operation("getB", responses=OK, servers=[own])},
            }
        ),
    )
    app, transport = watched(module)
    with module.Client(transport=transport) as client:
        assert client.things.get_a() == [1]
        with pytest.raises(part(module, "errors").UsageError, match="needs shard=…") as caught:
            client.things.get_b()
        assert caught.value.operation == "getB"
    with module.Client(shard="s7", transport=transport) as client:
        client.things.get_b()
    assert [host for host, _, _ in app.seen] == ["api.example.com", "s7.example.com"]


def test_a_variable_has_one_of_its_values() -> None:
    """No credential goes to a host that the document does not name."""
    region = {"default": "eu", "enum": ["eu", "us"]}
    url = {"url": "https://api.{region}.example.com", "variables": {"region": region}}
    own = {"url": "https://{region}.files.example.com", "variables": {"region": region}}
    relative = {"url": "v2"}
    module = package(
        "Regional",
        document(
            {
                "/a": {"get": operation("getA", responses=OK)},
                "/b": {"get": operation("getB", responses=OK, servers=[own])},
                "/c": {"get": operation("getC", responses=OK, servers=[relative])},
            },
            servers=[url],
        ),
    )
    app, transport = watched(module)
    usage = part(module, "errors").UsageError
    with module.Client(region="us", transport=transport) as client:
        for name in ("get_a", "get_b", "get_c"):
            getattr(client.things, name)()
    with pytest.raises(usage, match="region must be one of eu, us"):
        module.Client(region="com", transport=transport)
    asked = iter(["us", "eu", "com"])
    with module.Client(region=lambda: next(asked), transport=transport) as client:
        client.things.get_a()
        client.things.get_c()
        with pytest.raises(usage, match="region must be one of eu, us"):
            client.things.get_b()
    assert [host for host, _, _ in app.seen] == [
        *("api.us.example.com", "us.files.example.com", "api.us.example.com"),
        *("api.us.example.com", "api.eu.example.com"),
    ]


def test_paths_begin_otherwise_for_a_value_of_a_variable() -> None:
    place = {"default": "live", "enum": ["live", "demo"]}
    server = {
        "url": "https://api.example.com",
        "variables": {"place": place},
        "x-paths": {"place": {"demo": {"/shop": "/shop-demo"}}},
    }
    paths = {
        f"{path}": {"get": operation(name, responses=OK)}
        for path, name in (("/shop/a", "getA"), ("/shops/b", "getB"))
    }
    module = package("Staged", document(paths, servers=[server]))
    app, transport = watched(module)
    for given in ({}, {"place": "live"}, {"place": "demo"}):
        with module.Client(transport=transport, **given) as client:
            assert client.things.get_a() == client.things.get_b() == [1]
    assert [path for _, path, _ in app.seen] == [
        *("/shop/a", "/shops/b") * 2,
        *("/shop-demo/a", "/shops/b"),
    ]
    usage = part(module, "errors").UsageError
    with pytest.raises(usage, match="place must be one of live, demo"):
        module.Client(place="elsewhere")
    with pytest.raises(usage, match="server variable place cannot be a function"):
        module.Client(place=lambda: "demo")


def test_a_document_whose_operations_all_have_servers() -> None:
    paths = {
        f"/{name}": {
            "servers": [{"url": f"https://{name}.example.com"}],
            "get": operation(f"get{name.upper()}", responses=OK),
        }
        for name in ("a", "b")
    }
    module = package("Serverless", document(paths, servers=[]), frozenset({"W367"}))
    app, transport = watched(module)
    with module.Client(transport=transport) as client:
        client.things.get_a()
        client.things.get_b()
    assert [host for host, _, _ in app.seen] == ["a.example.com", "b.example.com"]


def test_pages_stay_on_their_server() -> None:
    body = {
        "type": "object",
        "properties": {
            "items": {"type": "array", "items": {"type": "integer"}},
            "next": {"type": "string"},
        },
    }
    listing = operation(
        "listThings",
        responses={"200": answer(body)},
        servers=[{"url": "https://lists.example.com/v9"}],
        **{"x-pagination": {"style": "next-url", "items": "/items", "next": "/next"}},
    )
    module = package(
        "Listed", document({"/things": {"get": listing}, "/a": {"get": operation("a")}})
    )
    answers = part(module, "server").Answer
    pages = iter(
        [
            {"items": [1], "next": "https://lists.example.com/v9/things?from=2"},
            {"items": [2], "next": "https://api.example.com/things?from=3"},
        ]
    )

    class Lists:
        def list_things(self) -> Any:
            return answers(200, next(pages))

    app = Watched(part(module, "server").create_app(Lists()))
    transport = part(module, "_runtime.server.testing").InProcess(app)
    with module.Client(transport=transport) as client:
        page = client.things.list()
        assert page.resume_token is not None
        assert "lists.example.com" not in page.resume_token
        with pytest.raises(part(module, "errors").PagingError, match="another server"):
            list(page)
    assert [(host, path) for host, path, _ in app.seen] == [
        ("lists.example.com", "/v9/things"),
        ("lists.example.com", "/v9/things"),
    ]


def endpoints(title: str, url: str, variables: dict[str, Any], **more: Any) -> ModuleType:
    """The package of a document whose server begins with a variable."""
    paths = {
        "/a": {"get": operation("getA", responses=OK)},
        "/b": {"get": operation("getB", responses=OK, servers=[{"url": "/files"}])},
    }
    return package(title, document(paths, servers=[{"url": url, "variables": variables}]), **more)


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("end", ["", "/"])
def test_a_variable_may_be_the_whole_address(way: str, end: str) -> None:
    """As documents of Azure's services have it: `{endpoint}/…`."""
    version = {"default": "v1", "enum": ["v1", "v2"]}
    variables = {"endpoint": {"default": ""}, "version": version}
    module = endpoints("Endpointed", "{endpoint}/api/{version}", variables)

    async def main(base: str) -> None:
        async with opened(module, way, endpoint=f"{base}{end}", version="v2") as client:
            assert await got(client.things.get_a()) == [1]
            assert await got(client.things.get_b()) == [1]
        async with opened(module, way, endpoint=lambda: f"{base}/tenant{end}") as client:
            await got(client.things.get_a())

    app, _ = watched(module)
    with (
        part(module, "_runtime.server.serve").running(app) as url,
        pytest.raises(part(module, "errors").NotFound),  # the stub knows of no tenant
    ):
        asyncio.run(main(url))
    paths = [path for _, path, _ in app.seen]
    assert paths == ["/api/v2/a", "/files/b", "/tenant/api/v1/a"]


def test_an_address_that_is_a_variable_is_a_url() -> None:
    module = endpoints("Pointless", "{endpoint}", {"endpoint": {"default": ""}})
    usage = part(module, "errors").UsageError
    with pytest.raises(TypeError, match="endpoint"):
        module.Client()
    for wrong, why in (
        ("api.example.com", "endpoint must be a URL, with scheme and host"),
        ("", "endpoint must be text"),
        ("ftp://api.example.com", "start with http"),
        ("https://api.example.com?q=1", "no user, query or fragment"),
    ):
        with pytest.raises(usage, match=why):
            module.Client(endpoint=wrong)
    app, transport = watched(module)
    with module.Client(
        endpoint="https://one.test", base_url="https://two.test", transport=transport
    ) as client:
        client.things.get_a()
        client.things.get_b()
    assert [(host, path) for host, path, _ in app.seen] == [
        ("two.test", "/a"),
        ("two.test", "/b"),
    ]


@pytest.mark.parametrize(
    ("settings", "path"),
    [({}, "/api/{version}/a"), ({"base_url": "https://two.test/x"}, "/x/a")],
)
def test_hooks_are_told_the_path_below_an_address(settings: dict[str, str], path: str) -> None:
    version = {"default": "v1", "enum": ["v1", "v2"]}
    variables = {"endpoint": {"default": ""}, "version": version}
    module = endpoints("Endpointed", "{endpoint}/api/{version}", variables)
    told: list[str] = []

    class Note(part(module, "_runtime.client.hooks").Hook):  # type: ignore[misc]
        def on_call(self, call: Any) -> None:
            told.append(call.template)

    _, transport = watched(module)
    with (
        module.Client(
            endpoint="https://one.test", transport=transport, hooks=[Note()], **settings
        ) as client,
        contextlib.suppress(part(module, "errors").NotFound),
    ):
        client.things.get_a()
    assert told == [path]


def test_a_default_may_be_the_whole_address_and_its_values_hold() -> None:
    urls = ["https://api.example.com/v1/", "https://eu.example.com/v1"]
    module = endpoints("Defaulted", "{base}", {"base": {"default": urls[0], "enum": urls}})
    app, transport = watched(module)
    for more in ({}, {"base": urls[1]}):
        with module.Client(transport=transport, **more) as client:
            client.things.get_a()
            client.things.get_b()
    usage = part(module, "errors").UsageError
    with pytest.raises(usage, match="base must be one of https://api"):
        module.Client(base="https://evil.example.com")
    assert [(host, path) for host, path, _ in app.seen] == [
        ("api.example.com", "/v1/a"),
        ("api.example.com", "/v1/files/b"),
        ("eu.example.com", "/v1/a"),
        ("eu.example.com", "/v1/files/b"),
    ]
    with served(module) as url, module.Client(base_url=f"{url}/v1") as client:
        assert client.things.get_a() == [1]  # the default's path is the stub's


def test_a_variable_may_be_a_path() -> None:
    module = endpoints("Pathed", "{base}/v1", {"base": {"default": "/api"}})
    with pytest.raises(part(module, "errors").UsageError, match="names no absolute server"):
        module.Client()
    with served(module) as url, module.Client(base_url=f"{url}/api/v1") as client:
        assert client.things.get_a() == [1]
