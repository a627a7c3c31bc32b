from __future__ import annotations

from typing import Any

import pytest

from generator.runtime.ground.operation import Api, Operation, Param, Style
from generator.runtime.server import Application
from generator.runtime.server.app.structures import from_header, from_pairs, from_text
from generator.runtime.server.app.styles import MISSING, Malformed, Pairs
from generator.runtime.server.schemas.document import Document, Node
from generator.runtime.server.schemas.shapes import Shape
from tests.runtime_server.support import calling

INTEGERS = {"type": "array", "items": {"type": "integer"}}
STRINGS = {"type": "array", "items": {"type": "string"}}
COLOR = {"type": "object", "properties": {"R": {"type": "integer"}, "G": {"type": "integer"}}}
RGB = {"R": 100, "G": 200}
MIXED = {
    "type": "object",
    "additionalProperties": {"anyOf": [STRINGS, {"type": "boolean"}, {"type": "string"}]},
}
FILTER = {
    "type": "object",
    "properties": {
        "price": COLOR,
        "tags": STRINGS,
        "on": {"type": "boolean"},
        "rows": {"type": "array", "items": COLOR},
    },
}


def test_the_cookie_style_takes_values_as_they_stand() -> None:
    """Nothing is decoded (OpenAPI 3.2, section 4.12.2.2), in one value or in several."""
    node = {"name": "sid", "in": "cookie", "schema": {"type": "string"}}
    param = Param("sid", "cookie", "sid", style="cookie")
    document = {
        "openapi": "3.1.0",
        "paths": {"/": {"get": {"parameters": [node], "responses": {"204": {"description": ""}}}}},
    }
    seen: list[str] = []

    class Vendor:
        def read(self, sid: str = "") -> None:
            seen.append(sid)

    operations = (Operation[None]("read", "GET", "/", params=(param,)),)
    app = Application(Api("p", "t", "1"), operations, document, Vendor(), methods={"read": "read"})
    with calling(app) as client:
        for text in ("a%20b", "100%", "%2525", "plain"):
            client.get("/", headers={"cookie": f"sid={text}"}).raise_for_status()
    assert seen == ["a%20b", "100%", "%2525", "plain"]


def shape(schema: dict[str, Any], words: dict[str, bool] | None = None) -> Shape:
    document = Document({"schema": schema})
    return Shape(document, Node("/schema", schema), words)


def query(schema: dict[str, Any], style: Style, explode: bool, text: str) -> Any:
    return from_pairs("c", shape(schema), style, explode)(Pairs.parse(text))


@pytest.mark.parametrize(
    ("schema", "style", "explode", "text", "value"),
    [
        ({"type": "string"}, "form", True, "c=blue", "blue"),
        ({"type": "string"}, "form", True, "c=", ""),
        ({"type": "string"}, "form", True, "c", ""),
        ({"type": "string"}, "form", True, "c=a+b%2Bc%20d", "a b+c d"),
        ({"type": "string"}, "form", True, "c=a=b%26c", "a=b&c"),
        ({"type": "string"}, "form", True, "c=12", "12"),
        ({"type": "integer"}, "form", True, "c=-12", -12),
        ({"type": "number"}, "form", True, "c=1.5e3", 1500.0),
        ({"type": "number"}, "form", True, "c=7", 7),
        ({"type": "boolean"}, "form", True, "c=false", False),
        ({"type": ["integer", "null"]}, "form", True, "c=", None),
        ({"type": ["integer", "string"]}, "form", True, "c=x", "x"),
        ({"enum": [1, 2]}, "form", True, "c=2", 2),
        ({"anyOf": [{"type": "integer"}, {"type": "boolean"}]}, "form", True, "c=true", True),
        (INTEGERS, "form", True, "c=1&c=2", [1, 2]),
        (INTEGERS, "form", True, "c=1", [1]),
        (INTEGERS, "form", False, "c=1,2", [1, 2]),
        (INTEGERS, "form", False, "c=1&c=2,3", [1, 2, 3]),
        (STRINGS, "form", False, "c=a%2Cb,c", ["a,b", "c"]),
        (INTEGERS, "form", False, "c=1%2C2%2c3,4", [1, 2, 3, 4]),
        ({"type": "array", "items": {"enum": ["a", "b"]}}, "form", False, "c=a%2Cb", ["a", "b"]),
        ({"type": "array", "items": {"type": "string", "enum": ["a,b"]}}, "form", False,
         "c=a%2Cb", ["a,b"]),
        ({"type": "array", "items": {"anyOf": [{"enum": ["a"]}, {"type": "string"}]}}, "form",
         False, "c=a%2Cb", ["a,b"]),
        (STRINGS, "form", False, "c=", []),
        (INTEGERS, "spaceDelimited", False, "c=1%202+3", [1, 2, 3]),
        (INTEGERS, "pipeDelimited", False, "c=1|2%7C3", [1, 2, 3]),
        (COLOR, "form", True, "R=100&G=200", RGB),
        (COLOR, "form", False, "c=R,100,G,200", RGB),
        (COLOR, "pipeDelimited", False, "c=R%7C100|G%7c200", RGB),
        ({"anyOf": [STRINGS, {"enum": [""], "type": "string"}]}, "deepObject", True, "c=x", ["x"]),
        ({"anyOf": [STRINGS, {"enum": [""], "type": "string"}]}, "form", True, "c=", ""),
        (COLOR, "deepObject", True, "c[R]=100&c%5BG%5D=200", RGB),
        (FILTER, "brackets", True, "c[price][R]=1&c[tags][]=x&c[tags][]=y&c[on]=true",
         {"price": {"R": 1}, "tags": ["x", "y"], "on": True}),
        (FILTER, "brackets", True, "c[tags][1]=y&c[tags][0]=x", {"tags": ["x", "y"]}),
        (FILTER, "brackets", True, "c[rows][0][R]=1&c[rows][1][R]=2",
         {"rows": [{"R": 1}, {"R": 2}]}),
        (STRINGS, "brackets", True, "c[]=x&c[]=y", ["x", "y"]),
        (STRINGS, "brackets", True, "c=x&c=y", ["x", "y"]),
        (STRINGS, "brackets", True, "c=x", ["x"]),
        (MIXED, "brackets", True, "c[k]=x&c[l][]=x&c[m]=true", {"k": "x", "l": ["x"], "m": True}),
        (MIXED, "brackets", True, "c[k]=x&c[k]=y", {"k": ["x", "y"]}),
    ],
)  # fmt: skip
def test_query(schema: dict[str, Any], style: Style, explode: bool, text: str, value: Any) -> None:
    assert query(schema, style, explode, text) == value
    assert type(query(schema, style, explode, text)) is type(value)


@pytest.mark.parametrize("style", ["form", "spaceDelimited", "deepObject", "brackets"])
@pytest.mark.parametrize("schema", [{"type": "string"}, INTEGERS, COLOR])
def test_absent(schema: dict[str, Any], style: Style) -> None:
    assert query(schema, style, style == "form", "other=1") is MISSING


@pytest.mark.parametrize(
    "text", ["1.0", "1e3", "+1", " 1", "0x1", "1_0", "01", "\u0661", "", "9" * 5000]
)
def test_text_that_is_no_integer_stays_text(text: str) -> None:
    assert shape({"type": "integer"}).scalar(text) == text


@pytest.mark.parametrize("text", ["True", "1", "yes", "TRUE", ""])
def test_text_that_is_no_boolean_stays_text(text: str) -> None:
    assert shape({"type": "boolean"}).scalar(text) == text


def test_infinite_number_stays_text() -> None:
    assert shape({"type": "number"}).scalar("1e999") == "1e999"


def test_words_for_booleans_can_be_the_vendors() -> None:
    read = shape({"type": "boolean"}, {"1": True, "0": False}).scalar
    assert [read("1"), read("0"), read("x")] == [True, False, "x"]


@pytest.mark.parametrize(
    ("schema", "style", "explode", "text", "complaint"),
    [
        ({"type": "integer"}, "form", True, "c=1&c=2", "more than once"),
        ({"type": "string"}, "form", True, "c=%FF", "UTF-8"),
        (COLOR, "form", False, "c=R,100,G", "in turn"),
        (COLOR, "deepObject", True, "c[R]=1&c[R]=2", "more than once"),
        (FILTER, "brackets", True, "c[price]=1&c[price][R]=2", "both"),
        (FILTER, "brackets", True, "c" + "[a]" * 40 + "=1", "nested"),
    ],
)
def test_malformed_query(
    schema: dict[str, Any], style: Style, explode: bool, text: str, complaint: str
) -> None:
    with pytest.raises(Malformed, match=complaint):
        query(schema, style, explode, text)


@pytest.mark.parametrize(
    ("schema", "style", "explode", "text", "value"),
    [
        ({"type": "string"}, "simple", False, "a%2Fb,c", "a/b,c"),
        ({"type": "integer"}, "simple", False, "5", 5),
        (INTEGERS, "simple", False, "3,4", [3, 4]),
        (STRINGS, "simple", True, "a%2Cb,c", ["a,b", "c"]),
        (COLOR, "simple", False, "R,100,G,200", RGB),
        (COLOR, "simple", True, "R=100,G=200", RGB),
        ({"type": "integer"}, "label", False, ".5", 5),
        ({"type": "number"}, "label", True, ".5.5", 5.5),
        (INTEGERS, "label", False, ".3,4", [3, 4]),
        (INTEGERS, "label", True, ".3.4", [3, 4]),
        (COLOR, "label", True, ".R=100.G=200", RGB),
        (COLOR, "label", False, ".R,100,G,200", RGB),
        ({"type": "integer"}, "matrix", False, ";c=5", 5),
        (INTEGERS, "matrix", False, ";c=3,4", [3, 4]),
        (INTEGERS, "matrix", True, ";c=3;c=4", [3, 4]),
        (COLOR, "matrix", False, ";c=R,100,G,200", RGB),
        (COLOR, "matrix", True, ";R=100;G=200", RGB),
    ],
)
def test_path(schema: dict[str, Any], style: Style, explode: bool, text: str, value: Any) -> None:
    assert from_text("c", shape(schema), style, explode)(text) == value


@pytest.mark.parametrize(("style", "text"), [("label", "5"), ("matrix", "c=5"), ("matrix", ";d=5")])
def test_malformed_path(style: Style, text: str) -> None:
    with pytest.raises(Malformed):
        from_text("c", shape({"type": "integer"}), style, False)(text)


@pytest.mark.parametrize(
    ("schema", "explode", "text", "value"),
    [
        ({"type": "integer"}, False, "5", 5),
        ({"type": "string"}, False, "a%20b", "a%20b"),
        (INTEGERS, False, "1, 2,3", [1, 2, 3]),
        (COLOR, False, "R,100, G,200", RGB),
        (COLOR, True, "R=100,G=200", RGB),
    ],
)
def test_header(schema: dict[str, Any], explode: bool, text: str, value: Any) -> None:
    assert from_header(shape(schema), explode)(text) == value


def test_cookies() -> None:
    pairs = Pairs.cookies('a=1; b="two"; c=x%2Cy; broken; d=4=5')
    assert from_pairs("a", shape({"type": "integer"}), "form", True)(pairs) == 1
    assert from_pairs("b", shape({"type": "string"}), "form", True)(pairs) == "two"
    assert from_pairs("c", shape({"type": "string"}), "form", True)(pairs) == "x,y"
    assert from_pairs("d", shape({"type": "string"}), "form", True)(pairs) == "4=5"


def test_open_object_takes_what_no_other_parameter_claims() -> None:
    claimed = (frozenset({"page", "c"}), frozenset({"inner"}))
    read = from_pairs("c", shape({"type": "object"}), "form", True, claimed)
    query = "x=1&page=2&y=3&page[size]=4&inner=5"
    assert read(Pairs.parse(query)) == {"x": "1", "y": "3"}


def test_shape_sees_through_references_and_composition() -> None:
    document = Document(
        {
            "schema": {"allOf": [{"$ref": "#/defs/A"}, {"properties": {"b": {"type": "integer"}}}]},
            "defs": {"A": {"type": "object", "properties": {"a": {"$ref": "#/defs/N"}}},
                     "N": {"oneOf": [{"type": "integer"}, {"$ref": "#/defs/N"}]}},
        }
    )  # fmt: skip
    found = Shape(document, document.at("/schema"))
    assert found.types == {"object"}
    assert set(found.names) == {"a", "b"}
    assert found.member("a").scalar("4") == 4


def test_members_without_a_type_are_those_of_an_object() -> None:
    untyped = {"properties": COLOR["properties"]}
    assert from_text("c", shape(untyped), "simple", False)("R,100,G,200") == RGB
