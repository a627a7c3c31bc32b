"""Dicts in place of models, by the names of Python or of the wire: what goes out is the same."""

from __future__ import annotations

import asyncio
import json
import typing
from types import ModuleType
from typing import Any

import httpx
import pytest

from tests.conventions.compiled import WAYS, got, opened, package, part
from tests.support import NOTHING, STRING, answer, document, operation, ref

NUMBER = {"type": "integer"}
MOMENT = {"type": "string", "format": "date-time"}


def thing(required: tuple[str, ...] = (), **members: Any) -> dict[str, Any]:
    return {"type": "object", "properties": members, "required": [*required]}


SCHEMAS: dict[str, Any] = {
    "Order": thing(
        ("orderId",),
        orderId=STRING,
        note={"type": ["string", "null"]},
        soldAt=MOMENT,
        **{"ship-to": ref("Address"), "from": STRING},
        orderItems={"type": "array", "items": ref("Item")},
        byCode={"type": "object", "additionalProperties": ref("Item")},
        payment=ref("Payment"),
        shape=ref("Shape"),
        partOf=ref("Order"),
    ),
    "Address": thing(("postCode",), postCode=STRING, lineOne=STRING),
    "Item": thing(itemId=NUMBER, quantity=NUMBER),
    "Card": thing(("kind",), kind={"const": "card"}, cardNumber=STRING),
    "Cash": thing(
        ("kind", "paid"),
        kind={"const": "cash"},
        paidAmount=NUMBER,
        paid={**STRING, "readOnly": True},
    ),
    "Payment": {
        "oneOf": [ref("Card"), ref("Cash")],
        "discriminator": {"propertyName": "kind", "mapping": {"card": "Card", "cash": "Cash"}},
    },
    "Shape": {
        "anyOf": [thing(("sideLength",), sideLength=NUMBER), thing(("radiusOf",), radiusOf=NUMBER)]
    },
    "Filter": thing(minPrice=NUMBER, inStock={"type": "boolean"}),
    "Items": {"type": "array", "items": ref("Item")},
}


def body(schema: Any, media: str = "application/json", **more: Any) -> dict[str, Any]:
    return {"required": True, "content": {media: {"schema": schema, **more}}}


FORM = body(
    thing(("order",), order=ref("Order")),
    "application/x-www-form-urlencoded",
    encoding={"order": {"contentType": "application/json"}},
)
FILTER = {
    "name": "filter",
    "in": "query",
    "style": "deepObject",
    "explode": True,
    "schema": ref("Filter"),
}
TREE: dict[str, Any] = document(
    {
        "/orders": {
            "post": operation(
                "addOrder",
                requestBody=body(thing(order=ref("Order"), siteCode=STRING)),
                responses=NOTHING,
            ),
            "put": operation("setOrder", requestBody=FORM, responses=NOTHING),
            "get": operation("find", parameters=[FILTER], responses=NOTHING),
        },
        "/items": {
            "post": operation("addItems", requestBody=body(ref("Items")), responses=NOTHING)
        },
        "/address": {
            "post": operation(
                "move",
                requestBody=body({"anyOf": [ref("Address"), ref("Item")]}),
                responses=NOTHING,
            )
        },
        "/payments": {"get": operation("paid", responses={"200": answer(ref("Payment"))})},
    },
    SCHEMAS,
)


@pytest.fixture(scope="module")
def module() -> ModuleType:
    return package("Dicts", TREE)


def sent(module: ModuleType, way: str, method: str, arguments: dict[str, Any]) -> httpx.Request:
    """The request of a call."""
    requests: list[httpx.Request] = []

    def answer(request: httpx.Request) -> httpx.Response:
        requests.append(request)
        return httpx.Response(204)

    async def main() -> None:
        async with opened(module, way, transport=httpx.MockTransport(answer)) as client:
            await got(getattr(client.things, method)(**arguments))

    asyncio.run(main())
    return requests[0]


WIRE: dict[str, Any] = {
    "orderId": "7",
    "note": None,
    "from": "x",
    "ship-to": {"postCode": "LV", "other": {"keepsItsName": 1, "and_this": 2}},
    "orderItems": [{"itemId": 1}, {"quantity": 2}],
    "byCode": {"item_id": {"itemId": 3}},
    "payment": {"kind": "cash", "paidAmount": 5},
    "shape": {"radiusOf": 4},
    "partOf": {"orderId": "6", "partOf": {"orderId": "5"}},
}
PYTHON: dict[str, Any] = {
    "order_id": "7",
    "note": None,
    "from_": "x",
    "ship_to": {"post_code": "LV", "other": {"keepsItsName": 1, "and_this": 2}},
    "order_items": [{"item_id": 1}, {"quantity": 2}],
    "by_code": {"item_id": {"item_id": 3}},
    "payment": {"kind": "cash", "paid_amount": 5},
    "shape": {"radius_of": 4},
    "part_of": {"order_id": "6", "part_of": {"order_id": "5"}},
}
MIXED = PYTHON | {"ship_to": WIRE["ship-to"], "order_items": ({"itemId": 1}, {"quantity": 2})}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("order", [WIRE, PYTHON, MIXED], ids=["wire", "python", "mixed"])
def test_either_name_is_written_as_the_wire_has_it(
    module: ModuleType, way: str, order: dict[str, Any]
) -> None:
    request = sent(module, way, "add_order", {"order": order, "site_code": "s"})
    assert json.loads(request.content) == {"order": WIRE, "siteCode": "s"}
    request = sent(module, way, "set_order", {"order": order})
    (pair,) = httpx.QueryParams(request.content.decode()).multi_items()
    assert (pair[0], json.loads(pair[1])) == ("order", WIRE)


@pytest.mark.parametrize("way", WAYS)
def test_models_and_dicts_mix(module: ModuleType, way: str) -> None:
    order = {"order_id": "7", "order_items": [module.models.Item(item_id=1), {"item_id": 2}]}
    request = sent(module, way, "add_order", {"order": order})
    assert json.loads(request.content)["order"]["orderItems"] == [{"itemId": 1}, {"itemId": 2}]


@pytest.mark.parametrize(
    ("method", "arguments", "wire"),
    [
        ("add_items", {"body": [{"item_id": 1}, {"itemId": 2}]}, [{"itemId": 1}, {"itemId": 2}]),
        (
            "move",
            {"body": {"post_code": "LV", "line_one": "1"}},
            {"postCode": "LV", "lineOne": "1"},
        ),
        ("move", {"body": {"item_id": 3}}, {"itemId": 3}),
    ],
)
def test_whole_bodies(
    module: ModuleType, method: str, arguments: dict[str, Any], wire: Any
) -> None:
    assert json.loads(sent(module, "sync", method, arguments).content) == wire


@pytest.mark.parametrize(
    "given", [{"min_price": 5, "in_stock": True}, {"minPrice": 5, "inStock": True}]
)
def test_parameters(module: ModuleType, given: dict[str, Any]) -> None:
    request = sent(module, "sync", "find", {"filter": given})
    assert dict(request.url.params) == {"filter[minPrice]": "5", "filter[inStock]": "true"}
    other = sent(module, "sync", "find", {"filter": module.models.Filter(**given)})
    assert other.url == request.url


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize(
    ("method", "arguments", "message"),
    [
        ("add_order", {"order": "7"}, "order is neither Order nor a dict, but str"),
        ("add_order", {"order": ["7"]}, "order is neither Order nor a dict, but list"),
        ("add_order", {"order": {"order_items": [{"item_id": 1}, 2]}},
         "order.orderItems.1 is neither Item nor a dict, but int"),
        ("add_order", {"order": {"part_of": {"ship_to": 5}}}, "order.partOf.ship-to is neither Address"),
        ("add_order", {"order": {"by_code": {"a": "b"}}}, "order.byCode.a is neither Item nor a dict"),
        ("add_order", {"order": {"payment": "cash"}}, "order.payment is neither Card or Cash nor a dict"),
        ("add_order", {"order": {"order_id": "7", "orderId": "8"}}, "order has orderId twice: as order_id"),
        ("move", {"body": "here"}, "body is neither Address or Item nor a dict, but str"),
        ("find", {"filter": 7}, "filter is neither Filter nor a dict, but int"),
    ],
)  # fmt: skip
def test_what_is_neither_is_refused_unsent(
    module: ModuleType, way: str, method: str, arguments: dict[str, Any], message: str
) -> None:
    with pytest.raises(part(module, "errors").UsageError) as caught:
        sent(module, way, method, arguments)
    assert message in str(caught.value)


def test_they_are_types(module: ModuleType) -> None:
    """Every member, by either name; what must be there is marked where both are one."""
    inputs = part(module, "inputs")
    hints = typing.get_type_hints(inputs.Order)
    assert {"order_id", "orderId", "ship_to", "ship-to", "from_", "from", "note"} <= hints.keys()
    assert hints["order_items"] == typing.get_type_hints(inputs.Order)["orderItems"]
    for made in (inputs.Card, inputs.Cash):  # what is `readOnly` may be left out
        marked = typing.get_type_hints(made, include_extras=True)
        needed = {n for n in marked if typing.get_origin(marked[n]) is typing.Required}
        assert needed == {"kind"}
    assert inputs.Order.__total__ is False
