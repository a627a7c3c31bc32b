"""Extensions that are right in form and cannot be meant, each at its place with its mend."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.marked import check, expect

OK = 'responses: {"200": {description: ok}}'


def _operation(text: str, *, root: str = "", params: str = "") -> str:
    parameters = f"parameters: [{params}], " if params else ""
    return f"{root}paths: {{/a: {{get: {{operationId: getA, {parameters}{text}}}}}}}\n"


def _page(said: str, *, root: str = "", size: str = "type: integer, maximum: 100") -> str:
    body = (
        "type: object, properties: {data: {type: array, items: {type: object, properties: {id: "
        "{type: string}}}}, meta: {type: object, properties: {total: {type: integer}, last: "
        "{type: integer}, next: {type: string}, name: {type: string}}}}"
    )
    return _operation(
        f"x-pagination: {said}, responses: {{'200': {{description: d, content: {{application/json: "
        f"{{schema: {{{body}}}}}}}}}}}",
        root=root,
        params="{name: page, in: query, schema: {type: integer}}, {name: after, in: query, schema: "
        f"{{type: string}}}}, {{name: size, in: query, schema: {{{size}}}}}",
    )


_A = "{name: a, in: query, schema: {type: string}}"


def _grouped(said: str) -> str:
    params = ", ".join(
        f"{{name: {name}, in: query, {more}schema: {{type: string}}}}"
        for name, more in (("a", ""), ("b", ""), ("c", ""), ("must", "required: true, "),
                           ("too", "required: true, "))
    )  # fmt: skip
    return _operation(f"x-parameter-groups: [{said}], {OK}", params=params)


def _process(said: str, *, answer: str = '"202"', states: str = "[NEW, DONE, BAD]", own="") -> str:
    return f"""
paths:
  /a:
    post:
      operationId: makeA
      x-process: {said}
      responses: {{{answer}: {{description: d, content: {{application/json: {{schema: {{type: object, properties: {{id: {{type: string}}}}}}}}}}}}}}
  /states/{{id}}:
    get:
      operationId: getState
      parameters: [{{name: id, in: path, required: true, schema: {{type: string}}}}]
      responses: {{"200": {{description: d, content: {{application/json: {{schema: {{type: object, properties: {{id: {{type: string}}, status: {{type: string, enum: {states}}}}}}}}}}}}}}}
{own}"""


def _batch(said: str, *, body: str = "type: array, items: {type: object, properties: {view: {}}}"):
    return f"""
paths:
  /a:
    post: {{operationId: view, x-background: {said}, {OK}}}
  /all:
    post: {{operationId: views, requestBody: {{content: {{application/json: {{schema: {{{body}}}}}}}}}, {OK}}}
"""


def _error(said: str) -> str:
    body = (
        "type: object, properties: {ok: {type: boolean}, code: {type: string}, text: {type: string}, "
        "faults: {type: array, items: {type: object, properties: {field: {type: string}}}}}"
    )
    return (
        f"x-errors: {said}\npaths: {{/a: {{get: {{operationId: getA, responses: {{'200': {{description: d}},"
        f" '400': {{description: d, content: {{application/json: {{schema: {{{body}}}}}}}}}}}}}}}}}\n"
    )


_RULES = _operation(OK, root="x-rate-limit: {rules: [%s]}\n")
_SETS = "id: /id, status-operation: getState, state: /status"

PLANTED: list[tuple[str, str, str]] = [
    # x-rate-limit
    ("W480", _operation(OK, root="x-rate-limit: {limit: 1, per: 1, ▸status: 200}\n"), "429"),
    ("W480", _operation(OK, root="x-rate-limit: {limit: 1, per: 1, ▸status: 302}\n"), "429"),
    ("W480", _operation(f"x-rate-limit: {{▸rules: [{{limit: 1, per: 1}}]}}, {OK}"), "there"),
    ("W480", _operation(OK, root="x-rate-limit: {limit: 1, per: 1, headers: {limit: X-A, ▸reset-unit: epoch}}\n"), "reset"),
    ("W480", _RULES % "{path: /a, limit: 5, per: 1}, ▸{path: /a, limit: 5, per: 1}", "remove one"),
    ("W480", _RULES % "{path: /a, limit: 5, per: 1}, ▸{path: /a, limit: 9, per: 1}", "remove one"),
    ("W480", _RULES % "{path: /a, methods: [GET], limit: 5, per: 1}, ▸{path: /a, methods: [GET], limit: 5, per: 60}", "correct a limit"),
    ("W480", _RULES % "{path: /a, limit: 50, per: 60}, ▸{path: /a, limit: 60, per: 1}", "correct a limit"),
    ("W426", _RULES % "{▸path: /ab, limit: 5, per: 1}", "did you mean /a?"),
    # x-retry
    ("W481", _operation(OK, root="x-retry: {base: 5, ▸cap: 1}\n"), "over base"),
    ("W481", _operation(OK, root="x-retry: {throttle-base: 5, ▸cap: 1}\n"), "over throttle-base"),
    ("W481", _operation(OK, root="x-retry: {statuses: [503, ▸200]}\n"), "remove it"),
    ("W481", _operation(OK, root="x-retry: {statuses: [503], ▸attempts: 1}\n"), "2 or more"),
    # x-pagination
    ("W482", _page("{style: page, page: page, ▸items: /meta}"), "a list"),
    ("W482", _page("{style: page, page: page, items: /data, ▸total: /meta/name}"), "a number"),
    ("W482", _page("{style: page, page: page, items: /data, ▸last: /meta/name}"), "a number"),
    ("W482", _page("{style: next-url, items: /data, ▸next: /meta/total}"), "text"),
    ("W482", _page("▸{page: page, items: /data}"), "style"),
    ("W482", _page("▸{style: page, page: page}"), "items"),
    ("W482", _page("{▸style: page, items: /data}"), "page: <name>"),
    ("W482", _page("{▸style: cursor, items: /data, next: /meta/next}"), "page: <name>"),
    ("W482", _page("{▸style: cursor, page: after, items: /data}"), "next: /"),
    ("W482", _page("{▸style: next-url, items: /data}"), "next: /"),
    ("W482", _page("{style: cursor, page: after, items: /data, next: /meta/next, ▸first: 0}"), "remove it"),
    ("W482", _page("{style: page, page: page, items: /data, ▸until: last}"), "total"),
    ("W482", _page("{style: page, page: page, items: /data, ▸until: no-next}"), "next"),
    ("W482", _page("{style: page, page: page, items: /data, ▸sizes: [10]}"), "size: <name>"),
    ("W482", _page("{style: page, page: page, size: size, items: /data, sizes: [50, ▸500]}"), "agree"),
    ("W482", _page("{style: page, page: page, size: size, items: /data, sizes: [▸1, 50]}", size="type: integer, minimum: 10"), "agree"),
    ("W482", _page("{style: page, page: page, ▸size: after, items: /data}"), "type: integer"),
    ("W482", _page("{style: page, ▸page: after, items: /data}"), "type: integer"),
    ("W482", _page("{page: page}", root="x-pagination: {style: page, ▸items: /meta}\n"), "a list"),
    ("E423", _page("{style: page, page: page, items: ▸/dta}"), "did you mean /data?"),
    ("E424", _page("{style: page, page: ▸pag, items: /data}"), "did you mean page?"),
    # x-parameter-groups
    ("E424", _grouped("▸{exactly-one: [a, mst]}"), "did you mean must?"),
    ("E424", _operation(OK, root="x-parameter-groups: [▸{at-most-one: [a, b]}]\n", params=_A), "add the parameter"),
    ("E421", _grouped("{exactly-one: ▸[a]}"), "list 2 or more"),
    ("E434", _grouped("▸{exactly-one: [a, must]}"), "required"),
    ("E434", _grouped("▸{all-or-none: [a, must]}"), "required"),
    ("E434", _grouped("▸{at-most-one: [must, too]}"), "required"),
    ("E434", _grouped("▸{at-most-one: [a, b]}, {all-or-none: [a, b]}"), "leave it out"),
    ("E434", _grouped("▸{exactly-one: [a, b]}, {all-or-none: [a, b]}"), "leave it out"),
    ("E434", _grouped("▸{all-or-none: [must, too]}"), "required"),
    # x-process
    ("W483", _process(f"▸{{{_SETS}, pending: [NEW], success: [DONE], failure: [BAD]}}", answer='"200"'), "202"),
    ("W483", _process("{id: /id, ▸status-operation: makeA, state: /id, success: [DONE]}"), "state"),
    ("W483", _process(f"{{{_SETS}, pending: [NEW], success: [DONE], failure: [BAD, ▸NEW]}}"), "remove one"),
    ("W483", _process(f"{{{_SETS}, pending: [NEW], success: [DONE, ▸DON], failure: [BAD]}}"), "did you mean DONE?"),
    ("W483", _process(f"{{{_SETS}, pending: [NEW], success: [DONE], failure: [▸FAILED]}}"), "enum"),
    ("W483", _process(f"▸{{{_SETS}, pending: [NEW], success: [DONE]}}"), "one of the three"),
    ("W483", _process(f"{{{_SETS}, pending: [NEW], success: [DONE], failure: [BAD], ▸interval: 60, retention: 5}}"), "under the retention"),
    ("E423", _process("{id: /id, status-operation: getState, state: ▸/stat, success: [DONE]}"), "status"),
    ("E425", _process("{id: /id, status-operation: ▸getStat, state: /status, success: [DONE]}"), "did you mean getState?"),
    # x-background
    ("W484", _batch("{batch: {▸operation: view}}"), "takes a list"),
    ("W484", _batch("{batch: {▸operation: views}}", body="type: object"), "takes a list"),
    ("W484", _batch("{batch: {operation: views, ▸wrap: vew}}"), "did you mean view?"),
    ("E425", _batch("{batch: {operation: ▸viewz}}"), "did you mean view"),
    ("E424", _operation(f"x-background: {{▸time: whn}}, {OK}", params="{name: when, in: query, schema: {type: string, format: date-time}}"), "did you mean when?"),
    ("E424", _operation(f"x-background: {{▸time: when}}, {OK}", params="{name: when, in: query, schema: {type: string}}"), "date-time"),
    ("E424", _operation(f"x-background: {{▸time: when}}, {OK}", root="x-wire: {date-time: 'Y-m-d H:i:s'}\n", params="{name: when, in: query, schema: {type: string, format: date-time}}"), "date-time"),
    # x-media-version
    ("W485", "x-media-version: {▸template: 'application/vnd.a.v{version}+json', version: '2'}\npaths: {/a: {get: {operationId: a, responses: {'200': {description: d, content: {application/vnd.a.v1+json: {schema: {}}}}}}}}\n", "v1+json"),
    # x-deprecation
    ("W486", _operation(f"deprecated: true, x-deprecation: {{since: '2026-02-01', ▸sunset: '2026-01-01'}}, {OK}"), "dates"),
    ("W486", _operation(f"▸x-deprecation: {{since: '2026-02-01'}}, {OK}"), "deprecated: true"),
    ("W486", _operation(f"deprecated: true, x-deprecation: {{▸use: getA}}, {OK}"), "replaces it"),
    ("W486", _operation(OK, params="{name: page, in: query, schema: {}}, {name: p, in: query, deprecated: true, x-deprecation: {▸use: pag}, schema: {}}"), "did you mean page?"),
    ("W486", "components: {schemas: {A: {type: object, properties: {old: {deprecated: true, x-deprecation: {▸use: nwe}}, new: {}}}}}\n", "did you mean new?"),
    # headers that extensions name
    ("W487", _operation(OK, root="x-request-id: {▸send: X Id}\n"), "X-Id"),
    ("W487", _operation(OK, root="x-request-id: {▸receive: [X-Id, 'X:Id']}\n"), "X-Id"),
    ("W487", _operation(OK, root="x-retry: {▸idempotency-header: Idempotency Key}\n"), "Idempotency-Key"),
    ("W487", _operation(OK, root="x-rate-limit: {limit: 1, per: 1, headers: {▸remaining: 'X Left'}}\n"), "X-Left"),
    ("W487", _operation(f"deprecated: true, x-deprecation: {{▸header: 'War ning'}}, {OK}"), "War-ning"),
    ("W487", "webhooks: {w: {post: {operationId: w, x-webhook-signature: {▸header: X Sign, algorithm: hmac-sha256}, responses: {'200': {description: d}}}}}\n", "X-Sign"),
    # without effect
    ("W488", "components: {schemas: {A: {type: string, ▸x-enum: closed}}}\n", "add the enum"),
    ("W488", _operation(OK, root="▸x-pagination: {style: page}\n"), "to an operation"),
    ("W488", _operation(OK, root="▸x-process: {state: /status}\n"), "to an operation"),
    ("W488", _operation(OK, root="▸x-webhook-signature: {header: X-S, algorithm: hmac-sha256}\n"), "describe them"),
    ("W488", _operation(OK, root="x-wire: {▸boolean: 1/1}\n"), "1/0"),
    ("W488", "webhooks: {w: {post: {operationId: w, x-webhook-signature: {header: X-S, algorithm: rsa-sha256, ▸secret: {encoding: hex}}, responses: {'200': {description: d}}}}}\n", "remove it"),
    ("W490", _operation(f"callbacks: {{c: {{'https://a.example/': {{post: {{operationId: c, ▸x-deadline: {{total: 1}}, {OK}}}}}}}}}, {OK}"), "remove it"),
    # x-errors
    ("W489", _error("{code: /code, ▸field-name: field}"), "fields: /"),
    ("W489", _error("{code: /code, ▸message: /code}"), "correct one"),
    ("W489", _error("{code: /code, fields: /faults, ▸field-name: feild}"), "did you mean field?"),
    ("W489", _error("{code: /code, failure: {pointer: /ok, ▸value: 'no'}}"), "admits"),
    ("E423", _error("{code: ▸/kode}"), "did you mean /code?"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "text", "mend"), PLANTED)
def test_an_extension_that_cannot_be_meant_is_told(tmp_path: Path, code: str, text: str, mend: str):
    found = expect(tmp_path, code, text, mend)
    assert len(found.message) < 100


SOUND = [
    _page("{style: page, page: page, size: size, sizes: [20, 100], items: /data, total: /meta/total}"),
    _page("{style: cursor, page: after, items: /data, next: /meta/next, until: no-next}"),
    _page("{style: next-url, items: /data, next: /meta/next}"),
    _page("{style: link, items: /data, until: no-next}"),
    _page("{page: page}", root="x-pagination: {style: page, items: /data}\n"),
    _process(f"{{{_SETS}, pending: [NEW], success: [DONE], failure: [BAD], interval: 1, retention: 9}}"),
    _batch("{batch: {operation: views, wrap: view}}"),
    _RULES % "{path: /a, limit: 5, per: 1}, {path: /a, limit: 60, per: 60}, {limit: 9, per: 1}",
    _operation(OK, root="x-retry: {base: 1, cap: 30, statuses: [429, 503], attempts: 3}\n"),
    _error("{code: /code, message: /text, fields: /faults, field-name: field, failure: {pointer: /ok, value: false}}"),
    "components: {schemas: {A: {type: string, enum: [a], x-enum: closed}}}\n",
    _grouped("{exactly-one: [a, b]}"),
    _grouped("{at-most-one: [a, b]}, {all-or-none: [b, c]}"),
    _grouped("{exactly-one: [a, b, c]}, {at-most-one: [a, b]}"),
]  # fmt: skip


@pytest.mark.parametrize("text", SOUND)
def test_an_extension_that_can_be_meant_is_let_alone(tmp_path: Path, text: str):
    assert [(d.code, d.message) for d in check(tmp_path, text) if d.code not in ("W302",)] == []


@pytest.mark.parametrize(
    ("said", "fault"),
    [
        ("{exactly-one: [a, must]}", '"a" can never be given'),
        ("{all-or-none: [a, must]}", '"a" must always be given'),
        ("{at-most-one: [must, too]}", "no call can be right"),
        ("{all-or-none: [must, too]}", '"must" is always given'),
        ("{exactly-one: [a, b]}, {all-or-none: [a, b]}", "no call can be right"),
        ("{at-most-one: [a, b]}, {all-or-none: [a, b]}", '"a" can never be given'),
    ],
)
def test_what_calls_a_group_leaves_is_told(tmp_path: Path, said: str, fault: str):
    found = [d.message for d in check(tmp_path, _grouped(said)) if d.code == "E434"]
    assert found[0] == f"getA: {fault} by what is required, or by other groups"
