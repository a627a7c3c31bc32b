"""`x-background`, over real sockets: events sent late, in batches, through trouble, all counted."""

from __future__ import annotations

import asyncio
import logging
from types import ModuleType
from typing import Any

import httpx
import pytest

from tests.conventions.compiled import WAYS, got, opened, package, part, refusing, served
from tests.proofs.unreliable import Unreliable
from tests.support import built, document, operation, ref

SECRET = "sk-very-secret-key"
EVENT = {
    "type": "object",
    "required": ["productId"],
    "properties": {"productId": {"type": "integer"}, "stockId": {"type": "string"}},
}
DONE = {"200": {"description": "Taken."}}
SHOP = {"name": "shopId", "in": "query", "schema": {"type": "string"}}


def json_body(schema: Any) -> dict[str, Any]:
    return {"required": True, "content": {"application/json": {"schema": schema}}}


def event(operation_id: str, background: dict[str, Any]) -> dict[str, Any]:
    return operation(
        operation_id, "events", parameters=[SHOP], requestBody=json_body(ref("Event")),
        responses=DONE, **{"x-background": background},
    )  # fmt: skip


def batched(wrap: str) -> dict[str, Any]:
    return {"batch": {"operation": "sendMany", "wrap": wrap}}


def tree() -> dict[str, Any]:
    envelope = {
        "type": "object",
        "minProperties": 1,
        "maxProperties": 1,
        "properties": {"view": ref("Event"), "buy": ref("Event")},
    }
    many = {"type": "array", "minItems": 1, "maxItems": 50, "items": ref("Envelope")}
    return document(
        {
            "/view": {"post": event("view", batched("view"))},
            "/buy": {"post": event("buy", batched("buy"))},
            "/ping": {"post": event("ping", {})},
            "/many": {
                "post": operation(
                    "sendMany", "events", parameters=[SHOP], requestBody=json_body(many),
                    responses=DONE,
                )
            },
        },
        {"Event": EVENT, "Envelope": envelope},
        security=[{"key": []}],
    )  # fmt: skip


def secured() -> dict[str, Any]:
    made = tree()
    key = {"type": "apiKey", "in": "query", "name": "apiKey"}
    made["components"]["securitySchemes"] = {"key": key}
    return made


@pytest.fixture(scope="module")
def tracker() -> ModuleType:
    return package("Tracker", secured())


def sender(module: ModuleType, way: str) -> Any:
    return module.later if way == "sync" else module.later_async


@pytest.mark.parametrize("way", WAYS)
def test_every_event_is_accounted_for(tracker: ModuleType, way: str) -> None:
    """1,000 events, a third of them in no batch, through resets and refusals."""

    async def main(vendor: Unreliable) -> Any:
        async with opened(tracker, way, base_url=vendor.url, key="k") as client:
            later = sender(tracker, way)
            for number in range(1000):
                method = (client.events.view, client.events.ping, client.events.buy)[number % 3]
                assert await got(later(method)(product_id=number, shop_id="s")) is True
            background = client.background
        return background.stats

    with Unreliable() as vendor:
        stats = asyncio.run(main(vendor))
    wrong = sum(vendor.went_wrong.values())
    assert (stats.submitted, stats.waiting, stats.dropped) == (1000, 0, 0)
    assert (stats.sent, stats.failed) == (len(vendor.taken), 1000 - len(vendor.taken))
    assert stats.failed == wrong > 20  # nothing is sent twice that may have been acted on
    numbers = [next(iter(e.values()))["productId"] if "productId" not in e else e["productId"]
               for e in vendor.taken]  # fmt: skip
    assert numbers == sorted(numbers)  # in order
    assert len(set(numbers)) == len(numbers)


@pytest.mark.parametrize("way", WAYS)
def test_batches_over_a_socket(tracker: ModuleType, way: str) -> None:
    async def main(vendor: Unreliable) -> None:
        async with opened(tracker, way, base_url=vendor.url, key="k") as client:
            later = sender(tracker, way)
            vendor.open.clear()
            for number in range(121):
                await got(later(client.events.view)(product_id=number, stock_id="n"))
            await asyncio.sleep(0.05)
            vendor.open.set()

    with Unreliable(0, 0) as vendor:
        asyncio.run(main(vendor))
    assert len(vendor.taken) == 121
    assert {"view": {"productId": 120, "stockId": "n"}} in vendor.taken
    assert 3 <= len(vendor.calls) <= 5  # 50 at most in one; what came first may go alone
    assert vendor.calls[-2:] == ["/many", "/many"]


@pytest.mark.parametrize("way", WAYS)
def test_the_stub_takes_them(tracker: ModuleType, way: str) -> None:
    async def main(url: str) -> Any:
        async with opened(tracker, way, base_url=url, key="k") as client:
            later = sender(tracker, way)
            for number in range(30):
                await got(later(client.events.view)(product_id=number))
                await got(later(client.events.buy)(product_id=number))
            await got(client.events.send_many(body=[{"view": {"productId": 1}}]))
            await got(client.background.flush())
            return client.background.stats

    with served(tracker) as url:
        assert asyncio.run(main(url)) == (60, 60, 0, 0, 0)


@pytest.mark.parametrize("way", WAYS)
def test_submitting_does_not_wait(tracker: ModuleType, way: str) -> None:
    async def main(vendor: Unreliable) -> None:
        async with opened(tracker, way, base_url=vendor.url, key="k") as client:
            vendor.open.clear()
            for number in range(500):
                await got(sender(tracker, way)(client.events.view)(product_id=number))
            assert vendor.taken == []  # all of them are in, and not one is answered
            vendor.open.set()

    with Unreliable(0, 0) as vendor:
        asyncio.run(main(vendor))
    assert len(vendor.taken) == 500


@pytest.mark.parametrize("way", WAYS)
def test_no_secret_in_the_log(
    tracker: ModuleType, way: str, caplog: pytest.LogCaptureFixture
) -> None:
    async def main() -> Any:
        async with opened(tracker, way, base_url=refusing(), key=SECRET, retries=0) as client:
            for number in range(3):
                await got(sender(tracker, way)(client.events.ping)(product_id=number))
            await got(client.background.flush())
            return client.background.stats, repr(client.background)

    with caplog.at_level(logging.DEBUG):
        stats, shown = asyncio.run(main())
    assert stats == (3, 0, 3, 0, 0)
    assert caplog.text.count("1 background events failed: ping: the connection could not") == 3
    assert SECRET not in caplog.text + shown


@pytest.mark.parametrize("way", WAYS)
def test_what_is_no_event(tracker: ModuleType, way: str) -> None:
    errors = part(tracker, "errors")

    async def main() -> None:
        async with opened(tracker, way, key="k") as client:
            with pytest.raises(errors.UsageError, match="sendMany: the document does not say"):
                await got(sender(tracker, way)(client.events.send_many)(body=[]))

    asyncio.run(main())


@pytest.mark.parametrize("way", WAYS)
def test_a_deadline_is_for_callers_who_wait(way: str) -> None:
    """A queued event outlives a refusal that takes longer; a call of the same method does not."""
    made = secured() | {"x-deadline": {"total": 0.5}}
    module = package("Hurried", made)
    answers: list[int] = []

    def answer(request: httpx.Request) -> httpx.Response:
        answers.append(200 if answers == [429] else 429)
        later = {} if answers[-1] == 200 else {"retry-after": "1"}
        return httpx.Response(answers[-1], headers=later)

    async def main() -> Any:
        transport = httpx.MockTransport(answer)
        async with opened(module, way, key="k", transport=transport, limiter=None) as client:
            assert await got(sender(module, way)(client.events.ping)(product_id=1)) is True
            await got(client.background.flush())
            assert answers == [429, 200]
            with pytest.raises(part(module, "errors").ApiError):
                await got(client.events.ping(product_id=1))
            return client.background.stats

    assert asyncio.run(main()) == (1, 1, 0, 0, 0)
    assert answers == [429, 200, 429]


def test_compiled(tracker: ModuleType) -> None:
    events = part(tracker, "operations.events")
    assert events.VIEW.background.batch() is events.SEND_MANY
    assert (events.VIEW.background.wrap, events.VIEW.background.most) == ("view", 50)
    assert events.PING.background.batch is None


def test_the_size_of_a_batch() -> None:
    """`maxItems` of the list, be it the body or a member of it; else what the runtime takes."""

    def most(schema: Any) -> int | None:
        made = tree()
        body = made["paths"]["/many"]["post"]["requestBody"]
        body["content"] = {"application/json": {"schema": schema}}
        api, _ = built(made)
        background = next(op.background for op in api.operations if op.id == "view")
        assert background is not None
        return background.most

    many = {"type": "array", "maxItems": 7, "items": {}}
    assert most(many) == 7
    assert most({"type": "object", "properties": {"n": {"type": "integer"}, "all": many}}) == 7
    assert most({"type": "array", "items": {}}) is None
