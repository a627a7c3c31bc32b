"""Promises of the vendors' prose that no other client happens to try."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.vendors.package import Package

BOL = Package("bol-retailer")
PUBLIC = Package("shoprocket-public")
PRIVATE = Package("shoprocket-private")
JSON = "application/vnd.retailer.v10+json"
NOW = 1_770_000_000.0


class Bol:
    """The stub of bol on a socket, and its clock."""

    def __init__(self, url: str, now: list[float]) -> None:
        self.now = now
        self.http = httpx.Client(base_url=url, trust_env=False)

    def token(self) -> dict[str, Any]:
        form = {"grant_type": "client_credentials"}
        token: dict[str, Any] = self.http.post("/token", auth=("id", "secret"), data=form).json()
        return token

    def send(self, method: str, path: str, body: Any = None, bearer: str = "") -> httpx.Response:
        headers = {"Authorization": f"Bearer {bearer or self.token()['access_token']}"}
        headers |= {"Accept": JSON, "Content-Type": JSON}
        content = b"" if body is None else json.dumps(body).encode()
        return self.http.request(method, path, headers=headers, content=content)


@pytest.fixture
def bol() -> Iterator[Bol]:
    now = [NOW]
    app = BOL.part("server").create_app(
        clock=lambda: now[0], processing=1.0, issued_tokens_only=True, limits=True
    )
    with BOL.part("_runtime.server").running(app) as url:
        made = Bol(url, now)
        yield made
        made.http.close()


def test_a_token_says_its_scope_and_how_long_it_lives(bol: Bol) -> None:
    said = bol.token()
    assert said.pop("access_token")
    assert said == {"token_type": "Bearer", "expires_in": 299, "scope": "RETAILER"}


def test_an_expired_token_is_refused_in_bols_words_and_a_new_one_is_taken(bol: Bol) -> None:
    token = bol.token()["access_token"]
    assert bol.send("GET", "/retailer/orders", bearer=token).status_code == 200
    bol.now[0] += 299
    refused = bol.send("GET", "/retailer/orders", bearer=token)
    assert (refused.status_code, refused.json()["title"]) == (401, "Expired JWT")
    assert bol.send("GET", "/retailer/orders").status_code == 200


def test_a_problem_is_about_this_request(bol: Bol) -> None:
    bol.send("DELETE", "/retailer/subscriptions/77")
    bol.now[0] += 1
    refused = bol.send("GET", "/retailer/subscriptions/77")
    assert refused.status_code == 404
    problem = refused.json()
    assert problem["instance"] == str(refused.request.url)
    assert "77" in problem["detail"]
    assert "A2K8290LP9" not in refused.text


def test_every_answer_has_one_request_id(bol: Bol) -> None:
    answers = [bol.send("GET", path) for path in ("/retailer/orders", "/retailer/nothing")]
    answers.append(bol.send("GET", "/retailer/orders", bearer="old"))
    ids = [answer.headers.get_list("x-request-id", split_commas=True) for answer in answers]
    assert [len(found) for found in ids] == [1, 1, 1]
    assert len({found[0] for found in ids}) == 3


def test_limits_are_told_in_milliseconds_and_a_refusal_in_seconds(bol: Bol) -> None:
    first = bol.send("GET", "/retailer/shipments")
    assert first.headers["x-ratelimit-limit"] == "25"
    assert first.headers["x-ratelimit-remaining"] == "24"
    assert int(first.headers["x-ratelimit-reset"]) == (NOW + 60) * 1000
    for _ in range(24):
        bol.send("GET", "/retailer/shipments")
    bol.now[0] += 17
    refused = bol.send("GET", "/retailer/shipments")
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "43")
    assert "43 seconds" in refused.json()["detail"]
    bol.now[0] += 43
    assert bol.send("GET", "/retailer/shipments").status_code == 200


def test_a_page_is_any_number_that_is_not_negative(bol: Bol) -> None:
    for page, status in (("0", 200), ("1", 200), ("-1", 400)):
        assert bol.send("GET", f"/retailer/orders?page={page}").status_code == status


CHANGES: dict[str, tuple[str, str, Any, str]] = {
    "a cancellation": (
        "PUT", "/retailer/orders/cancellation",
        {"orderItems": [{"orderItemId": "2012345999", "reasonCode": "OUT_OF_STOCK"}]},
        "2012345999",
    ),
    "a return": (
        "PUT", "/retailer/returns/86129999",
        {"handlingResult": "RETURN_RECEIVED", "quantityReturned": 3}, "86129999",
    ),
    "a transport": (
        "PUT", "/retailer/transports/358612589",
        {"transporterCode": "TNT", "trackAndTrace": "3S"}, "358612589",
    ),
    "a stock": (
        "PUT", "/retailer/offers/13722de8/stock",
        {"amount": 3, "managedByRetailer": False}, "13722de8",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", CHANGES)
def test_a_process_names_what_it_changes(name: str, bol: Bol) -> None:
    method, path, body, entity = CHANGES[name]
    begun = bol.send(method, path, body)
    assert begun.status_code == 202, begun.text
    assert (begun.json()["status"], begun.json()["entityId"]) == ("PENDING", entity)
    assert entity in begun.json()["description"]
    bol.now[0] += 1
    ended = bol.send("GET", f"/shared/process-status/{begun.json()['processStatusId']}").json()
    assert (ended["status"], ended["entityId"]) == ("SUCCESS", entity)


def test_a_process_that_makes_a_label_ends_with_its_id(bol: Bol) -> None:
    offer = {"shippingLabelOfferId": "8f956bfc-fabe-45b4-b0e1-1b52a0896b74"}
    label = {"orderItems": [{"orderItemId": "2095052647"}], **offer}
    begun = bol.send("POST", "/retailer/shipping-labels", label).json()
    assert "entityId" not in begun
    bol.now[0] += 1
    ended = bol.send("GET", f"/shared/process-status/{begun['processStatusId']}").json()
    assert bol.send("HEAD", f"/retailer/shipping-labels/{ended['entityId']}").status_code == 200


@pytest.mark.parametrize(
    ("package", "given"),
    [
        (PUBLIC, {"publishable_key": "sk_live_of-the-shop"}),
        (PRIVATE, {"secret_key": "pk_live_of-the-shop"}),
    ],
)
def test_a_key_of_the_other_kind_is_refused_unsent(package: Package, given: Any) -> None:
    with pytest.raises(package.module.errors.UsageError, match="key of another kind") as caught:
        package.module.Client(**given)
    assert "of-the-shop" not in str(caught.value)


def test_a_key_that_a_function_gives_is_looked_at_too() -> None:
    with PUBLIC.sandbox() as (url, recorder):
        settings = {**PUBLIC.settings(url), "publishable_key": lambda: "sk_live_of-the-shop"}
        refused = pytest.raises(PUBLIC.module.errors.UsageError, match="key of another kind")
        with PUBLIC.module.Client(**settings) as client, refused:
            client.store.get()
        assert recorder.exchanges == []


@pytest.mark.parametrize(
    ("path", "bearer", "status"),
    [
        ("pk_test_1", "pk_test_1", 200),
        ("pk_test_1", "pk_test_2", 401),
        ("sk_live_1", "sk_live_1", 401),
    ],
)
def test_the_key_in_the_path_is_that_of_the_header(path: str, bearer: str, status: int) -> None:
    with PUBLIC.sandbox() as (url, _):
        answer = httpx.get(
            f"{url}/v3/public/{path}/products",
            headers={"Authorization": f"Bearer {bearer}"},
            trust_env=False,
        )
    assert answer.status_code == status


@pytest.mark.parametrize(
    ("path", "body", "status"),
    [
        ("/cart/estimate", {"countryCode": "IE"}, 200),
        ("/cart/estimate", {"countryCode": "Ireland"}, 422),
        ("/cart/estimate", {"countryCode": "ie"}, 422),
        (
            "/tax/calculate",
            {"countryCode": "1E", "items": [{"productId": "m", "quantity": 1}]},
            422,
        ),
    ],
)
def test_countries_are_codes(path: str, body: Any, status: int) -> None:
    with PUBLIC.sandbox() as (url, _):
        answer = httpx.post(
            f"{url}/v3/public/pk_test_1{path}",
            json=body,
            headers={"Authorization": "Bearer pk_test_1", "X-Cart-Token": "v"},
            trust_env=False,
        )
    assert answer.status_code == status, answer.text


@pytest.mark.parametrize(("scheme", "status"), [("https", 201), ("http", 422)])
def test_webhooks_are_sent_over_https(scheme: str, status: int) -> None:
    body = {"url": f"{scheme}://erp.example.com/hook", "events": ["order.paid"]}
    with PRIVATE.sandbox(planned=True) as (url, _):
        answer = httpx.post(
            f"{url}/v3/private/webhooks",
            json=body,
            headers={"Authorization": "Bearer sk_test_1"},
            trust_env=False,
        )
    assert answer.is_success == (status < 300), answer.text


def test_a_webhook_without_https_is_not_sent() -> None:
    client = PRIVATE.module.Client(**PRIVATE.settings("http://127.0.0.1:9")).with_options(
        planned=True
    )
    with pytest.raises(PRIVATE.module.errors.UsageError, match="url: the vendor refuses"):
        client.webhooks.create(url="http://erp.example.com/hook", events=["order.paid"])


def test_a_line_of_the_cart_has_what_the_reference_lists() -> None:
    headers = {"Authorization": "Bearer pk_test_1", "X-Cart-Token": "v"}
    with PUBLIC.sandbox() as (url, _):
        answer = httpx.post(
            f"{url}/v3/public/pk_test_1/cart/items",
            json={"productId": "stoneware-mug", "quantity": 2},
            headers=headers,
            trust_env=False,
        )
    (line,) = answer.json()["data"]["items"]
    assert {
        "id", "productId", "productName", "productSlug", "quantity", "price", "subtotal",
        "trackInventory", "inStock", "inventoryCount", "productType",
    } <= line.keys()  # fmt: skip
