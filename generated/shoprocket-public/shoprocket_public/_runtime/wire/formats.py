r"""How vendors write dates, times and flags (extension `x-wire`).

A date format is written with PHP's date letters, as vendors document it:

- `Y` year, `m` month, `d` day, `H` hours, `i` minutes, `s` seconds, each with zeros
- `v` milliseconds, `P` offset from UTC (`+02:00`; `Z` is read too)
- `U` seconds since 1970; `Uv` milliseconds, `U.v` seconds with milliseconds after a dot
- a letter after a backslash stands for itself: `Y-m-d\TH:i:sP`

A flag format is the word for true, a slash and the word for false: `1/0`.

What is written has exactly the format's precision: finer parts are cut off. What
would change its meaning (an offset that the format cannot hold, or one that it
needs and the value lacks) is refused. What is read may have a fraction of a second
that the format does not name. Nothing here imports pydantic before a model does.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, time, timedelta, timezone
from functools import lru_cache
from json import dumps
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

from ..ground.clock import NAIVE

if TYPE_CHECKING:
    from pydantic_core import CoreSchema

T = TypeVar("T")
Moment = date | time
"""A `datetime` is a `date`, too."""

_PIECES = {
    "Y": r"(?P<Y>\d{4})",
    "m": r"(?P<m>\d\d)",
    "d": r"(?P<d>\d\d)",
    "H": r"(?P<H>\d\d)",
    "i": r"(?P<i>\d\d)",
    "s": r"(?P<s>\d\d)",
    "v": r"(?P<v>\d{3})",
    "P": r"(?P<P>Z|[+-]\d\d:?\d\d)",
}
_SLOTS = {
    "Y": "{0.year:04d}",
    "m": "{0.month:02d}",
    "d": "{0.day:02d}",
    "H": "{0.hour:02d}",
    "i": "{0.minute:02d}",
    "s": "{0.second:02d}",
    "v": "{1:03d}",
    "P": "{2}",
}
_UNIX = frozenset({"U", "Uv", "U.v"})
"""What counts from 1970."""
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_DATE, _TIME = frozenset("Ymd"), frozenset("Hi")
_ISO = frozenset(
    (
        *("Y-m-d", "H:i:s", "H:i", "Y-m-d H:i:s", "Y-m-d H:i:sP", "Y-m-d H:i"),
        *(r"Y-m-d\TH:i:sP", r"Y-m-d\TH:i:s.vP", r"Y-m-d\TH:i:s"),
    )
)
"""Formats that pydantic reads by itself, many times faster."""


class Format:
    """One way to write a date, a time of day, or both.

    Args:
        letters: PHP's date letters, well-formed (see `format_of`).
    """

    __slots__ = ("_exact", "_loose", "_template", "_unix", "aware", "kind", "letters")

    def __init__(self, letters: str) -> None:
        self.letters = letters
        self._unix = letters in _UNIX
        parts = _parts(letters)
        used = {letter for letter, _ in parts}
        self._template = "".join(_SLOTS.get(letter) or _braced(text) for letter, text in parts)
        self.kind: type[Moment] = datetime
        if not self._unix and not (used & _TIME and used & _DATE):
            self.kind = date if used & _DATE else time
        self.aware = self._unix or "P" in used
        """Whether it says which moment it is, everywhere."""
        if letters == "U.v":
            exact = r"-?\d+\.\d{3}"
        elif self._unix:
            exact = r"-?\d+"
        else:
            exact = "".join(_PIECES.get(letter) or re.escape(text) for letter, text in parts)
        self._exact = re.compile(exact, re.ASCII)
        loose = exact.replace(_PIECES["s"], _PIECES["s"] + r"(?:[.,](?P<f>\d{1,9}))?")
        self._loose = re.compile(exact if "v" in used else loose, re.ASCII)

    def matches(self, text: str) -> bool:
        """Whether text is a date or time in exactly this format."""
        if not self._exact.fullmatch(text):
            return False
        try:
            self.read(text)
        except ValueError:
            return False
        return True

    def read(self, value: str | float) -> Moment:
        """The date or time that text (or for formats that count, a number) stands for.

        Raises:
            ValueError: it is not in this format, or there is no such day or time.
        """
        if self._unix:
            return self._counted(value)
        found = self._loose.fullmatch(value) if isinstance(value, str) else None
        if found is None:
            raise ValueError(f"not written as {self.letters}")
        part = found.groupdict(default="")
        fraction = part.get("v") or part.get("f") or ""
        clock = time(
            int(part.get("H", 0)),
            int(part.get("i", 0)),
            int(part.get("s", 0)),
            int(fraction.ljust(6, "0")[:6]),
            _zone(part.get("P", "")),
        )
        if self.kind is time:
            return clock
        day = date(int(part["Y"]), int(part["m"]), int(part["d"]))
        return day if self.kind is date else datetime.combine(day, clock)

    def _counted(self, value: str | float) -> datetime:
        text = value if isinstance(value, str) else f"{value:.3f}"
        found = re.fullmatch(r"(-?)(\d{1,20})(?:\.(\d{1,6}))?", text, re.ASCII)
        if found is None:
            raise ValueError(f"not written as {self.letters}")
        sign, whole, fraction = found.groups(default="")
        unit = 1000 if self.letters == "Uv" else 1_000_000
        micro = int(whole) * unit + int(fraction.ljust(6, "0")) * unit // 1_000_000
        try:
            return _EPOCH + timedelta(microseconds=-micro if sign else micro)
        except OverflowError:
            raise ValueError("too far from 1970") from None

    def takes(self, value: Any) -> bool:
        """Whether a value is of the kind that this format writes."""
        if self.kind is datetime:
            return isinstance(value, datetime)
        return isinstance(value, self.kind)

    def write(self, value: Any) -> str:
        """A date or time in this format.

        Raises:
            ValueError: it is of another kind, or its offset from UTC is missing or
                cannot be said.
        """
        if not self.takes(value):
            wanted = {date: "a date", time: "a time"}.get(self.kind, "a date with a time")
            raise ValueError(f"{wanted} is needed for {self.letters}")
        zone = getattr(value, "tzinfo", None)
        if self.aware and zone is None:
            raise ValueError(NAIVE)
        if zone is not None and not self.aware and self.kind is not date:
            raise ValueError(AWARE)
        if self._unix:
            return _count(value, self.letters)
        if self.kind is date:
            return self._template.format(value)
        return self._template.format(
            value, value.microsecond // 1000, _offset(value) if zone else ""
        )

    def __repr__(self) -> str:
        return f"Format({self.letters!r})"


AWARE = (
    "times have no offset here: convert to the time zone of the account, then take the offset "
    "off, for example value.astimezone(zone).replace(tzinfo=None)"
)


def _parts(letters: str) -> list[tuple[str, str]]:
    """The pieces of a format in their order: a letter, or text that stands for itself."""
    found: list[tuple[str, str]] = []
    marks = iter(letters)
    for mark in marks:
        if mark == "\\":
            found.append(("", next(marks, "")))
        else:
            found.append((mark, "") if mark.isalpha() and mark.isascii() else ("", mark))
    return found


def _braced(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")


def _zone(text: str) -> timezone | None:
    if not text:
        return None
    if text == "Z":
        return UTC
    offset = timedelta(hours=int(text[1:3]), minutes=int(text[-2:]))
    return timezone(-offset if text[0] == "-" else offset) if offset else UTC


def _offset(value: datetime) -> str:
    minutes = (value.utcoffset() or timedelta()) // timedelta(minutes=1)
    return f"{'-' if minutes < 0 else '+'}{abs(minutes) // 60:02d}:{abs(minutes) % 60:02d}"


def _count(value: datetime, letters: str) -> str:
    since = (value - _EPOCH) // timedelta(milliseconds=1)
    if letters == "U":
        return str(since // 1000)
    if letters == "Uv":
        return str(since)
    return f"{'-' if since < 0 else ''}{abs(since) // 1000}.{abs(since) % 1000:03d}"


@lru_cache(256)
def format_of(letters: str) -> Format | None:
    """The format that letters name; None when they name no whole date or time."""
    if letters in _UNIX:
        return Format(letters)
    used = [letter for letter, _ in _parts(letters) if letter]
    known = set(used)
    if len(used) != len(known) or not known <= _PIECES.keys() or letters.endswith("\\"):
        return None
    timed, dated = known - _DATE - {"P"}, known & _DATE
    whole = (not dated or dated >= _DATE) and (not timed or timed >= _TIME)
    orderly = ("s" in known or "v" not in known) and ("P" not in known or (timed and dated))
    return Format(letters) if known and whole and orderly else None


def words_of(format: str) -> tuple[str, str] | None:
    """The words for true and false of a flag format such as `1/0`; None: it is none."""
    yes, slash, no = format.partition("/")
    if not slash or not yes.isalnum() or not no.isalnum() or yes == no or format_of(format):
        return None
    return yes, no


# Types of model members ------------------------------------------------------------------


class Wire:
    """Annotates a date or time with the way in which the vendor writes it.

    Args:
        letters: Its format.
        number: Whether JSON holds it as a number (formats that count from 1970).
    """

    __slots__ = ("letters", "number")

    def __init__(self, letters: str, number: bool = False) -> None:
        self.letters = letters
        self.number = number

    @property
    def format(self) -> Format:
        """The format, parsed when it is first needed."""
        found = format_of(self.letters)
        if found is None:
            raise ValueError(f"{self.letters!r} is no date format")
        return found

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> CoreSchema:
        from pydantic_core import core_schema

        # Dumps for Python keep Python's own: those for the wire do not (`scalar.py`).
        written = core_schema.plain_serializer_function_ser_schema(
            self._write, info_arg=True, when_used="unless-none"
        )
        form = self.format
        zone: Any = "aware" if form.aware else "naive"
        if form.letters in _ISO:
            if form.kind is date:
                return core_schema.date_schema(serialization=written)
            if form.kind is time:
                return core_schema.time_schema(tz_constraint=zone, serialization=written)
            return core_schema.datetime_schema(tz_constraint=zone, serialization=written)
        return core_schema.no_info_before_validator_function(
            self._read, handler(source), serialization=written
        )

    def _read(self, value: Any) -> Any:
        from pydantic_core import PydanticCustomError

        form = self.format
        try:
            if isinstance(value, (date, time)):
                form.write(value)
                return value
            if isinstance(value, bool) or not isinstance(value, (str, int, float)):
                raise ValueError(f"not written as {form.letters}")
            return form.read(value)
        except ValueError as error:
            raise PydanticCustomError("wire_format", "{error}", {"error": str(error)}) from None

    def _write(self, value: Any, info: Any) -> Any:
        if info.mode == "python" or not isinstance(value, (date, time)):
            return value  # as it was received, where it did not fit
        written = self.format.write(value)
        return (float if "." in written else int)(written) if self.number else written

    def __repr__(self) -> str:
        return f"Wire({self.letters!r})"


class _Iso:
    """A date or time of ISO 8601 beside other texts: digits alone are none, in JSON.

    pydantic counts them from 1970, so that an id such as "0" would be a date.
    """

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> CoreSchema:
        from pydantic_core import PydanticCustomError, SchemaValidator, core_schema

        inner = handler(source)
        plain = SchemaValidator(inner)

        def read(value: Any) -> Any:
            if not isinstance(value, str) or value[4:5] != "-":
                raise PydanticCustomError("iso_format", "not written as in ISO 8601")
            return plain.validate_json(dumps(value), strict=True)

        own = core_schema.no_info_plain_validator_function(read)
        return core_schema.json_or_python_schema(own, inner)


class _EmptyAsList:
    """What PHP makes of an object without members: `[]`."""

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> CoreSchema:
        from pydantic_core import core_schema

        inner = handler(source)
        return core_schema.no_info_before_validator_function(
            lambda value: {} if value == [] else value,
            inner,
            serialization=core_schema.wrap_serializer_function_ser_schema(
                lambda value, write: write(value) or [], schema=inner, when_used="json-unless-none"
            ),
        )


class _FirstThatFits:
    """A union whose members are tried in their order."""

    def __get_pydantic_core_schema__(self, source: Any, handler: Any) -> CoreSchema:
        made: Any = handler(source)
        made["mode"] = "left_to_right"
        return made  # type: ignore[no-any-return]


Perhaps = Annotated[T | Any, _FirstThatFits()]
"""A value that is of a type where it fits that, and else as it came."""

EmptyAsList = Annotated[T, _EmptyAsList()]
"""An object or map that is `[]` on the wire when it is empty."""

DateYmd = Annotated[date, Wire("Y-m-d")]
DateCompact = Annotated[date, Wire("Ymd")]
DateDmyDotted = Annotated[date, Wire("d.m.Y")]
DateDmySlashed = Annotated[date, Wire("d/m/Y")]
DateMdySlashed = Annotated[date, Wire("m/d/Y")]
DateTimeYmdHis = Annotated[datetime, Wire("Y-m-d H:i:s")]
DateTimeYmdHisP = Annotated[datetime, Wire("Y-m-d H:i:sP")]
DateTimeYmdHi = Annotated[datetime, Wire("Y-m-d H:i")]
DateTimeCompact = Annotated[datetime, Wire("YmdHis")]
DateTimeDmyHis = Annotated[datetime, Wire("d.m.Y H:i:s")]
DateTimeDmyHi = Annotated[datetime, Wire("d.m.Y H:i")]
DateTimeIso = Annotated[datetime, Wire(r"Y-m-d\TH:i:sP")]
DateTimeIsoMillis = Annotated[datetime, Wire(r"Y-m-d\TH:i:s.vP")]
DateTimeIsoLocal = Annotated[datetime, Wire(r"Y-m-d\TH:i:s")]
TimeHis = Annotated[time, Wire("H:i:s")]
TimeHi = Annotated[time, Wire("H:i")]
IsoDate = Annotated[date, _Iso()]
IsoDateTime = Annotated[datetime, _Iso()]
UnixSeconds = Annotated[datetime, Wire("U", number=True)]
UnixSecondsText = Annotated[datetime, Wire("U")]
UnixMillis = Annotated[datetime, Wire("Uv", number=True)]
UnixMillisText = Annotated[datetime, Wire("Uv")]
UnixFraction = Annotated[datetime, Wire("U.v", number=True)]
UnixFractionText = Annotated[datetime, Wire("U.v")]
