"""Document → intermediate representation."""

from __future__ import annotations

from typing import Any

import pytest

from generator.understand import ir
from generator.understand.bodies import MAX_ARGUMENTS, essence, is_json
from tests.support import (
    NOTHING,
    STRING,
    answer,
    built,
    compiled,
    document,
    loaded,
    operation,
    query,
    ref,
)

OBJECT = {"type": "object", "properties": {"a": STRING}}
TEXT = ir.Prim("string")


def only(operation_: dict[str, Any], **more: Any) -> ir.Operation:
    """The one operation of a document."""
    api, diagnostics = built(document({"/things/{id}": {"post": operation_}}, **more))
    assert not diagnostics
    (found,) = api.operations
    return found


# Operations ----------------------------------------------------------------------------


def test_an_operation_is_one_value() -> None:
    found = only(
        operation(
            "makeThing", "shop", summary=" Make it ", description="At length.", deprecated=True,
            externalDocs={"url": "https://example.com"}, **{"x-py-name": "make"},
        )
    )  # fmt: skip
    assert (found.id, found.tag, found.method, found.path) == (
        "makeThing",
        "shop",
        "POST",
        "/things/{id}",
    )
    assert (found.summary, found.doc, found.link) == (
        "Make it",
        "At length.",
        "https://example.com",
    )
    assert (found.deprecated, found.pinned) == (True, "make")
    assert found.pointer == "#/paths/~1things~1{id}/post"


def test_every_method_of_every_path_is_there() -> None:
    verbs = ["get", "put", "post", "delete", "options", "head", "patch", "trace"]
    paths = {f"/{p}": {verb: operation(f"{verb}{p}") for verb in verbs} for p in "ab"}
    api, _ = built(document(paths))
    assert {(o.method.lower(), o.path[1:]) for o in api.operations} == {
        (v, p) for v in verbs for p in "ab"
    }


def test_operations_without_an_id_have_ids_of_their_own() -> None:
    paths = {path: {"get": {"responses": NOTHING}} for path in ("/a-b", "/a/b", "/a_b")}
    paths["/named"] = {"get": operation("getAB2")}
    api, _ = built(document(paths))
    ids = [o.id for o in api.operations]
    assert sorted(ids) == ["getAB", "getAB2", "getAB3", "getAB4"]


def test_a_path_item_may_be_a_reference() -> None:
    items = {"Shared": {"get": operation("getIt"), "parameters": [query("lang")]}}
    api, _ = built(
        document({"/x": {"$ref": "#/components/pathItems/Shared"}}, components={"pathItems": items})
    )
    assert [o.id for o in api.operations] == ["getIt"]
    assert [p.wire for p in api.operations[0].params] == ["lang"]


def test_webhooks_and_callbacks_are_no_methods() -> None:
    hook = {"post": operation("hook")}
    get = operation("getIt", callbacks={"done": {"{$request.query.url}": hook}})
    api, _ = built(document({"/x": {"get": get}}, webhooks={"hook": hook}))
    assert [o.id for o in api.operations] == ["getIt"]


def test_tags_come_in_the_order_of_their_declaration_and_only_when_used() -> None:
    paths = {f"/{t}": {"get": operation(f"get{t}", t)} for t in ("b", "a", "c")}
    api, _ = built(
        document(
            paths, tags=[{"name": "c", "description": "Cs."}, {"name": "unused"}, {"name": "b"}]
        )
    )
    assert [(t.name, t.doc) for t in api.tags] == [("c", "Cs."), ("b", ""), ("a", "")]


# Parameters ----------------------------------------------------------------------------


def test_the_operation_s_parameter_goes_before_that_of_its_path() -> None:
    item = {
        "parameters": [query("lang"), query("page")],
        "get": operation("getIt", parameters=[query("lang", required=True)]),
    }
    api, _ = built(document({"/x": item}))
    assert [(p.wire, p.required) for p in api.operations[0].params] == [
        ("lang", True),
        ("page", False),
    ]


def test_one_name_in_two_places_is_two_parameters() -> None:
    found = only(
        operation("a", parameters=[query("id"), {"name": "id", "in": "header", "schema": STRING}])
    )
    assert [(p.where, p.wire) for p in found.params] == [("query", "id"), ("header", "id")]


@pytest.mark.parametrize("name", ["Accept", "content-type", "AUTHORIZATION", "Content-Length"])
def test_three_headers_are_no_parameters(name: str) -> None:
    assert (
        only(operation("a", parameters=[{"name": name, "in": "header", "schema": STRING}])).params
        == ()
    )


def test_a_path_parameter_is_always_required() -> None:
    (found,) = only(
        operation(
            "a", parameters=[{"name": "id", "in": "path", "required": True, "schema": STRING}]
        )
    ).params
    assert found.required


@pytest.mark.parametrize(
    ("schema", "type_"),
    [
        (STRING, TEXT),
        ({"type": "string", "format": "date"}, ir.Prim("string", "date")),
        ({"type": "integer", "format": "int64"}, ir.Prim("integer", "int64")),
        ({"type": "boolean"}, ir.Prim("boolean")),
        ({"type": "array", "items": STRING}, ir.ListOf(TEXT)),
        ({"type": "array"}, ir.ListOf(ir.Anything())),
        ({"items": STRING}, ir.ListOf(TEXT)),
        ({"type": "object"}, ir.MapOf(ir.Anything())),
        (
            {"type": "object", "additionalProperties": {"type": "integer"}},
            ir.MapOf(ir.Prim("integer")),
        ),
        ({"additionalProperties": STRING}, ir.MapOf(TEXT)),
        ({"type": ["string", "null"]}, ir.Nullable(TEXT)),
        ({"type": ["string", "integer"]}, ir.OneOf((TEXT, ir.Prim("integer")))),
        ({"type": "null"}, ir.Prim("null")),
        ({"anyOf": [STRING, {"type": "null"}]}, ir.Nullable(TEXT)),
        ({"oneOf": [STRING, {"type": "integer"}]}, ir.OneOf((TEXT, ir.Prim("integer")))),
        ({"oneOf": [STRING, STRING]}, TEXT),
        ({"oneOf": [{"type": "null"}]}, ir.Prim("null")),
        ({"allOf": [STRING]}, TEXT),
        ({"const": "a"}, ir.Const("a")),
        ({"type": "string", "format": "binary"}, ir.Binary()),
        ({}, ir.Anything()),
        (True, ir.Anything()),
        ({"enum": [True, False]}, ir.Prim("boolean")),
        (
            {"type": ["boolean", "null"], "enum": [True, False, None]},
            ir.Nullable(ir.Prim("boolean")),
        ),
        ({"enum": [True, False, None]}, ir.Nullable(ir.Prim("boolean"))),
        (
            {"type": ["boolean", "null"], "enum": [True, None]},
            ir.Nullable(ir.Prim("boolean")),
        ),
        ({"enum": [None]}, ir.Prim("null")),
        (
            {"type": "array", "prefixItems": [STRING], "items": False},
            ir.OneOf((ir.TupleOf((TEXT,)), ir.TupleOf(()))),
        ),
        ({"type": "string", "anyOf": [{"minLength": 1}, {"pattern": "x"}]}, TEXT),
        ({**ref("Thing"), "minProperties": 1}, ir.Ref("#/components/schemas/Thing")),
        (ref("Id"), TEXT),
        (ref("Thing"), ir.Ref("#/components/schemas/Thing")),
        (ref("Alias"), ir.Ref("#/components/schemas/Thing")),
        ({"allOf": [ref("Thing")], "description": "One."}, ir.Ref("#/components/schemas/Thing")),
        ({"type": "array", "items": ref("Thing")}, ir.ListOf(ir.Ref("#/components/schemas/Thing"))),
        (
            {"anyOf": [ref("Thing"), {"type": "null"}]},
            ir.Nullable(ir.Ref("#/components/schemas/Thing")),
        ),
    ],
)
def test_type(schema: Any, type_: ir.Type) -> None:
    schemas = {"Id": STRING, "Thing": OBJECT, "Alias": ref("Thing")}
    (found,) = only(
        operation("a", parameters=[query("q", schema)]), components={"schemas": schemas}
    ).params
    assert found.type == type_


@pytest.mark.parametrize(
    ("schema", "kind"),
    [
        (OBJECT, "object"),
        ({"enum": ["a", "b"]}, "enum"),
        ({"oneOf": [OBJECT, {"type": "object", "properties": {"b": STRING}}]}, "union"),
        ({"allOf": [OBJECT, {"properties": {"b": STRING}}]}, "object"),
        # Beside members that each branch repeats it is a union of them; else one object.
        ({**OBJECT, "oneOf": [ref("One"), ref("Two")]}, "union"),
        ({**OBJECT, "oneOf": [ref("One"), ref("Other")]}, "object"),
        ({**OBJECT, "oneOf": [ref("One")]}, "object"),
    ],
)
def test_what_gets_a_name(schema: Any, kind: str) -> None:
    schemas = {
        "One": {**OBJECT, "required": ["a"]},
        "Two": {"type": "object", "properties": {**OBJECT["properties"], "b": STRING}},
        "Other": {"type": "object", "properties": {"b": STRING}},
    }
    tree = document({"/x": {"post": operation("a", parameters=[query("q", schema)])}}, schemas)
    api, _ = built(tree)
    named = [s for s in api.schemas if s.parent is None and not s.component]
    assert [(s.kind, s.component) for s in named] == [(kind, False)]


@pytest.mark.parametrize(
    ("schema", "null"),
    [
        ({"type": ["string", "null"], "enum": ["a", "b", None]}, True),
        ({"enum": ["a", "b", None]}, True),
        ({"type": ["string", "null"], "enum": ["a", "b"]}, True),
        ({"type": "string", "enum": ["a", "b"]}, False),
    ],
)
def test_null_is_no_value_of_an_enum_but_what_it_may_be_instead(schema: Any, null: bool) -> None:
    api, _ = built(document({"/x": {"post": operation("a", parameters=[query("q", schema)])}}))
    values = ir.Enum(("a", "b"), ("string",), False)
    assert api.schemas[0].type == (ir.Nullable(values) if null else values)


def test_a_nullable_object_keeps_its_name_where_it_is_used() -> None:
    (found,) = only(
        operation("a", parameters=[query("q", {**OBJECT, "type": ["object", "null"]})])
    ).params
    assert isinstance(found.type, ir.Nullable)
    assert isinstance(found.type.inner, ir.Ref)


def test_a_parameter_with_content() -> None:
    param = {"name": "q", "in": "query", "content": {"application/json": {"schema": STRING}}}
    (found,) = only(operation("a", parameters=[param])).params
    assert (found.media, found.type, found.style) == ("application/json", TEXT, None)


def test_brackets_are_for_deep_objects_alone() -> None:
    deep = query("f", {"type": "object"}, style="deepObject", explode=True)
    found = only(operation("a", parameters=[deep, query("q")]), **{"x-query-style": "brackets"})
    assert [p.style for p in found.params] == ["brackets", None]


@pytest.mark.parametrize("body", [{"content": {}}, {"description": "Nothing yet."}])
def test_a_body_of_no_media_type_is_none(body: Any) -> None:
    assert only(operation("a", requestBody=body)).body is None


NESTED: dict[str, Any] = {
    "Filter": {"type": "object", "properties": {"a": STRING}},
    "Names": {"type": "array", "items": STRING},
    "Name": STRING,
    "Tree": {"type": "array", "items": ref("Tree")},
}


@pytest.mark.parametrize(
    ("schema", "style"),
    [
        (NESTED["Filter"], "brackets"),
        (ref("Filter"), "brackets"),
        (NESTED["Names"], "brackets"),
        (ref("Names"), "brackets"),
        (ref("Tree"), "brackets"),
        ({"type": ["array", "null"], "items": STRING}, "brackets"),
        ({"type": "object", "additionalProperties": STRING}, "brackets"),
        ({"anyOf": [STRING, ref("Filter")]}, "brackets"),
        ({"anyOf": [STRING, {"type": "integer"}]}, None),
        (ref("Name"), None),
        (STRING, None),
    ],
)
def test_brackets_are_for_what_has_members_or_items(schema: Any, style: str | None) -> None:
    """By whatever name it goes."""
    item = {"/a": {"get": operation("a", parameters=[query("q", schema)])}}
    api, _ = built(document(item, NESTED, **{"x-query-style": "brackets"}))
    assert api.operations[0].params[0].style == style


# Bodies --------------------------------------------------------------------------------


def _body(schema: Any, media: str = "application/json", **more: Any) -> ir.Body:
    body = {"content": {media: {"schema": schema}}, **more}
    found = only(operation("a", requestBody=body)).body
    assert found is not None
    return found


def test_members_are_arguments() -> None:
    schema = {
        "type": "object",
        "required": ["b"],
        "properties": {"b": STRING, "a": {**STRING, "description": "An a."}},
    }
    found = _body(schema, required=True)
    assert [(m.wire, m.required, m.doc) for m in found.members] == [
        ("a", False, "An a."),
        ("b", True, ""),
    ]
    assert found.required


def test_read_only_members_are_not() -> None:
    found = _body(
        {"type": "object", "properties": {"id": {**STRING, "readOnly": True}, "a": STRING}}
    )
    assert [m.wire for m in found.members] == ["a"]


def test_members_of_all_parts_are_arguments_once() -> None:
    parts = [OBJECT, {"properties": {"a": {"type": "integer"}, "b": STRING}, "required": ["b"]}]
    found = _body({"type": "object", "allOf": parts, "properties": {"c": STRING}})
    assert sorted((m.wire, m.required) for m in found.members) == [
        ("a", False),
        ("b", True),
        ("c", False),
    ]


def test_a_member_that_several_parts_describe_is_what_fits_all_of_them() -> None:
    maybe, number = {"type": ["string", "null"]}, {"type": "number"}
    loose = {"0": maybe, "1": number, "a": maybe, "b": number}
    strict = {"a": STRING, "b": {"type": "integer"}}
    found = _body({"allOf": [{"type": "object", "properties": one} for one in (loose, strict)]})
    types = {m.wire: m.type for m in found.members}
    assert types["0"] == ir.Nullable(TEXT)
    assert types["1"] == ir.Prim("number")
    assert (types["a"], types["b"]) == (TEXT, ir.Prim("integer"))


@pytest.mark.parametrize(
    "schema",
    [
        {"oneOf": [OBJECT, {"type": "object", "properties": {"b": STRING}}]},
        {"type": "array", "items": OBJECT},
        {"type": "object", "additionalProperties": STRING},
        {**OBJECT, "additionalProperties": STRING},
        {**OBJECT, "oneOf": [{"required": ["a"]}, {"required": ["b"]}]},
        {"type": "object", "patternProperties": {"^x": STRING}},
        {"type": "object", "properties": {f"m{n}": STRING for n in range(MAX_ARGUMENTS + 1)}},
        STRING,
        True,
    ],
)
def test_a_body_that_is_one_argument(schema: Any) -> None:
    assert _body(schema).members == ()


def test_as_many_members_as_a_signature_holds() -> None:
    schema = {"type": "object", "properties": {f"m{n}": STRING for n in range(MAX_ARGUMENTS)}}
    assert len(_body(schema).members) == MAX_ARGUMENTS


@pytest.mark.parametrize(
    ("media", "type_"),
    [
        ("application/octet-stream", ir.Binary()), ("image/png", ir.Binary()), ("text/csv", ir.Text()),
        ("application/xml", ir.Text()), ("image/svg+xml", ir.Text()), ("application/json", TEXT),
        ("application/problem+json; charset=utf-8", TEXT), ("*/*", TEXT), ("application/pdf", ir.Binary()),
    ],
)  # fmt: skip
def test_type_of_a_body_by_its_media_type(media: str, type_: ir.Type) -> None:
    assert _body(STRING, media).type == type_


MEDIA_ORDER = [
    "application/json",
    "application/vnd.a+json",
    "application/x-www-form-urlencoded",
    "multipart/form-data",
]


@pytest.mark.parametrize("index", range(len(MEDIA_ORDER) - 1))
def test_the_preferred_media_type_is_first_and_others_have_their_own_arguments(index: int) -> None:
    wanted, other = MEDIA_ORDER[index : index + 2]
    content = {other: {"schema": {**OBJECT, "title": "b"}}, wanted: {"schema": OBJECT}}
    api, diagnostics = built(
        document({"/x": {"post": operation("a", requestBody={"content": content})}})
    )
    body = api.operations[0].body
    assert body is not None
    assert body.media == (wanted,)
    assert [one.media for one in body.others] == [(other,)]
    assert diagnostics == []


def test_media_types_that_are_alike_are_kept() -> None:
    content = {media: {"schema": ref("Thing")} for media in MEDIA_ORDER[:2]}
    found = only(
        operation("a", requestBody={"content": content}), components={"schemas": {"Thing": OBJECT}}
    )
    assert found.body is not None
    assert found.body.media == tuple(MEDIA_ORDER[:2])


def test_the_vendor_s_own_media_type_goes_before_its_siblings() -> None:
    schema = {"schema": OBJECT}
    content = {"application/vnd.ads.v3+json": schema, "application/vnd.shop.v3+json": schema}
    own = {"template": "application/vnd.shop.v{version}+json", "version": "3"}
    node = operation(
        "make",
        requestBody={"content": content},
        responses={"200": {"description": "Ok.", "content": content}},
    )
    found = only(node, **{"x-media-version": own})
    assert found.body is not None
    assert found.body.media == tuple(sorted(content, reverse=True))
    assert [response.media for response in found.responses] == sorted(content, reverse=True)


def test_encoding() -> None:
    media = {
        "schema": OBJECT,
        "encoding": {"a": {"contentType": "application/json", "style": "form", "explode": False}},
    }
    found = only(
        operation("a", requestBody={"content": {"application/x-www-form-urlencoded": media}})
    )
    assert found.body is not None
    assert dict(found.body.encoding) == {"a": ir.Encoding("application/json", "form", False)}


@pytest.mark.parametrize(
    ("media", "kind", "json"),
    [
        ("Application/JSON; charset=utf-8", "application/json", True), ("text/json", "text/json", True),
        ("application/vnd.a+json", "application/vnd.a+json", True), ("application/jsonl", "application/jsonl", False),
        (" text/plain ;a=b", "text/plain", False),
    ],
)  # fmt: skip
def test_media_types(media: str, kind: str, json: bool) -> None:
    assert (essence(media), is_json(media)) == (kind, json)


# Responses and results -----------------------------------------------------------------


def _result(responses: dict[str, Any], **more: Any) -> ir.Type:
    return only(
        operation("a", responses=responses),
        components={"schemas": {"Thing": OBJECT, "Fault": OBJECT}},
        **more,
    ).result


THING, FAULT = ir.Ref("#/components/schemas/Thing"), ir.Ref("#/components/schemas/Fault")


@pytest.mark.parametrize(
    ("responses", "type_"),
    [
        ({"200": answer(ref("Thing"))}, THING),
        ({"204": {"description": ""}}, ir.Nothing()),
        (
            {"200": answer(ref("Thing")), "204": {"description": ""}},
            ir.OneOf((THING, ir.Nothing())),
        ),
        ({"200": answer(ref("Thing")), "201": answer(ref("Thing"))}, THING),
        ({"200": answer(ref("Thing")), "202": answer(STRING)}, ir.OneOf((THING, TEXT))),
        ({"200": answer(ref("Thing")), "404": answer(ref("Fault"))}, THING),
        ({"200": answer(ref("Thing")), "default": answer(ref("Fault"))}, THING),
        ({"2XX": answer(ref("Thing"))}, THING),
        ({"default": answer(ref("Thing"))}, THING),
        ({"404": answer(ref("Fault")), "default": answer(ref("Fault"))}, ir.Anything()),
        ({"404": answer(ref("Fault"))}, ir.Anything()),
        ({"200": answer({}, "image/png")}, ir.Binary()),
        ({"200": answer({}, "text/csv")}, ir.Text()),
        (
            {"200": answer({}, "image/png"), "204": {"description": ""}},
            ir.OneOf((ir.Binary(), ir.Nothing())),
        ),
        (
            {
                "200": {
                    "description": "",
                    "content": {"image/png": {}, "application/json": {"schema": ref("Thing")}},
                }
            },
            ir.OneOf((THING, ir.Binary())),
        ),
    ],
)
def test_result(responses: dict[str, Any], type_: ir.Type) -> None:
    assert _result(responses) == type_


def test_statuses_that_are_answered_alike_are_one_response() -> None:
    responses = {
        "400": answer(ref("Fault")),
        "404": answer(ref("Fault")),
        "200": answer(ref("Thing")),
        "default": answer(ref("Fault")),
    }
    found = only(
        operation("a", responses=responses),
        components={"schemas": {"Thing": OBJECT, "Fault": OBJECT}},
    )
    assert [r.statuses for r in found.responses] == [(200,), (400, 404, "default")]


def test_a_success_and_an_error_are_never_one_response() -> None:
    found = only(
        operation("a", responses={"200": answer(ref("T")), "400": answer(ref("T"))}),
        components={"schemas": {"T": OBJECT}},
    )
    assert [(r.statuses, r.success) for r in found.responses] == [((200,), True), ((400,), False)]


def test_the_envelope_is_taken_off() -> None:
    wrapped = {"type": "object", "properties": {"data": ref("Thing")}}
    assert _result({"200": answer(wrapped)}, **{"x-envelope": "data"}) == THING
    assert isinstance(_result({"200": answer(wrapped)}), ir.Ref)


# Schemas -------------------------------------------------------------------------------


def _schemas(tree: dict[str, Any]) -> dict[str, ir.Schema]:
    return {schema.pointer.split("/", 3)[3]: schema for schema in built(tree)[0].schemas}


def test_references_of_a_schema() -> None:
    schema = {
        "type": "object",
        "properties": {
            "a": ref("A"),
            "b": {"type": "array", "items": ref("B")},
            "c": {"type": "object", "properties": {"d": ref("A")}},
        },
        "additionalProperties": ref("C"),
    }
    found = _schemas(document({}, {"S": schema, "A": OBJECT, "B": OBJECT, "C": OBJECT}))
    assert {r.rsplit("/", 1)[1] for r in found["S"].refs} == {"A", "B", "C", "c"}
    assert found["S/properties/c"].parent == "#/components/schemas/S"


def test_recursion_ends() -> None:
    schemas = {
        "Node": {
            "type": "object",
            "properties": {
                "next": ref("Node"),
                "in": {"type": "object", "properties": {"node": ref("Node")}},
            },
        },
        "Tree": {"type": "object", "additionalProperties": ref("Tree")},
        "Value": {"oneOf": [STRING, {"type": "array", "items": ref("Value")}]},
    }
    assert set(_schemas(document({}, schemas))) == {"Node", "Node/properties/in", "Tree", "Value"}


def test_directions() -> None:
    schemas = dict.fromkeys(("Sent", "Got", "Both", "Unused"), OBJECT) | {
        "Outer": {"type": "object", "properties": {"inner": ref("Inner")}}, "Inner": OBJECT,
    }  # fmt: skip
    body = {
        "content": {
            "application/json": {
                "schema": {"type": "object", "properties": {"a": ref("Sent"), "b": ref("Both")}}
            }
        }
    }
    responses = {
        "200": answer({"type": "array", "items": ref("Got")}),
        "400": answer({"oneOf": [ref("Both"), ref("Outer")]}),
    }
    api, _ = built(
        document({"/x": {"post": operation("a", requestBody=body, responses=responses)}}, schemas)
    )
    found = {
        p.rsplit("/", 1)[1]: d for p, d in api.directions.items() if p.startswith("#/components")
    }
    assert found == {
        "Sent": "request",
        "Got": "response",
        "Both": "both",
        "Unused": "neither",
        "Outer": "response",
        "Inner": "response",
    }


# Security and servers ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("node", "kind", "where"),
    [
        ({"type": "http", "scheme": "bearer"}, "bearer", "header"),
        ({"type": "http", "scheme": "BASIC"}, "basic", "header"),
        ({"type": "apiKey", "in": "query", "name": "k"}, "key", "query"),
        (
            {
                "type": "oauth2",
                "flows": {
                    "clientCredentials": {"tokenUrl": "https://a.example/t", "scopes": {"r": ""}}
                },
            },
            "oauth2",
            "header",
        ),
        (
            {
                "type": "oauth2",
                "flows": {"implicit": {"authorizationUrl": "https://a.example", "scopes": {}}},
            },
            "bearer",
            "header",
        ),
        ({"type": "openIdConnect", "openIdConnectUrl": "https://a.example"}, "bearer", "header"),
        ({"type": "mutualTLS"}, "mutual-tls", "header"),
    ],
)
def test_scheme(node: dict[str, Any], kind: str, where: str) -> None:
    api, diagnostics = built(document({}, components={"securitySchemes": {"s": node}}))
    assert [(s.kind, s.where) for s in api.schemes] == [(kind, where)]
    assert not diagnostics


def test_a_scheme_that_cannot_be_compiled_is_told_at_its_place() -> None:
    tree = document({}, components={"securitySchemes": {"d": {"type": "http", "scheme": "digest"}}})
    (found,) = built(tree)[1]
    assert (found.code, found.pointer) == ("E510", "/components/securitySchemes/d")
    assert '"d"' in found.message
    result = compiled(tree)
    assert "taken so: the credential comes from" in result.diagnostics[-1].taken
    assert "Scheme(" not in result.files["acme/operations/__init__.py"].decode()


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        ({}, None),
        ({"security": []}, ()),
        ({"security": [{}]}, ((),)),
        ({"security": [{"a": [], "b": []}, {"c": []}]}, (("a", "b"), ("c",))),
        ({"security": [{"a": [], "d": [], "b": []}]}, (("a", "b"), ("d", "b"))),
    ],
)
def test_security_of_an_operation(own: dict[str, Any], expected: Any) -> None:
    names = {"a": "X", "b": "Y", "c": "Z", "d": "x"}
    keys = {name: {"type": "apiKey", "in": "header", "name": x} for name, x in names.items()}
    found = only(operation("a", **own), components={"securitySchemes": keys})
    assert found.security == expected


def test_servers() -> None:
    servers = [
        {
            "url": "https://{a}.example.com/{b}",
            "variables": {"a": {"default": "x"}, "b": {"default": ""}},
        },
        {"url": "/api"},
    ]
    api, _ = built(document({}, servers=servers))
    assert [s.url for s in api.servers] == ["https://{a}.example.com/{b}", "/api"]
    assert dict(api.servers[0].variables) == {"a": "x", "b": ""}


def test_a_server_without_a_scheme_is_one_of_https() -> None:
    """As a Swagger 2.0 document with a host and no schemes is read."""
    api, _ = built(document({}, servers=[{"url": "//api.example.com/v1"}]))
    assert [server.url for server in api.servers] == ["https://api.example.com/v1"]


# Conventions ---------------------------------------------------------------------------

LIST = answer(
    {
        "type": "object",
        "properties": {
            "data": {"type": "array", "items": STRING},
            "meta": {"type": "object", "properties": {"next": STRING}},
        },
    }
)


def _paged(paging: Any, **more: Any) -> ir.Paging | None:
    parameters = [query("page", {"type": "integer"}), query("perPage", {"type": "integer"})]
    found = operation(
        "a",
        parameters=parameters,
        responses={"200": LIST},
        **({"x-pagination": paging} if paging else {}),
    )
    return only(found, **more).paging


def test_paging() -> None:
    found = _paged({"style": "page", "page": "page", "size": "perPage", "items": "/data"})
    assert found is not None
    assert (found.style, found.items, found.item) == ("page", "/data", TEXT)
    assert (found.page, found.size, found.first, found.until) == ("page", "perPage", 1, "empty")


def test_paging_takes_shared_pieces_from_the_root_but_not_paging_itself() -> None:
    shared = {"x-pagination": {"style": "cursor", "items": "/data", "next": "/meta/next"}}
    assert _paged(None, **shared) is None
    found = _paged({"page": "page"}, **shared)
    assert found is not None
    assert (found.style, found.next, found.until) == ("cursor", "/meta/next", "no-next")


@pytest.mark.parametrize(
    ("more", "until"),
    [
        ({}, "empty"),
        ({"next": "/meta/next"}, "no-next"),
        ({"last": "/meta/next"}, "last"),
        ({"until": "short"}, "short"),
    ],
)
def test_when_paging_ends(more: dict[str, str], until: str) -> None:
    found = _paged({"style": "page", "page": "page", "items": "/data", **more})
    assert found is not None
    assert found.until == until


def test_retry_of_the_operation_goes_before_that_of_its_path() -> None:
    own: dict[str, Any] = {"x-retry": {"attempts": 5, "statuses": [503]}}
    item = {"x-retry": {"attempts": 2}, "get": operation("a"), "put": operation("b", **own)}
    api, _ = built(document({"/x": item}, **{"x-retry": {"attempts": 9}}))
    retries = {o.id: o.retry for o in api.operations}
    assert retries["a"] is not None
    assert retries["b"] is not None
    assert (retries["a"].attempts, retries["b"].attempts, retries["b"].statuses) == (2, 5, (503,))
    assert api.retry is not None
    assert api.retry.attempts == 9


def test_errors() -> None:
    shape = {
        "code": "/c",
        "message": "/m",
        "fields": "/f",
        "field-name": "n",
        "field-message": "r",
        "failure": {"pointer": "/ok", "value": False},
    }
    api, _ = built(document({}, **{"x-errors": shape}))
    assert api.errors == ir.Errors("/c", "/m", "/f", "n", "r", ("/ok", False))


# Order ---------------------------------------------------------------------------------


def _reversed(node: Any) -> Any:
    if isinstance(node, dict):
        return {key: _reversed(node[key]) for key in reversed(node)}
    return [_reversed(item) for item in node] if isinstance(node, list) else node


def test_the_order_of_members_means_nothing() -> None:
    tree = document(
        {
            "/b": {
                "post": operation(
                    "b", requestBody={"content": {"application/json": {"schema": ref("S")}}}
                )
            },
            "/a": {"get": operation("a", responses={"200": LIST})},
        },
        {"S": {"type": "object", "properties": {"z": STRING, "a": OBJECT}}, "A": OBJECT},
    )
    assert list(loaded(tree).tree) == list(loaded(_reversed(tree)).tree)
    one, other = built(tree)[0], built(_reversed(tree))[0]
    assert [o.id for o in one.operations] == [o.id for o in other.operations]
    assert [s.pointer for s in one.schemas] == [s.pointer for s in other.schemas]


WHOLE, NOTHING_ELSE = ir.Prim("integer"), ir.Nothing()


@pytest.mark.parametrize(
    ("method", "responses", "result"),
    [
        ("get", {"200": "json"}, WHOLE),
        ("get", {"200": "json text"}, ir.OneOf((WHOLE, ir.Text()))),
        ("get", {"200": "text json"}, ir.OneOf((WHOLE, ir.Text()))),
        ("get", {"200": "text"}, ir.Text()),
        ("get", {"204": ""}, NOTHING_ELSE),
        ("get", {"200": "json", "204": ""}, ir.OneOf((WHOLE, NOTHING_ELSE))),
        ("get", {"200": "json", "202": "", "203": "text"}, ir.OneOf((WHOLE, ir.Text(), NOTHING_ELSE))),
        ("get", {"302": ""}, ir.Binary()),
        ("post", {"302": ""}, NOTHING_ELSE),
        ("get", {"200": "json", "302": ""}, WHOLE),
        ("post", {"200": "json", "302": ""}, ir.OneOf((WHOLE, NOTHING_ELSE))),
        ("get", {"200": "json", "304": ""}, ir.OneOf((WHOLE, NOTHING_ELSE))),
        ("get", {"304": ""}, NOTHING_ELSE),
        ("post", {"200": "json", "201": "json"}, WHOLE),
        ("get", {}, ir.Anything()),
        ("get", {"400": "json"}, ir.Anything()),
        ("get", {"default": "json"}, WHOLE),
        ("get", {"200": "json", "400": "text"}, WHOLE),
    ],
)  # fmt: skip
def test_a_result_is_what_successes_hold_json_first_and_nothing_last(
    method: str, responses: dict[str, str], result: ir.Type
) -> None:
    media = {"json": ("application/json", {"type": "integer"}), "text": ("text/plain", STRING)}
    told = {
        status: {
            "description": "",
            "content": {media[kind][0]: {"schema": media[kind][1]} for kind in kinds.split()},
        }
        for status, kinds in responses.items()
    }
    api, _ = built(document({"/x": {method: operation("a", responses=told)}}))
    assert api.operations[0].result == result


@pytest.mark.parametrize(
    ("one", "two", "required", "told"),
    [
        ({"enum": ["a", "b"]}, {"enum": ["c"]}, True, (("a", "b"), ("c",))),
        ({"enum": ["a"]}, {"enum": ["c", "d"]}, True, (("a",), ("c", "d"))),
        ({"enum": ["a", "b"]}, {"enum": ["b", "c"]}, True, None),
        ({"enum": ["a", "b"]}, {"enum": ["c"]}, False, None),
        ({"enum": ["a", "b"]}, STRING, True, None),
        ({"const": "a"}, {"const": "b"}, True, None),
    ],
)
def test_lists_of_values_that_share_none_tell_branches_apart(
    one: Any, two: Any, required: bool, told: Any
) -> None:
    """Lists are open, so that a value which is new fits any branch; a constant is closed."""
    schemas = {
        name: {"type": "object", "required": ["kind"] if required else [], "properties": {"kind": kind}}
        for name, kind in (("One", one), ("Two", two))
    }  # fmt: skip
    union = {"oneOf": [ref("One"), ref("Two")]}
    api, _ = built(document({}, {**schemas, "Either": union}))
    (either,) = (schema.type for schema in api.schemas if schema.pointer.endswith("/Either"))
    assert isinstance(either, ir.OneOf)
    assert either.by == (ir.By("kind", told, open=True) if told else None)


@pytest.mark.parametrize(
    ("node", "kind", "doc"),
    [
        ({"type": "http", "scheme": "Bearer"}, "bearer", ""),
        ({"type": "http", "scheme": "basic", "description": "Ours."}, "basic", "Ours."),
        ({"type": "apiKey", "in": "query", "name": "k", "deprecated": True}, "key", "Deprecated."),
        (
            {"type": "openIdConnect", "openIdConnectUrl": "https://x.test", "deprecated": True, "description": "Old."},
            "bearer", "Deprecated. Old.",
        ),
        ({"type": "mutualTLS"}, "mutual-tls", ""),
        (
            {"type": "oauth2", "flows": {"clientCredentials": {"tokenUrl": "https://x.test/t", "scopes": {"a": ""}}}},
            "oauth2", "",
        ),
        ({"type": "oauth2", "flows": {"implicit": {"authorizationUrl": "https://x.test/t", "scopes": {}}}}, "bearer", ""),
    ],
)  # fmt: skip
def test_how_a_scheme_lets_in_and_what_is_said_of_it(node: Any, kind: str, doc: str) -> None:
    tree = document({}, components={"securitySchemes": {"own": node}}, security=[{"own": []}])
    (scheme,) = built(tree)[0].schemes
    assert (scheme.kind, scheme.doc) == (kind, doc)
