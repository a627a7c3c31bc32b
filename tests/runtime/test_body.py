"""Request bodies on the wire."""

from __future__ import annotations

import io
import json
from datetime import UTC, datetime
from decimal import Decimal
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest

from generator.runtime.ground.errors import UsageError
from generator.runtime.ground.operation import Body, Encoding, Field
from generator.runtime.ground.unset import UNSET
from generator.runtime.wire.body import BodyWriter, Payload, covers, is_json, is_text, is_xml
from generator.runtime.wire.multipart import multipart
from generator.runtime.wire.upload import AsyncIterSource, FileSource, Source

from .sdk import NewProduct, Price

FIELDS = (Field("name"), Field("price"), Field("note"), Field("sold_at", "soldAt"))
FORM = "application/x-www-form-urlencoded"


def write(body: Body, args: dict[str, Any], **more: Any) -> Payload:
    payload = BodyWriter(body).write(args, more.get("extra", {}), more.get("media"))
    assert payload is not None
    return payload


def json_of(args: dict[str, Any], **more: Any) -> Any:
    body = Body(("application/json",), lambda: NewProduct, True, FIELDS)
    payload = write(body, args, **more)
    assert payload.media == "application/json"
    assert isinstance(payload.content, bytes)
    return json.loads(payload.content)


def test_json_has_what_was_given_and_null_for_none() -> None:
    assert json_of({"name": "x", "price": UNSET, "note": None, "sold_at": UNSET}) == {
        "name": "x",
        "note": None,
    }
    assert json_of({}) == {}


def test_json_is_spelt_by_the_model() -> None:
    when = datetime(2026, 1, 2, tzinfo=UTC)
    got = json_of(
        {"name": "x", "price": Price(amount=Decimal("1.10"), currency="EUR"), "sold_at": when}
    )
    assert got == {
        "name": "x",
        "price": {"amount": "1.10", "currency": "EUR"},
        "soldAt": "2026-01-02T00:00:00Z",
    }


@pytest.mark.filterwarnings("error")
def test_json_takes_what_the_types_do_not_and_checks_nothing() -> None:
    got = json_of({"name": 7, "price": {"amount": 1, "later": [True]}}, extra={"new": {"a": 1}})
    assert got == {"name": 7, "price": {"amount": 1, "later": [True]}, "new": {"a": 1}}


def test_json_without_a_wire_form() -> None:
    with pytest.raises(UsageError, match="JSON"):
        json_of({"name": object()})


def test_a_whole_body() -> None:
    body = Body(("application/vnd.shop.v3+json",), lambda: list[NewProduct], True)
    payload = write(body, {"body": [NewProduct(name="a", note=None), {"name": "b"}]})
    assert payload.content == b'[{"name":"a","note":null},{"name":"b"}]'
    assert payload.media == "application/vnd.shop.v3+json"
    one = Body(("application/json",), lambda: NewProduct, True)
    assert write(one, {"body": {"name": "a"}}, extra={"b": 1}).content == b'{"name":"a","b":1}'
    assert write(one, {"body": None}).content == b"null"
    free = Body(("application/json",), None, True)
    assert write(free, {"body": [1, Decimal("1.5"), None]}).content == b'[1,"1.5",null]'


def test_missing_and_optional() -> None:
    with pytest.raises(UsageError, match="body is missing"):
        BodyWriter(Body(("application/json",), None, True)).write({}, {}, None)
    assert BodyWriter(Body(("application/json",))).write({}, {}, None) is None
    assert BodyWriter(Body((FORM,), None, False, FIELDS)).write({"name": UNSET}, {}, None) is None


def form_of(args: dict[str, Any], encoding: Any = None, **more: Any) -> str:
    kind = more.pop("kind", lambda: NewProduct)
    payload = write(Body((FORM,), kind, True, FIELDS, encoding or {}), args, **more)
    assert isinstance(payload.content, bytes)
    return payload.content.decode()


@pytest.mark.parametrize(
    ("args", "encoding", "wire"),
    [
        ({"name": "a b&c", "note": "é"}, {}, "name=a+b%26c&note=%C3%A9"),
        ({"name": True, "note": None}, {}, "name=true"),
        ({"name": ["a", "b"]}, {}, "name=a&name=b"),
        ({"name": ["a", "b"]}, {"name": Encoding(style="form", explode=False)}, "name=a,b"),
        ({"name": ["a", "b"]}, {"name": Encoding(style="brackets")}, "name%5B%5D=a&name%5B%5D=b"),
        ({"name": {"a": {"b": 1}}}, {"name": Encoding(style="deepObject")}, "name%5Ba%5D%5Bb%5D=1"),
        ({"name": {"a": [1, None]}}, {}, "name=%7B%22a%22%3A%5B1%2Cnull%5D%7D"),
        ({"name": [{"a": "é"}, {}]}, {}, "name=%7B%22a%22%3A%22%C3%A9%22%7D&name=%7B%7D"),
        (
            {"name": [{"a": 1}]},
            {"name": Encoding("application/json")},
            "name=%5B%7B%22a%22%3A1%7D%5D",
        ),
        ({"name": {"a": 1, "b": 2}}, {"name": Encoding(explode=True)}, "a=1&b=2"),
        ({"name": {"a": 1, "b": 2}}, {"name": Encoding(explode=False)}, "name=a,1,b,2"),
        ({"name": {"a": 1}}, {"name": Encoding("application/json", style="form")}, "a=1"),
        ({"name": "a/b&c"}, {"name": Encoding(allow_reserved=True)}, "name=a/b%26c"),
        ({"name": "x"}, {"name": Encoding("application/json")}, "name=%22x%22"),
        ({"name": True}, {"name": Encoding(format="1/0")}, "name=1"),
        (
            {"sold_at": datetime(2026, 1, 2, 3, 4, 5)},
            {"soldAt": Encoding(format="Y-m-d H:i")},
            "soldAt=2026-01-02+03%3A04",
        ),
    ],
)
def test_forms(args: dict[str, Any], encoding: Any, wire: str) -> None:
    assert form_of(args, encoding) == wire


def test_a_form_holds_nested_models_as_json() -> None:
    price = Price(amount=Decimal("1.10"), currency="EUR")
    got = dict(parse_qsl(form_of({"name": "x", "price": price})))
    assert got == {"name": "x", "price": '{"amount":"1.10","currency":"EUR"}'}


def test_a_whole_form_and_a_form_without_a_model() -> None:
    body = Body((FORM,), lambda: NewProduct, True)
    assert write(body, {"body": NewProduct(name="a")}).content == b"name=a"
    given = {"name": "a", "createdAt": "x", "own member": 5}  # no document knows it: it is sent
    assert write(body, {"body": given}).content == b"name=a&createdAt=x&own+member=5"
    assert form_of({"name": [1, 2]}, kind=None) == "name=1&name=2"
    with pytest.raises(UsageError, match="neither NewProduct nor a dict, but list"):
        write(body, {"body": [1]})


def test_a_credential_joins_a_form_only() -> None:
    assert Payload(FORM, b"a=1").with_field("key", "s&t").content == b"a=1&key=s%26t"
    assert Payload(FORM, b"").with_field("key", "s").content == b"key=s"
    with pytest.raises(UsageError, match="form"):
        Payload("application/json", b"{}").with_field("key", "s")


MULTIPART = Body(
    ("multipart/form-data",),
    None,
    True,
    tuple(Field(name) for name in ("file", "about", "count", "files")),
    {
        "file": Encoding("image/png, application/pdf"),
        "about": Encoding("application/json"),
        "count": Encoding(format="1/0"),
    },
)


def parts_of(args: dict[str, Any]) -> list[Any]:
    payload = write(MULTIPART, args)
    source = payload.content
    assert isinstance(source, Source)
    assert source.start()
    first = b"".join(source)
    assert source.length in (None, len(first))
    if source.replayable:
        assert source.start()
        assert b"".join(source) == first
    head = f"Content-Type: {payload.media}\r\n\r\n".encode()
    message = message_from_bytes(head + first, policy=policy.HTTP)
    return list(message.iter_parts())  # type: ignore[attr-defined]


def test_multipart(tmp_path: Path) -> None:
    file = tmp_path / 'in "voice".pdf'
    file.write_bytes(b"%PDF\r\n" * 20_000)
    opened = io.BytesIO(b"skipped rest")
    opened.seek(8)
    file_part, about, count, first, second, third = parts_of(
        {
            "file": file,
            "about": {"a": 1},
            "count": True,
            "files": [("a.txt", b"x"), ("b", "ü", "text/plain; charset=utf-8"), opened],
        }
    )
    assert file_part.get_content_type() == "application/pdf"
    assert 'filename="in %22voice%22.pdf"' in file_part["content-disposition"]
    assert file_part.get_payload(decode=True) == b"%PDF\r\n" * 20_000
    assert about.get_content_type() == "application/json"
    assert about.get_payload(decode=True) == b'{"a":1}'
    assert count["content-type"] is None
    assert count.get_payload(decode=True) == b"1"
    assert first.get_filename() == "a.txt"
    assert first.get_content_type() == "text/plain"
    assert second.get_payload(decode=True) == "ü".encode()
    assert second.get_content_charset() == "utf-8"
    assert third.get_payload(decode=True) == b"rest"
    assert third.get_content_type() == "application/octet-stream"
    assert third.get_filename() == "upload"


def test_multipart_media_types() -> None:
    assert parts_of({"file": b"x"})[0].get_content_type() == "image/png"
    assert parts_of({"file": ("x.pdf", b"")})[0].get_content_type() == "application/pdf"
    assert parts_of({"file": ("x.txt", b"")})[0].get_content_type() == "image/png"
    assert parts_of({"about": [1, 2]})[0].get_payload(decode=True) == b"[1,2]"
    assert [p.get_payload(decode=True) for p in parts_of({"files": [1, 2]})] == [b"1", b"2"]
    assert parts_of({"files": {"a": None}})[0].get_content_type() == "application/json"
    assert parts_of({"files": None, "about": 1})[0].get_payload(decode=True) == b"1"


def test_a_part_has_the_headers_of_its_tuple() -> None:
    part = parts_of({"file": ("x.pdf", b"", "application/pdf", {"X-Sum": "abc"})})[0]
    assert part["x-sum"] == "abc"
    assert parts_of({"file": ("x.pdf", b"", "application/pdf")})[0]["x-sum"] is None


@pytest.mark.parametrize("name", ["X Sum", "", "X-Sum:", "Content-Type", "content-disposition"])
def test_a_header_that_a_part_may_not_be_given(name: str) -> None:
    with pytest.raises(UsageError, match="no header that a part may be given"):
        parts_of({"file": ("x.pdf", b"", "application/pdf", {name: "abc"})})


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n"])
def test_no_end_of_a_line_gets_into_the_head_of_a_part(end: str) -> None:
    """A bare CR ends a line for many servers, as a bare LF does."""
    evil = f'a"{end}X-Evil: 1'
    for how in ("file name", "member"):
        members = {"file": (evil, b"x")} if how == "file name" else {evil: "x"}
        _, payload = multipart("multipart/form-data", members, {})
        head, _, rest = b"".join(payload).partition(b"\r\n\r\n")
        lines = head.split(b"\r\n")
        assert not [line for line in lines if b"\r" in line or b"\n" in line]
        assert not [line for line in lines if line.lower().startswith(b"x-evil")]
        assert rest.startswith(b"x\r\n--")


@pytest.mark.parametrize("end", ["\r", "\n", "\r\n", "\0"])
@pytest.mark.parametrize("what", ["media type", "header"])
def test_what_would_end_a_line_of_the_head_is_refused(what: str, end: str) -> None:
    evil = f"a/b{end}X-Evil: 1"
    told = (evil, {}) if what == "media type" else ("a/b", {"X-Sum": evil})
    with pytest.raises(UsageError, match="control characters"):
        parts_of({"file": ("x.pdf", b"", *told)})


def test_a_multipart_name_cannot_break_out() -> None:
    part = parts_of({"file": ('a"\r\nX-Evil: 1', b"x")})[0]
    assert part["x-evil"] is None


RAW = Body(("application/octet-stream", "text/csv", "image/*"), None, True)


@pytest.mark.parametrize(
    ("value", "asked", "media", "content"),
    [
        (b"x", None, "application/octet-stream", b"x"),
        (bytearray(b"x"), None, "application/octet-stream", b"x"),
        ("é", "text/csv", "text/csv; charset=utf-8", "é".encode()),
        ("é", "text/csv; charset=x", "text/csv; charset=x", "é".encode()),
        (b"x", "image/png", "image/png", b"x"),
    ],
)
def test_raw(value: Any, asked: str | None, media: str, content: bytes) -> None:
    payload = write(RAW, {"body": value}, media=asked)
    assert (payload.media, payload.content) == (media, content)


class Named(io.BytesIO):
    """A file that has a name."""

    def __init__(self, data: bytes, name: str) -> None:
        super().__init__(data)
        self.name = name


@pytest.mark.parametrize(
    ("value", "asked", "media"),
    [
        (b"x", None, "image/jpeg"),
        (("a.png", b"x", "image/png"), None, "image/png"),
        (("a", b"x", "IMAGE/PNG; q=1"), None, "image/png"),
        (("a.png", b"x"), None, "image/png"),
        (("a.png", b"x", "image/jpeg"), None, "image/jpeg"),  # what is said before what a name tells
        (("a.png", b"x", "text/css"), None, "image/png"),  # but for what the document has not
        (("a.bin", b"x"), None, "image/jpeg"),
        (("a.mp4", b"x"), None, "video/mp4"),
        (Named(b"x", "/tmp/a.png"), None, "image/png"),
        (("a.png", b"x", "image/png"), "image/jpeg", "image/jpeg"),
    ],
)  # fmt: skip
def test_a_file_tells_which_of_several_media_types_it_is(
    value: Any, asked: str | None, media: str
) -> None:
    body = Body(("image/jpeg", "image/png", "video/*"), None, True)
    assert write(body, {"body": value}, media=asked).media == media


def test_raw_of_any_media_type() -> None:
    assert write(Body(("*/*",)), {"body": "x"}).media == "text/plain; charset=utf-8"
    assert write(Body(("*/*",)), {"body": b"x"}).media == "application/octet-stream"
    price = Price(amount=1, currency="EUR")
    for data in ({"a": 1}, [1], price):
        assert write(Body(("*/*",)), {"body": data}).media == "application/json"
    typed = Body(("text/plain",), lambda: int)
    assert write(typed, {"body": 7}).content == b"7"


def test_a_form_of_no_type_is_written_from_members_or_is_written_already() -> None:
    form = Body(("application/x-www-form-urlencoded",))
    assert write(form, {"body": {"a": "b c", "d": 1}}).content == b"a=b+c&d=1"
    assert write(form, {"body": "a=b+c"}).content == b"a=b+c"


def test_raw_refuses_what_is_none() -> None:
    with pytest.raises(UsageError, match="text/html is not known"):
        write(RAW, {"body": b""}, media="text/html")
    with pytest.raises(UsageError, match="no content"):
        write(RAW, {"body": {"a": 1}})
    with pytest.raises(UsageError, match="cannot read"):
        write(RAW, {"body": Path("/does/not/exist")})
    text = write(RAW, {"body": io.StringIO("x")}).content
    with pytest.raises(UsageError, match="mode 'rb'"):
        list(text)


def test_sources_and_their_second_reading(tmp_path: Path) -> None:
    def source(value: Any) -> Any:
        return write(RAW, {"body": value}).content

    file = tmp_path / "f"
    file.write_bytes(b"abc")
    with file.open("rb") as opened:
        for value in (file, opened, [b"a", b"bc"]):
            again = source(value)
            assert again.replayable
            for _ in range(2):
                assert again.start()
                assert b"".join(again) == b"abc"
    once = source(iter([b"abc"]))
    assert not once.replayable
    assert once.start()
    assert b"".join(once) == b"abc"
    assert not once.start()

    class Pipe(io.RawIOBase):
        def readable(self) -> bool:
            return True

        def read(self, size: int = -1) -> bytes:
            return b""

    pipe = source(Pipe())
    assert isinstance(pipe, FileSource)
    assert (pipe.replayable, pipe.length, pipe.start(), pipe.start()) == (False, None, True, False)

    async def chunks() -> Any:
        yield b"x"

    stream = source(chunks())
    assert isinstance(stream, AsyncIterSource)
    assert (stream.start(), stream.start()) == (True, False)
    with pytest.raises(UsageError, match="asynchronous client"):
        list(stream)


@pytest.mark.parametrize("given", [{}, {"body": None}, {"body": UNSET}])
def test_members_besides_a_body_that_was_not_given(given: dict[str, Any]) -> None:
    for kind in (None, lambda: NewProduct):
        body = Body((FORM,), kind)
        assert write(body, given, extra={"page": 2}).content == b"page=2"
        whole = write(Body(("application/json",), kind), given, extra={"page": 2})
        assert json.loads(whole.content) == {"page": 2}  # type: ignore[arg-type]
    with pytest.raises(UsageError, match="the body must be an object, not a str"):
        write(Body((FORM,)), {"body": "x"}, extra={"page": 2})


@pytest.mark.parametrize(
    ("media", "kinds"),
    [
        ("application/json", "json"),
        ("TEXT/JSON; charset=utf-8", "json text"),
        ("application/vnd.a+json", "json"),
        ("application/jsonl", ""),
        ("text/plain", "text"),
        ("text/csv", "text"),
        ("application/xml", "text xml"),
        ("text/xml", "text xml"),
        ("image/svg+xml", "text xml"),
        ("application/x+csv", "text"),
        ("application/octet-stream", ""),
        ("image/png", ""),
        ("application/xmlish", ""),
        ("", ""),
    ],
)
def test_what_a_media_type_is(media: str, kinds: str) -> None:
    found = {"json": is_json(media), "text": is_text(media), "xml": is_xml(media)}
    assert " ".join(kind for kind, fits in found.items() if fits) == kinds


@pytest.mark.parametrize(
    ("documented", "media", "covered"),
    [
        ("application/json", "Application/JSON; charset=utf-8", True),
        ("application/json", "text/json", False),
        ("image/*", "image/png", True),
        ("image/*", "video/png", False),
        ("*/*", "a/b", True),
        ("application/*+json", "application/vnd.a+json", True),
        ("application/*+json", "application/json", False),
        ("application/*+json", "text/x+json", False),
        ("image/png", "image/*", False),
    ],
)
def test_what_a_media_type_covers(documented: str, media: str, covered: bool) -> None:
    assert covers(documented, media) is covered


@pytest.mark.parametrize(
    ("args", "place"),
    [
        ({"note": b"\xff"}, "note: "),
        ({"note": {"deep": ["a", b"\xff"]}}, "note.deep.1: "),
        ({"name": "half \ud800"}, "name: "),
        ({"price": object()}, "price: "),
    ],
)
def test_what_json_cannot_hold_is_told_with_its_place(args: dict[str, Any], place: str) -> None:
    with pytest.raises(UsageError) as caught:
        write(Body(("application/json",), fields=FIELDS), args)
    assert caught.value.message.startswith(f"{place}cannot be written as JSON")


def test_what_is_endless_is_refused() -> None:
    endless: list[Any] = [1]
    endless.append(endless)
    with pytest.raises(UsageError, match=r"^cannot be written as JSON"):
        write(Body(("application/json",), fields=FIELDS), {"note": endless})
