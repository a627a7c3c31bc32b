"""Values as they come and go: omitted and null, what is not known yet, and drift."""

from __future__ import annotations

import json
import warnings
from datetime import UTC, datetime
from typing import Any

import pytest
from shoprocket_public import errors, models
from shoprocket_public.errors import DriftWarning
from shoprocket_public.server import Answer

from tests.behaviour.document import operations
from tests.behaviour.shop import TOKEN, Shop, create_app, data_of

MONEY = {"amount": 1850, "currency": "EUR", "formatted": "€18.50"}
SECRET_VALUE = "not-to-be-repeated"


class Canned:
    """Answers with any JSON at all."""

    def __init__(self, body: Any, status: int = 200) -> None:
        self.answer = Answer(status, body)

    async def get_cart(self, **given: object) -> Answer:
        return self.answer

    async def get_my_order(self, order_id: str, **given: object) -> Answer:
        return self.answer

    async def list_categories(self) -> Answer:
        return self.answer


def cart(shop: Shop, body: Any, *, status: int = 200, **settings: Any) -> Any:
    shop.serve(create_app(Canned(body, status)))
    return shop.run(lambda client: client.cart.get(cart_token=TOKEN), **settings)


# Omitted and null ------------------------------------------------------------------------


def test_an_answer_tells_null_from_left_out(near: Shop) -> None:
    found = cart(near, {"data": {"id": "ord_c1", "discountCode": None}})
    assert found.discount_code is None
    assert found.discount_value is None
    assert found.model_fields_set == {"id", "discount_code"}
    assert data_of(found) == {"id": "ord_c1", "discountCode": None}


def test_the_documents_own_nulls_come_back_as_nulls(calm: Shop) -> None:
    found = calm.run(lambda client: client.cart.remove_discount(cart_token=TOKEN))
    example = operations()["removeDiscount"].successes[0].value["data"]
    nulls = {name for name, value in example.items() if value is None}
    assert nulls == {"discountCode", "discountType", "discountValue"}
    assert {name for name, value in data_of(found).items() if value is None} == nulls


def test_a_request_tells_null_from_left_out(near: Shop) -> None:
    near.run(
        lambda client: client.account.update_profile(
            cart_token=TOKEN, phone=None, first_name="Niamh"
        )
    )
    assert json.loads(near.only.body) == {"phone": None, "firstName": "Niamh"}


def test_a_model_goes_out_as_it_was_made(near: Shop) -> None:
    address = models.Address(line1="1 Pier", line2=None)
    address.city = "Galway"
    near.run(
        lambda client: client.cart.save_checkout_data(cart_token=TOKEN, shipping_address=address)
    )
    assert json.loads(near.only.body) == {
        "shippingAddress": {"line1": "1 Pier", "line2": None, "city": "Galway"}
    }


def test_a_value_that_came_can_go_out_again(calm: Shop) -> None:
    def use(client: Any) -> None:
        data = client.cart.get_checkout_data(cart_token=TOKEN)
        client.cart.save_checkout_data(
            cart_token=TOKEN, shipping_address=data.shipping_address, email=data.email
        )

    calm.run(use)
    came = json.loads(calm.exchanges[0].answer)["data"]
    assert json.loads(calm.exchanges[1].body) == {
        "shippingAddress": came["shippingAddress"],
        "email": came["email"],
    }


def test_models_are_made_by_python_name_or_wire_name() -> None:
    by_name = models.Address(country_code="IE", is_default=True)
    by_wire = models.Address.model_validate({"countryCode": "IE", "isDefault": True})
    assert by_name == by_wire
    assert data_of(by_name) == {"countryCode": "IE", "isDefault": True}


# What is not known yet -------------------------------------------------------------------

NEWER = {
    "data": {
        "id": "ord_o1",
        "type": "order",
        "paymentStatus": "paid_with_points",
        "fulfillmentStatus": "on_the_moon",
        "currency": "EUR",
        "loyalty": {"points": 12, "tiers": ["gold", None]},
        "createdAt": "2026-01-02T03:04:05.678Z",
        "items": [{"productId": "prod_a1", "quantity": 1, "engraving": "N. D."}],
        "totals": {"total": {**MONEY, "precise": "18.500"}},
    },
    "links": {"self": "/orders/ord_o1"},
}


@pytest.mark.parametrize("strict", [False, True])
def test_new_fields_and_new_words_survive(strict: bool, near: Shop) -> None:
    near.serve(create_app(Canned(NEWER)))
    order = near.run(
        lambda client: client.account.get_order("ord_o1", cart_token=TOKEN), strict=strict
    )
    assert type(order) is models.Order
    assert order.payment_status == "paid_with_points"
    assert order.fulfillment_status == "on_the_moon"
    assert order.model_extra == {"loyalty": {"points": 12, "tiers": ["gold", None]}}
    assert order.items[0].engraving == "N. D."
    assert order.totals.total.model_extra == {"precise": "18.500"}
    assert order.created_at == datetime(2026, 1, 2, 3, 4, 5, 678000, UTC)
    assert data_of(order)["loyalty"] == NEWER["data"]["loyalty"]
    assert data_of(order)["items"] == NEWER["data"]["items"]


def test_what_is_beside_the_envelopes_data_is_kept(calm: Shop) -> None:
    from shoprocket_public import raw

    calm.serve(create_app(Canned(NEWER)))
    response = calm.run(lambda c: raw(c.account.get_order)("ord_o1", cart_token=TOKEN))
    assert response.body.model_extra == {"links": {"self": "/orders/ord_o1"}}


def test_a_tree_of_any_depth(near: Shop) -> None:
    body: dict[str, Any] = {"id": "cat_0", "name": "0", "slug": "0"}
    for depth in range(1, 40):
        body = {"id": f"cat_{depth}", "name": str(depth), "slug": str(depth), "children": [body]}
    near.serve(create_app(Canned({"data": [body]})))
    (category,) = near.run(lambda client: client.categories.list())
    assert data_of(category) == body
    for _ in range(39):
        (category,) = category.children
    assert category.id == "cat_0"


# Drift -----------------------------------------------------------------------------------

DRIFTED = {
    "data": {
        "discountCode": ["NOT", "A", SECRET_VALUE],
        "items": [
            {"id": "oitm_1", "quantity": SECRET_VALUE, "price": MONEY, "inStock": True},
            {"id": "oitm_2", "quantity": 2, "price": {"amount": 1850}, "colour": "blue"},
        ],
        "updatedAt": "yesterday",
        "currency": "EUR",
    }
}


def test_drift_costs_only_what_drifts(near: Shop) -> None:
    near.serve(create_app(Canned(DRIFTED)))

    def use(client: Any) -> Any:
        if near.way.asynchronous:

            async def using() -> Any:
                return await client.cart.get(cart_token=TOKEN), client.drift

            return using()
        return client.cart.get(cart_token=TOKEN), client.drift

    with pytest.warns(DriftWarning) as warned:
        found, drift = near.run(use)
    assert type(found) is models.Cart
    assert found.id is None
    assert found.currency == "EUR"
    assert found.discount_code == ["NOT", "A", SECRET_VALUE]
    assert found.updated_at == "yesterday"
    first, second = found.items
    assert type(first) is type(second) is models.CartItem
    assert (first.quantity, first.price.amount, first.in_stock) == (SECRET_VALUE, 1850, True)
    assert (second.quantity, second.price.amount, second.price.currency) == (2, 1850, None)
    assert second.colour == "blue"
    assert found.model_fields_set == {"discount_code", "items", "updated_at", "currency"}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # pydantic notes the values of other types
        assert data_of(found) == DRIFTED["data"]

    places = [
        "/data/id: missing",
        "/data/discountCode: not valid",
        "/data/items/*/quantity: not valid",
        "/data/items/*/price/currency: missing",
        "/data/items/*/price/formatted: missing",
        "/data/updatedAt: not valid",
    ]
    for place in places:
        (key,) = (key for key in drift if key.startswith(f"getCart: {place}"))
        assert drift[key] == 1
        assert any(str(warning.message) == key for warning in warned)
    assert len(drift) == len(places)
    assert not any(SECRET_VALUE in str(warning.message) for warning in warned)


def test_drift_is_told_once_and_counted(calm: Shop) -> None:
    calm.serve(create_app(Canned({"data": {"id": "ord_c1", "currency": 7}})))

    def use(client: Any) -> Any:
        with pytest.warns(DriftWarning) as first:
            client.cart.get(cart_token=TOKEN)
        client.cart.get(cart_token=TOKEN)  # a warning here would be an error
        client.with_options(headers={"X-A": "1"}).cart.get(cart_token=TOKEN)
        return [str(warning.message) for warning in first], client.drift

    told, drift = calm.run(use)
    assert drift == {told[0]: 3}
    assert told[0].startswith("getCart: /data/currency: ")


def test_strict_refuses_drift(near: Shop) -> None:
    with pytest.raises(errors.DecodeError) as caught:
        cart(near, DRIFTED, strict=True)
    error = caught.value
    assert error.operation == "getCart"
    assert error.status == 200
    assert len(error.places) == 6
    assert all(place.startswith("/data/") for place in error.places)
    assert json.loads(error.body) == DRIFTED
    assert json.loads(error.content) == DRIFTED
    assert SECRET_VALUE not in str(error)


def test_strict_for_one_call(near: Shop) -> None:
    near.serve(create_app(Canned(DRIFTED)))
    with pytest.raises(errors.DecodeError):
        near.run(lambda c: c.cart.get(cart_token=TOKEN, options={"strict": True}))


def test_another_success_than_the_documented_one(calm: Shop) -> None:
    with pytest.warns(DriftWarning, match="getCart: status 203 is not in the document"):
        found = cart(calm, {"data": {"id": "ord_c1"}}, status=203)
    assert found.id == "ord_c1"


@pytest.mark.parametrize(
    ("body", "said"),
    [
        ({}, "data is missing"),
        ({"data": None}, "data is null"),
        ({"data": []}, "data is an array"),
        ({"data": "ord_c1"}, "data is a string"),
        (None, "the body is null"),
        ([], "the body is an array"),
        (7, "the body is a number"),
        (True, "the body is a boolean"),
    ],
)
def test_an_answer_without_its_value_is_no_answer(body: Any, said: str, near: Shop) -> None:
    with pytest.raises(errors.DecodeError, match=said) as caught:
        cart(near, body)
    assert caught.value.operation == "getCart"
    assert json.loads(caught.value.body) == body
    assert caught.value.request_id


@pytest.mark.parametrize("operation", ["get", "list"])
def test_items_of_another_shape_in_a_list(operation: str, calm: Shop) -> None:
    calm.serve(create_app(Canned({"data": [{"id": "cat_1", "name": "A", "slug": "a"}, 7, None]})))
    if operation == "list":
        with pytest.warns(DriftWarning):
            found = calm.run(lambda client: client.categories.list())
        assert type(found[0]) is models.Category
        assert found[1:] == [7, None]
    else:
        with pytest.raises(errors.DecodeError):
            calm.run(lambda client: client.categories.list(options={"strict": True}))
