"""Callbacks as typed messages, sent by the half that a call asked; links as data."""

from __future__ import annotations

import asyncio
from datetime import date
from types import ModuleType
from typing import Any

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


def test_links_are_data_of_the_operation(module: ModuleType) -> None:
    links = part(module, "operations.things").SUBSCRIBE.links
    assert [(link.name, link.status, link.operation) for link in links] == [
        ("next", 201, "getSub"),
        ("same", 201, "getSub"),
    ]
    assert links[0].parameters == {"id": "$response.body#/id"}
