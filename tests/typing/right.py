"""What a user of a generated package writes, and the types that it has. Checked, never run."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any, Literal, assert_type

from shoprocket_public import (
    UNSET,
    ApiError,
    AsyncClient,
    AsyncPage,
    AsyncPages,
    Client,
    Options,
    Page,
    Unset,
    errors,
    inputs,
    models,
    raw,
    raw_async,
)
from shoprocket_public._runtime.client import (
    AsyncDownload,
    Download,
    Response,
    Timeouts,
    stream,
    stream_async,
)
from shoprocket_public.models import Address, Cart, Product, TaxItem
from shoprocket_public.server import Answer, Refusal, create_app
from shoprocket_public.server.protocol import CountriesService, Implementation


def results(client: Client) -> None:
    assert_type(client.store.get(), models.PublicStore)
    assert_type(client.cart.get(cart_token="t"), Cart)
    assert_type(client.products.get("mug"), Product)
    assert_type(client.products.list(per_page=5), Page[Product])
    assert_type(client.products.list_reviews("mug"), Page[models.Review])
    assert_type(client.account.list_orders(cart_token="t"), Page[models.OrderSummary])
    assert_type(client.countries.list(), list[models.Country])
    assert_type(client.categories.list(), list[models.Category])
    assert_type(client.conversations.list_messages("c", cart_token="t"), list[models.Message])
    assert_type(client.feeds.get("google"), str)
    assert_type(client.account.logout(cart_token="t"), models.LogoutResult)
    assert_type(client.cart.estimate(cart_token="t", country_code="IE"), models.CartEstimate)


def members(client: Client) -> None:
    cart = client.cart.add_item(cart_token="t", product_id="mug", quantity=2)
    assert_type(cart.id, str)
    assert_type(cart.discount_code, str | None)
    assert_type(cart.updated_at, datetime | None)
    assert_type(cart.items, list[models.CartItem] | None)
    assert cart.totals is not None
    assert_type(cart.totals.total, models.Money)
    assert_type(cart.totals.total.amount, int)
    assert_type(cart.totals.tax, models.Money | None)
    assert_type(cart.model_fields_set, set[str])
    status: str | None = cart.type
    if cart.type == "order":
        assert_type(cart.customer, models.CartCustomer | None)
    print(status)


def pages(client: Client) -> None:
    page = client.products.list()
    assert_type(page.items, list[Product])
    assert_type(page.total, int | None)
    assert_type(page.resume_token, str | None)
    assert_type(page.next_page(), Page[Product] | None)
    assert_type(page.pages(), Iterator[Page[Product]])
    for product in page:
        assert_type(product, Product)


async def pages_async(client: AsyncClient) -> None:
    waiting = client.products.list()
    assert_type(waiting, AsyncPages[Product])
    first = await waiting
    assert_type(first, AsyncPage[Product])
    assert_type(await first.next_page(), AsyncPage[Product] | None)
    async for product in waiting:
        assert_type(product, Product)
    async for page in first.pages():
        assert_type(page.items, list[Product])


async def results_async(client: AsyncClient) -> None:
    assert_type(await client.store.get(), models.PublicStore)
    assert_type(await client.countries.list(), list[models.Country])
    assert_type(await client.feeds.get("tiktok"), str)
    async with client as same:
        assert_type(same, AsyncClient)


def whole(client: Client) -> None:
    assert_type(raw(client.cart.get)(cart_token="t"), Response[Cart])
    assert_type(raw(client.products.list)(sort="-price", per_page=5), Response[Page[Product]])
    assert_type(raw(client.products.get)("mug", accept_language="fr").value, Product)
    assert_type(raw(client.countries.list)(options={"retries": 0}).status, int)
    assert_type(stream(client.feeds.get)("google"), Download)


async def whole_async(client: AsyncClient) -> None:
    assert_type(await raw_async(client.cart.get)(cart_token="t"), Response[Cart])
    response = await raw_async(client.products.list)(per_page=5)
    assert_type(response.value, AsyncPage[Product])
    assert_type(await stream_async(client.feeds.get)("google"), AsyncDownload)


def arguments(client: Client, quantity: int | Unset, options: Options) -> None:
    client.cart.add_item(cart_token="t", product_id="mug", quantity=quantity, variant_id=UNSET)
    client.cart.save_checkout_data(cart_token="t", shipping_address=Address(city="Galway"))
    client.tax.calculate(country_code="IE", items=(TaxItem(product_id="mug", quantity=1),))
    client.tax.calculate(country_code="IE", items=[TaxItem(product_id="mug", quantity=1)])
    client.tax.calculate(country_code="IE", items=[{"product_id": "mug", "quantity": 1}])
    client.tax.calculate(country_code="IE", items=({"productId": "mug", "quantity": 1},))
    address: inputs.Address = {"city": "Galway", "countryCode": "IE", "first_name": "Ann"}
    client.cart.save_checkout_data(cart_token="t", shipping_address=address)
    client.products.list(sort="createdAt", options=options)
    client.store.get(options={"timeout": Timeouts(read=3), "headers": {"X-A": "1"}})
    assert_type(client.with_options(strict=True, deadline=None), Client)
    with Client(publishable_key=lambda: "pk_test_x", timeout=3, base_url=None) as other:
        assert_type(other, Client)


def sorted_by(client: Client, sort: Literal["name", "price"]) -> Page[Product]:
    return client.products.list(sort=sort)


def mistakes(error: ApiError) -> None:
    assert_type(error.status, int | None)
    assert_type(error.code, str | None)
    assert_type(error.body, Any)
    try:
        raise error
    except errors.TooManyRequests as limited:
        assert_type(limited.retry_after, float | None)
    except (errors.DecodeError, TimeoutError) as other:
        print(other)


class Countries(CountriesService):
    async def list_countries(self) -> list[models.Country] | Answer:
        return [models.Country(code="IE", name="Ireland")]

    async def list_states(self, country_code: str) -> list[models.State]:
        if country_code != "US":
            raise Refusal(404)
        return [models.State(code="US-CA", name="California")]


def served(whole: Implementation) -> None:
    service: CountriesService = Countries()
    create_app(service, limits=True, credentials=["pk_test_x"])
    create_app(whole, check_responses=True)
    create_app()
