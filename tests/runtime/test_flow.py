"""The order of things in a call, driven by hand: no I/O, no clock, no library of ours."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from generator.runtime import UNSET
from generator.runtime.call.flow import run
from generator.runtime.call.redirect import same_origin
from generator.runtime.client.clients import core_of
from generator.runtime.client.options import merge
from generator.runtime.ground.errors import (
    ConnectionFailed,
    DeadlineExceeded,
    NotFound,
    ReportedFailure,
    ServerError,
    TimeoutExceeded,
    TooManyRequests,
    UnexpectedContentType,
    UsageError,
)
from generator.runtime.ground.http import Failure
from generator.runtime.ground.operation import Operation, Retry
from generator.runtime.ground.settings import Settings
from generator.runtime.ground.words import Ask, Exchange, Wait

from .conftest import FakeClock, still
from .sdk import API, CREATE, DELETE, GET, Client, product

OK = (200, {"data": product()})


class Hand:
    """Runs a flow and notes its effects."""

    def __init__(self, *answers: Any, client: Client | None = None, random: float = 1.0) -> None:
        self.client = client or Client()
        self.clock: FakeClock = still(self.client, random)
        self.answers = list(answers)
        self.sent: list[httpx.Request] = []
        self.timeouts: list[Any] = []
        self.took = 0.0

    def call(self, operation: Operation[Any] = GET, args: Any = None, **options: Any) -> Any:
        settings = merge(Settings(), options)  # type: ignore[arg-type]
        flow = run(core_of(self.client), settings, operation, args or {"product": "p1"})
        answer: Any = None
        while True:
            try:
                effect = flow.send(answer)
            except StopIteration as stop:
                return stop.value
            if isinstance(effect, Exchange):
                self.sent.append(effect.request)
                self.timeouts.append({k: effect.timeouts.get(k) for k in ("connect", "read")})
                self.clock.now += self.took
                answer = self.answers.pop(0)
                if isinstance(answer, tuple):
                    status, body, *rest = answer
                    headers = rest[0] if rest else None
                    answer = httpx.Response(status, json=body, headers=headers)
            elif isinstance(effect, Wait):
                answer = self.clock.sleep(effect.seconds)
            else:
                assert isinstance(effect, Ask)
                raise AssertionError("nothing to ask")


def refused() -> Failure:
    return Failure(OSError("refused"), "connect", sent=False)


def reset() -> Failure:
    return Failure(OSError("reset"), "network")


def test_a_success_is_one_exchange() -> None:
    hand = Hand(OK)
    response = hand.call()
    assert (response.value.id, response.attempts, hand.clock.waits) == ("p1", 1, [])
    request = hand.sent[0]
    assert (request.method, request.url.raw_path) == (
        "GET",
        b"/v3/public/pk_live_very%2Fsecret%2Bkey/products/p1",
    )
    assert request.headers.multi_items() == [
        ("host", "api.shop.test"),
        ("accept", "application/json"),
        ("accept-encoding", "gzip, deflate"),
        ("user-agent", "sdk/3"),
        ("authorization", "Bearer pk_live_very/secret+key"),
    ]


def test_a_failing_server_is_asked_again_after_growing_waits() -> None:
    hand = Hand((500, {}), (503, {}), OK)
    response = hand.call()
    assert (response.attempts, hand.clock.waits) == (3, [0.25, 2.0])
    assert response.elapsed == 2.25


def test_the_last_error_is_raised_with_its_facts() -> None:
    hand = Hand(*[(500, {"error": {"code": "down", "message": "later"}})] * 3)
    with pytest.raises(
        ServerError, match="getProduct: 500 Internal Server Error: down: later"
    ) as c:
        hand.call()
    error = c.value
    assert (error.attempts, error.method, error.code, error.operation) == (
        3,
        "GET",
        "down",
        "getProduct",
    )
    assert error.url == "https://api.shop.test/v3/public/***/products/p1"


def test_final_statuses_raise_at_once() -> None:
    hand = Hand((404, {"error": {"fields": {"product": ["unknown"]}}}, {"X-Request-ID": "r7"}))
    with pytest.raises(NotFound) as caught:
        hand.call()
    assert hand.clock.waits == []
    assert caught.value.fields == {"product": ["unknown"]}
    assert caught.value.request_id == "r7"
    assert caught.value.headers["X-REQUEST-ID"] == "r7"


def test_the_servers_delay() -> None:
    hand = Hand((429, {}, {"Retry-After": "10"}), OK, random=0.5)
    hand.call()
    assert hand.clock.waits == [11.0]
    hand = Hand((429, {}, {"Retry-After": "600"}))
    with pytest.raises(TooManyRequests) as caught:
        hand.call()
    assert (caught.value.retry_after, hand.clock.waits) == (600.0, [])


def test_unsafe_calls_are_sent_once_unless_keyed() -> None:
    args = {"name": "x"}
    for outcome, kind in (((500, {}), ServerError), (reset(), ConnectionFailed)):
        hand = Hand(outcome)
        with pytest.raises(kind):
            hand.call(CREATE, args)
    assert Hand(refused(), OK).call(CREATE, args).attempts == 2
    hand = Hand(reset(), (500, {}), OK)
    assert hand.call(CREATE, args, idempotency_key="k").attempts == 3
    assert {request.headers["idempotency-key"] for request in hand.sent} == {"k"}


def test_a_key_of_our_own_is_one_for_all_attempts() -> None:
    keyed = Operation(
        "make",
        "POST",
        "/x",
        retry=Retry(idempotency_header="X-Key", attempt_header="X-Retry-Count"),
    )
    hand = Hand(reset(), OK, OK)
    hand.call(keyed)
    keys = [request.headers["x-key"] for request in hand.sent]
    assert len(set(keys)) == 1
    assert len(keys[0]) == 36
    assert [request.headers.get("x-retry-count") for request in hand.sent] == [None, "1"]
    hand.call(keyed, headers={"x-key": "mine"})
    assert hand.sent[-1].headers.get_list("x-key") == ["mine"]
    hand.answers.append(OK)
    hand.call(keyed)
    assert hand.sent[-1].headers["x-key"] not in keys


def test_retries_can_be_settled_for_a_call() -> None:
    with pytest.raises(ServerError):
        Hand((500, {})).call(retries=0)
    assert Hand(*[(500, {})] * 5, OK).call(retries=5).attempts == 6


def test_the_deadline_covers_attempts_and_waits() -> None:
    hand = Hand((500, {}), (500, {}), OK)
    hand.took = 1.0
    with pytest.raises(ServerError):
        hand.call(deadline=2.4)
    assert len(hand.sent) == 2
    assert [round(t["read"], 6) for t in hand.timeouts] == [2.4, 1.15]
    assert [round(t["connect"], 6) for t in hand.timeouts] == [2.4, 1.15]


def test_an_operation_may_have_a_deadline_of_its_own() -> None:
    quick = Operation("quick", "GET", "/x", deadline=0.5)
    hand = Hand(OK, OK, OK)
    hand.call(quick)
    hand.call(quick, deadline=2.0)
    hand.call(quick, deadline=None)
    assert [round(t["read"], 6) for t in hand.timeouts] == [0.5, 2.0, 30.0]


def test_a_timeout_that_the_deadline_cut_short_is_the_deadline() -> None:
    slow = Failure(httpx.ReadTimeout("slow"), "timeout", phase="read")
    hand = Hand(slow)
    hand.took = 0.5
    with pytest.raises(DeadlineExceeded):
        hand.call(deadline=0.5)
    with pytest.raises(TimeoutExceeded, match="the read timeout ran out") as caught:
        Hand(slow).call(retries=0)
    assert (caught.value.phase, caught.value.sent) == ("read", True)


def test_a_client_whose_calls_all_fail_stops_repeating() -> None:
    client = Client()
    core_of(client).budget.left = 28
    hand = Hand(*[(500, {})] * 6, OK, OK, client=client)
    for sent in (3, 4):
        with pytest.raises(ServerError):
            hand.call()
        assert len(hand.sent) == sent
    core_of(client).budget.left = 14
    hand.answers = [(500, {}), OK]
    hand.call()
    assert core_of(client).budget.left == 14
    hand.answers = [OK]
    hand.call()
    assert core_of(client).budget.left == 15


def test_a_success_that_says_failure() -> None:
    api = API._replace(errors=API.errors._replace(failure=("/success", False)))
    said = (200, {"success": False, "error": {"code": "c", "message": "no"}, "data": product()})
    hand = Hand(said, client=Client(api=api))
    with pytest.raises(ReportedFailure, match="200 OK: c: no"):
        hand.call()
    del said[1]["data"]
    hand = Hand(said, client=Client(api=api))
    with pytest.raises(ReportedFailure):
        hand.call()
    assert Hand(OK, client=Client(api=api)).call().value.id == "p1"
    page = httpx.MockTransport(lambda request: httpx.Response(200, html="<p>"))
    with pytest.raises(UnexpectedContentType):
        Client(api=api, transport=page).products.get("p1")


def test_mistakes_are_raised_before_anything_is_sent() -> None:
    hand = Hand()
    with pytest.raises(UsageError, match="deleteProduct: path parameter product is missing"):
        hand.call(DELETE, {"product": UNSET})
    with pytest.raises(UsageError, match="needs credentials: give the client token=…"):
        Hand(
            client=Client(
                key="k", api=API._replace(schemes=(API.schemes[0]._replace(argument="token"),))
            )
        ).call()
    assert hand.sent == []


def test_a_missing_credential_is_named_once() -> None:
    """Two schemes that take the same argument are one thing to give."""
    scheme = API.schemes[0]._replace(argument="api_key")
    api = API._replace(
        schemes=(scheme._replace(name="a"), scheme._replace(name="b", wire="X-B")),
        security=(("a",), ("b",)),
    )
    with pytest.raises(UsageError) as caught:
        Hand(client=Client(key="k", api=api)).call()
    assert caught.value.message == "needs credentials: give the client api_key=…"


@pytest.mark.parametrize(
    ("location", "target"),
    [
        ("/b?c=d", "/b?c=d"),
        ("c", "/a/c"),
        ("?x=1", "/a/b?x=1"),
        ("https://h.test/x", "/x"),
        ("https://H.test:443/x", "/x"),
        ("https://h.test/ü x", "/%C3%BC%20x"),
        ("https://h.test", "/"),
        ("http://h.test/x", None),
        ("https://h.test:8443/x", None),
        ("https://other.test/x", None),
        ("//other.test/x", None),
        ("https://h.test@other.test/x", None),
        ("https://user@h.test/x", None),
        ("https://h.test.other.test/", None),
        ("https://h.test:nan/", None),
        ("javascript:alert(1)", None),
        ("", None),
        (None, None),
    ],
)
def test_same_origin(location: str | None, target: str | None) -> None:
    assert same_origin("https://h.test", "https://h.test/a/b", location) == target
