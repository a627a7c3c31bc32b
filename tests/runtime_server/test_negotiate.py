from __future__ import annotations

import pytest

from generator.runtime.server.app.negotiate import choose, find, parse, preferences
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
