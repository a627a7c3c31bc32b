"""A server that somebody wrote against the generated Protocol, called by the generated client."""

from __future__ import annotations

import inspect
from datetime import UTC, datetime
from typing import Any

import pytest
from shoprocket_public import UNSET, Unset, errors, models, raw, raw_async
from shoprocket_public._runtime.server import Result, current
from shoprocket_public.server import Answer, Refusal, Unimplemented
from shoprocket_public.server.app import OPERATIONS
from shoprocket_public.server.protocol import Implementation, ProductsService

from tests.behaviour.document import operations
from tests.behaviour.shop import KEY, TOKEN, Shop, create_app
from tests.behaviour.test_operations import ANSWERS, ASYNC, SYNC, arguments

EUR = "EUR"


def money(amount: int) -> models.Money:
    return models.Money(amount=amount, currency=EUR, formatted=f"€{amount / 100:.2f}")


class Till:
    """Some of the operations, each answering in another of the ways there are."""

    def __init__(self) -> None:
        self.seen: dict[str, Any] = {}

    async def add_cart_item(
        self,
        *,
        cart_token: str,
        product_id: str,
        quantity: int | Unset,
        variant_id: str | Unset,
        accept_language: str | Unset,
    ) -> models.Cart:
        self.seen = {
            "cart_token": cart_token,
            "product_id": product_id,
            "quantity": quantity,
            "variant_id": variant_id,
            "accept_language": accept_language,
            "key": current().credentials["publishableKey"],
            "variable": current().server["publishable_key"],
        }
        if product_id == "sold-out":
            raise Refusal(409, code="out_of_stock", message="None of these is left.")
        if product_id == "unknown":
            raise Refusal(
                422, fields={"productId": "There is no such product."}, headers={"X-Shop": "7"}
            )
        return models.Cart(
            id="ord_c1",
            items=[models.CartItem(id="oitm_1", product_id=product_id, quantity=quantity or 1)],
            totals=models.CartTotals(total=money(1850 * (quantity or 1))),
            discount_code=None,
            updated_at=datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC),
        )

    async def calculate_tax(
        self, *, country_code: str, items: list[models.TaxItem], **rest: object
    ) -> models.TaxQuote:
        self.seen = {"items": items, **rest}
        return models.TaxQuote(tax=money(sum(item.quantity for item in items)), tax_rate=0.23)

    def list_countries(self) -> list[models.Country]:
        """Not a coroutine: what needs no waiting need not be one."""
        return [models.Country(code="IE", name="Ireland", requires_state=False)]

    async def create_review(self, product: str, **given: object) -> Answer:
        self.seen = {"product": product, **given}
        receipt = models.ReviewReceipt(id="prev_1", status="pending_moderation")
        return Answer(
            201, models.CreateReviewResponse(data=receipt), headers={"X-Moderator": "Aoife"}
        )

    async def list_reviews(self, product: str, **given: object) -> Any:
        return Result(
            [models.Review(id="prev_1", rating=4)],
            meta={"currentPage": 1, "perPage": 20, "total": 1, "lastPage": 1, "averageRating": 4.0},
        )

    async def get_feed(self, platform: str) -> str:
        return f"<rss><!-- {platform} --></rss>"

    async def save_checkout_data(
        self, *, shipping_address: models.Address | Unset, **rest: object
    ) -> models.CheckoutData:
        self.seen = {"shipping_address": shipping_address, **rest}
        return models.CheckoutData(notes=None)

    async def get_store(self) -> Any:
        return {"name": 7}


IMPLEMENTED = {name for name in vars(Till) if not name.startswith("_")}


def test_the_protocol_has_a_method_for_every_operation() -> None:
    assert {operation.id for operation in OPERATIONS.values()} == set(operations())
    for name in OPERATIONS:
        function = getattr(Implementation, name)
        assert inspect.iscoroutinefunction(function)
        assert function.__annotations__["return"].endswith("| Answer")


def test_arguments_come_typed_and_models_go_out(shop: Shop) -> None:
    till = Till()
    shop.serve(create_app(till))
    cart = shop.run(lambda c: c.cart.add_item(cart_token=TOKEN, product_id="mug", quantity=2))
    assert till.seen == {
        "cart_token": TOKEN,
        "product_id": "mug",
        "quantity": 2,
        "variant_id": UNSET,
        "accept_language": UNSET,
        "key": KEY,
        "variable": KEY,
    }
    assert type(cart) is models.Cart
    assert (cart.items[0].quantity, cart.totals.total.amount) == (2, 3700)
    assert cart.updated_at == datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert cart.model_fields_set == {"id", "items", "totals", "discount_code", "updated_at"}
    assert b'"discountCode":null' in shop.only.answer
    assert b"variantId" not in shop.only.answer


def test_models_in_lists_and_members_arrive_as_models(near: Shop) -> None:
    till = Till()
    near.serve(create_app(till))
    item = models.TaxItem(product_id="mug", quantity=3)
    quote = near.run(lambda client: client.tax.calculate(country_code="IE", items=[item, item]))
    assert quote.tax.amount == 6
    assert till.seen["items"] == [item, item]
    assert [type(one) for one in till.seen["items"]] == [models.TaxItem] * 2
    assert till.seen["postcode"] is UNSET

    address = models.Address(line1="1 Pier", state=None)
    data = near.run(lambda c: c.cart.save_checkout_data(cart_token=TOKEN, shipping_address=address))
    assert till.seen["shipping_address"] == address
    assert till.seen["shipping_address"].model_fields_set == {"line1", "state"}
    assert data.model_fields_set == {"notes"}


def test_a_plain_method_and_text_will_do(near: Shop) -> None:
    near.serve(create_app(Till()))
    (country,) = near.run(lambda client: client.countries.list())
    assert (type(country), country.code, country.requires_state) == (models.Country, "IE", False)
    assert near.run(lambda c: c.feeds.get("google")) == "<rss><!-- google --></rss>"


def test_an_answer_chooses_status_and_headers(near: Shop) -> None:
    near.serve(create_app(Till()))
    whole = raw_async if near.way.asynchronous else raw
    response = near.run(
        lambda client: whole(client.products.create_review)("mug", body="Good.", rating=5)
    )
    assert (response.status, response.value.id) == (201, "prev_1")
    assert response.headers["x-moderator"] == "Aoife"


def test_a_result_brings_members_beside_its_value(near: Shop) -> None:
    near.serve(create_app(Till()))

    async def use_async(client: Any) -> Any:
        return await client.products.list_reviews("mug")

    use = use_async if near.way.asynchronous else lambda c: c.products.list_reviews("mug")
    page = near.run(use)
    assert [review.rating for review in page.items] == [4]
    assert (page.total, page.body.meta.average_rating) == (1, 4.0)


def test_a_refusal_goes_out_in_the_vendors_envelope(shop: Shop) -> None:
    shop.serve(create_app(Till()))
    with pytest.raises(errors.Conflict) as conflict:
        shop.run(lambda c: c.cart.add_item(cart_token=TOKEN, product_id="sold-out"))
    assert conflict.value.code == "out_of_stock"
    assert conflict.value.message == "None of these is left."
    assert type(conflict.value.body) is models.Error

    with pytest.raises(errors.Unprocessable) as refused:
        shop.run(lambda c: c.cart.add_item(cart_token=TOKEN, product_id="unknown"))
    assert refused.value.code == "validation_failed"
    assert dict(refused.value.fields) == {"productId": ["There is no such product."]}
    assert refused.value.headers["x-shop"] == "7"


@pytest.mark.parametrize(
    "operation", [one.id for name, one in OPERATIONS.items() if name not in IMPLEMENTED]
)
def test_the_rest_is_not_implemented(operation: str, near: Shop) -> None:
    assert operation in {answer.operation for answer in ANSWERS}
    near.serve(create_app(Till()))
    described = operations()[operation]
    method = (ASYNC if near.way.asynchronous else SYNC)[operation]
    args = arguments(described, method, next(iter(described.bodies), None))

    def use(client: Any) -> Any:
        return method.of(client)(**args, options={"retries": 0})

    with pytest.raises(errors.ServerError) as caught:
        near.run(use)
    error = caught.value
    assert (error.status, error.operation) == (501, operation)
    assert error.code == "not_implemented"
    assert operation in error.message
    assert set(error.body) == {"error"}


def test_a_class_may_inherit_the_protocol(near: Shop) -> None:
    class Shelf(ProductsService):
        async def get_product(
            self, product: str, *, accept_language: str | Unset = UNSET
        ) -> models.Product:
            return models.Product(id="prod_1", slug=product, name="Mug")

    near.serve(create_app(Shelf()))
    assert near.run(lambda client: client.products.get("mug")).slug == "mug"
    with pytest.raises(errors.ServerError) as caught:
        near.run(lambda c: c.products.create_review("mug", body="Good.", rating=5))
    assert caught.value.status == 501
    assert Unimplemented("createReview").status == 501


def test_input_is_checked_before_the_implementation_sees_it(near: Shop) -> None:
    till = Till()
    near.serve(create_app(till))
    with pytest.raises(errors.Unprocessable) as caught:
        near.run(lambda c: c.products.create_review("mug", body="Good.", rating=9))
    assert set(caught.value.fields) == {"rating"}
    assert till.seen == {}


def test_an_answer_that_breaks_the_document_is_caught_when_asked(
    calm: Shop, caplog: pytest.LogCaptureFixture
) -> None:
    calm.serve(create_app(Till(), check_responses=True))
    with pytest.raises(errors.ServerError) as caught:
        calm.run(lambda client: client.store.get(options={"retries": 0}))
    assert (caught.value.status, caught.value.code) == (500, "server_error")
    assert "getStore answers what is not documented" in caplog.text
    assert KEY not in caplog.text


def test_startup_and_shutdown_reach_the_implementation() -> None:
    from shoprocket_public._runtime.server import running

    events: list[str] = []

    class Living:
        async def __aenter__(self) -> None:
            events.append("in")

        async def __aexit__(self, *error: object) -> None:
            events.append("out")

    with running(create_app(Living())):
        assert events == ["in"]
    assert events == ["in", "out"]
