"""What is seldom on a wire, between a client and a stub: it arrives as it was given."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal
from types import ModuleType
from typing import Any

import pytest

from tests.conventions.compiled import package, part
from tests.support import STRING, document, operation

FORM = "application/x-www-form-urlencoded"
NOTE = {"type": "object", "properties": {"text": STRING, "stars": {"type": "integer"}}}
FREE = {"type": "object", "additionalProperties": STRING}
PRICE = {"type": "object", "properties": {"price": {"type": "number", "format": "decimal"}}}
MARKS = {
    "type": "object",
    "properties": {
        "mark": {
            "type": "array",
            "items": {
                "type": "string",
                "properties": {"id": {"type": "integer", "xml": {"attribute": True}}},
            },
        }
    },
}
"""Text of which the document says its attributes: in JSON Schema, no value has them."""
ODD = 'say "hi"\r\nthere'


def takes(name: str, content: dict[str, Any], required: bool = True, **more: Any) -> dict[str, Any]:
    body = {"required": required, "content": {media: {"schema": s} for media, s in content.items()}}
    return {"post": operation(name, requestBody=body, **more)}


def answers(media: str, schema: Any, status: str = "200") -> dict[str, Any]:
    return {status: {"description": "Ok.", "content": {media: {"schema": schema}}}}


TREE = document(
    {
        "/any": takes("sendAny", {"*/*": NOTE}),
        "/suffix": takes("sendSuffix", {"application/*+json": NOTE}),
        "/keyed": takes("sendKeyed", {FORM: {"type": "object", "properties": {"key": STRING}}}, required=False, security=[{"key": []}]),
        "/form": takes("sendForm", {FORM: FREE}, required=False),
        "/names": takes("sendNames", {"multipart/form-data": {**FREE, "properties": {ODD: STRING}}}),
        "/status?view=short&all=1": {"get": operation("getStatus", parameters=[{"name": "view", "in": "query", "schema": STRING}])},
        "/watch": {"get": operation("watch", responses=answers("text/event-stream", {}))},
        "/plain#a": {"get": operation("aGetFragment", parameters=[{"name": "a", "in": "query", "schema": STRING}])},
        "/plain": {"get": operation("getPlain", parameters=[{"name": "b", "in": "query", "schema": STRING}])},
        "/mixed": takes("sendMixed", {"multipart/mixed": {"type": "object", "properties": {"file": {**STRING, "format": "binary"}, "note": STRING}}}),
        "/raw": takes("sendRaw", {"multipart/form-data": {"type": "string", "format": "binary"}}),
        "/text": takes("sendText", {"text/plain": NOTE}, responses=answers("text/plain", NOTE)),
        "/coding": {
            "get": operation(
                "getCoding",
                parameters=[
                    {"name": "Accept-Encoding", "in": "header", "schema": {"enum": ["base64"]}},
                    {"name": "gone", "in": "path", "required": True, "schema": STRING},
                ],
            )
        },
        "/priced": takes("sendPriced", {FORM: {"type": "object", "properties": {"price": PRICE["properties"]["price"], "all": {"type": "array", "items": PRICE["properties"]["price"]}}}}),
        "/spread": {
            "get": operation(
                "getSpread",
                parameters=[
                    {"name": "free", "in": "query", "schema": {"type": "object"}},
                    {"name": "deep", "in": "query", "style": "deepObject", "schema": FREE},
                    {"name": "flat", "in": "query", "schema": NOTE},
                    {"name": "id", "in": "query", "schema": {"anyOf": [{"type": "integer", "minimum": 1}, STRING]}},
                    {"name": "when", "in": "query", "schema": {"anyOf": [{**STRING, "format": "date-time"}, {**STRING, "format": "date"}]}},
                    {"name": "spaced", "in": "query", "style": "spaceDelimited", "explode": False, "schema": {"type": "array", "items": STRING}},
                ],
            )
        },
        "/either": {"get": operation("getEither", security=[{"one": [], "two": []}])},
        "/names-é": {
            "get": operation("getLetters", responses=answers("application/json", {"$ref": "#/components/schemas/Größe"}))
        },
        "/refused": {"get": operation("getRefused", responses={**answers("application/json", PRICE, "409"), **answers("image/png", {}, "410"), "204": {"description": "Ok."}})},
        "/counts": takes("sendCount", {"application/xml": {"type": "integer"}}, responses=answers("text/xml", {"type": "boolean"})),
        "/marks": {"get": operation("getMarks", responses=answers("application/xml", MARKS))},
    },
    {"Größe": NOTE},
    servers=[
        {
            "url": "/{base}/{version}",
            "variables": {"base": {"default": "lab/tasks"}, "version": {"default": "v1"}},
        }
    ],
)  # fmt: skip
TREE["components"]["securitySchemes"] = {
    name: {"type": "http", "scheme": "bearer"} for name in ("one", "two")
}
TREE["components"]["securitySchemes"]["key"] = {"type": "apiKey", "in": "query", "name": "key"}


class Given:
    """An implementation that keeps what arrives, and answers what it is told."""

    def __init__(self) -> None:
        self.seen: dict[str, Any] = {}
        self.told: Any = None

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)

        def method(**given: Any) -> Any:
            self.seen = given
            return self.told

        return method


@pytest.fixture(scope="module")
def module() -> ModuleType:
    return package(
        "Seldom", TREE, frozenset({"E203", "E305", "E306", "W323", "W364", "W379", "W463"})
    )


@pytest.fixture
def wire(module: ModuleType) -> Iterator[tuple[Any, Given]]:
    """A client, and the implementation behind the stub that it talks to over a socket."""
    given = Given()
    app = part(module, "server").create_app(given, strict=True, planned=True)
    with (
        part(module, "_runtime.server.serve").running(app) as url,
        module.Client(
            base_url=f"{url}/lab/tasks/v1", one="t-1", key="k-1", trust_env=False
        ) as client,
    ):
        yield client.things, given


def test_data_in_any_media_type_is_json(module: ModuleType, wire: Any) -> None:
    things, given = wire
    things.send_any(text="a", stars=5)
    assert (given.seen["text"], given.seen["stars"]) == ("a", 5)
    things.send_suffix(text="b", options={"content_type": "application/vnd.acme+json"})
    assert given.seen["text"] == "b"


def test_an_empty_form_is_one_and_no_form_is_none(module: ModuleType, wire: Any) -> None:
    things, given = wire
    unset = part(module, "_runtime").UNSET
    things.send_form(body={})
    assert given.seen["body"] == {}
    things.send_form()
    assert given.seen["body"] is unset


def test_names_of_parts_keep_quotes_and_line_breaks(wire: Any) -> None:
    things, given = wire
    things.send_names(body={ODD: "text"})
    assert given.seen["body"].model_dump(by_alias=True, exclude_unset=True) == {ODD: "text"}


def test_a_credential_in_a_query_is_no_member_of_the_form(module: ModuleType, wire: Any) -> None:
    things, given = wire
    things.send_keyed()
    assert set(given.seen.values()) == {part(module, "_runtime").UNSET}
    things.send_keyed(key="own")
    assert "own" in given.seen.values()


def test_parts_with_names_are_members_in_any_multipart(wire: Any) -> None:
    things, given = wire
    things.send_mixed(file=b"\x00\xff", note="a")
    assert (given.seen["file"], given.seen["note"]) == (b"\x00\xff", "a")


def test_an_argument_stands_in_place_of_what_the_path_says(wire: Any) -> None:
    things, given = wire
    for view in ("short", "long"):
        things.get_status(view=view)
        assert given.seen["view"] == view


def test_events_of_which_nothing_is_said_are_json_or_text(wire: Any) -> None:
    things, given = wire
    given.told = ["text", 5, {"a": [None]}]
    assert list(things.watch()) == given.told


def test_a_request_is_for_the_path_without_a_fragment(wire: Any) -> None:
    things, given = wire
    things.get_plain(b="text")
    assert given.seen == {"b": "text"}


def test_a_form_without_members_is_bytes(wire: Any) -> None:
    things, given = wire
    raw = b'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--b--\r\n'
    things.send_raw(body=raw, options={"content_type": "multipart/form-data; boundary=b"})
    assert given.seen["body"] == raw


def test_text_is_text_whatever_its_schema_says(wire: Any) -> None:
    things, given = wire
    given.told = "stars: 5"
    assert things.send_text(body="text: é") == "stars: 5"
    assert given.seen["body"] == "text: é"


def test_what_libraries_say_by_themselves_is_nobodys_value(module: ModuleType, wire: Any) -> None:
    things, given = wire
    things.get_coding()
    assert given.seen["accept_encoding"] is part(module, "_runtime").UNSET
    assert "gone" not in given.seen
    things.get_coding(accept_encoding="base64")
    assert given.seen["accept_encoding"] == "base64"


def test_one_of_two_credentials_in_one_place_is_enough(wire: Any) -> None:
    things, given = wire
    given.seen = {}
    things.get_either()
    assert given.seen == {}


def test_references_may_have_letters_that_no_uri_has(module: ModuleType, wire: Any) -> None:
    things, given = wire
    given.told = {"text": "a", "stars": 1}
    assert things.get_letters().stars == 1


def test_an_error_keeps_every_digit(module: ModuleType, wire: Any) -> None:
    things, given = wire
    digits = "1234567890123456789.123456789"
    given.told = part(module, "server").Answer(409, {"price": Decimal(digits)})
    with pytest.raises(part(module, "errors").StatusError) as caught:
        things.get_refused()
    assert caught.value.body.price == Decimal(digits)


def test_an_error_of_bytes_is_bytes(module: ModuleType, wire: Any) -> None:
    things, given = wire
    given.told = part(module, "server").Answer(410, b"\x89PNG\xff")
    with pytest.raises(part(module, "errors").StatusError) as caught:
        things.get_refused()
    assert caught.value.body == b"\x89PNG\xff"


def test_a_number_and_a_boolean_in_xml_are_what_they_are(wire: Any) -> None:
    """As .NET documents have them: `<int>5</int>`, whatever the root is called."""
    things, given = wire
    given.told = True
    assert things.send_count(body=5) is True
    assert given.seen["body"] == 5


def test_a_text_with_attributes_is_a_text_in_xml(wire: Any) -> None:
    things, given = wire
    given.told = {"mark": ["a", "b"]}
    assert things.get_marks().mark == ["a", "b"]


def test_decimals_in_a_form_keep_every_digit(wire: Any) -> None:
    things, given = wire
    exact = [Decimal("0.1234567890123456789012345678901"), Decimal("5")]
    things.send_priced(price=Decimal("1.50"), all=exact)
    assert (str(given.seen["price"]), given.seen["all"]) == ("1.50", exact)


def test_a_free_object_in_a_query_has_nothing_of_the_others(wire: Any) -> None:
    things, given = wire
    things.get_spread(free={"a": "b"}, deep={"in": "x"}, flat={"text": "t"})
    assert given.seen["free"] == {"a": "b"}
    assert given.seen["deep"] == {"in": "x"}


def test_text_that_spells_a_number_is_one_where_that_may_be(wire: Any) -> None:
    things, given = wire
    for sent, arrives in ((7, 7), ("0", "0"), ("7", 7)):
        things.get_spread(id=sent)
        assert given.seen["id"] == arrives


def test_a_day_in_a_query_is_no_moment(wire: Any) -> None:
    things, given = wire
    for when in (date(2024, 2, 29), datetime(2024, 2, 29, tzinfo=UTC)):
        things.get_spread(when=when)
        assert given.seen["when"] == when
        assert type(given.seen["when"]) is type(when)


def test_an_item_with_the_delimiter_in_it_is_not_sent(module: ModuleType, wire: Any) -> None:
    things, given = wire
    things.get_spread(spaced=["a", "b"])
    assert given.seen["spaced"] == ["a", "b"]
    with pytest.raises(part(module, "errors").UsageError, match="between items"):
        things.get_spread(spaced=["a b"])
