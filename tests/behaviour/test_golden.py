"""Requests to Shoprocket written out by hand from the vendor's reference, byte for byte.

Unlike the other tests these do not read the document: they say what the vendor's
own calls look like. A change here is a change of what the vendor gets.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from contextlib import nullcontext
from typing import Any, NamedTuple

import pytest
from shoprocket_public import UNSET, errors
from shoprocket_public.models import Address, TaxItem

from tests.behaviour.shop import BASE, KEY, TOKEN, Shop

CART = {"x-cart-token": TOKEN}
FRENCH = {"accept-language": "fr-FR"}
T = TOKEN


class Golden(NamedTuple):
    """A call, and the request that it must become."""

    call: Callable[[Any], Any]
    target: str
    """Method, and path with query below the store's base URL."""
    headers: Mapping[str, str] = {}
    """Beside those of every request."""
    body: Any = None
    """The JSON body; None: there is none."""
    refused: type[errors.StatusError] | None = None
    """How the sandbox says no to it, which does not know such a thing."""


GOLDEN = {
    "store": Golden(lambda c: c.store.get(), "GET "),
    "cart": Golden(lambda c: c.cart.get(cart_token=T), "GET /cart", CART),
    "cart, with money as in France": Golden(
        lambda c: c.cart.get(cart_token=T, accept_language="fr-FR"), "GET /cart", CART | FRENCH
    ),
    "cart token as the visitor has it": Golden(
        lambda c: c.cart.get(cart_token="a b/c=+~"), "GET /cart", {"x-cart-token": "a b/c=+~"}
    ),
    "add by slug, quantity left to the vendor": Golden(
        lambda c: c.cart.add_item(cart_token=T, product_id="stoneware-mug"),
        "POST /cart/items",
        CART,
        {"productId": "stoneware-mug"},
    ),
    "add a variant": Golden(
        lambda c: c.cart.add_item(
            cart_token=T, product_id="prod_3fWk6uGe5s", variant_id="var_6pXd1oQz8w", quantity=3
        ),
        "POST /cart/items",
        CART,
        {"productId": "prod_3fWk6uGe5s", "variantId": "var_6pXd1oQz8w", "quantity": 3},
    ),
    "UNSET is as good as left out": Golden(
        lambda c: c.cart.add_item(
            cart_token=T,
            product_id="stoneware-mug",
            variant_id=UNSET,
            quantity=UNSET,
            accept_language=UNSET,
        ),
        "POST /cart/items",
        CART,
        {"productId": "stoneware-mug"},
    ),
    "text that is not ASCII stays text": Golden(
        lambda c: c.cart.add_item(cart_token=T, product_id="tasse-à-café-☕"),
        "POST /cart/items",
        CART,
        {"productId": "tasse-à-café-☕"},
        refused=errors.Unprocessable,
    ),
    "line to a quantity": Golden(
        lambda c: c.cart.update_item("oitm_Wy62bTfa1c", cart_token=T, quantity=3),
        "PUT /cart/items/oitm_Wy62bTfa1c",
        CART,
        {"quantity": 3},
    ),
    "line to nothing": Golden(
        lambda c: c.cart.update_item("oitm_Wy62bTfa1c", cart_token=T, quantity=0),
        "PUT /cart/items/oitm_Wy62bTfa1c",
        CART,
        {"quantity": 0},
    ),
    "line with an odd id stays one segment": Golden(
        lambda c: c.cart.update_item("a/b?c#d%e f", cart_token=T, quantity=1),
        "PUT /cart/items/a%2Fb%3Fc%23d%25e%20f",
        CART,
        {"quantity": 1},
        refused=errors.NotFound,
    ),
    "line removed": Golden(
        lambda c: c.cart.remove_item("oitm_Wy62bTfa1c", cart_token=T),
        "DELETE /cart/items/oitm_Wy62bTfa1c",
        CART,
    ),
    "discount": Golden(
        lambda c: c.cart.apply_discount(cart_token=T, code="SPRING20"),
        "POST /cart/discount",
        CART,
        {"code": "SPRING20"},
    ),
    "discount off": Golden(
        lambda c: c.cart.remove_discount(cart_token=T), "DELETE /cart/discount", CART
    ),
    "estimate for a country": Golden(
        lambda c: c.cart.estimate(cart_token=T, country_code="IE"),
        "POST /cart/estimate",
        CART,
        {"countryCode": "IE"},
    ),
    "estimate for a state": Golden(
        lambda c: c.cart.estimate(cart_token=T, country_code="US", state="US-CA", postcode="94107"),
        "POST /cart/estimate",
        CART,
        {"countryCode": "US", "state": "US-CA", "postcode": "94107"},
    ),
    "shipping options": Golden(
        lambda c: c.cart.list_shipping_options(cart_token=T), "GET /cart/shipping-options", CART
    ),
    "shipping option": Golden(
        lambda c: c.cart.select_shipping_option(cart_token=T, shipping_option_id="shm_e5Yc7HnR0b"),
        "POST /cart/shipping-option",
        CART,
        {"shippingOptionId": "shm_e5Yc7HnR0b"},
    ),
    "checkout data": Golden(
        lambda c: c.cart.get_checkout_data(cart_token=T), "GET /cart/checkout-data", CART
    ),
    "checkout data, e-mail and address": Golden(
        lambda c: c.cart.save_checkout_data(
            cart_token=T,
            email="niamh@example.com",
            shipping_address=Address(
                line1="14 Quay Street", city="Galway", postcode="H91 N2RF", country_code="IE"
            ),
            same_as_shipping=True,
        ),
        "PUT /cart/checkout-data",
        CART,
        {
            "email": "niamh@example.com",
            "shippingAddress": {
                "line1": "14 Quay Street",
                "city": "Galway",
                "postcode": "H91 N2RF",
                "countryCode": "IE",
            },
            "sameAsShipping": True,
        },
    ),
    "checkout data, null in an address is said": Golden(
        lambda c: c.cart.save_checkout_data(
            cart_token=T,
            billing_address=Address(line1="1 Pier", line2=None, state=None),
            same_as_shipping=False,
        ),
        "PUT /cart/checkout-data",
        CART,
        {
            "billingAddress": {"line1": "1 Pier", "line2": None, "state": None},
            "sameAsShipping": False,
        },
    ),
    "checkout data, nothing changed": Golden(
        lambda c: c.cart.save_checkout_data(cart_token=T), "PUT /cart/checkout-data", CART, {}
    ),
    "checkout by card": Golden(
        lambda c: c.cart.checkout(
            cart_token=T, payment_method="pm_x1", return_url="https://shop.example.com/thanks?a=1"
        ),
        "POST /cart/checkout",
        CART,
        {"paymentMethod": "pm_x1", "returnUrl": "https://shop.example.com/thanks?a=1"},
    ),
    "checkout by bank transfer": Golden(
        lambda c: c.cart.checkout(cart_token=T, payment_method="bank_transfer"),
        "POST /cart/checkout",
        CART,
        {"paymentMethod": "bank_transfer"},
    ),
    "customer known, no token needed": Golden(
        lambda c: c.cart.check_customer(email="niamh@example.com"),
        "POST /cart/check-customer",
        {},
        {"email": "niamh@example.com"},
    ),
    "customer known, token harmless": Golden(
        lambda c: c.cart.check_customer(email="niamh@example.com", cart_token=T),
        "POST /cart/check-customer",
        CART,
        {"email": "niamh@example.com"},
    ),
    "sign-in link": Golden(
        lambda c: c.cart.send_auth_link(email="niamh@example.com"),
        "POST /cart/send-auth",
        {},
        {"email": "niamh@example.com"},
    ),
    "sign-in confirmed": Golden(
        lambda c: c.cart.verify_auth(cart_token=T, token="lnk_k1"),
        "POST /cart/verify-auth",
        CART,
        {"token": "lnk_k1"},
    ),
    "account made": Golden(
        lambda c: c.cart.create_account(
            cart_token=T,
            email="niamh@example.com",
            first_name="Niamh",
            last_name="Daly",
            marketing_opt_in=False,
        ),
        "POST /cart/create-account",
        CART,
        {
            "email": "niamh@example.com",
            "firstName": "Niamh",
            "lastName": "Daly",
            "marketingOptIn": False,
        },
    ),
    "signed in?": Golden(
        lambda c: c.cart.get_auth_status(cart_token=T), "GET /cart/auth-status", CART
    ),
    "profile": Golden(lambda c: c.account.get_profile(cart_token=T), "GET /account/profile", CART),
    "profile, only what changes": Golden(
        lambda c: c.account.update_profile(cart_token=T, phone="+353915550177"),
        "PUT /account/profile",
        CART,
        {"phone": "+353915550177"},
    ),
    "own orders, the vendor's page": Golden(
        lambda c: c.account.list_orders(cart_token=T), "GET /account/orders", CART
    ),
    "own orders, a page": Golden(
        lambda c: c.account.list_orders(cart_token=T, page=2, per_page=5, accept_language="fr-FR"),
        "GET /account/orders?page=2&perPage=5",
        CART | FRENCH,
    ),
    "own order": Golden(
        lambda c: c.account.get_order("ord_8dXv3nQpLk", cart_token=T),
        "GET /account/orders/ord_8dXv3nQpLk",
        CART,
    ),
    "sign out": Golden(lambda c: c.account.logout(cart_token=T), "POST /account/logout", CART),
    "products": Golden(lambda c: c.products.list(), "GET /products"),
    "products of a category": Golden(
        lambda c: c.products.list(category="candles", per_page=50),
        "GET /products?category=candles&perPage=50",
    ),
    "products, dearest first": Golden(
        lambda c: c.products.list(sort="-price", page=3), "GET /products?sort=-price&page=3"
    ),
    "products, searched": Golden(
        lambda c: c.products.list(q="mug & plate + 100% café=é?"),
        "GET /products?q=mug%20%26%20plate%20%2B%20100%25%20caf%C3%A9%3D%C3%A9%3F",
    ),
    "products, an empty search is one": Golden(lambda c: c.products.list(q=""), "GET /products?q="),
    "product by slug": Golden(
        lambda c: c.products.get("stoneware-mug", accept_language="fr-FR"),
        "GET /products/stoneware-mug",
        FRENCH,
    ),
    "product by a slug in Cyrillic": Golden(
        lambda c: c.products.get("кружка"),
        "GET /products/%D0%BA%D1%80%D1%83%D0%B6%D0%BA%D0%B0",
        refused=errors.NotFound,
    ),
    "reviews": Golden(
        lambda c: c.products.list_reviews("prod_h7Kq2mWz4t", page=1, per_page=100),
        "GET /products/prod_h7Kq2mWz4t/reviews?page=1&perPage=100",
    ),
    "review": Golden(
        lambda c: c.products.create_review(
            "prod_h7Kq2mWz4t",
            rating=5,
            title="Mine",
            body="Lovely glaze.",
            author_name="Aoife",
            author_email="aoife@example.com",
        ),
        "POST /products/prod_h7Kq2mWz4t/reviews",
        {},
        {
            "rating": 5,
            "title": "Mine",
            "body": "Lovely glaze.",
            "authorName": "Aoife",
            "authorEmail": "aoife@example.com",
        },
    ),
    "categories": Golden(lambda c: c.categories.list(), "GET /categories"),
    "category": Golden(lambda c: c.categories.get("tableware"), "GET /categories/tableware"),
    "placed order": Golden(
        lambda c: c.orders.get("ord_8dXv3nQpLk", cart_token=T), "GET /orders/ord_8dXv3nQpLk", CART
    ),
    "state of an order": Golden(
        lambda c: c.orders.get_status("ord_8dXv3nQpLk", cart_token=T),
        "GET /orders/ord_8dXv3nQpLk/status",
        CART,
    ),
    "countries": Golden(lambda c: c.countries.list(), "GET /countries"),
    "states": Golden(lambda c: c.countries.list_states("US"), "GET /countries/US/states"),
    "tax": Golden(
        lambda c: c.tax.calculate(
            items=[
                TaxItem(product_id="prod_h7Kq2mWz4t", quantity=2),
                TaxItem(product_id="prod_3fWk6uGe5s", variant_id="var_6pXd1oQz8w", quantity=1),
            ],
            country_code="DE",
            postcode="10115",
        ),
        "POST /tax/calculate",
        {},
        {
            "items": [
                {"productId": "prod_h7Kq2mWz4t", "quantity": 2},
                {"productId": "prod_3fWk6uGe5s", "variantId": "var_6pXd1oQz8w", "quantity": 1},
            ],
            "countryCode": "DE",
            "postcode": "10115",
        },
    ),
    "ways to pay": Golden(lambda c: c.payment_methods.list(), "GET /payment-methods"),
    "conversation": Golden(
        lambda c: c.conversations.start(
            cart_token=T, subject="Sizes", initial_message="Hello!\nA children's size?"
        ),
        "POST /conversations",
        CART,
        {"subject": "Sizes", "initialMessage": "Hello!\nA children's size?"},
    ),
    "conversation about nothing yet": Golden(
        lambda c: c.conversations.start(cart_token=T), "POST /conversations", CART, {}
    ),
    "open conversation": Golden(
        lambda c: c.conversations.get_current(cart_token=T), "GET /conversations/current", CART
    ),
    "conversation's e-mail": Golden(
        lambda c: c.conversations.set_email(
            "conv_p3Jm9sVxYd", cart_token=T, email="niamh@example.com"
        ),
        "POST /conversations/conv_p3Jm9sVxYd/email",
        CART,
        {"email": "niamh@example.com"},
    ),
    "messages": Golden(
        lambda c: c.conversations.list_messages("conv_p3Jm9sVxYd", cart_token=T),
        "GET /conversations/conv_p3Jm9sVxYd/messages",
        CART,
    ),
    "message": Golden(
        lambda c: c.conversations.post_message("conv_p3Jm9sVxYd", cart_token=T, body="Thank you!"),
        "POST /conversations/conv_p3Jm9sVxYd/messages",
        CART,
        {"body": "Thank you!"},
    ),
    "feed": Golden(
        lambda c: c.feeds.get("google"),
        "GET /feeds/google.xml",
        {"accept": "application/xml, application/json;q=0.9"},
    ),
    "feed of a platform to come": Golden(
        lambda c: c.feeds.get("pinterest"),
        "GET /feeds/pinterest.xml",
        {"accept": "application/xml, application/json;q=0.9"},
    ),
}


@pytest.mark.parametrize("name", GOLDEN)
def test_request_is_what_the_vendor_wants(name: str, near: Shop) -> None:
    golden = GOLDEN[name]
    with pytest.raises(golden.refused) if golden.refused else nullcontext():
        near.run(golden.call)
    sent = near.only
    query = f"?{sent.query}" if sent.query else ""
    assert f"{sent.method} {sent.path}{query}" == golden.target.replace(" ", f" {BASE}", 1)
    expected = {
        "host": "api.shoprocket.io",
        "accept": "application/json",
        "accept-encoding": "gzip, deflate",
        "user-agent": "shoprocket_public/3.0.0",
        "authorization": f"Bearer {KEY}",
        **golden.headers,
    }
    if golden.body is not None:
        text = json.dumps(golden.body, ensure_ascii=False, separators=(",", ":")).encode()
        expected |= {"content-type": "application/json", "content-length": str(len(text))}
        assert json.loads(sent.body) == golden.body
        assert len(sent.body) == len(text)
    else:
        assert sent.body == b""
        if sent.method in ("POST", "PUT"):
            expected["content-length"] = "0"
    assert dict(sent.headers) == expected
    assert len(sent.headers) == len(expected)
