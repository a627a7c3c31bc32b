from __future__ import annotations

import json
import os
import re
from pathlib import Path
from textwrap import dedent
from typing import Any

import pytest

from generator.ground.diagnostics import Diagnostic, SpecError
from generator.read.document import Document, find, is_document, load
from generator.read.source import Mapping
from tests.unit.marked import PRELUDE, check, expect

V30 = 'openapi: "3.0.3"\ninfo: {title: Test, version: "1"}\n'


def write(folder: Path, files: dict[str, str]) -> Path:
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(dedent(text).lstrip("\n"), encoding="utf-8")
    return folder


def good(folder: Path, text: str, *, prelude: str = PRELUDE, **files: str) -> Document:
    write(folder, {name.replace("__", "."): content for name, content in files.items()})
    (folder / "openapi.yaml").write_text(prelude + dedent(text).lstrip("\n"), encoding="utf-8")
    document, found = load(folder)
    assert document is not None, found
    return document


def schemas(document: Document) -> dict[str, Any]:
    return json.loads(json.dumps(document.tree["components"]["schemas"]))


def refs(node: Any) -> list[str]:
    if isinstance(node, dict):
        own = [node["$ref"]] if isinstance(node.get("$ref"), str) else []
        return own + [r for v in node.values() for r in refs(v)]
    return [r for v in node for r in refs(v)] if isinstance(node, list) else []


# Finding


def test_a_folder_holds_its_document(tmp_path: Path):
    write(tmp_path, {"a/openapi.yml": PRELUDE, "b/api.yaml": PRELUDE, "b/notes.yaml": "x: 1\n"})
    assert find(tmp_path / "a") == tmp_path / "a" / "openapi.yml"
    assert find(tmp_path / "b") == tmp_path / "b" / "api.yaml"
    assert find(tmp_path / "b" / "notes.yaml") == tmp_path / "b" / "notes.yaml"


def test_a_folder_with_none_or_several_documents_is_refused(tmp_path: Path):
    write(tmp_path, {"none/x.yaml": "a: 1\n", "two/a.yaml": PRELUDE, "two/b.yaml": PRELUDE})
    for name, words in (("none", "no document"), ("two", "several documents")):
        with pytest.raises(SpecError) as caught:
            find(tmp_path / name)
        (found,) = caught.value.diagnostics
        assert (found.code, found.mend) == ("E116", "name the file, or call it openapi.yaml")
        assert words in found.message
        assert (found.span.line, found.span.column) == (1, 1)
        assert load(tmp_path / name)[1] == [found]


@pytest.mark.parametrize(
    ("name", "text", "is_one"),
    [
        ("a.yaml", PRELUDE, True),
        ("a.yml", "info: {}\nopenapi: 3.0.0\n", True),
        ("a.json", '{\n  "info": {},\n  "openapi": "3.1.0"}', True),
        ("a.json", '{"components":{},"openapi":"3.1.0"}', True),
        ("a.yaml", 'swagger: "2.0"\n', True),
        ("a.yaml", "  openapi: 3.1.0\n", False),
        ("a.yaml", "# openapi: 3.1.0\n", False),
        ("a.md", PRELUDE, False),
        ("a.yaml", "", False),
    ],
)
def test_documents_are_told_from_other_files(tmp_path: Path, name: str, text: str, is_one: bool):
    (tmp_path / name).write_text(text)
    assert is_document(tmp_path / name) is is_one
    assert is_document(tmp_path / "missing.yaml") is False
    assert is_document(tmp_path) is False


def test_names_come_from_the_folder_or_the_file(tmp_path: Path):
    write(tmp_path, {"acme/openapi.yaml": PRELUDE, "other.yaml": PRELUDE})
    for path, name in (("acme", "acme"), ("acme/openapi.yaml", "acme"), ("other.yaml", "other")):
        document, _ = load(tmp_path / path)
        assert document is not None
        assert document.name == name


def test_unreadable_documents_are_told(tmp_path: Path):
    document, found = load(tmp_path / "missing.yaml")
    assert document is None
    assert [d.code for d in found] == ["E001"]


# Versions


@pytest.mark.parametrize(
    ("text", "column", "mend"),
    [
        ('swagger: "1.2"', 1, 'swagger: "2.0"'),
        ("openapi: true", 1, '"3.1.1"'),
        ('openapi: "4.0.0"', 1, '"3.1.1"'),
        ("info: {}", 1, 'begin with `openapi: "3.1.1"`'),
    ],
)
def test_other_versions_are_refused(tmp_path: Path, text: str, column: int, mend: str):
    (tmp_path / "openapi.yaml").write_text(text + "\n")
    document, (found,) = load(tmp_path)
    assert document is None
    assert (found.code, found.span.line, found.span.column) == ("E101", 1, column)
    assert mend in found.mend


def test_documents_without_paths_are_fine(tmp_path: Path):
    assert good(tmp_path, "webhooks: {}\n").tree["openapi"] == "3.1.1"
    assert good(tmp_path, "components: {schemas: {A: {type: string}}}\n")


# References within one file


def test_references_to_components_stay(tmp_path: Path):
    document = good(
        tmp_path,
        """
        components:
          schemas:
            A: {$ref: '#/components/schemas/B'}
            B: {type: object, properties: {a: {$ref: '#/components/schemas/A'}}}
        """,
    )
    assert schemas(document) == {
        "A": {"$ref": "#/components/schemas/B"},
        "B": {"type": "object", "properties": {"a": {"$ref": "#/components/schemas/A"}}},
    }
    assert document.deref(document.at("/components/schemas/A"))["type"] == "object"


def test_a_reference_into_a_schema_makes_a_component_of_what_it_means(tmp_path: Path):
    document = good(
        tmp_path,
        """
        components:
          schemas:
            Pet:
              type: object
              properties:
                owner: {type: object, properties: {name: {type: string}}}
                tags: {type: array, items: {type: string}}
            Other:
              anyOf:
                - $ref: '#/components/schemas/Pet/properties/owner'
                - $ref: '#/components/schemas/Pet/properties/tags/items'
        """,
    )
    found = schemas(document)
    assert list(found) == ["Pet", "Other", "PetOwner", "PetTagsItem"]
    assert found["PetOwner"]["properties"] == {"name": {"type": "string"}}
    assert found["Pet"]["properties"]["owner"] == {"$ref": "#/components/schemas/PetOwner"}
    assert found["Pet"]["properties"]["tags"]["items"] == {
        "$ref": "#/components/schemas/PetTagsItem"
    }
    owner = document.at("#/components/schemas/PetOwner")
    assert (owner.place.span().line, owner.place.pointer) == (
        9,
        "/components/schemas/Pet/properties/owner",
    )


def test_an_inline_schema_of_a_path_becomes_a_component(tmp_path: Path):
    document = good(
        tmp_path,
        """
        paths:
          /pets/{id}:
            get:
              responses:
                "200": {description: ok, content: {application/json: {schema: {type: object}}}}
        components:
          schemas:
            A: {$ref: '#/paths/~1pets~1%7Bid%7D/get/responses/200/content/application~1json/schema'}
            B: {$ref: '#/paths/~1pets~1{id}/get/responses/200/content/application~1json/schema'}
        """,
    )
    content = document.tree["paths"]["/pets/{id}"]["get"]["responses"]["200"]["content"]
    assert content["application/json"]["schema"] == {"$ref": "#/components/schemas/A"}
    assert schemas(document) == {"A": {"type": "object"}, "B": {"$ref": "#/components/schemas/A"}}


def test_anchors_are_found(tmp_path: Path):
    document = good(
        tmp_path,
        """
        components:
          schemas:
            A: {$anchor: thing, type: string}
            B: {type: object, properties: {a: {$ref: '#thing'}}}
        """,
    )
    assert schemas(document)["B"]["properties"]["a"] == {"$ref": "#/components/schemas/A"}


def test_definitions_within_a_schema_become_components(tmp_path: Path):
    document = good(
        tmp_path,
        """
        components:
          schemas:
            A:
              type: object
              properties: {x: {$ref: '#/components/schemas/A/$defs/Inner'}}
              $defs: {Inner: {type: string}, Unused: {type: string}}
        """,
    )
    assert schemas(document) == {
        "A": {"type": "object", "properties": {"x": {"$ref": "#/components/schemas/AInner"}}},
        "AInner": {"type": "string"},
    }


def test_other_objects_are_hoisted_too(tmp_path: Path):
    document = good(
        tmp_path,
        """
        paths:
          /a:
            get:
              parameters: [{name: q, in: query, schema: {type: string}}]
              responses: {"200": {description: fine}}
            post:
              parameters: [{$ref: '#/paths/~1a/get/parameters/0'}]
              responses: {"200": {$ref: '#/paths/~1a/get/responses/200', description: other}}
        """,
    )
    a = document.tree["paths"]["/a"]
    assert a["get"]["parameters"] == a["post"]["parameters"]
    parameter = document.deref(a["post"]["parameters"][0])
    assert parameter["name"] == "q"
    assert document.deref(a["get"]["responses"]["200"])["description"] == "fine"
    assert document.deref(a["post"]["responses"]["200"])["description"] == "other"


def test_path_items_and_operations_are_put_in_place(tmp_path: Path):
    document = good(
        tmp_path,
        """
        paths:
          /a: {$ref: '#/components/pathItems/Shared', summary: Mine}
          /b:
            get: {$ref: '#/paths/~1c/get'}
          /c:
            get: {operationId: c, responses: {"200": {description: ok}}}
        components:
          pathItems:
            Shared:
              get: {operationId: a, responses: {"200": {description: ok}}}
        """,
    )
    paths = document.tree["paths"]
    assert paths["/a"]["summary"] == "Mine"
    assert paths["/a"]["get"]["operationId"] == "a"
    assert paths["/b"]["get"]["operationId"] == "c"
    assert refs(paths) == []
    assert paths["/a"]["get"].place.pointer == "/components/pathItems/Shared/get"


# References across files


def test_a_component_that_is_only_a_reference_is_that_component(tmp_path: Path):
    document = good(
        tmp_path,
        """
        components:
          schemas:
            Money: {$ref: 'money.yaml#/Amount'}
            Price: {type: object, properties: {
              a: {$ref: '#/components/schemas/Money'}, b: {$ref: 'money.yaml#/Amount'}}}
        """,
        money__yaml="""
        Amount: {type: object, properties: {currency: {$ref: '#/Currency'}}}
        Currency: {type: string}
        """,
    )
    found = schemas(document)
    assert list(found) == ["Money", "Price", "Currency"]
    assert found["Money"]["properties"]["currency"] == {"$ref": "#/components/schemas/Currency"}
    to_money = {"$ref": "#/components/schemas/Money"}
    assert found["Price"]["properties"] == {"a": to_money, "b": to_money}
    place = document.at("#/components/schemas/Money").place
    assert place.file.name.endswith("money.yaml")
    assert place.span().line == 1
    assert [p.name for p in document.files] == ["money.yaml", "openapi.yaml"]


def test_all_kinds_come_from_other_files(tmp_path: Path):
    document = good(
        tmp_path,
        """
        paths:
          /pets: {$ref: parts.yaml#/paths/Pets}
        """,
        parts__yaml="""
        paths:
          Pets:
            post:
              parameters: [{$ref: '#/parameters/Page'}]
              requestBody: {$ref: '#/bodies/Pet'}
              responses:
                "200": {$ref: '#/responses/Ok'}
              callbacks: {done: {$ref: '#/callbacks/Done'}}
        parameters: {Page: {name: page, in: query, schema: {type: integer}}}
        bodies: {Pet: {content: {application/json: {
          schema: {$ref: pet.yaml}, examples: {one: {$ref: '#/examples/Cat'}}}}}}
        examples: {Cat: {value: {name: Tom}}}
        responses: {Ok: {description: ok, headers: {X-Total: {$ref: '#/headers/Total'}},
          links: {self: {$ref: '#/links/Self'}}}}
        headers: {Total: {schema: {type: integer}}}
        links: {Self: {operationId: x}}
        callbacks: {Done: {'{$request.body#/url}': {post: {responses: {"200": {description: ok}}}}}}
        """,
        pet__yaml="{type: object, properties: {parent: {$ref: '#'}, friend: {$ref: pet.yaml}}}\n",
    )
    components = document.tree["components"]
    assert {section: list(held) for section, held in components.items()} == {
        "schemas": ["pet"],
        "responses": ["Ok"],
        "parameters": ["Page"],
        "examples": ["Cat"],
        "requestBodies": ["Pet"],
        "headers": ["Total"],
        "links": ["Self"],
        "callbacks": ["Done"],
    }
    assert all(ref.startswith("#/components/") for ref in refs(document.tree))
    for ref in refs(document.tree):
        assert isinstance(document.at(ref), Mapping)
    assert set(schemas(document)["pet"]["properties"].values().__iter__().__next__()) == {"$ref"}


def test_two_things_that_want_one_name_take_their_file_s_name(tmp_path: Path):
    text = """
        paths: {}
        components:
          schemas:
            Main: {type: object, properties: {
              ONE: {$ref: 'TWO.yaml#/Item'}, x: {$ref: 'c.yaml#/Own'}, y: {$ref: 'c.yaml#/Main'}}}
            Other: {allOf: [{$ref: 'THREE.yaml#/Item'}]}
        """
    files = {
        "a__yaml": "Item: {type: string}\n",
        "b__yaml": "Item: {type: integer}\n",
        "c__yaml": "Own: {type: string}\nMain: {type: number}\n",
    }
    results = []
    for index, (two, three) in enumerate((("a", "b"), ("b", "a"))):
        folder = tmp_path / str(index)
        folder.mkdir()
        document = good(folder, text.replace("TWO", two).replace("THREE", three), **files)
        results.append(schemas(document))
    for found in results:
        assert found["aItem"] == {"type": "string"}
        assert found["bItem"] == {"type": "integer"}
        assert found["Own"] == {"type": "string"}
        assert found["cMain"] == {"type": "number"}
        assert found["Main"]["type"] == "object"


def test_a_renamed_schema_is_told(tmp_path: Path):
    found = check(
        tmp_path,
        "components: {schemas: {A: {allOf: [{$ref: 'b.yaml#/A'}]}}}\n",
        b__yaml="\nA: {type: string}\n",
    )
    (renamed,) = [d for d in found if d.code == "W112"]
    assert (Path(renamed.span.file).name, renamed.span.line, renamed.span.column) == (
        "b.yaml",
        1,
        4,
    )
    assert "components.schemas" in renamed.mend


def test_discriminators_keep_their_tags(tmp_path: Path):
    document = good(
        tmp_path,
        """
        components:
          schemas:
            Pet:
              oneOf: [{$ref: 'pets.yaml#/Cat'}, {$ref: dog.yaml}, {$ref: 'more.yaml#/Cat'}]
              discriminator:
                propertyName: kind
                mapping: {hound: dog.yaml, Bird: Bird, other: 'pets.yaml#/Cat'}
            Bird: {type: object}
        """,
        pets__yaml="Cat: {type: object, properties: {kind: {type: string}}}\n",
        dog__yaml="{type: object}\n",
        more__yaml="Cat: {type: object}\n",
    )
    assert schemas(document)["Pet"]["discriminator"]["mapping"] == {
        "hound": "#/components/schemas/dog",
        "Bird": "#/components/schemas/Bird",
        "other": "#/components/schemas/petsCat",
        "Cat": "#/components/schemas/moreCat",
    }


def test_documents_may_share_files_with_their_neighbours(tmp_path: Path):
    write(
        tmp_path,
        {
            "private/openapi.yaml": PRELUDE
            + "components: {schemas: {A: {$ref: ../public/money.yaml}}}\n",
            "public/money.yaml": "type: string\n",
        },
    )
    document, found = load(tmp_path / "private")
    assert found == []
    assert document is not None
    assert schemas(document) == {"A": {"type": "string"}}


def test_nothing_outside_the_root_is_read(tmp_path: Path):
    write(tmp_path, {"secret.yaml": "type: string\n", "a/b/x.yaml": "type: string\n"})
    (tmp_path / "a" / "b" / "link.yaml").symlink_to("../../secret.yaml")
    for ref in ("../../secret.yaml", "link.yaml", str(tmp_path / "a" / "b" / "x.yaml")):
        file = tmp_path / "a" / "b" / "openapi.yaml"
        file.write_text(PRELUDE + f"components: {{schemas: {{A: {{$ref: '{ref}'}}}}}}\n")
        document, (found,) = load(file)
        assert document is None
        assert (found.code, found.span.line, found.span.column) == ("E103", 4, 34)
        assert "move the file below" in found.mend
        document, _ = load(file, root=tmp_path)
        assert (document is not None) == (not ref.startswith("/"))
    (tmp_path / "a" / "b" / "openapi.yaml").write_text(
        PRELUDE + "components: {schemas: {A: {$ref: x.yaml}}}\n"
    )
    assert load(tmp_path / "a" / "b", root=tmp_path / "a" / "b")[0] is not None


@pytest.mark.parametrize(
    ("code", "text", "mend"),
    [
        ("E102", "components: {schemas: {A: {$ref: ▸'https://x.test/a.yaml'}}}", "save a copy"),
        ("E102", "components: {schemas: {A: {$ref: ▸'//x.test/a.yaml'}}}", "save a copy"),
        ("E102", "components: {schemas: {A: {$ref: ▸'file:///etc/passwd'}}}", "save a copy"),
        ("E104", "components: {schemas: {A: {$ref: ▸'openap.yaml'}}}", "did you mean openapi.yaml"),
        ("E104", "components: {schemas: {A: {$ref: ▸'zzz'}}}", "relative to the file"),
        (
            "E104",
            "components: {schemas: {Pet: {}, A: {items: {$ref: ▸'#/components/schemas/Pets'}}}}",
            "did you mean #/components/schemas/Pet?",
        ),
        ("E104", "components: {schemas: {A: {$ref: ▸'#/nope/x'}}}", "correct the pointer"),
        ("E104", "components: {schemas: {A: {$ref: ▸'#/$defs/x'}}}", "starts at the file's root"),
        ("E104", "components: {schemas: {A: {$ref: ▸'#name'}}}", "#/components/"),
        ("E104", "components: {schemas: {A: {$ref: ▸'#/info/title/x'}}}", "correct the pointer"),
        ("E105", "components: {schemas: {A: {$ref: ▸'#/components/schemas/A'}}}", "what it is"),
        ("E105", "components: {schemas: {A: {$ref: ▸'#'}}}", "what it is"),
        (
            "E105",
            """
            components:
              schemas:
                A: {$ref: '#/components/schemas/B'}
                B: {$ref: '#/components/schemas/C'}
                C: {$ref: ▸'#/components/schemas/A'}
            """,
            "what it is",
        ),
        (
            "E105",
            """
            paths:
              /a:
                get:
                  responses: {"200": {description: ok}}
                  callbacks: {again: {x: ▸{$ref: '#/paths/~1a'}}}
            """,
            "end the circle",
        ),
        ("E106", "components: {schemas: {▸$ref: a.yaml}}", "single components"),
        ("E106", "paths: {▸$ref: a.yaml}", "single components"),
        ("E106", "tags: [{▸$ref: a.yaml}]", "single components"),
        ("E106", "paths: {/a: {get: {description: {▸$ref: a.md}}}}", "write it out"),
        ("E106", "security: [{▸$ref: a.md}]", "write it out"),
        ("E106", "security: [[{▸$ref: a.md}]]", "write it out"),
        (
            "E106",
            """
            paths:
              /a: {$ref: '#/paths/~1b', ▸get: {}}
              /b: {get: {responses: {"200": {description: ok}}}}
            """,
            "keep one",
        ),
        (
            "E107",
            "components: {parameters: {P: {}}, schemas: {A: {$ref: ▸'#/components/parameters/P'}}}",
            "a schema",
        ),
        ("E107", "components: {schemas: {A: {$ref: ▸'#/info/title'}}}", "a schema"),
        ("E104", "components: {schemas: {A: {$dynamicRef: ▸'#x'}}}", "#/components/"),
        ("E110", "components: {schemas: {A: {▸$ref: 3}}}", "write a pointer"),
        ("E110", "components: {schemas: {A: {$ref: ▸'a\\b.yaml'}}}", "write it with /"),
        (
            "W111",
            """
            paths: {/a: {parameters: [{$ref: '#/components/parameters/P', ▸required: true}]}}
            components: {parameters: {P: {name: p, in: query, schema: {}}}}
            """,
            "remove it",
        ),
        (
            "W118",
            "▸jsonSchemaDialect: https://json-schema.org/draft-07/schema\npaths: {}",
            "remove jsonSchemaDialect",
        ),
        (
            "W114",
            "components: {schemas: {A: {type: string, ▸nullable: true}}}",
            'type: [<type>, "null"]',
        ),
        ("W114", "components: {schemas: {A: {▸items: [{type: string}]}}}", "rename it"),
        (
            "W114",
            "components: {schemas: {A: {minimum: 1, ▸exclusiveMinimum: true}}}",
            "write the number",
        ),
        ("W114", "components: {schemas: {A: {▸nullable: maybe}}}", "nullable: true"),
        ("W114", "components: {schemas: {A: {▸examples: {a: {value: 1}}}}}", "a list of values"),
        ("W117", "components: {schemas: {A: {▸enum: []}}}", "list the values"),
        (
            "W117",
            "components: {parameters: {P: {name: p, in: path, ▸required: false, schema: {}}}}",
            "required: true",
        ),
        ("W117", "components: {responses: {R: ▸{content: {}}}}", "add `description"),
    ],
)
def test_faults_of_references_and_old_words(tmp_path: Path, code: str, text: str, mend: str):
    expect(tmp_path, code, text, mend)


def test_a_loop_is_told_once_with_all_its_places(tmp_path: Path):
    text = """
        components:
          schemas:
            A: {$ref: '#/components/schemas/B'}
            B: {$ref: '#/components/schemas/A'}
            C: {$ref: '#/components/schemas/A'}
        """
    (found,) = check(tmp_path, text)
    assert "A → B → A" in found.message or "B → A → B" in found.message
    assert [s.line for s in found.related] == [6, 7]


def test_recursion_through_properties_is_no_loop(tmp_path: Path):
    document = good(
        tmp_path,
        "components: {schemas: {A: {properties: {a: {$ref: '#/components/schemas/A'}}}}}\n",
    )
    assert document.deref(document.at("#/components/schemas/A/properties/a")) is document.at(
        "#/components/schemas/A"
    )


def test_all_broken_references_are_told_at_once(tmp_path: Path):
    found = check(tmp_path, "components: {schemas: {A: {$ref: '#/x'}, B: {$ref: '#/y'}}}\n")
    assert [d.code for d in found] == ["E104", "E104"]


def test_a_broken_file_is_told_where_it_is_broken(tmp_path: Path):
    found = check(
        tmp_path,
        "components: {schemas: {A: {$ref: b.yaml}, B: {$ref: 'b.yaml#/x'}}}\n",
        b__yaml="x: 1\ny: [2\n",
    )
    assert [(d.code, Path(d.span.file).name, d.span.line) for d in found] == [("E004", "b.yaml", 2)]


def test_warnings_of_every_file_are_told(tmp_path: Path):
    found = check(
        tmp_path,
        "components: {schemas: {A: {$ref: b.yaml}}}\n",
        b__yaml="{type: integer, minimum: 007}\n",
    )
    assert [d.code for d in found] == ["W012"]


def test_references_to_path_items_cannot_blow_up(tmp_path: Path):
    lines = ["paths: {/a: {$ref: '#/components/pathItems/P0'}}", "components:", "  pathItems:"]
    for i in range(30):
        calls = ", ".join(
            f"c{n}: {{x: {{$ref: '#/components/pathItems/P{i + 1}'}}}}" for n in (1, 2)
        )
        lines.append(f"    P{i}: {{get: {{callbacks: {{{calls}}}, responses: {{}}}}}}")
    lines.append("    P30: {get: {responses: {}}}")
    found = check(tmp_path, "\n".join(lines) + "\n")
    assert [(d.code, d.mend != "") for d in found] == [("E109", True)]


def test_long_chains_end_in_a_diagnostic(tmp_path: Path):
    lines = ["components:", "  schemas:"]
    lines += [f"    S{i}: {{$ref: '#/components/schemas/S{i + 1}'}}" for i in range(3000)]
    lines.append("    S3000: {type: string}")
    found = check(tmp_path, "\n".join(lines) + "\n")
    assert {d.code for d in found} == {"E105"}


def test_pointers_through_references_are_followed_but_not_for_ever(tmp_path: Path):
    document = good(
        tmp_path,
        """
        components:
          schemas:
            A: {$ref: '#/components/schemas/B'}
            B: {type: object, properties: {x: {type: string}}}
            C: {type: array, items: {$ref: '#/components/schemas/A/properties/x'}}
        """,
    )
    assert schemas(document)["C"]["items"] == {"$ref": "#/components/schemas/BX"}
    (tmp_path / "loop").mkdir()
    found = check(
        tmp_path / "loop",
        """
        components:
          schemas:
            A: {$ref: '#/components/schemas/A/x'}
        """,
    )
    assert [d.code for d in found] == ["E105"]


# 3.0 read as 3.1


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ({"type": "string", "nullable": True}, {"type": ["string", "null"]}),
        ({"type": "string", "nullable": False}, {"type": "string"}),
        ({"nullable": True}, {}),
        (
            {"type": "string", "enum": ["a"], "nullable": True},
            {"type": ["string", "null"], "enum": ["a", None]},
        ),
        (
            {"type": "string", "enum": ["a", None], "nullable": True},
            {"type": ["string", "null"], "enum": ["a", None]},
        ),
        ({"properties": {}, "nullable": True}, {"properties": {}, "type": ["object", "null"]}),
        (
            {"allOf": [{"$ref": "#/components/schemas/Z"}], "nullable": True, "description": "d"},
            {"description": "d", "anyOf": [{"$ref": "#/components/schemas/Z"}, {"type": "null"}]},
        ),
        (
            {"$ref": "#/components/schemas/Z", "nullable": True},
            {"anyOf": [{"$ref": "#/components/schemas/Z"}, {"type": "null"}]},
        ),
        (
            {"oneOf": [{"type": "string"}, {"type": "integer"}], "nullable": True},
            {
                "anyOf": [
                    {"oneOf": [{"type": "string"}, {"type": "integer"}]},
                    {"type": "null"},
                ]
            },
        ),
        ({"minimum": 1, "exclusiveMinimum": True}, {"exclusiveMinimum": 1}),
        ({"maximum": 1, "exclusiveMaximum": False}, {"maximum": 1}),
        ({"type": "string", "example": "x"}, {"type": "string", "examples": ["x"]}),
        ({"type": "string", "example": None}, {"type": "string"}),
        (
            {"type": "string", "nullable": True, "example": None},
            {"type": ["string", "null"], "examples": [None]},
        ),
        (
            {"type": "string", "format": "binary"},
            {"type": "string", "format": "binary", "contentMediaType": "application/octet-stream"},
        ),
        (
            {"type": "string", "format": "byte"},
            {"type": "string", "format": "byte", "contentEncoding": "base64"},
        ),
        ({"x-nullable": True, "nullable": True, "type": "integer"},
         {"x-nullable": True, "type": ["integer", "null"]}),
        ({"properties": {"nullable": {"type": "string"}, "example": {"type": "string"}}},
         {"properties": {"nullable": {"type": "string"}, "example": {"type": "string"}}}),
        ({"enum": [{"nullable": True}], "default": {"$ref": "#/x"}},
         {"enum": [{"nullable": True}], "default": {"$ref": "#/x"}}),
    ],
)  # fmt: skip
def test_3_0_schemas_in_3_1_words(tmp_path: Path, old: Any, new: Any):
    text = "components:\n  schemas:\n    Z: {type: object}\n    A: " + json.dumps(old) + "\n"
    document = good(tmp_path, text, prelude=V30)
    assert schemas(document)["A"] == new


def test_what_3_0_ignores_beside_a_reference_is_told(tmp_path: Path):
    text = """
        components:
          schemas:
            Z: {type: object}
            A: {$ref: '#/components/schemas/Z', description: cosmetic, ▸readOnly: true}
        """
    expect(tmp_path, "W111", text, "allOf", prelude=V30)


def test_places_survive_the_upgrade(tmp_path: Path):
    document = good(
        tmp_path,
        "components: {schemas: {A: {allOf: [{type: string}], nullable: true, example: x}}}\n",
        prelude=V30,
    )
    schema = document.at("#/components/schemas/A")
    assert schema["anyOf"][0].place.pointer == "/components/schemas/A/allOf/0"
    place = schema["examples"].place.child(0)
    assert (place.span().line, place.span().column) == (3, 78)


def test_each_file_is_read_in_its_own_version(tmp_path: Path):
    document = good(
        tmp_path,
        "components: {schemas: {A: {$ref: 'old.yaml#/components/schemas/B'}}}\n",
        old__yaml='openapi: "3.0.1"\ncomponents: {schemas: {B: {type: string, nullable: true}}}\n',
    )
    assert schemas(document) == {"A": {"type": ["string", "null"]}}


# The document


def test_sources_are_never_changed(tmp_path: Path):
    text = "components: {schemas: {A: {type: string, nullable: true, example: x}}}\n"
    document = good(tmp_path, text, prelude=V30)
    schema = document.at("#/components/schemas/A")
    before = json.dumps(document.tree)
    document.deref({"$ref": "#/components/schemas/A"})
    document.deref(schema)
    assert json.dumps(document.tree) == before


def test_at_and_deref(tmp_path: Path):
    document = good(
        tmp_path,
        """
        paths: {'/a/{b}': {get: {parameters: [{name: b, in: path, required: true, schema: {}}]}}}
        components:
          schemas: {A: {type: string, properties: {'b c/d': {type: string}}}}
          headers: {H: {$ref: '#/components/headers/I', description: first}, I: {schema: {}}}
        """,
    )
    at = document.at
    assert at("#/paths/~1a~1{b}/get/parameters/0/name") == "b"
    assert at("/paths/~1a~1{b}/get/parameters/0/name") == "b"
    assert at("#/components/schemas/A/properties/b%20c~1d") == {"type": "string"}
    assert at("") is document.tree
    for wrong in ("#/nope", "#/paths/~1a~1{b}/get/parameters/7", "#/info/title/x"):
        with pytest.raises(KeyError):
            at(wrong)
    assert document.deref(at("#/components/headers/H"))["description"] == "first"
    assert document.deref(7) == 7


def test_keys_that_no_reference_could_hold_are_written_otherwise(tmp_path: Path):
    document = good(
        tmp_path,
        """
        components:
          schemas:
            A: {properties: {b: {$ref: '#/components/schemas/b%20c'}, u: {$ref: '#/components/schemas/ü'}}}
            b c: {type: string}
            b/c: {type: integer}
            b_c: {type: number}
            ü: {type: boolean}
        """,
    )
    made = schemas(document)
    (spaced, umlaut) = refs(made)
    assert umlaut == "#/components/schemas/ü"
    spaced = spaced.rpartition("/")[2]
    (slashed,) = made.keys() - {"A", "b_c", "ü", spaced}
    assert all(re.fullmatch("b_c_[0-9a-f]{6}", key) for key in (spaced, slashed))
    assert [made[key] for key in (spaced, slashed, "b_c", "ü")] == [
        {"type": kind} for kind in ("string", "integer", "number", "boolean")
    ]


def test_the_result_grows_with_the_files_not_the_references(tmp_path: Path):
    many = ", ".join(f"p{i}: {{$ref: 'big.yaml#/Big'}}" for i in range(200))
    big = ", ".join(f"f{i}: {{type: string}}" for i in range(200))
    document = good(
        tmp_path,
        f"components: {{schemas: {{A: {{type: object, properties: {{{many}}}}}}}}}\n",
        big__yaml=f"Big: {{type: object, properties: {{{big}}}}}\n",
    )
    assert len(json.dumps(document.tree)) < 25_000


def test_the_order_of_members_is_kept_and_the_result_is_the_same_twice(tmp_path: Path):
    text = """
        paths: {/b: {$ref: 'x.yaml#/P'}, /a: {get: {responses: {}}}}
        components: {schemas: {B: {$ref: 'x.yaml#/Q'}, A: {type: string}}}
        """
    files = {"x__yaml": "P: {get: {responses: {}}}\nQ: {properties: {z: {$ref: '#/R'}}}\nR: {}\n"}
    first = good(tmp_path, text, **files)
    second = good(tmp_path, text, **files)
    assert json.dumps(first.tree) == json.dumps(second.tree)
    assert list(first.tree["paths"]) == ["/b", "/a"]
    assert list(first.tree["components"]["schemas"]) == ["B", "A", "R"]


def test_relative_paths_are_named_as_given(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    write(tmp_path, {"specs/a/openapi.yaml": PRELUDE
                     + "components: {schemas: {A: {$ref: '../b/x.yaml#/Y'}, "
                     "C: {$ref: ../b/z.yaml}}}\n",
                     "specs/b/x.yaml": "X: 1\n", "specs/b/z.yaml": "{minimum: 01}\n"})  # fmt: skip
    monkeypatch.chdir(tmp_path)
    found: list[Diagnostic] = load(Path("specs/a"))[1]
    assert [d.span.file for d in found] == [
        os.path.join("specs", "a", "openapi.yaml"),
        os.path.join("specs", "b", "z.yaml"),
    ]
