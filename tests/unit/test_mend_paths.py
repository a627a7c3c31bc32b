"""Placeholders of paths that have no parameter: which one is meant, and what is made of it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from generator.command.pipeline import mended, read_document
from generator.command.settings import NOTHING_SET
from generator.ground.diagnostics import LEFT_OUT, Diagnostic
from generator.ground.reach import EXTENTS
from tests.support import NOTHING, compiled, document, operation, ref, written
from tests.unit.taken import taken

WHOLE = {"type": "integer"}


def _param(name: str, where: str = "path", **more: Any) -> dict[str, Any]:
    return {"name": name, "in": where, "required": True, "schema": WHOLE, **more}


TEXT = {"type": "string"}


@pytest.mark.parametrize(
    ("path", "given", "made", "path_made"),
    [
        ("/t/{id}", [], {"id": TEXT}, None),
        ("/t/{id}/{part}", [_param("id")], {"id": WHOLE, "part": TEXT}, None),
        # Names that differ in case alone are one; the parameter's own words hold.
        ("/t/{Id}", [_param("id")], {"Id": WHOLE}, None),
        ("/t/{Id}/{part}", [_param("id")], {"Id": WHOLE, "part": TEXT}, None),
        ("/t/{Id}/{PART}", [_param("id"), _param("part", schema=TEXT)], {"Id": WHOLE, "PART": TEXT}, None),
        # But not where the other is in the path itself.
        ("/t/{id}/{Id}", [_param("id")], {"id": WHOLE, "Id": TEXT}, None),
        ("/t/{Id}", [_param("id", "query")], {"Id": TEXT}, None),
        # What is the parameter's affair, written in the path.
        ("/t/{;id*}", [_param("id", style="matrix", explode=True)], {"id": WHOLE}, "/t/{id}"),
        ("/t/{+id}", [_param("id")], {"id": WHOLE}, "/t/{id}"),
        ("/t/{id}", [_param("id", "query", explode=False)], {"id": WHOLE}, None),
    ],
)  # fmt: skip
def test_what_a_placeholder_without_parameter_means(
    path: str, given: Any, made: dict[str, Any], path_made: str | None
) -> None:
    tree = document({path: {"get": operation("a", parameters=given, responses=NOTHING)}})
    result = compiled(tree)
    assert result.left_out == []
    ((written, item),) = json.loads(result.files["acme/server/openapi.json"])["paths"].items()
    assert written == (path_made or path)
    found = {p["name"]: p for p in item["get"]["parameters"] if f"{{{p['name']}}}" in written}
    assert {name: p["schema"] for name, p in found.items()} == made
    assert all(p["in"] == "path" and p["required"] is True for p in found.values())


def _op(name: str, *parameters: Any) -> dict[str, Any]:
    more = {"parameters": list(parameters)} if parameters else {}
    return operation(name, responses=NOTHING, **more)


SHARED = {"$ref": "#/components/parameters/Id"}
Paths = dict[str, Any]
ID_TEXT = {"name": "id", "in": "path", "required": True, "schema": TEXT}
PART = {**ID_TEXT, "name": "part"}


@pytest.mark.parametrize(
    ("paths", "made", "lost"),
    [
        # A parameter by reference, and one of the path item, are there.
        ({"/t/{id}/{part}": {"get": _op("a", SHARED)}}, {"/t/{id}/{part}": {"get": _op("a", SHARED, PART)}}, []),
        ({"/t/{id}/{part}": {"parameters": [SHARED], "get": _op("a")}},
         {"/t/{id}/{part}": {"parameters": [SHARED], "get": _op("a", PART)}}, []),
        # What is written in the path once is so for all its operations.
        ({"/t/{;id*}": {"parameters": [_param("id")], "get": _op("a"), "put": _op("b")}},
         {"/t/{id}": {"parameters": [_param("id")], "get": _op("a"), "put": _op("b")}}, []),
        ({"/t/{;id*}": {"get": _op("a", _param("id")), "put": _op("b")}},
         {"/t/{id}": {"get": _op("a", _param("id")), "put": _op("b", ID_TEXT)}}, []),
        # A path keeps its place among the others.
        ({"/a": {"get": _op("a")}, "/t/{;id*}": {"get": _op("b", _param("id"))}, "/c": {"get": _op("c")}},
         {"/a": {"get": _op("a")}, "/t/{id}": {"get": _op("b", _param("id"))}, "/c": {"get": _op("c")}}, []),
        # Slashes; what is no part of a route; braces.
        ({"t": {"get": _op("a")}}, {"/t": {"get": _op("a")}}, []),
        ({"t": {"get": _op("a")}, "/t": {"put": _op("b")}}, {"/t": {"put": _op("b")}}, ["t (1 operation)"]),
        ({"/t?x=1": {"get": _op("a")}}, {"/t?x=1": {"get": _op("a")}}, []),
        ({"/t#x": {"get": _op("a")}}, {"/t#x": {"get": _op("a")}}, []),
        ({"/t/{id}/{id}": {"get": _op("a", ID_TEXT)}}, {"/t/{id}/{id}": {"get": _op("a", ID_TEXT)}}, []),
        ({"/t/{}": {"get": _op("a"), "put": _op("b")}}, {}, ["/t/{} (2 operations)"]),
        ({"/t/{}": 5, "/a": {"get": _op("a")}}, {"/a": {"get": _op("a")}}, ["/t/{}", "/t/{}"]),
        ({"t": 5, "/t": {"get": _op("a")}}, {"/t": {"get": _op("a")}}, ["t"]),
        ({"/t/{id": {"get": _op("a")}}, {}, ["/t/{id (1 operation)"]),
        ({"/t/id}": {"get": _op("a")}}, {}, ["/t/id} (1 operation)"]),
        # Of two paths that are one, each keeps the methods that the other has not.
        ({"/t/{id}": {"get": _op("a", ID_TEXT)}, "/t/{part}": {"put": _op("b", PART)}},
         {"/t/{id}": {"get": _op("a", ID_TEXT)}, "/t/{part}": {"put": _op("b", PART)}}, []),
        ({"/t/{id}": {"get": _op("a", ID_TEXT), "put": _op("b", ID_TEXT)},
          "/t/{part}": {"get": _op("c", PART), "put": _op("d", PART), "post": _op("e", PART)}},
         {"/t/{id}": {"get": _op("a", ID_TEXT), "put": _op("b", ID_TEXT)}, "/t/{part}": {"post": _op("e", PART)}},
         ["GET /t/{part}, PUT /t/{part}"]),
        # Of two of which one cannot be had, the other stays as it is.
        ({"/t/{}": {"get": _op("a")}, "/t/{id}": {"get": _op("b", ID_TEXT)}},
         {"/t/{id}": {"get": _op("b", ID_TEXT)}}, ["/t/{} (1 operation)"]),
        ({"/t/{id}": 5, "/t/{part}": {"get": _op("b", PART)}}, {"/t/{part}": {"get": _op("b", PART)}}, ["/t/{id}"]),
        ({"/t/{id}": {"get": _op("b", ID_TEXT)}, "/t/{part}": 5}, {"/t/{id}": {"get": _op("b", ID_TEXT)}}, ["/t/{part}", "/t/{part}"]),
        # An operationId that is taken, wherever the first one is.
        ({"/t": {"get": _op("a"), "put": _op("a")}}, {"/t": {"get": _op("a"), "put": _op("putT")}}, []),
        ({"/t/{id}/own-part": {"get": _op("a", ID_TEXT), "put": _op("a", ID_TEXT)}},
         {"/t/{id}/own-part": {"get": _op("a", ID_TEXT), "put": _op("putTIdOwnPart", ID_TEXT)}}, []),
        ({"/t": {"get": _op("a"), "put": _op("a")}, "/u": {"get": _op("putT"), "put": _op("putT2")}},
         {"/t": {"get": _op("a"), "put": _op("putT3")}, "/u": {"get": _op("putT"), "put": _op("putT2")}}, []),
    ],
)  # fmt: skip
def test_what_paths_mean(paths: Paths, made: Paths, lost: list[str]) -> None:
    whole = document(paths, components={"parameters": {"Id": _param("id")}})
    tree, found = taken(whole)
    assert list(tree["paths"].items()) == list(made.items())
    assert _lost(found) == lost


@pytest.mark.parametrize(
    ("paths", "said"),
    [
        ({"/t/{Id}": {"get": _op("a", ID_TEXT)}}, "the path parameter that differs in case alone"),
        ({"/t/{Id}/{part}": {"get": _op("a", ID_TEXT)}}, "a required path parameter of type string"),
        ({"/t/{;id*}": {"get": _op("a", ID_TEXT)}}, "the path /t/{id}"),
        ({"/t?x=1": {"get": _op("a")}}, "as it is: its query is sent, its fragment is not"),
        ({"/t#x": {"get": _op("a")}}, "as it is: its query is sent, its fragment is not"),
        ({"/t/{id}/{id}": {"get": _op("a", ID_TEXT)}}, "as it is: one value stands at each of its places"),
        ({"/t/{id}": {"get": _op("a", ID_TEXT)}, "/t/{part}": {"put": _op("b", PART)}}, "as it is: each has its own methods"),
        ({"/t": {"get": _op("a"), "put": _op("a")}}, "the operationId is putT"),
    ],
)  # fmt: skip
def test_what_is_said_of_a_path_that_is_read(paths: Paths, said: str) -> None:
    assert taken(document(paths))[1][0].taken == f"taken so: {said}"


def test_what_is_said_of_faults_of_the_text_and_within_what_is_left_out() -> None:
    with written(document({"/t": {"get": _op("a")}})) as folder:
        file = folder / "openapi.json"
        file.write_text(file.read_text().replace('"info":', '"tags": [], "tags": [], "info":'))
        whole, found = read_document(folder, NOTHING_SET)
        assert whole is not None
        said = [(d.code, d.taken) for d in mended(whole, found)[1]]
    assert said == [("E005", f"taken so: {EXTENTS['E005'].reading}")]
    second = {"get": _op("c"), "post": _op("e", PART)}
    paths = {"/t/{id}": {"get": _op("a", ID_TEXT)}, "/t/{part}": second}
    said = [(d.code, d.taken) for d in taken(document(paths))[1]]
    assert said == [
        ("E303", f"{LEFT_OUT}GET /t/{{part}}"),
        ("E304", "taken so: what it stands in is not compiled"),
    ]


def _lost(found: list[Diagnostic]) -> list[str]:
    return [d.taken.removeprefix(LEFT_OUT) for d in found if d.taken.startswith(LEFT_OUT)]


def _schemas(base: dict[str, Any], dog: Any) -> dict[str, Any]:
    return {"Pet": {"properties": {"k": TEXT}, **base}, "Cat": {"allOf": [ref("Pet")]}, "Dog": dog}


@pytest.mark.parametrize("word", ["oneOf", "anyOf"])
def test_a_base_that_lists_what_extends_it(word: str) -> None:
    """Frameworks write so; what extends a base is told by that alone."""
    listed = {word: [ref("Cat"), ref("Dog")]}
    extends = {"allOf": [TEXT, ref("Pet")]}
    paths = {"/a": {"get": _op("a")}}
    tree, found = taken(document(paths, _schemas(listed, extends)))
    assert tree["components"]["schemas"] == _schemas({}, extends)
    assert ({d.code for d in found}, _lost(found)) == ({"E407"}, [])
    # Unless one of them does not: then there is no telling.
    tree, found = taken(document(paths, _schemas(listed, TEXT)))
    assert tree["components"]["schemas"]["Cat"] == {"allOf": [ref("Pet")]}
    assert ({d.code for d in found}, _lost(found)) == ({"E407"}, ["schema Pet"])
