"""Shoprocket as its other clients use it, as it may answer, and a visitor's way to an order."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from shoprocket_public import raw

from tests.vendors.recorded import Recorded, answering, check
from tests.vendors.shoprocket import (
    ADDRESS,
    DOCUMENTED,
    JSON,
    PRIVATE,
    PUBLIC,
    Stub,
    public,
    ready,
    sums,
)


@pytest.fixture
def stub() -> Iterator[Stub]:
    with public() as made:
        yield made


# What other clients send


READS = [
    "", "/", "/cart", "/cart/shipping-options", "/cart/checkout-data", "/cart/auth-status",
    "/account/profile", "/account/orders?page=1&perPage=100", "/account/orders/ord_8dXv3nQpLk",
    "/products?category=tableware&q=mug&sort=-price&page=1&perPage=20", "/products/stoneware-mug",
    "/products?filter[category]=tableware&filter[search]=mug&filter[inStock]=true",
    "/products/prod_h7Kq2mWz4t/reviews", "/categories", "/categories/tableware",
    "/orders/ord_8dXv3nQpLk", "/orders/ord_8dXv3nQpLk/status", "/countries",
    "/countries/US/states", "/payment-methods", "/conversations/conv_1/messages",
]  # fmt: skip


@pytest.mark.parametrize("path", READS)
def test_read_with_all_that_clients_add(path: str, stub: Stub) -> None:
    visitor = stub.visitor(DOCUMENTED)
    joint = "&" if "?" in path else "?"
    for headers in ({}, JSON, {"Accept": "*/*"}, {"Authorization": "bearer pk_test_1"},
                    {"Accept": "application/json, text/plain, */*", "Accept-Language": "fr-FR,fr;q=0.9"}):  # fmt: skip
        response = visitor.send("GET", f"{path}{joint}_=1", **headers)
        assert response.status_code == 200, response.text
        assert response.headers["content-type"] == "application/json"
        assert "data" in response.json()
    assert visitor.send("HEAD", path).status_code == 200


@pytest.mark.parametrize("accept", ["application/xml", "text/xml, */*;q=0.1", "*/*"])
def test_feed(accept: str, stub: Stub) -> None:
    feed = stub.visitor("x").send("GET", "/feeds/google.xml", Accept=accept)
    assert (feed.status_code, feed.headers["content-type"]) == (200, "application/xml")
    assert feed.text.startswith("<?xml")
    assert stub.visitor("x").send("GET", "/feeds/other.xml").status_code in (404, 422)


WRITES: dict[str, tuple[str, str, Any]] = {
    "add": ("POST", "/cart/items", {"productId": "stoneware-mug"}),
    "estimate": ("POST", "/cart/estimate", {"countryCode": "IE", "postcode": "H91"}),
    "shipping": ("POST", "/cart/shipping-option", {"shippingOptionId": "shm_e5Yc7HnR0b"}),
    "checkout data": ("PUT", "/cart/checkout-data", {"email": "a@example.com"}),
    "nothing of the checkout data": ("PUT", "/cart/checkout-data", {}),
    "lookup": ("POST", "/cart/check-customer", {"email": "a@example.com"}),
    "link": ("POST", "/cart/send-auth", {"email": "a@example.com"}),
    "sign in": ("POST", "/cart/verify-auth", {"token": "lnk_1"}),
    "account": ("POST", "/cart/create-account", {"email": "a@example.com"}),
    "profile": ("PUT", "/account/profile", {"phone": "+353915550177"}),
    "review": (
        "POST", "/products/stoneware-mug/reviews", {"rating": 5, "body": "x", "authorEmail": "a@example.com"},
    ),
    "tax": (
        "POST", "/tax/calculate",
        {"items": [{"productId": "stoneware-mug", "quantity": 2}], "countryCode": "IE"},
    ),
    "conversation": ("POST", "/conversations", {}),
    "message": ("POST", "/conversations/conv_1/messages", {"body": "x"}),
    "address": ("POST", "/conversations/conv_1/email", {"email": "a@example.com"}),
    "payment": ("POST", "/cart/checkout", {"paymentMethod": "apple_pay"}),
}  # fmt: skip


@pytest.mark.parametrize("name", WRITES)
def test_write_with_all_that_clients_add(name: str, stub: Stub) -> None:
    method, path, body = WRITES[name]
    visitor = stub.visitor(DOCUMENTED)
    sent = visitor.send(
        method,
        path,
        {**body, "gateway": "x", "new": [1]},
        Content_Type="application/json; charset=UTF-8",
    )
    assert sent.status_code in (200, 201), sent.text
    assert "data" in sent.json()


REFUSED: dict[str, tuple[str, str, Any, dict[str, str], int]] = {
    "no key": ("GET", "/cart", None, {"Authorization": ""}, 401),
    "no such path": ("GET", "/nothing", None, {}, 404),
    "method": ("DELETE", "/categories", None, {}, 405),
    "member missing": ("POST", "/cart/items", {}, {}, 422),
    "wrong type": ("POST", "/cart/items", {"productId": "x", "quantity": "two"}, {}, 422),
    "too long": ("POST", "/conversations/c/messages", {"body": "x" * 4001}, {}, 422),
    "a form": (
        "POST",
        "/cart/items",
        None,
        {"Content-Type": "application/x-www-form-urlencoded"},
        415,
    ),
    "no such line": ("PUT", "/cart/items/oitm_none", {"quantity": 1}, {}, 404),
}


@pytest.mark.parametrize("name", REFUSED)
def test_refusal_is_an_error_of_shoprockets(name: str, stub: Stub) -> None:
    method, path, body, headers, status = REFUSED[name]
    response = stub.visitor("v").send(method, path, body, **headers)
    assert response.status_code == status, response.text
    error = response.json()["error"]
    assert error["message"]
    assert error["code"]
    if status == 422:
        assert error["code"] == "validation_failed"
        assert error["fields"]


def test_body_that_is_no_json(stub: Stub) -> None:
    response = stub.http.post("/cart/items", headers={**JSON, "X-Cart-Token": "v"}, content=b"{")
    assert response.status_code == 400
    assert response.json()["error"]["message"]


def test_cart_token_is_needed_where_it_is_documented(stub: Stub) -> None:
    assert stub.http.get("/cart").status_code == 422
    lookup = stub.http.post("/cart/check-customer", json={"email": "a@example.com"})
    assert lookup.status_code == 200


# A visitor's way to an order


def test_documented_visitor_has_the_cart_of_the_examples(stub: Stub) -> None:
    assert stub.visitor(DOCUMENTED)("GET", "/cart")["items"][0]["productSlug"] == "stoneware-mug"
    new = stub.visitor("new")("GET", "/cart")
    assert (new["items"], sums(new)["total"], new["type"]) == ([], 0, "cart")


def test_carts_add_up_and_do_not_mix(stub: Stub) -> None:
    ann, bob = stub.visitor("ann"), stub.visitor("bob")
    ann("POST", "/cart/items", {"productId": "stoneware-mug", "quantity": 2})
    cart = ann("POST", "/cart/items", {"productId": "prod_h7Kq2mWz4t"})
    (line,) = cart["items"]
    assert (line["quantity"], line["subtotal"]["formatted"]) == (3, "€55.50")
    assert bob("GET", "/cart")["items"] == []
    ann("POST", "/cart/discount", {"code": "SPRING20"})
    cart = ann("POST", "/cart/shipping-option", {"shippingOptionId": "shm_k1Sd4QwF8j"})
    assert cart["shippingOption"]["name"] == "Express"
    assert sums(cart) == {
        "subtotal": 5550, "tax": 0, "shipping": 1295, "discount": 1110, "total": 5735,
    }  # fmt: skip
    cart = ann("PUT", f"/cart/items/{line['id']}", {"quantity": 1})
    assert (sums(cart)["discount"], sums(cart)["total"]) == (370, 2775)
    assert sums(ann("POST", "/cart/discount", {"code": "FIVEOFF"}))["total"] == 2645
    assert sums(ann("POST", "/cart/discount", {"code": "FREESHIP"}))["total"] == 1850
    cart = ann("DELETE", "/cart/discount")
    assert (cart["discountCode"], sums(cart)["total"]) == (None, 3145)
    assert ann("DELETE", f"/cart/items/{line['id']}")["items"] == []
    assert ann("GET", "/cart")["id"] == cart["id"] != bob("GET", "/cart")["id"]


def test_what_is_sold_out_or_expired_is_refused(stub: Stub) -> None:
    ann = stub.visitor("ann")
    ann("POST", "/cart/items", {"productId": "stoneware-mug", "quantity": 20})
    for body in ({"productId": "stoneware-mug", "quantity": 5}, {"productId": "olive-wood-board"}):
        status, error = ann("POST", "/cart/items", body)
        assert (status, error["code"]) == (409, "out_of_stock")
    status, error = ann("POST", "/cart/discount", {"code": "SPRING19"})
    assert (status, error["fields"]) == (422, {"code": ["This code has expired."]})
    cart = ann("GET", "/cart")
    assert ([line["quantity"] for line in cart["items"]], cart["discountCode"]) == ([20], None)


def test_a_line_becomes_no_longer_than_there_is_stock(stub: Stub) -> None:
    ann = stub.visitor("ann")
    (line,) = ann("POST", "/cart/items", {"productId": "stoneware-mug", "quantity": 2})["items"]
    stock = line["inventoryCount"]
    for asked, there in ((stock - 1, stock - 1), (stock + 7, stock)):
        cart = ann("PUT", f"/cart/items/{line['id']}", {"quantity": asked})
        assert cart["items"][0]["quantity"] == there
    assert sums(cart)["subtotal"] == stock * line["price"]["amount"]


def test_checkout_details_are_kept(stub: Stub) -> None:
    ann = stub.visitor("ann")
    assert "email" not in ann("GET", "/cart/checkout-data")
    ann("PUT", "/cart/checkout-data", {"email": "ann@example.com", "shippingAddress": ADDRESS})
    ann("PUT", "/cart/checkout-data", {"notes": "Ring twice."})
    data = ann("GET", "/cart/checkout-data")
    assert (data["email"], data["notes"], data["shippingAddress"]) == (
        "ann@example.com", "Ring twice.", ADDRESS,
    )  # fmt: skip
    assert ann("GET", "/cart")["hasShippingAddress"] is True
    assert "email" not in stub.visitor("bob")("GET", "/cart/checkout-data")


def test_three_d_secure_is_waited_for(stub: Stub) -> None:
    ann = stub.visitor("ann")
    ann("POST", "/cart/create-account", {"email": "ann@example.com"})
    cart = ready(ann)
    paid = ann("POST", "/cart/checkout", {"paymentMethod": "pm_card_threeDSecure"})
    assert (paid["orderId"], paid["paymentStatus"]) == (cart["id"], "requires_action")
    assert paid["requiresAction"]
    assert paid["nextActionUrl"]
    order = f"/orders/{paid['orderId']}"

    def states() -> tuple[str, str, str]:
        return (
            ann("GET", f"{order}/status")["paymentStatus"],
            ann("GET", order)["paymentStatus"],
            ann("GET", f"/account{order}")["paymentStatus"],
        )

    assert states() == states() == ("requires_action", "pending", "pending")
    stub.now[0] += 2
    assert states() == ("succeeded", "paid", "paid")
    assert ann("GET", "/cart")["type"] == "order"


def test_order_shows_what_was_in_the_cart(stub: Stub) -> None:
    ann = stub.visitor("ann")
    ann("POST", "/cart/create-account", {"email": "ann@example.com"})
    ready(ann, 4)
    body = {"paymentMethod": "pm_1", "returnUrl": "https://shop.example.com/x"}
    paid = ann("POST", "/cart/checkout", body)
    assert (paid["status"], paid["requiresAction"]) == ("paid", False)
    assert paid["redirectUrl"] == body["returnUrl"]
    order = ann("GET", f"/account/orders/{paid['orderId']}")
    assert (order["items"][0]["quantity"], sums(order)["total"]) == (4, 9711)
    assert [item["id"] for item in ann("GET", "/account/orders")] == [paid["orderId"]]
    assert ann("GET", "/account/orders")[0]["itemCount"] == 4
    bob = stub.visitor("bob")
    bob("POST", "/cart/create-account", {"email": "bob@example.com"})
    assert bob("GET", "/account/orders") == []


def test_signing_in_and_out(stub: Stub) -> None:
    ann = stub.visitor("ann")
    assert ann("GET", "/cart/auth-status") == {"authenticated": False}
    ann("POST", "/cart/create-account", {"email": "ann@example.com", "firstName": "Ann"})
    state = ann("GET", "/cart/auth-status")
    assert (state["authenticated"], state["customer"]["email"]) == (True, "ann@example.com")
    assert ann("GET", "/account/profile")["email"] == "ann@example.com"
    ann("PUT", "/account/profile", {"phone": "+35391"})
    assert ann("GET", "/account/profile")["phone"] == "+35391"
    assert ann("POST", "/account/logout") == {"authenticated": False}
    assert ann("GET", "/cart/auth-status")["authenticated"] is False
    assert stub.visitor("bob")("POST", "/cart/verify-auth", {"token": "lnk_1"})["authenticated"]


def test_conversation(stub: Stub) -> None:
    ann = stub.visitor("ann")
    assert ann("GET", "/conversations/current")[0] == 404
    begun = ann("POST", "/conversations", {"subject": "Mugs", "initialMessage": "Hello?"})
    assert ann("GET", "/conversations/current")["id"] == begun["id"]
    messages = f"/conversations/{begun['id']}/messages"
    posted = ann("POST", messages, {"body": "Anyone?"})
    assert [item["body"] for item in ann("GET", messages)] == ["Hello?", "Anyone?"]
    assert ann("GET", messages)[1]["id"] == posted["id"]
    ann("POST", f"/conversations/{begun['id']}/email", {"email": "ann@example.com"})
    assert ann("GET", "/conversations/current")["email"] == "ann@example.com"
    assert stub.visitor("bob")("GET", "/conversations/current")[0] == 404


def test_review_is_moderated_before_it_is_listed(stub: Stub) -> None:
    ann = stub.visitor("ann")
    before = ann("GET", "/products/stoneware-mug/reviews")
    said = {"rating": 5, "body": "Lovely", "authorEmail": "a@example.com"}
    assert ann("POST", "/products/stoneware-mug/reviews", said)["status"] == "pending_moderation"
    assert ann("GET", "/products/stoneware-mug/reviews") == before


# The private stub


@pytest.fixture
def shop() -> Iterator[Any]:
    app = PRIVATE.part("server").create_app(planned=True)
    with PRIVATE.part("_runtime.server").running(app) as url:
        settings = {**PRIVATE.settings(url), "strict": True}
        with PRIVATE.module.Client(**settings) as client:
            yield client.with_options(planned=True)


def test_product_from_creation_to_the_archive(shop: Any) -> None:
    made = shop.products.create(name="Apron", price=2450, stock=12, status="draft")
    assert shop.products.get(made.id).name == "Apron"
    assert made.id in [item.id for item in shop.products.list(status="draft")]
    assert made.id not in [item.id for item in shop.products.list(status="published")]
    shop.products.update(made.id, name="Linen apron")
    before = shop.products.get(made.id).inventory_count
    for kind, amount, after in (
        ("increment", 12, before + 12), ("decrement", 2, before + 10), ("set", 5, 5),
    ):  # fmt: skip
        change = shop.products.adjust_inventory(made.id, operation=kind, quantity=amount)
        assert (change.stock_after, change.product_id) == (after, made.id)
    assert change.stock_before == before + 10
    shop.products.archive(made.id)
    kept = shop.products.get(made.id)
    assert (kept.name, kept.inventory_count, kept.status) == ("Linen apron", 5, "archived")


def test_order_is_sent_refunded_and_cancelled(shop: Any) -> None:
    (order,) = [item.id for item in shop.orders.list()][:1]
    total = shop.orders.get(order).totals.total.amount
    shop.orders.update(order, internal_notes="gift")
    assert shop.orders.fulfill(order, carrier="An Post").fulfillment_status == "fulfilled"
    part = shop.orders.refund(order, amount=500, reason="customer_request")
    assert (part.payment_status, part.refunded.amount) == ("partially_refunded", 500)
    more = shop.orders.refund(order, amount=700)
    assert (more.refunded.amount, more.refunded.formatted) == (1200, "€12.00")
    assert more.refund.amount.amount == 700
    whole = shop.orders.refund(order)
    assert (whole.payment_status, whole.refunded.amount) == ("refunded", total)
    now = shop.orders.get(order)
    assert (now.internal_notes, now.fulfillment_status, now.refunded.amount) == (
        "gift", "fulfilled", total,
    )  # fmt: skip
    refused = PRIVATE.module.errors.Unprocessable
    with pytest.raises(refused) as caught:
        shop.orders.cancel(order)
    assert list(caught.value.fields) == ["order"]
    address = {"line1": "1 Lane", "city": "Cork", "postcode": "T12", "countryCode": "IE"}
    with pytest.raises(refused) as caught:
        shop.orders.update(order, shipping_address=address)
    assert list(caught.value.fields) == ["shippingAddress"]
    assert shop.orders.update(order, internal_notes="sent").internal_notes == "sent"


def test_goods_come_back_with_the_money(shop: Any) -> None:
    def stock() -> int:
        count: int = shop.products.get("prod_h7Kq2mWz4t").inventory_count
        return count

    (order,) = [item.id for item in shop.orders.list()][:1]
    before, (line,) = stock(), shop.orders.get(order).items
    shop.orders.refund(order, amount=500)
    shop.orders.refund(order, restock=False)
    assert stock() == before
    shop.orders.refund(order)
    assert stock() == before + line.quantity
    assert shop.orders.cancel(order).payment_status == "cancelled"
    assert shop.orders.get(order).payment_status == "cancelled"
    assert stock() == before + 2 * line.quantity


def test_webhook_from_creation_to_deletion(shop: Any) -> None:
    before = [hook.id for hook in shop.webhooks.list()]
    made = shop.webhooks.create(url="https://shop.example.com/h", events=["order.paid"])
    assert made.signing_secret
    listed = shop.webhooks.list()
    assert [hook.id for hook in listed] == [*before, made.id]
    assert listed[-1].url == "https://shop.example.com/h"
    shop.webhooks.delete(made.id)
    assert [hook.id for hook in shop.webhooks.list()] == before


def test_store_and_customer_are_changed(shop: Any) -> None:
    shop.store.update(name="Harbour")
    assert shop.store.get().name == "Harbour"
    customer = next(iter(shop.customers.list()))
    shop.customers.update(customer.id, tags=["vip"], marketing_opt_in=True)
    changed = shop.customers.get(customer.id)
    assert (changed.tags, changed.marketing_opt_in) == (["vip"], True)


# Answers that depart from the reference


MONEY = {"amount": 1850, "currency": "EUR", "formatted": "€18.50"}
ERRORS = PUBLIC.module.errors


def cart(**members: Any) -> dict[str, Any]:
    return {"data": {"id": "ord_1", **members}}


def get_cart(client: Any) -> Any:
    return client.cart.get(cart_token="t")


def refused(status: int, body: Any, media: str = "application/json", **holds: Any) -> Recorded:
    """An error, with what is said of it."""

    def call(client: Any) -> Any:
        try:
            get_cart(client)
        except ERRORS.StatusError as error:
            return {name: getattr(error, name) for name in ("status", *holds)}
        raise AssertionError("nothing is raised")

    return Recorded(
        call, body, lambda said: said == {"status": status, **holds}, False, status, media
    )


RECORDED = {
    "cart of which only a part is told": Recorded(get_cart, cart(), lambda r: r.items is None, False),
    "null for lists and objects": Recorded(
        get_cart, cart(items=None, totals=None), lambda r: not r.items and r.totals is None, False,
    ),
    "list for an empty object": Recorded(
        get_cart, cart(totals=[]), lambda r: r.totals.total is None and r.id == "ord_1",
    ),
    "object for an empty list": Recorded(get_cart, cart(items={}), lambda r: r.items == []),
    "amount in a text": Recorded(
        get_cart, cart(totals={"total": {**MONEY, "amount": "1850"}}),
        lambda r: r.totals.total.amount == 1850, False,
    ),
    "amount with a fraction": Recorded(
        get_cart, cart(totals={"total": {**MONEY, "amount": 18.5}}),
        lambda r: r.totals.total.amount == 18.5 and r.totals.total.currency == "EUR",
    ),
    "price that is a number, as in July": Recorded(
        lambda c: c.products.get("mug"), {"data": {"id": "p", "slug": "mug", "name": "Mug", "price": 1850}},
        lambda r: (r.price, r.name) == (1850, "Mug"),
    ),
    "kind of discount that is new": Recorded(
        get_cart, cart(discountType="buy_one"), lambda r: r.discount_type == "buy_one", False,
    ),
    "words of checkout in an order": Recorded(
        lambda c: c.orders.get("o", cart_token="t"),
        {"data": {"id": "o", "paymentStatus": "succeeded", "fulfillmentStatus": "shipped"}},
        lambda r: (r.payment_status, r.fulfillment_status) == ("succeeded", "shipped"), False,
    ),
    "messages of an unknown shape": Recorded(
        get_cart, cart(messages=[{"type": "info"}, "text"]), lambda r: len(r.messages) == 2, False,
    ),
    "seven digits of a second": Recorded(
        get_cart, cart(updatedAt="2026-01-02T03:04:05.1234567Z"), lambda r: r.updated_at.second == 5, False,
    ),
    "time without a zone": Recorded(
        get_cart, cart(updatedAt="2026-01-02 03:04:05"), lambda r: r.updated_at.hour == 3, False,
        held=True,
    ),
    "media ids that are numbers": Recorded(
        lambda c: c.products.get("mug"),
        {"data": {"id": "p", "slug": "mug", "name": "Mug", "media": [{"id": 48213, "path": "x.jpg"}]}},
        lambda r: r.media[0].id == "48213",
    ),
    "fields that are new": Recorded(
        get_cart, cart(loyalty={"points": 5}), lambda r: r.model_extra == {"loyalty": {"points": 5}}, False,
    ),
    "result of a checkout without its last members": Recorded(
        lambda c: c.cart.checkout(cart_token="t", payment_method="x"),
        {"data": {"orderId": "o", "status": "pending"}},
        lambda r: (r.order_id, r.next_action_url, r.requires_action) == ("o", None, None),
    ),
    "201 where 200 is documented": Recorded(
        lambda c: c.cart.checkout(cart_token="t", payment_method="x"),
        {"data": {"orderId": "o", "status": "paid", "paymentStatus": "processing",
                  "requiresAction": False, "nextActionUrl": None}},
        lambda r: r.payment_status == "processing", status=201,
    ),
    "page without meta": Recorded(
        lambda c: raw(c.products.list)().value.items, {"data": [{"id": "p", "slug": "m", "name": "M"}]},
        lambda r: r[0].id == "p",
    ),
    "meta in texts": Recorded(
        lambda c: list(c.products.list()),
        {"data": [], "meta": {"currentPage": "1", "perPage": "20", "total": "0", "lastPage": "1"}},
        lambda r: r == [], False,
    ),
    "meta without a last page": Recorded(
        lambda c: list(c.products.list()),
        {"data": [], "meta": {"currentPage": 1, "perPage": 20, "total": 0, "lastPage": None}},
        lambda r: r == [],
    ),
    "object for an empty page": Recorded(
        lambda c: list(c.products.list()),
        {"data": {}, "meta": {"currentPage": 1, "perPage": 20, "total": 0, "lastPage": 1}},
        lambda r: r == [],
    ),
    "JSON of another type": Recorded(
        get_cart, cart(), lambda r: r.id == "ord_1", media="text/plain; charset=utf-8",
    ),
    "feed of another type of XML": Recorded(
        lambda c: c.feeds.get("google"), b"<rss/>", lambda r: r == "<rss/>", False, media="text/xml",
    ),
    "204 where a cart is documented": Recorded(
        lambda c: c.cart.remove_item("i", cart_token="t"), b"", lambda r: r is None, status=204, media="",
    ),
    "no data": Recorded(get_cart, {"id": "ord_1"}, ERRORS.DecodeError),
    "null for data": Recorded(get_cart, {"data": None}, ERRORS.DecodeError),
    "list for a cart": Recorded(get_cart, {"data": []}, ERRORS.DecodeError),
    "200 without a body": Recorded(get_cart, b"", ERRORS.DecodeError),
    "page of HTML with 200": Recorded(
        get_cart, b"<!DOCTYPE html>", ERRORS.UnexpectedContentType, media="text/html; charset=UTF-8",
    ),
    "401 with a message only": refused(
        401, {"message": "Unauthenticated."}, code=None, message="Unauthenticated.",
    ),
    "422 with details for fields": refused(
        422, {"error": {"code": "validation_failed", "message": "x", "details": {"email": ["bad"]}}},
        code="validation_failed", fields={"email": ["bad"]},
    ),
    "422 with a list for no fields": refused(
        422, {"error": {"code": "validation_failed", "message": "x", "fields": []}}, fields={},
    ),
    "422 with texts for lists": refused(
        422, {"error": {"code": "validation_failed", "message": "x", "fields": {"email": "bad"}}},
        fields={"email": ["bad"]},
    ),
    "429 without headers": refused(429, {"error": {"code": "slow", "message": "x"}}, code="slow"),
    "500 in HTML": refused(500, b"<!DOCTYPE html>", "text/html", message=""),
}  # fmt: skip
PRIVATELY = {
    "list for empty metadata": Recorded(
        lambda c: c.orders.get("o"), {"data": {"id": "o", "metadata": []}},
        lambda r: r.metadata.model_dump() == {},
    ),
    "null for metadata": Recorded(
        lambda c: c.orders.get("o"), {"data": {"id": "o", "metadata": None, "internalNotes": None}},
        lambda r: r.metadata is None, False, held=True,
    ),
    "subsystem that is new": Recorded(
        lambda c: c.health.get(),
        {"data": {"status": "degraded", "checks": {"database": "ok", "mail": "failed"},
                  "time": "2026-01-02T03:04:05.123Z"}},
        lambda r: r.status == "degraded" and r.checks.model_extra == {"mail": "failed"}, False,
    ),
    "refund that is a number": Recorded(
        lambda c: c.orders.refund("o"), {"data": {"id": "o", "refunded": 1850}},
        lambda r: r.refunded == 1850,
    ),
    "count in a text": Recorded(
        lambda c: c.customers.get("o"), {"data": {"id": "o", "totalOrders": "3", "addresses": {}}},
        lambda r: (r.total_orders, r.addresses) == (3, []),
    ),
    "200 where nothing is documented": Recorded(
        lambda c: c.webhooks.delete("w"), {"data": None}, lambda r: r is None,
    ),
    "event that is new": Recorded(
        lambda c: c.webhooks.create(url="https://x.example", events=["order.paid"]),
        {"data": {"id": "w", "events": ["brand.new"]}}, lambda r: r.events == ["brand.new"], False,
        status=201,
    ),
}  # fmt: skip
SURFACES = {
    **{f"public: {name}": (PUBLIC, item) for name, item in RECORDED.items()},
    **{f"private: {name}": (PRIVATE, item) for name, item in PRIVATELY.items()},
}


@pytest.fixture(scope="module")
def asking() -> Iterator[dict[str, Any]]:
    with answering(PUBLIC) as public, answering(PRIVATE) as private:
        yield {PUBLIC.name: public, PRIVATE.name: private}


@pytest.mark.parametrize("name", SURFACES)
def test_recorded_answer(name: str, asking: dict[str, Any]) -> None:
    package, recorded = SURFACES[name]
    check(package, asking[package.name], recorded)
