"""What the standard refuses, row by row: what `generate` takes it for, and what is lost."""

from __future__ import annotations

import json
from typing import Any

from generator.ground.diagnostics import LEFT_OUT
from tests.support import STRING, answer, document, operation, query
from tests.unit.taken import taken

GONE = "gone"
KEY = {"k": {"type": "apiKey", "in": "header", "name": "K"}}


def _told(tree: dict[str, Any]) -> tuple[Any, list[tuple[str, bool]]]:
    """A document as it is taken; the pointers of its errors, and whether each was a loss."""
    made, found = taken(tree)
    return made, [(d.pointer or "", d.taken.startswith(LEFT_OUT)) for d in found]


def _param(**more: Any) -> dict[str, Any]:
    return {"name": "q", "in": "query", **more}


def _server(said: Any) -> dict[str, Any]:
    return {"servers": [{"url": "https://{r}.test", "variables": {"r": said}}]}


XML, HAL, PLAIN = "application/xml", "application/hal+json", "text/plain"
TEXT = {"schema": STRING}
SECURED, OPEN = {"security": [{"k": []}]}, {"security": [{}]}

OPERATIONS: list[tuple[dict[str, Any], dict[str, Any], bool]] = [
    # Flags that are words.
    ({"deprecated": "OFF"}, {"deprecated": False}, False),
    ({"deprecated": "Yes"}, {"deprecated": True}, False),
    ({"deprecated": "maybe"}, {"deprecated": GONE}, True),
    ({"deprecated": 1}, {"deprecated": GONE}, True),
    ({"deprecated": None}, {"deprecated": GONE}, False),
    ({"parameters": [query("q", required="on", explode="No")]}, {"parameters": [query("q", required=True, explode=False)]}, False),
    ({"parameters": [query("q", required="maybe")]}, {"parameters": [query("q")]}, True),
    # Text that is a number; one thing where a list is wanted; null.
    ({"operationId": 7}, {"operationId": "7"}, False),
    ({"parameters": [_param(name=2.5, **TEXT)]}, {"parameters": [query("2.5")]}, False),
    ({"parameters": [_param(name=True, **TEXT)]}, {"parameters": []}, True),
    ({"parameters": query("q")}, {"parameters": [query("q")]}, False),
    ({"tags": "things"}, {"tags": ["things"]}, False),
    ({"tags": 5}, {"tags": GONE}, True),
    ({"servers": {"url": "https://b.test"}}, {"servers": [{"url": "https://b.test"}]}, False),
    ({"parameters": [None, query("q")]}, {"parameters": [query("q")]}, False),
    # Where a credential is asked for, none is lost.
    ({"security": {"k": []}}, SECURED, False),
    ({"security": "k"}, SECURED, False),
    ({"security": ["k"]}, SECURED, False),
    ({"security": [{"k": None}]}, SECURED, False),
    ({"security": [{"k": {}}]}, SECURED, False),
    ({"security": [{"k": "read"}]}, {"security": [{"k": ["read"]}]}, False),
    ({"security": [{"k": []}, {"nobody": []}]}, {"security": [{"k": []}, {}]}, False),
    ({"security": [{"nobody": [], "k": []}]}, SECURED, False),
    ({"security": None}, {"security": GONE}, False),
    # Words in another case; those that nobody knows.
    ({"parameters": [_param(**TEXT) | {"in": " QUERY"}]}, {"parameters": [query("q")]}, False),
    ({"parameters": [_param(**TEXT) | {"in": "body"}]}, {"parameters": []}, True),
    ({"parameters": [query("q", style="Form")]}, {"parameters": [query("q", style="form")]}, False),
    ({"parameters": [query("q", style="odd")]}, {"parameters": [query("q")]}, True),
    # What is missing and says little, what stands beside what it excludes.
    ({"parameters": [_param()]}, {"parameters": [_param(schema={})]}, False),
    ({"parameters": [{"in": "query"}]}, {"parameters": []}, True),
    ({"parameters": [{"name": "q", **TEXT}]}, {"parameters": []}, True),
    ({"parameters": [_param(content={})]}, {"parameters": [_param(schema={})]}, False),
    ({"parameters": [_param(**TEXT, content={PLAIN: {}})]}, {"parameters": [query("q")]}, False),
    ({"parameters": [query("q", example=1, examples={"a": {"value": "b"}})]}, {"parameters": [query("q", examples={"a": {"value": "b"}})]}, False),
    ({"parameters": [_param(content={XML: TEXT, HAL: TEXT, "text/json": {}})]}, {"parameters": [_param(content={HAL: TEXT})]}, False),
    ({"parameters": [_param(content={XML: TEXT, PLAIN: {}})]}, {"parameters": [_param(content={XML: TEXT})]}, False),
    ({"parameters": [query("q"), query("p"), query("q", {"type": "integer"})]}, {"parameters": [query("q"), query("p")]}, False),
    ({"responses": {"200": {"description": "d", "headers": {"X": {}}}}}, {"responses": {"200": {"description": "d", "headers": {"X": {"schema": {}}}}}}, False),
    ({"responses": None}, {"responses": GONE}, False),
    # Empty is empty, in whichever brackets.
    ({"responses": []}, {"responses": GONE}, False),
    ({"callbacks": []}, {"callbacks": {}}, False),
    ({"parameters": {}}, {"parameters": GONE}, False),
    ({"tags": {}}, {"tags": GONE}, False),
    ({"security": {}}, OPEN, False),
    ({"parameters": [_param(schema=[])]}, {"parameters": [_param(schema={})]}, False),
    ({"responses": {"200": {"description": "", "content": []}}}, {"responses": {"200": {"description": "", "content": {}}}}, False),
    ({"summary": "S", "externalDocs": []}, {"summary": "S", "externalDocs": GONE}, True),
    # Statuses.
    ({"responses": {"4xx": answer(STRING)}}, {"responses": {"4XX": answer(STRING)}}, False),
    ({"responses": {" 200 ": answer(STRING)}}, {"responses": {"200": answer(STRING)}}, False),
    ({"responses": {"200 OK": answer(STRING)}}, {"responses": {"200": answer(STRING)}}, False),
    ({"responses": {" Default": answer(STRING)}}, {"responses": {"default": answer(STRING)}}, False),
    ({"responses": {"200": answer(STRING), "200 again": answer({})}}, {"responses": {"200": answer(STRING)}}, True),
    ({"responses": {"600": answer(STRING), "20x": answer(STRING), "2000": answer(STRING), "ok": answer(STRING), "200": answer({})}},
     {"responses": {"200": answer({})}}, True),
    # Servers: a part of a URL is text, however it is written.
    ({"servers": [{}]}, {"servers": [{"url": "/"}]}, False),
    (_server({}), _server({"default": ""}), False),
    (_server({"enum": ["a", "b"]}), _server({"enum": ["a", "b"], "default": "a"}), False),
    (_server({"enum": [8443, 443]}), _server({"enum": ["8443", "443"], "default": "8443"}), False),
    (_server({"enum": [8443, 443], "default": 8443}), _server({"enum": ["8443", "443"], "default": "8443"}), False),
    (_server({"enum": ["8443", "443"], "default": 443}), _server({"enum": ["8443", "443"], "default": "443"}), False),
    (_server({"enum": [8443], "default": "8443"}), _server({"enum": ["8443"], "default": "8443"}), False),
    (_server({"default": True}), _server({"default": "true"}), False),
    (_server({"default": ["a"]}), _server({"default": ""}), True),
    (_server({"enum": ["a", "b"], "default": "c"}), _server({"enum": ["a", "b", "c"], "default": "c"}), False),
    (_server({"enum": "a", "default": "a"}), _server({"enum": ["a"], "default": "a"}), False),
    (_server({"enum": [], "default": "a"}), _server({"default": "a"}), False),
]  # fmt: skip


def test_operations() -> None:
    paths = {f"/n{n}": {"get": operation(f"op{n}", **given)} for n, (given, _, _) in enumerate(OPERATIONS)}  # fmt: skip
    tree, told = _told(document(paths, components={"securitySchemes": KEY}))
    for number, (given, made, lost) in enumerate(OPERATIONS):
        assert "get" in tree["paths"][f"/n{number}"], (given, told)
        found = tree["paths"][f"/n{number}"]["get"]
        assert {key: found.get(key, GONE) for key in given} == made, given
        said = [loss for pointer, loss in told if pointer.startswith(f"/paths/~1n{number}/")]
        assert (any(said), bool(said)) == (lost, True), given


def _member(**said: Any) -> dict[str, Any]:
    return {"type": "object", "properties": {"a": said}}


ANY = "anything"
SCHEMAS: list[tuple[dict[str, Any], Any, bool]] = [
    # `required` on a property belongs to the object that has it, and nowhere else.
    (_member(required=True), {**_member(), "required": ["a"]}, False),
    (_member(required="yes"), {**_member(), "required": ["a"]}, False),
    (_member(required="No"), _member(), False),
    (_member(required=False), _member(), False),
    (_member(required="x"), _member(required=["x"]), False),
    (_member(required=5), _member(), True),
    ({**_member(required=True), "required": ["b"]}, {**_member(), "required": ["b", "a"]}, False),
    ({**_member(required=True), "required": ["a"]}, {**_member(), "required": ["a"]}, False),
    ({**_member(required=True), "required": "b"}, {**_member(), "required": ["b", "a"]}, False),
    ({**_member(required=True), "required": "no"}, {**_member(), "required": ["a"]}, False),
    ({**_member(required=True), "required": None}, {**_member(), "required": ["a"]}, False),
    ({"required": True}, {}, False),
    ({"additionalProperties": {"required": True}}, {"additionalProperties": {}}, False),
    ({"required": ["a", "a", "b"]}, {"required": ["a", "b"]}, False),
    ({"required": ["a", 1]}, {"required": ["a"]}, True),
    ({"required": {"a": True}}, {}, True),
    # One thing for a list of it; numbers in quotes; null.
    ({"allOf": STRING}, {"allOf": [STRING]}, False),
    ({"enum": "a"}, {"enum": ["a"]}, False),
    ({"enum": 5}, {}, True),
    ({**STRING, "maxLength": "12"}, {**STRING, "maxLength": 12}, False),
    ({**STRING, "minLength": "-1"}, STRING, True),
    ({"type": "integer", "minimum": "-5"}, {"type": "integer", "minimum": -5}, False),
    ({"type": "number", "maximum": "1.5"}, {"type": "number"}, True),
    ({**STRING, "maxLength": "9" * 19}, STRING, True),
    ({**STRING, "pattern": 5}, {**STRING, "pattern": "5"}, False),
    ({**STRING, "format": True}, STRING, True),
    ({"items": STRING, "uniqueItems": "on"}, {"items": STRING, "uniqueItems": True}, False),
    ({"items": None}, {}, False),
    ({"oneOf": []}, {}, False),
    ({"properties": {"a": None, "b": {}}}, {"properties": {"b": {}}}, False),
    ({"xml": {"attribute": "true", "name": 5}}, {"xml": {"attribute": True, "name": "5"}}, False),
    ({"minLength": -1}, {}, True),
    # Types of other languages, and in other spellings.
    *(({"type": word}, {"type": kind}, False) for word, kind in {
        "int": "integer", "int32": "integer", "Int64": "integer", "long": "integer", "str": "string",
        "text": "string", "date": "string", "DateTime": "string", "date-time": "string",
        "uuid": "string", "bool": "boolean", "float": "number", "double": "number",
        "decimal": "number", "dict": "object", "map": "object", "list": "array", "None": "null",
        "nil": "null", " String ": "string"}.items()),
    ({"type": None}, {"type": "null"}, False),
    ({"type": ["Text", "string"]}, {"type": ["string"]}, False),
    ({"type": ["String", "NULL"]}, {"type": ["string", "null"]}, False),
    ({"type": ["string", None]}, {"type": ["string", "null"]}, False),
    ({"type": ["string", "any"]}, {"type": ["string"]}, False),
    ({"type": ["string", "any", "odd"]}, {"type": ["string"]}, True),
    ({"type": "any"}, {}, True),
    ({"type": ["any"]}, {}, True),
    ({"type": {"a": 1}}, {}, True),
    # A schema that is none may be anything.
    ({"properties": {"a": "x"}}, {"properties": {"a": ANY}}, True),
    ({"items": "x"}, {"items": ANY}, True),
    ({"properties": []}, {"properties": {}}, False),
    ({"properties": {"a": [], "b": STRING}}, {"properties": {"a": {}, "b": STRING}}, False),
    ({"additionalProperties": []}, {"additionalProperties": {}}, False),
    ({"allOf": {}, "enum": {}, "required": {}}, {}, False),
    ({"not": 5}, {"not": ANY}, True),
]  # fmt: skip


def test_schemas() -> None:
    held = {f"S{number}": schema for number, (schema, _, _) in enumerate(SCHEMAS)}
    tree, told = _told(document({"/a": {"get": operation("a")}}, held))
    for number, (given, made, lost) in enumerate(SCHEMAS):
        found = tree["components"]["schemas"][f"S{number}"]
        for holder in (found, found.get("properties", {})):
            for key, value in holder.items():
                if isinstance(value, dict) and "cannot be used" in value.get("description", ""):
                    holder[key] = ANY
        assert json.dumps(found, sort_keys=True) == json.dumps(made, sort_keys=True), given
        at = f"/components/schemas/S{number}"
        said = [loss for pointer, loss in told if f"{pointer}/".startswith(f"{at}/")]
        assert (any(said), bool(said)) == (lost, True), given


DOCUMENTS: list[tuple[dict[str, Any], dict[str, Any]]] = [
    ({"info": None}, {"info": {"title": "acme", "version": "0"}}),
    ({"info": {"version": "3"}}, {"info": {"title": "acme", "version": "3"}}),
    ({"info": {"title": "T", "version": 2.1, "license": {}}}, {"info": {"title": "T", "version": "2.1", "license": {"name": ""}}}),
    ({"tags": [{"name": "things"}, {"name": "things", "description": "D."}]}, {"tags": [{"name": "things"}]}),
    ({"tags": [{}]}, {"tags": []}),
    ({"tags": {"name": "things"}}, {"tags": [{"name": "things"}]}),
    ({"security": ["k"]}, {"security": [{"k": []}]}),
    ({"components": {"securitySchemes": {**KEY, "o": {"type": "oauth2", "flows": {"clientCredentials": {"tokenUrl": "https://a.test"}}}}}},
     {"components": {"securitySchemes": {**KEY, "o": {"type": "oauth2", "flows": {"clientCredentials": {"tokenUrl": "https://a.test", "scopes": {}}}}}}}),
]  # fmt: skip


def test_documents() -> None:
    for given, made in DOCUMENTS:
        whole = document({"/a": {"get": operation("a")}}, components={"securitySchemes": KEY})
        tree, told = _told({**whole, **given})
        assert {key: tree.get(key) for key in made} == made, given
        assert told, given
