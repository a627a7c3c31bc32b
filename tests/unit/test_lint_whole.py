"""What is found in a whole document, where it takes one to see it: its info, roots, paths that share."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.findings import held
from tests.unit.marked import check

OK = "responses: {'200': {description: ok}}"
DATA = "responses: {'200': {description: d, content: {application/json: {schema: {type: object, properties: {data: {type: array, items: {}}}}}}}}"
INFO = "info: {title: Test, version: '1'}\n"
NEW, OLD = f"openapi: 3.1.1\nx-specwright: 1\n{INFO}", f"openapi: 3.0.3\nx-specwright: 1\n{INFO}"


def _get(said: str, root: str = "", item: str = "") -> str:
    return f"{root}paths: {{/a: {{{item}get: {{operationId: getA, {said}}}}}}}\n"


def _info(said: str) -> str:
    return f"openapi: 3.1.1\nx-specwright: 1\ninfo: {{{said}}}\n{_get(OK)}"


def _licence(said: str) -> str:
    return _info(f"title: T, version: '1', license: {{name: L, identifier: {said}}}")


def _keys(kind: str) -> str:
    return f"security: [{{k: [read]}}]\ncomponents: {{securitySchemes: {{k: {kind}}}}}\n"


def _two(first: str, second: str) -> str:
    return f"security: [{{a: [], b: []}}]\ncomponents: {{securitySchemes: {{a: {first}, b: {second}}}}}\n{_get(OK)}"


def _union(said: str) -> str:
    kind = "{type: object, required: [k], properties: {k: {type: string}}}"
    return f"paths: {{}}\nwebhooks: {{w: {{post: {{operationId: w, requestBody: {{content: {{application/json: {{schema: {{$ref: '#/components/schemas/T'}}}}}}}}, {OK}}}}}}}\ncomponents:\n  schemas:\n    T: {{$ref: '#/components/schemas/U'}}\n    U: {{oneOf: [{{$ref: '#/components/schemas/A'}}, {{$ref: '#/components/schemas/B'}}], discriminator: {said}}}\n    A: {kind}\n    B: {kind}\n"


BASIC = "{type: http, scheme: basic}"
ROWS: list[tuple[str, str]] = [
    # Info
    (_info("title: '', version: '1'"), "W372"),
    (_info("title: T, version: ' '"), "W372"),
    (_info("title: T, version: '1'"), ""),
    (_info("title: T, version: '1', description: ''"), "W372"),
    (_info("title: T, version: '1', description: tbd"), "W372"),
    (_info("title: T, version: '1', description: tbd list"), ""),
    (_info("title: T, version: '1', contact: {email: nobody}"), "E366"),
    (_info("title: T, version: '1', contact: {email: me@x.test}"), ""),
    (_info("title: T, version: '1', contact: {url: x.test}"), "W374"),
    (_info("title: T, version: '1', termsOfService: 'a b'"), "E366"),
    (_licence("MIT"), ""),
    (_licence("mit"), "W385"),
    (_licence("Apache 2.0"), "W385"),
    (_licence("Apach 2"), "W385"),
    (_licence("MIT OR Apache-2.0"), ""),
    (_licence("(MIT AND Apache-2)"), "W385"),
    (_licence("LicenseRef-Own"), ""),
    (_licence("Our own words"), "W385"),
    # Security
    (OLD + _keys(BASIC) + _get(OK), "W322"),
    (NEW + _keys(BASIC) + _get(OK), ""),
    (OLD + _keys("{type: openIdConnect, openIdConnectUrl: 'https://x.test/'}") + _get(OK), ""),
    (NEW + _keys("{type: oauth2, flows: {implicit: {authorizationUrl: 'https://x.test/', scopes: {}}}}") + _get(OK), "W322"),
    (NEW + _keys("{type: oauth2, flows: {implicit: {authorizationUrl: 'https://x.test/', scopes: {read: r}}}}") + _get(OK), ""),
    (NEW + _keys("{type: oauth2, flows: {implicit: {authorizationUrl: 'https://x.test/', scopes: {reed: r}}}}") + _get(OK), "W322"),
    (NEW + _two(BASIC, "{type: http, scheme: bearer}"), "W323"),
    (NEW + _two(BASIC, "{type: http, scheme: hoba}"), ""),
    (NEW + _two(BASIC, "{type: apiKey, in: header, name: authorization}"), "W323"),
    (NEW + _two("{type: apiKey, in: header, name: X-A}", "{type: apiKey, in: header, name: x-a}"), "W323"),
    (NEW + _two("{type: apiKey, in: query, name: a}", "{type: apiKey, in: query, name: A}"), ""),
    (NEW + _two("{type: apiKey, in: query, name: a}", "{type: apiKey, in: query, name: a}"), "W323"),
    (NEW + _two("{type: apiKey, in: query, name: a}", "{type: apiKey, in: cookie, name: a}"), ""),
    (NEW + f"security: [{{a: []}}, {{b: []}}]\ncomponents: {{securitySchemes: {{a: {BASIC}, b: {{type: http, scheme: bearer}}}}}}\n{_get(OK)}", ""),
    (NEW + f"components: {{securitySchemes: {{a: {BASIC}}}}}\n{_get(OK)}", "W321"),
    (NEW + f"components: {{securitySchemes: {{a: {BASIC}}}}}\n{_get(f'security: [{{a: []}}], {OK}')}", ""),
    (NEW + f"components: {{securitySchemes: {{abc: {BASIC}}}}}\n{_get(f'security: [{{abd: []}}], {OK}')}", "E320 W321"),
    # The root's extensions
    (NEW + _get(OK, "x-query-style: brackets\n"), "W488"),
    (NEW + _get(f"parameters: [{{name: a, in: query, schema: {{type: array, items: {{}}}}}}], {OK}", "x-query-style: brackets\n"), ""),
    (NEW + _get(f"parameters: [{{name: a, in: header, schema: {{type: array, items: {{}}}}}}], {OK}", "x-query-style: brackets\n"), "W488"),
    (NEW + _get(f"x-pagination: {{style: link, items: ''}}, {OK}"), "W482"),
    (NEW + _get(f"x-pagination: {{style: link, items: /data}}, {DATA}"), ""),
    (NEW + _get(OK, "x-pagination: {style: link, items: /data}\n"), "W488"),
    (NEW + _get(OK, "x-process: {id: /id}\n"), "W488"),
    (NEW + _get(OK, "x-webhook-signature: {header: X-S, algorithm: hmac-sha1}\n"), "W488"),
    (NEW + _get(OK, "x-rate-limit: {rules: [{path: /a, limit: 5, per: 1}]}\n"), ""),
    (NEW + _get(OK, "x-rate-limit: {rules: [{path: /b, limit: 5, per: 1}]}\n"), "W426"),
    (NEW + _get(OK, "x-rate-limit: {rules: [{path: /a, methods: [POST], limit: 5, per: 1}]}\n"), "W426"),
    (NEW + _get(OK, "x-rate-limit: {rules: [{path: /a, methods: [get], limit: 5, per: 1}]}\n"), "E421"),
    (NEW + _get(OK, "x-rate-limit: {rules: [{path: /*, limit: 5, per: 1}]}\n"), ""),
    (NEW + _get(DATA, "x-envelope: data\n"), ""),
    (NEW + _get(DATA, "x-envelope: dta\n"), "E423"),
    (NEW + _get(DATA, "x-envelope: {response: other}\n"), "E423"),
    (NEW + _get(f"x-envelope: null, {DATA}", "x-envelope: data\n"), ""),
    (NEW + _get(f"x-envelope: data, {DATA}", "x-envelope: data\n"), "W488"),
    (NEW + _get(f"x-retry: {{attempts: 2}}, {OK}", "x-retry: {attempts: 2}\n"), "W488"),
    (NEW + _get(f"x-retry: {{attempts: 3}}, {OK}", "x-retry: {attempts: 2}\n"), ""),
    (NEW + _get(f"x-errors: {{failure: {{pointer: /ok, value: 0}}}}, {OK}", "x-errors: {failure: {pointer: /ok, value: false}}\n"), ""),
    (NEW + _get(f"x-errors: {{failure: {{pointer: /ok, value: false}}}}, {OK}", "x-errors: {failure: {pointer: /ok, value: false}}\n"), "W488"),
    # What a path says for its operations
    (NEW + _get(f"x-deadline: {{total: 5}}, {OK}", item="x-deadline: {total: 5}, "), "W490"),
    (NEW + _get(f"x-deadline: {{total: 6}}, {OK}", item="x-deadline: {total: 5}, "), ""),
    (NEW + _get(f"x-deadline: null, {OK}", item="x-deadline: {total: 5}, "), ""),
    (NEW + _get(f"x-deadline: null, {OK}"), "W490"),
    (NEW + _get(f"x-deadline: {{total: 5}}, {OK}", "x-deadline: {total: 5}\n", "x-deadline: {total: 6}, "), ""),
    (NEW + _get(f"{OK}", "x-deadline: {total: 5}\n", "x-deadline: {total: 5}, "), "W490"),
    (NEW + f"paths: {{/a: {{parameters: [{{name: a, in: query, schema: {{}}}}, {{name: b, in: query, required: true, schema: {{}}}}], x-parameter-groups: [{{exactly-one: [a, b]}}], get: {{operationId: a, {OK}}}, delete: {{operationId: b, {OK}}}}}}}\n", "E434"),
    # The sandbox's root
    (NEW + _get(f"parameters: [{{name: shop, in: query, schema: {{}}}}], {OK}", "x-sandbox: {realm: shop}\n"), ""),
    (NEW + _get(f"parameters: [{{name: shop, in: query, schema: {{}}}}], {OK}", "x-sandbox: {realm: shp}\n"), "W433"),
    (NEW + _get(OK, "x-sandbox: {realm: shop}\n"), "W433"),
    (NEW + _get(OK, "x-sandbox: {token: {lifetime: 5}}\n"), "W433"),
    (NEW + _get(OK, "x-sandbox: {money: {number: a, text: a}}\n"), "W433"),
    (NEW + _get(OK, "x-sandbox: {money: {number: a, text: b}}\n"), ""),
    (NEW + _get(OK, "x-sandbox: {about: /a}\n"), "W433"),
    (NEW + f"paths: {{'/a/{{id}}': {{parameters: [{{name: id, in: path, required: true, schema: {{type: string}}}}], get: {{operationId: a, {OK}}}, post: {{operationId: b, x-sandbox: {{each: {{'1 +': {{'/a/{{id}}': {{n: 1}}}}}}}}, {OK}}}}}}}\n", "E430"),
    (NEW + f"paths: {{'/a/{{id}}': {{parameters: [{{name: id, in: path, required: true, schema: {{type: string}}}}], get: {{operationId: a, {OK}}}, post: {{operationId: b, x-sandbox: {{effects: {{'/a/{{id}}': {{'n{{1 +}}': 1}}}}}}, {OK}}}}}}}\n", "E430"),
    (NEW + f"paths: {{'/a/{{id}}': {{parameters: [{{name: id, in: path, required: true, schema: {{type: string}}}}], get: {{operationId: a, {OK}}}, post: {{operationId: b, x-sandbox: {{effects: {{'/a/{{id}}': {{'n{{id}}': 1}}}}}}, {OK}}}}}}}\n", ""),
    # Words of the wrong shape
    (NEW + _get(f"x-deprecation: {{since: soon}}, deprecated: true, {OK}"), "E421"),
    (NEW + _union("{propertyName: k, mapping: {a: 5}}"), "E202"),
    (NEW + _union("{propertyName: k, mapping: {a: '#/paths'}}"), "W468"),
    (NEW + _union("{propertyName: k, mapping: {a: '#/nothing'}}"), "E104"),
    (NEW + _union("{propertyName: k, mapping: {a: Nobody}}"), "E104"),
    (NEW + _union("{propertyName: k, mapping: {a: A, b: '#/components/schemas/B'}}"), ""),
    (NEW + _union("{propertyName: kk}"), "E406"),
    (NEW + _union("{propertyName: 5}"), "E202"),
    (NEW + "paths: {}\ncomponents: {schemas: {A: {format: 5}, B: {type: []}, C: {enum: 5}, D: {type: object, required: {a: 1}}}}\n", "E202 E202 E202 E203 H370 H370 H370 H370"),
    # Nothing is said of somebody else's document that only its author can know
    (f"openapi: 3.1.1\n{INFO}paths: {{}}\ncomponents: {{schemas: {{A: {{type: object}}}}}}\n", ""),
    (NEW + "paths: {}\ncomponents: {schemas: {A: {type: object}}}\n", "H370"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "codes"), ROWS, ids=[text[-60:-1] for text, _ in ROWS])
def test_what_is_found_in_a_document(tmp_path: Path, text: str, codes: str) -> None:
    found = check(tmp_path, text, prelude="", unused=True)
    held("whole", text, "info:", found)
    assert (text, " ".join(sorted(one.code for one in found if one.code != "H473"))) == (
        text,
        codes,
    )
