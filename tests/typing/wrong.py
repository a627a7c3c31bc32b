"""What a user of a generated package must not write: each mistake is reported, on its line.

Each checker must report exactly the lines that end in `# wrong`. Checked, never run.
"""

from __future__ import annotations

from shoprocket_public import AsyncClient, Client, models, raw, raw_async
from shoprocket_public.models import Address, TaxItem
from shoprocket_public.server import create_app
from shoprocket_public.server.protocol import CountriesService

Client()  # wrong
Client("pk_test_x")  # wrong
Client(publishable_key=7)  # wrong
Client(publishable_key="pk", timeuot=3)  # wrong
create_app(limit=True)  # wrong


def keywords(client: Client) -> None:
    client.cart.get()  # wrong
    client.cart.get("t")  # wrong
    client.cart.get(cart_tokn="t")  # wrong
    client.cart.get(cart_token=None)  # wrong
    client.cart.get(cart_token=7)  # wrong
    client.products.list(perPage=5)  # wrong
    client.products.list(per_page="5")  # wrong
    client.products.list(sort="cheap")  # wrong
    client.feeds.get("bing")  # wrong
    client.products.gett("mug")  # wrong
    client.store.get(options={"retry": 3})  # wrong
    client.store.get(options={"retries": "3"})  # wrong
    client.with_options(dedline=3)  # wrong


def bodies(client: Client) -> None:
    items = [TaxItem(product_id="mug", quantity=1)]
    client.tax.calculate(items=items)  # wrong
    client.tax.calculate(items=["mug"], country_code="IE")  # wrong
    client.tax.calculate(items=[{"productId": "mug"}], country_code="IE")  # wrong
    client.tax.calculate(items=[{"productId": 7, "quantity": 1}], country_code="IE")  # wrong
    client.cart.save_checkout_data(cart_token="t", shipping_address={"cty": "Galway"})  # wrong
    client.cart.save_checkout_data(cart_token="t", shipping_address="14 Quay")  # wrong
    TaxItem(quantity=1)  # wrong
    Address(city=7)  # wrong


def results(client: Client) -> None:
    name: int = client.store.get().name  # wrong
    cart = client.cart.get(cart_token="t")
    print(cart.totals.total)  # wrong
    for product in client.products.list():
        number: int = product.id  # wrong
        print(number)
    print(name)


def whole(client: Client) -> None:
    raw(client.cart.get)()  # wrong
    raw(client.cart.get)(cart_tokn="t")  # wrong
    raw(client.products.get)(7)  # wrong
    raw(client.products.list)(sort="cheap")  # wrong
    wrong: models.Cart = raw(client.store.get)().value  # wrong
    print(wrong)


async def asynchronous(client: AsyncClient) -> None:
    await client.cart.get()  # wrong
    await raw_async(client.products.list)(per_page="5")  # wrong
    for _ in client.products.list():  # wrong
        pass
    print((await client.store.get()).nam)  # wrong
    with client:  # wrong
        pass


class Countries(CountriesService):
    async def list_countries(self) -> list[models.State]:  # wrong
        return []

    async def list_states(self, country_code: int) -> list[models.State]:  # wrong
        return []
