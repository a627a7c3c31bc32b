"""What examples become: objects of models, requests, and the words beside them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from generator.read.source import Mapping
from generator.understand import ir
from generator.write.reference.code import Brackets, call, written
from generator.write.reference.facts import retry_text
from generator.write.reference.pages import code, fenced
from generator.write.reference.site import outside
from generator.write.reference.told import limits_of
from generator.write.reference.typed import Typed
from tests.reference.page import read
from tests.reference.test_pages import docs
from tests.support import STRING, answer, document, named, operation, query, ref

CAT = {
    "type": "object",
    "properties": {"kind": {"const": "cat"}, "lives": {"type": "integer"}},
    "required": ["kind"],
}
DOG = {
    "type": "object",
    "properties": {"kind": {"const": "dog"}, "name": STRING},
    "required": ["kind"],
}
HOUSE = {
    "type": "object",
    "properties": {
        "pets": {"type": "array", "items": {"oneOf": [ref("Cat"), ref("Dog")]}},
        "builtOn": {**STRING, "format": "date"},
        "soldAt": {**STRING, "format": "date-time"},
        "key": {**STRING, "format": "uuid"},
        "id": {"type": "integer", "readOnly": True},
        "pin": {**STRING, "writeOnly": True},
        "paidAt": {"type": "integer", "x-wire": "U"},
        "rooms": {"type": "object", "additionalProperties": ref("Dog")},
    },
}
VALUE = {
    "pets": [{"kind": "dog", "name": "Rex"}, {"kind": "cat", "lives": 9}],
    "builtOn": "2026-01-31",
    "soldAt": "2026-01-31T10:00:00Z",
    "key": "not a uuid",
    "id": 1,
    "pin": "0000",
    "paidAt": 0,
    "rooms": {"hall": {"kind": "dog"}},
    "other-thing": None,
}


def source(way: str) -> str:
    """A house, written."""
    get = operation("getHouse", responses={"200": answer(ref("House"))})
    api, names, _ = named(
        document({"/house": {"get": get}}, {"Cat": CAT, "Dog": DOG, "House": HOUSE})
    )
    pointer = "#/components/schemas/House"
    return written(Typed(api, names).of(VALUE, ir.Ref(pointer), set(), way))


def test_values_are_objects_of_their_models():
    text = source("out")
    assert 'Dog(kind="dog", name="Rex")' in text
    assert 'Cat(kind="cat", lives=9)' in text
    assert "built_on=date(2026, 1, 31)" in text
    assert 'sold_at=datetime.fromisoformat("2026-01-31T10:00:00+00:00")' in text
    assert 'paid_at=datetime.fromisoformat("1970-01-01T00:00:00+00:00")' in text
    assert 'key="not a uuid"' in text
    assert 'rooms={"hall": Dog(kind="dog")}' in text
    assert '**{"other-thing": None}' in text


def test_what_goes_one_way_is_shown_that_way():
    assert "id=1" in source("out")
    assert "pin=" not in source("out")
    assert "id=1" not in source("in")
    assert 'pin="0000"' in source("in")


def test_source_is_on_as_few_lines_as_fit():
    short = call("f", [("a=", "1"), ("", Brackets("[", (("", "2"),), "]"))])
    assert written(short) == "f(a=1, [2])"
    assert written(Brackets("(", (("", "1"),), ")")) == "(1,)"
    assert written(call("f", [])) == "f()"
    long = call("f", [("text=", repr("x" * 60)), ("more=", Brackets("{", (('"k": ', "1"),), "}"))])
    assert written(long) == f'f(\n    text={"x" * 60!r},\n    more={{"k": 1}},\n)'


LIST = {
    "x-pagination": {"style": "page", "page": "page", "items": "/items"},
    "parameters": [query("page", {"type": "integer"})],
    "responses": {
        "200": answer(
            {"type": "object", "properties": {"items": {"type": "array", "items": ref("Dog")}}}
        )
    },
}


def _block(tree: dict[str, Any], out: Path) -> str:
    return (docs(tree, out) / "client.things.html").read_text(encoding="utf-8")


def test_lists_are_gone_through(tmp_path: Path):
    text = _block(
        document({"/dogs": {"get": operation("listDogs", **LIST)}}, {"Dog": DOG}), tmp_path
    )
    assert (
        'class="py"><span class="async">async </span>for dog in client.things.list_dogs():' in text
    )
    assert "await" not in text.split("<pre")[1]
    assert "turned by the client with <code>page</code>" in text


def test_a_request_is_spelt_as_the_client_spells_it(tmp_path: Path):
    body = {
        "application/x-www-form-urlencoded": {
            "schema": {"type": "object", "properties": {"a": STRING, "b": {"type": "object"}}},
            "example": {"a": "x y", "b": {"c": 1}},
        }
    }
    post = operation(
        "post",
        parameters=[
            query(
                "ids",
                {"type": "array", "items": {"type": "integer"}},
                example=[1, 2],
                required=True,
                explode=False,
            ),
            {"name": "X-Trace", "in": "header", "schema": STRING, "example": "t"},
        ],
        requestBody={"content": body},
        security=[{"key": []}],
    )
    tree = document({"/a b": {"post": post}})
    tree["components"] = {
        "securitySchemes": {"key": {"type": "apiKey", "in": "query", "name": "api"}}
    }
    page = read(_block(tree, tmp_path))
    assert page.blocks["post"][1][1].split("\n") == [
        "POST /a%20b?ids=1,2&api=…",
        "Host: api.example.com",
        "X-Trace: t",
        "Content-Type: application/x-www-form-urlencoded",
        "",
        "a=x+y",
        "&b=%7B%22c%22%3A1%7D",
    ]


@pytest.mark.parametrize(
    ("examples", "groups", "sent"),
    [
        ("abc", [{"exactly-one": ["a", "b", "c"]}], "a=1"),
        ("b", [{"exactly-one": ["a", "b", "c"]}], "b=1"),
        ("", [{"exactly-one": ["a", "b"]}], "a=a"),
        ("abc", [{"at-most-one": ["c", "b"]}], "a=1&c=1"),
        ("a", [{"all-or-none": ["a", "b"]}], "a=1&b=b"),
        ("", [{"all-or-none": ["a", "b"]}], ""),
        ("abc", [{"exactly-one": ["a", "b"]}, {"all-or-none": ["b", "c"]}], "a=1"),
        ("b", [{"all-or-none": ["b", "c"]}, {"exactly-one": ["a", "b"]}], "b=1&c=c"),
    ],
)
def test_a_call_that_is_shown_may_be_made(
    tmp_path: Path, examples: str, groups: list[dict[str, Any]], sent: str
):
    """Whatever has an example, `x-parameter-groups` holds."""
    free = [query(name, **({"example": "1"} if name in examples else {})) for name in "abc"]
    find = operation("find", parameters=free, **{"x-parameter-groups": groups})
    tree = {**document({"/found": {"get": find}}), "x-specwright": 1}
    page = read(_block(tree, tmp_path))
    assert page.blocks["find"][1][1].split("\n")[0] == f"GET /found{'?' if sent else ''}{sent}"
    shown = [f'{name}="{value}"' for name, value in (p.split("=") for p in sent.split("&") if p)]
    assert f"find({', '.join(shown)})" in page.blocks["find"][0][1]


def test_a_callback_is_linked_with_the_call_that_asks_for_it(tmp_path: Path):
    done = {
        "post": {
            "operationId": "done",
            "requestBody": {"content": {"application/json": {"schema": ref("Dog")}}},
            "responses": {"200": {"description": "Ok."}},
        }
    }
    start = operation(
        "start", callbacks={"finished": {"{$request.query.url}": done}}, parameters=[query("url")]
    )
    folder = docs(document({"/start": {"post": start}}, {"Dog": DOG}), tmp_path)
    anchor = '"webhooks.html#callbacks.FINISHED"'
    assert anchor in (folder / "client.things.html").read_text(encoding="utf-8")
    text = (folder / "webhooks.html").read_text(encoding="utf-8")
    assert 'id="callbacks.FINISHED"' in text
    assert '<a href="client.things.html#start">client.things.start</a>' in text


# Words -----------------------------------------------------------------------------------


def test_repeats_are_told_as_they_are_made():
    def rule(**more: Any) -> ir.Retry:
        known = dict.fromkeys(
            (
                "statuses",
                "not_processed",
                "attempts",
                "base",
                "throttle_base",
                "cap",
                "idempotency_header",
            )
        )
        return ir.Retry(**{**known, **more})

    assert (
        retry_text(None, "GET")
        == "up to 3 attempts on 408, 425, 429, 500, 502, 503, 504 or no answer"
    )
    assert retry_text(rule(attempts=1), "GET") == "none"
    assert "only after 429 and where it was never sent" in retry_text(
        rule(not_processed=(429,)), "POST"
    )
    assert (
        retry_text(rule(statuses=(503,), idempotency_header="Key"), "POST")
        == "up to 3 attempts on 503 or no answer, by Key"
    )


@pytest.mark.parametrize(
    ("schema", "text"),
    [
        ({"minimum": 1, "maximum": 5}, "1 to 5"),
        ({"exclusiveMinimum": 0, "default": 2}, "over 0; default 2"),
        ({"minLength": 1}, "not empty"),
        ({"maxLength": 1}, "at most 1 character"),
        ({"minItems": 2, "maxItems": 2, "uniqueItems": True}, "2 items; each once"),
        ({"pattern": "^a$"}, "matches ^a$"),
        ({"default": "x" * 500}, ""),
    ],
)
def test_limits_in_words(schema: dict[str, Any], text: str):
    assert limits_of(Mapping(schema)) == text


def test_only_web_addresses_are_led_to():
    assert outside(" https://a.test/b ") == "https://a.test/b"
    for url in (
        "javascript:alert(1)",
        "data:text/html,x",
        "//a.test",
        "/b",
        "file:///etc",
        "http:",
        "http://[",
    ):
        assert outside(url) == ""


def test_no_code_ends_its_block():
    assert fenced("a\n````\nb", "http") == "`````http\na\n````\nb\n`````"
    assert code("a `b` c\nd") == "`` a `b` c d ``"


def test_xml_is_shown_as_xml(tmp_path: Path):
    dog = {**DOG, "xml": {"name": "dog"}, "example": {"kind": "dog", "name": "Rex & co"}}
    media = {"application/xml": {"schema": ref("Dog")}}
    put = operation(
        "put",
        requestBody={"content": media},
        responses={"200": {"description": "Ok.", "content": media}},
    )
    page = read(_block(document({"/dog": {"put": put}}, {"Dog": dog}), tmp_path))
    shown = "<dog>\n  <kind>dog</kind>\n  <name>Rex &amp; co</name>\n</dog>"
    (_, call), (_, asked), (_, given), (_, answered) = page.blocks["put"]
    assert 'put(kind="dog", name="Rex & co")' in call
    assert asked.endswith(shown)
    assert given == 'Dog(kind="dog", name="Rex & co")'
    assert answered.endswith(shown)


def test_every_success_and_the_bodies_of_errors_are_told(tmp_path: Path):
    post = operation(
        "post",
        responses={
            "200": answer(ref("Dog")) | {"description": "It was there."},
            "201": answer(ref("Dog")) | {"description": "It is new."},
            "409": answer(ref("Dog")) | {"description": "Not now."},
        },
    )
    text = _block(document({"/dog": {"post": post}}, {"Dog": DOG}), tmp_path)
    assert "<small>200</small> It was there. <small>201</small> It is new." in text
    assert '>Conflict</a> <small>409 · <a href="models.things.html#Dog">Dog</a></small>' in text


def test_a_package_without_a_client_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.chdir(tmp_path)
    tree = document({"/dog": {"get": operation("get")}})
    said = "This package has no client half"
    assert said not in (docs(tree, tmp_path / "a") / "index.html").read_text(encoding="utf-8")
    Path("specwright.toml").write_text('halves = ["server"]\n', encoding="utf-8")
    assert said in (docs(tree, tmp_path / "b") / "index.html").read_text(encoding="utf-8")


def test_parts_of_a_form_are_shown_as_they_are_sent(tmp_path: Path) -> None:
    """Text bare, all else as JSON."""
    schema = {"type": "object", "properties": {"name": STRING, "size": {"type": "integer"}}}
    example = {"name": "a b", "size": 7}
    body = {"content": {"multipart/form-data": {"schema": schema, "example": example}}}
    tree = document({"/f": {"post": operation("sendForm", requestBody=body)}})
    page = (docs(tree, tmp_path) / "client.things.html").read_text(encoding="utf-8")
    assert "name: a b\nsize: 7" in page
