"""Callbacks as typed messages, sent by the half that a call asked; links as data."""

from __future__ import annotations

import asyncio
from datetime import date
from types import ModuleType
from typing import Any

import httpx
import pytest

from tests.conventions.compiled import package, part, served
from tests.support import STRING, answer, document, operation

EVENT = {
    "type": "object",
    "required": ["message"],
    "properties": {"message": STRING, "at": {"type": "string", "format": "date"}},
}
JSON = "application/json"
TREE = document(
    {
        "/subscribe": {
            "post": operation(
                "subscribe",
                requestBody={
                    "required": True,
                    "content": {
                        JSON: {
                            "schema": {
                                "type": "object",
                                "required": ["callbackUrl"],
                                "properties": {"callbackUrl": STRING},
                            }
                        }
                    },
                },
                responses={
                    "201": {
                        **answer({"type": "object", "properties": {"id": STRING}}),
                        "links": {
                            "next": {
                                "operationId": "getSub",
                                "parameters": {"id": "$response.body#/id"},
                            },
                            "same": {"operationRef": "#/paths/~1subs~1{id}/get"},
                        },
                    }
                },
                callbacks={
                    "onEvent": {
                        "{$request.body#/callbackUrl}/{$response.body#/id}": {
                            "post": {
                                "summary": "Something happened.",
                                "requestBody": {
                                    "required": True,
                                    "content": {JSON: {"schema": EVENT}},
                                },
                                "responses": {"200": {"description": "Taken."}},
                            }
                        }
                    }
                },
            )
        },
        "/subs/{id}": {
            "get": operation(
                "getSub",
                parameters=[{"name": "id", "in": "path", "required": True, "schema": STRING}],
            )
        },
        "/hook/s-1": {
            "post": operation("hooked", requestBody={"content": {JSON: {"schema": EVENT}}})
        },
    }
)


@pytest.fixture(scope="module")
def module() -> ModuleType:
    return package("Callingback", TREE)


class Vendor:
    """Sends what was asked for; takes it in, too."""

    def __init__(self, module: ModuleType) -> None:
        self.module = module
        self.received: list[dict[str, Any]] = []
        self.status = 0

    async def subscribe(self, **_: Any) -> Any:
        event = part(self.module, "callbacks").ON_EVENT
        url = event.url(part(self.module, "server").current(), {"id": "s-1"})
        payload = {"message": "hello", "at": date(2026, 1, 2)}
        self.status = await asyncio.to_thread(event.send, payload, url)
        return {"id": "s-1"}

    async def hooked(self, **given: Any) -> None:
        self.received.append(given)


def test_a_callback_goes_where_the_call_said(module: ModuleType) -> None:
    vendor = Vendor(module)
    with served(module, implementation=vendor) as url, module.Client(base_url=url) as client:
        assert client.things.subscribe(callback_url=f"{url}/hook").id == "s-1"
    assert vendor.status == 204
    assert vendor.received == [{"message": "hello", "at": date(2026, 1, 2)}]


def test_one_that_goes_nowhere_is_refused(module: ModuleType) -> None:
    vendor = Vendor(module)
    with (
        served(module, implementation=vendor) as url,
        module.Client(base_url=url) as client,
        pytest.raises(part(module, "errors").ServerError),
    ):
        client.things.subscribe(callback_url="file:///etc")
    assert vendor.received == []


def test_a_callback_is_received_typed(module: ModuleType) -> None:
    event = part(module, "callbacks").ON_EVENT
    value = event.parse(b'{"message": "hi", "at": "2026-01-02"}', strict=True)
    assert (value.message, value.at) == ("hi", date(2026, 1, 2))
    with pytest.raises(part(module, "errors").DecodeError):
        event.parse(b"{}", strict=True)
    assert event.operation == "subscribe"
    assert list(part(module, "callbacks").CALLBACKS) == [event]


EXPRESSIONS = {
    "query": ("{$request.query.to}", "https://q.test/a"),
    "plain": ("$request.query.to", "https://q.test/a"),
    "header": ("{$request.header.X-To}/in", "https://h.test/in"),
    "path": ("https://{$request.path.host}/{$method}", "https://p.test/PUT"),
    "body": ("{$request.body#/at/0/url}?from={$request.query.n}", "https://b.test?from=1"),
    "answer": ("{$response.body#/url}", "https://a.test"),
    "url": ("{$url}", "/watch/p.test?to=https%3A%2F%2Fq.test%2Fa&n=1"),
    "nothing": ("https://{$request.query.none}", "the call does not say $request.query.none"),
    "object": ("{$request.body#/at}", "the call does not say $request.body#/at"),
    "nowhere": ("mailto:{$request.query.n}", "'mailto:1' is no URL to send to"),
}


def test_where_a_message_goes_is_said_by_any_part_of_the_call() -> None:
    places = (
        ("host", "path", True),
        ("to", "query", False),
        ("n", "query", False),
        ("none", "query", False),
        ("X-To", "header", False),
    )
    parameters = [
        {"name": name, "in": where, "required": must, "schema": STRING}
        for name, where, must in places
    ]
    at = {"type": "array", "items": {"type": "object", "properties": {"url": STRING}}}
    body = {"content": {JSON: {"schema": {"type": "object", "properties": {"at": at}}}}}
    sent = {"requestBody": body, "responses": {"204": {"description": "Taken."}}}
    watch = operation(
        "watch", parameters=parameters, requestBody=body,
        callbacks={name: {said: {"post": sent}} for name, (said, _) in EXPRESSIONS.items()},
    )  # fmt: skip
    module = package("Watching", document({"/watch/{host}": {"put": watch}}), frozenset({"W380"}))
    found: dict[str, str] = {}

    class Watched:
        def watch(self, **_: Any) -> None:
            call = part(module, "server").current()
            for event in part(module, "callbacks").CALLBACKS:
                try:
                    found[event.name] = event.url(call, {"url": "https://a.test"})
                except part(module, "errors").UsageError as error:
                    found[event.name] = str(error)

    with served(module, implementation=Watched()) as url:
        httpx.put(
            f"{url}/watch/p.test?to=https%3A%2F%2Fq.test%2Fa&n=1",
            json={"at": [{"url": "https://b.test"}]}, headers={"x-to": "https://h.test"},
            trust_env=False,
        ).raise_for_status()  # fmt: skip
        expected = {name: said for name, (_, said) in EXPRESSIONS.items()}
        assert found.pop("url") == url + expected.pop("url")
    assert found.keys() == expected.keys()
    for name, said in expected.items():
        assert said in found[name] if " " in said else said == found[name]


def test_links_are_data_of_the_operation(module: ModuleType) -> None:
    links = part(module, "operations.things").SUBSCRIBE.links
    assert [(link.name, link.status, link.operation) for link in links] == [
        ("next", 201, "getSub"),
        ("same", 201, "getSub"),
    ]
    assert links[0].parameters == {"id": "$response.body#/id"}
