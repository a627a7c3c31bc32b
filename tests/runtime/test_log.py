"""What is logged of a call, line by line, and at which line of whose a warning stands."""

from __future__ import annotations

import contextlib
import logging
import re
import warnings
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest

from generator.runtime.ground.errors import ApiError
from generator.runtime.ground.log import hide, logger_for, masked_target, shown, warn

from .conftest import Script, still
from .sdk import API, Client, product

Make = Callable[..., Script]
WHERE = "https://api.shop.test/v3/public/***/products/p"


def lines(caplog: pytest.LogCaptureFixture, client: Client) -> list[str]:
    caplog.clear()
    with caplog.at_level(logging.DEBUG, logger="sdk"), contextlib.suppress(ApiError):
        client.products.get("p")
    return [record.getMessage().rstrip() for record in caplog.records]


def test_each_attempt_and_why_there_is_no_other(
    script: Make, caplog: pytest.LogCaptureFixture
) -> None:
    client = Client(transport=script((500, b""), (503, b"", {"retry-after": "999"})).transport)
    still(client)
    assert lines(caplog, client) == [
        f"getProduct: GET {WHERE} -> 500 (attempt 1)",
        "getProduct: again in 0.250 s",
        f"getProduct: GET {WHERE} -> 503 (attempt 2) retry-after: 999",
        "getProduct: not again: the server asks for too long a wait",
    ]
    with caplog.at_level(logging.INFO, logger="sdk"):
        caplog.clear()
        with pytest.raises(ApiError):
            client.products.get("p")
    assert caplog.records == []


@pytest.mark.parametrize(
    ("theirs", "named", "told"),
    [
        ({}, None, ""),
        ({"cf-ray": "c-1"}, None, " [request c-1]"),
        ({"cf-ray": "c-1", "x-request-id": "r-1"}, "X-Own", " [request r-1]"),
        ({}, "X-Own", r" \[request ([^ ]+)\]"),
    ],
)
def test_an_exchange_is_named_as_the_vendor_names_it_or_as_we_do(
    script: Make, caplog: pytest.LogCaptureFixture, theirs: Any, named: str | None, told: str
) -> None:
    api = API._replace(request_id_headers=("x-request-id", "cf-ray"), request_id_header=named)
    server = script((200, {"data": product()}, {"content-type": "application/json", **theirs}))
    (line,) = lines(caplog, Client(api=api, transport=server.transport))
    said = re.fullmatch(
        rf"getProduct: GET {re.escape(WHERE)} -> 200 \(attempt 1\) (.*?)( \[request .*)?", line
    )
    assert said is not None
    assert "content-type: application/json" in said[1]
    if named and not theirs:
        own = re.fullmatch(told, said[2])
        assert own is not None
        assert own[1] == server.last.headers[named]
    else:
        assert (said[2] or "") == told


def test_an_attempt_without_an_answer_is_told_by_its_kind(
    script: Make, http: ModuleType, caplog: pytest.LogCaptureFixture
) -> None:
    client = Client(transport=script(http.ConnectError("no")).transport, retries=0)
    assert lines(caplog, client) == [
        f"getProduct: GET {WHERE} -> ConnectError (attempt 1)",
        "getProduct: not again: no attempt left",
    ]


@pytest.mark.parametrize(
    ("target", "masked"),
    [
        ("/a", "/a"),
        ("/a?", "/a?=***"),
        ("/a?b=c&page=2&d", "/a?b=***&page=2&d=***"),
        ("/a?page=2=3&page=", "/a?page=2=3&page="),
    ],
)
def test_values_of_a_query_are_masked(target: str, masked: str) -> None:
    assert masked_target(target, frozenset({"page"})) == masked


def test_headers_that_may_be_shown() -> None:
    assert shown([("etag", "e"), ("set-cookie", "s"), ("date", "d")]) == "etag: e, date: d"
    assert shown([("set-cookie", "s")]) == ""


def test_a_logger_gets_one_handler_that_drops_what_nobody_listens_to() -> None:
    name = "specwright-test-logger"
    logger = logger_for(name)
    assert logger_for(name) is logger
    assert [type(handler) for handler in logger.handlers] == [logging.NullHandler]
    own = logging.getLogger(f"{name}.own")
    own.addHandler(kept := logging.StreamHandler())
    assert logger_for(f"{name}.own").handlers == [kept]


def test_what_others_log_is_masked_while_somebody_knows_the_secret(
    caplog: pytest.LogCaptureFixture,
) -> None:
    class Mask:
        def __call__(self, text: str) -> str:
            return text.replace("s3cret", "***")

    mask = Mask()
    name = "specwright-test-other"
    hide(mask, [name])
    with caplog.at_level(logging.INFO, logger=name):
        logging.getLogger(name).info("GET %s by %d", "/s3cret", 5)
        logging.getLogger(name).info("plain %s", "text")
    first, second = caplog.records
    assert (first.getMessage(), first.args) == ("GET /*** by 5", ())
    assert (second.getMessage(), second.args) == ("plain text", ("text",))
    del mask


def test_a_warning_stands_at_the_callers_line() -> None:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        warn("gone soon", DeprecationWarning)
    (one,) = caught
    assert (one.filename, one.category, str(one.message)) == (
        __file__,
        DeprecationWarning,
        "gone soon",
    )
