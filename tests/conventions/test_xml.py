"""XML in both directions, driven by the document's `xml` objects: client against stub."""

from __future__ import annotations

from datetime import date, datetime
from types import ModuleType
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.conventions.compiled import package, part
from tests.conventions.test_wire_formats import Wire
from tests.support import compiled, document, operation, ref, sources

STRING, INTEGER = {"type": "string"}, {"type": "integer"}
XML, JSON = "application/xml", "application/json"
VENDOR = "application/vnd.acme.v1+xml"
HEAD = b'<?xml version="1.0" encoding="UTF-8"?>\n'
SCHEMAS: dict[str, Any] = {
    "Order": {
        "type": "object",
        "required": ["id", "lines"],
        "xml": {"name": "order", "namespace": "urn:acme:orders"},
        "properties": {
            "id": {**INTEGER, "xml": {"attribute": True}},
            "paid": {"type": "boolean"},
            "placedAt": {**STRING, "x-wire": "Y-m-d H:i:s"},
            "due": {**STRING, "format": "date"},
            "total": {"type": "number", "xml": {"namespace": "urn:acme:money", "prefix": "m"}},
            "note": {"type": ["string", "null"]},
            "state": {**STRING, "enum": ["new", "sent"]},
            "lines": {"type": "array", "items": ref("Line")},
            "tags": {
                "type": "array",
                "items": {**STRING, "xml": {"name": "tag"}},
                "xml": {"wrapped": True},
            },
            "address": ref("Address"),
            "extra": {"type": "object", "additionalProperties": INTEGER},
            "payment": {
                "anyOf": [
                    {"type": "object", "properties": {"iban": STRING}},
                    {"type": "object", "properties": {"card": INTEGER}},
                ]
            },
        },
    },
    "Line": {
        "allOf": [
            {"type": "object", "properties": {"sku": STRING}},
            {"type": "object", "properties": {"count": INTEGER, "parts": {
                "type": "array", "items": ref("Line"), "xml": {"wrapped": True}}}},
        ],
        "xml": {"name": "line"},
    },
    "Address": {"type": "object", "properties": {"street": STRING}, "xml": {"name": "ship-to"}},
    "Orders": {"type": "array", "items": ref("Order"), "xml": {"name": "orders"}},
    "Fault": {
        "type": "object",
        "xml": {"name": "fault"},
        "properties": {"error": {"type": "object", "properties": {"message": STRING}}},
    },
}  # fmt: skip


def said(schema: Any, *media: str) -> dict[str, Any]:
    return {"description": "Ok.", "content": {one: {"schema": schema} for one in media}}


def sent(schema: Any, *media: str) -> dict[str, Any]:
    return {**said(schema, *media), "required": True}


TREE = document(
    paths={
        "/orders": {
            "post": operation(
                "saveOrder",
                "orders",
                requestBody=sent(ref("Order"), XML),
                responses={"200": said(ref("Order"), XML), "400": said(ref("Fault"), XML)},
            ),
            "get": operation(
                "listOrders", "orders", responses={"200": said(ref("Orders"), VENDOR)}
            ),
            "put": operation(
                "replaceOrder",
                "orders",
                requestBody=sent(ref("Order"), JSON, XML),
                responses={"200": said(ref("Order"), JSON, XML)},
            ),
        },
        "/invoice": {
            "get": operation("getInvoice", "invoices", responses={"200": said(STRING, XML)}),
            "post": operation(
                "sendInvoice",
                "invoices",
                requestBody=sent(STRING, XML),
                responses={"200": said(STRING, XML)},
            ),
        },
    },
    schemas=SCHEMAS,
)


@pytest.fixture(scope="module")
def acme() -> ModuleType:
    return package("Xmls", TREE)


class Shop:
    def __init__(self, acme: ModuleType) -> None:
        self.acme = acme
        self.seen: Any = None
        self.answer: Any = None

    def save_order(self, **given: Any) -> Any:
        given = {name: item for name, item in given.items() if item is not self.acme._runtime.UNSET}
        self.seen = self.acme.models.Order(**given)
        return self.answer or self.seen

    replace_order = save_order

    def list_orders(self) -> Any:
        return self.answer

    def get_invoice(self) -> str:
        return "<Invoice><ID>é</ID></Invoice>"

    def send_invoice(self, body: Any) -> Any:
        self.seen = body
        return body


@pytest.fixture
def wire(acme: ModuleType) -> Any:
    made = Wire(acme, Shop(acme), key=None)
    with made.client:
        yield made


def order(models: Any, **more: Any) -> Any:
    return models.Order(
        id=7, lines=[models.Line(sku="a", count=2, parts=[models.Line(sku="b", parts=[])]), models.Line()],
        **more,
    )  # fmt: skip


def given_by(order: Any) -> dict[str, Any]:
    return {name: getattr(order, name) for name in order.model_fields_set}


def test_a_model_as_xml_to_the_letter(acme: ModuleType, wire: Wire) -> None:
    models = acme.models
    wanted = order(
        models, paid=True, placed_at=datetime(2026, 1, 2, 3, 4, 5), due=date(2026, 1, 2), total=9.5,
        note=None, state="sent", tags=["x", "<&>"], address=models.Address(street="Main"),
        extra={"a": 1}, payment=models.OrderPaymentWithCard(card=5),
    )  # fmt: skip
    got = wire.client.orders.save(**given_by(wanted))
    text = wire.sent[-1][2]
    # Elements stand as in the document: many servers hold them against a sequence.
    assert text == HEAD + (
        b'<order xmlns="urn:acme:orders" id="7">'
        b"<paid>true</paid><placedAt>2026-01-02 03:04:05</placedAt><due>2026-01-02</due>"
        b'<m:total xmlns:m="urn:acme:money">9.5</m:total>'
        b'<note xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:nil="true"></note>'
        b"<state>sent</state>"
        b"<line><sku>a</sku><count>2</count><parts><line><sku>b</sku><parts></parts></line></parts></line>"
        b"<line></line><tags><tag>x</tag><tag>&lt;&amp;&gt;</tag></tags>"
        b"<ship-to><street>Main</street></ship-to><extra><a>1</a></extra>"
        b"<payment><card>5</card></payment></order>"
    )
    assert wire.shop.seen == wanted == got
    assert got.model_fields_set == wanted.model_fields_set
    assert wire.answers[-1] == text


def test_a_list_as_root(acme: ModuleType, wire: Wire) -> None:
    wire.shop.answer = [order(acme.models), order(acme.models, state="new")]
    got = wire.client.orders.list()
    assert got == wire.shop.answer
    assert wire.answers[-1].startswith(HEAD + b'<orders><order xmlns="urn:acme:orders" id="7">')
    wire.shop.answer = []
    assert wire.client.orders.list() == []


def test_json_where_there_is_a_choice_and_xml_if_asked_for(acme: ModuleType, wire: Wire) -> None:
    wanted = order(acme.models)
    assert wire.client.orders.replace(**given_by(wanted)) == wanted
    assert wire.sent[-1][2].startswith(b"{")
    got = wire.client.orders.replace(**given_by(wanted), options={"content_type": XML})
    assert got == wanted == wire.shop.seen
    assert wire.sent[-1][2].startswith(HEAD)
    got = wire.client.orders.replace(**given_by(wanted), options={"headers": {"Accept": XML}})
    assert got == wanted
    assert wire.answers[-1].startswith(HEAD)


def test_text_stays_text(wire: Wire) -> None:
    assert wire.client.invoices.get() == "<Invoice><ID>é</ID></Invoice>"
    assert wire.client.invoices.send(body="<a>&b;</a>") == "<a>&b;</a>"
    assert wire.shop.seen == "<a>&b;</a>"


BOMB = b"<!DOCTYPE o [<!ENTITY a 'aa'><!ENTITY b '&a;&a;'>]><o id='7'>&b;</o>"


def test_the_stub_refuses_bombs_and_rubbish_in_xml(acme: ModuleType, wire: Wire) -> None:
    for body, why in (
        (BOMB, "document type"),
        (b"<o", "no XML"),
        (b"<o id='x'><line/></o>", "id"),
        (b"<o id='7'><line/><state>lost</state></o>", "state"),
        (b"<o id='7'><line/><placedAt>2026-01-02T03:04:05Z</placedAt></o>", "placedAt"),
        (b"<o><line/></o>", "id"),
    ):
        answer = wire.raw("POST", "/orders", content=body, headers={"content-type": XML})
        assert answer.status_code == 400, body
        assert why in answer.text
    anything = b"<whatever id=' 7 '><line><count>+2</count></line></whatever>"
    answer = wire.raw(
        "POST",
        "/orders",
        content=anything,
        headers={"content-type": "application/xml; charset=utf-8"},
    )
    assert answer.status_code == 200
    assert wire.shop.seen.lines[0].count == 2


def test_the_client_refuses_bombs_and_keeps_drift(acme: ModuleType, wire: Wire) -> None:
    errors, server = part(acme, "errors"), part(acme, "_runtime.server")
    for body in (BOMB, b"<o", b""):
        wire.shop.answer = server.Answer(status=200, body=body, media_type=XML)
        with pytest.raises(errors.DecodeError, match=r"document type|no XML|empty"):
            wire.client.orders.save(id=7, lines=[])
    drifted = b"<order id='x'><line><count>many</count></line><news>1</news></order>"
    wire.shop.answer = server.Answer(status=200, body=drifted, media_type=XML)
    with pytest.warns(acme.DriftWarning):
        got = wire.client.orders.save(id=7, lines=[])
    assert (got.id, got.lines[0].count, got.news) == ("x", "many", "1")


def test_errors_in_xml(acme: ModuleType, wire: Wire) -> None:
    errors, server = part(acme, "errors"), part(acme, "_runtime.server")
    body = b"<fault><error><message>no such sku</message></error></fault>"
    wire.shop.answer = server.Answer(status=400, body=body, media_type=XML)
    with pytest.raises(errors.BadRequest) as caught:
        wire.client.orders.save(id=7, lines=[])
    assert caught.value.message == "no such sku"
    wire.shop.answer = server.Answer(status=400, body=BOMB, media_type=XML)
    with pytest.raises(errors.BadRequest) as caught:
        wire.client.orders.save(id=7, lines=[])
    assert "DOCTYPE" in str(caught.value.body)


def test_what_xml_cannot_hold_is_refused_unsent(acme: ModuleType, wire: Wire) -> None:
    with pytest.raises(part(acme, "errors").UsageError, match="control character"):
        wire.client.orders.save(id=7, lines=[], note="\x00")
    assert not wire.sent


def test_the_sandbox_answers_in_xml(acme: ModuleType) -> None:
    app = part(acme, "server").create_app()
    with acme.Client(transport=part(acme, "_runtime.server.testing").InProcess(app)) as client:
        assert [type(order.id) for order in client.orders.list()] == [int]
        assert isinstance(client.orders.save(id=1, lines=[]).placed_at, datetime)


def test_mappings_come_only_with_xml() -> None:
    tree = document(
        paths={"/a": {"get": operation("getA", responses={"200": said(ref("Order"), JSON)}),
                      "post": operation("b", responses={"200": said(STRING, XML)})}},
        schemas=SCHEMAS,
    )  # fmt: skip
    files = sources(compiled(tree))
    assert not [name for name in files if name.endswith("/xml.py")]
    assert not [text for text in files.values() if "Xml(" in text]


# Any value ------------------------------------------------------------------------------------

words = st.text(
    st.characters(
        codec="utf-8", exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"
    ),
    max_size=6,
)
integers = st.integers(-(10**15), 10**15)
tags = st.from_regex(r"[a-zé_][A-Za-z0-9é_.-]{0,4}", fullmatch=True)


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_orders_survive_both_ways(acme: ModuleType, data: st.DataObject) -> None:
    models = acme.models
    plain = st.builds(models.Line, sku=words, count=integers)
    line = st.builds(models.Line, parts=st.lists(plain, max_size=2)) | plain
    members = {
        "paid": st.booleans(),
        "placed_at": st.datetimes(datetime(1, 1, 1)).map(
            lambda moment: moment.replace(microsecond=0)
        ),
        "due": st.dates(),
        "total": st.floats(allow_nan=False, allow_infinity=False),
        "note": words | st.none(),
        "state": st.sampled_from(["new", "sent"]),
        "tags": st.lists(words, max_size=3),
        "address": st.builds(models.Address, street=words),
        "extra": st.dictionaries(tags, integers, max_size=2),
    }
    required = {"id": integers, "lines": st.lists(line, max_size=3)}
    wanted = models.Order(**data.draw(st.fixed_dictionaries(required, optional=members)))
    wire = Wire(acme, Shop(acme), key=None)
    with wire.client as client:
        got = client.orders.save(**given_by(wanted))
    assert wire.shop.seen == wanted == got
    assert got.model_fields_set == wanted.model_fields_set
