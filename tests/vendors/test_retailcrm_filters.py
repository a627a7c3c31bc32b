"""Filters of RetailCRM's lists that look beyond an item: at its customer's orders, tasks, notes.

One shop for all rows, which only read: what it holds besides the document's examples is here.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.vendors.test_retailcrm_state import Shop, opened


@pytest.fixture(scope="module")
def shop() -> Iterator[Shop]:
    with opened() as shop:
        _fill(shop)
        yield shop


def _fill(shop: Shop) -> None:
    ann, ben = (
        shop.post("/customers/create", customer=one)["id"]
        for one in (
            {"externalId": "ann", "firstName": "Ann", "email": "ann@mail.example", "managerId": 12,
             "phones": [{"number": "+491"}], "addTags": ["gold", "late"], "attachedTag": "vip"},
            {"externalId": "ben", "firstName": "Ben", "lastName": "Benson", "email": "ben@mail.example",
             "managerId": 99, "addTags": ["silver"]},
        )
    )  # fmt: skip
    shop.post("/customers/ann/edit", by="externalId", customer={"removeTags": ["late"]})
    firm = {"externalId": "firm", "nickName": "Firm", "managerId": 99, "createdAt": "2027-01-01 10:00:00",
            "customerContacts": [{"customer": {"id": ann}}]}  # fmt: skip
    firm_id = shop.post("/customers-corporate/create", customerCorporate=firm)["id"]
    orders = [
        {"externalId": "o-1", "number": "F1", "customer": {"id": ann}, "createdAt": "2027-01-01 10:00:00",
         "managerId": 12, "summ": 100, "purchaseSumm": 30, "items": [{"offer": {"id": 330}}]},
        {"externalId": "o-2", "number": "F2", "customer": {"externalId": "ben"},
         "createdAt": "2027-02-01 10:00:00", "managerId": 99, "summ": 90, "purchaseSumm": 80,
         "items": []},
        {"externalId": "o-3", "number": "F3", "customer": {"id": ann}, "createdAt": "2027-03-01 10:00:00",
         "managerId": 99, "items": [], "summ": 5, "purchaseSumm": 5},
        {"externalId": "o-4", "number": "F4", "customer": {"id": firm_id}, "createdAt": "2027-04-01 10:00:00",
         "managerId": 99, "items": [], "summ": 5, "purchaseSumm": 5},
    ]  # fmt: skip
    ids = [shop.post("/orders/create", order=order)["id"] for order in orders]
    for task in (
        {"text": "Ring back", "customer": {"id": ann}, "order": {"id": ids[0]}, "complete": True,
         "datetime": "2027-01-05 10:00"},
        {"text": "Write", "customer": {"id": ben}, "order": {"id": ids[1]}, "datetime": "2027-06-05 10:00"},
        {"text": "Visit", "customer": {"id": firm_id}, "order": {"id": ids[3]}, "datetime": "2027-07-05 10:00"},
    ):  # fmt: skip
        shop.post("/tasks/create", task=task)
    shop.post("/customers/notes/create", note={"customer": {"id": ben}, "text": "Likes Blue"})
    shop.post(
        "/customers-corporate/notes/create", note={"customer": {"id": firm_id}, "text": "Big"}
    )
    shop.post("/reference/cost-items/post/edit", costItem={"code": "post", "group": "freight"})
    shop.post("/costs/create", cost={"summ": 50, "costItem": "post", "order": {"id": ids[0]}, "comment": "To Rome",
                                     "dateFrom": "2027-05-01", "dateTo": "2027-05-31"})  # fmt: skip
    shop.post("/orders/packs/create", pack={"itemId": 1, "store": "x", "quantity": 2})
    shop.post("/orders/packs/create", pack={"itemId": 9161, "store": "y", "quantity": 2})
    shipment = {"externalId": "s-2", "orders": [{"externalId": "o-2"}, {"id": ids[2]}]}
    shop.post("/delivery/shipments/create", deliveryShipment=shipment, deliveryType="post")
    shop.post("/web-analytics/visits/upload", visits=[
        {"createdAt": f"2027-0{month}-01 10:00:00", "customer": customer}
        for month, customer in ((5, {"id": ann}), (4, {"externalId": "ann"}), (6, {"id": ann}),
                                (8, {"externalId": "ben"}), (8, {"externalId": "nobody"}))
    ])  # fmt: skip
    dateless = shop.post("/web-analytics/visits/upload", visits=[{"customer": {"id": ann}}])
    assert dateless["success"]


CUSTOMERS, FIRMS, ORDERS = "c-55 ann ben", "corp-9 firm", "web-1001 o-1 o-2 o-3 o-4"
ROWS: dict[str, list[tuple[str, str]]] = {
    "/customers customers externalId": [
        ("", CUSTOMERS),
        ("firstOrderFrom=2027-01-01", "ann ben"), ("firstOrderFrom=2027-01-02", "ben"),
        ("firstOrderTo=2027-01-01", "ann"), ("firstOrderTo=2026-12-31", ""),
        ("lastOrderFrom=2027-02-02", "ann"), ("lastOrderTo=2027-02-01", "ben"),
        ("firstWebVisitFrom=2027-04-02", "ben"), ("firstWebVisitTo=2027-04-01", "ann"),
        ("lastWebVisitFrom=2027-06-01", "ann ben"), ("lastWebVisitTo=2027-06-01", "ann"),
        ("managerGroups][=sales", "c-55 ann"), ("managerGroups][=x", ""),
        ("notes=blue", "ben"), ("notes=after six", "c-55"),
        ("attachments=2", "c-55"), ("attachments=1", CUSTOMERS),
        ("tasksCounts=1", "ann"), ("tasksCounts=2", "c-55 ben"),
        ("attachedTags][=gold", "ann"), ("attachedTags][=vip", "ann"), ("attachedTags][=late", ""),
        ("attachedTags][=regular", "c-55"), ("mgChannels][=6", CUSTOMERS), ("mgChannels][=7", ""),
    ],
    "/customers-corporate customersCorporate externalId": [
        ("", FIRMS), ("firstOrderFrom=2027-04-01", "firm"), ("firstOrderFrom=2027-04-02", ""),
        ("firstOrderTo=2026-12-31", "corp-9"), ("lastOrderFrom=2027-04-01", "firm"),
        ("lastOrderTo=2026-12-31", "corp-9"),
        ("managerGroups][=sales", "corp-9"), ("notes=big", "firm"), ("tasksCounts=2", "firm"),
        ("tasksCounts=1", "corp-9"), ("attachments=2", ""), ("attachments=3", FIRMS),
        ("email=ANN@mail.example", "firm"), ("email=anna.orlova@example.com", "corp-9"),
    ],
    "/orders orders externalId": [
        ("", ORDERS),
        ("firstOrderFrom=2027-02-01", "o-2 o-4"), ("firstOrderTo=2027-01-01", "web-1001 o-1 o-3"),
        ("lastOrderFrom=2027-03-01", "o-1 o-3 o-4"), ("lastOrderTo=2027-02-01", "web-1001 o-2"),
        ("firstWebVisitFrom=2027-04-01", "o-1 o-2 o-3"), ("firstWebVisitTo=2027-04-01", "o-1 o-3"),
        ("lastWebVisitFrom=2027-06-02", "o-2"), ("lastWebVisitTo=2027-06-01", "o-1 o-3"),
        ("managerGroups][=sales", "web-1001 o-1"), ("productGroups][=9", "web-1001 o-1"),
        ("productGroups][=8", ""), ("minCostSumm=51", "web-1001"), ("maxCostSumm=49", "o-2 o-3 o-4"),
        ("minMarginSumm=11&maxMarginSumm=70", "o-1"), ("attachments=2", "web-1001"),
        ("tasksCounts=1", "o-1 o-3"), ("tasksCounts=2", "web-1001 o-2 o-4"), ("mgChannels][=6", "o-1 o-2 o-3"), ("mgChannels][=7", ""),
    ],
    "/orders/packs packs itemId": [
        ("", "9161 1 9161"), ("orderExternalId=web-1001", "9161 9161"), ("orderId=4815", "9161 9161"),
        ("itemId=1", "1"), ("itemId=9161&stores][=y", "9161"),
    ],
    "/orders/packs/history history id": [("orderId=5", ""), ("orderExternalId=o-1", "")],
    "/costs costs comment": [
        ("", "March|To Rome"), ("comment=rome", "To Rome"), ("costGroups][=freight", "To Rome"),
        ("costGroups][=advertising", "March"), ("dateFrom=2027-04-30", "To Rome"), ("dateTo=2026-03-31", "March"),
    ],
    "/tasks tasks text": [
        ("", "Call the customer back|Ring back|Write|Visit"), ("text=back", "Call the customer back|Ring back"),
        ("customer=benson", "Write"), ("customer=%2B491", "Ring back"), ("customer=ann", "Call the customer back|Ring back"),
        ("orderNumber=F2", "Write"), ("orderNumber=1001C", "Call the customer back"), ("status=completed", "Ring back"),
        ("status=performing", "Call the customer back|Write|Visit"), ("dateFrom=2027-06-05", "Write|Visit"),
        ("dateTo=2027-01-05", "Call the customer back|Ring back"),
    ],
    "/users users id": [("isPosManager=0", "12"), ("isPosManager=1", "")],
    "/files files id": [("sites][=main-shop", "118"), ("sites][=north", "")],
    "/delivery/shipments deliveryShipments externalId": [
        ("", "ship-230 s-2"), ("orderNumber=1001C", "ship-230"), ("orderNumber=F2", "s-2"),
        ("orderNumber=F3", "s-2"), ("orderNumber=F1", ""),
    ],
    "/loyalty/accounts loyaltyAccounts id": [
        ("customer=orlova", "61"), ("customer=benson", ""), ("sites][=main-shop", "61"), ("sites][=north", ""),
    ],
    "/store/inventories offers id": [
        ("productExternalId=shirt-w", "330"), ("productExternalId=x", ""), ("productArticle][=CS-100", "330"),
        ("productArticle][=x", ""), ("productActive=0", ""), ("productActive=1", "330"), ("offerActive=1", "330"),
        ("offerActive=0", ""), ("catalogs][=2", ""), ("offerArticle][=CS-100-M", "330"),
    ],
    "/store/product-groups productGroup id": [("catalogs][=1", "9"), ("catalogs][=2", "")],
    "/store/products products id": [
        ("minPrice=3900", "120"), ("minPrice=3901", ""), ("maxPrice=3500", "120"), ("maxPrice=3499", ""),
        ("xmlId=x", ""), ("sites][=north", ""),
    ],
    "/store/products/properties/values productPropertyValues value": [("groups][=5", "")],
    "/customers-corporate/corp-9/contacts contacts id": [
        ("contactIds][=55", "19"), ("contactIds][=19", ""), ("contactExternalIds][=c-55", "19"), ("contactExternalIds][=x", ""),
    ],
    "/customers-corporate/corp-9/addresses addresses id": [("name=nothing", "")],
    "/custom-fields customFields code": [("name=nothing", "")],
    "/custom-fields/dictionaries customDictionaries code": [("name=nothing", "")],
}  # fmt: skip


@pytest.mark.parametrize("listed", ROWS)
def test_lists_are_narrowed_by_what_is_known_elsewhere(listed: str, shop: Shop) -> None:
    path, member, what = listed.split()
    wrong: list[tuple[str, Any]] = []
    for query, wanted in ROWS[listed]:
        asked = [pair.partition("=") for pair in query.split("&") if pair]
        found = shop.named(
            path, member, what, **{f"filter[{n}]": v.replace("%2B", "+") for n, _, v in asked}
        )
        told = wanted.split("|") if what in ("comment", "text") else wanted.split()
        if sorted(map(str, found)) != sorted(filter(None, told)):
            wrong.append((query, found))
    assert wrong == []


def test_tags_are_added_and_taken_away(shop: Shop) -> None:
    tags = shop.get("/customers/ann")["customer"]["tags"]
    assert {tag["name"] for tag in tags} == {"gold", "vip"}


def test_visits_of_nobody_make_no_customer(shop: Shop) -> None:
    assert shop.named("/customers", "customers", "externalId") == CUSTOMERS.split()


def test_histories_are_narrowed_by_the_order_of_a_pack(shop: Shop) -> None:
    every = shop.get("/orders/packs/history")["history"]
    found = shop.get("/orders/packs/history", **{"filter[orderExternalId]": "web-1001"})["history"]
    assert [row["pack"]["quantity"] for row in found if row["id"] > 10**6] == [2]
    assert len(found) < len(every)
    assert shop.get("/orders/packs/history", **{"filter[orderId]": "4815"})["history"] == found
