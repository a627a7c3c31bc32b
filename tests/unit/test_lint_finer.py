"""Mistakes of a third reading of the standard and of our vocabulary, one a document, at its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.marked import PRELUDE as NEW
from tests.unit.marked import check, expect
from tests.unit.test_lint_versions import OLD

LATER = "TO" + "DO"
OK = 'responses: {"200": {description: ok}}'


def _a(schema: str, more: str = "") -> str:
    return f"paths: {{}}\ncomponents:\n  schemas:\n    A: {schema}\n{more}"


def _get(said: str, root: str = "") -> str:
    return f"{root}paths: {{/a: {{get: {{operationId: getA, {said}}}}}}}\n"


def _link(value: str) -> str:
    return (
        "paths:\n  /a/{id}:\n    get:\n      operationId: getA\n"
        "      parameters: [{name: id, in: path, required: true, schema: {type: string}}]\n"
        "      responses: {'200': {description: d, headers: {X-Id: {schema: {type: string}}}, "
        f"links: {{l: {{operationId: getA, parameters: {{▸id: {value}}}}}}}}}}}\n"
    )


def _hook(said: str) -> str:
    return (
        "webhooks:\n  moved:\n    post:\n      operationId: moved\n"
        f"      x-webhook-signature: {{header: X-S, {said}}}\n      {OK}\n"
    )


def _pages(said: str, page: str) -> str:
    return _get(
        f"x-pagination: {{items: /data, {said}}}, parameters: [{{name: p, in: query, {page}}}], "
        "responses: {'200': {description: d, content: {application/json: {schema: {type: object, "
        "properties: {data: {type: array, items: {}}, next: {type: string}}}}}}}"
    )


def _things(said: str, *, on: str = "get") -> str:
    body = (
        "requestBody: {content: {application/json: {schema: {type: object, "
        "properties: {name: {type: string}}}}}}"
    )
    get = f"x-sandbox: {said}, " if on == "get" else ""
    post = f"x-sandbox: {said}, " if on == "post" else ""
    return (
        f"paths:\n  /a:\n    get: {{operationId: getA, {get}responses: {{'200': {{description: d, "
        "content: {application/json: {schema: {type: object, "
        "properties: {weight: {type: number}}}}}}}}\n"
        f"    post: {{operationId: makeA, {post}{body}, {OK}}}\n"
    )


UNION = (
    "{▸oneOf: [{$ref: '#/components/schemas/B'}, {$ref: '#/components/schemas/C'}], "
    "discriminator: {propertyName: k}}"
)
MEMBERS = (
    "    B: {type: object, required: [k], properties: {k: {const: B}}}\n"
    "    C: {type: object, required: [k], properties: {k: {const: C}}}\n"
)
TWICE = UNION.replace("▸oneOf", "oneOf").replace(
    "/C'}]", "/C'}, ▸{$ref: '#/components/schemas/B'}]"
)
ELSEWHERE = UNION.replace("▸", "").replace("propertyName: k", "▸propertyName: other")
WIRE = "x-wire: {date: d.m.Y, date-time: 'Y-m-d H:i:s', empty-map: list}\n"
BODY = "requestBody: {content: {application/json: {schema: {type: object, properties: {thing: {type: object}}}}}}"

PLANTED: list[tuple[str, str, str, str]] = [
    (NEW, "E110", _a("\n      ▸$ref: #/components/schemas/B\n    B: {type: string}"), "in quotes"),
    # Schemas
    (NEW, "H476", _a("{type: string, pattern: ▸'^[A-z]+$'}"), "A-Za-z"),
    (NEW, "H476", _a("{type: string, pattern: ▸'^[0-9]+|[a-z]+$'}"), "^(?:…|…)$"),
    (NEW, "H476", _a("{type: object, patternProperties: {▸'^x[A-z]$': {}}}"), "A-Za-z"),
    (NEW, "W463", _a("{type: number, ▸minimum: 0, exclusiveMinimum: 0}"), "remove it"),
    (NEW, "W463", _a("{type: number, maximum: 5, ▸exclusiveMaximum: 6}"), "remove it"),
    (NEW, "W464", _a("{type: string, ▸format: emial}"), "did you mean email?"),
    (NEW, "W375", _a(TWICE, MEMBERS), "remove one"),
    (NEW, "E406", _a(ELSEWHERE, MEMBERS), "did you mean k?"),
    (NEW, "H378", _a("{type: string, enum: [done, cancelled, ▸canceled]}"), "the same"),
    (NEW, "H378", _a("{type: string, enum: [grey, ▸GRAY]}"), "the same"),
    (NEW, "H378", _a("{type: string, enum: [colour, ▸color]}"), "the same"),
    (NEW, "H370", f"paths: {{/a: {{get: {{operationId: a, parameters: [{{name: q, in: query, schema: {{$defs: {{▸Never: {{}}}}, type: string}}}}], {OK}}}}}}}\n", "remove it"),
    (NEW, "W405", _a("{type: object, required: [made_at, ▸make_at], properties: {made_at: {}}}"), "add the property"),
    (OLD, "W401", _a("{type: object, properties: {a: {type: integer}}, example: {a: ▸{$ref: '#/x'}}}"), "leads to"),
    (NEW, "W401", _a("{type: object, properties: {a: {type: object}}, examples: [{a: ▸null}]}"), "an object"),
    # Words
    (NEW, "W372", _get(f"▸description: {LATER}, {OK}"), "write what it is"),
    (NEW, "W372", _get(f"▸summary: '...', {OK}"), "write what it is"),
    (NEW, "W372", _get(f"▸description: '{LATER}: say it', {OK}"), "write what it is"),
    (NEW, "W372", _get(f"▸summary: Lorem ipsum dolor, {OK}"), "write what it is"),
    # Parameters, media types, links, callbacks
    (OLD, "W363", _get(f"parameters: [{{name: X-A, in: header, ▸allowEmptyValue: true, schema: {{type: string}}}}], {OK}"), "remove it"),
    (NEW, "W379", _get("responses: {'200': {description: d, content: {▸application/gif: {}}}}"), "image/gif"),
    (NEW, "W379", _get("responses: {'200': {description: d, content: {▸plain/text: {}}}}"), "text/plain"),
    (NEW, "W380", _link("$response.header.X-Ident"), "did you mean X-Id?"),
    (NEW, "W380", f"paths: {{/a: {{post: {{operationId: a, requestBody: {{content: {{application/json: {{schema: {{type: object, properties: {{n: {{type: integer}}}}}}}}}}}}, callbacks: {{c: {{▸'{{$request.body#/n}}': {{post: {{operationId: b, {OK}}}}}}}}}, {OK}}}}}}}\n", "the address"),
    (NEW, "W367", "servers: [{url: https://a.test, variables: {e: {default: p, enum: [p, d]}}, x-paths: {e: {d: {/a: /b}}, ▸f: {d: {/a: /b}}}}]\npaths: {}\n", "did you mean e?|add it"),
    # Our extensions
    (NEW, "W401", WIRE + _a("{type: string, format: date, examples: [31.12.2020, ▸'2020-12-31']}"), "write it as 31.01.2026"),
    (NEW, "W401", WIRE + _a("{type: string, x-wire: 'H:i', examples: ['12:00', ▸noon]}"), "write it as 12:00"),
    (NEW, "E402", WIRE + _a("{type: string, format: date, default: ▸'2020-12-31'}"), "write it as 31.01.2026"),
    (NEW, "E423", f"x-envelope: {{▸request: think, response: null}}\npaths: {{/a: {{post: {{operationId: a, {BODY}, {OK}}}}}}}\n", "did you mean thing?"),
    (NEW, "W481", f"x-request-id: {{send: X-Id}}\nx-retry: {{▸idempotency-header: x-id}}\npaths: {{/a: {{post: {{operationId: a, {OK}}}}}}}\n", "another one"),
    (NEW, "W481", _get(f"x-retry: {{▸idempotency-header: X-Key}}, {OK}"), "remove it"),
    (NEW, "W482", _pages("style: page, page: p, ▸first: 0", "schema: {type: integer, minimum: 1}"), "write first: 1"),
    (NEW, "W482", _pages("style: cursor, next: /next, ▸page: p", "style: deepObject, explode: true, schema: {type: object, properties: {a: {type: string}}}"), "text or a number"),
    (NEW, "W492", _hook("algorithm: hmac-sha256, ▸prefix: 'sha512='"), "agree"),
    (NEW, "W492", _hook("algorithm: hmac-sha256, signed: '{timestamp}{body}', timestamp: {header: X-T, ▸tolerance: 300000}"), "write 300"),
    (NEW, "H378", _get(f"parameters: [{{name: X-Request-Id, in: header, schema: {{type: string}}}}], {OK}", "x-request-id: {send: ▸X-Request-ID}\n"), "alike"),
    (NEW, "W488", _get(OK, "x-request-id: {receive: [X-Id, ▸x-id]}\n"), "remove one"),
    (NEW, "W433", _things("{formulas: {▸/wieght: 5 * 2}}"), "did you mean weight?"),
    (NEW, "W433", _things("{require: [{▸that: request.body.nme, status: 200}]}", on="post"), "did you mean name?"),
]  # fmt: skip


@pytest.mark.parametrize(("prelude", "code", "text", "mend"), PLANTED)
def test_a_mistake_is_told_at_its_place_with_its_mend(
    tmp_path: Path, prelude: str, code: str, text: str, mend: str
):
    mends = mend.split("|")
    found = expect(tmp_path, code, text, "", prelude=prelude)
    assert any(words in found.mend for words in mends), found
    assert len(found.message) < 100
    assert len(found.mend) < 100


SOUND = [
    _a("{type: string, format: int64}"),
    _a("{type: string, enum: [episode, clip, 'episode,clip']}"),
    _a("{type: string, pattern: '^$|^[a-z]+$'}"),
    _a("{type: string, pattern: '^(?:a|b)$'}"),
    _a("{type: string, pattern: 'a|b'}"),
    _a("{type: string, enum: [cancelled, cancelling]}"),
    _a("{type: string, enum: [hour, for, four]}"),
    _a("{type: object, $defs: {B: {type: string}}, properties: {b: {$ref: '#/components/schemas/A/$defs/B'}}}"),
    _a("{type: number, minimum: 0, exclusiveMaximum: 1}"),
    WIRE + _a("{type: object, additionalProperties: {type: string}, examples: [[], {a: b}]}"),
    WIRE + _a("{type: [string, 'null'], format: date-time, examples: ['2020-12-31 12:00:00', null]}"),
    _get("responses: {'200': {description: d, content: {'*/*': {schema: {type: string, format: binary}, example: {a: 1}}}}}"),
    _get(f"parameters: [{{name: q, in: query, allowEmptyValue: true, schema: {{type: string}}}}], {OK}"),
    _get(f"description: Todo lists of a user, {OK}"),
]  # fmt: skip


@pytest.mark.parametrize("text", SOUND)
def test_what_is_right_is_let_alone(tmp_path: Path, text: str):
    assert [(d.code, d.message) for d in check(tmp_path, text)] == []


def test_members_that_overlap_are_one_mistake_however_many_examples_show_it(tmp_path: Path):
    text = _a("{oneOf: [{type: integer}, {type: integer, maximum: 500}], examples: [3, 4, 5, 6]}")
    told = [d for d in check(tmp_path, text) if "fits 2 members" in d.message]
    assert len(told) == 1


def test_paths_that_cross_are_shown_from_where_they_part(tmp_path: Path):
    begin = "/warehouses/{warehouse}/departments/{department}/shelves"
    get = "{get: {operationId: %s, responses: {'200': {description: d}}}}"
    text = f"paths:\n  {begin}/{{shelf}}/old: {get % 'a'}\n  {begin}/new/{{box}}: {get % 'b'}\n"
    told = next(d for d in check(tmp_path, text) if d.code == "H376")
    assert "/…/new/{box} and /…/{shelf}/old both fit" in told.message
