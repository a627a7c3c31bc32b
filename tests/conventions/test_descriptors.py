"""Operations of a generated package as values: what the runtime is told of each."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import pytest

from tests.conventions.compiled import package, part
from tests.support import NOTHING, STRING, answer, document, operation, query, ref

INTEGER, FLAG = {"type": "integer"}, {"type": "boolean"}
JSON, FORM, LINES = "application/json", "application/x-www-form-urlencoded", "application/x-ndjson"
EVENTS = "text/event-stream"
STATE = {"type": "object", "properties": {"id": STRING, "state": STRING, "r": STRING}}
THING = {"type": "object", "properties": {"inUse": FLAG, "name": STRING}}
LIST = answer(
    {
        "type": "object",
        "properties": {
            "data": {"type": "array", "items": STRING},
            "l": INTEGER,
            "t": INTEGER,
            "n": STRING,
        },
    }
)


def _sent(schema: Any, media: str = JSON, **more: Any) -> dict[str, Any]:
    return {"content": {media: {"schema": schema, **more}}}


ID = {"name": "id", "in": "path", "required": True, "schema": STRING}
OPERATIONS: dict[str, dict[str, Any]] = {
    "bare": {},
    "params": {"parameters": [
        query("plain"), query("isNew", FLAG, required=True), query("list", {"type": "array", "items": STRING}, explode=False),
        query("free", allowReserved=True), query("on", {**STRING, "x-wire": "Ymd"}), query("spaced", {"type": "array"}, style="spaceDelimited"),
        query("same", explode=True), {"name": "X-Of", "in": "header", "schema": {"type": "array"}, "explode": True},
        {"name": "sid", "in": "cookie", "schema": STRING}, {"name": "q", "in": "query", "content": {JSON: {"schema": STRING}}},
        query("thing", ref("Thing"), style="deepObject", explode=True),
    ]},
    "body": {"requestBody": {**_sent({"type": "object", "properties": {"inUse": FLAG, "name": STRING}}), "required": True}},
    "form": {"requestBody": _sent(
        {"type": "object", "properties": {"a": STRING, "flag": {**FLAG, "x-wire": "Y/N"}}}, FORM,
        encoding={"a": {"contentType": "text/csv", "style": "pipeDelimited", "explode": False, "allowReserved": True}})},
    "several": {"requestBody": {"content": {JSON: {"schema": ref("Thing")}, "text/csv": {}}}},
    "replies": {"responses": {
        "200": {"description": "", "content": {JSON: {"schema": ref("Thing")}, "text/csv": {}, "application/pdf": {}}},
        "204": {"description": ""}, "4XX": answer(STRING), "default": answer(STRING)}},
    "lines": {"responses": {"200": {"description": "", "content": {LINES: {"itemSchema": INTEGER}}}}},
    "events": {"responses": {"200": {"description": "", "content": {EVENTS: {"itemSchema": {"type": "object", "properties": {"data": STRING}}}}}}},
    "enveloped": {"x-envelope": "data", "responses": {"200": LIST}},
    "faulty": {"x-errors": {"code": "/c", "message": "/m", "fields": "/f", "field-name": "n", "field-message": "r",
                            "failure": {"pointer": "/ok", "value": False}}},
    "elsewhere": {"servers": [{"url": "https://{zone}.example.com/{v}", "variables": {
        "zone": {"default": "eu", "enum": ["eu", "us"]}, "v": {"default": ""}}}, {"url": "https://b.example.com"}]},
    "paged": {"parameters": [query("pageNo", INTEGER), query("perPage", INTEGER)], "responses": {"200": LIST},
              "x-pagination": {"style": "page", "page": "pageNo", "size": "perPage", "items": "/data", "first": 0, "last": "/l", "total": "/t"}},
    "within": {"parameters": [query("filter", {"type": "object", "properties": {"sinceId": INTEGER}}, style="deepObject", explode=True)],
               "responses": {"200": LIST}, "x-pagination": {"style": "since", "page": "filter[sinceId]", "items": "/data", "until": "short"}},
    "secured": {"security": [{"key": [], "basic": []}, {}]},
    "open": {"security": []},
    "again": {"x-retry": {"statuses": [503], "not-processed": [429], "attempts": 5, "base": 0.5, "throttle-base": 2, "cap": 9,
                          "idempotency-header": "I"}},
    "limited": {"x-rate-limit": {"limit": 5, "per": 60, "scope": ["endpoint"]}},
    "start": {"responses": {"202": answer(ref("State"))}, "x-process": {
        "status-operation": "tell", "bulk-operation": "many", "id": "/id", "state": "/state", "success": ["done"], "failure": ["bad"],
        "pending": ["new"], "result": "/r", "interval": 2.5, "retention": 60}},
    "asked": {"tags": ["others"], "responses": {"202": answer(ref("State"))}, "x-process": {
        "status-operation": "tell", "id": "/id", "state": "/state", "success": ["done"], "failure": ["bad"], "pending": ["new"]}},
    "tell": {"parameters": [query("processId", required=True)], "responses": {"200": answer(ref("State"))}},
    "many": {"requestBody": {**_sent({"type": "object", "properties": {"theIds": {"type": "array", "items": STRING, "maxItems": 7}}}), "required": True},
             "responses": {"200": answer({"type": "array", "items": ref("State")})}},
    "later": {"parameters": [query("atTime", {**STRING, "format": "date-time"})], "x-background": {"batch": {"operation": "many", "wrap": "w"}, "time": "atTime"}},
    "ends": {"deprecated": True, "x-deprecation": {"since": "2026-01-01", "sunset": "2026-07-01", "header": "X-End", "link": "https://d.example", "use": "bare"},
             "parameters": [query("old", deprecated=True, **{"x-deprecation": {"use": "newOne"}}), query("newOne")]},
    "planned": {"x-status": "planned"},
    "linked": {"responses": {"201": {"description": "", "links": {"next": {
        "operationId": "bare", "parameters": {"p": "$response.body#/id"}, "requestBody": {"a": 1}}}}}},
    "grouped": {"parameters": [query("oneA"), query("twoB")], "x-parameter-groups": [{"exactly-one": ["oneA", "twoB"]}]},
    "unsent": {"parameters": [query("mailOf", {**STRING, "x-unsent": True, "not": {"pattern": "@"}, "maxLength": 9, "minLength": 1, "pattern": "^a"})]},
    "switched": {"requestBody": _sent({"type": "object", "properties": {"q": STRING, "stream": FLAG}}),
                 "responses": {"200": {"description": "", "content": {JSON: {"schema": STRING}, EVENTS: {"schema": STRING}}}}},
}  # fmt: skip
TREE = document(
    {f"/{name}": {"post": operation(name, **{"responses": NOTHING, **more})} for name, more in OPERATIONS.items()},
    {"State": STATE, "Thing": THING},
    openapi="3.2.0",
    components={"securitySchemes": {
        "key": {"type": "apiKey", "in": "header", "name": "X-Key"}, "basic": {"type": "http", "scheme": "basic"}}},
)  # fmt: skip


@pytest.fixture(scope="module")
def acme() -> ModuleType:
    return package("Descriptors", TREE, None)


def _of(acme: ModuleType, name: str) -> Any:
    from importlib import import_module

    return getattr(import_module(f"{acme.__name__}.operations.things"), name.upper())


def test_an_operation_of_which_nothing_is_said(acme: ModuleType) -> None:
    found = _of(acme, "bare")
    assert (found.id, found.method, found.path, found.tag) == ("bare", "POST", "/bare", "things")
    told = {
        name: getattr(found, name)
        for name in found.__slots__
        if name not in ("id", "method", "path", "tag", "replies")
    }
    assert {name: value for name, value in told.items() if value} == {}  # fmt: skip
    assert [(reply.statuses, reply.media, reply.type) for reply in found.replies] == [((204,), None, None)]  # fmt: skip


def test_parameters(acme: ModuleType) -> None:
    """Styles and explode are told where they are not as the standard has them anyway (4.8.12)."""
    shown = {}
    for param in _of(acme, "params").params:
        told = {
            name: value
            for name, value in param._asdict().items()
            if name not in ("name", "where", "type")
        }
        shown[param.name] = (param.where, {name: value for name, value in told.items() if value not in (None, False, "") or (name == "explode" and value is False)})  # fmt: skip
    assert shown == {
        "plain": ("query", {}),
        "is_new": ("query", {"wire": "isNew", "required": True}),
        "list": ("query", {"explode": False}),
        "free": ("query", {"allow_reserved": True}),
        "on": ("query", {"format": "Ymd"}),
        "spaced": ("query", {"style": "spaceDelimited"}),
        "same": ("query", {}),
        "x_of": ("header", {"wire": "X-Of", "explode": True}),
        "sid": ("cookie", {}),
        "q": ("query", {"media": JSON}),
        "thing": ("query", {"style": "deepObject", "explode": True}),
    }
    types = {p.name: p.type() for p in _of(acme, "params").params if p.type is not None}
    assert types == {"thing": acme.models.Thing}


def test_bodies(acme: ModuleType) -> None:
    body = _of(acme, "body").body
    assert (body.media, body.required, body.wrap, body.others) == ((JSON,), True, None, ())
    assert [(field.name, field.wire) for field in body.fields] == [
        ("in_use", "inUse"),
        ("name", ""),
    ]
    form = _of(acme, "form").body
    assert (form.media, form.required) == ((FORM,), False)
    assert {name: tuple(how) for name, how in form.encoding.items()} == {
        "a": ("text/csv", "pipeDelimited", False, None, True), "flag": (None, None, None, "Y/N", None),
    }  # fmt: skip
    several = _of(acme, "several").body
    assert (several.media, several.type()) == ((JSON,), acme.models.Thing)
    assert [(other.media, other.type) for other in several.others] == [(("text/csv",), None)]


def test_replies(acme: ModuleType) -> None:
    found = [(r.statuses, r.media, r.type and r.type(), r.item, r.event) for r in _of(acme, "replies").replies]  # fmt: skip
    assert found == [
        ((200,), JSON, acme.models.Thing, None, False), ((200,), "application/pdf", None, None, False),
        ((200,), "text/csv", None, None, False), ((204,), None, None, None, False),
        (("4XX", "default"), JSON, str, None, False),
    ]  # fmt: skip
    (lines,) = _of(acme, "lines").replies
    assert (lines.media, lines.item(), lines.event) == (LINES, int, False)
    (events,) = _of(acme, "events").replies
    assert (events.media, events.event) == (EVENTS, True)
    assert _of(acme, "enveloped").unwrap == "data"


@pytest.mark.parametrize(
    ("name", "slot", "value"),
    [
        ("faulty", "errors", ("/c", "/m", "/f", "n", "r", ("/ok", False))),
        ("secured", "security", (("basic", "key"), ())),
        ("open", "security", ()),
        ("again", "retry", ((503,), (429,), 5, 0.5, 2, 9, "I", None, None, 120.0)),
        ("limited", "limits", (("limited", 5, 60, ("endpoint",)),)),
        ("paged", "paging", ("page", "/data", "page_no", "per_page", 0, "/l", "/t", None, "last", None)),
        ("within", "paging", ("since", "/data", "/filter/sinceId", None, 1, None, None, None, "short", None)),
        ("planned", "planned", True),
        ("linked", "links", (("next", 201, "bare", {"p": "$response.body#/id"}, {"a": 1}),)),
        ("ends", "deprecated", True),
        ("ends", "deprecation", ("2026-01-01", "2026-07-01", "X-End", "https://d.example", "things.bare")),
        ("ends", "deprecated_arguments", {"old": (None, None, None, None, "new_one")}),
        ("switched", "switch", "stream"),
    ],
)  # fmt: skip
def test_what_the_runtime_is_told(acme: ModuleType, name: str, slot: str, value: Any) -> None:
    assert getattr(_of(acme, name), slot) == value


def test_servers_of_an_operation(acme: ModuleType) -> None:
    (found,) = _of(acme, "elsewhere").servers
    assert found.url == "https://{zone}.example.com/{v}"
    assert dict(found.variables) == {"zone": "eu", "v": None}
    assert dict(found.choices) == {"zone": ("eu", "us")}


def test_processes_and_events_lead_to_other_operations(acme: ModuleType) -> None:
    polling = _of(acme, "start").process
    assert polling.status() is _of(acme, "tell")
    assert polling._replace(status=None, bulk=None) == (
        "/id", None, "process_id", "/state", ("done",), ("bad",), ("new",), "/r", 2.5, 60, None,
    )  # fmt: skip
    assert polling.bulk.operation() is _of(acme, "many")
    assert polling.bulk[1:] == ("the_ids", "", "", 7, None)
    later = _of(acme, "later").background
    assert later.batch() is _of(acme, "many")
    assert later[1:] == ("w", 7, "at_time")


def test_a_process_leads_to_an_operation_of_another_tag(acme: ModuleType) -> None:
    polling = part(acme, "operations.others").ASKED.process
    assert polling.status() is _of(acme, "tell")


def test_groups_and_texts_that_are_not_sent(acme: ModuleType) -> None:
    (group,) = _of(acme, "grouped").groups
    assert tuple(group)[:2] == ("exactly-one", ("one_a", "two_b"))
    (held,) = _of(acme, "unsent").groups
    assert tuple(held) == ("text", ("mail_of",), 1, 9, "^a", "@")
