"""Forms of a package's operations, and the requests that are written from them: word for word."""

from __future__ import annotations

from typing import Any

import pytest

from generator.console.calls import Outgoing, outgoing
from generator.console.forms import as_text, form_of, overview
from generator.console.served import Served
from tests.conventions.compiled import package, part
from tests.support import STRING, answer, document, operation, query, ref

THING = {
    "type": "object",
    "required": ["name"],
    "properties": {"name": STRING, "size": {"type": "integer"}},
}
UPLOAD = {"type": "object", "required": ["file"], "properties": {
    "file": {"type": "string", "format": "binary"}, "bare": {"format": "binary"}, "title": STRING, "picture": {"type": "string", "contentMediaType": "image/png"}}}  # fmt: skip
ID = {"name": "id", "in": "path", "required": True, "schema": STRING, "example": "t-1"}
PATHS: dict[str, Any] = {
    "/things/{id}": {
        "parameters": [ID, query("lang", description="Of all.")],
        "get": operation(
            "getThing",
            summary="One thing",
            description="With its parts.",
            deprecated=True,
            parameters=[
                query("lang", {"type": ["string", "null"], "enum": ["nl", "en", None]}, description="Of this."),
                {"name": "X-Trace", "in": "header", "schema": {"type": ["integer", "string"]}, "examples": {
                    "none": {"externalValue": "https://x.test"}, "one": {"value": 7}}},
                {"name": "sid", "in": "cookie", "schema": STRING},
                query("filter", {"type": "object", "properties": {"a": {"const": "x"}}}, style="deepObject"),
            ],
            security=[{"key": []}, {}],
            **{"x-rate-limit": {"limit": 5, "per": 0.5}, "x-deadline": {"total": 2}},
            responses={
                "200": {"description": "The thing.", "content": {"application/json": {
                    "schema": ref("Thing"), "examples": {"mug": {"value": {"name": "mug"}}, "cup": {"value": {"name": "cup"}}}}}},
                "404": {"description": "n" * 90},
            },
        ),
        "put": operation("setThing", requestBody={"required": True, "content": {
            "application/json": {"schema": ref("Thing"), "example": {"name": "é", "size": 3}},
            "application/x-www-form-urlencoded": {"schema": ref("Thing")}}}, responses={"204": {"description": "Set."}}),
    },
    "/files": {
        "post": operation("sendFile", tag="files", requestBody={"required": True, "content": {
            "multipart/form-data": {"schema": ref("Upload")}}}, responses={"204": {"description": "Sent."}}),
        "put": operation("sendBytes", tag="files", requestBody={"required": True, "content": {"*/*": {}}},
                         responses={"204": {"description": "Sent."}}),
        "patch": operation("sendText", tag="files", requestBody={"required": True, "content": {"text/*": {"schema": STRING}}},
                           responses={"204": {"description": "Sent."}}),
        "delete": operation("later", tag="files", summary="s" * 601, description="d" * 601, parameters=[
                            query("many", {"type": "integer", "enum": [*range(201)]}, description="p" * 601),
                            query("odd", {"enum": ["a", 1, 2.5, [1]]})], **{"x-status": "planned"}, responses={"204": {"description": "Gone."}}),
    },
    "/jobs": {"post": operation("makeJob", tag="jobs", responses={"202": answer(ref("Job"))}, **{"x-process": {
        "id": "/id", "status-operation": "getJob", "state": "/state", "pending": ["NEW"], "success": ["DONE"], "failure": ["BAD"]}})},
    "/jobs/{id}": {"get": operation("getJob", tag="jobs", parameters=[ID], responses={"200": answer(ref("Job"))})},
}  # fmt: skip


@pytest.fixture(scope="module")
def served() -> Served:
    job = {
        "type": "object",
        "required": ["id", "state"],
        "properties": {"id": STRING, "state": {"enum": ["NEW", "DONE", "BAD"]}},
    }
    tree = document(PATHS, {"Thing": THING, "Upload": UPLOAD, "Job": job})
    tree["components"]["securitySchemes"] = {"key": {"type": "apiKey", "in": "query", "name": "k"}}
    module = package("Forms", tree, None)
    api = part(module, "operations").API
    operations = tuple(part(module, "server.app").OPERATIONS.values())
    return Served(part(module, "server").create_app(), api, operations, "forms")  # fmt: skip


def test_operations_are_listed_by_tag_and_path(served: Served) -> None:
    listed = overview(served)
    assert [(one["tag"], one["path"], one["method"]) for one in listed] == [
        *(("files", "/files", method) for method in [o["method"] for o in listed[:4]]),
        ("jobs", "/jobs", "POST"),
        ("jobs", "/jobs/{id}", "GET"),
        *(("things", "/things/{id}", method) for method in [o["method"] for o in listed[6:]]),
    ]
    by_id = {one["id"]: one for one in listed}
    assert {id for id, one in by_id.items() if one["deprecated"]} == {"getThing"}
    assert {id for id, one in by_id.items() if one["planned"]} == {"later"}
    assert (by_id["getThing"]["summary"], by_id["setThing"]["summary"]) == ("One thing", "")


def test_a_form_is_filled_with_what_the_document_shows(served: Served) -> None:
    form = form_of(served, "getThing")
    assert form.pop("params") == [
        {"name": "id", "key": "id", "where": "path", "required": True, "description": "",
         "type": "string", "choices": [], "sample": "t-1"},
        {"name": "lang", "key": "lang", "where": "query", "required": False, "description": "Of this.",
         "type": "string", "choices": ["nl", "en"], "sample": "nl"},
        {"name": "x_trace", "key": "X-Trace", "where": "header", "required": False, "description": "",
         "type": "integer or string", "choices": [], "sample": "7"},
        {"name": "sid", "key": "sid", "where": "cookie", "required": False, "description": "",
         "type": "string", "choices": [], "sample": "text"},
        {"name": "filter", "key": "filter", "where": "query", "required": False, "description": "",
         "type": "object", "choices": [], "sample": '{"a": "x"}'},
    ]  # fmt: skip
    assert form == {
        "id": "getThing",
        "description": "With its parts.",
        "bodies": [],
        "security": [["key"], []],
        "answers": [
            {"status": "200", "examples": ["cup", "mug"], "description": "The thing."},
            {"status": "404", "examples": [], "description": "n" * 80},
        ],
        "ends": [],
        "limits": ["5 in 0.5 s"],
        "deadline": form["deadline"],
    }
    assert form["deadline"]
    with pytest.raises(ValueError, match="no such operation"):
        form_of(served, "nobody")


def test_bodies_have_a_media_type_that_can_be_sent(served: Served) -> None:
    bodies = {id: form_of(served, id)["bodies"] for id in served.operations}
    assert bodies["setThing"] == [
        {"media": "application/json", "body": '{\n  "name": "é",\n  "size": 3\n}'},
        {"media": "application/x-www-form-urlencoded", "body": bodies["setThing"][1]["body"]},
    ]
    assert '"name"' in bodies["setThing"][1]["body"]
    assert bodies["sendBytes"] == [
        {"media": "application/octet-stream", "body": "What is in the file."}
    ]
    assert bodies["sendText"] == [{"media": "text/plain", "body": "text"}]
    assert bodies["sendFile"][0]["media"] == "multipart/form-data"
    assert bodies["getThing"] == []
    assert form_of(served, "makeJob")["ends"] == ["DONE", "BAD", "NEW"]
    assert form_of(served, "setThing")["security"] == [[]]
    assert as_text(["é"]) == '["é"]'
    assert as_text("[") == "["


def test_long_words_and_many_choices_are_cut(served: Served) -> None:
    (row,) = [one for one in overview(served) if one["id"] == "later"]
    form = form_of(served, "later")
    many, odd = form["params"]
    assert row["summary"] == "s" * 600
    assert (form["description"], many["description"]) == ("d" * 600, "p" * 600)
    assert many["choices"] == [*range(200)]
    assert odd["choices"] == ["a", 1]


def written(served: Served, operation: str, **said: Any) -> Outgoing:
    return outgoing(served, {"operation": operation, **said})


def test_a_request_is_written_from_a_form(served: Served) -> None:
    values = {"id": "a/b", "lang": "nl", "x_trace": "7", "sid": "s 1", "filter": '{"a": "x"}'}
    request = written(
        served,
        "getThing",
        values=values,
        keys={"key": "se cret", "other": "x"},
        prefer="example=mug",
    )
    assert request.method == "GET"
    assert request.target == "/things/a%2Fb?lang=nl&filter%5Ba%5D=x&k=se%20cret"
    assert request.headers == [("X-Trace", "7"), ("Cookie", "sid=s%201"), ("Prefer", "example=mug")]
    assert request.body == b""
    assert request.curl("http://127.0.0.1:1") == (
        "curl -i 'http://127.0.0.1:1/things/a%2Fb?lang=nl&filter%5Ba%5D=x&k=se%20cret'"
        " -H 'X-Trace: 7' -H 'Cookie: sid=s%201' -H 'Prefer: example=mug'"
    )
    bare = written(served, "getThing", values={"id": "1", "lang": "", "sid": None, "filter": "{a"})
    assert bare.target == "/things/1?filter=%7Ba"
    assert bare.headers == []


@pytest.mark.parametrize(
    ("media", "text", "sent", "kind"),
    [
        ("application/json", '{"name": "é"}', '{"name": "é"}'.encode(), "application/json"),
        ("application/json", "{", b"{", "application/json"),
        ("application/json", "  ", b"", ""),
        ("", "{}", b"", ""),
        ("application/x-www-form-urlencoded", '{"name": "a b", "size": 3}', b"name=a+b&size=3", "application/x-www-form-urlencoded"),
        ("application/x-www-form-urlencoded", '{"name": "a", "other": "x"}', b"name=a&other=x", "application/x-www-form-urlencoded"),
        ("application/x-www-form-urlencoded", "a=b", b"a=b", "application/x-www-form-urlencoded"),
    ],
)  # fmt: skip
def test_a_body_is_sent_as_typed_but_for_forms(
    served: Served, media: str, text: str, sent: bytes, kind: str
) -> None:
    request = written(served, "setThing", values={"id": "1"}, media=media, body=text)
    assert (request.body, dict(request.headers).get("Content-Type", "")) == (sent, kind)
    assert request.curl("http://h").startswith("curl -i -X PUT http://h/things/1")
    assert ("--data-binary" in request.curl("http://h")) == bool(sent)


def test_text_of_a_member_that_is_bytes_is_a_file(served: Served) -> None:
    body = '{"file": "abc", "title": "t", "picture": "p", "bare": "b"}'
    request = written(served, "sendFile", media="multipart/form-data", body=body)
    for name, value in (("file", b"abc"), ("picture", b"p"), ("bare", b"b")):
        assert f'name="{name}"; filename="{name}.txt"'.encode() in request.body
        assert b"\r\n\r\n" + value + b"\r\n" in request.body
    assert b'name="title"\r\n' in request.body
    assert dict(request.headers)["Content-Type"].startswith("multipart/form-data; boundary=")


@pytest.mark.parametrize(
    ("operation", "values", "said"),
    [
        ("nobody", {}, "there is no such operation"),
        ("getThing", {}, "id is missing: it is a part of the path"),
        ("getThing", {"id": ""}, "id is missing: it is a part of the path"),
        ("getThing", {"id": "1", "x_trace": "a\nb"}, "."),
    ],
)
def test_what_cannot_be_written_is_told(
    served: Served, operation: str, values: dict[str, Any], said: str
) -> None:
    with pytest.raises(ValueError, match=said):
        written(served, operation, values=values)
