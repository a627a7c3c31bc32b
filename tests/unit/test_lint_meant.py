"""What was meant by a word or value that the standard has not: the edit, by its place."""

from __future__ import annotations

from typing import Any

import pytest

from generator.check.mends import of_member, of_shape, of_value

TYPES = ["array", "boolean", "integer", "null", "number", "object", "string"]
SCHEMES = ["apiKey", "http", "mutualTLS", "oauth2", "openIdConnect"]
PLACES = ["query", "header", "path", "cookie"]


@pytest.mark.parametrize(
    ("value", "options", "mend"),
    [
        (None, TYPES, 'write "null" in quotes'),
        (None, SCHEMES, ""),
        (7, TYPES, ""),
        ("int", TYPES, "write integer"),
        ("Int32", TYPES, "write integer, with `format: int32`"),
        ("int64", TYPES, "write integer, with `format: int64`"),
        ("long", TYPES, "write integer"),
        ("double", TYPES, "write number, with `format: double`"),
        ("float", TYPES, "write number, with `format: float`"),
        ("decimal", TYPES, "write number"),
        ("bool", TYPES, "write boolean"),
        ("[]", TYPES, "write array"),
        ("map", TYPES, "write object"),
        ("VARCHAR", TYPES, "write string"),
        ("undefined", TYPES, "write null"),
        ("timestamp", TYPES, "write `type: string` with `format: date-time`"),
        ("guid", TYPES, "write `type: string` with `format: uuid`"),
        ("url", TYPES, "write `type: string` with `format: uri`"),
        ("file", TYPES, "write `type: string` with `format: binary`"),
        ("any", TYPES, "leave `type` out"),
        ("mixed", TYPES, "leave `type` out"),
        ("*", TYPES, "leave `type` out"),
        ("enum", TYPES, "write `type: string`, and the values under `enum`"),
        ("thing", TYPES, ""),
        ("basic", SCHEMES, "write `type: http` with `scheme: basic`"),
        ("Digest", SCHEMES, "write `type: http` with `scheme: digest`"),
        ("bearer", SCHEMES, "write `type: http` with `scheme: bearer`"),
        ("jwt", SCHEMES, "write `type: http` with `scheme: bearer`"),
        ("token", SCHEMES, "write `type: http` with `scheme: bearer`"),
        ("jwt", TYPES, ""),
        ("body", PLACES, "remove it, and describe the body under `requestBody`"),
        ("formData", PLACES, "remove it, and describe the body under `requestBody`"),
        ("form", PLACES, "remove it, and describe the body under `requestBody`"),
        ("body", TYPES, ""),
        ("url", PLACES, ""),
    ],
)
def test_a_value_that_is_none_of_those_allowed(value: Any, options: list[str], mend: str) -> None:
    assert of_value("type", value, options) == mend


@pytest.mark.parametrize(
    ("kind", "name", "value", "mend"),
    [
        ("document", "host", "", "write `servers: [{url: https://…}]`"),
        ("document", "definitions", {}, "move them to components.schemas"),
        ("operation", "get", {}, "move it beside this method"),
        ("operation", "patch", {}, "move it beside this method"),
        ("operation", "produces", [], "name the media type under `content` of the responses"),
        ("operation", "nothing", {}, ""),
        ("pathItem", "GET", {}, "write get"),
        ("pathItem", "Post", {}, "write post"),
        ("pathItem", "responses", {}, "move it into the method, `get:` or another"),
        ("pathItem", "consumes", [], "move it into the method, `get:` or another"),
        ("pathItem", "gett", {}, "did you mean get?"),
        ("pathItem", "gett", "x", ""),
        ("pathItem", "nothing", {}, ""),
        ("parameter", "type", "string", "put it under `schema`"),
        ("parameter", "nullable", True, "put it under `schema`"),
        ("header", "enum", [], "put it under `schema`"),
        ("mediaType", "properties", {}, "put it under `schema`"),
        ("parameter", "nothing", 1, ""),
        ("parameter", "collectionFormat", "csv", "write `style` and `explode`: csv is `explode: false`"),
        ("securityScheme", "basic", {}, "write `type: http` and `scheme: basic`"),
        ("securityScheme", "bearer", {}, "write `type: http` and `scheme: bearer`"),
        ("securityScheme", "jwt", {}, ""),
        ("flows", "application", {}, "did you mean clientCredentials?"),
        ("schema", "min", 1, "write `minimum`, `minLength` or `minItems`"),
    ],
)  # fmt: skip
def test_a_member_of_another_version_or_language(
    kind: str, name: str, value: Any, mend: str
) -> None:
    assert of_member(kind, name, value) == mend


@pytest.mark.parametrize(
    ("way", "value", "wanted", "mend"),
    [
        (("properties", "required"), ["a"], "object", "move `required` out of `properties`, beside it"),
        (("properties", "type"), "object", "object", "move `type` out of `properties`, beside it"),
        (("properties", "a", "required"), True, "array", "list the name under `required` of the object that has this property"),
        (("required",), "a", "array", "write `required: [a]`"),
        (("required",), {"a": 1, "b": 2}, "array", "write `required: [a, b]`"),
        (("servers",), {"url": "/"}, "array", "put a `-` before it"),
        (("allOf",), {}, "array", "put a `-` before it"),
        (("tags",), {"name": "a"}, "array", "write a list: `- name: name`"),
        (("parameters",), {"q": {}}, "array", "write a list: `- name: q`"),
        (("enum",), {"a": 1, "b": 2}, "array", "write a list: [a, b]"),
        (("enum",), "a", "array", "write a list: [a]"),
        (("enum",), 3, "array", "write a list: [3]"),
        (("enum",), True, "array", ""),
        (("security", 0, "k"), None, "array", "write []"),
        (("tags", 0), "a", "object", "write {name: a}"),
        (("security", 0), "k", "object", "write {k: []}"),
        (("parameters", 0), "q", "object", "write {$ref: '#/components/parameters/q'}"),
        (("externalDocs",), "https://x.test", "object", "write {url: https://x.test}"),
        (("info",), "T", "object", "write {title: T, version: …}"),
        (("xml",), "a", "object", "write {name: a}"),
        (("variables", "v"), "eu", "object", "write {default: eu}"),
        (("examples", "a"), "b", "object", "write {value: b}"),
        (("responses", "200"), "Ok.", "object", "write {description: Ok.}"),
        (("content",), "a/b", "object", "write {a/b: {schema: …}}"),
        (("schema",), "String", "object", "write {type: string}"),
        (("schema",), "int", "object", "write {type: integer}"),
        (("schema",), "#/components/schemas/A", "object", "write {$ref: '#/components/schemas/A'}"),
        (("schema",), "a.yml", "object", "write {$ref: 'a.yml'}"),
        (("schema",), "", "object", ""),
        (("schema",), "thing", "object", ""),
        (("content",), ["a/b"], "object", "write {a/b: {schema: …}}"),
        (("content",), [{}], "object", "write {name: {schema: …}}"),
        (("headers",), ["X-A"], "object", "write {X-A: {schema: …}}"),
        (("scopes",), ["read"], "object", "write {read: what it allows}"),
        (("mapping",), ["a"], "object", "write {a: '#/components/schemas/…'}"),
        (("properties",), ["a"], "object", "write {a: {type: …}}"),
        (("flows",), ["password"], "object", "write {password: {…}}"),
        (("paths",), ["/a"], "object", "write each under its path: {/path: …}"),
        (("schemas",), ["a"], "object", "give each a name, as members of an object"),
        (("schemas",), [], "object", ""),
        (("deprecated",), 1, "boolean", "write true or false"),
        (("deprecated",), "yes", "boolean", ""),
        (("nothing",), 1, "string", ""),
    ],
)  # fmt: skip
def test_a_value_of_the_wrong_type(
    way: tuple[str | int, ...], value: Any, wanted: str, mend: str
) -> None:
    assert of_shape(way, value, [wanted]) == mend
