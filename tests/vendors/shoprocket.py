"""The stubs of Shoprocket on sockets, and visitors of the shop."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import httpx

from tests.vendors.package import Package

PUBLIC, PRIVATE = Package("shoprocket-public"), Package("shoprocket-private")
JSON = {"Content-Type": "application/json"}
DOCUMENTED = "6f1d2c7e-58a0-4c3b-9f24-b0a7d1e93c55"


class Visitor:
    """Someone who sends requests of their own to the public stub."""

    def __init__(self, http: httpx.Client, token: str) -> None:
        self._http = http
        self._headers = {"X-Cart-Token": token}

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> httpx.Response:
        given = self._headers | {name.replace("_", "-"): value for name, value in headers.items()}
        return self._http.request(method, path, headers=given, json=body)

    def __call__(self, method: str, path: str, body: Any = None) -> Any:
        """The data of an answer; the error of one that is refused."""
        response = self.send(method, path, body)
        said = response.json()
        return said["data"] if response.is_success else (response.status_code, said["error"])


class Stub:
    """The public stub on a socket, and its clock."""

    def __init__(self, url: str, now: list[float]) -> None:
        self.now = now
        self.base = f"{url}/v3/public/pk_test_1"
        self.http = httpx.Client(
            base_url=self.base, trust_env=False, headers={"Authorization": "Bearer pk_test_1"}
        )

    def visitor(self, token: str) -> Visitor:
        return Visitor(self.http, token)


@contextmanager
def public() -> Iterator[Stub]:
    """The public stub, with what its visitors do."""
    now = [1_770_000_000.0]
    app = PUBLIC.part("server").create_app(clock=lambda: now[0])
    with PUBLIC.part("_runtime.server").running(app) as url:
        made = Stub(url, now)
        yield made
        made.http.close()


def sums(cart: dict[str, Any]) -> dict[str, int]:
    return {name: money["amount"] for name, money in cart["totals"].items()}


ADDRESS = {"line1": "1 Lane", "city": "Cork", "postcode": "T12", "countryCode": "IE"}


def ready(visitor: Visitor, quantity: int = 2) -> Any:
    """Fill a cart and say all that a checkout needs; gives the cart."""
    visitor("POST", "/cart/items", {"productId": "stoneware-mug", "quantity": quantity})
    data = {"email": "ann@example.com", "shippingAddress": ADDRESS}
    visitor("PUT", "/cart/checkout-data", data)
    return visitor("POST", "/cart/shipping-option", {"shippingOptionId": "shm_e5Yc7HnR0b"})
