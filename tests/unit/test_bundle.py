"""Documents of several files become one: a row for each way to refer."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
import yaml

from generator.read.document import load
from tests.unit.marked import PRELUDE

STRING = {"type": "string"}
HOME = "#/components/schemas/"


def to(name: str) -> dict[str, str]:
    return {"$ref": f"{HOME}{name}"}


def far(name: str, file: str = "far.yaml") -> dict[str, str]:
    return {"$ref": f"{file}#/{name}"}


def _read(folder: Path, tree: Any, **files: Any) -> tuple[Any, list[str]]:
    for name, content in files.items():
        (folder / f"{name}.yaml").write_text(yaml.safe_dump(content, sort_keys=False))
    (folder / "openapi.yaml").write_text(PRELUDE + yaml.safe_dump(tree, sort_keys=False))
    found, said = load(folder)
    assert found is not None, said
    return json.loads(json.dumps(found.tree)), [d.code for d in said]


FAR: dict[str, Any] = {
    "Pet": {"type": "object", "properties": {"owner": {"$ref": "#/Owner"}}},
    "Owner": {"type": "object"},
    "Id": STRING,
    "Yes": True,
    "No": False,
    "Alias": {"$ref": "#/Pet"},
    "Twice": {"$ref": "#/Alias"},
    "Loose": {"$ref": "#/Pet", "description": "Loose."},
    "Base": {"discriminator": {"propertyName": "k", "mapping": {"p": "#/Pet"}}, "oneOf": [{"$ref": "#/Pet"}, {"$ref": "#/Owner"}]},
    "Plain": {"discriminator": {"propertyName": "k"}, "oneOf": [{"$ref": "#/Pet"}, {"$ref": "#/Owner"}]},
    "Deep": {"$defs": {"In": STRING}, "properties": {"a": {"$ref": "#/Deep/$defs/In"}}},
}  # fmt: skip
PET = {"Pet": {"type": "object", "properties": {"owner": to("Owner")}}, "Owner": {"type": "object"}}


@pytest.mark.parametrize(
    ("schemas", "made"),
    [
        ({"A": {"properties": {"a": far("Pet")}}}, {"A": {"properties": {"a": to("Pet")}}, **PET}),
        ({"A": {"properties": {"a": far("Alias"), "b": far("Twice")}}},
         {"A": {"properties": {"a": to("Pet"), "b": to("Pet")}}, **PET}),
        # A component that is a reference alone is what it leads to, by its own name.
        ({"Pet": far("Pet")}, PET),
        ({"Pet": far("Twice")}, PET),
        ({"Animal": far("Pet")}, {"Animal": PET["Pet"], "Owner": PET["Owner"]}),
        ({"Animal": far("Pet"), "Beast": far("Pet")}, {"Animal": PET["Pet"], "Beast": to("Animal"), "Owner": PET["Owner"]}),
        # With words beside it, it is a schema of its own.
        ({"Animal": {**far("Pet"), "minProperties": 1}}, {"Animal": {**to("Pet"), "minProperties": 1}, **PET}),
        ({"A": {"properties": {"a": far("Loose")}}}, {"A": {"properties": {"a": to("Loose")}}, "Loose": {**to("Pet"), "description": "Loose."}, **PET}),
        # Schemas that are true or false stand where they are referred to.
        ({"A": {"properties": {"a": far("Yes"), "b": far("No")}}}, {"A": {"properties": {"a": True, "b": False}}}),
        ({"A": {"properties": {"a": to("B")}}, "B": True}, {"A": {"properties": {"a": to("B")}}, "B": True}),
        # Two things that want one name.
        ({"Owner": STRING, "A": {"properties": {"a": far("Owner")}}},
         {"Owner": STRING, "A": {"properties": {"a": to("farOwner")}}, "farOwner": {"type": "object"}}),
        # Discriminators in the names that things have now.
        ({"A": {"properties": {"a": far("Base")}}},
         {"A": {"properties": {"a": to("Base")}},
          "Base": {"discriminator": {"propertyName": "k", "mapping": {"p": f"{HOME}Pet"}}, "oneOf": [to("Pet"), to("Owner")]}, **PET}),
        ({"Animal": far("Pet"), "A": {"properties": {"a": far("Base")}}},
         {"Animal": PET["Pet"], "A": {"properties": {"a": to("Base")}},
          "Base": {"discriminator": {"propertyName": "k", "mapping": {"p": f"{HOME}Animal"}},
                   "oneOf": [to("Animal"), to("Owner")]}, "Owner": PET["Owner"]}),
        # What lost its name keeps the value that this name was.
        ({"Animal": far("Pet"), "A": {"properties": {"a": far("Plain")}}},
         {"Animal": PET["Pet"], "A": {"properties": {"a": to("Plain")}},
          "Plain": {"discriminator": {"propertyName": "k", "mapping": {"Pet": f"{HOME}Animal"}},
                    "oneOf": [to("Animal"), to("Owner")]}, "Owner": PET["Owner"]}),
        # Definitions within a schema.
        ({"A": {"properties": {"a": far("Deep")}}}, None),
        # The whole of a file.
        ({"A": {"properties": {"a": {"$ref": "one.yaml"}}}}, {"A": {"properties": {"a": to("one")}}, "one": {"type": "integer"}}),
        ({"A": {"properties": {"a": {"$ref": "one.yaml#"}}}}, {"A": {"properties": {"a": to("one")}}, "one": {"type": "integer"}}),
    ],
)  # fmt: skip
def test_schemas_of_other_files(tmp_path: Path, schemas: Any, made: Any) -> None:
    tree, _ = _read(tmp_path, {"components": {"schemas": schemas}}, far=FAR, one={"type": "integer"})  # fmt: skip
    found = tree["components"]["schemas"]
    if made is not None:
        assert found == made
    assert not [text for text in json.dumps(found).split('"') if ".yaml" in text]


OPERATION = {"operationId": "a", "responses": {"204": {"description": ""}}}
KINDS: dict[str, Any] = {
    "P": {"name": "p", "in": "query", "schema": {"$ref": "#/Id"}},
    "B": {"content": {"application/json": {"schema": {"$ref": "#/Id"}}}},
    "R": {"description": "R.", "headers": {"X": {"$ref": "#/H"}}, "links": {"l": {"$ref": "#/L"}}},
    "H": {"schema": STRING},
    "L": {"operationId": "a"},
    "E": {"value": 1},
    "Id": STRING,
    "Item": {"get": OPERATION, "parameters": [{"$ref": "#/P"}]},
    "Again": {"$ref": "#/R", "description": "Again."},
}


@pytest.mark.parametrize(
    ("more", "place", "made", "section", "name"),
    [
        ({"parameters": [far("P")]}, "parameters", [{"$ref": "#/components/parameters/P"}], "parameters", "P"),
        ({"requestBody": far("B")}, "requestBody", {"$ref": "#/components/requestBodies/B"}, "requestBodies", "B"),
        ({"responses": {"200": far("R")}}, "responses", {"200": {"$ref": "#/components/responses/R"}}, "responses", "R"),
        # Words for readers beside the reference are its own (Reference Object).
        ({"responses": {"200": far("Again")}}, "responses", {"200": {"$ref": "#/components/responses/R"}}, "responses", "R"),
        ({"responses": {"200": {**far("R"), "description": "Own."}}}, "responses",
         {"200": {"$ref": "#/components/responses/R", "description": "Own."}}, "responses", "R"),
    ],
)  # fmt: skip
def test_other_objects_of_other_files(
    tmp_path: Path, more: Any, place: str, made: Any, section: str, name: str
) -> None:
    paths = {"/a": {"get": {**OPERATION, **more}}}
    tree, said = _read(tmp_path, {"paths": paths}, far=KINDS)
    assert tree["paths"]["/a"]["get"][place] == made
    assert name in tree["components"][section]
    assert said == []


def test_a_path_item_of_another_file_is_put_in_its_place(tmp_path: Path) -> None:
    tree, said = _read(tmp_path, {"paths": {"/a": far("Item")}}, far=KINDS)
    assert tree["paths"]["/a"] == {"get": OPERATION, "parameters": [{"$ref": "#/components/parameters/P"}]}  # fmt: skip
    assert tree["components"]["parameters"]["P"]["schema"] == to("Id")
    assert said == []


@pytest.mark.parametrize(
    ("section", "name", "said"),
    [
        ("responses", "R", {"description": "Mine."}),
        ("responses", "R", {"summary": "S.", "description": "Mine."}),
        ("parameters", "P", {"description": "Mine."}),
        ("headers", "H", {"description": "Mine."}),
        ("responses", "R", {}),
    ],
)
def test_a_component_of_another_file_keeps_the_words_beside_its_reference(
    tmp_path: Path, section: str, name: str, said: dict[str, str]
) -> None:
    tree = {"paths": {}, "components": {section: {name: {**far(name), **said}}}}
    made, codes = _read(tmp_path, tree, far=KINDS)
    found = made["components"][section][name]
    own = {**({"description": "R."} if name == "R" else {}), **said}
    assert ({k: found.get(k) for k in own}, "$ref" in found, codes) == (own, False, [])
