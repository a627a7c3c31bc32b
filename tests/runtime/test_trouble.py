"""The error of an attempt that went wrong: what it is called, what it says, what it does not show."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from generator.runtime.ground import errors
from generator.runtime.ground.http import Failure
from generator.runtime.ground.trouble import from_response, no_response, scrub


def mask(text: str) -> str:
    return text.replace("s3cret", "***")


@pytest.mark.parametrize(
    ("failure", "late", "kind", "message", "facts"),
    [
        (Failure(OSError("at s3cret\n  host"), "connect", False), False, errors.ConnectionFailed,
         "the connection could not be made: at *** host", {"sent": False}),
        (Failure(OSError(), "connect", False), True, errors.ConnectionFailed,
         "the connection could not be made", {"sent": False}),
        (Failure(OSError("reset"), "network"), True, errors.ConnectionFailed,
         "the connection broke off: reset", {"sent": True}),
        (Failure(OSError(""), "network"), False, errors.ConnectionFailed,
         "the connection broke off", {"sent": True}),
        (Failure(OSError("odd"), "protocol", False, True), False, errors.ConnectionFailed,
         "the HTTP exchange failed: odd", {"sent": False}),
        (Failure(OSError("x"), "timeout", phase="read"), False, errors.TimeoutExceeded,
         "the read timeout ran out", {"sent": True, "phase": "read"}),
        (Failure(OSError("x"), "timeout", False, phase="connect"), False, errors.TimeoutExceeded,
         "the connect timeout ran out", {"sent": False, "phase": "connect"}),
        (Failure(OSError("x"), "timeout", phase="read"), True, errors.DeadlineExceeded,
         "the deadline came before the response", {}),
        (Failure(OSError("x"), "deadline"), False, errors.DeadlineExceeded,
         "the deadline came before the response", {}),
        (Failure(OSError("longer than 5 bytes"), "large"), True, errors.ResponseTooLarge,
         "longer than 5 bytes", {}),
        (Failure(OSError("no gzip"), "decode"), True, errors.DecodeError,
         "the body could not be decompressed: no gzip", {}),
    ],
)  # fmt: skip
def test_what_it_is_called(
    failure: Failure, late: bool, kind: type[Any], message: str, facts: dict[str, Any]
) -> None:
    error = no_response(mask, failure, {"operation": "op", "attempts": 2}, late=late)
    assert type(error) is kind
    assert error.message == message
    assert (error.operation, error.attempts) == ("op", 2)
    assert {name: getattr(error, name) for name in facts} == facts


def raised(text: str, cause: BaseException | None = None) -> BaseException:
    try:
        raise OSError(5, text) from cause
    except OSError as error:
        return error


def test_no_frame_and_no_text_of_it_or_of_what_led_to_it_shows_a_secret() -> None:
    first, second = raised("first s3cret"), ValueError("second s3cret", b"s3cret")
    second.__context__ = first
    error = raised("third s3cret", second)
    request = httpx.Request("GET", "https://h.test", headers={"x-key": "s3cret"})
    error._request = request  # type: ignore[attr-defined]
    scrub(error, mask)
    assert error.args == (5, "third ***")
    assert second.args == ("second ***", b"s3cret")  # bytes are no text that is printed
    assert first.args == (5, "first ***")
    for one in (error, second, first):
        assert one.__traceback__ is None
    assert error._request is None  # type: ignore[attr-defined]
    assert not hasattr(second, "_request")
    first.__context__ = error  # a circle ends
    scrub(error, mask)
    scrub(None, mask)


@pytest.mark.parametrize(
    ("ids", "found"),
    [
        (("x-request-id", "cf-ray"), "r-1"),
        (("cf-ray", "x-request-id"), "c-2"),
        (("x-none", "cf-ray"), "c-2"),
        (("x-none",), None),
        ((), None),
    ],
)
def test_facts_of_a_response(ids: tuple[str, ...], found: str | None) -> None:
    raw = [
        ("X-Request-Id", "r-1"),
        ("CF-Ray", "c-2"),
        ("Set-Cookie", "a=s3cret"),
        ("set-cookie", "b"),
    ]
    facts = from_response(mask, ids, httpx.Response(418, headers=raw), b"body")
    assert (facts["status"], facts["content"], facts["request_id"]) == (418, b"body", found)
    assert facts["headers"].all("set-cookie") == ["a=***", "b"]
    assert facts["headers"]["X-REQUEST-ID"] == "r-1"
