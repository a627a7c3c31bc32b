"""What the stub of RetailCRM remembers: stores, filters, histories, favourites, loads."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx
import pytest

from tests.vendors.package import Package

RETAILCRM = Package("retailcrm")


class Shop:
    """A program of another make, at a stub of its own."""

    def __init__(self, http: httpx.Client) -> None:
        self._http = http

    def get(self, path: str, **query: Any) -> Any:
        """The answer to a GET; a status that is no success."""
        found = self._http.get(path, params=query)
        return found.json() if found.is_success else found.status_code

    def raw(self, path: str, **query: Any) -> httpx.Response:
        """The response to a GET, whole."""
        return self._http.get(path, params=query)

    def post(self, path: str, **fields: Any) -> Any:
        """The answer to a form; structures in it are JSON."""
        form = {n: v if isinstance(v, str) else json.dumps(v) for n, v in fields.items()}
        found = self._http.post(path, data=form)
        return found.json() if found.is_success else found.status_code

    def named(self, path: str, member: str, what: str, **query: Any) -> list[Any]:
        """A member of each thing of a list."""
        return [item.get(what) for item in self.get(path, **query)[member]]


@contextmanager
def opened() -> Iterator[Shop]:
    """A shop that is new."""
    app = RETAILCRM.part("server").create_app()
    with (
        RETAILCRM.part("_runtime.server").running(app) as url,
        httpx.Client(
            base_url=f"{url}/api/v5", headers={"X-API-KEY": "key"}, trust_env=False
        ) as http,
    ):
        yield Shop(http)


@pytest.fixture
def shop() -> Iterator[Shop]:
    with opened() as shop:
        yield shop


def test_site_says_where_a_thing_is_made_and_looked_for(shop: Shop) -> None:
    for site, name in (("north", "Anna"), ("south", "Boris")):
        shop.post("/customers/create", site=site, customer={"externalId": "7", "firstName": name})
    assert shop.get("/customers/7", site="north")["customer"]["firstName"] == "Anna"
    south = shop.get("/customers/7", site="south")["customer"]
    assert (south["firstName"], south["site"]) == ("Boris", "south")
    shop.post("/customers/7/edit", site="north", by="externalId", customer={"firstName": "Alla"})
    assert shop.get("/customers/7", site="north")["customer"]["firstName"] == "Alla"
    assert shop.get("/customers/7", site="south")["customer"]["firstName"] == "Boris"
    assert shop.get(f"/customers/{south['id']}", by="id", site="north") == 404
    found = {"filter[sites][]": "south"}
    assert shop.named("/customers", "customers", "firstName", **found) == ["Boris"]


@pytest.mark.parametrize(("first", "then"), [("id", "externalId"), ("externalId", "id")])
def test_what_the_document_shows_is_one_thing_by_either_name(
    shop: Shop, first: str, then: str
) -> None:
    listed = shop.get("/customers")["customers"]
    known = next(one for one in listed if one.get("externalId") and one.get("id"))
    shop.post(f"/customers/{known[first]}/edit", by=first, customer={"firstName": "Alla"})
    found = shop.get(f"/customers/{known[then]}", by=then)["customer"]
    assert (found["firstName"], found["id"]) == ("Alla", known["id"])


def test_what_is_created_twice_under_one_code_is_listed_once(shop: Shop) -> None:
    for name in ("Anna", "Alla"):
        shop.post("/customers/create", customer={"externalId": "c-1", "firstName": name})
    listed = shop.named("/customers", "customers", "externalId")
    assert listed.count("c-1") == 1
    assert shop.get("/customers/c-1")["customer"]["firstName"] == "Alla"
    before = shop.named("/reference/price-types", "priceTypes", "code")
    for name in ("Wholesale", "Trade"):
        shop.post("/reference/price-types/trade/edit", priceType={"code": "trade", "name": name})
    assert shop.named("/reference/price-types", "priceTypes", "code") == [*before, "trade"]
    shop.post("/reference/statuses/packed/edit", status={"code": "packed", "name": "Packed"})
    statuses = shop.get("/reference/statuses")["statuses"]
    assert (statuses["packed"]["name"], len(statuses)) == ("Packed", len({*statuses}))


ORDERS: list[dict[str, Any]] = [
    {"externalId": "a", "number": "1A", "status": "new", "summ": 100, "managerId": 7,
     "delivery": {"code": "courier", "cost": 10, "date": "2027-02-01", "address": {"city": "Riga"}},
     "items": [{"offer": {"id": 77, "name": "Blue mug"}, "quantity": 1}],
     "payments": [{"type": "cash", "status": "paid", "paidAt": "2027-01-05 10:00:00"}],
     "source": {"source": "shop"}, "firstName": "Zoe", "lastName": "Ozo", "totalSumm": 100,
     "createdAt": "2027-01-01 10:00:00", "customer": {"id": 55, "externalId": "c-55"},
     "customFields": {"nps": 3}},
    {"externalId": "b", "number": "2B", "status": "paid", "summ": 250, "managerId": 8,
     "delivery": {"code": "post", "cost": 30, "date": "2027-02-03", "address": {"city": "Tula"}},
     "payments": [{"type": "card", "status": "wait"}], "managerComment": "Ring twice", "totalSumm": 250,
     "createdAt": "2027-01-02 10:00:00", "customer": {"id": 56, "externalId": "c-56"},
     "customFields": {"nps": 9}},
    {"externalId": "c", "number": "3C", "status": "paid", "summ": 900, "managerId": 8,
     "delivery": {"code": "pickup", "cost": 0, "date": "2027-03-01"},
     "payments": [{"type": "bonus", "status": "off"}], "totalSumm": 900,
     "createdAt": "2027-01-03 10:00:00", "customer": {"id": 56, "externalId": "c-56"},
     "customFields": {"nps": 5}},
]  # fmt: skip
FILTERS = {
    "one value": ({"filter[numbers][]": "2B"}, "b"),
    "some of many": ({"filter[numbers][0]": "2B", "filter[numbers][1]": "3C"}, "bc"),
    "many, of which none is there": ({"filter[externalIds][]": "x"}, ""),
    "a state": ({"filter[extendedStatus][]": "paid"}, "bc"),
    "a group of states, which nobody knows": ({"filter[extendedStatus][]": "open-group"}, "abc"),
    "a city": ({"filter[city]": "riga"}, "a"),
    "ways to deliver": ({"filter[deliveryTypes][0]": "post", "filter[deliveryTypes][1]": "x"}, "b"),
    "a cost of delivery": ({"filter[minDeliveryCost]": "20"}, "b"),
    "days of delivery": ({"filter[deliveryDateFrom]": "2027-01-01", "filter[deliveryDateTo]": "2027-02-01"}, "a"),
    "a sum": ({"filter[minPrice]": "200", "filter[maxPrice]": "300"}, "b"),
    "a product": ({"filter[product]": "blue"}, "a"),
    "who bought": ({"filter[customer]": "oz"}, "a"),
    "a remark": ({"filter[managerComment]": "ring"}, "b"),
    "a payment's type": ({"filter[paymentTypes][]": "card"}, "b"),
    "a payment's state": ({"filter[paymentStatuses][]": "paid"}, "a"),
    "when it was paid": ({"filter[paidAtFrom]": "2027-01-05"}, "a"),
    "where from": ({"filter[sourceName]": "shop"}, "a"),
    "a manager": ({"filter[managers][]": "7"}, "a"),
    "within a structure": ({"filter[customerId]": "56"}, "bc"),
    "the customer's own id": ({"filter[customerExternalId]": "c-55"}, "a"),
    "from a day on": ({"filter[createdAtFrom]": "2027-01-02"}, "bc"),
    "up to a day": ({"filter[createdAtFrom]": "2027-01-01", "filter[createdAtTo]": "2027-01-02"}, "ab"),
    "a range of a field of one's own": ({"filter[customFields][nps][min]": "5"}, "bc"),
    "two at once": ({"filter[managers][]": "8", "filter[createdAtTo]": "2027-01-02"}, "b"),
}  # fmt: skip

SHARED = {
    "a cost of delivery", "a group of states, which nobody knows", "a payment's state",
    "a range of a field of one's own",
}  # fmt: skip
"""Filters that the example's order fits, too."""


@pytest.mark.parametrize("name", FILTERS)
def test_filters_narrow_lists(name: str, shop: Shop) -> None:
    for order in ORDERS:
        shop.post("/orders/create", order=order)
    asked, wanted = FILTERS[name]
    found = shop.named("/orders", "orders", "externalId", **asked)
    assert [one for one in found if one != "web-1001"] == list(wanted)
    assert ("web-1001" in found) == (name in SHARED)
    assert shop.get("/orders", **asked)["pagination"]["totalCount"] == len(found)


def test_histories_tell_what_was_done(shop: Shop) -> None:
    (first,) = shop.get("/orders/history")["history"]
    made = shop.post("/orders/create", order={"externalId": "h-1", "number": "9"}, site="north")
    shop.post("/orders/h-1/edit", by="externalId", order={"status": "paid"})
    since = {"filter[sinceId]": first["id"]}
    created, edited = shop.get("/orders/history", **since)["history"]
    assert (created["created"], created["newValue"], created["order"]) == (
        True, made["id"], {"id": made["id"], "externalId": "h-1", "site": "north"},
    )  # fmt: skip
    assert edited["order"]["externalId"] == "h-1"
    assert "created" not in edited
    assert first["id"] < created["id"] < edited["id"]
    last = {"filter[sinceId]": edited["id"]}
    assert shop.get("/orders/history", **last)["history"] == []
    pack = shop.post("/orders/packs/create", pack={"itemId": 1, "store": "x", "quantity": 2})["id"]
    shop.post(f"/orders/packs/{pack}/delete")
    done = shop.get("/orders/packs/history")["history"][1:]
    assert [(one.get("created"), one.get("deleted"), one["pack"]["id"]) for one in done] == [
        (True, None, pack), (None, True, pack),
    ]  # fmt: skip


def test_favourites_are_kept(shop: Shop) -> None:
    path = "/customer-interaction/main-shop/favorites/55"

    def offers() -> list[int]:
        return [one["offer"]["id"] for one in shop.get(path)["favorites"]]

    before = offers()
    for _ in range(2):
        shop.post(f"{path}/add", favorite={"offer": {"id": 77}})
    assert offers() == [*before, 77]
    shop.post(f"{path}/remove", favorite={"offer": {"id": before[0]}})
    assert offers() == [77]
    assert shop.post(f"{path}/remove", favorite={"offer": {"id": 1}})["success"]
    assert offers() == [77]


def test_a_cart_is_set_and_emptied(shop: Shop) -> None:
    path, who = "/customer-interaction/main-shop/cart", {"id": 91, "externalId": "c-91"}
    lines = [{"offer": {"id": 77}, "quantity": 3, "price": 10}]
    shop.post(f"{path}/set", cart={"customer": who, "items": lines, "link": "https://x.example"})
    for key in ("91", "c-91"):
        cart = shop.get(f"{path}/{key}")["cart"]
        assert (cart["items"][0]["quantity"], cart["link"]) == (3, "https://x.example")
    shop.post(f"{path}/clear", cart={"customer": who, "clearedAt": "2027-01-01 10:00:00+03:00"})
    assert shop.get(f"{path}/91")["cart"]["items"] == []


def test_verbs_of_users_and_loyalty_are_kept(shop: Shop) -> None:
    (user,) = shop.named("/users", "users", "id")[:1]
    shop.post(f"/users/{user}/status", status="dinner")
    assert shop.get(f"/users/{user}")["user"]["status"] == "dinner"
    account = "/loyalty/account/61"
    before = shop.get(account)["loyaltyAccount"]["amount"]
    shop.post(f"{account}/bonus/credit", amount="90")
    shop.post(f"{account}/bonus/charge", amount="40")
    assert shop.get(account)["loyaltyAccount"]["amount"] == before + 50


def test_many_are_loaded_and_deleted_at_once(shop: Shop) -> None:
    loaded = shop.post(
        "/orders/upload", site="north", orders=[{"externalId": "u1"}, {"externalId": "u2"}]
    )
    assert [one["externalId"] for one in loaded["uploadedOrders"]] == ["u1", "u2"]
    assert shop.get("/orders/u2")["order"]["site"] == "north"
    ids = shop.post("/costs/upload", costs=[{"summ": 5}, {"summ": 6}])["uploadedCosts"]
    assert [shop.get(f"/costs/{id}")["cost"]["summ"] for id in ids] == [5, 6]
    shop.post("/costs/delete", ids=ids[:1])
    assert shop.get(f"/costs/{ids[0]}") == 404
    assert ids[1] in shop.named("/costs", "costs", "id")


def test_payments_stand_in_their_order(shop: Shop) -> None:
    made = shop.post("/orders/create", order={"externalId": "p-1", "number": "1"})["id"]

    def states() -> dict[str, Any]:
        payments = shop.get("/orders/p-1")["order"]["payments"]
        return {
            key: one.get("status") for key, one in payments.items() if one.get("amount") != 3800
        }

    cash, card = (
        str(shop.post("/orders/payments/create", payment={"order": order, **payment})["id"])
        for order, payment in (
            ({"externalId": "p-1"}, {"type": "cash", "amount": 5, "externalId": "pay-1"}),
            ({"id": made}, {"type": "card", "amount": 7, "status": "wait"}),
        )
    )
    assert states() == {cash: None, card: "wait"}
    shop.post("/orders/payments/pay-1/edit", payment={"status": "paid"})
    shop.post(f"/orders/payments/{card}/edit", by="id", payment={"status": "paid"})
    assert states() == {cash: "paid", card: "paid"}
    shop.post(f"/orders/payments/{cash}/delete")
    assert states() == {card: "paid"}


def test_payments_of_a_new_order_stand_in_it(shop: Shop) -> None:
    sent = [{"type": "cash", "amount": 5, "externalId": "one"}, {"type": "card", "amount": 7}]
    shop.post("/orders/create", order={"externalId": "p-2", "payments": sent})
    found = shop.get("/orders/p-2")["order"]["payments"]
    assert [(one["type"], one["amount"]) for one in found.values()] == [("cash", 5), ("card", 7)]
    assert list(found) == [str(one["id"]) for one in found.values()]
    shop.post("/orders/payments/one/edit", payment={"status": "paid"})
    states = [one.get("status") for one in shop.get("/orders/p-2")["order"]["payments"].values()]
    assert states == ["paid", None]


@pytest.mark.parametrize(
    ("technique", "counts"),
    [("ours", {1: 2, 2: 4, 3: 5}), ("theirs", {1: 2, 2: 3, 3: 5}), ("summ", {1: 2, 2: 7, 3: 5})],
)
def test_orders_are_combined_by_a_technique(
    technique: str, counts: dict[int, int], shop: Shop
) -> None:
    def lines(**offers: int) -> list[dict[str, Any]]:
        return [{"offer": {"id": int(n[1:])}, "quantity": many} for n, many in offers.items()]

    shop.post("/orders/create", order={"externalId": "t-1", "items": lines(o2=3, o3=5)})
    shop.post("/orders/create", order={"externalId": "t-2", "items": lines(o1=2, o2=4)})
    pair = {"order": {"externalId": "t-1"}, "resultOrder": {"externalId": "t-2"}}
    shop.post("/orders/combine", technique=technique, **pair)
    found = shop.get("/orders/t-2")["order"]["items"]
    assert {one["offer"]["id"]: one["quantity"] for one in found} == counts
    assert shop.get("/orders/t-1") == 404


CUSTOMERS = {
    "a name": ({"filter[name]": "bor"}, "s-2"),
    "a city": ({"filter[city]": "Riga"}, "s-1"),
    "a subscription": ({"filter[subscriptions][0][subscription]": "offers"}, "s-2"),
    "a subscription that is off": (
        {"filter[subscriptions][0][subscription]": "offers",
         "filter[subscriptions][0][subscribed]": "0"}, "",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CUSTOMERS)
def test_filters_narrow_customers(name: str, shop: Shop) -> None:
    shop.post("/customers/create", customer={"externalId": "s-1", "address": {"city": "Riga"}})
    shop.post("/customers/create", customer={"externalId": "s-2", "firstName": "Boris"})
    on = [{"channel": "email", "subscription": "offers", "active": True}]
    shop.post("/customers/s-2/subscriptions", subscriptions=on)
    asked, wanted = CUSTOMERS[name]
    found = shop.named("/customers", "customers", "externalId", **asked)
    assert [one for one in found if one.startswith("s-")] == wanted.split()


def test_what_is_combined_is_gone(shop: Shop) -> None:
    ids = [shop.post("/orders/create", order={"externalId": one})["id"] for one in ("k-1", "k-2")]
    shop.post("/orders/combine", technique="ours", order={"id": ids[0]}, resultOrder={"id": ids[1]})
    assert shop.get("/orders/k-1") == 404
    assert shop.get("/orders/k-2")["order"]["id"] == ids[1]
    for one in ("m-1", "m-2", "m-3"):
        shop.post("/customers/create", customer={"externalId": one})
    merged = [{"externalId": "m-1"}, {"id": shop.get("/customers/m-2")["customer"]["id"]}]
    shop.post("/customers/combine", customers=merged, resultCustomer={"externalId": "m-3"})
    listed = shop.named("/customers", "customers", "externalId")
    assert ("m-1" in listed, "m-2" in listed, "m-3" in listed) == (False, False, True)
    kept = shop.get("/customers/m-3")["customer"]["id"]
    for gone in (
        {"path": "m-1"},
        {"path": "m-2", "site": "x"},
        {"path": merged[1]["id"], "by": "id"},
    ):
        found = shop.raw(f"/customers/{gone.pop('path')}", **gone)
        told = found.json()
        assert (found.status_code, told["success"]) == (404, False)
        assert {n: told["combinedTo"][n] for n in ("id", "externalId")} == {
            "id": kept,
            "externalId": "m-3",
        }
    assert "combinedTo" not in shop.raw(f"/orders/{ids[0]}", by="id").json()
    shop.post("/customers/create", customer={"externalId": "m-1", "firstName": "Once more"})
    assert shop.get("/customers/m-1")["customer"]["firstName"] == "Once more"


def test_external_ids_are_mended(shop: Shop) -> None:
    made = shop.post("/orders/create", order={"externalId": "wrong"})["id"]
    pairs = [{"id": made, "externalId": "right"}]
    assert shop.post("/orders/fix-external-ids", orders=pairs)["success"]
    assert shop.get("/orders/right")["order"]["id"] == made
    assert shop.get(f"/orders/{made}", by="id")["order"]["externalId"] == "right"
    assert shop.get("/orders/wrong") == 404
    shop.post("/customers/fix-external-ids", customers=[{"id": 55, "externalId": "c-new"}])
    assert shop.get("/customers/c-new")["customer"]["id"] == 55
    assert shop.get("/customers/c-55") == 404


def test_subscriptions_are_changed_and_added(shop: Shop) -> None:
    asked = [
        {"channel": "email", "subscription": "news", "active": False},
        {"channel": "waba", "subscription": "offers", "active": True},
    ]
    shop.post("/customers/c-55/subscriptions", subscriptions=asked)
    found = shop.get("/customers/c-55")["customer"]["customerSubscriptions"]
    assert [(one["subscription"]["code"], one["subscribed"]) for one in found] == [
        ("news", False), ("offers", True),
    ]  # fmt: skip
    assert found[0]["subscription"]["name"] == "News"


@pytest.mark.parametrize(
    "operation",
    [
        "corporateCustomerHistory", "listCustomDictionaries", "listLoyaltyAccountBonusDetails",
        "listLoyaltyBonusOperations", "listStoreProducts",
    ],
)  # fmt: skip
def test_a_list_has_what_its_own_example_asks_for(operation: str, shop: Shop) -> None:
    described = RETAILCRM.described[operation]
    given = {key: value for key, value in described.together().items() if key[1] != "cursor"}
    path = described.target({}, given).removeprefix("/api/v5")
    found = shop.get(path, **dict(described.query(given)))
    assert [value for value in found.values() if isinstance(value, list) and value]
