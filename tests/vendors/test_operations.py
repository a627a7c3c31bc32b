"""Every operation of every vendor, sync and async, over a socket: asked as documented, answered
in full."""

from __future__ import annotations

import asyncio
import inspect
import json
import time
import warnings
from collections.abc import Iterator
from typing import Any, NamedTuple

import pytest

from tests.behaviour.shop import Exchange, Recorder, data_of
from tests.vendors.calls import Call, call_of, check_request, same
from tests.vendors.described import Success
from tests.vendors.package import Method, Package, names

PACKAGES = {name: Package(name) for name in names() if name != "shoprocket-public"}
"""The public shop has tests of its own in tests/behaviour."""
KINDS = {
    name: [p.methods(asynchronous=kind) for kind in (False, True)] for name, p in PACKAGES.items()
}


class Case(NamedTuple):
    """An operation, and a way to call it."""

    package: str
    operation: str
    asynchronous: bool
    example: int = 0

    def __str__(self) -> str:
        kind = "async" if self.asynchronous else "sync"
        return f"{self.package}-{self.operation}-{kind}" + (
            f"-{self.example}" if self.example else ""
        )


class Answered(NamedTuple):
    """An operation, and one of its documented answers."""

    package: str
    operation: str
    success: Success

    def __str__(self) -> str:
        return f"{self.package}-{self.operation}-{self.success.status}-{self.success.name}"


CASES = [
    Case(name, operation, kind, example)
    for name, package in PACKAGES.items()
    for operation, described in package.described.items()
    for kind in (False, True)
    for example in range(max(1, len(described.bodies)))
]
ANSWERS = [
    Answered(name, operation, success)
    for name, package in PACKAGES.items()
    for operation, described in package.described.items()
    for success in described.successes
]


class Reached:
    """The sandbox of a package, and a client of either kind to it."""

    def __init__(self, package: Package, url: str, recorder: Recorder) -> None:
        self.package = package
        self.recorder = recorder
        settings = package.settings(url)
        self.runner = asyncio.Runner()
        self.clients = [package.module.Client(**settings), package.module.AsyncClient(**settings)]
        self.sandbox = recorder.app

    def call(self, method: Method, asynchronous: bool, call: Call, **options: Any) -> Any:
        """The whole response to a call in a sandbox that remembers nothing."""
        self.sandbox.reset()
        self.recorder.exchanges.clear()
        client = self.clients[asynchronous]
        raw = self.package.module.raw_async if asynchronous else self.package.module.raw
        made = raw(method.of(client))
        options |= {"strict": True, "retries": 0, "planned": method.operation.planned}
        if call.media is not None:
            options["content_type"] = call.media
        with warnings.catch_warnings():
            if method.operation.deprecated:
                warnings.simplefilter("ignore", DeprecationWarning)
            outcome = made(**call.arguments, options=options)
            if inspect.isawaitable(outcome):
                outcome = self.runner.run(_awaited(outcome))
        return outcome

    @property
    def last(self) -> Exchange:
        """The last exchange. An answer without a body is read before it is noted."""
        end = time.monotonic() + 30
        while not self.recorder.exchanges and time.monotonic() < end:
            time.sleep(0.001)
        return self.recorder.exchanges[-1]

    def close(self) -> None:
        self.clients[0].close()
        self.runner.run(self.clients[1].aclose())
        self.runner.close()


async def _awaited(outcome: Any) -> Any:
    return await outcome


@pytest.fixture(scope="module")
def reached() -> Iterator[Any]:
    """The sandboxes, each started when it is first asked for."""
    running: dict[str, tuple[Any, Reached]] = {}

    def to(name: str) -> Reached:
        if name not in running:
            context = PACKAGES[name].sandbox(planned=True)
            running[name] = (context, Reached(PACKAGES[name], *context.__enter__()))
        return running[name][1]

    yield to
    for context, found in running.values():
        found.close()
        context.__exit__(None, None, None)


def plain(value: Any) -> Any:
    """A result as the JSON it stands for; maps of models, too."""
    if isinstance(value, dict):
        return {key: data_of(item) for key, item in value.items()}
    return data_of(value)


def check_value(package: Package, operation: Any, response: Any, received: Any) -> None:
    """The result is what the document names for it, with everything that came."""
    value = response.value
    if operation.process is not None:
        assert type(value).__name__ in ("Process", "AsyncProcess")
        assert value.id == str(received["processStatusId"])
        assert same(data_of(response.body), received)
        return
    success = next(
        success
        for success in package.described[operation.id].successes
        if success.status == response.status
    )
    assert same(data_of(response.body), received)
    schema = success.schema
    result = received
    if operation.unwrap:
        result = received[operation.unwrap]
    if operation.paging is None:
        assert same(plain(value), result)
        named = schema.get("$ref", "").rpartition("/")[2]
        kind = getattr(package.models, named, None)
        if not operation.unwrap and isinstance(kind, type):
            assert type(value) is kind
    else:
        assert type(value).__name__ in ("Page", "AsyncPage")
        place = received
        for token in operation.paging.items.split("/")[1:]:
            place = place.get(token, [])
        assert same([data_of(item) for item in value.items], place)


def check_answer(package: Package, operation: Any, response: Any, content: bytes) -> None:
    """A response is what came over the wire."""
    assert response.content == content
    media = (response.headers.get("content-type") or "").partition(";")[0]
    if media.endswith("json"):
        check_value(package, operation, response, json.loads(content))
    elif not content:
        assert response.value in (None, b"")
    elif isinstance(response.value, str):
        assert media.startswith("text/") or media.endswith(("csv", "xml"))
        assert response.value == content.decode()
    else:
        assert response.value == content


def test_every_operation_of_every_document_is_called() -> None:
    for name, package in PACKAGES.items():
        for methods in KINDS[name]:
            assert set(methods) == set(package.described) == set(package.operations)
        assert {key: method[:2] for key, method in KINDS[name][0].items()} == {
            key: method[:2] for key, method in KINDS[name][1].items()
        }


@pytest.mark.parametrize("case", CASES, ids=str)
def test_call_with_the_examples(case: Case, reached: Any) -> None:
    package = PACKAGES[case.package]
    method = KINDS[case.package][case.asynchronous][case.operation]
    call = call_of(package, case.operation, method, case.example)
    target: Reached = reached(case.package)
    response = target.call(method, case.asynchronous, call)
    exchange = target.last
    check_request(package, package.described[case.operation], call, exchange)
    assert response.status == exchange.status < 300
    check_answer(package, method.operation, response, exchange.answer)
    if method.operation.paging is not None and case.package.startswith("shoprocket"):
        assert response.value.items, "the examples of a list's parameters find nothing"
    deprecation = method.operation.deprecation
    if deprecation and deprecation.header:
        assert deprecation.header in response.headers


@pytest.mark.parametrize("answered", ANSWERS, ids=str)
def test_documented_answer_comes_back_without_loss(answered: Answered, reached: Any) -> None:
    success = answered.success
    if success.media is None:
        return
    package = PACKAGES[answered.package]
    method = KINDS[answered.package][0][answered.operation]
    call = call_of(package, answered.operation, method)
    example = f", example={success.name}" if success.name else ""
    target: Reached = reached(answered.package)
    response = target.call(
        method,
        False,
        call,
        headers={"Prefer": f"code={success.status}{example}"},
        accept=success.media,
    )
    exchange = target.last
    assert response.status == success.status
    if success.media.endswith("json"):
        assert same(json.loads(exchange.answer), success.value)
    check_answer(package, method.operation, response, exchange.answer)


PLANNED = [
    (name, operation)
    for name, package in PACKAGES.items()
    for operation, descriptor in package.operations.items()
    if descriptor.planned
]


@pytest.mark.parametrize(("name", "operation"), PLANNED, ids=str)
def test_planned_operation_is_refused_until_asked_for(
    name: str, operation: str, reached: Any
) -> None:
    package = PACKAGES[name]
    method = KINDS[name][0][operation]
    call = call_of(package, operation, method)
    target: Reached = reached(name)
    target.recorder.exchanges.clear()
    with pytest.raises(package.module.errors.UsageError, match="planned"):
        method.of(target.clients[0])(**call.arguments)
    assert not target.recorder.exchanges
