"""What schemas call themselves, and where references by these names lead."""

from __future__ import annotations

import json
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from generator.ground.diagnostics import Diagnostic
from generator.read.document import load
from tests.unit.marked import PRELUDE, expect

USE = """
paths:
  /u: {get: {operationId: u, responses: {'200': {description: A, content: {application/json: {schema: {$ref: '#/components/schemas/U'}}}}}}}
"""


def read(folder: Path, schemas: str, **files: str) -> tuple[dict[str, Any], list[Diagnostic]]:
    """The bundled schemas, and what was found; U is the one that an operation uses."""
    for name, text in files.items():
        (folder / name.replace("__", ".")).write_text(dedent(text), encoding="utf-8")
    text = PRELUDE + USE + "components:\n  schemas:\n" + indented(schemas)
    (folder / "openapi.yaml").write_text(text, encoding="utf-8")
    document, found = load(folder)
    assert document is not None, found
    return json.loads(json.dumps(document.tree["components"]["schemas"])), found


def indented(text: str) -> str:
    return "".join(f"    {line}\n" for line in dedent(text).strip("\n").splitlines())


def to(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


@pytest.mark.parametrize(
    ("ref", "name"),
    [
        ("https://x.test/schemas/order", "Order"),
        ("https://x.test/schemas/order#", "Order"),
        ("https://x.test/schemas/order#/properties/line", "OrderLine"),
        ("https://x.test/schemas/order#lines", "OrderLine"),
        ("https://x.test/schemas/part", "OrderPart"),
        ("#/components/schemas/Order/properties/line", "OrderLine"),
        ("#/components/schemas/Alias/properties/line", "OrderLine"),
        ("#/components/schemas/Order%2eplain", "Order.plain"),
        ("#lines", "OrderLine"),
        ("openapi.yaml#/components/schemas/Order", "Order"),
        ("#/paths/~1u/get/responses/200/content/application~1json/schema", "U"),
    ],
)
def test_references_by_any_name(tmp_path: Path, ref: str, name: str):
    schemas = f"""
        U: {{type: object, properties: {{a: {{$ref: '{ref}'}}}}}}
        Order:
          $id: https://x.test/schemas/order
          type: object
          properties:
            line: {{$anchor: lines, type: object, properties: {{part: {{$ref: part}}}}}}
            other: {{$ref: '#/$defs/part'}}
            all: {{$ref: '#'}}
          $defs: {{part: {{$id: part, type: object, properties: {{back: {{$ref: order}}}}}}}}
        Alias: {{$ref: '#/components/schemas/Order'}}
        Order.plain: {{type: string}}
    """
    made, found = read(tmp_path, schemas)
    assert made["U"]["properties"] == {"a": to(name)}
    assert made["Order"]["properties"]["other"] == to("OrderPart")
    assert made["Order"]["properties"]["all"] == to("Order")
    assert made["OrderPart"] == {"type": "object", "properties": {"back": to("Order")}}
    assert found == []


def test_whole_files_and_names_in_them(tmp_path: Path):
    schemas = """
        U:
          type: object
          properties:
            a: {$ref: a.yaml}
            b: {$ref: 'https://x.test/b.json'}
            c: {$ref: 'a.yaml#inner'}
    """
    files = {
        "a__yaml": "type: object\nproperties: {me: {$ref: '#'}, in: {$ref: '#/$defs/i'}, b: {$ref: b.yaml}}\n"
        "$defs: {i: {$anchor: inner, type: string}}\n",
        "b__yaml": "$id: https://x.test/b.json\ntype: object\nproperties: {me: {$ref: b.json}}\n",
    }
    made, _ = read(tmp_path, schemas, **files)
    assert made["U"]["properties"] == {"a": to("a"), "b": to("b"), "c": to("i")}
    assert made["a"]["properties"] == {"me": to("a"), "in": to("i"), "b": to("b")}
    assert made["b"]["properties"] == {"me": to("b")}


@pytest.mark.parametrize(
    ("schemas", "meant"),
    [
        ("U: {type: object, properties: {a: {$ref: ▸'#/$defs/D'}}, $defs: {D: {type: string}}}", "UD"),
        ("U: {type: object, properties: {a: {$ref: ▸'#'}}}", "U"),
        ("U: {$id: 'https://x.test/u', properties: {a: {$ref: ▸'#/components/schemas/D'}}}\nD: {}", "D"),
        ("U: {type: object, properties: {a: {$ref: ▸D}}}\nD: {type: string}", "D"),
    ],
)  # fmt: skip
def test_what_can_only_be_meant_is_read_and_told(tmp_path: Path, schemas: str, meant: str):
    text = USE + "components:\n  schemas:\n" + indented(schemas)
    expect(tmp_path, "W170", text, "write")
    made, _ = read(tmp_path, schemas.replace("▸", ""))
    assert made["U"]["properties"]["a"] == to(meant)


@pytest.mark.parametrize(
    "schemas",
    [
        "U: {type: object, properties: {a: {$ref: ▸'#/$defs/D'}}}",
        "U: {type: object, properties: {a: {$ref: ▸'#nobody'}}}",
        "U: {$id: 'https://x.test/u', properties: {a: {$ref: ▸'https://x.test/nobody'}}}",
        "U: {type: object, properties: {a: {$dynamicRef: ▸'#nobody'}}}",
    ],
)
def test_a_name_that_nothing_has(tmp_path: Path, schemas: str):
    text = USE + "components:\n  schemas:\n" + indented(schemas)
    expect(tmp_path, "E102" if "x.test" in schemas else "E104", text, "")


def test_recursion_without_a_name(tmp_path: Path):
    schemas = """
        U: {type: object, properties: {a: {type: array, items: {$recursiveRef: '#'}}, v: {$ref: '#/components/schemas/V'}}}
        V:
          $id: https://x.test/v
          $recursiveAnchor: true
          properties: {w: {properties: {v: {$recursiveRef: '#', description: Itself.}}}}
    """
    made, found = read(tmp_path, schemas)
    assert made["U"]["properties"]["a"]["items"] == to("U")
    assert made["V"]["properties"]["w"]["properties"]["v"] == {**to("V"), "description": "Itself."}
    assert found == []


def test_a_dynamic_reference_to_one_schema(tmp_path: Path):
    schemas = """
        U: {$defs: {item: {$dynamicAnchor: item, $ref: '#/components/schemas/User'}}, $ref: '#/components/schemas/Page'}
        User: {type: object, properties: {friends: {type: array, items: {$dynamicRef: '#node'}}}, $dynamicAnchor: node}
        Page:
          $defs: {item: {$dynamicAnchor: item, not: {}}}
          properties: {items: {type: array, items: {$dynamicRef: '#item'}}}
    """
    made, found = read(tmp_path, schemas)
    assert made["Page"]["properties"]["items"]["items"] == to("User")
    assert made["User"]["properties"]["friends"]["items"] == to("User")
    assert made["U"] == to("Page")
    assert found == []


def test_a_dynamic_reference_to_several_schemas(tmp_path: Path):
    schemas = """
        U: {type: object, properties: {a: {$ref: '#/components/schemas/A'}, b: {$ref: '#/components/schemas/B'}}}
        A: {$defs: {item: {$dynamicAnchor: item, $ref: '#/components/schemas/X'}}, $ref: '#/components/schemas/Page'}
        B: {$defs: {item: {$dynamicAnchor: item, type: string}}, $ref: '#/components/schemas/Page'}
        X: {type: integer}
        Page:
          $defs: {item: {$dynamicAnchor: item, not: {}}}
          properties: {items: {type: array, items: {$dynamicRef: ▸'#item'}}}
    """
    text = USE + "components:\n  schemas:\n" + indented(schemas)
    expect(tmp_path, "W172", text, "$ref")
    made, _ = read(tmp_path, schemas.replace("▸", ""))
    items = made["Page"]["properties"]["items"]["items"]
    assert items == {"anyOf": [to("X"), to("BItem")]}
    assert made["BItem"] == {"type": "string"}
    beside = "items: {anyOf: [{maxLength: 3}, {minLength: 5}], $dynamicRef: '#item'}"
    made, _ = read(tmp_path, schemas.replace("items: {$dynamicRef: ▸'#item'}", beside))
    assert made["Page"]["properties"]["items"]["items"] == {
        "allOf": [{"anyOf": [{"maxLength": 3}, {"minLength": 5}]}], "anyOf": [to("X"), to("BItem")],
    }  # fmt: skip


def test_a_dynamic_reference_beside_a_reference(tmp_path: Path):
    schemas = "U: {$ref: '#/components/schemas/A', ▸$dynamicRef: '#a'}\nA: {$dynamicAnchor: a}"
    text = USE + "components:\n  schemas:\n" + indented(schemas)
    expect(tmp_path, "W177", text, "allOf")


@pytest.mark.parametrize(
    "schemas",
    [
        "U: {$recursiveRef: '#'}",
        "U: {$dynamicAnchor: u, $dynamicRef: '#v'}\nV: {$dynamicAnchor: v, $dynamicRef: '#u'}",
        "U: {$ref: '#/components/schemas/V'}\nV: {$dynamicAnchor: v, $dynamicRef: '#v'}",
    ],
)
def test_names_that_lead_to_nothing_but_themselves(tmp_path: Path, schemas: str):
    text = USE + "components:\n  schemas:\n" + indented(schemas)
    (tmp_path / "openapi.yaml").write_text(PRELUDE + text)
    document, found = load(tmp_path)
    assert document is None
    assert [d.code for d in found] == ["E105"]


def test_names_in_examples_are_none(tmp_path: Path):
    schemas = """
        U: {type: object, properties: {a: {$ref: '#x'}}, examples: [{$anchor: x, $id: 'https://x.test/u'}]}
        X: {$anchor: x, type: string, default: {$dynamicAnchor: x}}
    """
    made, _ = read(tmp_path, schemas)
    assert made["U"]["properties"]["a"] == to("X")


def test_what_stands_beside_a_reference_in_3_1(tmp_path: Path):
    made, found = read(
        tmp_path,
        "U: {properties: {a: {$ref: '#/components/schemas/A', maxLength: 3}}}\nA: {type: string}",
    )
    assert made["U"]["properties"]["a"] == {**to("A"), "maxLength": 3}
    assert found == []


def test_self_names_the_document(tmp_path: Path):
    text = (
        'openapi: "3.2.0"\n$self: https://x.test/api/openapi\ninfo: {title: T, version: "1"}\n'
        + USE
        + "components:\n  schemas:\n    U: {properties: {a: {$ref: 'openapi#/components/schemas/A'}}}\n    A: {}\n"
    )
    (tmp_path / "openapi.yaml").write_text(text)
    document, found = load(tmp_path)
    assert found == []
    assert document is not None
    assert document.tree["components"]["schemas"]["U"]["properties"]["a"] == to("A")


def test_what_lies_in_no_schema_has_no_outermost_one(tmp_path: Path):
    """A schema in an extension is one for whoever refers to it alone."""
    text = """
        x-own: {T: {type: object, properties: {me: {$recursiveRef: '#'}}}}
        components: {schemas: {U: {$ref: '#/x-own/T'}}}
        """
    (tmp_path / "openapi.yaml").write_text(PRELUDE + dedent(text))
    document, found = load(tmp_path)
    assert document is None
    assert [d.code for d in found] == ["E104"]


@pytest.mark.parametrize("end", ["true", "false"])
def test_a_name_that_leads_to_a_schema_that_is_true_or_false(tmp_path: Path, end: str):
    schemas = "U: {properties: {a: {$dynamicRef: '#t'}}}\nT: {$dynamicAnchor: t, $ref: '#/components/schemas/Y'}\nY: "
    made, found = read(tmp_path, schemas + end)
    assert (made["U"]["properties"]["a"], found) == (to("T"), [])
