"""Directions of `x-sandbox` a row a line: what is told of each, and its neighbour that can be followed."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.marked import Table


def _json(schema: str) -> str:
    return f"content: {{application/json: {{schema: {schema}}}}}"


BODY = f"requestBody: {{{_json('{type: object, properties: {code: {type: string}, amount: {type: integer}}}')}}}"
REFUSED = "responses: {'200': {description: d, content: {application/json: {schema: {type: object}, examples: {fresh: {value: {}}}}}}, '409': {description: d, content: {application/json: {schema: {type: object}, examples: {taken: {value: {}}}}}}, 5XX: {description: d}}"
SANDBOX = [
    ("{require: [{that: request.body.code == 1, status: 409}]}", ""),
    ("{require: [{that: request.body.cod == 1, status: 409}]}", "W433"),
    ("{require: [{that: request.body.other == 1, status: 409}]}", "W433"),
    ("{require: [{that: request.query.q == 1, status: 409}]}", ""),
    ("{require: [{that: request.query.r == 1, status: 409}]}", "W433"),
    ("{require: [{that: request.path.q == 1, status: 409}]}", "W433"),
    ("{require: [{if: request.query.r == 1, that: 1 == 1, status: 409}]}", "W433"),
    ("{require: [{that: 1 == 1, status: 409, example: taken}]}", ""),
    ("{require: [{that: 1 == 1, status: 409, example: takn}]}", "E432"),
    ("{require: [{that: 1 == 1, status: 404}]}", "E432"),
    ("{require: [{that: 1 == 1, status: 503}]}", ""),
    ("{require: [{that: 1 +, status: 409}]}", "E430"),
    ("{require: [{if: 1 +, that: 1 == 1, status: 409}]}", "E430"),
    ("{require: [{of: /things/1, that: 1 == 1, status: 409}]}", ""),
    ("{require: [{of: /nothing/1/a, that: 1 == 1, status: 409}]}", "E431"),
    ("{status: 200}", ""),
    ("{status: 201}", "E432"),
    ("{subject: /code}", ""),
    ("{subject: /cod}", "W433"),
    ("{about: '/things/{id}'}", ""),
    ("{about: /things}", ""),
    ("{about: /thing}", "E431"),
    ("{about: '/things/{key}'}", "E431"),
    ("{fresh: fresh}", "W433"),
    ("{fresh: frsh}", "E432 W433"),
    ("{sort: q}", "W433"),
    ("{filters: [q]}", "W433"),
    ("{effects: {/things: {name: 1}}}", ""),
    ("{effects: {/thinks: {name: 1}}}", "E431"),
    ("{effects: {'/things/{1 +}': {name: a}}}", "E430"),
    ("{effects: {'/things/{request.body.code}': {name: a}}}", ""),
    ("{effects: {'/things/{request.body.code}': {name: 5}}}", "W433"),
    ("{effects: {'/things/{request.body.code}': {name: null}}}", ""),
    ("{effects: {'/things/{request.body.code}': {name: =1 +}}}", "E430"),
    ("{effects: {'/things/{request.body.code}': {name: =price * 2}}}", ""),
    ("{effects: {'/things/{request.body.code}': {prise: 5}}}", "W433"),
    ("{effects: {'/things/{request.body.code}': {others: a}}}", ""),
    ("{effects: {'/things/{request.body.code}': {price: 1.5}}}", ""),
    ("{effects: {'/things/{request.body.code}': {state: gone}}}", "W433"),
    ("{effects: {'/things/{request.body.code}': {state: new}}}", ""),
    ("{later: {after: 5, effects: {'/things/{request.body.code}': {state: gone}}}}", "W433"),
    ("{visitor: X-A}", "W433"),
    ("{when: {query: {q: 1}}}", "W433"),
    ("{resolve: {code: /things}}", ""),
    ("{resolve: {code: /thinks}}", "E431"),
    ("{known: {code: /thinks}}", "E431"),
    ("{members: {name: =1 +}}", "E430"),
    ("{members: {name: '=request.body.code'}}", ""),
]  # fmt: skip
READ = [
    ("{filters: [q]}", ""),
    ("{filters: [r]}", "E435"),
    ("{filters: [head]}", "E435"),
    ("{filters: [f.since]}", ""),
    ("{filters: [f.snice]}", "E435"),
    ("{filters: [g.since]}", "E435"),
    ("{filters: {q: name == request.query.q}}", ""),
    ("{filters: {q: name}}", ""),
    ("{filters: {q: name ==}}", "E430"),
    ("{filters: {r: name == 1}}", "E435"),
    ("{sort: q}", ""),
    ("{sort: qq}", "E435"),
    ("{formulas: {/price: price * 2}}", ""),
    ("{formulas: {/price: price *}}", "E430"),
    ("{formulas: {/prise: price * 2}}", "W433"),
    ("{formulas: {/memory: price * 2}}", ""),
    ("{lines: {within: lines}}", ""),
    ("{lines: {within: linse}}", "W433"),
    ("{lines: {within: parts}}", ""),
    ("{lines: {within: lines, most: 5 +}}", "E430"),
    ("{lines: {within: lines, same: [name, 1 +]}}", "E430"),
    ("{lines: {within: lines, source: /things}}", ""),
    ("{lines: {within: lines, source: /thinks}}", "E431"),
    ("{lines: {within: lines, members: {a: =1 +}}}", "E430"),
]  # fmt: skip
WRAPPED = [
    ("{formulas: {/price: price * 2}}", ""),
    ("{formulas: {/prise: price * 2}}", "W433"),
    ("{formulas: {/dta: price * 2}}", ""),
    ("{lines: {within: linse}}", "W433"),
    ("{lines: {within: lines}}", ""),
]  # fmt: skip
WHEN = [
    ("{query: {q: 1}}", ""),
    ("{query: {r: 1}}", "W433"),
    ("{query: {Q: 1}}", "W433"),
    ("{header: {X-H: 1}}", ""),
    ("{header: {x-h: 1}}", ""),
    ("{header: {X-I: 1}}", "W433"),
    ("{path: {q: 1}}", "W433"),
    ("{body: {code: 1}}", ""),
    ("{body: {cod: 1}}", "W433"),
    ("{body: {other: 1}}", "W433"),
]  # fmt: skip
THING = "{type: object, properties: {name: {type: string}, price: {type: number}, state: {enum: [new, old]}, lines: {type: array, items: {type: object, properties: {name: {type: string}}}}}}"
THINGS = f"""
  /things: {{get: {{operationId: getThings, responses: {{'200': {{description: d, {_json("{type: array, items: " + THING + "}")}}}}}}}}}
  '/things/{{id}}': {{get: {{operationId: getThing, parameters: [{{name: id, in: path, required: true, schema: {{type: string}}}}], responses: {{'200': {{description: d, {_json(THING)}}}}}}}}}
"""
TABLES = {
    "sandbox": Table(SANDBOX, f"  /p#: {{post: {{operationId: op#, x-sandbox: §, parameters: [{{name: q, in: query, schema: {{type: string}}}}], {BODY}, {REFUSED}}}}}", end=THINGS),
    "read": Table(READ, f"  /p#: {{get: {{operationId: op#, x-sandbox: §, parameters: [{{name: q, in: query, schema: {{type: string}}}}, {{name: head, in: header, schema: {{type: string}}}}, {{name: f, in: query, style: deepObject, explode: true, schema: {{type: object, properties: {{since: {{type: string}}}}}}}}], responses: {{'200': {{description: d, {_json(THING)}}}}}}}}}", end=THINGS),
    "wrapped": Table(WRAPPED, f"  /p#: {{get: {{operationId: op#, x-sandbox: §, responses: {{'200': {{description: d, {_json('{type: object, properties: {data: ' + THING + '}}')}}}}}}}}}", "x-envelope: data\npaths:\n"),
    "when": Table(WHEN, f"  /p#: {{post: {{operationId: op#, parameters: [{{name: q, in: query, schema: {{type: string}}}}, {{name: X-H, in: header, schema: {{type: string}}}}], {BODY}, responses: {{'200': {{description: d, content: {{application/json: {{schema: {{type: object}}, examples: {{e: {{value: {{}}, x-sandbox: {{when: §}}}}}}}}}}}}}}}}}}"),
}  # fmt: skip


@pytest.mark.parametrize("name", TABLES)
def test_what_is_found_in_each_line(tmp_path: Path, name: str) -> None:
    assert TABLES[name].told(tmp_path) == TABLES[name].rows
