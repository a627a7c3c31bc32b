"""Schemas at the edge of a rule, in one document: what is found in each, and in its neighbour not."""

from __future__ import annotations

import pytest

from tests.unit.findings import held
from tests.unit.marked import PRELUDE, check

OBJECT = "type: object, properties: {a: {type: string}, b: {type: string}}"

ROWS: list[tuple[str, str]] = [
    # How many there can be
    ("{type: object, minProperties: 2, additionalProperties: false, properties: {a: {}, b: {}}}", ""),
    ("{type: object, minProperties: 3, additionalProperties: false, properties: {a: {}, b: {}}}", "W460"),
    ("{type: object, minProperties: 3, additionalProperties: false, properties: {a: {}}, patternProperties: {'^x': {}}}", ""),
    ("{type: object, minProperties: 3, properties: {a: {}, b: {}}}", ""),
    ("{type: array, items: {type: boolean}, uniqueItems: true, minItems: 2}", ""),
    ("{type: array, items: {type: [boolean, 'null']}, uniqueItems: true, minItems: 3}", ""),
    ("{type: array, items: {type: [boolean, 'null']}, uniqueItems: true, minItems: 4}", "W460"),
    ("{type: array, items: {type: [boolean, string]}, uniqueItems: true, minItems: 4}", ""),
    ("{type: array, items: {type: boolean}, minItems: 3}", ""),
    ("{type: array, items: {type: boolean}, uniqueItems: false, minItems: 3}", ""),
    ("{type: array, items: {type: boolean}, prefixItems: [{}], uniqueItems: true, minItems: 3}", ""),
    ("{type: array, items: {enum: [1, 1.5, a]}, uniqueItems: true, minItems: 3}", ""),
    ("{type: array, items: {enum: [1, true, a]}, uniqueItems: true, minItems: 4}", "W460"),
    ("{type: array, items: {enum: [a, b, c], allOf: [{enum: [a, b]}]}, uniqueItems: true, minItems: 3}", "W460"),
    ("{type: array, items: false, prefixItems: [{}, {}], minItems: 2}", ""),
    ("{type: array, items: false, prefixItems: [{}, {}], minItems: 3}", "W460"),
    ("{type: array, items: {}, prefixItems: [{}, {}], maxItems: 2}", ""),
    ("{type: array, items: {}, prefixItems: [{}, {}], maxItems: 1}", "W463"),
    ("{type: array, items: {}, contains: {}, minContains: 3, maxItems: 3}", ""),
    ("{type: array, items: {}, contains: {}, minContains: 4, maxItems: 3}", "W460"),
    ("{type: array, items: {}, minContains: 4, maxItems: 3}", "W463"),
    ("{type: array, items: {}, maxContains: 4}", "W463"),
    ("{type: array, items: {type: integer}, contains: {type: number}}", ""),
    ("{type: array, items: {type: number}, contains: {type: integer}}", ""),
    ("{type: array, items: {type: number}, contains: {type: string}}", "W460"),
    ("{type: array, items: {type: number}, contains: {type: string}, minContains: 0}", ""),
    ("{type: array, items: {}, contains: {type: string}}", ""),
    ("{not: {}}", "W460"), ("{not: true}", "W460"), ("{not: false}", ""), ("{not: {type: string}}", ""),
    ("{type: string, maxLength: 9, format: date}", "W460"), ("{type: string, maxLength: 10, format: date}", ""),
    ("{type: string, maxLength: 19, format: date-time}", "W460"), ("{type: string, maxLength: 20, format: date-time}", ""),
    ("{type: string, maxLength: 35, format: uuid}", "W460"), ("{type: string, maxLength: 36, format: uuid}", ""),
    ("{type: string, maxLength: 6, format: ipv4}", "W460"), ("{type: string, maxLength: 7, format: ipv4}", ""),
    ("{type: string, maxLength: 2, format: email}", "W460"), ("{type: string, maxLength: 3, format: email}", ""),
    ("{type: string, maxLength: 8, format: time}", "W460"), ("{type: string, maxLength: 9, format: time}", ""),
    ("{type: string, minLength: 10, format: date}", ""), ("{type: string, minLength: 11, format: date}", "W460"),
    ("{type: string, minLength: 36, format: uuid}", ""), ("{type: string, minLength: 37, format: uuid}", "W460"),
    ("{type: string, minLength: 15, format: ipv4}", ""), ("{type: string, minLength: 16, format: ipv4}", "W460"),
    # Bounds and steps
    ("{type: integer, multipleOf: 10, minimum: 1, maximum: 10}", ""),
    ("{type: integer, multipleOf: 10, minimum: 0, maximum: 9}", ""),
    ("{type: integer, multipleOf: 10, minimum: -9, maximum: -1}", "W460"),
    ("{type: integer, multipleOf: 10, minimum: 11, maximum: 19}", "W460"),
    ("{type: integer, multipleOf: 10, minimum: 1}", ""),
    ("{type: integer, multipleOf: 0.5}", "W463"), ("{type: integer, multipleOf: 1.5}", ""),
    ("{type: integer, multipleOf: 0.3}", ""), ("{type: number, multipleOf: 0.5}", ""), ("{type: integer, multipleOf: 1}", ""),
    ("{type: integer, minimum: 1.5}", "W463"), ("{type: integer, maximum: 1.5}", "W463"),
    ("{type: integer, minimum: 1.0}", ""), ("{type: [integer, string], minimum: 1.5}", ""),
    ("{type: number, minimum: 1, exclusiveMinimum: 1}", "W463"), ("{type: number, minimum: 2, exclusiveMinimum: 1}", "W463"),
    ("{type: number, maximum: 1, exclusiveMaximum: 1}", "W463"), ("{type: number, maximum: 1, exclusiveMaximum: 2}", "W463"),
    ("{type: number, maximum: 2, exclusiveMaximum: 1}", "W463"), ("{type: number, minimum: 1, exclusiveMaximum: 2}", ""),
    ("{type: integer, exclusiveMinimum: 1, exclusiveMaximum: 2}", "W460"),
    ("{type: integer, exclusiveMinimum: 1, exclusiveMaximum: 3}", ""),
    ("{type: number, exclusiveMinimum: 1, exclusiveMaximum: 2}", ""),
    ("{type: number, exclusiveMinimum: 1, exclusiveMaximum: 1}", "W460"),
    ("{type: number, minimum: 1, exclusiveMaximum: 1}", "W460"),
    ("{type: number, minimum: 1, maximum: 1}", ""), ("{type: integer, minimum: 2, maximum: 1}", "E409"),
    ("{type: integer, minimum: 1, exclusiveMaximum: 2}", ""), ("{type: integer, exclusiveMinimum: 1, maximum: 2}", ""),
    ("{type: integer, exclusiveMinimum: 2, maximum: 2}", "W460"),
    ("{type: integer, exclusiveMinimum: 1.5, exclusiveMaximum: 2}", "W460"),
    ("{type: integer, minimum: 3, allOf: [{maximum: 2}]}", "W460"), ("{type: integer, minimum: 2, allOf: [{maximum: 2}]}", ""),
    ("{type: integer, minimum: 1, allOf: [{minimum: 3}, {maximum: 2}]}", "W460"),
    ("{type: string, minimum: 3, allOf: [{maximum: 2}]}", "W463"),
    ("{type: string, minLength: 3, allOf: [{maxLength: 2}]}", "W460"), ("{type: string, minLength: 2, allOf: [{maxLength: 2}]}", ""),
    ("{type: array, items: {}, minItems: 3, allOf: [{maxItems: 2}]}", "W460"),
    ("{type: object, minProperties: 3, allOf: [{maxProperties: 2}]}", "W460"),
    ("{type: [string, 'null'], minLength: 3, allOf: [{maxLength: 2}]}", ""),
    ("{type: integer, format: int32, maximum: 2147483647, minimum: -2147483648}", ""),
    ("{type: integer, format: int32, maximum: 2147483648}", "W463"),
    ("{type: integer, format: int32, minimum: 2147483648}", "W460"),
    ("{type: integer, format: int32, minimum: -2147483649}", "W463"),
    ("{type: integer, format: int32, maximum: -2147483649}", "W460"),
    ("{type: integer, format: int64, maximum: 9223372036854775807}", ""),
    ("{type: integer, format: int64, maximum: 9223372036854775808}", "W463"),
    ("{type: integer, format: int64, maximum: 9223372036854775808.0}", ""),
    ("{type: integer, format: int32, maximum: 2147483648.0}", ""),
    # Types and their words
    ("{type: string, minimum: 1}", "W463"), ("{type: [string, integer], minimum: 1}", ""), ("{type: number, minLength: 1}", "W463"),
    ("{type: string, items: {}}", "W463"), ("{type: string, uniqueItems: true}", "W463"), ("{type: array, items: {}, required: [a]}", "W463"),
    ("{type: string, properties: {a: {}}}", "W463"), ("{type: object, maxItems: 2}", "W463"), ("{maxItems: 2}", ""),
    ("{type: string, format: int32}", "W464"), ("{type: string, format: int64}", ""), ("{type: number, format: date}", "W464"),
    ("{type: integer, format: decimal}", ""), ("{type: boolean, format: decimal}", "W464"), ("{format: date}", ""),
    ("{type: string, format: string}", "W464"), ("{type: string, format: datetime}", "W464"), ("{type: string, format: date_time}", "W464"),
    ("{type: string, format: emial}", "W464"), ("{type: string, format: sku}", ""), ("{type: string, format: URL}", "H475"),
    ("{type: string, format: uuidv4}", "H475"), ("{type: integer, format: long}", "H475"), ("{type: string, format: regexp}", "H475"),
    ("{type: object, properties: {a: {type: string, readOnly: true, writeOnly: true}}}", "W465"),
    ("{type: object, properties: {a: {type: string, readOnly: true, writeOnly: false}}}", ""),
    ("{type: [string, 'null'], enum: [a]}", "W466"), ("{type: [string, 'null'], enum: [a, null]}", ""), ("{type: string, enum: [a]}", ""),
    ("{type: array}", "W467"), ("{type: [array, string]}", "W467"), ("{type: array, maxItems: 0}", "H474"), ("{type: array, enum: [[]]}", ""),
    ("{type: array, allOf: [{items: {}}]}", ""), ("{allOf: [{type: array}, {items: {}}]}", ""), ("{type: array, allOf: [{maxItems: 3}]}", "W467"),
    ("{type: array, contains: {}}", ""), ("{type: array, unevaluatedItems: false}", ""),
    # Values
    ("{type: string, enum: ['a ', b]}", "W472"), ("{type: string, enum: [' ', b]}", ""), ("{type: string, enum: [' a', b]}", "W472"),
    ("{type: string, maxLength: 1, enum: [a, bc]}", "W471"), ("{type: string, maxLength: 2, enum: [a, bc]}", ""),
    ("{type: integer, minimum: 2, enum: [1, 2]}", "W471"), ("{type: integer, exclusiveMaximum: 2, const: 2}", "W471"),
    ("{type: string, format: date, enum: [a, b]}", "E411"), ("{type: string, format: date, enum: [a, '2020-01-01']}", "W471"),
    ("{type: string, format: date, enum: ['2020-01-01']}", ""), ("{type: [string, 'null'], format: date, enum: [null, '2020-01-01']}", ""),
    ("{type: string, const: 1}", "W460"), ("{type: integer, const: 1.0}", ""), ("{type: integer, const: 1.5}", "W460"),
    ("{type: number, const: 1.5}", ""), ("{type: boolean, const: 1}", "W460"), ("{type: 'null', const: null}", ""), ("{type: object, const: {}}", ""),
    ("{type: array, items: {}, const: []}", ""), ("{type: array, items: {}, const: {}}", "W460"), ("{type: integer, const: true}", "W460"),
    ("{const: a, enum: [a, b]}", ""), ("{const: c, enum: [a, b]}", "W460"), ("{const: 1, enum: [true, 2]}", "W460"), ("{const: 1, enum: [1.0, 2]}", ""),
    ("{enum: [a, b], allOf: [{enum: [b, c]}]}", ""), ("{enum: [a, b], allOf: [{enum: [c]}]}", "W460"), ("{const: a, allOf: [{const: b}]}", "W460"),
    ("{type: string, enum: ['a,b']}", "H474"), ("{type: string, enum: ['a|b|c-d']}", "H474"), ("{type: string, enum: ['a, b c']}", ""), ("{type: string, enum: ['a,b', c]}", ""),
    ("{type: string, maxLength: 0}", "H474"), ("{type: object, maxProperties: 0}", "H474"), ("{oneOf: [{type: string, maxLength: 0}, {type: integer}]}", ""),
    ("{type: string, pattern: ''}", "W463"), ("{type: string, pattern: '^'}", ""),
    # Not
    ("{type: string, not: {type: string}}", "W460"), ("{type: string, not: {type: [string, integer]}}", "W460"), ("{type: [string, integer], not: {type: string}}", ""),
    ("{type: string, not: {type: string, minLength: 1}}", ""), ("{enum: [a, b], not: {enum: [a, b, c]}}", "W460"), ("{enum: [a, b], not: {enum: [a]}}", ""),
    ("{const: a, not: {const: a}}", "W460"), ("{const: a, not: {enum: [b]}}", ""), ("{not: {enum: [a]}}", ""),
    # Unions
    ("{type: string, oneOf: [{type: integer}, {type: string}]}", "W460"), ("{type: string, anyOf: [{type: integer}, {type: boolean}]}", "W460"),
    ("{type: string, anyOf: [{minLength: 1}, {pattern: a}]}", ""), ("{type: number, anyOf: [{type: integer}]}", ""), ("{type: integer, anyOf: [{type: number}]}", ""),
    ("{oneOf: [{type: integer}, {type: number}]}", "W470"), ("{oneOf: [{type: integer}, {type: string}]}", ""), ("{oneOf: [{maximum: 5, type: integer}, {minimum: 5, type: integer}]}", "W470"),
    ("{oneOf: [{maximum: 4, type: integer}, {minimum: 5, type: integer}]}", ""), ("{oneOf: [{type: string}]}", ""),
    # Conditions
    ("{if: {required: [a]}}", "W462"), ("{then: {required: [a]}}", "W462"), ("{else: {required: [a]}}", "W462"), ("{if: {required: [a]}, else: {required: [b]}}", ""),
    ("{if: {required: [a]}, then: {}}", "W462"), ("{if: {required: [a]}, then: true, else: {required: [b]}}", "W462"),
    # Beside
    ("{type: object, additionalProperties: false, unevaluatedProperties: false}", "W463"), ("{type: object, allOf: [{type: object}], additionalProperties: false, unevaluatedProperties: false}", ""),
    ("{type: array, items: {}, unevaluatedItems: false}", "W463"), ("{type: array, prefixItems: [{}], unevaluatedItems: false}", ""),
    ("{type: string, contentSchema: {}}", "W463"), ("{type: string, contentMediaType: application/json, contentSchema: {}}", ""), ("{additionalItems: false, type: array, items: {}}", ""),
    ("{type: string, contentEncoding: BASE64}", ""), ("{type: string, contentEncoding: 7bit}", ""), ("{type: string, contentEncoding: rot13}", "W464"),
    # Members
    ("{type: object, properties: {a: false}, required: [a]}", "W460"), ("{type: object, properties: {a: false}}", ""),
    ("{type: object, required: [a], additionalProperties: false}", "W460"), ("{type: object, required: [a], properties: {a: {}}, additionalProperties: false}", ""),
    ("{type: object, required: [x1], additionalProperties: false, patternProperties: {'^x': {}}}", ""),
    ("{type: object, required: [a, b], properties: {a: {}, b: {}}, maxProperties: 1}", "W460"), ("{type: object, required: [a, b], properties: {a: {}, b: {}}, maxProperties: 2}", ""),
    ("{" + OBJECT + ", propertyNames: {maxLength: 1}}", ""), ("{" + OBJECT + ", propertyNames: {minLength: 2}}", "W471 W471"),
    ("{" + OBJECT + ", propertyNames: {type: integer}}", "W463 W471 W471"), ("{" + OBJECT + ", propertyNames: {type: [string, 'null']}}", ""),
    ("{" + OBJECT + ", patternProperties: {'^a': {type: integer}}}", "W460"), ("{" + OBJECT + ", patternProperties: {'^a': {type: string}}}", ""),
    ("{" + OBJECT + ", patternProperties: {'^c': {type: integer}}}", ""),
    ("{" + OBJECT + ", dependentRequired: {a: [b]}}", ""), ("{" + OBJECT + ", dependentRequired: {a: [c]}}", "W405"), ("{" + OBJECT + ", dependentRequired: {c: [a]}}", "W405"),
    ("{" + OBJECT + ", dependentSchemas: {c: {required: [a]}}}", "W405"), ("{dependentRequired: {c: [a]}}", ""),
    ("{" + OBJECT + ", discriminator: {propertyName: a}}", "W468"),
    ("{" + OBJECT + ", allOf: [{properties: {a: {type: integer}}}]}", "W460"), ("{" + OBJECT + ", allOf: [{properties: {a: {minLength: 1}}}]}", ""),
    ("{allOf: [{properties: {a: {type: integer}}}, {properties: {a: {type: string}}}]}", "W460"), ("{allOf: [{properties: {a: {type: integer}}}, {properties: {a: {type: number}}}]}", ""),
    ("{allOf: [{type: string}, {type: integer}]}", "W460"), ("{allOf: [{type: number}, {type: integer}]}", ""),
    ("{allOf: [{type: object, additionalProperties: false, properties: {a: {}}}, {type: object, properties: {b: {}}}]}", "W461"),
    ("{allOf: [{type: object, additionalProperties: false, properties: {a: {}}}, {type: object, properties: {a: {}}}]}", ""),
    ("{properties: {b: {}}, allOf: [{type: object, additionalProperties: false, properties: {a: {}}}]}", "W461"),
    ("{allOf: [{type: object, additionalProperties: false, patternProperties: {'^b': {}}}, {type: object, properties: {b: {}}}]}", ""),
    # XML
    ("{type: object, properties: {a: {type: string, xml: {wrapped: true}}}}", "W463"), ("{type: object, properties: {a: {type: array, items: {}, xml: {wrapped: true}}}}", ""),
    ("{type: object, properties: {a: {type: string, xml: {attribute: true}}}}", ""), ("{type: object, properties: {a: {type: object, xml: {attribute: true}}}}", "W463"),
    ("{type: object, properties: {a: {type: [array, 'null'], items: {}, xml: {attribute: true}}}}", "W463"), ("{type: object, properties: {a: {type: [string, 'null'], xml: {attribute: true}}}}", ""),
    ("{type: object, xml: {prefix: p}}", "W463"), ("{type: object, xml: {prefix: q, namespace: 'https://x.test/'}}", ""), ("{type: object, xml: {prefix: q}}", ""),
    ("{type: object, xml: {name: 1a}}", "W463"), ("{type: object, xml: {name: 'a:b-c.d'}}", ""), ("{type: object, xml: {name: 'a b'}}", "W463"),
]  # fmt: skip
"""A schema, and the codes of what is found in it."""


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[int, list[str]]:
    """The codes found in each of the rows."""
    schemas = "\n".join(f"    S{number:03}: {text}" for number, (text, _) in enumerate(ROWS))
    text = f"paths: {{}}\ncomponents:\n  schemas:\n{schemas}\n"
    found = check(tmp_path_factory.mktemp("schemas"), text)
    held("schemas", PRELUDE + text, "schemas:", found)
    by_row: dict[int, list[str]] = {}
    for one in found:
        assert one.pointer.startswith("/components/schemas/S"), one
        if one.code != "H473":  # which is told once for each keyword, of the first that has it
            by_row.setdefault(int(one.pointer[21:24]), []).append(one.code)
    return by_row


@pytest.mark.parametrize("number", range(len(ROWS)), ids=[text[:60] for text, _ in ROWS])
def test_what_is_found_in_a_schema(told: dict[int, list[str]], number: int) -> None:
    text, codes = ROWS[number]
    assert (text, " ".join(sorted(told.get(number, [])))) == (text, codes)
