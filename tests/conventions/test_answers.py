"""What an answer's status and media type mean, to client and stub alike: over a socket."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import ModuleType
from typing import Any

import pytest

from tests.conventions.compiled import WAYS, got, opened, package, part, served
from tests.support import STRING, answer, document, operation, query

THING = {
    "type": "object",
    "required": ["id"],
    "properties": {"id": {"type": "integer"}, "name": STRING},
}
BOTH = {"application/json": {"schema": THING}, "text/plain": {"schema": STRING}}
MOVED = {"description": "Elsewhere.", "headers": {"Location": {"schema": STRING}}}
TEXTUAL = {"schema": THING, "example": '{"id": 7}'}
TREE = document(
    {
        "/any": {"get": operation("getAny", responses={"200": answer(THING, "*/*")})},
        "/known": {
            "get": operation(
                "getKnown",
                parameters=[{"name": "If-None-Match", "in": "header", "schema": STRING}],
                responses={"200": answer(THING), "304": {"description": "As you know it."}},
            )
        },
        "/file": {
            "get": operation("getFile", responses={"302": MOVED}),
            "post": operation("makeFile", responses={"303": MOVED}),
        },
        "/hidden": {"get": operation("getHidden", responses={"200": answer(THING)})},
        "/both": {
            "get": operation("getBoth", responses={"200": {"description": "Ok.", "content": BOTH}})
        },
        "/null": {
            "get": operation(
                "getNull",
                responses={
                    "200": {
                        "description": "Ok.",
                        "content": {"application/json": {"schema": THING, "example": None}},
                    }
                },
            )
        },
        "/text": {
            "get": operation(
                "getText",
                responses={"200": {"description": "Ok.", "content": {"application/json": TEXTUAL}}},
            )
        },
    },
    security=[{"key": []}],
    components={"securitySchemes": {"key": {"type": "apiKey", "in": "header", "name": "X-Key"}}},
)


class Store(BaseHTTPRequestHandler):
    """Another origin, which notes what it is told."""

    told: dict[str, str]

    def do_GET(self) -> None:
        type(self).told = {name.lower(): value for name, value in self.headers.items()}
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", "7")
        self.end_headers()
        self.wfile.write(b'{"a":1}')

    def log_message(self, format: str, *args: Any) -> None:
        pass


@contextmanager
def elsewhere() -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), Store) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}"
        finally:
            server.shutdown()
            thread.join()


@pytest.fixture(scope="module")
def module() -> ModuleType:
    return package("Wireanswers", TREE, frozenset({"W401"}))


class Server:
    """Answers as each test wants it."""

    def __init__(self, module: ModuleType, away: str) -> None:
        self.answer = part(module, "server").Answer
        self.away = away

    async def get_any(self, **_: Any) -> Any:
        return {"id": 1}

    async def get_known(self, **_: Any) -> Any:
        return self.answer(304)

    async def get_file(self, **_: Any) -> Any:
        return self.answer(302, headers={"location": f"{self.away}/x?y=1"})

    async def make_file(self, **_: Any) -> Any:
        return self.answer(303, headers={"location": f"{self.away}/made"})

    async def get_hidden(self, **_: Any) -> Any:
        return self.answer(302, headers={"location": f"{self.away}/x"})

    async def get_both(self, **_: Any) -> Any:
        return "just text"


@pytest.fixture
def away() -> Iterator[str]:
    Store.told = {}
    with elsewhere() as url:
        yield url


@pytest.fixture(params=WAYS)
def ask(request: Any, module: ModuleType, away: str) -> Iterator[Callable[..., Any]]:
    with served(module, implementation=Server(module, away)) as url:

        def call(name: str, **given: Any) -> Any:
            async def main() -> Any:
                async with opened(module, request.param, base_url=url, key="s3cret") as client:
                    return await got(getattr(client.things, name)(**given))

            return asyncio.run(main())

        yield call


def test_any_media_type_holds_the_model(module: ModuleType, ask: Any) -> None:
    assert ask("get_any") == module.models.GetAnyResponse(id=1)


def test_what_the_caller_knows_is_no_error(module: ModuleType, ask: Any) -> None:
    assert ask("get_known", if_none_match='"1"') is None
    returns = part(module, "api.things").ThingsApi.get_known.__annotations__["return"]
    assert returns == "GetKnownResponse | None"


def test_a_documented_redirect_leads_to_another_origin_without_credentials(
    module: ModuleType, ask: Any
) -> None:
    assert ask("get_file") == b'{"a":1}'
    assert "x-key" not in Store.told
    assert "s3cret" not in " ".join(Store.told.values())
    assert part(module, "api.things").ThingsApi.get_file.__annotations__["return"] == "bytes"


def test_one_that_is_not_documented_is_refused(module: ModuleType, ask: Any) -> None:
    with pytest.raises(part(module, "errors").RedirectRefused):
        ask("get_hidden")
    assert Store.told == {}


def test_a_documented_redirect_of_a_post_is_handed_out(module: ModuleType, away: str) -> None:
    with (
        served(module, implementation=Server(module, away)) as url,
        module.Client(base_url=url, key="k") as client,
    ):
        response = module.raw(client.things.make_file)()
    assert response.value is None
    assert response.status == 303
    assert response.headers["location"] == f"{away}/made"
    assert Store.told == {}


def test_text_beside_a_model_is_text(ask: Any) -> None:
    assert ask("get_both") == "just text"


def test_examples_are_what_they_mean(module: ModuleType) -> None:
    with served(module) as url, module.Client(base_url=url, key="k") as client:
        assert client.things.get_text().id == 7
        assert isinstance(client.things.get_null().id, int)


def test_a_token_url_is_relative_to_the_server() -> None:
    flows = {"clientCredentials": {"tokenUrl": "/v1/oauth2/token", "scopes": {}}}
    tree = document(
        {
            "/a": {
                "get": operation("getA", parameters=[query("q")], responses={"200": answer(THING)})
            }
        },
        security=[{"oauth": []}],
        components={"securitySchemes": {"oauth": {"type": "oauth2", "flows": flows}}},
    )
    module = package("Relativetoken", tree)
    with (
        served(module) as url,
        module.Client(base_url=url, oauth_id="me", oauth_secret="pw") as client,
    ):
        assert client.things.get_a().id is not None
