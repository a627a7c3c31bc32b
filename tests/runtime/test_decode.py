"""Responses that fit, drift, or are something else altogether."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field, RootModel
from typing_extensions import TypeAliasType

from generator.runtime.call.decode import decode, decode_error
from generator.runtime.call.drift import Drift, DriftWarning
from generator.runtime.call.plan import plan_of
from generator.runtime.call.tolerant import tolerant
from generator.runtime.ground.errors import DecodeError, UnexpectedContentType
from generator.runtime.ground.operation import Operation, Reply
from generator.runtime.ground.unset import UNSET
from generator.runtime.wire.pointer import member, pick, steps

from .sdk import Cat, Dog, Error, Model, Price, Product, ProductEnvelope, ProductList, product

JSON = b"application/json"


def operation(*replies: Reply, unwrap: str | None = None) -> Operation[Any]:
    return Operation("op", "GET", "/x", replies=replies, unwrap=unwrap)


def read(
    op: Operation[Any],
    content: Any,
    media: bytes | None = JSON,
    status: int = 200,
    *,
    strict: bool = False,
    head: bool = False,
) -> Any:
    if not isinstance(content, bytes):
        content = json.dumps(content).encode()
    return decode(plan_of(op), status, media, content, head=head, strict=strict)


PLAIN = operation(Reply((200,), "application/json", lambda: Product))
ENVELOPE = operation(Reply((200,), "application/json", lambda: ProductEnvelope), unwrap="data")


def test_what_fits_is_read_once_and_typed() -> None:
    decoded = read(PLAIN, product(new="kept"))
    assert decoded.places == ()
    assert decoded.value.created_at == datetime(2026, 1, 2, 3, 4, 5, tzinfo=UTC)
    assert decoded.value.price.amount == Decimal("49.95")
    assert decoded.value.model_extra == {"new": "kept"}
    assert "note" not in decoded.value.model_fields_set
    assert "note" in read(PLAIN, product(note=None)).value.model_fields_set


def test_an_envelope_is_opened_and_kept() -> None:
    decoded = read(ENVELOPE, {"data": product(), "took": 3})
    assert type(decoded.value) is Product
    assert decoded.body.took == 3


@pytest.mark.parametrize(
    ("change", "get", "value", "place"),
    [
        ({"price": {"amount": "1", "currency": "XXX"}}, lambda p: p.price.currency, "XXX", None),
        ({"brand": "new"}, lambda p: p.brand, "new", None),
        ({"price": {"amount": 49.95, "currency": "EUR"}},
         lambda p: p.price.amount, Decimal("49.95"), None),
        ({"id": UNSET}, lambda p: p.id, None, "/id: missing"),
        ({"id": None}, lambda p: p.id, None, "/id: not valid (string_type), not null"),
        ({"createdAt": "soon"}, lambda p: p.created_at, "soon",
         "/createdAt: not valid (datetime_from_date_parsing), not string"),
        ({"price": {"amount": "dear", "currency": "EUR"}}, lambda p: p.price.amount, "dear",
         "/price/amount: not valid (decimal_parsing), not string"),
        ({"price": "free"}, lambda p: p.price, "free",
         "/price: not valid (model_type), not string"),
        ({"tags": [1, "x", 3]}, lambda p: p.tags, [1, "x", 3],
         "/tags/*: not valid (int_parsing), not string"),
        ({"tags": {"a": 1}}, lambda p: p.tags, {"a": 1},
         "/tags: not valid (list_type), not object"),
        ({"pet": {"kind": "fish"}}, lambda p: p.pet, {"kind": "fish"}, "/pet: of no known kind"),
        ({"pet": {"kind": "dog", "good": "very"}}, lambda p: p.pet.good, "very",
         "/pet/good: not valid (bool_parsing), not string"),
    ],
)  # fmt: skip
def test_drift_costs_only_what_drifts(change: Any, get: Any, value: Any, place: Any) -> None:
    data = {key: item for key, item in product(**change).items() if item is not UNSET}
    for op, content in ((PLAIN, data), (ENVELOPE, {"data": data})):
        decoded = read(op, content)
        assert type(decoded.value) is Product
        assert get(decoded.value) == value
        assert decoded.value.price == "free" or isinstance(decoded.value.price, Price)
        if place is not None:
            prefix = "/data" if op is ENVELOPE else ""
            assert decoded.places == (prefix + place,)
            with pytest.raises(DecodeError, match="departs") as caught:
                read(op, content, strict=True)
            assert caught.value.places == decoded.places


def test_a_missing_member_reads_none_and_is_not_set() -> None:
    data = product()
    del data["id"]
    got = read(PLAIN, data).value
    assert got.id is None
    assert "id" not in got.model_fields_set
    assert got.model_dump(exclude_unset=True, warnings=False).keys() == {"created_at", "price"}


def test_good_items_of_a_list_stay_typed_among_bad_ones() -> None:
    op = operation(Reply((200,), "application/json", lambda: ProductList))
    got = read(op, {"data": [product(), product(id=7), "junk"], "meta": None})
    first, second, third = got.value.data
    assert first == Product.model_validate(product())
    assert (second.id, type(second.price)) == ("7", Price)
    assert third == "junk"
    assert got.places == (
        "/data/*/id: not valid (string_type), not number",
        "/data/*: not valid (model_type), not string",
    )


def test_reports_never_hold_values() -> None:
    decoded = read(PLAIN, product(createdAt="hunter2-hunter2", price="hunter2-hunter2"))
    assert "hunter2" not in str(decoded.places)


class Row(RootModel[list[int]]):
    pass


class Holder(BaseModel):
    model_config = ConfigDict(frozen=True)
    row: Row
    names: dict[str, int] = {}
    pair: tuple[int, ...] = ()
    either: Annotated[Cat | Dog, Field(union_mode="left_to_right")] | None = None
    never: None = None
    tagged: Annotated[Cat | Dog, Field(discriminator="kind")] | Literal["no"] = "no"


def test_every_kind_of_container() -> None:
    places: list[str] = []
    got = tolerant(
        Holder,
        {
            "row": [1, "x"],
            "names": {"a": 1, "b": "x"},
            "pair": [1, "y"],
            "either": {"kind": "cat", "lives": "many"},
            "never": 1,
            "tagged": {"kind": "dog"},
        },
        places,
    )
    assert got.row.root == [1, "x"]
    assert got.names == {"a": 1, "b": "x"}
    assert got.pair == [1, "y"]
    assert (type(got.either), got.either.lives) == (Cat, "many")
    assert got.never == 1
    assert (type(got.tagged), got.tagged.good) == (Dog, None)
    assert len(places) == 6
    assert not hasattr(got, "extra")


def test_constraints_and_aliases_of_types_are_kept() -> None:
    Names = TypeAliasType("Names", list[Annotated[int, Field(gt=0)]])

    class Limited(BaseModel):
        size: Annotated[int, Field(gt=0, alias="Size")]
        names: Names  # type: ignore[valid-type]
        kind: Literal["a"] | Cat | None = None

    places: list[str] = []
    got = tolerant(Limited, {"Size": -1, "names": [1, -1], "kind": {"kind": "b"}}, places)
    assert (got.size, got.names, got.kind) == (-1, [1, -1], {"kind": "b"})
    assert places == [
        "/Size: not valid (greater_than), not number",
        "/names/*: not valid (greater_than), not number",
        "/kind: not valid (literal_error), not object",
    ]


@pytest.mark.parametrize(
    ("listed", "keys"),
    [
        ([{"code": "a", "id": 1}, {"code": "b", "id": 2}], ["a", "b"]),
        ([{"code": "a", "id": 1}, {"code": "a", "id": 2}], ["1", "2"]),
        ([{"name": "x"}, {"name": "y", "id": 2}], ["x", "y"]),
        ([{"name": "x"}, {"name": "x"}], None),
        ([{"code": ["a"]}], None),
        ([1, 2], None),
    ],
)
def test_a_list_of_things_that_have_names_is_read_as_the_map_it_was_to_be(
    listed: list[Any], keys: list[str] | None
) -> None:
    class Named(Model):
        code: str | None = None

    class Shelf(Model):
        named: dict[str, Named]

    places: list[str] = []
    got = tolerant(Shelf, {"named": listed}, places)
    if keys is None:
        assert got.named == listed
        assert places == ["/named: not valid (dict_type), not array"]
    else:
        assert list(got.named) == keys
        assert all(isinstance(item, Named) for item in got.named.values())
        assert places[0] == "/named: array of things, not a map of them"


def test_what_is_empty_is_so_as_a_list_and_as_an_object_and_a_number_stands_for_its_text() -> None:
    class Told(Model):
        named: dict[str, int]
        row: list[int]
        text: str

    places: list[str] = []
    got = tolerant(Told, {"named": [], "row": {}, "text": 5}, places)
    assert (got.named, got.row, got.text) == ({}, [], "5")
    assert len(places) == 3
    assert (tolerant(str, True, []), tolerant(dict, [], [])) == (True, [])


def test_null_for_what_may_be_absent_is_its_default() -> None:
    class Told(Model):
        tags: tuple[int, ...] = (7,)
        note: str | None = "x"
        must: int

    places: list[str] = []
    got = tolerant(Told, {"tags": None, "note": None, "must": None}, places)
    assert (got.tags, got.note, got.must) == ((7,), None, None)
    assert places == ["/must: not valid (int_type), not null"]


def test_deep_junk_ends() -> None:
    class Node(Model):
        child: Node | None = None
        size: int

    Node.model_rebuild(_types_namespace={"Node": Node})
    data: Any = {"size": "x"}
    for _ in range(400):
        data = {"size": "x", "child": data}
    places: list[str] = []
    assert tolerant(Node, data, places).child.size == "x"
    assert places


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "empty"),
        (b"<html>", "no JSON"),
        (b'{"id": "p1", "createdAt": ', "no JSON"),
        (b'{"id": "\xff"}', "no JSON"),
        (b"[" * 20_000, "no JSON"),
        (b"[]", "the body is an array"),
        (b'"x"', "the body is a string"),
        (b"3", "the body is a number"),
        (b"null", "the body is null"),
    ],
)
def test_what_is_no_such_thing_at_all(content: bytes, message: str) -> None:
    with pytest.raises(DecodeError, match=message):
        read(PLAIN, content)


@pytest.mark.parametrize(
    ("content", "message"),
    [({}, "data is missing"), ({"data": None}, "data is null"), ({"data": []}, "is an array")],
)
def test_an_envelope_without_its_content(content: Any, message: str) -> None:
    with pytest.raises(DecodeError, match=message):
        read(ENVELOPE, content)
    free = operation(Reply((200,), "application/json"), unwrap="data")
    with pytest.raises(DecodeError, match="no member data"):
        read(free, {"other": 1})
    assert read(free, {"data": None}).value is None


def test_bytes_before_and_charsets() -> None:
    body = json.dumps(product(id="é"), ensure_ascii=False)
    assert read(PLAIN, b"\xef\xbb\xbf" + body.encode()).value.id == "é"
    latin = read(PLAIN, body.encode("cp1252"), b'application/json; charset="windows-1252"')
    assert latin.value.id == "é"
    assert read(PLAIN, body.encode(), b"application/json; charset=nonsense").value.id == "é"


MANY = operation(
    Reply((200,), "application/json", lambda: Price),
    Reply((200,), "application/vnd.shop.v3+json", lambda: Product),
    Reply((200,), "text/plain"),
    Reply((200,), "image/*"),
    Reply((202,)),
    Reply(("4XX",), "application/problem+json", lambda: Error),
)
PRICE = {"amount": "1", "currency": "EUR"}


@pytest.mark.parametrize(
    ("media", "content", "kind"),
    [
        (b"application/json", PRICE, Price),
        (b"Application/JSON; charset=utf-8", PRICE, Price),
        (b"application/vnd.shop.v3+json", product(), Product),
        (b"application/hal+json", product(), Product),
        (b"text/plain; charset=latin-1", b"\xe9", str),
        (b"image/png", b"\x89PNG", bytes),
        (None, PRICE, Price),
    ],
)
def test_replies_are_matched_by_media_type(media: Any, content: Any, kind: type[Any]) -> None:
    decoded = read(MANY, content, media)
    assert type(decoded.value) is kind
    assert decoded.places == ()


def test_text_is_read_by_its_charset() -> None:
    assert read(MANY, b"\xe9", b"text/plain; charset=latin-1").value == "é"
    number = operation(Reply((200,), "text/plain", lambda: int))
    assert read(number, b"17", b"text/plain").value == 17
    drifted = read(number, b"many", b"text/plain")
    assert (drifted.value, len(drifted.places)) == ("many", 1)


@pytest.mark.parametrize("media", [b"text/html", b"application/xhtml+xml", b"video/mp4"])
def test_an_unexpected_media_type_is_an_error_of_its_own(media: bytes) -> None:
    with pytest.raises(UnexpectedContentType, match="promises application/json"):
        read(PLAIN, b"<html>", media)
    with pytest.raises(UnexpectedContentType):
        read(PLAIN, b"{}", b"text/html")


def test_bytes_of_no_known_type_are_what_the_document_promises() -> None:
    table = operation(Reply((200,), "text/csv", lambda: str), Reply((200,), "application/pdf"))
    decoded = read(table, b"a;b", b"application/octet-stream")
    assert (decoded.value, decoded.places) == ("a;b", ("content type application/octet-stream",))
    with pytest.raises(UnexpectedContentType, match="got application/octet-stream"):
        read(PLAIN, b"a;b", b"application/octet-stream")
    with pytest.raises(
        UnexpectedContentType, match=r"got image/png where .* text/csv or application/pdf"
    ):
        read(table, b"a;b", b"image/png")


def test_json_under_a_wrong_name_is_still_json() -> None:
    decoded = read(PLAIN, product(), b"text/plain")
    assert type(decoded.value) is Product
    assert decoded.places == ("content type text/plain",)
    with pytest.raises(DecodeError):
        read(PLAIN, product(), b"text/plain", strict=True)


def test_statuses() -> None:
    assert read(MANY, b"", None, 202).value is None
    assert read(MANY, b"", JSON, 204).value is None
    assert read(PLAIN, b"", JSON, head=True).value is None
    other = read(PLAIN, product(), JSON, 201)
    assert (type(other.value), other.places) == (Product, ("status 201 is not in the document",))
    ranged = operation(Reply(("2XX",), "application/json", lambda: Price))
    assert type(read(ranged, PRICE, JSON, 207).value) is Price
    default = operation(Reply(("default",), "application/json", lambda: Price))
    assert type(read(default, PRICE).value) is Price
    assert read(operation(), b"anything", b"text/html").value is None
    assert read(operation(Reply((404,))), b"anything", b"text/html").value is None


class Found(Model):
    items: list[int] = Field(alias="Items")
    total: int | None = None


class Counted(Model):
    items: list[int]
    total: int


def test_a_body_that_is_missing_is_an_empty_answer_where_there_is_one() -> None:
    """An object that needs nothing but lists; else None. It departs from the document."""
    for kind, value in ((Found, Found(Items=[])), (Counted, None), (Product, None)):
        decoded = read(
            operation(Reply((200,), "application/json", lambda k=kind: k)), b"", None, 204
        )
        assert decoded.value == value
        assert decoded.places == ("status 204 is not in the document",)
    assert read(ENVELOPE, b"", None, 204).value is None
    documented = operation(Reply((200,), "application/json", lambda: Found), Reply((204,)))
    decoded = read(documented, b"", None, 204)
    assert (decoded.value, decoded.places) == (None, ())


def test_decoders_are_kept_but_not_without_bound() -> None:
    op = operation(Reply((200,), "application/json", lambda: Price))
    for number in range(200):
        read(op, PRICE, f"application/json; x={number}".encode())
    assert len(plan_of(op).decoders) == 64


@pytest.mark.parametrize(
    ("status", "media", "content", "expected"),
    [
        (404, b"application/problem+json", b'{"error": {"a": 1}}', Error(error={"a": 1})),
        (404, b"application/json", b'{"error": {"a": 1}}', Error(error={"a": 1})),
        (404, b"text/plain", b'{"error": {"a": 1}}', {"error": {"a": 1}}),
        (404, b"application/json", b'{"error": 1}', Error.model_construct(error=1)),
        (404, b"application/json", b"[1]", [1]),
        (500, b"application/json", b'{"x": 1}', {"x": 1}),
        (500, b"application/json", b'{"x": ', '{"x": '),
        (502, b"text/html; charset=latin-1", b"<h1>\xe9</h1>", "<h1>é</h1>"),
        (500, None, b"", None),
    ],
)
def test_error_bodies_are_read_as_far_as_they_go(
    status: int, media: bytes | None, content: bytes, expected: Any
) -> None:
    assert decode_error(plan_of(MANY), status, media, content) == expected


@pytest.mark.parametrize(
    ("status", "media", "content", "expected"),
    [
        (404, b"image/png", b"\x89PNG\xff", b"\x89PNG\xff"),
        (404, b"image/png", b"{\xff", b"{\xff"),
        (404, b"image/png", b'{"error": 1}', {"error": 1}),  # JSON under a wrong name
        (404, b"text/html", b"<p>", "<p>"),
        (404, None, b"gone", "gone"),
        (502, b"image/png", b"\x89PNG", "\ufffdPNG"),  # of which the document does not tell
    ],
)
def test_an_error_in_a_documented_media_type_of_bytes_is_bytes(
    status: int, media: bytes | None, content: bytes, expected: Any
) -> None:
    """As a success in it is; the type of what is read does not depend on what the bytes are."""
    told = operation(Reply((200,)), Reply((404,), "image/*"), Reply((404,), "text/html"))
    assert decode_error(plan_of(told), status, media, content) == expected


def test_drift_is_told_once_for_each_place_and_counted() -> None:
    drift = Drift()
    with pytest.warns(DriftWarning) as caught:
        drift.report("op", ["/a: missing", "/a: missing", "/b: missing"])
    assert [str(warning.message) for warning in caught] == ["op: /a: missing", "op: /b: missing"]
    assert caught[0].filename == __file__
    drift.report("op", ["/a: missing"])
    assert drift.counts == {"op: /a: missing": 2, "op: /b: missing": 1}
    drift.count("op", [f"/{n}: missing" for n in range(5000)])
    assert len(drift.counts) == 1000


def test_pointers_reach_into_models_dicts_and_lists() -> None:
    value = {"a/b": [Product.model_validate(product(x={"~": 1}))]}
    assert pick(value, steps("/a~1b/0/price/currency")) == "EUR"
    assert pick(value, steps("/a~1b/0/x/~0")) == 1
    assert pick(value, steps("/a~1b/0/createdAt")).year == 2026
    assert pick(value, steps("/a~1b/1")) is UNSET
    assert pick(value, steps("/a~1b/0/price/none/at/all")) is UNSET
    assert pick(value, ()) is value
    assert member(Row([5]), "0") == 5
    assert member(7, "x") is UNSET


@pytest.mark.parametrize(
    ("kind", "data", "value", "noted"),
    [
        (int, 5.0, 5, []),  # an integer in JSON
        (int, "5", 5, ["/: not valid (int_type), not string"]),
        (int, 5.5, 5.5, ["/: not valid (int_from_float), not number"]),
        (float, "1.5", 1.5, ["/: not valid (float_type), not string"]),
        (bool, "true", True, ["/: not valid (bool_type), not string"]),
        (float, 5, 5.0, []),
    ],
)
def test_what_is_taken_for_another_is_noted(kind: Any, data: Any, value: Any, noted: Any) -> None:
    places: list[str] = []
    got = tolerant(kind, data, places)
    assert (got, type(got), places) == (value, type(value), noted)
