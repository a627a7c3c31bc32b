"""What a request costs a generated server, beside one written by hand on Starlette.

In process, CPU seconds of a request: a GET whose parameters are validated, and a POST of
2 KB of JSON, by an implementation and by the sandbox of a small generated package. The
rival checks the same with pydantic's models and answers with `model_dump_json`. All take
turns, and the least of many short rounds counts; a turn begins with a few requests that do not
count, which find the processor's caches full of somebody else's.

    python -m tests.bench.stub_bench
"""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, Field, TypeAdapter

from tests.conventions.compiled import package, part
from tests.support import answer, document, operation, query, ref

ROUND = 40
ROUNDS = 300
WARM = 10
_TEXT = {"type": "string"}
_LINE = {
    "type": "object",
    "required": ["sku", "quantity"],
    "properties": {
        "sku": _TEXT,
        "title": {"type": "string", "maxLength": 200},
        "quantity": {"type": "integer", "minimum": 1},
        "price": {"type": "number"},
    },
}
_ORDER = {
    "type": "object",
    "required": ["number", "lines"],
    "properties": {
        "number": {"type": "integer"},
        "status": {"enum": ["new", "paid", "sent"]},
        "note": _TEXT,
        "createdAt": {"type": "string", "format": "date-time"},
        "tags": {"type": "array", "items": _TEXT},
        "lines": {"type": "array", "items": ref("Line")},
    },
}
ORDER: dict[str, Any] = {
    "number": 1001,
    "status": "paid",
    "note": "Leave it at the door, please. " * 10,
    "createdAt": "2026-01-02T03:04:05Z",
    "tags": ["fragile", "gift", "first order"],
    "lines": [
        {"sku": f"MUG-{n}", "title": "Stoneware mug, glazed twice", "quantity": n, "price": 18.5}
        for n in range(1, 20)
    ],
}
BODY = json.dumps(ORDER).encode()
HEADERS = [
    (b"host", b"127.0.0.1"),
    (b"accept", b"*/*"),
    (b"accept-encoding", b"gzip, deflate"),
    (b"connection", b"keep-alive"),
    (b"user-agent", b"bench/1"),
]
POST = [*HEADERS, (b"content-type", b"application/json"), (b"content-length", b"%d" % len(BODY))]
REQUESTS: dict[str, dict[str, Any]] = {
    "get": {"method": "GET", "query_string": b"page=1&perPage=5&sort=name", "headers": HEADERS},
    "post": {"method": "POST", "query_string": b"", "headers": POST},
}


def made() -> Any:
    """The package: a page of orders, and an order that is made."""
    page = {"type": "object", "required": ["data"], "properties": {"data": {"type": "array"}}}
    page["properties"]["data"]["items"] = ref("Order")
    example = {"data": [{**ORDER, "note": "", "lines": ORDER["lines"][:2]}]}
    listed = answer(page)
    listed["content"]["application/json"]["example"] = example
    parameters = [
        query("page", {"type": "integer", "minimum": 1}),
        query("perPage", {"type": "integer", "maximum": 100}),
        query("sort", {"type": "string", "enum": ["name", "-name"]}),
    ]
    body = {"required": True, "content": {"application/json": {"schema": ref("Order")}}}
    made = {"201": answer(ref("Order"))}
    made["201"]["content"]["application/json"]["example"] = ORDER
    paths = {
        "/orders": {
            "get": operation("listOrders", parameters=parameters, responses={"200": listed}),
            "post": operation("makeOrder", requestBody=body, responses=made),
        }
    }
    return package("Stub", document(paths, schemas={"Line": _LINE, "Order": _ORDER}))


def stubs() -> dict[str, Any]:
    """The applications: the sandbox, and one with an implementation."""
    module = made()
    models = module.models
    order = models.Order.model_validate({**ORDER, "note": "", "lines": ORDER["lines"][:2]})
    listed = models.ListOrdersResponse(data=[order])

    class Shop:
        async def list_orders(self, **_: Any) -> Any:
            return listed

        async def make_order(self, *, number: int, lines: Any, **more: Any) -> Any:
            return models.Order(number=number, lines=lines, **given(more))

    def given(more: Mapping[str, Any]) -> dict[str, Any]:
        return {name: value for name, value in more.items() if value is not module.UNSET}

    create_app = part(module, "server").create_app
    return {"sandbox": create_app(), "implementation": create_app(Shop())}


class Line(BaseModel):
    """What a careful hand writes down of a line."""

    sku: str
    title: str | None = Field(None, max_length=200)
    quantity: int = Field(ge=1)
    price: float | None = None


class Order(BaseModel):
    """And of an order."""

    number: int
    status: Literal["new", "paid", "sent"] | None = None
    note: str | None = None
    created_at: datetime | None = Field(None, alias="createdAt")
    tags: list[str] | None = None
    lines: list[Line]


class Asked(BaseModel):
    """And of a query."""

    page: int = Field(1, ge=1)
    per_page: int = Field(20, le=100, alias="perPage")
    sort: Literal["name", "-name"] = "name"


class Listed(BaseModel):
    """And of a page."""

    data: list[Order]


def by_hand() -> Any:
    """The same two operations on Starlette, with pydantic on both ways."""
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import Response
    from starlette.routing import Route

    order = Order.model_validate({**ORDER, "note": "", "lines": ORDER["lines"][:2]})
    listed = Listed(data=[order])
    asked = TypeAdapter(Asked)

    def written(value: BaseModel, status: int) -> Response:
        text = value.model_dump_json(by_alias=True, exclude_unset=True)
        return Response(text, status, media_type="application/json")

    async def list_orders(request: Request) -> Response:
        asked.validate_python(dict(request.query_params))
        return written(listed, 200)

    async def make_order(request: Request) -> Response:
        return written(Order.model_validate_json(await request.body()), 201)

    return Starlette(
        routes=[
            Route("/orders", list_orders, methods=["GET"]),
            Route("/orders", make_order, methods=["POST"]),
        ]
    )


async def measured() -> dict[str, float]:
    """CPU seconds of a request by application and method."""
    apps = {**stubs(), "hand": by_hand()}
    common = {
        "type": "http", "path": "/orders", "raw_path": b"/orders", "client": ("127.0.0.1", 1),
        "scheme": "http", "root_path": "", "http_version": "1.1", "server": ("127.0.0.1", 80),
    }  # fmt: skip
    sent: list[Any] = []

    async def receive() -> dict[str, Any]:
        return {"type": "http.request", "body": body, "more_body": False}

    async def send(message: Any) -> None:
        sent.append(message)

    found: dict[str, float] = {}
    for number in range(ROUNDS + 1):
        for name, app in apps.items():
            for method, request in REQUESTS.items():
                body = BODY if method == "post" else b""
                scope = {**common, **request}
                if name == "sandbox":
                    app.reset()
                for _ in range(WARM):
                    await app(dict(scope), receive, send)
                start = time.process_time()
                for _ in range(ROUND):
                    await app(dict(scope), receive, send)
                took = (time.process_time() - start) / ROUND
                assert sent[-2]["status"] == (201 if method == "post" else 200), sent[-2:]
                sent.clear()
                if number:
                    key = f"{method} {name}"
                    found[key] = min(found.get(key, took), took)
    return found


if __name__ == "__main__":
    print(json.dumps(asyncio.run(measured())))
