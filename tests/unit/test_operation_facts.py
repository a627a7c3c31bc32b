"""Operations, their parameters, bodies and answers → facts of the API, one table each."""

from __future__ import annotations

from typing import Any

import pytest

from generator.understand import ir
from tests.support import NOTHING, STRING, answer, built, document, operation, query, ref

INTEGER = {"type": "integer"}
OBJECT = {"type": "object", "properties": {"a": STRING}}
JSON, FORM, TEXT = "application/json", "application/x-www-form-urlencoded", "text/plain"


def _only(more: Any = None, method: str = "post", item: Any = None, **tree: Any) -> ir.Operation:
    paths = {"/things/{id}": {method: operation("it", **(more or {})), **(item or {})}}
    (found,) = built(document(paths, **tree))[0].operations
    return found


# Operations ----------------------------------------------------------------------------


def test_an_operation_of_which_nothing_is_said() -> None:
    tree = document({"/a/{b}": {"get": {"responses": NOTHING}}, "x-more": {"get": {}}})
    (found,) = built(tree)[0].operations
    assert (found.id, found.key, found.tag) == ("getAB", "GET /a/{b}", "default")
    assert (found.summary, found.doc, found.link, found.pinned) == ("", "", "", None)
    assert (found.params, found.body, found.servers, found.security) == ((), None, (), None)
    assert (found.deprecated, found.deprecation, found.status, found.retry) == (False, None, None, None)  # fmt: skip
    assert (found.paging, found.process, found.background, found.errors) == (None, None, None, None)
    assert (found.switch, found.unsent, found.groups, found.links) == (None, (), (), ())


@pytest.mark.parametrize(
    ("more", "facts"),
    [
        ({"tags": ["a", "b"]}, {"tag": "a"}),
        ({"x-py-name": 5}, {"pinned": None}),
        ({"externalDocs": {"url": 5}}, {"link": ""}),
        ({"externalDocs": []}, {"link": ""}),
        ({"deprecated": True, "x-deprecation": {"since": "2026-01-01"}},
         {"deprecated": True, "deprecation": ir.Deprecation("2026-01-01", None, None, None, None)}),
        ({"x-status": "beta"}, {"status": "beta"}),
        ({"x-background": {}}, {"background": ir.Background(None, None, None)}),
    ],
)  # fmt: skip
def test_what_is_said_of_an_operation(more: Any, facts: Any) -> None:
    found = _only(more)
    assert {name: getattr(found, name) for name in facts} == facts


@pytest.mark.parametrize(
    ("info", "more", "facts"),
    [
        ({"title": "T", "version": "1"}, {}, {"title": "T", "version": "1", "summary": "", "doc": "", "link": "", "license": ""}),
        ({"title": "T", "version": "1", "description": "One. Two."}, {}, {"summary": "One.", "doc": "One. Two."}),
        ({"title": "T", "version": "1", "summary": "S", "description": "One. Two."}, {}, {"summary": "S"}),
        ({"title": "T", "version": "1", "license": {"name": "MIT"}}, {}, {"license": "MIT"}),
        ({"title": "T", "version": "1"}, {"externalDocs": {"url": "https://a.example"}}, {"link": "https://a.example"}),
    ],
)  # fmt: skip
def test_what_is_said_of_the_api(info: Any, more: Any, facts: Any) -> None:
    api = built(document({}, **{"info": info, **more}))[0]
    assert {name: getattr(api, name) for name in facts} == facts


def test_tags_with_what_is_said_of_them() -> None:
    tags: list[Any] = [
        {"name": "b", "description": "Bs.", "summary": "B", "x-py-name": "bees"},
        {"name": "a", "summary": "A", "parent": "b", "kind": "nav"},
        {"name": "none"},
    ]
    paths = {f"/{tag}": {"get": operation(f"get{tag}", tag)} for tag in "cab"}
    found = built(document(paths, tags=tags))[0].tags
    assert [(t.name, t.doc, t.summary, t.pinned, t.parent, t.kind) for t in found] == [
        ("b", "Bs.", "B", "bees", None, None),
        ("a", "A", "A", None, "b", "nav"),
        ("c", "", "", None, None, None),
    ]
    assert [t.place.pointer for t in found] == ["/tags/0", "/tags/1", "/paths/~1c/get"]


# Parameters ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("param", "facts"),
    [
        (query("q"), {"required": False, "style": None, "explode": None, "media": None, "doc": "", "pinned": None,
                      "allow_reserved": False, "format": None, "typed": False}),
        (query("q", required=True, style="form", explode=False, allowReserved=True, description="D."),
         {"required": True, "style": "form", "explode": False, "allow_reserved": True, "doc": "D."}),
        (query("q", **{"x-py-name": "quest"}), {"pinned": "quest"}),
        ({"name": "id", "in": "path", "schema": STRING, "required": True}, {"required": True, "where": "path"}),
        ({"name": "c", "in": "cookie", "schema": STRING}, {"where": "cookie"}),
        ({"name": "X-Of", "in": "header", "schema": STRING}, {"where": "header", "wire": "X-Of"}),
        (query("q", {**STRING, "x-wire": "Ymd"}), {"format": "Ymd", "typed": False}),
        (query("q", {"type": "array", "items": {**STRING, "x-wire": "Ymd"}}), {"format": "Ymd", "typed": False}),
        (query("q", {"type": "boolean", "x-wire": "yes/no"}), {"format": "yes/no", "typed": False}),
        (query("q", ref("Dated")), {"format": None, "typed": True}),
        (query("q", {"type": "array", "prefixItems": [{**STRING, "x-wire": "Ymd"}, ref("Dated")], "items": False, "minItems": 2}),
         {"format": "Ymd", "typed": True}),
        (query("q", ref("Flagged")), {"format": "Y/N", "typed": False}),
    ],
)  # fmt: skip
def test_what_is_said_of_a_parameter(param: Any, facts: Any) -> None:
    schemas = {
        "Dated": {"type": "object", "properties": {"on": {**STRING, "x-wire": "d.m.Y"}}},
        "Flagged": {
            "type": "object",
            "properties": {"on": {"type": "boolean", "x-wire": "Y/N"}, "off": {"type": "boolean", "x-wire": "Y/N"}},
        },
    }  # fmt: skip
    (found,) = _only({"parameters": [param]}, components={"schemas": schemas}).params
    assert {name: getattr(found, name) for name in facts} == facts


def test_parameters_that_are_none() -> None:
    """Nothing in the path holds the one, clients themselves write the others (section 4.8.12)."""
    names = (
        "Accept",
        "Content-Type",
        "Authorization",
        "Content-Length",
        "Transfer-Encoding",
        "Host",
    )
    headers = [{"name": name, "in": "header", "schema": STRING} for name in names]
    more = [{"name": "gone", "in": "path", "required": True, "schema": STRING}, query("accept")]
    assert [p.wire for p in _only({"parameters": [*headers, *more]}).params] == ["Host", "accept"]


def test_a_parameter_of_the_path_item_in_its_own_place_and_shared_ones_by_reference() -> None:
    item = {"parameters": [query("a"), {"$ref": "#/components/parameters/Far"}]}
    shared = {"Far": {"$ref": "#/components/parameters/Farther"}, "Farther": query("b", INTEGER)}
    own = {"parameters": [{"name": "a", "in": "header", "schema": STRING}, query("a", INTEGER)]}
    found = _only(own, item=item, components={"parameters": shared}).params
    assert [(p.where, p.wire, p.type, p.pointer) for p in found] == [
        ("query", "a", ir.Prim("integer"), "#/paths/~1things~1{id}/post/parameters/1"),
        ("query", "b", ir.Prim("integer"), "#/components/parameters/Farther"),
        ("header", "a", ir.Prim("string"), "#/paths/~1things~1{id}/post/parameters/0"),
    ]


@pytest.mark.parametrize(
    ("own", "root", "style", "schema", "found"),
    [
        (None, "brackets", None, OBJECT, "brackets"),
        ("brackets", None, None, OBJECT, "brackets"),
        ("plain", "brackets", None, OBJECT, None),
        (None, None, None, OBJECT, None),
        (None, "brackets", "form", OBJECT, "form"),
        (None, "brackets", "deepObject", OBJECT, "brackets"),
        (None, None, "deepObject", OBJECT, "deepObject"),
        (None, "brackets", None, STRING, None),
    ],
)
def test_how_a_query_parameter_is_written(
    own: Any, root: Any, style: Any, schema: Any, found: Any
) -> None:
    more = {"parameters": [query("q", schema, **({"style": style} if style else {}))]}
    more |= {"x-query-style": own} if own else {}
    (param,) = _only(more, **({"x-query-style": root} if root else {})).params
    assert param.style == found


def test_brackets_are_for_the_query_alone() -> None:
    header = {"name": "X-F", "in": "header", "schema": OBJECT}
    content = {"name": "q", "in": "query", "content": {JSON: {"schema": OBJECT}}}
    found = _only({"parameters": [header, content]}, **{"x-query-style": "brackets"}).params
    assert [p.style for p in found] == [None, None]


# Bodies --------------------------------------------------------------------------------


def _body(*media: str, schema: Any = None, **more: Any) -> ir.Body:
    content = {one: {"schema": OBJECT if schema is None else schema} for one in media}
    found = _only({"requestBody": {"content": content, **more}}).body
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("media", "bodies"),
    [
        ("a/b+json application/json", [("application/json", "a/b+json")]),
        ("text/plain a/b+json", [("a/b+json",), ("text/plain",)]),
        ("multipart/form-data application/x-www-form-urlencoded application/json",
         [("application/json",), (FORM,), ("multipart/form-data",)]),
        ("application/pdf application/octet-stream", [("application/octet-stream",), ("application/pdf",)]),
        ("application/pdf */*", [("*/*",), ("application/pdf",)]),
        ("application/* application/json", [("application/json",), ("application/*",)]),
        ("image/* image/png", [("image/png", "image/*")]),
        ("application/xml application/json", [("application/json", "application/xml")]),
        ("application/json;charset=utf-8 text/json", [("application/json;charset=utf-8", "text/json")]),
    ],
)  # fmt: skip
def test_media_types_of_a_body_in_order_and_those_alike_together(
    media: str, bodies: list[Any]
) -> None:
    """JSON first, then forms, then parts, then bytes; what is written alike is one body."""
    assert [body.media for body in _body(*media.split()).every] == bodies


def test_media_types_of_other_schemas_are_other_bodies() -> None:
    other = {"type": "object", "properties": {"b": STRING}}
    content = {JSON: {"schema": OBJECT}, "a/b+json": {"schema": other}, "a/c+json": {}}
    found = _only({"requestBody": {"content": content}}).body
    assert found is not None
    assert [body.media for body in found.every] == [(JSON,), ("a/b+json",), ("a/c+json",)]


@pytest.mark.parametrize(
    ("media", "schema", "type_"),
    [
        (JSON, INTEGER, ir.Prim("integer")),
        (JSON, True, ir.Anything()),
        (FORM, {"type": "string"}, ir.Binary()),
        (FORM, True, ir.Anything()),
        ("multipart/form-data", {"type": "string"}, ir.Binary()),
        ("*/*", INTEGER, ir.Prim("integer")),
        ("*/*", {"type": "string", "format": "binary"}, ir.Binary()),
        ("application/xml", INTEGER, ir.Prim("integer")),
        ("application/xml", STRING, ir.Text()),
        ("application/problem+xml", STRING, ir.Text()),
        (TEXT, INTEGER, ir.Text()),
        ("text/csv", STRING, ir.Text()),
        ("application/vnd.a+csv", STRING, ir.Text()),
        ("application/pdf", STRING, ir.Binary()),
        ("image/png", INTEGER, ir.Binary()),
    ],
)
def test_what_a_body_is_in_a_media_type(media: str, schema: Any, type_: ir.Type) -> None:
    assert _body(media, schema=schema).type == type_


@pytest.mark.parametrize(
    ("media", "schema", "type_"),
    [
        (FORM, OBJECT, ir.Binary()),
        ("multipart/form-data", OBJECT, ir.Binary()),
        (TEXT, INTEGER, ir.Prim("integer")),
        (TEXT, {"type": "boolean"}, ir.Prim("boolean")),
        (TEXT, {"type": ["integer", "string"]}, ir.Text()),
        (TEXT, {}, ir.Text()),
        ("text/html", INTEGER, ir.Text()),
        ("*/*", INTEGER, ir.Prim("integer")),
    ],
)
def test_what_an_answer_is_in_a_media_type(media: str, schema: Any, type_: ir.Type) -> None:
    assert _only({"responses": {"200": answer(schema, media)}}).result == type_


def test_a_body_s_words_and_those_of_its_members() -> None:
    members = {
        "a": {**STRING, "description": "An a.", "x-py-name": "first"},
        "b": {**INTEGER, "deprecated": True, "x-deprecation": {"use": "a"}, "x-py-name": 3},
        "c": {**STRING, "readOnly": True},
    }
    schema = {"type": "object", "required": ["b"], "properties": members}
    found = _body(JSON, schema=schema, required=True, description="All of it.")
    assert (found.required, found.doc) == (True, "All of it.")
    gone = ir.Deprecation(None, None, None, None, "a")
    assert [(m.wire, m.required, m.doc, m.pinned, m.deprecated, m.deprecation) for m in found.members] == [
        ("a", False, "An a.", "first", False, None), ("b", True, "", None, True, gone),
    ]  # fmt: skip
    assert _body(JSON).required is False


def test_how_members_of_a_form_are_written() -> None:
    flag = {"type": "boolean", "x-wire": "Y/N"}
    members = {"a": STRING, "deep": OBJECT, "flag": flag, "told": {"type": "array", "items": flag}}
    schema = {"type": "object", "properties": members}
    encoding = {
        "a": {"contentType": "text/csv", "style": "form", "explode": False, "allowReserved": True},
        "deep": {"style": "deepObject"},
        "told": {"contentType": JSON},
    }
    sent = {"content": {FORM: {"schema": schema, "encoding": encoding}}}
    for root, deep in ({}, "deepObject"), ({"x-query-style": "brackets"}, "brackets"):
        found = _only({"requestBody": sent}, **root).body
        assert found is not None
        assert found.encoding == {
            "a": ir.Encoding("text/csv", "form", False, allow_reserved=True),
            "deep": ir.Encoding(None, deep, None),
            "flag": ir.Encoding(None, None, None, format="Y/N"),
            "told": ir.Encoding(JSON, None, None),
        }


# Answers -------------------------------------------------------------------------------


def test_answers_alike_are_one_and_success_is_apart_from_failure() -> None:
    whole = answer(ref("Thing"))
    responses = {"200": {**whole, "description": "A."}, "201": {**whole, "description": "B."},
                 "400": {**whole, "description": "C."}, "5XX": whole, "204": {"description": "D."},
                 "default": whole, "x-more": whole}  # fmt: skip
    found = _only({"responses": responses}, components={"schemas": {"Thing": OBJECT}}).responses
    assert [(r.statuses, r.media) for r in found] == [
        ((200, 201), JSON), ((400, "5XX", "default"), JSON), ((204,), None),
    ]  # fmt: skip
    assert [r.success for r in found] == [True, False, True]
    assert found[0].docs[200] == "A."
    assert found[1].docs[400] == "C."
    assert [r.place.pointer.rpartition("/")[2] for r in found] == ["200", "400", "204"]


ITEM = {"type": "object", "properties": {"data": STRING, "id": STRING}}
LINES, EVENTS = "application/x-ndjson", "text/event-stream"


@pytest.mark.parametrize(
    ("media", "said", "item"),
    [
        (LINES, {"itemSchema": INTEGER}, ir.Prim("integer")),
        ("a/b", {"itemSchema": INTEGER}, ir.Prim("integer")),
        (LINES, {"schema": {"type": "array", "items": INTEGER}}, ir.Prim("integer")),
        (LINES, {"schema": {"type": "array"}}, ir.ListOf(ir.Anything())),
        (LINES, {"schema": INTEGER}, ir.Prim("integer")),
        (LINES, {"schema": STRING}, None),
        (LINES, {"schema": True}, ir.Anything()),
        (LINES, {}, None),
        (EVENTS, {"schema": STRING}, ir.Prim("string")),
        (EVENTS, {"schema": {"type": "array", "items": INTEGER}}, ir.Prim("integer")),
        ("Application/JSONL; x=1", {"schema": INTEGER}, ir.Prim("integer")),
        (JSON, {"schema": {"type": "array", "items": INTEGER}}, None),
    ],
)
def test_what_comes_item_by_item(media: str, said: Any, item: Any) -> None:
    """As `itemSchema` says; else what an array's items are; else what the schema says."""
    (found,) = _only(
        {"responses": {"200": {"description": "", "content": {media: said}}}}
    ).responses
    assert found.item == item


@pytest.mark.parametrize(
    ("media", "names", "event"),
    [
        (EVENTS, "data", True), (EVENTS, "data event id retry", True), (EVENTS, "event id", False),
        (EVENTS, "data more", False), (LINES, "data", False),
    ],
)  # fmt: skip
def test_an_item_that_is_the_event_itself(media: str, names: str, event: bool) -> None:
    said = {"itemSchema": {"type": "object", "properties": dict.fromkeys(names.split(), STRING)}}
    (found,) = _only(
        {"responses": {"200": {"description": "", "content": {media: said}}}}
    ).responses
    assert found.event is event


@pytest.mark.parametrize(
    ("param", "member", "switch"),
    [
        ({"stream": {"type": "boolean"}}, {}, ("query", "stream")),
        ({"streaming": {"type": ["boolean", "null"]}}, {}, ("query", "streaming")),
        ({"stream": STRING}, {}, None),
        ({}, {"stream": {"type": "boolean"}}, ("body", "stream")),
        ({}, {"stream": INTEGER}, None),
        ({"stream": {"type": "boolean"}}, {"stream": {"type": "boolean"}}, ("query", "stream")),
        ({"flow": {"type": "boolean"}}, {"flow": {"type": "boolean"}}, None),
    ],
)
def test_the_flag_that_asks_for_items(param: Any, member: Any, switch: Any) -> None:
    both = {JSON: {"schema": OBJECT}, EVENTS: {"schema": OBJECT}}
    more = {
        "parameters": [query(name, schema) for name, schema in param.items()],
        "requestBody": {"content": {JSON: {"schema": {"type": "object", "properties": {"a": STRING, **member}}}}},
        "responses": {"200": {"description": "", "content": both}},
    }  # fmt: skip
    assert _only(more).switch == switch
    for body in (None, {"type": "array", "items": STRING}):
        other = {**more, "requestBody": {"content": {JSON: {"schema": body}}}}
        if body is None:
            del other["requestBody"]
        assert _only(other).switch == (switch if param else None)
    del both[EVENTS]
    assert _only(more).switch is None


@pytest.mark.parametrize(
    ("more", "stream"),
    [
        ({}, INTEGER),
        ({"204": {"description": ""}}, INTEGER),
        ({"4XX": {"description": "", "content": {LINES: {"itemSchema": STRING}}}}, INTEGER),
        ({"201": {"description": "", "content": {LINES: {"itemSchema": INTEGER}}}}, INTEGER),
        ({"201": {"description": "", "content": {LINES: {"itemSchema": STRING}}}}, [INTEGER, STRING]),
        ({"201": answer(STRING)}, None),
    ],
)  # fmt: skip
def test_what_an_operation_answers_item_by_item(more: Any, stream: Any) -> None:
    """What each success is made of; errors have no say."""
    responses = {"200": {"description": "", "content": {LINES: {"itemSchema": INTEGER}}}, **more}
    (found,) = built(document({"/a": {"get": operation("a", responses=responses)}}))[0].operations
    kinds = [stream] if isinstance(stream, dict) else stream or []
    items = [ir.Prim(one["type"]) for one in kinds]
    assert found.stream == (items[0] if len(items) == 1 else ir.OneOf(tuple(items)) if items else None)  # fmt: skip
    assert found.aside == (None if stream else ir.Prim("integer"))


# Directions ----------------------------------------------------------------------------


def test_who_sends_a_schema_and_who_reads_it() -> None:
    names = ("Asked", "Sent", "Item", "Got", "Came", "Both", "Hooked", "Within", "Unused")
    schemas: dict[str, Any] = {
        name: {"type": "object", "properties": {name: STRING}} for name in names
    }
    schemas["Sent"]["properties"] |= {
        "both": ref("Both"),
        "deep": {"type": "array", "items": ref("Within")},
    }
    schemas["Got"]["properties"] |= {"both": ref("Both")}
    more = {
        "parameters": [query("q", ref("Asked"))],
        "requestBody": {"content": {JSON: {"schema": ref("Sent")}, LINES: {"itemSchema": ref("Item")}}},
        "responses": {"200": answer(ref("Got")), "400": {"description": "", "content": {LINES: {"itemSchema": ref("Came")}}}},
    }  # fmt: skip
    hook = {"post": operation("hook", requestBody={"content": {JSON: {"schema": ref("Hooked")}}})}
    tree = document({"/a": {"post": operation("a", **more)}}, schemas, webhooks={"hook": hook})
    found = {key.rpartition("/")[2]: way for key, way in built(tree)[0].directions.items()}
    assert found == {
        "Asked": "request", "Sent": "request", "Item": "request", "Within": "request",
        "Got": "response", "Came": "response", "Hooked": "response",
        "Both": "both", "Unused": "neither",
    }  # fmt: skip


# What inline schemas are called --------------------------------------------------------


@pytest.mark.parametrize(
    ("uses", "hints"),
    [
        (1, {"op0 response", "op0 body"}),
        (2, {"Found response", "Sent"}),
        (3, {"Found response", "Sent"}),
    ],
)
def test_a_shared_answer_names_what_is_in_it_where_several_use_it(
    uses: int, hints: set[str]
) -> None:
    more = {
        "responses": {"200": {"$ref": "#/components/responses/Found"}},
        "requestBody": {"$ref": "#/components/requestBodies/Sent"},
    }
    paths = {f"/{n}": {"post": operation(f"op{n}", **more)} for n in range(uses)}
    sent = {"content": {JSON: {"schema": {"type": "object", "properties": {"b": STRING}}}}}
    shared = {"responses": {"Found": answer(OBJECT)}, "requestBodies": {"Sent": sent}}
    api = built(document(paths, components=shared))[0]
    assert {schema.hint for schema in api.schemas} == hints


def test_inline_schemas_are_called_after_where_they_stand() -> None:
    def of(name: str) -> dict[str, Any]:
        return {"type": "object", "properties": {name: STRING}}

    more = {
        "parameters": [query("which", of("q"))],
        "requestBody": {"content": {JSON: {"schema": of("json")}, FORM: {"schema": of("form")}}},
        "responses": {
            "200": answer(of("ok")),
            "404": answer(of("gone")),
            "201": {"description": "", "content": {LINES: {"itemSchema": of("line")}}},
        },
    }
    api = built(document({"/a": {"post": operation("it", **more)}}))[0]
    assert {schema.hint: schema.properties[0] for schema in api.schemas} == {
        "it which": "q",
        "it body": "json",
        "it body x-www-form-urlencoded": "form",
        "it response": "ok",
        "it 404 response": "gone",
        "it response item": "line",
    }


@pytest.mark.parametrize(
    ("media", "schema", "names", "result"),
    [
        ("application/json a/b+json", OBJECT, 1, 1),
        ("application/json application/xml", OBJECT, 1, 1),
        ("application/xml application/json", OBJECT, 1, 1),
        ("application/json text/plain", OBJECT, 1, 1),
        ("application/json text/plain", INTEGER, 0, 1),
        ("application/json application/pdf", OBJECT, 1, 2),
        ("application/json application/xml", STRING, 0, 2),
        ("text/plain", OBJECT, 0, 1),
    ],
)
def test_one_schema_in_several_media_types_is_one_value(
    media: str, schema: Any, names: int, result: int
) -> None:
    """One class where it is written in place; what is no value there is text or bytes."""
    content = {one: {"schema": schema} for one in media.split()}
    said = {"200": {"description": "", "content": content}}
    api = built(document({"/a": {"post": operation("it", responses=said)}}))[0]
    assert len(api.schemas) == names
    (found,) = api.operations
    assert len(found.result.members if isinstance(found.result, ir.OneOf) else [0]) == result


def test_one_schema_in_several_answers_is_one_value() -> None:
    said = {status: answer(OBJECT) for status in ("200", "201", "400")}
    api = built(document({"/a": {"post": operation("it", responses=said)}}))[0]
    assert [schema.hint for schema in api.schemas] == ["it response"]


@pytest.mark.parametrize(
    ("forms", "arguments", "whole"),
    [
        (({"a": STRING}, ["a"]), [("a", STRING, True)], 0),
        # An argument is required where each media type requires it, and is what any of them takes.
        (({"a": STRING}, ["a"], {"a": STRING}, ["a"]), [("a", STRING, True)], 0),
        (({"a": STRING}, ["a"], {"a": STRING}, []), [("a", STRING, False)], 0),
        (({"a": STRING}, ["a"], {"a": INTEGER}, ["a"]), [("a", [STRING, INTEGER], True)], 0),
        (({"a": STRING}, ["a"], {"b": INTEGER}, ["b"]), [("a", STRING, False), ("b", INTEGER, False)], 0),
        (({"a": STRING}, ["a"], None, []), [("a", STRING, False)], 1),
    ],
)  # fmt: skip
def test_arguments_of_a_body_in_several_media_types(forms: Any, arguments: Any, whole: int) -> None:
    schemas = [
        INTEGER if members is None else {"type": "object", "properties": members, "required": names}
        for members, names in zip(forms[::2], forms[1::2], strict=True)
    ]
    media = [JSON, "application/x-www-form-urlencoded"]
    if schemas[-1] is INTEGER:
        media = ["multipart/form-data", JSON]
    content = {one: {"schema": schema} for one, schema in zip(media, schemas, strict=False)}
    more = {"requestBody": {"content": content, "required": True}}
    (found,) = built(document({"/a": {"post": operation("it", **more)}}))[0].operations
    assert found.body is not None
    assert len(found.body.whole) == whole
    made = [(m.wire, m.type, m.required) for m in sorted(found.body.arguments, key=lambda m: m.wire)]  # fmt: skip
    assert made == [
        (name, ir.OneOf(tuple(ir.Prim(t["type"]) for t in type_)) if isinstance(type_, list) else ir.Prim(type_["type"]), needed)
        for name, type_, needed in arguments
    ]  # fmt: skip
