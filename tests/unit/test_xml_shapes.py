"""The `xml` objects of schemas (OpenAPI 3.1, section 4.8.26) → how values stand in XML."""

from __future__ import annotations

from typing import Any

import pytest

from generator.understand import ir
from tests.conventions.compiled import package, part
from tests.support import STRING, built, document, operation, ref

XML = "application/xml"
INTEGER, NUMBER, FLAG = {"type": "integer"}, {"type": "number"}, {"type": "boolean"}
TEXT = ir.Xml("string")


def _api(schema: Any, **schemas: Any) -> ir.Api:
    sent = {"content": {XML: {"schema": schema}}}
    return built(document({"/a": {"post": operation("a", requestBody=sent)}}, schemas))[0]


def _shape(schema: Any, **schemas: Any) -> ir.Xml | None:
    """How one member of a body stands in it."""
    body = _api({"type": "object", "properties": {"it": schema}}, **schemas).operations[0].body
    assert body is not None
    assert body.xml is not None
    return dict(body.xml.members)["it"]


@pytest.mark.parametrize(
    ("schema", "kind"),
    [
        (STRING, "string"), (INTEGER, "integer"), (NUMBER, "number"), (FLAG, "boolean"),
        ({"type": ["string", "null"]}, "string"),
        ({"type": ["integer", "number"]}, "number"),
        ({"type": ["integer", "boolean"]}, "string"),
        ({"type": ["string", "number"]}, "string"),
        ({"type": ["array", "string"]}, "any"),
        ({}, "any"), (True, "any"), ({"type": "null"}, "any"),
        ({"const": "a"}, "string"), ({"const": 1}, "integer"), ({"const": True}, "boolean"),
        ({"enum": [1, 2.5]}, "number"), ({"enum": ["a", None]}, "string"), ({"enum": [1, "a"]}, "string"),
        ({"enum": [[1]]}, "any"),
        ({"type": "array", "items": STRING}, "array"),
        ({"type": "object"}, "object"),
        ({"type": "object", "additionalProperties": STRING}, "map"),
        ({"type": "object", "properties": {"a": STRING}}, "object"),
        ({"type": "object", "properties": {"a": STRING}, "additionalProperties": STRING}, "object"),
        ({"properties": {"a": STRING}}, "object"),
        ({"type": "string", "properties": {"a": STRING}}, "string"),  # a text with attributes
        ({"allOf": [{"type": "object"}, {"description": "More."}]}, "object"),
        ({"allOf": [STRING, {"description": "More."}]}, "string"),
        ({"type": "object", "allOf": [{"properties": {"a": STRING}}]}, "object"),
        ({"oneOf": [{"properties": {"a": STRING}}, {"properties": {"b": STRING}}]}, "object"),
        ({"anyOf": [{"properties": {"a": STRING}}, {"type": "object", "additionalProperties": STRING}]}, "object"),
        ({"oneOf": [STRING, INTEGER]}, "string"),
        ({"oneOf": [INTEGER, NUMBER]}, "number"),
        ({"oneOf": [STRING, {}]}, "string"),
        ({"oneOf": [{}]}, "any"),
        ({"oneOf": [STRING, {"properties": {"a": STRING}}]}, "any"),
        (ref("Id"), "integer"),
        ({"allOf": [ref("Id")]}, "integer"),
    ],
)  # fmt: skip
def test_what_an_element_holds(schema: Any, kind: str) -> None:
    """One kind, or text where several scalars may stand; of objects the members."""
    found = _shape(schema, Id=INTEGER)
    assert found is not None
    assert found.kind == kind


WORDS = {"name": "n", "namespace": "urn:x", "prefix": "p", "attribute": True, "wrapped": True}


@pytest.mark.parametrize(
    ("schema", "shape"),
    [
        ({**STRING, "xml": WORDS}, ir.Xml("string", "n", "urn:x", "p", attribute=True)),
        ({**STRING, "xml": {"prefix": "p", "attribute": "true"}}, TEXT),
        ({**STRING, "xml": {"attribute": False}}, TEXT),
        ({**STRING, "xml": []}, TEXT),
        ({"xml": {"attribute": True}}, ir.Xml("any", attribute=True)),
        (
            {"type": "array", "items": {**STRING, "xml": {"name": "i"}}, "xml": WORDS},
            ir.Xml("array", "n", "urn:x", "p", wrapped=True, item=ir.Xml("string", "i")),
        ),
        ({"type": "array", "xml": {"wrapped": 1}}, ir.Xml("array", item=ir.Xml("any"))),
        (
            {"type": "object", "additionalProperties": INTEGER, "xml": WORDS},
            ir.Xml("map", "n", "urn:x", "p", item=ir.Xml("integer")),
        ),
        ({"allOf": [{"type": "array"}, {"items": INTEGER}]}, ir.Xml("array", item=ir.Xml("integer"))),
        (
            {"type": "object", "xml": WORDS, "properties": {"b": INTEGER, "a": STRING}},
            ir.Xml("object", "n", "urn:x", "p", members=(("b", ir.Xml("integer")), ("a", TEXT))),
        ),
        # Nearer words hold against those of what is referred to.
        ({**ref("Named"), "xml": {"name": "own"}}, ir.Xml("string", "own", attribute=True)),
        (ref("Named"), ir.Xml("string", "far", attribute=True)),
        (ref("Again"), ir.Xml("string", "far", attribute=True)),
    ],
)  # fmt: skip
def test_words_of_the_xml_object(schema: Any, shape: ir.Xml) -> None:
    """An attribute is a scalar's alone, wrapping an array's, a prefix one of a namespace."""
    named = {**STRING, "xml": {"name": "far", "attribute": True}}
    assert _shape(schema, Named=named, Again=ref("Named")) == shape


def test_a_named_object_is_told_once_and_referred_to() -> None:
    node = {
        "type": "object",
        "required": ["kids", "name"],
        "xml": {"name": "node", "namespace": "urn:n", "prefix": "n", "wrapped": True},
        "properties": {"name": STRING, "more": {"type": "array"}, "kids": {"type": "array", "items": ref("Node")}},
    }  # fmt: skip
    api = _api({**ref("Node"), "xml": {"name": "root"}}, Node=node, Unused=node)
    pointer = "#/components/schemas/Node"
    body = api.operations[0].body
    assert body is not None
    assert body.xml == ir.Xml("object", "root", "urn:n", "n", ref=pointer)
    kids = ir.Xml("array", required=True, item=ir.Xml("object", "node", "urn:n", "n", ref=pointer))
    more = ir.Xml("array", item=ir.Xml("any"))
    members = (("name", TEXT), ("more", more), ("kids", kids))
    assert api.xml == {pointer: ir.Xml("object", "node", "urn:n", "n", members=members)}


PET = {"type": "object", "properties": {"name": STRING}}
ROOTS: dict[str, tuple[Any, Any, str]] = {
    "Component": (ref("Pet"), {"name": "x"}, "<Pet><name>x</name></Pet>"),
    "Said": (ref("Named"), {"name": "x"}, "<named><name>x</name></named>"),
    "Nearer": ({**ref("Pet"), "xml": {"name": "own"}}, {"name": "x"}, "<own><name>x</name></own>"),
    "NearerThanSaid": ({**ref("Named"), "xml": {"name": "own"}}, {}, "<own></own>"),
    "NoElement": (ref("9"), {"name": "x"}, "<root><name>x</name></root>"),
    "Nothing": (PET, {"name": "x"}, "<root><name>x</name></root>"),
    "Map": (ref("Words"), {"k": "v"}, "<Words><k>v</k></Words>"),
    "List": (ref("Pets"), [{"name": "x"}], "<Pets><Pet><name>x</name></Pet></Pets>"),
    "Items": ({"type": "array", "items": ref("Pet")}, [{}], "<root><Pet></Pet></root>"),
    "Scalars": (ref("Ids"), [1], "<Ids><Ids>1</Ids></Ids>"),
    "Member": ({"type": "object", "properties": {"pet": ref("Pet")}}, {"pet": {}}, "<root><pet></pet></root>"),
}  # fmt: skip


@pytest.fixture(scope="module")
def bodies() -> dict[str, Any]:
    """The bodies of operations, one for each of `ROOTS`."""
    schemas = {
        "Pet": PET, "9": PET, "Named": {**PET, "xml": {"name": "named"}},
        "Words": {"type": "object", "additionalProperties": STRING},
        "Pets": {"type": "array", "items": ref("Pet")}, "Ids": {"type": "array", "items": INTEGER},
    }  # fmt: skip
    paths = {
        f"/{name}": {"post": operation(name, requestBody={"content": {XML: {"schema": schema}}})}
        for name, (schema, _, _) in ROOTS.items()
    }
    made = part(package("Roots", document(paths, schemas), None), "operations.things")
    held = vars(made).values()
    return {o.id: o.body for o in held if type(o).__name__ == "Operation"}


@pytest.mark.parametrize("name", ROOTS)
def test_a_component_names_the_element_of_a_whole_document(
    name: str, bodies: dict[str, Any]
) -> None:
    _, value, written = ROOTS[name]
    assert bodies[name].xml().write(value).decode().partition("\n")[2] == written


def test_members_of_all_parts_stand_in_one_element_the_first_one_s_words_hold() -> None:
    base = {"type": "object", "required": ["tags"], "properties": {
        "id": {**INTEGER, "xml": {"name": "base"}}, "tags": {"type": "array"}}}  # fmt: skip
    own = {"properties": {"id": {**INTEGER, "xml": {"name": "own"}}}, "allOf": [ref("Base")]}
    found = _shape(own, Base=base)
    assert found == ir.Xml("object", members=(
        ("id", ir.Xml("integer", "own")), ("tags", ir.Xml("array", required=True, item=ir.Xml("any")))))  # fmt: skip


@pytest.mark.parametrize(
    ("schema", "value"),
    [(STRING, False), ({}, False), (INTEGER, True), ({"type": "array"}, True), (ref("It"), True)],
)
def test_a_document_that_nobody_describes_is_text(schema: Any, value: bool) -> None:
    body = _api(schema, It={"properties": {"a": STRING}}).operations[0].body
    assert body is not None
    assert (body.xml is not None) is value
    assert (body.type == ir.Text()) is not value
