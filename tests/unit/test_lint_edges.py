"""Documents at the edge of a rule: what is found in each, and in its neighbour not."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.findings import held
from tests.unit.marked import PRELUDE, check

OK = "responses: {'200': {description: ok}}"
REFUSED = "responses: {'200': {description: ok}, '400': {description: bad}}"
PAGE = (
    "responses: {'200': {description: d, content: {application/json: {schema: {type: object, properties: "
    "{data: {type: array, items: {type: object, properties: {id: {type: string}}}}, next: {type: string}, total: {type: integer}}}}}}}"
)


def _get(text: str, root: str = "") -> str:
    return f"{root}paths: {{/a: {{get: {{operationId: getA, {text}}}}}}}\n"


def _limit(said: str) -> str:
    return f"x-rate-limit: {said}\n{_get(OK)}"


def _retry(said: str) -> str:
    return f"x-retry: {said}\n{_get(OK)}"


MEMBERS = ", {name: f, in: query, style: deepObject, explode: true, schema: {type: object, properties: {since: {type: string}}}}"


def _pages(
    said: str, size: str = "{type: integer}", page: str = "{type: string}", more: str = ""
) -> str:
    two = f"{{name: size, in: query, schema: {size}}}, {{name: p, in: query, schema: {page}}}{more}"
    return _get(f"x-pagination: {{items: /data, {said}}}, parameters: [{two}], {PAGE}")


def _key(scheme: str, said: str) -> str:
    return f"security: [{{k: []}}]\ncomponents: {{securitySchemes: {{k: {{type: http, scheme: {scheme}, x-foreign-keys: {said}}}}}}}\n{_get(OK)}"


def _body(media: str, schema: str, more: str = "") -> str:
    content = f"{{{media}: {{schema: {schema}{more}}}}}"
    return (
        f"paths: {{/a: {{post: {{operationId: a, requestBody: {{content: {content}}}, {OK}}}}}}}\n"
    )


def _shown(schema: str, example: str) -> str:
    return _get(
        f"responses: {{'200': {{description: d, content: {{application/json: {{schema: {schema}, example: {example}}}}}}}}}"
    )


def _envelope(said: str, schema: str) -> str:
    return f"x-envelope: {said}\npaths: {{/a: {{post: {{operationId: a, requestBody: {{content: {{application/json: {{schema: {schema}}}}}}}, {PAGE}}}}}}}\n"


def _path(said: str) -> str:
    server = "url: 'https://x.test/{v}', variables: {v: {default: one, enum: [one]}}"
    return f"servers: [{{{server}, x-paths: {{v: {{one: {said}}}}}}}]\n{_get(OK)}"


def _sandbox(said: str, body: str = "{type: object, properties: {code: {type: string}}}") -> str:
    return f"paths: {{/a: {{post: {{operationId: a, x-sandbox: {said}, requestBody: {{content: {{application/json: {{schema: {body}}}}}}}, {REFUSED}}}}}}}\n"


def _hook(said: str) -> str:
    return f"webhooks: {{m: {{post: {{operationId: m, x-webhook-signature: {{header: X-S, {said}}}, {OK}}}}}}}\n"


def _params(*each: str) -> str:
    return _get(f"parameters: [{', '.join(f'{{{one}}}' for one in each)}], {OK}")


def _answer(media: str, schema: str) -> str:
    return _get(
        f"responses: {{'200': {{description: d, content: {{{media}: {{schema: {schema}}}}}}}}}"
    )


def _errors(said: str, *, at: str = "", on: str = "", schema: str) -> str:
    bad = f"'400': {{description: d, content: {{application/json: {{schema: {schema}}}}}}}"
    root = f"x-errors: {said}\n" if said else ""
    return f"{root}paths: {{/a: {{{at}get: {{operationId: a, {on}responses: {{'200': {{description: ok}}, {bad}}}}}}}}}\n"


def _says(schema: str, value: str) -> str:
    body = f"{{type: object, properties: {{ok: {schema}}}}}"
    return _errors(f"{{failure: {{pointer: /ok, value: {value}}}}}", schema=body)


def _wire(schema: str) -> str:
    return f"components: {{schemas: {{A: {schema}}}}}\n"


def _listed(said: str) -> str:
    price = "{name: price, in: query, style: deepObject, explode: true, schema: {allOf: [{type: object, properties: {min: {type: integer}}}], properties: {max: {type: integer}}}}"
    items = "responses: {'200': {description: d, content: {application/json: {schema: {type: array, items: {type: object, properties: {price: {type: integer}}}}}}}}"
    return _get(f"x-sandbox: {said}, parameters: [{price}], {items}")


def _paths(*each: str, parameters: tuple[str, ...] = ()) -> str:
    said = [
        f"{{name: {name}, in: path, required: true, schema: {{type: string}}}}"
        for name in parameters
    ]
    listed = f"parameters: [{', '.join(said)}], " if parameters else ""
    items = (
        f"'{path}': {{get: {{operationId: o{n}, {listed}{OK}}}}}" for n, path in enumerate(each)
    )
    return f"paths: {{{', '.join(items)}}}\n"


def _deep(count: int) -> str:
    each = (f"S{n}: {{allOf: [{{$ref: '#/components/schemas/S{n + 1}'}}]}}" for n in range(count))
    return f"components: {{schemas: {{{', '.join(each)}, S{count}: {{type: object}}}}}}\n"


SWAGGER = "swagger: '2.0'\ninfo: {title: T, version: '1'}\n"
ERROR = "{type: object, properties: {code: {type: string}, text: {type: string}, errors: {type: array, items: {type: object, properties: {field: {type: string}, why: {type: string}}}}}}"
ID = "{name: id, in: path, required: true, schema: {type: string}}"
STORE = "paths: {/shops: {get: {operationId: s, %s}}, '/shops/{id}/items/{key}': {parameters: [{name: id, in: path, required: true, schema: {type: string}}, {name: key, in: path, required: true, schema: {type: string}}], delete: {operationId: d, %s}}, /carts/open: {post: {operationId: c, x-sandbox: {effects: {'%s': {forget: true}}}, %s}}}\n"
ROWS: list[tuple[str, str]] = [
    # Rate limits
    (_limit("{limit: 5, per: 1, status: 429}"), ""),
    (_limit("{limit: 5, per: 1, status: 400}"), ""),
    (_limit("{limit: 5, per: 1, status: 399}"), "W480"),
    (_limit("{limit: 5, per: 1, status: 200}"), "W480"),
    (_limit("{limit: 5, per: 1, status: 100}"), "W480"),
    (_limit("{limit: 5, per: 1, limits: [{limit: 100, per: 60}]}"), ""),
    (_limit("{limit: 5, per: 1, limits: [{limit: 5, per: 60}]}"), "W480"),
    (_limit("{limit: 5, per: 1, limits: [{limit: 4, per: 60}]}"), "W480"),
    (_limit("{limit: 100, per: 60, limits: [{limit: 5, per: 1}]}"), ""),
    (_limit("{limit: 100, per: 60, limits: [{limit: 100, per: 1}]}"), "W480"),
    (_limit("{limit: 5, per: 1, limits: [{limit: 5, per: 1}]}"), "W480"),
    (_limit("{limit: 5, per: 1, limits: [{limit: 6, per: 1}]}"), "W480"),
    (_limit("{limit: 5, per: 1, limits: [{limit: 5, per: 1, key: a}]}"), ""),
    (_limit("{rules: [{path: /a, limit: 5, per: 1}, {path: /a, methods: [GET], limit: 5, per: 1}]}"), ""),
    (_limit("{rules: [{path: /a, methods: [GET], limit: 5, per: 1}, {path: /a, methods: [GET], limit: 6, per: 1}]}"), "W480"),
    (_limit("{rules: [{path: /a, scope: [ip], limit: 5, per: 1}, {path: /a, limit: 6, per: 1}]}"), ""),
    (_limit("{limit: 5, per: 1, headers: {limit: X-L, remaining: X-R, reset: X-T, reset-unit: seconds}}"), ""),
    (_limit("{limit: 5, per: 1, headers: {remaining: X-R, reset-unit: seconds}}"), "W480"),
    (_limit("{limit: 5, per: 1, headers: {limit: X-L, remaining: x-l}}"), "W480"),
    (_get(f"x-rate-limit: {{rules: [{{path: /a, limit: 5, per: 1}}]}}, {OK}"), "W480"),
    # Retries
    (_retry("{statuses: [500]}"), ""),
    (_retry("{statuses: [400]}"), "W481"),
    (_retry("{statuses: [399]}"), "W481"),
    (_retry("{statuses: [100]}"), "W481"),
    (_retry("{statuses: [409]}"), ""),
    (_retry("{statuses: [408]}"), ""),
    (_retry("{base: 2, cap: 2}"), ""),
    (_retry("{base: 2, cap: 1}"), "W481"),
    (_retry("{throttle-base: 2, cap: 1}"), "W481"),
    (_retry("{attempts: 1, statuses: [503]}"), "W481"),
    (_retry("{attempts: 2, statuses: [503]}"), ""),
    (_retry("{idempotency-header: X-Key}"), "W481"),
    (_retry("{idempotency-header: 'X Key'}"), "W481 W487"),
    # Pages
    (_pages("style: cursor, page: p, next: /next, size: size, sizes: [5, 10]", "{type: integer, minimum: 5, maximum: 10}"), ""),
    (_pages("style: cursor, page: p, next: /next, size: size, sizes: [5, 11]", "{type: integer, minimum: 5, maximum: 10}"), "W482"),
    (_pages("style: cursor, page: p, next: /next, size: size, sizes: [4, 10]", "{type: integer, minimum: 5, maximum: 10}"), "W482"),
    (_pages("style: cursor, page: p, next: /next, size: size, sizes: [4, 11]", "{type: integer, minimum: 5, maximum: 10}"), "W482 W482"),
    (_pages("style: cursor, page: p, next: /next, sizes: [5]"), "W482"),
    (_pages("style: cursor, page: p, next: /next, size: size", "{type: string}"), "W482"),
    (_pages("style: cursor, page: p, next: /next", page="{type: integer}"), ""),
    (_pages("style: cursor, page: p, next: /next", page="{type: boolean}"), "W482"),
    (_pages("style: page, page: p"), "W482"),
    (_pages("style: page, page: p", page="{type: integer}"), ""),
    (_pages("style: page, page: p", page="{type: number}"), ""),
    # Credentials, and beginnings of paths
    (_key("bearer", "[sk_]"), ""),
    (_key("basic", "[sk_]"), "W488"),
    (_key("Digest", "[sk_]"), "W488"),
    (_key("bearer", "['Bearer sk_']"), "W488"),
    (_key("bearer", "['token sk_', pk_]"), "W488"),
    (_path("{/a: /b}"), ""),
    (_path("{/a: /a}"), "W488"),
    (_path("{/b: /c}"), "W488"),
    (_path("{/ab: /c}"), "W488"),
    # Forms
    (_body("multipart/form-data", "{type: object, properties: {a: {type: string}}}"), ""),
    (_body("multipart/form-data", "{type: string}"), "W364"),
    (_body("multipart/mixed", "{type: array, items: {type: string}}"), ""),
    (_body("application/x-www-form-urlencoded", "{type: array, items: {type: string}}"), "W364"),
    (_body("application/x-www-form-urlencoded", "{type: [object, 'null'], properties: {a: {type: string}}}"), ""),
    (_body("application/json", "{type: object, properties: {a: {type: string}}}", ", encoding: {a: {contentType: text/plain}}"), "W364"),
    (_body("multipart/form-data", "{type: object, properties: {a: {type: string}}}", ", encoding: {b: {contentType: text/plain}}"), "W364"),
    (_body("multipart/form-data", "{type: object, properties: {a: {type: string}}}", ", encoding: {a: {contentType: text/plain}}"), ""),
    # Examples
    (_shown("{type: integer}", "1.0"), ""),
    (_shown("{type: integer}", "1.5"), "W401"),
    (_shown("{type: number}", "1"), ""),
    (_shown("{type: string}", "1"), "W401"),
    (_shown("{type: boolean}", "1"), "W401"),
    (_shown("{type: integer}", "true"), "W401"),
    (_shown("{type: [string, 'null']}", "null"), ""),
    (_shown("{type: array, items: {type: integer}}", "[1, a, 2.0, b]"), "W401 W401"),
    (_shown("{type: array, items: {type: integer}}", "[a, b, c, d, e, f, g, h, i, j, k, l]"), "W401 W401 W401 W401 W401"),
    (_shown("{type: object, properties: {a: {type: object, properties: {b: {type: object, properties: {c: {type: object, properties: {d: {type: integer}}}}}}}}}", "{a: {b: {c: {d: x}}}}"), "W401"),
    (_shown("{type: object, additionalProperties: false, properties: {a: {}}}", "{a: 1}"), ""),
    (_shown("{type: object, additionalProperties: {type: integer}}", "{a: x}"), "W401"),
    (_shown("{type: object, required: [a]}", "{}"), "W401"),
    (_shown("{oneOf: [{type: object, required: [a], properties: {a: {type: integer}}}, {type: string}]}", "{a: x}"), "W401"),
    (_shown("{oneOf: [{type: object, required: [kind, n], properties: {kind: {const: a}, n: {type: integer}}}, {type: object, required: [kind, m], properties: {kind: {const: b}, m: {type: integer}}}]}", "{kind: b, m: x}"), "W401"),
    (_shown("{anyOf: [{required: [a]}, {required: [b]}]}", "{c: 1}"), "W401"),
    (_shown("{anyOf: [{type: object, required: [a]}, {type: array, items: {type: integer}}]}", "[x]"), "W401"),
    # Envelopes
    (_envelope("{response: data, request: order}", "{type: object, properties: {order: {type: string}}}"), ""),
    (_envelope("{response: data, request: ordr}", "{type: object, properties: {order: {type: string}}}"), "E423"),
    (_envelope("{response: data, request: other}", "{type: object, properties: {order: {type: string}}}"), "E423"),
    (_envelope("{response: dta}", "{type: object, properties: {order: {type: string}}}"), "E423"),
    # Directions
    (_sandbox("{require: [{that: request.body.code == 1, status: 400}]}"), ""),
    (_sandbox("{require: [{that: request.body.cod == 1, status: 400}]}"), "W433"),
    (_sandbox("{require: [{that: request.body.other == 1, status: 400}]}", "{type: object, properties: {code: {type: string}}, additionalProperties: {type: string}}"), ""),
    # Signatures
    (_hook("algorithm: hmac-sha256, prefix: 'sha256='"), ""),
    (_hook("algorithm: hmac-sha256, prefix: 'sha1='"), "W492"),
    (_hook("algorithm: hmac-sha256, prefix: 'v1='"), ""),
    (_hook("algorithm: hmac-sha256, signed: '{timestamp}.{body}', timestamp: {header: X-T, tolerance: 300}"), ""),
    (_hook("algorithm: hmac-sha256, signed: '{timestamp}.{body}', timestamp: {header: X-T, tolerance: 86400}"), ""),
    (_hook("algorithm: hmac-sha256, signed: '{timestamp}.{body}', timestamp: {header: X-T, tolerance: 90000}"), "W492"),
    (_hook("algorithm: hmac-sha256, signed: '{body}', timestamp: {header: X-T}"), "E429"),
    (_hook("algorithm: hmac-sha256, signed: '{timestamp}{body}'"), "W492"),
    (_hook("algorithm: hmac-sha256, signed: 'x'"), "W492"),
    # Wire formats
    ("x-wire: Y-m-d\npaths: {}\n", "E428"),
    ("x-wire: {date: Y-m-d}\npaths: {}\n", ""),
    # Words alike
    ("components: {schemas: {A: {enum: [new, New]}}}\n", "H378"),
    ("components: {schemas: {A: {enum: [m, M]}}}\n", ""),
    ("components: {schemas: {A: {enum: [new, old]}}}\n", ""),
    ("components: {schemas: {A: {type: object, properties: {user_id: {}, userId: {}}}}}\n", "H378"),
    ("components: {schemas: {A: {type: object, properties: {user1: {}, user2: {}}}}}\n", ""),
    ("tags: [{name: Pets}, {name: pets}]\npaths: {}\n", "H378"),
    # Patterns
    ("components: {schemas: {A: {type: string, pattern: '^a|b$'}}}\n", "H476"),
    ("components: {schemas: {A: {type: string, pattern: '^a|^b$'}}}\n", ""),
    ("components: {schemas: {A: {type: string, pattern: '^a$|b$'}}}\n", ""),
    ("components: {schemas: {A: {type: string, pattern: '^a|b'}}}\n", ""),
    ("components: {schemas: {A: {type: string, pattern: 'a|b$'}}}\n", ""),
    ("components: {schemas: {A: {type: string, pattern: '^|a$'}}}\n", ""),
    ("components: {schemas: {A: {type: string, pattern: '^a|$'}}}\n", ""),
    ("components: {schemas: {A: {type: string, pattern: '^(a|b)$'}}}\n", ""),
    ("components: {schemas: {A: {type: string, pattern: '^(a|b)|c$'}}}\n", "H476"),
    ("components: {schemas: {A: {type: string, pattern: '^[a|b]$'}}}\n", ""),
    ("components: {schemas: {A: {type: string, pattern: '^a\\|b$'}}}\n", ""),
    ("components: {schemas: {A: {type: string, pattern: '[A-z]'}}}\n", "H476"),
    # Parameters
    (_params("name: userId, in: query, schema: {type: string}", "name: user_id, in: query, schema: {type: string}"), "H378"),
    (_params("name: userId, in: query, schema: {type: string}", "name: user_id, in: cookie, schema: {type: string}"), ""),
    (_params("name: X-User, in: header, schema: {type: string}", "name: x_user, in: query, schema: {type: string}"), ""),
    (_params("name: a, in: query, style: deepObject, explode: true, schema: {type: object, properties: {b: {type: string}}}"), ""),
    (_params("name: a, in: query, style: deepObject, explode: true, schema: {type: string}"), "W363"),
    (_params("name: a, in: query, style: deepObject, explode: true, schema: {type: [object, string]}"), ""),
    (_params("name: a, in: query, style: spaceDelimited, explode: false, schema: {type: array, items: {type: string}}"), ""),
    (_params("name: a, in: query, style: pipeDelimited, explode: false, schema: {type: integer}"), "W363"),
    (_body("multipart/form-data", "{type: object, properties: {a: {type: string}}}", ", encoding: {a: {style: deepObject}}"), ""),
    # What is in a body
    (_answer("image/png", "{type: object}"), "W379"),
    (_answer("image/svg+xml", "{type: object}"), ""),
    (_answer("application/pdf", "{type: string, format: binary}"), ""),
    (_answer("application/pdf", "{type: [string, object]}"), ""),
    (_answer("application/pdf", "{}"), ""),
    (_answer("application/pdf", "{allOf: [{type: array, items: {type: string}}]}"), "W379"),
    (_answer("image/x~y", "{type: object}"), "W379"),
    (_answer("application/json", "{type: object, properties: {a: {type: string, format: binary}}}"), "W379"),
    (_answer("application/json", "{type: object, properties: {a: {type: string, format: byte}}}"), ""),
    # The sandbox's own words
    ("x-sandbox: {visitor: X-Shop}\n" + _params("name: x-shop, in: header, schema: {type: string}"), ""),
    ("x-sandbox: {visitor: X-Shop}\n" + _params("name: X-Shop, in: query, schema: {type: string}"), "W433"),
    ("x-sandbox: {visitor: X-Shop}\n" + _params("name: X-Shops, in: header, schema: {type: string}"), "W433"),
    ("x-sandbox: {visitor: 'X Shop'}\n" + _params("name: X-Shop, in: header, schema: {type: string}"), "W433"),
    (STORE % (OK, OK, "/shops", OK), ""),
    (STORE % (OK, OK, "/shops/{id}", OK), ""),
    (STORE % (OK, OK, "/shops/{id}/items/{key}", OK), ""),
    (STORE % (OK, OK, "/carts", OK), "E431"),
    (STORE % (OK, OK, "/shop", OK), "E431"),
    ("x-sandbox: {idle: [{after: 60, effects: {/shops: {forget: true}}}]}\n" + STORE % (OK, OK, "/shops", OK), ""),
    ("x-sandbox: {idle: [{after: 60, effects: {/shopz: {forget: true}}}]}\n" + STORE % (OK, OK, "/shops", OK), "E431"),
    ("x-sandbox: {idle: [{after: 60, forget: [/shopz]}]}\n" + STORE % (OK, OK, "/shops", OK), "E431"),
    (_listed("{filters: [price.min]}"), ""),
    (_listed("{filters: [price.most]}"), "E435"),
    (_listed("{filters: [price.max]}"), ""),
    (_listed("{filters: [prise.min]}"), "E435"),
    # Swagger 2.0
    (SWAGGER + "paths: {/a: {get: {responses: {'200': {description: ok}}}}}\n", ""),
    (SWAGGER + "paths: {/a: {get: {responses: {'200': {}}}}}\n", "E261 W117"),
    (SWAGGER + "paths: {/a: {get: {parameters: [{name: q, in: query, type: strin}], responses: {'200': {description: ok}}}}}\n", "E203"),
    (SWAGGER + "paths: {/a: {get: {parameters: [{name: q, in: query}], responses: {'200': {description: ok}}}}}\n", "E261"),
    # Paths
    (_paths("/a"), ""),
    (_paths("/a b"), "W383"),
    (_paths("/a//b"), "W383"),
    (_paths("/a/:id"), "W383"),
    (_paths("/a/<int:id>"), "W383"),
    (_paths("/a:archive"), ""),
    (_paths("/a?b=1"), "E306"),
    (_paths("/a#b"), "E306"),
    (_paths("a"), "E306"),
    (_paths("/{id"), "E306"),
    (_paths("/{}"), "E306"),
    (_paths("/{id}"), "E304"),
    (_paths("/a", "/A"), "H378"),
    (_paths("/a", "/a/"), "H378"),
    (_paths("/a", "/b", "/c", "/d/"), "H378"),
    (_paths("/a", "/b", "/d/"), ""),
    (_paths("/x/{id}/a", "/x/{key}/a", parameters=("id", "key")), "E303 E305 E305"),
    (_paths("/x/{id}/a", "/x/b/{key}", parameters=("id",)), "E304 H376"),
    ("servers: [{url: 'https://x.test/v1'}]\n" + _paths("/v1/a", "/v1/b"), "W383"),
    ("servers: [{url: 'https://x.test/v1/'}]\n" + _paths("/v1/a", "/v1/b"), "W367 W383"),
    ("servers: [{url: 'https://x.test/v1'}]\n" + _paths("/v1/a", "/b"), ""),
    ("servers: [{url: 'https://x.test/v1'}, {url: 'https://x.test/v2'}]\n" + _paths("/v1/a"), ""),
    ("servers: [{url: 'https://x.test/v1'}]\n" + _paths("/v1x/a"), ""),
    # Parameters and statuses
    (_params("name: a, in: query, schema: {}", "name: a, in: query, schema: {}"), "E307"),
    (_params("name: a, in: query, schema: {}", "name: a, in: header, schema: {}"), ""),
    (_params("name: Accept, in: header, schema: {}"), "W308"),
    (_params("name: Cookie, in: header, schema: {}"), "W308"),
    (_params("name: Content-Length, in: header, schema: {}"), "W308"),
    (_params("name: accept, in: query, schema: {}"), ""),
    (_params("name: ' a', in: query, schema: {}"), "W472"),
    (_params("name: '', in: query, schema: {}"), "W472"),
    (_get("responses: {'200': {description: ok}, 2xx: {description: ok}}"), "E309"),
    (_get("responses: {'200': {description: ok}, '600': {description: ok}}"), "E309"),
    (_get("responses: {'200': {description: ok}, '099': {description: ok}}"), "E309"),
    (_get("responses: {'200': {description: ok}, 5XX: {description: ok}, default: {description: ok}, x-a: 1}"), ""),
    ("tags: [{name: pets}]\n" + _get(f"tags: [pets], {OK}"), ""),
    ("tags: [{name: pets}]\n" + _get(f"tags: [pet], {OK}"), "W310 W371"),
    (_get(f"tags: [pet], {OK}"), ""),
    # Words of two countries
    (_wire("{enum: [cancelled, canceled]}"), "H378"),
    (_wire("{enum: [colours, colors]}"), "H378"),
    (_wire("{enum: [organised, organized]}"), "H378"),
    (_wire("{enum: [grey, gray]}"), "H378"),
    (_wire("{enum: [centre, center]}"), "H378"),
    (_wire("{enum: [catalogue, catalog]}"), "H378"),
    (_wire("{enum: [licence, license]}"), "H378"),
    (_wire("{enum: [cheque, check]}"), "H378"),
    (_wire("{enum: [greyer, grayer]}"), ""),
    (_wire("{enum: [hour, hor]}"), ""),
    (_wire("{enum: [four, for]}"), ""),
    # Said twice
    (_wire("{anyOf: [{type: string}, {type: string}]}"), "W375"),
    (_wire("{anyOf: [{type: string}, {type: integer}]}"), ""),
    (_wire("{allOf: [{minLength: 1}, {minLength: 1}]}"), "W375"),
    (_wire("{type: [integer, number]}"), "W375"),
    (_wire("{type: [integer, string]}"), ""),
    ("servers: [{url: /a}, {url: /b}]\npaths: {}\n", ""),
    ("servers: [{url: /a, description: x}, {url: /a, description: y}]\npaths: {}\n", ""),
    ("security: [{k: []}]\ncomponents: {securitySchemes: {k: {type: apiKey, in: query, name: Key}}}\n" + _params("name: key, in: query, schema: {}"), "W375"),
    ("security: [{k: []}]\ncomponents: {securitySchemes: {k: {type: apiKey, in: query, name: Key}}}\n" + _params("name: key, in: header, schema: {}"), ""),
    ("components: {securitySchemes: {k: {type: apiKey, in: query, name: key}}}\n" + _params("name: key, in: query, schema: {}"), ""),
    # Operations without an id are none of one id
    (f"paths: {{/a: {{get: {{{OK}}}, post: {{{OK}}}}}}}\n", ""),
    (f"paths: {{/a: {{get: {{operationId: a, {OK}}}, post: {{operationId: a, {OK}}}}}}}\n", "E301"),
    # What replaces what goes away
    (_params("name: a, in: query, deprecated: true, x-deprecation: {use: b}, schema: {}", "name: b, in: query, schema: {}"), ""),
    (_params("name: a, in: query, deprecated: true, x-deprecation: {use: c}, schema: {}", "name: b, in: query, schema: {}"), "W486"),
    (_params("name: a, in: query, deprecated: true, x-deprecation: {use: a}, schema: {}", "name: b, in: query, schema: {}"), "W486"),
    (_params("name: a, in: query, deprecated: true, x-deprecation: {sunset: '2027-01-01'}, schema: {}"), ""),
    (_wire("{type: object, properties: {a: {type: string, deprecated: true, x-deprecation: {use: b}}, b: {type: string}}}"), ""),
    (_wire("{type: object, properties: {a: {type: string, deprecated: true, x-deprecation: {use: bb}}, b: {type: string}}}"), "W486"),
    # Lists and objects in a query
    (_params("name: a, in: query, schema: {type: object, properties: {b: {type: array, items: {type: string}}}}"), ""),
    (_params("name: a, in: query, style: form, explode: true, schema: {type: object, properties: {b: {type: array, items: {type: string}}}}"), ""),
    (_params("name: a, in: query, explode: false, schema: {type: object, properties: {b: {type: array, items: {type: string}}}}"), "W363"),
    (_params("name: a, in: header, schema: {type: object, properties: {b: {type: array, items: {type: string}}}}"), "W363"),
    (_params("name: a, in: query, schema: {type: array, items: {type: object, properties: {b: {type: string}}}}"), "W363"),
    (_params("name: a, in: query, style: spaceDelimited, explode: true, schema: {type: array, items: {type: string}}"), "W363"),
    (_params("name: a, in: query, style: deepObject, explode: false, schema: {type: object, properties: {b: {type: string}}}"), "W363"),
    # Without end
    (_wire("{type: object, required: [a], properties: {a: {$ref: '#/components/schemas/A'}}}"), "W460"),
    (_wire("{type: object, properties: {a: {$ref: '#/components/schemas/A'}}}"), ""),
    (_wire("{type: object, required: [a], properties: {a: {oneOf: [{$ref: '#/components/schemas/A'}, {type: 'null'}]}}}"), ""),
    (_wire("{type: object, required: [a], properties: {a: {type: array, minItems: 1, items: {$ref: '#/components/schemas/A'}}}}"), "W460"),
    (_wire("{type: object, required: [a], properties: {a: {type: array, items: {$ref: '#/components/schemas/A'}}}}"), ""),
    (_wire("{type: object, required: [a], properties: {a: {allOf: [{$ref: '#/components/schemas/A'}]}}}"), "W460"),
    # Media types
    (_answer("text/plain", "{type: string}"), ""),
    (_answer("application/josn", "{}"), "W379"),
    (_answer("text/json", "{}"), ""),
    (_answer("json/application", "{}"), "W379"),
    (_answer("aplication/vnd.acme+json", "{}"), "W379"),
    (_answer("acme/vnd.acme", "{}"), "W379"),
    (_answer("application/vnd.acme.v1+json", "{}"), ""),
    (_answer("application/x-acme", "{}"), ""),
    (_answer("'*/*'", "{}"), ""),
    (_answer("'text/*'", "{}"), ""),
    (_answer("'*/json'", "{}"), "W379"),
    (_answer("'text/pl*'", "{}"), "W379"),
    (_answer("'tex/*'", "{}"), "W379"),
    (_answer("application/plain", "{}"), "W379"),
    (_answer("application/x-www-form-urlencode", "{}"), "W379"),
    (_answer("image/heic", "{}"), ""),
    (_answer("imag/png", "{}"), "W379"),
    (_answer("'application/json; charset=utf-8'", "{}"), ""),
    # A member of a parameter as a cursor
    (_pages("style: cursor, page: 'f[since]', next: /next", more=MEMBERS), ""),
    (_pages("style: cursor, page: 'f[until]', next: /next", more=MEMBERS), "E424"),
    (_pages("style: cursor, page: 'g[since]', next: /next", more=MEMBERS), "E424"),
    # Values of a default's own type
    (_wire("{type: number, default: 1}"), ""),
    (_wire("{type: number, default: true}"), "E402"),
    (_wire("{type: number, enum: [1, 1.5]}"), ""),
    (_wire("{type: number, enum: [1, a]}"), "W403"),
    (_wire("{type: integer, enum: [1, 1.5]}"), "W403"),
    (_wire("{type: string, enum: [a, 1]}"), "W403"),
    (_wire("{type: boolean, enum: [true, 1]}"), "W403"),
    (_wire("{type: 'null', enum: [null]}"), ""),
    # Which branch was meant
    (_shown("{anyOf: [{type: object, required: [a, b]}, {type: object, required: [a, b, c, d]}]}", "{a: 1}"), "W401"),
    (_shown("{oneOf: [{type: array, items: {type: integer}}, {type: string}]}", "[1, x]"), "W401"),
    (_shown("{oneOf: [{type: object, properties: {a: {type: integer}}}, {type: array, items: {type: integer}}]}", "{a: x}"), "W401"),
    (_shown("{anyOf: [{type: string}, {type: integer}]}", "1.5"), "W401"),
    # Schemas of schemas
    (_deep(49), ""),
    (_deep(51), "E407"),
    (_wire("{type: thing, example: 1}"), "E203"),
    # Errors
    (_errors("{code: /code, message: /text}", schema=ERROR), ""),
    (_errors("{code: /code, message: /code}", schema=ERROR), "W489"),
    (_errors("{code: /code, message: /errors}", schema=ERROR), "W489"),
    (_errors("{code: /errors}", schema=ERROR), "W489"),
    (_errors("{code: /cod}", schema=ERROR), "E423"),
    (_errors("{fields: /errors, field-name: field, field-message: why}", schema=ERROR), ""),
    (_errors("{fields: /errors, field-name: field, field-message: field}", schema=ERROR), "W489"),
    (_errors("{fields: /errors, field-name: fild, field-message: why}", schema=ERROR), "W489"),
    (_errors("{field-name: field}", schema=ERROR), "W489"),
    (_errors("{fields: /code}", schema=ERROR), "W489"),
    (_errors("{code: /code}", on="x-errors: {code: /code}, ", schema=ERROR), "W488"),
    (_errors("{code: /code}", on="x-errors: {code: /text}, ", schema=ERROR), ""),
    (_errors("{code: /code}", on="x-errors: null, ", schema=ERROR), "E421"),
    (_errors("", on="x-errors: null, ", schema=ERROR), "E421 W488"),
    (_errors("{code: /code}", at="x-errors: {code: /text}, ", on="x-errors: {code: /code}, ", schema=ERROR), ""),
    (_errors("{code: /code}", at="x-errors: {code: /text}, ", on="x-errors: {code: /text}, ", schema=ERROR), "W488"),
    (_errors("{code: /nothing}", at="x-errors: {code: /text}, ", schema=ERROR), ""),
    (_errors("{code: /nothing}", on="x-errors: {code: /text}, ", schema=ERROR), ""),
    (_errors("{code: /text}", at="x-errors: {code: /nothing}, ", schema=ERROR), "E423"),
    (_says("{type: boolean}", "false"), ""),
    (_says("{type: boolean}", "0"), "W489"),
    (_says("{type: integer}", "0"), ""),
    (_says("{type: number}", "0"), ""),
    (_says("{type: integer}", "0.5"), "W489"),
    (_says("{type: string, enum: [ok, error]}", "error"), ""),
    (_says("{type: string, enum: [ok, error]}", "eror"), "W489"),
    (_says("{const: 1}", "1"), ""),
    (_says("{const: 1}", "1.0"), ""),
    (_says("{const: 1}", "true"), "W489"),
    (_says("{enum: [1, 2]}", "true"), "W489"),
    (_says("{type: [string, 'null']}", "null"), ""),
    # Wire formats
    (_wire("{type: string, format: date, x-wire: d.m.Y}"), ""),
    (_wire("{type: string, x-wire: d.m.Y}"), ""),
    (_wire("{type: string, format: date-time, x-wire: d.m.Y}"), "E428"),
    (_wire("{type: integer, x-wire: d.m.Y}"), "E428"),
    (_wire("{type: boolean, x-wire: 'Y/N'}"), ""),
    (_wire("{type: string, x-wire: 'Y/N'}"), "E428"),
    (_wire("{type: array, items: {type: string, format: date}, x-wire: d.m.Y}"), ""),
    (_wire("{type: string, format: date, x-wire: dd-mm-yyyy}"), "E427"),
    ("x-wire: {date: d.m.Y, date-time: 'Y-m-d H:i:s', boolean: 'Y/N'}\npaths: {}\n", ""),
    ("x-wire: {date: 'Y-m-d H:i:s'}\npaths: {}\n", "E428"),
    ("x-wire: {boolean: d.m.Y}\npaths: {}\n", "E421 E428"),
    (_wire("{type: object, x-wire: {null: omit}}"), "E428"),
    # Said twice
    ("security: [{k: []}, {k: []}]\ncomponents: {securitySchemes: {k: {type: http, scheme: basic}}}\n" + _get(OK), "W375"),
    ("security: [{k: []}, {}]\ncomponents: {securitySchemes: {k: {type: http, scheme: basic}}}\n" + _get(OK), ""),
    (_wire("{type: string, format: sf_integer}"), "W464"),
]  # fmt: skip
"""A document, and the codes of what is found in it."""
_BESIDE = {"H370", "H473", "E201", "W302", "W321"}
"""What such small documents have besides."""


@pytest.mark.parametrize(("text", "codes"), ROWS, ids=[text[-60:-1] for text, _ in ROWS])
def test_what_is_found_in_a_document(tmp_path: Path, text: str, codes: str) -> None:
    prelude = "" if text.startswith("swagger:") else PRELUDE
    found = check(tmp_path, text, prelude=prelude)
    held("edge", prelude + text, "paths:", found)
    told = sorted(one.code for one in found if one.code not in _BESIDE)
    assert (text, " ".join(told)) == (text, codes)
