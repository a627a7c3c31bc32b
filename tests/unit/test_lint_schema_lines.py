"""Schemas at the edges of the rules about them: what is found in each, and in its neighbour not."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.marked import in_schemas

MORE = """
    Text: {type: string}
    Whole: {type: integer}
    List: {type: array, items: {type: integer}}
    Open: {type: object, properties: {a: {type: string}}}
    Wants: {type: object, required: [a], properties: {a: {type: string}}}
    Closed: {type: object, additionalProperties: false, properties: {a: {type: string}}}
    Nil: {type: 'null'}
    Cat: {type: object, required: [kind], properties: {kind: {const: cat}}}
    Dog: {type: object, required: [kind], properties: {kind: {enum: [dog, puppy]}}}
    Cow: {type: object, required: [kind], properties: {kind: {type: string}}}
    Pig: {type: object, properties: {kind: {type: string}}}
    Hen: {type: object, required: [kind], properties: {kind: {type: integer}}}
"""
"""Components that rows refer to."""


def _ref(name: str) -> str:
    return f"{{$ref: '#/components/schemas/{name}'}}"


def _union(*names: str, said: str = "") -> str:
    members = ", ".join(_ref(name) for name in names)
    return f"{{oneOf: [{members}], discriminator: {{propertyName: kind{said}}}}}"


IDLE = [
    (f"{{type: {kind}, {word}: {value}}}", "" if fits else "W463")
    for word, value, of in (
        ("minLength", "1", "string"),
        ("maxLength", "1", "string"),
        ("pattern", "a", "string"),
        ("contentMediaType", "text/plain", "string"),
        ("contentEncoding", "base64", "string"),
        ("minimum", "1", "integer number"),
        ("maximum", "1", "integer number"),
        ("exclusiveMinimum", "1", "integer number"),
        ("exclusiveMaximum", "1", "integer number"),
        ("multipleOf", "2", "integer number"),
        ("minProperties", "1", "object"),
        ("maxProperties", "1", "object"),
        ("properties", "{a: {}}", "object"),
        ("patternProperties", "{a: {}}", "object"),
        ("additionalProperties", "{}", "object"),
        ("unevaluatedProperties", "{}", "object"),
        ("propertyNames", "{pattern: a}", "object"),
        ("required", "[a]", "object"),
        ("dependentRequired", "{a: [b]}", "object"),
    )
    for kind in ("string", "integer", "number", "boolean", "object")
    for fits in [kind in of.split()]
    if not (kind == "object" and fits and word == "dependentRequired")
]
ITEMS = [
    (f"{{type: {kind}, {word}: {value}}}", "" if kind == "array" else "W463")
    for word, value in (
        ("prefixItems", "[{}]"),
        ("contains", "{}"),
        ("unevaluatedItems", "{}"),
        ("items", "{}"),
    )
    for kind in ("array", "object", "string")
]
FORMATS = [
    *((f"{{type: {kind}, format: {name}}}", "" if kind in of.split() else "W464")
      for names, of in (
          ("int32 int64 uint8 double float", "integer number"),
          ("date date-time time duration uuid byte binary password", "string"),
          ("email hostname ipv4 uri json-pointer", "string"),
          ("decimal unixtime", "string integer number"),
      )
      for name in names.split() for kind in ("string", "integer", "number", "boolean")
      if (name, kind) not in (("int64", "string"),)),
    ("{type: string, format: int64}", ""),
    ("{type: string, format: uint64}", ""),
    ("{type: [string, integer], format: date}", ""),
    ("{format: date}", ""),
    ("{type: string, format: string}", "W464"),
    ("{type: string, format: object}", "W464"),
    ("{type: string, format: money}", ""),
    ("{type: string, format: guid}", "H475"),
    ("{type: string, format: GUID}", "H475"),
    ("{type: string, format: URL}", "H475"),
    ("{type: string, format: iso8601}", "H475"),
    ("{type: string, format: base64}", "H475"),
    ("{type: integer, format: long}", "H475"),
    ("{type: string, format: regexp}", "H475"),
    ("{type: string, format: datetime}", "W464"),
    ("{type: string, format: date_time}", "W464"),
    ("{type: string, format: DateTime}", "W464"),
    ("{type: string, format: dtae}", "W464"),
    ("{type: string, format: tade}", "W464"),
    ("{type: string, format: iru}", ""),
    ("{type: string, format: hostnam}", "W464"),
    ("{type: string, format: colour}", ""),
]  # fmt: skip
PLAIN = [
    # if, then, else (section 10.2.2)
    ("{if: {required: [a]}}", "W462"),
    ("{then: {required: [a]}}", "W462"),
    ("{else: {required: [a]}}", "W462"),
    ("{then: {required: [a]}, else: {required: [b]}}", "W462 W462"),
    ("{if: {required: [a]}, then: {required: [b]}}", ""),
    ("{if: {required: [a]}, else: {required: [b]}}", ""),
    ("{if: {required: [a]}, then: {}}", "W462"),
    ("{if: {required: [a]}, then: true, else: {required: [b]}}", "W462"),
    ("{if: {required: [a]}, then: {required: [b]}, else: {}}", "W462"),
    ("{if: {required: [a]}, then: false}", ""),
    # Both directions at once
    ("{type: object, properties: {a: {type: string, readOnly: true, writeOnly: true}}}", "W465"),
    ("{type: object, properties: {a: {type: string, readOnly: true, writeOnly: false}}}", ""),
    ("{type: object, properties: {a: {type: string, readOnly: false, writeOnly: true}}}", ""),
    # Null that the enum has not
    ("{type: [string, 'null'], enum: [a, b]}", "W466"),
    ("{type: [string, 'null'], enum: [a, null]}", ""),
    ("{type: string, enum: [a, b]}", ""),
    ("{type: ['null'], enum: [null]}", ""),
    # Lists that say nothing of their items
    ("{type: array}", "W467"),
    ("{type: [array, 'null']}", "W467"),
    ("{type: array, items: {}}", ""),
    ("{type: array, prefixItems: [{}]}", ""),
    ("{type: array, contains: {type: string}}", ""),
    ("{type: array, maxItems: 0}", "H474"),
    ("{type: array, maxItems: 1}", "W467"),
    ("{type: array, enum: [[1], [2]]}", ""),
    ("{type: array, const: [1]}", ""),
    ("{type: array, allOf: [{items: {type: string}}]}", ""),
    ("{type: array, allOf: [{minItems: 1}]}", "W467"),
    ("{type: array, allOf: [{prefixItems: [{}, {}]}]}", ""),
    ("{type: array, anyOf: [{items: {type: string}}, {items: {type: integer}}]}", ""),
    ("{type: array, oneOf: [{minItems: 1, items: {type: string}}, {maxItems: 0}]}", ""),
    (f"{{type: array, allOf: [{_ref('List')}]}}", ""),
    (f"{{allOf: [{_ref('List')}, {{type: array, minItems: 1}}]}}", ""),
    # A closed part of allOf
    (f"{{allOf: [{_ref('Closed')}, {{properties: {{b: {{}}}}}}]}}", "W461"),
    (f"{{allOf: [{_ref('Closed')}, {{properties: {{a: {{}}}}}}]}}", ""),
    (f"{{allOf: [{_ref('Closed')}], properties: {{b: {{}}}}}}", "W461"),
    (f"{{allOf: [{_ref('Closed')}, {{allOf: [{{properties: {{b: {{}}}}}}]}}]}}", "W461"),
    (f"{{allOf: [{_ref('Open')}, {{properties: {{b: {{}}}}}}]}}", ""),
    ("{allOf: [{additionalProperties: false, patternProperties: {'^x': {}}, properties: {a: {}}}, {properties: {b: {}}}]}", ""),
    ("{allOf: [{additionalProperties: {type: string}, properties: {a: {}}}, {properties: {b: {type: string}}}]}", ""),
    (f"{{allOf: [{_ref('Closed')}, {_ref('Closed')}]}}", "W375"),
]  # fmt: skip
TOLD_APART = [
    (_union("Cat", "Dog"), ""),
    (_union("Cat", "Dog", said=", mapping: {cat: Cat, dog: Dog, puppy: Dog}"), ""),
    (_union("Cat", "Dog", said=", mapping: {cat: '#/components/schemas/Cat', dog: '#/components/schemas/Dog'}"), ""),
    (_union("Cat", "Dog", said=", mapping: {cat: Cat, wolf: Dog}"), "W468"),
    (_union("Cat", "Dog", said=", mapping: {kitten: Cat, dog: Dog}"), "W468"),
    (_union("Cat", "Dog", said=", mapping: {cat: Cat, cow: Cow}"), "W468"),
    (_union("Cat", "Dog", said=", mapping: {cat: Cat, cow: '#/components/schemas/Cow'}"), "W468"),
    (_union("Cat", "Cow", said=", mapping: {cat: Cat, other: Cow}"), ""),
    (_union("Cat", "Pig"), "W468"),
    (_union("Pig", "Pig"), "W375 W468 W468"),
    (_union("Cat", "Hen"), ""),
    (_union("Cat", "Nil"), ""),
    (_union("Cat", "Pig", "Nil"), "W468"),
    (_union("Cat"), ""),
]  # fmt: skip
OVERLAP = [
    ("{oneOf: [{type: string}, {type: string, minLength: 2}]}", "W470"),
    ("{oneOf: [{type: string, maxLength: 1}, {type: string, minLength: 2}]}", ""),
    ("{oneOf: [{type: integer}, {type: number}]}", "W470"),
    ("{oneOf: [{type: integer, minimum: 5}, {type: integer, maximum: 4}]}", ""),
    ("{oneOf: [{type: integer, minimum: 5}, {type: integer, maximum: 5}]}", "W470"),
    ("{oneOf: [{type: integer, exclusiveMinimum: 5}, {type: integer, maximum: 5}]}", ""),
    ("{oneOf: [{type: integer, exclusiveMinimum: 5}, {type: integer, maximum: 6}]}", "W470"),
    ("{oneOf: [{type: boolean}, {enum: [true, a]}]}", "W470"),
    ("{oneOf: [{type: boolean}, {enum: [1, a]}]}", ""),
    ("{oneOf: [{type: boolean}, {type: [boolean, string]}]}", "W470"),
    ("{oneOf: [{const: a}, {enum: [b, a]}]}", "W470"),
    ("{oneOf: [{const: a}, {const: b}]}", ""),
    ("{oneOf: [{type: 'null'}, {type: [string, 'null']}]}", "W470"),
    ("{oneOf: [{type: array, items: {type: string}}, {type: array, items: {type: integer}}]}", "W470"),
    ("{oneOf: [{type: array, minItems: 1, items: {type: string}}, {type: array, minItems: 1, items: {type: integer}}]}", ""),
    ("{oneOf: [{type: array, minItems: 2, items: {type: string}}, {type: array, maxItems: 1, items: {type: string}}]}", ""),
    ("{oneOf: [{type: array, minItems: 2, items: {type: string}}, {type: array, maxItems: 2, items: {type: string}}]}", "W470"),
    ("{oneOf: [{type: string, format: date}, {type: string, format: date-time}]}", ""),
    ("{oneOf: [{type: string, format: uuid}, {type: string, minLength: 36}]}", "W470"),
    (f"{{oneOf: [{_ref('Text')}, {{type: string, maxLength: 3}}]}}", "W470"),
    (f"{{oneOf: [{_ref('Text')}, {_ref('Whole')}]}}", ""),
    ("{oneOf: [{type: object, required: [a], properties: {a: {type: string}}}, {type: object, required: [b], properties: {b: {type: string}}}]}", ""),
    ("{oneOf: [{type: object, required: [a], properties: {a: {type: string}}, additionalProperties: false}, {type: object, required: [b], properties: {b: {type: string}}, additionalProperties: false}]}", ""),
    ("{oneOf: [{type: object, required: [k], properties: {k: {const: a}}}, {type: object, required: [k], properties: {k: {const: b}}}]}", ""),
    ("{oneOf: [{type: object, required: [k], properties: {k: {enum: [a, b]}}}, {type: object, required: [k], properties: {k: {const: a}}}]}", "W470"),
    ("{oneOf: [{type: object, required: [x], properties: {x: {oneOf: [{const: 1}, {const: 2}]}}}, {type: object, required: [x], properties: {x: {const: 1}}}]}", "W470"),
    ("{oneOf: [{required: [a]}, {required: [b]}]}", ""),
    ("{oneOf: [{properties: {a: {type: string}}}, {items: {type: string}}]}", "W470"),
    ("{oneOf: [{type: string}]}", ""),
    ("{anyOf: [{type: string}, {type: string, minLength: 2}]}", ""),
    ("{oneOf: [{type: string}, {type: string, minLength: 2}], discriminator: {propertyName: k}}", "W468 W468"),
    (f"{{oneOf: [{{allOf: [{_ref('Wants')}]}}, {_ref('Open')}]}}", "W470"),
    ("{oneOf: [{type: number, minimum: 1, maximum: 2}, {type: number, minimum: 2, maximum: 3}]}", "W470"),
    ("{oneOf: [{type: number, minimum: 1, exclusiveMaximum: 2}, {type: number, minimum: 2, maximum: 3}]}", ""),
]  # fmt: skip
TABLES = {"idle": IDLE, "items": ITEMS, "formats": FORMATS, "plain": PLAIN, "told apart": TOLD_APART, "overlap": OVERLAP}  # fmt: skip


@pytest.mark.parametrize("rows", TABLES.values(), ids=TABLES)
def test_what_is_found_in_each_schema(tmp_path: Path, rows: list[tuple[str, str]]) -> None:
    assert in_schemas(tmp_path, rows, end=MORE.lstrip("\n")) == rows
