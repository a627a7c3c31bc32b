"""Words of one version in a document of another, at their place with that version's words."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.marked import check, expect

OLD = 'openapi: "3.0.3"\nx-specwright: 1\ninfo: {title: Test, version: "1"}\n'


def _schema(text: str) -> str:
    return f"paths: {{}}\ncomponents:\n  schemas:\n    A: {text}\n"


def _answer(text: str) -> str:
    return f"paths: {{/a: {{get: {{operationId: getA, responses: {{'200': {text}}}}}}}}}\n"


PLANTED: list[tuple[str, str, str]] = [
    # What only 3.1 has
    ("E260", _schema("{type: ▸[string, 'null']}"), "nullable: true"),
    ("E260", _schema("{type: ▸[string, integer]}"), "type: string"),
    ("E260", _schema("{type: ▸'null'}"), "nullable: true"),
    ("E260", _schema("{▸const: a}"), "`enum`"),
    ("E260", _schema("{type: string, ▸examples: [a]}"), "`example`"),
    ("E260", _schema("{▸if: {required: [a]}, then: {required: [b]}}"), "oneOf"),
    ("E260", _schema("{▸$defs: {B: {type: string}}}"), "components.schemas"),
    ("E260", _schema("{type: array, items: {}, ▸prefixItems: [{}]}"), "`items`"),
    ("E260", _schema("{type: array, items: {}, ▸contains: {}}"), "description"),
    ("E260", _schema("{type: array, items: {}, ▸unevaluatedItems: false}"), "maxItems"),
    ("E260", _schema("{type: string, ▸contentMediaType: image/png}"), "format: binary"),
    ("E260", _schema("{type: string, ▸contentEncoding: base64}"), "format: byte"),
    ("E260", _schema("{type: object, ▸unevaluatedProperties: false}"), "additionalProperties"),
    ("E260", _schema("{type: object, ▸patternProperties: {'^a': {}}}"), "additionalProperties"),
    ("E260", _schema("{type: object, ▸propertyNames: {}}"), "description"),
    ("E260", _schema("{type: object, ▸dependentRequired: {a: [b]}}"), "description"),
    ("E260", _schema("{type: object, ▸dependentSchemas: {a: {}}}"), "oneOf"),
    ("E260", _schema("{type: string, ▸$comment: why}"), "3.1.1"),
    ("E260", _schema("{type: string, ▸$anchor: here}"), "3.1.1"),
    ("E260", _schema("{type: integer, exclusiveMinimum: ▸3}"), "`minimum: 3`"),
    ("E260", _schema("{type: integer, exclusiveMaximum: ▸3}"), "`maximum: 3`"),
    ("E260", "paths: {}\n▸webhooks: {}\n", "callbacks"),
    ("E260", "paths: {}\n▸jsonSchemaDialect: https://json-schema.org/draft/2020-12/schema\n", "remove it"),
    ("E260", "paths: {}\ncomponents: {▸pathItems: {}}\n", "under paths"),
    ("E260", "paths: {}\ncomponents: {securitySchemes: {M: {type: ▸mutualTLS}}}\n", "3.1.1"),
    ("E260", "paths: {}\n▸$self: https://x.test/\n", "3.2.0"),
    # What the standard demands in 3.0 and not in 3.1, or what is read as meant
    ("E261", "paths: {/a: {get: ▸{operationId: getA}}}\n", "`responses`"),
    ("E261", _answer("▸{content: {}}"), "`description`"),
    ("E261", "paths: {'/a/{i}': {get: {operationId: a, parameters: [▸{name: i, in: path, schema: {type: string}}], responses: {'200': {description: d}}}}}\n", "`required`"),
    ("E261", _schema("{type: string, enum: ▸[]}"), "add a member"),
    ("E261", _schema("{type: string, enum: [a, ▸a]}"), "remove one"),
    ("E262", _schema("{type: string, ▸optional: true}"), "`required`"),
    ("E262", "paths: {}\ncomponents: {securitySchemes: {K: {type: http, scheme: bearer, ▸name: x}}}\n", "x-"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "text", "mend"), PLANTED)
def test_a_word_of_another_version_is_told_at_its_place(
    tmp_path: Path, code: str, text: str, mend: str
):
    found = expect(tmp_path, code, text, mend, prelude=OLD)
    assert len(found.message) < 100


NEW: list[tuple[str, str, str]] = [
    ("W114", _schema("{type: string, ▸nullable: true}"), '"null"'),
    ("W114", _schema("{type: integer, minimum: 3, ▸exclusiveMinimum: true}"), "write the number"),
    ("W114", _schema("{type: integer, maximum: 3, ▸exclusiveMaximum: true}"), "write the number"),
    ("E261", _answer("▸{content: {}}"), "`description`"),
    ("E262", "paths: {}\ncomponents: {securitySchemes: {K: {type: http, scheme: bearer, ▸name: x}}}\n", "x-"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "text", "mend"), NEW)
@pytest.mark.parametrize("version", ["3.1.1", "3.2.0"])
def test_what_only_3_0_had_is_told_too(
    tmp_path: Path, code: str, text: str, mend: str, version: str
):
    if version == "3.2.0" and "content: {}" in text:
        text = _answer("{▸contents: {}}")  # a response of 3.2 needs no description
        code, mend = "E206", "did you mean content?"
    expect(tmp_path, code, text, mend, prelude=OLD.replace("3.0.3", version))


def test_sound_documents_of_3_0_are_let_alone(tmp_path: Path):
    text = """
        paths:
          /a/{id}:
            parameters: [{name: id, in: path, required: true, schema: {type: string}}]
            get:
              operationId: getA
              security: [{T: []}]
              responses:
                "200":
                  description: d
                  content:
                    application/json:
                      schema:
                        {type: object, nullable: true, example: {n: 4}, properties: {n: {type: integer, minimum: 3, exclusiveMinimum: true}}}
                default: {description: d}
        components:
          securitySchemes: {T: {type: http, scheme: bearer}}
        """
    assert check(tmp_path, text, prelude=OLD) == []


@pytest.mark.parametrize(
    ("schema", "names"),
    [
        ("{type: object, patternProperties: {'^a': {}}}", ["patternProperties"]),
        ("{const: a}", ["const"]),
        ("{type: [string, 'null']}", ["type"]),
        ("{type: string, nullable: true}", []),
        ("{type: integer, minimum: 1, exclusiveMinimum: true}", []),
    ],
)
def test_schemas_of_other_files_are_held_to_the_version_too(
    tmp_path: Path, schema: str, names: list[str]
):
    text = "paths: {}\ncomponents: {schemas: {A: {$ref: 'other.yaml#/B'}}}\n"
    found = check(tmp_path, text, prelude=OLD, other__yaml=f"B: {schema}\n")
    assert [d.pointer.rpartition("/")[2] for d in found if d.code == "E260"] == names
    assert {d.span.file.rpartition("/")[2] for d in found if d.code == "E260"} <= {"other.yaml"}
