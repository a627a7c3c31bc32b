"""The same schemas in documents of 3.0, 3.1 and 3.2: what each version has against them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.marked import in_schemas

# A schema, what 3.0 says of it, and what 3.1 and 3.2 say
ROWS: list[tuple[str, str, str]] = [
    ("{type: string, nullable: true}", "", "W114"),
    ("{nullable: true}", "W463", "W114 W463"),
    ("{nullable: true, minLength: 1}", "W463", "W114 W463"),
    ("{type: [string, 'null']}", "E260", ""),
    ("{type: [string, integer]}", "E260", ""),
    ("{type: [string]}", "E260", ""),
    ("{type: 'null'}", "E260", ""),
    ("{allOf: [{type: [string, 'null']}]}", "E260", ""),
    ("{allOf: [{minLength: 1}, {type: 'null'}]}", "E260", ""),
    ("{allOf: [{exclusiveMinimum: 5}]}", "E260", ""),
    ("{type: object, properties: {'200': {type: [string, 'null']}}}", "E260", ""),
    ("{type: object, properties: {type: {type: string}, const: {type: string}}}", "", ""),
    (
        "{type: object, properties: {type: {const: 1}, const: {type: [string, 'null']}}}",
        "E260 E260",
        "",
    ),
    ("{type: integer, minimum: 1, exclusiveMinimum: true}", "", "E261 W114"),
    ("{type: integer, exclusiveMinimum: 1}", "E260", ""),
    ("{type: integer, maximum: 1, exclusiveMaximum: true}", "", "E261 W114"),
    ("{type: integer, exclusiveMaximum: 1}", "E260", ""),
    ("{type: string, example: a}", "", ""),
    ("{type: string, example: 1}", "W401", "W401"),
    ("{type: string, examples: [a]}", "E260", ""),
    ("{const: a}", "E260", ""),
    ("{enum: [a]}", "", ""),
    ("{type: string, enum: [a, a]}", "E261", "W404"),
    ("{type: string, nullable: true, enum: [a]}", "W466", "W114 W466"),
    ("{type: string, nullable: true, enum: [a, null]}", "", "W114"),
    ("{type: array, items: {}, prefixItems: [{}]}", "E260", ""),
    ("{type: array, items: {}, contains: {type: string}}", "E260", ""),
    ("{type: array, items: {}, contains: {type: string}, minContains: 2}", "E260 E260", ""),
    ("{type: object, patternProperties: {'^a': {}}}", "E260", ""),
    ("{type: object, propertyNames: {minLength: 1}}", "E260", ""),
    ("{type: object, dependentRequired: {a: [b]}}", "E260", ""),
    ("{type: object, dependentSchemas: {a: {required: [b]}}}", "E260", ""),
    ("{type: object, unevaluatedProperties: false}", "E260", ""),
    ("{type: string, contentMediaType: image/png}", "E260", ""),
    ("{type: string, contentEncoding: base64}", "E260", ""),
    ("{if: {required: [a]}, then: {required: [b]}}", "E260 E260", ""),
    ("{if: {required: [a]}, else: {required: [b]}}", "E260 E260", ""),
    ("{type: string, $comment: why}", "E260", ""),
    ("{type: string, $anchor: here}", "E260", ""),
    ("{type: string, wrong: 1}", "E262", "W207"),
    ("{type: string, x-wrong: 1}", "", ""),
    ("{type: string, minLenght: 1}", "E206", "E206"),
    ("{type: string, optional: true}", "E262", "W207"),
    ("{type: object, required: []}", "E261", ""),
    ("{type: string, enum: []}", "E261 W117", "W117"),
    ("{type: array}", "W467", "W467"),
    ("{allOf: []}", "E203", "E203"),
    ("{type: strin}", "E203", "E203"),
    ("{type: [string, strin]}", "E203 E260", "E203"),
    ("{type: [string, string]}", "E203 E260", "E203"),
    ("{type: string, minLength: -1}", "E203", "E203"),
    ("{type: string, minLength: a}", "E202", "E202"),
    ("{type: integer, multipleOf: 0}", "E203", "E203"),
    ("{$ref: '#/components/schemas/S0', description: d}", "H119", ""),
]


@pytest.mark.parametrize("version", ["3.0.3", "3.1.1", "3.2.0"])
def test_what_each_version_says(tmp_path: Path, version: str) -> None:
    prelude = (
        f"openapi: {version}\nx-specwright: 1\ninfo: {{title: Test, version: '1'}}\npaths: {{}}\n"
    )
    rows = [(text, old if version == "3.0.3" else new) for text, old, new in ROWS]
    assert in_schemas(tmp_path, rows, prelude=prelude) == rows
