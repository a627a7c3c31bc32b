"""What is recorded of each request, member by member."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from generator.console.console import Console
from generator.console.records import masked
from generator.runtime.server import running
from tests.console.test_console import OWN, PREFIX, ask, desk_of, state
from tests.runtime_server.support import BEARER


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    with (
        running(Console(desk_of())) as url,  # type: ignore[arg-type]
        httpx.Client(base_url=url, timeout=60) as found,
    ):
        yield found


def last(client: httpx.Client) -> dict[str, Any]:
    """The last record, without its number and times."""
    record: dict[str, Any] = state(client)["records"][-1]
    return {key: value for key, value in record.items() if key not in ("number", "id", "at", "ms")}


PLAIN: dict[str, Any] = {
    "method": "GET", "path": "/products/mug", "operation": "getProduct", "told": True,
    "refused": None, "fault": None, "left": {},
}  # fmt: skip


def test_a_call_is_recorded_as_it_was_understood(client: httpx.Client) -> None:
    answered = client.get("/products/mug", headers=BEARER)
    assert last(client) == {
        **PLAIN,
        "status": 200,
        "credentials": {"key": "*** (9 characters)"},
        "arguments": {"product": "mug"},
        "body": None,
        "spelt": [],
        "answer": {
            "media": "application/json",
            "size": len(answered.content),
            "body": answered.text,
        },
    }


def test_a_refusal_is_recorded_with_its_reason(client: httpx.Client) -> None:
    answered = client.get("/products/mug")
    assert last(client) == {
        **PLAIN,
        "status": 401,
        "refused": {"message": "", "reason": "missing-credentials", "fields": {}},
        "credentials": {},
        "arguments": {},
        "body": None,
        "spelt": [],
        "answer": {
            "media": "application/json",
            "size": len(answered.content),
            "body": answered.text,
        },
    }
    client.get("/nowhere")
    refused = {"message": "there is no such path", "reason": "unknown-path", "fields": {}}
    expected = {**PLAIN, "path": "/nowhere", "status": 404, "operation": None, "refused": refused}
    assert last(client) == expected
    client.options("/products/mug")
    expected = {**PLAIN, "method": "OPTIONS", "status": 204, "operation": "(allowed methods)"}
    assert last(client) == expected


def test_what_is_no_order_is_refused_with_its_reason(client: httpx.Client) -> None:
    for word, said, why in (
        ("clock", {"ahead": "5"}, "ahead is a number of seconds"),
        ("clock", {"ahead": -5}, "a clock is turned ahead by 0 to 400 days"),
        ("faults", {"faults": {}}, "faults is a list"),
        ("faults", {}, "faults is a list"),
    ):
        assert ask(client, word, **said) == (400, {"error": why})
    assert ask(client, "clock", ahead=5) == {"ahead": 5.0}
    assert ask(client, "clock", ahead=2.5) == {"ahead": 7.5}
    assert state(client)["ahead"] == 7.5
    for word, said in (("reset", {}), ("clear", {}), ("faults", {"faults": []})):
        assert ask(client, word, **said) == {}
    assert state(client)["ahead"] == 0


@pytest.mark.parametrize("since", ["x", "-1", "1" * 16, ""])
def test_a_number_that_is_none_asks_for_all(client: httpx.Client, since: str) -> None:
    client.get("/products/mug", headers=BEARER)
    every = state(client)["records"]
    found = client.get(f"{PREFIX}/api/state?since={since}", headers=OWN).json()["records"]
    assert found == every


def test_a_credential_is_one_that_people_recognise_and_nobody_can_use() -> None:
    assert masked("x" * 11) == "*** (11 characters)"
    assert masked("abcdefghijkl") == "abc*** (12 characters)"
    assert masked("") == "*** (0 characters)"
