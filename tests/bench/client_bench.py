"""One GET of a 1 KB object without a network: the generated client, and the same by hand.

Run with the folder of a package of openapi-python-client as argument, and by an
interpreter that has it, it measures that client instead.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

import httpx  # noqa: E402

from tests.bench.cpu import of_call  # noqa: E402

PRODUCT: dict[str, Any] = {
    "id": "prod_8Kq2",
    "slug": "stoneware-mug",
    "name": "Stoneware mug",
    "summary": "A mug to last.",
    "description": "Thrown by hand, fired twice. " * 12,
    "status": "published",
    "featured": True,
    "inStock": True,
    "inventoryCount": 14,
    "price": {"amount": 1850, "currency": "EUR", "formatted": "€18.50"},
    "media": [{"id": str(n), "path": f"p/{n}.jpg", "alt": "Mug"} for n in range(4)],
    "categories": [{"id": "cat_1", "name": "Kitchen", "slug": "kitchen"}],
    "createdAt": "2026-01-02T03:04:05Z",
    "updatedAt": "2026-02-03T04:05:06Z",
}
BODY = json.dumps({"data": PRODUCT}).encode()
HEADERS = {"content-type": "application/json"}
KEY = "pk_test_bench"
URL = f"https://api.shoprocket.io/v3/public/{KEY}"


def answer(request: httpx.Request) -> httpx.Response:
    return httpx.Response(200, headers=HEADERS, content=BODY)


def ours() -> float:
    sys.path.insert(0, str(ROOT / "generated" / "shoprocket-public"))
    from shoprocket_public import Client

    with Client(publishable_key=KEY, transport=httpx.MockTransport(answer), limiter=None) as shop:
        return of_call(lambda: shop.products.get("mug", accept_language="en"))


def by_hand() -> float:
    from pydantic import TypeAdapter

    sys.path.insert(0, str(ROOT / "generated" / "shoprocket-public"))
    from shoprocket_public.models import GetProductResponse

    adapter = TypeAdapter(GetProductResponse)
    with httpx.Client(transport=httpx.MockTransport(answer)) as client:

        def call() -> object:
            response = client.get(f"{URL}/products/mug")
            response.raise_for_status()
            return adapter.validate_json(response.content)

        return of_call(call)


def openapi_python_client(folder: str) -> float:
    from importlib import import_module

    sys.path.insert(0, folder)
    package = next(path.name for path in Path(folder).iterdir() if (path / "client.py").is_file())
    client = import_module(f"{package}.client").AuthenticatedClient(
        base_url=URL, token=KEY, httpx_args={"transport": httpx.MockTransport(answer)}
    )
    get_product = import_module(f"{package}.api.products.get_product").sync
    assert get_product("mug", client=client) is not None
    return of_call(lambda: get_product("mug", client=client, accept_language="en"), calls=500)


if __name__ == "__main__":
    if len(sys.argv) > 1:
        print(json.dumps({"opc": openapi_python_client(sys.argv[1])}))
    else:
        print(json.dumps({"bytes": len(BODY), "ours": ours(), "hand": by_hand()}))
