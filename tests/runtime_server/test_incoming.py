"""A request as bytes: its path, fields and body, its pairs and the values in them."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest

from generator.runtime.server import Answer, Refusal, Result
from generator.runtime.server.app.answers import Unimplemented
from generator.runtime.server.app.request import Disconnected, Request
from generator.runtime.server.app.structures import from_header, from_pairs, from_text
from generator.runtime.server.app.styles import (
    MAX_PAIRS,
    MISSING,
    Malformed,
    Pairs,
    decoded,
    from_content,
    plain,
)
from generator.runtime.server.schemas.document import Document
from generator.runtime.server.schemas.shapes import Shape


def request(*chunks: bytes, gone: bool = False, **scope: Any) -> Request:
    """A request as an ASGI server hands it on, its body in chunks."""
    waiting: list[dict[str, Any]] = [
        {"type": "http.request", "body": chunk, "more_body": gone or number < len(chunks) - 1}
        for number, chunk in enumerate(chunks or (b"",))
    ]

    async def receive() -> dict[str, Any]:
        return waiting.pop(0) if waiting else {"type": "http.disconnect"}

    whole = {"type": "http", "method": "get", "path": "/", "headers": [], **scope}
    return Request(whole, receive)


@pytest.mark.parametrize(
    ("scope", "path"),
    [
        ({"path": "/a b", "raw_path": b"/a%20b"}, "/a%20b"),
        ({"path": "/a/b", "raw_path": b"/a%2Fb"}, "/a%2Fb"),
        ({"path": "/a b/ü"}, "/a%20b/%C3%BC"),
        ({"path": "", "raw_path": b""}, "/"),
        ({"path": "/ü", "raw_path": "/ü%20;a=~1".encode()}, "/%C3%BC%20;a=~1"),
        ({"path": "/api/a", "raw_path": b"/api/a", "root_path": "/api"}, "/a"),
        ({"path": "/api/a", "raw_path": b"/api/a", "root_path": "/api/"}, "/a"),
        ({"path": "/api/v1/a", "raw_path": b"/api/v1/a%2Fb", "root_path": "/api/v1"}, "/a%2Fb"),
        ({"path": "/api", "raw_path": b"/api", "root_path": "/api"}, "/"),
        ({"path": "/apis", "raw_path": b"/apis", "root_path": "/api"}, "/apis"),
        ({"path": "/a", "raw_path": b"/a", "root_path": "/api"}, "/a"),
    ],
)
def test_the_path_below_the_mount_point(scope: dict[str, Any], path: str) -> None:
    assert request(**scope).path == path


@pytest.mark.parametrize(
    ("scope", "url"),
    [
        ({}, "http://localhost/"),
        ({"scheme": "https", "headers": [(b"host", b"x.test:8")]}, "https://x.test:8/"),
        ({"path": "/m n/a", "raw_path": b"/m%20n/a", "root_path": "/m n/", "query_string": b"q=1"},
         "http://localhost/m%20n/a"),
    ],
)  # fmt: skip
def test_the_url_that_the_client_sees(scope: dict[str, Any], url: str) -> None:
    assert request(**scope).url == url


def test_what_a_scope_leaves_out() -> None:
    made = request()
    assert (made.method, made.scheme, made.query, made.client) == ("GET", "http", "", "")
    full = request(client=("1.2.3.4", 5), query_string=b"a=%FF\xe9", scheme="https")
    assert (full.scheme, full.query, full.client) == ("https", "a=%FF\xe9", "1.2.3.4")


def test_fields_of_one_name_are_one() -> None:
    pairs = [(b"a", b" 1\t"), (b"cookie", b"x=1"), (b"a", b"2"), (b"cookie", b"y=2"), (b"b", b"")]
    made = request(headers=pairs)
    assert [made.header(name) for name in ("a", "cookie", "b", "none")] == [
        "1\t, 2",
        "x=1; y=2",
        "",
        None,
    ]
    single = request(headers=[(b"a", b" \xc3\xbc\t"), (b"b", b"\xfc")])
    assert [single.header("a"), single.header("b")] == ["ü", "ü"]


@pytest.mark.parametrize(
    ("chunks", "length", "limit", "outcome"),
    [
        ((b"abc",), None, 3, b"abc"),
        ((b"a", b"", b"bc"), None, 3, b"abc"),
        ((), None, 0, b""),
        ((b"abc",), b"3", 3, b"abc"),
        ((b"abcd",), None, 3, 413),
        ((b"ab", b"cd"), None, 3, 413),
        ((b"abc",), b"4", 3, 413),
        ((b"abc",), b"0" * 18, 3, b"abc"),
        ((b"abc",), b"0" * 19, 3, 413),
        ((b"abc",), b"-1", 3, 400),
        ((b"abc",), b"3.0", 3, 400),
        ((b"abc",), "٣".encode(), 3, 400),
        ((b"abc",), b"", 3, 400),
    ],
)
def test_a_body_is_read_up_to_a_limit(
    chunks: tuple[bytes, ...], length: bytes | None, limit: int, outcome: bytes | int
) -> None:
    headers = [(b"content-length", length)] if length is not None else []
    made = request(*chunks, headers=headers)
    if isinstance(outcome, bytes):
        assert asyncio.run(made.body(limit)) == outcome
        return
    with pytest.raises(Refusal) as refusal:
        asyncio.run(made.body(limit))
    assert refusal.value.status == outcome
    if outcome == 413:
        assert str(refusal.value) == f"the body is larger than {limit} bytes"
        assert refusal.value.reason == "too-large"


def test_a_client_that_goes_away_in_the_middle() -> None:
    with pytest.raises(Disconnected):
        asyncio.run(request(b"abc", gone=True).body(9))


def test_work_ends_when_the_client_goes() -> None:
    done: list[str] = []

    async def work(steps: int) -> None:
        try:
            await asyncio.sleep(60 if steps else 0)
            done.append("ended")
        except asyncio.CancelledError:
            done.append("cancelled")
            raise

    asyncio.run(request().until_gone(work(1)))
    assert done == ["cancelled"]

    async def staying() -> None:
        async def receive() -> dict[str, Any]:
            await asyncio.Event().wait()
            raise AssertionError

        scope = {"type": "http", "method": "GET", "path": "/", "headers": []}
        await Request(scope, receive).until_gone(work(0))

    asyncio.run(staying())
    assert done == ["cancelled", "ended"]


def test_a_failure_of_the_work_is_told() -> None:
    async def failing() -> None:
        raise ValueError("broken")

    with pytest.raises(ValueError, match="broken"):
        asyncio.run(request(b"", b"", b"").until_gone(failing()))


# Names and values --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("", {}),
        ("&&a=1&&", {"a": ["1"]}),
        ("a=1&b=2&a=3", {"a": ["1", "3"], "b": ["2"]}),
        ("a", {"a": [""]}),
        ("a=", {"a": [""]}),
        ("=1", {"": ["1"]}),
        ("a=b=c", {"a": ["b=c"]}),
        ("a+b=c+d", {"a b": ["c%20d"]}),
        ("a%2Bb=%2B", {"a+b": ["%2B"]}),
        ("%C3%BC=%C3%BC", {"ü": ["%C3%BC"]}),
    ],
)
def test_pairs_of_a_query(text: str, values: dict[str, list[str]]) -> None:
    assert Pairs.parse(text).values == values


def test_as_many_pairs_as_are_allowed() -> None:
    assert len(Pairs.parse("&".join(["a=1"] * (MAX_PAIRS + 1))).values["a"]) == MAX_PAIRS + 1
    with pytest.raises(Malformed, match="has more than 10000 members"):
        Pairs.parse("a=1" + "&" * (MAX_PAIRS + 1))
    with pytest.raises(Malformed, match="UTF-8"):
        Pairs.parse("%FF=1")


@pytest.mark.parametrize(
    ("header", "values"),
    [
        ("", {}),
        ("a=1", {"a": ["1"]}),
        ("a=1;b=2 ; a=3", {"a": ["1", "3"], "b": ["2"]}),
        ('a="x y"; b="', {"a": ["x y"], "b": [""]}),
        ("alone; =1", {"": ["1"]}),
        ("%C3%BC=%20", {"ü": ["%20"]}),
        ("a=b=c", {"a": ["b=c"]}),
    ],
)
def test_pairs_of_a_cookie(header: str, values: dict[str, list[str]]) -> None:
    assert Pairs.cookies(header).values == values


def test_pairs_but_some() -> None:
    assert Pairs.parse("a=1&b=2&c=3").but({"a", "c"}).values == {"b": ["2"]}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("[1]", [1]),
        ('"x"', "x"),
        ("", None),
        (" null ", None),
        ("None", None),
        ("nil", None),
        ("UNDEFINED", None),
        ("0", 0),
    ],
)
def test_a_value_that_is_json(text: str, value: Any) -> None:
    assert from_content(True)(text) == value
    assert from_content(False)(text) == text


@pytest.mark.parametrize("text", ["{", "nothing", "[" * 100_000])
def test_a_value_that_should_be_json(text: str) -> None:
    with pytest.raises(Malformed, match="is not JSON"):
        from_content(True)(text)


def test_text_of_a_body() -> None:
    assert decoded("ü".encode("latin-1"), "latin-1") == "ü"
    for data, charset in ((b"\xff", "utf-8"), (b"a", "none-such")):
        with pytest.raises(Malformed, match=f"is not text in {charset}"):
            decoded(data, charset)
    assert plain("a%2Fb%20+") == "a/b +"


# Styles ------------------------------------------------------------------------------------

TEXTS = {"type": "array", "items": {"type": "string"}}
NUMBERS = {"type": "array", "items": {"type": "integer"}}
POINT = {"type": "object", "properties": {"x": {"type": "integer"}, "y": {"type": "integer"}}}
OPEN = {**POINT, "additionalProperties": {"type": "integer"}}
ANY: dict[str, Any] = {}
EITHER = {"anyOf": [NUMBERS, {"type": "integer"}]}
NULLABLE = {"type": ["array", "null"], "items": {"type": "integer"}}
ROWS = {"type": "array", "items": POINT}


def shape(schema: Any) -> Shape:
    document = Document({"schema": schema})
    return Shape(document, document.at("/schema"))


@pytest.mark.parametrize(
    ("schema", "style", "explode", "text", "value"),
    [
        (ANY, "form", True, "c=1", "1"),
        (ANY, "form", True, "c=1&c=2%2C", ["1", "2,"]),
        (ANY, "form", False, "c=1,2", "1,2"),
        (EITHER, "form", True, "c=5", 5),
        (EITHER, "form", True, "c=5&c=6", [5, 6]),
        (NULLABLE, "form", True, "c=5", [5]),
        (NUMBERS, "form", True, "c=", [""]),
        (NUMBERS, "form", False, "c=", []),
        (NUMBERS, "pipeDelimited", False, "c=1%7c2&c=3", [1, 2, 3]),
        (NUMBERS, "spaceDelimited", False, "c=1+2&c=3", [1, 2, 3]),
        (TEXTS, "form", False, "c=%2C,a%7Cb", [",", "a|b"]),
        (TEXTS, "pipeDelimited", False, "c=a%2Cb|c", ["a,b", "c"]),
        (TEXTS, "spaceDelimited", False, "c=a%2Cb%20c", ["a,b", "c"]),
        (POINT, "form", True, "x=1&z=2", {"x": 1}),
        (POINT, "form", True, "c=1", MISSING),
        (OPEN, "form", True, "x=1&z=2&p=3&i=4&p[a]=5&c[b]=6", {"x": 1, "z": 2}),
        (POINT, "form", False, "c=x,1,y,2", {"x": 1, "y": 2}),
        (POINT, "spaceDelimited", False, "c=x%201%20y%202", {"x": 1, "y": 2}),
        (POINT, "deepObject", True, "c[x]=1&c[x][y]=2&d[x]=3", Malformed),
        (POINT, "deepObject", True, "c[x]=1&cx[y]=2&c[y]z=3&c[=4", {"x": 1}),
        (POINT, "deepObject", True, "c=", {}),
        (NUMBERS, "brackets", True, "c=", []),
        (TEXTS, "brackets", True, "c=", []),
        ({"type": ["array", "string"], "items": {}}, "brackets", True, "c=", ""),
        (NUMBERS, "brackets", True, "c[2]=3&c[10]=4&c[1]=2", [2, 3, 4]),
        (NUMBERS, "brackets", True, "c[]=1&c[]=2", [1, 2]),
        (NUMBERS, "brackets", True, "c[]=1", [1]),
        ({"type": "array", "items": NUMBERS}, "brackets", True, "c[0]=1&c[1]=2", [[1], [2]]),
        ({"type": "array", "items": NUMBERS}, "brackets", True, "c[0][]=1&c[0][]=2", [[1, 2]]),
        (NUMBERS, "brackets", True, "c[a]=1", {"a": "1"}),
        (POINT, "brackets", True, "c[0]=1", {"0": "1"}),
        (ANY, "brackets", True, "c[0]=1&c[1]=2", ["1", "2"]),
        (ANY, "brackets", True, "c[a]=1&c[1]=2", {"a": "1", "1": "2"}),
        (ANY, "brackets", True, "c=1&c=2", ["1", "2"]),
        (ANY, "brackets", True, "c=1", "1"),
        (EITHER, "brackets", True, "c=5", 5),
        (EITHER, "brackets", True, "c=5&c=6", [5, 6]),
        ({"type": "integer"}, "brackets", True, "c=5", 5),
        ({"type": "integer"}, "brackets", True, "c=5&c=6", Malformed),
        (ROWS, "brackets", True, "c[][x]=1&c[][y]=2&c[][x]=3", [{"x": 1, "y": 2}, {"x": 3}]),
        (ROWS, "brackets", True, "c[0][x]=1&c[1][x]=2", [{"x": 1}, {"x": 2}]),
        ({"type": "object", "properties": {"rows": ROWS}}, "brackets", True,
         "c[rows][][x]=1&c[rows][][x]=2", {"rows": [{"x": 1}, {"x": 2}]}),
        (ANY, "brackets", True, "c" + "[a]" * 17 + "=1", Malformed),
    ],
)  # fmt: skip
def test_pairs_as_a_value(schema: Any, style: Any, explode: bool, text: str, value: Any) -> None:
    claimed = (frozenset({"p", "c"}), frozenset({"i"}))
    read = from_pairs("c", shape(schema), style, explode, claimed)
    if value is Malformed:
        with pytest.raises(Malformed):
            read(Pairs.parse(text))
        return
    found = read(Pairs.parse(text))
    assert found == value
    assert type(found) is type(value)


def test_brackets_as_deep_as_is_allowed() -> None:
    value = from_pairs("c", shape(ANY), "brackets", True)(Pairs.parse("c" + "[a]" * 16 + "=1"))
    for _ in range(16):
        value = value["a"]
    assert value == "1"


def test_an_object_among_others_of_the_same_name() -> None:
    """A parameter of the object's own name may be one of its members."""
    own = {"type": "object", "properties": {"c": {"type": "integer"}, "p": {"type": "integer"}}}
    claimed = (frozenset({"c", "p"}), frozenset[str]())
    assert from_pairs("c", shape(own), "form", True, claimed)(Pairs.parse("c=1&p=2")) == {"c": 1}


@pytest.mark.parametrize(
    ("schema", "style", "explode", "text", "value"),
    [
        (NUMBERS, "simple", False, "", []),
        (POINT, "simple", False, "", {}),
        (NUMBERS, "label", False, ".", []),
        (NUMBERS, "label", True, ".1.2", [1, 2]),
        (TEXTS, "label", False, ".a.b,c", ["a.b", "c"]),
        ({"type": "string"}, "label", True, ".a.b", "a.b"),
        ({"type": "string"}, "label", False, "..", "."),
        ({"type": "string"}, "matrix", False, ";c=a,b", "a,b"),
        ({"type": "string"}, "matrix", False, ";c", ""),
        (TEXTS, "matrix", True, ";c=a,b;c=c", ["a,b", "c"]),
        (TEXTS, "matrix", False, ";c=a%2Cb,c", ["a,b", "c"]),
        (POINT, "matrix", True, ";x=1;y=2", {"x": 1, "y": 2}),
        ({"type": "string"}, "simple", True, "a,b%2C", "a,b,"),
        (POINT, "simple", True, "x=1,y", {"x": 1, "y": ""}),
        (TEXTS, "matrix", True, ";c=a;d=b", "is not written as ;c=value"),
        (TEXTS, "matrix", False, ";c=a;c=b", "more than once"),
        (TEXTS, "matrix", True, "c=a", "does not begin with a semicolon"),
        (TEXTS, "label", True, "a", "does not begin with a dot"),
        (POINT, "simple", False, "x,1,y", "does not list names and values in turn"),
        ({"type": "string"}, "simple", False, "%FF", "is not UTF-8"),
    ],
)  # fmt: skip
def test_a_segment_as_a_value(
    schema: Any, style: Any, explode: bool, text: str, value: Any
) -> None:
    read = from_text("c", shape(schema), style, explode)
    if isinstance(value, str) and " " in value:
        with pytest.raises(Malformed, match=value):
            read(text)
    else:
        assert read(text) == value


@pytest.mark.parametrize(
    ("schema", "explode", "text", "value"),
    [
        (NUMBERS, False, "", []),
        (POINT, False, "", {}),
        (TEXTS, False, "a%20b, c", ["a%20b", "c"]),
        ({"type": "object", "properties": {"x": {"type": "string"}}}, True, "x=%41 ", {"x": "%41"}),
        (POINT, True, "x=1, y=2", {"x": 1, "y": 2}),
        ({"type": "string"}, False, "a, b", "a, b"),
    ],
)
def test_a_field_as_a_value(schema: Any, explode: bool, text: str, value: Any) -> None:
    assert from_header(shape(schema), explode)(text) == value


# Answers -----------------------------------------------------------------------------------


def test_a_refusal_says_what_it_was_given() -> None:
    full = Refusal(
        422,
        code=7,
        message="no",
        fields={"a": "x", "b": ["y", "z"]},
        headers={"h": "1"},
        reason="r",
    )
    assert (str(full), full.status, full.code, full.message) == ("no", 422, 7, "no")
    assert (full.fields, full.headers, full.reason) == (
        {"a": ["x"], "b": ["y", "z"]},
        {"h": "1"},
        "r",
    )
    bare = Refusal(404)
    assert (str(bare), bare.code, bare.message, bare.fields, bare.headers, bare.reason) == (
        "status 404",
        None,
        None,
        {},
        {},
        None,
    )
    missing = Unimplemented("getA")
    assert (missing.status, str(missing), missing.reason) == (
        501,
        "getA is not implemented here",
        "not-implemented",
    )


def test_an_answer_says_what_it_was_given() -> None:
    headers = {"a": "1"}
    full = Answer(201, [1], headers, "a/b")
    headers["a"] = "2"
    assert (full.status, full.body, full.headers, full.media_type) == (201, [1], {"a": "1"}, "a/b")
    assert (Answer().status, Answer().body, Answer().headers) == (None, None, {})
    assert (Result(1, meta=2).value, Result(1, meta=2).members) == (1, {"meta": 2})
