"""Extensions a row a line: what is said that cannot be meant, and its neighbour that can."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.marked import Table

OK = "responses: {'200': {description: ok}}"


def _json(schema: str) -> str:
    return f"content: {{application/json: {{schema: {schema}}}}}"


PAGE = f"responses: {{'200': {{description: d, {_json('{$ref: ‡/components/schemas/Page}')}}}}}".replace(
    "‡/components/schemas/Page", "'‡/components/schemas/Page'"
)
ASKED = ", ".join(
    (
        "{name: page, in: query, schema: {type: integer, minimum: 1, default: 1}}",
        "{name: size, in: query, schema: {type: integer, minimum: 5, maximum: 10}}",
        "{name: pick, in: query, schema: {type: integer, enum: [5, 10]}}",
        "{name: word, in: query, schema: {type: string}}",
        "{name: flag, in: query, schema: {type: boolean}}",
        "{name: head, in: header, schema: {type: string}}",
        "{name: f, in: query, style: deepObject, explode: true, schema: {type: object, properties: {since: {type: string}}}}",
    )
)
PAGES = [
    ("{items: /data, style: page, page: page}", ""),
    ("{items: /data, style: page, page: page, first: 1}", ""),
    ("{items: /data, style: page, page: page, first: 0}", "W482"),
    ("{items: /data, style: page, page: page, first: 2}", "W482"),
    ("{items: /data, style: page, page: page, size: page}", "W482"),
    ("{items: /data, style: page, page: word}", "W482"),
    ("{items: /data, style: page, page: nobody}", "E424"),
    ("{items: /data, style: page, page: head}", "E424"),
    ("{items: /data, style: page, page: pag}", "E424"),
    ("{items: /data, style: page}", "W482"),
    ("{items: /data}", "W482"),
    ("{style: page, page: page}", "W482"),
    ("{items: /data, style: offset, page: page, first: 0}", "W482"),
    ("{items: /data, style: offset, page: word}", "W482"),
    ("{items: /data, style: cursor, page: word, next: /next}", ""),
    ("{items: /data, style: cursor, page: word, next: /number}", ""),
    ("{items: /data, style: cursor, page: word, next: /object}", "W482"),
    ("{items: /data, style: cursor, page: word, next: /flag}", "W482"),
    ("{items: /data, style: cursor, page: flag, next: /next}", "W482"),
    ("{items: /data, style: cursor, page: page, next: /next}", ""),
    ("{items: /data, style: cursor, page: word}", "W482"),
    ("{items: /data, style: cursor, page: word, next: /next, first: 1}", "W482"),
    ("{items: /data, style: cursor, page: 'f[since]', next: /next}", ""),
    ("{items: /data, style: cursor, page: 'f[until]', next: /next}", "E424"),
    ("{items: /data, style: since, page: word, next: /id}", ""),
    ("{items: /data, style: since, page: word, next: /nothing}", "E423"),
    ("{items: /data, style: next-url, next: /next}", ""),
    ("{items: /data, style: next-url, next: /number}", "W482"),
    ("{items: /data, style: next-url}", "W482"),
    ("{items: /data, style: next-url, next: /next, page: word}", "W482"),
    ("{items: /data, style: link}", ""),
    ("{items: /data, style: link, next: /next}", "W482"),
    ("{items: /data, style: link, page: page}", "W482"),
    ("{items: /data, style: link, until: no-next}", ""),
    ("{items: /next, style: page, page: page}", "W482"),
    ("{items: /object, style: page, page: page}", "W482"),
    ("{items: /open/anything, style: page, page: page}", ""),
    ("{items: /either, style: page, page: page}", ""),
    ("{items: /data, style: page, page: page, total: /maybe/a}", "E423"),
    ("{items: /data, style: page, page: page, total: /whole/a}", ""),
    ("{items: /data, style: page, page: page, total: /pair/1}", ""),
    ("{items: /data, style: page, page: page, total: /pair/0}", "W482"),
    ("{items: /data, style: page, page: page, total: /pair/2}", ""),
    ("{items: /data, style: page, page: page, total: /map/anything}", ""),
    ("{items: /data, style: page, page: page, total: /map/anything/a}", "E423"),
    ("{items: /data, style: page, page: page, total: /flag/a}", "E423"),
    ("{items: /dta, style: page, page: page}", "E423"),
    ("{items: /nothing, style: page, page: page}", "E423"),
    ("{items: /data, style: page, page: page, total: /number}", ""),
    ("{items: /data, style: page, page: page, total: /next}", "W482"),
    ("{items: /data, style: page, page: page, total: /number, last: /number}", "W482"),
    ("{items: /data, style: page, page: page, total: /number, last: /count}", ""),
    ("{items: /data, style: page, page: page, last: /flag}", "W482"),
    ("{items: /data, style: page, page: page, until: last}", "W482"),
    ("{items: /data, style: page, page: page, until: last, total: /number}", ""),
    ("{items: /data, style: page, page: page, until: last, last: /number}", ""),
    ("{items: /data, style: page, page: page, until: no-next}", "W482"),
    ("{items: /data, style: page, page: page, until: no-next, next: /next}", ""),
    ("{items: /data, style: page, page: page, until: empty}", ""),
    ("{items: /data, style: page, page: page, size: size, sizes: [5, 10]}", ""),
    ("{items: /data, style: page, page: page, size: size, sizes: [4, 10]}", "W482"),
    ("{items: /data, style: page, page: page, size: size, sizes: [5, 11]}", "W482"),
    ("{items: /data, style: page, page: page, size: size, sizes: [4, 11]}", "W482 W482"),
    ("{items: /data, style: page, page: page, size: pick, sizes: [5, 10]}", ""),
    ("{items: /data, style: page, page: page, size: pick, sizes: [5, 7]}", "W482"),
    ("{items: /data, style: page, page: page, size: word}", "W482"),
    ("{items: /data, style: page, page: page, sizes: [5]}", "W482"),
]  # fmt: skip
SETS = "id: /id, status-operation: getState, state: /state"
PROCESSES = [
    (f"{{{SETS}, pending: [new], success: [done], failure: [bad]}}", ""),
    (f"{{{SETS}, pending: [new], success: [done], failure: [bad], result: /result}}", ""),
    (f"{{{SETS}, pending: [new], success: [done]}}", "W483"),
    (f"{{{SETS}, pending: [new], success: [done], failure: [bd]}}", "W483"),
    (f"{{{SETS}, pending: [new], success: [done], failure: [bad, done]}}", "W483"),
    (f"{{{SETS}, pending: [new, other], success: [done], failure: [bad]}}", "W483"),
    (f"{{{SETS}, pending: [new], success: [done], failure: [bad], result: /state}}", "W483"),
    (f"{{{SETS}, pending: [new], success: [done], failure: [bad], result: /nothing}}", "E423"),
    (f"{{{SETS}, pending: [new], success: [done], failure: [bad], interval: 5, retention: 6}}", ""),
    (f"{{{SETS}, pending: [new], success: [done], failure: [bad], interval: 6, retention: 6}}", "W483"),
    (f"{{{SETS}, pending: [new], success: [done], failure: [bad], interval: 7, retention: 6}}", "W483"),
    (f"{{{SETS}, pending: [new], success: [done], failure: [bad], bulk-operation: getStates}}", "E425"),
    ("{id: /id, status-operation: getState, state: /text, pending: [x], success: [y], failure: [z]}", ""),
    ("{id: /id, status-operation: getState, state: /word, pending: [up], success: [down]}", ""),
    ("{id: /id, status-operation: getState, state: /word, pending: [up], success: [ok]}", "W483"),
    ("{id: /id, status-operation: getState, state: /one, pending: [up]}", ""),
    ("{id: /id, status-operation: getState, state: /one, pending: [down]}", "W483"),
    ("{id: /id, status-operation: getState, state: /number, pending: [up]}", "W483"),
    ("{id: /id, status-operation: getState, state: /nothing, pending: [up]}", "E423"),
    ("{id: /object, status-operation: getState, state: /text, pending: [up]}", "W483"),
    ("{id: /number, status-operation: getState, state: /text, pending: [up]}", ""),
    ("{id: /ids, status-operation: getState, state: /text, pending: [up]}", "E423"),
    ("{id: /id, status-operation: getStat, state: /text, pending: [up]}", "E425"),
]  # fmt: skip
LATER = [
    ("{time: at}", ""),
    ("{time: sent}", ""),
    ("{time: day}", "E424"),
    ("{time: word}", "E424"),
    ("{time: seconds}", ""),
    ("{time: millis}", ""),
    ("{time: plain}", "E424"),
    ("{time: zoned}", ""),
    ("{time: nobody}", "E424"),
    ("{time: att}", "E424"),
    ("{batch: {operation: many}}", ""),
    ("{batch: {operation: many, wrap: view}}", ""),
    ("{batch: {operation: many, wrap: vew}}", "W484"),
    ("{batch: {operation: many, wrap: other}}", "W484"),
    ("{batch: {operation: many, wrap: a~b}}", ""),
    ("{batch: {operation: many, wrap: c/d}}", ""),
    ("{batch: {operation: many, wrap: c/e}}", "W484"),
    ("{batch: {operation: one}}", "W484"),
    ("{batch: {operation: none}}", "W484"),
    ("{batch: {operation: nobody}}", "E425"),
    ("{batch: {operation: open, wrap: view}}", ""),
    ("{batch: {operation: nil}}", ""),
]  # fmt: skip
HEADER = "header: X-Sig, algorithm: hmac-sha256"
SIGNED = [
    (f"{{{HEADER}}}", ""),
    ("{header: X-Sig, algorithm: hmac-sha256, prefix: 'sha256='}", ""),
    ("{header: X-Sig, algorithm: hmac-sha1, prefix: 'sha256='}", "W492"),
    ("{header: X-Sig, algorithm: hmac-sha512, prefix: 'SHA-512='}", ""),
    ("{header: X-Sig, algorithm: hmac-sha256, prefix: 'sha2560='}", ""),
    (f"{{{HEADER}, signed: '{{body}}'}}", ""),
    (f"{{{HEADER}, signed: 'x'}}", "W492"),
    (f"{{{HEADER}, signed: '{{key-id}}{{body}}'}}", "W492"),
    (f"{{{HEADER}, signed: '{{key-id}}{{body}}', key-id: {{header: X-Id}}}}", ""),
    (f"{{{HEADER}, signed: '{{timestamp}}{{body}}'}}", "W492"),
    (f"{{{HEADER}, signed: '{{timestamp}}{{body}}', timestamp: {{header: X-T}}}}", ""),
    (f"{{{HEADER}, signed: '{{header:x-t}}{{body}}', timestamp: {{header: X-T}}}}", ""),
    (f"{{{HEADER}, signed: '{{header:x-u}}{{body}}', timestamp: {{header: X-T}}}}", "E429"),
    (f"{{{HEADER}, timestamp: {{header: X-T}}}}", "E429"),
    (f"{{{HEADER}, timestamp: {{pointer: /at}}}}", ""),
    (f"{{{HEADER}, timestamp: {{pointer: /object}}}}", "W492"),
    (f"{{{HEADER}, timestamp: {{pointer: /number}}}}", ""),
    (f"{{{HEADER}, timestamp: {{pointer: /nothing}}}}", "E423"),
    (f"{{{HEADER}, signed: '{{timestamp}}{{body}}', timestamp: {{header: x-sig}}}}", "W492"),
    (f"{{{HEADER}, part: v1, signed: '{{timestamp}}{{body}}', timestamp: {{part: t}}}}", ""),
    (f"{{{HEADER}, part: v1, signed: '{{timestamp}}{{body}}', timestamp: {{part: v1}}}}", "W492"),
    (f"{{{HEADER}, signed: '{{timestamp}}{{body}}', timestamp: {{part: t}}}}", "W492"),
    (f"{{{HEADER}, signed: '{{timestamp}}{{body}}', timestamp: {{header: X-T, tolerance: 86400}}}}", ""),
    (f"{{{HEADER}, signed: '{{timestamp}}{{body}}', timestamp: {{header: X-T, tolerance: 86401}}}}", "W492"),
    (f"{{{HEADER}, key-id: {{header: X-SIG}}}}", "W492"),
    (f"{{{HEADER}, key-id: {{part: k}}}}", "W492"),
    (f"{{{HEADER}, part: v1, key-id: {{part: k}}}}", ""),
    (f"{{{HEADER}, key-operation: getKeys}}", "W488"),
    ("{header: X-Sig, algorithm: rsa-sha256, key-operation: getKeys, keys: {items: /keys, id: /id, key: /pem}}", ""),
    ("{header: X-Sig, algorithm: rsa-sha256, key-operation: getKeys, keys: {items: /keys, id: /id, key: /id}}", "W492"),
    ("{header: X-Sig, algorithm: rsa-sha256, key-operation: getKeys, keys: {items: /object, id: /id, key: /pem}}", "W492"),
    ("{header: X-Sig, algorithm: rsa-sha256, key-operation: getKeys, keys: {items: /keyz, id: /id, key: /pem}}", "E423"),
    ("{header: X-Sig, algorithm: rsa-sha256, key-operation: getKeys, keys: {items: /keys, id: /nothing, key: /pem}}", "E423"),
    ("{header: X-Sig, algorithm: rsa-sha256, key-operation: getKeyz, keys: {items: /keys, id: /id, key: /pem}}", "E425"),
    ("{header: X-Sig, algorithm: rsa-sha256, secret: {encoding: hex}}", "W488"),
    ("{header: X-Sig, algorithm: hmac-sha256, secret: {encoding: hex}}", ""),
    ("{header: X Sig, algorithm: hmac-sha256}", "W487"),
]  # fmt: skip
SAID = [
    # Retries
    ("x-retry: {statuses: [503]}", ""),
    ("x-retry: {statuses: [399]}", "W481"),
    ("x-retry: {statuses: [400]}", "W481"),
    ("x-retry: {statuses: [401, 405, 406, 411, 413, 414, 415, 422, 423]}", "W481 W481 W481 W481 W481 W481 W481"),
    ("x-retry: {statuses: [503], not-processed: [503]}", ""),
    ("x-retry: {statuses: [503], not-processed: [429]}", "W481"),
    ("x-retry: {not-processed: [429]}", ""),
    ("x-retry: {attempts: 1}", ""),
    ("x-retry: {attempts: 1, base: 2}", "W481"),
    ("x-retry: {attempts: 1, throttle-base: 2}", "W481"),
    ("x-retry: {attempts: 2, base: 2}", ""),
    ("x-retry: {base: 599}", ""),
    ("x-retry: {base: 600}", "W481"),
    ("x-retry: {base: 650}", "W481"),
    ("x-retry: {base: 700}", "W481"),
    ("x-retry: {base: 2, cap: 1.5}", "W481"),
    ("x-retry: {base: 2, cap: 2}", ""),
    ("x-retry: {throttle-base: 2, cap: 1}", "W481"),
    ("x-retry: {idempotency-header: X-Key}", ""),
    ("x-retry: {idempotency-header: x-request}", "W481"),
    ("x-retry: {idempotency-header: Authorization}", "W487"),
    ("x-retry: {idempotency-header: Content-Length}", "W487"),
    # Deadlines
    ("x-deadline: {total: 5}", ""),
    ("x-deadline: {total: 30}", "W490"),
    ("x-deadline: {total: 30.5}", ""),
    ("x-deadline: {total: 30, fallback: true}", ""),
    ("x-deadline: null", ""),
    ("x-deadline: {total: 600}", "W490"),
    ("x-deadline: {total: 599}", ""),
    ("x-deadline: {total: 2}, x-retry: {base: 2}", "W490"),
    ("x-deadline: {total: 2}, x-retry: {base: 1.9}", ""),
    ("x-deadline: {total: 2}, x-retry: {base: 3, attempts: 1}", "W481"),
    # States
    ("x-status: planned", ""),
    ("x-status: planned, deprecated: true", "W491"),
    ("x-status: beta, deprecated: true", ""),
    # What goes away
    ("deprecated: true, x-deprecation: {since: '2026-01-02', sunset: '2026-01-02'}", ""),
    ("deprecated: true, x-deprecation: {since: '2026-01-02', sunset: '2026-01-01'}", "W486"),
    ("deprecated: true, x-deprecation: {since: '2026-01-02', sunset: '2026-01-03'}", ""),
    ("x-deprecation: {since: '2026-01-02'}", "W486"),
    ("deprecated: true, x-deprecation: {use: other}", ""),
    ("deprecated: true, x-deprecation: {use: gone}", "W486"),
    ("deprecated: true, x-deprecation: {use: nobody}", "E425"),
    ("deprecated: true, x-deprecation: {use: op40}", "W486"),
    ("deprecated: true, x-deprecation: {header: X Gone}", "W487"),
    # Errors
    ("x-errors: {code: /code}", ""),
    ("x-errors: {code: /number}", ""),
    ("x-errors: {code: /object}", "W489"),
    ("x-errors: {message: /text}", ""),
    ("x-errors: {message: /number}", "W489"),
    ("x-errors: {code: /code, message: /code}", "W489"),
    ("x-errors: {code: /cod}", "E423"),
    ("x-errors: {fields: /faults}", ""),
    ("x-errors: {fields: /object}", ""),
    ("x-errors: {fields: /code}", "W489"),
    ("x-errors: {fields: /faults, field-name: field, field-message: why}", ""),
    ("x-errors: {fields: /faults, field-name: fild}", "W489"),
    ("x-errors: {fields: /faults, field-message: other}", "W489"),
    ("x-errors: {fields: /faults, field-name: why, field-message: why}", "W489"),
    ("x-errors: {code: /code, field-name: field}", "W489"),
    ("x-errors: {code: /code, field-message: why}", "W489"),
    ("x-errors: {failure: {pointer: /ok, value: false}}", ""),
    ("x-errors: {failure: {pointer: /ok, value: 0}}", "W489"),
    ("x-errors: {failure: {pointer: /ok, value: null}}", "W489"),
    ("x-errors: {failure: {pointer: /nothing, value: false}}", "E423"),
    ("x-errors: {failure: {pointer: /word, value: bad}}", ""),
    ("x-errors: {failure: {pointer: /word, value: ok}}", "W489"),
    ("x-errors: null", "E421 W488"),
    # Limits
    ("x-rate-limit: {limit: 5, per: 1, status: 429}", ""),
    ("x-rate-limit: {limit: 5, per: 1, status: 300}", "W480"),
    ("x-rate-limit: {limit: 5, per: 1, headers: {limit: X-L, remaining: x-l}}", "W480"),
    ("x-rate-limit: {limit: 5, per: 1, headers: {limit: X-L, reset: X L}}", "W487"),
    # Envelopes, brackets
    ("x-envelope: null", "W488"),
    ("x-query-style: brackets", "W488"),
    ("x-query-style: brackets, parameters: [{name: a, in: query, schema: {type: string}}]", "W488"),
    ("x-query-style: brackets, parameters: [{name: a, in: header, schema: {type: array, items: {type: string}}}]", "W488"),
    ("x-query-style: brackets, parameters: [{name: a, in: query, schema: {type: array, items: {type: string}}}]", ""),
    ("x-query-style: brackets, parameters: [{name: a, in: query, schema: {type: object, properties: {b: {type: string}}}}]", ""),
    ("x-webhook-signature: {header: X-Sig, algorithm: hmac-sha256}", "W488"),
]  # fmt: skip
RECEIVED = [
    ("x-rate-limit: {limit: 5, per: 1}", "W488"),
    ("x-retry: {attempts: 2}", "W488"),
    ("x-pagination: {style: link, items: /a}", "W488"),
    ("x-background: {}", "W488"),
    ("x-envelope: data", "W488"),
    ("x-parameter-groups: []", "W488 W488"),
    ("x-process: {id: /id}", "W488"),
    ("x-query-style: brackets", "W488"),
    ("x-deadline: {total: 5}", "W490"),
    ("x-status: beta", "W491"),
    ("x-status: planned", "W491"),
    ("deprecated: true, x-deprecation: {since: '2026-01-02'}", ""),
    ("x-webhook-signature: {header: X-Sig, algorithm: hmac-sha256}", ""),
    ("x-errors: {code: /code}", ""),
]  # fmt: skip
_P = "{{name: {0}, in: query, schema: {{type: string}}}}"
CHOSEN = ", ".join(
    [
        *(_P.format(name) for name in "abcdefghijklmno"),
        *(
            f"{{name: {name}, in: query, required: true, schema: {{type: string}}}}"
            for name in ("must", "too")
        ),
    ]
)
GROUPS = [
    ("[{exactly-one: [a, b]}]", ""),
    ("[{at-most-one: [a, b, c]}]", ""),
    ("[{all-or-none: [a, b]}]", ""),
    ("[{exactly-one: [a, z]}]", "E424"),
    ("[{exactly-one: [a, b, c, d, e, f, g]}, {exactly-one: [g, h, i, j, k, l]}, {all-or-none: [a, h]}]", ""),
    ("[{exactly-one: [a, b, c, d, e, f, g]}, {exactly-one: [g, h, i, j, k, l, m]}, {all-or-none: [a, h]}]", ""),
    ("[{exactly-one: [a, b, c, d, e, f, g]}, {all-or-none: [a, b, c, d, e, f, g, h, i, j, k, l]}]", "E434 E434"),
    ("[{exactly-one: [a, b, c, d, e, f, g]}, {exactly-one: [g, h, i, j, k, l, m]}, {all-or-none: [a, b, c, d, e, f, g]}]", ""),
    ("[{exactly-one: [a, must]}]", "E434"),
    ("[{at-most-one: [a, must]}]", "E434"),
    ("[{all-or-none: [a, must]}]", "E434"),
    ("[{exactly-one: [must, too]}]", "E434"),
    ("[{at-most-one: [must, too]}]", "E434"),
    ("[{all-or-none: [must, too]}]", "E434"),
    ("[{exactly-one: [a, b]}, {exactly-one: [b, c]}]", ""),
    ("[{exactly-one: [a, b]}, {all-or-none: [a, b]}]", "E434 E434"),
    ("[{at-most-one: [a, b]}, {all-or-none: [a, b]}]", "E434 E434"),
    ("[{at-most-one: [a, b]}, {at-most-one: [b, a]}]", "W488"),
    ("[{exactly-one: [a, b]}, {at-most-one: [a, b]}]", "W488"),
    ("[{exactly-one: [a, b]}, {at-most-one: [c, d]}]", ""),
    ("[{exactly-one: [a, b]}, {exactly-one: [c, d]}, {all-or-none: [a, c]}]", ""),
    ("[{exactly-one: [a, b]}, {all-or-none: [a, b, c]}]", "E434 E434"),
    ("[]", "W488"),
]  # fmt: skip
SCHEMAS = """
  /keys: {get: {operationId: getKeys, responses: {'200': {description: d, content: {application/json: {schema: {type: object, properties: {object: {type: object, properties: {a: {type: string}}}, keys: {type: array, items: {type: object, properties: {id: {type: string}, pem: {type: string}}}}}}}}}}}}
  /state: {get: {operationId: getState, responses: {'200': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/State'}}}}}}}
  /many: {post: {operationId: many, requestBody: {content: {application/json: {schema: {type: array, items: {type: object, properties: {view: {}, a~b: {}, c/d: {}}, additionalProperties: false}}}}}, responses: {'200': {description: ok}}}}
  /one: {post: {operationId: one, requestBody: {content: {application/json: {schema: {type: object, properties: {view: {}}}}}}, responses: {'200': {description: ok}}}}
  /none: {post: {operationId: none, responses: {'200': {description: ok}}}}
  /open: {post: {operationId: open, requestBody: {content: {application/json: {schema: {type: array, items: {}}}}}, responses: {'200': {description: ok}}}}
  /nil: {post: {operationId: nil, requestBody: {content: {text/plain: {schema: {type: string}}}}, responses: {'200': {description: ok}}}}
  /other: {get: {operationId: other, responses: {'200': {description: ok}}}}
  /gone: {get: {operationId: gone, deprecated: true, responses: {'200': {description: ok}}}}
components:
  schemas:
    Page: {type: object, properties: {data: {type: array, items: {type: object, properties: {id: {type: string}}}}, next: {type: string}, number: {type: integer}, count: {type: integer}, flag: {type: boolean}, maybe: {type: [string, 'null']}, whole: {type: [object, 'null']}, pair: {type: array, prefixItems: [{type: string}, {type: integer}], items: false}, map: {type: object, additionalProperties: {type: integer}}, object: {type: object, properties: {a: {type: string}}}, open: {}, either: {oneOf: [{type: array, items: {}}, {type: 'null'}]}}}
    State: {type: object, properties: {state: {enum: [new, done, bad]}, word: {type: [string, 'null'], enum: [up, down, null]}, one: {const: up}, text: {type: string}, number: {type: integer}, result: {type: object}}}
    Fault: {type: object, properties: {ok: {type: boolean}, word: {enum: [bad]}, code: {type: string}, number: {type: integer}, text: {type: string}, object: {type: object, properties: {a: {type: string}}}, faults: {type: array, items: {type: object, properties: {field: {type: string}, why: {type: string}}}}}}
"""
MADE = f"responses: {{'202': {{description: d, {_json('{type: object, properties: {id: {type: string}, number: {type: integer}, object: {type: object, properties: {a: {}}}}}')}}}}}"
TIMES = "parameters: [{name: at, in: query, schema: {type: string, format: date-time}}, {name: day, in: query, schema: {type: string, format: date}}, {name: word, in: query, schema: {type: string}}, {name: seconds, in: query, schema: {type: integer, x-wire: U}}, {name: millis, in: query, schema: {type: integer, x-wire: Uv}}, {name: plain, in: query, schema: {type: string, format: date-time, x-wire: 'Y-m-d H:i:s'}}, {name: zoned, in: query, schema: {type: string, format: date-time, x-wire: 'Y-m-d\\TH:i:sP'}}]"
SENT = f"requestBody: {{{_json('{allOf: [{type: object, properties: {sent: {type: string, format: date-time}}}]}')}}}"
FAILS = f"responses: {{'200': {{description: ok}}, '400': {{description: d, {_json(chr(123) + '$ref: ' + repr('‡/components/schemas/Fault') + chr(125))}}}}}"
EVENT = f"requestBody: {{{_json('{type: object, properties: {at: {type: string}, number: {type: integer}, object: {type: object, properties: {a: {type: string}}}}}')}}}"
ROOT = "x-request-id: {send: X-Request}\nx-deadline: {total: 30}\n"
TABLES = {
    "pages": Table(PAGES, f"  /p#: {{get: {{operationId: op#, x-pagination: §, parameters: [{ASKED}], {PAGE}}}}}", end=SCHEMAS),
    "processes": Table(PROCESSES, f"  /p#: {{post: {{operationId: op#, x-process: §, {MADE}}}}}", end=SCHEMAS),
    "later": Table(LATER, f"  /p#: {{post: {{operationId: op#, x-background: §, {TIMES}, {SENT}, {OK}}}}}", end=SCHEMAS),
    "signed": Table(SIGNED, f"  w#: {{post: {{operationId: op#, x-webhook-signature: §, {EVENT}, {OK}}}}}", "webhooks:\n", "paths:\n" + SCHEMAS.lstrip("\n")),
    "received": Table(RECEIVED, f"  w#: {{post: {{operationId: op#, §, {OK}}}}}", "webhooks:\n", "paths: {}\n"),
    "said": Table(SAID, f"  /p#: {{post: {{operationId: op#, §, {FAILS}}}}}", f"{ROOT}paths:\n", SCHEMAS),
    "groups": Table(GROUPS, f"  /p#: {{get: {{operationId: op#, x-parameter-groups: §, parameters: [{CHOSEN}], {OK}}}}}"),
}  # fmt: skip


@pytest.mark.parametrize("name", TABLES)
def test_what_is_found_in_each_line(tmp_path: Path, name: str) -> None:
    assert TABLES[name].told(tmp_path) == TABLES[name].rows
