"""RetailCRM as others speak it: clients that are not ours, answers that are not as documented.

The requests are written as the HTTP libraries of several languages write them, and
sent over a socket without any client of ours. The answers have the shapes that were
recorded of the vendor: empty maps as lists, numbers as text, members left out.
"""

from __future__ import annotations

import json
import warnings
from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any, NamedTuple
from urllib.parse import urlencode

import httpx
import pytest
from retailcrm import Client, errors, models

from tests.vendors.package import Package

RETAILCRM = Package("retailcrm")
KEY = "key-of-the-shop"
HEADER = {"X-API-KEY": KEY}
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


class Sent(NamedTuple):
    """A request as a client that is not ours writes it."""

    method: str
    target: str
    headers: dict[str, str] = HEADER
    body: str | bytes = b""
    status: int = 200


def posted(path: str, **fields: str) -> Sent:
    """A form with the key in the header."""
    return Sent("POST", path, {**HEADER, **FORM}, urlencode(fields))


ACCEPTED = {
    "PHP, http_build_query": Sent(
        "GET",
        "/api/v5/orders?filter%5Bnumbers%5D%5B0%5D=1235C&filter%5Bnumbers%5D%5B1%5D=7&filter%5Bvip%5D=1"
        "&filter%5BcustomFields%5D%5Bnps%5D%5Bmin%5D=5&page=1&limit=20",
        {"X-Api-Key": KEY},
    ),
    "Go, empty brackets": Sent(
        "GET", "/api/v5/orders?filter%5Bnumbers%5D%5B%5D=1235C&filter%5Bids%5D%5B%5D=1"
    ),
    "brackets as they are": Sent(
        "GET", "/api/v5/orders?filter[customFields][nps][min]=5&filter[customFields][color][]=red"
    ),
    "Python, booleans as words": Sent(
        "GET", "/api/v5/orders?filter[vip]=True&filter[bad]=False&filter[online]=true"
    ),
    "Python, a list as repeated names": Sent("GET", "/api/v5/orders?filter[ids]=1&filter[ids]=2"),
    "JavaScript, null and nothing": Sent(
        "GET", "/api/v5/orders?filter[city]&filter[region]=&filter[managers]=&filter[customFields]="
    ),
    "JavaScript, lists by number": Sent("GET", "/api/v5/orders/statuses?ids[0]=1&ids[1]=2"),
    "Ruby, a list of structures without numbers": Sent(
        "GET",
        "/api/v5/customers?filter[subscriptions][][channel]=email&filter[subscriptions][][subscribed]=1"
        "&filter[subscriptions][][channel]=waba&filter[subscriptions][][subscribed]=0",
    ),
    "times with a plus for the blank": Sent(
        "GET", "/api/v5/orders/history?filter[startDate]=2026-01-01+10:00:00&filter[sinceId]=5"
    ),
    "a time as ISO 8601 has it": Sent(
        "GET", "/api/v5/orders/history?filter[startDate]=2026-01-01T10:00:00Z"
    ),
    "a day where a moment is wanted": Sent(
        "GET", "/api/v5/orders/history?filter[startDate]=2026-01-01"
    ),
    "Python, a filter that is None": Sent("GET", "/api/v5/orders?filter=None&page=None&limit=20"),
    "JavaScript, a limit that is undefined": Sent("GET", "/api/v5/customers?limit=undefined&page="),
    "booleans as yes and on": Sent("GET", "/api/v5/orders?filter[vip]=yes&filter[bad]=off"),
    "Python, numbers as text and null for nothing": posted(
        "/api/v5/orders/create",
        order='{"firstName":"Anna","weight":"12.5","managerId":"7","delivery":null,"number":17}',
    ),
    "a form member that is None": posted("/api/v5/customers/create", site="None", customer="{}"),
    "key in the query": Sent("GET", f"/api/v5/orders?apiKey={KEY}", {}),
    "key in the query of a POST": Sent(
        "POST", f"/api/v5/customers/create?apiKey={KEY}", FORM, "customer=%7B%7D"
    ),
    "key in the form": Sent(
        "POST",
        "/api/v5/customers/create",
        FORM,
        urlencode({"apiKey": KEY, "site": "main-shop", "customer": '{"firstName":"Anna"}'}),
    ),
    "key in a form that has nothing else": Sent(
        "POST", "/api/v5/orders/payments/7/delete", FORM, f"apiKey={KEY}"
    ),
    "GET with a Content-Type": Sent("GET", "/api/v5/users", {**HEADER, **FORM}),
    "what nobody documented": Sent(
        "GET", "/api/v5/orders?_=1773480000&filter[new]=1&filter[other]=1&filter[other]=2"
    ),
    "Python, JSON with blanks and escapes": posted(
        "/api/v5/orders/create",
        order='{"firstName": "\\u0410\\u043d\\u043d\\u0430", "items": [{"quantity": 1.0}]}',
    ),
    "PHP, empty maps as lists": posted(
        "/api/v5/orders/create", order='{"customFields":[],"payments":[],"number":"A\\/1"}'
    ),
    "Go, plain members in the query": Sent(
        "POST", "/api/v5/orders/web-1001/delivery/cancel?by=externalId&force=1"
    ),
    "Go, siteBy in the query beside a form": Sent(
        "POST",
        "/api/v5/customer-interaction/main-shop/cart/set?siteBy=code",
        {**HEADER, **FORM},
        urlencode({"cart": '{"customer":{"id":55},"droppedAt":"2026-03-14 09:30:00+03:00"}'}),
    ),
    "PHP, ids in brackets": Sent(
        "POST", "/api/v5/costs/delete", {**HEADER, **FORM}, "ids%5B0%5D=640&ids%5B1%5D=641"
    ),
    "ids as one list of JSON": posted("/api/v5/costs/delete", ids="[640, 641]"),
    "a structure spread over the form": Sent(
        "POST",
        "/api/v5/customers/create",
        {**HEADER, **FORM},
        "customer[firstName]=Anna&customer[phones][0][number]=1&customer[vip]=1",
    ),
    "a form that says its charset": Sent(
        "POST",
        "/api/v5/users/12/status",
        {**HEADER, "Content-Type": "application/x-www-form-urlencoded; charset=UTF-8"},
        "status=busy",
    ),
    "Python, a history without a filter": Sent(
        "GET", "/api/v5/customers-corporate/history?filter=None&limit=20&page=1"
    ),
    "PHP, a list of structures by number": Sent(
        "GET",
        "/api/v5/customers?filter%5Bsubscriptions%5D%5B0%5D%5Bchannel%5D=email"
        "&filter%5Bsubscriptions%5D%5B0%5D%5Bsubscribed%5D=1",
        {"X-Api-Key": KEY, "Accept": "*/*"},
    ),
    "file, Go": Sent(
        "POST",
        "/api/v5/files/upload",
        {**HEADER, "Content-Type": "application/octet-stream"},
        b"\xff\xd8",
    ),
    "file, PHP keeps the form's type": Sent(
        "POST", "/api/v5/files/upload", {**HEADER, **FORM}, b"\xff\xd8&="
    ),
    "file, no type at all": Sent("POST", "/api/v5/files/upload", HEADER, b"\xff\xd8"),
    "telephony": Sent(
        "GET", "/api/v5/telephony/manager?phone=%2B79120000001&details=True&ignoreStatus=0"
    ),
    "any answer will do": Sent("GET", "/api/credentials", {**HEADER, "Accept": "*/*"}),
}
REFUSED = {
    "no key": Sent("GET", "/api/v5/orders", {}, status=403),
    "wrong key": Sent("GET", "/api/v5/orders?apiKey=other", {}, status=403),
    "a page of 30": Sent("GET", "/api/v5/orders?limit=30", status=400),
    "a word for a number": Sent("GET", "/api/v5/orders?filter[minPrice]=many", status=400),
    "a day that is none": Sent(
        "GET", "/api/v5/orders?filter[createdAtFrom]=2026-02-30", status=400
    ),
    "no order": posted("/api/v5/orders/create", site="main-shop")._replace(status=400),
    "an order that is no JSON": posted("/api/v5/orders/create", order="A1")._replace(status=400),
    "an order that is a text": posted("/api/v5/orders/create", order='"A1"')._replace(status=400),
    "JSON where the rules want a form": Sent(
        "POST",
        "/api/v5/orders/create",
        {**HEADER, "Content-Type": "application/json"},
        '{"order":{"firstName":"Anna"}}',
        status=415,
    ),
    "no such path": Sent("GET", "/api/v5/order", status=404),
    "no such verb": Sent("PUT", "/api/v5/orders/1/edit", status=405),
}


@pytest.fixture(scope="module")
def sandbox() -> Iterator[str]:
    with RETAILCRM.sandbox(credentials={KEY}) as (url, _):
        yield url


@pytest.mark.parametrize("sent", [*ACCEPTED.values(), *REFUSED.values()], ids=[*ACCEPTED, *REFUSED])
def test_request_of_another_client(sent: Sent, sandbox: str) -> None:
    with httpx.Client(trust_env=False) as client:
        answer = client.request(
            sent.method, sandbox + sent.target, headers=sent.headers, content=sent.body or None
        )
    assert answer.status_code == sent.status, answer.text
    said = answer.json()
    assert said["success"] is (sent.status == 200)
    assert sent.status == 200 or said["errorMsg"]


def test_json_is_told_that_a_form_is_wanted(sandbox: str) -> None:
    answer = httpx.post(
        f"{sandbox}/api/v5/orders/create", json={"order": {}}, headers=HEADER, trust_env=False
    )
    assert answer.status_code == 415
    said = answer.json()["errorMsg"]
    assert "application/x-www-form-urlencoded" in said
    assert "(order) as JSON text" in said


class Vendor:
    """A server that answers every request with one recorded answer."""

    def __init__(self, body: Any, status: int, media: str) -> None:
        self._body = body if isinstance(body, bytes) else json.dumps(body).encode()
        self._status = status
        self._media = media.encode()

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        headers = [(b"content-type", self._media)]
        await send({"type": "http.response.start", "status": self._status, "headers": headers})
        await send({"type": "http.response.body", "body": self._body})


def client_of(
    body: Any, status: int = 200, media: str = "application/json", **settings: Any
) -> Any:
    """A client of a vendor that always answers the same."""
    transport = RETAILCRM.part("_runtime.server.testing").InProcess(Vendor(body, status, media))
    return Client(api_key=KEY, transport=transport, limiter=None, retries=0, **settings)


def order(**members: Any) -> dict[str, Any]:
    return {"success": True, "order": {"id": 4815, **members}}


def customer(**members: Any) -> dict[str, Any]:
    return {"success": True, "customer": {"id": 55, **members}}


class Recorded(NamedTuple):
    """An answer, and what a call makes of it."""

    call: Callable[[Any], Any]
    body: Any
    expected: Any
    drifts: bool = False
    """Whether it departs from the document, which strict mode refuses."""
    status: int = 200


GET_ORDER: Callable[[Any], Any] = lambda c: c.orders.get("web-1001")  # noqa: E731
RECORDED = {
    "a list left out": Recorded(lambda c: list(c.orders.list()), {"success": True}, []),
    "paging as text": Recorded(
        lambda c: [found.id for found in c.orders.list()],
        {
            "success": True,
            "pagination": {"limit": "20", "currentPage": "1", "totalPageCount": "1"},
            "orders": [{"id": "4815"}],
        },
        [4815],
    ),
    "empty maps as lists": Recorded(
        lambda c: (
            (found := GET_ORDER(c)).custom_fields,
            found.payments,
            found.items[0].properties,
            found.items[0].offer.properties,
        ),
        order(
            customFields=[], payments=[], items=[{"properties": [], "offer": {"properties": []}}]
        ),
        ({}, [], [], {}),
    ),
    "empty structures as lists": Recorded(
        lambda c: ((found := GET_ORDER(c).delivery).address.city, found.data.track_number),
        order(delivery={"address": [], "data": []}),
        (None, None),
        drifts=True,
    ),
    "payments by id": Recorded(
        lambda c: GET_ORDER(c).payments["2210"].status,
        order(payments={"2210": {"id": 2210, "status": "paid", "amount": 100}}),
        "paid",
    ),
    "properties by code": Recorded(
        lambda c: GET_ORDER(c).items[0].properties["size"].value,
        order(items=[{"properties": {"size": {"code": "size", "name": "Size", "value": "M"}}}]),
        "M",
    ),
    "a corporate customer": Recorded(
        lambda c: GET_ORDER(c).customer.nick_name,
        order(customer={"type": "customer_corporate", "id": 7, "nickName": "Harbour Ltd"}),
        "Harbour Ltd",
    ),
    "a customer of unsaid kind": Recorded(
        lambda c: type(GET_ORDER(c).customer), order(customer={"id": 55}), models.Customer
    ),
    "a customer of a new kind": Recorded(
        lambda c: c.customers.get("c-55").first_name,
        customer(type="customer_vip", firstName="Anna"),
        "Anna",
        drifts=True,
    ),
    "numbers as text": Recorded(
        lambda c: ((found := GET_ORDER(c)).summ, found.weight, found.items[0].quantity),
        order(summ="3800.50", weight="700", items=[{"quantity": "2"}]),
        (3800.5, 700.0, 2.0),
    ),
    "yes and no as numbers and text": Recorded(
        lambda c: ((found := c.customers.get("1")).vip, found.bad, found.is_contact),
        customer(vip=1, bad="0", isContact="true"),
        (True, False, True),
    ),
    "null": Recorded(
        lambda c: ((found := c.customers.get("1")).email, found.phones, found.custom_fields),
        customer(email=None, phones=None, customFields=None),
        (None, None, None),
    ),
    "days with a time": Recorded(
        lambda c: c.customers.get("1").birthday,
        customer(birthday="1990-05-17 00:00:00"),
        date(1990, 5, 17),
        drifts=True,
    ),
    "days that are none": Recorded(
        lambda c: c.customers.get("1").birthday,
        customer(birthday="0000-00-00"),
        "0000-00-00",
        drifts=True,
    ),
    "members and values that are new": Recorded(
        lambda c: ((found := c.customers.get("1")).sex, found.model_extra),
        customer(sex="unknown", loyalty={"a": 1}),
        ("unknown", {"loyalty": {"a": 1}}),
    ),
    "reference data as a list": Recorded(
        lambda c: {key: item.name for key, item in c.references.list_statuses().items()},
        {"success": True, "statuses": [{"code": "new", "name": "New"}, {"code": "x", "name": "X"}]},
        {"new": "New", "x": "X"},
        drifts=True,
    ),
    "a pack's store as a structure": Recorded(
        lambda c: ((found := c.packs.get(501)).store.code, found.quantity),
        {"success": True, "pack": {"id": 501, "quantity": 1, "store": {"code": "central"}}},
        ("central", 1),
    ),
    "an edit that answers success alone": Recorded(
        lambda c: c.packs.edit(501, pack={"quantity": 2}).id,
        {"success": True},
        None,
    ),
    "reference data, none": Recorded(
        lambda c: c.references.list_statuses(), {"success": True, "statuses": []}, {}
    ),
    "reference data by code": Recorded(
        lambda c: c.references.list_statuses()["new"].ordering,
        {"success": True, "statuses": {"new": {"code": "new", "ordering": "10"}}},
        10,
    ),
    "a warehouse without address and telephone": Recorded(
        lambda c: [(s.phone.number, s.address.city) for s in c.references.list_stores()],
        {"success": True, "stores": [{"phone": {}, "address": {}}]},
        [(None, None)],
    ),
    "a module saved without news": Recorded(
        lambda c: (
            c.integration_modules.edit(
                "acme", integration_module=models.IntegrationModule(code="acme")
            ).info.mg_bot
        ),
        {"success": True, "info": []},
        None,
    ),
    "history of anything": Recorded(
        lambda c: [(e.old_value, e.new_value, e.source) for e in c.tasks.history().items],
        {
            "success": True,
            "generatedAt": "2026-03-14 10:00:00",
            "history": [{"id": 1, "oldValue": None, "newValue": {"code": "new"}, "source": "bot"}],
        },
        [(None, {"code": "new"}, "bot")],
    ),
    "a cart's ids as text": Recorded(
        lambda c: ((found := c.carts.get("s", "1")).items[0].id, found.dropped_at.isoformat()),
        {
            "success": True,
            "cart": {"items": [{"id": "12"}], "droppedAt": "2025-04-14 14:32:14+03:00"},
        },
        ("12", "2025-04-14T14:32:14+03:00"),
    ),
    "a manager's id as text": Recorded(
        lambda c: c.telephony.get_manager().manager.id,
        {"success": True, "manager": {"id": "5"}},
        5,
    ),
    "favourites under another name": Recorded(
        lambda c: c.favorites.list("s", "1").cart[0].offer.id,
        {"success": True, "cart": [{"offer": {"id": 330}}]},
        330,
    ),
    "failures in Go's words": Recorded(
        lambda c: c.web_analytics.upload_client_ids(client_ids=[]).failed_client_ids_snake[0].value,
        {"success": True, "failed_client_ids": [{"value": "173.17"}]},
        "173.17",
        status=201,
    ),
    "the last page of a cursor": Recorded(
        lambda c: [entry.amount for entry in c.loyalty.list_bonus_operations()],
        {"success": True, "pagination": {}, "bonusOperations": [{"type": "burn", "amount": "5"}]},
        [5.0],
    ),
}


@pytest.mark.parametrize("recorded", RECORDED.values(), ids=RECORDED)
def test_answer_that_was_recorded_is_read(recorded: Recorded) -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error" if not recorded.drifts else "ignore")
        assert recorded.call(client_of(recorded.body, recorded.status)) == recorded.expected
    strict = client_of(recorded.body, recorded.status, strict=True)
    if recorded.drifts:
        with pytest.raises(errors.DecodeError):
            recorded.call(strict)
    else:
        assert recorded.call(strict) == recorded.expected


def failure(body: Any, status: int, media: str = "application/json") -> Any:
    with pytest.raises(errors.ApiError) as raised:
        client_of(body, status, media).customers.upload(customers=[])
    return raised.value


def test_success_that_is_none_raises() -> None:
    error = failure({"success": False, "errorMsg": "Not found", "errors": {"id": "unknown"}}, 200)
    assert isinstance(error, errors.ReportedFailure)
    assert (error.message, error.fields) == ("Not found", {"id": ["unknown"]})


def test_errors_come_as_a_map_or_a_list() -> None:
    named = {
        "success": False,
        "errorMsg": "Wrong",
        "errors": {"firstName": "blank", "0": ["a", "b"]},
    }
    assert failure(named, 400).fields == {"firstName": ["blank"], "0": ["a", "b"]}
    listed = failure({"success": False, "errorMsg": "Wrong", "errors": ["exists"]}, 400)
    assert (listed.message, listed.fields) == ("Wrong", {"": ["exists"]})


def test_what_was_loaded_in_part_is_told() -> None:
    error = failure(
        {
            "success": False,
            "errorMsg": "Customers are loaded with errors",
            "uploadedCustomers": [{"id": 55, "externalId": "c-55"}],
            "failedCustomers": [{"externalId": "c-56"}],
        },
        460,
    )
    assert error.status == 460
    assert isinstance(error.body, models.CustomersUploadError)
    assert [row.id for row in error.body.uploaded_customers or []] == [55]
    assert [row.external_id for row in error.body.failed_customers or []] == ["c-56"]


@pytest.mark.parametrize(
    ("status", "kind"), [(405, errors.MethodNotAllowed), (503, errors.ServerError)]
)
def test_pages_of_the_web_server_are_errors_like_others(status: int, kind: type) -> None:
    assert isinstance(failure(b"<html>nginx</html>", status, "text/html"), kind)


@pytest.fixture
def crm() -> Any:
    """A client of a sandbox of its own."""
    app = RETAILCRM.part("server").create_app()
    transport = RETAILCRM.part("_runtime.server.testing").InProcess(app)
    return Client(api_key=KEY, transport=transport, limiter=None)


def test_created_customer_is_known_by_both_ids(crm: Any) -> None:
    made = crm.customers.create(
        customer=models.Customer(external_id="c-77", first_name="Ivan", add_tags=["new"])
    )
    for found in (crm.customers.get("c-77"), crm.customers.get(str(made.id), by="id")):
        assert (found.id, found.external_id, found.first_name) == (made.id, "c-77", "Ivan")
        assert found.add_tags is None, "what is for requests alone comes back"
    assert [entry.external_id for entry in crm.customers.list()] == ["c-55", "c-77"]


def test_customer_is_changed_by_either_id(crm: Any) -> None:
    made = crm.customers.create(customer=models.Customer(external_id="c-77"))
    assert crm.customers.edit("c-77", customer=models.Customer(last_name="Petrov")).id == made.id
    by_id = crm.customers.edit(str(made.id), by="id", customer=models.Customer(vip=True))
    assert by_id.id == made.id
    found = crm.customers.get("c-77")
    assert (found.last_name, found.vip) == ("Petrov", True)
    assert crm.customers.edit("55", by="id", customer=models.Customer(first_name="Anne")).id == 55
    assert crm.customers.get("c-55").first_name == "Anne"


def test_created_order_is_answered_whole(crm: Any) -> None:
    made = crm.orders.create(order=models.OrderInput(external_id="web-9", first_name="Olga"))
    assert (made.id, made.order.first_name) == (made.order.id, "Olga")
    changed = crm.orders.edit("web-9", order=models.OrderInput(status="complete"))
    assert (changed.id, changed.order.status, changed.order.first_name) == (
        made.id,
        "complete",
        "Olga",
    )


def test_what_was_deleted_is_gone(crm: Any) -> None:
    pack = crm.packs.create(pack=models.Pack(quantity=3, shipment_date=date(2026, 3, 15)))
    assert crm.packs.get(pack.id).quantity == 3
    crm.packs.delete(pack.id)
    with pytest.raises(errors.NotFound):
        crm.packs.get(pack.id)


def test_history_goes_on_after_an_entry(crm: Any) -> None:
    every = [entry.id for entry in crm.customers.history()]
    since = models.CustomerHistoryFilter(since_id=every[0])
    assert [entry.id for entry in crm.customers.history(filter=since)] == every[1:]
    moments = [entry.created_at for entry in crm.customers.history()]
    assert all(isinstance(moment, datetime) for moment in moments)


def test_telephony_has_one_limit_of_its_own() -> None:
    limits = {
        name: operation.limits
        for name, operation in RETAILCRM.operations.items()
        if operation.path.startswith("/api/v5/telephony/")
    }
    assert len(limits) == 3
    assert {(rule.limit, rule.per) for rules in limits.values() for rule in rules} == {(40, 1.0)}
    assert len({rule.key for rules in limits.values() for rule in rules}) == 1
