"""Which OpenAPI object stands where (OpenAPI 3.2, section 4).

`FIELDS` says for each kind of object which members hold objects, and of which
kind: `"schema"` is one, `"[schema]"` a list, `"{schema}"` a map. The member
`*` stands for all that are not extensions. What is not named is plain data:
text, numbers, examples, extensions.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple, TypeAlias

from generator.read.source import Mapping, Sequence

METHODS = ("get", "put", "post", "delete", "options", "head", "patch", "trace", "query")

SECTIONS = {
    "schema": "schemas",
    "response": "responses",
    "parameter": "parameters",
    "example": "examples",
    "requestBody": "requestBodies",
    "header": "headers",
    "securityScheme": "securitySchemes",
    "link": "links",
    "callback": "callbacks",
}
"""Kinds that stay references, with their section of `components`."""

EXCLUDING = (("url", "identifier"), ("schema", "content"), ("examples", "example"),
             ("value", "externalValue"), ("operationId", "operationRef"))  # fmt: skip
"""Members of which only one may stand; the first says more."""

IN_PLACE = frozenset({"pathItem", "operation", "mediaType"})
"""Kinds that are put where the reference stood."""

PLAIN = "plain"
"""Data in which no reference can stand, but authors try."""


class Slot(NamedTuple):
    """What a member holds: objects of a kind, and how many (`one`, `list` or `map`)."""

    kind: str
    many: str


_FIELDS: dict[str, dict[str, str]] = {
    "document": {
        "info": "info",
        "servers": "[server]",
        "paths": "paths",
        "webhooks": "{pathItem}",
        "components": "components",
        "security": PLAIN,
        "tags": "[tag]",
        "externalDocs": "externalDocs",
    },
    "info": {"contact": "contact", "license": "license"},
    "server": {"variables": "{serverVariable}"},
    "tag": {"externalDocs": "externalDocs"},
    "components": {section: f"{{{kind}}}" for kind, section in SECTIONS.items()}
    | {"pathItems": "{pathItem}", "mediaTypes": "{mediaType}"},
    "paths": {"*": "pathItem"},
    "pathItem": dict.fromkeys(METHODS, "operation")
    | {"additionalOperations": "{operation}"}
    | {"parameters": "[parameter]", "servers": "[server]"},
    "operation": {
        "tags": PLAIN,
        "externalDocs": "externalDocs",
        "parameters": "[parameter]",
        "requestBody": "requestBody",
        "responses": "responses",
        "callbacks": "{callback}",
        "security": PLAIN,
        "servers": "[server]",
    },
    "responses": {"*": "response"},
    "callback": {"*": "pathItem"},
    "parameter": {"schema": "schema", "examples": "{example}", "content": "{mediaType}"},
    "header": {"schema": "schema", "examples": "{example}", "content": "{mediaType}"},
    "requestBody": {"content": "{mediaType}"},
    "response": {"headers": "{header}", "content": "{mediaType}", "links": "{link}"},
    "mediaType": {"schema": "schema", "itemSchema": "schema", "examples": "{example}"}
    | {"encoding": "{encoding}", "prefixEncoding": "[encoding]", "itemEncoding": "encoding"},
    "encoding": {"headers": "{header}", "encoding": "{encoding}"}
    | {"prefixEncoding": "[encoding]", "itemEncoding": "encoding"},
    "link": {"server": "server"},
    "securityScheme": {"flows": "flows"},
    "flows": dict.fromkeys(
        ("implicit", "password", "clientCredentials", "authorizationCode", "deviceAuthorization"),
        "flow",
    ),
    "schema": dict.fromkeys(("allOf", "anyOf", "oneOf", "prefixItems"), "[schema]")
    | dict.fromkeys(("properties", "patternProperties", "dependentSchemas"), "{schema}")
    | dict.fromkeys(("items", "additionalItems", "additionalProperties", "contains"), "schema")
    | dict.fromkeys(("propertyNames", "not", "if", "then", "else", "contentSchema"), "schema")
    | dict.fromkeys(("unevaluatedItems", "unevaluatedProperties"), "schema")
    | {"externalDocs": "externalDocs", "discriminator": "discriminator", "xml": "xml"},
}

_MORE: dict[str, str] = {
    "document": "openapi jsonSchemaDialect $self",
    "info": "title summary description termsOfService version",
    "contact": "name url email",
    "license": "name identifier url",
    "server": "url name description",
    "serverVariable": "enum default description",
    "externalDocs": "description url",
    "tag": "name summary description parent kind",
    "components": "",
    "pathItem": "$ref summary description",
    "operation": "summary description operationId deprecated",
    "parameter": """name in description required deprecated allowEmptyValue style explode
        allowReserved example""",
    "header": "description required deprecated style explode example",
    "requestBody": "description required",
    "response": "summary description",
    "mediaType": "description example",
    "encoding": "contentType style explode allowReserved",
    "example": "summary description value externalValue dataValue serializedValue",
    "link": "operationRef operationId parameters requestBody description",
    "securityScheme": """type description name in scheme bearerFormat openIdConnectUrl
        oauth2MetadataUrl deprecated""",
    "flows": "",
    "flow": "authorizationUrl deviceAuthorizationUrl tokenUrl refreshUrl scopes",
    "discriminator": "propertyName mapping defaultMapping",
    "xml": "name namespace prefix attribute wrapped nodeType",
    "schema": """$ref $comment $schema $id $anchor $defs $dynamicRef $dynamicAnchor $recursiveRef
        $recursiveAnchor type enum const multipleOf maximum
        exclusiveMaximum minimum exclusiveMinimum maxLength minLength pattern maxItems minItems
        uniqueItems maxContains minContains maxProperties minProperties required
        dependentRequired title description default deprecated readOnly writeOnly examples format
        contentMediaType contentEncoding""",
}

MEMBERS: dict[str, frozenset[str]] = {
    kind: frozenset(names.split()) | frozenset(_FIELDS.get(kind, ()))
    for kind, names in _MORE.items()
}
"""Every member that the standard gives an object; kinds with free names are not here."""


NEWER: dict[str, frozenset[str]] = {
    kind: frozenset(names.split())
    for kind, names in {
        "document": "$self",
        "server": "name",
        "tag": "summary parent kind",
        "components": "mediaTypes",
        "pathItem": "query additionalOperations",
        "response": "summary",
        "mediaType": "description itemSchema prefixEncoding itemEncoding",
        "encoding": "encoding prefixEncoding itemEncoding",
        "example": "dataValue serializedValue",
        "securityScheme": "oauth2MetadataUrl deprecated",
        "flows": "deviceAuthorization",
        "flow": "deviceAuthorizationUrl",
        "discriminator": "defaultMapping",
        "xml": "nodeType",
    }.items()
}
"""Members that came with OpenAPI 3.2."""


def _slot(text: str) -> Slot:
    if text.startswith("["):
        return Slot(text[1:-1], "list")
    if text.startswith("{"):
        return Slot(text[1:-1], "map")
    return Slot(text, "one")


FIELDS: dict[str, dict[str, Slot]] = {
    kind: {name: _slot(text) for name, text in fields.items()} for kind, fields in _FIELDS.items()
}


LISTS: dict[str, tuple[str, ...]] = {
    kind: tuple(name for name, place in fields.items() if place.many == "list")
    for kind, fields in FIELDS.items()
}
"""Members that hold lists of objects."""


def slot(kind: str, name: str) -> Slot | None:
    """What the member *name* of an object of *kind* holds; None for plain data."""
    fields = FIELDS.get(kind, {})
    found = fields.get(name)
    if found is None and not name.startswith("x-"):
        found = fields.get("*")
    return found


def methods_of(item: Mapping) -> Iterator[tuple[str, tuple[str, ...], Mapping]]:
    """The operations of a path item: method, the way to it, itself.

    The fixed methods are in lower case, those of `additionalOperations` as they
    are sent (OpenAPI 3.2, Path Item Object).
    """
    for method in METHODS:
        node = item.get(method)
        if isinstance(node, Mapping):
            yield method, (method,), node
    more = item.get("additionalOperations")
    for method, node in more.items() if isinstance(more, Mapping) else ():
        if isinstance(node, Mapping):
            yield method, ("additionalOperations", method), node


_SIMPLE = frozenset(
    (
        *("type", "format", "enum", "const", "default", "title", "description", "example"),
        *("examples", "deprecated", "nullable", "readOnly", "writeOnly", "required", "pattern"),
        *("minLength", "maxLength", "minimum", "maximum", "exclusiveMinimum", "multipleOf"),
        *("exclusiveMaximum", "minItems", "maxItems", "uniqueItems", "minProperties"),
        "maxProperties",
    )
)


def is_simple(schema: Mapping) -> bool:
    """Whether a schema holds no object, refers to none and has no extension: most are so."""
    return _SIMPLE.issuperset(schema)


def kind_at(parts: Iterable[str]) -> Slot | None:
    """What stands at the end of a way down from a document; None where that is plain data."""
    here = Slot("document", "one")
    for part in parts:
        if here.many != "one":
            here = Slot(here.kind, "one")
            continue
        found = slot(here.kind, part)
        if found is None or found.kind == PLAIN:
            return None
        here = found
    return here


Child: TypeAlias = tuple[str, Any, Mapping | Sequence, tuple[str | int, ...]]
"""An object within another: its kind, itself, what it is in, and the way to it.

A plain tuple: a large document has hundreds of thousands, each for a moment.
"""


def children(kind: str, node: Mapping) -> Iterable[Child]:
    """The objects directly within an object, in the order in which they were written."""
    fields = FIELDS.get(kind)
    if not fields or ("*" not in fields and fields.keys().isdisjoint(node)):
        return ()  # most schemas
    return _within(fields, node)


def _within(fields: dict[str, Slot], node: Mapping) -> Iterator[Child]:
    rest = fields.get("*")
    for name, value in node.items():  # as `slot` has it, for each of a document's members
        place = fields.get(name)
        if place is None and (rest is None or name.startswith("x-")):
            continue
        place = place or rest
        assert place is not None
        if place.many == "map":
            if isinstance(value, Mapping):
                for key, member in value.items():
                    yield place.kind, member, value, (name, key)
        elif isinstance(value, Sequence):
            for index, item in enumerate(value):
                yield place.kind, item, value, (name, index)
        elif place.many == "one":
            yield place.kind, value, node, (name,)
