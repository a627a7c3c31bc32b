"""All calls of Shoprocket's reference, as its samples write them, in the order of a shop's day."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import httpx
import pytest

from tests.vendors.shoprocket import ADDRESS, PRIVATE, PUBLIC, Stub, public

MUG, OPTION = "prod_h7Kq2mWz4t", "shm_e5Yc7HnR0b"
WHO = {"email": "sam@example.com"}


class Call(NamedTuple):
    """A request, and what holds of its answer."""

    request: str
    body: Any = None
    status: int = 200
    holds: Callable[[Any], Any] = bool
    """Of the data (of the whole, where it has none); true where it is as the reference says."""
    name: str = ""
    """Under which later paths know the id of what came back."""


PUBLIC_CALLS = (
    Call("GET /", holds=lambda d: d["currency"] and d["supportedLocales"]),
    Call("GET /products?perPage=2", holds=lambda d: len(d["data"]) <= 2 == d["meta"]["perPage"]),
    Call("GET /products/stoneware-mug", holds=lambda d: d["id"] == MUG),
    Call(f"GET /products/{MUG}", holds=lambda d: d["slug"] == "stoneware-mug"),
    Call(f"GET /products/{MUG}/reviews", holds=lambda d: d["meta"]["ratingCount"] >= 0),
    Call(
        f"POST /products/{MUG}/reviews",
        {"rating": 5, "title": "Love it", "body": "So smooth.", "authorName": "Sam B.",
         "authorEmail": "sam@example.com"},
        201, lambda d: d["status"] == "pending_moderation",
    ),
    Call("GET /categories", holds=lambda d: d[0]["slug"], name="category"),
    Call("GET /categories/{category}", holds=lambda d: d["name"]),
    Call("GET /countries", holds=lambda d: {"code", "requiresState"} <= d[0].keys()),
    Call("GET /countries/US/states", holds=lambda d: d[0]["code"] and d[0]["name"]),
    Call(
        "POST /tax/calculate", {"items": [{"productId": MUG, "quantity": 2}], "countryCode": "IE"},
        holds=lambda d: (d["subtotal"]["amount"], d["tax"]["amount"]) == (3700, 851),
    ),
    Call("GET /payment-methods", holds=lambda d: d[0]["id"] and d[0]["label"]),
    Call("GET /cart", holds=lambda d: d["type"] == "cart" and d["items"] == [], name="cart"),
    Call(
        "POST /cart/items", {"productId": MUG, "quantity": 1},
        holds=lambda d: d["items"][0]["subtotal"]["amount"] == 1850,
    ),
    Call(
        "PUT /cart/items/{line}", {"quantity": 5},
        holds=lambda d: d["items"][0]["subtotal"]["amount"] == 9250,
    ),
    Call("DELETE /cart/items/{line}", holds=lambda d: d["items"] == []),
    Call("POST /cart/items", {"productId": "stoneware-mug", "quantity": 2}),
    Call(
        "POST /cart/discount", {"code": "SPRING20"},
        holds=lambda d: (d["discountValue"], d["totals"]["discount"]["amount"]) == (20, 740),
    ),
    Call("DELETE /cart/discount", holds=lambda d: d["discountCode"] is None),
    Call(
        "POST /cart/estimate", {"countryCode": "IE", "postcode": "T12"},
        holds=lambda d: d["totals"]["subtotal"]["amount"] == 3700 and "taxRate" in d,
    ),
    Call(
        "PUT /cart/checkout-data", {**WHO, "shippingAddress": ADDRESS, "sameAsShipping": True},
        holds=lambda d: d["shippingAddress"]["city"] == "Cork",
    ),
    Call("GET /cart/checkout-data", holds=lambda d: d["email"] == "sam@example.com"),
    Call("GET /cart/shipping-options", holds=lambda d: d[0]["price"]["amount"]),
    Call(
        "POST /cart/shipping-option", {"shippingOptionId": OPTION},
        holds=lambda d: d["shippingOption"]["id"] == OPTION and d["totals"]["shipping"]["amount"],
    ),
    Call("POST /cart/check-customer", WHO, holds=lambda d: "exists" in d),
    Call("POST /cart/send-auth", WHO, holds=lambda d: d["sent"] and d["expiresIn"]),
    Call("POST /cart/verify-auth", {"token": "lnk_01HXY"}, holds=lambda d: d["authenticated"]),
    Call("GET /cart/auth-status", holds=lambda d: d["authenticated"]),
    Call(
        "POST /cart/checkout", {"paymentMethod": "pm_1XyZ", "returnUrl": "https://s.example/thanks"},
        holds=lambda d: (d["status"], d["requiresAction"]) == ("paid", False), name="order",
    ),
    Call("GET /orders/{order}", holds=lambda d: d["items"][0]["quantity"] == 2),
    Call("GET /orders/{order}/status", holds=lambda d: d["paymentStatus"]),
    Call(
        "POST /cart/create-account", {**WHO, "firstName": "Sam", "lastName": "Buyer"},
        holds=lambda d: d["authenticated"] and d["customerId"],
    ),
    Call("GET /account/profile", holds=lambda d: d["email"] == "sam@example.com"),
    Call(
        "PUT /account/profile", {"phone": "+447700900999"},
        holds=lambda d: d["phone"] == "+447700900999",
    ),
    Call("GET /account/orders", holds=lambda d: d["data"][0]["id"] and d["meta"]["perPage"] == 20),
    Call("GET /account/orders/{order}", holds=lambda d: d["items"][0]["productName"]),
    Call(
        "POST /conversations", {"subject": "Shipping", "initialMessage": "To Norway?"}, 201,
        lambda d: d["subject"] == "Shipping", "conversation",
    ),
    Call("GET /conversations/current", holds=lambda d: d["subject"] == "Shipping"),
    Call("POST /conversations/{conversation}/email", WHO, holds=lambda d: d["email"]),
    Call("POST /conversations/{conversation}/messages", {"body": "Thanks!"}, 201),
    Call(
        "GET /conversations/{conversation}/messages",
        holds=lambda d: [one["body"] for one in d] == ["To Norway?", "Thanks!"],
    ),
    Call("GET /feeds/google.xml", holds=lambda d: "<rss" in d),
    Call("POST /account/logout", holds=lambda d: d == {"authenticated": False}),
)  # fmt: skip
HOOK = {"url": "https://yoursite.example/hooks", "events": ["order.paid", "order.refunded"]}
PRIVATE_CALLS = (
    Call("GET /health", holds=lambda d: d["status"] == "ok" and d["checks"]),
    Call("GET /store", holds=lambda d: d["timezone"]),
    Call("PATCH /store", {"name": "Acme Ltd"}, holds=lambda d: d["name"] == "Acme Ltd"),
    Call("GET /products?status=published", holds=lambda d: d["meta"]["total"]),
    Call(
        "POST /products", {"name": "Candle", "price": 2400, "stock": 47, "status": "published"},
        201, lambda d: (d["price"]["amount"], d["inventoryCount"]) == (2400, 47), "product",
    ),
    Call("GET /products/{product}", holds=lambda d: d["name"] == "Candle"),
    Call(
        "PATCH /products/{product}", {"price": 2600}, holds=lambda d: d["price"]["amount"] == 2600
    ),
    Call(
        "PATCH /products/{product}/inventory", {"operation": "increment", "quantity": 50},
        holds=lambda d: (d["stockBefore"], d["stockAfter"]) == (47, 97),
    ),
    Call("DELETE /products/{product}", status=204, holds=lambda d: d == ""),
    Call("GET /orders?status=paid", holds=lambda d: d["data"][0]["orderNumber"], name="order"),
    Call("GET /orders/{order}", holds=lambda d: d["payment"]["gateway"]),
    Call("PATCH /orders/{order}", {"internalNotes": "x"}, holds=lambda d: d["internalNotes"] == "x"),
    Call(
        "POST /orders/{order}/fulfill", {"trackingNumber": "JD1", "carrier": "Royal Mail"},
        holds=lambda d: d["fulfillmentStatus"] == "fulfilled",
    ),
    Call(
        "POST /orders/{order}/refund", {"amount": 100, "reason": "customer_request"},
        holds=lambda d: d["refund"]["amount"]["amount"] == 100,
    ),
    Call("GET /customers?q=niamh", holds=lambda d: d["data"][0]["email"], name="customer"),
    Call("GET /customers/{customer}", holds=lambda d: d["addresses"]),
    Call("PATCH /customers/{customer}", {"tags": ["vip"]}, holds=lambda d: d["tags"] == ["vip"]),
    Call("GET /webhooks", holds=lambda d: d[0]["events"]),
    Call("POST /webhooks", HOOK, 201, lambda d: d["signingSecret"], "webhook"),
    Call("DELETE /webhooks/{webhook}", status=204, holds=lambda d: d == ""),
)  # fmt: skip
CANCEL = Call(
    "POST /orders/{order}/cancel", {"reason": "Out of stock"},
    holds=lambda d: d["paymentStatus"] == "cancelled",
)  # fmt: skip
"""Of an order that was not sent."""


def shape(request: str) -> str:
    """A request with its ids alike."""
    ids = (MUG, "stoneware-mug", "US", "google")
    parts = request.split("/")
    return "/".join(
        "{}" if p.startswith("{") or p.removesuffix(".xml") in ids else p for p in parts
    )


def made(http: httpx.Client, calls: tuple[Call, ...], ids: dict[str, str]) -> list[str]:
    """What is not as the reference says, call for call."""
    wrong: list[str] = []
    for call in calls:
        method, _, path = call.request.partition(" ")
        answer = http.request(method, path.format(**ids), json=call.body)
        said: Any = answer.text
        if "json" in answer.headers.get("content-type", ""):
            whole = answer.json()
            said = whole if "meta" in whole else whole.get("data", whole)
        try:
            held = answer.status_code == call.status and bool(call.holds(said))
        except (KeyError, TypeError, IndexError):
            held = False
        if not held:
            wrong.append(f"{call.request}: {answer.status_code} {answer.text[:200]}")
        listed = said["data"] if isinstance(said, dict) and "meta" in said else said
        first = listed[0] if isinstance(listed, list) and listed else listed
        if isinstance(first, dict):
            if call.name:
                ids[call.name] = first.get("id") or first.get("orderId") or first.get("slug", "")
            if first.get("items") and "id" in first["items"][0]:
                ids["line"] = first["items"][0]["id"]
    return wrong


@pytest.fixture
def stub() -> Iterator[Stub]:
    with public() as made_:
        yield made_


def test_the_calls_of_the_public_reference(stub: Stub) -> None:
    stub.http.headers["X-Cart-Token"] = "01HXYZABC"
    assert made(stub.http, PUBLIC_CALLS, {}) == []


def test_the_calls_of_the_private_reference() -> None:
    app = PRIVATE.part("server").create_app(planned=True)
    with (
        PRIVATE.part("_runtime.server").running(app) as url,
        httpx.Client(
            base_url=f"{url}/v3/private",
            headers={"Authorization": "Bearer sk_live_1"},
            trust_env=False,
        ) as http,
    ):
        assert made(http, PRIVATE_CALLS, {}) == []
        app.reset()
        assert made(http, (PRIVATE_CALLS[9], CANCEL), {}) == []


def test_every_operation_of_the_reference_is_among_the_calls() -> None:
    for package, calls in ((PUBLIC, PUBLIC_CALLS), (PRIVATE, (*PRIVATE_CALLS, CANCEL))):
        called = {shape(call.request.partition("?")[0]) for call in calls}
        documented = {f"{one.method.upper()} {one.path}" for one in package.described.values()}
        assert {shape(one) for one in documented} <= called
    assert len(PUBLIC_CALLS) + len(PRIVATE_CALLS) + 1 == 64
