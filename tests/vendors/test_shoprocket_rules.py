"""What Shoprocket refuses, finds and works out, as its reference says, held against the stubs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.vendors.shoprocket import ADDRESS, DOCUMENTED, PRIVATE, Stub, public, ready, sums

MUG = "prod_h7Kq2mWz4t"


@pytest.fixture
def stub() -> Iterator[Stub]:
    with public() as made:
        yield made


def fields(refused: Any) -> Any:
    """What is wrong with which field, of an answer that is an error."""
    status, error = refused
    assert (status, error["code"]) == (422, "validation_failed")
    return list(error["fields"])


def test_a_checkout_needs_goods_an_address_and_a_way_to_ship(stub: Stub) -> None:
    ann, pay = stub.visitor("ann"), {"paymentMethod": "pm_1"}
    assert fields(ann("POST", "/cart/checkout", pay)) == ["items"]
    ann("POST", "/cart/items", {"productId": MUG})
    assert fields(ann("POST", "/cart/checkout", pay)) == ["email"]
    ann("PUT", "/cart/checkout-data", {"email": "ann@example.com"})
    assert fields(ann("POST", "/cart/checkout", pay)) == ["shippingAddress"]
    ann("PUT", "/cart/checkout-data", {"shippingAddress": ADDRESS})
    assert fields(ann("POST", "/cart/checkout", pay)) == ["shippingOptionId"]
    assert ann("GET", "/cart")["type"] == "cart"
    ann("POST", "/cart/shipping-option", {"shippingOptionId": "shm_e5Yc7HnR0b"})
    assert ann("POST", "/cart/checkout", pay)["status"] == "paid"


def test_ways_to_ship_need_an_address(stub: Stub) -> None:
    ann = stub.visitor("ann")
    assert fields(ann("GET", "/cart/shipping-options")) == ["shippingAddress"]
    ann("PUT", "/cart/checkout-data", {"shippingAddress": ADDRESS})
    assert [option["name"] for option in ann("GET", "/cart/shipping-options")] == [
        "Standard", "Express",
    ]  # fmt: skip


UNKNOWN = {
    "product": ("GET", "/products/no-such-mug", None),
    "product's reviews": ("GET", "/products/no-such-mug/reviews", None),
    "category": ("GET", "/categories/hats", None),
    "country": ("GET", "/countries/XX/states", None),
    "order": ("GET", "/orders/ord_none", None),
    "status of an order": ("GET", "/orders/ord_none/status", None),
    "review of a product": (
        "POST", "/products/x/reviews", {"rating": 5, "body": "x", "authorEmail": "a@example.com"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", UNKNOWN)
def test_what_nobody_knows_is_not_found(name: str, stub: Stub) -> None:
    for token in (DOCUMENTED, "ann"):
        status, error = stub.visitor(token)(*UNKNOWN[name])
        assert (status, error["code"]) == (404, "not_found")


def test_a_product_code_or_option_that_nobody_knows_is_a_wrong_value(stub: Stub) -> None:
    ann = stub.visitor("ann")
    assert fields(ann("POST", "/cart/items", {"productId": "no-such-mug"})) == ["productId"]
    assert fields(ann("POST", "/cart/discount", {"code": "NONE"})) == ["code"]
    option = {"shippingOptionId": "shm_none"}
    assert fields(ann("POST", "/cart/shipping-option", option)) == ["shippingOptionId"]
    tax = {"items": [{"productId": MUG, "quantity": 1}, {"productId": "x", "quantity": 1}]}
    assert fields(ann("POST", "/tax/calculate", {**tax, "countryCode": "IE"})) == ["items"]
    cart = ann("GET", "/cart")
    assert (cart["items"], cart["discountCode"]) == ([], None)
    assert "shippingOption" not in cart


def test_a_product_with_variants_needs_one(stub: Stub) -> None:
    ann = stub.visitor("ann")
    apron: dict[str, Any] = {"productId": "linen-apron"}
    assert fields(ann("POST", "/cart/items", apron)) == ["variantId"]
    assert fields(ann("POST", "/cart/items", apron | {"variantId": "var_x"})) == ["variantId"]
    ann("POST", "/cart/items", apron | {"variantId": "var_0aTb9yLm2x"})
    cart = ann("POST", "/cart/items", apron | {"variantId": "var_6pXd1oQz8w", "quantity": 2})
    assert [(line["variantId"], line["quantity"]) for line in cart["items"]] == [
        ("var_0aTb9yLm2x", 1), ("var_6pXd1oQz8w", 2),
    ]  # fmt: skip
    assert sums(cart)["total"] == 3 * 2450


def test_a_line_of_the_cart_has_all_that_the_reference_lists(stub: Stub) -> None:
    (line,) = stub.visitor("ann")("POST", "/cart/items", {"productId": "stoneware-mug"})["items"]
    assert line.keys() == {
        "id", "productId", "variantId", "productName", "productSlug", "variantName", "quantity",
        "price", "subtotal", "image", "inStock", "inventoryCount", "trackInventory", "productType",
    }  # fmt: skip
    assert (line["productId"], line["image"]["id"]) == (MUG, "48213")


def test_an_order_is_shown_to_those_who_made_it(stub: Stub) -> None:
    ann, bob = stub.visitor("ann"), stub.visitor("bob")
    ready(ann)
    order = ann("POST", "/cart/checkout", {"paymentMethod": "pm_1"})["orderId"]
    assert ann("GET", f"/orders/{order}")["id"] == order
    assert ann("GET", f"/orders/{order}/status")["paymentStatus"] == "succeeded"
    for path in (f"/orders/{order}", f"/orders/{order}/status", "/orders/ord_8dXv3nQpLk"):
        assert bob("GET", path)[0] == 404
    assert stub.visitor(DOCUMENTED)("GET", "/orders/ord_8dXv3nQpLk")["orderNumber"] == "1042"


def test_account_calls_are_for_visitors_who_signed_in(stub: Stub) -> None:
    ann = stub.visitor("ann")
    calls = [
        ("GET", "/account/profile", None), ("PUT", "/account/profile", {"firstName": "Ann"}),
        ("GET", "/account/orders", None), ("GET", "/account/orders/ord_8dXv3nQpLk", None),
    ]  # fmt: skip
    for call in [*calls, ("POST", "/account/logout", None)]:
        status, error = ann(*call)
        assert (status, error["message"]) == (401, "Please sign in first.")
    ann("POST", "/cart/verify-auth", {"token": "lnk_1"})
    assert ann("PUT", "/account/profile", {"firstName": "Ann"})["firstName"] == "Ann"
    assert ann("GET", "/account/orders") == []
    assert ann("GET", "/account/orders/ord_8dXv3nQpLk")[0] == 404
    ann("POST", "/account/logout")
    assert ann("GET", "/account/profile")[0] == 401


def test_a_guests_review_needs_an_address_and_is_created(stub: Stub) -> None:
    said = {"rating": 5, "body": "Lovely"}
    path = "/products/stoneware-mug/reviews"
    refused = stub.http.post(path, json=said)
    assert fields((refused.status_code, refused.json()["error"])) == ["authorEmail"]
    assert fields(stub.visitor("ann")("POST", path, said)) == ["authorEmail"]
    guest = stub.http.post(path, json={**said, "authorEmail": "ann@example.com"})
    assert guest.status_code == 201
    ann = stub.visitor("ann")
    ann("POST", "/cart/verify-auth", {"token": "lnk_1"})
    assert ann.send("POST", path, said).status_code == 201


def test_some_countries_need_a_state(stub: Stub) -> None:
    ann, there = stub.visitor("ann"), {**ADDRESS, "countryCode": "US"}
    assert fields(ann("PUT", "/cart/checkout-data", {"shippingAddress": there})) == [
        "shippingAddress.state"
    ]
    both = {"shippingAddress": ADDRESS, "billingAddress": there}
    assert fields(ann("PUT", "/cart/checkout-data", both)) == ["billingAddress.state"]
    assert "shippingAddress" not in ann("GET", "/cart/checkout-data")
    ann("PUT", "/cart/checkout-data", {"shippingAddress": {**there, "state": "US-CA"}})
    assert ann("GET", "/cart")["hasShippingAddress"] is True
    assert fields(ann("POST", "/cart/estimate", {"countryCode": "US"})) == ["state"]
    taxed = {"items": [{"productId": MUG, "quantity": 1}], "countryCode": "US"}
    assert fields(ann("POST", "/tax/calculate", taxed)) == ["state"]


def test_tax_is_of_the_place_that_goods_go_to(stub: Stub) -> None:
    ann = stub.visitor("ann")
    items = [{"productId": MUG, "quantity": 3}, {"productId": "olive-wood-board", "quantity": 1}]
    for country, rate, tax in (("DE", 0.19, 1853), ("IE", 0.23, 2243), ("FR", 0, 0)):
        told = ann("POST", "/tax/calculate", {"items": items, "countryCode": country})
        assert (told["subtotal"]["amount"], told["taxRate"], told["tax"]["amount"]) == (
            9750, rate, tax,
        )  # fmt: skip
        (line,) = told["taxBreakdown"]
        assert (line["jurisdiction"], line["amount"]["amount"]) == (country, tax)
    ann("POST", "/cart/items", {"productId": MUG, "quantity": 2})
    before = ann("GET", "/cart")
    told = ann("POST", "/cart/estimate", {"countryCode": "DE"})
    assert (sums(told), told["taxRate"]) == (
        {"subtotal": 3700, "tax": 797, "shipping": 495, "discount": 0, "total": 4992}, 0.19,
    )  # fmt: skip
    assert ann("GET", "/cart") == before
    ann("PUT", "/cart/checkout-data", {"shippingAddress": {**ADDRESS, "countryCode": "DE"}})
    cart = ann("POST", "/cart/shipping-option", {"shippingOptionId": "shm_e5Yc7HnR0b"})
    assert (sums(cart)["tax"], sums(cart)["total"]) == (797, 4992)


PRODUCTS = {
    "": ["stoneware-mug", "olive-wood-board", "linen-apron"],
    "?category=tableware": ["stoneware-mug", "olive-wood-board"],
    "?category=cat_t4Vn0pXa9k": ["stoneware-mug", "olive-wood-board"],
    "?category=hats": [],
    "?q=GALWAY": ["stoneware-mug"],
    "?q=o&category=tableware&sort=-name": ["stoneware-mug", "olive-wood-board"],
    "?sort=price": ["stoneware-mug", "linen-apron", "olive-wood-board"],
    "?sort=-price&perPage=2": ["olive-wood-board", "linen-apron"],
    "?sort=-price&perPage=2&page=2": ["stoneware-mug"],
    "?sort=name": ["linen-apron", "olive-wood-board", "stoneware-mug"],
}


@pytest.mark.parametrize("query", PRODUCTS)
def test_products_are_found_and_put_in_order(query: str, stub: Stub) -> None:
    answer = stub.http.get(f"/products{query}").json()
    assert [item["slug"] for item in answer["data"]] == PRODUCTS[query]
    assert answer["meta"]["total"] == (3 if "perPage" in query else len(PRODUCTS[query]))


@pytest.fixture
def shop() -> Iterator[Any]:
    app = PRIVATE.part("server").create_app(planned=True)
    with PRIVATE.part("_runtime.server").running(app) as url:
        settings = {**PRIVATE.settings(url), "strict": True}
        with PRIVATE.module.Client(**settings) as client:
            yield client.with_options(planned=True)


def test_prices_are_answered_as_they_were_sent(shop: Any) -> None:
    made = shop.products.create(name="Tea towel", price=1295, stock=3)
    assert (made.price.amount, made.price.formatted) == (1295, "€12.95")
    assert shop.products.update(made.id, price=1400).price.amount == 1400
    assert shop.products.get(made.id).price.formatted == "€14.00"
    assert [item.price.amount for item in shop.products.list(q="towel")] == [1400]


def test_what_is_created_is_answered_with_201(shop: Any, stub: Stub) -> None:
    raw = PRIVATE.module.raw
    assert raw(shop.products.create)(name="Bowl", price=1).status == 201
    hook = {"url": "https://shop.example.com/h", "events": ["order.paid"]}
    assert raw(shop.webhooks.create)(**hook).status == 201
    ann = stub.visitor("ann")
    begun = ann.send("POST", "/conversations", {})
    assert begun.status_code == 201
    path = f"/conversations/{begun.json()['data']['id']}/messages"
    assert ann.send("POST", path, {"body": "Hello?"}).status_code == 201


def test_the_sellers_lists_are_narrowed(shop: Any) -> None:
    def names(**asked: Any) -> list[str]:
        return [item.name for item in shop.products.list(**asked)]

    assert names() == ["Stoneware mug", "Linen apron"]
    assert names(status="draft") == ["Linen apron"]
    assert names(q="MUG") == ["Stoneware mug"]
    assert names(updated_after="2026-01-02T00:00:00Z") == ["Linen apron"]
    assert list(shop.orders.list(status="refunded")) == []
    assert len(list(shop.orders.list(created_before="2026-01-03T00:00:00Z"))) == 1
    assert list(shop.customers.list(q="nobody")) == []


def test_things_of_the_seller_that_nobody_knows_are_not_found(shop: Any) -> None:
    missing = PRIVATE.module.errors.NotFound
    for get in (shop.products.get, shop.orders.get, shop.customers.get):
        with pytest.raises(missing):
            get("x_none")


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("en-IE", "€37.00"),
        ("de-AT, en;q=0.5", "37,00\u00a0€"),
        ("xx, fr;q=0.8, de;q=0.2", "37,00\u00a0€"),
        ("en;q=0.1, nl;q=0.9", "€\u00a037,00"),
        ("xx", "€37.00"),
        ("de;q=0, *;q=0.1", "€37.00"),
    ],
)
def test_amounts_are_told_in_the_language_that_is_asked_for(
    asked: str, told: str, stub: Stub
) -> None:
    ann = stub.visitor("ann")
    cart = ann("POST", "/cart/items", {"productId": MUG, "quantity": 2})
    assert cart["totals"]["subtotal"]["formatted"] == "€37.00"
    seen = ann.send("GET", "/cart", Accept_Language=asked).json()["data"]
    assert seen["totals"]["subtotal"] == {"amount": 3700, "currency": "EUR", "formatted": told}
    assert seen["items"][0]["subtotal"]["formatted"] == told


def test_thousands_are_told_as_a_language_does(shop: Any, stub: Stub) -> None:
    made = shop.products.create(name="Big & new Kiln", price=123456789)
    assert (made.slug, made.inventory_count, made.status) == ("big-new-kiln", 0, "draft")
    said = {
        "de": "1.234.567,89\u00a0€",
        "fr": "1\u202f234\u202f567,89\u00a0€",
        "en": "€1,234,567.89",
    }
    for asked, told in said.items():
        options = {"headers": {"Accept-Language": asked}}
        assert shop.products.get(made.id, options=options).price.formatted == told


def test_who_buys_is_hidden_after_two_idle_hours_and_a_cart_goes_after_thirty_days(
    stub: Stub,
) -> None:
    ann, ben = stub.visitor("ann"), stub.visitor("ben")
    for visitor in (ann, ben):
        ready(visitor)
    stub.now[0] += 7200
    assert ann("GET", "/cart/checkout-data")["email"] == "ann@example.com"
    stub.now[0] += 7201
    for visitor in (ann, ben):
        cart, data = visitor("GET", "/cart"), visitor("GET", "/cart/checkout-data")
        assert (cart["hasCheckoutData"], cart["hasShippingAddress"]) == (False, False)
        assert "email" not in data
        assert "shippingAddress" not in data
        assert cart["items"][0]["quantity"] == 2
    assert fields(ann("POST", "/cart/checkout", {"paymentMethod": "pm_1"})) == ["email"]
    before = ann("GET", "/cart")["id"]
    stub.now[0] += 30 * 86400
    assert ann("GET", "/cart")["id"] == before
    stub.now[0] += 30 * 86400 + 1
    cart = ann("GET", "/cart")
    assert (cart["id"] != before, cart["items"]) == (True, [])
