"""What is made of a faulty document: its reading, or the smallest thing left out."""

from __future__ import annotations

import copy
import json
import subprocess
import sys
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.command.culprits import culprit
from generator.command.pipeline import Result
from generator.ground.diagnostics import CODES, LEFT_OUT
from generator.ground.reach import EXTENTS
from generator.read.mend.loose import loose_ends
from tests.support import ROOT, answer, compiled, document, loaded, operation, query, ref

THING = {"type": "object", "properties": {"id": {"type": "string"}}}
OK = {"200": answer(THING)}
ID = {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}


def get(operation_id: str = "getThing", **more: Any) -> dict[str, Any]:
    return {"get": operation(operation_id, **{"responses": OK, **more})}


def told(result: Result) -> dict[str, list[str]]:
    """Code → what was made of each finding with it, warnings of the document apart."""
    found: dict[str, list[str]] = {}
    for d in result.diagnostics:
        if d.taken:
            found.setdefault(d.code, []).append(d.taken)
    return found


def served(result: Result) -> dict[str, Any]:
    """The document as the compiler took it."""
    assert not result.failed, result.diagnostics
    tree: dict[str, Any] = json.loads(result.files["acme/server/openapi.json"])
    return tree


# Readings: one meaning, nothing lost ---------------------------------------------------------

Tree = dict[str, Any]
Reading = tuple[str, Tree, Callable[[Tree], bool]]

PLACEHOLDER = document({"/things/{id}/parts/{part}": get(parameters=[ID])})
STYLED = document({"/things{;id*}": get(parameters=[{**ID, "style": "matrix", "explode": True}])})
SHAPES = document(
    {
        "/things/{id}": get(parameters=[ID]),
        "/things/{thing}": {"put": operation("putThing", parameters=[{**ID, "name": "thing"}])},
    }
)
BODY = {"description": "One.", "content": answer(THING)["content"]}
AS_BODY = document(
    {
        "/things": {
            "put": operation(
                "putThing",
                requestBody={"$ref": "#/components/requestBodies/Thing"},
                responses={"200": {"$ref": "#/components/requestBodies/Thing"}},
            )
        }
    },
    components={"requestBodies": {"Thing": BODY}},
)
UNION = {"oneOf": [ref("Cat"), ref("Stone")], "discriminator": {"propertyName": "kind"}}
CAT = {"type": "object", "required": ["kind"], "properties": {"kind": {"type": "string"}}}

READINGS: dict[str, Reading] = {
    "placeholder": (
        "E304",
        PLACEHOLDER,
        lambda t: [p["name"] for p in get_of(t)["parameters"]] == ["id", "part"],
    ),
    "placeholder of a query parameter": (
        "E304",
        document({"/a/{id}": get(parameters=[{**ID, "in": "query", "explode": False}])}),
        lambda t: t["paths"]["/a/{id}"]["get"]["parameters"] == [ID],
    ),
    "styled placeholder": ("E304", STYLED, lambda t: list(t["paths"]) == ["/things{id}"]),
    "paths of one shape": ("E303", SHAPES, lambda t: len(t["paths"]) == 2),
    "second id": (
        "E301",
        document({"/things": {**get(), "head": operation("getThing")}}),
        lambda t: t["paths"]["/things"]["head"]["operationId"] == "headThings",
    ),
    "content by reference": (
        "E106",
        document(
            {
                "/a": get("getA", responses={"200": {"description": "Ok.", "content": {
                    "$ref": "#/paths/~1b/get/responses/200/content"}}}),
                "/b": get("getB"),
            }
        ),
        lambda t: "application/json" in t["paths"]["/a"]["get"]["responses"]["200"]["content"],
    ),
    "list by reference": (
        "E106",
        document(
            {
                "/a": get("getA", parameters={"$ref": "#/paths/~1b/get/parameters"}),
                "/b": get("getB", parameters=[query("q")]),
            }
        ),
        lambda t: t["paths"]["/a"]["get"]["parameters"][0]["name"] == "q",
    ),
    "media type by a schema": (
        "E107",
        document(
            {"/a": get(responses={"200": {"description": "Ok.", "content": {
                "application/json": ref("Thing")}}})},
            {"Thing": THING},
        ),
        lambda t: content_of(t)["application/json"]["schema"] == ref("Thing"),
    ),
    "response by a request body": (
        "E107",
        AS_BODY,
        lambda t: "content" in t["paths"]["/things"]["put"]["responses"]["200"],
    ),
    "response by a schema": (
        "E107",
        document({"/a": get(responses={"200": ref("Thing")})}, {"Thing": THING}),
        lambda t: content_of(t)["application/json"]["schema"] == ref("Thing"),
    ),
    "required twice": (
        "E203",
        document({"/a": get()}, {"Thing": {**THING, "required": ["id", "id"]}}),
        lambda t: t["components"]["schemas"]["Thing"]["required"] == ["id"],
    ),
    "no responses": (
        "E203",
        document({"/a": get(responses={})}),
        lambda t: "responses" not in get_of(t),
    ),
    "null among types": (
        "E203",
        document({"/a": get()}, {"Thing": {"type": ["string", None]}}),
        lambda t: t["components"]["schemas"]["Thing"]["type"] == ["string", "null"],
    ),
    "type of another language": (
        "E203",
        document({"/a": get(parameters=[query("n", {"type": "Int"})])}),
        lambda t: get_of(t)["parameters"][0]["schema"]["type"] == "integer",
    ),
    "required on the property": (
        "E202",
        document({"/a": get()}, {"T": {"type": "object", "properties": {
            "id": {"type": "string", "required": True}}}}),
        lambda t: t["components"]["schemas"]["T"]["required"] == ["id"],
    ),
    "version as a number": (
        "E202",
        document({"/a": get()}, info={"title": "Acme", "version": 2}),
        lambda t: t["info"]["version"] == "2",
    ),
    "no info": ("E201", {**document({"/a": get()}), "info": {}},
                lambda t: t["info"] == {"title": "acme", "version": "0"}),
    "licence by name and address": (
        "E204",
        document({"/a": get()}, info={"title": "A", "version": "1", "license": {
            "name": "MIT", "identifier": "MIT", "url": "https://x.test"}}),
        lambda t: "identifier" not in t["info"]["license"],
    ),
    "tag twice": (
        "E315",
        document({"/a": get()}, tags=[{"name": "things"}, {"name": "things"}]),
        lambda t: len(t["tags"]) == 1,
    ),
    "parameter twice": (
        "E307",
        document({"/a": get(parameters=[query("q"), query("q")])}),
        lambda t: len(get_of(t)["parameters"]) == 1,
    ),
    "status in lower case": (
        "E309",
        document({"/a": get(responses={"2xx": answer(THING)})}),
        lambda t: list(get_of(t)["responses"]) == ["2XX"],
    ),
    "no slash": ("E306", document({"things": get()}), lambda t: list(t["paths"]) == ["/things"]),
    "discriminator of what lacks it": (
        "E406",
        document({"/a": get(responses={"200": answer(UNION)})}, {"Cat": CAT, "Stone": THING}),
        lambda t: "discriminator" not in content_of(t)["application/json"]["schema"],
    ),
    "discriminator of a union in two ways": (
        "E406",
        document({"/a": get(responses={"200": answer({**UNION, "anyOf": [ref("Cat"), THING]})})}, {"Cat": CAT, "Stone": THING}),
        lambda t: content_of(t)["application/json"]["schema"] == {
            "oneOf": UNION["oneOf"], "anyOf": [ref("Cat"), THING]},
    ),
    "discriminator of alternatives": (
        "E406",
        document({"/a": get(responses={"200": answer({"anyOf": UNION["oneOf"], "discriminator": UNION["discriminator"]})})}, {"Cat": CAT, "Stone": THING}),
        lambda t: content_of(t)["application/json"]["schema"] == {"anyOf": UNION["oneOf"]},
    ),
    "scheme that nobody declared": (
        "E320",
        document({"/a": get(security=[{"digest": []}])}),
        lambda t: get_of(t)["security"] == [{}],
    ),
    "scheme that nobody knows": (
        "E510",
        document({"/a": get(security=[{"d": []}])},
                 components={"securitySchemes": {"d": {"type": "http", "scheme": "digest"}}}),
        lambda t: get_of(t)["security"] == [{}],
    ),
    "value of a discriminator": (
        "E104",
        document({"/a": get(responses={"200": answer({
            "oneOf": [ref("Cat"), ref("Dog")],
            "discriminator": {"propertyName": "kind", "mapping": {
                "cat": "#/components/schemas/Cat", "cow": "#/components/schemas/Cow"}}})})},
            {"Cat": CAT, "Dog": CAT}),
        lambda t: "cow" not in
        content_of(t)["application/json"]["schema"]["discriminator"]["mapping"],
    ),
    "variable without a default": (
        "E201",
        document({"/a": get()}, servers=[{"url": "https://{r}.test", "variables": {"r": {"enum": ["eu", "us"]}}}]),
        lambda t: t["servers"][0]["variables"]["r"]["default"] == "eu",
    ),
    "flag as a word": (
        "E202",
        document({"/a": get(deprecated="Yes")}),
        lambda t: get_of(t)["deprecated"] is True,
    ),
    "size as a text": (
        "E202",
        document({"/a": get(parameters=[query("q", {"type": "string", "maxLength": "12"})])}),
        lambda t: get_of(t)["parameters"][0]["schema"]["maxLength"] == 12,
    ),
    "one name as the list": (
        "E202",
        document({"/a": get()}, {"T": {**THING, "required": "id"}}),
        lambda t: t["components"]["schemas"]["T"]["required"] == ["id"],
    ),
    "required of nothing": (
        "E202",
        document({"/a": get(parameters=[query("q", {"type": "string", "required": "true"})])}),
        lambda t: "required" not in get_of(t)["parameters"][0]["schema"],
    ),
    "required, said no": (
        "E202",
        document({"/a": get()}, {"T": {"type": "object", "properties": {"id": {"required": "no"}}}}),
        lambda t: not {"required"} & {*t["components"]["schemas"]["T"],
                                      *t["components"]["schemas"]["T"]["properties"]["id"]},
    ),
    "one tag as the list": (
        "E202", document({"/a": get(tags="things")}), lambda t: get_of(t)["tags"] == ["things"],
    ),
    "null for a list": (
        "E202", document({"/a": get(parameters=None)}), lambda t: "parameters" not in get_of(t),
    ),
    "place in capitals": (
        "E203",
        document({"/a": get(parameters=[{**query("q"), "in": " Query"}])}),
        lambda t: get_of(t)["parameters"][0]["in"] == "query",
    ),
    "null as the type": (
        "E203",
        document({"/a": get(responses={"200": answer({"oneOf": [{"type": "string"}, {"type": None}]})})}),
        lambda t: {"type": "null"} in content_of(t)["application/json"]["schema"]["oneOf"],
    ),
    "two media types of a parameter": (
        "E203",
        document({"/a": get(parameters=[{"name": "q", "in": "query", "content": {
            "text/plain": {"schema": {"type": "string"}}, "application/json": {"schema": THING}}}])}),
        lambda t: list(get_of(t)["parameters"][0]["content"]) == ["application/json"],
    ),
    "third id": (
        "E301",
        document({"/things": {**get(), "head": operation("getThing")},
                  "/other": get("headThings")}),
        lambda t: t["paths"]["/things"]["head"]["operationId"] == "headThings2",
    ),
    "default that the enum lacks": (
        "E313",
        document({"/a": get()}, servers=[{"url": "https://{r}.test", "variables": {"r": {
            "enum": ["eu", "us"], "default": "asia"}}}]),
        lambda t: t["servers"][0]["variables"]["r"]["enum"] == ["eu", "us", "asia"],
    ),
    "empty default that the enum lacks": (
        "E313",
        document({"/a": get()}, servers=[{"url": "https://{r}.test", "variables": {"r": {
            "enum": ["eu", "us"], "default": ""}}}]),
        lambda t: t["servers"][0]["variables"]["r"] == {"enum": ["eu", "us"], "default": ""},
    ),
    "bounds that cross": (
        "E409",
        document({"/a": get(parameters=[query("q", {"type": "string", "minLength": 5, "maxLength": 2})])}),
        lambda t: not {"minLength", "maxLength"} & get_of(t)["parameters"][0]["schema"].keys(),
    ),
    "enum of numbers that are texts": (
        "E411",
        document({"/a": get(parameters=[query("q", {"type": "string", "enum": [1, True]})])}),
        lambda t: get_of(t)["parameters"][0]["schema"] == {"type": "string", "enum": ["1", "true"]},
    ),
    "enum of texts that are numbers": (
        "E411",
        document({"/a": get(parameters=[query("q", {"type": ["integer", "null"], "enum": ["1", "2"]})])}),
        lambda t: get_of(t)["parameters"][0]["schema"]["enum"] == [1, 2],
    ),
    "enum of no numbers": (
        "E411",
        document({"/a": get(parameters=[query("q", {"type": "integer", "enum": ["1", "b"]})])}),
        lambda t: get_of(t)["parameters"][0]["schema"] == {"enum": ["1", "b"]},
    ),
    "enum of a list's items": (
        "E411",
        document({"/a": get(parameters=[query("q", {"type": "array", "items": {"type": "string"}, "enum": ["a"]})])}),
        lambda t: get_of(t)["parameters"][0]["schema"] == {"type": "array", "items": {"type": "string", "enum": ["a"]}},
    ),
    "enum without its format": (
        "E411",
        document({"/a": get(parameters=[query("q", {"type": "string", "format": "date", "enum": ["today"]})])}),
        lambda t: get_of(t)["parameters"][0]["schema"] == {"type": "string", "enum": ["today"]},
    ),
    "envelope that is not there": (
        "E423",
        document({"/a": get(**{"x-envelope": "data"})}),
        lambda t: get_of(t)["x-envelope"] is None,
    ),
    "name that is none": (
        "E603",
        document({"/a": get(parameters=[{**query("q"), "x-py-name": "class"}])}),
        lambda t: "x-py-name" not in get_of(t)["parameters"][0],
    ),
    "one name for two": (
        "E604",
        document({"/a": get(parameters=[{**query(name), "x-py-name": "both"} for name in "pq"])}),
        lambda t: ["x-py-name" in p for p in get_of(t)["parameters"]] == [True, False],
    ),
    "pattern that is none": (
        "E408",
        document({"/a": get(parameters=[query("q", {"type": "string", "pattern": "("})])}),
        lambda t: "pattern" not in get_of(t)["parameters"][0]["schema"],
    ),
}  # fmt: skip


def get_of(tree: Tree) -> Tree:
    found: Tree = next(iter(tree["paths"].values()))["get"]
    return found


def content_of(tree: Tree) -> Tree:
    found: Tree = get_of(tree)["responses"]["200"]["content"]
    return found


ELSEWHERE: dict[str, Any] = {
    "schemas": {"Thing": THING},
    "parameters": {"Thing": {"name": "q", "in": "query", "schema": THING}},
    "headers": {"Thing": {"schema": THING}},
    "responses": {"Thing": BODY},
    "requestBodies": {"Thing": BODY},
}


def by_response(tree: Tree) -> Tree:
    return follow(tree, get_of(tree)["responses"]["200"])["content"]["application/json"]["schema"]


def by_body(tree: Tree) -> Tree:
    return follow(tree, get_of(tree)["requestBody"])["content"]["application/json"]["schema"]


def by_header(tree: Tree) -> Tree:
    return follow(tree, get_of(tree)["responses"]["200"]["headers"]["X-A"])["schema"]


def by_schema(tree: Tree) -> Tree:
    return content_of(tree)["application/json"]["schema"]


def follow(tree: Tree, node: Tree) -> Tree:
    while "$ref" in node:
        found = tree
        for step in node["$ref"].split("/")[1:]:
            found = found[step]
        node = found
    return node


@pytest.mark.parametrize(
    ("wanted", "section"),
    [
        (by_response, "requestBodies"),
        (by_response, "schemas"),
        (by_body, "responses"),
        (by_body, "schemas"),
        (by_header, "schemas"),
        (by_header, "parameters"),
        (by_schema, "parameters"),
        (by_schema, "headers"),
        (by_schema, "responses"),
        (by_schema, "requestBodies"),
    ],
)
def test_a_thing_of_another_kind_is_read_as_the_one_that_is_wanted(
    wanted: Callable[[Tree], Tree], section: str
) -> None:
    other = {"$ref": f"#/components/{section}/Thing"}
    places: dict[Any, Tree] = {
        by_response: {"responses": {"200": other}},
        by_body: {"requestBody": other},
        by_header: {"responses": {"200": {"description": "", "headers": {"X-A": other}}}},
        by_schema: {"responses": {"200": answer(other)}},
    }
    used = {
        "parameters": [{"$ref": "#/components/parameters/Thing"}],
        "responses": {"200": {"description": "", "headers": {"X-B": {"$ref": "#/components/headers/Thing"}}}, "201": {"$ref": "#/components/responses/Thing"}},
        "requestBody": {"$ref": "#/components/requestBodies/Thing"},
    }  # fmt: skip
    paths = {"/a": get(**places[wanted]), "/z": {"put": operation("putZ", **used)}}
    result = compiled(document(paths, components=ELSEWHERE))
    tree = served(result)
    assert follow(tree, wanted(tree))["properties"] == THING["properties"]
    assert not result.left_out
    assert list(told(result)) == ["E107"]


@pytest.mark.parametrize("name", READINGS)
def test_what_has_one_reading_is_read(name: str) -> None:
    code, tree, holds = READINGS[name]
    before = copy.deepcopy(tree)
    result = compiled(tree)
    assert list(told(result)) == [code]
    assert all(said.startswith("taken so: ") for said in told(result)[code])
    assert holds(served(result)), served(result)
    assert not result.left_out
    assert result.operations == result.declared
    assert tree == before


# Losses: the smallest thing ------------------------------------------------------------------

HOLE = ref("Nowhere")
LOSSES: dict[str, tuple[Tree, str, list[str]]] = {
    "a property": (
        document({"/a": get()}, {"T": {"type": "object", "properties": {"x": HOLE}}}),
        "E104",
        ["schema T: x"],
    ),
    "an item": (
        document({"/a": get(responses={"200": answer({"type": "array", "items": HOLE})})}),
        "E104",
        ["GET /a: 200/application/json/items"],
    ),
    "a remote schema": (
        document({"/a": get(responses={"200": answer({"$ref": "https://x.test/a.json"})})}),
        "E102",
        ["GET /a: 200/application/json"],
    ),
    "a parameter": (
        document({"/a": get(parameters=[query("q"), {"$ref": "#/components/parameters/No"}])}),
        "E104",
        ["GET /a: parameters/1"],
    ),
    "a parameter with a name": (
        document({"/a": get(parameters=[query("q"), {"name": "p", "schema": {}}])}),
        "E201",
        ["GET /a: parameter p"],
    ),
    "a member that is no tag's": (
        document({"/a": get()}, tags=[{"name": "x"}, {"name": "y", "externalDocs": {}}]),
        "E201",
        ["tags/1/externalDocs"],
    ),
    "a reference for names, to where it stands in": (
        document({"/a": get()}, {"T": {"properties": {"a": {"properties": {"$ref": "#/components/schemas/T/properties"}}}}}),
        "E106",
        ["schema T: a/$ref"],
    ),
    "a schema by what has several": (
        document({"/a": get(responses={"200": answer({"$ref": "#/components/responses/R"})})}, components={"responses": {
            "R": {"description": "", "content": {"application/json": {"schema": THING}, "text/plain": {"schema": THING}}}}}),
        "E107",
        ["GET /a: 200/application/json"],
    ),
    "a schema by what has none": (
        document({"/a": get(responses={"200": answer({"$ref": "#/components/responses/R"})})},
                 components={"responses": {"R": {"description": ""}}}),
        "E107",
        ["GET /a: 200/application/json"],
    ),
    "a response": (
        document({"/a": get(responses={"404": {"$ref": "#/components/responses/No"}, **OK})}),
        "E104",
        ["GET /a: 404"],
    ),
    "a key that is no status": (
        document({"/a": get(responses={**OK, "often": answer(THING)})}),
        "E309",
        ["GET /a: often"],
    ),
    "a method that another path has": (
        document({"/a/{x}": get("one", parameters=[{**ID, "name": "x"}]),
                  "/a/{y}": get("two", parameters=[{**ID, "name": "y"}])}),
        "E303",
        ["GET /a/{y}"],
    ),
    "a path that leads nowhere": (
        document({"/a": get(), "/b": {"$ref": "#/components/pathItems/No"}}),
        "E104",
        ["/b"],
    ),
    "a placeholder without a name": (
        document({"/a": get(), "/b/{}": get("two")}),
        "E306",
        ["/b/{} (1 operation)"],
    ),
    "a brace without its partner": (
        document({"/a": get(), "/b/{x}{": get("two", parameters=[{**ID, "name": "x"}])}),
        "E306",
        ["/b/{x}{ (1 operation)"],
    ),
    "a schema that is made of itself": (
        document({"/a": get()}, {"T": {"allOf": [ref("T"), THING]}}),
        "E407",
        ["schema T"],
    ),
    "a value of no type": (
        document({"/a": get()}, {"T": {"type": "object", "properties": {"x": {"type": 5}}}}),
        "E203",
        ["schema T: x/type"],
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", LOSSES)
def test_what_is_spoilt_is_left_out_and_nothing_else(name: str) -> None:
    tree, code, lost = LOSSES[name]
    result = compiled(tree)
    tree = served(result)
    made = [said for d in result.diagnostics if (said := d.taken).startswith(LEFT_OUT)]
    assert [said.removeprefix(LEFT_OUT) for said in made] == lost
    assert next(iter(told(result))) == code
    assert [line.split(" (E")[0] for line in result.left_out] == lost
    readme = result.files["README.md"].decode()
    assert "## Left out" in readme
    assert readme.count(f"({code} ") == 1
    assert "get" in tree["paths"]["/a" if "/a" in tree["paths"] else "/a/{x}"]


@pytest.mark.parametrize(
    ("tree", "codes"),
    [
        ({"components": {"$ref": "#/nowhere"}}, ["E106", "E104"]),
        ({"$ref": "https://x.test/a"}, ["E106", "E102"]),
        ({"$ref": "#/"}, ["E106", "E105"]),
    ],
)
def test_a_reference_for_the_whole_is_as_if_it_were_not_there(tree: Tree, codes: list[str]) -> None:
    result = compiled({**document({"/a": get()}), **tree})
    assert [(d.code, d.taken) for d in result.diagnostics if d.taken] == [
        (code, "taken so: as if it were not there") for code in codes
    ]
    assert "$ref" not in served(result).get("components", served(result))


@pytest.mark.parametrize("word", ["properties", "content"])
def test_a_reference_for_names_that_leads_nowhere_is_none_of_them(word: str) -> None:
    body = {"description": "", "content": {"$ref": "#/paths/~1a/get/responses/200/content"}}
    schema = {"type": "object", "properties": {"$ref": "#/components/schemas/T/properties"}}
    answers = {"200": body if word == "content" else answer(ref("T"))}
    result = compiled(document({"/a": get(responses=answers)}, {"T": schema}))
    assert "$ref" not in json.dumps(served(result)).replace(json.dumps(ref("T")), "")


def test_what_became_anything_says_why() -> None:
    tree = document(
        {"/a": get(responses={"200": answer(ref("T"))})},
        {"T": {"type": "object", "properties": {"x": HOLE, "y": {"type": "string"}}}},
    )
    source = compiled(tree).files["acme/models/things.py"].decode()
    assert "x: Any | None = None" in source
    assert "y: str | None = None" in source
    assert "(E104: #/components/schemas/Nowhere" in " ".join(source.split())


def test_a_scheme_that_nobody_declared_is_read_alike_wherever_it_is_asked_for() -> None:
    tree = document({f"/{name}": get(f"get{name}", security=[{"k": []}]) for name in "abc"})
    said = told(compiled(tree))["E320"]
    assert said == ["taken so: the credential comes from the call's headers or hooks"] * 3


def test_a_component_that_goes_takes_what_refers_to_it() -> None:
    bad = {"name": "q", "in": "nowhere", "schema": {"type": "string"}}
    tree = document(
        {"/a": get(parameters=[{"$ref": "#/components/parameters/Q"}])},
        components={"parameters": {"Q": bad}},
    )
    result = compiled(tree)
    assert "parameters" not in served(result).get("components", {}) or not served(result)[
        "components"
    ].get("parameters")
    assert not get_of(served(result)).get("parameters")
    assert set(told(result)) >= {"E203", "E150"}


@pytest.mark.parametrize(
    ("tree", "code"),
    [
        ({"openapi": "3.1.0", "info": {"title": "A", "version": "1"}}, "E204"),
        ({**document({"/a": get()}), "openapi": "9"}, "E101"),
        ({"info": {"title": "A"}, "paths": {}}, "E101"),
    ],
)
def test_what_spoils_the_document_stops_it(tree: Tree, code: str) -> None:
    result = compiled(tree)
    assert [d.code for d in result.diagnostics if d.stops] == [code]
    assert result.files == {}


# Whatever is wrong ---------------------------------------------------------------------------

WHOLE = document(
    {
        "/things/{id}": {
            "parameters": [ID],
            **get(parameters=[query("q", {"type": "integer"})], responses={
                "200": answer(ref("Thing")), "4XX": {"description": "No."}}),
            "put": operation("putThing", requestBody={"content": answer(ref("Thing"))["content"]}),
        },
        "/others": get("listOthers", responses={"200": answer({"type": "array",
                                                               "items": ref("Other")})}),
    },
    {"Thing": {**THING, "required": ["id"]}, "Other": {"allOf": [ref("Thing"), THING]}},
    security=[{"key": []}],
    tags=[{"name": "things"}],
)  # fmt: skip
WHOLE["components"]["securitySchemes"] = {"key": {"type": "apiKey", "in": "header", "name": "K"}}
ODD = st.sampled_from(
    [None, True, 0, "", "x", [], {}, ["x"], {"x": 1}, {"$ref": "#/paths"}, {"$ref": "a.yaml"}, HOLE]
)


def ways(node: Any, way: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    pairs: Any = node.items() if isinstance(node, dict) else enumerate(node)
    found: list[tuple[Any, ...]] = []
    for key, value in pairs:
        found.append((*way, key))
        if isinstance(value, dict | list):
            found += ways(value, (*way, key))
    return found


@settings(max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(ways(WHOLE)), ODD | st.just("gone")), max_size=3))
def test_a_broken_document_compiles_or_says_what_stops_it(breaks: list[tuple[Any, Any]]) -> None:
    tree = copy.deepcopy(WHOLE)
    for way, value in breaks:
        node: Any = tree
        for key in way[:-1]:
            node = node.get(key) if isinstance(node, dict) else None
        if isinstance(node, dict) and way[-1] in node:
            if value == "gone":
                del node[way[-1]]
            else:
                node[way[-1]] = copy.deepcopy(value)  # another break may go into it
    result = compiled(tree)
    if result.failed:
        assert all(d.span.line > 0 and d.mend for d in result.diagnostics if d.stops)
        return
    made = loaded(served(result))
    assert loose_ends(made, made.tree) == []
    lost = " ".join(d.taken for d in result.diagnostics if d.taken.startswith(LEFT_OUT))
    methods = {f"{m.upper()} {p}" for p, i in (made.tree.get("paths") or {}).items() for m in i}
    written: Any = tree.get("paths")
    for path, item in written.items() if isinstance(written, dict) else ():
        for method in item if isinstance(item, dict) else ():
            if method in ("get", "put") and isinstance(item[method], dict):
                name = f"{method.upper()} {path}"
                assert name in methods or name in lost or path in lost or "paths" in lost


# What the compiler itself fails at -----------------------------------------------------------


@pytest.mark.parametrize(
    ("code", "bad", "at"),
    [
        ("E550", ("paths", "/b", "get"), "/paths/~1b/get"),
        ("E551", ("components", "schemas", "T"), "/components/schemas/T"),
    ],
)
def test_the_part_that_the_compiler_fails_at_is_found(code: str, bad: Any, at: str) -> None:
    paths = {f"/{c}": get(f"get{c}") for c in "abcdefg"}
    made = loaded(document(paths, dict.fromkeys("RSTU", THING)))

    def fails(tried: Any) -> bool:
        node = tried.tree
        for key in bad:
            node = node.get(key, {})
        return bool(node)

    found = culprit(made, fails, KeyError("x"))
    assert found is not None
    assert (found.code, found.pointer) == (code, at)
    assert culprit(made, lambda tried: True, KeyError("x")) is None


# Paths that are none ------------------------------------------------------------------------


def test_a_query_in_a_path_is_sent_and_a_fragment_is_not(tmp_path: Path) -> None:
    path = "/things?action=find&of={id}#second"
    tree = document(
        {path: get(parameters=[ID, query("q")]), "/a/{id}/b/{id}": get("two", parameters=[ID])}
    )
    result = compiled(tree)
    assert list(told(result)) == ["E306"]
    assert (result.left_out, result.operations) == ([], 2)
    for name, data in result.files.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(data)
    asked: list[str] = []

    class Vendor(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", "2")
            self.end_headers()
            self.wfile.write(b"{}")

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    code = (
        "import sys; sys.path.insert(0, sys.argv[1]); import acme\n"
        "with acme.Client(base_url=sys.argv[2]) as client:\n"
        "    client.things.get('a/b', q='x'); client.things.get('a/b'); client.things.two('7')"
    )
    with ThreadingHTTPServer(("127.0.0.1", 0), Vendor) as server:
        Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
        url = f"http://127.0.0.1:{server.server_port}"
        subprocess.run([sys.executable, "-c", code, str(tmp_path), url], check=True, timeout=60)
        server.shutdown()
    begin = "/things?action=find&of=a%2Fb"
    assert asked == [f"{begin}&q=x", begin, "/a/7/b/7"]


# The list ------------------------------------------------------------------------------------


def test_every_error_has_an_extent_that_the_documentation_says() -> None:
    assert set(EXTENTS) == {code for code in CODES if code.startswith("E")}
    text = (ROOT / "docs" / "diagnostics.md").read_text(encoding="utf-8")
    for code, (reach, reading) in EXTENTS.items():
        section = text.split(f"### {code} ")[1].split("\n### ")[0]
        (line,) = [line for line in section.splitlines() if line.startswith("Spoils: ")]
        assert reach in line, code
        assert (f"Reading: {reading}." in line) is bool(reading), code
