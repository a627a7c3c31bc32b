"""What surrounds schemas, a row a line: paths, parameters, media types, servers, schemes, links, addresses."""

from __future__ import annotations

from pathlib import Path
from typing import NamedTuple

import pytest

from tests.unit.marked import in_lines

OK = "responses: {'200': {description: ok}}"
SCHEMAS = """
components:
  schemas:
    Map: {type: object, properties: {a: {type: string}, b: {type: string}}}
    Maps: {type: array, items: {$ref: '#/components/schemas/Map'}}
    Text: {type: string}
    Texts: {type: array, items: {type: string}}
    Empty: {type: string, maxLength: 0}
"""


class Table(NamedTuple):
    """Rows, each a line of a document."""

    rows: list[tuple[str, str]]
    line: str
    """A line, with `§` for the row and `#` for its number."""
    head: str = "paths:\n"
    end: str = ""

    def told(self, folder: Path) -> list[tuple[str, str]]:
        """The rows with the codes that are found in each."""
        lines = [
            (self.line.replace("#", str(number)).replace("§", row).replace("‡", "#"), codes)
            for number, (row, codes) in enumerate(self.rows)
        ]
        found = in_lines(folder, self.head, lines, end=self.end.lstrip("\n"))
        return [(row, codes) for (row, _), (_, codes) in zip(self.rows, found, strict=True)]


def _ref(name: str) -> str:
    return f"{{$ref: '‡/components/schemas/{name}'}}"


PARAMETERS = [
    # Styles (OpenAPI 3.1, Style Values)
    ("{name: a, in: query, style: form, schema: {type: string}}", ""),
    (f"{{name: a, in: query, style: deepObject, explode: true, schema: {_ref('Map')}}}", ""),
    (f"{{name: a, in: query, style: deepObject, explode: true, schema: {_ref('Texts')}}}", "W363"),
    (f"{{name: a, in: query, style: deepObject, explode: true, schema: {_ref('Text')}}}", "W363"),
    (f"{{name: a, in: query, style: deepObject, explode: false, schema: {_ref('Map')}}}", "W363"),
    (f"{{name: a, in: query, style: pipeDelimited, explode: false, schema: {_ref('Texts')}}}", ""),
    (f"{{name: a, in: query, style: pipeDelimited, explode: false, schema: {_ref('Map')}}}", ""),
    (f"{{name: a, in: query, style: pipeDelimited, explode: false, schema: {_ref('Text')}}}", "W363"),
    (f"{{name: a, in: query, style: spaceDelimited, explode: true, schema: {_ref('Texts')}}}", "W363"),
    ("{name: a, in: query, style: deepObject, explode: true, schema: {oneOf: [{type: string}, {type: integer}]}}", ""),
    ("{name: a, in: query, style: deepObject, explode: true, schema: {}}", ""),
    ("{name: a, in: query, style: deepObject, explode: true, schema: {type: [object, 'null'], properties: {a: {type: string}}}}", ""),
    # Values within values
    (f"{{name: a, in: query, schema: {_ref('Maps')}}}", "W363"),
    (f"{{name: a, in: query, schema: {_ref('Map')}}}", ""),
    (f"{{name: a, in: query, x-query-style: brackets, schema: {_ref('Maps')}}}", "E422 W363"),
    (f"{{name: a, in: query, schema: {{type: object, properties: {{c: {_ref('Texts')}}}}}}}", ""),
    (f"{{name: a, in: query, explode: false, schema: {{type: object, properties: {{c: {_ref('Texts')}}}}}}}", "W363"),
    (f"{{name: a, in: cookie, schema: {{type: object, properties: {{c: {_ref('Texts')}}}}}}}", "W363"),
    (f"{{name: a, in: query, schema: {{type: object, properties: {{c: {_ref('Map')}}}}}}}", "W363"),
    (f"{{name: a, in: query, schema: {{type: array, items: {_ref('Texts')}}}}}", "W363"),
    ("{name: a, in: query, schema: {type: array, items: {oneOf: [{type: object}, {type: string}]}}}", ""),
    ("{name: a, in: query, schema: {oneOf: [{type: array, items: {type: object}}, {type: string}]}}", ""),
    ("{name: a, in: query, schema: {type: array, items: {type: [object, string]}}}", ""),
    (f"{{name: a, in: query, content: {{application/json: {{schema: {_ref('Maps')}}}}}}}", ""),
    # Empty values
    ("{name: a, in: query, allowEmptyValue: true, schema: {type: string}}", ""),
    ("{name: a, in: header, allowEmptyValue: true, schema: {type: string}}", "E262 W363"),
    ("{name: a, in: cookie, allowEmptyValue: true, schema: {type: string}}", "E262 W363"),
    # Names
    ("{name: X-A, in: header, schema: {type: string}}", ""),
    ("{name: X A, in: header, schema: {type: string}}", "W360"),
    ("{name: 'X:A', in: header, schema: {type: string}}", "W360"),
    ("{name: '', in: header, schema: {type: string}}", "W360"),
    ("{name: a b, in: cookie, schema: {type: string}}", "W360"),
    ("{name: a_b, in: cookie, schema: {type: string}}", ""),
    ("{name: 'a[b]', in: query, schema: {type: string}}", ""),
    ("{name: X-A, in: header, schema: {type: string}}, {name: x-a, in: header, schema: {type: string}}", "W360"),
    ("{name: X-A, in: header, schema: {type: string}}, {name: x-a, in: query, schema: {type: string}}", ""),
    ("{name: Accept, in: header, schema: {type: string}}", "W308"),
    ("{name: content-type, in: header, schema: {type: string}}", "W308"),
    ("{name: AUTHORIZATION, in: header, schema: {type: string}}", "W308"),
    ("{name: Host, in: header, schema: {type: string}}", "W308"),
    ("{name: Transfer-Encoding, in: header, schema: {type: string}}", "W308"),
    ("{name: Cookie, in: header, schema: {type: string}}", "W308"),
    ("{name: Accept-Language, in: header, schema: {type: string}}", ""),
    ("{name: authorization, in: query, schema: {type: string}}", ""),
    # Keys that two write (Style Examples)
    (f"{{name: f, in: query, schema: {_ref('Map')}}}, {{name: a, in: query, schema: {{type: string}}}}", "W365"),
    (f"{{name: f, in: query, explode: false, schema: {_ref('Map')}}}, {{name: a, in: query, schema: {{type: string}}}}", ""),
    (f"{{name: f, in: query, style: deepObject, explode: true, schema: {_ref('Map')}}}, {{name: a, in: query, schema: {{type: string}}}}", ""),
    (f"{{name: f, in: query, schema: {_ref('Map')}}}, {{name: a, in: header, schema: {{type: string}}}}", ""),
    (f"{{name: f, in: query, schema: {_ref('Map')}}}, {{name: g, in: query, schema: {_ref('Map')}}}", "W365"),
    # Defaults that are never used
    ("{name: a, in: query, required: true, schema: {type: string, default: b}}", "W373"),
    ("{name: a, in: query, required: false, schema: {type: string, default: b}}", ""),
    ("{name: a, in: query, schema: {type: string, default: b}}", ""),
    ("{name: a, in: query, required: true, schema: {type: string}}", ""),
    # Examples
    ("{name: a, in: query, schema: {type: integer}, example: b}", "W401"),
    ("{name: a, in: query, schema: {type: integer}, example: 1}", ""),
    ("{name: a, in: query, schema: {type: integer}, examples: {e: {value: b}}}", "W401"),
    ("{name: a, in: query, schema: {type: integer}, examples: {e: {externalValue: b}}}", ""),
    ("{name: a, in: query, schema: {type: integer}, example: null}", ""),
    ("{name: a, in: query, schema: {type: integer}, example: 1, examples: {e: {value: 1}}}", "E204"),
    # Directions are of properties
    ("{name: a, in: query, schema: {type: string, readOnly: true}}", "W463"),
    ("{name: a, in: query, schema: {type: string, writeOnly: true}}", "W463"),
    ("{name: a, in: query, schema: {type: string, readOnly: false}}", ""),
    ("{name: a, in: query, schema: {type: object, properties: {b: {type: string, readOnly: true}}}}", ""),
    # One list
    ("{name: a, in: query, schema: {type: string}}, {name: a, in: query, schema: {type: integer}}", "E307"),
    ("{name: a, in: query, schema: {type: string}}, {name: a, in: cookie, schema: {type: integer}}", ""),
]  # fmt: skip
SEGMENTS = [
    ("{name: id, in: path, required: true, schema: {type: string}}", ""),
    ("{name: id, in: path, required: true, schema: {type: [string, 'null']}}", "W363"),
    ("{name: id, in: path, required: true, schema: {type: string, maxLength: 0}}", "H474 W363"),
    ("{name: id, in: path, required: true, schema: {type: string, maxLength: 1}}", ""),
    (f"{{name: id, in: path, required: true, schema: {_ref('Empty')}}}", ""),
    ("{name: id, in: path, required: true, schema: {type: string, default: b}}", "W373"),
    ("{name: id, in: path, schema: {type: string}}", "E261 W117"),
    ("{name: ID, in: path, required: true, schema: {type: string}}", "E304"),
    ("{name: id, in: query, schema: {type: string}}", "E304"),
    ("{name: id, in: path, required: true, schema: {type: string}}, {name: key, in: path, required: true, schema: {type: string}}", "E305"),
]  # fmt: skip
ANSWERS = [
    ("'204': {description: d, content: {text/plain: {}}}", "W362"),
    ("'205': {description: d, content: {text/plain: {}}}", "W362"),
    ("'304': {description: d, content: {text/plain: {}}}", "W362"),
    ("'100': {description: d, content: {text/plain: {}}}, '200': {description: d}", "W362"),
    ("1XX: {description: d, content: {text/plain: {}}}, '200': {description: d}", "W362"),
    ("'200': {description: d, content: {text/plain: {}}}", ""),
    ("'204': {description: d}", ""),
    ("'204': {description: d, content: {}}", ""),
    ("'400': {description: d}", "W369"),
    ("'301': {description: d}", ""),
    ("'101': {description: d}", ""),
    ("'100': {description: d}", "W369"),
    ("default: {description: d}", ""),
    ("2XX: {description: d}", ""),
    ("2xx: {description: d}", "E309"),
    ("'2000': {description: d}", "E309"),
    ("'20X': {description: d}", "E309"),
    ("'600': {description: d}, '200': {description: d}", "E309"),
    ("'200': {description: d, headers: {Content-Type: {schema: {type: string}}}}", "W361"),
    ("'200': {description: d, headers: {content-type: {schema: {type: string}}}}", "W361"),
    ("'200': {description: d, headers: {Content-Length: {schema: {type: string}}}}", ""),
    ("'200': {description: d, headers: {X A: {schema: {type: string}}}}", "W360"),
    ("'200': {description: d, headers: {X-A: {schema: {type: string}}, x-a: {schema: {type: string}}}}", "W360"),
    # Media types (RFC 9110, section 8.3.1)
    ("'200': {description: d, content: {json: {}}}", "W312"),
    ("'200': {description: d, content: {application/: {}}}", "W312"),
    ("'200': {description: d, content: {'application/json; charset=utf-8': {}}}", ""),
    ("'200': {description: d, content: {'*/*': {}}}", ""),
    ("'200': {description: d, content: {text/plain: {}, Text/Plain: {}}}", "W375"),
    ("'200': {description: d, content: {text/plain: {}, text/html: {}}}", ""),
    ("'200': {description: d, content: {application/josn: {}}}", "W379"),
    ("'200': {description: d, content: {aplication/json: {}}}", "W379"),
    ("'200': {description: d, content: {application/vnd.acme+json: {}}}", ""),
    ("'200': {description: d, content: {acme/vnd.acme+json: {}}}", "W379"),
    ("'200': {description: d, content: {application/x-acme: {}}}", ""),
    ("'200': {description: d, content: {application/csv: {}}}", ""),
    ("'200': {description: d, content: {application/html: {}}}", "W379"),
    ("'200': {description: d, content: {application/acme: {}}}", ""),
    ("'200': {description: d, content: {text/*json: {}}}", "W379"),
    ("'200': {description: d, content: {'text/*': {}}}", ""),
    ("'200': {description: d, content: {image/png: {schema: {type: object}}}}", "W379"),
    (f"'200': {{description: d, content: {{image/png: {{schema: {_ref('Map')}}}}}}}", "W379"),
    ("'200': {description: d, content: {image/png: {schema: {type: string}}}}", ""),
    ("'200': {description: d, content: {image/png: {schema: {type: [object, string]}}}}", ""),
    ("'200': {description: d, content: {image/png: {schema: {properties: {a: {}}}}}}", ""),
    ("'200': {description: d, content: {image/svg+xml: {schema: {type: object}}}}", ""),
    ("'200': {description: d, content: {application/pdf2: {schema: {type: object}}}}", "W379"),
    ("'200': {description: d, content: {application/pdf-index: {schema: {type: object}}}}", "W379"),
    ("'200': {description: d, content: {application/json: {schema: {type: string, format: binary}}}}", "W379"),
    ("'200': {description: d, content: {application/json: {schema: {format: binary}}}}", ""),
    ("'200': {description: d, content: {application/json: {schema: {type: object, properties: {a: {type: string, format: binary}}}}}}", "W379"),
    ("'200': {description: d, content: {application/json: {schema: {type: array, items: {type: string, format: binary}}}}}", "W379"),
    ("'200': {description: d, content: {application/json: {schema: {allOf: [{type: string, format: binary}]}}}}", "W379"),
    ("'200': {description: d, content: {application/xml: {schema: {type: object, properties: {a: {type: string, format: binary}}}}}}", ""),
    # Examples beside a schema
    ("'200': {description: d, content: {application/json: {schema: {type: integer}, example: a}}}", "W401"),
    ("'200': {description: d, content: {text/plain: {schema: {type: integer}, example: a}}}", ""),
    ("'200': {description: d, content: {text/plain: {schema: {type: string}, example: 1}}}", "W401"),
    ("'200': {description: d, content: {text/plain: {schema: {type: string, format: binary}, example: 1}}}", ""),
    ("'200': {description: d, content: {'*/*': {schema: {type: integer}, example: a}}}", "W401"),
    ("'200': {description: d, content: {application/vnd.a+json: {schema: {type: integer}, example: a}}}", "W401"),
    ("'200': {description: d, content: {application/jsonl: {schema: {type: integer}, example: a}}}", ""),
    (f"'200': {{description: d, content: {{application/json: {{schema: {_ref('Text')}, example: 1}}}}}}", "W401"),
    ("'200': {description: d, content: {application/json: {schema: false, example: 1}}}", "W401"),
    ("'200': {description: d, content: {application/json: {schema: true, example: 1}}}", ""),
    ("'200': {description: d, content: {application/json: {example: 1}}}", ""),
]  # fmt: skip
BODIES = [
    ("{content: {}}", "W379"),
    ("{content: {multipart/form-data: {schema: {type: string}}}}", "W364"),
    ("{content: {multipart/form-data: {schema: {type: array, items: {}}}}}", "W364"),
    ("{content: {multipart/mixed: {schema: {type: array, items: {}}}}}", ""),
    ("{content: {multipart/mixed: {schema: {type: string}}}}", "W364"),
    (f"{{content: {{multipart/form-data: {{schema: {_ref('Text')}}}}}}}", "W364"),
    (f"{{content: {{multipart/form-data: {{schema: {_ref('Map')}}}}}}}", ""),
    ("{content: {multipart/form-data: {}}}", ""),
    ("{content: {'application/x-www-form-urlencoded; charset=utf-8': {schema: {type: string}}}}", "W364"),
    ("{content: {Multipart/Form-Data: {schema: {type: string}}}}", "W364"),
    ("{content: {multipart/form-data: {schema: {oneOf: [{type: string}, {type: object}]}}}}", ""),
    ("{content: {application/json: {schema: {type: object}, encoding: {a: {contentType: text/plain}}}}}", "W364"),
    (f"{{content: {{multipart/form-data: {{schema: {_ref('Map')}, encoding: {{a: {{contentType: text/plain}}}}}}}}}}", ""),
    (f"{{content: {{multipart/form-data: {{schema: {_ref('Map')}, encoding: {{c: {{contentType: text/plain}}}}}}}}}}", "W364"),
    ("{content: {multipart/form-data: {schema: {type: object, properties: {a: {}}, additionalProperties: true}, encoding: {c: {contentType: text/plain}}}}}", ""),
    ("{content: {multipart/form-data: {schema: {type: object, properties: {a: {}}, additionalProperties: {type: string}}, encoding: {c: {contentType: text/plain}}}}}", ""),
    ("{content: {multipart/form-data: {schema: {type: object, properties: {a: {}}, additionalProperties: false}, encoding: {c: {contentType: text/plain}}}}}", "W364"),
    ("{content: {multipart/form-data: {schema: {type: object, properties: {a: {}}, patternProperties: {x: {}}}, encoding: {c: {contentType: text/plain}}}}}", ""),
    ("{content: {multipart/form-data: {schema: {properties: {a: {}}}, encoding: {a: {contentType: png}}}}}", "W312"),
    ("{content: {multipart/form-data: {schema: {properties: {a: {}}}, encoding: {a: {contentType: 'image/png, image/jpeg'}}}}}", ""),
    ("{content: {multipart/form-data: {schema: {properties: {a: {}}}, encoding: {a: {contentType: 'image/png, jpeg'}}}}}", "W312"),
    ("{content: {multipart/form-data: {schema: {properties: {a: {}}}, encoding: {a: {headers: {X-A: {schema: {}}}}}}}}", ""),
    ("{content: {multipart/form-data: {schema: {properties: {a: {}}}, encoding: {a: {headers: {Content-Type: {schema: {}}}}}}}}", "W361"),
    ("{content: {application/x-www-form-urlencoded: {schema: {properties: {a: {}}}, encoding: {a: {headers: {X-A: {schema: {}}}}}}}}", "W364"),
]  # fmt: skip
SERVERS = [
    ("{url: 'https://x.test/v1'}", ""),
    ("{url: /v2}", ""),
    ("{url: /}", ""),
    ("{url: ''}", "W367"),
    ("{url: 'https://x.test/v3/'}", "W367"),
    ("{url: x.test}", "W367"),
    ("{url: 'localhost:80'}", "W367"),
    ("{url: 'ftp://x.test'}", "W367"),
    ("{url: 'ws://x.test'}", ""),
    ("{url: 'https:/x.test/v4'}", "W367"),
    ("{url: 'https:x.test'}", "W367"),
    ("{url: 'https://u:p@x.test'}", "W367"),
    ("{url: 'https://x.test/{v}', variables: {v: {default: a}}}", ""),
    ("{url: 'https://x.test/{v}', variables: {v: {default: a}, w: {default: a}}}", "W367"),
    ("{url: 'https://x.test/{v}/{v}', variables: {v: {default: a}}}", "W367"),
    ("{url: 'https://x.test/{v', variables: {}}", "W367"),
    ("{url: 'https://x.test/{w}', variables: {v: {default: a}}}", "E313 W367"),
    ("{url: 'https://x.test/{w}'}", "E313"),
    ("{url: 'https://x.test:{port}', variables: {port: {default: '1', enum: ['1', '2']}}}", ""),
    ("{url: 'https://x.test:{port}/a', variables: {port: {default: '3', enum: ['1', '2']}}}", "E313"),
    ("{url: 'https://x.test:{port}/b', variables: {port: {default: '1', enum: ['1', '1']}}}", "W375"),
    ("{url: 'https://x.test/a?b=c'}", "W367"),
    ("{url: 'https://x.test/a‡b'}", "W367"),
    ("{url: 'https://x.test/a b'}", "W367"),
    ("{url: 'https://x.test:abc'}", "W367"),
    ("{url: 'https://'}", "W367"),
    ("{url: 'https://x.test/v1'}", "W375"),
    ("{url: 'https://x.test/v1', description: other}", ""),
]  # fmt: skip
SCHEMES = [
    ("{type: http, scheme: basic}", ""),
    ("{type: http, scheme: Bearer}", ""),
    ("{type: http, scheme: barer}", "W368"),
    ("{type: http, scheme: x}", "W368"),
    ("{type: http, scheme: digest}", ""),
    ("{type: apiKey, in: header, name: X-Key}", ""),
    ("{type: apiKey, in: header, name: X Key}", "W360"),
    ("{type: apiKey, in: query, name: X Key}", ""),
    ("{type: apiKey, in: cookie, name: X Key}", "W360"),
    ("{type: apiKey, in: header, name: Host}", "W386"),
    ("{type: apiKey, in: header, name: accept}", "W386"),
    ("{type: apiKey, in: query, name: host}", ""),
    ("{type: apiKey, in: header, name: Authorization}", ""),
    ("{type: oauth2, flows: {}}", "W386"),
    ("{type: oauth2, flows: {x-a: {}}}", "W386"),
    ("{type: oauth2, flows: {clientCredentials: {tokenUrl: 'https://x.test/t', scopes: {}}}}", ""),
    ("{type: oauth2, flows: {clientCredentials: {tokenUrl: 'http://x.com/t', scopes: {}}}}", "W386"),
    ("{type: oauth2, flows: {clientCredentials: {tokenUrl: 'http://localhost/t', scopes: {}}}}", ""),
    ("{type: oauth2, flows: {clientCredentials: {tokenUrl: 'http://127.0.0.1/t', scopes: {}}}}", ""),
    ("{type: oauth2, flows: {clientCredentials: {tokenUrl: x.com/t, scopes: {}}}}", "W374"),
    ("{type: oauth2, flows: {clientCredentials: {tokenUrl: /t, scopes: {}}}}", ""),
    ("{type: oauth2, flows: {clientCredentials: {tokenUrl: 'https://x.test/a b', scopes: {}}}}", "E366"),
    ("{type: openIdConnect, openIdConnectUrl: 'http://x.com/t'}", "W386"),
    ("{type: openIdConnect, openIdConnectUrl: 'https://x.com/t'}", ""),
]  # fmt: skip
TAGS = [
    ("{name: a0, externalDocs: {url: 'https://x.test/'}}", ""),
    ("{name: a1, externalDocs: {url: ../docs}}", ""),
    ("{name: a2, externalDocs: {url: 'https://'}}", "E366"),
    ("{name: a3, externalDocs: {url: ''}}", "E366"),
    ("{name: a4, externalDocs: {url: 'a b'}}", "E366"),
    ("{name: a5, externalDocs: {url: 'https://x.test/<a>'}}", "E366"),
    ("{name: a6, externalDocs: {url: 'https://x.test:port/'}}", "E366"),
    ("{name: a7, externalDocs: {url: x.test/docs}}", "W374"),
    ("{name: a8, externalDocs: {url: 'localhost:8000'}}", "W374"),
    ("{name: a9, externalDocs: {url: docs.html}}", "W374"),
    ("{name: b0}", ""),
    ("{name: b0}", "E315"),
    ("{name: B0}", "H378"),
    ("{name: ' c'}", "W472"),
    ("{name: ''}", "W472"),
    ("{name: never}", "W371"),
]  # fmt: skip
LINKS = [
    ("{operationId: take, parameters: {id: '$response.body‡/id'}}", ""),
    ("{operationId: tak, parameters: {id: '$response.body‡/id'}}", "W314"),
    ("{operationId: take}", "W381"),
    ("{operationId: take, parameters: {ids: '$response.body‡/id'}}", "W381"),
    ("{operationId: take, parameters: {path.id: '$response.body‡/id'}}", ""),
    ("{operationId: take, parameters: {query.id: '$response.body‡/id'}}", "W381"),
    ("{operationId: take, parameters: {id: '$response.body‡/nothing'}}", "W380"),
    ("{operationId: take, parameters: {id: '$response.header.X-Id'}}", ""),
    ("{operationId: take, parameters: {id: '$request.path.nobody'}}", "W380"),
    ("{operationId: take, parameters: {id: '$request.query.q'}}", ""),
    ("{operationId: take, parameters: {id: '$request.query.r'}}", "W380"),
    ("{operationId: take, parameters: {id: '$request.body‡/a'}}", "W380"),
    ("{operationId: take, parameters: {id: '$url'}}", ""),
    ("{operationId: take, parameters: {id: '$urls'}}", "W380"),
    ("{operationId: take, parameters: {id: '$method'}}", ""),
    ("{operationId: take, parameters: {id: '$statusCode'}}", ""),
    ("{operationId: take, parameters: {id: '$response.nothing'}}", "W380"),
    ("{operationId: take, parameters: {id: fixed}}", ""),
    ("{operationId: take, parameters: {id: 'a-{$response.body‡/id}'}}", ""),
    ("{operationId: take, parameters: {id: 'a-{$response.body‡/ids}'}}", "W380"),
    ("{operationId: take, parameters: {id: '5'}, requestBody: {a: 1}}", "W381"),
    ("{operationRef: '‡/paths/~1b~1{id}/get', parameters: {id: '5'}}", ""),
    ("{operationRef: '‡/paths/~1b~1{id}/get', parameters: {key: '5'}}", "W381"),
]  # fmt: skip
TAGGED = ", ".join(f"a{n}" for n in range(10))
USED = f"security: [{', '.join(f'{{k{n}: []}}' for n in range(len(SCHEMES)))}]\n"
TABLES = {
    "parameters": Table(PARAMETERS, f"  /p#: {{get: {{operationId: op#, parameters: [§], {OK}}}}}", end=SCHEMAS),
    "segments": Table(SEGMENTS, f"  '/p#/{{id}}': {{get: {{operationId: op#, parameters: [§], {OK}}}}}", end=SCHEMAS),
    "answers": Table(ANSWERS, "  /p#: {get: {operationId: op#, responses: {§}}}", end=SCHEMAS),
    "bodies": Table(BODIES, f"  /p#: {{post: {{operationId: op#, requestBody: §, {OK}}}}}", end=SCHEMAS),
    "servers": Table(SERVERS, "  - §", "servers:\n", "paths: {}\n"),
    "schemes": Table(SCHEMES, "    k#: §", f"{USED}components:\n  securitySchemes:\n", "paths: {}\n"),
    "tags": Table(TAGS, "  - §", "tags:\n", f"paths: {{/p: {{get: {{operationId: op, tags: [{TAGGED}, b0, B0, ' c', ''], {OK}}}}}}}\n"),
    "links": Table(LINKS, "              l#: §", "paths:\n  '/b/{id}': {get: {operationId: take, parameters: [{name: id, in: path, required: true, schema: {type: string}}], responses: {'200': {description: ok}}}}\n  /p:\n    post:\n      operationId: make\n      parameters: [{name: q, in: query, schema: {type: string}}]\n      responses:\n        '200':\n          description: d\n          content: {application/json: {schema: {type: object, properties: {id: {type: string}}, additionalProperties: false}}}\n          links:\n"),
}  # fmt: skip


@pytest.mark.parametrize("name", TABLES)
def test_what_is_found_in_each_line(tmp_path: Path, name: str) -> None:
    assert TABLES[name].told(tmp_path) == TABLES[name].rows
