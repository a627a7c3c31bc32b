"""What a caller settles for a call, a view or a client; and the whole response."""

from __future__ import annotations

import asyncio
import copy
import pickle
from typing import Any

import pytest
from shoprocket_public import AsyncClient, Client, errors, models, raw, raw_async
from shoprocket_public._runtime.client import Response, Timeouts, stream, stream_async

from tests.behaviour.document import operations
from tests.behaviour.shop import KEY, TOKEN, Exchange, InProcess, Recorder, Shop, create_app


def headers(exchange: Exchange) -> dict[str, str]:
    return dict(exchange.headers)


# The whole response ----------------------------------------------------------------------


def test_raw_gives_the_whole_response(shop: Shop) -> None:
    whole = raw_async if shop.way.asynchronous else raw
    response = shop.run(lambda client: whole(client.cart.get)(cart_token=TOKEN))
    assert type(response) is Response
    assert type(response.value) is models.Cart
    assert type(response.body) is models.GetCartResponse
    assert response.body.data is response.value
    assert response.status == 200
    assert response.content == shop.only.answer
    assert response.headers["Content-Type"] == "application/json"
    assert response.request_id == response.headers["x-request-id"]
    assert response.attempts == 1
    assert 0 < response.elapsed < 10
    assert response.http.status_code == 200
    kept = pickle.loads(pickle.dumps(response))
    assert kept.value == response.value
    assert (kept.status, kept.content, kept.request_id) == (
        response.status,
        response.content,
        response.request_id,
    )


def test_a_created_thing_is_told_by_its_status(near: Shop) -> None:
    whole = raw_async if near.way.asynchronous else raw
    response = near.run(
        lambda client: whole(client.conversations.start)(
            cart_token=TOKEN, options={"headers": {"Prefer": "code=201"}}
        )
    )
    assert (response.status, type(response.value)) == (201, models.Conversation)


def test_a_feed_is_read_as_it_comes(shop: Shop) -> None:
    text = operations()["getFeed"].successes[0].value

    def read(client: Any) -> Any:
        if isinstance(client, Client):
            with stream(client.feeds.get)("google") as download:
                return download.media_type, download.read()

        async def reading() -> tuple[str, bytes]:
            async with await stream_async(client.feeds.get)("google") as download:
                return download.media_type, await download.read()

        return reading()

    assert shop.run(read) == ("application/xml", text.encode())


def test_raw_wants_a_method_of_a_client(calm: Shop) -> None:
    with pytest.raises(errors.UsageError, match=r"raw\(client\.orders\.list\)"):
        raw(print)


# Options of one call ---------------------------------------------------------------------


def test_headers_and_query_of_one_call(near: Shop) -> None:
    options = {
        "headers": {"X-Trace": "t-1", "accept-language": "de", "User-Agent": "till/2"},
        "query": {"preview": True, "ids": ["a", "b"], "page": 7},
    }
    near.run(lambda client: client.products.list(page=1, q="mug", options=options))
    sent = near.only
    assert sent.query == "q=mug&preview=true&ids=a&ids=b&page=7"
    assert headers(sent) | {"x-trace": "t-1", "accept-language": "de"} == headers(sent)
    assert [value for name, value in sent.headers if name == "user-agent"] == ["till/2"]


def test_body_members_of_one_call(near: Shop) -> None:
    near.run(
        lambda client: client.cart.add_item(
            cart_token=TOKEN,
            product_id="stoneware-mug",
            options={"body": {"giftWrap": {"ribbon": "red"}}},
        )
    )
    assert near.only.body == b'{"productId":"stoneware-mug","giftWrap":{"ribbon":"red"}}'


def test_an_idempotency_key_makes_a_call_repeatable(near: Shop) -> None:
    from shoprocket_public._runtime.server import Fault

    near.serve(create_app(faults=lambda attempt: Fault(status=500) if attempt.number < 2 else None))
    near.run(
        lambda client: client.cart.checkout(
            cart_token=TOKEN, payment_method="pm_x", options={"idempotency_key": "once-1"}
        )
    )
    assert [headers(e)["idempotency-key"] for e in near.exchanges] == ["once-1", "once-1"]


def test_another_server_for_one_call(near: Shop) -> None:
    near.run(
        lambda client: client.store.get(
            options={"base_url": "https://eu.example.com/v3/public/{publishable_key}/"}
        )
    )
    assert near.only.path == f"/v3/public/{KEY}"
    assert headers(near.only)["host"] == "eu.example.com"


def test_a_deadline_ends_a_call(shop: Shop) -> None:
    slow = {"headers": {"Prefer": "delay=5"}, "deadline": 0.15, "retries": 0}
    with pytest.raises(errors.DeadlineExceeded) as caught:
        shop.run(lambda client: client.store.get(options=slow))
    assert isinstance(caught.value, TimeoutError)
    assert caught.value.operation == "getStore"


def test_a_timeout_names_its_phase(shop: Shop) -> None:
    slow = {"headers": {"Prefer": "delay=5"}, "timeout": Timeouts(read=0.1), "retries": 0}
    with pytest.raises(errors.TimeoutExceeded) as caught:
        shop.run(lambda client: client.store.get(options=slow))
    assert (caught.value.phase, caught.value.operation) == ("read", "getStore")


def test_a_bound_on_the_response(shop: Shop) -> None:
    with pytest.raises(errors.ResponseTooLarge) as caught:
        shop.run(lambda client: client.store.get(options={"max_response_bytes": 20}))
    assert caught.value.operation == "getStore"
    assert shop.run(lambda c: c.store.get(options={"max_response_bytes": 100_000})).id


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (
            {"timeuot": 3},
            "no option timeuot; did you mean timeout. The options are .*base_url, body, ",
        ),
        ({"timeout": -1}, "positive number of seconds"),
        ({"retries": -1}, "retries must be 0 or more"),
        ({"max_response_bytes": -1}, "max_response_bytes must be 0 or more"),
        ({"content_type": "text/plain"}, "known are application/json"),
    ],
)
def test_a_wrong_option_is_refused_before_anything_is_sent(
    options: Any, said: str, near: Shop
) -> None:
    with pytest.raises(errors.UsageError, match=said):
        near.run(lambda c: c.cart.apply_discount(cart_token=TOKEN, code="X", options=options))
    assert near.exchanges == []


@pytest.mark.parametrize("item", ["", ".", ".."])
def test_a_path_that_leads_elsewhere_is_refused(item: str, near: Shop) -> None:
    with pytest.raises(errors.UsageError):
        near.run(lambda client: client.cart.remove_item(item, cart_token=TOKEN))
    assert near.exchanges == []


@pytest.mark.parametrize("token", ["a\r\nX-Evil: 1", "a\nb", "tök\x00en"])
def test_a_header_cannot_be_split(token: str, near: Shop) -> None:
    with pytest.raises(errors.UsageError) as caught:
        near.run(lambda client: client.cart.get(cart_token=token))
    assert "cart_token" in str(caught.value)
    assert near.exchanges == []


# Views and clients -----------------------------------------------------------------------


def test_views_add_up_and_leave_the_client_as_it_was(near: Shop) -> None:
    async def of_async(client: Any) -> None:
        view = client.with_options(headers={"X-A": "1"})
        inner = view.with_options(headers={"X-B": "2"}, query={"v": 3})
        await inner.countries.list(options={"headers": {"X-A": "9"}})
        await view.countries.list()
        await client.countries.list()

    def of_sync(client: Any) -> None:
        view = client.with_options(headers={"X-A": "1"})
        inner = view.with_options(headers={"X-B": "2"}, query={"v": 3})
        inner.countries.list(options={"headers": {"X-A": "9"}})
        view.countries.list()
        client.countries.list()

    near.run(of_async if near.way.asynchronous else of_sync)
    seen = [(headers(e).get("x-a"), headers(e).get("x-b"), e.query) for e in near.exchanges]
    assert seen == [("9", "2", "v=3"), ("1", None, ""), (None, None, "")]


def test_a_view_is_of_the_clients_own_type(calm: Shop) -> None:
    def use(client: Client) -> None:
        view = client.with_options(strict=True)
        assert type(view) is Client
        assert view.products is not client.products
        assert type(copy.copy(client)) is Client
        with pytest.raises(errors.UsageError):
            client.with_options(deadlin=3)  # type: ignore[call-arg]

    calm.run(use)


def test_closing_a_client_closes_its_views() -> None:
    client = Client(publishable_key=KEY, transport=InProcess(create_app()))
    view = client.with_options(strict=True)
    assert view.store.get().id
    client.close()
    for closed in (client, view):
        with pytest.raises(errors.ClientClosed):
            closed.store.get()


def test_settings_of_a_client_hold_for_its_calls(near: Shop) -> None:
    near.run(lambda client: client.store.get(), headers={"X-Shop": "7"})
    assert headers(near.only)["x-shop"] == "7"


@pytest.mark.parametrize("key", ["", "pk test\n", "pk_\x00", 7])
def test_a_key_that_cannot_be_sent_is_refused_without_being_shown(key: Any) -> None:
    with pytest.raises(errors.UsageError) as caught:
        Client(publishable_key=key, transport=InProcess(create_app())).store.get()
    assert "publishable_key" in str(caught.value)
    assert not (isinstance(key, str) and key and key in str(caught.value))


def test_a_key_may_be_a_function_that_is_asked_each_time() -> None:
    keys = iter(["pk_live_1", "pk_live_2"])
    recorder = Recorder(create_app())
    with Client(publishable_key=lambda: next(keys), transport=InProcess(recorder)) as client:
        client.countries.list()
        client.countries.list()
        assert "pk_live" not in repr(client)
    for number, sent in enumerate(recorder.exchanges, 1):
        assert sent.path == f"/v3/public/pk_live_{number}/countries"
        assert headers(sent)["authorization"] == f"Bearer pk_live_{number}"


def test_an_async_key_may_be_a_coroutine_function() -> None:
    async def key() -> str:
        await asyncio.sleep(0)
        return "pk_live_3"

    async def use(recorder: Recorder) -> None:
        async with AsyncClient(publishable_key=key, transport=InProcess(recorder)) as client:
            await client.countries.list()

    recorder = Recorder(create_app())
    asyncio.run(use(recorder))
    assert recorder.exchanges[0].path == "/v3/public/pk_live_3/countries"


def test_a_client_tells_nothing_of_its_key() -> None:
    client = Client(publishable_key=KEY)
    assert KEY not in repr(client)
    assert "https://api.shoprocket.io/v3/public/" in repr(client)
    with pytest.raises(TypeError, match="cannot be pickled"):
        pickle.dumps(client)
    client.close()


def test_many_calls_of_one_client_at_once(shop: Shop) -> None:
    """Each gets its own answer: three products are asked for in turn."""
    slugs = ["stoneware-mug", "olive-wood-board", "linen-apron"] * 8
    if not shop.way.asynchronous:
        from concurrent.futures import ThreadPoolExecutor

        def threads(client: Any) -> list[str]:
            with ThreadPoolExecutor(8) as pool:
                return list(pool.map(lambda slug: client.products.get(slug).slug, slugs))

        found = shop.run(threads)
    else:

        async def tasks(client: Any) -> list[str]:
            got = await asyncio.gather(*(client.products.get(slug) for slug in slugs))
            return [product.slug for product in got]

        found = shop.run(tasks)
    assert found == slugs
    assert sorted(exchange.path.rpartition("/")[2] for exchange in shop.exchanges) == sorted(slugs)
