"""What can be settled for a client or a call: how options add up, and values that make no sense."""

from __future__ import annotations

from math import inf
from typing import Any

import pytest

from generator.runtime.client.options import OPTIONS, SETTINGS, check_url, merge, unknown
from generator.runtime.ground.errors import UsageError
from generator.runtime.ground.settings import IN_MEMORY, Settings


def merged(*options: Any) -> Settings:
    settings = Settings()
    for one in options:
        settings = merge(settings, one)
    return settings


@pytest.mark.parametrize(
    ("value", "timeouts"),
    [
        (3, [3.0] * 4),
        (0.5, [0.5] * 4),
        ((1, 2, 3, 4), [1.0, 2.0, 3.0, 4.0]),
    ],
)
def test_timeouts(value: Any, timeouts: list[float]) -> None:
    made = merged({"timeout": value}).timeouts
    assert list(made.values()) == timeouts
    assert list(made) == ["connect", "read", "write", "pool"]
    assert all(type(one) is float for one in made.values())


@pytest.mark.parametrize("value", [0, -1, True, "5", None, inf, float("nan"), 1e9])
def test_what_is_no_time(value: Any) -> None:
    for name in ("timeout", "deadline", "wait"):
        if not (name == "deadline" and value is None) and not (name == "wait" and value is True):
            with pytest.raises(UsageError, match="a time must be a positive number of seconds"):
                merged({name: value})
    with pytest.raises(UsageError, match="a time must be"):
        merged({"timeout": (1, 2, 3, value)})


@pytest.mark.parametrize(
    ("options", "slot", "value"),
    [
        ({"deadline": 5}, "deadline", 5.0),
        ({"deadline": None}, "deadline", None),
        ({"retries": 0}, "retries", 0),
        ({"retries": 7}, "retries", 7),
        ({"strict": True}, "strict", True),
        ({"planned": True}, "planned", True),
        ({"wait": True}, "wait", inf),
        ({"wait": False}, "wait", 0.0),
        ({"wait": 2}, "wait", 2.0),
        ({"max_response_bytes": 0}, "limit", 0),
        ({"max_response_bytes": None}, "limit", None),
        ({"base_url": "https://x.test"}, "base_url", "https://x.test"),
        ({"base_url": None}, "base_url", None),
        ({"accept": "text/csv"}, "accept", "text/csv"),
        ({"media_version": "2"}, "media_version", "2"),
        ({"content_type": "a/b"}, "content_type", "a/b"),
        ({"idempotency_key": "k"}, "idempotency_key", "k"),
        ({"resume": "p"}, "resume", "p"),
    ],
)
def test_the_last_word_counts(options: Any, slot: str, value: Any) -> None:
    (name,) = options
    before = {
        "wait": 9,
        "strict": False,
        "planned": False,
        "retries": 3,
        "deadline": 9,
        "timeout": 9,
    }
    made = merged({name: before[name]} if name in before else {}, options, {"headers": {"x": "y"}})
    assert getattr(made, slot) == value
    assert type(getattr(made, slot)) is type(value)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"retries": -1}, "retries must be 0 or more, not -1"),
        ({"retries": "3"}, "retries must be 0 or more"),
        ({"max_response_bytes": -1}, "max_response_bytes must be 0 or more, not -1"),
        ({"max_response_bytes": 1.5}, "max_response_bytes must be 0 or more"),
        ({"strict": 1}, "strict must be True or False, not 1"),
        ({"planned": "yes"}, "planned must be True or False"),
        ({"base_url": b"https://x.test"}, "base_url must be text, not bytes"),
        ({"retrys": 1}, "there is no option retrys; did you mean retries?"),
        ({"xyzzy": 1}, "there is no option xyzzy. The options are accept, base_url"),
        ({"proxy": "x"}, "proxy is for the client's constructor. The options are"),
        ({"hook": "x"}, "there is no option hook; did you mean hooks? That is for the client's constructor."),
        ({"headers": {"a\nb": "x"}}, "line"),
        ({"headers": {"a": "x\r\ny: z"}}, "line"),
    ],
)  # fmt: skip
def test_what_makes_no_sense(options: Any, message: str) -> None:
    with pytest.raises(UsageError) as refused:
        merged(options)
    assert message in refused.value.message


def test_names_are_told_with_the_nearest() -> None:
    assert unknown("setting", "strict", SETTINGS, OPTIONS, "a call").message.startswith(
        "strict is for a call. The settings are base_url, breaker"
    )
    said = unknown("setting", "resum", SETTINGS, OPTIONS, "a call").message
    assert said.startswith("there is no setting resum; did you mean resume? That is for a call.")
    check_url(None)
    check_url("x")


def test_headers_add_and_replace_whatever_their_case() -> None:
    made = merged({"headers": {"X-A": "1", "X-B": "ü"}}, {"headers": {"x-a": "2", "C": 3}})
    assert made.headers == ((b"X-B", "ü".encode()), (b"x-a", b"2"), (b"C", b"3"))


def test_query_values_add_and_replace_by_name() -> None:
    made = merged({"query": {"a b": [1, 2], "c": True}}, {"query": {"a b": "x", "ab": "y"}})
    assert made.query == ("c=true", "a%20b=x", "ab=y")
    assert merged({"query": {"a": None}}).query == ()


def test_members_of_a_body_add_and_replace() -> None:
    made = merged({"body": {"a": {"x": 1}, "b": 1}}, {"body": {"a": 2, "c": 3}})
    assert made.body == {"a": 2, "b": 1, "c": 3}


def test_nothing_is_changed_that_others_use() -> None:
    first = merged({"headers": {"a": "1"}, "query": {"a": 1}, "body": {"a": 1}, "retries": 1})
    slots = {slot: getattr(first, slot) for slot in Settings.__slots__}
    merge(
        first,
        {"headers": {"a": "2"}, "query": {"a": 2}, "body": {"a": 2}, "retries": 2, "timeout": 9},
    )
    assert {slot: getattr(first, slot) for slot in Settings.__slots__} == slots


@pytest.mark.parametrize(
    ("options", "held", "streamed"),
    [
        ({}, 256 * 1024 * 1024, None),
        ({"max_response_bytes": None}, None, None),
        ({"max_response_bytes": 5}, 5, 5),
        ({"max_response_bytes": 0}, 0, 0),
    ],
)
def test_how_much_of_an_answer_is_read(
    options: Any, held: int | None, streamed: int | None
) -> None:
    made = merged(options)
    assert (made.most(held=True), made.most(held=False)) == (held, streamed)
    assert IN_MEMORY == 256 * 1024 * 1024


def test_what_is_so_where_nobody_says_anything() -> None:
    made = Settings()
    assert made.timeouts == {"connect": 5.0, "read": 30.0, "write": 30.0, "pool": 5.0}
    assert (made.wait, made.retries, made.strict, made.planned) == (inf, None, False, False)
