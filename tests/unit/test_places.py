"""Where a place lies: the schema and the objects that are around it."""

from __future__ import annotations

from typing import Any

import pytest

from generator.read.document.grammar import PLAIN, Slot, children, kind_at, methods_of, slot
from generator.read.document.identity import around, outermost
from generator.read.source import Place, mapping, sequence
from tests.support import STRING, answer, document, loaded, operation, query

DEEP = {
    "type": "object",
    "properties": {"a": {"allOf": [STRING, {"type": "string", "x-own": {"b": {}}}]}},
}
TREE = document(
    {
        "/a": {
            "parameters": [query("p", DEEP)],
            "get": operation("a", parameters=[query("q"), query("r", DEEP)], responses={"200": answer(DEEP)}),
        }
    },
    {"It": DEEP},
    **{"x-more": {"schema": {"type": "string"}, "components": {"schemas": {"A": STRING}}}},
)  # fmt: skip
GET = "/paths/~1a/get"


@pytest.mark.parametrize(
    ("at", "schema"),
    [
        ("/components/schemas/It", "/components/schemas/It"),
        ("/components/schemas/It/properties/a", "/components/schemas/It"),
        ("/components/schemas/It/properties/a/allOf/1", "/components/schemas/It"),
        ("/components/schemas/It/properties/a/allOf/1/x-own/b", "/components/schemas/It"),
        (f"{GET}/parameters/1/schema", f"{GET}/parameters/1/schema"),
        (f"{GET}/parameters/1/schema/properties/a", f"{GET}/parameters/1/schema"),
        ("/paths/~1a/parameters/0/schema/properties/a", "/paths/~1a/parameters/0/schema"),
        (f"{GET}/responses/200/content/application~1json/schema/properties/a", f"{GET}/responses/200/content/application~1json/schema"),
        (f"{GET}/parameters/1", None),
        (GET, None),
        ("", None),
        ("/components/schemas", None),
        ("/x-more/schema", None),
        ("/x-more/components/schemas/A", None),
    ],
)  # fmt: skip
def test_the_outermost_schema_around_a_place(at: str, schema: str | None) -> None:
    made = loaded(TREE)
    found = outermost(made.at(at).place, made.tree)
    assert (found.place.pointer if found is not None else None) == schema


def test_a_file_that_is_no_document_is_a_schema_itself() -> None:
    node = loaded(TREE).at("/components/schemas/It")
    assert outermost(node["properties"]["a"].place, node) is node


@pytest.mark.parametrize(
    ("way", "schema"),
    [
        ("definitions/A", "definitions/A"),
        ("definitions/A/properties/b", "definitions/A"),
        ("definitions", None),
        ("paths/~1a/get/responses/200/schema/items", "paths/~1a/get/responses/200/schema"),
        ("paths/~1a/get/parameters/0/schema", "paths/~1a/get/parameters/0/schema"),
        ("paths/~1a/get/parameters/0", None),
    ],
)
def test_schemas_of_swagger_stand_elsewhere(way: str, schema: str | None) -> None:
    get = {"responses": {"200": {"schema": {"items": {}}}}, "parameters": [{"schema": {}}]}
    tree = {
        "swagger": "2.0",
        "definitions": {"A": {"properties": {"b": {}}}},
        "paths": {"/a": {"get": get}},
    }
    made = _located(tree, Place(loaded(TREE).tree.place.file, None, ""))
    node: Any = made
    for key in way.split("/"):
        node = node[int(key) if isinstance(node, list) else key.replace("~1", "/")]
    found = outermost(node.place, made)
    assert (found.place.pointer[1:] if found is not None else None) == schema


def test_objects_around_a_place_from_the_outermost() -> None:
    made = loaded(TREE)
    place = made.at(f"{GET}/parameters/1/schema/properties").place
    assert [node.place.pointer for node in around(place, made.tree)] == [
        "", "/paths", "/paths/~1a", GET, f"{GET}/parameters/1", f"{GET}/parameters/1/schema",
        f"{GET}/parameters/1/schema/properties",
    ]  # fmt: skip


def test_objects_around_an_item_that_is_not_there_and_in_what_holds_none() -> None:
    made = loaded(TREE)
    get = made.at(GET)
    params = Place(get.place.file, get.place, "parameters")
    for key in (2, 9, "name"):
        found = around(Place(get.place.file, params, key), made.tree)
        assert [node.place.pointer for node in found] == ["", "/paths", "/paths/~1a", GET]
    title = Place(get.place.file, made.tree["info"].place, "title")
    found = around(Place(get.place.file, title, "x"), made.tree)
    assert [node.place.pointer for node in found] == ["", "/info"]


# The grammar ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("way", "kind"),
    [
        ("", ("document", "one")),
        ("info", ("info", "one")),
        ("info/title", None),
        ("paths", ("paths", "one")),
        ("paths/~a", ("pathItem", "one")),
        ("paths/~a/get", ("operation", "one")),
        ("paths/~a/get/parameters", ("parameter", "list")),
        ("paths/~a/get/parameters/0", ("parameter", "one")),
        ("paths/~a/get/parameters/0/schema", ("schema", "one")),
        ("paths/~a/get/parameters/0/example", None),
        ("paths/x-a", None),
        ("components/schemas", ("schema", "map")),
        ("components/schemas/properties", ("schema", "one")),
        ("components/schemas/A/properties", ("schema", "map")),
        ("components/schemas/A/properties/x-b", ("schema", "one")),
        ("components/schemas/A/allOf/0/items", ("schema", "one")),
        ("components/schemas/A/default/properties", None),
        ("x-own", None),
        ("servers/0/variables/a", ("serverVariable", "one")),
    ],
)
def test_what_stands_at_the_end_of_a_way(way: str, kind: tuple[str, str] | None) -> None:
    assert kind_at(way.split("/") if way else []) == (Slot(*kind) if kind else None)  # type: ignore[arg-type]


def test_members_with_free_names_are_no_extensions() -> None:
    assert slot("paths", "/a") == Slot("pathItem", "one")
    assert slot("paths", "x-a") is None
    assert slot(PLAIN, "a") is None


def test_the_objects_within_an_object() -> None:
    tree = loaded(document({"/a": {"get": operation("a", parameters=[query("q")])}, "x-a": {}}, {"A": STRING})).tree  # fmt: skip
    assert [(kind, way) for kind, _, _, way in children("paths", tree["paths"])] == [
        ("pathItem", ("/a",))
    ]
    item = tree["paths"]["/a"]
    (one,) = children("pathItem", item)
    assert one == ("operation", item["get"], item, ("get",))
    found = {way: (kind, held) for kind, _, held, way in children("operation", item["get"])}
    assert found["parameters", 0] == ("parameter", item["get"]["parameters"])
    ((kind, _, held, way),) = children("components", tree["components"])
    assert (kind, held, way) == ("schema", tree["components"]["schemas"], ("schemas", "A"))
    assert list(children(PLAIN, tree)) == []


def test_methods_of_a_path_item() -> None:
    item = {
        "get": operation("a"), "post": operation("b"), "put": 5, "summary": "s", "x-get": {},
        "additionalOperations": {"COPY": operation("c"), "MOVE": None},
    }  # fmt: skip
    found = methods_of(_located(item, loaded(TREE).tree.place))
    assert [(method, way, node["operationId"]) for method, way, node in found] == [
        ("get", ("get",), "a"), ("post", ("post",), "b"),
        ("COPY", ("additionalOperations", "COPY"), "c"),
    ]  # fmt: skip
    assert list(methods_of(_located({"additionalOperations": []}, loaded(TREE).tree.place))) == []


def _located(value: Any, place: Place) -> Any:
    """Plain data as a tree that knows its places."""
    if isinstance(value, dict):
        return mapping({k: _located(one, place.child(k)) for k, one in value.items()}, place)
    if isinstance(value, list):
        return sequence([_located(one, place.child(i)) for i, one in enumerate(value)], place)
    return value
