"""Every way the vendor says no: the stub's answer, and the exception it becomes."""

from __future__ import annotations

import copy
import json
import pickle
from collections.abc import Callable
from typing import Any, NamedTuple

import pytest
from shoprocket_public import UNSET, ApiError, errors, models
from shoprocket_public._runtime.server import Fault
from shoprocket_public.server import Refusal

from tests.behaviour.document import TREE, operations, resolved
from tests.behaviour.shop import KEY, TOKEN, Shop, create_app
from tests.behaviour.tamper import replaced, tampering

ONCE: Any = {"retries": 0}
REVIEW = {"body": "Good.", "rating": 5, "author_email": "aoife@example.com"}


def _forbid(scheme: str, credential: str) -> bool:
    raise Refusal(403)


class _Broken:
    async def get_store(self) -> models.PublicStore:
        raise RuntimeError("a bug in the shop's own code")


class Failing(NamedTuple):
    """A call that really fails, and what its error must say."""

    status: int
    kind: type[errors.StatusError]
    code: str
    call: Callable[[Any], Any]
    operation: str
    method: str
    settings: Callable[[], dict[str, Any]] = dict
    app: Callable[[], Any] = create_app
    fields: frozenset[str] = frozenset()
    documented: bool = True
    """Whether the operation documents the status, so that the body has its model."""


def _broken_json() -> dict[str, Any]:
    return {"wrap": tampering(lambda request: replaced(request, content=b'{"email": "a@b.c'))}


def _no_key() -> dict[str, Any]:
    return {"wrap": tampering(lambda request: replaced(request, drop=("authorization",)))}


def _patch() -> dict[str, Any]:
    return {"wrap": tampering(lambda request: replaced(request, method="PATCH"))}


def _add(client: Any, **given: Any) -> Any:
    return client.cart.add_item(cart_token=TOKEN, **{"product_id": "mug", **given})


def _review(client: Any, **given: Any) -> Any:
    return client.products.create_review("stoneware-mug", **{**REVIEW, **given})


FAILING = {
    "the body is broken JSON": Failing(
        400,
        errors.BadRequest,
        "bad_request",
        lambda c: c.cart.check_customer(email="a@b.c"),
        "checkCustomer",
        "POST",
        _broken_json,
    ),
    "there is no key": Failing(
        401,
        errors.Unauthorized,
        "unauthorized",
        lambda c: c.store.get(),
        "getStore",
        "GET",
        _no_key,
    ),
    "the key is not known": Failing(
        401,
        errors.Unauthorized,
        "unauthorized",
        lambda c: _add(c),
        "addCartItem",
        "POST",
        app=lambda: create_app(credentials=["pk_test_another"]),
    ),
    "the key may not do this": Failing(
        403,
        errors.Forbidden,
        "forbidden",
        lambda c: c.account.get_profile(cart_token=TOKEN),
        "getProfile",
        "GET",
        app=lambda: create_app(credentials=_forbid),
    ),
    "there is no such path": Failing(
        404,
        errors.NotFound,
        "not_found",
        lambda c: c.products.get("mug", options={"base_url": "http://127.0.0.1:9/v9/nowhere"}),
        "getProduct",
        "GET",
    ),
    "there is no such thing": Failing(
        404,
        errors.NotFound,
        "not_found",
        lambda c: c.products.get("mug", options={"headers": {"Prefer": "code=404"}}),
        "getProduct",
        "GET",
    ),
    "the path does not know the method": Failing(
        405,
        errors.MethodNotAllowed,
        "method_not_allowed",
        lambda c: c.countries.list(),
        "listCountries",
        "GET",
        _patch,
        documented=False,
    ),
    "the answer cannot be what is accepted": Failing(
        406,
        errors.NotAcceptable,
        "not_acceptable",
        lambda c: c.tax.calculate(
            country_code="IE",
            items=[models.TaxItem(product_id="mug", quantity=1)],
            options={"headers": {"Accept": "text/csv"}},
        ),
        "calculateTax",
        "POST",
        documented=False,
    ),
    "it is out of stock": Failing(
        409,
        errors.Conflict,
        "out_of_stock",
        lambda c: _add(c, quantity=99, options={"headers": {"Prefer": "code=409"}}),
        "addCartItem",
        "POST",
    ),
    "the body is of another media type": Failing(
        415,
        errors.UnsupportedMedia,
        "unsupported_media_type",
        lambda c: _add(c, options={"headers": {"Content-Type": "text/plain"}}),
        "addCartItem",
        "POST",
        documented=False,
    ),
    "a field is missing": Failing(
        422,
        errors.Unprocessable,
        "validation_failed",
        lambda c: _add(c, product_id=UNSET),
        "addCartItem",
        "POST",
        fields=frozenset({"productId"}),
    ),
    "several values are out of bounds": Failing(
        422,
        errors.Unprocessable,
        "validation_failed",
        lambda c: _review(c, rating=6, author_email="nobody"),
        "createReview",
        "POST",
        fields=frozenset({"rating", "authorEmail"}),
    ),
    "there were too many calls": Failing(
        429,
        errors.TooManyRequests,
        "rate_limited",
        lambda c: _review(c),
        "createReview",
        "POST",
        app=lambda: create_app(
            faults=lambda attempt: Fault(status=429, headers={"Retry-After": "30"})
        ),
    ),
    "the server fails": Failing(
        500,
        errors.ServerError,
        "server_error",
        lambda c: c.store.get(options=ONCE),
        "getStore",
        "GET",
        app=lambda: create_app(_Broken()),
    ),
}


def _to_this_way(failing: Failing, shop: Shop) -> dict[str, Any]:
    """Send a call to an address that does not exist through this way's own server."""
    if shop.url is None or failing.operation != "getProduct":
        return failing.settings()
    host = shop.url.removeprefix("http://")

    def there(request: Any) -> Any:
        request.url = request.url.copy_with(
            host=host.partition(":")[0], port=int(host.partition(":")[2])
        )
        return request

    return {"wrap": tampering(there)}


def _raised(failing: Failing, shop: Shop) -> errors.StatusError:
    shop.serve(failing.app())
    settings = {**_to_this_way(failing, shop), **ONCE}
    with pytest.raises(errors.StatusError) as caught:
        shop.run(failing.call, **settings)
    return caught.value


@pytest.mark.parametrize("name", FAILING)
def test_error_becomes_the_exception_of_its_status(
    name: str, shop: Shop, caplog: pytest.LogCaptureFixture
) -> None:
    failing = FAILING[name]
    error = _raised(failing, shop)
    sent = shop.only
    assert sent.status == failing.status

    wire = json.loads(sent.answer)
    assert set(wire) == {"error"}, "the vendor's envelope, and nothing beside it"
    assert set(wire["error"]) <= {"code", "message", "fields"}
    assert type(error) is failing.kind
    assert isinstance(error, ApiError)
    assert error.status == failing.status
    assert error.code == wire["error"]["code"] == failing.code
    assert error.message == wire["error"]["message"] != ""
    assert dict(error.fields) == wire["error"].get("fields", {})
    assert set(error.fields) >= failing.fields
    assert all(error.fields.values())
    assert bool(error.fields) == bool(failing.fields)
    assert error.operation == failing.operation
    assert error.method == failing.method
    assert error.attempts == 1
    assert error.request_id
    assert error.request_id == error.headers["x-request-id"]
    assert error.content == sent.answer
    assert error.headers["content-type"].startswith("application/json")
    if failing.documented:
        assert type(error.body) is models.Error
        assert error.body.error.code == error.code
    else:
        assert error.body == wire

    text = str(error)
    assert text.startswith(f"{failing.operation}: {failing.status} ")
    assert failing.code in text
    assert error.message in text
    assert error.request_id in text
    assert KEY not in text + repr(error) + error.url + repr(error.__dict__)
    assert KEY not in caplog.text


@pytest.mark.parametrize("name", FAILING)
def test_error_survives_pickle_and_copy(name: str, calm: Shop) -> None:
    error = _raised(FAILING[name], calm)
    for twin in (pickle.loads(pickle.dumps(error)), copy.copy(error), copy.deepcopy(error)):
        assert type(twin) is type(error)
        assert str(twin) == str(error)
        assert vars(twin) == vars(error)


DOCUMENTED = [
    (operation.id, int(status))
    for operation in operations().values()
    for status in operation.node["responses"]
    if not status.startswith("2")
]


@pytest.mark.parametrize("operation", operations())
def test_every_documented_error_is_the_documents_own(operation: str, calm: Shop) -> None:
    from tests.behaviour.test_operations import ANSWERS, SYNC, arguments

    assert {answer.operation for answer in ANSWERS} >= {operation}
    described = operations()[operation]
    example = next(iter(described.bodies), None)
    args = arguments(described, SYNC[operation], example)
    statuses = [status for named, status in DOCUMENTED if named == operation]
    assert {401, 403, 429, 500} <= set(statuses)
    for status in statuses:
        response = resolved(described.node["responses"][str(status)])
        examples = response["content"]["application/json"]["examples"]
        assert examples
        for name, item in examples.items():
            documented = resolved(item)["value"]["error"]
            calm.serve(create_app())
            prefer: Any = {**ONCE, "headers": {"Prefer": f"code={status}, example={name}"}}
            with pytest.raises(errors.StatusError) as caught:
                calm.run(lambda client, o=prefer: SYNC[operation].of(client)(**args, options=o))
            error = caught.value
            assert error.status == status
            assert error.code == documented["code"]
            assert error.message == documented["message"]
            assert dict(error.fields) == documented.get("fields", {})
            assert type(error.body) is models.Error


def test_a_review_is_limited_to_five_a_minute(calm: Shop) -> None:
    limit = resolved(TREE["paths"]["/products/{product}/reviews"])["post"]["x-rate-limit"]
    assert (limit["limit"], limit["per"]) == (5, 60)
    now = [1000.0]
    calm.serve(create_app(limits=True, clock=lambda: now[0]))

    def review() -> Any:
        return calm.run(_review, **ONCE, deadline=5)

    for _ in range(5):
        review()
    with pytest.raises(errors.TooManyRequests) as caught:
        review()
    assert calm.run(lambda client: client.store.get()).id  # an endpoint with a limit of its own
    now[0] += 60
    assert review().id
    assert caught.value.code == "rate_limited"
    assert caught.value.retry_after == 60
    assert [exchange.status for exchange in calm.exchanges] == [201] * 5 + [429, 200, 201]


def test_a_passing_failure_is_gone_at_the_second_attempt(near: Shop) -> None:
    near.serve(create_app(faults=lambda attempt: Fault(status=500) if attempt.number < 3 else None))
    store = near.run(lambda client: client.store.get())
    assert store.name == "Harbour & Pine"
    assert [exchange.status for exchange in near.exchanges] == [500, 500, 200]


def test_an_unsafe_call_that_failed_is_not_sent_again(near: Shop) -> None:
    near.serve(create_app(faults=lambda attempt: Fault(status=500)))
    with pytest.raises(errors.ServerError):
        near.run(lambda client: client.cart.checkout(cart_token=TOKEN, payment_method="pm_x"))
    assert near.only.status == 500
