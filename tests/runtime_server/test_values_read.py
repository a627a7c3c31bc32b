"""How parameters and bodies become values: every place, media type and way to write a member."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import date
from typing import Any, ClassVar

import pytest

from generator.runtime.ground.operation import Api, Body, Encoding, Operation, Param, Reply
from generator.runtime.ground.unset import UNSET
from generator.runtime.server import Application, Refusal
from generator.runtime.server.app import sequence
from generator.runtime.server.app.bodies import Bodies
from generator.runtime.server.app.call import Call
from generator.runtime.server.app.parameters import Parameter, parameters_of
from generator.runtime.server.app.plan import Plan
from generator.runtime.server.app.styles import MISSING, Malformed, Pairs
from generator.runtime.server.schemas.document import Document
from generator.runtime.server.schemas.wire import read_text
from generator.runtime.wire.sequence import Event
from tests.runtime_server.test_incoming import request
from tests.runtime_server.test_order import Vendor, get, serving

INTEGER, NUMBER, TEXT = {"type": "integer"}, {"type": "number"}, {"type": "string"}
NUMBERS = {"type": "array", "items": INTEGER}
POINT = {"type": "object", "properties": {"x": INTEGER, "y": INTEGER}}
OPEN = {"type": "object", "additionalProperties": INTEGER}


def parameters(
    *nodes: Any, root: Any = None, params: tuple[Param, ...] = ()
) -> dict[str, Parameter]:
    document = Document(
        {"paths": {"/a/{id}": {"get": {"parameters": list(nodes)}}}, **(root or {})}
    )
    operation = Operation[Any]("op", "GET", "/a/{id}", params=params)
    return {parameter.key: parameter for parameter in parameters_of(document, operation)}


@pytest.mark.parametrize(
    ("node", "place", "value"),
    [
        ({"in": "query", "schema": INTEGER}, "p=5", 5),
        ({"in": "query", "schema": INTEGER}, "q=5", MISSING),
        ({"in": "query", "schema": INTEGER}, "p=" + "9" * 399, int("9" * 399)),
        ({"in": "query", "schema": INTEGER}, "p=" + "9" * 4000, "9" * 4000),
        ({"in": "query", "schema": NUMBER}, "p=1." + "0" * 397, 1.0),
        ({"in": "query", "schema": NUMBER}, "p=" + "9" * 4000, "9" * 4000),
        ({"in": "query", "schema": NUMBERS}, "p=5&p=6", [5, 6]),
        ({"in": "query", "schema": NUMBERS, "explode": False}, "p=5,6", [5, 6]),
        ({"in": "query", "schema": NUMBERS, "style": "pipeDelimited"}, "p=5|6", [5, 6]),
        ({"in": "query", "schema": POINT, "style": "deepObject"}, "p[x]=5", {"x": 5}),
        ({"in": "query", "schema": POINT}, "x=5&y=6", {"x": 5, "y": 6}),
        ({"in": "query", "schema": OPEN}, "a=5&key=6&other=7", {"a": 5}),
        ({"in": "query", "content": {"application/json": {"schema": NUMBERS}}}, "p=%5B5%5D", [5]),
        ({"in": "query", "content": {"application/json": {"schema": NUMBERS}}}, "q=1", MISSING),
        ({"in": "query", "content": {"application/json": {}}}, "p=1&p=2", Malformed),
        ({"in": "query", "content": {"text/plain": {"schema": TEXT}}}, "p=%5B5%5D", "[5]"),
        ({"in": "query", "schema": INTEGER, "allowEmptyValue": True}, "p=", MISSING),
        ({"in": "query", "schema": INTEGER, "allowEmptyValue": True}, "p=5", 5),
        ({"in": "query", "schema": TEXT, "allowEmptyValue": True}, "p=", ""),
        ({"in": "query", "schema": INTEGER, "allowEmptyValue": False}, "p=", ""),
        ({"in": "query"}, "p=5", "5"),
        ({"in": "cookie", "schema": INTEGER}, "p=5", 5),
        ({"in": "cookie", "schema": TEXT}, "p=%25", "%"),
        ({"in": "cookie", "schema": TEXT, "style": "cookie"}, "p=%25", "%25"),
        ({"in": "cookie", "schema": NUMBERS}, "p=5&p=6", [5, 6]),
        ({"in": "querystring", "content": {"application/json": {"schema": NUMBERS}}}, "%5B5%5D", [5]),
        ({"in": "querystring", "content": {"text/plain": {"schema": TEXT}}}, "%5B5%5D", "[5]"),
        ({"in": "querystring", "content": {"application/json": {}}}, "", MISSING),
    ],
)  # fmt: skip
def test_a_parameter_of_the_query_or_a_cookie(node: Any, place: str, value: Any) -> None:
    other = {"name": "other", "in": "query", "schema": TEXT}
    schemes = {"k": {"type": "apiKey", "in": "query", "name": "key"}, "h": {"type": "http"}}
    read = parameters(
        {"name": "p", **node}, other, root={"components": {"securitySchemes": schemes}}
    )["p"].read
    given: Any = place if node["in"] == "querystring" else Pairs.parse(place)
    if value is Malformed:
        with pytest.raises(Malformed):
            read(given)
    else:
        assert read(given) == value


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ({}, {"z": 3}),
        ({"explode": False}, {"x": 1, "z": 3}),
        ({"style": "pipeDelimited"}, {"x": 1, "z": 3}),
        ({"style": "deepObject"}, {"x": 1, "z": 3}),
        ({"in": "cookie"}, {"x": 1, "z": 3}),
    ],
)
def test_what_another_parameter_spreads_is_its_own(said: Any, value: Any) -> None:
    other = {"name": "q", "in": "query", "schema": POINT, **said}
    read = parameters({"name": "p", "in": "query", "schema": OPEN}, other)["p"].read
    assert read(Pairs.parse("x=1&z=3")) == value


@pytest.mark.parametrize(
    ("node", "text", "value"),
    [
        ({"schema": INTEGER}, "5", 5),
        ({"schema": TEXT}, "a%2Fb", "a/b"),
        ({"schema": NUMBERS}, "5,6", [5, 6]),
        ({"schema": NUMBERS, "style": "label"}, ".5,6", [5, 6]),
        ({"schema": NUMBERS, "style": "matrix", "explode": True}, ";id=5;id=6", [5, 6]),
        ({"schema": POINT, "explode": True}, "x=5,y=6", {"x": 5, "y": 6}),
        ({"content": {"application/json": {"schema": NUMBERS}}}, "%5B5%5D", [5]),
    ],
)
def test_a_parameter_of_the_path(node: Any, text: str, value: Any) -> None:
    known = Param("id", "path", required=True, style=node.get("style"),
                  explode=node.get("explode"), media=next(iter(node.get("content", ())), None))  # fmt: skip
    found = parameters({"name": "id", "in": "path", "required": True, **node}, params=(known,))
    assert found["id"].read({"id": text}) == value
    assert found["id"].read({}) is MISSING
    assert found["id"].required


@pytest.mark.parametrize(
    ("node", "text", "value"),
    [
        ({"schema": INTEGER}, "5", 5),
        ({"schema": TEXT}, "%41", "%41"),
        ({"schema": NUMBERS}, "5, 6", [5, 6]),
        ({"schema": POINT, "explode": True}, "x=5,y=6", {"x": 5, "y": 6}),
        ({"content": {"application/json": {"schema": NUMBERS}}}, "[5]", [5]),
    ],
)
def test_a_parameter_in_a_header(node: Any, text: str, value: Any) -> None:
    read = parameters({"name": "X-P", "in": "header", **node})["X-P"].read
    assert read(request(headers=[(b"x-p", text.encode())])) == value
    assert read(request()) is MISSING


def test_which_parameters_an_operation_has() -> None:
    nodes = [
        {"name": name, "in": where, "schema": INTEGER}
        for name, where in (
            ("Accept", "header"), ("authorization", "header"), ("Content-Type", "header"),
            ("X-Own", "header"), ("id", "path"), ("q", "query"), ("c", "cookie"), ("x", "path"),
        )
    ]  # fmt: skip
    nodes[5]["required"] = True
    params = (Param("mine", "query", "q", format="Y-m-d"), Param("id", "path", required=True),
              Param("own", "header", "x-own"), Param("more", "query"))  # fmt: skip
    found = parameters(*nodes, params=params)
    assert list(found) == ["x-own", "id", "q", "c", "more"]
    assert (found["q"].name, found["q"].where, found["q"].required) == ("mine", "query", False)
    assert found["q"].format == "Y-m-d"
    assert found["q"].schema == "/paths/~1a~1{id}/get/parameters/5/schema"
    assert (found["more"].schema, found["c"].name, found["c"].required) == (None, "c", False)


def test_an_open_object_leaves_what_others_have() -> None:
    other = {"name": "pt", "in": "query", "schema": POINT}
    cookie = {"name": "crumb", "in": "cookie", "schema": INTEGER}
    found = parameters({"name": "p", "in": "query", "schema": OPEN}, other, cookie)
    pairs = Pairs.parse("x=1&z=2&pt=3&crumb=4")
    assert found["p"].read(pairs) == {"z": 2, "crumb": 4}
    assert found["pt"].read(pairs) == {"x": 1}


def test_a_parameter_without_a_schema_beside_one_that_is_misspelt() -> None:
    node = {"parameters": [{"name": "a", "in": "query"}, {"name": "b", "in": "query", "schema": INTEGER}]}  # fmt: skip
    params = (Param("a", "query"), Param("b", "query"))
    response = get(serving(node, 1, params=params), "/a?a=x&b=5.0")
    assert response.status_code == 200


# Bodies ----------------------------------------------------------------------------------------

JSON, FORM, PARTS = "application/json", "application/x-www-form-urlencoded", "multipart/form-data"
BYTES = "application/octet-stream"


def bodies(content: dict[str, Any], body: Body | None = None, **more: Any) -> Bodies:
    node = {"requestBody": {"content": content, **more}}
    document = Document({"paths": {"/a": {"post": node}}})
    return Bodies(document, Operation[Any]("op", "POST", "/a", body=body))


@pytest.mark.parametrize(
    ("content", "media", "data", "value"),
    [
        ({JSON: {"schema": {}}}, JSON, b'{"a":1}', {"a": 1}),
        ({JSON: {}}, JSON, b"5", 5),
        ({JSON: {}}, JSON, b"", MISSING),
        ({"application/*+json": {}}, "application/x+json", b"5", 5),
        ({"*/*": {}}, JSON, b"5", b"5"),
        ({"*/*": {"schema": {}}}, JSON, b"5", 5),
        ({BYTES: {}}, None, b"5", b"5"),
        ({BYTES: {"schema": {}}}, BYTES, b"\xff", b"\xff"),
        ({BYTES: {}}, BYTES, b"", MISSING),
        ({"text/plain": {"schema": TEXT}}, "text/plain; charset=latin-1", b"\xfc", "ü"),
        ({"text/plain": {"schema": TEXT}}, "text/plain", "ü".encode(), "ü"),
        ({"text/plain": {"schema": TEXT}}, "text/plain", b"\xff", Malformed),
        ({"image/png": {}}, "image/png", b"\xff", b"\xff"),
        ({FORM: {"schema": TEXT}}, FORM, b"a=1", b"a=1"),
        ({FORM: {"schema": POINT}}, FORM, b"x=1&z=2", {"x": 1, "z": "2"}),
        ({FORM: {"schema": POINT}}, FORM, b"x=%FF", Malformed),
        ({FORM: {"schema": POINT}}, FORM, b"\xff=1", Malformed),
        ({FORM: {}}, FORM, b"x=1&x=2&y=3", {"x": ["1", "2"], "y": "3"}),
        ({FORM: {"schema": POINT}}, FORM, b"", {}),
        ({FORM: {"schema": {**POINT, "required": ["x"]}}}, FORM, b"", MISSING),
        ({PARTS: {"schema": TEXT}}, f"{PARTS}; boundary=b", b"x", b"x"),
        ({"multipart/mixed": {}}, "multipart/mixed; boundary=b", b"x", b"x"),
        ({PARTS: {"schema": POINT}}, PARTS, b"x", Malformed),
        ({JSON: {}, FORM: {"schema": POINT}}, FORM, b"x=1", {"x": 1}),
        ({JSON: {}, "text/plain": {}}, "text/plain", b"5", "5"),
    ],
)  # fmt: skip
def test_a_body_by_its_media_type(content: Any, media: str | None, data: bytes, value: Any) -> None:
    made = bodies(content)
    for _ in range(2):
        if value is Malformed:
            with pytest.raises(Malformed):
                made.decode(media, data)
            continue
        found = made.decode(media, data).value
        assert found is MISSING if value is MISSING else found == value
        assert type(found) is type(value)


def test_what_a_body_must_be() -> None:
    made = bodies(
        {JSON: {}, FORM: {"schema": {"properties": {"a": {}, "b": NUMBERS}}}}, required=True
    )
    assert (made.media, made.is_form, made.required) == ((JSON, FORM), True, True)
    for media, words in (
        (None, "the body has no Content-Type: send application/json or application/x-www-form"),
        ("text/plain; x=1", "the body is text/plain, not application/json or application/x-www"),
    ):
        with pytest.raises(Refusal) as told:
            made.decode(media, b"5")
        assert (told.value.status, told.value.reason) == (415, "unsupported-media")
        assert str(told.value).startswith(words)
    form = bodies({FORM: {"schema": {"properties": {"a": TEXT, "c": POINT, "b": NUMBERS}}}})
    with pytest.raises(Refusal, match=r"structures \(b, c\) as JSON text$"):
        form.decode(JSON, b"{}")
    flat = bodies({FORM: {"schema": {"properties": {"a": TEXT}}}})
    with pytest.raises(Refusal, match=r"structures as JSON text$") as refusal:
        flat.decode(JSON, b"{}")
    assert refusal.value.headers == {"accept": FORM}


@pytest.mark.parametrize(
    ("media", "required", "taken"),
    [(None, False, True), (None, True, True), ("text/plain", False, True), ("text/plain", True, False)],
)  # fmt: skip
def test_no_body_of_no_documented_type(media: str | None, required: bool, taken: bool) -> None:
    made = bodies({JSON: {}}, required=required)
    if taken:
        assert made.decode(media, b"").value is MISSING
    else:
        with pytest.raises(Refusal):
            made.decode(media, b"")


@pytest.mark.parametrize(
    ("content", "media", "required", "value"),
    [
        ({"text/plain": {"schema": TEXT}}, "text/plain", True, ""),
        ({"text/plain": {"schema": TEXT}}, "text/plain", False, MISSING),
        ({JSON: {}}, JSON, True, MISSING),
        ({PARTS: {"schema": POINT}}, f"{PARTS}; boundary=b", True, MISSING),
        ({FORM: {"schema": {**POINT, "required": ["x"]}}}, FORM, True, {}),
    ],
)
def test_no_bytes_where_a_value_can_be_of_no_length(
    content: Any, media: str, required: bool, value: Any
) -> None:
    found = bodies(content, required=required).decode(media, b"").value
    assert found is MISSING if value is MISSING else found == value


def test_members_of_a_form_may_stand_in_the_query() -> None:
    made = bodies({FORM: {"schema": {"properties": {"a": INTEGER, "b": INTEGER, "n": NUMBERS}}}})
    spare = Pairs.parse("a=1&n=3&z=4")
    empty = made.decode(None, b"", spare)
    assert (empty.value, empty.texts, empty.schema) == (
        {"a": 1},
        True,
        made.decode(FORM, b"a=1").schema,
    )
    assert made.decode(FORM, b"b=2", spare).value == {"a": 1, "b": 2}
    assert made.decode(FORM, b"a=9", spare).value == {"a": 9}
    assert made.decode(None, b"", Pairs.parse("z=4")).value is MISSING
    assert made.decode(None, b"", Pairs({})).value is MISSING


def test_which_of_several_bodies_is_described() -> None:
    other = Body((FORM,))
    made = bodies({JSON: {}, FORM: {"schema": POINT}}, Body((JSON,), others=(other,)))
    assert made.decode(FORM, b"x=1").described is other
    for _ in range(2):
        described = made.decode(JSON, b"5").described
        assert described is not None
        assert described.media == (JSON,)


@pytest.mark.parametrize(
    ("member", "encoding", "text", "value"),
    [
        (POINT, None, 'm={"x":1}', {"x": 1}),
        (POINT, None, "m[x]=1&m[y]=2", {"x": 1, "y": 2}),
        (POINT, None, "m=1&m=2", Malformed),
        (POINT, None, "m={", Malformed),
        (POINT, {"style": "form"}, "x=1&y=2", {"x": 1, "y": 2}),
        (POINT, {"style": "form", "explode": False}, "m=x,1", {"x": 1}),
        (POINT, {"style": "deepObject"}, "m[x]=1", {"x": 1}),
        (NUMBERS, None, "m=1&m=2", [1, 2]),
        (NUMBERS, {"explode": False}, "m=1,2", [1, 2]),
        (NUMBERS, {"style": "pipeDelimited"}, "m=1|2", [1, 2]),
        (NUMBERS, {"contentType": JSON}, "m=[1,2]", [1, 2]),
        (TEXT, {"contentType": JSON}, 'm="x"', "x"),
        (TEXT, {"contentType": "text/plain"}, 'm="x"', '"x"'),
        (INTEGER, None, "m=5", 5),
        (INTEGER, None, "m=5&m=6", Malformed),
        ({"type": "array", "items": POINT}, None, 'm=[{"x":1}]', [{"x": 1}]),
        ({"type": "array", "items": POINT}, None, 'm={"x":1}&m={"x":2}', [{"x": 1}, {"x": 2}]),
        ({"type": "array", "items": POINT}, None, 'm={"x":1}', [{"x": 1}]),
        ({"type": "array", "items": POINT}, None, "m[0][x]=1&m[1][x]=2", [{"x": 1}, {"x": 2}]),
        ({"type": "array", "items": NUMBERS}, None, "m=[1]&m=[2]", [[1], [2]]),
        ({"type": "array", "items": NUMBERS}, None, "m=[1]", [[1]]),
        ({"type": "array", "items": NUMBERS}, None, "m=[[1]]", [[1]]),
        ({"type": ["object", "string"]}, None, "m=plain", "plain"),
        ({"type": ["object", "string"]}, None, "m={}", {}),
        ({"type": "array", "items": {"type": ["object", "string"]}}, None, "m=plain&m={}", ["plain", {}]),
    ],
)  # fmt: skip
def test_a_member_of_a_form(member: Any, encoding: Any, text: str, value: Any) -> None:
    media = {"schema": {"type": "object", "properties": {"m": member}}}
    made = bodies({FORM: {**media, "encoding": {"m": encoding}} if encoding else media})
    if value is Malformed:
        with pytest.raises(Malformed, match="member 'm' "):
            made.decode(FORM, text.encode())
    else:
        assert made.decode(FORM, text.encode()).value == {"m": value}
    described = Encoding(
        (encoding or {}).get("contentType"), (encoding or {}).get("style"), (encoding or {}).get("explode")
    )  # fmt: skip
    told = bodies({FORM: media}, Body((FORM,), encoding={"m": described} if encoding else {}))
    if value is not Malformed:
        assert told.decode(FORM, text.encode()).value == {"m": value}


@pytest.mark.parametrize(
    ("encoding", "text", "value"),
    [
        ({"style": "form"}, "x=1&z=3", {"m": {"x": 1}, "z": "3"}),
        ({"style": "form", "explode": False}, "m=y,2&x=1", {"m": {"y": 2}, "x": "1"}),
        ({"style": "deepObject"}, "m[y]=2&x=1", {"m": {"y": 2}, "x": "1"}),
        ({"contentType": JSON}, 'm={"y":2}&x=1', {"m": {"y": 2}, "x": "1"}),
    ],
)
def test_a_field_that_no_member_takes_is_a_member_of_its_own(
    encoding: Any, text: str, value: Any
) -> None:
    schema = {"type": "object", "properties": {"m": POINT}}
    made = bodies({FORM: {"schema": schema, "encoding": {"m": encoding}}})
    assert made.decode(FORM, text.encode()).value == value


PART = 'Content-Disposition: form-data; name="m"'


@pytest.mark.parametrize(
    ("member", "parts", "value", "files"),
    [
        (INTEGER, [(PART, "5")], 5, None),
        (TEXT, [(PART, "ü")], "ü", None),
        (TEXT, [(f"{PART}\r\nContent-Type: {JSON}", '"x"')], "x", None),
        (POINT, [(PART, '{"x":1}')], {"x": 1}, None),
        (POINT, [(PART, "x")], Malformed, None),
        (INTEGER, [(PART, "5"), (PART, "6")], Malformed, None),
        ({}, [(PART, "5"), (PART, "6"), (PART, "7")], ["5", "6", "7"], None),
        (NUMBERS, [(PART, "5")], [5], None),
        (NUMBERS, [(PART, "5"), (PART, "6")], [5, 6], None),
        (NUMBERS, [(f"{PART}\r\nContent-Type: {JSON}", "[5,6]")], [5, 6], None),
        ({"type": "array", "items": NUMBERS}, [(f"{PART}\r\nContent-Type: {JSON}", "[5]")], [[5]], None),
        (TEXT, [(f'{PART}; filename="f"', "x")], "x", b"x"),
        (TEXT, [(f"{PART}\r\nContent-Type: image/png", "x")], "x", b"x"),
        (TEXT, [(f"{PART}\r\nContent-Type: text/csv", "x")], "x", None),
        ({"type": "array", "items": TEXT}, [(f'{PART}; filename="f"', "x"), (f'{PART}; filename="g"', "y")],
         ["x", "y"], [b"x", b"y"]),
        ({}, [(f'{PART}; filename="f"', "x"), (f'{PART}; filename="g"', "y")], ["x", "y"], [b"x", b"y"]),
    ],
)  # fmt: skip
def test_the_parts_of_a_member(member: Any, parts: Any, value: Any, files: Any) -> None:
    made = bodies({PARTS: {"schema": {"type": "object", "properties": {"m": member}}}})
    data = "".join(f"--b\r\n{head}\r\n\r\n{text}\r\n" for head, text in parts) + "--b--"
    if value is Malformed:
        with pytest.raises(Malformed, match="member 'm' "):
            made.decode(f"{PARTS}; boundary=b", data.encode())
        return
    found = made.decode(f"{PARTS}; boundary=b", data.encode())
    assert found.value == {"m": value}
    assert found.files == ({} if files is None else {"m": files})
    assert found.texts


@pytest.mark.parametrize(
    ("member", "media", "text", "value", "files"),
    [
        (TEXT, JSON, '"x"', "x", None),
        (TEXT, "text/csv", '"x"', '"x"', None),
        (TEXT, "image/png", "x", "x", b"x"),
        (POINT, JSON, '{"x":1}', {"x": 1}, None),
        (INTEGER, "text/plain", "5", 5, None),
    ],
)
def test_a_part_is_of_the_type_that_is_documented_where_it_tells_none(
    member: Any, media: str, text: str, value: Any, files: Any
) -> None:
    schema = {"type": "object", "properties": {"m": member}}
    made = bodies({PARTS: {"schema": schema, "encoding": {"m": {"contentType": media}}}},
                  Body((PARTS,), encoding={"m": Encoding(media)}))  # fmt: skip
    data = f"--b\r\n{PART}\r\n\r\n{text}\r\n--b--".encode()
    found = made.decode(f"{PARTS}; boundary=b", data)
    assert (found.value, found.files) == ({"m": value}, {} if files is None else {"m": files})


def test_bytes_of_a_part_that_are_no_text() -> None:
    made = bodies({PARTS: {"schema": {"type": "object", "properties": {"m": TEXT}}}})
    with pytest.raises(Malformed, match="member 'm' is not text in utf-8"):
        made.decode(f"{PARTS}; boundary=b", f"--b\r\n{PART}\r\n\r\n".encode() + b"\xff\r\n--b--")


# Sequences -------------------------------------------------------------------------------------

LINES, EVENTS = "application/jsonl", "text/event-stream"
ITEM = Reply((200,), LINES, item=lambda: dict)
OF_EVENTS = Reply((200,), EVENTS, item=lambda: dict)
BARE_EVENTS = Reply((200,), EVENTS, item=lambda: Event, event=True)


@pytest.mark.parametrize(
    ("value", "media", "described", "data"),
    [
        ([{"a": 1}, 2], LINES, ITEM, b'{"a":1}\n2\n'),
        ({"a": 1}, LINES, ITEM, b'{"a":1}\n'),
        ([], LINES, ITEM, b""),
        ([{"a": 1}, 2], EVENTS, OF_EVENTS, b'id: 1\ndata: {"a":1}\n\nid: 2\ndata: 2\n\n'),
        ("data: x\n\n", EVENTS, OF_EVENTS, b"data: x\n\n"),
        ("event: x\n\n", EVENTS, OF_EVENTS, b"event: x\n\n"),
        ("id: x\n\n", EVENTS, OF_EVENTS, b"id: x\n\n"),
        (": x\n\n", EVENTS, OF_EVENTS, b": x\n\n"),
        ("text", LINES, ITEM, b'"text"\n'),
        ([{"data": "x", "event": "e", "id": None, "other": 1}], EVENTS, BARE_EVENTS,
         b"event: e\ndata: x\n\n"),
        ([Event("x", "e")], EVENTS, BARE_EVENTS, b"event: e\ndata: x\n\n"),
    ],
)  # fmt: skip
def test_a_finite_sequence(value: Any, media: str, described: Reply, data: bytes) -> None:
    assert sequence.whole(value, media, described) == data


def switching(
    *replies: Reply, body: Any = None, media: str | None = None, **arguments: Any
) -> Call:
    operation = Operation[Any]("op", "POST", "/a", replies=replies, switch="stream")
    call = Call(operation, request(), {})
    call.body, call.media = body, media
    call.arguments.update(arguments)
    return call


WHOLE = Reply((200,), JSON, lambda: dict)
ERRORS = Reply((400,), "application/x-ndjson", item=lambda: dict)


@pytest.mark.parametrize(
    ("body", "arguments", "media", "switched"),
    [
        ({"stream": True}, {}, JSON, LINES),
        ({"stream": False}, {}, LINES, JSON),
        ({"stream": True}, {}, LINES, LINES),
        ({"stream": False}, {}, JSON, JSON),
        ({}, {"stream": True}, JSON, LINES),
        ({"stream": True}, {"stream": False}, JSON, JSON),
        ({"stream": "yes"}, {}, JSON, JSON),
        ({}, {}, JSON, JSON),
        (None, {}, LINES, LINES),
        ({"stream": True}, {}, None, None),
    ],
)
def test_a_request_says_whether_it_wants_items(
    body: Any, arguments: Any, media: str | None, switched: str | None
) -> None:
    call = switching(ERRORS, WHOLE, ITEM, body=body, media=media, **arguments)
    assert sequence.switched(call) == switched
    assert sequence.switched(switching(WHOLE, body=body, media=media, **arguments)) == media


async def _coming() -> AsyncIterator[int]:
    yield 1


class Model:
    model_fields: ClassVar[dict[str, Any]] = {}

    def __iter__(self) -> Any:
        return iter(())


@pytest.mark.parametrize(
    ("value", "many"),
    [([1], True), ((1,), True), (iter([1]), True), (range(2), True), (_coming(), True), ("x", False),
     (b"x", False), (bytearray(b"x"), False), ({"a": 1}, False), (5, False), (None, False),
     (Model(), False)],
)  # fmt: skip
def test_what_is_many_items(value: Any, many: bool) -> None:
    assert sequence.is_sequence(value) is many


def test_what_is_yielded_is_items_and_what_is_whole_is_not() -> None:
    call = switching(WHOLE, ITEM, media=JSON)
    assert sequence.fitting(call, 200, JSON, iter([1])) == LINES
    assert sequence.fitting(call, 201, LINES, {"a": 1}) == JSON
    assert sequence.fitting(call, 200, LINES, iter([1])) == LINES
    assert sequence.fitting(call, 200, JSON, [1]) == JSON
    assert sequence.fitting(call, 400, JSON, iter([1])) == JSON
    assert sequence.fitting(call, 200, None, iter([1])) is None
    assert not sequence.goes_out_bare(call, [1])
    assert sequence.goes_out_bare(call, iter([1]))
    assert not sequence.goes_out_bare(call, {"a": 1})
    assert sequence.goes_out_bare(switching(WHOLE, ITEM, media=LINES), [1])


@pytest.mark.parametrize(
    ("accept", "given", "media", "data"),
    [
        ("*/*", lambda: iter([1, 2]), LINES, b"1\n2\n"),
        ("*/*", lambda: {"a": 1}, JSON, b'{"a":1}'),
        (LINES, lambda: {"a": 1}, JSON, b'{"a":1}'),
        (LINES, lambda: [1, 2], LINES, b"1\n2\n"),
        (JSON, lambda: [1, 2], JSON, b"[1,2]"),
    ],
)
def test_an_answer_goes_out_as_what_is_given_can(
    accept: str, given: Any, media: str, data: bytes
) -> None:
    content: Any = {JSON: {}, LINES: {}}
    node = {"responses": {"200": {"description": "", "content": content}}}
    app = serving(node, given(), replies=(WHOLE, ITEM))
    response = get(app, headers={"accept": accept})
    assert (response.headers["content-type"], response.content) == (media, data)


# What is said of an answer ---------------------------------------------------------------------


def test_what_is_said_of_an_answer_by_status_and_media_type() -> None:
    replies = (
        Reply((200, 201), JSON, lambda: int), Reply((200,), "text/csv", lambda: str),
        Reply(("4XX",), JSON, lambda: float), Reply(("5xx",), JSON, lambda: bytes),
        Reply(("default",), JSON, lambda: list), Reply((404,), f"{JSON}; charset=x", lambda: set),
    )  # fmt: skip
    app = serving(outcome=1, replies=replies)
    plan: Plan = app._plan(Operation[Any]("op", "GET", "/a", replies=replies))

    def said(status: int, media: str) -> Any:
        found = plan.described(status, media)
        return found.type() if found is not None and found.type is not None else None

    assert [
        said(200, JSON), said(201, JSON), said(200, "TEXT/csv; a=b"), said(201, "text/csv"),
        said(409, JSON), said(500, JSON), said(302, JSON), said(404, JSON), said(200, "a/b"),
    ] == [int, int, str, None, float, bytes, list, set, None]  # fmt: skip


# Lists with brackets that nobody declared ------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "strict", "seen", "noted"),
    [
        ("ids[]=1&ids[]=2", False, [1, 2], True),
        ("ids[1]=2&ids[0]=1", False, [1, 2], True),
        ("ids%5B%5D=1", False, [1], True),
        ("ids=1&ids=2", False, [1, 2], False),
        ("ids[]=1&ids[]=2", True, None, False),
        ("other[]=1", False, None, False),
        ("n[]=1", False, None, False),
    ],
)
def test_lists_may_be_written_with_brackets(
    query: str, strict: bool, seen: list[int] | None, noted: bool
) -> None:
    nodes = [
        {"name": "ids", "in": "query", "schema": NUMBERS},
        {"name": "n", "in": "query", "schema": INTEGER},
        {"name": "free", "in": "query"},
    ]
    vendor = Vendor(1)
    document = {"openapi": "3.1.0", "paths": {"/a": {"get": {"parameters": nodes, "responses": {
        "200": {"description": "", "content": {JSON: {}}}}}}}}  # fmt: skip
    params = (Param("ids", "query"), Param("n", "query"), Param("free", "query"))
    app = Application(
        Api("p", "t", "1"), (Operation[Any]("op", "GET", "/a", params=params),), document, vendor,
        strict=strict,
    )  # fmt: skip
    assert get(app, f"/a?{query}").status_code == 200
    assert vendor.calls[0]["ids"] == (UNSET if seen is None else seen)
    assert vendor.calls[0]["n"] is UNSET
    assert any("query ids: brackets for a list" in place for place in app.drift) is noted
    assert len(app.drift) == int(noted)


def test_the_words_of_a_schema_come_before_those_of_its_parameter() -> None:
    schema = {"type": "boolean", "x-wire": {"boolean": "yes/no"}}
    made = parameters(
        {"name": "p", "in": "query", "schema": schema, "x-wire": {"boolean": "on/no"}}
    )
    assert made["p"].read(Pairs.parse("p=yes")) is True
    assert made["p"].read(Pairs.parse("p=on")) == "on"
    several = {"type": "array", "items": {"type": "boolean"}, "x-wire": {"boolean": "yes/no"}}
    made = parameters(
        {"name": "p", "in": "query", "schema": several, "x-wire": {"boolean": "on/no"}}
    )
    assert made["p"].read(Pairs.parse("p=yes&p=on")) == [True, "on"]


@pytest.mark.parametrize(
    ("codes", "text", "value"),
    [
        ("d.m.Y", "02.01.2026", date(2026, 1, 2)),
        ("Y-m-d|d.m.Y", "02.01.2026", date(2026, 1, 2)),
        ("Y-m-d|d.m.Y", "soon", "soon"),
        ("none", "02.01.2026", "02.01.2026"),
    ],
)
def test_text_in_the_formats_of_a_parameter(codes: str, text: str, value: Any) -> None:
    assert read_text(codes, text) == value


def test_what_a_body_is_wrapped_in_is_taken_off() -> None:
    vendor = Vendor(1)
    node = {"requestBody": {"content": {JSON: {"schema": {}}}}, "responses": {
        "200": {"description": "", "content": {JSON: {}}}}}  # fmt: skip
    operation = Operation[Any]("op", "POST", "/a", body=Body((JSON,), wrap="thing"))
    document = {"openapi": "3.1.0", "paths": {"/a": {"post": node}}}
    app = Application(Api("p", "t", "1"), (operation,), document, vendor)
    for sent in ({"thing": {"a": 1}}, {"thing": 5, "more": 6}):
        assert get(app, method="POST", json=sent).status_code == 200
    assert vendor.calls == [{"body": {"a": 1}}, {"body": 5}]


def test_broken_brackets_are_refused() -> None:
    node = {"parameters": [{"name": "ids", "in": "query", "schema": NUMBERS}]}
    app = serving(node, params=(Param("ids", "query"),))
    for query in ("ids[]=%FF", "ids[0]=1&ids[0][x]=2", "ids[0][x]=1&ids[0]=2"):
        response = get(app, f"/a?{query}")
        assert (response.status_code, list(response.json()["errors"])) == (400, ["ids"])
