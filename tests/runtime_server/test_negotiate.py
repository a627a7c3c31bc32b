from __future__ import annotations

import pytest

from generator.runtime.server.app.faults import Fault, preferred
from generator.runtime.server.app.negotiate import (
    MediaType,
    choose,
    find,
    is_json,
    is_text,
    is_xml,
    parse,
    preferences,
)
from tests.runtime_server.support import application, calling, refused

JSON, CSV = "application/json", "text/csv"


@pytest.mark.parametrize(
    ("accept", "offered", "chosen"),
    [
        (None, [JSON, CSV], JSON),
        (None, [], None),
        (JSON, [], None),
        ("", [JSON, CSV], JSON),
        ("*/*", [JSON, CSV], JSON),
        ("*", [JSON], JSON),
        ("text/*", [JSON, CSV], CSV),
        ("text/csv, application/json", [JSON, CSV], JSON),
        ("text/csv;q=0.9, application/json;q=0.1", [JSON, CSV], CSV),
        ("*/*;q=0.1, application/json;q=0", [JSON, CSV], CSV),
        ("text/*;q=0.9, text/csv;q=0.1, application/json;q=0.5", [JSON, CSV], JSON),
        ("image/png", [JSON], None),
        ("application/json;q=0", [JSON], None),
        ("APPLICATION/JSON", [JSON], JSON),
        ("nonsense", [JSON], JSON),
        ("application/json;q=nonsense, text/csv", [JSON, CSV], CSV),
        ("application/json; version=2", [JSON], None),
        ("application/json; version=2", ['application/json; version="2"'],
         'application/json; version="2"'),
        ("application/vnd.retailer.v10+json", ["application/vnd.retailer.v10+json"],
         "application/vnd.retailer.v10+json"),
        ("application/vnd.retailer.v9+json", ["application/vnd.retailer.v10+json"], None),
    ],
)  # fmt: skip
def test_choose(accept: str | None, offered: list[str], chosen: str | None) -> None:
    assert choose(accept, offered) == chosen


def test_find_prefers_the_exact_type() -> None:
    documented = ["*/*", "application/*", "application/json"]
    assert find("application/json; charset=utf-8", documented) == "application/json"
    assert find("application/xml", documented) == "application/*"
    assert find("text/plain", documented) == "*/*"
    assert find("text/plain", ["application/json"]) is None


def test_quoted_parameters() -> None:
    media = parse('multipart/form-data; boundary="a;b\\"c"; Charset=UTF-8')
    assert media.parameters == {"boundary": 'a;b"c', "charset": "UTF-8"}


def test_preferences() -> None:
    assert preferences('code=409; example="sold out", wait=10, code=200') == {
        "code": "409",
        "example": "sold out",
        "wait": "10",
    }
    assert preferences(None) == {}


def test_the_answer_is_what_was_asked_for() -> None:
    url = "/reports/2026-01-01..2026-01-31"
    with calling(application(), auth=("a", "b")) as client:
        assert client.get(url).json() == {"sum": 3}
        csv = client.get(url, headers={"accept": "text/csv, application/json;q=0.5"})
        assert (csv.headers["content-type"], csv.text) == ("text/csv", "sum\n3\n")
        error = refused(client.get(url, headers={"accept": "image/png"}), 406)
        assert "text/csv" in error["message"]


@pytest.mark.parametrize(
    ("text", "name", "parameters"),
    [
        ("", "", {}),
        (" Text/Plain ; Charset = UTF-8", "text/plain", {"charset": "UTF-8"}),
        ('a/b; x="1;2,\\"3\\\\"; y=', "a/b", {"x": '1;2,"3\\', "y": ""}),
        ('a/b; x="open', "a/b", {"x": "open"}),
        ("a/b; flag", "a/b", {"flag": ""}),
    ],
)
def test_a_media_type(text: str, name: str, parameters: dict[str, str]) -> None:
    assert parse(text) == MediaType(name, parameters)


@pytest.mark.parametrize(
    ("wide", "narrow", "covers"),
    [
        ("*/*", "a/b", True),
        ("a/*", "a/b", True),
        ("a/*", "b/b", False),
        ("a/*+json", "a/x+json", True),
        ("a/*+json", "a/json", False),
        ("a/*+json", "b/x+json", False),
        ("a/b", "a/b", True),
        ("a/b", "a/bc", False),
        ("a/b", "a/b; x=1", True),
        ("a/b; x=1", "a/b", False),
        ("a/b; x=1", "a/b; x=1", True),
        ("a/b; x=1", "a/b; x=2", False),
        ("a/b; charset=utf-8", "a/b", True),
        ("a/b; charset=utf-8", "a/b; charset=UTF-8", True),
        ("a/b; charset=utf-8", "a/b; charset=ascii", False),
    ],
)
def test_a_range_covers(wide: str, narrow: str, covers: bool) -> None:
    assert parse(wide).covers(parse(narrow)) is covers


def test_how_exact_a_range_is() -> None:
    texts = ["*/*", "a/*", "a/b", "a/b;x=1"]
    assert [parse(text).precision for text in texts] == [(0, 0), (1, 0), (2, 0), (2, 1)]


@pytest.mark.parametrize(
    ("accept", "chosen"),
    [
        ("a/x;q=0.5, a/y;q=0.6", "a/y"),
        ("a/x;q=7, a/y", "a/x"),
        ("a/x;q=-1, a/y;q=0.1", "a/y"),
        ("a/x;q=nan, a/y;q=0.1", "a/y"),
        ("a/*;q=0.5, a/x;q=0.1", "a/y"),
        ("a/x;q=0.1, */*;q=0.5", "a/y"),
        ("a/y;charset=ascii", "a/y"),
        ("a//b, a/y", "a/y"),
        ("a/z, b/*", None),
        ('"a/x, a/y', "a/x"),
    ],
)
def test_the_offer_that_a_client_likes_best(accept: str, chosen: str | None) -> None:
    assert choose(accept, ["a/x", "a/y"]) == chosen
    told = chosen and f"{chosen};charset=utf-8"
    assert choose(accept, ["a/x;charset=utf-8", "a/y;charset=utf-8"]) == told


@pytest.mark.parametrize(
    ("media", "found"),
    [
        ("a/b", "a/b; charset=utf-8"),
        ("a/b; charset=ascii", "a/b; charset=utf-8"),
        ("a/c", "a/*"),
        ("a/d; v=2", "a/d; v=2"),
        ("a/d; v=3", "a/*"),
        ("b/b", None),
    ],
)
def test_the_documented_type_of_a_body(media: str, found: str | None) -> None:
    assert find(media, ["a/*", "a/b; charset=utf-8", "a/d; v=2"]) == found


@pytest.mark.parametrize(
    ("media", "kinds"),
    [
        ("application/json", "json"),
        ("Application/vnd.x+JSON; charset=utf-8", "json"),
        ("text/json", "json text"),
        ("application/xml", "xml text"),
        ("application/rss+xml", "xml text"),
        ("TEXT/xml; a=b", "xml text"),
        ("text/plain", "text"),
        ("application/x+csv ;a=b", "text"),
        ("application/jsonx", ""),
        ("application/octet-stream", ""),
    ],
)
def test_what_is_read_as_what(media: str, kinds: str) -> None:
    tests = {"json": is_json, "xml": is_xml, "text": is_text}
    assert " ".join(kind for kind, test in tests.items() if test(media)) == kinds


@pytest.mark.parametrize(
    ("given", "fault"),
    [
        ("", None),
        ("delay=0", None),
        ("delay=0.5", Fault(delay=0.5)),
        ("delay=-1", None),
        ("delay=100", Fault(delay=60.0)),
        ("delay=nan", None),
        ("delay=x", None),
        ("fault=reset", Fault(reset=True)),
        ("fault=truncate", Fault(truncate=1)),
        ("fault=other", None),
        ("fault=other, delay=1", Fault(delay=1.0)),
        ("fault=reset; delay=2", Fault(delay=2.0, reset=True)),
        ("fault=truncate, delay=x", Fault(truncate=1)),
    ],
)
def test_the_fault_that_a_request_asks_for(given: str, fault: Fault | None) -> None:
    assert preferred(preferences(given)) == fault
