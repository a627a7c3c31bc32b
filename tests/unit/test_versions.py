"""Swagger 2.0 and OpenAPI 3.2: read as one form, told at the author's own lines."""

from __future__ import annotations

import json
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from generator import check as lint
from generator.ground.diagnostics import Diagnostic
from generator.read.document import Document, load
from generator.understand import ir
from tests.support import built, document, operation
from tests.unit.marked import check, expect

V20 = 'swagger: "2.0"\ninfo: {title: Test, version: "1"}\n'
V32 = 'openapi: "3.2.0"\ninfo: {title: Test, version: "1"}\n'


def read(folder: Path, text: str, prelude: str = V20, **files: str) -> Document:
    for name, content in files.items():
        (folder / name.replace("__", ".")).write_text(dedent(content), encoding="utf-8")
    (folder / "openapi.yaml").write_text(prelude + dedent(text).lstrip("\n"), encoding="utf-8")
    found, diagnostics = load(folder)
    assert found is not None, diagnostics
    return found


def tree(folder: Path, text: str, prelude: str = V20, **files: str) -> Any:
    return json.loads(json.dumps(read(folder, text, prelude, **files).tree))


# Which version


@pytest.mark.parametrize(
    ("line", "code", "mend"),
    [
        ("▸openapi: 3.1", "W117", 'openapi: "3.1.1"'),
        ("▸swagger: 2.0", "W117", 'swagger: "2.0"'),
        ('▸openapi: "3.3.0"', "W113", "3.2.0"),
    ],
)
def test_a_version_that_can_be_meant_is_read(tmp_path: Path, line: str, code: str, mend: str):
    text = line + "\ninfo: {title: T, version: '1'}\npaths: {}\n"
    expect(tmp_path, code, text, mend, prelude="")


def test_3_2_is_itself(tmp_path: Path):
    assert check(tmp_path, "paths: {}\n", prelude=V32) == []
    assert tree(tmp_path, "paths: {}\n", V32)["openapi"] == "3.2.0"


# Swagger 2.0: the whole


@pytest.mark.parametrize(
    ("text", "urls"),
    [
        ("host: a.test\nschemes: [http]\n", ["http://a.test"]),
        ("host: a.test\nbasePath: /\n", ["https://a.test"]),
        (
            "host: a.test:81\nbasePath: v1/\nschemes: [http, ws, https]\n",
            ["https://a.test:81/v1", "http://a.test:81/v1"],
        ),
        ("basePath: /v1\n", ["/v1"]),
        ("host: http://a.test/\nbasePath: /v1\n", ["http://a.test/v1"]),
        ("host: a.test\nschemes: http\n", ["http://a.test"]),
        ("schemes: [https]\n", None),
    ],
)
def test_servers(tmp_path: Path, text: str, urls: list[str] | None):
    servers = tree(tmp_path, text + "paths: {}\n").get("servers")
    assert (servers and [server["url"] for server in servers]) == urls


def test_an_operation_has_schemes_of_its_own(tmp_path: Path):
    text = """
        host: a.test
        schemes: [https]
        paths:
          /a:
            get: {schemes: [http], responses: {}}
            put: {schemes: [https], responses: {}}
    """
    item = tree(tmp_path, text)["paths"]["/a"]
    assert item["get"]["servers"] == [{"url": "http://a.test"}]
    assert "servers" not in item["put"]


def test_a_host_with_placeholders_is_told(tmp_path: Path):
    expect(tmp_path, "W117", "▸host: '{region}.a.test'\npaths: {}\n", "base_url", prelude=V20)


def test_security_definitions(tmp_path: Path):
    text = """
        securityDefinitions:
          basic: {type: basic, description: B}
          key: {type: apiKey, name: k, in: query}
          a: {type: oauth2, flow: application, tokenUrl: 'https://t', scopes: {s: S}}
          b: {type: oauth2, flow: accessCode, tokenUrl: 'https://t', authorizationUrl: 'https://u'}
          c: {type: oauth2, flow: implicit, authorizationUrl: 'https://u', scopes: {}}
          d: {type: oauth2, flow: password, tokenUrl: 'https://t', scopes: {}, x-y: 1}
        paths: {}
    """
    assert tree(tmp_path, text)["components"]["securitySchemes"] == {
        "basic": {"type": "http", "scheme": "basic", "description": "B"},
        "key": {"type": "apiKey", "name": "k", "in": "query"},
        "a": {
            "type": "oauth2",
            "flows": {"clientCredentials": {"tokenUrl": "https://t", "scopes": {"s": "S"}}},
        },
        "b": {
            "type": "oauth2",
            "flows": {
                "authorizationCode": {
                    "authorizationUrl": "https://u",
                    "tokenUrl": "https://t",
                    "scopes": {},
                }
            },
        },
        "c": {
            "type": "oauth2",
            "flows": {"implicit": {"authorizationUrl": "https://u", "scopes": {}}},
        },
        "d": {
            "type": "oauth2",
            "flows": {"password": {"tokenUrl": "https://t", "scopes": {}}},
            "x-y": 1,
        },
    }


# Swagger 2.0: parameters and bodies


def parameters(folder: Path, *listed: str) -> Any:
    lines = "".join(f"    - {one}\n" for one in listed)
    text = f"paths:\n /a:\n  get:\n   parameters:\n{lines}   responses: {{}}\n"
    return tree(folder, text)["paths"]["/a"]["get"]["parameters"]


@pytest.mark.parametrize(
    ("where", "how", "style"),
    [
        ("query", "", {"explode": False}),
        ("query", "csv", {"explode": False}),
        ("query", "multi", {"explode": True}),
        ("query", "ssv", {"style": "spaceDelimited", "explode": False}),
        ("query", "pipes", {"style": "pipeDelimited", "explode": False}),
        ("header", "", {}),
        ("header", "csv", {}),
    ],
)
def test_collection_format(tmp_path: Path, where: str, how: str, style: dict[str, Any]):
    said = f", collectionFormat: {how}" if how else ""
    (made,) = parameters(
        tmp_path, f"{{name: a, in: {where}, type: array, items: {{type: integer}}{said}}}"
    )
    schema = {"type": "array", "items": {"type": "integer"}}
    assert made == {"name": "a", "in": where, "schema": schema, **style}


@pytest.mark.parametrize(
    "said", ["in: query, ▸collectionFormat: tsv", "in: header, ▸collectionFormat: pipes"]
)
def test_a_list_without_a_style_is_text(tmp_path: Path, said: str):
    text = f"paths:\n /a:\n  get:\n   parameters:\n    - {{name: a, type: array, items: {{type: string}}, {said}}}\n   responses: {{}}\n"
    expect(tmp_path, "W171", text, "csv", prelude=V20)
    (made,) = parameters(
        tmp_path,
        f"{{name: a, type: array, items: {{type: string}}, {said.replace('▸', '')}}}",
    )
    assert made["schema"] == {"type": "string"}


def test_a_list_in_a_list_is_text(tmp_path: Path):
    inner = "items: {type: array, items: {type: string}, collectionFormat: pipes}"
    (made,) = parameters(tmp_path, f"{{name: a, in: query, type: array, {inner}}}")
    assert made["schema"] == {"type": "array", "items": {"type": "string"}}


def test_the_rest_of_a_parameter(tmp_path: Path):
    (made,) = parameters(
        tmp_path,
        "{name: a, in: query, description: D, required: true, type: number, maximum: 5,"
        " exclusiveMaximum: true, default: 2, enum: [1, 2], allowEmptyValue: true,"
        " x-nullable: true, x-other: 1}",
    )
    assert made == {
        "name": "a",
        "in": "query",
        "description": "D",
        "required": True,
        "allowEmptyValue": True,
        "x-other": 1,
        "schema": {
            "type": ["number", "null"],
            "exclusiveMaximum": 5,
            "default": 2,
            "enum": [1, 2, None],
        },
    }


def test_consumes_and_produces_of_document_and_operation(tmp_path: Path):
    text = """
        consumes: [application/json, application/xml]
        produces: [application/json]
        paths:
          /a:
            put:
              parameters: [{name: b, in: body, description: D, schema: {type: object}}]
              responses:
                200: {description: Ok, schema: {type: object}, examples: {application/json: {a: 1}}}
                204: {description: Nothing}
            post:
              consumes: [text/plain]
              produces: [text/csv]
              parameters: [{name: b, in: body, required: true, schema: {type: string}}]
              responses: {200: {description: Ok, schema: {type: string}}}
    """
    item = tree(tmp_path, text)["paths"]["/a"]
    thing, words = {"schema": {"type": "object"}}, {"schema": {"type": "string"}}
    assert item["put"]["requestBody"] == {
        "description": "D",
        "content": {"application/json": thing, "application/xml": thing},
    }
    assert item["put"]["responses"] == {
        "200": {
            "description": "Ok",
            "content": {"application/json": {**thing, "example": {"a": 1}}},
        },
        "204": {"description": "Nothing"},
    }
    assert item["post"]["requestBody"] == {"required": True, "content": {"text/plain": words}}
    assert item["post"]["responses"]["200"]["content"] == {"text/csv": words}


@pytest.mark.parametrize(
    ("produces", "schema", "media"),
    [
        ("[application/json, text/plain]", "{type: object}", ["application/json"]),
        ("[application/json, text/plain]", "{type: string}", ["application/json", "text/plain"]),
        ("[application/x-tar]", "{$ref: '#/definitions/A'}", ["application/xml"]),
        ("[text/plain]", "{type: integer}", ["text/plain"]),
        ("[]", "{$ref: '#/definitions/A'}", ["application/xml"]),
        ("[application/json, image/png]", "{type: file}", ["image/png"]),
    ],
)
def test_answers_are_in_media_types_that_can_hold_them(
    tmp_path: Path, produces: str, schema: str, media: list[str]
):
    text = f"""
        produces: [application/xml]
        definitions: {{A: {{type: object}}}}
        paths:
          /a:
            get:
              produces: {produces}
              responses: {{200: {{description: A, schema: {schema}}}}}
    """
    (response,) = tree(tmp_path, text)["paths"]["/a"]["get"]["responses"].values()
    assert list(response["content"]) == media


def test_forms_and_files(tmp_path: Path):
    text = """
        paths:
          /a:
            post:
              consumes: [application/json, application/x-www-form-urlencoded]
              parameters:
                - {name: n, in: formData, type: integer, required: true, description: D}
                - {name: l, in: formData, type: array, items: {type: string}, collectionFormat: multi}
              responses: {}
            put:
              parameters: [{name: f, in: formData, type: file}, {name: q, in: query, type: string}]
              responses: {200: {description: File, schema: {type: file}}}
    """
    item = tree(tmp_path, text)["paths"]["/a"]
    binary = {
        "type": "string",
        "format": "binary",
        "contentMediaType": "application/octet-stream",
    }
    assert item["post"]["requestBody"] == {
        "required": True,
        "content": {
            "application/x-www-form-urlencoded": {
                "schema": {
                    "type": "object",
                    "required": ["n"],
                    "properties": {
                        "n": {"type": "integer", "description": "D"},
                        "l": {"type": "array", "items": {"type": "string"}},
                    },
                },
                "encoding": {"l": {"style": "form", "explode": True}},
            }
        },
    }
    assert item["put"]["requestBody"] == {
        "content": {
            "multipart/form-data": {"schema": {"type": "object", "properties": {"f": binary}}}
        }
    }
    assert [p["name"] for p in item["put"]["parameters"]] == ["q"]
    assert item["put"]["responses"]["200"]["content"] == {"*/*": {"schema": binary}}


def test_a_body_beside_form_fields_is_told(tmp_path: Path):
    text = """
        paths:
          /a:
            post:
              parameters:
                - ▸{name: b, in: body, schema: {type: object}}
                - {name: f, in: formData, type: string}
              responses: {200: {description: Ok}}
    """
    expect(tmp_path, "W173", text, "keep one", prelude=V20)


def test_a_body_of_a_path_item_is_that_of_its_operations(tmp_path: Path):
    text = """
        paths:
          /a:
            parameters: [{name: b, in: body, schema: {type: object}}]
            post: {responses: {}}
            put: {parameters: [{name: c, in: body, schema: {type: string}}], responses: {}}
    """
    item = tree(tmp_path, text)["paths"]["/a"]
    kinds = [
        item[m]["requestBody"]["content"]["application/json"]["schema"]["type"]
        for m in ("post", "put")
    ]
    assert kinds == ["object", "string"]
    assert "parameters" not in item


# Swagger 2.0: what is shared, also across files


def test_shared_objects_become_components_wherever_they_are(tmp_path: Path):
    text = """
        produces: [application/json]
        parameters:
          Body: {name: b, in: body, schema: {$ref: '#/definitions/A'}}
          Size: {name: size, in: query, type: integer}
          Form: {name: f, in: formData, type: string}
        responses: {Bad: {description: Bad, schema: {$ref: 'more.yaml#/definitions/Fault'}}}
        definitions:
          A: {type: object, properties: {b: {$ref: 'more.yaml#/definitions/B'}}}
        paths:
          /a:
            parameters: [{$ref: '#/parameters/Size'}, {$ref: 'more.yaml#/parameters/Page'}]
            post:
              parameters: [{$ref: '#/parameters/Body'}]
              responses: {400: {$ref: '#/responses/Bad'}, 404: {$ref: 'more.yaml#/responses/Gone'}}
            put: {parameters: [{$ref: '#/parameters/Form'}], responses: {}}
            get:
              produces: [image/png]
              responses: {200: {description: F, schema: {type: file}}, 400: {$ref: '#/responses/Bad'}}
          /b: {$ref: 'more.yaml#/b'}
    """
    more = """
        parameters: {Page: {name: page, in: query, type: array, items: {type: integer}}}
        responses: {Gone: {description: Gone}}
        definitions:
          B: {type: string, x-nullable: true}
          Fault: {type: object, properties: {a: {$ref: 'openapi.yaml#/definitions/A'}}}
        b: {post: {parameters: [{$ref: 'openapi.yaml#/parameters/Body'}], responses: {}}}
    """
    made = tree(tmp_path, text, more__yaml=more)
    paths, components = made["paths"], made["components"]
    assert paths["/a"]["parameters"] == [
        {"$ref": "#/components/parameters/Size"},
        {"$ref": "#/components/parameters/Page"},
    ]
    assert paths["/a"]["post"]["requestBody"] == {"$ref": "#/components/requestBodies/Body"}
    assert paths["/b"]["post"]["requestBody"] == {"$ref": "#/components/requestBodies/Body"}
    assert paths["/a"]["post"]["responses"] == {
        "400": {"$ref": "#/components/responses/Bad"},
        "404": {"$ref": "#/components/responses/Gone"},
    }
    assert paths["/a"]["get"]["responses"]["400"] == {"$ref": "#/components/responses/Bad"}
    form = paths["/a"]["put"]["requestBody"]["content"]["application/x-www-form-urlencoded"]
    assert list(form["schema"]["properties"]) == ["f"]
    assert components["parameters"]["Page"]["explode"] is False
    assert components["requestBodies"]["Body"]["content"]["application/json"] == {
        "schema": {"$ref": "#/components/schemas/A"}
    }
    assert components["responses"]["Bad"]["content"] == {
        "application/json": {"schema": {"$ref": "#/components/schemas/Fault"}}
    }
    assert components["schemas"]["B"] == {"type": ["string", "null"]}
    assert components["schemas"]["Fault"]["properties"] == {"a": {"$ref": "#/components/schemas/A"}}


def test_schemas(tmp_path: Path):
    text = """
        definitions:
          A:
            type: object
            discriminator: kind
            required: [kind]
            properties:
              kind: {type: string, readOnly: true}
              n: {type: integer, minimum: 1, exclusiveMinimum: true, example: 2}
              a: {$ref: '#/definitions/A', description: Next., maxProperties: 3}
        paths: {/a: {get: {responses: {200: {description: A, schema: {$ref: '#/definitions/A'}}}}}}
    """
    assert tree(tmp_path, text)["components"]["schemas"]["A"] == {
        "type": "object",
        "discriminator": {"propertyName": "kind"},
        "required": ["kind"],
        "properties": {
            "kind": {"type": "string", "readOnly": True},
            "n": {"type": "integer", "exclusiveMinimum": 1, "examples": [2]},
            "a": {"$ref": "#/components/schemas/A", "description": "Next."},
        },
    }
    (found,) = (d for d in check(tmp_path, text, prelude=V20) if d.code == "W111")
    assert '"maxProperties" beside a $ref is ignored' in found.message


def test_names_of_schemas_are_free(tmp_path: Path):
    text = """
        definitions:
          Page«A»: {type: object, properties: {b: {$ref: '#/definitions/List%5BA%5D'}}}
          List[A]: {type: array, items: {type: string}}
        paths: {/a: {get: {operationId: a, responses: {'200': {description: A, schema: {$ref: '#/definitions/Page«A»'}}}}}}
    """
    assert check(tmp_path, text, prelude=V20) == []
    schemas = tree(tmp_path, text)["components"]["schemas"]
    assert schemas["Page_A"]["properties"]["b"] == {"$ref": "#/components/schemas/List_A"}


# Swagger 2.0: the critic


@pytest.mark.parametrize(
    ("code", "text", "mend"),
    [
        (
            "E104",
            "paths: {/a: {get: {parameters: [{$ref: ▸'#/parameters/A'}], responses: {}}}}",
            "",
        ),
        ("E104", "paths: {/a: {$ref: ▸'#/paths/x'}}", ""),
        (
            "E107",
            "definitions: {A: {type: object}}\n"
            "paths: {/a: {get: {responses: {200: {$ref: ▸'#/definitions/A'}}}}}",
            "a response",
        ),
        ("E304", "paths: {'/a/{b}': {get: ▸{operationId: a, responses: {}}}}", "name: b"),
        (
            "W117",
            "paths: {/a: {get: {responses: {200: ▸{schema: {type: string}}}}}}",
            "description",
        ),
        ("E201", "securityDefinitions: {a: ▸{type: apiKey, in: query}}\npaths: {}", "name"),
        ("E261", "securityDefinitions: {a: {type: ▸http, scheme: basic}}\npaths: {}", ""),
        ("E261", "host: ▸https://a.test\npaths: {}", ""),
        (
            "E409",
            "paths: {/a: {get: {operationId: a, responses: {200: {description: A, schema: "
            "{type: array, ▸minItems: 3, maxItems: 2, items: {type: string}}}}}}}",
            "",
        ),
        ("E260", "definitions: {A: {▸oneOf: [{type: string}]}}\npaths: {}", "version"),
        ("E262", "paths: {}\n▸nonsense: 1", "x-"),
    ],
)
def test_findings_lead_to_the_original(tmp_path: Path, code: str, text: str, mend: str):
    expect(tmp_path, code, text, mend, prelude=V20)


def test_a_sound_document_has_nothing_to_say_about_it(tmp_path: Path):
    text = """
        host: a.test
        basePath: /v1
        schemes: [https]
        consumes: [application/json]
        produces: [application/json]
        tags: [{name: a}]
        securityDefinitions: {key: {type: apiKey, name: k, in: header}}
        security: [{key: []}]
        definitions: {A: {type: object, properties: {b: {type: string}}}}
        parameters: {A: {name: body, in: body, required: true, schema: {$ref: '#/definitions/A'}}}
        paths:
          /a/{id}:
            parameters: [{name: id, in: path, required: true, type: string}]
            put:
              tags: [a]
              operationId: put
              parameters: [{$ref: '#/parameters/A'}]
              responses:
                "200":
                  description: A
                  schema: {$ref: '#/definitions/A'}
                  headers: {X-A: {type: array, items: {type: string}}}
                  examples: {application/json: {b: c}}
            post:
              tags: [a]
              operationId: post
              consumes: [multipart/form-data]
              parameters: [{name: f, in: formData, type: file, required: true}]
              responses: {"204": {description: Ok}}
    """
    assert check(tmp_path, text, prelude=V20) == []


# OpenAPI 3.2


def told(folder: Path, text: str, prelude: str = V32) -> list[Diagnostic]:
    found = read(folder, text, prelude)
    return lint.run(found)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("paths: {/a: {▸query: {operationId: a, responses: {'204': {description: A}}}}}", "query"),
        ("paths: {}\ntags: [{name: a, ▸kind: nav}]", "kind"),
        ("paths: {}\n▸$self: https://a.test/b", "$self"),
    ],
)
def test_what_came_with_3_2_is_read_and_told_in_3_1(tmp_path: Path, text: str, name: str):
    found = expect(tmp_path, "E260", text, "3.2.0")
    assert f'"{name}" is not in OpenAPI 3.1' in found.message


def test_all_methods_are_operations() -> None:
    tree = document(
        {
            "/a": {
                "query": operation("a"),
                "additionalOperations": {"COPY": operation("b"), "Link-To": operation("c")},
            }
        },
        openapi="3.2.0",
    )
    api, found = built(tree)
    assert found == []
    assert [(o.id, o.method, o.pointer) for o in api.operations] == [
        ("a", "QUERY", "#/paths/~1a/query"),
        ("b", "COPY", "#/paths/~1a/additionalOperations/COPY"),
        ("c", "Link-To", "#/paths/~1a/additionalOperations/Link-To"),
    ]


def test_a_sequence_keeps_the_type_of_its_items() -> None:
    item = {"type": "object", "properties": {"data": {"type": "string"}}}
    content = {"text/event-stream": {"itemSchema": item}}
    tree = document(
        {
            "/a": {
                "get": operation("a", responses={"200": {"description": "A", "content": content}})
            }
        },
        openapi="3.2.0",
    )
    api, found = built(tree)
    (response,) = api.operations[0].responses
    assert isinstance(response.item, ir.Ref)
    assert [schema.properties for schema in api.schemas] == [("data",)]
    assert response.event
    assert api.operations[0].stream == response.item
    assert api.directions[response.item.pointer] == "response"
    assert found == []


def test_a_body_of_items_is_sent_whole() -> None:
    content = {"application/jsonl": {"itemSchema": {"type": "object"}}}
    tree = document(
        {"/a": {"post": operation("a", requestBody={"content": content})}}, openapi="3.2.0"
    )
    _, found = built(tree)
    assert [(d.code, d.pointer) for d in found] == [
        ("W175", "/paths/~1a/post/requestBody/content/application~1jsonl")
    ]


def test_a_multipart_of_a_list_is_sent_as_bytes_and_says_so() -> None:
    content = {"multipart/mixed": {"schema": {"type": "array", "items": {}}}}
    tree = document({"/a": {"post": operation("a", requestBody={"content": content})}})
    api, found = built(tree)
    body = api.operations[0].body
    assert body is not None
    assert body.type == ir.Binary()
    assert [(d.code, d.pointer) for d in found] == [
        ("W175", "/paths/~1a/post/requestBody/content/multipart~1mixed")
    ]


def test_objects_of_3_2_in_older_words(tmp_path: Path):
    text = """
        paths:
          /a:
            get:
              parameters:
                - {name: q, in: querystring, content: {application/x-www-form-urlencoded: {schema: {type: object}}}}
                - {name: j, in: querystring, content: {application/json: {schema: {type: object}}}}
                - {name: f, in: query, content: {application/x-www-form-urlencoded: {schema: {type: object}}}}
              responses:
                '200':
                  summary: Fine.
                  content: {application/json: {$ref: '#/components/mediaTypes/M'}}
        components:
          mediaTypes: {M: {schema: {$ref: '#/components/schemas/S'}, examples: {e: {$ref: '#/components/examples/E'}}}}
          examples: {E: {dataValue: {a: 1}, serializedValue: '{"a": 1}'}}
          schemas:
            S:
              type: object
              properties:
                a: {type: integer, xml: {nodeType: attribute}}
                l: {type: array, items: {type: string}, xml: {nodeType: element, name: ls}}
                m: {type: array, items: {type: string}, xml: {nodeType: none}}
                n: {type: [array, 'null'], items: {type: string}, xml: {nodeType: none}}
                r: {$ref: '#/components/schemas/S', xml: {nodeType: none}}
                e: {type: string, xml: {nodeType: element}}
    """
    made = tree(tmp_path, text, V32)
    get = made["paths"]["/a"]["get"]
    assert get["parameters"] == [
        {"name": "q", "in": "query", "style": "form", "explode": True, "schema": {"type": "object"}},
        {"name": "j", "in": "querystring", "content": {"application/json": {"schema": {"type": "object"}}}},
        {"name": "f", "in": "query", "content": {"application/x-www-form-urlencoded": {"schema": {"type": "object"}}}},
    ]  # fmt: skip
    assert get["responses"]["200"] == {
        "summary": "Fine.",
        "description": "Fine.",
        "content": {
            "application/json": {
                "schema": {"$ref": "#/components/schemas/S"},
                "examples": {"e": {"$ref": "#/components/examples/E"}},
            }
        },
    }
    assert made["components"]["examples"] == {"E": {"value": {"a": 1}}}
    properties = made["components"]["schemas"]["S"]["properties"]
    assert [p["xml"] for p in properties.values()] == [
        {"attribute": True},
        {"name": "ls", "wrapped": True},
        {},
        {},
        {},
        {},
    ]
    said = load(tmp_path)[1]
    assert [d.pointer for d in said if d.code == "W174"] == []


@pytest.mark.parametrize(
    "text",
    [
        "{content: {multipart/mixed: {schema: {type: array}, ▸prefixEncoding: [{contentType: a/b}]}}}",
        "{content: {multipart/mixed: {itemSchema: {type: string}, ▸itemEncoding: {contentType: a/b}}}}",
        "{content: {a/b: {schema: {type: string}, examples: {a: {▸serializedValue: b}}}}}",
        "{content: {a/b: {schema: {type: string, xml: {▸nodeType: cdata}}}}}",
        "{content: {a/b: {schema: {type: string, xml: {▸nodeType: none}}}}}",
        "{content: {a/b: {schema: {type: array, xml: {▸nodeType: text}}}}}",
    ],
)
def test_what_is_not_compiled_is_told(tmp_path: Path, text: str):
    text = f"paths: {{/a: {{post: {{operationId: a, requestBody: {text}, responses: {{'204': {{description: A}}}}}}}}}}"
    expect(tmp_path, "W174", text, "", prelude=V32)


def test_a_default_mapping_is_told_and_leads_to_its_schema(tmp_path: Path):
    text = """
        paths: {}
        components:
          schemas:
            A: {type: object, required: [k], properties: {k: {type: string}}}
            U:
              oneOf: [{$ref: '#/components/schemas/A'}]
              discriminator: {propertyName: k, ▸defaultMapping: A}
    """
    expect(tmp_path, "W174", text, "", prelude=V32)
    union = tree(tmp_path, text.replace("▸", ""), V32)["components"]["schemas"]["U"]
    assert union["discriminator"]["defaultMapping"] == "#/components/schemas/A"


@pytest.mark.parametrize(
    ("text", "mend"),
    [
        ("tags: [{name: a, ▸parent: bs}, {name: b}]", "did you mean b?"),
        ("tags: [{name: a, ▸parent: b}, {name: b, parent: a}]", "end the circle"),
    ],
)
def test_a_tag_stands_below_another(tmp_path: Path, text: str, mend: str):
    expect(tmp_path, "E176", text + "\npaths: {}\n", mend, prelude=V32)


def test_3_2_has_its_own_referee(tmp_path: Path):
    method = "paths: {/a: {additionalOperations: {▸GET: {responses: {'204': {description: A}}}}}}"
    expect(tmp_path, "E203", method, "", prelude=V32)
    assert told(tmp_path, "paths: {/a: {query: {operationId: a, responses: {'204': {}}}}}") == []
