"""Requests to Shoprocket's private API written out by hand from its facts.

Those to the public API are in tests/behaviour/test_golden.py.
"""

from __future__ import annotations

from datetime import UTC, datetime

from shoprocket_private.models import Address

from tests.vendors.golden import Golden

PACKAGE = "shoprocket-private"
CREDENTIALS = {"secret_key": "sk_test_s1"}
API = "https://api.shoprocket.io/v3/private"
READ = {"accept": "application/json", "authorization": "Bearer sk_test_s1"}
SENT = {**READ, "content-type": "application/json"}
DAY = datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)

GOLDEN = {
    "store": Golden(lambda c: c.store.get(), f"GET {API}/store", READ),
    "store renamed": Golden(
        lambda c: c.store.update(name="Harbour"), f"PATCH {API}/store", SENT, {"name": "Harbour"}
    ),
    "health": Golden(lambda c: c.health.get(), f"GET {API}/health", READ),
    "products": Golden(lambda c: c.products.list(), f"GET {API}/products", READ),
    "products, all that can be asked": Golden(
        lambda c: c.products.list(
            status="draft", q="tasse à café", updated_after=DAY, page=2, per_page=100
        ),
        f"GET {API}/products?status=draft&q=tasse%20%C3%A0%20caf%C3%A9"
        "&updatedAfter=2026-01-02T03%3A04%3A05Z&page=2&perPage=100",
        READ,
    ),
    "product by slug, money as in France": Golden(
        lambda c: c.products.get("stoneware-mug", accept_language="fr-FR"),
        f"GET {API}/products/stoneware-mug",
        {**READ, "accept-language": "fr-FR"},
    ),
    "product made, money is an integer": Golden(
        lambda c: c.products.create(
            name="Apron",
            price=2450,
            stock=12,
            status="draft",
            category_ids=["cat_a1"],
            metadata={"erp": "77"},
        ),
        f"POST {API}/products",
        SENT,
        {
            "name": "Apron",
            "price": 2450,
            "categoryIds": ["cat_a1"],
            "metadata": {"erp": "77"},
            "status": "draft",
            "stock": 12,
        },
    ),
    "price changed": Golden(
        lambda c: c.products.update("prod_a1", price=950),
        f"PATCH {API}/products/prod_a1",
        SENT,
        {"price": 950},
    ),
    "product archived": Golden(
        lambda c: c.products.archive("prod_a1"), f"DELETE {API}/products/prod_a1", READ
    ),
    "stock counted anew": Golden(
        lambda c: c.products.adjust_inventory("prod_a1", operation="set", quantity=0),
        f"PATCH {API}/products/prod_a1/inventory",
        SENT,
        {"operation": "set", "quantity": 0},
    ),
    "stock of a variant": Golden(
        lambda c: c.products.adjust_inventory(
            "prod_a1",
            operation="decrement",
            quantity=2,
            reason="broken",
            variant_id="var_b2",
        ),
        f"PATCH {API}/products/prod_a1/inventory",
        SENT,
        {"operation": "decrement", "quantity": 2, "reason": "broken", "variantId": "var_b2"},
    ),
    "orders": Golden(
        lambda c: c.orders.list(
            status="paid", customer_id="cust_c1", created_after=DAY, created_before=DAY
        ),
        f"GET {API}/orders?status=paid&customerId=cust_c1"
        "&createdAfter=2026-01-02T03%3A04%3A05Z&createdBefore=2026-01-02T03%3A04%3A05Z",
        READ,
    ),
    "order": Golden(
        lambda c: c.orders.get("ord_8dXv3nQpLk"), f"GET {API}/orders/ord_8dXv3nQpLk", READ
    ),
    "order's notes and address": Golden(
        lambda c: c.orders.update(
            "ord_o1",
            internal_notes="gift",
            shipping_address=Address(
                line1="14 Quay Street", city="Galway", postcode="H91 N2RF", country_code="IE"
            ),
        ),
        f"PATCH {API}/orders/ord_o1",
        SENT,
        {
            "internalNotes": "gift",
            "shippingAddress": {
                "line1": "14 Quay Street",
                "city": "Galway",
                "postcode": "H91 N2RF",
                "countryCode": "IE",
            },
        },
    ),
    "order sent": Golden(
        lambda c: c.orders.fulfill(
            "ord_o1", carrier="An Post", tracking_number="CE1", notify_customer=False
        ),
        f"POST {API}/orders/ord_o1/fulfill",
        SENT,
        {"carrier": "An Post", "notifyCustomer": False, "trackingNumber": "CE1"},
    ),
    "part of the money back": Golden(
        lambda c: c.orders.refund("ord_o1", amount=500, reason="customer_request", restock=False),
        f"POST {API}/orders/ord_o1/refund",
        SENT,
        {"amount": 500, "reason": "customer_request", "restock": False},
    ),
    "order cancelled": Golden(
        lambda c: c.orders.cancel("ord_o1", reason="never paid"),
        f"POST {API}/orders/ord_o1/cancel",
        SENT,
        {"reason": "never paid"},
    ),
    "customers": Golden(
        lambda c: c.customers.list(q="niamh", per_page=5),
        f"GET {API}/customers?q=niamh&perPage=5",
        READ,
    ),
    "customer": Golden(
        lambda c: c.customers.get("cust_Lq9Zt1wUvA"), f"GET {API}/customers/cust_Lq9Zt1wUvA", READ
    ),
    "customer's tags, all of them": Golden(
        lambda c: c.customers.update("cust_c1", tags=[], marketing_opt_in=False),
        f"PATCH {API}/customers/cust_c1",
        SENT,
        {"marketingOptIn": False, "tags": []},
    ),
    "webhooks": Golden(lambda c: c.webhooks.list(), f"GET {API}/webhooks", READ),
    "webhook made": Golden(
        lambda c: c.webhooks.create(
            url="https://shop.example.com/hook", events=["order.paid", "order.refunded"]
        ),
        f"POST {API}/webhooks",
        SENT,
        {"events": ["order.paid", "order.refunded"], "url": "https://shop.example.com/hook"},
    ),
    "webhook gone": Golden(
        lambda c: c.webhooks.delete("whk_w1"), f"DELETE {API}/webhooks/whk_w1", READ
    ),
}
