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
    Any: {}
    Ann: {type: object, required: [b], properties: {b: {$ref: '#/components/schemas/Bob'}}}
    Bob: {type: object, properties: {a: {$ref: '#/components/schemas/Ann'}}}
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
          ("int32 int64 uint8", "integer number"),
          ("double float", "number"),
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
    (_union("Cat", "Dog", said=", mapping: {cat: Cat, any: Any}"), "W468"),
    (_union("Cat", "Any", said=", mapping: {cat: Cat, any: Any}"), ""),
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
    ("{oneOf: [{type: object, properties: {a: {type: string}}}, {type: object, minProperties: 1, properties: {a: {type: string}}}]}", "W470"),
    ("{oneOf: [{type: object, required: [a], properties: {a: {type: string}, b: {type: string}}}, {type: object, required: [a], properties: {a: {type: string}, b: {type: integer}}}]}", "W470"),
    ("{oneOf: [{type: object, required: [a], properties: {a: {type: string, minLength: 3}}}, {type: object, required: [a], properties: {a: {type: string, pattern: '^aaa$'}}}]}", "W470"),
    ("{oneOf: [{anyOf: [{const: 3}, {const: 4}]}, {type: integer, minimum: 3, maximum: 3}]}", "W470"),
    ("{oneOf: [{type: string}, {type: string, minLength: 2}], discriminator: {propertyName: k}}", "W468 W468"),
    (f"{{oneOf: [{{allOf: [{_ref('Wants')}]}}, {_ref('Open')}]}}", "W470"),
    ("{oneOf: [{type: number, minimum: 1, maximum: 2}, {type: number, minimum: 2, maximum: 3}]}", "W470"),
    ("{oneOf: [{type: number, minimum: 1, exclusiveMaximum: 2}, {type: number, minimum: 2, maximum: 3}]}", ""),
]  # fmt: skip
EXAMPLES = [
    ("{type: integer, examples: ['yes']}", "W401"),
    ("{type: integer, examples: ['5']}", "W401"),
    ("{type: boolean, examples: [maybe]}", "W401"),
    ("{type: boolean, examples: ['yes']}", "W401"),
    ("{type: boolean, examples: ['off']}", "W401"),
    ("{type: string, examples: [true]}", "W401"),
    ("{type: string, examples: [null]}", "W401"),
    ("{type: string, examples: [{a: 1}]}", "W401"),
    ("{type: array, items: {}, examples: [a]}", "W401"),
    ("{type: object, examples: [a]}", "W401"),
    ("{type: array, items: {type: integer}, examples: [a]}", "W401"),
    ("{type: array, items: {type: integer}, examples: [5]}", "W401"),
    ("{type: object, properties: {a: {type: integer}}, additionalProperties: {type: string}, examples: [{a: x, b: 1}]}", "W401 W401"),
    ("{type: object, patternProperties: {'^x': {}}, additionalProperties: {type: string}, examples: [{x: 1}]}", ""),
    ("{type: object, required: [z], oneOf: [{required: [a]}, {required: [b]}], examples: [{a: 1}]}", "W401"),
    ("{oneOf: [{type: object, required: [a]}, {type: object, required: [b]}], examples: [{a: 1, b: 1}]}", "W401"),
    ("{oneOf: [{type: object, required: [kind, n], properties: {kind: {const: a}, n: {type: integer}}}, {type: object, required: [kind], properties: {kind: {const: b}, m: {type: string}}}], examples: [{kind: a, n: x}]}", "W401"),
    ("{oneOf: [{type: object, required: [kind, n], properties: {kind: {enum: [a]}, n: {type: integer}}}, {type: object, required: [kind], properties: {kind: {enum: [b]}, m: {type: string}}}], examples: [{kind: b, m: 1}]}", "W401"),
    ("{anyOf: [{type: object, required: [a, b], properties: {a: {type: integer}}}, {type: object, required: [a, c], properties: {a: {type: integer}, d: {type: integer}}}], examples: [{a: x, d: 1}]}", "W401 W401 W405 W405"),
    ("{oneOf: [{type: array, items: {type: integer}}, {type: object, properties: {a: {type: integer}}}], examples: [{a: x}]}", "W401"),
    ("{anyOf: [{type: string, maxLength: 1}, {type: integer, maximum: 5}], examples: [7]}", "W401"),
    (f"{{anyOf: [{_ref('Text')}, {_ref('List')}], examples: [[x]]}}", "W401"),
    ("{not: {type: string}, examples: [a]}", "W401"),
    ("{type: object, properties: {a: {not: {type: string}}}, examples: [{a: x}]}", "W401"),
    ("{if: {properties: {a: {const: 1}}}, then: {required: [b]}, examples: [{a: 1}]}", "W401"),
    ("{if: {properties: {a: {const: 1}}}, then: {required: [b]}, examples: [{a: 2}]}", ""),
    ("{type: array, contains: {type: integer}, items: {}, examples: [[a]]}", "W401"),
    ("{type: array, prefixItems: [{type: integer}], items: {type: string}, examples: [[1, a]]}", ""),
    ("{type: array, prefixItems: [{type: integer}], items: {type: string}, examples: [[a, a]]}", "W401"),
    ("{type: array, prefixItems: [{type: integer}], items: {type: string}, examples: [[1, 1]]}", "W401"),
    ("{type: array, uniqueItems: true, items: {}, examples: [[1, 2, 1]]}", "W401"),
    ("{type: object, patternProperties: {'^a': {type: integer}}, examples: [{ab: x}]}", "W401"),
    ("{type: object, propertyNames: {maxLength: 1}, examples: [{ab: x}]}", "W401"),
    ("{type: object, additionalProperties: false, properties: {a: {}}, examples: [{a: 1, b: 2, c: 3}]}", "W401"),
    ("{type: object, required: [a], properties: {a: {type: string, readOnly: true}}, examples: [{}]}", ""),
    ("{type: object, required: [a], properties: {a: {type: string, writeOnly: true}}, examples: [{}]}", ""),
    ("{type: object, required: [a, b], properties: {a: {type: string, readOnly: true}}, examples: [{}]}", "W401 W405"),
    ("{type: string, format: date, examples: [x, '2026-01-31']}", "W401"),
    ("{type: string, format: uuid, examples: [x]}", "W401"),
    ("{type: string, format: colour, examples: [x]}", ""),
    ("{type: string, pattern: '^a', examples: [b]}", "W401"),
    ("{type: string, enum: [red, blue], examples: [rd, green]}", "W401 W401"),
    ("{enum: [1, 2, 3, 4, 5, 6], examples: [9]}", "W401"),
    ("{enum: [1, 2, 3, 4, 5, 6, 7], examples: [9]}", "W401"),
    ("{type: string, x-wire: 'Y-m-d\\TH:i:sP', format: date-time, examples: [x, '2026-01-31T12:00:00+01:00']}", "W401"),
    ("{type: string, x-wire: 'Y-m-d H:i:s', format: date-time, examples: [x, '2026-01-31 12:00:00']}", "W401"),
    ("{type: string, x-wire: d.m.Y, format: date, examples: [x, 31.01.2026]}", "W401"),
    ("{type: string, default: 5}", "E402"),
    ("{type: string, nullable: true, default: null}", "W114"),
    ("{type: string, default: null}", "E402"),
    ("{type: object, properties: {a: {type: integer}}, default: {a: x}}", "E402"),
    ("{type: integer, exclusiveMinimum: 5, examples: [5]}", "W401"),
    ("{type: number, multipleOf: 0.1, examples: [0.3]}", ""),
    ("{type: string, minLength: 3, maxLength: 2, examples: [ab]}", "E409"),
    ("{type: object, properties: {a: {type: object, discriminator: {propertyName: k}, properties: {k: {}}}}}", ""),
]  # fmt: skip
ENDLESS = [
    ("{type: object, required: [a], properties: {a: {$ref: '#/components/schemas/S0'}}}", "W460"),
    ("{type: object, required: [a], properties: {a: {$ref: '#/components/schemas/S2'}}}", "W460"),
    ("{type: object, required: [b], properties: {b: {$ref: '#/components/schemas/S1'}}}", ""),
    (f"{{type: object, required: [a], properties: {{a: {_ref('Ann')}}}}}", ""),
    ("{type: array, minItems: 1, items: {$ref: '#/components/schemas/S4'}}", "W460"),
    ("{type: array, minItems: 0, items: {$ref: '#/components/schemas/S5'}}", ""),
    ("{type: object, required: [a], properties: {a: {oneOf: [{$ref: '#/components/schemas/S6'}]}}}", "W460"),
    ("{type: object, required: [a], properties: {a: {anyOf: [{$ref: '#/components/schemas/S7'}, {type: string}]}}}", ""),
    ("{type: [object, 'null'], required: [a], properties: {a: {$ref: '#/components/schemas/S8'}}}", ""),
    ("{enum: [1], required: [a], properties: {a: {$ref: '#/components/schemas/S9'}}}", ""),
    ("{allOf: [{type: object, required: [a], properties: {a: {$ref: '#/components/schemas/S10'}}}]}", "W460"),
    ("{allOf: [{$ref: '#/components/schemas/S11'}]}", "E407"),
    ("{anyOf: [{$ref: '#/components/schemas/S12'}, {type: string}]}", "E407"),
    ("{anyOf: [{allOf: [{$ref: '#/components/schemas/S13'}]}, {type: string}]}", "E407"),
    ("{type: object, properties: {a: {allOf: [{$ref: '#/components/schemas/S14'}]}}}", ""),
    ("{type: object, required: [a], properties: {a: {oneOf: [{$ref: '#/components/schemas/S15'}, {$ref: '#/components/schemas/S16'}]}}}", "W460"),
    ("{type: object, required: [b], properties: {b: {anyOf: [{$ref: '#/components/schemas/S15'}, {$ref: '#/components/schemas/S16'}]}}}", ""),
    ("{type: object, required: [a], properties: {a: {oneOf: [{$ref: '#/components/schemas/S17'}, {type: array, items: {$ref: '#/components/schemas/S17'}}]}}}", ""),
]  # fmt: skip
TABLES = {"examples": EXAMPLES, "endless": ENDLESS, "idle": IDLE, "items": ITEMS, "formats": FORMATS, "plain": PLAIN, "told apart": TOLD_APART, "overlap": OVERLAP}  # fmt: skip


@pytest.mark.parametrize("rows", TABLES.values(), ids=TABLES)
def test_what_is_found_in_each_schema(tmp_path: Path, rows: list[tuple[str, str]]) -> None:
    assert in_schemas(tmp_path, rows, end=MORE.lstrip("\n")) == rows
