"""Lists in pages: turned by iterating, bounded by what the vendor says, and resumable."""

from __future__ import annotations

import json
import pickle
from typing import Any
from urllib.parse import parse_qsl

import pytest
from shoprocket_public import errors, models, raw, raw_async
from shoprocket_public._runtime.client.paging import AsyncPage, AsyncPages, Page
from shoprocket_public._runtime.server import Fault

from tests.behaviour.catalogue import NAMES, TOTAL, Catalogue
from tests.behaviour.document import operations
from tests.behaviour.shop import KEY, TOKEN, Shop, create_app


def names(**arguments: Any) -> Any:
    """A function of a client of either kind: the names of all products."""

    def use(client: Any) -> Any:
        found = client.products.list(**arguments)
        if isinstance(found, Page):
            return [product.name for product in found]

        async def iterate() -> list[str]:
            return [product.name async for product in found]

        return iterate()

    return use


def queries(shop: Shop) -> list[dict[str, str]]:
    return [dict(parse_qsl(exchange.query, keep_blank_values=True)) for exchange in shop.exchanges]


@pytest.mark.parametrize("size", [7, 20, 44, 45, 100, None])
def test_iterating_gives_every_item_once_in_order(size: int | None, shop: Shop) -> None:
    shop.serve(create_app(Catalogue()))
    given = {} if size is None else {"per_page": size}
    assert shop.run(names(category="candles", accept_language="fr-FR", **given)) == NAMES

    pages = -(-TOTAL // (size or 20))
    asked = queries(shop)
    assert [query.pop("page", "1") for query in asked] == [str(n + 1) for n in range(pages)]
    same = {"category": "candles"} | ({} if size is None else {"perPage": str(size)})
    assert asked == [same] * pages
    assert {dict(exchange.headers)["accept-language"] for exchange in shop.exchanges} == {"fr-FR"}


def test_iterating_begins_where_it_is_told(near: Shop) -> None:
    near.serve(create_app(Catalogue()))
    assert near.run(names(per_page=10, page=4)) == NAMES[30:]
    assert [query["page"] for query in queries(near)] == ["4", "5"]


def test_pages_are_fetched_when_they_are_wanted(calm: Shop) -> None:
    calm.serve(create_app(Catalogue()))

    def use(client: Any) -> None:
        page: Page[models.Product] = client.products.list(per_page=20)
        assert len(calm.exchanges) == 1
        assert [product.name for product in page.items] == NAMES[:20]
        assert (page.total, page.has_next) == (45, True)
        assert page.body.meta.last_page == 3
        assert page.body.meta.model_dump(by_alias=True) == {
            "currentPage": 1,
            "perPage": 20,
            "total": 45,
            "lastPage": 3,
        }
        for number, product in enumerate(page, 1):
            assert product.name == NAMES[number - 1]
            assert len(calm.exchanges) == (1 if number <= 20 else 2)
            if number == 25:
                break
        second = page.next_page()
        assert second is not None
        assert [product.name for product in second.items] == NAMES[20:40]
        assert [len(one.items) for one in second.pages()] == [20, 5]
        third = second.next_page()
        assert third is not None
        assert (third.has_next, third.resume_token, third.next_page()) == (False, None, None)

    calm.run(use)


async def _async_pages(client: Any) -> None:
    waiting: AsyncPages[models.Product] = client.products.list(per_page=20)
    assert isinstance(waiting, AsyncPages)
    first = await waiting
    assert type(first) is AsyncPage
    assert (len(first.items), first.total, first.has_next) == (20, 45, True)
    assert [len(page.items) async for page in client.products.list(per_page=20).pages()] == [
        20,
        20,
        5,
    ]
    second = await first.next_page()
    assert second is not None
    assert [product.name async for product in second] == NAMES[20:]
    assert [product.name async for product in first] == NAMES


def test_async_pages(shop: Shop) -> None:
    if shop.way.asynchronous:
        shop.serve(create_app(Catalogue()))
        shop.run(_async_pages)
    else:
        page = shop.serve(create_app(Catalogue())).run(lambda c: c.products.list(per_page=45))
        assert not hasattr(page, "__aiter__")


def test_the_sandbox_pages_its_examples(shop: Shop) -> None:
    example = operations()["listProducts"].successes[0].value
    assert len(example["data"]) == 3
    assert shop.run(names(per_page=1)) == [product["name"] for product in example["data"]]
    metas = [json.loads(exchange.answer)["meta"] for exchange in shop.exchanges]
    assert metas == [
        {"currentPage": number, "perPage": 1, "total": 3, "lastPage": 3} for number in (1, 2, 3)
    ]


def test_every_list_of_the_document_turns_its_pages(near: Shop) -> None:
    calls = {
        "listProducts": lambda client: client.products.list(per_page=1),
        "listReviews": lambda client: client.products.list_reviews("stoneware-mug", per_page=1),
        "listMyOrders": lambda client: client.account.list_orders(cart_token=TOKEN, per_page=1),
    }
    paged = {
        operation.id
        for operation in operations().values()
        if any(parameter["name"] == "perPage" for parameter in operation.parameters)
    }
    assert set(calls) == paged
    for name, call in calls.items():
        near.exchanges.clear()

        def use(client: Any, call: Any = call) -> Any:
            found = call(client)
            if isinstance(found, Page):
                return list(found)

            async def iterate() -> list[Any]:
                return [item async for item in found]

            return iterate()

        items = near.run(use)
        assert [item.id for item in items] == [
            item["id"] for item in operations()[name].successes[0].value["data"]
        ]
        assert len(near.exchanges) == len(items)


def test_the_meta_of_reviews_has_their_rating(calm: Shop) -> None:
    meta = calm.run(lambda client: client.products.list_reviews("stoneware-mug")).body.meta
    example = operations()["listReviews"].successes[0].value["meta"]
    assert (meta.average_rating, meta.rating_count) == (
        example["averageRating"],
        example["ratingCount"],
    )


def test_a_list_without_pages_is_a_list(near: Shop) -> None:
    assert type(near.run(lambda client: client.countries.list())) is list


def test_an_empty_page_ends_a_list_that_claims_more(near: Shop) -> None:
    near.serve(create_app(Catalogue(claimed_pages=99)))
    assert near.run(names(per_page=20)) == NAMES
    assert len(near.exchanges) == 4


def test_an_empty_list(near: Shop) -> None:
    near.serve(create_app(Catalogue(total=0)))
    assert near.run(names(per_page=20)) == []
    assert len(near.exchanges) == 1


def test_a_resume_token_goes_on_elsewhere(calm: Shop) -> None:
    calm.serve(create_app(Catalogue()))
    token = calm.run(lambda client: client.products.list(per_page=20)).resume_token
    assert isinstance(token, str)
    assert KEY not in token
    kept = pickle.loads(pickle.dumps(token))
    use = names(per_page=20, options={"resume": kept})
    assert calm.run(use) == NAMES[20:]


def test_a_broken_list_says_where_it_broke(near: Shop) -> None:
    near.serve(
        create_app(
            Catalogue(),
            faults=lambda attempt: Fault(status=403) if attempt.number == 2 else None,
        )
    )
    seen: list[str] = []

    def use(client: Any) -> Any:
        found = client.products.list(per_page=20)
        if isinstance(found, Page):
            seen.extend(product.name for product in found)
            return None

        async def iterate() -> None:
            async for product in found:
                seen.append(product.name)  # noqa: PERF401  what came before the failure counts

        return iterate()

    with pytest.raises(errors.Forbidden) as caught:
        near.run(use)
    error = pickle.loads(pickle.dumps(caught.value))
    assert error.resume_token
    rest = near.run(names(per_page=20, options={"resume": error.resume_token}))
    assert seen[:20] + rest == NAMES


@pytest.mark.parametrize("token", ["no token", "{}", "[1]", '{"v":1,"operation":"x"}'])
def test_a_wrong_resume_token_is_refused_before_anything_is_sent(token: str, near: Shop) -> None:
    with pytest.raises(errors.UsageError, match="not a resume token of listProducts"):
        near.run(names(options={"resume": token}))
    assert near.exchanges == []


def test_a_token_of_another_list_is_refused(calm: Shop) -> None:
    token = calm.run(lambda c: c.products.list_reviews("stoneware-mug", per_page=1)).resume_token
    with pytest.raises(errors.UsageError, match="not a resume token of listProducts"):
        calm.run(names(options={"resume": token}))


def test_the_whole_response_of_a_page(near: Shop) -> None:
    near.serve(create_app(Catalogue()))
    whole = raw_async if near.way.asynchronous else raw
    response = near.run(lambda client: whole(client.products.list)(per_page=20))
    assert response.status == 200
    assert len(response.value.items) == 20
    assert response.body.meta.total == 45
