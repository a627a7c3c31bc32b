"""Mistakes that only a closer look finds: in examples, conditions, addresses, shared pieces, and names."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.marked import PRELUDE, check, expect

V30 = 'openapi: "3.0.4"\nx-specwright: 1\ninfo: {title: Test, version: "1"}\n'
OK = "responses: {'200': {description: ok}}"
OPEN = "paths: {}\ncomponents: {schemas: {A: "


def _schema(said: str, more: str = "") -> str:
    return f"{OPEN}{said}{more}}}}}\n"


def _get(said: str, root: str = "") -> str:
    return f"{root}paths: {{/a: {{get: {{operationId: getA, {said}}}}}}}\n"


def _shown(schema: str, example: str, method: str = "get") -> str:
    media = f"content: {{application/json: {{schema: {schema}, example: {example}}}}}"
    answer = f"responses: {{'200': {{description: d, {media}}}}}"
    body = f"requestBody: {{{media}}}, {OK}"
    said = answer if method == "get" else body
    return f"paths: {{/a: {{{method}: {{operationId: a, {said}}}}}}}\n"


def _form(schema: str, encoding: str) -> str:
    media = f"multipart/form-data: {{schema: {schema}, encoding: {encoding}}}"
    return f"paths: {{/a: {{post: {{operationId: a, requestBody: {{content: {{{media}}}}}, {OK}}}}}}}\n"


TWO = "{type: object, properties: {rows: {type: array, items: {type: object, properties: {colour: {type: string}}}}, n: {type: integer}}}"
QUERY = "parameters: [{name: page, in: query, schema: {type: integer}}, {name: colour, in: query, schema: {type: string}}]"
ANSWER = (
    f"responses: {{'200': {{description: d, content: {{application/json: {{schema: {TWO}}}}}}}}}"
)


def _paged(root: str, own: str) -> str:
    return _get(f"x-pagination: {own}, {QUERY}, {ANSWER}", f"x-pagination: {root}\n")


def _limits(said: str) -> str:
    return _get(f"x-rate-limit: {{limits: [{said}]}}, {OK}")


PLANTED: list[tuple[str, str, str, str]] = [
    # The document's own pieces
    (PRELUDE, "W446", _paged("{style: page, page: page, items: /rows, ▸total: /m}", "{first: 1}"), "add it"),
    (PRELUDE, "W446", _paged("{style: page, ▸page: pag, items: /rows, total: /n}", "{first: 1}"), "did you mean page?"),
    (PRELUDE, "W446", _paged("{style: page, page: page, ▸items: /rows/n}", "{first: 1}"), "add it"),
    (PRELUDE, "W482", _paged("{style: page, page: page, ▸items: /n}", "{first: 1}"), "a list"),
    (PRELUDE, "E423", f"x-envelope: ▸body\n{_get(ANSWER)}", "add the member"),
    # Examples
    (PRELUDE, "W401", _shown("{type: object, properties: {colour: {}}}", "{▸color: red}"), "did you mean colour?"),
    (PRELUDE, "W401", _shown("{type: array, items: {type: object, properties: {street: {}, city: {}}}}", "[{city: A, ▸steet: b}]"), "street?"),
    (PRELUDE, "H477", _shown("{type: object, properties: {id: {type: integer, readOnly: true}}}", "{▸id: 1}", "post"), "remove it"),
    (PRELUDE, "H477", _shown("{type: array, items: {type: object, properties: {key: {type: string, writeOnly: true}}}}", "[{▸key: a}]"), "remove it"),
    # What a schema asks for
    (PRELUDE, "E409", _schema("{type: array, items: {}, contains: {type: string}, ▸minContains: 3, maxContains: 2}"), "exchange"),
    (PRELUDE, "W405", _schema("{type: object, properties: {a: {}, name: {}}, if: {required: [a]}, then: {required: [▸nam]}}"), "did you mean name?"),
    (PRELUDE, "W405", _schema("{type: object, properties: {a: {}, b: {}}, anyOf: [{required: [a]}, {required: [▸c]}]}"), "remove the name"),
    (PRELUDE, "W460", _schema("{type: array, items: {type: string}, ▸contains: {const: 1}}"), "agree"),
    (PRELUDE, "W460", _schema("{type: string, ▸allOf: [{enum: [1, 2]}]}"), "the type"),
    (PRELUDE, "W464", _schema("{type: string, ▸format: strnig}"), "remove it"),
    (PRELUDE, "W464", _schema("{type: integer, ▸format: double}"), "type: number"),
    (PRELUDE, "W468", f"{OPEN}{{type: object, required: [k], properties: {{k: {{type: string}}}}, discriminator: {{propertyName: k, mapping: {{b: '#/components/schemas/B', ▸c: '#/components/schemas/C'}}}}}}, B: {{allOf: [{{$ref: '#/components/schemas/A'}}]}}, C: {{type: object}}}}}}\n", "allOf"),
    (PRELUDE, "E206", f"{OPEN}{{type: object, properties: {{a: {{$ref: '#/components/schemas/B'}}}}}}, B: {{type: string, ▸enu: [a]}}}}}}\n", "did you mean enum?"),
    (V30, "E206", f"{OPEN}{{type: string, ▸nullabel: true}}}}}}\n", "did you mean nullable?"),
    (V30, "H119", f"{OPEN}{{$ref: '#/components/schemas/B', ▸description: d}}, B: {{type: string}}}}}}\n", "allOf"),
    # Addresses and media types
    (PRELUDE, "W374", "externalDocs: {▸url: https//a.test/b}\npaths: {}\n", "https://a.test/b"),
    (PRELUDE, "W374", "externalDocs: {▸url: 'htps://a.test/b'}\npaths: {}\n", "https://a.test/b"),
    (PRELUDE, "W367", "servers: [{▸url: http//a.test}]\npaths: {}\n", "http://a.test"),
    (PRELUDE, "W367", "servers: [{▸url: 'htttps://{e}.a.test', variables: {e: {default: a}}}]\npaths: {}\n", "https://{e}.a.test"),
    ('openapi: "3.1.1"\n', "W385", 'paths: {}\ninfo: {title: T, version: "1", license: {name: A, ▸identifier: GPLv3}}\n', "GPL-3.0"),
    (PRELUDE, "W379", _form("{type: object, properties: {a: {}}}", "{a: {▸contentType: aplication/json}}"), "application/json"),
    (PRELUDE, "W379", _schema("{type: string, ▸contentMediaType: image/pgn}"), "image/png"),
    # Words
    (PRELUDE, "H387", f"paths: {{/a: {{delete: {{operationId: a, ▸summary: Get an a, {OK}}}}}}}\n", "what it does"),
    # Extensions
    (PRELUDE, "E420", _get(f"▸x-paginate: {{style: page, page: page, items: /rows}}, {QUERY}, {ANSWER}"), "x-pagination"),
    (PRELUDE, "W488", f"▸x-cors: ['*', 'https://a.test']\n{_get(OK)}", "keep"),
    (PRELUDE, "W488", "servers: [{url: https://a.test, variables: {e: {default: p, enum: [p, d]}}, x-paths: {e: {d: {▸/b: /c}}}}]\npaths: {/bs: {get: {operationId: getB, " + OK + "}}}\n", "/bs?"),
    (PRELUDE, "E427", f"x-wire: {{▸charset: UTF-9}}\n{_get(OK)}", "UTF-8"),
    (PRELUDE, "W480", _limits("{limit: 9, per: 60, key: all}, ▸{limit: 99, per: 1}"), "correct a limit"),
    (PRELUDE, "W489", _get("responses: {'401': {description: d, content: {application/json: {examples: {▸missingCredentials: {value: {}}}}}}}"), "missing-credentials"),
    (PRELUDE, "W433", _get(f"x-sandbox: {{filters: {{▸colour: request.query.colour in color}}}}, {QUERY}, {ANSWER.replace(TWO, '{type: array, items: {type: object, properties: {colour: {type: string}}}}')}"), "colour?"),
    # Patterns and lengths
    (PRELUDE, "W460", _schema("{type: string, pattern: '^a_[0-9]+$', ▸maxLength: 2}"), "raise it to 3"),
    (PRELUDE, "W460", _schema("{type: string, ▸minLength: 9, pattern: '^[a-z]{2,4}$'}"), "lower it to 4"),
    (PRELUDE, "H476", _schema("{type: string, pattern: ▸'^[a-z]+'}"), "write"),
    (PRELUDE, "W460", _schema("{type: object, patternProperties: {▸'^x$y': {type: string}}}"), "put ^ first"),
    # Bases of a family
    (PRELUDE, "W468", f"{OPEN}{{type: object, required: [kind], properties: {{kind: {{type: string}}}}, discriminator: {{▸propertyName: kin}}}}, B: {{allOf: [{{$ref: '#/components/schemas/A'}}]}}}}}}\n", "did you mean kind?"),
    (PRELUDE, "W468", f"{OPEN}{{type: object, properties: {{kind: {{type: string}}}}, discriminator: {{▸propertyName: kind}}}}, B: {{allOf: [{{$ref: '#/components/schemas/A'}}]}}}}}}\n", "to required"),
    # Older documents
    (V30, "W466", f"{OPEN}{{type: string, nullable: true, ▸enum: [a, b]}}}}}}\n", "add null"),
    (V30, "E261", "paths: {}\nsecurity: [{b: []}]\ncomponents: {securitySchemes: {b: {type: http, scheme: basic, ▸bearerFormat: JWT}}}\n", "remove it"),
    # Addresses
    (PRELUDE, "W367", "servers: [{▸url: https://a.test//v1}]\npaths: {}\n", "https://a.test/v1"),
    # Extensions
    (PRELUDE, "W481", f"x-retry: {{statuses: [503], ▸attempts: 400}}\n{_get(OK)}", "write 50 or less"),
    (PRELUDE, "W481", f"x-retry: {{statuses: [503], ▸base: 500}}\n{_get(OK)}", "write 0.5"),
    (PRELUDE, "W490", f"x-deadline: {{▸total: 10000}}\n{_get(OK)}", "write 10"),
    (PRELUDE, "W482", _paged("{style: page, page: page, items: /rows, total: /n, ▸last: /n}", "{first: 1}"), "remove one"),
    (PRELUDE, "W482", _paged("{style: link, ▸page: page, items: /rows}", "{until: short}"), "remove it"),
    (PRELUDE, "W488", f"x-cors: [▸'https://*.a.test']\n{_get(OK)}", "each origin"),
    (PRELUDE, "E420", f"paths: {{/a: {{delete: {{operationId: a, deprecated: true, ▸x-deprecated: {{since: '2026-01-01'}}, {OK}}}}}}}\n", "x-deprecation"),
    (PRELUDE, "E421", _get(OK, "x-webhook-signature: {header: S, algorithm: ▸sha256}\n"), "hmac-sha256 or rsa-sha256"),
    (PRELUDE, "E206", _schema("{type: string, ▸desc: d}"), "did you mean description?"),
    (PRELUDE, "E203", _schema("{type: [string, ▸string]}"), "remove one"),
    (PRELUDE, "E202", _schema("{type: object, properties: ▸}"), "indent what is under it"),
    # Said twice, said later, said in another shape
    (PRELUDE, "W372", "servers: [{url: https://a.test, ▸description: TBD}]\npaths: {}\n", "write what it is"),
    (PRELUDE, "H378", f"paths: {{/a: {{get: {{operationId: getJob, {OK}}}}}, /b: {{get: {{▸operationId: getjob, {OK}}}}}}}\n", "of its own"),
    (PRELUDE, "W401", _shown("{type: object, properties: {dueOn: {}}}", "{dueOn: 1, ▸dueon: 2}"), "did you mean dueOn?"),
    (PRELUDE, "H474", _schema("{type: string, enum: [▸apple pear plum]}"), "write [apple, pear, plum]"),
    (PRELUDE, "E202", _get(f"parameters: [▸'#/components/parameters/Q'], {OK}") + "components: {parameters: {Q: {name: q, in: query, schema: {type: string}}}}\n", "{$ref: '#/components/parameters/Q'}"),
    (PRELUDE, "E202", f"paths: {{/a: {{get: ▸[{{operationId: a, {OK}}}]}}}}\n", "remove the `-`"),
    (PRELUDE, "E202", f"{OPEN}{{oneOf: [{{$ref: '#/components/schemas/B'}}], discriminator: {{propertyName: k, mapping: {{b: ▸{{$ref: '#/components/schemas/B'}}}}}}}}, B: {{type: object, required: [k], properties: {{k: {{type: string}}}}}}}}}}\n", "write '#/components/schemas/B'"),
    (PRELUDE, "E309", "paths: {/a: {get: {operationId: a, responses: {'200': {description: d}, ▸4O4: {description: d}}}}}\n", 'write "404"'),
    (PRELUDE, "W481", f"x-retry: {{▸statuses: [], attempts: 3}}\n{_get(OK)}", "list statuses"),
    (PRELUDE, "W482", f"▸x-pagination: {{style: page, page: page}}\n{_get(f'x-pagination: {{first: 1}}, {QUERY}, {ANSWER}')}", "add `items"),
    (PRELUDE, "E420", _get(f"▸x-state: beta, {OK}"), "x-status"),
    (PRELUDE, "E421", _get(f"x-parameter-groups: ▸{{at-most-one: [page, colour]}}, {QUERY}, {OK}"), "put a `-`"),
]  # fmt: skip


@pytest.mark.parametrize(("prelude", "code", "text", "mend"), PLANTED)
def test_a_mistake_is_told_at_its_place(
    tmp_path: Path, prelude: str, code: str, text: str, mend: str
):
    expect(tmp_path, code, text, mend, prelude=prelude)


CLEAN = [
    # A piece that some can use is told at those that cannot
    _schema("{type: object, properties: {a: {}}, not: {required: [b]}}"),
    _schema("{type: object, anyOf: [{required: [a]}, {required: [b]}]}"),
    _schema("{type: number, format: float}"),
    _shown("{type: object, properties: {colour: {}}, additionalProperties: {}}", "{color: red}"),
    _shown("{type: object, properties: {colour: {}, b: {}}}", "{colour: red, colours: [red]}"),
    _shown("{type: object, properties: {id: {type: integer, readOnly: true}}}", "{id: 1}"),
    "externalDocs: {url: docs/index.html}\npaths: {}\n",
    "externalDocs: {url: //a.test/docs}\npaths: {}\n",
    "servers: [{url: 'http://a.test:80/x/y'}]\npaths: {}\n",
    f"paths: {{/a/search: {{post: {{operationId: a, summary: Get all a, {OK}}}}}}}\n",
    _schema("{type: string, pattern: '^x-'}"),
    _schema("{type: string, pattern: '^https?://.+'}"),
    _schema("{type: string, pattern: '^[a-z]{2}$', minLength: 2, maxLength: 2}"),
    _schema("{type: string, pattern: '^(a|bc)$', maxLength: 1}"),
    _schema("{type: string, pattern: 'a{3}', minLength: 9}"),
    _limits("{limit: 9, per: 1, key: all}, {limit: 99, per: 60}"),
    f"x-wire: {{charset: ISO-8859-1}}\n{_get(OK)}",
    _get("responses: {'200': {description: d}, '401': {description: d, content: {application/json: {examples: {invalidKey: {value: {}}}}}}}"),
]  # fmt: skip


@pytest.mark.parametrize("text", CLEAN)
def test_what_is_meant_is_let_alone(tmp_path: Path, text: str):
    assert [d for d in check(tmp_path, text) if d.code != "H473"] == []


def test_a_piece_that_some_can_use_is_told_at_those_that_cannot(tmp_path: Path):
    one = f"get: {{operationId: %s, x-pagination: {{first: 1}}, {QUERY}, {ANSWER}}}"
    other = (one % "getB").replace("n: {type: integer}", "m: {type: integer}")
    text = (
        "x-pagination: {style: page, page: page, items: /rows, total: /n}\n"
        f"paths: {{/a: {{{one % 'getA'}}}, /b: {{{other}}}}}\n"
    )
    found = check(tmp_path, text)
    assert [(d.code, d.pointer) for d in found] == [("W446", "/paths/~1b/get/x-pagination")]


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        (_shown("{type: integer, minimum: 9, maximum: 1}", "5"), ["E409"]),
        (_shown("{type: array, items: {type: string}, minItems: 3, maxItems: 1}", "[a, b]"), ["E409"]),
        (_shown("{type: object, required: [a, a], properties: {a: {}}}", "{a: 1}"), ["E203"]),
        (_get(f"deprecated: no, {OK}"), ["E202"]),
        (_get(f"x-unsent: yes, {OK}"), ["E422"]),
    ],
)  # fmt: skip
def test_what_follows_from_a_mistake_is_not_told_besides(
    tmp_path: Path, text: str, codes: list[str]
):
    found = [d.code for d in check(tmp_path, text) if d.code not in ("W013", "E421")]
    assert found == codes


def test_a_section_that_is_misspelt_is_the_mend_of_references(tmp_path: Path):
    text = "paths: {}\ncomponents: {schema: {A: {type: string}}, responses: {B: {description: d, content: {a/b: {schema: {$ref: '#/components/schemas/A'}}}}}}\n"
    found = next(d for d in check(tmp_path, text) if d.code == "E104")
    assert found.mend == "write `schemas` for `schema`, above what it points at"
