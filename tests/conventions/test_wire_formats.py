"""`x-wire` and `x-query-style`, client against stub: typed values, exact wire, nothing lost."""

from __future__ import annotations

import asyncio
import json
from datetime import UTC, date, datetime, time, timedelta, timezone
from types import ModuleType
from typing import Any
from urllib.parse import unquote_plus

import httpx
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.read.wire import ALIASES
from generator.runtime.wire.formats import format_of
from tests.conventions.compiled import WAYS, got, opened, package, part
from tests.support import answer, document, operation, query, ref

STRING, INTEGER, FLAG = {"type": "string"}, {"type": "integer"}, {"type": "boolean"}
LOCAL = "Y-m-d H:i:s"
MOMENT = {"type": "string", "format": "date-time"}
DAY = {"type": "string", "format": "date"}
CLOCK = {"type": "string", "x-wire": "H:i"}
FORM = "application/x-www-form-urlencoded"
PROPERTIES = {
    f"{letters} {kind}": {"type": kind, "x-wire": letters, "x-py-name": f"p_{alias}"}
    for (letters, kind), alias in ALIASES.items()
    if (letters, kind) != ("U", "number") and (letters, kind) != ("Uv", "number")
}
SCHEMAS: dict[str, Any] = {
    "Nothing": {"type": "array", "maxItems": 0},
    "Fields": {
        "anyOf": [
            {"type": "object", "additionalProperties": {"anyOf": [STRING, INTEGER]}},
            ref("Nothing"),
        ]
    },
    "Phone": {"type": "object", "properties": {"number": STRING}},
    "Order": {
        "type": "object",
        "properties": {
            "createdAt": MOMENT,
            "shipOn": DAY,
            "from": CLOCK,
            "paid": FLAG,
            "cents": INTEGER,
            "note": {"type": ["string", "null"]},
            "customFields": ref("Fields"),
            "labels": {"type": "object", "additionalProperties": STRING},
            "phone": {"anyOf": [ref("Phone"), ref("Nothing")]},
            "items": {"type": "array", "items": ref("Item")},
        },
    },
    "Item": {
        "type": "object",
        "properties": {"sku": STRING, "dueAt": MOMENT, "history": ref("Fields")},
    },
    "Moments": {"type": "object", "properties": PROPERTIES},
    "Range": {"type": "object", "properties": {"min": {"anyOf": [{"type": "number"}, STRING]}}},
    "Filter": {
        "type": "object",
        "properties": {
            "numbers": {"type": "array", "items": STRING},
            "vip": FLAG,
            "createdFrom": DAY,
            "startDate": MOMENT,
            "timeFrom": {"type": "string", "x-wire": "H:i:s"},
            "sinceId": INTEGER,
            "customFields": {"type": "object", "additionalProperties": ref("Range")},
            "items": {"type": "array", "items": ref("Item")},
        },
    },
    "Failure": {
        "type": "object",
        "properties": {
            "success": FLAG,
            "errorMsg": STRING,
            "errors": {
                "anyOf": [
                    {"type": "object", "additionalProperties": STRING},
                    {"type": "array", "items": STRING},
                ]
            },
        },
    },
    "Entry": {"type": "object", "required": ["id"], "properties": {"id": INTEGER, "at": MOMENT}},
    "Changes": {
        "type": "object",
        "properties": {"history": {"type": "array", "items": ref("Entry")}},
    },
}


def form(schema: Any, **encoding: Any) -> dict[str, Any]:
    return {"required": True, "content": {FORM: {"schema": schema, "encoding": encoding}}}


def body(name: str) -> dict[str, Any]:
    return {"required": True, "content": {"application/json": {"schema": ref(name)}}}


def nested(name: str) -> dict[str, Any]:
    return query("filter", ref(name), style="deepObject", explode=True)


ERRORS = {status: answer(ref("Failure")) for status in ("400", "403")}
TREE = document(
    paths={
        "/orders": {
            "get": operation(
                "listOrders",
                "orders",
                parameters=[
                    nested("Filter"),
                    query("ids", {"type": "array", "items": INTEGER}),
                    query("online", FLAG),
                    query("at", MOMENT),
                    query("on", STRING, **{"x-wire": "d.m.Y"}),
                    query("days", {"type": "array", "items": DAY}),
                ],
                responses={"200": answer({"type": "array", "items": STRING}), **ERRORS},
            ),
            "post": operation(
                "saveOrder",
                "orders",
                requestBody=form(
                    {
                        "type": "object",
                        "required": ["order"],
                        "properties": {
                            "order": ref("Order"),
                            "site": STRING,
                            "force": FLAG,
                            "on": DAY,
                            "by": {"type": "string", "enum": ["id", "externalId"]},
                        },
                    },
                    order={"contentType": "application/json"},
                ),
                responses={"200": answer(ref("Order")), **ERRORS},
            ),
        },
        "/orders/{day}": {
            "put": operation(
                "replaceOrder",
                "orders",
                parameters=[
                    {
                        "name": "day",
                        "in": "path",
                        "required": True,
                        "x-wire": "Ymd",
                        "schema": STRING,
                    },
                    {
                        "name": "X-Since",
                        "in": "header",
                        "schema": {"type": "integer", "x-wire": "U"},
                    },
                ],
                requestBody=body("Order"),
                responses={"200": answer(ref("Order")), **ERRORS},
            )
        },
        "/orders/history": {
            "get": operation(
                "orderHistory",
                "orders",
                parameters=[nested("Filter")],
                responses={"200": answer(ref("Changes"))},
                **{
                    "x-pagination": {
                        "style": "since",
                        "page": "filter[sinceId]",
                        "items": "/history",
                        "next": "/id",
                        "until": "empty",
                    }
                },
            )
        },
        "/moments": {
            "post": operation(
                "keepMoments",
                "moments",
                requestBody=body("Moments"),
                responses={"200": answer(ref("Moments"))},
            ),
            "get": operation(
                "readMoments",
                "moments",
                parameters=[
                    query(name, PROPERTIES[name], **{"x-py-name": PROPERTIES[name]["x-py-name"]})
                    for name in PROPERTIES
                ],
                responses={"200": answer(ref("Moments"))},
            ),
        },
    },
    schemas=SCHEMAS,
    security=[{"key": []}],
    **{
        "x-query-style": "brackets",
        "x-wire": {
            "date": "Y-m-d",
            "date-time": LOCAL,
            "boolean": "1/0",
            "null": "omit",
            "empty-map": "list",
        },
        "x-errors": {
            "message": "/errorMsg",
            "fields": "/errors",
            "failure": {"pointer": "/success", "value": False},
        },
    },
)
TREE["components"]["securitySchemes"] = {"key": {"type": "apiKey", "in": "query", "name": "apiKey"}}


@pytest.fixture(scope="module")
def acme() -> ModuleType:
    return package("Wires", TREE)


class Shop:
    """An implementation that keeps what it is given, and gives it back."""

    def __init__(self, acme: ModuleType) -> None:
        self.acme = acme
        self.seen: dict[str, Any] = {}
        self.answer: Any = None

    def list_orders(self, **given: Any) -> list[str]:
        self.seen = given
        return []

    def save_order(self, **given: Any) -> Any:
        self.seen = given
        return given["order"] if self.answer is None else self.answer

    def replace_order(self, **given: Any) -> Any:
        self.seen = given
        return given["body"] if "body" in given else self.acme.models.Order(
            **{k: v for k, v in given.items() if k in self.acme.models.Order.model_fields
               and v is not self.acme._runtime.UNSET}
        )  # fmt: skip

    def keep_moments(self, **given: Any) -> Any:
        self.seen = {k: v for k, v in given.items() if v is not self.acme._runtime.UNSET}
        return self.acme.models.Moments(**self.seen)

    read_moments = keep_moments

    def order_history(self, filter: Any) -> Any:
        self.seen = {"filter": filter}
        return self.acme.models.Changes(history=[])


class Wire:
    """A client against the stub in process, with what went over the wire."""

    def __init__(
        self, acme: ModuleType, implementation: Any = None, *, key: str | None = "k"
    ) -> None:
        self.shop = implementation or Shop(acme)
        self.app = part(acme, "server").create_app(self.shop, strict=True)
        self.sent: list[tuple[str, str, bytes]] = []
        self.answers: list[bytes] = []
        transport = part(acme, "_runtime.server.testing").InProcess(self._recorded)
        credentials = {} if key is None else {"key": key}
        self.client = acme.Client(**credentials, transport=transport)

    async def _recorded(self, scope: Any, receive: Any, send: Any) -> None:
        sent = bytearray()
        answered = bytearray()

        async def receiving() -> Any:
            message = await receive()
            sent.extend(message.get("body", b""))
            return message

        async def sending(message: Any) -> None:
            answered.extend(message.get("body", b""))
            await send(message)

        await self.app(scope, receiving, sending)
        self.sent.append((scope["path"], scope["query_string"].decode(), bytes(sent)))
        self.answers.append(bytes(answered))

    @property
    def query(self) -> str:
        """The query of the last request, without the key, percent-decoded."""
        pairs = self.sent[-1][1].split("&")
        return unquote_plus("&".join(p for p in pairs if not p.startswith("apiKey=")))

    @property
    def form(self) -> str:
        return unquote_plus(self.sent[-1][2].decode())

    @property
    def json(self) -> Any:
        return json.loads(self.sent[-1][2])

    def raw(self, method: str, target: str, **more: Any) -> httpx.Response:
        """A request as no generated client would write it."""

        async def call() -> httpx.Response:
            transport = httpx.ASGITransport(app=self.app)
            async with httpx.AsyncClient(transport=transport, base_url="http://x") as client:
                return await client.request(method, target, **more)

        return asyncio.run(call())


@pytest.fixture
def wire(acme: ModuleType) -> Any:
    made = Wire(acme)
    with made.client:
        yield made


# What the client writes, to the letter ------------------------------------------------------


def test_nested_filters_in_brackets(acme: ModuleType, wire: Wire) -> None:
    models = acme.models
    wanted = models.Filter(
        numbers=["1235C", "a b"],
        vip=True,
        created_from=date(2026, 3, 1),
        start_date=datetime(2026, 3, 1, 9, 30),
        time_from=time(9, 30),
        custom_fields={"nps": models.Range(min=5)},
        items=[models.Item(due_at=datetime(2026, 1, 2, 3, 4, 5)), models.Item(sku="x")],
    )
    wire.client.orders.list(
        filter=wanted, ids=[1, 2], online=False, at=datetime(2026, 1, 2, 3, 4, 5, 999),
        on=date(2026, 1, 2), days=[date(2026, 1, 2), date(2026, 1, 3)],
    )  # fmt: skip
    assert wire.query.split("&") == [
        "filter[createdFrom]=2026-03-01",
        "filter[customFields][nps][min]=5",
        "filter[items][0][dueAt]=2026-01-02 03:04:05",
        "filter[items][1][sku]=x",
        "filter[numbers][]=1235C",
        "filter[numbers][]=a b",
        "filter[startDate]=2026-03-01 09:30:00",
        "filter[timeFrom]=09:30:00",
        "filter[vip]=1",
        "ids[]=1",
        "ids[]=2",
        "online=0",
        "at=2026-01-02 03:04:05",
        "on=02.01.2026",
        "days[]=2026-01-02",
        "days[]=2026-01-03",
    ]
    seen = wire.shop.seen
    assert seen["filter"] == wanted
    assert (seen["ids"], seen["online"], seen["on"]) == ([1, 2], False, date(2026, 1, 2))
    assert (seen["at"], seen["days"][1]) == (datetime(2026, 1, 2, 3, 4, 5), date(2026, 1, 3))


def test_json_in_a_form(acme: ModuleType, wire: Wire) -> None:
    models = acme.models
    order = models.Order(
        created_at=datetime(2026, 1, 2, 3, 4, 5), from_=time(9, 30), paid=True, cents=1999,
        note=None, custom_fields={}, labels={"a": "b"}, phone=models.Phone(),
        items=[models.Item(due_at=datetime(2026, 1, 2), history={})],
    )  # fmt: skip
    got = wire.client.orders.save(order=order, force=True, on=date(2026, 1, 2), by="id", site="é")
    assert wire.form == (
        "by=id&force=1&on=2026-01-02&"
        'order={"cents":1999,"createdAt":"2026-01-02 03:04:05","customFields":[],"from":"09:30",'
        '"items":[{"dueAt":"2026-01-02 00:00:00","history":[]}],"labels":{"a":"b"},"paid":true,'
        '"phone":[]}&site=é'
    )
    assert got == order.model_copy(update={"note": got.note})
    assert "note" not in got.model_fields_set
    assert got.custom_fields == {}
    assert b"note" not in wire.answers[-1]
    assert b'"customFields":[]' in wire.answers[-1]
    assert wire.shop.seen["order"].phone == models.Phone()
    assert wire.shop.seen["on"] == date(2026, 1, 2)


def test_paths_and_headers(acme: ModuleType, wire: Wire) -> None:
    order = acme.models.Order(created_at=datetime(2026, 1, 2, 3, 4, 5), note=None)
    since = datetime(2026, 1, 2, tzinfo=UTC)
    wire.client.orders.replace(
        date(2026, 1, 2), x_since=since, created_at=order.created_at, note=None
    )
    assert wire.sent[-1][0] == "/orders/20260102"
    assert wire.json == {"createdAt": "2026-01-02 03:04:05"}
    assert wire.shop.seen["day"] == date(2026, 1, 2)
    assert wire.shop.seen["x_since"] == since


def test_members_that_are_given_besides_are_written_alike(wire: Wire) -> None:
    extra = {"createdAt": datetime(2026, 1, 2, 3, 4, 5), "own": None}
    wire.client.orders.replace(date(2026, 1, 2), cents=1, options={"body": extra})
    assert wire.json == {"cents": 1, "createdAt": "2026-01-02 03:04:05"}


def test_what_no_format_can_hold_is_refused_unsent(acme: ModuleType, wire: Wire) -> None:
    usage = part(acme, "errors").UsageError
    aware = datetime(2026, 1, 2, tzinfo=UTC)
    order = acme.models.Order.model_construct(created_at=aware)
    filtered = acme.models.Filter.model_construct(start_date=aware)
    for call in (
        lambda: wire.client.orders.list(at=aware),
        lambda: wire.client.orders.list(filter=filtered),
        lambda: wire.client.orders.save(order=order),
        lambda: wire.client.orders.replace(date(2026, 1, 2), x_since=datetime(2026, 1, 2)),
    ):
        with pytest.raises(usage, match=r"time zone|no offset here"):
            call()
    assert not wire.sent


def test_every_format_to_the_letter(acme: ModuleType, wire: Wire) -> None:
    at = datetime(2026, 1, 2, 3, 4, 5, 678000, tzinfo=timezone(timedelta(hours=2)))
    values, wanted = _values(at)
    wire.client.moments.keep(**values)
    assert wire.json == wanted
    assert wanted["Y-m-d\\TH:i:sP string"] == "2026-01-02T03:04:05+02:00"
    assert wanted["U integer"] == 1767315845
    assert wanted["Uv integer"] == 1767315845678
    assert wanted["U.v number"] == 1767315845.678
    wire.client.moments.read(**values)
    assert wire.query.split("&") == [
        f"{name}={value}" for name, value in wanted.items()
    ]  # fmt: skip


def _values(at: datetime) -> tuple[dict[str, Any], dict[str, Any]]:
    """A keyword and a wire value for each format."""
    values: dict[str, Any] = {}
    wanted: dict[str, Any] = {}
    for name, schema in PROPERTIES.items():
        form = format_of(schema["x-wire"])
        assert form is not None
        fit = at if form.aware else at.replace(tzinfo=None)
        value = {date: at.date(), time: fit.time()}.get(form.kind, fit)
        values[schema["x-py-name"]] = value
        text = form.write(value)
        wanted[name] = text if schema["type"] == "string" else json.loads(text)
    return values, wanted


# What comes back ------------------------------------------------------------------------------


def test_lists_that_go_on_after_the_last_id(acme: ModuleType) -> None:
    class History(Shop):
        def order_history(self, filter: Any) -> Any:
            since = filter.since_id or 0
            assert filter.start_date == datetime(2026, 1, 1)
            entries = [acme.models.Entry(id=n) for n in range(since + 1, min(since + 3, 6))]
            return acme.models.Changes(history=entries)

    wire = Wire(acme, History(acme))
    wanted = acme.models.Filter(start_date=datetime(2026, 1, 1), vip=False)
    with wire.client as client:
        assert [entry.id for entry in client.orders.history(filter=wanted)] == [1, 2, 3, 4, 5]
        assert "filter[sinceId]=2" in unquote_plus(wire.sent[1][1])
        assert "filter[startDate]=2026-01-01 00:00:00" in unquote_plus(wire.sent[-1][1])
        assert "filter[vip]=0" in unquote_plus(wire.sent[-1][1])
    assert wanted.since_id is None


def test_drift_is_kept_and_told(acme: ModuleType, wire: Wire) -> None:
    wire.shop.answer = {"createdAt": "0000-00-00 00:00:00", "shipOn": "2026-01-02"}
    with pytest.warns(acme.DriftWarning):
        got = wire.client.orders.save(order=acme.models.Order())
    assert (got.created_at, got.ship_on) == ("0000-00-00 00:00:00", date(2026, 1, 2))
    with pytest.raises(part(acme, "errors").BadRequest):  # it goes back as it came
        wire.client.orders.save(order=got)
    assert '"createdAt":"0000-00-00 00:00:00"' in wire.form


def test_an_answer_of_plain_values_is_written_alike(acme: ModuleType, wire: Wire) -> None:
    at = datetime(2026, 1, 2, 3, 4, 5)
    wire.shop.answer = {
        "createdAt": at,
        "shipOn": at.date(),
        "items": [{"dueAt": at}],
        "note": None,
    }
    kept = wire.client.orders.save(order=acme.models.Order())
    assert kept.created_at == kept.items[0].due_at == at
    assert json.loads(wire.answers[-1]) == {
        "createdAt": "2026-01-02 03:04:05",
        "shipOn": "2026-01-02",
        "items": [{"dueAt": "2026-01-02 03:04:05"}],
    }


@pytest.mark.parametrize("way", WAYS)
def test_over_a_socket(acme: ModuleType, way: str) -> None:
    shop, models = Shop(acme), acme.models
    order = models.Order(created_at=datetime(2026, 1, 2, 3, 4, 5), custom_fields={}, paid=False)
    wanted = models.Filter(vip=True, start_date=datetime(2026, 1, 2))

    async def calls(url: str) -> None:
        async with opened(acme, way, key="k", base_url=url) as client:
            assert await got(client.orders.save(order=order, force=False)) == order
            assert await got(client.orders.list(filter=wanted, ids=[1])) == []

    with part(acme, "_runtime.server.serve").running(part(acme, "server").create_app(shop)) as url:
        asyncio.run(calls(url))
    assert shop.seen["filter"] == wanted


@pytest.mark.parametrize(
    ("errors", "fields"),
    [
        ({"firstName": "is missing"}, {"firstName": ["is missing"]}),
        (["first", "second"], {"": ["first", "second"]}),
        ([], {}),
        (None, {}),
    ],
)
def test_a_failure_with_200_is_an_error(
    acme: ModuleType, wire: Wire, errors: Any, fields: dict[str, list[str]]
) -> None:
    wire.shop.answer = {"success": False, "errorMsg": "Validation error", "errors": errors}
    with pytest.raises(part(acme, "errors").ApiError) as caught:
        wire.client.orders.save(order=acme.models.Order())
    error: Any = caught.value
    assert (error.message, error.fields, error.status) == ("Validation error", fields, 200)


@pytest.mark.parametrize("errors", [{"firstName": "is missing"}, ["first", "second"]])
def test_a_refusal_has_both_shapes_too(acme: ModuleType, errors: Any) -> None:
    class Refusing(Shop):
        def save_order(self, **given: Any) -> Any:
            answer = {"success": False, "errorMsg": "Bad", "errors": errors}
            return part(acme, "_runtime.server").Answer(status=400, body=answer)

    wire = Wire(acme, Refusing(acme))
    with wire.client as client, pytest.raises(part(acme, "errors").BadRequest) as caught:
        client.orders.save(order=acme.models.Order())
    wanted = errors if isinstance(errors, dict) else {"": errors}
    assert caught.value.message == "Bad"
    assert {
        k: v[0] if isinstance(errors, dict) else v for k, v in caught.value.fields.items()
    } == wanted


# What real clients send -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("sent", "given"),
    [
        ("ids[]=1&ids[]=2", {"ids": [1, 2]}),
        ("ids[0]=1&ids[1]=2", {"ids": [1, 2]}),
        ("ids[1]=2&ids[0]=1", {"ids": [1, 2]}),
        ("ids=1&ids=2", {"ids": [1, 2]}),
        ("ids%5B%5D=1", {"ids": [1]}),
        ("days[0]=2026-01-02", {"days": [date(2026, 1, 2)]}),
        *((f"online={word}", {"online": True}) for word in ("1", "true", "True")),
        *((f"online={word}", {"online": False}) for word in ("0", "false", "False")),
        ("filter[vip]=true", {"filter.vip": True}),
        ("filter[numbers][0]=a&filter[numbers][1]=b", {"filter.numbers": ["a", "b"]}),
        (
            "filter[startDate]=2026-01-02+03:04:05",
            {"filter.start_date": datetime(2026, 1, 2, 3, 4, 5)},
        ),
        ("debug=1&_=123&ids[]=1", {"ids": [1]}),
    ],
)
def test_queries(wire: Wire, sent: str, given: dict[str, Any]) -> None:
    answer = wire.raw("GET", f"/orders?apiKey=k&{sent}", headers={"content-type": FORM})
    assert answer.status_code == 200, answer.text
    for name, value in given.items():
        found: Any = wire.shop.seen
        for step in name.split("."):
            found = found[step] if isinstance(found, dict) else getattr(found, step)
        assert found == value


@pytest.mark.parametrize(
    "sent",
    [
        "at=2026-01-02T03:04:05Z",
        "at=2026-01-02",
        "on=2026-01-02",
        "days[]=02.01.2026",
        "online=yes",
        "filter[startDate]=2026-01-02",
        "filter[startDate]=2026-13-02+00:00:00",
        "filter[timeFrom]=9:30",
        "filter[items][0][dueAt]=now",
        "ids[]=x",
    ],
)
def test_values_in_another_spelling_are_refused(wire: Wire, sent: str) -> None:
    answer = wire.raw("GET", f"/orders?apiKey=k&{sent}")
    assert answer.status_code == 400
    body = answer.json()
    name = sent.partition("=")[0].replace("][", ".").replace("[", ".").strip("].")
    assert body["success"] is False
    assert any(key.startswith(name.removesuffix(".")) for key in body["errors"])


def test_a_key_and_single_members_wherever_they_are(wire: Wire) -> None:
    order = 'order={"createdAt": "2026-01-02 03:04:05", "customFields": [], "labels": []}'
    headers = {"content-type": FORM}
    assert wire.raw("POST", "/orders", content=order, headers=headers).status_code == 403
    kept = wire.raw("POST", "/orders", content=f"apiKey=k&{order}", headers=headers)
    assert kept.status_code == 200, kept.text
    assert wire.shop.seen["order"].custom_fields == {}
    assert wire.shop.seen["order"].labels == {}
    target = "/orders?apiKey=k&by=id&force=1&on=2026-01-02&order=no"
    kept = wire.raw("POST", target, content=f"by=externalId&{order}", headers=headers)
    assert kept.status_code == 200, kept.text
    seen = wire.shop.seen
    assert (seen["by"], seen["force"], seen["on"]) == ("externalId", True, date(2026, 1, 2))
    assert wire.raw("POST", "/orders?apiKey=k&by=id", headers=headers).status_code == 400


@pytest.mark.parametrize(
    "order",
    [
        '{"createdAt": "2026-01-02"}',
        '{"shipOn": "2026-02-30"}',
        '{"from": "24:00"}',
        '{"customFields": [1]}',
        '{"phone": [1]}',
        '{"labels": ["a"]}',
        "[",
    ],
)
def test_forms_are_validated(wire: Wire, order: str) -> None:
    headers = {"content-type": FORM}
    answer = wire.raw("POST", "/orders?apiKey=k", content=f"order={order}", headers=headers)
    assert answer.status_code == 400
    assert answer.json()["success"] is False


def test_the_sandbox_speaks_the_formats(acme: ModuleType) -> None:
    app = part(acme, "server").create_app(check_responses=True)
    transport = part(acme, "_runtime.server.testing").InProcess(app)
    with acme.Client(key="k", transport=transport) as client:
        order = client.orders.save(order=acme.models.Order())
        assert isinstance(order.created_at, datetime)
        assert isinstance(order.from_, time)
        moments = client.moments.keep()
        for schema in PROPERTIES.values():
            form = format_of(schema["x-wire"])
            assert form is not None
            assert form.takes(getattr(moments, schema["x-py-name"]))


# Any value ------------------------------------------------------------------------------------

words = st.text(st.characters(codec="utf-8", exclude_categories=["Cs", "Cc"]), max_size=8)
seconds = st.datetimes(datetime(1, 1, 3), datetime(9999, 12, 28)).map(
    lambda moment: moment.replace(microsecond=0)
)
fields = st.dictionaries(words, words | st.integers(-(2**53), 2**53), max_size=3)


def orders(models: Any) -> st.SearchStrategy[Any]:
    """Orders of any content, each member given or not."""
    item = st.fixed_dictionaries({}, optional={"sku": words, "due_at": seconds, "history": fields})
    members = {
        "created_at": seconds,
        "ship_on": st.dates(),
        "from_": st.times().map(lambda clock: clock.replace(second=0, microsecond=0)),
        "paid": st.booleans(),
        "cents": st.integers(-(2**53), 2**53),
        "note": words,
        "custom_fields": fields,
        "labels": st.dictionaries(words, words, max_size=3),
        "phone": st.builds(models.Phone) | st.builds(models.Phone, number=words),
        "items": st.lists(item.map(lambda kept: models.Item(**kept)), max_size=2),
    }
    return st.fixed_dictionaries({}, optional=members).map(lambda kept: models.Order(**kept))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_orders_survive_both_ways(acme: ModuleType, data: st.DataObject) -> None:
    order = data.draw(orders(acme.models))
    wire = Wire(acme)
    with wire.client as client:
        got = client.orders.save(order=order, force=True)
        assert wire.shop.seen["order"] == order == got
        assert wire.shop.seen["order"].model_fields_set == order.model_fields_set
        assert got.model_fields_set == order.model_fields_set


@settings(max_examples=60, deadline=None)
@given(data=st.data())
def test_filters_survive(acme: ModuleType, data: st.DataObject) -> None:
    models = acme.models
    text = words.filter(bool)
    names = st.from_regex(r"[a-z]{1,6}", fullmatch=True)
    members = {
        "numbers": st.lists(text, min_size=1, max_size=3),
        "vip": st.booleans(),
        "created_from": st.dates(),
        "start_date": seconds,
        "since_id": st.integers(0, 2**53),
        "time_from": st.times().map(lambda clock: clock.replace(microsecond=0)),
        "custom_fields": st.dictionaries(
            names,
            st.integers(-999, 999).map(lambda low: models.Range(min=low)),
            min_size=1,
            max_size=2,
        ),
        "items": st.lists(
            seconds.map(lambda moment: models.Item(due_at=moment)), min_size=1, max_size=2
        ),
    }
    kept = data.draw(st.fixed_dictionaries({}, optional=members).filter(bool))
    wanted, wire = models.Filter(**kept), Wire(acme)
    days = data.draw(st.lists(st.dates(), min_size=1, max_size=3))
    with wire.client as client:
        client.orders.list(filter=wanted, days=days)
    assert wire.shop.seen["filter"] == wanted
    assert wire.shop.seen["days"] == days


@settings(max_examples=40, deadline=None)
@given(
    at=st.datetimes(datetime(1902, 1, 1), datetime(2262, 1, 1)),
    minutes=st.integers(-14 * 60, 14 * 60),
)
def test_moments_survive(acme: ModuleType, at: datetime, minutes: int) -> None:
    zone = timezone(timedelta(minutes=minutes))
    values, _ = _values(at.replace(tzinfo=zone, microsecond=at.microsecond // 1000 * 1000))
    wire = Wire(acme)
    with wire.client as client:
        for call in (client.moments.keep, client.moments.read):
            got = call(**values)
            for name, value in wire.shop.seen.items():
                letters = next(s["x-wire"] for s in PROPERTIES.values() if s["x-py-name"] == name)
                form = format_of(letters)
                assert form is not None
                assert (
                    form.write(value) == form.write(values[name]) == form.write(getattr(got, name))
                )
