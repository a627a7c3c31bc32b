"""Dates, times and flags in the vendor's spelling, on their own and in models."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError
from pydantic_core import PydanticSerializationError

from generator.read.wire import ALIASES
from generator.runtime.ground.errors import UsageError
from generator.runtime.wire import formats
from generator.runtime.wire.formats import EmptyAsList, Format, Wire, format_of, words_of
from generator.runtime.wire.scalar import formatted

PLUS2 = timezone(timedelta(hours=2))
MOMENT = datetime(2026, 1, 2, 3, 4, 5, 678901)
LETTERS = sorted({letters for letters, _ in ALIASES})


def form(letters: str) -> Format:
    found = format_of(letters)
    assert found is not None
    return found


@pytest.mark.parametrize(
    ("letters", "value", "wire"),
    [
        ("Y-m-d", date(2026, 1, 2), "2026-01-02"),
        ("Y-m-d", MOMENT, "2026-01-02"),
        ("Y-m-d", MOMENT.replace(tzinfo=PLUS2), "2026-01-02"),
        ("Ymd", date(33, 1, 2), "00330102"),
        ("d.m.Y", date(2026, 1, 2), "02.01.2026"),
        ("m/d/Y", date(2026, 1, 2), "01/02/2026"),
        ("Y-m-d H:i:s", MOMENT, "2026-01-02 03:04:05"),
        ("Y-m-d H:i", MOMENT, "2026-01-02 03:04"),
        ("YmdHis", MOMENT, "20260102030405"),
        ("Y-m-d H:i:sP", MOMENT.replace(tzinfo=PLUS2), "2026-01-02 03:04:05+02:00"),
        (r"Y-m-d\TH:i:sP", MOMENT.replace(tzinfo=UTC), "2026-01-02T03:04:05+00:00"),
        (
            r"Y-m-d\TH:i:s.vP",
            MOMENT.replace(tzinfo=timezone(timedelta(hours=-3, minutes=-30))),
            "2026-01-02T03:04:05.678-03:30",
        ),
        ("H:i:s", time(3, 4, 5, 6), "03:04:05"),
        ("H:i", time(3, 4, 5), "03:04"),
        ("U", datetime(1970, 1, 1, 2, 1, tzinfo=PLUS2), "60"),
        ("Uv", datetime(1970, 1, 1, 0, 1, 0, 5999, tzinfo=UTC), "60005"),
        ("U.v", datetime(1970, 1, 1, 0, 1, 0, 5000, tzinfo=UTC), "60.005"),
        ("U.v", datetime(1970, 1, 1, tzinfo=UTC), "0.000"),
        ("U", datetime(1970, 1, 1, tzinfo=UTC), "0"),
        ("U", datetime(1969, 12, 31, 23, 59, 59, 500_000, tzinfo=UTC), "-1"),
        ("U.v", datetime(1969, 12, 31, 23, 59, 59, 995000, tzinfo=UTC), "-0.005"),
    ],
)
def test_what_is_written(letters: str, value: Any, wire: str) -> None:
    assert form(letters).write(value) == wire
    assert form(letters).matches(wire)
    assert formatted(letters)(value) == wire


@pytest.mark.parametrize(
    ("letters", "value", "message"),
    [
        ("Y-m-d H:i:s", MOMENT.replace(tzinfo=UTC), "no offset here"),
        ("H:i", time(3, 4, tzinfo=UTC), "no offset here"),
        ("Y-m-d H:i:sP", MOMENT, "without a time zone"),
        ("U", MOMENT, "without a time zone"),
        ("Y-m-d H:i:s", date(2026, 1, 2), "a date with a time is needed"),
        ("Y-m-d", time(3, 4), "a date is needed"),
        ("H:i:s", MOMENT, "a time is needed"),
    ],
)
def test_what_would_change_its_meaning_is_refused(letters: str, value: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        form(letters).write(value)
    with pytest.raises(UsageError, match=message):
        formatted(letters)(value)
    if isinstance(value, form(letters).kind):
        with pytest.raises(ValidationError):
            TypeAdapter(kind_with(letters)).validate_python(value)
        with pytest.raises(PydanticSerializationError, match=message):
            TypeAdapter(kind_with(letters)).dump_json(value)


def kind_with(letters: str, number: bool = False) -> Any:
    alias = next(alias for (known, _), alias in ALIASES.items() if known == letters)
    annotated = getattr(formats, alias)
    if not number and letters.startswith("U"):
        annotated = getattr(formats, ALIASES[letters, "string"])
    return annotated


@pytest.mark.parametrize(
    ("letters", "text", "value"),
    [
        ("Y-m-d H:i:s", "2026-01-02 03:04:05.25", MOMENT.replace(microsecond=250_000)),
        ("d.m.Y H:i:s", "02.01.2026 03:04:05,5", MOMENT.replace(microsecond=500_000)),
        (r"Y-m-d\TH:i:sP", "2026-01-02T03:04:05Z", datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)),
        (r"Y-m-d\TH:i:sP", "2026-01-02T03:04:05+0200", datetime(2026, 1, 2, 1, 4, 5, tzinfo=UTC)),
        ("U.v", "1.5", datetime(1970, 1, 1, 0, 0, 1, 500_000, tzinfo=UTC)),
    ],
)
def test_what_is_read_beyond_what_is_written(letters: str, text: str, value: Any) -> None:
    assert form(letters).read(text) == value
    assert TypeAdapter(kind_with(letters)).validate_python(text) == value


@pytest.mark.parametrize(
    ("letters", "text"),
    [
        ("Y-m-d", "2026-02-30"),
        ("Y-m-d", "02.01.2026"),
        ("Y-m-d", "२०२६-०१-०२"),
        ("d.m.Y", "2026-01-02"),
        ("d.m.Y", "02.01.2026\n"),
        ("Y-m-d H:i:s", "0000-00-00 00:00:00"),
        ("Y-m-d H:i:s", "2026-01-02 03:04:05+02:00"),
        ("Y-m-d H:i:s", "2026-01-02 24:00:00"),
        (r"Y-m-d\TH:i:sP", "2026-01-02T03:04:05"),
        ("H:i", "25:00"),
        ("H:i", "3:04"),
        ("U", "now"),
        ("U", "1_000"),
        ("U", "9" * 20),
        ("Uv", ""),
    ],
)
def test_what_is_no_date(letters: str, text: str) -> None:
    assert not form(letters).matches(text)
    with pytest.raises(ValueError):  # noqa: PT011
        form(letters).read(text)
    with pytest.raises(ValidationError):
        TypeAdapter(kind_with(letters)).validate_python(text)


@pytest.mark.parametrize(
    "letters", ["", "Y", "Y-m", "Y-m-d H", "H", "i", "m:d", "Y-m-d P", "H:iP", "Y-m-dq", "Y-Y-m-d",
                "Y-m-d H:i.v", "Y-m-d T H:i", "Y-m-d\\", "UU", "1/0", "D, d M Y"],
)  # fmt: skip
def test_what_is_no_format(letters: str) -> None:
    assert format_of(letters) is None
    with pytest.raises(ValueError, match="no date format"):
        _ = Wire(letters).format


def test_flags() -> None:
    assert words_of("1/0") == ("1", "0")
    assert words_of("Y/N") == ("Y", "N")
    for wrong in ("1", "1/", "/0", "1/1", "a/b/c", "d/m/Y", "yes !/no"):
        assert words_of(wrong) is None
    assert [formatted("Y/N")(flag) for flag in (True, False)] == ["Y", "N"]


def test_several_formats_each_for_its_kind() -> None:
    write = formatted("1/0|Y-m-d|Y-m-d H:i:s|H:i")
    values = (True, date(2026, 1, 2), datetime(2026, 1, 2, 3, 4), time(3, 4), 5, "x")
    assert [write(v) for v in values] == [
        "1", "2026-01-02", "2026-01-02 03:04:00", "03:04", "5", "x",
    ]  # fmt: skip


# In models --------------------------------------------------------------------------------

zones = st.integers(-14 * 60, 14 * 60).map(lambda minutes: timezone(timedelta(minutes=minutes)))


def moments(letters: str) -> st.SearchStrategy[Any]:
    """Values that a format holds without loss."""
    found = form(letters)
    if found.kind is date:
        return st.dates()
    if found.kind is time:
        times = st.times()
        return times.map(
            lambda t: t.replace(microsecond=0, second=t.second if "s" in letters else 0)
        )
    low, high = datetime(1, 1, 3), datetime(9999, 12, 28)
    whole = st.datetimes(low, high, timezones=zones if found.aware else st.none())
    parts = (
        {"microsecond": 0} if "s" in letters or letters == "U" else {"microsecond": 0, "second": 0}
    )

    def cut(moment: datetime) -> datetime:
        if "v" in letters:
            return moment.replace(microsecond=moment.microsecond // 1000 * 1000)
        return moment.replace(**parts)  # type: ignore[arg-type]

    return whole.map(cut)


@pytest.mark.parametrize(("letters", "kind"), ALIASES, ids=str)
@given(data=st.data())
def test_nothing_is_lost(letters: str, kind: str, data: st.DataObject) -> None:
    adapter = TypeAdapter[Any](getattr(formats, ALIASES[letters, kind]))
    value = data.draw(moments(letters))
    written = adapter.dump_json(value)
    assert adapter.validate_json(written) == value
    assert adapter.validate_python(adapter.dump_python(value, mode="json")) == value
    assert adapter.validate_python(value) == value
    assert (written[:1] == b'"') is (kind == "string")
    if kind == "string":
        assert form(letters).matches(written.decode().strip('"'))


@given(st.text(max_size=30))
def test_no_text_breaks_the_reader(text: str) -> None:
    for letters in LETTERS:
        found = form(letters)
        if found.matches(text):
            assert found.write(found.read(text)) == text or re.search("Z|-00:00|^-?0", text)


@pytest.mark.parametrize("value", [True, None, [], {}, b"x"])
def test_what_is_neither_text_nor_number(value: Any) -> None:
    for alias in ("DateDmyDotted", "UnixSeconds"):
        with pytest.raises(ValidationError):
            TypeAdapter(getattr(formats, alias)).validate_python(value)


def test_models_say_what_they_hold() -> None:
    assert TypeAdapter(formats.DateTimeYmdHis).json_schema()["format"] == "date-time"
    assert TypeAdapter(formats.DateDmyDotted).json_schema()["format"] == "date"
    assert repr(Wire("Y-m-d")) == "Wire('Y-m-d')"
    assert TypeAdapter(formats.DateDmyDotted).dump_json("odd") == b'"odd"'  # as it was received


def test_an_empty_map_is_a_list() -> None:
    adapter = TypeAdapter(EmptyAsList[dict[str, formats.DateYmd]])
    assert adapter.validate_json("[]") == {}
    assert adapter.dump_json({}) == b"[]"
    assert adapter.dump_python({}) == {}
    assert adapter.dump_json({"a": date(2026, 1, 2)}) == b'{"a":"2026-01-02"}'
    with pytest.raises(ValidationError):
        adapter.validate_json("[1]")
    assert adapter.json_schema()["type"] == "object"
