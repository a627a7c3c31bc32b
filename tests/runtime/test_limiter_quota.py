"""What headers say of a limit, in the spellings that vendors and drafts use."""

from __future__ import annotations

import pytest

from generator.runtime.ground.fields import FieldReader
from generator.runtime.ground.operation import Throttle
from generator.runtime.limits import quota
from generator.runtime.limits.quota import Quota, seconds

NOW = 1_800_000_000.0
BOL = Throttle(429, "X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset", "epoch-ms")


def read(throttle: Throttle, **headers: str) -> list[Quota]:
    fields = [(b"Content-Type", b"application/json")]
    fields += [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return quota.read(FieldReader(throttle).read(fields))


@pytest.mark.parametrize(
    ("value", "left"),
    [
        (b"1", 1.0),
        (b"20", 20.0),
        (b"0.5", 0.5),
        (b"1800000020", 20.0),
        (b"1800000020500", 20.5),
        (b"999999999", 999999999.0),
        (b"100, 100;w=60", 100.0),
        (b" 7 ", 7.0),
        (b"0", None),
        (b"1799999999", None),
        (b"1700000000000", None),
        (b"-5", None),
        (b"nan", None),
        (b"soon", None),
        (b"1e9", None),
        (b"12345678901234567890", None),
        (b"\xff", None),
        (b"", None),
        (None, None),
    ],
)
def test_a_reset_is_told_apart_by_its_size(value: bytes | None, left: float | None) -> None:
    assert seconds(value, NOW) == left


def test_the_names_of_the_document_in_any_case() -> None:
    said = [Quota(20, 3, b"1")]
    assert (
        read(BOL, X_RateLimit_Limit="20", X_RateLimit_Remaining="3", X_RateLimit_Reset="1") == said
    )
    assert (
        read(BOL, x_ratelimit_limit="20", X_RATELIMIT_REMAINING="3", x_RateLimit_reset="1") == said
    )
    own = Throttle(429, "Quota", "Quota-Left")
    assert read(own, quota="20", quota_left="3", quota_reset="9") == [Quota(20, 3)]
    assert read(own, x_ratelimit_limit="20") == []


def test_the_usual_names_where_the_document_has_none() -> None:
    assert read(Throttle(), X_RateLimit_Remaining="3") == [Quota(None, 3)]


@pytest.mark.parametrize(
    ("field", "quotas"),
    [
        ('"default";r=5;t=30', [Quota(None, 5, b"30")]),
        ('"a";r=5;t=1, "b";r=0;t=30', [Quota(None, 5, b"1"), Quota(None, 0, b"30")]),
        ('"default";r=5', [Quota(None, 5)]),
        ("limit=10, remaining=5, reset=30", [Quota(10, 5, b"30")]),
        ('"default";t=30', []),
        ("remaining=0.5", []),
        ("nonsense", []),
        ("", []),
    ],
)
def test_the_standard_field(field: str, quotas: list[Quota]) -> None:
    assert read(BOL, RateLimit=field) == quotas


def test_the_fields_of_earlier_drafts() -> None:
    fields = {
        "RateLimit_Limit": "100, 100;w=60",
        "RateLimit_Remaining": "5",
        "RateLimit_Reset": "7",
    }
    assert read(BOL, **fields) == [Quota(100, 5, b"7")]


def test_other_fields_and_nonsense_are_nothing() -> None:
    assert read(BOL) == []
    assert read(BOL, X_RateLimit_Limit="many", X_RateLimit_Remaining="-1") == []
    assert read(BOL, X_RateLimit_Reset="9") == []
    assert read(BOL, X_RateLimit_Limit="9", X_RateLimit_Remaining="?") == [Quota(9)]
