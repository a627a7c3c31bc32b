"""Each rule of the linter on a small document: the code, the place, the mend."""

from __future__ import annotations

import json
import random
from pathlib import Path
from typing import Any

import pytest

from generator import check as lint
from generator.command.pipeline import validate
from generator.ground.diagnostics import CODES, render
from generator.read.document import load
from tests.steps import steps
from tests.unit.marked import PRELUDE, check, expect, unmark

OK = 'responses: {"200": {description: ok}}'

FAULTS: list[tuple[str, str, str]] = [
    # 2xx the standard
    ("E201", "components: {parameters: {P: ▸{in: query, schema: {}}}}", "add `name`"),
    ("E201", "tags: [▸{description: x}]", "add `name`"),
    ("E201", "components: {schemas: {A: {discriminator: ▸{}}}}", "add `propertyName`"),
    ("E202", "paths: ▸[]", "write an object"),
    ("E202", "tags: ▸{}", "write a list"),
    ("E202", f"paths: {{/a: {{get: {{deprecated: ▸yes, {OK}}}}}}}", "write true"),
    ("E202", "components: {schemas: {A: {properties: {x: {required: ▸true}}}}}", "object that has"),
    ("E202", "components: {schemas: {A: {minLength: ▸'1'}}}", "remove the quotes"),
    ("E202", f"paths: {{/a: {{get: {{operationId: ▸7, {OK}}}}}}}", "put it in quotes"),
    ("E203", "components: {schemas: {A: {type: ▸strin}}}", "did you mean string?"),
    ("E203", "components: {schemas: {A: {minLength: ▸-1}}}", "0 or more"),
    ("E203", "paths: {/a: {get: {responses: ▸{}}}}", "add a member"),
    ("E203", "components: {parameters: {P: {name: p, in: ▸body, schema: {}}}}", "requestBody"),
    ("W112", "components: {schemas: {▸'a b': {}}}", "use letters, digits"),
    ("E204", "components: {parameters: {P: ▸{name: p, in: query}}}", 'add "schema" or "content"'),
    (
        "E204",
        "components: {parameters: {P: {name: p, in: query, schema: {}, ▸content: {a/b: {}}}}}",
        "keep one",
    ),
    (
        "E204",
        "components: {examples: {E: {value: 1, ▸externalValue: 'https://x.test/'}}}",
        "keep one",
    ),
    ("W205", "tags: [{name: a, description: ▸null}]", "write text"),
    (
        "E206",
        "components: {schemas: {A: {type: object, ▸requried: [a]}}}",
        "did you mean required?",
    ),
    ("E206", f"paths: {{/a: {{get: {{▸operationID: a, {OK}}}}}}}", "did you mean operationId?"),
    ("E206", "▸component: {}\npaths: {}", "did you mean components?"),
    ("W207", "components: {schemas: {A: {▸optional: true}}}", "`required`"),
    ("E262", f"paths: {{/a: {{▸fetch: {{{OK}}}}}}}", "x-"),
    # 3xx paths and operations
    (
        "E301",
        f"""
        paths:
          /a: {{get: {{operationId: same, {OK}}}}}
          /b:
            get:
              ▸operationId: same
              {OK}
        """,
        "another operationId",
    ),
    ("W302", f"paths: {{'/pets/{{id}}/toys': {{▸post: {{{OK}}}}}}}", "operationId: postPetsToys"),
    (
        "E303",
        f"""
        paths:
          /a/{{x}}/c: {{get: {{operationId: a, {OK}}}}}
          ▸/a/{{y}}/c: {{get: {{operationId: b, {OK}}}}}
        """,
        "keep one",
    ),
    ("E304", f"paths: {{'/a/{{id}}': {{get: ▸{{operationId: a, {OK}}}}}}}", "name: id, in: path"),
    (
        "E304",
        f"""
        paths:
          ▸'/a/{{petId}}':
            get: {{operationId: a, {OK}, parameters: [
              {{name: petID, in: path, required: true, schema: {{}}}}]}}
        """,
        "write {petID}",
    ),
    (
        "E304",
        f"""
        paths:
          ▸'/a/{{id*}}':
            get: {{operationId: a, {OK}, parameters: [
              {{name: id, in: path, required: true, schema: {{}}}}]}}
        """,
        "style and explode belong to the parameter",
    ),
    (
        "E305",
        f"""
        paths:
          /a:
            get:
              operationId: a
              parameters:
                - ▸{{name: id, in: path, required: true, schema: {{}}}}
              {OK}
        """,
        "add {id} to the path",
    ),
    ("E306", f"paths: {{▸a: {{get: {{{OK}}}}}}}", "write /a"),
    ("E306", f"paths: {{▸'/a/{{b': {{get: {{{OK}}}}}}}", "{name}"),
    ("E306", f"paths: {{▸'/a/{{}}': {{get: {{{OK}}}}}}}", "{name}"),
    ("E306", f"paths: {{▸'/{{a}}/{{a}}': {{get: {{{OK}}}}}}}", "its own name"),
    ("E306", f"paths: {{▸'/a?b=c': {{get: {{{OK}}}}}}}", "in: query"),
    (
        "E307",
        f"""
        paths:
          /a:
            get:
              parameters:
                - {{name: q, in: query, schema: {{}}}}
                - ▸{{name: q, in: query, schema: {{}}}}
              {OK}
        """,
        "remove one",
    ),
    (
        "W308",
        "components: {parameters: {A: {▸name: accept, in: header, schema: {}}}}",
        "content types",
    ),
    ("E309", "paths: {/a: {get: {responses: {▸'2xx': {description: ok}}}}}", 'write "2XX"'),
    ("E309", "paths: {/a: {get: {responses: {▸ok: {description: ok}}}}}", "default"),
    (
        "W310",
        f"""
        tags: [{{name: orders}}]
        paths: {{/a: {{get: {{tags: [▸order], {OK}}}}}}}
        """,
        "did you mean orders?",
    ),
    ("W311", f"paths: {{/a: {{get: {{▸requestBody: {{content: {{}}}}, {OK}}}}}}}", "use POST"),
    (
        "W312",
        "components: {responses: {R: {description: r, content: {▸json: {}}}}}",
        "application/json",
    ),
    (
        "E313",
        "servers: [{▸url: 'https://{regin}.x.test', variables: {region: {default: a}}}]",
        "did you mean {region}?",
    ),
    ("E313", "servers: [{url: '/', variables: {v: {enum: [a], ▸default: b}}}]", "add it"),
    ("W314", "components: {links: {L: {▸operationId: nope}}}", "name an operation"),
    ("E315", "tags: [{name: a}, ▸{name: a}]", "remove one"),
    (
        "E320",
        "security: [{▸bearrer: []}]\ncomponents: {securitySchemes: {bearer: "
        "{type: http, scheme: bearer}}}",
        "did you mean bearer?",
    ),
    ("E320", f"paths: {{/a: {{get: {{security: [{{▸key: []}}], {OK}}}}}}}", "add `key`"),
    (
        "W321",
        "components: {securitySchemes: {▸b: {type: http, scheme: basic}}}",
        "under `security`",
    ),
    (
        "W322",
        """
        security: [{o: [▸writ]}]
        components:
          securitySchemes:
            o: {type: oauth2, flows: {clientCredentials: {tokenUrl: /t, scopes: {write: w}}}}
        """,
        "did you mean write?",
    ),
    (
        "W323",
        """
        security: [{a: [], ▸b: []}]
        components:
          securitySchemes:
            a: {type: http, scheme: bearer}
            b: {type: apiKey, in: header, name: authorization}
        """,
        "write `[{a: []}, {b: []}]` for either",
    ),
    # 4xx values and schemas
    (
        "W401",
        "components: {schemas: {A: {type: object, properties: {n: {type: integer}}, "
        "example: {n: ▸x}}}}",
        "write a number",
    ),
    (
        "W401",
        "components: {schemas: {A: {type: string, format: date, examples: [▸31.1.2026]}}}",
        "write it as 2026-01-31",
    ),
    (
        "W401",
        """
        components:
          schemas:
            Order: {type: object, required: [id], properties: {id: {type: string}}}
          responses:
            R:
              description: r
              content:
                application/json:
                  schema: {type: array, items: {$ref: '#/components/schemas/Order'}}
                  examples:
                    two: {value: [{id: a}, ▸{}]}
        """,
        "add `id`",
    ),
    (
        "W401",
        "components: {parameters: {P: {name: p, in: query, schema: {enum: [asc, desc]}, "
        "example: ▸ascc}}}",
        "did you mean asc?",
    ),
    (
        "W401",
        """
        components:
          schemas:
            Cat: {type: object, required: [kind, lives], properties: {
              kind: {const: cat}, lives: {type: integer}}}
            Dog: {type: object, required: [kind, name], properties: {
              kind: {const: dog}, name: {type: string}}}
            Pet:
              oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}]
              examples: [{kind: dog, name: ▸7}]
        """,
        "put it in quotes",
    ),
    ("E402", "components: {schemas: {A: {type: integer, default: ▸'1'}}}", "remove the quotes"),
    ("E402", "components: {schemas: {A: {type: integer, maximum: 5, default: ▸9}}}", "5 or less"),
    ("W403", "components: {schemas: {A: {type: string, enum: [a, ▸1]}}}", "put it in quotes"),
    ("W403", "components: {schemas: {A: {type: string, enum: [a, ▸null]}}}", '[string, "null"]'),
    ("W404", "components: {schemas: {A: {enum: [a, b, ▸a]}}}", "remove one"),
    (
        "W405",
        "components: {schemas: {A: {properties: {name: {}}, required: [▸nam]}}}",
        "did you mean name?",
    ),
    (
        "E411",
        "components: {schemas: {A: {type: string, ▸enum: [1, 2]}}}",
        "write values of the type",
    ),
    (
        "E411",
        "components: {schemas: {A: {type: string, ▸format: date, enum: [today, later]}}}",
        "remove it",
    ),
    (
        "W471",
        "components: {schemas: {A: {type: string, format: date, enum: [2026-01-31, ▸soon]}}}",
        "correct the one",
    ),
    ("E410", "components: {schemas: {A: {allOf: [{type: object}], required: [▸nam]}}}", "add the"),
    (
        "E402",
        "components: {schemas: {A: {type: integer, format: int32, default: ▸2147483648}}}",
        "range",
    ),
    ("E402", "components: {schemas: {A: {type: string, format: byte, default: ▸'%%'}}}", "base64"),
    (
        "E402",
        "components: {schemas: {A: {type: string, format: date, default: ▸soon}}}",
        "2026-01-31",
    ),
    ("E366", "components: {schemas: {A: {type: object, xml: {▸namespace: smp}}}}", "https://"),
    ("E115", "paths: {}\n▸jsonSchemaDialect: draft 7", "remove jsonSchemaDialect"),
    ("E115", "components: {schemas: {A: {▸$schema: 'https://x.test/none'}}}", "remove $schema"),
    (
        "E110",
        "paths: {/a: {get: {operationId: a, responses: {▸$ref: {description: d}}}}}",
        "pointer",
    ),
    (
        "E406",
        """
        components:
          schemas:
            A: {type: object, properties: {kind: {type: string}}}
            B: {type: object, properties: {kin: {type: string}}}
            C:
              oneOf: [{$ref: '#/components/schemas/A'}, ▸{$ref: '#/components/schemas/B'}]
              discriminator: {propertyName: kind}
        """,
        "did you mean kin?",
    ),
    (
        "E407",
        """
        components:
          schemas:
            A: ▸{allOf: [{$ref: '#/components/schemas/B'}]}
            B: {anyOf: [{type: string}, {$ref: '#/components/schemas/A', title: b}]}
        """,
        "in between",
    ),
    ("E408", "components: {schemas: {A: {type: string, pattern: ▸'[a-'}}}", "correct it"),
    ("E409", "components: {schemas: {A: {▸minimum: 5, maximum: 1}}}", "exchange"),
    # 42x extensions
    ("E420", "▸x-rate-limits: {limit: 1, per: 1}\npaths: {}", "did you mean x-rate-limit?"),
    ("E420", f"paths: {{/a: {{get: {{▸x-rateLimit: {{}}, {OK}}}}}}}", "did you mean x-rate-limit?"),
    ("E421", "x-rate-limit: {limit: ▸many, per: 60}\npaths: {}", "write a number"),
    ("E421", "x-rate-limit: {limit: 5, per: 60, ▸statuss: 429}\npaths: {}", "did you mean status?"),
    (
        "E421",
        "x-rate-limit: {limit: 5, per: 60, headers: {▸remainin: X}}\npaths: {}",
        "did you mean remaining?",
    ),
    ("E421", "x-rate-limit: {limit: 5, per: 60, scope: [▸ips]}\npaths: {}", "did you mean ip?"),
    ("E421", "x-rate-limit: ▸{limit: 5}\npaths: {}", ""),
    ("E421", "x-errors: {code: ▸error.code}\npaths: {}", "pointer"),
    ("E422", "info: {title: t, version: '1', ▸x-envelope: data}\npaths: {}", "the document"),
    ("E422", "components: {schemas: {A: {▸x-status: planned}}}", "an operation"),
    ("E427", "x-wire: {date-time: ▸Y-m-d h:i}\npaths: {}", "did you mean Y-m-d H:i?"),
    ("E428", "components: {schemas: {A: {type: string, x-wire: ▸1/0}}}", "type: boolean"),
]


@pytest.mark.parametrize(("code", "text", "mend"), FAULTS)
def test_fault(tmp_path: Path, code: str, text: str, mend: str):
    prelude = PRELUDE
    if "\ninfo:" in "\n" + text:
        prelude = 'openapi: "3.1.1"\nx-specwright: 1\n'
    found = expect(tmp_path, code, text, mend, prelude=prelude)
    assert found.mend or code == "E421"
    assert len(found.message) < 130
    assert found.pointer.startswith("/")


BASE = """
{root}
tags: [{{name: orders}}]
paths:
  /orders:
    get:
      operationId: listOrders
      tags: [orders]
      parameters:
        - {{name: page, in: query, schema: {{type: integer}}}}
        - {{name: perPage, in: query, schema: {{type: integer}}}}
      {operation}
      responses:
        "200":
          description: ok
          content:
            application/json:
              schema:
                type: object
                properties:
                  data: {{type: array, items: {{type: object}}}}
                  meta: {{$ref: '#/components/schemas/Meta'}}
                  processId: {{type: string}}
        "4XX":
          description: none
          content:
            application/json:
              schema:
                allOf:
                  - {{type: object, properties: {{error: {{$ref: '#/components/schemas/Error'}}}}}}
  /processes/{{id}}:
    get:
      operationId: getProcess
      tags: [orders]
      parameters: [{{name: id, in: path, required: true, schema: {{type: string}}}}]
      responses:
        "200":
          description: ok
          content:
            application/json:
              schema: {{type: object, properties: {{state: {{enum: [P, S]}}, entity: {{}},
                data: {{}}}}}}
components:
  schemas:
    Meta: {{type: object, properties: {{total: {{type: integer}}, next: {{type: string}}}}}}
    Error: {{type: object, properties: {{code: {{type: string}}, message: {{type: string}}}}}}
"""

CONVENTIONS: list[tuple[str, str, str, str]] = [
    ("root", "E423", "x-envelope: ▸result", "add the member"),
    ("operation", "E423", "▸x-envelope: result", "x-envelope: null"),
    ("root", "E423", "x-errors: {code: ▸/error/kode}", "did you mean /error/code?"),
    ("root", "E423", "x-errors: {failure: {pointer: ▸/success, value: false}}", "add it"),
    ("operation", "E423", "x-errors: {message: ▸/eror/message}", "did you mean /error/message?"),
    ("operation", "E423", "x-pagination: {style: page, items: ▸/dat}", "did you mean /data?"),
    ("operation", "E423", "x-pagination: {total: ▸/meta/totl}", "did you mean /meta/total?"),
    ("operation", "E424", "x-pagination: {page: ▸pag}", "did you mean page?"),
    ("operation", "E424", "x-pagination: {size: ▸limit}", "add the query parameter"),
    (
        "operation",
        "E423",
        "x-process: {id: ▸/procesId, status-operation: getProcess}",
        "processId?",
    ),
    ("operation", "E423", "x-process: {status-operation: getProcess, state: ▸/stat}", "state?"),
    ("operation", "E425", "x-process: {status-operation: ▸getProces}", "did you mean getProcess?"),
    ("root", "E425", "x-process: {bulk-operation: ▸nothingAlike}", "name an operationId"),
    ("operation", "E425", "x-background: {batch: {operation: ▸listOrder}}", "listOrders?"),
    ("operation", "E425", "x-deprecation: {use: ▸listOrder}", "did you mean listOrders?"),
    (
        "root",
        "E423",
        "x-webhook-signature: {key-operation: listOrders, keys: {items: ▸/dat, id: /a, key: /b}}",
        "did you mean /data?",
    ),
    (
        "root",
        "E429",
        "x-webhook-signature: {header: S, algorithm: hmac-sha256, ▸timestamp: {header: T}}",
        "write {timestamp}",
    ),
    ("operation", "E423", "x-errors: {code: ▸/error/kode}", "did you mean /error/code?"),
    (
        "root",
        "W426",
        "x-rate-limit: {rules: [{▸path: /order, limit: 1, per: 1}]}",
        "did you mean /orders?",
    ),
    (
        "root",
        "W426",
        "x-rate-limit: {rules: [{methods: [POST], ▸path: /orders, limit: 1, per: 1}]}",
        "correct the methods",
    ),
]


SANDBOX: list[tuple[str, str, str]] = [
    ("E430", "formulas: {/total: ▸price *}", "write one expression"),
    ("E430", "formulas: {/total: ▸price ** 2}", "write one expression"),
    ("E430", "formulas: {/total: ▸0 if paid else size(items)}", "write one expression"),
    ("E430", "formulas: {/total: ▸a is items}", "write one expression"),
    ("E430", "formulas: {/total: ▸'named(items)'}", "write one expression"),
    ("E430", "lines: {within: items, same: [a, ▸'b.']}", "write one expression"),
    ("E430", "require: [{that: ▸count(items) >, status: 404}]", "write one expression"),
    ("E430", "require: [{if: ▸'[1]', status: 404}]", "write one expression"),
    ("E430", "filters: {page: ▸lambda x, perPage: a in b}", "write one expression"),
    ("E430", "filters: {page: ▸=min(a b), perPage: =min(a)}", "write one expression"),
    ("E430", "leaves: {a: {b: ▸=1 +}}", "write one expression"),
    ("E430", "lines: {within: items, most: ▸'stock[0]'}", "write one expression"),
    ("E430", "lines: {within: items, members: {a: {b: [x, ▸=most(a)]}}}", "write one expression"),
    ("E430", "lines: {within: items, source: ▸'/orders/{a.}'}", "write one expression"),
    ("E430", "effects: {/orders: {a: ▸=}}", "write one expression"),
    ("E430", "effects: {▸'/processes/{id +}': {a: 1}}", "write one expression"),
    ("E430", "later: {effects: {/orders: {a: ▸='1' 2}}}", "write one expression"),
    ("E431", "about: ▸/order", "did you mean /orders?"),
    ("E431", "about: ▸'/processes/{process}'", "did you mean /processes/{id}?"),
    ("E431", "about: ▸/webhook", "that GET reads"),
    ("E431", "lines: {within: items, source: ▸'/proces/{request.body.id}/x'}", "/processes/{id}?"),
    ("E431", "effects: {/orders: {a: 1}, ▸/carts: {a: 1}}", "that GET reads"),
    ("E431", "later: {effects: {▸/cart/lines: {a: 1}}}", "that GET reads"),
    ("E431", "require: [{of: ▸/cart, status: 404}]", "that GET reads"),
    ("E431", "resolve: {items: ▸'/proces/{id}'}", "/processes/{id}?"),
    ("E432", "fresh: ▸emtpy", "did you mean empty?"),
    ("E432", "fresh: ▸nothingAlike", "add it"),
    ("E432", "require: [{status: 422, example: ▸none}]", "add it"),
    ("E432", "require: [{status: ▸500}]", "document it"),
    ("E432", "status: ▸201", "document it"),
    ("E435", "sort: ▸pages", "did you mean page?"),
    ("E435", "filters: [page, ▸nothing]", "add it"),
    ("E435", "filters: {▸nothing: a}", "add it"),
]
EMPTY = "examples: {empty: {value: {}}}"


def sandbox(said: str) -> str:
    text = BASE.format(root="x-note: n", operation=f"x-sandbox: {{{said}}}")
    return text.replace("            application/json:\n",
                        f"            application/json:\n              {EMPTY}\n", 1)  # fmt: skip


@pytest.mark.parametrize(("code", "said", "mend"), SANDBOX)
def test_direction_for_the_sandbox(tmp_path: Path, code: str, said: str, mend: str):
    found = expect(tmp_path, code, sandbox(said), mend)
    assert len(found.message) < 130


def test_direction_for_the_sandbox_on_an_example(tmp_path: Path):
    text = sandbox("fresh: empty").replace(
        "{value: {}}", "{x-sandbox: {effects: {/orders: {a: ▸=1 +}}}, value: {}}"
    )
    expect(tmp_path, "E430", text, "write one expression")


def test_directions_that_can_be_followed_are_not_reported(tmp_path: Path):
    said = (
        "about: /orders, fresh: empty, "
        "formulas: {/total: sum(items.price) * count / 100 if kind == 'a' or not kind else -1}, "
        "lines: {within: items, source: '/processes/{request.body.id}', "
        "members: {a: =name, b: {c: =true}, d: 'a = b', e: [1, null]}, most: stock if in_ else 0}, "
        "effects: {'/processes/{id}': {a: '=null'}, '/processes/{a.b or c}': {}, "
        "'/orders/x': {a: 1}}, later: {after: 5, effects: {/orders: {}}}, status: 200, "
        "filters: {page: 'request.query.page in first(items).names or a not in b'}, sort: perPage, "
        "known: {orders: /orders}, leaves: {movedTo: {id: =a.id}}, "
        "resolve: {items: '/processes/{processId}'}, "
        "require: [{if: a, of: '/processes/{request.body.id}', that: count(b) > 0, status: 404}]"
    )
    assert check(tmp_path, sandbox(said)) == []


@pytest.mark.parametrize(
    "formula", ["-" * 900 + "1", "+".join("1" * 400) + "+[]", "a." * 400 + "b()"]
)
def test_a_deep_formula_does_not_make_the_rule_stumble(tmp_path: Path, formula: str):
    check(tmp_path, sandbox(f"formulas: {{/total: '{formula}'}}"))


@pytest.mark.parametrize(("where", "code", "value", "mend"), CONVENTIONS)
def test_convention(tmp_path: Path, where: str, code: str, value: str, mend: str):
    values = {"root": "x-note: n", "operation": "summary: s", where: value}
    text = BASE.format(**values)
    if "▸" not in text:  # told at the operation
        text = text.replace("    get:\n      operationId: listOrders",
                            "    get:\n      ▸operationId: listOrders")  # fmt: skip
    expect(tmp_path, code, text, mend)


def test_conventions_that_are_kept_are_not_reported(tmp_path: Path):
    root = "\n".join(
        [
            "x-envelope: data",
            "x-errors: {code: /error/code, message: /error/message, "
            "failure: {pointer: /processId, value: x}}",
            "x-rate-limit: {rules: [{methods: [GET], path: /processes/*, limit: 7, per: 180}]}",
            "x-process: {pending: [P], success: [S]}",
            "x-unheard-of: {anything: true}",
        ]
    )
    operation = (
        "x-pagination: {style: page, page: page, size: perPage, sizes: [20], items: /data, "
        "total: /meta/total, next: /meta/next, until: empty}\n"
        "      x-process: {id: /processId, status-operation: getProcess, state: /state, "
        "result: /entity}\n"
        '      x-deprecation: {since: "2026-01-01", use: getProcess}\n'
        "      x-background: {}"
    )
    text = BASE.format(root=root, operation="deprecated: true\n      " + operation)
    assert check(tmp_path, text.replace('"200"', '"2XX"')) == []


def test_an_open_body_may_hold_anything(tmp_path: Path):
    text = """
        paths:
          /a:
            get:
              operationId: a
              x-pagination: {style: next-url, items: /rows/0/x, next: /free/deep}
              responses:
                "200":
                  description: ok
                  content:
                    application/json:
                      schema:
                        properties:
                          rows: {type: array, items: {type: object}}
                          free: {}
        """
    assert check(tmp_path, text) == []


SHARED = """
    {root}
    paths:
      /jobs/{{id}}:
        get:
          operationId: getJob
          parameters: [{{name: id, in: path, required: true, schema: {{type: string}}}}]
          responses: &ok
            "200":
              description: ok
              content:
                application/json:
                  schema:
                    properties: {{id: {{type: string}}, rows: {{type: array, items: {{type: string}}}}}}
                    additionalProperties: false
      /jobs:
        post:
          operationId: a
          parameters: [{{name: page, in: query, schema: {{type: integer}}}}]
          {own}
          responses: *ok
"""


@pytest.mark.parametrize(
    ("root", "own", "said"),
    [
        ("x-pagination: {style: page, page: pageNo}", "x-pagination: {items: /rows}", "pageNo"),
        ("x-pagination: {style: page, total: /n}", "x-pagination: {items: /rows}", "/n"),
        ("x-process: {status-operation: getJob, state: /st}", "x-process: {id: /id}", "/st"),
        ("x-process: {status-operation: getJob, id: /no}", "x-process: {state: /id}", "/no"),
    ],
)
def test_pieces_of_the_document_are_there_where_they_are_used(
    tmp_path: Path, root: str, own: str, said: str
):
    found = check(tmp_path, SHARED.format(root=root, own=own))
    wanted = [d for d in found if d.code == "W446"]
    assert [said in d.message for d in wanted] == [True]
    mended = own.replace("}", {"pageNo": ", page: page}"}.get(said, "}"))
    if mended != own:
        assert "W446" not in {d.code for d in check(tmp_path, SHARED.format(root=root, own=mended))}


@pytest.mark.parametrize(("style", "told"), [("link", 0), ("since", 0), ("next-url", 1)])
def test_what_comes_in_a_header_or_an_item_is_sought_in_no_body(
    tmp_path: Path, style: str, told: int
):
    root = "x-pagination: {style: cursor, page: page, next: /gone}"
    own = f"x-pagination: {{style: {style}, items: /rows}}"
    found = check(tmp_path, SHARED.format(root=root, own=own))
    assert [d.code for d in found].count("W446") == told


def test_every_code_of_these_stages_is_produced_by_a_test():
    tests = Path(__file__).parent
    names = (
        *(
            "lint",
            "lint_meaning",
            "lint_versions",
            "lint_extensions",
            "lint_sense",
            "lint_words",
            "lint_aims",
            "lint_finer",
            "lint_closer",
            "ours",
            "versions",
        ),
        *("mend", "document", "source", "identity"),
    )
    written = "".join((tests / f"test_{n}.py").read_text() for n in names)
    ours = {code for code in CODES if code[1] in "01234"}
    assert {code for code in ours if f'"{code}"' not in written} == set()


# What is right is let alone


def test_a_sound_document_has_nothing_to_say_about_it(tmp_path: Path):
    text = """
        servers: [{url: 'https://{region}.x.test', variables: {region: {default: eu, enum: [eu]}}}]
        security: [{key: []}, {}]
        tags: [{name: pets}]
        paths:
          x-anything: {}
          /pets/mine:
            get: {operationId: mine, tags: [pets], responses: {default: {description: d}}}
          /pets/{id}:
            parameters: [{$ref: '#/components/parameters/Id'}]
            get:
              operationId: get
              tags: [pets]
              responses:
                "200":
                  description: ok
                  content:
                    application/json:
                      schema: {$ref: '#/components/schemas/Pet'}
                      example: {name: Tom, kind: cat}
                    application/xml:
                      schema: {$ref: '#/components/schemas/Pet'}
                      example: "<pet/>"
                4XX: {description: none}
        webhooks:
          newPet: {post: {operationId: newPet, responses: {"200": {description: ok}}}}
        components:
          securitySchemes: {key: {type: apiKey, name: X-Key, in: header}}
          parameters: {Id: {name: id, in: path, required: true, schema: {type: string}}}
          schemas:
            Pet:
              type: object
              required: [id, name, kind]
              properties:
                id: {type: string, readOnly: true}
                name: {type: string, pattern: '^[A-Z]\\p{L}*$', default: Tom}
                kind: {$ref: '#/components/schemas/Kind'}
                parent: {$ref: '#/components/schemas/Pet'}
                note: {type: [string, 'null'], examples: [null, x]}
            Kind: {type: string, enum: [cat, dog], x-enum: closed, x-enum-varnames: [Cat, Dog]}
        """
    assert check(tmp_path, text) == []


def test_readers_texts_of_extensions_may_stand_anywhere(tmp_path: Path):
    text = "paths: {x-note: n}\ncomponents: {schemas: {A: {x-unverified: u, x-evidence: [a, b]}}}\n"
    assert check(tmp_path, text) == []


def test_required_names_may_come_from_composition(tmp_path: Path):
    text = """
        components:
          schemas:
            Base: {type: object, properties: {id: {type: string}}}
            A:
              type: object
              required: [id, own]
              properties: {own: {type: string}}
              allOf: [{$ref: '#/components/schemas/Base'}]
            B:
              allOf:
                - {$ref: '#/components/schemas/Base'}
                - {type: object, required: [id, own], properties: {own: {}}}
            C: {anyOf: [{required: [x]}], properties: {x: {}}}
        """
    assert check(tmp_path, text) == []


def test_a_union_with_null_needs_no_discriminator_property_there(tmp_path: Path):
    text = """
        components:
          schemas:
            A: {type: object, properties: {kind: {const: a}}}
            B: {anyOf: [{$ref: '#/components/schemas/A'}, {type: 'null'}],
                discriminator: {propertyName: kind}}
        """
    assert check(tmp_path, text) == []


def test_one_fault_has_one_message(tmp_path: Path):
    text = """
        components:
          schemas:
            A: {oneOf: [{type: object, properties: {a: {type: integer}}}, {type: string}]}
            B: {$ref: '#/components/schemas/A', examples: [{a: x}]}
        """
    found = check(tmp_path, text)
    assert [(d.code, d.message) for d in found] == [
        ("W401", 'example: 0.a: "x" is text, not a whole number')
    ] or [d.message for d in found] == ['example: a: "x" is text, not a whole number']


def test_faults_of_a_shared_file_are_told_once_and_there(tmp_path: Path):
    found = check(
        tmp_path,
        "paths: {/a: {$ref: x.yaml}, /b: {$ref: x.yaml}}\n",
        x__yaml="get:\n  operationId: a\n  deprecated: 'no'\n  responses: {}\n",
    )
    wrong = [d for d in found if d.code == "E202"]
    assert [(Path(d.span.file).name, d.span.line, d.span.column) for d in wrong] == [
        ("x.yaml", 3, 15)
    ]


def test_values_of_other_things_are_not_taken_for_the_document(tmp_path: Path):
    text = """
        components:
          schemas:
            A:
              type: object
              properties:
                $ref: {type: string}
                example: {type: string}
                requried: {type: string}
                x-envelop: {type: string}
              examples: [{requried: a, $ref: b, x-envelop: c}]
        """
    assert check(tmp_path, text) == []


def test_findings_are_sorted_and_the_same_each_time(tmp_path: Path):
    text = "tags: [{name: a}, {name: a}]\ncomponents: {schemas: {A: {type: strin, default: 1}}}\n"
    first = check(tmp_path, text)
    assert first == check(tmp_path, text)
    assert [d.span.line for d in first] == sorted(d.span.line for d in first)


# Agreement with the referee


@pytest.mark.parametrize(("code", "text", "mend"), [f for f in FAULTS if f[0].startswith("E2")])
def test_openapi_spec_validator_refuses_these_too(tmp_path: Path, code: str, text: str, mend: str):
    """Our reading of its schemas says what its own command would say."""
    from openapi_spec_validator import OpenAPIV31SpecValidator

    (tmp_path / "openapi.yaml").write_text(PRELUDE + unmark(text)[0])
    document, _ = load(tmp_path)
    assert document is not None
    plain = json.loads(json.dumps(document.tree))
    try:
        refused = next(OpenAPIV31SpecValidator(plain).iter_errors(), None) is not None
    except Exception:
        refused = True  # it stumbles over what it would refuse
    allowed_by_json_schema = code == "E206" and "schemas" in text
    assert refused or allowed_by_json_schema


def test_openapi_spec_validator_accepts_what_we_accept(tmp_path: Path):
    from openapi_spec_validator import OpenAPIV31SpecValidator

    paged = "x-pagination: {style: page, page: page, items: /data}"
    text = BASE.format(root="x-envelope: data", operation=paged)
    assert check(tmp_path, text) == []
    document, _ = load(tmp_path)
    assert document is not None
    assert list(OpenAPIV31SpecValidator(json.loads(json.dumps(document.tree))).iter_errors()) == []


# Hostile documents

JUNK: list[Any] = [
    None, True, 0, -1.5, "", "x", "#/components/schemas/Pet", [], {}, [None], [[1]],
    {"$ref": "#/paths"}, {"$ref": 3}, {"$ref": "#"}, {"a": {"b": 1}}, 10**30, "\0", "{x}",
    {"type": "object"}, ["a", "a"], {"x-note": 3}, {"$ref": "#/components/schemas/Pet"},
]  # fmt: skip


def _ways(value: Any, way: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    found = [way] if way else []
    items = value.items() if isinstance(value, dict) else ()
    for key, child in enumerate(value) if isinstance(value, list) else items:
        found += _ways(child, (*way, key))
    return found


@pytest.mark.parametrize("seed", range(120))
def test_no_malformed_document_makes_a_rule_stumble(tmp_path: Path, seed: int):
    chance = random.Random(seed)
    text = BASE.format(root="x-envelope: data", operation="x-pagination: {page: page}")
    (tmp_path / "openapi.yaml").write_text(PRELUDE + text)
    whole, _ = load(tmp_path)
    assert whole is not None
    tree = json.loads(json.dumps(whole.tree))
    for _ in range(chance.choice((1, 3, 12))):
        way = chance.choice(_ways(tree))
        owner = tree
        for key in way[:-1]:
            owner = owner[key]
        if chance.random() < 0.7:
            owner[way[-1]] = json.loads(json.dumps(chance.choice(JUNK)))
        else:
            del owner[way[-1]]
    (tmp_path / "openapi.yaml").unlink()
    (tmp_path / "openapi.json").write_text(json.dumps(tree))
    document, found = load(tmp_path)
    found += lint.run(document) if document else []
    assert all(d.mend and d.span.line >= 1 and len(d.message) < 200 for d in found)
    render(found, "sarif")


def test_exponential_examples_take_no_time(tmp_path: Path):
    branches = ", ".join(["{$ref: '#/components/schemas/A'}"] * 4)
    example = "{x: " * 40 + "7" + "}" * 40
    text = f"""
        components:
          schemas:
            A: {{type: object, properties: {{x: {{oneOf: [{branches}]}}}}, examples: [{example}]}}
        """
    assert {d.code for d in check(tmp_path, text)} == {"W401", "W470"}
    assert steps(lambda: check(tmp_path, text)) < 1_000_000


@pytest.mark.parametrize(
    ("there", "found"),
    [
        ("properties: {a: {}, b: {}}, if: {required: [a]}, then: {properties: {z: {}}, required: [b]}", []),
        ("properties: {a: {}}, if: {required: [a]}, then: {properties: {b: {}}, required: [a, b]}", []),
        ("properties: {a: {}, b: {}}, if: {properties: {a: {const: 1}}}, else: {properties: {z: {}}, required: [b]}", []),
        ("properties: {a: {}, b: {}}, not: {properties: {z: {}}, required: [b]}", []),
        ("properties: {a: {}, b: {}}, allOf: [{if: {required: [a]}, then: {properties: {z: {}}, required: [b]}}]", []),
        ("properties: {a: {}}, if: {required: [a]}, then: {properties: {b: {}}}, allOf: [{properties: {z: {}}, required: [b]}]", []),
        ("properties: {a: {}, b: {}}, if: {required: [a]}, then: {anyOf: [{properties: {z: {}}, required: [b]}, {required: [a]}]}", []),
        ("properties: {a: {}}, if: {required: [a]}, then: {properties: {b: {}}, required: [c]}", ["W405"]),
        ("properties: {a: {type: object, properties: {b: {}}}}, then: {properties: {c: {}}, required: [b]}, if: {}", ["W405"]),
    ],
)  # fmt: skip
def test_what_is_required_on_a_condition_may_be_declared_around_it(
    tmp_path: Path, there: str, found: list[str]
):
    text = f"components: {{schemas: {{A: {{type: object, {there}}}}}}}\n"
    assert [d.code for d in check(tmp_path, text) if d.code != "H473"] == found


def test_composition_in_a_diamond_takes_no_time(tmp_path: Path):
    lines = ["components:", "  schemas:"]
    for i in range(45):
        ref = f"{{$ref: '#/components/schemas/S{i + 1}'}}"
        lines.append(f"    S{i}: {{allOf: [{ref}, {ref}]}}")
    lines.append("    S45: {type: object, properties: {a: {}}, required: [b]}")
    text = "\n".join(lines) + "\n"
    assert {d.code for d in check(tmp_path, text)} == {"W405", "W375"}
    assert steps(lambda: check(tmp_path, text)) < 1_000_000


def test_schemas_made_of_themselves_do_not_hang_examples(tmp_path: Path):
    text = "components: {schemas: {A: {allOf: [{$ref: '#/components/schemas/A'}], default: 1}}}\n"
    assert {d.code for d in check(tmp_path, text)} == {"E407"}


def test_cost_is_linear(tmp_path: Path):
    def cost(size: int) -> int:
        schemas = {
            f"S{i}": {
                "type": "object",
                "required": ["a"],
                "properties": {"a": {"type": "string", "default": "x", "example": "y"}},
            }
            for i in range(size)
        }
        paths = {
            f"/p{i}/{{id}}": {
                "get": {
                    "operationId": f"op{i}",
                    "parameters": [
                        {"name": "id", "in": "path", "required": True, "schema": {"type": "string"}}
                    ],
                    "responses": {
                        "200": {
                            "description": "ok",
                            "content": {
                                "application/json": {
                                    "schema": {"$ref": f"#/components/schemas/S{i}"}
                                }
                            },
                        }
                    },
                }
            }
            for i in range(size)
        }
        (tmp_path / "openapi.json").write_text(
            json.dumps(
                {
                    "openapi": "3.0.3",
                    "info": {"title": "t", "version": "1"},
                    "paths": paths,
                    "components": {"schemas": schemas},
                }
            )
        )

        def work() -> None:
            document, found = load(tmp_path)
            assert document is not None
            assert found + lint.run(document) == []

        return steps(work)

    assert cost(400) < 4.4 * cost(100)


def _validated(tmp_path: Path, text: str, prelude: str = PRELUDE) -> list[str]:
    file = tmp_path / "openapi.yaml"
    file.write_text(prelude + text, encoding="utf-8")
    return [f"{d.code} {d.pointer}" for d in validate(file)[1]]


def test_a_property_that_is_called_like_an_index_has_a_place(tmp_path: Path):
    text = "paths: {}\ncomponents: {schemas: {A: {properties: {'+1': {type: [x]}}}}}\n"
    assert "E203 /components/schemas/A/properties/+1/type/0" in _validated(tmp_path, text)


def test_required_names_that_are_none_hide_nothing(tmp_path: Path):
    member = "{type: object, properties: {a: {}}, required: [[a]]}"
    text = f"paths: {{}}\ncomponents: {{schemas: {{A: {{oneOf: [{member}, {member}]}}}}}}\n"
    assert "E202 /components/schemas/A/oneOf/0/required/0" in _validated(tmp_path, text)


def test_a_version_of_the_vocabulary_that_is_none_hides_nothing(tmp_path: Path):
    text = "paths: {/a: {oneOf: []}}\n"
    found = _validated(tmp_path, text, PRELUDE.replace("x-specwright: 1", "x-specwright: 9"))
    assert found == ["E441 /x-specwright", "E262 /paths/~1a/oneOf"]


def test_what_cannot_be_mended_hides_nothing(tmp_path: Path):
    text = "paths: {}\nservers: {$ref: '#/components/schemas/Nowhere'}\ntags: [{nane: a}]\n"
    found = _validated(tmp_path, text)
    assert {"E104 /servers/$ref", "E201 /tags/0"} <= set(found)
