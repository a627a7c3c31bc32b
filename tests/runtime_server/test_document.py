"""The document as the stub reads it: places, references, operations, validators."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from generator.runtime.ground.operation import Operation
from generator.runtime.server.schemas.document import Document, DocumentError, Node

DOCUMENT: dict[str, Any] = {
    "openapi": "3.1.0",
    "x-wire": {"boolean": "Y/N", "date": "d.m.Y"},
    "x-word": "root",
    "paths": {
        "/a": {
            "x-word": "path",
            "get": {"operationId": "getA", "x-word": "operation"},
            "query": {"operationId": "queryA"},
            "additionalOperations": {"LINK": {"operationId": "linkA"}, "FIND": {}},
        },
        "/b": {"$ref": "#/components/pathItems/B"},
        "/c": {"post": {}, "trace": {"operationId": "getA"}},
    },
    "components": {
        "pathItems": {"B": {"put": {"operationId": "putB"}}},
        "schemas": {
            "A": {"type": "integer"},
            "To": {"$ref": "#/components/schemas/A"},
            "Twice": {"$ref": "#/components/schemas/To"},
            "Round": {"$ref": "#/components/schemas/Round"},
            "Away": {"$ref": "other.json#/x"},
            "a/b~c": {"type": "string"},
            "Größe": {"type": "boolean"},
            "By": {"$ref": "#/components/schemas/a~1b~0c"},
            "ByPercent": {"$ref": "#/components/schemas/Gr%C3%B6%C3%9Fe"},
            "ByName": {"$ref": "#/components/schemas/Größe"},
            "List": {"prefixItems": [{"const": 1}, {"$ref": "#/components/schemas/A"}]},
            "Data": {"type": "object", "properties": {"$ref": {"const": 5}}},
        },
    },
}
A = Node("/components/schemas/A", {"type": "integer"})


def operation(id: str, method: str, path: str) -> Operation[Any]:
    return Operation(id, method, path)


@pytest.fixture(params=["parsed", "file"])
def document(request: pytest.FixtureRequest, tmp_path: Path) -> Document:
    if request.param == "parsed":
        return Document(DOCUMENT)
    path = tmp_path / "openapi.json"
    path.write_text(json.dumps(DOCUMENT, ensure_ascii=False), encoding="utf-8")
    return Document(path)


@pytest.mark.parametrize(
    ("pointer", "node"),
    [
        ("", Node("", DOCUMENT)),
        ("/x-word", Node("/x-word", "root")),
        ("/components/schemas/A", A),
        ("/components/schemas/To", A),
        ("/components/schemas/Twice", A),
        ("/components/schemas/To/type", Node("/components/schemas/A/type", "integer")),
        ("/components/schemas/a~1b~0c", Node("/components/schemas/a~1b~0c", {"type": "string"})),
        ("/components/schemas/By", Node("/components/schemas/a~1b~0c", {"type": "string"})),
        ("/components/schemas/ByPercent", Node("/components/schemas/Größe", {"type": "boolean"})),
        ("/components/schemas/ByName", Node("/components/schemas/Größe", {"type": "boolean"})),
        ("/components/schemas/List/prefixItems/0",
         Node("/components/schemas/List/prefixItems/0", {"const": 1})),
        ("/components/schemas/List/prefixItems/1", A),
        ("/components/schemas/Data/properties",
         Node("/components/schemas/Data/properties", {"$ref": {"const": 5}})),
    ],
)  # fmt: skip
def test_what_stands_at_a_place(document: Document, pointer: str, node: Node) -> None:
    assert document.at(pointer) == node
    assert document.at(pointer) == node, "the second time, too"


@pytest.mark.parametrize(
    ("pointer", "words"),
    [
        ("/none", "has nothing at #/none: regenerate it"),
        ("/components/schemas/List/prefixItems/2", "has nothing at"),
        ("/components/schemas/List/prefixItems/-1", "has nothing at"),
        ("/components/schemas/A/type/0", "has nothing at"),
        ("/components/schemas/Round", "leads round in a circle"),
        ("/components/schemas/Away", "'other.json#/x' at #/components/schemas/Away leaves"),
    ],
)
def test_a_place_that_is_not_there(document: Document, pointer: str, words: str) -> None:
    with pytest.raises(DocumentError) as told:
        document.at(pointer)
    assert words in str(told.value)


def test_steps_go_along_references(document: Document) -> None:
    root = document.at("")
    assert document.step(root, "components", "schemas", "Twice", "type") == Node(
        "/components/schemas/A/type", "integer"
    )
    lists = document.at("/components/schemas/List/prefixItems")
    assert document.step(lists, 1) == A
    assert document.step(lists, 2) is None
    assert document.step(lists, "x") is None
    assert document.step(root, "x-word", "x") is None
    assert document.step(Node("/x", {"$ref": "#/components/schemas/To"})) == A


def test_members_with_their_references_followed(document: Document) -> None:
    known = dict(document.items(document.at("/paths")))
    assert list(known) == ["/a", "/b", "/c"]
    assert known["/b"] == Node("/components/pathItems/B", {"put": {"operationId": "putB"}})
    assert dict(document.items(None)) == {}
    assert dict(document.items(document.at("/x-word"))) == {}


@pytest.mark.parametrize(
    ("id", "method", "path", "pointers"),
    [
        ("x", "GET", "/a", ("/paths/~1a", "/paths/~1a/get")),
        ("getA", "GET", "/moved", ("/paths/~1a", "/paths/~1a/get")),
        ("x", "QUERY", "/a", ("/paths/~1a", "/paths/~1a/query")),
        ("x", "LINK", "/a", ("/paths/~1a", "/paths/~1a/additionalOperations/LINK")),
        ("linkA", "GET", "/no", ("/paths/~1a", "/paths/~1a/additionalOperations/LINK")),
        ("x", "PUT", "/b", ("/components/pathItems/B", "/components/pathItems/B/put")),
        ("getA", "TRACE", "/c", ("/paths/~1c", "/paths/~1c/trace")),
        ("getA", "POST", "/c", ("/paths/~1c", "/paths/~1c/post")),
    ],
)
def test_the_operation_behind_a_descriptor(
    document: Document, id: str, method: str, path: str, pointers: tuple[str, str]
) -> None:
    item, node = document.operation(operation(id, method, path))
    assert (item.pointer, node.pointer) == pointers


def test_parameters_of_a_path_and_its_operation() -> None:
    one, two, three = ({"name": name, "in": "query"} for name in "abc")
    item = {"parameters": [one, {"$ref": "#/two"}], "get": {"parameters": [three]}, "put": {}}
    document = Document({"two": two, "paths": {"/a": item}})
    found = document.parameters(*document.operation(operation("x", "GET", "/a")))
    assert [node.value for node in found] == [one, two, three]
    assert [node.value for node in document.parameters(document.at("/paths/~1a/put"))] == []


def test_an_operation_that_is_not_there(document: Document) -> None:
    with pytest.raises(DocumentError, match=r"no operation readZ \(GET /z\): regenerate"):
        document.operation(operation("readZ", "GET", "/z"))


def test_every_operation_comes_once(document: Document) -> None:
    assert [node.pointer for node in document.every_operation()] == [
        "/paths/~1a/get",
        "/paths/~1a/query",
        "/paths/~1a/additionalOperations/LINK",
        "/paths/~1a/additionalOperations/FIND",
        "/components/pathItems/B/put",
        "/paths/~1c/post",
        "/paths/~1c/trace",
    ]


def test_the_nearest_extension_counts(document: Document) -> None:
    path, get = document.operation(operation("getA", "GET", "/a"))
    _, query = document.operation(operation("queryA", "QUERY", "/a"))
    assert document.extension("x-word", get, path) == "operation"
    assert document.extension("x-word", query, path) == "path"
    assert document.extension("x-word", query) == "root"
    assert document.extension("x-none", get, path) is None


def test_what_is_written_otherwise_adds_up_from_far_to_near(document: Document) -> None:
    near = Node("/n", {"x-wire": {"boolean": "1/0"}})
    far = Node("/f", {"x-wire": {"boolean": "T/F", "time": "H:i"}})
    assert document.wire() == {"boolean": "Y/N", "date": "d.m.Y"}
    assert document.wire(near, far, None) == {"boolean": "1/0", "date": "d.m.Y", "time": "H:i"}
    assert document.wire(far, near)["boolean"] == "T/F"
    assert document.wire(Node("/w", {"x-wire": "1/0"})) == {"boolean": "1/0", "date": "d.m.Y"}


@pytest.mark.parametrize(
    ("pointer", "good", "bad"),
    [
        ("/components/schemas/Twice", 1, "1"),
        ("/components/schemas/By", "1", 1),
        ("/components/schemas/ByName", True, "true"),
        ("/components/schemas/ByPercent", True, "true"),
        ("/components/schemas/List", [1, 2], [1, "x"]),
        ("/components/schemas/Größe", False, None),
        ("/components/schemas/Data", {"$ref": 5}, {"$ref": 6}),
    ],
)
def test_a_place_validates(document: Document, pointer: str, good: Any, bad: Any) -> None:
    assert document.validator(pointer).is_valid(good)
    assert not document.validator(pointer).is_valid(bad)
    assert document.validator(pointer) is document.validator(pointer)
    assert document.compile(document.reference(pointer)).is_valid(good)


@pytest.mark.parametrize("schema", [{"type": "none"}, {"$ref": "urn:document#/no"}, {"items": 3}])
def test_a_schema_that_cannot_be_compiled(document: Document, schema: dict[str, Any]) -> None:
    with pytest.raises(DocumentError, match=r"a schema cannot be compiled: \S"):
        document.compile(schema)


def test_a_document_that_is_parsed_is_not_copied() -> None:
    assert Document(DOCUMENT).root is DOCUMENT


@pytest.mark.parametrize(
    ("text", "words"),
    [("{", "openapi.json is not JSON"), ("[]", "openapi.json is no OpenAPI document")],
)
def test_a_file_that_is_no_document(tmp_path: Path, text: str, words: str) -> None:
    path = tmp_path / "openapi.json"
    path.write_text(text)
    with pytest.raises(DocumentError, match=words):
        Document(path).at("/paths")


def test_formats_are_those_of_the_vendor() -> None:
    document = Document(
        {
            "x-wire": {"date": "d.m.Y"},
            "a": {"type": "string", "format": "date"},
            "b": {"type": "string", "format": "time"},
            "c": {"type": "string"},
            "d": 5,
        }
    )
    assert list(document.formats(["/a", "/b", "/c", "/d"])) == ["written as d.m.Y", "time"]
    assert document.validator("/a").is_valid("24.12.2026")
    assert not document.validator("/a").is_valid("2026-12-24")


@pytest.mark.parametrize(
    ("format", "low", "high"), [("int32", -(2**31), 2**31 - 1), ("int64", -(2**63), 2**63 - 1)]
)
def test_integer_formats_bind_numbers(format: str, low: int, high: int) -> None:
    document = Document({"a": {"type": ["integer", "null"], "format": format}})
    fits = document.validator("/a").is_valid
    assert [fits(number) for number in (low - 1, low, high, high + 1)] == [False, True, True, False]
    assert fits(None)
    narrow = Document({"a": {"type": "integer", "format": format, "minimum": 1, "maximum": 3}})
    assert [narrow.validator("/a").is_valid(n) for n in (0, 1, 3, 4)] == [False, True, True, False]
    wide = Document({"a": {"type": "integer", "format": format, "minimum": -(2**70)}})
    assert not wide.validator("/a").is_valid(low - 1)
