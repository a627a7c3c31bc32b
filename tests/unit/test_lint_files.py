"""What stands in other files is held to the version at the top, at its own line there."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.marked import PRELUDE as NEW
from tests.unit.marked import check, unmark
from tests.unit.test_lint_versions import OLD

OK = 'responses: {"200": {description: ok}}'

MAINS = {
    "schema": "paths: {}\ncomponents: {schemas: {A: {$ref: 'other.yaml#/A'}}}\n",
    "response": "paths: {/a: {get: {operationId: a, responses: {'200': {$ref: 'other.yaml#/A'}}}}}\n",
    "parameter": f"paths: {{/a: {{get: {{operationId: a, parameters: [{{$ref: 'other.yaml#/A'}}], {OK}}}}}}}\n",
    "item": "paths: {/a: {$ref: 'other.yaml#/A'}}\n",
    "body": f"paths: {{/a: {{post: {{operationId: a, requestBody: {{$ref: 'other.yaml#/A'}}, {OK}}}}}}}\n",
    "scheme": "paths: {}\nsecurity: [{k: []}]\ncomponents: {securitySchemes: {k: {$ref: 'other.yaml#/A'}}}\n",
}
"""Documents that refer to an object of a kind."""

PLANTED: list[tuple[str, str, str, str]] = [
    (OLD, "schema", "E260", "{type: integer, exclusiveMinimum: ▸3}"),
    (OLD, "schema", "E260", "{type: object, properties: {a: {type: integer, exclusiveMaximum: ▸3}}}"),
    (OLD, "schema", "E260", "{type: ▸[string, 'null']}"),
    (OLD, "schema", "E260", "{type: ▸'null'}"),
    (OLD, "schema", "E260", "{type: array, items: {▸const: a}}"),
    (OLD, "schema", "E261", "{type: object, properties: {a: ▸true}}"),
    (OLD, "schema", "E261", "{type: string, enum: ▸[]}"),
    (OLD, "schema", "E203", "{type: string, minLength: ▸-1}"),
    (OLD, "schema", "E262", "{type: string, ▸optional: true}"),
    (NEW, "schema", "W114", "{type: string, ▸nullable: true}"),
    (NEW, "schema", "W114", "{type: integer, minimum: 1, ▸exclusiveMinimum: true}"),
    (NEW, "schema", "W207", "{type: string, ▸optional: true}"),
    (NEW, "schema", "E261", "{type: string, $anchor: ▸'1 a'}"),
    (NEW, "schema", "W464", "{type: string, ▸format: datetime}"),
    (OLD, "response", "E261", "▸{content: {}}"),
    (NEW, "response", "E261", "▸{content: {}}"),
    (OLD, "response", "E260", "{description: d, headers: {X-A: {schema: {type: integer, exclusiveMinimum: ▸1}}}}"),
    (NEW, "response", "E260", "{description: d, ▸summary: s}"),
    (OLD, "response", "E262", "{description: d, ▸schema: {type: string}}"),
    (OLD, "parameter", "E260", "{name: q, in: query, schema: {type: ▸[string]}}"),
    (NEW, "parameter", "E262", "{name: q, in: header, ▸allowReserved: true, schema: {type: string}}"),
    (OLD, "item", "E261", "{get: ▸{operationId: a}}"),
    (OLD, "item", "E261", "{get: {operationId: a, responses: {'200': ▸{content: {}}}}}"),
    (NEW, "item", "E260", f"{{▸query: {{operationId: a, {OK}}}}}"),
    (OLD, "body", "E260", "{content: {application/json: {schema: {▸$defs: {}}}}}"),
    (OLD, "scheme", "E260", "{type: ▸mutualTLS}"),
    (OLD, "scheme", "E262", "{type: http, scheme: bearer, ▸name: x}"),
]  # fmt: skip


@pytest.mark.parametrize(("prelude", "kind", "code", "text"), PLANTED)
def test_a_mistake_in_another_file_is_told_at_its_line_there(
    tmp_path: Path, prelude: str, kind: str, code: str, text: str
):
    plain, at = unmark(f"Before: 1\nA: {text}\n")
    found = check(tmp_path, MAINS[kind], prelude=prelude, other__yaml=plain)
    told = {
        (d.code, d.span.line, d.span.column) for d in found if d.span.file.endswith("other.yaml")
    }
    assert (code, *at) in told, found


@pytest.mark.parametrize("prelude", [OLD, NEW])
def test_sound_objects_of_other_files_are_let_alone(tmp_path: Path, prelude: str):
    item = f"A: {{get: {{operationId: a, parameters: [{{$ref: '#/Q'}}], {OK}}}}}\n"
    item += "Q: {name: q, in: query, schema: {$ref: '#/S'}}\nS: {type: integer, minimum: 3}\n"
    assert check(tmp_path, MAINS["item"], prelude=prelude, other__yaml=item) == []
