"""Parts of multipart bodies that are files (OpenAPI 3.1, section 4.8.14.1), wherever they stand."""

from __future__ import annotations

from typing import Any

import pytest

from generator.read.files import as_files
from generator.read.source import Mapping
from tests.support import STRING, document, loaded, operation, ref

FILE = {"type": "string", "contentMediaType": "image/png"}


def _binary(node: Any, at: str = "#") -> list[str]:
    """Where `format: binary` stands in a document."""
    if isinstance(node, Mapping):
        own = [at] if node.get("format") == "binary" else []
        return own + [found for key, one in node.items() for found in _binary(one, f"{at}/{key}")]
    if isinstance(node, list):
        return [found for index, one in enumerate(node) for found in _binary(one, f"{at}/{index}")]
    return []


def _without(node: Any) -> Any:
    """A document but for what may have been added."""
    if isinstance(node, dict):
        return {k: _without(v) for k, v in node.items() if (k, v) != ("format", "binary")}
    return [_without(one) for one in node] if isinstance(node, list) else node


def _files(schema: Any, media: str = "multipart/form-data", **components: Any) -> list[str]:
    """The parts that are files, below the schema of the one body or from the root."""
    sent = {"content": {media: {"schema": schema}}}
    tree = document(
        {"/a": {"post": operation("a", requestBody=sent)}}, components={"schemas": components}
    )
    before = loaded(tree)
    made = as_files(before).tree
    assert _without(made) == _without(before.tree)
    home = f"#/paths//a/post/requestBody/content/{media}/schema"
    return [at.removeprefix(f"{home}/") for at in _binary(made)]


def _of(schema: Any) -> dict[str, Any]:
    return {"type": "object", "properties": {"it": schema}}


@pytest.mark.parametrize(
    ("part", "at"),
    [
        (FILE, "properties/it"),
        ({**FILE, "type": ["string", "null"]}, "properties/it"),
        ({"type": "array", "items": FILE}, "properties/it/items"),
        ({**FILE, "contentMediaType": "application/vnd.a.json.b"}, "properties/it"),
        (STRING, None),
        ({"contentMediaType": "image/png"}, None),
        ({**FILE, "type": "integer"}, None),
        ({**FILE, "contentEncoding": "base64"}, None),
        ({**FILE, "format": "uri"}, None),
        ({**FILE, "contentMediaType": "application/json"}, None),
        ({**FILE, "contentMediaType": "Application/Problem+JSON"}, None),
        ({**FILE, "contentMediaType": 5}, None),
        ({**FILE, "contentSchema": {}}, None),
        ({"type": "array", "items": STRING}, None),
        ({"type": "array", "items": {"type": "array", "items": FILE}}, None),
        (_of(FILE), None),  # a part that is JSON
    ],
)
def test_which_part_is_a_file(part: Any, at: str | None) -> None:
    assert _files(_of(part)) == ([at] if at else [])


@pytest.mark.parametrize(
    ("schema", "at"),
    [
        ({"allOf": [_of(STRING), _of(FILE)]}, ["allOf/1/properties/it"]),
        ({"allOf": [_of(FILE), _of(FILE), _of(STRING)]}, ["allOf/0/properties/it", "allOf/1/properties/it"]),
        ({"anyOf": [_of(FILE)], "oneOf": [_of(FILE)]}, ["anyOf/0/properties/it", "oneOf/0/properties/it"]),
        ({"allOf": [{"oneOf": [_of(FILE)]}]}, ["allOf/0/oneOf/0/properties/it"]),
        ({**_of(FILE), "allOf": [_of(FILE)]}, ["allOf/0/properties/it", "properties/it"]),
        (ref("Form"), ["#/components/schemas/Form/properties/it", "#/components/schemas/Form/properties/more/items"]),
        (_of(ref("Picture")), ["#/components/schemas/Picture"]),
        (_of({"type": "array", "items": ref("Picture")}), ["#/components/schemas/Picture"]),
        (_of(ref("Pictures")), ["#/components/schemas/Pictures/items"]),
        (ref("Loop"), ["#/components/schemas/Loop/allOf/1/properties/it"]),
        (FILE, []),
    ],
)  # fmt: skip
def test_parts_wherever_the_body_has_them(schema: Any, at: list[str]) -> None:
    found = _files(
        schema,
        Form={"type": "object", "properties": {"it": FILE, "more": {"type": "array", "items": FILE}}},
        Picture=FILE,
        Pictures={"type": "array", "items": FILE},
        Loop={"allOf": [ref("Loop"), _of(FILE)]},
    )  # fmt: skip
    assert sorted(found) == at


@pytest.mark.parametrize(
    ("media", "files"),
    [("multipart/form-data", 1), ("Multipart/Mixed", 1), ("application/json", 0), ("*/*", 0)],
)
def test_bodies_that_have_parts(media: str, files: int) -> None:
    assert len(_files(_of(FILE), media)) == files


def test_schemas_that_refer_to_each_other_a_long_way() -> None:
    chain = {f"S{n}": {"allOf": [ref(f"S{n + 1}")]} for n in range(150)}
    assert _files(ref("S0"), S150=_of(FILE), **chain) == ["#/components/schemas/S150/properties/it"]


@pytest.mark.parametrize("name", ["a/b", "a~b", "a~1b", "50 %", "a%2Fb", "é"])
def test_operations_by_reference_and_names_that_are_escaped(name: str) -> None:
    sent = {
        "content": {
            "multipart/form-data": {"schema": {"type": "object", "properties": {name: FILE}}}
        }
    }
    item = {
        "additionalOperations": {
            "COPY": operation("copy", requestBody={"$ref": "#/components/requestBodies/Form"})
        }
    }
    tree = document(
        {"/a": {"$ref": "#/components/pathItems/One"}},
        openapi="3.2.0",
        components={"pathItems": {"One": item}, "requestBodies": {"Form": sent}},
    )  # fmt: skip
    body = as_files(loaded(tree)).tree["components"]["requestBodies"]["Form"]
    schema = body["content"]["multipart/form-data"]["schema"]
    assert schema["properties"][name] == {**FILE, "format": "binary"}
    assert schema.place.pointer.endswith("/schema")


def test_a_document_without_files_stays_what_it_is() -> None:
    made = loaded(document({"/a": {"get": operation("a")}}))
    assert as_files(made) is made


def test_paths_and_media_types_that_are_escaped() -> None:
    sent = {"content": {"multipart/form-data; x=%41": {"schema": _of(FILE)}}}
    tree = document({"/a%2Fb/~c": {"post": operation("a", requestBody=sent)}})
    assert len(_binary(as_files(loaded(tree)).tree)) == 1
