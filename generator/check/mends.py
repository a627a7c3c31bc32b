"""What was meant by a word or value that the standard has not: the edit to make, by its place.

Authors bring words from Swagger 2.0, from other schema languages and from their programming
language. Each has its edit here, so that a finding says what to write and not only what is wrong.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, cast

from generator.ground.diagnostics import nearest, short
from generator.read.document.grammar import MEMBERS, METHODS

_SCHEMA_WORDS = MEMBERS["schema"] | {"nullable"}
_OPERATION_WORDS = MEMBERS["operation"] | {"consumes", "produces"}
_SERVERS = "write `servers: [{url: https://…}]`"
_CONTENT = "put it under `content`, as {application/json: {schema: …}}"
_MEDIA = "name media types under `content` of bodies and answers"
_METHOD = "move it into the method, `get:` or another"
_UNDER_SCHEMA = "put it under `schema`"

_MEMBERS: dict[tuple[str, str], str] = {
    ("document", "definitions"): "move them to components.schemas",
    ("document", "parameters"): "move them to components.parameters",
    ("document", "responses"): "move them to components.responses",
    ("document", "schemas"): "move them to components.schemas",
    ("document", "securitySchemes"): "move them to components.securitySchemes",
    ("document", "securityDefinitions"): "move them to components.securitySchemes",
    ("document", "host"): _SERVERS,
    ("document", "basePath"): _SERVERS,
    ("document", "schemes"): _SERVERS,
    ("document", "url"): _SERVERS,
    ("document", "consumes"): _MEDIA,
    ("document", "produces"): _MEDIA,
    ("document", "swagger"): "remove it: `openapi` says the version",
    ("document", "title"): "move it into `info`",
    ("document", "version"): "move it into `info`",
    ("document", "description"): "move it into `info`",
    ("operation", "consumes"): "name the media type under `content` of the requestBody",
    ("operation", "produces"): "name the media type under `content` of the responses",
    ("operation", "schemes"): _SERVERS,
    ("operation", "body"): "write `requestBody`",
    ("operation", "id"): "write `operationId`",
    ("operation", "name"): "write `operationId`",
    ("operation", "schema"): "put it under `content` of the requestBody or of a response",
    ("operation", "content"): "put it under `requestBody` or a response",
    ("parameter", "collectionFormat"): "write `style` and `explode`: csv is `explode: false`",
    ("requestBody", "schema"): _CONTENT,
    ("requestBody", "example"): "put it beside `schema`, under `content`",
    ("requestBody", "examples"): "put it beside `schema`, under `content`",
    ("requestBody", "name"): "remove it: a body has no name",
    ("requestBody", "in"): "remove it: a body has one place",
    ("requestBody", "type"): _CONTENT,
    ("requestBody", "properties"): _CONTENT,
    ("response", "schema"): _CONTENT,
    ("response", "type"): _CONTENT,
    ("response", "example"): "put it beside `schema`, under `content`",
    ("response", "examples"): "put it beside `schema`, under `content`",
    ("response", "body"): "write `content`",
    ("header", "name"): "remove it: the key is the name",
    ("header", "in"): "remove it: a header has one place",
    ("mediaType", "$ref"): _UNDER_SCHEMA,
    ("mediaType", "required"): "move it beside `content`, or into the schema as a list",
    ("securityScheme", "flow"): "write it as a member of `flows`",
    ("securityScheme", "authorizationUrl"): "move it into the flow, under `flows`",
    ("securityScheme", "tokenUrl"): "move it into the flow, under `flows`",
    ("securityScheme", "scopes"): "move it into the flow, under `flows`",
    ("flows", "accessCode"): "did you mean authorizationCode?",
    ("flows", "application"): "did you mean clientCredentials?",
    ("flows", "authorization_code"): "did you mean authorizationCode?",
    ("flows", "client_credentials"): "did you mean clientCredentials?",
    ("schema", "dependencies"): "write `dependentRequired` or `dependentSchemas`",
    ("schema", "definitions"): "move them to components.schemas",
    ("schema", "divisibleBy"): "write `multipleOf`",
    ("schema", "extends"): "write `allOf`",
    ("schema", "disallow"): "write `not`",
    ("schema", "optional"): "remove it, and list under `required` what is not",
    ("schema", "values"): "write `enum`",
    ("schema", "options"): "write `enum`",
    ("schema", "length"): "write `minLength` or `maxLength`",
    ("schema", "size"): "write `minItems` or `maxItems`",
    ("schema", "min"): "write `minimum`, `minLength` or `minItems`",
    ("schema", "max"): "write `maximum`, `maxLength` or `maxItems`",
    ("schema", "regex"): "write `pattern`",
    ("schema", "schema"): "write its words here, without `schema`",
    ("schema", "name"): "remove it: the key is the name",
    ("schema", "in"): "remove it: it is the parameter's",
    ("schema", "collectionFormat"): "remove it, and write `style` at the parameter",
    ("schema", "id"): "write `$id`, or remove it",
    ("schema", "ref"): "write `$ref`",
    ("link", "operation"): "write `operationId`",
    ("server", "name"): "write `description`",
    ("example", "example"): "write `value`",
    ("discriminator", "property"): "did you mean propertyName?",
    ("discriminator", "name"): "did you mean propertyName?",
}
"""Members of another version or language, with what OpenAPI 3 has for them."""

_TYPES: dict[str, str] = {
    **dict.fromkeys(("int", "int32", "int64", "long", "short"), "integer"),
    **dict.fromkeys(("float", "double", "decimal", "numeric", "real"), "number"),
    **dict.fromkeys(("bool", "flag"), "boolean"),
    **dict.fromkeys(("list", "set", "tuple", "collection", "[]"), "array"),
    **dict.fromkeys(("dict", "map", "hash", "struct", "record", "obj"), "object"),
    **dict.fromkeys(("str", "text", "char", "varchar"), "string"),
    **dict.fromkeys(("none", "nil", "undefined", "void"), "null"),
}
_OF_TEXT: dict[str, str] = {
    "date": "date", "datetime": "date-time", "date-time": "date-time", "timestamp": "date-time",
    "time": "time", "uuid": "uuid", "guid": "uuid", "email": "email", "uri": "uri", "url": "uri",
    "file": "binary", "binary": "binary", "byte": "byte", "password": "password",
}  # fmt: skip


_REFERENCES = frozenset({"ref", "refs", "reff", "reference", "rel"})
"""What is written in place of `$ref`."""


def of_member(kind: str, name: str, value: Any) -> str:
    """The edit for a member that an object of a kind has not; empty where none is known."""
    known = _MEMBERS.get((kind, name), "")
    if known:
        return known
    written = "$ref" not in MEMBERS.get(kind, ()) and name.strip("$").lower() in _REFERENCES
    if written and isinstance(value, str) and "#" in value:
        return "write `$ref`"
    if kind == "operation" and name in ("get", "post", "put", "patch", "delete"):
        return "move it beside this method"
    if kind == "pathItem":
        if name.lower() in METHODS:
            return f"write {name.lower()}"
        if name in _OPERATION_WORDS:
            return _METHOD
        near = nearest(name.lower(), METHODS, cutoff=0.7)
        return f"did you mean {near}?" if near and isinstance(value, dict) else ""
    if kind in ("parameter", "header", "mediaType") and name in _SCHEMA_WORDS:
        return _UNDER_SCHEMA
    if kind == "schema" and name.isdecimal() and value is None:
        return "write a decimal with a point: 0.1"
    if kind == "securityScheme" and name in ("basic", "bearer"):
        return f"write `type: http` and `scheme: {name}`"
    return ""


def of_value(name: str, value: Any, options: Iterable[Any]) -> str:
    """The edit for a value of a member that is none of those allowed; empty where none is known."""
    allowed = {str(option) for option in options}
    if value is None and "null" in allowed:
        return 'write "null" in quotes'
    if not isinstance(value, str):
        return ""
    low = value.lower()
    if "integer" in allowed:
        if low in _TYPES:
            return f"write {_TYPES[low]}" + (f", with `format: {low}`" if low in _SIZED else "")
        if low in _OF_TEXT:
            return f"write `type: string` with `format: {_OF_TEXT[low]}`"
        if low in ("any", "mixed", "*"):
            return "leave `type` out"
        if low == "enum":
            return "write `type: string`, and the values under `enum`"
    if "openIdConnect" in allowed:
        if low in ("basic", "bearer", "digest"):
            return f"write `type: http` with `scheme: {low}`"
        if low in ("jwt", "token"):
            return "write `type: http` with `scheme: bearer`"
    if "cookie" in allowed and low in ("body", "formdata", "form"):
        return "remove it, and describe the body under `requestBody`"
    return ""


_SIZED = ("int32", "int64", "float", "double")


def of_shape(way: tuple[str | int, ...], value: Any, wanted: Iterable[str]) -> str:
    """The edit for a value of the wrong JSON type, by its place; empty where none is known."""
    last = way[-1] if way else ""
    above = next((step for step in reversed(way[:-1]) if isinstance(step, str)), "")
    kinds = set(wanted)
    if value is None and above != "security" and kinds and kinds <= {"object", "array"}:
        return "indent what is under it, or remove it"
    if above == "properties" and last in ("required", "type") and not isinstance(value, dict):
        return f"move `{last}` out of `properties`, beside it"
    if "array" in kinds and last == "required":
        if isinstance(value, bool):
            return "list the name under `required` of the object that has this property"
        if isinstance(value, str):
            return f"write `required: [{value[:40]}]`"
        if isinstance(value, dict):
            return f"write `required: [{', '.join(value)[:40]}]`"
    if kinds == {"array"}:
        if isinstance(value, dict) and last in ("servers", "security", "allOf", "oneOf", "anyOf"):
            return "put a `-` before it"
        if isinstance(value, dict) and last in ("parameters", "tags"):
            return f"write a list: `- name: {short(next(iter(value), ''), 30)[1:-1]}`"
        if isinstance(value, dict) and last == "enum":
            return f"write a list: [{', '.join(value)[:40]}]"
        if isinstance(value, str | int | float) and not isinstance(value, bool):
            return f"write a list: [{str(value)[:40]}]"
        if value is None and above == "security":
            return "write []"
    if kinds == {"string"} and isinstance(value, dict):
        led = cast("dict[str, Any]", value).get("$ref")
        return f"write '{led[:60]}'" if isinstance(led, str) else ""
    if "object" in kinds:
        return _object(last, above, value)
    if kinds == {"boolean"}:
        return "" if isinstance(value, str) else "write true or false"
    return ""


_ITEMS = {"tags": "{name: %s}", "security": "{%s: []}"}
_WRAPPED = {
    "externalDocs": "{url: %s}",
    "license": "{name: %s}",
    "contact": "{name: %s}",
    "info": "{title: %s, version: …}",
    "discriminator": "{propertyName: %s}",
    "xml": "{name: %s}",
}
_IN = {"variables": "{default: %s}", "examples": "{value: %s}", "responses": "{description: %s}"}
_TYPE_NAMES = frozenset({"string", "number", "integer", "boolean", "array", "object", "null"})


def _object(last: str | int, above: str, value: Any) -> str:
    """How to write what stands in the place of an object."""
    if isinstance(value, str) and value:
        text = value[:40]
        if isinstance(last, int):
            form = _ITEMS.get(above, "")
            if value.startswith("#/"):
                return f"write {{$ref: '{value[:60]}'}}"
            if above == "parameters":
                return f"write {{$ref: '#/components/parameters/{text}'}}"
        else:
            form = _WRAPPED.get(last) or _IN.get(above, "")
        if form:
            return "write " + form % text
        if last == "content":
            return f"write {{{text}: {{schema: …}}}}"
        if value.lower() in _TYPE_NAMES or value.lower() in _TYPES:
            return f"write {{type: {_TYPES.get(value.lower(), value.lower())}}}"
        if value.startswith("#/") or value.endswith((".yaml", ".yml", ".json")):
            return f"write {{$ref: '{text}'}}"
    if isinstance(value, list) and value:
        first = value[0]
        named = first[:30] if isinstance(first, str) else "name"
        if last == "content":
            return f"write {{{named}: {{schema: …}}}}"
        forms = {
            "examples": "give each a name: {one: {value: …}}",
            "headers": f"write {{{named}: {{schema: …}}}}",
            "scopes": f"write {{{named}: what it allows}}",
            "mapping": f"write {{{named}: '#/components/schemas/…'}}",
            "properties": f"write {{{named}: {{type: …}}}}",
            "responses": 'write each under its status: {"200": …}',
            "flows": f"write {{{named}: {{…}}}}",
            "paths": "write each under its path: {/path: …}",
            "parameters": f"write {{{named}: $response.body#/…}}",
            "links": f"write {{{named}: {{operationId: …}}}}",
            "encoding": f"write {{{named}: {{contentType: …}}}}",
            "not": "write the schema without the list",
        }
        if str(last) not in forms and len(value) == 1 and isinstance(first, dict):
            return "remove the `-` before it"
        return forms.get(str(last), "give each a name, as members of an object")
    return ""
