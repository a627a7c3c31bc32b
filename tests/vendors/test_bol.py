"""bol as its other clients use it, as it was recorded, and end to end.

The first half sends what public clients of bol send, over a socket and without any
client of ours; the second feeds our client what was recorded of bol.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from bol_retailer.models import Ean

from tests.behaviour.shop import Recorder
from tests.vendors.package import Package
from tests.vendors.recorded import Recorded, Vendor, answering, check

PACKAGE = Package("bol-retailer")
JSON = "application/vnd.retailer.v10+json"
CSV = "application/vnd.retailer.v10+csv"
PDF = "application/vnd.retailer.v10+pdf"
BASIC = {"Authorization": "Basic " + base64.b64encode(b"id:secret").decode()}
FORM = {"grant_type": "client_credentials"}
EAN = "0000007740404"
OFFER = {
    "ean": "8718526069013",
    "condition": {"name": "NEW"},
    "pricing": {"bundlePrices": [{"quantity": 1, "unitPrice": 12.5}]},
    "stock": {"amount": 3, "managedByRetailer": False},
    "fulfilment": {"method": "FBR", "deliveryCode": "24uurs-23"},
    "reference": "R1",
}
SHIPMENT = {
    "orderItems": [{"orderItemId": "2012345678", "quantity": 1}],
    "shipmentReference": "B321SR",
    "transport": {"transporterCode": "DPD-NL", "trackAndTrace": "3S1"},
}
SUBSCRIPTION = {
    "resources": ["PROCESS_STATUS"],
    "url": "https://shop.example.com/hook",
    "subscriptionType": "WEBHOOK",
}
STREET = {
    "streetName": "Dorpstraat", "houseNumber": "1", "houseNumberExtension": None,
    "zipCode": "1111ZZ", "city": "Utrecht", "countryCode": "NL",
}  # fmt: skip
PROCESSING = 2.0
ERRORS = PACKAGE.module.errors
STATUS = {
    "processStatusId": "1", "eventType": "CREATE_SHIPMENT", "description": "x", "status": "PENDING",
    "createTimestamp": "2018-11-14T09:34:41+01:00",
}  # fmt: skip


class Stub:
    """The stub on a socket, and its clock."""

    def __init__(self, url: str, now: list[float]) -> None:
        self.now = now
        self.http = httpx.Client(base_url=url, trust_env=False)

    def token(self) -> str:
        token: str = self.http.post("/token", headers=BASIC, data=FORM).json()["access_token"]
        return token

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> httpx.Response:
        """A request as most clients send it."""
        content = None if body is None else json.dumps(body).encode()
        given = {"Authorization": f"Bearer {self.token()}", "Accept": JSON}
        given |= {"Content-Type": JSON} if body is not None else {}
        given |= {name.replace("_", "-"): value for name, value in headers.items()}
        return self.http.request(method, path, headers=given, content=content)

    def get(self, path: str) -> Any:
        """The JSON of a resource."""
        response = self.send("GET", path)
        assert response.status_code == 200, response.text
        return response.json()

    def work(self, method: str, path: str, body: Any = None, **headers: str) -> dict[str, Any]:
        """A change, followed until its process ends; returns how it ended."""
        begun = self.send(method, path, body, **headers)
        assert begun.status_code == 202, begun.text
        process = begun.json()
        (link,) = process["links"]
        place = httpx.URL(link["href"]).path
        assert place == f"/shared/process-status/{process['processStatusId']}"
        pending = self.get(place)
        assert (process["status"], pending["status"]) == ("PENDING", "PENDING")
        assert "errorMessage" not in pending
        self.now[0] += PROCESSING
        ended: dict[str, Any] = self.get(place)
        assert ended["eventType"] == process["eventType"]
        return ended


@pytest.fixture
def stub() -> Iterator[Stub]:
    now = [1_770_000_000.0]
    app = PACKAGE.part("server").create_app(
        clock=lambda: now[0], processing=PROCESSING, issued_tokens_only=True
    )
    with PACKAGE.part("_runtime.server").running(app) as url:
        made = Stub(url, now)
        yield made
        made.http.close()


# What public clients send


TOKENS: dict[str, tuple[dict[str, Any], int]] = {
    "Basic and a form": ({"headers": BASIC, "data": FORM}, 200),
    "Basic and the query": ({"headers": BASIC, "params": FORM}, 200),
    "Basic, the query and an empty form": (
        {
            "headers": {**BASIC, "Content-Type": "application/x-www-form-urlencoded"},
            "params": FORM,
        },
        200,
    ),
    "Basic, and all of it in the form again": (
        {"headers": BASIC, "data": {**FORM, "client_id": "id", "client_secret": "secret"}},
        200,
    ),
    "form only": ({"data": {**FORM, "client_id": "id", "client_secret": "secret"}}, 200),
    "form with a charset": (
        {
            "headers": {
                "authorization": BASIC["Authorization"].replace("Basic", "basic"),
                "Content-Type": "application/x-www-form-urlencoded; charset=utf-8",
            },
            "content": b"grant_type=client_credentials",
        },
        200,
    ),
    "secret in the query": ({"params": {**FORM, "client_id": "id", "client_secret": "s"}}, 400),
    "no credentials": ({"data": FORM}, 401),
    "no grant": ({"headers": BASIC}, 400),
}


@pytest.mark.parametrize("name", TOKENS)
def test_token_is_asked_for_in_any_way_that_bol_takes(name: str, stub: Stub) -> None:
    request, status = TOKENS[name]
    response = stub.http.post("/token", **request)
    assert response.status_code == status
    said = response.json()
    if status == 200:
        assert (said["token_type"], said["expires_in"] > 60) == ("Bearer", True)
        used = stub.http.get(
            "/retailer/orders",
            headers={"Authorization": f"bearer {said['access_token']}", "Accept": JSON},
        )
        assert used.status_code == 200
    elif status == 401:
        assert said == {
            "error": "invalid_client",
            "error_description": "Bad client credentials",
        }


@pytest.mark.parametrize(
    ("accept", "status"),
    [
        (JSON, 200),
        (f"{JSON};charset=UTF-8", 200),
        (f"{JSON}; charset=utf-8", 200),
        ("application/vnd.retailer.V10+json", 200),
        (f"{JSON}, application/json", 200),
        ("application/json, text/plain, */*", 200),
        (f"application/json;q=0.9, {JSON};q=0.1", 200),
        ("*/*", 200),
        ("application/*", 200),
        (None, 200),
        ("application/vnd.retailer.v9+json", 406),
        ("application/vnd.retailer.v11+json", 406),
        ("application/json", 406),
        ("text/html", 406),
    ],
)
def test_accept(accept: str | None, status: int, stub: Stub) -> None:
    request = stub.http.build_request(
        "GET", "/retailer/orders", headers={"Authorization": f"Bearer {stub.token()}"}
    )
    del request.headers["accept"]
    if accept is not None:
        request.headers["accept"] = accept
    response = stub.http.send(request)
    assert response.status_code == status
    assert response.headers["content-type"] == f"{JSON};charset=UTF-8"
    if status == 406:
        assert (response.json()["title"], response.json()["status"]) == ("Not Acceptable", 406)


@pytest.mark.parametrize(
    ("content_type", "status"),
    [
        (JSON, 202),
        (f"{JSON};charset=UTF-8", 202),
        (f"{JSON}; charset=utf-8", 202),
        ("application/vnd.retailer.v9+json", 415),
        ("application/x-www-form-urlencoded", 415),
        ("text/plain", 415),
    ],
)
def test_content_type(content_type: str, status: int, stub: Stub) -> None:
    response = stub.send("POST", "/retailer/shipments", SHIPMENT, Content_Type=content_type)
    assert response.status_code == status
    if status == 415:
        assert response.json()["title"] == "Unsupported Media Type"


@pytest.mark.parametrize(
    ("path", "body"),
    [
        ("/retailer/products/list", {"searchTerm": "pen", "page": 1}),
        (
            "/retailer/returns",
            {"orderItemId": "1", "quantityReturned": 1, "handlingResult": "RETURN_RECEIVED"},
        ),
    ],
)
@pytest.mark.parametrize("media", ["application/json", JSON])
def test_plain_and_vendor_types_where_bol_names_the_plain_one(
    path: str, body: Any, media: str, stub: Stub
) -> None:
    assert stub.send("POST", path, body, Content_Type=media).status_code in (200, 202)


READS = [
    "/retailer/orders?page=1&fulfilment-method=FBR&status=ALL&unknown=1",
    "/retailer/orders?change-interval-minute=60&latest-change-date=2026-03-09&vvb-only=true",
    "/retailer/orders/1042831430",
    "/retailer/commission/0000007740404?condition=NEW&unit-price=59.99",
    "/retailer/insights/offer?offer-id=x&period=DAY&number-of-periods=2&name=PRODUCT_VISITS",
    "/retailer/insights/offer?offer-id=x&period=WEEK&number-of-periods=2"
    "&name=PRODUCT_VISITS,BUY_BOX_PERCENTAGE",
    "/retailer/insights/performance/indicator?name=CANCELLATIONS%2CREVIEWS&year=2026&week=10",
    "/retailer/insights/performance/indicator?name=CANCELLATIONS&name=REVIEWS&year=2026&week=1",
    "/retailer/insights/performance/indicator?name%5B0%5D=CANCELLATIONS&name%5B1%5D=REVIEWS"
    "&year=2026&week=1",
    "/retailer/replenishments?state[]=ANNOUNCED",
    "/retailer/insights/product-ranks?ean=0000007740404&date=2026-03-09&type=SEARCH",
    "/retailer/insights/sales-forecast?offer-id=x&weeks-ahead=12",
    "/retailer/insights/search-terms?search-term=pen&period=MONTH&number-of-periods=1",
    "/retailer/inventory?quantity=0-10,20-30&stock=SUFFICIENT&state=REGULAR&query=pen",
    "/retailer/inventory?quantity=0-10&quantity=20-30",
    "/retailer/invoices?period-start-date=2026-03-01&period-end-date=2026-03-31",
    "/retailer/invoices/4500022543921",
    "/retailer/invoices/4500022543921/specification?page=1",
    "/retailer/offers/6ff736b5-cdd0-4150-8c67-78269ee986f5",
    "/retailer/content/catalog-products/0000007740404",
    "/retailer/content/upload-report/e9e19a60-4a46-4a3d-8c36-5d8f8a3c39f8",
    "/retailer/products/categories",
    "/retailer/products/list-filters?country-code=NL&search-term=pen&category-id=10505",
    "/retailer/products/0000007740404/assets?usage=PRIMARY",
    "/retailer/products/0000007740404/offers?country-code=NL&best-offer-only=false&condition=ALL",
    "/retailer/products/0000007740404/placement?country-code=BE",
    "/retailer/products/0000007740404/price-star-boundaries",
    "/retailer/products/0000007740404/product-ids",
    "/retailer/products/0000007740404/ratings",
    "/retailer/promotions?promotion-type=PRICE_OFF",
    "/retailer/promotions/533736",
    "/retailer/promotions/533736/products",
    "/retailer/replenishments?state=ANNOUNCED&state=IN_TRANSIT&start-date=2026-01-01",
    "/retailer/replenishments/2312078154",
    "/retailer/replenishments/delivery-dates",
    "/retailer/replenishments/product-destinations/9483fc7e-faf3-4814-864e-dee412044c27",
    "/retailer/retailers/current",
    "/retailer/returns?handled=true&fulfilment-method=FBR",
    "/retailer/returns/65673483",
    "/retailer/shipments?order-id=A2K8290LP8",
    "/retailer/shipments/541757635",
    "/retailer/shipments/invoices/requests?shipment-id=541757635&state=OPEN",
    "/retailer/subscriptions",
    "/retailer/subscriptions/1234",
    "/retailer/subscriptions/signature-keys",
    "/shared/process-status?entity-id=987654321&event-type=CREATE_SHIPMENT",
    "/shared/process-status/1234567",
]


@pytest.mark.parametrize("path", READS)
def test_read_with_all_that_clients_add(path: str, stub: Stub) -> None:
    joint = "&" if "?" in path else "?"
    response = stub.send("GET", f"{path}{joint}_=1", Content_Type=f"{JSON}; charset=utf-8")
    assert response.status_code == 200, response.text
    assert response.headers["content-type"] == f"{JSON};charset=UTF-8"
    head = stub.send("HEAD", path)
    assert (head.status_code, head.content) == (200, b"")


FILES = {
    "/retailer/offers/export/8d1": (CSV, b"offerId,ean,"),
    "/retailer/offers/unpublished/8d1": (CSV, b"offerId,ean,"),
    "/retailer/shipping-labels/6ff736b5-cdd0-4150-8c67-78269ee986f5": (PDF, b"%PDF"),
    "/retailer/invoices/4500022543921": (PDF, b"%PDF"),
    "/retailer/replenishments/2312078154/load-carrier-labels": (PDF, b"%PDF"),
    "/retailer/replenishments/2312078154/pick-list": (PDF, b"%PDF"),
}


@pytest.mark.parametrize("path", FILES)
def test_file(path: str, stub: Stub) -> None:
    media, start = FILES[path]
    response = stub.send("GET", path, Accept=media)
    assert (response.status_code, response.headers["content-type"]) == (200, media)
    assert response.content.startswith(start)
    refused = stub.send("GET", path, Accept="text/html")
    assert (refused.status_code, refused.headers["content-type"]) == (
        406,
        f"{JSON};charset=UTF-8",
    )


def test_label_headers_without_the_label(stub: Stub) -> None:
    path = "/retailer/shipping-labels/6ff736b5-cdd0-4150-8c67-78269ee986f5"
    for accept in (PDF, JSON, "*/*"):
        head = stub.send("HEAD", path, Accept=accept)
        assert (head.status_code, head.content) == (200, b"")
        assert head.headers["x-transporter-code"] == "TNT"
        assert head.headers["x-track-and-trace-code"]


QUERIES: dict[str, Any] = {
    "/retailer/commission": {"commissionQueries": [{"ean": EAN, "unitPrice": 59.99}]},
    "/retailer/commissions": {"products": [{"ean": EAN}]},
    "/retailer/content/chunk-recommendations": {
        "productContents": [{"attributes": [{"id": "Title", "values": [{"value": "Pen"}]}]}]
    },
    "/retailer/shipping-labels/delivery-options": {"orderItems": [{"orderItemId": "2012345678"}]},
    "/shared/process-status": {"processStatusQueries": [{"processStatusId": "1"}]},
}


@pytest.mark.parametrize("path", QUERIES)
def test_query_in_a_post(path: str, stub: Stub) -> None:
    response = stub.send("POST", path, {**QUERIES[path], "notKnown": 1})
    assert response.status_code == (207 if path.endswith("commissions") else 200), response.text


NULLS: dict[str, tuple[str, str, dict[str, Any]]] = {
    "commission": ("POST", "/retailer/commission", {
        "commissionQueries": [{"ean": EAN, "unitPrice": 59.99, "condition": None}],
    }),
    "new offer": ("POST", "/retailer/offers", {
        **OFFER, "condition": {"name": "NEW", "category": None, "comment": None},
        "economicOperatorId": None, "reference": None, "unknownProductTitle": None,
        "fulfilment": {"method": "FBB", "deliveryCode": None},
    }),
    "offer": ("PUT", "/retailer/offers/1", {
        "economicOperatorId": None, "reference": None, "unknownProductTitle": None,
        "fulfilment": {"method": "FBB", "deliveryCode": None},
    }),
    "content": ("POST", "/retailer/content/products", {
        "language": "nl", "assets": None,
        "attributes": [{"id": "Width", "values": [{"value": "9", "unitId": "mm"}]}],
    }),
    "list of products": ("POST", "/retailer/products/list", {
        "page": 1, "countryCode": None, "searchTerm": None, "categoryId": None,
        "filterRanges": None, "filterValues": None, "sort": None,
    }),
    "replenishment by the seller": ("POST", "/retailer/replenishments", {
        "reference": "SPRING1", "labelingByBol": True, "numberOfLoadCarriers": 2,
        "lines": [{"ean": EAN, "quantity": 1}], "deliveryInfo": None, "pickupAppointment": None,
    }),
    "replenishment by bol": ("POST", "/retailer/replenishments", {
        "reference": "SPRING1", "labelingByBol": True, "numberOfLoadCarriers": 2,
        "lines": [{"ean": EAN, "quantity": 1}],
        "pickupAppointment": {
            "address": {**STREET, "attentionOf": "Dock 1"}, "commentToTransporter": None,
            "pickupTimeSlot": {
                "fromDateTime": "2026-04-01T09:00:00+01:00",
                "untilDateTime": "2026-04-01T10:00:00+01:00",
            },
        },
    }),
    "change of a replenishment": ("PUT", "/retailer/replenishments/2312078154", {
        "state": None, "deliveryInfo": None, "numberOfLoadCarriers": None, "loadCarriers": None,
    }),
    "time slots": ("POST", "/retailer/replenishments/pickup-time-slots", {
        "address": STREET, "numberOfLoadCarriers": 2,
    }),
    "shipment with a label": ("POST", "/retailer/shipments", {
        "orderItems": [{"orderItemId": "2012345678", "quantity": None}],
        "shipmentReference": None, "shippingLabelId": None, "transport": None,
    }),
    "shipment without a code": ("POST", "/retailer/shipments", {
        "orderItems": [{"orderItemId": "2012345678"}],
        "transport": {"transporterCode": "TNT", "trackAndTrace": None},
    }),
    "delivery options": ("POST", "/retailer/shipping-labels/delivery-options", {
        "orderItems": [{"orderItemId": "2012345678", "quantity": None}],
    }),
    "subscription": ("POST", "/retailer/subscriptions", {
        **SUBSCRIPTION, "enabled": None, "identity": None,
    }),
    "transport": ("PUT", "/retailer/transports/358612589", {
        "transporterCode": None, "trackAndTrace": "3S1",
    }),
}  # fmt: skip
"""Every optional member of a request that the May 2026 document marks as nullable, as null."""


@pytest.mark.parametrize("name", NULLS)
def test_null_is_taken_where_a_member_may_be_absent(name: str, stub: Stub) -> None:
    response = stub.send(*NULLS[name])
    assert response.status_code in (200, 202), response.text


def test_null_is_refused_in_a_member_that_is_required(stub: Stub) -> None:
    assert stub.send("POST", "/retailer/offers", {**OFFER, "condition": None}).status_code == 400


def test_null_changes_nothing_and_does_not_come_back(stub: Stub) -> None:
    made = {**OFFER, "condition": {"name": "NEW", "category": None, "comment": None}}
    offer = f"/retailer/offers/{stub.work('POST', '/retailer/offers', made)['entityId']}"
    assert stub.get(offer)["condition"] == {"name": "NEW"}
    fulfilment = {"method": "FBR", "deliveryCode": None}
    stub.work("PUT", offer, {"fulfilment": fulfilment, "reference": None})
    changed = stub.get(offer)
    assert (changed["reference"], changed["fulfilment"]) == ("R1", {"method": "FBR"})


def test_client_leaves_null_out() -> None:
    vendor = Vendor()
    vendor.answer = Recorded(lambda c: None, STATUS, ERRORS.ApiError, status=202)
    recorder = Recorder(vendor)
    with (
        PACKAGE.part("_runtime.server").running(recorder) as url,
        PACKAGE.module.Client(**PACKAGE.settings(url), retries=0) as client,
    ):
        client.transports.update("1", track_and_trace="3S1", transporter_code=None)
    assert json.loads(recorder.exchanges[-1].body) == {"trackAndTrace": "3S1"}


def test_either_family_of_types_on_shared_paths(stub: Stub) -> None:
    media = "application/vnd.advertiser.v10+json"
    got = stub.send("GET", "/shared/process-status/1", Accept=media)
    assert got.status_code == 200
    assert got.headers["content-type"] == f"{media};charset=UTF-8"
    body = {"processStatusQueries": [{"processStatusId": "1"}]}
    sent = stub.send("POST", "/shared/process-status", body, Accept=media, Content_Type=media)
    assert sent.status_code == 200
    assert sent.headers["content-type"] == f"{media};charset=UTF-8"


def test_invoice_is_uploaded_as_a_form(stub: Stub) -> None:
    headers = {"Authorization": f"Bearer {stub.token()}", "Accept": JSON}
    url = "/retailer/shipments/invoices/541757635"
    files = {"invoice": ("invoice.pdf", b"%PDF-1.4", "application/pdf")}
    assert stub.http.post(url, headers=headers, files=files).status_code == 202
    refused = stub.send("POST", url, {})
    assert (refused.status_code, refused.json()["title"]) == (415, "Unsupported Media Type")


REFUSED: dict[str, tuple[tuple[str, str, Any], dict[str, str], int, str]] = {
    "no Authorization": (("GET", "/retailer/orders", None), {"Authorization": ""}, 403, "Forbidden"),
    "no word Bearer": (("GET", "/retailer/orders", None), {"Authorization": "x"}, 403, "Forbidden"),
    "unknown token": (
        ("GET", "/retailer/orders", None), {"Authorization": "Bearer x.y.z"}, 401, "Expired JWT",
    ),
    "method": (("DELETE", "/retailer/orders/1", None), {}, 405, "Method Not Allowed"),
    "path": (("GET", "/retailer/nothing", None), {}, 404, "Not Found"),
    "value": (("GET", "/retailer/orders?status=open", None), {}, 400, "Error validating request"),
    "member": (
        ("POST", "/retailer/shipments", {"orderItems": []}), {}, 400, "Error validating request",
    ),
    "no body": (("PUT", "/retailer/offers/1", None), {}, 400, "Error validating request"),
    "language": (
        ("GET", "/retailer/products/categories", None), {"Accept-Language": "de"}, 406,
        "Not Acceptable",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_refusal_is_a_problem_of_bols(name: str, stub: Stub) -> None:
    (method, path, body), headers, status, title = REFUSED[name]
    response = stub.send(method, path, body, **headers)
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == f"{JSON};charset=UTF-8"
    problem = response.json()
    assert problem["title"].startswith(title)
    assert problem["status"] == status
    assert ("violations" in problem) == (title == "Error validating request")
    assert {"name", "reason"} == set(problem.get("violations", [{"name": 1, "reason": 1}])[0])


def test_account_that_may_not_is_told_so(stub: Stub) -> None:
    refused = stub.send("GET", "/retailer/orders", Prefer="code=403, example=forbidden")
    assert (refused.status_code, refused.json()["detail"]) == (403, "The account is not active.")


# End to end


def test_shipment(stub: Stub) -> None:
    ended = stub.work("POST", "/retailer/shipments", SHIPMENT)
    assert ended["status"] == "SUCCESS"
    shipment = stub.get(f"/retailer/shipments/{ended['entityId']}")
    assert shipment["shipmentId"] == ended["entityId"]
    assert shipment["shipmentReference"] == "B321SR"
    assert shipment["transport"]["transporterCode"] == "DPD-NL"
    listed = stub.get("/retailer/shipments")["shipments"]
    assert [item["shipmentId"] for item in listed] == ["541757635", ended["entityId"]]
    assert not stub.get("/retailer/shipments?page=2").get("shipments")


def test_process_is_found_by_what_it_is_about(stub: Stub) -> None:
    ended = stub.work("POST", "/retailer/shipments", SHIPMENT)
    query = f"entity-id={ended['entityId']}&event-type=CREATE_SHIPMENT"
    found = stub.get(f"/shared/process-status?{query}")["processStatuses"]
    assert [item["processStatusId"] for item in found] == [ended["processStatusId"]]
    assert not stub.get(f"/shared/process-status?{query}&page=2").get("processStatuses")
    asked = {"processStatusQueries": [{"processStatusId": ended["processStatusId"]}]}
    many = stub.send("POST", "/shared/process-status", asked).json()["processStatuses"]
    assert [(item["entityId"], item["status"]) for item in many] == [(ended["entityId"], "SUCCESS")]
    stub.now[0] += 90_000
    gone = stub.send("GET", f"/shared/process-status/{ended['processStatusId']}")
    assert (gone.status_code, gone.json()["title"]) == (404, "Not Found")


@pytest.mark.parametrize("end", ["FAILURE", "TIMEOUT"])
def test_process_that_does_not_succeed_changes_nothing(end: str, stub: Stub) -> None:
    ended = stub.work("POST", "/retailer/offers", OFFER, Prefer=f"process={end}")
    assert ended["status"] == end
    assert "entityId" not in ended
    assert ("errorMessage" in ended) == (end == "FAILURE")


def test_the_link_of_a_process_leads_to_the_stub(stub: Stub) -> None:
    """Who follows it takes no token to bol; what failed may be tried again."""
    failed = stub.send("POST", "/retailer/offers", OFFER, Prefer="process=FAILURE").json()
    again = stub.send("POST", "/retailer/offers", OFFER).json()
    stub.now[0] += PROCESSING
    states = []
    for process in (failed, again):
        (link,) = process["links"]
        assert link["href"].startswith(f"{stub.http.base_url}".rstrip("/"))
        states.append(stub.send(link["method"], link["href"]).json())
    assert [one["status"] for one in states] == ["FAILURE", "SUCCESS"]
    assert states[1]["links"] == again["links"]
    asked = {
        "processStatusQueries": [{"processStatusId": one["processStatusId"]} for one in states]
    }
    path = "/shared/process-status"
    assert len(stub.send("POST", path, asked).json()["processStatuses"]) == 2
    stub.now[0] += 86400 + PROCESSING
    assert stub.send("POST", path, asked).json()["processStatuses"] == []
    assert stub.send("GET", f"{path}/{again['processStatusId']}").status_code == 404


def test_a_violation_names_its_place_in_brackets(stub: Stub) -> None:
    wrong = {"orderItems": [{"orderItemId": "1", "reasonCode": "NOPE"}]}
    answer = stub.send("PUT", "/retailer/orders/cancellation", wrong)
    assert [one["name"] for one in answer.json()["violations"]] == ["orderItems[0].reasonCode"]


@pytest.mark.parametrize("end", ["FAILURE", "TIMEOUT"])
def test_what_a_process_was_about_is_as_it_was_when_it_fails(end: str, stub: Stub) -> None:
    """Made, changed or taken away: the thing itself is looked at, not its process."""
    fails = {"Prefer": f"process={end}"}
    offer = f"/retailer/offers/{stub.work('POST', '/retailer/offers', OFFER)['entityId']}"
    before = stub.get(offer)
    prices = {"pricing": {"bundlePrices": [{"quantity": 1, "unitPrice": 9.99}]}}
    for method, path, body in (
        ("PUT", f"{offer}/price", prices),
        ("PUT", f"{offer}/stock", {"amount": 77, "managedByRetailer": True}),
        ("DELETE", offer, None),
    ):
        assert stub.work(method, path, body, **fails)["status"] == end
        assert stub.get(offer) == before
    subscriptions = stub.get("/retailer/subscriptions")
    assert stub.work("POST", "/retailer/subscriptions", SUBSCRIPTION, **fails)["status"] == end
    assert stub.get("/retailer/subscriptions") == subscriptions
    assert stub.work("PUT", f"{offer}/price", prices)["status"] == "SUCCESS"
    assert stub.get(offer) != before  # it was no wrong request


def test_offer_from_creation_to_deletion(stub: Stub) -> None:
    offer = f"/retailer/offers/{stub.work('POST', '/retailer/offers', OFFER)['entityId']}"
    made = stub.get(offer)
    assert {name: made[name] for name in OFFER} == OFFER
    prices = {"pricing": {"bundlePrices": [{"quantity": 1, "unitPrice": 9.99}]}}
    known = stub.work("PUT", f"{offer}/price", prices)
    assert known["entityId"] == made["offerId"]
    stub.work("PUT", f"{offer}/stock", {"amount": 77, "managedByRetailer": True})
    fulfilment = {"method": "FBR", "deliveryCode": "24uurs-22"}
    stub.work("PUT", offer, {"fulfilment": fulfilment, "onHoldByRetailer": True})
    changed = stub.get(offer)
    assert changed["offerId"] == made["offerId"]
    assert changed["pricing"] == prices["pricing"]
    assert (changed["stock"]["amount"], changed["fulfilment"]) == (77, fulfilment)
    assert changed["reference"] == "R1"
    assert stub.work("DELETE", offer)["status"] == "SUCCESS"
    assert stub.send("GET", offer).status_code == 404


def test_change_is_made_when_its_process_succeeds(stub: Stub) -> None:
    stub.send("DELETE", "/retailer/subscriptions/1234")
    assert stub.send("GET", "/retailer/subscriptions/1234").status_code == 200
    stub.now[0] += PROCESSING
    assert stub.send("GET", "/retailer/subscriptions/1234").status_code == 404


def test_label_and_reports(stub: Stub) -> None:
    body = {
        "orderItems": [{"orderItemId": "2012345678"}],
        "shippingLabelOfferId": "027b79fa-5743-40f0-94c7-0eac761af611",
    }
    label = stub.work("POST", "/retailer/shipping-labels", body)["entityId"]
    got = stub.send("GET", f"/retailer/shipping-labels/{label}", Accept=PDF)
    assert got.content.startswith(b"%PDF")
    for kind in ("export", "unpublished"):
        report = stub.work("POST", f"/retailer/offers/{kind}", {"format": "CSV"})["entityId"]
        got = stub.send("GET", f"/retailer/offers/{kind}/{report}", Accept="text/csv")
        assert got.headers["content-type"].startswith("text/csv")
        assert got.text.startswith("offerId,")


def test_subscription_from_creation_to_deletion(stub: Stub) -> None:
    def ids() -> list[str]:
        return [item["id"] for item in stub.get("/retailer/subscriptions")["subscriptions"]]

    before = ids()
    id = stub.work("POST", "/retailer/subscriptions", SUBSCRIPTION)["entityId"]
    path = f"/retailer/subscriptions/{id}"
    assert stub.get(path) == {**SUBSCRIPTION, "id": id, "enabled": True}
    assert ids() == [*before, id]
    stub.work("PUT", path, {**SUBSCRIPTION, "enabled": False})
    assert stub.get(path)["enabled"] is False
    assert stub.work("POST", f"/retailer/subscriptions/test/{id}")["entityId"] == id
    stub.work("DELETE", path)
    assert ids() == before


def test_replenishment_is_found_by_its_reference(stub: Stub) -> None:
    body = {
        "reference": "SPRING",
        "labelingByBol": True,
        "lines": [{"ean": EAN, "quantity": 1}],
        "numberOfLoadCarriers": 2,
        "deliveryInfo": {"expectedDeliveryDate": "2026-04-01", "transporterCode": "POSTNL"},
    }
    id = stub.work("POST", "/retailer/replenishments", body)["entityId"]
    assert stub.get(f"/retailer/replenishments/{id}")["numberOfLoadCarriers"] == 2

    def found(reference: str) -> list[str]:
        listed = stub.get(f"/retailer/replenishments?reference={reference}")["replenishments"]
        return [item["replenishmentId"] for item in listed]

    assert id in found("SPRING")
    assert id not in found("AUTUMN")


def test_the_demo_has_paths_of_its_own_in_client_and_stub() -> None:
    with PACKAGE.sandbox() as (url, recorder):
        settings = {**PACKAGE.settings(url), "environment": "demo", "retries": 0}
        with PACKAGE.module.Client(**settings) as client:
            assert next(iter(client.orders.list())).order_id
            process = client.orders.cancel_items(
                order_items=[{"orderItemId": "1", "reasonCode": "OUT_OF_STOCK"}]
            )
            assert client.process_status.get(process.id).status == "PENDING"
        asked = [exchange.path for exchange in recorder.exchanges]
        answer = httpx.get(f"{url}/retailer-demo/nothing", trust_env=False)
    assert asked == [
        "/token",
        "/retailer-demo/orders",
        "/retailer-demo/orders/cancellation",
        f"/shared-demo/process-status/{process.id}",
    ]
    assert answer.status_code == 404
    with pytest.raises(PACKAGE.module.errors.UsageError, match="production, demo"):
        PACKAGE.module.Client(**PACKAGE.settings("http://127.0.0.1:1") | {"environment": "test"})


# What was recorded of bol


@pytest.fixture(scope="module")
def ask() -> Iterator[Any]:
    with answering(PACKAGE) as made:
        yield made


ORDER = {"orderId": "1", "orderPlacedDateTime": "2019-04-29T16:18:21+02:00"}


def status_with(**members: Any) -> dict[str, Any]:
    return {**STATUS, **members}


def raised(status: int, **holds: Any) -> Any:
    """A call that must raise the error of a status, with attributes."""

    def call(client: Any) -> Any:
        try:
            client.orders.get("1")
        except ERRORS.StatusError as error:
            return {name: getattr(error, name) for name in ("status", *holds)}
        raise AssertionError("nothing is raised")

    return call, lambda said: said == {"status": status, **holds}


def refused(status: int, body: Any, media: str = JSON, **holds: Any) -> Recorded:
    call, expected = raised(status, **holds)
    return Recorded(call, body, expected, False, status, media)


RECORDED = {
    "page without its list": Recorded(lambda c: list(c.orders.list()), b"{ }", lambda r: r == [], False),
    "order without lines, which are required": Recorded(
        lambda c: c.orders.get("1"), {**ORDER, "pickupPoint": False},
        lambda r: r.order_id == "1" and not r.order_items and r.shipment_details is None,
    ),
    "null for a list": Recorded(
        lambda c: c.commissions.get(EAN, unit_price=1),
        {"unitPrice": 59.0, "fixedAmount": 0.99, "percentage": 15, "totalCost": 6.85, "reductions": None},
        lambda r: not r.reductions and r.total_cost == 6.85, False,
    ),
    "null for a text that is required": Recorded(
        lambda c: c.commissions.get(EAN, unit_price=1),
        {"ean": None, "unitPrice": 59.0, "fixedAmount": 0.99, "percentage": 15, "totalCost": 6.85},
        lambda r: r.ean is None, False,
    ),
    "numbers in texts": Recorded(
        lambda c: c.commissions.get(EAN, unit_price=1),
        {"unitPrice": "59.0", "fixedAmount": "0.99", "percentage": "15", "totalCost": "6.85"},
        lambda r: (r.unit_price, r.percentage) == (59.0, 15), False,
    ),
    "numbers for ids, as in 2022": Recorded(
        lambda c: c.shipments.get("1"),
        {"shipmentId": 541757635, "shipmentReference": "x", "order": {"orderId": "A1"},
         "transport": {"transportId": 358612589}},
        lambda r: (r.shipment_id, r.transport.transport_id) == ("541757635", "358612589"),
    ),
    "seven digits of a second": Recorded(
        lambda c: c.process_status.get("1"),
        status_with(createTimestamp="2018-11-14T09:34:41.1234567+01:00"),
        lambda r: r.create_timestamp.microsecond == 123456, False,
    ),
    "nine digits of a second": Recorded(
        lambda c: c.process_status.get("1"),
        status_with(createTimestamp="2018-11-14T09:34:41.123456789+01:00"),
        lambda r: r.create_timestamp.utcoffset().seconds == 3600, False,
    ),
    "no seconds": Recorded(
        lambda c: c.process_status.get("1"), status_with(createTimestamp="2018-11-14T09:34+01:00"),
        lambda r: r.create_timestamp.minute == 34, False,
    ),
    "offset without its colon": Recorded(
        lambda c: c.process_status.get("1"), status_with(createTimestamp="2018-11-14T09:34:41+0100"),
        lambda r: r.create_timestamp.hour == 9, False,
    ),
    "time that is none": Recorded(
        lambda c: c.process_status.get("1"), status_with(createTimestamp="soon"),
        lambda r: r.create_timestamp == "soon" and r.status == "PENDING",
    ),
    "state that is new": Recorded(
        lambda c: c.process_status.get("1"), status_with(status="HALTED"),
        lambda r: r.status == "HALTED", False,
    ),
    "old names": Recorded(
        lambda c: c.process_status.get("1"),
        {"id": 1, "entityId": "7", "eventType": "CONFIRM_SHIPMENT", "description": "x",
         "status": "PENDING", "createTimestamp": "2018-11-14T09:34:41+01:00",
         "links": [{"rel": "self", "href": "https://api.bol.com/1", "method": "GET"}]},
        lambda r: (r.entity_id, r.process_status_id, r.model_extra["id"]) == ("7", None, 1)
        and r.links[0].href == "https://api.bol.com/1", False,
    ),
    "members that are new": Recorded(
        lambda c: c.process_status.get("1"), status_with(brandNew={"a": [1]}),
        lambda r: r.model_extra == {"brandNew": {"a": [1]}}, False,
    ),
    "percentage beyond its maximum": Recorded(
        lambda c: c.retailers.get("1"),
        {"retailerId": "1", "displayName": "x", "companyName": "x", "registrationDate": "2015-06-17",
         "vatNumber": "x", "retailerReview": {
             "totalReviewCount": 1, "approvalPercentage": 97, "positiveReviewCount": 1,
             "neutralReviewCount": 0, "negativeReviewCount": 0}},
        lambda r: r.retailer_review.approval_percentage == 97, False,
    ),
    "object for an empty list": Recorded(
        lambda c: c.returns.get("1"),
        {"returnId": "1", "registrationDateTime": "2021-07-28T17:21:07+02:00",
         "fulfilmentMethod": "FBR", "returnItems": {}},
        lambda r: r.return_items == [],
    ),
    "boolean in a text": Recorded(
        lambda c: c.subscriptions.get("1"),
        {"id": "1", "url": "https://x.example", "subscriptionType": "WEBHOOK", "resources": ["NEW"],
         "enabled": "true"},
        lambda r: r.enabled is True and r.resources == ["NEW"], False,
    ),
    "numbers of invoices": Recorded(
        lambda c: c.invoices.list(),
        {"invoiceListItems": [{"invoiceId": "4500022543921", "issueDate": 1525125600, "invoicePeriod":
         {"startDate": 1554069600000, "endDate": 1554069600000}}], "period": "2019/2020"},
        lambda r: r.invoice_list_items[0].invoice_period.start_date == 1554069600000, False,
    ),
    "JSON of the plain type": Recorded(
        lambda c: c.process_status.get("1"), STATUS, lambda r: r.status == "PENDING", False,
        media="application/json",
    ),
    "JSON of a newer version": Recorded(
        lambda c: c.process_status.get("1"), STATUS, lambda r: r.status == "PENDING", False,
        media="application/vnd.retailer.v11+json",
    ),
    "JSON without a type": Recorded(
        lambda c: c.process_status.get("1"), STATUS, lambda r: r.status == "PENDING", False, media="",
    ),
    "200 where 202 is documented": Recorded(
        lambda c: c.offers.delete("1"), STATUS, lambda r: (r.id, r.done) == ("1", False),
    ),
    "200 where 207 is documented": Recorded(
        lambda c: c.commissions.get_rates(products=[Ean(ean=EAN)]),
        {"failedQueries": [{"index": 1.0, "status": "400"}]},
        lambda r: r.failed_queries[0].status == 400 and not r.successful_queries,
    ),
    "202 that names no process": Recorded(
        lambda c: c.offers.delete("1"), {"status": "PENDING"}, ERRORS.ApiError, status=202,
    ),
    "202 without a body": Recorded(
        lambda c: c.offers.delete("1"), b"", ERRORS.ApiError, status=202,
    ),
    "200 without a body": Recorded(lambda c: c.orders.get("1"), b"", ERRORS.DecodeError),
    "page of HTML with 200": Recorded(
        lambda c: c.orders.get("1"), b"<html><h1>Maintenance</h1></html>",
        ERRORS.UnexpectedContentType, media="text/html",
    ),
    "JSON that breaks off": Recorded(lambda c: c.orders.get("1"), b'{"orderId":', ERRORS.DecodeError),
    "CSV of the plain type": Recorded(
        lambda c: c.offers.get_export("1"), b"offerId,ean\n", lambda r: r == "offerId,ean\n", False,
        media="text/csv",
    ),
    "CSV of no known type": Recorded(
        lambda c: c.offers.get_export("1"), b"offerId,ean\n", lambda r: r == "offerId,ean\n",
        media="application/octet-stream",
    ),
    "PDF of the plain type": Recorded(
        lambda c: c.shipping_labels.get("1"), b"%PDF", lambda r: r == b"%PDF", False,
        media="application/pdf",
    ),
    "PDF of no known type": Recorded(
        lambda c: c.shipping_labels.get("1"), b"%PDF", lambda r: r == b"%PDF",
        media="application/octet-stream",
    ),
    "401 without type and violations": refused(
        401, {"title": "Expired JWT", "status": 401, "detail": "expired"},
        code="Expired JWT", message="expired", fields={},
    ),
    "403 without type and violations": refused(
        403, {"title": "Forbidden", "status": 403, "detail": "Account inactive"}, message="Account inactive",
    ),
    "404 without violations": refused(
        404, {"title": "Not Found", "status": 404, "detail": "Order not found",
              "instance": "https://api.bol.com/retailer/orders/1"},
        "application/problem+json", message="Order not found",
    ),
    "400 with violations, one without a name": refused(
        400, {"title": "Error validating request. Consult the documentation.", "status": 400,
              "detail": "Bad request",
              "violations": [{"name": "RetailerOffers[0].price", "reason": "too low"}, {"reason": "x"}]},
        fields={"RetailerOffers[0].price": ["too low"], "": ["x"]},
    ),
    "400 with null for violations": refused(
        400, {"title": "x", "status": 400, "detail": "Bad request", "violations": None},
        message="Bad request", fields={},
    ),
    "429 that is only a title": refused(
        429, {"title": "Too Many Requests", "status": 429, "detail": "Too many requests, retry in 4 seconds."},
        code="Too Many Requests",
    ),
    "500 in HTML": refused(500, b"<html><h1>500</h1></html>", "text/html", message=""),
    "504 of a gateway": refused(504, b"upstream request timeout", "text/plain", message=""),
    "503 without a body": refused(503, b"", "", message=""),
}  # fmt: skip


@pytest.mark.parametrize("name", RECORDED)
def test_recorded_answer(name: str, ask: Any) -> None:
    check(PACKAGE, ask, RECORDED[name])


LEFT_OUT = {"labelDisplayName", "timeFrameType", "shipmentReference", "customerComments"}


def without(value: Any) -> Any:
    """A value without the texts that recordings leave out."""
    if isinstance(value, list):
        return [without(item) for item in value]
    if isinstance(value, dict):
        return {name: without(item) for name, item in value.items() if name not in LEFT_OUT}
    return value


@pytest.mark.parametrize(
    ("operation", "call"),
    [
        ("get-order", lambda c: c.orders.get("1")),
        ("get-shipment", lambda c: c.shipments.get("1")),
        ("get-return", lambda c: c.returns.get("1")),
        ("get-delivery-options", lambda c: c.shipping_labels.get_delivery_options(order_items=[])),
    ],
)
def test_texts_that_recordings_leave_out_are_no_drift(operation: str, call: Any, ask: Any) -> None:
    example = PACKAGE.described[operation].successes[0].value
    assert without(example) != example
    answer = Recorded(call, without(example), lambda r: r is not None, False)
    check(PACKAGE, ask, answer)
