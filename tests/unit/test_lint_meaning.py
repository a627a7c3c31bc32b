"""What an author did not mean: one mistake a document, told at its place with its mend."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from generator.ground.diagnostics import Diagnostic, Span, render
from generator.ground.vocabulary import rule_matches
from tests.unit.marked import check, expect


def _schema(text: str) -> str:
    return f"components:\n  schemas:\n    A: {text}\n"


def _operation(text: str, rest: str = "") -> str:
    return f"paths: {{'/a/{{id}}': {{parameters: [{{name: id, in: path, required: true, schema: {{type: string}}}}], get: {{operationId: getA, {text}}}}}}}\n{rest}"


OK = 'responses: {"200": {description: ok}}'

PLANTED: list[tuple[str, str, str]] = [
    # Headers, styles, encodings
    ("W360", _operation(f"parameters: [{{▸name: X Trace, in: header, schema: {{}}}}], {OK}"), "X-Trace"),
    ("W360", _operation(f"parameters: [{{▸name: '', in: header, schema: {{}}}}], {OK}"), "token"),
    ("W360", 'components: {responses: {R: {description: d, headers: {"▸X:Y": {schema: {}}}}}}'.replace('"▸X:Y"', '▸"X:Y"'), "X-Y"),
    ("W360", "components: {responses: {R: {description: d, headers: {X-A: {schema: {}}, ▸x-a: {schema: {}}}}}}", "remove one"),
    ("W360", "components: {securitySchemes: {K: {type: apiKey, in: header, ▸name: my key}}}", "my-key"),
    ("W361", "components: {responses: {R: {description: d, headers: {▸content-type: {schema: {}}}}}}", "key of content"),
    ("W362", _operation('responses: {"204": {description: d, ▸content: {application/json: {}}}}'), "another status"),
    ("W362", _operation('responses: {"304": {description: d, ▸content: {application/json: {}}}}'), "another status"),
    ("W363", _operation(f"parameters: [{{name: q, in: query, ▸style: deepObject, schema: {{type: string}}}}], {OK}"), "an object"),
    ("W363", _operation(f"parameters: [{{name: q, in: query, ▸style: pipeDelimited, schema: {{type: integer}}}}], {OK}"), "a list"),
    ("W363", _operation(f"parameters: [{{name: q, in: query, ▸style: deepObject, schema: {{$ref: '#/components/schemas/A'}}}}], {OK}", _schema("{type: array, items: {}}")), "an object"),
    ("W364", "components: {requestBodies: {B: {content: {multipart/form-data: {schema: {type: object, properties: {file: {}}}, encoding: {▸fiel: {}}}}}}}", "did you mean file?"),
    ("W364", "components: {requestBodies: {B: {content: {application/json: {schema: {type: object, properties: {file: {}}}, ▸encoding: {file: {}}}}}}}", "forms"),
    ("W365", _operation(f"parameters: [{{name: a, in: query, schema: {{type: string}}}}, ▸{{name: f, in: query, schema: {{type: object, properties: {{a: {{type: string}}}}}}}}], {OK}"), "deepObject"),
    ("W373", _operation(f"parameters: [{{name: q, in: query, required: true, schema: {{type: string, ▸default: x}}}}], {OK}"), "required: false"),
    # Addresses, servers, schemes, tags, words
    ("W374", "externalDocs: {▸url: 'docs.example.com/api'}", "https://docs.example.com/api"),
    ("E366", "externalDocs: {▸url: 'https://ex ample.com'}", "https://"),
    ("W367", "servers: [{▸url: api.example.com/v1}]", "https://api.example.com/v1"),
    ("W367", "servers: [{url: 'https://{regoin}.x.test', variables: {regoin: {default: eu}, ▸region: {default: eu}}}]", "regoin"),
    ("W367", "servers: [{▸url: 'https://x.test/v1?key=1'}]", "remove it"),
    ("W367", "servers: [{url: 'https://x.test', variables: {at: {default: a, enum: [a]}}, x-paths: {at: {▸b: {/x: /y}}}}]", "enum"),
    ("W368", "components: {securitySchemes: {K: {type: http, ▸scheme: baerer}}}", "did you mean bearer?"),
    ("W369", _operation('▸responses: {"404": {description: no}}'), "200"),
    ("H370", "components: {schemas: {A: {type: string}, ▸B: {type: string}}}\n" + _operation('responses: {"200": {description: d, content: {application/json: {schema: {$ref: "#/components/schemas/A"}}}}}'), "remove it"),
    ("W371", "tags: [{name: pets}, {▸name: cats}]\n" + _operation(f"tags: [pets], {OK}"), "remove it"),
    ("W372", _operation('responses: {"200": {▸description: " "}}'), "write what it is"),
    # Links and callbacks
    ("W380", _operation('responses: {"200": {description: d, links: {L: {operationId: getA, parameters: {▸id: $response.bdy#/id}}}}}'), "$request.path.id"),
    ("W380", _operation('responses: {"200": {description: d, links: {L: {operationId: getA, parameters: {▸id: $request.path.ident}}}}}'), "path parameter"),
    ("W380", _operation('responses: {"200": {description: d, content: {application/json: {schema: {type: object, properties: {name: {}}}}}, links: {L: {operationId: getA, parameters: {▸id: $response.body#/nmae}}}}}'), "did you mean name?"),
    ("W380", _operation(f"callbacks: {{c: {{▸'{{$request.body.url}}': {{}}}}}}, {OK}"), "$request.path.id"),
    ("W381", _operation('responses: {"200": {description: d, links: {L: {operationId: getA, parameters: {▸idd: $request.path.id}}}}}'), "did you mean id?"),
    ("W381", _operation("responses: {'200': {description: d, links: {L: {▸operationRef: '#/paths/~1b/get'}}}}"), "operationId"),
    # Schemas that nothing fits
    ("W460", _schema("{type: integer, ▸exclusiveMinimum: 5, maximum: 5}"), "widen"),
    ("W460", _schema("{type: integer, ▸exclusiveMinimum: 5, exclusiveMaximum: 6}"), "widen"),
    ("W460", _schema("{▸allOf: [{type: string}, {type: integer}]}"), "oneOf"),
    ("W460", _schema("{▸allOf: [{minimum: 10, type: number}, {maximum: 5}]}"), "widen"),
    ("W460", _schema("{▸allOf: [{type: string, minLength: 10}, {type: string, maxLength: 5}]}"), "widen"),
    ("W460", _schema("{▸enum: [a, b], allOf: [{enum: [c]}]}"), "agree"),
    ("W460", _schema("{type: string, ▸const: 5}"), "the constant or the type"),
    ("W460", _schema("{▸allOf: [{type: object, additionalProperties: false}, {required: [a]}]}"), "additionalProperties"),
    ("W460", _schema("{type: object, required: [a, b], ▸maxProperties: 1}"), "raise it to 2"),
    ("W461", _schema("{allOf: [▸{type: object, additionalProperties: false, properties: {a: {}}}, {properties: {b: {}}}]}"), "unevaluatedProperties"),
    ("W462", _schema("{▸if: {required: [a]}}"), "add then"),
    ("W462", _schema("{▸then: {required: [a]}}"), "add if"),
    ("H473", _schema("{type: object, ▸if: {required: [a]}, then: {required: [b]}}"), "the stub checks it"),
    ("H473", _schema("{type: array, items: {}, ▸contains: {type: string}}"), "the stub checks it"),
    ("H473", _schema("{type: object, ▸dependentSchemas: {a: {required: [b]}}}"), "the stub checks it"),
    ("H473", _schema("{type: object, properties: {a: {type: string}}, ▸not: {required: [a]}}"), "the stub checks it"),
    ("H473", _schema("{type: object, additionalProperties: {type: string}, ▸propertyNames: {maxLength: 2}}"), "the stub checks it"),
    ("H473", _schema("{type: object, properties: {a: {type: string}, b: {type: string}}, ▸dependentRequired: {a: [b]}}"), "the stub checks it"),
    ("H473", _schema("{type: object, ▸patternProperties: {'^a': {type: string}, '^b': {type: integer}}}"), "the stub checks it"),
    ("H473", _schema("{type: array, ▸prefixItems: [{type: string}], items: {type: integer}}"), "the stub checks it"),
    ("H473", _schema("{type: object, properties: {a: {type: string}, b: {type: string}}, ▸anyOf: [{required: [a]}, {required: [b]}]}"), "the stub checks it"),
    ("W463", _schema("{type: integer, ▸maxLength: 5}"), "type: string"),
    ("W463", _schema("{type: object, ▸items: {}}"), "type: array"),
    ("W463", _schema("{type: string, ▸minimum: 5}"), "remove it"),
    ("W463", _schema("{type: array, items: {}, ▸required: [a]}"), "type: object"),
    ("W463", "paths: {/a: {post: {operationId: a, requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/A'}}}}, responses: {'204': {description: d}}}}}\n" + _schema("{type: object, required: [a], properties: {a: {type: string, ▸readOnly: true}}}"), "remove `readOnly`"),
    ("W464", _schema("{type: string, ▸format: datetime}"), "did you mean date-time?"),
    ("W464", _schema("{type: string, ▸format: int32}"), "type: integer"),
    ("W464", _schema("{type: integer, ▸format: date-time}"), "type: string"),
    ("W465", _schema("{type: string, readOnly: true, ▸writeOnly: true}"), "remove one"),
    ("W466", _schema("{type: [string, 'null'], ▸enum: [a]}"), "add null"),
    ("W467", _schema("{▸type: array}"), "add items"),
    ("W468", _schema("{oneOf: [{$ref: '#/components/schemas/B'}, {$ref: '#/components/schemas/C'}], discriminator: {propertyName: k, mapping: {▸d: '#/components/schemas/D'}}}\n    B: {type: object, required: [k], properties: {k: {const: b}}}\n    C: {type: object, required: [k], properties: {k: {const: c}}}\n    D: {type: object, required: [k], properties: {k: {const: d}}}"), "add that schema"),
    ("W468", _schema("{oneOf: [▸{$ref: '#/components/schemas/B'}, {$ref: '#/components/schemas/C'}], discriminator: {propertyName: k}}\n    B: {type: object, properties: {k: {type: string}}}\n    C: {type: object, required: [k], properties: {k: {type: string}}}"), "to required"),
    ("W468", _schema("{oneOf: [{$ref: '#/components/schemas/B'}, {$ref: '#/components/schemas/C'}], discriminator: {propertyName: k, mapping: {▸x: B, c: C}}}\n    B: {type: object, required: [k], properties: {k: {const: b}}}\n    C: {type: object, required: [k], properties: {k: {const: c}}}"), 'write "b"'),
    ("W469", _schema(r"{type: string, ▸pattern: '(?P<year>\d{4})'}".replace("▸pattern: ", "pattern: ▸")), "?<name>"),
    ("W469", _schema(r"{type: string, pattern: ▸'\A[a-z]+\Z'}"), "^ or $"),
    ("W469", _schema(r"{type: string, pattern: ▸'(?i)abc'}"), "both cases"),
    ("W470", _schema("{oneOf: [{type: integer}, ▸{type: number}]}"), "anyOf"),
    ("W470", _schema("{oneOf: [{type: object, properties: {a: {type: string}}}, ▸{type: object, properties: {b: {type: string}}}]}"), "tells them apart"),
    ("W470", _schema("{oneOf: [{enum: [a, b]}, {type: boolean}, ▸{enum: [b, c]}]}"), "anyOf"),
    ("W470", _schema("{oneOf: [{type: string}, ▸{type: string, format: uuid}]}"), "anyOf"),
    # Conventions of the document that an operation does not keep
    ("W446", "x-pagination: {style: page, ▸page: page, items: /data, until: empty}\npaths: {/a: {get: {operationId: listA, x-pagination: {items: /data}, responses: {'200': {description: d, content: {application/json: {schema: {type: object, properties: {data: {type: array, items: {}}}}}}}}}}}", "add the parameter"),
    # Examples and defaults, through references
    ("W401", _operation("responses: {'200': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/A'}, ▸example: 5}}}}".replace("▸example: ", "example: ▸"), _schema("{type: string}")), "quotes"),
    ("W401", _operation("responses: {'200': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/A'}, examples: {e: {value: ▸{id: 5}}}}}}}".replace("▸{id: 5}", "{id: ▸5}"), _schema("{type: object, properties: {id: {type: string}}}")), "quotes"),
    ("W401", _operation(f"parameters: [{{name: q, in: query, schema: {{$ref: '#/components/schemas/A'}}, example: ▸x}}], {OK}", _schema("{type: integer}")), "write a number"),
    ("W401", "components:\n  headers: {H: {schema: {$ref: '#/components/schemas/A'}, example: ▸x}}\n  schemas:\n    A: {type: integer}\n", "write a number"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "text", "mend"), PLANTED)
def test_a_planted_mistake_is_told_at_its_place(tmp_path: Path, code: str, text: str, mend: str):
    found = expect(tmp_path, code, text, mend)
    assert len(found.message) < 100


SOUND = [
    "{type: integer, exclusiveMinimum: 5, maximum: 6}",
    "{type: number, exclusiveMinimum: 5, exclusiveMaximum: 6}",
    "{allOf: [{type: number}, {type: integer}]}",
    "{allOf: [{type: [string, 'null']}, {type: string}]}",
    "{allOf: [{type: object, properties: {a: {}}}, {properties: {b: {}}}], unevaluatedProperties: false}",
    "{type: [string, 'null'], enum: [a, null]}",
    "{type: [string, integer], maxLength: 5, maximum: 3}",
    "{type: string, format: money}",
    "{type: integer, format: uint32}",
    "{if: {required: [a]}, else: {required: [b]}}",
    r"{type: string, pattern: '^[a-z*+?=]+(?:\.[a-z]+)*$'}",
    r"{type: string, pattern: '(?<year>\d{4})(?=x)(?<!y)'}",
    "{type: array, prefixItems: [{}]}",
    "{allOf: [{type: array, items: {}}, {type: array, minItems: 1}]}",
    "{type: string, const: a, enum: [a, b]}",
    "{oneOf: [{type: string}, {type: integer}]}",
    "{oneOf: [{type: object, required: [a], properties: {a: {const: x}}}, {type: object, required: [a], properties: {a: {const: y}}}]}",
    "{oneOf: [{type: string, maxLength: 3}, {type: string, minLength: 4}]}",
    "{anyOf: [{type: integer}, {type: number}]}",
]


@pytest.mark.parametrize("schema", SOUND)
def test_what_can_be_meant_is_let_alone(tmp_path: Path, schema: str):
    assert {d.code for d in check(tmp_path, _schema(schema))} <= {"H370", "H473"}


def test_addresses_that_are_relative_or_templates_are_let_alone(tmp_path: Path):
    text = """
        servers: [{url: /v1}, {url: 'https://{host}:8443/v1', variables: {host: {default: a}}}, {url: ./api}]
        externalDocs: {url: ../docs}
        paths: {}
        """
    assert check(tmp_path, text) == []


def test_links_and_callbacks_that_lead_somewhere_are_let_alone(tmp_path: Path):
    text = """
        paths:
          /a/{id}:
            post:
              operationId: makeA
              parameters: [{name: id, in: path, required: true, schema: {type: string}}]
              requestBody:
                content: {application/json: {schema: {type: object, properties: {url: {type: string}}}}}
              callbacks: {done: {'{$request.body#/url}?id={$request.path.id}': {}}}
              responses:
                "200":
                  description: d
                  content: {application/json: {schema: {type: object, properties: {id: {type: string}}}}}
                  links:
                    self: {operationId: makeA, parameters: {path.id: $response.body#/id}}
                    same: {operationRef: '#/paths/~1a~1{id}/post', parameters: {id: fixed}}
                    head: {operationId: makeA, parameters: {id: $response.header.X-Id}}
        """
    assert check(tmp_path, text) == []


# Documents that would keep a validator busy for hours


@pytest.mark.parametrize("kind", ["references", "parts", "members"])
def test_unions_of_unions_cost_what_they_hold(tmp_path: Path, kind: str):
    levels, schemas, value = 60, {}, "5"
    for level in range(levels):
        ref = f"{{$ref: '#/components/schemas/A{level + 1}'}}"
        member = {
            "references": ref,
            "parts": f"{{allOf: [{ref}]}}",
            "members": f"{{type: object, properties: {{x: {ref}}}}}",
        }[kind]
        schemas[f"A{level}"] = f"anyOf: [{member}, {member}]"
        value = f"{{x: {value}}}" if kind == "members" else value
    schemas["A0"] += f", examples: [{value}]"
    schemas[f"A{levels}"] = "type: string"
    text = "components:\n  schemas:\n" + "".join(f"    {n}: {{{s}}}\n" for n, s in schemas.items())
    found = [d for d in check(tmp_path, text) if d.code == "W401"]
    assert [d.message.rpartition(": ")[2] for d in found] == ["5 is a number, not text"]


def test_a_path_full_of_stars_is_matched_in_one_pass():
    long = "/" + "a" * 5000
    assert not rule_matches({"path": "/" + "*a" * 40 + "b"}, "GET", long)
    assert not rule_matches({"path": "/**" * 40 + "/b"}, "GET", "/a" * 2000)
    assert rule_matches({"path": "/**/items/*"}, "GET", "/a/b/items/1")
    assert rule_matches({"path": "/a*c/d"}, "GET", "/abbc/d")
    assert not rule_matches({"path": "/a*c"}, "GET", "/ac")
    assert not rule_matches({"path": "/a/*"}, "GET", "/a/b/c")


def test_thousands_of_misspelt_names_are_told_without_comparing_all(tmp_path: Path):
    refs = "".join(f"    B{i}: {{$ref: '#/components/schemas/Aa{i}x'}}\n" for i in range(2000))
    names = "".join(f"    Aa{i}: {{type: string}}\n" for i in range(2000))
    found = check(tmp_path, f"components:\n  schemas:\n{names}{refs}")
    assert len([d for d in found if d.code == "E104"]) == 2000
    shown = render(found)
    assert "more findings" in shown
    assert shown.count(": E104 ") == 1000


def test_only_a_regular_file_is_read_to_quote_a_line(tmp_path: Path):
    pipe = tmp_path / "pipe.yaml"
    os.mkfifo(pipe)
    sparse = tmp_path / "huge.yaml"
    with sparse.open("wb") as file:
        file.truncate(10 * 1024**3)
    for path in (pipe, sparse, Path("/dev/zero")):
        span = Span(str(path), 1, 1)
        assert "|" not in render([Diagnostic("E001", "error", "unread", span)])
