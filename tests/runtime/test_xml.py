"""XML to JSON values and back, by a mapping; what is refused."""

from __future__ import annotations

import contextlib
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from generator.runtime.wire.xml import MAX_DEPTH, XSI, XmlError, read, write
from generator.runtime.wire.xml_shape import Xml

HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
TEXT, NUMBER, WHOLE, FLAG = Xml("string"), Xml("number"), Xml("integer"), Xml("boolean")
BOOK = Xml(
    "object",
    "book",
    members={
        "id": Xml("integer", attribute=True),
        "title": TEXT,
        "price": NUMBER,
        "sold": FLAG,
        "tags": Xml("array", "labels", wrapped=True, item=Xml("string", "label")),
        "authors": Xml("array", item=Xml("string", "author"), required=True),
        "parts": Xml("array", item=Xml("object", shape=lambda: BOOK)),
        "stock": Xml("map", item=WHOLE),
        "grid": Xml("array", wrapped=True, item=Xml("array", item=WHOLE)),
        "any": Xml("any"),
    },
)


def text_of(value: Any, shape: Xml = BOOK) -> str:
    written = write(value, shape).decode()
    assert written.startswith(HEAD)
    return written.removeprefix(HEAD)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ({}, "<book></book>"),
        ({"id": 3, "title": "a"}, '<book id="3"><title>a</title></book>'),
        ({"title": "<&>\"'\r\n"}, "<book><title>&lt;&amp;&gt;\"'&#13;\n</title></book>"),
        ({"price": 1.5, "sold": True}, "<book><price>1.5</price><sold>true</sold></book>"),
        ({"tags": ["a", "b"]}, "<book><labels><label>a</label><label>b</label></labels></book>"),
        ({"tags": []}, "<book><labels></labels></book>"),
        ({"authors": ["a", "b"]}, "<book><author>a</author><author>b</author></book>"),
        ({"parts": [{"id": 4}, {}]}, '<book><parts id="4"></parts><parts></parts></book>'),
        ({"stock": {"x": 1}}, "<book><stock><x>1</x></stock></book>"),
        ({"grid": [[1], []]}, "<book><grid><grid><grid>1</grid></grid><grid></grid></grid></book>"),
        ({"title": None}, f'<book><title xmlns:xsi="{XSI}" xsi:nil="true"></title></book>'),
        ({"id": None}, "<book></book>"),
        ({"own": {"a": [1, 2]}}, "<book><own><a>1</a><a>2</a></own></book>"),
    ],
)
def test_what_is_written(value: Any, text: str) -> None:
    assert text_of(value) == text


def test_a_map_of_lists_repeats_elements() -> None:
    shape = Xml("map", "stock", item=Xml("array", item=WHOLE))
    value = {"a": [1, 2], "b": [3]}
    assert text_of(value, shape) == "<stock><a>1</a><a>2</a><b>3</b></stock>"
    assert read(write(value, shape), shape) == value


@pytest.mark.parametrize(
    ("shape", "value", "text"),
    [
        # The examples of section 4.8.26, in its words.
        (Xml("array", item=TEXT), ["v"], "<animals>v</animals>"),
        (Xml("array", item=Xml("string", "animal")), ["v"], "<animal>v</animal>"),
        (Xml("array", "aliens", item=Xml("string", "animal")), ["v"], "<animal>v</animal>"),
        (Xml("array", wrapped=True, item=TEXT), ["v"], "<animals><animals>v</animals></animals>"),
        (
            Xml("array", "aliens", wrapped=True, item=Xml("string", "animal")),
            ["v"],
            "<aliens><animal>v</animal></aliens>",
        ),
        (
            Xml("array", "aliens", wrapped=True, item=TEXT),
            ["v"],
            "<aliens><aliens>v</aliens></aliens>",
        ),
        (
            Xml("string", "name", "https://example.com/schema/sample", "sample"),
            "v",
            '<sample:name xmlns:sample="https://example.com/schema/sample">v</sample:name>',
        ),
    ],
)
def test_names_of_elements(shape: Xml, value: Any, text: str) -> None:
    holder = Xml("object", "Person", members={"animals": shape})
    assert text_of({"animals": value}, holder) == f"<Person>{text}</Person>"
    assert read(write({"animals": value}, holder), holder) == {"animals": value}


def test_namespaces() -> None:
    shape = Xml(
        "object", "o", "urn:a",
        members={
            "same": Xml("string", "n"),
            "other": Xml("string", "n", "urn:b", "b"),
            "mark": Xml("string", namespace="urn:c", attribute=True),
            "inner": Xml("object", namespace="urn:d", members={"x": TEXT}),
        },
    )  # fmt: skip
    value = {"same": "1", "other": "2", "mark": "3", "inner": {"x": "4"}}
    text = text_of(value, shape)
    assert text == (
        '<o xmlns="urn:a" xmlns:ns="urn:c" ns:mark="3"><n>1</n><b:n xmlns:b="urn:b">2</b:n>'
        '<inner xmlns="urn:d"><x>4</x></inner></o>'
    )
    assert read(text.encode(), shape) == value
    foreign = b'<z:o xmlns:z="urn:a" xmlns:q="urn:b"><q:n>2</q:n><z:n>1</z:n></z:o>'
    assert read(foreign, shape) == {"same": "1", "other": "2"}
    assert read(b"<anything><n>1</n></anything>", shape) == {"same": "1"}


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("<b><price> 5 </price></b>", {"price": 5}),
        ("<b><price>+1e3</price></b>", {"price": 1000.0}),
        ("<b><price>dear</price></b>", {"price": "dear"}),
        ("<b><price/></b>", {"price": None}),
        ("<b><title/></b>", {"title": ""}),
        ("<b>\n <sold> 1 </sold>\n <sold>0</sold>\n</b>", {"sold": [True, False]}),
        ("<b><title>a<![CDATA[<b>]]></title></b>", {"title": "a<b>"}),
        ("<b><!-- c --><title>a&#8364;&amp;</title><?x y?></b>", {"title": "a€&"}),
        (
            "<b><new><a>1</a><a>2</a><c d='e'/></new></b>",
            {"new": {"a": ["1", "2"], "c": {"d": "e"}}},
        ),
        ("<b><new d='e'>text</new></b>", {"new": {"d": "e", "#text": "text"}}),
        ("<b unknown='1'/>", {"unknown": "1"}),
        ("<b><title><i>x</i></title></b>", {"title": {"i": "x"}}),
        (f'<b xmlns:i="{XSI}"><tags i:nil="1"/></b>', {"tags": None}),
        ("<b><labels>\n<label>a</label>\n</labels></b>", {"tags": ["a"]}),
    ],
)
def test_what_is_read(text: str, value: dict[str, Any]) -> None:
    assert read(text.encode(), BOOK) == {"authors": [], **value}


def test_charsets() -> None:
    latin = '<?xml version="1.0" encoding="ISO-8859-1"?><b><title>é</title></b>'.encode("latin-1")
    assert read(latin, BOOK)["title"] == "é"
    assert read(b"<b><title>\xe9</title></b>", BOOK, "iso-8859-1")["title"] == "é"
    assert read("<b><title>é</title></b>".encode("utf-16"), BOOK)["title"] == "é"
    with pytest.raises(XmlError, match="no XML"):
        read(b"<b/>", BOOK, "no-such-charset")


BOMB = "<!DOCTYPE b [<!ENTITY a 'aaaaaaaaaa'>{}]><b><title>&k;</title></b>".format(
    "".join(
        f"<!ENTITY {name} '{f'&{before};' * 10}'>"
        for before, name in zip("abcdefghij", "bcdefghijk", strict=True)
    )
)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (BOMB.encode(), "document type"),
        (b"<!DOCTYPE b><b/>", "document type"),
        (b"<!DOCTYPE b SYSTEM 'file:///etc/passwd'><b/>", "document type"),
        (b"<!DOCTYPE b [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><b>&x;</b>", "document type"),
        (b"<b>&x;</b>", "no XML at line 1, column 3"),
        (b"<b>", "no XML at line 1"),
        (b"", "no XML"),
        (b"{}", "no XML at line 1, column 0"),
        (b"<b>\xff</b>", "no XML at line 1"),
        (b"<b></b><b></b>", "no XML at line 1"),
        (b"<a>" * 200 + b"</a>" * 200, f"more than {MAX_DEPTH} deep"),
        (b"<x:b/>", "no XML"),
    ],
)
def test_what_is_refused(data: bytes, message: str) -> None:
    for shape in (BOOK, Xml("any")):
        with pytest.raises(XmlError, match=message) as caught:
            read(data, shape)
        assert "passwd" not in str(caught.value)


@pytest.mark.parametrize(
    ("value", "message"),
    [
        ({"title": "a\x00"}, "control character"),
        ({"title": "\ud800"}, "control character"),
        ({"a b": 1}, "cannot be the name"),
        ({"<x>": 1}, "cannot be the name"),
        ({"": 1}, "cannot be the name"),
        ({"id": [1]}, "single values"),
        ({"stock": {"1": 1}}, "cannot be the name"),
    ],
)
def test_what_cannot_be_written(value: Any, message: str) -> None:
    with pytest.raises(XmlError, match=message):
        write(value, BOOK)


def test_a_name_may_have_letters_of_any_language() -> None:
    assert "<größe>1</größe>".encode() in write({"größe": 1}, BOOK)


def test_text_beside_attributes() -> None:
    """Where the document says nothing of either."""
    loose = Xml("any", "x")
    value = read(b'<x a="1">a &lt; b</x>', loose)
    assert value == {"a": "1", "#text": "a < b"}
    assert b"<x><a>1</a>a &lt; b</x>" in write(value, loose)


def test_too_deep_to_be_written() -> None:
    value: Any = {}
    for _ in range(MAX_DEPTH + 5):
        value = {"parts": [value]}
    with pytest.raises(XmlError, match="deep"):
        write(value, BOOK)


NODE = Xml(
    "object",
    "n",
    members={
        "n": Xml("object", shape=lambda: NODE),
        "parts": Xml("array", item=Xml("object", shape=lambda: NODE)),
    },
)
ROW = Xml("array", "n", wrapped=True, item=Xml("array", "n", wrapped=True, shape=lambda: ROW))
TABLE = Xml("map", "n", item=Xml("map", "n", shape=lambda: TABLE))
LISTS = Xml("map", "n", item=Xml("array", item=Xml("map", "n", shape=lambda: LISTS)))
SPREAD = Xml("object", "n", members={"n": Xml("array", item=Xml("object", shape=lambda: SPREAD))})


@pytest.mark.parametrize("shape", [NODE, ROW, TABLE, LISTS, SPREAD, Xml("any")])
def test_how_deep_is_read(shape: Xml) -> None:
    """A hundred elements below the root, whatever they are; the parser itself takes any depth."""
    deepest = MAX_DEPTH + 1
    assert MAX_DEPTH == 100
    value = read(b"<n>" * deepest + b"</n>" * deepest, shape)
    for _ in range(MAX_DEPTH):
        value = value[0] if shape is ROW else value["n"]
        value = value[0] if shape in (LISTS, SPREAD) else value
    assert not value
    with pytest.raises(XmlError, match="nested more than 100 deep"):
        read(b"<n>" * (deepest + 1) + b"</n>" * (deepest + 1), shape)


@pytest.mark.parametrize(
    ("shape", "inner", "deepest"),
    [
        (NODE, lambda value: {"n": value}, 100),
        (Xml("any"), lambda value: {"n": value}, 100),
        (TABLE, lambda value: {"n": value}, 100),
        (ROW, lambda value: [value], 100),
        (NODE, lambda value: {"parts": [value]}, 50),  # the list is a level of its own
        (Xml("any"), lambda value: {"n": [value]}, 50),
    ],
)
def test_how_deep_is_written(shape: Xml, inner: Any, deepest: int) -> None:
    value: Any = [] if shape is ROW else {}
    for _ in range(deepest):
        value = inner(value)
    assert write(value, shape, "n").count(b"</") == deepest + 1
    with pytest.raises(XmlError, match="nested more than 100 deep"):
        write(inner(value), shape, "n")


# Any value --------------------------------------------------------------------------------

characters = st.characters(
    codec="utf-8", exclude_categories=["Cs", "Cc"], exclude_characters="\ufffe\uffff"
)
texts = st.text(characters | st.sampled_from("\t\n\r"), max_size=8)
whole = st.integers(-(10**20), 10**20)
tag = st.from_regex(r"[A-Za-z_][A-Za-z0-9_.\-]{0,5}", fullmatch=True).filter(lambda n: n != "#text")


def optional(**members: Any) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries({}, optional=members)


books: st.SearchStrategy[dict[str, Any]] = st.recursive(
    st.builds(dict),
    lambda inner: st.fixed_dictionaries(
        {"authors": st.lists(texts, max_size=2)},
        optional={
            "id": whole,
            "title": texts | st.none(),
            "price": st.floats(allow_nan=False, allow_infinity=False) | whole,
            "sold": st.booleans() | st.none(),
            "tags": st.lists(texts | st.none(), max_size=3),
            "parts": st.lists(inner, min_size=1, max_size=2),
            "stock": st.dictionaries(tag, whole | st.none(), max_size=3),
            "grid": st.lists(st.lists(whole, max_size=2), max_size=3),
        },
    ),
    max_leaves=4,
)


@given(books)
def test_nothing_is_lost(book: dict[str, Any]) -> None:
    def whole_of(value: dict[str, Any]) -> dict[str, Any]:
        parts = [whole_of(part) for part in value.get("parts", [])]
        return {**value, "authors": value.get("authors", []), **({"parts": parts} if parts else {})}

    assert read(write(book, BOOK), BOOK) == whole_of(book)


@given(st.binary(max_size=60) | texts.map(str.encode))
def test_no_document_breaks_the_reader(data: bytes) -> None:
    with contextlib.suppress(XmlError):
        read(data, BOOK)
