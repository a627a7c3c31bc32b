"""Swagger 2.0 in the words of OpenAPI 3, a table for each kind of object."""

from __future__ import annotations

import json
from typing import Any

import pytest

from generator.read.document import load
from tests.support import written

JSON, XML = "application/json", "application/xml"
FORM, MULTIPART = "application/x-www-form-urlencoded", "multipart/form-data"
STRING, FILE = {"type": "string"}, {"type": "file"}


def _read(tree: Any) -> tuple[Any, list[str]]:
    whole = {"swagger": "2.0", "info": {"title": "T", "version": "1"}, "paths": {}, **tree}
    with written(whole) as folder:
        found, said = load(folder)
    assert found is not None, said
    return json.loads(json.dumps(found.tree)), [d.code for d in said]


def _operation(more: Any, item: Any = None, **tree: Any) -> tuple[Any, list[str]]:
    post = {"responses": {"204": {"description": ""}}, **more}
    made, said = _read({"paths": {"/a": {"post": post, **(item or {})}}, **tree})
    return made["paths"]["/a"]["post"], said


def _field(name: str, **more: Any) -> dict[str, Any]:
    return {"name": name, "in": "formData", "type": "string", **more}


BODY = {"name": "b", "in": "body", "schema": STRING}


@pytest.mark.parametrize(
    ("own", "item", "fields"),
    [
        ([_field("x")], [], {"x"}),
        ([], [_field("x")], {"x"}),
        # Form fields of a path item are those of its operations too, unless overridden.
        ([_field("x")], [_field("y")], {"x", "y"}),
        ([_field("x", type="integer")], [_field("x"), _field("y")], {"x", "y"}),
        # A body goes before what the path item has.
        ([BODY], [_field("y")], None),
        ([_field("x")], [BODY], {"x"}),
        ([BODY], [{**BODY, "schema": {"type": "integer"}}], None),
    ],
)
def test_bodies_and_form_fields_of_a_path_item(
    own: Any, item: Any, fields: set[str] | None
) -> None:
    found, said = _operation({"parameters": own}, {"parameters": item} if item else None)
    assert said == []
    content = found["requestBody"]["content"]
    if fields is None:
        assert content == {JSON: {"schema": STRING}}
        return
    ((media, inner),) = content.items()
    assert (media, set(inner["schema"]["properties"])) == (FORM, fields)
    assert inner["schema"]["properties"]["x" if "x" in fields else "y"]["type"] == next(
        p["type"] for p in [*own, *item] if p["name"] in fields
    )


@pytest.mark.parametrize(
    ("fields", "consumes", "media", "schema"),
    [
        ([_field("x", required=True), _field("y", required=False)], None, [FORM],
         {"properties": {"x": STRING, "y": STRING}, "required": ["x"]}),
        ([_field("x", description="D.", maxLength=3)], None, [FORM], {"properties": {"x": {**STRING, "description": "D.", "maxLength": 3}}}),
        ([_field("x", type="file")], None, [MULTIPART],
         {"properties": {"x": {**STRING, "format": "binary", "contentMediaType": "application/octet-stream"}}}),
        ([_field("x", type="file"), _field("y")], [FORM, "multipart/mixed", JSON], [MULTIPART], None),
        ([_field("x")], [JSON, MULTIPART, f"{FORM}; charset=utf-8"], [MULTIPART, f"{FORM}; charset=utf-8"], None),
        ([_field("x")], [JSON], [FORM], None),
    ],
)  # fmt: skip
def test_form_fields_are_members_of_a_body(
    fields: Any, consumes: Any, media: list[str], schema: Any
) -> None:
    found, _ = _operation({"parameters": fields, **({"consumes": consumes} if consumes else {})})
    content = found["requestBody"]["content"]
    assert sorted(content) == sorted(media)
    for inner in content.values():
        made = inner["schema"]
        wanted = {"type": "object", **schema} if schema else made
        assert {k: v for k, v in made.items() if k != "x"} == wanted
    assert found["requestBody"].get("required") is (
        True if schema and "required" in schema else None
    )


@pytest.mark.parametrize(
    ("how", "style"),
    [
        (None, {"style": "form", "explode": False}),
        ("csv", {"style": "form", "explode": False}),
        ("multi", {"style": "form", "explode": True}),
        ("ssv", {"style": "spaceDelimited", "explode": False}),
        ("pipes", {"style": "pipeDelimited", "explode": False}),
    ],
)
def test_how_lists_in_forms_are_written(how: str | None, style: Any) -> None:
    more = {} if how is None else {"collectionFormat": how}
    field = _field("x", type="array", items={"type": "integer"}, **more)
    found, said = _operation({"parameters": [field]})
    inner = found["requestBody"]["content"][FORM]
    assert (inner["encoding"], said) == ({"x": style}, [])
    assert inner["schema"]["properties"]["x"] == {"type": "array", "items": {"type": "integer"}}


@pytest.mark.parametrize(
    ("schema", "produces", "examples", "media"),
    [
        (STRING, [JSON, XML], None, {JSON, XML}),
        (STRING, [], None, {JSON}),
        ({"type": "object"}, [JSON, "text/plain"], None, {JSON}),
        ({"type": "object"}, ["text/plain"], {"application/hal+json": {}}, {"application/hal+json"}),
        ({"type": "integer"}, ["text/plain"], None, {"text/plain"}),
        ({"$ref": "#/definitions/Thing"}, [JSON, "text/plain"], None, {JSON}),
        (FILE, [JSON, "image/png"], None, {"image/png"}),
        (FILE, [JSON], None, {"*/*"}),
        (None, [JSON], None, None),
        (None, [JSON], {JSON: 1}, {JSON}),
        (STRING, [JSON], {"text/plain": "x", "note": 1}, {JSON, "text/plain"}),
    ],
)  # fmt: skip
def test_media_types_of_an_answer(schema: Any, produces: Any, examples: Any, media: Any) -> None:
    answer = {"description": "", **({"schema": schema} if schema else {}), **({"examples": examples} if examples else {})}  # fmt: skip
    found, _ = _operation(
        {"produces": produces, "responses": {"200": answer}},
        definitions={"Thing": {"type": "object"}},
    )
    content = found["responses"]["200"].get("content")
    assert (set(content) if content else None) == media
    if examples and content:
        assert all(content[m]["example"] == value for m, value in examples.items() if "/" in m)


@pytest.mark.parametrize(
    ("said", "made"),
    [
        ({"type": "basic"}, {"type": "http", "scheme": "basic"}),
        ({"type": "basic", "description": "D."}, {"type": "http", "scheme": "basic", "description": "D."}),
        ({"type": "apiKey", "in": "header", "name": "X"}, {"type": "apiKey", "in": "header", "name": "X"}),
        ({"type": "oauth2", "flow": "application", "tokenUrl": "https://a.test/t", "scopes": {"r": ""}},
         {"type": "oauth2", "flows": {"clientCredentials": {"tokenUrl": "https://a.test/t", "scopes": {"r": ""}}}}),
        ({"type": "oauth2", "flow": "accessCode", "authorizationUrl": "https://a.test/a", "tokenUrl": "https://a.test/t"},
         {"type": "oauth2", "flows": {"authorizationCode": {
             "authorizationUrl": "https://a.test/a", "tokenUrl": "https://a.test/t", "scopes": {}}}}),
        ({"type": "oauth2", "flow": "implicit", "authorizationUrl": "https://a.test/a"},
         {"type": "oauth2", "flows": {"implicit": {"authorizationUrl": "https://a.test/a", "scopes": {}}}}),
        ({"type": "oauth2", "flow": "password", "tokenUrl": "https://a.test/t"},
         {"type": "oauth2", "flows": {"password": {"tokenUrl": "https://a.test/t", "scopes": {}}}}),
    ],
)  # fmt: skip
def test_security_schemes(said: Any, made: Any) -> None:
    tree, _ = _read({"securityDefinitions": {"own": said}})
    assert tree["components"]["securitySchemes"] == {"own": made}


@pytest.mark.parametrize(
    ("said", "urls"),
    [
        ({"host": "a.test"}, ["https://a.test"]),
        ({"host": "a.test", "schemes": ["http"]}, ["http://a.test"]),
        (
            {"host": "a.test", "schemes": ["http", "https", "ws"]},
            ["https://a.test", "http://a.test"],
        ),
        ({"host": "a.test", "schemes": ["ws"]}, ["https://a.test"]),
        ({"host": "a.test", "basePath": "/v1/"}, ["https://a.test/v1"]),
        ({"host": "a.test", "basePath": "/"}, ["https://a.test"]),
        ({"host": "http://a.test/", "basePath": "v1"}, ["http://a.test/v1"]),
        ({"basePath": "/v1"}, ["/v1"]),
        ({"basePath": "/"}, None),
        ({}, None),
    ],
)
def test_where_an_api_lives(said: Any, urls: list[str] | None) -> None:
    tree, _ = _read(said)
    found = tree.get("servers")
    assert ([server["url"] for server in found] if found else None) == urls
