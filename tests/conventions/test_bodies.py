"""What arguments become on the wire, and what the stub makes of it again: over a socket."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from tests.conventions.compiled import WAYS, got, opened, package, part, served
from tests.support import STRING, document, operation, query

FORM = "application/x-www-form-urlencoded"
WHOLE = {"type": "integer"}
BYTES = {"type": "string", "format": "binary"}
ROW = {"type": "object", "properties": {"a": WHOLE, "b": {"type": "array", "items": STRING}}}
MOMENT = {"type": "string", "format": "date-time"}


def obj(**members: Any) -> dict[str, Any]:
    return {"type": "object", "properties": members}


def body(**content: Any) -> dict[str, Any]:
    return {
        "required": True,
        "content": {media.replace("__", "/"): said for media, said in content.items()},
    }


def takes(name: str, content: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"post": operation(name, requestBody={"required": True, "content": content, **more})}


FIELDS = obj(
    who=obj(name=STRING, age=WHOLE, more=obj(deep=ROW)),
    rows={"type": "array", "items": ROW},
    grid={"type": "array", "items": {"type": "array", "items": WHOLE}},
    tags={"type": "array", "items": STRING},
    note=STRING,
    when=MOMENT,
    deep=obj(a=obj(b=ROW)),
    flat=obj(x=WHOLE, y=WHOLE),
    pair=obj(p=WHOLE),
    piped={"type": "array", "items": WHOLE},
    whole={"type": "array", "items": ROW},
    url=STRING,
    maybe={"type": ["string", "null"]},
)
ENCODING = {
    "deep": {"style": "deepObject"},
    "flat": {"style": "form"},
    "pair": {"explode": False},
    "piped": {"style": "pipeDelimited", "explode": False},
    "whole": {"contentType": "application/json"},
    "url": {"allowReserved": True},
}
PARTS = obj(
    meta=obj(name=STRING),
    rows={"type": "array", "items": ROW},
    all={"type": "array", "items": ROW},
    file={"type": "string", "contentMediaType": "application/octet-stream"},
    files={"type": "array", "items": BYTES},
    more={"type": "array", "items": {"type": "string", "contentMediaType": "image/png"}},
    note={"type": ["string", "null"]},
)
TREE = document(
    {
        "/json": takes(
            "sendJson",
            {
                "application/json": {
                    "schema": obj(
                        at=MOMENT,
                        on={"type": "string", "format": "date"},
                        value={"type": "number"},
                        items={"type": "array", "items": {"type": "number"}},
                        text=STRING,
                        any={},
                    )
                }
            },
        ),
        "/form": takes("sendForm", {FORM: {"schema": FIELDS, "encoding": ENCODING}}),
        "/parts": takes(
            "sendParts",
            {
                "multipart/form-data": {
                    "schema": PARTS,
                    "encoding": {"all": {"contentType": "application/json"}},
                }
            },
        ),
        "/image": takes("sendImage", {"image/*": {"schema": BYTES}}),
        "/bytes": takes("sendBytes", {"application/octet-stream": {"schema": BYTES}}),
        "/raw": takes(
            "sendRaw",
            {
                "application/pdf": {
                    "schema": {"type": "string", "contentMediaType": "application/pdf"}
                }
            },
        ),
        "/charset": takes(
            "sendCharset", {"application/json; charset=utf-8": {"schema": obj(a=STRING)}}
        ),
        "/several": takes(
            "sendSeveral",
            {
                "application/json": {"schema": obj(name=STRING, size=WHOLE)},
                "multipart/form-data": {"schema": obj(name=STRING, photo=BYTES)},
                "text/csv": {"schema": STRING},
                "application/octet-stream": {"schema": BYTES},
            },
        ),
        "/plain/{key}": {
            "get": operation(
                "getPlain",
                parameters=[
                    {
                        "name": "key",
                        "in": "path",
                        "required": True,
                        "content": {"text/plain": {"schema": STRING}},
                    },
                    {"name": "q", "in": "query", "content": {"text/plain": {"schema": STRING}}},
                    {
                        "name": "x",
                        "in": "query",
                        "content": {"application/xml": {"schema": STRING}},
                    },
                    {
                        "name": "X-Note",
                        "in": "header",
                        "content": {"text/plain": {"schema": STRING}},
                    },
                    {"name": "ck", "in": "cookie", "content": {"text/plain": {"schema": STRING}}},
                    {
                        "name": "filter",
                        "in": "query",
                        "content": {"application/json": {"schema": obj(a=WHOLE)}},
                    },
                    query("flag", STRING, allowEmptyValue=True),
                ],
            ),
            "delete": operation(
                "deletePlain",
                parameters=[{"name": "key", "in": "path", "required": True, "schema": STRING}],
                requestBody=body(application__json={"schema": obj(reason=STRING)}),
            ),
        },
    },
)


class Echo:
    """Keeps what each method was given."""

    def __init__(self) -> None:
        self.given: dict[str, Any] = {}

    def __getattr__(self, name: str) -> Callable[..., Any]:
        if name.startswith("_"):
            raise AttributeError(name)

        async def method(**given: Any) -> None:
            self.given = {
                key: value for key, value in given.items() if type(value).__name__ != "Unset"
            }

        return method


@pytest.fixture(scope="module")
def module() -> ModuleType:
    return package("Wirebodies", TREE)


@pytest.fixture
def echo() -> Echo:
    return Echo()


@pytest.fixture
def url(module: ModuleType, echo: Echo) -> Iterator[str]:
    with served(module, implementation=echo) as url:
        yield url


@pytest.fixture(params=WAYS)
def send(request: Any, module: ModuleType, url: str, echo: Echo) -> Callable[..., dict[str, Any]]:
    """Calls a method; gives what the implementation got, in plain values."""

    def call(name: str, /, *args: Any, **given: Any) -> dict[str, Any]:
        async def main() -> None:
            async with opened(module, request.param, base_url=url) as client:
                await got(getattr(client.things, name)(*args, **given))

        echo.given = {}
        asyncio.run(main())
        return {key: plain(value) for key, value in echo.given.items()}

    return call


def plain(value: Any) -> Any:
    if hasattr(value, "model_dump"):
        return value.model_dump(by_alias=True, exclude_unset=True)
    if isinstance(value, list | tuple):
        return [plain(item) for item in value]
    return value


def test_a_naive_date_time_and_what_is_no_number_are_refused_unsent(
    module: ModuleType, send: Any, echo: Echo
) -> None:
    when = datetime(2026, 1, 2, 3, 4, 5)
    refused = part(module, "errors").UsageError
    for given, said in (
        ({"at": when}, "at: a date-time without a time zone"),
        ({"any": {"deep": [when]}}, "any.deep.0: a date-time without"),
        ({"value": float("nan")}, "value: nan is not a number"),
        ({"items": [1, float("-inf")]}, "items.1: -inf is not a number"),
    ):
        with pytest.raises(refused, match=said):
            send("send_json", **given)
        assert echo.given == {}
    aware = when.replace(tzinfo=UTC)
    sent = {"at": aware, "on": date(2026, 1, 2), "value": 1.5, "any": None, "text": "T03:04:05"}
    assert send("send_json", **sent) == sent


FORMS: list[dict[str, Any]] = [
    {"who": {"name": "é&=", "age": 3, "more": {"deep": {"a": 1, "b": ["x", ""]}}}},
    {"rows": [{"a": 1}, {"b": ["x"]}, {}]},
    {"rows": [{"a": 1}]},
    {"grid": [[1, 2], [3]]},
    {"grid": [[1]]},
    {"tags": ["a,b", "c d", "+"]},
    {"note": "x", "when": datetime(2026, 1, 2, tzinfo=UTC)},
    {"deep": {"a": {"b": {"a": 1, "b": ["x", "y"]}}}},
    {"flat": {"x": 1, "y": 2}, "note": "n"},
    {"pair": {"p": 1}},
    {"piped": [1, 2]},
    {"whole": [{"a": 1}, {"a": 2}]},
    {"url": "https://a.example/?x=1&y=#z"},
]


@pytest.mark.parametrize("given", FORMS, ids=lambda given: "-".join(given))
def test_a_form_arrives_as_it_was_given(send: Any, given: dict[str, Any]) -> None:
    assert send("send_form", **given) == given


def test_none_leaves_a_field_and_a_part_out(send: Any) -> None:
    assert send("send_form", maybe=None, note="x") == {"note": "x"}
    assert send("send_parts", note=None, meta={"name": "x"}) == {"meta": {"name": "x"}}


def test_parts_arrive_as_they_were_given(send: Any, tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(b"\x89PNG")
    given = {"meta": {"name": "é"}, "rows": [{"a": 1}, {"b": ["x"]}], "all": [{"a": 1}, {"a": 2}]}
    assert send("send_parts", **given) == given
    files = {"file": b"\xff\x00", "files": [path, ("b.bin", b"\xfe")], "more": [b"\xfd"]}
    assert send("send_parts", **files) == {
        "file": b"\xff\x00",
        "files": [b"\x89PNG", b"\xfe"],
        "more": [b"\xfd"],
    }
    headed = ("x.bin", b"1", "application/octet-stream", {"X-Part": "7"})
    assert send("send_parts", file=headed) == {"file": b"1"}


def test_a_file_has_its_own_type_or_the_one_asked_for(
    module: ModuleType, send: Any, tmp_path: Path
) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(b"\x89PNG")
    assert send("send_image", body=path) == {"body": b"\x89PNG"}
    assert send("send_image", body=("x.gif", b"GIF")) == {"body": b"GIF"}
    assert send("send_image", body=("x", b"W", "image/webp")) == {"body": b"W"}
    asked = {"content_type": "image/jpeg"}
    assert send("send_image", body=b"J", options=asked) == {"body": b"J"}
    with pytest.raises(part(module, "errors").UsageError, match=r"which of image/\*"):
        send("send_image", body=b"?")
    assert send("send_bytes", body=("x.bin", b"\x00")) == {"body": b"\x00"}
    assert send("send_raw", body=b"%PDF") == {"body": b"%PDF"}


def test_a_charset_is_one_in_any_letters(send: Any) -> None:
    assert send("send_charset", a="é") == {"a": "é"}
    asked = {"content_type": "application/json;charset=UTF-8"}
    assert send("send_charset", a="é", options=asked) == {"a": "é"}
    assert send("send_charset", a="é", options={"content_type": "application/json"}) == {"a": "é"}


def test_each_media_type_has_its_arguments(module: ModuleType, send: Any) -> None:
    assert send("send_several", name="a", size=3) == {"name": "a", "size": 3}
    assert send("send_several", name="a", photo=b"\xff") == {"name": "a", "photo": b"\xff"}
    assert send("send_several", name="a", options={"content_type": "multipart/form-data"}) == {
        "name": "a"
    }
    assert send("send_several", body="x,y") == {"body": "x,y"}
    assert send("send_several", body=b"\x00\xff") == {"body": b"\x00\xff"}
    with pytest.raises(part(module, "errors").UsageError, match="no media type takes"):
        send("send_several", size=1, photo=b"")
    hints = part(module, "api.things").ThingsApi.send_several.__annotations__
    assert hints["photo"] == "File | Unset"
    assert hints["size"] == "int | Unset"
    assert hints["body"] == "File | Unset"


def test_text_in_parameters_is_sent_as_it_is(send: Any) -> None:
    given = {"q": "a b&c", "x": "<a/>", "x_note": "n", "ck": "c", "filter": {"a": 1}, "flag": ""}
    assert send("get_plain", 'k"/', **given) == {"key": 'k"/', **given}


def test_the_body_of_a_delete_is_typed(send: Any) -> None:
    assert send("delete_plain", "k", reason="old") == {"key": "k", "reason": "old"}


def test_a_key_wanted_twice_is_the_scalars() -> None:
    tree = document(
        {
            "/q": {
                "get": operation(
                    "ask",
                    parameters=[
                        query("limit", WHOLE),
                        query("page", obj(limit=WHOLE, after=STRING)),
                    ],
                )
            }
        }
    )
    module = package("Keytwice", tree, frozenset({"W365"}))
    echo = Echo()
    with served(module, implementation=echo) as url, module.Client(base_url=url) as client:
        client.things.ask(limit=3, page={"limit": 9, "after": "x"})
        assert echo.given["limit"] == 3
        assert plain(echo.given["page"]) == {"after": "x"}
