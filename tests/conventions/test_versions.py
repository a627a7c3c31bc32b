"""Documents of other versions than 3.1: client against stub, over a socket."""

from __future__ import annotations

import asyncio
import http.client
import json
from collections.abc import Iterator
from types import ModuleType
from typing import Any
from urllib.parse import urlsplit

import pytest

from tests.conventions.compiled import WAYS, got, opened, package, part, served
from tests.support import STRING, operation


def _listed(name: str, items: Any = None, **more: Any) -> dict[str, Any]:
    return {"name": name, "in": "query", "type": "array", "items": items or STRING, **more}


PET = {"$ref": "#/definitions/Pet"}
ID = {"name": "id", "in": "path", "required": True, "type": "integer", "format": "int64"}
SWAGGER: dict[str, Any] = {
    "swagger": "2.0",
    "host": "pets.example.com",
    "basePath": "/v2/",
    "schemes": ["http", "https"],
    "consumes": ["application/json"],
    "produces": ["application/json"],
    "securityDefinitions": {
        "key": {"type": "apiKey", "name": "api_key", "in": "header"},
        "login": {"type": "basic"},
    },
    "security": [{"key": []}],
    "parameters": {
        "limit": {"name": "limit", "in": "query", "type": "integer", "maximum": 100},
        "PetBody": {"name": "pet", "in": "body", "required": True, "schema": PET},
    },
    "responses": {"NotFound": {"description": "No.", "schema": {"$ref": "#/definitions/Error"}}},
    "paths": {
        "/pets": {
            "parameters": [{"$ref": "#/parameters/limit"}],
            "get": {
                "operationId": "list",
                "tags": ["pets"],
                "parameters": [
                    _listed("tags"),
                    _listed("kinds", collectionFormat="multi"),
                    _listed("words", collectionFormat="ssv"),
                    _listed("codes", {"type": "integer"}, collectionFormat="pipes"),
                    {**_listed("X-Ids", {"type": "integer"}), "in": "header"},
                ],
                "responses": {
                    "200": {
                        "description": "Ok.",
                        "headers": {"X-Total": {"type": "integer"}},
                        "schema": {"type": "array", "items": PET},
                    },
                    "404": {"$ref": "#/responses/NotFound"},
                },
            },
            "post": {
                "operationId": "add",
                "tags": ["pets"],
                "parameters": [{"$ref": "#/parameters/PetBody"}],
                "responses": {"201": {"description": "Made.", "schema": PET}},
            },
        },
        "/pets/{id}": {
            "parameters": [ID],
            "post": {
                "operationId": "change",
                "tags": ["pets"],
                "consumes": ["application/x-www-form-urlencoded"],
                "security": [{"login": []}],
                "parameters": [
                    {"name": "name", "in": "formData", "type": "string", "required": True},
                    {**_listed("labels", collectionFormat="multi"), "in": "formData"},
                    {**_listed("sizes", {"type": "integer"}), "in": "formData"},
                    {**_listed("marks", collectionFormat="pipes"), "in": "formData"},
                ],
                "responses": {"200": {"description": "Ok.", "schema": PET}},
            },
        },
        "/pets/{id}/photo": {
            "parameters": [ID],
            "put": {
                "operationId": "store",
                "tags": ["pets"],
                "consumes": ["multipart/form-data"],
                "parameters": [
                    {"name": "note", "in": "formData", "type": "string"},
                    {"name": "file", "in": "formData", "type": "file", "required": True},
                    {**_listed("sizes", {"type": "integer"}), "in": "formData"},
                    {**_listed("marks", collectionFormat="multi"), "in": "formData"},
                ],
                "responses": {"204": {"description": "Ok."}},
            },
            "get": {
                "operationId": "photo",
                "tags": ["pets"],
                "produces": ["image/png"],
                "responses": {
                    "200": {"description": "Ok.", "schema": {"type": "file"}},
                    "404": {"$ref": "#/responses/NotFound"},
                },
            },
        },
    },
    "definitions": {
        "Pet": {
            "type": "object",
            "required": ["name"],
            "properties": {
                "id": {"type": "integer", "format": "int64"},
                "name": {"type": "string"},
                "nick": {"type": "string", "x-nullable": True},
                "weight": {"type": "number", "minimum": 0, "exclusiveMinimum": True},
            },
        },
        "Error": {"type": "object", "properties": {"message": {"type": "string"}}},
    },
}


class Pets:
    """Tells what arrived."""

    def __init__(self, unset: Any) -> None:
        self.unset = unset
        self.seen: dict[str, Any] = {}

    def list(self, **given: Any) -> Any:
        unset = self.unset
        self.seen = {name: value for name, value in given.items() if value is not unset}
        return [{"id": 1, "name": "Rex", "nick": None}]

    def add(self, **given: Any) -> Any:
        self.seen = given
        return {"id": 2, "name": "Tom"}

    def change(self, **given: Any) -> Any:
        self.seen = given
        return {"id": given["id"], "name": given["name"]}

    def store(self, **given: Any) -> None:
        self.seen = given

    def photo(self, id: int) -> bytes:
        return b"\x89PNG" + bytes([id])


@pytest.fixture(scope="module")
def old() -> ModuleType:
    return package("Acmeold", SWAGGER)


@pytest.fixture
def stub(old: ModuleType) -> Iterator[tuple[Pets, str]]:
    pets = Pets(old.UNSET)
    with served(old, implementation=pets) as url:
        yield pets, url


def test_servers_are_host_base_path_and_schemes(old: ModuleType) -> None:
    urls = [server.url for server in part(old, "operations").API.servers]
    assert urls == ["https://pets.example.com/v2", "http://pets.example.com/v2"]


@pytest.mark.parametrize("way", WAYS)
def test_swagger_parameters_bodies_and_answers(
    old: ModuleType, stub: tuple[Pets, str], way: str
) -> None:
    pets, url = stub

    async def calls() -> None:
        async with opened(old, way, key="k", login=("u", "p"), base_url=url) as client:
            lists = {
                "tags": ["a", "b,c"],
                "kinds": ["x", "y"],
                "words": ["one", "two"],
                "codes": [1, 2],
                "x_ids": [7, 8],
            }
            found = await got(client.pets.list(limit=5, **lists))
            assert pets.seen == {"limit": 5, **lists}
            assert (found[0].name, found[0].nick) == ("Rex", None)
            assert (await got(client.pets.add(name="Tom", nick=None))).id == 2
            assert pets.seen["nick"] is None
            form = {"labels": ["p", "q"], "sizes": [1, 2], "marks": ["m", "n"]}
            changed = await got(client.pets.change(4, name="Tim", **form))
            assert (changed.id, changed.name) == (4, "Tim")
            assert pets.seen == {"id": 4, "name": "Tim", **form}
            parts = {"note": "nice", "sizes": [1, 2], "marks": ["m", "n"]}
            await got(client.pets.store(4, file=b"png", **parts))
            assert pets.seen == {"id": 4, "file": b"png", **parts}
            assert await got(client.pets.photo(4)) == b"\x89PNG\x04"

    asyncio.run(calls())


def test_swagger_wire(stub: tuple[Pets, str]) -> None:
    """Another program's requests, written as Swagger 2.0 says."""
    pets, url = stub
    target = "/pets?tags=a,b&kinds=x&kinds=y&words=one%20two&codes=1%7C2"
    status, body = sent(url, "GET", target, {"api_key": "k", "X-Ids": "7,8"})
    assert (status, json.loads(body)[0]["name"]) == (200, "Rex")
    assert pets.seen == {
        "tags": ["a", "b"],
        "kinds": ["x", "y"],
        "words": ["one", "two"],
        "codes": [1, 2],
        "x_ids": [7, 8],
    }
    form = {"Content-Type": "application/x-www-form-urlencoded", "Authorization": "Basic dTpw"}
    body = b"name=Tim&labels=p&labels=q&sizes=1,2&marks=m%7Cn"
    assert sent(url, "POST", "/pets/3", form, body)[0] == 200
    assert pets.seen == {
        "id": 3,
        "name": "Tim",
        "labels": ["p", "q"],
        "sizes": [1, 2],
        "marks": ["m", "n"],
    }
    wrong = json.dumps({"name": "Tom", "weight": 0}).encode()
    headers = {"api_key": "k", "Content-Type": "application/json"}
    assert sent(url, "POST", "/pets", headers, wrong)[0] == 400  # the bound is exclusive


def sent(
    url: str, method: str, target: str, headers: dict[str, str], body: bytes | None = None
) -> tuple[int, bytes]:
    """Status and body of a request that no library has touched up."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=10)
    try:
        connection.request(method, parts.path + target, body, headers)
        response = connection.getresponse()
        return response.status, response.read()
    finally:
        connection.close()


FILTER = {
    "type": "object",
    "properties": {"author": STRING, "years": {"type": "array", "items": {"type": "integer"}}},
}
NEW: dict[str, Any] = {
    "openapi": "3.2.0",
    "$self": "https://api.example.com/described",
    "servers": [{"url": "https://api.example.com/v1", "name": "live"}],
    "tags": [
        {"name": "books", "summary": "All that is printed.", "kind": "nav"},
        {"name": "novels", "parent": "books"},
    ],
    "security": [{"device": []}],
    "paths": {
        "/books": {
            "query": operation(
                "search",
                "books",
                requestBody={
                    "required": True,
                    "content": {
                        "application/json": {
                            "schema": {
                                "type": "object",
                                "required": ["text"],
                                "properties": {"text": STRING},
                            }
                        }
                    },
                },
                responses={
                    "200": {
                        "summary": "Hits.",
                        "content": {"application/json": {"$ref": "#/components/mediaTypes/Books"}},
                    }
                },
            ),
            "get": operation(
                "find",
                "novels",
                parameters=[
                    {
                        "name": "filter",
                        "in": "querystring",
                        "content": {"application/x-www-form-urlencoded": {"schema": FILTER}},
                    }
                ],
            ),
            "additionalOperations": {
                "COPY": operation(
                    "copy",
                    "books",
                    parameters=[
                        {"name": "sid", "in": "cookie", "style": "cookie", "schema": STRING}
                    ],
                )
            },
        },
        "/selected": {
            "get": operation(
                "select",
                "novels",
                parameters=[
                    {
                        "name": "selector",
                        "in": "querystring",
                        "content": {"application/json": {"schema": FILTER}},
                    }
                ],
            ),
        },
        "/path": {
            "get": operation(
                "trace",
                "novels",
                parameters=[
                    {
                        "name": "expression",
                        "in": "querystring",
                        "content": {"text/plain": {"schema": STRING}},
                    }
                ],
            ),
        },
        "/sample": {
            "get": operation(
                "sample",
                "books",
                responses={
                    "200": {
                        "description": "Ok.",
                        "content": {
                            "application/json": {
                                "schema": {"type": "array", "items": STRING},
                                "examples": {
                                    "one": {"dataValue": ["Emma"], "serializedValue": '["Emma"]'}
                                },
                            }
                        },
                    }
                },
            )
        },
    },
    "components": {
        "mediaTypes": {
            "Books": {
                "schema": {
                    "type": "array",
                    "items": {"$ref": "https://api.example.com/described#/components/schemas/Book"},
                }
            }
        },
        "schemas": {"Book": {"type": "object", "properties": {"title": STRING}}},
        "securitySchemes": {
            "device": {
                "type": "oauth2",
                "deprecated": True,
                "oauth2MetadataUrl": "https://api.example.com/.well-known/oauth",
                "flows": {
                    "deviceAuthorization": {
                        "deviceAuthorizationUrl": "https://api.example.com/device",
                        "tokenUrl": "https://api.example.com/token",
                        "scopes": {},
                    }
                },
            }
        },
    },
}


class Books:
    """Tells what arrived."""

    def __init__(self) -> None:
        self.seen: dict[str, Any] = {}

    def search(self, **given: Any) -> Any:
        self.seen = given
        return [{"title": given["text"]}]

    def _note(self, **given: Any) -> None:
        self.seen = given

    find = copy = select = trace = _note


@pytest.mark.parametrize("way", WAYS)
def test_what_is_new_in_3_2(way: str) -> None:
    new, books = package("Acmenew", NEW), Books()

    async def calls(url: str) -> None:
        async with opened(new, way, device="t", base_url=url) as client:
            found = await got(client.books.search(text="Emma"))
            assert found == [new.models.Book(title="Emma")]
            await got(client.books.copy(sid="a%2F=b"))
            assert books.seen == {"sid": "a%2F=b"}
            wanted = {"author": "Austen & co", "years": [1815, 1817]}
            for call in (client.novels.find, client.novels.select):
                await got(call(**{ARGUMENT[call.__name__]: wanted}))
                (filter,) = books.seen.values()
                assert (filter.author, filter.years) == tuple(wanted.values())
            await got(client.novels.trace(expression="$.a[?@.b == 'c']"))
            assert books.seen == {"expression": "$.a[?@.b == 'c']"}

    with served(new, implementation=books) as url:
        asyncio.run(calls(url))


ARGUMENT = {"find": "filter", "select": "selector"}


def test_methods_of_3_2_on_the_wire() -> None:
    new, books = package("Acmenew", NEW), Books()
    headers = {"Authorization": "Bearer t", "Content-Type": "application/json"}
    with served(new, implementation=books) as url:
        status, body = sent(url, "QUERY", "/books", headers, b'{"text": "Emma"}')
        assert (status, json.loads(body)) == (200, [{"title": "Emma"}])
        assert sent(url, "COPY", "/books", {**headers, "Cookie": "sid=a%2F"})[0] == 204
        assert books.seen == {"sid": "a%2F"}
        assert sent(url, "GET", "/selected?%7B%22author%22%3A%22A%22%7D", headers)[0] == 204
        assert books.seen["selector"].author == "A"
        assert sent(url, "MOVE", "/books", headers)[0] == 405
    with served(new) as url:
        assert sent(url, "GET", "/sample", headers) == (200, b'["Emma"]')


def test_a_query_that_failed_is_tried_again() -> None:
    """QUERY is safe and idempotent, as GET is."""
    new = package("Acmenew", NEW)
    tries: list[str] = []

    class Failing(Books):
        def search(self, **given: Any) -> Any:
            tries.append(given["text"])
            if len(tries) == 1:
                raise RuntimeError("down")
            return []

    with (
        served(new, implementation=Failing()) as url,
        new.Client(device="t", base_url=url, trust_env=False) as client,
    ):
        assert client.books.search(text="Emma") == []
    assert tries == ["Emma", "Emma"]
