"""Words that contradict, repeat or idle, one mistake a document, at its place with its mend."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.marked import check, expect

OK = 'responses: {"200": {description: ok}}'
PAGES = 'responses: {"200": {description: d, content: {application/json: {}}}}'
ID = "parameters: [{name: id, in: path, required: true, schema: {type: string}}]"
ORDER = "{type: object, properties: {id: {type: string}, colour: {enum: [red, blue]}, rows: {type: array, items: {}}}}"
SHOWN = (
    f'responses: {{"200": {{description: d, content: {{application/json: {{schema: {ORDER}}}}}}}}}'
)


def _schema(text: str) -> str:
    return f"components:\n  schemas:\n    A: {text}\n"


def _get(text: str, root: str = "") -> str:
    return f"{root}paths: {{/a: {{get: {{operationId: getA, {text}}}}}}}\n"


def _sandbox(said: str, *, on: str = "post", root: str = "") -> str:
    body = "requestBody: {content: {application/json: {schema: {type: object, properties: {code: {type: string}}}}}}"
    get = f"x-sandbox: {said}, " if on == "get" else ""
    post = f"x-sandbox: {said}, " if on == "post" else ""
    return f"""
{root}paths:
  /orders/{{id}}:
    {ID}
    get: {{operationId: getOrder, {get}{SHOWN}}}
    post: {{operationId: change, {post}{body}, {OK}}}
"""


def _when(said: str) -> str:
    return _get(
        "parameters: [{name: q, in: query, schema: {type: string}}], responses: {'200': {description: d, "
        f"content: {{application/json: {{schema: {{}}, examples: {{e: {{value: 1, x-sandbox: {{when: {said}}}}}}}}}}}}}}}"
    )


def _hook(said: str) -> str:
    return f"webhooks:\n  moved:\n    post:\n      operationId: moved\n      x-webhook-signature: {said}\n      {OK}\n"


PLANTED: list[tuple[str, str, str]] = [
    # Values
    ("W471", _schema("{type: string, pattern: '^[A-Z]+$', enum: [A, ▸b]}"), "correct"),
    ("W471", _schema("{type: string, maxLength: 2, enum: [▸red]}"), "correct"),
    ("W471", _schema("{type: integer, minimum: 5, const: ▸3}"), "correct"),
    ("W472", _schema("{type: string, enum: [red, ▸'blue ']}"), 'write "blue"'),
    ("W460", _schema("{type: string, format: date-time, ▸maxLength: 10}"), "raise it to"),
    ("W460", _schema("{type: array, items: {type: boolean}, uniqueItems: true, ▸minItems: 3}"), "lower"),
    ("W460", _schema("{type: array, items: {enum: [a, b]}, uniqueItems: true, ▸minItems: 3}"), "lower"),
    ("W460", _schema("{type: array, prefixItems: [{}], items: false, ▸minItems: 2}"), "lower"),
    ("W460", _schema("{type: array, items: {type: string}, ▸contains: {type: integer}}"), "agree"),
    ("W460", _schema("{▸not: {}}"), "remove it"),
    ("W460", _schema("{type: object, ▸minProperties: 2, properties: {a: {}}, additionalProperties: false}"), "lower"),
    ("W460", _schema("{type: integer, ▸multipleOf: 10, minimum: 1, maximum: 9}"), "widen"),
    ("W463", _schema("{type: object, propertyNames: {▸type: integer}}"), "type: string"),
    ("W463", _schema("{type: array, items: {}, ▸minContains: 2}"), "add contains"),
    ("W463", _schema("{type: string, ▸contentSchema: {}}"), "add contentMediaType"),
    ("W464", _schema("{type: string, ▸contentEncoding: base46}"), "did you mean base64?"),
    ("W312", _schema("{type: string, ▸contentMediaType: png}"), "image/png"),
    ("W405", _schema("{type: object, properties: {a: {}}, dependentRequired: {▸b: [a]}}"), "add the"),
    ("W405", _schema("{type: object, properties: {name: {}}, dependentRequired: {name: [▸nam]}}"), "name?"),
    ("W468", _schema("{type: object, properties: {k: {}}, ▸discriminator: {propertyName: k}}"), "oneOf"),
    # Said twice
    ("W375", _get(f"tags: [a, ▸a], {OK}"), "remove one"),
    ("W375", "servers: [{url: /v1}, {▸url: /v1}]\npaths: {}\n", "remove one"),
    ("W375", "servers: [{url: '/{v}', variables: {v: {default: a, enum: [a, ▸a]}}}]\npaths: {}\n", "remove"),
    ("W375", _get('responses: {"200": {description: d, content: {text/plain: {}, ▸TEXT/PLAIN: {}}}}'), "one"),
    ("W375", _get(f"parameters: [{{▸name: x-key, in: header, schema: {{}}}}], {OK}", "security: [{k: []}]\ncomponents: {securitySchemes: {k: {type: apiKey, in: header, name: X-Key}}}\n"), "scheme"),
    ("H376", f"""
paths:
  /a/{{id}}/new: {{get: {{operationId: a, {ID}, {OK}}}}}
  ▸/a/old/{{id}}: {{get: {{operationId: b, {ID}, {OK}}}}}
""", "literal parts"),
    # Places
    ("W360", _get(f"parameters: [{{▸name: a b, in: cookie, schema: {{}}}}], {OK}"), "a-b"),
    ("W363", f"paths: {{'/a/{{id}}': {{get: {{operationId: a, parameters: [{{name: id, in: path, required: true, schema: {{▸type: [string, 'null']}}}}], {OK}}}}}}}\n", "null"),
    ("W363", f"paths: {{'/a/{{id}}': {{get: {{operationId: a, parameters: [{{name: id, in: path, required: true, schema: {{type: string, ▸maxLength: 0}}}}], {OK}}}}}}}\n", "raise"),
    ("W364", "components: {requestBodies: {B: {content: {multipart/form-data: {schema: {▸type: string}}}}}}", "object"),
    ("W364", "components: {requestBodies: {B: {content: {multipart/form-data: {schema: {▸type: array, items: {}}}}}}}", "object"),
    ("W312", "components: {requestBodies: {B: {content: {multipart/form-data: {schema: {type: object, properties: {f: {}}}, encoding: {f: {▸contentType: json}}}}}}}", "image/png"),
    ("W367", "servers: [{▸url: 'ftp://x.test/v1'}]\npaths: {}\n", "https://"),
    ("E204", _get('responses: {"200": {description: d, content: {a/json: {schema: {}, ▸example: 1, examples: {a: {value: 1}}}}}}'), "keep one"),
    ("W381", f"paths: {{'/a/{{id}}': {{get: {{operationId: a, {ID}, responses: {{'200': {{description: d, links: {{L: ▸{{operationId: a}}}}}}}}}}}}}}\n", "parameters"),
    ("W381", _get("responses: {'200': {description: d, links: {L: {operationId: getA, ▸requestBody: 1}}}}"), "remove it"),
    # Deadlines, states, signatures, headers
    ("W490", _get(f"▸x-deadline: null, {OK}"), "remove it"),
    ("W490", _get(f"▸x-deadline: {{total: 5}}, {OK}", "x-deadline: {total: 5}\n"), "remove it"),
    ("W490", f"webhooks: {{moved: {{post: {{operationId: m, ▸x-deadline: {{total: 5}}, {OK}}}}}}}\n", "remove it"),
    ("W491", _get(f"deprecated: true, ▸x-status: planned, {OK}"), "remove one"),
    ("W491", f"webhooks: {{moved: {{post: {{operationId: m, ▸x-status: beta, {OK}}}}}}}\n", "remove it"),
    ("W491", f"paths:\n  /a: {{get: {{operationId: a, deprecated: true, x-deprecation: {{use: ▸b}}, {OK}}}}}\n  /b: {{get: {{operationId: b, x-status: planned, {OK}}}}}\n", "that is there"),
    ("W492", _hook("{header: X-S, algorithm: hmac-sha256, timestamp: {header: X-T}, ▸signed: '{timestamp}'}"), "{body}"),
    ("W492", _hook("{header: X-S, algorithm: hmac-sha256, ▸signed: '{key-id}{body}'}"), "key-id"),
    ("W492", _hook("{header: X-S, algorithm: hmac-sha256, ▸signed: '{timestamp}{body}'}"), "add `timestamp"),
    ("W488", _hook("{header: X-S, algorithm: hmac-sha256, ▸key-operation: getKey}"), "remove it"),
    ("W488", _hook("{header: X-S, algorithm: rsa-sha256, ▸secret: whole}"), "remove it"),
    ("E203", _get(f"parameters: [{{name: q, in: query, style: ▸matrix, schema: {{type: string}}}}], {OK}"), "write one of"),
    ("E203", _get(f"parameters: [{{name: X-Q, in: header, style: ▸form, schema: {{type: string}}}}], {OK}"), "write \"simple\""),
    ("W433", _when("{query: {▸p: 1}}"), "correct the name"),
    ("W433", _when("{header: {▸X-P: 1}}"), ""),
    ("E424", f"x-parameter-groups: [▸{{at-most-one: [a, b]}}]\npaths: {{/a: {{get: {{operationId: a, parameters: [{{name: a, in: query, schema: {{}}}}], {OK}}}}}, /b: {{get: {{operationId: b, parameters: [{{name: b, in: query, schema: {{}}}}], {OK}}}}}}}\n", "name those of one"),
    ("W401", _schema("{oneOf: [{type: integer}, {maximum: 5}], example: ▸3}"), "write anyOf"),
    ("W401", _schema("{type: object, properties: {a: {type: object, additionalProperties: {type: integer}}}, example: {a: {b: ▸x}}}"), ""),
    ("W401", _schema("{type: object, additionalProperties: false, properties: {a: {}}, example: ▸{b: 1}}"), ""),
    ("W492", _hook("{header: X-S, algorithm: hmac-sha256, timestamp: {▸header: x-s}, signed: '{timestamp}{body}'}"), "its header"),
    ("W487", f"x-retry: {{▸idempotency-header: Authorization}}\n{_get(OK)}", "of its own"),
    ("W487", f"x-request-id: {{▸send: Content-Type}}\n{_get(OK)}", "of its own"),
    ("W480", f"x-rate-limit: {{limit: 1, per: 1, headers: {{remaining: X-A, ▸reset: x-a}}}}\n{_get(OK)}", "another header"),
    ("W480", f"x-rate-limit: {{limit: 1, per: 1, limits: [▸{{limit: 2, per: 1}}]}}\n{_get(OK)}", "remove one"),
    ("W482", _get(f"x-pagination: {{style: page, page: n, items: '', ▸size: n}}, parameters: [{{name: n, in: query, schema: {{type: integer}}}}], {PAGES}"), "another parameter"),
    ("W482", _get(f"x-pagination: {{style: page, page: n, items: '', ▸first: 0}}, parameters: [{{name: n, in: query, schema: {{type: integer, default: 1}}}}], {PAGES}"), "first: 1"),
    ("W488", "security: [{k: []}]\npaths: {}\ncomponents: {securitySchemes: {k: {type: apiKey, in: header, name: X, x-foreign-keys: [sk_, ▸sk_live_]}}}\n", "remove it"),
    ("W488", _get(f"▸x-query-style: brackets, parameters: [{{name: q, in: query, schema: {{type: string}}}}], {OK}"), "remove it"),
    ("W488", _schema("{▸x-unsent: true, type: string}"), "give it one"),
    ("W488", _schema("{x-unsent: true, type: string, ▸pattern: '\\p{L}'}"), "write the characters"),
    ("W488", _schema("{x-unsent: true, type: string, not: {▸pattern: '\\p{L}'}}"), "write the characters"),
    # The sandbox
    ("W433", _sandbox("{▸visitor: X-V}"), "on the document"),
    ("W433", _sandbox("{▸sort: a}"), "that operation"),
    ("W433", _sandbox("{}", root="x-sandbox: {▸fresh: e}\n"), "on the operation"),
    ("W433", _sandbox("{}", root="x-sandbox: {▸visitor: X V}\n"), "X-V"),
    ("W433", _sandbox("{}", root="x-sandbox: {▸visitor: X-V}\n"), "add the parameter"),
    ("W433", _sandbox("{}", root="x-sandbox: {▸token: {lifetime: 5}}\n"), "add the scheme"),
    ("W433", _sandbox("{}", root="x-sandbox: {money: {number: a, ▸text: a}}\n"), "two members"),
    ("W433", _sandbox("{▸subject: /nothing}"), "its id"),
    ("W433", _sandbox("{lines: {▸within: row}}"), "rows"),
    ("W433", _sandbox("{effects: {'/orders/{id}': {▸colr: red}}}"), "colour"),
    ("W433", _sandbox("{effects: {'/orders/{id}': {▸colour: green}}}"), "that it may have"),
    ("W433", _when("{query: {▸qq: 1}}"), "did you mean q?"),
    ("W433", _when("{path: {▸id: 1}}"), "correct the name"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "text", "mend"), PLANTED)
def test_a_planted_mistake_is_told_at_its_place(tmp_path: Path, code: str, text: str, mend: str):
    found = expect(tmp_path, code, text.lstrip("\n"), mend)
    assert len(found.message) < 100


SOUND = [
    _schema("{type: string, pattern: '^[a-z]+$', enum: [a, b]}"),
    _schema("{type: string, format: date, maxLength: 10}"),
    _schema("{type: array, items: {enum: [a, b]}, uniqueItems: true, minItems: 2}"),
    _schema("{type: array, items: {type: number}, contains: {type: integer}}"),
    _schema("{type: array, items: {type: string}, contains: {type: integer}, minContains: 0}"),
    _schema("{type: string, contentMediaType: application/json, contentSchema: {type: object}}"),
    _schema("{type: object, properties: {a: {}, b: {}}, dependentRequired: {a: [b]}}"),
    _schema(r"{type: string, pattern: '^\p{L}+$'}"),
    _schema("{type: integer, format: unix-time}"),
    _schema("{type: object, required: [k], properties: {k: {type: string}}, discriminator: {propertyName: k}}\n    B: {allOf: [{$ref: '#/components/schemas/A'}]}"),
    "servers: [{url: /v1, description: One}, {url: /v1, description: Two}]\npaths: {}\n",
    f"paths:\n  /a/{{id}}: {{get: {{operationId: a, {ID}, {OK}}}}}\n  /a/new: {{get: {{operationId: b, {OK}}}}}\n",
    f"paths:\n  /a/{{id}}/x: {{get: {{operationId: a, {ID}, {OK}}}}}\n  /a/y/{{id}}: {{put: {{operationId: b, {ID}, {OK}}}}}\n",
    f"paths:\n  /a/{{id}}/x: {{get: {{operationId: a, {ID}, {OK}}}}}\n  /{{id}}/b/: {{get: {{operationId: b, {ID}, {OK}}}}}\n",
    _get(f"x-deadline: null, {OK}", "x-deadline: {total: 5}\n"),
    _hook("{header: X-S, algorithm: hmac-sha256, part: v1, timestamp: {part: t}, signed: '{timestamp}.{body}'}"),
    f"x-rate-limit: {{limit: 10, per: 1, limits: [{{limit: 100, per: 60}}, {{limit: 10, per: 1, key: all}}]}}\n{_get(OK)}",
    _sandbox("{effects: {'/orders/{id}': {colour: red, seen: true, id: =id}}, subject: /code}"),
    _sandbox("{lines: {within: rows}}"),
    _when("{query: {q: 1}}"),
]  # fmt: skip


@pytest.mark.parametrize("text", SOUND)
def test_what_can_be_meant_is_let_alone(tmp_path: Path, text: str):
    """H473 tells what types cannot say; it blames nothing."""
    found = check(tmp_path, text.lstrip("\n"))
    assert [diagnostic for diagnostic in found if diagnostic.code != "H473"] == []


def test_a_path_that_crosses_many_is_told_once(tmp_path: Path):
    lines = [f"  /a/{{id}}/x{n}: {{get: {{operationId: a{n}, {ID}, {OK}}}}}" for n in range(30)]
    lines.append(f"  /a/new/{{id}}: {{get: {{operationId: b, {ID}, {OK}}}}}")
    found = check(tmp_path, "paths:\n" + "\n".join(lines) + "\n")
    assert [(d.code, d.span.line) for d in found] == [("H376", 35)]
    assert "and 29 more" in found[0].message


def test_an_address_without_an_at_is_none(tmp_path: Path):
    info = "info: {title: t, version: '1', contact: {name: n, ▸email: nobody}}\npaths: {}\n"
    prelude = 'openapi: "3.1.1"\nx-specwright: 1\n'
    expect(tmp_path, "E366", info, "name@example.com", prelude=prelude)
