"""CPU of one call without a network: ours beside the same written by hand.

python -m tests.runtime.bench
"""

from __future__ import annotations

import importlib
import json
from collections.abc import Callable
from typing import Any

from pydantic import BaseModel, ConfigDict, TypeAdapter

from generator.runtime.ground.operation import Api, Operation, Param, Reply, Scheme, Server
from tests.bench.cpu import of_call

from .sdk import Client


class Line(BaseModel):
    model_config = ConfigDict(extra="allow")
    sku: str
    quantity: int


class Order(BaseModel):
    model_config = ConfigDict(extra="allow")
    id: int
    name: str
    tags: list[str]
    price: float
    notes: dict[str, str]
    lines: list[Line]


BODY = json.dumps(
    {
        "id": 1,
        "name": "x" * 150,
        "tags": ["a" * 20] * 8,
        "price": 1.5,
        "notes": {f"k{n}": "v" * 20 for n in range(8)},
        "lines": [{"sku": f"s{n}", "quantity": n} for n in range(12)],
    }
).encode()

API = Api(
    "bench",
    "Bench",
    "1",
    (Server("https://api.example.test/v1"),),
    (Scheme("bearer", "key", "bearer"),),
    (("bearer",),),
)
GET: Operation[Order] = Operation(
    "getOrder",
    "GET",
    "/orders/{order}",
    params=(
        Param("order", "path", required=True),
        Param("lang", "query"),
        Param("page", "query"),
        Param("trace", "header", "X-Trace"),
    ),
    replies=(Reply((200,), "application/json", lambda: Order),),
)


def both(library: str) -> tuple[Callable[[], Order], Callable[[], Order]]:
    """A call by hand, and ours."""
    http: Any = importlib.import_module(library)

    def handler(_: Any) -> Any:
        return http.Response(200, content=BODY, headers={"content-type": "application/json"})

    adapter = TypeAdapter(Order)
    hand = http.Client(
        base_url="https://api.example.test/v1", transport=http.MockTransport(handler)
    )

    def by_hand() -> Order:
        response = hand.get(
            "/orders/o1",
            params={"lang": "en", "page": 2},
            headers={"Authorization": "Bearer k", "X-Trace": "t"},
        )
        response.raise_for_status()
        return adapter.validate_json(response.content)

    client = Client(key="k", api=API, transport=http.MockTransport(handler))
    args = {"order": "o1", "lang": "en", "page": 2, "trace": "t"}

    def ours() -> Order:
        return client.call(GET, args)

    assert by_hand() == ours()
    return by_hand, ours


if __name__ == "__main__":
    print(f"{len(BODY)} bytes")
    for name in ("httpx", "httpx2"):
        by_hand, ours = (of_call(call, calls=500, runs=9) * 1e6 for call in both(name))
        print(f"{name}: by hand {by_hand:.0f} us, ours {ours:.0f} us, {ours / by_hand:.2f}")
