"""Which of several operations of one path a request means."""

from __future__ import annotations

from typing import Any

import pytest

from generator.runtime.ground.operation import Operation, Server
from generator.runtime.server.app.choice import Choice, routes
from generator.runtime.server.app.routing import every
from generator.runtime.server.schemas.document import Document
from tests.runtime_server.test_incoming import request


def described(paths: dict[str, list[dict[str, Any]]]) -> tuple[list[Operation[Any]], Document]:
    """Operations named after their paths, with these parameters."""
    tree = {path: {"get": {"parameters": those}} for path, those in paths.items()}
    operations = [Operation[Any](path, "GET", path) for path in paths]
    return operations, Document({"openapi": "3.1.0", "paths": tree})


def only(name: str, schema: Any, where: str = "query", required: bool | None = None) -> Any:
    node = {"name": name, "in": where, "schema": schema}
    return node if required is None else {**node, "required": required}


ADD, SUB, ANY = {"enum": ["add"]}, {"const": "sub x"}, {"type": "string"}


@pytest.mark.parametrize(
    ("paths", "query", "headers", "meant", "values"),
    [
        ({"/?op=a": [], "/?op=b": []}, "op=b", {}, "/?op=b", {}),
        ({"/?op=a": [], "/?op=b": []}, "op=c", {}, "/?op=a", {}),
        ({"/?op=a": [], "/?op=b": []}, "", {}, "/?op=a", {}),
        ({"/?op=a": [], "/?op=a&x=1": []}, "op=a&x=1", {}, "/?op=a&x=1", {}),
        ({"/?op=a&x=1": [], "/?op=a": []}, "x=2&op=a", {}, "/?op=a", {}),
        ({"/?op=a+b": [], "/?op=c": []}, "op=a%20b", {}, "/?op=a+b", {}),
        ({"/?o+p=a": [], "/?op=c": []}, "op=c", {}, "/?op=c", {}),
        ({"/?op=c": [], "/?o+p=a": []}, "o%20p=a", {}, "/?o+p=a", {}),
        ({"/?op={op}": [], "/?no={n}&x={x}": []}, "op=a%2Fb", {}, "/?op={op}", {"op": "a%2Fb"}),
        ({"/?op={op}": [], "/?op={a}&x={x}": []}, "op=1&x=2", {}, "/?op={a}&x={x}",
         {"a": "1", "x": "2"}),
        ({"/?op={op}": [], "/?op=a": []}, "op=a", {}, "/?op={op}", {"op": "a"}),
        ({"/?op=v{op}": [], "/?op=a": []}, "op=v1", {}, "/?op=v{op}", {}),
        ({"/?flag": [], "/?op=a": []}, "flag=", {}, "/?flag", {}),
        ({"/?op=a#x": [], "/?op=b#x": []}, "op=b", {}, "/?op=b#x", {}),
        ({"/#a": [only("op", ADD)], "/#b": [only("op", SUB)]}, "op=sub+x", {}, "/#b", {}),
        ({"/#a": [only("op", ADD)], "/#b": [only("op", SUB)]}, "op=add", {}, "/#a", {}),
        ({"/#a": [only("X-Op", ADD, "header")], "/#b": [only("X-Op", SUB, "header")]}, "",
         {"x-op": "sub x"}, "/#b", {}),
        ({"/#a": [only("X-Op", {"const": "a%20b"}, "header")], "/#b": []}, "", {"x-op": "a b"},
         "/#b", {}),
        ({"/#a": [only("op", ADD, required=True)], "/#b": []}, "", {}, "/#b", {}),
        ({"/#a": [only("op", ADD, required=False)], "/#b": []}, "", {}, "/#a", {}),
        ({"/#a": [only("op", ADD)], "/#b": []}, "", {}, "/#a", {}),
        ({"/#a": [], "/#b": [only("op", ADD)]}, "op=add", {}, "/#b", {}),
        ({"/#a": [only("op", ADD)], "/#b": []}, "op=other", {}, "/#b", {}),
        ({"/#a": [only("op", ADD, "cookie", True)], "/#b": []}, "", {}, "/#a", {}),
        ({"/#a": [only("op", ANY, "query", True)], "/#b": []}, "", {}, "/#a", {}),
        ({"/#a": [only("op", {"enum": ["a", "b"]}, "query", True)], "/#b": []}, "", {}, "/#a", {}),
        ({"/#a": [only("op", {"const": 5}, "query", True)], "/#b": []}, "", {}, "/#a", {}),
        ({"/#a": [{"name": "op", "in": "query", "content": {}, "required": True}], "/#b": []}, "",
         {}, "/#a", {}),
        ({"/?op=a": [], "/?op=b": []}, "op=b&op=a", {}, "/?op=b", {}),
    ],
)  # fmt: skip
def test_the_operation_whose_words_a_request_holds(
    paths: Any, query: str, headers: dict[str, str], meant: str, values: dict[str, str]
) -> None:
    operations, document = described(paths)
    fields = [(name.encode(), value.encode()) for name, value in headers.items()]
    choice = Choice(operations, document)
    for _ in range(2):
        found = choice.of(request(query_string=query.encode(), headers=fields))
        assert (found.operation.id, found.values) == (meant, values)


def test_words_may_stand_at_the_path() -> None:
    operations, _ = described({"/#a": [], "/#b": []})
    tree = {"/#a": {"parameters": [only("op", ADD, required=True)], "get": {}}, "/#b": {"get": {}}}
    choice = Choice(operations, Document({"paths": tree}))
    assert choice.of(request(query_string=b"op=add")).operation.id == "/#a"
    assert choice.of(request()).operation.id == "/#b"


def test_what_is_served_where() -> None:
    paths: dict[str, list[dict[str, Any]]] = {
        "/a#x": [], "/a": [], "/b?op=1": [], "/c": [], "/d#y": [],
    }  # fmt: skip
    operations, document = described(paths)
    operations.append(Operation[Any]("post", "POST", "/c"))
    found = {(m, p): t for m, p, t in routes(operations, (), document)}
    assert list(found) == [
        ("GET", "/a"), ("GET", "/b"), ("GET", "/c"), ("GET", "/d"), ("POST", "/c")
    ]  # fmt: skip
    single = {key for key, target in found.items() if isinstance(target, Operation)}
    assert single == {("GET", "/c"), ("GET", "/d"), ("POST", "/c")}
    several = found["GET", "/a"]
    assert isinstance(several, Choice)
    assert several.of(request()).operation.id == "/a", "a fragment is never sent"


@pytest.mark.parametrize(
    ("path", "paths"),
    [
        ("/v1/a", ["/v1/a", "/v2/a"]),
        ("/v1", ["/v1", "/v2"]),
        ("/v10/a", ["/v10/a"]),
        ("/x", ["/x"]),
    ],
)
def test_a_path_that_begins_otherwise_at_another_server(path: str, paths: list[str]) -> None:
    servers = (Server("https://a.test", paths={"two": {"x": {"/v1": "/v2"}}}), Server("/"))
    assert every(path, servers) == paths
    operations, document = described({path: []})
    assert [p for _, p, _ in routes(operations, servers, document)] == paths
