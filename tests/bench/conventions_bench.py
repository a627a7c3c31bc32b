"""What the conventions cost: a call of a client that has all of them, beside one that has none.

Both clients are compiled from the same document, once without any extension and once with
all that bear on such a call. They send the same GET through the same mock transport, which
answers with the same 1 KB and the same headers; they are measured in turns.

    python -m tests.bench.conventions_bench [--each]

With `--each` every convention is measured by itself, too.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
import warnings
from collections.abc import Callable, Iterator, Mapping
from itertools import cycle
from typing import Any

import httpx

from tests.conventions.compiled import package
from tests.support import answer, document, operation

ORDER = {
    "id": "ord_8Kq2",
    "number": 1001,
    "status": "paid",
    "note": "Leave it at the door, please. " * 10,
    "createdAt": "2026-01-02 03:04:05",
    "tags": ["fragile", "gift", "first order"],
    "lines": [
        {"sku": f"MUG-{n}", "title": "Stoneware mug, glazed", "quantity": n, "price": 18.5}
        for n in range(1, 7)
    ],
}
BODY = json.dumps({"data": ORDER}).encode()
HEADERS = {
    "content-type": "application/json",
    "content-length": str(len(BODY)),
    "date": "Fri, 02 Jan 2026 03:04:05 GMT",
    "server": "nginx",
    "x-request-id": "5f0c7e9a-2f6e-4c34-9a41-0f6d7b1f2a11",
    "x-ratelimit-limit": "1000",
    "x-ratelimit-reset": "1",
}
"""What vendors send along with a body; the last ones are what the conventions read."""
_ROUND = 100
_counted = cycle([{**HEADERS, "x-ratelimit-remaining": str(999 - n)} for n in range(_ROUND)])
"""As a vendor counts whose windows begin when a round does."""

_TEXT = {"type": "string"}
_LINE = {
    "type": "object",
    "required": ["sku", "quantity"],
    "properties": {
        "sku": _TEXT,
        "title": _TEXT,
        "quantity": {"type": "integer"},
        "price": {"type": "number"},
    },
}


def _tree(own: Mapping[str, Any], wire: str | None, **top: Any) -> dict[str, Any]:
    """The document: `own` stands on its operation, `top` on itself, `wire` on its date."""
    created = {"type": "string"} if wire is None else {"format": "date-time", "x-wire": wire}
    order = {
        "type": "object",
        "required": ["id", "number"],
        "properties": {
            "id": _TEXT,
            "number": {"type": "integer"},
            "status": _TEXT,
            "note": _TEXT,
            "createdAt": {"type": "string", **created},
            "tags": {"type": "array", "items": _TEXT},
            "lines": {"type": "array", "items": {"$ref": "#/components/schemas/Line"}},
        },
    }
    body = {
        "type": "object",
        "required": ["data"],
        "properties": {"data": {"$ref": "#/components/schemas/Order"}},
    }
    parameters = [
        {"name": "order", "in": "path", "required": True, "schema": _TEXT},
        {"name": "fields", "in": "query", "schema": _TEXT},
        {"name": "Accept-Language", "in": "header", "schema": _TEXT},
    ]
    get = operation(
        "getOrder",
        parameters=parameters,
        responses={"200": answer({"$ref": "#/components/schemas/Envelope"})},
        **own,
    )
    schemas = {"Line": _LINE, "Order": order, "Envelope": body}
    return document({"/orders/{order}": {"get": get}}, schemas=schemas, **top)


_LIMIT = {
    # So short that a single caller never waits.
    "limit": 1000,
    "per": 0.05,
    "scope": ["credential"],
    "status": 429,
    "headers": {
        "limit": "X-RateLimit-Limit",
        "remaining": "X-RateLimit-Remaining",
        "reset": "X-RateLimit-Reset",
        "reset-unit": "seconds",
    },
}
_BEARER = {"type": "http", "scheme": "bearer"}
_FLOWS = {"clientCredentials": {"tokenUrl": "https://login.example.com/token", "scopes": {}}}
_OAUTH = {"type": "oauth2", "flows": _FLOWS}

NONE: dict[str, Any] = {}
EACH: dict[str, dict[str, Any]] = {
    "limit": {"x-rate-limit": _LIMIT},
    "retry": {"x-retry": {"statuses": [429, 503], "attempts": 5, "base": 0.5}},
    "deadline": {"x-deadline": {"total": 5}},
    "request id": {"x-request-id": {"send": "X-Request-Id", "receive": ["X-Request-Id"]}},
    "envelope": {"x-envelope": "data"},
    "errors": {"x-errors": {"code": "/error/code", "message": "/error/message"}},
    "deprecation": {"deprecated": True, "x-deprecation": {"since": "2026-01-01", "header": "Sun"}},
    "date format": {"wire": "Y-m-d H:i:s"},
    "OAuth 2": {"scheme": _OAUTH},
}
ALL = {name: value for one in EACH.values() for name, value in one.items()}
_ON_OPERATION = ("x-deadline", "x-deprecation", "deprecated")


def tree(extensions: Mapping[str, Any]) -> dict[str, Any]:
    """The document with some extensions."""
    left = dict(extensions)
    scheme = left.pop("scheme", _BEARER)
    wire = left.pop("wire", None)
    own = {name: left.pop(name) for name in _ON_OPERATION if name in left}
    made = _tree(own, wire, security=[{"main": []}], **left)
    made["components"]["securitySchemes"] = {"main": scheme}
    return made


def respond(request: httpx.Request) -> httpx.Response:
    """The order, or a token that outlives the benchmark."""
    if request.method == "POST":
        return httpx.Response(200, json={"access_token": "t" * 40, "expires_in": 86400})
    return httpx.Response(200, headers=next(_counted), content=BODY)


class Nothing:
    """A hook that sees every call, and does nothing."""

    def on_call(self, call: object) -> Iterator[None]:
        """Around a call."""
        yield


def made(title: str, extensions: Mapping[str, Any], kind: str, *, hook: bool = False) -> Any:
    """A client of a document with some extensions."""
    module = package(title, tree(extensions))
    given: dict[str, Any] = {"transport": httpx.MockTransport(respond)}
    if "scheme" in extensions:
        given |= {"main_id": "id", "main_secret": "a-secret"}
    else:
        given["main"] = "a-token-of-forty-characters-or-thereabout"
    if hook:
        given["hooks"] = [Nothing()]
    return getattr(module, kind)(**given)


def in_turns(calls: Mapping[str, Callable[[], object]], rounds: int) -> dict[str, float]:
    """CPU seconds of each call, the least of many short rounds, taken in turns."""
    best = dict.fromkeys(calls, float("inf"))
    for number in range(rounds + 1):
        for name, call in calls.items():
            start = time.process_time()
            for _ in range(_ROUND):
                call()
            if number:  # the first round warms up
                best[name] = min(best[name], (time.process_time() - start) / _ROUND)
    return best


def synchronous(kinds: Mapping[str, Mapping[str, Any]], rounds: int) -> dict[str, float]:
    """CPU seconds of a call by the synchronous clients."""
    clients = {
        name: made(f"Bench{number}", kind, "Client", hook=name == "all, and a hook")
        for number, (name, kind) in enumerate(kinds.items())
    }

    def caller(client: Any) -> Callable[[], object]:
        get = client.things.get_order
        return lambda: get("ord_8Kq2", fields="lines", accept_language="en")

    return in_turns({name: caller(client) for name, client in clients.items()}, rounds)


def asynchronous(kinds: Mapping[str, Mapping[str, Any]], rounds: int) -> dict[str, float]:
    """CPU seconds of a call by the asynchronous clients, awaited one after another."""
    best = dict.fromkeys(kinds, float("inf"))

    async def run() -> None:
        clients = {
            name: made(f"Bench{number}", kind, "AsyncClient")
            for number, (name, kind) in enumerate(kinds.items())
        }
        for number in range(rounds + 1):
            for name, client in clients.items():
                get = client.things.get_order
                start = time.process_time()
                for _ in range(_ROUND):
                    await get("ord_8Kq2", fields="lines", accept_language="en")
                if number:
                    best[name] = min(best[name], (time.process_time() - start) / _ROUND)

    asyncio.run(run())
    return best


def main(arguments: list[str]) -> None:
    """Print what was measured, as JSON: seconds by what was on."""
    warnings.simplefilter("ignore", DeprecationWarning)
    kinds = {"none": NONE, "all": ALL}
    each = EACH if "--each" in arguments else {}
    found = synchronous({**kinds, "all, and a hook": ALL, **each}, 400)
    found |= {f"{name}, async": cost for name, cost in asynchronous(kinds, 150).items()}
    print(json.dumps({"bytes": len(BODY), "calls": found}))


if __name__ == "__main__":
    main(sys.argv[1:])
