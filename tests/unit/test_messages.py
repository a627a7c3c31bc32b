"""What comes later or by itself: webhooks, callbacks, links and processes → facts of the API."""

from __future__ import annotations

from typing import Any

import pytest

from generator.understand import ir
from tests.support import NOTHING, STRING, answer, built, document, operation, query, ref

JSON, FORM = "application/json", "application/x-www-form-urlencoded"
INTEGER = {"type": "integer"}
THING = {"type": "object", "properties": {"a": STRING}}


def _message(schema: Any = THING, media: str = JSON, **more: Any) -> dict[str, Any]:
    sent = {"content": {media: {"schema": schema}}}
    return {"requestBody": sent, "responses": NOTHING, **more}


def _hook(message: Any, item: Any = None, **tree: Any) -> ir.Webhook:
    api, _ = built(document({}, webhooks={"done": {"post": message, **(item or {})}}, **tree))
    (found,) = api.webhooks
    return found


# Messages ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("message", "facts"),
    [
        (_message(STRING), {"name": "done", "summary": "done", "type": ir.Prim("string"), "form": False, "media": JSON,
                            "json_members": (), "method": "POST", "pinned": None, "signature": None, "keys": None,
                            "pointer": "#/webhooks/done/post", "operation": "", "expression": ""}),
        (_message(summary="Short.", description="Long."), {"summary": "Short."}),
        (_message(description="Long."), {"summary": "Long."}),
        (_message(**{"x-py-name": "ready"}), {"pinned": "ready"}),
        (_message(**{"x-py-name": 5}), {"pinned": None}),
        (_message(media=f"{FORM}; charset=utf-8"), {"form": True, "media": f"{FORM}; charset=utf-8"}),
        (_message(STRING, "text/plain"), {"form": False, "type": ir.Text()}),
        ({"responses": NOTHING}, {"type": ir.Nothing(), "media": None, "form": False, "json_members": ()}),
    ],
)  # fmt: skip
def test_what_is_said_of_a_message(message: Any, facts: Any) -> None:
    found = _hook(message)
    assert {name: getattr(found, name) for name in facts} == facts


def test_members_of_a_form_that_are_json() -> None:
    members = {"a": STRING, "b": THING, "c": THING}
    encoding = {
        "b": {"contentType": JSON},
        "c": {"contentType": "Application/JSON; charset=utf-8"},
        "a": {"contentType": "text/csv"},
    }
    sent = {FORM: {"schema": {"type": "object", "properties": members}, "encoding": encoding}}
    assert _hook({"requestBody": {"content": sent}, "responses": NOTHING}).json_members == ("b", "c")  # fmt: skip


def test_a_second_media_type_of_a_message_is_told_and_left_out() -> None:
    sent = {"content": {JSON: {"schema": THING}, FORM: {"schema": THING}, "text/plain": {}}}
    hooks = {"done": {"post": {"requestBody": sent, "responses": NOTHING}}}
    api, said = built(document({}, webhooks=hooks))
    assert [hook.media for hook in api.webhooks] == [JSON]
    assert [(d.code, d.message) for d in said] == [
        ("W511", f"media type {media} of a webhook is left out") for media in (FORM, "text/plain")
    ]


def test_several_methods_and_shared_path_items() -> None:
    item = {"put": _message(), "post": _message()}
    hooks = {"both": {"$ref": "#/components/pathItems/Both"}, "odd": {"get": _message()}, "x": 5}
    tree = document({}, webhooks=hooks, components={"pathItems": {"Both": item}})
    found = built(tree)[0].webhooks
    assert [(hook.name, hook.method, hook.pointer) for hook in found] == [
        ("both put", "PUT", "#/webhooks/both/put"),
        ("both post", "POST", "#/webhooks/both/post"),
        ("odd", "GET", "#/webhooks/odd/get"),
    ]


# Callbacks -----------------------------------------------------------------------------


def test_callbacks_of_an_operation_by_their_expressions() -> None:
    one, two = "{$request.body#/url}", "{$request.query.to}/x"
    callbacks = {
        "ended": {one: {"post": _message()}, "x-note": "n"},
        "each": {one: {"post": _message()}, two: {"put": _message()}},
        "shared": {"$ref": "#/components/callbacks/Shared"},
    }
    shared = {two: {"post": _message(STRING)}}
    more = {"callbacks": callbacks}
    tree = document(
        {"/a": {"post": operation("start", **more), "put": operation("again", callbacks={"shared": callbacks["shared"]})}},
        components={"callbacks": {"Shared": shared}},
    )  # fmt: skip
    found = built(tree)[0].callbacks
    assert sorted((c.name, c.method, c.expression, c.type == ir.Prim("string")) for c in found) == [
        ("each 1", "POST", one, False), ("each 2", "PUT", two, False),
        ("ended", "POST", one, False), ("shared", "POST", two, True),
    ]  # fmt: skip
    assert {c.operation for c in found if c.name != "shared"} == {"start"}


# Signatures ----------------------------------------------------------------------------

SIGNED = {"header": "X-Sign", "algorithm": "hmac-sha256"}
PLAIN = ir.Signature(
    "X-Sign", "hmac-sha256", "base64", None, "", "{body}", None, "seconds", None, None, "", "text"
)


@pytest.mark.parametrize(
    ("said", "changed"),
    [
        ({}, {}),
        ({"encoding": "hex", "part": "v1", "prefix": "sha=", "signed": "{t}.{body}"},
         {"encoding": "hex", "part": "v1", "prefix": "sha=", "signed": "{t}.{body}"}),
        ({"timestamp": {"header": "X-T"}}, {"timestamp": ir.At("X-T", None, None), "tolerance": 300.0}),
        ({"timestamp": {"part": "t", "unit": "milliseconds", "tolerance": 5}},
         {"timestamp": ir.At(None, "t", None), "unit": "milliseconds", "tolerance": 5.0}),
        ({"key-id": {"pointer": "/kid"}}, {"key_id": ir.At(None, None, "/kid")}),
        ({"secret": {"prefix": "whsec_", "encoding": "base64"}}, {"secret_prefix": "whsec_", "secret_encoding": "base64"}),
    ],
)  # fmt: skip
def test_how_messages_are_signed(said: Any, changed: Any) -> None:
    found = _hook(_message(**{"x-webhook-signature": {**SIGNED, **said}})).signature
    assert found is not None
    told = {name: getattr(found, name) for name in PLAIN.__slots__}
    assert told == {**{name: getattr(PLAIN, name) for name in PLAIN.__slots__}, **changed}


@pytest.mark.parametrize("said", [{"header": "X"}, {"algorithm": "hmac-sha256"}, "X", None])
def test_a_signature_of_which_too_little_is_known_is_none(said: Any) -> None:
    assert _hook(_message(**{"x-webhook-signature": said})).signature is None


@pytest.mark.parametrize(
    ("places", "header"),
    [("own item root", "own"), ("item root", "item"), ("root", "root"), ("own root", "own"), ("", None)],
)  # fmt: skip
def test_the_nearest_way_to_sign_holds(places: str, header: str | None) -> None:
    own, item, root = (
        {"x-webhook-signature": {**SIGNED, "header": place}} if place in places.split() else {}
        for place in ("own", "item", "root")
    )
    found = _hook(_message(**own), item, **root).signature
    assert (found.header if found else None) == header


def test_public_keys_of_signatures() -> None:
    keys = {"items": "/keys", "id": "/kid", "key": "/pem"}
    said = {**SIGNED, "keys": keys, "key-operation": "getKeys"}
    assert _hook(_message(**{"x-webhook-signature": said})).keys == ir.PublicKeys("getKeys", "/keys", "/kid", "/pem")  # fmt: skip
    assert _hook(_message(**{"x-webhook-signature": SIGNED})).keys is None


# Links ---------------------------------------------------------------------------------


def test_what_answers_lead_to() -> None:
    links = {
        "one": {
            "operationId": "get",
            "parameters": {"id": "$response.body#/id"},
            "description": "It.",
        },
        "two": {"operationRef": "#/paths/~1b/get", "requestBody": 5},
        "far": {"operationRef": "https://x.test#/a"},
        "shared": {"$ref": "#/components/links/Shared"},
    }
    responses = {
        "201": {"description": "", "links": links},
        "4XX": {"$ref": "#/components/responses/No"},
    }
    tree = document(
        {"/a": {"post": operation("a", responses=responses)}, "/b": {"get": operation("get")}},
        components={
            "links": {"Shared": {"operationId": "a"}},
            "responses": {"No": {"description": "", "links": {"again": {"operationId": "a"}}}},
        },
    )  # fmt: skip
    found = {o.id: o.links for o in built(tree)[0].operations}
    assert found["get"] == ()
    assert sorted(found["a"], key=lambda link: link.name) == [
        ir.Link("again", "4XX", "a", (), None, ""),
        ir.Link("one", 201, "get", (("id", "$response.body#/id"),), None, "It."),
        ir.Link("shared", 201, "a", (), None, ""),
        ir.Link("two", 201, "get", (), 5, ""),
    ]


# Processes -----------------------------------------------------------------------------

STATE = {"type": "object", "properties": {"id": STRING, "state": STRING}}
SAID = {"status-operation": "tell", "id": "/id", "state": "/state", "success": ["done"]}


def test_of_many_links_of_a_response_the_first_are_compiled_and_the_rest_told() -> None:
    links = {f"l{number}": {"operationId": "a"} for number in range(201)}
    responses = {"200": {"description": "", "links": links}}
    api, told = built(document({"/a": {"get": operation("a", responses=responses)}}))
    assert [len(one.links) for one in api.operations] == [200]
    assert [(d.code, d.pointer) for d in told] == [("W174", "/paths/~1a/get/responses/200/links")]


def _process(
    said: Any, parameters: Any = None, bulk: Any = None, **tree: Any
) -> tuple[ir.Process | None, list[str]]:
    id_ = {"name": "id", "in": "path", "required": True, "schema": STRING}
    paths = {
        "/a": {"post": operation("a", responses={"202": answer(ref("State"))}, **{"x-process": said})},
        "/state/{id}": {"get": operation("tell", parameters=[id_] if parameters is None else parameters,
                                         responses={"200": answer(ref("State"))})},
    }  # fmt: skip
    if bulk:
        paths["/states"] = {"post": operation("many", **bulk)}
    states = {"type": "object", "properties": {"all": {"type": "array", "items": ref("State")}}}
    schemas = {"State": STATE, "States": states, "Also": {"allOf": [ref("States")]}, "Any": True}
    api, said_ = built(document(paths, schemas, **tree))
    return next(o.process for o in api.operations if o.id == "a"), [d.message for d in said_]


def test_a_process_with_all_that_can_be_said_of_it() -> None:
    more = {
        "pending": ["new", 1],
        "failure": ["bad"],
        "result": "/r",
        "interval": 2.5,
        "retention": 60,
    }
    found, said = _process({**SAID, **more})
    assert said == []
    assert found == ir.Process(
        "/id", "tell", "id", "/state", ir.Ref("#/components/schemas/State"),
        ("new", "1"), ("done",), ("bad",), "/r", 2.5, 60, None,
    )  # fmt: skip
    least, _ = _process(SAID)
    assert least is not None
    assert (least.pending, least.failure, least.result, least.interval, least.retention) == ((), (), None, None, None)  # fmt: skip
    shared = {key: value for key, value in SAID.items() if key != "status-operation"}
    assert _process({"status-operation": "tell"}, **{"x-process": shared})[0] == least


@pytest.mark.parametrize(
    ("said", "parameters", "message"),
    [
        ({**SAID, "status-operation": "nowhere"}, None, "the status operation of a process must take its id and require nothing else"),
        (SAID, [], "the status operation of a process must take its id and require nothing else"),
        (SAID, [query("a", required=True), query("b", required=True)],
         "the status operation of a process must take its id and require nothing else"),
        ({"status-operation": "tell", "state": "/state"}, None, "a process needs id, success"),
        ({**SAID, "state": ""}, None, "a process needs state"),
    ],
)  # fmt: skip
def test_a_process_of_which_too_little_is_known_is_told(
    said: Any, parameters: Any, message: str
) -> None:
    assert _process(said, parameters) == (None, [message])


@pytest.mark.parametrize(
    ("said", "root", "at"),
    [
        ({**SAID, "status-operation": "no"}, None, "/paths/~1a/post/x-process"),
        ({"id": "/id"}, {**SAID, "status-operation": "no"}, "/x-process"),
        ({"status-operation": "no"}, {**SAID, "status-operation": "tell"}, "/paths/~1a/post/x-process"),
        ({"status-operation": "no"}, {"id": "/id"}, "/paths/~1a/post/x-process"),
    ],
)  # fmt: skip
def test_a_process_is_told_of_where_its_operation_is_said(said: Any, root: Any, at: str) -> None:
    paths = {"/a": {"post": operation("a", responses={"202": answer(STATE)}, **{"x-process": said})},
             "/b": {"get": operation("tell", parameters=[query("id", required=True)], responses={"200": answer(STATE)})}}  # fmt: skip
    found = built(document(paths, **({"x-process": root} if root else {})))[1]
    assert [(d.code, d.pointer) for d in found] == [("E512", at)]


@pytest.mark.parametrize("said", [{}, {"time": "at"}, {"time": "at", "batch": 5}])
def test_an_event_of_no_batch(said: Any) -> None:
    made = built(document({"/a": {"post": operation("a", **{"x-background": said})}}))[0]
    assert [o.background for o in made.operations] == [ir.Background(None, None, said.get("time"))]


def test_the_id_is_the_one_argument_that_must_be_given() -> None:
    found, said = _process(SAID, [query("page"), query("which", required=True)])
    assert found is not None
    assert (found.argument, said) == ("which", [])


def _many(member: Any, states: Any) -> dict[str, Any]:
    sent = {
        "content": {
            JSON: {"schema": {"type": "object", "properties": {"ids": member, "note": STRING}}}
        }
    }
    return {"requestBody": sent, "responses": {"200": answer(states)}}  # fmt: skip


LIST = {"type": "array", "items": ref("State")}


@pytest.mark.parametrize(
    ("member", "states", "bulk"),
    [
        ({"type": "array", "items": STRING}, LIST, (None, "", None)),
        ({"type": "array", "items": INTEGER, "maxItems": 50}, LIST, (None, "", 50)),
        ({"type": "array", "items": STATE}, LIST, ("id", "", None)),
        ({"type": "array", "items": STRING}, {"type": "object", "properties": {"a/b": LIST, "n": STRING}}, (None, "/a~1b", None)),
        ({"type": "array", "items": STRING},
         {"type": "object", "properties": {"all": {**LIST, "type": ["array", "null"]}}}, (None, "/all", None)),
        ({"type": "array", "items": STRING}, ref("States"), (None, "/all", None)),
        ({"type": "array", "items": STRING}, ref("Also"), (None, "/all", None)),
        ({"type": "array", "items": ref("Any")}, LIST, ("id", "", None)),
    ],
)  # fmt: skip
def test_states_of_many_processes_at_once(member: Any, states: Any, bulk: Any) -> None:
    found, said = _process({**SAID, "bulk-operation": "many"}, bulk=_many(member, states))
    assert said == []
    assert found is not None
    query_, items, most = bulk
    assert found.bulk == ir.Bulk("many", "ids", query_, items, most, None)


@pytest.mark.parametrize(
    ("member", "states"),
    [
        (STRING, LIST),
        ({"type": "array", "items": STRING}, STATE),
        ({"type": "array", "items": STRING}, {"type": "object", "properties": {"a": LIST, "b": LIST}}),
    ],
)  # fmt: skip
def test_many_at_once_take_one_list_and_answer_with_one(member: Any, states: Any) -> None:
    found, said = _process({**SAID, "bulk-operation": "many"}, bulk=_many(member, states))
    assert found is not None
    assert found.bulk is None
    assert said == ["the bulk operation of a process must take one list and answer with one"]


@pytest.mark.parametrize(
    ("schema", "most"),
    [
        ({"type": "array", "items": STRING, "maxItems": 9}, 9),
        ({"type": "object", "properties": {"a": STRING, "events": {"type": "array", "maxItems": 7}}}, 7),
        (ref("Events"), 5),
        ({"type": "array", "items": STRING}, None),
    ],
)  # fmt: skip
def test_how_many_events_a_batch_takes(schema: Any, most: int | None) -> None:
    background = {"batch": {"operation": "many", "wrap": "events"}, "time": "at"}
    sent = {"content": {"text/plain": {}, JSON: {"schema": schema}}}
    paths = {
        "/a": {"post": operation("a", **{"x-background": background})},
        "/b": {"post": operation("many", requestBody=sent)},
    }
    schemas = {"Events": {"type": "array", "items": STRING, "maxItems": 5}}
    found = {o.id: o.background for o in built(document(paths, schemas))[0].operations}
    assert found == {"a": ir.Background("many", "events", "at", most), "many": None}
