"""Every operation: what is sent is what the document says, and what comes back is all there."""

from __future__ import annotations

import json
from typing import Any, NamedTuple

import pytest
from shoprocket_public import AsyncClient, Client, models, raw, raw_async
from shoprocket_public._runtime.client.paging import AsyncPage, Page

from tests.behaviour.document import Described, Success, named, operations, resolved
from tests.behaviour.shop import KEY, Shop, data_of
from tests.behaviour.surface import Method, methods

DOCUMENT = operations()
SYNC = methods(Client)
ASYNC = methods(AsyncClient)
CREATING = {"createReview", "postMessage", "startConversation"}
"""What the sandbox answers with 201."""


class Case(NamedTuple):
    """A call with the document's own examples."""

    operation: str
    example: str | None
    """Name of the body's example."""

    def __str__(self) -> str:
        return f"{self.operation}-{self.example}" if self.example else self.operation


class Answered(NamedTuple):
    """A call and the documented answer to it."""

    operation: str
    success: Success

    def __str__(self) -> str:
        return f"{self.operation}-{self.success.status}-{self.success.name}"


CASES = [
    Case(operation.id, example)
    for operation in DOCUMENT.values()
    for example in (operation.bodies or {None: None})
]
ANSWERS = [
    Answered(operation.id, success)
    for operation in DOCUMENT.values()
    for success in operation.successes
]


def arguments(described: Described, method: Method, example: str | None) -> dict[str, Any]:
    """The keywords of a call that has every parameter at its example, and a body's example."""
    operation = method.operation
    examples = {(p["in"], p["name"]): p["example"] for p in described.parameters}
    found = {param.name: examples.pop((param.where, param.key)) for param in operation.params}
    assert not examples, f"the client knows nothing of {examples}"
    if example is not None:
        body = operation.body.type().model_validate(described.bodies[example])
        assert not body.model_extra
        fields = {field.name for field in operation.body.fields}
        assert fields >= body.model_fields_set
        found.update((name, getattr(body, name)) for name in body.model_fields_set)
    return found


def calling(shop: Shop, case: Case, **options: Any) -> Any:
    """Make a call, and give its whole response."""
    described = DOCUMENT[case.operation]
    method = (ASYNC if shop.way.asynchronous else SYNC)[case.operation]
    args = arguments(described, method, case.example)
    whole = raw_async if shop.way.asynchronous else raw
    return shop.run(lambda client: whole(method.of(client))(**args, options=options or None))


def check_kind(value: Any, success: Success, *, asynchronous: bool) -> None:
    """A result is of the type that the document names for it."""
    if success.media != "application/json":
        assert type(value) is str
        return
    schema = success.schema["properties"]["data"]
    if "$ref" in schema:
        assert type(value) is getattr(models, named(schema))
        return
    kind = getattr(models, named(schema["items"]))
    assert schema["type"] == "array"
    if "meta" in success.schema["properties"]:
        assert type(value) is (AsyncPage if asynchronous else Page)
        value = value.items
    assert type(value) is list
    assert [type(item) for item in value] == [kind] * len(value)
    assert value or success.value["data"] == []


def test_every_operation_of_the_document_is_in_the_table() -> None:
    assert len(DOCUMENT) == 41
    assert set(SYNC) == set(ASYNC) == set(DOCUMENT)
    assert {case.operation for case in CASES} == set(DOCUMENT)
    assert {answer.operation for answer in ANSWERS} == set(DOCUMENT)


def test_both_clients_have_the_same_methods() -> None:
    assert {key: method[:2] for key, method in SYNC.items()} == {
        key: method[:2] for key, method in ASYNC.items()
    }


@pytest.mark.parametrize("case", CASES, ids=str)
def test_request_is_what_the_document_says(case: Case, shop: Shop) -> None:
    response = calling(shop, case)
    expected = DOCUMENT[case.operation].wire(KEY, case.example)
    sent = shop.only
    assert (sent.method, sent.path, sent.query) == expected[:3]

    headers = dict(sent.headers)
    assert len(headers) == len(sent.headers), "a header is sent twice"
    for name in ("host", "user-agent", "accept-encoding"):
        assert headers.pop(name)
    headers.pop("connection", None)
    accept = headers.pop("accept")
    assert accept.split(",")[0] == DOCUMENT[case.operation].successes[0].media
    wanted = {**expected.headers, "authorization": f"Bearer {KEY}"}
    if expected.body is not None:
        wanted |= {"content-type": "application/json", "content-length": str(len(sent.body))}
        assert json.loads(sent.body) == expected.body
    else:
        assert sent.body == b""
        if sent.method in ("POST", "PUT"):
            wanted["content-length"] = "0"
    assert headers == wanted

    status = 201 if case.operation in CREATING else 200
    assert sent.status == response.status == status
    received = sent.answer.decode()
    if accept.startswith("application/json"):
        assert data_of(response.body) == json.loads(received)
        assert data_of(response.value) == json.loads(received)["data"]
    else:
        assert response.value == received
    check_kind(
        response.value,
        next(one for one in DOCUMENT[case.operation].successes if one.status == status),
        asynchronous=shop.way.asynchronous,
    )


@pytest.mark.parametrize("answered", ANSWERS, ids=str)
def test_answer_comes_back_without_loss(answered: Answered, shop: Shop) -> None:
    success = answered.success
    example = next(iter(DOCUMENT[answered.operation].bodies), None)
    prefer = f"code={success.status}, example={success.name}"
    response = calling(shop, Case(answered.operation, example), headers={"Prefer": prefer})
    assert response.status == success.status
    check_kind(response.value, success, asynchronous=shop.way.asynchronous)
    if success.media == "application/json":
        assert data_of(response.body) == success.value
        assert data_of(response.value) == success.value["data"]
        assert json.loads(response.content) == success.value
    else:
        assert response.value == success.value


def test_times_of_answers_are_points_in_time(calm: Shop) -> None:
    review = calm.run(lambda client: client.products.list_reviews("stoneware-mug")).items[0]
    example = resolved(DOCUMENT["listReviews"].successes[0].value)["data"][0]
    assert review.created_at.tzinfo is not None
    assert review.created_at.isoformat().replace("+00:00", "Z") == example["createdAt"]
