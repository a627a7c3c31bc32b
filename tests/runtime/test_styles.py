"""The wire form of parameters: style x explode x type, as golden strings."""

from __future__ import annotations

import enum
import json
from datetime import UTC, date, datetime, time, timedelta, timezone
from decimal import Decimal
from enum import Enum, StrEnum
from types import MappingProxyType
from typing import Annotated, Any
from urllib.parse import unquote
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field

from generator.runtime.call.plan import plan_of
from generator.runtime.ground.errors import UsageError
from generator.runtime.ground.operation import Operation, Param
from generator.runtime.ground.unset import UNSET
from generator.runtime.wire.encode import compile_header, compile_path, compile_query
from generator.runtime.wire.formats import Wire
from generator.runtime.wire.scalar import plain, text, to_json

from .sdk import Model, Price

ARRAY = ["blue", "black", "brown"]
OBJECT = {"R": 100, "G": 200, "B": 150}


def path(value: Any, style: Any = None, explode: bool | None = None, **more: Any) -> str:
    return compile_path(Param("color", "path", style=style, explode=explode, **more))(value)


def query(value: Any, style: Any = None, explode: bool | None = None, **more: Any) -> str:
    out: list[str] = []
    compile_query(Param("color", "query", style=style, explode=explode, **more))(value, out)
    return "&".join(out)


def header(value: Any, explode: bool | None = None, **more: Any) -> str:
    return compile_header(Param("color", "header", explode=explode, **more))(value)


def test_reserved_characters_in_a_path() -> None:
    assert path("a:b@c/d?e#f", allow_reserved=True) == "a:b@c%2Fd%3Fe%23f"
    assert path("a:b") == "a%3Ab"
    assert path(["a,b", "c"], allow_reserved=True) == "a%2Cb,c"


def test_a_cookie_that_is_not_encoded() -> None:
    out: list[str] = []
    write = compile_query(Param("color", "cookie", style="cookie"))
    write("a%2F b=c", out)
    write(["x", "y"], out)
    assert out == ["color=a%2F b=c", "color=x", "color=y"]
    for value in ("a;b", "é", "a\nb"):
        with pytest.raises(UsageError):
            write(value, out)


@pytest.mark.parametrize(
    ("media", "value", "wire"),
    [
        ("application/json", {"a": [1, "é"]}, "%7B%22a%22%3A%5B1%2C%22%C3%A9%22%5D%7D"),
        ("text/plain", "$.a[?@ > 1]&b", "%24.a%5B%3F%40%20%3E%201%5D%26b"),
    ],
)
def test_a_whole_query_string(media: str, value: Any, wire: str) -> None:
    out: list[str] = []
    compile_query(Param("selector", "querystring", media=media))(value, out)
    assert out == [wire]


@pytest.mark.parametrize(
    ("style", "explode", "value", "wire"),
    [
        ("simple", False, "blue", "blue"),
        ("simple", False, ARRAY, "blue,black,brown"),
        ("simple", False, OBJECT, "R,100,G,200,B,150"),
        ("simple", True, "blue", "blue"),
        ("simple", True, ARRAY, "blue,black,brown"),
        ("simple", True, OBJECT, "R=100,G=200,B=150"),
        ("label", False, "blue", ".blue"),
        ("label", False, ARRAY, ".blue,black,brown"),
        ("label", False, OBJECT, ".R,100,G,200,B,150"),
        ("label", True, "blue", ".blue"),
        ("label", True, ARRAY, ".blue.black.brown"),
        ("label", True, OBJECT, ".R=100.G=200.B=150"),
        ("matrix", False, "blue", ";color=blue"),
        ("matrix", False, ARRAY, ";color=blue,black,brown"),
        ("matrix", False, OBJECT, ";color=R,100,G,200,B,150"),
        ("matrix", True, "blue", ";color=blue"),
        ("matrix", True, ARRAY, ";color=blue;color=black;color=brown"),
        ("matrix", True, OBJECT, ";R=100;G=200;B=150"),
    ],
)
def test_path(style: str, explode: bool, value: Any, wire: str) -> None:
    assert path(value, style, explode) == wire


@pytest.mark.parametrize(
    ("style", "explode", "value", "wire"),
    [
        ("form", True, "blue", "color=blue"),
        ("form", True, "", "color="),
        ("form", True, ARRAY, "color=blue&color=black&color=brown"),
        ("form", True, OBJECT, "R=100&G=200&B=150"),
        ("form", True, {"a": [1, 2], "b": None}, "a=1&a=2"),
        ("form", True, [], ""),
        ("form", True, {}, ""),
        ("form", False, "blue", "color=blue"),
        ("form", False, ARRAY, "color=blue,black,brown"),
        ("form", False, OBJECT, "color=R,100,G,200,B,150"),
        ("form", False, [], ""),
        ("form", False, [None], ""),
        ("spaceDelimited", False, ARRAY, "color=blue%20black%20brown"),
        ("spaceDelimited", False, OBJECT, "color=R%20100%20G%20200%20B%20150"),
        ("spaceDelimited", True, ARRAY, "color=blue&color=black&color=brown"),
        ("pipeDelimited", False, ARRAY, "color=blue%7Cblack%7Cbrown"),
        ("pipeDelimited", False, OBJECT, "color=R%7C100%7CG%7C200%7CB%7C150"),
        ("pipeDelimited", True, ARRAY, "color=blue&color=black&color=brown"),
        ("deepObject", True, OBJECT, "color%5BR%5D=100&color%5BG%5D=200&color%5BB%5D=150"),
        (
            "deepObject",
            True,
            {"a": [1, 2], "b": {"c": 3}},
            "color%5Ba%5D=1&color%5Ba%5D=2&color%5Bb%5D%5Bc%5D=3",
        ),
        ("deepObject", True, "blue", "color=blue"),
        ("brackets", None, "blue", "color=blue"),
        ("brackets", None, ARRAY, "color%5B%5D=blue&color%5B%5D=black&color%5B%5D=brown"),
        (
            "brackets",
            None,
            {"a": {"b": {"min": 5}}, "n": [1, 2]},
            "color%5Ba%5D%5Bb%5D%5Bmin%5D=5&color%5Bn%5D%5B%5D=1&color%5Bn%5D%5B%5D=2",
        ),
        (
            "brackets",
            None,
            [{"a": 1, "b": 2}, {"a": 3}],
            "color%5B0%5D%5Ba%5D=1&color%5B0%5D%5Bb%5D=2&color%5B1%5D%5Ba%5D=3",
        ),
        ("brackets", None, {"a": None, "b": []}, ""),
    ],
)
def test_query(style: str, explode: bool | None, value: Any, wire: str) -> None:
    assert query(value, style, explode) == wire


@pytest.mark.parametrize(
    ("explode", "value", "wire"),
    [
        (False, "blue sky/ü", "blue sky/ü"),
        (False, ARRAY, "blue,black,brown"),
        (False, OBJECT, "R,100,G,200,B,150"),
        (True, OBJECT, "R=100,G=200,B=150"),
    ],
)
def test_header(explode: bool, value: Any, wire: str) -> None:
    assert header(value, explode) == wire


def test_defaults_of_places() -> None:
    assert query(ARRAY) == "color=blue&color=black&color=brown"
    assert path(OBJECT) == header(OBJECT) == "R,100,G,200,B,150"


def test_content_is_json() -> None:
    value = {"a": [1, None], "b": "ü"}
    wire = '{"a":[1,null],"b":"ü"}'
    assert unquote(query(value, media="application/json")) == f"color={wire}"
    assert unquote(path(value, media="application/json")) == wire
    assert header(value, media="application/json") == wire


def test_percent_encoding() -> None:
    assert query("a b&c=d+e#f%g/é") == "color=a%20b%26c%3Dd%2Be%23f%25g%2F%C3%A9"
    assert query("a/b?c:d@e!$'()*,;=", allow_reserved=True) == "color=a/b?c:d@e!$'()*,;="
    assert query("#&+%[] ", allow_reserved=True) == "color=%23%26%2B%25%5B%5D%20"
    assert path("a/b?c#d;e,f é") == "a%2Fb%3Fc%23d%3Be%2Cf%20%C3%A9"
    assert path(["a,b", "c"]) == "a%2Cb,c"


class Color(str, enum.Enum):  # noqa: UP042 -- what older code has
    BLUE = "blue"


class Level(enum.IntEnum):
    HIGH = 3


@pytest.mark.parametrize(
    ("value", "wire"),
    [
        (True, "true"),
        (False, "false"),
        (7, "7"),
        (1.5, "1.5"),
        (Decimal("0.10"), "0.10"),
        (Decimal("1E+3"), "1000"),
        (date(2026, 1, 2), "2026-01-02"),
        (datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC), "2026-01-02T03:04:05Z"),
        (
            datetime(2026, 1, 2, 3, 4, 5, 600, tzinfo=timezone(timedelta(hours=2))),
            "2026-01-02T03:04:05.000600+02:00",
        ),
        (time(3, 4), "03:04:00"),
        (timedelta(minutes=90), "PT1H30M"),
        (UUID(int=1), "00000000-0000-0000-0000-000000000001"),
        (Color.BLUE, "blue"),
        (Level.HIGH, "3"),
        (b"\x00\xff", "AP8="),
    ],
)
def test_scalars(value: Any, wire: str) -> None:
    assert unquote(query(value)) == f"color={wire}"


@pytest.mark.parametrize(
    ("format", "value", "wire"),
    [
        ("Y-m-d H:i:s", datetime(2026, 1, 2, 3, 4, 5), "2026-01-02 03:04:05"),
        ("H:i", time(3, 4), "03:04"),
        ("U", datetime(1970, 1, 1, 0, 1, tzinfo=UTC), "60"),
        ("Uv", datetime(1970, 1, 1, 0, 1, 0, 5000, tzinfo=UTC), "60005"),
        ("1/0", True, "1"),
        ("1/0|d.m.Y", False, "0"),
        ("1/0|d.m.Y", datetime(2026, 1, 2), "02.01.2026"),
        ("1/0", date(2026, 1, 2), "2026-01-02"),
    ],
)
def test_formats(format: str, value: Any, wire: str) -> None:
    assert unquote(query(value, format=format)) == f"color={wire}"


def test_formats_reach_into_objects() -> None:
    value = {"at": datetime(2026, 1, 2, 3, 4, 5), "active": True, "day": date(2026, 1, 2)}
    wire = query(value, "brackets", format="1/0|Y-m-d H:i:s|Y-m-d")
    assert unquote(wire) == "color[at]=2026-01-02 03:04:05&color[active]=1&color[day]=2026-01-02"


def test_models_are_written_by_alias_and_only_what_was_set() -> None:
    assert query(Price(amount=Decimal("1.50"), currency="EUR")) == "amount=1.50&currency=EUR"


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (datetime(2026, 1, 1), "time zone"),
        (float("nan"), "not a number"),
        (Decimal("Infinity"), "not a number"),
        (object(), "cannot be written"),
        ([[1]], "one level"),
        ({"a": {"b": 1}}, "one level"),
    ],
)
def test_what_has_no_wire_form(value: Any, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        query(value)
    with pytest.raises(UsageError, match="time zone"):
        query(datetime(2026, 1, 1), format="U")


@pytest.mark.parametrize(
    ("value", "message"),
    [
        (datetime(2026, 1, 1), "time zone"),
        ([datetime(2026, 1, 1)], "0: a date-time without a time zone"),
        ({"a": float("inf")}, "a: .*not a number"),
        ([float("nan")], "0: .*not a number"),
    ],
)
def test_what_a_type_takes_and_no_wire_form_has(value: Any, message: str) -> None:
    with pytest.raises(UsageError, match=message):
        query(value, type=lambda: Any)


@pytest.mark.parametrize(
    "member",
    [
        "Tea:is:on",
        "T11:22:33",
        '"T11:22:33',
        "2026-01-01T11:22:33",
        datetime(2026, 1, 1, tzinfo=UTC),
    ],
)
def test_text_is_no_date_whatever_it_looks_like(member: Any) -> None:
    written = json.loads(to_json({"a": [member], "b": 'T"'}))
    assert written["a"][0] == (member if isinstance(member, str) else "2026-01-01T00:00:00Z")
    for second in (0, 0.5):
        naive = datetime(2026, 1, 1, microsecond=int(second * 1e6))
        with pytest.raises(UsageError, match="time zone"):
            to_json({"a": [member], "b": {"c": naive}})


@pytest.mark.parametrize("value", ["", None, [], {}])
def test_a_path_parameter_is_never_empty(value: Any) -> None:
    with pytest.raises(UsageError, match="may not be empty"):
        path(value)
    if value == "":
        with pytest.raises(UsageError, match="may not be empty"):
            path(value, media="text/plain")


@pytest.mark.parametrize("value", ["a\tb", "\u00a0\u200b", "a \ttab\u2028"])
def test_a_header_may_hold_tabs_and_what_nobody_sees(value: str) -> None:
    """RFC 9110, section 5.5: a tab is no control character of a field's value."""
    assert header(value) == value.strip()


@pytest.mark.parametrize("value", ["a\x00", "a\x1fb", "\x7fa", "a\x08"])
def test_a_header_may_hold_no_other_control_character(value: str) -> None:
    with pytest.raises(UsageError, match="control characters"):
        header(value)


@pytest.mark.parametrize("value", ["a\r\nb", "a\nb", "a\x00b", "\x7f"])
def test_headers_are_one_line(value: str) -> None:
    with pytest.raises(UsageError, match="line breaks"):
        header(value)
    with pytest.raises(UsageError, match="comma"):
        header(["a,b"])


def whole(template: str, **args: Any) -> str:
    names = [part.split("}")[0] for part in template.split("{")[1:]]
    params = tuple(Param(name, "path", required=True) for name in names)
    return plan_of(Operation("op", "GET", template, params=params)).path(args)


def test_paths_are_composed() -> None:
    assert whole("/a/{x}/b.{y}", x="1/2", y="json") == "/a/1%2F2/b.json"
    assert whole("/a/{x}.{y}", x="v1.2", y="tar.gz") == "/a/v1.2.tar.gz"
    assert whole("/größe/a b-{x}/%41", x="é") == "/gr%C3%B6%C3%9Fe/a%20b-%C3%A9/%41"


@pytest.mark.parametrize(
    ("template", "args"),
    [
        ("/a/{x}/b", {"x": ".."}),
        ("/a/{x}/b", {"x": "."}),
        ("/a/{x}{y}", {"x": ".", "y": "."}),
    ],
)
def test_paths_never_climb(template: str, args: dict[str, str]) -> None:
    with pytest.raises(UsageError, match="segment"):
        whole(template, **args)


def test_missing_parameters_are_named() -> None:
    with pytest.raises(UsageError, match="path parameter x is missing"):
        whole("/a/{x}", x=UNSET)
    with pytest.raises(UsageError, match="parameter x: a path parameter may not be empty"):
        whole("/a/{x}", x="")


# Properties: what is written can be read back, by the rules and not by our code.

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
FILLED = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12)


def pairs(wire: str) -> list[tuple[str, str]]:
    split = [pair.partition("=") for pair in wire.split("&")] if wire else []
    return [(unquote(name), unquote(value)) for name, _, value in split]


@given(TEXT, st.booleans())
def test_a_scalar_comes_back(value: str, reserved: bool) -> None:
    assert pairs(query(value, allow_reserved=reserved)) == [("color", value)]


@given(st.lists(TEXT, min_size=1, max_size=5))
def test_a_repeated_list_comes_back(value: list[str]) -> None:
    assert [item for _, item in pairs(query(value))] == value


@pytest.mark.parametrize(
    ("style", "separator"), [("form", ","), ("spaceDelimited", "%20"), ("pipeDelimited", "%7C")]
)
@given(value=st.lists(st.text("abc,é/&=#+"), min_size=1, max_size=5))
def test_a_delimited_list_comes_back(style: str, separator: str, value: list[str]) -> None:
    name, _, wire = query(value, style, False).partition("=")
    assert name == "color"
    assert [unquote(item) for item in wire.split(separator)] == value


@given(st.dictionaries(FILLED, TEXT, min_size=1, max_size=4))
def test_an_object_comes_back(value: dict[str, str]) -> None:
    assert pairs(query(value)) == list(value.items())
    _, _, flat = query(value, "form", False).partition("=")
    parts = [unquote(part) for part in flat.split(",")]
    assert dict(zip(parts[::2], parts[1::2], strict=True)) == value
    deep = query(value, "deepObject")
    assert pairs(deep) == [(f"color[{key}]", item) for key, item in value.items()]


NAME = st.text("abcé &=", min_size=1, max_size=4)
TREE = st.recursive(
    TEXT | st.lists(TEXT, min_size=1, max_size=3),
    lambda inner: st.dictionaries(NAME, inner, min_size=1, max_size=3),
    max_leaves=8,
)


def grown(wire: str) -> Any:
    """A reader of the bracket form, written from its description alone."""
    root: dict[str, Any] = {}
    for raw in wire.split("&"):
        name, _, value = raw.partition("=")
        steps = [unquote(step.removesuffix("%5D")) for step in name.split("%5B")]
        here = root
        many = steps[-1] == ""
        steps = steps[:-1] if many else steps
        for step in steps[:-1]:
            here = here.setdefault(step, {})
        if many:
            here.setdefault(steps[-1], []).append(unquote(value))
        else:
            here[steps[-1]] = unquote(value)
    return root["color"]


@given(TREE)
def test_brackets_come_back(value: Any) -> None:
    assert grown(query(value, "brackets")) == value


@given(FILLED)
def test_a_path_segment_stays_one(value: str) -> None:
    wire = path(value)
    assert unquote(wire) == value
    assert not set("/?#;") & set(wire)


@pytest.mark.parametrize("name", ["my key", 'X"', "X:Y", "", "é"])
def test_a_header_that_cannot_be_called_so_is_refused_unsent(name: str) -> None:
    with pytest.raises(UsageError, match="called so"):
        compile_header(Param(name, "header"))("value")


class Word(str): ...


class Count(int): ...


class Colour(Enum):
    RED = "red"
    TWO = 2


class Size(StrEnum):
    BIG = "big"


@pytest.mark.parametrize(
    ("value", "written"),
    [
        (Word("a"), "a"),
        (Count(5), "5"),
        (Colour.RED, "red"),
        (Colour.TWO, "2"),
        (Size.BIG, "big"),
        (True, "true"),
        (Decimal("1.50"), "1.50"),
        (2.0, "2"),
    ],
)
def test_what_is_made_of_a_scalar_is_written_as_one(value: Any, written: str) -> None:
    assert text(value) == written


def test_what_is_no_scalar_is_not_written() -> None:
    for value in (object(), ["a"]):
        with pytest.raises(UsageError, match="cannot be written as text"):
            text(value)


def test_what_can_be_gone_through_is_a_list_and_a_mapping_a_dict() -> None:
    assert plain(number for number in (1, 2)) == [1, 2]
    assert plain(range(2)) == [0, 1]
    assert plain(("a", "b")) == ["a", "b"]
    assert plain(MappingProxyType({"a": 1})) == {"a": 1}
    assert plain("ab") == "ab"
    assert plain(7) == 7


# Values whose type says how they are spelt -------------------------------------------------


class Window(Model):
    since: Annotated[date, Wire("d.m.Y")] | None = Field(default=None, alias="from")
    kinds: list[str] | None = None


GIVEN: list[Any] = [
    Window.model_construct(**{"from": date(2026, 1, 2), "kinds": ["a", "b"]}),
    {"since": date(2026, 1, 2), "kinds": ["a", "b"]},
    {"from": date(2026, 1, 2), "kinds": ["a", "b"]},
    MappingProxyType({"since": date(2026, 1, 2), "kinds": ("a", "b")}),
]
FLAT: list[Any] = [
    {"since": date(2026, 1, 2)},
    Window.model_construct(**{"from": date(2026, 1, 2)}),
]


@pytest.mark.parametrize("value", GIVEN, ids=range(4))
def test_members_are_spelt_by_their_type(value: Any) -> None:
    kind: Any = lambda: Window  # noqa: E731
    assert query(value, "deepObject", True, type=kind) == (
        "color%5Bfrom%5D=02.01.2026&color%5Bkinds%5D=a&color%5Bkinds%5D=b"
    )
    assert query(value, "form", True, type=kind) == "from=02.01.2026&kinds=a&kinds=b"


@pytest.mark.parametrize("value", FLAT, ids=["dict", "model"])
def test_members_are_spelt_by_their_type_wherever_they_stand(value: Any) -> None:
    kind: Any = lambda: Window  # noqa: E731
    assert path(value, "simple", True, type=kind) == "from=02.01.2026"
    assert path(value, "matrix", False, type=kind) == ";color=from,02.01.2026"
    assert header(value, False, type=kind) == "from,02.01.2026"
    assert header([date(2026, 1, 2)], type=lambda: list[Annotated[date, Wire("Ymd")]]) == "20260102"


@pytest.mark.parametrize("style", ["form", "spaceDelimited", "pipeDelimited"])
def test_what_stands_between_items_may_not_stand_in_one(style: str) -> None:
    """Encoded it would not be told apart either: who reads decodes first."""
    between = {"form": "a,b", "spaceDelimited": "a b", "pipeDelimited": "a|b"}[style]
    encoded = {"form": ",", "spaceDelimited": "%20", "pipeDelimited": "%7C"}[style]
    assert query(["x", "y"], style, False) == f"color=x{encoded}y"
    assert query([], style, False) == ""
    if style != "form":  # a comma is encoded in the item, not between items
        with pytest.raises(UsageError, match=rf"stands between items \({style}\)"):
            query(["x", between], style, False)
    for value in ([["x"]], [{"a": 1}], {"a": ["x"]}):
        with pytest.raises(UsageError, match="one level only"):
            query(value, style, False)
