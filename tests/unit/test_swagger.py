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


# Each word of a value, of a schema, of an operation, of the document ----------------------------

WORDS: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"type": "string", "format": "date"}, {"type": "string", "format": "date"}),
    ({"type": "integer", "minimum": 1, "maximum": 2}, {"type": "integer", "minimum": 1, "maximum": 2}),
    ({"type": "integer", "minimum": 1, "exclusiveMinimum": True}, {"type": "integer", "exclusiveMinimum": 1}),
    ({"type": "integer", "maximum": 1, "exclusiveMaximum": True}, {"type": "integer", "exclusiveMaximum": 1}),
    ({"type": "integer", "maximum": 1, "exclusiveMaximum": False}, {"type": "integer", "maximum": 1}),
    ({"type": "number", "multipleOf": 0.5, "default": 1}, {"type": "number", "multipleOf": 0.5, "default": 1}),
    ({"type": "string", "minLength": 1, "maxLength": 2, "pattern": "^a"}, {"type": "string", "minLength": 1, "maxLength": 2, "pattern": "^a"}),
    ({"type": "string", "enum": ["a"], "x-nullable": True}, {"type": ["string", "null"], "enum": ["a", None]}),
    ({"type": "array", "items": {"type": "integer", "maximum": 3}, "minItems": 1, "maxItems": 2, "uniqueItems": True},
     {"type": "array", "items": {"type": "integer", "maximum": 3}, "minItems": 1, "maxItems": 2, "uniqueItems": True}),
]  # fmt: skip


@pytest.mark.parametrize(("said", "schema"), WORDS)
def test_what_a_parameter_a_field_a_header_or_a_schema_says_of_a_value(
    said: Any, schema: Any
) -> None:
    parameter = {"name": "q", "in": "query", "description": "D.", "required": True, **said}
    header = {"description": "H.", **said}
    answer = {"description": "", "headers": {"X": header}, "schema": {"$ref": "#/definitions/It"}}
    made, found = _read(
        {
            "paths": {"/a": {"post": {"parameters": [parameter, _field("x", **said)], "responses": {"200": answer}}}},
            "definitions": {"It": said},
        }
    )  # fmt: skip
    operation = made["paths"]["/a"]["post"]
    listed = {"explode": False} if said["type"] == "array" else {}
    plain = {"name": "q", "in": "query", "description": "D.", "required": True}
    assert operation["parameters"] == [{**plain, "schema": schema, **listed}]
    assert operation["requestBody"]["content"][FORM]["schema"]["properties"]["x"] == schema
    given = operation["responses"]["200"]
    assert given["headers"]["X"] == {"description": "H.", "schema": schema}
    assert made["components"]["schemas"]["It"] == schema
    assert found == []


@pytest.mark.parametrize(
    ("where", "how", "made", "codes"),
    [
        ("query", None, {"explode": False}, []),
        ("query", "csv", {"explode": False}, []),
        ("query", "multi", {"explode": True}, []),
        ("query", "ssv", {"style": "spaceDelimited", "explode": False}, []),
        ("query", "pipes", {"style": "pipeDelimited", "explode": False}, []),
        ("query", "tsv", None, ["W171"]),
        ("query", 5, None, ["W171"]),
        ("header", None, {}, []),
        ("header", "csv", {}, []),
        ("header", "multi", None, ["W171"]),
        ("header", "pipes", None, ["W171"]),
        ("path", "csv", {}, []),
        ("path", "ssv", None, ["W171"]),
    ],
)
def test_how_lists_in_parameters_are_written(
    where: str, how: Any, made: Any, codes: list[str]
) -> None:
    """What no style of OpenAPI 3 says is text, as it is sent."""
    said = {"type": "array", "items": {"type": "integer"}}
    more = {} if how is None else {"collectionFormat": how}
    parameter = {"name": "q", "in": where, "required": True, **said, **more}
    found, told = _operation({"parameters": [parameter]})
    kept = {"name": "q", "in": where, "required": True}
    wanted = {**kept, "schema": STRING} if made is None else {**kept, "schema": said, **made}
    assert (found["parameters"], told) == ([wanted], codes)


@pytest.mark.parametrize(
    ("schema", "made"),
    [
        ({"type": "object", "discriminator": "k"}, {"type": "object", "discriminator": {"propertyName": "k"}}),
        ({"type": "file"}, {**STRING, "format": "binary", "contentMediaType": "application/octet-stream"}),
        ({"type": "object", "x-nullable": True}, {"type": ["object", "null"]}),
        ({"type": "object", "x-nullable": False}, {"type": "object"}),
        ({"type": "object", "x-nullable": "yes"}, {"type": "object"}),
        ({"type": "string", "example": "e", "readOnly": True, "title": "T", "xml": {"name": "x"}},
         {"type": "string", "examples": ["e"], "readOnly": True, "title": "T", "xml": {"name": "x"}}),
        ({"allOf": [{"$ref": "#/definitions/Z"}], "x-nullable": True}, {"anyOf": [{"$ref": "#/components/schemas/Z"}, {"type": "null"}]}),
        ({"additionalProperties": {"$ref": "#/definitions/Z"}}, {"additionalProperties": {"$ref": "#/components/schemas/Z"}}),
    ],
)  # fmt: skip
def test_words_of_schemas(schema: Any, made: Any) -> None:
    tree, codes = _read({"definitions": {"It": schema, "Z": STRING}})
    assert (tree["components"]["schemas"]["It"], codes) == (made, [])


def test_what_says_the_same_in_both_stays() -> None:
    """Of the document, a path item, an operation, a tag."""
    docs = {"description": "More.", "url": "https://a.test"}
    kept = {
        "info": {"title": "T", "version": "1", "contact": {"name": "C"}, "license": {"name": "L"}},
        "tags": [{"name": "t", "description": "D.", "externalDocs": docs}],
        "externalDocs": docs, "security": [{"k": []}, {}], "x-own": {"a": 1},
    }  # fmt: skip
    operation = {
        "tags": ["t"], "summary": "S.", "description": "D.", "externalDocs": docs, "operationId": "a",
        "deprecated": True, "security": [], "x-own": 1,
    }  # fmt: skip
    item = {"get": {**operation, "responses": {"default": {"description": "R."}}}, "x-own": 2}
    key = {"type": "apiKey", "in": "query", "name": "k"}
    made, codes = _read({**kept, "paths": {"/a": item}, "securityDefinitions": {"k": key}})
    assert codes == []
    assert {word: made[word] for word in kept} == kept
    assert made["paths"] == {"/a": item}
    assert not made.keys() & {"swagger", "host", "basePath", "schemes", "consumes", "produces", "definitions"}  # fmt: skip


@pytest.mark.parametrize("method", ["get", "put", "post", "delete", "options", "head", "patch"])
def test_methods(method: str) -> None:
    body = {"name": "b", "in": "body", "required": True, "description": "B.", "schema": STRING}
    made, _ = _read({"paths": {"/a": {method: {"parameters": [body], "responses": {}}}}})
    assert made["paths"]["/a"][method]["requestBody"] == {
        "required": True, "description": "B.", "content": {JSON: {"schema": STRING}},
    }  # fmt: skip


@pytest.mark.parametrize(
    ("document", "operation", "sent", "got"),
    [
        ({}, {}, [JSON], [JSON]),
        ({"consumes": [XML], "produces": [XML]}, {}, [XML], [XML]),
        ({"consumes": [XML], "produces": [XML]}, {"consumes": [JSON]}, [JSON], [XML]),
        ({"consumes": [XML], "produces": [XML]}, {"produces": [JSON]}, [XML], [JSON]),
        ({"consumes": [XML]}, {"consumes": [JSON, XML]}, [JSON, XML], [JSON]),
        # An empty list leaves what the document says, where that can hold such a value.
        ({"consumes": [XML], "produces": ["text/plain"]}, {"consumes": [], "produces": []}, [XML], [JSON]),
        ({"consumes": [XML], "produces": [XML]}, {"consumes": [], "produces": []}, [XML], [XML]),
        ({"consumes": XML, "produces": XML}, {}, [XML], [XML]),
    ],
)  # fmt: skip
def test_media_types(document: Any, operation: Any, sent: list[str], got: list[str]) -> None:
    """Of a body and an answer, and of both where they are shared."""
    aim = {"$ref": "#/definitions/Z"}
    body, answer = {"name": "b", "in": "body", "schema": aim}, {"description": "", "schema": aim}
    shared = {"definitions": {"Z": {"type": "object"}}, "parameters": {"B": body}, "responses": {"R": answer}}  # fmt: skip
    for own, given in ((body, answer), ({"$ref": "#/parameters/B"}, {"$ref": "#/responses/R"})):
        said = {"parameters": [own], "responses": {"200": given}, **operation}
        made, _ = _read({**document, **shared, "paths": {"/a": {"post": said}}})
        found = made["paths"]["/a"]["post"]
        known = made["components"]
        taken, result = found["requestBody"], found["responses"]["200"]
        if "$ref" in taken:
            taken = known["requestBodies"]["B"]
        if "$ref" in result:
            result = known["responses"]["R"]
        assert (list(taken["content"]), list(result["content"])) == (sent, got)
