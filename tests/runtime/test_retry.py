"""Every branch of the decision whether to send again."""

from __future__ import annotations

import math

import pytest

from generator.runtime.ground.operation import Retry
from generator.runtime.limits.budget import Budget, cost_of
from generator.runtime.limits.retry import Decision, Trouble, decide, server_delay

POLICY = Retry(base=0.25, throttle_base=1.0, cap=20.0, reset_header="X-RateLimit-Reset")
NOW = 1_800_000_000.0


def judge(trouble: Trouble, random: float = 1.0, policy: Retry = POLICY) -> Decision:
    return decide(trouble, policy, now=NOW, random=lambda: random)


def trouble(method: str = "GET", status: int | None = 500, **more: object) -> Trouble:
    return Trouble(method, 1, 3, status)._replace(**more)  # type: ignore[arg-type]


@pytest.mark.parametrize("status", [408, 425, 429, 500, 502, 503, 504])
@pytest.mark.parametrize("method", ["GET", "HEAD", "OPTIONS", "PUT", "DELETE"])
def test_idempotent_methods_are_repeated(method: str, status: int) -> None:
    assert judge(trouble(method, status)).delay is not None


@pytest.mark.parametrize("status", [400, 401, 404, 409, 422, 501, 505])
def test_other_statuses_are_final(status: int) -> None:
    decision = judge(trouble("GET", status))
    assert decision == Decision(None, None, "this status is final")


@pytest.mark.parametrize("method", ["POST", "PATCH"])
@pytest.mark.parametrize("status", [408, 500, 502, 504, 429, 503])
def test_unsafe_methods_are_not(method: str, status: int) -> None:
    assert judge(trouble(method, status)).why == "the server may have acted on it"


@pytest.mark.parametrize("status", [429, 503])
def test_unless_the_server_refused_and_said_when(status: int) -> None:
    assert judge(trouble("POST", status, headers={"retry-after": "2"}), 0.0).delay == 2.0


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("method", ["POST", "PATCH", "GET"])
def test_or_the_document_says_that_nothing_was_done(method: str, status: int) -> None:
    policy = POLICY._replace(not_processed=(status,), statuses=())
    assert judge(trouble(method, status), policy=policy).delay == 1.0
    assert judge(trouble(method, status, attempt=3), policy=policy).delay is None
    assert judge(trouble(method, 500), policy=policy).delay is None


def test_a_delay_with_another_status_is_no_refusal() -> None:
    assert judge(trouble("POST", 500, headers={"retry-after": "2"})).delay is None


@pytest.mark.parametrize("status", [500, 504, None])
def test_a_key_makes_any_call_safe(status: int | None) -> None:
    assert judge(trouble("POST", status, keyed=True)).delay is not None


def test_lost_connections() -> None:
    assert judge(trouble("GET", None)).delay is not None
    assert judge(trouble("POST", None)).why == "the server may have acted on it"
    assert judge(trouble("POST", None, sent=False)).delay is not None
    assert judge(trouble("GET", None, permanent=True)).why == "it would fail again"


def test_409_where_the_document_says_so() -> None:
    policy = POLICY._replace(statuses=(409,))
    assert judge(trouble("PUT", 409), policy=policy).delay is not None
    assert judge(trouble("GET", 500), policy=policy).delay is None


def test_ends() -> None:
    assert judge(trouble(attempt=3)).why == "no attempt left"
    assert judge(trouble(attempts=1)).why == "no attempt left"
    assert judge(trouble(replayable=False)).why == "the body cannot be sent twice"


@pytest.mark.parametrize("name", ["x-should-retry", "stripe-should-retry"])
def test_the_server_overrules(name: str) -> None:
    assert (
        judge(trouble("GET", 500, headers={name: "false"})).why == "the server says not to repeat"
    )
    assert judge(trouble("POST", 400, headers={name: "True"})).delay is not None
    assert judge(trouble("POST", 400, headers={name: "perhaps"})).delay is None


@pytest.mark.parametrize(
    ("attempt", "status", "expected"),
    [(1, 500, 0.25), (2, 500, 0.5), (3, 500, 1.0), (1, 429, 1.0), (3, 503, 4.0), (9, 500, 20.0)],
)
def test_full_jitter(attempt: int, status: int, expected: float) -> None:
    full = trouble("GET", status, attempt=attempt, attempts=99)
    assert judge(full, 1.0).delay == expected
    assert judge(full, 0.5).delay == expected / 2
    assert judge(full, 0.0).delay == 0.0


def test_the_servers_delay_is_whole_and_a_little_more() -> None:
    asked = trouble("GET", 429, headers={"retry-after": "10"})
    assert judge(asked, 0.0) == Decision(10.0, 10.0, "repeated")
    assert judge(asked, 1.0).delay == 12.0


def test_too_long_a_delay_fails_now_and_says_so() -> None:
    decision = judge(trouble("GET", 429, headers={"retry-after": "121"}))
    assert decision == Decision(None, 121.0, "the server asks for too long a wait")
    assert judge(trouble("GET", 429, headers={"retry-after": "120"})).delay is not None
    assert (
        judge(
            trouble("GET", 429, headers={"retry-after": "121"}),
            policy=POLICY._replace(patience=600.0),
        ).delay
        is not None
    )


def test_the_deadline() -> None:
    asked = trouble("GET", 429, headers={"retry-after": "10"}, left=10.0)
    assert judge(asked, 0.0).why == "the deadline comes before the next attempt"
    assert judge(asked, 0.0).asked == 10.0
    assert judge(asked._replace(left=10.1), 0.0).delay == 10.0


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ({"retry-after-ms": "1500", "retry-after": "9"}, 1.5),
        ({"retry-after": "2.5"}, 2.5),
        ({"retry-after": "Fri, 15 Jan 2027 08:00:30 GMT"}, 30.0),
        ({"retry-after": "Fri, 15 Jan 2027 08:00:30"}, 30.0),
        ({"retry-after": "Fri, 15 Jan 2027 08:00:01 GMT"}, 1.0),
        ({"retry-after": "Fri, 15 Jan 2027 08:00:00 GMT"}, None),
        ({"retry-after": "Fri, 15 Jan 2027 07:59:00 GMT"}, None),
        ({"retry-after": "soon", "x-ms-retry-after-ms": "250"}, 0.25),
        ({"x-ratelimit-reset": "7"}, 7.0),
        ({"x-ratelimit-reset": str(int(NOW) + 40)}, 40.0),
        ({"x-ratelimit-reset": str((int(NOW) + 40) * 1000)}, 40.0),
        ({"x-ratelimit-reset": str(int(NOW) - 40)}, None),
        ({"x-ratelimit-reset": str(int(NOW))}, None),
        ({"x-ratelimit-reset": "1000000000"}, 1e9),
        ({"x-ratelimit-reset": "1000000001"}, None),
        ({"x-ratelimit-reset": "100000000000"}, 1e11 - NOW),
        ({"x-ratelimit-reset": "100000000001"}, None),
        ({"retry-after": "0"}, None),
        ({"retry-after": "-3"}, None),
        ({"retry-after": "nan"}, None),
        ({"retry-after": "inf"}, None),
        ({"retry-after": "Mon, 99 Foo 99999999999999999999 99:99:99"}, None),
        ({"retry-after": "Fri, 15 Jan 999999999999 08:00:30 GMT"}, None),
        ({"retry-after": ""}, None),
        ({}, None),
    ],
)
def test_what_servers_ask_for(headers: dict[str, str], expected: float | None) -> None:
    assert server_delay(headers, "X-RateLimit-Reset", NOW) == expected


def test_without_a_documented_reset_header_none_is_read() -> None:
    assert server_delay({"x-ratelimit-reset": "7"}, None, NOW) is None


def test_budget() -> None:
    budget = Budget(30)
    assert budget.take(cost_of(500))
    assert budget.take(cost_of(None))
    assert not budget.take(cost_of(429))
    budget.give(3)
    assert budget.take(cost_of(503))
    budget.give(1000)
    assert budget.left == 30
    assert math.isclose(cost_of(429), 5)


@pytest.mark.parametrize(("status", "times"), [(500, 35), (None, 35), (429, 100), (503, 100)])
def test_how_often_a_client_repeats_before_anything_works(status: int | None, times: int) -> None:
    budget = Budget()
    assert sum(budget.take(cost_of(status)) for _ in range(1000)) == times
